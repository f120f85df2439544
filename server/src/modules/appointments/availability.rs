//! When a visit could be: the salon's rules and its book, put to the pure engine in crate `scheduling`.
//!
//! Three queries at most, whatever the range: the catalogue's version, and the visits in the range.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use scheduling::{
    Ask, Horizon, Hours, Person, PersonIndex, Plan, Question, TimeOfDay, Verdict, Who, Window, Workload,
    any_employee,
};

use super::model::{AppointmentError, Order, WithWhom};
use super::store::{self, Busy};
use crate::ids::{AddOnId, AppointmentId, EmployeeId, ServiceId};
use crate::modules::services::AddOn;
use crate::modules::tenants::{Salon, WeeklyWindow};
use crate::tenancy::TenantDb;

/// Most days that one question may span.
const MAX_DAYS: i32 = 62;

/// What somebody would like to book.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The service.
    pub service: ServiceId,
    /// Its extras.
    pub add_ons: Vec<AddOnId>,
    /// With whom.
    pub with: WithWhom,
    /// A visit that would be moved: its own time does not stand in its way.
    pub moving: Option<AppointmentId>,
}

/// A start that is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSlot {
    /// The instant.
    pub starts_at: Timestamp,
    /// Who could do it, the best choice first: least to do that day, then longest without a booking.
    pub employees: Vec<EmployeeId>,
}

/// Every free start on the salon's dates from `from` to `to`, both included, in order.
pub async fn free_slots(
    db: &TenantDb,
    salon: &Salon,
    wanted: &Wanted,
    (from, to): (Date, Date),
    now: Timestamp,
) -> Result<Vec<FreeSlot>, AppointmentError> {
    if to < from {
        return Err(AppointmentError::BadRange("the last day is before the first"));
    }
    if (to - from).get_days() >= MAX_DAYS {
        return Err(AppointmentError::BadRange("at most 62 days can be asked for at once"));
    }
    let order = order(salon, wanted)?;
    let book = Book::open(db, salon, wanted.moving, (from, to)).await?;
    book.ask(salon, &order, (from, to), now, |question| {
        Ok(scheduling::free_slots(question)?
            .into_iter()
            .map(|slot| book.with_best_first(salon, slot))
            .collect())
    })
}

/// Whether one start is free; if not, why.
pub async fn judge(
    db: &TenantDb,
    salon: &Salon,
    wanted: &Wanted,
    ask: impl Into<Ask>,
    now: Timestamp,
) -> Result<Result<FreeSlot, scheduling::Refusal>, AppointmentError> {
    judge_order(db, salon, &order(salon, wanted)?, wanted.moving, ask.into(), now).await
}

/// The same of an order that is priced and timed already.
pub(super) async fn judge_order(
    db: &TenantDb,
    salon: &Salon,
    order: &Order<'_>,
    moving: Option<AppointmentId>,
    ask: Ask,
    now: Timestamp,
) -> Result<Result<FreeSlot, scheduling::Refusal>, AppointmentError> {
    let day = match ask {
        Ask::Moment(moment) => salon.zone.to_datetime(moment).date(),
        Ask::Clock(shown) => shown.date(),
    };
    let book = Book::open(db, salon, moving, (day, day)).await?;
    book.ask(salon, order, (day, day), now, |question| {
        Ok(match scheduling::judge(question, ask)? {
            Verdict::Free(slot) => Ok(book.with_best_first(salon, slot)),
            Verdict::Refused(refusal) => Err(refusal),
        })
    })
}

/// The free starts nearest to `at`, on its day and the week after, at most `count`, in order of time.
pub async fn nearest(
    db: &TenantDb,
    salon: &Salon,
    wanted: &Wanted,
    at: Timestamp,
    count: usize,
    now: Timestamp,
) -> Result<Vec<FreeSlot>, AppointmentError> {
    let day = salon.zone.to_datetime(at.max(now)).date();
    let week = day.saturating_add(jiff::Span::new().days(7));
    let mut slots = free_slots(db, salon, wanted, (day, week), now).await?;
    slots.sort_by_key(|slot| slot.starts_at.duration_since(at).abs());
    slots.truncate(count);
    slots.sort_by_key(|slot| slot.starts_at);
    Ok(slots)
}

/// Minutes, price and people, from the salon's own catalogue.
pub(super) fn order<'a>(salon: &'a Salon, wanted: &Wanted) -> Result<Order<'a>, AppointmentError> {
    let service = salon
        .service(wanted.service)
        .filter(|service| service.is_active || wanted.moving.is_some())
        .ok_or(AppointmentError::UnknownService)?;
    let mut add_ons: Vec<&AddOn> = Vec::new();
    for id in &wanted.add_ons {
        let goes_with_it = service.add_on_ids.contains(id) || wanted.moving.is_some();
        let add_on = salon
            .add_on(*id)
            .filter(|add_on| goes_with_it && (add_on.is_active || wanted.moving.is_some()))
            .ok_or(AppointmentError::UnknownAddOn)?;
        if add_ons.iter().all(|known| known.id != *id) {
            add_ons.push(add_on);
        }
    }
    let employees = match wanted.with {
        WithWhom::Anyone | WithWhom::Preferably(_) => {
            salon.employees_for(service.id).map(|employee| employee.id).collect()
        }
        WithWhom::Only(id) => {
            let employee = salon
                .employee(id)
                .filter(|employee| employee.is_active)
                .ok_or(AppointmentError::UnknownEmployee)?;
            if !employee.service_ids.contains(&service.id) {
                return Err(AppointmentError::WrongEmployee);
            }
            vec![id]
        }
    };
    let extra_minutes: u32 = add_ons.iter().map(|add_on| add_on.duration_minutes).sum();
    let extra_cents: i64 = add_ons.iter().map(|add_on| add_on.price_cents).sum();
    Ok(Order {
        service: service.id,
        minutes: service.duration_minutes + extra_minutes,
        price_cents: service.price_cents + extra_cents,
        add_ons,
        employees,
    })
}

/// The visits that could stand in the way.
struct Book {
    /// By the place of their employee in the salon's order.
    visits: Vec<(usize, Busy)>,
    /// What each employee has to do on dates with visits, by the same place.
    workloads: HashMap<Date, Vec<Workload>>,
    /// The same for a date without visits.
    idle: Vec<Workload>,
}

impl Book {
    async fn open(
        db: &TenantDb,
        salon: &Salon,
        moving: Option<AppointmentId>,
        (from, to): (Date, Date),
    ) -> Result<Self, AppointmentError> {
        // A day to spare on both sides: windows run past midnight, and what is asked lasts a while.
        let day = SignedDuration::from_hours(24);
        let out_of_range = |_| AppointmentError::BadRange("the date is out of range");
        let start = salon.beginning_of(from).map_err(out_of_range)?;
        let start = start.saturating_sub(day).unwrap_or(Timestamp::MIN);
        let end = salon.beginning_of(to).map_err(out_of_range)?;
        let end = end.saturating_add(day * 2).unwrap_or(Timestamp::MAX);
        let busy = store::list_busy(db, start, end).await?;
        let place = |id| salon.employees.iter().position(|employee| employee.id == id);
        let visits: Vec<_> = busy
            .into_iter()
            .filter(|visit| Some(visit.id) != moving)
            .filter_map(|visit| Some((place(visit.employee_id)?, visit)))
            .collect();
        let idle = idle(salon, &visits);
        Ok(Self { workloads: workloads(salon, &visits, &idle), idle, visits })
    }

    /// Puts the question together and asks it.
    fn ask<T>(
        &self,
        salon: &Salon,
        order: &Order<'_>,
        dates: (Date, Date),
        now: Timestamp,
        ask: impl FnOnce(&Question<'_>) -> Result<T, AppointmentError>,
    ) -> Result<T, AppointmentError> {
        let salon_week = week(&salon.opening_hours);
        let weeks: Vec<_> = salon.employees.iter().map(|employee| week(&employee.weekly_hours)).collect();
        let mut appointments: Vec<Vec<scheduling::Appointment<'_>>> = vec![Vec::new(); salon.employees.len()];
        for (place, visit) in &self.visits {
            let plan = Plan::work(visit.minutes());
            appointments[*place].push(scheduling::Appointment { start: visit.starts_at.timestamp(), plan });
        }
        let people: Vec<Person<'_>> = weeks
            .iter()
            .zip(&appointments)
            .map(|(week, appointments)| Person {
                hours: Hours { weekly: week, overrides: &[] },
                appointments,
                ..Person::default()
            })
            .collect();
        let able: Vec<PersonIndex> = salon
            .employees
            .iter()
            .zip(0..)
            .filter(|(employee, _)| order.employees.contains(&employee.id))
            .map(|(_, index)| PersonIndex(index))
            .collect();
        let visit = [scheduling::Service::new(Plan::work(order.minutes), Who::OneOf(&able))];
        let positive = |number: i32| u32::try_from(number).unwrap_or(0);
        ask(&Question {
            notice_minutes: positive(salon.tenant.notice_minutes),
            horizon: Horizon::Days(positive(salon.tenant.horizon_days)),
            step_minutes: positive(salon.tenant.slot_step_minutes),
            salon_hours: Some(Hours { weekly: &salon_week, overrides: &[] }),
            ..Question::new(&salon.zone, now, dates, &people, &visit)
        })
    }

    /// The slot with its people in the order in which they should be asked.
    fn with_best_first(&self, salon: &Salon, slot: scheduling::Slot) -> FreeSlot {
        let date = salon.zone.to_datetime(slot.start).date();
        let that_day = self.workloads.get(&date).unwrap_or(&self.idle);
        let mut free = slot.staff;
        let mut employees = Vec::with_capacity(free.len());
        while let Some(best) = any_employee(&free, |person| that_day[place_of(person)]) {
            free.retain(|person| *person != best);
            employees.extend(salon.employees.get(place_of(best)).map(|employee| employee.id));
        }
        FreeSlot { starts_at: slot.start, employees }
    }
}

/// The engine counts people by their place in the list it was given, which is the salon's.
fn place_of(person: PersonIndex) -> usize {
    usize::try_from(person.0).expect("a place in a list in memory")
}

/// When everybody was last booked, with nothing to do.
fn idle(salon: &Salon, visits: &[(usize, Busy)]) -> Vec<Workload> {
    let mut idle = vec![Workload { booked_minutes: 0, last_booked: None }; salon.employees.len()];
    for (place, visit) in visits {
        let last_booked = &mut idle[*place].last_booked;
        *last_booked = (*last_booked).max(Some(visit.created_at.timestamp()));
    }
    idle
}

/// What everybody has to do on each date that has a visit.
fn workloads(salon: &Salon, visits: &[(usize, Busy)], idle: &[Workload]) -> HashMap<Date, Vec<Workload>> {
    let mut by_date: HashMap<Date, Vec<Workload>> = HashMap::new();
    for (place, visit) in visits {
        let date = salon.zone.to_datetime(visit.starts_at.timestamp()).date();
        let day = by_date.entry(date).or_insert_with(|| idle.to_vec());
        day[*place].booked_minutes += visit.minutes();
    }
    by_date
}

fn week(windows: &[WeeklyWindow]) -> Vec<scheduling::WeeklyWindow> {
    windows
        .iter()
        .filter_map(|window| {
            let day = Weekday::from_monday_one_offset(window.weekday).ok()?;
            let start = TimeOfDay::from_minutes(window.starts_minute)?;
            let end = TimeOfDay::from_minutes(window.ends_minute)?;
            Some(scheduling::WeeklyWindow::every_week(day, Window::new(start, end).ok()?))
        })
        .collect()
}
