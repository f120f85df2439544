//! Visits that come back every few weeks, and what is called off together.

use jiff::{Span, Timestamp};
use sea_orm::{ColumnTrait, DbErr};

use super::booking::{self, NewBooking};
use super::entity::appointment::Column;
use super::model::{Actor, Appointment, AppointmentError, Holder};
use super::routes::{CancelScope, Cancellation};
use super::store;
use crate::ids::{AppointmentId, SeriesId};
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::tenancy::{Retry, TenantTx};

/// The wish for a series.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Its first visit.
    pub first: NewBooking,
    /// Weeks from one visit to the next.
    pub every_weeks: u32,
    /// How many visits.
    pub count: u32,
    /// Whether dates that are not free are left out; else nothing is booked.
    pub skips_conflicts: bool,
}

/// A series as booked.
#[derive(Debug)]
pub struct Series {
    /// Its id, which is also in its visits.
    pub id: SeriesId,
    /// Its visits, in order of time.
    pub booked: Vec<Appointment>,
    /// Dates that are not free.
    pub skipped: Vec<Skipped>,
}

/// A date that is not free.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// When the visit would have been.
    pub starts_at: Timestamp,
    /// Why it cannot be.
    pub refusal: scheduling::Refusal,
}

/// Why a series was not booked.
#[derive(Debug)]
pub enum SeriesError {
    /// These dates are not free.
    Conflicts(Vec<Skipped>),
    /// What is wrong with every one of its visits.
    Appointment(AppointmentError),
}

impl From<AppointmentError> for SeriesError {
    fn from(error: AppointmentError) -> Self {
        Self::Appointment(error)
    }
}

impl From<DbErr> for SeriesError {
    fn from(error: DbErr) -> Self {
        Self::Appointment(error.into())
    }
}

impl Retry for SeriesError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Appointment(error) if error.is_transient())
    }
}

/// Books a series: the same time of day on the salon's clock, whatever the clock does in between. The first visit must
/// be free; further ahead than the salon takes bookings counts as not free.
pub async fn book_series(
    tx: &TenantTx,
    salon: &Salon,
    wish: &Wish,
    now: Timestamp,
) -> Result<Series, SeriesError> {
    let id = SeriesId::generate();
    store::insert_series(tx, id, wish.every_weeks, wish.count, now).await?;
    let first = wish.first.starts_at.to_zoned(salon.zone.clone());
    let (mut booked, mut skipped) = (Vec::new(), Vec::new());
    for nth in 0..wish.count {
        let weeks = Span::new().weeks(i64::from(nth * wish.every_weeks));
        let starts_at = first.saturating_add(weeks).timestamp();
        let mut new = NewBooking { starts_at, series: Some(id), ..wish.first.clone() };
        if nth > 0 {
            // A hold keeps the first visit's time, and goes with it.
            new.wanted.holder = Holder::Nobody;
        }
        let step = tx.begin().await?;
        match booking::book(&step, salon, &new, now).await {
            Ok(appointments) => {
                step.commit().await?;
                booked.extend(appointments);
            }
            Err(AppointmentError::NotFree(refusal)) => {
                step.roll_back().await?;
                skipped.push(Skipped { starts_at, refusal });
            }
            Err(error) => return Err(error.into()),
        }
    }
    if booked.is_empty() || (!skipped.is_empty() && !wish.skips_conflicts) {
        return Err(SeriesError::Conflicts(skipped));
    }
    Ok(Series { id, booked, skipped })
}

/// Calls a visit off, and what goes with it; says what became of the visit itself.
pub(crate) async fn cancel_all(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    cancellation: &Cancellation,
    by: &Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let reason = &cancellation.reason;
    let first = booking::cancel(tx, salon, id, reason.clone(), by, now).await?;
    for other in others(tx, &first, cancellation.scope).await? {
        booking::cancel(tx, salon, other, reason.clone(), by, now).await?;
    }
    Ok(first)
}

/// What else is called off with a visit.
async fn others(tx: &TenantTx, first: &Appointment, scope: CancelScope) -> Result<Vec<AppointmentId>, DbErr> {
    let row = &first.row;
    match (scope, row.visit_id, row.series_id) {
        (CancelScope::Visit, Some(visit), _) => {
            let day_before = row.starts_at.timestamp() - jiff::SignedDuration::from_hours(24);
            store::list_with(tx, Column::VisitId.eq(visit), Instant::from(day_before), row.id).await
        }
        (CancelScope::Following, _, Some(series)) => {
            store::list_with(tx, Column::SeriesId.eq(series), row.starts_at, row.id).await
        }
        _ => Ok(Vec::new()),
    }
}
