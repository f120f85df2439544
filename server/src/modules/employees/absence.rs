//! Time off: days, or hours of a day, on which somebody does not work after all. And what is decided about the visits
//! of somebody who is away or leaves.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::Date;
use scheduling::Interval;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::exceptions::{SinceQuery, read_day, text};
use super::store::{self, TimeOff};
use super::wire::{self, HoursChanged, TeamError, VisitsSettled};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{Body, PathId, PathIds, Query, out_of_range};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{EmployeeId, TimeOffId};
use crate::modules::appointments::{self, Absence, FutureVisits};
use crate::modules::tenants::{self, Salon, catalogue_changed, clock};
use crate::modules::waitlist;
use crate::tenancy::in_transaction;

/// A time at which somebody does not work.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TimeOff)]
pub(super) struct TimeOffBody {
    id: TimeOffId,
    /// Whole days: the first. Otherwise `startsAt` and `endsAt` say when.
    #[schema(value_type = Option<String>, format = "date", required)]
    first_day: Option<Date>,
    /// The last, included.
    #[schema(value_type = Option<String>, format = "date", required)]
    last_day: Option<Date>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    starts_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    ends_at: Option<Timestamp>,
    #[schema(required)]
    reason: Option<String>,
}

impl From<TimeOff> for TimeOffBody {
    fn from(TimeOff { id, when, reason }: TimeOff) -> Self {
        let (mut first_day, mut last_day, mut starts_at, mut ends_at) = (None, None, None, None);
        match when {
            scheduling::TimeOff::Days { first, last } => (first_day, last_day) = (Some(first), Some(last)),
            scheduling::TimeOff::Between(Interval { start, end }) => {
                (starts_at, ends_at) = (Some(start), Some(end));
            }
        }
        Self { id, first_day, last_day, starts_at, ends_at, reason }
    }
}

/// Time off that was entered, and what became of the visits in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TimeOffAdded {
    #[serde(flatten)]
    time_off: TimeOffBody,
    #[serde(flatten)]
    visits: VisitsSettled,
}

/// Time off that is not over.
#[utoipa::path(get, path = "/api/employees/{id}/time-off", tag = "employees", operation_id = "listTimeOff",
    params(("id" = EmployeeId, Path), SinceQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<TimeOffBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
))]
pub(super) async fn list_time_off(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    page: Page,
    Query(query): Query<SinceQuery>,
) -> Result<Listed<TimeOffBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    salon.employee(id).ok_or_else(|| Problem::not_found("employee"))?;
    let mut all = store::list_time_off(&member.tenant, id, query.since(&salon, &app)).await?;
    all.sort_by_key(|entry| match entry.when {
        scheduling::TimeOff::Days { first, .. } => salon.beginning_of(first).unwrap_or(Timestamp::MAX),
        scheduling::TimeOff::Between(interval) => interval.start,
    });
    Ok(PageOf::of(all, page).listed(TimeOffBody::from))
}

/// Some hours of one day, on the salon's clock.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HoursOfDay {
    #[schema(format = "date")]
    day: String,
    #[serde(rename = "startsAt", with = "clock")]
    #[schema(value_type = String, example = "14:00")]
    starts_minute: u16,
    /// After the start; up to `24:00`.
    #[serde(rename = "endsAt", with = "clock")]
    #[schema(value_type = String, example = "15:30")]
    ends_minute: u16,
}

/// Time off: `firstDay` and `lastDay`, or `hours`, or `startsAt` and `endsAt`.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewTimeOff {
    /// Whole days: the first.
    #[serde(default)]
    #[garde(skip)]
    #[schema(format = "date")]
    first_day: Option<String>,
    /// The last, included.
    #[serde(default)]
    #[garde(skip)]
    #[schema(format = "date")]
    last_day: Option<String>,
    /// Some hours of one day, as the salon's clock shows them.
    #[serde(default)]
    #[garde(skip)]
    hours: Option<HoursOfDay>,
    /// The same as instants: from when, on whole five minutes.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<String>, format = "date-time")]
    starts_at: Option<Timestamp>,
    /// To when, on whole five minutes.
    #[serde(default)]
    #[garde(skip)]
    #[schema(value_type = Option<String>, format = "date-time")]
    ends_at: Option<Timestamp>,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    #[schema(max_length = 200)]
    reason: Option<String>,
    /// What shall become of visits in it; needed where there are some.
    #[serde(default)]
    #[garde(skip)]
    future_visits: Option<FutureVisits>,
    /// Who takes them with `REASSIGN`; left out: whoever is able and free, least busy first.
    #[serde(default)]
    #[garde(skip)]
    reassign_to_id: Option<EmployeeId>,
}

/// Enters time off.
#[utoipa::path(post, path = "/api/employees/{id}/time-off", tag = "employees", operation_id = "createTimeOff",
    params(("id" = EmployeeId, Path)), request_body = NewTimeOff, responses(
    (status = 201, description = "Entered", body = Success<TimeOffAdded>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "There are visits in it (`has_future_visits`; `details` has `count` and `visits`), and nothing was decided about them", body = ErrorBody),
))]
pub(super) async fn create_time_off(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    Body(body): Body<NewTimeOff>,
) -> Result<Created<TimeOffAdded>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let when = read_when(&salon, &body)?;
    let reason = text("reason", body.reason)?;
    let absence =
        Absence { when: Some(when), ..decided(&salon, id, body.future_visits, body.reassign_to_id)? };
    let (now, by) = (app.clock.now(), member.actor());
    let (time_off, settled) = in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        let settled = appointments::settle(tx, &salon, &absence, &by, now).await?;
        let time_off = store::add_time_off(tx, id, when, reason.clone(), now.into()).await?;
        Ok::<_, TeamError>((time_off, settled))
    })?;
    app.work.notify_one();
    Ok(Created(TimeOffAdded { time_off: time_off.into(), visits: settled.into() }))
}

fn read_when(salon: &Salon, body: &NewTimeOff) -> Result<scheduling::TimeOff, Problem> {
    if let Some(hours) = &body.hours {
        let others = (&body.first_day, &body.last_day, body.starts_at, body.ends_at);
        if others != (&None, &None, None, None) {
            return Err(Problem::invalid("hours", "must be given alone"));
        }
        return read_hours(salon, hours);
    }
    match (&body.first_day, &body.last_day, body.starts_at, body.ends_at) {
        (Some(first), Some(last), None, None) => {
            let (first, last) = (read_day("firstDay", first)?, read_day("lastDay", last)?);
            if last < first {
                return Err(Problem::invalid("lastDay", "must not be before firstDay"));
            }
            Ok(scheduling::TimeOff::Days { first, last })
        }
        (None, None, Some(start), Some(end)) => {
            for (field, instant) in [("startsAt", start), ("endsAt", end)] {
                let is_in_reach = (0..32_503_680_000).contains(&instant.as_second());
                if !is_in_reach || instant.as_millisecond() % (5 * 60 * 1000) != 0 {
                    return Err(Problem::invalid(field, "must be on five minutes, such as 15:00 or 15:05"));
                }
            }
            if end <= start {
                return Err(Problem::invalid("endsAt", "must be after startsAt"));
            }
            Ok(scheduling::TimeOff::Between(Interval { start, end }))
        }
        (None, Some(_), None, None) => Err(Problem::invalid("firstDay", "must be given beside lastDay")),
        (Some(_), None, None, None) => Err(Problem::invalid("lastDay", "must be given beside firstDay")),
        (None, None, None, Some(_)) => Err(Problem::invalid("startsAt", "must be given beside endsAt")),
        (None, None, Some(_), None) => Err(Problem::invalid("endsAt", "must be given beside startsAt")),
        _ => {
            Err(Problem::invalid("firstDay", "must be given with lastDay, or startsAt with endsAt, not both"))
        }
    }
}

fn read_hours(salon: &Salon, hours: &HoursOfDay) -> Result<scheduling::TimeOff, Problem> {
    let day = read_day("hours.day", &hours.day)?;
    if hours.ends_minute <= hours.starts_minute {
        return Err(Problem::invalid("hours.endsAt", "must be after the start"));
    }
    let instant = |minute: u16| {
        let minutes = jiff::Span::new().minutes(i64::from(minute));
        let shown = day.to_datetime(jiff::civil::Time::midnight()).saturating_add(minutes);
        let zoned = shown.to_zoned(salon.zone.clone()).map_err(|_| out_of_range("hours.day"))?;
        Ok::<_, Problem>(zoned.timestamp())
    };
    let (start, end) = (instant(hours.starts_minute)?, instant(hours.ends_minute)?);
    Ok(scheduling::TimeOff::Between(Interval { start, end }))
}

/// Takes time off away again: they work after all.
#[utoipa::path(delete, path = "/api/employees/{id}/time-off/{timeOffId}", tag = "employees",
    operation_id = "deleteTimeOff",
    params(("id" = EmployeeId, Path), ("timeOffId" = TimeOffId, Path)), responses(
    (status = 200, description = "Gone", body = Success<HoursChanged>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn delete_time_off(
    State(app): State<App>,
    member: Member,
    PathIds(id, time_off): PathIds<EmployeeId, TimeOffId>,
) -> Result<Success<HoursChanged>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        let Some(removed) = store::remove_time_off(tx, id, time_off).await? else {
            return Err(TeamError::Unknown("time off"));
        };
        let date = |instant| salon.zone.to_datetime(instant).date();
        let days = match removed.when {
            scheduling::TimeOff::Days { first, last } => (first, last),
            scheduling::TimeOff::Between(Interval { start, end }) => (date(start), date(end)),
        };
        waitlist::days_are_free(tx, &salon, days, now).await?;
        catalogue_changed(tx).await.map_err(TeamError::from)
    })?;
    app.work.notify_one();
    Ok(Success::new(wire::hours_changed(&app, &member, id).await?))
}

/// What was decided about the visits of somebody who is not there from now on.
pub(super) fn decided(
    salon: &Salon,
    employee: EmployeeId,
    visits: Option<FutureVisits>,
    reassign_to: Option<EmployeeId>,
) -> Result<Absence, Problem> {
    if let Some(id) = reassign_to {
        let other = salon.employee(id).filter(|other| !other.is_deleted);
        let other = other.ok_or_else(|| Problem::not_found("employee to take the visits"))?;
        if other.id == employee {
            return Err(Problem::invalid("reassignToId", "must be somebody else"));
        }
        if !other.is_active {
            return Err(Problem::invalid("reassignToId", "must be somebody who can be booked"));
        }
        if visits != Some(FutureVisits::Reassign) {
            return Err(Problem::invalid("reassignToId", "goes only with futureVisits REASSIGN"));
        }
    }
    Ok(Absence { employee, when: None, visits, reassign_to })
}
