//! Visits that a demonstration salon had before anybody looked: written as they would have been booked, with the same
//! parts, equipment and price, but without messages and without asking whether they may be.

use jiff::Timestamp;

use super::availability::{self, Wanted};
use super::draft::{Draft, equipment, first_changes};
use super::entity::appointment::{self, Status};
use super::model::{Able, Actor, AppointmentError, OrderedPart};
use super::store;
use super::taking::{self, Taking};
use crate::ids::CustomerId;
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
    let draft = Draft {
        salon,
        service: part.service,
        add_ons: &part.add_ons,
        terms: &able.terms,
        customer: past.customer,
        employee: able.employee,
        starts_at: past.starts_at,
        at: past.booked_at,
    };
    let row = appointment::Model {
        status: past.status,
        cancel_reason: past.cancel_reason.clone(),
        ..draft.row(tx.tenant_id())?
    };
    let timing = &able.terms.timing;
    let taking = Taking { timing, equipment: equipment(salon, part.service, timing) };
    let is_written = taking::insert(tx, &row, &draft.add_on_rows(&row), &taking).await?;
    if is_written {
        store::record(tx, row.id, "BOOKED", &past.by, first_changes(&row), past.booked_at).await?;
    }
    Ok(is_written)
}

/// What one service takes by whoever would do it, extras included.
///
/// # Errors
/// When the salon does not offer it, or the person does not do it.
pub fn timing_of(salon: &Salon, wanted: &Wanted) -> Result<Timing, AppointmentError> {
    let order = availability::order(salon, wanted)?;
    first_of(&order.parts).map(|(_, able)| able.terms.timing.clone())
}

fn first_of<'o, 'a>(
    parts: &'o [OrderedPart<'a>],
) -> Result<(&'o OrderedPart<'a>, &'o Able), AppointmentError> {
    let part = parts.first().ok_or(AppointmentError::UnknownService)?;
    let able = part.able.first().ok_or(AppointmentError::WrongEmployee)?;
    Ok((part, able))
}
