//! Logging in and out, and telling by a token who is there.
//!
//! A wrong password, an unknown address and a disabled account are one answer in about one time. Guesses are
//! counted twice: per address in the network (the route's limit), and per account from wherever it has not been used
//! before. So a crowd of guessers cannot go on, and cannot lock the owner out either, who comes from where they always
//! do, or by a link in their e-mail.

use axum::http::{HeaderMap, StatusCode, header};
use jiff::SignedDuration;
use sea_orm::DbErr;
use serde_json::json;

use super::email::Email;
use super::entity::membership::Role;
use super::entity::{membership, session, user};
use super::tokens::TokenError;
use super::{passwords, store, two_factor};
use crate::app::App;
use crate::http::access::{Person, Place, ReadOnly};
use crate::http::limits::{Limit, whose};
use crate::http::problem::Problem;
use crate::http::visitor::{Visitor, network};
use crate::ids::{SessionId, TenantId, TenantRef, UserId};
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, PlatformTx, TenantDb, TenantScope};

/// How long a place in the network is one where somebody has been before.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How often the time is written down at which a log-in was last used.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Somebody who has just logged in.
pub(super) struct LoggedIn {
    pub(super) token: String,
    pub(super) session: session::Model,
    pub(super) user: user::Model,
    pub(super) place: Option<membership::Model>,
}

pub(super) fn platform(app: &App) -> PlatformDb {
    PlatformDb::new(&app.database, PlatformAccess::Login)
}

fn refused() -> Problem {
    Problem::unauthenticated("invalid_credentials", "e-mail or password is wrong")
}

/// Checks e-mail and password and opens a session in the salon where the person was last.
///
/// # Errors
/// 403 with a challenge when a second factor is missing.
pub(super) async fn log_in(
    app: &App,
    visitor: &Visitor,
    email: &str,
    password: String,
) -> Result<LoggedIn, Problem> {
    let db = platform(app);
    let email = Email::of(email);
    // What is no address is counted and compared all the same.
    let account = whose(email.as_ref().map_or("-", Email::as_str));
    let user = match &email {
        Some(email) => store::find_user_by_email(&db, email.as_str()).await?,
        None => None,
    };
    if !is_at_home(app, &db, user.as_ref(), visitor).await? {
        app.limits.check(Limit::Account, &account).await?;
    }
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    if !passwords::verify(password, hash).await? {
        app.limits.count(Limit::Account, &account).await;
        if let Some(user) = user {
            note_failure(app, user.id);
        }
        return Err(refused());
    }
    let user = user.filter(|user| !user.is_disabled).ok_or_else(refused)?;
    if user.has_two_factor() {
        return Err(second_step(app, &user)?);
    }
    let logged_in = enter(app, visitor, user).await?;
    app.limits.clear(Limit::Account, &account).await;
    Ok(logged_in)
}

/// Whether the person has logged in from here before.
async fn is_at_home(
    app: &App,
    db: &PlatformDb,
    user: Option<&user::Model>,
    visitor: &Visitor,
) -> Result<bool, Problem> {
    let Some(user) = user else { return Ok(false) };
    let since = Instant::from(app.clock.now() - KNOWN_FOR);
    Ok(store::is_known_address(db, user.id, &network(visitor.address), since).await?)
}

/// What whoever has the right password gets when a second factor is missing.
pub(super) fn second_step(app: &App, user: &user::Model) -> Result<Problem, Problem> {
    let (challenge, expires_at) = app.tokens.challenge(user, app.clock.now()).map_err(Problem::internal)?;
    let message = "enter the code of your authenticator, or one of your recovery codes";
    let details = json!({ "challenge": challenge, "expiresAt": expires_at.to_string() });
    Ok(Problem::new(StatusCode::FORBIDDEN, "two_factor_required", message).with_details(details))
}

/// The second step: the code to a challenge.
pub(super) async fn log_in_second_step(
    app: &App,
    visitor: &Visitor,
    challenge: &str,
    code: &str,
) -> Result<LoggedIn, Problem> {
    let over = || {
        Problem::unauthenticated("challenge_expired", "this took too long; begin again with your password")
    };
    let challenge = app.tokens.read_challenge(challenge, app.clock.now()).map_err(|_| over())?;
    let db = platform(app);
    let user = store::find_user(&db, challenge.user_id).await?.ok_or_else(over)?;
    if user.is_disabled || super::tokens::password_of(&user) != challenge.password_of {
        return Err(over());
    }
    // Guesses at codes are counted per person too, from wherever they come.
    app.limits.admit(Limit::TwoFactor, &user.id.to_string()).await?;
    let user = match two_factor::accept(app, &user, code).await {
        Ok(user) => user,
        Err(problem) => {
            note_failure(app, user.id);
            return Err(problem);
        }
    };
    app.limits.clear(Limit::TwoFactor, &user.id.to_string()).await;
    app.limits.clear(Limit::Account, &whose(&user.email)).await;
    enter(app, visitor, user).await
}

/// Opens a session for somebody who has shown who they are, in the salon where they were last. Whoever is in none, an
/// operator or somebody who has left, can still see to their account, found a salon, or join one.
pub(super) async fn enter(app: &App, visitor: &Visitor, user: user::Model) -> Result<LoggedIn, Problem> {
    let db = platform(app);
    let place = store::find_usual_membership(&db, user.id).await?;
    open_session(app, visitor, user, place, db.begin().await?).await
}

/// Writes a new session, and signs the token that names it.
pub(super) async fn start_session(
    app: &App,
    visitor: &Visitor,
    user: &user::Model,
    tenant: Option<TenantId>,
    tx: &PlatformTx,
) -> Result<(session::Model, String), Problem> {
    let session = new_session(app, visitor, user.id, tenant);
    let token = app.tokens.sign(user, &session).map_err(Problem::internal)?;
    store::insert_session(tx, session.clone()).await?;
    Ok((session, token))
}

/// Opens a session at a place, in this transaction, and commits it.
pub(super) async fn open_session(
    app: &App,
    visitor: &Visitor,
    user: user::Model,
    place: Option<membership::Model>,
    tx: PlatformTx,
) -> Result<LoggedIn, Problem> {
    let tenant = place.as_ref().map(|place| place.tenant_id);
    let (session, token) = start_session(app, visitor, &user, tenant, &tx).await?;
    match &place {
        Some(place) => {
            let tx = tx.in_salon(TenantScope::from_membership(place));
            tx.note("logged_in", ("member", Some(user.id.to_string())), json!({}));
            tx.commit().await?;
        }
        None => tx.commit().await?,
    }
    Ok(LoggedIn { token, session, user, place })
}

/// A session that begins now.
pub(super) fn new_session(
    app: &App,
    visitor: &Visitor,
    user_id: UserId,
    tenant_id: Option<TenantId>,
) -> session::Model {
    let now = app.clock.now();
    session::Model {
        id: SessionId::generate(),
        user_id,
        tenant_id,
        look_in_reason: None,
        user_agent: visitor.user_agent.clone(),
        address: Some(network(visitor.address)),
        created_at: now.into(),
        last_seen_at: now.into(),
        expires_at: app.tokens.expiry(now),
        revoked_at: None,
    }
}

/// Writes a wrong guess into the log of the person's salon: beside the answer, so that it takes no longer than one for an
/// unknown address.
fn note_failure(app: &App, user: UserId) {
    let app = app.clone();
    tokio::spawn(async move {
        match store::find_usual_membership(&platform(&app), user).await {
            Ok(Some(place)) => {
                // Nobody has shown who they are, so it is nobody of the salon who did this.
                let db = TenantDb::new(&app.database, TenantScope::from_failed_log_in(&place));
                note(&db, "log_in_failed", ("member", Some(user.to_string())), json!({})).await;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a wrong guess could not be written down"),
        }
    });
}

/// Writes something into the salon's audit log by itself; that it cannot be is logged, and stops nobody.
pub async fn note(
    db: &TenantDb,
    action: &'static str,
    about: (&'static str, Option<String>),
    details: serde_json::Value,
) {
    let written = async {
        let tx = db.begin().await?;
        tx.note(action, about, details);
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, action, "an entry of the audit log could not be written");
    }
}

/// Ends the session everywhere, at once.
pub(super) async fn log_out(app: &App, person: &Person) -> Result<(), Problem> {
    let tx = platform(app).begin().await?;
    store::revoke_session(&tx, person.user_id, person.session.id, app.clock.now().into()).await?;
    commit_noting(tx, person, "logged_out", json!({})).await
}

/// Commits what a person changed about their account, with a word in the log of the salon they are in.
pub(super) async fn commit_noting(
    tx: PlatformTx,
    person: &Person,
    action: &'static str,
    details: serde_json::Value,
) -> Result<(), Problem> {
    match TenantScope::from_session(&person.session) {
        Some(scope) => {
            let tx = tx.in_salon(scope);
            tx.note(action, ("member", Some(person.user_id.to_string())), details);
            Ok(tx.commit().await?)
        }
        None => Ok(tx.commit().await?),
    }
}

/// Goes on in another salon of the same person; the log-in to this one ends.
pub(super) async fn switch(
    app: &App,
    visitor: &Visitor,
    person: &Person,
    tenant: TenantRef,
) -> Result<LoggedIn, Problem> {
    let db = platform(app);
    let no_such = || Problem::not_found("salon of yours");
    let place = store::find_membership(&db, person.user_id, tenant).await?.ok_or_else(no_such)?;
    let user = user_of(app, person).await?;
    let tx = db.begin().await?;
    store::revoke_session(&tx, person.user_id, person.session.id, app.clock.now().into()).await?;
    open_session(app, visitor, user, Some(place), tx).await
}

/// Who shows this token. What they may do is read anew, so that a change counts at once.
pub async fn person_by_token(app: &App, headers: &HeaderMap) -> Result<Person, Problem> {
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
    let db = platform(app);
    let known = store::find_session(&db, claims.jti).await?.ok_or_else(invalid)?;
    let session = known.session;
    if session.revoked_at.is_some() || session.expires_at <= Instant::from(now) {
        return Err(expired());
    }
    if known.is_disabled {
        return Err(invalid());
    }
    let is_look_in = session.look_in_reason.is_some();
    let place = match (session.tenant_id, known.role, known.status) {
        (None, ..) => None,
        (Some(_), _, Some(_)) if is_look_in => {
            // Somebody who is no operator any more looks into nothing any more.
            if !known.is_operator {
                return Err(expired());
            }
            Some(Place { role: Role::Owner, employee_id: None, read_only: Some(ReadOnly::LookIn) })
        }
        (Some(_), Some(role), Some(status)) => {
            Some(Place { role, employee_id: known.employee_id, read_only: ReadOnly::of(status) })
        }
        // They are not of this salon any more.
        (Some(_), ..) => return Err(expired()),
    };
    if now.duration_since(session.last_seen_at.timestamp()) >= SEEN_EVERY {
        store::touch_session(&db, session.id, now.into()).await?;
    }
    Ok(Person {
        user_id: session.user_id,
        name: known.person,
        email: known.email,
        is_operator: known.is_operator,
        session,
        place,
    })
}

/// The rows of the salon that a log-in is to.
pub fn tenant_of(app: &App, session: &session::Model) -> Option<TenantDb> {
    TenantScope::from_session(session).map(|scope| TenantDb::new(&app.database, scope))
}

/// The person of a session.
pub(super) async fn user_of(app: &App, person: &Person) -> Result<user::Model, Problem> {
    store::find_user(&platform(app), person.user_id).await?.ok_or_else(|| Problem::not_found("user"))
}

/// Whether this is the person's password: asked for again before what a stolen log-in must not do. Guesses are limited
/// like those at the door, but counted apart: whoever is in is not kept from this by a crowd outside.
pub(super) async fn confirm_password(
    app: &App,
    user: &user::Model,
    field: &str,
    password: String,
) -> Result<(), Problem> {
    let account = whose(&format!("within {}", user.id));
    app.limits.check(Limit::Account, &account).await?;
    if passwords::verify(password, Some(user.password_hash.clone())).await? {
        return Ok(());
    }
    app.limits.count(Limit::Account, &account).await;
    note_failure(app, user.id);
    Err(Problem::invalid(field, "is not your password"))
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
    let email = Email::of(&owner.email).ok_or_else(|| DbErr::Custom("no e-mail address".to_owned()))?;
    let password_hash =
        passwords::hash(owner.password).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    let mut user = new_user(&email, owner.name, password_hash, now);
    // Nobody was sent a link to confirm it.
    user.email_verified_at = Some(now);
    let id = user.id;
    store::insert_user(tx, user).await?;
    let membership =
        membership::Model { tenant_id, user_id: id, role: Role::Owner, created_at: now, employee_id: None };
    store::insert_first_member(tx, membership).await?;
    Ok(id)
}

/// A person who has not logged in yet.
pub(super) fn new_user(email: &Email, name: String, password_hash: String, now: Instant) -> user::Model {
    user::Model {
        id: UserId::generate(),
        email: email.as_str().to_owned(),
        name,
        password_hash,
        is_disabled: false,
        created_at: now,
        updated_at: now,
        email_verified_at: None,
        is_operator: false,
        two_factor_secret: None,
        two_factor_since: None,
        two_factor_step: None,
        password_changed_at: None,
    }
}

/// What follows `Bearer` in the request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).filter(|token| !token.is_empty())
}
