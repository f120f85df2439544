//! Somebody's visits in their own calendar program, by an address that only they know.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use sea_orm::ActiveValue::Set;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::entity::employee;
use super::store;
use super::wire::{self, TeamError};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::{Created, Removed, Success};
use crate::http::extract::PathId;
use crate::http::problem::{ErrorBody, Problem};
use crate::ical::{self, Event};
use crate::ids::EmployeeId;
use crate::modules::appointments::{self, Appointment, Status};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, in_transaction};

/// How far back and ahead a feed goes.
const BACK: SignedDuration = SignedDuration::from_hours(60 * 24);
const AHEAD: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The address of a feed. It is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CalendarFeed {
    /// For a calendar program; whoever knows it can read.
    url: String,
}

/// Makes a new secret address for somebody's visits; one made before stops working.
#[utoipa::path(post, path = "/api/employees/{id}/feed", tag = "employees", operation_id = "createCalendarFeed",
    params(("id" = EmployeeId, Path)), responses(
    (status = 201, description = "The address", body = Success<CalendarFeed>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn create_calendar_feed(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
) -> Result<Created<CalendarFeed>, Problem> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    set_hash(&app, &member, id, Some(hash(&token))).await?;
    Ok(Created(CalendarFeed { url: format!("{}/api/calendar/{token}.ics", app.config.public_url()) }))
}

/// Takes the address away: whoever knows it can read no more.
#[utoipa::path(delete, path = "/api/employees/{id}/feed", tag = "employees", operation_id = "deleteCalendarFeed",
    params(("id" = EmployeeId, Path)), responses(
    (status = 204, description = "Gone"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn delete_calendar_feed(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
) -> Result<Removed, Problem> {
    set_hash(&app, &member, id, None).await?;
    Ok(Removed)
}

async fn set_hash(app: &App, member: &Member, id: EmployeeId, hash: Option<String>) -> Result<(), Problem> {
    let now = app.clock.now().into();
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        let change = employee::ActiveModel {
            feed_token_hash: Set(hash.clone()),
            updated_at: Set(now),
            ..Default::default()
        };
        store::update(tx, id, change).await.map_err(TeamError::from)
    })?;
    Ok(())
}

/// Only this is kept. The secret has 256 random bits, so nothing slower is needed.
fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Somebody's visits as a calendar program reads them (iCalendar, RFC 5545): from 60 days back to a year ahead.
#[utoipa::path(get, path = "/api/calendar/{token}", tag = "employees", operation_id = "getCalendarFeed",
    params(("token" = String, Path, description = "The secret of the address, with or without `.ics`")), responses(
    (status = 200, description = "The calendar", body = String, content_type = "text/calendar"),
    (status = 404, description = "There is no such calendar, or not any more", body = ErrorBody),
))]
pub(super) async fn get_calendar_feed(
    State(app): State<App>,
    PathId(token): PathId<String>,
) -> Result<Response, Problem> {
    let nothing = || Problem::not_found("calendar");
    let token = token.strip_suffix(".ics").unwrap_or(&token);
    let platform = PlatformDb::new(&app.database, PlatformAccess::CalendarFeed);
    let employee = store::find_feed(&platform, &hash(token)).await?.ok_or_else(nothing)?;
    let db = TenantDb::new(&app.database, TenantScope::from_calendar_feed(&employee));
    let salon = tenants::salon(&app.salons, &db).await?;
    let now = app.clock.now();
    let visits = appointments::list_visits_of(&db, employee.id, (now - BACK, now + AHEAD)).await?;
    let events: Vec<_> = visits.iter().map(|visit| event(&salon, visit)).collect();
    let name = format!("{} at {}", employee.name, salon.tenant.name);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"visits.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, ical::calendar(&name, &events)).into_response())
}

/// What a calendar program shows of a visit: enough to be ready for it, and no more of the customer than the name.
fn event(salon: &Salon, visit: &Appointment) -> Event {
    let row = &visit.row;
    let in_catalogue = || salon.service(row.service_id).map(|service| service.name.clone());
    let service = row.service_name.clone().or_else(in_catalogue).unwrap_or_default();
    let extras: Vec<_> = visit.add_ons.iter().map(|add_on| add_on.name.as_str()).collect();
    Event {
        uid: row.id.to_string(),
        sequence: row.version,
        starts_at: visit.starts_at(),
        ends_at: row.ends_at.timestamp(),
        created_at: row.created_at.timestamp(),
        changed_at: row.updated_at.timestamp(),
        is_cancelled: row.status == Status::Cancelled,
        summary: format!("{service}: {}", visit.customer.name),
        description: (!extras.is_empty()).then(|| format!("With {}", extras.join(", "))),
        location: salon.tenant.address.clone(),
    }
}
