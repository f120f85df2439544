//! Days with names of their own.

use jiff::civil::{Date, Weekday};

use super::Reader;
use crate::moments::Day;
use crate::moments::maths::{days_on, easter, nth_weekday};
use Rule::{Easter, Fixed, Nth};
use Weekday::{Friday, Monday, Sunday, Thursday};

/// How a holiday finds its day in a year.
#[derive(Clone, Copy)]
enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, which of them (negative: from the end), weekday, and days after it.
    Nth(i8, i8, Weekday, i64),
    /// Days after Easter Sunday.
    Easter(i64),
}

fn date_in(rule: Rule, year: i16) -> Option<Date> {
    match rule {
        Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
        Rule::Nth(month, nth, weekday, after) => {
            nth_weekday(year, month, nth, weekday).map(|day| days_on(day, after))
        }
        Rule::Easter(after) => easter(year).map(|day| days_on(day, after)),
    }
}

/// Names of days in America and Britain; of two that begin alike, the longer comes first.
#[rustfmt::skip] // One day a line.
const HOLIDAYS: &[(&[&str], Rule)] = &[
    (&["christmas", "eve"], Fixed(12, 24)),
    (&["xmas", "eve"], Fixed(12, 24)),
    (&["christmas", "day"], Fixed(12, 25)),
    (&["xmas", "day"], Fixed(12, 25)),
    (&["christmas"], Fixed(12, 25)),
    (&["xmas"], Fixed(12, 25)),
    (&["boxing", "day"], Fixed(12, 26)),
    (&["st", "stephens", "day"], Fixed(12, 26)),
    (&["kwanzaa"], Fixed(12, 26)),
    (&["new", "years", "eve"], Fixed(12, 31)),
    (&["new", "year", "eve"], Fixed(12, 31)),
    (&["hogmanay"], Fixed(12, 31)),
    (&["new", "years", "day"], Fixed(1, 1)),
    (&["new", "year", "day"], Fixed(1, 1)),
    (&["new", "years"], Fixed(1, 1)),
    (&["new", "year"], Fixed(1, 1)),
    (&["epiphany"], Fixed(1, 6)),
    (&["three", "kings", "day"], Fixed(1, 6)),
    (&["burns", "night"], Fixed(1, 25)),
    (&["australia", "day"], Fixed(1, 26)),
    (&["groundhog", "day"], Fixed(2, 2)),
    (&["super", "bowl", "sunday"], Nth(2, 2, Sunday, 0)),
    (&["lincolns", "birthday"], Fixed(2, 12)),
    (&["valentines", "day"], Fixed(2, 14)),
    (&["valentine", "day"], Fixed(2, 14)),
    (&["valentines"], Fixed(2, 14)),
    (&["st", "davids", "day"], Fixed(3, 1)),
    (&["international", "womens", "day"], Fixed(3, 8)),
    (&["womens", "day"], Fixed(3, 8)),
    (&["st", "patricks", "day"], Fixed(3, 17)),
    (&["st", "patricks"], Fixed(3, 17)),
    (&["st", "patrick"], Fixed(3, 17)),
    (&["saint", "patricks", "day"], Fixed(3, 17)),
    (&["saint", "patricks"], Fixed(3, 17)),
    (&["saint", "patrick"], Fixed(3, 17)),
    (&["st", "paddys", "day"], Fixed(3, 17)),
    (&["paddys", "day"], Fixed(3, 17)),
    (&["april", "fools", "day"], Fixed(4, 1)),
    (&["april", "fool", "day"], Fixed(4, 1)),
    (&["april", "fools"], Fixed(4, 1)),
    (&["tax", "day"], Fixed(4, 15)),
    (&["patriots", "day"], Nth(4, 3, Monday, 0)),
    (&["earth", "day"], Fixed(4, 22)),
    (&["st", "georges", "day"], Fixed(4, 23)),
    (&["anzac", "day"], Fixed(4, 25)),
    (&["arbor", "day"], Nth(4, -1, Friday, 0)),
    (&["early", "may", "bank", "holiday"], Nth(5, 1, Monday, 0)),
    (&["may", "day", "bank", "holiday"], Nth(5, 1, Monday, 0)),
    (&["may", "bank", "holiday"], Nth(5, 1, Monday, 0)),
    (&["may", "day"], Fixed(5, 1)),
    (&["cinco", "de", "mayo"], Fixed(5, 5)),
    (&["late", "may", "bank", "holiday"], Nth(5, -1, Monday, 0)),
    (&["spring", "bank", "holiday"], Nth(5, -1, Monday, 0)),
    (&["whitsun", "bank", "holiday"], Nth(5, -1, Monday, 0)),
    (&["memorial", "day"], Nth(5, -1, Monday, 0)),
    (&["flag", "day"], Fixed(6, 14)),
    (&["juneteenth"], Fixed(6, 19)),
    (&["canada", "day"], Fixed(7, 1)),
    (&["independence", "day"], Fixed(7, 4)),
    (&["bastille", "day"], Fixed(7, 14)),
    (&["august", "bank", "holiday"], Nth(8, -1, Monday, 0)),
    (&["summer", "bank", "holiday"], Nth(8, -1, Monday, 0)),
    (&["labor", "day"], Nth(9, 1, Monday, 0)),
    (&["labour", "day"], Nth(9, 1, Monday, 0)),
    (&["grandparents", "day"], Nth(9, 1, Monday, 6)),
    (&["columbus", "day"], Nth(10, 2, Monday, 0)),
    (&["indigenous", "peoples", "day"], Nth(10, 2, Monday, 0)),
    (&["halloween"], Fixed(10, 31)),
    (&["hallowen"], Fixed(10, 31)),
    (&["all", "hallows", "eve"], Fixed(10, 31)),
    (&["all", "saints", "day"], Fixed(11, 1)),
    (&["all", "saints"], Fixed(11, 1)),
    (&["all", "souls", "day"], Fixed(11, 2)),
    (&["guy", "fawkes", "night"], Fixed(11, 5)),
    (&["guy", "fawkes", "day"], Fixed(11, 5)),
    (&["bonfire", "night"], Fixed(11, 5)),
    (&["election", "day"], Nth(11, 1, Monday, 1)),
    (&["veterans", "day"], Fixed(11, 11)),
    (&["veteran", "day"], Fixed(11, 11)),
    (&["armistice", "day"], Fixed(11, 11)),
    (&["remembrance", "sunday"], Nth(11, 2, Sunday, 0)),
    (&["remembrance", "day"], Fixed(11, 11)),
    (&["st", "andrews", "day"], Fixed(11, 30)),
    (&["st", "nicholas", "day"], Fixed(12, 6)),
    (&["mothering", "sunday"], Easter(-21)),
    (&["mothers", "day"], Nth(5, 2, Sunday, 0)),
    (&["mother", "day"], Nth(5, 2, Sunday, 0)),
    (&["fathers", "day"], Nth(6, 3, Sunday, 0)),
    (&["father", "day"], Nth(6, 3, Sunday, 0)),
    (&["presidents", "day"], Nth(2, 3, Monday, 0)),
    (&["president", "day"], Nth(2, 3, Monday, 0)),
    (&["washingtons", "birthday"], Nth(2, 3, Monday, 0)),
    (&["martin", "luther", "king", "jr", "day"], Nth(1, 3, Monday, 0)),
    (&["martin", "luther", "king", "junior", "day"], Nth(1, 3, Monday, 0)),
    (&["martin", "luther", "king", "day"], Nth(1, 3, Monday, 0)),
    (&["mlk", "jr", "day"], Nth(1, 3, Monday, 0)),
    (&["mlk", "day"], Nth(1, 3, Monday, 0)),
    (&["m", "l", "k", "day"], Nth(1, 3, Monday, 0)),
    (&["thanksgiving", "eve"], Nth(11, 4, Thursday, -1)),
    (&["thanksgiving", "day"], Nth(11, 4, Thursday, 0)),
    (&["thanksgiving"], Nth(11, 4, Thursday, 0)),
    (&["black", "friday"], Nth(11, 4, Thursday, 1)),
    (&["small", "business", "saturday"], Nth(11, 4, Thursday, 2)),
    (&["cyber", "monday"], Nth(11, 4, Thursday, 4)),
    (&["giving", "tuesday"], Nth(11, 4, Thursday, 5)),
    (&["pancake", "day"], Easter(-47)),
    (&["pancake", "tuesday"], Easter(-47)),
    (&["shrove", "tuesday"], Easter(-47)),
    (&["fat", "tuesday"], Easter(-47)),
    (&["mardi", "gras"], Easter(-47)),
    (&["ash", "wednesday"], Easter(-46)),
    (&["palm", "sunday"], Easter(-7)),
    (&["maundy", "thursday"], Easter(-3)),
    (&["holy", "thursday"], Easter(-3)),
    (&["good", "friday"], Easter(-2)),
    (&["holy", "saturday"], Easter(-1)),
    (&["easter", "eve"], Easter(-1)),
    (&["easter", "saturday"], Easter(-1)),
    (&["easter", "sunday"], Easter(0)),
    (&["easter", "monday"], Easter(1)),
    (&["easter"], Easter(0)),
    (&["ascension", "day"], Easter(39)),
    (&["ascension", "thursday"], Easter(39)),
    (&["pentecost"], Easter(49)),
    (&["whit", "sunday"], Easter(49)),
    (&["whit", "monday"], Easter(50)),
    (&["corpus", "christi"], Easter(60)),
];

impl Reader<'_, '_> {
    /// Days with names of their own.
    pub(super) fn holiday(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let lead = usize::from(matches!(words.word(at), "this" | "next" | "coming" | "the"));
        if let Some(found) = self.bank_holiday(at + lead) {
            return Some(found);
        }
        let (pattern, rule) = HOLIDAYS.iter().find(|(pattern, _)| words.reads(at + lead, pattern))?;
        let mothers = matches!(pattern, ["mothers" | "mother", ..]);
        let rule = if mothers && self.british { Easter(-21) } else { *rule };
        let rule = |year| date_in(rule, year);
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

    /// "The bank holiday", "bank holiday monday": the next Monday that is one.
    fn bank_holiday(&self, at: usize) -> Option<(Day, usize)> {
        if !self.text.reads(at, &["bank", "holiday"]) {
            return None;
        }
        let mondays = [Easter(1), Nth(5, 1, Monday, 0), Nth(5, -1, Monday, 0), Nth(8, -1, Monday, 0)];
        let date = (0..=1)
            .flat_map(|years| mondays.map(|rule| date_in(rule, self.today.year() + years)))
            .flatten()
            .find(|date| *date >= self.today)?;
        Some((Day::sure(date), at + 2 + usize::from(self.text.word(at + 2) == "monday")))
    }
}
