//! What became of visits, who did them, and how full the book is.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::range::{Periods, Range, RangeQuery};
use super::visits::{Table, TableQuery, Visits, working_ms};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::{self, VisitFigures};
use crate::modules::tenants::{self, Salon};
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

impl From<VisitFigures> for VisitSplit {
    fn from(figures: VisitFigures) -> Self {
        Self {
            visits: count(figures.visits()),
            completed: count(figures.completed),
            upcoming: count(figures.upcoming),
            cancelled: count(figures.cancelled),
            no_show: count(figures.no_show),
        }
    }
}

impl VisitSplit {
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
    let (visits, employees_before, at_work, before_at_work) = tokio::try_join!(
        Visits::of(db, &periods),
        appointments::figures_of_employees(db, &periods.before),
        tenants::minutes_at_work(db, salon, &periods.now),
        tenants::minutes_at_work(db, salon, &periods.before),
    )?;
    let all = sum(visits.totals());
    let mut by_service: Vec<_> = (visits.by_service(salon, None).into_iter())
        .map(|line| VisitReportService { id: line.id, name: line.name, split: line.figures.into() })
        .collect();
    by_service.sort_by_key(|line| std::cmp::Reverse(line.split.visits));
    Ok(AppointmentReport {
        range: periods.range,
        totals: totals(&all, &visits.working_ms(), &at_work),
        previous: totals(&sum(visits.previous()), &working_ms(&employees_before), &before_at_work),
        by_day: (visits.by_day(None).into_iter())
            .map(|(date, figures)| VisitReportDay { date, split: figures.into() })
            .collect(),
        by_service,
        by_employee: by_employee(salon, &visits, &at_work),
        lead_times: lead_times(&all),
    })
}

fn sum<'a>(figures: impl Iterator<Item = (&'a str, VisitFigures)>) -> VisitFigures {
    let mut all = VisitFigures::default();
    figures.for_each(|(_, figures)| all += figures);
    all
}

fn totals(
    figures: &VisitFigures,
    working_ms: &HashMap<EmployeeId, i64>,
    at_work: &HashMap<EmployeeId, u64>,
) -> VisitTotals {
    let booked = working_ms.iter().filter(|(employee, _)| at_work.contains_key(employee));
    VisitTotals {
        split: (*figures).into(),
        by_phone: count(figures.phone),
        booked_minutes: minutes(booked.map(|(_, milliseconds)| milliseconds).sum()),
        available_minutes: at_work.values().sum(),
        led_visits: count(figures.led),
        lead_minutes: minutes(figures.lead_ms),
    }
}

fn lead_times(figures: &VisitFigures) -> Vec<VisitReportLead> {
    let bounded = [
        (24, figures.led_under_24),
        (72, figures.led_under_72),
        (168, figures.led_under_168),
        (336, figures.led_under_336),
    ];
    let longest = figures.led - bounded.iter().map(|(_, visits)| visits).sum::<i64>();
    let bounded = bounded.into_iter().map(|(hours, visits)| (Some(hours), visits));
    bounded
        .chain([(None, longest)])
        .filter(|(_, visits)| *visits > 0)
        .map(|(under_hours, visits)| VisitReportLead { under_hours, visits: count(visits) })
        .collect()
}

fn by_employee(
    salon: &Salon,
    visits: &Visits,
    at_work: &HashMap<EmployeeId, u64>,
) -> Vec<VisitReportEmployee> {
    let mut theirs: HashMap<EmployeeId, VisitFigures> =
        visits.by_employee(salon, None).into_iter().map(|line| (line.id, line.figures)).collect();
    let lines = salon.employees.iter().filter_map(|employee| {
        let figures = theirs.remove(&employee.id);
        let available_minutes = at_work.get(&employee.id).copied();
        if figures.is_none() && available_minutes.is_none() {
            return None;
        }
        let figures = figures.unwrap_or_default();
        Some(VisitReportEmployee {
            id: employee.id,
            name: employee.name.clone(),
            split: figures.into(),
            booked_minutes: minutes(figures.working_ms),
            available_minutes,
        })
    });
    lines.collect()
}

fn minutes(milliseconds: i64) -> u64 {
    count(milliseconds / 60_000)
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
    let lines: Vec<Vec<String>> = match table.by {
        Table::Day => {
            report.by_day.iter().map(|day| line(day.date.to_string(), &day.split).collect()).collect()
        }
        Table::Service => {
            report.by_service.iter().map(|one| line(one.name.clone(), &one.split).collect()).collect()
        }
        Table::Employee => {
            let lines = report.by_employee.iter().map(|one| {
                let available = one.available_minutes.map(|minutes| minutes.to_string());
                let minutes = [one.booked_minutes.to_string(), available.unwrap_or_default()];
                line(one.name.clone(), &one.split).chain(minutes).collect()
            });
            lines.collect()
        }
    };
    let mut headings = vec![table.by.heading(), "visits", "completed", "upcoming", "cancelled", "noShow"];
    if matches!(table.by, Table::Employee) {
        headings.extend(["bookedMinutes", "availableMinutes"]);
    }
    Ok(file(&table.by.name_in("visits"), &report.range, &headings, lines.into_iter()))
}
