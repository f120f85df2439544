//! Times of day.

use jiff::civil::Time;

use super::{Moments, When};
use crate::DayPart;
use crate::english::calendar::{Unit, day_part, is_counted, month, unit, weekday};

/// Which half of the day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Said: "5 pm", "17:00", "five in the evening".
    Known,
    /// Not said: "at five".
    Open,
}

/// A time as read, hour 0 to 23; the other half of the day is as good where it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) half: Half,
    pub(crate) approximate: bool,
}

impl Clock {
    /// A time, if there is such a time.
    pub(crate) fn new(hour: u32, minute: u32, half: Half) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self {
            hour: hour as i8,
            minute: minute as i8,
            half,
            approximate: false,
        })
    }

    /// The likelier time: a salon's day runs from eight in the morning to eight in the evening.
    pub(crate) fn likely(self) -> Time {
        let hour = match (self.half, self.hour) {
            (Half::Open, 1..=7) => self.hour + 12,
            _ => self.hour,
        };
        Time::constant(hour, self.minute, 0, 0)
    }

    /// The other half of the day, where it may be meant.
    pub(crate) fn other(self) -> Option<Time> {
        let likely = self.likely();
        (self.half == Half::Open).then(|| Time::constant((likely.hour() + 12) % 24, self.minute, 0, 0))
    }

    /// The same with the half of the day known.
    pub(crate) fn in_half(self, afternoon: bool) -> Self {
        if self.half == Half::Known {
            return self;
        }
        let hour = self.hour % 12 + if afternoon { 12 } else { 0 };
        Self { hour, half: Half::Known, ..self }
    }

    /// The same within a part of the day: "six" in the evening, "twelve" at night.
    pub(crate) fn within(self, part: DayPart) -> Self {
        match part {
            DayPart::Morning => self.in_half(false),
            DayPart::Afternoon | DayPart::Evening => self.in_half(true),
            DayPart::Lunch => self.in_half(self.hour == 12 || self.hour < 5),
            DayPart::Night => self.in_half(self.hour % 12 >= 5),
        }
    }

    pub(crate) fn minutes(self) -> i32 {
        i32::from(self.hour) * 60 + i32::from(self.minute)
    }

    fn earlier(self, minutes: i32) -> Self {
        // An hour said with its half keeps it: a quarter to one in the afternoon is 12:45.
        let total = (self.minutes() - minutes).rem_euclid(24 * 60);
        Self { hour: (total / 60) as i8, minute: (total % 60) as i8, ..self }
    }
}

/// How sure it is that the words are a time at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sure {
    /// A bare number: "five".
    No,
    /// Two numbers that read as a time: "five thirty".
    Likely,
    /// "5:30", "five o'clock".
    Yes,
}

#[derive(Debug, Clone, Copy)]
struct Core {
    clock: Clock,
    end: usize,
    sure: Sure,
}

impl Moments<'_, '_> {
    /// A time that stands for itself.
    pub(crate) fn time(&self, at: usize) -> Option<(Clock, usize)> {
        self.moment_from_now(at).or_else(|| self.time_as_said(at))
    }

    fn time_as_said(&self, at: usize) -> Option<(Clock, usize)> {
        let (lead, approximate) = self.time_lead(at);
        let start = at + lead;
        let core = self.core(start)?;
        let clock = Clock { approximate: approximate || core.clock.approximate, ..core.clock };
        if core.sure == Sure::Yes {
            return Some((clock, core.end));
        }
        let likely = core.sure == Sure::Likely;
        let said_at = lead > 0
            || matches!(self.text.before(at, 1), "at" | "around" | "about" | "say" | "by" | "till" | "until");
        let said_at = said_at
            || (self.text.before(at, 2) == "make" && self.text.before(at, 1) == "it")
            || (self.text.before(at, 1) == "to"
                && matches!(
                    self.text.before(at, 2),
                    "time" | "it" | "that" | "appointment" | "booking" | "change" | "visit"
                ));
        let counted = is_counted(self.text.word(core.end)) || self.is_unit_of_count(start);
        let alone = self.is_alone(start, core.end);
        let suits = matches!(self.text.word(core.end), "works" | "suits" | "sounds")
            || self.text.reads(core.end, &["would", "be"])
            || self.text.reads(core.end, &["is", "fine"])
            || self.text.reads(core.end, &["is", "good"]);
        let beside_day = self.day_ends_at(at)
            || self.day(core.end + usize::from(self.text.word(core.end) == "on")).is_some();
        let one_of_them =
            matches!(self.text.before(at, 1), "how" | "what") && self.text.word(core.end - 1) == "one";
        if one_of_them {
            return None;
        }
        let evidence = said_at
            || (suits && clock.hour > 0 && core.end - start == 1)
            || (alone && self.expects_time && !(self.expects_date && core.clock.hour > 12))
            || (beside_day && clock.hour > 0)
            || (likely && !self.expects_other);
        (evidence && !counted).then_some((clock, core.end))
    }

    /// A time where one must stand: after "from", "before", "between". A bare hour will do.
    pub(crate) fn time_here(&self, at: usize) -> Option<(Clock, usize)> {
        let (lead, approximate) = self.time_lead(at);
        let core = self.core(at + lead)?;
        if core.sure == Sure::No && is_counted(self.text.word(core.end)) {
            return None;
        }
        Some((Clock { approximate: approximate || core.clock.approximate, ..core.clock }, core.end))
    }

    /// "around", "at about".
    fn time_lead(&self, at: usize) -> (usize, bool) {
        let mut length = 0;
        let mut approximate = false;
        loop {
            match self.text.word(at + length) {
                "at" | "for" if length == 0 => length += 1,
                "around" | "about" | "approximately" | "approx" | "roughly" | "near" | "nearly"
                | "almost" => {
                    length += 1;
                    approximate = true;
                }
                "exactly" | "precisely" => length += 1,
                _ => break,
            }
        }
        // "For five" may be five people: "for" alone is no sign of a time.
        if length == 1 && self.text.word(at) == "for" { (0, false) } else { (length, approximate) }
    }

    /// Whether these words are (nearly) all that was said.
    fn is_alone(&self, from: usize, to: usize) -> bool {
        let words = &self.text.tokens;
        let rest = (0..words.len()).filter(|place| !(from..to).contains(place));
        rest.filter(|place| !is_filler(&words[*place].word)).count() == 0
    }

    fn is_unit_of_count(&self, at: usize) -> bool {
        matches!(
            self.text.before(at, 1),
            "number" | "room" | "suite" | "age" | "aged" | "option" | "apartment" | "party"
        ) || (self.text.before(at, 1) == "of"
            && matches!(self.text.before(at, 2), "party" | "group" | "table" | "family"))
    }

    fn day_ends_at(&self, at: usize) -> bool {
        let back = usize::from(matches!(self.text.before(at, 1), "at" | "around" | "about"));
        let end = at - back;
        weekday(self.text.before(end, 1)).is_some()
            || matches!(self.text.before(end, 1), "today" | "tomorrow" | "tonight" | "tomorow" | "tmrw")
            || (1..=4).any(|length| {
                end.checked_sub(length).and_then(|from| self.day(from)).is_some_and(|(_, stop)| stop == end)
            })
    }

    fn core(&self, at: usize) -> Option<Core> {
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
            _ => return None,
        };
        let clock = Clock { approximate, ..Clock::new(hour, 0, Half::Known)? };
        Some(Core { clock, end: at + twelve + 1, sure: Sure::Yes })
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
            || matches!(self.text.before(at, 1), "at" | "around" | "about")
            || self.is_alone(at, hour.end);
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
                (number.value, first + number.length, false)
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
        if back && !said && (joined != "to" || !matches!(minutes, 5 | 10 | 15 | 20 | 25)) {
            return None;
        }
        let hour = self.named(next + 1).or_else(|| self.hour(next + 1))?;
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
        if self.text.tokens[at].is_joined() && self.text.tokens[at].digits.is_some() {
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
        let year = matches!(hour.value, 19 | 20) && month(self.text.before(at, 1)).is_some();
        if year {
            return None;
        }
        let sure =
            if minute % 5 == 0 && !matches!((hour.value, minute), (20, 18..=30)) || self.is_half_word(end) {
                Sure::Likely
            } else {
                Sure::No
            };
        Some(Core { clock, end, sure })
    }

    fn said_at(&self, at: usize) -> bool {
        matches!(self.text.before(at, 1), "at" | "around" | "about")
    }

    /// "5", "five", "5 o'clock", "fiveish".
    fn hour(&self, at: usize) -> Option<Core> {
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
        let next = self.text.tokens.get(at + number.length);
        let part_of_more = next.is_some_and(|next| {
            number.width > 0
                && next.digits.is_some()
                && (matches!(next.gap, "/" | "." | ":") || (next.is_joined()))
        });
        if part_of_more
            || token.gap.ends_with(['$', '£', '€', '#', '+', '@'])
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

    /// "in the evening", "at night", "afternoon" right behind a time.
    fn part_after(&self, at: usize) -> Option<(DayPart, usize)> {
        let token = self.text.tokens.get(at)?;
        if token.opens_sentence() || token.gap.contains(',') && token.word != "in" {
            return None;
        }
        let place = match (token.word.as_str(), self.text.word(at + 1)) {
            ("in" | "on" | "of", "the") => at + 2,
            ("in" | "at", _) => at + 1,
            _ => at,
        };
        let early = usize::from(matches!(self.text.word(place), "early" | "late"));
        let part = day_part(self.text.word(place + early))?;
        if place == at
            && part == DayPart::Night
            && early == 0
            && is_counted(self.text.word(at))
            && self.text.word(at + 1) == "stay"
        {
            return None;
        }
        // A time of its own may follow: "five in the morning at ten" is rare, "morning ten" is not.
        Some((part, place + early + 1))
    }

    /// "in two hours", "in half an hour", "30 minutes later", "an hour from now".
    fn moment_from_now(&self, at: usize) -> Option<(Clock, usize)> {
        let (minutes, end) = self.minutes_from_now(at)?;
        let then = self.now.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()?;
        (then.date() == self.today).then_some((
            Clock { hour: then.hour(), minute: then.minute(), half: Half::Known, approximate: false },
            end,
        ))
    }

    /// Minutes from now, and where the words end.
    pub(crate) fn minutes_from_now(&self, at: usize) -> Option<(i64, usize)> {
        if self.text.word(at) == "now" || self.text.reads(at, &["right", "now"]) {
            let asked = self.expects_time || self.expects_date;
            let end = at + if self.text.word(at) == "now" { 1 } else { 2 };
            return (asked && self.is_alone(at, end)).then_some((0, end));
        }
        let lead = match self.text.word(at) {
            "in" | "within" => 1,
            _ => 0,
        };
        let about = usize::from(matches!(
            self.text.word(at + lead),
            "about" | "around" | "approximately" | "another"
        ));
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

    /// Minutes: "half an hour", "an hour and a half", "2.5 hours", "one day two hours".
    pub(crate) fn duration(&self, at: usize) -> Option<(i64, usize)> {
        let words = self.text;
        for (pattern, minutes) in [
            (&["half", "an", "hour"][..], 30),
            (&["half", "hour"], 30),
            (&["a", "half", "hour"], 30),
            (&["an", "hour", "and", "a", "half"], 90),
            (&["a", "quarter", "of", "an", "hour"], 15),
            (&["quarter", "of", "an", "hour"], 15),
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
        } else if words.reads(end, &["and", "a", "half"]) {
            tenths += 5;
            end += 3;
        } else if words.reads(end, &["and", "half"]) {
            tenths += 5;
            end += 2;
        }
        let unit = unit(words.word(end))?;
        let minutes = match unit {
            Unit::Minute => 1,
            Unit::Hour => 60,
            Unit::Day => 24 * 60,
            _ => return None,
        };
        Some((tenths * minutes / 10, end + 1, unit))
    }

    /// A named part of the day: "in the morning", "early afternoon", "at lunch time".
    pub(crate) fn part(&self, at: usize) -> Option<(DayPart, usize)> {
        let words = self.text;
        let mut place = at;
        while matches!(
            words.word(place),
            "in" | "during" | "at" | "the" | "later" | "sometime" | "for" | "around" | "on"
        ) && place < at + 4
        {
            place += 1;
        }
        if words.reads(place, &["mid", "night"]) {
            return None;
        }
        let after_day =
            weekday(words.before(at, 1)).is_some() || matches!(words.before(at, 1), "tomorrow" | "today");
        if after_day && matches!(words.word(at), "am" | "pm") && words.word(at + 1) != "i" {
            return Some((
                if words.word(at) == "am" { DayPart::Morning } else { DayPart::Afternoon },
                at + 1,
            ));
        }
        let qualified = matches!(words.word(place), "early" | "late" | "mid" | "later" | "the");
        place += usize::from(qualified && words.word(place) != "the");
        if words.reads(place, &["first", "thing"]) {
            let tail = if words.reads(place + 2, &["in", "the", "morning"]) { 5 } else { 2 };
            return Some((DayPart::Morning, place + tail));
        }
        let word = words.word(place);
        let part = match word {
            "am" | "ams" if place > at && words.before(place, 1) == "the" => DayPart::Morning,
            "pm" | "pms" if place > at && words.before(place, 1) == "the" => DayPart::Afternoon,
            "forenoon" => DayPart::Morning,
            "midmorning" => DayPart::Morning,
            _ => day_part(word)?,
        };
        let greeting = words.before(at, 1) == "good" || words.before(place, 1) == "good";
        let eve = matches!(word, "eve") && place == at;
        if greeting || eve || matches!(words.word(place + 1), "bye" | "night") {
            return None;
        }
        let bare = place == at;
        if part == DayPart::Night
            && bare
            && (is_counted(words.before(at, 1))
                || words.cardinal(at.wrapping_sub(1)).is_some()
                || matches!(words.before(at, 1), "a" | "per" | "every" | "each"))
        {
            return None;
        }
        if part == DayPart::Lunch && words.word(place) == "lunch" && words.word(place + 1) == "break" {
            return Some((part, place + 2));
        }
        let time = usize::from(words.word(place + 1) == "time" || words.word(place + 1) == "times");
        Some((part, place + 1 + time))
    }

    /// Spans of time: "between four and five", "after three", "from nine for two hours".
    pub(crate) fn time_span(&self, at: usize) -> Option<(When, usize)> {
        self.closed_span(at).or_else(|| self.span_by_length(at)).or_else(|| self.open_span(at))
    }

    fn closed_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let any = if words.reads(at, &["any", "time"]) || words.reads(at, &["some", "time"]) {
            2
        } else {
            usize::from(matches!(words.word(at), "anytime" | "sometime"))
        };
        let place = at + any;
        let (lead, between) = match words.word(place) {
            "between" | "betwen" => (1, true),
            "from" => (1, false),
            _ => (0, false),
        };
        let (first, middle) = self.time_here(place + lead)?;
        let joint = words.word(middle);
        let dash = words
            .tokens
            .get(middle)
            .is_some_and(|token| token.follows('-') || token.follows('–') || token.follows('—'));
        let after = match joint {
            "and" if between || lead == 1 => middle + 1,
            "to" | "till" | "til" | "until" | "through" | "thru" | "untill" => middle + 1,
            _ if dash => middle,
            _ => return None,
        };
        let after = after + usize::from(matches!(words.word(after), "till" | "before" | "maybe" | "like"));
        let (second, mut end) = self.time_here(after)?;
        // Two bare numbers want a reason: "from", a day beside them, a half of the day, or being asked.
        let bare = |from: usize, to: usize| (from..to).all(|place| words.cardinal(place).is_some());
        if lead == 0 && bare(place, middle) && bare(after, end) {
            let minutes = words.tokens.get(place + 1).is_some_and(|token| token.gap == ":")
                || words.tokens.get(after + 1).is_some_and(|token| token.gap == ":");
            let beside_day = self.day_ends_at(at) || self.day(end).is_some() || self.day(end + 1).is_some();
            let small = first.hour < 13 && second.hour < 13;
            let asked = self.expects_time && self.is_alone(at, end);
            if !(minutes || (beside_day && small) || asked) || is_counted(words.word(end)) {
                return None;
            }
        }
        if self.is_phone_like(place + lead, end) || self.reads_as_days(place + lead, middle, end) {
            return None;
        }
        let part = self.part_after(end).filter(|_| second.half == Half::Known && first.half == Half::Open);
        if let Some((part, stop)) = part {
            end = stop;
            let (first, second) = order(first.within(part), second);
            return Some((When::Times(Some(first), Some(second)), end));
        }
        let (first, second) = order(first, second);
        Some((When::Times(Some(first), Some(second)), end))
    }

    fn is_phone_like(&self, from: usize, to: usize) -> bool {
        let near = |place: usize| self.text.tokens.get(place).is_some_and(|t| t.width() > 2 && t.is_beside());
        (from > 0 && self.text.tokens[from - 1].width() > 2) || near(to)
    }

    /// "From 3 to 12 of September" are days.
    fn reads_as_days(&self, from: usize, middle: usize, end: usize) -> bool {
        let month_follows = month(self.text.word(end)).is_some()
            || (matches!(self.text.word(end), "of" | "in")
                && (month(self.text.word(end + 1)).is_some()
                    || matches!(self.text.word(end + 1), "this" | "next" | "the")))
            || (matches!(self.text.word(end), "next" | "this") && self.text.word(end + 1) == "month");
        month_follows && middle == from + self.text.cardinal(from).map_or(9, |number| number.length)
    }

    /// "from nine for two and a half hours", "for two hours from nine".
    fn span_by_length(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let (start, minutes, end) = if words.word(at) == "for" {
            let (minutes, middle) = self.duration(at + 1)?;
            let from = matches!(words.word(middle), "from" | "starting" | "beginning" | "at");
            let more =
                usize::from(words.word(middle) != "at" && matches!(words.word(middle + 1), "at" | "from"));
            let (start, end) = self.time_here(middle + 1 + more).filter(|_| from)?;
            (start, minutes, end)
        } else {
            let lead = usize::from(matches!(words.word(at), "from" | "at" | "starting"));
            let (start, middle) = self.time_here(at + lead).filter(|_| lead == 1)?;
            let (minutes, end) = self.duration(middle + 1).filter(|_| words.word(middle) == "for")?;
            (start, minutes, end)
        };
        let total = (start.minutes() + minutes as i32).rem_euclid(24 * 60);
        let stop = Clock { hour: (total / 60) as i8, minute: (total % 60) as i8, ..start };
        Some((When::Times(Some(start), Some(stop)), end))
    }

    /// "after three", "before noon", "five or later", "no later than six".
    fn open_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let any = if words.reads(at, &["any", "time"]) || words.reads(at, &["some", "time"]) {
            2
        } else {
            usize::from(matches!(words.word(at), "anytime" | "sometime" | "anything" | "something"))
        };
        let place = at + any;
        let from: &[&[&str]] = &[
            &["not", "before"],
            &["no", "earlier", "than"],
            &["not", "earlier", "than"],
            &["later", "than"],
            &["as", "early", "as"],
            &["starting", "from"],
            &["starting", "at"],
            &["from"],
            &["after"],
            &["past"],
            &["since"],
        ];
        let until: &[&[&str]] = &[
            &["not", "after"],
            &["no", "later", "than"],
            &["not", "later", "than"],
            &["earlier", "than"],
            &["as", "late", "as"],
            &["sooner", "than"],
            &["before"],
            &["prior", "to"],
            &["until"],
            &["till"],
            &["til"],
            &["by"],
            &["up", "to"],
        ];
        let lead =
            |leads: &[&[&str]]| leads.iter().find(|lead| words.reads(place, lead)).map(|lead| lead.len());
        let (is_from, length) = match (lead(from), lead(until)) {
            (Some(length), _) => (true, length),
            (_, Some(length)) => (false, length),
            _ => return self.span_by_tail(at),
        };
        let weak = matches!(words.word(place), "from" | "past" | "since") && any == 0;
        let half = words.reads(place, &["past"]) && matches!(words.before(place, 1), "half" | "quarter");
        if half {
            return None;
        }
        let (clock, mut end) = self.time_here(place + length)?;
        let number_only = (place + length..end).all(|one| words.cardinal(one).is_some());
        if number_only && (clock.hour == 0 || self.day(place + length).is_some_and(|(_, stop)| stop >= end)) {
            return None;
        }
        if weak
            && number_only
            && end - (place + length) < 2
            && words.tokens.get(place + length + 1).is_none_or(|t| t.gap != ":")
        {
            let then = matches!(words.word(end), "onwards" | "onward" | "on" | "until" | "till");
            if !then && words.word(place) != "from" {
                return None;
            }
        }
        end += usize::from(matches!(words.word(end), "onwards" | "onward"));
        // "After three but before five" is one span.
        let but = end + usize::from(matches!(words.word(end), "but" | "and"));
        if is_from {
            if let Some(second) = until.iter().find(|lead| words.reads(but, lead))
                && let Some((stop, last)) = self.time_here(but + second.len())
            {
                let (clock, stop) = order(clock, stop);
                return Some((When::Times(Some(clock), Some(stop)), last));
            }
            return Some((When::Times(Some(clock), None), end));
        }
        Some((When::Times(None, Some(clock)), end))
    }

    /// "five or later", "three onwards".
    fn span_by_tail(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let (clock, end) = self.time_here(at)?;
        for (tail, later) in [
            (&["or", "later"][..], true),
            (&["or", "after"], true),
            (&["and", "later"], true),
            (&["and", "after"], true),
            (&["onwards"], true),
            (&["onward"], true),
            (&["or", "earlier"], false),
            (&["or", "before"], false),
            (&["and", "before"], false),
            (&["at", "the", "latest"], false),
            (&["at", "the", "earliest"], true),
        ] {
            if words.reads(end, tail) {
                let when =
                    if later { When::Times(Some(clock), None) } else { When::Times(None, Some(clock)) };
                return Some((when, end + tail.len()));
            }
        }
        None
    }
}

/// An hour with "am" or "pm"; an hour past twelve does not mind them.
fn halved(clock: Clock, afternoon: bool) -> Clock {
    let hour = match (clock.hour, afternoon) {
        (12, false) => 0,
        (0..=11, true) => clock.hour + 12,
        _ => clock.hour,
    };
    Clock { hour, half: Half::Known, ..clock }
}

/// Lets the two ends of a span explain each other: "five to six pm", "eleven to three pm", "one pm to three".
pub(crate) fn order(first: Clock, second: Clock) -> (Clock, Clock) {
    match (first.half, second.half) {
        (Half::Open, Half::Known) => {
            let (early, late) = (first.in_half(false), first.in_half(true));
            let same = if second.hour >= 12 { late } else { early };
            let other = if second.hour >= 12 { early } else { late };
            (if same.minutes() < second.minutes() { same } else { other }, second)
        }
        (Half::Known, Half::Open) => {
            let (early, late) = (second.in_half(false), second.in_half(true));
            let next = if early.minutes() > first.minutes() {
                early
            } else if late.minutes() > first.minutes() {
                late
            } else {
                early
            };
            (first, next)
        }
        (Half::Open, Half::Open) => {
            // Nine to five: the end is after the start, within twelve hours, in the salon's day.
            let start = Clock { half: Half::Known, hour: first.likely().hour(), ..first };
            let (early, late) = (second.in_half(false), second.in_half(true));
            let stop = if early.minutes() > start.minutes() { early } else { late };
            if stop.minutes() > start.minutes() { (start, stop) } else { (start, early) }
        }
        _ => (first, second),
    }
}

fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "at"
            | "around"
            | "about"
            | "for"
            | "um"
            | "uh"
            | "er"
            | "hmm"
            | "maybe"
            | "say"
            | "lets"
            | "ok"
            | "okay"
            | "yes"
            | "yeah"
            | "yep"
            | "sure"
            | "the"
            | "it"
            | "is"
            | "would"
            | "be"
            | "good"
            | "fine"
            | "great"
            | "works"
            | "work"
            | "works_for_me"
            | "me"
            | "i"
            | "think"
            | "how"
            | "what"
            | "prefer"
            | "make"
            | "thanks"
            | "thank"
            | "you"
            | "will"
            | "do"
            | "well"
            | "so"
            | "then"
            | "perfect"
            | "best"
            | "like"
            | "id"
            | "want"
            | "its"
            | "that"
            | "thatd"
            | "better"
            | "actually"
            | "no"
            | "can"
            | "we"
            | "could"
            | "instead"
            | "or"
            | "and"
            | "probably"
            | "guess"
            | "sounds"
            | "ill"
            | "take"
            | "go"
            | "with"
            | "a"
    )
}
