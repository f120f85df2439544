//! Queries on customers.

use std::collections::HashMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::entity;
use crate::database::is_duplicate;
use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Who has this number, in E.164.
pub async fn find_by_phone(db: &TenantDb, phone: &str) -> Result<Option<entity::Model>, DbErr> {
    db.one(entity::Entity::find().filter(entity::Column::Phone.eq(phone))).await
}

/// Several customers by their ids.
pub async fn get_many(
    db: &TenantDb,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, entity::Model>, DbErr> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let rows = db.all(entity::Entity::find().filter(entity::Column::Id.is_in(ids))).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The customer with this number, made if there is none yet. A known customer keeps the name the salon has.
pub async fn keep(
    tx: &TenantTx,
    name: &str,
    phone: Option<&str>,
    now: Instant,
) -> Result<entity::Model, DbErr> {
    if let Some(phone) = phone
        && let Some(known) = find_by_phone(tx, phone).await?
    {
        return Ok(known);
    }
    let row = entity::Model {
        tenant_id: tx.tenant_id(),
        id: CustomerId::generate(),
        name: name.to_owned(),
        phone: phone.map(str::to_owned),
        created_at: now,
        updated_at: now,
    };
    let inserted = tx.insert::<entity::Entity>(row.clone().into()).await;
    match (inserted, phone) {
        (Ok(()), _) => Ok(row),
        // Somebody else has just written the same number; theirs counts.
        (Err(error), Some(phone)) if is_duplicate(&error) => find_by_phone(tx, phone).await?.ok_or(error),
        (Err(error), _) => Err(error),
    }
}

/// The ids of customers whose name or number contains `text`, as a part of a larger query.
pub fn matching(db: &TenantDb, text: &str) -> SelectStatement {
    let letters = format!("%{}%", text.trim().replace(['%', '_', '\\'], ""));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let mut any = Condition::any().add(entity::Column::Name.like(letters));
    if digits.len() >= 3 {
        any = any.add(entity::Column::Phone.like(format!("%{digits}%")));
    }
    entity::Entity::find()
        .select_only()
        .column(entity::Column::Id)
        .filter(entity::Column::TenantId.eq(db.tenant_id()))
        .filter(any)
        .into_query()
}
