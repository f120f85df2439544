//! The worker: takes due jobs, does them, writes down what came of it.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::entity::{Column, Entity, JobState};
use super::{Job, JobError, JobRow, enqueue_once, entity, standing};
use crate::app::App;
use crate::ids::TenantId;
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope};

/// Longer than any provider's time limit, so that a lease ends only when its worker is gone.
const LEASE: SignedDuration = SignedDuration::from_secs(40);

/// How long a worker that found nothing sleeps, unless it is woken.
const PAUSE: Duration = Duration::from_secs(1);

/// Jobs at work at once in one process.
const ROOM: usize = 16;

/// Jobs of one salon among them: whatever one salon has to do, there is room for the others.
const SHARE: usize = 4;

/// How long a worker that was told to stop waits for its jobs.
const FAREWELL: Duration = Duration::from_secs(10);

/// No pause is shorter or longer, whatever a provider asks for.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// After so many attempts that our own database did not let through, a person must look.
const MOST_DATABASE_ATTEMPTS: usize = 20;

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

/// Works until told to stop. Jobs already taken are finished first; those that take too long are given back.
pub async fn run(app: App, stop: CancellationToken) {
    let mut crew = Crew::default();
    let mut look = tokio::time::interval(standing::LOOK);
    loop {
        crew.fill(&app).await;
        tokio::select! {
            () = stop.cancelled() => break,
            _ = look.tick() => begin_standing_work(&app).await,
            () = app.work.notified() => {}
            () = crew.one_is_done() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    crew.go_home(&app).await;
}

/// Takes what is due, does it, and says how many jobs that were.
pub async fn run_due(app: &App) -> Result<usize, DbErr> {
    let mut crew = Crew::default();
    let count = crew.take_on(app).await?;
    while !crew.is_idle() {
        crew.one_is_done().await;
    }
    Ok(count)
}

/// Puts what every salon has again and again into the outbox, where it is missing.
pub async fn begin_standing_work(app: &App) {
    let db = PlatformDb::new(&app.database, PlatformAccess::Outbox);
    if let Err(error) = standing::begin(app, &db).await {
        tracing::error!(%error, "standing work could not be begun");
    }
}

/// The jobs that this process is at.
#[derive(Default)]
struct Crew {
    tasks: JoinSet<()>,
    at_work: HashMap<tokio::task::Id, JobRow>,
}

impl Crew {
    fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Takes on as much as there is and there is room for.
    async fn fill(&mut self, app: &App) {
        while self.tasks.len() < ROOM {
            match self.take_on(app).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the worker cannot reach the outbox");
                    break;
                }
            }
        }
    }

    /// Takes on some of what is due, and says how many jobs that were.
    async fn take_on(&mut self, app: &App) -> Result<usize, DbErr> {
        let db = PlatformDb::new(&app.database, PlatformAccess::Outbox);
        let mut load: HashMap<TenantId, usize> = HashMap::new();
        for job in self.at_work.values() {
            *load.entry(job.tenant_id).or_default() += 1;
        }
        let jobs = claim(app, &db, load, ROOM - self.tasks.len()).await?;
        let count = jobs.len();
        for job in jobs {
            let (app, db, work) = (app.clone(), db.clone(), job.clone());
            let task = self.tasks.spawn(async move {
                if let Err(error) = perform(&app, &db, &work).await {
                    tracing::error!(job = %work.id, %error, "what became of a job could not be written down");
                }
            });
            self.at_work.insert(task.id(), job);
        }
        Ok(count)
    }

    /// Waits until a job is done; for ever where there is none.
    async fn one_is_done(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            None => return std::future::pending().await,
            Some(Ok((id, ()))) => id,
            Some(Err(panic)) => {
                tracing::error!(%panic, "a job panicked; its lease will run out");
                panic.id()
            }
        };
        self.at_work.remove(&id);
    }

    /// Finishes what can be finished soon, and gives the rest back at once, for others to take.
    async fn go_home(mut self, app: &App) {
        let finished = async {
            while !self.is_idle() {
                self.one_is_done().await;
            }
        };
        if tokio::time::timeout(FAREWELL, finished).await.is_ok() {
            return;
        }
        self.tasks.shutdown().await;
        let db = PlatformDb::new(&app.database, PlatformAccess::Outbox);
        for job in self.at_work.values() {
            let end = End::Again { at: app.clock.now(), reason: "the worker was stopped".to_owned() };
            if let Err(error) = write_down(&db, job, end.change(app.clock.now()), None).await {
                tracing::error!(job = %job.id, %error, "a job could not be given back; its lease will run out");
            }
        }
    }
}

/// Takes due jobs, and those whose worker has died, for the length of a lease: as many as there is `room` for, and of
/// each salon no more than its share beside the `load` that it already is.
async fn claim(
    app: &App,
    db: &PlatformDb,
    mut load: HashMap<TenantId, usize>,
    room: usize,
) -> Result<Vec<JobRow>, DbErr> {
    let now = app.clock.now();
    let due =
        Condition::all().add(Column::State.eq(JobState::Queued)).add(Column::RunAt.lte(Instant::from(now)));
    let abandoned = Condition::all()
        .add(Column::State.eq(JobState::Running))
        .add(Column::LeasedUntil.lte(Instant::from(now)));
    let mut query = Entity::find().filter(Condition::any().add(due).add(abandoned));
    let full: Vec<TenantId> =
        load.iter().filter(|(_, count)| **count >= SHARE).map(|(tenant, _)| *tenant).collect();
    if !full.is_empty() {
        query = query.filter(Column::TenantId.is_not_in(full));
    }
    // Most looks find nothing; they should not take the write lock.
    if db.one(query.clone()).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = db.begin().await?;
    let mut jobs = tx.claim(query.order_by_asc(Column::RunAt).limit(room as u64)).await?;
    jobs.retain(|job| {
        let count = load.entry(job.tenant_id).or_default();
        *count += 1;
        *count <= SHARE
    });
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
    let next = match (&end, &work) {
        (End::Done | End::GivenUp { .. }, Ok(work)) if standing::is_standing(job, work) => {
            let zone = tenants::salon(&app.salons, &tenant).await?.zone.clone();
            standing::next(work, job.tenant_id, &zone, now).map(|at| (work, at))
        }
        _ => None,
    };
    let is_ours = write_down(db, job, end.change(now), next.map(|(work, at)| (work, at, now))).await?;
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
        let end = match pause(&error, job) {
            Some(pause) => Self::Again { at: now + pause, reason },
            None => Self::GivenUp { reason },
        };
        if let Self::Again { reason, .. } | Self::GivenUp { reason } = &end {
            let again = matches!(end, Self::Again { .. });
            tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, again, error = reason, "job not done");
        }
        end
    }

    fn change(&self, now: Timestamp) -> entity::ActiveModel {
        let mut change = entity::ActiveModel {
            leased_until: Set(None),
            updated_at: Set(Instant::from(now)),
            ..Default::default()
        };
        match self {
            Self::Done => {
                change.state = Set(JobState::Done);
                change.once = Set(None);
            }
            Self::Again { at, reason } => {
                change.state = Set(JobState::Queued);
                change.run_at = Set(Instant::from(*at));
                change.last_error = Set(Some(shortened(reason)));
            }
            Self::GivenUp { reason } => {
                change.state = Set(JobState::Dead);
                change.once = Set(None);
                change.last_error = Set(Some(shortened(reason)));
            }
        }
        change
    }
}

/// The column's length.
fn shortened(reason: &str) -> String {
    reason.chars().take(500).collect()
}

/// How long to stay away after this error; `None` when the job is given up.
fn pause(error: &JobError, job: &JobRow) -> Option<SignedDuration> {
    let attempt = usize::try_from(job.attempts - 1).unwrap_or(0);
    match error {
        JobError::Never { .. } => None,
        JobError::Later { after: Some(after), .. } => {
            PAUSES.get(attempt)?;
            Some(SignedDuration::try_from(*after).ok()?.clamp(SHORTEST, LONGEST))
        }
        JobError::Later { after: None, .. } => PAUSES.get(attempt).map(|pause| spread(*pause, job)),
        // Nothing was done outside, so trying again soon costs nobody anything.
        JobError::Database { .. } => {
            let doubled = SHORTEST * (1 << attempt.min(6));
            (attempt < MOST_DATABASE_ATTEMPTS).then(|| spread(doubled, job))
        }
    }
}

/// A fifth more or less, so that what failed together does not come back together; by the job's id and attempt, so that
/// a test can rely on it.
fn spread(pause: SignedDuration, job: &JobRow) -> SignedDuration {
    let attempt = u8::try_from(job.attempts & 0x7f).unwrap_or(0);
    let chance = i64::from(job.id.bytes()[15].wrapping_mul(31).wrapping_add(attempt.wrapping_mul(97)));
    SignedDuration::from_millis(
        i64::try_from(pause.as_millis()).unwrap_or(i64::MAX) / 1000 * (800 + chance * 400 / 255),
    )
}

/// Writes down what became of an attempt, and puts in what comes next. `false`: somebody else has taken the job over
/// after our lease; then the fence differs, and theirs counts.
async fn write_down(
    db: &PlatformDb,
    job: &JobRow,
    change: entity::ActiveModel,
    next: Option<(&Job, Timestamp, Timestamp)>,
) -> Result<bool, DbErr> {
    let ours = Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::State.eq(JobState::Running))
        .add(Column::Fence.eq(job.fence));
    let tx = db.begin().await?;
    let is_ours = tx.update::<Entity>(ours, change).await? == 1;
    match next.filter(|_| is_ours) {
        None => tx.commit().await?,
        Some((work, at, now)) => {
            let tx = tx.in_salon(TenantScope::from_job(job));
            enqueue_once(&tx, work, work.kind(), at, now).await?;
            tx.commit().await?;
        }
    }
    Ok(is_ours)
}
