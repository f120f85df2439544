//! What a conversation can have looked up or done. Arguments are keys that came from our own catalogue and rows;
//! one that names nothing becomes a sentence for the caller, never a fault.

use conversation::{ChosenTime, Refusal, Slot, ToolCall, ToolResult, Visit};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::DbErr;

use crate::ids::{AddOnId, AppointmentId, CallId, EmployeeId};
use crate::modules::appointments::api::{CancelScope, Cancellation, cancel_all};
use crate::modules::appointments::{
    self, Actor, Appointment, AppointmentError, Change, ForWhom, FreeSlot, Holder, NewBooking, NewCustomer,
    Source, Wanted, WithWhom,
};
use crate::modules::customers;
use crate::modules::employees::Employee;
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// Days that one look into the book may span.
const MAX_DAYS: i64 = 61;

/// Other times offered when one is not free.
const NEAREST: usize = 8;

/// Runs a tool inside the turn's own transaction. What the salon's rules refuse is an answer like any other; an
/// error means that the database failed and the turn has to be undone.
pub async fn perform(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    tool_call: &ToolCall,
    now: Timestamp,
) -> Result<ToolResult, DbErr> {
    let result = match tool_call {
        ToolCall::FindSlots { service, add_ons, person, from, to, ask, moving } => {
            let with =
                person.as_deref().map_or(Ok(WithWhom::Anyone), |key| read_person(key).map(WithWhom::Only));
            let wanted = whole_visit(tx, wanted(call, service, add_ons, with, moving.as_deref())).await;
            find_slots(tx, salon, wanted, (*from, *to), *ask, now).await
        }
        ToolCall::Book { service, add_ons, slot, person_was_asked_for, customer_name, customer_phone } => {
            let wanted = wanted(call, service, add_ons, with_whom(slot, *person_was_asked_for), None);
            book(tx, salon, call, wanted, slot, (customer_name, customer_phone), now).await
        }
        ToolCall::FindVisits { phone } => find_visits(tx, salon, phone, now).await,
        ToolCall::Cancel { visit } => cancel(tx, salon, call, visit, now).await,
        ToolCall::Move { visit, slot, person_was_asked_for } => {
            reschedule(tx, salon, call, visit, slot, with_whom(slot, *person_was_asked_for), now).await
        }
    };
    result.or_else(|error| match error {
        AppointmentError::Database(error) => Err(error),
        refused => Ok(ToolResult::Refused { sentence: sentence(&refused).to_owned() }),
    })
}

/// Keeps the time that a caller has chosen, in the turn in which it is read back. That it cannot be kept is no
/// fault: somebody else was faster, and the booking will say so.
pub async fn keep_time(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    chosen: &ChosenTime<'_>,
    now: Timestamp,
) -> Result<(), DbErr> {
    let with = with_whom(chosen.slot, chosen.person_was_asked_for);
    let wanted = whole_visit(tx, wanted(call, chosen.service, chosen.add_ons, with, chosen.moving)).await;
    let step = tx.begin().await?;
    let held = match wanted {
        Ok(wanted) => appointments::hold(&step, salon, &wanted, chosen.slot.starts_at, None, now).await,
        Err(error) => Err(error),
    };
    match held {
        Ok(_) => step.commit().await,
        Err(AppointmentError::Database(error)) => Err(error),
        Err(_) => step.roll_back().await,
    }
}

fn wanted(
    call: CallId,
    service: &str,
    add_ons: &[String],
    with: Result<WithWhom, AppointmentError>,
    moving: Option<&str>,
) -> Result<Wanted, AppointmentError> {
    let add_ons: Result<Vec<AddOnId>, _> = add_ons.iter().map(|key| key.parse()).collect();
    let service = service.parse().map_err(|_| AppointmentError::UnknownService)?;
    let add_ons = add_ons.map_err(|_| AppointmentError::UnknownAddOn)?;
    let moving: Result<Vec<AppointmentId>, _> = moving.iter().map(|key| key.parse()).collect();
    let moving = moving.map_err(|_| AppointmentError::UnknownAppointment)?;
    Ok(Wanted { moving, ..Wanted::one(service, add_ons, with?) }.by(Holder::Call(call)))
}

/// The same, where a visit of several services would be moved, for all of them.
async fn whole_visit(
    tx: &TenantTx,
    wanted: Result<Wanted, AppointmentError>,
) -> Result<Wanted, AppointmentError> {
    let wanted = wanted?;
    let [moving] = wanted.moving[..] else {
        return Ok(wanted);
    };
    let known = appointments::find(tx, moving).await?.ok_or(AppointmentError::UnknownAppointment)?;
    let with = wanted.parts.first().map_or(WithWhom::Anyone, |part| part.with);
    let change = Change { whole_visit: true, ..Change::to(known.starts_at(), with) };
    let visit = appointments::wanted_by(tx, &known, &change).await?.by(wanted.holder);
    Ok(if visit.parts.len() > 1 { visit } else { wanted })
}

/// The person of the slot that was read back: nobody else if the caller asked for them, else whoever is free after them.
fn with_whom(slot: &Slot, was_asked_for: bool) -> Result<WithWhom, AppointmentError> {
    let person = read_person(&slot.person)?;
    Ok(if was_asked_for { WithWhom::Only(person) } else { WithWhom::Preferably(person) })
}

fn read_person(key: &str) -> Result<EmployeeId, AppointmentError> {
    key.parse().map_err(|_| AppointmentError::UnknownEmployee)
}

async fn find_slots(
    tx: &TenantTx,
    salon: &Salon,
    wanted: Result<Wanted, AppointmentError>,
    (from, to): (Date, Date),
    ask: Option<jiff::civil::DateTime>,
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let wanted = wanted?;
    let today = salon.zone.to_datetime(now).date();
    let from = from.max(today);
    let to = to.min(from.saturating_add(jiff::Span::new().days(MAX_DAYS)));
    let slots = if to < from {
        Vec::new()
    } else {
        appointments::free_slots(tx, salon, &wanted, (from, to), now).await?
    };
    let refused = match ask {
        Some(ask) => appointments::judge(tx, salon, &wanted, ask, now).await?.err().map(refusal),
        None => None,
    };
    Ok(ToolResult::Slots { slots: spoken_slots(salon, &wanted, &slots), refused })
}

async fn book(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    wanted: Result<Wanted, AppointmentError>,
    slot: &Slot,
    (name, phone): (&str, &str),
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let wanted = wanted?;
    let Ok(phone) = salon.read_number(phone) else {
        return Ok(ToolResult::PhoneRefused);
    };
    let new = NewBooking {
        wanted,
        starts_at: slot.starts_at,
        customer: ForWhom::Named(NewCustomer {
            name: name.trim().chars().take(200).collect(),
            phone: Some(phone),
        }),
        notes: None,
        source: Source::Phone,
        call: Some(call),
        series: None,
        force: false,
        by: Actor::Call(call),
    };
    // The turn goes on when the time is taken; nothing of the attempt may stay, not even the customer.
    let step = tx.begin().await?;
    match appointments::book(&step, salon, &new, now).await {
        Ok(booked) => {
            step.commit().await?;
            let booked = booked.first().ok_or(AppointmentError::UnknownAppointment)?;
            Ok(ToolResult::Booked { visit: visit(salon, booked) })
        }
        Err(error) => {
            step.roll_back().await?;
            not_booked(tx, salon, &new.wanted, slot, error, now).await
        }
    }
}

async fn reschedule(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    key: &str,
    slot: &Slot,
    with: Result<WithWhom, AppointmentError>,
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let id = key.parse().map_err(|_| AppointmentError::UnknownAppointment)?;
    let change =
        Change { holder: Holder::Call(call), whole_visit: true, ..Change::to(slot.starts_at, with?) };
    match appointments::reschedule(tx, salon, id, &change, &Actor::Call(call), now).await {
        Ok(appointment) => Ok(ToolResult::Booked { visit: visit(salon, &appointment) }),
        Err(error) => {
            let known = appointments::find(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
            let wanted = appointments::wanted_by(tx, &known, &change).await?.by(change.holder);
            not_booked(tx, salon, &wanted, slot, error, now).await
        }
    }
}

async fn not_booked(
    tx: &TenantTx,
    salon: &Salon,
    wanted: &Wanted,
    slot: &Slot,
    error: AppointmentError,
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let AppointmentError::NotFree(refused) = error else {
        return Err(error);
    };
    let nearest = appointments::nearest(tx, salon, wanted, slot.starts_at, NEAREST, now).await?;
    Ok(ToolResult::NotBooked { refused: refusal(refused), nearest: spoken_slots(salon, wanted, &nearest) })
}

async fn find_visits(
    tx: &TenantTx,
    salon: &Salon,
    phone: &str,
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let Ok(phone) = salon.read_number(phone) else {
        return Ok(ToolResult::Visits { visits: Vec::new() });
    };
    let Some(customer) = customers::find_by_phone(tx, phone.as_str()).await? else {
        return Ok(ToolResult::Visits { visits: Vec::new() });
    };
    let visits = appointments::coming_visits(tx, customer.id, now).await?;
    Ok(ToolResult::Visits { visits: as_visits(salon, &visits) })
}

/// Visits as a caller thinks of them: several services in a row are one, which is moved and called off as a whole.
fn as_visits(salon: &Salon, appointments: &[Appointment]) -> Vec<Visit> {
    let mut visits: Vec<(&Appointment, Visit)> = Vec::new();
    for appointment in appointments {
        let own = visit(salon, appointment);
        let is_same = |first: &Appointment| {
            first.row.visit_id.is_some() && first.row.visit_id == appointment.row.visit_id
        };
        match visits.iter_mut().find(|(first, _)| is_same(first)) {
            Some((_, whole)) => {
                whole.service_name = format!("{} and {}", whole.service_name, own.service_name);
                whole.price_cents += own.price_cents;
            }
            None => visits.push((appointment, own)),
        }
    }
    visits.into_iter().map(|(_, visit)| visit).collect()
}

async fn cancel(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    key: &str,
    now: Timestamp,
) -> Result<ToolResult, AppointmentError> {
    let id = key.parse().map_err(|_| AppointmentError::UnknownAppointment)?;
    let reason = Some("Called off in a conversation with the receptionist".to_owned());
    let cancellation = Cancellation { reason, scope: CancelScope::Visit };
    let cancelled = cancel_all(tx, salon, id, &cancellation, &Actor::Call(call), now).await?;
    Ok(ToolResult::Cancelled { visit: visit(salon, &cancelled) })
}

fn spoken_slots(salon: &Salon, wanted: &Wanted, slots: &[FreeSlot]) -> Vec<Slot> {
    let service = wanted.parts.first().and_then(|part| salon.service(part.service));
    let price_with = |person: &Employee| {
        let service = service?;
        Some(person.skill(service.id)?.price_cents.unwrap_or(service.price_cents))
    };
    slots
        .iter()
        .filter_map(|slot| {
            let person = salon.employee(*slot.employees.first()?)?;
            Some(Slot {
                starts_at: slot.starts_at,
                local: salon.zone.to_datetime(slot.starts_at),
                person: person.id.to_string(),
                person_name: person.name.clone(),
                price_cents: price_with(person),
            })
        })
        .collect()
}

/// A visit as a conversation knows it.
pub fn visit(salon: &Salon, appointment: &Appointment) -> Visit {
    let row = &appointment.row;
    Visit {
        key: row.id.to_string(),
        service: row.service_id.to_string(),
        service_name: salon.service(row.service_id).map(|service| service.name.clone()).unwrap_or_default(),
        add_ons: appointment.add_ons.iter().map(|add_on| add_on.add_on_id.to_string()).collect(),
        person: row.employee_id.to_string(),
        person_name: salon.employee(row.employee_id).map(|person| person.name.clone()).unwrap_or_default(),
        local: salon.zone.to_datetime(appointment.starts_at()),
        price_cents: row.price_cents,
        customer_name: appointment.customer.name.clone(),
    }
}

fn refusal(refusal: scheduling::Refusal) -> Refusal {
    let scheduling::Refusal { reason, opens, closes } = refusal;
    Refusal { reason, opens, closes }
}

fn sentence(error: &AppointmentError) -> &'static str {
    match error {
        AppointmentError::UnknownService => "I'm afraid we don't offer that any more.",
        AppointmentError::UnknownAddOn => "I'm afraid that extra isn't available with this service.",
        AppointmentError::UnknownEmployee => "I'm afraid they don't work here any more.",
        AppointmentError::WrongEmployee => "I'm afraid they don't do that service.",
        AppointmentError::UnknownAppointment => "I can't find that appointment.",
        AppointmentError::WrongStatus(_) => "That appointment can't be changed any more.",
        AppointmentError::TooLate(_) => "It's too late to change that appointment by phone.",
        AppointmentError::Blocked => "I'm afraid I can't book that for you; please speak to the salon.",
        AppointmentError::UnknownCustomer => "I can't find you in our book.",
        AppointmentError::UnknownHold | AppointmentError::BadToken(_) | AppointmentError::Changed => {
            "I'm afraid that time is not there any more."
        }
        AppointmentError::BadRange(_) => "I'm afraid I can't look that far ahead.",
        AppointmentError::NotFree(_) => "I'm afraid that time is not free.",
        AppointmentError::Database(_) => "I'm sorry, something went wrong on our side.",
    }
}
