//! Telephone numbers as they are read out.

use super::numbers::{repeats, small, tens};
use crate::token::Text;
use crate::words::Phones;

pub(super) const PHONES: Phones = Phones {
    is_plus: |word| word == "plus",
    repeats,
    group,
    hesitates,
    corrects,
    is_other,
    is_phone: |word| matches!(word, "phone" | "telephone" | "mobile" | "cell"),
};

/// "oh", "twenty five", "eight hundred".
fn group(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    if let Some(value) = small(text.word(at)) {
        let hundred = text.word(at + 1);
        if (1..=9).contains(&value) && matches!(hundred, "hundred" | "thousand") {
            let zeros = if hundred == "hundred" { "00" } else { "000" };
            return Some((format!("{value}{zeros}"), at + 2));
        }
        return Some((value.to_string(), at + 1));
    }
    let ten = tens(text.word(at))?;
    let unit =
        text.tokens.get(at + 1).and_then(|next| small(&next.word).filter(|unit| (1..=9).contains(unit)));
    Some(match unit {
        Some(unit) => ((ten + unit).to_string(), at + 2),
        None => (ten.to_string(), at + 1),
    })
}

/// Words between two groups.
fn hesitates(word: &str) -> bool {
    matches!(
        word,
        "no" | "sorry"
            | "wait"
            | "i"
            | "mean"
            | "meant"
            | "oops"
            | "actually"
            | "make"
            | "that"
            | "its"
            | "uh"
            | "um"
    )
}

/// Those of them that take back what was said.
fn corrects(word: &str) -> bool {
    matches!(word, "no" | "sorry" | "mean" | "meant" | "oops" | "actually")
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
    )
}
