//! What is not wanted.

use crate::token::Text;

/// "not monday", "anything but friday", "except tuesday".
pub(super) fn excludes(text: &Text<'_>, at: usize, _: usize) -> bool {
    for back in 1..=4 {
        let word = text.before(at, back);
        if text.tokens.get((at + 1).saturating_sub(back)).is_some_and(|token| token.gap.contains(','))
            && back > 1
        {
            return false;
        }
        match word {
            "not" | "except" | "besides" => {
                return !matches!(
                    text.before(at, back - 1),
                    "later" | "earlier" | "before" | "after" | "sure"
                );
            }
            "but" => {
                return matches!(
                    text.before(at, back + 1),
                    "anything" | "anyone" | "any" | "anytime" | "day" | "time" | "everyone"
                );
            }
            "on" | "at" | "the" | "with" | "for" | "this" | "next" | "a" | "in" | "do" | "work" | "make"
            | "really" | "to" => {}
            "cant" | "cannot" | "dont" | "no" => {
                return matches!(
                    text.before(at, back - 1),
                    "do" | "make" | "on" | "at" | "with" | "work" | "want"
                ) && back > 1;
            }
            "than" | "of" if matches!(text.before(at, back + 1), "instead" | "rather" | "other") => {
                return true;
            }
            _ => return false,
        }
    }
    false
}
