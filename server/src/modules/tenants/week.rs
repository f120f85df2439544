//! Whether windows of hours that a request brings can be kept: the salon's and those of its people.

use super::window::{DayWindow, WeeklyWindow};
use crate::http::problem::Problem;

const DAY: i32 = 24 * 60;

/// Two weeks, after which A and B come again.
const FORTNIGHT: i32 = 14 * DAY;

/// That every window of a request's week is one, and that no two overlap, those that run past midnight included; `field`
/// is where they stand in the request.
///
/// # Errors
/// Names the window that is wrong.
pub fn check_week(field: &str, windows: &[WeeklyWindow]) -> Result<(), Problem> {
    for (place, window) in windows.iter().enumerate() {
        if !(1..=7).contains(&window.weekday) {
            let field = format!("{field}[{place}].weekday");
            return Err(Problem::invalid(field, "must be from 1 (Monday) to 7 (Sunday)"));
        }
        check_window(&format!("{field}[{place}]"), window.starts_minute, window.ends_minute)?;
        if let Some(other) = windows[..place].iter().position(|other| overlap(window, other)) {
            let message = format!("overlaps {field}[{other}]; one window must end before the other starts");
            return Err(Problem::invalid(format!("{field}[{place}]"), message));
        }
    }
    Ok(())
}

/// The same of the windows of one day.
///
/// # Errors
/// Names the window that is wrong.
pub fn check_day(field: &str, windows: &[DayWindow]) -> Result<(), Problem> {
    let minutes = |window: &DayWindow| stretch(0, window.starts_minute, window.ends_minute);
    for (place, window) in windows.iter().enumerate() {
        check_window(&format!("{field}[{place}]"), window.starts_minute, window.ends_minute)?;
        let meets = |other: &DayWindow| meet(minutes(window), minutes(other));
        if let Some(other) = windows[..place].iter().position(meets) {
            let message = format!("overlaps {field}[{other}]; one window must end before the other starts");
            return Err(Problem::invalid(format!("{field}[{place}]"), message));
        }
    }
    Ok(())
}

fn check_window(field: &str, starts_minute: u16, ends_minute: u16) -> Result<(), Problem> {
    if starts_minute >= 1440 {
        return Err(Problem::invalid(format!("{field}.startsAt"), "must be before 24:00"));
    }
    if starts_minute == ends_minute {
        return Err(Problem::invalid(
            format!("{field}.endsAt"),
            "must differ from the start; a whole day is 00:00 to 24:00",
        ));
    }
    Ok(())
}

fn overlap(one: &WeeklyWindow, other: &WeeklyWindow) -> bool {
    stretches(*one).any(|one| {
        stretches(*other).any(|(starts, ends)| {
            // Sunday night of a B week runs into Monday of an A week.
            [-FORTNIGHT, 0, FORTNIGHT].iter().any(|turn| meet(one, (starts + turn, ends + turn)))
        })
    })
}

/// Half-open: a window up to 12:00 and one from 12:00 do not meet.
fn meet(one: (i32, i32), other: (i32, i32)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// When in a fortnight of an A and a B week it is, in minutes.
fn stretches(window: WeeklyWindow) -> impl Iterator<Item = (i32, i32)> {
    let weeks: &[i32] = match window.weeks {
        scheduling::Weeks::Every => &[0, 1],
        scheduling::Weeks::A => &[0],
        scheduling::Weeks::B => &[1],
    };
    weeks.iter().map(move |week| {
        let day = week * 7 + i32::from(window.weekday) - 1;
        stretch(day, window.starts_minute, window.ends_minute)
    })
}

fn stretch(day: i32, starts_minute: u16, ends_minute: u16) -> (i32, i32) {
    let (starts, ends) = (i32::from(starts_minute), i32::from(ends_minute));
    let ends = if ends <= starts { ends + DAY } else { ends };
    (day * DAY + starts, day * DAY + ends)
}

#[cfg(test)]
mod tests {
    use scheduling::Weeks::{self, A, B, Every};

    use super::*;

    fn window(weekday: i8, starts: u16, ends: u16, weeks: Weeks) -> WeeklyWindow {
        WeeklyWindow { weekday, starts_minute: starts * 60, ends_minute: ends * 60, weeks }
    }

    #[test]
    fn windows_overlap_only_where_somebody_would_work_twice_at_once() {
        for (one, other, expected) in [
            (window(1, 9, 13, Every), window(1, 13, 18, Every), false),
            (window(1, 9, 13, Every), window(1, 12, 18, Every), true),
            (window(1, 9, 13, Every), window(2, 9, 13, Every), false),
            (window(1, 9, 13, A), window(1, 9, 13, B), false),
            (window(1, 9, 13, A), window(1, 12, 18, Every), true),
            // Past midnight, into the next day and the next week.
            (window(5, 20, 2, Every), window(6, 1, 5, Every), true),
            (window(5, 20, 2, Every), window(6, 2, 5, Every), false),
            (window(5, 20, 2, A), window(6, 1, 5, B), false),
            (window(7, 20, 2, A), window(1, 1, 5, B), true),
            (window(7, 20, 2, B), window(1, 1, 5, A), true),
            (window(7, 20, 2, B), window(1, 1, 5, B), false),
            (window(3, 0, 24, Every), window(4, 0, 24, Every), false),
        ] {
            assert_eq!(overlap(&one, &other), expected, "{one:?} and {other:?}");
            assert_eq!(overlap(&other, &one), expected, "{other:?} and {one:?}");
        }
    }
}
