//! One's own account: name, address, password, and where one is logged in.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::email::Email;
use super::entity::{session, user};
use super::login::{self, platform};
use super::routes::Me;
use super::{passwords, recovery, store, two_factor};
use crate::app::App;
use crate::http::access::{Person, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, is_name};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::SessionId;

/// The routes of one's own account.
pub(super) fn routes() -> Routes {
    Routes::new()
        .persons(routes!(update_me))
        .persons(routes!(change_password))
        .persons(routes!(change_email))
        .persons(routes!(list_sessions))
        .persons(routes!(revoke_session))
        .persons(routes!(log_out_elsewhere))
}

/// What is to change about oneself.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MeChange {
    /// Full name.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// The old password and the new one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordChange {
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", min_length = 1, max_length = 200)]
    current_password: String,
    /// At least 10 characters, at most 72 bytes.
    #[garde(length(max = 200))]
    #[schema(format = "password", max_length = 200)]
    new_password: String,
}

/// Another address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EmailChange {
    /// The new address.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", min_length = 3, max_length = 254)]
    email: String,
    /// The person's password, asked for again.
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", min_length = 1, max_length = 200)]
    password: String,
}

/// A change of address that waits for the link in a mail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EmailPending {
    /// Where the link was sent.
    email: String,
}

/// A log-in of this person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
    id: SessionId,
    /// Whether it is the one that asks.
    is_current: bool,
    /// What the program said it is.
    #[schema(required)]
    user_agent: Option<String>,
    /// From where.
    #[schema(required)]
    address: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    /// To within five minutes.
    #[schema(value_type = String, format = "date-time")]
    last_seen_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    expires_at: Timestamp,
}

impl Session {
    fn of(row: session::Model, current: SessionId) -> Self {
        Self {
            id: row.id,
            is_current: row.id == current,
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at.timestamp(),
            last_seen_at: row.last_seen_at.timestamp(),
            expires_at: row.expires_at.timestamp(),
        }
    }
}

/// Changes one's name.
#[utoipa::path(patch, path = "/api/auth/me", tag = "auth", operation_id = "updateMe", request_body = MeChange, responses(
    (status = 200, description = "Saved", body = Success<Me>),
))]
async fn update_me(
    State(app): State<App>,
    mut person: Person,
    Body(body): Body<MeChange>,
) -> Result<Success<Me>, Problem> {
    let name = body.name.trim().to_owned();
    let tx = platform(&app).begin().await?;
    let change = user::ActiveModel { name: Set(name.clone()), ..Default::default() };
    store::change_user(&tx, person.user_id, change, app.clock.now().into()).await?;
    let renamed = json!({ "before": { "name": person.name }, "after": { "name": name } });
    login::commit_noting(tx, &person, "updated", renamed).await?;
    person.name = name;
    Me::of(&app, &person).await.map(Success::new)
}

/// Changes one's password. All other log-ins of this person end.
#[utoipa::path(put, path = "/api/auth/password", tag = "auth", operation_id = "changePassword",
    request_body = PasswordChange, responses(
    (status = 204, description = "Changed"),
    (status = 400, description = "The old one is wrong, or the new one not good enough", body = ErrorBody),
))]
async fn change_password(
    State(app): State<App>,
    person: Person,
    Body(body): Body<PasswordChange>,
) -> Result<Removed, Problem> {
    let user = login::user_of(&app, &person).await?;
    let email = Email::of(&user.email).ok_or_else(|| Problem::internal("an account without an address"))?;
    login::confirm_password(&app, &user, "currentPassword", body.current_password).await?;
    passwords::check_new("newPassword", &body.new_password, &email)?;
    let password_hash = passwords::hash(body.new_password).await.map_err(Problem::internal)?;
    let now = app.clock.now().into();
    let tx = platform(&app).begin().await?;
    let change = user::ActiveModel {
        password_hash: Set(password_hash),
        password_changed_at: Set(Some(now)),
        ..Default::default()
    };
    store::change_user(&tx, user.id, change, now).await?;
    store::revoke_sessions_but(&tx, user.id, Some(person.session.id), now).await?;
    two_factor::tell(&app, tx, &person, &user, "password_changed", "the password was changed").await?;
    Ok(Removed)
}

/// Sends a link to another address; once it is followed, the account has that address.
#[utoipa::path(post, path = "/api/auth/email", tag = "auth", operation_id = "changeEmail",
    request_body = EmailChange, responses(
    (status = 200, description = "A mail is on its way", body = Success<EmailPending>),
))]
async fn change_email(
    State(app): State<App>,
    person: Person,
    Body(body): Body<EmailChange>,
) -> Result<Success<EmailPending>, Problem> {
    let email = Email::read("email", &body.email)?;
    let user = login::user_of(&app, &person).await?;
    login::confirm_password(&app, &user, "password", body.password).await?;
    // Whether somebody else has the address is told to nobody but who reads its mail.
    recovery::send_verification(&app, &person, &user, email.as_str()).await?;
    Ok(Success::new(EmailPending { email: email.as_str().to_owned() }))
}

/// Where one is logged in, the latest first.
#[utoipa::path(get, path = "/api/auth/sessions", tag = "auth", operation_id = "listSessions", params(PageQuery),
    responses(
    (status = 200, description = "Log-ins", body = Listed<Session>),
))]
async fn list_sessions(
    State(app): State<App>,
    person: Person,
    page: Page,
) -> Result<Listed<Session>, Problem> {
    let all = store::list_open_sessions(&platform(&app), person.user_id, app.clock.now().into()).await?;
    Ok(PageOf::of(all, page).listed(|row| Session::of(row, person.session.id)))
}

/// Ends one of one's log-ins, at once.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}", tag = "auth", operation_id = "revokeSession",
    params(("id" = SessionId, Path)), responses(
    (status = 204, description = "Ended"),
    (status = 404, description = "There is no such log-in of this person", body = ErrorBody),
))]
async fn revoke_session(
    State(app): State<App>,
    person: Person,
    PathId(id): PathId<SessionId>,
) -> Result<Removed, Problem> {
    let tx = platform(&app).begin().await?;
    if !store::revoke_session(&tx, person.user_id, id, app.clock.now().into()).await? {
        return Err(Problem::not_found("log-in"));
    }
    login::commit_noting(tx, &person, "session_revoked", json!({ "session": id })).await?;
    Ok(Removed)
}

/// Ends all of one's log-ins but this one.
#[utoipa::path(post, path = "/api/auth/logout-elsewhere", tag = "auth", operation_id = "logOutElsewhere", responses(
    (status = 204, description = "Ended"),
))]
async fn log_out_elsewhere(State(app): State<App>, person: Person) -> Result<Removed, Problem> {
    let tx = platform(&app).begin().await?;
    let now = app.clock.now().into();
    let ended = store::revoke_sessions_but(&tx, person.user_id, Some(person.session.id), now).await?;
    login::commit_noting(tx, &person, "sessions_revoked", json!({ "ended": ended })).await?;
    Ok(Removed)
}
