//! The outbox in the dashboard: what is still to be done, and what was given up.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::entity::{JobState, Model};
use super::trouble::Trouble;
use super::{Job, store};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::JobId;
use crate::modules::auth::Role;
use crate::tenancy::{TenantTx, in_transaction};

/// The routes of the outbox.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_jobs))
        .members(Role::Manager, routes!(count_jobs))
        .members(Role::Manager, routes!(retry_jobs))
        .members(Role::Manager, routes!(retry_job))
        .members(Role::Manager, routes!(discard_job))
}

/// A piece of work that was promised.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Job)]
struct JobBody {
    id: JobId,
    /// What is to be done: `send_notification`, `deliver_webhook`, …
    kind: String,
    /// The id of what it is about.
    #[schema(required)]
    subject: Option<String>,
    state: JobState,
    attempts: i32,
    /// What stood in the way of the last attempt, where that is known.
    #[schema(required)]
    trouble: Option<Trouble>,
    /// The same in words for whoever looks after the installation.
    #[schema(required)]
    last_error: Option<String>,
    /// When it is due, or was.
    #[schema(value_type = String, format = "date-time")]
    run_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    updated_at: Timestamp,
}

impl From<Model> for JobBody {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            subject: serde_json::from_value::<Job>(row.payload).ok().and_then(|job| job.subject()),
            state: row.state,
            attempts: row.attempts,
            trouble: row.last_error.as_deref().and_then(Trouble::of),
            last_error: row.last_error,
            run_at: row.run_at.timestamp(),
            created_at: row.created_at.timestamp(),
            updated_at: row.updated_at.timestamp(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// Only work that stands so.
    state: Option<JobState>,
    /// Only work of this kind.
    kind: Option<String>,
}

/// Work that was promised: what was given up (`DEAD`) and waits for a person first, then what is being done, then what is
/// due next, then what is done.
#[utoipa::path(get, path = "/api/jobs", tag = "jobs", operation_id = "listJobs",
    params(JobQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<JobBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn list_jobs(
    member: Member,
    page: Page,
    Query(query): Query<JobQuery>,
) -> Result<Listed<JobBody>, Problem> {
    let page = store::page(&member.tenant, query.state, query.kind.as_deref(), page).await?;
    Ok(page.listed(JobBody::from))
}

/// How much work of a kind stands so.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobCount {
    kind: String,
    state: JobState,
    jobs: i64,
}

/// How much work there is of each kind, and how it stands.
#[utoipa::path(get, path = "/api/jobs/counts", tag = "jobs", operation_id = "countJobs", responses(
    (status = 200, description = "One for each kind and state that there is", body = Success<Vec<JobCount>>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn count_jobs(member: Member) -> Result<Success<Vec<JobCount>>, Problem> {
    let counts = store::counts(&member.tenant).await?;
    let count = |count: store::Count| JobCount { kind: count.kind, state: count.state, jobs: count.jobs };
    Ok(Success::new(counts.into_iter().map(count).collect()))
}

/// What is to be tried again.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RetryJobs {
    /// Of which kind: `send_notification`, `deliver_webhook`, …
    #[garde(length(chars, min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    kind: String,
}

/// What is tried again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobsRetried {
    /// How many jobs are.
    retried: usize,
    /// How many this release cannot read: they can only be discarded.
    unreadable: usize,
}

/// Jobs that are taken up again in one transaction.
const AT_ONCE: u64 = 200;

/// Has all work of a kind tried again that was given up.
#[utoipa::path(post, path = "/api/jobs/retry", tag = "jobs", operation_id = "retryJobs", request_body = RetryJobs,
    responses(
    (status = 200, description = "They are tried again", body = Success<JobsRetried>),
    (status = 400, description = "The body is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn retry_jobs(
    State(app): State<App>,
    member: Member,
    Body(body): Body<RetryJobs>,
) -> Result<Success<JobsRetried>, Problem> {
    let now = app.clock.now();
    let mut all = JobsRetried { retried: 0, unreadable: 0 };
    let mut after = None;
    loop {
        let (some, last) =
            in_transaction!(member.tenant, tx => retry_some(tx, &body.kind, after, now).await)?;
        all.retried += some.retried;
        all.unreadable += some.unreadable;
        app.work.notify_one();
        match last {
            Some(last) => after = Some(last),
            None => return Ok(Success::new(all)),
        }
    }
}

/// Hands out the last that it has seen, if there may be more.
async fn retry_some(
    tx: &TenantTx,
    kind: &str,
    after: Option<JobId>,
    now: Timestamp,
) -> Result<(JobsRetried, Option<JobId>), DbErr> {
    let mut some = JobsRetried { retried: 0, unreadable: 0 };
    let rows = store::given_up(tx, kind, after, AT_ONCE).await?;
    let last = rows.last().map(|row| row.id).filter(|_| rows.len() as u64 == AT_ONCE);
    for row in rows {
        let Ok(job) = serde_json::from_value::<Job>(row.payload) else {
            some.unreadable += 1;
            continue;
        };
        if store::requeue(tx, row.id, now).await? {
            job.revive(tx, now).await?;
            some.retried += 1;
        }
    }
    if some.retried > 0 {
        tx.note("retried", ("job", None), json!({ "kind": kind, "jobs": some.retried }));
    }
    Ok((some, last))
}

/// Has work tried again that was given up.
#[utoipa::path(post, path = "/api/jobs/{id}/retry", tag = "jobs", operation_id = "retryJob",
    params(("id" = JobId, Path)), responses(
    (status = 200, description = "It is tried again", body = Success<JobBody>),
    (status = 400, description = "The id is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is no such job", body = ErrorBody),
    (status = 409, description = "It was not given up", body = ErrorBody),
))]
async fn retry_job(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<JobId>,
) -> Result<Success<JobBody>, Problem> {
    let now = app.clock.now();
    let row = in_transaction!(member.tenant, tx => {
        let row = given_up(tx, id).await?;
        let unreadable = |_| Problem::conflict("unreadable_job", "this release cannot read it; only discard it");
        let job: Job = serde_json::from_value(row.payload).map_err(unreadable)?;
        store::requeue(tx, id, now).await?;
        job.revive(tx, now).await?;
        tx.note("retried", ("job", Some(id.to_string())), json!({ "kind": row.kind }));
        store::lock(tx, id).await?.ok_or_else(|| Problem::not_found("job"))
    })?;
    app.work.notify_one();
    Ok(Success::new(row.into()))
}

/// Takes away work that was given up, unless it is tried again.
#[utoipa::path(delete, path = "/api/jobs/{id}", tag = "jobs", operation_id = "discardJob",
    params(("id" = JobId, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 400, description = "The id is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "There is no such job", body = ErrorBody),
    (status = 409, description = "It was not given up", body = ErrorBody),
))]
async fn discard_job(member: Member, PathId(id): PathId<JobId>) -> Result<Removed, Problem> {
    in_transaction!(member.tenant, tx => {
        let row = given_up(tx, id).await?;
        store::remove(tx, id).await?;
        tx.note("discarded", ("job", Some(id.to_string())), json!({ "kind": row.kind }));
        Ok::<_, Problem>(())
    })?;
    Ok(Removed)
}

async fn given_up(tx: &TenantTx, id: JobId) -> Result<Model, Problem> {
    let row = store::lock(tx, id).await?.ok_or_else(|| Problem::not_found("job"))?;
    if row.state != JobState::Dead {
        return Err(Problem::conflict(
            "not_given_up",
            "only work that was given up can be retried or discarded",
        ));
    }
    Ok(row)
}
