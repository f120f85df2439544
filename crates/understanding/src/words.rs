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
    /// Whether the words before a match refuse it: "I don't want to book".
    pub(crate) is_refused: fn(&Text<'_>, &Match<ActKind>) -> bool,
    /// "I can't make it, can I come Friday instead": a visit called off to be moved.
    pub(crate) moves_instead: fn(&Text<'_>, &Match<ActKind>) -> bool,
    /// Whether what the words from one to another stand for is excluded: "anything but friday".
    pub(crate) excludes: fn(&Text<'_>, usize, usize) -> bool,
    /// "The first one": one of what was offered.
    pub(crate) choice: fn(&Text<'_>, usize) -> Option<Choice>,
    /// Things the salon's facts do not hold: ratings, reviews.
    pub(crate) is_foreign: IsWord,
    /// Words of a visit to the shop as such, which is none to a stylist: "I want to visit your store".
    pub(crate) is_shop: IsWord,
    /// "How late can I come in tonight": the hours are asked for, though a visit is spoken of.
    pub(crate) asks_how_late: fn(&Text<'_>, usize) -> bool,
    /// Words of a goodbye that only says all is said: "that's everything".
    pub(crate) is_finish: IsWord,
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

/// A letter said to tell how a name is spelled: "with a k", "with two n".
pub(crate) struct ToldLetter<'t> {
    pub(crate) letter: &'t str,
    /// Whether the name may begin with it.
    pub(crate) begins: bool,
    /// One past the last word.
    pub(crate) end: usize,
}

/// The caller's own name.
pub(crate) struct Names {
    /// Words before a name. The flag: nothing but a name can follow.
    pub(crate) cues: &'static [(Phrase, bool)],
    /// Cues of the weak ones behind which one name may end the sentence.
    pub(crate) cues_of_one: &'static [Phrase],
    /// The same, for a name that shows it is one: a first name, or a capital.
    pub(crate) cues_of_first_name: &'static [Phrase],
    /// Cues that name a relation, which is named only by a name: "for my daughter needs a cut" names nobody.
    pub(crate) is_relation: fn(Phrase) -> bool,
    /// Words with which the sentence goes on behind a first name: "this is anna, I need …".
    pub(crate) follows_name: IsWord,
    /// Words between the cue and the name or its title.
    pub(crate) leads_name: IsWord,
    /// Whether a name is announced: what follows is no stylist.
    pub(crate) is_introduced: fn(&Text<'_>, usize) -> bool,
    /// "Mr", "doctor": said with a name, and no part of it.
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
    /// Small words at the beginning of a name: "o sullivan".
    pub(crate) begins_name: IsWord,
    /// Marks that are said: "anne hyphen marie".
    pub(crate) mark: fn(&str) -> Option<char>,
    /// "First name is", behind the last name.
    pub(crate) cues_of_first: &'static [Phrase],
    /// "And my", before "last name is".
    pub(crate) leads_last_name: IsWord,
    pub(crate) is_last: IsWord,
    pub(crate) is_name: IsWord,
    pub(crate) is_is: IsWord,
    /// Words between a name and its letters.
    pub(crate) is_spelled: IsWord,
    /// "With a k": a letter that tells how the name is spelled.
    pub(crate) with_letter: for<'t> fn(&'t Text<'_>, usize) -> Option<ToldLetter<'t>>,
    /// The letter a word stands for when a name is spelled.
    pub(crate) letter: fn(&str) -> Option<&'static str>,
    pub(crate) is_double: IsWord,
    /// What is doubled in a "double u".
    pub(crate) is_double_u: IsWord,
    /// "Capital", before its letter.
    pub(crate) is_capital: IsWord,
    /// Words among letters that add none: "letter".
    pub(crate) is_letter: IsWord,
    /// A blank between letters.
    pub(crate) is_space: IsWord,
    /// "N as in nancy".
    pub(crate) as_in: &'static [Phrase],
    /// "For" in "n for nancy".
    pub(crate) is_as: IsWord,
    /// Words around a name that is spelled and nothing else.
    pub(crate) is_around_letters: IsWord,
    /// Words before a name that is the whole answer.
    pub(crate) leads_answer: IsWord,
    /// Words behind it.
    pub(crate) ends_answer: IsWord,
    pub(crate) is_first_name: IsWord,
    /// How a name is said whose letters do not tell, in letters that do.
    pub(crate) said_as: fn(&str) -> Option<&'static str>,
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
    /// Everyday words that are no mishearing of a name: "dinner" is no toner.
    pub(crate) is_everyday: IsWord,
    /// A word of the salon, meant of something else: "cut costs".
    pub(crate) is_meant_otherwise: fn(&Text<'_>, usize) -> bool,
    /// Whether the second word only says what is done to the first: "my fringe cut".
    pub(crate) is_done_to: fn(&str, &str) -> bool,
    /// Words before the name of a thing: "a", "my".
    pub(crate) presents: IsWord,
    /// Whether the words around one say that it is a person: "with kate".
    pub(crate) is_person_cue: fn(&Text<'_>, usize) -> bool,
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
    /// Further words with which somebody begins or ends who tells a number, or a part of one.
    pub(crate) leads: IsWord,
    /// Those of them that take back what was said.
    pub(crate) corrects: IsWord,
    /// "Oh" before "sorry": no zero.
    pub(crate) is_exclamation: fn(&Text<'_>, usize) -> bool,
    /// Whether the words from one place to another leave the groups around them one number, of which so many
    /// digits have been said: "dash", "and then".
    pub(crate) goes_on: fn(&Text<'_>, usize, usize, usize) -> bool,
    /// Whether an area code is announced before a place: it belongs to the number.
    pub(crate) is_area_code: fn(&Text<'_>, usize) -> bool,
    /// "Card number", "account": another kind of number.
    pub(crate) is_other: IsWord,
    /// "Phone", "mobile".
    pub(crate) is_phone: IsWord,
}
