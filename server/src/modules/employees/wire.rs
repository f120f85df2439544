//! What an employee looks like on the wire, and why nothing was changed about one.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::employee;
use super::store::{self, Employee, Skill};
use crate::app::App;
use crate::http::access::Member;
use crate::http::problem::Problem;
use crate::ids::{EmployeeId, ServiceId};
use crate::modules::appointments::{
    AbsenceError, AppointmentError, Settled, VisitInBrief, outside_own_hours,
};
use crate::modules::tenants::{self, WeeklyWindow};
use crate::tenancy::{Retry, TenantTx};

/// Somebody who works in the salon.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Employee)]
pub(super) struct EmployeeBody {
    id: EmployeeId,
    name: String,
    /// What they are called beside their name: "Senior stylist".
    #[schema(required)]
    title: Option<String>,
    /// What clients should know of them.
    #[schema(required)]
    about: Option<String>,
    #[schema(required)]
    email: Option<String>,
    /// E.164.
    #[schema(required)]
    phone: Option<String>,
    /// `#rrggbb`.
    color: String,
    /// Their place in the salon's order.
    position: i32,
    /// Whether they can be booked.
    is_active: bool,
    /// Whether they were removed; visits of the past keep them.
    is_deleted: bool,
    /// Most visits that may start on one day.
    #[schema(required)]
    max_visits_per_day: Option<u32>,
    /// Most minutes with clients on one day.
    #[schema(required)]
    max_minutes_per_day: Option<u32>,
    has_photo: bool,
    /// Changes with the photo.
    #[schema(required)]
    photo_etag: Option<String>,
    /// Whether a calendar program may read their visits.
    has_feed: bool,
    service_ids: Vec<ServiceId>,
    /// What they do, and what is different about it with them.
    skills: Vec<SkillBody>,
    weekly_hours: Vec<WeeklyWindow>,
}

impl From<&Employee> for EmployeeBody {
    fn from(employee: &Employee) -> Self {
        let employee = employee.clone();
        Self {
            service_ids: employee.service_ids().collect(),
            skills: employee.skills.iter().map(SkillBody::from).collect(),
            id: employee.id,
            name: employee.name,
            title: employee.title,
            about: employee.about,
            email: employee.email,
            phone: employee.phone,
            color: employee.color,
            position: employee.position,
            is_active: employee.is_active,
            is_deleted: employee.is_deleted,
            max_visits_per_day: employee.max_visits_per_day,
            max_minutes_per_day: employee.max_minutes_per_day,
            has_photo: employee.photo_etag.is_some(),
            photo_etag: employee.photo_etag,
            has_feed: employee.has_feed,
            weekly_hours: employee.weekly_hours,
        }
    }
}

/// That somebody does a service, and what is different about it with them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = EmployeeSkill)]
pub(super) struct SkillBody {
    pub(super) service_id: ServiceId,
    /// How long it takes them; none: as in the catalogue. A multiple of five.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 1440)]
    pub(super) duration_minutes: Option<u32>,
    /// What it costs with them; none: as in the catalogue.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000_000)]
    pub(super) price_cents: Option<i64>,
}

impl From<&Skill> for SkillBody {
    fn from(skill: &Skill) -> Self {
        let Skill { service_id, duration_minutes, price_cents } = *skill;
        Self { service_id, duration_minutes, price_cents }
    }
}

/// Somebody as they are after a change, and the visits that it met.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmployeeChanged {
    #[serde(flatten)]
    employee: EmployeeBody,
    #[serde(flatten)]
    visits: VisitsSettled,
}

/// What became of the visits that a change met.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct VisitsSettled {
    /// Others have taken them.
    reassigned: Vec<VisitInBrief>,
    /// Called off.
    cancelled: Vec<VisitInBrief>,
    /// Nobody could take them, so they are where they were.
    not_reassigned: Vec<VisitInBrief>,
}

impl From<Settled> for VisitsSettled {
    fn from(settled: Settled) -> Self {
        let Settled { reassigned, cancelled, not_reassigned } = settled;
        Self { reassigned, cancelled, not_reassigned }
    }
}

/// Somebody as they are after their hours have changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EmployeeHoursChanged)]
pub(super) struct HoursChanged {
    #[serde(flatten)]
    employee: EmployeeBody,
    /// Future visits at times at which they do not work now: still in the book, for the salon to see to.
    visits_outside_hours: Vec<VisitInBrief>,
}

/// Somebody as they are now.
pub(super) async fn employee(app: &App, member: &Member, id: EmployeeId) -> Result<EmployeeBody, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    salon.employee(id).map(EmployeeBody::from).ok_or_else(|| Problem::not_found("employee"))
}

/// Somebody as they are now, and what became of their visits.
pub(super) async fn employee_changed(
    app: &App,
    member: &Member,
    id: EmployeeId,
    settled: Settled,
) -> Result<EmployeeChanged, Problem> {
    app.work.notify_one();
    Ok(EmployeeChanged { employee: employee(app, member, id).await?, visits: settled.into() })
}

/// Somebody as they are now, and which visits their hours leave out.
pub(super) async fn hours_changed(
    app: &App,
    member: &Member,
    id: EmployeeId,
) -> Result<HoursChanged, Problem> {
    Ok(HoursChanged {
        employee: employee(app, member, id).await?,
        visits_outside_hours: visits_outside_hours(app, member, id).await?,
    })
}

/// Which future visits of somebody their hours leave out.
pub(super) async fn visits_outside_hours(
    app: &App,
    member: &Member,
    id: EmployeeId,
) -> Result<Vec<VisitInBrief>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(outside_own_hours(&member.tenant, &salon, id, app.clock.now()).await?)
}

/// Why nothing was changed.
#[derive(Debug)]
pub(super) enum TeamError {
    /// There is no such thing.
    Unknown(&'static str),
    /// They were removed.
    Removed,
    /// Their visits stand in the way.
    Absence(AbsenceError),
    /// The database.
    Database(DbErr),
}

/// Somebody who was not removed, kept from changing until the end of the transaction.
pub(super) async fn lock(tx: &TenantTx, id: EmployeeId) -> Result<employee::Model, TeamError> {
    let row = store::lock(tx, id).await?.ok_or(TeamError::Unknown("employee"))?;
    if row.deleted_at.is_some() {
        return Err(TeamError::Removed);
    }
    Ok(row)
}

impl From<DbErr> for TeamError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<AbsenceError> for TeamError {
    fn from(error: AbsenceError) -> Self {
        Self::Absence(error)
    }
}

impl From<AppointmentError> for TeamError {
    fn from(error: AppointmentError) -> Self {
        Self::Absence(error.into())
    }
}

impl Retry for TeamError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Unknown(_) | Self::Removed => false,
            Self::Absence(error) => error.is_transient(),
            Self::Database(error) => error.is_transient(),
        }
    }
}

impl From<TeamError> for Problem {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Unknown(what) => Self::not_found(what),
            TeamError::Removed => {
                Self::conflict("employee_removed", "they were removed; restore them before changing anything")
            }
            TeamError::Absence(error) => error.into(),
            TeamError::Database(error) => error.into(),
        }
    }
}
