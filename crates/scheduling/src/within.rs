//! Whether a stretch of time lies within hours, by the same reckoning as free times: nights, exceptions, and clocks
//! that are put forward or back.

use jiff::tz::TimeZone;

use crate::clock::{ClockIndex, Clocks};
use crate::frame::{DAY, Frame, minutes_of};
use crate::hours::{Whereabouts, open_minutes};
use crate::{Hours, Interval};

/// Whether all of a stretch of time lies within these hours, which are meant by the clock of this zone. One without a
/// length does.
pub fn is_within(hours: Hours<'_>, timezone: &TimeZone, interval: Interval) -> bool {
    let minutes = minutes_of(interval);
    let frame = Frame::new(minutes.start, minutes.end);
    // As far as the windows reach that can touch the frame.
    let clocks = Clocks::new(timezone, minutes.start - 5 * DAY..minutes.end + 5 * DAY);
    let open = open_minutes(hours, &Whereabouts::at(ClockIndex::SALON), &clocks, frame);
    open.iter().count() == frame.len()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;
    use crate::{Override, WeeklyWindow, Weeks, Window};

    fn window(start: &str, end: &str) -> Window {
        Window::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
    }

    #[test]
    fn nights_exceptions_and_changed_clocks_count() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let weekly = [
            WeeklyWindow::every_week(Weekday::Monday, window("09:00", "12:00")),
            WeeklyWindow::every_week(Weekday::Monday, window("12:00", "18:00")),
            WeeklyWindow::every_week(Weekday::Saturday, window("20:00", "03:00")),
            WeeklyWindow { day: Weekday::Friday, window: window("10:00", "11:00"), weeks: Weeks::A },
        ];
        let overrides = [Override { date: date(2026, 6, 8), window: None }];
        let hours = Hours { weekly: &weekly, overrides: &overrides };
        let is_within = |start: &str, end: &str| {
            let at = |text: &str| {
                let shown: jiff::civil::DateTime = text.parse().unwrap();
                shown.to_zoned(berlin.clone()).unwrap().timestamp()
            };
            is_within(hours, &berlin, Interval { start: at(start), end: at(end) })
        };

        for (start, end, expected) in [
            ("2026-06-01T09:00", "2026-06-01T18:00", true),
            ("2026-06-01T08:55", "2026-06-01T10:00", false),
            ("2026-06-01T17:30", "2026-06-01T18:05", false),
            ("2026-06-01T07:00", "2026-06-01T07:00", true),
            // Closed on that one Monday.
            ("2026-06-08T10:00", "2026-06-08T10:30", false),
            ("2026-06-06T23:30", "2026-06-07T01:30", true),
            ("2026-06-07T02:45", "2026-06-07T03:15", false),
            // The night in which 02:00 becomes 03:00.
            ("2026-03-29T01:30", "2026-03-29T03:00", true),
            ("2026-03-29T01:30", "2026-03-29T03:05", false),
            // Of two Fridays one lies in an A week.
            ("2026-06-05T10:00", "2026-06-05T11:00", Weeks::of(date(2026, 6, 5)) == Weeks::A),
            ("2026-06-12T10:00", "2026-06-12T11:00", Weeks::of(date(2026, 6, 12)) == Weeks::A),
        ] {
            assert_eq!(is_within(start, end), expected, "{start} to {end}");
        }
    }
}
