//! Queries on accounts. They come before a salon is known, so they take the narrow way.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::membership::Role;
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

/// A session with what its person may do.
#[derive(Debug, FromQueryResult)]
pub(super) struct KnownSession {
    #[sea_orm(nested)]
    pub(super) session: session::Model,
    pub(super) role: Role,
    pub(super) is_disabled: bool,
    pub(super) person: String,
}

/// The session with the person's place in its salon, in one query; `None` when any of it is gone.
pub(super) async fn find_session(db: &PlatformDb, id: SessionId) -> Result<Option<KnownSession>, DbErr> {
    let membership = session::Entity::belongs_to(membership::Entity)
        .from((session::Column::TenantId, session::Column::UserId))
        .to((membership::Column::TenantId, membership::Column::UserId));
    let user = session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let query = session::Entity::find()
        .filter(session::Column::Id.eq(id))
        .join(JoinType::InnerJoin, membership.into())
        .join(JoinType::InnerJoin, user.into())
        .column(membership::Column::Role)
        .column(user::Column::IsDisabled)
        .column_as(user::Column::Name, "person");
    db.row(query).await
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
