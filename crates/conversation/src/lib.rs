//! The receptionist's side of a conversation: what is known, what is missing, what to say next.
//!
//! Pure: it sees no database, network or clock. It asks for facts by returning a [`ToolCall`] and goes on when
//! it is given the [`ToolResult`]; the words "you are booked" can only come out of such a result.
//! One dialogue serves every channel: telephone, browser, SMS. Start reading at [`Dialogue`].
//!
//! ```text
//! dialogue   a turn from top to bottom: what breaks in, questions, the answer to what was asked, the rest
//! state      what is remembered between turns
//! said       one utterance, as the dialogue asks about it
//! take_in    from what was said to what is known
//! asked      the open question: its words, what it expects, what an answer does
//! book       what a booking still lacks, the read-back, what the book answered
//! search     looking for free starts; choose: which of them to offer
//! change     visits in the book: finding, telling, moving, cancelling
//! identity   whose visits a caller may hear of and change
//! answers    hours, services, prices, durations, address, people, the salon's own answers
//! policy     what the salon leaves to its people
//! repair     emergencies, abuse, goodbyes, silence, nonsense; variety: no answer is given thrice
//! person     handing over, calling back; message: what is passed on; interrupt: what was not heard to the end
//! keys       the keypad; number: the caller's telephone number
//! model      a language model at the telephone: its brief, its tools, its guard
//! proof      which rows stand behind what was said
//! phrases    every word that is said; spoken: times, days, prices, numbers
//! ```
//!
//! Not for: understanding words (crate `understanding`) or deciding which starts are free (`scheduling`).

mod answers;
mod asked;
mod book;
mod change;
mod choose;
mod desk;
mod dialogue;
mod identity;
mod interrupt;
mod keys;
mod message;
pub mod model;
mod number;
mod person;
mod phrases;
mod policy;
pub mod proof;
mod repair;
mod said;
mod salon;
mod search;
mod spoken;
mod state;
pub mod stock;
mod take_in;
mod tools;
mod variety;

pub use dialogue::Dialogue;
pub use salon::*;
pub use spoken::price as price_words;
pub use tools::*;

use serde::{Deserialize, Serialize};
use understanding::{Expecting, Understood};

/// One thing that came from the caller.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Words.
    Words {
        /// As they were said, or as speech recognition heard them.
        text: String,
        /// What was made of them.
        understood: Understood,
    },
    /// Keys pressed on the telephone, all of one entry together; or a text message of nothing but digits.
    Keys(String),
    /// Nothing within the time.
    Silence,
    /// The person the caller was to be connected to did not answer.
    NobodyAnswered,
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

/// A promise that the salon calls back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallBack {
    /// Whom to ask for, where known.
    pub name: Option<String>,
    /// Where to call.
    pub phone: String,
}

/// What the salon is told by a caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// In the caller's words.
    pub text: String,
    /// Whom it is from, where known.
    pub name: Option<String>,
    /// Where they can be reached, unless they would not say.
    pub phone: Option<String>,
}

/// Why the caller called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    #[default]
    Unknown,
}

/// What came of a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    #[default]
    Unresolved,
}
