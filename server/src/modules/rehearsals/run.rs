//! A salon's own rehearsal, from its start to its end: in the background, for a limited time, and ended in its row whatever
//! happens.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::ToSchema;

use super::entity::rehearsal::Model;
use super::generate::generate;
use super::grade::grade;
use super::play::play;
use super::scratch::Scratch;
use super::script::Script;
use super::stage::Stage;
use super::{RehearsalError, store};
use crate::app::App;
use crate::ids::RehearsalId;
use crate::instant::Instant;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// How long a rehearsal may take.
const WITHIN: Duration = Duration::from_secs(180);

/// After this a row without an end is of a process that is gone.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_secs(240);

/// Calls after which it is written down how far it has come.
const CALLS_AT_ONCE: usize = 4;

/// Where a rehearsal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = RehearsalStatus)]
pub(super) enum Status {
    /// Under way.
    Running,
    /// Over, all calls held.
    Finished,
    /// Broken off: it took too long, or something on our side failed.
    BrokenOff,
}

impl Status {
    pub(super) fn of(row: &Model, report: &Report, now: Timestamp) -> Self {
        if report.is_broken_off || (row.ended_at.is_none() && row.started_at.timestamp() <= given_up(now)) {
            Self::BrokenOff
        } else if row.ended_at.is_none() {
            Self::Running
        } else {
            Self::Finished
        }
    }
}

fn given_up(now: Timestamp) -> Timestamp {
    now - GIVEN_UP_AFTER
}

/// What a rehearsal's row keeps of its calls.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Report {
    /// Calls that are to be held.
    pub(super) planned: usize,
    pub(super) is_broken_off: bool,
    pub(super) calls: Vec<HeldCall>,
}

impl Report {
    pub(super) fn of(row: &Model) -> Self {
        serde_json::from_value(row.calls.clone()).unwrap_or_default()
    }
}

/// A call that was rehearsed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RehearsedCall)]
pub(super) struct HeldCall {
    /// What the call shows.
    pub(super) call: String,
    pub(super) passed: bool,
    /// What was said on both sides.
    pub(super) lines: Vec<SaidLine>,
    /// What must be so at the end.
    pub(super) expected: Vec<String>,
    /// The visits in the book at the end, and what came of the call.
    pub(super) actual: Vec<String>,
    /// What was not as it should be.
    pub(super) faults: Vec<String>,
}

/// What was said once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RehearsedLine)]
pub(super) struct SaidLine {
    /// By the caller; nothing at the greeting and for silence.
    #[schema(required)]
    pub(super) heard: Option<String>,
    /// By the receptionist.
    pub(super) said: String,
}

/// Starts a rehearsal, unless one is under way.
pub(super) async fn start(app: &App, db: &TenantDb) -> Result<Option<Model>, RehearsalError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    let started: Result<Option<Model>, sea_orm::DbErr> = in_transaction!(db, tx => {
        if store::lock_running(tx, Instant::from(given_up(now))).await?.is_some() {
            return Ok(None);
        }
        let row = Model {
            tenant_id: db.tenant_id(),
            id: RehearsalId::generate(),
            started_at: Instant::from(now),
            ended_at: None,
            catalogue_version: salon.tenant.catalogue_version,
            passed: 0,
            failed: 0,
            calls: to_json(&Report::default())?,
        };
        store::insert(tx, row.clone()).await?;
        tx.note("started", ("rehearsal", Some(row.id.to_string())), serde_json::json!({}));
        Ok(Some(row))
    });
    Ok(started?)
}

/// Holds all calls and ends the row, whatever happens.
pub(super) async fn carry_out(app: App, db: Arc<TenantDb>, row: Model) {
    let held = tokio::spawn({
        let (app, db, row) = (app.clone(), Arc::clone(&db), row.clone());
        async move { timeout(WITHIN, hold_all(&app, &db, row)).await }
    });
    let problem = match held.await {
        Ok(Ok(Ok(()))) => return,
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => "it took too long".to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::error!(problem, rehearsal = %row.id, "a rehearsal was broken off");
    if let Err(error) = break_off(&app, &db, row.id).await {
        // Its row says so by itself when its time is over.
        tracing::error!(%error, rehearsal = %row.id, "a rehearsal's end could not be written");
    }
}

async fn break_off(app: &App, db: &TenantDb, id: RehearsalId) -> Result<(), RehearsalError> {
    let Some(mut row) = store::find(db, id).await? else {
        return Ok(());
    };
    let report = Report { is_broken_off: true, ..Report::of(&row) };
    row.calls = to_json(&report)?;
    row.ended_at = Some(Instant::from(app.clock.now()));
    save(db, &row).await
}

async fn hold_all(app: &App, db: &TenantDb, mut row: Model) -> Result<(), RehearsalError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let scratch = Scratch::open(&app.config, row.id, now).await?;
    let empty = scratch.copy(&salon).await?;
    let copied = tenants::salon(&scratch.app.salons, &empty).await?;
    let scripts = generate(&empty, &copied, now).await?;
    let mut report = Report { planned: scripts.len(), ..Report::default() };
    for script in &scripts {
        let held = hold(&scratch, &salon, script, now).await?;
        row.passed += i32::from(held.passed);
        row.failed += i32::from(!held.passed);
        report.calls.push(held);
        if report.calls.len().is_multiple_of(CALLS_AT_ONCE) {
            row.calls = to_json(&report)?;
            save(db, &row).await?;
        }
    }
    row.calls = to_json(&report)?;
    row.ended_at = Some(Instant::from(app.clock.now()));
    save(db, &row).await
}

async fn hold(
    scratch: &Scratch,
    salon: &Salon,
    script: &Script,
    now: Timestamp,
) -> Result<HeldCall, RehearsalError> {
    scratch.clock.set(now);
    let db = scratch.copy(salon).await?;
    let stage = Stage { app: &scratch.app, db: &db, clock: &scratch.clock, model_fails: None };
    let expected = expected(script);
    let record = match play(stage, script).await {
        Ok(record) => record,
        // A call that cannot be held has failed; the others may still be.
        Err(error) => {
            let faults = vec![error.to_string()];
            let call = script.call.clone();
            return Ok(HeldCall {
                call,
                passed: false,
                lines: Vec::new(),
                expected,
                actual: Vec::new(),
                faults,
            });
        }
    };
    let faults: Vec<String> = grade(&script.expect, &record).iter().map(ToString::to_string).collect();
    let mut actual: Vec<String> = record.after.iter().map(ToString::to_string).collect();
    actual.push(record.outcome.clone());
    let said = |line: super::Line| SaidLine { heard: line.heard, said: line.said };
    Ok(HeldCall {
        call: script.call.clone(),
        passed: faults.is_empty(),
        lines: record.lines.into_iter().map(said).collect(),
        expected,
        actual,
        faults,
    })
}

fn expected(script: &Script) -> Vec<String> {
    let expect = &script.expect;
    let visits = expect.visits.iter().flatten().chain(&expect.added).cloned();
    visits.chain(expect.outcome.clone()).chain(expect.heard.iter().cloned()).collect()
}

async fn save(db: &TenantDb, row: &Model) -> Result<(), RehearsalError> {
    let saved: Result<(), sea_orm::DbErr> = in_transaction!(db, tx => store::save(tx, row).await);
    Ok(saved?)
}

fn to_json(report: &Report) -> Result<serde_json::Value, sea_orm::DbErr> {
    serde_json::to_value(report).map_err(|error| sea_orm::DbErr::Json(error.to_string()))
}
