//! What differs by language: word tables, patterns of acts and a few small readers.
//!
//! A language is a folder (`english`, `spanish`) that fills in one [`Words`]; everything else is shared and asks
//! the text for the words of its language. To add a language: a folder, a variant of [`Language`], a line below.

use std::sync::OnceLock;

use jiff::civil::Weekday;

use crate::acts::Weighing;
use crate::choices::Choice;
use crate::moments::{Found, Moments};
use crate::numbers::Number;
use crate::pattern::{Classes, Match, Patterns};
use crate::token::Text;
use crate::{ActKind, DayPart, Language, english, spanish};

impl Language {
    /// The words of this language.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::English => &english::WORDS,
            Self::Spanish => &spanish::WORDS,
        }
    }
}

/// A question to a word.
pub(crate) type IsWord = fn(&str) -> bool;

/// Words that stand one after the other.
pub(crate) type Phrase = &'static [&'static str];

/// All that a language says for itself. Words are lower case and without accents, as in [`crate::fold`].
pub(crate) struct Words {
    pub(crate) numbers: Numbers,
    pub(crate) calendar: Calendar,
    pub(crate) talk: Talk,
    pub(crate) names: Names,
    pub(crate) salon: Salon,
    pub(crate) phones: Phones,
    /// The patterns of `talk`, compiled.
    pub(crate) patterns: OnceLock<Patterns<ActKind>>,
}

/// Numbers in words.
pub(crate) struct Numbers {
    /// One word, zero to nineteen at least.
    pub(crate) small: fn(&str) -> Option<u32>,
    /// Twenty, thirty and so on.
    pub(crate) tens: fn(&str) -> Option<u32>,
    /// A number below a hundred, written in words.
    pub(crate) in_words: fn(&Text<'_>, usize) -> Option<Number>,
    /// How many, where no number is said ("a couple of"), and how many words that takes.
    pub(crate) some: fn(&Text<'_>, usize) -> Option<(u32, usize)>,
    /// A year in words, and how many words it takes.
    pub(crate) year: fn(&Text<'_>, usize) -> Option<(i16, usize)>,
    /// What makes digits an ordinal: "3rd".
    pub(crate) is_ordinal_ending: IsWord,
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Year,
}

/// Days and times.
pub(crate) struct Calendar {
    pub(crate) weekday: fn(&str) -> Option<Weekday>,
    pub(crate) month: fn(&str) -> Option<i8>,
    pub(crate) day_part: fn(&str) -> Option<DayPart>,
    pub(crate) unit: fn(&str) -> Option<Unit>,
    /// Nouns that take the number before them: "two people" are no time.
    pub(crate) is_counted: IsWord,
    /// An article that adds nothing to its weekday.
    pub(crate) is_article: IsWord,
    /// Words between days of one week: "monday or tuesday".
    pub(crate) links_days: IsWord,
    /// Words between two moments that are one phrase: "tomorrow at five".
    pub(crate) links_phrase: IsWord,
    pub(crate) is_and_or: IsWord,
    /// Whether "3/4" is the fourth of March in this zone.
    pub(crate) is_month_first: fn(Option<&str>) -> bool,
    /// The grammar of days and times.
    pub(crate) moments: fn(&Moments<'_, '_>) -> Vec<Found>,
}

/// What is done by saying something.
pub(crate) struct Talk {
    pub(crate) acts: &'static [(ActKind, &'static [&'static str])],
    pub(crate) classes: &'static Classes,
    /// Words before a sentence that are no part of it.
    pub(crate) opens: IsWord,
    /// Words behind a sentence that are no part of it.
    pub(crate) closes: IsWord,
    /// Whether the words around a match say that it is not meant.
    pub(crate) doubts: fn(&Weighing<'_, '_>, &Match<ActKind>) -> bool,
    /// "I can't make it, can I come Friday instead": a visit called off to be moved.
    pub(crate) moves_instead: fn(&Text<'_>, &Match<ActKind>) -> bool,
    /// Whether what the words from one to another stand for is excluded: "anything but friday".
    pub(crate) excludes: fn(&Text<'_>, usize, usize) -> bool,
    /// "The first one": one of what was offered.
    pub(crate) choice: fn(&Text<'_>, usize) -> Option<Choice>,
    /// Things the salon's facts do not hold: ratings, reviews.
    pub(crate) is_foreign: IsWord,
    pub(crate) receptionist: Receptionist,
}

/// What the receptionist's own sentences hold, by what they do.
pub(crate) struct Receptionist {
    /// Something is read back.
    pub(crate) confirms: &'static [&'static str],
    /// A visit is read back, where one of each is said.
    pub(crate) wishes: [&'static [&'static str]; 2],
    /// Something is done.
    pub(crate) reports: &'static [&'static str],
    /// "Anything else?"
    pub(crate) offers_more: &'static [&'static str],
}

/// The caller's own name.
pub(crate) struct Names {
    /// Words before a name. The flag: nothing but a name can follow.
    pub(crate) cues: &'static [(Phrase, bool)],
    /// Cues of the weak ones behind which one name may end the sentence.
    pub(crate) cues_of_one: &'static [Phrase],
    /// Whether a name is announced: what follows is no stylist.
    pub(crate) is_introduced: fn(&Text<'_>, usize) -> bool,
    /// Words between the cue and the name.
    pub(crate) is_title: IsWord,
    /// Words right behind a name that end it: "anna speaking".
    pub(crate) is_speaking: IsWord,
    /// Words before those that make them no name: "I'm calling".
    pub(crate) is_myself: IsWord,
    /// "… is my name".
    pub(crate) cues_behind: &'static [Phrase],
    /// "For" in "a booking for Danielle Kinker".
    pub(crate) is_for: IsWord,
    /// What may follow a name that stands alone.
    pub(crate) ends_name: IsWord,
    /// Everyday words that are names as well.
    pub(crate) is_given: IsWord,
    pub(crate) is_function_word: IsWord,
    /// What follows a cue without being a name.
    pub(crate) is_no_name: IsWord,
    /// Small words inside a name: "de la cruz".
    pub(crate) is_particle: IsWord,
    /// "And my", before "last name is".
    pub(crate) leads_last_name: IsWord,
    pub(crate) is_last: IsWord,
    pub(crate) is_name: IsWord,
    pub(crate) is_is: IsWord,
    /// Words between a name and its letters.
    pub(crate) is_spelled: IsWord,
    /// The letter a word stands for when a name is spelled.
    pub(crate) letter: fn(&str) -> Option<&'static str>,
    pub(crate) is_double: IsWord,
    /// "N as in nancy".
    pub(crate) as_in: &'static [Phrase],
    /// Words before a name that is the whole answer.
    pub(crate) leads_answer: IsWord,
    /// Words behind it.
    pub(crate) ends_answer: IsWord,
    pub(crate) is_first_name: IsWord,
    /// Words around a customer's name.
    pub(crate) is_around: IsWord,
}

/// The salon's services and people.
pub(crate) struct Salon {
    /// The forms a service word is compared in.
    pub(crate) canonical: fn(&str) -> Vec<&str>,
    /// Another word for the same thing, not quite as good.
    pub(crate) near: fn(&str) -> Option<&'static str>,
    /// Words that carry little of a name.
    pub(crate) is_weak: IsWord,
    /// Words that say for whom, and name nothing alone.
    pub(crate) is_for_whom: IsWord,
    /// Words that are left out of a name.
    pub(crate) is_filler: IsWord,
    /// Words that may stand between the words of a name.
    pub(crate) is_between: IsWord,
    /// How far the next word of a name may be.
    pub(crate) reach: usize,
    /// Everyday words.
    pub(crate) is_common: IsWord,
    /// The full names a short name may stand for.
    pub(crate) nicknames: fn(&str) -> &'static [&'static str],
    /// Words before a person.
    pub(crate) leads_person: IsWord,
    /// Words behind a person.
    pub(crate) follows_person: IsWord,
    /// "With": a wish for somebody.
    pub(crate) is_with: IsWord,
}

/// Telephone numbers read out.
pub(crate) struct Phones {
    pub(crate) is_plus: IsWord,
    /// How often the next digit stands: "double seven".
    pub(crate) repeats: fn(&str) -> Option<usize>,
    /// The digits that begin at a word, and where they end.
    pub(crate) group: fn(&Text<'_>, usize) -> Option<(String, usize)>,
    /// Words between two groups.
    pub(crate) hesitates: IsWord,
    /// Those of them that take back what was said.
    pub(crate) corrects: IsWord,
    /// "Card number", "account": another kind of number.
    pub(crate) is_other: IsWord,
    /// "Phone", "mobile".
    pub(crate) is_phone: IsWord,
}
