//! A call that is carried as sound: what the network hears goes to a model that listens and speaks itself, and what it
//! says goes back, untouched both ways.
//!
//! The model has the ear and the voice, and no say: what it wants done goes through the dialogue, whose words it is then
//! asked to say as they are; what it says by itself is read along and stopped when it claims what no row stands behind.
//! Every turn is written down as in any other call, so that whatever breaks, the call goes on over a relay (see
//! `webhooks.rs`): closing the socket is always a way out.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use conversation::model::ModelCall;
use providers::phone::PhoneNumber;
use providers::realtime::{
    ClientEvent, Item, ItemSpeaker, Playback, RealtimeError, RealtimeReceiver, RealtimeSender, Response,
    ResponseQueue, ResponseRequest, ResponseStatus, ServerEvent,
};
use providers::telephony::twilio::media::{self, FromTwilio, Start, ToTwilio, Track};
use providers::telephony::{ProviderId, ulaw};
use tokio::time::{Instant, sleep_until, timeout};

use super::lines;
use crate::app::App;
use crate::modules::ai_assistant::{
    Aloud, Known, ModelTrace, Past, ReadAlong, TracedCall, Verdict, word_for_word,
};
use crate::modules::calls::{
    self, CallRow, Ending, Exchange, Input, RecordingChange, SessionError, Spoken, State as Conversation,
    Status, Used,
};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::TenantDb;

/// How long a socket may be open before the network has said which call it is.
const SETUP_WITHIN: Duration = Duration::from_secs(10);

/// How long the model may be silent when it is asked to speak, or in the middle of it.
const SPEAKS_WITHIN: Duration = Duration::from_secs(4);

/// How long the caller's words may take to be written down once the model has answered.
const WRITTEN_WITHIN: Duration = Duration::from_millis(1_500);

/// How long a turn may take.
const TURN_WITHIN: Duration = Duration::from_secs(8);

/// How long a caller may say nothing after the receptionist has spoken.
const PATIENCE: Duration = Duration::from_secs(7);

/// How long after a key another may follow in the same entry.
const KEY_PAUSE: Duration = Duration::from_millis(2_500);

/// How long until an entry of keys is tried again that came while a turn was being made.
const KEY_RETRY: Duration = Duration::from_millis(300);

/// Most keys of one entry.
const MOST_KEYS: usize = 40;

/// How much longer than it sounds a goodbye may take to be played.
const GOODBYE_SLACK: Duration = Duration::from_secs(3);

/// Longest call; the model's own limit is an hour.
const LONGEST_CALL: Duration = Duration::from_mins(30);

/// So often in a turn the model may try again after a tool call that made no sense.
const MOST_ROUNDS: u8 = 3;

/// Longest message that we read from the network, in bytes.
const MOST_BYTES: usize = 64 * 1024;

const CUT_OFF: &str = "Sorry, we were cut off for a moment.";
const TIME_IS_UP: &str =
    "I'm sorry, I have to end this call now. Please call again if you need anything else. Goodbye.";
const NOT_DONE: &str = "Not done: the caller spoke again. Call the tool again if they still want it.";
const DONE_TOGETHER: &str = "Done together with the other tool.";
const SPOKEN_INTO: &str = "The caller spoke before they had heard all of your last words.";

/// The network opens a socket for the sound of a call.
#[utoipa::path(get, path = "/api/telephony/twilio/stream", tag = "telephony", operation_id = "openStream", responses(
    (status = 101, description = "The socket is open"),
    (status = 403, description = "The signature is wrong", body = crate::http::problem::ErrorBody),
))]
pub(super) async fn open_stream(
    State(app): State<App>,
    upgrade: WebSocketUpgrade,
) -> axum::response::Response {
    upgrade
        .max_message_size(MOST_BYTES)
        .max_frame_size(MOST_BYTES)
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
        .on_upgrade(move |socket| async move {
            if let Err(end) = hold(app, socket).await {
                tracing::info!(?end, "a call's stream has ended");
            }
        })
}

/// Why a stream ends before the conversation does.
#[derive(Debug)]
enum End {
    /// The network has closed it, or it broke.
    Closed,
    /// What it said of itself is wrong: no such call, or a key that does not fit.
    NotOurs,
    /// The conversation cannot be held here; it goes on over a relay.
    Failed,
}

impl From<SessionError> for End {
    fn from(error: SessionError) -> Self {
        tracing::error!(%error, "a streamed call failed");
        Self::Failed
    }
}

impl From<sea_orm::DbErr> for End {
    fn from(error: sea_orm::DbErr) -> Self {
        SessionError::from(error).into()
    }
}

impl From<RealtimeError> for End {
    fn from(error: RealtimeError) -> Self {
        tracing::warn!(%error, "a model that speaks is lost; its call goes on without it");
        Self::Failed
    }
}

async fn hold(app: App, mut network: WebSocket) -> Result<(), End> {
    let start = match timeout(SETUP_WITHIN, started(&mut network)).await {
        Ok(start) => start?,
        Err(_) => return Err(End::NotOurs),
    };
    let number =
        start.custom_parameters.get(lines::NUMBER).and_then(|number| PhoneNumber::from_e164(number).ok());
    let key = start.custom_parameters.get(lines::KEY);
    let Some((db, call)) = lines::call_of(&app, number.as_ref(), start.call_id.as_str(), key).await? else {
        return Err(End::NotOurs);
    };
    let Some(speech) = &app.speech else { return Err(End::Failed) };
    let (sender, receiver) = speech.connect().await?;
    let now = Instant::now();
    let mut stream = Stream {
        network,
        stream_id: start.stream_id,
        sender,
        receiver,
        salon: tenants::salon(&app.salons, &db).await?,
        past: calls::past(&db, call.id).await?,
        app: app.clone(),
        db,
        call,
        queue: ResponseQueue::default(),
        asked: VecDeque::new(),
        running: None,
        is_unwanted: false,
        playback: Playback::default(),
        sounds: Vec::new(),
        marks: VecDeque::new(),
        caller: Vec::new(),
        is_caller_speaking: false,
        due: None,
        rounds: 0,
        said_before: String::new(),
        trace: ModelTrace::default(),
        seen: HashSet::new(),
        keys: (String::new(), None),
        spoken_by: now,
        stalled_at: None,
        silent_at: None,
        over_at: now + LONGEST_CALL,
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
    playback: Playback,
    /// What the caller hears of the last turn, or of the one that is being had.
    sounds: Vec<Sound>,
    /// Marks that have not come back: up to where which of the sounds has been heard then.
    marks: VecDeque<(String, usize, Duration)>,
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
    /// Keys of an entry that may go on, and until when.
    keys: (String, Option<Instant>),
    /// When all that was sent will have been played, by its length.
    spoken_by: Instant,
    /// When the model counts as lost if it says nothing more of its response.
    stalled_at: Option<Instant>,
    /// When the caller's silence counts as an answer.
    silent_at: Option<Instant>,
    over_at: Instant,
    /// The conversation is over once all has been played.
    is_ending: bool,
    /// What comes next needs a document, which says the last words too: a message is taken, a recording ends.
    is_over: bool,
    /// What we send, so that each piece of sound needs no memory of its own.
    buffer: String,
}

/// What a response is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    /// The model answers the caller.
    Answer,
    /// It says these words of a turn that is written already.
    Tell { words: String, is_again: bool },
}

/// A response as it comes.
#[derive(Debug)]
struct Running {
    id: Option<String>,
    purpose: Purpose,
    /// How many of the caller's utterances it answers.
    utterances: usize,
    read: ReadAlong,
    verdict: Verdict,
    /// Sound whose words may become a claim.
    held: Vec<(String, u32, String)>,
    tools: Vec<Tool>,
    has_sound: bool,
    /// The caller has spoken into it: what still comes of it counts for nothing.
    is_cut: bool,
    /// It was about to claim something untrue.
    is_stopped: bool,
}

/// A tool call of the model.
#[derive(Debug, Clone)]
struct Tool {
    call_id: String,
    name: String,
    arguments: String,
}

/// Something that the caller hears.
#[derive(Debug)]
struct Sound {
    item_id: String,
    words: String,
    received: Duration,
    heard: Duration,
}

/// Something that the caller has said.
#[derive(Debug)]
struct Utterance {
    item_id: String,
    /// Nothing until it is written down.
    words: Option<String>,
}

/// A turn that waits for the caller's words to be written down.
#[derive(Debug)]
struct Due {
    what: What,
    said: String,
    utterances: usize,
    by: Instant,
    /// The caller spoke into it, and heard this much.
    heard: Option<String>,
}

#[derive(Debug)]
enum What {
    Work(Vec<Tool>),
    Talk,
    Correct,
}

impl Sound {
    /// The words that were heard, as far as can be told by how long it sounds.
    fn heard_words(&self) -> &str {
        if self.heard >= self.received {
            return if self.received.is_zero() { "" } else { &self.words };
        }
        let share = self.heard.as_secs_f64() / self.received.as_secs_f64();
        let most = (self.words.chars().count() as f64 * share) as usize;
        let end = self.words.char_indices().nth(most).map_or(self.words.len(), |(at, _)| at);
        // A word that was heard in part was not heard.
        self.words[..end].rfind(char::is_whitespace).map_or("", |at| &self.words[..at])
    }
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
        let said = last.said.clone().unwrap_or_default();
        let words = if self.call.sockets > 1 { format!("{CUT_OFF} {said}") } else { said };
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
        !self.playback.is_playing() && !self.queue.is_busy() && self.asked.is_empty() && self.due.is_none()
    }

    /// A message of the network. One that cannot be read is passed over: the call goes on.
    async fn take(&mut self, text: &str) -> Result<(), End> {
        match media::parse(text) {
            Ok(FromTwilio::Media(sound)) if sound.track == Track::Inbound => {
                let audio = sound.payload.into_owned();
                self.tell_model(ClientEvent::AppendAudio { audio }).await
            }
            Ok(FromTwilio::Mark { name }) => {
                self.reach(&name);
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

    fn reach(&mut self, mark: &str) {
        self.playback.reach(mark);
        if let Some(position) = self.marks.iter().position(|(name, ..)| name == mark)
            && let Some((_, sound, heard)) = self.marks.drain(..=position).next_back()
        {
            for sound in self.sounds.iter_mut().take(sound) {
                sound.heard = sound.received;
            }
            if let Some(sound) = self.sounds.get_mut(sound) {
                sound.heard = heard;
            }
        }
    }

    /// Something that the model says, or that it has noticed.
    async fn hear(&mut self, event: ServerEvent) -> Result<(), End> {
        // A response that has just ended makes room for the next one, which must not be taken for it.
        let over = match &event {
            ServerEvent::ResponseDone { .. } => self.running.take(),
            _ => None,
        };
        if let Some(request) = self.queue.see(&event) {
            self.tell_model(request).await?;
            self.is_awaited();
        }
        match event {
            ServerEvent::SpeechStarted { .. } => {
                self.is_caller_speaking = true;
                self.interrupt().await
            }
            ServerEvent::SpeechStopped { item_id, .. } => {
                self.is_caller_speaking = false;
                self.utterance(item_id, None);
                if self.is_ending { Ok(()) } else { self.ask(Purpose::Answer).await }
            }
            ServerEvent::CallerTranscript { item_id, transcript } => {
                self.utterance(item_id, Some(transcript));
                Ok(())
            }
            ServerEvent::ResponseCreated { response } => self.response_begins(response.id).await,
            ServerEvent::Audio { item_id, content_index, delta, .. } => {
                self.is_awaited();
                self.sound(item_id, content_index, delta).await
            }
            ServerEvent::TranscriptDelta { item_id, delta } => {
                self.is_awaited();
                self.words(&item_id, &delta).await
            }
            ServerEvent::Transcript { item_id, transcript } => {
                if self.running.as_ref().is_some_and(|running| running.read.said().is_empty()) {
                    self.words(&item_id, &transcript).await?;
                }
                self.words_are_whole().await
            }
            ServerEvent::ToolCall { call_id, name, arguments } => {
                self.is_awaited();
                if self.seen.insert(call_id.clone())
                    && let Some(running) = &mut self.running
                {
                    running.tools.push(Tool { call_id, name, arguments });
                }
                Ok(())
            }
            ServerEvent::ResponseDone { response } => match over {
                Some(running) => self.response_is_over(running, response).await,
                None => Ok(()),
            },
            ServerEvent::Error { error } => self.complaint(&error),
            ServerEvent::Unknown { kind } => {
                if kind == "conversation.item.input_audio_transcription.failed" {
                    for utterance in &mut self.caller {
                        utterance.words.get_or_insert_default();
                    }
                }
                Ok(())
            }
            ServerEvent::SessionCreated | ServerEvent::SessionUpdated => Ok(()),
        }
    }

    /// What the model finds wrong. Only what keeps it from speaking ends the stream: that a response was over before it
    /// could be stopped does not.
    fn complaint(&self, error: &providers::realtime::ErrorDetails) -> Result<(), End> {
        let code = error.code.as_deref().unwrap_or_default();
        tracing::warn!(kind = error.kind, code, "a model that speaks complains");
        let is_about_response = error.event_id.as_deref().is_some_and(|id| id.starts_with("response_"));
        let is_active = code == "conversation_already_has_active_response";
        let is_lost =
            error.kind != "invalid_request_error" || code.contains("rate_limit") || code == "session_expired";
        if is_lost || (is_about_response && !is_active) { Err(End::Failed) } else { Ok(()) }
    }

    fn utterance(&mut self, item_id: String, words: Option<String>) {
        match self.caller.iter_mut().find(|utterance| utterance.item_id == item_id) {
            Some(utterance) => utterance.words = words.or(utterance.words.take()),
            // Words of a turn that has been had without them are of no more use.
            None if words.is_some() => {}
            None => self.caller.push(Utterance { item_id, words }),
        }
    }

    async fn response_begins(&mut self, id: Option<String>) -> Result<(), End> {
        self.is_awaited();
        // One that nobody has asked for is an answer.
        let purpose = self.asked.pop_front().unwrap_or(Purpose::Answer);
        if purpose == Purpose::Answer && self.said_before.is_empty() {
            self.sounds.clear();
            self.marks.clear();
        }
        let is_cut = std::mem::take(&mut self.is_unwanted);
        if is_cut {
            self.tell_model(ClientEvent::CancelResponse { response_id: id.clone() }).await?;
        }
        self.running = Some(Running {
            id,
            purpose,
            utterances: self.caller.len(),
            read: ReadAlong::default(),
            verdict: Verdict::Fine,
            held: Vec::new(),
            tools: Vec::new(),
            has_sound: false,
            is_cut,
            is_stopped: false,
        });
        Ok(())
    }

    /// Some sound of the response.
    async fn sound(&mut self, item_id: String, content_index: u32, delta: String) -> Result<(), End> {
        let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        else {
            return Ok(());
        };
        running.has_sound = true;
        if running.verdict == Verdict::Unsure {
            running.held.push((item_id, content_index, delta));
            return Ok(());
        }
        self.play(&item_id, content_index, &delta).await
    }

    async fn play(&mut self, item_id: &str, content_index: u32, delta: &str) -> Result<(), End> {
        let Some(mark) = self.playback.receive(item_id, content_index, delta) else { return Ok(()) };
        let length = ulaw::duration(delta);
        let at = self.sound_of(item_id);
        let sound = &mut self.sounds[at];
        sound.received += length;
        self.marks.push_back((mark.clone(), at, sound.received));
        self.spoken_by = self.spoken_by.max(Instant::now()) + length;
        let stream_id = self.stream_id.clone();
        self.tell_network(&ToTwilio::Media { stream_id: &stream_id, payload: delta }).await?;
        self.tell_network(&ToTwilio::Mark { stream_id: &stream_id, name: &mark }).await
    }

    /// The place of the sound with this id.
    fn sound_of(&mut self, item_id: &str) -> usize {
        self.sounds.iter().position(|sound| sound.item_id == item_id).unwrap_or_else(|| {
            let (words, nothing) = (String::new(), Duration::ZERO);
            self.sounds.push(Sound { item_id: item_id.to_owned(), words, received: nothing, heard: nothing });
            self.sounds.len() - 1
        })
    }

    /// Some words of the response.
    async fn words(&mut self, item_id: &str, words: &str) -> Result<(), End> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        if !running.is_cut && !running.is_stopped {
            let at = self.sound_of(item_id);
            self.sounds[at].words.push_str(words);
            running.verdict =
                self.verdict(&running.purpose, running.utterances, |known| running.read.push(words, known));
        }
        self.running = Some(running);
        self.follow_verdict().await
    }

    async fn words_are_whole(&mut self) -> Result<(), End> {
        let Some(mut running) = self.running.take() else { return Ok(()) };
        if !running.is_cut && !running.is_stopped {
            running.verdict =
                self.verdict(&running.purpose, running.utterances, |known| running.read.finish(known));
        }
        self.running = Some(running);
        self.follow_verdict().await
    }

    fn verdict(
        &self,
        purpose: &Purpose,
        utterances: usize,
        look: impl FnOnce(&Known<'_>) -> Verdict,
    ) -> Verdict {
        let heard = self.heard_of_caller(utterances);
        look(&Known {
            salon: &self.salon,
            past: &self.past,
            heard: heard.as_deref(),
            told: match purpose {
                Purpose::Tell { words, .. } => Some(words),
                Purpose::Answer => None,
            },
            now: self.salon.zone.to_datetime(self.app.clock.now()),
            deed_done: calls::has_done(&self.call),
        })
    }

    async fn follow_verdict(&mut self) -> Result<(), End> {
        let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        else {
            return Ok(());
        };
        match running.verdict {
            Verdict::Unsure => Ok(()),
            Verdict::Fine => {
                for (item_id, content_index, delta) in std::mem::take(&mut running.held) {
                    self.play(&item_id, content_index, &delta).await?;
                }
                Ok(())
            }
            Verdict::Untrue => {
                running.is_stopped = true;
                running.held.clear();
                let response_id = running.id.clone();
                self.trace.was_stopped = true;
                self.tell_model(ClientEvent::CancelResponse { response_id }).await?;
                self.clear().await?;
                self.sounds.clear();
                Ok(())
            }
        }
    }

    /// Stops what is being played.
    async fn clear(&mut self) -> Result<(), End> {
        if !self.playback.is_playing() {
            return Ok(());
        }
        self.marks.clear();
        self.spoken_by = Instant::now();
        let stream_id = self.stream_id.clone();
        self.tell_network(&ToTwilio::Clear { stream_id: &stream_id }).await?;
        match self.playback.interrupt() {
            Some(truncation) => self.tell_model(ClientEvent::Truncate(truncation)).await,
            None => Ok(()),
        }
    }

    /// The caller speaks, or presses a key: what is being said is said no more, and what they have not heard does not
    /// count as said. A goodbye is said to its end.
    async fn interrupt(&mut self) -> Result<(), End> {
        self.silent_at = None;
        if self.is_ending {
            return Ok(());
        }
        let is_asking = self.queue.is_busy() && self.running.is_none();
        let was_telling = self.asked.iter().any(|purpose| *purpose != Purpose::Answer)
            || self
                .running
                .as_ref()
                .is_some_and(|running| running.purpose != Purpose::Answer && !running.is_cut);
        let was_speaking = self.playback.is_playing();
        self.queue.forget_waiting();
        self.asked.truncate(usize::from(is_asking));
        self.is_unwanted = is_asking;
        let heard = self.heard_of_us();
        if let Some(running) = self.running.as_mut().filter(|running| !running.is_cut && !running.is_stopped)
        {
            running.is_cut = true;
            running.held.clear();
            let response_id = running.id.clone();
            self.tell_model(ClientEvent::CancelResponse { response_id }).await?;
        }
        self.clear().await?;
        let is_answering = self.running.as_ref().is_some_and(|running| running.purpose == Purpose::Answer);
        if let Some(due) = &mut self.due {
            due.heard.get_or_insert(heard);
            Ok(())
        } else if !is_answering && (was_telling || was_speaking) {
            self.not_all_was_heard(&heard).await
        } else {
            Ok(())
        }
    }

    /// Of the last turn the caller has heard this much.
    async fn not_all_was_heard(&mut self, heard: &str) -> Result<(), End> {
        if let Some(call) = calls::interrupted(&self.app, &self.db, self.call.id, heard).await? {
            self.call = call;
        }
        if let Some(last) = self.past.last_mut() {
            heard.clone_into(&mut last.said);
        }
        self.add(ItemSpeaker::System, SPOKEN_INTO.to_owned()).await
    }

    /// What the caller has heard of the turn that is being spoken.
    fn heard_of_us(&self) -> String {
        let words: Vec<&str> = self.sounds.iter().map(|sound| sound.heard_words().trim()).collect();
        words.join(" ").trim().to_owned()
    }

    /// The first so many utterances of the caller, as far as they are written down.
    fn heard_of_caller(&self, utterances: usize) -> Option<String> {
        let words = self.caller.iter().take(utterances).filter_map(|utterance| utterance.words.as_deref());
        let words: Vec<&str> = words.map(str::trim).filter(|words| !words.is_empty()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    async fn response_is_over(&mut self, mut running: Running, response: Response) -> Result<(), End> {
        if let (Some(usage), Some(speech)) = (&response.usage, &self.app.speech) {
            speech.count(usage, &mut self.trace);
        }
        if response.status == ResponseStatus::Failed && !running.is_cut {
            let code = response.status_details.and_then(|details| details.error).and_then(|error| error.code);
            tracing::warn!(code, "a response of a model that speaks failed");
            return Err(End::Failed);
        }
        if !running.held.is_empty() {
            self.running = Some(running);
            self.words_are_whole().await?;
            let Some(looked_at) = self.running.take() else { return Ok(()) };
            running = looked_at;
        }
        if let Purpose::Tell { words, is_again } = &running.purpose {
            for tool in &running.tools {
                self.answer_tool(tool, NOT_DONE).await?;
            }
            let is_told = running.has_sound && !running.is_stopped;
            if is_told && let Some(sound) = self.sounds.last_mut() {
                // Its own words for it may be written otherwise: "ten" for "10".
                words.clone_into(&mut sound.words);
            }
            return match (is_told || running.is_cut, is_again) {
                (true, _) => Ok(()),
                (false, false) => self.ask(Purpose::Tell { words: words.clone(), is_again: true }).await,
                (false, true) => Err(End::Failed),
            };
        }
        let said = running.read.said().trim().to_owned();
        let what = if running.is_stopped {
            What::Correct
        } else if running.is_cut {
            for tool in &running.tools {
                self.answer_tool(tool, NOT_DONE).await?;
            }
            if said.is_empty() {
                // The caller went on before anything was said: both belong to one turn.
                return Ok(());
            }
            What::Talk
        } else if !running.tools.is_empty() {
            What::Work(running.tools)
        } else if running.has_sound {
            What::Talk
        } else {
            What::Correct
        };
        let heard = running.is_cut.then(|| self.heard_of_us());
        let by = Instant::now() + WRITTEN_WITHIN;
        self.due = Some(Due { what, said, utterances: running.utterances, by, heard });
        Ok(())
    }

    /// Has the turn that is due, once the caller's words are there.
    async fn settle_due(&mut self) -> Result<(), End> {
        let Some(due) = &self.due else { return Ok(()) };
        let is_waiting = self.caller.iter().take(due.utterances).any(|utterance| utterance.words.is_none());
        if is_waiting && Instant::now() < due.by {
            return Ok(());
        }
        let Some(due) = self.due.take() else { return Ok(()) };
        let exchange = Exchange {
            heard: self.heard_of_caller(due.utterances),
            said: [self.said_before.as_str(), &due.said].join(" ").trim().to_owned(),
            trace: ModelTrace { said: due.said.clone(), ..self.trace.clone() },
        };
        let outcome = timeout(TURN_WITHIN, self.have(due, exchange)).await;
        outcome.unwrap_or_else(|_| {
            tracing::error!("a turn of a streamed call took too long");
            Err(End::Failed)
        })
    }

    async fn have(&mut self, due: Due, exchange: Exchange) -> Result<(), End> {
        let (call, heard, said) = (self.call.clone(), exchange.heard.clone(), exchange.said.clone());
        let spoken = match &due.what {
            What::Talk => calls::talk(&self.app, &self.db, call, exchange).await,
            What::Correct => calls::correct(&self.app, &self.db, call, exchange).await,
            What::Work(tools) => {
                let wishes: Vec<_> = tools
                    .iter()
                    .map(|tool| ModelCall { name: &tool.name, arguments: &tool.arguments })
                    .collect();
                let event = tools.first().map(|tool| tool.call_id.as_str()).unwrap_or_default();
                match calls::work(&self.app, &self.db, call, exchange, &wishes, event).await {
                    Ok(Used::Turn(spoken)) => Ok(*spoken),
                    Ok(Used::Refused(sentence)) => return self.refuse(due, &sentence).await,
                    Err(error) => Err(error),
                }
            }
        };
        let spoken = match spoken {
            Err(SessionError::Over) => {
                self.is_ending = true;
                return Ok(());
            }
            spoken => spoken?,
        };
        self.caller.drain(..due.utterances.min(self.caller.len()));
        self.trace = ModelTrace::default();
        let words = spoken.words().to_owned();
        self.turn_was_had(spoken, heard);
        match due.what {
            // Code may have had something to say instead, or before it: that the call has lasted too long.
            What::Talk if words == said => {}
            What::Talk => {
                let before = words.strip_suffix(said.as_str()).unwrap_or(&words).trim().to_owned();
                self.tell(before).await?;
            }
            What::Correct => self.tell(words).await?,
            What::Work(tools) => {
                let words = words.strip_prefix(said.as_str()).unwrap_or(&words).trim().to_owned();
                let situation = calls::situation(&self.salon, &self.call)?;
                self.answer_tool(&tools[0], &format!("{words}\n({situation})")).await?;
                for tool in &tools[1..] {
                    self.answer_tool(tool, DONE_TOGETHER).await?;
                }
                self.tell(words).await?;
            }
        }
        match due.heard {
            Some(heard) => self.not_all_was_heard(&heard).await,
            None => Ok(()),
        }
    }

    /// The model's tool calls make no sense: it is told why, and may try again.
    async fn refuse(&mut self, due: Due, sentence: &str) -> Result<(), End> {
        let What::Work(tools) = due.what else { return Ok(()) };
        for tool in &tools {
            self.trace.calls.push(TracedCall::new(&tool.name, &tool.arguments, Some(sentence.to_owned())));
            self.answer_tool(tool, sentence).await?;
        }
        self.rounds += 1;
        if self.rounds >= MOST_ROUNDS {
            self.due = Some(Due { what: What::Correct, ..due });
            return Ok(());
        }
        self.said_before = [self.said_before.as_str(), &due.said].join(" ").trim().to_owned();
        self.ask(Purpose::Answer).await
    }

    fn turn_was_had(&mut self, spoken: Spoken, heard: Option<String>) {
        self.past.push(Past { heard, said: spoken.words().to_owned() });
        self.is_ending = spoken.state() != Conversation::Listening;
        self.is_over = spoken.state() == Conversation::TakingMessage
            || calls::recording_change(&spoken.call, &spoken.turn) == Some(RecordingChange::Stop);
        self.rounds = 0;
        self.said_before.clear();
        self.call = spoken.call;
        self.salon = spoken.salon;
    }

    async fn key(&mut self, digit: char) -> Result<(), End> {
        if self.is_ending {
            return Ok(());
        }
        self.interrupt().await?;
        if digit == '#' || self.keys.0.len() >= MOST_KEYS {
            self.keys.1 = Some(Instant::now());
            return self.enter_keys().await;
        }
        self.keys.0.push(digit);
        self.keys.1 = Some(Instant::now() + KEY_PAUSE);
        Ok(())
    }

    async fn enter_keys(&mut self) -> Result<(), End> {
        if self.queue.is_busy() || self.due.is_some() {
            self.keys.1 = Some(Instant::now() + KEY_RETRY);
            return self.interrupt().await;
        }
        self.keys.1 = None;
        let keys = std::mem::take(&mut self.keys.0);
        if keys.is_empty() {
            return Ok(());
        }
        self.add(ItemSpeaker::System, "The caller has pressed keys of their telephone.".to_owned()).await?;
        self.answer(Input::Keys(keys)).await
    }

    /// Code answers what the model cannot hear.
    async fn answer(&mut self, input: Input) -> Result<(), End> {
        let (call, sequence) = (self.call.clone(), self.call.turn_count);
        let heard = match &input {
            Input::Keys(keys) => Some(keys.clone()),
            _ => None,
        };
        let aloud = Aloud::default();
        let answered = calls::answer(&self.app, &self.db, call, Some(sequence), input, &aloud);
        match timeout(TURN_WITHIN, answered).await {
            Ok(Ok(spoken)) => {
                let words = spoken.words().to_owned();
                self.sounds.clear();
                self.turn_was_had(spoken, heard);
                self.tell(words).await
            }
            Ok(Err(SessionError::Over)) => {
                self.is_ending = true;
                Ok(())
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(End::Failed),
        }
    }

    fn next_timer(&self) -> Instant {
        [
            self.stalled_at.filter(|_| self.queue.is_busy()),
            self.due.as_ref().map(|due| due.by),
            self.keys.1,
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
        if self.keys.1.is_some_and(|at| at <= now) {
            return self.enter_keys().await;
        }
        if self.silent_at.is_some_and(|at| at <= now) {
            self.silent_at = None;
            return self.answer(Input::Silence).await;
        }
        Ok(())
    }

    /// The model is to say these words.
    async fn tell(&mut self, words: String) -> Result<(), End> {
        // A goodbye is over when it has been played, not before it has begun.
        self.spoken_by = self.spoken_by.max(Instant::now() + SPEAKS_WITHIN);
        self.ask(Purpose::Tell { words, is_again: false }).await
    }

    async fn ask(&mut self, purpose: Purpose) -> Result<(), End> {
        let is_asking = self.queue.is_busy() && self.running.is_none();
        // An answer that is still to come is one to all that was said.
        if purpose == Purpose::Answer
            && self.asked.iter().skip(usize::from(is_asking)).any(|asked| *asked == purpose)
        {
            return Ok(());
        }
        let request = match &purpose {
            Purpose::Answer => ResponseRequest::default(),
            Purpose::Tell { words, .. } => word_for_word(words),
        };
        self.asked.push_back(purpose);
        if let Some(event) = self.queue.request(request) {
            self.is_awaited();
            self.tell_model(event).await?;
        }
        Ok(())
    }

    /// The model is about to say something, or goes on.
    fn is_awaited(&mut self) {
        self.stalled_at = Some(Instant::now() + SPEAKS_WITHIN);
    }

    async fn answer_tool(&mut self, tool: &Tool, output: &str) -> Result<(), End> {
        let item = Item::ToolOutput { call_id: tool.call_id.clone(), output: output.to_owned() };
        self.tell_model(ClientEvent::CreateItem { item }).await
    }

    async fn add(&mut self, speaker: ItemSpeaker, text: String) -> Result<(), End> {
        self.tell_model(ClientEvent::CreateItem { item: Item::Message { speaker, text } }).await
    }

    async fn tell_model(&mut self, event: ClientEvent) -> Result<(), End> {
        Ok(self.sender.send(&event).await?)
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
