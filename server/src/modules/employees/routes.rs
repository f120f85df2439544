//! Who works here.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::store::Employee;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery};
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, WeeklyWindow};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().members(Role::Stylist, routes!(list_employees))
}

/// Somebody who works in the salon.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Employee)]
struct EmployeeBody {
    id: EmployeeId,
    name: String,
    #[schema(required)]
    email: Option<String>,
    /// E.164.
    #[schema(required)]
    phone: Option<String>,
    /// `#rrggbb`.
    color: String,
    is_active: bool,
    service_ids: Vec<ServiceId>,
    weekly_hours: Vec<WeeklyWindow>,
}

impl From<Employee> for EmployeeBody {
    fn from(employee: Employee) -> Self {
        Self {
            id: employee.id,
            name: employee.name,
            email: employee.email,
            phone: employee.phone,
            color: employee.color,
            is_active: employee.is_active,
            service_ids: employee.service_ids,
            weekly_hours: employee.weekly_hours,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct EmployeeQuery {
    /// Only those who can be booked, or only those who cannot.
    is_active: Option<bool>,
}

/// Everybody who works in the salon, in its own order.
#[utoipa::path(get, path = "/api/employees", tag = "employees", operation_id = "listEmployees",
    params(EmployeeQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<EmployeeBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_employees(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<EmployeeQuery>,
) -> Result<Listed<EmployeeBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let is_wanted = |employee: &&Employee| query.is_active.is_none_or(|wanted| employee.is_active == wanted);
    let page = PageOf::of(salon.employees.iter().filter(is_wanted), page);
    Ok(page.listed(|employee| EmployeeBody::from(employee.clone())))
}
