//! A conversation from its first ring to its end.
//!
//! A turn is one transaction: what was heard, what was done (a booking, say) and what was answered are written
//! together or not at all. Each turn has a number; a request that comes twice finds its turn written and gets the
//! same answer again. A language model may take seconds, so it has had its part before the transaction begins.

mod speech;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant as Stopwatch;

use conversation::model::{ModelCall, Wish, read_calls};
use conversation::proof::{ClaimKind, Evidence};
use conversation::{Caller, Dialogue, Heard, Step, ToolResult};
use jiff::{SignedDuration, Timestamp};
use providers::phone::PhoneNumber;
use sea_orm::DbErr;
use serde::Serialize;
use understanding::{ActKind, Expecting, Language, Understood, Utterance};

pub use speech::{Exchange, correct, has_done, may_speak, past, settle, situation, talk, work};

use super::entity::call::{self, Channel, Model, Outcome, Reason, Status};
use super::entity::turn::{self, Then};
use super::proof::UsedTool;
use super::{aftermath, legs, limits, recording, store, voicemail};
use crate::app::App;
use crate::database::is_duplicate;
use crate::ids::{AppointmentId, CallId, WaitlistEntryId};
use crate::instant::Instant;
use crate::modules::ai_assistant::{self, Aloud, Ask, Draft, ModelTrace, Past};
use crate::modules::appointments::Holder;
use crate::modules::notifications;
use crate::modules::tenants::{self, AfterHours, Salon};
use crate::modules::waitlist::{self, Answer};
use crate::modules::webhooks;
use crate::modules::{appointments, customers};
use crate::tenancy::{By, Retry, TenantDb, TenantTx, in_transaction};

/// Tools that one turn may run; the dialogue needs three at most.
const MAX_TOOLS: usize = 6;

/// Turns that one conversation may have; long before, the dialogue ends what leads nowhere.
const MAX_TURNS: i32 = 200;

/// How long a conversation by text message rests before a new message begins another.
const TEXT_PAUSE: SignedDuration = SignedDuration::from_hours(4);

/// Longest utterance that is kept and understood, in characters.
const MAX_HEARD: usize = 2_000;

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

/// What a language model has made of this turn, if one was asked.
#[derive(Debug, Default)]
struct ModelsPart {
    draft: Option<Draft>,
    trace: Option<ModelTrace>,
}

impl ModelsPart {
    /// What it has said already.
    fn said(&self) -> &str {
        match &self.draft {
            Some(Draft::Words(said) | Draft::Work { said, .. } | Draft::Code { said }) => said,
            Some(Draft::Nothing) | None => "",
        }
    }
}

/// Has a model answer, where the salon wants it, the turn needs it and the month's money lasts.
async fn models_part(
    app: &App,
    db: &TenantDb,
    salon: &Arc<Salon>,
    call: &Model,
    heard: &Understanding,
    now: Timestamp,
    aloud: &Aloud,
) -> Result<ModelsPart, SessionError> {
    let (Input::Words(words), Some(understood)) = (&heard.input, &heard.understood) else {
        return Ok(ModelsPart::default());
    };
    let order = app.talker.order(salon);
    let dialogue = dialogue_of(call)?;
    if order.is_empty()
        || words.trim().is_empty()
        || dialogue.needs_no_model(understood)
        || limits::instead_of_answering(salon, call, false, now).is_some()
        || recording::objects(call, salon, &heard.input)
        || !is_within_budget(app, db, salon, now).await?
    {
        return Ok(ModelsPart::default());
    }
    let past: Vec<Past> = store::list_turns(db, call.id)
        .await?
        .into_iter()
        .map(|turn| Past { said: turn.heard_by_caller().to_owned(), heard: turn.heard })
        .collect();
    let ask = Ask {
        salon,
        dialogue: &dialogue,
        past: &past,
        heard: words,
        now: salon.zone.to_datetime(now),
        deed_done: matches!(call.outcome, Outcome::Booked | Outcome::Moved | Outcome::Cancelled),
    };
    let (draft, trace) = app.talker.talk(&order, &ask, aloud).await;
    if draft == Draft::Nothing {
        return Err(SessionError::Interrupted);
    }
    Ok(ModelsPart { draft: Some(draft), trace: Some(trace) })
}

/// Whether the salon's models have not yet cost what they may in this month of its calendar.
pub(super) async fn is_within_budget(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    now: Timestamp,
) -> Result<bool, SessionError> {
    let Some(cents) = salon.settings.ai_assistant.monthly_budget_cents else {
        return Ok(true);
    };
    let since = salon.beginning_of_month(now).map_err(|error| DbErr::Custom(error.to_string()))?;
    let spent = app.spending.since(db, since).await?;
    Ok(spent < i64::from(cents) * MICROS_PER_CENT)
}

/// Millionths of a dollar.
const MICROS_PER_CENT: i64 = 10_000;

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

/// What became of tools that a model which is not ours has called.
#[derive(Debug, Clone)]
pub enum Used {
    /// A turn was had: what is to be said, of what has been done.
    Turn(Box<Spoken>),
    /// They make no sense here, and why, in a sentence for the model. Nothing is written.
    Refused(String),
}

/// Takes a turn in which a model that is not ours called tools: the dialogue goes on as if one of ours had. An event that
/// comes twice finds its turn. `callers_words` are what the caller has just said, without which nothing is agreed to.
pub async fn use_tools(
    app: &App,
    db: &TenantDb,
    call: CallId,
    event_id: &str,
    tools: &[ModelCall<'_>],
    callers_words: Option<&str>,
) -> Result<Used, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let input = callers_words.map_or(Input::Silence, |words| Input::Words(words.to_owned()));
    let used = in_transaction!(db, tx => {
        let call = store::lock(tx, call).await?.ok_or(SessionError::UnknownCall)?;
        let before = store::find_turn_by_event(tx, event_id).await?;
        if let Some(turn) = before.filter(|turn| turn.call_id == call.id) {
            return Ok(Ok((call, turn)));
        }
        is_open(&call)?;
        let dialogue = dialogue_of(&call)?;
        let draft = match read_calls(tools, &dialogue, &salon.facts, salon.zone.to_datetime(now)) {
            Ok(Wish::Heard { text, understood }) => {
                Some(Draft::Work { said: String::new(), text, understood })
            }
            Ok(Wish::CallersOwnWords) if callers_words.is_some() => None,
            Ok(Wish::CallersOwnWords) => return Ok(Err(NOT_AGREED.to_owned())),
            Err(sentence) => return Ok(Err(sentence)),
        };
        let heard = understand(&salon, &call, &input, false, now);
        let part = ModelsPart { draft, trace: None };
        speak(tx, &salon, call, &heard, &part, Some(event_id.to_owned()), now).await.map(Ok)
    })?;
    app.work.notify_one();
    Ok(match used {
        Ok((call, turn)) => Used::Turn(Box::new(Spoken { salon, call, turn })),
        Err(sentence) => Used::Refused(sentence),
    })
}

/// What a model hears that would do what nobody has agreed to.
const NOT_AGREED: &str =
    "The caller has not said yes to what was read back. Say it to them, and wait for their answer.";

/// Answers a text message: in the conversation that is going on with this number, or in a new one.
pub async fn write_in(
    app: &App,
    db: &TenantDb,
    opening: Opening,
    event_id: &str,
    text: String,
) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let spoken = |(call, turn)| Spoken { salon: Arc::clone(&salon), call, turn };
    if let Some(before) = written_before(db, event_id).await? {
        return Ok(spoken(before));
    }
    let now = app.clock.now();
    let since = Instant::from(now - TEXT_PAUSE);
    let open = match &opening.from {
        Some(number) => store::find_open_text(db, number.as_str(), since).await?,
        None => None,
    };
    let (call, first_turn) = match open {
        Some(call) => (call, None),
        None => {
            let (call, turn) = begin(db, &salon, &opening, now).await?;
            // The greeting is not sent: who writes has said already what they want.
            (call, Some(turn::Model { said: None, ..turn }))
        }
    };
    // Networks act on words like CANCEL themselves, so a text message may answer by number.
    let is_keys = !text.trim().is_empty() && text.trim().chars().all(|c| c.is_ascii_digit());
    let input = if is_keys { Input::Keys(text.trim().to_owned()) } else { Input::Words(text) };
    let offer = match call.customer_id {
        Some(customer) => waitlist::open_offer(db, customer, now).await?,
        None => None,
    };
    let heard = understand(&salon, &call, &input, offer.is_some(), now);
    let part = match (&offer, &first_turn) {
        (None, None) => models_part(app, db, &salon, &call, &heard, now, &Aloud::default()).await?,
        _ => ModelsPart::default(),
    };
    let offer = offer.and_then(|offer| Some((offer.id, heard.yes_or_no()?)));
    let answered = in_transaction!(db, tx => {
        let call = match &first_turn {
            Some(turn) => {
                store::insert(tx, &call).await?;
                store::insert_turn(tx, turn).await?;
                call.clone()
            }
            None => store::lock(tx, call.id).await?.ok_or(SessionError::UnknownCall)?,
        };
        let event_id = Some(event_id.to_owned());
        match offer {
            Some((entry, is_yes)) => settle_offer(tx, &salon, call, (entry, is_yes), &heard, event_id, now).await,
            None => speak(tx, &salon, call, &heard, &part, event_id, now).await,
        }
    });
    match answered {
        Err(SessionError::Database(error)) if is_duplicate(&error) => {
            let before = written_before(db, event_id).await?;
            before.map(spoken).ok_or(SessionError::Database(error))
        }
        answered => {
            app.work.notify_one();
            answered.map(spoken)
        }
    }
}

async fn written_before(db: &TenantDb, event_id: &str) -> Result<Option<CallAndTurn>, DbErr> {
    let Some(turn) = store::find_turn_by_event(db, event_id).await? else {
        return Ok(None);
    };
    let call = store::find(db, turn.call_id).await?;
    Ok(call.map(|call| (call, turn)))
}

/// Takes a yes or a no to a time that was offered to somebody on the waitlist. The dialogue goes on where it was.
async fn settle_offer(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    (entry, is_yes): (WaitlistEntryId, bool),
    heard: &Understanding,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    tx.act_for(By::Call(call.id));
    let dialogue = dialogue_of(&call)?;
    let mut evidence = Evidence::default();
    let said = match waitlist::answer_offer(tx, salon, entry, is_yes, now).await? {
        Answer::Booked(appointment) => {
            call.appointment_id = Some(appointment.id());
            evidence.done(ClaimKind::Booked, &ai_assistant::visit(salon, &appointment), &salon.facts);
            let starts_at = appointment.starts_at().to_zoned(salon.zone.clone());
            format!("You're booked: {}. See you then!", starts_at.strftime("%A, %B %-d at %-I:%M %p"))
        }
        Answer::Declined => "No problem, you stay on the waiting list.".to_owned(),
        Answer::Gone => {
            "I'm sorry, that time has just gone. You stay on the waiting list, and we'll write again."
                .to_owned()
        }
    };
    let mut turn = turn_of(&call, heard, (said, Then::Listen), Vec::new(), event_id, now)?;
    aftermath::note_proof(tx, salon, &mut turn, evidence, salon.zone.to_datetime(now)).await?;
    take_over(&mut call, &dialogue, &turn, now)?;
    if call.appointment_id.is_some() && is_yes {
        call.reason = Reason::BookAppointment;
        call.outcome = Outcome::Booked;
    }
    store::save(tx, &call).await?;
    store::insert_turn(tx, &turn).await?;
    Ok((call, turn))
}

/// What was heard, with what was made of it.
struct Understanding {
    input: Input,
    understood: Option<Understood>,
    micros: Option<i32>,
}

impl Understanding {
    /// Whether there is more in it than a no or a greeting.
    fn wants_something(&self) -> bool {
        use ActKind::{Affirm, Book, Cancel, Move, SpeakToHuman};
        let wishes = [Book, Cancel, Move, SpeakToHuman, Affirm];
        self.understood.as_ref().is_some_and(|understood| wishes.into_iter().any(|act| understood.has(act)))
    }

    /// A plain yes or no, where it is one.
    fn yes_or_no(&self) -> Option<bool> {
        let understood = self.understood.as_ref()?;
        match (understood.has(ActKind::Affirm), understood.has(ActKind::Deny)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

fn understand(
    salon: &Arc<Salon>,
    call: &Model,
    input: &Input,
    expects_yes_or_no: bool,
    now: Timestamp,
) -> Understanding {
    let Input::Words(text) = input else {
        return Understanding { input: input.clone(), understood: None, micros: None };
    };
    let text: String = text.chars().filter(|c| *c != '\0').take(MAX_HEARD).collect();
    let dialogue = dialogue_of(call).ok();
    let mut expecting = dialogue.as_ref().map(|dialogue| dialogue.expecting().to_vec()).unwrap_or_default();
    if expects_yes_or_no {
        expecting.push(Expecting::Confirmation);
    }
    let stopwatch = Stopwatch::now();
    let understood = understanding::understand(&Utterance {
        text: &text,
        // What the receptionist herself speaks: callers answer in the language in which they are asked.
        language: Language::English,
        alternatives: &[],
        now: salon.zone.to_datetime(now),
        zone: &salon.zone,
        previous: dialogue.as_ref().and_then(Dialogue::last_said),
        expecting: &expecting,
        catalogue: &salon.catalogue,
    });
    let micros = i32::try_from(stopwatch.elapsed().as_micros()).unwrap_or(i32::MAX);
    Understanding { input: Input::Words(text), understood: Some(understood), micros: Some(micros) }
}

/// One turn of the dialogue, with the tools it asks for, written down.
async fn speak(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    heard: &Understanding,
    part: &ModelsPart,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    tx.act_for(By::Call(call.id));
    let can_transfer = call.channel == Channel::Phone && heard.input != Input::NobodyAnswered;
    let facts = facts_now(salon, now);
    let mut dialogue = dialogue_of(&call)?;
    if let Some(instead) = limits::instead_of_answering(salon, &call, can_transfer, now) {
        appointments::release_of(tx, Holder::Call(call.id)).await?;
        return put_down(tx, salon, call, &dialogue, heard, instead, event_id, now).await;
    }
    let has_objected = recording::objects(&call, salon, &heard.input);
    recording::settle(tx, salon, &mut call, &heard.input, now).await?;
    if has_objected && !heard.wants_something() {
        let going_on = dialogue.last_said().filter(|_| call.turn_count > 1).unwrap_or("How can I help you?");
        let said = format!("{} {going_on}", recording::NOT_RECORDED);
        return put_down(tx, salon, call, &dialogue, heard, (said, Then::Listen), event_id, now).await;
    }
    let had_chosen = dialogue.chosen_time().is_some();
    let local = salon.zone.to_datetime(now);
    let mut tools: Vec<UsedTool> = Vec::new();
    let mut evidence = Evidence::default();
    heard.understood.iter().for_each(|understood| evidence.heard(understood));
    let mut step = match (&part.draft, &heard.input, &heard.understood) {
        (Some(Draft::Words(words)), ..) => Step::Say(dialogue.said_by_model(words)),
        (Some(Draft::Work { text, understood, .. }), ..) => {
            let heard = Heard::Words { text: text.clone(), understood: understood.clone() };
            dialogue.hear(&facts, heard, local)
        }
        (_, Input::Words(text), Some(understood)) => {
            let heard = Heard::Words { text: text.clone(), understood: understood.clone() };
            dialogue.hear(&facts, heard, local)
        }
        (_, Input::Keys(keys), _) => dialogue.hear(&facts, Heard::Keys(keys.clone()), local),
        (_, Input::NobodyAnswered, _) => dialogue.hear(&facts, Heard::NobodyAnswered, local),
        _ => dialogue.hear(&facts, Heard::Silence, local),
    };
    let reply = loop {
        match step {
            Step::Say(reply) => break reply,
            Step::Use(tool_call) => {
                let result = if tools.len() < MAX_TOOLS {
                    ai_assistant::perform(tx, salon, call.id, &tool_call, now).await?
                } else {
                    ToolResult::Failed
                };
                note_visit(tx, &mut call, &result).await?;
                evidence.tool(&tool_call, &result, &salon.facts);
                tools.push(UsedTool::new(&tool_call, &result));
                step = dialogue.resume(&facts, result, local);
            }
        }
    };
    let said = match &part.draft {
        Some(Draft::Words(_)) | None => reply.text,
        Some(_) => [part.said().trim_end(), &reply.text].join(" ").trim_start().to_owned(),
    };
    let said = if has_objected { format!("{} {said}", recording::NOT_RECORDED) } else { said };
    let (said, then) = match voicemail::asked_for(salon, &call, &dialogue, &heard.input, &said) {
        Some(asked) => (asked, Then::TakeMessage),
        None => (said, reply.then.into()),
    };
    let mut turn = turn_of(&call, heard, (said, then), tools, event_id, now)?;
    if let Some(trace) = &part.trace {
        turn.model = Some(to_json(trace)?);
        bill(&mut call, trace);
    }
    evidence.dialogue(&dialogue, &salon.facts);
    aftermath::note_proof(tx, salon, &mut turn, evidence, local).await?;
    keep_time(tx, salon, call.id, &dialogue, had_chosen, now).await?;
    take_over(&mut call, &dialogue, &turn, now)?;
    promise_call_back(tx, salon, &mut call, &dialogue, now).await?;
    pass_message_on(tx, salon, &mut call, &dialogue, now).await?;
    if call.ended_at.is_some() {
        aftermath::conclude(tx, salon, &mut call, Some(&turn)).await?;
    }
    store::save(tx, &call).await?;
    // Nothing is said in a call that is over, so this turn ended it.
    if call.ended_at.is_some() {
        tell_of_end(tx, salon, &call, now).await?;
    }
    store::insert_turn(tx, &turn).await?;
    legs::begin(tx, salon, &call, &turn).await?;
    Ok((call, turn))
}

/// A turn in which the dialogue had no part, written down.
#[expect(clippy::too_many_arguments, reason = "all that a turn is made of")]
async fn put_down(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    dialogue: &Dialogue,
    heard: &Understanding,
    said: (String, Then),
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    let turn = turn_of(&call, heard, said, Vec::new(), event_id, now)?;
    take_over(&mut call, dialogue, &turn, now)?;
    store::save(tx, &call).await?;
    if call.ended_at.is_some() {
        tell_of_end(tx, salon, &call, now).await?;
    }
    store::insert_turn(tx, &turn).await?;
    legs::begin(tx, salon, &call, &turn).await?;
    Ok((call, turn))
}

/// What a model took goes on the call's bill.
fn bill(call: &mut Model, trace: &ModelTrace) {
    let count = |tokens: u64| i32::try_from(tokens).unwrap_or(i32::MAX);
    call.model_input_tokens = call.model_input_tokens.saturating_add(count(trace.input_tokens));
    call.model_output_tokens = call.model_output_tokens.saturating_add(count(trace.output_tokens));
    call.model_cost_micros = call.model_cost_micros.saturating_add(trace.cost_micros);
}

/// A turn as it is written down.
fn turn_of(
    call: &Model,
    heard: &Understanding,
    (said, then): (String, Then),
    tools: Vec<UsedTool>,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<turn::Model, SessionError> {
    Ok(turn::Model {
        tenant_id: call.tenant_id,
        call_id: call.id,
        sequence: call.turn_count,
        at: Instant::from(now),
        heard: match &heard.input {
            Input::Words(text) => Some(text.clone()),
            Input::Keys(keys) => Some(format!("[{keys}]")),
            Input::Silence | Input::NobodyAnswered => None,
        },
        said: Some(said),
        then,
        understood: heard.understood.as_ref().map(to_json).transpose()?,
        tools: to_json(&tools)?,
        understanding_micros: heard.micros,
        event_id,
        unheard: None,
        model: None,
        proof: None,
    })
}

/// Keeps the time that the caller has chosen while they make up their mind; what they gave up is free again.
async fn keep_time(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    dialogue: &Dialogue,
    had_chosen: bool,
    now: Timestamp,
) -> Result<(), DbErr> {
    match dialogue.chosen_time() {
        Some(chosen) if !dialogue.is_over() => ai_assistant::keep_time(tx, salon, call, &chosen, now).await,
        _ if had_chosen => appointments::release_of(tx, Holder::Call(call)).await,
        _ => Ok(()),
    }
}

/// What the receptionist has promised, somebody must learn of: once, with the turn in which it was promised.
async fn promise_call_back(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    dialogue: &Dialogue,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(call_back) = dialogue.call_back() else {
        return Ok(());
    };
    let is_news = call.call_back_phone.is_none();
    call.call_back_name = call_back.name.as_ref().map(|name| name.chars().take(200).collect());
    call.call_back_phone = Some(call_back.phone.chars().take(32).collect());
    if is_news {
        notifications::announce_call_back(tx, salon, call_back, now).await?;
    }
    Ok(())
}

/// What a caller wants to have passed on goes to the salon, in the turn in which it was taken.
async fn pass_message_on(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    dialogue: &Dialogue,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(message) = dialogue.message() else {
        return Ok(());
    };
    // A further one is added to the first: only what is new goes out.
    let before = call.message.replace(message.text.clone());
    let news = before.as_deref().map_or(message.text.as_str(), |before| {
        message.text.strip_prefix(before).unwrap_or(&message.text).trim_start()
    });
    if !news.is_empty() {
        notifications::announce_message(tx, salon, message, news, now).await?;
    }
    Ok(())
}

/// The visit that the conversation was about.
async fn note_visit(tx: &TenantTx, call: &mut Model, result: &ToolResult) -> Result<(), DbErr> {
    let (ToolResult::Booked { visit } | ToolResult::Cancelled { visit }) = result else {
        return Ok(());
    };
    let Ok(id) = visit.key.parse::<AppointmentId>() else {
        return Ok(());
    };
    call.appointment_id = Some(id);
    if call.customer_id.is_none() {
        // Who called for the first time is a customer now.
        call.customer_id = appointments::find(tx, id).await?.map(|appointment| appointment.customer.id);
    }
    Ok(())
}

/// Takes the dialogue's state and the turn into the conversation's row.
fn take_over(call: &mut Model, dialogue: &Dialogue, turn: &turn::Model, now: Timestamp) -> Result<(), DbErr> {
    call.dialogue = Some(to_json(dialogue)?);
    call.turn_count = turn.sequence + 1;
    call.reason = dialogue.reason().into();
    call.outcome = dialogue.outcome().into();
    call.updated_at = Instant::from(now);
    if turn.then == Then::HangUp {
        close(call, Status::Completed, None, now);
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
        }
        Ok(call)
    })
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
