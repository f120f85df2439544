//! A call that is carried as sound: what the network hears goes to a model that listens and speaks itself, and what it
//! says goes back, untouched both ways.
//!
//! The model has the ear and the voice, and no say: what it wants done goes through the dialogue, whose words it is then
//! asked to say as they are; what it says by itself is read along and stopped when it claims what no row stands behind.
//! Every turn is written down as in any other call, so that whatever breaks, the call goes on over a relay (see
//! `webhooks.rs`): closing the socket is always a way out.
//!
//! Here is the socket, and what falls due in it. `stream/model.rs` is the model's side, `stream/turns.rs` has the turns,
//! `stream/sounds.rs` knows what was heard.

mod model;
mod sounds;
mod turns;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use jiff::{SignedDuration, Timestamp};
use providers::phone::PhoneNumber;
use providers::realtime::{
    ClientEvent, ItemSpeaker, RealtimeError, RealtimeReceiver, RealtimeSender, ResponseQueue,
};
use providers::telephony::ProviderId;
use providers::telephony::twilio::media::{self, FromTwilio, Start, ToTwilio, Track};
use tokio::time::{Instant, sleep_until};

use self::model::{Purpose, Running};
use self::sounds::Sounds;
use self::turns::{Due, Utterance};
use super::lines;
use super::sockets::{End, Keys, PATIENCE, bounded, introduced, opening_words};
use crate::app::App;
use crate::modules::ai_assistant::{ModelTrace, Past};
use crate::modules::calls::{self, CallRow, Ending, Input, State as Conversation, Status};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::TenantDb;

/// How long the model may be silent when it is asked to speak, or in the middle of it.
const SPEAKS_WITHIN: Duration = Duration::from_secs(4);

/// How long until an entry of keys is tried again that came while a turn was being made.
const KEY_RETRY: Duration = Duration::from_millis(300);

/// How much longer than it sounds a goodbye may take to be played.
const GOODBYE_SLACK: Duration = Duration::from_secs(3);

/// Longest stream, whatever the salon allows; the model's own limit is an hour.
const LONGEST_STREAM: Duration = Duration::from_mins(30);

/// How much longer a call may last than the salon wants, so that it ends with a turn, which says what stays booked. Who
/// speaks on and on has no turn.
const LAST_TURN: SignedDuration = SignedDuration::from_mins(1);

const TIME_IS_UP: &str =
    "I'm sorry, I have to end this call now. Please call again if you need anything else. Goodbye.";

/// The network opens a socket for the sound of a call.
#[utoipa::path(get, path = "/api/telephony/twilio/stream", tag = "telephony", operation_id = "openStream", responses(
    (status = 101, description = "The socket is open"),
    (status = 403, description = "The signature is wrong", body = crate::http::problem::ErrorBody),
))]
pub(super) async fn open_stream(
    State(app): State<App>,
    upgrade: WebSocketUpgrade,
) -> axum::response::Response {
    bounded(upgrade).on_upgrade(move |socket| async move {
        if let Err(end) = hold(app, socket).await {
            tracing::info!(?end, "a call's stream has ended");
        }
    })
}

impl From<RealtimeError> for End {
    fn from(error: RealtimeError) -> Self {
        tracing::warn!(%error, "a model that speaks is lost; its call goes on without it");
        Self::Failed
    }
}

async fn hold(app: App, mut network: WebSocket) -> Result<(), End> {
    let start = introduced(started(&mut network)).await?;
    let number =
        start.custom_parameters.get(lines::NUMBER).and_then(|number| PhoneNumber::from_e164(number).ok());
    let key = start.custom_parameters.get(lines::KEY);
    let Some((db, call)) = lines::call_of(&app, number.as_ref(), start.call_id.as_str(), key).await? else {
        return Err(End::NotOurs);
    };
    let Some(speech) = &app.speech else { return Err(End::Failed) };
    let (sender, receiver) = speech.connect().await?;
    let now = Instant::now();
    let salon = tenants::salon(&app.salons, &db).await?;
    let over_at = now + longest(&salon, &call, app.clock.now());
    let mut stream = Stream {
        network,
        stream_id: start.stream_id,
        sender,
        receiver,
        salon,
        past: calls::past(&db, call.id).await?,
        app: app.clone(),
        db,
        call,
        queue: ResponseQueue::default(),
        asked: VecDeque::new(),
        running: None,
        is_unwanted: false,
        sounds: Sounds::default(),
        caller: Vec::new(),
        is_caller_speaking: false,
        due: None,
        rounds: 0,
        said_before: String::new(),
        trace: ModelTrace::default(),
        seen: HashSet::new(),
        keys: Keys::default(),
        spoken_by: now,
        stalled_at: None,
        silent_at: None,
        over_at,
        is_ending: false,
        is_over: false,
        buffer: String::new(),
    };
    let outcome = match stream.begin().await {
        Ok(()) => stream.go_on().await,
        Err(end) => Err(end),
    };
    stream.finish().await;
    outcome
}

/// How long the stream may be open.
fn longest(salon: &Salon, call: &CallRow, now: Timestamp) -> Duration {
    let limit = SignedDuration::from_mins(salon.settings.ai_assistant.limits.max_minutes.into()) + LAST_TURN;
    let left = limit - now.duration_since(call.started_at.timestamp());
    Duration::try_from(left).unwrap_or_default().min(LONGEST_STREAM)
}

/// The first messages say which call this is.
async fn started(network: &mut WebSocket) -> Result<Start, End> {
    while let Some(Ok(message)) = network.recv().await {
        if let Message::Text(text) = message
            && let Ok(FromTwilio::Start(start)) = media::parse(&text)
        {
            return Ok(*start);
        }
    }
    Err(End::Closed)
}

/// One stream of one call, between the network and the model.
struct Stream {
    app: App,
    network: WebSocket,
    stream_id: ProviderId,
    sender: RealtimeSender,
    receiver: RealtimeReceiver,
    db: TenantDb,
    salon: Arc<Salon>,
    call: CallRow,
    /// What was said before, with which claims are compared.
    past: Vec<Past>,
    queue: ResponseQueue,
    /// What the responses are for that have been asked for and have not begun, in their order.
    asked: VecDeque<Purpose>,
    running: Option<Running>,
    /// The response that has been asked for is not wanted any more.
    is_unwanted: bool,
    sounds: Sounds,
    /// What the caller has said since the last turn.
    caller: Vec<Utterance>,
    is_caller_speaking: bool,
    due: Option<Due>,
    /// How often the model has called tools in this turn in vain.
    rounds: u8,
    /// What it said before those calls.
    said_before: String,
    /// What it has done and used since the last turn.
    trace: ModelTrace,
    /// The model's ids of tool calls, so that each has one effect.
    seen: HashSet<String>,
    keys: Keys,
    /// When all that was sent will have been played, by its length.
    spoken_by: Instant,
    /// When the model counts as lost if it says nothing more of its response.
    stalled_at: Option<Instant>,
    /// When the caller's silence counts as an answer.
    silent_at: Option<Instant>,
    over_at: Instant,
    /// The conversation is over once all has been played.
    is_ending: bool,
    /// What comes next needs a document, which says the last words too: a message is taken.
    is_over: bool,
    /// What we send, so that each piece of sound needs no memory of its own.
    buffer: String,
}

impl Stream {
    /// The greeting; or, where the call has had another socket, where we were.
    async fn begin(&mut self) -> Result<(), End> {
        let Some(last) = calls::last_turn(&self.db, &self.call).await? else { return Err(End::Failed) };
        let Some(speech) = &self.app.speech else { return Err(End::Failed) };
        let session = Box::new(speech.session(&self.salon));
        self.tell_model(ClientEvent::UpdateSession { session }).await?;
        let before = self.past.len().saturating_sub(1);
        for (at, past) in self.past.clone().into_iter().enumerate() {
            if let Some(heard) = past.heard {
                self.add(ItemSpeaker::Caller, heard).await?;
            }
            // The last words are said now.
            if at < before {
                self.add(ItemSpeaker::Assistant, past.said).await?;
            }
        }
        let words = opening_words(&self.call, last.said.as_deref().unwrap_or_default());
        self.is_ending = Conversation::of(&last) != Conversation::Listening;
        self.tell(words).await
    }

    async fn go_on(&mut self) -> Result<(), End> {
        loop {
            self.settle_due().await?;
            if self.is_over {
                return Ok(());
            }
            if self.is_ending && (self.is_quiet() || Instant::now() >= self.spoken_by + GOODBYE_SLACK) {
                return Ok(());
            }
            let is_callers_turn = self.is_quiet() && !self.is_caller_speaking;
            self.silent_at =
                is_callers_turn.then(|| self.silent_at.unwrap_or_else(|| Instant::now() + PATIENCE));
            let timer = self.next_timer();
            tokio::select! {
                message = self.network.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.take(&text).await?,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Closed),
                    Some(Ok(_)) => {}
                },
                event = self.receiver.next() => match event? {
                    Some(event) => self.hear(event).await?,
                    None => {
                        tracing::warn!("a model that speaks has hung up; its call goes on without it");
                        return Err(End::Failed);
                    }
                },
                () = sleep_until(timer) => self.timer().await?,
            }
        }
    }

    /// Nothing is being said, or about to be.
    fn is_quiet(&self) -> bool {
        !self.sounds.is_playing() && !self.queue.is_busy() && self.asked.is_empty() && self.due.is_none()
    }

    /// A message of the network. One that cannot be read is passed over: the call goes on.
    async fn take(&mut self, text: &str) -> Result<(), End> {
        match media::parse(text) {
            Ok(FromTwilio::Media(sound)) if sound.track == Track::Inbound => {
                let audio = sound.payload.into_owned();
                self.tell_model(ClientEvent::AppendAudio { audio }).await
            }
            Ok(FromTwilio::Mark { name }) => {
                self.sounds.reach(&name);
                Ok(())
            }
            Ok(FromTwilio::Dtmf { digit }) => self.key(digit).await,
            Ok(FromTwilio::Stop) => Err(End::Closed),
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "a stream's message cannot be read");
                Ok(())
            }
        }
    }

    async fn key(&mut self, digit: char) -> Result<(), End> {
        if self.is_ending {
            return Ok(());
        }
        self.interrupt().await?;
        if self.keys.press(digit) { self.enter_keys().await } else { Ok(()) }
    }

    async fn enter_keys(&mut self) -> Result<(), End> {
        if self.queue.is_busy() || self.due.is_some() {
            self.keys.wait(KEY_RETRY);
            return self.interrupt().await;
        }
        let Some(keys) = self.keys.take() else { return Ok(()) };
        self.add(ItemSpeaker::System, "The caller has pressed keys of their telephone.".to_owned()).await?;
        self.answer(Input::Keys(keys)).await
    }

    fn next_timer(&self) -> Instant {
        [
            self.stalled_at.filter(|_| self.queue.is_busy()),
            self.due.as_ref().map(|due| due.by),
            self.keys.whole_at(),
            self.silent_at,
            self.is_ending.then_some(self.spoken_by + GOODBYE_SLACK),
            Some(self.over_at),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(self.over_at)
    }

    /// Something is due.
    async fn timer(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if self.queue.is_busy() && self.stalled_at.is_some_and(|at| at <= now) {
            tracing::warn!("a model that speaks says nothing; its call goes on without it");
            return Err(End::Failed);
        }
        if self.over_at <= now && !self.is_ending {
            let ending = Ending { status: Status::Completed, duration_seconds: None };
            self.interrupt().await?;
            self.call = calls::end(&self.app, &self.db, self.call.id, ending).await?;
            self.is_ending = true;
            return self.tell(TIME_IS_UP.to_owned()).await;
        }
        if self.keys.whole_at().is_some_and(|at| at <= now) {
            return self.enter_keys().await;
        }
        if self.silent_at.is_some_and(|at| at <= now) {
            self.silent_at = None;
            return self.answer(Input::Silence).await;
        }
        Ok(())
    }

    async fn send_sound(&mut self, payload: &str, mark: &str, length: Duration) -> Result<(), End> {
        self.spoken_by = self.spoken_by.max(Instant::now()) + length;
        let stream_id = self.stream_id.clone();
        self.tell_network(&ToTwilio::Media { stream_id: &stream_id, payload }).await?;
        self.tell_network(&ToTwilio::Mark { stream_id: &stream_id, name: mark }).await
    }

    /// The network plays nothing more of what it has.
    async fn stop_sound(&mut self) -> Result<(), End> {
        self.spoken_by = Instant::now();
        let stream_id = self.stream_id.clone();
        self.tell_network(&ToTwilio::Clear { stream_id: &stream_id }).await
    }

    async fn tell_network(&mut self, message: &ToTwilio<'_>) -> Result<(), End> {
        self.buffer.clear();
        message.write_to(&mut self.buffer);
        self.network.send(Message::text(self.buffer.as_str())).await.map_err(|_| End::Closed)
    }

    /// Puts on the bill what is left, and lets the call go on elsewhere, or end.
    async fn finish(mut self) {
        if self.trace.input_tokens + self.trace.output_tokens > 0
            && let Err(error) = calls::settle(&self.app, &self.db, self.call.id, &self.trace).await
        {
            tracing::error!(%error, call = %self.call.id, "what a model has cost could not be noted");
        }
        self.app.work.notify_one();
        // Whoever is gone needs no goodbye.
        drop(self.network.send(Message::Close(None)).await);
        drop(self.sender.close().await);
    }
}
