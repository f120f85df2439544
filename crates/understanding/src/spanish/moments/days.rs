//! Days counted from today: "pasado mañana", "dentro de dos semanas", "de hoy en ocho".

use jiff::civil::Date;

use super::Reader;
use crate::moments::Day;
use crate::moments::maths::{days_on, months_on};
use crate::spanish::calendar::{unit, weekday};
use crate::words::Unit;

impl Reader<'_, '_> {
    /// "hoy", "mañana mismo", "pasado mañana".
    pub(super) fn relative_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let (days, length) = match words.word(at) {
            "hoy" => (0, 1),
            "pasado" if words.word(at + 1) == "manana" => (2, 2),
            // In Spain, "mañana o pasado" leaves the second tomorrow out.
            "pasado"
                if words.is_all(at, 1) || words.before(at, 2) == "manana" && words.before(at, 1) == "o" =>
            {
                (2, 1)
            }
            "manana" if self.is_tomorrow(at) => (1, 1),
            "ayer" => (-1, 1),
            "anteayer" | "antier" => (-2, 1),
            "el" | "al" if words.reads(at + 1, &["dia", "de", "hoy"]) => (0, 4),
            "el" | "al" if words.reads(at + 1, &["dia", "de", "manana"]) => (1, 4),
            "el" | "al" if words.reads(at + 1, &["dia", "siguiente"]) => (1, 3),
            _ => return None,
        };
        let end = at + length;
        let day = days_on(self.today, days);
        let end = end + usize::from(words.word(end) == "mismo");
        // "Mañana miércoles 25" says one day three times.
        let end = end + usize::from(weekday(words.word(end)) == Some(day.weekday()));
        let number = words.cardinal(end).filter(|number| number.value == day.day() as u32);
        let dated = number.filter(|number| !self.is_clock_behind(end + number.length) && !self.expects_time);
        Some((Day::sure(day), end + dated.map_or(0, |number| number.length)))
    }

    /// Whether "mañana" is no morning here.
    fn is_tomorrow(&self, at: usize) -> bool {
        let words = self.text;
        let morning = matches!(words.before(at, 1), "la" | "esta" | "media" | "cada" | "buena" | "toda");
        let goodbye = words.before(at, 1) == "hasta" && words.tokens.len() < 5 && !self.expects_date;
        !morning && !goodbye
    }

    /// "en tres días", "dentro de dos semanas", "de hoy en ocho", "hace una semana".
    pub(super) fn counted_days(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        if let Some(found) = self.counted_from_a_day(at) {
            return Some(found);
        }
        let back = words.word(at) == "hace";
        let place = if back {
            at + 1
        } else {
            self.phrase(at, &[&["dentro", "de"], &["de", "aqui", "a"], &["de", "aqui", "en"], &["en"]])?
        };
        let place =
            self.phrase(place, &[&["unos"], &["unas"], &["como"], &["otros"], &["otras"]]).unwrap_or(place);
        let (count, length) = words.count(place)?;
        let which = unit(words.word(place + length))?;
        let end = place + length + 1;
        let day = if back {
            Day::sure(counted(self.today, -i64::from(count.min(10_000)), which)?)
        } else {
            self.ahead(self.today, count, which)?
        };
        Some((day, end))
    }

    /// "de hoy en ocho (días)", "de mañana en quince", "de hoy en una semana".
    fn counted_from_a_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let lead = usize::from(words.word(at) == "de");
        let (from, place) = self.relative_day(at + lead)?;
        if words.word(place) != "en" {
            return None;
        }
        let (count, length) = words.count(place + 1)?;
        let end = place + 1 + length;
        match unit(words.word(end)) {
            Some(which @ (Unit::Day | Unit::Week | Unit::Month)) => {
                let day = self.ahead(from.date, count, which)?;
                // Said from a day on, "ocho" is a week without doubt.
                Some((Day::sure(day.date), end + 1))
            }
            Some(_) => None,
            None => weeks_in_days(count).map(|weeks| (Day::sure(days_on(from.date, weeks * 7)), end)),
        }
    }

    /// So many units on. "Ocho días" are a week and "quince días" two, where they are not counted out.
    fn ahead(&self, from: Date, count: u32, which: Unit) -> Option<Day> {
        let date = counted(from, i64::from(count.min(10_000)), which)?;
        Some(match weeks_in_days(count).filter(|_| which == Unit::Day) {
            Some(weeks) => Day { date: days_on(from, weeks * 7), others: vec![date] },
            None => Day::sure(date),
        })
    }
}

/// "ocho días" is a week, "quince días" a fortnight.
pub(super) fn weeks_in_days(count: u32) -> Option<i64> {
    match count {
        8 => Some(1),
        15 => Some(2),
        _ => None,
    }
}

fn counted(from: Date, count: i64, which: Unit) -> Option<Date> {
    Some(match which {
        Unit::Day => days_on(from, count),
        Unit::Week => days_on(from, count * 7),
        Unit::Fortnight => days_on(from, count * 14),
        Unit::Month => months_on(from, count),
        Unit::Year => months_on(from, count * 12),
        Unit::Minute | Unit::Hour | Unit::Weekend => return None,
    })
}
