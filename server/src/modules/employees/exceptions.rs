//! Single days on which somebody works other hours than in their week, or not at all.

use axum::extract::State;
use garde::Validate;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::store;
use super::wire::{self, HoursChanged, TeamError};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::{Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{Body, PathId, PathIds, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::modules::appointments::VisitInBrief;
use crate::modules::tenants::{self, DayOverride, DayWindow, catalogue_changed, check_day};
use crate::modules::waitlist;
use crate::tenancy::in_transaction;

/// From which day on a list goes.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SinceQuery {
    /// First day, on the salon's calendar; left out: today.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
}

impl SinceQuery {
    /// The day.
    pub(super) fn since(&self, salon: &tenants::Salon, app: &App) -> Date {
        self.from.unwrap_or_else(|| salon.zone.to_datetime(app.clock.now()).date())
    }
}

/// A day with other hours.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmployeeOverride {
    #[schema(value_type = String, format = "date")]
    day: Date,
    /// When they work; empty: not at all.
    windows: Vec<DayWindow>,
    #[schema(required)]
    note: Option<String>,
}

/// A day with other hours, as it is now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OverrideChanged {
    #[serde(flatten)]
    day: EmployeeOverride,
    /// Future visits at times at which they do not work now: still in the book, for the salon to see to.
    visits_outside_hours: Vec<VisitInBrief>,
}

/// Days from today on with other hours than in the week.
#[utoipa::path(get, path = "/api/employees/{id}/overrides", tag = "employees", operation_id = "listEmployeeOverrides",
    params(("id" = EmployeeId, Path), SinceQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<EmployeeOverride>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
))]
pub(super) async fn list_employee_overrides(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    page: Page,
    Query(query): Query<SinceQuery>,
) -> Result<Listed<EmployeeOverride>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    salon.employee(id).ok_or_else(|| Problem::not_found("employee"))?;
    let rows = store::list_overrides(&member.tenant, id, query.since(&salon, &app)).await?;
    Ok(PageOf::of(by_day(rows), page).listed(|day| day))
}

/// Rows of one day belong together.
fn by_day(rows: Vec<DayOverride>) -> Vec<EmployeeOverride> {
    let mut days: Vec<EmployeeOverride> = Vec::new();
    for DayOverride { day, window, note } in rows {
        let window = window.map(|(starts_minute, ends_minute)| DayWindow { starts_minute, ends_minute });
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last.windows.extend(window),
            None => days.push(EmployeeOverride { day, windows: window.into_iter().collect(), note }),
        }
    }
    days
}

/// Other hours for one day.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OverrideChange {
    /// When they work; empty: not at all.
    #[garde(length(max = 10))]
    #[schema(max_items = 10)]
    windows: Vec<DayWindow>,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 200))]
    #[schema(max_length = 200)]
    note: Option<String>,
}

/// Sets the hours of one day.
#[utoipa::path(put, path = "/api/employees/{id}/overrides/{day}", tag = "employees",
    operation_id = "setEmployeeOverride",
    params(("id" = EmployeeId, Path), ("day" = String, Path, format = "date", example = "2026-12-24")),
    request_body = OverrideChange, responses(
    (status = 200, description = "Set; `visitsOutsideHours` are still in the book", body = Success<OverrideChanged>),
    (status = 400, description = "A window or the day is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn set_employee_override(
    State(app): State<App>,
    member: Member,
    PathIds(id, day): PathIds<EmployeeId, String>,
    Body(body): Body<OverrideChange>,
) -> Result<Success<OverrideChanged>, Problem> {
    let day = read_day("day", &day)?;
    check_day("windows", &body.windows)?;
    let mut windows = body.windows;
    windows.sort_by_key(|window| window.starts_minute);
    let in_rows: Vec<_> = windows.iter().map(|window| (window.starts_minute, window.ends_minute)).collect();
    let note = text("note", body.note)?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        store::set_override(tx, id, day, &in_rows, note.as_deref()).await?;
        waitlist::days_are_free(tx, &salon, (day, day), now).await?;
        catalogue_changed(tx).await.map_err(TeamError::from)
    })?;
    app.work.notify_one();
    Ok(Success::new(OverrideChanged {
        day: EmployeeOverride { day, windows, note },
        visits_outside_hours: wire::visits_outside_hours(&app, &member, id).await?,
    }))
}

/// Takes the hours of one day away, so that the week's count again.
#[utoipa::path(delete, path = "/api/employees/{id}/overrides/{day}", tag = "employees",
    operation_id = "deleteEmployeeOverride",
    params(("id" = EmployeeId, Path), ("day" = String, Path, format = "date", example = "2026-12-24")), responses(
    (status = 200, description = "Gone; `visitsOutsideHours` are still in the book", body = Success<HoursChanged>),
    (status = 400, description = "The day is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn delete_employee_override(
    State(app): State<App>,
    member: Member,
    PathIds(id, day): PathIds<EmployeeId, String>,
) -> Result<Success<HoursChanged>, Problem> {
    let day = read_day("day", &day)?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        if !store::remove_override(tx, id, day).await? {
            return Err(TeamError::Unknown("day with other hours"));
        }
        waitlist::days_are_free(tx, &salon, (day, day), now).await?;
        catalogue_changed(tx).await.map_err(TeamError::from)
    })?;
    app.work.notify_one();
    Ok(Success::new(wire::hours_changed(&app, &member, id).await?))
}

/// A day of a calendar that we can count with.
pub(super) fn read_day(field: &str, text: &str) -> Result<Date, Problem> {
    // The parser of dates would also take one with a time and forget the time.
    let day = text.parse().ok().filter(|_| text.len() == 10);
    day.filter(|day: &Date| (1970..=9000).contains(&day.year()))
        .ok_or_else(|| Problem::invalid(field, "must be a date such as 2026-12-24"))
}

/// A line of text; nothing but blanks is none.
pub(super) fn text(field: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().any(char::is_control)) {
        return Err(Problem::invalid(field, "must be one line of text"));
    }
    Ok(text)
}
