//! Queries on rehearsals.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder};

use super::entity::rehearsal::{ActiveModel, Column, Entity, Model};
use crate::http::envelope::{Page, PageOf};
use crate::ids::RehearsalId;
use crate::instant::Instant;
use crate::modules::tenants::TenantTable;
use crate::tenancy::{TenantDb, TenantTx};

/// Rehearsals, the newest first.
pub(super) async fn page(db: &TenantDb, page: Page) -> Result<PageOf<Model>, DbErr> {
    let newest = Entity::find().order_by_desc(Column::StartedAt).order_by_desc(Column::Id);
    db.page(newest, page).await
}

pub(super) async fn find(db: &TenantDb, id: RehearsalId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id))).await
}

/// One that has begun since then and not ended, with the salon's own row kept from changing: of two who start one at the
/// same time, the second finds the first's.
pub(super) async fn lock_running(tx: &TenantTx, since: Instant) -> Result<Option<Model>, DbErr> {
    tx.lock(TenantTable::find()).await?;
    let running = Entity::find().filter(Column::EndedAt.is_null()).filter(Column::StartedAt.gt(since));
    tx.one(running).await
}

pub(super) async fn insert(tx: &TenantTx, row: Model) -> Result<(), DbErr> {
    tx.insert::<Entity>(row.into()).await
}

/// Writes how far it has come, unless it has ended.
pub(super) async fn save(tx: &TenantTx, row: &Model) -> Result<(), DbErr> {
    let change = ActiveModel {
        ended_at: Set(row.ended_at),
        passed: Set(row.passed),
        failed: Set(row.failed),
        calls: Set(row.calls.clone()),
        ..Default::default()
    };
    let open = Column::Id.eq(row.id).and(Column::EndedAt.is_null());
    tx.update::<Entity>(open, change).await.map(drop)
}
