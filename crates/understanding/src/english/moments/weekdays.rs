//! Days by their weekday, and which week is meant.

use jiff::civil::Weekday;

use super::Reader;
use crate::english::calendar::{Unit, is_counted, is_doubtful_weekday, month, unit, weekday};
use crate::moments::Day;
use crate::moments::maths::{
    day_of_month, days_on, next_day_of_month, next_day_of_month_on, nth_weekday, weekday_after,
    weekday_of_week,
};

impl Reader<'_, '_> {
    /// "friday", "next tuesday", "tuesday next week", "a week from monday", "monday in two weeks".
    pub(super) fn weekday_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let mut place = at;
        let mut weeks: Option<i64> = None;
        let mut plain_next = false;
        let mut current = false;
        if let Some((offset, end)) = self.week_offset(place).or_else(|| self.weeks_own(place)) {
            // "next week (on) tuesday"
            let on = usize::from(matches!(words.word(end), "on" | "s" | "the"));
            if weekday(words.word(end + on)).is_some() {
                weeks = Some(offset);
                place = end + on;
            }
        }
        if weeks.is_none() {
            match words.word(place) {
                "this" | "the" | "coming" | "upcoming" | "following" => {
                    current = words.word(place) == "this";
                    place += 1;
                    while matches!(words.word(place), "coming" | "upcoming" | "following" | "next" | "past")
                        && place < at + 3
                    {
                        plain_next |= words.word(place) == "next";
                        place += 1;
                    }
                }
                "next" | "nexts" => {
                    plain_next = true;
                    place += 1;
                }
                "last" | "previous" => {
                    let day = weekday(words.word(place + 1))?;
                    let date = days_on(weekday_after(days_on(self.today, -8), day), 0);
                    return Some((Day::sure(date), place + 2));
                }
                _ => {}
            }
        }
        let token = words.tokens.get(place)?;
        let day = weekday(&token.word)?;
        let joins =
            |word: &str| usize::from(matches!(word, "or" | "and" | "to" | "through" | "until" | "till"));
        let in_list = weekday(words.before(place, 1 + joins(words.before(place, 1)))).is_some()
            || weekday(words.word(place + 1 + joins(words.word(place + 1)))).is_some();
        let doubtful = is_doubtful_weekday(&token.word) && !plain_next && !current && !in_list;
        let mut end = place + 1;
        end += usize::from(words.tokens.get(end).is_some_and(|t| t.word == "s" && t.is_joined()));
        let coming = weekday_after(days_on(self.today, -1), day);
        let ahead = weekday_after(self.today, day);

        if weeks.is_none() {
            let link = usize::from(matches!(words.word(end), "of" | "in" | "from"));
            if let Some((offset, stop)) = self.week_offset(end + link) {
                weeks = Some(offset);
                end = stop;
            } else if words.word(end) == "week" && words.word(end + 1) != "of" {
                // "tuesday week"
                return Some((Day::sure(days_on(ahead, 7)), end + 1));
            } else if words.word(end) == "fortnight" {
                return Some((Day::sure(days_on(ahead, 14)), end + 1));
            } else if words.reads(end, &["after", "next"]) || words.reads(end, &["after", "the", "next"]) {
                let length = if words.word(end + 1) == "the" { 3 } else { 2 };
                return Some((Day::sure(days_on(weekday_of_week(self.today, 1, day), 7)), end + length));
            } else if words.reads(end, &["but", "one"]) {
                return Some((Day::sure(days_on(ahead, 7)), end + 2));
            } else if let Some((count, length)) = words.count(end)
                && matches!(unit(words.word(end + length)), Some(Unit::Week))
                && words.word(end + length + 1) == "from"
                && matches!(words.word(end + length + 2), "now" | "today")
            {
                let date = weekday_of_week(self.today, i64::from(count.min(1_000)), day);
                return Some((Day::sure(date), end + length + 3));
            } else if matches!(words.word(end), "in" | "from")
                && let Some((count, length)) = words.count(end + 1)
            {
                let by = match unit(words.word(end + 1 + length)) {
                    Some(Unit::Week) => 7 * i64::from(count),
                    Some(Unit::Fortnight) => 14 * i64::from(count),
                    _ => 0,
                };
                if by > 0 {
                    let date = weekday_of_week(self.today, by / 7, day);
                    let mut stop = end + 2 + length;
                    stop += usize::from(words.word(stop) == "time");
                    stop += 2 * usize::from(words.reads(stop, &["from", "now"]));
                    return Some((Day::sure(date), stop));
                }
            }
        }
        if let Some(weeks) = weeks {
            return Some((Day::sure(weekday_of_week(self.today, weeks, day)), end));
        }
        let the_day =
            plain_next && words.word(end) == "the" && words.number(end + 1).is_some_and(|n| n.is_ordinal);
        if (!current && !plain_next || the_day)
            && let Some(found) = self.weekday_with_date(day, end)
        {
            return Some(found);
        }
        if current && let Some(found) = self.numeric_after(end).or_else(|| self.month_day(end)) {
            return Some(found);
        }
        if doubtful
            && !self.is_alone(at, end)
            && !self.expects_date
            && !matches!(words.before(at, 1), "on" | "by" | "until" | "till" | "from" | "for")
        {
            return None;
        }
        if plain_next {
            // Said on a Monday, "next Tuesday" may be tomorrow: both are kept.
            let date = weekday_of_week(self.today, 1, day);
            let others = if coming < date && coming > self.today { vec![coming] } else { Vec::new() };
            return Some((Day { date, others }, end));
        }
        if current {
            let date = weekday_of_week(self.today, 0, day);
            return Some((Day::sure(if date < self.today { ahead } else { date }), end));
        }
        let others = if day == self.today.weekday() { vec![self.today] } else { Vec::new() };
        Some((Day { date: ahead, others }, end))
    }

    /// "tuesday the fifth", "friday march 15", "sunday 2 june".
    fn weekday_with_date(&self, day: Weekday, end: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let place = end + usize::from(matches!(words.word(end), "on"));
        if let Some((date, stop)) = self.month_day(place) {
            // People read the day of the month from a calendar; where the weekday differs, it may be meant.
            let mut date = date;
            if date.date.weekday() != day {
                date.others.push(weekday_after(self.today, day));
            }
            return Some((date, stop));
        }
        if let Some((date, stop)) = self.numeric(place) {
            return Some((date, stop));
        }
        let the = usize::from(words.word(place) == "the");
        let number = words.number(place + the).filter(|number| (1..=31).contains(&number.value))?;
        if let Some((date, stop)) = self.day_of_month(place).or_else(|| self.ordinal_here(place)) {
            let named = next_day_of_month_on(self.today, number.value as i8, day);
            let plain = self.is_plain_day_of_month(place, stop);
            return Some((if plain { named.map_or(date, Day::sure) } else { date }, stop));
        }
        let stop = place + the + number.length;
        let bare = matches!(number.width, 0 | 2) && the == 0 && place == end && number.value > 12;
        let half = matches!(words.word(stop), "am" | "pm" | "oclock" | "to" | "past" | "and" | "in")
            || words
                .tokens
                .get(stop)
                .is_some_and(|token| matches!(token.gap, ":" | "-" | "." | "/") && token.digits.is_some())
            || words.cardinal(stop).is_some();
        if !bare || half || is_counted(words.word(stop)) {
            return None;
        }
        Some((Day::sure(next_day_of_month_on(self.today, number.value as i8, day)?), stop))
    }

    /// "Thursday the third": behind a weekday even a small ordinal is a day, where no noun follows.
    fn ordinal_here(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let number = words.number(at + 1).filter(|number| number.is_ordinal && number.value < 32)?;
        let end = at + 1 + number.length;
        let ends = words.tokens.get(end).is_none_or(|token| !token.gap.trim().is_empty())
            || matches!(
                words.word(end),
                "at" | "in"
                    | "around"
                    | "about"
                    | "if"
                    | "please"
                    | "between"
                    | "after"
                    | "before"
                    | "from"
                    | "or"
                    | "and"
                    | "for"
                    | "would"
                    | "works"
            )
            || words.cardinal(end).is_some();
        let date = next_day_of_month(self.today, number.value as i8)?;
        (words.word(at) == "the" && ends).then_some((Day::sure(date), end))
    }

    /// "this friday 7.6": the numbers say which.
    fn numeric_after(&self, at: usize) -> Option<(Day, usize)> {
        (self.text.tokens.get(at + 1)?.gap == ".").then(|| self.numeric(at)).flatten()
    }

    fn is_plain_day_of_month(&self, from: usize, to: usize) -> bool {
        (from..to).all(|place| matches!(self.text.word(place), "the") || self.text.number(place).is_some())
    }

    /// "next week" is 1, "the week after next" is 2.
    pub(super) fn week_offset(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let place = at + the;
        for (pattern, weeks) in [
            (&["week", "after", "the", "next"][..], 2),
            (&["week", "after", "next"], 2),
            (&["next", "week", "but", "one"], 2),
            (&["following", "week"], 1),
            (&["coming", "week"], 1),
            (&["next", "week"], 1),
            (&["nxt", "week"], 1),
            (&["week", "after"], 1),
            (&["this", "coming", "week"], 1),
            (&["this", "week"], 0),
            (&["current", "week"], 0),
            (&["upcoming", "week"], 1),
            (&["last", "week"], -1),
            (&["previous", "week"], -1),
            (&["past", "week"], -1),
        ] {
            if words.reads(place, pattern) {
                let mut end = place + pattern.len();
                end += usize::from(words.tokens.get(end).is_some_and(|t| t.word == "s" && t.is_joined()));
                return Some((weeks, end));
            }
        }
        None
    }

    /// "Last week's sunday".
    fn weeks_own(&self, at: usize) -> Option<(i64, usize)> {
        let weeks = match self.text.word(at) {
            "last" | "previous" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        (self.text.word(at + 1) == "weeks" && weekday(self.text.word(at + 2)).is_some())
            .then_some((weeks, at + 2))
    }

    /// "the first friday of july", "the last monday of this month".
    pub(super) fn nth_weekday(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let place = at + the;
        let (nth, length) = if words.word(place) == "last" {
            (-1, 1)
        } else {
            let number =
                words.number(place).filter(|number| number.is_ordinal && (1..=5).contains(&number.value))?;
            (number.value as i8, number.length)
        };
        let day = weekday(words.word(place + length))?;
        let link = place + length + 1;
        if !matches!(words.word(link), "of" | "in") {
            return None;
        }
        if let Some((months, end)) = self.month_offset(link + 1) {
            let first = day_of_month(self.today, months, 1)?;
            return Some((Day::sure(nth_weekday(first.year(), first.month(), nth, day)?), end));
        }
        let named = month(words.word(link + 1))?;
        if let Some((year, length)) = words.year(link + 2) {
            return Some((Day::sure(nth_weekday(year, named, nth, day)?), link + 2 + length));
        }
        let date = (0..=1)
            .filter_map(|years| nth_weekday(self.today.year() + years, named, nth, day))
            .find(|date| *date >= self.today)?;
        let this_year = 2 * usize::from(words.reads(link + 2, &["this", "year"]));
        Some((Day::sure(date), link + 2 + this_year))
    }
}
