//! Days as a calendar draws them: when the salon is open, who works when, and why not at other times.

use axum::extract::State;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use scheduling::{Interval, open_times};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::salon::{Salon, closed_holidays, salon, special_days};
use super::store;
use super::window::{DayOverride, DayWindow, ReadyHours};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Query, out_of_range};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::modules::auth::Role;
use crate::modules::employees::{self, Employee, TimeOff};
use crate::tenancy::TenantDb;

/// Most days that one question may span.
const MAX_DAYS: i32 = 31;

/// The route.
pub(super) fn routes() -> Routes {
    Routes::new().members(Role::Stylist, routes!(list_working_days))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct WorkingDayQuery {
    /// First day, on the salon's calendar. Left out: today.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included; at most 31 days in all. Left out: the first.
    #[param(value_type = Option<String>, format = "date")]
    to: Option<Date>,
}

/// A day of the salon and of everybody who works there. Times are on the salon's clock; what runs past midnight is cut
/// there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WorkingDay {
    #[schema(value_type = String, format = "date")]
    day: Date,
    /// When the salon is open; empty: not at all.
    windows: Vec<DayWindow>,
    /// Why it has other hours than its week says.
    #[schema(required)]
    reason: Option<DayReason>,
    /// The name of the holiday, or what the salon has noted of the day.
    #[schema(required)]
    note: Option<String>,
    /// Everybody who has not left, in the salon's order.
    people: Vec<PersonsDay>,
}

/// Why a day has other hours than the week says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DayReason {
    /// A public holiday on which the salon is closed.
    Holiday,
    /// The salon has given it hours of its own, or closed it.
    SpecialDay,
}

/// Somebody's day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonsDay {
    employee_id: EmployeeId,
    /// When they can be booked: their hours within the salon's, without time off.
    windows: Vec<DayWindow>,
    /// The rest of the day, in order, and why they cannot.
    off: Vec<TimeNotWorked>,
}

/// A part of a day in which somebody does not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct TimeNotWorked {
    #[serde(flatten)]
    window: DayWindow,
    reason: OffReason,
    /// More about it in the salon's own words, or the name of the holiday.
    #[schema(required)]
    note: Option<String>,
}

/// Why somebody does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum OffReason {
    /// The salon is closed on a public holiday.
    Holiday,
    /// The salon has other hours on this day.
    SpecialDay,
    /// They are off: on vacation, ill, at the dentist's.
    TimeOff,
    /// They have other hours on this day.
    OtherHours,
    /// The salon is closed then every week.
    Closed,
    /// They do not work then in their week.
    NotWorking,
}

/// When the salon is open and who works when on these days, and why not at other times: as free times are reckoned, but
/// for what is booked.
#[utoipa::path(get, path = "/api/tenant/working-days", tag = "tenants", operation_id = "listWorkingDays",
    params(WorkingDayQuery), responses(
    (status = 200, description = "Each day", body = Success<Vec<WorkingDay>>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_working_days(
    State(app): State<App>,
    member: Member,
    Query(query): Query<WorkingDayQuery>,
) -> Result<Success<Vec<WorkingDay>>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let from = query.from.unwrap_or_else(|| salon.zone.to_datetime(app.clock.now()).date());
    let to = query.to.unwrap_or(from);
    if to < from {
        return Err(Problem::invalid("to", "must not be before from"));
    }
    if (to - from).get_days() >= MAX_DAYS {
        return Err(Problem::invalid("to", "must be at most 31 days from from on"));
    }
    let calendar = Calendar::read(&member.tenant, &salon, (from, to)).await?;
    let days = from.series(Span::new().days(1)).take_while(|day| *day <= to);
    let days: Result<Vec<_>, _> = days.map(|day| calendar.day(&salon, day)).collect();
    Ok(Success::new(days.map_err(|_| out_of_range("from"))?))
}

/// What says when people work, read for the days that are asked for: a salon is kept with the exceptions around today.
struct Calendar {
    /// Single days with other hours, holidays included.
    special: Vec<DayOverride>,
    /// How many of the first of them the salon has set itself.
    own: usize,
    hours: ReadyHours,
    people: Vec<Employee>,
}

impl Calendar {
    async fn read(db: &TenantDb, salon: &Salon, (from, to): (Date, Date)) -> Result<Self, sea_orm::DbErr> {
        // A night that began before the first day reaches into it.
        let since = from.saturating_sub(Span::new().days(2));
        let overrides = store::list_overrides(db, since).await?;
        // New Year's Day may be observed in the year before.
        let years = since.year()..=to.year().saturating_add(1);
        let closed = closed_holidays(&salon.tenant, &salon.kept_holidays, years);
        let special = special_days(&overrides, &closed);
        let mut people = employees::list_all(db, since).await?;
        people.retain(|person| !person.is_deleted);
        let hours = ReadyHours::new(&salon.opening_hours, &special);
        Ok(Self { special, own: overrides.len(), hours, people })
    }

    fn day(&self, salon: &Salon, day: Date) -> Result<WorkingDay, jiff::Error> {
        let whole = Interval { start: salon.beginning_of(day)?, end: salon.end_of(day)? };
        let open = open_times(self.hours.hours(), &salon.zone, whole);
        let special = self.special.iter().position(|entry| entry.day == day);
        let reason =
            special.map(|place| if place < self.own { DayReason::SpecialDay } else { DayReason::Holiday });
        let note = special.and_then(|place| self.special[place].note.clone());
        let salons = SalonsDay { salon, day, whole, open, reason, note };
        Ok(WorkingDay {
            day,
            windows: salons.open.iter().filter_map(|time| salons.window(*time)).collect(),
            reason,
            people: self.people.iter().map(|person| salons.of(person)).collect(),
            note: salons.note,
        })
    }
}

/// A day of the salon.
struct SalonsDay<'a> {
    salon: &'a Salon,
    day: Date,
    whole: Interval,
    open: Vec<Interval>,
    reason: Option<DayReason>,
    note: Option<String>,
}

impl SalonsDay<'_> {
    fn of(&self, person: &Employee) -> PersonsDay {
        let works = open_times(person.ready.hours.hours(), &self.salon.zone, self.whole);
        let off: Vec<(Interval, &TimeOff)> =
            person.time_off.iter().filter_map(|off| Some((self.interval(off)?, off))).collect();
        let mut edges = vec![self.whole.start, self.whole.end];
        let intervals = self.open.iter().chain(&works).chain(off.iter().map(|(interval, _)| interval));
        edges.extend(intervals.flat_map(|interval| [interval.start, interval.end]));
        edges.retain(|edge| (self.whole.start..=self.whole.end).contains(edge));
        edges.sort_unstable();
        edges.dedup();

        let own_day = person.overrides.iter().map(|(_, own)| own).find(|own| own.day == self.day);
        let why = |at: Timestamp| {
            let is_open = has(&self.open, at);
            let time_off = off.iter().find(|(interval, _)| has(&[*interval], at));
            match (self.reason, time_off) {
                (Some(DayReason::Holiday), _) if !is_open => Some((OffReason::Holiday, self.note.clone())),
                (Some(DayReason::SpecialDay), _) if !is_open => {
                    Some((OffReason::SpecialDay, self.note.clone()))
                }
                (_, Some((_, time_off))) => Some((OffReason::TimeOff, time_off.reason.clone())),
                _ if !is_open => Some((OffReason::Closed, None)),
                _ if has(&works, at) => None,
                _ => Some(match own_day {
                    Some(own) => (OffReason::OtherHours, own.note.clone()),
                    None => (OffReason::NotWorking, None),
                }),
            }
        };
        let pieces = edges.windows(2).map(|edge| (Interval { start: edge[0], end: edge[1] }, why(edge[0])));
        let mut pieces: Vec<_> = pieces.collect();
        pieces.dedup_by(|next, last| {
            let is_same = next.1 == last.1;
            if is_same {
                last.0.end = next.0.end;
            }
            is_same
        });

        let (mut windows, mut not_worked) = (Vec::new(), Vec::new());
        for (interval, why) in pieces {
            let Some(window) = self.window(interval) else { continue };
            match why {
                None => windows.push(window),
                Some((reason, note)) => not_worked.push(TimeNotWorked { window, reason, note }),
            }
        }
        PersonsDay { employee_id: person.id, windows, off: not_worked }
    }

    /// From when to when time off is, if it touches the day.
    fn interval(&self, off: &TimeOff) -> Option<Interval> {
        let interval = match off.when {
            scheduling::TimeOff::Between(interval) => interval,
            scheduling::TimeOff::Days { first, last } => {
                Interval { start: self.salon.beginning_of(first).ok()?, end: self.salon.end_of(last).ok()? }
            }
        };
        let (start, end) = (interval.start.max(self.whole.start), interval.end.min(self.whole.end));
        (start < end).then_some(Interval { start, end })
    }

    /// The same on the salon's clock; nothing where a clock that is put back shows no time between.
    fn window(&self, Interval { start, end }: Interval) -> Option<DayWindow> {
        let minute = |at: Timestamp| {
            let shown = self.salon.zone.to_datetime(at);
            let minutes =
                u16::from(shown.hour().unsigned_abs()) * 60 + u16::from(shown.minute().unsigned_abs());
            if shown.date() > self.day { 24 * 60 } else { minutes }
        };
        let window = DayWindow::from((minute(start), minute(end)));
        (window.starts_minute < window.ends_minute).then_some(window)
    }
}

fn has(intervals: &[Interval], at: Timestamp) -> bool {
    intervals.iter().any(|interval| (interval.start..interval.end).contains(&at))
}
