//! The messages about one customer as a whole: handed out, and without what they say.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{ActiveModel, Column, Entity, Kind, Model, Status};
use super::routes::NotificationBody;
use crate::ids::AppointmentId;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Rows that one statement names by their ids.
const AT_ONCE: usize = 500;

/// All messages to a person, about these visits or to one of their numbers, oldest first.
pub async fn records_of(
    db: &TenantDb,
    visits: &[AppointmentId],
    phones: &[String],
) -> Result<Vec<NotificationBody>, DbErr> {
    let mut theirs = Condition::any().add(Column::Recipient.is_in(phones));
    for ids in visits.chunks(AT_ONCE) {
        theirs = theirs.add(Column::AppointmentId.is_in(ids.iter().copied()));
    }
    let rows = db.all(Entity::find().filter(theirs).order_by_asc(Column::Id)).await?;
    Ok(rows.into_iter().filter(|row| !is_to_salon(row.kind)).map(NotificationBody::from).collect())
}

/// Empties the messages to a person and those about them; the salon's own people keep their numbers. What has not gone
/// out yet does not go out any more.
///
/// About them are those of their visits, and those in which one of their numbers or a name of two words stands.
pub async fn erase_person(
    tx: &TenantTx,
    visits: &[AppointmentId],
    phones: &[String],
    names: &[String],
    now: Timestamp,
) -> Result<(), DbErr> {
    let contains = |words: &str| Column::Body.like(format!("%{}%", words.replace(['%', '\\'], "_")));
    let mut theirs = Condition::any().add(Column::Recipient.is_in(phones)).add(Column::Sender.is_in(phones));
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
    Ok(())
}

async fn blank(tx: &TenantTx, row: Model, phones: &[String], now: Timestamp) -> Result<(), DbErr> {
    let is_colleague = is_to_salon(row.kind) && !phones.contains(&row.recipient);
    let is_out = matches!(row.status, Status::Sent | Status::Delivered | Status::Failed);
    let change = ActiveModel {
        recipient: Set(if is_colleague { row.recipient } else { String::new() }),
        sender: Set(if is_colleague { row.sender } else { String::new() }),
        body: Set(String::new()),
        status: Set(if is_out { row.status } else { Status::Failed }),
        error: Set(if is_out { row.error } else { Some("erased before it was sent".to_owned()) }),
        // By this the network could still say whose number it was.
        provider_message_id: Set(None),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(row.id), change).await.map(drop)
}

/// Whether a message of this kind goes to the salon's own people.
fn is_to_salon(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::EmployeeNewBooking
            | Kind::EmployeeBookingMoved
            | Kind::EmployeeBookingCancelled
            | Kind::CallBackRequest
            | Kind::CallerMessage
            | Kind::Voicemail
    )
}
