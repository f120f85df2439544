//! What the receptionist earns, and what it costs.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::range::{Periods, Range, RangeQuery};
use super::visits::fill;
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{self, VisitFigures, VisitSum};
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
    let (all, all_before, booked, booked_before, talks, talks_before, costs) = tokio::try_join!(
        appointments::figures_of_all(db, &now, false),
        appointments::figures_of_all(db, &before, false),
        appointments::figures_of_days(db, &now, true),
        appointments::figures_of_all(db, &before, true),
        calls::figures_of_groups(db, &now),
        calls::figures_of_groups(db, &before),
        calls::model_costs(db, &now),
    )?;
    let days = booked.into_iter().filter(|day| day.currency == *currency);
    let by_date = fill(&now, days.map(|day| (day.day, day.figures)));
    let costs: BTreeMap<Date, i64> =
        costs.into_iter().map(|day| (Period::date(day.day), day.model_cost_micros)).collect();
    let by_day = by_date.iter().map(|(date, figures)| ReceptionistDay {
        date: *date,
        completed_cents: figures.completed_cents,
        expected_cents: figures.upcoming_cents,
        model_cost_micros: costs.get(date).copied().unwrap_or(0),
    });
    let mut ours = VisitFigures::default();
    by_date.values().for_each(|figures| ours += *figures);
    Ok(ReceptionistReport {
        range,
        totals: totals(&ours, &in_currency(&all, currency), &talks),
        previous: totals(
            &in_currency(&booked_before, currency),
            &in_currency(&all_before, currency),
            &talks_before,
        ),
        by_day: by_day.collect(),
        currency: currency.clone(),
    })
}

fn in_currency(sums: &[VisitSum], currency: &str) -> VisitFigures {
    sums.iter().find(|sum| sum.currency == currency).map(|sum| sum.figures).unwrap_or_default()
}

fn totals(booked: &VisitFigures, all: &VisitFigures, talks: &[CallGroup]) -> ReceptionistTotals {
    let mut totals = ReceptionistTotals {
        visits: count(booked.completed + booked.upcoming),
        completed_cents: booked.completed_cents,
        expected_cents: booked.upcoming_cents,
        salon_cents: all.completed_cents + all.upcoming_cents,
        ..ReceptionistTotals::default()
    };
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
