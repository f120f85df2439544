//! Parts of longer times: "early next week", "the end of March".

use jiff::civil::Date;

use super::maths::days_on;

/// First and last day, both included.
pub(crate) type Days = (Date, Date);

/// The share of a period that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    Whole,
    Early,
    Middle,
    Late,
    Rest,
    End,
}

impl Share {
    /// This share of a period, seen from today.
    pub(crate) fn of(self, (from, to): Days, today: Date) -> Days {
        let length = i64::from(to.duration_since(from).as_hours() as i32 / 24) + 1;
        let half = if length > 10 { 15 } else { 3 };
        match self {
            Self::Whole => (from, to),
            Self::Early if length > 10 => (from, days_on(from, 14)),
            Self::Early => (from, days_on(from, 2)),
            Self::Middle if length > 10 => (days_on(from, 9), days_on(from, 19)),
            Self::Middle => (days_on(from, 1), days_on(from, 4)),
            Self::Late | Self::End => {
                let start = days_on(from, half);
                (if self == Self::End && start < today && today <= to { today } else { start }, to)
            }
            Self::Rest => (if from < today { today } else { from }, to),
        }
    }
}
