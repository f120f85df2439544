//! Lengths of time, and moments counted from now.

use super::Reader;
use crate::english::calendar::{Unit, unit};
use crate::moments::When;
use crate::moments::clock::{Clock, Half};

impl Reader<'_, '_> {
    /// "in two hours", "in half an hour", "30 minutes later", "an hour from now".
    pub(super) fn moment_from_now(&self, at: usize) -> Option<(Clock, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        (then.date() == self.today).then_some((
            Clock { hour: then.hour(), minute: then.minute(), half: Half::Known, approximate: false },
            end,
        ))
    }

    /// Minutes from now, and where the words end.
    fn minutes_from_now(&self, at: usize) -> Option<(i64, usize)> {
        if self.text.word(at) == "now" {
            let asked = self.expects_time || self.expects_date;
            return (asked && self.is_alone(at, at + 1)).then_some((0, at + 1));
        }
        let lead = match self.text.word(at) {
            "in" | "within" => 1,
            _ => 0,
        };
        let about = usize::from(matches!(
            self.text.word(at + lead),
            "about" | "around" | "approximately" | "another"
        ));
        // "In a minute" is soon, no time.
        if self.text.reads(at, &["in", "a", "minute"]) && !self.expects_time {
            return None;
        }
        let (amount, mut end) = self.duration(at + lead + about)?;
        let later = match self.text.word(end) {
            "later" => 1,
            "from" if self.text.word(end + 1) == "now" => 2,
            "ago" => {
                return Some((-amount, end + 1));
            }
            "time" if lead == 1 => 1,
            _ => 0,
        };
        if lead == 0 && later == 0 {
            return None;
        }
        end += later;
        Some((amount, end))
    }

    /// "Right now", "at the present time": now, where it is not what cannot be.
    pub(super) fn present(&self, at: usize) -> Option<usize> {
        let words = self.text;
        let phrases: &[&[&str]] = &[
            &["right", "now"],
            &["at", "present"],
            &["at", "the", "present", "time"],
            &["at", "the", "present", "moment"],
            &["at", "the", "minute"],
            &["at", "the", "moment"],
            &["at", "this", "time"],
            &["at", "this", "moment"],
        ];
        let phrase = phrases.iter().find(|phrase| words.reads(at, phrase))?;
        let ends = words.tokens.get(at + phrase.len()).is_none_or(|token| token.opens_sentence());
        if words.word(at + 1) == "this" && !ends {
            return None;
        }
        // "I want it right now" is haste; "are you open right now" asks about a moment.
        if words.word(at) == "right"
            && !matches!(words.before(at, 1), "open" | "closed" | "available" | "free" | "come" | "back")
            && !self.is_alone(at, at + 2)
        {
            return None;
        }
        let refused = (0..at).any(|place| {
            matches!(
                words.word(place),
                "not"
                    | "no"
                    | "nothing"
                    | "dont"
                    | "cant"
                    | "cannot"
                    | "all"
                    | "wont"
                    | "everything"
                    | "thats"
                    | "thank"
                    | "thanks"
                    | "nope"
                    | "good"
                    | "need"
            ) && !words.reads(place, &["not", "open"])
        });
        (!refused).then_some(at + phrase.len())
    }

    /// "within five minutes", "the next few hours", "the last minute": from now on, or up to now.
    pub(super) fn coming_minutes(&self, at: usize) -> Option<(Vec<When>, usize)> {
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
        let clock = |time: jiff::civil::DateTime| Clock {
            hour: time.hour(),
            minute: time.minute(),
            half: Half::Known,
            approximate: false,
        };
        let (from, to) = if ahead { (self.now, then) } else { (then, self.now) };
        let times = When::Times(Some(clock(from)), Some(clock(to)));
        Some((vec![When::Day(self.today, Vec::new()), times], place + 1))
    }

    /// "in 30 hours" reaches into another day: a day and a time.
    pub(super) fn far_moment(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        if then.date() == self.today {
            return None;
        }
        let clock = Clock { hour: then.hour(), minute: then.minute(), half: Half::Known, approximate: false };
        Some((vec![When::Day(then.date(), Vec::new()), When::Time(clock)], end))
    }

    /// Minutes: "half an hour", "an hour and a half", "2.5 hours", "one day two hours".
    pub(super) fn duration(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        for (pattern, minutes) in [
            (&["half", "an", "hour"][..], 30),
            (&["half", "hour"], 30),
            (&["a", "half", "hour"], 30),
            (&["an", "hour", "and", "a", "half"], 90),
            (&["a", "quarter", "of", "an", "hour"], 15),
            (&["quarter", "of", "an", "hour"], 15),
            (&["three", "quarters", "of", "an", "hour"], 45),
            (&["1", "2", "hour"], 30),
            (&["1", "2", "an", "hour"], 30),
            (&["1", "4", "hour"], 15),
            (&["3", "4", "hour"], 45),
            (&["an", "hour", "or", "so"], 60),
            (&["an", "hour", "or", "two"], 60),
        ] {
            if words.reads(at, pattern) {
                return Some((minutes, at + pattern.len()));
            }
        }
        let (mut total, mut end, mut last) = self.length(at)?;
        if last == Unit::Hour && words.reads(end, &["and", "a", "half"]) {
            return Some((total + 30, end + 3));
        }
        // "One day and two hours": each piece is smaller than the one before.
        for _ in 0..2 {
            let and = usize::from(words.word(end) == "and");
            match self.length(end + and) {
                Some((more, stop, unit)) if unit != last && last != Unit::Minute => {
                    (total, end, last) = (total + more, stop, unit);
                }
                _ => break,
            }
        }
        // Days alone are counted on the calendar, not on the clock.
        if last == Unit::Day {
            return None;
        }
        end += 2 * usize::from(words.reads(end, &["or", "so"]));
        Some((total, end))
    }

    /// One piece of a duration, in minutes: "two and a half hours".
    fn length(&self, at: usize) -> Option<(i64, usize, Unit)> {
        let words = self.text;
        let (count, length) = words.count(at)?;
        let mut end = at + length;
        let mut tenths = i64::from(count.min(10_000)) * 10;
        if words.tokens.get(end).is_some_and(|token| token.gap == "." && token.width() == 1) {
            tenths += i64::from(words.tokens[end].digits.unwrap_or(0));
            end += 1;
        } else if words.reads(end, &["and", "a", "half"]) || words.reads(end, &["and", "an", "half"]) {
            tenths += 5;
            end += 3;
        } else if words.reads(end, &["and", "half"]) {
            tenths += 5;
            end += 2;
        }
        end += usize::from(words.word(end) == "more");
        let unit = unit(words.word(end))?;
        let minutes = match unit {
            Unit::Minute => 1,
            Unit::Hour => 60,
            Unit::Day => 24 * 60,
            _ => return None,
        };
        Some((tenths * minutes / 10, end + 1, unit))
    }
}
