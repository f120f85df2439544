//! The salon's profile.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::tenant::TenantStatus;
use super::salon::{Salon, salon};
use super::window::WeeklyWindow;
use super::{hours, profile, rules, settings, working_days};
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
        .merge(working_days::routes())
        .merge(rules::routes())
        .merge(profile::routes())
        .merge(settings::routes())
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
    /// ISO 3166-1 alpha-2.
    country: String,
    /// Where calls go that want a person, E.164.
    #[schema(required)]
    forward_to: Option<String>,
    #[schema(required)]
    contact_email: Option<String>,
    #[schema(required)]
    website: Option<String>,
    /// When the trial is over, for a salon that is trying it out.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    trial_ends_at: Option<jiff::Timestamp>,
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
            country: row.country,
            forward_to: row.forward_to,
            contact_email: row.contact_email,
            website: row.website,
            trial_ends_at: row
                .trial_ends_at
                .filter(|_| row.status == TenantStatus::Trial)
                .map(crate::instant::Instant::timestamp),
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
