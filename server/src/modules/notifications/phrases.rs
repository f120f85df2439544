//! The words of messages. English; times on the salon's clock.

use conversation::CallBack;
use jiff::Zoned;
use providers::phone::PhoneNumber;

use super::announce::{Event, News, Voicemail, WaitlistOffer};

/// What the customer reads.
pub(super) fn for_customer(event: Event, news: &News<'_>) -> String {
    let News { salon, customer, currency, price_cents, starts_at, .. } = news;
    let (service, employee) = (news.all_services, news.all_employees);
    let salon_name = &salon.tenant.name;
    let when = when(starts_at);
    let first_name = customer.split_whitespace().next().unwrap_or("");
    let call_us = salon
        .number
        .as_deref()
        .and_then(|number| PhoneNumber::from_e164(number).ok())
        .map_or(String::new(), |number| format!(" To change it, call {}.", number.national()));
    fitting(match event {
        Event::Booked => {
            let price = money(*price_cents, currency);
            let place = salon.tenant.address.as_deref().map_or(String::new(), |place| format!(" {place}."));
            format!(
                "{salon_name}: You're booked, {first_name}: {service} with {employee}, {when}, {price}.{place}{call_us}"
            )
        }
        Event::Moved => format!(
            "{salon_name}: Your visit has moved, {first_name}: {service} with {employee}, now {when}.{call_us}"
        ),
        Event::Cancelled => {
            format!("{salon_name}: Your visit is cancelled, {first_name}: {service} with {employee}, {when}.")
        }
    })
}

/// What the employee reads.
pub(super) fn for_employee(event: Event, news: &News<'_>) -> String {
    let News { customer, service, starts_at, .. } = news;
    let when = when(starts_at);
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

/// What somebody who waits is asked.
pub(super) fn offer(salon_name: &str, offer: &WaitlistOffer<'_>) -> String {
    let WaitlistOffer { service, employee, starts_at, minutes } = offer;
    let when = when(starts_at);
    fitting(format!(
        "{salon_name}: A time is free: {service} with {employee}, {when}. Reply YES within {minutes} minutes to take it, NO to pass."
    ))
}

/// The column's length; a name of many letters must not lose the message.
fn fitting(text: String) -> String {
    if text.chars().count() <= 1600 { text } else { text.chars().take(1600).collect() }
}

/// "Tue, Dec 1 at 2:30 PM".
fn when(at: &Zoned) -> String {
    at.strftime("%a, %b %-d at %-I:%M %p").to_string()
}

/// "$45", "$45.50", "EUR 45".
fn money(cents: i64, currency: &str) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let amount = if rest == 0 { format!("{whole}") } else { format!("{whole}.{rest:02}") };
    match currency {
        "USD" => format!("{sign}${amount}"),
        other => format!("{sign}{other} {amount}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_moments_read_as_people_write_them() {
        assert_eq!(money(4_500, "USD"), "$45");
        assert_eq!(money(4_550, "USD"), "$45.50");
        assert_eq!(money(-5, "EUR"), "-EUR 0.05");
        let at: Zoned = "2026-12-01T14:30[America/New_York]".parse().expect("a literal moment");
        assert_eq!(when(&at), "Tue, Dec 1 at 2:30 PM");
    }
}
