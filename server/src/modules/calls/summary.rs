//! What came of a call, in a few sentences and as a document. From rows alone: the same rows give the same words.

use std::collections::BTreeSet;

use conversation::Dialogue;
use serde::{Deserialize, Serialize};
use understanding::{ActKind, Understood};
use utoipa::ToSchema;

use super::entity::call::{Model, Outcome, Reason};
use super::entity::turn::{self, Then};
use crate::modules::appointments::Appointment;
use crate::modules::customers::Customer;
use crate::modules::tenants::Salon;

/// The rows around a call.
pub(super) struct Known<'a> {
    pub(super) salon: &'a Salon,
    pub(super) turns: &'a [turn::Model],
    pub(super) visit: Option<&'a Appointment>,
    pub(super) customer: Option<&'a Customer>,
}

/// What callers ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = CallQuestion)]
pub(super) enum Question {
    Hours,
    Services,
    Prices,
    Durations,
    Address,
    People,
}

impl Question {
    fn of(act: ActKind) -> Option<Self> {
        match act {
            ActKind::AskHours => Some(Self::Hours),
            ActKind::AskServices => Some(Self::Services),
            ActKind::AskPrice => Some(Self::Prices),
            ActKind::AskDuration => Some(Self::Durations),
            ActKind::AskLocation => Some(Self::Address),
            ActKind::AskPeople => Some(Self::People),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Hours => "opening hours",
            Self::Services => "services",
            Self::Prices => "prices",
            Self::Durations => "how long something takes",
            Self::Address => "the address",
            Self::People => "who works here",
        }
    }
}

/// Who called and what came of it: "Dana Whitlock (+1…) booked Men's haircut with Marcus for Thu, Mar 12, 9:00 AM ($45)."
pub(super) fn sentences(call: &Model, known: &Known<'_>) -> String {
    let questions = questions(known.turns);
    let mut sentences = vec![format!("{} {}.", caller(call, known), deed(call, known, &questions))];
    if call.outcome != Outcome::Answered && !questions.is_empty() {
        sentences.push(format!("Asked about {}.", listed(&questions)));
    }
    if matches!(call.outcome, Outcome::Answered | Outcome::Unresolved) {
        sentences.push("Nothing booked.".to_owned());
    }
    if nobody_answered(known.turns) {
        sentences.push("Nobody answered when they were put through.".to_owned());
    }
    if let Some(phone) = &call.call_back_phone {
        let whom = call.call_back_name.as_ref().map(|name| format!(" to {name}")).unwrap_or_default();
        sentences.push(format!("A call back was promised{whom} on {phone}."));
    }
    if call.message.is_some() || call.voicemail_seconds.is_some() {
        sentences.push("Left a message.".to_owned());
    }
    sentences.join(" ")
}

fn caller(call: &Model, known: &Known<'_>) -> String {
    let name = known.customer.map_or("Somebody", |customer| &customer.name);
    match &call.from_number {
        Some(number) => format!("{name} ({number})"),
        None => name.to_owned(),
    }
}

fn deed(call: &Model, known: &Known<'_>, questions: &BTreeSet<Question>) -> String {
    let visit = known.visit.map(|visit| Visit::of(visit, known.salon));
    match (call.outcome, visit) {
        (Outcome::Booked, Some(Visit { what, when, price })) => format!("booked {what} for {when} ({price})"),
        (Outcome::Moved, Some(Visit { what, when, .. })) => format!("moved {what} to {when}"),
        (Outcome::Cancelled, Some(Visit { what, when, .. })) => format!("called off {what} on {when}"),
        (Outcome::Booked, None) => "booked a visit".to_owned(),
        (Outcome::Moved, None) => "moved a visit".to_owned(),
        (Outcome::Cancelled, None) => "called off a visit".to_owned(),
        (Outcome::Answered, _) if questions.is_empty() => "had a question".to_owned(),
        (Outcome::Answered, _) => format!("asked about {}", listed(questions)),
        (Outcome::Transferred, _) => "wanted a person and was put through".to_owned(),
        (Outcome::Unresolved, _) => wish(call.reason).to_owned(),
    }
}

fn wish(reason: Reason) -> &'static str {
    match reason {
        Reason::BookAppointment => "wanted to book a visit",
        Reason::CancelAppointment => "wanted to call off a visit",
        Reason::ModifyAppointment => "wanted to change a visit",
        Reason::AskAvailability => "wanted to know which times are free",
        Reason::SpeakToHuman => "wanted a person",
        Reason::AskHours | Reason::AskServices | Reason::AskPrice | Reason::AskLocation => "had a question",
        Reason::Other => "wanted something else",
        Reason::Unknown => "called, and what they wanted was not understood",
    }
}

/// A visit in words.
struct Visit {
    what: String,
    when: String,
    price: String,
}

impl Visit {
    fn of(visit: &Appointment, salon: &Salon) -> Self {
        let starts_at = visit.starts_at().to_zoned(salon.zone.clone());
        Self {
            what: format!("{} with {}", service(visit, salon), employee(visit, salon)),
            when: starts_at.strftime("%a, %b %-d, %-I:%M %p").to_string(),
            price: conversation::price_words(visit.row.price_cents, &visit.row.currency),
        }
    }
}

fn service<'a>(visit: &Appointment, salon: &'a Salon) -> &'a str {
    salon.service(visit.row.service_id).map_or("a service", |service| &service.name)
}

fn employee<'a>(visit: &Appointment, salon: &'a Salon) -> &'a str {
    salon.employee(visit.row.employee_id).map_or("somebody", |employee| &employee.name)
}

fn listed(questions: &BTreeSet<Question>) -> String {
    let words: Vec<_> = questions.iter().map(|question| question.words()).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn questions(turns: &[turn::Model]) -> BTreeSet<Question> {
    let understood = turns.iter().filter_map(|turn| Understood::deserialize(turn.understood.as_ref()?).ok());
    understood.flat_map(|understood| understood.acts).filter_map(|act| Question::of(act.kind)).collect()
}

/// Who is put through says no more here, unless nobody took the call.
fn nobody_answered(turns: &[turn::Model]) -> bool {
    turns.iter().rev().skip(1).any(|turn| turn.then == Then::Transfer)
}

/// The same as a document.
pub(super) fn result(call: &Model, known: &Known<'_>) -> serde_json::Value {
    let models: Vec<_> = known.turns.iter().filter_map(|turn| turn.model.as_ref()).collect();
    let provider = models.iter().rev().find_map(|model| model["provider"].as_str());
    let mut first: Vec<u64> = models.iter().filter_map(|model| model["firstMs"].as_u64()).collect();
    first.sort_unstable();
    let dialogue = call.dialogue.as_ref().and_then(|state| Dialogue::deserialize(state).ok());
    serde_json::json!({
        "reason": call.reason,
        "outcome": call.outcome,
        "appointmentId": call.appointment_id,
        "customerId": call.customer_id,
        "service": known.visit.map(|visit| service(visit, known.salon)),
        "employee": known.visit.map(|visit| employee(visit, known.salon)),
        "startsAt": known.visit.map(Appointment::starts_at),
        "priceCents": known.visit.map(|visit| visit.row.price_cents),
        "callBack": call.call_back_phone.as_ref().map(|phone| {
            serde_json::json!({ "name": call.call_back_name, "phone": phone })
        }),
        "message": call.message,
        "questionsAnswered": questions(known.turns),
        "turns": call.turn_count,
        "misunderstood": dialogue.map_or(0, |dialogue| dialogue.misunderstood()),
        "modelProvider": provider,
        "modelCostMicros": call.model_cost_micros,
        "firstTokenMs": first.get(first.len() / 2),
    })
}
