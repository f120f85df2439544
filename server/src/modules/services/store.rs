//! Queries on the catalogue.

use scheduling::{During, Segment};
use sea_orm::{
    ActiveValue, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, NotSet, QueryFilter, QueryOrder,
};

use super::entity::{add_on, need, offer, resource, service};
use super::timing::Timing;
use crate::ids::{AddOnId, ResourceId, ServiceId};
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
    /// What it takes.
    pub timing: Timing,
    /// What it costs, in the smallest unit of the salon's currency.
    pub price_cents: i64,
    /// Other words that callers use for it.
    pub synonyms: Vec<String>,
    /// Whether it can be booked.
    pub is_active: bool,
    /// Whether it was taken out of the catalogue; visits of the past keep it.
    pub is_deleted: bool,
    /// Extras that go with it.
    pub add_on_ids: Vec<AddOnId>,
    /// Equipment of which it needs a unit each.
    pub needs: Vec<Need>,
    /// Its place in the salon's order.
    pub position: i32,
}

impl Service {
    /// How long the client is there, without extras.
    pub fn duration_minutes(&self) -> u32 {
        self.timing.duration_minutes
    }

    /// Whether it can be booked.
    pub fn is_bookable(&self) -> bool {
        self.is_active && !self.is_deleted
    }
}

/// That a service needs a unit of a kind of equipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The kind.
    pub resource_id: ResourceId,
    /// The places of the parts of the service in which it is needed. None: for as long as the client is there.
    pub segments: Vec<u32>,
}

impl Need {
    /// Needed for as long as the client is there.
    pub fn throughout(resource_id: ResourceId) -> Self {
        Self { resource_id, segments: Vec::new() }
    }

    /// When it is needed in a visit that takes this. One without parts, as another book may have it, needs it throughout.
    pub fn during(&self, timing: &Timing) -> Vec<During> {
        if self.segments.is_empty() || timing.segments.is_empty() {
            return vec![During::Stay];
        }
        self.segments.iter().copied().map(During::Part).collect()
    }
}

/// A kind of equipment: chairs, basins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub id: ResourceId,
    /// Its name.
    pub name: String,
    /// How many there are.
    pub units: u32,
    /// Whether it was taken out; then nothing needs it any more.
    pub is_deleted: bool,
    /// Its place in the salon's order.
    pub position: i32,
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
    /// Whether it was taken out of the catalogue; visits of the past keep it.
    pub is_deleted: bool,
    /// Its place in the salon's order.
    pub position: i32,
}

impl AddOn {
    /// Whether it can be booked.
    pub fn is_bookable(&self) -> bool {
        self.is_active && !self.is_deleted
    }
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
    /// What it takes.
    pub timing: Timing,
    /// What it costs.
    pub price_cents: i64,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Extras that go with it.
    pub add_on_ids: Vec<AddOnId>,
    /// Equipment that it needs.
    pub needs: Vec<Need>,
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
    let needs = db.all(need::Entity::find()).await?;
    let service = |row: service::Model| Service {
        add_on_ids: offers.iter().filter(|o| o.service_id == row.id).map(|o| o.add_on_id).collect(),
        needs: needs.iter().filter(|need| need.service_id == row.id).map(need_in_row).collect(),
        timing: timing(&row),
        id: row.id,
        name: row.name,
        category: row.category,
        description: row.description,
        price_cents: row.price_cents,
        synonyms: serde_json::from_value(row.synonyms).unwrap_or_default(),
        is_active: row.is_active,
        is_deleted: row.deleted_at.is_some(),
        position: row.position,
    };
    Ok(rows.into_iter().map(service).collect())
}

fn need_in_row(row: &need::Model) -> Need {
    let segments = row.segments.clone().and_then(|places| serde_json::from_value(places).ok());
    Need { resource_id: row.resource_id, segments: segments.unwrap_or_default() }
}

/// What a service takes, as its row has it.
fn timing(row: &service::Model) -> Timing {
    let segments = row.segments.clone().and_then(|parts| serde_json::from_value(parts).ok());
    Timing {
        duration_minutes: minutes(row.duration_minutes),
        segments: segments.unwrap_or_default(),
        buffer_before_minutes: minutes(row.buffer_before_minutes),
        buffer_after_minutes: minutes(row.buffer_after_minutes),
        add_on_minutes: 0,
    }
}

fn segments_in_row(segments: &[Segment]) -> Option<serde_json::Value> {
    (!segments.is_empty()).then(|| serde_json::json!(segments))
}

fn minutes(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn number(minutes: u32) -> i32 {
    i32::try_from(minutes).unwrap_or(i32::MAX)
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
            duration_minutes: minutes(row.duration_minutes),
            price_cents: row.price_cents,
            is_active: row.is_active,
            is_deleted: row.deleted_at.is_some(),
            position: row.position,
        })
        .collect())
}

/// All equipment, in the salon's order.
pub async fn list_all_resources(db: &TenantDb) -> Result<Vec<Resource>, DbErr> {
    let query =
        resource::Entity::find().order_by_asc(resource::Column::Position).order_by_asc(resource::Column::Id);
    let rows = db.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|row| Resource {
            id: row.id,
            name: row.name,
            units: minutes(row.units),
            is_deleted: row.deleted_at.is_some(),
            position: row.position,
        })
        .collect())
}

/// Adds a service.
pub async fn add(tx: &TenantTx, new: NewService, now: Instant) -> Result<ServiceId, DbErr> {
    let id = ServiceId::generate();
    let Timing { duration_minutes, segments, buffer_before_minutes, buffer_after_minutes, .. } = new.timing;
    let row = service::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(new.name),
        category: Set(new.category),
        description: Set(new.description),
        duration_minutes: Set(number(duration_minutes)),
        price_cents: Set(new.price_cents),
        synonyms: Set(serde_json::json!(new.synonyms)),
        is_active: Set(true),
        position: Set(new.position),
        created_at: Set(now),
        updated_at: Set(now),
        segments: Set(segments_in_row(&segments)),
        buffer_before_minutes: Set(number(buffer_before_minutes)),
        buffer_after_minutes: Set(number(buffer_after_minutes)),
        deleted_at: Set(None),
    };
    tx.insert::<service::Entity>(row).await?;
    set_add_ons_of(tx, id, &new.add_on_ids).await?;
    set_needs_of(tx, id, &new.needs).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}

/// Replaces the extras that go with a service.
pub(super) async fn set_add_ons_of(tx: &TenantTx, id: ServiceId, add_ons: &[AddOnId]) -> Result<(), DbErr> {
    tx.delete::<offer::Entity>(offer::Column::ServiceId.eq(id)).await?;
    let offers = add_ons.iter().map(|add_on| offer::ActiveModel {
        tenant_id: NotSet,
        service_id: Set(id),
        add_on_id: Set(*add_on),
    });
    tx.insert_all::<offer::Entity>(offers).await
}

/// Replaces the services that an extra goes with.
pub(super) async fn set_services_of(tx: &TenantTx, id: AddOnId, services: &[ServiceId]) -> Result<(), DbErr> {
    tx.delete::<offer::Entity>(offer::Column::AddOnId.eq(id)).await?;
    let offers = services.iter().map(|service| offer::ActiveModel {
        tenant_id: NotSet,
        service_id: Set(*service),
        add_on_id: Set(id),
    });
    tx.insert_all::<offer::Entity>(offers).await
}

/// Replaces the equipment that a service needs.
pub(super) async fn set_needs_of(tx: &TenantTx, id: ServiceId, needs: &[Need]) -> Result<(), DbErr> {
    tx.delete::<need::Entity>(need::Column::ServiceId.eq(id)).await?;
    let needs = needs.iter().map(|Need { resource_id, segments }| need::ActiveModel {
        tenant_id: NotSet,
        service_id: Set(id),
        resource_id: Set(*resource_id),
        segments: Set((!segments.is_empty()).then(|| serde_json::json!(segments))),
    });
    tx.insert_all::<need::Entity>(needs).await
}

/// What is new about a service's own row; what is not set stays.
#[derive(Debug, Clone, Default)]
pub(super) struct ServiceFields {
    pub(super) name: Option<String>,
    pub(super) category: Option<String>,
    /// Nothing in it: there is none any more.
    pub(super) description: Option<Option<String>>,
    pub(super) timing: Option<Timing>,
    pub(super) price_cents: Option<i64>,
    pub(super) synonyms: Option<Vec<String>>,
    pub(super) is_active: Option<bool>,
    pub(super) position: Option<i32>,
    /// Nothing in it: put back.
    pub(super) deleted_at: Option<Option<Instant>>,
}

/// Changes a service's own row.
pub(super) async fn update(
    tx: &TenantTx,
    id: ServiceId,
    fields: ServiceFields,
    now: Instant,
) -> Result<(), DbErr> {
    let mut change = service::ActiveModel {
        name: set_if(fields.name),
        category: set_if(fields.category),
        description: set_if(fields.description),
        price_cents: set_if(fields.price_cents),
        synonyms: set_if(fields.synonyms.map(|words| serde_json::json!(words))),
        is_active: set_if(fields.is_active),
        position: set_if(fields.position),
        deleted_at: set_if(fields.deleted_at),
        updated_at: Set(now),
        ..Default::default()
    };
    if let Some(timing) = fields.timing {
        change.duration_minutes = Set(number(timing.duration_minutes));
        change.segments = Set(segments_in_row(&timing.segments));
        change.buffer_before_minutes = Set(number(timing.buffer_before_minutes));
        change.buffer_after_minutes = Set(number(timing.buffer_after_minutes));
    }
    tx.update::<service::Entity>(service::Column::Id.eq(id), change).await?;
    tenants::catalogue_changed(tx).await
}

fn set_if<V: Into<sea_orm::Value>>(value: Option<V>) -> ActiveValue<V> {
    value.map_or(NotSet, Set)
}

/// What a service takes, and whether it was taken out; nobody else can change it until the end of the transaction.
pub(super) async fn lock(tx: &TenantTx, id: ServiceId) -> Result<Option<(Timing, bool)>, DbErr> {
    let row = tx.lock(service::Entity::find().filter(service::Column::Id.eq(id))).await?;
    Ok(row.map(|row| (timing(&row), row.deleted_at.is_some())))
}

/// How many services there are, those taken out left aside.
pub(super) async fn count(db: &TenantDb) -> Result<u64, DbErr> {
    db.count(service::Entity::find().filter(service::Column::DeletedAt.is_null())).await
}

/// What is new about an extra's own row; what is not set stays.
#[derive(Debug, Clone, Default)]
pub(super) struct AddOnFields {
    pub(super) name: Option<String>,
    pub(super) duration_minutes: Option<u32>,
    pub(super) price_cents: Option<i64>,
    pub(super) is_active: Option<bool>,
    pub(super) position: Option<i32>,
    /// Nothing in it: put back.
    pub(super) deleted_at: Option<Option<Instant>>,
}

/// Changes an extra's own row.
pub(super) async fn update_add_on(
    tx: &TenantTx,
    id: AddOnId,
    fields: AddOnFields,
    now: Instant,
) -> Result<(), DbErr> {
    let change = add_on::ActiveModel {
        name: set_if(fields.name),
        duration_minutes: set_if(fields.duration_minutes.map(number)),
        price_cents: set_if(fields.price_cents),
        is_active: set_if(fields.is_active),
        position: set_if(fields.position),
        deleted_at: set_if(fields.deleted_at),
        updated_at: Set(now),
        ..Default::default()
    };
    tx.update::<add_on::Entity>(add_on::Column::Id.eq(id), change).await?;
    tenants::catalogue_changed(tx).await
}

/// What is new about a kind of equipment; what is not set stays.
#[derive(Debug, Clone, Default)]
pub(super) struct ResourceFields {
    pub(super) name: Option<String>,
    pub(super) units: Option<u32>,
    pub(super) position: Option<i32>,
    /// Nothing in it: put back.
    pub(super) deleted_at: Option<Option<Instant>>,
}

/// Changes a kind of equipment.
pub(super) async fn update_resource(
    tx: &TenantTx,
    id: ResourceId,
    fields: ResourceFields,
    now: Instant,
) -> Result<(), DbErr> {
    let change = resource::ActiveModel {
        name: set_if(fields.name),
        units: set_if(fields.units.map(number)),
        position: set_if(fields.position),
        deleted_at: set_if(fields.deleted_at),
        updated_at: Set(now),
        ..Default::default()
    };
    tx.update::<resource::Entity>(resource::Column::Id.eq(id), change).await?;
    tenants::catalogue_changed(tx).await
}

/// How many units of a kind of equipment there are; nobody else can change it until the end of the transaction.
pub(super) async fn lock_resource(tx: &TenantTx, id: ResourceId) -> Result<Option<u32>, DbErr> {
    let row = tx.lock(resource::Entity::find().filter(resource::Column::Id.eq(id))).await?;
    Ok(row.map(|row| minutes(row.units)))
}

/// Adds an extra.
pub async fn add_add_on(tx: &TenantTx, new: NewAddOn, now: Instant) -> Result<AddOnId, DbErr> {
    let id = AddOnId::generate();
    let row = add_on::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(new.name),
        duration_minutes: Set(number(new.duration_minutes)),
        price_cents: Set(new.price_cents),
        is_active: Set(true),
        position: Set(new.position),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    };
    tx.insert::<add_on::Entity>(row).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}

/// Adds a kind of equipment.
pub async fn add_resource(
    tx: &TenantTx,
    name: String,
    units: u32,
    position: i32,
    now: Instant,
) -> Result<ResourceId, DbErr> {
    let id = ResourceId::generate();
    let row = resource::ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(name),
        units: Set(number(units)),
        position: Set(position),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(None),
    };
    tx.insert::<resource::Entity>(row).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}
