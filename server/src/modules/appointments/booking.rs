//! Booking, moving, calling off: one transaction a decision, its messages in the same one.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr};

use super::availability::{self, Wanted};
use super::entity::appointment::{self, Source, Status};
use super::entity::{add_on, quantum};
use super::model::{Appointment, AppointmentError, Order, WithWhom};
use super::store;
use crate::ids::{AppointmentId, CallId, EmployeeId};
use crate::instant::Instant;
use crate::modules::customers;
use crate::modules::notifications::{Event, News, announce};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// A visit that somebody wants.
#[derive(Debug, Clone)]
pub struct NewBooking {
    /// What, and with whom.
    pub wanted: Wanted,
    /// When.
    pub starts_at: Timestamp,
    /// For whom.
    pub customer: NewCustomer,
    /// What the salon should know.
    pub notes: Option<String>,
    /// By which way it comes.
    pub source: Source,
    /// The conversation in which it was agreed.
    pub call: Option<CallId>,
}

/// For whom a visit is.
#[derive(Debug, Clone)]
pub struct NewCustomer {
    /// Name.
    pub name: String,
    /// Number, by which a known customer is found.
    pub phone: Option<providers::phone::PhoneNumber>,
}

/// What is to change about a visit's time.
#[derive(Debug, Clone)]
pub struct Change {
    /// The new start.
    pub starts_at: Timestamp,
    /// With whom; where it is left open, whoever had the visit keeps it if they can.
    pub with: WithWhom,
}

/// Books a visit.
///
/// The end and the price come from the catalogue. Two who want the same time meet at the database's own constraint;
/// the slower one is told [`AppointmentError::NotFree`], and with "whoever is free" the next free person is tried
/// first.
pub async fn book(
    tx: &TenantTx,
    salon: &Salon,
    new: &NewBooking,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let order = availability::order(salon, &new.wanted)?;
    let asked = availability::judge_order(tx, salon, &order, None, new.starts_at.into(), now).await?;
    let slot = asked.map_err(AppointmentError::NotFree)?;
    let at = Instant::from(now);
    let phone = new.customer.phone.as_ref().map(providers::phone::PhoneNumber::as_str);
    let customer = customers::keep(tx, &new.customer.name, phone, at).await?;
    for employee in in_order(slot.employees, [new.wanted.with.first()]) {
        let row = appointment::Model {
            tenant_id: tx.tenant_id(),
            id: AppointmentId::generate(),
            customer_id: customer.id,
            employee_id: employee,
            service_id: order.service,
            starts_at: Instant::from(new.starts_at),
            ends_at: end_of(new.starts_at, &order),
            status: Status::Scheduled,
            source: new.source,
            price_cents: order.price_cents,
            currency: salon.tenant.currency.clone(),
            notes: new.notes.clone(),
            call_id: new.call,
            cancel_reason: None,
            version: 1,
            created_at: at,
            updated_at: at,
        };
        let add_ons: Vec<_> =
            order.add_ons.iter().map(|add_on| add_on::Model::now(row.tenant_id, row.id, add_on)).collect();
        if store::insert(tx, &row, &add_ons).await? {
            let appointment = Appointment { row, add_ons, customer };
            tell(tx, salon, Event::Booked, &appointment, now).await?;
            return Ok(appointment);
        }
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

/// Moves a visit to another time, with the same service, extras and price.
pub async fn reschedule(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    change: &Change,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    if !matches!(appointment.row.status, Status::Scheduled | Status::Confirmed) {
        return Err(AppointmentError::WrongStatus(appointment.row.status));
    }
    let order = availability::order(salon, &appointment.moved(change.with))?;
    let asked = availability::judge_order(tx, salon, &order, Some(id), change.starts_at.into(), now).await?;
    let slot = asked.map_err(AppointmentError::NotFree)?;
    let first = [change.with.first(), Some(appointment.row.employee_id)];
    for employee in in_order(slot.employees, first) {
        let mut row = appointment.row.clone();
        row.employee_id = employee;
        row.starts_at = Instant::from(change.starts_at);
        row.ends_at = end_of(change.starts_at, &order);
        row.version += 1;
        row.updated_at = Instant::from(now);
        if store::move_to(tx, &row).await? {
            appointment.row = row;
            tell(tx, salon, Event::Moved, &appointment, now).await?;
            return Ok(appointment);
        }
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

/// Calls a visit off; its time is free again at once.
pub async fn cancel(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    reason: Option<String>,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let appointment = change_status(tx, id, Status::Cancelled, reason, now).await?;
    tell(tx, salon, Event::Cancelled, &appointment, now).await?;
    Ok(appointment)
}

/// Takes a visit to its next state. A state that takes no time gives it back.
pub(super) async fn change_status(
    tx: &TenantTx,
    id: AppointmentId,
    next: Status,
    reason: Option<String>,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    let row = &mut appointment.row;
    if !row.status.may_become(next) {
        return Err(AppointmentError::WrongStatus(row.status));
    }
    row.status = next;
    row.cancel_reason = reason.or(row.cancel_reason.take());
    row.version += 1;
    row.updated_at = Instant::from(now);
    let change = appointment::ActiveModel {
        status: Set(row.status),
        cancel_reason: Set(row.cancel_reason.clone()),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    tx.update::<appointment::Entity>(appointment::Column::Id.eq(id), change).await?;
    if !next.takes_time() {
        tx.delete::<quantum::Entity>(quantum::Column::AppointmentId.eq(id)).await?;
    }
    Ok(appointment)
}

/// Those named first in front, in this order; the others as they were.
fn in_order<const N: usize>(mut free: Vec<EmployeeId>, first: [Option<EmployeeId>; N]) -> Vec<EmployeeId> {
    free.sort_by_key(|id| first.iter().position(|named| *named == Some(*id)).unwrap_or(N));
    free
}

fn end_of(start: Timestamp, order: &Order<'_>) -> Instant {
    let length = SignedDuration::from_mins(i64::from(order.minutes));
    Instant::from(start.saturating_add(length).unwrap_or(Timestamp::MAX))
}

/// Writes the messages that tell of it.
async fn tell(
    tx: &TenantTx,
    salon: &Salon,
    event: Event,
    appointment: &Appointment,
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = &appointment.row;
    let employee = salon.employee(row.employee_id);
    let news = News {
        salon,
        appointment_id: row.id,
        starts_at: appointment.starts_at().to_zoned(salon.zone.clone()),
        service: salon.service(row.service_id).map_or("your visit", |service| &service.name),
        price_cents: row.price_cents,
        currency: &row.currency,
        customer: &appointment.customer.name,
        customer_phone: appointment.customer.phone.as_deref(),
        employee: employee.map_or("us", |employee| &employee.name),
        employee_phone: employee.and_then(|employee| employee.phone.as_deref()),
    };
    announce(tx, event, &news, now).await
}
