//! Whether words that read as a time are one: "five" after "at" is, before "people" it is not.

use super::Reader;
use super::hours::is_session;
use crate::english::calendar::{is_counted, weekday};
use crate::moments::clock::{Clock, Sure};

impl Reader<'_, '_> {
    /// A time that stands for itself.
    pub(super) fn time(&self, at: usize) -> Option<(Clock, usize)> {
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
            || self.text.tokens[start].gap.contains('@')
            || (self.text.before(at, 2) == "make" && self.text.before(at, 1) == "it")
            || (self.text.before(at, 1) == "to"
                && matches!(
                    self.text.before(at, 2),
                    "time" | "it" | "that" | "appointment" | "booking" | "change" | "visit"
                ));
        let sessions = self.part(core.end).is_some_and(|(_, end)| is_session(self.text.word(end)));
        let counted = sessions
            || is_counted(self.text.word(core.end))
            || self.is_unit_of_count(start)
            || self.is_house_number(core.end);
        let alone = self.is_alone(start, core.end);
        let suits = matches!(self.text.word(core.end), "works" | "suits" | "sounds")
            || self.text.reads(core.end, &["would", "be"])
            || self.text.reads(core.end, &["is", "fine"])
            || self.text.reads(core.end, &["is", "good"]);
        let beside_day = self.day_ends_at(at)
            || matches!(self.text.word(core.end), "tonight" | "tonite")
            || (self.text.word(core.end) == "this" && self.part(core.end + 1).is_some())
            || self.day(core.end + usize::from(self.text.word(core.end) == "on")).is_some();
        let one = self.text.word(core.end - 1) == "one";
        let one_of_them = one
            && (matches!(
                self.text.before(at, 1),
                "how" | "what" | "that" | "the" | "this" | "which" | "another" | "first" | "last" | "only"
            ) || weekday(self.text.word(core.end)).is_some());
        if one_of_them {
            return None;
        }
        let chosen = self.expects_time
            && clock.hour > 0
            && matches!(
                self.text.before(at, 1),
                "do" | "take" | "the" | "like" | "want" | "prefer" | "with" | "for"
            );
        let evidence = said_at
            || chosen
            || (suits && clock.hour > 0 && core.end - start == 1)
            || (alone && self.expects_time && !(self.expects_date && core.clock.hour > 12))
            || (beside_day && clock.hour > 0)
            || (likely && !self.expects_other);
        (evidence && !counted).then_some((clock, core.end))
    }

    /// A time where one must stand: after "from", "before", "between". A bare hour will do.
    pub(super) fn time_here(&self, at: usize) -> Option<(Clock, usize)> {
        let (lead, approximate) = self.time_lead(at);
        let core = self.core(at + lead)?;
        if core.sure == Sure::No && is_counted(self.text.word(core.end)) {
            return None;
        }
        Some((Clock { approximate: approximate || core.clock.approximate, ..core.clock }, core.end))
    }

    /// "around", "at about".
    pub(super) fn time_lead(&self, at: usize) -> (usize, bool) {
        let mut length = 0;
        let mut approximate = false;
        loop {
            match self.text.word(at + length) {
                "at" | "for" if length == 0 => length += 1,
                "closer" | "nearer" if self.text.word(at + length + 1) == "to" => {
                    length += 2;
                    approximate = true;
                }
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
    pub(super) fn is_alone(&self, from: usize, to: usize) -> bool {
        let words = &self.text.tokens;
        let rest = (0..words.len()).filter(|place| !(from..to).contains(place));
        rest.filter(|place| !is_filler(&words[*place].word)).count() == 0
    }

    /// "At 14 main street": a number before the name of a street.
    fn is_house_number(&self, end: usize) -> bool {
        (end..end + 4).any(|at| {
            matches!(
                self.text.word(at),
                "street"
                    | "st"
                    | "road"
                    | "rd"
                    | "avenue"
                    | "ave"
                    | "lane"
                    | "drive"
                    | "boulevard"
                    | "blvd"
                    | "court"
                    | "terrace"
                    | "highway"
            )
        }) && (end..end + 3).all(|at| {
            self.text.cardinal(at).is_none()
                && !matches!(self.text.word(at), "on" | "at" | "near" | "in" | "tomorrow")
        })
    }

    fn is_unit_of_count(&self, at: usize) -> bool {
        matches!(
            self.text.before(at, 1),
            "number"
                | "room"
                | "suite"
                | "age"
                | "aged"
                | "option"
                | "apartment"
                | "party"
                | "gate"
                | "level"
                | "size"
                | "line"
                | "step"
                | "chapter"
                | "page"
                | "floor"
                | "platform"
                | "unit"
                | "flat"
                | "grade"
        ) || (self.text.before(at, 1) == "of"
            && matches!(self.text.before(at, 2), "party" | "group" | "table" | "family"))
    }

    pub(super) fn day_ends_at(&self, at: usize) -> bool {
        let back = usize::from(matches!(self.text.before(at, 1), "at" | "around" | "about"));
        let end = at - back;
        weekday(self.text.before(end, 1)).is_some()
            || matches!(self.text.before(end, 1), "today" | "tomorrow" | "tonight" | "tomorow" | "tmrw")
            || (1..=4).any(|length| {
                end.checked_sub(length).and_then(|from| self.day(from)).is_some_and(|(_, stop)| stop == end)
            })
    }

    pub(super) fn said_at(&self, at: usize) -> bool {
        matches!(self.text.before(at, 1), "at" | "around" | "about")
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
