//! Services from a list made elsewhere.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr};

use super::entity::service::{ActiveModel, Column, Entity};
use crate::ids::ServiceId;
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::TenantTx;

/// What a list says otherwise of a service; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceRevision {
    /// Its name.
    pub name: Option<String>,
    /// The heading it stands under.
    pub category: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// How long the client is there, of one without parts.
    pub duration_minutes: Option<u32>,
    /// What it costs.
    pub price_cents: Option<i64>,
    /// Other words for it.
    pub synonyms: Option<Vec<String>>,
    /// Whether it can be booked.
    pub is_active: Option<bool>,
}

/// Changes a service to what a list says of it.
pub async fn revise(
    tx: &TenantTx,
    id: ServiceId,
    revision: ServiceRevision,
    now: Instant,
) -> Result<(), DbErr> {
    let mut change = ActiveModel { updated_at: Set(now), ..Default::default() };
    if let Some(name) = revision.name {
        change.name = Set(name);
    }
    if let Some(category) = revision.category {
        change.category = Set(category);
    }
    if let Some(description) = revision.description {
        change.description = Set(Some(description));
    }
    if let Some(minutes) = revision.duration_minutes {
        change.duration_minutes = Set(i32::try_from(minutes).unwrap_or(i32::MAX));
    }
    if let Some(price) = revision.price_cents {
        change.price_cents = Set(price);
    }
    if let Some(synonyms) = revision.synonyms {
        change.synonyms = Set(serde_json::json!(synonyms));
    }
    if let Some(is_active) = revision.is_active {
        change.is_active = Set(is_active);
    }
    tx.update::<Entity>(Column::Id.eq(id), change).await?;
    tenants::catalogue_changed(tx).await
}
