//! Queries on visits.

use std::collections::HashMap;

use jiff::Timestamp;
use scheduling::{Plan, QUANTUM_MINUTES, engaged_quanta};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, NotSet, Order,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::appointment::{self, Column, Entity, Status};
use super::entity::{add_on, change, hold, quantum, series, unit};
use super::model::{Actor, Appointment};
use crate::database::is_duplicate;
use crate::http::envelope::{Page, PageOf};
use crate::ids::{
    AppointmentChangeId, AppointmentId, CallId, CustomerId, EmployeeId, HoldId, ResourceId, SeriesId,
    ServiceId, WaitlistEntryId,
};
use crate::instant::Instant;
use crate::modules::customers::{self, Customer};
use crate::modules::services::Timing;
use crate::modules::tenants;
use crate::tenancy::{OfTenant, TenantDb, TenantTx};

/// A visit that takes somebody's time.
#[derive(Debug, Clone)]
pub(super) struct Busy {
    pub(super) id: AppointmentId,
    pub(super) employee_id: EmployeeId,
    pub(super) starts_at: Instant,
    pub(super) created_at: Instant,
    /// What it takes.
    pub(super) timing: Timing,
}

/// All that can stand in the way between two instants.
#[derive(Debug, Default)]
pub(super) struct InTheWay {
    /// Visits that take time.
    pub(super) visits: Vec<Busy>,
    /// Times that are held now.
    pub(super) held: Vec<Held>,
    /// The catalogue's version at the same moment.
    pub(super) catalogue_version: i64,
}

/// A row of one of three tables.
#[derive(Debug, FromQueryResult)]
struct InTheWayRow {
    /// 0: a visit. 1: a hold. 2: the salon.
    kind: i32,
    id: Uuid,
    employee_id: Uuid,
    starts_at: Instant,
    ends_at: Instant,
    /// When a visit was booked, when a hold expires, the catalogue's version.
    stamp: i64,
    call_id: Option<CallId>,
    waitlist_entry_id: Option<WaitlistEntryId>,
    plan: Option<serde_json::Value>,
}

/// Visits that take time and start between two instants, what is held between them, and the catalogue's version: one
/// query, because every call, page and program asks this all day.
pub(super) async fn list_in_the_way(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Result<InTheWay, DbErr> {
    let nothing = || Expr::val(None::<Uuid>);
    let no_plan = || Expr::val(None::<String>);
    let visits = Entity::find()
        .select_only()
        .column_as(Expr::val(0), "kind")
        .columns([Column::Id, Column::EmployeeId, Column::StartsAt, Column::EndsAt])
        .column_as(Column::CreatedAt, "stamp")
        .column_as(nothing(), "call_id")
        .column_as(nothing(), "waitlist_entry_id")
        .column(Column::Plan)
        .filter(Column::StartsAt.gte(Instant::from(from)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .filter(Column::Status.is_not_in([Status::Cancelled, Status::NoShow]));
    let held = hold::Entity::find()
        .select_only()
        .column_as(Expr::val(1), "kind")
        .column_as(hold::Column::GroupId, "id")
        .columns([hold::Column::EmployeeId, hold::Column::StartsAt, hold::Column::EndsAt])
        .column_as(hold::Column::ExpiresAt, "stamp")
        .columns([hold::Column::CallId, hold::Column::WaitlistEntryId])
        .column_as(no_plan(), "plan")
        .filter(hold::Column::ExpiresAt.gt(Instant::from(now)))
        .filter(hold::Column::StartsAt.lt(Instant::from(to)))
        .filter(hold::Column::EndsAt.gt(Instant::from(from)));
    let version = tenants::version_among(|salon, version| {
        salon
            .column_as(Expr::val(2), "kind")
            .column_as(Expr::col("id"), "id")
            .column_as(Expr::col("id"), "employee_id")
            .column_as(Expr::val(0_i64), "starts_at")
            .column_as(Expr::val(0_i64), "ends_at")
            .column_as(version, "stamp")
            .column_as(nothing(), "call_id")
            .column_as(nothing(), "waitlist_entry_id")
            .column_as(no_plan(), "plan")
    });
    let rows: Vec<InTheWayRow> =
        db.rows_of_all([OfTenant::new(visits), OfTenant::new(held), version]).await?;
    let instant =
        |millisecond| Instant::from(Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::MIN));
    let mut found = InTheWay::default();
    for row in rows {
        let InTheWayRow { starts_at, ends_at, .. } = row;
        let employee_id = row.employee_id.into();
        match row.kind {
            0 => found.visits.push(Busy {
                timing: timing(row.plan, starts_at, ends_at)?,
                id: row.id.into(),
                employee_id,
                starts_at,
                created_at: instant(row.stamp),
            }),
            1 => found.held.push(Held {
                group_id: row.id.into(),
                employee_id,
                starts_at,
                ends_at,
                call_id: row.call_id,
                waitlist_entry_id: row.waitlist_entry_id,
                expires_at: instant(row.stamp),
            }),
            _ => found.catalogue_version = row.stamp,
        }
    }
    Ok(found)
}

/// What a visit takes, as it was booked; without a plan it is work from start to end.
pub(super) fn timing(
    plan: Option<serde_json::Value>,
    starts_at: Instant,
    ends_at: Instant,
) -> Result<Timing, DbErr> {
    match plan {
        Some(plan) => serde_json::from_value(plan).map_err(|error| DbErr::Json(error.to_string())),
        None => Ok(Timing::plain(minutes_between(starts_at, ends_at))),
    }
}

/// What a visit takes, as it was booked.
pub(super) fn timing_of(row: &appointment::Model) -> Result<Timing, DbErr> {
    timing(row.plan.clone(), row.starts_at, row.ends_at)
}

/// A time that is held.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) group_id: HoldId,
    pub(super) employee_id: EmployeeId,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) call_id: Option<CallId>,
    pub(super) waitlist_entry_id: Option<WaitlistEntryId>,
    pub(super) expires_at: Instant,
}

impl Held {
    /// The same as the engine wants it.
    pub(super) fn to_engine(&self) -> scheduling::Hold<'static> {
        let interval =
            scheduling::Interval { start: self.starts_at.timestamp(), end: self.ends_at.timestamp() };
        scheduling::Hold { interval, caller: None, expires: self.expires_at.timestamp() }
    }
}

/// A unit of equipment in use by a visit.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct UnitUse {
    pub(super) resource_id: ResourceId,
    pub(super) appointment_id: AppointmentId,
    first: i64,
    last: i64,
}

impl UnitUse {
    /// From when to when.
    pub(super) fn interval(&self) -> scheduling::Interval {
        let instant =
            |quantum: i64| Timestamp::from_second(quantum * QUANTUM_MINUTES * 60).unwrap_or(Timestamp::MAX);
        scheduling::Interval { start: instant(self.first), end: instant(self.last + 1) }
    }
}

/// Equipment in use between two instants: a row for each visit and kind.
pub(super) async fn list_unit_uses(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<UnitUse>, DbErr> {
    let query = unit::Entity::find()
        .select_only()
        .column(unit::Column::ResourceId)
        .column(unit::Column::AppointmentId)
        .column_as(unit::Column::Quantum.min(), "first")
        .column_as(unit::Column::Quantum.max(), "last")
        .filter(unit::Column::Quantum.gte(from.as_second().div_euclid(QUANTUM_MINUTES * 60)))
        .filter(unit::Column::Quantum.lt(to.as_second().div_euclid(QUANTUM_MINUTES * 60)))
        .group_by(unit::Column::ResourceId)
        .group_by(unit::Column::AppointmentId);
    db.rows(query).await
}

/// What a visit takes of people and equipment when it is written.
#[derive(Debug, Clone)]
pub(super) struct Taking<'a> {
    pub(super) timing: &'a Timing,
    /// Kinds of equipment, and how many units of each there are.
    pub(super) equipment: Vec<(ResourceId, u32)>,
}

/// Writes a visit and takes its time, if its state takes any. `false`: somebody else has taken some of it, and nothing was written.
pub(super) async fn insert(
    tx: &TenantTx,
    row: &appointment::Model,
    add_ons: &[add_on::Model],
    taking: &Taking<'_>,
) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    step.insert::<Entity>(row.clone().into()).await?;
    step.insert_all::<add_on::Entity>(add_ons.iter().cloned().map(Into::into)).await?;
    if !row.status.takes_time() {
        return step.commit().await.map(|()| true);
    }
    take_time(step, row, taking).await
}

/// Moves a visit and its time. `false`: somebody else has taken some of it, and nothing was changed.
pub(super) async fn move_to(
    tx: &TenantTx,
    row: &appointment::Model,
    taking: &Taking<'_>,
) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    give_time_back(&step, row.id).await?;
    let change = appointment::ActiveModel {
        employee_id: Set(row.employee_id),
        starts_at: Set(row.starts_at),
        ends_at: Set(row.ends_at),
        plan: Set(row.plan.clone()),
        is_forced: Set(row.is_forced),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    step.update::<Entity>(Column::Id.eq(row.id), change).await?;
    take_time(step, row, taking).await
}

/// Takes away what a visit had of people and equipment.
pub(super) async fn give_time_back(tx: &TenantTx, id: AppointmentId) -> Result<(), DbErr> {
    tx.delete::<quantum::Entity>(quantum::Column::AppointmentId.eq(id)).await?;
    tx.delete::<unit::Entity>(unit::Column::AppointmentId.eq(id)).await?;
    Ok(())
}

/// Takes each five minutes from start to end, in order; the second to take one is refused by the primary key.
async fn take_time(step: TenantTx, row: &appointment::Model, taking: &Taking<'_>) -> Result<bool, DbErr> {
    let mut numbers: Vec<i64> = engaged_quanta(row.starts_at.timestamp(), &taking.timing.plan()).collect();
    if row.is_forced {
        // Put over others on purpose: it takes what they leave.
        let taken: Vec<quantum::Model> = step
            .all(
                quantum::Entity::find()
                    .filter(quantum::Column::EmployeeId.eq(row.employee_id))
                    .filter(quantum::Column::Quantum.is_in(numbers.iter().copied())),
            )
            .await?;
        numbers.retain(|number| !taken.iter().any(|other| other.quantum == *number));
    }
    let quanta = numbers.into_iter().map(|number| quantum::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(row.employee_id),
        quantum: Set(number),
        appointment_id: Set(row.id),
    });
    match step.insert_all::<quantum::Entity>(quanta).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => return step.roll_back().await.map(|()| false),
        Err(error) => return Err(error),
    }
    for (resource, units) in &taking.equipment {
        if !take_units(&step, row, *resource, *units).await? {
            return step.roll_back().await.map(|()| false);
        }
    }
    step.commit().await.map(|()| true)
}

/// How often to look again for a free unit when others take them at the same moment.
const LOOKS_FOR_UNITS: usize = 5;

/// Takes a unit of equipment for each five minutes in which the client is there; units are interchangeable, so it
/// need not be the same one throughout. `false`: there is none left.
async fn take_units(
    step: &TenantTx,
    row: &appointment::Model,
    resource: ResourceId,
    units: u32,
) -> Result<bool, DbErr> {
    let minutes = minutes_between(row.starts_at, row.ends_at);
    let numbers: Vec<i64> = engaged_quanta(row.starts_at.timestamp(), &Plan::work(minutes)).collect();
    let units = i32::try_from(units).unwrap_or(i32::MAX);
    for _ in 0..LOOKS_FOR_UNITS {
        let query = unit::Entity::find()
            .filter(unit::Column::ResourceId.eq(resource))
            .filter(unit::Column::Quantum.is_in(numbers.iter().copied()));
        let taken = step.all(query).await?;
        let free = |number: &i64| {
            let is_free = |unit: &i32| !taken.iter().any(|t| t.quantum == *number && t.unit == *unit);
            // One put over others on purpose may use more than there are.
            (1..=if row.is_forced { i32::MAX } else { units }).find(is_free)
        };
        let chosen: Option<Vec<i32>> = numbers.iter().map(free).collect();
        let Some(chosen) = chosen else {
            return Ok(false);
        };
        let rows = numbers.iter().zip(chosen).map(|(number, unit)| unit::ActiveModel {
            tenant_id: NotSet,
            resource_id: Set(resource),
            quantum: Set(*number),
            unit: Set(unit),
            appointment_id: Set(row.id),
        });
        match step.insert_all::<unit::Entity>(rows).await {
            Ok(()) => return Ok(true),
            Err(error) if is_duplicate(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Up to the next whole minute.
pub(super) fn minutes_between(starts_at: Instant, ends_at: Instant) -> u32 {
    let length = ends_at.timestamp().duration_since(starts_at.timestamp());
    u32::try_from((length.as_secs() + 59).div_euclid(60)).unwrap_or(0)
}

/// Says of visits whose time is over that they took place, for a demonstration salon.
pub async fn complete_past_visits(tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
    let over = Condition::all().add(Column::EndsAt.lte(Instant::from(now))).add(Column::Status.is_in([
        Status::Scheduled,
        Status::Confirmed,
        Status::InProgress,
    ]));
    let change = appointment::ActiveModel { status: Set(Status::Completed), ..Default::default() };
    tx.update::<Entity>(over, change).await.map(drop)
}

/// A visit.
pub async fn find(db: &TenantDb, id: AppointmentId) -> Result<Option<Appointment>, DbErr> {
    let row = db.one(Entity::find().filter(Column::Id.eq(id))).await?;
    Ok(complete(db, row.into_iter().collect()).await?.pop())
}

/// A visit that nobody else can change until the end of the transaction.
pub(super) async fn lock(tx: &TenantTx, id: AppointmentId) -> Result<Option<Appointment>, DbErr> {
    let row = tx.lock(Entity::find().filter(Column::Id.eq(id))).await?;
    Ok(complete(tx, row.into_iter().collect()).await?.pop())
}

/// A customer's visits that are still to come, soonest first.
pub async fn coming_visits(
    db: &TenantDb,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Vec<Appointment>, DbErr> {
    let query = Entity::find()
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::StartsAt.gt(Instant::from(now)))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed]))
        .order_by_asc(Column::StartsAt)
        .limit(10);
    let rows = db.all(query).await?;
    complete(db, rows).await
}

/// An employee's visits that are still to come and lie, at least partly, between two instants; soonest first.
pub(super) async fn list_coming_with(
    db: &TenantDb,
    employee: EmployeeId,
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Vec<Appointment>, DbErr> {
    let query = Entity::find()
        .filter(Column::EmployeeId.eq(employee))
        .filter(Column::StartsAt.gt(Instant::from(now)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .filter(Column::EndsAt.gt(Instant::from(from)))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed]))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id);
    let rows = db.all(query).await?;
    complete(db, rows).await
}

/// All visits of an employee, those called off included, that start between two instants; in order of time.
pub async fn list_visits_of(
    db: &TenantDb,
    employee: EmployeeId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Appointment>, DbErr> {
    let query = Entity::find()
        .filter(Column::EmployeeId.eq(employee))
        .filter(Column::StartsAt.gte(Instant::from(from)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id);
    let rows = db.all(query).await?;
    complete(db, rows).await
}

/// The salon's next visits.
pub async fn next_visits(db: &TenantDb, now: Timestamp, count: u64) -> Result<Vec<Appointment>, DbErr> {
    let query = Entity::find()
        .filter(Column::EndsAt.gt(Instant::from(now)))
        .filter(Column::StartsAt.gt(Instant::from(now - jiff::SignedDuration::from_hours(24))))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed, Status::InProgress]))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .limit(count);
    let rows = db.all(query).await?;
    complete(db, rows).await
}

/// How many visits of a service are still to come.
pub async fn count_coming(db: &TenantDb, service: ServiceId, now: Timestamp) -> Result<u64, DbErr> {
    db.count(coming(now).filter(Column::ServiceId.eq(service))).await
}

/// Visits that are not over and not called off.
fn coming(now: Timestamp) -> sea_orm::Select<Entity> {
    Entity::find().filter(Column::EndsAt.gt(Instant::from(now))).filter(Column::Status.is_in([
        Status::Scheduled,
        Status::Confirmed,
        Status::InProgress,
    ]))
}

/// From when to when somebody will be there.
#[derive(Debug, FromQueryResult)]
pub(super) struct Stay {
    pub(super) id: AppointmentId,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
}

/// The times of all visits that are still to come, in order.
pub(super) async fn list_stays(db: &TenantDb, now: Timestamp) -> Result<Vec<Stay>, DbErr> {
    let query = coming(now)
        .select_only()
        .columns([Column::Id, Column::StartsAt, Column::EndsAt])
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id);
    db.rows(query).await
}

/// These visits, in order of time.
pub(super) async fn find_many(
    db: &TenantDb,
    ids: impl IntoIterator<Item = AppointmentId>,
) -> Result<Vec<Appointment>, DbErr> {
    let query =
        Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::StartsAt).order_by_asc(Column::Id);
    complete(db, db.all(query).await?).await
}

/// Of a kind of equipment, the most units that are booked at one time from now on.
pub async fn most_units_in_use(db: &TenantDb, resource: ResourceId, now: Timestamp) -> Result<u32, DbErr> {
    let query = units_from(resource, now)
        .select_only()
        .column(unit::Column::Quantum)
        .column_as(unit::Column::Unit.count(), "units")
        .group_by(unit::Column::Quantum)
        .order_by_desc(unit::Column::Unit.count())
        .limit(1);
    let rows: Vec<InUse> = db.rows(query).await?;
    Ok(rows.first().map_or(0, |row| u32::try_from(row.units).unwrap_or(u32::MAX)))
}

#[derive(Debug, FromQueryResult)]
struct InUse {
    units: i64,
}

fn units_from(resource: ResourceId, now: Timestamp) -> sea_orm::Select<unit::Entity> {
    unit::Entity::find()
        .filter(unit::Column::ResourceId.eq(resource))
        .filter(unit::Column::Quantum.gte(now.as_second().div_euclid(QUANTUM_MINUTES * 60)))
}

/// Gives booked units the numbers from one to `units`, when there are fewer from now on. Where a number too high
/// stayed in use, the database would let in one visit too many beside it.
pub async fn renumber_units(
    tx: &TenantTx,
    resource: ResourceId,
    units: u32,
    now: Timestamp,
) -> Result<(), DbErr> {
    let units = i32::try_from(units).unwrap_or(i32::MAX);
    let too_high = units_from(resource, now).filter(unit::Column::Unit.gt(units));
    for row in tx.all(too_high).await? {
        let beside = unit::Entity::find()
            .filter(unit::Column::ResourceId.eq(resource))
            .filter(unit::Column::Quantum.eq(row.quantum));
        let beside = tx.all(beside).await?;
        let Some(free) = (1..=units).find(|number| beside.iter().all(|other| other.unit != *number)) else {
            continue;
        };
        let this = Condition::all()
            .add(unit::Column::ResourceId.eq(resource))
            .add(unit::Column::Quantum.eq(row.quantum))
            .add(unit::Column::Unit.eq(row.unit));
        let change = unit::ActiveModel { unit: Set(free), ..Default::default() };
        tx.update::<unit::Entity>(this, change).await?;
    }
    Ok(())
}

/// Which visits a list shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) status: Option<Status>,
    pub(super) employee: Option<EmployeeId>,
    pub(super) customer: Option<CustomerId>,
    pub(super) service: Option<ServiceId>,
    pub(super) search: Option<String>,
    pub(super) sort: Sort,
}

/// By what a list of visits is sorted; a minus in front: the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub(super) enum Sort {
    #[default]
    #[serde(rename = "startsAt")]
    OldestFirst,
    #[serde(rename = "-startsAt")]
    NewestFirst,
    #[serde(rename = "createdAt")]
    FirstBooked,
    #[serde(rename = "-createdAt")]
    LastBooked,
    #[serde(rename = "priceCents")]
    Cheapest,
    #[serde(rename = "-priceCents")]
    Dearest,
}

pub(super) async fn page(
    db: &TenantDb,
    selection: &Selection,
    page: Page,
) -> Result<PageOf<Appointment>, DbErr> {
    let PageOf { rows, page, total } = db.page(select(db, selection), page).await?;
    Ok(PageOf { rows: complete(db, rows).await?, page, total })
}

fn select(db: &TenantDb, selection: &Selection) -> sea_orm::Select<Entity> {
    let mut query = Entity::find();
    if let Some(from) = selection.from {
        query = query.filter(Column::StartsAt.gte(Instant::from(from)));
    }
    if let Some(to) = selection.to {
        query = query.filter(Column::StartsAt.lt(Instant::from(to)));
    }
    if let Some(status) = selection.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(employee) = selection.employee {
        query = query.filter(Column::EmployeeId.eq(employee));
    }
    if let Some(customer) = selection.customer {
        query = query.filter(Column::CustomerId.eq(customer));
    }
    if let Some(service) = selection.service {
        query = query.filter(Column::ServiceId.eq(service));
    }
    if let Some(text) = &selection.search {
        query = query.filter(Column::CustomerId.in_subquery(customers::matching(db, text)));
    }
    let (column, order) = match selection.sort {
        Sort::OldestFirst => (Column::StartsAt, Order::Asc),
        Sort::NewestFirst => (Column::StartsAt, Order::Desc),
        Sort::FirstBooked => (Column::CreatedAt, Order::Asc),
        Sort::LastBooked => (Column::CreatedAt, Order::Desc),
        Sort::Cheapest => (Column::PriceCents, Order::Asc),
        Sort::Dearest => (Column::PriceCents, Order::Desc),
    };
    query.order_by(column, order.clone()).order_by(Column::Id, order)
}

/// The visits that share a column's value with this one and are still to come, itself left out.
pub(super) async fn list_with(
    db: &TenantDb,
    shared: sea_orm::sea_query::SimpleExpr,
    from: Instant,
    but: AppointmentId,
) -> Result<Vec<AppointmentId>, DbErr> {
    let query = Entity::find()
        .filter(shared)
        .filter(Column::StartsAt.gte(from))
        .filter(Column::Id.ne(but))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed]))
        .order_by_asc(Column::StartsAt);
    Ok(db.all(query).await?.into_iter().map(|row| row.id).collect())
}

/// Writes that visits come back.
pub(super) async fn insert_series(
    tx: &TenantTx,
    id: SeriesId,
    every_weeks: u32,
    count: u32,
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = series::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        every_weeks: Set(i32::try_from(every_weeks).unwrap_or(i32::MAX)),
        count: Set(i32::try_from(count).unwrap_or(i32::MAX)),
        created_at: Set(Instant::from(now)),
    };
    tx.insert::<series::Entity>(row).await
}

/// Adds extras and customers: two queries, however many visits.
pub(super) async fn complete(
    db: &TenantDb,
    rows: Vec<appointment::Model>,
) -> Result<Vec<Appointment>, DbErr> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let add_ons = db.all(add_on::Entity::find().filter(add_on::Column::AppointmentId.is_in(ids))).await?;
    let mut by_visit: HashMap<AppointmentId, Vec<add_on::Model>> = HashMap::new();
    for add_on in add_ons {
        by_visit.entry(add_on.appointment_id).or_default().push(add_on);
    }
    let customers: HashMap<CustomerId, Customer> =
        customers::get_many(db, rows.iter().map(|row| row.customer_id)).await?;
    rows.into_iter()
        .map(|row| {
            let customer = customers.get(&row.customer_id).cloned();
            Ok(Appointment {
                add_ons: by_visit.remove(&row.id).unwrap_or_default(),
                customer: customer.ok_or_else(|| DbErr::RecordNotFound("a visit's customer".to_owned()))?,
                row,
            })
        })
        .collect()
}

/// A day's visits in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Visits of any state.
    pub total: u64,
    /// Over.
    pub completed: u64,
    /// In the book or in the chair.
    pub upcoming: u64,
    /// Called off.
    pub cancelled: u64,
    /// Did not come.
    pub no_show: u64,
    /// Price of all that take or took time.
    pub revenue_cents: i64,
}

#[derive(Debug, FromQueryResult)]
struct StatusSum {
    status: Status,
    visits: i64,
    cents: i64,
}

/// Figures of the visits that start between two instants.
pub async fn figures_of_day(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<DayFigures, DbErr> {
    let query = Entity::find()
        .select_only()
        .column(Column::Status)
        .column_as(Column::Id.count(), "visits")
        // A sum is a decimal on MySQL.
        .column_as(Expr::expr(Column::PriceCents.sum()).cast_as(integer(db)), "cents")
        .filter(Column::StartsAt.gte(Instant::from(from)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .group_by(Column::Status);
    let sums: Vec<StatusSum> = db.rows(query).await?;
    let mut figures = DayFigures::default();
    for sum in sums {
        let visits = u64::try_from(sum.visits).unwrap_or(0);
        figures.total += visits;
        match sum.status {
            Status::Completed => figures.completed += visits,
            Status::Scheduled | Status::Confirmed | Status::InProgress => figures.upcoming += visits,
            Status::Cancelled => figures.cancelled += visits,
            Status::NoShow => figures.no_show += visits,
        }
        if sum.status.takes_time() {
            figures.revenue_cents += sum.cents;
        }
    }
    Ok(figures)
}

/// The database's name for a whole number of 64 bits in a cast.
pub(super) fn integer(db: &TenantDb) -> &'static str {
    if db.is_mysql() { "signed" } else { "integer" }
}

/// Writes into a visit's history what was done to it, in the transaction that does it.
pub(super) async fn record(
    tx: &TenantTx,
    id: AppointmentId,
    action: &'static str,
    by: &Actor,
    changes: serde_json::Value,
    now: Timestamp,
) -> Result<(), DbErr> {
    tx.insert::<change::Entity>(entry(id, action, by, changes, now)).await
}

/// The row of history that says what was done to a visit.
pub(super) fn entry(
    id: AppointmentId,
    action: &'static str,
    by: &Actor,
    changes: serde_json::Value,
    now: Timestamp,
) -> change::ActiveModel {
    let (actor, actor_id, actor_name) = by.in_row();
    change::ActiveModel {
        tenant_id: NotSet,
        id: Set(AppointmentChangeId::generate()),
        appointment_id: Set(id),
        at: Set(Instant::from(now)),
        action: Set(action.to_owned()),
        actor: Set(actor.to_owned()),
        actor_id: Set(actor_id),
        actor_name: Set(actor_name),
        changes: Set(changes),
    }
}

/// The five minutes between two instants that are taken.
pub(super) async fn list_quanta(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<quantum::Model>, DbErr> {
    let number = |instant: Timestamp| instant.as_second().div_euclid(QUANTUM_MINUTES * 60);
    let query = quantum::Entity::find()
        .filter(quantum::Column::Quantum.gte(number(from)))
        .filter(quantum::Column::Quantum.lt(number(to)));
    db.all(query).await
}

/// By what a visit is known to be the same as another.
#[derive(Debug, FromQueryResult)]
pub(super) struct SameVisit {
    pub(super) id: AppointmentId,
    pub(super) customer_id: CustomerId,
    pub(super) employee_id: EmployeeId,
    pub(super) service_id: ServiceId,
    pub(super) starts_at: Instant,
}

/// Visits of any state that start between two instants, in the order in which they were made.
pub(super) async fn list_same(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<SameVisit>, DbErr> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::CustomerId, Column::EmployeeId, Column::ServiceId, Column::StartsAt])
        .filter(Column::StartsAt.gte(Instant::from(from)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .order_by_asc(Column::Id);
    db.rows(query).await
}

/// What has been done to a visit, oldest first.
pub(super) async fn history(db: &TenantDb, id: AppointmentId) -> Result<Vec<change::Model>, DbErr> {
    let query = change::Entity::find()
        .filter(change::Column::AppointmentId.eq(id))
        .order_by_asc(change::Column::At)
        .order_by_asc(change::Column::Id);
    db.all(query).await
}

/// Moves a visit without asking whether the salon's rules allow it: what the database's constraint holds against such
/// a writer is what the promise rests on, so tests write this way. `false`: the time is taken.
pub async fn move_unasked(tx: &TenantTx, row: &appointment::Model) -> Result<bool, DbErr> {
    let timing = timing_of(row)?;
    move_to(tx, row, &Taking { timing: &timing, equipment: Vec::new() }).await
}
