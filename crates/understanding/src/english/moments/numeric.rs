//! Days in figures: "3/14", "14.3.2020", "2019-03-14".

use jiff::civil::Date;

use super::Reader;
use crate::english::calendar::{month, weekday};
use crate::moments::Day;
use crate::moments::maths::next_month_day;

impl Reader<'_, '_> {
    /// "3/14", "14.3.2020", "2019-03-14", "Jan/3".
    pub(super) fn numeric(&self, at: usize) -> Option<(Day, usize)> {
        let tokens = &self.text.tokens;
        let first = tokens.get(at)?;
        let second = tokens.get(at + 1)?;
        let mark = match second.gap {
            "/" | "-" | "." | ". " | " / " | " - " => second.gap.trim(),
            _ => return None,
        };
        if first.gap.ends_with(['/', '-', '.', '+', '#', ':', '$'])
            && first.start > 0
            && first.gap.trim().len() == first.gap.len()
        {
            return None;
        }
        let third = tokens.get(at + 2).filter(|token| token.gap.trim() == mark && token.digits.is_some());
        if let Some(named) = month(&first.word) {
            let day = second.digits.filter(|_| second.width() < 3 && mark != ".")?;
            return self.with_year(named, i8::try_from(day).ok()?, at + 2);
        }
        let a = first.digits.filter(|_| !first.is_joined())?;
        let b = second.digits?;
        let after = tokens.get(at + if third.is_some() { 3 } else { 2 });
        if after.is_some_and(|t| {
            matches!(t.gap, "/" | "-" | ":") && t.digits.is_some()
                || t.is_joined() && t.digits.is_none() && third.is_none()
        }) {
            return None;
        }
        // "1/2 hour", "3/4 of an hour".
        let fraction = third.is_none()
            && mark == "/"
            && (crate::english::calendar::unit(self.text.word(at + 2)).is_some()
                || self.text.word(at + 2) == "h"
                || self.text.reads(at + 2, &["of", "an"])
                || self.text.reads(at + 2, &["an", "hour"]));
        if fraction {
            return None;
        }
        if first.width() == 4 {
            let third = third?;
            let date = Date::new(a as i16, i8::try_from(b).ok()?, i8::try_from(third.digits?).ok()?).ok()?;
            return (1900..2100).contains(&a).then_some((Day::sure(date), at + 3));
        }
        if first.width() > 2 || second.width() > 2 {
            return None;
        }
        let year = match third {
            Some(token) => Some(match (token.width(), token.digits?) {
                (4, year) if (1900..2100).contains(&year) => year as i16,
                (2, year) => 2000 + year as i16,
                _ => return None,
            }),
            None => None,
        };
        // "11-4" and "9.30" are rather times; a day needs a slash, a year, or a weekday before it.
        let half = matches!(self.text.word(at + 2), "am" | "pm") || self.is_timely(at + 2);
        let by_weekday = weekday(self.text.before(at, 1)).is_some()
            || (self.text.before(at, 1) == "on") && !(mark == "-" && b > 12 && a > 12);
        if year.is_none()
            && mark != "/"
            && !(by_weekday && mark == ".")
            && !(mark == "-" && by_weekday && self.text.before(at, 1) == "on")
        {
            return None;
        }
        if half && year.is_none() {
            return None;
        }
        let american = self.read(year, a, b);
        let european = self.read(year, b, a);
        let (likely, other) = if self.month_first { (american, european) } else { (european, american) };
        let date = likely.or(other)?;
        let others = other.filter(|other| *other != date).into_iter().collect();
        Some((Day { date, others }, at + if third.is_some() { 3 } else { 2 }))
    }

    fn is_timely(&self, at: usize) -> bool {
        self.text.word(at) == "in" && self.text.word(at + 1) == "the"
    }

    fn read(&self, year: Option<i16>, month: u32, day: u32) -> Option<Date> {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        match year {
            Some(year) => Date::new(year, month, day).ok(),
            None => next_month_day(self.today, month, day),
        }
    }
}
