//! Queries on salons.

use jiff::civil::Date;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::entity::{kept_holiday, opening_hours, opening_override, tenant};
use super::rules::BookingRules;
use super::window::{DayOverride, WeeklyWindow, weeks_in_row};
use crate::http::envelope::{Page, PageOf};
use crate::ids::{OpeningHoursId, OpeningOverrideId, TenantId, TenantRef};
use crate::instant::Instant;
use crate::tenancy::{OfTenant, PlatformDb, PlatformTx, TenantDb, TenantScope, TenantTx};

/// The salon's own row.
pub(super) async fn get_record(db: &TenantDb) -> Result<tenant::Model, DbErr> {
    let row = db.one(tenant::Entity::find()).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the salon of this handle is gone".to_owned()))
}

/// The version of the catalogue as a part of a larger question: `columns` puts it among columns of other tables.
pub fn version_among(
    columns: impl FnOnce(Select<tenant::Entity>, tenant::Column) -> Select<tenant::Entity>,
) -> OfTenant {
    let query = tenant::Entity::find().select_only();
    OfTenant::new(columns(query, tenant::Column::CatalogueVersion))
}

/// Salons by their ids, for whoever has a place in them.
pub async fn list_records(db: &PlatformDb, ids: Vec<TenantId>) -> Result<Vec<tenant::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    db.all(tenant::Entity::find().filter(tenant::Column::Id.is_in(ids))).await
}

/// Every salon of the installation.
pub async fn list_all_records(db: &PlatformDb) -> Result<Vec<tenant::Model>, DbErr> {
    db.all(tenant::Entity::find().order_by_asc(tenant::Column::CreatedAt)).await
}

/// The salon that an operator means.
pub async fn find_record(db: &PlatformDb, id: TenantRef) -> Result<Option<tenant::Model>, DbErr> {
    db.one(tenant::Entity::find().filter(tenant::Column::Id.eq(id))).await
}

/// Salons of the installation, the newest first.
pub async fn page_records(
    db: &PlatformDb,
    search: Option<&str>,
    status: Option<tenant::TenantStatus>,
    page: Page,
) -> Result<PageOf<tenant::Model>, DbErr> {
    let mut query =
        tenant::Entity::find().order_by_desc(tenant::Column::CreatedAt).order_by_desc(tenant::Column::Id);
    if let Some(search) = search {
        query = query.filter(tenant::Column::Name.contains(search.trim()));
    }
    if let Some(status) = status {
        query = query.filter(tenant::Column::Status.eq(status));
    }
    db.page(query, page).await
}

/// Sets how the salon stands with us.
pub async fn set_status(
    tx: &TenantTx,
    status: tenant::TenantStatus,
    reason: &str,
    now: Instant,
) -> Result<(), DbErr> {
    let change = tenant::ActiveModel {
        status: Set(status),
        status_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    change_record(tx, change, now).await
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
    tx.add::<tenant::Entity>(Condition::all(), tenant::Column::CatalogueVersion, 1).await.map(drop)
}

/// When the salon is open, by day and start.
pub(super) async fn list_opening_hours(db: &TenantDb) -> Result<Vec<WeeklyWindow>, DbErr> {
    let query = opening_hours::Entity::find()
        .order_by_asc(opening_hours::Column::Weekday)
        .order_by_asc(opening_hours::Column::StartsMinute);
    let rows = db.all(query).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| WeeklyWindow::from_row(row.weekday, row.starts_minute, row.ends_minute, &row.weeks))
        .collect())
}

/// Single days with other opening hours, those before `since` left out.
pub(super) async fn list_overrides(
    db: &TenantDb,
    since: Date,
) -> Result<Vec<(OpeningOverrideId, DayOverride)>, DbErr> {
    let query = opening_override::Entity::find()
        .filter(opening_override::Column::Day.gte(since.to_string()))
        .order_by_asc(opening_override::Column::Day)
        .order_by_asc(opening_override::Column::StartsMinute);
    let rows = db.all(query).await?;
    let entry = |row: opening_override::Model| {
        let day = DayOverride::from_row(&row.day, row.starts_minute, row.ends_minute, row.note)?;
        Some((row.id, day))
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// Public holidays on which the salon is open all the same, by their keys.
pub(super) async fn list_kept_holidays(db: &TenantDb) -> Result<Vec<String>, DbErr> {
    let rows = db.all(kept_holiday::Entity::find()).await?;
    Ok(rows.into_iter().map(|row| row.holiday).collect())
}

/// Adds windows to the opening hours.
pub async fn add_opening_hours(tx: &TenantTx, windows: &[WeeklyWindow]) -> Result<(), DbErr> {
    let rows = windows.iter().map(|window| opening_hours::ActiveModel {
        tenant_id: sea_orm::NotSet,
        id: Set(OpeningHoursId::generate()),
        weekday: Set(window.weekday.into()),
        starts_minute: Set(window.starts_minute.into()),
        ends_minute: Set(window.ends_minute.into()),
        weeks: Set(weeks_in_row(window.weeks).to_owned()),
    });
    tx.insert_all::<opening_hours::Entity>(rows).await?;
    catalogue_changed(tx).await
}

/// Replaces the opening hours.
pub(super) async fn set_opening_hours(tx: &TenantTx, windows: &[WeeklyWindow]) -> Result<(), DbErr> {
    tx.delete::<opening_hours::Entity>(Condition::all()).await?;
    add_opening_hours(tx, windows).await
}

/// Replaces what a single day has of its own.
pub async fn set_override(tx: &TenantTx, day: Date, entries: &[DayOverride]) -> Result<(), DbErr> {
    tx.delete::<opening_override::Entity>(opening_override::Column::Day.eq(day.to_string())).await?;
    let rows = entries.iter().map(|entry| opening_override::ActiveModel {
        tenant_id: sea_orm::NotSet,
        id: Set(OpeningOverrideId::generate()),
        day: Set(day.to_string()),
        starts_minute: Set(entry.window.map(|(starts, _)| starts.into())),
        ends_minute: Set(entry.window.map(|(_, ends)| ends.into())),
        note: Set(entry.note.clone()),
    });
    tx.insert_all::<opening_override::Entity>(rows).await?;
    catalogue_changed(tx).await
}

/// Takes away what a single day has of its own; says how many entries that were.
pub(super) async fn remove_override(tx: &TenantTx, day: Date) -> Result<u64, DbErr> {
    let of_day = opening_override::Column::Day.eq(day.to_string());
    let removed = tx.delete::<opening_override::Entity>(of_day).await?;
    if removed > 0 {
        catalogue_changed(tx).await?;
    }
    Ok(removed)
}

/// Says on which public holidays the salon is closed.
pub(super) async fn set_holidays(
    tx: &TenantTx,
    observes_holidays: bool,
    kept: &[String],
    now: Instant,
) -> Result<(), DbErr> {
    tx.delete::<kept_holiday::Entity>(Condition::all()).await?;
    let rows = kept
        .iter()
        .map(|key| kept_holiday::ActiveModel { tenant_id: sea_orm::NotSet, holiday: Set(key.clone()) });
    tx.insert_all::<kept_holiday::Entity>(rows).await?;
    let change = tenant::ActiveModel { observes_holidays: Set(observes_holidays), ..Default::default() };
    change_record(tx, change, now).await
}

/// Replaces the rules for booking.
pub(super) async fn set_rules(tx: &TenantTx, rules: &BookingRules, now: Instant) -> Result<(), DbErr> {
    let number = |number: u32| Set(i32::try_from(number).unwrap_or(i32::MAX));
    let change = tenant::ActiveModel {
        slot_step_minutes: number(rules.slot_step_minutes),
        notice_minutes: number(rules.notice_minutes),
        horizon_days: number(rules.horizon_days),
        cancel_cutoff_minutes: number(rules.cancel_cutoff_minutes),
        hold_seconds: number(rules.hold_seconds),
        max_wait_minutes: number(rules.max_wait_minutes),
        waitlist_offer_minutes: number(rules.waitlist_offer_minutes),
        ..Default::default()
    };
    change_record(tx, change, now).await
}

/// Takes over rules and settings as another row has them: what a copy of a salon is made with.
pub async fn take_terms(tx: &TenantTx, from: &tenant::Model, now: Instant) -> Result<(), DbErr> {
    let change = tenant::ActiveModel {
        slot_step_minutes: Set(from.slot_step_minutes),
        notice_minutes: Set(from.notice_minutes),
        horizon_days: Set(from.horizon_days),
        cancel_cutoff_minutes: Set(from.cancel_cutoff_minutes),
        hold_seconds: Set(from.hold_seconds),
        max_wait_minutes: Set(from.max_wait_minutes),
        waitlist_offer_minutes: Set(from.waitlist_offer_minutes),
        settings: Set(from.settings.clone()),
        ..Default::default()
    };
    change_record(tx, change, now).await
}

/// The salon's own row, kept from changing.
pub async fn lock_record(tx: &TenantTx) -> Result<tenant::Model, DbErr> {
    let row = tx.lock(tenant::Entity::find()).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the salon of this handle is gone".to_owned()))
}

/// Changes the salon's own row.
pub(super) async fn change_record(
    tx: &TenantTx,
    mut change: tenant::ActiveModel,
    now: Instant,
) -> Result<(), DbErr> {
    change.updated_at = Set(now);
    tx.update::<tenant::Entity>(Condition::all(), change).await?;
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
    /// Whether it is closed on public holidays of its country, unless it says otherwise of one.
    pub observes_holidays: bool,
}

/// Founds a salon.
pub async fn found(
    tx: &PlatformTx,
    founding: Founding,
    trial_ends_at: Option<Instant>,
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
        observes_holidays: founding.observes_holidays,
        cancel_cutoff_minutes: 0,
        hold_seconds: 120,
        max_wait_minutes: 15,
        waitlist_offer_minutes: 30,
        trial_ends_at,
        status_reason: None,
        settings_version: 1,
        contact_email: None,
        website: None,
    };
    let founded = (record.id, TenantScope::from_founding(&record));
    tx.insert::<tenant::Entity>(record.into()).await?;
    Ok(founded)
}
