//! What surrounds a conversation on the telephone: screening, messages, recording, limits, and what callers hear when
//! nothing else answers.

use axum::http::StatusCode;
use jiff::SignedDuration;
use roxmltree::Document;
use serde_json::json;

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::salon::Salon;
use crate::support::twilio::{Heard, Line, Then, VOICE, form, xml};

const DANA: &str = "+13475550151";

/// The telephone of the salon's own people.
const DESK: &str = "+12125550181";

const RECORDING: &str = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";

/// An attribute of the first element with this name; an address without our own public one.
fn attribute(xml: &str, element: &str, name: &str) -> Option<String> {
    let document = Document::parse(xml).expect("well-formed");
    let node = document.descendants().find(|node| node.has_tag_name(element))?;
    let value = node.attribute(name)?;
    Some(value.strip_prefix(crate::support::PUBLIC_URL).unwrap_or(value).to_owned())
}

async fn asks_for_a_person<'a>(app: &'a TestApp, salon: &Salon) -> (Line<'a>, Heard) {
    let (mut line, _) = app.ring(DANA, salon.number).await;
    let heard = line.say("could I speak to a person please").await;
    (line, heard)
}

#[tokio::test]
async fn whoever_picks_up_takes_the_call_with_a_key() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/transfer/screening", json!(true))]).await;
    let (mut line, heard) = asks_for_a_person(&app, &app.salon).await;
    assert_eq!(heard.then, Then::Dials(DESK.to_owned()), "{}", heard.words);
    let screen = attribute(&heard.xml, "Number", "url").expect("whoever picks up is asked");
    // Their own leg of the call: the numbers are the network's and theirs.
    let leg = |keys: Option<&str>| {
        let mut fields = form(&[
            ("CallSid", "CA00000000000000000000000000000002"),
            ("ParentCallSid", &line.sid),
            ("From", DANA),
            ("To", DESK),
        ]);
        fields.extend(keys.map(|keys| ("Digits".to_owned(), keys.to_owned())));
        fields
    };

    let asked = xml(&app.twilio(&screen, &leg(None)).await.ok());

    assert!(
        asked.contains(&format!("Call from a client of {}. Press 1 to take it.", app.salon.name)),
        "{asked}"
    );
    assert_eq!(attribute(&asked, "Gather", "input").as_deref(), Some("dtmf"));
    let answer = attribute(&asked, "Gather", "action").expect("an address");
    let taken = xml(&app.twilio(&answer, &leg(Some("1"))).await.ok());
    assert!(!taken.contains("Hangup"), "the two are connected: {taken}");
    for keys in [None, Some("2"), Some("11")] {
        let declined = xml(&app.twilio(&answer, &leg(keys)).await.ok());
        assert!(declined.contains("<Hangup/>"), "{keys:?}: {declined}");
    }
    app.twilio_signed(&screen, &leg(None), "forged").await.expect(StatusCode::FORBIDDEN);
    app.twilio_signed(&answer, &leg(Some("1")), "forged").await.expect(StatusCode::FORBIDDEN);

    // Declined: the leg was answered, and the two were never connected.
    let path = line.next().to_owned();
    let ended = line.fields("in-progress", &[("DialCallStatus", "completed"), ("DialBridged", "false")]);
    let back = line.post(&path, &ended).await;
    assert!(back.words.contains("call you back"), "{}", back.words);
}

#[tokio::test]
async fn a_caller_whom_nobody_answers_may_leave_a_message() {
    let app = TestApp::new().await;
    let (mut line, _) = asks_for_a_person(&app, &app.salon).await;

    let back = line.transfer_ended("no-answer").await;

    assert!(back.words.contains("call you back") && back.words.contains("after the tone"), "{}", back.words);
    assert!(!back.words.contains("anything else"), "nobody is asked twice: {}", back.words);
    let left = line.fields(
        "in-progress",
        &[("RecordingUrl", RECORDING), ("RecordingSid", "RE1"), ("RecordingDuration", "12"), ("Digits", "#")],
    );
    let path = line.next().to_owned();
    for _ in 0..2 {
        let thanked = line.post(&path, &left).await;
        assert_eq!(thanked.then, Then::HangsUp);
        assert!(thanked.words.contains("pass your message on"), "{}", thanked.words);
    }
    let kept: Vec<String> = app.rows.all("SELECT voicemail_url FROM calls").await;
    assert_eq!(kept, [RECORDING]);
    assert_eq!(app.rows.one::<i32>("SELECT voicemail_seconds FROM calls").await, 12);
    app.deliver().await;
    let told: Vec<_> = app.sms_to(DESK).await.into_iter().map(|sms| sms.body).collect();
    assert_eq!(told.len(), 2, "the promise and the message, once each: {told:?}");
    assert!(told.iter().any(|body| body.contains("voice message of 12 seconds")), "{told:?}");
}

#[tokio::test]
async fn a_message_lies_with_the_network_or_nowhere() {
    for elsewhere in [
        "https://evil.example/2010-04-01/Recordings/RE1",
        "https://api.twilio.com.evil.example/RE1",
        "https://api.twilio.com@evil.example/RE1",
        "http://api.twilio.com/RE1",
        "file:///etc/passwd",
    ] {
        let app = TestApp::new().await;
        let (mut line, _) = asks_for_a_person(&app, &app.salon).await;
        line.transfer_ended("no-answer").await;
        let fields = line.fields("in-progress", &[("RecordingUrl", elsewhere), ("RecordingDuration", "12")]);
        let path = line.next().to_owned();

        let heard = line.post(&path, &fields).await;

        assert_eq!(heard.then, Then::HangsUp);
        assert_eq!(app.rows.count("calls WHERE voicemail_url IS NOT NULL").await, 0, "{elsewhere}");
    }
}

#[tokio::test]
async fn a_star_instead_of_a_message_goes_on() {
    let app = TestApp::new().await;
    let (mut line, _) = asks_for_a_person(&app, &app.salon).await;
    line.transfer_ended("no-answer").await;
    let star = line
        .fields("in-progress", &[("RecordingUrl", RECORDING), ("RecordingDuration", "1"), ("Digits", "*")]);
    let path = line.next().to_owned();

    let heard = line.post(&path, &star).await;

    assert_eq!(
        (heard.then, heard.words.as_str()),
        (Then::Listens, "Is there anything else I can do for you?")
    );
    let heard = line.say("what are your opening hours").await;
    assert!(heard.words.contains("9 AM"), "{}", heard.words);
    assert_eq!(app.rows.count("calls WHERE voicemail_url IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_call_is_recorded_once_the_caller_has_heard_of_it_and_not_objected() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/recording/enabled", json!(true))]).await;
    let (mut line, greeting) = app.ring(DANA, app.salon.number).await;
    assert!(greeting.words.starts_with("This call is recorded."), "{}", greeting.words);
    assert!(!greeting.xml.contains("<Start>"), "not before they have answered: {}", greeting.xml);
    let silence = line.silence().await;
    assert!(!silence.xml.contains("<Start>"), "silence is no answer: {}", silence.xml);

    let first = line.say("what are your opening hours").await;

    assert!(first.xml.contains("<Response><Start><Recording "), "{}", first.xml);
    assert_eq!(app.rows.count("calls WHERE recording_agreed_at IS NOT NULL").await, 1);
    app.clock.advance(SignedDuration::from_secs(20));
    let second = line.say("do you do beard trims").await;
    assert!(!second.xml.contains("<Start>"), "once: {}", second.xml);
    let callback = attribute(&first.xml, "Recording", "recordingStatusCallback").expect("an address");
    let news = |status: &str, url: &str| {
        form(&[
            ("CallSid", &line.sid),
            ("RecordingSid", "RE1"),
            ("RecordingStatus", status),
            ("RecordingUrl", url),
            ("RecordingDuration", "61"),
        ])
    };
    for (status, url) in [("in-progress", RECORDING), ("completed", "https://evil.example/RE1")] {
        app.twilio(&callback, &news(status, url)).await.expect(StatusCode::NO_CONTENT);
        assert_eq!(app.rows.count("calls WHERE recording_url IS NOT NULL").await, 0);
    }
    app.twilio(&callback, &news("completed", RECORDING)).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(app.rows.one::<String>("SELECT recording_url FROM calls").await, RECORDING);
}

#[tokio::test]
async fn whoever_objects_is_not_recorded() {
    for objection in [Some("please don't record this call"), None] {
        let app = TestApp::new().await;
        app.receptionist(&app.salon, &[("/recording/enabled", json!(true))]).await;
        let (mut line, _) = app.ring(DANA, app.salon.number).await;

        let heard = match objection {
            Some(words) => line.say(words).await,
            None => line.press("*").await,
        };

        assert_eq!(heard.words, "All right, this call is not recorded. How can I help you?");
        let next = line.say("what are your opening hours").await;
        assert!(next.words.contains("9 AM"), "{}", next.words);
        assert!(!heard.xml.contains("<Start>") && !next.xml.contains("<Start>"));
        let fields = form(&[
            ("CallSid", &line.sid),
            ("RecordingSid", "RE1"),
            ("RecordingStatus", "completed"),
            ("RecordingUrl", RECORDING),
        ]);
        let number = form_urlencoded::byte_serialize(app.salon.number.as_bytes()).collect::<String>();
        app.twilio(&format!("{VOICE}/recording?line={number}"), &fields).await.expect(StatusCode::NO_CONTENT);
        assert_eq!(app.rows.count("calls WHERE recording_url IS NOT NULL").await, 0);
        assert_eq!(app.rows.count("calls WHERE recording_agreed_at IS NOT NULL").await, 0);
    }
}

#[tokio::test]
async fn whoever_objects_later_is_recorded_no_longer() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/recording/enabled", json!(true))]).await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("what are your opening hours").await;
    app.clock.advance(SignedDuration::from_secs(20));

    let heard = line.press("*").await;

    assert!(heard.xml.contains("<Response><Stop><Recording "), "{}", heard.xml);
    assert!(heard.words.starts_with("All right, this call is not recorded."), "{}", heard.words);
    app.clock.advance(SignedDuration::from_secs(20));
    let next = line.say("I'd like to book a men's haircut").await;
    assert!(!next.xml.contains("<Start>") && !next.xml.contains("<Stop>"), "{}", next.xml);
}

#[tokio::test]
async fn a_call_ends_after_its_longest_time_and_what_was_booked_stays() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/limits/maxMinutes", json!(10))]).await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("hi I'd like to book a men's haircut");
    let mut told = Vec::new();
    app.talk(&app.salon, &mut line, &caller, &mut told, |_| false).await;
    let (mut other, _) = app.ring("+13475550152", app.salon.number).await;
    assert_eq!(other.say("what are your opening hours").await.then, Then::Listens);
    app.clock.advance(SignedDuration::from_mins(10));

    let heard = other.say("and on saturday").await;

    assert_eq!(heard.then, Then::HangsUp);
    assert!(heard.words.contains("longest time"), "{}", heard.words);
    assert_eq!(app.rows.count("appointments WHERE status = 'SCHEDULED'").await, 1);
}

#[tokio::test]
async fn more_calls_than_the_salon_wants_at_a_time_are_put_through() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/limits/maxConcurrentCalls", json!(1))]).await;
    let (first, _) = app.ring(DANA, app.salon.number).await;

    let mut line = Line::new(&app, "+13475550152", app.salon.number);
    let second = line.ring().await;
    let again = line.ring().await;

    assert_eq!(second.then, Then::Dials(DESK.to_owned()), "{}", second.words);
    assert_eq!(again, second, "the same webhook, the same answer");
    first.hang_up(30).await.expect(StatusCode::NO_CONTENT);
    line.hang_up(30).await.expect(StatusCode::NO_CONTENT);
    let (_, third) = app.ring("+13475550153", app.salon.number).await;
    assert_eq!(third.then, Then::Listens, "there is room again");
}

#[tokio::test]
async fn more_calls_than_nobody_can_take_are_asked_for_a_message() {
    let app = TestApp::new().await;
    for (voicemail, words, then) in [
        (true, "leave a message after the tone", Then::TakesMessage),
        (false, "call again a little later", Then::HangsUp),
    ] {
        app.receptionist(
            &app.other,
            &[("/limits/maxConcurrentCalls", json!(1)), ("/transfer/voicemail", json!(voicemail))],
        )
        .await;
        let (first, _) = app.ring(DANA, app.other.number).await;

        let (line, busy) = app.ring("+13475550152", app.other.number).await;

        assert!(busy.words.contains(words), "{}", busy.words);
        assert_eq!(busy.then, then);
        first.hang_up(30).await.expect(StatusCode::NO_CONTENT);
        line.hang_up(30).await.expect(StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn calls_from_blocked_numbers_are_not_taken() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/blockedNumbers", json!([DANA]))]).await;
    let line = Line::new(&app, DANA, app.salon.number);

    let document = xml(&app.twilio(VOICE, &line.fields("ringing", &[])).await.ok());

    assert!(document.ends_with(r#"<Response><Reject reason="rejected"/></Response>"#), "{document}");
    assert_eq!(app.rows.count("calls").await, 0);
    let (_, heard) = app.ring("+13475550152", app.salon.number).await;
    assert_eq!(heard.then, Then::Listens);
}

#[tokio::test]
async fn the_fallback_puts_callers_through_to_whom_it_knows() {
    let app = TestApp::with(&["--fallback-number", "+12125550100"]).await;
    let fallback = format!("{VOICE}/fallback");
    let why = [("ErrorCode", "11200"), ("ErrorUrl", "https://bolt.test/api/telephony/twilio/voice")];
    for (to, person) in
        [(app.salon.number, DESK), (app.other.number, "+12125550100"), ("+19175550199", "+12125550100")]
    {
        let mut line = Line::new(&app, DANA, to);
        let fields = line.fields("in-progress", &why);

        let heard = line.post(&fallback, &fields).await;

        assert_eq!(heard.then, Then::Dials(person.to_owned()), "{to}");
        assert!(heard.words.contains("put you through"), "{}", heard.words);
        // There is no conversation to come back to.
        let nobody = line.transfer_ended("no-answer").await;
        assert_eq!(nobody.then, Then::HangsUp);
        assert!(nobody.words.contains("call again"), "{}", nobody.words);
    }
    app.twilio_signed(&fallback, &form(&why), "forged").await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_fallback_needs_no_database() {
    let (app, wire) = TestApp::on_a_wire().await;
    wire.cut().await;
    // A number that nobody has asked for before, so that no memory helps.
    let mut line = Line::new(&app, DANA, "+19175550199");
    let fields = line.fields("in-progress", &[("ErrorCode", "11205")]);

    let heard = line.post(&format!("{VOICE}/fallback"), &fields).await;

    assert_eq!(heard.then, Then::HangsUp);
    assert!(heard.words.contains("call again a little later"), "{}", heard.words);
}

/// Plays what the document plays, and hands out the words that the network speaks.
async fn played(app: &TestApp, heard: &Heard) -> Option<Vec<u8>> {
    let document = Document::parse(&heard.xml).expect("well-formed");
    let url = document.descendants().find(|node| node.has_tag_name("Play"))?.text()?.to_owned();
    let path = url.strip_prefix(crate::support::PUBLIC_URL).expect("it is ours");
    let answer = app.get(path).send().await.ok();
    assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(answer.headers["content-type"], "audio/wav");
    Some(answer.bytes)
}

#[tokio::test]
async fn stock_phrases_are_spoken_once_in_the_salons_voice_and_played_from_then_on() {
    let app = TestApp::new().await;
    app.receptionist(&app.salon, &[("/speech", json!("ELEVENLABS")), ("/voice", json!("Rachel"))]).await;
    let (_, first) = app.ring(DANA, app.salon.number).await;
    let greeting = first.words.clone();
    assert!(!greeting.is_empty() && !first.xml.contains("<Play>"), "nobody waits: {}", first.xml);
    for _ in 0..200 {
        if app.rows.count("speech_clips").await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // The row is there a moment before the server knows of it.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;

    for from in ["+13475550152", "+13475550153"] {
        let (_, heard) = app.ring(from, app.salon.number).await;
        assert_eq!(heard.words, "", "nothing is left for the network to say: {}", heard.xml);
        assert!(played(&app, &heard).await.expect("a phrase").starts_with(b"RIFF"));
    }

    let asked = app.speech.asked().await.expect("in memory");
    assert_eq!(asked.len(), 1, "once");
    assert_eq!((asked[0].text.as_str(), asked[0].voice.as_str()), (greeting.as_str(), "Rachel"));
}

#[tokio::test]
async fn without_a_chosen_voice_the_network_speaks_and_unknown_phrases_are_not_there() {
    let app = TestApp::new().await;
    let (_, heard) = app.ring(DANA, app.salon.number).await;
    assert!(!heard.xml.contains("<Play>"));
    assert_eq!(app.speech.asked().await.expect("in memory"), []);
    for id in ["0".repeat(64), "x".to_owned(), "%27".to_owned()] {
        app.get(format!("/api/speech/{id}")).send().await.expect(StatusCode::NOT_FOUND);
    }
}
