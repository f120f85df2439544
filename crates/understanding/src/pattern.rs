//! Small patterns over words: `how much (is|are) * ?please`.
//!
//! Words stand for themselves, `a|b` for either, `?a` may be missing, `*` skips up to four words, `^` is the
//! beginning of a sentence, `$` its end. `{visit}` is any word of a named class, `<service>` the words of an
//! entity already found. Patterns are compiled once and found by their first word.

use std::collections::HashMap;

use crate::token::Text;

/// What an entity's words are to a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Service,
    Person,
    Day,
    Time,
}

/// The entities' places: the first word, one past the last, and what they are.
pub(crate) type Tags = [(usize, usize, Tag)];

#[derive(Debug, Clone)]
enum Step {
    OneOf { words: Vec<&'static str>, tags: Vec<Tag>, optional: bool },
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
    by_entity: Vec<(usize, Tag)>,
}

/// Words that a pattern matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match<K> {
    pub(crate) kind: K,
    pub(crate) at: usize,
    pub(crate) end: usize,
}

/// Words by the name of their class.
pub(crate) type Classes = [(&'static str, &'static [&'static str])];

impl<K: Copy> Patterns<K> {
    pub(crate) fn new(table: &[(K, &'static [&'static str])], classes: &'static Classes) -> Self {
        let mut all = Self { patterns: Vec::new(), by_first: HashMap::new(), by_entity: Vec::new() };
        for (kind, lines) in table {
            for line in *lines {
                let steps: Vec<Step> = line.split_whitespace().map(|part| step(part, classes)).collect();
                all.index(&steps);
                all.patterns.push(Pattern { kind: *kind, steps });
            }
        }
        all
    }

    /// Notes the words a pattern may begin with.
    fn index(&mut self, steps: &[Step]) {
        let place = self.patterns.len();
        for step in steps {
            match step {
                Step::OneOf { words, tags, optional } => {
                    for word in words {
                        self.by_first.entry(word).or_default().push(place);
                    }
                    self.by_entity.extend(tags.iter().map(|tag| (place, *tag)));
                    if !optional {
                        break;
                    }
                }
                Step::Begin => {}
                Step::Skip | Step::End => break,
            }
        }
    }

    /// All matches, one for each pattern and place.
    pub(crate) fn find(&self, text: &Text<'_>, tags: &Tags) -> Vec<Match<K>> {
        let mut matches = Vec::new();
        for at in 0..text.tokens.len() {
            let by_word = self.by_first.get(text.word(at)).into_iter().flatten().copied();
            let tagged = tags.iter().find(|(from, _, _)| *from == at).map(|(_, _, tag)| *tag);
            let by_entity =
                self.by_entity.iter().filter(|(_, tag)| Some(*tag) == tagged).map(|(place, _)| *place);
            for index in by_word.chain(by_entity) {
                let pattern = &self.patterns[index];
                if let Some(end) = run(&pattern.steps, text, tags, at, at).filter(|end| *end > at) {
                    matches.push(Match { kind: pattern.kind, at, end });
                }
            }
        }
        matches
    }
}

fn step(part: &'static str, classes: &'static Classes) -> Step {
    let optional = part.starts_with('?');
    match part.trim_start_matches('?') {
        "*" => Step::Skip,
        "^" => Step::Begin,
        "$" => Step::End,
        choices => {
            let (mut words, mut tags) = (Vec::new(), Vec::new());
            for choice in choices.split('|') {
                match choice {
                    "<service>" => tags.push(Tag::Service),
                    "<person>" => tags.push(Tag::Person),
                    "<day>" => tags.push(Tag::Day),
                    "<time>" => tags.push(Tag::Time),
                    _ => match choice.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                        Some(name) => words.extend(class(name, classes)),
                        None => words.push(choice),
                    },
                }
            }
            Step::OneOf { words, tags, optional }
        }
    }
}

fn class(name: &str, classes: &'static Classes) -> &'static [&'static str] {
    classes.iter().find(|(other, _)| *other == name).map_or(&[], |(_, words)| words)
}

/// Where the pattern that began at `start` ends; it stays within its sentence.
fn run(steps: &[Step], text: &Text<'_>, tags: &Tags, start: usize, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::Begin => is_beginning(text, at).then(|| run(rest, text, tags, start, at)).flatten(),
        Step::End => is_end(text, at).then(|| run(rest, text, tags, start, at)).flatten(),
        Step::Skip => (0..=4)
            .take_while(|skipped| *skipped == 0 || !breaks(text, at + skipped - 1))
            .find_map(|skipped| run(rest, text, tags, start, at + skipped)),
        Step::OneOf { words, tags: wanted, optional } => {
            let leaves = at > start && text.tokens.get(at).is_some_and(|token| token.opens_sentence());
            if leaves {
                return optional.then(|| run(rest, text, tags, start, at)).flatten();
            }
            let entity = tags.iter().find(|(from, _, own)| *from == at && wanted.contains(own));
            let by_entity = entity.and_then(|(_, end, _)| run(rest, text, tags, start, *end));
            let said = at < text.tokens.len() && words.contains(&text.word(at));
            by_entity
                .or_else(|| said.then(|| run(rest, text, tags, start, at + 1)).flatten())
                .or_else(|| optional.then(|| run(rest, text, tags, start, at)).flatten())
        }
    }
}

/// Whether nothing of the same sentence follows this word.
fn breaks(text: &Text<'_>, at: usize) -> bool {
    text.tokens.get(at + 1).is_none_or(|token| token.opens_sentence())
}

fn is_beginning(text: &Text<'_>, at: usize) -> bool {
    at == 0
        || text.tokens.get(at).is_some_and(|token| token.opens_sentence() || token.gap.contains(','))
        || (0..at).all(|place| (text.words().talk.opens)(text.word(place)))
}

fn is_end(text: &Text<'_>, at: usize) -> bool {
    text.tokens.get(at).is_none_or(|token| token.opens_sentence() || token.gap.contains(','))
        || (at..text.tokens.len()).all(|place| (text.words().talk.closes)(text.word(place)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(pattern: &'static str, said: &str) -> Option<(usize, usize)> {
        let table: &'static [&'static str] = Box::leak(Box::new([pattern]));
        let classes: &'static Classes = &[("visit", &["appointment", "visit"])];
        let found = Patterns::new(&[((), table)], classes)
            .find(&Text::new(said, crate::Language::English), &[(1, 3, Tag::Service)]);
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
        assert_eq!(ends("my {visit}", "where is my visit"), Some((2, 4)));
        assert_eq!(ends("want <service>", "want root touchup now"), Some((0, 3)));
        assert_eq!(ends("<service> now", "want root touchup now"), Some((1, 4)));
    }
}
