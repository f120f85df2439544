//! Days by their number in a month: "el quince de marzo", "el día 4", "3/4", "2026-12-05".

use jiff::civil::Date;

use super::Reader;
use crate::moments::Day;
use crate::moments::maths::{day_of_month, next_day_of_month, next_month_day};
use crate::numbers::Number;
use crate::spanish::calendar::{is_counted, month, weekday};

impl Reader<'_, '_> {
    /// "el quince de marzo", "5 de diciembre de 2026", "marzo quince".
    pub(super) fn month_day(&self, at: usize) -> Option<(Day, usize)> {
        self.day_first(at).or_else(|| self.month_first_day(at))
    }

    fn day_first(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let (number, end) = self.numbered_day(at)?;
        if let Some((months, stop)) =
            self.month_offset(end).filter(|_| end > at + number.length || number.width > 0)
        {
            return Some((Day::sure(day_of_month(self.today, months, number.value as i8)?), stop));
        }
        let place = self.phrase(end, &[&["de"], &["del", "mes", "de"], &["del"]]).unwrap_or(end);
        if let Some(named) = month(words.word(place)) {
            return self.with_year(named, number.value as i8, place + 1);
        }
        // "El ocho del doce" counts the months.
        let counted = words.cardinal(place).filter(|counted| {
            words.word(at) == "el"
                && words.word(end) == "del"
                && counted.width < 3
                && (1..=12).contains(&counted.value)
        })?;
        self.with_year(counted.value as i8, number.value as i8, place + counted.length)
    }

    /// The number of a day with what stands before it: "el día 4", "al quince", "primero".
    fn numbered_day(&self, at: usize) -> Option<(Number, usize)> {
        let words = self.text;
        let place = at + usize::from(matches!(words.word(at), "el" | "al" | "del"));
        let place = place + usize::from(words.word(place) == "dia");
        let first = |number: &Number| !number.is_ordinal || number.value == 1 || number.width > 0;
        let number = words
            .number(place)
            .filter(|number| (1..=31).contains(&number.value) && number.width < 3 && first(number))?;
        let marked =
            words.tokens[place].gap.ends_with(['$', '€', '#', ':']) || words.tokens[place].is_joined();
        (!(marked && number.width > 0)).then_some((number, place + number.length))
    }

    /// "marzo quince", "diciembre 5": so it is said in the United States.
    fn month_first_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let named = month(words.word(at)).filter(|_| words.word(at).len() > 3)?;
        let place = at + 1 + usize::from(words.word(at + 1) == "el");
        let number =
            words.cardinal(place).filter(|number| (1..=31).contains(&number.value) && number.width < 3)?;
        let end = place + number.length;
        let taken = self.is_clock_behind(end) || is_counted(words.word(end));
        (!taken).then(|| self.with_year(named, number.value as i8, end)).flatten()
    }

    /// The next such day, or the day of the year that follows.
    fn with_year(&self, month: i8, day: i8, end: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let link = self.phrase(end, &[&["de"], &["del", "ano"], &["del"]]).unwrap_or(end);
        if let Some((year, length)) = words.year(link)
            && let Ok(date) = Date::new(year, month, day)
        {
            return Some((Day::sure(date), link + length));
        }
        let year = |years: i16, end: usize| {
            let date = Date::new(self.today.year() + years, month, day).ok()?;
            Some((Day::sure(date), end))
        };
        if let Some(stop) = self.phrase(link, &[&["este", "ano"]]) {
            return year(0, stop);
        }
        if let Some(stop) =
            self.phrase(link, &[&["ano", "que", "viene"], &["proximo", "ano"], &["que", "viene"]])
        {
            return year(1, stop);
        }
        Some((Day::sure(next_month_day(self.today, month, day)?), end))
    }

    /// "el día 4", "el 30", "el quince".
    pub(super) fn day_of_month(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let (number, end) = self.numbered_day(at)?;
        let lead = end - number.length - at;
        let asked = self.expects_date && !self.expects_time && !self.expects_other;
        let named = (at..end - number.length).any(|place| words.word(place) == "dia");
        let shaped = named || (lead > 0 && !number.is_ordinal);
        let alone = asked && words.is_all(at, end - at);
        let other = self.is_clock_behind(end)
            || is_counted(words.word(end))
            || matches!(words.word(end), "de" | "o" if number.value == 1)
            || words.word(at) == "del" && !named && self.is_moved(at);
        ((shaped || alone) && !other)
            .then(|| next_day_of_month(self.today, number.value as i8))
            .flatten()
            .map(|date| (Day::sure(date), end))
    }

    /// "3/4", "3-4-2027", "2026-12-05", "el 3.4.".
    pub(super) fn numeric(&self, at: usize) -> Option<(Day, usize)> {
        let tokens = &self.text.tokens;
        let at = at + usize::from(matches!(self.text.word(at), "el" | "al" | "del"));
        let (first, second) = (tokens.get(at)?, tokens.get(at + 1)?);
        let mark = second.gap.trim();
        if !matches!(mark, "/" | "-" | ".") || first.gap.ends_with(['/', '-', '.', '+', '#', ':', '$']) {
            return None;
        }
        let third = tokens.get(at + 2).filter(|token| token.gap.trim() == mark && token.digits.is_some());
        let end = at + 2 + usize::from(third.is_some());
        let (a, b) = (first.digits.filter(|_| !first.is_joined())?, second.digits?);
        let goes_on = tokens.get(end).is_some_and(|token| {
            matches!(token.gap, "/" | "-" | ":") && token.digits.is_some()
                || token.is_joined() && third.is_none()
        });
        if goes_on {
            return None;
        }
        if first.width() == 4 {
            let date = Date::new(a as i16, i8::try_from(b).ok()?, i8::try_from(third?.digits?).ok()?).ok()?;
            return (1900..2100).contains(&a).then_some((Day::sure(date), end));
        }
        if first.width() > 2 || second.width() > 2 {
            return None;
        }
        let year = match third.map(|token| (token.width(), token.digits.unwrap_or(0))) {
            Some((4, year)) if (1900..2100).contains(&year) => Some(year as i16),
            Some((2, year)) => Some(2000 + year as i16),
            Some(_) => return None,
            None => None,
        };
        // "11-4" and "9.30" are rather times; a day needs a slash, a year, or a weekday before it.
        let by_day = weekday(self.text.before(at, 1)).is_some() || self.text.before(at, 1) == "dia";
        if year.is_none() && mark != "/" && !by_day {
            return None;
        }
        let read = |month: u32, day: u32| {
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            match year {
                Some(year) => Date::new(year, month, day).ok(),
                None => next_month_day(self.today, month, day),
            }
        };
        let (likely, other) =
            if self.month_first { (read(a, b), read(b, a)) } else { (read(b, a), read(a, b)) };
        let date = likely.or(other)?;
        let others = other.filter(|other| *other != date).into_iter().collect();
        Some((Day { date, others }, end))
    }
}
