//! Calls that Vapi answers, from its side: what it posts, and what it makes of our answers.

use axum::http::StatusCode;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::caller::Caller;
use crate::support::http::{Answer, Asking};
use crate::support::salon::Salon;
use crate::support::{PUBLIC_URL, TestApp};

const SECRET: &str = "what only Vapi and the tests know";
const WEBHOOK: &str = "/api/vapi/webhook";
const CHAT: &str = "/api/vapi/chat/completions";
const DANA: &str = "+13475550151";
const CALL: &str = "0b1f8a52-6a3c-4a57-9d53-0e8b1b7a5c11";

async fn app() -> TestApp {
    TestApp::with(&["--vapi-secret", SECRET]).await
}

/// A message about Dana's call to a number.
fn message(kind: &str, number: &str, more: &Value) -> Value {
    let mut message = json!({
        "type": kind,
        "timestamp": 1_773_147_600_000_i64,
        "call": { "id": CALL, "type": "inboundPhoneCall", "customer": { "number": DANA } },
        "customer": { "number": DANA },
        "phoneNumber": { "provider": "twilio", "number": number },
    });
    for (name, value) in more.as_object().expect("an object") {
        message[name.as_str()] = value.clone();
    }
    json!({ "message": message })
}

impl TestApp {
    fn vapi(&self, path: &str, body: &Value) -> Asking {
        self.post(path).header("x-vapi-secret", SECRET).json(body)
    }

    /// Tells a message, and hands out what is answered.
    async fn tell(&self, kind: &str, number: &str, more: Value) -> Value {
        self.vapi(WEBHOOK, &message(kind, number, &more)).send().await.ok().json()
    }

    /// Has tools called, as the newest of Vapi's shapes has them, after this was said.
    async fn call_tools(
        &self,
        number: &str,
        tools: &[(&str, &str, Value)],
        said: &[(&str, &str)],
    ) -> Vec<Value> {
        let tools: Vec<Value> = tools
            .iter()
            .map(|(id, name, arguments)| json!({ "id": id, "name": name, "arguments": arguments }))
            .collect();
        let said: Vec<Value> =
            said.iter().map(|(role, words)| json!({ "role": role, "message": words })).collect();
        let more = json!({ "toolCallList": tools, "artifact": { "messages": said } });
        let answer = self.tell("tool-calls", number, more).await;
        answer["results"].as_array().expect("results").clone()
    }

    async fn count(&self, what: &str) -> i64 {
        self.rows.count(what).await
    }
}

/// The body of a question for the next words.
fn question(number: &str, said: &[(&str, &str)], is_streamed: bool) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": "" })];
    messages.extend(said.iter().map(|(role, words)| json!({ "role": role, "content": words })));
    json!({
        "model": "bolt", "stream": is_streamed, "messages": messages,
        "tools": [
            { "type": "function", "function": { "name": "endCall", "parameters": {} } },
            { "type": "function", "function": { "name": "transferCall", "parameters": {} } },
        ],
        "call": { "id": CALL, "customer": { "number": DANA } },
        "phoneNumber": { "number": number }, "customer": { "number": DANA },
    })
}

/// What Vapi hears, and what it is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    words: String,
    tool: Option<String>,
}

/// A stream, read as strictly as OpenAI's clients do.
fn read(answer: &Answer) -> Heard {
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok());
    assert_eq!(kind, Some("text/event-stream"), "{}", answer.text());
    let text = answer.text();
    let events: Vec<&str> = text.strip_suffix("\n\n").expect("a last event").split("\n\n").collect();
    let (done, chunks) = events.split_last().expect("events");
    assert_eq!(*done, "data: [DONE]", "{text}");
    let mut heard = Heard { words: String::new(), tool: None };
    for chunk in chunks {
        let chunk: Value = serde_json::from_str(chunk.strip_prefix("data: ").expect("data")).expect("JSON");
        assert_eq!(chunk["object"], "chat.completion.chunk");
        let delta = &chunk["choices"][0]["delta"];
        heard.words.push_str(delta["content"].as_str().unwrap_or_default());
        if let Some(name) = delta["tool_calls"][0]["function"]["name"].as_str() {
            heard.tool = Some(name.to_owned());
        }
    }
    let reason = if heard.tool.is_some() { "tool_calls" } else { "stop" };
    let last: Value = serde_json::from_str(&chunks.last().expect("chunks")[6..]).expect("JSON");
    assert_eq!(last["choices"][0]["finish_reason"], reason, "{text}");
    heard
}

async fn ask(app: &TestApp, number: &str, said: &[(&str, &str)]) -> Heard {
    read(&app.vapi(CHAT, &question(number, said, true)).send().await.ok())
}

async fn set_tenant(app: &TestApp, salon: &Salon, change: &str) {
    app.rows
        .run(&format!("UPDATE tenants SET {change} WHERE name = '{}'", salon.name))
        .await
        .expect("written");
}

#[tokio::test]
async fn nobody_but_vapi_gets_in() {
    let app = app().await;
    let before = app.rows.everything().await;
    let call = message("assistant-request", app.salon.number, &json!({}));
    for (path, body) in [(WEBHOOK, &call), (CHAT, &question(app.salon.number, &[("user", "hi")], true))] {
        let ask = || app.post(path).json(body);
        for asking in [
            ask(),
            ask().header("x-vapi-secret", "wrong"),
            ask().header("x-vapi-secret", ""),
            ask().bearer("wrong"),
            ask().header("x-signature", "00").header("x-timestamp", "1"),
        ] {
            assert_eq!(asking.send().await.expect(StatusCode::UNAUTHORIZED).code(), "invalid_secret");
        }
    }
    assert_eq!(app.rows.everything().await, before);

    // Without a configured secret there is none that fits.
    let closed = TestApp::new().await;
    for secret in ["", SECRET] {
        let asking = closed.post(WEBHOOK).json(&call).header("x-vapi-secret", secret).bearer(secret);
        asking.send().await.expect(StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn the_secret_may_be_shown_or_sign() {
    let app = app().await;
    let body = message("hang", app.salon.number, &json!({})).to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(format!("1773147600.{body}").as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    let ask = || app.post(WEBHOOK).raw("application/json", body.clone());
    let sign = |asking: Asking| asking.header("x-signature", &signature).header("x-timestamp", "1773147600");

    ask().bearer(SECRET).send().await.ok();
    ask().header("x-vapi-secret", SECRET).send().await.ok();
    sign(ask()).send().await.ok();
    sign(ask().with("hang", "hung")).send().await.expect(StatusCode::UNAUTHORIZED);

    // The same request again: at once, as Vapi does without an answer, and later, as somebody who has overheard it.
    app.clock.advance(SignedDuration::from_mins(5));
    sign(ask()).send().await.ok();
    app.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(sign(ask()).send().await.expect(StatusCode::UNAUTHORIZED).code(), "invalid_secret");
}

#[tokio::test]
async fn a_call_gets_the_salons_assistant_and_the_same_one_again() {
    let app = app().await;

    let answer = app.tell("assistant-request", app.salon.number, json!({})).await;

    let assistant = &answer["assistant"];
    let greeting = assistant["firstMessage"].as_str().expect("words");
    assert!(greeting.contains(app.salon.name), "{greeting}");
    assert_eq!(assistant["model"]["provider"], "custom-llm");
    assert_eq!(assistant["model"]["url"], format!("{PUBLIC_URL}/api/vapi"));
    assert_eq!(assistant["model"]["headers"]["Authorization"], format!("Bearer {SECRET}"));
    assert_eq!(assistant["server"]["url"], format!("{PUBLIC_URL}{WEBHOOK}"));
    assert_eq!(assistant["server"]["headers"]["X-Vapi-Secret"], SECRET);
    assert_eq!(assistant["artifactPlan"]["recordingEnabled"], false);
    assert_eq!(app.tell("assistant-request", app.salon.number, json!({})).await, answer);
    assert_eq!(app.count("calls").await, 1);
    let call = app.call(&app.salon, CALL).await;
    assert_eq!((&call["channel"], &call["from"]), (&json!("PHONE"), &json!(DANA)));
    assert_eq!(call["turns"][0]["said"], greeting);
}

#[tokio::test]
async fn a_number_of_no_salon_hears_so_and_leaves_nothing() {
    let app = app().await;

    let answer = app.tell("assistant-request", "+12025550199", json!({})).await;

    assert!(answer["error"].as_str().is_some_and(|words| words.contains("not in service")), "{answer}");
    let heard = ask(&app, "+12025550199", &[("user", "hello?")]).await;
    assert!(heard.words.contains("not in service") && heard.tool.as_deref() == Some("endCall"), "{heard:?}");
    let results = app.call_tools("+12025550199", &[("t1", "list_services", json!({}))], &[]).await;
    assert!(results[0]["error"].is_string(), "{results:?}");
    assert_eq!(app.count("calls").await, 0);
}

#[tokio::test]
async fn a_suspended_salon_puts_its_callers_through() {
    let app = app().await;
    set_tenant(&app, &app.salon, "status = 'SUSPENDED', forward_to = '+13475550100'").await;
    set_tenant(&app, &app.other, "status = 'SUSPENDED', forward_to = NULL").await;

    let answer = app.tell("assistant-request", app.salon.number, json!({})).await;
    assert_eq!(answer["destination"]["number"], "+13475550100", "{answer}");
    assert!(answer["destination"]["message"].as_str().is_some_and(|words| words.contains(app.salon.name)));

    let answer = app.tell("assistant-request", app.other.number, json!({})).await;
    assert!(answer["error"].as_str().is_some_and(|words| words.contains(app.other.name)), "{answer}");
}

#[tokio::test]
async fn a_whole_booking_is_held_sentence_by_sentence() {
    let app = app().await;
    let answer = app.tell("assistant-request", app.salon.number, json!({})).await;
    let mut said =
        vec![("assistant", answer["assistant"]["firstMessage"].as_str().expect("words").to_owned())];
    let caller = Caller::who_says("hi I'd like to book a men's haircut");
    let mut words = caller.opening.clone();
    let mut turns = 1;

    let last = loop {
        said.push(("user", words.clone()));
        let history: Vec<(&str, &str)> = said.iter().map(|(role, words)| (*role, words.as_str())).collect();
        let heard = ask(&app, app.salon.number, &history).await;
        assert!(!heard.words.is_empty(), "{said:?}");
        // The same question again is no new turn.
        assert_eq!(ask(&app, app.salon.number, &history).await, heard);
        turns += 1;
        assert_eq!(app.count("call_turns").await, turns);
        if heard.tool.is_some() {
            break heard;
        }
        said.push(("assistant", heard.words));
        assert!(turns < 20, "{said:?}");
        words = match app.count("appointments").await {
            0 => caller.answers(&app.expecting(&app.salon, CALL).await),
            _ => "no that's all, thank you, bye".to_owned(),
        };
    };

    assert_eq!(last.tool.as_deref(), Some("endCall"));
    let call = app.call(&app.salon, CALL).await;
    assert_eq!((&call["outcome"], &call["status"]), (&json!("BOOKED"), &json!("COMPLETED")), "{said:?}");
    assert_eq!(call["appointment"]["service"]["name"], "Men's haircut", "{said:?}");
    assert_eq!(call["appointment"]["customer"]["phone"], DANA);
    assert_eq!(app.count("appointments").await, 1);
    // Who goes on talking after the goodbye hears another.
    said.push(("assistant", last.words));
    said.push(("user", "thanks".to_owned()));
    let history: Vec<(&str, &str)> = said.iter().map(|(role, words)| (*role, words.as_str())).collect();
    let after = ask(&app, app.salon.number, &history).await;
    assert_eq!((after.words.as_str(), after.tool.as_deref()), ("Goodbye.", Some("endCall")));
}

#[tokio::test]
async fn the_same_words_in_another_place_are_another_turn() {
    let app = app().await;
    let hours = "what are your opening hours on thursday";
    let first = ask(&app, app.salon.number, &[("user", hours)]).await;

    let second =
        ask(&app, app.salon.number, &[("user", hours), ("assistant", &first.words), ("user", hours)]).await;

    assert!(!second.words.is_empty());
    assert_eq!(app.count("call_turns").await, 3, "the greeting and two turns");
}

#[tokio::test]
async fn an_answer_may_come_in_one_piece() {
    let app = app().await;
    set_tenant(&app, &app.salon, "forward_to = '+13475550100'").await;
    let said = [("user", "I want to speak to a person please")];

    let answer = app.vapi(CHAT, &question(app.salon.number, &said, false)).send().await.ok().json();

    let choice = &answer["choices"][0];
    assert_eq!(
        (&answer["object"], &choice["message"]["role"]),
        (&json!("chat.completion"), &json!("assistant"))
    );
    assert!(choice["message"]["content"].as_str().is_some_and(|words| !words.is_empty()), "{answer}");
    assert_eq!(choice["message"]["tool_calls"][0]["function"]["name"], "transferCall", "{answer}");
    let answer = app.tell("transfer-destination-request", app.salon.number, json!({})).await;
    assert_eq!(answer["destination"]["number"], "+13475550100");
    // Vapi cannot be asked for what it does not offer.
    let mut bare = question(app.salon.number, &said, false);
    bare["tools"] = json!([]);
    let answer = app.vapi(CHAT, &bare).send().await.ok().json();
    assert_eq!(answer["choices"][0]["finish_reason"], "stop", "{answer}");
}

#[tokio::test]
async fn tools_are_called_in_every_shape() {
    let app = app().await;
    let asked = json!({ "question": "what are your opening hours on DAY" });
    let as_text = asked.to_string();
    let shapes = [
        json!({ "toolCallList": [{ "id": "t", "name": "answer_question", "parameters": asked }] }),
        json!({ "toolCallList": [{ "id": "t", "name": "answer_question", "arguments": asked }] }),
        json!({ "toolCallList": [
            { "id": "t", "type": "function", "function": { "name": "answer_question", "arguments": as_text } } ] }),
        json!({ "toolWithToolCallList": [
            { "name": "answer_question", "toolCall": { "id": "t", "parameters": asked } } ] }),
        json!({ "toolCalls": [
            { "id": "t", "type": "function", "function": { "name": "answer_question", "arguments": as_text } } ] }),
    ];

    // Who asks the very same again and again is answered in another way.
    let days = ["Thursday", "Friday", "Saturday", "Monday", "Thursday"];
    for (number, (shape, day)) in shapes.into_iter().zip(days).enumerate() {
        let id = format!("call_{number}");
        let shape = shape.to_string().replace("\"t\"", &format!("\"{id}\"")).replace("DAY", day);
        let shape = serde_json::from_str(&shape).expect("JSON");
        let answer = app.tell("tool-calls", app.salon.number, shape).await;
        let result = &answer["results"][0];
        assert_eq!((&result["toolCallId"], &result["name"]), (&json!(id), &json!("answer_question")));
        let words = result["result"].as_str().unwrap_or_else(|| panic!("{answer}"));
        assert!(words.contains(day) && words.contains("open 9 AM") && !words.contains('\n'), "{words}");
    }
    assert_eq!(app.count("call_turns").await, 6);
}

#[tokio::test]
async fn a_model_of_vapis_books_once_and_only_what_the_caller_agreed_to() {
    let app = app().await;
    let number = app.salon.number;
    let one = async |id: &str, name: &str, arguments: Value, said: &[(&str, &str)]| {
        app.call_tools(number, &[(id, name, arguments)], said).await.remove(0)
    };
    let wish = json!({ "service": "men's haircut", "when": "Thursday at ten", "with": "Marcus" });
    let found = one("t1", "find_times", wish.clone(), &[("user", "a men's haircut, Thursday at ten")]).await;
    assert!(found["result"].is_string(), "{found}");
    let tool = ("tool_call_result", "");
    let named =
        one("t2", "read_back", json!({ "name": "Dana Whitlock" }), &[("user", "it's Dana Whitlock"), tool])
            .await;
    let read_back = named["result"].as_str().unwrap_or_else(|| panic!("{found} {named}")).to_owned();
    assert!(read_back.contains("10"), "{found} {read_back}");

    // Before the caller has heard it; with another's words; at once with what reads it back.
    let yes = [("user", "yes please")];
    for said in [&[][..], &yes, &[("user", "yes please"), tool], &[tool, ("user", "yes please")]] {
        let refused = one("t3", "book", json!({}), said).await;
        assert!(refused["error"].as_str().is_some_and(|words| words.contains("wait")), "{said:?}: {refused}");
    }
    let both = [("t4", "read_back", json!({})), ("t5", "book", json!({}))];
    let both = app.call_tools(number, &both, &[tool, ("bot", "Shall I?"), ("user", "who is Marcus")]).await;
    assert!(both[1]["error"].is_string(), "{both:?}");
    assert_eq!(app.count("appointments").await, 0);
    let no = one("t6", "nonsense", json!({}), &[]).await;
    assert!(no["error"].as_str().is_some_and(|words| words.contains("nonsense")), "{no}");

    let agreed = [tool, ("bot", read_back.as_str()), ("user", "yes please")];
    let booked = one("t7", "book", json!({}), &agreed).await;
    assert!(booked["result"].as_str().is_some_and(|words| words.contains("booked")), "{booked}");
    assert_eq!(one("t7", "book", json!({}), &agreed).await, booked);
    assert_eq!(one("t1", "find_times", wish, &[]).await, found);

    assert_eq!(app.count("appointments").await, 1);
    let call = app.call(&app.salon, CALL).await;
    assert_eq!(call["outcome"], "BOOKED");
    assert_eq!(call["appointment"]["startsAt"], app.salon.at("2026-03-12T10:00"));
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.len(), 1);
}

#[tokio::test]
async fn the_end_of_a_call_may_be_told_twice() {
    let app = app().await;
    app.tell("assistant-request", app.salon.number, json!({})).await;
    let report = json!({
        "endedReason": "customer-ended-call",
        "startedAt": "2026-03-10T13:00:00.000Z", "endedAt": "2026-03-10T13:01:33.400Z",
        "artifact": { "transcript": "AI: Hello", "recording": { "stereoUrl": "https://vapi.test/a.wav" } },
    });

    let status = json!({ "status": "ended", "endedReason": "customer-ended-call" });
    assert_eq!(app.tell("status-update", app.salon.number, status).await, json!({}));
    assert_eq!(app.tell("end-of-call-report", app.salon.number, report.clone()).await, json!({}));
    let first = app.call(&app.salon, CALL).await;
    assert_eq!(app.tell("end-of-call-report", app.salon.number, report).await, json!({}));

    assert_eq!(app.call(&app.salon, CALL).await, first);
    assert_eq!((&first["status"], &first["durationSeconds"]), (&json!("COMPLETED"), &json!(93)));
    // Nobody has agreed to be recorded, so no address of a recording is kept.
    let kept: i64 = app.rows.one("SELECT COUNT(recording_url) FROM calls").await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_call_that_broke_off_is_a_failed_one() {
    let app = app().await;
    app.tell("assistant-request", app.salon.number, json!({})).await;

    let status = json!({ "status": "ended", "endedReason": "call.in-progress.error-vapifault-worker-died" });
    app.tell("status-update", app.salon.number, status).await;

    assert_eq!(app.call(&app.salon, CALL).await["status"], "FAILED");
}

#[tokio::test]
async fn what_is_not_known_is_passed_over_and_what_is_no_message_refused() {
    let app = app().await;
    for kind in ["hang", "transcript", "speech-update", "conversation-update", "something-new"] {
        assert_eq!(app.tell(kind, app.salon.number, json!({})).await, json!({}));
    }
    assert_eq!(app.tell("status-update", app.salon.number, json!({ "status": "ringing" })).await, json!({}));
    assert_eq!(app.tell("end-of-call-report", app.salon.number, json!({})).await, json!({}), "of no call");

    for path in [WEBHOOK, CHAT] {
        for body in ["", "{\"mess", "[]", "{}", "{\"message\":{\"dana\":1}}"] {
            let asking = app.post(path).header("x-vapi-secret", SECRET).raw("application/json", body);
            let answer = asking.send().await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "bad_request");
            assert!(!answer.text().contains("dana") && !answer.text().contains("line"), "{}", answer.text());
        }
    }
    assert_eq!(app.count("calls").await, 0);
}

#[tokio::test]
async fn one_salons_call_is_nothing_at_another() {
    let app = app().await;
    let hours = json!({ "question": "what are your opening hours on thursday" });
    let said = [("user", "what are your opening hours on thursday")];
    let theirs = app.call_tools(app.salon.number, &[("t1", "answer_question", hours.clone())], &[]).await;
    ask(&app, app.salon.number, &said).await;
    let before = app.call(&app.salon, CALL).await;

    // The same ids at the other number.
    let ours = app.call_tools(app.other.number, &[("t1", "answer_question", hours)], &[]).await;
    ask(&app, app.other.number, &said).await;
    app.tell("end-of-call-report", app.other.number, json!({ "endedReason": "assistant-ended-call" })).await;

    assert_ne!(ours, theirs);
    assert_eq!(app.call(&app.salon, CALL).await, before);
    assert_eq!(before["status"], "IN_PROGRESS");
    let call = app.call(&app.other, CALL).await;
    assert_eq!((&call["status"], &call["turnCount"]), (&json!("COMPLETED"), &json!(3)));
}
