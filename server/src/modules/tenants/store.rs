//! Queries on salons.

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryOrder, QuerySelect};

use super::entity::{opening_hours, tenant};
use super::window::WeeklyWindow;
use crate::ids::{OpeningHoursId, TenantId};
use crate::instant::Instant;
use crate::tenancy::{PlatformTx, TenantDb, TenantScope, TenantTx};

/// The salon's own row.
pub(super) async fn get_record(db: &TenantDb) -> Result<tenant::Model, DbErr> {
    let row = db.one(tenant::Entity::find()).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the salon of this handle is gone".to_owned()))
}

/// Counts up with every change to what [`Salon`](super::Salon) holds.
pub(super) async fn get_version(db: &TenantDb) -> Result<i64, DbErr> {
    let query = tenant::Entity::find().select_only().column(tenant::Column::CatalogueVersion);
    let rows: Vec<Version> = db.rows(query).await?;
    rows.first().map(|row| row.catalogue_version).ok_or_else(|| DbErr::RecordNotFound("salon".to_owned()))
}

#[derive(Debug, sea_orm::FromQueryResult)]
struct Version {
    catalogue_version: i64,
}

/// Says that the number, hours, people or services have changed, in the transaction that changes them.
pub async fn catalogue_changed(tx: &TenantTx) -> Result<(), DbErr> {
    let every = sea_orm::Condition::all();
    tx.add::<tenant::Entity>(every, tenant::Column::CatalogueVersion, 1).await.map(drop)
}

/// When the salon is open, by day and start.
pub(super) async fn list_opening_hours(db: &TenantDb) -> Result<Vec<WeeklyWindow>, DbErr> {
    let query = opening_hours::Entity::find()
        .order_by_asc(opening_hours::Column::Weekday)
        .order_by_asc(opening_hours::Column::StartsMinute);
    let rows = db.all(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| WeeklyWindow::from_row(row.weekday, row.starts_minute, row.ends_minute))
        .collect())
}

/// Adds windows to the opening hours.
pub async fn add_opening_hours(tx: &TenantTx, windows: &[WeeklyWindow]) -> Result<(), DbErr> {
    let rows = windows.iter().map(|window| opening_hours::ActiveModel {
        tenant_id: sea_orm::NotSet,
        id: Set(OpeningHoursId::generate()),
        weekday: Set(window.weekday.into()),
        starts_minute: Set(window.starts_minute.into()),
        ends_minute: Set(window.ends_minute.into()),
    });
    tx.insert_all::<opening_hours::Entity>(rows).await?;
    catalogue_changed(tx).await
}

/// What is needed to found a salon.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Its name.
    pub name: String,
    /// IANA zone.
    pub timezone: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub locale: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Street address, to be spoken.
    pub address: Option<String>,
    /// Where calls go that want a person.
    pub forward_to: Option<String>,
}

/// Founds a salon.
pub async fn found(
    tx: &PlatformTx,
    founding: Founding,
    now: Instant,
) -> Result<(TenantId, TenantScope), DbErr> {
    let record = tenant::Model {
        id: TenantId::generate(),
        name: founding.name,
        status: tenant::TenantStatus::Trial,
        timezone: founding.timezone,
        currency: founding.currency,
        locale: founding.locale,
        country: founding.country,
        address: founding.address,
        forward_to: founding.forward_to,
        slot_step_minutes: 15,
        notice_minutes: 60,
        horizon_days: 90,
        settings: serde_json::json!({}),
        catalogue_version: 1,
        created_at: now,
        updated_at: now,
    };
    let founded = (record.id, TenantScope::from_founding(&record));
    tx.insert::<tenant::Entity>(record.into()).await?;
    Ok(founded)
}
