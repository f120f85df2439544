//! Whether a stretch of time lies within hours, and how much of it people work, by the same reckoning as free times:
//! nights, exceptions, and clocks that are put forward or back.

use jiff::tz::TimeZone;

use crate::clock::{ClockIndex, Clocks};
use crate::frame::{DAY, Frame, minutes_of, timestamp};
use crate::hours::{Whereabouts, minutes_off, open_minutes};
use crate::{Hours, Interval, Person};

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

/// The times within a stretch at which these hours, meant by the clock of this zone, are open: in order, none touching.
pub fn open_times(hours: Hours<'_>, timezone: &TimeZone, interval: Interval) -> Vec<Interval> {
    let minutes = minutes_of(interval);
    let frame = Frame::new(minutes.start, minutes.end);
    let clocks = Clocks::new(timezone, minutes.start - 5 * DAY..minutes.end + 5 * DAY);
    let open = open_minutes(hours, &Whereabouts::at(ClockIndex::SALON), &clocks, frame);
    let moment = |place| timestamp(frame.minute(place));
    open.stretches().map(|run| Interval { start: moment(run.start), end: moment(run.end) }).collect()
}

/// How many minutes of a stretch of time each of these people works: within their own hours and, where there are any,
/// the salon's, and not in their time off. Visits do not matter.
pub fn minutes_at_work<'a>(
    people: &[Person<'a>],
    salon_hours: Option<Hours<'_>>,
    timezone: &'a TimeZone,
    interval: Interval,
) -> Vec<u64> {
    let minutes = minutes_of(interval);
    let frame = Frame::new(minutes.start, minutes.end);
    let mut clocks = Clocks::new(timezone, minutes.start - 5 * DAY..minutes.end + 5 * DAY);
    let salon_open =
        salon_hours.map(|hours| open_minutes(hours, &Whereabouts::at(ClockIndex::SALON), &clocks, frame));
    let at_work = |person: &Person<'a>| {
        let at = Whereabouts::of(person, &mut clocks);
        let mut working = open_minutes(person.hours, &at, &clocks, frame);
        if let Some(salon_open) = &salon_open {
            working.keep(salon_open);
        }
        if !person.time_off.is_empty() {
            working.remove(&minutes_off(person.time_off, &at, &clocks, frame));
        }
        working.count()
    };
    people.iter().map(at_work).collect()
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

    #[test]
    fn work_is_what_is_left_of_hours_within_the_salons_and_beside_time_off() {
        let lord_howe = TimeZone::get("Australia/Lord_Howe").unwrap();
        let at = |text: &str| {
            let shown: jiff::civil::DateTime = text.parse().unwrap();
            shown.to_zoned(lord_howe.clone()).unwrap().timestamp()
        };
        let days = |weekdays: &[Weekday], window| {
            weekdays.iter().map(|day| WeeklyWindow::every_week(*day, window)).collect::<Vec<_>>()
        };
        let salon = days(&[Weekday::Saturday, Weekday::Sunday, Weekday::Monday], window("01:00", "12:00"));
        let long = days(&[Weekday::Sunday, Weekday::Monday, Weekday::Tuesday], window("00:00", "13:00"));
        let closed = [Override { date: date(2026, 10, 5), window: None }];
        let off = [crate::TimeOff::Between(Interval {
            start: at("2026-10-04T10:00"),
            end: at("2026-10-04T20:00"),
        })];
        let people = [
            Person { hours: Hours { weekly: &long, overrides: &[] }, ..Person::default() },
            Person {
                hours: Hours { weekly: &long, overrides: &closed },
                time_off: &off,
                ..Person::default()
            },
            Person::default(),
        ];
        // On Sunday 4 October 2026, 02:00 becomes 02:30.
        let weekend = Interval { start: at("2026-10-03T00:00"), end: at("2026-10-07T00:00") };
        let hours = Hours { weekly: &salon, overrides: &[] };

        let within = minutes_at_work(&people, Some(hours), &lord_howe, weekend);
        assert_eq!(within, [10 * 60 + 30 + 11 * 60, 8 * 60 + 30, 0]);
        let alone = minutes_at_work(&people, None, &lord_howe, weekend);
        assert_eq!(alone, [12 * 60 + 30 + 2 * 13 * 60, 9 * 60 + 30 + 13 * 60, 0]);
        let nothing = Interval { start: weekend.start, end: weekend.start };
        assert_eq!(minutes_at_work(&people, None, &lord_howe, nothing), [0, 0, 0]);
    }
}
