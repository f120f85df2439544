//! Queries on customers.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::database::is_duplicate;
use crate::http::envelope::{Page, PageOf};
use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::modules::appointments;
use crate::tenancy::{TenantDb, TenantTx};

/// Who has this number, in E.164. One whose customer was merged into another is the other.
pub async fn find_by_phone(db: &TenantDb, phone: &str) -> Result<Option<Model>, DbErr> {
    let holder = holder_of_phone(db, phone).await?;
    match holder.as_ref().and_then(|holder| holder.merged_into_id) {
        Some(other) => find_any(db, other).await,
        None => Ok(holder),
    }
}

/// The row that has this number, merged or not.
pub(super) async fn holder_of_phone(db: &TenantDb, phone: &str) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Phone.eq(phone))).await
}

/// A customer who is still one.
pub async fn find(db: &TenantDb, id: CustomerId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id)).filter(Column::DeletedAt.is_null())).await
}

/// A customer, deleted or not.
pub async fn find_any(db: &TenantDb, id: CustomerId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id))).await
}

/// A customer, deleted or not, whom nobody else can change until the end of the transaction.
pub async fn lock(tx: &TenantTx, id: CustomerId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

/// Several customers by their ids.
pub async fn get_many(
    db: &TenantDb,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, Model>, DbErr> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let rows = db.all(Entity::find().filter(Column::Id.is_in(ids))).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Customers who are still ones, in the order in which they came, from after `last` on.
pub async fn list_after(db: &TenantDb, last: Option<CustomerId>, count: u64) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::DeletedAt.is_null()).order_by_asc(Column::Id).limit(count);
    if let Some(last) = last {
        query = query.filter(Column::Id.gt(last));
    }
    db.all(query).await
}

/// Everybody, those who are gone included, in the order in which they came.
pub(super) async fn list_all(db: &TenantDb) -> Result<Vec<Model>, DbErr> {
    db.all(Entity::find().order_by_asc(Column::Id)).await
}

/// By what customers may be found to be alike.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Known {
    /// Who.
    pub(super) id: CustomerId,
    /// Name.
    pub(super) name: String,
    /// E-mail address.
    pub(super) email: Option<String>,
}

/// Name and address of every customer, in the order in which they came.
pub(super) async fn list_known(db: &TenantDb) -> Result<Vec<Known>, DbErr> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name, Column::Email])
        .filter(Column::DeletedAt.is_null())
        .order_by_asc(Column::Id);
    db.rows(query).await
}

/// Which customers a list shows.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) search: Option<String>,
    pub(super) is_blocked: Option<bool>,
    pub(super) is_vip: Option<bool>,
    pub(super) marketing_consent: Option<bool>,
    pub(super) is_deleted: bool,
    pub(super) sort: Sort,
}

/// By what a list of customers is sorted; a minus in front: the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub(super) enum Sort {
    #[default]
    #[serde(rename = "name")]
    Name,
    #[serde(rename = "-name")]
    NameBackwards,
    #[serde(rename = "createdAt")]
    OldestFirst,
    #[serde(rename = "-createdAt")]
    NewestFirst,
    #[serde(rename = "lastVisitAt")]
    LongestAway,
    #[serde(rename = "-lastVisitAt")]
    LastHere,
}

pub(super) async fn page(
    db: &TenantDb,
    selection: &Selection,
    page: Page,
    now: Timestamp,
) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find();
    query = if selection.is_deleted {
        query.filter(Column::DeletedAt.is_not_null())
    } else {
        query.filter(Column::DeletedAt.is_null())
    };
    if let Some(is_blocked) = selection.is_blocked {
        query = query.filter(Column::IsBlocked.eq(is_blocked));
    }
    if let Some(is_vip) = selection.is_vip {
        query = query.filter(Column::IsVip.eq(is_vip));
    }
    if let Some(consents) = selection.marketing_consent {
        query = query.filter(Column::MarketingConsent.eq(consents));
    }
    if let Some(text) = &selection.search {
        query = query.filter(matches(text));
    }
    let last_visit = || appointments::last_visit_of_a_customer(now);
    query = match selection.sort {
        Sort::Name => query.order_by_asc(Column::Name),
        Sort::NameBackwards => query.order_by_desc(Column::Name),
        Sort::OldestFirst => query.order_by_asc(Column::CreatedAt),
        Sort::NewestFirst => query.order_by_desc(Column::CreatedAt),
        Sort::LongestAway => query.order_by(last_visit(), Order::Asc),
        Sort::LastHere => query.order_by(last_visit(), Order::Desc),
    };
    db.page(query.order_by_asc(Column::Id), page).await
}

/// Name, number or e-mail address contains `text`.
fn matches(text: &str) -> Condition {
    let letters = format!("%{}%", text.trim().replace(['%', '_', '\\'], ""));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let mut any = Condition::any().add(Column::Name.like(&letters)).add(Column::Email.like(&letters));
    if digits.len() >= 3 {
        any = any.add(Column::Phone.like(format!("%{digits}%")));
    }
    any
}

/// The ids of customers whose name, number or e-mail address contains `text`, as a part of a larger query.
pub fn matching(db: &TenantDb, text: &str) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::TenantId.eq(db.tenant_id()))
        .filter(matches(text))
        .into_query()
}

/// The numbers of customers whose name, number or e-mail address contains `text`.
pub async fn numbers_matching(db: &TenantDb, text: &str, most: usize) -> Result<Vec<String>, DbErr> {
    let query = Entity::find()
        .filter(matches(text))
        .filter(Column::Phone.is_not_null())
        .limit(u64::try_from(most).unwrap_or(u64::MAX));
    Ok(db.all(query).await?.into_iter().filter_map(|row| row.phone).collect())
}

/// The customer with this number, made if there is none yet. A known customer keeps the name the salon has.
pub async fn keep(tx: &TenantTx, name: &str, phone: Option<&str>, now: Instant) -> Result<Model, DbErr> {
    if let Some(phone) = phone
        && let Some(known) = find_by_phone(tx, phone).await?
    {
        return bring_back(tx, known, now).await;
    }
    let row = Model { phone: phone.map(str::to_owned), ..blank(tx, name.to_owned(), now) };
    match (insert(tx, &row).await, phone) {
        (Ok(()), _) => Ok(row),
        // Somebody else has just written the same number; theirs counts.
        (Err(error), Some(phone)) if is_duplicate(&error) => find_by_phone(tx, phone).await?.ok_or(error),
        (Err(error), _) => Err(error),
    }
}

/// A customer of whom only the name is known.
pub(super) fn blank(db: &TenantDb, name: String, now: Instant) -> Model {
    Model {
        tenant_id: db.tenant_id(),
        id: CustomerId::generate(),
        name,
        phone: None,
        created_at: now,
        updated_at: now,
        email: None,
        notes: None,
        preferences: None,
        preferred_employee_id: None,
        marketing_consent: false,
        marketing_consent_at: None,
        is_blocked: false,
        merged_into_id: None,
        deleted_at: None,
        erased_at: None,
        is_vip: false,
    }
}

pub(super) async fn insert(tx: &TenantTx, row: &Model) -> Result<(), DbErr> {
    tx.insert::<Entity>(row.clone().into()).await
}

/// Writes the whole row anew.
pub(super) async fn save(tx: &TenantTx, row: &Model) -> Result<(), DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.not_set(Column::TenantId);
    change.not_set(Column::Id);
    tx.update::<Entity>(Column::Id.eq(row.id), change).await.map(drop)
}

pub(super) async fn clear_phone(tx: &TenantTx, id: CustomerId) -> Result<(), DbErr> {
    let change = ActiveModel { phone: Set(None), ..Default::default() };
    tx.update::<Entity>(Column::Id.eq(id), change).await.map(drop)
}

/// Somebody who was deleted and comes again is a customer again.
async fn bring_back(tx: &TenantTx, mut customer: Model, now: Instant) -> Result<Model, DbErr> {
    if customer.deleted_at.take().is_some() {
        let change = ActiveModel { deleted_at: Set(None), updated_at: Set(now), ..Default::default() };
        tx.update::<Entity>(Column::Id.eq(customer.id), change).await?;
    }
    Ok(customer)
}

/// Writes that `other` is `row` from now on, and `row` as it has become by that. Whoever was merged into the other
/// before is merged into this one: the way to them is never longer than one step.
pub async fn merge_into(tx: &TenantTx, row: &Model, other: &Model, now: Instant) -> Result<(), DbErr> {
    let merged = |deleted_at| ActiveModel {
        merged_into_id: Set(Some(row.id)),
        deleted_at: Set(Some(deleted_at)),
        updated_at: Set(now),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(other.id), merged(now)).await?;
    let earlier = ActiveModel { merged_into_id: Set(Some(row.id)), ..Default::default() };
    tx.update::<Entity>(Column::MergedIntoId.eq(other.id), earlier).await?;
    if row.phone.is_some() && row.phone == other.phone {
        clear_phone(tx, other.id).await?;
    }
    save(tx, row).await
}

/// A person with all rows that they have become one from.
#[derive(Debug, Clone)]
pub struct Person {
    /// The customer, first, and whoever was merged into them.
    pub rows: Vec<Model>,
}

impl Person {
    /// The ids of all the rows.
    pub fn ids(&self) -> Vec<CustomerId> {
        self.rows.iter().map(|row| row.id).collect()
    }

    /// The names under which they were known.
    pub fn names(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.name.clone()).collect()
    }

    /// Their e-mail addresses.
    pub fn emails(&self) -> Vec<String> {
        self.rows.iter().filter_map(|row| row.email.clone()).collect()
    }

    /// Their numbers, in E.164.
    pub fn phones(&self) -> Vec<String> {
        self.rows.iter().filter_map(|row| row.phone.clone()).collect()
    }
}

/// A customer with whoever was merged into them.
pub async fn person(db: &TenantDb, customer: Model) -> Result<Person, DbErr> {
    let merged = Entity::find().filter(Column::MergedIntoId.eq(customer.id)).order_by_asc(Column::Id);
    let mut rows = vec![customer];
    rows.extend(db.all(merged).await?);
    Ok(Person { rows })
}

/// Leaves of a person's rows only that they were there.
pub async fn anonymise(tx: &TenantTx, person: &Person, now: Instant) -> Result<(), DbErr> {
    let change = ActiveModel {
        name: Set(ERASED_NAME.to_owned()),
        phone: Set(None),
        email: Set(None),
        notes: Set(None),
        preferences: Set(None),
        preferred_employee_id: Set(None),
        marketing_consent: Set(false),
        marketing_consent_at: Set(None),
        deleted_at: Set(Some(now)),
        erased_at: Set(Some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.is_in(person.ids()), change).await.map(drop)
}

/// What is shown in place of the name of somebody who was erased.
const ERASED_NAME: &str = "Erased customer";
