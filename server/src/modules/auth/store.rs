//! Queries on accounts. They come before a salon is known, so they take the narrow way.

use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Select,
};

use super::entity::account_token::Purpose;
use super::entity::membership::Role;
use super::entity::{account_token, api_key, invitation, membership, recovery_code, session, user};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{ApiKeyId, EmployeeId, SessionId, TenantId, TenantRef, UserId};
use crate::instant::Instant;
use crate::modules::tenants::{TenantColumn, TenantStatus, TenantTable};
use crate::tenancy::{PlatformDb, PlatformTx, TenantDb, TenantTx};

pub(super) async fn find_user_by_email(db: &PlatformDb, email: &str) -> Result<Option<user::Model>, DbErr> {
    db.one(user::Entity::find().filter(user::Column::Email.eq(email))).await
}

pub(super) async fn find_user(db: &PlatformDb, id: UserId) -> Result<Option<user::Model>, DbErr> {
    db.one(user::Entity::find().filter(user::Column::Id.eq(id))).await
}

/// Keeps a person from changing until the end of the transaction.
pub(super) async fn lock_user(tx: &PlatformTx, id: UserId) -> Result<Option<user::Model>, DbErr> {
    tx.lock(user::Entity::find().filter(user::Column::Id.eq(id))).await
}

pub(super) async fn change_user(
    tx: &PlatformTx,
    id: UserId,
    mut change: user::ActiveModel,
    now: Instant,
) -> Result<(), DbErr> {
    change.updated_at = Set(now);
    tx.update::<user::Entity>(user::Column::Id.eq(id), change).await.map(drop)
}

/// The names of people, by their ids.
pub(super) async fn list_users(db: &PlatformDb, ids: Vec<UserId>) -> Result<Vec<user::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(user::Entity::find().filter(user::Column::Id.is_in(ids))).await
}

/// A person's places in salons, the one they joined first in front.
pub(super) async fn list_memberships_of(
    db: &PlatformDb,
    user: UserId,
) -> Result<Vec<membership::Model>, DbErr> {
    let query = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user))
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::TenantId);
    db.all(query).await
}

/// The person's place in one salon.
pub(super) async fn find_membership(
    db: &PlatformDb,
    user: UserId,
    tenant: TenantRef,
) -> Result<Option<membership::Model>, DbErr> {
    let query = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user))
        .filter(membership::Column::TenantId.eq(tenant));
    db.one(query).await
}

/// The salon that the person was in last, or else joined first.
pub(super) async fn find_usual_membership(
    db: &PlatformDb,
    user: UserId,
) -> Result<Option<membership::Model>, DbErr> {
    let mut all = list_memberships_of(db, user).await?;
    let last = session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::TenantId.is_not_null())
        .order_by_desc(session::Column::LastSeenAt);
    let last = db.one(last).await?.and_then(|session| session.tenant_id);
    let usual = all.iter().position(|place| Some(place.tenant_id) == last).unwrap_or(0);
    Ok((!all.is_empty()).then(|| all.swap_remove(usual)))
}

/// Whether the person has logged in from this address since then.
pub(super) async fn is_known_address(
    db: &PlatformDb,
    user: UserId,
    address: &str,
    since: Instant,
) -> Result<bool, DbErr> {
    let query = session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::Address.eq(address))
        .filter(session::Column::CreatedAt.gte(since));
    db.one(query).await.map(|session| session.is_some())
}

/// Those of a person's log-ins that count.
fn open_sessions(user: UserId) -> Condition {
    Condition::all().add(session::Column::UserId.eq(user)).add(session::Column::RevokedAt.is_null())
}

pub(super) async fn list_open_sessions(
    db: &PlatformDb,
    user: UserId,
    now: Instant,
) -> Result<Vec<session::Model>, DbErr> {
    let query = session::Entity::find()
        .filter(open_sessions(user))
        .filter(session::Column::ExpiresAt.gt(now))
        .order_by_desc(session::Column::LastSeenAt);
    db.all(query).await
}

/// Ends one of a person's log-ins; `false` when it is none of theirs, or over.
pub(super) async fn revoke_session(
    tx: &PlatformTx,
    user: UserId,
    id: SessionId,
    now: Instant,
) -> Result<bool, DbErr> {
    let this = open_sessions(user).add(session::Column::Id.eq(id));
    let change = session::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    Ok(tx.update::<session::Entity>(this, change).await? == 1)
}

/// Ends a person's log-ins, all but one.
pub(super) async fn revoke_sessions_but(
    tx: &PlatformTx,
    user: UserId,
    kept: Option<SessionId>,
    now: Instant,
) -> Result<u64, DbErr> {
    let others = match kept {
        Some(kept) => open_sessions(user).add(session::Column::Id.ne(kept)),
        None => open_sessions(user),
    };
    let change = session::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    tx.update::<session::Entity>(others, change).await
}

/// Says that a log-in is in use.
pub(super) async fn touch_session(db: &PlatformDb, id: SessionId, now: Instant) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    let change = session::ActiveModel { last_seen_at: Set(now), ..Default::default() };
    tx.update::<session::Entity>(session::Column::Id.eq(id), change).await?;
    tx.commit().await
}

/// A session with what its person may do.
#[derive(Debug, FromQueryResult)]
pub(super) struct KnownSession {
    #[sea_orm(nested)]
    pub(super) session: session::Model,
    /// What they are in the session's salon; nothing when it is in none.
    pub(super) role: Option<Role>,
    pub(super) employee_id: Option<EmployeeId>,
    pub(super) is_disabled: bool,
    pub(super) is_operator: bool,
    pub(super) person: String,
    pub(super) email: String,
    /// How the session's salon stands.
    pub(super) status: Option<TenantStatus>,
}

/// The session with the person's place in its salon, in one query; `None` when it is gone.
pub(super) async fn find_session(db: &PlatformDb, id: SessionId) -> Result<Option<KnownSession>, DbErr> {
    let membership = session::Entity::belongs_to(membership::Entity)
        .from((session::Column::TenantId, session::Column::UserId))
        .to((membership::Column::TenantId, membership::Column::UserId));
    let user = session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let tenant =
        session::Entity::belongs_to(TenantTable).from(session::Column::TenantId).to(TenantColumn::Id);
    let query = session::Entity::find()
        .filter(session::Column::Id.eq(id))
        .join(JoinType::InnerJoin, user.into())
        .join(JoinType::LeftJoin, membership.into())
        .join(JoinType::LeftJoin, tenant.into())
        .column(membership::Column::Role)
        .column(membership::Column::EmployeeId)
        .column(user::Column::IsDisabled)
        .column(user::Column::IsOperator)
        .column(user::Column::Email)
        .column_as(user::Column::Name, "person")
        .column(TenantColumn::Status);
    db.row(query).await
}

// ---- Links in e-mails

/// The link with this secret, if it is for this and still counts, kept for this transaction.
pub(super) async fn lock_token(
    tx: &PlatformTx,
    purpose: Purpose,
    token_hash: &str,
    now: Instant,
) -> Result<Option<account_token::Model>, DbErr> {
    let query = account_token::Entity::find()
        .filter(account_token::Column::TokenHash.eq(token_hash))
        .filter(account_token::Column::Purpose.eq(purpose))
        .filter(account_token::Column::UsedAt.is_null())
        .filter(account_token::Column::ExpiresAt.gt(now));
    tx.lock(query).await
}

/// Uses up every link that a person has been sent for this.
pub(super) async fn use_tokens(
    tx: &PlatformTx,
    user: UserId,
    purpose: Purpose,
    now: Instant,
) -> Result<(), DbErr> {
    let theirs = Condition::all()
        .add(account_token::Column::UserId.eq(user))
        .add(account_token::Column::Purpose.eq(purpose))
        .add(account_token::Column::UsedAt.is_null());
    let change = account_token::ActiveModel { used_at: Set(Some(now)), ..Default::default() };
    tx.update::<account_token::Entity>(theirs, change).await.map(drop)
}

// ---- Recovery codes

/// Puts these in place of what codes a person has.
pub(super) async fn replace_recovery_codes(
    tx: &PlatformTx,
    user: UserId,
    codes: Vec<recovery_code::Model>,
) -> Result<(), DbErr> {
    tx.delete::<recovery_code::Entity>(recovery_code::Column::UserId.eq(user)).await?;
    for code in codes {
        tx.insert::<recovery_code::Entity>(code.into()).await?;
    }
    Ok(())
}

/// Uses a code up; `false` when there is no such code any more.
pub(super) async fn use_recovery_code(
    tx: &PlatformTx,
    user: UserId,
    code_hash: &str,
    now: Instant,
) -> Result<bool, DbErr> {
    let this = Condition::all()
        .add(recovery_code::Column::UserId.eq(user))
        .add(recovery_code::Column::CodeHash.eq(code_hash))
        .add(recovery_code::Column::UsedAt.is_null());
    let change = recovery_code::ActiveModel { used_at: Set(Some(now)), ..Default::default() };
    Ok(tx.update::<recovery_code::Entity>(this, change).await? == 1)
}

/// How many codes a person has left.
pub(super) async fn count_recovery_codes(db: &PlatformDb, user: UserId) -> Result<u64, DbErr> {
    let query = recovery_code::Entity::find()
        .filter(recovery_code::Column::UserId.eq(user))
        .filter(recovery_code::Column::UsedAt.is_null());
    Ok(db.all(query).await?.len() as u64)
}

// ---- People of a salon

/// Everybody who may log in to the salon.
pub(super) async fn list_members(db: &TenantDb) -> Result<Vec<membership::Model>, DbErr> {
    db.all(membership::Entity::find().order_by_asc(membership::Column::CreatedAt)).await
}

/// Everybody's places, kept from changing, so that two changes cannot leave a salon without an owner.
pub(super) async fn lock_owners(tx: &TenantTx) -> Result<Vec<membership::Model>, DbErr> {
    let owners = membership::Entity::find().filter(membership::Column::Role.eq(Role::Owner));
    // One lock is enough: whoever changes owners takes the same row first.
    tx.lock(owners.clone().order_by_asc(membership::Column::UserId)).await?;
    tx.all(owners).await
}

pub(super) async fn lock_member(tx: &TenantTx, user: UserId) -> Result<Option<membership::Model>, DbErr> {
    tx.lock(membership::Entity::find().filter(membership::Column::UserId.eq(user))).await
}

pub(super) async fn change_member(
    tx: &TenantTx,
    user: UserId,
    change: membership::ActiveModel,
) -> Result<(), DbErr> {
    tx.update::<membership::Entity>(membership::Column::UserId.eq(user), change).await.map(drop)
}

pub(super) async fn remove_member(tx: &TenantTx, user: UserId) -> Result<(), DbErr> {
    tx.delete::<membership::Entity>(membership::Column::UserId.eq(user)).await.map(drop)
}

pub(super) async fn insert_member(tx: &TenantTx, row: membership::Model) -> Result<(), DbErr> {
    tx.insert::<membership::Entity>(row.into()).await
}

fn open_invitations() -> Select<invitation::Entity> {
    invitation::Entity::find()
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
}

/// Invitations that nobody has answered yet, the newest first.
pub(super) async fn page_invitations(db: &TenantDb, page: Page) -> Result<PageOf<invitation::Model>, DbErr> {
    db.page(open_invitations().order_by_desc(invitation::Column::CreatedAt), page).await
}

pub(super) async fn change_invitations(
    tx: &TenantTx,
    which: impl IntoCondition,
    change: invitation::ActiveModel,
) -> Result<u64, DbErr> {
    let open = Condition::all()
        .add(invitation::Column::AcceptedAt.is_null())
        .add(invitation::Column::RevokedAt.is_null())
        .add(which.into_condition());
    tx.update::<invitation::Entity>(open, change).await
}

pub(super) async fn insert_invitation(tx: &TenantTx, row: invitation::Model) -> Result<(), DbErr> {
    tx.insert::<invitation::Entity>(row.into()).await
}

/// The invitation with this secret, if it still counts.
pub(super) async fn find_invitation(
    db: &PlatformDb,
    token_hash: &str,
    now: Instant,
) -> Result<Option<invitation::Model>, DbErr> {
    let query = open_invitations()
        .filter(invitation::Column::TokenHash.eq(token_hash))
        .filter(invitation::Column::ExpiresAt.gt(now));
    db.one(query).await
}

// ---- Keys

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

/// The salon's keys, the newest first; those that were taken back too.
pub(super) async fn page_api_keys(db: &TenantDb, page: Page) -> Result<PageOf<api_key::Model>, DbErr> {
    let query =
        api_key::Entity::find().order_by_desc(api_key::Column::CreatedAt).order_by_desc(api_key::Column::Id);
    db.page(query, page).await
}

/// How many of the salon's keys count.
pub(super) async fn count_api_keys(tx: &TenantTx, now: Timestamp) -> Result<u64, DbErr> {
    let lasting = Condition::any()
        .add(api_key::Column::ExpiresAt.is_null())
        .add(api_key::Column::ExpiresAt.gt(Instant::from(now)));
    tx.count(api_key::Entity::find().filter(api_key::Column::RevokedAt.is_null()).filter(lasting)).await
}

/// Takes a key back; `None` when there is no such key, or it was taken back before.
pub(super) async fn revoke_api_key(
    tx: &TenantTx,
    id: ApiKeyId,
    now: Instant,
) -> Result<Option<api_key::Model>, DbErr> {
    let query = api_key::Entity::find().filter(api_key::Column::Id.eq(id));
    let Some(key) = tx.lock(query).await?.filter(|key| key.revoked_at.is_none()) else {
        return Ok(None);
    };
    let change = api_key::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    tx.update::<api_key::Entity>(api_key::Column::Id.eq(id), change).await?;
    Ok(Some(key))
}

/// How a key's salon stands.
pub(super) async fn find_status(db: &PlatformDb, tenant: TenantId) -> Result<Option<TenantStatus>, DbErr> {
    Ok(db.one(TenantTable::find().filter(TenantColumn::Id.eq(tenant))).await?.map(|tenant| tenant.status))
}

/// An invitation that nobody has answered yet.
pub(super) async fn get_open_invitation(
    db: &TenantDb,
    id: crate::ids::InvitationId,
) -> Result<Option<invitation::Model>, DbErr> {
    db.one(open_invitations().filter(invitation::Column::Id.eq(id))).await
}

/// The salon's keys with these ids.
pub(super) async fn list_api_keys(db: &TenantDb, ids: Vec<ApiKeyId>) -> Result<Vec<api_key::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(api_key::Entity::find().filter(api_key::Column::Id.is_in(ids))).await
}

/// Everybody with a secret of a second factor.
pub(super) async fn list_two_factor_users(db: &PlatformDb) -> Result<Vec<user::Model>, DbErr> {
    db.all(user::Entity::find().filter(user::Column::TwoFactorSecret.is_not_null())).await
}

/// Puts another sealing of the same secret in place of this one, if it is still this one.
pub(super) async fn replace_two_factor_secret(
    tx: &PlatformTx,
    user: &user::Model,
    sealed: String,
) -> Result<u64, DbErr> {
    let this = Condition::all()
        .add(user::Column::Id.eq(user.id))
        .add(user::Column::TwoFactorSecret.eq(user.two_factor_secret.clone()));
    let change = user::ActiveModel { two_factor_secret: Set(Some(sealed)), ..Default::default() };
    tx.update::<user::Entity>(this, change).await
}

pub(super) async fn insert_user(tx: &PlatformTx, row: user::Model) -> Result<(), DbErr> {
    tx.insert::<user::Entity>(row.into()).await
}

/// A person's first place in a salon that is being founded.
pub(super) async fn insert_first_member(tx: &PlatformTx, row: membership::Model) -> Result<(), DbErr> {
    tx.insert::<membership::Entity>(row.into()).await
}

pub(super) async fn insert_session(tx: &PlatformTx, row: session::Model) -> Result<(), DbErr> {
    tx.insert::<session::Entity>(row.into()).await
}

pub(super) async fn insert_token(tx: &PlatformTx, row: account_token::Model) -> Result<(), DbErr> {
    tx.insert::<account_token::Entity>(row.into()).await
}

pub(super) async fn insert_api_key(tx: &TenantTx, row: api_key::Model) -> Result<(), DbErr> {
    tx.insert::<api_key::Entity>(row.into()).await
}

/// Takes back the salon's keys of this name.
pub(super) async fn revoke_api_keys_named(tx: &TenantTx, name: &str, now: Instant) -> Result<(), DbErr> {
    let theirs =
        Condition::all().add(api_key::Column::Name.eq(name)).add(api_key::Column::RevokedAt.is_null());
    let change = api_key::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    tx.update::<api_key::Entity>(theirs, change).await.map(drop)
}
