//! Founding a salon: the salon in its trial, the person who owns it, and enough to take a first call: hours, a catalogue,
//! and the owner as somebody to book. One transaction.

use axum::extract::State;
use garde::Validate;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::email::Email;
use super::entity::account_token::Purpose;
use super::entity::membership::{self, Role};
use super::entity::user;
use super::login::{self, LoggedIn, platform};
use super::routes::Login;
use super::{links, mails, passwords, store};
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::{Person, Routes};
use crate::http::envelope::{Created, Success};
use crate::http::extract::{Body, is_name};
use crate::http::limits::Limit;
use crate::http::problem::{ErrorBody, Problem};
use crate::http::visitor::Visitor;
use crate::instant::Instant;
use crate::modules::employees::{self, NewEmployee, Skill};
use crate::modules::services::{self, CatalogueError};
use crate::modules::tenants::{self, Founding, WeeklyWindow};
use crate::tenancy::{PlatformTx, TenantScope};

/// The routes of founding.
pub(super) fn routes() -> Routes {
    Routes::new()
        .public_within(Limit::SignUp, routes!(sign_up))
        .persons_within(Limit::SignUp, routes!(create_salon))
}

/// How long a salon may try it out.
const TRIAL: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A salon to be founded.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewSalon {
    /// Its name, as callers hear it.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// An IANA zone.
    #[garde(length(chars, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "America/New_York")]
    timezone: String,
    /// ISO 3166-1 alpha-2: whose holidays it keeps and how its telephone numbers are written.
    #[garde(length(chars, min = 2, max = 2))]
    #[schema(min_length = 2, max_length = 2, example = "US")]
    country: String,
    /// ISO 4217; left out: the country's.
    #[garde(inner(length(chars, min = 3, max = 3)))]
    #[schema(min_length = 3, max_length = 3, example = "USD")]
    #[serde(default)]
    currency: Option<String>,
}

/// A salon to be founded, and the person who will own it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignUpBody {
    #[garde(dive)]
    salon: NewSalon,
    /// The owner's full name.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The owner's e-mail address.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", min_length = 3, max_length = 254)]
    email: String,
    /// At least 10 characters, at most 72 bytes.
    #[garde(length(max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
}

impl NewSalon {
    /// What to found; `within` stands before the names of fields that are wrong.
    fn founding(self, within: &str) -> Result<Founding, Problem> {
        let field = |name: &str| format!("{within}{name}");
        let zone = TimeZone::get(&self.timezone).ok();
        let timezone = zone.as_ref().and_then(|zone| zone.iana_name()).ok_or_else(|| {
            Problem::invalid(
                field("timezone"),
                "must be a zone of the IANA database such as America/New_York",
            )
        })?;
        let country = tenants::read_country(&field("country"), &self.country)?;
        let currency = match &self.currency {
            Some(currency) => tenants::read_currency(&field("currency"), currency)?,
            None => tenants::currency_of(&country).to_owned(),
        };
        Ok(Founding {
            name: self.name.trim().to_owned(),
            timezone: timezone.to_owned(),
            currency,
            locale: "en-US".to_owned(),
            country,
            address: None,
            forward_to: None,
            observes_holidays: true,
        })
    }
}

/// Founds a salon in its trial, and logs its owner in. A link to confirm the address is on its way.
#[utoipa::path(post, path = "/api/auth/signup", tag = "auth", operation_id = "signUp", request_body = SignUpBody,
    responses(
    (status = 201, description = "Founded; logged in", body = Success<Login>),
    (status = 409, description = "There is an account with this address: log in instead", body = ErrorBody),
))]
async fn sign_up(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<SignUpBody>,
) -> Result<Created<Login>, Problem> {
    let email = Email::read("email", &body.email)?;
    passwords::check_new("password", &body.password, &email)?;
    let founding = body.salon.founding("salon.")?;
    let now = Instant::from(app.clock.now());
    // Known addresses cost a hash too, so that the time does not tell before the answer does.
    let password_hash = passwords::hash(body.password).await.map_err(Problem::internal)?;
    let user = login::new_user(&email, body.name.trim().to_owned(), password_hash, now);
    let tx = platform(&app).begin().await?;
    match store::insert_user(&tx, user.clone()).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => {
            let message = "there is an account with this address: log in, or ask for a new password";
            return Err(Problem::conflict("email_taken", message));
        }
        Err(error) => return Err(error.into()),
    }
    let secret = links::issue(&app, &tx, &user, Purpose::VerifyEmail, &user.email).await?;
    let mail = mails::verify(&app, &user.email, &user.name, &secret);
    let logged_in = found(&app, &visitor, tx, user, founding, Some(mail)).await?;
    Login::of(&app, logged_in).await.map(Created)
}

/// Founds another salon of somebody who has an account, and goes on there.
#[utoipa::path(post, path = "/api/auth/salons", tag = "auth", operation_id = "createSalon", request_body = NewSalon,
    responses(
    (status = 201, description = "Founded; logged in there", body = Success<Login>),
    (status = 409, description = "The address is not confirmed yet", body = ErrorBody),
))]
async fn create_salon(
    State(app): State<App>,
    visitor: Visitor,
    person: Person,
    Body(body): Body<NewSalon>,
) -> Result<Created<Login>, Problem> {
    let user = login::user_of(&app, &person).await?;
    if user.email_verified_at.is_none() {
        return Err(Problem::conflict("email_not_verified", "confirm your e-mail address first"));
    }
    let founding = body.founding("")?;
    let tx = platform(&app).begin().await?;
    store::revoke_session(&tx, user.id, person.session.id, app.clock.now().into()).await?;
    let logged_in = found(&app, &visitor, tx, user, founding, None).await?;
    Login::of(&app, logged_in).await.map(Created)
}

/// Founds the salon in the transaction that has its owner, furnishes it, and logs the owner in.
async fn found(
    app: &App,
    visitor: &Visitor,
    tx: PlatformTx,
    user: user::Model,
    founding: Founding,
    mail: Option<mails::Mail>,
) -> Result<LoggedIn, Problem> {
    let now = app.clock.now();
    let (tenant_id, _) = tenants::found(&tx, founding, Some((now + TRIAL).into()), now.into()).await?;
    let place = membership::Model {
        tenant_id,
        user_id: user.id,
        role: Role::Owner,
        created_at: now.into(),
        employee_id: None,
    };
    store::insert_first_member(&tx, place.clone()).await?;
    let (session, token) = login::start_session(app, visitor, &user, Some(tenant_id), &tx).await?;

    let tx = tx.in_salon(TenantScope::from_membership(&place));
    tx.note("signed_up", ("salon", None), json!({}));
    tenants::add_opening_hours(&tx, &usual_hours()).await?;
    services::add_starter_catalogue(&tx, now).await.map_err(|error| match error {
        CatalogueError::Database(error) => Problem::from(error),
        other => Problem::internal(other),
    })?;
    let skills = services::list_all(&tx).await?.into_iter().map(|service| Skill::usual(service.id)).collect();
    let owner =
        NewEmployee { skills, weekly_hours: usual_hours(), ..NewEmployee::named(&user.name, "#7c3aed") };
    employees::add(&tx, owner, now.into()).await?;
    if let Some(mail) = mail {
        mails::send(app, &tx, mail).await?;
    }
    tx.commit().await?;
    app.work.notify_one();
    Ok(LoggedIn { token, session, user, place: Some(place) })
}

/// Monday to Friday from nine to six, Saturday until four.
fn usual_hours() -> Vec<WeeklyWindow> {
    (1..=6)
        .map(|weekday| WeeklyWindow {
            weekday,
            starts_minute: 9 * 60,
            ends_minute: if weekday == 6 { 16 * 60 } else { 18 * 60 },
            weeks: scheduling::Weeks::Every,
        })
        .collect()
}
