//! Today at a glance.

use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{self, AppointmentBody};
use crate::modules::auth::Role;
use crate::modules::calls::{self, CallBody};
use crate::modules::tenants;

/// Visits and calls shown beside the figures.
const SHOWN: u64 = 8;

/// The salon's day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Today {
    /// On the salon's calendar.
    #[schema(value_type = String, format = "date")]
    date: Date,
    visits: VisitCounts,
    /// Price of today's visits, those called off or missed left out. For managers and owners.
    #[schema(required)]
    revenue_cents: Option<i64>,
    calls: CallCounts,
    /// Calls of any day that somebody still has to see to.
    open_follow_ups: u64,
    /// In the chair or still to come.
    next_appointments: Vec<AppointmentBody>,
    latest_calls: Vec<CallBody>,
}

/// Today's visits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitCounts {
    total: u64,
    completed: u64,
    upcoming: u64,
    cancelled: u64,
    no_show: u64,
}

/// Today's conversations, by what came of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CallCounts {
    total: u64,
    booked: u64,
    changed: u64,
    answered: u64,
    transferred: u64,
    unresolved: u64,
}

/// Today at a glance.
#[utoipa::path(get, path = "/api/reports/today", tag = "reports", operation_id = "getToday", responses(
    (status = 200, description = "Today", body = Success<Today>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn get_today(State(app): State<App>, member: Member) -> Result<Success<Today>, Problem> {
    let db = &member.tenant;
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let date = salon.zone.to_datetime(now).date();
    let from = salon.beginning_of(date).map_err(Problem::internal)?;
    let to = salon.end_of(date).map_err(Problem::internal)?;
    let visits = appointments::figures_of_day(db, from, to).await?;
    let calls = calls::figures_of_day(db, from, to).await?;
    let open_follow_ups = calls::count_open_follow_ups(db).await?;
    let next = appointments::next_visits(db, now, SHOWN).await?;
    let latest = calls::latest(db, SHOWN).await?;
    Ok(Success::new(Today {
        date,
        visits: VisitCounts {
            total: visits.total,
            completed: visits.completed,
            upcoming: visits.upcoming,
            cancelled: visits.cancelled,
            no_show: visits.no_show,
        },
        revenue_cents: (member.role >= Role::Manager).then_some(visits.revenue_cents),
        calls: CallCounts {
            total: calls.total,
            booked: calls.booked,
            changed: calls.changed,
            answered: calls.answered,
            transferred: calls.transferred,
            unresolved: calls.unresolved,
        },
        open_follow_ups,
        next_appointments: appointments::bodies(&salon, next),
        latest_calls: calls::bodies(db, latest).await?,
    }))
}
