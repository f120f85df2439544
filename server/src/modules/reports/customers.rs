//! Who is new, who comes back, who comes again.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::range::{Periods, Range, RangeQuery};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{self, CustomerDay};
use crate::modules::tenants::{self, Period};
use crate::tenancy::TenantDb;

/// Customers of some days: those with a visit that was neither called off nor missed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomerReport {
    range: Range,
    totals: CustomerTotals,
    /// The same of as many days before.
    previous: CustomerTotals,
    /// Every day; each customer on the day of their first visit in the range.
    by_day: Vec<CustomerReportDay>,
}

/// Customers of some days in all.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomerTotals {
    /// All.
    customers: u64,
    /// Whose first visit ever this is.
    new: u64,
    /// Who had a visit before.
    returning: u64,
    /// Who have a completed visit in the range.
    served: u64,
    /// Of those, who come again: they have a visit after the last completed one of the range, over or in the book.
    rebooked: u64,
}

/// Customers whose first visit in the range is on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomerReportDay {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    /// Whose first visit ever this is.
    new: u64,
    /// Who had a visit before the range.
    returning: u64,
}

/// Customers of some days: who is new, who comes back, and who of those served comes again.
#[utoipa::path(get, path = "/api/reports/customers", tag = "reports", operation_id = "getCustomerReport",
    params(RangeQuery), responses(
    (status = 200, description = "The figures", body = Success<CustomerReport>),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_customer_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Success<CustomerReport>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(report(&member.tenant, query.periods(&salon)?).await?))
}

async fn report(db: &TenantDb, periods: Periods) -> Result<CustomerReport, Problem> {
    let Periods { now, before, range } = periods;
    let (days, previous) = tokio::try_join!(
        appointments::figures_of_customers(db, &now),
        appointments::figures_of_customers(db, &before),
    )?;
    let totals_now = totals(&days);
    let days: BTreeMap<Date, CustomerDay> =
        days.into_iter().map(|day| (Period::date(day.day), day)).collect();
    let by_day = now.dates().map(|date| {
        let day = days.get(&date);
        let returning = day.map_or(0, |day| day.returning);
        let new = day.map_or(0, |day| day.customers) - returning;
        CustomerReportDay { date, new: count(new), returning: count(returning) }
    });
    Ok(CustomerReport { range, totals: totals_now, previous: totals(&previous), by_day: by_day.collect() })
}

fn totals(days: &[CustomerDay]) -> CustomerTotals {
    let mut totals = CustomerTotals::default();
    for day in days {
        totals.customers += count(day.customers);
        totals.new += count(day.customers - day.returning);
        totals.returning += count(day.returning);
        totals.served += count(day.served);
        totals.rebooked += count(day.rebooked);
    }
    totals
}

/// New and returning customers by day: UTF-8, RFC 4180.
#[utoipa::path(get, path = "/api/reports/customers.csv", tag = "reports", operation_id = "exportCustomerReport",
    params(RangeQuery), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn export_customer_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let report = report(&member.tenant, query.periods(&salon)?).await?;
    let lines = (report.by_day.iter())
        .map(|day| vec![day.date.to_string(), day.new.to_string(), day.returning.to_string()]);
    Ok(file("customers-by-day", &report.range, &["date", "new", "returning"], lines))
}
