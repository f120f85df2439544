//! Who works here: the list, one person, and which role may change what.

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::store::Employee;
use super::wire::{self, EmployeeBody};
use super::{absence, exceptions, feed, photo, profile, skills, week};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{PathId, Query, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::tenants;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_employees))
        .members(Role::Stylist, routes!(get_employee))
        .members(Role::Manager, routes!(profile::create_employee))
        .members(Role::Manager, routes!(profile::update_employee))
        .members(Role::Manager, routes!(profile::delete_employee))
        .members(Role::Manager, routes!(profile::restore_employee))
        .members(Role::Manager, routes!(week::set_employee_hours))
        .members(Role::Manager, routes!(skills::set_employee_services))
        .members(Role::Stylist, routes!(exceptions::list_employee_overrides))
        .members(Role::Manager, routes!(exceptions::set_employee_override))
        .members(Role::Manager, routes!(exceptions::delete_employee_override))
        .members(Role::Stylist, routes!(absence::list_time_off))
        .members(Role::Manager, routes!(absence::create_time_off))
        .members(Role::Manager, routes!(absence::delete_time_off))
        .members(Role::Stylist, routes!(photo::get_employee_photo))
        .members(Role::Manager, routes!(photo::set_employee_photo))
        .members(Role::Manager, routes!(photo::delete_employee_photo))
        .members(Role::Manager, routes!(feed::create_calendar_feed))
        .members(Role::Manager, routes!(feed::delete_calendar_feed))
        // By the secret in its address: calendar programs cannot log in.
        .public(routes!(feed::get_calendar_feed))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct EmployeeQuery {
    /// Only those who can be booked, or only those who cannot.
    is_active: Option<bool>,
    /// Those who were removed, instead of those who were not.
    #[serde(default)]
    deleted: bool,
    /// Only those who do this service.
    service_id: Option<ServiceId>,
    /// Part of a name, title, address or number.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
}

/// By what the list is sorted; a minus in front: the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum Sort {
    /// The salon's own order.
    #[default]
    #[serde(rename = "position")]
    Position,
    #[serde(rename = "-position")]
    FromTheEnd,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameFromTheEnd,
}

impl Sort {
    fn apply(self, employees: &mut [&Employee]) {
        match self {
            // As the salon is read.
            Self::Position => {}
            Self::FromTheEnd => employees.reverse(),
            Self::Name | Self::NameFromTheEnd => {
                employees.sort_by_cached_key(|employee| employee.name.to_lowercase());
                if self == Self::NameFromTheEnd {
                    employees.reverse();
                }
            }
        }
    }
}

impl EmployeeQuery {
    fn wants(&self, employee: &Employee, search: Option<&str>) -> bool {
        let found = |text: &str| {
            let fields = [Some(&employee.name), employee.title.as_ref(), employee.email.as_ref()];
            let in_words = fields.into_iter().flatten().any(|field| field.to_lowercase().contains(text));
            in_words || employee.phone.as_ref().is_some_and(|phone| phone.contains(text))
        };
        employee.is_deleted == self.deleted
            && self.is_active.is_none_or(|wanted| employee.is_active == wanted)
            && self.service_id.is_none_or(|service| employee.skill(service).is_some())
            && search.is_none_or(found)
    }
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
    let search = search_text(query.search.clone())?.map(|text| text.trim().to_lowercase());
    let mut wanted: Vec<_> =
        salon.employees.iter().filter(|employee| query.wants(employee, search.as_deref())).collect();
    query.sort.unwrap_or_default().apply(&mut wanted);
    Ok(PageOf::of(wanted, page).listed(EmployeeBody::from))
}

/// One person, those who were removed included.
#[utoipa::path(get, path = "/api/employees/{id}", tag = "employees", operation_id = "getEmployee",
    params(("id" = EmployeeId, Path)), responses(
    (status = 200, description = "The person", body = Success<EmployeeBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
))]
async fn get_employee(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
) -> Result<Success<EmployeeBody>, Problem> {
    Ok(Success::new(wire::employee(&app, &member, id).await?))
}
