//! What is kept of calls goes when it is as old as the salon has said: first the sound, later the words. That there was a
//! call, when, with whom and what came of it stays.
//!
//! Once a day, on the salon's own calendar: a limit of a day means that what was recorded before yesterday began is gone.

use jiff::{Timestamp, ToSpan};
use sea_orm::DbErr;

use super::entity::call::Model;
use super::{person, sound, store};
use crate::app::App;
use crate::instant::Instant;
use crate::jobs::JobError;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// Rows of one transaction.
const AT_ONCE: u64 = 100;

/// Deletes what is old.
pub async fn enforce(app: &App, db: &TenantDb) -> Result<(), JobError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let retention = salon.settings.ai_assistant.retention;
    if let Some(before) = limit(&salon, retention.recording_retention_days, now) {
        while old_recordings(db, before, now).await? == AT_ONCE {}
    }
    if let Some(before) = limit(&salon, retention.transcript_retention_days, now) {
        while old_transcripts(db, before, now).await? == AT_ONCE {}
    }
    app.work.notify_one();
    Ok(())
}

/// Before when it is too old; nothing, where all is kept.
fn limit(salon: &Salon, days: u16, now: Timestamp) -> Option<Timestamp> {
    let today = salon.zone.to_datetime(now).date();
    let first = today.checked_sub(i64::from(days).days()).ok().filter(|_| days > 0)?;
    salon.beginning_of(first).ok()
}

async fn old_recordings(db: &TenantDb, before: Timestamp, now: Timestamp) -> Result<u64, DbErr> {
    in_transaction!(db, tx => {
        let rows = store::list_old_recordings(tx, before, AT_ONCE).await?;
        let count = rows.len() as u64;
        for row in rows {
            if let Some(mut call) = store::lock(tx, row.call_id).await? {
                // What the network has deleted is at no address.
                call.recording_url = None;
                call.voicemail_url = None;
                store::save(tx, &call).await?;
            }
            sound::expire(tx, row, now).await?;
        }
        note(tx, "recordings", count);
        Ok(count)
    })
}

async fn old_transcripts(db: &TenantDb, before: Timestamp, now: Timestamp) -> Result<u64, DbErr> {
    in_transaction!(db, tx => {
        let calls = store::list_old_transcripts(tx, before, AT_ONCE).await?;
        let count = calls.len() as u64;
        for call in calls {
            forget_words(tx, call, now).await?;
        }
        note(tx, "transcripts", count);
        Ok(count)
    })
}

/// Takes out of a call what was said in it.
async fn forget_words(tx: &TenantTx, mut call: Model, now: Timestamp) -> Result<(), DbErr> {
    person::silence(tx, call.id).await?;
    call.dialogue = None;
    call.voicemail_text = None;
    call.message = None;
    call.transcript_erased_at = Some(Instant::from(now));
    call.updated_at = Instant::from(now);
    store::save(tx, &call).await
}

fn note(tx: &TenantTx, what: &'static str, count: u64) {
    if count > 0 {
        tx.note("expired", ("call", None), serde_json::json!({ what: count }));
    }
}
