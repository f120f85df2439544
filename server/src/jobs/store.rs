//! Queries on the outbox for those who look into it.

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::{ActiveModel, Column, Entity, JobState, Model};
use crate::http::envelope::{Page, PageOf};
use crate::ids::JobId;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Those that were given up first, then what is being done, then what comes next; what is done last. The newest first,
/// but for what is still to come.
pub(super) async fn page(
    db: &TenantDb,
    state: Option<JobState>,
    kind: Option<&str>,
    page: Page,
) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find();
    if let Some(state) = state {
        query = query.filter(Column::State.eq(state));
    }
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    let is = |state| Column::State.eq(state);
    let rank: SimpleExpr = CaseStatement::new()
        .case(is(JobState::Dead), 0)
        .case(is(JobState::Running), 1)
        .case(is(JobState::Queued), 2)
        .finally(3)
        .into();
    let when: SimpleExpr = CaseStatement::new()
        .case(is(JobState::Queued), Expr::col(Column::RunAt))
        .finally(Expr::val(0).sub(Expr::col(Column::UpdatedAt)))
        .into();
    let query = query.order_by(rank, Order::Asc).order_by(when, Order::Asc).order_by_desc(Column::Id);
    db.page(query, page).await
}

/// How many jobs of a kind stand so.
#[derive(Debug, FromQueryResult)]
pub(super) struct Count {
    pub(super) kind: String,
    pub(super) state: JobState,
    pub(super) jobs: i64,
}

/// How many there are of each kind, and how they stand.
pub(super) async fn counts(db: &TenantDb) -> Result<Vec<Count>, DbErr> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Kind, Column::State])
        .column_as(Column::Id.count(), "jobs")
        .group_by(Column::Kind)
        .group_by(Column::State)
        .order_by_asc(Column::Kind);
    db.rows(query).await
}

/// Some of those of a kind that were given up, after the last that was seen.
pub(super) async fn given_up(
    db: &TenantDb,
    kind: &str,
    after: Option<JobId>,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(Column::State.eq(JobState::Dead))
        .filter(Column::Kind.eq(kind))
        .order_by_asc(Column::Id)
        .limit(most);
    if let Some(id) = after {
        query = query.filter(Column::Id.gt(id));
    }
    db.all(query).await
}

pub(super) async fn lock(tx: &TenantTx, id: JobId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// Has a job tried again that was given up; `false` when it was not.
pub(super) async fn requeue(tx: &TenantTx, id: JobId, now: Timestamp) -> Result<bool, DbErr> {
    let given_up = Column::Id.eq(id).and(Column::State.eq(JobState::Dead));
    let change = ActiveModel {
        state: Set(JobState::Queued),
        run_at: Set(now.into()),
        attempts: Set(0),
        updated_at: Set(now.into()),
        ..Default::default()
    };
    Ok(tx.update::<Entity>(given_up, change).await? == 1)
}

pub(super) async fn remove(tx: &TenantTx, id: JobId) -> Result<(), DbErr> {
    tx.delete::<Entity>(Column::Id.eq(id)).await.map(drop)
}

/// What has been done since before then. Jobs that were given up stay until somebody has seen them.
pub(super) async fn remove_done(tx: &TenantTx, before: Timestamp) -> Result<(), DbErr> {
    let done = Condition::all()
        .add(Column::State.eq(JobState::Done))
        .add(Column::UpdatedAt.lt(Instant::from(before)));
    tx.delete::<Entity>(done).await.map(drop)
}
