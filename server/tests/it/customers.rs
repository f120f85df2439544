//! Customers: what is known of them, who is known twice, and how somebody is forgotten.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::http::{Answer, Asking};
use crate::support::salon::Salon;
use crate::support::twilio::Line;

const PATH: &str = "/api/customers";

/// The dashboard of one salon.
struct Desk<'a> {
    app: &'a TestApp,
    salon: &'a Salon,
    token: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, salon: &'a Salon) -> Self {
        Self { app, salon, token: app.owner(salon).await }
    }

    fn ask(&self, method: Method, path: impl Into<String>) -> Asking {
        self.app.ask(method, path).bearer(&self.token)
    }

    async fn get(&self, path: impl Into<String>) -> Answer {
        self.ask(Method::GET, path).send().await
    }

    async fn post(&self, path: impl Into<String>, body: &Value) -> Answer {
        self.ask(Method::POST, path).json(body).send().await
    }

    async fn patch(&self, id: &str, body: &Value) -> Answer {
        self.ask(Method::PATCH, format!("{PATH}/{id}")).json(body).send().await
    }

    async fn delete(&self, id: &str) -> Answer {
        self.ask(Method::DELETE, format!("{PATH}/{id}")).send().await
    }

    /// Writes somebody down and hands out their id.
    async fn add(&self, profile: &Value) -> String {
        text(&self.post(PATH, profile).await.created().data()["id"])
    }

    /// Books a visit for a customer and hands out its id.
    async fn book(&self, customer: &str, service: &str, employee: &str, local: &str) -> String {
        let mut body = self.salon.booking(service, Some(employee), local);
        body["customer"] = Value::Null;
        body["customerId"] = json!(customer);
        body["notes"] = json!("Dana wants it short");
        text(&self.post("/api/appointments", &body).await.created().data()["id"])
    }

    async fn set_status(&self, visit: &str, status: &str) {
        let path = format!("/api/appointments/{visit}/status");
        self.post(path, &json!({ "status": status })).await.ok();
    }

    async fn names(&self, query: &str) -> Vec<String> {
        let data = self.get(format!("{PATH}?{query}")).await.ok().data();
        data.as_array().expect("a list").iter().map(|one| text(&one["name"])).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}")).to_owned()
}

fn dana() -> Value {
    json!({ "name": "Dana Whitlock", "phone": "(347) 555-0151", "email": "dana@example.com" })
}

#[tokio::test]
async fn a_profile_is_written_changed_and_emptied_field_by_field() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let anna = app.salon.employee("Anna").to_string();

    let new = desk.post(PATH, &dana()).await.created().data();
    assert_eq!(new["phone"], "+13475550151", "as the salon's country writes it");
    assert_eq!((&new["marketingConsent"], &new["marketingConsentAt"]), (&json!(false), &Value::Null));
    let id = text(&new["id"]);
    app.clock.advance(SignedDuration::from_mins(5));
    let change = json!({
        "notes": " allergic to ammonia\nlikes tea ", "preferences": "short at the neck",
        "preferredEmployeeId": anna, "marketingConsent": true, "isBlocked": true, "isVip": true,
    });
    let changed = desk.patch(&id, &change).await.ok().data();
    assert_eq!(changed["notes"], "allergic to ammonia\nlikes tea");
    assert_eq!(changed["marketingConsentAt"], "2026-03-10T13:05:00Z", "with the time of the yes");
    assert_eq!((&changed["name"], &changed["phone"]), (&new["name"], &new["phone"]));
    assert_eq!((&changed["preferredEmployeeId"], &changed["isBlocked"]), (&json!(anna), &json!(true)));
    assert_eq!((&new["isVip"], &changed["isVip"]), (&json!(false), &json!(true)));

    app.clock.advance(SignedDuration::from_mins(5));
    let emptied = json!({ "notes": null, "email": "", "phone": null, "preferredEmployeeId": null });
    let emptied = desk.patch(&id, &emptied).await.ok().data();

    for field in ["notes", "email", "phone", "preferredEmployeeId"] {
        assert_eq!(emptied[field], Value::Null, "{field}");
    }
    assert_eq!((&emptied["preferences"], &emptied["isVip"]), (&json!("short at the neck"), &json!(true)));
    assert_eq!(emptied["marketingConsentAt"], "2026-03-10T13:05:00Z", "nothing was said of it");
    let read = desk.get(format!("{PATH}/{id}")).await.ok().data();
    assert_eq!(read["updatedAt"], "2026-03-10T13:10:00Z");
    assert_eq!(read["figures"]["visits"], 0);
}

#[tokio::test]
async fn what_is_no_profile_names_its_field_and_changes_nothing() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&dana()).await;
    let before = app.rows.everything().await;
    let long = "x".repeat(10_000);

    for (field, value) in [
        ("name", json!("")),
        ("name", json!("   ")),
        ("name", json!(long)),
        ("name", json!("Dana\u{0}")),
        ("name", json!("Dana\nWhitlock")),
        ("phone", json!("12")),
        ("phone", json!("call me")),
        ("phone", json!(long)),
        ("email", json!("dana")),
        ("email", json!("dana@example")),
        ("email", json!(long)),
        ("notes", json!(long)),
        ("notes", json!("\u{7}")),
        ("preferences", json!(long)),
        ("isBlocked", json!("yes")),
        ("isVip", json!(1)),
        ("marketingConsent", json!(1)),
        ("preferredEmployeeId", json!("Anna")),
    ] {
        let mut new = json!({ "name": "Somebody" });
        new[field] = value.clone();
        for answer in [desk.post(PATH, &new).await, desk.patch(&id, &json!({ field: value })).await] {
            let answer = answer.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "validation_failed");
            assert!(answer.json()["fields"][field].is_string(), "{field}: {}", answer.text());
        }
    }
    for body in [json!({}), json!({ "name": null }), json!({ "name": "A", "tenantId": "ten_1" })] {
        desk.post(PATH, &body).await.expect(StatusCode::BAD_REQUEST);
    }
    let stranger = json!({ "name": "A", "preferredEmployeeId": app.other.employee("Jonas") });
    desk.post(PATH, &stranger).await.expect(StatusCode::NOT_FOUND);
    for query in ["sort=price", "blocked=maybe", "search=".to_owned().as_str(), "page=0"] {
        let answer = desk.get(format!("{PATH}?{query}")).await;
        assert_eq!(answer.status.is_success(), query == "search=", "{query}");
    }
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn a_number_is_one_customers_and_the_refusal_says_whose() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let dana_id = desk.add(&dana()).await;
    let other = desk.add(&json!({ "name": "Tom Baker" })).await;
    let phone = json!({ "name": "Tom Baker", "phone": "+1 347 555 0151" });

    for answer in [desk.post(PATH, &phone).await, desk.patch(&other, &phone).await] {
        let answer = answer.expect(StatusCode::CONFLICT);
        assert_eq!(answer.code(), "phone_taken");
        assert_eq!(answer.json()["details"], json!({ "customerId": dana_id, "isDeleted": false }));
    }
    desk.delete(&dana_id).await.expect(StatusCode::NO_CONTENT);
    let answer = desk.post(PATH, &phone).await.expect(StatusCode::CONFLICT);
    assert_eq!(answer.json()["details"], json!({ "customerId": dana_id, "isDeleted": true }));
    // At the other salon it is another customer's, or nobody's.
    Desk::of(&app, &app.other).await.add(&json!({ "name": "Dana", "phone": "+13475550151" })).await;
    desk.patch(&other, &json!({ "phone": "+13475550152" })).await.ok();
    desk.patch(&other, &json!({ "phone": "+13475550152" })).await.ok();
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_sorted() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let dana = desk.add(&dana()).await;
    app.clock.advance(SignedDuration::from_mins(1));
    let tom = json!({ "name": "Tom Baker", "phone": "+13475550152", "isBlocked": true });
    let tom = desk.add(&tom).await;
    app.clock.advance(SignedDuration::from_mins(1));
    desk.add(&json!({ "name": "Ada Byron", "email": "ada@lovelace.example", "marketingConsent": true, "isVip": true }))
        .await;
    let gone = desk.add(&json!({ "name": "Gone Girl" })).await;
    desk.delete(&gone).await.expect(StatusCode::NO_CONTENT);
    desk.book(&dana, "Men's haircut", "Marcus", "2026-03-10T16:00").await;
    desk.patch(&tom, &json!({ "isBlocked": true })).await.ok();
    app.clock.advance(SignedDuration::from_hours(24));

    for (query, names) in [
        ("", vec!["Ada Byron", "Dana Whitlock", "Tom Baker"]),
        ("sort=-name", vec!["Tom Baker", "Dana Whitlock", "Ada Byron"]),
        ("sort=createdAt", vec!["Dana Whitlock", "Tom Baker", "Ada Byron"]),
        ("sort=-createdAt", vec!["Ada Byron", "Tom Baker", "Dana Whitlock"]),
        ("sort=-lastVisitAt&pageSize=1", vec!["Dana Whitlock"]),
        ("sort=lastVisitAt&pageSize=1&page=3", vec!["Dana Whitlock"]),
        ("search=whit", vec!["Dana Whitlock"]),
        ("search=555-0152", vec!["Tom Baker"]),
        ("search=lovelace", vec!["Ada Byron"]),
        ("search=%25", vec!["Ada Byron", "Dana Whitlock", "Tom Baker"]),
        ("blocked=true", vec!["Tom Baker"]),
        ("blocked=false", vec!["Ada Byron", "Dana Whitlock"]),
        ("vip=true", vec!["Ada Byron"]),
        ("vip=false&blocked=false", vec!["Dana Whitlock"]),
        ("marketingConsent=true", vec!["Ada Byron"]),
        ("deleted=true", vec!["Gone Girl"]),
        ("search=nobody", vec![]),
    ] {
        assert_eq!(desk.names(query).await, names, "{query}");
    }
    let found = desk.get(format!("{PATH}?search=Dana")).await.ok().json();
    assert_eq!(found["data"][0]["lastVisitAt"], app.salon.at("2026-03-10T16:00"));
    assert_eq!(found["pagination"]["total"], 1);
}

#[tokio::test]
async fn figures_count_visits_by_what_became_of_them() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&dana()).await;
    let tom = desk.add(&json!({ "name": "Tom Baker" })).await;
    let mut visits = Vec::new();
    for local in ["2026-03-11T10:00", "2026-03-11T11:00", "2026-03-11T12:00", "2026-03-12T10:00"] {
        visits.push(desk.book(&id, "Men's haircut", "Marcus", local).await);
    }
    desk.book(&tom, "Women's haircut", "Anna", "2026-03-11T10:00").await;
    desk.set_status(&visits[0], "COMPLETED").await;
    desk.set_status(&visits[1], "NO_SHOW").await;
    desk.set_status(&visits[2], "CANCELLED").await;
    app.clock.advance(SignedDuration::from_hours(30));

    let figures = desk.get(format!("{PATH}/{id}")).await.ok().data()["figures"].take();

    assert_eq!(
        figures,
        json!({
            "visits": 4, "completed": 1, "noShows": 1, "cancelled": 1, "spentCents": 4_500,
            "firstVisitAt": app.salon.at("2026-03-11T10:00"), "lastVisitAt": app.salon.at("2026-03-11T10:00"),
            "nextVisitAt": app.salon.at("2026-03-12T10:00"),
        })
    );
    let history = desk.get(format!("/api/appointments?customerId={id}")).await.ok().json();
    assert_eq!(history["pagination"]["total"], 4);
}

#[tokio::test]
async fn a_deleted_customer_is_gone_from_the_lists_and_comes_back() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&dana()).await;
    let visit = desk.book(&id, "Men's haircut", "Marcus", "2026-03-11T10:00").await;
    desk.delete(&id).await.expect(StatusCode::NO_CONTENT);

    assert_eq!(desk.names("").await, [""; 0]);
    desk.delete(&id).await.expect(StatusCode::NOT_FOUND);
    desk.patch(&id, &json!({ "name": "X" })).await.expect(StatusCode::NOT_FOUND);
    let kept = desk.get(format!("/api/appointments/{visit}")).await.ok().data();
    assert_eq!(kept["customer"]["name"], "Dana Whitlock", "her visit still knows her");
    assert!(desk.get(format!("{PATH}/{id}")).await.ok().data()["deletedAt"].is_string());

    desk.post(format!("{PATH}/{id}/restore"), &json!({})).await.ok();
    assert_eq!(desk.names("").await, ["Dana Whitlock"]);

    desk.delete(&id).await.expect(StatusCode::NO_CONTENT);
    let again = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-11T12:00");
    let booked = desk.post("/api/appointments", &again).await.created().data();
    assert_eq!(booked["customer"]["id"], json!(id), "who comes again is a customer again");
    assert_eq!(desk.names("").await, ["Dana Whitlock"]);
}

#[tokio::test]
async fn the_front_desk_writes_and_managers_erase() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&dana()).await;
    let other = desk.add(&json!({ "name": "Tom Baker" })).await;
    let confirm = json!({ "confirm": "Dana Whitlock" });
    let tasks = [
        (Role::FrontDesk, Method::GET, PATH.to_owned(), json!(null)),
        (Role::FrontDesk, Method::GET, format!("{PATH}/{id}"), json!(null)),
        (Role::FrontDesk, Method::GET, format!("{PATH}/duplicates"), json!(null)),
        (Role::FrontDesk, Method::POST, PATH.to_owned(), json!({ "name": "New" })),
        (Role::FrontDesk, Method::PATCH, format!("{PATH}/{id}"), json!({ "notes": "x" })),
        (Role::FrontDesk, Method::DELETE, format!("{PATH}/{id}"), json!(null)),
        (Role::FrontDesk, Method::POST, format!("{PATH}/{id}/restore"), json!({})),
        (Role::FrontDesk, Method::POST, format!("{PATH}/{id}/merge"), json!({ "otherId": other })),
        (Role::Manager, Method::GET, format!("{PATH}/{id}/export"), json!(null)),
        (Role::Manager, Method::POST, format!("{PATH}/{id}/erase"), confirm),
    ];
    let roles = [Role::Stylist, Role::FrontDesk, Role::Manager];
    let mut tokens = Vec::new();
    for role in roles {
        tokens.push(app.member(&app.salon, role).await);
    }

    for (least, method, path, body) in tasks {
        for (role, token) in roles.iter().zip(&tokens) {
            let asking = || app.ask(method.clone(), path.clone()).bearer(token);
            let asking = if body.is_null() { asking() } else { asking().json(&body) };
            let answer = asking.send().await;
            if *role < least {
                answer.expect(StatusCode::FORBIDDEN);
            } else if *role == least {
                assert!(answer.status.is_success(), "{role:?} {method} {path}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn who_is_known_twice_is_found() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let first = desk.add(&json!({ "name": "Zoë O'Neil", "phone": "+13475550151" })).await;
    let second = desk.add(&json!({ "name": "ZOE  ONEIL", "email": "zoe@example.com" })).await;
    let third = desk.add(&json!({ "name": "Z. O.", "email": "Zoe@Example.com" })).await;
    let gone = desk.add(&json!({ "name": "zoe oneil" })).await;
    desk.delete(&gone).await.expect(StatusCode::NO_CONTENT);
    desk.add(&json!({ "name": "Tom Baker" })).await;

    let answer = desk.get(format!("{PATH}/duplicates?pageSize=10")).await.ok().json();

    let pairs: Vec<_> = answer["data"]
        .as_array()
        .expect("pairs")
        .iter()
        .map(|pair| (text(&pair["first"]["id"]), text(&pair["second"]["id"]), pair["reasons"].clone()))
        .collect();
    let (name, email) = (json!(["NAME"]), json!(["EMAIL"]));
    assert_eq!(pairs, [(first, second.clone(), name), (second, third, email)]);
    assert_eq!(answer["pagination"]["total"], 2);
    let elsewhere = Desk::of(&app, &app.other).await;
    assert_eq!(elsewhere.get(format!("{PATH}/duplicates")).await.ok().data(), json!([]));
}

#[tokio::test]
async fn merging_brings_all_of_one_to_the_other() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let caller = Caller::who_says("a men's haircut with Marcus tomorrow at eleven am");
    let mut line = Line::new(&app, "+13475550151", app.salon.number);
    app.whole_call(&app.salon, &mut line, &caller).await;
    let other = text(&desk.get(format!("{PATH}?search=Dana")).await.ok().data()[0]["id"]);
    let notes = json!({ "notes": "allergic", "email": "dana@example.com", "isBlocked": true, "isVip": true });
    desk.patch(&other, &notes).await.ok();
    let waiting = json!({
        "customerId": other, "serviceId": app.salon.service("Highlights"),
        "firstDay": "2026-03-12", "lastDay": "2026-03-13", "note": "after work",
    });
    desk.post("/api/waitlist", &waiting).await.created();
    let new = json!({ "name": "Dana W.", "phone": "+13475550199", "notes": "likes tea" });
    let id = desk.add(&new).await;

    let merged = desk.post(format!("{PATH}/{id}/merge"), &json!({ "otherId": other })).await.ok().data();

    assert_eq!((&merged["name"], &merged["phone"]), (&json!("Dana W."), &json!("+13475550199")));
    assert_eq!(
        (&merged["email"], &merged["notes"]),
        (&json!("dana@example.com"), &json!("likes tea\n\nallergic"))
    );
    assert_eq!((&merged["isBlocked"], &merged["isVip"]), (&json!(true), &json!(true)));
    for (path, count) in [("appointments", 1), ("calls", 1), ("waitlist", 1)] {
        let own = desk.get(format!("/api/{path}?customerId={id}")).await.ok().json();
        assert_eq!(own["pagination"]["total"], count, "{path}");
        let left = desk.get(format!("/api/{path}?customerId={other}")).await.ok().json();
        assert_eq!(left["pagination"]["total"], 0, "{path}");
    }
    let visit = desk.get(format!("/api/appointments?customerId={id}")).await.ok().data()[0].take();
    let history = desk.get(format!("/api/appointments/{}/history", text(&visit["id"]))).await.ok().data();
    let last = history.as_array().and_then(|all| all.last()).expect("a history");
    assert_eq!((&last["action"], &last["actorName"]), (&json!("MERGED"), &json!("Maya Ellison")));
    assert_eq!(last["changes"], json!({ "customerId": { "from": other, "to": id } }));
    let gone = desk.get(format!("{PATH}/{other}")).await.ok().data();
    assert_eq!(gone["mergedIntoId"], json!(id));
    assert!(gone["deletedAt"].is_string());
    let restored = desk.post(format!("{PATH}/{other}/restore"), &json!({})).await;
    assert_eq!(restored.expect(StatusCode::CONFLICT).code(), "customer_merged");
}

#[tokio::test]
async fn the_number_of_a_merged_customer_finds_who_they_are_now() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let oldest = desk.add(&dana()).await;
    let older = desk.add(&json!({ "name": "D. Whitlock", "phone": "+13475550152" })).await;
    let id = desk.add(&json!({ "name": "Dana W.", "phone": "+13475550153" })).await;
    desk.post(format!("{PATH}/{older}/merge"), &json!({ "otherId": oldest })).await.ok();
    desk.post(format!("{PATH}/{id}/merge"), &json!({ "otherId": older })).await.ok();

    let booking = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-11T10:00");
    let booked = desk.post("/api/appointments", &booking).await.created().data();

    assert_eq!(booked["customer"]["id"], json!(id));
    let taken = desk.post(PATH, &dana()).await.expect(StatusCode::CONFLICT);
    assert_eq!(taken.json()["details"]["customerId"], json!(id));
    let moved = desk.patch(&id, &json!({ "phone": "+13475550151" })).await.ok().data();
    assert_eq!(moved["phone"], "+13475550151", "she may have her own old number");
}

#[tokio::test]
async fn an_empty_number_is_filled_and_nobody_is_merged_with_themselves_or_the_gone() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&json!({ "name": "Dana" })).await;
    let other = desk.add(&dana()).await;
    let merge = async |id: &str, other: &str| {
        desk.post(format!("{PATH}/{id}/merge"), &json!({ "otherId": other })).await
    };

    let answer = merge(&id, &id).await.expect(StatusCode::BAD_REQUEST);
    assert!(answer.json()["fields"]["otherId"].is_string());
    let merged = merge(&id, &other).await.ok().data();
    assert_eq!(merged["phone"], "+13475550151");
    merge(&id, &other).await.expect(StatusCode::NOT_FOUND);
    merge(&other, &id).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(desk.names("").await, ["Dana"]);
}

/// Dana with a call, visits to come and gone, messages, a place on the waitlist, a program's booking, and a past as
/// somebody else.
async fn a_life_at_the_salon(desk: &Desk<'_>) -> String {
    let app = desk.app;
    let caller = Caller::who_says("a men's haircut with Marcus tomorrow at eleven am");
    let mut line = Line::new(app, "+13475550151", app.salon.number);
    app.whole_call(&app.salon, &mut line, &caller).await;
    let id = text(&desk.get(format!("{PATH}?search=Dana")).await.ok().data()[0]["id"]);
    let profile = json!({
        "email": "dana@example.com", "notes": "Dana Whitlock is allergic", "preferences": "call 347 555 0151",
        "marketingConsent": true, "preferredEmployeeId": app.salon.employee("Marcus"),
    });
    desk.patch(&id, &profile).await.ok();
    let done = desk.book(&id, "Women's haircut", "Anna", "2026-03-10T11:00").await;
    desk.set_status(&done, "COMPLETED").await;
    let notes = json!({ "notes": "Whitlock prefers the window" });
    desk.ask(Method::PATCH, format!("/api/appointments/{done}")).json(&notes).send().await.ok();
    let off = desk.book(&id, "Women's haircut", "Anna", "2026-03-12T11:00").await;
    let reason = json!({ "reason": "Dana Whitlock is ill" });
    desk.post(format!("/api/appointments/{off}/cancel"), &reason).await.ok();
    let booking = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-13T11:00");
    app.post("/api/ai/appointments")
        .key(&app.salon.key)
        .header("idempotency-key", "once")
        .json(&booking)
        .send()
        .await
        .created();
    let waiting = json!({
        "customerId": id, "serviceId": app.salon.service("Highlights"),
        "firstDay": "2026-03-12", "lastDay": "2026-03-13", "note": "Dana Whitlock after work",
    });
    desk.post("/api/waitlist", &waiting).await.created();
    // She calls again and only leaves her number.
    let (mut line, _) = app.ring("+13475550151", app.salon.number).await;
    line.say("this is Dana Whitlock, what are your opening hours").await;
    // And once from a number that is withheld.
    let (mut line, _) = app.ring("anonymous", app.salon.number).await;
    line.say("it's Dana Whitlock, I want to speak to a person").await;
    let twin = json!({ "name": "Dana Whitlock-Smith", "phone": "+13475550177", "notes": "the same Dana" });
    let twin = desk.add(&twin).await;
    desk.book(&twin, "Men's haircut", "Marcus", "2026-03-12T15:00").await;
    desk.post(format!("{PATH}/{id}/merge"), &json!({ "otherId": twin })).await.ok();
    id
}

/// Whatever in the tables has one of these words, as `table: row`.
async fn traces(app: &TestApp, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (table, rows) in app.rows.everything().await {
        for row in rows {
            let cells = row.split('|').map(|cell| hex::decode(cell).unwrap_or_default());
            let texts: Vec<_> = cells.map(|bytes| String::from_utf8_lossy(&bytes).to_lowercase()).collect();
            if words.iter().any(|word| texts.iter().any(|text| text.contains(word))) {
                found.push(format!("{table}: {}", texts.join(" | ")));
            }
        }
    }
    found
}

const TRACES: [&str; 6] =
    ["dana", "whitlock", "3475550151", "347 555 0151", "three four seven", "3475550177"];

#[tokio::test]
async fn an_export_has_all_that_is_known_of_a_person() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = a_life_at_the_salon(&desk).await;

    let answer = desk.get(format!("{PATH}/{id}/export")).await.ok();

    let name = answer.headers["content-disposition"].to_str().expect("text");
    assert_eq!(name, format!("attachment; filename=\"{id}.json\""));
    let record = answer.data();
    assert_eq!(record["profile"]["email"], "dana@example.com");
    assert_eq!(record["merged"][0]["name"], "Dana Whitlock-Smith");
    let count = |field: &str| record[field].as_array().map_or(0, Vec::len);
    assert_eq!((count("visits"), count("calls"), count("waitlist")), (5, 2, 1));
    assert!(count("messages") >= 4, "{}", record["messages"]);
    let all = record["visits"].as_array().expect("visits");
    assert!(all.iter().all(|visit| visit["history"].as_array().is_some_and(|all| !all.is_empty())));
    let said = record["calls"].to_string();
    assert!(said.contains("what are your opening hours"), "{said}");
    let to_staff = record["messages"].as_array().expect("messages").iter();
    assert!(to_staff.clone().all(|message| message["recipient"] != "+16465550112"));
}

#[tokio::test]
async fn nothing_of_an_erased_person_is_left_but_the_figures() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = a_life_at_the_salon(&desk).await;
    let before = desk.get(format!("{PATH}/{id}")).await.ok().data()["figures"].take();
    let sent = app.sent_sms().await.len();
    assert!(traces(&app, &TRACES).await.len() > 20, "there is something to erase");
    let messages = app.rows.count("notifications").await;

    let confirm = json!({ "confirm": "Dana Whitlock" });
    let erased = desk.post(format!("{PATH}/{id}/erase"), &confirm).await.ok().data();

    assert_eq!(traces(&app, &TRACES).await, [""; 0]);
    assert_eq!(traces(&app, &["dana@example.com", "allergic", "after work"]).await, [""; 0]);
    assert_eq!((&erased["name"], &erased["phone"]), (&json!("Erased customer"), &Value::Null));
    assert!(erased["erasedAt"].is_string());
    let after = desk.get(format!("{PATH}/{id}")).await.ok().data()["figures"].take();
    for same in ["visits", "completed", "noShows", "spentCents", "firstVisitAt"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!((&after["nextVisitAt"], &after["cancelled"]), (&Value::Null, &json!(4)));
    assert_eq!(app.rows.count("booked_quanta").await, 9, "only what is over takes time");
    // Nobody is told, and what had not gone out yet stays here.
    assert_eq!(app.rows.count("notifications").await, messages);
    app.deliver().await;
    assert_eq!(app.sent_sms().await.len(), sent);
    assert_eq!(traces(&app, &TRACES).await, [""; 0]);
    // The program that repeats its request does not book once more.
    let booking = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-13T11:00");
    let again = app.post("/api/ai/appointments").key(&app.salon.key).header("idempotency-key", "once");
    again.json(&booking).send().await.expect(StatusCode::GONE);
    // What remains can still be looked at.
    for path in ["/api/calls", "/api/appointments", "/api/notifications", "/api/waitlist"] {
        desk.get(path).await.ok();
    }
    let calls = desk.get(format!("/api/calls?customerId={id}")).await.ok().data();
    let call = text(&calls[0]["id"]);
    desk.get(format!("/api/calls/{call}")).await.ok();
    let again = desk.post(format!("{PATH}/{id}/erase"), &json!({ "confirm": "Erased customer" })).await;
    assert_eq!(again.expect(StatusCode::CONFLICT).code(), "customer_erased");
    let restored = desk.post(format!("{PATH}/{id}/restore"), &json!({})).await;
    assert_eq!(restored.expect(StatusCode::CONFLICT).code(), "customer_erased");
}

#[tokio::test]
async fn erasing_one_leaves_all_others_as_they_are() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let elsewhere = Desk::of(&app, &app.other).await;
    let namesake = elsewhere.add(&json!({ "name": "Dana Whitlock", "phone": "+13475550151" })).await;
    elsewhere.book(&namesake, "Haircut", "Jonas", "2026-03-12T11:00").await;
    let tom = desk.add(&json!({ "name": "Tom Baker", "phone": "+13475550190", "notes": "tea" })).await;
    let visit = desk.book(&tom, "Women's haircut", "Anna", "2026-03-13T11:00").await;
    let (mut line, _) = app.ring("+13475550190", app.salon.number).await;
    line.say("what are your opening hours").await;
    let id = a_life_at_the_salon(&desk).await;
    let theirs = async || {
        let mut all = vec![elsewhere.get(format!("{PATH}/{namesake}/export")).await.ok().text()];
        all.push(desk.get(format!("{PATH}/{tom}/export")).await.ok().text());
        all.push(desk.get(format!("/api/appointments/{visit}")).await.ok().text());
        all
    };
    let before = theirs().await;

    let wrong = desk.post(format!("{PATH}/{id}/erase"), &json!({ "confirm": "dana" })).await;
    assert!(wrong.expect(StatusCode::BAD_REQUEST).json()["fields"]["confirm"].is_string());
    assert_eq!(desk.names("search=Dana").await, ["Dana Whitlock"], "a wrong name erases nobody");
    let confirm = json!({ "confirm": "Dana Whitlock" });
    desk.post(format!("{PATH}/{id}/erase"), &confirm).await.ok();

    assert_eq!(theirs().await, before);
}

#[tokio::test]
async fn somebody_who_was_deleted_can_still_be_erased() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let id = desk.add(&dana()).await;
    desk.delete(&id).await.expect(StatusCode::NO_CONTENT);

    let confirm = json!({ "confirm": " Dana Whitlock " });
    desk.post(format!("{PATH}/{id}/erase"), &confirm).await.ok();

    assert_eq!(traces(&app, &TRACES).await, [""; 0]);
    desk.add(&dana()).await;
}
