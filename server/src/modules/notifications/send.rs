//! Handing a notification to the network, once.
//!
//! Before the network is called the row says `SENDING`. If we die then, nobody knows whether the message went
//! out; so whoever finds such a row asks the network first and sends only what it has not seen.

use jiff::Timestamp;
use providers::phone::PhoneNumber;
use providers::sms::{OutgoingSms, SmsError, SmsStatus};
use providers::telephony::MessageStatusChanged;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};

use super::entity::{ActiveModel, Column, Entity, Model, Status};
use super::store;
use crate::app::App;
use crate::ids::NotificationId;
use crate::instant::Instant;
use crate::jobs::JobError;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantTx, in_transaction};

/// Sends a notification, unless it has gone out already.
pub async fn send(app: &App, db: &TenantDb, id: NotificationId) -> Result<(), JobError> {
    let Some(attempt) = begin(app, db, id).await? else {
        return Ok(());
    };
    let row = &attempt.row;
    let (Ok(to), from) = (PhoneNumber::from_e164(&row.recipient), PhoneNumber::from_e164(&row.sender).ok())
    else {
        settle(app, db, &attempt, Status::Failed, None, Some("the recipient has no telephone number"))
            .await?;
        return Err(JobError::Never { reason: "the recipient has no telephone number".to_owned() });
    };
    if attempt.is_interrupted {
        let since = row.sending_since.map_or_else(|| app.clock.now(), Instant::timestamp);
        match app.sms.find_sent(&to, &row.body, since).await {
            Ok(Some(sent)) => {
                settle(app, db, &attempt, status(sent.status), Some(sent.id.as_str()), None).await?;
                return Ok(());
            }
            Ok(None) => {}
            Err(error) => return Err(JobError::Later { reason: error.to_string(), after: None }),
        }
    }
    let message = OutgoingSms {
        to,
        from,
        body: row.body.clone(),
        status_url: Some(format!("{}/api/telephony/twilio/message-status", app.config.public_url())),
    };
    match app.sms.send(&message).await {
        Ok(sent) => {
            settle(app, db, &attempt, status(sent.status), Some(sent.id.as_str()), None).await?;
            Ok(())
        }
        Err(error) => {
            let reason = error.to_string();
            let (status, outcome) = match error {
                SmsError::Refused { .. } => (Status::Failed, JobError::Never { reason: reason.clone() }),
                SmsError::Unreachable { .. } => {
                    (Status::Queued, JobError::Later { reason: reason.clone(), after: None })
                }
                SmsError::RateLimited { retry_after } => {
                    (Status::Queued, JobError::Later { reason: reason.clone(), after: retry_after })
                }
                // Stays `SENDING`: the next attempt asks before it sends.
                SmsError::Unknown { .. } => {
                    (Status::Sending, JobError::Later { reason: reason.clone(), after: None })
                }
            };
            settle(app, db, &attempt, status, None, Some(&reason)).await?;
            Err(outcome)
        }
    }
}

/// One attempt at sending. Its number is a fence: an attempt that was overtaken writes nothing down any more.
struct Attempt {
    row: Model,
    number: i32,
    /// An earlier attempt was broken off, and nobody knows whether the message went out.
    is_interrupted: bool,
}

/// Marks the row as being sent. `None` when nothing is to do.
async fn begin(app: &App, db: &TenantDb, id: NotificationId) -> Result<Option<Attempt>, DbErr> {
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        let Some(mut row) = store::lock(tx, id).await? else {
            return Ok(None);
        };
        let is_interrupted = match row.status {
            Status::Queued => false,
            Status::Sending => true,
            Status::Sent | Status::Delivered | Status::Failed => return Ok(None),
        };
        let number = row.attempts + 1;
        row.sending_since = row.sending_since.filter(|_| is_interrupted).or(Some(now));
        let change = ActiveModel {
            status: Set(Status::Sending),
            attempts: Set(number),
            sending_since: Set(row.sending_since),
            updated_at: Set(now),
            ..Default::default()
        };
        tx.update::<Entity>(Column::Id.eq(id), change).await?;
        Ok::<_, DbErr>(Some(Attempt { row, number, is_interrupted }))
    })
}

/// Writes down how an attempt ended, unless another has begun since.
async fn settle(
    app: &App,
    db: &TenantDb,
    attempt: &Attempt,
    status: Status,
    provider_message_id: Option<&str>,
    error: Option<&str>,
) -> Result<(), DbErr> {
    let now = Instant::from(app.clock.now());
    let is_out = matches!(status, Status::Sent | Status::Delivered);
    let mut change = ActiveModel {
        status: Set(status),
        error: Set(error.map(shortened)),
        updated_at: Set(now),
        ..Default::default()
    };
    if let Some(id) = provider_message_id {
        change.provider_message_id = Set(Some(id.to_owned()));
    }
    if is_out {
        change.sent_at = Set(Some(now));
    }
    let mine = Condition::all()
        .add(Column::Id.eq(attempt.row.id))
        .add(Column::Status.eq(Status::Sending))
        .add(Column::Attempts.eq(attempt.number));
    in_transaction!(db, tx => {
        tx.update::<Entity>(mine.clone(), change.clone()).await?;
        Ok::<_, DbErr>(())
    })
}

/// Nobody will try again: says so in the row, for all to see.
pub async fn give_up(app: &App, db: &TenantDb, id: NotificationId, reason: &str) -> Result<(), DbErr> {
    let change = ActiveModel {
        status: Set(Status::Failed),
        error: Set(Some(shortened(reason))),
        updated_at: Set(Instant::from(app.clock.now())),
        ..Default::default()
    };
    let unsent =
        Condition::all().add(Column::Id.eq(id)).add(Column::Status.is_in([Status::Queued, Status::Sending]));
    in_transaction!(db, tx => {
        tx.update::<Entity>(unsent.clone(), change.clone()).await?;
        Ok::<_, DbErr>(())
    })
}

/// Somebody has a message tried again that was given up.
pub async fn revive(tx: &TenantTx, id: NotificationId, now: Timestamp) -> Result<(), DbErr> {
    let change = ActiveModel {
        status: Set(Status::Queued),
        error: Set(None),
        updated_at: Set(now.into()),
        ..Default::default()
    };
    let failed = Condition::all().add(Column::Id.eq(id)).add(Column::Status.eq(Status::Failed));
    tx.update::<Entity>(failed, change).await.map(drop)
}

/// The column's length.
fn shortened(reason: &str) -> String {
    reason.chars().take(500).collect()
}

fn status(status: SmsStatus) -> Status {
    match status {
        SmsStatus::Queued | SmsStatus::Sent => Status::Sent,
        SmsStatus::Delivered => Status::Delivered,
        SmsStatus::Failed => Status::Failed,
    }
}

/// The network says how a message has fared. Late news does not turn it back.
pub async fn delivery_reported(app: &App, report: &MessageStatusChanged) -> Result<(), DbErr> {
    let db = PlatformDb::new(&app.database, PlatformAccess::DeliveryReport);
    let query = Entity::find().filter(Column::ProviderMessageId.eq(report.id.as_str()));
    let Some(row) = db.one(query).await? else {
        return Ok(());
    };
    let known = match row.status {
        Status::Queued | Status::Sending => SmsStatus::Queued,
        Status::Sent => SmsStatus::Sent,
        Status::Delivered => SmsStatus::Delivered,
        Status::Failed => SmsStatus::Failed,
    };
    if !known.may_become(report.status) {
        return Ok(());
    }
    let mut change = ActiveModel {
        status: Set(status(report.status)),
        updated_at: Set(Instant::from(app.clock.now())),
        ..Default::default()
    };
    if let Some(code) = report.error_code {
        change.error = Set(Some(format!("the network reports error {code}")));
    }
    let tx = db.begin().await?;
    let this = Condition::all()
        .add(Column::ProviderMessageId.eq(report.id.as_str()))
        .add(Column::TenantId.eq(row.tenant_id));
    tx.update::<Entity>(this, change).await?;
    tx.commit().await
}
