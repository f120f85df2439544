//! The messages about one customer as a whole: handed out, and without what they say.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity::inbound;
use super::entity::{ActiveModel, Column, Entity, Model, Status};
use super::routes::NotificationBody;
use super::store;
use crate::ids::AppointmentId;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Rows that one statement names by their ids.
const AT_ONCE: usize = 500;

/// All messages to a person, about these visits or to one of their numbers or addresses, oldest first.
pub async fn records_of(
    db: &TenantDb,
    visits: &[AppointmentId],
    recipients: &[String],
) -> Result<Vec<NotificationBody>, DbErr> {
    let mut theirs = Condition::any().add(Column::Recipient.is_in(recipients));
    for ids in visits.chunks(AT_ONCE) {
        theirs = theirs.add(Column::AppointmentId.is_in(ids.iter().copied()));
    }
    let rows = db.all(Entity::find().filter(theirs).order_by_asc(Column::Id)).await?;
    Ok(rows.into_iter().filter(|row| !row.kind.is_to_salon()).map(NotificationBody::from).collect())
}

/// A message that a person has written to the salon.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InboundRecord {
    #[schema(required)]
    body: Option<String>,
    /// What it was taken for.
    meaning: inbound::Meaning,
    /// What was answered at once.
    #[schema(required)]
    answer: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    received_at: Timestamp,
}

/// All that came from these numbers, oldest first.
pub async fn inbound_of(db: &TenantDb, phones: &[String]) -> Result<Vec<InboundRecord>, DbErr> {
    let rows = store::inbound_from(db, phones).await?;
    let record = |row: inbound::Model| InboundRecord {
        body: row.body,
        meaning: row.meaning,
        answer: row.answer,
        received_at: row.received_at.timestamp(),
    };
    Ok(rows.into_iter().map(record).collect())
}

/// Empties the messages to a person and those about them; the salon's own people keep their numbers. What has not gone
/// out yet does not go out any more.
///
/// About them are those of their visits, and those in which one of their numbers or a name of two words stands.
pub async fn erase_person(
    tx: &TenantTx,
    visits: &[AppointmentId],
    phones: &[String],
    (names, emails): (&[String], &[String]),
    now: Timestamp,
) -> Result<(), DbErr> {
    let contains = |words: &str| Column::Body.like(format!("%{}%", words.replace(['%', '\\'], "_")));
    let mut theirs = Condition::any().add(Column::Recipient.is_in(phones)).add(Column::Sender.is_in(phones));
    theirs = theirs.add(Column::Recipient.is_in(emails));
    for ids in visits.chunks(AT_ONCE) {
        theirs = theirs.add(Column::AppointmentId.is_in(ids.iter().copied()));
    }
    for phone in phones {
        theirs = theirs.add(contains(phone.trim_start_matches('+')));
    }
    for name in names.iter().filter(|name| name.trim().contains(' ')) {
        theirs = theirs.add(Condition::all().add(Column::AppointmentId.is_null()).add(contains(name)));
    }
    for row in tx.all(Entity::find().filter(theirs)).await? {
        blank(tx, row, phones, now).await?;
    }
    store::forget_links(tx, visits).await?;
    store::forget_threads(tx, phones).await
}

async fn blank(tx: &TenantTx, row: Model, phones: &[String], now: Timestamp) -> Result<(), DbErr> {
    let is_colleague = row.kind.is_to_salon() && !phones.contains(&row.recipient);
    let is_out = matches!(
        row.status,
        Status::Sent | Status::Delivered | Status::Undelivered | Status::Failed | Status::Suppressed
    );
    let change = ActiveModel {
        recipient: Set(if is_colleague { row.recipient } else { String::new() }),
        sender: Set(if is_colleague { row.sender } else { String::new() }),
        body: Set(String::new()),
        mail: Set(None),
        purpose: Set(None),
        status: Set(if is_out { row.status } else { Status::Failed }),
        error: Set(if is_out { row.error } else { Some("erased before it was sent".to_owned()) }),
        // By this the network could still say whose number it was.
        provider_message_id: Set(None),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(row.id), change).await.map(drop)
}
