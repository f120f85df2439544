//! Language models. [`chat`] is the port: a model listens, talks while it answers, and calls tools. Several of them can
//! stand in for one another.
//!
//! Not for: what a model is told, what its tools do, or what of its words is spoken.

pub mod chat;
mod refusal;

use std::time::Duration;

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
