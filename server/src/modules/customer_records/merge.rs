//! Two customers who turn out to be one person.

use jiff::Timestamp;

use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::modules::appointments::{self, Actor};
use crate::modules::customers::{self, Customer, CustomerError};
use crate::modules::{calls, waitlist};
use crate::tenancy::TenantTx;

/// Makes `other` part of `id`: visits, conversations and waiting go over, empty fields are filled, and the other is gone
/// from the lists. Messages hang on their visits and go with them. Calls from the other's number find this one.
pub(super) async fn merge(
    tx: &TenantTx,
    id: CustomerId,
    other: CustomerId,
    by: &Actor,
    now: Timestamp,
) -> Result<Customer, CustomerError> {
    // Always in the same order, so that two who merge the same pair do not wait for each other.
    let (low, high) = (id.min(other), id.max(other));
    let low = customers::lock(tx, low).await?.ok_or(CustomerError::Unknown)?;
    let high = customers::lock(tx, high).await?.ok_or(CustomerError::Unknown)?;
    let (mut row, other) = if low.id == id { (low, high) } else { (high, low) };
    if row.deleted_at.is_some() || other.deleted_at.is_some() {
        return Err(CustomerError::Unknown);
    }
    appointments::give_to(tx, other.id, row.id, by, now).await?;
    calls::give_to(tx, other.id, row.id).await?;
    waitlist::give_to(tx, other.id, row.id).await?;
    customers::fill_from(&mut row, &other);
    row.updated_at = Instant::from(now);
    customers::merge_into(tx, &row, &other, Instant::from(now)).await?;
    Ok(row)
}
