//! Visits in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::availability::{MAX_PARTS, Wanted};
use super::booking::{self, Change, ForWhom, NewBooking, NewCustomer};
use super::entity::appointment::{Source, Status};
use super::entity::change;
use super::model::{Actor, Appointment, AppointmentError, Holder, WithWhom};
use super::series;
use super::slots::{self, VisitPart, refuse};
use super::store::{self, Selection, Sort};
use super::wire::{self, AppointmentBody};
use crate::app::App;
use crate::http::access::{Calendar, Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, is_name, out_of_range, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, AppointmentId, CustomerId, EmployeeId, HoldId, SeriesId, ServiceId, VisitId};
use crate::modules::auth::Role;
use crate::modules::notifications::{self, NotificationBody};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(list_appointments))
        .members(Role::Stylist, routes!(get_appointment))
        .members(Role::Stylist, routes!(list_appointment_history))
        .members(Role::FrontDesk, routes!(create_appointment))
        .members(Role::FrontDesk, routes!(cancel_appointment))
        .members(Role::FrontDesk, routes!(move_appointment))
        .members(Role::FrontDesk, routes!(set_appointment_status))
        .members(Role::FrontDesk, routes!(update_appointment))
        .members(Role::FrontDesk, routes!(create_visit))
        .members(Role::FrontDesk, routes!(create_series))
        .merge(slots::routes())
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
    customer_id: Option<CustomerId>,
    service_id: Option<ServiceId>,
    /// Only the services of this visit.
    visit_id: Option<VisitId>,
    /// Part of the customer's name or number.
    #[param(max_length = 100)]
    search: Option<String>,
    #[param(inline)]
    sort: Option<Sort>,
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
    // Whoever sees their own calendar alone finds nothing in another.
    let employee = match (member.calendar(), query.employee_id) {
        (Calendar::Everybodys, wanted) => wanted,
        (Calendar::Of(own), None) => Some(own),
        (Calendar::Of(own), Some(wanted)) if own == wanted => Some(own),
        _ => return Ok(PageOf::of([], page).listed(|appointment| wire::body(&salon, appointment))),
    };
    let selection = Selection {
        from: query.from.map(|edge| edge.beginning(&salon)).transpose()?,
        to: query.to.map(|edge| edge.end(&salon)).transpose()?,
        status: query.status,
        employee,
        customer: query.customer_id,
        service: query.service_id,
        visit: query.visit_id,
        search: search_text(query.search)?,
        sort: query.sort.unwrap_or_default(),
    };
    let page = store::page(&member.tenant, &selection, page).await?;
    Ok(page.listed(|appointment| wire::body(&salon, appointment)))
}

/// A visit that this person may see; others do not exist for them.
async fn find_own(member: &Member, id: AppointmentId) -> Result<Appointment, Problem> {
    let appointment = store::find(&member.tenant, id).await?;
    let is_theirs = |appointment: &Appointment| member.calendar().has(appointment.row.employee_id);
    appointment.filter(is_theirs).ok_or_else(|| Problem::not_found("appointment"))
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
    let appointment = find_own(&member, id).await?;
    let messages = notifications::list_for_appointment(&member.tenant, id).await?;
    Ok(Success::new(AppointmentDetail {
        appointment: wire::body(&salon, appointment),
        notifications: messages.into_iter().map(NotificationBody::from).collect(),
    }))
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
    /// The token of that start: proves that it was offered.
    #[serde(default)]
    #[garde(length(max = 64))]
    #[schema(max_length = 64)]
    slot_token: Option<String>,
    /// The hold that keeps it.
    #[serde(default)]
    #[garde(skip)]
    hold_id: Option<HoldId>,
    /// For whom, where the salon knows them; otherwise `customer`.
    #[serde(default)]
    #[garde(skip)]
    customer_id: Option<CustomerId>,
    /// For whom, by name and number.
    #[serde(default)]
    #[garde(dive)]
    customer: Option<NewCustomerBody>,
    /// What the salon should know.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    #[schema(max_length = 2000)]
    notes: Option<String>,
    /// Put it there whatever stands in the way: managers and owners only. The visit and its history show it.
    #[serde(default)]
    #[garde(skip)]
    force: bool,
}

/// For whom a visit is.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewCustomer)]
pub(crate) struct NewCustomerBody {
    /// Name.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Number, as people write it; a known customer is found by it.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

impl NewAppointment {
    /// What the booking needs to know.
    pub(crate) fn into_booking(
        self,
        app: &App,
        salon: &Salon,
        source: Source,
        by: Actor,
    ) -> Result<NewBooking, Problem> {
        let wanted = Wanted::one(self.service_id, self.add_on_ids, self.employee_id.into());
        let for_whom = for_whom(salon, self.customer_id, self.customer)?;
        let new = NewBooking::new(wanted, self.starts_at, for_whom, source, by);
        finish(app, salon, new, self.slot_token.as_deref(), self.hold_id, self.notes, self.force)
    }

    /// Whether it is to be put over whatever stands in the way.
    pub(crate) fn is_forced(&self) -> bool {
        self.force
    }
}

/// For whom, by id or by name and number.
pub(crate) fn for_whom(
    salon: &Salon,
    id: Option<CustomerId>,
    customer: Option<NewCustomerBody>,
) -> Result<ForWhom, Problem> {
    match (id, customer) {
        (Some(id), None) => Ok(ForWhom::Known(id)),
        (None, Some(customer)) => Ok(ForWhom::Named(NewCustomer {
            phone: read_phone(salon, customer.phone.as_deref(), "customer.phone")?,
            name: customer.name.trim().to_owned(),
        })),
        _ => Err(Problem::invalid("customer", "must be given, either it or customerId")),
    }
}

/// Adds to a booking what is the same whether it has one service or several.
fn finish(
    app: &App,
    salon: &Salon,
    mut new: NewBooking,
    token: Option<&str>,
    hold: Option<HoldId>,
    notes: Option<String>,
    force: bool,
) -> Result<NewBooking, Problem> {
    slots::check_token(app, salon.tenant.id, &new.wanted, token, new.starts_at, app.clock.now())?;
    if force && new.wanted.parts.iter().any(|part| !matches!(part.with, WithWhom::Only(_))) {
        return Err(Problem::invalid("employeeId", "must be named where a visit is forced"));
    }
    new.wanted.holder = hold.map_or(Holder::Nobody, Holder::Hold);
    new.notes = notes.filter(|notes| !notes.trim().is_empty());
    new.force = force;
    Ok(new)
}

/// A number as somebody of the salon's country writes it; nothing but blanks is none.
fn read_phone(
    salon: &Salon,
    phone: Option<&str>,
    field: &str,
) -> Result<Option<providers::phone::PhoneNumber>, Problem> {
    let phone = phone.filter(|phone| !phone.trim().is_empty());
    phone
        .map(|phone| salon.read_number(phone))
        .transpose()
        .map_err(|error| Problem::invalid(field, format!("is not right: {error}")))
}

/// Putting a visit over another is for those who answer for it.
fn may_force(member: &Member, force: bool) -> Result<(), Problem> {
    if force && member.role < Role::Manager {
        return Err(Problem::forbidden("only managers and owners can book over another visit"));
    }
    Ok(())
}

impl From<AppointmentError> for Problem {
    fn from(error: AppointmentError) -> Self {
        match error {
            AppointmentError::UnknownService => Self::not_found("service"),
            AppointmentError::UnknownAddOn => Self::not_found("add-on for this service"),
            AppointmentError::UnknownEmployee => Self::not_found("employee"),
            AppointmentError::UnknownAppointment => Self::not_found("appointment"),
            AppointmentError::UnknownCustomer => Self::not_found("customer"),
            AppointmentError::UnknownHold => Self::not_found("hold"),
            AppointmentError::WrongEmployee => {
                Self::invalid("employeeId", "names somebody who does not do this service")
            }
            AppointmentError::BadRange(how) => Self::invalid("from", how),
            AppointmentError::BadToken(how) => Self::invalid("slotToken", how),
            AppointmentError::TooLate(_) => Self::conflict("too_late", error.to_string()),
            AppointmentError::Blocked => Self::conflict("customer_blocked", error.to_string()),
            AppointmentError::Changed => Self::conflict(
                "stale_version",
                "the appointment has changed since you read it; read it again and repeat the change",
            ),
            AppointmentError::WrongStatus(_) => Self::conflict("invalid_transition", error.to_string()),
            AppointmentError::NotFree(refusal) => Self::conflict(
                "slot_taken",
                format!("this time is not free: {}", slots::in_words(&refusal, None)),
            ),
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
    may_force(&member, body.force)?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let new = body.into_booking(&app, &salon, Source::Staff, member.actor())?;
    let booked = book(&app, &member.tenant, &salon, &new).await?;
    let first = booked.into_iter().next().ok_or_else(|| Problem::internal("a booking without a row"))?;
    Ok(Created(wire::body(&salon, first)))
}

async fn book(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    new: &NewBooking,
) -> Result<Vec<Appointment>, Problem> {
    let now = app.clock.now();
    match in_transaction!(db, tx => booking::book(tx, salon, new, now).await) {
        Ok(booked) => {
            app.work.notify_one();
            Ok(booked)
        }
        Err(error) => Err(refuse(app, db, salon, error, &new.wanted, new.starts_at).await),
    }
}

/// A visit of several services.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewVisit {
    /// The services, in the order in which they are to be done.
    #[garde(length(min = 1, max = MAX_PARTS), dive)]
    #[schema(min_items = 1, max_items = 6)]
    parts: Vec<VisitPart>,
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The token of that start: proves that it was offered.
    #[serde(default)]
    #[garde(length(max = 64))]
    #[schema(max_length = 64)]
    slot_token: Option<String>,
    /// The hold that keeps it.
    #[serde(default)]
    #[garde(skip)]
    hold_id: Option<HoldId>,
    /// For whom, where the salon knows them; otherwise `customer`.
    #[serde(default)]
    #[garde(skip)]
    customer_id: Option<CustomerId>,
    /// For whom, by name and number.
    #[serde(default)]
    #[garde(dive)]
    customer: Option<NewCustomerBody>,
    /// What the salon should know.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    #[schema(max_length = 2000)]
    notes: Option<String>,
    /// Put it there whatever stands in the way: managers and owners only. The visit and its history show it.
    #[serde(default)]
    #[garde(skip)]
    force: bool,
}

/// Books a visit of several services, by one person or by several: all of them or none.
#[utoipa::path(post, path = "/api/appointments/visits", tag = "appointments", operation_id = "createVisit",
    request_body = NewVisit, responses(
    (status = 201, description = "Booked: an appointment for each service", body = Success<Vec<AppointmentBody>>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Forced without the right to", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or customer", body = ErrorBody),
    (status = 409, description = "Not free; `details.alternatives` are", body = ErrorBody),
))]
async fn create_visit(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewVisit>,
) -> Result<Created<Vec<AppointmentBody>>, Problem> {
    may_force(&member, body.force)?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let wanted = slots::wanted(body.parts, Holder::Nobody);
    let for_whom = for_whom(&salon, body.customer_id, body.customer)?;
    let new = NewBooking::new(wanted, body.starts_at, for_whom, Source::Staff, member.actor());
    let new = finish(&app, &salon, new, body.slot_token.as_deref(), body.hold_id, body.notes, body.force)?;
    let booked = book(&app, &member.tenant, &salon, &new).await?;
    Ok(Created(wire::bodies(&salon, booked)))
}

/// Visits that come back every few weeks.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewSeries {
    /// The first visit; the others have the same time of day on the salon's clock.
    #[garde(dive)]
    first: NewAppointment,
    /// Weeks from one visit to the next.
    #[garde(range(min = 1, max = 52))]
    #[schema(minimum = 1, maximum = 52)]
    every_weeks: u32,
    /// How many visits.
    #[garde(range(min = 2, max = 26))]
    #[schema(minimum = 2, maximum = 26)]
    count: u32,
    /// What to do about dates that are not free.
    #[serde(default)]
    #[garde(skip)]
    on_conflict: OnConflict,
}

/// What to do about dates of a series that are not free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum OnConflict {
    /// Book nothing, and say which.
    #[default]
    Fail,
    /// Book the others, and say which.
    Skip,
}

/// A series as booked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Series)]
struct SeriesBody {
    #[schema(value_type = Option<SeriesId>, required)]
    id: Option<SeriesId>,
    booked: Vec<AppointmentBody>,
    /// Dates that were not free.
    skipped: Vec<SkippedDate>,
}

/// A date of a series that is not free.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SkippedDate {
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    #[schema(value_type = String)]
    reason: scheduling::Reason,
    /// The same in words.
    message: String,
}

impl SkippedDate {
    fn new(skipped: &series::Skipped) -> Self {
        Self {
            starts_at: skipped.starts_at,
            reason: skipped.refusal.reason,
            message: slots::in_words(&skipped.refusal, None),
        }
    }
}

/// Books visits that come back every few weeks, in one decision.
#[utoipa::path(post, path = "/api/appointments/series", tag = "appointments", operation_id = "createSeries",
    request_body = NewSeries, responses(
    (status = 201, description = "Booked", body = Success<SeriesBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or customer", body = ErrorBody),
    (status = 409, description = "Dates are not free: `details.skipped`; nothing was booked", body = ErrorBody),
))]
async fn create_series(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewSeries>,
) -> Result<Created<SeriesBody>, Problem> {
    if body.first.is_forced() {
        return Err(Problem::invalid("first.force", "cannot be used for a series"));
    }
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let first = body.first.into_booking(&app, &salon, Source::Staff, member.actor())?;
    let wish = series::Wish {
        first,
        every_weeks: body.every_weeks,
        count: body.count,
        skips_conflicts: body.on_conflict == OnConflict::Skip,
    };
    let now = app.clock.now();
    let booked = in_transaction!(member.tenant, tx => series::book_series(tx, &salon, &wish, now).await);
    match booked {
        Ok(series) => {
            app.work.notify_one();
            Ok(Created(SeriesBody {
                id: Some(series.id),
                booked: wire::bodies(&salon, series.booked),
                skipped: series.skipped.iter().map(SkippedDate::new).collect(),
            }))
        }
        Err(series::SeriesError::Conflicts(skipped)) => {
            let skipped: Vec<_> = skipped.iter().map(SkippedDate::new).collect();
            let message = format!("{} of the dates are not free; nothing was booked", skipped.len());
            Err(Problem::conflict("slot_taken", message)
                .with_details(serde_json::json!({ "skipped": skipped })))
        }
        Err(series::SeriesError::Appointment(error)) => Err(error.into()),
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
    /// What is called off with it.
    #[serde(default)]
    #[garde(skip)]
    pub(crate) scope: CancelScope,
}

/// What is called off together with a visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum CancelScope {
    /// Nothing else.
    #[default]
    This,
    /// The other services of the same visit.
    Visit,
    /// All later visits of the same series.
    Following,
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
    let by = member.actor();
    let cancelled =
        in_transaction!(member.tenant, tx => series::cancel_all(tx, &salon, id, &body, &by, now).await)?;
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
    /// Put it there whatever stands in the way: managers and owners only.
    #[serde(default)]
    #[garde(skip)]
    pub(crate) force: bool,
    /// The version that was read; another one by now: the change is refused.
    #[serde(default)]
    #[garde(skip)]
    pub(crate) version: Option<i32>,
    /// What is moved with it.
    #[serde(default)]
    #[garde(skip)]
    pub(crate) scope: MoveScope,
}

/// What is moved together with a visit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum MoveScope {
    /// Nothing else.
    #[default]
    This,
    /// All services of the same visit, arranged anew from the new start of the first: with the same people if they
    /// can, else with whoever is free. `employeeId` is for the one that is named.
    Visit,
}

impl Move {
    /// What is to change.
    pub(crate) fn change(&self) -> Change {
        Change {
            force: self.force,
            version: self.version,
            whole_visit: self.scope == MoveScope::Visit,
            ..Change::to(self.starts_at, self.employee_id.into())
        }
    }
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
    may_force(&member, body.force)?;
    if body.force && body.employee_id.is_none() {
        return Err(Problem::invalid("employeeId", "must be named where a move is forced"));
    }
    let change = body.change();
    let by = member.actor();
    let moved =
        in_transaction!(member.tenant, tx => booking::reschedule(tx, &salon, id, &change, &by, now).await);
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
            let wanted = match booking::wanted_by(db, &known, change).await {
                Ok(wanted) => wanted,
                Err(error) => return error.into(),
            };
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
    let by = member.actor();
    let changed = in_transaction!(member.tenant, tx => match body.status {
        // Calling off has messages of its own.
        Status::Cancelled => booking::cancel(tx, &salon, id, None, &by, now).await,
        status => booking::set_status(tx, &salon, id, status, &by, now).await,
    })?;
    app.work.notify_one();
    Ok(Success::new(wire::body(&salon, changed)))
}

/// What the salon has noted of a visit.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AppointmentChange {
    /// What the salon should know; empty: nothing.
    #[garde(length(chars, max = 2000))]
    #[schema(max_length = 2000)]
    notes: String,
}

/// Changes the notes of a visit.
#[utoipa::path(patch, path = "/api/appointments/{id}", tag = "appointments", operation_id = "updateAppointment",
    params(("id" = AppointmentId, Path)), request_body = AppointmentChange, responses(
    (status = 200, description = "Changed", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn update_appointment(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<AppointmentChange>,
) -> Result<Success<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let notes = Some(body.notes).filter(|notes| !notes.trim().is_empty());
    let by = member.actor();
    let changed =
        in_transaction!(member.tenant, tx => booking::set_notes(tx, id, notes.clone(), &by, now).await)?;
    Ok(Success::new(wire::body(&salon, changed)))
}

/// One change in a visit's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct HistoryEntry {
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// `BOOKED`, `FORCED`, `MOVED`, `STATUS`, `NOTES`, `MERGED` or `IMPORTED`.
    action: String,
    /// `PERSON`, `KEY`, `CALL`, `CUSTOMER` or `SYSTEM`.
    actor: String,
    #[schema(required)]
    actor_name: Option<String>,
    /// Each value that changed, with `from` and `to`.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    changes: serde_json::Value,
}

impl From<change::Model> for HistoryEntry {
    fn from(row: change::Model) -> Self {
        Self {
            at: row.at.timestamp(),
            action: row.action,
            actor: row.actor,
            actor_name: row.actor_name,
            changes: row.changes,
        }
    }
}

/// What has been done to a visit, oldest first.
#[utoipa::path(get, path = "/api/appointments/{id}/history", tag = "appointments", operation_id = "listAppointmentHistory",
    params(("id" = AppointmentId, Path)), responses(
    (status = 200, description = "All changes", body = Success<Vec<HistoryEntry>>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such visit", body = ErrorBody),
))]
async fn list_appointment_history(
    member: Member,
    PathId(id): PathId<AppointmentId>,
) -> Result<Success<Vec<HistoryEntry>>, Problem> {
    find_own(&member, id).await?;
    let rows = store::history(&member.tenant, id).await?;
    Ok(Success::new(rows.into_iter().map(HistoryEntry::from).collect()))
}
