//! Webhooks that we send, signed as Standard Webhooks has it: <https://www.standardwebhooks.com>.
//!
//! [`WebhookPoster`] is the port. [`HttpWebhookPoster`] posts, to addresses that a salon typed in and that must
//! therefore not lead into our own network ([`check_url`]); [`FakeWebhookPoster`] remembers and posts nothing.
//!
//! Not for: what is told to whom, when it is posted again, or webhooks that come in (see [`crate::telephony`]).

mod address;
mod fake;
mod http;
mod signature;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

pub use address::{WebhookUrlError, check_url};
pub use fake::{FakeWebhookPoster, RecordedWebhook};
pub use http::HttpWebhookPoster;
pub use signature::{SigningError, secret_from, sign, sign_with_each};

use crate::secret::Secret;

/// Posts webhooks.
#[async_trait]
pub trait WebhookPoster: Send + Sync {
    /// Posts one webhook, once. The same `id` again is the same webhook, which receivers act on once.
    async fn post(&self, webhook: &OutgoingWebhook) -> Result<PostedWebhook, WebhookError>;
}

/// A webhook to be posted.
#[derive(Clone)]
pub struct OutgoingWebhook {
    /// Ours, and the same however often it is tried: `msg_01h…`.
    pub id: String,
    /// To what address.
    pub url: String,
    /// When this attempt is made. Receivers refuse what is minutes old, so it is not the event's own time.
    pub at: Timestamp,
    /// The event, as JSON.
    pub body: String,
    /// What it is signed with: several while the receiver changes from one to the next.
    pub secrets: Vec<Secret>,
}

impl std::fmt::Debug for OutgoingWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The event may name a customer, and many an address holds a token.
        f.debug_struct("OutgoingWebhook").field("id", &self.id).field("at", &self.at).finish_non_exhaustive()
    }
}

/// A webhook that its receiver has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostedWebhook {
    /// The receiver's answer, of the 2xx kind.
    pub status: u16,
}

/// Why a webhook was not taken. None of these holds the event, a secret, or more of the address than its host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// The receiver answered with something other than success; also with a redirect, which is not followed.
    #[error("the receiver answered with HTTP {status}")]
    Refused {
        /// The answer.
        status: u16,
    },
    /// The receiver wants no more webhooks at this address (HTTP 410).
    #[error("the receiver wants no more webhooks (HTTP 410)")]
    Gone,
    /// The receiver wants to be left alone for a while (HTTP 429 or 503 with `Retry-After`).
    #[error("the receiver wants to be asked again in {} s (HTTP {status})", after.as_secs())]
    Later {
        /// The answer.
        status: u16,
        /// How long, as the receiver says: it may be a year.
        after: Duration,
    },
    /// Nothing is posted to this address, however often it is tried; unless its name comes to lead elsewhere.
    #[error("the address {0}")]
    Forbidden(#[from] WebhookUrlError),
    /// The webhook cannot be signed: ours to mend. Nothing was posted.
    #[error("the webhook cannot be signed: {0}")]
    Unsigned(#[from] SigningError),
    /// No answer. The receiver may have taken it; trying again does no harm, the id is the same.
    #[error("no answer from the receiver: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
}
