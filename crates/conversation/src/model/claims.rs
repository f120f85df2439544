//! What a stretch of words says that has to be true, and where in the words it stands.

use crate::Salon;
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeSet;
use understanding::{Language, Utterance, Value};

/// A piece of the words; places count Unicode code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) says: Says,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Says {
    /// A day, in any of these readings.
    Dates(BTreeSet<Date>),
    /// A time of day, in any of these readings.
    Times(BTreeSet<Time>),
    /// From one to the other.
    Span(Time, Time),
    /// Digits that stand for neither, money above all: "45", "1200.50".
    Number(String),
}

/// The days, times and numbers in the words: first days and times as they come, then numbers.
pub(crate) fn pieces(words: &str, salon: &Salon, now: DateTime) -> Vec<Piece> {
    let understood = understanding::understand(&Utterance {
        text: words,
        language: Language::English,
        alternatives: &[],
        now,
        zone: &salon.zone,
        previous: None,
        expecting: &[],
        catalogue: &salon.catalogue,
    });
    let mut pieces = Vec::new();
    let mut covered = Vec::new();
    for entity in &understood.entities {
        let (dates, times) = moments_of(std::iter::once(&entity.value).chain(&entity.alternatives));
        if dates.is_empty() && times.is_empty() {
            continue;
        }
        covered.push(entity.start..entity.end);
        let mut push = |says| pieces.push(Piece { start: entity.start, end: entity.end, says });
        if !dates.is_empty() {
            push(Says::Dates(dates));
        }
        match entity.value {
            Value::TimeRange { from: Some(from), to: Some(to) } => push(Says::Span(from, to)),
            _ if !times.is_empty() => push(Says::Times(times)),
            _ => {}
        }
    }
    let mut number = String::new();
    let mut start = 0;
    for (at, c) in words.chars().chain(std::iter::once(' ')).enumerate() {
        let is_part = c.is_ascii_digit() || (matches!(c, '.' | ',') && !number.is_empty());
        if is_part && !covered.iter().any(|range| range.contains(&at)) {
            if number.is_empty() {
                start = at;
            }
            number.push(c);
        } else if !number.is_empty() {
            let digits = std::mem::take(&mut number);
            let digits = digits.trim_end_matches(['.', ',']);
            let end = start + digits.chars().count();
            pieces.push(Piece { start, end, says: Says::Number(digits.replace(',', "")) });
        }
    }
    pieces
}

/// The days and the times among some values.
pub(crate) fn moments_of<'a>(values: impl Iterator<Item = &'a Value>) -> (BTreeSet<Date>, BTreeSet<Time>) {
    let (mut dates, mut times) = (BTreeSet::new(), BTreeSet::new());
    for value in values {
        match value {
            Value::Date { date } => dates.extend([*date]),
            Value::DateRange { from, to } => dates.extend([*from, *to].into_iter().flatten()),
            Value::Time { time, .. } => times.extend([*time]),
            Value::TimeRange { from, to } => times.extend([*from, *to].into_iter().flatten()),
            _ => {}
        }
    }
    (dates, times)
}

/// A word, folded, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) folded: String,
}

/// The words, without what stands between them.
pub(crate) fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut start = 0;
    for (at, c) in text.chars().chain(std::iter::once(' ')).enumerate() {
        if c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}') {
            if word.is_empty() {
                start = at;
            }
            word.push(if c == '\u{2019}' { '\'' } else { c });
        } else if !word.is_empty() {
            let folded = std::mem::take(&mut word).to_lowercase();
            words.push(Word { start, end: at, folded });
        }
    }
    words
}

/// Which word says that something has been done: "You're booked", "I've cancelled it", "all set". Not "once it's booked",
/// "not booked".
pub(crate) fn deed_in(words: &[String]) -> Option<usize> {
    const DEEDS: [&str; 10] = [
        "booked",
        "canceled",
        "cancelled",
        "confirmed",
        "done",
        "moved",
        "rescheduled",
        "reserved",
        "scheduled",
        "set",
    ];
    const OPEN: [&str; 14] = [
        "not", "isn't", "haven't", "hasn't", "once", "if", "when", "before", "until", "yet", "can", "could",
        "want", "like",
    ];
    let done = words.iter().position(|word| DEEDS.contains(&word.as_str()))?;
    (!words[..done].iter().any(|word| OPEN.contains(&word.as_str()))).then_some(done)
}

/// Words with which a day or time is no mere echo: "Thursday at ten works".
pub(crate) fn is_promise(word: &str) -> bool {
    const PROMISES: [&str; 14] = [
        "available",
        "free",
        "open",
        "works",
        "work",
        "possible",
        "fine",
        "booked",
        "confirmed",
        "set",
        "have",
        "is",
        "reserved",
        "perfect",
    ];
    PROMISES.contains(&word)
}
