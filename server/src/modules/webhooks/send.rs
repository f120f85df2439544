//! Telling an event: a row and a job for each address that asks for it, and the attempts.

use jiff::{SignedDuration, Timestamp};
use providers::Secret;
use providers::webhook::{OutgoingWebhook, WebhookError};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr};
use serde_json::{Value, json};

use super::entity::delivery::{self, DeliveryStatus};
use super::entity::endpoint::{self, Event};
use super::store;
use crate::app::App;
use crate::ids::{WebhookDeliveryId, WebhookEndpointId};
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// Pauses before the second, third, … attempt: those of Svix (docs.svix.com/retries).
const PAUSES: [SignedDuration; 7] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(10),
];

/// After so long of nothing but failures an address is told no more, until somebody turns it on again.
const SWITCHED_OFF_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);

/// The longest that an address can ask us to stay away.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(10);

/// Tells every address of the salon that asks for such events, once `tx` commits. `data` holds ids and times, never
/// names or numbers: whoever is told reads the rest with a key, and nothing has to be erased here.
pub async fn emit(
    tx: &TenantTx,
    salon: &Salon,
    event: Event,
    data: Value,
    now: Timestamp,
) -> Result<(), DbErr> {
    let asks = |listener: &&store::Listener| listener.events.contains(&event);
    let mut message_id = None;
    for listener in salon.listeners.iter().filter(asks) {
        let message_id = message_id.get_or_insert_with(new_message_id);
        write(tx, listener.id, message_id, event, &data, now).await?;
    }
    Ok(())
}

pub(super) fn new_message_id() -> String {
    format!("msg_{}", uuid::Uuid::now_v7().simple())
}

/// One telling, and the job that does it.
pub(super) async fn write(
    tx: &TenantTx,
    endpoint_id: WebhookEndpointId,
    message_id: &str,
    event: Event,
    data: &Value,
    now: Timestamp,
) -> Result<WebhookDeliveryId, DbErr> {
    let payload = json!({ "type": event.word(), "timestamp": now.to_string(), "data": data });
    put(tx, endpoint_id, message_id, event.word(), payload, now).await
}

pub(super) async fn put(
    tx: &TenantTx,
    endpoint_id: WebhookEndpointId,
    message_id: &str,
    event: &str,
    payload: Value,
    now: Timestamp,
) -> Result<WebhookDeliveryId, DbErr> {
    let id = WebhookDeliveryId::generate();
    let row = delivery::Model {
        tenant_id: tx.tenant_id(),
        id,
        endpoint_id,
        message_id: message_id.to_owned(),
        event: event.to_owned(),
        payload,
        status: DeliveryStatus::Pending,
        attempts: 0,
        response_status: None,
        error: None,
        created_at: now.into(),
        next_attempt_at: Some(now.into()),
        delivered_at: None,
    };
    store::insert_delivery(tx, row).await?;
    enqueue(tx, &Job::DeliverWebhook { delivery_id: id }, now, now).await?;
    Ok(id)
}

/// Makes one attempt. An address may be told twice if we die in between: the message's id tells it so.
pub async fn deliver(app: &App, db: &TenantDb, id: WebhookDeliveryId) -> Result<(), JobError> {
    let Some(row) = store::find_delivery(db, id).await?.filter(|row| row.status == DeliveryStatus::Pending)
    else {
        return Ok(());
    };
    let now = app.clock.now();
    let endpoint = store::find_endpoint(db, row.endpoint_id).await?.filter(|endpoint| endpoint.is_active);
    let Some(endpoint) = endpoint else {
        return fail(db, &row, None, "the webhook is switched off").await;
    };
    let webhook = OutgoingWebhook {
        id: row.message_id.clone(),
        url: endpoint.url.clone(),
        at: now,
        body: row.payload.to_string(),
        secrets: secrets(app, &endpoint, now).map_err(|reason| JobError::Never { reason })?,
    };
    match app.webhooks.post(&webhook).await {
        Ok(posted) => {
            in_transaction!(db, tx => {
                let change = delivery::ActiveModel {
                    status: Set(DeliveryStatus::Delivered),
                    attempts: Set(row.attempts + 1),
                    response_status: Set(Some(posted.status.into())),
                    error: Set(None),
                    next_attempt_at: Set(None),
                    delivered_at: Set(Some(now.into())),
                    ..Default::default()
                };
                store::change_delivery(tx, delivery::Column::Id.eq(id), change).await?;
                if endpoint.failing_since.is_some() {
                    let change = endpoint::ActiveModel { failing_since: Set(None), ..Default::default() };
                    store::change_endpoint(tx, endpoint.id, change).await?;
                }
                Ok::<_, DbErr>(())
            })?;
            Ok(())
        }
        Err(error) => missed(db, &row, &endpoint, error, now).await,
    }
}

/// The secrets that sign: after a change the old one too, for a while.
fn secrets(app: &App, endpoint: &endpoint::Model, now: Timestamp) -> Result<Vec<Secret>, String> {
    let place = store::place(endpoint.id);
    let old = endpoint.old_secret.as_ref().filter(|_| endpoint.old_secret_until > Some(now.into()));
    std::iter::once(&endpoint.secret)
        .chain(old)
        .map(|sealed| app.vault.open(&place, sealed).map_err(|error| error.to_string()))
        .collect()
}

/// An attempt that did not arrive.
async fn missed(
    db: &TenantDb,
    row: &delivery::Model,
    endpoint: &endpoint::Model,
    error: WebhookError,
    now: Timestamp,
) -> Result<(), JobError> {
    let reason = error.to_string();
    let (status, asked, is_final) = match &error {
        WebhookError::Refused { status } => (Some(*status), None, false),
        WebhookError::Later { status, after } => {
            (Some(*status), SignedDuration::try_from(*after).ok(), false)
        }
        WebhookError::Gone => (Some(410), None, true),
        WebhookError::Forbidden(_) | WebhookError::Unsigned(_) => (None, None, true),
        WebhookError::Unreachable { .. } => (None, None, false),
    };
    let failing_since = endpoint.failing_since.unwrap_or(now.into());
    let is_switched_off = matches!(error, WebhookError::Gone)
        || now.duration_since(failing_since.timestamp()) >= SWITCHED_OFF_AFTER;
    in_transaction!(db, tx => {
        let change = endpoint::ActiveModel {
            failing_since: Set(Some(failing_since)),
            is_active: Set(endpoint.is_active && !is_switched_off),
            ..Default::default()
        };
        store::change_endpoint(tx, endpoint.id, change).await?;
        if is_switched_off { tenants::catalogue_changed(tx).await } else { Ok(()) }
    })?;
    let pause = usize::try_from(row.attempts).ok().and_then(|attempts| PAUSES.get(attempts)).copied();
    let Some(pause) = pause.filter(|_| !is_final && !is_switched_off) else {
        return fail(db, row, status, &reason).await;
    };
    let pause = asked.map_or(pause, |asked| asked.clamp(pause, LONGEST_PAUSE));
    in_transaction!(db, tx => {
        let change = delivery::ActiveModel {
            attempts: Set(row.attempts + 1),
            response_status: Set(status.map(i32::from)),
            error: Set(Some(store::shortened(&reason))),
            next_attempt_at: Set(Some(Instant::from(now + pause))),
            ..Default::default()
        };
        store::change_delivery(tx, delivery::Column::Id.eq(row.id), change).await
    })?;
    Err(JobError::Later { reason, after: pause.try_into().ok() })
}

/// Gives a telling up. The job is done: what came of it stands in the row.
async fn fail(
    db: &TenantDb,
    row: &delivery::Model,
    status: Option<u16>,
    reason: &str,
) -> Result<(), JobError> {
    let change = delivery::ActiveModel {
        attempts: Set(row.attempts + 1),
        response_status: Set(status.map(i32::from)),
        ..store::given_up(reason)
    };
    in_transaction!(db, tx => store::change_delivery(tx, delivery::Column::Id.eq(row.id), change.clone()).await)?;
    Ok(())
}

/// Nobody will try again.
pub async fn give_up(tx: &TenantTx, id: WebhookDeliveryId, reason: &str) -> Result<(), DbErr> {
    store::change_delivery(tx, delivery::Column::Id.eq(id), store::given_up(reason)).await.map(drop)
}

/// Somebody has a telling tried again that was given up.
pub async fn revive(tx: &TenantTx, id: WebhookDeliveryId, now: Timestamp) -> Result<(), DbErr> {
    let change = delivery::ActiveModel {
        status: Set(DeliveryStatus::Pending),
        attempts: Set(0),
        error: Set(None),
        next_attempt_at: Set(Some(now.into())),
        ..Default::default()
    };
    store::change_delivery(tx, delivery::Column::Id.eq(id), change).await.map(drop)
}
