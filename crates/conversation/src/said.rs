//! One understood utterance, as the dialogue asks about it.

use crate::Visit;
use jiff::civil::{Date, Time};
use understanding::knowledge::Asked;
use understanding::{Act, ActKind, DayPart, Entity, Intent, Understood, Value};

/// What was said, with the main wish as an act where no act was found.
pub(crate) struct Said<'a> {
    text: &'a str,
    words: &'a Understood,
    from_intent: Option<ActKind>,
}

/// A day with its other readings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SaidDate {
    pub(crate) date: Date,
    others: Vec<Date>,
    /// Only a weekday was named: beside a list of days it means the one on the list.
    pub(crate) is_bare_weekday: bool,
}

impl SaidDate {
    /// "Next Tuesday", said on a Monday: tomorrow, or the Tuesday of next week? Both, the nearer first; empty where the
    /// words leave no such doubt.
    pub(crate) fn either_week(&self, today: Date) -> Vec<Date> {
        let a_week_before = |other: &&Date| **other > today && (self.date - **other).get_days() == 7;
        match self.others.iter().find(a_week_before) {
            Some(nearer) if !self.is_bare_weekday => vec![*nearer, self.date],
            _ => Vec::new(),
        }
    }

    /// Whether this day, one of those spoken of, may be meant.
    pub(crate) fn may_mean(&self, date: Date) -> bool {
        self.date == date
            || self.others.contains(&date)
            || (self.is_bare_weekday && self.date.weekday() == date.weekday())
    }
}

/// A time of day with its other readings, likeliest first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SaidTime {
    pub(crate) readings: Vec<Time>,
    pub(crate) approximate: bool,
    /// The words may as well stand for a thing: "the Tuesday one".
    pub(crate) may_be_no_time: bool,
}

impl<'a> Said<'a> {
    pub(crate) fn new(text: &'a str, words: &'a Understood) -> Self {
        let from_intent = if words.acts.is_empty() { act_of(words.intent) } else { None };
        Self { text, words, from_intent }
    }

    /// The caller's own words.
    pub(crate) fn text(&self) -> &'a str {
        self.text.trim()
    }

    pub(crate) fn has(&self, kind: ActKind) -> bool {
        self.words.has(kind) || self.from_intent == Some(kind)
    }

    pub(crate) fn has_any(&self, kinds: &[ActKind]) -> bool {
        kinds.iter().any(|kind| self.has(*kind))
    }

    /// Whether nothing else was done but these.
    pub(crate) fn only(&self, kinds: &[ActKind]) -> bool {
        self.has_any(kinds)
            && self.words.acts.iter().all(|act| kinds.contains(&act.kind))
            && self.words.entities.is_empty()
    }

    pub(crate) fn has_entities(&self) -> bool {
        !self.words.entities.is_empty()
    }

    pub(crate) fn entities(&self) -> impl Iterator<Item = &'a Entity> {
        self.words.entities.iter()
    }

    fn positive(&self) -> impl Iterator<Item = &'a Entity> {
        self.entities().filter(|entity| !entity.negated)
    }

    fn negated(&self) -> impl Iterator<Item = &'a Entity> {
        self.entities().filter(|entity| entity.negated)
    }

    /// Services, each with its other readings.
    pub(crate) fn services(&self) -> Vec<(String, Vec<String>)> {
        self.positive().filter_map(|e| Some((service_key(&e.value)?, others(e, service_key)))).collect()
    }

    pub(crate) fn not_services(&self) -> Vec<String> {
        self.negated().filter_map(|e| service_key(&e.value)).collect()
    }

    pub(crate) fn add_ons(&self) -> Vec<String> {
        self.positive().filter_map(|e| add_on_key(&e.value)).collect()
    }

    pub(crate) fn not_add_ons(&self) -> Vec<String> {
        self.negated().filter_map(|e| add_on_key(&e.value)).collect()
    }

    /// People of the salon, each with its other readings.
    pub(crate) fn people(&self) -> Vec<(String, Vec<String>)> {
        self.positive().filter_map(|e| Some((person_key(&e.value)?, others(e, person_key)))).collect()
    }

    pub(crate) fn not_people(&self) -> Vec<String> {
        self.negated().filter_map(|e| person_key(&e.value)).collect()
    }

    /// Somebody asked for who is none of the salon's.
    pub(crate) fn unknown_person(&self) -> Option<&'a str> {
        self.positive().find_map(|entity| match &entity.value {
            Value::Stylist { key: None, name } => Some(name.as_str()),
            _ => None,
        })
    }

    pub(crate) fn dates(&self) -> Vec<Date> {
        self.positive().filter_map(|e| date_of(&e.value)).collect()
    }

    /// Days with all they may mean beside a list of days.
    pub(crate) fn said_dates(&self) -> Vec<SaidDate> {
        self.positive().filter_map(said_date).collect()
    }

    pub(crate) fn not_dates(&self) -> Vec<SaidDate> {
        self.negated().filter_map(said_date).collect()
    }

    pub(crate) fn date_range(&self) -> Option<(Option<Date>, Option<Date>)> {
        self.positive().find_map(|entity| match entity.value {
            Value::DateRange { from, to } => Some((from, to)),
            _ => None,
        })
    }

    pub(crate) fn times(&self) -> Vec<SaidTime> {
        let said = self.positive().filter_map(|entity| match entity.value {
            Value::Time { time, approximate } => {
                let mut readings = vec![time];
                readings.extend(entity.alternatives.iter().filter_map(time_of).filter(|t| *t != time));
                let may_be_no_time = crate::phrases::is_one(&entity.text);
                Some(SaidTime { readings, approximate, may_be_no_time })
            }
            _ => None,
        });
        said.collect()
    }

    pub(crate) fn not_times(&self) -> Vec<Time> {
        self.negated().filter_map(|e| time_of(&e.value)).collect()
    }

    /// Ranges of times, likeliest reading first.
    pub(crate) fn time_ranges(&self) -> Vec<(Option<Time>, Option<Time>)> {
        let range = |value: &Value| match *value {
            Value::TimeRange { from, to } => Some((from, to)),
            _ => None,
        };
        self.positive()
            .filter_map(|e| {
                Some(std::iter::once(range(&e.value)?).chain(others(e, range)).collect::<Vec<_>>())
            })
            .next()
            .unwrap_or_default()
    }

    pub(crate) fn day_part(&self) -> Option<DayPart> {
        self.positive().find_map(|entity| match entity.value {
            Value::DayPart { part } => Some(part),
            _ => None,
        })
    }

    pub(crate) fn name(&self) -> Option<&'a str> {
        self.positive().find_map(|entity| match &entity.value {
            Value::Name { name } => Some(name.as_str()),
            _ => None,
        })
    }

    /// The name of one of the salon's people, where the words begin with it: the caller may have the same.
    pub(crate) fn person_words(&self) -> Option<&'a str> {
        self.positive().find_map(|entity| match &entity.value {
            Value::Stylist { .. } if entity.start == 0 => Some(entity.text.as_str()),
            _ => None,
        })
    }

    /// The name of one of the salon's people, wherever it stands.
    pub(crate) fn somebody_named(&self) -> Option<&'a str> {
        self.positive().find_map(|entity| match &entity.value {
            Value::Stylist { .. } => Some(entity.text.as_str()),
            _ => None,
        })
    }

    pub(crate) fn phone(&self) -> Option<&'a str> {
        self.positive().find_map(|entity| match &entity.value {
            Value::Phone { digits } => Some(digits.as_str()),
            _ => None,
        })
    }

    pub(crate) fn ordinal(&self) -> Option<i8> {
        self.positive().find_map(|entity| match entity.value {
            Value::Ordinal { position } => Some(position),
            _ => None,
        })
    }

    /// Whether something shall be passed on, and nothing is to be done about a visit beside it. Who comes late is
    /// understood to move their visit, too: in the very same words.
    pub(crate) fn leaves_message(&self) -> bool {
        let acts = &self.words.acts;
        let is_in_message = |one: &Act| {
            let mut messages = acts.iter().filter(|act| act.kind == ActKind::LeaveMessage);
            messages.any(|message| one.start < message.end && message.start < one.end)
        };
        self.words.has(ActKind::LeaveMessage)
            && !self.has(ActKind::Cancel)
            && acts.iter().filter(|act| act.kind == ActKind::Move).all(is_in_message)
            && !(self.has(ActKind::Book) && self.names_something())
    }

    /// The words without those that name somebody of the salon, and whether there were any.
    pub(crate) fn words_without_people(&self) -> (Vec<String>, bool) {
        let people = self.entities().filter(|entity| matches!(entity.value, Value::Stylist { .. }));
        let names: Vec<String> = people.flat_map(|entity| words_of(&entity.text)).collect();
        let words = words_of(self.text).into_iter().filter(|word| !names.contains(word)).collect();
        (words, !names.is_empty())
    }

    /// Whether a moment was named: a day, a time, or a part of it.
    pub(crate) fn names_a_moment(&self) -> bool {
        self.positive().any(|entity| {
            matches!(
                entity.value,
                Value::Date { .. }
                    | Value::DateRange { .. }
                    | Value::Time { .. }
                    | Value::TimeRange { .. }
                    | Value::DayPart { .. }
            )
        })
    }

    /// Whether something the salon sells was named.
    pub(crate) fn names_something(&self) -> bool {
        self.positive().any(|entity| matches!(entity.value, Value::Service { .. } | Value::AddOn { .. }))
    }

    /// Whether all that was named fits this visit as it is in the book.
    pub(crate) fn may_be_about(&self, visit: &Visit) -> bool {
        let is_other = |entity: &Entity| {
            matches!(
                entity.value,
                Value::DateRange { .. } | Value::TimeRange { .. } | Value::AddOn { .. } | Value::Phone { .. }
            )
        };
        self.said_dates().iter().all(|date| date.may_mean(visit.local.date()))
            && self.times().iter().all(|time| time.readings.contains(&visit.local.time()))
            && !self.names_another_service(visit)
            && self.people().iter().all(|(person, _)| *person == visit.person)
            && self
                .day_part()
                .is_none_or(|part| crate::state::TimeWish::Part(part).allows(visit.local.time()))
            && !self.positive().any(is_other)
    }

    /// Whether what was said cannot be about this visit. A day or time may be the new one of a move.
    pub(crate) fn means_another_than(&self, visit: &Visit) -> bool {
        let dates = self.said_dates();
        let is_another_day = !dates.is_empty() && !dates.iter().any(|date| date.may_mean(visit.local.date()));
        self.names_another_service(visit) || (is_another_day && !self.has(ActKind::Move))
    }

    pub(crate) fn names_another_service(&self, visit: &Visit) -> bool {
        let services = self.services();
        let may_mean_it =
            |(key, others): &(String, Vec<String>)| *key == visit.service || others.contains(&visit.service);
        !services.is_empty() && !services.iter().any(may_mean_it)
    }

    /// Whether a question was asked that is answered from the salon's facts.
    pub(crate) fn asks(&self) -> bool {
        use ActKind::*;
        self.has_any(&[AskHours, AskServices, AskPrice, AskDuration, AskLocation, AskPeople])
    }

    /// "Is Maria in on Thursday?" is about free times.
    pub(crate) fn asks_when_somebody_is_in(&self) -> bool {
        self.has(ActKind::AskPeople)
            && !self.people().is_empty()
            && (self.names_a_moment() || self.has(ActKind::AskAvailability))
    }

    /// Whether free times are looked for: "anything on Friday?", but not "when do you open on Friday?".
    pub(crate) fn looks_for_times(&self) -> bool {
        self.has_any(&[ActKind::Earliest, ActKind::AskAvailability]) && !self.has(ActKind::AskHours)
            || self.asks_when_somebody_is_in()
    }

    /// Whether this is a yes and nothing that takes it back.
    pub(crate) fn is_clear_yes(&self) -> bool {
        use ActKind::*;
        self.has(Affirm)
            && !self.has_any(&[
                Deny,
                Correct,
                Wait,
                Cancel,
                Move,
                LeaveIt,
                StartOver,
                Other,
                Later,
                Earlier,
                SomeoneElse,
                Complain,
                Repeat,
                SpeakToHuman,
                Abuse,
                Emergency,
            ])
    }

    /// Whether this is a yes that something may be done upon. Beside a question it has to come first: in "how
    /// much will that be?" a stray word must not pass for one.
    pub(crate) fn agrees_to_read_back(&self) -> bool {
        use ActKind::*;
        const QUESTIONS: [ActKind; 8] = [
            AskHours,
            AskServices,
            AskPrice,
            AskDuration,
            AskLocation,
            AskPeople,
            AskAvailability,
            AskMyVisit,
        ];
        let starts = |kinds: &[ActKind]| {
            self.words.acts.iter().filter(|act| kinds.contains(&act.kind)).map(|act| act.start).min()
        };
        let comes_first = match (starts(&[Affirm]), starts(&QUESTIONS)) {
            (Some(yes), Some(question)) => yes < question,
            _ => true,
        };
        self.is_clear_yes() && comes_first
    }

    /// Whether this is a no, possibly with what is wanted instead.
    pub(crate) fn is_no(&self) -> bool {
        self.has_any(&[ActKind::Deny, ActKind::NothingElse, ActKind::LeaveIt]) && !self.has(ActKind::Affirm)
    }
}

/// The words of a text without case and marks.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.map(understanding::fold).filter(|word| !word.is_empty()).collect()
}

/// What was understood beside the questions that the salon's own answers are for.
pub(crate) fn without(words: &Understood, asked: &[Asked]) -> Understood {
    let Some(_) = asked.first() else { return words.clone() };
    let is_asked = |start: usize, end: usize| asked.iter().any(|one| start < one.end && one.start < end);
    let always = |kind: ActKind| {
        matches!(kind, ActKind::Emergency | ActKind::Abuse | ActKind::SpeakToHuman | ActKind::Meddle)
    };
    let mut rest = words.clone();
    rest.intent = Intent::Other;
    rest.acts.retain(|act| always(act.kind) || !is_asked(act.start, act.end));
    rest.entities.retain(|entity| !is_asked(entity.start, entity.end));
    rest
}

/// The other readings of the same kind, each once and none the first.
fn others<T: PartialEq>(entity: &Entity, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let first = read(&entity.value);
    let mut others = Vec::new();
    for value in entity.alternatives.iter().filter_map(&read) {
        if Some(&value) != first.as_ref() && !others.contains(&value) {
            others.push(value);
        }
    }
    others
}

fn service_key(value: &Value) -> Option<String> {
    match value {
        Value::Service { key, .. } => Some(key.clone()),
        _ => None,
    }
}

fn add_on_key(value: &Value) -> Option<String> {
    match value {
        Value::AddOn { key, .. } => Some(key.clone()),
        _ => None,
    }
}

fn person_key(value: &Value) -> Option<String> {
    match value {
        Value::Stylist { key, .. } => key.clone(),
        _ => None,
    }
}

fn said_date(entity: &Entity) -> Option<SaidDate> {
    let date = date_of(&entity.value)?;
    let is_bare_weekday = crate::phrases::is_weekday(&entity.text, date.weekday());
    Some(SaidDate { date, others: others(entity, date_of), is_bare_weekday })
}

fn date_of(value: &Value) -> Option<Date> {
    match value {
        Value::Date { date } => Some(*date),
        _ => None,
    }
}

fn time_of(value: &Value) -> Option<Time> {
    match value {
        Value::Time { time, .. } => Some(*time),
        _ => None,
    }
}

fn act_of(intent: Intent) -> Option<ActKind> {
    Some(match intent {
        Intent::BookAppointment => ActKind::Book,
        Intent::CancelAppointment => ActKind::Cancel,
        Intent::ModifyAppointment => ActKind::Move,
        Intent::AskHours => ActKind::AskHours,
        Intent::AskServices => ActKind::AskServices,
        Intent::AskPrice => ActKind::AskPrice,
        Intent::AskLocation => ActKind::AskLocation,
        Intent::AskAvailability => ActKind::AskAvailability,
        Intent::SpeakToHuman => ActKind::SpeakToHuman,
        Intent::Affirm => ActKind::Affirm,
        Intent::Deny => ActKind::Deny,
        Intent::Greeting => ActKind::Greet,
        Intent::Goodbye => ActKind::Goodbye,
        Intent::Thanks => ActKind::Thanks,
        Intent::Other => return None,
    })
}
