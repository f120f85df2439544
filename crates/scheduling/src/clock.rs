//! A clock on the wall: what it shows at a moment, and when it first shows a time. Skipped and doubled hours are
//! dealt with here and nowhere else.

use std::ops::Range;

use jiff::tz::TimeZone;

use crate::frame::{minute_of, timestamp};

/// A wall clock of one zone, over a stretch of time. What it shows is written in minutes since midnight of
/// 1 January 1970 on that same clock.
#[derive(Debug)]
pub(crate) struct Clock {
    periods: Vec<Period>,
}

/// A time during which the clock is not changed.
#[derive(Debug, Clone, Copy)]
struct Period {
    start: i64,
    end: i64,
    ahead: i64,
}

impl Clock {
    /// A clock that is right for these minutes; before and after, it runs on unchanged.
    pub(crate) fn watch(zone: &TimeZone, minutes: Range<i64>) -> Self {
        let from = timestamp(minutes.start);
        let mut current =
            Period { start: i64::MIN, end: i64::MAX, ahead: ahead_of_utc(zone.to_offset(from)) };
        let mut periods = Vec::with_capacity(4);
        for change in zone.following(from) {
            let at = minute_of(change.timestamp());
            if at >= minutes.end {
                break;
            }
            let ahead = ahead_of_utc(change.offset());
            if ahead != current.ahead {
                periods.push(Period { end: at, ..current });
                current = Period { start: at, end: i64::MAX, ahead };
            }
        }
        periods.push(current);
        Self { periods }
    }

    /// What the clock shows at this minute.
    pub(crate) fn shows(&self, minute: i64) -> i64 {
        let period = self.periods.iter().rev().find(|period| period.start <= minute);
        minute + period.map_or(0, |period| period.ahead)
    }

    /// The first minute at which the clock shows this or later: for a skipped time the jump, for a doubled one
    /// its first occurrence.
    pub(crate) fn first(&self, shown: i64) -> i64 {
        self.periods
            .iter()
            .map(|period| (period.start.max(shown - period.ahead), period.end))
            .find(|(minute, end)| minute < end)
            .map_or(shown, |(minute, _)| minute)
    }

    /// The stretches of time during which the clock shows something in this range, with how far it is ahead of
    /// UTC then. Nearly always one.
    pub(crate) fn showing(&self, shown: Range<i64>) -> impl Iterator<Item = (Range<i64>, i64)> {
        self.periods.iter().filter_map(move |period| {
            let start = period.start.max(shown.start - period.ahead);
            let end = period.end.min(shown.end - period.ahead);
            (start < end).then_some((start..end, period.ahead))
        })
    }
}

fn ahead_of_utc(offset: jiff::tz::Offset) -> i64 {
    i64::from(offset.seconds()).div_euclid(60)
}

/// The clocks one question needs, each set up once. The first is the salon's.
#[derive(Debug)]
pub(crate) struct Clocks<'a> {
    minutes: Range<i64>,
    all: Vec<(&'a TimeZone, Clock)>,
}

/// One of the [`Clocks`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClockIndex(usize);

impl ClockIndex {
    /// The salon's.
    pub(crate) const SALON: Self = Self(0);
}

impl<'a> Clocks<'a> {
    /// Starts with the salon's clock.
    pub(crate) fn new(salon: &'a TimeZone, minutes: Range<i64>) -> Self {
        Self { all: vec![(salon, Clock::watch(salon, minutes.clone()))], minutes }
    }

    /// The salon's.
    pub(crate) fn salon(&self) -> &Clock {
        &self.all[0].1
    }

    /// The one of a zone; of none: the salon's.
    pub(crate) fn of(&mut self, zone: Option<&'a TimeZone>) -> ClockIndex {
        let Some(zone) = zone else { return ClockIndex::SALON };
        let known = self.all.iter().position(|(known, _)| std::ptr::eq(*known, zone) || *known == zone);
        ClockIndex(known.unwrap_or_else(|| {
            self.all.push((zone, Clock::watch(zone, self.minutes.clone())));
            self.all.len() - 1
        }))
    }

    /// A clock made earlier.
    pub(crate) fn get(&self, index: ClockIndex) -> &Clock {
        &self.all[index.0].1
    }
}
