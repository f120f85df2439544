//! What callers have said after the tone, as words: where the installation can have it written down and the salon lets the
//! same company answer its calls. Without that there is the sound alone.

use providers::speech::Audio;
use providers::transcription::TranscriptionError;
use sea_orm::DbErr;

use super::entity::recording::State;
use super::session::{SessionError, is_within_budget};
use super::{sound, store};
use crate::app::App;
use crate::ids::RecordingId;
use crate::instant::Instant;
use crate::jobs::JobError;
use crate::modules::tenants::{self, Line, Provider, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// Whether messages of this salon are written down.
pub(super) fn is_wanted(app: &App, salon: &Salon) -> bool {
    let settings = &salon.settings.ai_assistant;
    // Sound goes only to a company that hears this salon's callers anyway.
    app.transcriber.is_some()
        && (settings.line == Line::Realtime || app.talker.is_asked(salon, Provider::Openai))
}

/// Has a message written down.
pub async fn transcribe(app: &App, db: &TenantDb, id: RecordingId) -> Result<(), JobError> {
    let Some(transcriber) = &app.transcriber else { return Ok(()) };
    let salon = tenants::salon(&app.salons, db).await?;
    let Some(row) = store::find_recording(db, id).await?.filter(|row| row.state == State::Stored) else {
        return Ok(());
    };
    let now = app.clock.now();
    let may = match is_within_budget(app, db, &salon, now).await {
        Ok(may) => may,
        Err(SessionError::Database(error)) => return Err(error.into()),
        Err(error) => return Err(JobError::Never { reason: error.to_string() }),
    };
    if !may {
        return Ok(());
    }
    let (bytes, format) = sound::whole(app, db, &row)
        .await
        .map_err(|error| JobError::Later { reason: error.to_string(), after: None })?;
    let language = salon.tenant.locale.split('-').next();
    let words = transcriber.transcribe(&Audio { bytes, format }, language).await.map_err(|error| {
        let reason = error.to_string();
        match error {
            TranscriptionError::Refused { .. } => JobError::Never { reason },
            TranscriptionError::RateLimited { retry_after } => JobError::Later { reason, after: retry_after },
            TranscriptionError::Unreachable { .. } | TranscriptionError::Nonsense { .. } => {
                JobError::Later { reason, after: None }
            }
        }
    })?;
    let cost = app.config.transcription_micros(row.seconds.unwrap_or(0));
    in_transaction!(db, tx => {
        // They may have been erased meanwhile, or the message may have become old.
        let is_kept = store::lock_recording(tx, id).await?.is_some_and(|row| row.state == State::Stored);
        if let Some(mut call) = store::lock(tx, row.call_id).await?.filter(|_| is_kept) {
            call.voicemail_text = Some(words.clone()).filter(|words| !words.is_empty());
            call.model_cost_micros = call.model_cost_micros.saturating_add(cost);
            call.updated_at = Instant::from(now);
            store::save(tx, &call).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    Ok(())
}
