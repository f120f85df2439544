//! What a talking model is asked, and what is made of every kind of answer, however it is cut in pieces.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use providers::{
    ai::{
        AiError,
        chat::{
            ChatEvent, ChatMessage, ChatModel, ChatRequest, ChatStream, ChatTool, ChatToolCall, Finish,
            OpenAiChat, OpenAiChatConfig, Usage,
        },
    },
    secret::Secret,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

const KEY: &str = "sk-a-key-to-keep";
/// Longer than anything here takes; what waits for it has failed.
const LONG: Duration = Duration::from_secs(60);
const STREAM: &str = "200 OK\r\nContent-Type: text/event-stream; charset=utf-8";
const WHOLE: &str = "200 OK\r\nContent-Type: application/json";
const UNREADABLE: AiError = AiError::Nonsense { problem: "it is not of the agreed form" };
const NONE: AiError = AiError::Nonsense { problem: "there is none" };
const TOO_LONG: AiError = AiError::Nonsense { problem: "it is too long" };

/// What the server does with its answer.
#[derive(Clone)]
enum Part {
    /// Sends this, which arrives as one piece.
    Send(Vec<u8>),
    /// Waits until the client goes away.
    Hang,
    /// Cuts the connection.
    Cut,
    /// Lets the client take in what it has.
    Wait(Duration),
}

/// A provider that gives the same answer to everybody and remembers what it was asked.
struct Server {
    url: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    heads: Mutex<Vec<String>>,
    questions: Mutex<Vec<Value>>,
    connections: AtomicUsize,
    client_left: Notify,
}

impl Server {
    async fn start(head: &str, parts: Vec<Part>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let seen = Arc::new(Seen::default());
        let (head, shared) = (head.to_owned(), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(connection, head.clone(), parts.clone(), Arc::clone(&shared)));
            }
        });
        Self { url, seen }
    }

    fn model(&self) -> OpenAiChat {
        OpenAiChat::new(config(&self.url)).unwrap()
    }
}

async fn serve(mut connection: TcpStream, head: String, parts: Vec<Part>, seen: Arc<Seen>) {
    connection.set_nodelay(true).unwrap();
    let (from_client, mut to_client) = connection.split();
    let mut from_client = BufReader::new(from_client);
    while let Some((request_head, question)) = read_request(&mut from_client).await {
        seen.heads.lock().unwrap().push(request_head);
        seen.questions.lock().unwrap().push(question);
        let head = format!("HTTP/1.1 {head}\r\nTransfer-Encoding: chunked\r\n\r\n");
        to_client.write_all(head.as_bytes()).await.unwrap();
        for part in &parts {
            match part {
                Part::Send(bytes) => {
                    let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
                    if to_client.write_all(&chunk).await.is_err() {
                        return;
                    }
                }
                Part::Wait(time) => tokio::time::sleep(*time).await,
                Part::Cut => return,
                Part::Hang => {
                    let _ = from_client.read_u8().await;
                    seen.client_left.notify_one();
                    return;
                }
            }
        }
        if to_client.write_all(b"0\r\n\r\n").await.is_err() {
            return;
        }
    }
}

async fn read_request(from: &mut (impl AsyncBufReadExt + Unpin)) -> Option<(String, Value)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if from.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = head.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    from.read_exact(&mut body).await.ok()?;
    Some((head, serde_json::from_slice(&body).unwrap()))
}

fn config(url: &str) -> OpenAiChatConfig {
    OpenAiChatConfig {
        name: "mini".to_owned(),
        api_key: Secret::new(KEY),
        base_url: url.to_owned(),
        model: "gpt-4o-mini".to_owned(),
        answer_within: LONG,
    }
}

fn request(words: &str) -> ChatRequest {
    let book = ChatTool {
        name: "book",
        description: "Books a visit.".to_owned(),
        parameters: json!({ "type": "object", "properties": { "day": { "type": "string" } } }),
    };
    ChatRequest {
        instructions: "You answer a hair salon's telephone.".into(),
        messages: vec![ChatMessage::User(words.to_owned())],
        tools: Arc::new([book]),
        max_tokens: 300,
    }
}

fn text(words: &str) -> ChatEvent {
    ChatEvent::Text(words.to_owned())
}

fn call(id: &str, name: &str, arguments: &str) -> ChatEvent {
    let call = ChatToolCall { id: id.to_owned(), name: name.to_owned(), arguments: arguments.to_owned() };
    ChatEvent::ToolCall(call)
}

/// An event that carries this change of the answer.
fn delta(delta: &Value, finish_reason: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason });
    event(&json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini",
        "choices": [choice], "usage": null,
    }))
}

fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn says(words: &str) -> String {
    delta(&json!({ "content": words }), None)
}

fn finishes(reason: &str) -> String {
    delta(&json!({}), Some(reason))
}

const DONE: &str = "data: [DONE]\n\n";

fn send(text: &str) -> Part {
    Part::Send(text.as_bytes().to_vec())
}

/// All that happens until the end.
async fn rest_of(mut stream: ChatStream) -> (Vec<ChatEvent>, Option<AiError>) {
    let mut events = Vec::new();
    while let Some(next) = stream.next().await {
        match next {
            Ok(event) => events.push(event),
            Err(error) => {
                assert_eq!(stream.next().await, None, "nothing comes after an error");
                return (events, Some(error));
            }
        }
    }
    (events, None)
}

/// What is made of an answer that is sent like this.
async fn answer(head: &str, parts: Vec<Part>) -> (Vec<ChatEvent>, Option<AiError>) {
    let server = Server::start(head, parts).await;
    match server.model().start(&request("Hello")).await {
        Ok(stream) => rest_of(stream).await,
        Err(error) => (Vec::new(), Some(error)),
    }
}

async fn streamed(events: &[String]) -> (Vec<ChatEvent>, Option<AiError>) {
    answer(STREAM, vec![send(&events.concat())]).await
}

#[tokio::test]
async fn an_answer_is_the_same_however_the_network_cuts_it() {
    let usage = json!({
        "prompt_tokens": 900, "completion_tokens": 5, "total_tokens": 905,
        "prompt_tokens_details": { "cached_tokens": 768 },
    });
    let stream = [
        ": the provider is thinking\n\n".to_owned(),
        delta(&json!({ "role": "assistant", "content": "", "refusal": null }), None),
        says("Färben"),
        "event: message\ndata: {\"choices\":\ndata: [{\"delta\":{\"content\":\" für 80 €\"}}]}\n\n"
            .to_owned(),
        says(" 💇"),
        finishes("stop"),
        event(&json!({ "choices": [], "usage": usage })),
        DONE.to_owned(),
    ]
    .concat();

    for stream in [stream.replace('\n', "\r\n"), stream] {
        for size in [1, 2, 3, 7, 64, stream.len()] {
            let pieces = stream.as_bytes().chunks(size).map(|piece| Part::Send(piece.to_vec()));

            let (events, error) = answer(STREAM, pieces.collect()).await;

            let usage = Usage { input_tokens: 900, cached_input_tokens: 768, output_tokens: 5 };
            let expected = [
                text("Färben"),
                text(" für 80 €"),
                text(" 💇"),
                ChatEvent::Usage(usage),
                ChatEvent::Done(Finish::Stop),
            ];
            assert_eq!((events.as_slice(), error), (&expected[..], None), "in pieces of {size}");
        }
    }
}

#[tokio::test]
async fn words_are_told_at_once_and_a_dropped_answer_closes_the_connection() {
    let server = Server::start(STREAM, vec![send(&says("One moment")), Part::Hang]).await;

    let mut stream = server.model().start(&request("Hello")).await.unwrap();
    assert_eq!(stream.next().await, Some(Ok(text("One moment"))));

    drop(stream);
    tokio::time::timeout(LONG, server.seen.client_left.notified()).await.expect("the client goes away");
}

#[tokio::test]
async fn an_answer_may_end_in_several_ways() {
    for (reason, finish) in [
        ("stop", Finish::Stop),
        ("length", Finish::Length),
        ("content_filter", Finish::Filtered),
        ("tool_calls", Finish::ToolCalls),
    ] {
        for end in [DONE, ""] {
            let (events, error) = streamed(&[says("Well"), finishes(reason), end.to_owned()]).await;
            assert_eq!(
                (events, error),
                (vec![text("Well"), ChatEvent::Done(finish)], None),
                "{reason} {end:?}"
            );
        }
    }
    // All was said; that the connection breaks then does no harm.
    let (events, error) = answer(STREAM, vec![send(&says("Well")), send(&finishes("stop")), Part::Cut]).await;
    assert_eq!((events, error), (vec![text("Well"), ChatEvent::Done(Finish::Stop)], None));
}

#[tokio::test]
async fn a_models_refusal_is_words_too() {
    let (events, error) =
        streamed(&[delta(&json!({ "refusal": "I cannot." }), None), finishes("stop"), DONE.to_owned()]).await;

    assert_eq!((events, error), (vec![text("I cannot."), ChatEvent::Done(Finish::Stop)], None));
}

#[tokio::test]
async fn calls_are_put_together_from_their_pieces() {
    let piece = |index: Option<u32>, id: Option<&str>, name: Option<&str>, arguments: &str| {
        let mut call = json!({ "type": "function", "function": { "arguments": arguments } });
        for (member, value) in [("index", json!(index)), ("id", json!(id))] {
            if !value.is_null() {
                call[member] = value;
            }
        }
        if let Some(name) = name {
            call["function"]["name"] = json!(name);
        }
        delta(&json!({ "tool_calls": [call] }), None)
    };
    let book = |id: &str| call(id, "book", r#"{"day":"Tuesday"}"#);
    let price = |id: &str| call(id, "price", "{}");
    for (case, pieces, reason, expected) in [
        (
            "one call, its arguments in pieces",
            vec![
                piece(Some(0), Some("a"), Some("book"), ""),
                piece(Some(0), None, None, "{\"day\":"),
                piece(Some(0), None, None, "\"Tuesday\"}"),
            ],
            "tool_calls",
            vec![book("a")],
        ),
        (
            "two calls that grow by turns, the second first",
            vec![
                piece(Some(1), Some("b"), Some("price"), ""),
                piece(Some(0), Some("a"), Some("book"), "{\"day\":"),
                piece(Some(1), None, None, "{}"),
                piece(Some(0), None, None, "\"Tuesday\"}"),
            ],
            "tool_calls",
            vec![book("a"), price("b")],
        ),
        (
            "no ids",
            vec![
                piece(Some(0), None, Some("book"), r#"{"day":"Tuesday"}"#),
                piece(Some(1), Some(""), Some("price"), "{}"),
            ],
            "tool_calls",
            vec![book("call00001"), price("call00002")],
        ),
        (
            "neither ids nor indexes, and the wrong reason",
            vec![
                piece(None, None, Some("book"), r#"{"day":"Tuesday"}"#),
                piece(None, None, Some("price"), "{}"),
            ],
            "stop",
            vec![book("call00001"), price("call00002")],
        ),
        (
            "one index for all",
            vec![
                piece(Some(0), Some("a"), Some("book"), r#"{"day":"Tuesday"}"#),
                piece(Some(0), Some("b"), Some("price"), "{}"),
            ],
            "tool_calls",
            vec![book("a"), price("b")],
        ),
        (
            "an id for each piece",
            vec![
                piece(Some(0), Some("a"), Some("book"), "{\"day\":"),
                piece(Some(0), Some("b"), None, "\"Tuesday\"}"),
            ],
            "tool_calls",
            vec![book("a")],
        ),
        (
            "broken arguments are handed on as they are",
            vec![piece(Some(0), Some("a"), Some("book"), "{\"day\": Tues")],
            "tool_calls",
            vec![call("a", "book", "{\"day\": Tues")],
        ),
    ] {
        let stream = [&pieces[..], &[finishes(reason), DONE.to_owned()]].concat();

        let (events, error) = streamed(&stream).await;

        let expected = [&expected[..], &[ChatEvent::Done(Finish::ToolCalls)]].concat();
        assert_eq!((events, error), (expected, None), "{case}");
    }
}

#[tokio::test]
async fn half_a_call_is_none() {
    let calls = |id: &str, arguments: &str| {
        let call = json!({ "index": 0, "id": id, "function": { "name": "book", "arguments": arguments } });
        delta(&json!({ "tool_calls": [call] }), None)
    };
    let (events, error) = streamed(&[calls("a", "{}"), calls("b", "{\"da"), finishes("length")]).await;
    assert_eq!((events, error), (vec![call("a", "book", "{}"), ChatEvent::Done(Finish::Length)], None));
}

#[tokio::test]
async fn an_id_that_is_ours_is_new_in_the_conversation() {
    let call = json!({ "index": 0, "function": { "name": "book", "arguments": "{}" } });
    let stream = delta(&json!({ "tool_calls": [call] }), Some("tool_calls"));
    let server = Server::start(STREAM, vec![send(&stream)]).await;
    let earlier = |nth: u32| ChatToolCall {
        id: format!("call0000{nth}"),
        name: "book".to_owned(),
        arguments: "{}".to_owned(),
    };
    let mut request = request("Hello");
    request
        .messages
        .push(ChatMessage::Assistant { text: String::new(), calls: vec![earlier(1), earlier(2)] });

    let (events, _) = rest_of(server.model().start(&request).await.unwrap()).await;

    assert!(matches!(&events[0], ChatEvent::ToolCall(call) if call.id == "call00003"), "{events:?}");
}

#[tokio::test]
async fn an_answer_in_one_piece_is_understood_too() {
    let call = json!({ "id": "a", "type": "function", "function": { "name": "book", "arguments": "{}" } });
    let message = json!({ "role": "assistant", "content": "One moment.", "tool_calls": [call] });
    let whole = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "llama",
        "choices": [{ "index": 0, "message": message, "finish_reason": "tool_calls" }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13 },
    });
    let whole = whole.to_string();
    let (first, second) = whole.split_at(40);

    for head in [WHOLE, "200 OK\r\nContent-Type: Application/JSON; charset=utf-8"] {
        let (events, error) = answer(head, vec![send(first), send(second)]).await;

        let usage = Usage { input_tokens: 9, cached_input_tokens: 0, output_tokens: 4 };
        let expected = vec![
            text("One moment."),
            crate::call("a", "book", "{}"),
            ChatEvent::Usage(usage),
            ChatEvent::Done(Finish::ToolCalls),
        ];
        assert_eq!((events, error), (expected, None));
    }
}

#[tokio::test]
async fn an_answer_that_is_none_is_an_error() {
    let broken_off = AiError::Unreachable { reason: "the answer breaks off".to_owned() };
    let provider =
        AiError::Unreachable { reason: "an error at the provider, told instead of an answer".to_owned() };
    let call = |index: usize, name: &str| {
        let function = json!({ "name": name, "arguments": "{}" });
        let call = json!({ "index": index, "id": format!("c{index}"), "function": function });
        delta(&json!({ "tool_calls": [call] }), None)
    };
    let error = |error: Value| event(&json!({ "error": error }));
    let well = says("Well");
    for (case, stream, expected) in [
        ("an event that is no JSON", vec![well.clone(), "data: {\"choices\": [\n\n".to_owned()], UNREADABLE),
        ("an event of something else", vec![well.clone(), event(&json!({ "hello": 1 }))], UNREADABLE),
        ("an error", vec![well.clone(), error(json!({ "message": "x", "code": null }))], provider.clone()),
        ("an error in words alone", vec![well.clone(), error(json!("out of memory"))], provider),
        (
            "an error with a status",
            vec![well.clone(), error(json!({ "message": "x", "code": 400 }))],
            AiError::Refused { status: 400 },
        ),
        (
            "an error about limits",
            vec![well.clone(), error(json!({ "message": "x", "code": "insufficient_quota" }))],
            AiError::RateLimited { retry_after: None },
        ),
        ("an end without a reason", vec![well.clone(), DONE.to_owned()], broken_off.clone()),
        ("no end at all", vec![well.clone()], broken_off.clone()),
        ("no choices", vec![well.clone(), event(&json!({ "choices": [] })), DONE.to_owned()], broken_off),
        (
            "an unknown reason",
            vec![well.clone(), finishes("tired")],
            AiError::Nonsense { problem: "it ends for a reason that nobody knows" },
        ),
        ("a line without end", vec![well.clone(), "x".repeat(256 * 1024 + 1)], TOO_LONG),
        (
            "a call without a name",
            vec![well.clone(), call(0, ""), finishes("tool_calls")],
            AiError::Nonsense { problem: "it asks for a tool without a name" },
        ),
        (
            "too many calls",
            std::iter::once(well.clone()).chain((0..17).map(|index| call(index, "book"))).collect(),
            AiError::Nonsense { problem: "it asks for too many tools at once" },
        ),
    ] {
        let (events, error) = streamed(&stream).await;
        assert_eq!((events, error), (vec![text("Well")], Some(expected)), "{case}");
    }

    for (case, body, expected) in [
        ("an empty body", String::new(), UNREADABLE),
        ("half a body", "{\"choices\": [".to_owned(), UNREADABLE),
        ("no choices", json!({ "choices": [] }).to_string(), NONE),
        (
            "an error",
            json!({ "error": { "code": 429 } }).to_string(),
            AiError::RateLimited { retry_after: None },
        ),
        ("a long body", " ".repeat(256 * 1024 + 1), TOO_LONG),
    ] {
        assert_eq!(answer(WHOLE, vec![send(&body)]).await, (Vec::new(), Some(expected)), "{case}");
    }
}

#[tokio::test]
async fn an_answer_that_has_no_end_is_given_up() {
    let kilobyte = says(&"x".repeat(1024));
    let (events, error) = streamed(&vec![kilobyte; 65]).await;
    assert_eq!((events.len(), error), (64, Some(TOO_LONG)));
}

#[tokio::test]
async fn sixteen_calls_at_once_are_not_too_many() {
    let calls: Vec<Value> = (0..16)
        .map(|index| json!({ "index": index, "function": { "name": "book", "arguments": "{}" } }))
        .collect();
    let (events, error) = streamed(&[delta(&json!({ "tool_calls": calls }), Some("tool_calls"))]).await;
    assert_eq!((events.len(), error), (17, None));
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_end() {
    for parts in [vec![Part::Cut], vec![send(&says("Well")), Part::Cut]] {
        let said = parts.len() - 1;
        let (events, error) = answer(STREAM, parts).await;
        assert_eq!(events.len(), said);
        assert!(matches!(error, Some(AiError::Unreachable { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_question_says_why() {
    for (head, expected) in [
        ("429 Too Many Requests", AiError::RateLimited { retry_after: None }),
        (
            "429 Too Many Requests\r\nRetry-After: 7",
            AiError::RateLimited { retry_after: Some(Duration::from_secs(7)) },
        ),
        ("401 Unauthorized", AiError::Refused { status: 401 }),
        ("400 Bad Request", AiError::Refused { status: 400 }),
        ("307 Temporary Redirect\r\nLocation: /v2", AiError::Refused { status: 307 }),
        (
            "503 Service Unavailable",
            AiError::Unreachable { reason: "an error at the provider (HTTP 503)".to_owned() },
        ),
    ] {
        assert_eq!(answer(head, vec![send("{}")]).await, (Vec::new(), Some(expected)), "{head}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);

    let error = OpenAiChat::new(config(&url)).unwrap().start(&request("Hello")).await.unwrap_err();
    assert!(matches!(error, AiError::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn a_model_that_says_nothing_more_is_waited_for_only_so_long() {
    let waited_for = async |parts: Vec<Part>| {
        let server = Server::start(STREAM, parts).await;
        let config = OpenAiChatConfig { answer_within: Duration::from_secs(3), ..config(&server.url) };
        rest_of(OpenAiChat::new(config).unwrap().start(&request("Hello")).await.unwrap()).await
    };

    let (silent, stalled) =
        tokio::join!(waited_for(vec![Part::Hang]), waited_for(vec![send(&says("Well")), Part::Hang]));

    assert_eq!(silent, (Vec::new(), Some(AiError::TooLate)));
    assert_eq!(stalled, (vec![text("Well")], Some(AiError::TooLate)));
}

#[tokio::test]
async fn a_connection_is_used_again_after_an_answer() {
    let stream = [says("Well"), finishes("stop"), DONE.to_owned()].concat();
    // The end of the body comes a little after the end of the answer.
    let server = Server::start(STREAM, vec![send(&stream), Part::Wait(Duration::from_millis(50))]).await;
    let model = server.model();

    for asked in 1..=20 {
        let mut stream = model.start(&request("Hello")).await.unwrap();
        while stream.next().await != Some(Ok(ChatEvent::Done(Finish::Stop))) {}
        drop(stream);
        if server.seen.connections.load(Ordering::SeqCst) < asked {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("each question has made a connection of its own");
}

#[tokio::test]
async fn a_model_is_asked_in_the_agreed_form() {
    let server = Server::start(STREAM, vec![send(&says("Well")), send(&finishes("stop"))]).await;
    let booked = ChatToolCall {
        id: "a".to_owned(),
        name: "book".to_owned(),
        arguments: r#"{"day":"Tuesday"}"#.to_owned(),
    };
    let broken = |id: &str, arguments: &str| ChatToolCall {
        id: id.to_owned(),
        arguments: arguments.to_owned(),
        ..booked.clone()
    };
    let calls = vec![booked.clone(), broken("b", "{\"day"), broken("c", ""), broken("d", "[1]")];
    let mut request = request("Tuesday please");
    request.messages.extend([
        ChatMessage::Assistant { text: String::new(), calls },
        ChatMessage::ToolResult { call_id: "a".to_owned(), content: "booked".to_owned() },
        ChatMessage::Assistant { text: "You are booked.".to_owned(), calls: Vec::new() },
        ChatMessage::System("The caller has been silent for a while.".to_owned()),
    ]);

    rest_of(server.model().start(&request).await.unwrap()).await;

    let called = |id: &str, arguments: &str| json!({ "id": id, "type": "function", "function": { "name": "book", "arguments": arguments } });
    let expected = json!({
        "model": "gpt-4o-mini",
        "messages": [
            { "role": "system", "content": "You answer a hair salon's telephone." },
            { "role": "user", "content": "Tuesday please" },
            { "role": "assistant", "content": null, "tool_calls": [
                called("a", r#"{"day":"Tuesday"}"#), called("b", "{}"), called("c", "{}"), called("d", "{}"),
            ] },
            { "role": "tool", "tool_call_id": "a", "content": "booked" },
            { "role": "assistant", "content": "You are booked." },
            { "role": "system", "content": "The caller has been silent for a while." },
        ],
        "tools": [{ "type": "function", "function": {
            "name": "book", "description": "Books a visit.",
            "parameters": { "type": "object", "properties": { "day": { "type": "string" } } },
        } }],
        "max_completion_tokens": 300,
        "stream": true,
        "stream_options": { "include_usage": true },
    });
    assert_eq!(server.seen.questions.lock().unwrap()[0], expected);
    let head = server.seen.heads.lock().unwrap()[0].clone();
    assert!(head.starts_with("post /v1/chat/completions http/1.1\r\n"), "{head}");
    assert!(head.contains(&format!("\r\nauthorization: bearer {KEY}\r\n")), "{head}");
}

#[tokio::test]
async fn a_model_of_ones_own_needs_no_key_and_no_tools() {
    let server = Server::start(STREAM, vec![send(&says("Well")), send(&finishes("stop"))]).await;
    let config = OpenAiChatConfig { api_key: Secret::default(), ..config(&server.url) };
    let request = ChatRequest { tools: Arc::new([]), ..request("Hello") };

    rest_of(OpenAiChat::new(config).unwrap().start(&request).await.unwrap()).await;

    assert!(!server.seen.heads.lock().unwrap()[0].contains("authorization"));
    assert_eq!(server.seen.questions.lock().unwrap()[0].get("tools"), None);
}

#[test]
fn settings_that_make_no_sense_are_named() {
    for (bad, expected) in [
        (
            OpenAiChatConfig { base_url: "localhost".to_owned(), ..config("http://localhost") },
            "the chat model's base URL must be an http or https address without a query",
        ),
        (
            OpenAiChatConfig { model: " ".to_owned(), ..config("http://localhost") },
            "the chat model is not set",
        ),
    ] {
        assert_eq!(OpenAiChat::new(bad).unwrap_err().to_string(), expected);
    }
}
