//! Visits that the salon's own people wrote into the book: ten days gone by and ten to come.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::DbErr;

use super::SeedError;
use super::salon::{CUSTOMERS, MEN, SURNAMES, WOMEN};
use crate::ids::{AppointmentId, CustomerId};
use crate::instant::Instant;
use crate::modules::appointments::{self, AddOnRow, AppointmentRow, Source, Status};
use crate::modules::customers::{self, Customer};
use crate::modules::employees::Employee;
use crate::modules::services::{AddOn, Service};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

const DAYS: i32 = 10;

/// Fills the book around today.
pub(super) async fn fill(tx: &TenantTx, salon: &Salon, now: Timestamp) -> Result<(), SeedError> {
    let mut chance = SmallRng::seed_from_u64(20);
    let mut clientele = Clientele::gather(tx, now).await?;
    let today = salon.zone.to_datetime(now).date();
    for offset in -DAYS..=DAYS {
        let date = today.checked_add(offset.days())?;
        // Nearer days are fuller, as books are.
        let density = if offset <= 1 { 0.72 } else { 0.62 - 0.045 * f64::from(offset) };
        for employee in &salon.employees {
            for window in &employee.weekly_hours {
                if window.weekday != date.weekday().to_monday_one_offset() {
                    continue;
                }
                let mut minute = window.starts_minute;
                while minute < window.ends_minute {
                    if !chance.random_bool(density) {
                        minute += 30;
                        continue;
                    }
                    let visit = Idea::have(salon, employee, &mut chance);
                    if minute + visit.minutes() > window.ends_minute {
                        minute += 30;
                        continue;
                    }
                    let clock = date.at(
                        i8::try_from(minute / 60).unwrap_or(0),
                        i8::try_from(minute % 60).unwrap_or(0),
                        0,
                        0,
                    );
                    let start = clock.to_zoned(salon.zone.clone())?.timestamp();
                    let customer = clientele.somebody_for(visit.service, start > now, &mut chance);
                    write(tx, salon, employee, &visit, customer, start, now, &mut chance).await?;
                    minute += visit.minutes();
                    minute += *[0, 0, 15, 15, 30].choose(&mut chance).unwrap_or(&0);
                    minute = minute.next_multiple_of(15);
                }
            }
        }
    }
    Ok(())
}

/// Everybody who has ever come.
struct Clientele {
    women: Vec<Customer>,
    men: Vec<Customer>,
    /// Who has a visit to come: nobody books two.
    expected: HashSet<CustomerId>,
}

impl Clientele {
    async fn gather(tx: &TenantTx, now: Timestamp) -> Result<Self, DbErr> {
        let since = Instant::from(now - SignedDuration::from_hours(24 * 120));
        for (name, phone) in CUSTOMERS {
            customers::keep(tx, name, Some(phone), since).await?;
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
    add_on: Option<&'a AddOn>,
}

impl<'a> Idea<'a> {
    fn have(salon: &'a Salon, employee: &Employee, chance: &mut SmallRng) -> Self {
        let does: Vec<_> =
            salon.services.iter().filter(|service| employee.service_ids.contains(&service.id)).collect();
        // Cuts are what most come for.
        let service = does
            .choose_weighted(chance, |service| if service.category == "Cuts" { 4 } else { 2 })
            .expect("everybody does something");
        let extras: Vec<_> = service.add_on_ids.iter().filter_map(|id| salon.add_on(*id)).collect();
        let add_on = extras.choose(chance).filter(|_| chance.random_bool(0.25)).copied();
        Self { service, add_on }
    }

    fn minutes(&self) -> u16 {
        let extra = self.add_on.map_or(0, |add_on| add_on.duration_minutes);
        u16::try_from(self.service.duration_minutes + extra).unwrap_or(u16::MAX)
    }
}

#[expect(clippy::too_many_arguments, reason = "one row has that many sources")]
async fn write(
    tx: &TenantTx,
    salon: &Salon,
    employee: &Employee,
    visit: &Idea<'_>,
    customer: &Customer,
    start: Timestamp,
    now: Timestamp,
    chance: &mut SmallRng,
) -> Result<(), DbErr> {
    let end = start + SignedDuration::from_mins(i64::from(visit.minutes()));
    let status = match chance.random_range(0..100) {
        0..6 => Status::Cancelled,
        6..10 if end <= now => Status::NoShow,
        _ if end <= now => Status::Completed,
        _ if start <= now => Status::InProgress,
        10..45 => Status::Confirmed,
        _ => Status::Scheduled,
    };
    let booked_at = start.min(now) - SignedDuration::from_mins(chance.random_range(1_500..20_000));
    let id = AppointmentId::generate();
    let row = AppointmentRow {
        tenant_id: tx.tenant_id(),
        id,
        customer_id: customer.id,
        employee_id: employee.id,
        service_id: visit.service.id,
        starts_at: Instant::from(start),
        ends_at: Instant::from(end),
        status,
        source: Source::Staff,
        price_cents: visit.service.price_cents + visit.add_on.map_or(0, |add_on| add_on.price_cents),
        currency: salon.tenant.currency.clone(),
        notes: None,
        call_id: None,
        cancel_reason: (status == Status::Cancelled).then(|| "The customer called it off".to_owned()),
        version: 1,
        created_at: Instant::from(booked_at),
        updated_at: Instant::from(booked_at),
    };
    let add_on = visit.add_on.map(|add_on| AddOnRow::now(row.tenant_id, id, add_on));
    appointments::put_past_visit(tx, &row, add_on.as_slice()).await.map(drop)
}

/// Visits that were booked by telephone on days gone by, and whose time has come since, took place.
pub(super) async fn bring_up_to_date(tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
    appointments::complete_past_visits(tx, now).await
}
