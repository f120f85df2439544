//! Telling customer and employee of a decision, in the transaction that makes it.

use conversation::CallBack;
use jiff::{SignedDuration, Timestamp, Zoned};
use providers::phone::PhoneNumber;
use providers::sms::fitting;
use sea_orm::{ActiveValue::Set, DbErr, NotSet};

use super::entity::{self, Channel, Kind, Status};
use super::templates::{self, Facts, Language};
use super::{mail, phrases, reminders, store};
use crate::database::is_duplicate;
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
    /// How often it has changed.
    pub version: i32,
    /// Its start, on the salon's clock.
    pub starts_at: Zoned,
    /// The end of all of it.
    pub ends_at: Timestamp,
    /// When it was booked.
    pub created_at: Timestamp,
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
    /// Their e-mail address.
    pub customer_email: Option<&'a str>,
    /// The names of all who do them.
    pub all_employees: &'a str,
    /// E.164.
    pub employee_phone: Option<&'a str>,
}

impl News<'_> {
    /// What stands in the places of a template.
    pub fn facts(&self, language: Language) -> Facts {
        let mut facts = templates::salon_facts(self.salon);
        facts.extend(templates::moment_facts(&self.starts_at, language));
        facts.extend([
            ("firstName", self.customer.split_whitespace().next().unwrap_or_default().to_owned()),
            ("service", self.all_services.to_owned()),
            ("employee", self.all_employees.to_owned()),
            ("price", templates::money(self.price_cents, self.currency)),
        ]);
        facts
    }
}

/// Writes the messages that this event calls for, and the jobs that send them. Whoever has no number and no address gets
/// none. What was to be said of a visit that is another by now is not said any more.
pub async fn announce(tx: &TenantTx, event: Event, news: &News<'_>, now: Timestamp) -> Result<(), DbErr> {
    let (to_customer, to_employee) = match event {
        Event::Booked => (Kind::BookingConfirmation, Kind::EmployeeNewBooking),
        Event::Moved => (Kind::BookingMoved, Kind::EmployeeBookingMoved),
        Event::Cancelled => (Kind::BookingCancelled, Kind::EmployeeBookingCancelled),
    };
    if event != Event::Booked {
        store::suppress_unsent_reminders(tx, news.appointment_id, now).await?;
    }
    // What is over when it is read is of no use.
    let expires_at = (event != Event::Cancelled).then(|| news.starts_at.timestamp());
    tell_customer(tx, to_customer, news, Ways::all(), &Terms { expires_at, purpose: None }, now).await?;
    if event != Event::Cancelled && (news.customer_phone.is_some() || news.customer_email.is_some()) {
        reminders::plan(tx, news.salon, news.appointment_id, news.starts_at.timestamp(), now).await?;
    }
    if let Some(recipient) = news.employee_phone {
        let message = Message {
            appointment_id: Some(news.appointment_id),
            ..Message::text(news.salon, to_employee, recipient, phrases::for_employee(event, news))
        };
        write(tx, message, now).await?;
    }
    Ok(())
}

/// By which ways a customer is told.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    /// By text message.
    pub sms: bool,
    /// By e-mail.
    pub email: bool,
}

impl Ways {
    /// By each that there is.
    pub fn all() -> Self {
        Self { sms: true, email: true }
    }
}

/// Until when a message is worth something, and what it is for, where there is one for each such purpose.
#[derive(Debug, Default)]
pub struct Terms {
    /// After this it is not sent.
    pub expires_at: Option<Timestamp>,
    /// In a word.
    pub purpose: Option<String>,
}

/// Tells a customer of a visit.
pub async fn tell_customer(
    tx: &TenantTx,
    kind: Kind,
    news: &News<'_>,
    ways: Ways,
    terms: &Terms,
    now: Timestamp,
) -> Result<(), DbErr> {
    let salon = news.salon;
    let language = Language::of_locale(&salon.tenant.locale);
    let message = |channel, recipient| Message {
        channel,
        appointment_id: Some(news.appointment_id),
        expires_at: terms.expires_at,
        purpose: terms
            .purpose
            .as_ref()
            .map(|purpose| format!("{purpose}/{}", if channel == Channel::Sms { "sms" } else { "email" })),
        ..Message::text(salon, kind, recipient, String::new())
    };
    if let Some(phone) = news.customer_phone.filter(|_| ways.sms) {
        let body = templates::fill(salon.templates.text(kind, language), &news.facts(language));
        write(tx, Message { body: fitting(body), ..message(Channel::Sms, phone) }, now).await?;
    }
    if let Some(address) = news.customer_email.filter(|_| ways.email) {
        let (body, mail) = mail::about_visit(kind, news, language);
        let mail = Some(serde_json::to_value(mail).map_err(|error| DbErr::Json(error.to_string()))?);
        write(tx, Message { body, mail, ..message(Channel::Email, address) }, now).await?;
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
    write(tx, Message::text(salon, kind, recipient, body), now).await
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
    let language = Language::of_locale(&salon.tenant.locale);
    let mut facts = templates::salon_facts(salon);
    facts.extend(templates::moment_facts(&offer.starts_at, language));
    facts.extend([
        ("service", offer.service.to_owned()),
        ("employee", offer.employee.to_owned()),
        ("minutes", offer.minutes.to_string()),
    ]);
    let body = templates::fill(salon.templates.text(Kind::WaitlistOffer, language), &facts);
    let message = Message {
        expires_at: now.checked_add(SignedDuration::from_mins(offer.minutes)).ok(),
        ..Message::text(salon, Kind::WaitlistOffer, recipient, fitting(body))
    };
    write(tx, message, now).await
}

/// Writes to somebody who has called and hung up before anything came of it: once a day at most, and not to what is known
/// to be no mobile telephone.
pub async fn announce_missed_call(
    tx: &TenantTx,
    salon: &Salon,
    number: &PhoneNumber,
    now: Timestamp,
) -> Result<(), DbErr> {
    if !salon.settings.notifications.missed_call_texts || !number.may_be_mobile() {
        return Ok(());
    }
    let language = Language::of_locale(&salon.tenant.locale);
    let facts = templates::salon_facts(salon);
    let body = templates::fill(salon.templates.text(Kind::MissedCall, language), &facts);
    let day = salon.zone.to_datetime(now).date();
    let message = Message {
        purpose: Some(format!("missed/{day}/{}", number.as_str())),
        expires_at: now.checked_add(SignedDuration::from_hours(3)).ok(),
        ..Message::text(salon, Kind::MissedCall, number.as_str(), fitting(body))
    };
    write(tx, message, now).await
}

/// Asks a customer how a visit was.
pub async fn write_review_request(
    tx: &TenantTx,
    salon: &Salon,
    appointment_id: AppointmentId,
    recipient: &str,
    facts: &Facts,
    now: Timestamp,
) -> Result<(), DbErr> {
    let language = Language::of_locale(&salon.tenant.locale);
    let body = templates::fill(salon.templates.text(Kind::ReviewRequest, language), facts);
    let message = Message {
        appointment_id: Some(appointment_id),
        purpose: Some(format!("review/{appointment_id}")),
        ..Message::text(salon, Kind::ReviewRequest, recipient, fitting(body))
    };
    write(tx, message, now).await
}

/// Writes what somebody of the salon answers a customer.
pub async fn write_reply(
    tx: &TenantTx,
    salon: &Salon,
    number: &str,
    body: String,
    written_by: String,
    now: Timestamp,
) -> Result<(), DbErr> {
    let message = Message { written_by: Some(written_by), ..Message::text(salon, Kind::Reply, number, body) };
    write(tx, message, now).await
}

/// A message to be written.
struct Message<'a> {
    salon: &'a Salon,
    kind: Kind,
    channel: Channel,
    recipient: &'a str,
    appointment_id: Option<AppointmentId>,
    body: String,
    mail: Option<serde_json::Value>,
    purpose: Option<String>,
    expires_at: Option<Timestamp>,
    written_by: Option<String>,
}

impl<'a> Message<'a> {
    fn text(salon: &'a Salon, kind: Kind, recipient: &'a str, body: String) -> Self {
        Self {
            salon,
            kind,
            channel: Channel::Sms,
            recipient,
            appointment_id: None,
            body,
            mail: None,
            purpose: None,
            expires_at: None,
            written_by: None,
        }
    }
}

async fn write(tx: &TenantTx, message: Message<'_>, now: Timestamp) -> Result<(), DbErr> {
    let Message {
        salon,
        kind,
        channel,
        recipient,
        appointment_id,
        body,
        mail,
        purpose,
        expires_at,
        written_by,
    } = message;
    let notifications = &salon.settings.notifications;
    let is_enabled = match channel {
        // Whoever writes a message by hand means to send it.
        Channel::Sms => notifications.sms_enabled || kind == Kind::Reply,
        Channel::Email => notifications.email_enabled,
    };
    if !is_enabled {
        return Ok(());
    }
    if let Some(purpose) = &purpose
        && store::is_there_one_for(tx, purpose).await?
    {
        return Ok(());
    }
    let sender = match channel {
        Channel::Sms => salon.number.clone(),
        Channel::Email => salon.tenant.contact_email.clone(),
    };
    let id = NotificationId::generate();
    let at = Instant::from(now);
    let row = entity::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        appointment_id: Set(appointment_id),
        kind: Set(kind),
        channel: Set(channel),
        recipient: Set(recipient.to_owned()),
        sender: Set(sender.unwrap_or_default()),
        body: Set(body),
        status: Set(Status::Queued),
        created_at: Set(at),
        updated_at: Set(at),
        attempts: Set(0),
        retries: Set(0),
        cost_is_estimate: Set(false),
        purpose: Set(purpose),
        expires_at: Set(expires_at.map(Instant::from)),
        mail: Set(mail),
        written_by: Set(written_by),
        ..Default::default()
    };
    match tx.insert::<entity::Entity>(row).await {
        // Somebody else has just written the one.
        Err(error) if is_duplicate(&error) => return Ok(()),
        written => written?,
    }
    enqueue(tx, &Job::SendNotification { notification_id: id }, now, now).await?;
    Ok(())
}
