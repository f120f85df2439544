//! Understanding: from one utterance of a caller to intent, acts and entities.
//!
//! Pure and deterministic: no clock, network, database or async. The caller of this crate says what "now" is
//! and which names the salon knows. Start reading at [`understand`].
//!
//! Not for: deciding what to say next (crate `conversation`) or whether a time is free (crate `scheduling`).

mod types;

pub use types::*;

/// Understands one utterance.
///
/// Total: any text gives an answer, never a panic, in time proportional to its length (very long text is cut).
pub fn understand(heard: &Utterance<'_>) -> Understood {
    let _ = heard;
    Understood { intent: Intent::Other, confidence: 0.0, acts: Vec::new(), entities: Vec::new() }
}
