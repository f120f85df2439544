//! Runs of days.

use jiff::civil::{Date, Weekday};

use super::Reader;
use crate::english::calendar::{Unit, month, unit, weekday};
use crate::moments::maths::{
    day_of_month, days_on, monday, months_on, next_month, weekday_after, weekday_of_week,
};
use crate::moments::{Days, Share, When};

impl Reader<'_, '_> {
    /// The days these words stand for, where they are more than one.
    pub(crate) fn day_span(&self, at: usize) -> Option<(When, usize)> {
        [
            self.closed_days(at),
            self.days_of_month_pair(at),
            self.open_days(at),
            self.period(at).map(|((from, to), end)| (When::Days(Some(from), Some(to)), end)),
            self.days_by_length(at),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(_, end)| *end)
    }

    /// "next week", "this weekend", "the end of the month", "march", "the next three days".
    pub(crate) fn period(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let mut place = at;
        let the = usize::from(words.word(place) == "the");
        let (share, length) = self.share(place + the);
        if length > 0 {
            place += the + length;
        }
        let (days, end) = self.whole_period(place, share)?;
        Some((share.of(days, self.today), end))
    }

    fn share(&self, at: usize) -> (Share, usize) {
        let words = self.text;
        let of = |from: usize| usize::from(matches!(words.word(from), "of" | "in"));
        match words.word(at) {
            "early" | "earlier" => (Share::Early, 1 + of(at + 1) + usize::from(words.word(at + 1) == "on")),
            "beginning" | "beginnning" => (Share::Early, 1 + of(at + 1)),
            "start" if of(at + 1) == 1 => (Share::Early, 2),
            "first" if words.word(at + 1) == "part" && of(at + 2) == 1 => (Share::Early, 3),
            "first" if words.word(at + 1) == "half" && of(at + 2) == 1 => (Share::Early, 3),
            "second" | "last" | "latter" if words.word(at + 1) == "half" && of(at + 2) == 1 => {
                (Share::Late, 3)
            }
            "last" | "latter" if words.word(at + 1) == "part" && of(at + 2) == 1 => (Share::Late, 3),
            "mid" | "middle" => (Share::Middle, 1 + of(at + 1)),
            "late" => (Share::Late, 1 + of(at + 1)),
            "later" => (Share::Rest, 1 + of(at + 1)),
            "end" => (Share::End, 1 + of(at + 1)),
            "rest" | "remainder" | "remaining" => (Share::Rest, 1 + of(at + 1)),
            _ => (Share::Whole, 0),
        }
    }

    fn whole_period(&self, at: usize, share: Share) -> Option<(Days, usize)> {
        let words = self.text;
        let week = |weeks: i64| {
            let from = days_on(monday(self.today), weeks * 7);
            (from, days_on(from, 6))
        };
        let the = usize::from(matches!(words.word(at), "the" | "my" | "your" | "a"));
        let place = at + the;
        let by_name = self
            .around_holiday(at)
            .or_else(|| self.weekend(at))
            .or_else(|| self.week_of(place))
            .or_else(|| self.nth_week(place))
            .or_else(|| self.days_of_period(place))
            .or_else(|| self.working_week(at))
            .or_else(|| self.season(at))
            .or_else(|| self.quarter(place))
            .or_else(|| self.whole_year(at))
            .or_else(|| self.rest_of_year(at, share))
            .or_else(|| self.month_in_figures(at));
        if by_name.is_some() {
            return by_name;
        }
        if let Some((weeks, end)) = self.week_offset(at) {
            if words.reads(at, &["week", "after"]) && words.before(end, 1) == "after" && the == 0 {
                return None;
            }
            return Some((week(weeks), end));
        }
        if words.reads(place, &["same", "week"]) {
            return Some((week(0), place + 2));
        }
        if words.word(place) == "week"
            && words.before(place, 1) != "a"
            && (the == 1 || share != Share::Whole)
            && words.word(at) != "a"
        {
            if let Some(number) =
                words.cardinal(place + 1).filter(|number| number.width > 0 || number.value > 12)
            {
                return self.week_number(number.value, place + 1 + number.length);
            }
            return Some((week(0), place + 1));
        }
        if words.word(place) == "week" && the == 0 && words.word(at) == "week" {
            let number = words.cardinal(place + 1).filter(|number| number.value < 54)?;
            if crate::english::calendar::is_counted(words.word(place + 1 + number.length)) {
                return None;
            }
            return self.week_number(number.value, place + 1 + number.length);
        }
        if let Some((months, end)) = self.month_offset(at) {
            let first = day_of_month(self.today, months, 1)?;
            return Some(((first, first.last_of_month()), end));
        }
        if words.word(place) == "month"
            && (the == 1 || share != Share::Whole)
            && !matches!(words.word(at), "a")
        {
            let first = self.today.first_of_month();
            return Some(((first, first.last_of_month()), place + 1));
        }
        if words.reads(place, &["year"]) && share == Share::End {
            let last = Date::new(self.today.year(), 12, 31).ok()?;
            return Some(((Date::new(self.today.year(), 12, 1).ok()?, last), place + 1));
        }
        self.coming_days(at).or_else(|| self.named_month(at, share))
    }

    /// "may", "in march", "next april", "march 2020".
    fn named_month(&self, at: usize, share: Share) -> Option<(Days, usize)> {
        let words = self.text;
        let lead = usize::from(matches!(words.word(at), "this" | "next" | "coming" | "the"));
        let named = month(words.word(at + lead))?;
        if words.reads(at, &["this", "may"]) && !self.is_month_here(at + 1) {
            return None;
        }
        if words.number(at + lead + 1).is_some_and(|n| n.value <= 31 && words.year(at + lead + 1).is_none()) {
            return None;
        }
        if !(self.is_month_here(at + lead) || share != Share::Whole || lead == 1) {
            return None;
        }
        // "Jan" and "April" are people where a person stands.
        if matches!(words.before(at, 1), "with" | "see" | "is" | "im" | "and" | "by" | "to" | "name")
            && lead == 0
        {
            let doubtful =
                crate::english::calendar::is_doubtful_month(words.word(at)) && words.year(at + 1).is_none();
            if doubtful {
                return None;
            }
        }
        let of = usize::from(matches!(words.word(at + lead + 1), "of" | "in"));
        if let Some((year, length)) = words.year(at + lead + 1 + of) {
            let first = Date::new(year, named, 1).ok()?;
            return Some(((first, first.last_of_month()), at + lead + 1 + of + length));
        }
        Some((next_month(self.today, named)?, at + lead + 1))
    }

    /// "The first week of may": the weeks whose Thursday lies in the month.
    fn nth_week(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let (nth, length) = self.nth(at)?;
        if words.word(at + length) == "weekend" && matches!(words.word(at + length + 1), "of" | "in") {
            return self.nth_weekend(nth, at + length + 2);
        }
        if words.word(at + length) != "week" || !matches!(words.word(at + length + 1), "of" | "in") {
            return None;
        }
        let ((from, to), end) = self.month_or_year(at + length + 2)?;
        let first = weekday_after(days_on(from, -1), Weekday::Thursday);
        let thursday = if nth > 0 {
            days_on(first, (i64::from(nth) - 1) * 7)
        } else {
            weekday_after(days_on(to, -7), Weekday::Thursday)
        };
        let monday = monday(thursday);
        (thursday <= to).then_some(((monday, days_on(monday, 6)), end))
    }

    fn nth_weekend(&self, nth: i8, at: usize) -> Option<(Days, usize)> {
        let ((from, to), end) = self.month_or_year(at)?;
        let saturday = if nth > 0 {
            days_on(weekday_after(days_on(from, -1), Weekday::Saturday), (i64::from(nth) - 1) * 7)
        } else {
            weekday_after(days_on(to, -7), Weekday::Saturday)
        };
        (saturday <= to).then_some(((saturday, days_on(saturday, 1)), end))
    }

    /// "First" to "fifth", and "last" as -1.
    fn nth(&self, at: usize) -> Option<(i8, usize)> {
        if matches!(self.text.word(at), "last" | "final") {
            return Some((-1, 1));
        }
        let number = self.text.number(at).filter(|n| n.is_ordinal && (1..=5).contains(&n.value))?;
        Some((number.value as i8, number.length))
    }

    fn month_or_year(&self, at: usize) -> Option<(Days, usize)> {
        if let Some((months, end)) = self.month_offset(at) {
            let first = day_of_month(self.today, months, 1)?;
            return Some(((first, first.last_of_month()), end));
        }
        let the = usize::from(self.text.word(at) == "the");
        if self.text.reads(at, &["the", "year"]) {
            return year_days(self.today.year()).map(|days| (days, at + 2));
        }
        self.named_month(at + the, Share::Whole).or_else(|| self.whole_year(at))
    }

    /// "The first ten days of december", "the last three days of the month".
    fn days_of_period(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let first = match words.word(at) {
            "first" => true,
            "last" | "final" => false,
            _ => return None,
        };
        let (count, length) =
            words.count(at + 1).or_else(|| (words.word(at + 1) == "few").then_some((3, 1)))?;
        let place = at + 1 + length;
        let days = match unit(words.word(place))? {
            Unit::Day => i64::from(count.min(400)),
            Unit::Week => i64::from(count.min(50)) * 7,
            _ => return None,
        };
        if !matches!(words.word(place + 1), "of" | "in") {
            return None;
        }
        let ((from, to), end) = self.period(place + 2)?;
        Some((if first { (from, days_on(from, days - 1)) } else { (days_on(to, 1 - days), to) }, end))
    }

    /// "Christmas week", "easter weekend", "the week before thanksgiving".
    fn around_holiday(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let is_weekend = |word: &str| word == "weekend";
        if matches!(words.word(at + the), "week" | "weekend") {
            let shift = match words.word(at + the + 1) {
                "before" => -7,
                "after" | "following" => 7,
                "of" => 0,
                _ => return None,
            };
            let (day, end) = self.holiday(at + the + 2).or_else(|| self.month_day(at + the + 2))?;
            let from = days_on(monday(day.date), shift);
            let days = if is_weekend(words.word(at + the)) {
                (days_on(from, 5), days_on(from, 6))
            } else {
                (from, days_on(from, 6))
            };
            return Some((days, end));
        }
        let (day, end) = self.holiday(at)?;
        let from = monday(day.date);
        match words.word(end) {
            "week" => Some(((from, days_on(from, 6)), end + 1)),
            // A holiday on Monday makes its weekend longer, one on Thursday or Friday begins it.
            "weekend" => {
                let long = match day.date.weekday() {
                    Weekday::Monday => (days_on(day.date, -2), day.date),
                    Weekday::Thursday | Weekday::Friday => (day.date, days_on(from, 6)),
                    Weekday::Sunday if words.word(end - 1) == "easter" => {
                        (days_on(day.date, -2), days_on(day.date, 1))
                    }
                    _ => (days_on(from, 5), days_on(from, 6)),
                };
                Some((long, end + 1))
            }
            _ => None,
        }
    }

    /// "Next work week": Monday to Friday.
    fn working_week(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let weeks = match words.word(at) {
            "next" | "following" | "coming" => 1,
            "this" | "current" | "the" => 0,
            "last" | "past" => -1,
            _ => return None,
        };
        let length = match (words.word(at + 1), words.word(at + 2)) {
            ("workweek", _) => 1,
            ("work" | "working" | "business", "week") => 2,
            _ => return None,
        };
        let from = days_on(monday(self.today), weeks * 7);
        Some(((from, days_on(from, 4)), at + 1 + length))
    }

    /// "This summer", "in the spring": the season that is on, or the next.
    fn season(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let the = usize::from(matches!(words.word(at), "the" | "this" | "next" | "coming"));
        let lead = the == 1
            || words.before(at, 1) == "in"
            || matches!(words.before(at, 1), "early" | "late" | "mid");
        let first_month = match words.word(at + the) {
            "spring" => 3,
            "summer" => 6,
            "autumn" | "fall" => 9,
            "winter" => 12,
            _ => return None,
        };
        let plain = matches!(words.word(at), "this" | "next" | "coming")
            || matches!(
                words.before(at, 1),
                "in" | "until" | "till" | "by" | "of" | "during" | "early" | "late" | "mid"
            );
        let break_follows =
            matches!(words.word(at + the + 1), "break" | "school" | "holiday" | "holidays" | "roll");
        if !lead || !plain || break_follows {
            return None;
        }
        let ends = |year: i16| {
            let first = Date::new(year, first_month, 1).ok()?;
            Some((first, days_on(months_on(first, 3), -1)))
        };
        let days = (-1..=1)
            .filter_map(|years| ends(self.today.year() + years))
            .find(|(from, to)| *to >= self.today && (words.word(at) != "next" || *from > self.today))?;
        Some((days, at + the + 1))
    }

    /// "Next quarter", "the first quarter of 2027".
    fn quarter(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let this = (self.today.month() - 1) / 3;
        let of = |year: i16, quarter: i8| {
            let first = Date::new(year, quarter * 3 + 1, 1).ok()?;
            Some((first, days_on(months_on(first, 3), -1)))
        };
        if words.word(at + 1) != "quarter" {
            return None;
        }
        let by = match words.word(at) {
            "this" => Some(0),
            "next" => Some(1),
            "last" if !matches!(words.word(at + 2), "of") => Some(-1),
            _ => None,
        };
        if let Some(by) = by {
            let first = months_on(of(self.today.year(), this)?.0, by * 3);
            return Some(((first, days_on(months_on(first, 3), -1)), at + 2));
        }
        let (nth, _) = self.nth(at).filter(|(nth, length)| *nth < 5 && *length == 1)?;
        let link = usize::from(matches!(words.word(at + 2), "of" | "in"));
        let quarter = if nth < 0 { 3 } else { nth - 1 };
        if let Some((year, length)) = words.year(at + 2 + link) {
            return Some((of(year, quarter)?, at + 2 + link + length));
        }
        let ((from, _), end) = self.whole_year(at + 2 + link).filter(|_| link == 1)?;
        Some((of(from.year(), quarter)?, end))
    }

    /// "Next year", "in 2027".
    fn whole_year(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let year = self.today.year();
        let the = usize::from(words.word(at) == "the");
        if words.word(at + 1 + the) == "year" {
            let by = match words.word(at + the) {
                "next" | "coming" | "following" => 1,
                _ => return None,
            };
            return year_days(year + by).map(|days| (days, at + 2 + the));
        }
        let number = words.cardinal(at).filter(|number| number.width == 4)?;
        let said = words.before(at, 1) == "in" && (i32::from(year)..2100).contains(&(number.value as i32));
        let days = year_days(number.value as i16).filter(|_| said)?;
        Some((days, at + 1))
    }

    /// "The rest of the year", "later this year".
    fn rest_of_year(&self, at: usize, share: Share) -> Option<(Days, usize)> {
        let year = matches!(self.text.word(at), "the" | "this") && self.text.word(at + 1) == "year";
        (year && share == Share::Rest)
            .then(|| year_days(self.today.year()))
            .flatten()
            .map(|days| (days, at + 2))
    }

    /// "11-2026", "2026/11".
    fn month_in_figures(&self, at: usize) -> Option<(Days, usize)> {
        let tokens = &self.text.tokens;
        let (first, second) = (tokens.get(at)?, tokens.get(at + 1)?);
        let joint = matches!(second.gap.trim(), "-" | "/");
        let more = |place: usize, own: &str| {
            tokens.get(place).is_some_and(|token| token.gap.trim() == own.trim() && token.digits.is_some())
        };
        let before = first.gap.ends_with(['-', '/', '.', '+', '#', '(']) && first.start > 0;
        if !joint || before || more(at + 2, second.gap) {
            return None;
        }
        let (year, month) = match (first.width(), second.width()) {
            (4, 1 | 2) => (first.digits?, second.digits?),
            (1 | 2, 4) => (second.digits?, first.digits?),
            _ => return None,
        };
        if !(2000..2100).contains(&year) {
            return None;
        }
        let first = Date::new(year as i16, i8::try_from(month).ok()?, 1).ok()?;
        Some(((first, first.last_of_month()), at + 2))
    }

    fn week_number(&self, number: u32, end: usize) -> Option<(Days, usize)> {
        if number == 0 || number > 53 {
            return None;
        }
        // The first week of a year is the one with the fourth of January.
        let first = |year: i16| Date::new(year, 1, 4).ok().map(monday);
        let of = |year: i16| first(year).map(|start| days_on(start, (i64::from(number) - 1) * 7));
        let start = of(self.today.year())
            .filter(|start| days_on(*start, 6) >= self.today)
            .or_else(|| of(self.today.year() + 1))?;
        Some(((start, days_on(start, 6)), end))
    }

    /// "this weekend", "next weekend", "the weekend after next".
    fn weekend(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let lead = usize::from(matches!(
            words.word(at),
            "the"
                | "this"
                | "next"
                | "coming"
                | "my"
                | "following"
                | "upcoming"
                | "last"
                | "past"
                | "previous"
        ));
        let second = usize::from(
            lead == 1
                && matches!(
                    words.word(at + 1),
                    "coming" | "next" | "following" | "upcoming" | "past" | "last"
                ),
        );
        let place = at + lead + second;
        let two = usize::from(words.word(place) == "week" && words.word(place + 1) == "end");
        if words.word(place) != "weekend" && two == 0 {
            return None;
        }
        if words.word(at) == "a"
            || lead == 0 && matches!(words.before(at, 1), "great" | "nice" | "good" | "lovely")
        {
            return None;
        }
        let mut end = place + 1 + two;
        // "The last weekend of october": the Saturdays of a month are counted.
        if lead == 1 && words.word(at) == "last" && matches!(words.word(end), "of" | "in") {
            return self.nth_weekend(-1, end + 1);
        }
        // "The weekend of the twelfth".
        if words.word(end) == "of"
            && let Some((day, stop)) = self.day(end + 1)
        {
            let saturday = weekday_of_week(day.date, 0, Weekday::Saturday);
            return Some(((saturday, days_on(saturday, 1)), stop));
        }
        let mut weeks = i64::from(words.word(at) == "next" || (second == 1 && words.word(at + 1) == "next"));
        let past = |word: &str| matches!(word, "last" | "past" | "previous");
        if past(words.word(at)) || (second == 1 && past(words.word(at + 1))) {
            weeks = -1;
        }
        for (tail, ahead) in [(&["after", "the", "next"][..], 2), (&["after", "next"], 2), (&["after"], 1)] {
            if words.reads(end, tail) && !(tail.len() == 1 && self.day(end + 1).is_some()) {
                weeks = ahead;
                end += tail.len();
                break;
            }
        }
        let saturday = weekday_of_week(self.today, weeks, Weekday::Saturday);
        Some(((saturday, days_on(saturday, 1)), end))
    }

    /// "the week of the 5th", "the week starting february 4".
    fn week_of(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        if words.reads(at, &["w", "c"]) {
            let (day, end) = self.day(at + 2)?;
            let from = monday(day.date);
            return Some(((from, days_on(from, 6)), end));
        }
        if words.word(at) != "week" {
            return None;
        }
        let link = match words.word(at + 1) {
            "of" | "starting" | "beginning" | "commencing" | "after" | "following" => 1,
            _ => return None,
        };
        let on = usize::from(matches!(words.word(at + 1 + link), "on" | "from"));
        let (day, end) = self.day(at + 1 + link + on)?;
        let shift = if matches!(words.word(at + 1), "after" | "following") { 7 } else { 0 };
        let from = days_on(monday(day.date), shift);
        Some(((from, days_on(from, 6)), end))
    }

    /// "the next three days", "over the next couple of weeks", "the coming days", "within two weeks".
    fn coming_days(&self, at: usize) -> Option<(Days, usize)> {
        let words = self.text;
        let mut place = at;
        let within = words.word(place) == "within";
        place += usize::from(matches!(words.word(place), "within" | "over" | "in" | "during"));
        place += usize::from(words.word(place) == "the");
        let past = matches!(words.word(place), "past" | "last" | "previous");
        let next =
            past || matches!(words.word(place), "next" | "coming" | "following" | "upcoming" | "first");
        let (count, length) = match words.count(place + usize::from(next)) {
            Some(found) => found,
            None if words.word(place + 1) == "days" && next => (3, 0),
            None if words.word(place + usize::from(next)) == "couple" => (2, 1),
            None if words.word(place + usize::from(next)) == "few" => (3, 1),
            None if within && next => (1, 0),
            None if words.word(place) == "past" && words.word(place + 1) == "week" => (1, 0),
            None => return None,
        };
        let mut place = place + usize::from(next) + length;
        let coming = matches!(words.word(place), "coming" | "next" | "upcoming");
        place += usize::from(coming);
        let count = i64::from(count.min(1_000));
        if past {
            let first = match unit(words.word(place))? {
                Unit::Day => days_on(self.today, -count),
                Unit::Week => days_on(self.today, -count * 7),
                Unit::Month => months_on(self.today, -count),
                _ => return None,
            };
            return Some(((first, days_on(self.today, -1)), place + 1));
        }
        if !(next || coming || within) {
            return None;
        }
        let last = match unit(words.word(place))? {
            Unit::Day => days_on(self.today, count),
            Unit::Week => days_on(self.today, count * 7),
            Unit::Fortnight => days_on(self.today, count * 14),
            Unit::Month => months_on(self.today, count),
            _ => return None,
        };
        let first = if within { self.today } else { days_on(self.today, 1) };
        let from_today = matches!(words.word(place + 1), "after" | "from")
            && matches!(words.word(place + 2), "today" | "now");
        Some(((first, last), place + if from_today { 3 } else { 1 }))
    }

    /// "three days starting from next monday".
    fn days_by_length(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let lead = usize::from(words.word(at) == "for");
        let (count, length) = words.count(at + lead)?;
        let place = at + lead + length;
        let days = match unit(words.word(place))? {
            Unit::Day => 1,
            Unit::Week => 7,
            _ => return None,
        };
        let from = lead == 1 && words.word(place + 1) == "from";
        if !from && !matches!(words.word(place + 1), "starting" | "beginning") {
            return None;
        }
        let from = usize::from(matches!(words.word(place + 2), "from" | "on"));
        let (day, end) = self.day(place + 2 + from)?;
        let last = days_on(day.date, i64::from(count.min(1_000)) * days - 1);
        Some((When::Days(Some(day.date), Some(last)), end))
    }

    /// "from monday to wednesday", "march 3 to 5", "between the 3rd and the 12th of september".
    fn closed_days(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let between = words.word(at) == "between";
        let lead = usize::from(between || words.word(at) == "from");
        let (first, middle) = self.edge(at + lead, false)?;
        let dash = words.tokens.get(middle).is_some_and(|token| token.follows('-') || token.follows('–'));
        let link = match words.word(middle) {
            "to" | "till" | "til" | "until" | "through" | "thru" => 1,
            "and" if between => 1,
            "and" if lead == 1 => 1,
            _ if dash => 0,
            _ => return None,
        };
        let again = usize::from(link == 1 && matches!(words.word(middle + 1), "and"));
        let place = middle + link + again;
        // "From the 27th to the third", "thursday to tuesday": the end is the next after the start.
        let behind = self.on(first.1);
        if let Some((day, end)) = behind.plain_day(place) {
            return (day > first.0).then_some((When::Days(Some(first.0), Some(day)), end));
        }
        if let Some(((from, to), end)) = self.edge(place, true).map(|(days, end)| ((first.0, days.1), end)) {
            let to = if to < from { self.after(from, to) } else { to };
            return (to >= from).then_some((When::Days(Some(from), Some(to)), end));
        }
        // "november 19 to 20"
        let the = usize::from(words.word(place) == "the");
        let number = words.number(place + the).filter(|n| (1..=31).contains(&n.value) && n.width < 3)?;
        let end = place + the + number.length;
        let monthly = month(words.word(middle.wrapping_sub(2))).is_some()
            || (at + lead..middle).any(|one| month(words.word(one)).is_some());
        let clock = matches!(words.word(end), "am" | "pm" | "oclock")
            || words.tokens.get(end).is_some_and(|t| matches!(t.gap, ":" | "/") && t.digits.is_some());
        let last = Date::new(first.0.year(), first.0.month(), number.value as i8).ok()?;
        (monthly && !clock && last > first.0).then_some((When::Days(Some(first.0), Some(last)), end))
    }

    /// A weekday or an ordinal with nothing that fixes its week or month.
    fn plain_day(&self, at: usize) -> Option<(Date, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let length = match words.number(at + the).filter(|number| number.is_ordinal && number.value < 32) {
            Some(number) => number.length,
            None => 1.min(usize::from(weekday(words.word(at + the)).is_some())),
        };
        let (day, end) = self.day(at).filter(|_| length > 0)?;
        (end == at + the + length).then_some((day.date, end))
    }

    /// The next such weekday or day of the month behind the first: "friday to monday".
    fn after(&self, from: Date, to: Date) -> Date {
        if (from.duration_since(to).as_hours() / 24) < 8 {
            weekday_after(from, to.weekday())
        } else {
            months_on(to, 12)
        }
    }

    /// One end of a run of days: a day, or a period whose first or last day counts.
    fn edge(&self, at: usize, last: bool) -> Option<(Days, usize)> {
        // "Between now and friday", "from week 31 to week 35": the last week is where it ends.
        if self.text.word(at) == "now" {
            return Some(((self.today, self.today), at + 1));
        }
        if let Some((days, end)) = self.near_year(at) {
            return Some((days, end));
        }
        if last && self.text.word(at) == "week" && self.text.cardinal(at + 1).is_some() {
            return self.period(at).map(|((from, _), end)| ((from, from), end));
        }
        let day = self.day(at).map(|(day, end)| ((day.date, day.date), end));
        let period = self.period(at);
        match (day, period) {
            (Some(day), period) if period.as_ref().is_none_or(|period| day.1 >= period.1) => Some(day),

            (_, Some(((from, to), end))) => {
                Some((if last && from.day() == 1 && to.day() > 27 { (from, from) } else { (from, to) }, end))
            }
            (_, None) => None,
        }
    }

    /// "Later than 2028", "sooner than twenty twenty": a year within some of this one.
    pub(super) fn near_year(&self, at: usize) -> Option<(Days, usize)> {
        if !matches!(self.text.before(at, 1), "than" | "after" | "before" | "since" | "until" | "till") {
            return None;
        }
        let (year, length) = self.text.year(at)?;
        let clock = matches!(self.text.word(at + length), "hours" | "hrs" | "am" | "pm");
        let near = (self.today.year() - 5..=self.today.year() + 5).contains(&year);
        let days = year_days(year).filter(|_| near && !clock)?;
        Some((days, at + length))
    }

    /// "from 4 to 23 next month", "between 3 and 12 of september", "4-23 in next month".
    fn days_of_month_pair(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let between = words.word(at) == "between";
        let lead = usize::from(between || words.word(at) == "from");
        let day = |place: usize| {
            let the = usize::from(words.word(place) == "the");
            words
                .number(place + the)
                .filter(|n| (1..=31).contains(&n.value) && n.width < 3)
                .map(|n| (n.value as i8, place + the + n.length))
        };
        let (first, middle) = day(at + lead)?;
        let dash = words.tokens.get(middle).is_some_and(|token| token.follows('-') || token.follows('–'));
        let link = match words.word(middle) {
            "to" | "till" | "til" | "until" | "through" | "thru" => 1,
            "and" if between || lead == 1 => 1,
            _ if dash => 0,
            _ => return None,
        };
        let (second, end) = day(middle + link)?;
        let of = usize::from(matches!(words.word(end), "of" | "in"));
        if let Some((months, stop)) = self.month_offset(end + of) {
            let from = day_of_month(self.today, months, first)?;
            let to = day_of_month(self.today, months, second)?;
            return (from < to).then_some((When::Days(Some(from), Some(to)), stop));
        }
        let the = usize::from(words.word(end + of) == "the");
        let named = month(words.word(end + of + the))?;
        let mut stop = end + of + the + 1;
        let from = match words.year(stop) {
            Some((year, length)) => {
                stop += length;
                Date::new(year, named, first).ok()?
            }
            None => crate::moments::maths::next_month_day(self.today, named, first)?,
        };
        let to = Date::new(from.year(), named, second).ok()?;
        (from < to).then_some((When::Days(Some(from), Some(to)), stop))
    }

    /// "after the fifth", "from tomorrow on", "by friday", "any day before march 3rd".
    fn open_days(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let any = match (words.word(at), words.word(at + 1)) {
            ("any" | "some", "day" | "time") => 2,
            ("anytime" | "sometime", _) => 1,
            _ => 0,
        };
        let place = at + any;
        enum Bound {
            From,
            After,
            To,
            Before,
        }
        let table: &[(&[&str], Bound)] = &[
            (&["no", "earlier", "than"], Bound::From),
            (&["not", "earlier", "than"], Bound::From),
            (&["no", "sooner", "than"], Bound::From),
            (&["not", "sooner", "than"], Bound::From),
            (&["on", "or", "after"], Bound::From),
            (&["on", "or", "before"], Bound::To),
            (&["before", "or", "on"], Bound::To),
            (&["before", "or", "in"], Bound::To),
            (&["by", "or", "before"], Bound::To),
            (&["after", "or", "on"], Bound::From),
            (&["at", "the", "latest", "by"], Bound::To),
            (&["prior", "to"], Bound::Before),
            (&["not", "before"], Bound::From),
            (&["as", "early", "as"], Bound::From),
            (&["starting", "from"], Bound::From),
            (&["starting", "on"], Bound::From),
            (&["beginning", "on"], Bound::From),
            (&["starting"], Bound::From),
            (&["beginning"], Bound::From),
            (&["since"], Bound::From),
            (&["from"], Bound::From),
            (&["later", "than"], Bound::After),
            (&["after"], Bound::After),
            (&["past"], Bound::After),
            (&["through"], Bound::To),
            (&["thru"], Bound::To),
            (&["more", "than"], Bound::From),
            (&["no", "later", "than"], Bound::To),
            (&["not", "later", "than"], Bound::To),
            (&["as", "late", "as"], Bound::To),
            (&["up", "to"], Bound::To),
            (&["until"], Bound::To),
            (&["till"], Bound::To),
            (&["by"], Bound::To),
            (&["earlier", "than"], Bound::Before),
            (&["sooner", "than"], Bound::Before),
            (&["before"], Bound::Before),
        ];
        if let Some((lead, bound)) = table.iter().find(|(lead, _)| words.reads(place, lead)) {
            if *lead == ["after"] && matches!(words.before(at, 1), "day" | "week" | "weekend" | "month") {
                return None;
            }
            let until_end =
                words.word(place + lead.len()) == "end" || words.reads(place + lead.len(), &["the", "end"]);
            let ((from, to), end) = self.edge(place + lead.len(), false)?;
            let tail = usize::from(
                matches!(words.word(end), "on" | "onwards" | "onward") && matches!(bound, Bound::From),
            );

            let when = match bound {
                Bound::From => When::Days(Some(from), None),
                Bound::After => When::Days(Some(if from == to { from } else { days_on(to, 1) }), None),
                Bound::To => When::Days(None, Some(to)),
                Bound::Before => When::Days(None, Some(if until_end { to } else { from })),
            };
            return Some((when, end + tail));
        }
        let ((from, to), end) = self.edge(at, false)?;
        for (tail, later) in [
            (&["or", "later"][..], true),
            (&["or", "after"], true),
            (&["or", "earlier"], false),
            (&["or", "before"], false),
            (&["at", "the", "latest"], false),
            (&["at", "the", "earliest"], true),
            (&["onwards"], true),
            (&["onward"], true),
        ] {
            if words.reads(end, tail) {
                let when = if later { When::Days(Some(from), None) } else { When::Days(None, Some(to)) };
                return Some((when, end + tail.len()));
            }
        }
        None
    }
}

fn year_days(year: i16) -> Option<Days> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}
