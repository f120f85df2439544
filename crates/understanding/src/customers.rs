//! The customer whose name fits best what a recogniser made of it, over all its readings.

use crate::sound::Heard;
use crate::token::{LONGEST, Text};
use crate::{Catalogue, Language};

/// Below this, the caller is rather somebody new.
const ENOUGH: f32 = 0.62;

/// A reading further down the recogniser's list must fit better by this much a place.
const PER_RANK: f32 = 0.004;

/// A name as it is compared: word by word, and as one word.
struct Whole {
    words: Vec<Heard>,
    joined: Heard,
}

/// The customer's name, and how sure it is.
pub(crate) fn known(
    text: &Text<'_>,
    catalogue: &Catalogue,
    alternatives: &[String],
) -> Option<(String, f32)> {
    if catalogue.customers.is_empty() {
        return None;
    }
    let heard = text.slice(0, LONGEST);
    let said = std::iter::once(heard.as_str()).chain(alternatives.iter().take(20).map(String::as_str));
    let readings: Vec<Whole> = said.map(|said| Whole::new(said, text.language)).collect();
    let mut best: Option<(f32, &String)> = None;
    for customer in &catalogue.customers {
        let name = Whole::new(customer, text.language);
        for (rank, reading) in readings.iter().enumerate() {
            let score = reading.is_name(&name) - PER_RANK * rank as f32;
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, customer));
            }
        }
    }
    best.filter(|(score, _)| *score > ENOUGH).map(|(score, name)| (name.clone(), score.clamp(0.0, 1.0)))
}

impl Whole {
    fn new(text: &str, language: Language) -> Self {
        let small = language.words().names.is_around;
        let words: Vec<Heard> = Text::new(text, language)
            .tokens
            .into_iter()
            .filter(|token| !small(&token.word))
            .take(8)
            .map(|token| Heard::new(token.word, language))
            .collect();
        let joined = Heard::joined(&words, language);
        Self { words, joined }
    }

    /// 0 to 1: whether these words are that name.
    fn is_name(&self, name: &Self) -> f32 {
        if self.words.is_empty() || name.words.is_empty() {
            return 0.0;
        }
        let whole = self.joined.alike(&name.joined);
        // Most customers share nothing with what was heard: their words need no closer look.
        if whole < 0.3 {
            return whole;
        }
        let best = |word: &Heard| self.words.iter().map(|other| other.alike(word)).fold(0.0, f32::max);
        let words = name.words.iter().map(best).sum::<f32>() / name.words.len() as f32;
        (0.5 * whole + 0.5 * words).max(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(heard: &str, alternatives: &[&str]) -> Option<String> {
        let names = ["Marian Evans", "Stewart Norton", "Karen Hamilton"];
        let customers = names.iter().map(|name| (*name).to_owned()).collect();
        let catalogue = Catalogue { customers, ..Catalogue::default() };
        let alternatives: Vec<String> = alternatives.iter().map(|one| (*one).to_owned()).collect();
        known(&Text::new(heard, Language::English), &catalogue, &alternatives).map(|(name, _)| name)
    }

    #[test]
    fn a_misheard_customer_is_known() {
        assert_eq!(who("Stuart Norton", &[]).as_deref(), Some("Stewart Norton"));
        assert_eq!(
            who("marion husbands", &["Marian husbands", "Marion Evans"]).as_deref(),
            Some("Marian Evans")
        );
    }

    #[test]
    fn somebody_new_stays_unknown() {
        assert_eq!(who("Priya Raman", &[]), None);
    }
}
