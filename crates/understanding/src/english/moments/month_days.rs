//! Days by their number in a month.

use jiff::civil::Date;

use super::Reader;
use crate::english::calendar::{is_counted, is_doubtful_month, is_doubtful_weekday, month, weekday};
use crate::moments::Day;
use crate::moments::maths::{day_of_month, months_on, next_day_of_month, next_month_day};

impl Reader<'_, '_> {
    /// "march 3rd", "the third of march", "3 march 2020".
    pub(super) fn month_day(&self, at: usize) -> Option<(Day, usize)> {
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

    /// "Next month on the eleventh".
    pub(super) fn day_in_month(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let (months, end) = self.month_offset(at)?;
        let place = end + usize::from(words.word(end) == "on");
        let number = words.number(place + 1).filter(|n| n.is_ordinal && (1..=31).contains(&n.value))?;
        if words.word(place) != "the" {
            return None;
        }
        let date = day_of_month(self.today, months, number.value as i8)?;
        Some((Day::sure(date), place + 1 + number.length))
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
        // "Twelve december twenty seventh": the month belongs to the ordinal.
        if !number.is_ordinal && words.number(place + 1).is_some_and(|next| next.is_ordinal) {
            return None;
        }
        // "18 may 27" in a row of several dates: "may 27" is its own date.
        self.with_year(named, number.value as i8, place + 1)
    }

    fn may_is_a_verb(&self, at: usize) -> bool {
        matches!(self.text.word(at + 1), "i" | "we" | "you" | "be" | "work" | "have" | "not" | "also" | "do")
    }

    /// The next such day, or the day of the year that follows.
    pub(super) fn with_year(&self, month: i8, day: i8, end: usize) -> Option<(Day, usize)> {
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
    pub(super) fn day_of_month(&self, at: usize) -> Option<(Day, usize)> {
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
            let date = day_of_month(self.today, months, day)?;
            // "The first of the month" is ahead.
            let the_month = months == 0 && words.word(stop - 2) == "the";
            let date = if the_month && date < self.today { months_on(date, 1) } else { date };
            return Some((Day::sure(date), stop));
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
        let article =
            matches!(words.before(at, 1), "a" | "my" | "your" | "one" | "per" | "wait" | "just" | "any");
        let in_words = words.tokens.get(at).is_some_and(|token| token.digits.is_none());
        let article = article || (in_words && words.before(at, 1) == "at");
        let the = words.word(at) == "the";
        let lead = matches!(
            words.before(at, 1),
            "on" | "for"
                | "by"
                | "to"
                | "until"
                | "till"
                | "from"
                | "between"
                | "is"
                | "about"
                | "not"
                | "and"
                | "or"
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
    pub(super) fn month_offset(&self, at: usize) -> Option<(i64, usize)> {
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
            (&["previous", "month"], -1),
            (&["past", "month"], -1),
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

    /// Whether a month is meant as one: "in may", "this march".
    pub(super) fn is_month_here(&self, at: usize) -> bool {
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
