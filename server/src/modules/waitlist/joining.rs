//! Putting somebody on the waitlist.

use jiff::civil::Date;

use super::entity::entry::{Model, Status};
use super::store;
use crate::ids::{AddOnId, CustomerId, EmployeeId, ServiceId, WaitlistEntryId};
use crate::instant::Instant;
use crate::tenancy::TenantTx;

/// Somebody who wants to wait.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// Who.
    pub customer: CustomerId,
    /// For what.
    pub service: ServiceId,
    /// Its extras.
    pub add_ons: Vec<AddOnId>,
    /// The one person they want; nobody: whoever is free.
    pub employee: Option<EmployeeId>,
    /// First and last day that suit them.
    pub days: (Date, Date),
    /// Earliest start, in minutes of the day.
    pub starts_after: Option<u16>,
    /// Latest start.
    pub starts_before: Option<u16>,
    /// What the salon should know.
    pub note: Option<String>,
}

/// Puts somebody on the list, behind all who wait already.
pub async fn join(tx: &TenantTx, new: NewEntry, now: Instant) -> Result<Model, sea_orm::DbErr> {
    let (first_day, last_day) = new.days;
    let row = Model {
        tenant_id: tx.tenant_id(),
        id: WaitlistEntryId::generate(),
        customer_id: new.customer,
        service_id: new.service,
        add_on_ids: serde_json::json!(new.add_ons),
        employee_id: new.employee,
        first_day: first_day.to_string(),
        last_day: last_day.to_string(),
        starts_minute: new.starts_after.map(Into::into),
        ends_minute: new.starts_before.map(Into::into),
        note: new.note.filter(|note| !note.trim().is_empty()),
        status: Status::Waiting,
        is_offered_before: false,
        offered_starts_at: None,
        offered_employee_id: None,
        offer_expires_at: None,
        appointment_id: None,
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, row.clone()).await?;
    Ok(row)
}
