//! Queries on visits.

use std::collections::HashMap;

use jiff::Timestamp;
use scheduling::{Plan, engaged_quanta};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, NotSet, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::appointment::{self, Column, Entity, Status};
use super::entity::{add_on, quantum};
use super::model::Appointment;
use crate::database::is_duplicate;
use crate::http::envelope::{Page, PageOf};
use crate::ids::{AppointmentId, CustomerId, EmployeeId};
use crate::instant::Instant;
use crate::modules::customers::{self, Customer};
use crate::tenancy::{TenantDb, TenantTx};

/// A visit that takes somebody's time.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Busy {
    pub(super) id: AppointmentId,
    pub(super) employee_id: EmployeeId,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) created_at: Instant,
}

impl Busy {
    /// Its length.
    pub(super) fn minutes(&self) -> u32 {
        minutes_between(self.starts_at, self.ends_at)
    }
}

/// Visits that take time and start between two instants.
pub(super) async fn list_busy(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<Vec<Busy>, DbErr> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::EmployeeId, Column::StartsAt, Column::EndsAt, Column::CreatedAt])
        .filter(Column::StartsAt.gte(Instant::from(from)))
        .filter(Column::StartsAt.lt(Instant::from(to)))
        .filter(Column::Status.is_not_in([Status::Cancelled, Status::NoShow]));
    db.rows(query).await
}

/// Writes a visit and takes its time. `false`: somebody else has taken some of it, and nothing was written.
pub(super) async fn insert(
    tx: &TenantTx,
    row: &appointment::Model,
    add_ons: &[add_on::Model],
) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    step.insert::<Entity>(row.clone().into()).await?;
    step.insert_all::<add_on::Entity>(add_ons.iter().cloned().map(Into::into)).await?;
    take_time(step, row).await
}

/// Moves a visit and its time. `false`: somebody else has taken some of it, and nothing was changed.
pub(super) async fn move_to(tx: &TenantTx, row: &appointment::Model) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    step.delete::<quantum::Entity>(quantum::Column::AppointmentId.eq(row.id)).await?;
    let change = appointment::ActiveModel {
        employee_id: Set(row.employee_id),
        starts_at: Set(row.starts_at),
        ends_at: Set(row.ends_at),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    step.update::<Entity>(Column::Id.eq(row.id), change).await?;
    take_time(step, row).await
}

/// Takes each five minutes from start to end, in order; the second to take one is refused by the primary key.
async fn take_time(step: TenantTx, row: &appointment::Model) -> Result<bool, DbErr> {
    let minutes = minutes_between(row.starts_at, row.ends_at);
    let plan = Plan::work(minutes);
    let quanta = engaged_quanta(row.starts_at.timestamp(), &plan).map(|number| quantum::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(row.employee_id),
        quantum: Set(number),
        appointment_id: Set(row.id),
    });
    match step.insert_all::<quantum::Entity>(quanta).await {
        Ok(()) => step.commit().await.map(|()| true),
        Err(error) if is_duplicate(&error) => step.roll_back().await.map(|()| false),
        Err(error) => Err(error),
    }
}

/// Up to the next whole minute.
fn minutes_between(starts_at: Instant, ends_at: Instant) -> u32 {
    let length = ends_at.timestamp().duration_since(starts_at.timestamp());
    u32::try_from((length.as_secs() + 59).div_euclid(60)).unwrap_or(0)
}

/// Writes a visit of the past into the book of a demonstration salon, without messages. `false`: its time is taken.
pub async fn put_past_visit(
    tx: &TenantTx,
    row: &appointment::Model,
    add_ons: &[add_on::Model],
) -> Result<bool, DbErr> {
    if row.status.takes_time() {
        return insert(tx, row, add_ons).await;
    }
    tx.insert::<Entity>(row.clone().into()).await?;
    tx.insert_all::<add_on::Entity>(add_ons.iter().cloned().map(Into::into)).await?;
    Ok(true)
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

/// Which visits a list shows.
#[derive(Debug, Clone, Default)]
pub(super) struct Selection {
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) status: Option<Status>,
    pub(super) employee: Option<EmployeeId>,
    pub(super) search: Option<String>,
    pub(super) newest_first: bool,
}

pub(super) async fn page(
    db: &TenantDb,
    selection: &Selection,
    page: Page,
) -> Result<PageOf<Appointment>, DbErr> {
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
    if let Some(text) = &selection.search {
        query = query.filter(Column::CustomerId.in_subquery(customers::matching(db, text)));
    }
    query = if selection.newest_first {
        query.order_by_desc(Column::StartsAt).order_by_desc(Column::Id)
    } else {
        query.order_by_asc(Column::StartsAt).order_by_asc(Column::Id)
    };
    let PageOf { rows, page, total } = db.page(query, page).await?;
    Ok(PageOf { rows: complete(db, rows).await?, page, total })
}

/// Adds extras and customers: two queries, however many visits.
async fn complete(db: &TenantDb, rows: Vec<appointment::Model>) -> Result<Vec<Appointment>, DbErr> {
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
fn integer(db: &TenantDb) -> &'static str {
    if db.is_mysql() { "signed" } else { "integer" }
}
