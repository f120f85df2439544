//! Rehearsals in the dashboard.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::rehearsal::Model;
use super::run::{self, HeldCall, Report, Status};
use super::{RehearsalError, store};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageQuery, Success};
use crate::http::extract::PathId;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::RehearsalId;
use crate::instant::Instant;
use crate::modules::auth::Role;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_rehearsals))
        .members(Role::Manager, routes!(start_rehearsal))
        .members(Role::Manager, routes!(get_rehearsal))
}

/// A rehearsal in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Rehearsal {
    id: RehearsalId,
    status: Status,
    #[schema(value_type = String, format = "date-time")]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    ended_at: Option<Timestamp>,
    /// Calls that are held in all; 0 until that is known.
    planned: usize,
    passed: i32,
    failed: i32,
}

/// A rehearsal with its calls.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RehearsalDetail {
    #[serde(flatten)]
    rehearsal: Rehearsal,
    /// As far as they have been held, in their order.
    calls: Vec<HeldCall>,
}

impl Rehearsal {
    fn of(row: &Model, report: &Report, now: Timestamp) -> Self {
        Self {
            id: row.id,
            status: Status::of(row, report, now),
            started_at: row.started_at.timestamp(),
            ended_at: row.ended_at.map(Instant::timestamp),
            planned: report.planned,
            passed: row.passed,
            failed: row.failed,
        }
    }
}

/// The salon's rehearsals, the newest first.
#[utoipa::path(get, path = "/api/ai-assistant/rehearsals", tag = "aiAssistant", operation_id = "listRehearsals",
    params(PageQuery), responses(
    (status = 200, description = "One page", body = Listed<Rehearsal>),
))]
async fn list_rehearsals(
    State(app): State<App>,
    member: Member,
    page: Page,
) -> Result<Listed<Rehearsal>, Problem> {
    let now = app.clock.now();
    let page = store::page(&member.tenant, page).await?;
    Ok(page.listed(|row| Rehearsal::of(&row, &Report::of(&row), now)))
}

/// Starts a rehearsal: simulated callers book, move, cancel and ask in a copy of the salon. Nothing is sent, and the
/// salon's own book is not touched.
#[utoipa::path(post, path = "/api/ai-assistant/rehearsals", tag = "aiAssistant", operation_id = "startRehearsal",
    responses(
    (status = 202, description = "Started", body = Success<Rehearsal>),
    (status = 409, description = "One is under way", body = ErrorBody),
))]
async fn start_rehearsal(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    let Some(row) = run::start(&app, &member.tenant).await? else {
        return Err(Problem::conflict(
            "rehearsal_running",
            "a rehearsal is under way; wait until it is over",
        ));
    };
    let body = Rehearsal::of(&row, &Report::of(&row), app.clock.now());
    tokio::spawn(run::carry_out(app, member.tenant, row));
    Ok((StatusCode::ACCEPTED, Success::new(body)).into_response())
}

/// A rehearsal with all that was said.
#[utoipa::path(get, path = "/api/ai-assistant/rehearsals/{id}", tag = "aiAssistant", operation_id = "getRehearsal",
    params(("id" = RehearsalId, Path)), responses(
    (status = 200, description = "The rehearsal", body = Success<RehearsalDetail>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_rehearsal(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<RehearsalId>,
) -> Result<Success<RehearsalDetail>, Problem> {
    let row = store::find(&member.tenant, id).await?.ok_or_else(|| Problem::not_found("rehearsal"))?;
    let report = Report::of(&row);
    let rehearsal = Rehearsal::of(&row, &report, app.clock.now());
    Ok(Success::new(RehearsalDetail { rehearsal, calls: report.calls }))
}

impl From<RehearsalError> for Problem {
    fn from(error: RehearsalError) -> Self {
        Self::internal(error)
    }
}
