//! This module's routes, and of them the tools for programs with a key: what is free, book, call off, move.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa_axum::routes;

use super::idempotency::{Idempotency, Kept};
use super::providers;
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::{KeyHolder, Routes};
use crate::http::envelope::{Created, Removed, Success};
use crate::http::extract::{Body, PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AppointmentId, HoldId};
use crate::instant::Instant;
use crate::modules::appointments::api::{
    Availability, AvailabilityQuery, Cancellation, CheckQuery, HoldBody, Move, NewAppointment, NewHold,
    Verdict, availability, cancel_all, check, let_go, place_hold, refuse, refuse_move,
};
use crate::modules::appointments::{
    self, Actor, Appointment, AppointmentBody, AppointmentError, Change, NewBooking, Source,
};
use crate::modules::auth::Scope;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{Retry, TenantTx, in_transaction};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .key_holders(Scope::Read, routes!(ai_get_availability))
        .key_holders(Scope::Read, routes!(ai_check_availability))
        .key_holders(Scope::Book, routes!(ai_create_hold))
        .key_holders(Scope::Book, routes!(ai_delete_hold))
        .key_holders(Scope::Book, routes!(ai_create_appointment))
        .key_holders(Scope::Book, routes!(ai_cancel_appointment))
        .key_holders(Scope::Book, routes!(ai_move_appointment))
        .merge(providers::routes())
}

/// When a visit could be.
#[utoipa::path(get, path = "/api/ai/availability", tag = "ai", operation_id = "aiGetAvailability",
    params(AvailabilityQuery), responses(
    (status = 200, description = "Free starts", body = Success<Availability>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
))]
async fn ai_get_availability(
    State(app): State<App>,
    holder: KeyHolder,
    Query(query): Query<AvailabilityQuery>,
) -> Result<Success<Availability>, Problem> {
    Ok(Success::new(availability(&app, &holder.tenant, query).await?))
}

/// Whether one start is free, and if not, why.
#[utoipa::path(get, path = "/api/ai/availability/check", tag = "ai", operation_id = "aiCheckAvailability",
    params(CheckQuery), responses(
    (status = 200, description = "The verdict", body = Success<Verdict>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
))]
async fn ai_check_availability(
    State(app): State<App>,
    holder: KeyHolder,
    Query(query): Query<CheckQuery>,
) -> Result<Success<Verdict>, Problem> {
    Ok(Success::new(check(&app, &holder.tenant, query).await?))
}

/// Keeps a time while a caller makes up their mind.
#[utoipa::path(post, path = "/api/ai/holds", tag = "ai", operation_id = "aiCreateHold",
    request_body = NewHold, responses(
    (status = 201, description = "Kept", body = Success<HoldBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
    (status = 409, description = "Not free; `details.alternatives` are", body = ErrorBody),
))]
async fn ai_create_hold(
    State(app): State<App>,
    holder: KeyHolder,
    Body(body): Body<NewHold>,
) -> Result<Created<HoldBody>, Problem> {
    Ok(Created(place_hold(&app, &holder.tenant, body).await?))
}

/// Lets a hold go before it expires.
#[utoipa::path(delete, path = "/api/ai/holds/{id}", tag = "ai", operation_id = "aiDeleteHold",
    params(("id" = HoldId, Path)), responses(
    (status = 204, description = "Let go"),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "There is none, or it has expired", body = ErrorBody),
))]
async fn ai_delete_hold(holder: KeyHolder, PathId(id): PathId<HoldId>) -> Result<Removed, Problem> {
    let_go(&holder.tenant, id).await
}

/// Books a visit.
#[utoipa::path(post, path = "/api/ai/appointments", tag = "ai", operation_id = "aiCreateAppointment",
    params(("Idempotency-Key" = Option<String>, Header, description = "Names the request: sent twice, it counts once")),
    request_body = NewAppointment, responses(
    (status = 201, description = "Booked", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "No such service, add-on, employee or visit", body = ErrorBody),
    (status = 409, description = "Not free; `details.alternatives` are", body = ErrorBody),
))]
async fn ai_create_appointment(
    State(app): State<App>,
    holder: KeyHolder,
    headers: HeaderMap,
    Body(body): Body<NewAppointment>,
) -> Result<Response, Problem> {
    if body.is_forced() {
        return Err(Problem::forbidden("only the salon's managers and owners can book over another visit"));
    }
    let name = Idempotency::of(&headers, "create", &body)?;
    let salon = tenants::salon(&app.salons, &holder.tenant).await?;
    let new = body.into_booking(&app, &salon, Source::Api, Actor::Key(holder.key_id))?;
    match once(&app, &holder, name.as_ref(), &salon, Work::Book(&new)).await {
        Err(Undone::Refused(error)) => {
            Err(refuse(&app, &holder.tenant, &salon, error, &new.wanted, new.starts_at).await)
        }
        done => Ok(done?),
    }
}

/// Calls a visit off.
#[utoipa::path(post, path = "/api/ai/appointments/{id}/cancel", tag = "ai", operation_id = "aiCancelAppointment",
    params(("id" = AppointmentId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request: sent twice, it counts once")),
    request_body = Cancellation, responses(
    (status = 200, description = "Called off", body = Success<AppointmentBody>),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "It is over already", body = ErrorBody),
))]
async fn ai_cancel_appointment(
    State(app): State<App>,
    holder: KeyHolder,
    headers: HeaderMap,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<Cancellation>,
) -> Result<Response, Problem> {
    let name = Idempotency::of(&headers, &format!("cancel {id}"), &body)?;
    let salon = tenants::salon(&app.salons, &holder.tenant).await?;
    Ok(once(&app, &holder, name.as_ref(), &salon, Work::Cancel(id, &body)).await?)
}

/// Moves a visit to another time.
#[utoipa::path(post, path = "/api/ai/appointments/{id}/move", tag = "ai", operation_id = "aiMoveAppointment",
    params(("id" = AppointmentId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Names the request: sent twice, it counts once")),
    request_body = Move, responses(
    (status = 200, description = "Moved", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "No valid key", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Not free, or over already", body = ErrorBody),
))]
async fn ai_move_appointment(
    State(app): State<App>,
    holder: KeyHolder,
    headers: HeaderMap,
    PathId(id): PathId<AppointmentId>,
    Body(body): Body<Move>,
) -> Result<Response, Problem> {
    if body.force {
        return Err(Problem::forbidden("only the salon's managers and owners can move over another visit"));
    }
    let name = Idempotency::of(&headers, &format!("move {id}"), &body)?;
    let salon = tenants::salon(&app.salons, &holder.tenant).await?;
    let change = body.change();
    match once(&app, &holder, name.as_ref(), &salon, Work::Move(id, &change)).await {
        Err(Undone::Refused(error)) => {
            Err(refuse_move(&app, &holder.tenant, &salon, error, id, &change).await)
        }
        done => Ok(done?),
    }
}

/// What a request asks for.
enum Work<'a> {
    Book(&'a NewBooking),
    Cancel(AppointmentId, &'a Cancellation),
    Move(AppointmentId, &'a Change),
}

impl Work<'_> {
    async fn perform(
        &self,
        tx: &TenantTx,
        salon: &Salon,
        by: &Actor,
        now: jiff::Timestamp,
    ) -> Result<Appointment, AppointmentError> {
        match self {
            Self::Book(new) => {
                let booked = appointments::book(tx, salon, new, now).await?;
                booked.into_iter().next().ok_or(AppointmentError::UnknownAppointment)
            }
            Self::Cancel(id, cancellation) => cancel_all(tx, salon, *id, cancellation, by, now).await,
            Self::Move(id, change) => appointments::reschedule(tx, salon, *id, change, by, now).await,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Book(_) => StatusCode::CREATED,
            Self::Cancel(..) | Self::Move(..) => StatusCode::OK,
        }
    }
}

/// Why a request was not carried out.
enum Undone {
    /// The salon's rules.
    Refused(AppointmentError),
    /// The request itself, or we.
    Problem(Problem),
}

impl From<DbErr> for Undone {
    fn from(error: DbErr) -> Self {
        Self::Refused(AppointmentError::Database(error))
    }
}

impl From<Undone> for Problem {
    fn from(undone: Undone) -> Self {
        match undone {
            Undone::Refused(error) => error.into(),
            Undone::Problem(problem) => problem,
        }
    }
}

impl Retry for Undone {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Refused(error) if error.is_transient())
    }
}

/// Does the work once, however often the request is sent under its name.
async fn once(
    app: &App,
    holder: &KeyHolder,
    name: Option<&Idempotency>,
    salon: &Salon,
    work: Work<'_>,
) -> Result<Response, Undone> {
    let db = &holder.tenant;
    if let Some(name) = name
        && let Some(kept) = name.kept(db).await.map_err(Undone::Problem)?
    {
        return Ok(again(kept));
    }
    let now = app.clock.now();
    let status = work.status();
    let by = Actor::Key(holder.key_id);
    let done = in_transaction!(db, tx => {
        let appointment = work.perform(tx, salon, &by, now).await.map_err(Undone::Refused)?;
        let body = to_json(&Success::new(appointments::body(salon, appointment)))?;
        if let Some(name) = name {
            name.keep(tx, status.as_u16(), body.clone(), Instant::from(now)).await?;
        }
        Ok::<_, Undone>(body)
    });
    match (done, name) {
        (Ok(body), _) => {
            app.work.notify_one();
            Ok((status, Json(body)).into_response())
        }
        // The same request was just carried out next door; ours was undone. It may have failed at the key, or
        // because the other had taken the very time it asked for.
        (Err(undone), Some(name)) if may_be_repeated(&undone) => {
            match name.kept(db).await.map_err(Undone::Problem)? {
                Some(kept) => Ok(again(kept)),
                None => Err(undone),
            }
        }
        (Err(undone), _) => Err(undone),
    }
}

fn may_be_repeated(undone: &Undone) -> bool {
    match undone {
        Undone::Refused(AppointmentError::Database(error)) => is_duplicate(error),
        Undone::Refused(AppointmentError::NotFree(_) | AppointmentError::WrongStatus(_)) => true,
        _ => false,
    }
}

fn again(kept: Kept) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    (status, [("idempotent-replayed", "true")], Json(kept.body)).into_response()
}

fn to_json(value: &impl Serialize) -> Result<serde_json::Value, Undone> {
    serde_json::to_value(value).map_err(|error| Undone::Problem(Problem::internal(error)))
}
