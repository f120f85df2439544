//! What can be booked.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::store::Service;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery};
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, EmployeeId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::tenants;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().members(Role::Stylist, routes!(list_services))
}

/// Something to book.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Service)]
struct ServiceBody {
    id: ServiceId,
    name: String,
    category: String,
    #[schema(required)]
    description: Option<String>,
    duration_minutes: u32,
    price_cents: i64,
    is_active: bool,
    add_ons: Vec<AddOnBody>,
    /// Those who do it.
    employee_ids: Vec<EmployeeId>,
}

/// An extra to a service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddOn)]
struct AddOnBody {
    id: AddOnId,
    name: String,
    duration_minutes: u32,
    price_cents: i64,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ServiceQuery {
    /// Only those that can be booked, or only those that cannot.
    is_active: Option<bool>,
}

/// What the salon offers, in its own order.
#[utoipa::path(get, path = "/api/services", tag = "services", operation_id = "listServices",
    params(ServiceQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<ServiceBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_services(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<ServiceQuery>,
) -> Result<Listed<ServiceBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let is_wanted = |service: &&Service| query.is_active.is_none_or(|wanted| service.is_active == wanted);
    let page = PageOf::of(salon.services.iter().filter(is_wanted), page);
    Ok(page.listed(|service| ServiceBody {
        employee_ids: salon.employees_for(service.id).map(|employee| employee.id).collect(),
        add_ons: service
            .add_on_ids
            .iter()
            .filter_map(|id| salon.add_on(*id))
            .filter(|add_on| add_on.is_active)
            .map(|add_on| AddOnBody {
                id: add_on.id,
                name: add_on.name.clone(),
                duration_minutes: add_on.duration_minutes,
                price_cents: add_on.price_cents,
            })
            .collect(),
        id: service.id,
        name: service.name.clone(),
        category: service.category.clone(),
        description: service.description.clone(),
        duration_minutes: service.duration_minutes,
        price_cents: service.price_cents,
        is_active: service.is_active,
    }))
}
