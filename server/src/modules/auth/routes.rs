//! Log in, log out, who am I, in which salon.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::membership::Role;
use super::login::{self, LoggedIn, platform};
use super::{api_keys, people, profile, recovery, signup, store, two_factor};
use crate::app::App;
use crate::http::access::{Person, ReadOnly, Routes};
use crate::http::envelope::Success;
use crate::http::extract::Body;
use crate::http::limits::Limit;
use crate::http::problem::{ErrorBody, Problem};
use crate::http::visitor::Visitor;
use crate::ids::{TenantId, TenantRef, UserId};
use crate::modules::tenants::{self, Tenant, TenantStatus};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .public_within(Limit::LogIn, routes!(log_in))
        .public_within(Limit::TwoFactor, routes!(log_in_second_step))
        .persons_and_lookers(routes!(log_out))
        .persons(routes!(get_me))
        .persons(routes!(switch_salon))
        .merge(signup::routes())
        .merge(recovery::routes())
        .merge(profile::routes())
        .merge(two_factor::routes())
        .merge(people::routes())
        .merge(api_keys::routes())
}

/// Who wants to log in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoginBody {
    /// E-mail address.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", min_length = 3, max_length = 254)]
    email: String,
    /// Password.
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", min_length = 1, max_length = 200)]
    password: String,
}

/// The second step of a log-in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SecondStepBody {
    /// What the first step gave in `details.challenge`.
    #[garde(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    challenge: String,
    /// Of the authenticator, or a recovery code.
    #[garde(length(min = 6, max = 20))]
    #[schema(min_length = 6, max_length = 20)]
    code: String,
}

/// Another salon of the same person.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SwitchBody {
    /// One of `salons`.
    #[garde(skip)]
    tenant_id: TenantRef,
}

/// A log-in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Login {
    /// To be sent as `Authorization: Bearer …`.
    token: String,
    /// When it ends.
    #[schema(value_type = String, format = "date-time")]
    expires_at: jiff::Timestamp,
    #[serde(flatten)]
    me: Me,
}

impl Login {
    /// Shapes a log-in.
    pub(super) async fn of(app: &App, logged_in: LoggedIn) -> Result<Self, Problem> {
        let LoggedIn { token, session, user, place } = logged_in;
        let person = Person {
            user_id: user.id,
            name: user.name,
            email: user.email,
            is_operator: user.is_operator,
            place: place.map(|place| crate::http::access::Place {
                role: place.role,
                employee_id: place.employee_id,
                read_only: None,
            }),
            session,
        };
        let expires_at = person.session.expires_at.timestamp();
        Ok(Self { token, expires_at, me: Me::of(app, &person).await? })
    }
}

/// Who is logged in, and where.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Me {
    user: User,
    /// What they are in this salon; nothing in none.
    #[schema(required)]
    role: Option<Role>,
    /// The salon they are logged in to; nothing for an operator who looks into none.
    #[schema(required)]
    tenant: Option<Tenant>,
    /// Why nothing can be changed here; nothing when it can.
    #[schema(required)]
    read_only: Option<ReadOnly>,
    /// All their salons.
    salons: Vec<SalonPlace>,
}

/// A person who logs in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    id: UserId,
    email: String,
    name: String,
    is_email_verified: bool,
    has_two_factor: bool,
    /// Whether they look after the installation.
    is_operator: bool,
}

/// A salon that a person may log in to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SalonPlace {
    tenant_id: TenantId,
    name: String,
    status: TenantStatus,
    role: Role,
}

impl Me {
    /// Shapes a person as they stand.
    pub(super) async fn of(app: &App, person: &Person) -> Result<Self, Problem> {
        let user = login::user_of(app, person).await?;
        let tenant = match login::tenant_of(app, &person.session) {
            Some(db) => Some(Tenant::of(&*tenants::salon(&app.salons, &db).await?)),
            None => None,
        };
        let db = platform(app);
        let places = store::list_memberships_of(&db, user.id).await?;
        let ids = places.iter().map(|place| place.tenant_id).collect();
        let records = tenants::list_records(&db, ids).await?;
        let salons = places.iter().filter_map(|place| {
            let record = records.iter().find(|record| record.id == place.tenant_id)?;
            Some(SalonPlace {
                tenant_id: record.id,
                name: record.name.clone(),
                status: record.status,
                role: place.role,
            })
        });
        let status = records.iter().find(|record| Some(record.id) == person.session.tenant_id);
        let by_status = status.and_then(|record| ReadOnly::of(record.status));
        Ok(Self {
            role: person.place.map(|place| place.role),
            read_only: person.place.and_then(|place| place.read_only).or(by_status),
            tenant,
            salons: salons.collect(),
            user: User {
                id: user.id,
                is_email_verified: user.email_verified_at.is_some(),
                has_two_factor: user.has_two_factor(),
                is_operator: user.is_operator,
                email: user.email,
                name: user.name,
            },
        })
    }
}

/// Logs in with e-mail and password.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", operation_id = "logIn", request_body = LoginBody, responses(
    (status = 200, description = "Logged in", body = Success<Login>),
    (status = 401, description = "E-mail or password is wrong", body = ErrorBody),
    (status = 403, description = "A second factor is missing: `details.challenge` goes with its code to the second step",
        body = ErrorBody),
))]
async fn log_in(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<LoginBody>,
) -> Result<Success<Login>, Problem> {
    let logged_in = login::log_in(&app, &visitor, &body.email, body.password).await?;
    Login::of(&app, logged_in).await.map(Success::new)
}

/// Logs in with the second factor, after the password.
#[utoipa::path(post, path = "/api/auth/login/two-factor", tag = "auth", operation_id = "logInSecondStep",
    request_body = SecondStepBody, responses(
    (status = 200, description = "Logged in", body = Success<Login>),
    (status = 401, description = "It took too long: begin again", body = ErrorBody),
    (status = 403, description = "The code is wrong, or was used before", body = ErrorBody),
))]
async fn log_in_second_step(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<SecondStepBody>,
) -> Result<Success<Login>, Problem> {
    let logged_in = login::log_in_second_step(&app, &visitor, &body.challenge, &body.code).await?;
    Login::of(&app, logged_in).await.map(Success::new)
}

/// Ends this log-in, wherever its token is used.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", operation_id = "logOut", responses(
    (status = 200, description = "Logged out", body = Success<Option<bool>>),
))]
async fn log_out(State(app): State<App>, person: Person) -> Result<Success<Option<bool>>, Problem> {
    login::log_out(&app, &person).await?;
    Ok(Success::new(None))
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", operation_id = "getMe", responses(
    (status = 200, description = "This person", body = Success<Me>),
))]
async fn get_me(State(app): State<App>, person: Person) -> Result<Success<Me>, Problem> {
    Me::of(&app, &person).await.map(Success::new)
}

/// Goes on in another of one's salons. The log-in to this one ends.
#[utoipa::path(post, path = "/api/auth/switch", tag = "auth", operation_id = "switchSalon",
    request_body = SwitchBody, responses(
    (status = 200, description = "Logged in there", body = Success<Login>),
    (status = 404, description = "This person has no such salon", body = ErrorBody),
))]
async fn switch_salon(
    State(app): State<App>,
    visitor: Visitor,
    person: Person,
    Body(body): Body<SwitchBody>,
) -> Result<Success<Login>, Problem> {
    let logged_in = login::switch(&app, &visitor, &person, body.tenant_id).await?;
    Login::of(&app, logged_in).await.map(Success::new)
}
