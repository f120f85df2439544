//! Mails to customers about their visits: the same facts as in text messages, with an event for their calendar.

use jiff::Timestamp;
use providers::mail::{Calendar, CalendarMethod, OutgoingMail};
use serde::{Deserialize, Serialize};

use super::announce::News;
use super::entity::{Kind, Model};
use super::templates::{Facts, LINK, Language};
use crate::ical::{self, Event, Invitation};

/// What a mail has besides its plain words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mail {
    subject: String,
    html: String,
    salon: String,
    event: Option<MailEvent>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MailEvent {
    method: CalendarMethod,
    uid: String,
    sequence: i32,
    starts_at: Timestamp,
    ends_at: Timestamp,
    created_at: Timestamp,
    changed_at: Timestamp,
    summary: String,
    location: Option<String>,
}

/// A mail about a visit: its words, and the rest of it.
pub(super) fn about_visit(kind: Kind, news: &News<'_>, language: Language) -> (String, Mail) {
    let facts = news.facts(language);
    let words = Words::of(kind, language);
    let fact = |name: &str| facts.get(name).cloned().unwrap_or_default();
    let greeting = format!("{} {},", words.hello, fact("firstName"));
    let rows: Vec<(&str, String)> = [
        (words.what, fact("service")),
        (words.with, fact("employee")),
        (words.when, fact("when")),
        (words.price, if kind == Kind::BookingCancelled { String::new() } else { fact("price") }),
        (words.place, fact("address")),
        (words.phone, fact("phone")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect();
    let has_link = kind != Kind::BookingCancelled;
    let mut text = format!("{greeting}\n\n{}\n\n", words.lead);
    for (name, value) in &rows {
        text.push_str(&format!("{name}: {value}\n"));
    }
    if has_link {
        text.push_str(&format!("\n{}: {LINK}\n", words.change));
    }
    text.push_str(&format!("\n{}\n", fact("salon")));
    let is_cancelled = kind == Kind::BookingCancelled;
    let event = MailEvent {
        method: if is_cancelled { CalendarMethod::Cancel } else { CalendarMethod::Request },
        uid: news.appointment_id.to_string(),
        sequence: news.version,
        starts_at: news.starts_at.timestamp(),
        ends_at: news.ends_at,
        created_at: news.created_at,
        changed_at: news.created_at,
        summary: format!("{}: {}", fact("salon"), fact("service")),
        location: news.salon.tenant.address.clone(),
    };
    let mail = Mail {
        subject: format!("{}: {}", words.subject, fact("when")),
        html: html(&greeting, &words, &rows, has_link, &facts),
        salon: fact("salon"),
        event: Some(event),
    };
    (text, mail)
}

/// Small enough for every mail program: one table, nothing from elsewhere.
fn html(greeting: &str, words: &Words, rows: &[(&str, String)], has_link: bool, facts: &Facts) -> String {
    let rows: String = rows
        .iter()
        .map(|(name, value)| {
            format!(
                "<tr><td style=\"padding:4px 16px 4px 0;color:#555\">{}</td><td style=\"padding:4px 0\"><b>{}</b></td></tr>",
                escaped(name),
                escaped(value)
            )
        })
        .collect();
    let link = if has_link {
        format!(
            "<p><a href=\"{LINK}\" style=\"display:inline-block;padding:10px 16px;background:#1f2937;color:#fff;\
             border-radius:6px;text-decoration:none\">{}</a></p>",
            escaped(words.change)
        )
    } else {
        String::new()
    };
    let salon = facts.get("salon").map(|name| escaped(name)).unwrap_or_default();
    format!(
        "<!doctype html><html><body style=\"font-family:sans-serif;font-size:16px;color:#111\"><p>{}</p><p>{}</p>\
         <table style=\"border-collapse:collapse\">{rows}</table>{link}<p>{salon}</p></body></html>",
        escaped(greeting),
        escaped(words.lead)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The words around the facts.
struct Words {
    subject: &'static str,
    hello: &'static str,
    lead: &'static str,
    what: &'static str,
    with: &'static str,
    when: &'static str,
    price: &'static str,
    place: &'static str,
    phone: &'static str,
    change: &'static str,
}

impl Words {
    fn of(kind: Kind, language: Language) -> Self {
        let (subject, lead) = match (kind, language) {
            (Kind::BookingMoved, Language::En) => {
                ("Your visit has moved", "your visit has moved. This is when we see you now:")
            }
            (Kind::BookingMoved, Language::Es) => {
                ("Tu visita ha cambiado", "tu visita ha cambiado. Nos vemos entonces:")
            }
            (Kind::BookingCancelled, Language::En) => ("Your visit is cancelled", "your visit is cancelled:"),
            (Kind::BookingCancelled, Language::Es) => {
                ("Tu visita está cancelada", "tu visita está cancelada:")
            }
            (Kind::Reminder, Language::En) => ("See you soon", "this is a reminder of your visit:"),
            (Kind::Reminder, Language::Es) => ("Nos vemos pronto", "te recordamos tu visita:"),
            (_, Language::En) => ("You're booked", "you're booked:"),
            (_, Language::Es) => ("Reserva confirmada", "tu reserva está hecha:"),
        };
        match language {
            Language::En => Self {
                subject,
                lead,
                hello: "Hello",
                what: "What",
                with: "With",
                when: "When",
                price: "Price",
                place: "Where",
                phone: "Phone",
                change: "Change or cancel",
            },
            Language::Es => Self {
                subject,
                lead,
                hello: "Hola",
                what: "Servicio",
                with: "Con",
                when: "Cuándo",
                price: "Precio",
                place: "Dónde",
                phone: "Teléfono",
                change: "Cambiar o cancelar",
            },
        }
    }
}

/// The mail of a row, ready to be sent; `from` is the address of whoever sends mails here. Nothing when the row is none.
pub(super) fn outgoing(row: &Model, body: String, link: Option<&str>, from: &str) -> Option<OutgoingMail> {
    let mail: Mail = serde_json::from_value(row.mail.clone()?).ok()?;
    let reply_to = Some(row.sender.clone()).filter(|address| !address.is_empty());
    let calendar = mail.event.map(|event| {
        let invitation = Invitation {
            method: event.method,
            organizer: (&mail.salon, reply_to.as_deref().unwrap_or(from)),
            attendee: &row.recipient,
        };
        let event = Event {
            uid: event.uid,
            sequence: event.sequence,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            created_at: event.created_at,
            changed_at: row.created_at.timestamp(),
            is_cancelled: event.method == CalendarMethod::Cancel,
            summary: event.summary,
            description: link.map(str::to_owned),
            location: event.location,
        };
        Calendar { method: invitation.method, text: ical::invitation(&event, &invitation) }
    });
    Some(OutgoingMail {
        message_id: format!("{}@bolt", row.id),
        to: row.recipient.clone(),
        subject: mail.subject,
        text: body,
        html: Some(mail.html.replace(LINK, link.unwrap_or_default())),
        reply_to,
        calendar,
    })
}
