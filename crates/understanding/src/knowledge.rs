//! Which of the salon's own questions an utterance asks: "where can I leave the car?" is "Do you have parking?".
//!
//! Precise rather than eager: a wrong answer is worse than none, so a wish that shares a word with a question ("I'd
//! like to book a color" and "What is a color test?") finds nothing. English only, as the receptionist is.

use std::collections::HashMap;

use crate::Language;
use crate::english::knowledge::{Weight, canonical, compound, is_deed, is_unmistakable, weight};
use crate::sound::is_close;
use crate::token::Text;

/// So much of what a question is about must have been said.
const ENOUGH_OF_QUESTION: f32 = 0.6;

/// So much of what was said must be in the question.
const ENOUGH_OF_WORDS: f32 = 0.5;

/// The same where the topic can hardly be named for another reason.
const ENOUGH_OF_WORDS_UNMISTAKABLE: f32 = 0.4;

/// "Do you do …?" asks for a service, of whatever else it reminds.
const ENOUGH_OF_WORDS_OF_SERVICE: f32 = 0.7;

/// A topic alone, without a question, must be nearly all that was said.
const ENOUGH_OF_BARE_WORDS: f32 = 0.8;

/// A topic alone takes no more words than these.
const MOST_BARE_WORDS: usize = 4;

/// Shorter words are not taken for misheard ones.
const LONG_ENOUGH_TO_MISHEAR: usize = 6;

/// One of the salon's entries that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Its place among the entries.
    pub entry: usize,
    /// First character of the words that ask (Unicode code points), 0-based.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Whether it was put as a question, or only named: "gift cards".
    pub is_question: bool,
}

/// What of these entries is asked about, in the order said. Each entry is the ways in which its question is put.
pub fn asked<'a>(text: &str, entries: impl Iterator<Item = &'a [String]>) -> Vec<Asked> {
    let known = Known::new(entries);
    if known.entries.is_empty() {
        return Vec::new();
    }
    let text = Text::new(text, Language::English);
    let mut found: Vec<Asked> = Vec::new();
    for clause in clauses(&text) {
        if let Some(one) = known.asked_in(&text, &clause) {
            match found.last_mut().filter(|last| last.entry == one.entry) {
                Some(last) => last.end = one.end,
                None => found.push(one),
            }
        }
    }
    if found.is_empty() && text.tokens.len() <= MOST_BARE_WORDS {
        found.extend(known.named_in(&text));
    }
    found
}

/// The entries' questions as topics.
struct Known {
    entries: Vec<Vec<Vec<String>>>,
    /// In how many entries a topic is.
    spread: HashMap<String, usize>,
}

/// How well words fit a question.
struct Fit {
    entry: usize,
    of_question: f32,
    of_words: f32,
    is_unmistakable: bool,
    is_only_a_deed: bool,
}

impl Fit {
    fn score(&self) -> f32 {
        self.of_question + self.of_words
    }
}

impl Known {
    fn new<'a>(entries: impl Iterator<Item = &'a [String]>) -> Self {
        let entries: Vec<Vec<Vec<String>>> = entries
            .map(|questions| {
                questions
                    .iter()
                    .map(|one| topics(&Text::new(one, Language::English), 0, usize::MAX))
                    .collect()
            })
            .collect();
        let mut spread: HashMap<String, usize> = HashMap::new();
        for entry in &entries {
            let mut own: Vec<&String> = entry.iter().flatten().collect();
            own.sort();
            own.dedup();
            for topic in own {
                *spread.entry(topic.clone()).or_default() += 1;
            }
        }
        Self { entries, spread }
    }

    fn asked_in(&self, text: &Text<'_>, clause: &Clause) -> Option<Asked> {
        let opens = clause.opens?;
        if is_request(text, clause) {
            return None;
        }
        let at = |from: usize| Asked {
            entry: 0,
            start: text.tokens[from].start,
            end: text.tokens[clause.to - 1].end,
            is_question: true,
        };
        let own = topics(text, opens, clause.to);
        let asks_for_service = text.reads(opens, &["do", "you", "do"]);
        let is_fit = |fit: &Fit| {
            let enough = match fit.is_unmistakable {
                _ if asks_for_service => ENOUGH_OF_WORDS_OF_SERVICE,
                true => ENOUGH_OF_WORDS_UNMISTAKABLE,
                false => ENOUGH_OF_WORDS,
            };
            fit.of_words >= enough && !(fit.is_only_a_deed && asks_for_oneself(text, opens))
        };
        if let Some(fit) = self.best(&own, is_fit) {
            return Some(Asked { entry: fit.entry, ..at(opens) });
        }
        // "My mother is in a wheelchair, can she get in?": what it is about was said before.
        if own.iter().any(|topic| weight(topic) != Weight::Little) {
            return None;
        }
        let whole = topics(text, clause.sentence, clause.to);
        let fit = self.best(&whole, |fit| is_fit(fit) && fit.is_unmistakable)?;
        Some(Asked { entry: fit.entry, ..at(clause.sentence) })
    }

    /// A topic and nothing else.
    fn named_in(&self, text: &Text<'_>) -> Option<Asked> {
        // "I'll be late" tells something of the caller.
        let is_told =
            |at: usize| matches!(text.word(at), "i" | "im" | "ill" | "ive" | "id" | "we" | "my" | "is");
        if (0..text.tokens.len()).any(is_told) {
            return None;
        }
        let own = topics(text, 0, usize::MAX);
        let fit = self.best(&own, |fit| fit.of_words >= ENOUGH_OF_BARE_WORDS && !fit.is_only_a_deed)?;
        let (first, last) = (text.tokens.first()?, text.tokens.last()?);
        Some(Asked { entry: fit.entry, start: first.start, end: last.end, is_question: false })
    }

    fn best(&self, said: &[String], is_fit: impl Fn(&Fit) -> bool) -> Option<Fit> {
        let mut best: Option<Fit> = None;
        for (entry, questions) in self.entries.iter().enumerate() {
            for question in questions {
                let fit = self.fit(entry, question, said);
                let is_better = |other: &Fit| fit.as_ref().is_some_and(|fit| fit.score() > other.score());
                if fit.as_ref().is_some_and(|fit| fit.of_question >= ENOUGH_OF_QUESTION && is_fit(fit))
                    && best.as_ref().is_none_or(is_better)
                {
                    best = fit;
                }
            }
        }
        best
    }

    /// `None` where nothing of what it is about was said.
    fn fit(&self, entry: usize, question: &[String], said: &[String]) -> Option<Fit> {
        let shared: Vec<&String> =
            question.iter().filter(|topic| said.iter().any(|word| is_same(word, topic))).collect();
        let telling: Vec<&&String> = shared.iter().filter(|topic| weight(topic) != Weight::Little).collect();
        if telling.is_empty() {
            return None;
        }
        let of = |topics: &[&String]| topics.iter().map(|topic| self.weight_of(topic)).sum::<f32>();
        let all: Vec<&String> = question.iter().collect();
        let matched = of(&shared);
        let beside: f32 = said
            .iter()
            .filter(|word| !question.iter().any(|topic| is_same(word, topic)))
            .map(|word| beside(word))
            .sum();
        Some(Fit {
            entry,
            of_question: matched / of(&all),
            of_words: matched / (matched + beside),
            is_unmistakable: telling.iter().all(|topic| is_unmistakable(topic)),
            is_only_a_deed: telling.iter().all(|topic| is_deed(topic)),
        })
    }

    /// What is in several entries tells less of each.
    fn weight_of(&self, topic: &str) -> f32 {
        let whole = match weight(topic) {
            Weight::None => return 0.0,
            Weight::Little => return 0.25,
            Weight::Whole | Weight::OwnTrade => 1.0,
        };
        let entries = self.spread.get(topic).copied().unwrap_or(1).clamp(1, 3);
        whole / entries as f32
    }
}

/// How much a word that is not in the question speaks against it.
fn beside(word: &str) -> f32 {
    match weight(word) {
        Weight::None => 0.0,
        Weight::Little => 0.25,
        Weight::Whole if is_deed(word) => 1.5,
        Weight::Whole => 1.0,
        Weight::OwnTrade => 1.5,
    }
}

fn is_same(a: &str, b: &str) -> bool {
    a == b || (a.len().min(b.len()) >= LONG_ENOUGH_TO_MISHEAR && is_close(a, b))
}

/// What these words are about, each thing once.
fn topics(text: &Text<'_>, from: usize, to: usize) -> Vec<String> {
    let to = to.min(text.tokens.len());
    let mut topics: Vec<String> = Vec::new();
    let mut place = from;
    while place < to {
        let two = compound(text.word(place), text.word(place + 1)).filter(|_| place + 1 < to);
        let topic = match two {
            Some(topic) => topic.to_owned(),
            None => topic_of(text, place),
        };
        place += if two.is_some() { 2 } else { 1 };
        if !topic.is_empty() && weight(&topic) != Weight::None && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// The topic of one word; empty for numbers.
fn topic_of(text: &Text<'_>, place: usize) -> String {
    let word = text.word(place);
    let numbers = &text.words().numbers;
    let is_number = text.tokens[place].digits.is_some()
        || (numbers.small)(word).is_some()
        || (numbers.tens)(word).is_some();
    if is_number {
        return String::new();
    }
    if weight(word) == Weight::None {
        return String::new();
    }
    // "My appointment" is where all this takes place; "an appointment" is a wish.
    let is_own = matches!(text.before(place, 1), "my" | "our" | "the" | "your");
    if matches!(word, "appointment" | "booking") && is_own {
        return String::new();
    }
    match canonical(word) {
        // "Evening" ends as "parking" does, but is known as it is.
        same if same == word && weight(word) == Weight::Whole => canonical(&stem(word)).to_owned(),
        other => other.to_owned(),
    }
}

/// The word without "-s", "-ing", "-ed".
fn stem(word: &str) -> String {
    let count = word.chars().count();
    let is_plural = count > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    if let Some(start) = word.strip_suffix("ies").filter(|_| count > 4) {
        return format!("{start}y");
    }
    for ending in ["ches", "shes", "sses", "xes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    if is_plural {
        return word[..word.len() - 1].to_owned();
    }
    let start = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")).filter(|start| start.len() > 2);
    match start {
        // "Tipping", "stopped": the letter doubled for the ending goes with it.
        Some(start) if start.len() > 3 && is_doubled(start) => start[..start.len() - 1].to_owned(),
        Some(start) => start.to_owned(),
        None => word.to_owned(),
    }
}

fn is_doubled(word: &str) -> bool {
    let mut letters = word.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    last == before && last.is_some_and(|letter| letter.is_ascii_alphabetic() && !matches!(letter, 's' | 'l'))
}

/// A part of an utterance that may ask something.
struct Clause {
    /// Where its sentence begins.
    sentence: usize,
    /// Where its question begins, if there is one.
    opens: Option<usize>,
    from: usize,
    to: usize,
}

fn clauses(text: &Text<'_>) -> Vec<Clause> {
    let count = text.tokens.len();
    let mut clauses = Vec::new();
    let (mut sentence, mut from) = (0, 0);
    for place in 1..=count {
        let ends_sentence = text.tokens.get(place).is_none_or(|token| token.opens_sentence());
        if ends_sentence || begins_clause(text, place) {
            let asks = opens_question(text, from, place);
            let opens = asks.or_else(|| ends_with_question_mark(text, place).then_some(from));
            clauses.push(Clause { sentence, opens, from, to: place });
            from = place;
            if ends_sentence {
                sentence = place;
            }
        }
    }
    clauses
}

/// "…, do you have", "… and can I": a clause of its own.
fn begins_clause(text: &Text<'_>, place: usize) -> bool {
    let is_joined = matches!(text.word(place), "and" | "but" | "or" | "so" | "because");
    let is_set_off = text.tokens[place].gap.contains(',');
    let begins = |at: usize| {
        is_auxiliary(text.word(at)) && is_subject(text.word(at + 1))
            || is_question_word(text.word(at))
            || matches!(text.word(at), "i" | "id" | "im" | "ill" | "we" | "my")
    };
    (is_joined && begins(place + 1)) || (is_set_off && begins(place))
}

fn opens_question(text: &Text<'_>, from: usize, to: usize) -> Option<usize> {
    (from..to).find(|place| {
        let (word, next) = (text.word(*place), text.word(place + 1));
        let is_first = || {
            (from..*place)
                .all(|before| weight(text.word(before)) == Weight::None && !is_subject(text.word(before)))
        };
        (is_auxiliary(word) && (is_subject(next) || is_first()))
            || is_question_word(word)
            || matches!(
                (word, next),
                ("wondering", _)
                    | ("wonder", _)
                    | ("curious", _)
                    | ("ask" | "question" | "know", "about" | "if")
                    | ("know", "whether")
                    | ("tell", "me")
                    | ("questions", "about")
            )
    })
}

fn ends_with_question_mark(text: &Text<'_>, to: usize) -> bool {
    text.tokens.get(to - 1).is_some_and(|last| text.slice(last.end, last.end + 2).contains('?'))
}

fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "do" | "does"
            | "did"
            | "can"
            | "could"
            | "may"
            | "will"
            | "would"
            | "should"
            | "is"
            | "are"
            | "am"
            | "must"
            | "have"
            | "has"
    )
}

fn is_subject(word: &str) -> bool {
    matches!(
        word,
        "you"
            | "i"
            | "we"
            | "it"
            | "there"
            | "they"
            | "he"
            | "she"
            | "my"
            | "the"
            | "your"
            | "a"
            | "people"
            | "this"
    )
}

fn is_question_word(word: &str) -> bool {
    matches!(word, "what" | "whats" | "where" | "wheres" | "how" | "hows" | "which" | "whos" | "why")
}

/// "Can I cancel?": not about cancelling, but to have it done.
fn asks_for_oneself(text: &Text<'_>, opens: usize) -> bool {
    matches!(text.word(opens), "can" | "could" | "may" | "should" | "do" | "did" | "would" | "am" | "will")
        && matches!(text.word(opens + 1), "i" | "we" | "you")
        && !matches!(text.word(opens + 2), "charge" | "have")
}

/// Whether something shall be done: a visit booked, something passed on.
fn is_request(text: &Text<'_>, clause: &Clause) -> bool {
    (clause.from..clause.to).any(|place| {
        let (word, next) = (text.word(place), text.word(place + 1));
        let wants_visit = matches!(word, "appointment" | "appt" | "booking" | "slot")
            && matches!(text.before(place, 1), "a" | "an" | "another" | "any" | "some" | "next");
        let passes_on = matches!(word, "tell" | "let") && !matches!(next, "me" | "us" | "");
        wants_visit || passes_on || matches!(word, "book" | "schedule" | "reserve" | "reschedule" | "rebook")
    })
}
