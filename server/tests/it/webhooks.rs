//! What comes over the telephone company's wire when it is not as it should be: repeats, strangers, broken forms.

use axum::http::StatusCode;
use bolt::modules::calls;
use providers::Secret;
use providers::telephony::twilio::signature;
use serde_json::json;

use crate::support::caller::Caller;
use crate::support::twilio::{self, Line, MESSAGE_STATUS, SMS, STATUS, Then, VOICE, form};
use crate::support::{NO_TWILIO_TOKEN, PUBLIC_URL, TWILIO_TOKEN, TestApp};

const DANA: &str = "+13475550151";
const TURN: &str = "/api/telephony/twilio/voice/turn?turn=1";
const TRANSFER_ENDED: &str = "/api/telephony/twilio/voice/transfer-ended";
const WEBHOOKS: [&str; 6] = [VOICE, TURN, TRANSFER_ENDED, STATUS, SMS, MESSAGE_STATUS];

#[tokio::test]
async fn the_same_ring_twice_is_one_call_with_one_greeting() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);

    let first = line.ring().await;
    let second = line.ring().await;

    assert_eq!(first.xml, second.xml);
    assert_eq!(app.rows.count("calls").await, 1);
    assert_eq!(app.rows.count("call_turns").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_rings_of_one_call_at_once_are_one_call() {
    let app = TestApp::new().await;
    let line = Line::new(&app, DANA, app.salon.number);
    let fields = line.fields("ringing", &[]);

    let rings = (0..10).map(|_| app.twilio(VOICE, &fields));
    let answers = futures_util::future::join_all(rings).await;

    let first = twilio::xml(&answers[0]);
    assert!(first.contains("<Gather"), "{first}");
    assert!(answers.iter().all(|answer| twilio::xml(answer) == first));
    assert_eq!(app.rows.count("calls").await, 1);
    assert_eq!(app.rows.count("call_turns").await, 1);
}

#[tokio::test]
async fn a_turn_that_comes_twice_is_answered_once() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    let address = line.next().to_owned();
    let fields = line.fields("in-progress", &[("SpeechResult", "what are your opening hours")]);

    let first = line.post(&address, &fields).await;
    let second = line.post(&address, &fields).await;

    assert_eq!(first.xml, second.xml);
    assert_eq!(app.rows.count("call_turns").await, 2);
}

#[tokio::test]
async fn the_yes_that_comes_twice_books_once() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("can I get a men's haircut with Marcus this Thursday at eleven am");
    let mut told = Vec::new();
    let asks = |asked: &[understanding::Expecting]| asked == [understanding::Expecting::Confirmation];
    app.talk(&app.salon, &mut line, &caller, &mut told, asks).await;
    let address = line.next().to_owned();
    let fields = line.fields("in-progress", &[("SpeechResult", "yes please")]);

    let first = line.post(&address, &fields).await;
    let turns = app.rows.count("call_turns").await;
    let second = line.post(&address, &fields).await;

    assert!(first.words.contains("You're booked"), "{}\n{}", first.words, told.join("\n"));
    assert_eq!(first.xml, second.xml);
    assert_eq!(app.rows.count("call_turns").await, turns);
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("notifications").await, 2, "one to the caller, one to the stylist");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yes_that_comes_ten_times_at_once_books_once() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("can I get a men's haircut with Marcus this Thursday at eleven am");
    let asks = |asked: &[understanding::Expecting]| asked == [understanding::Expecting::Confirmation];
    app.talk(&app.salon, &mut line, &caller, &mut Vec::new(), asks).await;
    let address = line.next().to_owned();
    let turns = app.rows.count("call_turns").await;
    let fields = line.fields("in-progress", &[("SpeechResult", "yes please")]);

    let answers = futures_util::future::join_all((0..10).map(|_| app.twilio(&address, &fields))).await;

    let first = twilio::xml(&answers[0]);
    assert!(first.contains("You&apos;re booked"), "{first}");
    assert!(answers.iter().all(|answer| twilio::xml(answer) == first), "{answers:#?}");
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("call_turns").await, turns + 1);
}

#[tokio::test]
async fn the_news_that_a_call_is_over_may_come_twice_and_late() {
    let app = TestApp::new().await;
    let (line, _) = app.ring(DANA, app.salon.number).await;

    line.hang_up(12).await.expect(StatusCode::NO_CONTENT);
    line.hang_up(12).await.expect(StatusCode::NO_CONTENT);
    let late = line.fields("ringing", &[]);
    app.twilio(STATUS, &late).await.expect(StatusCode::NO_CONTENT);

    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!((&call["status"], &call["durationSeconds"]), (&json!("COMPLETED"), &json!(12)));
}

#[tokio::test]
async fn a_call_that_the_network_lost_is_failed() {
    let app = TestApp::new().await;
    let (line, _) = app.ring(DANA, app.salon.number).await;

    let fields = line.fields("failed", &[("CallDuration", "3")]);
    app.twilio(STATUS, &fields).await.expect(StatusCode::NO_CONTENT);

    assert_eq!(app.call(&app.salon, &line.sid).await["status"], "FAILED");
}

#[tokio::test]
async fn whoever_speaks_into_a_call_that_is_over_is_told_so() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.hang_up(12).await;

    let heard = line.say("hello?").await;

    assert_eq!(heard.then, Then::HangsUp);
    assert_eq!(app.rows.count("call_turns").await, 1);
}

#[tokio::test]
async fn a_number_that_is_nobodys_gets_a_sentence_and_no_row() {
    let app = TestApp::new().await;

    let (_, heard) = app.ring(DANA, "+12125559999").await;

    assert_eq!(heard.then, Then::HangsUp);
    assert!(heard.words.contains("not in service"), "{}", heard.words);
    assert_eq!(app.rows.count("calls").await, 0);
    assert_eq!(app.text(DANA, "+12125559999", "hello").await, None);
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn a_call_that_rings_at_one_salon_cannot_be_continued_at_another() {
    let app = TestApp::new().await;
    let (line, _) = app.ring(DANA, app.salon.number).await;
    let mut stranger = Line::new(&app, DANA, app.other.number);
    stranger.sid.clone_from(&line.sid);

    let fields = stranger.fields("in-progress", &[("SpeechResult", "what are your opening hours")]);
    let heard = stranger.post(TURN, &fields).await;

    assert_eq!(heard.then, Then::HangsUp);
    assert_eq!(app.rows.count("call_turns").await, 1);
}

#[tokio::test]
async fn withheld_numbers_are_nobodys() {
    let app = TestApp::new().await;
    for from in ["anonymous", "+266696687", "", "sip:dana@example.com", "unavailable", "+7378742833"] {
        let (line, heard) = app.ring(from, app.salon.number).await;
        assert_eq!(heard.then, Then::Listens, "{from}");
        let call = calls::find_by_provider_id(&app.salon.db(&app.app), &line.sid).await.expect("rows");
        assert_eq!(call.expect("a call").from_number, None, "{from}");
    }
}

#[tokio::test]
async fn a_call_needs_only_its_id_and_the_dialled_number() {
    let app = TestApp::new().await;
    let sid = "CA0123456789abcdef0123456789abcdef";

    let answer = app.twilio(VOICE, &form(&[("CallSid", sid), ("To", app.salon.number)])).await.ok();

    let (heard, _) = twilio::read(&answer);
    assert_eq!(heard.then, Then::Listens);
    assert_eq!(app.rows.count("calls").await, 1);
}

#[tokio::test]
async fn without_its_fields_a_call_ends_with_a_sentence() {
    let app = TestApp::new().await;
    let sid = "CA0123456789abcdef0123456789abcdef";
    for fields in [
        vec![],
        vec![("CallSid", sid)],
        vec![("To", app.salon.number)],
        vec![("CallSid", ""), ("To", app.salon.number)],
        vec![("CallSid", "not an id"), ("To", app.salon.number)],
        vec![("CallSid", sid), ("To", "the salon")],
    ] {
        let answer = app.twilio(VOICE, &form(&fields)).await.ok();
        let (heard, _) = twilio::read(&answer);
        assert!(!heard.words.is_empty() && heard.then == Then::HangsUp, "{fields:?}: {}", heard.xml);
    }
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn without_its_fields_other_news_is_a_clear_400() {
    let app = TestApp::new().await;
    for path in [STATUS, MESSAGE_STATUS] {
        for fields in [vec![], vec![("CallSid", "CA1"), ("MessageSid", "SM1")]] {
            let answer = app.twilio(path, &form(&fields)).await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "bad_request");
        }
    }
}

#[tokio::test]
async fn a_turn_without_words_keys_or_even_a_number_is_answered() {
    let app = TestApp::new().await;
    for address in [
        "/api/telephony/twilio/voice/turn",
        "/api/telephony/twilio/voice/turn?turn=1&turn=1",
        "/api/telephony/twilio/voice/turn?turn=-5",
        "/api/telephony/twilio/voice/turn?turn=99999",
        "/api/telephony/twilio/voice/turn?turn=soon",
        "/api/telephony/twilio/voice/turn?turn=1&failures=9999",
        "/api/telephony/twilio/voice/turn?turn=1&more=%00%ff",
    ] {
        let (line, _) = app.ring(DANA, app.salon.number).await;
        let answer = app.twilio(address, &line.fields("in-progress", &[])).await.ok();
        let (heard, _) = twilio::read(&answer);
        assert!(!heard.words.is_empty(), "{address}: {}", heard.xml);
    }
}

#[tokio::test]
async fn words_of_every_kind_come_back_in_a_valid_document() {
    let app = TestApp::new().await;
    let long = "book ".repeat(4_000);
    for words in [
        "",
        "\u{0}",
        "a\u{0}b",
        "<Say>&amp;</Say>]]>",
        "\u{fffe}\u{ffff}\u{1f600}",
        "my name is <script>alert('x')</script> & Söhne",
        "مرحبا أريد قص شعري",
        "\r\n\t",
        long.as_str(),
        "'; DROP TABLE calls; --",
    ] {
        let (mut line, _) = app.ring(DANA, app.salon.number).await;
        let heard = line.say(words).await;
        assert!(!heard.words.is_empty(), "{words:?}");
        assert_eq!(heard.then, Then::Listens, "{words:?}: {}", heard.words);
    }
    assert!(app.rows.count("calls").await >= 10);
}

#[tokio::test]
async fn broken_utf_8_is_answered() {
    let app = TestApp::new().await;
    let (line, _) = app.ring(DANA, app.salon.number).await;
    // %ff is no UTF-8; it is read as U+FFFD on both sides of the signature.
    let decoded =
        form(&[("CallSid", &line.sid), ("To", app.salon.number), ("SpeechResult", "caf\u{fffd} please")]);
    let signature = signature::sign(&Secret::from(TWILIO_TOKEN), &format!("{PUBLIC_URL}{TURN}"), &decoded);
    let number = app.salon.number.replace('+', "%2B");
    let body = format!("CallSid={}&To={number}&SpeechResult=caf%ff+please", line.sid);

    let answer = app
        .post(TURN)
        .raw("application/x-www-form-urlencoded", body)
        .header("x-twilio-signature", &signature)
        .send()
        .await
        .ok();

    let (heard, _) = twilio::read(&answer);
    assert_eq!(heard.then, Then::Listens, "{}", heard.xml);
    assert_eq!(app.rows.count("call_turns").await, 2);
}

#[tokio::test]
async fn nothing_gets_in_without_a_signature_or_with_a_wrong_one() {
    let app = TestApp::new().await;
    let line = Line::new(&app, DANA, app.salon.number);
    let fields = line.fields("ringing", &[("MessageSid", "SM0123456789abcdef0123456789abcdef")]);
    for path in WEBHOOKS {
        let right = signature::sign(&Secret::from(TWILIO_TOKEN), &format!("{PUBLIC_URL}{path}"), &fields);
        let elsewhere =
            signature::sign(&Secret::from(TWILIO_TOKEN), &format!("{PUBLIC_URL}/elsewhere"), &fields);
        let other_token = signature::sign(&Secret::from("another"), &format!("{PUBLIC_URL}{path}"), &fields);
        let no_token = signature::sign(&Secret::from(""), &format!("{PUBLIC_URL}{path}"), &fields);
        for wrong in [&elsewhere, &other_token, &no_token, "", "AAAA", &right[1..], &right.to_lowercase()] {
            let answer = app.twilio_signed(path, &fields, wrong).await.expect(StatusCode::FORBIDDEN);
            assert_eq!(answer.code(), "invalid_signature", "{path} {wrong}");
        }
        let mut changed = fields.clone();
        changed.push(("Extra".to_owned(), "field".to_owned()));
        app.twilio_signed(path, &changed, &right).await.expect(StatusCode::FORBIDDEN);

        let unsigned = app.post(path).raw("application/x-www-form-urlencoded", "CallSid=CA1").send().await;
        assert_eq!(unsigned.expect(StatusCode::FORBIDDEN).code(), "invalid_signature");
        let as_json =
            app.post(path).json(&json!({ "CallSid": line.sid })).header("x-twilio-signature", &right);
        assert_eq!(as_json.send().await.expect(StatusCode::FORBIDDEN).code(), "invalid_signature");
    }
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn without_a_configured_token_everything_is_refused() {
    let app = TestApp::with(&[NO_TWILIO_TOKEN]).await;
    let line = Line::new(&app, DANA, app.salon.number);
    let fields = line.fields("ringing", &[]);
    for path in WEBHOOKS {
        for token in ["", TWILIO_TOKEN] {
            let signature = signature::sign(&Secret::from(token), &format!("{PUBLIC_URL}{path}"), &fields);
            let answer = app.twilio_signed(path, &fields, &signature).await.expect(StatusCode::FORBIDDEN);
            assert_eq!(answer.code(), "invalid_signature", "{path}");
        }
    }
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let app = TestApp::new().await;
    let line = Line::new(&app, DANA, app.salon.number);
    let huge = "x".repeat(400 * 1024);

    let answer = app.twilio(VOICE, &line.fields("ringing", &[("SpeechResult", &huge)])).await;

    answer.expect(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn a_caller_hears_a_sentence_when_the_database_is_broken() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    app.rows.run("ALTER TABLE call_turns RENAME TO call_turns_gone").await.expect("renamed");

    let mut heard = line.say("what are your opening hours").await;
    assert!(!heard.words.is_empty() && heard.then == Then::Listens, "asked again first: {}", heard.xml);
    let mut tries = 0;
    while heard.then == Then::Listens {
        tries += 1;
        assert!(tries < 6, "it must end some time");
        heard = line.say("what are your opening hours").await;
        assert!(!heard.words.is_empty());
    }
    let (_, heard) = app.ring(DANA, app.salon.number).await;
    assert!(!heard.words.is_empty() && heard.then == Then::HangsUp, "{}", heard.xml);

    // Mended, the same call goes on where it was.
    app.rows.run("ALTER TABLE call_turns_gone RENAME TO call_turns").await.expect("renamed");
    let fields = line.fields("in-progress", &[("SpeechResult", "what are your opening hours")]);
    let heard = line.post(TURN, &fields).await;
    assert!(heard.words.contains("9 AM"), "{}", heard.xml);
}
