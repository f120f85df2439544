//! A call that is held over a socket, in text (ConversationRelay): the network listens and speaks, we answer.
//!
//! The socket keeps nothing that the rows don't have: when it breaks, or the server restarts, the network asks at the
//! Connect's action, gets a new socket, and the call goes on where it was. Its key opens it once.
//!
//! Nobody is left in silence: a turn that takes long is bridged once, a turn that fails is apologised for, and a caller
//! who says nothing is asked again.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use providers::telephony::twilio::relay::{self, FromTwilio, Setup, ToTwilio};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::lines;
use super::sockets::{End, KEY_PAUSE, Keys, PATIENCE, bounded, introduced, opening_words};
use super::webhooks::SORRY;
use crate::app::App;
use crate::modules::ai_assistant::Aloud;
use crate::modules::calls::{self, CallRow, Input, SessionError, Spoken, State as Conversation};
use crate::tenancy::TenantDb;

/// How long a turn may take without a word before the caller hears that it takes a moment.
const FILL_AFTER: Duration = Duration::from_millis(1_200);

/// How long a turn may take at all.
const TURN_WITHIN: Duration = Duration::from_secs(12);

/// How fast a voice speaks: characters a second, at the slow end, so that a goodbye is never cut off.
const CHARACTERS_A_SECOND: f64 = 13.0;

const ONE_MOMENT: &str = "One moment, please. ";

/// The network opens a socket for a call.
#[utoipa::path(get, path = "/api/telephony/twilio/relay", tag = "telephony", operation_id = "openRelay", responses(
    (status = 101, description = "The socket is open"),
    (status = 403, description = "The signature is wrong", body = crate::http::problem::ErrorBody),
))]
pub(super) async fn open_relay(State(app): State<App>, upgrade: WebSocketUpgrade) -> Response {
    bounded(upgrade).on_upgrade(move |socket| async move {
        if let Err(end) = Line::hold(app, socket).await {
            tracing::info!(?end, "a relay's socket has ended");
        }
    })
}

/// One socket of one call.
struct Line {
    app: App,
    socket: WebSocket,
    db: Arc<TenantDb>,
    call: CallRow,
    /// What is being answered.
    turn: Option<Turn>,
    /// Words that came while a turn was being spoken.
    waiting: Option<String>,
    keys: Keys,
    /// When what was said last will have been heard, by our reckoning.
    spoken_by: Instant,
    /// When the caller's silence counts as an answer.
    silent_at: Option<Instant>,
    /// What happens once the last words have been heard.
    ending: Option<(Instant, &'static str)>,
    /// Turns that failed in a row.
    failures: u8,
    /// What we send, so that each message needs no memory of its own.
    buffer: String,
}

/// A turn that is being made.
struct Turn {
    work: JoinHandle<Result<Spoken, SessionError>>,
    words: mpsc::UnboundedReceiver<String>,
    interrupted: CancellationToken,
    /// What is answered.
    heard: Option<String>,
    has_spoken: bool,
    /// When the caller hears that it takes a moment; nothing once they have.
    fill_at: Option<Instant>,
    ends_by: Instant,
}

impl Line {
    async fn hold(app: App, mut socket: WebSocket) -> Result<(), End> {
        let setup = introduced(set_up(&mut socket)).await?;
        let key = setup.custom_parameters.get(lines::KEY);
        let found = lines::call_of(&app, setup.to.as_ref(), setup.call_id.as_str(), key).await?;
        let Some((db, call)) = found else {
            return Err(End::NotOurs);
        };
        let now = Instant::now();
        let mut line = Self {
            app,
            socket,
            db: Arc::new(db),
            call,
            turn: None,
            waiting: None,
            keys: Keys::default(),
            spoken_by: now,
            silent_at: None,
            ending: None,
            failures: 0,
            buffer: String::new(),
        };
        line.begin().await?;
        line.go_on().await
    }

    /// The greeting; or, on a further socket, where we were.
    async fn begin(&mut self) -> Result<(), End> {
        let Some(last) = calls::last_turn(&self.db, &self.call).await? else { return Err(End::Failed) };
        let words = opening_words(&self.call, last.said.as_deref().unwrap_or_default());
        self.say(&words).await?;
        self.turn_is_over(Conversation::of(&last)).await
    }

    async fn go_on(&mut self) -> Result<(), End> {
        loop {
            let timer = self.next_timer();
            tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => self.take(&text).await?,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Closed),
                    Some(Ok(_)) => {}
                },
                step = next_step(&mut self.turn) => self.step(step).await?,
                () = sleep_until(timer) => {
                    if self.timer().await? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// A message of the network. One that cannot be read is passed over: the call goes on.
    async fn take(&mut self, text: &str) -> Result<(), End> {
        match relay::parse(text) {
            Ok(FromTwilio::Prompt { text, last: true, .. }) => self.prompt(text).await,
            Ok(FromTwilio::Prompt { .. }) => {
                self.silent_at = None;
                Ok(())
            }
            Ok(FromTwilio::Dtmf { digit }) => self.key(digit).await,
            Ok(FromTwilio::Interrupt { heard, .. }) => self.interrupt(&heard).await,
            Ok(FromTwilio::Info { name, value }) => {
                self.note(&name, &value);
                Ok(())
            }
            Ok(FromTwilio::Error { description }) => {
                tracing::warn!(description, "the network complains of a relay's message");
                Ok(())
            }
            Ok(FromTwilio::Setup(_) | FromTwilio::Unknown { .. }) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "a relay's message cannot be read");
                Ok(())
            }
        }
    }

    /// The caller has said something.
    async fn prompt(&mut self, text: String) -> Result<(), End> {
        if text.trim().is_empty() {
            return Ok(());
        }
        // Who speaks has heard us out, or does not want to.
        self.spoken_by = Instant::now();
        self.silent_at = None;
        self.ending = None;
        match &mut self.turn {
            None => self.answer(Input::Words(text)).await,
            // Nothing was said yet: both belong to one turn.
            Some(turn) if !turn.has_spoken => {
                let heard = turn.heard.take();
                turn.interrupted.cancel();
                self.waiting = Some(joined(heard, joined(self.waiting.take(), text)));
                Ok(())
            }
            Some(_) => {
                self.waiting = Some(joined(self.waiting.take(), text));
                Ok(())
            }
        }
    }

    async fn key(&mut self, digit: char) -> Result<(), End> {
        self.silent_at = None;
        if self.keys.press(digit) { self.enter_keys().await } else { Ok(()) }
    }

    async fn enter_keys(&mut self) -> Result<(), End> {
        if self.turn.is_some() {
            self.keys.wait(KEY_PAUSE);
            return Ok(());
        }
        match self.keys.take() {
            Some(keys) => self.answer(Input::Keys(keys)).await,
            None => Ok(()),
        }
    }

    /// The caller spoke into our words, and heard only these of them.
    async fn interrupt(&mut self, heard: &str) -> Result<(), End> {
        self.spoken_by = Instant::now();
        self.silent_at = None;
        self.ending = None;
        match &self.turn {
            // What the model still had to say is said no more; what was done is done.
            Some(turn) => turn.interrupted.cancel(),
            None => {
                if let Some(call) = calls::interrupted(&self.app, &self.db, self.call.id, heard).await? {
                    self.call = call;
                }
            }
        }
        Ok(())
    }

    /// What the network knows of who is speaking.
    fn note(&mut self, name: &str, value: &str) {
        let now = Instant::now();
        match (name, value) {
            ("clientSpeaking", "on") => self.silent_at = None,
            ("agentSpeaking", "off") if self.turn.is_none() => {
                self.spoken_by = self.spoken_by.min(now);
                if let Some((at, _)) = &mut self.ending {
                    *at = (*at).min(now + Duration::from_millis(300));
                } else {
                    self.silent_at = Some(now + PATIENCE);
                }
            }
            _ => {}
        }
    }

    /// Begins a turn.
    async fn answer(&mut self, input: Input) -> Result<(), End> {
        let (sender, words) = mpsc::unbounded_channel();
        let interrupted = CancellationToken::new();
        let aloud = Aloud::new(sender, interrupted.clone());
        let heard = match &input {
            Input::Words(words) => Some(words.clone()),
            _ => None,
        };
        let (app, db, call) = (self.app.clone(), Arc::clone(&self.db), self.call.clone());
        let work = tokio::spawn(async move {
            let sequence = call.turn_count;
            calls::answer(&app, &db, call, Some(sequence), input, &aloud).await
        });
        let now = Instant::now();
        self.turn = Some(Turn {
            work,
            words,
            interrupted,
            heard,
            has_spoken: false,
            fill_at: Some(now + FILL_AFTER),
            ends_by: now + TURN_WITHIN,
        });
        Ok(())
    }

    async fn step(&mut self, step: Step) -> Result<(), End> {
        match step {
            Step::Words(words) => {
                if let Some(turn) = &mut self.turn {
                    turn.has_spoken = true;
                    turn.fill_at = None;
                }
                self.send_words(&words, false).await
            }
            Step::Done(outcome) => {
                let turn = self.turn.take();
                match outcome {
                    Ok(spoken) => {
                        self.failures = 0;
                        let state = spoken.state();
                        self.call = spoken.call;
                        self.send_words("", true).await?;
                        self.turn_is_over(state).await
                    }
                    Err(SessionError::Interrupted) => {
                        let words = self.waiting.take().or_else(|| turn.and_then(|turn| turn.heard));
                        match words {
                            Some(words) => self.answer(Input::Words(words)).await,
                            None => Ok(()),
                        }
                    }
                    Err(SessionError::Over) => {
                        self.ending = Some((Instant::now(), lines::HANG_UP));
                        Ok(())
                    }
                    Err(error) => {
                        tracing::error!(%error, "a turn of a relayed call failed");
                        self.apologise().await
                    }
                }
            }
        }
    }

    async fn apologise(&mut self) -> Result<(), End> {
        self.failures += 1;
        if self.failures > 2 {
            self.ending = Some((Instant::now(), lines::FAILED));
            return Ok(());
        }
        self.say(SORRY).await?;
        self.turn_is_over(Conversation::Listening).await
    }

    /// What follows when a turn has been spoken.
    async fn turn_is_over(&mut self, state: Conversation) -> Result<(), End> {
        match state {
            Conversation::Listening => {
                self.silent_at = Some(self.spoken_by + PATIENCE);
                match self.waiting.take() {
                    Some(words) => {
                        self.silent_at = None;
                        self.answer(Input::Words(words)).await
                    }
                    None => Ok(()),
                }
            }
            Conversation::Ended => {
                self.ending = Some((self.spoken_by, lines::HANG_UP));
                Ok(())
            }
            // The document that follows asks for the message.
            Conversation::TakingMessage => {
                self.ending = Some((Instant::now(), lines::FAILED));
                Ok(())
            }
            Conversation::Transferred => {
                self.ending = Some((self.spoken_by, lines::TRANSFER));
                Ok(())
            }
        }
    }

    fn next_timer(&self) -> Instant {
        let turn = self.turn.as_ref();
        [
            turn.and_then(|turn| turn.fill_at),
            turn.map(|turn| turn.ends_by),
            self.keys.whole_at(),
            self.silent_at.filter(|_| turn.is_none()),
            self.ending.map(|(at, _)| at),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600))
    }

    /// Something is due. True when the conversation is over.
    async fn timer(&mut self) -> Result<bool, End> {
        let now = Instant::now();
        if let Some((at, reason)) = self.ending
            && at <= now
        {
            let data = lines::handoff(reason);
            self.send(&ToTwilio::End { handoff_data: Some(&data) }).await?;
            return Ok(true);
        }
        if self.keys.whole_at().is_some_and(|at| at <= now) {
            self.enter_keys().await?;
        }
        if let Some(turn) = &mut self.turn {
            if turn.fill_at.is_some_and(|at| at <= now) {
                turn.fill_at = None;
                self.send_words(ONE_MOMENT, false).await?;
            } else if turn.ends_by <= now {
                // What it does it still does; its answer is given when the caller asks again.
                turn.interrupted.cancel();
                self.turn = None;
                if let Some(call) = calls::find_by_id(&self.db, self.call.id).await? {
                    self.call = call;
                }
                self.apologise().await?;
            }
        } else if self.silent_at.is_some_and(|at| at <= now) {
            self.silent_at = None;
            self.answer(Input::Silence).await?;
        }
        Ok(false)
    }

    /// Says something whole.
    async fn say(&mut self, words: &str) -> Result<(), End> {
        self.send_words(words, true).await
    }

    async fn send_words(&mut self, words: &str, last: bool) -> Result<(), End> {
        let length = Duration::from_secs_f64(words.chars().count() as f64 / CHARACTERS_A_SECOND);
        self.spoken_by = self.spoken_by.max(Instant::now()) + length;
        self.send(&ToTwilio::text(words, last)).await
    }

    async fn send(&mut self, message: &ToTwilio<'_>) -> Result<(), End> {
        self.buffer.clear();
        message.write_to(&mut self.buffer);
        self.socket.send(Message::text(self.buffer.as_str())).await.map_err(|_| End::Closed)
    }
}

impl Drop for Line {
    /// A turn that is under way goes on without us: what it does is in the rows, where the next socket finds it.
    fn drop(&mut self) {
        self.app.work.notify_one();
    }
}

/// What comes next of a turn.
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
enum Step {
    Words(String),
    Done(Result<Spoken, SessionError>),
}

async fn next_step(turn: &mut Option<Turn>) -> Step {
    let Some(turn) = turn else { return std::future::pending().await };
    // All words before the end: the sender is dropped with the work.
    if let Some(words) = turn.words.recv().await {
        return Step::Words(words);
    }
    match (&mut turn.work).await {
        Ok(outcome) => Step::Done(outcome),
        Err(_) => Step::Done(Err(SessionError::Database(sea_orm::DbErr::Custom("the turn panicked".into())))),
    }
}

/// The first message says which call this is. Others before it are passed over.
async fn set_up(socket: &mut WebSocket) -> Result<Setup, End> {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(text) = message
            && let Ok(FromTwilio::Setup(setup)) = relay::parse(&text)
        {
            return Ok(*setup);
        }
    }
    Err(End::Closed)
}

fn joined(first: Option<String>, then: String) -> String {
    match first {
        Some(first) => format!("{first} {then}"),
        None => then,
    }
}
