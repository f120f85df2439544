//! Logging in and out, and telling by a token who is there.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use sea_orm::DbErr;

use super::entity::membership::Role;
use super::entity::{membership, session, user};
use super::tokens::TokenError;
use super::{passwords, store};
use crate::app::App;
use crate::http::access::Member;
use crate::http::problem::Problem;
use crate::ids::{SessionId, TenantId, UserId};
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, PlatformTx, TenantDb, TenantScope};

/// Somebody who has just logged in.
pub(super) struct LoggedIn {
    pub(super) token: String,
    pub(super) session: session::Model,
    pub(super) user: user::Model,
    pub(super) membership: membership::Model,
}

/// Checks e-mail and password and opens a session in the person's first salon.
///
/// Unknown e-mail, wrong password, a disabled account and no salon are one answer, in about one time.
pub(super) async fn log_in(app: &App, email: &str, password: String) -> Result<LoggedIn, Problem> {
    let db = PlatformDb::new(&app.database, PlatformAccess::Login);
    let user = store::find_user_by_email(&db, &folded(email)).await?;
    let is_right = passwords::verify(password, user.as_ref().map(|user| user.password_hash.clone())).await;
    let refused = || Problem::unauthenticated("invalid_credentials", "e-mail or password is wrong");
    let user = user.filter(|user| is_right && !user.is_disabled).ok_or_else(refused)?;
    let membership = store::find_first_membership(&db, user.id).await?.ok_or_else(refused)?;

    let now = app.clock.now();
    let session = session::Model {
        id: SessionId::generate(),
        user_id: user.id,
        tenant_id: membership.tenant_id,
        created_at: Instant::from(now),
        expires_at: app.tokens.expiry(now),
        revoked_at: None,
    };
    store::insert_session(&db, &session).await?;
    let token = app.tokens.sign(&user, &session).map_err(Problem::internal)?;
    Ok(LoggedIn { token, session, user, membership })
}

/// Ends the session everywhere, at once.
pub(super) async fn log_out(app: &App, member: &Member) -> Result<(), Problem> {
    let db = PlatformDb::new(&app.database, PlatformAccess::Login);
    Ok(store::revoke_session(&db, member.session_id, Instant::from(app.clock.now())).await?)
}

/// Who shows this token, and the salon they are in. The role is read anew, so a change counts at once.
pub async fn member_by_token(app: &App, headers: &HeaderMap) -> Result<Member, Problem> {
    let token = bearer(headers).ok_or_else(|| {
        Problem::unauthenticated("unauthenticated", "log in first: send `Authorization: Bearer <token>`")
    })?;
    let now = app.clock.now();
    let invalid = || Problem::unauthenticated("unauthenticated", "this token is not valid; log in again");
    let expired = || Problem::unauthenticated("token_expired", "this log-in has ended; log in again");
    let claims = app.tokens.read(token, now).map_err(|error| match error {
        TokenError::Expired => expired(),
        TokenError::Invalid => invalid(),
    })?;
    let db = PlatformDb::new(&app.database, PlatformAccess::Login);
    let known = store::find_session(&db, claims.jti).await?.ok_or_else(invalid)?;
    let session = known.session;
    if session.revoked_at.is_some() || session.expires_at <= Instant::from(now) {
        return Err(expired());
    }
    if known.is_disabled {
        return Err(invalid());
    }
    Ok(Member {
        tenant: Arc::new(TenantDb::new(&app.database, TenantScope::from_session(&session))),
        user_id: session.user_id,
        name: known.person,
        role: known.role,
        session_id: session.id,
    })
}

/// The person of a session.
pub(super) async fn user_of(app: &App, member: &Member) -> Result<user::Model, Problem> {
    let db = PlatformDb::new(&app.database, PlatformAccess::Login);
    store::find_user(&db, member.user_id).await?.ok_or_else(|| Problem::not_found("user"))
}

/// What is needed to make the first person of a salon.
#[derive(Debug)]
pub struct NewOwner {
    /// E-mail address.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Password, at most 72 bytes.
    pub password: String,
}

/// Adds the person who owns a new salon, within the transaction that founds it.
pub async fn add_owner(
    tx: &PlatformTx,
    tenant_id: TenantId,
    owner: NewOwner,
    now: Instant,
) -> Result<UserId, DbErr> {
    let id = UserId::generate();
    let password_hash =
        passwords::hash(owner.password).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let user = user::Model {
        id,
        email: folded(&owner.email),
        name: owner.name,
        password_hash,
        is_disabled: false,
        created_at: now,
        updated_at: now,
    };
    tx.insert::<user::Entity>(user.into()).await?;
    let membership = membership::Model { tenant_id, user_id: id, role: Role::Owner, created_at: now };
    tx.insert::<membership::Entity>(membership.into()).await?;
    Ok(id)
}

/// What follows `Bearer` in the request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}

/// E-mail addresses are one whatever their case.
fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}
