//! Sound made into words, afterwards: what somebody has said after a tone.
//!
//! [`Transcriber`] is the port, [`OpenAiTranscriber`] a vendor, [`FakeTranscriber`] remembers and says what it was told to.
//!
//! Not for: callers who are on the line (the network recognises those itself, or see [`crate::realtime`]).

mod fake;
mod openai;

use std::time::Duration;

use async_trait::async_trait;

pub use fake::FakeTranscriber;
pub use openai::{OpenAiTranscriber, OpenAiTranscriberConfig};

use crate::speech::Audio;

/// Makes sound into words.
#[async_trait]
pub trait Transcriber: Send + Sync {
    /// What is said in it; empty when nothing is. `language` as in ISO 639-1, where it is known.
    async fn transcribe(&self, audio: &Audio, language: Option<&str>) -> Result<String, TranscriptionError>;
}

/// Why sound was not made into words. None of these holds the words or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptionError {
    /// No answer, or one that says that something is wrong on their side.
    #[error("whoever transcribes could not be asked: {reason}")]
    Unreachable {
        /// What was seen last.
        reason: String,
    },
    /// Asked too often, or the account is spent.
    #[error("whoever transcribes takes no more sound at the moment")]
    RateLimited {
        /// When to come back, where they say so.
        retry_after: Option<Duration>,
    },
    /// They refuse: wrong key, unknown model, or sound that they cannot read. They will refuse it again.
    #[error("whoever transcribes refused (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is none.
    #[error("the answer is no transcript: {problem}")]
    Nonsense {
        /// What is wrong with it.
        problem: &'static str,
    },
}
