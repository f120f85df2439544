//! The stretch of time one question looks at. Inside this crate a moment is a whole number of minutes since
//! 1970, a date the number of days since then, and what lies outside the frame is cut off.

use std::ops::Range;

use jiff::{Timestamp, civil::Date};

use crate::Interval;

/// Minutes in a day of the calendar, though not always between two midnights.
pub(crate) const DAY: i64 = 24 * 60;

/// The stretch of time one question looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    start: i64,
    end: i64,
}

impl Frame {
    /// From one minute up to another.
    pub(crate) fn new(start: i64, end: i64) -> Self {
        Self { start, end: end.max(start) }
    }

    /// How many minutes it has.
    pub(crate) fn len(self) -> usize {
        usize::try_from(self.end - self.start).expect("a frame does not end before it starts")
    }

    /// The place of a minute, if it is inside.
    pub(crate) fn place(self, minute: i64) -> Option<usize> {
        (minute < self.end).then(|| usize::try_from(minute - self.start).ok()).flatten()
    }

    /// The places of those of these minutes that are inside.
    pub(crate) fn clip(self, minutes: Range<i64>) -> Range<usize> {
        let start = minutes.start.clamp(self.start, self.end);
        let end = minutes.end.clamp(start, self.end);
        (start - self.start) as usize..(end - self.start) as usize
    }

    /// The minute at a place.
    pub(crate) fn minute(self, place: usize) -> i64 {
        self.start + place as i64
    }

    /// The dates, in any zone, whose windows can reach into the frame: a local date differs by one from UTC's,
    /// a night begins a day earlier, and one day may be missing from a calendar altogether.
    pub(crate) fn dates(self) -> Range<i64> {
        self.start.div_euclid(DAY) - 3..self.end.div_euclid(DAY) + 3
    }
}

/// The minute a moment lies in.
pub(crate) fn minute_of(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(60)
}

/// The first minute that begins at or after a moment.
pub(crate) fn minute_from(moment: Timestamp) -> i64 {
    let minute = minute_of(moment);
    minute + i64::from(is_within_a_minute(moment))
}

/// Whether a moment is not the beginning of a minute.
pub(crate) fn is_within_a_minute(moment: Timestamp) -> bool {
    moment.as_second() % 60 != 0 || moment.subsec_nanosecond() != 0
}

/// All minutes an interval touches; none if it does not end after its start.
pub(crate) fn minutes_of(interval: Interval) -> Range<i64> {
    let start = minute_of(interval.start);
    if interval.end <= interval.start { start..start } else { start..minute_from(interval.end) }
}

/// The moment a minute begins; at the ends of the calendar, the last there is.
pub(crate) fn timestamp(minute: i64) -> Timestamp {
    let last = if minute < 0 { Timestamp::MIN } else { Timestamp::MAX };
    minute.checked_mul(60).and_then(|second| Timestamp::from_second(second).ok()).unwrap_or(last)
}

/// The number of a date.
pub(crate) fn date_number(date: Date) -> i64 {
    const FIRST: Date = Date::constant(1970, 1, 1);
    date.duration_since(FIRST).as_hours() / 24
}

/// The number of the week a date lies in: how many Mondays after 5 January 1970.
pub(crate) fn week_number(date: i64) -> i64 {
    (date - 4).div_euclid(7)
}

/// The weekday of a date: 0 is Monday.
pub(crate) fn weekday(date: i64) -> i8 {
    // 1 January 1970 was a Thursday.
    (date + 3).rem_euclid(7) as i8
}
