//! Writing down what the salon knows of a customer.

use providers::phone::PhoneNumber;
use sea_orm::DbErr;

use super::entity::Model;
use super::store;
use crate::database::is_duplicate;
use crate::ids::{CustomerId, EmployeeId};
use crate::instant::Instant;
use crate::tenancy::{Retry, TenantDb, TenantTx};

/// What is to be written of a customer; a field that is not given stays as it is, and `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Name.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: Option<Option<PhoneNumber>>,
    /// E-mail address.
    pub email: Option<Option<String>>,
    /// What the salon should know.
    pub notes: Option<Option<String>>,
    /// How they like it.
    pub preferences: Option<Option<String>>,
    /// Who serves them if they can choose.
    pub preferred_employee_id: Option<Option<EmployeeId>>,
    /// Whether they want to hear of offers.
    pub marketing_consent: Option<bool>,
    /// Whether the receptionist takes no bookings from them.
    pub is_blocked: Option<bool>,
    /// Whether they always reach a person.
    pub is_vip: Option<bool>,
}

/// Why a customer cannot be written so.
#[derive(Debug, thiserror::Error)]
pub enum CustomerError {
    /// There is none, or not any more.
    #[error("there is no such customer")]
    Unknown,
    /// Somebody else has this number.
    #[error("another customer has this phone number")]
    PhoneTaken {
        /// Who.
        id: CustomerId,
        /// Whether they were deleted.
        is_deleted: bool,
    },
    /// They are another customer now.
    #[error("this customer was merged into another")]
    Merged(CustomerId),
    /// What was known of them is gone for good.
    #[error("this customer was erased")]
    Erased,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

impl Retry for CustomerError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_transient())
    }
}

/// Writes down somebody new.
pub async fn add(tx: &TenantTx, profile: &ProfileChange, now: Instant) -> Result<Model, CustomerError> {
    let mut row = store::blank(tx, profile.name.clone().unwrap_or_default(), now);
    row.phone = free_phone(tx, profile, None).await?;
    apply(&mut row, profile, now);
    match store::insert(tx, &row).await {
        Ok(()) => Ok(row),
        Err(error) if is_duplicate(&error) => Err(taken_meanwhile(tx, &row, error).await),
        Err(error) => Err(error.into()),
    }
}

/// Changes what is known of a customer.
pub async fn change(
    tx: &TenantTx,
    id: CustomerId,
    change: &ProfileChange,
    now: Instant,
) -> Result<Model, CustomerError> {
    let mut row = store::lock(tx, id).await?.ok_or(CustomerError::Unknown)?;
    if row.deleted_at.is_some() {
        return Err(CustomerError::Unknown);
    }
    if change.phone.is_some() {
        row.phone = free_phone(tx, change, Some(id)).await?;
    }
    apply(&mut row, change, now);
    row.updated_at = now;
    match store::save(tx, &row).await {
        Ok(()) => Ok(row),
        Err(error) if is_duplicate(&error) => Err(taken_meanwhile(tx, &row, error).await),
        Err(error) => Err(error.into()),
    }
}

/// Takes over what is given, the number left out.
fn apply(row: &mut Model, change: &ProfileChange, now: Instant) {
    if let Some(name) = &change.name {
        row.name.clone_from(name);
    }
    if let Some(email) = &change.email {
        row.email.clone_from(email);
    }
    if let Some(notes) = &change.notes {
        row.notes.clone_from(notes);
    }
    if let Some(preferences) = &change.preferences {
        row.preferences.clone_from(preferences);
    }
    if let Some(employee) = change.preferred_employee_id {
        row.preferred_employee_id = employee;
    }
    if let Some(consents) = change.marketing_consent.filter(|consents| *consents != row.marketing_consent) {
        row.marketing_consent = consents;
        row.marketing_consent_at = Some(now);
    }
    row.is_blocked = change.is_blocked.unwrap_or(row.is_blocked);
    row.is_vip = change.is_vip.unwrap_or(row.is_vip);
}

/// The number that is wanted, if nobody else has it. A number that was left behind in a merged row is taken from there.
async fn free_phone(
    tx: &TenantTx,
    change: &ProfileChange,
    own: Option<CustomerId>,
) -> Result<Option<String>, CustomerError> {
    let Some(phone) = change.phone.as_ref().and_then(Option::as_ref) else {
        return Ok(None);
    };
    if let Some(holder) = store::holder_of_phone(tx, phone.as_str()).await? {
        let owner = holder.merged_into_id.unwrap_or(holder.id);
        if own != Some(owner) {
            return Err(owner_of(tx, owner, holder.deleted_at.is_some()).await?);
        }
        if holder.id != owner {
            store::clear_phone(tx, holder.id).await?;
        }
    }
    Ok(Some(phone.as_str().to_owned()))
}

async fn owner_of(db: &TenantDb, owner: CustomerId, is_deleted: bool) -> Result<CustomerError, DbErr> {
    let known = store::find_any(db, owner).await?;
    let is_deleted = known.map_or(is_deleted, |known| known.deleted_at.is_some());
    Ok(CustomerError::PhoneTaken { id: owner, is_deleted })
}

/// Somebody else has written the same number while we looked.
async fn taken_meanwhile(tx: &TenantTx, row: &Model, error: DbErr) -> CustomerError {
    let Some(phone) = &row.phone else {
        return error.into();
    };
    match store::holder_of_phone(tx, phone).await {
        Ok(Some(holder)) => {
            CustomerError::PhoneTaken { id: holder.id, is_deleted: holder.deleted_at.is_some() }
        }
        _ => error.into(),
    }
}

/// Takes from another customer what is not known of this one. Notes and preferences are joined, of two answers about
/// offers the later one counts, and who was blocked or a VIP stays so.
pub fn fill_from(row: &mut Model, other: &Model) {
    row.phone = row.phone.take().or_else(|| other.phone.clone());
    row.email = row.email.take().or_else(|| other.email.clone());
    row.notes = joined(row.notes.take(), other.notes.as_deref());
    row.preferences = joined(row.preferences.take(), other.preferences.as_deref());
    row.preferred_employee_id = row.preferred_employee_id.or(other.preferred_employee_id);
    if other.marketing_consent_at > row.marketing_consent_at {
        row.marketing_consent = other.marketing_consent;
        row.marketing_consent_at = other.marketing_consent_at;
    }
    row.is_blocked |= other.is_blocked;
    row.is_vip |= other.is_vip;
    row.created_at = row.created_at.min(other.created_at);
}

fn joined(own: Option<String>, other: Option<&str>) -> Option<String> {
    match (own, other) {
        (Some(own), Some(other)) if !own.contains(other) => Some(format!("{own}\n\n{other}")),
        (own, other) => own.or_else(|| other.map(str::to_owned)),
    }
}

/// Takes a customer out of the lists; their visits keep them.
pub(super) async fn remove(tx: &TenantTx, id: CustomerId, now: Instant) -> Result<(), CustomerError> {
    let mut row = store::lock(tx, id).await?.ok_or(CustomerError::Unknown)?;
    if row.deleted_at.is_some() {
        return Err(CustomerError::Unknown);
    }
    row.deleted_at = Some(now);
    row.updated_at = now;
    Ok(store::save(tx, &row).await?)
}

/// Brings a deleted customer back.
pub(super) async fn restore(tx: &TenantTx, id: CustomerId, now: Instant) -> Result<Model, CustomerError> {
    let mut row = store::lock(tx, id).await?.ok_or(CustomerError::Unknown)?;
    if row.erased_at.is_some() {
        return Err(CustomerError::Erased);
    }
    if let Some(other) = row.merged_into_id {
        return Err(CustomerError::Merged(other));
    }
    if row.deleted_at.take().is_some() {
        row.updated_at = now;
        store::save(tx, &row).await?;
    }
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn notes_are_joined_once() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(joined(text("likes tea"), Some("allergic")), text("likes tea\n\nallergic"));
        assert_eq!(joined(text("likes tea"), Some("likes tea")), text("likes tea"));
        assert_eq!(joined(None, Some("allergic")), text("allergic"));
        assert_eq!(joined(text("likes tea"), None), text("likes tea"));
    }
}
