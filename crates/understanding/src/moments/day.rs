//! A day as it is read.

use jiff::civil::Date;

use super::When;

/// A day, and other days the words may stand for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) others: Vec<Date>,
}

impl Day {
    /// A day without doubt.
    pub(crate) fn sure(date: Date) -> Self {
        Self { date, others: Vec::new() }
    }

    pub(crate) fn into_when(self) -> When {
        When::Day(self.date, self.others)
    }
}
