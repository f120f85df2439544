//! How much people work.

use std::collections::HashMap;

use jiff::Span;
use scheduling::{Interval, Person};
use sea_orm::DbErr;

use super::period::Period;
use super::salon::{Salon, closed_holidays, special_days};
use super::store;
use super::window::ReadyHours;
use crate::ids::EmployeeId;
use crate::modules::employees;
use crate::tenancy::TenantDb;

/// How many minutes everybody who can be booked works in these days: within their hours and the salon's, with the
/// exceptions, holidays and time off of those days. What comes back every week counts as it is now, since nobody writes
/// down how it was.
pub async fn minutes_at_work(
    db: &TenantDb,
    salon: &Salon,
    period: &Period,
) -> Result<HashMap<EmployeeId, u64>, DbErr> {
    // A night that began before the first day reaches into it.
    let since = period.first().saturating_sub(Span::new().days(2));
    let overrides = store::list_overrides(db, since).await?;
    let people = employees::list_all(db, since).await?;
    // New Year's Day may be observed in the year before.
    let years = since.year()..=period.last().year().saturating_add(1);
    let closed = closed_holidays(&salon.tenant, &salon.kept_holidays, years);
    let hours = ReadyHours::new(&salon.opening_hours, &special_days(&overrides, &closed));

    let people: Vec<_> = people.iter().filter(|employee| employee.is_bookable()).collect();
    let at_work: Vec<_> = people
        .iter()
        .map(|employee| Person {
            hours: employee.ready.hours.hours(),
            time_off: &employee.ready.time_off,
            ..Person::default()
        })
        .collect();
    let interval = Interval { start: period.starts_at(), end: period.ends_at() };
    let minutes = scheduling::minutes_at_work(&at_work, Some(hours.hours()), &salon.zone, interval);
    Ok(people.iter().map(|employee| employee.id).zip(minutes).collect())
}
