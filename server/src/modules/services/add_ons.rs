//! Extras: what can be added to a service.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::change::{self, AddOnChange};
use super::store::{AddOn, AddOnFields};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query, is_in_fives, is_name, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// The routes of extras.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_add_ons))
        .members(Role::Manager, routes!(create_add_on))
        .members(Role::Manager, routes!(update_add_on))
        .members(Role::Manager, routes!(delete_add_on))
        .members(Role::Manager, routes!(restore_add_on))
}

/// An extra, with the services it goes with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddOnDetail)]
struct AddOnBody {
    id: AddOnId,
    name: String,
    /// What it adds to the time.
    duration_minutes: u32,
    /// What it adds to the price, in the smallest unit of the salon's currency.
    price_cents: i64,
    /// Whether it can be booked.
    is_active: bool,
    /// Whether it was taken out of the catalogue; visits of the past keep it.
    is_deleted: bool,
    /// Its place in the salon's order.
    position: i32,
    service_ids: Vec<ServiceId>,
}

fn body(salon: &Salon, add_on: &AddOn) -> AddOnBody {
    let services = salon.services.iter().filter(|service| !service.is_deleted);
    AddOnBody {
        service_ids: services
            .filter(|service| service.add_on_ids.contains(&add_on.id))
            .map(|service| service.id)
            .collect(),
        id: add_on.id,
        name: add_on.name.clone(),
        duration_minutes: add_on.duration_minutes,
        price_cents: add_on.price_cents,
        is_active: add_on.is_active,
        is_deleted: add_on.is_deleted,
        position: add_on.position,
    }
}

async fn read(app: &App, member: &Member, id: AddOnId) -> Result<AddOnBody, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    salon.add_on(id).map(|add_on| body(&salon, add_on)).ok_or_else(|| Problem::not_found("add-on"))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct AddOnQuery {
    /// Only those that can be booked, or only those that cannot.
    is_active: Option<bool>,
    /// Those that were taken out of the catalogue, instead of those that are in it.
    #[serde(default)]
    deleted: bool,
    /// Part of the name.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
}

/// By what a list of extras is sorted; a minus in front: the other way round.
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
    #[serde(rename = "priceCents")]
    Cheapest,
    #[serde(rename = "-priceCents")]
    Dearest,
}

impl Sort {
    fn apply(self, add_ons: &mut [&AddOn]) {
        match self {
            Self::Position | Self::PositionBackwards => {}
            Self::Name | Self::NameBackwards => add_ons.sort_by_key(|one| one.name.to_lowercase()),
            Self::Cheapest | Self::Dearest => add_ons.sort_by_key(|one| one.price_cents),
        }
        if matches!(self, Self::PositionBackwards | Self::NameBackwards | Self::Dearest) {
            add_ons.reverse();
        }
    }
}

/// What can be added to services, in the salon's own order unless another is asked for.
#[utoipa::path(get, path = "/api/add-ons", tag = "services", operation_id = "listAddOns",
    params(AddOnQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<AddOnBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_add_ons(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<AddOnQuery>,
) -> Result<Listed<AddOnBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let search = search_text(query.search)?.map(|text| text.trim().to_lowercase());
    let is_wanted = |add_on: &&AddOn| {
        add_on.is_deleted == query.deleted
            && query.is_active.is_none_or(|wanted| add_on.is_active == wanted)
            && search.as_ref().is_none_or(|text| add_on.name.to_lowercase().contains(text))
    };
    let mut add_ons: Vec<_> = salon.add_ons.iter().filter(is_wanted).collect();
    query.sort.unwrap_or_default().apply(&mut add_ons);
    Ok(PageOf::of(add_ons, page).listed(|add_on| body(&salon, add_on)))
}

/// An extra to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewAddOn {
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it adds to the time; a multiple of five, nothing included.
    #[garde(range(max = 480), custom(is_in_fives))]
    #[schema(maximum = 480, multiple_of = 5)]
    duration_minutes: u32,
    /// What it adds to the price, in the smallest unit of the salon's currency.
    #[garde(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000)]
    price_cents: i64,
    /// The services it goes with.
    #[serde(default)]
    #[garde(length(max = 500))]
    #[schema(max_items = 500)]
    service_ids: Vec<ServiceId>,
    /// Its place in the salon's order; left out: the last.
    #[serde(default)]
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

/// Adds an extra.
#[utoipa::path(post, path = "/api/add-ons", tag = "services", operation_id = "createAddOn",
    request_body = NewAddOn, responses(
    (status = 201, description = "Added", body = Success<AddOnBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is no such service", body = ErrorBody),
))]
async fn create_add_on(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewAddOn>,
) -> Result<Created<AddOnBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let new = AddOnChange {
        fields: AddOnFields {
            name: Some(body.name.trim().to_owned()),
            duration_minutes: Some(body.duration_minutes),
            price_cents: Some(body.price_cents),
            position: body.position,
            ..AddOnFields::default()
        },
        service_ids: Some(body.service_ids),
    };
    let id = in_transaction!(member.tenant, tx => change::add_add_on(tx, &salon, new.clone(), now).await)?;
    Ok(Created(read(&app, &member, id).await?))
}

/// What is to change about an extra; what is left out stays as it is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AddOnChange)]
struct AddOnChangeBody {
    #[garde(length(chars, min = 1, max = 200), inner(custom(is_name)))]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// What it adds to the time; a multiple of five, nothing included.
    #[garde(range(max = 480), inner(custom(is_in_fives)))]
    #[schema(maximum = 480, multiple_of = 5)]
    duration_minutes: Option<u32>,
    /// What it adds to the price, in the smallest unit of the salon's currency.
    #[garde(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000)]
    price_cents: Option<i64>,
    /// Whether it can be booked.
    #[garde(skip)]
    is_active: Option<bool>,
    /// The services it goes with, instead of those it went with before.
    #[garde(length(max = 500))]
    #[schema(max_items = 500)]
    service_ids: Option<Vec<ServiceId>>,
    /// Its place in the salon's order.
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

/// Changes an extra. Visits that are booked keep it as it was.
#[utoipa::path(patch, path = "/api/add-ons/{id}", tag = "services", operation_id = "updateAddOn",
    params(("id" = AddOnId, Path)), request_body = AddOnChangeBody, responses(
    (status = 200, description = "Changed", body = Success<AddOnBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none, or no such service", body = ErrorBody),
    (status = 409, description = "It has been removed", body = ErrorBody),
))]
async fn update_add_on(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AddOnId>,
    Body(body): Body<AddOnChangeBody>,
) -> Result<Success<AddOnBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let wanted = AddOnChange {
        fields: AddOnFields {
            name: body.name.map(|name| name.trim().to_owned()),
            duration_minutes: body.duration_minutes,
            price_cents: body.price_cents,
            is_active: body.is_active,
            position: body.position,
            deleted_at: None,
        },
        service_ids: body.service_ids,
    };
    in_transaction!(member.tenant, tx => change::change_add_on(tx, &salon, id, wanted.clone(), now).await)?;
    Ok(Success::new(read(&app, &member, id).await?))
}

/// Takes an extra out of the catalogue. Visits that have it keep it.
#[utoipa::path(delete, path = "/api/add-ons/{id}", tag = "services", operation_id = "deleteAddOn",
    params(("id" = AddOnId, Path)), responses(
    (status = 204, description = "Taken out"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn delete_add_on(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AddOnId>,
) -> Result<Removed, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_add_on_deleted(tx, &salon, id, true, now).await)?;
    Ok(Removed)
}

/// Puts an extra back that was taken out of the catalogue.
#[utoipa::path(post, path = "/api/add-ons/{id}/restore", tag = "services", operation_id = "restoreAddOn",
    params(("id" = AddOnId, Path)), responses(
    (status = 200, description = "Put back", body = Success<AddOnBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn restore_add_on(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AddOnId>,
) -> Result<Success<AddOnBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_add_on_deleted(tx, &salon, id, false, now).await)?;
    Ok(Success::new(read(&app, &member, id).await?))
}
