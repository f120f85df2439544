//! Equipment: chairs and basins, of which a service needs one each while the client is there or in single parts.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::change;
use super::store::{Resource, ResourceFields};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query, is_name, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{ResourceId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// The routes of equipment.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_resources))
        .members(Role::Manager, routes!(create_resource))
        .members(Role::Manager, routes!(update_resource))
        .members(Role::Manager, routes!(delete_resource))
        .members(Role::Manager, routes!(restore_resource))
}

/// A kind of equipment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
struct ResourceBody {
    id: ResourceId,
    name: String,
    /// How many there are.
    units: u32,
    /// Its place in the salon's order.
    position: i32,
    /// Whether it was taken out; then nothing needs it.
    is_deleted: bool,
    /// The services that need one.
    service_ids: Vec<ServiceId>,
}

fn body(salon: &Salon, resource: &Resource) -> ResourceBody {
    let services = salon.services.iter().filter(|service| !service.is_deleted);
    ResourceBody {
        service_ids: services
            .filter(|service| service.needs.iter().any(|need| need.resource_id == resource.id))
            .map(|service| service.id)
            .collect(),
        id: resource.id,
        name: resource.name.clone(),
        units: resource.units,
        position: resource.position,
        is_deleted: resource.is_deleted,
    }
}

async fn read(app: &App, member: &Member, id: ResourceId) -> Result<ResourceBody, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    salon.resource(id).map(|resource| body(&salon, resource)).ok_or_else(|| Problem::not_found("resource"))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ResourceQuery {
    /// Those that were taken out, instead of those that are there.
    #[serde(default)]
    deleted: bool,
    /// Part of the name.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
}

/// By what a list of equipment is sorted; a minus in front: the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum Sort {
    #[default]
    #[serde(rename = "position")]
    Position,
    #[serde(rename = "-position")]
    PositionBackwards,
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameBackwards,
    #[serde(rename = "units")]
    Fewest,
    #[serde(rename = "-units")]
    Most,
}

impl Sort {
    fn apply(self, resources: &mut [&Resource]) {
        match self {
            Self::Position | Self::PositionBackwards => {}
            Self::Name | Self::NameBackwards => resources.sort_by_key(|one| one.name.to_lowercase()),
            Self::Fewest | Self::Most => resources.sort_by_key(|one| one.units),
        }
        if matches!(self, Self::PositionBackwards | Self::NameBackwards | Self::Most) {
            resources.reverse();
        }
    }
}

/// What equipment there is, in the salon's own order unless another is asked for.
#[utoipa::path(get, path = "/api/resources", tag = "services", operation_id = "listResources",
    params(ResourceQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<ResourceBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_resources(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<ResourceQuery>,
) -> Result<Listed<ResourceBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let search = search_text(query.search)?.map(|text| text.trim().to_lowercase());
    let is_wanted = |resource: &&Resource| {
        resource.is_deleted == query.deleted
            && search.as_ref().is_none_or(|text| resource.name.to_lowercase().contains(text))
    };
    let mut resources: Vec<_> = salon.resources.iter().filter(is_wanted).collect();
    query.sort.unwrap_or_default().apply(&mut resources);
    Ok(PageOf::of(resources, page).listed(|resource| body(&salon, resource)))
}

/// A kind of equipment to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewResource {
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// How many there are.
    #[garde(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    units: u32,
    /// Its place in the salon's order; left out: the last.
    #[serde(default)]
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

/// Adds a kind of equipment. Which services need it is said with the services.
#[utoipa::path(post, path = "/api/resources", tag = "services", operation_id = "createResource",
    request_body = NewResource, responses(
    (status = 201, description = "Added", body = Success<ResourceBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn create_resource(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewResource>,
) -> Result<Created<ResourceBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let new = ResourceFields {
        name: Some(body.name.trim().to_owned()),
        units: Some(body.units),
        position: body.position,
        deleted_at: None,
    };
    let id = in_transaction!(member.tenant, tx => change::add_resource(tx, &salon, new.clone(), now).await)?;
    Ok(Created(read(&app, &member, id).await?))
}

/// What is to change about a kind of equipment; what is left out stays as it is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResourceChange {
    #[garde(length(chars, min = 1, max = 200), inner(custom(is_name)))]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// How many there are.
    #[garde(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    units: Option<u32>,
    /// Its place in the salon's order.
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

/// Changes a kind of equipment. There cannot be fewer than visits have booked at one time (`units_in_use`).
#[utoipa::path(patch, path = "/api/resources/{id}", tag = "services", operation_id = "updateResource",
    params(("id" = ResourceId, Path)), request_body = ResourceChange, responses(
    (status = 200, description = "Changed", body = Success<ResourceBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "More are booked at one time, or it has been removed", body = ErrorBody),
))]
async fn update_resource(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ResourceId>,
    Body(body): Body<ResourceChange>,
) -> Result<Success<ResourceBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let wanted = ResourceFields {
        name: body.name.map(|name| name.trim().to_owned()),
        units: body.units,
        position: body.position,
        deleted_at: None,
    };
    in_transaction!(member.tenant, tx => change::change_resource(tx, &salon, id, wanted.clone(), now).await)?;
    Ok(Success::new(read(&app, &member, id).await?))
}

/// Takes a kind of equipment out. Nothing needs it any more.
#[utoipa::path(delete, path = "/api/resources/{id}", tag = "services", operation_id = "deleteResource",
    params(("id" = ResourceId, Path)), responses(
    (status = 204, description = "Taken out"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn delete_resource(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ResourceId>,
) -> Result<Removed, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_resource_deleted(tx, &salon, id, true, now).await)?;
    Ok(Removed)
}

/// Puts a kind of equipment back; the services that needed it need it again.
#[utoipa::path(post, path = "/api/resources/{id}/restore", tag = "services", operation_id = "restoreResource",
    params(("id" = ResourceId, Path)), responses(
    (status = 200, description = "Put back", body = Success<ResourceBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn restore_resource(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ResourceId>,
) -> Result<Success<ResourceBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_resource_deleted(tx, &salon, id, false, now).await)?;
    Ok(Success::new(read(&app, &member, id).await?))
}
