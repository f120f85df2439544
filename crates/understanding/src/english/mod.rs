//! English.

use std::sync::OnceLock;

use crate::words::Words;

mod acts;
mod calendar;
mod choices;
mod doubts;
mod elsewhere;
mod everyday;
mod excludes;
pub(crate) mod knowledge;
mod letters;
mod moments;
mod names;
mod numbers;
mod phones;
mod receptionist;
mod salon;
mod spoken;
mod talk;

pub(crate) use salon::SALON;

pub(crate) static WORDS: Words = Words {
    numbers: numbers::NUMBERS,
    calendar: calendar::CALENDAR,
    talk: talk::TALK,
    names: names::NAMES,
    salon: salon::SALON,
    phones: phones::PHONES,
    patterns: OnceLock::new(),
};
