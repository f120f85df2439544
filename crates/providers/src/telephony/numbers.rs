//! Getting telephone numbers, and giving them back. [`Numbers`] is the port; [`FakeNumbers`](super::FakeNumbers) hands out
//! numbers that nobody has, and [`TwilioNumbers`](super::twilio::TwilioNumbers) buys them.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::ProviderId;
use crate::{phone::PhoneNumber, secret::Secret};

/// Gets telephone numbers, in our own account at the network or `of` a subaccount.
#[async_trait]
pub trait Numbers: Send + Sync {
    /// Whether anything is sold here, and whether it is real.
    fn supply(&self) -> NumberSupply;

    /// Numbers that can be bought now, all of which take calls; somebody else may be quicker. Empty where there are none.
    async fn search(
        &self,
        of: Option<&Subaccount>,
        search: &NumberSearch,
    ) -> Result<Vec<AvailableNumber>, NumberError>;

    /// What a number of this kind costs in a month, where the network says so.
    async fn price(&self, country: &str, kind: NumberKind) -> Result<Option<NumberPrice>, NumberError>;

    /// The number that was got for somebody before, by the label that was given then. For whoever was interrupted, or was
    /// told [`NumberError::Unknown`], and must not pay twice.
    async fn find(&self, of: Option<&Subaccount>, label: &str) -> Result<Option<OwnedNumber>, NumberError>;

    /// One of our numbers, as the network has it.
    async fn look_up(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
    ) -> Result<Option<OwnedNumber>, NumberError>;

    /// Gets this number, and has the network ask us about its calls and messages. Networks know no idempotency key, so it is
    /// looked up first: one that has been got with this label is not paid for again, and one with another label is
    /// [`NumberError::Gone`].
    async fn buy(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
        label: &str,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError>;

    /// Has the network ask us about one of our numbers.
    async fn configure(
        &self,
        of: Option<&Subaccount>,
        id: &ProviderId,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError>;

    /// Gives a number back. One that is not there is given back.
    async fn release(&self, of: Option<&Subaccount>, id: &ProviderId) -> Result<(), NumberError>;

    /// How far a number's registration for text messages is.
    async fn registration(
        &self,
        of: Option<&Subaccount>,
        number: &OwnedNumber,
    ) -> Result<Registration, NumberError>;

    /// A subaccount with this label: the one there is, or a new one.
    async fn open_subaccount(&self, label: &str) -> Result<Subaccount, NumberError>;
}

/// What a seller of numbers has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberSupply {
    /// Nothing: somebody else gives salons their numbers.
    None,
    /// Numbers that are nobody's, for nothing.
    Simulated,
    /// Numbers that telephones reach, for money.
    Real,
}

/// An account of its own at the network, below ours.
#[derive(Debug, Clone)]
pub struct Subaccount {
    /// The network's id of it.
    pub id: ProviderId,
    /// Its own token, with which its webhooks are signed.
    pub token: Secret,
}

/// What number is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSearch {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What kind.
    pub kind: NumberKind,
    /// In this area of North America: three digits.
    pub area_code: Option<String>,
    /// With these digits somewhere, or letters as they stand on keys.
    pub contains: Option<String>,
    /// It has to take text messages too.
    pub with_sms: bool,
    /// How many at most.
    pub limit: u8,
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Of a place.
    Local,
    /// Whoever calls it pays nothing.
    TollFree,
    /// Of a mobile network.
    Mobile,
}

/// A number that can be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvailableNumber {
    /// The number.
    pub number: PhoneNumber,
    /// The place, where it is of one.
    pub locality: Option<String>,
    /// The state or province.
    pub region: Option<String>,
    /// Whether it takes text messages.
    pub has_sms: bool,
}

/// What a number costs in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPrice {
    /// In the currency's smallest unit.
    pub cents: i64,
    /// ISO 4217.
    pub currency: String,
}

/// Whom the network asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberUrls {
    /// About calls.
    pub voice: String,
    /// When that does not answer.
    pub voice_fallback: String,
    /// That a call is over.
    pub voice_status: String,
    /// About text messages.
    pub sms: String,
}

/// One of our numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedNumber {
    /// The network's id of it.
    pub id: ProviderId,
    /// The number.
    pub number: PhoneNumber,
    /// For whom it was got.
    pub label: String,
    /// Whether it takes text messages.
    pub has_sms: bool,
    /// Whom the network asks.
    pub urls: NumberUrls,
}

/// How far a number's registration for text messages is. Calls need none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// How far.
    pub state: RegistrationState,
    /// Why it was turned down, in the network's words.
    pub reason: Option<String>,
}

/// How far a registration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationState {
    /// Where this number is, none is asked for.
    NotNeeded,
    /// Nobody has begun.
    Missing,
    /// Somebody looks at it.
    InReview,
    /// Messages go out.
    Approved,
    /// It was turned down.
    Rejected,
}

impl From<RegistrationState> for Registration {
    fn from(state: RegistrationState) -> Self {
        Self { state, reason: None }
    }
}

/// Why the network did not do as asked. None of these has a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The number cannot be had: somebody else has it.
    #[error("somebody else has this number")]
    Gone,
    /// The network will not do it, however often it is asked.
    #[error("the network refused: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// Certainly not done.
    #[error("the network has not done it: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
    /// Perhaps done: look first before trying again.
    #[error("the network may have done it: {reason}")]
    Unknown {
        /// What was seen last.
        reason: String,
    },
}

/// Nothing to buy from: somebody else gives salons their numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNumbers;

impl NoNumbers {
    fn error<T>() -> Result<T, NumberError> {
        Err(NumberError::Unreachable { reason: "no telephone company is configured".to_owned() })
    }
}

#[async_trait]
impl Numbers for NoNumbers {
    fn supply(&self) -> NumberSupply {
        NumberSupply::None
    }

    async fn search(
        &self,
        _: Option<&Subaccount>,
        _: &NumberSearch,
    ) -> Result<Vec<AvailableNumber>, NumberError> {
        Self::error()
    }

    async fn price(&self, _: &str, _: NumberKind) -> Result<Option<NumberPrice>, NumberError> {
        Ok(None)
    }

    async fn find(&self, _: Option<&Subaccount>, _: &str) -> Result<Option<OwnedNumber>, NumberError> {
        Self::error()
    }

    async fn look_up(
        &self,
        _: Option<&Subaccount>,
        _: &PhoneNumber,
    ) -> Result<Option<OwnedNumber>, NumberError> {
        Self::error()
    }

    async fn buy(
        &self,
        _: Option<&Subaccount>,
        _: &PhoneNumber,
        _: &str,
        _: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        Self::error()
    }

    async fn configure(
        &self,
        _: Option<&Subaccount>,
        _: &ProviderId,
        _: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        Self::error()
    }

    async fn release(&self, _: Option<&Subaccount>, _: &ProviderId) -> Result<(), NumberError> {
        Self::error()
    }

    async fn registration(
        &self,
        _: Option<&Subaccount>,
        _: &OwnedNumber,
    ) -> Result<Registration, NumberError> {
        Self::error()
    }

    async fn open_subaccount(&self, _: &str) -> Result<Subaccount, NumberError> {
        Self::error()
    }
}
