//! Days by their weekday, and which week is meant.

use super::Reader;
use super::days::weeks_in_days;
use crate::moments::Day;
use crate::moments::maths::{
    day_of_month, days_on, next_day_of_month_on, nth_weekday, weekday_after, weekday_of_week,
};
use crate::spanish::calendar::{is_counted, month, unit, weekday};
use crate::words::Unit;

/// "(el lunes) que viene".
pub(super) const NEXT: &[&[&str]] = &[
    &["que", "viene"],
    &["que", "entra"],
    &["que", "sigue"],
    &["proximo"],
    &["proxima"],
    &["siguiente"],
    &["entrante"],
];

impl Reader<'_, '_> {
    /// "el viernes", "este lunes", "el próximo martes", "el jueves de la semana que viene", "lunes 30".
    pub(super) fn weekday_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let mut place = at;
        let mut weeks = None;
        if let Some((offset, end)) = self.week_offset(place) {
            let link = self.phrase(end, &[&["el"], &["en", "el"], &["los"]]).unwrap_or(end);
            if weekday(words.word(link)).is_some() {
                weeks = Some(offset);
                place = link;
            }
        }
        let (mut next, mut this, mut past, mut other) = (false, false, false, false);
        if weeks.is_none() {
            for _ in 0..3 {
                match words.word(place) {
                    "el" | "los" | "al" | "del" | "un" if place == at => {}
                    "este" => this = true,
                    "proximo" | "siguiente" => next = true,
                    "pasado" => past = true,
                    "otro" => other = true,
                    _ => break,
                }
                place += 1;
            }
        }
        let day = weekday(words.word(place))?;
        let mut end = place + 1;
        end += usize::from(words.word(end) == "mismo");
        let coming = weekday_after(days_on(self.today, -1), day);
        let ahead = weekday_after(self.today, day);
        if let Some((offset, stop)) = self.week_of_day(end).filter(|_| weeks.is_none()) {
            weeks = Some(offset);
            end = stop;
        }
        if let Some(weeks) = weeks {
            return Some((Day::sure(weekday_of_week(self.today, weeks, day)), end));
        }
        if past || words.word(end) == "pasado" && words.word(end + 1) != "manana" {
            let end = end + usize::from(!past);
            return Some((Day::sure(days_on(coming, -7)), end));
        }
        if words.word(end) == "en"
            && let Some((count, length)) = words.count(end + 1)
            && let Some(weeks) = weeks_in_days(count)
        {
            let stop = end + 1 + length;
            let days = usize::from(words.word(stop) == "dias");
            return Some((Day::sure(days_on(ahead, weeks * 7)), stop + days));
        }
        if let Some(stop) = self.phrase(end, NEXT) {
            next = true;
            end = stop;
        }
        if let Some(found) = self.weekday_with_date(place, end) {
            return Some(found);
        }
        if other {
            return Some((Day { date: days_on(ahead, 7), others: vec![ahead] }, end));
        }
        if next {
            // Said on a Tuesday, "el viernes que viene" may be this week's or the next: both are kept.
            let others = if weekday_of_week(self.today, 0, day) == ahead {
                vec![days_on(ahead, 7)]
            } else {
                Vec::new()
            };
            return Some((Day { date: ahead, others }, end));
        }
        if this {
            return Some((Day::sure(coming), end));
        }
        let others = if coming == self.today { vec![self.today] } else { Vec::new() };
        Some((Day { date: ahead, others }, end))
    }

    /// "(el lunes) de la semana que viene", "de dentro de dos semanas".
    fn week_of_day(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let place = self.phrase(at, &[&["de"], &["en"]]).unwrap_or(at);
        if let Some(found) = self.week_offset(place) {
            return Some(found);
        }
        let place = self.phrase(place, &[&["dentro", "de"], &["aqui", "a"]])?;
        let (count, length) = words.count(place)?;
        let end = place + length;
        (unit(words.word(end)) == Some(Unit::Week)).then_some((i64::from(count.min(1_000)), end + 1))
    }

    /// "lunes 30", "viernes 4 de diciembre", "martes día 5", "jueves 3/12".
    fn weekday_with_date(&self, place: usize, end: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let day = weekday(words.word(place))?;
        if let Some((mut date, stop)) = self.month_day(end) {
            // People read the day of the month from a calendar; where the weekday differs, it may be meant.
            if date.date.weekday() != day {
                date.others.push(weekday_after(self.today, day));
            }
            return Some((date, stop));
        }
        if let Some(found) = self.numeric(end) {
            return Some(found);
        }
        let named = self.phrase(end, &[&["el", "dia"], &["dia"], &["el"]]);
        let at = named.unwrap_or(end);
        let number =
            words.cardinal(at).filter(|number| (1..=31).contains(&number.value) && number.width < 3)?;
        let stop = at + number.length;
        let clock = self.is_clock_behind(stop) || is_counted(words.word(stop));
        // "Jueves diez" may be ten o'clock: only the number of such a Thursday is a day.
        let date = next_day_of_month_on(self.today, number.value as i8, day)?;
        let near = days_on(self.today, 62) > date;
        ((near && !self.expects_time || named.is_some()) && !clock).then_some((Day::sure(date), stop))
    }

    /// Whether what follows a number makes it a time: "y media", ":30", "de la tarde".
    pub(super) fn is_clock_behind(&self, at: usize) -> bool {
        let words = self.text;
        matches!(words.word(at), "am" | "pm" | "h" | "horas" | "y" | "menos" | "en" | "a")
            && !matches!(words.word(at + 1), "la" | "las" | "el" | "eso")
            || words.cardinal(at).is_some()
            || self.part_after(at).is_some()
            || words
                .tokens
                .get(at)
                .is_some_and(|token| matches!(token.gap, ":" | "." | "/" | "-") && token.digits.is_some())
    }

    /// "la semana que viene" is 1, "esta semana" is 0.
    pub(super) fn week_offset(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let article = usize::from(words.word(at) == "la");
        let place = at + article;
        match words.word(place) {
            "esta" if words.word(place + 1) == "misma" && words.word(place + 2) == "semana" => {
                Some((0, place + 3))
            }
            "esta" if words.word(place + 1) == "semana" => Some((0, place + 2)),
            "proxima" | "siguiente" | "otra" if words.word(place + 1) == "semana" => Some((1, place + 2)),
            "semana" => {
                if let Some(end) = self.phrase(
                    place + 1,
                    &[&["despues", "de", "la", "que", "viene"], &["de", "despues"], &["subsiguiente"]],
                ) {
                    return Some((2, end));
                }
                let past = words.word(place + 1) == "pasada";
                if past {
                    return Some((-1, place + 2));
                }
                self.phrase(place + 1, NEXT).map(|end| (1, end))
            }
            _ => None,
        }
    }

    /// "el primer lunes de mayo", "el último viernes del mes".
    pub(super) fn nth_weekday(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let place = at + usize::from(matches!(words.word(at), "el" | "al" | "del"));
        let nth = match words.word(place) {
            "ultimo" => -1,
            "penultimo" => -2,
            _ => words.number(place).filter(|n| n.is_ordinal && n.value <= 5)?.value as i8,
        };
        let day = weekday(words.word(place + 1))?;
        let link = place + 2;
        if let Some((months, end)) = self.month_offset(link) {
            let found = |months: i64| {
                let first = day_of_month(self.today, months, 1)?;
                nth_weekday(first.year(), first.month(), nth, day)
            };
            let date = found(months).filter(|date| *date >= self.today).or_else(|| found(months + 1))?;
            return Some((Day::sure(date), end));
        }
        let place = self.phrase(link, &[&["de"], &["en"]])?;
        let named = month(words.word(place))?;
        let date = (0..=1)
            .filter_map(|years| nth_weekday(self.today.year() + years, named, nth, day))
            .find(|date| *date >= self.today)?;
        Some((Day::sure(date), place + 1))
    }

    /// "este mes" is 0, "del mes que viene" is 1.
    pub(super) fn month_offset(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let of = usize::from(words.word(at) == "de");
        let article = usize::from(matches!(words.word(at + of), "el" | "del" | "al"));
        let place = at + of + article;
        let named = |place: usize| words.word(place) == "mes";
        match words.word(place) {
            "este" | "presente" | "mismo" if named(place + 1) => Some((0, place + 2)),
            "proximo" | "siguiente" | "otro" if named(place + 1) => Some((1, place + 2)),
            "mes" => {
                if words.word(place + 1) == "pasado" {
                    return Some((-1, place + 2));
                }
                let next = self.phrase(place + 1, NEXT).map(|end| (1, end));
                let plain = (of + article > 0 && words.word(at) != "al" && words.word(at) != "el")
                    .then_some((0, place + 1));
                next.or(plain).filter(|_| words.word(place + 1) != "de")
            }
            _ => None,
        }
    }
}
