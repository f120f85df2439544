//! Keeping a time while somebody makes up their mind.
//!
//! A hold takes its five minutes in `held_quanta` as a visit does in `booked_quanta`, so two callers cannot hold the
//! same time; availability leaves it out for everybody but its holder. It ends by itself, and earlier when its holder
//! books, chooses another time or hangs up.

use jiff::{SignedDuration, Timestamp};
use scheduling::engaged_quanta;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, NotSet, QueryFilter};

use super::availability::{self, Wanted};
use super::booking::{Arrangement, arrangements};
use super::entity::{held_quantum, hold};
use super::model::{AppointmentError, Holder, Order};
use crate::database::is_duplicate;
use crate::ids::{EmployeeId, HoldId};
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::modules::waitlist;
use crate::tenancy::{TenantDb, TenantTx};

/// A time that is kept.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// Who would do the first service.
    pub employee: EmployeeId,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// Keeps a time for as long as the salon's settings say, or for so many minutes. What the same holder kept before is
/// let go.
pub async fn hold(
    tx: &TenantTx,
    salon: &Salon,
    wanted: &Wanted,
    starts_at: Timestamp,
    lasting: Option<SignedDuration>,
    now: Timestamp,
) -> Result<Hold, AppointmentError> {
    forget_expired(tx, now).await?;
    release_of(tx, wanted.holder).await?;
    let order = availability::order(salon, wanted)?;
    let asked = availability::judge_order(tx, salon, &order, wanted, starts_at.into(), now).await?;
    let slot = asked.map_err(AppointmentError::NotFree)?;
    let seconds = i64::from(salon.tenant.hold_seconds);
    let lasting = lasting.unwrap_or(SignedDuration::from_secs(seconds));
    let expires_at = now.saturating_add(lasting).unwrap_or(Timestamp::MAX);
    for arrangement in arrangements(&slot, [wanted.first_asked()]) {
        if let Some(hold) = keep(tx, &order, &arrangement, wanted.holder, expires_at, now).await? {
            // The waitlist ends its own offers.
            if !matches!(wanted.holder, Holder::Waitlist(_)) {
                waitlist::time_is_held(tx, hold.id, expires_at, now).await?;
            }
            return Ok(hold);
        }
    }
    Err(AppointmentError::NotFree(scheduling::Reason::Busy.into()))
}

/// Keeps the time of everybody in an arrangement; nothing of it, when somebody else has it already.
async fn keep(
    tx: &TenantTx,
    order: &Order<'_>,
    arrangement: &Arrangement,
    holder: Holder,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<Option<Hold>, AppointmentError> {
    let (call_id, waitlist_entry_id) = match holder {
        Holder::Call(id) => (Some(id), None),
        Holder::Waitlist(id) => (None, Some(id)),
        Holder::Nobody | Holder::Hold(_) => (None, None),
    };
    let step = tx.begin().await?;
    let group_id = HoldId::generate();
    for (part, (starts_at, employee)) in order.parts.iter().zip(arrangement.iter().copied()) {
        let terms = &part.by(employee).ok_or(AppointmentError::WrongEmployee)?.terms;
        let hold_id = HoldId::generate();
        let row = hold::ActiveModel {
            tenant_id: NotSet,
            id: Set(hold_id),
            group_id: Set(group_id),
            employee_id: Set(employee),
            starts_at: Set(Instant::from(starts_at)),
            ends_at: Set(terms.end(starts_at)),
            call_id: Set(call_id),
            waitlist_entry_id: Set(waitlist_entry_id),
            expires_at: Set(Instant::from(expires_at)),
            created_at: Set(Instant::from(now)),
        };
        step.insert::<hold::Entity>(row).await?;
        let quanta: Vec<_> = engaged_quanta(starts_at, &terms.timing.plan())
            .map(|quantum| held_quantum::ActiveModel {
                tenant_id: NotSet,
                employee_id: Set(employee),
                quantum: Set(quantum),
                hold_id: Set(hold_id),
            })
            .collect();
        match step.insert_all::<held_quantum::Entity>(quanta).await {
            Ok(()) => {}
            Err(error) if is_duplicate(&error) => {
                step.roll_back().await?;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    step.commit().await?;
    Ok(arrangement.first().map(|(_, employee)| Hold { id: group_id, employee: *employee, expires_at }))
}

/// How many times are held, those that nobody has cleared away included.
pub async fn count_holds(db: &TenantDb) -> Result<u64, DbErr> {
    db.count(hold::Entity::find()).await
}

/// Whether there is such a hold. One that has expired is one until it is cleared away: who comes a moment late may
/// still have the time, if nobody else wants it.
pub(super) async fn exists(db: &TenantDb, id: HoldId) -> Result<bool, DbErr> {
    let query = hold::Entity::find().filter(hold::Column::GroupId.eq(id));
    Ok(db.one(query).await?.is_some())
}

/// From when to when a hold keeps time, if it is still there.
pub async fn held_stretch(db: &TenantDb, id: HoldId) -> Result<Option<(Timestamp, Timestamp)>, DbErr> {
    let rows = db.all(hold::Entity::find().filter(hold::Column::GroupId.eq(id))).await?;
    let starts_at = rows.iter().map(|row| row.starts_at.timestamp()).min();
    let ends_at = rows.iter().map(|row| row.ends_at.timestamp()).max();
    Ok(starts_at.zip(ends_at))
}

/// Lets a hold go. `false`: there is none.
pub async fn release(tx: &TenantTx, id: HoldId) -> Result<bool, DbErr> {
    tx.delete::<hold::Entity>(hold::Column::GroupId.eq(id)).await.map(|count| count > 0)
}

/// Lets go of everything that is held for somebody.
pub async fn release_of(tx: &TenantTx, holder: Holder) -> Result<(), DbErr> {
    let theirs = match holder {
        Holder::Nobody => return Ok(()),
        Holder::Call(id) => hold::Column::CallId.eq(id),
        Holder::Hold(id) => hold::Column::GroupId.eq(id),
        Holder::Waitlist(id) => hold::Column::WaitlistEntryId.eq(id),
    };
    tx.delete::<hold::Entity>(theirs).await.map(drop)
}

/// What nobody holds any more must not stand in the way of the next.
async fn forget_expired(tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
    let over = Condition::all().add(hold::Column::ExpiresAt.lte(Instant::from(now)));
    tx.delete::<hold::Entity>(over).await.map(drop)
}
