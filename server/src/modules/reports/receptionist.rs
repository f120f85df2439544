//! What the receptionist earns, and what it costs.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::range::{Periods, Range, RangeQuery};
use super::revenue::Revenue;
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{self, Source, VisitGroup};
use crate::modules::calls::{self, CallGroup};
use crate::modules::tenants::{self, Period, Salon};
use crate::modules::transfer;
use crate::tenancy::TenantDb;

/// What the receptionist earned in some days, and what it cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceptionistReport {
    range: Range,
    /// The salon's: ISO 4217. Visits that were booked in another are left out of every amount.
    currency: String,
    totals: ReceptionistTotals,
    /// The same of as many days before.
    previous: ReceptionistTotals,
    /// Every day.
    by_day: Vec<ReceptionistDay>,
}

/// What it earned in all: visits that start in these days and were booked in a conversation with it. What it cost:
/// conversations that began in these days.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceptionistTotals {
    /// Visits that it booked, over or in the book.
    visits: u64,
    /// Price of those that are over.
    completed_cents: i64,
    /// Price of those in the book or in the chair.
    expected_cents: i64,
    /// Price of all of the salon's visits that are over or in the book, however booked.
    salon_cents: i64,
    /// Conversations.
    calls: u64,
    /// How long they took together.
    seconds: u64,
    /// What language models cost in them, in millionths of a US dollar. What the telephone company charges is not known
    /// here.
    model_cost_micros: i64,
}

/// One day of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceptionistDay {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    /// Price of the visits that it booked for this day and that are over.
    completed_cents: i64,
    /// Price of the visits that it booked for this day and that are in the book or in the chair.
    expected_cents: i64,
    /// What language models cost in conversations of this day, in millionths of a US dollar.
    model_cost_micros: i64,
}

/// What the receptionist earned in some days, by the visits it booked, and what language models cost.
#[utoipa::path(get, path = "/api/reports/receptionist", tag = "reports", operation_id = "getReceptionistReport",
    params(RangeQuery), responses(
    (status = 200, description = "The figures", body = Success<ReceptionistReport>),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_receptionist_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Success<ReceptionistReport>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(report(&member.tenant, &salon, query.periods(&salon)?).await?))
}

async fn report(db: &TenantDb, salon: &Salon, periods: Periods) -> Result<ReceptionistReport, Problem> {
    let Periods { now, before, range } = periods;
    let currency = &salon.tenant.currency;
    let (visits, visits_before, days, talks, talks_before, costs) = tokio::try_join!(
        appointments::figures_of_groups(db, &now),
        appointments::figures_of_groups(db, &before),
        appointments::figures_of_days(db, &now, currency, Some(Source::Phone)),
        calls::figures_of_groups(db, &now),
        calls::figures_of_groups(db, &before),
        calls::model_costs(db, &now),
    )?;
    let mut by_date: BTreeMap<Date, (Revenue, i64)> =
        now.dates().map(|date| (date, Default::default())).collect();
    for day in days {
        by_date.entry(Period::date(day.day)).or_default().0.add(day.status, day.cents);
    }
    for day in costs {
        by_date.entry(Period::date(day.day)).or_default().1 += day.model_cost_micros;
    }
    let by_day = by_date.into_iter().map(|(date, (revenue, model_cost_micros))| ReceptionistDay {
        date,
        completed_cents: revenue.completed_cents,
        expected_cents: revenue.expected_cents,
        model_cost_micros,
    });
    Ok(ReceptionistReport {
        range,
        totals: totals(&visits, &talks, currency),
        previous: totals(&visits_before, &talks_before, currency),
        by_day: by_day.collect(),
        currency: currency.clone(),
    })
}

fn totals(visits: &[VisitGroup], talks: &[CallGroup], currency: &str) -> ReceptionistTotals {
    let mut totals = ReceptionistTotals::default();
    let mut booked = Revenue::default();
    for group in visits.iter().filter(|group| group.status.takes_time() && group.currency == currency) {
        totals.salon_cents += group.cents;
        if group.source == Source::Phone {
            totals.visits += count(group.visits);
            booked.add(group.status, group.cents);
        }
    }
    totals.completed_cents = booked.completed_cents;
    totals.expected_cents = booked.expected_cents;
    for group in talks {
        totals.calls += count(group.calls);
        totals.seconds += count(group.seconds);
        totals.model_cost_micros += group.model_cost_micros;
    }
    totals
}

/// What the receptionist earned and cost by day: UTF-8, RFC 4180. The cost is in US dollars.
#[utoipa::path(get, path = "/api/reports/receptionist.csv", tag = "reports", operation_id = "exportReceptionistReport",
    params(RangeQuery), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn export_receptionist_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let report = report(&member.tenant, &salon, query.periods(&salon)?).await?;
    let currency = &report.currency;
    let lines = report.by_day.iter().map(|day| {
        vec![
            day.date.to_string(),
            currency.clone(),
            transfer::money(day.completed_cents, currency),
            transfer::money(day.expected_cents, currency),
            format!("{}.{:06}", day.model_cost_micros / 1_000_000, day.model_cost_micros % 1_000_000),
        ]
    });
    let headings = ["date", "currency", "completed", "expected", "modelCostUsd"];
    Ok(file("receptionist-by-day", &report.range, &headings, lines))
}
