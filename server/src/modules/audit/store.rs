//! Queries on the audit log.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::http::envelope::{Page, PageOf};
use crate::instant::Instant;
use crate::tenancy::{TenantDb, audit_entry, audit_head};

/// Which entries are wanted.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) action: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) subject_id: Option<String>,
    pub(super) actor_id: Option<String>,
}

/// One page of entries, the newest first.
pub(super) async fn page(
    db: &TenantDb,
    selection: &Selection,
    page: Page,
) -> Result<PageOf<audit_entry::Model>, DbErr> {
    let mut query = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Seq);
    if let Some(from) = selection.from {
        query = query.filter(audit_entry::Column::At.gte(Instant::from(from)));
    }
    if let Some(to) = selection.to {
        query = query.filter(audit_entry::Column::At.lt(Instant::from(to)));
    }
    for (column, wanted) in [
        (audit_entry::Column::Action, &selection.action),
        (audit_entry::Column::Subject, &selection.subject),
        (audit_entry::Column::SubjectId, &selection.subject_id),
        (audit_entry::Column::ActorId, &selection.actor_id),
    ] {
        if let Some(wanted) = wanted {
            query = query.filter(column.eq(wanted.as_str()));
        }
    }
    db.page(query, page).await
}

/// Entries after this one, oldest first.
pub(super) async fn list_after(db: &TenantDb, seq: i64, most: u64) -> Result<Vec<audit_entry::Model>, DbErr> {
    let query = audit_entry::Entity::find()
        .filter(audit_entry::Column::Seq.gt(seq))
        .order_by_asc(audit_entry::Column::Seq)
        .limit(most);
    db.all(query).await
}

/// The end of the salon's log; nothing before the first entry.
pub(super) async fn find_head(db: &TenantDb) -> Result<Option<audit_head::Model>, DbErr> {
    db.one(audit_head::Entity::find()).await
}
