//! The conversations of one customer as a whole: given to another, handed out, and without what was said in them.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity::call::{ActiveModel, Column, Entity, Model, Status};
use super::entity::turn;
use super::routes::{CallBody, Turn, bodies};
use super::session::close;
use super::sound;
use crate::http::problem::Problem;
use crate::ids::{AppointmentId, CallId, CustomerId};
use crate::instant::Instant;
use crate::modules::customers::Person;
use crate::tenancy::{TenantDb, TenantTx};

/// Rows that one statement names by their ids.
const AT_ONCE: usize = 500;

/// Gives all conversations of one customer to another.
pub async fn give_to(tx: &TenantTx, from: CustomerId, to: CustomerId) -> Result<(), DbErr> {
    let change = ActiveModel { customer_id: Set(Some(to)), ..Default::default() };
    tx.update::<Entity>(Column::CustomerId.eq(from), change).await.map(drop)
}

/// A conversation with all that was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallRecord {
    #[serde(flatten)]
    call: CallBody,
    turns: Vec<Turn>,
}

/// All conversations that a person had or that came from their number, oldest first.
pub async fn records_of(db: &TenantDb, person: &Person) -> Result<Vec<CallRecord>, Problem> {
    let theirs = Condition::any()
        .add(Column::CustomerId.is_in(person.ids()))
        .add(Column::FromNumber.is_in(person.phones()));
    let query = Entity::find().filter(theirs).order_by_asc(Column::StartedAt).order_by_asc(Column::Id);
    let mut records = Vec::new();
    for calls in db.all(query).await?.chunks(AT_ONCE) {
        let ids: Vec<_> = calls.iter().map(|call| call.id).collect();
        let query = turn::Entity::find()
            .filter(turn::Column::CallId.is_in(ids.iter().copied()))
            .order_by_asc(turn::Column::CallId)
            .order_by_asc(turn::Column::Sequence);
        let mut turns: HashMap<CallId, Vec<Turn>> = HashMap::new();
        for turn in db.all(query).await? {
            turns.entry(turn.call_id).or_default().push(turn.into());
        }
        let shown = bodies(db, calls.to_vec()).await?.into_iter().zip(ids);
        records.extend(
            shown.map(|(call, id)| CallRecord { call, turns: turns.remove(&id).unwrap_or_default() }),
        );
    }
    Ok(records)
}

/// Takes out of all conversations what was said by this person or of them: numbers, transcripts, recordings, promises to call
/// back.
/// That there were conversations, when, and what came of them stays. One that is still going on ends with this.
///
/// Theirs are those that they had, those about their visits, those from their number or in which it was said; and of
/// those with somebody unknown, the ones in which their whole name was said.
pub async fn erase_person(
    tx: &TenantTx,
    person: &Person,
    visits: &[AppointmentId],
    now: Timestamp,
) -> Result<(), DbErr> {
    let numbers: Vec<String> = person.phones().iter().map(|phone| phone.replace('+', "")).collect();
    // A name of one word may be that of anybody, of a stylist too.
    let names: Vec<String> = person.names().into_iter().filter(|name| name.trim().contains(' ')).collect();
    let mut theirs = Condition::any()
        .add(Column::CustomerId.is_in(person.ids()))
        .add(Column::FromNumber.is_in(person.phones()))
        .add(Column::CallBackPhone.is_in(person.phones()));
    for ids in visits.chunks(AT_ONCE) {
        theirs = theirs.add(Column::AppointmentId.is_in(ids.iter().copied()));
    }
    for number in &numbers {
        theirs = theirs.add(mentions(tx, number));
    }
    for name in &names {
        theirs = theirs.add(Condition::all().add(Column::CustomerId.is_null()).add(mentions(tx, name)));
    }
    for call in tx.all(Entity::find().filter(theirs)).await? {
        blank(tx, call, person, now).await?;
    }
    Ok(())
}

/// Calls whose state or transcript has these words.
fn mentions(db: &TenantDb, words: &str) -> Condition {
    let pattern = format!("%{}%", words.replace(['%', '\\', '"'], "_"));
    let turns = turn::Entity::find()
        .select_only()
        .column(turn::Column::CallId)
        .filter(turn::Column::TenantId.eq(db.tenant_id()))
        .filter(
            Condition::any()
                .add(turn::Column::Heard.like(&pattern))
                .add(turn::Column::Said.like(&pattern))
                .add(turn::Column::Tools.like(&pattern)),
        )
        .into_query();
    Condition::any()
        .add(Column::Dialogue.like(&pattern))
        .add(Column::CallBackName.like(&pattern))
        .add(Column::Message.like(&pattern))
        .add(Column::VoicemailText.like(&pattern))
        .add(Column::Summary.like(&pattern))
        .add(Column::Id.in_subquery(turns))
}

async fn blank(tx: &TenantTx, mut call: Model, person: &Person, now: Timestamp) -> Result<(), DbErr> {
    if call.status == Status::InProgress {
        close(&mut call, Status::Completed, None, now);
    }
    sound::erase(tx, &call, now).await?;
    // Somebody else may have called about this person's visit: their own number is theirs.
    let is_own = call.customer_id.is_none_or(|id| person.ids().contains(&id))
        || call.from_number.as_ref().is_some_and(|number| person.phones().contains(number));
    let change = ActiveModel {
        from_number: Set(call.from_number.filter(|_| !is_own)),
        dialogue: Set(None),
        call_back_name: Set(None),
        call_back_phone: Set(None),
        recording_url: Set(None),
        voicemail_url: Set(None),
        voicemail_seconds: Set(None),
        voicemail_text: Set(None),
        message: Set(None),
        summary: Set(None),
        result: Set(None),
        status: Set(call.status),
        ended_at: Set(call.ended_at),
        duration_seconds: Set(call.duration_seconds),
        updated_at: Set(Instant::from(now)),
        ..Default::default()
    };
    tx.update::<Entity>(Column::Id.eq(call.id), change).await?;
    silence(tx, call.id).await
}

/// Takes out of a conversation all words on both sides, and what was made of them.
pub(super) async fn silence(tx: &TenantTx, call: CallId) -> Result<(), DbErr> {
    let silence = turn::ActiveModel {
        heard: Set(None),
        said: Set(None),
        understood: Set(None),
        tools: Set(serde_json::json!([])),
        unheard: Set(None),
        model: Set(None),
        proof: Set(None),
        ..Default::default()
    };
    tx.update::<turn::Entity>(turn::Column::CallId.eq(call), silence).await.map(drop)
}
