//! The English grammar of days and times.
//!
//! `days`, `weekdays`, `month_days`, `numeric` and `holidays` read days, `spans` runs of days; `hours` reads times,
//! `times` decides which of them are meant, `time_spans`, `parts` and `lengths` read the rest. Every reader takes
//! the place of a word and says where its words end; `neighbours` lets what was read explain what stands beside it.

mod days;
mod holidays;
mod hours;
mod lengths;
mod month_days;
mod neighbours;
mod numeric;
mod parts;
mod spans;
mod time_spans;
mod times;
mod weekdays;

use std::ops::Deref;

use jiff::civil::Date;

use crate::moments::{Found, Moments, When, longest, settle};

/// Reads English days and times.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a, 't>(Moments<'a, 't>);

/// All days and times in an English text.
pub(crate) fn find(moments: &Moments<'_, '_>) -> Vec<Found> {
    let reader = Reader(*moments);
    let found = moments.in_order(|at| reader.longest(at));
    let settled = settle(moments, reader.beside_each_other(found), |at| reader.week_offset(at).is_some());
    reader.at_dinner(settled)
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
                self.special(at),
                self.day(at).map(|(day, end)| (vec![day.into_when()], end)),
                self.time(at).map(|(clock, end)| (vec![When::Time(clock)], end)),
                self.part(at).map(|(part, end)| (vec![When::Part(part)], end)),
            ],
        )
    }

    /// The same reader on another day.
    fn on(&self, today: Date) -> Self {
        Self(Moments { today, ..self.0 })
    }
}
