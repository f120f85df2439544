//! Visits that somebody cannot keep, because they leave, are away, or work other hours: none is lost without a word.
//!
//! [`settle`] does in one transaction what was decided about them, [`outside_own_hours`] lists those that a new week or a
//! single day with other hours leaves without their person.

use jiff::Timestamp;
use scheduling::{Interval, Person, Question, Reason, Service, TimeOff, Who};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::booking::{self, Change};
use super::model::{Actor, Appointment, AppointmentError, WithWhom};
use super::store;
use crate::http::problem::Problem;
use crate::ids::{AppointmentId, EmployeeId};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{Retry, TenantDb, TenantTx};

/// What shall become of visits that somebody cannot keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FutureVisits {
    /// They stay as they are; the salon sees to them itself.
    Keep,
    /// Others take them, at the same time.
    Reassign,
    /// They are called off.
    Cancel,
}

/// That somebody cannot keep their visits, and what was decided about those.
#[derive(Debug, Clone, Copy)]
pub struct Absence {
    /// Who.
    pub employee: EmployeeId,
    /// When; none: from now on.
    pub when: Option<TimeOff>,
    /// What shall become of their visits; none: nothing was decided.
    pub visits: Option<FutureVisits>,
    /// Who takes them where they are given to others; none: whoever is able and free, least busy first.
    pub reassign_to: Option<EmployeeId>,
}

/// What became of them.
#[derive(Debug, Default)]
pub struct Settled {
    /// Taken by others.
    pub reassigned: Vec<VisitInBrief>,
    /// Called off.
    pub cancelled: Vec<VisitInBrief>,
    /// Nobody could take them, so they are where they were.
    pub not_reassigned: Vec<VisitInBrief>,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum AbsenceError {
    /// There are visits, and nothing was decided about them.
    Undecided(Vec<VisitInBrief>),
    /// What is wrong with one of them.
    Appointment(AppointmentError),
}

/// A visit in a list of those that somebody has to see to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitInBrief {
    id: AppointmentId,
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    customer_name: String,
    service_name: String,
}

impl VisitInBrief {
    fn of(salon: &Salon, appointment: &Appointment) -> Self {
        let row = &appointment.row;
        let in_catalogue = || salon.service(row.service_id).map(|service| service.name.clone());
        Self {
            id: row.id,
            starts_at: appointment.starts_at(),
            customer_name: appointment.customer.name.clone(),
            service_name: row.service_name.clone().or_else(in_catalogue).unwrap_or_default(),
        }
    }
}

/// Does what was decided about the visits that somebody cannot keep. Call it before the change itself is written, with
/// the salon as it still is.
pub async fn settle(
    tx: &TenantTx,
    salon: &Salon,
    absence: &Absence,
    by: &Actor,
    now: Timestamp,
) -> Result<Settled, AbsenceError> {
    let (from, to) = span(salon, absence.when)?;
    // Before the visits are looked up: bookings under way are waited for, and later ones will see the change.
    tenants::catalogue_changed(tx).await?;
    let visits = store::list_coming_with(tx, absence.employee, (from, to), now).await?;
    let brief = |appointment: &Appointment| VisitInBrief::of(salon, appointment);
    let mut settled = Settled::default();
    match absence.visits {
        None if !visits.is_empty() => Err(AbsenceError::Undecided(visits.iter().map(brief).collect())),
        None | Some(FutureVisits::Keep) => Ok(settled),
        Some(FutureVisits::Cancel) => {
            let reason =
                salon.employee(absence.employee).map(|person| format!("{} is not available", person.name));
            for visit in &visits {
                booking::cancel(tx, salon, visit.id(), reason.clone(), by, now).await?;
                settled.cancelled.push(brief(visit));
            }
            Ok(settled)
        }
        Some(FutureVisits::Reassign) => {
            let without_them = without(salon, absence);
            let with = absence.reassign_to.into();
            for visit in &visits {
                let is_moved = reassign(tx, &without_them, visit, with, by, now).await?;
                let list = if is_moved { &mut settled.reassigned } else { &mut settled.not_reassigned };
                list.push(brief(visit));
            }
            Ok(settled)
        }
    }
}

/// Future visits of somebody at times at which they do not work, soonest first.
pub async fn outside_own_hours(
    db: &TenantDb,
    salon: &Salon,
    employee: EmployeeId,
    now: Timestamp,
) -> Result<Vec<VisitInBrief>, AppointmentError> {
    let Some(employee) = salon.employee(employee) else {
        return Ok(Vec::new());
    };
    let people = [Person {
        hours: employee.ready.hours.hours(),
        time_off: &employee.ready.time_off,
        ..Person::default()
    }];
    let mut outside = Vec::new();
    for visit in store::list_coming_with(db, employee.id, (Timestamp::MIN, Timestamp::MAX), now).await? {
        let timing = store::timing_of(&visit.row)?;
        let service = [Service::new(timing.plan(), Who::Anyone)];
        let day = salon.zone.to_datetime(visit.starts_at()).date();
        // Whether they work then, and nothing else: any minute is a start.
        let question =
            Question { step_minutes: 1, ..Question::new(&salon.zone, now, (day, day), &people, &service) };
        let reason = scheduling::judge(&question, visit.starts_at())?.reason();
        if let Some(Reason::Closed | Reason::OutsideHours | Reason::TooLong | Reason::TimeOff) = reason {
            outside.push(VisitInBrief::of(salon, &visit));
        }
    }
    Ok(outside)
}

/// From when to when somebody is away.
fn span(salon: &Salon, when: Option<TimeOff>) -> Result<(Timestamp, Timestamp), AppointmentError> {
    let out_of_range = |_| AppointmentError::BadRange("the date is out of range");
    Ok(match when {
        None => (Timestamp::MIN, Timestamp::MAX),
        Some(TimeOff::Between(Interval { start, end })) => (start, end),
        Some(TimeOff::Days { first, last }) => {
            (salon.beginning_of(first).map_err(out_of_range)?, salon.end_of(last).map_err(out_of_range)?)
        }
    })
}

/// The salon as it will be without them, for those who move visits that were booked already: neither the notice that
/// callers keep nor the grid of offered times stands in their way.
fn without(salon: &Salon, absence: &Absence) -> Salon {
    let mut salon = salon.clone();
    salon.tenant.notice_minutes = 0;
    salon.tenant.slot_step_minutes = 5;
    salon.tenant.horizon_days = i32::MAX;
    let theirs = |employee: &&mut crate::modules::employees::Employee| employee.id == absence.employee;
    if let Some(employee) = salon.employees.iter_mut().find(theirs) {
        match absence.when {
            Some(when) => employee.ready.time_off.push(when),
            None => employee.is_active = false,
        }
    }
    salon
}

/// Gives a visit to somebody else at the same time. `false`: nobody can take it, and it is where it was.
async fn reassign(
    tx: &TenantTx,
    salon: &Salon,
    visit: &Appointment,
    with: WithWhom,
    by: &Actor,
    now: Timestamp,
) -> Result<bool, AppointmentError> {
    match booking::reschedule_once(tx, salon, visit.id(), &Change::to(visit.starts_at(), with), by, now).await
    {
        Ok(_) => Ok(true),
        Err(AppointmentError::NotFree(_) | AppointmentError::WrongEmployee) => Ok(false),
        Err(error) => Err(error),
    }
}

impl From<AppointmentError> for AbsenceError {
    fn from(error: AppointmentError) -> Self {
        Self::Appointment(error)
    }
}

impl From<DbErr> for AbsenceError {
    fn from(error: DbErr) -> Self {
        Self::Appointment(error.into())
    }
}

impl Retry for AbsenceError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Appointment(error) if error.is_transient())
    }
}

/// How many visits a refusal lists.
const LISTED: usize = 50;

impl From<AbsenceError> for Problem {
    fn from(error: AbsenceError) -> Self {
        match error {
            AbsenceError::Appointment(error) => error.into(),
            AbsenceError::Undecided(visits) => {
                let count = visits.len();
                let listed = &visits[..count.min(LISTED)];
                let message = format!(
                    "there are {count} future visits in the way; say what shall become of them with futureVisits: \
                     KEEP, REASSIGN or CANCEL"
                );
                Self::conflict("has_future_visits", message)
                    .with_details(serde_json::json!({ "count": count, "visits": listed }))
            }
        }
    }
}
