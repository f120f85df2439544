//! The salon's profile.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::tenant::TenantStatus;
use super::salon::{Salon, salon};
use super::window::WeeklyWindow;
use super::{hours, rules};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::TenantId;
use crate::modules::auth::Role;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(get_own_tenant))
        .merge(hours::routes())
        .merge(rules::routes())
}

/// A salon.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    id: TenantId,
    name: String,
    status: TenantStatus,
    /// IANA zone; every time in the dashboard is on its clock.
    timezone: String,
    /// ISO 4217.
    currency: String,
    /// BCP 47.
    locale: String,
    /// The number that Bolt answers.
    #[schema(required)]
    phone_number: Option<String>,
    #[schema(required)]
    address: Option<String>,
}

impl Tenant {
    /// Shapes a salon's profile.
    pub fn of(salon: &Salon) -> Self {
        let row = salon.tenant.clone();
        Self {
            id: row.id,
            name: row.name,
            status: row.status,
            timezone: row.timezone,
            currency: row.currency,
            locale: row.locale,
            phone_number: salon.number.clone(),
            address: row.address,
        }
    }
}

/// A salon with its opening hours.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TenantProfile {
    #[serde(flatten)]
    tenant: Tenant,
    opening_hours: Vec<WeeklyWindow>,
}

/// The salon one is logged in to.
#[utoipa::path(get, path = "/api/tenant", tag = "tenants", operation_id = "getTenant", responses(
    (status = 200, description = "The salon", body = Success<TenantProfile>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn get_own_tenant(State(app): State<App>, member: Member) -> Result<Success<TenantProfile>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let opening_hours = salon.opening_hours.clone();
    Ok(Success::new(TenantProfile { tenant: Tenant::of(&salon), opening_hours }))
}
