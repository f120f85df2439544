//! Those who look after the installation, and what a salon's standing means on its telephone.

use axum::http::{Method, StatusCode};
use bolt::modules::auth;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::twilio::{Line, Then};

async fn operator(app: &TestApp) -> String {
    let path = auth::make_operator(&app.app, "op@bolt.example", "Olga Operator").await.expect("made");
    let secret = path.split_once('#').expect("a secret").1;
    let body = json!({ "token": secret, "password": "an operator's pass phrase" });
    let login = app.post("/api/auth/password/reset").json(&body).send().await.ok().data();
    assert_eq!((&login["tenant"], &login["role"]), (&json!(null), &json!(null)), "in no salon");
    login["token"].as_str().expect("a token").to_owned()
}

async fn salon_id(app: &TestApp, token: &str, name: &str) -> String {
    let found = app
        .get(format!("/api/operator/tenants?search={}", name.replace(' ', "%20")))
        .bearer(token)
        .send()
        .await;
    let found = found.ok().json();
    assert_eq!(found["pagination"]["total"], 1, "{found}");
    found["data"][0]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn an_operator_sees_how_each_salon_pays() {
    let app = TestApp::new().await;
    let op = operator(&app).await;
    let pays = format!(
        "INSERT INTO subscriptions (tenant_id, plan, status, trial_end, version, created_at, updated_at) \
         SELECT tenant_id, 'YEARLY', 'TRIALING', 1774357200000, 1, 0, 0 FROM phone_numbers WHERE number = '{}'",
        app.salon.number
    );
    app.rows.run(&pays).await.expect("written");
    let seen = async |name: &str| {
        let id = salon_id(&app, &op, name).await;
        let one = app.get(format!("/api/operator/tenants/{id}")).bearer(&op).send().await.ok().data();
        let list = app.get("/api/operator/tenants").bearer(&op).send().await.ok().data();
        let listed = list.as_array().expect("a list").iter().find(|salon| salon["id"] == one["id"]);
        assert_eq!(listed, Some(&one));
        [one["plan"].clone(), one["payment"].clone(), one["trialEndsAt"].clone()]
    };

    let trial_end = json!("2026-03-24T13:00:00Z");
    assert_eq!(seen(app.salon.name).await, [json!("YEARLY"), json!("TRIALING"), trial_end]);
    assert_eq!(seen(app.other.name).await, [Value::Null, Value::Null, Value::Null]);
    app.rows.run("UPDATE subscriptions SET status = 'CANCELED'").await.expect("written");
    assert_eq!(seen(app.salon.name).await, [Value::Null, json!("CANCELED"), Value::Null]);
}

#[tokio::test]
async fn an_operator_looks_into_a_salon_only_with_a_reason_that_it_can_read() {
    let app = TestApp::new().await;
    let op = operator(&app).await;
    app.get("/api/appointments").bearer(&op).send().await.expect(StatusCode::FORBIDDEN);
    let all = app.get("/api/operator/tenants").bearer(&op).send().await.ok().json();
    assert_eq!(all["pagination"]["total"], 2);
    let path = format!("/api/operator/tenants/{}/look-in", salon_id(&app, &op, app.salon.name).await);
    for bad in [json!({}), json!({ "reason": "" }), json!({ "reason": "   " })] {
        app.post(path.as_str()).bearer(&op).json(&bad).send().await.expect(StatusCode::BAD_REQUEST);
    }
    let look = json!({ "reason": "Ticket 4711: a visit is missing" });
    let look = app.post(path.as_str()).bearer(&op).json(&look).send().await.created().data();
    let token = look["token"].as_str().expect("a token");

    let me = app.get("/api/auth/me").bearer(token).send().await.ok().data();
    assert_eq!((&me["tenant"]["name"], &me["readOnly"]), (&json!(app.salon.name), &json!("LOOK_IN")));
    app.get("/api/customers").bearer(token).send().await.ok();
    let write = app.post("/api/customers").bearer(token).json(&json!({ "name": "X" })).send().await;
    assert_eq!(write.expect(StatusCode::FORBIDDEN).code(), "look_in");
    // Neither another salon, nor this one's standing, nor the operator's own account.
    let status = json!({ "status": "SUSPENDED", "reason": "because I can" });
    let tenants = path.trim_end_matches("/look-in");
    for (method, path, body) in [
        (Method::GET, "/api/operator/tenants", json!({})),
        (Method::PUT, &format!("{tenants}/status"), status),
        (Method::POST, &path, json!({ "reason": "another look" })),
        (Method::PATCH, "/api/auth/me", json!({ "name": "Somebody Else" })),
        (Method::POST, "/api/auth/logout-elsewhere", json!({})),
        (Method::POST, "/api/auth/salons", json!({})),
    ] {
        let answer =
            app.ask(method, path).bearer(token).json(&body).send().await.expect(StatusCode::FORBIDDEN);
        assert_eq!(answer.code(), "look_in", "{path}");
    }
    let owner = app.owner(&app.salon).await;
    let log = app.get("/api/audit-log?action=looked_in").bearer(&owner).send().await.ok().data();
    assert_eq!(
        (&log[0]["actor"]["kind"], &log[0]["actor"]["name"], &log[0]["details"]["reason"]),
        (&json!("OPERATOR"), &json!("Olga Operator"), &json!("Ticket 4711: a visit is missing"))
    );

    // It ends when it is left, after an hour, or with the office.
    let again = json!({ "reason": "Ticket 4711 once more" });
    let second = app.post(path.as_str()).bearer(&op).json(&again).send().await.created().data();
    let second = second["token"].as_str().expect("a token");
    app.post("/api/auth/logout").bearer(second).send().await.ok();
    app.get("/api/auth/me").bearer(second).send().await.expect(StatusCode::UNAUTHORIZED);
    assert!(auth::dismiss_operator(&app.app, "op@bolt.example").await.expect("rows"));
    app.get("/api/auth/me").bearer(token).send().await.expect(StatusCode::UNAUTHORIZED);
    app.get("/api/operator/tenants").bearer(&op).send().await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_suspended_salons_telephone_is_answered_and_books_nothing() {
    let app = TestApp::new().await;
    let op = operator(&app).await;
    let path = format!("/api/operator/tenants/{}/status", salon_id(&app, &op, app.salon.name).await);
    let set = async |status: &str| -> Value {
        let body = json!({ "status": status, "reason": "the invoice is open" });
        app.ask(Method::PUT, path.as_str()).bearer(&op).json(&body).send().await.ok().data()
    };
    assert_eq!(set("SUSPENDED").await["status"], "SUSPENDED");

    let mut line = Line::new(&app, "+13475550151", app.salon.number);
    let heard = line.ring().await;
    assert!(heard.words.starts_with("Thank you for calling Harbour Hair"), "{heard:?}");
    assert!(matches!(heard.then, Then::Dials(_)), "{heard:?}");
    let heard = line.transfer_ended("no-answer").await;
    assert_eq!(heard.then, Then::HangsUp, "{heard:?}");
    // In the dashboard there is nobody to put through to.
    let owner = app.owner(&app.salon).await;
    app.post("/api/ai-assistant/calls")
        .bearer(&owner)
        .json(&json!({}))
        .send()
        .await
        .expect(StatusCode::FORBIDDEN);
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let refused = app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await;
    assert_eq!(refused.expect(StatusCode::FORBIDDEN).code(), "salon_suspended");
    assert_eq!(app.rows.count("appointments").await, 0);

    set("ACTIVE").await;
    app.post("/api/ai-assistant/calls").bearer(&owner).json(&json!({})).send().await.created();
    let log = app.get("/api/audit-log?subject=salon&action=updated").bearer(&owner).send().await.ok().data();
    assert_eq!(log[0]["details"]["after"]["status"], "ACTIVE");
    assert_eq!(log[1]["details"]["after"]["status_reason"], "the invoice is open");
}

#[tokio::test]
async fn an_owner_closes_the_salon_and_everything_can_still_be_read() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let close =
        |name: &str| app.post("/api/tenant/close").bearer(&owner).json(&json!({ "confirm": name })).send();
    close("Something Else").await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(close(app.salon.name).await.ok().data()["status"], "INACTIVE");
    app.get("/api/customers").bearer(&owner).send().await.ok();
    let write = app.post("/api/customers").bearer(&owner).json(&json!({ "name": "X" })).send().await;
    assert_eq!(write.expect(StatusCode::FORBIDDEN).code(), "salon_inactive");
}

#[tokio::test]
async fn settings_are_typed_versioned_and_have_their_effect() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let before = app.get("/api/tenant/settings").bearer(&owner).send().await.ok().data();
    let usual = json!({
        "smsEnabled": true, "emailEnabled": true, "reminderMinutes": [1440, 120],
        "quietHours": { "fromMinute": 1260, "toMinute": 480 },
        "reviewRequests": { "enabled": false, "link": null, "hoursAfter": 3 }, "missedCallTexts": false,
    });
    assert_eq!(before["settings"]["notifications"], usual);
    let mut new = before.clone();
    new["settings"]["aiAssistant"]["greeting"] = json!("Ahoy, Harbour Hair here.");
    new["settings"]["notifications"]["smsEnabled"] = json!(false);
    let put = |body: &Value| app.ask(Method::PUT, "/api/tenant/settings").bearer(&owner).json(body).send();
    assert_eq!(put(&new).await.ok().data()["version"], 2);
    assert_eq!(put(&new).await.expect(StatusCode::CONFLICT).code(), "stale_version");
    new["version"] = json!(2);
    for (pointer, value) in [
        ("/settings/aiAssistant/tone", json!("rude")),
        ("/settings/aiAssistant/greeting", json!("x".repeat(501))),
        ("/settings/notifications/smsEnabled", json!("yes")),
        ("/settings/notifications/reminderMinutes", json!([5])),
        ("/settings/notifications/reminderMinutes", json!([60, 120, 180, 240, 300, 360])),
        ("/settings/notifications/quietHours", json!({ "fromMinute": 480, "toMinute": 480 })),
        ("/settings/notifications/reviewRequests/link", json!("http://example.com")),
    ] {
        let mut bad = new.clone();
        *bad.pointer_mut(pointer).expect("it is there") = value;
        put(&bad).await.expect(StatusCode::BAD_REQUEST);
    }
    new["settings"]["notifications"]["pigeons"] = json!(true);
    assert!(put(&new).await.expect(StatusCode::BAD_REQUEST).text().contains("pigeons"));

    let call =
        app.post("/api/ai-assistant/calls").bearer(&owner).json(&json!({})).send().await.created().data();
    assert!(call.to_string().contains("Ahoy"), "{call}");
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created();
    app.deliver().await;
    assert!(app.sent_sms().await.is_empty());
}

#[tokio::test]
async fn a_salon_says_who_and_where_it_is() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let change =
        |body: Value| app.ask(Method::PATCH, "/api/tenant/profile").bearer(&owner).json(&body).send();
    let changed = change(json!({
        "name": "Harbour & Hair", "address": null, "country": "gb", "currency": "gbp", "locale": "en-GB",
        "timezone": "Europe/London", "forwardTo": "020 7946 0018", "contactEmail": "Hi@Harbour.Example",
        "website": "https://harbour.example",
    }))
    .await
    .ok()
    .data();
    for (field, value) in [
        ("name", json!("Harbour & Hair")),
        ("address", json!(null)),
        ("country", json!("GB")),
        ("currency", json!("GBP")),
        ("timezone", json!("Europe/London")),
        ("forwardTo", json!("+442079460018")),
        ("contactEmail", json!("hi@harbour.example")),
        ("website", json!("https://harbour.example")),
    ] {
        assert_eq!(changed[field], value, "{field}");
    }
    for (field, value) in [
        ("country", "ZZ"),
        ("currency", "ABC"),
        ("timezone", "Mars/Olympus"),
        ("forwardTo", "12"),
        ("contactEmail", "nobody"),
        ("website", "javascript:alert(1)"),
        ("locale", "e"),
        ("name", " "),
    ] {
        let answer = change(json!({ field: value })).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{field}: {}", answer.text());
    }
    let log = app.get("/api/audit-log?subject=salon&action=updated").bearer(&owner).send().await.ok().data();
    assert_eq!(log[0]["details"]["before"]["name"], app.salon.name);
}
