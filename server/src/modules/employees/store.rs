//! Queries on employees.

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, NotSet, QueryOrder};

use super::entity::{employee, hours, skill};
use crate::ids::{EmployeeHoursId, EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::tenants::{self, WeeklyWindow};
use crate::tenancy::{TenantDb, TenantTx};

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
    /// Whether they can be booked.
    pub is_active: bool,
    /// Their week.
    pub weekly_hours: Vec<WeeklyWindow>,
    /// What they do.
    pub service_ids: Vec<ServiceId>,
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
    /// Their week.
    pub weekly_hours: Vec<WeeklyWindow>,
    /// What they do.
    pub service_ids: Vec<ServiceId>,
    /// Their place in the salon's order.
    pub position: i32,
}

/// Everybody, in the salon's order.
pub async fn list_all(db: &TenantDb) -> Result<Vec<Employee>, DbErr> {
    let query =
        employee::Entity::find().order_by_asc(employee::Column::Position).order_by_asc(employee::Column::Id);
    let rows = db.all(query).await?;
    let hours =
        hours::Entity::find().order_by_asc(hours::Column::Weekday).order_by_asc(hours::Column::StartsMinute);
    let hours = db.all(hours).await?;
    let skills = db.all(skill::Entity::find()).await?;
    let employee = |row: employee::Model| Employee {
        weekly_hours: hours
            .iter()
            .filter(|window| window.employee_id == row.id)
            .filter_map(|w| WeeklyWindow::from_row(w.weekday, w.starts_minute, w.ends_minute))
            .collect(),
        service_ids: skills.iter().filter(|s| s.employee_id == row.id).map(|s| s.service_id).collect(),
        id: row.id,
        name: row.name,
        email: row.email,
        phone: row.phone,
        color: row.color,
        is_active: row.is_active,
    };
    Ok(rows.into_iter().map(employee).collect())
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
    };
    tx.insert::<employee::Entity>(row).await?;
    let windows = new.weekly_hours.iter().map(|window| hours::ActiveModel {
        tenant_id: NotSet,
        id: Set(EmployeeHoursId::generate()),
        employee_id: Set(id),
        weekday: Set(window.weekday.into()),
        starts_minute: Set(window.starts_minute.into()),
        ends_minute: Set(window.ends_minute.into()),
    });
    tx.insert_all::<hours::Entity>(windows).await?;
    let skills = new.service_ids.iter().map(|service| skill::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(id),
        service_id: Set(*service),
    });
    tx.insert_all::<skill::Entity>(skills).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}
