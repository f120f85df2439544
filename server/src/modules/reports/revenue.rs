//! What visits bring in, at the prices they were booked at.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::appointments::{Table, TableQuery};
use super::range::{Periods, Range, RangeQuery};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::{self, Status, VisitGroup};
use crate::modules::tenants::{self, Period, Salon};
use crate::modules::transfer;
use crate::tenancy::TenantDb;

/// Revenue of some visits, in the smallest unit of the salon's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Revenue {
    /// Of visits that are over.
    pub(super) completed_cents: i64,
    /// Of visits in the book or in the chair.
    pub(super) expected_cents: i64,
    /// Lost with visits that were called off.
    cancelled_cents: i64,
    /// Lost with visits that the customer missed.
    no_show_cents: i64,
}

impl Revenue {
    pub(super) fn add(&mut self, status: Status, cents: i64) {
        *match status {
            Status::Completed => &mut self.completed_cents,
            Status::Scheduled | Status::Confirmed | Status::InProgress => &mut self.expected_cents,
            Status::Cancelled => &mut self.cancelled_cents,
            Status::NoShow => &mut self.no_show_cents,
        } += cents;
    }

    fn cells(&self, currency: &str) -> impl Iterator<Item = String> {
        [self.completed_cents, self.expected_cents, self.cancelled_cents, self.no_show_cents]
            .map(|cents| transfer::money(cents, currency))
            .into_iter()
    }
}

/// Revenue of some days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevenueReport {
    range: Range,
    /// The salon's: ISO 4217. Visits that were booked in another are left out of every amount.
    currency: String,
    totals: RevenueTotals,
    /// The same of as many days before.
    previous: RevenueTotals,
    /// Every day.
    by_day: Vec<RevenueDay>,
    /// Every service that there was, the dearest first.
    by_service: Vec<RevenueOfService>,
    /// Everybody who had visits, the dearest first.
    by_employee: Vec<RevenueOfEmployee>,
}

/// Revenue of some days in all.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevenueTotals {
    #[serde(flatten)]
    revenue: Revenue,
    /// Visits that are over or in the book, in the salon's currency.
    visits: u64,
    /// Visits of any state that were booked in another currency.
    other_currency_visits: u64,
}

/// Revenue of the visits that start on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevenueDay {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    #[serde(flatten)]
    revenue: Revenue,
}

/// Revenue of one service.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevenueOfService {
    id: ServiceId,
    name: String,
    #[serde(flatten)]
    revenue: Revenue,
}

/// Revenue of one employee's visits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RevenueOfEmployee {
    id: EmployeeId,
    name: String,
    #[serde(flatten)]
    revenue: Revenue,
}

/// What the visits of some days bring in, at the prices they were booked at; by day, service and employee.
#[utoipa::path(get, path = "/api/reports/revenue", tag = "reports", operation_id = "getRevenueReport",
    params(RangeQuery), responses(
    (status = 200, description = "The figures", body = Success<RevenueReport>),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_revenue_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Success<RevenueReport>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(report(&member.tenant, &salon, query.periods(&salon)?).await?))
}

async fn report(db: &TenantDb, salon: &Salon, periods: Periods) -> Result<RevenueReport, Problem> {
    let Periods { now, before, range } = periods;
    let currency = &salon.tenant.currency;
    let (groups, previous, days) = tokio::try_join!(
        appointments::figures_of_groups(db, &now),
        appointments::figures_of_groups(db, &before),
        appointments::figures_of_days(db, &now, currency, None),
    )?;
    let mut by_date: BTreeMap<Date, Revenue> = now.dates().map(|date| (date, Revenue::default())).collect();
    for day in days {
        by_date.entry(Period::date(day.day)).or_default().add(day.status, day.cents);
    }
    let services = revenue_by(&groups, currency, |group| group.service_id);
    let employees = revenue_by(&groups, currency, |group| group.employee_id);
    // In the salon's order where they bring in as much.
    let mut by_service: Vec<_> = (salon.services.iter())
        .filter_map(|service| {
            let revenue = *services.get(&service.id)?;
            Some(RevenueOfService { id: service.id, name: service.name.clone(), revenue })
        })
        .collect();
    let mut by_employee: Vec<_> = (salon.employees.iter())
        .filter_map(|employee| {
            let revenue = *employees.get(&employee.id)?;
            Some(RevenueOfEmployee { id: employee.id, name: employee.name.clone(), revenue })
        })
        .collect();
    let dearest = |revenue: Revenue| std::cmp::Reverse(revenue.completed_cents + revenue.expected_cents);
    by_service.sort_by_key(|line| dearest(line.revenue));
    by_employee.sort_by_key(|line| dearest(line.revenue));
    Ok(RevenueReport {
        range,
        totals: totals(&groups, currency),
        previous: totals(&previous, currency),
        by_day: by_date.into_iter().map(|(date, revenue)| RevenueDay { date, revenue }).collect(),
        by_service,
        by_employee,
        currency: currency.clone(),
    })
}

fn totals(groups: &[VisitGroup], currency: &str) -> RevenueTotals {
    let mut totals = RevenueTotals::default();
    for group in groups {
        if group.currency != currency {
            totals.other_currency_visits += count(group.visits);
            continue;
        }
        totals.revenue.add(group.status, group.cents);
        if group.status.takes_time() {
            totals.visits += count(group.visits);
        }
    }
    totals
}

fn revenue_by<K: Eq + Hash>(
    groups: &[VisitGroup],
    currency: &str,
    key: fn(&VisitGroup) -> K,
) -> HashMap<K, Revenue> {
    let mut all: HashMap<K, Revenue> = HashMap::new();
    for group in groups.iter().filter(|group| group.currency == currency) {
        all.entry(key(group)).or_default().add(group.status, group.cents);
    }
    all
}

/// A table of the revenue report: UTF-8, RFC 4180; cells that a spreadsheet would take for a formula begin with `'`.
#[utoipa::path(get, path = "/api/reports/revenue.csv", tag = "reports", operation_id = "exportRevenueReport",
    params(RangeQuery, TableQuery), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn export_revenue_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
    Query(table): Query<TableQuery>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let report = report(&member.tenant, &salon, query.periods(&salon)?).await?;
    let currency = &report.currency;
    let line = |first: String, revenue: &Revenue| {
        std::iter::once(first).chain([currency.clone()]).chain(revenue.cells(currency)).collect()
    };
    let (name, first, lines): (_, _, Vec<Vec<String>>) = match table.by {
        Table::Day => {
            let lines = report.by_day.iter().map(|day| line(day.date.to_string(), &day.revenue));
            ("revenue-by-day", "date", lines.collect())
        }
        Table::Service => {
            let lines = report.by_service.iter().map(|one| line(one.name.clone(), &one.revenue));
            ("revenue-by-service", "service", lines.collect())
        }
        Table::Employee => {
            let lines = report.by_employee.iter().map(|one| line(one.name.clone(), &one.revenue));
            ("revenue-by-employee", "employee", lines.collect())
        }
    };
    let headings = [first, "currency", "completed", "expected", "cancelled", "noShow"];
    Ok(file(name, &report.range, &headings, lines.into_iter()))
}
