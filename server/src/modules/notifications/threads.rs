//! What is known of a number: whether it wants messages, and can take them.

use jiff::Timestamp;
use sea_orm::DbErr;

use super::entity::thread;
use super::store;
use crate::database::is_duplicate;
use crate::ids::ThreadId;
use crate::instant::Instant;
use crate::tenancy::TenantTx;

/// Longest beginning of a message that is kept with its thread, in characters.
const GLIMPSE: usize = 160;

/// The thread of a number, made if there is none yet.
pub async fn thread_of(tx: &TenantTx, number: &str, now: Timestamp) -> Result<thread::Model, DbErr> {
    if let Some(thread) = store::lock_thread(tx, number).await? {
        return Ok(thread);
    }
    let at = Instant::from(now);
    let thread = thread::Model {
        tenant_id: tx.tenant_id(),
        id: ThreadId::generate(),
        number: number.to_owned(),
        last_at: at,
        last_body: None,
        is_last_inbound: false,
        last_inbound_at: None,
        read_at: None,
        opted_out_at: None,
        opted_out_word: None,
        landline_at: None,
        created_at: at,
    };
    match store::insert_thread(tx, &thread).await {
        // Somebody else has just written to the same number.
        Err(error) if is_duplicate(&error) => store::lock_thread(tx, number).await?.ok_or(error),
        written => written.map(|()| thread),
    }
}

/// Something was written.
pub fn note_message(thread: &mut thread::Model, body: &str, is_inbound: bool, now: Timestamp) {
    let at = Instant::from(now);
    thread.last_at = at;
    thread.last_body = Some(body.chars().take(GLIMPSE).collect());
    thread.is_last_inbound = is_inbound;
    if is_inbound {
        thread.last_inbound_at = Some(at);
    }
}

/// The number wants no more messages, by its own word or by the network's.
pub async fn opt_out(
    tx: &TenantTx,
    thread: &mut thread::Model,
    word: &str,
    now: Timestamp,
) -> Result<(), DbErr> {
    if thread.opted_out_at.is_none() {
        thread.opted_out_at = Some(Instant::from(now));
        thread.opted_out_word = Some(word.chars().take(40).collect());
        tx.note("opted_out", ("messages", Some(thread.id.to_string())), serde_json::json!({}));
    }
    store::save_thread(tx, thread).await
}

/// The number wants messages again.
pub async fn opt_in(tx: &TenantTx, thread: &mut thread::Model) -> Result<(), DbErr> {
    if thread.opted_out_at.take().is_some() {
        thread.opted_out_word = None;
        tx.note("opted_in", ("messages", Some(thread.id.to_string())), serde_json::json!({}));
    }
    store::save_thread(tx, thread).await
}
