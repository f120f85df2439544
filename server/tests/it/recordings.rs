//! Calls with their sound and cost: fetched, kept encrypted, heard, written down, let go of; whom a caller was put through to,
//! and what the telephone company took.

use axum::http::{Method, StatusCode};
use base64::Engine;
use bolt::jobs;
use bolt::modules::auth::Role;
use bolt::modules::calls;
use bolt::tenancy::{PlatformAccess, PlatformDb};
use jiff::SignedDuration;
use providers::telephony::{ArchiveError, RecordingRequest};
use providers::transcription::TranscriptionError;
use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::twilio::{Line, Then, VOICE, form};
use crate::support::{TestApp, moment};

const DANA: &str = "+13475550151";

/// The telephone of the salon's own people.
const DESK: &str = "+12125550181";

const RECORDING: &str = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";

/// Of the fake's tone: a WAV of two seconds.
const SIZE: usize = 44 + 32_000;

impl TestApp {
    /// Recordings that the network was told to delete, oldest first.
    async fn deleted(&self) -> Vec<String> {
        let asked = self.archive.asked_to().await.expect("it is in memory");
        let deleted = asked.into_iter().filter_map(|request| match request {
            RecordingRequest::Delete(id) => Some(id.as_str().to_owned()),
            RecordingRequest::Stop(_) => None,
        });
        deleted.collect()
    }

    /// A call that is recorded, and over; the network has told that its recording can be fetched.
    async fn recorded_call(&self) -> Line<'_> {
        self.set_assistant(&self.salon, json!({ "recording": { "enabled": true, "notice": null } })).await;
        let (mut line, _) = self.ring(DANA, self.salon.number).await;
        line.say("what are your opening hours").await;
        line.hang_up(61).await.expect(StatusCode::NO_CONTENT);
        self.tell_of_recording(&line, "RE1").await;
        line
    }

    async fn tell_of_recording(&self, line: &Line<'_>, id: &str) {
        let fields = form(&[
            ("CallSid", &line.sid),
            ("RecordingSid", id),
            ("RecordingStatus", "completed"),
            ("RecordingUrl", RECORDING),
            ("RecordingDuration", "61"),
        ]);
        let number = form_urlencoded::byte_serialize(self.salon.number.as_bytes()).collect::<String>();
        self.twilio(&format!("{VOICE}/recording?line={number}"), &fields)
            .await
            .expect(StatusCode::NO_CONTENT);
    }

    /// A call whose caller nobody answered, and who has left a message.
    async fn left_message(&self) -> Line<'_> {
        let (mut line, _) = self.ring(DANA, self.salon.number).await;
        line.say("could I speak to a person please").await;
        line.transfer_ended("no-answer").await;
        let left = line.fields(
            "in-progress",
            &[
                ("RecordingUrl", RECORDING),
                ("RecordingSid", "RE1"),
                ("RecordingDuration", "12"),
                ("Digits", "#"),
            ],
        );
        let path = line.next().to_owned();
        assert_eq!(line.post(&path, &left).await.then, Then::HangsUp);
        line
    }

    async fn seen(&self, line: &Line<'_>) -> Value {
        self.call(&self.salon, &line.sid).await
    }

    /// What somebody gets who asks for sound, with this range.
    async fn sound(&self, token: &str, call: &Value, what: &str, range: Option<&str>) -> Answer {
        let asking =
            self.get(format!("/api/calls/{}/{what}", call["id"].as_str().expect("an id"))).bearer(token);
        match range {
            Some(range) => asking.header("range", range).send().await,
            None => asking.send().await,
        }
    }
}

#[tokio::test]
async fn a_recording_is_fetched_and_kept_here_alone_and_encrypted() {
    let app = TestApp::new().await;
    let line = app.recorded_call().await;
    assert_eq!(app.seen(&line).await["recording"]["state"], "WAITING");

    app.deliver().await;

    assert_eq!(app.archive.fetched(), ["RE1"]);
    assert_eq!(app.deleted().await, ["RE1"], "there is one copy");
    let call = app.seen(&line).await;
    assert_eq!(call["recording"], json!({ "state": "STORED", "seconds": 61, "sizeBytes": SIZE }));
    let parts: Vec<Vec<u8>> = app.rows.all("SELECT sealed FROM call_recording_parts").await;
    assert_eq!(parts.len(), 1);
    assert!(!parts[0].windows(4).any(|four| four == b"RIFF" || four == b"WAVE"), "it is encrypted");
    // Told twice, it is fetched once.
    app.tell_of_recording(&line, "RE1").await;
    app.deliver().await;
    assert_eq!(app.archive.fetched(), ["RE1"]);
    assert_eq!(app.rows.count("call_recordings").await, 1);
}

#[tokio::test]
async fn a_salon_may_leave_a_copy_with_the_network() {
    let app = TestApp::new().await;
    app.set_assistant(&app.salon, json!({ "retention": { "deleteAtNetwork": false } })).await;
    app.recorded_call().await;

    app.deliver().await;

    assert_eq!((app.archive.fetched().len(), app.deleted().await.len()), (1, 0));
}

#[tokio::test]
async fn what_nobody_agreed_to_is_not_fetched_and_deleted_at_the_network() {
    let app = TestApp::new().await;
    app.set_assistant(&app.salon, json!({ "recording": { "enabled": true, "notice": null } })).await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("what are your opening hours").await;
    line.say("please do not record this").await;

    app.tell_of_recording(&line, "RE1").await;
    app.deliver().await;

    assert_eq!((app.archive.fetched().len(), app.deleted().await), (0, vec!["RE1".to_owned()]));
    assert_eq!(app.rows.count("call_recordings").await, 0);
}

#[tokio::test]
async fn a_recording_that_is_not_there_yet_is_asked_for_again_and_given_up_in_the_end() {
    let app = TestApp::new().await;
    let line = app.recorded_call().await;
    app.archive.fail_next(ArchiveError::Missing);
    app.deliver().await;
    assert_eq!(app.seen(&line).await["recording"]["state"], "WAITING");
    app.clock.advance(SignedDuration::from_secs(3));
    app.deliver().await;
    assert_eq!(app.seen(&line).await["recording"]["state"], "STORED");

    app.tell_of_recording(&line, "RE2").await;
    app.archive.fail_next(ArchiveError::TooLarge);
    app.deliver().await;
    assert_eq!(app.seen(&line).await["recording"]["state"], "FAILED");

    // Somebody has seen to the cause.
    let owner = app.owner(&app.salon).await;
    let again = json!({ "kind": "fetch_recording" });
    app.post("/api/jobs/retry").bearer(&owner).json(&again).send().await.ok();
    app.deliver().await;
    assert_eq!(app.seen(&line).await["recording"]["state"], "STORED");
}

#[tokio::test]
async fn a_call_is_heard_whole_or_in_parts_and_each_listening_is_noted_once() {
    let app = TestApp::new().await;
    let line = app.recorded_call().await;
    let desk = app.member(&app.salon, Role::FrontDesk).await;
    let call = app.seen(&line).await;
    let early = app.sound(&desk, &call, "recording", None).await;
    assert_eq!(early.expect(StatusCode::NOT_FOUND).code(), "not_found", "it is not there yet");
    app.deliver().await;

    let whole = app.sound(&desk, &call, "recording", None).await.ok();

    let header = |answer: &Answer, name: &str| {
        answer.headers.get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
    };
    assert_eq!((whole.bytes.len(), &whole.bytes[..4]), (SIZE, b"RIFF".as_slice()));
    assert_eq!(header(&whole, "content-type"), "audio/wav");
    assert_eq!(header(&whole, "accept-ranges"), "bytes");
    assert_eq!(header(&whole, "cache-control"), "private, no-store");
    for (range, from, to) in
        [("bytes=0-3", 0, 4), ("bytes=1000-", 1000, SIZE), ("bytes=-10", SIZE - 10, SIZE)]
    {
        let part =
            app.sound(&desk, &call, "recording", Some(range)).await.expect(StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.bytes, whole.bytes[from..to], "{range}");
        assert_eq!(header(&part, "content-range"), format!("bytes {from}-{}/{SIZE}", to - 1));
    }
    let beyond = app.sound(&desk, &call, "recording", Some("bytes=40000-")).await;
    assert_eq!(header(&beyond, "content-range"), format!("bytes */{SIZE}"));
    assert_eq!(beyond.expect(StatusCode::RANGE_NOT_SATISFIABLE).code(), "range_not_satisfiable");
    app.sound(&desk, &call, "voicemail", None).await.expect(StatusCode::NOT_FOUND);
    let stylist = app.member(&app.salon, Role::Stylist).await;
    app.sound(&stylist, &call, "recording", None).await.expect(StatusCode::FORBIDDEN);
    let other = app.owner(&app.other).await;
    app.sound(&other, &call, "recording", None).await.expect(StatusCode::NOT_FOUND);

    let listened = "audit_entries WHERE action = 'listened'";
    assert_eq!(app.rows.count(listened).await, 1);
    // Whoever asks for the end alone listens too.
    let manager = app.member(&app.salon, Role::Manager).await;
    app.sound(&manager, &call, "recording", Some("bytes=-10")).await.expect(StatusCode::PARTIAL_CONTENT);
    assert_eq!(app.rows.count(listened).await, 2);
}

#[tokio::test]
async fn a_message_is_heard_read_and_to_be_seen_to() {
    let app = TestApp::with_models(vec![]).await;
    app.transcriber.answer_next(Ok("It's Dana, please call me about Friday."));
    let line = app.left_message().await;
    // Nobody is configured to answer calls, so nobody else hears the message.
    app.deliver().await;
    assert_eq!(app.transcriber.heard().len(), 0);
    let call = app.seen(&line).await;
    assert_eq!(call["voicemail"], json!({ "seconds": 12, "text": null }));
    assert_eq!(call["voicemailRecording"]["state"], "STORED");
    assert_eq!(call["needsFollowUp"], true);
    let desk = app.member(&app.salon, Role::FrontDesk).await;
    let sound = app.sound(&desk, &call, "voicemail", None).await.ok();
    assert_eq!(sound.bytes.len(), SIZE);
}

#[tokio::test]
async fn a_message_is_written_down_where_the_salon_lets_that_company_hear_its_callers() {
    let app = TestApp::new().await;
    app.transcriber.answer_next(Err(TranscriptionError::Unreachable { reason: "away".to_owned() }));
    app.transcriber.answer_next(Ok("It's Dana, please call me about Friday."));
    let line = app.left_message().await;
    app.set_assistant(&app.salon, json!({ "line": "REALTIME" })).await;

    app.deliver().await;
    assert_eq!(app.seen(&line).await["voicemail"]["text"], Value::Null, "the sound alone is there");
    app.clock.advance(SignedDuration::from_secs(3));
    app.deliver().await;

    let call = app.seen(&line).await;
    assert_eq!(call["voicemail"]["text"], "It's Dana, please call me about Friday.");
    assert_eq!(app.transcriber.heard()[1].bytes.len(), SIZE, "it heard what was kept");
    assert_eq!(call["modelCostMicros"], 600, "twelve seconds at $0.003 a minute");
    let desk = app.member(&app.salon, Role::FrontDesk).await;
    let open = app.get("/api/calls?followUp=open").bearer(&desk).send().await.ok().data();
    assert_eq!(open[0]["voicemail"]["text"], "It's Dana, please call me about Friday.");
}

#[tokio::test]
async fn a_message_that_was_not_left_after_all_is_not_kept_anywhere() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("could I speak to a person please").await;
    line.transfer_ended("no-answer").await;
    let star =
        [("RecordingUrl", RECORDING), ("RecordingSid", "RE1"), ("RecordingDuration", "1"), ("Digits", "*")];
    let star = line.fields("in-progress", &star);
    let path = line.next().to_owned();

    line.post(&path, &star).await;
    app.deliver().await;

    assert_eq!((app.archive.fetched().len(), app.deleted().await), (0, vec!["RE1".to_owned()]));
}

#[tokio::test]
async fn what_is_old_goes_on_the_salons_own_calendar() {
    let app = TestApp::new().await;
    app.set_assistant(
        &app.salon,
        json!({ "retention": { "recordingRetentionDays": 2, "transcriptRetentionDays": 3 } }),
    )
    .await;
    let line = app.recorded_call().await;
    app.deliver().await;
    let at = async |time: &str| {
        app.clock.set(moment(time));
        jobs::begin_standing_work(&app.app).await;
        app.deliver().await;
        app.seen(&line).await
    };

    // Recorded on the 10th: on the 12th it is two days old, and kept until that day is over.
    let call = at("2026-03-12T23:00:00-04:00").await;
    assert_eq!(call["recording"]["state"], "STORED");
    let call = at("2026-03-13T04:30:00-04:00").await;
    assert_eq!(call["recording"]["state"], "EXPIRED");
    assert_eq!(app.rows.count("call_recording_parts").await, 0);
    assert_ne!(call["turns"][1]["heard"], Value::Null, "the words are kept longer");
    let call = at("2026-03-14T04:30:00-04:00").await;

    assert_eq!((&call["turns"][1]["heard"], &call["turns"][1]["said"]), (&Value::Null, &json!("")));
    assert!(call["transcriptErasedAt"].is_string());
    assert_eq!(call["outcome"], "ANSWERED", "what came of it stays");
    assert!(call["summary"].is_string());
    let desk = app.member(&app.salon, Role::FrontDesk).await;
    app.sound(&desk, &call, "recording", None).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(app.rows.count("audit_entries WHERE action = 'expired'").await, 2);
}

#[tokio::test]
async fn nothing_goes_where_a_salon_keeps_all() {
    let app = TestApp::new().await;
    app.set_assistant(
        &app.salon,
        json!({ "retention": { "recordingRetentionDays": 0, "transcriptRetentionDays": 0, "deleteAtNetwork": false } }),
    )
    .await;
    let line = app.recorded_call().await;
    app.deliver().await;

    jobs::begin_standing_work(&app.app).await;
    app.clock.advance(SignedDuration::from_hours(24 * 4_000));
    app.deliver().await;

    let call = app.seen(&line).await;
    assert_eq!(call["recording"]["state"], "STORED");
    assert!(call["transcriptErasedAt"].is_null());
    assert_eq!(app.deleted().await.len(), 0);
}

#[tokio::test]
async fn whoever_is_erased_is_not_heard_any_more() {
    let app = TestApp::new().await;
    app.set_assistant(&app.salon, json!({ "retention": { "deleteAtNetwork": false } })).await;
    let owner = app.owner(&app.salon).await;
    let dana = json!({ "name": "Dana Whitlock", "phone": DANA });
    let dana = app.post("/api/customers").bearer(&owner).json(&dana).send().await.created().data();
    let line = app.recorded_call().await;
    app.deliver().await;
    let call = app.seen(&line).await;
    app.sound(&owner, &call, "recording", None).await.ok();

    let path = format!("/api/customers/{}/erase", dana["id"].as_str().expect("an id"));
    app.post(path).bearer(&owner).json(&json!({ "confirm": "Dana Whitlock" })).send().await.ok();
    app.deliver().await;

    assert_eq!(app.rows.count("call_recordings").await + app.rows.count("call_recording_parts").await, 0);
    assert_eq!(app.deleted().await, ["RE1"]);
    app.sound(&owner, &call, "recording", None).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn sound_is_encrypted_anew_with_the_rest() {
    let key = |name: &str, byte: u8| {
        format!("{name}:{}", base64::engine::general_purpose::STANDARD.encode([byte; 32]))
    };
    let (one, two) = (key("k1", 1), key("k2", 2));
    let app = TestApp::with(&["--encryption-keys", &one]).await;
    let sid = {
        let line = app.recorded_call().await;
        app.deliver().await;
        line.sid.clone()
    };
    let app = app.restarted(&["--encryption-keys", &format!("{two},{one}")]).await;
    let platform = PlatformDb::new(&app.app.database, PlatformAccess::Secrets);

    let count = calls::reseal(&platform, &app.app.vault).await.expect("rows").expect("they open");

    assert_eq!(count, 1);
    assert_eq!(calls::reseal(&platform, &app.app.vault).await.expect("rows"), Ok(0));
    // The old key can go.
    let app = app.restarted(&["--encryption-keys", &two]).await;
    let call = app.call(&app.salon, &sid).await;
    let owner = app.owner(&app.salon).await;
    let sound = app.sound(&owner, &call, "recording", None).await.ok();
    assert_eq!(sound.bytes.len(), SIZE);
}

#[tokio::test]
async fn it_is_seen_whom_a_caller_was_put_through_to() {
    let app = TestApp::new().await;
    let put_through = async || {
        let (mut line, _) = app.ring(DANA, app.salon.number).await;
        line.say("could I speak to a person please").await;
        line
    };
    for (fields, state, seconds, leg_cost) in [
        (vec![("DialCallStatus", "no-answer")], "NO_ANSWER", Value::Null, 0),
        (vec![("DialCallStatus", "busy")], "BUSY", Value::Null, 0),
        (
            vec![("DialCallStatus", "completed"), ("DialCallDuration", "125"), ("DialBridged", "true")],
            "ANSWERED",
            json!(125),
            42_000,
        ),
        (
            vec![("DialCallStatus", "completed"), ("DialCallDuration", "4"), ("DialBridged", "false")],
            "DECLINED",
            Value::Null,
            14_000,
        ),
    ] {
        let mut line = put_through().await;
        let rings = app.seen(&line).await;
        assert_eq!(rings["legs"][0]["state"], "RINGING");
        assert_eq!(rings["telephonyCost"], Value::Null, "it is not over");
        let (path, ended) = (line.next().to_owned(), line.fields("in-progress", &fields));
        line.post(&path, &ended).await;
        line.hang_up(61).await.expect(StatusCode::NO_CONTENT);

        let call = app.seen(&line).await;

        let leg = &call["legs"][0];
        assert_eq!((&leg["to"], &leg["state"]), (&json!(DESK), &json!(state)));
        assert_eq!(leg["talkedSeconds"], seconds, "{state}");
        // Two minutes have begun, at $0.0085.
        assert_eq!(
            call["telephonyCost"],
            json!({ "micros": 17_000 + leg_cost, "isEstimate": true }),
            "{state}"
        );
    }
    // A caller who hangs up while it rings.
    let line = put_through().await;
    line.hang_up(9).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(app.seen(&line).await["legs"][0]["state"], "CANCELLED");
}

#[tokio::test]
async fn what_the_network_says_of_a_price_counts() {
    let app = TestApp::with(&["--twilio-incoming-price", "0.5", "--twilio-outgoing-price", "1"]).await;
    app.archive.set_price("CA-of-the-desk", 20_000);
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("could I speak to a person please").await;
    let ended =
        [("DialCallStatus", "completed"), ("DialCallDuration", "30"), ("DialCallSid", "CA-of-the-desk")];
    let (path, ended) = (line.next().to_owned(), line.fields("in-progress", &ended));
    line.post(&path, &ended).await;
    for _ in 0..2 {
        line.hang_up(61).await.expect(StatusCode::NO_CONTENT);
    }
    let cost = async || app.seen(&line).await["telephonyCost"].take();
    assert_eq!(cost().await, json!({ "micros": 2_000_000, "isEstimate": true }));

    // The network does not know yet; then it does.
    app.clock.advance(SignedDuration::from_mins(6));
    app.deliver().await;
    assert_eq!(cost().await["isEstimate"], true);
    app.archive.set_price(&line.sid, 8_500);
    app.clock.advance(SignedDuration::from_mins(6));
    app.deliver().await;

    assert_eq!(cost().await, json!({ "micros": 28_500, "isEstimate": false }));
    line.hang_up(61).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(cost().await["micros"], 28_500, "and stays");
    assert_eq!(app.rows.count("jobs WHERE kind = 'price_call'").await, 1);
}

#[tokio::test]
async fn how_long_calls_are_kept_is_limited() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let mut settings = app.get("/api/tenant/settings").bearer(&owner).send().await.ok().data();
    let usual = &settings["settings"]["aiAssistant"]["retention"];
    let expected =
        json!({ "recordingRetentionDays": 90, "transcriptRetentionDays": 730, "deleteAtNetwork": true });
    assert_eq!(usual, &expected);
    settings["settings"]["aiAssistant"]["retention"]["recordingRetentionDays"] = json!(3_651);

    let answer = app.ask(Method::PUT, "/api/tenant/settings").bearer(&owner).json(&settings).send().await;

    let fields = answer.expect(StatusCode::BAD_REQUEST).json()["fields"].clone();
    assert!(fields["settings.aiAssistant.retention.recordingRetentionDays"].is_string(), "{fields}");
}
