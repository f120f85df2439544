//! Queries on employees.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entity::{employee, hours, override_, photo, skill, time_off};
use crate::ids::{EmployeeHoursId, EmployeeId, EmployeeOverrideId, ServiceId, TimeOffId};
use crate::instant::Instant;
use crate::modules::tenants::{self, DayOverride, ReadyHours, WeeklyWindow, weeks_in_row};
use crate::tenancy::{PlatformDb, TenantDb, TenantTx};

/// Somebody who works in the salon.
#[derive(Debug, Clone, PartialEq)]
pub struct Employee {
    /// Their id.
    pub id: EmployeeId,
    /// As callers know them.
    pub name: String,
    /// Where messages go.
    pub email: Option<String>,
    /// E.164; where text messages go.
    pub phone: Option<String>,
    /// Their colour in the calendar, `#rrggbb`.
    pub color: String,
    /// What they are called beside their name: "Senior stylist".
    pub title: Option<String>,
    /// What clients should know of them.
    pub about: Option<String>,
    /// Whether they can be booked.
    pub is_active: bool,
    /// Whether they have left; visits of the past keep them.
    pub is_deleted: bool,
    /// Most visits that may start on one day.
    pub max_visits_per_day: Option<u32>,
    /// Most minutes with clients on one day.
    pub max_minutes_per_day: Option<u32>,
    /// Which picture there is of them.
    pub photo_etag: Option<String>,
    /// Whether a calendar program may read their visits.
    pub has_feed: bool,
    /// Their week.
    pub weekly_hours: Vec<WeeklyWindow>,
    /// Single days with other hours.
    pub overrides: Vec<(EmployeeOverrideId, DayOverride)>,
    /// When they do not work, after all.
    pub time_off: Vec<TimeOff>,
    /// What they do.
    pub skills: Vec<Skill>,
    /// Their place in the salon's order.
    pub position: i32,
    /// Their hours, ready for the engine.
    pub ready: Ready,
}

/// What an employee's hours are to the engine.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ready {
    /// When they work.
    pub hours: ReadyHours,
    /// When they do not, after all.
    pub time_off: Vec<scheduling::TimeOff>,
}

impl Employee {
    /// Whether they can be booked.
    pub fn is_bookable(&self) -> bool {
        self.is_active && !self.is_deleted
    }

    /// How they do a service, if they do.
    pub fn skill(&self, service: ServiceId) -> Option<&Skill> {
        self.skills.iter().find(|skill| skill.service_id == service)
    }

    /// What they do.
    pub fn service_ids(&self) -> impl Iterator<Item = ServiceId> + '_ {
        self.skills.iter().map(|skill| skill.service_id)
    }
}

/// That somebody does a service, and what is different about it with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skill {
    /// The service.
    pub service_id: ServiceId,
    /// How long it takes them, where not as long as in the catalogue.
    pub duration_minutes: Option<u32>,
    /// What it costs with them, where not as much as in the catalogue.
    pub price_cents: Option<i64>,
}

/// A time at which somebody does not work.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeOff {
    /// Its id.
    pub id: TimeOffId,
    /// When.
    pub when: scheduling::TimeOff,
    /// Why.
    pub reason: Option<String>,
}

/// Somebody new.
#[derive(Debug, Clone)]
pub struct NewEmployee {
    /// As callers know them.
    pub name: String,
    /// Where messages go.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// `#rrggbb`.
    pub color: String,
    /// What they are called beside their name.
    pub title: Option<String>,
    /// What clients should know of them.
    pub about: Option<String>,
    /// Most visits that may start on one day.
    pub max_visits_per_day: Option<u32>,
    /// Most minutes with clients on one day.
    pub max_minutes_per_day: Option<u32>,
    /// Their week.
    pub weekly_hours: Vec<WeeklyWindow>,
    /// What they do.
    pub skills: Vec<Skill>,
    /// Their place in the salon's order.
    pub position: i32,
}

impl NewEmployee {
    /// Somebody of whom nothing but the name is known.
    pub fn named(name: impl Into<String>, color: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            email: None,
            phone: None,
            color: color.into(),
            title: None,
            about: None,
            max_visits_per_day: None,
            max_minutes_per_day: None,
            weekly_hours: Vec::new(),
            skills: Vec::new(),
            position: 0,
        }
    }
}

impl Skill {
    /// As in the catalogue.
    pub fn usual(service_id: ServiceId) -> Self {
        Self { service_id, duration_minutes: None, price_cents: None }
    }
}

/// Everybody, in the salon's order; those who left included. Exceptions that ended before `since` are left out.
pub async fn list_all(db: &TenantDb, since: Date) -> Result<Vec<Employee>, DbErr> {
    let query =
        employee::Entity::find().order_by_asc(employee::Column::Position).order_by_asc(employee::Column::Id);
    let rows = db.all(query).await?;
    let hours = hours::Entity::find()
        .order_by_asc(hours::Column::Weekday)
        .order_by_asc(hours::Column::StartsMinute)
        .order_by_asc(hours::Column::Id);
    let hours = db.all(hours).await?;
    let skills = db.all(skill::Entity::find()).await?;
    let overrides = db.all(overrides_since(since)).await?;
    let time_off = db.all(time_off_since(since)).await?;

    let employee = |row: employee::Model| {
        let weekly_hours: Vec<_> = hours
            .iter()
            .filter(|window| window.employee_id == row.id)
            .filter_map(|w| WeeklyWindow::from_row(w.weekday, w.starts_minute, w.ends_minute, &w.weeks))
            .collect();
        let overrides: Vec<_> = overrides
            .iter()
            .filter(|entry| entry.employee_id == row.id)
            .filter_map(|entry| Some((entry.id, to_day(entry)?)))
            .collect();
        let time_off: Vec<_> =
            time_off.iter().filter(|entry| entry.employee_id == row.id).filter_map(to_time_off).collect();
        let plain: Vec<_> = overrides.iter().map(|(_, day)| day.clone()).collect();
        Employee {
            ready: Ready {
                hours: ReadyHours::new(&weekly_hours, &plain),
                time_off: time_off.iter().map(|off| off.when).collect(),
            },
            skills: skills.iter().filter(|skill| skill.employee_id == row.id).map(to_skill).collect(),
            weekly_hours,
            overrides,
            time_off,
            id: row.id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            color: row.color,
            title: row.title,
            about: row.about,
            is_active: row.is_active,
            is_deleted: row.deleted_at.is_some(),
            max_visits_per_day: row.max_visits_per_day.and_then(|most| u32::try_from(most).ok()),
            max_minutes_per_day: row.max_minutes_per_day.and_then(|most| u32::try_from(most).ok()),
            photo_etag: row.photo_etag,
            has_feed: row.feed_token_hash.is_some(),
            position: row.position,
        }
    };
    Ok(rows.into_iter().map(employee).collect())
}

fn overrides_since(since: Date) -> sea_orm::Select<override_::Entity> {
    override_::Entity::find()
        .filter(override_::Column::Day.gte(since.to_string()))
        .order_by_asc(override_::Column::Day)
        .order_by_asc(override_::Column::StartsMinute)
}

fn time_off_since(since: Date) -> sea_orm::Select<time_off::Entity> {
    // Instants are kept whole: a day more or less does not matter here.
    let midnight = since.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |zoned| zoned.timestamp());
    time_off::Entity::find()
        .filter(
            Condition::any()
                .add(time_off::Column::LastDay.gte(since.to_string()))
                .add(time_off::Column::EndsAt.gte(Instant::from(midnight))),
        )
        .order_by_asc(time_off::Column::Id)
}

fn to_day(row: &override_::Model) -> Option<DayOverride> {
    DayOverride::from_row(&row.day, row.starts_minute, row.ends_minute, row.note.clone())
}

fn to_skill(row: &skill::Model) -> Skill {
    Skill {
        service_id: row.service_id,
        duration_minutes: row.duration_minutes.and_then(|minutes| u32::try_from(minutes).ok()),
        price_cents: row.price_cents,
    }
}

fn to_time_off(row: &time_off::Model) -> Option<TimeOff> {
    let when = match (&row.first_day, &row.last_day, row.starts_at, row.ends_at) {
        (Some(first), Some(last), ..) => {
            scheduling::TimeOff::Days { first: first.parse().ok()?, last: last.parse().ok()? }
        }
        (_, _, Some(start), Some(end)) => scheduling::TimeOff::Between(scheduling::Interval {
            start: start.timestamp(),
            end: end.timestamp(),
        }),
        _ => return None,
    };
    Some(TimeOff { id: row.id, when, reason: row.reason.clone() })
}

/// Adds somebody.
pub async fn add(tx: &TenantTx, new: NewEmployee, now: Instant) -> Result<EmployeeId, DbErr> {
    let id = EmployeeId::generate();
    let row = employee::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(new.name),
        email: Set(new.email),
        phone: Set(new.phone),
        color: Set(new.color),
        is_active: Set(true),
        position: Set(new.position),
        created_at: Set(now),
        updated_at: Set(now),
        title: Set(new.title),
        about: Set(new.about),
        max_visits_per_day: Set(new.max_visits_per_day.map(number)),
        max_minutes_per_day: Set(new.max_minutes_per_day.map(number)),
        feed_token_hash: Set(None),
        photo_etag: Set(None),
        deleted_at: Set(None),
    };
    tx.insert::<employee::Entity>(row).await?;
    set_weekly_hours(tx, id, &new.weekly_hours).await?;
    set_skills(tx, id, &new.skills).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}

/// Replaces somebody's week.
pub(super) async fn set_weekly_hours(
    tx: &TenantTx,
    id: EmployeeId,
    weekly_hours: &[WeeklyWindow],
) -> Result<(), DbErr> {
    tx.delete::<hours::Entity>(hours::Column::EmployeeId.eq(id)).await?;
    let windows = weekly_hours.iter().map(|window| hours::ActiveModel {
        tenant_id: NotSet,
        id: Set(EmployeeHoursId::generate()),
        employee_id: Set(id),
        weekday: Set(window.weekday.into()),
        starts_minute: Set(window.starts_minute.into()),
        ends_minute: Set(window.ends_minute.into()),
        weeks: Set(weeks_in_row(window.weeks).to_owned()),
    });
    tx.insert_all::<hours::Entity>(windows).await
}

/// Replaces what somebody does.
pub(super) async fn set_skills(tx: &TenantTx, id: EmployeeId, skills: &[Skill]) -> Result<(), DbErr> {
    tx.delete::<skill::Entity>(skill::Column::EmployeeId.eq(id)).await?;
    let skills = skills.iter().map(|skill| skill::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(id),
        service_id: Set(skill.service_id),
        duration_minutes: Set(skill.duration_minutes.map(number)),
        price_cents: Set(skill.price_cents),
    });
    tx.insert_all::<skill::Entity>(skills).await
}

/// Says who of some people does a service and who does not. Those who did it already keep their own time and price.
pub async fn set_who_does(
    tx: &TenantTx,
    service: ServiceId,
    does: &[EmployeeId],
    does_not: &[EmployeeId],
) -> Result<(), DbErr> {
    let of_service = skill::Column::ServiceId.eq(service);
    let others = Condition::all()
        .add(of_service.clone())
        .add(skill::Column::EmployeeId.is_in(does_not.iter().copied()));
    tx.delete::<skill::Entity>(others).await?;
    let known = tx.all(skill::Entity::find().filter(of_service)).await?;
    let new = does.iter().filter(|id| known.iter().all(|skill| skill.employee_id != **id));
    let skills = new.map(|id| skill::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(*id),
        service_id: Set(service),
        duration_minutes: Set(None),
        price_cents: Set(None),
    });
    tx.insert_all::<skill::Entity>(skills.collect::<Vec<_>>()).await?;
    tenants::catalogue_changed(tx).await
}

fn number(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// Somebody's own row, kept from changing until the end of the transaction.
pub(super) async fn lock(tx: &TenantTx, id: EmployeeId) -> Result<Option<employee::Model>, DbErr> {
    tx.lock(employee::Entity::find().filter(employee::Column::Id.eq(id))).await
}

/// Saves what has changed about somebody.
pub(super) async fn update(
    tx: &TenantTx,
    id: EmployeeId,
    change: employee::ActiveModel,
) -> Result<(), DbErr> {
    tx.update::<employee::Entity>(employee::Column::Id.eq(id), change).await?;
    tenants::catalogue_changed(tx).await
}

/// The place after everybody else's.
pub(super) async fn last_position(tx: &TenantTx) -> Result<i32, DbErr> {
    let query = employee::Entity::find().order_by_desc(employee::Column::Position).limit(1);
    Ok(tx.one(query).await?.map_or(1, |last| last.position.saturating_add(1)))
}

/// Days from `since` on with other hours, those of one employee.
pub(super) async fn list_overrides(
    db: &TenantDb,
    id: EmployeeId,
    since: Date,
) -> Result<Vec<DayOverride>, DbErr> {
    let query = overrides_since(since).filter(override_::Column::EmployeeId.eq(id));
    Ok(db.all(query).await?.iter().filter_map(to_day).collect())
}

/// Replaces the hours of one day; none: they do not work.
pub async fn set_override(
    tx: &TenantTx,
    id: EmployeeId,
    day: Date,
    windows: &[(u16, u16)],
    note: Option<&str>,
) -> Result<(), DbErr> {
    remove_override(tx, id, day).await?;
    let row = |window: Option<(u16, u16)>| override_::ActiveModel {
        tenant_id: NotSet,
        id: Set(EmployeeOverrideId::generate()),
        employee_id: Set(id),
        day: Set(day.to_string()),
        starts_minute: Set(window.map(|(starts, _)| starts.into())),
        ends_minute: Set(window.map(|(_, ends)| ends.into())),
        note: Set(note.map(str::to_owned)),
    };
    let rows: Vec<_> = match windows {
        [] => vec![row(None)],
        windows => windows.iter().map(|window| row(Some(*window))).collect(),
    };
    tx.insert_all::<override_::Entity>(rows).await?;
    tenants::catalogue_changed(tx).await
}

/// Takes the hours of one day away, so that the week's count again; says whether there were any.
pub(super) async fn remove_override(tx: &TenantTx, id: EmployeeId, day: Date) -> Result<bool, DbErr> {
    let theirs = Condition::all()
        .add(override_::Column::EmployeeId.eq(id))
        .add(override_::Column::Day.eq(day.to_string()));
    Ok(tx.delete::<override_::Entity>(theirs).await? > 0)
}

/// Time off from `since` on, of one employee, in the order in which it was entered.
pub(super) async fn list_time_off(db: &TenantDb, id: EmployeeId, since: Date) -> Result<Vec<TimeOff>, DbErr> {
    let query = time_off_since(since).filter(time_off::Column::EmployeeId.eq(id));
    Ok(db.all(query).await?.iter().filter_map(to_time_off).collect())
}

/// Adds time off.
pub async fn add_time_off(
    tx: &TenantTx,
    id: EmployeeId,
    when: scheduling::TimeOff,
    reason: Option<String>,
    now: Instant,
) -> Result<TimeOff, DbErr> {
    let id_of_time_off = TimeOffId::generate();
    let mut row = time_off::ActiveModel {
        tenant_id: NotSet,
        id: Set(id_of_time_off),
        employee_id: Set(id),
        first_day: Set(None),
        last_day: Set(None),
        starts_at: Set(None),
        ends_at: Set(None),
        reason: Set(reason.clone()),
        created_at: Set(now),
    };
    match when {
        scheduling::TimeOff::Days { first, last } => {
            row.first_day = Set(Some(first.to_string()));
            row.last_day = Set(Some(last.to_string()));
        }
        scheduling::TimeOff::Between(interval) => {
            row.starts_at = Set(Some(interval.start.into()));
            row.ends_at = Set(Some(interval.end.into()));
        }
    }
    let time_off = TimeOff { id: id_of_time_off, when, reason };
    tx.insert::<time_off::Entity>(row).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(time_off)
}

/// Takes time off away again; says what it was, if there was any.
pub(super) async fn remove_time_off(
    tx: &TenantTx,
    employee: EmployeeId,
    id: TimeOffId,
) -> Result<Option<TimeOff>, DbErr> {
    let theirs =
        Condition::all().add(time_off::Column::EmployeeId.eq(employee)).add(time_off::Column::Id.eq(id));
    let known = tx.lock(time_off::Entity::find().filter(theirs.clone())).await?;
    tx.delete::<time_off::Entity>(theirs).await?;
    Ok(known.as_ref().and_then(to_time_off))
}

/// Somebody's picture.
pub(super) async fn find_photo(db: &TenantDb, id: EmployeeId) -> Result<Option<photo::Model>, DbErr> {
    db.one(photo::Entity::find().filter(photo::Column::EmployeeId.eq(id))).await
}

/// Replaces somebody's picture, or takes it away.
pub(super) async fn set_photo(
    tx: &TenantTx,
    id: EmployeeId,
    photo: Option<(&'static str, Vec<u8>)>,
    now: Instant,
) -> Result<(), DbErr> {
    tx.delete::<photo::Entity>(photo::Column::EmployeeId.eq(id)).await?;
    let Some((content_type, bytes)) = photo else {
        return Ok(());
    };
    let row = photo::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(id),
        content_type: Set(content_type.to_owned()),
        bytes: Set(bytes),
        updated_at: Set(now),
    };
    tx.insert::<photo::Entity>(row).await
}

/// Whose calendar feed has this secret, by its hash.
pub(super) async fn find_feed(db: &PlatformDb, token_hash: &str) -> Result<Option<employee::Model>, DbErr> {
    let query = employee::Entity::find()
        .filter(employee::Column::FeedTokenHash.eq(token_hash))
        .filter(employee::Column::DeletedAt.is_null());
    db.one(query).await
}
