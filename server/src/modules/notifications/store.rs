//! Queries on notifications.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{Column, Entity, Model, Status};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{AppointmentId, NotificationId};
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// The messages about a visit, oldest first.
pub async fn list_for_appointment(db: &TenantDb, id: AppointmentId) -> Result<Vec<Model>, DbErr> {
    db.all(Entity::find().filter(Column::AppointmentId.eq(id)).order_by_asc(Column::Id)).await
}

pub(super) async fn page(
    db: &TenantDb,
    appointment: Option<AppointmentId>,
    status: Option<Status>,
    page: Page,
) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find().order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    if let Some(id) = appointment {
        query = query.filter(Column::AppointmentId.eq(id));
    }
    if let Some(status) = status {
        query = query.filter(Column::Status.eq(status));
    }
    db.page(query, page).await
}

pub(super) async fn lock(tx: &TenantTx, id: NotificationId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// Messages that went out between two instants.
pub async fn count_sent_between(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<u64, DbErr> {
    let sent = Entity::find()
        .filter(Column::SentAt.gte(Instant::from(from)))
        .filter(Column::SentAt.lt(Instant::from(to)));
    db.count(sent).await
}
