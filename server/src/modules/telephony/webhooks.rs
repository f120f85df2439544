//! What the network asks, and what we answer.
//!
//! A call: `voice` (somebody rings) → `voice/turn` (what they said) → … → `voice/status` (it is over). Turns are
//! numbered in their address, so that a repeated request gets the same answer. A call that is held over a socket comes
//! back at `voice/line-ended` when the socket ends. `screening.rs` asks whoever is called for a caller, `messages.rs` takes
//! what is recorded, `fallback.rs` answers where nothing else does. `sms` carries text messages into the same engine; `message-status`
//! says how our own fare.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use futures_util::FutureExt;
use providers::Secret;
use providers::phone::PhoneNumber;
use providers::telephony::twilio::twiml::{self, Response, Verb};
use providers::telephony::twilio::webhook;
use providers::telephony::{
    Ask, CallAction, CallRecording, CallStatus, CallUrls, Heard, NumberUrls, Parameters, RecordingChannels,
    RejectReason, Relay, SessionStatus, Speech, Stream, Transfer,
};
use sea_orm::DbErr;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::{clips, fallback, lines, messages, numbers, relay, screening, store, stream};
use crate::app::App;
use crate::http::access::{Routes, SignedForm};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::ai_assistant::Aloud;
use crate::modules::calls::{
    self, Channel, Ending, Input, Opening, RecordingChange, SessionError, Spoken, State as Conversation,
    Status,
};
use crate::modules::messages::inbound::{self, Taken};
use crate::modules::notifications;
use crate::modules::tenants::{self, Line, Salon};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope};

/// The network waits 15 seconds; a caller should not.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long we wait for the caller to begin.
const PATIENCE: Duration = Duration::from_secs(6);

/// How long a person's telephone rings.
pub(super) const RING: Duration = Duration::from_secs(25);

/// Failures in a row after which a call is ended rather than asked again.
const MAX_FAILURES: u8 = 2;

/// So many sockets a call gets; then it goes on turn by turn.
const MAX_SOCKETS: i32 = 3;

/// What a caller hears who can go on after our fault.
pub const SORRY: &str = "I'm sorry, something went wrong on our side. Could you say that again?";
/// What a caller hears who cannot.
pub const SORRY_GOODBYE: &str =
    "I'm sorry, something went wrong on our side. Please call again a little later. Goodbye.";
/// What a caller hears whose number belongs to no salon.
pub const NOT_IN_SERVICE: &str = "I'm sorry, the number you have dialled is not in service. Goodbye.";

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .telephone_company(routes!(voice))
        .telephone_company(routes!(voice_turn))
        .telephone_company(routes!(transfer_ended))
        .telephone_company(routes!(screening::screen))
        .telephone_company(routes!(screening::screened))
        .telephone_company(routes!(messages::message_left))
        .telephone_company(routes!(messages::recording_status))
        .telephone_company(routes!(fallback::fall_back))
        .public(routes!(clips::get_speech))
        .telephone_company(routes!(line_ended))
        .telephone_company_socket(routes!(relay::open_relay))
        .telephone_company_socket(routes!(stream::open_stream))
        .telephone_company(routes!(voice_status))
        .telephone_company(routes!(sms))
        .telephone_company(routes!(message_status))
        .merge(numbers::routes())
}

/// A document for the network.
pub(super) struct Twiml(pub(super) String);

impl IntoResponse for Twiml {
    fn into_response(self) -> axum::response::Response {
        ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], self.0).into_response()
    }
}

/// Somebody calls one of the salon's numbers.
#[utoipa::path(post, path = "/api/telephony/twilio/voice", tag = "telephony", operation_id = "receiveCall", responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn voice(State(app): State<App>, SignedForm(form): SignedForm) -> Twiml {
    let outcome = guarded(ring(&app, &form)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a call could not be answered");
        last_words(&app, SORRY_GOODBYE)
    })
}

async fn ring(app: &App, form: &[(String, String)]) -> Result<Twiml, Failure> {
    let call = webhook::inbound_call(form).map_err(|error| Failure::Request(error.to_string()))?;
    let Some(db) = salon_of(app, &call.to).await? else {
        return Ok(last_words(app, NOT_IN_SERVICE));
    };
    let salon = tenants::salon(&app.salons, &db).await?;
    let is_blocked = |number: &PhoneNumber| {
        salon.settings.ai_assistant.blocked_numbers.iter().any(|blocked| blocked == number.as_str())
    };
    if call.from.as_ref().is_some_and(is_blocked) {
        return Ok(act(app, &CallAction::Reject(RejectReason::Rejected)));
    }
    // Whoever tries out a salon's telephone is not to be told that something went wrong.
    if let Err(error) = numbers::note_call(app, &db, &call).await {
        tracing::error!(%error, "a call that tries out a salon's telephone could not be noted");
    }
    let opening = Opening {
        channel: Channel::Phone,
        provider_call_id: Some(call.call_id.as_str().to_owned()),
        from: call.from,
        to: Some(call.to),
    };
    let spoken = calls::open(app, &db, opening).await?;
    carried(app, &db, &spoken).await
}

/// The call goes on as the salon has its calls carried.
///
/// Until a caller has answered whether they may be recorded, turn by turn: a recording can only begin in a document.
async fn carried(app: &App, db: &TenantDb, spoken: &Spoken) -> Result<Twiml, Failure> {
    // A socket's handshake does not say whose token signs it.
    let is_ours = spoken.salon.telephone_account.is_none();
    let is_socket_next = spoken.state() == Conversation::Listening
        && is_ours
        && spoken.call.sockets == 0
        && !calls::awaits_consent(&spoken.salon, &spoken.call);
    Ok(match spoken.salon.settings.ai_assistant.line {
        Line::Realtime
            if is_socket_next && app.speech.is_some() && calls::may_speak(app, db, &spoken.salon).await? =>
        {
            streamed(app, spoken)
        }
        Line::Relay | Line::Realtime if is_socket_next => relayed(app, spoken),
        _ => document(app, spoken),
    })
}

/// The call goes on over a socket.
fn relayed(app: &App, spoken: &Spoken) -> Twiml {
    let salon = &spoken.salon;
    let base = app.config.public_url();
    let socket = base.replacen("http", "ws", 1);
    let mut relay = Relay::new(
        format!("{socket}/api/telephony/twilio/relay"),
        format!("{base}/api/telephony/twilio/voice/line-ended"),
        salon.tenant.locale.clone(),
    );
    relay.language.voice.clone_from(&salon.settings.ai_assistant.voice);
    relay.hints = hints(salon);
    let key = app.line_keys.key(&spoken.call);
    relay.parameters = Parameters::from([(lines::KEY, key.as_str())]);
    act(app, &recorded(app, spoken, CallAction::Relay(relay)))
}

/// The call goes on as sound, with a model that listens and speaks itself.
fn streamed(app: &App, spoken: &Spoken) -> Twiml {
    let base = app.config.public_url();
    let key = app.line_keys.key(&spoken.call);
    let number = spoken.call.to_number.as_deref().unwrap_or_default();
    let stream = Stream {
        url: format!("{}/api/telephony/twilio/stream", base.replacen("http", "ws", 1)),
        parameters: Parameters::from([(lines::KEY, key.as_str()), (lines::NUMBER, number)]),
        action: format!("{base}/api/telephony/twilio/voice/line-ended"),
    };
    act(app, &recorded(app, spoken, CallAction::Stream(stream)))
}

/// The socket of a call has ended: as agreed, or because it broke.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/line-ended", tag = "telephony",
    operation_id = "receiveLineEnded", responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn line_ended(State(app): State<App>, SignedForm(form): SignedForm) -> Twiml {
    let outcome = guarded(go_on(&app, &form)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a call whose socket ended could not go on");
        last_words(&app, SORRY_GOODBYE)
    })
}

async fn go_on(app: &App, form: &[(String, String)]) -> Result<Twiml, Failure> {
    let ended = webhook::relay_ended(form).map_err(|error| Failure::Request(error.to_string()))?;
    let Some((db, call)) = call_of(app, form, ended.call_id.as_str()).await? else {
        return Ok(last_words(app, NOT_IN_SERVICE));
    };
    let salon = tenants::salon(&app.salons, &db).await?;
    let Some(turn) = calls::last_turn(&db, &call).await? else {
        return Ok(hang_up(app));
    };
    let spoken = Spoken { salon, call, turn };
    let reason = ended.handoff_data.as_deref().and_then(lines::reason);
    // A stream hands nothing over: that its caller is still there says that it cannot go on.
    let is_broken = ended.status == SessionStatus::Failed
        || (ended.session_id.is_none() && ended.call_status == Some(CallStatus::InProgress));
    Ok(match (reason.as_deref(), spoken.state()) {
        // What was to be said has been said.
        (Some(lines::TRANSFER), _) | (None, Conversation::Transferred) => put_through(app, &spoken),
        (Some(lines::HANG_UP), _) | (_, Conversation::Ended) => hang_up(app),
        _ if spoken.call.status != Status::InProgress => hang_up(app),
        (Some(lines::FAILED), _) => document(app, &spoken),
        (None, Conversation::TakingMessage) if is_broken => document(app, &spoken),
        _ if spoken.call.sockets < MAX_SOCKETS && is_broken => relayed(app, &spoken),
        _ if is_broken => document(app, &spoken),
        // The caller has hung up.
        _ => hang_up(app),
    })
}

/// The call to a person, without another word.
fn put_through(app: &App, spoken: &Spoken) -> Twiml {
    match person(&spoken.salon) {
        Some(to) => {
            let transfer = transfer(app, spoken, Vec::new(), to);
            Twiml(twiml::render(&transfer, &urls(app, Some(spoken.turn.sequence + 1), 0)))
        }
        None => hang_up(app),
    }
}

/// The telephone at which the salon's own people are reached.
pub(super) fn person(salon: &Salon) -> Option<PhoneNumber> {
    salon.tenant.forward_to.as_deref().and_then(|number| PhoneNumber::from_e164(number).ok())
}

fn transfer(app: &App, spoken: &Spoken, say: Vec<Speech>, to: PhoneNumber) -> CallAction {
    let screening_url = screening::url(app, spoken);
    CallAction::Transfer(Transfer { screening_url, ..Transfer::new(say, to, RING) })
}

/// Which turn of the call this is. Read without complaint: a caller is on the line.
#[derive(Debug, Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TurnQuery {
    /// Its number; the greeting was 0. Left out: the next.
    pub(super) turn: Option<i32>,
    /// How often it has failed on our side.
    #[param(default = 0)]
    failures: u8,
    /// The salon's number, where the form has another: the signature is over the whole address, so it is as we wrote it.
    #[param(value_type = Option<String>)]
    pub(super) line: Option<PhoneNumber>,
}

impl<S: Send + Sync> FromRequestParts<S> for TurnQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut query = Self::default();
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "turn" => query.turn = value.parse().ok(),
                "line" => query.line = PhoneNumber::from_e164(&value).ok(),
                "failures" => query.failures = value.parse().unwrap_or(MAX_FAILURES),
                _ => {}
            }
        }
        Ok(query)
    }
}

/// What the caller said, or pressed, or that there was silence.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/turn", tag = "telephony", operation_id = "receiveTurn",
    params(TurnQuery), responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn voice_turn(State(app): State<App>, query: TurnQuery, SignedForm(form): SignedForm) -> Twiml {
    let outcome = guarded(hear(&app, &form, query.turn)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a turn of a call failed");
        let action = if query.failures >= MAX_FAILURES {
            goodbye(SORRY_GOODBYE, "en-US")
        } else {
            ask(SORRY, "en-US", Vec::new())
        };
        Twiml(twiml::render(&action, &urls(&app, query.turn, query.failures.saturating_add(1))))
    })
}

async fn hear(app: &App, form: &[(String, String)], turn: Option<i32>) -> Result<Twiml, Failure> {
    let heard = webhook::call_turn(form).map_err(|error| Failure::Request(error.to_string()))?;
    let Some((db, call)) = call_of(app, form, heard.call_id.as_str()).await? else {
        return Ok(last_words(app, NOT_IN_SERVICE));
    };
    let input = match heard.heard {
        Heard::Spoken { text, .. } => Input::Words(text),
        Heard::Keys(keys) => Input::Keys(keys),
        Heard::Nothing => Input::Silence,
    };
    match calls::answer(app, &db, call, turn, input, &Aloud::default()).await {
        Ok(spoken) => carried(app, &db, &spoken).await,
        Err(SessionError::Over) => Ok(hang_up(app)),
        Err(error) => Err(error.into()),
    }
}

/// The person a caller was put through to has hung up, or was not there.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/transfer-ended", tag = "telephony",
    operation_id = "receiveTransferEnded", params(TurnQuery), responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn transfer_ended(State(app): State<App>, query: TurnQuery, SignedForm(form): SignedForm) -> Twiml {
    let outcome = guarded(take_back(&app, &form, query.turn)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a call that came back from a person could not be taken");
        last_words(&app, SORRY_GOODBYE)
    })
}

async fn take_back(app: &App, form: &[(String, String)], turn: Option<i32>) -> Result<Twiml, Failure> {
    let ended = webhook::transfer_ended(form).map_err(|error| Failure::Request(error.to_string()))?;
    let found = call_of(app, form, ended.call_id.as_str()).await?;
    if let Some((db, call)) = &found {
        calls::leg_ended(app, db, call.id, &ended).await?;
    }
    match found {
        Some((db, call)) if !ended.reached_somebody() => Ok(document(
            app,
            &calls::answer(app, &db, call, turn, Input::NobodyAnswered, &Aloud::default()).await?,
        )),
        // Put through by the fallback, to nobody.
        None if !ended.reached_somebody() => Ok(last_words(app, SORRY_GOODBYE)),
        _ => Ok(hang_up(app)),
    }
}

/// The state of a call has changed.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/status", tag = "telephony", operation_id = "receiveCallStatus",
    responses(
    (status = 204, description = "Noted"),
    (status = 400, description = "A field is missing", body = ErrorBody),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn voice_status(State(app): State<App>, SignedForm(form): SignedForm) -> Result<StatusCode, Problem> {
    let news = webhook::call_status_changed(&form).map_err(|error| Problem::unreadable(error.to_string()))?;
    let Some((db, call)) = call_of(&app, &form, news.call_id.as_str()).await? else {
        return Ok(StatusCode::NO_CONTENT);
    };
    if news.status.is_over() {
        let ending = Ending {
            status: if news.status == CallStatus::Completed { Status::Completed } else { Status::Failed },
            duration_seconds: news.duration.and_then(|length| i32::try_from(length.as_secs()).ok()),
        };
        let call = calls::end(&app, &db, call.id, ending).await?;
        calls::bill(&app, &db, &call).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody writes to one of the salon's numbers.
#[utoipa::path(post, path = "/api/telephony/twilio/sms", tag = "telephony", operation_id = "receiveSms", responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn sms(State(app): State<App>, SignedForm(form): SignedForm) -> Twiml {
    let outcome = guarded(read(&app, &form)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a text message could not be answered");
        written("Sorry, something went wrong on our side. Please write again.")
    })
}

async fn read(app: &App, form: &[(String, String)]) -> Result<Twiml, Failure> {
    let message = webhook::inbound_message(form).map_err(|error| Failure::Request(error.to_string()))?;
    let silent = Twiml(Response::default().to_string());
    let Some(db) = salon_of(app, &message.to).await? else {
        return Ok(silent);
    };
    match inbound::take_in(app, &db, &message).await? {
        Taken::Nothing => return Ok(silent),
        Taken::Answer(words) => return Ok(written(&words)),
        Taken::Conversation => {}
    }
    let opening =
        Opening { channel: Channel::Sms, provider_call_id: None, from: message.from, to: Some(message.to) };
    let spoken = calls::write_in(app, &db, opening, message.id.as_str(), message.body).await?;
    inbound::note_answer(&db, message.id.as_str(), spoken.words()).await?;
    Ok(written(spoken.words()))
}

/// An answer to a text message.
fn written(body: &str) -> Twiml {
    Twiml(Response(vec![Verb::Message { body: body.to_owned() }]).to_string())
}

/// One of our own messages has come further.
#[utoipa::path(post, path = "/api/telephony/twilio/message-status", tag = "telephony",
    operation_id = "receiveMessageStatus", responses(
    (status = 204, description = "Noted"),
    (status = 400, description = "A field is missing", body = ErrorBody),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
async fn message_status(State(app): State<App>, SignedForm(form): SignedForm) -> Result<StatusCode, Problem> {
    let report = webhook::message_status(&form).map_err(|error| Problem::unreadable(error.to_string()))?;
    notifications::delivery_reported(&app, &report).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The rows of the salon that has this number.
pub async fn salon_of(app: &App, number: &PhoneNumber) -> Result<Option<TenantDb>, DbErr> {
    let platform = PlatformDb::new(&app.database, PlatformAccess::InboundCall);
    let line = store::find_line(&platform, number).await?;
    Ok(line.map(|line| TenantDb::new(&app.database, TenantScope::from_dialled_number(&line))))
}

/// The call that this request is about, among those of the dialled salon.
pub(super) async fn call_of(
    app: &App,
    form: &[(String, String)],
    call_id: &str,
) -> Result<Option<(TenantDb, calls::CallRow)>, DbErr> {
    match dialled(form) {
        Some(number) => call_on(app, &number, call_id).await,
        None => Ok(None),
    }
}

/// The number that the caller has dialled.
pub(super) fn dialled(form: &[(String, String)]) -> Option<PhoneNumber> {
    let dialled = form.iter().find(|(name, _)| name == "To").map(|(_, value)| value.as_str());
    dialled.and_then(|number| PhoneNumber::from_e164(number.trim()).ok())
}

/// The call with this id, among those of the salon with this number.
pub(super) async fn call_on(
    app: &App,
    number: &PhoneNumber,
    call_id: &str,
) -> Result<Option<(TenantDb, calls::CallRow)>, DbErr> {
    let Some(db) = salon_of(app, number).await? else {
        return Ok(None);
    };
    let call = calls::find_by_provider_id(&db, call_id).await?;
    Ok(call.map(|call| (db, call)))
}

/// What the receptionist said, as the network wants it.
fn document(app: &App, spoken: &Spoken) -> Twiml {
    let salon = &spoken.salon;
    let language = salon.tenant.locale.as_str();
    let say = clips::speech(app, salon, spoken.words());
    let action = match (spoken.state(), person(salon)) {
        (Conversation::Listening, _) => {
            CallAction::Ask(Ask { hints: hints(salon), ..Ask::new(say, language, PATIENCE) })
        }
        (Conversation::Transferred, Some(to)) => transfer(app, spoken, say, to),
        (Conversation::TakingMessage, _) => messages::take_message(app, spoken, say),
        (Conversation::Ended | Conversation::Transferred, _) => CallAction::SayAndHangUp(say),
    };
    let action = recorded(app, spoken, action);
    Twiml(twiml::render(&action, &urls(app, Some(spoken.turn.sequence + 1), 0)))
}

/// The action with what this turn means for the call's recording before it.
fn recorded(app: &App, spoken: &Spoken, action: CallAction) -> CallAction {
    let then = Box::new(action);
    match calls::recording_change(&spoken.call, &spoken.turn) {
        Some(RecordingChange::Start) => {
            let status_callback = address(app, "recording", &line_of(spoken));
            let recording = CallRecording { status_callback, channels: RecordingChannels::Dual };
            CallAction::StartRecording { recording, then }
        }
        Some(RecordingChange::Stop) => CallAction::StopRecording { then },
        None => *then,
    }
}

/// The salon's number in an address, for requests whose form has another.
pub(super) fn line_of(spoken: &Spoken) -> Vec<(&'static str, String)> {
    spoken.call.to_number.iter().map(|number| ("line", number.clone())).collect()
}

/// An action after which no turn is counted.
pub(super) fn act(app: &App, action: &CallAction) -> Twiml {
    Twiml(twiml::render(action, &urls(app, None, 0)))
}

/// Words after which the call ends, where no salon has them in its own language.
pub(super) fn last_words(app: &App, words: &str) -> Twiml {
    act(app, &goodbye(words, "en-US"))
}

/// The end of a call, without another word.
pub(super) fn hang_up(app: &App) -> Twiml {
    act(app, &CallAction::HangUp)
}

/// Names that the recogniser would not expect.
pub fn hints(salon: &Salon) -> Vec<String> {
    let services = salon.facts.services.iter().map(|service| service.name.clone());
    let people = salon.facts.people.iter().map(|person| person.name.clone());
    people.chain(services).collect()
}

pub(super) fn ask(say: &str, language: &str, hints: Vec<String>) -> CallAction {
    CallAction::Ask(Ask { hints, ..Ask::new(vec![Speech::say(say, language)], language, PATIENCE) })
}

pub(super) fn goodbye(say: &str, language: &str) -> CallAction {
    CallAction::SayAndHangUp(vec![Speech::say(say, language)])
}

pub(super) fn urls(app: &App, turn: Option<i32>, failures: u8) -> CallUrls {
    let mut query = Vec::new();
    if let Some(turn) = turn {
        query.push(("turn", turn.to_string()));
    }
    if failures > 0 {
        query.push(("failures", failures.to_string()));
    }
    CallUrls { turn: address(app, "turn", &query), transfer_ended: address(app, "transfer-ended", &query) }
}

/// The public address of one of our documents about a call.
pub(super) fn address(app: &App, name: &str, query: &[(&'static str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    format!("{}/api/telephony/twilio/voice/{name}?{query}", app.config.public_url())
}

/// Whom the network is to ask about a number.
pub(super) fn number_urls(app: &App) -> NumberUrls {
    let url = |path: &str| format!("{}/api/telephony/twilio/{path}", app.config.public_url());
    NumberUrls {
        voice: url("voice"),
        voice_fallback: url("voice/fallback"),
        voice_status: url("voice/status"),
        sms: url("sms"),
    }
}

/// The token that signs what this account's webhooks say: a salon's own account has its own.
pub(super) async fn token_of(app: &App, account_ref: &str) -> Result<Option<Secret>, DbErr> {
    let platform = PlatformDb::new(&app.database, PlatformAccess::InboundCall);
    numbers::token_of(app, &platform, account_ref).await
}

/// Why a webhook could not be answered as it should.
#[derive(Debug)]
pub enum Failure {
    /// The request lacks something.
    Request(String),
    /// The conversation failed.
    Session(SessionError),
    /// It took longer than this.
    TooLate(Duration),
    /// It panicked.
    Panic,
}

impl Failure {
    /// Writes down what went wrong, with what came of it.
    pub fn log(&self, what: &str) {
        match self {
            Self::Request(problem) => tracing::warn!(problem, "{what}"),
            Self::Session(error) => tracing::error!(%error, "{what}"),
            Self::TooLate(limit) => tracing::error!(?limit, "{what}: it took too long"),
            Self::Panic => tracing::error!("{what}: it panicked"),
        }
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Session(error.into())
    }
}

/// The same within the time that the telephone company waits.
pub(super) async fn guarded<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    guarded_within(TIME_LIMIT, work).await
}

/// Bounds the time, and turns a panic into a failure: the caller on the line hears a sentence in any case.
pub async fn guarded_within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Failure::Panic),
        Err(_) => Err(Failure::TooLate(limit)),
    }
}
