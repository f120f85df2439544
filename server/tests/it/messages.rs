//! Messages to and from customers: reminders and what is answered to them, the page of a visit, opt-outs, retries, words
//! of the salon's own, mail, and threads.

use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use providers::mail::CalendarMethod;
use providers::sms::SmsPrice;
use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::twilio::{MESSAGE_STATUS, form};
use crate::support::{PUBLIC_URL, TestApp, moment};

const DANA: &str = "+13475550151";

/// Dana's visit with Anna on Thursday, March 12, at eleven in New York; it is Tuesday, nine o'clock.
async fn booked(app: &TestApp, local: &str) -> String {
    let body = app.salon.booking("Men's haircut", Some("Anna"), local);
    let visit =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    visit["id"].as_str().expect("an id").to_owned()
}

async fn post(app: &TestApp, path: &str, body: &Value) -> Answer {
    let token = app.owner(&app.salon).await;
    app.post(path).bearer(&token).json(body).send().await
}

async fn get(app: &TestApp, path: &str) -> Value {
    let token = app.owner(&app.salon).await;
    app.get(path).bearer(&token).send().await.ok().data()
}

async fn status_of(app: &TestApp, visit: &str) -> Value {
    get(app, &format!("/api/appointments/{visit}")).await["status"].clone()
}

/// Changes what the salon wants of its messages: these members, the others as they are.
async fn set_notifications(app: &TestApp, change: Value) {
    let token = app.owner(&app.salon).await;
    let mut settings = get(app, "/api/tenant/settings").await;
    let notifications = settings["settings"]["notifications"].as_object_mut().expect("an object");
    notifications.extend(change.as_object().expect("an object").clone());
    app.ask(Method::PUT, "/api/tenant/settings").bearer(&token).json(&settings).send().await.ok();
    app.deliver().await;
}

/// Goes to a moment on the salon's clock and does what is due then.
async fn at(app: &TestApp, local: &str) {
    let then = moment(&app.salon.at(local));
    app.clock.advance(then.duration_since(app.now()));
    app.deliver().await;
}

/// The bodies of what Dana has got that begin like this after the salon's name.
async fn told(app: &TestApp, beginning: &str) -> Vec<String> {
    let beginning = format!("Harbour Hair: {beginning}");
    let all = app.sms_to(DANA).await.into_iter().map(|sms| sms.body);
    all.filter(|body| body.starts_with(&beginning)).collect()
}

const REMINDER: &str = "See you ";

/// The secret of the link in Dana's last message.
async fn link(app: &TestApp) -> String {
    let body = app.sms_to(DANA).await.pop().expect("a message").body;
    let start = body.find(&format!("{PUBLIC_URL}/v/")).unwrap_or_else(|| panic!("no link in {body}"));
    body[start..].trim_end().rsplit('/').next().expect("a secret").to_owned()
}

#[tokio::test]
async fn a_visit_is_reminded_of_a_day_and_two_hours_before() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-11T10:59").await;
    assert!(told(&app, REMINDER).await.is_empty());

    at(&app, "2026-03-11T11:00").await;
    let first = told(&app, REMINDER).await;
    assert_eq!(first.len(), 1);
    assert!(
        first[0].contains(
            "Thu, Mar 12 at 11:00 AM, Dana: Men's haircut with Anna. Reply 1 to confirm, 2 to cancel"
        ),
        "{first:?}"
    );
    at(&app, "2026-03-12T09:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 2);
    at(&app, "2026-03-13T11:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 2, "never after the visit");
}

#[tokio::test]
async fn a_moved_visit_is_reminded_of_at_its_new_time_and_a_cancelled_one_never() {
    let app = TestApp::new().await;
    let moved = booked(&app, "2026-03-12T11:00").await;
    let off = booked(&app, "2026-03-12T12:00").await;
    let to =
        json!({ "startsAt": app.salon.at("2026-03-13T14:00"), "employeeId": app.salon.employee("Anna") });
    post(&app, &format!("/api/appointments/{moved}/move"), &to).await.ok();
    post(&app, &format!("/api/appointments/{off}/cancel"), &json!({})).await.ok();

    at(&app, "2026-03-12T13:59").await;
    assert!(told(&app, REMINDER).await.is_empty(), "{:?}", told(&app, REMINDER).await);
    at(&app, "2026-03-12T14:00").await;

    let reminders = told(&app, REMINDER).await;
    assert_eq!(reminders.len(), 1);
    assert!(reminders[0].contains("Fri, Mar 13 at 2:00 PM"), "{reminders:?}");
}

#[tokio::test]
async fn a_visit_that_was_moved_there_and_back_is_reminded_of_once() {
    let app = TestApp::new().await;
    let visit = booked(&app, "2026-03-12T11:00").await;
    for local in ["2026-03-13T14:00", "2026-03-12T11:00"] {
        let to = json!({ "startsAt": app.salon.at(local), "employeeId": app.salon.employee("Anna") });
        post(&app, &format!("/api/appointments/{visit}/move"), &to).await.ok();
    }
    set_notifications(&app, json!({ "quietHours": null })).await;

    at(&app, "2026-03-11T11:00").await;

    assert_eq!(told(&app, REMINDER).await.len(), 1);
    let waiting: i64 = app.rows.count("jobs WHERE kind = 'remind_of_visit' AND state = 'DONE'").await;
    assert!(waiting > 1, "there were several promises of it: {waiting}");
}

#[tokio::test]
async fn a_worker_that_stood_still_reminds_once_and_not_too_late() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    booked(&app, "2026-03-12T09:00").await;

    at(&app, "2026-03-12T10:00").await;

    let reminders = told(&app, REMINDER).await;
    assert_eq!(reminders.len(), 1, "{reminders:?}");
    assert!(reminders[0].contains("11:00 AM"), "{reminders:?}");
}

#[tokio::test]
async fn a_salon_reminds_when_it_wants_even_of_visits_booked_before() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    set_notifications(&app, json!({ "reminderMinutes": [180] })).await;

    at(&app, "2026-03-12T07:59").await;
    assert!(told(&app, REMINDER).await.is_empty());
    at(&app, "2026-03-12T08:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 1);
    at(&app, "2026-03-12T09:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 1);
}

#[tokio::test]
async fn quiet_hours_hold_back_reminders_and_no_confirmations() {
    let app = TestApp::new().await;
    set_notifications(&app, json!({ "quietHours": { "fromMinute": 21 * 60, "toMinute": 8 * 60 + 30 } }))
        .await;
    booked(&app, "2026-03-13T10:00").await;
    at(&app, "2026-03-12T10:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 1, "that of the day before");
    // Two hours before ten is eight, which is quiet until half past.
    at(&app, "2026-03-13T08:29").await;
    assert_eq!(told(&app, REMINDER).await.len(), 1);
    at(&app, "2026-03-13T08:30").await;
    assert_eq!(told(&app, REMINDER).await.len(), 2);

    // Nine o'clock is too near to the end of quiet hours: the evening before.
    let early = TestApp::new().await;
    set_notifications(
        &early,
        json!({ "quietHours": { "fromMinute": 21 * 60, "toMinute": 8 * 60 + 45 }, "reminderMinutes": [60] }),
    )
    .await;
    booked(&early, "2026-03-12T09:00").await;
    at(&early, "2026-03-11T20:58").await;
    assert!(told(&early, REMINDER).await.is_empty());
    at(&early, "2026-03-11T20:59").await;
    assert_eq!(told(&early, REMINDER).await.len(), 1);

    at(&early, "2026-03-11T23:00").await;
    booked(&early, "2026-03-13T11:00").await;
    early.deliver().await;
    assert_eq!(told(&early, "You're booked").await.len(), 2, "what was just done is told at once");
}

#[tokio::test]
async fn one_confirms_and_two_cancels() {
    let app = TestApp::new().await;
    let visit = booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-11T11:00").await;

    let answer = app.text(DANA, app.salon.number, "1").await.expect("an answer");
    assert!(answer.contains("confirmed for Thu, Mar 12 at 11:00 AM"), "{answer}");
    assert_eq!(status_of(&app, &visit).await, "CONFIRMED");
    let history = get(&app, &format!("/api/appointments/{visit}/history")).await;
    assert!(history.to_string().contains("CUSTOMER"), "{history}");
    assert!(app.text(DANA, app.salon.number, "Yes").await.expect("an answer").contains("confirmed"));

    assert_eq!(app.text(DANA, app.salon.number, " 2 ").await, None, "the message of it is the answer");
    app.deliver().await;
    assert_eq!(status_of(&app, &visit).await, "CANCELLED");
    assert_eq!(told(&app, "Your visit is cancelled").await.len(), 1);
    assert_eq!(app.rows.count("calls").await, 0, "no conversation was begun");
    at(&app, "2026-03-12T09:00").await;
    assert_eq!(told(&app, REMINDER).await.len(), 1);
}

#[tokio::test]
async fn the_same_answer_twice_has_one_effect_and_the_cut_off_holds() {
    let app = TestApp::new().await;
    app.rows
        .run("UPDATE tenants SET cancel_cutoff_minutes = 1440, catalogue_version = catalogue_version + 1")
        .await
        .expect("written");
    let visit = booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-11T11:00").await;
    app.clock.advance(SignedDuration::from_mins(5));
    let id = "SM0123456789abcdef0123456789abcdef";

    for _ in 0..2 {
        let answer = app.text_again(id, DANA, app.salon.number, "CANCEL").await.expect("an answer");
        assert!(answer.contains("Please call us: (212) 555-0180"), "{answer}");
    }

    assert_eq!(status_of(&app, &visit).await, "SCHEDULED");
    assert_eq!(app.rows.count("inbound_messages").await, 1);
}

#[tokio::test]
async fn an_answer_belongs_to_what_was_asked_last() {
    let app = TestApp::new().await;
    let visit = booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-11T11:00").await;
    app.clock.advance(SignedDuration::from_mins(1));
    app.text(DANA, app.salon.number, "I'd like a women's haircut on Friday").await.expect("an answer");
    app.clock.advance(SignedDuration::from_mins(1));

    app.text(DANA, app.salon.number, "1").await.expect("an answer");

    assert_eq!(status_of(&app, &visit).await, "SCHEDULED", "it was a choice among times");
    let answer = app.text("+13475550199", app.salon.number, "2").await;
    assert!(answer.is_some(), "a stranger cancels nothing");
    assert_eq!(status_of(&app, &visit).await, "SCHEDULED");
}

#[tokio::test]
async fn whoever_writes_stop_gets_nothing_until_start() {
    let app = TestApp::new().await;
    for word in ["STOP", "Stopall", "unsubscribe", " END ", "quit", "REVOKE", "OptOut"] {
        assert_eq!(app.text(DANA, app.salon.number, word).await, None, "{word}");
        let thread = &get(&app, "/api/messages").await[0];
        assert!(thread["optedOutAt"].is_string(), "{word}");
        assert_eq!(app.text(DANA, app.salon.number, "YES").await, None, "the network answers");
        assert_eq!(get(&app, "/api/messages").await[0]["optedOutAt"], Value::Null);
    }
    app.text(DANA, app.salon.number, "stop").await;
    booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-11T11:00").await;

    assert!(app.sms_to(DANA).await.is_empty());
    let all = get(&app, "/api/notifications?status=SUPPRESSED").await;
    assert_eq!(all.as_array().map(Vec::len), Some(2), "{all}");
    assert!(all[0]["error"].as_str().is_some_and(|why| why.contains("STOP")), "{all}");
    assert_eq!((&all[0]["canResend"], &all[1]["canResend"]), (&json!(false), &json!(false)));
    let thread = get(&app, "/api/messages").await[0]["id"].as_str().expect("an id").to_owned();
    let reply = post(&app, &format!("/api/messages/{thread}"), &json!({ "body": "Hello" })).await;
    assert_eq!(reply.expect(StatusCode::CONFLICT).code(), "opted_out");
    assert_eq!(app.text(DANA, app.salon.number, "can I come at five?").await, None, "no answer either");
    assert_eq!(get(&app, "/api/messages?unread=true").await.as_array().map(Vec::len), Some(1));

    app.text(DANA, app.salon.number, "START").await;
    booked(&app, "2026-03-13T11:00").await;
    app.deliver().await;
    assert_eq!(told(&app, "You're booked").await.len(), 1);
}

#[tokio::test]
async fn neither_cancel_nor_yes_nor_a_sentence_is_an_opt_out() {
    let app = TestApp::new().await;
    for words in ["cancel", "yes", "stop by at 5?", "please don't stop", "the end"] {
        assert!(app.text(DANA, app.salon.number, words).await.is_some(), "{words}");
    }
    assert_eq!(app.text(DANA, app.salon.number, "HELP").await, None, "the network answers");
    assert_eq!(app.rows.count("message_threads WHERE opted_out_at IS NOT NULL").await, 0);

    // Where the network says that it has opted somebody out, it is so, whatever the word.
    let fields = form(&[
        ("MessageSid", "SM0123456789abcdef0123456789abcdef"),
        ("From", DANA),
        ("To", app.salon.number),
        ("Body", "Cancel"),
        ("OptOutType", "STOP"),
    ]);
    app.twilio("/api/telephony/twilio/sms", &fields).await.ok();
    assert_eq!(app.rows.count("message_threads WHERE opted_out_at IS NOT NULL").await, 1);
}

/// What the network reports of Dana's last message.
async fn report(app: &TestApp, status: &str, more: &[(&str, &str)]) {
    let id = app.sms_to(DANA).await.pop().expect("a message").id;
    let mut fields = vec![("MessageSid", id.as_str()), ("MessageStatus", status)];
    fields.extend(more);
    app.twilio(MESSAGE_STATUS, &form(&fields)).await.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_lost_message_is_tried_again_as_often_as_the_table_says() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    for tries in 1..=3 {
        report(&app, "undelivered", &[("ErrorCode", "30003")]).await;
        report(&app, "undelivered", &[("ErrorCode", "30003")]).await;
        app.deliver().await;
        assert_eq!(app.sms_to(DANA).await.len(), tries, "not at once");
        app.clock.advance(SignedDuration::from_mins(60));
        app.deliver().await;
        assert_eq!(app.sms_to(DANA).await.len(), tries + 1);
    }
    report(&app, "undelivered", &[("ErrorCode", "30003")]).await;
    app.clock.advance(SignedDuration::from_hours(5));
    app.deliver().await;

    assert_eq!(app.sms_to(DANA).await.len(), 4);
    let all = get(&app, "/api/notifications?status=UNDELIVERED").await;
    assert_eq!(all.as_array().map(Vec::len), Some(4));
    assert!(all[0]["error"].as_str().is_some_and(|why| why.contains("out of reach")), "{all}");
    assert_eq!((&all[0]["errorCode"], &all[0]["canResend"]), (&json!(30003), &json!(true)));
    assert_eq!(all[0]["retryOfId"], all[1]["id"]);
}

#[tokio::test]
async fn what_cannot_arrive_is_not_tried_again_and_a_landline_is_remembered() {
    for (code, is_landline) in [("30005", false), ("30007", false), ("30006", true)] {
        let app = TestApp::new().await;
        booked(&app, "2026-03-12T11:00").await;
        app.deliver().await;
        report(&app, "failed", &[("ErrorCode", code)]).await;
        report(&app, "delivered", &[]).await;
        at(&app, "2026-03-11T11:00").await;

        assert_eq!(told(&app, "You're booked").await.len(), 1, "{code}");
        assert_eq!(told(&app, REMINDER).await.len(), usize::from(!is_landline), "{code}");
        assert_eq!(app.rows.count("notifications WHERE status = 'FAILED'").await, 1, "{code}");
    }
}

#[tokio::test]
async fn each_message_has_its_segments_and_its_price() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let shown = async || {
        let all = get(&app, "/api/notifications?kind=BOOKING_CONFIRMATION").await;
        all[0].clone()
    };
    let sent = shown().await;
    assert_eq!((&sent["segments"], &sent["costMicros"]), (&json!(2), &json!(16_600)), "{sent}");
    assert_eq!((&sent["costCurrency"], &sent["costIsEstimate"]), (&json!("USD"), &json!(true)));

    report(&app, "delivered", &[]).await;
    app.sms.set_price(SmsPrice { micros: 15_000, currency: "USD".to_owned() });
    app.clock.advance(SignedDuration::from_mins(10));
    app.deliver().await;

    let known = shown().await;
    assert_eq!((&known["costMicros"], &known["costIsEstimate"]), (&json!(15_000), &json!(false)));
    assert!(known["deliveredAt"].is_string());
}

#[tokio::test]
async fn a_salons_own_words_keep_their_facts() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let path = "/api/message-templates/BOOKING_CONFIRMATION.en";
    let put = async |body: &str| {
        app.ask(Method::PUT, path).bearer(&token).json(&json!({ "body": body })).send().await
    };
    let unknown = put("{salon}: see you {wen}").await.expect(StatusCode::BAD_REQUEST);
    assert!(unknown.text().contains("{when}") && unknown.text().contains("{wen}"), "{}", unknown.text());
    assert!(
        put("Hello {firstName}")
            .await
            .expect(StatusCode::BAD_REQUEST)
            .text()
            .contains("must contain {salon}, {when}")
    );
    let set = put("{salon} \u{2764}: {firstName}, {when}. {price}").await.ok().data();
    assert_eq!(set["isDefault"], false);

    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await[0].body, "Harbour Hair \u{2764}: Dana, Thu, Mar 12 at 11:00 AM. $45");

    let preview = json!({ "kind": "REMINDER", "language": "es", "body": "{salon}: {when}, {link}" });
    let preview = post(&app, "/api/message-templates/preview", &preview).await.ok().data();
    assert!(
        preview["text"].as_str().is_some_and(
            |text| text.starts_with("Harbour Hair: jue 12 mar a las 11:00 AM, https://bolt.test/v/")
        ),
        "{preview}"
    );
    assert_eq!(
        (&preview["segments"], &preview["encoding"], &preview["isRealVisit"]),
        (&json!(1), &json!("GSM7"), &json!(true))
    );

    app.ask(Method::DELETE, path).bearer(&token).send().await.expect(StatusCode::NO_CONTENT);
    booked(&app, "2026-03-13T11:00").await;
    app.deliver().await;
    assert_eq!(told(&app, "You're booked").await.len(), 1);
    app.ask(Method::DELETE, "/api/message-templates/REPLY.en")
        .bearer(&token)
        .send()
        .await
        .expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_spanish_salon_writes_spanish() {
    let app = TestApp::new().await;
    app.rows
        .run("UPDATE tenants SET locale = 'es-US', catalogue_version = catalogue_version + 1")
        .await
        .expect("written");
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    assert!(
        app.sms_to(DANA).await[0]
            .body
            .contains("Reserva hecha, Dana: Men's haircut con Anna, jue 12 mar a las 11:00 AM")
    );
}

#[tokio::test]
async fn behind_the_link_a_visit_is_confirmed_moved_and_cancelled() {
    let app = TestApp::new().await;
    let visit = booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let page = format!("/api/visit-pages/{}", link(&app).await);

    let answer = app.get(&page).send().await.ok();
    let shown = answer.data();
    assert_eq!((&shown["salon"], &shown["status"]), (&json!("Harbour Hair"), &json!("SCHEDULED")));
    assert_eq!(
        shown["parts"],
        json!([{ "service": "Men's haircut", "employee": "Anna", "startsAt": app.salon.at("2026-03-12T11:00"), "addOns": [] }])
    );
    assert!(!answer.text().contains("Dana") && !answer.text().contains("3475550151"), "{}", answer.text());

    let confirmed = app.post(format!("{page}/confirm")).json(&json!({})).send().await.ok().data();
    assert_eq!((&confirmed["status"], &confirmed["canConfirm"]), (&json!("CONFIRMED"), &json!(false)));

    let times = app.get(format!("{page}/times?from=2026-03-13&to=2026-03-13")).send().await.ok().data();
    let slot = times["slots"]
        .as_array()
        .expect("slots")
        .iter()
        .find(|slot| slot["local"] == "2026-03-13T14:00")
        .expect("free")
        .clone();
    let forged = json!({ "startsAt": app.salon.at("2026-03-13T13:00"), "slot": slot["token"] });
    app.post(format!("{page}/move")).json(&forged).send().await.expect(StatusCode::BAD_REQUEST);
    let wish = json!({ "startsAt": slot["startsAt"], "slot": slot["token"] });
    let moved = app.post(format!("{page}/move")).json(&wish).send().await.ok().data();
    assert_eq!(moved["startsAt"], json!(app.salon.at("2026-03-13T14:00")));
    app.deliver().await;
    assert_eq!(told(&app, "Your visit has moved").await.len(), 1);
    assert_eq!(link(&app).await, page.rsplit('/').next().expect("a secret"), "the address stays");

    let off = app.post(format!("{page}/cancel")).json(&json!({})).send().await.ok().data();
    assert_eq!((&off["status"], &off["canMove"]), (&json!("CANCELLED"), &json!(false)));
    app.get(format!("{page}/times")).send().await.expect(StatusCode::CONFLICT);
    app.post(format!("{page}/confirm")).json(&json!({})).send().await.expect(StatusCode::CONFLICT);
    assert_eq!(status_of(&app, &visit).await, "CANCELLED");
    assert_eq!(app.rows.count("booked_quanta").await, 0);
}

#[tokio::test]
async fn a_link_cannot_be_guessed_keeps_the_cut_off_and_ends_with_the_visit() {
    let app = TestApp::new().await;
    app.rows
        .run("UPDATE tenants SET cancel_cutoff_minutes = 120, catalogue_version = catalogue_version + 1")
        .await
        .expect("written");
    let visit = booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let secret = link(&app).await;
    let page = format!("/api/visit-pages/{secret}");
    for other in [&secret[1..], &secret.to_lowercase(), &visit, "x", &"a".repeat(500)] {
        app.get(format!("/api/visit-pages/{other}")).send().await.expect(StatusCode::NOT_FOUND);
    }
    let kept: String = app.rows.one("SELECT token_hash FROM visit_links").await;
    assert!(!kept.contains(&secret));

    at(&app, "2026-03-12T09:30").await;
    let late = app.get(&page).send().await.ok().data();
    assert_eq!(
        (&late["canConfirm"], &late["canCancel"], &late["canMove"]),
        (&json!(true), &json!(false), &json!(false))
    );
    app.post(format!("{page}/cancel")).json(&json!({})).send().await.expect(StatusCode::CONFLICT);
    at(&app, "2026-03-12T11:31").await;
    app.get(&page).send().await.expect(StatusCode::NOT_FOUND);

    // Its clock begins anew, before the visit.
    let limited = app.restarted(&["--rate-limits", "visit-pages=3/1h"]).await;
    for _ in 0..3 {
        limited.get(&page).send().await.ok();
    }
    limited.get(&page).send().await.expect(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_thread_has_both_sides_and_a_person_takes_it_over() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    app.text(DANA, app.salon.number, "what are your opening hours").await.expect("an answer");

    let threads = get(&app, "/api/messages?search=whit").await;
    assert_eq!(
        (&threads[0]["customer"]["name"], &threads[0]["isUnread"]),
        (&json!("Dana Whitlock"), &json!(false)),
        "{threads}"
    );
    let path = format!("/api/messages/{}", threads[0]["id"].as_str().expect("an id"));
    app.clock.advance(SignedDuration::from_mins(1));
    let reply =
        post(&app, &path, &json!({ "body": "We are looking forward to it! Maya" })).await.created().data();
    assert_eq!(
        (&reply["sent"][1]["kind"], &reply["sent"][1]["writtenBy"]),
        (&json!("REPLY"), &json!("Maya Ellison"))
    );
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.last().expect("a message").body, "We are looking forward to it! Maya");
    app.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(app.text(DANA, app.salon.number, "do you have parking?").await, None, "a person is writing");

    let unread = get(&app, "/api/messages?unread=true").await;
    assert_eq!(unread[0]["lastBody"], "do you have parking?");
    let thread = get(&app, &path).await;
    assert_eq!(thread["received"].as_array().map(Vec::len), Some(2));
    assert!(thread["received"][0]["answer"].as_str().is_some_and(|words| words.contains("9 AM")), "{thread}");
    assert_eq!(thread["received"][1]["meaning"], "FOR_PERSON");
    app.clock.advance(SignedDuration::from_hours(5));
    assert!(app.text(DANA, app.salon.number, "what are your opening hours").await.is_some());
    assert_eq!(
        get(&app, "/api/messages?unread=true").await.as_array().map(Vec::len),
        Some(1),
        "still to be read"
    );
    post(&app, &format!("{path}/read"), &json!({})).await.ok();
    assert_eq!(get(&app, "/api/messages?unread=true").await, json!([]));
}

#[tokio::test]
async fn a_lost_message_is_sent_once_more_by_hand() {
    let app = TestApp::new().await;
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    report(&app, "undelivered", &[("ErrorCode", "30005")]).await;
    let lost = get(&app, "/api/notifications?lost=true").await[0].clone();
    let path = format!("/api/notifications/{}/resend", lost["id"].as_str().expect("an id"));

    let again = post(&app, &path, &json!({})).await.created().data();

    assert_eq!((&again["retryOfId"], &again["body"]), (&lost["id"], &lost["body"]));
    assert_eq!(post(&app, &path, &json!({})).await.expect(StatusCode::CONFLICT).code(), "already_resent");
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.len(), 2);
    let fine = again["id"].as_str().expect("an id");
    let fine = post(&app, &format!("/api/notifications/{fine}/resend"), &json!({})).await;
    assert_eq!(fine.expect(StatusCode::CONFLICT).code(), "cannot_resend");
}

/// Dana with an address.
async fn with_address(app: &TestApp) -> String {
    let dana = json!({ "name": "Dana Whitlock", "phone": DANA, "email": "dana@example.com" });
    let dana = post(app, "/api/customers", &dana).await.created().data();
    dana["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn mails_bring_the_visit_into_the_calendar_and_take_it_out_again() {
    let app = TestApp::new().await;
    with_address(&app).await;
    let visit = booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let to =
        json!({ "startsAt": app.salon.at("2026-03-13T14:00"), "employeeId": app.salon.employee("Anna") });
    post(&app, &format!("/api/appointments/{visit}/move"), &to).await.ok();
    app.deliver().await;
    post(&app, &format!("/api/appointments/{visit}/cancel"), &json!({})).await.ok();
    app.deliver().await;

    let mails: Vec<_> = app.sent_mails().await.into_iter().map(|sent| sent.mail).collect();
    assert_eq!(mails.len(), 3);
    assert!(mails.iter().all(|mail| mail.to == "dana@example.com"));
    assert!(mails[0].subject.contains("You're booked: Thu, Mar 12 at 11:00 AM"), "{}", mails[0].subject);
    assert!(
        mails[0].text.contains("What: Men's haircut") && mails[0].text.contains(&format!("{PUBLIC_URL}/v/")),
        "{}",
        mails[0].text
    );
    let html = mails[0].html.as_deref().expect("HTML");
    assert!(html.contains("Men's haircut") && html.contains(&format!("href=\"{PUBLIC_URL}/v/")), "{html}");
    let events: Vec<_> = mails.iter().map(|mail| mail.calendar.clone().expect("an event")).collect();
    let value = |text: &str, name: &str| {
        let text = text.replace("\r\n ", "");
        let line = text.split("\r\n").find(|line| line.starts_with(name)).map(str::to_owned);
        line.unwrap_or_else(|| panic!("no {name} in {text}"))
    };
    let methods: Vec<_> = events.iter().map(|event| event.method).collect();
    assert_eq!(methods, [CalendarMethod::Request, CalendarMethod::Request, CalendarMethod::Cancel]);
    let uids: Vec<_> = events.iter().map(|event| value(&event.text, "UID:")).collect();
    assert!(uids.iter().all(|uid| *uid == format!("UID:{visit}")), "{uids:?}");
    let sequences: Vec<i32> = events
        .iter()
        .map(|event| {
            value(&event.text, "SEQUENCE:").trim_start_matches("SEQUENCE:").parse().expect("a number")
        })
        .collect();
    assert!(sequences.windows(2).all(|pair| pair[0] < pair[1]), "{sequences:?}");
    assert_eq!(value(&events[1].text, "DTSTART:"), "DTSTART:20260313T180000Z");
    assert_eq!(value(&events[2].text, "STATUS:"), "STATUS:CANCELLED");
    let rows = get(&app, "/api/notifications?channel=EMAIL").await;
    assert_eq!((&rows[0]["status"], &rows[0]["recipient"]), (&json!("SENT"), &json!("dana@example.com")));
}

#[tokio::test]
async fn mails_go_out_once_a_visit_is_near_and_not_where_the_salon_does_not_want_them() {
    let app = TestApp::new().await;
    with_address(&app).await;
    booked(&app, "2026-03-12T11:00").await;
    at(&app, "2026-03-12T09:00").await;
    let subjects: Vec<_> = app.sent_mails().await.into_iter().map(|sent| sent.mail.subject).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");

    let silent = TestApp::new().await;
    set_notifications(&silent, json!({ "emailEnabled": false })).await;
    with_address(&silent).await;
    booked(&silent, "2026-03-12T11:00").await;
    at(&silent, "2026-03-12T09:00").await;
    assert!(silent.sent_mails().await.is_empty());
    assert_eq!(told(&silent, REMINDER).await.len(), 1, "by text message all the same");
}

#[tokio::test]
async fn a_customer_is_asked_how_it_was_at_most_once_in_ninety_days() {
    let app = TestApp::new().await;
    let review =
        json!({ "reviewRequests": { "enabled": true, "link": "https://example.com/r", "hoursAfter": 2 } });
    set_notifications(&app, review).await;
    let visits = [booked(&app, "2026-03-12T11:00").await, booked(&app, "2026-03-13T11:00").await];
    for (visit, over) in visits.iter().zip(["2026-03-12T11:40", "2026-03-13T11:40"]) {
        at(&app, over).await;
        post(&app, &format!("/api/appointments/{visit}/status"), &json!({ "status": "IN_PROGRESS" })).await;
        post(&app, &format!("/api/appointments/{visit}/status"), &json!({ "status": "COMPLETED" }))
            .await
            .ok();
        app.deliver().await;
    }
    let asked = told(&app, "Thank you for coming, Dana!").await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].ends_with("https://example.com/r"), "{asked:?}");
    at(&app, "2026-03-14T12:00").await;
    assert_eq!(told(&app, "Thank you for coming, Dana!").await.len(), 1);

    let unasked = TestApp::new().await;
    let visit = booked(&unasked, "2026-03-12T11:00").await;
    at(&unasked, "2026-03-12T11:40").await;
    post(&unasked, &format!("/api/appointments/{visit}/status"), &json!({ "status": "COMPLETED" })).await;
    at(&unasked, "2026-03-14T12:00").await;
    assert!(told(&unasked, "Thank you").await.is_empty());
}

#[tokio::test]
async fn whoever_hangs_up_is_written_to_once_a_day() {
    let app = TestApp::new().await;
    let missed = async |app: &TestApp| {
        let (line, _) = app.ring(DANA, app.salon.number).await;
        line.hang_up(4).await;
        app.deliver().await;
    };
    missed(&app).await;
    assert!(app.sms_to(DANA).await.is_empty(), "only where the salon wants it");
    set_notifications(&app, json!({ "missedCallTexts": true })).await;

    missed(&app).await;
    missed(&app).await;
    let sorry = told(&app, "Sorry we missed you!").await;
    assert_eq!(sorry.len(), 1);
    assert!(sorry[0].contains("(212) 555-0180"), "{sorry:?}");
    app.clock.advance(SignedDuration::from_hours(24));
    missed(&app).await;
    assert_eq!(told(&app, "Sorry we missed you!").await.len(), 2);

    // A landline in Berlin gets none.
    let (line, _) = app.ring("+4930901821", app.salon.number).await;
    line.hang_up(4).await;
    app.deliver().await;
    assert!(app.sms_to("+4930901821").await.is_empty());
}

#[tokio::test]
async fn what_a_person_wrote_and_got_is_handed_out_and_erased() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let dana = with_address(&app).await;
    booked(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    app.text(DANA, app.salon.number, "I am allergic to ammonia").await;
    app.text(DANA, app.salon.number, "STOP").await;

    let record = app.get(format!("/api/customers/{dana}/export")).bearer(&token).send().await.ok().text();
    assert!(record.contains("allergic to ammonia") && record.contains("dana@example.com"), "{record}");
    let confirm = json!({ "confirm": "Dana Whitlock" });
    let erased = post(&app, &format!("/api/customers/{dana}/erase"), &confirm).await;
    assert!(erased.status.is_success(), "{}", erased.text());

    for table in ["notifications", "message_threads", "inbound_messages", "visit_links"] {
        for column in app.rows.columns(table).await {
            for secret in ["3475550151", "ammonia", "dana@example.com", "Dana"] {
                let found = app
                    .rows
                    .count(&format!("{table} WHERE CAST(`{column}` AS CHAR) LIKE '%{secret}%'"))
                    .await;
                assert_eq!(found, 0, "{secret} in {table}.{column}");
            }
        }
    }
}
