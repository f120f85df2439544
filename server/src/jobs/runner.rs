//! The worker: takes due jobs, does them, writes down what came of it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio_util::sync::CancellationToken;

use super::entity::{Column, Entity, JobState};
use super::{Job, JobError, JobRow, daily, entity};
use crate::app::App;
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope};

/// Longer than any provider's time limit, so that a lease ends only when its worker is gone.
const LEASE: SignedDuration = SignedDuration::from_secs(40);

/// How long a worker that found nothing sleeps, unless it is woken.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a worker looks whether a salon's day has come.
const DAYS_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// Jobs taken at once.
const BATCH: u64 = 8;

/// Pauses before the second, third, … attempt; after the last one the job is dead.
const PAUSES: [SignedDuration; 8] = [
    SignedDuration::from_secs(2),
    SignedDuration::from_secs(15),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(20),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(3),
    SignedDuration::from_hours(6),
];

/// Works until told to stop; jobs already taken are finished first.
pub async fn run(app: App, stop: CancellationToken) {
    let mut look_at = app.clock.now();
    while !stop.is_cancelled() {
        if app.clock.now() >= look_at {
            look_at = app.clock.now() + DAYS_EVERY;
            if let Err(error) = begin_days(&app).await {
                tracing::error!(%error, "what is done every day could not be begun");
            }
        }
        match run_due(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::error!(%error, "the worker cannot reach the outbox"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.work.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Puts what is done every day into the outbox, for each salon whose day has come; says how many those were.
pub async fn begin_days(app: &App) -> Result<usize, DbErr> {
    daily::begin(app, &PlatformDb::new(&app.database, PlatformAccess::Outbox)).await
}

/// Takes what is due, does it, and says how many jobs that were.
pub async fn run_due(app: &App) -> Result<usize, DbErr> {
    let db = PlatformDb::new(&app.database, PlatformAccess::Outbox);
    let jobs = claim(app, &db).await?;
    let count = jobs.len();
    let mut running = tokio::task::JoinSet::new();
    for job in jobs {
        let (app, db) = (app.clone(), db.clone());
        running.spawn(async move {
            if let Err(error) = perform(&app, &db, &job).await {
                tracing::error!(job = %job.id, %error, "what became of a job could not be written down");
            }
        });
    }
    while let Some(outcome) = running.join_next().await {
        if let Err(panic) = outcome {
            tracing::error!(%panic, "a job panicked; its lease will run out");
        }
    }
    Ok(count)
}

/// Takes due jobs, and those whose worker has died, for the length of a lease.
async fn claim(app: &App, db: &PlatformDb) -> Result<Vec<JobRow>, DbErr> {
    let now = app.clock.now();
    let due =
        Condition::all().add(Column::State.eq(JobState::Queued)).add(Column::RunAt.lte(Instant::from(now)));
    let abandoned = Condition::all()
        .add(Column::State.eq(JobState::Running))
        .add(Column::LeasedUntil.lte(Instant::from(now)));
    let query = Entity::find().filter(Condition::any().add(due).add(abandoned));
    // Most looks find nothing; they should not take the write lock.
    if db.one(query.clone()).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = db.begin().await?;
    let mut jobs = tx.claim(query.order_by_asc(Column::RunAt).limit(BATCH)).await?;
    for job in &mut jobs {
        job.state = JobState::Running;
        job.fence += 1;
        job.attempts += 1;
        let change = entity::ActiveModel {
            state: Set(job.state),
            fence: Set(job.fence),
            attempts: Set(job.attempts),
            leased_until: Set(Some(Instant::from(now + LEASE))),
            updated_at: Set(Instant::from(now)),
            ..Default::default()
        };
        tx.update::<Entity>(Column::Id.eq(job.id), change).await?;
    }
    tx.commit().await?;
    Ok(jobs)
}

async fn perform(app: &App, db: &PlatformDb, job: &JobRow) -> Result<(), DbErr> {
    let tenant = TenantDb::new(&app.database, TenantScope::from_job(job));
    let work = serde_json::from_value::<Job>(job.payload.clone());
    let outcome = match &work {
        Ok(work) => work.perform(app, &tenant).await,
        Err(error) => Err(JobError::Never { reason: format!("the payload cannot be read: {error}") }),
    };
    let now = app.clock.now();
    let end = End::of(job, outcome, now);
    let is_ours = write_down(db, job, &end, now).await?;
    match (end, work) {
        (End::GivenUp { reason }, Ok(work)) if is_ours => work.give_up(app, &tenant, &reason).await,
        _ => Ok(()),
    }
}

/// What became of an attempt.
enum End {
    Done,
    Again { at: Timestamp, reason: String },
    GivenUp { reason: String },
}

impl End {
    fn of(job: &JobRow, outcome: Result<(), JobError>, now: Timestamp) -> Self {
        let Err(error) = outcome else {
            return Self::Done;
        };
        let reason = error.to_string();
        let pause = usize::try_from(job.attempts - 1).ok().and_then(|index| PAUSES.get(index));
        let end = match (error, pause) {
            (JobError::Later { after, .. }, Some(pause)) => {
                let asked = after.and_then(|after| SignedDuration::try_from(after).ok());
                Self::Again { at: now + asked.unwrap_or(*pause), reason }
            }
            _ => Self::GivenUp { reason },
        };
        if let Self::Again { reason, .. } | Self::GivenUp { reason } = &end {
            let again = matches!(end, Self::Again { .. });
            tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, again, error = reason, "job not done");
        }
        end
    }
}

/// Writes down what became of an attempt. `false`: somebody else has taken the job over after our lease; then the
/// fence differs, and theirs counts.
async fn write_down(db: &PlatformDb, job: &JobRow, end: &End, now: Timestamp) -> Result<bool, DbErr> {
    let mut change = entity::ActiveModel {
        leased_until: Set(None),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    match end {
        End::Done => change.state = Set(JobState::Done),
        End::Again { at, reason } => {
            change.state = Set(JobState::Queued);
            change.run_at = Set(Instant::from(*at));
            change.last_error = Set(Some(reason.chars().take(500).collect()));
        }
        End::GivenUp { reason } => {
            change.state = Set(JobState::Dead);
            change.last_error = Set(Some(reason.chars().take(500).collect()));
        }
    }
    let ours = Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::State.eq(JobState::Running))
        .add(Column::Fence.eq(job.fence));
    let tx = db.begin().await?;
    let is_ours = tx.update::<Entity>(ours, change).await? == 1;
    tx.commit().await?;
    Ok(is_ours)
}
