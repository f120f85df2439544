//! Conversations in the dashboard, and the dashboard's own telephone.

use std::collections::HashMap;

use axum::extract::State as AppState;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::entity::call::{Channel, Model, Outcome, Reason, Status};
use super::entity::recording::{self, Kind, State as RecordingState};
use super::entity::{leg, turn};
use super::session::{self, Ending, Input, Opening, SessionError, Spoken, State};
use super::store::{self, Selection};
use super::summary::Question;
use super::{follow_up, listening};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, out_of_range, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AppointmentId, CallId, CustomerId};
use crate::instant::Instant;
use crate::modules::ai_assistant::Aloud;
use crate::modules::appointments::{self, AppointmentBody};
use crate::modules::auth::Role;
use crate::modules::customers::{self, Customer};
use crate::modules::tenants;
use crate::tenancy::TenantDb;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_calls))
        .members(Role::FrontDesk, routes!(get_call))
        .members(Role::FrontDesk, routes!(follow_up_call))
        .members(Role::FrontDesk, routes!(start_call))
        .members(Role::FrontDesk, routes!(take_turn))
        .members(Role::FrontDesk, routes!(hang_up))
        .merge(listening::routes())
}

/// A conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Call)]
pub struct CallBody {
    id: CallId,
    channel: Channel,
    /// E.164; nothing when it was withheld.
    #[schema(required)]
    from: Option<String>,
    #[schema(required)]
    customer: Option<CallerInBrief>,
    status: Status,
    reason: Reason,
    outcome: Outcome,
    #[schema(value_type = String, format = "date-time")]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    ended_at: Option<Timestamp>,
    #[schema(required)]
    duration_seconds: Option<i32>,
    /// The visit it was about.
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    turn_count: i32,
    /// Whom the receptionist has promised that somebody will call.
    #[schema(required)]
    call_back: Option<CallBackBody>,
    /// What somebody wanted to have passed on.
    #[schema(required)]
    message: Option<String>,
    /// The message that somebody has left after the tone.
    #[schema(required)]
    voicemail: Option<VoicemailBody>,
    /// What came of it, in a few sentences; as soon as it is over.
    #[schema(required)]
    summary: Option<String>,
    /// Somebody of the salon has something to do: call back, read the message, see to a wish that came to nothing.
    needs_follow_up: bool,
    /// When somebody has seen to it.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    followed_up_at: Option<Timestamp>,
    /// Who that was.
    #[schema(required)]
    followed_up_by: Option<String>,
    /// What language models cost, in millionths of a dollar.
    model_cost_micros: i64,
}

/// A message after the tone.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Voicemail)]
struct VoicemailBody {
    /// How long it is.
    seconds: i32,
    /// What is said in it, where somebody has written it down.
    #[schema(required)]
    text: Option<String>,
}

/// A call that was promised.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CallBack)]
struct CallBackBody {
    #[schema(required)]
    name: Option<String>,
    /// As it was said or shown.
    phone: String,
}

/// Who called.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct CallerInBrief {
    id: CustomerId,
    name: String,
}

fn body(call: Model, customers: &HashMap<CustomerId, Customer>) -> CallBody {
    let customer = call.customer_id.and_then(|id| customers.get(&id));
    CallBody {
        needs_follow_up: follow_up::is_open(&call),
        id: call.id,
        channel: call.channel,
        from: call.from_number,
        customer: customer.map(|known| CallerInBrief { id: known.id, name: known.name.clone() }),
        status: call.status,
        reason: call.reason,
        outcome: call.outcome,
        started_at: call.started_at.timestamp(),
        ended_at: call.ended_at.map(Instant::timestamp),
        duration_seconds: call.duration_seconds,
        appointment_id: call.appointment_id,
        turn_count: call.turn_count,
        call_back: call
            .call_back_phone
            .map(|phone| CallBackBody { name: call.call_back_name.clone(), phone }),
        message: call.message,
        voicemail: call.voicemail_seconds.map(|seconds| VoicemailBody { seconds, text: call.voicemail_text }),
        summary: call.summary,
        followed_up_at: call.followed_up_at.map(Instant::timestamp),
        followed_up_by: call.followed_up_by,
        model_cost_micros: call.model_cost_micros,
    }
}

/// Shapes several, with their customers.
pub async fn bodies(db: &TenantDb, calls: Vec<Model>) -> Result<Vec<CallBody>, Problem> {
    let customers = customers::get_many(db, calls.iter().filter_map(|call| call.customer_id)).await?;
    Ok(calls.into_iter().map(|call| body(call, &customers)).collect())
}

/// What was said once.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Turn {
    sequence: i32,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// The caller's words; keys stand in brackets; nothing when there was silence.
    #[schema(required)]
    heard: Option<String>,
    said: String,
    /// What was understood of the caller's words.
    #[schema(value_type = Option<TurnUnderstanding>, required)]
    understood: Option<serde_json::Value>,
    /// What was looked up or done, in order.
    #[schema(value_type = Vec<UsedToolBody>)]
    tools: serde_json::Value,
    /// How long understanding took.
    #[schema(required)]
    understanding_micros: Option<i32>,
    /// The end of what was said that the caller did not hear, because they spoke into it.
    #[schema(required)]
    unheard: Option<String>,
    /// What a language model did, where one was asked.
    #[schema(value_type = Option<TurnModel>, required)]
    model: Option<serde_json::Value>,
    /// Each price, day, time and deed in what was said, with the row behind it.
    #[schema(value_type = Vec<conversation::proof::Proof>)]
    proof: serde_json::Value,
}

/// What a language model did in a turn.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what module `ai_assistant` writes, for the API document")]
struct TurnModel {
    /// Who answered.
    #[schema(required)]
    provider: Option<String>,
    /// Until its first word or call.
    #[schema(required)]
    first_ms: Option<u64>,
    /// All in all.
    total_ms: u64,
    input_tokens: u64,
    output_tokens: u64,
    /// In millionths of a dollar.
    cost_micros: i64,
    /// What it said by itself.
    said: String,
    calls: Vec<TurnModelCall>,
    /// It was about to say something that no row stands behind.
    was_stopped: bool,
    failures: Vec<TurnModelFailure>,
}

/// A tool that a model called.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what module `ai_assistant` writes, for the API document")]
struct TurnModelCall {
    name: String,
    arguments: String,
    /// What it was told when the call made no sense.
    refused: Option<String>,
}

/// A provider that did not answer.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what module `ai_assistant` writes, for the API document")]
struct TurnModelFailure {
    provider: String,
    error: String,
}

/// What was understood of an utterance. Offsets count Unicode code points.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what crate `understanding` writes, for the API document")]
struct TurnUnderstanding {
    /// The main wish.
    intent: String,
    /// 0 to 1.
    confidence: f32,
    acts: Vec<UnderstoodAct>,
    entities: Vec<UnderstoodEntity>,
}

/// Something done by saying it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what crate `understanding` writes, for the API document")]
struct UnderstoodAct {
    kind: String,
    start: u32,
    end: u32,
}

/// A piece of the words that stands for a value.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what crate `understanding` writes, for the API document")]
struct UnderstoodEntity {
    start: u32,
    end: u32,
    text: String,
    /// `type` says which of its other members are there.
    value: HashMap<String, serde_json::Value>,
    alternatives: Vec<HashMap<String, serde_json::Value>>,
    negated: bool,
    confidence: f32,
}

/// A tool that ran.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what crate `conversation` writes, for the API document")]
struct UsedToolBody {
    /// What was asked of it; `tool` says which.
    call: HashMap<String, serde_json::Value>,
    /// What came back; `result` says what kind.
    result: HashMap<String, serde_json::Value>,
}

impl From<turn::Model> for Turn {
    fn from(row: turn::Model) -> Self {
        Self {
            sequence: row.sequence,
            at: row.at.timestamp(),
            heard: row.heard,
            said: row.said.unwrap_or_default(),
            understood: row.understood,
            tools: row.tools,
            understanding_micros: row.understanding_micros,
            unheard: row.unheard,
            model: row.model,
            proof: row.proof.unwrap_or_else(|| serde_json::json!([])),
        }
    }
}

/// A conversation with all that was said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CallDetail {
    #[serde(flatten)]
    call: CallBody,
    /// What came of it, for programs; as soon as it is over.
    #[schema(value_type = Option<CallResult>, required)]
    result: Option<serde_json::Value>,
    #[schema(required)]
    appointment: Option<AppointmentBody>,
    turns: Vec<Turn>,
    /// When the words of the call were deleted, because they were old.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    transcript_erased_at: Option<Timestamp>,
    /// The recording of the whole call; `/api/calls/{id}/recording` has its sound.
    #[schema(required)]
    recording: Option<RecordingBody>,
    /// The sound of the message after the tone; `/api/calls/{id}/voicemail` has it.
    #[schema(required)]
    voicemail_recording: Option<RecordingBody>,
    /// Whom the caller was put through to, in order.
    legs: Vec<LegBody>,
    /// What the telephone company took, transfers included.
    #[schema(required)]
    telephony_cost: Option<TelephonyCost>,
}

/// What was recorded.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CallRecording)]
struct RecordingBody {
    state: RecordingState,
    #[schema(required)]
    seconds: Option<i32>,
    size_bytes: i32,
}

impl RecordingBody {
    /// The latest of this kind.
    fn of(rows: &[recording::Model], kind: Kind) -> Option<Self> {
        let row = rows.iter().find(|row| row.kind == kind)?;
        Some(Self { state: row.state, seconds: row.seconds, size_bytes: row.size_bytes })
    }
}

/// A person to whom the caller was put through.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CallLeg)]
struct LegBody {
    /// E.164.
    to: String,
    state: leg::State,
    #[schema(value_type = String, format = "date-time")]
    started_at: Timestamp,
    /// How long the two spoke.
    #[schema(required)]
    talked_seconds: Option<i32>,
}

impl From<&leg::Model> for LegBody {
    fn from(row: &leg::Model) -> Self {
        Self {
            to: row.to_number.clone(),
            state: row.state,
            started_at: row.started_at.timestamp(),
            talked_seconds: row.talked_seconds,
        }
    }
}

/// What the telephone company took.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TelephonyCost {
    /// In millionths of a US dollar.
    micros: i64,
    /// It is reckoned from the price of a minute: the company has not said it yet.
    is_estimate: bool,
}

impl TelephonyCost {
    fn of(call: &Model, legs: &[leg::Model]) -> Option<Self> {
        let of_legs: i64 = legs.iter().filter_map(|leg| leg.cost_micros).sum();
        let micros = call.telephony_cost_micros?.saturating_add(of_legs);
        Some(Self { micros, is_estimate: !call.is_cost_told })
    }
}

/// What came of a conversation.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `summary` writes, for the API document")]
struct CallResult {
    reason: Reason,
    outcome: Outcome,
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    #[schema(required)]
    customer_id: Option<CustomerId>,
    #[schema(required)]
    service: Option<String>,
    #[schema(required)]
    employee: Option<String>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    starts_at: Option<Timestamp>,
    #[schema(required)]
    price_cents: Option<i64>,
    #[schema(required)]
    call_back: Option<CallBackBody>,
    #[schema(required)]
    message: Option<String>,
    questions_answered: Vec<Question>,
    turns: i32,
    /// Turns that led nowhere.
    misunderstood: u32,
    #[schema(required)]
    model_provider: Option<String>,
    model_cost_micros: i64,
    /// Until a model's first word, in the middle of all turns.
    #[schema(required)]
    first_token_ms: Option<u64>,
}

/// Whether somebody has seen to a call.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FollowUpState {
    /// Somebody has to.
    Open,
    /// Somebody has.
    Done,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct CallQuery {
    /// First day, on the salon's calendar.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included.
    #[param(value_type = Option<String>, format = "date")]
    to: Option<Date>,
    reason: Option<Reason>,
    outcome: Option<Outcome>,
    /// Only those with this customer.
    customer_id: Option<CustomerId>,
    /// Only those that somebody has to see to, or has seen to.
    #[param(inline)]
    follow_up: Option<FollowUpState>,
    /// Part of the caller's name or number.
    #[param(max_length = 100)]
    search: Option<String>,
}

/// Conversations, the latest first.
#[utoipa::path(get, path = "/api/calls", tag = "calls", operation_id = "listCalls",
    params(CallQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<CallBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_calls(
    AppState(app): AppState<App>,
    member: Member,
    page: Page,
    Query(query): Query<CallQuery>,
) -> Result<Listed<CallBody>, Problem> {
    let db = &member.tenant;
    let salon = tenants::salon(&app.salons, db).await?;
    let from = query.from.map(|date| salon.beginning_of(date));
    let to = query.to.map(|date| salon.end_of(date));
    let selection = Selection {
        from: from.transpose().map_err(|_| out_of_range("from"))?,
        to: to.transpose().map_err(|_| out_of_range("to"))?,
        reason: query.reason,
        outcome: query.outcome,
        customer: query.customer_id,
        follow_up: query.follow_up.map(|state| match state {
            FollowUpState::Open => follow_up::open(),
            FollowUpState::Done => follow_up::done(),
        }),
        search: search_text(query.search)?.map(|text| {
            let customers = customers::matching(db, &text);
            (text, customers)
        }),
    };
    let page = store::page(db, selection, page).await?;
    let known = customers::get_many(db, page.rows.iter().filter_map(|call| call.customer_id)).await?;
    Ok(page.listed(|call| body(call, &known)))
}

/// One conversation, with all that was said.
#[utoipa::path(get, path = "/api/calls/{id}", tag = "calls", operation_id = "getCall",
    params(("id" = CallId, Path)), responses(
    (status = 200, description = "The conversation", body = Success<CallDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_call(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
) -> Result<Success<CallDetail>, Problem> {
    let db = &member.tenant;
    let call = store::find(db, id).await?.ok_or_else(|| Problem::not_found("call"))?;
    let turns = store::list_turns(db, id).await?;
    let appointment = visit(&app, db, &call).await?;
    let customers = customers::get_many(db, call.customer_id).await?;
    let recordings = store::list_recordings(db, id).await?;
    let legs = store::list_legs(db, id).await?;
    Ok(Success::new(CallDetail {
        transcript_erased_at: call.transcript_erased_at.map(Instant::timestamp),
        recording: RecordingBody::of(&recordings, Kind::Call),
        voicemail_recording: RecordingBody::of(&recordings, Kind::Voicemail),
        telephony_cost: TelephonyCost::of(&call, &legs),
        legs: legs.iter().map(LegBody::from).collect(),
        result: call.result.clone(),
        call: body(call, &customers),
        appointment,
        turns: turns.into_iter().map(Turn::from).collect(),
    }))
}

/// What has become of a follow-up.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FollowUp {
    /// Whether it has been seen to.
    #[garde(skip)]
    done: bool,
}

/// Notes that somebody has seen to what a call has left to do, or has not after all. Who was first stays noted.
#[utoipa::path(post, path = "/api/calls/{id}/follow-up", tag = "calls", operation_id = "followUpCall",
    params(("id" = CallId, Path)), request_body = FollowUp, responses(
    (status = 200, description = "The conversation", body = Success<CallBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn follow_up_call(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
    Body(follow_up): Body<FollowUp>,
) -> Result<Success<CallBody>, Problem> {
    let db = &member.tenant;
    let call = session::follow_up(&app, db, id, follow_up.done.then_some(&member.name)).await?;
    let customers = customers::get_many(db, call.customer_id).await?;
    Ok(Success::new(body(call, &customers)))
}

async fn visit(app: &App, db: &TenantDb, call: &Model) -> Result<Option<AppointmentBody>, Problem> {
    let Some(id) = call.appointment_id else {
        return Ok(None);
    };
    let salon = tenants::salon(&app.salons, db).await?;
    let appointment = appointments::find(db, id).await?;
    Ok(appointment.map(|appointment| appointments::body(&salon, appointment)))
}

/// Who seems to call.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewCall {
    /// The number to call from, as people write it; left out: withheld.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    phone: Option<String>,
}

/// What the receptionist answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Answer {
    call_id: CallId,
    turn: Turn,
    state: State,
    /// The visit, as soon as there is one.
    #[schema(required)]
    appointment: Option<AppointmentBody>,
}

async fn answer(app: &App, db: &TenantDb, spoken: Spoken) -> Result<Answer, Problem> {
    Ok(Answer {
        call_id: spoken.call.id,
        state: spoken.state(),
        appointment: visit(app, db, &spoken.call).await?,
        turn: spoken.turn.into(),
    })
}

/// Calls the receptionist from the dashboard: the same engine as on the telephone.
#[utoipa::path(post, path = "/api/ai-assistant/calls", tag = "aiAssistant", operation_id = "startCall",
    request_body = NewCall, responses(
    (status = 201, description = "The greeting", body = Success<Answer>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn start_call(
    AppState(app): AppState<App>,
    member: Member,
    Body(new): Body<NewCall>,
) -> Result<Created<Answer>, Problem> {
    let db = &member.tenant;
    let salon = tenants::salon(&app.salons, db).await?;
    let from = new
        .phone
        .filter(|phone| !phone.trim().is_empty())
        .map(|phone| salon.read_number(&phone))
        .transpose()
        .map_err(|error| Problem::invalid("phone", format!("is not right: {error}")))?;
    let opening = Opening { channel: Channel::Browser, provider_call_id: None, from, to: None };
    let spoken = session::open(&app, db, opening).await?;
    Ok(Created(answer(&app, db, spoken).await?))
}

/// What the caller does: exactly one of these.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallerTurn {
    /// Says something.
    #[serde(default)]
    #[garde(length(chars, min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    text: Option<String>,
    /// Presses keys.
    #[serde(default)]
    #[garde(length(min = 1, max = 40), pattern(r"^[0-9*#]+$"))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[0-9*#]+$")]
    digits: Option<String>,
    /// Says nothing for a while.
    #[serde(default)]
    #[garde(skip)]
    silence: Option<bool>,
}

/// Says something to the receptionist.
#[utoipa::path(post, path = "/api/ai-assistant/calls/{id}/turns", tag = "aiAssistant", operation_id = "takeTurn",
    params(("id" = CallId, Path)), request_body = CallerTurn, responses(
    (status = 200, description = "The answer", body = Success<Answer>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such call", body = ErrorBody),
    (status = 409, description = "The call is over", body = ErrorBody),
))]
async fn take_turn(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
    Body(turn): Body<CallerTurn>,
) -> Result<Success<Answer>, Problem> {
    let db = &member.tenant;
    let input = match turn {
        CallerTurn { text: Some(text), digits: None, silence: None } => Input::Words(text),
        CallerTurn { text: None, digits: Some(keys), silence: None } => Input::Keys(keys),
        CallerTurn { text: None, digits: None, silence: Some(true) } => Input::Silence,
        _ => return Err(Problem::invalid("", "send exactly one of `text`, `digits` and `silence: true`")),
    };
    let call = in_browser(db, id).await?;
    let spoken = session::answer(&app, db, call, None, input, &Aloud::default()).await?;
    Ok(Success::new(answer(&app, db, spoken).await?))
}

/// Hangs up.
#[utoipa::path(post, path = "/api/ai-assistant/calls/{id}/hang-up", tag = "aiAssistant", operation_id = "hangUp",
    params(("id" = CallId, Path)), responses(
    (status = 200, description = "The conversation as it ended", body = Success<CallBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such call", body = ErrorBody),
))]
async fn hang_up(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
) -> Result<Success<CallBody>, Problem> {
    let db = &member.tenant;
    in_browser(db, id).await?;
    let ending = Ending { status: Status::Completed, duration_seconds: None };
    let call = session::end(&app, db, id, ending).await?;
    let customers = customers::get_many(db, call.customer_id).await?;
    Ok(Success::new(body(call, &customers)))
}

/// Nobody speaks for a caller on the telephone.
async fn in_browser(db: &TenantDb, id: CallId) -> Result<Model, Problem> {
    let call = store::find(db, id).await?.filter(|call| call.channel == Channel::Browser);
    call.ok_or_else(|| Problem::not_found("call"))
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::UnknownCall => Self::not_found("call"),
            SessionError::Over => Self::conflict("call_over", "this call is over; start another"),
            SessionError::Interrupted => {
                Self::conflict("interrupted", "another turn has begun before this one was answered")
            }
            SessionError::Database(error) => error.into(),
        }
    }
}
