//! Queries on telephone numbers.

use providers::phone::PhoneNumber;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder};

use super::entity::{ActiveModel, Column, Entity, Model, clip};
use crate::database::is_duplicate;
use crate::ids::PhoneNumberId;
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{PlatformDb, TenantDb, TenantTx};

/// The number that callers of this salon dial, E.164; its first, if it has several.
pub async fn find_number(db: &TenantDb) -> Result<Option<String>, DbErr> {
    let row = db.one(Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id)).await?;
    Ok(row.map(|row| row.number))
}

/// Whose number this is.
pub async fn find_line(db: &PlatformDb, number: &PhoneNumber) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Number.eq(number.as_str()))).await
}

/// Gives the salon a number. No two salons can have the same.
pub async fn add_number(tx: &TenantTx, number: &PhoneNumber, now: Instant) -> Result<(), DbErr> {
    let row = ActiveModel {
        tenant_id: NotSet,
        id: Set(PhoneNumberId::generate()),
        number: Set(number.as_str().to_owned()),
        created_at: Set(now),
    };
    tx.insert::<Entity>(row).await?;
    tenants::catalogue_changed(tx).await
}

/// A phrase as it was spoken.
pub(super) async fn find_clip(db: &PlatformDb, id: &str) -> Result<Option<clip::Model>, DbErr> {
    db.one(clip::Entity::find().filter(clip::Column::Id.eq(id))).await
}

/// Keeps a phrase; another server may have just done so.
pub(super) async fn keep_clip(db: &PlatformDb, clip: clip::Model) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    match tx.insert::<clip::Entity>(clip.into()).await {
        Err(error) if is_duplicate(&error) => Ok(()),
        Err(error) => Err(error),
        Ok(()) => tx.commit().await,
    }
}
