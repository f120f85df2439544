//! Waiting for a time to become free, from being put on the list to the visit.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Answer;

const DANA: &str = "+13475550151";
const ERIN: &str = "+13475550152";

async fn post(app: &TestApp, path: &str, body: &Value) -> Answer {
    let token = app.owner(&app.salon).await;
    app.post(path).bearer(&token).json(body).send().await
}

async fn waitlist(app: &TestApp, query: &str) -> Value {
    let token = app.owner(&app.salon).await;
    app.get(format!("/api/waitlist{query}")).bearer(&token).send().await.ok().data()
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Anna's Thursday is full from eleven to half past; two wait for it, Dana longer.
async fn full_and_waited_for(app: &TestApp) -> String {
    let mut body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    body["customer"] = json!({ "name": "Frank", "phone": "+13475550153" });
    let visit = post(app, "/api/appointments", &body).await.created().data();
    for (name, phone) in [("Dana", DANA), ("Erin", ERIN)] {
        let wish = json!({
            "customer": { "name": name, "phone": phone },
            "serviceId": app.salon.service("Men's haircut"),
            "employeeId": app.salon.employee("Anna"),
            "firstDay": "2026-03-11", "lastDay": "2026-03-13",
            "startsAfter": "11:00", "startsBefore": "11:10",
        });
        post(app, "/api/waitlist", &wish).await.created();
        app.clock.advance(SignedDuration::from_secs(1));
    }
    text(&visit["id"])
}

async fn cancel(app: &TestApp, id: &str) {
    post(app, &format!("/api/appointments/{id}/cancel"), &json!({})).await.ok();
    app.deliver().await;
}

#[tokio::test]
async fn a_freed_time_is_offered_to_whoever_has_waited_longest_and_yes_books_it() {
    let app = TestApp::new().await;
    let visit = full_and_waited_for(&app).await;

    cancel(&app, &visit).await;

    let offer = app.sms_to(DANA).await;
    assert_eq!(offer.len(), 1);
    assert!(
        offer[0].body.contains("Thu, Mar 12 at 11 AM") || offer[0].body.contains("Mar 12 at 11:00 AM"),
        "{}",
        offer[0].body
    );
    assert!(app.sms_to(ERIN).await.is_empty(), "one at a time");
    let list = waitlist(&app, "").await;
    assert_eq!((&list[0]["status"], &list[1]["status"]), (&json!("OFFERED"), &json!("WAITING")));
    let greedy = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    post(&app, "/api/appointments", &greedy).await.expect(StatusCode::CONFLICT);

    let answer = app.text(DANA, app.salon.number, "Yes please!").await.expect("an answer");

    assert!(answer.contains("You're booked"), "{answer}");
    let list = waitlist(&app, "").await;
    assert_eq!(list[0]["status"], "BOOKED");
    let booked = post(&app, "/api/appointments", &greedy).await;
    booked.expect(StatusCode::CONFLICT);
    assert_eq!(app.rows.count("appointments WHERE status = 'SCHEDULED'").await, 1);
    assert_eq!((app.rows.count("holds").await, app.rows.count("held_quanta").await), (0, 0));
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.len(), 2, "the offer and the confirmation");
}

#[tokio::test]
async fn an_offer_that_nobody_answers_goes_to_the_next_one() {
    let app = TestApp::new().await;
    let visit = full_and_waited_for(&app).await;
    cancel(&app, &visit).await;
    assert_eq!(app.sms_to(DANA).await.len(), 1);

    app.clock.advance(SignedDuration::from_mins(31));
    app.deliver().await;

    assert_eq!(app.sms_to(ERIN).await.len(), 1, "Erin's turn");
    assert_eq!(app.sms_to(DANA).await.len(), 1, "the same time is not offered twice");
    let late = app.text(DANA, app.salon.number, "yes").await.expect("an answer");
    assert!(!late.contains("You're booked"), "{late}");
    let no = app.text(ERIN, app.salon.number, "no thanks").await.expect("an answer");
    assert!(no.contains("stay on the waiting list"), "{no}");
    app.deliver().await;
    assert_eq!(app.rows.count("waitlist_entries WHERE status = 'WAITING'").await, 2);
    assert_eq!(app.rows.count("appointments WHERE status = 'SCHEDULED'").await, 0);
    assert_eq!(app.rows.count("holds WHERE expires_at > 1773255600000").await, 0);
}

#[tokio::test]
async fn whoever_is_given_another_time_leaves_the_offered_one_to_the_next() {
    for (then, state) in [("offer", "OFFERED"), ("book", "BOOKED")] {
        let app = TestApp::new().await;
        let visit = full_and_waited_for(&app).await;
        cancel(&app, &visit).await;
        let dana = text(&waitlist(&app, "").await[0]["id"]);

        let other = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });
        let given = post(&app, &format!("/api/waitlist/{dana}/{then}"), &other).await;
        assert!(given.status.is_success(), "{}", given.text());
        app.deliver().await;

        let token = app.owner(&app.salon).await;
        let entry = app.get(format!("/api/waitlist/{dana}")).bearer(&token).send().await.ok().data();
        assert_eq!(entry["status"], state);
        let offer = app.sms_to(ERIN).await;
        assert_eq!(offer.len(), 1, "{then}: Erin is asked about eleven o'clock");
        assert!(offer[0].body.contains("11"), "{}", offer[0].body);
    }
}

#[tokio::test]
async fn a_day_on_which_somebody_works_after_all_is_offered() {
    for (path, day_off) in [
        ("time-off", json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12", "futureVisits": "CANCEL" })),
        ("overrides/2026-03-12", json!({ "windows": [] })),
    ] {
        let app = TestApp::new().await;
        let visit = full_and_waited_for(&app).await;
        let token = app.owner(&app.salon).await;
        let base = format!("/api/employees/{}", app.salon.employee("Anna"));
        let method = if path == "time-off" { Method::POST } else { Method::PUT };
        let entered = app.ask(method, format!("{base}/{path}")).bearer(&token).json(&day_off).send().await;
        assert!(entered.status.is_success(), "{}", entered.text());
        app.deliver().await;
        if path != "time-off" {
            cancel(&app, &visit).await;
        }
        assert!(app.sms_to(DANA).await.is_empty(), "{path}: she does not work then");

        let id = entered.data()["id"].as_str().map(|id| format!("/{id}")).unwrap_or_default();
        let withdrawn = app.ask(Method::DELETE, format!("{base}/{path}{id}")).bearer(&token).send().await;
        assert!(withdrawn.status.is_success(), "{}", withdrawn.text());
        app.deliver().await;

        let offer = app.sms_to(DANA).await;
        assert_eq!(offer.len(), 1, "{path}");
        assert!(offer[0].body.contains("Mar 12 at 11"), "{}", offer[0].body);
        assert!(app.sms_to(ERIN).await.is_empty(), "{path}: one at a time");
    }
}

#[tokio::test]
async fn a_day_on_which_the_salon_opens_after_all_is_offered() {
    let app = TestApp::new().await;
    let visit = full_and_waited_for(&app).await;
    let token = app.owner(&app.salon).await;
    let day = "/api/tenant/overrides/2026-03-12";
    app.ask(Method::PUT, day).bearer(&token).json(&json!({ "windows": [] })).send().await.ok();
    app.deliver().await;
    cancel(&app, &visit).await;
    assert!(app.sms_to(DANA).await.is_empty(), "the salon is closed then");

    app.ask(Method::DELETE, day).bearer(&token).send().await.ok();
    app.deliver().await;

    assert_eq!(app.sms_to(DANA).await.len(), 1);
    assert!(app.sms_to(ERIN).await.is_empty(), "one at a time");
}

#[tokio::test]
async fn a_hold_that_expires_unused_is_offered() {
    let app = TestApp::new().await;
    let visit = full_and_waited_for(&app).await;
    // Nobody can be offered what is held.
    let hold = json!({
        "parts": [{ "serviceId": app.salon.service("Men's haircut"), "employeeId": app.salon.employee("Anna") }],
        "startsAt": app.salon.at("2026-03-12T11:30"),
    });
    post(&app, "/api/holds", &hold).await.created();
    let wish = json!({
        "customer": { "name": "Grace", "phone": "+13475550199" },
        "serviceId": app.salon.service("Men's haircut"), "employeeId": app.salon.employee("Anna"),
        "firstDay": "2026-03-12", "lastDay": "2026-03-12", "startsAfter": "11:30", "startsBefore": "11:35",
    });
    post(&app, "/api/waitlist", &wish).await.created();
    app.deliver().await;
    assert!(app.sms_to("+13475550199").await.is_empty(), "it is held");

    app.clock.advance(SignedDuration::from_mins(10));
    app.deliver().await;

    assert_eq!(app.sms_to("+13475550199").await.len(), 1);
    assert!(!visit.is_empty() && app.sms_to(DANA).await.is_empty(), "eleven is still taken");
}

#[tokio::test]
async fn only_a_time_that_suits_is_offered() {
    let app = TestApp::new().await;
    let visit = full_and_waited_for(&app).await;
    app.rows.run("UPDATE waitlist_entries SET starts_minute = 720, ends_minute = 780").await.expect("rows");

    cancel(&app, &visit).await;

    assert!(app.sms_to(DANA).await.is_empty() && app.sms_to(ERIN).await.is_empty());
}

#[tokio::test]
async fn the_salon_offers_and_books_for_those_who_wait_and_takes_them_off() {
    let app = TestApp::new().await;
    full_and_waited_for(&app).await;
    let list = waitlist(&app, "?status=WAITING").await;
    let (dana, erin) = (text(&list[0]["id"]), text(&list[1]["id"]));
    let time = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });

    let offered = post(&app, &format!("/api/waitlist/{dana}/offer"), &time).await.ok().data();
    assert_eq!(offered["status"], "OFFERED");
    let taken = post(&app, &format!("/api/waitlist/{erin}/book"), &time).await.expect(StatusCode::CONFLICT);
    assert!(taken.json()["details"]["alternatives"].as_array().is_some_and(|all| !all.is_empty()));
    let other = json!({ "startsAt": app.salon.at("2026-03-12T15:00") });
    post(&app, &format!("/api/waitlist/{erin}/book"), &other).await.created();
    post(&app, &format!("/api/waitlist/{erin}/book"), &other).await.expect(StatusCode::CONFLICT);

    let token = app.owner(&app.salon).await;
    let leave = || app.ask(Method::DELETE, format!("/api/waitlist/{dana}")).bearer(&token).send();
    leave().await.expect(StatusCode::NO_CONTENT);
    leave().await.expect(StatusCode::CONFLICT);
    let states: Vec<_> = ["BOOKED", "LEFT", "WAITING"].to_vec();
    for (state, count) in states.into_iter().zip([1, 1, 0]) {
        let found = waitlist(&app, &format!("?status={state}")).await;
        assert_eq!(found.as_array().map(Vec::len), Some(count), "{state}");
    }
    assert_eq!(app.rows.count("holds").await, 0, "what was held for her is free");
}

#[tokio::test]
async fn somebody_who_cannot_be_asked_is_offered_nothing_and_says_why() {
    let app = TestApp::new().await;
    full_and_waited_for(&app).await;
    let list = waitlist(&app, "?status=WAITING").await;
    let (dana, erin) = (text(&list[0]["id"]), text(&list[1]["id"]));
    app.rows.run("UPDATE customers SET is_blocked = TRUE WHERE name = 'Dana'").await.expect("rows");
    app.rows.run("UPDATE customers SET phone = NULL WHERE name = 'Erin'").await.expect("rows");
    let time = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });

    for (id, code) in [(dana, "customer_blocked"), (erin, "no_phone")] {
        let refused =
            post(&app, &format!("/api/waitlist/{id}/offer"), &time).await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.json()["code"], code);
    }

    assert_eq!(app.rows.count("holds").await, 0);
    assert_eq!(app.rows.count("waitlist_entries WHERE status = 'WAITING'").await, 2);
}

#[tokio::test]
async fn whoever_waits_says_for_what_and_when() {
    let app = TestApp::new().await;
    let right = json!({
        "customer": { "name": "Dana", "phone": DANA },
        "serviceId": app.salon.service("Men's haircut"),
        "firstDay": "2026-03-11", "lastDay": "2026-03-13",
    });
    for (field, value) in [
        ("lastDay", json!("2026-03-10")),
        ("lastDay", json!("2026-02-30")),
        ("firstDay", json!("soon")),
        ("startsAfter", json!("25:00")),
        ("startsBefore", json!("9")),
        ("note", json!("x".repeat(501))),
        ("customer", json!({ "name": "x".repeat(10_000) })),
        ("customer", json!({ "name": "Dana", "phone": "12" })),
    ] {
        let mut wrong = right.clone();
        wrong[field] = value;
        let answer = post(&app, "/api/waitlist", &wrong).await.expect(StatusCode::BAD_REQUEST);
        let fields = answer.json()["fields"].clone();
        assert!(
            fields.as_object().is_some_and(|all| all.keys().any(|key| key.starts_with(field))),
            "{field}: {fields}"
        );
    }
    assert_eq!((app.rows.count("waitlist_entries").await, app.rows.count("customers").await), (0, 0));
}
