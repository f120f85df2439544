//! Simulated calls, written down in `rehearsals/*.yaml`, held with the real receptionist and judged by the book at the end.
//!
//! Once with our own engine alone, where every call ends as written; then with language models that talk sense, talk
//! nonsense, fail, hang and break off, where what must never happen does not, and nobody who wants a visit goes away
//! with nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use bolt::ids::RehearsalId;
use bolt::modules::rehearsals::{Fault, Record, Script, Stage, grade, play};
use futures_util::{StreamExt, stream};
use jiff::SignedDuration;
use providers::ai::chat::{ChatMessage, ChatModel, ChatRequest, ScriptedChat, Step};
use serde_json::{Value, json};

use crate::support::TestApp;

/// Calls that are held at a time.
const AT_ONCE: usize = 8;

fn scripts() -> Vec<Script> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/rehearsals");
    let entries = std::fs::read_dir(folder).expect("the calls are there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).expect("text");
        let all: Vec<Script> =
            serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        all
    };
    files.into_iter().flat_map(read).collect()
}

/// Scripts of callers who want a visit and get one when all goes well.
fn bookings() -> Vec<Script> {
    let wants_a_visit =
        |script: &Script| script.expect.outcome.as_deref() == Some("BOOKED") && script.pending.is_none();
    scripts().into_iter().filter(wants_a_visit).collect()
}

/// Every call with every kind of model takes minutes; where it is not asked for (`REHEARSE=all`), each kind gets a share,
/// and all calls are held with some kind. A model has had its part before a turn meets the database, so on a server, where
/// each salon needs a schema, the share is smaller.
fn share(every: usize) -> usize {
    let is_all = std::env::var("REHEARSE").is_ok_and(|what| what == "all");
    let is_on_server = std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty());
    match (is_all, is_on_server) {
        (true, _) => 1,
        (false, true) => every * 4,
        (false, false) => every,
    }
}

/// What a language model is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mind {
    /// It understands and calls tools.
    Sound,
    /// The same, but now and then it says what is not so, and writes arguments that are none.
    Wandering,
    /// It cannot be reached.
    Dead,
    /// It never begins.
    Hanging,
    /// It has too much to do.
    Overrun,
    /// It begins a sentence and breaks off.
    HalfStreaming,
    /// It calls tools with half of their arguments.
    Stuttering,
    /// It says that everything has been done.
    Lying,
}

/// A model of that mind; none when the switch is set.
fn model(mind: Mind, fails: Arc<AtomicBool>) -> Arc<dyn ChatModel> {
    let script = move |request: &ChatRequest, count: usize| {
        if fails.load(Ordering::Relaxed) {
            return vec![Step::Hang];
        }
        match mind {
            Mind::Sound => sense(request),
            Mind::Wandering if count % 5 == 2 => vec![Step::text("You're booked for $5 on Friday at 3 PM.")],
            Mind::Wandering if count % 5 == 4 => broken_call(),
            Mind::Wandering => sense(request),
            Mind::Dead => vec![Step::status(500)],
            Mind::Hanging => vec![Step::Hang],
            Mind::Overrun => vec![Step::Status { status: 429, retry_after: Some(Duration::from_secs(20)) }],
            Mind::HalfStreaming => vec![Step::text("Let me just "), Step::BreakOff],
            Mind::Stuttering => broken_call(),
            Mind::Lying => vec![Step::text("All done, "), Step::text("I've booked you for ten dollars.")],
        }
    };
    Arc::new(ScriptedChat::following(script))
}

fn broken_call() -> Vec<Step> {
    vec![Step::ToolCall { name: "find_times".to_owned(), arguments: "{\"service\": \"Wom".to_owned() }]
}

/// What a model makes of the caller's last words by a few plain rules.
fn sense(request: &ChatRequest) -> Vec<Step> {
    let last = |wanted: fn(&ChatMessage) -> Option<&String>| {
        request.messages.iter().rev().find_map(wanted).cloned().unwrap_or_default().to_lowercase()
    };
    let heard = last(|message| match message {
        ChatMessage::User(words) => Some(words),
        _ => None,
    });
    let situation = last(|message| match message {
        ChatMessage::System(words) => Some(words),
        _ => None,
    });
    let says = |words: &[&str]| words.iter().any(|word| heard.contains(word));
    let call = |name: &str, arguments: serde_json::Value| vec![Step::tool_call(name, &arguments)];
    // What made no sense is not called again.
    if matches!(request.messages.last(), Some(ChatMessage::ToolResult { .. })) {
        return vec![Step::text("Could you say that once more?")];
    }
    if says(&["cancel"]) {
        return call("cancel_visit", json!({}));
    }
    if says(&["move ", "reschedule"]) {
        return call("move_visit", json!({}));
    }
    if says(&["person", "complain"]) {
        return call("transfer", json!({}));
    }
    if says(&["call me back", "call back"]) {
        return call("take_message", json!({ "message": heard }));
    }
    if says(&["when is my", "my appointment"]) {
        return call("find_my_visits", json!({}));
    }
    if says(&[
        "how much",
        "hours",
        "open",
        "close",
        "where",
        "how long",
        "who does",
        "what services",
        "parking",
    ]) {
        return call("answer_question", json!({ "question": heard }));
    }
    if says(&["bye"]) {
        return call("end_call", json!({}));
    }
    if situation.contains("times have been offered") {
        return call("hold_time", json!({ "time": heard }));
    }
    let mut wish = json!({});
    for (word, service) in
        [("women", "women's haircut"), ("men's", "men's haircut"), ("highlight", "highlights")]
    {
        if wish["service"].is_null() && heard.contains(word) {
            wish["service"] = json!(service);
        }
    }
    for day in ["tomorrow", "today", "monday", "thursday", "friday", "saturday", "sunday"] {
        if let Some(place) = heard.find(day) {
            wish["when"] = json!(heard[place..].split(" with ").next());
        }
    }
    for person in ["anna", "marcus", "priya"] {
        if heard.contains(person) {
            wish["with"] = json!(person);
        }
    }
    if wish.as_object().is_some_and(serde_json::Map::is_empty) {
        return if situation.contains("nothing is being worked on") && !says(&["book", "haircut"]) {
            vec![Step::text("How can I help you?")]
        } else {
            call("find_times", json!({}))
        };
    }
    call("find_times", wish)
}

/// Holds all of them, each in a salon of its own.
async fn hold(scripts: Vec<Script>, mind: Option<Mind>) -> Vec<(Script, Record)> {
    let one = |script: Script| async move {
        let switch = Arc::new(AtomicBool::new(false));
        let app = match mind {
            Some(mind) => TestApp::with_models(vec![model(mind, switch.clone())]).await,
            None => TestApp::new().await,
        };
        let db = app.salon.db(&app.app);
        let stage = Stage { app: &app.app, db: &db, clock: &app.clock, model_fails: Some(&switch) };
        let held = play(stage, &script).await;
        let record = held.unwrap_or_else(|error| panic!("{}: {error}", script.call));
        (script, record)
    };
    stream::iter(scripts).map(one).buffered(AT_ONCE).collect().await
}

fn told(script: &Script, record: &Record, faults: &[Fault]) -> String {
    let mut text = format!("{}\n", script.call);
    for line in &record.lines {
        if let Some(heard) = &line.heard {
            text.push_str(&format!("  caller: {heard}\n"));
        }
        text.push_str(&format!("  bolt:   {}\n", line.said));
    }
    for fault in faults {
        text.push_str(&format!("  ^ {fault}\n"));
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_ends_in_the_book_as_it_should() {
    let scripts = scripts();
    assert!(scripts.len() >= 80, "only {} calls are written down", scripts.len());
    let mut names = BTreeMap::new();
    for script in &scripts {
        *names.entry(script.call.clone()).or_insert(0) += 1;
    }
    assert!(names.values().all(|count| *count == 1), "two calls of one name: {names:?}");

    let held = hold(scripts, None).await;

    let mut wrong = Vec::new();
    let mut pending = 0;
    for (script, record) in &held {
        let mut faults = grade(&script.expect, record);
        if script.pending.is_some() {
            pending += usize::from(!faults.is_empty());
            faults.retain(Fault::is_grave);
        }
        if !faults.is_empty() {
            wrong.push(told(script, record, &faults));
        }
    }
    println!("{} calls, {} wrong, {pending} of them not possible yet", held.len(), wrong.len());
    assert!(wrong.is_empty(), "{} of {} calls went wrong\n\n{}", wrong.len(), held.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_model_that_talks_nothing_untrue_is_said_and_nothing_is_left_over() {
    for (mind, every, least) in [(Mind::Sound, 1, 75), (Mind::Wandering, 3, 60)] {
        let held = hold(scripts().into_iter().step_by(share(every)).collect(), Some(mind)).await;
        let mut grave = Vec::new();
        let mut as_written = 0;
        for (script, record) in &held {
            let faults = grade(&script.expect, record);
            as_written += usize::from(faults.is_empty());
            if faults.iter().any(Fault::is_grave) {
                grave.push(told(script, record, &faults));
            }
        }
        println!("{mind:?}: {as_written} of {} calls end as written", held.len());
        assert!(grave.is_empty(), "{mind:?}: {} calls\n\n{}", grave.len(), grave.join("\n"));
        assert!(as_written * 100 >= held.len() * least, "{mind:?}: {as_written} of {}", held.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_model_fails_in_whoever_wants_a_visit_gets_one_or_is_called_back() {
    use Mind::{Dead, HalfStreaming, Hanging, Lying, Overrun, Stuttering};
    for (place, mind) in [Dead, Hanging, Overrun, HalfStreaming, Stuttering, Lying].into_iter().enumerate() {
        let held = hold(bookings().into_iter().skip(place).step_by(share(4)).collect(), Some(mind)).await;
        let mut lost = Vec::new();
        for (script, record) in &held {
            let faults: Vec<Fault> =
                grade(&script.expect, record).into_iter().filter(Fault::is_grave).collect();
            let is_booked = record.after.len() > record.before.len();
            let is_helped = is_booked || record.call_back.is_some() || record.outcome == "TRANSFERRED";
            if !is_helped || !faults.is_empty() {
                lost.push(told(script, record, &faults));
            }
        }
        println!("{mind:?}: {} of {} callers are helped", held.len() - lost.len(), held.len());
        assert!(lost.is_empty(), "{mind:?}: {} callers\n\n{}", lost.len(), lost.join("\n"));
    }
}

const REHEARSALS: &str = "/api/ai-assistant/rehearsals";

#[tokio::test(flavor = "multi_thread")]
async fn a_salon_rehearses_its_own_calls_and_nothing_of_its_own_is_touched() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let before = app.rows.everything().await;

    let started = app.post(REHEARSALS).bearer(&token).send().await.expect(StatusCode::ACCEPTED).data();
    let again = app.post(REHEARSALS).bearer(&token).send().await.expect(StatusCode::CONFLICT);
    let path = format!("{REHEARSALS}/{}", started["id"].as_str().expect("an id"));
    let mut rehearsal = Value::Null;
    for _ in 0..1_200 {
        rehearsal = app.get(&path).bearer(&token).send().await.ok().data();
        if rehearsal["status"] != "RUNNING" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    assert_eq!(again.code(), "rehearsal_running");
    assert_eq!(rehearsal["status"], "FINISHED");
    let calls = rehearsal["calls"].as_array().expect("calls");
    let failed: Vec<_> = calls.iter().filter(|call| call["passed"] == false).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!(rehearsal["passed"], calls.len(), "{rehearsal}");
    assert!(calls.len() >= 18, "only {} calls", calls.len());
    assert!(calls.iter().all(|call| call["lines"].as_array().is_some_and(|lines| lines.len() > 1)));
    let listed = app.get(REHEARSALS).bearer(&token).send().await.ok().data();
    assert_eq!((&listed[0]["id"], &listed[0]["passed"]), (&started["id"], &rehearsal["passed"]));
    let after = app.rows.everything().await;
    for (table, rows) in before.iter().filter(|(table, _)| table.as_str() != "rehearsals") {
        assert_eq!(&after[table], rows, "{table}");
    }
    assert!(app.sent_sms().await.is_empty());
    // And another one can be started.
    app.post(REHEARSALS).bearer(&token).send().await.expect(StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_rehearsal_whose_process_is_gone_does_not_run_for_ever() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let id = RehearsalId::generate();
    let row = [
        ("tenant_id", app.salon.id.into()),
        ("id", id.into()),
        ("started_at", app.now().as_millisecond().into()),
        ("catalogue_version", 1_i64.into()),
        ("passed", 3_i32.into()),
        ("failed", 0_i32.into()),
        ("calls", json!({ "planned": 20 }).into()),
    ];
    app.rows.insert("rehearsals", &row).await.expect("a row");
    let status = async || {
        let one = app.get(format!("{REHEARSALS}/{id}")).bearer(&token).send().await.ok().data();
        one["status"].clone()
    };
    assert_eq!(status().await, "RUNNING");
    app.post(REHEARSALS).bearer(&token).send().await.expect(StatusCode::CONFLICT);

    app.clock.advance(SignedDuration::from_mins(5));

    assert_eq!(status().await, "BROKEN_OFF");
    app.post(REHEARSALS).bearer(&token).send().await.expect(StatusCode::ACCEPTED);
}
