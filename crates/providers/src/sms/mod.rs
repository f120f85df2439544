//! Text messages to customers and staff.
//!
//! [`Sms`] is the port: the outbox worker sends through it, and asks it what has become of a message after a
//! crash. [`FakeSms`] remembers and sends nothing; [`TwilioSms`] sends.
//!
//! Not for: what a message says, when it is sent again, or messages that come in (see [`crate::telephony`]).

mod fake;
mod segments;
mod twilio;
mod verdicts;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use fake::{FakeSms, RecordedSms};
pub use segments::{Encoding, LONGEST, Segments, fitting, segments};
pub use twilio::{Sender, TwilioSms};
pub use verdicts::{Verdict, meaning, verdict};

use crate::{phone::PhoneNumber, telephony::ProviderId};

/// Sends text messages.
#[async_trait]
pub trait Sms: Send + Sync {
    /// Sends one message, once. Nothing is repeated in here: only the caller knows what is already written down.
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError>;

    /// The latest message with these words to this number since then, if the network has taken one.
    ///
    /// For a sender that was interrupted, or was told [`SmsError::Unknown`], and must not send twice. Clocks may
    /// differ by a minute: `since` may be the very moment at which the attempt began. An error means that it is
    /// still not known. `of`: the subaccount that sent it, if it was one.
    async fn find_sent(
        &self,
        of: Option<&ProviderId>,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError>;

    /// What the network says of a message that it has taken: its price is known some time after it was sent.
    async fn find(&self, _of: Option<&ProviderId>, _id: &ProviderId) -> Result<Option<SentSms>, SmsError> {
        Ok(None)
    }
}

/// A message to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingSms {
    /// To whom.
    pub to: PhoneNumber,
    /// The subaccount whose number sends it; `None` for our own account.
    pub account: Option<ProviderId>,
    /// From which of our numbers; `None` for the sender that is configured.
    pub from: Option<PhoneNumber>,
    /// The words.
    pub body: String,
    /// Where the network is to tell how the message fares.
    pub status_url: Option<String>,
}

impl std::fmt::Debug for OutgoingSms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A message may name a customer and their visit.
        f.debug_struct("OutgoingSms")
            .field("to", &self.to)
            .field("account", &self.account)
            .field("from", &self.from)
            .field("body_length", &self.body.chars().count())
            .field("status_url", &self.status_url)
            .finish()
    }
}

/// A message that the network has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentSms {
    /// The network's id for it, by which later news of it comes.
    pub id: ProviderId,
    /// How far it has come.
    pub status: SmsStatus,
    /// When it was taken.
    pub sent_at: Timestamp,
    /// What it cost, where the network says so.
    pub price: Option<SmsPrice>,
}

/// What a message cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsPrice {
    /// In millionths of the currency.
    pub micros: i64,
    /// ISO 4217.
    pub currency: String,
}

impl SmsPrice {
    /// Reads a price as networks write it: what is taken from the account is negative (`-0.00750`, `USD`).
    pub fn read(price: &str, currency: &str) -> Option<Self> {
        let price: f64 =
            price.trim().parse().ok().filter(|price: &f64| price.is_finite() && price.abs() < 1e6)?;
        let is_currency = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_alphabetic());
        // Below a million with six places, every value is exact enough.
        is_currency
            .then(|| Self { micros: (price.abs() * 1e6).round() as i64, currency: currency.to_uppercase() })
    }
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SmsStatus {
    /// With our network.
    Queued,
    /// On its way through the networks.
    Sent,
    /// On the telephone.
    Delivered,
    /// The network could not bring it to the telephone.
    Undelivered,
    /// Never left our network.
    Failed,
}

impl SmsStatus {
    /// Whether news of `next` moves a message on. News comes late and in the wrong order, and what was delivered
    /// or has failed stays so.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => next != Self::Queued,
            Self::Sent => matches!(next, Self::Delivered | Self::Undelivered | Self::Failed),
            Self::Delivered | Self::Undelivered | Self::Failed => false,
        }
    }
}

/// Why a message was not sent. None of these holds the number or the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// The network will not take this message, however often it is asked.
    #[error("the network refused the message: {message} (error {code})")]
    Refused {
        /// The network's number for it.
        code: u32,
        /// What it means.
        message: String,
    },
    /// Certainly not sent, through no fault of the message: nobody there, or our account is not accepted. Try
    /// again later.
    #[error("the message was not sent: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
    /// Perhaps sent: ask [`Sms::find_sent`] before trying again.
    #[error("the message may have been sent: {reason}")]
    Unknown {
        /// What was seen last.
        reason: String,
    },
    /// Certainly not sent: too many at once.
    #[error("the network takes no more messages at the moment")]
    RateLimited {
        /// When to come back, where the network says so.
        retry_after: Option<Duration>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_networks_write_it() {
        let read =
            |price, currency| SmsPrice::read(price, currency).map(|price| (price.micros, price.currency));
        assert_eq!(read("-0.00750", "USD"), Some((7_500, "USD".to_owned())));
        assert_eq!(read("0.0083", "usd"), Some((8_300, "USD".to_owned())));
        for (price, currency) in [("", "USD"), ("null", "USD"), ("NaN", "USD"), ("-0.0075", "")] {
            assert_eq!(read(price, currency), None, "{price} {currency}");
        }
    }

    #[test]
    fn late_news_does_not_turn_a_message_back() {
        use SmsStatus::*;
        assert!(Queued.may_become(Sent) && Queued.may_become(Delivered) && Sent.may_become(Failed));
        assert!(!Delivered.may_become(Sent) && !Delivered.may_become(Failed));
        assert!(Sent.may_become(Undelivered) && !Undelivered.may_become(Delivered));
        assert!(!Failed.may_become(Queued) && !Sent.may_become(Queued) && !Sent.may_become(Sent));
    }
}
