//! The sound of calls and of messages after the tone, kept here: what the network has recorded is fetched by the outbox,
//! encrypted, and, where the salon wants that, deleted at the network.
//!
//! A recording whose row is not there was never agreed to, is not wanted, or belongs to somebody who was erased: nothing of
//! it is kept, and the network is told to delete it. See `docs/decisions/0014-sound-of-calls.md`.

use jiff::Timestamp;
use providers::speech::AudioFormat;
use providers::telephony::{ArchiveError, ProviderId};
use sea_orm::DbErr;

use super::entity::call::Model;
use super::entity::recording::{self, Kind, State};
use super::{store, transcription};
use crate::app::App;
use crate::ids::RecordingId;
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::tenants;
use crate::tenancy::{PlatformDb, TenantDb, TenantTx, in_transaction};
use crate::vault::{Vault, VaultError};

/// Bytes of sound in a piece.
pub(super) const PIECE: usize = 1024 * 1024;

/// What the network has recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its own id.
    pub provider_id: ProviderId,
    /// How long it is.
    pub seconds: Option<i32>,
}

/// Notes that there is a recording of a call, and promises to fetch it; once, however often that is told.
pub(super) async fn note(
    tx: &TenantTx,
    call: &Model,
    kind: Kind,
    recorded: &Recorded,
    now: Timestamp,
) -> Result<(), DbErr> {
    let provider_id = recorded.provider_id.as_str();
    if store::lock_recording_by_provider_id(tx, provider_id).await?.is_some() {
        return Ok(());
    }
    let at = Instant::from(now);
    let row = recording::Model {
        tenant_id: tx.tenant_id(),
        id: RecordingId::generate(),
        call_id: call.id,
        kind,
        provider_id: provider_id.to_owned(),
        state: State::Waiting,
        seconds: recorded.seconds,
        content_type: None,
        size_bytes: 0,
        is_at_network: true,
        created_at: at,
        updated_at: at,
    };
    store::insert_recording(tx, &row).await?;
    enqueue(tx, &Job::FetchRecording { recording_id: row.id }, now, now).await?;
    Ok(())
}

/// Has the network delete a recording that is not to be kept.
pub(super) async fn refuse(tx: &TenantTx, provider_id: &str, now: Timestamp) -> Result<(), DbErr> {
    let Some(recording_id) = ProviderId::parse(provider_id) else { return Ok(()) };
    enqueue(tx, &Job::DeleteRecording { recording_id }, now, now).await.map(drop)
}

/// Deletes at the network a message that the caller did not leave after all.
pub async fn refuse_voicemail(app: &App, db: &TenantDb, recorded: &Recorded) -> Result<(), DbErr> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        // What was kept stays kept, whatever comes late.
        match store::lock_recording_by_provider_id(tx, recorded.provider_id.as_str()).await? {
            Some(_) => Ok(()),
            None => refuse(tx, recorded.provider_id.as_str(), now).await,
        }
    })
}

/// Fetches a recording's sound and keeps it, encrypted.
pub async fn fetch(app: &App, db: &TenantDb, id: RecordingId) -> Result<(), JobError> {
    let Some(row) = store::find_recording(db, id).await?.filter(is_waiting) else { return Ok(()) };
    let provider_id = known_id(&row.provider_id)?;
    let salon = tenants::salon(&app.salons, db).await?;
    let of = salon.telephone_account.as_ref();
    let audio = app.archive.recording(of, &provider_id).await.map_err(job_error)?;
    let size_bytes = i32::try_from(audio.bytes.len())
        .map_err(|_| JobError::Never { reason: "the recording is too large".to_owned() })?;
    let pieces: Vec<_> = (0..)
        .zip(audio.bytes.chunks(PIECE))
        .map(|(part, piece)| app.vault.seal_bytes(&place(id, part), piece.to_vec()))
        .collect();
    let may_transcribe = row.kind == Kind::Voicemail && transcription::is_wanted(app, &salon);
    let now = app.clock.now();
    in_transaction!(db, tx => {
        // They may have been erased meanwhile.
        let Some(mut row) = store::lock_recording(tx, id).await?.filter(is_waiting) else { return Ok(()) };
        store::insert_sound(tx, id, &pieces).await?;
        row.state = State::Stored;
        row.content_type = Some(audio.format.content_type().to_owned());
        row.size_bytes = size_bytes;
        row.updated_at = Instant::from(now);
        store::save_recording(tx, &row).await?;
        if salon.settings.ai_assistant.retention.delete_at_network {
            refuse(tx, &row.provider_id, now).await?;
        }
        if may_transcribe {
            enqueue(tx, &Job::TranscribeVoicemail { recording_id: id }, now, now).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
}

/// The sound could not be had: whoever looks at the call is told.
pub async fn give_up(tx: &TenantTx, id: RecordingId, now: Timestamp) -> Result<(), DbErr> {
    if let Some(mut row) = store::lock_recording(tx, id).await?.filter(is_waiting) {
        row.state = State::Failed;
        row.updated_at = now.into();
        store::save_recording(tx, &row).await?;
    }
    Ok(())
}

/// Somebody has a recording fetched that was given up.
pub async fn revive(tx: &TenantTx, id: RecordingId, now: Timestamp) -> Result<(), DbErr> {
    let failed = |row: &recording::Model| row.state == State::Failed && row.is_at_network;
    if let Some(mut row) = store::lock_recording(tx, id).await?.filter(failed) {
        row.state = State::Waiting;
        row.updated_at = now.into();
        store::save_recording(tx, &row).await?;
    }
    Ok(())
}

/// Deletes a recording at the network.
pub async fn delete_at_network(app: &App, db: &TenantDb, id: &ProviderId) -> Result<(), JobError> {
    let salon = tenants::salon(&app.salons, db).await?;
    app.archive.delete_recording(salon.telephone_account.as_ref(), id).await.map_err(job_error)?;
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        if let Some(mut row) = store::lock_recording_by_provider_id(tx, id.as_str()).await? {
            row.is_at_network = false;
            row.updated_at = now;
            store::save_recording(tx, &row).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    Ok(())
}

/// Takes the sound of a recording away because it is old, here and at the network; that there was one stays.
pub(super) async fn expire(tx: &TenantTx, mut row: recording::Model, now: Timestamp) -> Result<(), DbErr> {
    store::delete_sound(tx, row.id).await?;
    if row.is_at_network {
        refuse(tx, &row.provider_id, now).await?;
    }
    row.state = State::Expired;
    row.size_bytes = 0;
    row.updated_at = Instant::from(now);
    store::save_recording(tx, &row).await
}

/// Takes all recordings of a call away for good, here and at the network.
pub(super) async fn erase(tx: &TenantTx, call: &Model, now: Timestamp) -> Result<(), DbErr> {
    let rows = store::list_recordings(tx, call.id).await?;
    for row in rows.iter().filter(|row| row.is_at_network) {
        refuse(tx, &row.provider_id, now).await?;
    }
    // Of calls from before there were rows, the network's own address has the id.
    let named = [&call.recording_url, &call.voicemail_url].into_iter().flatten();
    for id in named.filter_map(|url| id_in(url)) {
        if rows.iter().all(|row| row.provider_id != id.as_str()) {
            refuse(tx, id.as_str(), now).await?;
        }
    }
    store::delete_recordings(tx, call.id).await
}

/// The network's id of a recording, by the address at which it keeps it.
pub fn id_in(url: &str) -> Option<ProviderId> {
    let last = url.rsplit('/').next()?;
    ProviderId::parse(last.split('.').next()?)
}

/// A piece of a recording's sound, opened.
///
/// # Errors
/// When it is not there, or not what was kept.
pub(super) async fn piece(
    app: &App,
    db: &TenantDb,
    row: &recording::Model,
    part: i32,
) -> Result<Vec<u8>, SoundError> {
    let sealed = store::find_sound(db, row.id, part).await?.ok_or(SoundError::Missing)?;
    Ok(app.vault.open_bytes(&place(row.id, part), &sealed)?)
}

/// Why sound cannot be heard that is said to be there.
#[derive(Debug, thiserror::Error)]
pub(super) enum SoundError {
    /// It was taken away in this moment.
    #[error("a piece of a recording is gone")]
    Missing,
    /// It cannot be opened.
    #[error("a recording: {0}")]
    Vault(#[from] VaultError),
    /// The database.
    #[error("a recording: {0}")]
    Database(#[from] DbErr),
}

/// All of a recording's sound, and what kind it is.
pub(super) async fn whole(
    app: &App,
    db: &TenantDb,
    row: &recording::Model,
) -> Result<(Vec<u8>, AudioFormat), SoundError> {
    let mut bytes = Vec::new();
    for part in 0..pieces(row) {
        bytes.append(&mut piece(app, db, row, part).await?);
    }
    let format = match row.content_type.as_deref() {
        Some(kind) if kind == AudioFormat::Wav.content_type() => AudioFormat::Wav,
        _ => AudioFormat::Mp3,
    };
    Ok((bytes, format))
}

/// How many pieces a recording has.
fn pieces(row: &recording::Model) -> i32 {
    let count = usize::try_from(row.size_bytes).unwrap_or(0).div_ceil(PIECE);
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Seals the sound of all salons anew with the key that seals today; says how many pieces that were.
pub async fn reseal(db: &PlatformDb, vault: &Vault) -> Result<Result<u64, VaultError>, DbErr> {
    let mut count = 0;
    // One by one: all of it may be far more than fits into memory.
    while let Some(row) = store::find_sound_of_other_key(db, vault.current_key()).await? {
        let place = place(row.recording_id, row.part);
        let sealed = crate::vault::Sealed { key: row.key_name.clone(), bytes: row.sealed.clone() };
        match vault.open_bytes(&place, &sealed) {
            Ok(sound) => count += store::replace_sound(db, &row, vault.seal_bytes(&place, sound)).await?,
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(count))
}

/// What a piece is sealed for: no other recording's, and no other place in it.
fn place(id: RecordingId, part: i32) -> String {
    format!("call_recording_parts.sealed/{id}/{part}")
}

fn is_waiting(row: &recording::Model) -> bool {
    row.state == State::Waiting
}

fn known_id(id: &str) -> Result<ProviderId, JobError> {
    ProviderId::parse(id).ok_or_else(|| JobError::Never {
        reason: "the network's id of a recording makes no sense".to_owned(),
    })
}

/// Whether to try again. What is missing may still come: the network tells of a recording before it can be fetched.
pub(super) fn job_error(error: ArchiveError) -> JobError {
    let reason = error.to_string();
    match error {
        ArchiveError::RateLimited { retry_after } => JobError::Later { reason, after: retry_after },
        ArchiveError::TooLarge => JobError::Never { reason },
        // A refusal is of our account, and mended there.
        ArchiveError::Unreachable { .. }
        | ArchiveError::Missing
        | ArchiveError::Refused { .. }
        | ArchiveError::Nonsense { .. } => JobError::Later { reason, after: None },
    }
}
