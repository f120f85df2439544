//! Days and times: from words to dates, times and ranges of them.
//!
//! A language reads its own days and times (see `english::moments`): its grammar finds them in the text from left
//! to right, the longest reading first. Here is what languages share: what a moment is, `maths` on the calendar, the
//! halves of the day in `clock`, and `settle`, which lets neighbours explain each other: the "evening" in "half
//! past five tomorrow evening" is not a second time.

pub(crate) mod clock;
mod day;
pub(crate) mod maths;
mod settle;
mod share;

use jiff::civil::{Date, DateTime};

use crate::token::Text;
use crate::{DayPart, Expecting, Utterance};

pub(crate) use clock::Clock;
pub(crate) use day::Day;
pub(crate) use settle::settle;
pub(crate) use share::{Days, Share};

/// What some words stand for, before it is decided which half of the day is meant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum When {
    /// A day, and other days it may be.
    Day(Date, Vec<Date>),
    /// Days, both included.
    Days(Option<Date>, Option<Date>),
    /// A time.
    Time(Clock),
    /// From one time to another.
    Times(Option<Clock>, Option<Clock>),
    /// A named part of the day.
    Part(DayPart),
}

/// A run of words that stands for one or more values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// First word.
    pub(crate) at: usize,
    /// One past the last word.
    pub(crate) end: usize,
    /// Mostly one; "tonight" is a day and a part of it.
    pub(crate) values: Vec<When>,
}

/// What the readers need to know beside the words.
#[derive(Clone, Copy)]
pub(crate) struct Moments<'a, 't> {
    pub(crate) text: &'a Text<'t>,
    pub(crate) now: DateTime,
    pub(crate) today: Date,
    /// "3/4" is the fourth of March (America), not the third of April.
    pub(crate) month_first: bool,
    /// Britain and Ireland keep Mother's Day in Lent and have bank holidays.
    pub(crate) british: bool,
    pub(crate) expects_time: bool,
    pub(crate) expects_date: bool,
    /// Something else than a moment was asked for: a bare number is that.
    pub(crate) expects_other: bool,
}

/// All days and times in the text, in the order said.
pub(crate) fn find(text: &Text<'_>, heard: &Utterance<'_>) -> Vec<Found> {
    let expects = |wanted: &[Expecting]| heard.expecting.iter().any(|one| wanted.contains(one));
    let words = &text.words().calendar;
    (words.moments)(&Moments {
        text,
        now: heard.now,
        today: heard.now.date(),
        month_first: (words.is_month_first)(heard.zone.iana_name()),
        british: heard
            .zone
            .iana_name()
            .is_some_and(|name| matches!(name, "Europe/London" | "Europe/Dublin" | "Europe/Belfast")),
        expects_time: expects(&[Expecting::Time, Expecting::Choice]),
        expects_date: expects(&[Expecting::Date]),
        expects_other: expects(&[Expecting::PartySize, Expecting::Phone]),
    })
}

impl Moments<'_, '_> {
    /// What a language's grammar finds, from left to right.
    pub(crate) fn in_order(&self, longest: impl Fn(usize) -> Option<Found>) -> Vec<Found> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.text.tokens.len() {
            match longest(at) {
                Some(one) => {
                    at = one.end;
                    found.push(one);
                }
                None => at += 1,
            }
        }
        found
    }
}

/// The longest of several readings that begin at a word; the first of those as long.
pub(crate) fn longest<const N: usize>(at: usize, readings: [Option<(Vec<When>, usize)>; N]) -> Option<Found> {
    let mut best: Option<(Vec<When>, usize)> = None;
    for reading in readings.into_iter().flatten() {
        if best.as_ref().is_none_or(|(_, end)| reading.1 > *end) {
            best = Some(reading);
        }
    }
    best.map(|(values, end)| Found { at, end, values })
}
