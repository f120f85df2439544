//! What visits take of people and equipment: each five minutes of a person once (`booked_quanta`), each five minutes of
//! a unit of equipment once (`booked_units`). The promise that nobody is booked twice rests on the keys of these two
//! tables, so all that writes to them for one visit stands here; reading another book in writes many at once.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheduling::{During, QUANTUM_MINUTES, engaged_quanta, needed_quanta};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, NotSet, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::appointment::{self, Column, Entity};
use super::entity::{add_on, quantum, unit};
use super::store::timing_of;
use crate::database::is_duplicate;
use crate::ids::{AppointmentId, ResourceId};
use crate::modules::services::Timing;
use crate::tenancy::{TenantDb, TenantTx};

/// A unit of equipment in use by a visit.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct UnitUse {
    pub(super) resource_id: ResourceId,
    pub(super) appointment_id: AppointmentId,
    first: i64,
    last: i64,
    /// How many five minutes: fewer than from the first to the last where it is not needed in between.
    quanta: i64,
}

impl UnitUse {
    /// From when to when.
    pub(super) fn interval(&self) -> scheduling::Interval {
        let instant =
            |quantum: i64| Timestamp::from_second(quantum * QUANTUM_MINUTES * 60).unwrap_or(Timestamp::MAX);
        scheduling::Interval { start: instant(self.first), end: instant(self.last + 1) }
    }

    fn has_gaps(&self) -> bool {
        self.quanta <= self.last - self.first
    }
}

/// Equipment in use between two instants: each visit's use of each kind, and of one that it does not need all the time,
/// each stretch of it.
pub(super) async fn list_unit_uses(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<UnitUse>, DbErr> {
    let query = unit::Entity::find()
        .select_only()
        .column(unit::Column::ResourceId)
        .column(unit::Column::AppointmentId)
        .column_as(unit::Column::Quantum.min(), "first")
        .column_as(unit::Column::Quantum.max(), "last")
        .column_as(unit::Column::Quantum.count(), "quanta")
        .filter(unit::Column::Quantum.gte(from.as_second().div_euclid(QUANTUM_MINUTES * 60)))
        .filter(unit::Column::Quantum.lt(to.as_second().div_euclid(QUANTUM_MINUTES * 60)))
        .group_by(unit::Column::ResourceId)
        .group_by(unit::Column::AppointmentId);
    let mut uses: Vec<UnitUse> = db.rows(query).await?;
    let with_gaps: Vec<UnitUse> = uses.extract_if(.., |used| used.has_gaps()).collect();
    if with_gaps.is_empty() {
        return Ok(uses);
    }
    let query = unit::Entity::find()
        .filter(unit::Column::AppointmentId.is_in(with_gaps.iter().map(|used| used.appointment_id)))
        .order_by_asc(unit::Column::Quantum);
    let rows = db.all(query).await?;
    for used in with_gaps {
        let is_its = |row: &&unit::Model| {
            (row.resource_id, row.appointment_id) == (used.resource_id, used.appointment_id)
        };
        let quanta: Vec<i64> = rows.iter().filter(is_its).map(|row| row.quantum).collect();
        for run in quanta.chunk_by(|one, next| one + 1 == *next) {
            if let (Some(&first), Some(&last)) = (run.first(), run.last()) {
                uses.push(UnitUse { first, last, quanta: last - first + 1, ..used.clone() });
            }
        }
    }
    Ok(uses)
}

/// What a visit takes of people and equipment when it is written.
#[derive(Debug, Clone)]
pub(super) struct Taking<'a> {
    pub(super) timing: &'a Timing,
    /// A unit each of these.
    pub(super) equipment: Vec<Equipment>,
}

/// A kind of equipment of which a visit takes a unit.
#[derive(Debug, Clone)]
pub(super) struct Equipment {
    pub(super) resource: ResourceId,
    /// How many units there are.
    pub(super) units: u32,
    /// When it is needed.
    pub(super) during: Vec<During>,
}

/// Writes a visit and takes its time, if its state takes any. `false`: somebody else has taken some of it, and nothing was written.
pub(super) async fn insert(
    tx: &TenantTx,
    row: &appointment::Model,
    add_ons: &[add_on::Model],
    taking: &Taking<'_>,
) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    step.insert::<Entity>(row.clone().into()).await?;
    step.insert_all::<add_on::Entity>(add_ons.iter().cloned().map(Into::into)).await?;
    if !row.status.takes_time() {
        return step.commit().await.map(|()| true);
    }
    take_time(step, row, taking).await
}

/// Moves a visit and its time. `false`: somebody else has taken some of it, and nothing was changed.
pub(super) async fn move_to(
    tx: &TenantTx,
    row: &appointment::Model,
    taking: &Taking<'_>,
) -> Result<bool, DbErr> {
    let step = tx.begin().await?;
    give_time_back(&step, row.id).await?;
    let change = appointment::ActiveModel {
        employee_id: Set(row.employee_id),
        starts_at: Set(row.starts_at),
        ends_at: Set(row.ends_at),
        plan: Set(row.plan.clone()),
        working_minutes: Set(row.working_minutes),
        is_forced: Set(row.is_forced),
        version: Set(row.version),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    step.update::<Entity>(Column::Id.eq(row.id), change).await?;
    take_time(step, row, taking).await
}

/// Takes away what a visit had of people and equipment.
pub(super) async fn give_time_back(tx: &TenantTx, id: AppointmentId) -> Result<(), DbErr> {
    tx.delete::<quantum::Entity>(quantum::Column::AppointmentId.eq(id)).await?;
    tx.delete::<unit::Entity>(unit::Column::AppointmentId.eq(id)).await?;
    Ok(())
}

/// Takes each five minutes from start to end, in order; the second to take one is refused by the primary key.
async fn take_time(step: TenantTx, row: &appointment::Model, taking: &Taking<'_>) -> Result<bool, DbErr> {
    let mut numbers: Vec<i64> = engaged_quanta(row.starts_at.timestamp(), &taking.timing.plan()).collect();
    if row.is_forced {
        // Put over others on purpose: it takes what they leave.
        let taken: Vec<quantum::Model> = step
            .all(
                quantum::Entity::find()
                    .filter(quantum::Column::EmployeeId.eq(row.employee_id))
                    .filter(quantum::Column::Quantum.is_in(numbers.iter().copied())),
            )
            .await?;
        numbers.retain(|number| !taken.iter().any(|other| other.quantum == *number));
    }
    let quanta = numbers.into_iter().map(|number| quantum::ActiveModel {
        tenant_id: NotSet,
        employee_id: Set(row.employee_id),
        quantum: Set(number),
        appointment_id: Set(row.id),
    });
    match step.insert_all::<quantum::Entity>(quanta).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => return step.roll_back().await.map(|()| false),
        Err(error) => return Err(error),
    }
    for equipment in &taking.equipment {
        if !take_units(&step, row, taking.timing, equipment).await? {
            return step.roll_back().await.map(|()| false);
        }
    }
    step.commit().await.map(|()| true)
}

/// How often to look again for a free unit when others take them at the same moment.
const LOOKS_FOR_UNITS: usize = 5;

/// Takes a unit of equipment for each five minutes in which it is needed; units are interchangeable, so it need not be
/// the same one throughout. `false`: there is none left.
async fn take_units(
    step: &TenantTx,
    row: &appointment::Model,
    timing: &Timing,
    equipment: &Equipment,
) -> Result<bool, DbErr> {
    let (start, plan, resource) = (row.starts_at.timestamp(), timing.plan(), equipment.resource);
    let during = equipment.during.iter();
    let numbers: BTreeSet<i64> = during.flat_map(|during| needed_quanta(start, &plan, *during)).collect();
    let units = i32::try_from(equipment.units).unwrap_or(i32::MAX);
    for _ in 0..LOOKS_FOR_UNITS {
        let query = unit::Entity::find()
            .filter(unit::Column::ResourceId.eq(resource))
            .filter(unit::Column::Quantum.is_in(numbers.iter().copied()));
        let taken = step.all(query).await?;
        let free = |number: &i64| {
            let is_free = |unit: &i32| !taken.iter().any(|t| t.quantum == *number && t.unit == *unit);
            // One put over others on purpose may use more than there are.
            (1..=if row.is_forced { i32::MAX } else { units }).find(is_free)
        };
        let chosen: Option<Vec<i32>> = numbers.iter().map(free).collect();
        let Some(chosen) = chosen else {
            return Ok(false);
        };
        let rows = numbers.iter().zip(chosen).map(|(number, unit)| unit::ActiveModel {
            tenant_id: NotSet,
            resource_id: Set(resource),
            quantum: Set(*number),
            unit: Set(unit),
            appointment_id: Set(row.id),
        });
        match step.insert_all::<unit::Entity>(rows).await {
            Ok(()) => return Ok(true),
            Err(error) if is_duplicate(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Of a kind of equipment, the most units that are booked at one time from now on.
pub async fn most_units_in_use(db: &TenantDb, resource: ResourceId, now: Timestamp) -> Result<u32, DbErr> {
    let query = units_from(resource, now)
        .select_only()
        .column(unit::Column::Quantum)
        .column_as(unit::Column::Unit.count(), "units")
        .group_by(unit::Column::Quantum)
        .order_by_desc(unit::Column::Unit.count())
        .limit(1);
    let rows: Vec<InUse> = db.rows(query).await?;
    Ok(rows.first().map_or(0, |row| u32::try_from(row.units).unwrap_or(u32::MAX)))
}

#[derive(Debug, FromQueryResult)]
struct InUse {
    units: i64,
}

fn units_from(resource: ResourceId, now: Timestamp) -> sea_orm::Select<unit::Entity> {
    unit::Entity::find()
        .filter(unit::Column::ResourceId.eq(resource))
        .filter(unit::Column::Quantum.gte(now.as_second().div_euclid(QUANTUM_MINUTES * 60)))
}

/// Gives booked units the numbers from one to `units`, when there are fewer from now on. Where a number too high
/// stayed in use, the database would let in one visit too many beside it.
pub async fn renumber_units(
    tx: &TenantTx,
    resource: ResourceId,
    units: u32,
    now: Timestamp,
) -> Result<(), DbErr> {
    let units = i32::try_from(units).unwrap_or(i32::MAX);
    let too_high = units_from(resource, now).filter(unit::Column::Unit.gt(units));
    for row in tx.all(too_high).await? {
        let beside = unit::Entity::find()
            .filter(unit::Column::ResourceId.eq(resource))
            .filter(unit::Column::Quantum.eq(row.quantum));
        let beside = tx.all(beside).await?;
        let Some(free) = (1..=units).find(|number| beside.iter().all(|other| other.unit != *number)) else {
            continue;
        };
        let this = Condition::all()
            .add(unit::Column::ResourceId.eq(resource))
            .add(unit::Column::Quantum.eq(row.quantum))
            .add(unit::Column::Unit.eq(row.unit));
        let change = unit::ActiveModel { unit: Set(free), ..Default::default() };
        tx.update::<unit::Entity>(this, change).await?;
    }
    Ok(())
}

/// The five minutes between two instants that are taken.
pub(super) async fn list_quanta(
    db: &TenantDb,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<quantum::Model>, DbErr> {
    let number = |instant: Timestamp| instant.as_second().div_euclid(QUANTUM_MINUTES * 60);
    let query = quantum::Entity::find()
        .filter(quantum::Column::Quantum.gte(number(from)))
        .filter(quantum::Column::Quantum.lt(number(to)));
    db.all(query).await
}

/// Moves a visit without asking whether the salon's rules allow it: what the database's constraint holds against such
/// a writer is what the promise rests on, so tests write this way. `false`: the time is taken.
pub async fn move_unasked(tx: &TenantTx, row: &appointment::Model) -> Result<bool, DbErr> {
    let timing = timing_of(row)?;
    move_to(tx, row, &Taking { timing: &timing, equipment: Vec::new() }).await
}
