//! Days with names of their own.

use jiff::civil::{Date, Weekday};

use super::Reader;
use crate::moments::Day;
use crate::moments::maths::{days_on, easter, nth_weekday};

impl Reader<'_, '_> {
    /// Days with names of their own.
    pub(super) fn holiday(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        type Rule = fn(i16) -> Option<Date>;
        let table: &[(&[&str], Rule)] = &[
            (&["christmas", "eve"], |y| Date::new(y, 12, 24).ok()),
            (&["xmas", "eve"], |y| Date::new(y, 12, 24).ok()),
            (&["christmas", "day"], |y| Date::new(y, 12, 25).ok()),
            (&["christmas"], |y| Date::new(y, 12, 25).ok()),
            (&["xmas"], |y| Date::new(y, 12, 25).ok()),
            (&["boxing", "day"], |y| Date::new(y, 12, 26).ok()),
            (&["new", "years", "eve"], |y| Date::new(y, 12, 31).ok()),
            (&["new", "year", "eve"], |y| Date::new(y, 12, 31).ok()),
            (&["new", "years", "day"], |y| Date::new(y, 1, 1).ok()),
            (&["new", "years"], |y| Date::new(y, 1, 1).ok()),
            (&["new", "year"], |y| Date::new(y, 1, 1).ok()),
            (&["valentines", "day"], |y| Date::new(y, 2, 14).ok()),
            (&["valentines"], |y| Date::new(y, 2, 14).ok()),
            (&["st", "patricks", "day"], |y| Date::new(y, 3, 17).ok()),
            (&["st", "patricks"], |y| Date::new(y, 3, 17).ok()),
            (&["saint", "patricks", "day"], |y| Date::new(y, 3, 17).ok()),
            (&["saint", "patricks"], |y| Date::new(y, 3, 17).ok()),
            (&["saint", "patrick"], |y| Date::new(y, 3, 17).ok()),
            (&["april", "fools", "day"], |y| Date::new(y, 4, 1).ok()),
            (&["april", "fools"], |y| Date::new(y, 4, 1).ok()),
            (&["earth", "day"], |y| Date::new(y, 4, 22).ok()),
            (&["cinco", "de", "mayo"], |y| Date::new(y, 5, 5).ok()),
            (&["juneteenth"], |y| Date::new(y, 6, 19).ok()),
            (&["independence", "day"], |y| Date::new(y, 7, 4).ok()),
            (&["halloween"], |y| Date::new(y, 10, 31).ok()),
            (&["veterans", "day"], |y| Date::new(y, 11, 11).ok()),
            (&["mothers", "day"], |y| nth_weekday(y, 5, 2, Weekday::Sunday)),
            (&["mother", "day"], |y| nth_weekday(y, 5, 2, Weekday::Sunday)),
            (&["fathers", "day"], |y| nth_weekday(y, 6, 3, Weekday::Sunday)),
            (&["father", "day"], |y| nth_weekday(y, 6, 3, Weekday::Sunday)),
            (&["memorial", "day"], |y| nth_weekday(y, 5, -1, Weekday::Monday)),
            (&["labor", "day"], |y| nth_weekday(y, 9, 1, Weekday::Monday)),
            (&["labour", "day"], |y| nth_weekday(y, 9, 1, Weekday::Monday)),
            (&["columbus", "day"], |y| nth_weekday(y, 10, 2, Weekday::Monday)),
            (&["presidents", "day"], |y| nth_weekday(y, 2, 3, Weekday::Monday)),
            (&["martin", "luther", "king", "day"], |y| nth_weekday(y, 1, 3, Weekday::Monday)),
            (&["mlk", "day"], |y| nth_weekday(y, 1, 3, Weekday::Monday)),
            (&["thanksgiving", "day"], |y| nth_weekday(y, 11, 4, Weekday::Thursday)),
            (&["thanksgiving"], |y| nth_weekday(y, 11, 4, Weekday::Thursday)),
            (&["black", "friday"], |y| nth_weekday(y, 11, 4, Weekday::Thursday).map(|day| days_on(day, 1))),
            (&["cyber", "monday"], |y| nth_weekday(y, 11, 4, Weekday::Thursday).map(|day| days_on(day, 4))),
            (&["easter", "monday"], |y| easter(y).map(|day| days_on(day, 1))),
            (&["easter", "sunday"], easter),
            (&["easter"], easter),
            (&["good", "friday"], |y| easter(y).map(|day| days_on(day, -2))),
            (&["palm", "sunday"], |y| easter(y).map(|day| days_on(day, -7))),
            (&["ash", "wednesday"], |y| easter(y).map(|day| days_on(day, -46))),
            (&["mardi", "gras"], |y| easter(y).map(|day| days_on(day, -47))),
        ];
        let lead = usize::from(matches!(words.word(at), "this" | "next" | "coming"));
        let (pattern, rule) = table.iter().find(|(pattern, _)| words.reads(at + lead, pattern))?;
        // "Happy new year", "merry christmas" are wishes.
        if matches!(words.before(at, 1), "happy" | "merry" | "a") {
            return None;
        }
        let end = at + lead + pattern.len();
        let of = usize::from(matches!(words.word(end), "of" | "in"));
        if let Some((year, length)) = words.year(end + of) {
            return Some((Day::sure(rule(year)?), end + of + length));
        }
        if words.reads(end + of, &["next", "year"]) {
            return Some((Day::sure(rule(self.today.year() + 1)?), end + of + 2));
        }
        let this_year = words.reads(end + of, &["this", "year"]);
        let date =
            (0..=1).filter_map(|years| rule(self.today.year() + years)).find(|date| *date >= self.today)?;
        Some((Day::sure(date), end + if this_year { of + 2 } else { 0 }))
    }
}
