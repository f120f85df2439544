//! Telling salons' own programs what happens.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use providers::webhook::WebhookError;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::twilio::Line;

async fn listen(app: &TestApp, token: &str, events: &[&str]) -> (String, String) {
    let body = json!({ "url": "https://hooks.salon.example/bolt", "events": events });
    let made = app.post("/api/webhooks").bearer(token).json(&body).send().await.created().data();
    (made["id"].as_str().expect("an id").to_owned(), made["secret"].as_str().expect("a secret").to_owned())
}

async fn deliveries(app: &TestApp, token: &str) -> Vec<Value> {
    let all = app.get("/api/webhook-deliveries?pageSize=100").bearer(token).send().await.ok().data();
    all.as_array().expect("a list").clone()
}

async fn book(app: &TestApp, at: &str) {
    let body = app.salon.booking("Men's haircut", Some("Anna"), at);
    app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created();
}

#[tokio::test]
async fn a_booking_is_told_signed_and_once_to_who_asks_for_it() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (_, secret) = listen(&app, &token, &["appointment.booked"]).await;
    listen(&app, &token, &["appointment.cancelled"]).await;
    let theirs = app.owner(&app.other).await;
    listen(&app, &theirs, &["appointment.booked"]).await;

    book(&app, "2026-03-12T11:00").await;
    app.deliver().await;

    let posted = app.webhooks.posted().await.expect("in memory");
    assert_eq!(posted.len(), 1, "{posted:?}");
    let body: Value = serde_json::from_str(&posted[0].body).expect("JSON");
    assert_eq!(body["type"], "appointment.booked");
    assert_eq!(body["data"]["startsAt"], app.salon.at("2026-03-12T11:00").to_string());
    assert!(!posted[0].body.contains("Dana") && !posted[0].body.contains("555"), "ids and times, no names");
    let expected =
        providers::webhook::sign(&secret.as_str().into(), &posted[0].id, posted[0].at, &posted[0].body);
    assert_eq!(posted[0].signatures, expected.expect("a signature"));
    let listed = deliveries(&app, &token).await;
    assert_eq!(
        (listed.len(), &listed[0]["status"], &listed[0]["attempts"]),
        (1, &json!("DELIVERED"), &json!(1))
    );
    assert_eq!(deliveries(&app, &theirs).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_call_that_is_over_is_told_once() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    listen(&app, &token, &["call.ended", "appointment.booked"]).await;
    let mut line = Line::new(&app, "+13475550151", app.salon.number);
    let caller = Caller::who_says("a men's haircut and a beard trim with Marcus tomorrow at eleven am");
    app.whole_call(&app.salon, &mut line, &caller).await;
    app.deliver().await;
    let mut told: Vec<_> = app
        .webhooks
        .posted()
        .await
        .expect("in memory")
        .into_iter()
        .map(|one| {
            serde_json::from_str::<Value>(&one.body).expect("JSON")["type"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    told.sort();
    assert_eq!(told, ["appointment.booked", "call.ended"]);
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_and_can_be_sent_once_more() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (id, old_secret) = listen(&app, &token, &["appointment.booked"]).await;
    for _ in 0..8 {
        app.webhooks.fail_next(WebhookError::Refused { status: 500 });
    }
    book(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let first = deliveries(&app, &token).await;
    assert_eq!((&first[0]["status"], &first[0]["responseStatus"]), (&json!("PENDING"), &json!(500)));
    assert_eq!(first[0]["nextAttemptAt"], "2026-03-10T13:00:05Z");
    for _ in 0..8 {
        app.clock.advance(SignedDuration::from_hours(10));
        app.deliver().await;
    }
    let given_up = deliveries(&app, &token).await;
    assert_eq!((&given_up[0]["status"], &given_up[0]["attempts"]), (&json!("FAILED"), &json!(8)));
    assert!(app.webhooks.posted().await.expect("in memory").is_empty());

    // Another secret: for a day both sign.
    let changed = app.post(format!("/api/webhooks/{id}/secret")).bearer(&token).send().await.ok().data();
    let replay = format!("/api/webhook-deliveries/{}/replay", given_up[0]["id"].as_str().expect("an id"));
    app.post(replay.as_str()).bearer(&token).send().await.created();
    app.deliver().await;
    let posted = app.webhooks.posted().await.expect("in memory");
    assert_eq!(posted.len(), 1);
    assert_eq!(json!(posted[0].id), given_up[0]["messageId"], "the same message");
    for secret in [changed["secret"].as_str().expect("a secret"), &old_secret] {
        let one = providers::webhook::sign(&secret.into(), &posted[0].id, posted[0].at, &posted[0].body)
            .expect("signed");
        assert!(posted[0].signatures.contains(&one));
    }
    app.ask(Method::DELETE, format!("/api/webhooks/{id}"))
        .bearer(&token)
        .send()
        .await
        .expect(StatusCode::NO_CONTENT);
    app.post(replay.as_str()).bearer(&token).send().await.expect(StatusCode::CONFLICT);
    book(&app, "2026-03-19T12:00").await;
    app.deliver().await;
    assert_eq!(app.webhooks.posted().await.expect("in memory").len(), 1, "nobody listens any more");
}

#[tokio::test]
async fn an_address_that_is_gone_is_switched_off_and_told_no_more() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (id, _) = listen(&app, &token, &["appointment.booked"]).await;
    app.webhooks.fail_next(WebhookError::Gone);
    book(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let hook = app.get(format!("/api/webhooks/{id}")).bearer(&token).send().await.ok().data();
    assert_eq!(hook["isActive"], false);
    book(&app, "2026-03-12T12:00").await;
    app.deliver().await;
    assert_eq!(deliveries(&app, &token).await.len(), 1);
    let on = json!({ "isActive": true });
    app.ask(Method::PATCH, format!("/api/webhooks/{id}")).bearer(&token).json(&on).send().await.ok();
    book(&app, "2026-03-12T13:00").await;
    app.deliver().await;
    assert_eq!(app.webhooks.posted().await.expect("in memory").len(), 1);
}

#[tokio::test]
async fn private_addresses_are_refused_before_anything_is_sent() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    for url in [
        "http://hooks.salon.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.0.0.1/x",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://user:pass@hooks.salon.example/",
        "ftp://hooks.salon.example/",
        "nonsense",
        "https://[::ffff:127.0.0.1]/",
    ] {
        let body = json!({ "url": url, "events": ["ping"] });
        let answer = app.post("/api/webhooks").bearer(&token).json(&body).send().await;
        assert!(answer.expect(StatusCode::BAD_REQUEST).json()["fields"]["url"].is_string(), "{url}");
    }
}
