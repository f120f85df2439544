//! The visits of some days in figures, for reports: added up by the database, from an index that has all they are about
//! (`ix_appointments_figures`).
//!
//! A visit counts on the day on which it starts, by the price and the currency it was booked at.

use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, Query};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QuerySelect, Select,
};

use super::entity::appointment::{Column, Entity, Source, Status};
use crate::ids::{EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::tenants::Period;
use crate::tenancy::TenantDb;

/// Visits that have all of this in common.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitGroup {
    /// Where they stand.
    pub status: Status,
    /// How they were booked.
    pub source: Source,
    /// By whom they are done.
    pub employee_id: EmployeeId,
    /// What is done.
    pub service_id: ServiceId,
    /// In which they are paid for.
    pub currency: String,
    /// How many.
    pub visits: i64,
    /// Their prices, in the smallest unit of the currency.
    pub cents: i64,
    /// How long they engage the employee, in milliseconds.
    pub working_ms: i64,
    /// How many of them were written down before they began.
    pub led: i64,
    /// How long before, in milliseconds, all of those together.
    pub lead_ms: i64,
}

/// The visits of these days in groups.
pub async fn figures_of_groups(db: &TenantDb, period: &Period) -> Result<Vec<VisitGroup>, DbErr> {
    let whole = Expr::col(Column::EndsAt).sub(Expr::col(Column::StartsAt));
    let parts = Expr::col(Column::WorkingMinutes).mul(Expr::cust("60000"));
    let working: Expr = Func::coalesce([parts, whole]).into();
    let keys = [Column::Status, Column::Source, Column::EmployeeId, Column::ServiceId, Column::Currency];
    let query = of(period)
        .columns(keys)
        .column_as(Expr::cust("COUNT(*)"), "visits")
        .column_as(sum(db, Column::PriceCents.into_simple_expr()), "cents")
        .column_as(sum(db, working), "working_ms")
        .column_as(sum(db, only_if(is_led(), Expr::cust("1"))), "led")
        .column_as(sum(db, only_if(is_led(), lead())), "lead_ms");
    db.rows(keys.into_iter().fold(query, QuerySelect::group_by)).await
}

/// The visits of one day that stand in one way.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VisitDay {
    /// For [`Period::date`].
    pub day: i64,
    /// Where they stand.
    pub status: Status,
    /// How many.
    pub visits: i64,
    /// The prices of those in the currency that was asked for.
    pub cents: i64,
}

/// The visits of these days, day by day; only those that were booked in one way, if `source` says so.
pub async fn figures_of_days(
    db: &TenantDb,
    period: &Period,
    currency: &str,
    source: Option<Source>,
) -> Result<Vec<VisitDay>, DbErr> {
    let cents = only_if(Column::Currency.eq(currency), Column::PriceCents.into_simple_expr());
    let mut query = of(period)
        .column_as(period.day_of(&starts_at()), "day")
        .column(Column::Status)
        .column_as(Expr::cust("COUNT(*)"), "visits")
        .column_as(sum(db, cents), "cents")
        .group_by(Expr::col("day"))
        .group_by(Column::Status);
    if let Some(source) = source {
        query = query.filter(Column::Source.eq(source));
    }
    db.rows(query).await
}

/// Visits that were written down about as long before they began.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct LeadTime {
    /// Less than so many hours before; 0 for the longest, which have no such bound.
    pub under_hours: i64,
    /// How many.
    pub visits: i64,
}

/// The bounds between which lead times are told apart, in hours.
const LEAD_HOURS: [i64; 4] = [24, 72, 168, 336];

/// How long before they began the visits of these days were written down; those entered afterwards are left out.
pub async fn lead_times(db: &TenantDb, period: &Period) -> Result<Vec<LeadTime>, DbErr> {
    let bounds = LEAD_HOURS.into_iter().fold(CaseStatement::new(), |case, hours| {
        let longest = Expr::cust((hours * 3_600_000).to_string());
        case.case(lead().lt(longest), Expr::cust(hours.to_string()))
    });
    let query = of(period)
        .column_as(case(bounds.finally(Expr::cust("0"))), "under_hours")
        .column_as(Expr::cust("COUNT(*)"), "visits")
        .filter(is_led())
        .group_by(Expr::col("under_hours"));
    db.rows(query).await
}

/// Customers whose first visit of these days is on the same day.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CustomerDay {
    /// For [`Period::date`].
    pub day: i64,
    /// How many customers.
    pub customers: i64,
    /// How many of them had a visit before these days.
    pub returning: i64,
    /// How many have a completed visit in these days.
    pub served: i64,
    /// How many of those come again: they have a visit after the last completed one, over or in the book.
    pub rebooked: i64,
}

/// The customers with a visit in these days that was not called off or missed, by the day of their first one.
pub async fn figures_of_customers(db: &TenantDb, period: &Period) -> Result<Vec<CustomerDay>, DbErr> {
    let completed = CaseStatement::new()
        .case(Column::Status.eq(Status::Completed), Column::StartsAt.into_simple_expr())
        .finally(Expr::cust("NULL"));
    let groups = of(period)
        .column(Column::CustomerId)
        .column_as(Column::StartsAt.min(), "first_start")
        .column_as(case(completed).max(), "last_completed")
        .filter(takes_time())
        .group_by(Column::CustomerId);

    let theirs = |when: Expr| {
        let mut visits = Query::select();
        visits
            .expr(Expr::cust("1"))
            .from(Entity)
            .and_where(Column::TenantId.eq(db.tenant_id()))
            .and_where(Column::CustomerId.into_simple_expr().equals(("found", "customer_id")))
            .and_where(when)
            .and_where(takes_time());
        Expr::exists(visits)
    };
    let before = theirs(Column::StartsAt.lt(Instant::from(period.starts_at())));
    let last_completed = || Expr::col(("found", "last_completed"));
    let after = theirs(Column::StartsAt.into_simple_expr().gt(last_completed()));
    let one = |condition: Expr| sum(db, only_if(condition, Expr::cust("1")));
    let columns = [
        (period.day_of(&Expr::col(("found", "first_start"))), "day"),
        (Expr::cust("COUNT(*)"), "customers"),
        (one(before), "returning"),
        (one(last_completed().is_not_null()), "served"),
        (one(last_completed().is_not_null().and(after)), "rebooked"),
    ];
    db.rows_of_groups(groups, columns, &["day"]).await
}

fn of(period: &Period) -> Select<Entity> {
    Entity::find().select_only().filter(period.has(Column::StartsAt))
}

fn starts_at() -> Expr {
    Column::StartsAt.into_simple_expr()
}

fn lead() -> Expr {
    starts_at().sub(Column::CreatedAt.into_simple_expr())
}

fn is_led() -> Expr {
    Column::CreatedAt.into_simple_expr().lte(starts_at())
}

fn takes_time() -> Expr {
    Column::Status.is_not_in([Status::Cancelled, Status::NoShow])
}

fn only_if(condition: Expr, amount: Expr) -> Expr {
    case(CaseStatement::new().case(condition, amount).finally(Expr::cust("0")))
}

fn case(statement: CaseStatement) -> Expr {
    Expr::Case(Box::new(statement))
}

/// A sum is a decimal on MySQL.
fn sum(db: &TenantDb, of: Expr) -> Expr {
    Expr::expr(of.sum()).cast_as(db.integer())
}
