//! Understanding what a caller said, by the local engine or with the help of a language model.
//!
//! [`Understander`] is the port. [`Local`] is the deterministic engine of crate `understanding` and needs nothing
//! and nobody. [`Assisted`] asks the local engine first and a model ([`OpenAi`]) only about what the engine is
//! unsure of; when the model is slow, down or talks nonsense, the engine's answer stands.
//!
//! A model only says which words mean what. Every date, time and name that comes out has been read from the
//! caller's own words by the local engine: a model decides no date and books nothing.
//!
//! [`chat`] is another port, for models that talk themselves and ask for tools to be used.

pub mod chat;

mod assisted;
mod local;
mod openai;
mod reading;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::{civil::DateTime, tz::TimeZone};
use understanding::{Catalogue, Expecting, Language, Understood, Utterance};

pub use assisted::{Assisted, AssistedConfig};
pub use local::Local;
pub use openai::{OpenAi, OpenAiConfig};

/// Makes sense of what callers say.
#[async_trait]
pub trait Understander: Send + Sync {
    /// Understands one utterance.
    async fn understand(&self, heard: &UtteranceOwned) -> Result<Understood, AiError>;
}

/// What one caller said, in a form that can be sent across tasks: [`Utterance`] with its own memory.
#[derive(Debug, Clone)]
pub struct UtteranceOwned {
    /// The words as written or as speech recognition heard them.
    pub text: String,
    /// The language they are in.
    pub language: Language,
    /// The recogniser's other readings, best first.
    pub alternatives: Vec<String>,
    /// The salon's wall clock when it was said.
    pub now: DateTime,
    /// The salon's zone.
    pub zone: TimeZone,
    /// What the receptionist said just before.
    pub previous: Option<String>,
    /// What the receptionist has just asked for.
    pub expecting: Vec<Expecting>,
    /// The names this salon knows.
    pub catalogue: Arc<Catalogue>,
}

impl UtteranceOwned {
    /// The same, borrowed: what the local engine takes.
    pub fn as_utterance(&self) -> Utterance<'_> {
        Utterance {
            text: &self.text,
            language: self.language,
            alternatives: &self.alternatives,
            now: self.now,
            zone: &self.zone,
            previous: self.previous.as_deref(),
            expecting: &self.expecting,
            catalogue: &self.catalogue,
        }
    }
}

/// Why a model has not answered. None of these holds what was said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AiError {
    /// No answer: nobody there, or a connection that broke.
    #[error("the model could not be asked: {reason}")]
    Unreachable {
        /// What was seen last.
        reason: String,
    },
    /// The answer took longer than a caller waits.
    #[error("the model took too long")]
    TooLate,
    /// Asked too often, or the account is spent.
    #[error("the model takes no more questions at the moment")]
    RateLimited {
        /// When to come back, where the provider says so.
        retry_after: Option<Duration>,
    },
    /// The provider refuses the question itself: wrong key, unknown model. It will refuse the next one too.
    #[error("the provider refused the question (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is not of the agreed form.
    #[error("the model's answer makes no sense: {problem}")]
    Nonsense {
        /// What is wrong with it.
        problem: &'static str,
    },
}
