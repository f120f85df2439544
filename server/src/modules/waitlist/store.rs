//! Queries on the waitlist.

use jiff::civil::Date;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, Order, QueryFilter, QueryOrder};

use super::entity::entry::{ActiveModel, Column, Entity, Model, Status};
use super::entity::offer;
use crate::http::envelope::{Page, PageOf};
use crate::ids::{CustomerId, ServiceId, WaitlistEntryId};
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

/// Whether anybody waits at all.
pub(super) async fn is_anybody_waiting(db: &TenantDb) -> Result<bool, DbErr> {
    Ok(db.one(Entity::find().filter(Column::Status.eq(Status::Waiting))).await?.is_some())
}

/// Those who wait for a day, in the order in which they came; whoever had an offer before and let it go comes after
/// those who had none.
pub(super) async fn waiting_for(db: &TenantDb, day: Date) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::Status.eq(Status::Waiting))
        .filter(Column::FirstDay.lte(day.to_string()))
        .filter(Column::LastDay.gte(day.to_string()))
        .order_by_asc(Column::IsOfferedBefore)
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id);
    db.all(query).await
}

/// The times that were offered to somebody before.
pub(super) async fn offers_to(db: &TenantDb, id: WaitlistEntryId) -> Result<Vec<offer::Model>, DbErr> {
    db.all(offer::Entity::find().filter(offer::Column::EntryId.eq(id))).await
}

/// Writes down that a time was offered.
pub(super) async fn insert_offer(tx: &TenantTx, row: offer::Model) -> Result<(), DbErr> {
    tx.insert::<offer::Entity>(row.into()).await
}

/// Somebody who waits.
pub(super) async fn find(db: &TenantDb, id: WaitlistEntryId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id))).await
}

/// The same, kept from changing.
pub(super) async fn lock(tx: &TenantTx, id: WaitlistEntryId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// The offers to a customer that stand, the latest first.
pub(super) async fn open_offers(
    db: &TenantDb,
    customer: CustomerId,
    now: Instant,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::CustomerId.eq(customer))
        .filter(Column::Status.eq(Status::Offered))
        .filter(Column::OfferExpiresAt.gt(now))
        .order_by_desc(Column::UpdatedAt);
    db.all(query).await
}

pub(super) async fn insert(tx: &TenantTx, row: Model) -> Result<(), DbErr> {
    tx.insert::<Entity>(row.into()).await
}

/// Writes what may change of an entry.
pub(super) async fn save(tx: &TenantTx, row: &Model) -> Result<(), DbErr> {
    let change = ActiveModel {
        status: Set(row.status),
        is_offered_before: Set(row.is_offered_before),
        offered_starts_at: Set(row.offered_starts_at),
        offered_employee_id: Set(row.offered_employee_id),
        offer_expires_at: Set(row.offer_expires_at),
        appointment_id: Set(row.appointment_id),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(row.id), change).await.map(drop)
}

/// Which entries a list shows.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) status: Option<Status>,
    pub(super) customer: Option<CustomerId>,
    pub(super) service: Option<ServiceId>,
    pub(super) newest_first: bool,
}

pub(super) async fn page(
    db: &TenantDb,
    selection: &Selection,
    today: Date,
    page: Page,
) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find();
    let over = || {
        let open = Column::Status.is_in([Status::Waiting, Status::Offered]);
        Condition::all().add(open).add(Column::LastDay.lt(today.to_string()))
    };
    query = match selection.status {
        None => query,
        Some(Status::Expired) => query.filter(over()),
        Some(status) => query.filter(Column::Status.eq(status)).filter(over().not()),
    };
    if let Some(customer) = selection.customer {
        query = query.filter(Column::CustomerId.eq(customer));
    }
    if let Some(service) = selection.service {
        query = query.filter(Column::ServiceId.eq(service));
    }
    let order = if selection.newest_first { Order::Desc } else { Order::Asc };
    db.page(query.order_by(Column::CreatedAt, order.clone()).order_by(Column::Id, order), page).await
}
