//! Runs of days: "la semana que viene", "de lunes a miércoles", "a partir del cinco".

use jiff::civil::{Date, Weekday};

use super::Reader;
use super::weekdays::NEXT;
use crate::moments::maths::{
    day_of_month, days_on, monday, months_on, next_month, next_month_day, weekday_after, weekday_of_week,
};
use crate::moments::{Days, Share, When};
use crate::spanish::calendar::{month, unit, weekday};
use crate::words::Unit;

/// "a principios de", "a fin de", and the share of the time behind them.
const SHARES: &[(&[&str], Share)] = &[
    (&["principios", "de"], Share::Early),
    (&["comienzos", "de"], Share::Early),
    (&["inicios", "de"], Share::Early),
    (&["primeros", "de"], Share::Early),
    (&["mediados", "de"], Share::Middle),
    (&["finales", "de"], Share::End),
    (&["fines", "de"], Share::End),
    (&["final", "de"], Share::End),
    (&["fin", "de"], Share::End),
    (&["ultimos", "de"], Share::End),
    (&["resto", "de"], Share::Rest),
    (&["lo", "que", "queda", "de"], Share::Rest),
];

enum Bound {
    From,
    After,
    To,
    Before,
}

/// Words before the day that bounds a run of days; "de" may be "del".
const BOUNDS: &[(&[&str], Bound)] = &[
    (&["no", "antes", "de"], Bound::From),
    (&["a", "partir", "de"], Bound::From),
    (&["desde"], Bound::From),
    (&["despues", "de"], Bound::After),
    (&["luego", "de"], Bound::After),
    (&["pasado"], Bound::After),
    (&["no", "mas", "tarde", "de"], Bound::To),
    (&["como", "muy", "tarde"], Bound::To),
    (&["a", "mas", "tardar"], Bound::To),
    (&["hasta"], Bound::To),
    (&["antes", "de"], Bound::Before),
];

impl Reader<'_, '_> {
    /// The days these words stand for, where they are more than one.
    pub(super) fn day_span(&self, at: usize) -> Option<(When, usize)> {
        [
            self.days_of_month_pair(at),
            self.closed_days(at),
            self.open_days(at),
            self.period(at).map(|((from, to), end)| (When::Days(Some(from), Some(to)), end)),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(_, end)| *end)
    }

    /// "la semana que viene", "este fin de semana", "a finales de mes", "marzo", "los próximos tres días".
    fn period(&self, at: usize) -> Option<(Days, usize)> {
        if let Some(found) = self.weekend(at) {
            return Some(found);
        }
        let lead = at + usize::from(matches!(self.text.word(at), "a" | "el" | "al" | "en"));
        for (phrase, share) in SHARES {
            let last = phrase.len() - 1;
            let contracted = self.text.word(lead + last) == "del";
            let said =
                self.text.reads(lead, &phrase[..last]) && (contracted || self.text.word(lead + last) == "de");
            // "Buen fin de semana" is a wish, and no end of a week.
            let weekend = self.text.reads(lead, &["fin", "de", "semana"]);
            if said
                && !weekend
                && let Some((days, end)) = self.period_of(lead + last, lead + phrase.len())
            {
                return Some((share.of(days, self.today), end));
            }
        }
        let place = at + usize::from(matches!(self.text.word(at), "en" | "durante" | "por"));
        self.whole_period(place)
    }

    /// The period behind a share; "de" and "del" stand at `link`.
    fn period_of(&self, link: usize, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        if let Some(found) = self.whole_period(at) {
            return Some(found);
        }
        if let Some((months, end)) = self.month_offset(link) {
            return Some((self.month_days(months)?, end));
        }
        let article = usize::from(words.word(at) == "la");
        if words.word(at + article) == "semana" {
            let from = monday(self.today);
            return Some(((from, days_on(from, 6)), at + article + 1));
        }
        (words.word(at) == "ano").then(|| {
            let last = Date::new(self.today.year(), 12, 31).ok()?;
            Some(((Date::new(self.today.year(), 12, 1).ok()?, last), at + 1))
        })?
    }

    fn month_days(&self, months: i64) -> Option<Days> {
        let first = day_of_month(self.today, months, 1)?;
        Some((first, first.last_of_month()))
    }

    fn whole_period(&self, at: usize) -> Option<(Days, usize)> {
        if let Some(found) = self.week_of_month(at) {
            return Some(found);
        }
        if let Some(found) = self.week_of(at) {
            return Some(found);
        }
        if let Some((weeks, end)) = self.week_offset(at) {
            let from = days_on(monday(self.today), weeks * 7);
            return Some(((from, days_on(from, 6)), end));
        }
        if let Some((months, end)) = self.month_offset(at) {
            let said = self.text.word(end - 1) != "mes"
                || matches!(self.text.before(end, 2), "este" | "proximo" | "otro");
            return said.then(|| self.month_days(months)).flatten().map(|days| (days, end));
        }
        self.coming_days(at).or_else(|| self.named_month(at))
    }

    /// "marzo", "el mes de mayo", "este diciembre", "marzo de 2027".
    fn named_month(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let place = self
            .phrase(at, &[&["el", "mes", "de"], &["este"], &["el", "proximo"], &["mes", "de"]])
            .unwrap_or(at);
        let named = month(words.word(place)).filter(|_| words.word(place).len() > 3)?;
        let end = place + 1;
        let link = self.phrase(end, &[&["de"], &["del"]]).unwrap_or(end);
        if let Some((year, length)) = words.year(link) {
            let first = Date::new(year, named, 1).ok()?;
            return Some(((first, first.last_of_month()), link + length));
        }
        // A number before it is its day, said in a way that is no date.
        let counted = words.before(at, 1) == "de" && words.number(at.wrapping_sub(2)).is_some();
        (!counted).then(|| next_month(self.today, named)).flatten().map(|days| (days, end))
    }

    /// "este fin de semana", "el finde", "el próximo fin de semana", "el fin de semana de la semana que viene".
    fn weekend(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let mut place = at;
        let (mut next, mut other) = (false, false);
        for _ in 0..3 {
            match words.word(place) {
                "el" | "este" | "al" | "del" | "para" | "en" | "un" | "los" => {}
                "proximo" | "siguiente" => next = true,
                "otro" => other = true,
                _ => break,
            }
            place += 1;
        }
        let mut end = self.phrase(
            place,
            &[&["fin", "de", "semana"], &["fines", "de", "semana"], &["finde"], &["findes"], &["finsemana"]],
        )?;
        let wish = matches!(words.before(at, 1), "buen" | "feliz" | "lindo" | "bonito");
        if wish || words.word(at) == "un" && words.word(at + 1) != "proximo" && next {
            return None;
        }
        let mut weeks = i64::from(other);
        if words.word(end) == "pasado" {
            weeks = -1;
            end += 1;
        } else if let Some((offset, stop)) =
            self.phrase(end, &[&["de"]]).and_then(|place| self.week_offset(place))
        {
            weeks = offset;
            end = stop;
        } else if let Some(stop) = self.phrase(end, NEXT) {
            next = true;
            end = stop;
        }
        // On a Saturday, the next weekend is not the one that has begun.
        let begun = matches!(self.today.weekday(), Weekday::Saturday | Weekday::Sunday);
        let saturday = weekday_of_week(self.today, weeks + i64::from(next && begun), Weekday::Saturday);
        Some(((saturday, days_on(saturday, 1)), end))
    }

    /// "la semana del cinco de diciembre", "la semana del lunes 7".
    fn week_of(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "la");
        if words.word(place) != "semana" || words.word(place + 1) != "del" {
            return None;
        }
        let (day, end) = self.day(place + 1)?;
        let from = monday(day.date);
        Some(((from, days_on(from, 6)), end))
    }

    /// "la primera semana de diciembre", "la última semana del mes".
    fn week_of_month(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "la");
        let last = words.word(place) == "ultima";
        let nth = words.number(place).filter(|number| number.is_ordinal && number.value < 5);
        if !last && nth.is_none() || words.word(place + 1) != "semana" {
            return None;
        }
        let ((first, end_of_month), end) = match self.month_offset(place + 2) {
            Some((months, end)) => (self.month_days(months)?, end),
            None => self.named_month(self.phrase(place + 2, &[&["de"]])?)?,
        };
        let from = match nth {
            Some(number) => days_on(first, (i64::from(number.value) - 1) * 7),
            None => days_on(end_of_month, -6),
        };
        Some(((from, days_on(from, 6)), end))
    }

    /// "los próximos tres días", "las dos próximas semanas", "en los próximos días".
    fn coming_days(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let place = at + usize::from(matches!(words.word(at), "los" | "las"));
        let is_next = |word: &str| matches!(word, "proximos" | "proximas" | "siguientes");
        let next = usize::from(is_next(words.word(place)));
        let (count, length) = words.count(place + next).unwrap_or((3, 0));
        let again = usize::from(is_next(words.word(place + next + length)));
        if next + again == 0 {
            return None;
        }
        let which = place + next + length + again;
        let first = days_on(self.today, 1);
        let count = i64::from(count.min(1_000));
        let last = match unit(words.word(which))? {
            Unit::Day => days_on(self.today, count),
            Unit::Week => days_on(self.today, count * 7),
            Unit::Month => months_on(self.today, count),
            _ => return None,
        };
        Some(((first, last), which + 1))
    }

    /// "de lunes a miércoles", "del tres al diez de diciembre", "entre el jueves y el sábado".
    fn closed_days(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let between = words.word(at) == "entre";
        let contracted = words.word(at) == "del";
        let lead = usize::from(between || matches!(words.word(at), "de" | "desde"));
        if lead == 0 && !contracted || self.is_moved(at) {
            return None;
        }
        let ((from, last), middle) = self.edge(at + lead)?;
        let place = match words.word(middle) {
            "al" => middle,
            "a" | "hasta" => middle + 1,
            "y" if between => middle + 1,
            _ => return None,
        };
        // The end is the next such day after the start: "de jueves a martes".
        let bare = place + usize::from(matches!(words.word(place), "el" | "al"));
        if let Some(day) = weekday(words.word(bare))
            && let Some((_, end)) = self.day(place).filter(|(_, end)| *end == bare + 1)
        {
            return Some((When::Days(Some(from), Some(weekday_after(last, day))), end));
        }
        let ((_, to), end) = self.on(last).edge(place)?;
        (to >= from).then_some((When::Days(Some(from), Some(to)), end))
    }

    /// "del 3 al 10 de diciembre", "entre el 3 y el 10 del mes que viene".
    fn days_of_month_pair(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let between = words.word(at) == "entre";
        let start = at + usize::from(between || words.word(at) == "desde");
        let day = |place: usize| {
            let place = place + usize::from(matches!(words.word(place), "el" | "al" | "del" | "de" | "a"));
            let place = place + usize::from(words.word(place) == "dia");
            let number = words.number(place).filter(|n| (1..=31).contains(&n.value) && n.width < 3)?;
            Some((number.value as i8, place + number.length))
        };
        if !between && !matches!(words.word(at), "del" | "de" | "desde") {
            return None;
        }
        let (first, middle) = day(start)?;
        let next = match words.word(middle) {
            "al" | "a" => middle,
            "hasta" => middle + 1,
            "y" if between => middle + 1,
            _ => return None,
        };
        let (second, end) = day(next)?;
        let (from, to, stop) = if let Some((months, stop)) = self.month_offset(end) {
            (day_of_month(self.today, months, first)?, day_of_month(self.today, months, second)?, stop)
        } else {
            let place = self.phrase(end, &[&["de"], &["del", "mes", "de"]])?;
            let named = month(words.word(place))?;
            let from = next_month_day(self.today, named, first)?;
            (from, Date::new(from.year(), named, second).ok()?, place + 1)
        };
        (from < to).then_some((When::Days(Some(from), Some(to)), stop))
    }

    /// One end of a run of days: a day, or a period.
    fn edge(&self, at: usize) -> Option<(Days, usize)> {
        let day = self.day(at).map(|(day, end)| ((day.date, day.date), end));
        let period = self.period(at);
        [day, period].into_iter().flatten().max_by_key(|(_, end)| *end)
    }

    /// "antes del viernes", "a partir del lunes", "hasta el cinco", "del lunes en adelante".
    fn open_days(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        for (phrase, bound) in BOUNDS {
            let last = phrase.len() - 1;
            let contracted = phrase[last] == "de" && words.word(at + last) == "del";
            if !(words.reads(at, &phrase[..last]) && (words.word(at + last) == phrase[last] || contracted)) {
                continue;
            }
            // "Pasado mañana" is a day; "hasta mañana" says goodbye.
            if *phrase == ["pasado"] && words.word(at + 1) == "manana" {
                return None;
            }
            let place = at + last + usize::from(!contracted);
            let ((from, to), end) = self.edge(place)?;
            let when = match bound {
                Bound::From => When::Days(Some(from), None),
                Bound::After => When::Days(Some(if from == to { from } else { days_on(to, 1) }), None),
                Bound::To => When::Days(None, Some(to)),
                Bound::Before => When::Days(None, Some(from)),
            };
            return Some((when, self.phrase(end, &[&["en", "adelante"]]).unwrap_or(end)));
        }
        let place = at + usize::from(words.word(at) == "de");
        let ((from, to), end) = self.edge(place)?;
        if let Some(stop) =
            self.phrase(end, &[&["en", "adelante"], &["o", "despues"], &["o", "mas", "tarde"]])
        {
            return Some((When::Days(Some(from), None), stop));
        }
        let until =
            self.phrase(end, &[&["o", "antes"], &["como", "muy", "tarde"], &["a", "mas", "tardar"]])?;
        Some((When::Days(None, Some(to)), until))
    }
}
