//! The audit log: everything is in it, by whom, from what to what; and nobody changes it unseen.

use axum::http::Method;
use bolt::modules::audit;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::twilio::Line;

async fn entries(app: &TestApp, token: &str, query: &str) -> Vec<Value> {
    let path = format!("/api/audit-log?pageSize=100&{query}");
    app.get(path).bearer(token).send().await.ok().data().as_array().expect("entries").clone()
}

#[tokio::test]
async fn a_change_is_written_down_with_who_made_it_and_what_was_before() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let service = app.salon.service("Men's haircut").to_string();
    let path = format!("/api/services/{service}");
    app.ask(Method::PATCH, path.as_str())
        .bearer(&owner)
        .json(&json!({ "priceCents": 5100 }))
        .send()
        .await
        .ok();
    // Into what it was: no change.
    app.ask(Method::PATCH, path.as_str())
        .bearer(&owner)
        .json(&json!({ "priceCents": 5100 }))
        .send()
        .await
        .ok();

    let found = entries(&app, &owner, &format!("subjectId={service}&action=updated")).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let entry = &found[0];
    assert_eq!(
        (&entry["actor"]["kind"], &entry["actor"]["name"]),
        (&json!("PERSON"), &json!("Maya Ellison"))
    );
    assert_eq!(
        entry["details"],
        json!({ "before": { "price_cents": 4500 }, "after": { "price_cents": 5100 } })
    );
    assert_eq!((&entry["at"], &entry["address"]), (&json!("2026-03-10T13:00:00Z"), &json!("127.0.0.1")));
    assert!(entry["requestId"].as_str().is_some_and(|id| id.len() == 32));
    // What was done to one salon is in no other's log.
    let theirs = app.owner(&app.other).await;
    assert_eq!(entries(&app, &theirs, &format!("subjectId={service}")).await, Vec::<Value>::new());
}

#[tokio::test]
async fn calls_keys_log_ins_and_refusals_are_in_it() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, "+13475550151", app.salon.number);
    let caller = Caller::who_says("a men's haircut and a beard trim with Marcus tomorrow at eleven am");
    app.whole_call(&app.salon, &mut line, &caller).await;
    let call = app.call(&app.salon, &line.sid).await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created();
    let wrong = json!({ "email": app.salon.email, "password": "not it" });
    app.post("/api/auth/login").json(&wrong).send().await.expect(axum::http::StatusCode::UNAUTHORIZED);
    let owner = app.owner(&app.salon).await;

    let booked = entries(&app, &owner, "subject=appointment&action=created").await;
    let kinds: Vec<_> =
        booked.iter().map(|entry| entry["actor"]["kind"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["KEY", "CALL"], "the newest first");
    assert_eq!(
        (&booked[1]["actor"]["id"], &booked[1]["subjectId"]),
        (&call["id"], &call["appointment"]["id"])
    );
    assert_eq!(booked[0]["actor"]["name"], "Tests");
    assert!(!entries(&app, &owner, "action=logged_in").await.is_empty());
    // Written beside the answer, so that it takes no longer than for an address that is not known.
    for _ in 0..200 {
        if !entries(&app, &owner, "action=log_in_failed").await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let failed = entries(&app, &owner, "action=log_in_failed").await;
    assert_eq!((failed.len(), &failed[0]["actor"]["kind"]), (1, &json!("NOBODY")));
}

#[tokio::test]
async fn whoever_changes_the_log_is_found_out() {
    for (tampering, broken_at) in [
        ("UPDATE audit_entries SET action = 'updated' WHERE seq = 3 AND tenant_id = X'{}'", 3),
        ("UPDATE audit_entries SET details = '{}' WHERE seq = 4 AND tenant_id = X'{}'", 4),
        ("UPDATE audit_entries SET at = at + 1 WHERE seq = 1 AND tenant_id = X'{}'", 1),
        ("DELETE FROM audit_entries WHERE seq = 2 AND tenant_id = X'{}'", 2),
        ("DELETE FROM audit_entries WHERE seq > 5 AND tenant_id = X'{}'", 0),
        ("UPDATE audit_heads SET seq = seq - 1 WHERE tenant_id = X'{}'", 0),
    ] {
        let app = TestApp::new().await;
        let owner = app.owner(&app.salon).await;
        let verify = || app.get("/api/audit-log/verification").bearer(&owner).send();
        let before = verify().await.ok().data();
        assert_eq!((&before["isIntact"], &before["problem"]), (&json!(true), &json!(null)));
        let reports = audit::verify_all(&app.app).await.expect("rows");
        assert!(
            reports.len() == 2 && reports.iter().all(|report| report.broken.is_none() && report.entries > 5)
        );

        let hex: String = app
            .rows
            .one(&format!("SELECT HEX(tenant_id) FROM phone_numbers WHERE number = '{}'", app.salon.number))
            .await;
        let statement = match tampering.rsplit_once("{}") {
            Some((start, end)) => format!("{start}{hex}{end}"),
            None => unreachable!("each has a place for the salon"),
        };
        app.rows.run(&statement).await.expect("written past the application");

        let after = verify().await.ok().data();
        assert_eq!(after["isIntact"], false, "{tampering}");
        if broken_at > 0 {
            assert_eq!(after["entries"], broken_at - 1, "{tampering}: {after}");
        }
        let broken: Vec<_> = audit::verify_all(&app.app).await.expect("rows");
        assert_eq!(broken.iter().filter(|report| report.broken.is_some()).count(), 1, "{tampering}");
    }
}

#[tokio::test]
async fn changes_at_once_are_one_chain() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let add = |number: u32| {
        let body = json!({ "name": format!("Customer {number}") });
        app.post("/api/customers").bearer(&owner).json(&body).send()
    };
    let answers = futures_util::future::join_all((0..40).map(add)).await;
    assert!(answers.iter().all(|answer| answer.status == 201));
    let verified = app.get("/api/audit-log/verification").bearer(&owner).send().await.ok().data();
    assert_eq!(verified["isIntact"], true, "{verified}");
    assert_eq!(entries(&app, &owner, "subject=customer&action=created").await.len(), 40);
}

#[tokio::test]
async fn of_an_erased_person_the_log_says_nothing_and_still_holds() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let dana = json!({ "name": "Dana Whitlock", "phone": "+13475550151", "notes": "allergic to nuts" });
    let dana = app.post("/api/customers").bearer(&owner).json(&dana).send().await.created().data();
    let id = dana["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        entries(&app, &owner, &format!("subjectId={id}")).await[0]["details"]["after"]["name"],
        "Dana Whitlock"
    );

    let path = format!("/api/customers/{id}/erase");
    app.post(path).bearer(&owner).json(&json!({ "confirm": "Dana Whitlock" })).send().await.ok();

    let text: Vec<String> = app.rows.all("SELECT COALESCE(details, '') FROM audit_entries").await;
    assert!(text.iter().all(|details| !details.contains("Dana") && !details.contains("3475550151")));
    let left = entries(&app, &owner, &format!("subjectId={id}")).await;
    assert!(
        left.iter().any(|entry| entry["action"] == "created")
            && left.iter().any(|entry| entry["action"] == "erased")
    );
    let verified = app.get("/api/audit-log/verification").bearer(&owner).send().await.ok().data();
    assert_eq!(verified["isIntact"], true, "{verified}");
}
