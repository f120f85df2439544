//! Recordings of calls at the network that makes them.
//!
//! [`CallRecordings`] is the port: the outbox worker stops and deletes through it what a caller has objected to.
//! [`FakeRecordings`] remembers what it was asked; [`TwilioRecordings`] asks Twilio.
//!
//! Not for: beginning a recording, which is part of the answer to a call ([`crate::telephony::CallAction`]), or news of one
//! ([`crate::telephony::RecordingChanged`]).

mod fake;
mod twilio;

use std::time::Duration;

use async_trait::async_trait;

pub use fake::{FakeRecordings, RecordingRequest};
pub use twilio::{TwilioRecordings, TwilioRecordingsConfig};

use crate::telephony::ProviderId;

/// Stops and deletes recordings. Both may be asked again without harm.
#[async_trait]
pub trait CallRecordings: Send + Sync {
    /// Stops the recording that a call is being recorded with, and says which it was; nothing where none goes on, because
    /// it was stopped before or the call is over.
    async fn stop(&self, call: &ProviderId) -> Result<Option<ProviderId>, RecordingsError>;

    /// Deletes a recording. One that is not there is deleted.
    async fn delete(&self, recording: &ProviderId) -> Result<(), RecordingsError>;
}

/// Why it is not known that a recording was stopped or deleted. Each may be tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingsError {
    /// The network could not be asked, or did not do it: a recording that is not finished cannot be deleted yet.
    #[error("the network has not done it: {reason}")]
    NotDone {
        /// What was seen last.
        reason: String,
    },
    /// Too many requests at once.
    #[error("the network takes no more requests at the moment")]
    RateLimited {
        /// When to come back, where the network says so.
        retry_after: Option<Duration>,
    },
}
