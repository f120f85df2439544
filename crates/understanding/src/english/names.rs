//! How callers say their names.

use super::letters::{is_first_name, letter};
use super::spoken::said_as;
use crate::token::Text;
use crate::words::{Names, Phrase, ToldLetter};

pub(super) const NAMES: Names = Names {
    cues: CUES,
    cues_of_one: &[&["call", "me"], &["under"], &["names"]],
    cues_of_first_name: &[&["this", "is"]],
    is_relation: |cue| matches!(cue, ["for", "my", _]),
    follows_name: |word| matches!(word, "i" | "im" | "id" | "ive" | "we" | "from" | "calling"),
    leads_name: |word| matches!(word, "is" | "the" | "under" | "actually" | "just"),
    is_introduced: |text, at| {
        matches!(text.word(at), "name" | "names") && matches!(text.before(at, 1), "my" | "first" | "last")
    },
    is_title,
    is_speaking: |word| matches!(word, "calling" | "speaking" | "here"),
    is_myself: |word| matches!(word, "im" | "am"),
    cues_behind: CUES_BEHIND,
    is_for: |word| word == "for",
    ends_name,
    is_given,
    is_function_word,
    is_no_name,
    is_particle: |_| false,
    begins_name: |word| word == "o",
    mark: |word| match word {
        "hyphen" | "dash" => Some('-'),
        "apostrophe" => Some('\''),
        _ => None,
    },
    cues_of_first: &[&["first", "name"], &["given", "name"], &["christian", "name"]],
    leads_last_name: |word| matches!(word, "and" | "my" | "the"),
    is_last: |word| matches!(word, "last" | "family" | "surname" | "second"),
    is_name: |word| word == "name",
    is_is: |word| matches!(word, "is" | "its"),
    is_spelled,
    with_letter,
    letter,
    is_double: |word| word == "double",
    is_double_u: |word| word == "u",
    is_capital: |word| word == "capital",
    is_letter: |word| word == "letter",
    is_space: |word| matches!(word, "space" | "blank"),
    as_in: &[&["as", "in"], &["like", "in"]],
    is_as: |word| matches!(word, "for" | "like" | "as"),
    is_around_letters,
    leads_answer,
    ends_answer,
    is_first_name,
    said_as,
    is_around: |word| matches!(word, "my" | "name" | "is" | "its" | "im" | "the"),
};

/// Words before a name. The flag: nothing but a name can follow.
const CUES: &[(Phrase, bool)] = &[
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

const CUES_BEHIND: &[Phrase] = &[
    &["is", "my", "name"],
    &["is", "the", "name"],
    &["is", "my", "family", "name"],
    &["thats", "my", "name"],
    &["that", "is", "my", "name"],
    &["is", "my", "last", "name"],
    &["is", "my", "first", "name"],
];

/// "Mr", "doctor": said with a name, and no part of it.
fn is_title(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs" | "ms" | "miss" | "dr" | "mister" | "missus" | "doctor" | "professor" | "sir" | "madam"
    )
}

/// What may follow a name that stands alone.
fn ends_name(word: &str) -> bool {
    matches!(word, "and" | "here" | "for" | "calling" | "speaking" | "please" | "thanks")
}

/// Everyday words that are names as well.
fn is_given(word: &str) -> bool {
    matches!(
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
    )
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

/// Words between a name and its letters.
fn is_spelled(word: &str) -> bool {
    matches!(word, "spelled" | "spelt" | "thats" | "thats_spelled" | "with" | "that" | "is" | "its")
}

/// "With a k", "with two n".
fn with_letter<'t>(text: &'t Text<'_>, at: usize) -> Option<ToldLetter<'t>> {
    let letter = Some(text.word(at + 2)).filter(|letter| letter.chars().count() == 1)?;
    let article = text.word(at + 1);
    let told = text.word(at) == "with" && matches!(article, "a" | "an" | "one" | "two");
    told.then(|| ToldLetter { letter, begins: matches!(article, "a" | "an"), end: at + 3 })
}

/// Words around a name that is spelled and nothing else.
fn is_around_letters(word: &str) -> bool {
    matches!(
        word,
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
}

/// Words before a name that is the whole answer.
fn leads_answer(word: &str) -> bool {
    matches!(
        word,
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
    )
}

/// Words behind it.
fn ends_answer(word: &str) -> bool {
    matches!(word, "please" | "thanks" | "thank" | "you" | "is" | "my" | "name" | "here" | "speaking")
}
