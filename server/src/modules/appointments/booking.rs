//! Booking, moving, calling off: one transaction a decision, its history and its messages in the same one.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr};
use serde_json::json;

use super::availability::{self, FreeSlot, Wanted, WantedPart};
use super::draft::{Draft, equipment, first_changes, frozen, working_minutes};
use super::entity::appointment::{self, Source, Status};
use super::holds;
use super::model::{Able, Actor, Appointment, AppointmentError, Holder, Order, WithWhom};
use super::store;
use super::taking::{self, Taking};
use crate::ids::{AppointmentId, CallId, CustomerId, EmployeeId, SeriesId, VisitId};
use crate::instant::Instant;
use crate::jobs::{Job, enqueue};
use crate::modules::customers::{self, Customer};
use crate::modules::notifications::{Event, News, announce};
use crate::modules::tenants::{self, Salon};
use crate::modules::{waitlist, webhooks};
use crate::tenancy::{TenantDb, TenantTx};

/// A visit that somebody wants.
#[derive(Debug, Clone)]
pub struct NewBooking {
    /// What, and with whom.
    pub wanted: Wanted,
    /// When.
    pub starts_at: Timestamp,
    /// For whom.
    pub customer: ForWhom,
    /// What the salon should know.
    pub notes: Option<String>,
    /// By which way it comes.
    pub source: Source,
    /// The conversation in which it was agreed.
    pub call: Option<CallId>,
    /// The series that it belongs to.
    pub series: Option<SeriesId>,
    /// Put it there whatever stands in the way; for those who may, and it is written into the visit.
    pub force: bool,
    /// Who books it.
    pub by: Actor,
}

impl NewBooking {
    /// One without anything that can be left out.
    pub fn new(wanted: Wanted, starts_at: Timestamp, customer: ForWhom, source: Source, by: Actor) -> Self {
        Self { wanted, starts_at, customer, notes: None, source, call: None, series: None, force: false, by }
    }
}

/// For whom a visit is.
#[derive(Debug, Clone)]
pub enum ForWhom {
    /// Somebody the salon knows.
    Known(CustomerId),
    /// Somebody by name and number; a known customer is found by the number.
    Named(NewCustomer),
}

/// Somebody by name and number.
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
    /// Put it there whatever stands in the way.
    pub force: bool,
    /// The version of the visit that was read; another one by now: the change is refused.
    pub version: Option<i32>,
    /// Who asks: what is held for them does not stand in their way.
    pub holder: Holder,
    /// Whether all services of the visit are moved; the new start is then that of the first of them.
    pub whole_visit: bool,
}

impl Change {
    /// Nothing but another time.
    pub fn to(starts_at: Timestamp, with: WithWhom) -> Self {
        Self { starts_at, with, force: false, version: None, holder: Holder::Nobody, whole_visit: false }
    }
}

/// Books a visit of one service or of several; a row for each, in order of time.
///
/// The end and the price come from the catalogue. Two who want the same time meet at the database's own constraint;
/// the slower one is told [`AppointmentError::NotFree`], and with "whoever is free" the next free person is tried
/// first. A salon that has changed since it was read is read again.
pub async fn book(
    tx: &TenantTx,
    salon: &Salon,
    new: &NewBooking,
    now: Timestamp,
) -> Result<Vec<Appointment>, AppointmentError> {
    let mut salon = Cow::Borrowed(salon);
    loop {
        let step = tx.begin().await?;
        let booked = book_once(&step, &salon, new, now).await?;
        if tenants::is_current(&step, &salon).await? {
            step.commit().await?;
            return Ok(booked);
        }
        step.roll_back().await?;
        salon = Cow::Owned(tenants::read_salon(tx, now).await?);
    }
}

async fn book_once(
    tx: &TenantTx,
    salon: &Salon,
    new: &NewBooking,
    now: Timestamp,
) -> Result<Vec<Appointment>, AppointmentError> {
    let order = availability::order(salon, &new.wanted)?;
    if let Holder::Hold(id) = new.wanted.holder
        && !holds::exists(tx, id).await?
    {
        return Err(AppointmentError::UnknownHold);
    }
    let slot = if new.force {
        forced_slot(&order, new.starts_at)?
    } else {
        let asked =
            availability::judge_order(tx, salon, &order, &new.wanted, new.starts_at.into(), now).await?;
        asked.map_err(AppointmentError::NotFree)?
    };
    let customer = customer_of(tx, new, now).await?;
    for arrangement in arrangements(&slot, [new.wanted.first_asked()]) {
        if let Some(appointments) = write(tx, salon, new, &order, &arrangement, &customer, now).await? {
            holds::release_of(tx, new.wanted.holder).await?;
            tell(tx, salon, Event::Booked, &appointments, now).await?;
            return Ok(appointments);
        }
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

async fn customer_of(tx: &TenantTx, new: &NewBooking, now: Timestamp) -> Result<Customer, AppointmentError> {
    let customer = match &new.customer {
        ForWhom::Known(id) => customers::find(tx, *id).await?.ok_or(AppointmentError::UnknownCustomer)?,
        ForWhom::Named(NewCustomer { name, phone }) => {
            let phone = phone.as_ref().map(providers::phone::PhoneNumber::as_str);
            customers::keep(tx, name, phone, Instant::from(now)).await?
        }
    };
    if customer.is_blocked && new.by.is_bound() {
        return Err(AppointmentError::Blocked);
    }
    Ok(customer)
}

/// When and by whom each service is done.
pub(super) type Arrangement = Vec<(Timestamp, EmployeeId)>;

/// The ways in which a free slot can be taken, the best first.
pub(super) fn arrangements<const N: usize>(
    slot: &FreeSlot,
    first: [Option<EmployeeId>; N],
) -> Vec<Arrangement> {
    if !slot.parts.is_empty() {
        return vec![slot.parts.iter().map(|part| (part.starts_at, part.employee)).collect()];
    }
    let alone = |employee| vec![(slot.starts_at, employee)];
    in_order(slot.employees.clone(), first).into_iter().map(alone).collect()
}

/// The slot of somebody who overrides the rules: the people asked for, one service after the other.
fn forced_slot(order: &Order<'_>, starts_at: Timestamp) -> Result<FreeSlot, AppointmentError> {
    let mut at = starts_at;
    let mut parts = Vec::new();
    for part in &order.parts {
        let able = part.able.first().ok_or(AppointmentError::NotFree(scheduling::Reason::NoStaff.into()))?;
        parts.push(availability::SlotPart {
            service: part.service.id,
            starts_at: at,
            employee: able.employee,
        });
        at = able.terms.end(at).timestamp();
    }
    let employees = parts.iter().take(1).map(|part| part.employee).collect();
    Ok(FreeSlot { starts_at, employees, parts })
}

/// Writes all services of a visit, or nothing when somebody else has taken some of the time.
async fn write(
    tx: &TenantTx,
    salon: &Salon,
    new: &NewBooking,
    order: &Order<'_>,
    arrangement: &Arrangement,
    customer: &Customer,
    now: Timestamp,
) -> Result<Option<Vec<Appointment>>, AppointmentError> {
    let visit_id = (order.parts.len() > 1).then(VisitId::generate);
    let step = tx.begin().await?;
    let mut appointments = Vec::with_capacity(order.parts.len());
    for (part, (starts_at, employee)) in order.parts.iter().zip(arrangement) {
        let able = part.by(*employee).ok_or(AppointmentError::WrongEmployee)?;
        let draft = Draft {
            salon,
            service: part.service,
            add_ons: &part.add_ons,
            terms: &able.terms,
            customer: customer.id,
            employee: *employee,
            starts_at: *starts_at,
            at: now,
        };
        let row = appointment::Model {
            source: new.source,
            notes: new.notes.clone(),
            call_id: new.call,
            visit_id,
            series_id: new.series,
            is_forced: new.force,
            ..draft.row(tx.tenant_id())?
        };
        let add_ons = draft.add_on_rows(&row);
        let timing = &able.terms.timing;
        let taking = Taking { timing, equipment: equipment(salon, part.service, timing) };
        if !taking::insert(&step, &row, &add_ons, &taking).await? {
            step.roll_back().await?;
            return Ok(None);
        }
        let action = if new.force { "FORCED" } else { "BOOKED" };
        store::record(&step, row.id, action, &new.by, first_changes(&row), now).await?;
        appointments.push(Appointment { row, add_ons, customer: customer.clone() });
    }
    step.commit().await?;
    Ok(Some(appointments))
}

/// Moves a visit to another time, with the same service, extras and price. A salon that has changed since it was read is
/// read again.
pub async fn reschedule(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    change: &Change,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut salon = Cow::Borrowed(salon);
    loop {
        let step = tx.begin().await?;
        let moved = reschedule_once(&step, &salon, id, change, by, now).await?;
        if tenants::is_current(&step, &salon).await? {
            step.commit().await?;
            return Ok(moved);
        }
        step.roll_back().await?;
        salon = Cow::Owned(tenants::read_salon(tx, now).await?);
    }
}

pub(super) async fn reschedule_once(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    change: &Change,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    if !matches!(appointment.row.status, Status::Scheduled | Status::Confirmed) {
        return Err(AppointmentError::WrongStatus(appointment.row.status));
    }
    if change.version.is_some_and(|version| version != appointment.row.version) {
        return Err(AppointmentError::Changed);
    }
    if change.whole_visit && appointment.row.visit_id.is_some() {
        return move_visit(tx, salon, id, change, by, now).await;
    }
    keep_cutoff(salon, &appointment, by, now)?;
    let wanted = appointment.moved(change.with).by(change.holder);
    let order = availability::order(salon, &wanted)?;
    let first = [change.with.first(), Some(appointment.row.employee_id)];
    let employees = if change.force {
        in_order(order.parts[0].able.iter().map(|able| able.employee).collect(), first)
    } else {
        let asked =
            availability::judge_order(tx, salon, &order, &wanted, change.starts_at.into(), now).await?;
        in_order(asked.map_err(AppointmentError::NotFree)?.employees, first)
    };
    for employee in employees {
        let part = &order.parts[0];
        let able = part.by(employee).ok_or(AppointmentError::WrongEmployee)?;
        let row = moved_row(&appointment.row, able, change.starts_at, change.force, now)?;
        let timing = &able.terms.timing;
        let taking = Taking { timing, equipment: equipment(salon, part.service, timing) };
        if taking::move_to(tx, &row, &taking).await? {
            let before = std::mem::replace(&mut appointment.row, row);
            record_move(tx, &before, &appointment.row, change.force, by, now).await?;
            holds::release_of(tx, change.holder).await?;
            tell(tx, salon, Event::Moved, std::slice::from_ref(&appointment), now).await?;
            time_is_free(tx, &before, now).await?;
            return Ok(appointment);
        }
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

/// A visit's row at another time, perhaps with somebody else.
fn moved_row(
    row: &appointment::Model,
    able: &Able,
    starts_at: Timestamp,
    force: bool,
    now: Timestamp,
) -> Result<appointment::Model, DbErr> {
    Ok(appointment::Model {
        employee_id: able.employee,
        starts_at: Instant::from(starts_at),
        ends_at: able.terms.end(starts_at),
        plan: frozen(&able.terms.timing)?,
        working_minutes: working_minutes(&able.terms.timing),
        is_forced: force,
        version: row.version + 1,
        updated_at: Instant::from(now),
        ..row.clone()
    })
}

async fn record_move(
    tx: &TenantTx,
    before: &appointment::Model,
    row: &appointment::Model,
    force: bool,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DbErr> {
    let mut changes = json!({
        "startsAt": { "from": before.starts_at.timestamp(), "to": row.starts_at.timestamp() },
    });
    if before.employee_id != row.employee_id {
        changes["employeeId"] = json!({ "from": before.employee_id, "to": row.employee_id });
    }
    store::record(tx, row.id, if force { "FORCED" } else { "MOVED" }, by, changes, now).await
}

/// Moves all services of a visit, arranged anew as at booking: with the same people if they can, else with whoever is
/// free. Says what became of the one that was named.
async fn move_visit(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    change: &Change,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let named = store::find(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    let mut services = Vec::new();
    for id in store::ids_of_visit(tx, &named.row).await? {
        let service = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
        if !matches!(service.row.status, Status::Scheduled | Status::Confirmed) {
            return Err(AppointmentError::WrongStatus(service.row.status));
        }
        keep_cutoff(salon, &service, by, now)?;
        services.push(service);
    }
    let same_people = moved_visit(&services, id, change.with, true).by(change.holder);
    let anybody = moved_visit(&services, id, change.with, false).by(change.holder);
    let found = match arrange_move(tx, salon, &same_people, change, now).await {
        // Somebody is not free then, has left, or does something else now.
        Err(
            AppointmentError::NotFree(_)
            | AppointmentError::UnknownEmployee
            | AppointmentError::WrongEmployee,
        ) if !change.force => arrange_move(tx, salon, &anybody, change, now).await?,
        found => found?,
    };
    let (order, slot) = found;
    for arrangement in arrangements(&slot, [change.with.first()]) {
        let Some(moved) = write_move(tx, salon, &services, &order, &arrangement, change.force, now).await?
        else {
            continue;
        };
        for (before, moved) in services.iter().zip(&moved) {
            record_move(tx, &before.row, &moved.row, change.force, by, now).await?;
        }
        holds::release_of(tx, change.holder).await?;
        tell(tx, salon, Event::Moved, &moved, now).await?;
        for before in &services {
            time_is_free(tx, &before.row, now).await?;
        }
        let named = moved.into_iter().find(|service| service.row.id == id);
        return named.ok_or(AppointmentError::UnknownAppointment);
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

/// The wish to have all services of a visit at another time; of the one that is named, with whom. The others stay with
/// the same people, or go to whoever is free.
pub(super) fn moved_visit(
    services: &[Appointment],
    named: AppointmentId,
    with: WithWhom,
    with_same_people: bool,
) -> Wanted {
    let part = |service: &Appointment| WantedPart {
        service: service.row.service_id,
        add_ons: service.add_ons.iter().map(|add_on| add_on.add_on_id).collect(),
        with: match with {
            WithWhom::Only(_) if service.row.id == named => with,
            WithWhom::Preferably(person) if service.row.id == named && with_same_people => {
                WithWhom::Only(person)
            }
            _ if with_same_people => WithWhom::Only(service.row.employee_id),
            _ => WithWhom::Anyone,
        },
    };
    Wanted {
        parts: services.iter().map(part).collect(),
        moving: services.iter().map(|service| service.row.id).collect(),
        holder: Holder::Nobody,
    }
}

/// When and by whom the services of a visit can be done from the new start on.
async fn arrange_move<'s>(
    tx: &TenantTx,
    salon: &'s Salon,
    wanted: &Wanted,
    change: &Change,
    now: Timestamp,
) -> Result<(Order<'s>, FreeSlot), AppointmentError> {
    let order = availability::order(salon, wanted)?;
    let slot = if change.force {
        forced_slot(&order, change.starts_at)?
    } else {
        let asked =
            availability::judge_order(tx, salon, &order, wanted, change.starts_at.into(), now).await?;
        asked.map_err(AppointmentError::NotFree)?
    };
    Ok((order, slot))
}

/// Moves all services of a visit, or nothing when somebody else has taken some of the time.
async fn write_move(
    tx: &TenantTx,
    salon: &Salon,
    services: &[Appointment],
    order: &Order<'_>,
    arrangement: &Arrangement,
    force: bool,
    now: Timestamp,
) -> Result<Option<Vec<Appointment>>, AppointmentError> {
    let step = tx.begin().await?;
    // One may take the time that another had.
    for service in services {
        taking::give_time_back(&step, service.row.id).await?;
    }
    let mut moved = Vec::with_capacity(services.len());
    for ((service, part), (starts_at, employee)) in services.iter().zip(&order.parts).zip(arrangement) {
        let able = part.by(*employee).ok_or(AppointmentError::WrongEmployee)?;
        let row = moved_row(&service.row, able, *starts_at, force, now)?;
        let timing = &able.terms.timing;
        let taking = Taking { timing, equipment: equipment(salon, part.service, timing) };
        if !taking::move_to(&step, &row, &taking).await? {
            step.roll_back().await?;
            return Ok(None);
        }
        moved.push(Appointment { row, ..service.clone() });
    }
    step.commit().await?;
    Ok(Some(moved))
}

/// What would be asked for where this visit, or with `whole_visit` all its services, were moved.
pub async fn wanted_by(db: &TenantDb, known: &Appointment, change: &Change) -> Result<Wanted, DbErr> {
    if !change.whole_visit || known.row.visit_id.is_none() {
        return Ok(known.moved(change.with));
    }
    let ids = store::ids_of_visit(db, &known.row).await?;
    let services = store::find_many(db, ids).await?;
    Ok(moved_visit(&services, known.row.id, change.with, false))
}

/// Calls a visit off; its time is free again at once.
pub async fn cancel(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    reason: Option<String>,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    if appointment.row.status.may_become(Status::Cancelled) {
        keep_cutoff(salon, &appointment, by, now)?;
    }
    let appointment = change_status(tx, appointment, Status::Cancelled, reason, by, now).await?;
    tell(tx, salon, Event::Cancelled, std::slice::from_ref(&appointment), now).await?;
    Ok(appointment)
}

/// Callers keep the salon's notice for changes; its own people need not.
fn keep_cutoff(
    salon: &Salon,
    appointment: &Appointment,
    by: &Actor,
    now: Timestamp,
) -> Result<(), AppointmentError> {
    let cutoff = salon.tenant.cancel_cutoff_minutes;
    let left = appointment.starts_at().duration_since(now);
    if by.is_bound() && left < SignedDuration::from_mins(i64::from(cutoff)) {
        return Err(AppointmentError::TooLate(cutoff));
    }
    Ok(())
}

/// Takes a visit to its next state.
pub(super) async fn set_status(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    next: Status,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    let appointment = change_status(tx, appointment, next, None, by, now).await?;
    let review = &salon.settings.notifications.review_requests;
    if next == Status::Completed && review.enabled {
        let after = SignedDuration::from_hours(i64::from(review.hours_after));
        let over = appointment.row.ends_at.timestamp().max(now);
        enqueue(tx, &Job::AskForReview { appointment_id: id }, over + after, now).await?;
    }
    Ok(appointment)
}

/// Takes a locked visit to its next state. A state that takes no time gives it back.
pub(super) async fn change_status(
    tx: &TenantTx,
    mut appointment: Appointment,
    next: Status,
    reason: Option<String>,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let row = &mut appointment.row;
    if !row.status.may_become(next) {
        return Err(AppointmentError::WrongStatus(row.status));
    }
    let before = row.status;
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
    tx.update::<appointment::Entity>(appointment::Column::Id.eq(row.id), change).await?;
    let mut changes = json!({ "status": { "from": before, "to": next } });
    if let Some(reason) = row.cancel_reason.as_ref().filter(|_| next == Status::Cancelled) {
        changes["reason"] = json!({ "to": reason });
    }
    store::record(tx, row.id, "STATUS", by, changes, now).await?;
    if !next.takes_time() {
        taking::give_time_back(tx, row.id).await?;
        time_is_free(tx, row, now).await?;
    }
    Ok(appointment)
}

/// Changes what the salon has noted of a visit.
pub(super) async fn set_notes(
    tx: &TenantTx,
    id: AppointmentId,
    notes: Option<String>,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut appointment = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    let row = &mut appointment.row;
    let before = std::mem::replace(&mut row.notes, notes);
    row.version += 1;
    row.updated_at = Instant::from(now);
    let change = appointment::ActiveModel {
        notes: Set(row.notes.clone()),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    tx.update::<appointment::Entity>(appointment::Column::Id.eq(id), change).await?;
    let changes = json!({ "notes": { "from": before, "to": row.notes } });
    store::record(tx, id, "NOTES", by, changes, now).await?;
    Ok(appointment)
}

/// Time that was taken can be had again: whoever waits for it shall hear of it.
pub(super) async fn time_is_free(
    tx: &TenantTx,
    row: &appointment::Model,
    now: Timestamp,
) -> Result<(), DbErr> {
    waitlist::time_is_free(tx, (row.starts_at.timestamp(), row.ends_at.timestamp()), now).await
}

/// Those named first in front, in this order; the others as they were.
fn in_order<const N: usize>(mut free: Vec<EmployeeId>, first: [Option<EmployeeId>; N]) -> Vec<EmployeeId> {
    free.sort_by_key(|id| first.iter().position(|named| *named == Some(*id)).unwrap_or(N));
    free
}

/// Writes the messages that tell of it: one to the customer, whatever the number of services, and one to each employee.
async fn tell(
    tx: &TenantTx,
    salon: &Salon,
    event: Event,
    appointments: &[Appointment],
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(first) = appointments.first() else {
        return Ok(());
    };
    let name = |appointment: &Appointment| {
        let service = salon.service(appointment.row.service_id);
        service.map_or_else(|| "your visit".to_owned(), |service| service.name.clone())
    };
    let who = |appointment: &Appointment| salon.employee(appointment.row.employee_id);
    let services = and(appointments.iter().map(&name));
    let people = and(appointments.iter().map(|one| who(one).map_or("us", |person| &person.name).to_owned()));
    let ends_at =
        appointments.iter().map(|one| one.row.ends_at.timestamp()).max().unwrap_or(first.starts_at());
    for (place, appointment) in appointments.iter().enumerate() {
        let row = &appointment.row;
        let is_first = place == 0;
        let own = name(appointment);
        let employee = who(appointment);
        let news = News {
            salon,
            appointment_id: row.id,
            version: row.version,
            ends_at,
            created_at: row.created_at.timestamp(),
            customer_email: first.customer.email.as_deref().filter(|_| is_first),
            starts_at: appointment.starts_at().to_zoned(salon.zone.clone()),
            service: &own,
            all_services: &services,
            price_cents: appointments.iter().map(|one| one.row.price_cents).sum(),
            currency: &row.currency,
            customer: &first.customer.name,
            customer_phone: first.customer.phone.as_deref().filter(|_| is_first),
            all_employees: &people,
            employee_phone: employee.and_then(|employee| employee.phone.as_deref()),
        };
        announce(tx, event, &news, now).await?;
        webhooks::emit(tx, salon, in_webhooks(event), shown_outside(salon, row), now).await?;
    }
    Ok(())
}

fn in_webhooks(event: Event) -> webhooks::Event {
    match event {
        Event::Booked => webhooks::Event::AppointmentBooked,
        Event::Moved => webhooks::Event::AppointmentMoved,
        Event::Cancelled => webhooks::Event::AppointmentCancelled,
    }
}

/// What a salon's own programs are told of a visit: ids and times, nobody's name.
fn shown_outside(salon: &Salon, row: &appointment::Model) -> serde_json::Value {
    json!({
        "appointmentId": row.id,
        "status": row.status,
        "startsAt": row.starts_at.timestamp(),
        "endsAt": row.ends_at.timestamp(),
        "timezone": salon.tenant.timezone,
        "customerId": row.customer_id,
        "employeeId": row.employee_id,
        "serviceId": row.service_id,
        "priceCents": row.price_cents,
        "currency": row.currency,
        "source": row.source,
    })
}

/// "Cut", "Cut and Colour", "Cut, Colour and Blow-dry"; each name once.
fn and(names: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    match once.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
