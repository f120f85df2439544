//! The salon's own names in the caller's words: exact, by a synonym, misspelt or misheard.
//!
//! A name is a row of words, each with a weight: "hair" says little, "balayage" says all. A mention is a run of
//! words of the text that carries enough of a name's weight; where several names claim the same words, the
//! best explained one is the value and the others stay as alternatives.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::sound::{alike, edits, is_close, share, sound};
use crate::token::Text;
use crate::words::Salon;
use crate::{Catalogue, Entry, Expecting, Language, Value};

/// Tables made from a catalogue when it is first used, for each language on its own.
#[derive(Debug, Default)]
pub struct Prepared([OnceLock<Tables>; Language::COUNT]);

impl Clone for Prepared {
    /// A copy prepares itself anew: the names beside it may be changed.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Prepared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Catalogue {
    /// A catalogue, with its look-up tables made at once.
    pub fn new(
        services: Vec<Entry>,
        add_ons: Vec<Entry>,
        people: Vec<Entry>,
        customers: Vec<String>,
    ) -> Self {
        let catalogue = Self { services, add_ons, people, customers, prepared: Prepared::default() };
        catalogue.tables(Language::English);
        catalogue
    }

    pub(crate) fn tables(&self, language: Language) -> &Tables {
        self.prepared.0[language as usize].get_or_init(|| Tables::new(self, language))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    Service,
    AddOn,
    Person,
}

/// One way to say one entry.
#[derive(Debug)]
struct Phrase {
    shelf: Shelf,
    entry: usize,
    words: Vec<(String, f32)>,
    weight: f32,
    /// A synonym or a first name: it must be said whole.
    is_short: bool,
    /// A last name alone: "Ms Moore".
    is_titled: bool,
}

/// The phrases of a catalogue, found by word.
#[derive(Debug)]
pub(crate) struct Tables {
    language: Language,
    phrases: Vec<Phrase>,
    by_word: HashMap<String, Vec<(usize, usize)>>,
    by_sound: HashMap<String, Vec<(usize, usize)>>,
}

/// Words of the text that name something.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) value: Value,
    pub(crate) alternatives: Vec<Value>,
    pub(crate) confidence: f32,
}

impl Tables {
    fn new(catalogue: &Catalogue, language: Language) -> Self {
        let mut tables =
            Self { language, phrases: Vec::new(), by_word: HashMap::new(), by_sound: HashMap::new() };
        for (shelf, entries) in [
            (Shelf::Service, &catalogue.services),
            (Shelf::AddOn, &catalogue.add_ons),
            (Shelf::Person, &catalogue.people),
        ] {
            for (index, entry) in entries.iter().enumerate() {
                tables.add(shelf, index, &entry.name, false);
                for synonym in &entry.synonyms {
                    tables.add(shelf, index, synonym, true);
                }
                if shelf == Shelf::Person {
                    tables.add_first_name(index, &entry.name);
                }
            }
        }
        for (place, phrase) in tables.phrases.iter().enumerate() {
            for (position, (word, _)) in phrase.words.iter().enumerate() {
                tables.by_word.entry(word.clone()).or_default().push((place, position));
                let code = sound(word);
                let long = if phrase.shelf == Shelf::Person { 1 } else { 2 };
                if let Some(said) = (language.words().names.said_as)(word) {
                    tables.by_sound.entry(sound(said)).or_default().push((place, position));
                }
                if code.len() > long && word.len() > 3 {
                    tables.by_sound.entry(code).or_default().push((place, position));
                }
            }
        }
        tables
    }

    fn add(&mut self, shelf: Shelf, entry: usize, name: &str, is_short: bool) {
        let salon = &self.language.words().salon;
        let words: Vec<(String, f32)> = said_words(name, shelf, self.language)
            .into_iter()
            .map(|word| {
                let weight = match word.as_str() {
                    word if (salon.is_weak)(word) => 0.25,
                    word if shelf == Shelf::Person && word.len() == 1 => 0.1,
                    word if (salon.is_for_whom)(word) && shelf != Shelf::Person => 0.4,
                    _ => 1.0,
                };
                (word, weight)
            })
            .collect();
        let weight = words.iter().map(|(_, weight)| weight).sum();
        if !words.is_empty() {
            self.phrases.push(Phrase { shelf, entry, words, weight, is_short, is_titled: false });
        }
    }

    fn add_first_name(&mut self, entry: usize, name: &str) {
        let salon = &self.language.words().salon;
        let words = said_words(name, Shelf::Person, self.language);
        if let [first, _, ..] = words.as_slice()
            && words.len() < 4
            && !(salon.is_common)(first)
            && !words.iter().any(|word| (salon.is_weak)(word))
            && first.len() > 2
        {
            self.add(Shelf::Person, entry, &first.clone(), true);
            if let Some(last) = words.last().filter(|last| last.len() > 2) {
                self.add(Shelf::Person, entry, &last.clone(), true);
                if let Some(phrase) = self.phrases.last_mut() {
                    phrase.is_titled = true;
                }
            }
        }
    }
}

fn said_words(name: &str, shelf: Shelf, language: Language) -> Vec<String> {
    let text = Text::new(name, language);
    let salon = &text.words().salon;
    let mut words = Vec::new();
    for token in &text.tokens {
        if (salon.is_filler)(&token.word) {
            continue;
        }
        push_said(&mut words, &token.word, shelf, salon);
    }
    words
}

fn push_said(words: &mut Vec<String>, word: &str, shelf: Shelf, salon: &Salon) {
    if shelf == Shelf::Person {
        words.push(word.to_owned());
        return;
    }
    for part in (salon.canonical)(word) {
        words.push((*part).to_owned());
    }
}

/// One word of the text that may be one word of a phrase.
#[derive(Clone, Copy)]
struct Hit {
    at: usize,
    /// Words of the text: "bali age" is two.
    length: usize,
    position: usize,
    quality: f32,
}

/// Finds services, extras and people.
pub(crate) fn find(
    text: &Text<'_>,
    catalogue: &Catalogue,
    expecting: &[Expecting],
    taken: &[(usize, usize)],
) -> Vec<Mention> {
    let tables = catalogue.tables(text.language);
    let salon = &text.words().salon;
    let mut hits: HashMap<usize, Vec<Hit>> = HashMap::new();
    for at in 0..text.tokens.len() {
        if taken.iter().any(|(from, to)| (*from..*to).contains(&at)) {
            continue;
        }
        for (phrase, hit) in tables.hits(text, at, expecting) {
            hits.entry(phrase).or_default().push(hit);
        }
        for (phrase, hit) in tables.split_hits(text, at) {
            hits.entry(phrase).or_default().push(hit);
        }
    }
    let mut claims: Vec<Claim> =
        hits.iter().flat_map(|(phrase, hits)| tables.claims(*phrase, hits, text)).collect();
    claims.sort_by(|a, b| {
        b.said
            .total_cmp(&a.said)
            .then(b.share.total_cmp(&a.share))
            .then(a.phrase.cmp(&b.phrase))
            .then(a.at.cmp(&b.at))
    });
    let mut mentions: Vec<Mention> = Vec::new();
    let mut used: Vec<(usize, usize)> = Vec::new();
    for place in 0..claims.len() {
        let claim = claims[place];
        if used.iter().any(|(from, to)| claim.at < *to && *from < claim.end) {
            continue;
        }
        used.push((claim.at, claim.end));
        let mut rivals: Vec<Claim> = claims
            .iter()
            .filter(|other| {
                other.at >= claim.at && other.end <= claim.end && other.said >= claim.said * 0.8 - 0.01
            })
            .copied()
            .collect();
        // "A gents trim" is nobody else's trim.
        let for_whom = (claim.at..claim.end).find(|at| salon.said_for_whom(text.word(*at)).is_some());
        if let Some(at) = for_whom.filter(|_| tables.phrases[claim.phrase].shelf != Shelf::Person) {
            rivals.retain(|rival| (rival.at..rival.end).contains(&at));
        }
        let wanted = |claim: &Claim| match tables.phrases[claim.phrase].shelf {
            Shelf::AddOn => expecting.contains(&Expecting::AddOn),
            Shelf::Service => expecting.contains(&Expecting::Service),
            Shelf::Person => expecting.contains(&Expecting::Stylist),
        };
        rivals.sort_by(|a, b| {
            b.share
                .total_cmp(&a.share)
                .then(wanted(b).cmp(&wanted(a)))
                .then(b.said.total_cmp(&a.said))
                .then(a.phrase.cmp(&b.phrase))
        });
        // A name said in full leaves no doubt.
        if rivals.first().is_some_and(|best| best.share > 0.98) {
            rivals.retain(|rival| rival.share > 0.98);
        }
        let mut values: Vec<Value> = Vec::new();
        for rival in &rivals {
            let value = tables.value(rival.phrase, catalogue);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        // "A haircut for my son": of several haircuts, the one for kids comes first.
        let kind = (0..text.tokens.len()).find_map(|at| salon.said_for_whom(text.word(at)));
        if let Some(kind) = kind.filter(|_| for_whom.is_none() && values.len() > 1) {
            values.sort_by_key(|value| !tables.is_for(kind, value, catalogue));
        }
        values.truncate(5);
        if values.is_empty() {
            continue;
        }
        let value = values.remove(0);
        let best = rivals[0];
        let unsure = if values.is_empty() { 1.0 } else { 0.7 };
        mentions.push(Mention {
            at: claim.at,
            end: claim.end,
            value,
            alternatives: values,
            confidence: (best.quality * (0.5 + 0.5 * best.share) * unsure).min(1.0),
        });
    }
    mentions.sort_by_key(|mention| mention.at);
    // "Dyed all one color" is said in two pieces; the cut of "my fringe cut" is no other service.
    mentions.dedup_by(|second, first| {
        let one_word = second.end - second.at == 1 && first.end == second.at;
        let again = (first.value == second.value && second.at - first.end < 4)
            || (one_word && (salon.is_done_to)(text.word(first.end - 1), text.word(second.at)));
        if again {
            first.end = second.end;
        }
        again
    });
    mentions
}

impl Salon {
    /// "Gents", "ladies", "kids": whom a service is for.
    fn said_for_whom<'w>(&self, word: &'w str) -> Option<&'w str> {
        (self.canonical)(word).into_iter().find(|one| (self.is_for_whom)(one))
    }
}

/// A run of words claimed for a phrase.
#[derive(Clone, Copy)]
struct Claim {
    phrase: usize,
    at: usize,
    end: usize,
    /// Weight of the phrase's words that were said.
    said: f32,
    /// The share of the phrase that was said.
    share: f32,
    quality: f32,
}

impl Tables {
    /// Whether one of the ways to say this service says it is for these people.
    fn is_for(&self, kind: &str, value: &Value, catalogue: &Catalogue) -> bool {
        self.phrases.iter().enumerate().any(|(place, phrase)| {
            phrase.words.iter().any(|(word, _)| word == kind) && self.value(place, catalogue) == *value
        })
    }

    fn value(&self, phrase: usize, catalogue: &Catalogue) -> Value {
        let Phrase { shelf, entry, .. } = &self.phrases[phrase];
        let list = match shelf {
            Shelf::Service => &catalogue.services,
            Shelf::AddOn => &catalogue.add_ons,
            Shelf::Person => &catalogue.people,
        };
        let Entry { key, name, .. } = &list[*entry];
        let (key, name) = (key.clone(), name.clone());
        match shelf {
            Shelf::Service => Value::Service { key, name },
            Shelf::AddOn => Value::AddOn { key, name },
            Shelf::Person => Value::Stylist { key: Some(key), name },
        }
    }

    fn hits(&self, text: &Text<'_>, at: usize, expecting: &[Expecting]) -> Vec<(usize, Hit)> {
        let word = text.word(at);
        let salon = &text.words().salon;
        let mut hits = Vec::new();
        let mut push = |phrase: usize, position: usize, quality: f32| {
            hits.push((phrase, Hit { at, length: 1, position, quality }));
        };
        let mut known = false;
        if (salon.is_meant_otherwise)(text, at) {
            return hits;
        }
        let parts = (salon.canonical)(word);
        for part in &parts {
            for (phrase, position) in self.by_word.get(*part).into_iter().flatten() {
                if self.phrases[*phrase].shelf != Shelf::Person {
                    known = true;
                    push(*phrase, *position, 1.0);
                }
            }
        }
        if let Some(near) = (salon.near)(word) {
            for (phrase, position) in self.by_word.get(near).into_iter().flatten() {
                if self.phrases[*phrase].shelf != Shelf::Person {
                    known = true;
                    push(*phrase, *position, 0.85);
                }
            }
        }
        // A possessive is a name too: "christine's", "kates".
        let owner = word.strip_suffix('s').filter(|owner| owner.len() > 2);
        for (form, quality) in [(Some(word), 1.0), (owner, 0.95)] {
            let Some(form) = form else { continue };
            for (phrase, position) in self.by_word.get(form).into_iter().flatten() {
                let owner = &self.phrases[*phrase];
                if owner.shelf == Shelf::Person && (form == word || !known) {
                    known = true;
                    push(*phrase, *position, quality);
                }
            }
        }
        let beside_surname = self.by_word.get(text.word(at + 1)).is_some_and(|places| {
            places
                .iter()
                .any(|(phrase, position)| self.phrases[*phrase].shelf == Shelf::Person && *position > 0)
        });
        let cued = beside_surname || is_person_cue(text, at, expecting);
        if cued {
            for full in (salon.nicknames)(word) {
                for (phrase, position) in self.by_word.get(*full).into_iter().flatten() {
                    if self.phrases[*phrase].shelf == Shelf::Person {
                        known = true;
                        push(*phrase, *position, 0.9);
                    }
                }
            }
        }
        if known || word.chars().count() < 4 || (salon.is_common)(word) || text.tokens[at].digits.is_some() {
            return hits;
        }
        // "Dinner" is no toner; a recogniser that has never heard of Rajesh may well write such a word for him.
        let everyday = (salon.is_everyday)(word);
        if everyday && !cued {
            return hits;
        }
        let named = cued || (text.tokens[at].is_capitalised() && !text.tokens[at].opens_sentence());
        let may_be = |phrase: usize| {
            let phrase = &self.phrases[phrase];
            match phrase.shelf {
                Shelf::Person => named || (phrase.words.len() > 1 && !everyday),
                _ => !everyday,
            }
        };
        let said_as = text.words().names.said_as;
        let code = sound(word);
        for (phrase, position) in self.by_sound.get(&code).into_iter().flatten() {
            let name = &self.phrases[*phrase].words[*position].0;
            let said = said_as(name).unwrap_or(name);
            // A short sound is shared by many words: "Moore" is no Maria, and a drum no trim.
            let least = if self.phrases[*phrase].shelf == Shelf::Person { 0.45 } else { 0.51 };
            if code.len() < 4 && share(word, name).max(share(word, said)) < least {
                continue;
            }
            if may_be(*phrase)
                && (alike(word, name, text.language) > 0.68 || alike(word, said, text.language) > 0.68)
            {
                push(*phrase, *position, 0.8);
                known = true;
            }
        }
        if known {
            return hits;
        }
        for (other, places) in &self.by_word {
            if !is_close(word, other) {
                continue;
            }
            for (phrase, position) in places {
                if may_be(*phrase) {
                    push(*phrase, *position, 0.75);
                }
            }
        }
        // The table has no order of its own.
        hits.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.position.cmp(&b.1.position)));
        if hits.is_empty() && cued && word.chars().count() > 3 {
            let code = sound(word);
            for (place, phrase) in self.phrases.iter().enumerate() {
                let Some((name, _)) = phrase.words.first().filter(|_| phrase.shelf == Shelf::Person) else {
                    continue;
                };
                if code.len() > 1
                    && (sound(name).starts_with(&code) || name.starts_with(word) || name.ends_with(word))
                {
                    hits.push((place, Hit { at, length: 1, position: 0, quality: 0.6 }));
                }
            }
        }
        hits
    }

    /// One word of a name that a recogniser wrote as two or three: "bali age", "low lights", "oh la plex".
    fn split_hits(&self, text: &Text<'_>, at: usize) -> Vec<(usize, Hit)> {
        let words = text.words();
        let (salon, numbers) = (&words.salon, &words.numbers);
        let mut hits = Vec::new();
        for length in 2..=3 {
            let places = at..at + length;
            let beside = text
                .tokens
                .get(at + 1..at + length)
                .is_some_and(|rest| rest.iter().all(|token| matches!(token.gap, " " | "-")));
            let letters: usize = places.clone().map(|place| text.word(place).len()).sum();
            // "A salon" is no "Isalon".
            let beside = beside && places.clone().all(|place| text.word(place).len() > 1);
            if !beside || !(4..=16).contains(&letters) {
                break;
            }
            let joined: String = places.clone().map(|place| text.word(place)).collect();
            // Everyday words side by side are rarely a name: "up do" is, behind "an".
            let plain = |word: &str| {
                (salon.is_common)(word) || (numbers.small)(word).is_some() || (numbers.tens)(word).is_some()
            };
            let everyday = places.clone().all(|place| plain(text.word(place)));
            let presented = (salon.presents)(text.before(at, 1)) || text.is_all(at, length);
            if everyday && !presented {
                continue;
            }
            let mut push = |phrase: usize, position: usize, quality: f32| {
                if !hits.iter().any(|(other, _)| *other == phrase) {
                    hits.push((phrase, Hit { at, length, position, quality }));
                }
            };
            if let [one] = (salon.canonical)(&joined).as_slice() {
                for (phrase, position) in self.by_word.get(*one).into_iter().flatten() {
                    push(*phrase, *position, 0.9);
                }
            }
            if everyday || letters < 5 {
                continue;
            }
            // "Ola flex": one letter off.
            for (word, places) in self.by_word.iter().filter(|(word, _)| letters > 6 && word.len() > 6) {
                for (phrase, position) in places.iter().filter(|_| edits(&joined, word, 1).is_some()) {
                    if self.phrases[*phrase].shelf != Shelf::Person {
                        push(*phrase, *position, 0.7);
                    }
                }
            }
            for (phrase, position) in self.by_sound.get(&sound(&joined)).into_iter().flatten() {
                let name = &self.phrases[*phrase].words[*position].0;
                let person = self.phrases[*phrase].shelf == Shelf::Person;
                let close = edits(&joined, (words.names.said_as)(name).unwrap_or(name), 2).is_some();
                if close && (!person || is_person_cue(text, at, &[])) {
                    push(*phrase, *position, 0.75);
                }
            }
        }
        // The table has no order of its own.
        hits.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.position.cmp(&b.1.position)));
        hits
    }

    /// Runs of words that carry a phrase.
    fn claims(&self, phrase: usize, hits: &[Hit], text: &Text<'_>) -> Vec<Claim> {
        let own = &self.phrases[phrase];
        let salon = &text.words().salon;
        let mut claims = Vec::new();
        for first in 0..hits.len() {
            if first > 0 && hits[first].at == hits[first - 1].at {
                continue;
            }
            let mut said = vec![false; own.words.len()];
            let (mut weight, mut quality, mut end) = (0.0, 1.0_f32, hits[first].at);
            let mut next = hits[first].at;
            let mut best: Option<Claim> = None;
            let mut last = None;
            for hit in &hits[first..] {
                if hit.at < next {
                    continue;
                }
                if hit.at > end + salon.reach
                    || (end..hit.at).skip(1).any(|at| !(salon.is_between)(text.word(at)))
                {
                    break;
                }
                let same_word = last.is_some_and(|(at, position): (usize, usize)| {
                    at == hit.at && own.words[position].0 == own.words[hit.position].0
                });
                if said[hit.position] || same_word {
                    continue;
                }
                last = Some((hit.at, hit.position));
                said[hit.position] = true;
                weight += own.words[hit.position].1 * hit.quality;
                quality = quality.min(hit.quality);
                end = hit.at + hit.length - 1;
                // Other words of the name may share a place with this one: "haircut" is two of them.
                next = if hit.length > 1 { end + 1 } else { hit.at };
                let share = weight / own.weight;
                best = Some(Claim { phrase, at: hits[first].at, end: end + 1, said: weight, share, quality });
            }
            let titled = |claim: &Claim| (text.words().names.is_title)(text.before(claim.at, 1));
            claims.extend(best.filter(|claim| own.is_said_by(claim) && (!own.is_titled || titled(claim))));
        }
        claims
    }
}

impl Phrase {
    fn is_said_by(&self, claim: &Claim) -> bool {
        match self.shelf {
            Shelf::Person if self.is_short || self.words.len() == 1 => claim.share > 0.55,
            Shelf::Person => claim.share > 0.68,
            _ if self.is_short => claim.share > 0.7,
            // "A cut" is enough for "Women's Cut"; "hair" alone is enough for nothing.
            _ => claim.said >= 0.7,
        }
    }
}

/// Whether a person is likely named here.
fn is_person_cue(text: &Text<'_>, at: usize, expecting: &[Expecting]) -> bool {
    expecting.contains(&Expecting::Stylist) || (text.words().salon.is_person_cue)(text, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, synonyms: &[&str]) -> Entry {
        let synonyms = synonyms.iter().map(|word| (*word).to_owned()).collect();
        Entry { key: name.to_lowercase(), name: name.to_owned(), synonyms }
    }

    fn salon() -> Catalogue {
        Catalogue::new(
            vec![
                entry("Women's Haircut", &["ladies cut"]),
                entry("Men's Haircut", &["gents cut"]),
                entry("Wash & Cut", &[]),
                entry("Balayage", &[]),
                entry("Highlights", &["foils"]),
                entry("Root Touch-Up", &["roots"]),
                entry("Blow Dry", &["blowout"]),
            ],
            vec![entry("Deep Conditioning", &["hair mask"]), entry("Toner", &[])],
            vec![entry("Caitlin", &[]), entry("Maria Lopez", &[]), entry("Jordan", &[])],
            Vec::new(),
        )
    }

    fn names(said: &str) -> Vec<String> {
        let text = Text::new(said, Language::English);
        find(&text, &salon(), &[], &[])
            .into_iter()
            .map(|mention| match mention.value {
                Value::Service { name, .. } | Value::AddOn { name, .. } | Value::Stylist { name, .. } => name,
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn names_are_found_as_callers_and_recognisers_write_them() {
        for (said, name) in [
            ("hilites please", "Highlights"),
            ("i want a balyage", "Balayage"),
            ("some foils", "Highlights"),
            ("a wash and cut", "Wash & Cut"),
            ("a womens hair cut", "Women's Haircut"),
            ("a men's cut", "Men's Haircut"),
            ("can i come with kate", "Caitlin"),
            ("with maria", "Maria Lopez"),
            ("with kaytlin please", "Caitlin"),
            ("a blowdry", "Blow Dry"),
            ("touch up my roots", "Root Touch-Up"),
            ("a toner", "Toner"),
        ] {
            assert_eq!(names(said).first().map(String::as_str), Some(name), "{said}");
        }
    }

    #[test]
    fn several_names_are_told_apart() {
        assert_eq!(names("highlights and a toner with jordan"), ["Highlights", "Toner", "Jordan"]);
    }

    #[test]
    fn a_word_of_several_names_keeps_them_all() {
        let text = Text::new("i need a haircut", Language::English);
        let mentions = find(&text, &salon(), &[], &[]);
        assert_eq!(mentions.len(), 1);
        assert!(!mentions[0].alternatives.is_empty());
    }

    #[test]
    fn small_talk_names_nothing() {
        for said in ["my hair is a mess", "what are your hours", "that is great thank you", "is anyone free"]
        {
            assert!(names(said).is_empty(), "{said}: {:?}", names(said));
        }
    }
}
