//! What salons pay, and what follows: in whatever order the payment company tells it, and whatever dies in between.

use axum::http::{Method, StatusCode};
use bolt::jobs;
use bolt::modules::auth::Role;
use jiff::SignedDuration;
use providers::Secret;
use providers::payments::{CardAnswer, Fault, PaymentError, signature};
use providers::telephony::{NumberError, NumberFault};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::support::http::Answer;
use crate::support::twilio::Then;
use crate::support::{PAYMENT_SECRET, TestApp};

const SIGNATURE: &str = "stripe-signature";

/// A salon that has just begun its trial; its number is taken away, so that it gets one by paying.
async fn on_trial(app: &TestApp) -> String {
    let ends = app.now() + SignedDuration::from_hours(14 * 24);
    let sql = format!(
        "UPDATE tenants SET status = 'TRIAL', trial_ends_at = {} WHERE name = '{}'",
        ends.as_millisecond(),
        app.salon.name
    );
    app.rows.run(&sql).await.expect("written");
    app.rows
        .run(&format!("DELETE FROM phone_numbers WHERE number = '{}'", app.salon.number))
        .await
        .expect("taken away");
    app.rows.run("UPDATE tenants SET catalogue_version = catalogue_version + 1").await.expect("counted up");
    app.owner(&app.salon).await
}

async fn tell(app: &TestApp, header: &str, body: &str) -> Answer {
    app.post("/api/billing/webhook").raw("application/json", body).header(SIGNATURE, header).send().await
}

/// Tells everything that the payment company has to tell, and lets the worker work.
async fn told(app: &TestApp) {
    for (header, body) in app.payments.take_events().await.expect("in memory") {
        tell(app, &header, &body).await.ok();
    }
    app.deliver().await;
}

/// Lets the hourly look at the salons come.
async fn hourly(app: &TestApp) {
    jobs::begin_standing_work(&app.app).await;
    app.clock.advance(SignedDuration::from_hours(1));
    app.deliver().await;
}

async fn open_checkout(app: &TestApp, owner: &str, plan: &str) -> String {
    let body = json!({ "plan": plan });
    let page = app.post("/api/billing/checkout").bearer(owner).json(&body).send().await.ok().data();
    page["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("an address").to_owned()
}

async fn subscribe(app: &TestApp, owner: &str, plan: &str) {
    let page = open_checkout(app, owner, plan).await;
    app.payments.complete_checkout(&page, CardAnswer::Accepted).await.expect("paid");
    told(app).await;
}

async fn customer(app: &TestApp) -> String {
    app.rows.one::<String>("SELECT customer_ref FROM subscriptions WHERE customer_ref IS NOT NULL").await
}

async fn billing_of(app: &TestApp, owner: &str) -> Value {
    app.get("/api/billing").bearer(owner).send().await.ok().data()
}

async fn status(app: &TestApp) -> String {
    app.rows.one(&format!("SELECT status FROM tenants WHERE name = '{}'", app.salon.name)).await
}

async fn subjects(app: &TestApp) -> Vec<String> {
    app.sent_mails().await.into_iter().map(|mail| mail.mail.subject).collect()
}

#[tokio::test]
async fn a_salon_that_subscribes_is_served_and_furnished_once() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    let before = billing_of(&app, &owner).await;
    assert_eq!((&before["state"], &before["phoneNumber"]), (&json!("TRIAL"), &Value::Null));

    subscribe(&app, &owner, "MONTHLY").await;

    let after = billing_of(&app, &owner).await;
    assert_eq!((&after["state"], &after["plan"]), (&json!("TRIALING"), &json!("MONTHLY")));
    assert_eq!(after["nextInvoice"]["at"], "2026-03-24T13:00:00Z", "what is left of the trial stays free");
    assert_eq!(after["nextInvoice"]["amountCents"], 29_500);
    assert_eq!(status(&app).await, "ACTIVE");
    let number = app.numbers.sold().await.expect("in memory").remove(0);
    assert_eq!(after["phoneNumber"], number.number.as_str());
    assert_eq!(number.voice_url, "https://bolt.test/api/telephony/twilio/voice");
    let (_, heard) = app.ring("+13475550151", number.number.as_str()).await;
    assert!(heard.words.contains("Harbour Hair"), "{heard:?}");
    let mut mails = subjects(&app).await;
    mails.sort();
    assert_eq!(mails, ["Harbour Hair has a telephone number", "Welcome to Bolt, Harbour Hair"]);
    let again = json!({ "plan": "YEARLY" });
    let again = app.post("/api/billing/checkout").bearer(&owner).json(&again).send().await;
    assert_eq!(again.expect(StatusCode::CONFLICT).code(), "already_subscribed");
    let invoices = app.get("/api/billing/invoices").bearer(&owner).send().await.ok().data();
    assert_eq!(invoices[0]["status"], "PAID", "{invoices}");
    // The neighbour has nothing of it.
    let other = app.owner(&app.other).await;
    assert_eq!(app.get("/api/billing/invoices").bearer(&other).send().await.ok().data(), json!([]));
}

#[tokio::test]
async fn a_payment_that_fails_is_waited_for_then_stops_the_salon_until_it_is_paid() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;

    app.payments.renew(&customer, CardAnswer::Declined).await.expect("told");
    told(&app).await;
    let late = billing_of(&app, &owner).await;
    assert_eq!((&late["state"], &late["suspendsAt"]), (&json!("PAST_DUE"), &json!("2026-03-24T13:00:00Z")));
    assert_eq!(status(&app).await, "ACTIVE");
    assert_eq!(subjects(&app).await.iter().filter(|one| one.contains("has failed")).count(), 1);

    app.payments.give_up(&customer).await.expect("told");
    told(&app).await;
    assert_eq!(
        (status(&app).await.as_str(), &billing_of(&app, &owner).await["state"]),
        ("SUSPENDED", &json!("UNPAID"))
    );
    let number = app.numbers.sold().await.expect("in memory").remove(0).number;
    let (_, heard) = app.ring("+13475550151", number.as_str()).await;
    assert!(matches!(heard.then, Then::Dials(_)), "its telephone is answered: {heard:?}");
    let refused = app.post("/api/customers").bearer(&owner).json(&json!({ "name": "X" })).send().await;
    assert_eq!(refused.expect(StatusCode::FORBIDDEN).code(), "salon_suspended");
    // Paying is how it comes back.
    app.post("/api/billing/portal").bearer(&owner).send().await.ok();

    app.payments.pay_open(&customer).await.expect("told");
    told(&app).await;
    assert_eq!(
        (status(&app).await.as_str(), &billing_of(&app, &owner).await["state"]),
        ("ACTIVE", &json!("ACTIVE"))
    );
    let mails = subjects(&app).await;
    for subject in ["Harbour Hair is suspended", "Harbour Hair is back"] {
        assert_eq!(mails.iter().filter(|one| *one == subject).count(), 1, "{mails:?}");
    }
    assert_eq!(app.numbers.sold().await.expect("in memory").len(), 1);
}

#[tokio::test]
async fn a_payment_that_stays_open_stops_the_salon_after_two_weeks_without_any_event() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;
    app.payments.renew(&customer, CardAnswer::Declined).await.expect("told");
    drop(app.payments.take_events().await);

    hourly(&app).await;
    hourly(&app).await;
    assert_eq!(status(&app).await, "ACTIVE");
    app.clock.advance(SignedDuration::from_hours(14 * 24));
    hourly(&app).await;
    assert_eq!(status(&app).await, "SUSPENDED");
}

#[tokio::test]
async fn a_trial_is_over_only_after_the_salon_was_told_and_had_time() {
    let app = TestApp::new().await;
    on_trial(&app).await;
    let days = async |days: i64| {
        app.clock.advance(SignedDuration::from_hours(24 * days - 2));
        // Twice in a row says nothing twice.
        hourly(&app).await;
        hourly(&app).await;
        (status(&app).await, subjects(&app).await.len())
    };
    assert_eq!(days(0).await, ("TRIAL".to_owned(), 0));
    assert_eq!(days(11).await, ("TRIAL".to_owned(), 1), "three days before");
    assert_eq!(days(2).await, ("TRIAL".to_owned(), 2), "one day before");
    assert_eq!(days(1).await, ("TRIAL".to_owned(), 3), "over");
    assert_eq!(days(2).await, ("TRIAL".to_owned(), 3));
    assert_eq!(days(1).await, ("SUSPENDED".to_owned(), 4));
    assert_eq!(days(30).await, ("SUSPENDED".to_owned(), 4));

    // Paying brings it back, and what an operator has stopped stays stopped.
    let owner = app.owner(&app.salon).await;
    subscribe(&app, &owner, "YEARLY").await;
    assert_eq!(status(&app).await, "ACTIVE");
    app.rows
        .run(&format!("UPDATE tenants SET status = 'SUSPENDED' WHERE name = '{}'", app.salon.name))
        .await
        .expect("written");
    hourly(&app).await;
    assert_eq!(status(&app).await, "SUSPENDED");
}

#[tokio::test]
async fn a_plan_is_changed_at_the_price_that_was_shown_and_cancelling_can_be_taken_back() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    app.payments.renew(&customer(&app).await, CardAnswer::Accepted).await.expect("told");
    told(&app).await;
    let ask = async |path: &str, body: Value| app.post(path).bearer(&owner).json(&body).send().await;
    app.clock.advance(SignedDuration::from_hours(24));

    let preview = ask("/api/billing/plan/preview", json!({ "plan": "YEARLY" })).await.ok().data();
    let due = preview["dueNowCents"].as_i64().expect("cents");
    assert!((253_700..283_200).contains(&due), "most of a month is given back: {preview}");
    let change = json!({ "plan": "YEARLY", "previewedAt": preview["previewedAt"] });
    app.clock.advance(SignedDuration::from_mins(61));
    assert_eq!(
        ask("/api/billing/plan", change.clone()).await.expect(StatusCode::CONFLICT).code(),
        "preview_expired"
    );
    app.clock.advance(SignedDuration::from_mins(-10));
    let changed = ask("/api/billing/plan", change.clone()).await.ok().data();
    assert_eq!(
        (&changed["plan"], &changed["nextInvoice"]["amountCents"]),
        (&json!("YEARLY"), &json!(283_200))
    );
    assert_eq!(ask("/api/billing/plan", change).await.expect(StatusCode::CONFLICT).code(), "same_plan");
    let invoices = app.get("/api/billing/invoices").bearer(&owner).send().await.ok().data();
    assert_eq!(invoices[0]["totalCents"], due);

    let cancelled = ask("/api/billing/cancel", json!({})).await.ok().data();
    assert_eq!((&cancelled["state"], &cancelled["nextInvoice"]), (&json!("ACTIVE"), &Value::Null));
    assert_eq!(cancelled["cancelsAt"], changed["nextInvoice"]["at"]);
    let resumed = ask("/api/billing/resume", json!({})).await.ok().data();
    assert_eq!(resumed["cancelsAt"], Value::Null);
    ask("/api/billing/cancel", json!({})).await.ok();
    app.clock.advance(SignedDuration::from_hours(24 * 367));
    hourly(&app).await;
    assert_eq!((status(&app).await.as_str()), "SUSPENDED");
}

#[tokio::test]
async fn only_owners_pay() {
    let app = TestApp::new().await;
    on_trial(&app).await;
    let manager = app.member(&app.salon, Role::Manager).await;
    app.get("/api/billing").bearer(&manager).send().await.ok();
    let body = json!({ "plan": "MONTHLY" });
    let refused = app.post("/api/billing/checkout").bearer(&manager).json(&body).send().await;
    refused.expect(StatusCode::FORBIDDEN);
    let desk = app.member(&app.salon, Role::FrontDesk).await;
    app.ask(Method::GET, "/api/billing").bearer(&desk).send().await.expect(StatusCode::FORBIDDEN);
}

fn event(id: &str, customer: &str, change: &[(&str, Value)]) -> String {
    let mut event = json!({
        "id": id, "object": "event", "api_version": "2026-10-28.endive", "livemode": false,
        "type": "customer.subscription.updated",
        "data": { "object": { "object": "subscription", "customer": customer } },
    });
    for (name, value) in change {
        event[*name] = value.clone();
    }
    event.to_string()
}

#[tokio::test]
async fn an_event_is_believed_only_if_it_is_signed_now_for_us_and_about_somebody_we_know() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;
    let secret = Secret::new(PAYMENT_SECRET);
    let jobs = async || app.rows.count("jobs WHERE kind = 'sync_billing'").await;
    let before = jobs().await;

    let body = event("evt_a", &customer, &[]);
    let sign = |minutes: i64, secret: &Secret| {
        signature::sign(secret, app.now() + SignedDuration::from_mins(minutes), body.as_bytes())
    };
    for header in
        [sign(-6, &secret), sign(6, &secret), sign(0, &Secret::new("whsec_x")), "t=1,v1=".to_owned()]
    {
        assert_eq!(
            tell(&app, &header, &body).await.expect(StatusCode::FORBIDDEN).code(),
            "invalid_signature"
        );
    }
    let signed =
        async |body: &str| tell(&app, &signature::sign(&secret, app.now(), body.as_bytes()), body).await;
    for (body, code) in [
        (event("evt_b", &customer, &[("api_version", json!("2023-08-16"))]), "wrong_api_version"),
        ("{}".to_owned(), "bad_request"),
    ] {
        assert_eq!(signed(&body).await.expect(StatusCode::BAD_REQUEST).code(), code);
    }
    for (body, outcome) in [
        (event("evt_c", &customer, &[("livemode", json!(true))]), "OTHER_MODE"),
        (event("evt_d", "cus_nobody", &[]), "UNKNOWN_CUSTOMER"),
    ] {
        assert_eq!(signed(&body).await.ok().data()["outcome"], outcome);
    }
    assert_eq!(jobs().await, before, "none of these means anything");

    assert_eq!(signed(&body).await.ok().data(), json!({ "outcome": "TAKEN", "isRepeated": false }));
    assert_eq!(signed(&body).await.ok().data(), json!({ "outcome": "TAKEN", "isRepeated": true }));
    assert_eq!(jobs().await, before + 1);
}

#[tokio::test]
async fn play_money_says_nothing_where_money_is_real() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;
    let live = app.taking_real_money().await;
    let signed = async |body: &str| {
        let header = signature::sign(&Secret::new(PAYMENT_SECRET), app.now(), body.as_bytes());
        let told = app.post_to(&live, "/api/billing/webhook").raw("application/json", body);
        told.header(SIGNATURE, &header).send().await.ok().data()["outcome"].clone()
    };

    assert_eq!(signed(&event("evt_play", &customer, &[])).await, "OTHER_MODE");
    assert_eq!(app.rows.count("jobs WHERE kind = 'sync_billing' AND state = 'QUEUED'").await, 0);
    assert_eq!(signed(&event("evt_real", &customer, &[("livemode", json!(true))])).await, "TAKEN");
}

#[tokio::test]
async fn an_event_that_cannot_be_saved_with_its_job_is_not_acknowledged() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    subscribe(&app, &owner, "MONTHLY").await;
    let body = event("evt_a", &customer(&app).await, &[]);
    let header = signature::sign(&Secret::new(PAYMENT_SECRET), app.now(), body.as_bytes());
    let rename = async |from: &str, to: &str| {
        app.rows.run(&format!("ALTER TABLE {from} RENAME TO {to}")).await.expect("renamed");
    };
    for table in ["billing_events", "jobs", "subscriptions"] {
        let away = format!("{table}_away");
        rename(table, &away).await;
        let answer = tell(&app, &header, &body).await;
        assert!(answer.status.is_server_error(), "without {table}: {}", answer.status);
        rename(&away, table).await;
    }

    let again = tell(&app, &header, &body).await.ok().data();

    assert_eq!(again, json!({ "outcome": "TAKEN", "isRepeated": false }), "nothing of it was kept before");
    assert_eq!(app.rows.count("jobs WHERE kind = 'sync_billing' AND state = 'QUEUED'").await, 1);
}

/// What must be the same in the end, however it was told.
async fn end_state(app: &TestApp) -> Vec<String> {
    let mut state: Vec<String> = app
        .rows
        .all(
            "SELECT CONCAT(s.status, ' ', s.plan, ' ', s.period_end, ' ', COALESCE(s.cancel_at, 0), ' ', \
             COALESCE(s.past_due_since, 0), ' ', COALESCE(s.suspended_at, 0), ' ', t.status) FROM subscriptions s JOIN \
             tenants t ON t.id = s.tenant_id WHERE s.customer_ref IS NOT NULL",
        )
        .await;
    let invoices: Vec<String> = app
        .rows
        .all("SELECT CONCAT(number, ' ', status, ' ', total_cents, ' ', paid_cents) FROM invoices ORDER BY number")
        .await;
    state.extend(invoices);
    state.push(format!("{} numbers", app.numbers.sold().await.expect("in memory").len()));
    state.push(format!("{} services", app.rows.count("services").await));
    let welcomes = subjects(app).await.into_iter().filter(|one| one.starts_with("Welcome")).count();
    state.push(format!("{welcomes} welcomes"));
    state
}

/// Every order of so many things (Heap's algorithm).
fn orders(count: usize) -> Vec<Vec<usize>> {
    fn swap_on(left: usize, order: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
        if left <= 1 {
            all.push(order.clone());
            return;
        }
        for place in 0..left {
            swap_on(left - 1, order, all);
            order.swap(if left.is_multiple_of(2) { place } else { 0 }, left - 1);
        }
    }
    let mut all = Vec::new();
    swap_on(count, &mut (0..count).collect(), &mut all);
    all
}

#[tokio::test]
async fn every_order_of_a_recorded_trace_with_repetitions_ends_in_one_state() {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    let page = open_checkout(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;
    app.payments.complete_checkout(&page, CardAnswer::Accepted).await.expect("paid");
    app.payments.renew(&customer, CardAnswer::Declined).await.expect("told");
    app.payments.pay_open(&customer).await.expect("told");
    app.payments.end_now(&customer).await.expect("told");
    let told = app.payments.take_events().await.expect("in memory");
    let kind = |body: &str| {
        serde_json::from_str::<Value>(body).expect("JSON")["type"].as_str().expect("a word").to_owned()
    };
    let wanted = [
        "checkout.session.completed",
        "customer.subscription.created",
        "customer.subscription.updated",
        "invoice.payment_failed",
        "invoice.paid",
        "customer.subscription.deleted",
    ];
    let trace = wanted.map(|wanted| {
        told.iter().find(|(_, body)| kind(body) == wanted).unwrap_or_else(|| panic!("no {wanted}")).clone()
    });
    // As it was before any of it was told.
    let forget = "DELETE FROM billing_events; DELETE FROM jobs; DELETE FROM invoices; UPDATE tenants SET status = 'TRIAL'; \
         UPDATE subscriptions SET subscription_ref = NULL, item_ref = NULL, plan = NULL, status = NULL, period_end = NULL, \
         cancel_at = NULL, ended_at = NULL, suspended_at = NULL, activated_at = NULL";
    let mut ended: Option<Vec<String>> = None;
    for (nth, order) in orders(trace.len()).into_iter().enumerate() {
        let tx = app.rows.connection.begin().await.expect("a transaction");
        for sql in forget.split("; ") {
            tx.execute_unprepared(sql).await.expect("written");
        }
        tx.commit().await.expect("written");
        for (place, event) in order.iter().enumerate() {
            if place + 1 == trace.len() {
                // Whichever comes last is enough.
                app.rows.run("DELETE FROM jobs").await.expect("written");
            }
            let (header, body) = &trace[*event];
            tell(&app, header, body).await.ok();
        }
        let (header, body) = &trace[nth % trace.len()];
        let again = tell(&app, header, body).await.ok().data();
        assert_eq!(again["isRepeated"], true, "{order:?}");
        app.deliver().await;
        let mut state = end_state(&app).await;
        // Mails are counted over all orders.
        state.pop();
        match &ended {
            None => ended = Some(state),
            Some(ended) => assert_eq!(&state, ended, "{order:?}"),
        }
    }
    let ended = ended.expect("there are orders");
    assert!(ended[0].starts_with("CANCELED MONTHLY"), "{ended:?}");
    assert!(ended[0].ends_with("TRIAL"), "what is left of the trial is not taken away: {ended:?}");
}

/// A year of a salon in events, each told as often as `chance` wants, in any order and at any time.
async fn lived_through(chance: &mut impl FnMut(usize) -> usize) -> Vec<String> {
    let app = TestApp::new().await;
    let owner = on_trial(&app).await;
    let page = open_checkout(&app, &owner, "MONTHLY").await;
    let customer = customer(&app).await;
    let mut on_the_way: Vec<(String, String)> = Vec::new();
    for step in 0..6 {
        match step {
            0 => app.payments.complete_checkout(&page, CardAnswer::Accepted).await,
            1 => app.payments.renew(&customer, CardAnswer::Declined).await,
            2 => app.payments.give_up(&customer).await,
            3 => app.payments.pay_open(&customer).await,
            4 => app.payments.renew(&customer, CardAnswer::Accepted).await,
            _ => app.payments.renew(&customer, CardAnswer::Declined).await,
        }
        .expect("it happens");
        on_the_way.extend(app.payments.take_events().await.expect("in memory"));
        for _ in 0..chance(4) {
            let index = chance(on_the_way.len());
            let (header, body) = on_the_way[index].clone();
            tell(&app, &header, &body).await.ok();
            if chance(2) == 0 {
                app.deliver().await;
            }
        }
    }
    while !on_the_way.is_empty() {
        let (header, body) = on_the_way.swap_remove(chance(on_the_way.len()));
        for _ in 0..=chance(2) {
            tell(&app, &header, &body).await.ok();
        }
    }
    app.deliver().await;
    end_state(&app).await
}

#[tokio::test]
async fn any_order_and_any_repetition_of_events_ends_in_one_state() {
    // In order, each once, as soon as it happens.
    let expected = lived_through(&mut |_| 0).await;
    assert!(expected[0].starts_with("PAST_DUE MONTHLY") && expected[0].ends_with("ACTIVE"), "{expected:?}");
    for seed in 1..=20_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut chance = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).expect("31 bits") % below.max(1)
        };
        assert_eq!(lived_through(&mut chance).await, expected, "seed {seed}");
    }
}

#[tokio::test]
async fn whatever_fails_on_the_way_each_thing_is_done_once() {
    let down = || PaymentError::Unreachable { reason: "no connection".to_owned() };
    let no_number = || NumberError::Unreachable { reason: "no connection".to_owned() };
    // Where something fails: at the payment company, and at the telephone company.
    for (money, numbers) in [
        (vec![Fault::NotDone(down())], vec![]),
        (vec![Fault::AnswerLost], vec![]),
        (vec![Fault::NotDone(down()), Fault::NotDone(down())], vec![]),
        (vec![], vec![NumberFault::NotFound(no_number())]),
        (vec![], vec![NumberFault::NotBought(no_number())]),
        (vec![], vec![NumberFault::AnswerLost]),
        (vec![], vec![NumberFault::AnswerLost, NumberFault::NotFound(no_number())]),
        (vec![Fault::AnswerLost], vec![NumberFault::NotBought(no_number()), NumberFault::AnswerLost]),
    ] {
        let app = TestApp::new().await;
        let owner = on_trial(&app).await;
        // The customer is made and the page opened, whatever is lost on the way.
        let body = json!({ "plan": "MONTHLY" });
        app.payments.fail_next(Fault::AnswerLost);
        let lost = app.post("/api/billing/checkout").bearer(&owner).json(&body).send().await;
        assert_eq!(lost.expect(StatusCode::SERVICE_UNAVAILABLE).code(), "payments_unavailable");
        let page = open_checkout(&app, &owner, "MONTHLY").await;
        assert_eq!(page, open_checkout(&app, &owner, "MONTHLY").await, "pressed twice, it is one page");
        app.payments.complete_checkout(&page, CardAnswer::Accepted).await.expect("paid");
        let what = format!("{money:?} {numbers:?}");
        for fault in money {
            app.payments.fail_next(fault);
        }
        for fault in numbers {
            app.numbers.fail_next(fault);
        }
        for _ in 0..6 {
            told(&app).await;
            app.clock.advance(SignedDuration::from_mins(2));
        }
        assert_eq!(status(&app).await, "ACTIVE", "{what}");
        assert_eq!(app.numbers.sold().await.expect("in memory").len(), 1, "{what}");
        assert_eq!(app.rows.count("phone_numbers").await, 2, "{what}");
        assert_eq!(subjects(&app).await.len(), 2, "{what}");
        assert_eq!(app.rows.count("jobs WHERE state <> 'DONE'").await, 0, "{what}");
    }
}
