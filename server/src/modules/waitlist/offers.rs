//! Offering a freed time, and what comes of it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use sea_orm::DbErr;

use super::entity::entry::{Model, Status};
use super::entity::{entry, offer};
use super::store;
use crate::app::App;
use crate::ids::{AddOnId, CustomerId, HoldId, WaitlistEntryId};
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::appointments::{
    self, Actor, Appointment, AppointmentError, ForWhom, FreeSlot, Holder, NewBooking, Source, Wanted,
};
use crate::modules::customers;
use crate::modules::notifications;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// Time from `starts_at` to `ends_at` can be had again: in the transaction that frees it, promises to offer it to
/// whoever waits. Where nobody does, nothing is written.
pub async fn time_is_free(
    tx: &TenantTx,
    (starts_at, ends_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<(), DbErr> {
    if ends_at <= now || !store::is_anybody_waiting(tx).await? {
        return Ok(());
    }
    enqueue(tx, &Job::OfferFreedTime { starts_at, ends_at }, now, now).await.map(drop)
}

/// Time is held until this moment: promises to offer it then, if it was neither booked nor let go by then.
pub async fn time_is_held(
    tx: &TenantTx,
    hold_id: HoldId,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbErr> {
    if !store::is_anybody_waiting(tx).await? {
        return Ok(());
    }
    enqueue(tx, &Job::OfferExpiredHold { hold_id }, expires_at, now).await.map(drop)
}

/// Offers the time of a hold that has expired.
pub async fn offer_expired_hold(app: &App, db: &TenantDb, id: HoldId) -> Result<(), JobError> {
    match appointments::held_stretch(db, id).await? {
        Some(stretch) => offer_freed_time(app, db, stretch).await,
        None => Ok(()),
    }
}

/// How many of the days that become free at once are offered.
const DAYS_AT_ONCE: i64 = 14;

/// Somebody works on these days after all: what that frees is promised like any freed time, day by day.
pub async fn days_are_free(
    tx: &TenantTx,
    salon: &Salon,
    (first, last): (Date, Date),
    now: Timestamp,
) -> Result<(), DbErr> {
    let first = first.max(salon.zone.to_datetime(now).date());
    for day in (0..DAYS_AT_ONCE).map(|days| first.saturating_add(days.days())).take_while(|day| *day <= last)
    {
        if let (Ok(from), Ok(to)) = (salon.beginning_of(day), salon.end_of(day)) {
            time_is_free(tx, (from, to), now).await?;
        }
    }
    Ok(())
}

/// Offers freed time to those who have waited longest and can use it, one after the other, as long as there is some
/// left. Done twice it does no harm: a time that is held is not free.
pub async fn offer_freed_time(
    app: &App,
    db: &TenantDb,
    (starts_at, ends_at): (Timestamp, Timestamp),
) -> Result<(), JobError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    let day = salon.zone.to_datetime(starts_at).date();
    for waiting in store::waiting_for(db, day).await? {
        let offered = in_transaction!(db, tx => {
            let Some(mut entry) = store::lock(tx, waiting.id).await? else {
                return Ok(());
            };
            if entry.status != Status::Waiting {
                return Ok(());
            }
            match freed_slot(tx, &salon, &entry, (starts_at, ends_at), now).await? {
                Some(slot) => offer_time(tx, &salon, &mut entry, &slot, now).await,
                None => Ok(()),
            }
        });
        match offered {
            // What somebody waits for may have left the catalogue; the others wait on.
            Ok(()) | Err(OfferError::Refused(_)) => {}
            Err(OfferError::Database(error)) => return Err(error.into()),
        }
    }
    app.work.notify_one();
    Ok(())
}

/// Why a time was not offered.
#[derive(Debug)]
enum OfferError {
    /// It is not free, or not to be had any more.
    Refused(AppointmentError),
    Database(DbErr),
}

impl From<DbErr> for OfferError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<AppointmentError> for OfferError {
    fn from(error: AppointmentError) -> Self {
        match error {
            AppointmentError::Database(error) => Self::Database(error),
            refused => Self::Refused(refused),
        }
    }
}

impl crate::tenancy::Retry for OfferError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_transient())
    }
}

/// The start in the freed time that this one can use and was not offered before, closest to its beginning.
async fn freed_slot(
    tx: &TenantTx,
    salon: &Salon,
    entry: &Model,
    (freed_from, freed_to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<Option<FreeSlot>, OfferError> {
    let wanted = wanted(entry);
    let day = salon.zone.to_datetime(freed_from).date();
    let before = store::offers_to(tx, entry.id).await?;
    let slots = appointments::free_slots(tx, salon, &wanted, (day, day), now).await?;
    let length = appointments::minutes_of(salon, &wanted)?;
    let meets_freed = |slot: &FreeSlot| {
        let end = slot.starts_at + SignedDuration::from_mins(i64::from(length));
        slot.starts_at < freed_to && freed_from < end
    };
    let mut fitting: Vec<_> =
        slots.into_iter().filter(meets_freed).filter(|slot| suits(salon, entry, slot.starts_at)).collect();
    fitting.sort_by_key(|slot| slot.starts_at.duration_since(freed_from).abs());
    Ok(fitting.into_iter().find_map(|mut slot| {
        let at = Instant::from(slot.starts_at);
        slot.employees.retain(|id| !before.iter().any(|old| old.employee_id == *id && old.starts_at == at));
        (!slot.employees.is_empty()).then_some(slot)
    }))
}

/// Whether a start is at a time of day that somebody can make.
fn suits(salon: &Salon, entry: &Model, starts_at: Timestamp) -> bool {
    let local = salon.zone.to_datetime(starts_at);
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    entry.starts_minute.is_none_or(|from| from <= minute) && entry.ends_minute.is_none_or(|to| minute <= to)
}

/// What somebody waits for.
pub(super) fn wanted(entry: &Model) -> Wanted {
    let add_ons: Vec<AddOnId> = serde_json::from_value(entry.add_on_ids.clone()).unwrap_or_default();
    Wanted::one(entry.service_id, add_ons, entry.employee_id.into()).by(Holder::Waitlist(entry.id))
}

/// Holds a time for somebody, asks them, and promises to ask the next one when they do not answer.
async fn offer_time(
    tx: &TenantTx,
    salon: &Salon,
    entry: &mut Model,
    slot: &FreeSlot,
    now: Timestamp,
) -> Result<(), OfferError> {
    let customer = customers::find(tx, entry.customer_id).await?.filter(|customer| !customer.is_blocked);
    let Some(phone) = customer.as_ref().and_then(|customer| customer.phone.as_deref()) else {
        return Ok(());
    };
    let minutes = i64::from(salon.tenant.waitlist_offer_minutes);
    // Not longer than the visit itself could still begin.
    let lasting = SignedDuration::from_mins(minutes).min(slot.starts_at.duration_since(now));
    let wanted = wanted(entry);
    let held = appointments::hold(tx, salon, &wanted, slot.starts_at, Some(lasting), now).await?;
    entry.status = Status::Offered;
    entry.is_offered_before = true;
    entry.offered_starts_at = Some(Instant::from(slot.starts_at));
    entry.offered_employee_id = Some(held.employee);
    entry.offer_expires_at = Some(Instant::from(held.expires_at));
    entry.updated_at = Instant::from(now);
    store::save(tx, entry).await?;
    store::insert_offer(
        tx,
        offer::Model {
            tenant_id: entry.tenant_id,
            entry_id: entry.id,
            employee_id: held.employee,
            starts_at: Instant::from(slot.starts_at),
            at: Instant::from(now),
        },
    )
    .await?;
    let offer = notifications::WaitlistOffer {
        service: salon.service(entry.service_id).map_or("your visit", |service| &service.name),
        employee: salon.employee(held.employee).map_or("us", |employee| &employee.name),
        starts_at: slot.starts_at.to_zoned(salon.zone.clone()),
        minutes: lasting.as_mins(),
    };
    notifications::announce_offer(tx, salon, phone, &offer, now).await?;
    let expire = Job::ExpireWaitlistOffer { entry_id: entry.id, starts_at: slot.starts_at };
    enqueue(tx, &expire, held.expires_at, now).await?;
    Ok(())
}

/// Offers a time that the salon's people have chosen.
pub(super) async fn offer_chosen(
    tx: &TenantTx,
    salon: &Salon,
    entry: &mut Model,
    slot: &FreeSlot,
    now: Timestamp,
) -> Result<(), AppointmentError> {
    let_go_of_other_time(tx, salon, entry, slot.starts_at, now).await?;
    offer_time(tx, salon, entry, slot, now).await.map_err(|error| match error {
        OfferError::Refused(error) => error,
        OfferError::Database(error) => error.into(),
    })
}

/// Nobody has answered in time: the time is offered to the next one, and this one waits on.
pub async fn expire_offer(
    app: &App,
    db: &TenantDb,
    id: WaitlistEntryId,
    starts_at: Timestamp,
) -> Result<(), JobError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    in_transaction!(db, tx => {
        let Some(mut entry) = store::lock(tx, id).await? else {
            return Ok(());
        };
        let is_this_one = entry.offered_starts_at == Some(Instant::from(starts_at));
        if entry.status == Status::Offered && is_this_one {
            wait_on(tx, &salon, &mut entry, now).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
}

/// Takes an offer back; its time is free for the next one.
pub(super) async fn wait_on(
    tx: &TenantTx,
    salon: &Salon,
    entry: &mut Model,
    now: Timestamp,
) -> Result<(), DbErr> {
    appointments::release_of(tx, Holder::Waitlist(entry.id)).await?;
    let freed = entry.offered_starts_at.take().map(Instant::timestamp);
    entry.status = Status::Waiting;
    entry.offered_employee_id = None;
    entry.offer_expires_at = None;
    entry.updated_at = Instant::from(now);
    store::save(tx, entry).await?;
    if let Some(starts_at) = freed {
        let minutes = appointments::minutes_of(salon, &wanted(entry)).unwrap_or(5);
        let ends_at = starts_at + SignedDuration::from_mins(i64::from(minutes));
        time_is_free(tx, (starts_at, ends_at), now).await?;
    }
    Ok(())
}

/// Somebody gets this time; another one that is offered to them goes to the next.
pub(super) async fn let_go_of_other_time(
    tx: &TenantTx,
    salon: &Salon,
    entry: &mut Model,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbErr> {
    let is_other = entry.offered_starts_at.is_some_and(|offered| offered.timestamp() != starts_at);
    if entry.status == Status::Offered && is_other {
        wait_on(tx, salon, entry, now).await?;
    }
    Ok(())
}

/// The offer that a customer may be answering.
pub async fn open_offer(
    db: &TenantDb,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<entry::Model>, DbErr> {
    Ok(store::open_offers(db, customer, Instant::from(now)).await?.into_iter().next())
}

/// What came of an answer to an offer.
#[derive(Debug)]
pub enum Answer {
    /// They have got it.
    Booked(Box<Appointment>),
    /// They do not want it; they wait on.
    Declined,
    /// It is gone.
    Gone,
}

/// Takes a yes or a no to an offer.
pub async fn answer_offer(
    tx: &TenantTx,
    salon: &Salon,
    id: WaitlistEntryId,
    is_yes: bool,
    now: Timestamp,
) -> Result<Answer, DbErr> {
    let Some(mut entry) = store::lock(tx, id).await? else {
        return Ok(Answer::Gone);
    };
    let (Status::Offered, Some(starts_at)) = (entry.status, entry.offered_starts_at) else {
        return Ok(Answer::Gone);
    };
    if !is_yes {
        wait_on(tx, salon, &mut entry, now).await?;
        return Ok(Answer::Declined);
    }
    // The answer is written down even if the time is gone; nothing of the attempt may stay.
    let step = tx.begin().await?;
    match book_offered(&step, salon, &mut entry, starts_at.timestamp(), Actor::Customer, now).await {
        Ok(appointment) => {
            step.commit().await?;
            Ok(Answer::Booked(Box::new(appointment)))
        }
        Err(AppointmentError::Database(error)) => Err(error),
        Err(_) => {
            step.roll_back().await?;
            Ok(Answer::Gone)
        }
    }
}

/// Books a time for somebody who waits.
pub(super) async fn book_offered(
    tx: &TenantTx,
    salon: &Salon,
    entry: &mut Model,
    starts_at: Timestamp,
    by: Actor,
    now: Timestamp,
) -> Result<Appointment, AppointmentError> {
    let mut wanted = wanted(entry);
    if let (Some(employee), [part]) = (entry.offered_employee_id, &mut wanted.parts[..]) {
        part.with = appointments::WithWhom::Only(employee);
    }
    let source = if by == Actor::Customer { Source::Phone } else { Source::Staff };
    let new = NewBooking::new(wanted, starts_at, ForWhom::Known(entry.customer_id), source, by);
    let booked = appointments::book(tx, salon, &new, now).await?;
    let appointment = booked.into_iter().next().ok_or(AppointmentError::UnknownAppointment)?;
    entry.status = Status::Booked;
    entry.appointment_id = Some(appointment.id());
    entry.offer_expires_at = None;
    entry.updated_at = Instant::from(now);
    store::save(tx, entry).await?;
    Ok(appointment)
}
