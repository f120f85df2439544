//! Somebody's week: windows on each weekday, every week or in turns.

use axum::extract::State;
use garde::Validate;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::wire::{self, HoursChanged};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::{Body, PathId};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::modules::tenants::{self, WeeklyWindow, catalogue_changed, check_week};
use crate::modules::waitlist;
use crate::tenancy::in_transaction;

/// A whole week.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WeekChange {
    /// All windows; a day without one is free. Windows of one day must not overlap.
    #[garde(length(max = 100))]
    #[schema(max_items = 100)]
    weekly_hours: Vec<WeeklyWindow>,
}

/// Replaces somebody's week.
#[utoipa::path(put, path = "/api/employees/{id}/hours", tag = "employees", operation_id = "setEmployeeHours",
    params(("id" = EmployeeId, Path)), request_body = WeekChange, responses(
    (status = 200, description = "Replaced; `visitsOutsideHours` are still in the book", body = Success<HoursChanged>),
    (status = 400, description = "A window is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn set_employee_hours(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    Body(body): Body<WeekChange>,
) -> Result<Success<HoursChanged>, Problem> {
    check_week("weeklyHours", &body.weekly_hours)?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        store::set_weekly_hours(tx, id, &body.weekly_hours).await?;
        waitlist::days_are_free(tx, &salon, (Date::MIN, Date::MAX), now).await?;
        catalogue_changed(tx).await.map_err(wire::TeamError::from)
    })?;
    app.work.notify_one();
    Ok(Success::new(wire::hours_changed(&app, &member, id).await?))
}
