//! Sentences that are the same in every call of a salon: what others ask in the receptionist's words, and what can be
//! rendered once and kept.

use crate::{Salon, phrases};

/// What is asked when everything so far is done.
pub fn anything_else() -> String {
    phrases::anything_else()
}

/// All of them, the longest first: of two that begin alike, the one that says more.
pub fn sentences(salon: &Salon) -> Vec<String> {
    let mut all = vec![
        phrases::greeting(&salon.name, salon.greeting.as_deref(), salon.tone),
        phrases::how_to_help(),
        phrases::anything_else(),
        phrases::goodbye(None, salon.tone),
        phrases::silence_goodbye(),
        phrases::giving_up(),
        phrases::connecting(),
        phrases::not_caught(1),
    ];
    all.sort_by_key(|sentence| std::cmp::Reverse(sentence.len()));
    all
}
