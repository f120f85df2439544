//! Single days that count from today: "tomorrow", "in three days".

use jiff::civil::Date;

use super::Reader;
use crate::DayPart;
use crate::english::calendar::{Unit, unit};
use crate::moments::maths::{days_on, months_on, working_days_on};
use crate::moments::{Day, When};

impl Reader<'_, '_> {
    /// The day these words stand for.
    pub(super) fn day(&self, at: usize) -> Option<(Day, usize)> {
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
    pub(super) fn special(&self, at: usize) -> Option<(Vec<When>, usize)> {
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
                Unit::Day if business == 1 => working_days_on(base, count),
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
