//! English acts, and the small words around them.

use super::acts::{ACTS, CLASSES};
use super::choices::choice;
use super::doubts::{doubts, is_refused, moves_instead};
use super::excludes::excludes;
use super::receptionist::RECEPTIONIST;
use crate::words::Talk;

pub(super) const TALK: Talk = Talk {
    acts: ACTS,
    classes: CLASSES,
    opens,
    closes,
    doubts,
    is_refused,
    moves_instead,
    excludes,
    choice,
    is_foreign,
    is_shop: |word| matches!(word, "visit" | "store" | "shop"),
    asks_how_late: |text, at| text.reads(at, &["how", "late"]),
    is_finish: |word| {
        matches!(word, "all" | "everything" | "done" | "set" | "it" | "needed" | "need" | "finished")
    },
    receptionist: RECEPTIONIST,
};

/// Words before a sentence that are no part of it.
fn opens(word: &str) -> bool {
    matches!(
        word,
        "um" | "uh"
            | "er"
            | "erm"
            | "hmm"
            | "ah"
            | "oh"
            | "well"
            | "so"
            | "hi"
            | "hello"
            | "hey"
            | "please"
            | "and"
            | "but"
            | "ok"
            | "okay"
            | "now"
            | "actually"
            | "then"
            | "there"
            | "yes"
            | "yeah"
            | "sorry"
            | "no"
            | "like"
            | "just"
            | "great"
            | "thanks"
    )
}

/// Words behind a sentence that are no part of it.
fn closes(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "thanks"
            | "thank"
            | "you"
            | "then"
            | "sir"
            | "mam"
            | "maam"
            | "so"
            | "much"
            | "very"
            | "now"
    )
}

/// Things the salon's facts do not hold.
fn is_foreign(word: &str) -> bool {
    matches!(
        word,
        "rating"
            | "ratings"
            | "rated"
            | "reviews"
            | "review"
            | "number"
            | "numbers"
            | "contact"
            | "contacts"
            | "phone"
            | "telephone"
            | "digits"
            | "city"
    )
}
