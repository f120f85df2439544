//! What can be booked.

use std::collections::BTreeMap;

use axum::extract::State;
use garde::Validate;
use scheduling::Segment;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::change::{self, ServiceChange};
use super::parts::{SegmentBody, TimingChange};
use super::starter::{self, Starter};
use super::store::{Need, Service};
use super::{add_ons, equipment};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, is_in_fives, is_name, is_prose, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, EmployeeId, ResourceId, ServiceId};
use crate::modules::appointments;
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_services))
        .members(Role::Stylist, routes!(list_categories))
        .members(Role::Stylist, routes!(get_service))
        .members(Role::Manager, routes!(create_service))
        .members(Role::Manager, routes!(update_service))
        .members(Role::Manager, routes!(delete_service))
        .members(Role::Manager, routes!(restore_service))
        .members(Role::Manager, routes!(add_starter_catalogue))
        .merge(add_ons::routes())
        .merge(equipment::routes())
}

/// Something to book.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Service)]
struct ServiceBody {
    id: ServiceId,
    name: String,
    /// The heading it stands under.
    category: String,
    #[schema(required)]
    description: Option<String>,
    /// How long the client is there, without extras.
    duration_minutes: u32,
    /// In the smallest unit of the salon's currency.
    price_cents: i64,
    /// Whether it can be booked.
    is_active: bool,
    /// Extras that can be booked with it.
    add_ons: Vec<AddOnBody>,
    /// Those who do it.
    employee_ids: Vec<EmployeeId>,
    /// The parts it consists of, in order. None: plain work from start to end.
    segments: Vec<SegmentBody>,
    /// The stylist's time before the client comes.
    buffer_before_minutes: u32,
    /// The stylist's time after everything.
    buffer_after_minutes: u32,
    /// Equipment of which it needs a unit each for as long as the client is there; that of single parts is in `segments`.
    resource_ids: Vec<ResourceId>,
    /// All extras that go with it, those that cannot be booked at the moment included.
    add_on_ids: Vec<AddOnId>,
    /// Other words that callers use for it.
    synonyms: Vec<String>,
    /// Its place in the salon's order.
    position: i32,
    /// Whether it was taken out of the catalogue; visits of the past keep it.
    is_deleted: bool,
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

fn body(salon: &Salon, service: &Service) -> ServiceBody {
    let add_ons: Vec<_> = service
        .add_on_ids
        .iter()
        .filter_map(|id| salon.add_on(*id))
        .filter(|add_on| !add_on.is_deleted)
        .collect();
    let is_there = |need: &&Need| salon.resource(need.resource_id).is_some_and(|one| !one.is_deleted);
    let needed = |in_it: &dyn Fn(&Need) -> bool| -> Vec<ResourceId> {
        let needs = service.needs.iter().filter(is_there).filter(|need| in_it(need));
        needs.map(|need| need.resource_id).collect()
    };
    let segment = |(place, part): (u32, &Segment)| {
        SegmentBody::new(*part, needed(&|need| need.segments.contains(&place)))
    };
    ServiceBody {
        employee_ids: salon.employees_for(service.id).map(|employee| employee.id).collect(),
        add_on_ids: add_ons.iter().map(|add_on| add_on.id).collect(),
        add_ons: add_ons
            .into_iter()
            .filter(|add_on| add_on.is_bookable())
            .map(|add_on| AddOnBody {
                id: add_on.id,
                name: add_on.name.clone(),
                duration_minutes: add_on.duration_minutes,
                price_cents: add_on.price_cents,
            })
            .collect(),
        resource_ids: needed(&|need| need.segments.is_empty()),
        segments: (0..).zip(&service.timing.segments).map(segment).collect(),
        buffer_before_minutes: service.timing.buffer_before_minutes,
        buffer_after_minutes: service.timing.buffer_after_minutes,
        id: service.id,
        name: service.name.clone(),
        category: service.category.clone(),
        description: service.description.clone(),
        duration_minutes: service.duration_minutes(),
        price_cents: service.price_cents,
        is_active: service.is_active,
        synonyms: service.synonyms.clone(),
        position: service.position,
        is_deleted: service.is_deleted,
    }
}

/// A service with what hangs on it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ServiceDetail {
    #[serde(flatten)]
    service: ServiceBody,
    /// Visits of it that are still to come. They stay when it is made inactive or taken out.
    future_visits: u64,
}

/// The service as it is now.
async fn detail(app: &App, member: &Member, id: ServiceId) -> Result<ServiceDetail, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let service = salon.service(id).ok_or_else(|| Problem::not_found("service"))?;
    let future_visits = appointments::count_coming(&member.tenant, id, app.clock.now()).await?;
    Ok(ServiceDetail { service: body(&salon, service), future_visits })
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ServiceQuery {
    /// Only those that can be booked, or only those that cannot.
    is_active: Option<bool>,
    /// Those that were taken out of the catalogue, instead of those that are in it.
    #[serde(default)]
    deleted: bool,
    /// Only those under this heading.
    category: Option<String>,
    /// Part of the name, of the heading or of another word for it.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
}

/// By what a list of services is sorted; a minus in front: the other way round.
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
    #[serde(rename = "durationMinutes")]
    Shortest,
    #[serde(rename = "-durationMinutes")]
    Longest,
    #[serde(rename = "category")]
    Category,
    #[serde(rename = "-category")]
    CategoryBackwards,
}

impl Sort {
    fn apply(self, services: &mut [&Service]) {
        // They come in the salon's order, and equals stay in it.
        match self {
            Self::Position | Self::PositionBackwards => {}
            Self::Name | Self::NameBackwards => services.sort_by_key(|one| one.name.to_lowercase()),
            Self::Cheapest | Self::Dearest => services.sort_by_key(|one| one.price_cents),
            Self::Shortest | Self::Longest => services.sort_by_key(|one| one.duration_minutes()),
            Self::Category | Self::CategoryBackwards => {
                services.sort_by_key(|one| one.category.to_lowercase());
            }
        }
        let is_backwards = matches!(
            self,
            Self::PositionBackwards
                | Self::NameBackwards
                | Self::Dearest
                | Self::Longest
                | Self::CategoryBackwards
        );
        if is_backwards {
            services.reverse();
        }
    }
}

/// What the salon offers, in its own order unless another is asked for.
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
    let search = search_text(query.search)?.map(|text| text.trim().to_lowercase());
    let is_wanted = |service: &&Service| {
        service.is_deleted == query.deleted
            && query.is_active.is_none_or(|wanted| service.is_active == wanted)
            && query.category.as_ref().is_none_or(|category| service.category == *category)
            && search.as_ref().is_none_or(|text| is_found(service, text))
    };
    let mut services: Vec<_> = salon.services.iter().filter(is_wanted).collect();
    query.sort.unwrap_or_default().apply(&mut services);
    Ok(PageOf::of(services, page).listed(|service| body(&salon, service)))
}

/// Whether a service is meant by this text in small letters.
fn is_found(service: &Service, text: &str) -> bool {
    let has = |words: &String| words.to_lowercase().contains(text);
    has(&service.name) || has(&service.category) || service.synonyms.iter().any(has)
}

/// A heading of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ServiceCategory {
    name: String,
    /// How many services stand under it.
    services: usize,
}

/// The headings of the catalogue by name, and how many services stand under each.
#[utoipa::path(get, path = "/api/services/categories", tag = "services", operation_id = "listServiceCategories",
    responses(
    (status = 200, description = "All headings", body = Success<Vec<ServiceCategory>>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_categories(
    State(app): State<App>,
    member: Member,
) -> Result<Success<Vec<ServiceCategory>>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for service in salon.services.iter().filter(|service| !service.is_deleted) {
        *counts.entry(&service.category).or_default() += 1;
    }
    let category = |(name, services): (&str, usize)| ServiceCategory { name: name.to_owned(), services };
    Ok(Success::new(counts.into_iter().map(category).collect()))
}

/// One service.
#[utoipa::path(get, path = "/api/services/{id}", tag = "services", operation_id = "getService",
    params(("id" = ServiceId, Path)), responses(
    (status = 200, description = "The service", body = Success<ServiceDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_service(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ServiceId>,
) -> Result<Success<ServiceDetail>, Problem> {
    Ok(Success::new(detail(&app, &member, id).await?))
}

/// A service to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewService {
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The heading it stands under.
    #[garde(length(chars, min = 1, max = 100), custom(is_name))]
    #[schema(min_length = 1, max_length = 100)]
    category: String,
    #[serde(default)]
    #[garde(length(chars, max = 2000), inner(custom(is_prose)))]
    #[schema(max_length = 2000)]
    description: Option<String>,
    /// How long the client is there; a multiple of five. With `segments` it follows from them, and can be left out.
    #[serde(default)]
    #[garde(range(min = 5, max = 1440), inner(custom(is_in_fives)))]
    #[schema(minimum = 5, maximum = 1440, multiple_of = 5)]
    duration_minutes: Option<u32>,
    /// In the smallest unit of the salon's currency.
    #[garde(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000)]
    price_cents: i64,
    /// The parts it consists of, in order; at least one of them work. None: plain work from start to end.
    #[serde(default)]
    #[garde(length(max = 12), dive)]
    #[schema(max_items = 12)]
    segments: Vec<SegmentBody>,
    /// The stylist's time before the client comes; a multiple of five.
    #[serde(default)]
    #[garde(range(max = 240), custom(is_in_fives))]
    #[schema(maximum = 240, multiple_of = 5)]
    buffer_before_minutes: u32,
    /// The stylist's time after everything; a multiple of five.
    #[serde(default)]
    #[garde(range(max = 240), custom(is_in_fives))]
    #[schema(maximum = 240, multiple_of = 5)]
    buffer_after_minutes: u32,
    /// Other words that callers use for it.
    #[serde(default)]
    #[garde(length(max = 30), inner(length(chars, min = 1, max = 100), custom(is_name)))]
    #[schema(max_items = 30)]
    synonyms: Vec<String>,
    /// Extras that go with it.
    #[serde(default)]
    #[garde(length(max = 100))]
    #[schema(max_items = 100)]
    add_on_ids: Vec<AddOnId>,
    /// Equipment of which it needs a unit each for as long as the client is there; see also `segments`.
    #[serde(default)]
    #[garde(length(max = 20))]
    #[schema(max_items = 20)]
    resource_ids: Vec<ResourceId>,
    /// Those who do it, at the catalogue's time and price.
    #[serde(default)]
    #[garde(length(max = 200))]
    #[schema(max_items = 200)]
    employee_ids: Vec<EmployeeId>,
    /// Its place in the salon's order; left out: the last.
    #[serde(default)]
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

impl From<NewService> for ServiceChange {
    fn from(new: NewService) -> Self {
        Self {
            name: Some(trimmed(new.name)),
            category: Some(trimmed(new.category)),
            description: new.description.map(trimmed),
            timing: TimingChange {
                duration_minutes: new.duration_minutes,
                segments: Some(new.segments),
                buffer_before_minutes: Some(new.buffer_before_minutes),
                buffer_after_minutes: Some(new.buffer_after_minutes),
            },
            price_cents: Some(new.price_cents),
            synonyms: Some(words(new.synonyms)),
            is_active: None,
            position: new.position,
            add_on_ids: Some(new.add_on_ids),
            resource_ids: Some(new.resource_ids),
            employee_ids: Some(new.employee_ids),
        }
    }
}

fn trimmed(text: String) -> String {
    text.trim().to_owned()
}

/// The words without blanks around them, each once.
fn words(words: Vec<String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::with_capacity(words.len());
    for word in words.into_iter().map(trimmed) {
        if !known.contains(&word) {
            known.push(word);
        }
    }
    known
}

/// Adds a service.
#[utoipa::path(post, path = "/api/services", tag = "services", operation_id = "createService",
    request_body = NewService, responses(
    (status = 201, description = "Added", body = Success<ServiceDetail>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is no such add-on, equipment or employee", body = ErrorBody),
))]
async fn create_service(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewService>,
) -> Result<Created<ServiceDetail>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let new = ServiceChange::from(body);
    let id = in_transaction!(member.tenant, tx => change::add_service(tx, &salon, new.clone(), now).await)?;
    Ok(Created(detail(&app, &member, id).await?))
}

/// What is to change about a service; what is left out stays as it is, and lists replace what was there.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ServiceChange)]
struct ServiceChangeBody {
    #[garde(length(chars, min = 1, max = 200), inner(custom(is_name)))]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// The heading it stands under.
    #[garde(length(chars, min = 1, max = 100), inner(custom(is_name)))]
    #[schema(min_length = 1, max_length = 100)]
    category: Option<String>,
    /// Empty: none.
    #[garde(length(chars, max = 2000), inner(custom(is_prose)))]
    #[schema(max_length = 2000)]
    description: Option<String>,
    /// How long the client is there; a multiple of five. With `segments` it follows from them, and can be left out.
    #[garde(range(min = 5, max = 1440), inner(custom(is_in_fives)))]
    #[schema(minimum = 5, maximum = 1440, multiple_of = 5)]
    duration_minutes: Option<u32>,
    /// In the smallest unit of the salon's currency.
    #[garde(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000)]
    price_cents: Option<i64>,
    /// The parts it consists of, in order; at least one of them work. An empty list: plain work from start to end.
    #[garde(length(max = 12), dive)]
    #[schema(max_items = 12)]
    segments: Option<Vec<SegmentBody>>,
    /// The stylist's time before the client comes; a multiple of five.
    #[garde(range(max = 240), inner(custom(is_in_fives)))]
    #[schema(maximum = 240, multiple_of = 5)]
    buffer_before_minutes: Option<u32>,
    /// The stylist's time after everything; a multiple of five.
    #[garde(range(max = 240), inner(custom(is_in_fives)))]
    #[schema(maximum = 240, multiple_of = 5)]
    buffer_after_minutes: Option<u32>,
    /// Other words that callers use for it.
    #[garde(length(max = 30), inner(inner(length(chars, min = 1, max = 100), custom(is_name))))]
    #[schema(max_items = 30)]
    synonyms: Option<Vec<String>>,
    /// Whether it can be booked. Visits to come stay when it no longer can.
    #[garde(skip)]
    is_active: Option<bool>,
    /// Extras that go with it.
    #[garde(length(max = 100))]
    #[schema(max_items = 100)]
    add_on_ids: Option<Vec<AddOnId>>,
    /// Equipment of which it needs a unit each for as long as the client is there; see also `segments`.
    #[garde(length(max = 20))]
    #[schema(max_items = 20)]
    resource_ids: Option<Vec<ResourceId>>,
    /// Those who do it. Who did it before keeps their own time and price.
    #[garde(length(max = 200))]
    #[schema(max_items = 200)]
    employee_ids: Option<Vec<EmployeeId>>,
    /// Its place in the salon's order.
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

impl From<ServiceChangeBody> for ServiceChange {
    fn from(body: ServiceChangeBody) -> Self {
        Self {
            name: body.name.map(trimmed),
            category: body.category.map(trimmed),
            description: body.description.map(trimmed),
            timing: TimingChange {
                duration_minutes: body.duration_minutes,
                segments: body.segments,
                buffer_before_minutes: body.buffer_before_minutes,
                buffer_after_minutes: body.buffer_after_minutes,
            },
            price_cents: body.price_cents,
            synonyms: body.synonyms.map(words),
            is_active: body.is_active,
            position: body.position,
            add_on_ids: body.add_on_ids,
            resource_ids: body.resource_ids,
            employee_ids: body.employee_ids,
        }
    }
}

/// Changes a service. Visits that are booked keep the time and price they were booked with.
#[utoipa::path(patch, path = "/api/services/{id}", tag = "services", operation_id = "updateService",
    params(("id" = ServiceId, Path)), request_body = ServiceChangeBody, responses(
    (status = 200, description = "Changed", body = Success<ServiceDetail>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none, or no such add-on, equipment or employee", body = ErrorBody),
    (status = 409, description = "It has been removed", body = ErrorBody),
))]
async fn update_service(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ServiceId>,
    Body(body): Body<ServiceChangeBody>,
) -> Result<Success<ServiceDetail>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let wanted = ServiceChange::from(body);
    in_transaction!(member.tenant, tx => change::change_service(tx, &salon, id, wanted.clone(), now).await)?;
    Ok(Success::new(detail(&app, &member, id).await?))
}

/// Takes a service out of the catalogue. Its visits stay, those to come included.
#[utoipa::path(delete, path = "/api/services/{id}", tag = "services", operation_id = "deleteService",
    params(("id" = ServiceId, Path)), responses(
    (status = 200, description = "Taken out", body = Success<ServiceDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn delete_service(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ServiceId>,
) -> Result<Success<ServiceDetail>, Problem> {
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_service_deleted(tx, id, true, now).await)?;
    Ok(Success::new(detail(&app, &member, id).await?))
}

/// Puts a service back that was taken out of the catalogue.
#[utoipa::path(post, path = "/api/services/{id}/restore", tag = "services", operation_id = "restoreService",
    params(("id" = ServiceId, Path)), responses(
    (status = 200, description = "Put back", body = Success<ServiceDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn restore_service(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ServiceId>,
) -> Result<Success<ServiceDetail>, Problem> {
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => change::set_service_deleted(tx, id, false, now).await)?;
    Ok(Success::new(detail(&app, &member, id).await?))
}

/// Gives a salon that has no services yet a catalogue to begin with: services, extras and equipment. Who does what
/// is still to be said.
#[utoipa::path(post, path = "/api/services/starter-catalogue", tag = "services", operation_id = "addStarterCatalogue",
    responses(
    (status = 201, description = "Added", body = Success<Starter>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 409, description = "The salon has services already", body = ErrorBody),
))]
async fn add_starter_catalogue(State(app): State<App>, member: Member) -> Result<Created<Starter>, Problem> {
    let now = app.clock.now();
    let added = in_transaction!(member.tenant, tx => starter::add_starter_catalogue(tx, now).await)?;
    Ok(Created(added))
}
