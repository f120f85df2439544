//! Telling customer and employee of a decision, in the transaction that makes it.

use conversation::CallBack;
use jiff::{Timestamp, Zoned};
use sea_orm::{ActiveValue::Set, DbErr, NotSet};

use super::entity::{self, Channel, Kind, Status};
use super::phrases;
use crate::ids::{AppointmentId, NotificationId};
use crate::instant::Instant;
use crate::jobs::{Job, enqueue};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// What has happened to a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It was booked.
    Booked,
    /// It was moved.
    Moved,
    /// It was called off.
    Cancelled,
}

/// All that messages about a visit may say.
#[derive(Debug)]
pub struct News<'a> {
    /// The salon.
    pub salon: &'a Salon,
    /// The visit.
    pub appointment_id: AppointmentId,
    /// Its start, on the salon's clock.
    pub starts_at: Zoned,
    /// The service's name.
    pub service: &'a str,
    /// The names of all services of the visit.
    pub all_services: &'a str,
    /// The price of all of them, with extras.
    pub price_cents: i64,
    /// ISO 4217.
    pub currency: &'a str,
    /// The customer's name.
    pub customer: &'a str,
    /// E.164.
    pub customer_phone: Option<&'a str>,
    /// The names of all who do them.
    pub all_employees: &'a str,
    /// E.164.
    pub employee_phone: Option<&'a str>,
}

/// Writes the messages that this event calls for, and the jobs that send them. Whoever has no number gets none.
pub async fn announce(tx: &TenantTx, event: Event, news: &News<'_>, now: Timestamp) -> Result<(), DbErr> {
    let (to_customer, to_employee) = match event {
        Event::Booked => (Kind::BookingConfirmation, Kind::EmployeeNewBooking),
        Event::Moved => (Kind::BookingMoved, Kind::EmployeeBookingMoved),
        Event::Cancelled => (Kind::BookingCancelled, Kind::EmployeeBookingCancelled),
    };
    let messages = [
        (to_customer, news.customer_phone, phrases::for_customer(event, news)),
        (to_employee, news.employee_phone, phrases::for_employee(event, news)),
    ];
    for (kind, recipient, body) in messages {
        if let Some(recipient) = recipient {
            let sender = news.salon.number.clone();
            let appointment_id = Some(news.appointment_id);
            write(tx, Message { salon: news.salon, kind, recipient, sender, appointment_id, body }, now)
                .await?;
        }
    }
    Ok(())
}

/// Tells the salon's own telephone, where it has one, that somebody is to be called back.
pub async fn announce_call_back(
    tx: &TenantTx,
    salon: &Salon,
    call_back: &CallBack,
    now: Timestamp,
) -> Result<(), DbErr> {
    tell_salon(tx, salon, Kind::CallBackRequest, phrases::call_back(call_back), now).await
}

/// Tells the salon's own telephone, where it has one, what a caller wants to have passed on.
pub async fn announce_message(
    tx: &TenantTx,
    salon: &Salon,
    message: &conversation::Message,
    text: &str,
    now: Timestamp,
) -> Result<(), DbErr> {
    tell_salon(tx, salon, Kind::CallerMessage, phrases::message(message, text), now).await
}

/// A message that somebody has left.
#[derive(Debug)]
pub struct Voicemail<'a> {
    /// Their name, where it is known.
    pub name: Option<&'a str>,
    /// Their number, unless it is withheld.
    pub phone: Option<&'a str>,
    /// How long it is.
    pub seconds: i32,
}

/// Tells the salon's own telephone, where it has one, that somebody has left a message.
pub async fn announce_voicemail(
    tx: &TenantTx,
    salon: &Salon,
    voicemail: &Voicemail<'_>,
    now: Timestamp,
) -> Result<(), DbErr> {
    tell_salon(tx, salon, Kind::Voicemail, phrases::voicemail(voicemail), now).await
}

/// Writes to the salon's own telephone, where it has one.
async fn tell_salon(
    tx: &TenantTx,
    salon: &Salon,
    kind: Kind,
    body: String,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(recipient) = salon.tenant.forward_to.as_deref() else {
        return Ok(());
    };
    let sender = salon.number.clone();
    write(tx, Message { salon, kind, recipient, sender, appointment_id: None, body }, now).await
}

/// A time that is offered to somebody who waits.
#[derive(Debug)]
pub struct WaitlistOffer<'a> {
    /// The service's name.
    pub service: &'a str,
    /// The employee's name.
    pub employee: &'a str,
    /// The time, on the salon's clock.
    pub starts_at: Zoned,
    /// For how many minutes it is held.
    pub minutes: i64,
}

/// Asks somebody who waits whether they want a time that has become free.
pub async fn announce_offer(
    tx: &TenantTx,
    salon: &Salon,
    recipient: &str,
    offer: &WaitlistOffer<'_>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let message = Message {
        salon,
        kind: Kind::WaitlistOffer,
        recipient,
        sender: salon.number.clone(),
        appointment_id: None,
        body: phrases::offer(&salon.tenant.name, offer),
    };
    write(tx, message, now).await
}

/// A message to be written.
struct Message<'a> {
    salon: &'a Salon,
    kind: Kind,
    recipient: &'a str,
    sender: Option<String>,
    appointment_id: Option<AppointmentId>,
    body: String,
}

async fn write(tx: &TenantTx, message: Message<'_>, now: Timestamp) -> Result<(), DbErr> {
    let Message { salon, kind, recipient, sender, appointment_id, body } = message;
    if !salon.settings.notifications.sms_enabled {
        return Ok(());
    }
    let id = NotificationId::generate();
    let at = Instant::from(now);
    let row = entity::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        appointment_id: Set(appointment_id),
        kind: Set(kind),
        channel: Set(Channel::Sms),
        recipient: Set(recipient.to_owned()),
        sender: Set(sender.unwrap_or_default()),
        body: Set(body),
        status: Set(Status::Queued),
        attempts: Set(0),
        error: Set(None),
        provider_message_id: Set(None),
        created_at: Set(at),
        sending_since: Set(None),
        sent_at: Set(None),
        updated_at: Set(at),
    };
    tx.insert::<entity::Entity>(row).await?;
    enqueue(tx, &Job::SendNotification { notification_id: id }, now, now).await?;
    Ok(())
}
