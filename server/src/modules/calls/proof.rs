//! Which rows stand behind the words of a turn. What counts as a claim, and what proves it, is decided in
//! `conversation::proof`; here the evidence of a call is put together from its rows.

use conversation::proof::{Evidence, Proof, prove};
use conversation::{Salon, ToolCall, ToolResult};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use understanding::Understood;

use super::entity::turn;

/// A tool that ran, for the transcript.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct UsedTool {
    pub(super) call: ToolCall,
    pub(super) result: ToolResult,
}

impl UsedTool {
    /// Free times shown in a transcript; the dialogue has seen them all.
    const SHOWN: usize = 12;

    pub(super) fn new(call: &ToolCall, result: &ToolResult) -> Self {
        let result = match result {
            ToolResult::Slots { slots, refused } => ToolResult::Slots {
                slots: slots.iter().take(Self::SHOWN).cloned().collect(),
                refused: refused.clone(),
            },
            result => result.clone(),
        };
        Self { call: call.clone(), result }
    }
}

/// What the turns before have to say: what was looked up, heard and proven in them.
pub(super) fn evidence_of(turns: &[turn::Model], salon: &Salon) -> Evidence {
    let mut evidence = Evidence::default();
    for turn in turns {
        if let Some(understood) = &turn.understood
            && let Ok(understood) = Understood::deserialize(understood)
        {
            evidence.heard(&understood);
        }
        for used in Vec::<UsedTool>::deserialize(&turn.tools).unwrap_or_default() {
            evidence.tool(&used.call, &used.result, salon);
        }
        for proof in proofs_of(turn) {
            evidence.proven(proof);
        }
    }
    evidence
}

/// What is written of a turn's claims.
fn proofs_of(turn: &turn::Model) -> Vec<Proof> {
    turn.proof.as_ref().and_then(|proof| Vec::deserialize(proof).ok()).unwrap_or_default()
}

/// The claims of some words, with the turns before as evidence where this turn's own does not suffice.
pub(super) fn claims(
    said: &str,
    salon: &Salon,
    local: DateTime,
    evidence: &mut Evidence,
    before: Option<&[turn::Model]>,
) -> Vec<Proof> {
    if let Some(before) = before {
        evidence.after(evidence_of(before, salon));
    }
    prove(said, salon, local, evidence)
}
