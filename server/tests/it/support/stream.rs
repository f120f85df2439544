//! Both ends of a call that is carried as sound: the telephone company's stream, and a model that hears and speaks, which
//! is played here by a script.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use roxmltree::Document;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::relay::{Asked, Socket};

/// Longer than any turn may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// No event of OpenAI's: the model closes its socket.
const HANG_UP: &str = "hang up";

/// A tenth of a second of silence.
const SOUND: usize = 800;

/// Reads the document of a call that goes on as sound: what it asks for, and what the socket is told.
pub(crate) fn asked_of(xml: &str) -> (Asked, Value) {
    let document = Document::parse(xml).expect("well-formed");
    let find = |name: &str| {
        document
            .descendants()
            .find(|node| node.has_tag_name(name))
            .unwrap_or_else(|| panic!("no {name}: {xml}"))
    };
    let parameters: serde_json::Map<String, Value> = document
        .descendants()
        .filter(|node| node.has_tag_name("Parameter"))
        .map(|node| (node.attribute("name").unwrap_or_default().to_owned(), json!(node.attribute("value"))))
        .collect();
    let asked = Asked {
        url: find("Stream").attribute("url").unwrap_or_default().to_owned(),
        action: find("Connect").attribute("action").unwrap_or_default().to_owned(),
        key: parameters.get("key").and_then(Value::as_str).unwrap_or_default().to_owned(),
    };
    (asked, Value::Object(parameters))
}

/// The telephone company's end.
pub(crate) struct Network {
    messages: mpsc::UnboundedSender<Value>,
    /// All that it was told, sound included.
    told: Arc<Mutex<Vec<Value>>>,
    /// Whether it plays what it is sent; marks come back only then.
    plays: Arc<Mutex<bool>>,
    reading: JoinHandle<()>,
}

impl Network {
    pub(crate) async fn open(at: SocketAddr, asked: &Asked, sid: &str, parameters: &Value) -> Self {
        let mut socket = Socket::open(at, asked).await;
        socket.send(&json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" })).await;
        socket
            .send(&json!({ "event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": {
                "streamSid": "MZ1", "accountSid": "AC1", "callSid": sid, "tracks": ["inbound"],
                "customParameters": parameters,
                "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 } } }))
            .await;
        let (messages, mut outgoing) = mpsc::unbounded_channel::<Value>();
        let (told, plays) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(true)));
        let (log, playing) = (Arc::clone(&told), Arc::clone(&plays));
        let reading = tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(message) = outgoing.recv() => socket.send_if_open(&message).await,
                    message = socket.next_within(PATIENCE * 4) => {
                        let Some(message) = message else { return };
                        log.lock().expect("not poisoned").push(message.clone());
                        let is_played = *playing.lock().expect("not poisoned");
                        if message["event"] == "mark" && is_played {
                            socket.send_if_open(&message).await;
                        }
                    }
                }
            }
        });
        Self { messages, told, plays, reading }
    }

    pub(crate) fn send(&self, message: Value) {
        self.messages.send(message).expect("the socket is read");
    }

    pub(crate) fn key(&self, digit: &str) {
        self.send(json!({ "event": "dtmf", "streamSid": "MZ1", "dtmf": { "track": "inbound_track", "digit": digit } }));
    }

    /// Plays nothing more of what it is sent.
    pub(crate) fn pause(&self) {
        *self.plays.lock().expect("not poisoned") = false;
    }

    /// Plays again, beginning with what it has kept.
    pub(crate) fn play(&self) {
        *self.plays.lock().expect("not poisoned") = true;
        self.told().into_iter().filter(|message| message["event"] == "mark").for_each(|mark| self.send(mark));
    }

    pub(crate) fn told(&self) -> Vec<Value> {
        self.told.lock().expect("not poisoned").clone()
    }

    pub(crate) fn count(&self, event: &str) -> usize {
        self.told().iter().filter(|message| message["event"] == event).count()
    }

    /// Waits until nothing more comes, and all that came has been heard.
    pub(crate) async fn all_is_played(&self) {
        let mut count = None;
        for _ in 0..100 {
            let now = Some(self.count("mark"));
            if now == count && count > Some(0) {
                return;
            }
            count = now;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        panic!("it never ends");
    }

    /// The socket breaks: nobody says goodbye.
    pub(crate) fn breaks(self) {
        self.reading.abort();
    }

    /// Waits until the socket is closed.
    pub(crate) async fn closed(self) {
        tokio::time::timeout(PATIENCE, self.reading)
            .await
            .expect("the socket is closed")
            .expect("it is read");
    }
}

/// What the model does when it is asked to answer.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Say(String),
    Call {
        id: String,
        name: String,
        arguments: Value,
    },
    /// The same, reported twice.
    CallTwice {
        id: String,
        name: String,
        arguments: Value,
    },
    /// Hangs up in the middle of the call.
    Die,
    /// Says this, and the connection breaks in the middle of it.
    BreakOff(String),
    /// Says nothing at all.
    Hang,
    /// Sound comes, and the end does not.
    GoOn(String),
}

pub(crate) fn say(words: &str) -> Act {
    Act::Say(words.to_owned())
}

pub(crate) fn call(name: &str, arguments: Value) -> Act {
    let id = format!("call_{}", uuid::Uuid::new_v4().simple());
    Act::Call { id, name: name.to_owned(), arguments }
}

/// A model that hears and speaks.
pub(crate) struct Model {
    pub(crate) base_url: String,
    acts: Arc<Mutex<VecDeque<Act>>>,
    events: mpsc::UnboundedSender<Value>,
    told: mpsc::UnboundedReceiver<String>,
    heard: Arc<Mutex<Vec<Value>>>,
    utterances: usize,
}

impl Model {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let base_url = format!("http://{}/v1", listener.local_addr().expect("it is bound"));
        let (events, mut outgoing) = mpsc::unbounded_channel::<Value>();
        let (telling, told) = mpsc::unbounded_channel();
        let (acts, heard) = (Arc::new(Mutex::new(VecDeque::new())), Arc::new(Mutex::new(Vec::new())));
        let (script, log) = (Arc::clone(&acts), Arc::clone(&heard));
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("somebody connects");
            let socket = accept_async(stream).await.expect("it is a WebSocket");
            let mut side = Side { socket, script, log, telling, responses: 0, running: None };
            loop {
                tokio::select! {
                    Some(event) = outgoing.recv() => {
                        if event["type"] == HANG_UP {
                            drop(side.socket.close(None).await);
                            return;
                        }
                        side.say(event).await;
                    }
                    message = side.socket.next() => match message {
                        Some(Ok(Message::Text(text))) => {
                            let event = serde_json::from_str(&text).expect("JSON");
                            if !side.hear(event).await {
                                return;
                            }
                        }
                        Some(Ok(_)) => {}
                        _ => return,
                    }
                }
            }
        });
        Self { base_url, acts, events, told, heard, utterances: 0 }
    }

    /// What it does the next time that it is asked to answer.
    pub(crate) fn next(&self, act: Act) {
        self.acts.lock().expect("not poisoned").push_back(act);
    }

    /// The caller begins to speak.
    pub(crate) fn caller_begins(&mut self) {
        self.utterances += 1;
        let item_id = format!("caller_{}", self.utterances);
        self.put(
            json!({ "type": "input_audio_buffer.speech_started", "audio_start_ms": 1, "item_id": item_id }),
        );
    }

    /// And has said this.
    pub(crate) fn caller_has_said(&self, words: &str) {
        let item_id = format!("caller_{}", self.utterances);
        self.put(
            json!({ "type": "input_audio_buffer.speech_stopped", "audio_end_ms": 2, "item_id": item_id }),
        );
        self.put(
            json!({ "type": "conversation.item.input_audio_transcription.completed", "item_id": item_id,
            "content_index": 0, "transcript": words }),
        );
    }

    /// Its session has lasted as long as one may: OpenAI says so, and hangs up.
    pub(crate) fn expires(&self) {
        self.put(json!({ "type": "error", "event_id": "event_1", "error": { "type": "invalid_request_error",
            "code": "session_expired", "message": "Your session hit the maximum duration of 60 minutes.",
            "param": null, "event_id": null } }));
        self.put(json!({ "type": HANG_UP }));
    }

    /// The next words that it is told to say word for word.
    pub(crate) async fn told(&mut self) -> String {
        tokio::time::timeout(PATIENCE, self.told.recv())
            .await
            .expect("it is told something")
            .expect("it lives")
    }

    fn put(&self, event: Value) {
        self.events.send(event).expect("it lives");
    }

    /// All that it was sent of this kind.
    pub(crate) fn heard(&self, kind: &str) -> Vec<Value> {
        let heard = self.heard.lock().expect("not poisoned");
        heard.iter().filter(|event| event["type"] == kind).cloned().collect()
    }

    /// Waits until it was sent so many of this kind.
    pub(crate) async fn has_heard(&self, kind: &str, count: usize) -> Vec<Value> {
        for _ in 0..500 {
            let heard = self.heard(kind);
            if heard.len() >= count {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no {kind}: {:?}", self.heard.lock().expect("not poisoned"))
    }
}

/// The model's side of its socket.
struct Side {
    socket: WebSocketStream<TcpStream>,
    script: Arc<Mutex<VecDeque<Act>>>,
    log: Arc<Mutex<Vec<Value>>>,
    telling: mpsc::UnboundedSender<String>,
    responses: usize,
    /// A response that does not end by itself.
    running: Option<String>,
}

impl Side {
    async fn say(&mut self, event: Value) {
        // Who has hung up hears nothing.
        drop(self.socket.send(Message::text(event.to_string())).await);
    }

    /// Whether it lives on.
    async fn hear(&mut self, event: Value) -> bool {
        let kind = event["type"].as_str().unwrap_or_default().to_owned();
        self.log.lock().expect("not poisoned").push(event.clone());
        match kind.as_str() {
            "session.update" => self.say(json!({ "type": "session.updated", "session": {} })).await,
            "response.cancel" => {
                if let Some(id) = self.running.take() {
                    self.done(&id, "cancelled").await;
                }
            }
            "response.create" => return self.respond(&event).await,
            _ => {}
        }
        true
    }

    async fn respond(&mut self, event: &Value) -> bool {
        self.responses += 1;
        let id = format!("resp_{}", self.responses);
        let told = event["response"]["instructions"]
            .as_str()
            .map(|text| text.split_once("\n\n").expect("the words stand apart").1.to_owned());
        let act = match &told {
            Some(words) => Act::Say(words.clone()),
            None => self.script.lock().expect("not poisoned").pop_front().unwrap_or(Act::Hang),
        };
        if matches!(act, Act::Die) {
            return false;
        }
        self.say(json!({ "type": "response.created", "response": { "id": id, "status": "in_progress" } }))
            .await;
        match act {
            Act::Say(words) => {
                self.speak(&id, &words).await;
                let item = format!("item_{id}");
                self.say(json!({ "type": "response.output_audio_transcript.done", "response_id": id, "item_id": item,
                    "transcript": words }))
                    .await;
                self.done(&id, "completed").await;
            }
            Act::GoOn(words) => {
                self.speak(&id, &words).await;
                self.running = Some(id);
            }
            Act::Call { id: call_id, name, arguments } => {
                self.call(&id, &call_id, &name, &arguments).await;
                self.done(&id, "completed").await;
            }
            Act::CallTwice { id: call_id, name, arguments } => {
                self.call(&id, &call_id, &name, &arguments).await;
                self.call(&id, &call_id, &name, &arguments).await;
                self.done(&id, "completed").await;
            }
            Act::BreakOff(words) => {
                self.speak(&id, &words).await;
                return false;
            }
            Act::Hang => self.running = Some(id),
            Act::Die => {}
        }
        if let Some(words) = told {
            drop(self.telling.send(words));
        }
        true
    }

    /// A word at a time: the text first, as OpenAI does, then a tenth of a second of sound.
    async fn speak(&mut self, id: &str, words: &str) {
        use base64::Engine;
        let sound = base64::engine::general_purpose::STANDARD.encode(vec![0xff; SOUND]);
        let item = format!("item_{id}");
        for word in words.split_inclusive(' ') {
            self.say(
                json!({ "type": "response.output_audio_transcript.delta", "response_id": id, "item_id": item,
                "delta": word }),
            )
            .await;
            self.say(json!({ "type": "response.output_audio.delta", "response_id": id, "item_id": item,
                "content_index": 0, "delta": sound }))
                .await;
        }
    }

    async fn call(&mut self, id: &str, call_id: &str, name: &str, arguments: &Value) {
        self.say(json!({ "type": "response.function_call_arguments.done", "response_id": id, "item_id": "i",
            "output_index": 0, "call_id": call_id, "name": name, "arguments": arguments.to_string() }))
            .await;
    }

    async fn done(&mut self, id: &str, status: &str) {
        self.say(json!({ "type": "response.done", "response": { "id": id, "status": status, "output": [],
            "usage": { "total_tokens": 150, "input_tokens": 100, "output_tokens": 50 } } }))
            .await;
    }
}
