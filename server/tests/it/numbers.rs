//! The salon's telephone numbers: bought once whatever fails, checked, given back after a grace, and the salon's own number
//! that sends calls on.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use jiff::SignedDuration;
use providers::Secret;
use providers::phone::PhoneNumber;
use providers::telephony::twilio::signature;
use providers::telephony::{NumberError, NumberFault, Registration, RegistrationState};
use serde_json::{Value, json};

use crate::support::twilio::{Line, Then, VOICE};
use crate::support::{PUBLIC_URL, TestApp};

const NUMBERS: &str = "/api/phone-numbers";
const ORDERS: &str = "/api/phone-numbers/orders";
const FORWARDING: &str = "/api/phone-numbers/forwarding";
const WANTED: &str = "+16465550100";

async fn overview(app: &TestApp, token: &str) -> Value {
    app.get(NUMBERS).bearer(token).send().await.ok().data()
}

async fn search(app: &TestApp, token: &str, query: &str) -> Value {
    app.get(format!("{NUMBERS}/available?{query}")).bearer(token).send().await.ok().data()
}

async fn order(app: &TestApp, token: &str, number: &str) {
    app.post(ORDERS).bearer(token).json(&json!({ "number": number })).send().await.created();
}

async fn owned(app: &TestApp) -> Vec<String> {
    let owned = app.numbers.owned().await.expect("in memory");
    owned.into_iter().map(|one| one.number.as_str().to_owned()).collect()
}

/// The salon has the number that it has chosen, beside the one it had.
async fn with_number(app: &TestApp, owner: &str) -> Value {
    order(app, owner, WANTED).await;
    app.deliver().await;
    let numbers = overview(app, owner).await["numbers"].clone();
    numbers.as_array().expect("numbers").iter().find(|one| one["number"] == WANTED).expect("bought").clone()
}

async fn act(app: &TestApp, owner: &str, number: &Value, what: &str) -> Value {
    let path = format!("{NUMBERS}/{}/{what}", number["id"].as_str().expect("an id"));
    app.post(&path).bearer(owner).send().await.ok().data()
}

#[tokio::test]
async fn a_number_is_found_bought_and_answered() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let before = overview(&app, &owner).await;
    assert_eq!((&before["supply"], &before["country"]), (&json!("SIMULATED"), &json!("US")));

    let found = search(&app, &owner, "areaCode=646").await;

    assert_eq!(
        found["numbers"][0],
        json!({ "number": WANTED, "locality": null, "region": null, "hasSms": true })
    );
    assert_eq!(found["price"], json!({ "cents": 115, "currency": "USD" }));
    order(&app, &owner, WANTED).await;
    let under_way = overview(&app, &owner).await;
    assert_eq!(
        (&under_way["order"]["state"], &under_way["order"]["number"]),
        (&json!("BUYING"), &json!(WANTED))
    );
    let again = app.post(ORDERS).bearer(&owner).json(&json!({ "number": "+16465550101" })).send().await;
    assert_eq!(again.expect(StatusCode::CONFLICT).code(), "order_in_progress");
    app.deliver().await;

    let after = overview(&app, &owner).await;
    assert_eq!(after["order"], Value::Null);
    let bought = &after["numbers"][1];
    assert_eq!((&bought["number"], &bought["problem"]), (&json!(WANTED), &Value::Null));
    assert_eq!(bought["registration"], "MISSING", "it was looked at");
    assert_eq!(bought["lastCallAt"], Value::Null);
    let (_, heard) = app.ring("+13475550151", WANTED).await;
    assert!(heard.words.contains(app.salon.name), "{heard:?}");
    assert_eq!(overview(&app, &owner).await["numbers"][1]["lastCallAt"], json!(app.now().to_string()));
    let sold = search(&app, &owner, "areaCode=646&contains=5550100").await;
    assert_eq!(sold["numbers"], json!([]), "nobody can buy it any more");
}

#[tokio::test]
async fn whatever_is_lost_on_the_way_one_number_is_paid_for() {
    let lost = || NumberError::Unreachable { reason: "no connection".to_owned() };
    for faults in [
        vec![NumberFault::NotBought(lost())],
        vec![NumberFault::AnswerLost],
        vec![NumberFault::AnswerLost, NumberFault::NotBought(lost())],
    ] {
        let app = TestApp::new().await;
        let owner = app.owner(&app.salon).await;
        let what = format!("{faults:?}");
        for fault in faults {
            app.numbers.fail_next(fault);
        }
        order(&app, &owner, WANTED).await;
        for _ in 0..4 {
            app.deliver().await;
            app.clock.advance(SignedDuration::from_mins(2));
        }
        assert_eq!(app.numbers.sold().await.expect("in memory").len(), 1, "{what}");
        assert_eq!(overview(&app, &owner).await["numbers"].as_array().map(Vec::len), Some(2), "{what}");
    }
}

#[tokio::test]
async fn a_number_that_cannot_be_had_says_why() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let ask = async |number: &str| {
        let asked = app.post(ORDERS).bearer(&owner).json(&json!({ "number": number })).send().await;
        asked.expect(StatusCode::CONFLICT).code()
    };
    assert_eq!(ask(app.salon.number).await, "already_yours");
    assert_eq!(ask(app.other.number).await, "number_taken");
    let bad = app.post(ORDERS).bearer(&owner).json(&json!({ "number": "646 555" })).send().await;
    assert_eq!(bad.expect(StatusCode::BAD_REQUEST).code(), "validation_failed");

    // Somebody else was quicker; and the company refuses.
    for (number, fault, problem) in [
        ("+16465550199", None, "GONE"),
        (WANTED, Some(NumberError::Refused { reason: "error 21421".to_owned() }), "REFUSED"),
    ] {
        if let Some(fault) = fault {
            app.numbers.fail_next(NumberFault::NotBought(fault));
        }
        order(&app, &owner, number).await;
        app.deliver().await;
        let failed = overview(&app, &owner).await["order"].clone();
        assert_eq!((&failed["state"], &failed["problem"]), (&json!("FAILED"), &json!(problem)));
    }
    app.ask(Method::DELETE, ORDERS).bearer(&owner).send().await.expect(StatusCode::NO_CONTENT);
    assert_eq!(overview(&app, &owner).await["order"], Value::Null);
    assert_eq!(owned(&app).await, [""; 0]);
}

#[tokio::test]
async fn a_search_that_makes_no_sense_is_told_how_to_mend_it() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    for (query, field) in [
        ("country=XX", "country"),
        ("areaCode=12", "areaCode"),
        ("areaCode=111", "areaCode"),
        ("country=GB&areaCode=212", "areaCode"),
        ("contains=1", "contains"),
        ("contains=%2B%2B%2B", "contains"),
    ] {
        let refused = app.get(format!("{NUMBERS}/available?{query}")).bearer(&owner).send().await;
        let refused = refused.expect(StatusCode::BAD_REQUEST);
        assert!(refused.json()["fields"][field].is_string(), "{query}: {}", refused.text());
    }
    // London's take no text messages, and are shown all the same; nobody has any in Italy.
    let london = search(&app, &owner, "country=GB").await;
    assert_eq!((&london["isWithoutSms"], &london["numbers"][0]["hasSms"]), (&json!(true), &json!(false)));
    let italy = search(&app, &owner, "country=it").await;
    assert_eq!(italy, json!({ "numbers": [], "price": null, "isWithoutSms": false }));
    let hair = search(&app, &owner, "kind=TOLL_FREE&contains=5-0142").await;
    assert_eq!(hair["numbers"][0]["number"], "+18005550142");
}

#[tokio::test]
async fn a_number_answers_until_its_grace_is_over_and_can_be_kept() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let number = with_number(&app, &owner).await;

    let leaving = act(&app, &owner, &number, "release").await;
    assert_eq!(act(&app, &owner, &number, "release").await["releaseAt"], leaving["releaseAt"]);
    app.deliver().await;
    let told = app.sent_mails().await.pop().expect("the owner is told").mail.subject;
    assert!(told.contains("is given back on"), "{told}");
    app.clock.advance(SignedDuration::from_hours(6 * 24));
    app.deliver().await;
    let (_, heard) = app.ring("+13475550151", WANTED).await;
    assert_eq!(heard.then, Then::Listens);

    // Kept, it stays, though the job of then still comes; given back anew, it has its whole grace again.
    assert_eq!(act(&app, &owner, &number, "keep").await["releaseAt"], Value::Null);
    app.clock.advance(SignedDuration::from_hours(24));
    let owner = app.owner(&app.salon).await;
    act(&app, &owner, &number, "release").await;
    app.deliver().await;
    assert_eq!(owned(&app).await, [WANTED]);

    app.clock.advance(SignedDuration::from_hours(7 * 24));
    app.numbers.fail_next(NumberFault::NotReleased(NumberError::Unreachable { reason: "no".to_owned() }));
    app.deliver().await;
    let path = format!("{NUMBERS}/{}/keep", number["id"].as_str().expect("an id"));
    let owner = app.owner(&app.salon).await;
    let late = app.post(&path).bearer(&owner).send().await.expect(StatusCode::CONFLICT);
    assert_eq!(late.code(), "already_released");
    app.clock.advance(SignedDuration::from_mins(1));
    app.deliver().await;
    assert_eq!(owned(&app).await, [""; 0]);
    assert_eq!(overview(&app, &owner).await["numbers"].as_array().map(Vec::len), Some(1));
    let (_, heard) = app.ring("+13475550151", WANTED).await;
    assert!(heard.words.contains("not in service"), "{heard:?}");
}

#[tokio::test]
async fn a_check_says_how_a_number_stands_and_has_its_calls_come_back() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let number = with_number(&app, &owner).await;
    let wanted = PhoneNumber::from_e164(WANTED).expect("a number");
    let elsewhere = providers::telephony::NumberUrls {
        voice: "https://elsewhere.example".to_owned(),
        voice_fallback: String::new(),
        voice_status: String::new(),
        sms: String::new(),
    };
    let all = providers::telephony::Numbers::look_up(&*app.numbers, None, &wanted).await;
    let id = all.expect("in memory").expect("ours").id;
    providers::telephony::Numbers::configure(&*app.numbers, None, &id, &elsewhere).await.expect("in memory");
    let reason = Some("the website does not work".to_owned());
    app.numbers
        .register(&wanted, Registration { state: RegistrationState::Rejected, reason: reason.clone() });

    let checked = act(&app, &owner, &number, "check").await;

    assert_eq!(
        (&checked["registration"], &checked["registrationReason"]),
        (&json!("REJECTED"), &json!(reason))
    );
    assert_eq!((&checked["problem"], &checked["checkedAt"]), (&Value::Null, &json!(app.now().to_string())));
    let voice = app.numbers.owned().await.expect("in memory").remove(0).voice_url;
    assert_eq!(voice, format!("{PUBLIC_URL}{VOICE}"));
    // A number that somebody else has given the salon is none of the company's.
    let given = overview(&app, &owner).await["numbers"][0].clone();
    assert_eq!(act(&app, &owner, &given, "check").await["problem"], "NOT_THERE");

    // While somebody looks at the registration, it is asked again by itself.
    app.numbers.register(&wanted, RegistrationState::InReview.into());
    act(&app, &owner, &number, "check").await;
    app.numbers.register(&wanted, RegistrationState::Approved.into());
    app.clock.advance(SignedDuration::from_hours(6));
    app.deliver().await;
    assert_eq!(overview(&app, &owner).await["numbers"][1]["registration"], "APPROVED");
}

#[tokio::test]
async fn a_forwarded_call_is_waited_for_and_seen() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    let put = async |body: Value| app.ask(Method::PUT, FORWARDING).bearer(&owner).json(&body).send().await;
    let own = json!({ "number": app.salon.number, "carrier": "VERIZON" });
    assert!(put(own).await.expect(StatusCode::BAD_REQUEST).json()["fields"]["number"].is_string());
    let kept = put(json!({ "number": "(212) 555-0181", "carrier": "T_MOBILE" })).await.ok().data();
    let code = format!("**004*{}#", app.salon.number);
    assert_eq!(kept["codes"][0], json!({ "condition": "NOT_TAKEN", "on": code, "off": "##004#" }));
    assert_eq!((&kept["test"], &kept["number"]), (&json!("NOT_TRIED"), &json!("+12125550181")));
    let test = async || overview(&app, &owner).await["forwarding"]["test"].clone();
    let ring = async |forwarded_from: Option<&str>| {
        let line = Line::new(&app, "+13475550151", app.salon.number);
        let more: Vec<_> = forwarded_from.map(|from| ("ForwardedFrom", from)).into_iter().collect();
        app.twilio(VOICE, &line.fields("ringing", &more)).await.ok();
    };

    ring(Some("+12125550181")).await;
    assert_eq!(test().await, "NOT_TRIED", "nobody has asked for it");
    let waits = app.post(format!("{FORWARDING}/test")).bearer(&owner).send().await.ok().data();
    assert_eq!(waits["test"], "WAITING");
    ring(None).await;
    assert_eq!(test().await, "ARRIVED", "the carrier does not say whether it was sent on");
    ring(Some("+12125550181")).await;
    assert_eq!(test().await, "CONFIRMED");

    app.post(format!("{FORWARDING}/test")).bearer(&owner).send().await.ok();
    app.clock.advance(SignedDuration::from_mins(11));
    ring(Some("+12125550181")).await;
    assert_eq!(test().await, "MISSED");
    // Another number has not been tried.
    let other = put(json!({ "number": "212 555 0182", "carrier": "OFFICE" })).await.ok().data();
    assert_eq!((&other["test"], &other["codes"]), (&json!("NOT_TRIED"), &json!([])));
    app.ask(Method::DELETE, FORWARDING).bearer(&owner).send().await.expect(StatusCode::NO_CONTENT);
    app.ask(Method::DELETE, FORWARDING).bearer(&owner).send().await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_salon_with_an_account_of_its_own_is_called_and_writes_through_it() {
    let app = TestApp::with(&["--twilio-subaccounts"]).await;
    app.rows
        .run(&format!("DELETE FROM phone_numbers WHERE number = '{}'", app.salon.number))
        .await
        .expect("taken away");
    app.rows.run("UPDATE tenants SET catalogue_version = catalogue_version + 1").await.expect("counted up");
    let owner = app.owner(&app.salon).await;
    order(&app, &owner, WANTED).await;
    app.deliver().await;

    let account = app.numbers.owned().await.expect("in memory").remove(0).account.expect("its own");
    let sealed: String = app.rows.one("SELECT token FROM telephone_accounts").await;
    let token = format!("token-of-{account}");
    assert!(!sealed.contains(&token), "{sealed}");

    // What it says is signed with its own token, and with nobody else's.
    let line = Line::new(&app, "+13475550151", WANTED);
    let mut fields = line.fields("ringing", &[]);
    fields.retain(|(name, _)| name != "AccountSid");
    fields.push(("AccountSid".to_owned(), account.as_str().to_owned()));
    let signed = |token: &str| signature::sign(&Secret::new(token), &format!("{PUBLIC_URL}{VOICE}"), &fields);
    app.twilio_signed(VOICE, &fields, &signed(crate::support::TWILIO_TOKEN))
        .await
        .expect(StatusCode::FORBIDDEN);
    let answer = app.twilio_signed(VOICE, &fields, &signed(&token)).await.ok();
    assert!(answer.text().contains(app.salon.name), "{}", answer.text());
    // A second number goes into the same account.
    order(&app, &owner, "+16465550101").await;
    app.deliver().await;
    let accounts = app.numbers.owned().await.expect("in memory").into_iter().map(|one| one.account);
    assert_eq!(accounts.collect::<Vec<_>>(), [Some(account.clone()), Some(account)]);
}

#[tokio::test]
async fn what_costs_money_is_for_owners() {
    let app = TestApp::new().await;
    let manager = app.member(&app.salon, Role::Manager).await;
    let number = overview(&app, &manager).await["numbers"][0].clone();
    let path = format!("{NUMBERS}/{}/release", number["id"].as_str().expect("an id"));
    app.post(&path).bearer(&manager).send().await.expect(StatusCode::FORBIDDEN);
    let body = json!({ "number": WANTED });
    app.post(ORDERS).bearer(&manager).json(&body).send().await.expect(StatusCode::FORBIDDEN);
}
