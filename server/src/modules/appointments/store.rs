//! Queries on visits.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, NotSet, Order,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, Value,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::appointment::{self, Column, Entity, Status};
use super::entity::{add_on, change, hold, series};
use super::model::{Actor, Appointment};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{
    AppointmentChangeId, AppointmentId, CallId, CustomerId, EmployeeId, HoldId, SeriesId, ServiceId, VisitId,
    WaitlistEntryId,
};
use crate::instant::Instant;
use crate::modules::customers::{self, Customer};
use crate::modules::services::Timing;
use crate::modules::tenants;
use crate::tenancy::{OfTenant, StandingQuery, TenantDb, TenantTx, end_among as audit_end_among};

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
    /// The hash of the last entry in the salon's audit log at the same moment; nothing while there is none.
    pub(super) log_end: Option<String>,
}

/// A row of one of four tables.
#[derive(Debug)]
struct InTheWayRow {
    /// 0: a visit. 1: a hold. 2: the salon. 3: the end of its audit log.
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
    hash: Option<String>,
}

/// By place instead of by name, which would be looked up for each of many rows.
impl FromQueryResult for InTheWayRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            kind: row.try_get_by_index(0)?,
            id: row.try_get_by_index(1)?,
            employee_id: row.try_get_by_index(2)?,
            starts_at: row.try_get_by_index(3)?,
            ends_at: row.try_get_by_index(4)?,
            stamp: row.try_get_by_index(5)?,
            call_id: row.try_get_by_index(6)?,
            waitlist_entry_id: row.try_get_by_index(7)?,
            plan: row.try_get_by_index(8)?,
            hash: row.try_get_by_index(9)?,
        })
    }
}

/// Visits that take time and start between two instants, what is held between them, the catalogue's version and the end
/// of the audit log: one query, because every call, page and program asks this all day.
static IN_THE_WAY: StandingQuery = StandingQuery::new(|| {
    let value = StandingQuery::value;
    let visits = Entity::find()
        .select_only()
        .column_as(Expr::cust("0"), "kind")
        .columns([Column::Id, Column::EmployeeId, Column::StartsAt, Column::EndsAt])
        .column_as(Column::CreatedAt, "stamp")
        .column_as(nothing(), "call_id")
        .column_as(nothing(), "waitlist_entry_id")
        .column(Column::Plan)
        .column_as(nothing(), "hash")
        .filter(Expr::col(Column::StartsAt).gte(value()))
        .filter(Expr::col(Column::StartsAt).lt(value()))
        .filter(Expr::col(Column::Status).is_not_in([value(), value()]));
    let mut parts = vec![OfTenant::new(visits)];
    parts.extend(beside_visits());
    parts
});

/// The same without the visits.
static BESIDE_VISITS: StandingQuery = StandingQuery::new(beside_visits);

fn beside_visits() -> Vec<OfTenant> {
    let value = StandingQuery::value;
    let held = hold::Entity::find()
        .select_only()
        .column_as(Expr::cust("1"), "kind")
        .column_as(hold::Column::GroupId, "id")
        .columns([hold::Column::EmployeeId, hold::Column::StartsAt, hold::Column::EndsAt])
        .column_as(hold::Column::ExpiresAt, "stamp")
        .columns([hold::Column::CallId, hold::Column::WaitlistEntryId])
        .column_as(nothing(), "plan")
        .column_as(nothing(), "hash")
        .filter(Expr::col(hold::Column::ExpiresAt).gt(value()))
        .filter(Expr::col(hold::Column::StartsAt).lt(value()))
        .filter(Expr::col(hold::Column::EndsAt).gt(value()));
    let version = tenants::version_among(|salon, version| {
        salon
            .column_as(Expr::cust("2"), "kind")
            .column_as(Expr::col("id"), "id")
            .column_as(Expr::col("id"), "employee_id")
            .column_as(Expr::cust("0"), "starts_at")
            .column_as(Expr::cust("0"), "ends_at")
            .column_as(version, "stamp")
            .column_as(nothing(), "call_id")
            .column_as(nothing(), "waitlist_entry_id")
            .column_as(nothing(), "plan")
            .column_as(nothing(), "hash")
    });
    let log_end = audit_end_among(|log, hash| {
        log.column_as(Expr::cust("3"), "kind")
            .column_as(Expr::col("tenant_id"), "id")
            .column_as(Expr::col("tenant_id"), "employee_id")
            .column_as(Expr::cust("0"), "starts_at")
            .column_as(Expr::cust("0"), "ends_at")
            .column_as(Expr::cust("0"), "stamp")
            .column_as(nothing(), "call_id")
            .column_as(nothing(), "waitlist_entry_id")
            .column_as(nothing(), "plan")
            .column_as(hash, "hash")
    });
    vec![OfTenant::new(held), version, log_end]
}

fn nothing() -> Expr {
    Expr::cust("NULL")
}

/// All that can stand in the way between two instants.
pub(super) async fn list_in_the_way(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Result<InTheWay, DbErr> {
    let [from, to, now] = [from, to, now].map(|instant| Value::from(Instant::from(instant)));
    let [cancelled, no_show] = [Status::Cancelled, Status::NoShow].map(Value::from);
    let visits = [from.clone(), to.clone(), cancelled, no_show];
    sorted(db.rows_of(&IN_THE_WAY, [&visits, &[now, to, from], &[], &[]]).await?)
}

/// The same without the visits, which are left empty.
pub(super) async fn list_held(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Result<InTheWay, DbErr> {
    let [from, to, now] = [from, to, now].map(|instant| Value::from(Instant::from(instant)));
    sorted(db.rows_of(&BESIDE_VISITS, [&[now, to, from], &[], &[]]).await?)
}

fn sorted(rows: Vec<InTheWayRow>) -> Result<InTheWay, DbErr> {
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
            2 => found.catalogue_version = row.stamp,
            _ => found.log_end = row.hash,
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

/// Visits of the whole salon that are still to come, in order of their ids, from after `last` on.
pub async fn coming_after(
    db: &TenantDb,
    last: Option<AppointmentId>,
    now: Timestamp,
    count: u64,
) -> Result<Vec<Appointment>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::StartsAt.gt(Instant::from(now)))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed]))
        .order_by_asc(Column::Id)
        .limit(count);
    if let Some(last) = last {
        query = query.filter(Column::Id.gt(last));
    }
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

/// Which visits a list shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) status: Option<Status>,
    pub(super) employee: Option<EmployeeId>,
    pub(super) customer: Option<CustomerId>,
    pub(super) service: Option<ServiceId>,
    pub(super) visit: Option<VisitId>,
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
    if let Some(visit) = selection.visit {
        query = query.filter(Column::VisitId.eq(visit));
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

/// The services of the visit that this one belongs to, itself included, in order of time; those called off left aside.
pub(super) async fn ids_of_visit(
    db: &TenantDb,
    row: &appointment::Model,
) -> Result<Vec<AppointmentId>, DbErr> {
    let Some(visit) = row.visit_id else {
        return Ok(vec![row.id]);
    };
    let query = Entity::find()
        .filter(Column::VisitId.eq(visit))
        .filter(Column::Status.is_not_in([Status::Cancelled, Status::NoShow]))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id);
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
        .column_as(Expr::expr(Column::PriceCents.sum()).cast_as(db.integer()), "cents")
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
