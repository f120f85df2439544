//! Visits that a demonstration salon had before anybody looked: written as they would have been booked, with the same
//! parts, equipment and price, but without messages and without asking whether they may be.

use jiff::Timestamp;
use serde_json::json;

use super::availability::{self, Wanted};
use super::booking::{after, equipment, frozen};
use super::entity::add_on;
use super::entity::appointment::{self, Source, Status};
use super::model::{Able, Actor, AppointmentError, OrderedPart};
use super::store::{self, Taking};
use crate::ids::{AppointmentId, CustomerId};
use crate::instant::Instant;
use crate::modules::services::Timing;
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// A visit that is to stand in the book.
#[derive(Debug, Clone)]
pub struct PastVisit {
    /// One service, by one person.
    pub wanted: Wanted,
    /// Whose.
    pub customer: CustomerId,
    /// When it starts.
    pub starts_at: Timestamp,
    /// What became of it.
    pub status: Status,
    /// Why it was called off.
    pub cancel_reason: Option<String>,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// By whom.
    pub by: Actor,
}

/// Writes a visit into the book of a demonstration salon. `false`: somebody's time or the equipment is taken, and
/// nothing was written.
pub async fn put_past_visit(
    tx: &TenantTx,
    salon: &Salon,
    past: &PastVisit,
) -> Result<bool, AppointmentError> {
    let order = availability::order(salon, &past.wanted)?;
    let (part, able) = first_of(&order.parts)?;
    let at = Instant::from(past.booked_at);
    let row = appointment::Model {
        tenant_id: tx.tenant_id(),
        id: AppointmentId::generate(),
        customer_id: past.customer,
        employee_id: able.employee,
        service_id: part.service.id,
        starts_at: Instant::from(past.starts_at),
        ends_at: after(past.starts_at, able.timing.duration_minutes + able.timing.add_on_minutes),
        status: past.status,
        source: Source::Staff,
        price_cents: able.price_cents,
        currency: salon.tenant.currency.clone(),
        notes: None,
        call_id: None,
        cancel_reason: past.cancel_reason.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
        visit_id: None,
        series_id: None,
        plan: frozen(&able.timing)?,
        service_name: Some(part.service.name.clone()),
        is_forced: false,
    };
    let add_ons: Vec<_> =
        part.add_ons.iter().map(|add_on| add_on::Model::now(row.tenant_id, row.id, add_on)).collect();
    let is_written = if past.status.takes_time() {
        let taking = Taking { timing: &able.timing, equipment: equipment(salon, part.service) };
        store::insert(tx, &row, &add_ons, &taking).await?
    } else {
        store::insert_without_time(tx, &row, &add_ons).await.map(|()| true)?
    };
    if is_written {
        let changes = json!({
            "startsAt": { "to": row.starts_at.timestamp() },
            "employeeId": { "to": row.employee_id },
            "priceCents": { "to": row.price_cents },
        });
        store::record(tx, row.id, "BOOKED", &past.by, changes, past.booked_at).await?;
    }
    Ok(is_written)
}

/// What one service takes by whoever would do it, extras included.
///
/// # Errors
/// When the salon does not offer it, or the person does not do it.
pub fn timing_of(salon: &Salon, wanted: &Wanted) -> Result<Timing, AppointmentError> {
    let order = availability::order(salon, wanted)?;
    first_of(&order.parts).map(|(_, able)| able.timing.clone())
}

fn first_of<'o, 'a>(
    parts: &'o [OrderedPart<'a>],
) -> Result<(&'o OrderedPart<'a>, &'o Able), AppointmentError> {
    let part = parts.first().ok_or(AppointmentError::UnknownService)?;
    let able = part.able.first().ok_or(AppointmentError::WrongEmployee)?;
    Ok((part, able))
}
