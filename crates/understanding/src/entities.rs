//! Puts together what each reader found: one list of entities, in the order said, without overlaps.

use crate::moments::{self, Clock, Found, When};
use crate::pattern::Tag;
use crate::token::Text;
use crate::{Entity, Expecting, Utterance, Value, catalogue, choices, names, phones};

/// An entity and its words.
pub(crate) struct Placed {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) entity: Entity,
}

/// What the entities are to the patterns of acts.
pub(crate) fn tags(placed: &[Placed]) -> Vec<(usize, usize, Tag)> {
    placed
        .iter()
        .filter_map(|one| {
            let tag = match one.entity.value {
                Value::Service { .. } | Value::AddOn { .. } => Tag::Service,
                Value::Stylist { .. } => Tag::Person,
                Value::Date { .. } | Value::DateRange { .. } => Tag::Day,
                Value::Time { .. } | Value::TimeRange { .. } | Value::DayPart { .. } => Tag::Time,
                _ => return None,
            };
            Some((one.at, one.end, tag))
        })
        .collect()
}

/// All entities of an utterance.
pub(crate) fn find(text: &Text<'_>, heard: &Utterance<'_>) -> Vec<Placed> {
    let mut findings = Findings { text, heard, taken: Vec::new(), placed: Vec::new() };
    // Where a name was asked for or is introduced, "Maria" is the caller, not the stylist.
    let name_first = heard.expecting == [Expecting::Name] || names::is_introduced(text);
    findings.phones();
    if name_first {
        findings.names();
    }
    findings.choice();
    findings.moments_and_salon();
    if !name_first {
        findings.names();
    }
    let mut placed = findings.placed;
    for one in &mut placed {
        let at = text.tokens.iter().position(|token| token.start >= one.entity.start);
        one.entity.negated = at.is_some_and(|at| (text.words().talk.excludes)(text, at, one.end));
    }
    placed.sort_by_key(|one| (one.at, one.end));
    placed
}

/// What has been found so far, and the words it took.
struct Findings<'a, 't, 'u> {
    text: &'a Text<'t>,
    heard: &'a Utterance<'u>,
    taken: Vec<(usize, usize)>,
    placed: Vec<Placed>,
}

impl Findings<'_, '_, '_> {
    fn phones(&mut self) {
        for phone in phones::find(self.text, self.heard.expecting) {
            let mut one = entity(self.text, phone.at, phone.end, Value::Phone { digits: phone.digits }, 0.95);
            one.entity.start -= phone.starts_before;
            one.entity.text = self.text.slice(one.entity.start, one.entity.end);
            self.take(one);
        }
    }

    fn names(&mut self) {
        let Utterance { catalogue, expecting, alternatives, .. } = self.heard;
        for name in names::find(self.text, catalogue, expecting, alternatives, &self.taken) {
            self.take(entity(self.text, name.at, name.end, Value::Name { name: name.name }, name.confidence));
        }
    }

    fn choice(&mut self) {
        if let Some(choice) = choices::find(self.text, self.heard.expecting) {
            let value = Value::Ordinal { position: choice.position };
            self.take(entity(self.text, choice.at, choice.end, value, 0.9));
        }
    }

    fn moments_and_salon(&mut self) {
        let salon = catalogue::find(self.text, self.heard.catalogue, self.heard.expecting, &self.taken);
        // "20th Salon And Barber" is a name: one word of a name against a date is rather a date.
        let named = |at: usize, end: usize| {
            salon.iter().any(|mention| mention.end - mention.at > 1 && at < mention.end && mention.at < end)
        };
        for found in moments::find(self.text, self.heard) {
            if !named(found.at, found.end) && !overlaps(&self.taken, found.at, found.end) {
                self.taken.push((found.at, found.end));
                self.placed.extend(moment(self.text, &found));
            }
        }
        for mention in salon {
            let mut one = entity(self.text, mention.at, mention.end, mention.value, mention.confidence);
            one.entity.alternatives = mention.alternatives;
            self.take(one);
        }
        self.unknown_person();
    }

    /// "With Kate", where nobody of that name works: the wish is kept, without a key.
    fn unknown_person(&mut self) {
        let known = &self.heard.catalogue.people;
        let words = self.text.words();
        for at in 1..self.text.tokens.len() {
            let word = self.text.word(at);
            let wished = (words.salon.is_with)(self.text.before(at, 1))
                && (words.names.is_first_name)(word)
                && !(words.salon.is_common)(word);
            if wished && !known.is_empty() {
                let name = names::capitalised(self.text, at, at + 1);
                self.take(entity(self.text, at, at + 1, Value::Stylist { key: None, name }, 0.6));
            }
        }
    }

    fn take(&mut self, one: Placed) {
        if !overlaps(&self.taken, one.at, one.end) {
            self.taken.push((one.at, one.end));
            self.placed.push(one);
        }
    }
}

fn overlaps(taken: &[(usize, usize)], at: usize, end: usize) -> bool {
    taken.iter().any(|(from, to)| at < *to && *from < end)
}

fn entity(text: &Text<'_>, at: usize, end: usize, value: Value, confidence: f32) -> Placed {
    let last = end.max(at + 1);
    let (start, stop) = (text.tokens[at].start, text.tokens[last - 1].end);
    let words = text.slice(start, stop);
    let entity =
        Entity { start, end: stop, text: words, value, alternatives: Vec::new(), negated: false, confidence };
    Placed { at, end: last, entity }
}

/// The entities of one moment: mostly one, two where a day and a time are one word.
fn moment(text: &Text<'_>, found: &Found) -> Vec<Placed> {
    let mut entities = Vec::new();
    for when in &found.values {
        let (value, alternatives, confidence) = match when {
            When::Day(date, others) => {
                let others: Vec<Value> = others.iter().map(|date| Value::Date { date: *date }).collect();
                let confidence = if others.is_empty() { 0.95 } else { 0.7 };
                (Value::Date { date: *date }, others, confidence)
            }
            When::Days(from, to) => (Value::DateRange { from: *from, to: *to }, Vec::new(), 0.9),
            When::Time(clock) => {
                let approximate = clock.approximate;
                let others: Vec<Value> =
                    clock.other().map(|time| Value::Time { time, approximate }).into_iter().collect();
                let confidence = if others.is_empty() { 0.95 } else { 0.8 };
                (Value::Time { time: clock.likely(), approximate }, others, confidence)
            }
            When::Times(from, to) => {
                let value = Value::TimeRange { from: from.map(Clock::likely), to: to.map(Clock::likely) };
                (value, other_times(*from, *to), 0.85)
            }
            When::Part(part) => (Value::DayPart { part: *part }, Vec::new(), 0.9),
        };
        let mut one = entity(text, found.at, found.end, value, confidence);
        one.entity.alternatives = alternatives;
        entities.push(one);
    }
    entities
}

/// The other half of the day for an open span: "after three".
fn other_times(from: Option<Clock>, to: Option<Clock>) -> Vec<Value> {
    match (from, to) {
        (Some(from), None) => {
            from.other().map(|time| Value::TimeRange { from: Some(time), to: None }).into_iter().collect()
        }
        (None, Some(to)) => {
            to.other().map(|time| Value::TimeRange { from: None, to: Some(time) }).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
