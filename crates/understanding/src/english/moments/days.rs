//! Single days that count from today: "tomorrow", "in three days".

use jiff::civil::Date;

use super::Reader;
use crate::DayPart;
use crate::english::calendar::{Unit, day_part, unit, weekday};
use crate::moments::clock::{Clock, Half};
use crate::moments::maths::{days_on, months_on, weekday_after, weekday_of_week, working_days_on};
use crate::moments::{Day, When};

impl Reader<'_, '_> {
    /// The day these words stand for.
    pub(super) fn day(&self, at: usize) -> Option<(Day, usize)> {
        [
            self.relative_day(at),
            self.weekday_day(at),
            self.month_day(at),
            self.day_of_month(at),
            self.day_in_month(at),
            self.numeric(at),
            self.counted_days(at),
            self.counted_weekdays(at),
            self.nth_weekday(at),
            self.edge_of_period(at),
            self.beside_a_day(at),
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
            "last" if self.text.word(at + 1) == "night" => {
                let yesterday = When::Day(days_on(self.today, -1), Vec::new());
                Some((vec![yesterday, When::Part(DayPart::Night)], at + 2))
            }
            "this" if self.text.word(at + 1) == "time" => self.this_time(at),
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
            _ if self.present(at).is_some() => {
                let clock = Clock {
                    hour: self.now.hour(),
                    minute: self.now.minute(),
                    half: Half::Known,
                    approximate: false,
                };
                Some((vec![today, When::Time(clock)], self.present(at)?))
            }
            _ => self
                .part_beside_a_day(at)
                .or_else(|| self.this_time(at))
                .or_else(|| self.coming_minutes(at))
                .or_else(|| self.far_moment(at)),
        }
    }

    /// "The night before christmas", "the morning after the party" without the party.
    fn part_beside_a_day(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "the");
        let part = day_part(words.word(place))?;
        let days = match words.word(place + 1) {
            "before" => -1,
            "after" => 1,
            _ => return None,
        };
        let (day, end) = self.holiday(place + 2).or_else(|| self.month_day(place + 2))?;
        Some((vec![When::Day(days_on(day.date, days), Vec::new()), When::Part(part)], end))
    }

    /// "This time tomorrow": the hour it is now.
    fn this_time(&self, at: usize) -> Option<(Vec<When>, usize)> {
        if !self.text.reads(at, &["this", "time"]) {
            return None;
        }
        self.day(at + 2).filter(|(day, _)| day.date != self.today)?;
        let clock =
            Clock { hour: self.now.hour(), minute: self.now.minute(), half: Half::Known, approximate: true };
        Some((vec![When::Time(clock)], at + 2))
    }

    fn relative_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let the = usize::from(words.word(at) == "the");
        let place = at + the;
        let (days, length) = match words.word(place) {
            "today" | "todays" | "tody" if self.is_week_on(place + 1) => (7, 2),
            "today" | "todays" | "tody" => (0, 1),
            "this" if words.word(place + 1) == "day" => (0, 2),
            "day" if words.word(place + 1) == "after" && is_tomorrow(words.word(place + 2)) => (2, 3),
            word if is_tomorrow(word) && self.is_week_on(place + 1) => (8, 2),
            word if is_tomorrow(word) => (1, 1),
            "yesterday" => (-1, 1),
            "overmorrow" => (2, 1),
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

    /// "Tomorrow week": a week after it; "today week or so" is not said.
    fn is_week_on(&self, at: usize) -> bool {
        self.text.word(at) == "week" && self.ends_phrase(at + 1)
    }

    /// "The day before christmas", "the monday after thanksgiving", "two days before the fifth".
    fn beside_a_day(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "the");
        let named = weekday(words.word(place));
        let next = usize::from(matches!(words.word(place), "next" | "first"));
        let named = named.or_else(|| weekday(words.word(place + next)));
        let place = place + if named.is_some() { next } else { 0 };
        let before = match words.word(place + 1) {
            "before" => true,
            "after" | "following" => false,
            _ => return None,
        };
        if (words.word(place) != "day" && named.is_none()) || words.tokens[place + 1].gap.contains(',') {
            return None;
        }
        let base = place + 2;
        // "Friday after three on the second": only a date or a holiday can be next to a day.
        let (day, end) = match named {
            Some(_) => self.holiday(base).or_else(|| self.month_day(base))?,
            None => self.day(base)?,
        };
        let date = match named {
            None => days_on(day.date, if before { -1 } else { 1 }),
            Some(named) if before => weekday_after(days_on(day.date, -8), named),
            Some(named) => weekday_after(day.date, named),
        };
        Some((Day::sure(date), end))
    }

    /// "The last day of november", "the first day of next month".
    fn edge_of_period(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "the");
        let first = match words.word(place) {
            "first" => true,
            "last" | "final" => false,
            _ => return None,
        };
        if words.word(place + 1) != "day" || !matches!(words.word(place + 2), "of" | "in") {
            return None;
        }
        let ((from, to), end) = self.period(place + 3)?;
        Some((Day::sure(if first { from } else { to }), end))
    }

    /// "Two mondays from now", "three fridays later".
    fn counted_weekdays(&self, at: usize) -> Option<(Day, usize)> {
        let words = self.text;
        let place = at + usize::from(words.word(at) == "in");
        let number = words.cardinal(place).filter(|number| (1..=52).contains(&number.value))?;
        let named = weekday(words.word(place + number.length))?;
        let end = place + number.length + 1;
        if matches!(words.word(end), "ago" | "back") {
            let last = weekday_after(days_on(self.today, -8), named);
            return Some((Day::sure(days_on(last, -7 * (i64::from(number.value) - 1))), end + 1));
        }
        let tail = match words.word(end) {
            "later" => 1,
            "from" if matches!(words.word(end + 1), "now" | "today") => 2,
            _ => return None,
        };
        let date = days_on(weekday_after(self.today, named), 7 * (i64::from(number.value) - 1));
        Some((Day::sure(date), end + tail))
    }

    fn ends_phrase(&self, at: usize) -> bool {
        self.text.tokens.get(at).is_none_or(|token| !token.gap.trim().is_empty())
            || matches!(
                self.text.word(at),
                "please" | "at" | "in" | "then" | "works" | "is" | "would" | "around" | "about" | "if"
            )
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
        end += usize::from(words.word(end) == "away" && words.word(end + 1) == "from");
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
        // "A week ago monday": the monday of that week.
        if next == "ago"
            && which == Unit::Week
            && let Some(named) = weekday(words.word(end + 1))
        {
            return Some((Day::sure(weekday_of_week(self.today, -count, named)), end + 2));
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
