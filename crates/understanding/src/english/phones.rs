//! Telephone numbers as they are read out.

use super::numbers::{repeats, small, tens};
use crate::token::Text;
use crate::words::Phones;

pub(super) const PHONES: Phones = Phones {
    is_plus: |word| word == "plus",
    repeats,
    group,
    hesitates,
    leads: |word| {
        matches!(
            word,
            "my" | "yes"
                | "yeah"
                | "yep"
                | "ok"
                | "okay"
                | "sure"
                | "please"
                | "thanks"
                | "thank"
                | "you"
                | "well"
        )
    },
    corrects,
    is_exclamation,
    goes_on,
    is_area_code,
    is_other,
    is_phone: |word| matches!(word, "phone" | "telephone" | "mobile" | "cell"),
};

/// "oh", "twenty five", "eight hundred", "fifteen hundred".
fn group(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    if let Some(value) = small(text.word(at)) {
        let hundred = text.word(at + 1);
        if (1..=19).contains(&value)
            && (value < 10 || hundred == "hundred")
            && matches!(hundred, "hundred" | "thousand")
        {
            let zeros = if hundred == "hundred" { "00" } else { "000" };
            return Some((format!("{value}{zeros}"), at + 2));
        }
        return Some((value.to_string(), at + 1));
    }
    let ten = tens(text.word(at))?;
    let unit =
        text.tokens.get(at + 1).and_then(|next| small(&next.word).filter(|unit| (1..=9).contains(unit)));
    Some(match unit {
        // "Twenty one hundred", "thirty three hundred".
        Some(unit) if text.word(at + 2) == "hundred" => (format!("{}00", ten + unit), at + 3),
        Some(unit) => ((ten + unit).to_string(), at + 2),
        None => (ten.to_string(), at + 1),
    })
}

/// Words between two groups.
fn hesitates(word: &str) -> bool {
    corrects(word)
        || matches!(
            word,
            "wait"
                | "i"
                | "make"
                | "that"
                | "its"
                | "uh"
                | "um"
                | "er"
                | "dash"
                | "hyphen"
                | "space"
                | "then"
                | "and"
                | "the"
                | "number"
                | "is"
                | "area"
                | "code"
                | "so"
                | "thats"
                | "ends"
                | "in"
                | "ending"
                | "last"
                | "digits"
                | "digit"
                | "should"
                | "be"
                | "it"
                | "rest"
                | "phone"
                | "hang"
                | "on"
                | "comma"
                | "point"
                | "dot"
                | "followed"
                | "by"
                | "with"
        )
}

/// Those of them that say the digits before them were wrong, or are said again.
fn corrects(word: &str) -> bool {
    matches!(
        word,
        "no" | "sorry"
            | "mean"
            | "meant"
            | "oops"
            | "actually"
            | "scratch"
            | "rather"
            | "correction"
            | "again"
            | "repeat"
    )
}

/// "Oh" before "sorry" or "no".
fn is_exclamation(text: &Text<'_>, at: usize) -> bool {
    matches!(text.word(at), "oh" | "o")
        && matches!(text.word(at + 1), "sorry" | "no" | "wait" | "actually" | "oops")
}

/// "Dash", "and then", an area code and the rest.
fn goes_on(text: &Text<'_>, from: usize, to: usize, digits: usize) -> bool {
    let marks = (from..to).all(|at| {
        matches!(
            text.word(at),
            "dash"
                | "hyphen"
                | "space"
                | "uh"
                | "um"
                | "er"
                | "then"
                | "its"
                | "wait"
                | "comma"
                | "dot"
                | "point"
        )
    });
    let then = (from..to).any(|at| matches!(text.word(at), "then" | "rest" | "followed"));
    let code = (0..to).any(|at| text.word(at) == "code");
    marks || then || (code && digits <= 4)
}

/// "Area code four one five".
fn is_area_code(text: &Text<'_>, at: usize) -> bool {
    (1..=3).any(|back| {
        text.before(at, back) == "code" && matches!(text.before(at, back + 1), "area" | "country" | "dialing")
    })
}

/// Another kind of number.
fn is_other(word: &str) -> bool {
    matches!(
        word,
        "account"
            | "card"
            | "order"
            | "invoice"
            | "reference"
            | "booking"
            | "ssn"
            | "omb"
            | "isbn"
            | "code"
            | "pin"
            | "serial"
            | "id"
            | "member"
            | "membership"
            | "confirmation"
            | "policy"
            | "tracking"
            | "passport"
            | "license"
            | "licence"
    )
}
