//! The conversations of some days in figures, for reports: added up by the database, from an index that has all they
//! are about (`ix_calls_figures`). A conversation counts on the day on which it began.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, IntoSimpleExpr, QueryFilter, QuerySelect, Select,
};

use super::entity::call::{Channel, Column, Entity, Outcome, Reason, Status};
use crate::modules::tenants::Period;
use crate::tenancy::TenantDb;

/// Conversations that have all of this in common.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CallGroup {
    /// Why they were begun.
    pub reason: Reason,
    /// What came of them.
    pub outcome: Outcome,
    /// Whether they are over.
    pub status: Status,
    /// Through what.
    pub channel: Channel,
    /// How many.
    pub calls: i64,
    /// How long, together; of those whose length is known.
    pub seconds: i64,
    /// What language models cost in them, in millionths of a dollar.
    pub model_cost_micros: i64,
}

/// The conversations of these days in groups.
pub async fn figures_of_groups(db: &TenantDb, period: &Period) -> Result<Vec<CallGroup>, DbErr> {
    let keys = [Column::Reason, Column::Outcome, Column::Status, Column::Channel];
    let seconds = Expr::cust("COALESCE(SUM(duration_seconds), 0)").cast_as(db.integer());
    let query = of(period)
        .columns(keys)
        .column_as(Expr::cust("COUNT(*)"), "calls")
        .column_as(seconds, "seconds")
        .column_as(cost(db), "model_cost_micros");
    db.rows(keys.into_iter().fold(query, QuerySelect::group_by)).await
}

/// The conversations of one day of which the same came.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CallDay {
    /// For [`Period::date`].
    pub day: i64,
    /// What came of them.
    pub outcome: Outcome,
    /// Whether they are over.
    pub status: Status,
    /// How many.
    pub calls: i64,
}

/// The conversations of these days, day by day.
pub async fn figures_of_days(db: &TenantDb, period: &Period) -> Result<Vec<CallDay>, DbErr> {
    let query = of(period)
        .column_as(period.day_of(&started_at()), "day")
        .columns([Column::Outcome, Column::Status])
        .column_as(Expr::cust("COUNT(*)"), "calls")
        .group_by(Expr::col("day"))
        .group_by(Column::Outcome)
        .group_by(Column::Status);
    db.rows(query).await
}

/// The conversations that began in one hour of the salon's day and of which the same came.
#[derive(Debug, Clone, FromQueryResult)]
pub struct CallHour {
    /// For [`Period::hour`].
    pub hour: i64,
    /// What came of them.
    pub outcome: Outcome,
    /// Whether they are over.
    pub status: Status,
    /// How many.
    pub calls: i64,
}

/// The conversations of these days by the hour of the day.
pub async fn figures_of_hours(db: &TenantDb, period: &Period) -> Result<Vec<CallHour>, DbErr> {
    let query = of(period)
        .column_as(period.hour_of(&started_at()), "hour")
        .columns([Column::Outcome, Column::Status])
        .column_as(Expr::cust("COUNT(*)"), "calls")
        .group_by(Expr::col("hour"))
        .group_by(Column::Outcome)
        .group_by(Column::Status);
    db.rows(query).await
}

/// What language models cost on one day.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct CostDay {
    /// For [`Period::date`].
    pub day: i64,
    /// In millionths of a dollar.
    pub model_cost_micros: i64,
}

/// What language models cost in these days, day by day.
pub async fn model_costs(db: &TenantDb, period: &Period) -> Result<Vec<CostDay>, DbErr> {
    let query = of(period)
        .column_as(period.day_of(&started_at()), "day")
        .column_as(cost(db), "model_cost_micros")
        .group_by(Expr::col("day"));
    db.rows(query).await
}

fn of(period: &Period) -> Select<Entity> {
    Entity::find().select_only().filter(period.has(Column::StartedAt))
}

fn started_at() -> Expr {
    Column::StartedAt.into_simple_expr()
}

/// A sum is a decimal on MySQL.
fn cost(db: &TenantDb) -> Expr {
    Expr::expr(Column::ModelCostMicros.sum()).cast_as(db.integer())
}
