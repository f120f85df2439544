//! Queries on notifications, threads, templates and links.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{ActiveModel, Channel, Column, Entity, Kind, Model, Status};
use super::entity::{inbound, link, template, thread};
use super::templates::{Language, Templates};
use crate::database::is_duplicate;
use crate::http::envelope::{Page, PageOf};
use crate::ids::{AppointmentId, NotificationId, ThreadId};
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// The messages about a visit, oldest first.
pub async fn list_for_appointment(db: &TenantDb, id: AppointmentId) -> Result<Vec<Model>, DbErr> {
    db.all(Entity::find().filter(Column::AppointmentId.eq(id)).order_by_asc(Column::Id)).await
}

/// Which messages a list shows.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) appointment: Option<AppointmentId>,
    pub(super) statuses: Vec<Status>,
    pub(super) kind: Option<Kind>,
    pub(super) channel: Option<Channel>,
}

pub(super) async fn page(db: &TenantDb, selection: Selection, page: Page) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find().order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    if let Some(id) = selection.appointment {
        query = query.filter(Column::AppointmentId.eq(id));
    }
    if !selection.statuses.is_empty() {
        query = query.filter(Column::Status.is_in(selection.statuses));
    }
    if let Some(kind) = selection.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(channel) = selection.channel {
        query = query.filter(Column::Channel.eq(channel));
    }
    db.page(query, page).await
}

pub(super) async fn lock(tx: &TenantTx, id: NotificationId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// Messages that went out between two instants.
pub async fn count_sent_between(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<u64, DbErr> {
    let sent = Entity::find()
        .filter(Column::SentAt.gte(Instant::from(from)))
        .filter(Column::SentAt.lt(Instant::from(to)));
    db.count(sent).await
}

/// Whether another try of a message is on its way, or has arrived.
pub(super) async fn has_open_retry(db: &TenantDb, id: NotificationId) -> Result<bool, DbErr> {
    let query = Entity::find().filter(Column::RetryOfId.eq(id)).filter(Column::Status.is_in([
        Status::Queued,
        Status::Sending,
        Status::Sent,
        Status::Delivered,
    ]));
    Ok(db.one(query).await?.is_some())
}

/// Whether there is a message for this purpose.
pub async fn is_there_one_for(db: &TenantDb, purpose: &str) -> Result<bool, DbErr> {
    Ok(db.one(Entity::find().filter(Column::Purpose.eq(purpose))).await?.is_some())
}

/// Whether somebody was sent a message of this kind since then, or is about to be.
pub async fn was_told_since(
    db: &TenantDb,
    kind: Kind,
    recipient: &str,
    since: Timestamp,
) -> Result<bool, DbErr> {
    let query = Entity::find()
        .filter(Column::Recipient.eq(recipient))
        .filter(Column::Kind.eq(kind))
        .filter(Column::CreatedAt.gt(Instant::from(since)));
    Ok(db.one(query).await?.is_some())
}

/// Reminders of a visit that wait in the outbox are not sent any more: it is another visit by now, or none.
pub(super) async fn suppress_unsent_reminders(
    tx: &TenantTx,
    visit: AppointmentId,
    now: Timestamp,
) -> Result<(), DbErr> {
    let unsent = Condition::all()
        .add(Column::AppointmentId.eq(visit))
        .add(Column::Kind.eq(Kind::Reminder))
        .add(Column::Status.eq(Status::Queued));
    let change = ActiveModel {
        status: Set(Status::Suppressed),
        error: Set(Some("the visit was changed before it was sent".to_owned())),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.update::<Entity>(unsent, change).await.map(drop)
}

/// The last message of one of these kinds to a number that has gone out, or is just going out.
pub async fn last_sent(db: &TenantDb, number: &str, kinds: &[Kind]) -> Result<Option<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::Recipient.eq(number))
        .filter(Column::Channel.eq(Channel::Sms))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Column::Status.is_in([Status::Sending, Status::Sent, Status::Delivered]))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id);
    db.one(query).await
}

/// The salon's own words.
pub async fn list_templates(db: &TenantDb) -> Result<Templates, DbErr> {
    Ok(Templates::of(db.all(template::Entity::find()).await?))
}

/// Writes the salon's own words for a kind of message, or takes them away.
pub async fn set_template(
    tx: &TenantTx,
    kind: Kind,
    language: Language,
    body: Option<&str>,
    now: Instant,
) -> Result<(), DbErr> {
    let this = template::Column::Kind.eq(kind).and(template::Column::Language.eq(language.as_str()));
    let Some(body) = body else {
        return tx.delete::<template::Entity>(this).await.map(drop);
    };
    let change = template::ActiveModel {
        body: Set(Some(body.to_owned())),
        updated_at: Set(now),
        ..Default::default()
    };
    if tx.lock(template::Entity::find().filter(this.clone())).await?.is_some() {
        return tx.update::<template::Entity>(this, change).await.map(drop);
    }
    let row =
        template::ActiveModel { kind: Set(kind), language: Set(language.as_str().to_owned()), ..change };
    tx.insert::<template::Entity>(row).await
}

/// Lets a visit have a page under this hash.
pub(super) async fn keep_link(
    tx: &TenantTx,
    visit: AppointmentId,
    token_hash: String,
    now: Instant,
) -> Result<(), DbErr> {
    let this = link::Column::AppointmentId.eq(visit);
    match tx.one(link::Entity::find().filter(this.clone())).await? {
        Some(known) if known.token_hash == token_hash => return Ok(()),
        // The server's secret is another one by now, and with it the address.
        Some(_) => tx.delete::<link::Entity>(this).await.map(drop)?,
        None => {}
    }
    let row = link::ActiveModel {
        appointment_id: Set(visit),
        token_hash: Set(token_hash),
        created_at: Set(now),
        ..Default::default()
    };
    match tx.insert::<link::Entity>(row).await {
        Err(error) if is_duplicate(&error) => Ok(()),
        written => written,
    }
}

/// Takes the pages of these visits away.
pub(super) async fn forget_links(tx: &TenantTx, visits: &[AppointmentId]) -> Result<(), DbErr> {
    for ids in visits.chunks(500) {
        tx.delete::<link::Entity>(link::Column::AppointmentId.is_in(ids.iter().copied())).await?;
    }
    Ok(())
}

/// The thread of a number.
pub async fn find_thread(db: &TenantDb, number: &str) -> Result<Option<thread::Model>, DbErr> {
    db.one(thread::Entity::find().filter(thread::Column::Number.eq(number))).await
}

/// The same, which nobody else can change until the end of the transaction.
pub(super) async fn lock_thread(tx: &TenantTx, number: &str) -> Result<Option<thread::Model>, DbErr> {
    tx.lock(thread::Entity::find().filter(thread::Column::Number.eq(number))).await
}

/// A thread by its id.
pub async fn find_thread_by_id(db: &TenantDb, id: ThreadId) -> Result<Option<thread::Model>, DbErr> {
    db.one(thread::Entity::find().filter(thread::Column::Id.eq(id))).await
}

pub(super) async fn insert_thread(tx: &TenantTx, thread: &thread::Model) -> Result<(), DbErr> {
    tx.insert::<thread::Entity>(thread.clone().into()).await
}

/// Writes the whole row anew.
pub async fn save_thread(tx: &TenantTx, thread: &thread::Model) -> Result<(), DbErr> {
    let mut change = thread.clone().into_active_model().reset_all();
    change.not_set(thread::Column::TenantId);
    change.not_set(thread::Column::Id);
    tx.update::<thread::Entity>(thread::Column::Id.eq(thread.id), change).await.map(drop)
}

/// Threads with the latest first: all, or those in which the customer's last words are unread.
pub async fn page_threads(
    db: &TenantDb,
    is_unread: bool,
    numbers: Option<Vec<String>>,
    page: Page,
) -> Result<PageOf<thread::Model>, DbErr> {
    let mut query =
        thread::Entity::find().order_by_desc(thread::Column::LastAt).order_by_desc(thread::Column::Id);
    if is_unread {
        query = query.filter(unread());
    }
    if let Some(numbers) = numbers {
        query = query.filter(thread::Column::Number.is_in(numbers));
    }
    db.page(query, page).await
}

/// Threads in which the customer has written something that nobody has read.
fn unread() -> Condition {
    use sea_orm::sea_query::Expr;
    let since = Condition::any()
        .add(thread::Column::ReadAt.is_null())
        .add(Expr::col(thread::Column::ReadAt).lt(Expr::col(thread::Column::LastInboundAt)));
    Condition::all().add(thread::Column::LastInboundAt.is_not_null()).add(since)
}

/// The last messages from a thread's number, the latest first.
pub async fn list_inbound(db: &TenantDb, thread: ThreadId, count: u64) -> Result<Vec<inbound::Model>, DbErr> {
    let query = inbound::Entity::find()
        .filter(inbound::Column::ThreadId.eq(thread))
        .order_by_desc(inbound::Column::ReceivedAt)
        .order_by_desc(inbound::Column::Id)
        .limit(count);
    db.all(query).await
}

/// The last text messages to a number, the latest first.
pub async fn list_outbound(db: &TenantDb, number: &str, count: u64) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::Recipient.eq(number))
        .filter(Column::Channel.eq(Channel::Sms))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(count);
    db.all(query).await
}

/// The message that the network knows by this id.
pub async fn find_inbound(db: &TenantDb, provider_id: &str) -> Result<Option<inbound::Model>, DbErr> {
    db.one(inbound::Entity::find().filter(inbound::Column::ProviderMessageId.eq(provider_id))).await
}

/// Keeps a message from a customer.
pub async fn insert_inbound(tx: &TenantTx, message: &inbound::Model) -> Result<(), DbErr> {
    tx.insert::<inbound::Entity>(message.clone().into()).await
}

/// Writes down what was answered.
pub async fn set_answer(tx: &TenantTx, provider_id: &str, answer: &str) -> Result<(), DbErr> {
    let change = inbound::ActiveModel { answer: Set(Some(answer.to_owned())), ..Default::default() };
    let this = inbound::Column::ProviderMessageId.eq(provider_id);
    tx.update::<inbound::Entity>(this, change).await.map(drop)
}

/// All that came from these numbers, oldest first.
pub(super) async fn inbound_from(db: &TenantDb, numbers: &[String]) -> Result<Vec<inbound::Model>, DbErr> {
    let threads = db.all(thread::Entity::find().filter(thread::Column::Number.is_in(numbers))).await?;
    let ids = threads.into_iter().map(|thread| thread.id);
    let query = inbound::Entity::find()
        .filter(inbound::Column::ThreadId.is_in(ids))
        .order_by_asc(inbound::Column::ReceivedAt);
    db.all(query).await
}

/// Takes all that came from these numbers away, with what is known of the numbers themselves.
pub(super) async fn forget_threads(tx: &TenantTx, numbers: &[String]) -> Result<(), DbErr> {
    let threads = tx.all(thread::Entity::find().filter(thread::Column::Number.is_in(numbers))).await?;
    let ids: Vec<_> = threads.into_iter().map(|thread| thread.id).collect();
    tx.delete::<inbound::Entity>(inbound::Column::ThreadId.is_in(ids.clone())).await?;
    tx.delete::<thread::Entity>(thread::Column::Id.is_in(ids)).await.map(drop)
}
