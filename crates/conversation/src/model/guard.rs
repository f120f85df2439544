//! What a model may say by itself. Words flow through as they come; as soon as one might be part of a price, a time, a
//! day or a deed, the clause is held back until it is whole, and let through only if it says what is known already.

use super::claims::{Says, deed_in, is_promise, pieces, words_of};
use crate::Salon;
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Longest text that a model may say in one turn, in characters; nobody listens to more.
const MOST_SAID: usize = 700;

/// Longest clause that is held back, in characters.
const MOST_HELD: usize = 400;

/// What a model may repeat: what code has said in this call, and what the caller has. It is looked into only when a model
/// says something that might be a claim.
#[derive(Debug)]
pub struct Facts<'a> {
    salon: &'a Salon,
    now: DateTime,
    /// Said by code: true.
    stated: Vec<String>,
    /// Said by the caller: may be repeated, not affirmed.
    wished: Vec<String>,
    /// Something was booked, moved or called off in this call.
    deed_done: bool,
    known: OnceLock<Known>,
}

/// What those words say.
#[derive(Debug)]
struct Known {
    stated: Vec<Claims>,
    wished: Vec<Claims>,
}

/// What a stretch of words says that has to be true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Claims {
    dates: Vec<BTreeSet<Date>>,
    times: Vec<BTreeSet<Time>>,
    /// Digits that stand for neither, money above all: "45", "1200.50".
    numbers: BTreeSet<String>,
    speaks_of_money: bool,
}

impl<'a> Facts<'a> {
    /// Nothing is known yet but the salon's own name and address.
    pub fn new(salon: &'a Salon, now: DateTime, deed_done: bool) -> Self {
        let stated = std::iter::once(salon.name.clone()).chain(salon.address.clone()).collect();
        Self { salon, now, stated, wished: Vec::new(), deed_done, known: OnceLock::new() }
    }

    /// Code has said this.
    pub fn code_said(&mut self, words: &str) {
        self.stated.push(words.to_owned());
    }

    /// The caller has said this.
    pub fn caller_said(&mut self, words: &str) {
        self.wished.push(words.to_owned());
    }

    fn known(&self) -> &Known {
        let claims = |all: &[String]| all.iter().map(|words| self.claims(words)).collect();
        self.known.get_or_init(|| Known { stated: claims(&self.stated), wished: claims(&self.wished) })
    }

    fn claims(&self, words: &str) -> Claims {
        let mut claims = Claims::default();
        for piece in pieces(words, self.salon, self.now) {
            match piece.says {
                Says::Dates(dates) => claims.dates.push(dates),
                Says::Times(times) => claims.times.push(times),
                Says::Span(from, to) => claims.times.push([from, to].into()),
                Says::Number(number) => drop(claims.numbers.insert(number)),
            }
        }
        claims.speaks_of_money =
            folded_words(words).any(|word| is_money(&word)) || words.contains(['$', '€', '£']);
        claims
    }

    /// Whether a clause says nothing that is not known.
    fn allow(&self, clause: &str) -> bool {
        let words: Vec<String> = folded_words(clause).collect();
        let asks = clause.trim_end().ends_with('?');
        if deed_in(&words).is_some() && !asks && !self.deed_done {
            return false;
        }
        let claims = self.claims(clause);
        if claims.speaks_of_money && claims.numbers.is_empty() && words.iter().any(|word| is_number(word)) {
            // "Forty-five dollars": code says prices in figures, so this is made up.
            return false;
        }
        if claims.is_empty() {
            // "Free of charge", "ten per cent off".
            return !words.iter().any(|word| is_gift(word));
        }
        let affirms = !asks && words.iter().any(|word| is_promise(word));
        let known = self.known();
        known.stated.iter().any(|known| known.covers(&claims))
            || (!affirms && !claims.speaks_of_money && known.wished.iter().any(|known| known.covers(&claims)))
    }
}

impl Claims {
    fn is_empty(&self) -> bool {
        self.dates.is_empty() && self.times.is_empty() && self.numbers.is_empty()
    }

    /// Whether all that `other` says is said here too.
    fn covers(&self, other: &Self) -> bool {
        let meets = |mine: &[BTreeSet<Date>], theirs: &BTreeSet<Date>| {
            mine.iter().any(|own| !own.is_disjoint(theirs))
        };
        let fits = |mine: &[BTreeSet<Time>], theirs: &BTreeSet<Time>| {
            mine.iter().any(|own| !own.is_disjoint(theirs))
        };
        other.dates.iter().all(|dates| meets(&self.dates, dates))
            && other.times.iter().all(|times| fits(&self.times, times))
            && other.numbers.is_subset(&self.numbers)
            && (!other.speaks_of_money || self.speaks_of_money)
    }
}

/// What a guard lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cleared {
    /// These words may be spoken now; empty while a clause is held back.
    Say(String),
    /// What comes now is not known to be true: nothing more of this model is spoken in this turn.
    Stop,
}

/// Stands between a model and the caller's ear for one turn.
#[derive(Debug)]
pub struct Guard<'a> {
    facts: &'a Facts<'a>,
    /// What has been let through.
    said: String,
    /// What has come and has not been let through.
    held: String,
    is_stopped: bool,
}

impl<'a> Guard<'a> {
    /// Nothing has been said yet.
    pub fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, said: String::new(), held: String::new(), is_stopped: false }
    }

    /// All that has been let through.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Whether something is held back that may become a claim.
    pub fn is_holding(&self) -> bool {
        !self.held.trim().is_empty()
    }

    /// The next piece of the model's text.
    pub fn push(&mut self, piece: &str) -> Cleared {
        self.held
            .extend(piece.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_markup(*c)));
        self.clear(false)
    }

    /// The model has said all it wanted to.
    pub fn finish(&mut self) -> Cleared {
        self.clear(true)
    }

    fn clear(&mut self, is_end: bool) -> Cleared {
        if self.is_stopped {
            return Cleared::Stop;
        }
        let mut words = String::new();
        while let Some((end, is_clause)) = self.next_piece(is_end) {
            let piece: String = self.held.drain(..end).collect();
            // The beginning of a clause may have gone on already: "it isn't".
            if is_clause && !self.facts.allow(&[self.begun(), &piece].concat()) {
                self.is_stopped = true;
                self.held.clear();
                break;
            }
            words.push_str(&piece);
            self.said.push_str(&piece);
        }
        if self.held.chars().count() > MOST_HELD || self.said.chars().count() > MOST_SAID {
            self.is_stopped = true;
        }
        if words.is_empty() && self.is_stopped { Cleared::Stop } else { Cleared::Say(words) }
    }

    /// What has been let through of the clause that goes on.
    fn begun(&self) -> &str {
        let end = self
            .said
            .char_indices()
            .zip(self.said.chars().skip(1))
            .filter(|((_, c), next)| matches!(c, '.' | '!' | '?' | ';') && next.is_whitespace());
        end.last().map_or(self.said.as_str(), |((at, c), _)| &self.said[at + c.len_utf8()..])
    }

    /// How much of what is held can go on: harmless words up to one that may be part of a claim, or a whole clause. The
    /// second says whether it has to be looked at.
    fn next_piece(&self, is_end: bool) -> Option<(usize, bool)> {
        let clause = clause_end(&self.held).or(is_end.then_some(self.held.len())).filter(|end| *end > 0);
        let mut safe = 0;
        let mut start = 0;
        let limit = clause.unwrap_or(self.held.len());
        // The first letters of the first word may have been let through with the piece before: "we", then "dnesday".
        let begun: String =
            self.said.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '\'').collect();
        let begun: String = begun.chars().rev().collect();
        while start < limit {
            let rest = &self.held[start..limit];
            let word_start = start + (rest.len() - rest.trim_start().len());
            let word_length = self.held[word_start..limit].find(char::is_whitespace);
            let Some(length) = word_length.or(clause.map(|end| end - word_start)) else {
                // The last word may go on with the next piece: it is told by its beginning.
                let beginning = &self.held[word_start..limit];
                let whole =
                    if word_start == 0 { [begun.as_str(), beginning].concat() } else { beginning.to_owned() };
                if !beginning.is_empty() && (!may_begin_claim(&whole) || is_everyday(&whole)) {
                    safe = limit;
                }
                break;
            };
            let word = &self.held[word_start..word_start + length];
            let whole = if word_start == 0 { [begun.as_str(), word].concat() } else { word.to_owned() };
            if folded_words(&whole).any(|word| is_risky(&word)) || whole.contains(['$', '€', '£', '%']) {
                return match clause {
                    Some(end) if safe == 0 => Some((end, true)),
                    _ if safe > 0 => Some((safe, false)),
                    _ => None,
                };
            }
            start = word_start + length;
            safe = start;
        }
        (safe > 0).then_some((safe, false))
    }
}

/// Where the first clause ends: after a sentence's end that is followed by a space, or at the very end of what is there.
fn clause_end(text: &str) -> Option<usize> {
    text.char_indices().zip(text.chars().skip(1)).find_map(|((at, c), next)| {
        let ends = matches!(c, '.' | '!' | '?' | ';') && next.is_whitespace();
        ends.then(|| at + c.len_utf8())
    })
}

fn is_markup(c: char) -> bool {
    matches!(c, '*' | '#' | '_' | '`' | '<' | '>' | '|' | '[' | ']' | '{' | '}')
}

fn folded_words(text: &str) -> impl Iterator<Item = String> {
    words_of(text).into_iter().map(|word| word.folded)
}

/// Words that may be part of a claim. Sorted.
const RISKY: &[&str] = &[
    "afternoon",
    "am",
    "april",
    "august",
    "available",
    "booked",
    "bucks",
    "canceled",
    "cancelled",
    "cent",
    "cents",
    "charge",
    "complimentary",
    "confirmed",
    "december",
    "discount",
    "dollar",
    "dollars",
    "done",
    "eight",
    "eighteen",
    "eighty",
    "eleven",
    "euro",
    "euros",
    "evening",
    "february",
    "fifteen",
    "fifty",
    "five",
    "forty",
    "four",
    "fourteen",
    "free",
    "friday",
    "half",
    "hundred",
    "january",
    "july",
    "june",
    "march",
    "midnight",
    "monday",
    "morning",
    "moved",
    "nine",
    "nineteen",
    "ninety",
    "noon",
    "november",
    "o'clock",
    "october",
    "pence",
    "percent",
    "pm",
    "pound",
    "pounds",
    "price",
    "quarter",
    "rescheduled",
    "reserved",
    "saturday",
    "scheduled",
    "september",
    "set",
    "seven",
    "seventeen",
    "seventy",
    "six",
    "sixteen",
    "sixty",
    "sunday",
    "ten",
    "thirteen",
    "thirty",
    "thousand",
    "three",
    "thursday",
    "today",
    "tomorrow",
    "tonight",
    "tuesday",
    "twelve",
    "twenty",
    "two",
    "wednesday",
    "week",
];

fn is_risky(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
        || RISKY.binary_search(&word).is_ok()
        || word.ends_with("'ll")
}

/// Whether more letters could make a risky word of this beginning.
fn may_begin_claim(beginning: &str) -> bool {
    let folded = beginning.to_lowercase();
    let Some(last) = folded.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').next() else { return false };
    let begins = |word: &&str| word.starts_with(last);
    beginning.contains(['$', '€', '£'])
        || folded_words(beginning).any(|word| is_risky(&word))
        || (!last.is_empty() && RISKY.iter().any(begins))
}

/// Short words with which sentences begin, though longer ones that claim something begin with the same letters.
fn is_everyday(word: &str) -> bool {
    ["A", "I", "So", "That", "The", "This", "To", "We", "What"].contains(&word)
}

fn is_money(word: &str) -> bool {
    const MONEY: [&str; 10] =
        ["dollar", "dollars", "euro", "euros", "pound", "pounds", "bucks", "cents", "pence", "price"];
    MONEY.contains(&word)
}

fn is_gift(word: &str) -> bool {
    ["complimentary", "discount", "percent"].contains(&word)
}

fn is_number(word: &str) -> bool {
    const TENS: [&str; 12] = [
        "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
        "thousand", "fifteen",
    ];
    TENS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_risky_words_are_sorted() {
        assert!(RISKY.is_sorted());
    }
}
