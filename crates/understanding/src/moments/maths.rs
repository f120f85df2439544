//! Counting on the calendar.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// So many days on; the day itself where the calendar ends.
pub(crate) fn days_on(day: Date, days: i64) -> Date {
    day.checked_add(days.clamp(-100_000, 100_000).days()).unwrap_or(day)
}

/// So many months on, on the same day of the month where it exists.
pub(crate) fn months_on(day: Date, months: i64) -> Date {
    day.checked_add(months.clamp(-1_200, 1_200).months()).unwrap_or(day)
}

/// Monday of the week of a day.
pub(crate) fn monday(day: Date) -> Date {
    days_on(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The weekday of the week so many weeks after this one.
pub(crate) fn weekday_of_week(today: Date, weeks: i64, weekday: Weekday) -> Date {
    days_on(monday(today), weeks * 7 + i64::from(weekday.to_monday_zero_offset()))
}

/// The first such weekday after a day.
pub(crate) fn weekday_after(day: Date, weekday: Weekday) -> Date {
    let ahead = (i64::from(weekday.to_monday_zero_offset())
        - i64::from(day.weekday().to_monday_zero_offset()))
    .rem_euclid(7);
    days_on(day, if ahead == 0 { 7 } else { ahead })
}

/// The next such day of a month, today included.
pub(crate) fn next_month_day(today: Date, month: i8, day: i8) -> Option<Date> {
    // Eight years always hold a 29 February.
    (0..=8).filter_map(|years| Date::new(today.year() + years, month, day).ok()).find(|date| *date >= today)
}

/// The next such day of any month, today included.
pub(crate) fn next_day_of_month(today: Date, day: i8) -> Option<Date> {
    (0..=12).filter_map(|months| day_of_month(today, months, day)).find(|date| *date >= today)
}

/// The next such day of any month that falls on a weekday, today included.
pub(crate) fn next_day_of_month_on(today: Date, day: i8, weekday: Weekday) -> Option<Date> {
    (0..=60)
        .filter_map(|months| day_of_month(today, months, day))
        .find(|date| *date >= today && date.weekday() == weekday)
}

/// A day of the month so many months after this one.
pub(crate) fn day_of_month(today: Date, months: i64, day: i8) -> Option<Date> {
    let first = months_on(today.first_of_month(), months);
    Date::new(first.year(), first.month(), day).ok()
}

/// First and last day of the next such month, this one included.
pub(crate) fn next_month(today: Date, month: i8) -> Option<(Date, Date)> {
    let year = if month < today.month() { today.year() + 1 } else { today.year() };
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

/// So many days on, counting Monday to Friday.
pub(crate) fn working_days_on(base: Date, count: i64) -> Date {
    let mut day = base;
    for _ in 0..count.min(400) {
        day = days_on(day, 1);
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = days_on(day, 1);
        }
    }
    day
}

/// Easter Sunday of a year (the anonymous Gregorian computus).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year as i16, month as i8, day as i8).ok()
}

/// The nth such weekday of a month; counted from its end where `nth` is negative.
pub(crate) fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_weekday_is_always_ahead() {
        let friday = date(2019, 3, 1);
        assert_eq!(weekday_after(friday, Weekday::Friday), date(2019, 3, 8));
        assert_eq!(weekday_after(friday, Weekday::Sunday), date(2019, 3, 3));
        assert_eq!(weekday_of_week(friday, 1, Weekday::Tuesday), date(2019, 3, 5));
    }

    #[test]
    fn the_31st_skips_short_months() {
        assert_eq!(next_day_of_month(date(2019, 4, 2), 31), Some(date(2019, 5, 31)));
        assert_eq!(next_day_of_month(date(2019, 4, 2), 32), None);
        assert_eq!(next_month_day(date(2019, 3, 1), 2, 29), Some(date(2020, 2, 29)));
    }

    #[test]
    fn easter_is_found() {
        assert_eq!(easter(2026), Some(date(2026, 4, 5)));
        assert_eq!(easter(2019), Some(date(2019, 4, 21)));
    }
}
