//! The second factor: a code that an authenticator on the person's telephone makes anew every 30 seconds (TOTP,
//! RFC 6238: HMAC-SHA-1, six digits, a step to either side of now), and recovery codes for the day it is gone.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;
use rand::seq::IndexedRandom;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::{recovery_code, user};
use super::login::{self, platform};
use super::{mails, store};
use crate::app::App;
use crate::http::access::{Person, Routes};
use crate::http::envelope::{Created, Removed, Success};
use crate::http::extract::Body;
use crate::http::limits::Limit;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{RecoveryCodeId, UserId};
use crate::tenancy::TenantScope;
use crate::vault::VaultError;

/// The routes of the second factor.
pub(super) fn routes() -> Routes {
    Routes::new()
        .persons(routes!(get_two_factor))
        .persons_within(Limit::TwoFactor, routes!(begin_two_factor))
        .persons_within(Limit::TwoFactor, routes!(confirm_two_factor))
        .persons_within(Limit::TwoFactor, routes!(disable_two_factor))
        .persons_within(Limit::TwoFactor, routes!(renew_recovery_codes))
}

/// Who the code is for, as authenticators show it.
const ISSUER: &str = "Bolt";

/// How many recovery codes there are.
const CODES: usize = 10;

/// What recovery codes are made of: no letters or digits that look like others.
const LETTERS: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

fn place(user: UserId) -> String {
    format!("users.two_factor_secret/{user}")
}

/// The person's codes.
fn totp(app: &App, user: &user::Model) -> Result<Option<Totp>, Problem> {
    let Some(sealed) = &user.two_factor_secret else { return Ok(None) };
    let secret = app.vault.open(&place(user.id), sealed).map_err(Problem::internal)?;
    build(secret.expose(), &user.email).map(Some)
}

fn build(secret: &str, email: &str) -> Result<Totp, Problem> {
    let secret = totp_rs::Secret::try_from_base32(secret)
        .map_err(|_| Problem::internal("a second factor's secret is damaged"))?;
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_account_name(email)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(Problem::internal)
}

fn wrong() -> Problem {
    let message = "this code is not right, or was used before; wait for the next one";
    Problem::new(axum::http::StatusCode::FORBIDDEN, "two_factor_invalid", message)
}

/// Takes a code of the authenticator, or a recovery code, once.
pub(super) async fn accept(app: &App, user: &user::Model, code: &str) -> Result<user::Model, Problem> {
    let tx = platform(app).begin().await?;
    let now = app.clock.now();
    // Two requests with one code wait for each other here; the second finds it used.
    let user = store::lock_user(&tx, user.id).await?.filter(user::Model::has_two_factor).ok_or_else(wrong)?;
    let code: String = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    if let Some(step) = step_of(app, &user, &code, now)? {
        if user.two_factor_step.is_some_and(|last| step <= last) {
            return Err(wrong());
        }
        let change = user::ActiveModel { two_factor_step: Set(Some(step)), ..Default::default() };
        store::change_user(&tx, user.id, change, now.into()).await?;
    } else if !store::use_recovery_code(&tx, user.id, &hash(&code), now.into()).await? {
        return Err(wrong());
    }
    tx.commit().await?;
    Ok(user)
}

/// The time step that the code is of, if it is one of now.
fn step_of(app: &App, user: &user::Model, code: &str, now: Timestamp) -> Result<Option<i64>, Problem> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let step = totp(app, user)?.and_then(|totp| totp.check(code, seconds));
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn hash(code: &str) -> String {
    hex::encode(Sha256::digest(code.to_lowercase().as_bytes()))
}

/// Ten new codes, and their rows. 50 bits of chance each: guessing is hopeless, so a plain hash will do.
fn new_codes(user_id: UserId) -> (Vec<String>, Vec<recovery_code::Model>) {
    let mut rng = rand::rng();
    let mut code =
        || -> String { (0..10).filter_map(|_| LETTERS.choose(&mut rng)).map(|b| char::from(*b)).collect() };
    let codes: Vec<String> = (0..CODES).map(|_| code()).collect();
    let row = |code: &String| recovery_code::Model {
        id: RecoveryCodeId::generate(),
        user_id,
        code_hash: hash(code),
        used_at: None,
    };
    let rows = codes.iter().map(row).collect();
    (codes.iter().map(|code| format!("{}-{}", &code[..5], &code[5..])).collect(), rows)
}

/// How a person's second factor stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TwoFactor {
    is_enabled: bool,
    /// Since when.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    since: Option<Timestamp>,
    /// Recovery codes that have not been used.
    recovery_codes_left: u64,
}

/// What an authenticator needs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TwoFactorSetup {
    /// To be typed in, base 32.
    secret: String,
    /// To be opened on the telephone itself.
    url: String,
    /// To be scanned: the same address as a picture.
    qr_svg: String,
}

/// Recovery codes; this is the only time that they are shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// The person's password, asked for again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordBody {
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
}

/// The first code of a new authenticator.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CodeBody {
    /// Six digits.
    #[garde(length(min = 6, max = 20))]
    #[schema(min_length = 6, max_length = 20)]
    code: String,
}

/// Password and code, asked for again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordAndCodeBody {
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
    /// Of the authenticator, or a recovery code.
    #[garde(length(min = 6, max = 20))]
    #[schema(min_length = 6, max_length = 20)]
    code: String,
}

/// How one's second factor stands.
#[utoipa::path(get, path = "/api/auth/two-factor", tag = "auth", operation_id = "getTwoFactor", responses(
    (status = 200, description = "How it stands", body = Success<TwoFactor>),
))]
async fn get_two_factor(State(app): State<App>, person: Person) -> Result<Success<TwoFactor>, Problem> {
    let user = login::user_of(&app, &person).await?;
    let left = store::count_recovery_codes(&platform(&app), user.id).await?;
    let since = user.two_factor_since.map(crate::instant::Instant::timestamp);
    Ok(Success::new(TwoFactor { is_enabled: since.is_some(), since, recovery_codes_left: left }))
}

/// Makes a secret for an authenticator. It counts once a code has shown that the authenticator has it.
#[utoipa::path(post, path = "/api/auth/two-factor", tag = "auth", operation_id = "beginTwoFactor",
    request_body = PasswordBody, responses(
    (status = 201, description = "To be scanned", body = Success<TwoFactorSetup>),
    (status = 409, description = "There is a second factor already", body = ErrorBody),
))]
async fn begin_two_factor(
    State(app): State<App>,
    person: Person,
    Body(body): Body<PasswordBody>,
) -> Result<Created<TwoFactorSetup>, Problem> {
    let user = login::user_of(&app, &person).await?;
    login::confirm_password(&app, &user, "password", body.password).await?;
    let tx = platform(&app).begin().await?;
    let user = store::lock_user(&tx, user.id).await?.ok_or_else(|| Problem::not_found("user"))?;
    if user.has_two_factor() {
        return Err(Problem::conflict(
            "two_factor_enabled",
            "take the second factor away before setting up another",
        ));
    }
    let secret = totp_rs::Secret::from(rand::random::<[u8; 20]>()).to_base32();
    let url = build(&secret, &user.email)?.to_url().map_err(Problem::internal)?;
    let qr = QrCode::new(url.as_bytes()).map_err(Problem::internal)?;
    let qr_svg = qr.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    let sealed = app.vault.seal(&place(user.id), &secret);
    let change = user::ActiveModel {
        two_factor_secret: Set(Some(sealed)),
        two_factor_step: Set(None),
        ..Default::default()
    };
    store::change_user(&tx, user.id, change, app.clock.now().into()).await?;
    tx.commit().await?;
    Ok(Created(TwoFactorSetup { secret, url, qr_svg }))
}

/// Turns the second factor on, with a first code. All other log-ins of this person end.
#[utoipa::path(post, path = "/api/auth/two-factor/confirm", tag = "auth", operation_id = "confirmTwoFactor",
    request_body = CodeBody, responses(
    (status = 200, description = "On; keep the codes", body = Success<RecoveryCodes>),
    (status = 409, description = "Nothing has been set up, or it is on already", body = ErrorBody),
))]
async fn confirm_two_factor(
    State(app): State<App>,
    person: Person,
    Body(body): Body<CodeBody>,
) -> Result<Success<RecoveryCodes>, Problem> {
    let now = app.clock.now();
    let tx = platform(&app).begin().await?;
    let user = store::lock_user(&tx, person.user_id).await?.ok_or_else(|| Problem::not_found("user"))?;
    if user.has_two_factor() || user.two_factor_secret.is_none() {
        return Err(Problem::conflict("two_factor_not_begun", "set the second factor up first"));
    }
    let code: String = body.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let step = step_of(&app, &user, &code, now)?;
    let step =
        step.ok_or_else(|| Problem::invalid("code", "is not the authenticator's; is its clock right?"))?;
    let change = user::ActiveModel {
        two_factor_since: Set(Some(now.into())),
        two_factor_step: Set(Some(step)),
        ..Default::default()
    };
    store::change_user(&tx, user.id, change, now.into()).await?;
    store::revoke_sessions_but(&tx, user.id, Some(person.session.id), now.into()).await?;
    let (recovery_codes, rows) = new_codes(user.id);
    store::replace_recovery_codes(&tx, user.id, rows).await?;
    tell(&app, tx, &person, &user, "two_factor_enabled", "the second factor was turned on").await?;
    Ok(Success::new(RecoveryCodes { recovery_codes }))
}

/// Takes the second factor away. All other log-ins of this person end.
#[utoipa::path(post, path = "/api/auth/two-factor/disable", tag = "auth", operation_id = "disableTwoFactor",
    request_body = PasswordAndCodeBody, responses(
    (status = 204, description = "Off"),
    (status = 409, description = "There is no second factor", body = ErrorBody),
))]
async fn disable_two_factor(
    State(app): State<App>,
    person: Person,
    Body(body): Body<PasswordAndCodeBody>,
) -> Result<Removed, Problem> {
    let user = confirmed(&app, &person, body).await?;
    let now = app.clock.now().into();
    let tx = platform(&app).begin().await?;
    let change = user::ActiveModel {
        two_factor_secret: Set(None),
        two_factor_since: Set(None),
        two_factor_step: Set(None),
        ..Default::default()
    };
    store::change_user(&tx, user.id, change, now).await?;
    store::replace_recovery_codes(&tx, user.id, Vec::new()).await?;
    store::revoke_sessions_but(&tx, user.id, Some(person.session.id), now).await?;
    tell(&app, tx, &person, &user, "two_factor_disabled", "the second factor was taken away").await?;
    Ok(Removed)
}

/// Puts ten new recovery codes in place of those there were.
#[utoipa::path(post, path = "/api/auth/two-factor/recovery-codes", tag = "auth", operation_id = "renewRecoveryCodes",
    request_body = PasswordAndCodeBody, responses(
    (status = 200, description = "Keep them", body = Success<RecoveryCodes>),
    (status = 409, description = "There is no second factor", body = ErrorBody),
))]
async fn renew_recovery_codes(
    State(app): State<App>,
    person: Person,
    Body(body): Body<PasswordAndCodeBody>,
) -> Result<Success<RecoveryCodes>, Problem> {
    let user = confirmed(&app, &person, body).await?;
    let tx = platform(&app).begin().await?;
    let (recovery_codes, rows) = new_codes(user.id);
    store::replace_recovery_codes(&tx, user.id, rows).await?;
    tell(&app, tx, &person, &user, "recovery_codes_renewed", "new recovery codes were made").await?;
    Ok(Success::new(RecoveryCodes { recovery_codes }))
}

/// The person, once password and code have shown again that it is them.
async fn confirmed(app: &App, person: &Person, body: PasswordAndCodeBody) -> Result<user::Model, Problem> {
    let user = login::user_of(app, person).await?;
    if !user.has_two_factor() {
        return Err(Problem::conflict("two_factor_disabled", "there is no second factor"));
    }
    login::confirm_password(app, &user, "password", body.password).await?;
    accept(app, &user, &body.code).await
}

/// Commits a change of the account: with a word in the salon's log, and a mail to the person where there is a salon whose
/// outbox takes it.
pub(super) async fn tell(
    app: &App,
    tx: crate::tenancy::PlatformTx,
    person: &Person,
    user: &user::Model,
    action: &'static str,
    what: &str,
) -> Result<(), Problem> {
    let Some(scope) = TenantScope::from_session(&person.session) else {
        return Ok(tx.commit().await?);
    };
    let tx = tx.in_salon(scope);
    tx.note(action, ("member", Some(user.id.to_string())), json!({}));
    mails::send(app, &tx, mails::notice(app, &user.email, &user.name, what)).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(())
}

/// Seals every secret anew with the key that seals today; says how many that were.
pub async fn reseal(app: &App) -> Result<Result<u64, VaultError>, sea_orm::DbErr> {
    let db = platform(app);
    let mut count = 0;
    for user in store::list_two_factor_users(&db).await? {
        let Some(sealed) = user.two_factor_secret.as_ref().filter(|sealed| !app.vault.is_current(sealed))
        else {
            continue;
        };
        let secret = match app.vault.open(&place(user.id), sealed) {
            Ok(secret) => secret,
            Err(error) => return Ok(Err(error)),
        };
        let anew = app.vault.seal(&place(user.id), secret.expose());
        let tx = db.begin().await?;
        count += store::replace_two_factor_secret(&tx, &user, anew).await?;
        tx.commit().await?;
    }
    Ok(Ok(count))
}
