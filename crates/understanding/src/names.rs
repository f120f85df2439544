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
    // Nothing but signs was said: there are no words for a name to stand at, whatever the other readings are.
    if text.tokens.is_empty() {
        return Vec::new();
    }
    let expected = expecting.contains(&Expecting::Name);
    if expected {
        if let Some((name, confidence)) = customers::known(text, catalogue, alternatives) {
            return vec![Name { at: 0, end: text.tokens.len(), name, confidence }];
        }
        if let Some(spelled) = said_in_letters(text).or_else(|| spelled_out(text)) {
            return vec![spelled];
        }
    }
    if let Some(name) = cued(text, expected, taken) {
        return vec![name];
    }
    if expected { bare(text, taken) } else { spelled_unasked(text, taken) }.into_iter().collect()
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
            let place = place + usize::from((words.leads_name)(text.word(place)));
            let place = place + usize::from((words.is_title)(text.word(place)));
            let trusted = *strong || expected;
            let end = name_run(text, place, taken, trusted, mixed);
            // "My daughter needs a cut": a relation is named only by a name.
            let unnamed = !mixed && !expected && !(words.is_first_name)(text.word(place));
            if (words.is_relation)(cue) && unnamed {
                continue;
            }
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
            said_in_full(text, &mut name, taken);
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
    let is_first_name = (words.is_first_name)(text.word(at));
    let of_one = words.cues_of_one.contains(&cue);
    let of_first_name = words.cues_of_first_name.contains(&cue);
    (mixed && token.is_capitalised() && ends)
        || ((words.is_speaking)(text.word(at + 1)) && text.tokens.len() > 2)
        || (is_first_name && (of_one || of_first_name) && (words.follows_name)(text.word(at + 1)))
        || (of_one && ends)
        || (of_first_name && ends && (is_first_name || token.has_capital()))
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
    // "Anne hyphen marie", "d apostrophe angelo".
    let mark = |place: usize| (words.names.mark)(text.word(place));
    if mark(at).is_some() {
        return at > from && at + 1 < text.tokens.len() && mark(at + 1).is_none();
    }
    if word.chars().count() == 1 && mark(at + 1) == Some('\'') {
        return true;
    }
    // "O Sullivan" in two words.
    let begins = trusted && at == from && (words.names.begins_name)(word);
    if begins && text.word(at + 1).chars().count() > 3 {
        return is_name_word(text, at + 1, at, trusted);
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
    // "Grace May": a month behind a first name, at the end.
    let month = (words.calendar.month)(word).is_some();
    if trusted && month && at == from + 1 && at + 1 == text.tokens.len() {
        return true;
    }
    let calendar = (words.calendar.weekday)(word).is_some()
        || (month && !(trusted && at == from))
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
    // "Last name is Brandt, first name is Lucas".
    let first = words.cues_of_first.iter().find(|cue| text.reads(place, cue));
    place += match first {
        Some(cue) => cue.len(),
        None if (words.is_last)(text.word(place)) => 1 + usize::from((words.is_name)(text.word(place + 1))),
        None => return,
    };
    place += usize::from((words.is_is)(text.word(place)));
    let end = name_run(text, place, taken, true, false);
    if end > place {
        let more = capitalised(text, place, end);
        name.name =
            if first.is_some() { format!("{more} {}", name.name) } else { format!("{} {more}", name.name) };
        name.end = end;
    }
}

/// "The name's Okafor, Chidi Okafor": the longer form counts.
fn said_in_full(text: &Text<'_>, name: &mut Name, taken: &[(usize, usize)]) {
    let end = name_run(text, name.end, taken, true, false);
    let again = end > name.end + 1
        && name.end - name.at == 1
        && (name.end..end).any(|place| text.word(place) == text.word(name.at));
    if again {
        *name =
            Name { at: name.end, end, name: capitalised(text, name.end, end), confidence: name.confidence };
    }
}

/// "S I O B H A N" behind a name corrects it.
fn spell_behind(text: &Text<'_>, name: &mut Name) {
    let mut place = name.end;
    let words = &text.words().names;
    // "Kristen with a K".
    if let Some(told) = (words.with_letter)(text, place) {
        if told.begins {
            begin_with(&mut name.name, told.letter);
        }
        place = told.end;
        name.end = told.end;
    }
    while (words.is_spelled)(text.word(place)) {
        place += 1;
    }
    if let Some((letters, end)) = letters(text, place).filter(|(letters, _)| letters.chars().count() > 2) {
        let said: Vec<&str> = name.name.split(' ').collect();
        let close = said
            .iter()
            .position(|word| alike(&word.to_lowercase(), &letters, text.language) > 0.45)
            .unwrap_or(said.len() - 1);
        let spelled: Vec<String> = said
            .iter()
            .enumerate()
            .map(|(index, word)| if index == close { title(&letters) } else { (*word).to_owned() })
            .collect();
        name.name = spelled.join(" ");
        name.end = end;
        name.confidence = 0.95;
    }
}

/// "It's Siobhan, S I O B H A N", where no name was asked for: a word and its letters.
fn spelled_unasked(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    (0..text.tokens.len()).find_map(|at| {
        let end = name_run(text, at, taken, true, false);
        let mut name = Name { at, end, name: capitalised(text, at, end), confidence: 0.0 };
        if end == at {
            return None;
        }
        spell_behind(text, &mut name);
        let said = name.name.to_lowercase();
        let spelled = name.end > end + 2 && alike(text.word(end - 1), &said, text.language) > 0.45;
        (spelled && name.confidence > 0.9).then_some(name)
    })
}

/// Changes the first letter of a name to one that may sound the same.
fn begin_with(name: &mut String, letter: &str) {
    let first: String = name.chars().take(1).flat_map(char::to_lowercase).collect();
    let alike = [["c", "k"], ["g", "j"], ["s", "c"], ["f", "p"], ["s", "z"], ["i", "y"]]
        .iter()
        .any(|pair| pair.contains(&first.as_str()) && pair.contains(&letter));
    if alike && first != letter {
        let rest: String = name.chars().skip(1).collect();
        *name = title(&format!("{letter}{rest}"));
    }
}

/// Single letters said one by one: "s i o b h a n", "double n", "n as in nancy", "romeo", "hyphen".
fn letters(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    let words = &text.words().names;
    let mut letters = String::new();
    let mut place = at;
    while place < text.tokens.len() {
        let word = text.word(place);
        let starts_word = |place: usize| text.word(place).starts_with(|c| letters.ends_with(c));
        // "A de ana"; "a de a" are three letters.
        let is_as = (words.is_as)(word)
            && (text.word(place + 1).chars().count() > 1 || (words.letter)(word).is_none());
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            letters.push_str(word);
            place += 1;
        } else if let Some(mark) = (words.mark)(word).filter(|_| !letters.is_empty()) {
            letters.push(mark);
            place += 1;
        } else if !letters.is_empty() && (words.is_space)(word) {
            letters.push(' ');
            place += 1;
        } else if (words.is_capital)(word)
            && letters.chars().count() > 2
            && letters.starts_with(text.word(place + 1))
        {
            // "Z o e, capital z": the first letter again.
            place += 2;
        } else if (words.is_capital)(word) || (words.is_letter)(word) {
            place += 1;
        } else if (words.is_double)(word) && (words.is_double_u)(text.word(place + 1)) {
            letters.push('w');
            place += 2;
        } else if (words.is_double)(word) && text.word(place + 1).chars().count() == 1 {
            letters.push_str(text.word(place + 1));
            letters.push_str(text.word(place + 1));
            place += 2;
        } else if words.as_in.iter().any(|cue| text.reads(place, cue)) && !letters.is_empty() {
            place += 3;
        } else if is_as && !letters.is_empty() && starts_word(place + 1) {
            place += 2;
        } else if let Some(letter) = (words.letter)(word) {
            letters.push_str(letter);
            place += 1;
        } else {
            break;
        }
    }
    let end = place.min(text.tokens.len());
    // "Y de ese": everyday words that are names of letters too spell nothing.
    let everyday = (at..end).all(|place| (text.words().salon.is_common)(text.word(place)));
    (!letters.is_empty() && !everyday).then_some((letters, end))
}

/// The answer is spelled letter by letter, with at most small words around: "it's n a d i a", "m for mother …".
fn said_in_letters(text: &Text<'_>) -> Option<Name> {
    let count = text.tokens.len();
    // "Double l at the end, it's r u s s e double l": the longest run counts.
    let mut best: Option<(usize, usize, String)> = None;
    let mut at = 0;
    while at < count {
        match letters(text, at) {
            Some((said, end)) => {
                if best.as_ref().is_none_or(|(_, _, other)| said.len() > other.len()) {
                    best = Some((at, end, said));
                }
                at = end;
            }
            None => at += 1,
        }
    }
    let (at, end, said) =
        best.filter(|(_, _, said)| said.chars().filter(|c| c.is_alphabetic()).count() > 2)?;
    let words = &text.words().names;
    let around = (0..at)
        .chain(end..count)
        .map(|place| text.word(place))
        .all(|word| (words.is_around_letters)(word) || word.chars().count() == 1);
    around.then(|| Name { at, end, name: cut_in_two(&said, words.is_first_name), confidence: 0.8 })
}

/// Letters without a blank, cut behind a first name where there is one.
fn cut_in_two(letters: &str, is_first_name: IsWord) -> String {
    if letters.contains(' ') {
        return letters.split(' ').map(title).collect::<Vec<_>>().join(" ");
    }
    if letters.contains(['-', '\'']) || is_first_name(letters) {
        return title(letters);
    }
    first_name_length(letters, is_first_name).map_or_else(
        || title(letters),
        |length| format!("{} {}", title(&letters[..length]), title(&letters[length..])),
    )
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
        (text.words().salon.is_common)(&token.word) || alike(&token.word, &rest, text.language) > 0.45
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
    let name = cut_in_two(&joined, text.words().names.is_first_name);
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
    let mut name = Name { at, end, name: capitalised(text, at, end), confidence: 0.6 };
    spell_behind(text, &mut name);
    let rest = (name.end..text.tokens.len()).filter(|place| !(words.ends_answer)(text.word(*place))).count();
    if rest == 0 {
        name.confidence = name.confidence.max(0.85);
    }
    (rest < 3 || name.confidence > 0.9).then_some(name)
}

pub(crate) fn capitalised(text: &Text<'_>, at: usize, end: usize) -> String {
    let mut name = String::new();
    let mut joined = false;
    for token in &text.tokens[at..end] {
        // "Anne hyphen marie", "d apostrophe angelo": marks that are said.
        let mark = (text.words().names.mark)(&token.word);
        if let Some(mark) = mark.filter(|_| !name.is_empty()) {
            name.push(mark);
            joined = true;
            continue;
        }
        if !name.is_empty() && !joined {
            name.push(if token.gap == "-" { '-' } else { ' ' });
        }
        name.push_str(&title(token.raw));
        joined = false;
    }
    name
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
    fn signs_alone_are_no_name_even_where_another_reading_is_a_customer() {
        let catalogue = Catalogue { customers: vec!["Anna Kowalski".to_owned()], ..Catalogue::default() };
        let others = ["anna kowalski".to_owned()];

        let found =
            find(&Text::new("...", crate::Language::English), &catalogue, &[Expecting::Name], &others, &[]);

        assert_eq!(found, []);
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
