//! What a caller has said or pressed, and what our engine makes of it.

use std::sync::Arc;
use std::time::Instant as Stopwatch;

use conversation::Dialogue;
use jiff::Timestamp;
use understanding::{ActKind, Expecting, Language, Understood, Utterance};

use super::{Input, dialogue_of};
use crate::modules::calls::entity::call::Model;
use crate::modules::tenants::Salon;

/// Longest utterance that is kept and understood, in characters.
const MAX_HEARD: usize = 2_000;

/// What was heard, with what was made of it.
pub(super) struct Understanding {
    pub(super) input: Input,
    pub(super) understood: Option<Understood>,
    pub(super) micros: Option<i32>,
}

impl Understanding {
    /// Whether there is more in it than a no or a greeting.
    pub(super) fn wants_something(&self) -> bool {
        use ActKind::{Affirm, Book, Cancel, Move, SpeakToHuman};
        let wishes = [Book, Cancel, Move, SpeakToHuman, Affirm];
        self.understood.as_ref().is_some_and(|understood| wishes.into_iter().any(|act| understood.has(act)))
    }

    /// A plain yes or no, where it is one.
    pub(super) fn yes_or_no(&self) -> Option<bool> {
        let understood = self.understood.as_ref()?;
        match (understood.has(ActKind::Affirm), understood.has(ActKind::Deny)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

pub(super) fn understand(
    salon: &Arc<Salon>,
    call: &Model,
    input: &Input,
    expects_yes_or_no: bool,
    now: Timestamp,
) -> Understanding {
    let Input::Words(text) = input else {
        return Understanding { input: input.clone(), understood: None, micros: None };
    };
    let text: String = text.chars().filter(|c| *c != '\0').take(MAX_HEARD).collect();
    let dialogue = dialogue_of(call).ok();
    let mut expecting = dialogue.as_ref().map(|dialogue| dialogue.expecting().to_vec()).unwrap_or_default();
    if expects_yes_or_no {
        expecting.push(Expecting::Confirmation);
    }
    let stopwatch = Stopwatch::now();
    let understood = understanding::understand(&Utterance {
        text: &text,
        // What the receptionist herself speaks: callers answer in the language in which they are asked.
        language: Language::English,
        alternatives: &[],
        now: salon.zone.to_datetime(now),
        zone: &salon.zone,
        previous: dialogue.as_ref().and_then(Dialogue::last_said),
        expecting: &expecting,
        catalogue: &salon.catalogue,
    });
    let micros = i32::try_from(stopwatch.elapsed().as_micros()).unwrap_or(i32::MAX);
    Understanding { input: Input::Words(text), understood: Some(understood), micros: Some(micros) }
}
