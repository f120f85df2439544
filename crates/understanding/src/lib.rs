//! Understanding: from one utterance of a caller to intent, acts and entities.
//!
//! Pure and deterministic: no clock, network, database or async. The caller of this crate says what "now" is
//! and which names the salon knows. Start reading at [`understand`].
//!
//! What differs by language is a folder each (`english`, `spanish`) and listed in `words`.
//!
//! Not for: deciding what to say next (crate `conversation`) or whether a time is free (crate `scheduling`).

mod acts;
mod catalogue;
mod choices;
mod customers;
mod english;
mod entities;
mod intent;
pub mod knowledge;
mod moments;
mod names;
mod numbers;
mod pattern;
mod phones;
pub mod protocol;
mod sound;
mod spanish;
mod token;
mod types;
mod words;

pub use catalogue::Prepared;
pub use sound::is_same_name;
pub use token::fold;
pub use types::*;

/// Understands one utterance.
///
/// Total: any text gives an answer, never a panic, in time proportional to its length (very long text is cut).
pub fn understand(heard: &Utterance<'_>) -> Understood {
    let text = token::Text::new(heard.text, heard.language);
    let placed = entities::find(&text, heard);
    let acts = acts::find(&text, &entities::tags(&placed), heard.expecting);
    let (intent, confidence) = intent::main_wish(&text, heard, &acts, &placed);
    Understood {
        intent,
        confidence,
        acts: acts
            .into_iter()
            .map(|act| Act {
                kind: act.kind,
                start: text.tokens[act.at].start,
                end: text.tokens[act.end - 1].end,
            })
            .collect(),
        entities: placed.into_iter().map(|one| one.entity).collect(),
    }
}
