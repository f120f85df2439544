//! What one customer waits for as a whole: given to another, handed out, and without what was written of it.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity::entry::{ActiveModel, Column, Entity, Model, Status};
use crate::ids::{AppointmentId, CustomerId, EmployeeId, ServiceId, WaitlistEntryId};
use crate::instant::Instant;
use crate::modules::appointments::{self, Holder};
use crate::tenancy::{TenantDb, TenantTx};

/// Gives all entries of one customer to another.
pub async fn give_to(tx: &TenantTx, from: CustomerId, to: CustomerId) -> Result<(), DbErr> {
    let change = ActiveModel { customer_id: Set(to), ..Default::default() };
    tx.update::<Entity>(Column::CustomerId.eq(from), change).await.map(drop)
}

/// What somebody waits or waited for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitlistRecord {
    id: WaitlistEntryId,
    service_id: ServiceId,
    /// Ids of extras.
    #[schema(value_type = Vec<crate::ids::AddOnId>)]
    add_on_ids: serde_json::Value,
    #[schema(required)]
    employee_id: Option<EmployeeId>,
    #[schema(format = "date")]
    first_day: String,
    #[schema(format = "date")]
    last_day: String,
    #[schema(required)]
    note: Option<String>,
    status: Status,
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

impl From<Model> for WaitlistRecord {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            service_id: row.service_id,
            add_on_ids: row.add_on_ids,
            employee_id: row.employee_id,
            first_day: row.first_day,
            last_day: row.last_day,
            note: row.note,
            status: row.status,
            appointment_id: row.appointment_id,
            created_at: row.created_at.timestamp(),
        }
    }
}

/// All that these customers wait or waited for, oldest first.
pub async fn records_of(db: &TenantDb, customers: &[CustomerId]) -> Result<Vec<WaitlistRecord>, DbErr> {
    Ok(rows_of(db, customers).await?.into_iter().map(WaitlistRecord::from).collect())
}

async fn rows_of(db: &TenantDb, customers: &[CustomerId]) -> Result<Vec<Model>, DbErr> {
    let theirs = Column::CustomerId.is_in(customers.iter().copied());
    db.all(Entity::find().filter(theirs).order_by_asc(Column::Id)).await
}

/// Takes the notes out of what these customers wait for, and lets them wait no longer; says what that was.
pub async fn erase_person(
    tx: &TenantTx,
    customers: &[CustomerId],
    now: Timestamp,
) -> Result<Vec<WaitlistEntryId>, DbErr> {
    let rows = rows_of(tx, customers).await?;
    for row in &rows {
        let waits = matches!(row.status, Status::Waiting | Status::Offered);
        appointments::release_of(tx, Holder::Waitlist(row.id)).await?;
        let change = ActiveModel {
            note: Set(None),
            status: Set(if waits { Status::Left } else { row.status }),
            updated_at: Set(Instant::from(now)),
            ..Default::default()
        };
        tx.update::<Entity>(Column::Id.eq(row.id), change).await?;
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}
