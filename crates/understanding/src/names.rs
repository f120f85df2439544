//! The caller's own name: said, spelled, or recognised among the customers' names.

use crate::sound::alike;
use crate::token::{Text, Token};
use crate::words::{IsWord, Phrase};
use crate::{Catalogue, Expecting, customers};

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) name: String,
    pub(crate) confidence: f32,
}

/// The names in the text.
pub(crate) fn find(
    text: &Text<'_>,
    catalogue: &Catalogue,
    expecting: &[Expecting],
    alternatives: &[String],
    taken: &[(usize, usize)],
) -> Vec<Name> {
    let expected = expecting.contains(&Expecting::Name);
    if expected {
        if let Some((name, confidence)) = customers::known(text, catalogue, alternatives) {
            return vec![Name { at: 0, end: text.tokens.len(), name, confidence }];
        }
        if let Some(spelled) = spelled_out(text) {
            return vec![spelled];
        }
    }
    if let Some(name) = cued(text, expected, taken) {
        return vec![name];
    }
    if expected { bare(text, taken).into_iter().collect() } else { Vec::new() }
}

/// Whether the caller says "my name is": what follows is no stylist.
pub(crate) fn is_introduced(text: &Text<'_>) -> bool {
    (1..text.tokens.len()).any(|at| (text.words().names.is_introduced)(text, at))
}

/// "My name is anna kowalski", "it's siobhan s i o b h a n".
fn cued(text: &Text<'_>, expected: bool, taken: &[(usize, usize)]) -> Option<Name> {
    let words = &text.words().names;
    let mixed = is_mixed_case(text);
    let mut best: Option<Name> = None;
    for at in 0..text.tokens.len() {
        for (cue, strong) in words.cues.iter().filter(|(cue, _)| text.reads(at, cue)) {
            let place = at + cue.len();
            let place = place + usize::from((words.is_title)(text.word(place)));
            let trusted = *strong || expected;
            let end = name_run(text, place, taken, trusted, mixed);
            if end == place || (!trusted && end - place < 2 && !may_stand_alone(text, place, mixed, cue)) {
                continue;
            }
            let mut name = Name {
                at: place,
                end,
                name: capitalised(text, place, end),
                confidence: if trusted { 0.9 } else { 0.7 },
            };
            last_name(text, &mut name, taken);
            spell_behind(text, &mut name);
            if best.as_ref().is_none_or(|other| name.confidence > other.confidence) {
                best = Some(name);
            }
            break;
        }
    }
    best.or_else(|| speaking(text, taken, mixed))
        .or_else(|| named_behind(text, taken))
        .or_else(|| booked_for(text, taken, mixed))
}

/// "Anna Kowalski here", "page guynn speaking".
fn speaking(text: &Text<'_>, taken: &[(usize, usize)], mixed: bool) -> Option<Name> {
    let words = &text.words().names;
    let at = (1..text.tokens.len()).find(|at| (words.is_speaking)(text.word(*at)))?;
    let from = at.checked_sub(2)?;
    let end = name_run(text, from, taken, false, mixed);
    (end == at && !(words.is_myself)(text.before(at, 1))).then(|| Name {
        at: from,
        end,
        name: capitalised(text, from, end),
        confidence: 0.7,
    })
}

/// "Anna Kowalski is my name", "Negus is the name".
fn named_behind(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    let cues = text.words().names.cues_behind;
    let at = (1..text.tokens.len()).find(|at| cues.iter().any(|cue| text.reads(*at, cue)))?;
    let from = (at.saturating_sub(3)..at).find(|from| name_run(text, *from, taken, true, false) == at)?;
    Some(Name { at: from, end: at, name: capitalised(text, from, at), confidence: 0.85 })
}

/// "A booking for Danielle Kinker": two capitals behind "for".
fn booked_for(text: &Text<'_>, taken: &[(usize, usize)], mixed: bool) -> Option<Name> {
    if !mixed {
        return None;
    }
    let at = (1..text.tokens.len()).find(|at| {
        (text.words().names.is_for)(text.before(*at, 1)) && name_run(text, *at, taken, false, true) >= at + 2
    })?;
    let end = name_run(text, at, taken, false, true);
    Some(Name { at, end, name: capitalised(text, at, end), confidence: 0.7 })
}

/// One name alone after a weak cue wants a capital or a clear phrase.
fn may_stand_alone(text: &Text<'_>, at: usize, mixed: bool, cue: Phrase) -> bool {
    let words = &text.words().names;
    let token = &text.tokens[at];
    let ends = text.tokens.get(at + 1).is_none_or(|next| next.opens_sentence() || next.gap.contains(','))
        || (words.ends_name)(text.word(at + 1));
    (mixed && token.is_capitalised() && ends)
        || ((words.is_speaking)(text.word(at + 1)) && text.tokens.len() > 2)
        || (words.cues_of_one.contains(&cue) && ends)
}

fn is_mixed_case(text: &Text<'_>) -> bool {
    text.tokens.iter().any(|token| token.has_capital() && !token.opens_sentence())
        && text.tokens.iter().any(|token| !token.is_capitalised())
}

impl Token<'_> {
    fn has_capital(&self) -> bool {
        self.is_capitalised() && self.word != "i"
    }
}

/// Where the run of name words that begins here ends.
fn name_run(text: &Text<'_>, at: usize, taken: &[(usize, usize)], trusted: bool, mixed: bool) -> usize {
    let mut end = at;
    while end < text.tokens.len() && end - at < 4 {
        let token = &text.tokens[end];
        if end > at
            && (token.opens_sentence()
                || token.gap.contains([',', ':', '(', '"']) && !token.gap.starts_with('.'))
        {
            break;
        }
        let small_case = mixed && !token.is_capitalised() && (!trusted || token.word == "i");
        if taken.iter().any(|(from, to)| (*from..*to).contains(&end))
            || small_case
            || !is_name_word(text, end, at, trusted)
        {
            break;
        }
        end += 1;
    }
    end
}

fn is_name_word(text: &Text<'_>, at: usize, from: usize, trusted: bool) -> bool {
    let words = text.words();
    let token = &text.tokens[at];
    let word = token.word.as_str();
    if token.digits.is_some() || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    if word.chars().count() == 1 {
        return at > from && token.is_capitalised() && word != "i"
            || (at > from
                && at + 1 < text.tokens.len()
                && is_name_word(text, at + 1, from, trusted)
                && word != "a"
                && word != "i");
    }
    if at > from && (words.names.is_particle)(word) && at + 1 < text.tokens.len() {
        return is_name_word(text, at + 1, from, trusted);
    }
    let calendar = (words.calendar.weekday)(word).is_some()
        || ((words.calendar.month)(word).is_some() && !(trusted && at == from))
        || (words.calendar.day_part)(word).is_some();
    let counted = (words.numbers.small)(word).is_some() || (words.numbers.tens)(word).is_some();
    if calendar || counted || (words.names.is_no_name)(word) {
        return false;
    }
    let is_function_word = words.names.is_function_word;
    !(words.salon.is_common)(word)
        || (words.names.is_given)(word)
        || (trusted && at > from && token.is_capitalised() && !is_function_word(word))
        || (mixed_name(text, at) && !is_function_word(word))
}

/// A capitalised common word between capitalised words: "Anna Short".
fn mixed_name(text: &Text<'_>, at: usize) -> bool {
    let capital = |place: usize| text.tokens.get(place).is_some_and(Token::is_capitalised);
    capital(at) && at > 0 && capital(at - 1) && !text.tokens[at].opens_sentence() && is_mixed_case(text)
}

/// "My first name is anna and my last name is kowalski": one name.
fn last_name(text: &Text<'_>, name: &mut Name, taken: &[(usize, usize)]) {
    let words = &text.words().names;
    let mut place = name.end;
    while (words.leads_last_name)(text.word(place)) {
        place += 1;
    }
    if !(words.is_last)(text.word(place)) {
        return;
    }
    place += 1 + usize::from((words.is_name)(text.word(place + 1)));
    place += usize::from((words.is_is)(text.word(place)));
    let end = name_run(text, place, taken, true, false);
    if end > place {
        name.name = format!("{} {}", name.name, capitalised(text, place, end));
        name.end = end;
    }
}

/// "S I O B H A N" behind a name corrects it.
fn spell_behind(text: &Text<'_>, name: &mut Name) {
    let mut place = name.end;
    while (text.words().names.is_spelled)(text.word(place)) {
        place += 1;
    }
    if let Some((letters, end)) = letters(text, place).filter(|(letters, _)| letters.chars().count() > 2) {
        let words: Vec<&str> = name.name.split(' ').collect();
        let close = words
            .iter()
            .position(|word| alike(&word.to_lowercase(), &letters) > 0.45)
            .unwrap_or(words.len() - 1);
        let spelled: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(index, word)| if index == close { title(&letters) } else { (*word).to_owned() })
            .collect();
        name.name = spelled.join(" ");
        name.end = end;
        name.confidence = 0.95;
    }
}

/// Single letters said one by one: "s i o b h a n", "double n", "n as in nancy".
fn letters(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    let words = &text.words().names;
    let mut letters = String::new();
    let mut place = at;
    while place < text.tokens.len() {
        let word = text.word(place);
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            letters.push_str(word);
            place += 1;
        } else if (words.is_double)(word) && text.word(place + 1).chars().count() == 1 {
            letters.push_str(text.word(place + 1));
            letters.push_str(text.word(place + 1));
            place += 2;
        } else if words.as_in.iter().any(|cue| text.reads(place, cue)) && !letters.is_empty() {
            place += 3;
        } else if (words.is_for)(word)
            && !letters.is_empty()
            && text.word(place + 1).starts_with(|c| letters.ends_with(c))
        {
            place += 2;
        } else {
            break;
        }
    }
    (!letters.is_empty()).then_some((letters, place.min(text.tokens.len())))
}

/// The whole answer is spelled: "a n n a", or in the alphabet of radio.
fn spelled_out(text: &Text<'_>) -> Option<Name> {
    let radio: Option<String> = (text.tokens.len() > 2)
        .then(|| text.tokens.iter().map(|token| (text.words().names.letter)(&token.word)).collect())
        .flatten();
    let singles = text.tokens.iter().filter(|token| token.word.chars().count() == 1).count();
    let first_single = text.tokens.iter().position(|token| token.word.chars().count() == 1).unwrap_or(0);
    let said_first = text.tokens[..first_single].iter().any(|token| {
        let rest: String = text.tokens[first_single..].iter().map(|token| token.word.as_str()).collect();
        (text.words().salon.is_common)(&token.word) || alike(&token.word, &rest) > 0.45
    });
    if radio.is_none() && said_first {
        return None;
    }
    let joined: String = match radio {
        Some(joined) => joined,
        None if singles >= 2 && singles * 5 >= text.tokens.len() * 2 && text.tokens.len() > 3 => {
            text.tokens.iter().flat_map(|token| token.word.chars().filter(|c| c.is_alphabetic())).collect()
        }
        None => return None,
    };
    let name = first_name_length(&joined, text.words().names.is_first_name).map_or_else(
        || title(&joined),
        |length| format!("{} {}", title(&joined[..length]), title(&joined[length..])),
    );
    Some(Name { at: 0, end: text.tokens.len(), name, confidence: 0.7 })
}

/// How long the first name at the beginning of these letters is.
fn first_name_length(letters: &str, is_first_name: IsWord) -> Option<usize> {
    (3..letters.len().saturating_sub(1))
        .rev()
        .filter(|length| letters.is_char_boundary(*length))
        .find(|length| is_first_name(&letters[..*length]))
}

/// A name and nothing else, where a name was asked for.
fn bare(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    let mut at = 0;
    let words = &text.words().names;
    while (words.leads_answer)(text.word(at)) {
        at += 1;
    }
    let end = name_run(text, at, taken, true, false);
    if end == at {
        return None;
    }
    let rest = (end..text.tokens.len()).filter(|place| !(words.ends_answer)(text.word(*place))).count();
    let mut name =
        Name { at, end, name: capitalised(text, at, end), confidence: if rest == 0 { 0.85 } else { 0.6 } };
    spell_behind(text, &mut name);
    (rest < 3 || name.confidence > 0.9).then_some(name)
}

pub(crate) fn capitalised(text: &Text<'_>, at: usize, end: usize) -> String {
    let words: Vec<String> = text.tokens[at..end].iter().map(|token| title(token.raw)).collect();
    words.join(" ")
}

/// A capital first, and after an apostrophe or hyphen; capitals inside a word are left.
fn title(word: &str) -> String {
    let mut capital = true;
    let all_capitals = word.chars().count() > 1 && word.chars().all(|c| !c.is_lowercase());
    word.chars()
        .flat_map(|character| {
            let one: String = if capital {
                character.to_uppercase().collect()
            } else if all_capitals {
                character.to_lowercase().collect()
            } else {
                character.to_string()
            };
            capital = matches!(character, '\'' | '’' | '-');
            one.chars().collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, expecting: &[Expecting]) -> Option<String> {
        find(&Text::new(text, crate::Language::English), &Catalogue::default(), expecting, &[], &[])
            .into_iter()
            .next()
            .map(|name| name.name)
    }

    #[test]
    fn a_name_is_heard_in_a_sentence() {
        for (text, name) in [
            ("my name is anna kowalski", "Anna Kowalski"),
            ("hi this is maria lopez and i need a haircut", "Maria Lopez"),
            ("I have a booking under Dione Trudeau", "Dione Trudeau"),
            ("page guynn speaking, i cannot come", "Page Guynn"),
            ("I am Jeraldine Rzeczycki", "Jeraldine Rzeczycki"),
        ] {
            assert_eq!(said(text, &[]).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn a_bare_name_answers_the_question() {
        for (text, name) in [
            ("anna kowalski", "Anna Kowalski"),
            ("yes it's o'brien", "O'Brien"),
            ("it's siobhan s i o b h a n", "Siobhan"),
            ("shivaun that's s i o b h a n", "Siobhan"),
            ("a n n a", "Anna"),
        ] {
            assert_eq!(said(text, &[Expecting::Name]).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_left_alone() {
        for text in
            ["i am looking for a haircut", "it's fine", "i'm not sure", "this is great", "it is for tomorrow"]
        {
            assert_eq!(said(text, &[]), None, "{text}");
        }
    }
}
