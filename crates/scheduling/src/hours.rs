//! Opening hours made into minutes: weekly windows, overrides, nights, and days off.

use jiff::civil::Date;

use crate::clock::{ClockIndex, Clocks};
use crate::frame::{DAY, Frame, date_number, minutes_of, weekday};
use crate::mask::Mask;
use crate::{Hours, Person, TimeOff, Window};

/// Which clock counts on which date: the zone of a date is that of its windows and days off.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    home: ClockIndex,
    stays: Vec<(i64, i64, ClockIndex)>,
}

impl Whereabouts {
    /// Always by the same clock.
    pub(crate) fn at(home: ClockIndex) -> Self {
        Self { home, stays: Vec::new() }
    }

    /// Where a person is.
    pub(crate) fn of<'a>(person: &Person<'a>, clocks: &mut Clocks<'a>) -> Self {
        let home = clocks.of(person.timezone);
        let mut stay =
            |from: Date, to: Date, zone| (date_number(from), date_number(to), clocks.of(Some(zone)));
        Self { home, stays: person.elsewhere.iter().map(|s| stay(s.from, s.to, s.timezone)).collect() }
    }

    fn on(&self, date: i64) -> ClockIndex {
        let stay = self.stays.iter().find(|(from, to, _)| (*from..=*to).contains(&date));
        stay.map_or(self.home, |&(_, _, clock)| clock)
    }
}

/// The minutes of the frame that lie within these hours.
pub(crate) fn open_minutes(hours: Hours<'_>, at: &Whereabouts, clocks: &Clocks<'_>, frame: Frame) -> Mask {
    let dates = frame.dates();
    // One more: a night before the last date may have to stop at a replaced one's midnight.
    let relevant = dates.start..=dates.end;
    let mut replaced: Vec<i64> =
        hours.overrides.iter().map(|o| date_number(o.date)).filter(|date| relevant.contains(date)).collect();
    replaced.sort_unstable();

    let mut open = Mask::none(frame.len());
    let mut put = |date: i64, window: Window| {
        let clock = clocks.get(at.on(date));
        let start = clock.first(date * DAY + i64::from(window.start().minutes()));
        let last_date = if window.runs_past_midnight() { date + 1 } else { date };
        let mut end = clock.first(last_date * DAY + i64::from(window.end().minutes()));
        if replaced.binary_search(&(date + 1)).is_ok() {
            end = end.min(clock.first((date + 1) * DAY));
        }
        open.put_range(frame.clip(start..end));
    };
    for date in dates.clone().filter(|date| replaced.binary_search(date).is_err()) {
        let today = weekday(date);
        for weekly in hours.weekly {
            if weekly.day.to_monday_zero_offset() == today && weekly.weeks.include(date) {
                put(date, weekly.window);
            }
        }
    }
    for replacement in hours.overrides {
        let date = date_number(replacement.date);
        if let (Some(window), true) = (replacement.window, dates.contains(&date)) {
            put(date, window);
        }
    }
    open
}

/// The minutes of the frame that are off.
pub(crate) fn minutes_off(time_off: &[TimeOff], at: &Whereabouts, clocks: &Clocks<'_>, frame: Frame) -> Mask {
    let mut off = Mask::none(frame.len());
    for entry in time_off {
        match *entry {
            TimeOff::Between(interval) => off.put_range(frame.clip(minutes_of(interval))),
            TimeOff::Days { first, last } => {
                let dates = frame.dates();
                // Date by date: each may be spent in another zone.
                for date in date_number(first).max(dates.start)..(date_number(last) + 1).min(dates.end) {
                    let clock = clocks.get(at.on(date));
                    off.put_range(frame.clip(clock.first(date * DAY)..clock.first((date + 1) * DAY)));
                }
            }
        }
    }
    off
}
