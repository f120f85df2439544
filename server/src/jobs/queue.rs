//! Putting work into the outbox.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, NotSet};

use super::Job;
use super::entity::{self, JobState, daily_round};
use crate::ids::{JobId, TenantId};
use crate::instant::Instant;
use crate::tenancy::{PlatformDb, TenantTx};

/// Promises to do this at `run_at`, if and only if `tx` commits. Wake the worker afterwards (`app.work`), or it
/// finds the job when it next looks.
pub async fn enqueue(tx: &TenantTx, job: &Job, run_at: Timestamp, now: Timestamp) -> Result<JobId, DbErr> {
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
        created_at: Set(Instant::from(now)),
        updated_at: Set(Instant::from(now)),
    };
    tx.insert::<entity::Entity>(row).await?;
    Ok(id)
}

/// The last day that was begun for each salon.
pub(super) async fn begun_days(db: &PlatformDb) -> Result<HashMap<TenantId, String>, DbErr> {
    let rows = db.all(daily_round::Entity::find()).await?;
    Ok(rows.into_iter().map(|row| (row.tenant_id, row.day)).collect())
}

/// Writes down that the salon's day is begun; `false`: it was before.
pub(super) async fn begin_day(tx: &TenantTx, day: &str) -> Result<bool, DbErr> {
    let change = daily_round::ActiveModel { tenant_id: NotSet, day: Set(day.to_owned()) };
    match tx.lock(daily_round::Entity::find()).await? {
        None => tx.insert::<daily_round::Entity>(change).await.map(|()| true),
        Some(round) if round.day == day => Ok(false),
        Some(_) => {
            let another = daily_round::Column::Day.ne(day);
            tx.update::<daily_round::Entity>(another, change).await.map(|count| count > 0)
        }
    }
}
