//! A salon, a Tuesday, and short ways to ask what was understood.

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use understanding::{
    ActKind, Catalogue, DayPart, Entry, Expecting, Language, Understood, Utterance, Value, understand,
};

/// Tuesday, 24 November 2026, ten in the morning.
pub(crate) fn now() -> DateTime {
    date(2026, 11, 24).at(10, 0, 0, 0)
}

pub(crate) fn entry(name: &str, synonyms: &[&str]) -> Entry {
    Entry {
        key: name.to_lowercase().replace(' ', "_"),
        name: name.to_owned(),
        synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
    }
}

pub(crate) fn salon() -> Catalogue {
    Catalogue::new(
        vec![
            entry("Women's Haircut", &["ladies cut"]),
            entry("Men's Haircut", &["gents cut"]),
            entry("Kids' Haircut", &[]),
            entry("Wash & Cut", &[]),
            entry("Balayage", &[]),
            entry("Full Highlights", &["full foils"]),
            entry("Partial Highlights", &[]),
            entry("Root Touch-Up", &["roots"]),
            entry("Blow Dry", &["blowout"]),
            entry("Beard Trim", &[]),
        ],
        vec![entry("Deep Conditioning", &["hair mask"]), entry("Toner", &[])],
        vec![entry("Caitlin", &[]), entry("Maria Lopez", &[]), entry("Jordan", &[]), entry("Rose", &[])],
        Vec::new(),
    )
}

/// What is understood of words said now, after these things were asked for.
pub(crate) fn heard(text: &str, expecting: &[Expecting]) -> Understood {
    heard_at(text, expecting, now())
}

pub(crate) fn heard_at(text: &str, expecting: &[Expecting], now: DateTime) -> Understood {
    heard_in(Language::English, "America/New_York", &salon(), text, expecting, now)
}

/// What is understood of words in a language, in a zone, by a salon.
pub(crate) fn heard_in(
    language: Language,
    zone: &str,
    catalogue: &Catalogue,
    text: &str,
    expecting: &[Expecting],
    now: DateTime,
) -> Understood {
    let zone = TimeZone::get(zone).expect("the zone is in the bundle");
    understand(&Utterance {
        text,
        language,
        alternatives: &[],
        now,
        zone: &zone,
        previous: None,
        expecting,
        catalogue,
    })
}

/// The acts, each kind once, in the order said.
pub(crate) fn acts(understood: &Understood) -> Vec<ActKind> {
    let mut kinds = Vec::new();
    for act in &understood.acts {
        if !kinds.contains(&act.kind) {
            kinds.push(act.kind);
        }
    }
    kinds
}

/// The values as short words, "!" before what is excluded.
pub(crate) fn values(understood: &Understood) -> Vec<String> {
    understood
        .entities
        .iter()
        .map(|entity| format!("{}{}", if entity.negated { "!" } else { "" }, short(&entity.value)))
        .collect()
}

pub(crate) fn short(value: &Value) -> String {
    let open = |text: Option<String>| text.unwrap_or_default();
    match value {
        Value::Date { date } => date.to_string(),
        Value::DateRange { from, to } => {
            format!("{}/{}", open(from.map(|d| d.to_string())), open(to.map(|d| d.to_string())))
        }
        Value::Time { time, approximate } => {
            format!("{}{}", if *approximate { "~" } else { "" }, time.strftime("%H:%M"))
        }
        Value::TimeRange { from, to } => {
            let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
            format!("{}/{}", open(from.map(clock)), open(to.map(clock)))
        }
        Value::DayPart { part } => match part {
            DayPart::Morning => "morning",
            DayPart::Lunch => "lunch",
            DayPart::Afternoon => "afternoon",
            DayPart::Evening => "evening",
            DayPart::Night => "night",
        }
        .to_owned(),
        Value::Service { name, .. } | Value::AddOn { name, .. } | Value::Stylist { name, .. } => name.clone(),
        Value::Name { name } => format!("name {name}"),
        Value::Phone { digits } => digits.clone(),
        Value::Ordinal { position } => format!("#{position}"),
    }
}

/// Whether these values, in any order, are the expected ones: "a|b" accepts either, "?a" may be missing. A closed
/// span is as good as its two ends.
pub(crate) fn fits(expected: &str, values: &[String]) -> bool {
    let mut left = values.to_vec();
    let mut missing = false;
    for one in expected.split_whitespace() {
        let plain = one.trim_start_matches('?');
        match left.iter().position(|value| plain.split('|').any(|other| other == value)) {
            Some(place) => drop(left.remove(place)),
            None => missing |= !one.starts_with('?'),
        }
    }
    let ends = |values: &[String]| {
        let mut ends: Vec<String> = Vec::new();
        for value in values {
            match value.split_once('/') {
                Some((from, to)) if !from.is_empty() && !to.is_empty() => {
                    ends.extend([from.to_owned(), to.to_owned()]);
                }
                _ => ends.push(value.clone()),
            }
        }
        ends.sort();
        ends
    };
    let first: Vec<String> = expected
        .split_whitespace()
        .map(|one| one.split('|').next().unwrap_or_default().trim_start_matches('?').to_owned())
        .collect();
    (!missing && left.is_empty()) || ends(&first) == ends(values)
}
