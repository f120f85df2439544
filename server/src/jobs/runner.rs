//! The worker: takes due jobs, does them, writes down what came of it.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
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
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, in_transaction};

/// After so long others may take over a job whose worker is gone.
const LEASE: SignedDuration = SignedDuration::from_secs(40);

/// How often a worker that lives renews its leases.
const RENEWAL: Duration = Duration::from_secs(3);

/// How long a worker that found nothing sleeps, unless it is woken.
const PAUSE: Duration = Duration::from_secs(1);

/// Jobs at work at once in one process.
const ROOM: usize = 16;

/// Jobs of one salon among them: whatever one salon has to do, there is room for the others.
const SHARE: usize = 4;

/// How long a worker that was told to stop usually waits for its jobs.
pub const FAREWELL: Duration = Duration::from_secs(10);

/// No pause is shorter or longer, whatever a provider asks for.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// After so many attempts that our own database did not let through, a person must look.
const MOST_DATABASE_ATTEMPTS: usize = 20;

/// After so many attempts that none lived through, a job is what they died of.
const MOST_DEATHS: i32 = 10;

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

/// Works until told to stop. Jobs already taken are finished first; those that take longer than `farewell` are given back.
pub async fn run(app: App, stop: CancellationToken, farewell: Duration) {
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
    crew.go_home(&app, farewell).await;
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
            let (app, work) = (app.clone(), job.clone());
            let task = self.tasks.spawn(async move {
                if let Err(error) = perform(&app, &work).await {
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
                tracing::error!(%panic, "what became of a job was not written down; its lease will run out");
                panic.id()
            }
        };
        self.at_work.remove(&id);
    }

    /// Finishes what can be finished soon, and gives the rest back at once, for others to take.
    async fn go_home(mut self, app: &App, farewell: Duration) {
        let finished = async {
            while !self.is_idle() {
                self.one_is_done().await;
            }
        };
        if tokio::time::timeout(farewell, finished).await.is_ok() {
            return;
        }
        self.tasks.shutdown().await;
        for job in self.at_work.values() {
            let now = app.clock.now();
            if let Err(error) = write_down(app, job, &End::GivenBack, None, now).await {
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
        if job.state == JobState::Running {
            job.last_error = Some(ABANDONED.to_owned());
        }
        job.state = JobState::Running;
        job.fence += 1;
        job.attempts += 1;
        let change = entity::ActiveModel {
            state: Set(job.state),
            fence: Set(job.fence),
            attempts: Set(job.attempts),
            last_error: Set(job.last_error.clone()),
            leased_until: Set(Some(Instant::from(now + LEASE))),
            updated_at: Set(Instant::from(now)),
            ..Default::default()
        };
        tx.update::<Entity>(Column::Id.eq(job.id), change).await?;
    }
    tx.commit().await?;
    Ok(jobs)
}

async fn perform(app: &App, job: &JobRow) -> Result<(), DbErr> {
    let tenant = TenantDb::new(&app.database, TenantScope::from_job(job));
    let work = serde_json::from_value::<Job>(job.payload.clone());
    let outcome = match &work {
        // Whatever it does to us: the next attempt would end the same way.
        _ if job.attempts > MOST_DEATHS && job.last_error.as_deref() == Some(ABANDONED) => {
            Err(JobError::Never { reason: "no worker has lived through it".to_owned() })
        }
        Ok(work) => {
            let attempt = AssertUnwindSafe(work.perform(app, &tenant)).catch_unwind();
            tokio::select! {
                // A panic is written to the log where it happens.
                ended = attempt => ended.unwrap_or_else(|_| Err(later("it panicked"))),
                () = lease_is_lost(app, job) => return Ok(()),
            }
        }
        Err(error) => Err(JobError::Never { reason: format!("the payload cannot be read: {error}") }),
    };
    let now = app.clock.now();
    let end = End::of(job, outcome, now);
    write_down(app, job, &end, work.as_ref().ok(), now).await
}

fn later(reason: &str) -> JobError {
    JobError::Later { reason: reason.to_owned(), after: None }
}

/// Renews the lease of a job for as long as it is at work. Comes back only when somebody else has taken the job over, which
/// they do when the database was out of reach for the length of a lease; then theirs counts.
async fn lease_is_lost(app: &App, job: &JobRow) {
    let db = PlatformDb::new(&app.database, PlatformAccess::Outbox);
    loop {
        tokio::time::sleep(RENEWAL).await;
        match renew(&db, job, app.clock.now()).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(job = %job.id, kind = job.kind, "the lease is lost: another worker is at it");
                return;
            }
            Err(error) => tracing::warn!(job = %job.id, %error, "a lease could not be renewed"),
        }
    }
}

async fn renew(db: &PlatformDb, job: &JobRow, now: Timestamp) -> Result<bool, DbErr> {
    let change =
        entity::ActiveModel { leased_until: Set(Some(Instant::from(now + LEASE))), ..Default::default() };
    let tx = db.begin().await?;
    let is_ours = tx.update::<Entity>(ours(job), change).await? == 1;
    tx.commit().await?;
    Ok(is_ours)
}

/// The job, if nobody has taken it over since: then the fence differs.
fn ours(job: &JobRow) -> Condition {
    Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::State.eq(JobState::Running))
        .add(Column::Fence.eq(job.fence))
}

/// Why a job is given back that its worker has no time for any more.
const STOPPED: &str = "the worker was stopped";

/// Why a job is taken over.
const ABANDONED: &str = "the worker died while it was at it";

/// What became of an attempt.
enum End {
    Done,
    Again {
        at: Timestamp,
        reason: String,
    },
    GivenUp {
        reason: String,
    },
    /// Its worker was told to stop; that was no attempt.
    GivenBack,
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

    fn change(&self, job: &JobRow, now: Timestamp) -> entity::ActiveModel {
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
            Self::GivenBack => {
                change.state = Set(JobState::Queued);
                change.run_at = Set(Instant::from(now));
                change.attempts = Set(job.attempts - 1);
                change.last_error = Set(Some(STOPPED.to_owned()));
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

/// Writes down what became of an attempt, together with what follows from it: what comes next of standing work, and what
/// nobody need wait for any more. Nothing when somebody else has taken the job over after our lease; then theirs counts.
async fn write_down(
    app: &App,
    job: &JobRow,
    end: &End,
    work: Option<&Job>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let tenant = TenantDb::new(&app.database, TenantScope::from_job(job));
    let next = match (end, work.filter(|work| standing::is_standing(job, work))) {
        (End::Done | End::GivenUp { .. }, Some(work)) => {
            let zone = tenants::salon(&app.salons, &tenant).await?.zone.clone();
            standing::next(work, job.tenant_id, &zone, now).map(|at| (work, at))
        }
        _ => None,
    };
    in_transaction!(tenant, tx => {
        if tx.update::<Entity>(ours(job), end.change(job, now)).await? != 1 {
            return Ok(());
        }
        if let (End::GivenUp { reason }, Some(work)) = (end, work) {
            work.give_up(tx, reason, now).await?;
        }
        if let Some((work, at)) = next {
            enqueue_once(tx, work, work.kind(), at, now).await?;
        }
        Ok::<_, DbErr>(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::JobId;

    fn job(attempts: i32) -> JobRow {
        JobRow {
            id: JobId::generate(),
            tenant_id: TenantId::generate(),
            kind: "tidy_up".to_owned(),
            payload: serde_json::json!({}),
            state: JobState::Running,
            run_at: Instant::from(Timestamp::UNIX_EPOCH),
            attempts,
            leased_until: None,
            fence: attempts,
            last_error: None,
            once: None,
            created_at: Instant::from(Timestamp::UNIX_EPOCH),
            updated_at: Instant::from(Timestamp::UNIX_EPOCH),
        }
    }

    fn reason() -> String {
        "why".to_owned()
    }

    #[test]
    fn pauses_grow_and_end_by_the_kind_of_failure() {
        let world = || JobError::Later { reason: reason(), after: None };
        let ours = || JobError::Database { reason: reason() };
        let pauses = |error: &dyn Fn() -> JobError, most: i32| -> Vec<SignedDuration> {
            (1..=most).map(|attempts| pause(&error(), &job(attempts)).expect("another attempt")).collect()
        };

        let (of_world, of_ours) = (pauses(&world, 8), pauses(&ours, 20));
        for (pause, usual) in of_world.iter().zip(PAUSES) {
            let tolerance = usual / 5 + SignedDuration::from_secs(1);
            assert!((*pause - usual).abs() <= tolerance, "{pause} is not about {usual}");
        }
        assert!(
            of_ours.iter().all(|pause| *pause <= SignedDuration::from_secs(77)),
            "the database is back soon"
        );
        assert_eq!(pause(&world(), &job(9)), None);
        assert_eq!(pause(&ours(), &job(21)), None);
        assert_eq!(pause(&JobError::Never { reason: reason() }, &job(1)), None);
    }

    #[test]
    fn who_names_a_time_is_believed_within_reason() {
        let asked = |seconds| JobError::Later { reason: reason(), after: Some(Duration::from_secs(seconds)) };
        for (seconds, expected) in [(0, 1), (120, 120), (40_000_000, 43_200)] {
            assert_eq!(pause(&asked(seconds), &job(1)), Some(SignedDuration::from_secs(expected)));
        }
        assert_eq!(pause(&asked(120), &job(9)), None, "not for ever");
    }
}
