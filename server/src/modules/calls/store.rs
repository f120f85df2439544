//! Queries on conversations.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, IntoActiveModel, NotSet, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::call::{Channel, Column, Entity, Model, Outcome, Reason, Status};
use super::entity::{leg, recording, recording_part, turn};
use super::follow_up;
use crate::http::envelope::{Page, PageOf};
use crate::ids::{CallId, CustomerId, RecordingId};
use crate::instant::Instant;
use crate::tenancy::{PlatformDb, TenantDb, TenantTx};
use crate::vault::Sealed;

/// A conversation.
pub async fn find(db: &TenantDb, id: CallId) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::Id.eq(id))).await
}

/// The conversation that the network knows by this id.
pub async fn find_by_provider_id(db: &TenantDb, id: &str) -> Result<Option<Model>, DbErr> {
    db.one(Entity::find().filter(Column::ProviderCallId.eq(id))).await
}

/// The latest conversation by text message with this number that is still going on.
pub(super) async fn find_open_text(
    db: &TenantDb,
    number: &str,
    since: Instant,
) -> Result<Option<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::Channel.eq(Channel::Sms))
        .filter(Column::FromNumber.eq(number))
        .filter(Column::Status.eq(Status::InProgress))
        .filter(Column::UpdatedAt.gte(since))
        .order_by_desc(Column::StartedAt);
    db.one(query).await
}

/// When the last telephone call began that came in on this number of the salon's.
pub async fn last_call_to(db: &TenantDb, number: &str) -> Result<Option<Timestamp>, DbErr> {
    let query = Entity::find()
        .filter(Column::Channel.eq(Channel::Phone))
        .filter(Column::ToNumber.eq(number))
        .order_by_desc(Column::StartedAt);
    Ok(db.one(query).await?.map(|call| call.started_at.timestamp()))
}

/// When something was last said in a conversation by text message with this number that is still going on.
pub async fn last_text_at(db: &TenantDb, number: &str, since: Timestamp) -> Result<Option<Timestamp>, DbErr> {
    let call = find_open_text(db, number, Instant::from(since)).await?;
    Ok(call.map(|call| call.updated_at.timestamp()))
}

pub(super) async fn lock(tx: &TenantTx, id: CallId) -> Result<Option<Model>, DbErr> {
    tx.lock(Entity::find().filter(Column::Id.eq(id))).await
}

pub(super) async fn insert(tx: &TenantTx, call: &Model) -> Result<(), DbErr> {
    tx.insert::<Entity>(call.clone().into()).await
}

/// Writes the whole row anew.
pub(super) async fn save(tx: &TenantTx, call: &Model) -> Result<(), DbErr> {
    let mut change = call.clone().into_active_model().reset_all();
    change.not_set(Column::TenantId);
    change.not_set(Column::Id);
    tx.update::<Entity>(Column::Id.eq(call.id), change).await.map(drop)
}

pub(super) async fn insert_turn(tx: &TenantTx, turn: &turn::Model) -> Result<(), DbErr> {
    tx.insert::<turn::Entity>(turn.clone().into()).await
}

/// Writes what of a turn was not heard.
pub(super) async fn save_unheard(tx: &TenantTx, turn: &turn::Model) -> Result<(), DbErr> {
    let change = turn::ActiveModel { unheard: Set(turn.unheard.clone()), ..Default::default() };
    let place = turn::Column::CallId.eq(turn.call_id).and(turn::Column::Sequence.eq(turn.sequence));
    tx.update::<turn::Entity>(place, change).await.map(drop)
}

/// What language models have cost in conversations that began since then, in millionths of a dollar.
pub(super) async fn models_cost_since(db: &TenantDb, since: Timestamp) -> Result<i64, DbErr> {
    let query = Entity::find()
        .select_only()
        .column_as(Expr::expr(Column::ModelCostMicros.sum()).cast_as(db.integer()), "micros")
        .filter(Column::StartedAt.gte(Instant::from(since)));
    let sums: Vec<CostSum> = db.rows(query).await?;
    Ok(sums.first().and_then(|sum| sum.micros).unwrap_or(0))
}

#[derive(Debug, FromQueryResult)]
struct CostSum {
    micros: Option<i64>,
}

/// How many telephone calls are going on that began since then.
pub(super) async fn count_open_calls(db: &TenantDb, since: Timestamp) -> Result<u64, DbErr> {
    let query = Entity::find()
        .filter(Column::Channel.eq(Channel::Phone))
        .filter(Column::Status.eq(Status::InProgress))
        .filter(Column::StartedAt.gte(Instant::from(since)));
    db.count(query).await
}

pub(super) async fn find_turn(
    db: &TenantDb,
    call: CallId,
    sequence: i32,
) -> Result<Option<turn::Model>, DbErr> {
    let query = turn::Entity::find()
        .filter(turn::Column::CallId.eq(call))
        .filter(turn::Column::Sequence.eq(sequence));
    db.one(query).await
}

pub(super) async fn find_turn_by_event(db: &TenantDb, event: &str) -> Result<Option<turn::Model>, DbErr> {
    db.one(turn::Entity::find().filter(turn::Column::EventId.eq(event))).await
}

pub(super) async fn list_turns(db: &TenantDb, call: CallId) -> Result<Vec<turn::Model>, DbErr> {
    let query =
        turn::Entity::find().filter(turn::Column::CallId.eq(call)).order_by_asc(turn::Column::Sequence);
    db.all(query).await
}

/// Which conversations a list shows.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) from: Option<Timestamp>,
    pub(super) to: Option<Timestamp>,
    pub(super) reason: Option<Reason>,
    pub(super) outcome: Option<Outcome>,
    pub(super) customer: Option<CustomerId>,
    /// Only those that somebody has to see to, or has seen to.
    pub(super) follow_up: Option<Condition>,
    /// Part of the number, or customers as a part of a query.
    pub(super) search: Option<(String, SelectStatement)>,
}

pub(super) async fn page(db: &TenantDb, selection: Selection, page: Page) -> Result<PageOf<Model>, DbErr> {
    let mut query = Entity::find().order_by_desc(Column::StartedAt).order_by_desc(Column::Id);
    if let Some(from) = selection.from {
        query = query.filter(Column::StartedAt.gte(Instant::from(from)));
    }
    if let Some(to) = selection.to {
        query = query.filter(Column::StartedAt.lt(Instant::from(to)));
    }
    if let Some(reason) = selection.reason {
        query = query.filter(Column::Reason.eq(reason));
    }
    if let Some(outcome) = selection.outcome {
        query = query.filter(Column::Outcome.eq(outcome));
    }
    if let Some(customer) = selection.customer {
        query = query.filter(Column::CustomerId.eq(customer));
    }
    if let Some(follow_up) = selection.follow_up {
        query = query.filter(follow_up);
    }
    if let Some((text, customers)) = selection.search {
        let mut any = Condition::any().add(Column::CustomerId.in_subquery(customers));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 3 {
            any = any.add(Column::FromNumber.like(format!("%{digits}%")));
        }
        query = query.filter(any);
    }
    db.page(query, page).await
}

/// How many conversations somebody still has to see to.
pub async fn count_open_follow_ups(db: &TenantDb) -> Result<u64, DbErr> {
    db.count(Entity::find().filter(follow_up::open())).await
}

/// The latest conversations.
pub async fn latest(db: &TenantDb, count: u64) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find().order_by_desc(Column::StartedAt).order_by_desc(Column::Id).limit(count);
    db.all(query).await
}

/// A day's conversations in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallFigures {
    /// All.
    pub total: u64,
    /// In which a visit was booked.
    pub booked: u64,
    /// In which a visit was moved or called off.
    pub changed: u64,
    /// In which a question was answered.
    pub answered: u64,
    /// That went to a person.
    pub transferred: u64,
    /// Of which nothing came.
    pub unresolved: u64,
}

#[derive(Debug, FromQueryResult)]
struct OutcomeCount {
    outcome: Outcome,
    calls: i64,
}

/// Figures of the conversations that began between two instants.
pub async fn figures_of_day(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<CallFigures, DbErr> {
    let query = Entity::find()
        .select_only()
        .column(Column::Outcome)
        .column_as(Column::Id.count(), "calls")
        .filter(Column::StartedAt.gte(Instant::from(from)))
        .filter(Column::StartedAt.lt(Instant::from(to)))
        .group_by(Column::Outcome);
    let counts: Vec<OutcomeCount> = db.rows(query).await?;
    let mut figures = CallFigures::default();
    for count in counts {
        let calls = u64::try_from(count.calls).unwrap_or(0);
        figures.total += calls;
        match count.outcome {
            Outcome::Booked => figures.booked += calls,
            Outcome::Moved | Outcome::Cancelled => figures.changed += calls,
            Outcome::Answered => figures.answered += calls,
            Outcome::Transferred => figures.transferred += calls,
            Outcome::Unresolved => figures.unresolved += calls,
        }
    }
    Ok(figures)
}

/// What was used of the telephone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallUsage {
    /// Calls that came in by telephone.
    pub calls: u64,
    /// How long they lasted together.
    pub seconds: u64,
}

#[derive(Debug, FromQueryResult)]
struct CallSum {
    calls: i64,
    seconds: Option<i64>,
}

/// What was used of the telephone in calls that began between two instants.
pub async fn usage_between(db: &TenantDb, from: Timestamp, to: Timestamp) -> Result<CallUsage, DbErr> {
    let query = Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "calls")
        .column_as(Expr::expr(Column::DurationSeconds.sum()).cast_as(db.integer()), "seconds")
        .filter(Column::Channel.eq(Channel::Phone))
        .filter(Column::StartedAt.gte(Instant::from(from)))
        .filter(Column::StartedAt.lt(Instant::from(to)));
    let sums: Vec<CallSum> = db.rows(query).await?;
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(sums
        .first()
        .map(|sum| CallUsage { calls: whole(sum.calls), seconds: whole(sum.seconds.unwrap_or(0)) })
        .unwrap_or_default())
}

/// Writes a conversation of the past into the log of a demonstration salon.
pub async fn put_past_call(tx: &TenantTx, call: &Model, turns: &[turn::Model]) -> Result<(), DbErr> {
    insert(tx, call).await?;
    tx.insert_all::<turn::Entity>(turns.iter().cloned().map(Into::into)).await
}

pub(super) async fn insert_recording(tx: &TenantTx, row: &recording::Model) -> Result<(), DbErr> {
    tx.insert::<recording::Entity>(row.clone().into()).await
}

/// Writes the whole row anew.
pub(super) async fn save_recording(tx: &TenantTx, row: &recording::Model) -> Result<(), DbErr> {
    let mut change = row.clone().into_active_model().reset_all();
    change.not_set(recording::Column::TenantId);
    change.not_set(recording::Column::Id);
    tx.update::<recording::Entity>(recording::Column::Id.eq(row.id), change).await.map(drop)
}

pub(super) async fn find_recording(
    db: &TenantDb,
    id: RecordingId,
) -> Result<Option<recording::Model>, DbErr> {
    db.one(recording::Entity::find().filter(recording::Column::Id.eq(id))).await
}

pub(super) async fn lock_recording(
    tx: &TenantTx,
    id: RecordingId,
) -> Result<Option<recording::Model>, DbErr> {
    tx.lock(recording::Entity::find().filter(recording::Column::Id.eq(id))).await
}

/// The recording that the network knows by this id.
pub(super) async fn lock_recording_by_provider_id(
    tx: &TenantTx,
    id: &str,
) -> Result<Option<recording::Model>, DbErr> {
    tx.lock(recording::Entity::find().filter(recording::Column::ProviderId.eq(id))).await
}

/// All that was recorded in a conversation, the latest first.
pub(super) async fn list_recordings(db: &TenantDb, call: CallId) -> Result<Vec<recording::Model>, DbErr> {
    let query = recording::Entity::find()
        .filter(recording::Column::CallId.eq(call))
        .order_by_desc(recording::Column::CreatedAt)
        .order_by_desc(recording::Column::Id);
    db.all(query).await
}

/// Recordings from before then whose sound is still kept, or still comes; so many at most.
pub(super) async fn list_old_recordings(
    db: &TenantDb,
    before: Timestamp,
    most: u64,
) -> Result<Vec<recording::Model>, DbErr> {
    let query = recording::Entity::find()
        .filter(recording::Column::State.ne(recording::State::Expired))
        .filter(recording::Column::CreatedAt.lt(Instant::from(before)))
        .order_by_asc(recording::Column::CreatedAt)
        .limit(most);
    db.all(query).await
}

/// Conversations from before then that are over and whose words are still kept; so many at most.
pub(super) async fn list_old_transcripts(
    db: &TenantDb,
    before: Timestamp,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    let query = Entity::find()
        .filter(Column::StartedAt.lt(Instant::from(before)))
        .filter(Column::TranscriptErasedAt.is_null())
        .filter(Column::Status.ne(Status::InProgress))
        .order_by_asc(Column::StartedAt)
        .limit(most);
    db.all(query).await
}

/// Takes the recordings of a conversation away, with their sound.
pub(super) async fn delete_recordings(tx: &TenantTx, call: CallId) -> Result<(), DbErr> {
    tx.delete::<recording::Entity>(recording::Column::CallId.eq(call)).await.map(drop)
}

/// Keeps the sound of a recording.
pub(super) async fn insert_sound(tx: &TenantTx, id: RecordingId, parts: &[Sealed]) -> Result<(), DbErr> {
    // One statement a piece: all in one would be as long as the sound.
    for (part, sealed) in (0..).zip(parts) {
        let row = recording_part::ActiveModel {
            tenant_id: NotSet,
            recording_id: Set(id),
            part: Set(part),
            key_name: Set(sealed.key.clone()),
            sealed: Set(sealed.bytes.clone()),
        };
        tx.insert::<recording_part::Entity>(row).await?;
    }
    Ok(())
}

/// Takes the sound of a recording away.
pub(super) async fn delete_sound(tx: &TenantTx, id: RecordingId) -> Result<(), DbErr> {
    tx.delete::<recording_part::Entity>(recording_part::Column::RecordingId.eq(id)).await.map(drop)
}

/// A piece of a recording's sound.
pub(super) async fn find_sound(db: &TenantDb, id: RecordingId, part: i32) -> Result<Option<Sealed>, DbErr> {
    let query = recording_part::Entity::find()
        .filter(recording_part::Column::RecordingId.eq(id))
        .filter(recording_part::Column::Part.eq(part));
    let row = db.one(query).await?;
    Ok(row.map(|row| Sealed { key: row.key_name, bytes: row.sealed }))
}

/// A piece of any salon's sound that another key than this has sealed.
pub(super) async fn find_sound_of_other_key(
    db: &PlatformDb,
    key: &str,
) -> Result<Option<recording_part::Model>, DbErr> {
    db.one(recording_part::Entity::find().filter(recording_part::Column::KeyName.ne(key))).await
}

/// Keeps a piece of sound as it is sealed now, if it still is what was read.
pub(super) async fn replace_sound(
    db: &PlatformDb,
    read: &recording_part::Model,
    sealed: Sealed,
) -> Result<u64, DbErr> {
    let change = recording_part::ActiveModel {
        key_name: Set(sealed.key),
        sealed: Set(sealed.bytes),
        ..Default::default()
    };
    let this = Condition::all()
        .add(recording_part::Column::TenantId.eq(read.tenant_id))
        .add(recording_part::Column::RecordingId.eq(read.recording_id))
        .add(recording_part::Column::Part.eq(read.part))
        .add(recording_part::Column::KeyName.eq(&read.key_name));
    let tx = db.begin().await?;
    let count = tx.update::<recording_part::Entity>(this, change).await?;
    tx.commit().await?;
    Ok(count)
}

pub(super) async fn insert_leg(tx: &TenantTx, leg: leg::Model) -> Result<(), DbErr> {
    tx.insert::<leg::Entity>(leg.into()).await
}

/// Writes how a leg went.
pub(super) async fn save_leg(tx: &TenantTx, leg: &leg::Model) -> Result<(), DbErr> {
    let change = leg::ActiveModel {
        state: Set(leg.state),
        ended_at: Set(leg.ended_at),
        talked_seconds: Set(leg.talked_seconds),
        provider_call_id: Set(leg.provider_call_id.clone()),
        cost_micros: Set(leg.cost_micros),
        ..Default::default()
    };
    let this = leg::Column::CallId.eq(leg.call_id).and(leg::Column::Sequence.eq(leg.sequence));
    tx.update::<leg::Entity>(this, change).await.map(drop)
}

/// Whom a caller was put through to, in order.
pub(super) async fn list_legs(db: &TenantDb, call: CallId) -> Result<Vec<leg::Model>, DbErr> {
    let query = leg::Entity::find().filter(leg::Column::CallId.eq(call)).order_by_asc(leg::Column::Sequence);
    db.all(query).await
}
