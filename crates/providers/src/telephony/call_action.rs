//! What we can do to a call.

use std::time::Duration;

use crate::phone::PhoneNumber;

/// What happens next in a call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallAction {
    /// Say something, then listen for words or keys. The caller's answer, or their silence, comes back as a
    /// [`super::CallTurn`] at [`CallUrls::turn`].
    Ask {
        /// The words.
        say: String,
        /// The language of both sides, as BCP 47: `en-US`.
        language: String,
        /// Words that the recogniser should expect: names of services and people.
        hints: Vec<String>,
        /// How many keys make a whole answer; `None` where it depends, and `#` or a pause ends it.
        key_count: Option<u8>,
        /// How long to wait for the caller to begin.
        patience: Duration,
    },
    /// Say something and end the call.
    SayAndHangUp {
        /// The words.
        say: String,
        /// Their language, as BCP 47.
        language: String,
    },
    /// Say something and connect the caller to a person. How that went comes back as a
    /// [`super::TransferEnded`] at [`CallUrls::transfer_ended`].
    Transfer {
        /// The words.
        say: String,
        /// Their language, as BCP 47.
        language: String,
        /// Whom to call.
        to: PhoneNumber,
        /// How long to let it ring.
        ring: Duration,
    },
    /// End the call without another word.
    HangUp,
}

/// Where the network is to ask what happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallUrls {
    /// After the caller has answered, or has not.
    pub turn: String,
    /// After the person who was called has hung up, or was not there.
    pub transfer_ended: String,
}
