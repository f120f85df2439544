//! When a visit could be: the salon's rules and its book, put to the pure engine in crate `scheduling`.
//!
//! The one answer to "when?": lists of free times, bookings, moves, holds, the waitlist, the telephone and programs
//! all ask here. A fixed number of queries, whatever the range: the catalogue's version, the visits in the range, the
//! times held, and where a service needs equipment, its use.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use scheduling::{
    Ask, Horizon, Interval, Need, Person, PersonIndex, Question, Reason, Refusal, Resource, ResourceIndex,
    Verdict, Who, Workload, best_first,
};

use super::draft::Terms;
use super::known_books::KnownBooks;
use super::model::{Able, AppointmentError, Holder, Order, OrderedPart, WithWhom};
use super::store::{self, Busy, Held, InTheWay};
use super::taking::{self, UnitUse};
use crate::ids::{AddOnId, AppointmentId, EmployeeId, ResourceId, ServiceId};
use crate::modules::employees::Employee;
use crate::modules::services::{AddOn, Service, Timing};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantDb;

/// Most days that one question may span.
const MAX_DAYS: i32 = 62;

/// Most services of one visit.
pub const MAX_PARTS: usize = 6;

/// Most ways to share a visit out among people who take different times for it.
const MAX_WAYS: usize = 64;

/// What somebody would like to book.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// One service, or several one after the other.
    pub parts: Vec<WantedPart>,
    /// What would be moved, all services of a visit or one: its own time does not stand in its way.
    pub moving: Vec<AppointmentId>,
    /// Who asks: what is held for them does not stand in their way.
    pub holder: Holder,
}

/// One service of what somebody would like to book.
#[derive(Debug, Clone)]
pub struct WantedPart {
    /// The service.
    pub service: ServiceId,
    /// Its extras.
    pub add_ons: Vec<AddOnId>,
    /// With whom.
    pub with: WithWhom,
}

impl Wanted {
    /// One service.
    pub fn one(service: ServiceId, add_ons: Vec<AddOnId>, with: WithWhom) -> Self {
        let parts = vec![WantedPart { service, add_ons, with }];
        Self { parts, moving: Vec::new(), holder: Holder::Nobody }
    }

    /// Who is asked first to do the first service, where somebody is named.
    pub(super) fn first_asked(&self) -> Option<EmployeeId> {
        self.parts.first()?.with.first()
    }

    /// The same, asked by somebody.
    #[must_use]
    pub fn by(self, holder: Holder) -> Self {
        Self { holder, ..self }
    }
}

/// A start that is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSlot {
    /// The instant.
    pub starts_at: Timestamp,
    /// Who could do the first service, the best choice first: least to do that day, then longest without a booking.
    pub employees: Vec<EmployeeId>,
    /// Where there are several services: when and by whom each would be done.
    pub parts: Vec<SlotPart>,
}

/// When and by whom one of several services would be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotPart {
    /// The service.
    pub service: ServiceId,
    /// Its start.
    pub starts_at: Timestamp,
    /// Who does it.
    pub employee: EmployeeId,
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
    let book = Book::open(db, salon, &order, wanted, (from, to), now).await?;
    book.free_slots(salon, &order, (from, to), now)
}

/// The same from a salon that was read a while ago, if it still holds: one query instead of two. `None`: it does not,
/// or what is wanted is wrong; then the salon has to be read, and asked again.
pub(super) async fn free_slots_if_fresh(
    books: &KnownBooks,
    db: &TenantDb,
    salon: &Salon,
    wanted: &Wanted,
    (from, to): (Date, Date),
    now: Timestamp,
) -> Result<Option<Vec<FreeSlot>>, AppointmentError> {
    let is_short = (0..MAX_DAYS).contains(&(to - from).get_days());
    let Some(order) = order(salon, wanted).ok().filter(|_| is_short) else {
        return Ok(None);
    };
    let (start, end) = range_of(salon, (from, to))?;
    let in_the_way = books.in_the_way(db, start, end, now).await?;
    let book = Book::of(in_the_way, db, salon, &order, wanted, (start, end)).await?;
    if book.catalogue_version != salon.tenant.catalogue_version {
        return Ok(None);
    }
    book.free_slots(salon, &order, (from, to), now).map(Some)
}

/// Whether one start is free; if not, why.
pub async fn judge(
    db: &TenantDb,
    salon: &Salon,
    wanted: &Wanted,
    ask: impl Into<Ask>,
    now: Timestamp,
) -> Result<Result<FreeSlot, Refusal>, AppointmentError> {
    judge_order(db, salon, &order(salon, wanted)?, wanted, ask.into(), now).await
}

/// The same of an order that is priced and timed already.
pub(super) async fn judge_order(
    db: &TenantDb,
    salon: &Salon,
    order: &Order<'_>,
    wanted: &Wanted,
    ask: Ask,
    now: Timestamp,
) -> Result<Result<FreeSlot, Refusal>, AppointmentError> {
    let day = match ask {
        Ask::Moment(moment) => salon.zone.to_datetime(moment).date(),
        Ask::Clock(shown) => shown.date(),
    };
    let book = Book::open(db, salon, order, wanted, (day, day), now).await?;
    book.judge(salon, order, (day, day), ask, now)
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

/// How long the client would be there, by whoever takes longest.
///
/// # Errors
/// When the salon does not offer what is wanted.
pub fn minutes_of(salon: &Salon, wanted: &Wanted) -> Result<u32, AppointmentError> {
    let order = order(salon, wanted)?;
    let longest = |part: &OrderedPart<'_>| {
        let lengths = part.able.iter().map(|able| able.terms.timing.whole_minutes());
        lengths.max().unwrap_or(part.service.timing.duration_minutes)
    };
    Ok(order.parts.iter().map(longest).sum())
}

/// Minutes, price and people, from the salon's own catalogue.
pub(super) fn order<'a>(salon: &'a Salon, wanted: &Wanted) -> Result<Order<'a>, AppointmentError> {
    if wanted.parts.is_empty() || wanted.parts.len() > MAX_PARTS {
        return Err(AppointmentError::BadRange("a visit has one to six services"));
    }
    let is_move = !wanted.moving.is_empty();
    let parts = wanted.parts.iter().map(|part| ordered_part(salon, part, is_move));
    Ok(Order { parts: parts.collect::<Result<_, _>>()? })
}

fn ordered_part<'a>(
    salon: &'a Salon,
    wanted: &WantedPart,
    is_move: bool,
) -> Result<OrderedPart<'a>, AppointmentError> {
    let service = salon
        .service(wanted.service)
        .filter(|service| service.is_bookable() || is_move)
        .ok_or(AppointmentError::UnknownService)?;
    let mut add_ons: Vec<&AddOn> = Vec::new();
    for id in &wanted.add_ons {
        let goes_with_it = service.add_on_ids.contains(id) || is_move;
        let add_on = salon
            .add_on(*id)
            .filter(|add_on| goes_with_it && (add_on.is_bookable() || is_move))
            .ok_or(AppointmentError::UnknownAddOn)?;
        if add_ons.iter().all(|known| known.id != *id) {
            add_ons.push(add_on);
        }
    }
    let able = |(place, employee): (usize, &Employee)| able(service, &add_ons, place, employee);
    let people = || salon.employees.iter().enumerate();
    let able = match wanted.with {
        WithWhom::Anyone | WithWhom::Preferably(_) => people().filter_map(able).collect(),
        WithWhom::Only(id) => {
            let known = people().find(|(_, employee)| employee.id == id && employee.is_bookable());
            let able = able(known.ok_or(AppointmentError::UnknownEmployee)?);
            vec![able.ok_or(AppointmentError::WrongEmployee)?]
        }
    };
    Ok(OrderedPart { service, add_ons, able })
}

/// How somebody would do a service, if they do it at all.
fn able(service: &Service, add_ons: &[&AddOn], place: usize, employee: &Employee) -> Option<Able> {
    let skill = employee.skill(service.id).filter(|_| employee.is_bookable())?;
    Some(Able { employee: employee.id, place, terms: Terms::new(service, Some(skill), add_ons) })
}

/// From when to when visits matter for these dates: with a day to spare on both sides, since windows run past midnight,
/// and what is asked lasts a while.
fn range_of(salon: &Salon, (from, to): (Date, Date)) -> Result<(Timestamp, Timestamp), AppointmentError> {
    let day = SignedDuration::from_hours(24);
    let out_of_range = |_| AppointmentError::BadRange("the date is out of range");
    let start = salon.beginning_of(from).map_err(out_of_range)?;
    let end = salon.beginning_of(to).map_err(out_of_range)?;
    Ok((
        start.saturating_sub(day).unwrap_or(Timestamp::MIN),
        end.saturating_add(day * 2).unwrap_or(Timestamp::MAX),
    ))
}

/// What could stand in the way, and how much everybody has to do.
struct Book {
    /// By the place of their employee in the salon's order.
    visits: Vec<(usize, Busy)>,
    held: Vec<Held>,
    units: Vec<UnitUse>,
    /// What each employee has to do on dates with visits, by the same place.
    workloads: HashMap<Date, Vec<Workload>>,
    /// The same for a date without visits.
    idle: Vec<Workload>,
    /// The version of the catalogue when the book was read.
    catalogue_version: i64,
}

impl Book {
    async fn open(
        db: &TenantDb,
        salon: &Salon,
        order: &Order<'_>,
        wanted: &Wanted,
        dates: (Date, Date),
        now: Timestamp,
    ) -> Result<Self, AppointmentError> {
        let (start, end) = range_of(salon, dates)?;
        let in_the_way = store::list_in_the_way(db, start, end, now).await?;
        Self::of(in_the_way, db, salon, order, wanted, (start, end)).await
    }

    async fn of(
        in_the_way: InTheWay,
        db: &TenantDb,
        salon: &Salon,
        order: &Order<'_>,
        wanted: &Wanted,
        (start, end): (Timestamp, Timestamp),
    ) -> Result<Self, AppointmentError> {
        let InTheWay { visits, mut held, catalogue_version, .. } = in_the_way;
        let place = |id| salon.employees.iter().position(|employee| employee.id == id);
        let visits: Vec<_> = visits
            .into_iter()
            .filter(|visit| !wanted.moving.contains(&visit.id))
            .filter_map(|visit| Some((place(visit.employee_id)?, visit)))
            .collect();
        held.retain(|hold| !wanted.holder.is_whose(hold));
        let mut units = Vec::new();
        if order.parts.iter().any(|part| !part.service.needs.is_empty()) {
            units = taking::list_unit_uses(db, start, end).await?;
            units.retain(|used| !wanted.moving.contains(&used.appointment_id));
        }
        let idle = idle(salon, &visits);
        Ok(Self { workloads: workloads(salon, &visits, &idle), idle, visits, held, units, catalogue_version })
    }

    fn free_slots(
        &self,
        salon: &Salon,
        order: &Order<'_>,
        dates: (Date, Date),
        now: Timestamp,
    ) -> Result<Vec<FreeSlot>, AppointmentError> {
        let mut slots: Vec<FreeSlot> = Vec::new();
        self.ask(salon, order, dates, now, &mut |way, question| {
            for slot in scheduling::free_slots(question)? {
                match slots.binary_search_by_key(&slot.start, |known| known.starts_at) {
                    Err(place) => slots.insert(place, way.slot(question, &slot)?),
                    // Somebody else, who takes another time for it. Of several services the first arrangement stands.
                    Ok(place) if order.parts.len() == 1 => {
                        slots[place].employees.extend(way.people(&slot.staff));
                    }
                    Ok(_) => {}
                }
            }
            Ok(())
        })?;
        slots.iter_mut().for_each(|slot| self.best_first(salon, slot));
        Ok(slots)
    }

    fn judge(
        &self,
        salon: &Salon,
        order: &Order<'_>,
        dates: (Date, Date),
        ask: Ask,
        now: Timestamp,
    ) -> Result<Result<FreeSlot, Refusal>, AppointmentError> {
        let mut free: Option<FreeSlot> = None;
        let mut refused: Option<Refusal> = None;
        self.ask(salon, order, dates, now, &mut |way, question| {
            match (scheduling::judge(question, ask)?, &mut free) {
                (Verdict::Free(slot), None) => free = Some(way.slot(question, &slot)?),
                (Verdict::Free(slot), Some(known)) if order.parts.len() == 1 => {
                    known.employees.extend(way.people(&slot.staff));
                }
                (Verdict::Free(_), Some(_)) => {}
                (Verdict::Refused(refusal), _) => {
                    refused = Some(refused.map_or(refusal, |known| closest(known, refusal)));
                }
            }
            Ok(())
        })?;
        Ok(match (free, refused) {
            (Some(mut slot), _) => {
                self.best_first(salon, &mut slot);
                Ok(slot)
            }
            (None, refused) => Err(refused.unwrap_or_else(|| Reason::NoStaff.into())),
        })
    }

    /// Puts the question together and asks it: once where everybody takes the same time for what is wanted, else once
    /// for each way to share it out among people who take the same.
    fn ask(
        &self,
        salon: &Salon,
        order: &Order<'_>,
        dates: (Date, Date),
        now: Timestamp,
        ask: &mut impl FnMut(&Way<'_>, &Question<'_>) -> Result<(), AppointmentError>,
    ) -> Result<(), AppointmentError> {
        let places = order.places();
        let mut appointments: Vec<Vec<scheduling::Appointment<'_>>> = vec![Vec::new(); places.len()];
        let seat = |place: usize| places.binary_search(&place).ok();
        for (place, visit) in &self.visits {
            if let Some(seat) = seat(*place) {
                let start = visit.starts_at.timestamp();
                appointments[seat].push(scheduling::Appointment { start, plan: visit.timing.plan() });
            }
        }
        let mut holds: Vec<Vec<scheduling::Hold<'_>>> = vec![Vec::new(); places.len()];
        for hold in &self.held {
            let place = salon.employees.iter().position(|employee| employee.id == hold.employee_id);
            if let Some(seat) = place.and_then(seat) {
                holds[seat].push(hold.to_engine());
            }
        }
        let people: Vec<Person<'_>> = places
            .iter()
            .zip(appointments.iter().zip(&holds))
            .map(|(place, (appointments, holds))| {
                let employee = &salon.employees[*place];
                Person {
                    hours: employee.ready.hours.hours(),
                    time_off: &employee.ready.time_off,
                    appointments,
                    holds,
                    max_visits_per_day: employee.max_visits_per_day,
                    max_minutes_per_day: employee.max_minutes_per_day,
                    ..Person::default()
                }
            })
            .collect();
        let equipment = Equipment::of(salon, &self.units);
        let resources = equipment.resources();
        let positive = |number: i32| u32::try_from(number).unwrap_or(0);
        let question = Question {
            notice_minutes: positive(salon.tenant.notice_minutes),
            horizon: Horizon::Days(positive(salon.tenant.horizon_days)),
            step_minutes: positive(salon.tenant.slot_step_minutes),
            max_wait_minutes: positive(salon.tenant.max_wait_minutes),
            salon_hours: Some(salon.ready.hours()),
            resources: &resources,
            ..Question::new(&salon.zone, now, dates, &people, &[])
        };

        let requires: Vec<Vec<Need>> = order.parts.iter().map(|part| needed(salon, part.service)).collect();
        for shared in ways(order, &places) {
            let visit: Vec<scheduling::Service<'_>> = shared
                .iter()
                .zip(&requires)
                .map(|(share, requires)| scheduling::Service {
                    requires,
                    ..scheduling::Service::new(share.timing.plan(), Who::OneOf(&share.people))
                })
                .collect();
            let way = Way { salon, order, places: &places };
            ask(&way, &Question { visit: &visit, ..question })?;
        }
        Ok(())
    }

    /// Puts the people of a slot in the order in which they should be asked, each once.
    fn best_first(&self, salon: &Salon, slot: &mut FreeSlot) {
        if slot.employees.len() < 2 {
            return;
        }
        let date = salon.zone.to_datetime(slot.starts_at).date();
        let that_day = self.workloads.get(&date).unwrap_or(&self.idle);
        let place = |id: EmployeeId| salon.employees.iter().position(|employee| employee.id == id);
        let mut free: Vec<usize> = slot.employees.iter().filter_map(|id| place(*id)).collect();
        free.sort_unstable();
        free.dedup();
        best_first(&mut free, |person| that_day[person]);
        slot.employees.clear();
        slot.employees.extend(free.iter().map(|person| salon.employees[*person].id));
    }
}

/// People who take the same time for one service.
struct Share<'o> {
    timing: &'o Timing,
    people: Vec<PersonIndex>,
}

/// All ways to share a visit out: for each service, people who take the same time for it. With several services those
/// who could do all of them come first, each alone: clients like to stay with one person.
fn ways<'o>(order: &'o Order<'_>, places: &[usize]) -> Vec<Vec<Share<'o>>> {
    let index = |able: &Able| {
        let seat = places.binary_search(&able.place).expect("`places` has everybody who is able");
        PersonIndex(u32::try_from(seat).expect("a salon's people can be counted"))
    };
    let mut ways: Vec<Vec<Share<'o>>> = Vec::new();
    if order.parts.len() > 1 {
        for first in &order.parts[0].able {
            let alone: Option<Vec<_>> = order
                .parts
                .iter()
                .map(|part| {
                    let able = part.able.iter().find(|able| able.place == first.place)?;
                    Some(Share { timing: &able.terms.timing, people: vec![index(able)] })
                })
                .collect();
            ways.extend(alone);
        }
    }
    let mut shared: Vec<Vec<usize>> = vec![Vec::new()];
    let groups: Vec<Vec<Share<'o>>> = order.parts.iter().map(|part| groups(part, index)).collect();
    for part in &groups {
        let longer = shared.iter().flat_map(|way| {
            (0..part.len()).map(move |group| way.iter().copied().chain([group]).collect::<Vec<_>>())
        });
        shared = longer.take(MAX_WAYS).collect();
    }
    ways.extend(shared.into_iter().map(|way| {
        let share = |(part, group): (&Vec<Share<'o>>, usize)| Share {
            timing: part[group].timing,
            people: part[group].people.clone(),
        };
        groups.iter().zip(way).map(share).collect()
    }));
    ways
}

fn groups<'o>(part: &'o OrderedPart<'_>, index: impl Fn(&Able) -> PersonIndex) -> Vec<Share<'o>> {
    let mut groups: Vec<Share<'o>> = Vec::new();
    for able in &part.able {
        match groups.iter_mut().find(|group| *group.timing == able.terms.timing) {
            Some(group) => group.people.push(index(able)),
            None => groups.push(Share { timing: &able.terms.timing, people: vec![index(able)] }),
        }
    }
    if groups.is_empty() {
        // Nobody does it: the engine shall say so.
        groups.push(Share { timing: &part.service.timing, people: Vec::new() });
    }
    groups
}

/// Reads the engine's answer to one way of sharing a visit out.
struct Way<'o> {
    salon: &'o Salon,
    order: &'o Order<'o>,
    places: &'o [usize],
}

impl Way<'_> {
    fn person(&self, index: PersonIndex) -> EmployeeId {
        let seat = usize::try_from(index.0).expect("a place in a list in memory");
        self.salon.employees[self.places[seat]].id
    }

    fn people(&self, indices: &[PersonIndex]) -> impl Iterator<Item = EmployeeId> {
        indices.iter().map(|index| self.person(*index))
    }

    fn slot(&self, question: &Question<'_>, slot: &scheduling::Slot) -> Result<FreeSlot, AppointmentError> {
        let mut parts = Vec::new();
        let mut employees: Vec<_> = self.people(&slot.staff).collect();
        if self.order.parts.len() > 1
            && let Some(arranged) = scheduling::arrange(question, slot.start)?
        {
            parts = self
                .order
                .parts
                .iter()
                .zip(arranged)
                .map(|(part, arranged)| SlotPart {
                    service: part.service.id,
                    starts_at: arranged.start,
                    employee: self.person(arranged.person),
                })
                .collect();
            employees = parts.iter().take(1).map(|part| part.employee).collect();
        }
        Ok(FreeSlot { starts_at: slot.start, employees, parts })
    }
}

/// Of two refusals, the one closest to a yes; with the same reason, what both leave open.
fn closest(one: Refusal, other: Refusal) -> Refusal {
    match one.reason.cmp(&other.reason) {
        std::cmp::Ordering::Greater => one,
        std::cmp::Ordering::Less => other,
        std::cmp::Ordering::Equal => Refusal {
            reason: one.reason,
            opens: [one.opens, other.opens].into_iter().flatten().min(),
            closes: [one.closes, other.closes].into_iter().flatten().max(),
        },
    }
}

/// The salon's equipment and when it is in use.
struct Equipment<'s> {
    salon: &'s Salon,
    busy: Vec<Vec<Interval>>,
}

impl<'s> Equipment<'s> {
    fn of(salon: &'s Salon, units: &[UnitUse]) -> Self {
        let mut busy = vec![Vec::new(); salon.resources.len()];
        for used in units {
            if let Some(place) = Self::place(salon, used.resource_id) {
                busy[place].push(used.interval());
            }
        }
        Self { salon, busy }
    }

    fn place(salon: &Salon, id: ResourceId) -> Option<usize> {
        salon.resources.iter().position(|resource| resource.id == id)
    }

    fn resources(&self) -> Vec<Resource<'_>> {
        self.salon
            .resources
            .iter()
            .zip(&self.busy)
            .map(|(resource, busy)| Resource { units: resource.units, busy })
            .collect()
    }
}

/// The equipment that a service needs, by the engine's numbers.
fn needed(salon: &Salon, service: &Service) -> Vec<Need> {
    let index = |place| ResourceIndex(u32::try_from(place).expect("a salon's equipment can be counted"));
    salon
        .equipment_of(service)
        .flat_map(|(place, _, need)| {
            let resource = index(place);
            need.during(&service.timing).into_iter().map(move |during| Need { resource, during })
        })
        .collect()
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
        day[*place].booked_minutes += visit.timing.whole_minutes();
    }
    by_date
}
