//! Visits for which the salon is not open any more, after it has changed its hours: they stay in the book, and
//! somebody has to talk to these people.

use jiff::Timestamp;
use scheduling::Interval;
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Stay};
use super::wire::{self, AppointmentBody};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantDb;

/// Most visits that one answer shows.
const MOST_SHOWN: usize = 50;

/// Visits to come at times when the salon is not open.
#[derive(Debug, Serialize, ToSchema)]
pub struct VisitsOutsideHours {
    /// How many there are.
    count: usize,
    /// The first 50 of them, by their start.
    visits: Vec<AppointmentBody>,
}

/// The visits to come that do not lie within the hours which the salon has now.
pub async fn outside_opening_hours(
    db: &TenantDb,
    salon: &Salon,
    now: Timestamp,
) -> Result<VisitsOutsideHours, DbErr> {
    let hours = salon.ready.hours();
    let is_outside = |stay: &Stay| {
        let interval = Interval { start: stay.starts_at.timestamp(), end: stay.ends_at.timestamp() };
        !scheduling::is_within(hours, &salon.zone, interval)
    };
    let stays = store::list_stays(db, now).await?;
    let outside: Vec<_> = stays.into_iter().filter(is_outside).map(|stay| stay.id).collect();
    let shown = store::find_many(db, outside.iter().take(MOST_SHOWN).copied()).await?;
    let visits = shown.into_iter().map(|visit| wire::body(salon, visit)).collect();
    Ok(VisitsOutsideHours { count: outside.len(), visits })
}
