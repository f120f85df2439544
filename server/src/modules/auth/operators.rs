//! Those who look after the installation: made at the machine, and how they look into a salon.

use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use serde::Serialize;
use utoipa::ToSchema;

use super::email::Email;
use super::entity::account_token::Purpose;
use super::entity::user;
use super::login::{self, platform};
use super::{links, passwords, store};
use crate::app::App;
use crate::http::access::Operator;
use crate::http::problem::Problem;
use crate::http::visitor::Visitor;
use crate::tenancy::TenantScope;

/// How long an operator can look into a salon.
const LOOK_IN_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// A log-in that only looks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LookIn {
    /// To be sent as `Authorization: Bearer …`; log out with it to end the look.
    token: String,
    /// When it ends.
    #[schema(value_type = String, format = "date-time")]
    expires_at: jiff::Timestamp,
}

/// Opens a log-in that only looks, and says so in the salon's log.
pub async fn open_look_in(
    app: &App,
    visitor: &Visitor,
    operator: &Operator,
    scope: TenantScope,
    reason: &str,
    noted: serde_json::Value,
) -> Result<LookIn, Problem> {
    let db = platform(app);
    let user = store::find_user(&db, operator.user_id).await?.ok_or_else(|| Problem::not_found("user"))?;
    let now = app.clock.now();
    let mut session = login::new_session(app, visitor, user.id, Some(scope.tenant_id()));
    session.look_in_reason = Some(reason.to_owned());
    session.expires_at = session.expires_at.min((now + LOOK_IN_LASTS).into());
    let token = app.tokens.sign(&user, &session).map_err(Problem::internal)?;
    let expires_at = session.expires_at.timestamp();
    let tx = db.begin().await?;
    store::insert_session(&tx, session).await?;
    let tx = tx.in_salon(scope);
    tx.note("looked_in", ("salon", None), noted);
    tx.commit().await?;
    Ok(LookIn { token, expires_at })
}

/// Why somebody was not made an operator.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// It is no address.
    #[error("`--email` must be an e-mail address")]
    Email,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The password that nobody knows could not be hashed.
    #[error("cannot hash: {0}")]
    Hash(#[from] bcrypt::BcryptError),
}

/// Makes somebody an operator, with a new account where there is none, and gives the path of a page where they choose
/// their password within the hour.
pub async fn make_operator(app: &App, email: &str, name: &str) -> Result<String, OperatorError> {
    let email = Email::of(email).ok_or(OperatorError::Email)?;
    let db = platform(app);
    let now = app.clock.now().into();
    let user = match store::find_user_by_email(&db, email.as_str()).await? {
        Some(user) => {
            let tx = db.begin().await?;
            let change = user::ActiveModel { is_operator: Set(true), ..Default::default() };
            store::change_user(&tx, user.id, change, now).await?;
            tx.commit().await?;
            user
        }
        None => {
            let hash = passwords::hash(links::new_secret()).await?;
            let user =
                user::Model { is_operator: true, ..login::new_user(&email, name.to_owned(), hash, now) };
            let tx = db.begin().await?;
            store::insert_user(&tx, user.clone()).await?;
            tx.commit().await?;
            user
        }
    };
    let tx = db.begin().await?;
    let secret = links::issue(app, &tx, &user, Purpose::ResetPassword, &user.email).await?;
    tx.commit().await?;
    Ok(format!("/reset-password#{secret}"))
}

/// Takes the office away from somebody; `false` when there is no such operator. It counts at their next request.
pub async fn dismiss_operator(app: &App, email: &str) -> Result<bool, OperatorError> {
    let email = Email::of(email).ok_or(OperatorError::Email)?;
    let db = platform(app);
    let Some(user) = store::find_user_by_email(&db, email.as_str()).await?.filter(|user| user.is_operator)
    else {
        return Ok(false);
    };
    let tx = db.begin().await?;
    let change = user::ActiveModel { is_operator: Set(false), ..Default::default() };
    store::change_user(&tx, user.id, change, app.clock.now().into()).await?;
    tx.commit().await?;
    Ok(true)
}

/// Bars somebody from logging in anywhere, or lets them in again; `false` when there is no such person.
pub async fn set_disabled(app: &App, email: &str, is_disabled: bool) -> Result<bool, OperatorError> {
    let email = Email::of(email).ok_or(OperatorError::Email)?;
    let db = platform(app);
    let Some(user) = store::find_user_by_email(&db, email.as_str()).await? else {
        return Ok(false);
    };
    let now = app.clock.now().into();
    let tx = db.begin().await?;
    let change = user::ActiveModel { is_disabled: Set(is_disabled), ..Default::default() };
    store::change_user(&tx, user.id, change, now).await?;
    if is_disabled {
        store::revoke_sessions_but(&tx, user.id, None, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}
