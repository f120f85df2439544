//! Puts together what each reader found: one list of entities, in the order said, without overlaps.

use crate::moments::{Clock, Found, Moments, When};
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
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut entities: Vec<Placed> = Vec::new();
    let only_name = heard.expecting == [Expecting::Name];

    for phone in phones::find(text, heard.expecting) {
        taken.push((phone.at, phone.end));
        let mut entity = entity(text, phone.at, phone.end, Value::Phone { digits: phone.digits }, 0.95);
        entity.entity.start -= phone.starts_before;
        entity.entity.text = text.slice(entity.entity.start, entity.entity.end);
        entities.push(entity);
    }
    let spelled =
        only_name.then(|| names::find(text, heard.catalogue, heard.expecting, heard.alternatives, &taken));
    let whole = spelled.as_ref().is_some_and(|names| names.iter().any(|name| text.is_all(name.at, name.end)));
    if !whole {
        let choice = choices::find(text, heard.expecting);
        if let Some(choice) = choice {
            entities.push(entity(
                text,
                choice.at,
                choice.end,
                Value::Ordinal { position: choice.position },
                0.9,
            ));
            taken.push((choice.at, choice.end));
        }
        let salon = catalogue::find(text, heard.catalogue, heard.expecting, &taken);
        let claimed: Vec<(usize, usize)> = salon
            .iter()
            .filter(|mention| mention.end - mention.at > 1)
            .map(|mention| (mention.at, mention.end))
            .collect();
        for found in Moments::find(text, heard) {
            if overlaps(&taken, found.at, found.end) || overlaps(&claimed, found.at, found.end) {
                continue;
            }
            taken.push((found.at, found.end));
            entities.extend(moment(text, &found));
        }
        for mention in salon {
            if overlaps(&taken, mention.at, mention.end) {
                continue;
            }
            taken.push((mention.at, mention.end));
            let mut one = entity(text, mention.at, mention.end, mention.value, mention.confidence);
            one.entity.alternatives = mention.alternatives;
            entities.push(one);
        }
    }
    let named = spelled
        .unwrap_or_else(|| names::find(text, heard.catalogue, heard.expecting, heard.alternatives, &taken));
    for name in named {
        if !overlaps(&taken, name.at, name.end) {
            entities.push(entity(text, name.at, name.end, Value::Name { name: name.name }, name.confidence));
        }
    }
    for one in &mut entities {
        one.entity.negated = is_negated(text, &one.entity);
    }
    entities.sort_by_key(|one| (one.at, one.end));
    entities
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

/// "not monday", "anything but friday", "except tuesday".
fn is_negated(text: &Text<'_>, entity: &Entity) -> bool {
    let Some(at) = text.tokens.iter().position(|token| token.start >= entity.start) else { return false };
    for back in 1..=4 {
        let word = text.before(at, back);
        if text.tokens.get((at + 1).saturating_sub(back)).is_some_and(|token| token.gap.contains(','))
            && back > 1
        {
            return false;
        }
        match word {
            "not" | "except" | "besides" => {
                return !matches!(
                    text.before(at, back - 1),
                    "later" | "earlier" | "before" | "after" | "sure"
                );
            }
            "but" => {
                return matches!(
                    text.before(at, back + 1),
                    "anything" | "anyone" | "any" | "anytime" | "day" | "time" | "everyone"
                );
            }
            "on" | "at" | "the" | "with" | "for" | "this" | "next" | "a" | "in" | "do" | "work" | "make"
            | "really" | "to" => {}
            "cant" | "cannot" | "dont" | "no" => {
                return matches!(
                    text.before(at, back - 1),
                    "do" | "make" | "on" | "at" | "with" | "work" | "want"
                ) && back > 1;
            }
            "than" | "of"
                if text.before(at, back + 1) == "instead" || text.before(at, back + 1) == "rather" =>
            {
                return true;
            }
            _ => return false,
        }
    }
    false
}
