//! Getting back in without the password, and showing that an address is one's own: both by a link in an e-mail.

use axum::extract::State;
use axum::http::StatusCode;
use garde::Validate;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::email::Email;
use super::entity::account_token::Purpose;
use super::entity::user;
use super::login::{self, platform};
use super::routes::Login;
use super::{links, mails, passwords, store};
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::{Person, Routes};
use crate::http::envelope::Success;
use crate::http::extract::Body;
use crate::http::limits::{Limit, whose};
use crate::http::problem::{ErrorBody, Problem};
use crate::http::visitor::Visitor;
use crate::tenancy::TenantScope;

/// The routes by e-mail.
pub(super) fn routes() -> Routes {
    Routes::new()
        .public_within(Limit::PasswordReset, routes!(forgot_password))
        .public_within(Limit::Links, routes!(reset_password))
        .public_within(Limit::Links, routes!(verify_email))
        .persons(routes!(resend_verification))
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ForgotBody {
    /// E-mail address.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", min_length = 3, max_length = 254)]
    email: String,
}

/// The new password, and the secret of the link.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResetBody {
    /// What the link has after its `#`.
    #[garde(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// At least 10 characters, at most 72 bytes.
    #[garde(length(max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
}

/// The secret of the link.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VerifyBody {
    /// What the link has after its `#`.
    #[garde(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
}

/// That a mail is on its way, if it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MailSent {
    /// For a person.
    message: &'static str,
}

/// An address that is confirmed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EmailVerified {
    email: String,
}

fn bad_link() -> Problem {
    let message = "this link is not valid any more: it was used, or is too old; ask for a new one";
    Problem::new(StatusCode::BAD_REQUEST, "link_invalid", message)
}

/// Sends a link to a new password, if there is such an account. The answer is the same if there is none.
#[utoipa::path(post, path = "/api/auth/password/forgot", tag = "auth", operation_id = "forgotPassword",
    request_body = ForgotBody, responses(
    (status = 200, description = "If there is such an account, a mail is on its way", body = Success<MailSent>),
))]
async fn forgot_password(
    State(app): State<App>,
    Body(body): Body<ForgotBody>,
) -> Result<Success<MailSent>, Problem> {
    // Beside the answer: how long it takes would tell whether there is such an account.
    if let Some(email) = Email::of(&body.email) {
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(problem) = send_reset(&app, &email).await {
                tracing::error!(code = problem.code(), "a link to a new password could not be sent");
            }
        });
    }
    Ok(Success::new(MailSent { message: "If there is an account with this address, a mail is on its way." }))
}

async fn send_reset(app: &App, email: &Email) -> Result<(), Problem> {
    let db = platform(app);
    let Some(user) = store::find_user_by_email(&db, email.as_str()).await?.filter(|user| !user.is_disabled)
    else {
        return Ok(());
    };
    if app.limits.admit(Limit::Mails, &whose(email.as_str())).await.is_err() {
        return Ok(());
    }
    let place = store::find_usual_membership(&db, user.id).await?;
    let tx = db.begin().await?;
    let secret = links::issue(app, &tx, &user, Purpose::ResetPassword, &user.email).await?;
    let mail = mails::reset(app, &user.email, &user.name, &secret);
    let Some(place) = place else {
        tx.commit().await?;
        return mails::send_now(app, mail).await.map_err(Problem::internal);
    };
    let tx = tx.in_salon(TenantScope::from_failed_log_in(&place));
    tx.note("password_reset_asked", ("member", Some(user.id.to_string())), json!({}));
    mails::send(app, &tx, mail).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(())
}

/// Sets a new password by a link, and logs in. All other log-ins of this person end; a second factor is still asked for.
#[utoipa::path(post, path = "/api/auth/password/reset", tag = "auth", operation_id = "resetPassword",
    request_body = ResetBody, responses(
    (status = 200, description = "Set; logged in", body = Success<Login>),
    (status = 400, description = "The link is not valid, or the password is not good enough", body = ErrorBody),
    (status = 403, description = "Set; a second factor is missing: `details.challenge`", body = ErrorBody),
))]
async fn reset_password(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<ResetBody>,
) -> Result<Success<Login>, Problem> {
    let user = set_by_link(&app, &body.token, body.password).await?;
    if user.has_two_factor() {
        return Err(login::second_step(&app, &user)?);
    }
    let logged_in = login::enter(&app, &visitor, user).await?;
    Login::of(&app, logged_in).await.map(Success::new)
}

async fn set_by_link(app: &App, token: &str, password: String) -> Result<user::Model, Problem> {
    let db = platform(app);
    let now = app.clock.now();
    let token_hash = links::hash(token);
    // Looked at before the slow hash, so that links cannot be guessed at its expense; and again afterwards.
    let look = async |tx: &_| store::lock_token(tx, Purpose::ResetPassword, &token_hash, now.into()).await;
    let tx = db.begin().await?;
    let link = look(&tx).await?.ok_or_else(bad_link)?;
    drop(tx);
    let user = store::find_user(&db, link.user_id).await?.filter(|user| !user.is_disabled);
    let user = user.ok_or_else(bad_link)?;
    let email = Email::of(&user.email).ok_or_else(bad_link)?;
    passwords::check_new("password", &password, &email)?;
    let password_hash = passwords::hash(password).await.map_err(Problem::internal)?;

    let place = store::find_usual_membership(&db, user.id).await?;
    let tx = db.begin().await?;
    let link = look(&tx).await?.ok_or_else(bad_link)?;
    store::use_tokens(&tx, user.id, Purpose::ResetPassword, now.into()).await?;
    let is_theirs = link.email == user.email;
    let change = user::ActiveModel {
        password_hash: Set(password_hash),
        password_changed_at: Set(Some(now.into())),
        // Whoever reads the mail has the address.
        email_verified_at: Set(user.email_verified_at.or(is_theirs.then_some(now.into()))),
        ..Default::default()
    };
    store::change_user(&tx, user.id, change, now.into()).await?;
    store::revoke_sessions_but(&tx, user.id, None, now.into()).await?;
    match place {
        Some(place) => {
            let tx = tx.in_salon(TenantScope::from_membership(&place));
            tx.note("password_reset", ("member", Some(user.id.to_string())), json!({}));
            let what = "the password was changed by a link";
            mails::send(app, &tx, mails::notice(app, &user.email, &user.name, what)).await?;
            tx.commit().await?;
            app.work.notify_one();
        }
        None => tx.commit().await?,
    }
    app.limits.clear(Limit::Account, &whose(&user.email)).await;
    store::find_user(&db, user.id).await?.ok_or_else(bad_link)
}

/// Confirms an address by a link; it becomes the account's.
#[utoipa::path(post, path = "/api/auth/email/verify", tag = "auth", operation_id = "verifyEmail",
    request_body = VerifyBody, responses(
    (status = 200, description = "Confirmed", body = Success<EmailVerified>),
    (status = 400, description = "The link is not valid", body = ErrorBody),
    (status = 409, description = "Somebody else has this address by now", body = ErrorBody),
))]
async fn verify_email(
    State(app): State<App>,
    Body(body): Body<VerifyBody>,
) -> Result<Success<EmailVerified>, Problem> {
    let now = app.clock.now().into();
    let db = platform(&app);
    let tx = db.begin().await?;
    let link = store::lock_token(&tx, Purpose::VerifyEmail, &links::hash(&body.token), now).await?;
    let link = link.ok_or_else(bad_link)?;
    store::use_tokens(&tx, link.user_id, Purpose::VerifyEmail, now).await?;
    let change = user::ActiveModel {
        email: Set(link.email.clone()),
        email_verified_at: Set(Some(now)),
        ..Default::default()
    };
    match store::change_user(&tx, link.user_id, change, now).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => {
            return Err(Problem::conflict(
                "email_taken",
                "there is another account with this address by now",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    // A link to a new password that went to the address before is good no more.
    store::use_tokens(&tx, link.user_id, Purpose::ResetPassword, now).await?;
    tx.commit().await?;
    Ok(Success::new(EmailVerified { email: link.email }))
}

/// Sends the link that confirms one's address once more.
#[utoipa::path(post, path = "/api/auth/email/resend", tag = "auth", operation_id = "resendVerification", responses(
    (status = 200, description = "A mail is on its way", body = Success<MailSent>),
    (status = 409, description = "The address is confirmed", body = ErrorBody),
))]
async fn resend_verification(State(app): State<App>, person: Person) -> Result<Success<MailSent>, Problem> {
    let user = login::user_of(&app, &person).await?;
    if user.email_verified_at.is_some() {
        return Err(Problem::conflict("email_verified", "this address is confirmed"));
    }
    send_verification(&app, &person, &user, &user.email).await?;
    Ok(Success::new(MailSent { message: "A mail is on its way." }))
}

/// Sends a link by which somebody shows that an address is theirs.
pub(super) async fn send_verification(
    app: &App,
    person: &Person,
    user: &user::Model,
    email: &str,
) -> Result<(), Problem> {
    app.limits.admit(Limit::Mails, &whose(&user.email)).await?;
    let tx = platform(app).begin().await?;
    let secret = links::issue(app, &tx, user, Purpose::VerifyEmail, email).await?;
    let mail = mails::verify(app, email, &user.name, &secret);
    let Some(scope) = TenantScope::from_session(&person.session) else {
        tx.commit().await?;
        return mails::send_now(app, mail).await.map_err(Problem::internal);
    };
    let tx = tx.in_salon(scope);
    mails::send(app, &tx, mail).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(())
}
