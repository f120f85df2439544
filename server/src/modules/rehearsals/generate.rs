//! The calls of a salon's own rehearsal: its services, people, hours and questions, each asked for as callers would.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::RehearsalError;
use super::script::{Before, Expected, Facts, Script, USUAL_NUMBER};
use crate::modules::appointments::{self, Wanted, WithWhom};
use crate::modules::employees::Employee;
use crate::modules::services::Service;
use crate::modules::tenants::Salon;
use crate::tenancy::TenantDb;

/// Services that are rehearsed.
const MOST_SERVICES: usize = 12;

/// Questions of the salon's own that are asked.
const MOST_QUESTIONS: usize = 10;

/// How far ahead free times are looked for.
const DAYS_AHEAD: i32 = 20;

const NAME: &str = "Dana Whitlock";

/// The calls for a salon, whose copy in `db` has no visits.
pub(super) async fn generate(
    db: &TenantDb,
    salon: &Salon,
    now: Timestamp,
) -> Result<Vec<Script>, RehearsalError> {
    let mut all = Vec::new();
    // A line of a script cannot hold these names.
    let is_writable = |name: &str| !name.contains(['|', '*']);
    let offered = salon.services.iter().filter(|one| one.is_bookable() && is_writable(&one.name));
    for service in offered.take(MOST_SERVICES) {
        let mut people = salon.employees_for(service.id).filter(|person| is_writable(&person.name));
        let Some(person) = people.next() else { continue };
        let calls = Calls { db, salon, service, person, now };
        all.extend(calls.of_bookings().await?);
        all.extend(calls.of_changes().await?);
        all.extend(calls.of_price());
    }
    all.extend(hours(salon, now));
    all.extend(knowledge(salon));
    Ok(all)
}

fn script(call: String, says: String) -> Script {
    Script {
        call,
        persona: String::new(),
        from: USUAL_NUMBER.to_owned(),
        now: None,
        before: Before::default(),
        says,
        facts: Facts::default(),
        surprises: Vec::new(),
        expect: Expected::default(),
        pending: None,
    }
}

/// The calls about one service.
struct Calls<'a> {
    db: &'a TenantDb,
    salon: &'a Salon,
    service: &'a Service,
    /// Somebody who does it.
    person: &'a Employee,
    now: Timestamp,
}

impl Calls<'_> {
    async fn of_bookings(&self) -> Result<Vec<Script>, RehearsalError> {
        let (service, person) = (&self.service.name, &self.person.name);
        if !self.salon.settings.ai_assistant.policy.may_book {
            let says = format!("hi, I'd like to book {service}");
            let facts = Facts { only_asks: true, ..self.facts(None) };
            return Ok(vec![Script {
                facts,
                ..script(format!("{service}: asks for a visit, which may not be booked"), says)
            }]);
        }
        let mut calls = Vec::new();
        let booked = |who: &str, when: &str| Expected {
            added: vec![format!("{service} | {who} | {when} | * | SCHEDULED | {NAME}")],
            outcome: Some("BOOKED".to_owned()),
            ..Expected::default()
        };
        if let Some(time) = self.first_free(WithWhom::Anyone, 0).await? {
            let says = format!("hi, I'd like to book {service} {}", spoken(time));
            let expect = booked("*", &time.strftime("%Y-%m-%d %H:%M").to_string());
            let facts = self.facts(Some(time));
            calls.push(Script { facts, expect, ..script(format!("{service}: books with anyone"), says) });
            if let Some((closed, name)) = self.closed_time(time) {
                let says = format!("hi, I'd like to book {service} {}", spoken(closed));
                let facts = self.facts(Some(time));
                let expect = booked("*", "*");
                calls.push(Script { facts, expect, ..script(format!("{service}: {name}"), says) });
            }
        }
        if let Some(time) = self.first_free(WithWhom::Only(self.person.id), 0).await? {
            let says = format!("hi, I'd like to book {service} with {person} {}", spoken(time));
            let expect = booked(person, &time.strftime("%Y-%m-%d %H:%M").to_string());
            let facts = Facts { stylist: person.clone(), ..self.facts(Some(time)) };
            calls.push(Script { facts, expect, ..script(format!("{service}: books with {person}"), says) });
        }
        Ok(calls)
    }

    async fn of_changes(&self) -> Result<Vec<Script>, RehearsalError> {
        let (service, person) = (&self.service.name, &self.person.name);
        let policy = self.salon.settings.ai_assistant.policy;
        // Callers may still change what begins after the cut-off.
        let cutoff = i64::from(self.salon.tenant.cancel_cutoff_minutes) / (24 * 60) + 1;
        let cutoff = i32::try_from(cutoff).unwrap_or(i32::MAX);
        let with = WithWhom::Only(self.person.id);
        let Some(old) = self.first_free(with, cutoff).await? else {
            return Ok(Vec::new());
        };
        let ahead = (old.date() - self.today()).get_days() + 1;
        let new = self.first_free(with, ahead).await?;
        let book = vec![format!("{service} | {person} | {old} | {NAME} | {USUAL_NUMBER}")];
        let before = Before { book, ..Before::default() };
        let row = |when: DateTime, status: &str| {
            vec![format!(
                "{service} | {person} | {} | * | {status} | {NAME}",
                when.strftime("%Y-%m-%d %H:%M")
            )]
        };
        let mut calls = Vec::new();
        if let Some(new) = new.filter(|_| policy.may_move) {
            let expect = Expected {
                visits: Some(row(new, "SCHEDULED")),
                outcome: Some("MOVED".to_owned()),
                ..Expected::default()
            };
            let facts = Facts { visit_day: day(old), ..self.facts(Some(new)) };
            let says = "hello, can I move my appointment please".to_owned();
            let before = before.clone();
            calls.push(Script { before, facts, expect, ..script(format!("{service}: moves a visit"), says) });
        }
        let facts = Facts { visit_day: day(old), ..self.facts(None) };
        let says = "hello, I have to cancel my appointment".to_owned();
        let expect = if policy.may_cancel {
            Expected {
                visits: Some(row(old, "CANCELLED")),
                outcome: Some("CANCELLED".to_owned()),
                ..Expected::default()
            }
        } else {
            Expected::default()
        };
        calls.push(Script { before, facts, expect, ..script(format!("{service}: cancels a visit"), says) });
        Ok(calls)
    }

    fn of_price(&self) -> Option<Script> {
        if !self.salon.settings.ai_assistant.policy.may_tell_prices {
            return None;
        }
        let skills = self.salon.employees_for(self.service.id).filter_map(|one| one.skill(self.service.id));
        let least = skills.map(|skill| skill.price_cents.unwrap_or(self.service.price_cents)).min()?;
        let service = &self.service.name;
        let facts = Facts { only_asks: true, ..self.facts(None) };
        let expect = Expected {
            outcome: Some("ANSWERED".to_owned()),
            reason: Some("ASK_PRICE".to_owned()),
            price: Some(least),
            ..Expected::default()
        };
        let says = format!("how much is {service}");
        Some(Script { facts, expect, ..script(format!("{service}: asks for the price"), says) })
    }

    fn facts(&self, time: Option<DateTime>) -> Facts {
        let usual = Facts { service: self.service.name.clone(), name: NAME.to_owned(), ..Facts::default() };
        match time {
            Some(time) => Facts { day: day(time), time: clock(time), ..usual },
            None => usual,
        }
    }

    fn today(&self) -> Date {
        self.salon.zone.to_datetime(self.now).date()
    }

    /// The first free start so many days ahead.
    async fn first_free(&self, with: WithWhom, ahead: i32) -> Result<Option<DateTime>, RehearsalError> {
        let from = self.today().checked_add(ahead.days())?;
        let to = self.today().checked_add(ahead.saturating_add(DAYS_AHEAD).days())?;
        let wanted = Wanted::one(self.service.id, Vec::new(), with);
        // What can be booked a minute from now may be too soon when the caller has said so.
        let later = self.now + SignedDuration::from_mins(10);
        let free = appointments::free_slots(self.db, self.salon, &wanted, (from, to), later).await?;
        Ok(free.first().map(|slot| self.salon.zone.to_datetime(slot.starts_at)))
    }

    /// A time at which the salon is closed: a whole day if there is one, else the night before it opens.
    fn closed_time(&self, free: DateTime) -> Option<(DateTime, String)> {
        let days = (1..8).filter_map(|ahead| self.today().checked_add(ahead.days()).ok());
        let closed = days.into_iter().find(|day| is_closed(self.salon, *day));
        Some(match closed {
            Some(day) => (day.at(11, 0, 0, 0), "asks for a closed day and takes another".to_owned()),
            None => (free.date().at(4, 0, 0, 0), "asks for the night and takes another time".to_owned()),
        })
    }
}

fn is_closed(salon: &Salon, day: Date) -> bool {
    let special = salon.facts.special_days.iter().find(|(special, _)| *special == day);
    let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    special.map_or_else(
        || salon.facts.opening_hours.get(weekday).is_none_or(Vec::is_empty),
        |(_, windows)| windows.is_empty(),
    )
}

fn hours(salon: &Salon, now: Timestamp) -> Vec<Script> {
    let facts = Facts { only_asks: true, ..Facts::default() };
    let answered = |heard: Vec<String>| Expected {
        outcome: Some("ANSWERED".to_owned()),
        reason: Some("ASK_HOURS".to_owned()),
        heard,
        ..Expected::default()
    };
    let mut calls = vec![Script {
        facts: facts.clone(),
        expect: answered(Vec::new()),
        ..script("Asks for the opening hours".to_owned(), "what are your opening hours".to_owned())
    }];
    let today = salon.zone.to_datetime(now).date();
    let days = (1..8).filter_map(|ahead| today.checked_add(ahead.days()).ok());
    calls.extend(days.into_iter().find(|day| is_closed(salon, *day)).map(|closed| Script {
        facts,
        expect: answered(vec!["closed".to_owned()]),
        ..script(
            "Asks whether it is open on a closed day".to_owned(),
            format!("are you open on {}", closed.strftime("%B %-d")),
        )
    }));
    calls
}

/// What the salon has written down, in its own words.
fn knowledge(salon: &Salon) -> Vec<Script> {
    let entries = salon.settings.ai_assistant.knowledge.iter().take(MOST_QUESTIONS);
    let questions: BTreeMap<&String, &String> =
        entries.filter_map(|entry| Some((entry.questions.first()?, &entry.answer))).collect();
    let call = |(question, answer): (&String, &String)| Script {
        facts: Facts { only_asks: true, ..Facts::default() },
        expect: Expected {
            outcome: Some("ANSWERED".to_owned()),
            heard: vec![answer.trim().to_owned()],
            ..Expected::default()
        },
        ..script(format!("Asks: {question}"), question.clone())
    };
    questions.into_iter().map(call).collect()
}

/// "on March 12 at 10:30 am".
fn spoken(time: DateTime) -> String {
    format!("on {} {}", day(time), clock(time))
}

fn day(time: DateTime) -> String {
    time.strftime("%B %-d").to_string()
}

fn clock(time: DateTime) -> String {
    time.strftime("at %-I:%M %P").to_string()
}
