//! Queries on the catalogue.

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, NotSet, QueryOrder};

use super::entity::{add_on, offer, service};
use crate::ids::{AddOnId, ServiceId};
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{TenantDb, TenantTx};

/// Something to book.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// The heading it stands under.
    pub category: String,
    /// More about it.
    pub description: Option<String>,
    /// How long it takes; a multiple of five.
    pub duration_minutes: u32,
    /// What it costs, in the smallest unit of the salon's currency.
    pub price_cents: i64,
    /// Other words that callers use for it.
    pub synonyms: Vec<String>,
    /// Whether it can be booked.
    pub is_active: bool,
    /// Extras that go with it.
    pub add_on_ids: Vec<AddOnId>,
}

/// An extra.
#[derive(Debug, Clone, PartialEq)]
pub struct AddOn {
    /// Its id.
    pub id: AddOnId,
    /// Its name.
    pub name: String,
    /// Minutes it adds; a multiple of five.
    pub duration_minutes: u32,
    /// What it adds to the price.
    pub price_cents: i64,
    /// Whether it can be booked.
    pub is_active: bool,
}

/// A new service.
#[derive(Debug, Clone)]
pub struct NewService {
    /// Its name.
    pub name: String,
    /// The heading it stands under.
    pub category: String,
    /// More about it.
    pub description: Option<String>,
    /// How long it takes; a multiple of five.
    pub duration_minutes: u32,
    /// What it costs.
    pub price_cents: i64,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Extras that go with it.
    pub add_on_ids: Vec<AddOnId>,
    /// Its place in the salon's order.
    pub position: i32,
}

/// A new extra.
#[derive(Debug, Clone)]
pub struct NewAddOn {
    /// Its name.
    pub name: String,
    /// Minutes it adds; a multiple of five.
    pub duration_minutes: u32,
    /// What it adds to the price.
    pub price_cents: i64,
    /// Its place in the salon's order.
    pub position: i32,
}

/// Everything ever offered, in the salon's order.
pub async fn list_all(db: &TenantDb) -> Result<Vec<Service>, DbErr> {
    let query =
        service::Entity::find().order_by_asc(service::Column::Position).order_by_asc(service::Column::Id);
    let rows = db.all(query).await?;
    let offers = db.all(offer::Entity::find()).await?;
    let service = |row: service::Model| Service {
        add_on_ids: offers.iter().filter(|o| o.service_id == row.id).map(|o| o.add_on_id).collect(),
        id: row.id,
        name: row.name,
        category: row.category,
        description: row.description,
        duration_minutes: u32::try_from(row.duration_minutes).unwrap_or(0),
        price_cents: row.price_cents,
        synonyms: serde_json::from_value(row.synonyms).unwrap_or_default(),
        is_active: row.is_active,
    };
    Ok(rows.into_iter().map(service).collect())
}

/// All extras, in the salon's order.
pub async fn list_all_add_ons(db: &TenantDb) -> Result<Vec<AddOn>, DbErr> {
    let query =
        add_on::Entity::find().order_by_asc(add_on::Column::Position).order_by_asc(add_on::Column::Id);
    let rows = db.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|row| AddOn {
            id: row.id,
            name: row.name,
            duration_minutes: u32::try_from(row.duration_minutes).unwrap_or(0),
            price_cents: row.price_cents,
            is_active: row.is_active,
        })
        .collect())
}

/// Adds a service.
pub async fn add(tx: &TenantTx, new: NewService, now: Instant) -> Result<ServiceId, DbErr> {
    let id = ServiceId::generate();
    let row = service::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(new.name),
        category: Set(new.category),
        description: Set(new.description),
        duration_minutes: Set(i32::try_from(new.duration_minutes).unwrap_or(i32::MAX)),
        price_cents: Set(new.price_cents),
        synonyms: Set(serde_json::json!(new.synonyms)),
        is_active: Set(true),
        position: Set(new.position),
        created_at: Set(now),
        updated_at: Set(now),
    };
    tx.insert::<service::Entity>(row).await?;
    let offers = new.add_on_ids.iter().map(|add_on| offer::ActiveModel {
        tenant_id: NotSet,
        service_id: Set(id),
        add_on_id: Set(*add_on),
    });
    tx.insert_all::<offer::Entity>(offers).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}

/// Adds an extra.
pub async fn add_add_on(tx: &TenantTx, new: NewAddOn, now: Instant) -> Result<AddOnId, DbErr> {
    let id = AddOnId::generate();
    let row = add_on::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(new.name),
        duration_minutes: Set(i32::try_from(new.duration_minutes).unwrap_or(i32::MAX)),
        price_cents: Set(new.price_cents),
        is_active: Set(true),
        position: Set(new.position),
        created_at: Set(now),
        updated_at: Set(now),
    };
    tx.insert::<add_on::Entity>(row).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}
