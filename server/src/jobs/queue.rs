//! Putting work into the outbox.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, DbErr, NotSet};

use super::Job;
use super::entity::{self, JobState};
use crate::database::is_duplicate;
use crate::ids::JobId;
use crate::instant::Instant;
use crate::tenancy::TenantTx;

/// Promises to do this at `run_at`, if and only if `tx` commits. Wake the worker afterwards (`app.work`), or it
/// finds the job when it next looks.
pub async fn enqueue(tx: &TenantTx, job: &Job, run_at: Timestamp, now: Timestamp) -> Result<JobId, DbErr> {
    put(tx, job, None, run_at, now).await
}

/// The same, unless a job of the salon's that was put in with the same `once` still waits or runs. Says whether it was
/// put in.
pub async fn enqueue_once(
    tx: &TenantTx,
    job: &Job,
    once: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<bool, DbErr> {
    match put(tx, job, Some(once), run_at, now).await {
        Ok(_) => Ok(true),
        Err(error) if is_duplicate(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn put(
    tx: &TenantTx,
    job: &Job,
    once: Option<&str>,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<JobId, DbErr> {
    let id = JobId::generate();
    let payload = serde_json::to_value(job).map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = entity::ActiveModel {
        id: Set(id),
        tenant_id: NotSet,
        kind: Set(job.kind().to_owned()),
        payload: Set(payload),
        state: Set(JobState::Queued),
        run_at: Set(Instant::from(run_at)),
        attempts: Set(0),
        leased_until: Set(None),
        fence: Set(0),
        last_error: Set(None),
        once: Set(once.map(str::to_owned)),
        created_at: Set(Instant::from(now)),
        updated_at: Set(Instant::from(now)),
    };
    tx.insert::<entity::Entity>(row).await?;
    Ok(id)
}
