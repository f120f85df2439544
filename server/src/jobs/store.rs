//! Queries on the outbox for those who look into it.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{ActiveModel, Column, Entity, JobState, Model};
use crate::http::envelope::{Page, PageOf};
use crate::ids::JobId;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Those that were given up first, then what comes next; what is done last, the newest first.
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
    db.page(query.order_by_desc(Column::RunAt).order_by_desc(Column::Id), page).await
}

pub(super) async fn lock(tx: &TenantTx, id: JobId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

pub(super) async fn requeue(tx: &TenantTx, id: JobId, now: Timestamp) -> Result<(), DbErr> {
    let change = ActiveModel {
        state: Set(JobState::Queued),
        run_at: Set(now.into()),
        attempts: Set(0),
        updated_at: Set(now.into()),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(id), change).await.map(drop)
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
