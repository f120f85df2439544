//! Calls that are held over sockets: how soon a caller hears the first word, and what an open socket weighs.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::{Method, StatusCode};
use providers::clock::{Clock, SystemClock};
use providers::telephony::twilio::signature;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::Error;
use crate::connection::Connection;
use crate::measure::percentile;
use crate::model::FakeModel;
use crate::process::resident_bytes;
use crate::salon::{Salon, read};

/// Calls at once.
const CALLS: usize = 100;

/// Turns that each of them takes.
const TURNS: usize = 6;

/// Sockets that are only open.
const OPEN: usize = 1_000;

/// How long a caller thinks.
const THINKING: Duration = Duration::from_millis(900);

/// What was measured.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Figures {
    /// From a prompt to the first word, less what the model itself took: ms.
    model_p50_ms: f64,
    model_p99_ms: f64,
    /// From a prompt to the first word, without a model: ms.
    local_p50_ms: f64,
    local_p99_ms: f64,
    /// What the server's memory grew by for so many open sockets, in MB.
    open_sockets: usize,
    open_sockets_mb: f64,
}

/// Measures both ways to answer, then open sockets.
pub(crate) async fn measure(salon: &Salon, model: &FakeModel, server_pid: u32) -> Result<Figures, Error> {
    set_assistant(salon, json!({ "line": "RELAY", "providers": ["OPENAI"] })).await?;
    let with_model = turns(salon, Some(model)).await?;
    set_assistant(salon, json!({ "line": "RELAY", "providers": ["LOCAL"] })).await?;
    let local = turns(salon, None).await?;

    let before = resident_bytes(server_pid)?;
    let mut sockets = Vec::with_capacity(OPEN);
    for number in 0..OPEN {
        let mut call = Call::begin(salon, "open", number).await?;
        call.listen().await?;
        sockets.push(call);
    }
    let after = resident_bytes(server_pid)?;
    drop(sockets);
    set_assistant(salon, json!({ "line": "TURNS", "providers": [] })).await?;
    let ms = |latencies: &[Duration], percent| percentile(latencies, percent).as_secs_f64() * 1e3;
    Ok(Figures {
        model_p50_ms: ms(&with_model, 50),
        model_p99_ms: ms(&with_model, 99),
        local_p50_ms: ms(&local, 50),
        local_p99_ms: ms(&local, 99),
        open_sockets: OPEN,
        open_sockets_mb: after.saturating_sub(before) as f64 / 1e6,
    })
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{CALLS} calls over sockets, first word after a prompt:")?;
        writeln!(
            f,
            "  beyond the model's own   p50 {:>6.2} ms   p99 {:>6.2} ms",
            self.model_p50_ms, self.model_p99_ms
        )?;
        writeln!(
            f,
            "  without a model          p50 {:>6.2} ms   p99 {:>6.2} ms",
            self.local_p50_ms, self.local_p99_ms
        )?;
        writeln!(
            f,
            "{} open sockets take {:.0} MB of the server's memory.",
            self.open_sockets, self.open_sockets_mb
        )
    }
}

/// All turns of all calls, as latencies in order.
async fn turns(salon: &Salon, model: Option<&FakeModel>) -> Result<Vec<Duration>, Error> {
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let call = Call::begin(salon, if model.is_some() { "model" } else { "local" }, number).await?;
        let model = model.cloned();
        calls.spawn(async move { talk(call, number, model).await });
    }
    let mut latencies = Vec::with_capacity(CALLS * TURNS);
    while let Some(call) = calls.join_next().await {
        latencies.extend(call??);
    }
    latencies.sort_unstable();
    Ok(latencies)
}

async fn talk(mut call: Call, number: usize, model: Option<FakeModel>) -> Result<Vec<Duration>, Error> {
    call.listen().await?;
    let mut latencies = Vec::with_capacity(TURNS);
    for turn in 0..TURNS {
        // Not all at the same moment.
        tokio::time::sleep(THINKING + Duration::from_millis((number * 37 % 400) as u64)).await;
        let mark = format!("{number}-{turn}");
        let words = match &model {
            // Nothing that code could answer alone.
            Some(_) => format!("hm, well, you know how that goes #{mark}#"),
            None => LOCAL[turn % LOCAL.len()].to_owned(),
        };
        let asked = Instant::now();
        call.prompt(&words).await?;
        let heard = call.first_word().await?;
        let mut latency = heard.duration_since(asked);
        if let Some(model) = &model {
            let answered = model.answered(&mark).ok_or("the model was not asked")?;
            latency = latency.saturating_sub(answered.began.duration_since(answered.came));
        }
        latencies.push(latency);
        call.listen().await?;
    }
    Ok(latencies)
}

/// What is said to the receptionist's own engine: questions and wishes that look into the book.
const LOCAL: [&str; 6] = [
    "what time do you open on Friday",
    "do you have anything for a haircut next week",
    "how much is a haircut",
    "where are you",
    "anything in the afternoon on Thursday",
    "what services do you have",
];

/// A call over a socket.
struct Call(WebSocketStream<TcpStream>);

impl Call {
    async fn begin(salon: &Salon, run: &str, number: usize) -> Result<Self, Error> {
        const VOICE: &str = "/api/telephony/twilio/voice";
        const RELAY: &str = "/api/telephony/twilio/relay";
        let target = &salon.target;
        let sid = format!("CA{run}{:020x}{number:06x}", SystemClock.now().as_nanosecond());
        let from = format!("+1212558{number:04}");
        let form: Vec<(String, String)> = [
            ("AccountSid", "AC00000000000000000000000000000000".to_owned()),
            ("CallSid", sid.clone()),
            ("CallStatus", "ringing".to_owned()),
            ("Direction", "inbound".to_owned()),
            ("From", from.clone()),
            ("To", target.number.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let signature = signature::sign(&target.twilio_auth_token, &target.public(VOICE), &form);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), (signature::HEADER, signature.as_str())];
        let mut connection = Connection::open(&target.authority()?).await?;
        let (status, document) = connection.ask(target.request(Method::POST, VOICE, &headers, body)?).await?;
        let document = String::from_utf8_lossy(&document).into_owned();
        let key =
            document.split(r#"<Parameter name="key" value=""#).nth(1).and_then(|rest| rest.split('"').next());
        let key = key.ok_or_else(|| format!("no socket in {status}: {document}"))?;

        let url = target.public(RELAY).replacen("http", "ws", 1);
        let mut request = url.as_str().into_client_request()?;
        let signature = signature::sign(&target.twilio_auth_token, &url, &[]);
        request.headers_mut().insert(signature::HEADER, signature.parse()?);
        let stream = TcpStream::connect(target.authority()?).await?;
        stream.set_nodelay(true)?;
        let (socket, _) = client_async(request, stream).await?;
        let mut call = Self(socket);
        call.send(json!({
            "type": "setup", "sessionId": "VX00000000000000000000000000000000", "callSid": sid, "from": from,
            "to": target.number, "customParameters": { "key": key },
        }))
        .await?;
        Ok(call)
    }

    async fn send(&mut self, message: Value) -> Result<(), Error> {
        Ok(self.0.send(Message::text(message.to_string())).await?)
    }

    async fn prompt(&mut self, words: &str) -> Result<(), Error> {
        self.send(json!({ "type": "prompt", "voicePrompt": words, "lang": "en-US", "last": true })).await
    }

    async fn next(&mut self) -> Result<Value, Error> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text)?),
                Some(Ok(Message::Close(_))) | None => return Err("a call was cut off".into()),
                Some(message) => drop(message?),
            }
        }
    }

    /// When the first word is heard.
    async fn first_word(&mut self) -> Result<Instant, Error> {
        loop {
            let message = self.next().await?;
            if message["token"].as_str().is_some_and(|token| !token.is_empty()) {
                return Ok(Instant::now());
            }
        }
    }

    /// Until the receptionist has finished.
    async fn listen(&mut self) -> Result<(), Error> {
        while self.next().await?["last"] != true {}
        Ok(())
    }
}

/// Changes what the salon wants of its receptionist.
async fn set_assistant(salon: &Salon, change: Value) -> Result<(), Error> {
    const SETTINGS: &str = "/api/tenant/settings";
    let mut connection = Connection::open(&salon.target.authority()?).await?;
    let bearer = format!("Bearer {}", salon.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let request = salon.target.request(Method::GET, SETTINGS, &headers, Bytes::new())?;
    let mut settings: Value = read(connection.ask(request).await?)?;
    let assistant = settings["settings"]["aiAssistant"].as_object_mut().ok_or("no settings")?;
    assistant.extend(change.as_object().ok_or("no object")?.clone());
    let request = salon.target.request(Method::PUT, SETTINGS, &headers, settings.to_string())?;
    match connection.ask(request).await? {
        (StatusCode::OK, _) => Ok(()),
        (status, body) => Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into()),
    }
}
