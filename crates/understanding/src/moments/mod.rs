//! Days and times: from words to dates, times and ranges of them.
//!
//! `days`, `weekdays`, `month_days`, `numeric` and `holidays` read days, `spans` runs of days; `hours` reads times,
//! `times` decides which of them are meant, `time_spans`, `parts` and `lengths` read the rest; `maths` counts on the
//! calendar. Every reader takes the place of a word and says where its words end. This file finds them in the text from left to right, the longest reading first, and `settle` then lets
//! neighbours explain each other: the "evening" in "half past five tomorrow evening" is not a second time.

mod clock;
mod days;
mod holidays;
mod hours;
mod lengths;
pub(crate) mod maths;
mod month_days;
mod numeric;
mod parts;
mod settle;
mod spans;
mod time_spans;
mod times;
mod weekdays;

use jiff::civil::{Date, DateTime};

use crate::token::Text;
use crate::{DayPart, Expecting, Utterance};

pub(crate) use clock::{Clock, Half};

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

impl<'a, 't> Moments<'a, 't> {
    /// All days and times in the text, in the order said.
    pub(crate) fn find(text: &'a Text<'t>, heard: &Utterance<'_>) -> Vec<Found> {
        let expects = |wanted: &[Expecting]| heard.expecting.iter().any(|one| wanted.contains(one));
        let reader = Moments {
            text,
            now: heard.now,
            today: heard.now.date(),
            month_first: heard
                .zone
                .iana_name()
                .is_none_or(|name| name.starts_with("America/") || name.starts_with("US/") || name == "UTC"),
            british: heard
                .zone
                .iana_name()
                .is_some_and(|name| matches!(name, "Europe/London" | "Europe/Dublin" | "Europe/Belfast")),
            expects_time: expects(&[Expecting::Time, Expecting::Choice]),
            expects_date: expects(&[Expecting::Date]),
            expects_other: expects(&[Expecting::PartySize, Expecting::Phone]),
        };
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.tokens.len() {
            match reader.longest(at) {
                Some(one) => {
                    at = one.end;
                    found.push(one);
                }
                None => at += 1,
            }
        }
        settle::settle(&reader, found)
    }

    fn longest(&self, at: usize) -> Option<Found> {
        let readings = [
            self.time_span(at).map(|(when, end)| (vec![when], end)),
            self.day_span(at).map(|(when, end)| (vec![when], end)),
            self.special(at),
            self.day(at).map(|(day, end)| (vec![day.into_when()], end)),
            self.time(at).map(|(clock, end)| (vec![When::Time(clock)], end)),
            self.part(at).map(|(part, end)| (vec![When::Part(part)], end)),
        ];
        let mut best: Option<(Vec<When>, usize)> = None;
        for reading in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|(_, end)| reading.1 > *end) {
                best = Some(reading);
            }
        }
        best.map(|(values, end)| Found { at, end, values })
    }
}
