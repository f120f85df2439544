//! Queries on telephone numbers.

use providers::phone::PhoneNumber;
use providers::telephony::OwnedNumber;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use super::entity::order::OrderState;
use super::entity::{Column, Entity, Model, account, clip, forwarding, order};
use crate::database::is_duplicate;
use crate::ids::{NumberOrderId, PhoneNumberId};
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{PlatformDb, TenantDb, TenantTx};
use crate::vault::{Vault, VaultError};

/// The number that callers of this salon dial, E.164: its first, rather than one that is being given back.
pub async fn find_number(db: &TenantDb) -> Result<Option<String>, DbErr> {
    let rows = list_numbers(db).await?;
    let stays = rows.iter().find(|row| row.release_at.is_none());
    Ok(stays.or(rows.first()).map(|row| row.number.clone()))
}

/// The salon's numbers, the first first.
pub(super) async fn list_numbers(db: &TenantDb) -> Result<Vec<Model>, DbErr> {
    db.all(Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Id)).await
}

/// Whose number this is.
pub async fn find_line(db: &PlatformDb, number: &PhoneNumber) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Number.eq(number.as_str()))).await
}

pub(super) async fn find_by_id(db: &TenantDb, id: PhoneNumberId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id))).await
}

pub(super) async fn lock_number(tx: &TenantTx, id: PhoneNumberId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// Gives the salon a number. No two salons can have the same.
pub async fn add_number(tx: &TenantTx, number: &PhoneNumber, now: Instant) -> Result<(), DbErr> {
    insert_number(tx, number, None, now).await.map(drop)
}

/// Gives the salon a number that the telephone company has sold.
pub(super) async fn add_owned(
    tx: &TenantTx,
    owned: &OwnedNumber,
    now: Instant,
) -> Result<PhoneNumberId, DbErr> {
    insert_number(tx, &owned.number, Some(owned), now).await
}

async fn insert_number(
    tx: &TenantTx,
    number: &PhoneNumber,
    owned: Option<&OwnedNumber>,
    now: Instant,
) -> Result<PhoneNumberId, DbErr> {
    let id = PhoneNumberId::generate();
    let row = Model {
        tenant_id: tx.tenant_id(),
        id,
        number: number.as_str().to_owned(),
        created_at: now,
        network_ref: owned.map(|owned| owned.id.as_str().to_owned()),
        has_sms: owned.is_none_or(|owned| owned.has_sms),
        release_at: None,
        is_leaving: false,
        checked_at: None,
        problem: None,
        registration: None,
        registration_reason: None,
    };
    tx.insert::<Entity>(row.into()).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(id)
}

/// Writes the whole row anew.
pub(super) async fn save_number(tx: &TenantTx, row: &Model) -> Result<(), DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.not_set(Column::TenantId);
    change.not_set(Column::Id);
    tx.update::<Entity>(Column::Id.eq(row.id), change).await?;
    tenants::catalogue_changed(tx).await
}

pub(super) async fn delete_number(tx: &TenantTx, id: PhoneNumberId) -> Result<(), DbErr> {
    tx.delete::<Entity>(Column::Id.eq(id)).await?;
    tenants::catalogue_changed(tx).await
}

/// The latest order that the salon still has to see: under way, or failed.
pub(super) async fn find_open_order(db: &TenantDb) -> Result<Option<order::Model>, DbErr> {
    let open = order::Column::State.is_in([OrderState::Buying, OrderState::Failed]);
    let query = order::Entity::find().filter(open).order_by_desc(order::Column::CreatedAt);
    db.one(query.order_by_desc(order::Column::Id)).await
}

pub(super) async fn find_order(db: &TenantDb, id: NumberOrderId) -> Result<Option<order::Model>, DbErr> {
    db.one(order::Entity::find().filter(order::Column::Id.eq(id))).await
}

pub(super) async fn lock_order(tx: &TenantTx, id: NumberOrderId) -> Result<Option<order::Model>, DbErr> {
    tx.lock(order::Entity::find().filter(order::Column::Id.eq(id))).await
}

/// Whether the salon has given a number back, or is getting one.
pub(super) async fn has_decided(db: &TenantDb) -> Result<bool, DbErr> {
    let decided = order::Column::State.is_in([OrderState::Buying, OrderState::Released]);
    Ok(db.one(order::Entity::find().filter(decided)).await?.is_some())
}

pub(super) async fn insert_order(tx: &TenantTx, row: order::Model) -> Result<(), DbErr> {
    tx.insert::<order::Entity>(row.into()).await
}

pub(super) async fn save_order(tx: &TenantTx, row: &order::Model) -> Result<(), DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.not_set(order::Column::TenantId);
    change.not_set(order::Column::Id);
    tx.update::<order::Entity>(order::Column::Id.eq(row.id), change).await.map(drop)
}

/// Forgets orders that have failed.
pub(super) async fn delete_failed_orders(tx: &TenantTx) -> Result<u64, DbErr> {
    tx.delete::<order::Entity>(order::Column::State.eq(OrderState::Failed)).await
}

pub(super) async fn find_forwarding(db: &TenantDb) -> Result<Option<forwarding::Model>, DbErr> {
    db.one(forwarding::Entity::find()).await
}

pub(super) async fn lock_forwarding(tx: &TenantTx) -> Result<Option<forwarding::Model>, DbErr> {
    tx.lock(forwarding::Entity::find()).await
}

pub(super) async fn insert_forwarding(tx: &TenantTx, row: forwarding::Model) -> Result<(), DbErr> {
    tx.insert::<forwarding::Entity>(row.into()).await
}

pub(super) async fn save_forwarding(tx: &TenantTx, row: &forwarding::Model) -> Result<(), DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.not_set(forwarding::Column::TenantId);
    tx.update::<forwarding::Entity>(Condition::all(), change).await.map(drop)
}

pub(super) async fn delete_forwarding(tx: &TenantTx) -> Result<u64, DbErr> {
    tx.delete::<forwarding::Entity>(Condition::all()).await
}

/// The salon's own account at the telephone company, if it has one.
pub async fn find_account(db: &TenantDb) -> Result<Option<account::Model>, DbErr> {
    db.one(account::Entity::find()).await
}

pub(super) async fn insert_account(tx: &TenantTx, row: account::Model) -> Result<(), DbErr> {
    tx.insert::<account::Entity>(row.into()).await?;
    tenants::catalogue_changed(tx).await
}

/// The account that the telephone company knows by this id.
pub(super) async fn find_account_by_ref(
    db: &PlatformDb,
    account_ref: &str,
) -> Result<Option<account::Model>, DbErr> {
    db.one(account::Entity::find().filter(account::Column::AccountRef.eq(account_ref))).await
}

/// Where an account's token is sealed for.
pub(super) fn place(account_ref: &str) -> String {
    format!("telephone_accounts.token/{account_ref}")
}

/// Seals every account's token anew with the key that seals today; says how many that were.
pub async fn reseal(db: &PlatformDb, vault: &Vault) -> Result<Result<u64, VaultError>, DbErr> {
    let mut count = 0;
    for row in db.all(account::Entity::find()).await? {
        if vault.is_current(&row.token) {
            continue;
        }
        let place = place(&row.account_ref);
        let token = match vault.open(&place, &row.token) {
            Ok(token) => token,
            Err(error) => return Ok(Err(error)),
        };
        let change =
            account::ActiveModel { token: Set(vault.seal(&place, token.expose())), ..Default::default() };
        let tx = db.begin().await?;
        let same = Condition::all()
            .add(account::Column::AccountRef.eq(row.account_ref))
            .add(account::Column::Token.eq(row.token));
        count += tx.update::<account::Entity>(same, change).await?;
        tx.commit().await?;
    }
    Ok(Ok(count))
}

/// A phrase as it was spoken.
pub(super) async fn find_clip(db: &PlatformDb, id: &str) -> Result<Option<clip::Model>, DbErr> {
    db.one(clip::Entity::find().filter(clip::Column::Id.eq(id))).await
}

/// Keeps a phrase; another server may have just done so.
pub(super) async fn keep_clip(db: &PlatformDb, clip: clip::Model) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    match tx.insert::<clip::Entity>(clip.into()).await {
        Err(error) if is_duplicate(&error) => Ok(()),
        Err(error) => Err(error),
        Ok(()) => tx.commit().await,
    }
}
