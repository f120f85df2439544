//! What visits bring in, at the prices they were booked at.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::range::{Periods, Range, RangeQuery};
use super::visits::{Table, TableQuery, Visits};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::VisitFigures;
use crate::modules::tenants::{self, Salon};
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

impl From<VisitFigures> for Revenue {
    fn from(figures: VisitFigures) -> Self {
        Self {
            completed_cents: figures.completed_cents,
            expected_cents: figures.upcoming_cents,
            cancelled_cents: figures.cancelled_cents,
            no_show_cents: figures.no_show_cents,
        }
    }
}

impl Revenue {
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
    let currency = &salon.tenant.currency;
    let visits = Visits::of(db, &periods).await?;
    let dearest = |revenue: Revenue| std::cmp::Reverse(revenue.completed_cents + revenue.expected_cents);
    // In the salon's order where they bring in as much.
    let mut by_service: Vec<_> = (visits.by_service(salon, Some(currency)).into_iter())
        .map(|line| RevenueOfService { id: line.id, name: line.name, revenue: line.figures.into() })
        .collect();
    by_service.sort_by_key(|line| dearest(line.revenue));
    let mut by_employee: Vec<_> = (visits.by_employee(salon, Some(currency)).into_iter())
        .map(|line| RevenueOfEmployee { id: line.id, name: line.name, revenue: line.figures.into() })
        .collect();
    by_employee.sort_by_key(|line| dearest(line.revenue));
    Ok(RevenueReport {
        range: periods.range,
        totals: totals(visits.totals(), currency),
        previous: totals(visits.previous(), currency),
        by_day: (visits.by_day(Some(currency)).into_iter())
            .map(|(date, figures)| RevenueDay { date, revenue: figures.into() })
            .collect(),
        by_service,
        by_employee,
        currency: currency.clone(),
    })
}

fn totals<'a>(visits: impl Iterator<Item = (&'a str, VisitFigures)>, currency: &str) -> RevenueTotals {
    let (mut ours, mut others) = (VisitFigures::default(), VisitFigures::default());
    for (of, figures) in visits {
        *(if of == currency { &mut ours } else { &mut others }) += figures;
    }
    RevenueTotals {
        revenue: ours.into(),
        visits: count(ours.completed + ours.upcoming),
        other_currency_visits: count(others.visits()),
    }
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
    let lines: Vec<Vec<String>> = match table.by {
        Table::Day => report.by_day.iter().map(|day| line(day.date.to_string(), &day.revenue)).collect(),
        Table::Service => report.by_service.iter().map(|one| line(one.name.clone(), &one.revenue)).collect(),
        Table::Employee => {
            report.by_employee.iter().map(|one| line(one.name.clone(), &one.revenue)).collect()
        }
    };
    let headings = [table.by.heading(), "currency", "completed", "expected", "cancelled", "noShow"];
    Ok(file(&table.by.name_in("revenue"), &report.range, &headings, lines.into_iter()))
}
