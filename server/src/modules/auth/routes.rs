//! Log in, log out, who am I.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::{membership::Role, user};
use super::login;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::Body;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::UserId;
use crate::modules::tenants::{self, Tenant};
use crate::tenancy::{TenantDb, TenantScope};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .public(routes!(log_in))
        .members(Role::Stylist, routes!(log_out))
        .members(Role::Stylist, routes!(get_me))
}

/// Who wants to log in.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoginBody {
    /// E-mail address.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// Password.
    #[garde(length(min = 1, max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
}

/// A log-in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Login {
    /// To be sent as `Authorization: Bearer …`.
    token: String,
    /// When it ends.
    #[schema(value_type = String, format = "date-time")]
    expires_at: jiff::Timestamp,
    #[serde(flatten)]
    me: Me,
}

/// Who is logged in, and where.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    user: User,
    role: Role,
    tenant: Tenant,
}

/// A person who logs in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    id: UserId,
    email: String,
    name: String,
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self { id: row.id, email: row.email, name: row.name }
    }
}

/// Logs in with e-mail and password.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", operation_id = "logIn", request_body = LoginBody, responses(
    (status = 200, description = "Logged in", body = Success<Login>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "E-mail or password is wrong", body = ErrorBody),
))]
async fn log_in(State(app): State<App>, Body(body): Body<LoginBody>) -> Result<Success<Login>, Problem> {
    let logged_in = login::log_in(&app, &body.email, body.password).await?;
    let db = TenantDb::new(&app.database, TenantScope::from_session(&logged_in.session));
    let salon = tenants::salon(&app.salons, &db).await?;
    Ok(Success::new(Login {
        token: logged_in.token,
        expires_at: logged_in.session.expires_at.timestamp(),
        me: Me { user: logged_in.user.into(), role: logged_in.membership.role, tenant: Tenant::of(&salon) },
    }))
}

/// Ends this log-in, wherever its token is used.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", operation_id = "logOut", responses(
    (status = 200, description = "Logged out", body = Success<Option<bool>>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn log_out(State(app): State<App>, member: Member) -> Result<Success<Option<bool>>, Problem> {
    login::log_out(&app, &member).await?;
    Ok(Success::new(None))
}

/// Who is logged in.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", operation_id = "getMe", responses(
    (status = 200, description = "This person", body = Success<Me>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn get_me(State(app): State<App>, member: Member) -> Result<Success<Me>, Problem> {
    let user = login::user_of(&app, &member).await?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(Me { user: user.into(), role: member.role, tenant: Tenant::of(&salon) }))
}
