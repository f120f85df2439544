//! Visits in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::availability::{self, Wanted};
use super::booking::{self, Change, NewBooking, NewCustomer};
use super::entity::appointment::{Source, Status};
use super::model::AppointmentError;
use super::store::{self, Selection};
use super::wire::{self, AppointmentBody, SlotBody};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, out_of_range, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, AppointmentId, EmployeeId, ServiceId};
use crate::modules::auth::Role;
use crate::modules::notifications::{self, NotificationBody};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_appointments))
        .members(Role::Stylist, routes!(get_appointment))
        .members(Role::Stylist, routes!(get_availability))
        .members(Role::FrontDesk, routes!(create_appointment))
        .members(Role::FrontDesk, routes!(cancel_appointment))
        .members(Role::FrontDesk, routes!(move_appointment))
        .members(Role::FrontDesk, routes!(set_appointment_status))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct AppointmentQuery {
    /// First day, on the salon's calendar; or an instant.
    #[param(value_type = Option<String>, example = "2026-12-01")]
    from: Option<DayOrInstant>,
    /// Last day, included; or an instant, not included.
    #[param(value_type = Option<String>, example = "2026-12-07")]
    to: Option<DayOrInstant>,
    status: Option<Status>,
    employee_id: Option<EmployeeId>,
    /// Part of the customer's name or number.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
enum Sort {
    #[serde(rename = "startsAt")]
    OldestFirst,
    #[serde(rename = "-startsAt")]
    NewestFirst,
}

/// One end of a stretch of time, as a day of the salon's calendar or as an instant.
#[derive(Debug, Clone, Copy)]
enum DayOrInstant {
    Day(Date),
    Instant(Timestamp),
}

impl<'de> Deserialize<'de> for DayOrInstant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let instant = || text.parse().map(Self::Instant);
        let day = || text.parse().map(Self::Day);
        // A date alone has ten letters; the parser of dates would also take one with a time and forget the time.
        let read = if text.len() <= 10 { day() } else { instant() };
        read.map_err(|_| {
            serde::de::Error::custom(
                "must be a date such as 2026-12-01 or an instant such as 2026-12-01T15:00:00Z",
            )
        })
    }
}

impl DayOrInstant {
    fn beginning(self, salon: &Salon) -> Result<Timestamp, Problem> {
        match self {
            Self::Instant(instant) => Ok(instant),
            Self::Day(date) => salon.beginning_of(date).map_err(|_| out_of_range("from")),
        }
    }

    fn end(self, salon: &Salon) -> Result<Timestamp, Problem> {
        match self {
            Self::Instant(instant) => Ok(instant),
            Self::Day(date) => salon.end_of(date).map_err(|_| out_of_range("to")),
        }
    }
}

/// Visits, by their start.
#[utoipa::path(get, path = "/api/appointments", tag = "appointments", operation_id = "listAppointments",
    params(AppointmentQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<AppointmentBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_appointments(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<AppointmentQuery>,
) -> Result<Listed<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let selection = Selection {
        from: query.from.map(|edge| edge.beginning(&salon)).transpose()?,
        to: query.to.map(|edge| edge.end(&salon)).transpose()?,
        status: query.status,
        employee: query.employee_id,
        search: search_text(query.search)?,
        newest_first: query.sort == Some(Sort::NewestFirst),
    };
    let page = store::page(&member.tenant, &selection, page).await?;
    Ok(page.listed(|appointment| wire::body(&salon, appointment)))
}

/// A visit with its messages.
#[derive(Debug, Serialize, ToSchema)]
struct AppointmentDetail {
    #[serde(flatten)]
    appointment: AppointmentBody,
    notifications: Vec<NotificationBody>,
}

/// One visit.
#[utoipa::path(get, path = "/api/appointments/{id}", tag = "appointments", operation_id = "getAppointment",
    params(("id" = AppointmentId, Path)), responses(
    (status = 200, description = "The visit", body = Success<AppointmentDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_appointment(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AppointmentId>,
) -> Result<Success<AppointmentDetail>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let appointment =
        store::find(&member.tenant, id).await?.ok_or_else(|| Problem::not_found("appointment"))?;
    let messages = notifications::list_for_appointment(&member.tenant, id).await?;
    Ok(Success::new(AppointmentDetail {
        appointment: wire::body(&salon, appointment),
        notifications: messages.into_iter().map(NotificationBody::from).collect(),
    }))
}

/// When something could be.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct AvailabilityQuery {
    /// The service.
    service_id: ServiceId,
    /// Its add-ons, separated by commas.
    add_on_ids: Option<String>,
    /// One person; left out: whoever is free.
    employee_id: Option<EmployeeId>,
    /// First day, on the salon's calendar. Left out: today.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included. Left out: the first.
    #[param(value_type = Option<String>, format = "date")]
    to: Option<Date>,
}

/// Free starts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Availability {
    /// The salon's zone.
    timezone: String,
    /// In order of time.
    slots: Vec<SlotBody>,
}

/// Free starts, for whoever may ask: the dashboard and programs with a key.
pub(crate) async fn availability(
    app: &App,
    db: &TenantDb,
    query: AvailabilityQuery,
) -> Result<Availability, Problem> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let add_ons = query.add_on_ids.as_deref().unwrap_or_default();
    let add_ons: Result<Vec<AddOnId>, _> =
        add_ons.split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let from = query.from.unwrap_or_else(|| salon.zone.to_datetime(now).date());
    let wanted = Wanted {
        service: query.service_id,
        add_ons: add_ons.map_err(|error| Problem::invalid("addOnIds", error.to_string()))?,
        with: query.employee_id.into(),
        moving: None,
    };
    let dates = (from, query.to.unwrap_or(from));
    let slots = availability::free_slots(db, &salon, &wanted, dates, now).await?;
    Ok(Availability { timezone: salon.tenant.timezone.clone(), slots: wire::slot_bodies(&salon, &slots) })
}

/// When a visit could be.
#[utoipa::path(get, path = "/api/availability", tag = "appointments", operation_id = "getAvailability",
    params(AvailabilityQuery), responses(
    (status = 200, description = "Free starts", body = Success<Availability>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on or employee", body = ErrorBody),
))]
async fn get_availability(
    State(app): State<App>,
    member: Member,
    Query(query): Query<AvailabilityQuery>,
) -> Result<Success<Availability>, Problem> {
    Ok(Success::new(availability(&app, &member.tenant, query).await?))
}

/// A visit to be booked.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewAppointment {
    /// The service.
    #[garde(skip)]
    service_id: ServiceId,
    /// Its add-ons.
    #[serde(default)]
    #[garde(length(max = 20))]
    #[schema(max_items = 20)]
    add_on_ids: Vec<AddOnId>,
    /// One person; left out: whoever is free.
    #[serde(default)]
    #[garde(skip)]
    employee_id: Option<EmployeeId>,
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// For whom.
    #[garde(dive)]
    customer: NewCustomerBody,
    /// What the salon should know.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    #[schema(max_length = 2000)]
    notes: Option<String>,
}

/// For whom a visit is.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewCustomer)]
pub(crate) struct NewCustomerBody {
    /// Name.
    #[garde(length(chars, min = 1, max = 200), custom(has_letters))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Number, as people write it; a known customer is found by it.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes the context so")]
fn has_letters(name: &str, _: &()) -> garde::Result {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(garde::Error::new("must be a name"));
    }
    Ok(())
}

impl NewAppointment {
    /// What the booking needs to know.
    pub(crate) fn into_booking(self, salon: &Salon, source: Source) -> Result<NewBooking, Problem> {
        let phone = self.customer.phone.filter(|phone| !phone.trim().is_empty());
        let phone = phone
            .map(|phone| salon.read_number(&phone))
            .transpose()
            .map_err(|error| Problem::invalid("customer.phone", format!("is not right: {error}")))?;
        Ok(NewBooking {
            wanted: Wanted {
                service: self.service_id,
                add_ons: self.add_on_ids,
                with: self.employee_id.into(),
                moving: None,
            },
            starts_at: self.starts_at,
            customer: NewCustomer { name: self.customer.name.trim().to_owned(), phone },
            notes: self.notes.filter(|notes| !notes.trim().is_empty()),
            source,
            call: None,
        })
    }
}

/// A refusal, and where a time was not free, the nearest that are.
pub(crate) async fn refuse(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    error: AppointmentError,
    wanted: &Wanted,
    at: Timestamp,
) -> Problem {
    let AppointmentError::NotFree(refusal) = error else {
        return error.into();
    };
    let nearest = availability::nearest(db, salon, wanted, at, 6, app.clock.now()).await;
    // The refusal stands even if nothing better can be found.
    let nearest = nearest.unwrap_or_else(|error| {
        tracing::error!(%error, "alternatives could not be found");
        Vec::new()
    });
    let alternatives = wire::slot_bodies(salon, &nearest);
    Problem::conflict("slot_taken", format!("this time is not free: {}", in_words(refusal.reason)))
        .with_details(Unavailable { reason: refusal.reason, alternatives })
}

/// Why a time is not free, and other times.
#[derive(Debug, Serialize)]
struct Unavailable {
    reason: scheduling::Reason,
    alternatives: Vec<SlotBody>,
}

fn in_words(reason: scheduling::Reason) -> &'static str {
    use scheduling::Reason;
    match reason {
        Reason::NonexistentTime => "the clock skips it on that day",
        Reason::OffGrid => "visits do not start at this minute",
        Reason::Notice => "it is in the past or too soon",
        Reason::Horizon => "it is too far ahead",
        Reason::NoStaff => "nobody does this service",
        Reason::Closed => "the salon is closed on that day",
        Reason::OutsideHours => "it is outside working hours",
        Reason::TooLong => "the visit would last past closing time",
        Reason::TimeOff => "it falls into time off",
        Reason::Limit => "the day is full",
        Reason::Busy => "it is already taken",
        Reason::Resource => "the equipment is taken",
    }
}

impl From<AppointmentError> for Problem {
    fn from(error: AppointmentError) -> Self {
        match error {
            AppointmentError::UnknownService => Self::not_found("service"),
            AppointmentError::UnknownAddOn => Self::not_found("add-on for this service"),
            AppointmentError::UnknownEmployee => Self::not_found("employee"),
            AppointmentError::UnknownAppointment => Self::not_found("appointment"),
            AppointmentError::WrongEmployee => {
                Self::invalid("employeeId", "names somebody who does not do this service")
            }
            AppointmentError::BadRange(how) => Self::invalid("from", how),
            AppointmentError::WrongStatus(_) => Self::conflict("invalid_transition", error.to_string()),
            AppointmentError::NotFree(refusal) => {
                Self::conflict("slot_taken", format!("this time is not free: {}", in_words(refusal.reason)))
            }
            AppointmentError::Database(error) => error.into(),
        }
    }
}

/// Books a visit.
#[utoipa::path(post, path = "/api/appointments", tag = "appointments", operation_id = "createAppointment",
    request_body = NewAppointment, responses(
    (status = 201, description = "Booked", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on or employee", body = ErrorBody),
    (status = 409, description = "Not free; `details.alternatives` are", body = ErrorBody),
))]
async fn create_appointment(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewAppointment>,
) -> Result<Created<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let new = body.into_booking(&salon, Source::Staff)?;
    let now = app.clock.now();
    let booked = in_transaction!(member.tenant, tx => booking::book(tx, &salon, &new, now).await);
    match booked {
        Ok(appointment) => {
            app.work.notify_one();
            Ok(Created(wire::body(&salon, appointment)))
        }
        Err(error) => Err(refuse(&app, &member.tenant, &salon, error, &new.wanted, new.starts_at).await),
    }
}

/// Why a visit is called off.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Cancellation {
    /// In words.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    #[schema(max_length = 500)]
    pub(crate) reason: Option<String>,
}

/// Calls a visit off.
#[utoipa::path(post, path = "/api/appointments/{id}/cancel", tag = "appointments", operation_id = "cancelAppointment",
    params(("id" = AppointmentId, Path)), request_body = Cancellation, responses(
    (status = 200, description = "Called off", body = Success<AppointmentBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "It is over already", body = ErrorBody),
))]
async fn cancel_appointment(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<Cancellation>,
) -> Result<Success<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let cancelled = in_transaction!(member.tenant, tx => booking::cancel(tx, &salon, id, body.reason.clone(), now).await)?;
    app.work.notify_one();
    Ok(Success::new(wire::body(&salon, cancelled)))
}

/// Another time for a visit.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Move {
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    pub(crate) starts_at: Timestamp,
    /// One person; left out: the same as before if free, else whoever is.
    #[serde(default)]
    #[garde(skip)]
    pub(crate) employee_id: Option<EmployeeId>,
}

/// Moves a visit to another time.
#[utoipa::path(post, path = "/api/appointments/{id}/move", tag = "appointments", operation_id = "moveAppointment",
    params(("id" = AppointmentId, Path)), request_body = Move, responses(
    (status = 200, description = "Moved", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Not free, or over already", body = ErrorBody),
))]
async fn move_appointment(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<Move>,
) -> Result<Success<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let change = Change { starts_at: body.starts_at, with: body.employee_id.into() };
    let moved = in_transaction!(member.tenant, tx => booking::reschedule(tx, &salon, id, &change, now).await);
    match moved {
        Ok(moved) => {
            app.work.notify_one();
            Ok(Success::new(wire::body(&salon, moved)))
        }
        Err(error) => Err(refuse_move(&app, &member.tenant, &salon, error, id, &change).await),
    }
}

/// A refusal to move, and where the time was not free, the nearest that are.
pub(crate) async fn refuse_move(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    error: AppointmentError,
    id: AppointmentId,
    change: &Change,
) -> Problem {
    match store::find(db, id).await {
        Ok(Some(known)) => {
            let wanted = known.moved(change.with);
            refuse(app, db, salon, error, &wanted, change.starts_at).await
        }
        Ok(None) => Problem::not_found("appointment"),
        Err(error) => error.into(),
    }
}

/// The next state of a visit.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StatusChange {
    #[garde(skip)]
    status: Status,
}

/// Takes a visit to its next state.
#[utoipa::path(post, path = "/api/appointments/{id}/status", tag = "appointments", operation_id = "setAppointmentStatus",
    params(("id" = AppointmentId, Path)), request_body = StatusChange, responses(
    (status = 200, description = "Changed", body = Success<AppointmentBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "It cannot go to this state", body = ErrorBody),
))]
async fn set_appointment_status(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<StatusChange>,
) -> Result<Success<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let changed = in_transaction!(member.tenant, tx => match body.status {
        // Calling off has messages of its own.
        Status::Cancelled => booking::cancel(tx, &salon, id, None, now).await,
        status => booking::change_status(tx, id, status, None, now).await,
    })?;
    app.work.notify_one();
    Ok(Success::new(wire::body(&salon, changed)))
}
