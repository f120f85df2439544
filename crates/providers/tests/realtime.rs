//! A call with a model, over a real WebSocket to one that is played here.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use providers::{
    realtime::{
        ClientEvent, RealtimeClient, RealtimeConfig, RealtimeError, RealtimeReceiver, RealtimeSender,
        ResponseQueue, ResponseRequest, ServerEvent,
    },
    secret::Secret,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

const KEY: &str = "sk-a-key-to-keep";

fn config(base_url: &str) -> RealtimeConfig {
    RealtimeConfig {
        api_key: Secret::new(KEY),
        base_url: base_url.to_owned(),
        model: "gpt-realtime".to_owned(),
        connect_within: Duration::from_millis(500),
    }
}

/// The model's side of a call.
struct Model {
    socket: WebSocketStream<TcpStream>,
    asked_for: String,
    authorization: String,
}

impl Model {
    #[expect(clippy::result_large_err, reason = "the signature is the library's")]
    async fn answer(listener: TcpListener) -> Self {
        let (stream, _) = listener.accept().await.expect("somebody connects");
        let (mut asked_for, mut authorization) = (String::new(), String::new());
        let look = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            asked_for = request.uri().to_string();
            let header = request.headers().get("authorization").and_then(|header| header.to_str().ok());
            authorization = header.unwrap_or_default().to_owned();
            Ok(response)
        };
        let socket = accept_hdr_async(stream, look).await.expect("it is a WebSocket");
        Self { socket, asked_for, authorization }
    }

    async fn say(&mut self, event: Value) {
        self.socket.send(Message::text(event.to_string())).await.expect("we listen");
    }

    async fn hear(&mut self) -> Value {
        let message = self.socket.next().await.expect("we speak").expect("the connection holds");
        serde_json::from_str(message.to_text().expect("it is a text")).expect("it is JSON")
    }
}

/// A call, with both its sides.
async fn call() -> (RealtimeSender, RealtimeReceiver, Model) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let base_url = format!("ws://{}/v1/", listener.local_addr().expect("it is bound"));
    let model = tokio::spawn(Model::answer(listener));
    let client = RealtimeClient::new(config(&base_url)).expect("the settings are right");
    let (sender, receiver) = client.connect().await.expect("the model answers");
    (sender, receiver, model.await.expect("the model is there"))
}

/// Somebody at an address who is no model: reads the question and answers with these bytes.
async fn somebody_else(answer: &'static str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let base_url = format!("ws://{}", listener.local_addr().expect("it is bound"));
    let answering = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody connects");
        let mut question = [0; 4096];
        let _ = stream.read(&mut question).await;
        if answer.is_empty() {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        stream.write_all(answer.as_bytes()).await.expect("we listen");
    });
    (base_url, answering)
}

#[tokio::test]
async fn a_call_goes_both_ways() {
    let (mut sender, mut receiver, mut model) = call().await;
    assert_eq!(model.asked_for, "/v1/realtime?model=gpt%2Drealtime");
    assert_eq!(model.authorization, format!("Bearer {KEY}"));

    sender.send(&ClientEvent::AppendAudio { audio: "//8=".to_owned() }).await.expect("the model listens");
    assert_eq!(model.hear().await, json!({ "type": "input_audio_buffer.append", "audio": "//8=" }));

    model.say(json!({ "type": "session.created", "session": {} })).await;
    model.socket.send(Message::Ping("still there?".into())).await.expect("we listen");
    model.say(json!({ "type": "new.event" })).await;
    assert_eq!(receiver.next().await, Ok(Some(ServerEvent::SessionCreated)));
    assert_eq!(receiver.next().await, Ok(Some(ServerEvent::Unknown { kind: "new.event".to_owned() })));
    assert!(matches!(model.socket.next().await, Some(Ok(Message::Pong(_)))), "a ping is answered");

    sender.close().await.expect("the model listens");
    assert!(matches!(model.socket.next().await, Some(Ok(Message::Close(_)))));
    let (no_more, ended) = tokio::join!(model.socket.next(), receiver.next());
    assert!(no_more.is_none() && ended == Ok(None), "{no_more:?} {ended:?}");
    assert_eq!(receiver.next().await, Ok(None));
}

#[tokio::test]
async fn the_model_is_asked_again_when_its_response_is_over() {
    let (mut sender, mut receiver, mut model) = call().await;
    let mut queue = ResponseQueue::default();
    model.say(json!({ "type": "response.created", "response": { "id": "resp_1" } })).await;
    let begun = receiver.next().await.expect("the connection holds").expect("the model speaks");
    assert_eq!(queue.see(&begun), None);
    assert_eq!(queue.request(ResponseRequest::default()), None);

    model
        .say(json!({ "type": "response.done", "response": { "id": "resp_1", "status": "completed" } }))
        .await;
    let over = receiver.next().await.expect("the connection holds").expect("the model speaks");
    let request = queue.see(&over).expect("it is our turn");
    sender.send(&request).await.expect("the model listens");

    let asked = json!({ "type": "response.create", "event_id": "response_1", "response": {} });
    assert_eq!(model.hear().await, asked);
}

#[tokio::test]
async fn a_model_that_hangs_up_ends_the_call_and_one_that_fails_breaks_it() {
    for (code, expected) in [
        (CloseCode::Normal, Ok(None)),
        (CloseCode::Away, Ok(None)),
        (CloseCode::Error, Err(RealtimeError::Broken { reason: "the provider hung up (1011)".to_owned() })),
    ] {
        let (_sender, mut receiver, mut model) = call().await;
        let frame = CloseFrame { code, reason: "Maria said".into() };
        model.socket.close(Some(frame)).await.expect("we listen");
        assert_eq!(receiver.next().await, expected);
    }

    let (_sender, mut receiver, model) = call().await;
    drop(model);
    let broken = receiver.next().await;
    assert!(matches!(broken, Err(RealtimeError::Broken { .. })), "{broken:?}");
}

#[tokio::test]
async fn a_message_without_end_breaks_the_call() {
    let (_sender, mut receiver, mut model) = call().await;
    let saying = tokio::spawn(async move {
        // How far it comes does not matter.
        let _ = model.socket.send(Message::text("x".repeat(5 * 1024 * 1024))).await;
        model
    });

    let reason = "a message that is too long".to_owned();
    assert_eq!(receiver.next().await, Err(RealtimeError::Broken { reason }));
    saying.abort();
}

#[tokio::test]
async fn every_failure_to_connect_is_named_and_none_shows_the_key() {
    let provider_error =
        RealtimeError::Unreachable { reason: "an error at the provider (HTTP 503)".to_owned() };
    for (answer, expected) in [
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", RealtimeError::Refused { status: 401 }),
        (
            "HTTP/1.1 302 Found\r\nLocation: ws://elsewhere.example/\r\nContent-Length: 0\r\n\r\n",
            RealtimeError::Refused { status: 302 },
        ),
        ("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", RealtimeError::RateLimited),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", provider_error),
        ("", RealtimeError::TooLate),
    ] {
        let (base_url, answering) = somebody_else(answer).await;
        let client = RealtimeClient::new(config(&base_url)).expect("the settings are right");
        assert_eq!(client.connect().await.err(), Some(expected), "{answer}");
        answering.abort();
    }

    let client = RealtimeClient::new(config("ws://127.0.0.1:1")).expect("the settings are right");
    let error = client.connect().await.expect_err("nobody is there");
    assert!(matches!(&error, RealtimeError::Unreachable { .. }), "{error:?}");
    assert!(!format!("{client:?} {error}").contains(KEY));
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_is_not_spoken_with() {
    let (base_url, answering) = somebody_else("HTTP/1.1 200 OK\r\n\r\n").await;
    let base_url = base_url.replace("ws:", "wss:");
    let client = RealtimeClient::new(config(&base_url)).expect("the machine has root certificates");

    let error = client.connect().await.expect_err("it does not speak TLS");

    assert!(matches!(&error, RealtimeError::Unreachable { .. }), "{error:?}");
    answering.abort();
}

#[test]
fn settings_that_cannot_work_are_refused_by_name() {
    let with = |change: fn(&mut RealtimeConfig)| {
        let mut config = config("ws://localhost");
        change(&mut config);
        RealtimeClient::new(config).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(with(|_| ()), Ok(()));
    let problem = "the OpenAI realtime URL must be a ws or wss address without a query";
    for base_url in ["", "localhost", "https://api.openai.com/v1", "wss://api.openai.com/v1?model=x"] {
        let refused = RealtimeClient::new(config(base_url)).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(refused, Err(problem.to_owned()), "{base_url}");
    }
    for (refused, problem) in [
        (with(|config| config.api_key = Secret::default()), "the OpenAI API key is not set"),
        (with(|config| config.api_key = Secret::new("a b")), "the OpenAI API key must be visible ASCII"),
        (with(|config| config.model = " ".to_owned()), "the OpenAI realtime model is not set"),
    ] {
        assert_eq!(refused, Err(problem.to_owned()));
    }
}
