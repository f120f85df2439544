//! Language models as a salon sees them: how they fare, and what they have cost.

use axum::http::Method;
use bolt::modules::auth::Role;
use serde_json::{Value, json};

use crate::support::TestApp;

const PATH: &str = "/api/ai-assistant/providers";

/// The first change of a salon's settings.
async fn set(app: &TestApp, token: &str, assistant: Value) {
    let body = json!({ "version": 1, "settings": { "aiAssistant": assistant } });
    app.ask(Method::PUT, "/api/tenant/settings").bearer(token).json(&body).send().await.ok();
}

#[tokio::test]
async fn without_a_model_the_list_is_empty_and_nothing_is_spent() {
    let app = TestApp::new().await;
    let desk = app.member(&app.salon, Role::FrontDesk).await;

    let providers = app.get(PATH).bearer(&desk).send().await.ok().data();

    // Midnight in New York, before the clocks change.
    let expected = json!({ "models": [], "since": "2026-03-01T05:00:00Z", "spentMicros": 0, "monthlyBudgetCents": null });
    assert_eq!(providers, expected);
}

#[tokio::test]
async fn a_model_that_keeps_failing_is_shown_at_rest() {
    // Nobody listens there.
    let app = TestApp::with(&["--compatible-base-url=http://127.0.0.1:9/v1"]).await;
    let owner = app.owner(&app.salon).await;
    let health = async || app.get(PATH).bearer(&owner).send().await.ok().data()["models"].take();
    let well = json!({ "provider": "COMPATIBLE", "name": "compatible", "state": "CLOSED", "until": null, "failures": 0 });
    assert_eq!(health().await, json!([well]));

    set(&app, &owner, json!({ "providers": ["COMPATIBLE"] })).await;
    let call =
        app.post("/api/ai-assistant/calls").bearer(&owner).json(&json!({})).send().await.created().data();
    let turns = format!("/api/ai-assistant/calls/{}/turns", call["callId"].as_str().expect("an id"));
    for words in ["my fringe is a disaster", "what would you do about it", "hm, I wonder"] {
        app.post(turns.as_str()).bearer(&owner).json(&json!({ "text": words })).send().await.ok();
    }

    let resting = health().await[0].take();
    assert_eq!((&resting["state"], &resting["failures"]), (&json!("RESTING"), &json!(2)));
    assert_eq!(resting["until"], "2026-03-10T13:00:30Z");
}

#[tokio::test]
async fn what_is_spent_is_this_months_and_this_salons() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let other = app.owner(&app.other).await;
    for owner in [&owner, &other] {
        app.post("/api/ai-assistant/calls").bearer(owner).json(&json!({})).send().await.created();
    }
    let spent = "UPDATE calls SET model_cost_micros = 1250000 WHERE tenant_id = (SELECT id FROM tenants WHERE name = 'NAME')";
    app.rows.run(&spent.replace("NAME", app.salon.name)).await.expect("rows");
    set(&app, &owner, json!({ "monthlyBudgetCents": 500 })).await;

    let cost = async |token: &str| -> Value {
        let data = app.get(PATH).bearer(token).send().await.ok().data();
        json!([data["spentMicros"], data["monthlyBudgetCents"]])
    };

    assert_eq!(cost(&owner).await, json!([1_250_000, 500]));
    assert_eq!(cost(&other).await, json!([0, null]));
}
