//! Calls that are carried as sound to a model that hears callers and speaks itself.

use std::time::Duration;

use jiff::SignedDuration;
use providers::telephony::ProviderId;
use providers::telephony::RecordingRequest;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::relay::{self, Asked, open_signed};
use crate::support::stream::{Act, Model, Network, asked_of, call, say};
use crate::support::twilio::{Line, VOICE};

const DANA: &str = "+13475550151";

/// A call as sound, and the model in it.
struct Call<'a> {
    app: &'a TestApp,
    line: Line<'a>,
    at: std::net::SocketAddr,
    asked: Asked,
    network: Network,
}

impl<'a> Call<'a> {
    async fn begin(app: &'a TestApp, model: &mut Model) -> (Self, String) {
        let line = Line::new(app, DANA, app.salon.number);
        let (asked, parameters) = asked_of(&ring(app, &line).await);
        let at = app.serve().await;
        let network = Network::open(at, &asked, &line.sid, &parameters).await;
        let greeting = model.told().await;
        (Self { app, line, at, asked, network }, greeting)
    }

    /// The caller has heard all there is, and says something, at which the model does this; hands out what it was then
    /// told to say.
    async fn hears(&self, model: &mut Model, words: &str, act: Act) -> String {
        self.network.all_is_played().await;
        model.next(act);
        model.caller_begins();
        model.caller_has_said(words);
        model.told().await
    }

    async fn row(&self) -> Value {
        self.app.call(&self.app.salon, &self.line.sid).await
    }

    /// The row once it has so many turns.
    async fn row_of_turns(&self, count: usize) -> Value {
        for _ in 0..200 {
            let row = self.row().await;
            if row["turnCount"].as_u64().is_some_and(|turns| turns >= count as u64) {
                return row;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{:#}", self.row().await)
    }

    /// The row once the call is over.
    async fn row_of_its_end(&self) -> Value {
        for _ in 0..200 {
            let row = self.row().await;
            if row["status"] != "IN_PROGRESS" {
                return row;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{:#}", self.row().await)
    }

    /// What is written of a turn beside what the dashboard shows.
    async fn column_of_turn(&self, column: &str, turn: usize) -> String {
        let sql = format!("SELECT COALESCE({column}, '') FROM call_turns WHERE sequence = {turn}");
        self.app.rows.one(&sql).await
    }

    /// What a model did in a turn.
    async fn trace(&self, turn: usize) -> Value {
        let trace = self.column_of_turn("CAST(model AS CHAR)", turn).await;
        serde_json::from_str(&trace).unwrap_or_else(|error| panic!("{error}: {trace}"))
    }

    /// The stream is closed, and Twilio asks what comes after it.
    async fn ended(self) -> (String, Line<'a>, std::net::SocketAddr) {
        let Self { app, line, at, asked, network } = self;
        network.closed().await;
        Self::what_follows(app, line, at, &asked).await
    }

    /// Twilio loses the stream, and asks what comes after it.
    async fn broken(self) -> (String, Line<'a>, std::net::SocketAddr) {
        let Self { app, line, at, asked, network } = self;
        network.breaks();
        Self::what_follows(app, line, at, &asked).await
    }

    async fn what_follows(
        app: &'a TestApp,
        line: Line<'a>,
        at: std::net::SocketAddr,
        asked: &Asked,
    ) -> (String, Line<'a>, std::net::SocketAddr) {
        let path = asked.action.strip_prefix(crate::support::PUBLIC_URL).expect("ours").to_owned();
        let answer = app.twilio(&path, &line.fields("in-progress", &[])).await.ok();
        (String::from_utf8(answer.bytes).expect("UTF-8"), line, at)
    }
}

/// The call as a relay, which is what a document asks for, and what its caller hears first.
async fn relayed(
    app: &TestApp,
    (document, line, at): &(String, Line<'_>, std::net::SocketAddr),
) -> (relay::Socket, relay::Heard) {
    assert!(document.contains("<ConversationRelay"), "{document}");
    let asked = Asked::of(document);
    let mut socket = relay::Socket::open(*at, &asked).await;
    socket.set_up(&line.sid, (DANA, app.salon.number), &asked.key).await;
    let heard = socket.listen().await;
    (socket, heard)
}

async fn ring(app: &TestApp, line: &Line<'_>) -> String {
    let answer = app.twilio(VOICE, &line.fields("ringing", &[])).await.ok();
    String::from_utf8(answer.bytes).expect("UTF-8")
}

fn find_times() -> Act {
    call(
        "find_times",
        json!({ "service": "men's haircut", "when": "this Thursday at ten am", "with": "Marcus" }),
    )
}

const WISH: &str = "I'd like a men's haircut with Marcus this Thursday at ten am";

#[tokio::test]
async fn a_visit_is_booked_by_voice() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, greeting) = Call::begin(&app, &mut model).await;
    assert!(greeting.contains(app.salon.name), "{greeting}");
    let session = model.heard("session.update")[0]["session"].clone();
    assert!(session["tools"].as_array().is_some_and(|tools| tools.iter().any(|tool| tool["name"] == "book")));
    assert!(!session.to_string().contains(DANA), "the model learns no number");

    phone.network.send(json!({ "event": "media", "streamSid": "MZ1",
        "media": { "track": "inbound", "chunk": "1", "timestamp": "5", "payload": "f39+/w==" } }));
    let asked = phone.hears(&mut model, WISH, find_times()).await;
    assert!(asked.contains("name"), "{asked}");
    let read_back =
        phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;
    assert!(read_back.contains("10 AM"), "{read_back}");
    let booked = phone.hears(&mut model, "yes please", call("book", json!({}))).await;
    assert!(booked.contains("You're booked"), "{booked}");

    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(model.heard("input_audio_buffer.append")[0]["audio"], "f39+/w==");
    let bye = phone.hears(&mut model, "no that's all, bye", call("end_call", json!({}))).await;
    assert!(!bye.is_empty());
    let row = phone.row().await;
    assert_eq!((&row["status"], &row["outcome"]), (&json!("COMPLETED"), &json!("BOOKED")), "{row:#}");
    assert_eq!(row["turns"][3]["heard"], "yes please");
    assert_eq!(row["turns"][3]["said"], booked);
    assert_eq!(phone.trace(1).await["calls"][0]["name"], "find_times");
    assert_eq!(phone.network.count("clear"), 0, "nobody spoke into it");
    let (document, ..) = phone.ended().await;
    assert!(document.contains("<Hangup/>"), "{document}");
}

#[tokio::test]
async fn talk_without_a_deed_is_written_down_and_paid_for() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.network.all_is_played().await;
    model.next(say("Oh dear, happy to help."));
    model.caller_begins();
    model.caller_has_said("my hair is a disaster");

    let row = phone.row_of_turns(2).await;

    assert_eq!(
        (&row["turns"][1]["heard"], &row["turns"][1]["said"]),
        (&json!("my hair is a disaster"), &json!("Oh dear, happy to help."))
    );
    let trace = phone.trace(1).await;
    assert_eq!(trace["inputTokens"], 200, "the greeting and the answer: {trace}");
    assert_eq!(trace["costMicros"], 200 * 32 + 100 * 64);
    assert_eq!(app.rows.one::<i64>("SELECT model_cost_micros FROM calls").await, 200 * 32 + 100 * 64);
}

#[tokio::test]
async fn a_caller_who_speaks_into_it_is_heard_and_the_rest_does_not_count() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    phone.network.all_is_played().await;
    let played = phone.network.count("mark");
    assert!(played > 0);
    // From here on nothing is played any more, so nothing of the answer is heard.
    phone.network.pause();
    model.next(Act::GoOn("Happy to help you with whatever you need today".to_owned()));
    model.caller_begins();
    model.caller_has_said("by the way my hair is a disaster");
    model.has_heard("response.create", 4).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let mark =
        phone.network.told().iter().filter(|message| message["event"] == "mark").nth(played + 2).cloned();
    phone.network.send(mark.expect("three words have been played"));
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;

    model.caller_begins();

    let truncated = model.has_heard("conversation.item.truncate", 1).await;
    assert_eq!(truncated[0]["audio_end_ms"], 300, "{truncated:?}");
    assert_eq!(model.heard("response.cancel").len(), 1);
    assert!(phone.network.count("clear") >= 1);
    let row = phone.row_of_turns(3).await;
    let turn = &row["turns"][2];
    assert_eq!(turn["said"], "Happy to help you with whatever you need today");
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(phone.column_of_turn("unheard", 2).await, " you with whatever you need today");
}

#[tokio::test]
async fn a_yes_to_a_read_back_that_was_not_heard_books_nothing() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    phone.network.all_is_played().await;
    phone.network.pause();
    phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;

    // The book tool is refused, so the model tries another.
    model.next(call("book", json!({})));
    let again =
        phone.hears(&mut model, "yes yes", call("read_back", json!({ "name": "Dana Whitlock" }))).await;

    assert_eq!(app.rows.count("appointments").await, 0, "{again}");
    assert!(again.contains("10 AM"), "it is read back again: {again}");
    phone.network.play();
    let booked = phone.hears(&mut model, "yes please", call("book", json!({}))).await;
    assert!(booked.contains("You're booked"), "{booked}");
}

#[tokio::test]
async fn what_the_model_claims_is_stopped_and_put_right() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;

    let corrected = phone
        .hears(
            &mut model,
            "book me for Friday at three",
            Act::GoOn("Sure. You are booked for Friday at 3 PM. See you then!".into()),
        )
        .await;

    assert!(corrected.starts_with("Sorry, let me put that right."), "{corrected}");
    assert_eq!(app.rows.count("appointments").await, 0);
    assert_eq!(model.heard("response.cancel").len(), 1);
    let row = phone.row_of_turns(2).await;
    assert_eq!(phone.trace(1).await["wasStopped"], true);
    assert_eq!(row["turns"][1]["said"], corrected);
}

#[tokio::test]
async fn a_yes_is_the_callers_and_not_the_models() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;

    let said = phone.hears(&mut model, "no, wait, not that one", call("book", json!({}))).await;

    assert!(!said.contains("You're booked"), "{said}");
    assert_eq!(app.rows.count("appointments").await, 0);
}

#[tokio::test]
async fn the_same_tool_call_has_one_effect() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;
    let twice = Act::CallTwice { id: "call_1".to_owned(), name: "book".to_owned(), arguments: json!({}) };

    let booked = phone.hears(&mut model, "yes please", twice).await;

    assert!(booked.contains("You're booked"), "{booked}");
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(phone.row().await["turnCount"], 4);
    let outputs = model.heard("conversation.item.create");
    assert_eq!(outputs.iter().filter(|event| event["item"]["call_id"] == "call_1").count(), 1);
}

#[tokio::test]
async fn a_model_that_is_lost_leaves_the_call_to_a_relay() {
    for lost in [Act::Die, Act::Hang, Act::BreakOff("Of course, let me".to_owned())] {
        let mut model = Model::start().await;
        let app = TestApp::with_speech(&model.base_url).await;
        let (phone, _) = Call::begin(&app, &mut model).await;
        phone.hears(&mut model, WISH, find_times()).await;
        phone.network.all_is_played().await;
        model.next(lost);
        model.caller_begins();
        model.caller_has_said("Dana Whitlock");

        let (mut socket, heard) = relayed(&app, &phone.ended().await).await;
        assert!(heard.words.contains("name"), "it goes on where it was: {heard:?}");
        socket.say("Dana Whitlock").await;
        let booked = socket.say("yes please").await;
        assert!(booked.words.contains("You're booked"), "{booked:?}");
        assert_eq!(app.rows.count("appointments").await, 1);
    }
}

#[tokio::test]
async fn a_model_whose_session_has_lasted_too_long_leaves_the_call_to_a_relay() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    let read_back =
        phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;
    phone.network.all_is_played().await;
    let paid: i64 = app.rows.one("SELECT model_input_tokens FROM calls").await;

    model.expires();

    let (mut socket, heard) = relayed(&app, &phone.ended().await).await;
    assert!(heard.words.ends_with(&read_back), "it goes on where it was: {heard:?}");
    assert!(
        app.rows.one::<i64>("SELECT model_input_tokens FROM calls").await > paid,
        "the last words count too"
    );
    let booked = socket.say("yes please").await;
    assert!(booked.words.contains("You're booked"), "{booked:?}");
    assert_eq!(app.rows.count("appointments").await, 1);
}

#[tokio::test]
async fn a_stream_that_breaks_goes_on_where_it_was() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    let read_back =
        phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;
    assert_eq!(app.rows.count("holds").await, 1);

    let (mut socket, heard) = relayed(&app, &phone.broken().await).await;

    assert!(heard.words.ends_with(&read_back), "{heard:?}");
    assert_eq!(app.rows.count("holds").await, 1, "the time is still kept");
    let booked = socket.say("yes please").await;
    assert!(booked.words.contains("You're booked"), "{booked:?}");
    assert_eq!(app.rows.count("appointments").await, 1);
}

#[tokio::test]
async fn what_was_done_as_a_stream_broke_is_told_again_and_not_done_again() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    phone.hears(&mut model, "Dana Whitlock", call("read_back", json!({ "name": "Dana Whitlock" }))).await;
    phone.hears(&mut model, "yes please", call("book", json!({}))).await;

    let (mut socket, heard) = relayed(&app, &phone.broken().await).await;

    assert!(heard.words.contains("You're booked"), "{heard:?}");
    socket.say("yes please").await;
    assert_eq!(app.rows.count("appointments").await, 1);
}

#[tokio::test]
async fn a_silent_caller_is_asked_again_and_may_press_a_key_for_a_person_or_leave_a_message() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    app.receptionist(
        &app.salon,
        &[("/transfer/outsideHours", json!(true)), ("/transfer/voicemail", json!(true))],
    )
    .await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.network.all_is_played().await;

    let asked = model.told().await;

    assert!(asked.starts_with("Are you still there?"), "{asked}");
    let row = phone.row_of_turns(2).await;
    assert_eq!((&row["turns"][1]["heard"], &row["turns"][1]["said"]), (&Value::Null, &json!(asked)));
    phone.network.key("0");
    phone.network.key("#");
    let passed_on = model.told().await;
    assert!(passed_on.contains("connect you"), "{passed_on}");
    let (document, line, _) = phone.ended().await;
    assert!(document.contains("<Dial"), "{document}");
    let path = document.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("an action");
    let path = path.strip_prefix(crate::support::PUBLIC_URL).expect("ours");
    let nobody = line.fields("in-progress", &[("DialCallStatus", "no-answer")]);
    let answer = app.twilio(path, &nobody).await.ok();
    assert!(String::from_utf8_lossy(&answer.bytes).contains("<Record"), "they may leave a message");
}

#[tokio::test]
async fn a_caller_who_stays_silent_is_said_goodbye_to() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.network.all_is_played().await;

    let told = [model.told().await, model.told().await, model.told().await];

    assert!(
        told[0].starts_with("Are you still there?") && told[1].starts_with("I can't hear you."),
        "{told:?}"
    );
    assert!(told[2].contains("Goodbye"), "{told:?}");
    let row = phone.row().await;
    assert_eq!((&row["status"], &row["turnCount"]), (&json!("COMPLETED"), &json!(4)), "{row:#}");
    let (document, ..) = phone.ended().await;
    assert!(document.contains("<Hangup/>"), "{document}");
}

#[tokio::test]
async fn a_caller_who_speaks_is_not_taken_to_be_silent() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.network.all_is_played().await;
    model.caller_begins();

    tokio::time::sleep(Duration::from_secs(8)).await;

    assert_eq!(phone.row().await["turnCount"], 1);
    model.next(find_times());
    model.caller_has_said(WISH);
    assert!(model.told().await.contains("name"));
}

#[tokio::test]
async fn a_call_that_has_lasted_as_long_as_the_salon_wants_ends_with_its_next_turn() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    app.receptionist(&app.salon, &[("/limits/maxMinutes", json!(10))]).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.hears(&mut model, WISH, find_times()).await;
    app.clock.advance(SignedDuration::from_mins(10));

    let told = phone.hears(&mut model, "and what about Friday then", find_times()).await;

    assert!(told.contains("has reached its longest time"), "{told}");
    assert_eq!(phone.row_of_its_end().await["status"], "COMPLETED");
    assert_eq!(app.rows.count("holds").await, 0);
    let (document, ..) = phone.ended().await;
    assert!(document.contains("<Hangup/>"), "{document}");
}

#[tokio::test]
async fn whoever_speaks_on_and_on_is_cut_off_a_minute_after_that() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    app.receptionist(&app.salon, &[("/limits/maxMinutes", json!(10))]).await;
    let line = Line::new(&app, DANA, app.salon.number);
    let (asked, parameters) = asked_of(&ring(&app, &line).await);
    let at = app.serve().await;
    app.clock.advance(SignedDuration::from_mins(11) - SignedDuration::from_secs(4));
    let network = Network::open(at, &asked, &line.sid, &parameters).await;
    let phone = Call { app: &app, line, at, asked, network };
    model.told().await;
    phone.network.all_is_played().await;
    model.caller_begins();

    let told = model.told().await;

    assert!(told.contains("I have to end this call now"), "{told}");
    assert_eq!(phone.row_of_its_end().await["status"], "COMPLETED");
    let (document, ..) = phone.ended().await;
    assert!(document.contains("<Hangup/>"), "{document}");
}

#[tokio::test]
async fn who_objects_to_a_recording_goes_on_with_the_same_voice_and_nothing_of_it_is_kept() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    app.receptionist(&app.salon, &[("/recording/enabled", json!(true))]).await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    line.ring().await;
    let fields = line.fields("in-progress", &[("SpeechResult", "what are your opening hours")]);
    let answer = app.twilio(line.next(), &fields).await.ok();
    let document = String::from_utf8(answer.bytes).expect("UTF-8");
    assert!(document.contains("<Start><Recording "), "{document}");
    let (asked, parameters) = asked_of(&document);
    let at = app.serve().await;
    let network = Network::open(at, &asked, &line.sid, &parameters).await;
    let phone = Call { app: &app, line, at, asked, network };
    model.told().await;
    let (call_id, recording) = ids(&phone.line.sid);
    app.archive.begin(&call_id, recording.clone());
    app.clock.advance(SignedDuration::from_secs(20));

    let told = phone.hears(&mut model, "please do not record me", say("Of course.")).await;

    assert!(told.contains("this call is not recorded"), "{told}");
    app.deliver().await;
    let asked = app.archive.asked_to().await.expect("in memory");
    assert_eq!(asked, [RecordingRequest::Stop(call_id), RecordingRequest::Delete(recording)]);
    let told = phone.hears(&mut model, WISH, find_times()).await;
    assert!(told.contains("name"), "{told}");
}

/// The network's ids of a call and of what it is recorded with.
fn ids(sid: &str) -> (ProviderId, ProviderId) {
    let id = |text: &str| ProviderId::parse(text).expect("an id");
    (id(sid), id("RE0123456789abcdef0123456789abcdef"))
}

#[tokio::test]
async fn a_model_that_is_not_there_leaves_the_call_to_a_relay() {
    let app = TestApp::with_speech("http://127.0.0.1:1/v1").await;
    let line = Line::new(&app, DANA, app.salon.number);
    let (asked, parameters) = asked_of(&ring(&app, &line).await);
    let network = Network::open(app.serve().await, &asked, &line.sid, &parameters).await;
    network.closed().await;

    let path = asked.action.strip_prefix(crate::support::PUBLIC_URL).expect("ours");
    let answer = app.twilio(path, &line.fields("in-progress", &[])).await.ok();
    assert!(String::from_utf8_lossy(&answer.bytes).contains("<ConversationRelay"));
    let answer = app.twilio(path, &line.fields("completed", &[])).await.ok();
    assert!(String::from_utf8_lossy(&answer.bytes).contains("<Hangup/>"), "the caller has hung up");
}

#[tokio::test]
async fn keys_are_answered_by_code_in_the_models_voice() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;
    phone.network.key("5");
    phone.network.key("#");

    let said = model.told().await;

    let row = phone.row_of_turns(2).await;
    assert_eq!((&row["turns"][1]["heard"], &row["turns"][1]["said"]), (&json!("[5]"), &json!(said)));
}

#[tokio::test]
async fn nobody_gets_a_stream_without_the_right_signature_and_an_unused_key() {
    let mut model = Model::start().await;
    let app = TestApp::with_speech(&model.base_url).await;
    let (phone, _) = Call::begin(&app, &mut model).await;

    assert_eq!(open_signed(phone.at, &phone.asked.url, "wrong").await.err(), Some(403));
    let parameters = |key: &str, number: &str| json!({ "key": key, "to": number });
    for parameters in [
        parameters(&phone.asked.key, app.salon.number),
        parameters("00", app.salon.number),
        parameters(&phone.asked.key, app.other.number),
        json!({}),
    ] {
        Network::open(phone.at, &phone.asked, &phone.line.sid, &parameters).await.closed().await;
    }
    assert_eq!(phone.row().await["turnCount"], 1, "nothing has happened");
}

#[tokio::test]
async fn without_a_model_or_its_money_a_call_is_relayed() {
    let app = TestApp::new().await;
    app.set_assistant(&app.salon, json!({ "line": "REALTIME" })).await;
    let line = Line::new(&app, DANA, app.salon.number);
    assert!(ring(&app, &line).await.contains("<ConversationRelay"));

    let app = TestApp::with_speech("http://127.0.0.1:1/v1").await;
    app.set_assistant(&app.salon, json!({ "monthlyBudgetCents": 0 })).await;
    let line = Line::new(&app, DANA, app.salon.number);
    assert!(ring(&app, &line).await.contains("<ConversationRelay"));
}
