//! The caller's own name: said, spelled, or recognised among the customers' names.

use crate::english::calendar::{day_part, month, weekday};
use crate::english::letters::is_first_name;
use crate::english::numbers::{small, tens};
use crate::english::salon::is_common;
use crate::sound::alike;
use crate::token::{Text, Token};
use crate::{Catalogue, Expecting, customers};

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) name: String,
    pub(crate) confidence: f32,
}

/// Words before a name. The flag: nothing but a name can follow.
const CUES: &[(&[&str], bool)] = &[
    (&["my", "name", "is"], true),
    (&["my", "names"], true),
    (&["the", "name", "is"], true),
    (&["name", "is"], true),
    (&["names"], false),
    (&["my", "full", "name", "is"], true),
    (&["my", "first", "name", "is"], true),
    (&["first", "name"], true),
    (&["my", "last", "name", "is"], true),
    (&["under", "the", "name", "of"], true),
    (&["under", "the", "name"], true),
    (&["under", "name"], true),
    (&["in", "the", "name", "of"], true),
    (&["by", "the", "name", "of"], true),
    (&["the", "name", "of"], true),
    (&["for", "name"], true),
    (&["name", "of"], true),
    (&["called"], false),
    (&["under"], false),
    (&["call", "me"], false),
    (&["this", "is"], false),
    (&["i", "am"], false),
    (&["im"], false),
    (&["its"], false),
    (&["it", "is"], false),
    (&["name"], false),
    (&["on", "behalf", "of"], true),
    (&["my", "surname", "is"], true),
    (&["surname", "is"], true),
    (&["surname"], true),
    (&["is", "for"], false),
    (&["last", "name"], true),
    (&["family", "name"], true),
    (&["the", "last", "name", "is"], true),
    (&["for", "my", "daughter"], false),
    (&["for", "my", "son"], false),
    (&["for", "my", "husband"], false),
    (&["for", "my", "wife"], false),
    (&["for", "my", "mother"], false),
    (&["for", "my", "mom"], false),
    (&["for", "my", "mum"], false),
    (&["for", "my", "father"], false),
    (&["for", "my", "dad"], false),
    (&["for", "my", "sister"], false),
    (&["for", "my", "brother"], false),
    (&["for", "my", "friend"], false),
    (&["for", "my", "partner"], false),
    (&["for", "my", "girlfriend"], false),
    (&["for", "my", "boyfriend"], false),
    (&["for", "my", "niece"], false),
    (&["for", "my", "boss"], false),
];

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
    (1..text.tokens.len()).any(|at| {
        matches!(text.word(at), "name" | "names") && matches!(text.before(at, 1), "my" | "first" | "last")
    })
}

/// "My name is anna kowalski", "it's siobhan s i o b h a n".
fn cued(text: &Text<'_>, expected: bool, taken: &[(usize, usize)]) -> Option<Name> {
    let mixed = is_mixed_case(text);
    let mut best: Option<Name> = None;
    for at in 0..text.tokens.len() {
        for (cue, strong) in CUES.iter().filter(|(cue, _)| text.reads(at, cue)) {
            let place = at + cue.len();
            let place =
                place + usize::from(matches!(text.word(place), "is" | "the" | "under" | "actually" | "just"));
            let place = place + usize::from(is_title(text.word(place)));
            let trusted = *strong || expected;
            let end = name_run(text, place, taken, trusted, mixed);
            // "My daughter needs a cut": a relation is named only by a name.
            if matches!(cue, ["for", "my", _]) && !mixed && !expected && !is_first_name(text.word(place)) {
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
    let at = (1..text.tokens.len()).find(|at| matches!(text.word(*at), "speaking" | "here" | "calling"))?;
    let from = at.checked_sub(2)?;
    let end = name_run(text, from, taken, false, mixed);
    (end == at && !matches!(text.before(at, 1), "im" | "am")).then(|| Name {
        at: from,
        end,
        name: capitalised(text, from, end),
        confidence: 0.7,
    })
}

/// "Anna Kowalski is my name", "Negus is the name".
fn named_behind(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    let cues: &[&[&str]] = &[
        &["is", "my", "name"],
        &["is", "the", "name"],
        &["is", "my", "family", "name"],
        &["thats", "my", "name"],
        &["that", "is", "my", "name"],
        &["is", "my", "last", "name"],
        &["is", "my", "first", "name"],
    ];
    let at = (1..text.tokens.len()).find(|at| cues.iter().any(|cue| text.reads(*at, cue)))?;
    let from = (at.saturating_sub(3)..at).find(|from| name_run(text, *from, taken, true, false) == at)?;
    Some(Name { at: from, end: at, name: capitalised(text, from, at), confidence: 0.85 })
}

/// "A booking for Danielle Kinker": two capitals behind "for".
fn booked_for(text: &Text<'_>, taken: &[(usize, usize)], mixed: bool) -> Option<Name> {
    if !mixed {
        return None;
    }
    let at = (1..text.tokens.len())
        .find(|at| text.before(*at, 1) == "for" && name_run(text, *at, taken, false, true) >= at + 2)?;
    let end = name_run(text, at, taken, false, true);
    Some(Name { at, end, name: capitalised(text, at, end), confidence: 0.7 })
}

/// One name alone after a weak cue wants a capital or a clear phrase.
fn may_stand_alone(text: &Text<'_>, at: usize, mixed: bool, cue: &[&str]) -> bool {
    let token = &text.tokens[at];
    let ends = text.tokens.get(at + 1).is_none_or(|next| next.opens_sentence() || next.gap.contains(','))
        || matches!(text.word(at + 1), "and" | "here" | "for" | "calling" | "speaking" | "please" | "thanks");
    (mixed && token.is_capitalised() && ends)
        || (matches!(text.word(at + 1), "calling" | "speaking" | "here") && text.tokens.len() > 2)
        || (is_first_name(text.word(at))
            && matches!(cue, ["this", "is"] | ["names"] | ["call", "me"])
            && matches!(text.word(at + 1), "i" | "im" | "id" | "ive" | "we" | "from" | "calling"))
        || (matches!(cue, ["call", "me"] | ["under"] | ["names"]) && ends)
        || (matches!(cue, ["this", "is"]) && ends && (is_first_name(text.word(at)) || token.has_capital()))
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
    let token = &text.tokens[at];
    let word = token.word.as_str();
    if token.digits.is_some() || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    // "Anne hyphen marie", "d apostrophe angelo".
    let mark = |place: usize| matches!(text.word(place), "hyphen" | "dash" | "apostrophe");
    if mark(at) {
        return at > from && at + 1 < text.tokens.len() && !mark(at + 1);
    }
    if word.chars().count() == 1 && text.word(at + 1) == "apostrophe" {
        return true;
    }
    // "O Sullivan" in two words.
    if trusted && word == "o" && at == from && text.word(at + 1).chars().count() > 3 {
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
    let calendar = weekday(word).is_some()
        || (month(word).is_some() && !(trusted && at == from))
        || day_part(word).is_some();
    // "Grace May": a month behind a first name, at the end.
    if trusted && month(word).is_some() && at == from + 1 && at + 1 == text.tokens.len() {
        return true;
    }
    let counted = small(word).is_some() || tens(word).is_some();
    if calendar || counted || is_no_name(word) {
        return false;
    }
    let given = matches!(
        word,
        "rose"
            | "grace"
            | "mark"
            | "will"
            | "joy"
            | "hope"
            | "faith"
            | "jack"
            | "dawn"
            | "frank"
            | "grant"
            | "ruby"
            | "lily"
            | "holly"
            | "daisy"
            | "ivy"
            | "robin"
            | "ray"
            | "crystal"
            | "young"
            | "love"
            | "page"
            | "art"
    );
    !is_common(word)
        || given
        || (trusted && at > from && token.is_capitalised() && !is_function_word(word))
        || (mixed_name(text, at) && !is_function_word(word))
}

/// A capitalised common word between capitalised words: "Anna Short".
fn mixed_name(text: &Text<'_>, at: usize) -> bool {
    let capital = |place: usize| text.tokens.get(place).is_some_and(Token::is_capitalised);
    capital(at) && at > 0 && capital(at - 1) && !text.tokens[at].opens_sentence() && is_mixed_case(text)
}

fn is_function_word(word: &str) -> bool {
    word.len() < 4
        || matches!(
            word,
            "with"
                | "have"
                | "from"
                | "this"
                | "that"
                | "would"
                | "could"
                | "want"
                | "need"
                | "like"
                | "please"
                | "and"
                | "for"
                | "the"
                | "thanks"
        )
}

/// What follows "I'm" and "it's" without being a name.
fn is_no_name(word: &str) -> bool {
    if matches!(
        word,
        "fuck" | "fucking" | "shit" | "bitch" | "asshole" | "cunt" | "bastard" | "idiot" | "stupid" | "dick"
    ) {
        return true;
    }
    word.ends_with("ing")
        && !matches!(
            word,
            "king"
                | "ming"
                | "ling"
                | "ping"
                | "golding"
                | "harding"
                | "manning"
                | "browning"
                | "fielding"
                | "fleming"
                | "keating"
                | "bing"
        )
        || matches!(
            word,
            "afraid"
                | "sorry"
                | "here"
                | "trying"
                | "sure"
                | "unable"
                | "flexible"
                | "curious"
                | "running"
                | "also"
                | "currently"
                | "planning"
                | "interested"
                | "due"
                | "eager"
                | "ok"
                | "unhappy"
                | "upset"
                | "client"
                | "regular"
                | "student"
                | "new"
                | "not"
                | "okay"
                | "excited"
                | "hoping"
                | "located"
                | "gonna"
                | "thinking"
                | "fully"
                | "absolutely"
                | "definitely"
                | "correct"
                | "incorrect"
                | "important"
                | "urgent"
                | "french"
                | "italian"
                | "indian"
                | "chinese"
                | "british"
                | "english"
                | "mexican"
                | "thai"
                | "japanese"
                | "american"
                | "vegan"
                | "vegetarian"
                | "birthday"
                | "anniversary"
                | "party"
                | "restaurant"
                | "dinner"
                | "breakfast"
                | "outside"
                | "inside"
                | "indoors"
                | "downtown"
                | "unfortunately"
                | "fine"
                | "bit"
                | "little"
                | "spelled"
                | "spelt"
                | "last"
                | "cutting"
                | "haircut"
                | "balayage"
                | "highlights"
                | "colour"
                | "color"
                | "beard"
                | "wheelchair"
                | "accessible"
                | "supposed"
                | "allowed"
                | "reserved"
                | "adult"
                | "adults"
                | "kids"
                | "tables"
                | "confirmed"
                | "affirmative"
                | "negative"
                | "necessary"
                | "alright"
                | "all"
                | "too"
                | "possible"
                | "impossible"
                | "today"
                | "tomorrow"
                | "tonight"
                | "yesterday"
                | "noon"
                | "midday"
                | "midnight"
                | "easy"
                | "cheap"
                | "expensive"
                | "near"
                | "nearby"
                | "kinda"
                | "sort"
                | "great"
                | "uh"
                | "um"
                | "ready"
                | "hungry"
                | "late"
                | "early"
                | "another"
                | "pm"
                | "am"
                | "oclock"
                | "somewhere"
                | "preferably"
                | "just"
                | "or"
                | "yeah"
                | "yep"
                | "yup"
                | "and"
                | "friends"
                | "family"
                | "guests"
                | "guest"
                | "credit"
                | "debit"
                | "account"
                | "bank"
                | "hotel"
                | "payment"
                | "money"
                | "website"
                | "email"
                | "address"
                | "password"
                | "locked"
                | "blocked"
                | "stuck"
                | "lost"
                | "confused"
                | "tired"
                | "done"
                | "set"
                | "alone"
                | "married"
                | "allergic"
                | "pregnant"
                | "hello"
        )
}

/// "My first name is anna and my last name is kowalski": one name.
fn last_name(text: &Text<'_>, name: &mut Name, taken: &[(usize, usize)]) {
    let mut place = name.end;
    while matches!(text.word(place), "and" | "my" | "the") {
        place += 1;
    }
    // "Last name is Brandt, first name is Lucas".
    let first = matches!(text.word(place), "first" | "given" | "christian") && text.word(place + 1) == "name";
    if !first && !matches!(text.word(place), "last" | "family" | "surname" | "second") {
        return;
    }
    place += 1 + usize::from(text.word(place + 1) == "name");
    place += usize::from(matches!(text.word(place), "is" | "its"));
    let end = name_run(text, place, taken, true, false);
    if end > place {
        let more = capitalised(text, place, end);
        name.name = if first { format!("{more} {}", name.name) } else { format!("{} {more}", name.name) };
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

/// "Mr", "doctor": said with a name, and no part of it.
fn is_title(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs" | "ms" | "miss" | "dr" | "mister" | "missus" | "doctor" | "professor" | "sir" | "madam"
    )
}

/// "S I O B H A N" behind a name corrects it.
fn spell_behind(text: &Text<'_>, name: &mut Name) {
    let mut place = name.end;
    // "Kristen with a K".
    if text.word(place) == "with"
        && matches!(text.word(place + 1), "a" | "an" | "one" | "two")
        && text.word(place + 2).chars().count() == 1
    {
        if matches!(text.word(place + 1), "a" | "an") {
            begin_with(&mut name.name, text.word(place + 2));
        }
        place += 3;
        name.end = place;
    }
    while matches!(
        text.word(place),
        "spelled" | "spelt" | "thats" | "thats_spelled" | "with" | "that" | "is" | "its"
    ) {
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

/// "It's Siobhan, S I O B H A N", where no name was asked for: a word and its letters.
fn spelled_unasked(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    (0..text.tokens.len()).find_map(|at| {
        let end = name_run(text, at, taken, true, false);
        let mut name = Name { at, end, name: capitalised(text, at, end), confidence: 0.0 };
        if end == at {
            return None;
        }
        spell_behind(text, &mut name);
        let spelled = name.end > end + 2 && alike(text.word(end - 1), &name.name.to_lowercase()) > 0.45;
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
    let mut letters = String::new();
    let mut place = at;
    while place < text.tokens.len() {
        let word = text.word(place);
        let starts_word = |place: usize| text.word(place).starts_with(|c| letters.ends_with(c));
        if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
            letters.push_str(word);
            place += 1;
        } else if let Some(letter) = crate::english::letters::radio(word) {
            letters.push(letter);
            place += 1;
        } else if !letters.is_empty() && matches!(word, "hyphen" | "dash") {
            letters.push('-');
            place += 1;
        } else if !letters.is_empty() && word == "apostrophe" {
            letters.push('\'');
            place += 1;
        } else if !letters.is_empty() && matches!(word, "space" | "blank") {
            letters.push(' ');
            place += 1;
        } else if word == "capital"
            && letters.chars().count() > 2
            && letters.starts_with(text.word(place + 1))
        {
            // "Z o e, capital z": the first letter again.
            place += 2;
        } else if matches!(word, "capital" | "letter") {
            place += 1;
        } else if matches!(word, "zee" | "zed") {
            letters.push('z');
            place += 1;
        } else if word == "double" && text.word(place + 1) == "u" {
            letters.push('w');
            place += 2;
        } else if word == "double" && text.word(place + 1).chars().count() == 1 {
            letters.push_str(text.word(place + 1));
            letters.push_str(text.word(place + 1));
            place += 2;
        } else if (text.reads(place, &["as", "in"]) || text.reads(place, &["like", "in"]))
            && !letters.is_empty()
        {
            place += 3;
        } else if matches!(word, "for" | "like" | "as") && !letters.is_empty() && starts_word(place + 1) {
            place += 2;
        } else {
            break;
        }
    }
    (!letters.is_empty()).then_some((letters, place.min(text.tokens.len())))
}

/// The answer is spelled letter by letter, with at most small words around: "it's n a d i a", "m for mother …".
fn said_in_letters(text: &Text<'_>) -> Option<Name> {
    let count = text.tokens.len();
    let small = |at: usize| {
        matches!(
            text.word(at),
            "its"
                | "it"
                | "is"
                | "spelled"
                | "spelt"
                | "thats"
                | "that"
                | "sure"
                | "yes"
                | "yeah"
                | "ok"
                | "okay"
                | "um"
                | "uh"
                | "so"
                | "my"
                | "name"
                | "the"
                | "first"
                | "last"
                | "and"
                | "well"
                | "please"
                | "thanks"
                | "thank"
                | "you"
                | "oh"
                | "at"
                | "end"
                | "with"
                | "double"
                | "surname"
                | "ill"
                | "spell"
                | "let"
                | "me"
        )
    };
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
    let around = (0..at).chain(end..count).all(|place| small(place) || text.word(place).chars().count() == 1);
    around.then(|| Name { at, end, name: cut_in_two(&said), confidence: 0.8 })
}

/// Letters without a blank, cut behind a first name where there is one.
fn cut_in_two(letters: &str) -> String {
    if letters.contains(' ') {
        return letters.split(' ').map(title).collect::<Vec<_>>().join(" ");
    }
    if letters.contains(['-', '\'']) || is_first_name(letters) {
        return title(letters);
    }
    crate::english::letters::first_name_length(letters).map_or_else(
        || title(letters),
        |length| format!("{} {}", title(&letters[..length]), title(&letters[length..])),
    )
}

/// The whole answer is spelled: "a n n a", or in the alphabet of radio.
fn spelled_out(text: &Text<'_>) -> Option<Name> {
    let radio: Option<String> = (text.tokens.len() > 2)
        .then(|| text.tokens.iter().map(|token| crate::english::letters::radio(&token.word)).collect())
        .flatten();
    let singles = text.tokens.iter().filter(|token| token.word.chars().count() == 1).count();
    let first_single = text.tokens.iter().position(|token| token.word.chars().count() == 1).unwrap_or(0);
    let said_first = text.tokens[..first_single].iter().any(|token| {
        let rest: String = text.tokens[first_single..].iter().map(|token| token.word.as_str()).collect();
        is_common(&token.word) || alike(&token.word, &rest) > 0.45
    });
    if said_first {
        return None;
    }
    let joined: String = match radio {
        Some(joined) => joined,
        None if singles >= 2 && singles * 5 >= text.tokens.len() * 2 && text.tokens.len() > 3 => {
            text.tokens.iter().flat_map(|token| token.word.chars().filter(|c| c.is_alphabetic())).collect()
        }
        None => return None,
    };
    Some(Name { at: 0, end: text.tokens.len(), name: cut_in_two(&joined), confidence: 0.7 })
}

/// A name and nothing else, where a name was asked for.
fn bare(text: &Text<'_>, taken: &[(usize, usize)]) -> Option<Name> {
    let mut at = 0;
    while matches!(
        text.word(at),
        "yes"
            | "yeah"
            | "sure"
            | "ok"
            | "okay"
            | "um"
            | "uh"
            | "er"
            | "its"
            | "it"
            | "is"
            | "hi"
            | "hello"
            | "oh"
            | "so"
            | "of"
            | "course"
            | "the"
            | "name"
            | "under"
            | "that"
            | "thats"
            | "would"
            | "be"
            | "for"
            | "mr"
            | "mrs"
            | "miss"
            | "ms"
            | "well"
            | "no"
            | "mister"
            | "missus"
            | "doctor"
            | "dr"
            | "professor"
            | "surname"
            | "this"
            | "just"
            | "put"
            | "down"
            | "use"
            | "write"
            | "say"
    ) {
        at += 1;
    }
    let end = name_run(text, at, taken, true, false);
    if end == at {
        return None;
    }
    let mut name = Name { at, end, name: capitalised(text, at, end), confidence: 0.6 };
    spell_behind(text, &mut name);
    let rest = (name.end..text.tokens.len())
        .filter(|place| {
            !matches!(
                text.word(*place),
                "please" | "thanks" | "thank" | "you" | "is" | "my" | "name" | "here" | "speaking"
            )
        })
        .count();
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
        let mark = match token.word.as_str() {
            "hyphen" | "dash" => Some('-'),
            "apostrophe" => Some('\''),
            _ => None,
        };
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
        find(&Text::new(text), &Catalogue::default(), expecting, &[], &[])
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

        let found = find(&Text::new("..."), &catalogue, &[Expecting::Name], &others, &[]);

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
