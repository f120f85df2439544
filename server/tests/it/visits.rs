//! What a calendar can do beyond one service at one time: holds, tokens of free times, visits of several services,
//! series, visits put over others, history.

use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Answer;

/// A request of somebody of the first salon.
async fn ask(app: &TestApp, token: &str, method: Method, path: &str, body: &Value) -> Answer {
    app.ask(method, path).bearer(token).json(body).send().await
}

async fn post(app: &TestApp, token: &str, path: &str, body: &Value) -> Answer {
    ask(app, token, Method::POST, path, body).await
}

async fn get(app: &TestApp, token: &str, path: &str) -> Value {
    app.get(path).bearer(token).send().await.ok().data()
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn part(app: &TestApp, service: &str, employee: Option<&str>) -> Value {
    json!({
        "serviceId": app.salon.service(service),
        "employeeId": employee.map(|name| app.salon.employee(name)),
    })
}

#[tokio::test]
async fn a_time_that_is_held_is_free_for_its_holder_alone_and_not_for_ever() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let hold = json!({
        "parts": [part(&app, "Men's haircut", Some("Anna"))],
        "startsAt": app.salon.at("2026-03-12T11:00"),
    });

    let held = post(&app, &token, "/api/holds", &hold).await.created().data();

    assert_eq!(held["employeeId"], json!(app.salon.employee("Anna")));
    let booking = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:15");
    let refused = post(&app, &token, "/api/appointments", &booking).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.json()["details"]["reason"], "busy", "it overlaps what is held");
    post(&app, &token, "/api/holds", &hold).await.expect(StatusCode::CONFLICT);

    let mut with_hold = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    with_hold["holdId"] = held["id"].clone();
    post(&app, &token, "/api/appointments", &with_hold).await.created();
    assert_eq!((app.rows.count("holds").await, app.rows.count("held_quanta").await), (0, 0));

    // Another one, that nobody comes back to.
    let mut later = hold.clone();
    later["startsAt"] = json!(app.salon.at("2026-03-12T14:00"));
    post(&app, &token, "/api/holds", &later).await.created();
    let wish = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T14:00");
    post(&app, &token, "/api/appointments", &wish).await.expect(StatusCode::CONFLICT);
    app.clock.advance(SignedDuration::from_secs(121));
    post(&app, &token, "/api/appointments", &wish).await.created();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_hold_one_time_at_once_one_has_it() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let hold = json!({
        "parts": [part(&app, "Men's haircut", Some("Anna"))],
        "startsAt": app.salon.at("2026-03-12T11:00"),
    });

    let answers = join_all((0..20).map(|_| post(&app, &token, "/api/holds", &hold))).await;

    let held = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    let refused = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT).count();
    assert_eq!((held, refused), (1, 19));
    assert_eq!(app.rows.count("holds").await, 1);
    let id = answers.iter().find(|answer| answer.status == StatusCode::CREATED).expect("one").data();
    let path = format!("/api/holds/{}", text(&id["id"]));
    app.ask(Method::DELETE, &path).bearer(&token).send().await.expect(StatusCode::NO_CONTENT);
    app.ask(Method::DELETE, &path).bearer(&token).send().await.expect(StatusCode::NOT_FOUND);
    assert_eq!(app.rows.count("held_quanta").await, 0);
}

#[tokio::test]
async fn an_offered_time_is_booked_by_its_token_and_an_invented_one_is_not() {
    let app = TestApp::new().await;
    let service = app.salon.service("Men's haircut");
    let path = format!("/api/ai/availability?serviceId={service}&from=2026-03-12");
    let slots = app.get(path).key(&app.salon.key).send().await.ok().data()["slots"].clone();
    let book = |starts_at: &Value, token: &Value| {
        let body = json!({
            "serviceId": service, "startsAt": starts_at, "slotToken": token, "customer": { "name": "Dana" },
        });
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send()
    };

    let other = book(&slots[1]["startsAt"], &slots[0]["token"]).await.expect(StatusCode::BAD_REQUEST);
    assert!(other.json()["fields"]["slotToken"].as_str().is_some_and(|how| how.contains("another time")));
    let forged = json!(text(&slots[0]["token"]).replace('A', "B"));
    book(&slots[0]["startsAt"], &forged).await.expect(StatusCode::BAD_REQUEST);
    app.clock.advance(SignedDuration::from_mins(31));
    let late = book(&slots[0]["startsAt"], &slots[0]["token"]).await.expect(StatusCode::BAD_REQUEST);
    assert!(late.text().contains("expired"), "{}", late.text());
    app.clock.advance(SignedDuration::from_mins(-31));
    assert_eq!(app.rows.count("appointments").await, 0);

    let visit = book(&slots[0]["startsAt"], &slots[0]["token"]).await.created().data();
    assert_eq!(visit["startsAt"], slots[0]["startsAt"]);
}

#[tokio::test]
async fn why_a_time_is_not_free_is_said_in_words() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (service, anna) = (app.salon.service("Men's haircut"), app.salon.employee("Anna"));
    let path =
        |at: &str| format!("/api/availability/check?serviceId={service}&employeeId={anna}&startsAt={at}");
    for (at, reason, words) in [
        ("2026-03-12T08:00", "outside_hours", "Anna is in from 9 AM to 5 PM that day"),
        ("2026-03-12T16:45", "too_long", "the visit would last past 5 PM, when Anna ends"),
        ("2026-03-16T11:00", "closed", "Anna does not work on that day"),
        ("2026-03-12T11:07", "off_grid", "visits do not start at this minute"),
        ("2026-03-08T02:30", "nonexistent_time", "the clock skips it on that day"),
    ] {
        let verdict = get(&app, &token, &path(at)).await;
        assert_eq!((&verdict["free"], &verdict["reason"]), (&json!(false), &json!(reason)), "{at}");
        assert_eq!(verdict["message"], words, "{at}");
    }
    let free = get(&app, &token, &path("2026-03-12T11:00")).await;
    assert_eq!((&free["free"], &free["slot"]["local"]), (&json!(true), &json!("2026-03-12T11:00")));
    let wrong = app.get(path("half-past-two")).bearer(&token).send().await.expect(StatusCode::BAD_REQUEST);
    assert!(wrong.json()["fields"]["startsAt"].is_string());
}

#[tokio::test]
async fn several_services_are_one_visit_in_a_row_by_one_or_by_several() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let parts = json!([part(&app, "Women's haircut", None), part(&app, "Highlights", Some("Priya"))]);
    let search = json!({ "parts": parts, "from": "2026-03-12" });

    let found = post(&app, &token, "/api/availability/search", &search).await.ok().data();

    let slot = &found["slots"][0];
    assert_eq!(slot["parts"].as_array().map(Vec::len), Some(2), "{found:#}");
    assert_eq!(slot["parts"][1]["employee"]["name"], "Priya");
    let visit = json!({
        "parts": parts, "startsAt": slot["startsAt"], "slotToken": slot["token"],
        "customer": { "name": "Dana Whitlock", "phone": "+13475550151" },
    });
    let booked = post(&app, &token, "/api/appointments/visits", &visit).await.created().data();
    assert_eq!(booked.as_array().map(Vec::len), Some(2));
    assert_eq!(booked[0]["visitId"], booked[1]["visitId"]);
    assert_eq!(booked[1]["startsAt"], slot["parts"][1]["startsAt"]);
    assert_eq!(booked[0]["customer"]["id"], booked[1]["customer"]["id"]);
    app.deliver().await;
    let told = app.sms_to("+13475550151").await;
    assert_eq!(told.len(), 1, "one message for the whole visit");
    assert!(told[0].body.contains("Women's haircut and Highlights"), "{}", told[0].body);
    assert!(told[0].body.contains("$250"), "{}", told[0].body);

    // The same again meets the first at every service: nothing of it is written.
    let before = app.rows.count("appointments").await;
    post(&app, &token, "/api/appointments/visits", &visit).await.expect(StatusCode::CONFLICT);
    assert_eq!(app.rows.count("appointments").await, before);

    let path = format!("/api/appointments/{}/cancel", text(&booked[0]["id"]));
    post(&app, &token, &path, &json!({ "scope": "VISIT", "reason": "Ill" })).await.ok();
    assert_eq!(app.rows.count("appointments WHERE status = 'CANCELLED'").await, 2);
    assert_eq!(app.rows.count("booked_quanta").await, 0);
}

#[tokio::test]
async fn a_visit_of_several_services_is_moved_as_a_whole() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let parts = [part(&app, "Women's haircut", Some("Anna")), part(&app, "Men's haircut", Some("Anna"))];
    let visit = json!({
        "parts": parts, "startsAt": app.salon.at("2026-03-12T11:00"),
        "customer": { "name": "Dana Whitlock", "phone": "+13475550151" },
    });
    let booked = post(&app, &token, "/api/appointments/visits", &visit).await.created().data();
    let second = text(&booked[1]["id"]);
    app.deliver().await;

    let of_it = format!("/api/appointments?visitId={}&pageSize=1", text(&booked[0]["visitId"]));
    let listed = app.get(&of_it).bearer(&token).send().await.ok().json();
    assert_eq!((&listed["data"][0]["id"], &listed["pagination"]["total"]), (&booked[0]["id"], &json!(2)));

    // A quarter of an hour later: each service takes time that the visit itself had.
    let whole = |at: &str| json!({ "startsAt": app.salon.at(at), "scope": "VISIT" });
    let path = format!("/api/appointments/{second}/move");
    post(&app, &token, &path, &whole("2026-03-12T11:15")).await.ok();

    let mut moved = Vec::new();
    for before in booked.as_array().expect("two services") {
        let id = text(&before["id"]);
        let after = get(&app, &token, &format!("/api/appointments/{id}")).await;
        let instant = |visit: &Value| visit["startsAt"].as_str().expect("a start").parse::<jiff::Timestamp>();
        let later = instant(&after).expect("right").duration_since(instant(before).expect("right"));
        assert_eq!(later.as_mins(), 15, "{after:#}");
        assert_eq!(after["employee"], before["employee"]);
        let history = get(&app, &token, &format!("/api/appointments/{id}/history")).await;
        let last = history.as_array().and_then(|all| all.last()).expect("a history");
        assert_eq!(last["action"], "MOVED");
        assert_eq!(last["changes"]["startsAt"]["from"], before["startsAt"]);
        moved.push(after);
    }
    assert_eq!(moved[1]["startsAt"], moved[0]["endsAt"]);
    app.deliver().await;
    assert_eq!(app.sms_to("+13475550151").await.len(), 2, "one message for each decision");

    // Where the second service meets another visit of Anna's, somebody else does it, or nothing moves at all.
    let quanta = app.rows.count("booked_quanta").await;
    let refused = post(&app, &token, &path, &whole("2026-03-12T03:00")).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.json()["details"]["reason"], "outside_hours");
    assert_eq!(app.rows.count("booked_quanta").await, quanta, "nothing was touched");

    let own = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-13T12:00");
    post(&app, &token, "/api/appointments", &own).await.created();
    post(&app, &token, &path, &whole("2026-03-13T11:30")).await.ok();
    let first = get(&app, &token, &format!("/api/appointments/{}", text(&booked[0]["id"]))).await;
    assert_eq!(first["startsAt"], json!(app.salon.at("2026-03-13T11:30")));
}

#[tokio::test]
async fn daily_limits_count_every_service_of_a_visit() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let anna = format!("/api/employees/{}", app.salon.employee("Anna"));
    ask(&app, &token, Method::PATCH, &anna, &json!({ "maxVisitsPerDay": 1 })).await.ok();
    let parts = [part(&app, "Women's haircut", Some("Anna")), part(&app, "Men's haircut", Some("Anna"))];
    let visit = json!({
        "parts": parts, "startsAt": app.salon.at("2026-03-12T11:00"),
        "customer": { "name": "Dana Whitlock", "phone": "+13475550151" },
    });

    let refused = post(&app, &token, "/api/appointments/visits", &visit).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.json()["details"]["reason"], "limit");

    ask(&app, &token, Method::PATCH, &anna, &json!({ "maxVisitsPerDay": 2 })).await.ok();
    post(&app, &token, "/api/appointments/visits", &visit).await.created();
}

#[tokio::test]
async fn one_person_does_all_of_a_visit_where_one_can() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let parts = json!([part(&app, "Women's haircut", None), part(&app, "Men's haircut", None)]);
    let search = json!({ "parts": parts, "from": "2026-03-12" });

    let found = post(&app, &token, "/api/availability/search", &search).await.ok().data();

    for slot in found["slots"].as_array().expect("slots") {
        assert_eq!(slot["parts"][0]["employee"], slot["parts"][1]["employee"], "{slot:#}");
    }
}

#[tokio::test]
async fn a_series_keeps_its_time_of_day_across_a_clock_change() {
    let app = TestApp::new().await;
    let token = app.owner(&app.other).await;
    // Berlin puts its clocks forward on 29 March 2026.
    let first = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T10:00");
    let series = json!({ "first": first, "everyWeeks": 2, "count": 3 });

    let booked = post(&app, &token, "/api/appointments/series", &series).await.created().data();

    let starts: Vec<_> =
        booked["booked"].as_array().expect("visits").iter().map(|one| one["startsAt"].clone()).collect();
    assert_eq!(starts, ["2026-03-12T09:00:00Z", "2026-03-26T09:00:00Z", "2026-04-09T08:00:00Z"]);
    assert!(
        booked["booked"].as_array().is_some_and(|all| all.iter().all(|one| one["seriesId"] == booked["id"]))
    );

    // The second again, every two weeks: each date is taken.
    let refused = post(&app, &token, "/api/appointments/series", &series).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.json()["details"]["skipped"].as_array().map(Vec::len), Some(3));
    assert_eq!(app.rows.count("appointment_series").await, 1, "nothing of it stays");
    let mut weekly = series.clone();
    weekly["everyWeeks"] = json!(1);
    weekly["first"]["startsAt"] = json!(app.other.at("2026-03-19T10:00"));
    weekly["onConflict"] = json!("SKIP");
    let some = post(&app, &token, "/api/appointments/series", &weekly).await.created().data();
    assert_eq!(some["booked"].as_array().map(Vec::len), Some(2));
    assert_eq!(some["skipped"][0]["startsAt"], "2026-03-26T09:00:00Z");
    assert_eq!(some["skipped"][0]["reason"], "busy");

    let path = format!("/api/appointments/{}/cancel", text(&booked["booked"][1]["id"]));
    post(&app, &token, &path, &json!({ "scope": "FOLLOWING" })).await.ok();
    assert_eq!(app.rows.count("appointments WHERE status = 'CANCELLED'").await, 2, "it and the one after it");
}

#[tokio::test]
async fn a_series_takes_the_time_that_was_held_for_its_first_visit() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let hold = json!({
        "parts": [part(&app, "Men's haircut", Some("Anna"))],
        "startsAt": app.salon.at("2026-03-12T11:00"),
    });
    let held = post(&app, &token, "/api/holds", &hold).await.created().data();
    let mut first = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    first["holdId"] = held["id"].clone();

    let series = json!({ "first": first, "everyWeeks": 1, "count": 3 });
    let booked = post(&app, &token, "/api/appointments/series", &series).await.created().data();

    assert_eq!(booked["booked"].as_array().map(Vec::len), Some(3));
    assert_eq!(app.rows.count("holds").await, 0);
}

#[tokio::test]
async fn a_visit_over_another_wants_a_managers_word_and_keeps_it() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let desk = app.member(&app.salon, bolt::modules::auth::Role::FrontDesk).await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    post(&app, &owner, "/api/appointments", &body).await.created();
    let mut over = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:15");
    over["force"] = json!(true);

    post(&app, &desk, "/api/appointments", &over).await.expect(StatusCode::FORBIDDEN);
    let key = app.post("/api/ai/appointments").key(&app.salon.key).json(&over).send().await;
    key.expect(StatusCode::FORBIDDEN);
    let mut to_nobody = over.clone();
    to_nobody["employeeId"] = Value::Null;
    post(&app, &owner, "/api/appointments", &to_nobody).await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(app.rows.count("appointments").await, 1);

    let forced = post(&app, &owner, "/api/appointments", &over).await.created().data();

    assert_eq!(forced["isForced"], true);
    let path = format!("/api/appointments/{}/history", text(&forced["id"]));
    let history = get(&app, &owner, &path).await;
    assert_eq!((&history[0]["action"], &history[0]["actor"]), (&json!("FORCED"), &json!("PERSON")));
    assert!(history[0]["actorName"].is_string(), "who answers for it: {history}");
    // Both stand in the way of a third.
    let third = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:30");
    post(&app, &owner, "/api/appointments", &third).await.expect(StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_visit_remembers_who_did_what_to_it() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let visit =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    let path = format!("/api/appointments/{}", text(&visit["id"]));
    let to = json!({ "startsAt": app.salon.at("2026-03-12T14:00"), "version": 1 });

    post(&app, &token, &format!("{path}/move"), &to).await.ok();
    let stale = post(&app, &token, &format!("{path}/move"), &to).await.expect(StatusCode::CONFLICT);
    ask(&app, &token, Method::PATCH, &path, &json!({ "notes": "Likes tea" })).await.ok();
    post(&app, &token, &format!("{path}/status"), &json!({ "status": "CONFIRMED" })).await.ok();
    post(&app, &token, &format!("{path}/cancel"), &json!({ "reason": "Ill" })).await.ok();

    assert_eq!(stale.code(), "stale_version");
    let history = get(&app, &token, &format!("{path}/history")).await;
    let told: Vec<_> = history
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| (text(&entry["action"]), text(&entry["actor"])))
        .collect();
    let expected = [
        ("BOOKED", "KEY"),
        ("MOVED", "PERSON"),
        ("NOTES", "PERSON"),
        ("STATUS", "PERSON"),
        ("STATUS", "PERSON"),
    ];
    assert_eq!(told, expected.map(|(action, actor)| (action.to_owned(), actor.to_owned())));
    assert_eq!(history[1]["changes"]["startsAt"]["from"], visit["startsAt"]);
    assert_eq!(history[2]["changes"]["notes"], json!({ "from": null, "to": "Likes tea" }));
    assert_eq!(history[4]["changes"]["reason"]["to"], "Ill");
}

#[tokio::test]
async fn callers_keep_the_salons_notice_for_changes_and_its_people_need_not() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    app.rows
        .run("UPDATE tenants SET cancel_cutoff_minutes = 1500, catalogue_version = 99")
        .await
        .expect("rows");
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-11T09:00");
    let visit =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    let id = text(&visit["id"]);
    let by_key = |what: &str, body: Value| {
        app.post(format!("/api/ai/appointments/{id}/{what}")).key(&app.salon.key).json(&body).send()
    };

    let cancel = by_key("cancel", json!({})).await.expect(StatusCode::CONFLICT);
    let to = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });
    let moved = by_key("move", to).await.expect(StatusCode::CONFLICT);

    assert_eq!((cancel.code(), moved.code()), ("too_late".to_owned(), "too_late".to_owned()));
    assert_eq!(app.rows.count("appointments WHERE status = 'SCHEDULED'").await, 1);
    post(&app, &token, &format!("/api/appointments/{id}/cancel"), &json!({})).await.ok();
}
