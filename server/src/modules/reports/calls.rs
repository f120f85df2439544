//! What the receptionist was called for, when, and what came of it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use sea_orm::ActiveEnum;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::range::{Periods, Range, RangeQuery};
use super::{count, file};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::calls::{self, CallGroup, Channel, Outcome, Reason, Status};
use crate::modules::tenants::{self, Period};
use crate::tenancy::TenantDb;

/// Conversations, by what came of them.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallSplit {
    /// All.
    pub(super) calls: u64,
    /// In which a visit was booked.
    booked: u64,
    /// In which a visit was moved.
    moved: u64,
    /// In which a visit was called off.
    cancelled: u64,
    /// In which a question was answered.
    answered: u64,
    /// That went to a person.
    transferred: u64,
    /// That are over, and nothing came of them.
    lost: u64,
    /// That are going on.
    in_progress: u64,
}

impl CallSplit {
    fn add(&mut self, outcome: Outcome, status: Status, calls: i64) {
        let calls = count(calls);
        self.calls += calls;
        *match outcome {
            Outcome::Booked => &mut self.booked,
            Outcome::Moved => &mut self.moved,
            Outcome::Cancelled => &mut self.cancelled,
            Outcome::Answered => &mut self.answered,
            Outcome::Transferred => &mut self.transferred,
            Outcome::Unresolved if status == Status::InProgress => &mut self.in_progress,
            Outcome::Unresolved => &mut self.lost,
        } += calls;
    }

    fn cells(&self) -> impl Iterator<Item = String> + use<> {
        [
            self.calls,
            self.booked,
            self.moved,
            self.cancelled,
            self.answered,
            self.transferred,
            self.lost,
            self.in_progress,
        ]
        .into_iter()
        .map(|number| number.to_string())
    }
}

/// The headings over [`CallSplit::cells`], behind one of what the line is about.
fn headings(first: &'static str) -> [&'static str; 9] {
    [first, "calls", "booked", "moved", "cancelled", "answered", "transferred", "lost", "inProgress"]
}

/// Calls and text conversations of some days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallReport {
    range: Range,
    totals: CallTotals,
    /// The same of as many days before.
    previous: CallTotals,
    /// Every day.
    by_day: Vec<CallReportDay>,
    /// Every hour of the salon's day, from 0 to 23.
    by_hour: Vec<CallReportHour>,
    /// Every reason that there was, the most frequent first.
    by_reason: Vec<CallReportReason>,
    /// Every channel that there was, the most frequent first.
    by_channel: Vec<CallReportChannel>,
}

/// Conversations of some days in all.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallTotals {
    #[serde(flatten)]
    split: CallSplit,
    /// How long they took together, of those whose length is known.
    seconds: u64,
}

/// Conversations that began on one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallReportDay {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    #[serde(flatten)]
    split: CallSplit,
}

/// Conversations that began in one hour of the day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallReportHour {
    /// On the salon's clock: 0 to 23.
    hour: u8,
    #[serde(flatten)]
    split: CallSplit,
}

/// Conversations that had one reason.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallReportReason {
    reason: Reason,
    #[serde(flatten)]
    split: CallSplit,
}

/// Conversations through one channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallReportChannel {
    channel: Channel,
    #[serde(flatten)]
    split: CallSplit,
}

/// Calls and text conversations of some days, by what they were for, what came of them, and when they began.
#[utoipa::path(get, path = "/api/reports/calls", tag = "reports", operation_id = "getCallReport",
    params(RangeQuery), responses(
    (status = 200, description = "The figures", body = Success<CallReport>),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_call_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
) -> Result<Success<CallReport>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(report(&member.tenant, query.periods(&salon)?).await?))
}

async fn report(db: &TenantDb, periods: Periods) -> Result<CallReport, Problem> {
    let Periods { now, before, range } = periods;
    let (groups, previous, days, hours) = tokio::try_join!(
        calls::figures_of_groups(db, &now),
        calls::figures_of_groups(db, &before),
        calls::figures_of_days(db, &now),
        calls::figures_of_hours(db, &now),
    )?;
    let mut by_date: BTreeMap<Date, CallSplit> =
        now.dates().map(|date| (date, CallSplit::default())).collect();
    for day in days {
        by_date.entry(Period::date(day.day)).or_default().add(day.outcome, day.status, day.calls);
    }
    let mut by_hour = [CallSplit::default(); 24];
    for hour in hours {
        by_hour[Period::hour(hour.hour)].add(hour.outcome, hour.status, hour.calls);
    }
    Ok(CallReport {
        range,
        totals: totals(&groups),
        previous: totals(&previous),
        by_day: by_date.into_iter().map(|(date, split)| CallReportDay { date, split }).collect(),
        by_hour: (0..).zip(by_hour).map(|(hour, split)| CallReportHour { hour, split }).collect(),
        by_reason: split_by(&groups, |group| group.reason)
            .map(|(reason, split)| CallReportReason { reason, split })
            .collect(),
        by_channel: split_by(&groups, |group| group.channel)
            .map(|(channel, split)| CallReportChannel { channel, split })
            .collect(),
    })
}

fn totals(groups: &[CallGroup]) -> CallTotals {
    let mut totals = CallTotals::default();
    for group in groups {
        totals.split.add(group.outcome, group.status, group.calls);
        totals.seconds += count(group.seconds);
    }
    totals
}

/// What groups have in common, with their figures; the most frequent first.
fn split_by<K: PartialEq>(
    groups: &[CallGroup],
    key: fn(&CallGroup) -> K,
) -> impl Iterator<Item = (K, CallSplit)> + use<K> {
    let mut splits: Vec<(K, CallSplit)> = Vec::new();
    for group in groups {
        let key = key(group);
        let place = splits.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            splits.push((key, CallSplit::default()));
            splits.len() - 1
        });
        splits[place].1.add(group.outcome, group.status, group.calls);
    }
    splits.sort_by_key(|(_, split)| std::cmp::Reverse(split.calls));
    splits.into_iter()
}

/// Which table of the report a file has.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CallReportTable)]
pub(super) enum Table {
    #[default]
    Day,
    Hour,
    Reason,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct TableQuery {
    /// What each line is about; left out: a day.
    #[serde(default)]
    #[param(inline)]
    by: Table,
}

/// A table of the call report: UTF-8, RFC 4180.
#[utoipa::path(get, path = "/api/reports/calls.csv", tag = "reports", operation_id = "exportCallReport",
    params(RangeQuery, TableQuery), responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 400, description = "The days are wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn export_call_report(
    State(app): State<App>,
    member: Member,
    Query(query): Query<RangeQuery>,
    Query(table): Query<TableQuery>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let report = report(&member.tenant, query.periods(&salon)?).await?;
    let line = |first: String, split: &CallSplit| std::iter::once(first).chain(split.cells()).collect();
    let (name, first, lines): (_, _, Vec<Vec<String>>) = match table.by {
        Table::Day => {
            let lines = report.by_day.iter().map(|day| line(day.date.to_string(), &day.split));
            ("calls-by-day", "date", lines.collect())
        }
        Table::Hour => {
            let lines = report.by_hour.iter().map(|hour| line(format!("{:02}:00", hour.hour), &hour.split));
            ("calls-by-hour", "hour", lines.collect())
        }
        Table::Reason => {
            let lines = report.by_reason.iter().map(|one| line(one.reason.to_value(), &one.split));
            ("calls-by-reason", "reason", lines.collect())
        }
    };
    Ok(file(name, &report.range, &headings(first), lines.into_iter()))
}
