//! Visits from another book: written as they are, past or to come, without a message to anybody.
//!
//! Notice, horizon, opening hours and skills do not count here, since what is written down was agreed elsewhere. What
//! always counts is that nobody has two visits at once: the database refuses that, as with any booking.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use scheduling::engaged_quanta;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use super::booking::time_is_free;
use super::draft::{Draft, Terms, after, equipment, first_changes};
use super::entity::appointment::{ActiveModel, Column, Entity, Model, Status};
use super::entity::{add_on, change, quantum};
use super::model::{Actor, Appointment, AppointmentError};
use super::store;
use super::taking::{self, Equipment, Taking};
use crate::ids::{AddOnId, AppointmentId, CustomerId, EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::services::{Service, Timing};
use crate::modules::tenants::Salon;
use crate::tenancy::{TenantDb, TenantTx};

/// A visit as another book has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedVisit {
    /// Whose.
    pub customer: CustomerId,
    /// By whom; somebody who has left may have served them once.
    pub employee: EmployeeId,
    /// What.
    pub service: ServiceId,
    /// Its extras.
    pub add_ons: Vec<AddOnId>,
    /// When.
    pub starts_at: Timestamp,
    /// How long the client is there, extras included, where not as long as in the catalogue.
    pub duration_minutes: Option<u32>,
    /// What it costs, extras included, where not as much as in the catalogue.
    pub price_cents: Option<i64>,
    /// Where it stands.
    pub status: Status,
    /// What the salon should know.
    pub notes: Option<String>,
}

/// The book while another is written into it. What is taken is looked up once and remembered, and new visits are written
/// many at a time: a book of years is some thousands of visits, and callers wait while it is written.
#[derive(Debug)]
pub struct Import<'a> {
    tx: &'a TenantTx,
    salon: &'a Salon,
    by: &'a Actor,
    now: Timestamp,
    /// Whose each taken five minutes are, for the time that the other book is about.
    taken: HashMap<(EmployeeId, i64), AppointmentId>,
    known: HashMap<Same, AppointmentId>,
    waiting: Waiting,
}

/// By what a visit is known to be the same: whose, with whom, what, when.
type Same = (CustomerId, EmployeeId, ServiceId, Instant);

/// What is to be written.
#[derive(Debug, Default)]
struct Waiting {
    visits: Vec<Model>,
    add_ons: Vec<add_on::Model>,
    quanta: Vec<quantum::Model>,
    history: Vec<change::ActiveModel>,
}

/// The longest that a visit can reach beyond its start, buffers included.
const REACH: SignedDuration = SignedDuration::from_hours(48);

impl<'a> Import<'a> {
    /// Opens the book for visits that start between two instants.
    pub async fn begin(
        tx: &'a TenantTx,
        salon: &'a Salon,
        by: &'a Actor,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Result<Self, DbErr> {
        let wide = |edge: Result<Timestamp, jiff::Error>, end| edge.unwrap_or(end);
        let from = wide(from.saturating_sub(REACH), Timestamp::MIN);
        let to = wide(to.saturating_add(REACH), Timestamp::MAX);
        let taken = taking::list_quanta(tx, from, to).await?;
        let known = store::list_same(tx, from, to).await?;
        let taken = taken.into_iter().map(|row| ((row.employee_id, row.quantum), row.appointment_id));
        let known = known
            .into_iter()
            .map(|row| ((row.customer_id, row.employee_id, row.service_id, row.starts_at), row.id));
        let (taken, known) = (taken.collect(), known.collect());
        Ok(Self { tx, salon, by, now, taken, known, waiting: Waiting::default() })
    }

    /// The same visit, if it is known: so that a file can be read twice.
    pub fn same_visit(
        &self,
        customer: CustomerId,
        employee: EmployeeId,
        service: ServiceId,
        starts_at: Timestamp,
    ) -> Option<AppointmentId> {
        self.known.get(&(customer, employee, service, Instant::from(starts_at))).copied()
    }

    /// A visit, even one that has only just come in.
    pub async fn find(&mut self, id: AppointmentId) -> Result<Option<Appointment>, DbErr> {
        self.write().await?;
        store::find(self.tx, id).await
    }

    /// Takes a visit in from the other book.
    ///
    /// # Errors
    /// When its employee has another at that time, or all equipment is in use.
    pub async fn add(&mut self, visit: &ImportedVisit) -> Result<(), AppointmentError> {
        let (row, add_ons, timing, equipment) = self.row_of(visit)?;
        let numbers: Vec<i64> = if row.status.takes_time() {
            engaged_quanta(visit.starts_at, &timing.plan()).collect()
        } else {
            Vec::new()
        };
        let place = |number: i64| (row.employee_id, number);
        if numbers.iter().any(|number| self.taken.contains_key(&place(*number))) {
            return Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()));
        }
        let is_alone = !equipment.is_empty() && row.status.takes_time();
        if is_alone {
            // Which unit of the equipment is free, only the rows say.
            let taking = Taking { timing: &timing, equipment };
            if !taking::insert(self.tx, &row, &add_ons, &taking).await? {
                return Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()));
            }
        }
        self.taken.extend(numbers.iter().map(|number| (place(*number), row.id)));
        self.known.insert((row.customer_id, row.employee_id, row.service_id, row.starts_at), row.id);
        let mut changes = first_changes(&row);
        changes["status"] = json!({ "to": row.status });
        self.waiting.history.push(store::entry(row.id, "IMPORTED", self.by, changes, self.now));
        if !is_alone {
            let quantum = |number| quantum::Model {
                tenant_id: row.tenant_id,
                employee_id: row.employee_id,
                quantum: number,
                appointment_id: row.id,
            };
            self.waiting.quanta.extend(numbers.into_iter().map(quantum));
            self.waiting.add_ons.extend(add_ons);
            self.waiting.visits.push(row);
        }
        Ok(())
    }

    /// Writes all that is waiting.
    ///
    /// # Errors
    /// When somebody has booked one of the times since the book was opened: then the whole import is to be done again.
    pub async fn write(&mut self) -> Result<(), DbErr> {
        let Waiting { visits, add_ons, quanta, history } = std::mem::take(&mut self.waiting);
        self.tx.insert_all::<Entity>(visits.into_iter().map(Into::into)).await?;
        self.tx.insert_all::<add_on::Entity>(add_ons.into_iter().map(Into::into)).await?;
        self.tx.insert_all::<quantum::Entity>(quanta.into_iter().map(Into::into)).await?;
        self.tx.insert_all::<change::Entity>(history).await
    }

    /// Changes a visit to what the other book says of it.
    ///
    /// # Errors
    /// As with [`Import::add`], and when a visit that is over would change its state.
    pub async fn revise(
        &mut self,
        known: &Appointment,
        revision: &VisitRevision,
    ) -> Result<(), AppointmentError> {
        self.write().await?;
        let (before, after) = revise(self.tx, self.salon, known.id(), revision, self.by, self.now).await?;
        for number in quanta_of(&before)? {
            let place = (before.employee_id, number);
            if self.taken.get(&place) == Some(&before.id) {
                self.taken.remove(&place);
            }
        }
        for number in quanta_of(&after)? {
            self.taken.entry((after.employee_id, number)).or_insert(after.id);
        }
        Ok(())
    }

    fn row_of(&self, visit: &ImportedVisit) -> Result<NewRow, AppointmentError> {
        let salon = self.salon;
        let service = salon.service(visit.service).ok_or(AppointmentError::UnknownService)?;
        let employee = salon.employee(visit.employee).ok_or(AppointmentError::UnknownEmployee)?;
        let add_ons: Option<Vec<_>> = visit.add_ons.iter().map(|id| salon.add_on(*id)).collect();
        let add_ons = add_ons.ok_or(AppointmentError::UnknownAddOn)?;
        let mut terms = Terms::new(service, employee.skill(service.id), &add_ons);
        if let Some(minutes) = visit.duration_minutes
            && minutes != terms.timing.whole_minutes()
        {
            terms.timing = Timing::plain(minutes);
        }
        terms.price_cents = visit.price_cents.unwrap_or(terms.price_cents);
        let draft = Draft {
            salon,
            service,
            add_ons: &add_ons,
            terms: &terms,
            customer: visit.customer,
            employee: visit.employee,
            starts_at: visit.starts_at,
            at: self.now,
        };
        let row =
            Model { status: visit.status, notes: visit.notes.clone(), ..draft.row(self.tx.tenant_id())? };
        let add_ons = draft.add_on_rows(&row);
        let equipment = equipment_then(salon, service, &terms.timing, visit.starts_at, self.now);
        Ok((row, add_ons, terms.timing, equipment))
    }
}

/// A visit as its rows will be, and what it takes.
type NewRow = (Model, Vec<add_on::Model>, Timing, Vec<Equipment>);

/// The five minutes that a visit takes of its employee.
fn quanta_of(row: &Model) -> Result<Vec<i64>, DbErr> {
    if !row.status.takes_time() {
        return Ok(Vec::new());
    }
    let timing = store::timing_of(row)?;
    Ok(engaged_quanta(row.starts_at.timestamp(), &timing.plan()).collect())
}

/// What a visit takes of the equipment; how many chairs there once were, nobody knows any more.
fn equipment_then(
    salon: &Salon,
    service: &Service,
    timing: &Timing,
    starts_at: Timestamp,
    now: Timestamp,
) -> Vec<Equipment> {
    if starts_at > now { equipment(salon, service, timing) } else { Vec::new() }
}

/// What another book says otherwise of a visit that is known; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitRevision {
    /// When.
    pub starts_at: Option<Timestamp>,
    /// By whom.
    pub employee: Option<EmployeeId>,
    /// Where it stands.
    pub status: Option<Status>,
    /// What it costs, extras included.
    pub price_cents: Option<i64>,
    /// What the salon should know.
    pub notes: Option<String>,
}

/// Changes a visit to what another book says of it; hands out how it was and how it is.
async fn revise(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    revision: &VisitRevision,
    by: &Actor,
    now: Timestamp,
) -> Result<(Model, Model), AppointmentError> {
    let before = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?.row;
    let mut row = before.clone();
    if let Some(status) = revision.status.filter(|status| *status != row.status) {
        if !row.status.may_become(status) {
            return Err(AppointmentError::WrongStatus(row.status));
        }
        row.status = status;
    }
    row.price_cents = revision.price_cents.unwrap_or(row.price_cents);
    row.notes = revision.notes.clone().or(row.notes);
    row.version += 1;
    row.updated_at = Instant::from(now);
    let is_elsewhere = revision.starts_at.is_some_and(|start| start != before.starts_at.timestamp())
        || revision.employee.is_some_and(|employee| employee != before.employee_id);
    if is_elsewhere {
        put_elsewhere(tx, salon, &mut row, revision, now).await?;
    }
    let change = ActiveModel {
        status: Set(row.status),
        price_cents: Set(row.price_cents),
        notes: Set(row.notes.clone()),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(id), change).await?;
    if !row.status.takes_time() && before.status.takes_time() {
        taking::give_time_back(tx, id).await?;
    }
    if before.status.takes_time() && (is_elsewhere || !row.status.takes_time()) {
        time_is_free(tx, &before, now).await?;
    }
    store::record(tx, id, "IMPORTED", by, differences(&before, &row), now).await?;
    Ok((before, row))
}

/// Moves a visit that is to come, or was, to another time or person, with the length it has.
async fn put_elsewhere(
    tx: &TenantTx,
    salon: &Salon,
    row: &mut Model,
    revision: &VisitRevision,
    now: Timestamp,
) -> Result<(), AppointmentError> {
    if !row.status.takes_time() {
        return Err(AppointmentError::WrongStatus(row.status));
    }
    let length = row.ends_at.timestamp().duration_since(row.starts_at.timestamp());
    let timing = store::timing_of(row)?;
    let starts_at = revision.starts_at.unwrap_or(row.starts_at.timestamp());
    row.employee_id = revision.employee.unwrap_or(row.employee_id);
    row.starts_at = Instant::from(starts_at);
    row.ends_at = after(starts_at, u32::try_from(length.as_mins()).unwrap_or(0));
    row.is_forced = false;
    let service = salon.service(row.service_id).ok_or(AppointmentError::UnknownService)?;
    let taking =
        Taking { timing: &timing, equipment: equipment_then(salon, service, &timing, starts_at, now) };
    if taking::move_to(tx, row, &taking).await? {
        return Ok(());
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

fn differences(before: &Model, after: &Model) -> Value {
    let mut changes = json!({});
    let mut add = |key: &str, from: Value, to: Value| {
        if from != to {
            changes[key] = json!({ "from": from, "to": to });
        }
    };
    add("startsAt", json!(before.starts_at.timestamp()), json!(after.starts_at.timestamp()));
    add("employeeId", json!(before.employee_id), json!(after.employee_id));
    add("status", json!(before.status), json!(after.status));
    add("priceCents", json!(before.price_cents), json!(after.price_cents));
    add("notes", json!(before.notes), json!(after.notes));
    changes
}

/// Several visits by their ids.
pub async fn get_many(db: &TenantDb, ids: &[AppointmentId]) -> Result<Vec<Appointment>, DbErr> {
    let mut all = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let rows = db.all(Entity::find().filter(Column::Id.is_in(ids.iter().copied()))).await?;
        all.extend(store::complete(db, rows).await?);
    }
    Ok(all)
}

/// Rows that one statement names by their ids.
const AT_ONCE: usize = 500;

/// Visits by their start, from after `last` on.
pub async fn list_after(
    db: &TenantDb,
    last: Option<(Instant, AppointmentId)>,
    count: u64,
) -> Result<Vec<Appointment>, DbErr> {
    let mut query = Entity::find().order_by_asc(Column::StartsAt).order_by_asc(Column::Id).limit(count);
    if let Some((starts_at, id)) = last {
        let same_start = Condition::all().add(Column::StartsAt.eq(starts_at)).add(Column::Id.gt(id));
        query = query.filter(Condition::any().add(Column::StartsAt.gt(starts_at)).add(same_start));
    }
    let rows = db.all(query).await?;
    store::complete(db, rows).await
}
