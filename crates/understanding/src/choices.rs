//! One of what was offered, by its place. How a language says it is in its folder.

use crate::Expecting;
use crate::token::Text;

/// A choice by its place.
pub(crate) struct Choice {
    pub(crate) at: usize,
    pub(crate) end: usize,
    /// 1-based; -1 is the last.
    pub(crate) position: i8,
}

/// The choice made, where one was offered.
pub(crate) fn find(text: &Text<'_>, expecting: &[Expecting]) -> Option<Choice> {
    if !expecting.contains(&Expecting::Choice) {
        return None;
    }
    (0..text.tokens.len()).find_map(|at| (text.words().talk.choice)(text, at))
}
