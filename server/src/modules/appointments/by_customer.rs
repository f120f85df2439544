//! What a customer does to their own visit by answering a message or on its page: all services of it at once.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, DbErr};

use super::booking;
use super::entity::appointment::{Column, Status};
use super::model::{Actor, Appointment, AppointmentError};
use super::routes::{CancelScope, Cancellation};
use super::{series, store};
use crate::ids::AppointmentId;
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::tenancy::{TenantDb, TenantTx};

/// How far apart services of one visit can lie.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// All services of a visit that still take place, in order of time; the visit itself is among them, however it stands.
pub async fn of_visit(db: &TenantDb, visit: &Appointment) -> Result<Vec<Appointment>, DbErr> {
    let mut all = vec![visit.clone()];
    if let Some(id) = visit.row.visit_id {
        let since = Instant::from(visit.starts_at() - A_DAY);
        for other in store::list_with(db, Column::VisitId.eq(id), since, visit.row.id).await? {
            all.extend(store::find(db, other).await?);
        }
    }
    all.sort_by_key(|one| (one.row.starts_at, one.row.id));
    Ok(all)
}

/// The customer says that they come. Said twice it is still so.
pub async fn confirm_visit(
    tx: &TenantTx,
    id: AppointmentId,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let visit = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
    if !matches!(visit.row.status, Status::Scheduled | Status::Confirmed) || visit.starts_at() <= now {
        return Err(AppointmentError::WrongStatus(visit.row.status));
    }
    for part in of_visit(tx, &visit).await? {
        let part = store::lock(tx, part.row.id).await?.ok_or(AppointmentError::UnknownAppointment)?;
        if part.row.status == Status::Scheduled {
            booking::change_status(tx, part, Status::Confirmed, None, &Actor::Customer, now).await?;
        }
    }
    store::find(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)
}

/// The customer does not come. The salon's cut-off holds.
pub async fn cancel_visit(
    tx: &TenantTx,
    salon: &Salon,
    id: AppointmentId,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let whole = Cancellation { reason: None, scope: CancelScope::Visit };
    series::cancel_all(tx, salon, id, &whole, &Actor::Customer, now).await
}
