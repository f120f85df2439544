//! What an utterance means, in one line: `book service=womens date=2026-03-13 time=17:00|05:00`.
//!
//! Acts go by their names. Entities are `kind=value`; other readings follow a `|`, a `!` before the value
//! excludes it, a `~` before a time makes it approximate, `_` stands for a space, `...` for words of no meaning.

use jiff::civil::{Date, Time};
use understanding::{Act, ActKind, DayPart, Entity, Intent, Understood, Value};

pub(crate) fn means(line: &str) -> Understood {
    let mut acts = Vec::new();
    let mut entities = Vec::new();
    for (position, word) in line.split_whitespace().enumerate() {
        match word.split_once('=') {
            Some((kind, value)) => entities.push(entity(kind, value, position)),
            None if word == "..." => {}
            None => acts.push(Act { kind: act(word), start: position, end: position + 1 }),
        }
    }
    let confidence = if acts.is_empty() && entities.is_empty() { 0.0 } else { 0.9 };
    Understood { intent: Intent::Other, confidence, acts, entities }
}

/// An utterance in the same notation, as far as it goes, for the report of a call that went wrong.
pub(crate) fn written(understood: &Understood) -> String {
    let acts = understood.acts.iter().map(|act| json(&act.kind));
    let entities = understood.entities.iter().map(|entity| {
        let readings = std::iter::once(&entity.value).chain(&entity.alternatives);
        let readings: Vec<String> = readings.map(json).collect();
        format!("{}{}@{:.2}", if entity.negated { "!" } else { "" }, readings.join("|"), entity.confidence)
    });
    acts.chain(entities).collect::<Vec<_>>().join(" ")
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("it can be written")
}

fn act(word: &str) -> ActKind {
    serde_json::from_value(word.into()).unwrap_or_else(|_| panic!("no act is called {word}"))
}

fn entity(kind: &str, value: &str, position: usize) -> Entity {
    let (negated, value) = value.strip_prefix('!').map_or((false, value), |value| (true, value));
    // What was said for it, where that matters: `date=2026-03-12@Thursday`.
    let (value, text) = value.split_once('@').unwrap_or((value, value));
    let mut values = value.split('|').map(|reading| self::value(kind, reading));
    Entity {
        start: position,
        end: position + 1,
        text: text.replace('_', " "),
        value: values.next().unwrap_or_else(|| panic!("{kind} has no value")),
        alternatives: values.collect(),
        negated,
        confidence: 0.9,
    }
}

fn value(kind: &str, value: &str) -> Value {
    let words = value.replace('_', " ");
    match kind {
        "date" => Value::Date { date: date(value) },
        "dates" => {
            let (from, to) = value.split_once("..").expect("a range has two ends");
            Value::DateRange { from: optional(from, date), to: optional(to, date) }
        }
        "time" => {
            let (approximate, value) = value.strip_prefix('~').map_or((false, value), |value| (true, value));
            Value::Time { time: time(value), approximate }
        }
        "times" => {
            let (from, to) = value.split_once("..").expect("a range has two ends");
            Value::TimeRange { from: optional(from, time), to: optional(to, time) }
        }
        "part" => {
            let part: DayPart = serde_json::from_value(value.into()).expect("a part of the day");
            Value::DayPart { part }
        }
        "service" => Value::Service { key: value.into(), name: value.into() },
        "addon" => Value::AddOn { key: value.into(), name: value.into() },
        "who" => match words.strip_prefix('?') {
            Some(unknown) => Value::Stylist { key: None, name: unknown.into() },
            None => Value::Stylist { key: Some(value.into()), name: words },
        },
        "name" => Value::Name { name: words },
        "phone" => Value::Phone { digits: value.into() },
        "nth" => Value::Ordinal { position: value.parse().expect("a position") },
        _ => panic!("no entity is called {kind}"),
    }
}

fn optional<T>(value: &str, read: impl Fn(&str) -> T) -> Option<T> {
    (!value.is_empty()).then(|| read(value))
}

fn date(value: &str) -> Date {
    value.parse().unwrap_or_else(|_| panic!("{value} is no date"))
}

fn time(value: &str) -> Time {
    value.parse().unwrap_or_else(|_| panic!("{value} is no time"))
}
