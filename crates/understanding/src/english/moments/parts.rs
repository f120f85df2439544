//! Parts of the day by their names.

use super::Reader;
use crate::DayPart;
use crate::english::calendar::{day_part, is_counted, weekday};

impl Reader<'_, '_> {
    /// A named part of the day: "in the morning", "early afternoon", "at lunch time".
    pub(super) fn part(&self, at: usize) -> Option<(DayPart, usize)> {
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
        if words.word(at) == "late" && words.reads(at + 1, &["in", "the", "day"]) {
            return Some((DayPart::Evening, at + 4));
        }
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
        // "Book this lunch": the meal, not the time.
        let meal = word == "lunch"
            && matches!(
                words.before(place, 1),
                "this" | "a" | "the" | "my" | "our" | "have" | "having" | "eat" | "eating" | "had"
            )
            && words.word(place + 1) != "time";
        if meal {
            return None;
        }
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

    /// "in the evening", "at night", "afternoon" right behind a time.
    pub(super) fn part_after(&self, at: usize) -> Option<(DayPart, usize)> {
        let token = self.text.tokens.get(at)?;
        if token.opens_sentence() || token.gap.contains(',') && token.word != "in" {
            return None;
        }
        if token.word == "in" && self.text.word(at + 1) == "the" {
            match self.text.word(at + 2) {
                "am" => return Some((DayPart::Morning, at + 3)),
                "pm" => return Some((DayPart::Afternoon, at + 3)),
                _ => {}
            }
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
}
