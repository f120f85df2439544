//! What became of visits, who did them, and how full the book is.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::range::{Periods, Range, RangeQuery};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::{self, Source, Status, VisitGroup};
use crate::modules::tenants::{self, Period, Salon};
use crate::tenancy::TenantDb;

/// Visits, by where they stand.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitSplit {
    /// All.
    visits: u64,
    /// Over.
    completed: u64,
    /// In the book or in the chair.
    upcoming: u64,
    /// Called off.
    cancelled: u64,
    /// The customer did not come.
    no_show: u64,
}

impl VisitSplit {
    fn add(&mut self, status: Status, visits: i64) {
        let visits = count(visits);
        self.visits += visits;
        *match status {
            Status::Completed => &mut self.completed,
            Status::Scheduled | Status::Confirmed | Status::InProgress => &mut self.upcoming,
            Status::Cancelled => &mut self.cancelled,
            Status::NoShow => &mut self.no_show,
        } += visits;
    }

    fn cells(&self) -> impl Iterator<Item = String> + use<> {
        [self.visits, self.completed, self.upcoming, self.cancelled, self.no_show]
            .into_iter()
            .map(|number| number.to_string())
    }
}

/// Visits of some days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AppointmentReport {
    range: Range,
    totals: VisitTotals,
    /// The same of as many days before.
    previous: VisitTotals,
    /// Every day.
    by_day: Vec<VisitReportDay>,
    /// Every service that there was, the most frequent first.
    by_service: Vec<VisitReportService>,
    /// Everybody who can be booked or had visits, in the salon's order.
    by_employee: Vec<VisitReportEmployee>,
    /// How long before they began visits were booked, the shortest first.
    lead_times: Vec<VisitReportLead>,
}

/// Visits of some days in all. What they take and how long before they were booked is of those neither called off nor
/// missed, and of all of them, in turn.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitTotals {
    #[serde(flatten)]
    split: VisitSplit,
    /// Booked in a conversation with the receptionist.
    by_phone: u64,
    /// Minutes for which visits engage employees who can be booked; those called off or missed left out.
    booked_minutes: u64,
    /// Minutes that employees who can be booked work: within their hours and the salon's, less time off.
    available_minutes: u64,
    /// Visits that were written down before they began.
    led_visits: u64,
    /// How long before, in minutes, all of those together.
    lead_minutes: u64,
}

/// Visits that start on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitReportDay {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    #[serde(flatten)]
    split: VisitSplit,
}

/// Visits of one service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitReportService {
    id: ServiceId,
    name: String,
    #[serde(flatten)]
    split: VisitSplit,
}

/// Visits with one employee.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitReportEmployee {
    id: EmployeeId,
    name: String,
    #[serde(flatten)]
    split: VisitSplit,
    /// Minutes for which visits engage them; those called off or missed left out.
    booked_minutes: u64,
    /// Minutes that they work: within their hours and the salon's, less time off. Nothing for those who cannot be booked
    /// any more.
    #[schema(required)]
    available_minutes: Option<u64>,
}

/// Visits that were booked about as long before they began.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitReportLead {
    /// Less than so many hours before; nothing for the longest.
    #[schema(required)]
    under_hours: Option<u64>,
    visits: u64,
}

/// Visits of some days, by where they stand, by service and by employee, and how much of the working time they take.
#[utoipa::path(get, path = "/api/reports/appointments", tag = "reports", operation_id = "getAppointmentReport",
    params(RangeQuery), responses(
    (status = 200, description = "The figures", body = Success<AppointmentReport>),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_appointment_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Success<AppointmentReport>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(report(&member.tenant, &salon, query.periods(&salon)?).await?))
}

async fn report(db: &TenantDb, salon: &Salon, periods: Periods) -> Result<AppointmentReport, Problem> {
    let Periods { now, before, range } = periods;
    let currency = &salon.tenant.currency;
    let (groups, previous, days, leads, at_work, before_at_work) = tokio::try_join!(
        appointments::figures_of_groups(db, &now),
        appointments::figures_of_groups(db, &before),
        appointments::figures_of_days(db, &now, currency, None),
        appointments::lead_times(db, &now),
        tenants::minutes_at_work(db, salon, &now),
        tenants::minutes_at_work(db, salon, &before),
    )?;
    let mut by_date: BTreeMap<Date, VisitSplit> =
        now.dates().map(|date| (date, VisitSplit::default())).collect();
    for day in days {
        by_date.entry(Period::date(day.day)).or_default().add(day.status, day.visits);
    }
    let mut lead_times: Vec<_> = leads
        .into_iter()
        .map(|lead| VisitReportLead {
            under_hours: u64::try_from(lead.under_hours).ok().filter(|hours| *hours > 0),
            visits: count(lead.visits),
        })
        .collect();
    lead_times.sort_by_key(|lead| lead.under_hours.unwrap_or(u64::MAX));
    Ok(AppointmentReport {
        range,
        totals: totals(&groups, &at_work),
        previous: totals(&previous, &before_at_work),
        by_day: by_date.into_iter().map(|(date, split)| VisitReportDay { date, split }).collect(),
        by_service: by_service(salon, &groups),
        by_employee: by_employee(salon, &groups, &at_work),
        lead_times,
    })
}

fn totals(groups: &[VisitGroup], at_work: &HashMap<EmployeeId, u64>) -> VisitTotals {
    let mut totals = VisitTotals { available_minutes: at_work.values().sum(), ..VisitTotals::default() };
    let (mut working_ms, mut lead_ms) = (0, 0);
    for group in groups {
        totals.split.add(group.status, group.visits);
        totals.led_visits += count(group.led);
        lead_ms += group.lead_ms;
        if group.source == Source::Phone {
            totals.by_phone += count(group.visits);
        }
        if group.status.takes_time() && at_work.contains_key(&group.employee_id) {
            working_ms += group.working_ms;
        }
    }
    totals.booked_minutes = minutes(working_ms);
    totals.lead_minutes = minutes(lead_ms);
    totals
}

fn by_service(salon: &Salon, groups: &[VisitGroup]) -> Vec<VisitReportService> {
    let mut splits: HashMap<ServiceId, VisitSplit> = HashMap::new();
    for group in groups {
        splits.entry(group.service_id).or_default().add(group.status, group.visits);
    }
    // In the salon's order where there were as many.
    let lines = salon.services.iter().filter_map(|service| {
        let split = splits.remove(&service.id)?;
        Some(VisitReportService { id: service.id, name: service.name.clone(), split })
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.split.visits));
    lines
}

fn by_employee(
    salon: &Salon,
    groups: &[VisitGroup],
    at_work: &HashMap<EmployeeId, u64>,
) -> Vec<VisitReportEmployee> {
    let mut splits: HashMap<EmployeeId, (VisitSplit, i64)> = HashMap::new();
    for group in groups {
        let (split, working_ms) = splits.entry(group.employee_id).or_default();
        split.add(group.status, group.visits);
        if group.status.takes_time() {
            *working_ms += group.working_ms;
        }
    }
    let lines = salon.employees.iter().filter_map(|employee| {
        let figures = splits.get(&employee.id);
        let available_minutes = at_work.get(&employee.id).copied();
        if figures.is_none() && available_minutes.is_none() {
            return None;
        }
        let (split, working_ms) = figures.copied().unwrap_or_default();
        Some(VisitReportEmployee {
            id: employee.id,
            name: employee.name.clone(),
            split,
            booked_minutes: minutes(working_ms),
            available_minutes,
        })
    });
    lines.collect()
}

fn minutes(milliseconds: i64) -> u64 {
    count(milliseconds / 60_000)
}

/// Which table of the report a file has.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VisitReportTable)]
pub(super) enum Table {
    #[default]
    Day,
    Service,
    Employee,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct TableQuery {
    /// What each line is about; left out: a day.
    #[serde(default)]
    #[param(inline)]
    pub(super) by: Table,
}

/// A table of the report on visits: UTF-8, RFC 4180; cells that a spreadsheet would take for a formula begin with `'`.
#[utoipa::path(get, path = "/api/reports/appointments.csv", tag = "reports", operation_id = "exportAppointmentReport",
    params(RangeQuery, TableQuery), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn export_appointment_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
    Query(table): Query<TableQuery>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let report = report(&member.tenant, &salon, query.periods(&salon)?).await?;
    let line = |first: String, split: &VisitSplit| std::iter::once(first).chain(split.cells());
    let (name, first, lines): (_, _, Vec<Vec<String>>) = match table.by {
        Table::Day => {
            let lines = report.by_day.iter().map(|day| line(day.date.to_string(), &day.split).collect());
            ("visits-by-day", "date", lines.collect())
        }
        Table::Service => {
            let lines = report.by_service.iter().map(|one| line(one.name.clone(), &one.split).collect());
            ("visits-by-service", "service", lines.collect())
        }
        Table::Employee => {
            let lines = report.by_employee.iter().map(|one| {
                let available = one.available_minutes.map(|minutes| minutes.to_string());
                let minutes = [one.booked_minutes.to_string(), available.unwrap_or_default()];
                line(one.name.clone(), &one.split).chain(minutes).collect()
            });
            ("visits-by-employee", "employee", lines.collect())
        }
    };
    let mut headings = vec![first, "visits", "completed", "upcoming", "cancelled", "noShow"];
    if matches!(table.by, Table::Employee) {
        headings.extend(["bookedMinutes", "availableMinutes"]);
    }
    Ok(file(name, &report.range, &headings, lines.into_iter()))
}
