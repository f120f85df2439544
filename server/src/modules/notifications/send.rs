//! Handing a notification to the network, once, and what becomes of it.
//!
//! Before the network is called the row says `SENDING`. If we die then, nobody knows whether the message went
//! out; so whoever finds such a row asks the network first and sends only what it has not seen. What the network reports
//! moves a row forwards only; a message that is worth another try becomes a row of its own.

use jiff::{SignedDuration, Timestamp};
use providers::mail::MailError;
use providers::phone::PhoneNumber;
use providers::sms::{OutgoingSms, SentSms, SmsError, SmsPrice, SmsStatus, Verdict, segments, verdict};
use providers::telephony::{MessageStatusChanged, ProviderId};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, NotSet, QueryFilter};

use super::entity::{ActiveModel, Channel, Column, Entity, Model, Status};
use super::templates::LINK;
use super::{links, mail, store, threads};
use crate::app::App;
use crate::ids::NotificationId;
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::tenants;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, TenantTx, in_transaction};

/// How long after a message has arrived its price is known at the latest.
const PRICE_IS_KNOWN: SignedDuration = SignedDuration::from_mins(10);

/// Sends a notification, unless it has gone out already.
pub async fn send(app: &App, db: &TenantDb, id: NotificationId) -> Result<(), JobError> {
    let Some(attempt) = begin(app, db, id).await? else {
        return Ok(());
    };
    match attempt.row.channel {
        Channel::Sms => send_sms(app, db, &attempt).await,
        Channel::Email => send_mail(app, db, &attempt).await,
    }
}

async fn send_sms(app: &App, db: &TenantDb, attempt: &Attempt) -> Result<(), JobError> {
    let row = &attempt.row;
    let (Ok(to), from) = (PhoneNumber::from_e164(&row.recipient), PhoneNumber::from_e164(&row.sender).ok())
    else {
        let reason = "the recipient has no telephone number".to_owned();
        settle(app, db, attempt, End::lost(Status::Failed, &reason, None)).await?;
        return Err(JobError::Never { reason });
    };
    let account = tenants::salon(&app.salons, db).await?.telephone_account.clone();
    if attempt.is_interrupted {
        let since = row.sending_since.map_or_else(|| app.clock.now(), Instant::timestamp);
        match app.sms.find_sent(account.as_ref(), &to, &row.body, since).await {
            Ok(Some(sent)) => {
                settle(app, db, attempt, End::taken(&sent)).await?;
                return Ok(());
            }
            Ok(None) => {}
            Err(error) => return Err(JobError::Later { reason: error.to_string(), after: None }),
        }
    }
    let message = OutgoingSms {
        to,
        account,
        from,
        body: row.body.clone(),
        status_url: Some(format!("{}/api/telephony/twilio/message-status", app.config.public_url())),
    };
    match app.sms.send(&message).await {
        Ok(sent) => {
            settle(app, db, attempt, End::taken(&sent)).await?;
            Ok(())
        }
        Err(error) => {
            let reason = error.to_string();
            let (status, code, outcome) = match error {
                SmsError::Refused { code, .. } => {
                    (Status::Failed, Some(code), JobError::Never { reason: reason.clone() })
                }
                SmsError::Unreachable { .. } => {
                    (Status::Queued, None, JobError::Later { reason: reason.clone(), after: None })
                }
                SmsError::RateLimited { retry_after } => {
                    (Status::Queued, None, JobError::Later { reason: reason.clone(), after: retry_after })
                }
                // Stays `SENDING`: the next attempt asks before it sends.
                SmsError::Unknown { .. } => {
                    (Status::Sending, None, JobError::Later { reason: reason.clone(), after: None })
                }
            };
            settle(app, db, attempt, End::lost(status, &reason, code)).await?;
            Err(outcome)
        }
    }
}

/// A mail may be handed over twice: its id is the same, and its reader's program shows it once.
async fn send_mail(app: &App, db: &TenantDb, attempt: &Attempt) -> Result<(), JobError> {
    let row = &attempt.row;
    let Some(outgoing) =
        mail::outgoing(row, row.body.clone(), attempt.link.as_deref(), app.config.mail_address())
    else {
        let reason = "the mail cannot be read".to_owned();
        settle(app, db, attempt, End::lost(Status::Failed, &reason, None)).await?;
        return Err(JobError::Never { reason });
    };
    match app.mailer.send(&outgoing).await {
        Ok(_) => {
            settle(
                app,
                db,
                attempt,
                End { status: Status::Sent, provider_id: None, price: None, error: None, code: None },
            )
            .await?;
            Ok(())
        }
        Err(error) => {
            let reason = error.to_string();
            let (status, outcome) = match error {
                MailError::Refused { .. } => (Status::Failed, JobError::Never { reason: reason.clone() }),
                MailError::Unreachable { .. } => {
                    (Status::Queued, JobError::Later { reason: reason.clone(), after: None })
                }
            };
            settle(app, db, attempt, End::lost(status, &reason, None)).await?;
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
    /// The address of the visit's page, where the message has one.
    link: Option<String>,
}

/// Marks the row as being sent. `None` when nothing is to do.
async fn begin(app: &App, db: &TenantDb, id: NotificationId) -> Result<Option<Attempt>, DbErr> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let Some(mut row) = store::lock(tx, id).await? else {
            return Ok(None);
        };
        let is_interrupted = match row.status {
            Status::Queued => false,
            Status::Sending => true,
            Status::Sent | Status::Delivered | Status::Undelivered | Status::Failed | Status::Suppressed => {
                return Ok(None);
            }
        };
        if !is_interrupted && let Some(reason) = why_not(tx, &row, now).await? {
            suppress(tx, id, reason, now).await?;
            return Ok(None);
        }
        let has_link = row.body.contains(LINK) || row.channel == Channel::Email;
        let link = match row.appointment_id.filter(|_| has_link) {
            Some(visit) => Some(links::address_of(app, tx, visit, now).await?),
            None => None,
        };
        row.body = row.body.replace(LINK, link.as_deref().unwrap_or_default());
        let number = row.attempts + 1;
        row.sending_since = row.sending_since.filter(|_| is_interrupted).or(Some(Instant::from(now)));
        if row.channel == Channel::Sms {
            row.segments = i32::try_from(segments(&row.body).count).ok();
            if !is_interrupted && !row.kind.is_to_salon() {
                let mut thread = threads::thread_of(tx, &row.recipient, now).await?;
                threads::note_message(&mut thread, &row.body, false, now);
                store::save_thread(tx, &thread).await?;
            }
        }
        let change = ActiveModel {
            status: Set(Status::Sending),
            body: Set(row.body.clone()),
            attempts: Set(number),
            segments: Set(row.segments),
            sending_since: Set(row.sending_since),
            updated_at: Set(Instant::from(now)),
            ..Default::default()
        };
        tx.update::<Entity>(Column::Id.eq(id), change).await?;
        Ok::<_, DbErr>(Some(Attempt { row, number, is_interrupted, link }))
    })
}

/// Why a message is not sent at all.
async fn why_not(tx: &TenantTx, row: &Model, now: Timestamp) -> Result<Option<&'static str>, DbErr> {
    if row.expires_at.is_some_and(|until| until.timestamp() <= now) {
        return Ok(Some("it was too late to be of use"));
    }
    if row.channel != Channel::Sms {
        return Ok(None);
    }
    let thread = store::find_thread(tx, &row.recipient).await?;
    Ok(thread.and_then(|thread| {
        if thread.opted_out_at.is_some() {
            Some(OPTED_OUT)
        } else if thread.landline_at.is_some() {
            Some("the number takes no text messages")
        } else {
            None
        }
    }))
}

/// Why somebody who has asked for it gets no messages.
pub(super) const OPTED_OUT: &str = "the recipient has asked not to get text messages (STOP)";

async fn suppress(tx: &TenantTx, id: NotificationId, reason: &str, now: Timestamp) -> Result<(), DbErr> {
    let change = ActiveModel {
        status: Set(Status::Suppressed),
        error: Set(Some(reason.to_owned())),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(id), change).await.map(drop)
}

/// How an attempt ended.
struct End {
    status: Status,
    provider_id: Option<ProviderId>,
    price: Option<SmsPrice>,
    error: Option<String>,
    code: Option<u32>,
}

impl End {
    fn taken(sent: &SentSms) -> Self {
        let SentSms { id, status: sms, price, .. } = sent.clone();
        Self { status: status(sms), provider_id: Some(id), price, error: None, code: None }
    }

    fn lost(status: Status, reason: &str, code: Option<u32>) -> Self {
        Self { status, provider_id: None, price: None, error: Some(shortened(reason)), code }
    }
}

/// Writes down how an attempt ended, unless another has begun since.
async fn settle(app: &App, db: &TenantDb, attempt: &Attempt, end: End) -> Result<(), DbErr> {
    let now = app.clock.now();
    let at = Instant::from(now);
    let is_out = matches!(end.status, Status::Sent | Status::Delivered);
    let mut change = ActiveModel {
        status: Set(end.status),
        error: Set(end.error),
        error_code: Set(end.code.and_then(|code| i32::try_from(code).ok())),
        updated_at: Set(at),
        ..Default::default()
    };
    if let Some(id) = end.provider_id {
        change.provider_message_id = Set(Some(id.as_str().to_owned()));
    }
    if is_out {
        change.sent_at = Set(Some(at));
        if let Some(segments) = attempt.row.segments {
            let estimate = app.config.sms_segment_micros.saturating_mul(i64::from(segments));
            change.cost_micros = Set(Some(estimate));
            change.cost_currency = Set(Some("USD".to_owned()));
            change.cost_is_estimate = Set(true);
        }
        set_price(&mut change, end.price);
    }
    let mine = Condition::all()
        .add(Column::Id.eq(attempt.row.id))
        .add(Column::Status.eq(Status::Sending))
        .add(Column::Attempts.eq(attempt.number));
    in_transaction!(db, tx => {
        if tx.update::<Entity>(mine.clone(), change.clone()).await? == 1 && let Some(code) = end.code {
            learn(tx, &attempt.row.recipient, code, now).await?;
        }
        Ok::<_, DbErr>(())
    })
}

fn set_price(change: &mut ActiveModel, price: Option<SmsPrice>) {
    if let Some(SmsPrice { micros, currency }) = price {
        change.cost_micros = Set(Some(micros));
        change.cost_currency = Set(Some(currency));
        change.cost_is_estimate = Set(false);
    }
}

/// Remembers what the network says of a number.
async fn learn(tx: &TenantTx, number: &str, code: u32, now: Timestamp) -> Result<(), DbErr> {
    let verdict = verdict(code);
    if !matches!(verdict, Verdict::OptedOut | Verdict::Landline) {
        return Ok(());
    }
    let mut thread = threads::thread_of(tx, number, now).await?;
    if verdict == Verdict::OptedOut {
        return threads::opt_out(tx, &mut thread, &format!("error {code}"), now).await;
    }
    thread.landline_at = thread.landline_at.or(Some(Instant::from(now)));
    store::save_thread(tx, &thread).await
}

/// Nobody will try again: says so in the row, for all to see.
pub async fn give_up(tx: &TenantTx, id: NotificationId, reason: &str, now: Timestamp) -> Result<(), DbErr> {
    let change = ActiveModel {
        status: Set(Status::Failed),
        error: Set(Some(shortened(reason))),
        updated_at: Set(now.into()),
        ..Default::default()
    };
    let unsent =
        Condition::all().add(Column::Id.eq(id)).add(Column::Status.is_in([Status::Queued, Status::Sending]));
    tx.update::<Entity>(unsent, change).await.map(drop)
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
        SmsStatus::Undelivered => Status::Undelivered,
        SmsStatus::Failed => Status::Failed,
    }
}

/// How far the network has brought a message, as far as the row knows; nothing when the network has not got it.
fn known(status: Status) -> Option<SmsStatus> {
    match status {
        Status::Queued | Status::Sending => Some(SmsStatus::Queued),
        Status::Sent => Some(SmsStatus::Sent),
        Status::Delivered => Some(SmsStatus::Delivered),
        Status::Undelivered => Some(SmsStatus::Undelivered),
        Status::Failed => Some(SmsStatus::Failed),
        Status::Suppressed => None,
    }
}

/// The network says how a message has fared. Late news does not turn it back. What is worth another try is tried again, as
/// often as the table of codes says (`providers::sms::verdict`).
pub async fn delivery_reported(app: &App, report: &MessageStatusChanged) -> Result<(), DbErr> {
    let platform = PlatformDb::new(&app.database, PlatformAccess::DeliveryReport);
    let query = Entity::find().filter(Column::ProviderMessageId.eq(report.id.as_str()));
    let Some(row) = platform.one(query).await? else {
        return Ok(());
    };
    let db = TenantDb::new(&app.database, TenantScope::from_delivery_report(&row));
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let Some(row) = store::lock(tx, row.id).await? else {
            return Ok(());
        };
        let mut change = ActiveModel { updated_at: Set(Instant::from(now)), ..Default::default() };
        set_price(&mut change, report.price.clone());
        if known(row.status).is_some_and(|known| known.may_become(report.status)) {
            let next = status(report.status);
            change.status = Set(next);
            if next == Status::Delivered {
                change.delivered_at = Set(Some(Instant::from(now)));
            }
            if let Some(code) = report.error_code {
                let meaning = providers::sms::meaning(code);
                change.error = Set(Some(format!("{meaning} (the network reports error {code})")));
                change.error_code = Set(i32::try_from(code).ok());
            }
            if next.is_final() {
                if report.price.is_none() {
                    let job = Job::LearnPrice { notification_id: row.id };
                    enqueue(tx, &job, now + PRICE_IS_KNOWN, now).await?;
                }
                if next != Status::Delivered && let Some(code) = report.error_code {
                    learn(tx, &row.recipient, code, now).await?;
                    try_again(tx, &row, code, now).await?;
                }
            }
        }
        tx.update::<Entity>(Column::Id.eq(row.id), change).await?;
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
}

/// Writes a lost message once more, where that can help and it is still of use then.
async fn try_again(tx: &TenantTx, row: &Model, code: u32, now: Timestamp) -> Result<(), DbErr> {
    let Verdict::Again { after, most } = verdict(code) else {
        return Ok(());
    };
    let at = now + SignedDuration::try_from(after).unwrap_or(SignedDuration::ZERO);
    let is_of_use = row.expires_at.is_none_or(|until| at < until.timestamp());
    if row.retries < most && is_of_use && !row.recipient.is_empty() {
        write_again(tx, row, row.retries + 1, at, now).await?;
    }
    Ok(())
}

/// The same message as a new row, which is sent at `at`.
pub(super) async fn write_again(
    tx: &TenantTx,
    row: &Model,
    retries: i32,
    at: Timestamp,
    now: Timestamp,
) -> Result<NotificationId, DbErr> {
    let id = NotificationId::generate();
    let copy = ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        appointment_id: Set(row.appointment_id),
        kind: Set(row.kind),
        channel: Set(row.channel),
        recipient: Set(row.recipient.clone()),
        sender: Set(row.sender.clone()),
        body: Set(row.body.clone()),
        mail: Set(row.mail.clone()),
        status: Set(Status::Queued),
        attempts: Set(0),
        // Of one purpose there is one row, and that is the first.
        retry_of_id: Set(Some(row.id)),
        retries: Set(retries),
        expires_at: Set(row.expires_at),
        cost_is_estimate: Set(false),
        written_by: Set(row.written_by.clone()),
        created_at: Set(Instant::from(now)),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.insert::<Entity>(copy).await?;
    enqueue(tx, &Job::SendNotification { notification_id: id }, at, now).await?;
    Ok(id)
}

/// Asks the network what a message has cost.
pub async fn learn_price(app: &App, db: &TenantDb, id: NotificationId) -> Result<(), JobError> {
    let row = db.one(Entity::find().filter(Column::Id.eq(id))).await?;
    let Some(provider_id) = row.and_then(|row| ProviderId::parse(&row.provider_message_id?)) else {
        return Ok(());
    };
    let salon = tenants::salon(&app.salons, db).await?;
    let sent = app.sms.find(salon.telephone_account.as_ref(), &provider_id).await;
    let sent = sent.map_err(|error| JobError::Later { reason: error.to_string(), after: None })?;
    let Some(price) = sent.and_then(|sent| sent.price) else {
        return Ok(());
    };
    let mut change = ActiveModel::default();
    set_price(&mut change, Some(price));
    in_transaction!(db, tx => {
        tx.update::<Entity>(Column::Id.eq(id), change.clone()).await?;
        Ok::<_, DbErr>(())
    })?;
    Ok(())
}
