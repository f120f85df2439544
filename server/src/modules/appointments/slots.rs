//! Free times on the wire: listing them, asking about one, holding one; for the dashboard and for programs alike.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::availability::{self, MAX_PARTS, Wanted, WantedPart};
use super::holds;
use super::model::{AppointmentError, Holder, WithWhom};
use super::store;
use super::wire::{self, SlotBody};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Removed, Success};
use crate::http::extract::{Body, PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, AppointmentId, EmployeeId, HoldId, ServiceId, TenantId};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// The routes of free times.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(get_availability))
        .members(Role::Stylist, routes!(check_availability))
        .members(Role::Stylist, routes!(search_availability))
        .members(Role::FrontDesk, routes!(create_hold))
        .members(Role::FrontDesk, routes!(delete_hold))
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
    /// A visit that would be moved: its own time does not stand in its way.
    moving_id: Option<AppointmentId>,
}

/// Free starts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Availability {
    /// The salon's zone.
    timezone: String,
    /// In order of time.
    slots: Vec<SlotBody>,
}

/// Add-ons as a query names them.
fn read_add_ons(text: Option<&str>) -> Result<Vec<AddOnId>, Problem> {
    let ids: Result<Vec<AddOnId>, _> =
        text.unwrap_or_default().split(',').filter(|id| !id.is_empty()).map(str::parse).collect();
    let ids = ids.map_err(|error| Problem::invalid("addOnIds", error.to_string()))?;
    if ids.len() > 20 {
        return Err(Problem::invalid("addOnIds", "must be at most 20"));
    }
    Ok(ids)
}

/// Free starts, for whoever may ask: the dashboard and programs with a key.
pub(crate) async fn availability(
    app: &App,
    db: &TenantDb,
    query: AvailabilityQuery,
) -> Result<Availability, Problem> {
    let add_ons = read_add_ons(query.add_on_ids.as_deref())?;
    let wanted = Wanted::one(query.service_id, add_ons, query.employee_id.into());
    let wanted = moving(db, wanted, query.moving_id).await?;
    list(app, db, &wanted, (query.from, query.to)).await
}

/// The same wish for a visit that is in the book already.
async fn moving(db: &TenantDb, wanted: Wanted, id: Option<AppointmentId>) -> Result<Wanted, Problem> {
    if let Some(id) = id {
        let known = store::find(db, id).await?.ok_or_else(|| Problem::not_found("appointment"))?;
        // Several services are a visit as a whole: none of its own time stands in its way.
        let moving =
            if wanted.parts.len() > 1 { store::ids_of_visit(db, &known.row).await? } else { vec![id] };
        return Ok(Wanted { moving, ..wanted });
    }
    Ok(wanted)
}

async fn list(
    app: &App,
    db: &TenantDb,
    wanted: &Wanted,
    (from, to): (Option<Date>, Option<Date>),
) -> Result<Availability, Problem> {
    let now = app.clock.now();
    let days = |salon: &Salon| {
        let from = from.unwrap_or_else(|| salon.zone.to_datetime(now).date());
        (from, to.unwrap_or(from))
    };
    let kept = app.salons.kept(db.tenant_id());
    let fresh = match &kept {
        Some(salon) => {
            availability::free_slots_if_fresh(&app.known_books, db, salon, wanted, days(salon), now).await?
        }
        None => None,
    };
    let (salon, slots) = match (kept, fresh) {
        (Some(salon), Some(slots)) => (salon, slots),
        _ => {
            let salon = tenants::salon(&app.salons, db).await?;
            let slots = availability::free_slots(db, &salon, wanted, days(&salon), now).await?;
            (salon, slots)
        }
    };
    let signer = app.slot_tokens.signer(db.tenant_id(), wanted, now);
    Ok(Availability {
        timezone: salon.tenant.timezone.clone(),
        slots: wire::slot_bodies(&salon, &slots, Some(&signer)),
    })
}

/// When a visit could be.
#[utoipa::path(get, path = "/api/availability", tag = "appointments", operation_id = "getAvailability",
    params(AvailabilityQuery), responses(
    (status = 200, description = "Free starts", body = Success<Availability>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
))]
async fn get_availability(
    State(app): State<App>,
    member: Member,
    Query(query): Query<AvailabilityQuery>,
) -> Result<Success<Availability>, Problem> {
    Ok(Success::new(availability(&app, &member.tenant, query).await?))
}

/// One service of a visit of several.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct VisitPart {
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
}

/// The wish for these services, one after the other.
pub(super) fn wanted(parts: Vec<VisitPart>, holder: Holder) -> Wanted {
    let part = |part: VisitPart| WantedPart {
        service: part.service_id,
        add_ons: part.add_on_ids,
        with: part.employee_id.into(),
    };
    Wanted { parts: parts.into_iter().map(part).collect(), moving: Vec::new(), holder }
}

/// When a visit of several services could be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AvailabilitySearch {
    /// The services, in the order in which they are to be done.
    #[garde(length(min = 1, max = MAX_PARTS), dive)]
    #[schema(min_items = 1, max_items = 6)]
    parts: Vec<VisitPart>,
    /// First day, on the salon's calendar. Left out: today.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included. Left out: the first.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<String>, format = "date")]
    to: Option<Date>,
    /// A visit that would be moved: its own time does not stand in its way.
    #[serde(default)]
    #[garde(skip)]
    moving_id: Option<AppointmentId>,
}

/// When a visit of several services could be, with who would do what and when.
#[utoipa::path(post, path = "/api/availability/search", tag = "appointments", operation_id = "searchAvailability",
    request_body = AvailabilitySearch, responses(
    (status = 200, description = "Free starts", body = Success<Availability>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
))]
async fn search_availability(
    State(app): State<App>,
    member: Member,
    Body(body): Body<AvailabilitySearch>,
) -> Result<Success<Availability>, Problem> {
    let wanted = moving(&member.tenant, wanted(body.parts, Holder::Nobody), body.moving_id).await?;
    Ok(Success::new(list(&app, &member.tenant, &wanted, (body.from, body.to)).await?))
}

/// Whether one start is free.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct CheckQuery {
    /// The service.
    service_id: ServiceId,
    /// Its add-ons, separated by commas.
    add_on_ids: Option<String>,
    /// One person; left out: whoever is free.
    employee_id: Option<EmployeeId>,
    /// The start: an instant, or what the salon's clock shows, such as `2026-03-08T02:30`.
    #[param(example = "2026-12-01T14:30")]
    starts_at: String,
    /// A visit that would be moved: its own time does not stand in its way.
    moving_id: Option<AppointmentId>,
}

/// Whether one start is free, and if not, why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verdict {
    free: bool,
    /// The slot, when it is free.
    #[schema(required)]
    slot: Option<SlotBody>,
    /// Why it is not.
    #[schema(value_type = Option<String>, required, example = "outside_hours")]
    reason: Option<scheduling::Reason>,
    /// The same in words that can be spoken: "Anna starts at ten that day".
    #[schema(required)]
    message: Option<String>,
    /// With `outside_hours` the first opening that day, with `too_long` that of the hours in which it would start.
    #[schema(value_type = Option<String>, required, example = "10:00")]
    opens: Option<String>,
    /// The closing that goes with it.
    #[schema(value_type = Option<String>, required, example = "18:00")]
    closes: Option<String>,
}

/// The verdict on one start, for whoever may ask.
pub(crate) async fn check(app: &App, db: &TenantDb, query: CheckQuery) -> Result<Verdict, Problem> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let add_ons = read_add_ons(query.add_on_ids.as_deref())?;
    let wanted = Wanted::one(query.service_id, add_ons, query.employee_id.into());
    let wanted = moving(db, wanted, query.moving_id).await?;
    let ask = read_ask(&query.starts_at)?;
    let person = query.employee_id.and_then(|id| salon.employee(id)).map(|person| person.name.as_str());
    Ok(match availability::judge(db, &salon, &wanted, ask, now).await? {
        Ok(slot) => {
            let signer = app.slot_tokens.signer(db.tenant_id(), &wanted, now);
            let mut bodies = wire::slot_bodies(&salon, &[slot], Some(&signer));
            Verdict { free: true, slot: bodies.pop(), reason: None, message: None, opens: None, closes: None }
        }
        Err(refusal) => {
            let time = |time: Time| time.strftime("%H:%M").to_string();
            Verdict {
                free: false,
                slot: None,
                reason: Some(refusal.reason),
                message: Some(in_words(&refusal, person)),
                opens: refusal.opens.map(time),
                closes: refusal.closes.map(time),
            }
        }
    })
}

/// An instant, or what the salon's clock shows.
fn read_ask(text: &str) -> Result<scheduling::Ask, Problem> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.into());
    }
    let shown: Result<jiff::civil::DateTime, _> = text.parse();
    shown.map(Into::into).map_err(|_| {
        Problem::invalid(
            "startsAt",
            "must be an instant such as 2026-12-01T15:00:00Z or the salon's clock such as 2026-12-01T10:00",
        )
    })
}

/// Why a start is not free, in a sentence; of one person where one was asked for.
pub(super) fn in_words(refusal: &scheduling::Refusal, person: Option<&str>) -> String {
    use scheduling::Reason;
    let who = person.unwrap_or("the salon");
    let time = |time: Time| {
        let format = if time.minute() == 0 { "%-I %p" } else { "%-I:%M %p" };
        time.strftime(format).to_string()
    };
    match (refusal.reason, refusal.opens, refusal.closes) {
        (Reason::OutsideHours, Some(opens), Some(closes)) => {
            format!("{who} is in from {} to {} that day", time(opens), time(closes))
        }
        (Reason::OutsideHours, Some(opens), None) => format!("{who} starts at {} that day", time(opens)),
        (Reason::OutsideHours, None, Some(closes)) => format!("{who} ends at {} that day", time(closes)),
        (Reason::TooLong, _, Some(closes)) => {
            format!("the visit would last past {}, when {who} ends", time(closes))
        }
        (reason, ..) => match reason {
            Reason::NonexistentTime => "the clock skips it on that day".to_owned(),
            Reason::OffGrid => "visits do not start at this minute".to_owned(),
            Reason::Notice => "it is in the past or too soon".to_owned(),
            Reason::Horizon => "it is too far ahead".to_owned(),
            Reason::NoStaff => "nobody does this service".to_owned(),
            Reason::Closed => match person {
                Some(person) => format!("{person} does not work on that day"),
                None => "the salon is closed on that day".to_owned(),
            },
            Reason::OutsideHours => "it is outside working hours".to_owned(),
            Reason::TooLong => "the visit would last past closing time".to_owned(),
            Reason::TimeOff => match person {
                Some(person) => format!("{person} is off then"),
                None => "it falls into time off".to_owned(),
            },
            Reason::Limit => "the day is full".to_owned(),
            Reason::Busy => "it is already taken".to_owned(),
            Reason::Resource => "the equipment is taken".to_owned(),
        },
    }
}

/// Whether one start is free, and if not, why.
#[utoipa::path(get, path = "/api/availability/check", tag = "appointments", operation_id = "checkAvailability",
    params(CheckQuery), responses(
    (status = 200, description = "The verdict", body = Success<Verdict>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
))]
async fn check_availability(
    State(app): State<App>,
    member: Member,
    Query(query): Query<CheckQuery>,
) -> Result<Success<Verdict>, Problem> {
    Ok(Success::new(check(&app, &member.tenant, query).await?))
}

/// A time to be kept.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewHold {
    /// The services, in the order in which they are to be done.
    #[garde(length(min = 1, max = MAX_PARTS), dive)]
    #[schema(min_items = 1, max_items = 6)]
    parts: Vec<VisitPart>,
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The token of that start, where the caller shall prove that it was offered.
    #[serde(default)]
    #[garde(length(max = 64))]
    #[schema(max_length = 64)]
    slot_token: Option<String>,
}

/// A time that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Hold)]
pub(crate) struct HoldBody {
    id: HoldId,
    /// Who would do the first service.
    employee_id: EmployeeId,
    /// Until when it is kept.
    #[schema(value_type = String, format = "date-time")]
    expires_at: Timestamp,
}

/// Keeps a time, for whoever may.
pub(crate) async fn place_hold(app: &App, db: &TenantDb, body: NewHold) -> Result<HoldBody, Problem> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let wanted = wanted(body.parts, Holder::Nobody);
    check_token(app, db.tenant_id(), &wanted, body.slot_token.as_deref(), body.starts_at, now)?;
    let held = in_transaction!(db, tx => holds::hold(tx, &salon, &wanted, body.starts_at, None, now).await);
    match held {
        Ok(hold) => Ok(HoldBody { id: hold.id, employee_id: hold.employee, expires_at: hold.expires_at }),
        Err(error) => Err(refuse(app, db, &salon, error, &wanted, body.starts_at).await),
    }
}

/// Lets a hold go, for whoever may.
pub(crate) async fn let_go(db: &TenantDb, id: HoldId) -> Result<Removed, Problem> {
    let found = in_transaction!(db, tx => holds::release(tx, id).await)?;
    if found { Ok(Removed) } else { Err(Problem::not_found("hold")) }
}

/// Keeps a time while somebody makes up their mind.
#[utoipa::path(post, path = "/api/holds", tag = "appointments", operation_id = "createHold",
    request_body = NewHold, responses(
    (status = 201, description = "Kept", body = Success<HoldBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
    (status = 409, description = "Not free; `details.alternatives` are", body = ErrorBody),
))]
async fn create_hold(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewHold>,
) -> Result<Created<HoldBody>, Problem> {
    Ok(Created(place_hold(&app, &member.tenant, body).await?))
}

/// Lets a hold go before it expires.
#[utoipa::path(delete, path = "/api/holds/{id}", tag = "appointments", operation_id = "deleteHold",
    params(("id" = HoldId, Path)), responses(
    (status = 204, description = "Let go"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none, or it has expired", body = ErrorBody),
))]
async fn delete_hold(member: Member, PathId(id): PathId<HoldId>) -> Result<Removed, Problem> {
    let_go(&member.tenant, id).await
}

/// Whether a token, where one is shown, was given for this.
pub(super) fn check_token(
    app: &App,
    tenant: TenantId,
    wanted: &Wanted,
    token: Option<&str>,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), AppointmentError> {
    match token {
        None => Ok(()),
        Some(token) => app.slot_tokens.check(token, tenant, wanted, starts_at, now),
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
    let now = app.clock.now();
    let nearest = availability::nearest(db, salon, wanted, at, 6, now).await;
    // The refusal stands even if nothing better can be found.
    let nearest = nearest.unwrap_or_else(|error| {
        tracing::error!(%error, "alternatives could not be found");
        Vec::new()
    });
    // A visit that is moved keeps its extras, whatever the catalogue says now: its tokens could not be checked.
    let signer = wanted.moving.is_empty().then(|| app.slot_tokens.signer(db.tenant_id(), wanted, now));
    let alternatives = wire::slot_bodies(salon, &nearest, signer.as_ref());
    let person = match wanted.parts.as_slice() {
        [WantedPart { with: WithWhom::Only(id), .. }] => salon.employee(*id),
        _ => None,
    };
    let why = in_words(&refusal, person.map(|person| person.name.as_str()));
    Problem::conflict("slot_taken", format!("this time is not free: {why}"))
        .with_details(Unavailable { reason: refusal.reason, alternatives })
}

/// Why a time is not free, and other times.
#[derive(Debug, Serialize)]
struct Unavailable {
    reason: scheduling::Reason,
    alternatives: Vec<SlotBody>,
}
