//! The visits of one customer as a whole: in figures, given to another, handed out, and without what names anybody.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::booking;
use super::entity::appointment::{ActiveModel, Column, Entity, Model, Status};
use super::entity::change;
use super::model::{Actor, AppointmentError};
use super::routes::HistoryEntry;
use super::store::{complete, entry, lock};
use super::wire::{self, AppointmentBody};
use crate::ids::{AppointmentId, CustomerId};
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::tenancy::{TenantDb, TenantTx};

/// Rows that one statement names by their ids.
const AT_ONCE: usize = 500;

/// A customer's visits in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomerFigures {
    /// Visits of any state.
    pub visits: u64,
    /// Over.
    pub completed: u64,
    /// Did not come.
    pub no_shows: u64,
    /// Called off.
    pub cancelled: u64,
    /// Price of the completed ones, in the smallest unit of the currency.
    pub spent_cents: i64,
    /// When they were first here.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    pub first_visit_at: Option<Timestamp>,
    /// When they were last here.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    pub last_visit_at: Option<Timestamp>,
    /// When they come next.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    pub next_visit_at: Option<Timestamp>,
}

#[derive(Debug, FromQueryResult)]
struct StatusSum {
    status: Status,
    visits: i64,
    cents: i64,
}

#[derive(Debug, FromQueryResult)]
struct Ends {
    first: Option<Instant>,
    last: Option<Instant>,
}

/// A customer's visits in figures: three queries, however many visits.
pub async fn figures_of_customer(
    db: &TenantDb,
    id: CustomerId,
    now: Timestamp,
) -> Result<CustomerFigures, DbErr> {
    let theirs = || Entity::find().select_only().filter(Column::CustomerId.eq(id));
    let by_status = theirs()
        .column(Column::Status)
        .column_as(Column::Id.count(), "visits")
        // A sum is a decimal on MySQL.
        .column_as(Expr::expr(Column::PriceCents.sum()).cast_as(db.integer()), "cents")
        .group_by(Column::Status);
    let sums: Vec<StatusSum> = db.rows(by_status).await?;
    let ends = |query: sea_orm::Select<Entity>| {
        query.column_as(Column::StartsAt.min(), "first").column_as(Column::StartsAt.max(), "last")
    };
    let been: Vec<Ends> = db.rows(ends(theirs().filter(has_been(now)))).await?;
    let coming = theirs()
        .filter(Column::StartsAt.gt(Instant::from(now)))
        .filter(Column::Status.is_in([Status::Scheduled, Status::Confirmed]));
    let coming: Vec<Ends> = db.rows(ends(coming)).await?;

    let mut figures = CustomerFigures {
        first_visit_at: been.first().and_then(|ends| ends.first).map(Instant::timestamp),
        last_visit_at: been.first().and_then(|ends| ends.last).map(Instant::timestamp),
        next_visit_at: coming.first().and_then(|ends| ends.first).map(Instant::timestamp),
        ..CustomerFigures::default()
    };
    for sum in sums {
        let visits = u64::try_from(sum.visits).unwrap_or(0);
        figures.visits += visits;
        match sum.status {
            Status::Completed => {
                figures.completed += visits;
                figures.spent_cents += sum.cents;
            }
            Status::NoShow => figures.no_shows += visits,
            Status::Cancelled => figures.cancelled += visits,
            Status::Scheduled | Status::Confirmed | Status::InProgress => {}
        }
    }
    Ok(figures)
}

/// Visits to which the customer came, whether or not somebody has said that they are over.
fn has_been(now: Timestamp) -> Condition {
    Condition::all()
        .add(Column::StartsAt.lte(Instant::from(now)))
        .add(Column::Status.is_not_in([Status::Cancelled, Status::NoShow]))
}

#[derive(Debug, FromQueryResult)]
struct LastVisit {
    customer_id: CustomerId,
    last: Instant,
}

/// When each of these customers was last here: one query.
pub async fn last_visits(
    db: &TenantDb,
    customers: impl IntoIterator<Item = CustomerId>,
    now: Timestamp,
) -> Result<HashMap<CustomerId, Timestamp>, DbErr> {
    let query = Entity::find()
        .select_only()
        .column(Column::CustomerId)
        .column_as(Column::StartsAt.max(), "last")
        .filter(Column::CustomerId.is_in(customers))
        .filter(has_been(now))
        .group_by(Column::CustomerId);
    let rows: Vec<LastVisit> = db.rows(query).await?;
    Ok(rows.into_iter().map(|row| (row.customer_id, row.last.timestamp())).collect())
}

/// When the customer of the row at hand was last here, as a part of a query on customers.
pub fn last_visit_of_a_customer(now: Timestamp) -> Expr {
    let query = Entity::find()
        .select_only()
        .column_as(Column::StartsAt.max(), "last")
        .filter(Expr::col((Entity, Column::TenantId)).equals(("customers", "tenant_id")))
        .filter(Expr::col((Entity, Column::CustomerId)).equals(("customers", "id")))
        .filter(has_been(now))
        .into_query();
    Expr::SubQuery(None, Box::new(query.into()))
}

/// The visits of these customers, oldest first.
async fn rows_of(db: &TenantDb, customers: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::CustomerId.is_in(customers.iter().copied()))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id);
    db.all(query).await
}

/// The ids of all visits of these customers.
pub async fn visits_of(db: &TenantDb, customers: &[CustomerId]) -> Result<Vec<AppointmentId>, DbErr> {
    Ok(rows_of(db, customers).await?.into_iter().map(|row| row.id).collect())
}

/// Gives all visits of one customer to another, and says so in their history.
pub async fn give_to(
    tx: &TenantTx,
    from: CustomerId,
    to: CustomerId,
    by: &Actor,
    now: Timestamp,
) -> Result<(), DbErr> {
    let visits = visits_of(tx, &[from]).await?;
    let changes = json!({ "customerId": { "from": from, "to": to } });
    let entries = visits.iter().map(|visit| entry(*visit, "MERGED", by, changes.clone(), now));
    tx.insert_all::<change::Entity>(entries).await?;
    tx.add::<Entity>(Column::CustomerId.eq(from), Column::Version, 1).await?;
    let change =
        ActiveModel { customer_id: Set(to), updated_at: Set(Instant::from(now)), ..Default::default() };
    tx.update::<Entity>(Column::CustomerId.eq(from), change).await.map(drop)
}

/// A visit with all that was done to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitRecord {
    #[serde(flatten)]
    appointment: AppointmentBody,
    /// Oldest first.
    history: Vec<HistoryEntry>,
}

/// All visits of these customers with their history, oldest first.
pub async fn records_of(
    db: &TenantDb,
    salon: &Salon,
    customers: &[CustomerId],
) -> Result<Vec<VisitRecord>, DbErr> {
    let mut records = Vec::new();
    for rows in rows_of(db, customers).await?.chunks(AT_ONCE) {
        let mut histories: HashMap<AppointmentId, Vec<HistoryEntry>> = HashMap::new();
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        for change in changes_of(db, &ids).await? {
            histories.entry(change.appointment_id).or_default().push(change.into());
        }
        for appointment in complete(db, rows.to_vec()).await? {
            let history = histories.remove(&appointment.id()).unwrap_or_default();
            records.push(VisitRecord { appointment: wire::body(salon, appointment), history });
        }
    }
    Ok(records)
}

async fn changes_of(db: &TenantDb, visits: &[AppointmentId]) -> Result<Vec<change::Model>, DbErr> {
    let query = change::Entity::find()
        .filter(change::Column::AppointmentId.is_in(visits.iter().copied()))
        .order_by_asc(change::Column::At)
        .order_by_asc(change::Column::Id);
    db.all(query).await
}

/// Takes out of the visits of these customers what names them or was written about them, and calls off those to come
/// without a message to anybody. What was done, when and for how much stays.
pub async fn erase_person(
    tx: &TenantTx,
    customers: &[CustomerId],
    by: &Actor,
    now: Timestamp,
) -> Result<Vec<AppointmentId>, AppointmentError> {
    let rows = rows_of(tx, customers).await?;
    for row in &rows {
        let is_expected = matches!(row.status, Status::Scheduled | Status::Confirmed);
        if row.starts_at.timestamp() > now
            && is_expected
            && let Some(appointment) = lock(tx, row.id).await?
        {
            booking::change_status(tx, appointment, Status::Cancelled, None, by, now).await?;
        }
    }
    let blank = ActiveModel { notes: Set(None), cancel_reason: Set(None), ..Default::default() };
    tx.update::<Entity>(Column::CustomerId.is_in(customers.iter().copied()), blank).await?;
    let visits: Vec<_> = rows.into_iter().map(|row| row.id).collect();
    for ids in visits.chunks(AT_ONCE) {
        for entry in changes_of(tx, ids).await? {
            let left = without_words(entry.changes.clone());
            if left != entry.changes {
                let change = change::ActiveModel { changes: Set(left), ..Default::default() };
                tx.update::<change::Entity>(change::Column::Id.eq(entry.id), change).await?;
            }
        }
    }
    Ok(visits)
}

/// Values of a history that say nothing of a person; whatever else there is may have been written by hand.
const WORDLESS: [&str; 11] = [
    "startsAt",
    "endsAt",
    "status",
    "priceCents",
    "employeeId",
    "serviceId",
    "customerId",
    "addOnIds",
    "visitId",
    "seriesId",
    "durationMinutes",
];

fn without_words(mut changes: Value) -> Value {
    for (key, value) in changes.as_object_mut().into_iter().flatten() {
        if !WORDLESS.contains(&key.as_str()) {
            *value = json!({});
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_history_only_times_states_and_prices_stay() {
        let changes = json!({
            "startsAt": { "from": "a", "to": "b" },
            "notes": { "from": null, "to": "allergic" },
            "reason": { "to": "Dana is ill" },
            "whatever": "else",
        });
        let left =
            json!({ "startsAt": { "from": "a", "to": "b" }, "notes": {}, "reason": {}, "whatever": {} });
        assert_eq!(without_words(changes), left);
    }
}
