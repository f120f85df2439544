//! Queries on accounts. They come before a salon is known, so they take the narrow way.

use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{api_key, membership, session, user};
use crate::ids::{SessionId, UserId};
use crate::instant::Instant;
use crate::tenancy::PlatformDb;

pub(super) async fn find_user_by_email(db: &PlatformDb, email: &str) -> Result<Option<user::Model>, DbErr> {
    db.one(user::Entity::find().filter(user::Column::Email.eq(email))).await
}

pub(super) async fn find_user(db: &PlatformDb, id: UserId) -> Result<Option<user::Model>, DbErr> {
    db.one(user::Entity::find().filter(user::Column::Id.eq(id))).await
}

/// The salon that the person joined first.
pub(super) async fn find_first_membership(
    db: &PlatformDb,
    user: UserId,
) -> Result<Option<membership::Model>, DbErr> {
    let query = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user))
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::TenantId);
    db.one(query).await
}

pub(super) async fn insert_session(db: &PlatformDb, session: &session::Model) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    tx.insert::<session::Entity>(session.clone().into()).await?;
    tx.commit().await
}

pub(super) async fn revoke_session(db: &PlatformDb, id: SessionId, now: Instant) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    let change = session::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    tx.update::<session::Entity>(session::Column::Id.eq(id), change).await?;
    tx.commit().await
}

/// The session with the person's place in its salon; `None` when any of it is gone.
pub(super) async fn find_session(
    db: &PlatformDb,
    id: SessionId,
) -> Result<Option<(session::Model, membership::Model, user::Model)>, DbErr> {
    let Some(session) = db.one(session::Entity::find().filter(session::Column::Id.eq(id))).await? else {
        return Ok(None);
    };
    let membership = membership::Entity::find()
        .filter(membership::Column::TenantId.eq(session.tenant_id))
        .filter(membership::Column::UserId.eq(session.user_id));
    let (membership, user) = tokio::try_join!(db.one(membership), find_user(db, session.user_id))?;
    Ok(membership.zip(user).map(|(membership, user)| (session, membership, user)))
}

pub(super) async fn find_api_key(
    db: &PlatformDb,
    secret_hash: &str,
) -> Result<Option<api_key::Model>, DbErr> {
    db.one(api_key::Entity::find().filter(api_key::Column::SecretHash.eq(secret_hash))).await
}

pub(super) async fn touch_api_key(db: &PlatformDb, key: &api_key::Model, now: Instant) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    let this =
        Condition::all().add(api_key::Column::TenantId.eq(key.tenant_id)).add(api_key::Column::Id.eq(key.id));
    let change = api_key::ActiveModel { last_used_at: Set(Some(now)), ..Default::default() };
    tx.update::<api_key::Entity>(this, change).await?;
    tx.commit().await
}
