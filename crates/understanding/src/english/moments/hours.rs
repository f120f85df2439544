//! Readings of a single time: "10:30", "quarter to five", "evening six".
//!
//! Each reading says how sure it is; `times` decides whether the place in the sentence makes it a time.

use super::Reader;
use crate::DayPart;
use crate::english::calendar::{Unit, day_part, is_counted, month, unit};
use crate::moments::clock::{Clock, Core, Half, Sure, halved};

impl Reader<'_, '_> {
    pub(super) fn core(&self, at: usize) -> Option<Core> {
        let bare = self
            .part_first(at)
            .or_else(|| self.named(at))
            .or_else(|| self.minutes_from_hour(at))
            .or_else(|| self.half_past(at))
            .or_else(|| self.hour_and_minute(at))
            .or_else(|| self.hour(at))?;
        Some(self.suffixed(bare))
    }

    /// "evening six thirty", "in the morning at nine".
    fn part_first(&self, at: usize) -> Option<Core> {
        let (part, end) = self.part(at)?;
        if self.text.tokens.get(end).is_some_and(|token| token.opens_sentence()) {
            return None;
        }
        let (lead, approximate) = self.time_lead(end);
        let inner = self
            .minutes_from_hour(end + lead)
            .or_else(|| self.half_past(end + lead))
            .or_else(|| self.hour_and_minute(end + lead))
            .or_else(|| self.hour(end + lead))?;
        let inner = self.suffixed(inner);
        if inner.sure == Sure::No && (is_counted(self.text.word(inner.end)) || inner.clock.hour == 0) {
            return None;
        }
        let clock = Clock { approximate: approximate || inner.clock.approximate, ..inner.clock };
        Some(Core { clock: clock.within(part), end: inner.end, sure: Sure::Yes })
    }

    /// "noon", "twelve midday", "midnight".
    fn named(&self, at: usize) -> Option<Core> {
        let twelve = usize::from(matches!(self.text.word(at), "12" | "twelve"));
        let (hour, approximate) = match self.text.word(at + twelve) {
            "noon" | "midday" | "noontime" => (12, false),
            "noonish" => (12, true),
            "midnight" => (0, false),
            "mid" if self.text.word(at + twelve + 1) == "night" => {
                return Some(Core {
                    clock: Clock::new(0, 0, Half::Known)?,
                    end: at + twelve + 2,
                    sure: Sure::Yes,
                });
            }
            "mid" if self.text.word(at + twelve + 1) == "day" => {
                return Some(Core {
                    clock: Clock::new(12, 0, Half::Known)?,
                    end: at + twelve + 2,
                    sure: Sure::Yes,
                });
            }
            "midmorning" => (10, true),
            "midafternoon" => (14, true),
            "mid" if self.text.word(at + 1) == "morning" => return self.middle_of_part(at, 10),
            "mid" if self.text.word(at + 1) == "afternoon" => return self.middle_of_part(at, 14),
            _ => return None,
        };
        let clock = Clock { approximate, ..Clock::new(hour, 0, Half::Known)? };
        Some(Core { clock, end: at + twelve + 1, sure: Sure::Yes })
    }

    /// "Mid morning", unless a time of its own follows.
    fn middle_of_part(&self, at: usize, hour: u32) -> Option<Core> {
        let clock = Clock { approximate: true, ..Clock::new(hour, 0, Half::Known)? };
        Some(Core { clock, end: at + 2, sure: Sure::Yes })
    }

    /// "half past seven"; "half seven" is British for the same.
    fn half_past(&self, at: usize) -> Option<Core> {
        let article = usize::from(self.text.word(at) == "a");
        if self.text.word(at + article) != "half"
            && !(self.text.reads(at, &["30"]) && self.text.word(at + 1) == "past")
        {
            return None;
        }
        let past = usize::from(matches!(self.text.word(at + article + 1), "past" | "after"));
        let hour = self.hour(at + article + 1 + past)?;
        let said = past == 1
            || matches!(
                self.text.before(at, 1),
                "at" | "around"
                    | "about"
                    | "until"
                    | "till"
                    | "to"
                    | "from"
                    | "by"
                    | "after"
                    | "before"
                    | "between"
                    | "or"
            )
            || (self.text.before(at, 1) == "and"
                && (at.saturating_sub(6)..at).any(|place| self.text.word(place) == "between"))
            || self.is_alone(at, hour.end)
            || self.day_ends_at(at);
        if !said || hour.clock.minute != 0 {
            return None;
        }
        Some(Core { clock: Clock { minute: 30, ..hour.clock }, end: hour.end, sure: Sure::Yes })
    }

    /// "quarter to five", "twenty past nine", "ten minutes before six".
    fn minutes_from_hour(&self, at: usize) -> Option<Core> {
        let article = usize::from(matches!(self.text.word(at), "a" | "an"));
        let first = at + article;
        let (minutes, mut next, quarter) = match self.text.word(first) {
            "quarter" => (15, first + 1, true),
            _ => {
                let number = self.text.cardinal(first).filter(|number| (1..60).contains(&number.value))?;
                // "Five and twenty past two" is an old way of saying 2:25.
                let old = number.value == 5 && self.text.reads(first + 1, &["and", "twenty"]);
                if old { (25, first + 3, false) } else { (number.value, first + number.length, false) }
            }
        };
        let minutes_said = matches!(unit(self.text.word(next)), Some(Unit::Minute));
        next += usize::from(minutes_said);
        let back = match self.text.word(next) {
            "past" => false,
            "after" if minutes_said || quarter || minutes % 5 == 0 => false,
            "to" | "til" | "till" | "before" | "of" | "until" => true,
            _ => return None,
        };
        let said = minutes_said || quarter;
        let joined = self.text.word(next);
        if back && !said && (joined == "before" || !matches!(minutes, 5 | 10 | 15 | 20 | 25)) {
            return None;
        }
        let hour = self.named(next + 1).or_else(|| self.hour(next + 1))?;
        // "Ten till two" is rather a span, "five till four" a time; "ten of nine" wants to be all that is said.
        let ahead = (i32::from(hour.clock.hour) - minutes as i32).rem_euclid(12);
        let at_it = matches!(self.text.before(at, 1), "at" | "around" | "about");
        if back
            && !said
            && joined != "to"
            && !at_it
            && ((joined == "of" && !self.is_alone(at, hour.end))
                || (minutes < 13 && (1..=8).contains(&ahead)) && joined != "of")
        {
            return None;
        }
        // "Five to six pm" is rather a span; "at five to six" is a time.
        let close = i32::from(hour.clock.hour) - minutes as i32;
        let said_as_time = matches!(
            self.text.before(at, 1),
            "at" | "since"
                | "and"
                | "by"
                | "before"
                | "after"
                | "until"
                | "till"
                | "around"
                | "about"
                | "my"
                | "to"
                | "the"
                | "is"
                | "for"
        );
        if back && !said && (1..=2).contains(&close) && !said_as_time {
            return None;
        }
        if hour.clock.hour > 23 || self.text.tokens[next + 1].digits.is_some_and(|_| hour.clock.minute > 0) {
            return None;
        }
        // "Five to seven" in digits next to each other, or after "from", is rather a range.
        if back && !said && matches!(self.text.before(at, 1), "from" | "between") {
            return None;
        }
        let twelve = hour.clock.hour == 12 && back;
        let mut hour = self.suffixed(hour);
        // A quarter to twelve in the morning is before noon.
        let at_night = matches!(self.text.before(hour.end, 1), "night" | "nights");
        if twelve && hour.clock.hour == 0 && !at_night {
            hour.clock.hour = 12;
        }
        let clock = if back {
            hour.clock.earlier(minutes as i32)
        } else {
            Clock { minute: minutes as i8, ..hour.clock }
        };
        Some(Core { clock, end: hour.end, sure: Sure::Yes })
    }

    /// "10:30", "9.45", "two thirty", "ten oh five", "1530".
    fn hour_and_minute(&self, at: usize) -> Option<Core> {
        let hour = self.text.cardinal(at).filter(|number| number.value < 2400)?;
        // "2026-12-07T15:30": the time behind the "T" is one.
        let iso = self.text.before(at, 1) == "t" && at > 1 && self.text.tokens[at - 1].is_joined();
        if self.text.tokens[at].is_joined() && self.text.tokens[at].digits.is_some() && !iso {
            return None;
        }
        let next = at + hour.length;
        let half = |width: usize, value: u32| {
            if value > 12
                || value == 0
                || (width == 2 && value < 10 && self.text.tokens[at].raw.starts_with('0'))
            {
                Half::Known
            } else {
                Half::Open
            }
        };
        if hour.width > 0
            && hour.value < 24
            && let Some(token) = self.text.tokens.get(next).filter(|token| token.width() == 2)
        {
            let minute = token.digits.filter(|minute| *minute < 60);
            let sure = match token.gap {
                ":" | " : " | ": " => Sure::Yes,
                "." | "h" => {
                    if self.is_half_word(next + 1) || self.expects_time {
                        Sure::Yes
                    } else {
                        Sure::No
                    }
                }
                " " if hour.width < 3 => {
                    if self.is_half_word(next + 1) {
                        Sure::Yes
                    } else {
                        Sure::Likely
                    }
                }
                _ => return None,
            };
            let followed = self.text.tokens.get(next + 1).is_some_and(|after| {
                matches!(after.gap, ":" | "/" | "-" | ".") && after.digits.is_some() && token.gap != ":"
            });
            let round = sure > Sure::Likely || minute.is_some_and(|minute| minute % 5 == 0);
            if let Some(minute) = minute.filter(|_| !followed && round) {
                let clock = Clock::new(hour.value, minute, half(hour.width, hour.value))?;
                // Seconds are not for salons, but they are said: "8:30:00".
                let seconds = usize::from(
                    self.text.tokens.get(next + 1).is_some_and(|t| t.gap == ":" && t.width() == 2),
                );
                return Some(Core { clock, end: next + 1 + seconds, sure });
            }
        }
        // "340pm"
        if hour.width == 3 && hour.value % 100 < 60 && hour.value < 1_260 && self.is_half_word(next) {
            let clock = Clock::new(hour.value / 100, hour.value % 100, Half::Open)?;
            return Some(Core { clock, end: next, sure: Sure::Yes });
        }
        // "7h01"
        let h = self
            .text
            .tokens
            .get(next)
            .is_some_and(|token| token.word == "h" && hour.width > 0 && hour.value < 24);
        if h && let Some(minute) = self.text.tokens.get(next + 1).filter(|token| token.width() == 2) {
            let clock = Clock::new(hour.value, minute.digits?, half(hour.width, hour.value))?;
            return Some(Core { clock, end: next + 2, sure: Sure::Yes });
        }
        if hour.width == 4
            && !self.text.tokens.get(next).is_some_and(|token| token.is_joined() && token.digits.is_some())
        {
            let clock = Clock::new(hour.value / 100, hour.value % 100, half(4, hour.value / 100))?;
            let sure = if self.is_half_word(next) || matches!(self.text.word(next), "hours" | "hrs") {
                Sure::Yes
            } else {
                Sure::No
            };
            if sure == Sure::No && (1900..2100).contains(&hour.value) && !self.said_at(at) {
                return None;
            }
            return Some(Core {
                clock,
                end: next + usize::from(matches!(self.text.word(next), "hours" | "hrs")),
                sure,
            });
        }
        if hour.width != 0 || hour.value > 23 {
            return None;
        }
        if self.text.word(next) == "hundred" && hour.value > 0 {
            let hours = usize::from(matches!(self.text.word(next + 1), "hours" | "hrs"));
            let clock = Clock::new(hour.value, 0, half(0, hour.value))?;
            let sure = if hours == 1 || hour.value > 9 { Sure::Likely } else { Sure::No };
            return Some(Core { clock, end: next + 1 + hours, sure });
        }
        let token = self.text.tokens.get(next)?;
        let separate = token.gap.trim().is_empty() || matches!(token.gap, "-" | ":");
        let (minute, end) = match token.word.as_str() {
            "oh" | "o" | "zero" if separate => {
                let unit = self.text.cardinal(next + 1).filter(|unit| (0..=9).contains(&unit.value))?;
                // "Two one zero zero" is a row of digits.
                if at > 0 && self.text.tokens[at].is_beside() && self.text.cardinal(at - 1).is_some() {
                    return None;
                }
                (unit.value, next + 1 + unit.length)
            }
            _ => {
                let minute =
                    self.text.cardinal(next).filter(|minute| (10..60).contains(&minute.value) && separate)?;
                (minute.value, next + minute.length)
            }
        };
        let clock = Clock::new(hour.value, minute, half(0, hour.value))?;
        // "Twenty twenty" is rather a year, "twenty one fifteen" rather a time.
        let year = matches!(hour.value, 19 | 20)
            && (month(self.text.before(at, 1)).is_some() || month(self.text.word(end)).is_some());
        if year {
            return None;
        }
        let sure =
            if minute % 5 == 0 && !matches!((hour.value, minute), (20, 10..=30)) || self.is_half_word(end) {
                Sure::Likely
            } else {
                Sure::No
            };
        Some(Core { clock, end, sure })
    }

    /// "5", "five", "5 o'clock", "fiveish".
    pub(super) fn hour(&self, at: usize) -> Option<Core> {
        let token = self.text.tokens.get(at)?;
        if let Some(stem) = token.word.strip_suffix("ish").filter(|stem| stem.len() > 1) {
            let value = crate::english::numbers::small(stem).filter(|hour| (1..=12).contains(hour))?;
            let clock = Clock { approximate: true, ..Clock::new(value, 0, Half::Open)? };
            return Some(Core { clock, end: at + 1, sure: Sure::Yes });
        }
        let number = self.text.cardinal(at)?;
        let fraction = token.gap == "." && at > 0 && self.text.tokens[at - 1].digits.is_some();
        if fraction
            || number.width > 2
            || (token.is_joined() && number.width > 0)
            || matches!(token.word.as_str(), "o" | "oh")
        {
            return None;
        }
        // The "seven" of "twenty seven" is no hour of its own.
        let unit_of_tens = number.width == 0
            && (1..=9).contains(&number.value)
            && token.is_beside()
            && crate::english::numbers::tens(self.text.before(at, 1)).is_some();
        if unit_of_tens {
            return None;
        }
        let next = self.text.tokens.get(at + number.length);
        let part_of_more = next.is_some_and(|next| {
            number.width > 0
                && next.digits.is_some()
                && (matches!(next.gap, "/" | "." | ":") || (next.is_joined()))
        });
        if part_of_more
            || token.gap.ends_with(['$', '£', '€', '#', '+'])
            || (token.gap.ends_with('@') && !token.gap.starts_with(' '))
            || next.is_some_and(|n| n.gap.starts_with(['%', '$', '€', '£', '@']))
        {
            return None;
        }
        let half = if number.value > 12 || number.value == 0 { Half::Known } else { Half::Open };
        Some(Core { clock: Clock::new(number.value, 0, half)?, end: at + number.length, sure: Sure::No })
    }

    fn is_half_word(&self, at: usize) -> bool {
        let article = usize::from(self.text.word(at) == "in" && self.text.word(at + 1) == "the");
        matches!(self.text.word(at), "am" | "pm" | "oclock" | "ish")
            || day_part(self.text.word(at + 2 * article)).is_some()
            || (matches!(self.text.word(at), "a" | "p") && self.text.tokens[at].is_joined())
    }

    /// What may follow a time: "o'clock", "pm", "in the evening", "sharp".
    fn suffixed(&self, core: Core) -> Core {
        let Core { mut clock, mut end, mut sure } = core;
        loop {
            let joined = self.text.tokens.get(end).is_some_and(|token| token.is_joined());
            match self.text.word(end) {
                "oclock" => sure = Sure::Yes,
                "sharp" | "exactly" if sure > Sure::No => {}
                "ish" => {
                    clock.approximate = true;
                    sure = Sure::Yes;
                }
                "hours" | "hrs" | "hundred" if clock.hour > 12 && sure > Sure::No => {}
                "am" if self.takes_half(end) => {
                    clock = halved(clock, false);
                    sure = Sure::Yes;
                }
                "pm" if self.takes_half(end) => {
                    clock = halved(clock, true);
                    sure = Sure::Yes;
                }
                "a" if joined && clock.hour < 13 => {
                    clock = halved(clock, false);
                    sure = Sure::Yes;
                }
                "p" if joined && clock.hour < 13 => {
                    clock = halved(clock, true);
                    sure = Sure::Yes;
                }
                "minutes" | "mins" if clock.minute > 0 => sure = Sure::Yes,
                _ => break,
            }
            end += 1;
        }
        let bare_hour = sure == Sure::No && clock.minute == 0;
        if let Some((part, after)) = self
            .part_after(end)
            // "Two morning sessions" are counted.
            .filter(|(_, after)| !(bare_hour && is_session(self.text.word(*after))))
            .filter(|(part, after)| !(bare_hour && *part == DayPart::Night && *after == end + 1))
        {
            clock = clock.within(part);
            end = after;
            sure = Sure::Yes;
        }
        Core { clock, end, sure }
    }

    fn takes_half(&self, at: usize) -> bool {
        // "At five am I too late?"
        !self.text.reads(at, &["am", "i"]) && !self.text.tokens[at].opens_sentence()
    }
}

/// What may be held in the morning, several of them.
pub(super) fn is_session(word: &str) -> bool {
    matches!(
        word,
        "appointments"
            | "classes"
            | "flights"
            | "lessons"
            | "meetings"
            | "sessions"
            | "shifts"
            | "slots"
            | "visits"
    )
}
