//! The words of messages to the salon's own people. English; times on the salon's clock. Those to customers have
//! templates (`templates.rs`).

use conversation::CallBack;
use providers::sms::fitting;

use super::announce::{Event, News, Voicemail};
use super::templates::{Language, when};

/// What the employee reads.
pub(super) fn for_employee(event: Event, news: &News<'_>) -> String {
    let News { customer, service, starts_at, .. } = news;
    let when = when(starts_at, Language::En);
    fitting(match event {
        Event::Booked => format!("New booking: {service}, {when}, {customer}."),
        Event::Moved => format!("Booking moved: {service}, {customer}, now {when}."),
        Event::Cancelled => format!("Booking cancelled: {service}, {when}, {customer}."),
    })
}

/// What the salon's own telephone is told.
pub(super) fn call_back(call_back: &CallBack) -> String {
    let name = call_back.name.as_deref().unwrap_or("Somebody");
    fitting(format!("{name} asked to be called back: {}.", call_back.phone))
}

/// What a caller wants to have passed on.
pub(super) fn message(message: &conversation::Message, text: &str) -> String {
    let name = message.name.as_deref().unwrap_or("Somebody");
    match &message.phone {
        Some(phone) => fitting(format!("{name} ({phone}) left a message: {text}")),
        None => fitting(format!("{name} left a message: {text}")),
    }
}

/// What the salon's own telephone is told of a message that was left.
pub(super) fn voicemail(voicemail: &Voicemail<'_>) -> String {
    let Voicemail { name, phone, seconds } = voicemail;
    let name = name.unwrap_or("Somebody");
    let phone =
        phone.map_or("their number is withheld".to_owned(), |phone| format!("call them back on {phone}"));
    fitting(format!("{name} left a voice message of {seconds} seconds; {phone}."))
}
