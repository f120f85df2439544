//! Small patterns over words: `how much (is|are) * ?please`.
//!
//! Words stand for themselves, `a|b` for either, `?a` may be missing, `*` skips up to three words, `^` is the
//! beginning of a sentence, `$` its end. Patterns are compiled once and found by their first word.

use std::collections::HashMap;

use crate::token::Text;

#[derive(Debug, Clone)]
enum Step {
    Word { any_of: Vec<&'static str>, optional: bool },
    Skip,
    Begin,
    End,
}

#[derive(Debug)]
struct Pattern<K> {
    kind: K,
    steps: Vec<Step>,
}

/// A set of patterns, each with what it stands for.
#[derive(Debug)]
pub(crate) struct Patterns<K> {
    patterns: Vec<Pattern<K>>,
    by_first: HashMap<&'static str, Vec<usize>>,
}

/// Words that a pattern matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match<K> {
    pub(crate) kind: K,
    pub(crate) at: usize,
    pub(crate) end: usize,
}

impl<K: Copy> Patterns<K> {
    pub(crate) fn new(table: &[(K, &'static [&'static str])]) -> Self {
        let mut patterns = Vec::new();
        let mut by_first: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (kind, lines) in table {
            for line in *lines {
                let steps: Vec<Step> = line.split_whitespace().map(step).collect();
                for first in firsts(&steps) {
                    by_first.entry(first).or_default().push(patterns.len());
                }
                patterns.push(Pattern { kind: *kind, steps });
            }
        }
        Self { patterns, by_first }
    }

    /// All matches, each pattern's longest at each place.
    pub(crate) fn find(&self, text: &Text<'_>) -> Vec<Match<K>> {
        let mut matches = Vec::new();
        for at in 0..text.tokens.len() {
            for index in self.by_first.get(text.word(at)).into_iter().flatten() {
                let pattern = &self.patterns[*index];
                if let Some(end) = run(&pattern.steps, text, at).filter(|end| *end > at) {
                    matches.push(Match { kind: pattern.kind, at, end });
                }
            }
        }
        matches
    }
}

fn step(part: &'static str) -> Step {
    match part {
        "*" => Step::Skip,
        "^" => Step::Begin,
        "$" => Step::End,
        _ => {
            let optional = part.starts_with('?');
            let any_of = part.trim_start_matches('?').trim_matches(['(', ')']).split('|').collect();
            Step::Word { any_of, optional }
        }
    }
}

/// The words a pattern may begin with.
fn firsts(steps: &[Step]) -> Vec<&'static str> {
    let mut words = Vec::new();
    for step in steps {
        match step {
            Step::Word { any_of, optional } => {
                words.extend(any_of);
                if !optional {
                    break;
                }
            }
            Step::Begin => {}
            Step::Skip | Step::End => break,
        }
    }
    words
}

fn run(steps: &[Step], text: &Text<'_>, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::Begin => is_beginning(text, at).then(|| run(rest, text, at)).flatten(),
        Step::End => is_end(text, at).then(|| run(rest, text, at)).flatten(),
        Step::Skip => (0..=3)
            .take_while(|skipped| *skipped == 0 || !is_end(text, at + skipped - 1))
            .find_map(|skipped| run(rest, text, at + skipped)),
        Step::Word { any_of, optional } => {
            let here = any_of.contains(&text.word(at)) && at < text.tokens.len();
            here.then(|| run(rest, text, at + 1))
                .flatten()
                .or_else(|| optional.then(|| run(rest, text, at)).flatten())
        }
    }
}

fn is_beginning(text: &Text<'_>, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|token| token.opens_sentence() || token.gap.contains(','))
        || at == 0
        || (0..at).all(|place| {
            matches!(
                text.word(place),
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
            )
        })
}

fn is_end(text: &Text<'_>, at: usize) -> bool {
    text.tokens.get(at).is_none_or(|token| token.opens_sentence() || token.gap.contains(','))
        || (at..text.tokens.len())
            .all(|place| matches!(text.word(place), "please" | "thanks" | "thank" | "you" | "then"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(pattern: &'static str, said: &str) -> Option<(usize, usize)> {
        let table: &'static [&'static str] = Box::leak(Box::new([pattern]));
        let found = Patterns::new(&[((), table)]).find(&Text::new(said));
        found.first().map(|one| (one.at, one.end))
    }

    #[test]
    fn patterns_match_words_choices_and_gaps() {
        assert_eq!(ends("how much is|are", "so how much are they"), Some((1, 4)));
        assert_eq!(ends("what * cost", "what does it cost"), Some((0, 4)));
        assert_eq!(ends("?the price", "price please"), Some((0, 1)));
        assert_eq!(ends("^ no $", "no please"), Some((0, 1)));
        assert_eq!(ends("^ no $", "no way"), None);
        assert_eq!(ends("^ no", "there is no time"), None);
    }
}
