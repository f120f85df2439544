//! Getting telephone numbers. [`Numbers`] is the port; [`FakeNumbers`] hands out numbers that nobody has, and
//! [`TwilioNumbers`](super::twilio::TwilioNumbers) buys them.

use std::{
    fmt, io,
    path::Path,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{journal::Journal, phone::PhoneNumber};

/// Gets telephone numbers.
#[async_trait]
pub trait Numbers: Send + Sync {
    /// The number that was got for somebody before, by the label that was given then. For whoever was interrupted, or was
    /// told [`NumberError::Unknown`], and must not pay twice.
    async fn find(&self, label: &str) -> Result<Option<PhoneNumber>, NumberError>;

    /// Gets a number, and has the network ask us about its calls and messages.
    async fn buy(&self, order: &NumberOrder) -> Result<PhoneNumber, NumberError>;
}

/// What number is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberOrder {
    /// For whom: [`Numbers::find`] finds the number by it.
    pub label: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// In the same area as this number, where there are any.
    pub near: Option<PhoneNumber>,
    /// Whom the network asks about calls.
    pub voice_url: String,
    /// Whom it asks when that does not answer.
    pub voice_fallback_url: String,
    /// Whom it tells that a call is over.
    pub voice_status_url: String,
    /// Whom it asks about text messages.
    pub sms_url: String,
}

/// Why there is no number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// None is to be had in the country.
    #[error("the network has no number in {country}")]
    NoneThere {
        /// ISO 3166-1 alpha-2.
        country: String,
    },
    /// The network will not sell, however often it is asked.
    #[error("the network refused to sell a number: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// Certainly not bought.
    #[error("no number was bought: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
    /// Perhaps bought: ask [`Numbers::find`] before trying again.
    #[error("a number may have been bought: {reason}")]
    Unknown {
        /// What was seen last.
        reason: String,
    },
}

/// A network that has `+1 555 555 0100` and those after it, which are nobody's.
pub struct FakeNumbers {
    journal: Journal<SoldNumber>,
    faults: Mutex<Vec<NumberFault>>,
}

/// A number that the fake has handed out: one line of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SoldNumber {
    /// For whom.
    pub label: String,
    /// The number.
    pub number: PhoneNumber,
    /// Whom the network would ask about calls.
    pub voice_url: String,
}

/// What goes wrong with the next request of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberFault {
    /// It cannot be asked whether there is a number already, and this is why.
    NotFound(NumberError),
    /// None is bought, and this is why.
    NotBought(NumberError),
    /// One is bought, and the answer is lost.
    AnswerLost,
}

impl FakeNumbers {
    /// A fake that forgets when the process ends.
    pub fn in_memory() -> Self {
        Self { journal: Journal::in_memory(), faults: Mutex::default() }
    }

    /// A fake that remembers in a file, one JSON object a line.
    pub fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { journal: Journal::at(path)?, faults: Mutex::default() })
    }

    /// Something goes wrong with the next request.
    pub fn fail_next(&self, fault: NumberFault) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// Every number that was handed out, the first first.
    pub async fn sold(&self) -> io::Result<Vec<SoldNumber>> {
        self.journal.read().await
    }

    fn fault(&self, is_of_kind: impl Fn(&NumberFault) -> bool) -> Option<NumberFault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let first = faults.iter().position(is_of_kind)?;
        Some(faults.remove(first))
    }
}

/// The fake's number after so many others.
fn nobodys(count: usize) -> PhoneNumber {
    let (area, line) = (555 + count / 100, count % 100);
    PhoneNumber::from_e164(&format!("+1{area}55501{line:02}")).expect("ten digits after +1")
}

#[async_trait]
impl Numbers for FakeNumbers {
    async fn find(&self, label: &str) -> Result<Option<PhoneNumber>, NumberError> {
        if let Some(NumberFault::NotFound(error)) = self.fault(|one| matches!(one, NumberFault::NotFound(_)))
        {
            return Err(error);
        }
        let sold = self.journal.read().await.map_err(|error| broken(&error))?;
        Ok(sold.into_iter().find(|sold| sold.label == label).map(|sold| sold.number))
    }

    async fn buy(&self, order: &NumberOrder) -> Result<PhoneNumber, NumberError> {
        let fault = self.fault(|one| !matches!(one, NumberFault::NotFound(_)));
        if let Some(NumberFault::NotBought(error)) = fault {
            return Err(error);
        }
        let NumberOrder { label, voice_url, .. } = order.clone();
        let sold = self.journal.append(|count| SoldNumber { label, number: nobodys(count), voice_url });
        let sold = sold.await.map_err(|error| broken(&error))?;
        match fault {
            Some(_) => Err(NumberError::Unknown { reason: "no answer in time".to_owned() }),
            None => Ok(sold.number),
        }
    }
}

fn broken(error: &io::Error) -> NumberError {
    NumberError::Unreachable { reason: format!("the fake's journal: {error}") }
}

impl fmt::Debug for FakeNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeNumbers").finish_non_exhaustive()
    }
}

/// Nothing to buy from: somebody else gives salons their numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNumbers;

#[async_trait]
impl Numbers for NoNumbers {
    async fn find(&self, _: &str) -> Result<Option<PhoneNumber>, NumberError> {
        Ok(None)
    }

    async fn buy(&self, _: &NumberOrder) -> Result<PhoneNumber, NumberError> {
        Err(NumberError::Unreachable { reason: "no telephone company is configured".to_owned() })
    }
}
