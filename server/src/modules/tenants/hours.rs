//! When the salon is open: its week, single days that are otherwise, public holidays.
//!
//! Visits are never touched when hours change. Each answer says which of them are now at times when the salon is not
//! open, so that somebody can talk to these people.

use std::collections::BTreeMap;
use std::fmt;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use garde::Validate;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::salon::{Salon, salon};
use super::store;
use super::week::{check_day, check_week};
use super::window::{DayOverride, DayWindow, WeeklyWindow};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::{Body, Query, is_prose};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{self, VisitsOutsideHours};
use crate::modules::auth::Role;
use crate::modules::waitlist;
use crate::tenancy::in_transaction;

/// The routes of opening hours.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(set_opening_hours))
        .members(Role::Stylist, routes!(list_special_days))
        .members(Role::Manager, routes!(set_special_day))
        .members(Role::Manager, routes!(delete_special_day))
        .members(Role::Stylist, routes!(get_holidays))
        .members(Role::Manager, routes!(set_holidays))
}

/// The salon after a change, and the visits for which it is not open any more.
pub(super) async fn after_change(
    app: &App,
    member: &Member,
) -> Result<(std::sync::Arc<Salon>, VisitsOutsideHours), Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let outside = appointments::outside_opening_hours(&member.tenant, &salon, app.clock.now()).await?;
    Ok((salon, outside))
}

/// The salon's week.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OpeningHours {
    /// All windows of the week, several on a day included; a day without one is closed.
    #[garde(length(max = 100))]
    #[schema(max_items = 100)]
    opening_hours: Vec<WeeklyWindow>,
}

/// The salon's week after a change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OpeningHoursChanged {
    opening_hours: Vec<WeeklyWindow>,
    visits_outside_hours: VisitsOutsideHours,
}

/// Replaces the salon's week.
#[utoipa::path(put, path = "/api/tenant/opening-hours", tag = "tenants", operation_id = "setOpeningHours",
    request_body = OpeningHours, responses(
    (status = 200, description = "Saved", body = Success<OpeningHoursChanged>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn set_opening_hours(
    State(app): State<App>,
    member: Member,
    Body(body): Body<OpeningHours>,
) -> Result<Success<OpeningHoursChanged>, Problem> {
    check_week("openingHours", &body.opening_hours)?;
    let before = salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        store::set_opening_hours(tx, &body.opening_hours).await?;
        waitlist::days_are_free(tx, &before, (Date::MIN, Date::MAX), now).await
    })?;
    app.work.notify_one();
    let (salon, visits_outside_hours) = after_change(&app, &member).await?;
    let opening_hours = salon.opening_hours.clone();
    Ok(Success::new(OpeningHoursChanged { opening_hours, visits_outside_hours }))
}

/// A day with hours of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpecialDay {
    #[schema(value_type = String, format = "date")]
    day: Date,
    /// When the salon is open; none: it is closed.
    windows: Vec<DayWindow>,
    is_closed: bool,
    #[schema(required)]
    note: Option<String>,
}

impl SpecialDay {
    fn new(day: Date, entries: &[DayOverride]) -> Self {
        let windows: Vec<_> = entries.iter().filter_map(|entry| entry.window.map(DayWindow::from)).collect();
        let note = entries.iter().find_map(|entry| entry.note.clone());
        Self { day, is_closed: windows.is_empty(), windows, note }
    }

    /// Days with hours of their own, by day.
    fn all(entries: impl IntoIterator<Item = DayOverride>) -> Vec<Self> {
        let mut days: BTreeMap<Date, Vec<DayOverride>> = BTreeMap::new();
        for entry in entries {
            days.entry(entry.day).or_default().push(entry);
        }
        days.into_iter().map(|(day, entries)| Self::new(day, &entries)).collect()
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct SpecialDayQuery {
    /// First day. Left out: today.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included.
    #[param(value_type = Option<String>, format = "date")]
    to: Option<Date>,
    #[param(inline)]
    sort: Option<Sort>,
}

/// By what a list of days is sorted; a minus in front: the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum Sort {
    #[default]
    #[serde(rename = "day")]
    Day,
    #[serde(rename = "-day")]
    DayBackwards,
}

/// Days on which the salon has other hours than its week says, or is closed.
#[utoipa::path(get, path = "/api/tenant/overrides", tag = "tenants", operation_id = "listSpecialDays",
    params(SpecialDayQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<SpecialDay>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_special_days(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<SpecialDayQuery>,
) -> Result<Listed<SpecialDay>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let from = query.from.unwrap_or_else(|| today(&salon, app.clock.now()));
    let entries = store::list_overrides(&member.tenant, from).await?;
    let mut days = SpecialDay::all(entries.into_iter().map(|(_, entry)| entry));
    days.retain(|day| query.to.is_none_or(|to| day.day <= to));
    if query.sort == Some(Sort::DayBackwards) {
        days.reverse();
    }
    Ok(PageOf::of(days, page).listed(|day| day))
}

fn today(salon: &Salon, now: Timestamp) -> Date {
    salon.zone.to_datetime(now).date()
}

/// The hours of a single day.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SpecialDayHours)]
struct DayHours {
    /// When the salon is open, instead of what its week says; none: it is closed.
    #[garde(length(max = 10))]
    #[schema(max_items = 10)]
    windows: Vec<DayWindow>,
    /// Why.
    #[serde(default)]
    #[garde(length(chars, max = 200), inner(custom(is_prose)))]
    #[schema(max_length = 200)]
    note: Option<String>,
}

/// A day with hours of its own after a change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpecialDayChanged {
    #[serde(flatten)]
    day: SpecialDay,
    visits_outside_hours: VisitsOutsideHours,
}

/// Gives a day hours of its own, or closes it. They go before its week and before a public holiday.
#[utoipa::path(put, path = "/api/tenant/overrides/{day}", tag = "tenants", operation_id = "setSpecialDay",
    params(("day" = String, Path, format = "date", example = "2026-12-24")), request_body = DayHours, responses(
    (status = 200, description = "Saved", body = Success<SpecialDayChanged>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn set_special_day(
    State(app): State<App>,
    member: Member,
    DayInPath(day): DayInPath,
    Body(body): Body<DayHours>,
) -> Result<Success<SpecialDayChanged>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let today = today(&salon, app.clock.now());
    if day < today {
        return Err(Problem::invalid("day", "is over"));
    }
    if day > today.saturating_add(Span::new().years(MOST_YEARS_AHEAD)) {
        return Err(Problem::invalid("day", "is more than five years ahead"));
    }
    check_day("windows", &body.windows)?;
    let note = body.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    let entries: Vec<DayOverride> = if body.windows.is_empty() {
        vec![DayOverride { day, window: None, note }]
    } else {
        let windows = body.windows.iter().map(|window| (window.starts_minute, window.ends_minute));
        windows.map(|window| DayOverride { day, window: Some(window), note: note.clone() }).collect()
    };
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        store::set_override(tx, day, &entries).await?;
        waitlist::days_are_free(tx, &salon, (day, day), now).await
    })?;
    app.work.notify_one();
    let (_, visits_outside_hours) = after_change(&app, &member).await?;
    Ok(Success::new(SpecialDayChanged { day: SpecialDay::new(day, &entries), visits_outside_hours }))
}

/// How far ahead a single day can have hours of its own.
const MOST_YEARS_AHEAD: i32 = 5;

/// The visits after a day's own hours were taken away.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpecialDayRemoved {
    visits_outside_hours: VisitsOutsideHours,
}

/// Takes a day's own hours away: it is again as its week and the holidays say.
#[utoipa::path(delete, path = "/api/tenant/overrides/{day}", tag = "tenants", operation_id = "deleteSpecialDay",
    params(("day" = String, Path, format = "date", example = "2026-12-24")), responses(
    (status = 200, description = "Taken away", body = Success<SpecialDayRemoved>),
    (status = 400, description = "It is no date", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
    (status = 404, description = "The day has no hours of its own", body = ErrorBody),
))]
async fn delete_special_day(
    State(app): State<App>,
    member: Member,
    DayInPath(day): DayInPath,
) -> Result<Success<SpecialDayRemoved>, Problem> {
    let before = salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let removed = in_transaction!(member.tenant, tx => {
        let removed = store::remove_override(tx, day).await?;
        waitlist::days_are_free(tx, &before, (day, day), now).await?;
        Ok::<_, sea_orm::DbErr>(removed)
    })?;
    app.work.notify_one();
    if removed == 0 {
        return Err(Problem::not_found("special day"));
    }
    let (_, visits_outside_hours) = after_change(&app, &member).await?;
    Ok(Success::new(SpecialDayRemoved { visits_outside_hours }))
}

/// The one day in a path.
struct DayInPath(Date);

impl fmt::Debug for DayInPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for DayInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let wrong = || Problem::invalid("day", "must be a date such as 2026-12-24");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| wrong())?;
        // The parser of dates would also take one with a time and forget the time.
        if text.len() != 10 {
            return Err(wrong());
        }
        text.parse().map(Self).map_err(|_| wrong())
    }
}

/// A year's public holidays, and what the salon makes of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HolidayYear {
    year: i16,
    /// ISO 3166-1 alpha-2.
    country: String,
    /// Whether the salon is closed on public holidays, unless it keeps one.
    observes_holidays: bool,
    /// Holidays on which it is open all the same, by their keys.
    kept_holidays: Vec<String>,
    /// In order of time.
    holidays: Vec<HolidayBody>,
}

/// A public holiday.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Holiday)]
struct HolidayBody {
    /// The same every year.
    key: &'static str,
    name: &'static str,
    #[schema(value_type = String, format = "date")]
    day: Date,
    /// Whether the salon is open as on any other day.
    is_kept: bool,
    /// Whether the salon is closed on this day; hours that it has of its own are counted in.
    is_closed: bool,
}

fn holiday_year(salon: &Salon, overrides: &[SpecialDay], year: i16) -> HolidayYear {
    let holiday = |holiday: scheduling::Holiday| {
        let is_kept = salon.kept_holidays.iter().any(|kept| kept == holiday.key);
        let own = overrides.iter().find(|day| day.day == holiday.date);
        HolidayBody {
            key: holiday.key,
            name: holiday.name,
            day: holiday.date,
            is_kept,
            is_closed: own.map_or(salon.tenant.observes_holidays && !is_kept, |day| day.is_closed),
        }
    };
    let mut holidays: Vec<_> =
        scheduling::public_holidays(&salon.tenant.country, year).into_iter().map(holiday).collect();
    holidays.sort_by_key(|holiday| holiday.day);
    HolidayYear {
        year,
        country: salon.tenant.country.clone(),
        observes_holidays: salon.tenant.observes_holidays,
        kept_holidays: salon.kept_holidays.clone(),
        holidays,
    }
}

async fn read_holidays(member: &Member, salon: &Salon, year: i16) -> Result<HolidayYear, Problem> {
    let first = Date::new(year, 1, 1).map_err(|_| Problem::invalid("year", "is out of range"))?;
    let entries = store::list_overrides(&member.tenant, first).await?;
    let overrides = SpecialDay::all(entries.into_iter().map(|(_, entry)| entry));
    Ok(holiday_year(salon, &overrides, year))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct HolidayQuery {
    /// Left out: this year.
    #[param(minimum = 2000, maximum = 2100)]
    year: Option<i16>,
}

/// The public holidays of the salon's country in a year.
#[utoipa::path(get, path = "/api/tenant/holidays", tag = "tenants", operation_id = "getHolidays",
    params(HolidayQuery), responses(
    (status = 200, description = "The year", body = Success<HolidayYear>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn get_holidays(
    State(app): State<App>,
    member: Member,
    Query(query): Query<HolidayQuery>,
) -> Result<Success<HolidayYear>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let year = query.year.unwrap_or_else(|| today(&salon, app.clock.now()).year());
    if !(2000..=2100).contains(&year) {
        return Err(Problem::invalid("year", "must be from 2000 to 2100"));
    }
    Ok(Success::new(read_holidays(&member, &salon, year).await?))
}

/// What the salon makes of public holidays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HolidayChoice {
    /// Whether it is closed on public holidays.
    #[garde(skip)]
    observes_holidays: bool,
    /// Holidays on which it is open all the same, by their keys.
    #[serde(default)]
    #[garde(length(max = 100))]
    #[schema(max_items = 100)]
    kept_holidays: Vec<String>,
}

/// Public holidays after a change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HolidaysChanged {
    #[serde(flatten)]
    holidays: HolidayYear,
    visits_outside_hours: VisitsOutsideHours,
}

/// Says on which public holidays the salon is closed. Answers with the holidays of this year.
#[utoipa::path(put, path = "/api/tenant/holidays", tag = "tenants", operation_id = "setHolidays",
    request_body = HolidayChoice, responses(
    (status = 200, description = "Saved", body = Success<HolidaysChanged>),
    (status = 400, description = "There is no such holiday in the salon's country", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn set_holidays(
    State(app): State<App>,
    member: Member,
    Body(body): Body<HolidayChoice>,
) -> Result<Success<HolidaysChanged>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let year = today(&salon, app.clock.now()).year();
    // A few years, because some are not in every one of them.
    let known: Vec<_> = (year - 1..=year + 3)
        .flat_map(|year| scheduling::public_holidays(&salon.tenant.country, year))
        .map(|holiday| holiday.key)
        .collect();
    for (place, key) in body.kept_holidays.iter().enumerate() {
        if !known.contains(&key.as_str()) {
            let field = format!("keptHolidays[{place}]");
            return Err(Problem::invalid(field, "is no public holiday of the salon's country"));
        }
    }
    let mut kept = body.kept_holidays;
    kept.sort_unstable();
    kept.dedup();
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        store::set_holidays(tx, body.observes_holidays, &kept, now.into()).await?;
        waitlist::days_are_free(tx, &salon, (Date::MIN, Date::MAX), now).await
    })?;
    app.work.notify_one();
    let (salon, visits_outside_hours) = after_change(&app, &member).await?;
    let holidays = read_holidays(&member, &salon, year).await?;
    Ok(Success::new(HolidaysChanged { holidays, visits_outside_hours }))
}
