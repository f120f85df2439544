//! Where on the salon's calendar and clock a start lies, and where one may lie: notice and horizon.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::frame::{DAY, date_number, is_within_a_minute, minute_from, minute_of, timestamp, weekday};
use crate::{Ask, Horizon, Question};

/// A start on the salon's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// The minute it lies in.
    pub(crate) minute: i64,
    /// What the clock shows then, in minutes since 1970 on that same clock.
    shown: i64,
    /// Whether it is the beginning of that minute.
    is_whole: bool,
}

impl Start {
    /// The start that is asked for. None: the salon's clock skips it.
    pub(crate) fn find(ask: Ask, salon: &TimeZone) -> Option<Self> {
        match ask {
            Ask::Moment(moment) => {
                let minute = minute_of(moment);
                Some(Self { minute, shown: shown_by(salon, minute), is_whole: !is_within_a_minute(moment) })
            }
            Ask::Clock(at) => {
                let shown = date_number(at.date()) * DAY + i64::from(at.hour()) * 60 + i64::from(at.minute());
                let clock = Clock::watch(salon, shown - 2 * DAY..shown + 2 * DAY);
                let minute = clock.first(shown);
                let is_whole = at.second() == 0 && at.subsec_nanosecond() == 0;
                (clock.shows(minute) == shown).then_some(Self { minute, shown, is_whole })
            }
        }
    }

    /// The salon date.
    pub(crate) fn date(self) -> i64 {
        self.shown.div_euclid(DAY)
    }

    /// Whether the salon offers starts at such a time.
    pub(crate) fn is_on_grid(self, step_minutes: u32) -> bool {
        self.is_whole && self.shown.rem_euclid(DAY) % i64::from(step_minutes) == 0
    }
}

/// The first minute at which a visit may start.
pub(crate) fn earliest(question: &Question<'_>) -> i64 {
    minute_from(question.now) + i64::from(question.notice_minutes)
}

/// The dates of the question on which a start could be allowed.
pub(crate) fn bookable_dates(question: &Question<'_>) -> Option<RangeInclusive<i64>> {
    // One earlier: where the clock is put back over midnight, yesterday can come after today.
    let today = shown_by(question.timezone, earliest(question)).div_euclid(DAY) - 1;
    let first = date_number(question.from).max(today);
    let last = date_number(question.to).min(last_bookable_date(question));
    (first <= last).then_some(first..=last)
}

pub(crate) fn last_bookable_date(question: &Question<'_>) -> i64 {
    let today = shown_by(question.timezone, minute_of(question.now)).div_euclid(DAY);
    match question.horizon {
        Horizon::Unlimited => i64::MAX,
        Horizon::Days(days) => today + i64::from(days),
        Horizon::BusinessDays(0) => today,
        Horizon::BusinessDays(days) => {
            const FRIDAY: i8 = 4;
            let past_friday = i64::from((weekday(today) - FRIDAY).max(0));
            let weeks = i64::from(days / 5);
            let mut date = today - past_friday + 7 * weeks;
            for _ in 0..days % 5 {
                date += if weekday(date) == FRIDAY { 3 } else { 1 };
            }
            date
        }
    }
}

/// What the clock of this zone shows at this minute, in minutes since 1970 on that clock.
fn shown_by(zone: &TimeZone, minute: i64) -> i64 {
    minute + i64::from(zone.to_offset(timestamp(minute)).seconds()).div_euclid(60)
}
