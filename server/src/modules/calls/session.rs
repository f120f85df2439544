//! A conversation from its first ring to its end.
//!
//! A turn is one transaction: what was heard, what was done (a booking, say) and what was answered are written
//! together or not at all. Each turn has a number; a request that comes twice finds its turn written and gets the
//! same answer again. A language model may take seconds, so it has had its part before the transaction begins.

mod dialogue_turn;
mod hearing;
mod model;
mod speech;
mod texts;

use std::borrow::Cow;
use std::sync::Arc;

use conversation::{Caller, Dialogue};
use jiff::Timestamp;
use providers::phone::PhoneNumber;
use sea_orm::DbErr;
use serde::Serialize;
use understanding::Expecting;

pub(super) use model::is_within_budget;
pub use model::{Used, use_tools};
pub use speech::{Exchange, correct, has_done, may_speak, past, settle, situation, talk, work};
pub use texts::write_in;

use self::dialogue_turn::{speak, take_over};
use self::hearing::understand;
use self::model::models_part;
use super::entity::call::{self, Channel, Model, Outcome, Reason, Status};
use super::entity::turn::{self, Then};
use super::{aftermath, legs, limits, recording, store};
use crate::app::App;
use crate::database::is_duplicate;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::modules::ai_assistant::Aloud;
use crate::modules::appointments::Holder;
use crate::modules::notifications;
use crate::modules::tenants::{self, AfterHours, Salon};
use crate::modules::webhooks;
use crate::modules::{appointments, customers};
use crate::tenancy::{Retry, TenantDb, TenantTx, in_transaction};

/// Turns that one conversation may have; long before, the dialogue ends what leads nowhere.
const MAX_TURNS: i32 = 200;

/// A conversation that begins.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Through what.
    pub channel: Channel,
    /// The network's id, by which a repeated event is known.
    pub provider_call_id: Option<String>,
    /// Who calls, unless withheld.
    pub from: Option<PhoneNumber>,
    /// The number they dialled.
    pub to: Option<PhoneNumber>,
}

/// What came from the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Words.
    Words(String),
    /// Keys.
    Keys(String),
    /// Nothing within the time.
    Silence,
    /// The person they were to be connected to did not answer.
    NobodyAnswered,
}

/// Where a conversation stands after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = ConversationState)]
pub enum State {
    /// The caller's turn.
    Listening,
    /// Over.
    Ended,
    /// With a person.
    Transferred,
    /// The caller leaves a message.
    TakingMessage,
}

/// A turn that has been spoken.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// The salon in whose name it was said.
    pub salon: Arc<Salon>,
    /// The conversation's row as it now stands.
    pub call: Model,
    /// The turn.
    pub turn: turn::Model,
}

impl State {
    /// Where a conversation stands after this turn.
    pub fn of(turn: &turn::Model) -> Self {
        match turn.then {
            Then::Listen => Self::Listening,
            Then::HangUp => Self::Ended,
            Then::Transfer => Self::Transferred,
            Then::TakeMessage => Self::TakingMessage,
        }
    }
}

impl Spoken {
    /// Where the conversation stands.
    pub fn state(&self) -> State {
        State::of(&self.turn)
    }

    /// What the caller has just been asked for.
    pub fn expecting(&self) -> Vec<Expecting> {
        dialogue_of(&self.call).map(|dialogue| dialogue.expecting().to_vec()).unwrap_or_default()
    }

    /// The words.
    pub fn words(&self) -> &str {
        self.turn.said.as_deref().unwrap_or_default()
    }
}

/// Why a turn could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// There is no such conversation.
    #[error("there is no such call")]
    UnknownCall,
    /// It is over.
    #[error("this call is over")]
    Over,
    /// The caller spoke again before anything was said: this turn is none.
    #[error("the caller spoke again")]
    Interrupted,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

impl Retry for SessionError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_transient())
    }
}

/// Answers the telephone: opens the conversation with its greeting. The same event again gets the same greeting.
pub async fn open(app: &App, db: &TenantDb, opening: Opening) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let spoken = |(call, turn)| Spoken { salon: Arc::clone(&salon), call, turn };
    if let Some(before) = opened_before(db, &opening).await? {
        return Ok(spoken(before));
    }
    let now = app.clock.now();
    let opened = in_transaction!(db, tx => {
        let (call, turn) = begin(tx, &salon, &opening, now).await?;
        store::insert(tx, &call).await?;
        store::insert_turn(tx, &turn).await?;
        legs::begin(tx, &salon, &call, &turn).await?;
        Ok::<_, SessionError>((call, turn))
    });
    match opened {
        // The same event was just answered next door.
        Err(SessionError::Database(error)) if is_duplicate(&error) => {
            let before = opened_before(db, &opening).await?;
            before.map(spoken).ok_or(SessionError::Database(error))
        }
        opened => opened.map(spoken),
    }
}

/// A conversation and one of its turns.
type CallAndTurn = (Model, turn::Model);

async fn opened_before(db: &TenantDb, opening: &Opening) -> Result<Option<CallAndTurn>, DbErr> {
    let Some(id) = &opening.provider_call_id else {
        return Ok(None);
    };
    let Some(call) = store::find_by_provider_id(db, id).await? else {
        return Ok(None);
    };
    let turn = store::find_turn(db, call.id, 0).await?;
    Ok(turn.map(|turn| (call, turn)))
}

/// The salon's facts as they are at this moment: nobody is put through while it is closed, where the salon wants it so.
fn facts_now(salon: &Salon, now: Timestamp) -> Cow<'_, conversation::Salon> {
    let is_there = salon.settings.ai_assistant.transfer.outside_hours || salon.is_open_at(now);
    if is_there || !salon.facts.can_transfer {
        return Cow::Borrowed(&salon.facts);
    }
    Cow::Owned(conversation::Salon { can_transfer: false, ..salon.facts.clone() })
}

/// A new row and its greeting, not yet written.
async fn begin(
    db: &TenantDb,
    salon: &Salon,
    opening: &Opening,
    now: Timestamp,
) -> Result<CallAndTurn, DbErr> {
    let from = opening.from.as_ref().map(PhoneNumber::as_str);
    let customer = match from {
        Some(number) => customers::find_by_phone(db, number).await?,
        None => None,
    };
    let caller = Caller {
        phone: from.map(str::to_owned),
        name: customer.as_ref().map(|customer| customer.name.clone()),
        channel: match opening.channel {
            Channel::Phone => conversation::Channel::Phone,
            Channel::Browser => conversation::Channel::Browser,
            Channel::Sms => conversation::Channel::Sms,
        },
        is_vip: customer.as_ref().is_some_and(|customer| customer.is_vip),
    };
    let takes_messages = opening.channel == Channel::Phone
        && salon.settings.ai_assistant.after_hours == AfterHours::Message
        && !salon.is_open_at(now);
    let (dialogue, reply) = if takes_messages {
        Dialogue::open_for_message(&salon.facts, &caller)
    } else {
        Dialogue::open(&facts_now(salon, now), &caller)
    };
    let (said, then) = match limits::instead_of_opening(db, salon, opening.channel, now).await? {
        Some(instead) => instead,
        None => match recording::notice(salon, opening.channel) {
            Some(notice) => (format!("{notice} {}", reply.text), reply.then.into()),
            None => (reply.text, reply.then.into()),
        },
    };
    let mut call = Model {
        tenant_id: db.tenant_id(),
        id: CallId::generate(),
        channel: opening.channel,
        provider_call_id: opening.provider_call_id.clone(),
        from_number: from.map(str::to_owned),
        to_number: opening.to.as_ref().map(|number| number.as_str().to_owned()),
        customer_id: customer.map(|customer| customer.id),
        status: Status::InProgress,
        reason: Reason::Unknown,
        outcome: Outcome::Unresolved,
        appointment_id: None,
        turn_count: 0,
        dialogue: None,
        call_back_name: None,
        call_back_phone: None,
        message: None,
        summary: None,
        result: None,
        followed_up_at: None,
        followed_up_by: None,
        model_input_tokens: 0,
        model_output_tokens: 0,
        model_cost_micros: 0,
        recording_agreed_at: None,
        recording_refused_at: None,
        recording_url: None,
        voicemail_url: None,
        voicemail_seconds: None,
        voicemail_text: None,
        transcript_erased_at: None,
        telephony_cost_micros: None,
        is_cost_told: false,
        sockets: 0,
        started_at: Instant::from(now),
        ended_at: None,
        duration_seconds: None,
        updated_at: Instant::from(now),
    };
    let turn = turn::Model {
        tenant_id: call.tenant_id,
        call_id: call.id,
        sequence: 0,
        at: Instant::from(now),
        heard: None,
        said: Some(said),
        then,
        understood: None,
        tools: serde_json::json!([]),
        understanding_micros: None,
        event_id: None,
        unheard: None,
        model: None,
        proof: None,
    };
    take_over(&mut call, &dialogue, &turn, now)?;
    Ok((call, turn))
}

/// Answers what the caller said. `sequence` is the turn that this is, where the caller's side counts; a turn that
/// is written already is given again. Words are spoken `aloud` as soon as they can be.
pub async fn answer(
    app: &App,
    db: &TenantDb,
    call: Model,
    sequence: Option<i32>,
    input: Input,
    aloud: &Aloud,
) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    match answered_before(db, &call, sequence).await? {
        Some(turn) => Ok(said_before(salon, call, turn, aloud)),
        None => take_turn(app, db, salon, call, None, input, aloud).await,
    }
}

/// The same where the caller's side counts nothing and knows each request by an id. When another turn was written
/// meanwhile, this one is [`SessionError::Interrupted`]: the call has to be read again.
pub async fn answer_event(
    app: &App,
    db: &TenantDb,
    call: Model,
    event_id: String,
    input: Input,
    aloud: &Aloud,
) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    match store::find_turn_by_event(db, &event_id).await?.filter(|turn| turn.call_id == call.id) {
        Some(turn) => Ok(said_before(salon, call, turn, aloud)),
        None => {
            is_open(&call)?;
            take_turn(app, db, salon, call, Some(event_id), input, aloud).await
        }
    }
}

/// A turn that is given again.
fn said_before(salon: Arc<Salon>, call: Model, turn: turn::Model, aloud: &Aloud) -> Spoken {
    aloud.say(turn.said.as_deref().unwrap_or_default());
    Spoken { salon, call, turn }
}

async fn take_turn(
    app: &App,
    db: &TenantDb,
    salon: Arc<Salon>,
    call: Model,
    event_id: Option<String>,
    input: Input,
    aloud: &Aloud,
) -> Result<Spoken, SessionError> {
    let now = app.clock.now();
    let heard = understand(&salon, &call, &input, false, now);
    let part = models_part(app, db, &salon, &call, &heard, now, aloud).await?;
    let answered = in_transaction!(db, tx => {
        let locked = store::lock(tx, call.id).await?.ok_or(SessionError::UnknownCall)?;
        if locked.turn_count == call.turn_count {
            return speak(tx, &salon, locked, &heard, &part, event_id.clone(), now).await;
        }
        // Somebody else has just written this turn.
        let turn = store::find_turn(tx, call.id, call.turn_count).await?;
        match turn {
            Some(turn) if event_id.is_some() && turn.event_id != event_id => Err(SessionError::Interrupted),
            turn => turn.map(|turn| (locked, turn)).ok_or(SessionError::UnknownCall),
        }
    });
    let (call, turn) = answered?;
    app.work.notify_one();
    let said = turn.said.as_deref().unwrap_or_default();
    aloud.say(said.strip_prefix(part.said()).unwrap_or(said));
    Ok(Spoken { salon, call, turn })
}

/// The call's last turn.
pub async fn last_turn(db: &TenantDb, call: &Model) -> Result<Option<turn::Model>, DbErr> {
    store::find_turn(db, call.id, call.turn_count - 1).await
}

/// A socket has been opened for the call, which has had so many before. Nothing when another was faster: a key opens one.
pub async fn socket_opened(
    app: &App,
    db: &TenantDb,
    id: CallId,
    before: i32,
) -> Result<Option<Model>, SessionError> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let locked = store::lock(tx, id).await?.filter(|call| {
            call.sockets == before && call.status == Status::InProgress
        });
        let Some(mut call) = locked else { return Ok(None) };
        call.sockets += 1;
        call.updated_at = Instant::from(now);
        store::save(tx, &call).await?;
        Ok(Some(call))
    })
}

/// The caller has spoken into what was said last, and heard only this much of it.
pub async fn interrupted(
    app: &App,
    db: &TenantDb,
    id: CallId,
    heard: &str,
) -> Result<Option<Model>, SessionError> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        let Some(mut turn) = store::find_turn(tx, id, call.turn_count - 1).await? else {
            return Ok(None);
        };
        let said = turn.said.clone().unwrap_or_default();
        let kept = conversation::model::heard_part(&said, heard);
        if kept.len() == said.len() || call.status != Status::InProgress {
            return Ok(Some(call));
        }
        let mut dialogue = dialogue_of(&call)?;
        dialogue.interrupted(kept);
        call.dialogue = Some(to_json(&dialogue)?);
        call.updated_at = Instant::from(now);
        turn.unheard = Some(said[kept.len()..].to_owned());
        store::save(tx, &call).await?;
        store::save_unheard(tx, &turn).await?;
        Ok(Some(call))
    })
}

async fn answered_before(
    db: &TenantDb,
    call: &Model,
    sequence: Option<i32>,
) -> Result<Option<turn::Model>, SessionError> {
    if let Some(sequence) = sequence.filter(|sequence| (0..call.turn_count).contains(sequence))
        && let Some(turn) = store::find_turn(db, call.id, sequence).await?
    {
        return Ok(Some(turn));
    }
    is_open(call).map(|()| None)
}

fn is_open(call: &Model) -> Result<(), SessionError> {
    if call.status != Status::InProgress || call.turn_count >= MAX_TURNS {
        return Err(SessionError::Over);
    }
    Ok(())
}

fn to_json(value: &impl Serialize) -> Result<serde_json::Value, DbErr> {
    serde_json::to_value(value).map_err(|error| DbErr::Json(error.to_string()))
}

pub(super) fn close(call: &mut Model, status: Status, duration_seconds: Option<i32>, now: Timestamp) {
    let ended_at = *call.ended_at.get_or_insert(Instant::from(now));
    let length = ended_at.timestamp().duration_since(call.started_at.timestamp()).as_secs();
    call.status = status;
    call.duration_seconds = duration_seconds.or_else(|| i32::try_from(length.max(0)).ok());
}

fn dialogue_of(call: &Model) -> Result<Dialogue, SessionError> {
    let state = call.dialogue.clone().unwrap_or_default();
    serde_json::from_value(state).map_err(|error| DbErr::Json(format!("a dialogue's state: {error}")).into())
}

/// How a conversation ended, by whoever knows.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// How.
    pub status: Status,
    /// Its length, where the network says so.
    pub duration_seconds: Option<i32>,
}

/// The conversation is over. Late and repeated news only adds what was not known.
pub async fn end(app: &App, db: &TenantDb, id: CallId, ending: Ending) -> Result<call::Model, SessionError> {
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        let was_open = call.ended_at.is_none();
        let status = if call.status == Status::InProgress { ending.status } else { call.status };
        let length = ending.duration_seconds.or(call.duration_seconds);
        close(&mut call, status, length, now);
        appointments::release_of(tx, Holder::Call(id)).await?;
        legs::close(tx, id, now).await?;
        call.updated_at = Instant::from(now);
        if was_open || call.result.is_none() {
            aftermath::conclude(tx, &salon, &mut call, None).await?;
        }
        store::save(tx, &call).await?;
        if was_open {
            tell_of_end(tx, &salon, &call, now).await?;
            let number = call.from_number.as_deref().and_then(|number| PhoneNumber::from_e164(number).ok());
            if let Some(number) = number.filter(|_| is_missed(&call)) {
                notifications::announce_missed_call(tx, &salon, &number, now).await?;
            }
        }
        Ok(call)
    })
}

/// Whether the caller hung up before anything came of the call: no visit, no answer, no message, and nobody who calls back.
fn is_missed(call: &Model) -> bool {
    call.channel == Channel::Phone
        && call.outcome == Outcome::Unresolved
        && call.appointment_id.is_none()
        && call.call_back_phone.is_none()
        && call.message.is_none()
        && call.voicemail_url.is_none()
}

/// Somebody of the salon has seen to what the call has left to do, or nobody has after all.
pub(super) async fn follow_up(
    app: &App,
    db: &TenantDb,
    id: CallId,
    by: Option<&String>,
) -> Result<call::Model, SessionError> {
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        if call.followed_up_at.is_some() != by.is_some() {
            call.followed_up_at = by.map(|_| now);
            call.followed_up_by = by.map(|name| name.chars().take(200).collect());
            call.updated_at = now;
            store::save(tx, &call).await?;
        }
        Ok(call)
    })
}

/// Tells the salon's own programs that a call is over.
async fn tell_of_end(tx: &TenantTx, salon: &Salon, call: &Model, now: Timestamp) -> Result<(), DbErr> {
    let data = serde_json::json!({
        "callId": call.id,
        "channel": call.channel,
        "status": call.status,
        "reason": call.reason,
        "outcome": call.outcome,
        "appointmentId": call.appointment_id,
        "customerId": call.customer_id,
        "startedAt": call.started_at.timestamp(),
        "endedAt": call.ended_at.map(Instant::timestamp),
    });
    webhooks::emit(tx, salon, webhooks::Event::CallEnded, data, now).await
}
