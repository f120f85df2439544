//! Single days.

use jiff::civil::{Date, Weekday};

use super::maths::{
    day_of_month, days_on, easter, months_on, next_day_of_month, next_day_of_month_on, next_month_day,
    nth_weekday, weekday_after, weekday_of_week,
};
use super::{Moments, When};
use crate::DayPart;
use crate::english::calendar::{
    Unit, is_counted, is_doubtful_month, is_doubtful_weekday, month, unit, weekday,
};

/// A day, and other days the words may stand for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) others: Vec<Date>,
}

impl Day {
    fn sure(date: Date) -> Self {
        Self { date, others: Vec::new() }
    }

    pub(crate) fn into_when(self) -> When {
        When::Day(self.date, self.others)
    }
}

impl Moments<'_, '_> {
    /// The day these words stand for.
    pub(crate) fn day(&self, at: usize) -> Option<(Day, usize)> {
        [
            self.relative_day(at),
            self.weekday_day(at),
            self.month_day(at),
            self.day_of_month(at),
            self.numeric(at),
            self.counted_days(at),
            self.nth_weekday(at),
            self.holiday(at),
        ]
        .into_iter()
        .flatten()
        .max_by_key(|(_, end)| *end)
    }

    /// "tonight" and "this evening": a day and a part of it.
    pub(crate) fn special(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let today = When::Day(self.today, Vec::new());
        match self.text.word(at) {
            "tonight" | "tonite" => Some((vec![today, When::Part(DayPart::Night)], at + 1)),
            "overnight" => None,
            "this" | "later" => {
                let later = usize::from(self.text.word(at) == "later" && self.text.word(at + 1) == "this");
                if self.text.word(at + later) != "this" {
                    return None;
                }
                let (part, end) = self.part(at + later + 1)?;
                if part == DayPart::Lunch && self.text.word(end - 1) == "lunch" {
                    return None;
                }
                Some((vec![today, When::Part(part)], end))
            }
            _ => self.coming_minutes(at).or_else(|| self.far_moment(at)),
        }
    }

    /// "within five minutes", "the next few hours", "the last minute": from now on, or up to now.
    fn coming_minutes(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let words = self.text;
        let within = words.word(at) == "within";
        let mut place = at + usize::from(matches!(words.word(at), "within" | "in" | "over" | "during"));
        place += usize::from(words.word(place) == "the");
        let turn = |word: &str| match word {
            "next" | "coming" | "following" => Some(true),
            "last" | "past" | "previous" => Some(false),
            _ => None,
        };
        let mut ahead = turn(words.word(place));
        place += usize::from(ahead.is_some());
        let (count, length) = words.count(place).or_else(|| match words.word(place) {
            "few" => Some((3, 1)),
            "couple" => Some((2, 1 + usize::from(words.word(place + 1) == "of"))),
            _ => ahead.map(|_| (1, 0)),
        })?;
        place += length;
        if ahead.is_none() {
            ahead = turn(words.word(place));
            place += usize::from(ahead.is_some());
        }
        let minutes = match unit(words.word(place))? {
            Unit::Minute => i64::from(count.min(10_000)),
            Unit::Hour => i64::from(count.min(1_000)) * 60,
            _ => return None,
        };
        let ahead = ahead.or(within.then_some(true))?;
        let then = self
            .now
            .checked_add(jiff::SignedDuration::from_mins(if ahead { minutes } else { -minutes }))
            .ok()?;
        if then.date() != self.today {
            return None;
        }
        let clock = |time: jiff::civil::DateTime| super::Clock {
            hour: time.hour(),
            minute: time.minute(),
            half: super::Half::Known,
            approximate: false,
        };
        let (from, to) = if ahead { (self.now, then) } else { (then, self.now) };
        let times = When::Times(Some(clock(from)), Some(clock(to)));
        Some((vec![When::Day(self.today, Vec::new()), times], place + 1))
    }

    /// "in 30 hours" reaches into another day: a day and a time.
    fn far_moment(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        if then.date() == self.today {
            return None;
        }
        let clock = super::Clock {
            hour: then.hour(),
            minute: then.minute(),
            half: super::Half::Known,
            approximate: false,
        };
        Some((vec![When::Day(then.date(), Vec::new()), When::Time(clock)], end))
    }

    fn relative_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let place = at + the;
        let (days, length) = match words.word(place) {
            "today" | "todays" | "tody" => (0, 1),
            "this" if words.word(place + 1) == "day" => (0, 2),
            "day" if words.word(place + 1) == "after" && is_tomorrow(words.word(place + 2)) => (2, 3),
            word if is_tomorrow(word) => (1, 1),
            "yesterday" => (-1, 1),
            "later" if words.word(place + 1) == "today" => (0, 2),
            "same" if words.word(place + 1) == "day" => (0, 2),

            "day" if words.reads(place + 1, &["after", "next"]) => (2, 3),
            "day" if words.reads(place + 1, &["before", "yesterday"]) => (-2, 3),
            "day" if words.word(place + 1) == "after" && the == 1 && self.ends_phrase(place + 2) => (1, 2),
            "day" if words.word(place + 1) == "before" && the == 1 && self.ends_phrase(place + 2) => (-1, 2),
            "next" if words.word(place + 1) == "day" => (1, 2),
            "following" if words.word(place + 1) == "day" => (1, 2),
            _ => return None,
        };
        Some((Day::sure(days_on(self.today, days)), place + length))
    }

    fn ends_phrase(&self, at: usize) -> bool {
        self.text.tokens.get(at).is_none_or(|token| !token.gap.trim().is_empty())
            || matches!(self.text.word(at), "please" | "at" | "in" | "then" | "works" | "is" | "would")
    }

    /// "friday", "next tuesday", "tuesday next week", "a week from monday", "monday in two weeks".
    fn weekday_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let mut place = at;
        let mut weeks: Option<i64> = None;
        let mut plain_next = false;
        let mut current = false;
        if let Some((offset, end)) = self.week_offset(place) {
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
        let doubtful = is_doubtful_weekday(&token.word) && !plain_next && !current;
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
        if let Some((date, stop)) = self.day_of_month(place) {
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

    /// "this friday 7.6": the numbers say which.
    fn numeric_after(&self, at: usize) -> Option<(Day, usize)> {
        (self.text.tokens.get(at + 1)?.gap == ".").then(|| self.numeric(at)).flatten()
    }

    fn is_plain_day_of_month(&self, from: usize, to: usize) -> bool {
        (from..to).all(|place| matches!(self.text.word(place), "the") || self.text.number(place).is_some())
    }

    /// "next week" is 1, "the week after next" is 2.
    pub(crate) fn week_offset(&self, at: usize) -> Option<(i64, usize)> {
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
            (&["last", "week"], -1),
        ] {
            if words.reads(place, pattern) {
                let mut end = place + pattern.len();
                end += usize::from(words.tokens.get(end).is_some_and(|t| t.word == "s" && t.is_joined()));
                return Some((weeks, end));
            }
        }
        None
    }

    /// "march 3rd", "the third of march", "3 march 2020".
    pub(crate) fn month_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let next = usize::from(matches!(words.word(at), "next" | "coming"));
        let the = usize::from(words.word(at + next) == "the" && month(words.word(at + next + 1)).is_some());
        let (mut day, mut end) =
            self.day_first(at + next).or_else(|| self.month_first_day(at + next + the))?;
        let of = usize::from(words.word(end) == "of");
        if let Some((_, stop)) = self.month_offset(end + of).filter(|_| of == 1) {
            end = stop;
        }
        // "The 23rd of august, thursday": the weekday behind a date is part of it.
        let named = weekday(words.word(end)).filter(|_| !is_doubtful_weekday(words.word(end)));
        let right = named.is_some_and(|named| named == day.date.weekday());
        day.others.dedup();
        Some((day, end + usize::from(right)))
    }

    fn month_first_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let named = month(words.word(at))?;
        let place = at + 1;
        let on = usize::from(matches!(words.word(place), "on" | "of") && words.word(place + 1) == "the");
        let the = usize::from(words.word(place + on) == "the") + on;
        let number = words
            .number(place + the)
            .filter(|number| (1..=31).contains(&number.value) && number.width < 3)?;
        let end = place + the + number.length;
        let joined = words.tokens.get(place + the).is_some_and(|t| t.gap.contains(':'));
        let clock = words.tokens.get(end).is_some_and(|token| token.gap == ":" && token.digits.is_some())
            || (!number.is_ordinal && matches!(words.word(end), "am" | "pm" | "oclock"));
        if joined || clock || (!number.is_ordinal && is_counted(words.word(end)) && words.word(end) != "of") {
            return None;
        }
        self.with_year(named, number.value as i8, end)
    }

    fn day_first(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let number =
            words.number(at + the).filter(|number| (1..=31).contains(&number.value) && number.width < 3)?;
        let mut place = at + the + number.length;
        place += usize::from(words.word(place) == "day" && words.word(place + 1) == "of");
        let of = usize::from(matches!(words.word(place), "of" | "in"));
        place += of;
        let the_month = usize::from(words.word(place) == "the");
        place += the_month;
        let named = month(words.word(place))?;
        let text = words.tokens.get(place)?;
        if words.tokens[at + the].is_joined() && number.width > 0
            || words.tokens[at + the].gap.ends_with(['$', '£', '€', '#'])
            || (text.gap.contains(',') && of == 0 && !number.is_ordinal)
            || (words.word(place) == "may" && of == 0 && !number.is_ordinal && self.may_is_a_verb(place))
            || (words.before(place, 1) == "in" && !number.is_ordinal)
        {
            return None;
        }
        // "18 may 27" in a row of several dates: "may 27" is its own date.
        self.with_year(named, number.value as i8, place + 1)
    }

    fn may_is_a_verb(&self, at: usize) -> bool {
        matches!(self.text.word(at + 1), "i" | "we" | "you" | "be" | "work" | "have" | "not" | "also" | "do")
    }

    /// The next such day, or the day of the year that follows.
    fn with_year(&self, month: i8, day: i8, end: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let link = usize::from(matches!(words.word(end), "in" | "of"));
        if let Some((year, stop)) = words.year(end + link).map(|(year, length)| (year, end + link + length)) {
            let clock = words.tokens.get(end + link).is_some_and(|t| t.gap.trim() == "at");
            if let (Ok(date), false) = (Date::new(year, month, day), clock) {
                return Some((Day::sure(date), stop));
            }
        }
        if words.reads(end, &["this", "year"]) {
            return Some((Day::sure(Date::new(self.today.year(), month, day).ok()?), end + 2));
        }
        if words.reads(end, &["next", "year"]) {
            return Some((Day::sure(Date::new(self.today.year() + 1, month, day).ok()?), end + 2));
        }
        let date = next_month_day(self.today, month, day)?;
        Some((Day::sure(date), end))
    }

    /// "the fifth", "14th of this month", "the 3rd of next month".
    pub(crate) fn day_of_month(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let number =
            words.number(at + the).filter(|number| (1..=31).contains(&number.value) && number.width < 3)?;
        let day = number.value as i8;
        let end = at + the + number.length;
        let end = end + usize::from(words.reads(end, &["day", "of"]));
        let of = usize::from(matches!(words.word(end), "of" | "in"));
        if let Some((months, stop)) = self.month_offset(end + of)
            && (of == 1 || number.is_ordinal || the == 1)
        {
            return Some((Day::sure(day_of_month(self.today, months, day)?), stop));
        }
        let asked = self.expects_date && !self.expects_time && !self.expects_other;
        if !number.is_ordinal {
            // "on the 5", "the 5" when a day was asked for; "31" alone then too.
            let on = matches!(words.before(at, 1), "on" | "for" | "by");
            let said = number.width > 0 || number.value > 12;
            let shaped = (the == 1 && on && said)
                || (number.value > 12 && words.before(at, 1) == "on" && self.ends_date(end));
            let alone = asked && words.is_all(at, the + number.length);
            let clock = matches!(words.word(end), "am" | "pm" | "oclock" | "minute" | "minutes" | "hour")
                || words.tokens.get(end).is_some_and(|t| t.gap == ":");
            return ((shaped || alone) && !clock && !is_counted(words.word(end)))
                .then(|| next_day_of_month(self.today, day).map(|date| (Day::sure(date), end)))
                .flatten();
        }
        if self.is_no_day(at, end, number.value) {
            return None;
        }
        Some((Day::sure(next_day_of_month(self.today, day)?), end))
    }

    /// Whether nothing, or a time, follows: "on 15, 8 pm".
    fn ends_date(&self, at: usize) -> bool {
        self.text.tokens.get(at).is_none_or(|token| token.opens_sentence() || token.gap.contains(','))
            || matches!(self.text.word(at), "at" | "please" | "around" | "in" | "or" | "and" | "if")
    }

    /// "the first one", "second", "first thing", "a third person": ordinals that are no days.
    fn is_no_day(&self, at: usize, end: usize, value: u32) -> bool {
        let words = self.text;
        let noun = matches!(
            words.word(end),
            "one"
                | "option"
                | "time"
                | "thing"
                | "choice"
                | "available"
                | "person"
                | "appointment"
                | "slot"
                | "of"
                | "visit"
                | "name"
                | "floor"
                | "street"
                | "avenue"
                | "st"
                | "ave"
                | "place"
                | "half"
                | "party"
                | "salon"
                | "please"
                | "hand"
                | "class"
                | "opening"
                | "stylist"
                | "two"
                | "few"
                | "ones"
                | "line"
                | "suggestion"
                | "times"
                | "free"
                | "child"
                | "kid"
                | "chance"
                | "thought"
                | "row"
                | "account"
                | "digit"
        );
        let article = matches!(
            words.before(at, 1),
            "a" | "my" | "your" | "at" | "one" | "per" | "wait" | "just" | "any"
        );
        let in_words = words.tokens.get(at).is_some_and(|token| token.digits.is_none());
        let the = words.word(at) == "the";
        let lead = matches!(
            words.before(at, 1),
            "on" | "for" | "by" | "to" | "until" | "till" | "from" | "is" | "about" | "not" | "and" | "or"
        );
        if noun && !(words.word(end) == "please" && value > 4) {
            return !(self.expects_date && words.word(end) == "please");
        }
        if article {
            return true;
        }
        // "Second" alone is rather a choice than a day; "the fifth" is a day.
        in_words && value < 4 && !self.expects_date && !(the && (lead || end == words.tokens.len()))
            || (in_words && value < 4 && !the && !self.expects_date)
    }

    /// "this month" is 0, "next month" is 1, "the month" is 0.
    pub(crate) fn month_offset(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        for (pattern, months) in [
            (&["month", "after", "next"][..], 2),
            (&["month", "after", "the", "next"], 2),
            (&["next", "month"], 1),
            (&["following", "month"], 1),
            (&["coming", "month"], 1),
            (&["upcoming", "month"], 1),
            (&["this", "coming", "month"], 1),
            (&["this", "month"], 0),
            (&["current", "month"], 0),
            (&["same", "month"], 0),
            (&["last", "month"], -1),
        ] {
            if words.reads(at + the, pattern) {
                let mut end = at + the + pattern.len();
                end += usize::from(words.tokens.get(end).is_some_and(|t| t.word == "s" && t.is_joined()));
                return Some((months, end));
            }
        }
        (the == 1 && words.word(at + 1) == "month" && matches!(words.before(at, 1), "of" | "in"))
            .then_some((0, at + 2))
    }

    /// "3/14", "14.3.2020", "2019-03-14", "Jan/3".
    fn numeric(&self, at: usize) -> Option<(Day, usize)> {
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

    /// "in three days", "two weeks from tomorrow", "a week on friday", "5 days ago", "a fortnight today".
    fn counted_days(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let lead = usize::from(matches!(words.word(at), "in" | "within"));
        let about = usize::from(matches!(
            words.word(at + lead),
            "about" | "around" | "another" | "like" | "approximately" | "exactly"
        ));
        let mut place = at + lead + about;
        let (count, length) = words.count(place).or_else(|| {
            matches!(words.word(place), "week" | "fortnight").then_some((1, 0)).filter(|_| lead == 0)
        })?;
        place += length;
        place += usize::from(matches!(words.word(place), "more" | "full" | "whole"));
        let business = usize::from(matches!(words.word(place), "business" | "working" | "work"));
        place += business;
        let count = i64::from(count.min(10_000));
        let which = unit(words.word(place))?;
        let mut end = place + 1;
        let mut half = 0;
        if words.reads(end, &["and", "a", "half"]) && which == Unit::Week {
            half = 3;
            end += 3;
        }
        let from = |base: Date| -> Option<Date> {
            Some(match which {
                Unit::Day if business == 1 => business_days_on(base, count),
                Unit::Day => days_on(base, count),
                Unit::Week => days_on(base, count * 7 + half),
                Unit::Fortnight => days_on(base, count * 14),
                Unit::Month => months_on(base, count),
                Unit::Year => months_on(base, count * 12),
                _ => return None,
            })
        };
        let next = words.word(end);
        let apart = words.tokens.get(end).is_some_and(|token| token.gap.contains(','));
        let linked = matches!(next, "from" | "after")
            || (matches!(next, "on" | "following" | "today" | "tomorrow") && lead == 0);
        if next == "before" && lead == 0 && !apart {
            let (base, stop) = self.day(end + 1)?;
            let days = match which {
                Unit::Day => count,
                Unit::Week => count * 7,
                Unit::Fortnight => count * 14,
                _ => return None,
            };
            return Some((Day::sure(days_on(base.date, -days)), stop));
        }
        if linked && !apart {
            let link = usize::from(!matches!(next, "today" | "tomorrow"));
            if words.word(end + 1) == "now" {
                return Some((Day::sure(from(self.today)?), end + 2));
            }
            let (base, stop) = self.day(end + link)?;
            return Some((Day::sure(from(base.date)?), stop));
        }
        if next == "ago" || words.reads(end, &["earlier"]) {
            let back = match which {
                Unit::Day => days_on(self.today, -count),
                Unit::Week => days_on(self.today, -count * 7),
                Unit::Fortnight => days_on(self.today, -count * 14),
                Unit::Month => months_on(self.today, -count),
                Unit::Year => months_on(self.today, -count * 12),
                _ => return None,
            };
            return Some((Day::sure(back), end + 1));
        }
        if next == "later" || next == "hence" {
            return Some((Day::sure(from(self.today)?), end + 1));
        }
        // "In a week" is a day; "for a week" and "two days" alone are not.
        if lead == 0 {
            return None;
        }
        let mut end = end + usize::from(words.word(end) == "time");
        end += usize::from(words.word(end) == "or" && words.word(end + 1) == "so") * 2;
        Some((Day::sure(from(self.today)?), end))
    }

    /// "the first friday of july", "the last monday of this month".
    fn nth_weekday(&self, at: usize) -> Option<(Day, usize)> {
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
        let date = (0..=1)
            .filter_map(|years| nth_weekday(self.today.year() + years, named, nth, day))
            .find(|date| *date >= self.today)?;
        Some((Day::sure(date), link + 2))
    }

    /// Days with names of their own.
    fn holiday(&self, at: usize) -> Option<(Day, usize)> {
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

    /// Whether a month is meant as one: "in may", "this march".
    pub(crate) fn is_month_here(&self, at: usize) -> bool {
        let token = &self.text.tokens[at];
        if !is_doubtful_month(&token.word) {
            return true;
        }
        matches!(
            self.text.before(at, 1),
            "in" | "of"
                | "next"
                | "early"
                | "late"
                | "mid"
                | "by"
                | "until"
                | "till"
                | "during"
                | "for"
                | "end"
                | "since"
                | "last"
                | "beginning"
                | "the"
        ) || (self.text.before(at, 1) == "this" && self.ends_date(at + 1))
            || self.text.year(at + 1).is_some()
            || self.text.is_all(at, 1)
    }
}

fn is_tomorrow(word: &str) -> bool {
    matches!(
        word,
        "tomorrow"
            | "tomorow"
            | "tommorow"
            | "tommorrow"
            | "tomorrrow"
            | "tmrw"
            | "tmr"
            | "tmw"
            | "tomorrows"
            | "2moro"
    )
}

fn business_days_on(base: Date, count: i64) -> Date {
    let mut day = base;
    for _ in 0..count.min(400) {
        day = days_on(day, 1);
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = days_on(day, 1);
        }
    }
    day
}
