//! How the date of a holiday follows from the year.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::Holiday;

/// A holiday of some country, year after year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recurring {
    key: &'static str,
    name: &'static str,
    rule: Rule,
    observed: Observance,
    first_year: i16,
    last_year: i16,
    every_years: i16,
}

/// Where in a year it falls.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// The n-th such weekday of a month.
    Nth(i8, Weekday, i8),
    /// The last such weekday of a month.
    Last(Weekday, i8),
    /// The first such weekday from a month and day on.
    OnOrAfter(Weekday, i8, i8),
    /// The last such weekday up to a month and day.
    OnOrBefore(Weekday, i8, i8),
    /// So many days after Easter Sunday of the western churches.
    Easter(i64),
    /// So many days after Easter Sunday of the orthodox churches.
    OrthodoxEaster(i64),
    /// Month and day, or some days later: how many for each weekday from Monday on.
    ByWeekday(i8, i8, [i64; 7]),
    /// In these years on this month and day, in order; no law says how they go on.
    Listed(&'static [(i16, i8, i8)]),
}

/// On which day it is observed: how many days later, for each weekday from Monday on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observance([i64; 7]);

impl Observance {
    const ON_THE_DAY: Self = Self([0; 7]);
    /// Of a weekend, the nearest weekday.
    pub(super) const NEAREST_WEEKDAY: Self = Self([0, 0, 0, 0, 0, -1, 1]);
    /// Of a weekend, Monday.
    pub(super) const MONDAY: Self = Self([0, 0, 0, 0, 0, 2, 1]);
    /// Of a Sunday, Monday.
    pub(super) const MONDAY_AFTER_SUNDAY: Self = Self([0, 0, 0, 0, 0, 0, 1]);
    /// Of a Sunday, the day before.
    pub(super) const SATURDAY_BEFORE_SUNDAY: Self = Self([0, 0, 0, 0, 0, 0, -1]);
    /// For two holidays in a row. Of a weekend, two days later: the Monday after a Sunday is the other's.
    pub(super) const MONDAY_OR_TUESDAY: Self = Self([0, 0, 0, 0, 0, 2, 2]);
}

impl Recurring {
    pub(super) const fn new(key: &'static str, name: &'static str, rule: Rule) -> Self {
        let observed = Observance::ON_THE_DAY;
        Self { key, name, rule, observed, first_year: i16::MIN, last_year: i16::MAX, every_years: 1 }
    }

    /// The same under the name it has in another country.
    pub(super) const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    pub(super) const fn observed(self, observed: Observance) -> Self {
        Self { observed, ..self }
    }

    /// The first time it was one.
    pub(super) const fn since(self, first_year: i16) -> Self {
        Self { first_year, ..self }
    }

    /// The last time it was one.
    pub(super) const fn until(self, last_year: i16) -> Self {
        Self { last_year, ..self }
    }

    /// From its first year on, only once in so many years.
    pub(super) const fn every_years(self, every_years: i16) -> Self {
        Self { every_years, ..self }
    }

    /// The one that falls into this year, wherever it is observed.
    pub(super) fn in_year(&self, year: i16) -> Option<Holiday> {
        let is_kept = (self.first_year..=self.last_year).contains(&year)
            && (self.every_years == 1 || (year - self.first_year) % self.every_years == 0);
        let falls_on = is_kept.then(|| self.rule.date_in(year)).flatten()?;
        let date = falls_on + on_weekday_of(falls_on, self.observed.0).days();
        Some(Holiday { date, falls_on, key: self.key, name: self.name })
    }
}

impl Rule {
    fn date_in(self, year: i16) -> Option<Date> {
        let date = |month, day| Date::new(year, month, day).ok();
        match self {
            Self::Fixed(month, day) => date(month, day),
            Self::Nth(nth, weekday, month) => date(month, 1)?.nth_weekday_of_month(nth, weekday).ok(),
            Self::Last(weekday, month) => date(month, 1)?.nth_weekday_of_month(-1, weekday).ok(),
            Self::OnOrAfter(weekday, month, day) => {
                let first = date(month, day)?;
                Some(first + first.weekday().until(weekday).days())
            }
            Self::OnOrBefore(weekday, month, day) => {
                let last = date(month, day)?;
                Some(last - last.weekday().since(weekday).days())
            }
            Self::Easter(days) => Some(easter(year)? + days.days()),
            Self::OrthodoxEaster(days) => Some(orthodox_easter(year)? + days.days()),
            Self::ByWeekday(month, day, later) => {
                let first = date(month, day)?;
                Some(first + on_weekday_of(first, later).days())
            }
            Self::Listed(dates) => {
                let &(_, month, day) = dates.iter().find(|(own_year, ..)| *own_year == year)?;
                date(month, day)
            }
        }
    }
}

fn on_weekday_of(date: Date, days: [i64; 7]) -> i64 {
    days[date.weekday().to_monday_zero_offset().unsigned_abs() as usize]
}

/// Easter Sunday of the western churches, by the "anonymous" computus of 1876: the Sunday after the first full moon
/// of spring, both as the church reckons them. The letters are those of the original.
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let march = h + l - 7 * m + 22;
    date_in_march(year, march)
}

/// Easter Sunday of the orthodox churches: the same in the Julian calendar, by Meeus, and then brought into ours.
fn orthodox_easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let moon = (19 * (year % 19) + 15) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
    // Leap days the Julian calendar has had and ours has not: 13 of them until 2099, 14 in 2100.
    let behind = year / 100 - year / 400 - 2;
    date_in_march(year, moon + sunday + 22 + behind)
}

/// A day of March, which may go on beyond the 31st.
fn date_in_march(year: i32, day: i32) -> Option<Date> {
    let march = Date::new(i16::try_from(year).ok()?, 3, 1).ok()?;
    march.checked_add((day - 1).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_the_churches_say() {
        // The earliest and the latest there are in these years, both on one day, five weeks apart.
        for (year, western, orthodox) in [
            (2000, "2000-04-23", "2000-04-30"),
            (2008, "2008-03-23", "2008-04-27"),
            (2010, "2010-04-04", "2010-04-04"),
            (2024, "2024-03-31", "2024-05-05"),
            (2025, "2025-04-20", "2025-04-20"),
            (2026, "2026-04-05", "2026-04-12"),
            (2027, "2027-03-28", "2027-05-02"),
            (2028, "2028-04-16", "2028-04-16"),
            (2038, "2038-04-25", "2038-04-25"),
            (2049, "2049-04-18", "2049-04-25"),
            (2076, "2076-04-19", "2076-04-26"),
            (2100, "2100-03-28", "2100-05-02"),
        ] {
            assert_eq!(easter(year).map(|date| date.to_string()).as_deref(), Some(western));
            assert_eq!(orthodox_easter(year).map(|date| date.to_string()).as_deref(), Some(orthodox));
        }
        for year in 2000..=2100 {
            assert_eq!(easter(year).unwrap().weekday(), Weekday::Sunday, "{year}");
            assert_eq!(orthodox_easter(year).unwrap().weekday(), Weekday::Sunday, "{year}");
        }
    }
}
