//! What the telephone company keeps of calls: recordings, which are fetched, stopped and deleted, and what a call has cost.
//!
//! Not for: beginning a recording, which is part of the answer to a call ([`super::CallAction`]), or news of one
//! ([`super::RecordingChanged`]).

use std::time::Duration;

use async_trait::async_trait;

use super::ProviderId;
use crate::speech::Audio;

/// What the network keeps of calls. Each is asked `of` one of our subaccounts there, or of our own account.
#[async_trait]
pub trait CallArchive: Send + Sync {
    /// The sound of a recording, whole, of at most [`LARGEST_RECORDING`] bytes.
    async fn recording(&self, of: Option<&ProviderId>, id: &ProviderId) -> Result<Audio, ArchiveError>;

    /// Stops the recording that a call is being recorded with, and says which it was; nothing where none goes on, because
    /// it was stopped before or the call is over.
    async fn stop_recording(
        &self,
        of: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<ProviderId>, ArchiveError>;

    /// Deletes a recording. One that is not there is deleted; one that is not finished cannot be deleted yet.
    async fn delete_recording(&self, of: Option<&ProviderId>, id: &ProviderId) -> Result<(), ArchiveError>;

    /// What one leg of a call has cost, in millionths of a US dollar; `None` while that is not known, and for accounts in
    /// another currency.
    async fn price_micros(
        &self,
        of: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<i64>, ArchiveError>;

    /// Whether this network says at all what a call has cost.
    fn tells_prices(&self) -> bool;
}

/// Most bytes of a recording: more than an hour as MP3 at 64 kbit/s.
pub const LARGEST_RECORDING: usize = 32 * 1024 * 1024;

/// Why the network did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// No answer, or one that says that something is wrong on their side.
    #[error("the telephone company could not be asked: {reason}")]
    Unreachable {
        /// What was seen last.
        reason: String,
    },
    /// Asked too often.
    #[error("the telephone company takes no more questions at the moment")]
    RateLimited {
        /// When to come back, where they say so.
        retry_after: Option<Duration>,
    },
    /// It is not there: not yet, not any more, or not in our account.
    #[error("the telephone company has no such thing")]
    Missing,
    /// They refuse: our account, most likely.
    #[error("the telephone company refused (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// More than is taken.
    #[error("the recording is larger than {} MB", LARGEST_RECORDING / 1024 / 1024)]
    TooLarge,
    /// An answer that makes no sense.
    #[error("the telephone company's answer makes no sense: {problem}")]
    Nonsense {
        /// What is wrong with it.
        problem: &'static str,
    },
}
