//! "The first one", "number two", "the last".

use super::calendar::month;
use crate::choices::Choice;
use crate::token::Text;

/// The choice that begins at a word.
pub(super) fn choice(text: &Text<'_>, at: usize) -> Option<Choice> {
    let the = usize::from(text.word(at) == "the");
    let place = at + the;
    let noun = |end: usize| {
        usize::from(matches!(
            text.word(end),
            "one" | "option" | "time" | "slot" | "choice" | "appointment" | "suggestion" | "of"
        ))
    };
    if matches!(text.word(place), "last" | "final") && the == 1 {
        return Some(Choice { at, end: place + 1 + noun(place + 1), position: -1 });
    }
    if matches!(text.word(place), "former") {
        return Some(Choice { at, end: place + 1, position: 1 });
    }
    if matches!(text.word(place), "latter") {
        return Some(Choice { at, end: place + 1, position: 2 });
    }
    if matches!(text.word(place), "middle") && the == 1 {
        return Some(Choice { at, end: place + 1 + noun(place + 1), position: 2 });
    }
    if matches!(text.word(place), "number" | "option" | "choice") {
        let number = text.number(place + 1).filter(|number| (1..=9).contains(&number.value))?;
        return Some(Choice { at, end: place + 1 + number.length, position: number.value as i8 });
    }
    let number = text.number(place).filter(|number| number.is_ordinal && (1..=5).contains(&number.value))?;
    let end = place + number.length;
    let month = month(text.word(end + 1)).is_some() || month(text.word(end)).is_some();
    // "One second" is no choice, nor is "the second of March".
    if month
        || matches!(text.before(at, 1), "one" | "a" | "just" | "march" | "on")
        || text.word(end) == "thing"
    {
        return None;
    }
    let available = matches!(text.word(end), "available" | "opening" | "you" | "free");
    (!available).then_some(Choice { at, end: end + noun(end), position: number.value as i8 })
}
