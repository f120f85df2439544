//! Forgetting a person for good: nothing that is left says who they were; what was done and earned stays countable.

use jiff::Timestamp;

use crate::http::problem::Problem;
use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::modules::appointments::{self, Actor, AppointmentError};
use crate::modules::customers::{self, Customer, CustomerError};
use crate::modules::{ai_assistant, calls, notifications, waitlist};
use crate::tenancy::{Retry, TenantTx};

/// Why a person was not erased.
#[derive(Debug, thiserror::Error)]
pub(super) enum EraseError {
    /// What was typed is not their name.
    #[error("the name does not match")]
    NotConfirmed,
    /// It is not somebody who can be erased.
    #[error(transparent)]
    Customer(#[from] CustomerError),
    /// A visit to come could not be called off.
    #[error(transparent)]
    Appointment(#[from] AppointmentError),
}

impl From<sea_orm::DbErr> for EraseError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Customer(error.into())
    }
}

impl Retry for EraseError {
    fn is_transient(&self) -> bool {
        match self {
            Self::NotConfirmed => false,
            Self::Customer(error) => error.is_transient(),
            Self::Appointment(error) => error.is_transient(),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::NotConfirmed => {
                Self::invalid("confirm", "must be the customer's name, letter by letter")
            }
            EraseError::Customer(error) => error.into(),
            EraseError::Appointment(error) => error.into(),
        }
    }
}

/// Erases a person, and whoever was found to be the same. Nobody is told.
pub(super) async fn erase(
    tx: &TenantTx,
    id: CustomerId,
    confirm: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<Customer, EraseError> {
    let customer = customers::lock(tx, id).await?.ok_or(CustomerError::Unknown)?;
    if let Some(other) = customer.merged_into_id {
        return Err(CustomerError::Merged(other).into());
    }
    if customer.erased_at.is_some() {
        return Err(CustomerError::Erased.into());
    }
    if customer.name.trim() != confirm.trim() {
        return Err(EraseError::NotConfirmed);
    }
    let person = customers::person(tx, customer).await?;
    let (ids, phones, names) = (person.ids(), person.phones(), person.names());
    let visits = appointments::erase_person(tx, &ids, by, now).await?;
    calls::erase_person(tx, &person, &visits, now).await?;
    notifications::erase_person(tx, &visits, &phones, (&names, &person.emails()), now).await?;
    let waited = waitlist::erase_person(tx, &ids, now).await?;
    let words = ids.iter().map(ToString::to_string).chain(phones.iter().map(|phone| phone.replace('+', "")));
    ai_assistant::forget_answers(tx, &words.collect::<Vec<_>>()).await?;
    customers::anonymise(tx, &person, Instant::from(now)).await?;
    let subjects = ids.iter().map(ToString::to_string);
    let subjects = subjects.chain(visits.iter().map(ToString::to_string));
    tx.forget(subjects.chain(waited.iter().map(ToString::to_string)).collect()).await?;
    tx.note("erased", ("customer", Some(id.to_string())), serde_json::json!({}));
    Ok(customers::find_any(tx, id).await?.ok_or(CustomerError::Unknown)?)
}
