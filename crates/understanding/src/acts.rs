//! What the caller does: asks, wants, agrees, refuses, thanks.
//!
//! Patterns propose; this file weighs them with the question that was asked and with what else was said.

use std::sync::OnceLock;

use crate::english::acts::ACTS;
use crate::pattern::{Match, Patterns};
use crate::token::Text;
use crate::{ActKind, Expecting};

fn patterns() -> &'static Patterns<ActKind> {
    static PATTERNS: OnceLock<Patterns<ActKind>> = OnceLock::new();
    PATTERNS.get_or_init(|| Patterns::new(ACTS))
}

/// All acts, in the order said, one of each kind and place.
pub(crate) fn find(text: &Text<'_>, expecting: &[Expecting]) -> Vec<Match<ActKind>> {
    let mut found = patterns().find(text);
    found.sort_by_key(|one| (one.at, one.end));
    found.dedup();
    let all = found.clone();
    found.retain(|one| is_meant(one, &all, text, expecting));
    let mut merged: Vec<Match<ActKind>> = Vec::new();
    for one in found {
        match merged.iter_mut().find(|other| other.kind == one.kind && one.at <= other.end) {
            Some(other) => other.end = other.end.max(one.end),
            None => merged.push(one),
        }
    }
    merged
}

fn is_meant(one: &Match<ActKind>, all: &[Match<ActKind>], text: &Text<'_>, expecting: &[Expecting]) -> bool {
    use ActKind::*;
    let has = |kind: ActKind| all.iter().any(|other| other.kind == kind);
    let covers = |kind: ActKind| {
        all.iter().any(|other| {
            other.kind == kind
                && other.at <= one.at
                && one.end <= other.end
                && (other.at, other.end) != (one.at, one.end)
        })
    };
    let negated =
        (one.at.saturating_sub(3)..one.at).any(|at| matches!(text.word(at), "not" | "dont" | "no" | "never"));
    let _ = expecting;
    match one.kind {
        Affirm => !negated && !covers(Deny) && !covers(Greet) && !covers(Thanks) && !covers(Goodbye),
        Deny => !covers(AnyPerson) && !covers(AnyTime) && !covers(Repeat) && !covers(SpeakToHuman),
        Book => ![Cancel, Move, AskMyVisit].into_iter().any(has) && (!negated || one.end - one.at > 1),
        Goodbye => true,
        Thanks => !covers(Deny) || text.word(one.at).starts_with("thank"),
        _ => true,
    }
}
