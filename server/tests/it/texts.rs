//! Text messages to the salon: the same receptionist, in writing.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::twilio::{SMS, form};

const DANA: &str = "+13475550151";

/// What the writer answers to what was written: a booking of a haircut on Thursday morning.
async fn write_until_booked(app: &TestApp) -> Vec<String> {
    let caller =
        crate::support::caller::Caller::who_says("hi, can I get a men's haircut on Thursday morning");
    let mut told = Vec::new();
    let mut words = caller.opening.clone();
    for _ in 0..15 {
        told.push(format!("caller: {words}"));
        let answer = app.text(DANA, app.salon.number, &words).await.expect("an answer");
        told.push(format!("bolt:   {answer}"));
        if app.rows.count("appointments").await > 0 {
            return told;
        }
        let dialogue: Value = app.rows.one("SELECT dialogue FROM calls").await;
        let dialogue: conversation::Dialogue = serde_json::from_value(dialogue).expect("a dialogue");
        words = caller.answers(dialogue.expecting());
    }
    panic!("nothing was booked:\n{}", told.join("\n"));
}

#[tokio::test]
async fn a_conversation_in_writing_books() {
    let app = TestApp::new().await;

    let told = write_until_booked(&app).await.join("\n");

    let token = app.owner(&app.salon).await;
    let calls = app.get("/api/calls").bearer(&token).send().await.ok().data();
    assert_eq!(calls.as_array().map(Vec::len), Some(1), "one conversation: {told}");
    let call = &calls[0];
    assert_eq!((&call["channel"], &call["outcome"]), (&json!("SMS"), &json!("BOOKED")), "{told}");
    assert_eq!((&call["from"], &call["reason"]), (&json!(DANA), &json!("BOOK_APPOINTMENT")));
    let visits = app.get("/api/appointments").bearer(&token).send().await.ok().data();
    assert_eq!((&visits[0]["customer"]["phone"], &visits[0]["callId"]), (&json!(DANA), &call["id"]));
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.len(), 1, "the confirmation");
}

#[tokio::test]
async fn a_message_that_is_delivered_twice_is_answered_once() {
    let app = TestApp::new().await;
    let id = "SM0123456789abcdef0123456789abcdef";

    let first =
        app.text_again(id, DANA, app.salon.number, "what are your opening hours").await.expect("an answer");
    let turns = app.rows.count("call_turns").await;
    let second =
        app.text_again(id, DANA, app.salon.number, "what are your opening hours").await.expect("an answer");

    assert!(first.contains("9 AM"), "{first}");
    assert_eq!(first, second);
    assert_eq!(app.rows.count("calls").await, 1);
    assert_eq!(app.rows.count("call_turns").await, turns);
}

#[tokio::test]
async fn a_message_after_hours_of_silence_begins_a_new_conversation() {
    let app = TestApp::new().await;
    app.text(DANA, app.salon.number, "I'd like a men's haircut").await.expect("an answer");
    app.clock.advance(jiff::SignedDuration::from_mins(30));
    app.text(DANA, app.salon.number, "on Thursday").await.expect("an answer");
    assert_eq!(app.rows.count("calls").await, 1);

    app.clock.advance(jiff::SignedDuration::from_hours(26));
    app.text(DANA, app.salon.number, "hello").await.expect("an answer");

    assert_eq!(app.rows.count("calls").await, 2);
}

#[tokio::test]
async fn stop_is_left_to_the_network() {
    let app = TestApp::new().await;
    for word in ["STOP", "stop", " Stop ", "UNSUBSCRIBE", "QUIT", ""] {
        assert_eq!(app.text(DANA, app.salon.number, word).await, None, "{word}");
    }
    assert_eq!(app.rows.count("calls").await, 0);
    assert_eq!(app.rows.count("call_turns").await, 0);
}

#[tokio::test]
async fn a_message_without_its_fields_gets_a_valid_document() {
    let app = TestApp::new().await;
    for fields in [
        vec![],
        vec![("MessageSid", "SM0123456789abcdef0123456789abcdef")],
        vec![("To", app.salon.number), ("Body", "hello")],
        vec![("MessageSid", "not an id"), ("To", app.salon.number), ("Body", "hello")],
    ] {
        let answer = app.twilio(SMS, &form(&fields)).await.ok();
        crate::support::twilio::xml(&answer);
    }
    assert_eq!(app.rows.count("calls").await, 0);
}

#[tokio::test]
async fn an_anonymous_message_is_answered() {
    let app = TestApp::new().await;
    let answer =
        app.text("anonymous", app.salon.number, "what are your opening hours").await.expect("an answer");
    assert!(answer.contains("9 AM"), "{answer}");
}
