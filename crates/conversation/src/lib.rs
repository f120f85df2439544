//! The receptionist's side of a conversation: what is known, what is missing, what to say next.
//!
//! Pure: it sees no database, network or clock. It asks for facts by returning a [`ToolCall`] and goes on when
//! it is given the [`ToolResult`]; the words "you are booked" can only come out of such a result.
//! One dialogue serves every channel: telephone, browser, SMS. Start reading at [`Dialogue`].

mod salon;
mod tools;

pub use salon::*;
pub use tools::*;

use serde::{Deserialize, Serialize};
use understanding::{Expecting, Understood};

/// What is known so far in one conversation. Kept as JSON in the call's row between turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dialogue {}

/// One thing that came from the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Words, understood.
    Words(Understood),
    /// Keys pressed on the telephone.
    Keys(String),
    /// Nothing within the time.
    Silence,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Run this and come back with [`Dialogue::resume`].
    Use(ToolCall),
    /// Say this; the turn is over.
    Say(Reply),
}

/// What the caller hears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The words.
    pub text: String,
    /// What the next answer is expected to be.
    pub expecting: Vec<Expecting>,
    /// What happens after the words.
    pub then: Then,
}

/// What happens after the receptionist has spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Listen for the caller.
    Listen,
    /// The conversation is over.
    HangUp,
    /// Connect the caller to a person of the salon.
    Transfer,
}

impl Dialogue {
    /// A new conversation, and the greeting.
    pub fn open(salon: &Salon, caller: &Caller) -> (Self, Reply) {
        let _ = (salon, caller);
        unimplemented!("this skeleton fixes the interface")
    }

    /// The caller said something.
    pub fn hear(&mut self, salon: &Salon, heard: Heard, now: jiff::civil::DateTime) -> Step {
        let _ = (salon, heard, now);
        unimplemented!("this skeleton fixes the interface")
    }

    /// A tool has answered.
    pub fn resume(&mut self, salon: &Salon, result: ToolResult, now: jiff::civil::DateTime) -> Step {
        let _ = (salon, result, now);
        unimplemented!("this skeleton fixes the interface")
    }

    /// What the receptionist has just asked for: the context of the next utterance.
    pub fn expecting(&self) -> &[Expecting] {
        &[]
    }

    /// What the receptionist said last.
    pub fn last_said(&self) -> Option<&str> {
        None
    }

    /// Why the caller called, as far as known: the call row's `reason`.
    pub fn reason(&self) -> Reason {
        Reason::Unknown
    }

    /// What came of it: the call row's `outcome`.
    pub fn outcome(&self) -> Outcome {
        Outcome::Unresolved
    }
}

/// Why the caller called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Reason {
    BookAppointment,
    CancelAppointment,
    ModifyAppointment,
    AskHours,
    AskServices,
    AskPrice,
    AskLocation,
    AskAvailability,
    SpeakToHuman,
    Other,
    Unknown,
}

/// What came of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// A visit was booked.
    Booked,
    /// A visit was moved.
    Moved,
    /// A visit was called off.
    Cancelled,
    /// A question was answered.
    Answered,
    /// The caller was connected to a person.
    Transferred,
    /// The caller went away before anything came of it, or nothing could be understood.
    Unresolved,
}
