//! Visits that the salon's own people wrote into the book: ten days gone by and ten to come.

use std::collections::HashSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use scheduling::SegmentKind;
use sea_orm::DbErr;

use super::SeedError;
use super::salon::{self, CUSTOMERS, KNOWN, MEN, SURNAMES, WOMEN};
use crate::ids::{AddOnId, CustomerId};
use crate::instant::Instant;
use crate::modules::appointments::{self, Actor, AppointmentError, PastVisit, Status, Wanted, WithWhom};
use crate::modules::customers::{self, Customer, ProfileChange};
use crate::modules::employees::Employee;
use crate::modules::services::{Service, Timing};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

const DAYS: i32 = 10;

/// Fills the book around today.
pub(super) async fn fill(
    tx: &TenantTx,
    salon: &Salon,
    owner: &Actor,
    now: Timestamp,
) -> Result<(), SeedError> {
    let chance = SmallRng::seed_from_u64(20);
    let clientele = Clientele::gather(tx, salon, now).await?;
    let mut book = Book { tx, salon, owner, now, chance, clientele };
    let today = salon.zone.to_datetime(now).date();
    for offset in -DAYS..=DAYS {
        let date = today.checked_add(offset.days())?;
        // Nearer days are fuller, as books are.
        let density = if offset <= 1 { 0.72 } else { 0.62 - 0.045 * f64::from(offset) };
        for employee in &salon.employees {
            for window in salon::hours_on(employee, date) {
                book.fill_window(employee, date, window, density).await?;
            }
        }
    }
    Ok(())
}

/// The book while it is being filled.
struct Book<'a> {
    tx: &'a TenantTx,
    salon: &'a Salon,
    owner: &'a Actor,
    now: Timestamp,
    chance: SmallRng,
    clientele: Clientele,
}

impl Book<'_> {
    async fn fill_window(
        &mut self,
        employee: &Employee,
        date: Date,
        (starts_minute, ends_minute): (u16, u16),
        density: f64,
    ) -> Result<(), SeedError> {
        let mut minute = starts_minute;
        while minute < ends_minute {
            if !self.chance.random_bool(density) {
                minute += 30;
                continue;
            }
            let visit = Idea::have(self.salon, employee, &mut self.chance)?;
            let is_written =
                minute + visit.engaged_minutes() <= ends_minute && self.write(&visit, date, minute).await?;
            if !is_written {
                minute += 30;
                continue;
            }
            if let Some((after, length)) = visit.gap() {
                self.use_gap(employee, date, (minute + after, length)).await?;
            }
            minute += visit.engaged_minutes();
            minute += *[0, 0, 15, 15, 30].choose(&mut self.chance).unwrap_or(&0);
            minute = minute.next_multiple_of(15);
        }
        Ok(())
    }

    /// While one client's colour develops, another may have something short.
    async fn use_gap(
        &mut self,
        employee: &Employee,
        date: Date,
        (minute, length): (u16, u16),
    ) -> Result<(), SeedError> {
        let short = Idea::have_short(self.salon, employee, length, &mut self.chance)?;
        if let Some(visit) = short.filter(|_| self.chance.random_bool(0.6)) {
            self.write(&visit, date, minute).await?;
        }
        Ok(())
    }

    /// `false`: the time is taken, or the equipment is.
    async fn write(&mut self, visit: &Idea<'_>, date: Date, minute: u16) -> Result<bool, SeedError> {
        let chance = &mut self.chance;
        let (hour, minute) = (minute / 60, minute % 60);
        let clock = date.at(i8::try_from(hour).unwrap_or(0), i8::try_from(minute).unwrap_or(0), 0, 0);
        let starts_at = clock.to_zoned(self.salon.zone.clone())?.timestamp();
        let ends_at = starts_at + SignedDuration::from_mins(i64::from(visit.client_minutes()));
        let status = match chance.random_range(0..100) {
            0..6 => Status::Cancelled,
            6..10 if ends_at <= self.now => Status::NoShow,
            _ if ends_at <= self.now => Status::Completed,
            _ if starts_at <= self.now => Status::InProgress,
            10..45 => Status::Confirmed,
            _ => Status::Scheduled,
        };
        let customer = self.clientele.somebody_for(visit.service, starts_at > self.now, chance);
        let before = SignedDuration::from_mins(chance.random_range(1_500..20_000));
        let past = PastVisit {
            wanted: visit.wanted.clone(),
            customer: customer.id,
            starts_at,
            status,
            cancel_reason: (status == Status::Cancelled).then(|| "The customer called it off".to_owned()),
            booked_at: starts_at.min(self.now) - before,
            by: self.owner.clone(),
        };
        Ok(appointments::put_past_visit(self.tx, self.salon, &past).await?)
    }
}

/// Everybody who has ever come.
struct Clientele {
    women: Vec<Customer>,
    men: Vec<Customer>,
    /// Who has a visit to come: nobody books two.
    expected: HashSet<CustomerId>,
}

impl Clientele {
    async fn gather(tx: &TenantTx, salon: &Salon, now: Timestamp) -> Result<Self, SeedError> {
        let since = Instant::from(now - SignedDuration::from_hours(24 * 120));
        for (place, (name, phone)) in CUSTOMERS.into_iter().enumerate() {
            let customer = customers::keep(tx, name, Some(phone), since).await?;
            if let Some(known) = KNOWN.iter().find(|known| known.customer == place) {
                let named = |name: &str| salon.employees.iter().find(|employee| employee.name == name);
                let about = ProfileChange {
                    notes: Some(known.notes.map(str::to_owned)),
                    preferences: Some(known.preferences.map(str::to_owned)),
                    preferred_employee_id: Some(known.stylist.and_then(named).map(|employee| employee.id)),
                    ..ProfileChange::default()
                };
                customers::change(tx, customer.id, &about, since).await?;
            }
        }
        let (mut women, mut men) = (Vec::new(), Vec::new());
        for (first_names, people) in [(&WOMEN[..], &mut women), (&MEN[..], &mut men)] {
            for first in first_names {
                for last in SURNAMES {
                    // Those who book at the desk have left no number.
                    people.push(customers::keep(tx, &format!("{first} {last}"), None, since).await?);
                }
            }
        }
        Ok(Self { women, men, expected: HashSet::new() })
    }

    fn somebody_for(&mut self, service: &Service, is_to_come: bool, chance: &mut SmallRng) -> &Customer {
        let people = if service.name.starts_with("Men") { &self.men } else { &self.women };
        let mut somebody = people.choose(chance).expect("there are people");
        if is_to_come {
            // Twenty tries: with a full book two visits are no wonder either.
            for _ in 0..20 {
                if self.expected.insert(somebody.id) {
                    break;
                }
                somebody = people.choose(chance).expect("there are people");
            }
        }
        somebody
    }
}

/// What somebody comes for.
struct Idea<'a> {
    service: &'a Service,
    wanted: Wanted,
    timing: Timing,
}

impl<'a> Idea<'a> {
    fn have(salon: &'a Salon, employee: &Employee, chance: &mut SmallRng) -> Result<Self, AppointmentError> {
        let does: Vec<_> =
            salon.services.iter().filter(|service| employee.skill(service.id).is_some()).collect();
        // Cuts are what most come for.
        let service = does
            .choose_weighted(chance, |service| if service.category == "Cuts" { 4 } else { 2 })
            .expect("everybody does something");
        let add_on = service.add_on_ids.choose(chance).filter(|_| chance.random_bool(0.25)).copied();
        Self::of(salon, service, add_on.into_iter().collect(), employee)
    }

    /// Something that takes no longer than this, if they do anything so short.
    fn have_short(
        salon: &'a Salon,
        employee: &Employee,
        most_minutes: u16,
        chance: &mut SmallRng,
    ) -> Result<Option<Self>, AppointmentError> {
        let mut short = Vec::new();
        for service in salon.services.iter().filter(|service| employee.skill(service.id).is_some()) {
            let idea = Self::of(salon, service, Vec::new(), employee)?;
            if idea.engaged_minutes() <= most_minutes {
                short.push(idea);
            }
        }
        let place = (0..short.len()).collect::<Vec<_>>().choose(chance).copied();
        Ok(place.map(|place| short.swap_remove(place)))
    }

    fn of(
        salon: &Salon,
        service: &'a Service,
        add_ons: Vec<AddOnId>,
        employee: &Employee,
    ) -> Result<Self, AppointmentError> {
        let wanted = Wanted::one(service.id, add_ons, WithWhom::Only(employee.id));
        let timing = appointments::timing_of(salon, &wanted)?;
        Ok(Self { service, wanted, timing })
    }

    /// How long the client is there.
    fn client_minutes(&self) -> u16 {
        short(self.timing.whole_minutes())
    }

    /// The same with the time that the stylist needs after it. Nothing here needs time before.
    fn engaged_minutes(&self) -> u16 {
        self.client_minutes() + short(self.timing.buffer_after_minutes)
    }

    /// When the stylist is free in between: after how many minutes, for how many.
    fn gap(&self) -> Option<(u16, u16)> {
        let parts = &self.timing.segments;
        let waits = parts.iter().position(|part| part.kind == SegmentKind::Processing && part.bookable)?;
        let before = parts[..waits].iter().map(|part| part.minutes).sum();
        Some((short(before), short(parts[waits].minutes)))
    }
}

fn short(minutes: u32) -> u16 {
    u16::try_from(minutes).unwrap_or(u16::MAX)
}

/// Visits that were booked by telephone on days gone by, and whose time has come since, took place.
pub(super) async fn bring_up_to_date(tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
    appointments::complete_past_visits(tx, now).await
}
