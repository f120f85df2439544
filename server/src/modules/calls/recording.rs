//! Recording a call, with the caller's consent.
//!
//! Where a salon records, the greeting begins with the notice. Nothing is recorded before the caller has answered it: it
//! begins with the first turn in which they say or press something and do not object. Whoever objects, then or later, is
//! not recorded from there on, and what was recorded before is not kept, neither here nor at the network. A call whose
//! `recording_agreed_at` is not set never has a recording.
//!
//! A recording begins and ends in the documents that answer a call. Where the call is held over a socket there is no such
//! document, so the outbox has it stopped.

use jiff::Timestamp;
use providers::telephony::ProviderId;
use sea_orm::DbErr;

use super::entity::call::{Channel, Model};
use super::entity::recording::Kind;
use super::entity::turn::{Model as TurnRow, Then};
use super::session::{Input, SessionError};
use super::sound::{self, Recorded};
use super::store;
use crate::app::App;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::jobs::{self, Job, JobError};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

const NOTICE: &str = "This call is recorded. If you don't want that, say so or press star at any time.";

/// What somebody hears who has objected.
pub(super) const NOT_RECORDED: &str = "All right, this call is not recorded.";

/// The key by which one objects.
const KEY: &str = "*";

/// Parts of words in which recording is spoken of, in the languages that callers speak. Whoever mentions it at all is taken
/// to object: not to have recorded somebody is the smaller mistake.
const MENTIONS: [&str; 6] = ["record", "tape me", "taping", "grabar", "grabe", "grabaci"];

/// What the callers of this salon are told before the greeting, if they are recorded.
pub(super) fn notice(salon: &Salon, channel: Channel) -> Option<&str> {
    let recording = &salon.settings.ai_assistant.recording;
    let is_recorded = recording.enabled && channel == Channel::Phone;
    is_recorded.then(|| recording.notice.as_deref().unwrap_or(NOTICE))
}

/// Whether it is still open whether this call may be recorded.
pub fn awaits_consent(salon: &Salon, call: &Model) -> bool {
    let is_open = call.recording_agreed_at.is_none() && call.recording_refused_at.is_none();
    is_open && notice(salon, call.channel).is_some()
}

/// What happens to a call's recording after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingChange {
    /// It begins.
    Start,
    /// It ends.
    Stop,
}

/// What this turn means for the call's recording; the same however often it is asked.
pub fn recording_change(call: &Model, turn: &TurnRow) -> Option<RecordingChange> {
    if call.recording_refused_at == Some(turn.at) {
        return call.recording_agreed_at.map(|_| RecordingChange::Stop);
    }
    // It began before the first socket; a further one goes on with the same recording.
    let begins = call.recording_agreed_at == Some(turn.at) && call.sockets == 0;
    begins.then_some(RecordingChange::Start)
}

/// Whether the caller objects in this turn to being recorded.
pub(super) fn objects(call: &Model, salon: &Salon, input: &Input) -> bool {
    let may_still_be = call.recording_agreed_at.is_some() || notice(salon, call.channel).is_some();
    may_still_be
        && call.recording_refused_at.is_none()
        && match input {
            Input::Keys(keys) => keys == KEY,
            Input::Words(words) => {
                let words = words.to_lowercase();
                MENTIONS.iter().any(|part| words.contains(part))
            }
            Input::Silence | Input::NobodyAnswered => false,
        }
}

/// Notes in the call what this turn means for its recording.
pub(super) async fn settle(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    input: &Input,
    now: Timestamp,
) -> Result<(), DbErr> {
    if objects(call, salon, input) {
        call.recording_refused_at = Some(Instant::from(now));
        sound::erase(tx, call, now).await?;
        call.recording_url = None;
        return Ok(());
    }
    let has_answered = matches!(input, Input::Words(words) | Input::Keys(words) if !words.trim().is_empty());
    if let Some(notice) = notice(salon, call.channel).filter(|_| awaits_consent(salon, call) && has_answered)
    {
        // A salon that has just begun to record has not told this caller.
        let greeting = store::find_turn(tx, call.id, 0).await?.and_then(|turn| turn.said);
        if greeting.is_some_and(|said| said.starts_with(notice)) {
            call.recording_agreed_at = Some(Instant::from(now));
        }
    }
    Ok(())
}

/// Has a recording stopped that no document stops, because the call goes on over its socket after this turn.
pub(super) async fn stop_over_socket(
    tx: &TenantTx,
    call: &Model,
    turn: &TurnRow,
    now: Timestamp,
) -> Result<(), DbErr> {
    let is_over = recording_change(call, turn) == Some(RecordingChange::Stop);
    // A message is taken by a document, which stops the recording; asked from here, the network might stop the message.
    if is_over && call.sockets > 0 && turn.then != Then::TakeMessage {
        jobs::enqueue(tx, &Job::StopRecording { call_id: call.id }, now, now).await?;
    }
    Ok(())
}

/// Stops what a call is being recorded with, and has it deleted.
pub async fn stop_recording(app: &App, db: &TenantDb, id: CallId) -> Result<(), JobError> {
    let call = store::find(db, id).await?;
    let Some(network_id) = call.and_then(|call| call.provider_call_id).as_deref().and_then(ProviderId::parse)
    else {
        return Ok(());
    };
    // Where none goes on any more, the network tells which it was when it is finished: see `keep_recording`.
    let salon = tenants::salon(&app.salons, db).await?;
    let stopped = app.archive.stop_recording(salon.telephone_account.as_ref(), &network_id).await;
    let Some(recording_id) = stopped.map_err(sound::job_error)? else { return Ok(()) };
    let now = app.clock.now();
    let deletion = Job::DeleteRecording { recording_id };
    in_transaction!(db, tx => jobs::enqueue(tx, &deletion, now, now).await)?;
    app.work.notify_one();
    Ok(())
}

/// Keeps where a call's recording is, and has its sound fetched where the network has named it. `false`: nobody agreed to
/// it, so it is not kept, and the network is told to delete it.
pub async fn keep_recording(
    app: &App,
    db: &TenantDb,
    id: CallId,
    url: &str,
    recorded: Option<&Recorded>,
) -> Result<bool, SessionError> {
    let now = app.clock.now();
    let is_kept = in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        if call.recording_agreed_at.is_none() || call.recording_refused_at.is_some() {
            if let Some(recorded) = recorded {
                sound::refuse(tx, recorded.provider_id.as_str(), now).await?;
            }
            return Ok(false);
        }
        call.recording_url = Some(url.to_owned());
        call.updated_at = Instant::from(now);
        store::save(tx, &call).await?;
        if let Some(recorded) = recorded {
            sound::note(tx, &call, Kind::Call, recorded, now).await?;
        }
        Ok::<_, SessionError>(true)
    })?;
    app.work.notify_one();
    Ok(is_kept)
}
