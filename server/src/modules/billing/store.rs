//! Queries on what salons pay.

use std::collections::HashMap;

use providers::payments;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, NotSet,
    QueryFilter, QueryOrder,
};

use super::entity::{event, invoice, subscription};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{InvoiceId, TenantId};
use crate::instant::Instant;
use crate::tenancy::{PlatformDb, PlatformTx, TenantDb, TenantTx};

/// How the salon pays, if anybody has looked yet.
pub async fn find(db: &TenantDb) -> Result<Option<subscription::Model>, DbErr> {
    db.one(subscription::Entity::find()).await
}

/// How these salons pay, of those at which anybody has looked.
pub async fn find_subscriptions(
    db: &PlatformDb,
    tenants: impl IntoIterator<Item = TenantId>,
) -> Result<HashMap<TenantId, subscription::Model>, DbErr> {
    let query = subscription::Entity::find().filter(subscription::Column::TenantId.is_in(tenants));
    Ok(db.all(query).await?.into_iter().map(|row| (row.tenant_id, row)).collect())
}

/// Whose customer this is.
pub(super) async fn find_by_customer(
    db: &PlatformDb,
    customer: &str,
) -> Result<Option<subscription::Model>, DbErr> {
    let query = subscription::Entity::find().filter(subscription::Column::CustomerRef.eq(customer));
    let row = db.one(query).await?;
    // MySQL compares letters without their case.
    Ok(row.filter(|row| row.customer_ref.as_deref() == Some(customer)))
}

/// How the salon pays, kept from changing; a row is made where there is none. The salon's own row must be locked first.
pub(super) async fn lock(tx: &TenantTx, now: Instant) -> Result<subscription::Model, DbErr> {
    if let Some(row) = tx.lock(subscription::Entity::find()).await? {
        return Ok(row);
    }
    let row = subscription::Model {
        tenant_id: tx.tenant_id(),
        customer_ref: None,
        subscription_ref: None,
        item_ref: None,
        plan: None,
        status: None,
        price_cents: None,
        currency: None,
        period_start: None,
        period_end: None,
        trial_end: None,
        cancel_at: None,
        ended_at: None,
        past_due_since: None,
        suspended_at: None,
        activated_at: None,
        reminded_days: None,
        warned_at: None,
        version: 0,
        created_at: now,
        updated_at: now,
        synced_at: None,
    };
    let new = subscription::ActiveModel { tenant_id: NotSet, ..row.clone().into_active_model().reset_all() };
    tx.insert::<subscription::Entity>(new).await?;
    Ok(row)
}

/// Writes the row as it is now; its version counts up.
pub(super) async fn save(tx: &TenantTx, row: subscription::Model) -> Result<(), DbErr> {
    let version = Set(row.version + 1);
    let change =
        subscription::ActiveModel { tenant_id: NotSet, version, ..row.into_active_model().reset_all() };
    tx.update::<subscription::Entity>(Condition::all(), change).await.map(drop)
}

/// Writes invoices as they stand; those that are known already are brought up to date.
pub(super) async fn save_invoices(
    tx: &TenantTx,
    seen: &[payments::Invoice],
    now: Instant,
) -> Result<(), DbErr> {
    if seen.is_empty() {
        return Ok(());
    }
    let refs: Vec<_> = seen.iter().map(|invoice| invoice.id.clone()).collect();
    let known = tx.all(invoice::Entity::find().filter(invoice::Column::InvoiceRef.is_in(refs))).await?;
    let mut new = Vec::new();
    for one in seen {
        let shown = invoice::ActiveModel {
            tenant_id: NotSet,
            id: NotSet,
            invoice_ref: Set(one.id.clone()),
            number: Set(one.number.clone()),
            status: Set(one.status.into()),
            total_cents: Set(one.total_cents),
            paid_cents: Set(one.paid_cents),
            currency: Set(one.currency.clone()),
            page_url: Set(one.page_url.clone()),
            pdf_url: Set(one.pdf_url.clone()),
            created_at: Set(one.created_at.into()),
            updated_at: Set(now),
        };
        match known.iter().find(|known| known.invoice_ref == one.id) {
            None => new.push(invoice::ActiveModel { id: Set(InvoiceId::generate()), ..shown }),
            Some(known) if is_as(known, one) => {}
            Some(known) => {
                tx.update::<invoice::Entity>(invoice::Column::Id.eq(known.id), shown).await?;
            }
        }
    }
    tx.insert_all::<invoice::Entity>(new).await
}

fn is_as(known: &invoice::Model, seen: &payments::Invoice) -> bool {
    known.status == seen.status.into()
        && known.total_cents == seen.total_cents
        && known.paid_cents == seen.paid_cents
        && known.number == seen.number
        && known.page_url == seen.page_url
        && known.pdf_url == seen.pdf_url
}

/// The salon's invoices, the newest first.
pub(super) async fn page_invoices(db: &TenantDb, page: Page) -> Result<PageOf<invoice::Model>, DbErr> {
    let query = invoice::Entity::find()
        .order_by_desc(invoice::Column::CreatedAt)
        .order_by_desc(invoice::Column::InvoiceRef);
    db.page(query, page).await
}

/// The newest invoice that is still to be paid.
pub(super) async fn find_open_invoice(db: &TenantDb) -> Result<Option<invoice::Model>, DbErr> {
    let query = invoice::Entity::find()
        .filter(invoice::Column::Status.eq(invoice::Status::Open))
        .order_by_desc(invoice::Column::CreatedAt);
    db.one(query).await
}

/// Writes down that an event was taken.
///
/// # Errors
/// A duplicate when it was before.
pub(super) async fn insert_event(tx: &PlatformTx, row: event::Model) -> Result<(), DbErr> {
    tx.insert::<event::Entity>(row.into_active_model().reset_all()).await
}
