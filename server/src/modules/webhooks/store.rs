//! Queries on webhooks.

use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, Select,
};

use super::entity::delivery::DeliveryStatus;
use super::entity::{delivery, endpoint};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{WebhookDeliveryId, WebhookEndpointId};
use crate::instant::Instant;
use crate::tenancy::{PlatformDb, TenantDb, TenantTx};
use crate::vault::{Vault, VaultError};

/// An address with what it asks to be told, as a salon's snapshot keeps it.
#[derive(Debug, Clone)]
pub struct Listener {
    /// Which.
    pub id: WebhookEndpointId,
    /// What it asks for.
    pub events: Vec<endpoint::Event>,
}

fn existing() -> Select<endpoint::Entity> {
    endpoint::Entity::find()
        .filter(endpoint::Column::DeletedAt.is_null())
        .order_by_asc(endpoint::Column::CreatedAt)
        .order_by_asc(endpoint::Column::Id)
}

/// The addresses that are told today.
pub async fn list_listeners(db: &TenantDb) -> Result<Vec<Listener>, DbErr> {
    let rows = db.all(existing().filter(endpoint::Column::IsActive.eq(true))).await?;
    Ok(rows.into_iter().map(|row| Listener { id: row.id, events: row.events() }).collect())
}

pub(super) async fn page_endpoints(db: &TenantDb, page: Page) -> Result<PageOf<endpoint::Model>, DbErr> {
    db.page(existing(), page).await
}

pub(super) async fn count_endpoints(tx: &TenantTx) -> Result<u64, DbErr> {
    tx.count(endpoint::Entity::find().filter(endpoint::Column::DeletedAt.is_null())).await
}

pub(super) async fn find_endpoint(
    db: &TenantDb,
    id: WebhookEndpointId,
) -> Result<Option<endpoint::Model>, DbErr> {
    db.one(existing().filter(endpoint::Column::Id.eq(id))).await
}

pub(super) async fn lock_endpoint(
    tx: &TenantTx,
    id: WebhookEndpointId,
) -> Result<Option<endpoint::Model>, DbErr> {
    tx.lock(existing().filter(endpoint::Column::Id.eq(id))).await
}

pub(super) async fn insert_endpoint(tx: &TenantTx, row: endpoint::Model) -> Result<(), DbErr> {
    tx.insert::<endpoint::Entity>(row.into()).await
}

pub(super) async fn change_endpoint(
    tx: &TenantTx,
    id: WebhookEndpointId,
    change: endpoint::ActiveModel,
) -> Result<(), DbErr> {
    tx.update::<endpoint::Entity>(endpoint::Column::Id.eq(id), change).await.map(drop)
}

pub(super) async fn insert_delivery(tx: &TenantTx, row: delivery::Model) -> Result<(), DbErr> {
    tx.insert::<delivery::Entity>(row.into()).await
}

pub(super) async fn find_delivery(
    db: &TenantDb,
    id: WebhookDeliveryId,
) -> Result<Option<delivery::Model>, DbErr> {
    db.one(delivery::Entity::find().filter(delivery::Column::Id.eq(id))).await
}

pub(super) async fn change_delivery(
    tx: &TenantTx,
    which: impl IntoCondition,
    change: delivery::ActiveModel,
) -> Result<u64, DbErr> {
    tx.update::<delivery::Entity>(which, change).await
}

/// What a telling becomes that nobody tries again.
pub(super) fn given_up(reason: &str) -> delivery::ActiveModel {
    delivery::ActiveModel {
        status: Set(DeliveryStatus::Failed),
        error: Set(Some(shortened(reason))),
        next_attempt_at: Set(None),
        ..Default::default()
    }
}

/// As much of a reason as a row takes.
pub(super) fn shortened(reason: &str) -> String {
    reason.chars().take(300).collect()
}

/// Gives up what is still under way to an address.
pub(super) async fn give_up_pending(tx: &TenantTx, id: WebhookEndpointId, why: &str) -> Result<(), DbErr> {
    let theirs = Condition::all()
        .add(delivery::Column::EndpointId.eq(id))
        .add(delivery::Column::Status.eq(DeliveryStatus::Pending));
    change_delivery(tx, theirs, given_up(why)).await.map(drop)
}

/// Forgets tellings from before then of which something has come.
pub async fn remove_settled(tx: &TenantTx, before: Timestamp) -> Result<(), DbErr> {
    let settled = Condition::all()
        .add(delivery::Column::Status.ne(DeliveryStatus::Pending))
        .add(delivery::Column::CreatedAt.lt(Instant::from(before)));
    tx.delete::<delivery::Entity>(settled).await.map(drop)
}

/// Tellings, the newest first.
pub(super) async fn page_deliveries(
    db: &TenantDb,
    endpoint: Option<WebhookEndpointId>,
    status: Option<DeliveryStatus>,
    page: Page,
) -> Result<PageOf<delivery::Model>, DbErr> {
    let mut query = delivery::Entity::find()
        .order_by_desc(delivery::Column::CreatedAt)
        .order_by_desc(delivery::Column::Id);
    if let Some(endpoint) = endpoint {
        query = query.filter(delivery::Column::EndpointId.eq(endpoint));
    }
    if let Some(status) = status {
        query = query.filter(delivery::Column::Status.eq(status));
    }
    db.page(query, page).await
}

/// Where an address's secret is sealed for.
pub(super) fn place(id: WebhookEndpointId) -> String {
    format!("webhook_endpoints.secret/{id}")
}

/// Seals every secret anew with the key that seals today; says how many that were.
pub async fn reseal(db: &PlatformDb, vault: &Vault) -> Result<Result<u64, VaultError>, DbErr> {
    let mut count = 0;
    for row in db.all(endpoint::Entity::find()).await? {
        let place = place(row.id);
        let anew =
            |sealed: &str| vault.open(&place, sealed).map(|secret| vault.seal(&place, secret.expose()));
        let is_current = |sealed: &String| vault.is_current(sealed);
        if is_current(&row.secret) && row.old_secret.as_ref().is_none_or(is_current) {
            continue;
        }
        let (secret, old) = match (anew(&row.secret), row.old_secret.as_deref().map(anew).transpose()) {
            (Ok(secret), Ok(old)) => (secret, old),
            (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
        };
        let change =
            endpoint::ActiveModel { secret: Set(secret), old_secret: Set(old), ..Default::default() };
        let tx = db.begin().await?;
        let this = Condition::all()
            .add(endpoint::Column::Id.eq(row.id))
            .add(endpoint::Column::Secret.eq(row.secret));
        count += tx.update::<endpoint::Entity>(this, change).await?;
        tx.commit().await?;
    }
    Ok(Ok(count))
}
