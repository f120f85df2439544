//! The Spanish grammar of days and times.
//!
//! `days` counts from today and knows weekdays, `dates` the days of months, `holidays` days with names, `spans` runs
//! of days; `times` reads times and decides which are meant, `time_spans` and `parts` read the rest. Every reader
//! takes the place of a word and says where its words end. "Mañana" is the morning behind an article and tomorrow
//! elsewhere.

mod dates;
mod days;
mod holidays;
mod parts;
mod spans;
mod time_spans;
mod times;
mod weekdays;

use std::ops::Deref;

use jiff::civil::Date;

use crate::moments::{Day, Found, Moments, When, longest, settle};

/// Reads Spanish days and times.
#[derive(Clone, Copy)]
struct Reader<'a, 't>(Moments<'a, 't>);

/// All days and times in a Spanish text.
pub(super) fn find(moments: &Moments<'_, '_>) -> Vec<Found> {
    let reader = Reader(*moments);
    let found = moments.in_order(|at| reader.longest(at));
    settle(moments, found, |at| reader.week_offset(at).is_some())
}

impl<'a, 't> Deref for Reader<'a, 't> {
    type Target = Moments<'a, 't>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Reader<'_, '_> {
    fn longest(&self, at: usize) -> Option<Found> {
        longest(
            at,
            [
                self.time_span(at).map(|(when, end)| (vec![when], end)),
                self.day_span(at).map(|(when, end)| (vec![when], end)),
                self.part_of_today(at),
                self.moment_of_another_day(at),
                self.day(at).map(|(day, end)| (vec![day.into_when()], end)),
                self.time(at).map(|(clock, end)| (vec![When::Time(clock)], end)),
                self.part(at).map(|(part, end)| (vec![When::Part(part)], end)),
            ],
        )
    }

    /// The day these words stand for.
    fn day(&self, at: usize) -> Option<(Day, usize)> {
        [
            self.relative_day(at),
            self.weekday_day(at),
            self.month_day(at),
            self.day_of_month(at),
            self.numeric(at),
            self.counted_days(at),
            self.nth_weekday(at),
            self.holiday(at),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(_, end)| *end)
    }

    /// Whether a day ends right before this word.
    fn day_ends_at(&self, at: usize) -> bool {
        (1..=6).any(|length| {
            at.checked_sub(length).and_then(|from| self.day(from)).is_some_and(|(_, end)| end == at)
        })
    }

    /// The first of these phrases that stands here, and where it ends.
    fn phrase<'p>(&self, at: usize, phrases: &[&'p [&'p str]]) -> Option<usize> {
        phrases.iter().find(|phrase| self.text.reads(at, phrase)).map(|phrase| at + phrase.len())
    }

    /// "Cambiar del martes al jueves" names two days, no run of them.
    fn is_moved(&self, at: usize) -> bool {
        const MOVES: &[&str] =
            &["cambi", "muev", "mov", "pas", "traslad", "adelant", "atras", "reprogram", "reagend", "corr"];
        (1..=7).any(|back| MOVES.iter().any(|stem| self.text.before(at, back).starts_with(stem)))
    }

    /// The same reader on another day.
    fn on(&self, today: Date) -> Self {
        Self(Moments { today, ..self.0 })
    }
}
