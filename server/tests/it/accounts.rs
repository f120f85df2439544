//! Accounts: founding a salon, the second factor, what goes by e-mail, invitations, where one is logged in, and how often
//! one may guess.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::{Answer, Asking};
use crate::support::salon::{PASSWORD, add_user};

const NEW_PASSWORD: &str = "a longer pass phrase";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

async fn sign_up(app: &TestApp, email: &str) -> Answer {
    let body = json!({
        "salon": { "name": "Corner Cuts", "timezone": "Europe/Berlin", "country": "DE" },
        "name": "Corinna Corner", "email": email, "password": NEW_PASSWORD,
    });
    app.post("/api/auth/signup").json(&body).send().await
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.post("/api/auth/login").json(&json!({ "email": email, "password": password })).send().await
}

fn as_person(app: &TestApp, token: &str, method: Method, path: &str, body: Value) -> Asking {
    app.ask(method, path).bearer(token).json(&body)
}

async fn post(app: &TestApp, token: &str, path: &str, body: Value) -> Answer {
    as_person(app, token, Method::POST, path, body).send().await
}

/// The secret of the link in the latest mail to this address.
async fn link(app: &TestApp, to: &str, page: &str) -> String {
    // What is sent beside the answer is there in a moment.
    for _ in 0..200 {
        app.deliver().await;
        let mails = app.sent_mails().await;
        let mail = mails.iter().rev().find(|sent| sent.mail.to == to && sent.mail.text.contains(page));
        if let Some(sent) = mail {
            let (_, rest) = sent.mail.text.split_once(&format!("{page}#")).expect("a link");
            return rest.split_whitespace().next().expect("a secret").to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no mail to {to} about {page}");
}

/// The authenticator's code (RFC 6238), worked out anew.
fn code(app: &TestApp, secret: &str, steps: i64) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        secret.chars().map(|letter| format!("{:05b}", alphabet.find(letter).expect("base 32"))).collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).expect("digits"), 2).expect("a byte"))
        .collect();
    let step = app.now().as_second() / 30 + steps;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).expect("any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().expect("four")) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Turns the second factor on; gives its secret and the recovery codes.
async fn with_second_factor(app: &TestApp, token: &str) -> (String, Vec<String>) {
    let begun =
        post(app, token, "/api/auth/two-factor", json!({ "password": PASSWORD })).await.created().data();
    let secret = text(&begun["secret"]);
    assert!(text(&begun["url"]).contains(&secret) && text(&begun["qrSvg"]).contains("<svg"));
    let first = code(app, &secret, 0);
    let on = post(app, token, "/api/auth/two-factor/confirm", json!({ "code": first })).await.ok().data();
    let codes = on["recoveryCodes"].as_array().expect("codes").iter().map(text).collect();
    (secret, codes)
}

async fn challenge(app: &TestApp, email: &str, password: &str) -> String {
    let answer = log_in(app, email, password).await.expect(StatusCode::FORBIDDEN);
    assert_eq!(answer.code(), "two_factor_required");
    text(&answer.json()["details"]["challenge"])
}

async fn second_step(app: &TestApp, challenge: &str, code: &str) -> Answer {
    let body = json!({ "challenge": challenge, "code": code });
    app.post("/api/auth/login/two-factor").json(&body).send().await
}

#[tokio::test]
async fn whoever_signs_up_has_a_salon_that_can_take_a_first_call() {
    let app = TestApp::new().await;
    let login = sign_up(&app, "Corinna@Corner.Example").await.created().data();
    let token = text(&login["token"]);
    assert_eq!((&login["role"], &login["tenant"]["status"]), (&json!("OWNER"), &json!("TRIAL")));
    assert_eq!(login["tenant"]["currency"], "EUR", "the country's");
    assert_eq!(login["tenant"]["trialEndsAt"], "2026-03-24T13:00:00Z", "two weeks");
    assert_eq!(
        (&login["user"]["email"], &login["user"]["isEmailVerified"]),
        (&json!("corinna@corner.example"), &json!(false))
    );

    let services = app.get("/api/services?pageSize=100").bearer(&token).send().await.ok().json();
    assert!(services["pagination"]["total"].as_u64() >= Some(20), "{services}");
    let service = text(&services["data"][0]["id"]);
    let free =
        app.get(format!("/api/availability?serviceId={service}")).bearer(&token).send().await.ok().data();
    assert!(free["slots"].as_array().is_some_and(|slots| !slots.is_empty()), "somebody can be booked");
    let greeting = post(&app, &token, "/api/ai-assistant/calls", json!({})).await.created().data();
    assert!(greeting.to_string().contains("Corner Cuts"), "{greeting}");

    let secret = link(&app, "corinna@corner.example", "verify-email").await;
    let verified =
        app.post("/api/auth/email/verify").json(&json!({ "token": secret })).send().await.ok().data();
    assert_eq!(verified["email"], "corinna@corner.example");
    let again = app.post("/api/auth/email/verify").json(&json!({ "token": secret })).send().await;
    assert_eq!(again.expect(StatusCode::BAD_REQUEST).code(), "link_invalid", "a link works once");
    let me = app.get("/api/auth/me").bearer(&token).send().await.ok().data();
    assert_eq!(me["user"]["isEmailVerified"], true);
}

#[tokio::test]
async fn an_address_has_one_account_and_a_sign_up_never_touches_it() {
    let app = TestApp::new().await;
    let before = app.rows.everything().await;
    for email in [app.salon.email.clone(), app.salon.email.to_uppercase(), format!(" {} ", app.salon.email)] {
        let answer = sign_up(&app, &email).await.expect(StatusCode::CONFLICT);
        assert_eq!(answer.code(), "email_taken", "{email}");
    }
    // Letters that only look alike are no address at all.
    for email in [
        "оwner@harbour-hair.test",
        "ownér@harbour-hair.test",
        "owner@harbour\u{2010}hair.test",
        "a@b",
        "a\0@b.test",
    ] {
        let answer = sign_up(&app, email).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"]["email"].is_string(), "{email}");
    }
    assert_eq!(app.rows.everything().await, before);
    log_in(&app, &app.salon.email, PASSWORD).await.ok();
    log_in(&app, "ownér@harbour-hair.test", PASSWORD).await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_bad_sign_up_says_what_to_mend_and_leaves_nothing() {
    let app = TestApp::new().await;
    let before = app.rows.everything().await;
    let good = json!({
        "salon": { "name": "Corner Cuts", "timezone": "Europe/Berlin", "country": "DE" },
        "name": "Corinna", "email": "c@corner.example", "password": NEW_PASSWORD,
    });
    for (pointer, value, field) in [
        ("/password", json!("short"), "password"),
        ("/password", json!("x".repeat(73)), "password"),
        ("/password", json!("with\0a nul inside"), "password"),
        ("/password", json!("aaaaaaaaaaaa"), "password"),
        ("/salon/timezone", json!("Mars/Olympus"), "salon.timezone"),
        ("/salon/country", json!("ZZ"), "salon.country"),
        ("/salon/name", json!("  "), "salon.name"),
        ("/salon/currency", json!("XXX"), "salon.currency"),
        ("/name", json!(""), "name"),
        ("/email", json!("nobody"), "email"),
    ] {
        let mut body = good.clone();
        if pointer == "/salon/currency" {
            body["salon"]["currency"] = value;
        } else {
            *body.pointer_mut(pointer).expect("it is there") = value;
        }
        let answer = app.post("/api/auth/signup").json(&body).send().await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{pointer}: {}", answer.text());
    }
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_no_code_counts_twice() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let elsewhere = app.owner(&app.salon).await;
    let wrong = post(&app, &token, "/api/auth/two-factor", json!({ "password": "not it" })).await;
    assert!(wrong.expect(StatusCode::BAD_REQUEST).json()["fields"]["password"].is_string());
    let (secret, codes) = with_second_factor(&app, &token).await;
    assert_eq!(codes.len(), 10);
    app.get("/api/auth/me").bearer(&token).send().await.ok();
    app.get("/api/auth/me").bearer(&elsewhere).send().await.expect(StatusCode::UNAUTHORIZED);

    // The code that turned it on is used up; so is each that logs in. A step to either side of now counts.
    let mine = challenge(&app, &app.salon.email, PASSWORD).await;
    let answer = second_step(&app, &mine, &code(&app, &secret, 0)).await.expect(StatusCode::FORBIDDEN);
    assert_eq!(answer.code(), "two_factor_invalid");
    let next = code(&app, &secret, 1);
    second_step(&app, &mine, &next).await.ok();
    second_step(&app, &mine, &next).await.expect(StatusCode::FORBIDDEN);
    app.clock.advance(SignedDuration::from_secs(120));
    for steps in [-3, -2, 2, 3] {
        second_step(&app, &mine, &code(&app, &secret, steps)).await.expect(StatusCode::FORBIDDEN);
    }
    second_step(&app, &mine, &code(&app, &secret, -1)).await.ok();
    second_step(&app, &mine, &code(&app, &secret, 0)).await.ok();

    // A recovery code counts once, however it is written.
    let recovery = codes[0].to_uppercase().replace('-', " ");
    second_step(&app, &mine, &recovery).await.ok();
    second_step(&app, &mine, &codes[0]).await.expect(StatusCode::FORBIDDEN);
    let left = app.get("/api/auth/two-factor").bearer(&token).send().await.ok().data();
    assert_eq!((&left["isEnabled"], &left["recoveryCodesLeft"]), (&json!(true), &json!(9)));

    // The challenge ends by itself, is no log-in, and a log-in is no challenge.
    app.get("/api/auth/me").bearer(&mine).send().await.expect(StatusCode::UNAUTHORIZED);
    second_step(&app, &token, &code(&app, &secret, 1)).await.expect(StatusCode::UNAUTHORIZED);
    app.clock.advance(SignedDuration::from_mins(6));
    let late = second_step(&app, &mine, &code(&app, &secret, 0)).await.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(late.code(), "challenge_expired");

    // It is taken away only by password and code.
    let body = json!({ "password": PASSWORD, "code": "000000" });
    post(&app, &token, "/api/auth/two-factor/disable", body).await.expect(StatusCode::FORBIDDEN);
    let body = json!({ "password": PASSWORD, "code": codes[1] });
    post(&app, &token, "/api/auth/two-factor/disable", body).await.expect(StatusCode::NO_CONTENT);
    log_in(&app, &app.salon.email, PASSWORD).await.ok();
}

#[tokio::test]
async fn two_at_once_with_one_code_are_one() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (secret, codes) = with_second_factor(&app, &token).await;
    let mine = challenge(&app, &app.salon.email, PASSWORD).await;
    for once in [code(&app, &secret, 1), codes[3].clone()] {
        let tries = (0..6).map(|_| second_step(&app, &mine, &once));
        let answers = futures_util::future::join_all(tries).await;
        let count = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(count, 1, "{once}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_that_works_once() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let email = app.salon.email.clone();
    for address in [email.clone(), "nobody@salon.test".to_owned(), "not an address".to_owned()] {
        let answer =
            app.post("/api/auth/password/forgot").json(&json!({ "email": address })).send().await.ok();
        assert_eq!(
            answer.data()["message"],
            "If there is an account with this address, a mail is on its way."
        );
    }
    let secret = link(&app, &email, "reset-password").await;
    assert_eq!(app.sent_mails().await.len(), 1, "nobody else got one");

    let reset = |secret: &str, password: &str| {
        let body = json!({ "token": secret, "password": password });
        app.post("/api/auth/password/reset").json(&body).send()
    };
    reset("nonsense", NEW_PASSWORD).await.expect(StatusCode::BAD_REQUEST);
    let bad = reset(&secret, "short").await.expect(StatusCode::BAD_REQUEST);
    assert!(bad.json()["fields"]["password"].is_string(), "the link is still good");
    let login = reset(&secret, NEW_PASSWORD).await.ok().data();
    app.get("/api/auth/me").bearer(&text(&login["token"])).send().await.ok();
    app.get("/api/auth/me").bearer(&token).send().await.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(reset(&secret, NEW_PASSWORD).await.expect(StatusCode::BAD_REQUEST).code(), "link_invalid");
    log_in(&app, &email, PASSWORD).await.expect(StatusCode::UNAUTHORIZED);
    log_in(&app, &email, NEW_PASSWORD).await.ok();

    // A link is good for an hour, and a new one takes its place.
    app.post("/api/auth/password/forgot").json(&json!({ "email": email })).send().await.ok();
    app.deliver().await;
    let old = loop {
        let other = link(&app, &email, "reset-password").await;
        if other != secret {
            break other;
        }
    };
    app.clock.advance(SignedDuration::from_mins(61));
    reset(&old, PASSWORD).await.expect(StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_new_password_by_link_does_not_go_round_the_second_factor() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (secret, _) = with_second_factor(&app, &token).await;
    app.post("/api/auth/password/forgot").json(&json!({ "email": app.salon.email })).send().await.ok();
    let link = link(&app, &app.salon.email, "reset-password").await;
    let body = json!({ "token": link, "password": NEW_PASSWORD });
    let answer = app.post("/api/auth/password/reset").json(&body).send().await.expect(StatusCode::FORBIDDEN);
    assert_eq!(answer.code(), "two_factor_required");
    let challenge = text(&answer.json()["details"]["challenge"]);
    second_step(&app, &challenge, &code(&app, &secret, 1)).await.ok();
    log_in(&app, &app.salon.email, NEW_PASSWORD).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_changes_ones_own_account_and_other_log_ins_end() {
    let app = TestApp::new().await;
    let (token, elsewhere) = (app.owner(&app.salon).await, app.owner(&app.salon).await);
    let all = app.get("/api/auth/sessions").bearer(&token).send().await.ok().data();
    let current: Vec<_> =
        all.as_array().expect("log-ins").iter().map(|one| one["isCurrent"].clone()).collect();
    assert_eq!(current.iter().filter(|one| **one == json!(true)).count(), 1);
    assert_eq!(current.len(), 2);

    let change = |current: &str, new: &str| {
        let body = json!({ "currentPassword": current, "newPassword": new });
        as_person(&app, &token, Method::PUT, "/api/auth/password", body).send()
    };
    assert!(change("wrong", NEW_PASSWORD).await.expect(StatusCode::BAD_REQUEST).json()["fields"]["currentPassword"].is_string());
    assert!(
        change(PASSWORD, "short").await.expect(StatusCode::BAD_REQUEST).json()["fields"]["newPassword"]
            .is_string()
    );
    change(PASSWORD, NEW_PASSWORD).await.expect(StatusCode::NO_CONTENT);
    app.get("/api/auth/me").bearer(&token).send().await.ok();
    app.get("/api/auth/me").bearer(&elsewhere).send().await.expect(StatusCode::UNAUTHORIZED);

    // One log-in ends by its id, all others at once.
    let another = text(&log_in(&app, &app.salon.email, NEW_PASSWORD).await.ok().data()["token"]);
    let all = app.get("/api/auth/sessions").bearer(&token).send().await.ok().data();
    let other =
        all.as_array().expect("log-ins").iter().find(|one| one["isCurrent"] == false).expect("the other");
    let path = format!("/api/auth/sessions/{}", text(&other["id"]));
    app.ask(Method::DELETE, path.as_str()).bearer(&token).send().await.expect(StatusCode::NO_CONTENT);
    app.get("/api/auth/me").bearer(&another).send().await.expect(StatusCode::UNAUTHORIZED);
    app.ask(Method::DELETE, path.as_str()).bearer(&token).send().await.expect(StatusCode::NOT_FOUND);
    let another = text(&log_in(&app, &app.salon.email, NEW_PASSWORD).await.ok().data()["token"]);
    app.post("/api/auth/logout-elsewhere").bearer(&token).send().await.expect(StatusCode::NO_CONTENT);
    app.get("/api/auth/me").bearer(&another).send().await.expect(StatusCode::UNAUTHORIZED);

    // Another address counts once its mail has been read.
    let body = json!({ "email": "Maya@New.Example", "password": NEW_PASSWORD });
    post(&app, &token, "/api/auth/email", body).await.ok();
    let me = app.get("/api/auth/me").bearer(&token).send().await.ok().data();
    assert_eq!(me["user"]["email"], app.salon.email);
    let secret = link(&app, "maya@new.example", "verify-email").await;
    app.post("/api/auth/email/verify").json(&json!({ "token": secret })).send().await.ok();
    log_in(&app, "maya@new.example", NEW_PASSWORD).await.ok();
    log_in(&app, &app.salon.email, NEW_PASSWORD).await.expect(StatusCode::UNAUTHORIZED);
}

async fn invite(app: &TestApp, token: &str, email: &str, role: &str) -> Answer {
    post(app, token, "/api/invitations", json!({ "email": email, "role": role })).await
}

#[tokio::test]
async fn an_invitation_makes_an_account_only_where_there_is_none() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    invite(&app, &owner, "New@Salon.test", "FRONT_DESK").await.created();
    let secret = link(&app, "new@salon.test", "invitation").await;
    let seen =
        app.post("/api/auth/invitations/look").json(&json!({ "token": secret })).send().await.ok().data();
    assert_eq!(
        (&seen["salonName"], &seen["email"], &seen["hasAccount"]),
        (&json!(app.salon.name), &json!("new@salon.test"), &json!(false))
    );
    let accept = |secret: &str| {
        let body = json!({ "token": secret, "name": "Nina New", "password": NEW_PASSWORD });
        app.post("/api/auth/invitations/accept").json(&body).send()
    };
    let login = accept(&secret).await.created().data();
    assert_eq!((&login["role"], &login["user"]["isEmailVerified"]), (&json!("FRONT_DESK"), &json!(true)));
    accept(&secret).await.expect(StatusCode::BAD_REQUEST);

    // Somebody who has an account keeps it as it is: they log in and join.
    invite(&app, &owner, &app.other.email, "OWNER").await.created();
    let secret = link(&app, &app.other.email, "invitation").await;
    assert_eq!(accept(&secret).await.expect(StatusCode::CONFLICT).code(), "account_exists");
    log_in(&app, &app.other.email, NEW_PASSWORD).await.expect(StatusCode::UNAUTHORIZED);
    let stranger = text(&login["token"]);
    let join = |token: String| post_owned(&app, token, json!({ "token": secret }));
    assert_eq!(join(stranger).await.expect(StatusCode::FORBIDDEN).code(), "other_address");
    let joined = join(app.owner(&app.other).await).await.ok().data();
    assert_eq!((&joined["tenant"]["name"], &joined["role"]), (&json!(app.salon.name), &json!("OWNER")));

    // One person in two salons: they switch between them, and each log-in is to one.
    let token = text(&joined["token"]);
    let salons = joined["salons"].as_array().expect("salons").clone();
    assert_eq!(salons.len(), 2);
    let back = salons.iter().find(|one| one["name"] == app.other.name).expect("the first");
    let switched =
        post(&app, &token, "/api/auth/switch", json!({ "tenantId": back["tenantId"] })).await.ok().data();
    assert_eq!(switched["tenant"]["name"], app.other.name);
    app.get("/api/auth/me").bearer(&token).send().await.expect(StatusCode::UNAUTHORIZED);
}

async fn post_owned(app: &TestApp, token: String, body: Value) -> Answer {
    post(app, &token, "/api/auth/invitations/join", body).await
}

#[tokio::test]
async fn nobody_makes_somebody_more_than_they_are_and_a_salon_keeps_an_owner() {
    let app = TestApp::new().await;
    let (owner, manager) = (app.owner(&app.salon).await, app.member(&app.salon, Role::Manager).await);
    invite(&app, &manager, "x@salon.test", "OWNER").await.expect(StatusCode::FORBIDDEN);
    let people = app.get("/api/members").bearer(&manager).send().await.ok().data();
    let id = |role: &str| {
        let all = people.as_array().expect("people");
        text(&all.iter().find(|one| one["role"] == role).expect("one")["userId"])
    };
    let change = |token: &str, id: String, role: &str| {
        as_person(&app, token, Method::PATCH, &format!("/api/members/{id}"), json!({ "role": role })).send()
    };
    change(&manager, id("OWNER"), "STYLIST").await.expect(StatusCode::FORBIDDEN);
    change(&manager, id("MANAGER"), "OWNER").await.expect(StatusCode::FORBIDDEN);
    let last = change(&owner, id("OWNER"), "MANAGER").await.expect(StatusCode::CONFLICT);
    assert_eq!(last.code(), "last_owner");
    let path = format!("/api/members/{}", id("OWNER"));
    app.ask(Method::DELETE, path.as_str()).bearer(&manager).send().await.expect(StatusCode::FORBIDDEN);
    app.ask(Method::DELETE, path.as_str()).bearer(&owner).send().await.expect(StatusCode::CONFLICT);

    // A change counts from the next request on, and so does leaving.
    change(&owner, id("MANAGER"), "STYLIST").await.ok();
    app.get("/api/members").bearer(&manager).send().await.expect(StatusCode::FORBIDDEN);
    let path = format!("/api/members/{}", id("MANAGER"));
    app.ask(Method::DELETE, path.as_str()).bearer(&owner).send().await.expect(StatusCode::NO_CONTENT);
    app.get("/api/auth/me").bearer(&manager).send().await.expect(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn guesses_are_limited_where_they_come_from() {
    let app = TestApp::with(&["--rate-limits", "account=off", "--trusted-proxies", "127.0.0.1"]).await;
    let from = |address: &'static str, password: &'static str| {
        let body = json!({ "email": app.salon.email, "password": password });
        app.post("/api/auth/login").header("x-forwarded-for", address).json(&body).send()
    };
    for _ in 0..5 {
        from("203.0.113.7", "wrong").await.expect(StatusCode::UNAUTHORIZED);
    }
    let sixth = from("203.0.113.7", PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sixth.code(), "too_many_requests");
    assert_eq!(sixth.headers.get("retry-after").and_then(|value| value.to_str().ok()), Some("900"));
    // What a visitor writes in front of the proxy's word is theirs to invent.
    from("198.51.100.1, 203.0.113.7", PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);
    from("198.51.100.1", PASSWORD).await.ok();
    app.clock.advance(SignedDuration::from_mins(15));
    from("203.0.113.7", PASSWORD).await.ok();

    for _ in 0..3 {
        let body = json!({ "email": "nobody@salon.test" });
        app.post("/api/auth/password/forgot").json(&body).send().await.ok();
    }
    let body = json!({ "email": "nobody@salon.test" });
    app.post("/api/auth/password/forgot").json(&body).send().await.expect(StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_crowd_of_guessers_is_stopped_and_the_owner_is_not_locked_out() {
    let app = TestApp::with(&["--rate-limits", "log-in=off", "--trusted-proxies", "127.0.0.1"]).await;
    let from = |address: String, email: String, password: &'static str| {
        let body = json!({ "email": email, "password": password });
        app.post("/api/auth/login").header("x-forwarded-for", &address).json(&body).send()
    };
    // The owner has been here before.
    from("192.0.2.1".into(), app.salon.email.clone(), PASSWORD).await.ok();
    for (email, what) in [(app.salon.email.clone(), "known"), ("nobody@salon.test".to_owned(), "unknown")] {
        for guess in 0..10 {
            from(format!("203.0.113.{guess}"), email.clone(), "wrong").await.expect(StatusCode::UNAUTHORIZED);
        }
        let stopped = from("203.0.113.99".into(), email.clone(), PASSWORD).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{what}: {}", stopped.text());
    }
    let inside = from("192.0.2.1".into(), app.salon.email.clone(), PASSWORD).await.ok().data();

    // Whoever is in may do what asks for the password; but whoever holds a stolen log-in may not guess there either.
    let token = text(&inside["token"]);
    let change = |current: &'static str| {
        let body = json!({ "currentPassword": current, "newPassword": PASSWORD });
        as_person(&app, &token, Method::PUT, "/api/auth/password", body).send()
    };
    change(PASSWORD).await.expect(StatusCode::NO_CONTENT);
    for _ in 0..10 {
        change("wrong").await.expect(StatusCode::BAD_REQUEST);
    }
    change(PASSWORD).await.expect(StatusCode::TOO_MANY_REQUESTS);

    // From elsewhere, a link by mail opens at once; waiting opens too.
    for guess in 0..10 {
        from(format!("203.0.113.{guess}"), app.salon.email.clone(), "wrong").await;
    }
    app.post("/api/auth/password/forgot").json(&json!({ "email": app.salon.email })).send().await.ok();
    let secret = link(&app, &app.salon.email, "reset-password").await;
    let body = json!({ "token": secret, "password": NEW_PASSWORD });
    app.post("/api/auth/password/reset")
        .header("x-forwarded-for", "198.51.100.9")
        .json(&body)
        .send()
        .await
        .ok();
    from("198.51.100.9".into(), app.salon.email.clone(), NEW_PASSWORD).await.ok();
    app.clock.advance(SignedDuration::from_mins(15));
    from("203.0.113.200".into(), app.salon.email.clone(), NEW_PASSWORD).await.ok();
}

#[tokio::test]
async fn secrets_are_nowhere_in_the_database_in_clear() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let (secret, codes) = with_second_factor(&app, &token).await;
    let hook = json!({ "url": "https://hooks.salon.example/a", "events": ["appointment.booked"] });
    let hook = post(&app, &token, "/api/webhooks", hook).await.created().data();
    let key = json!({ "name": "Site", "scopes": ["read"] });
    let key = post(&app, &token, "/api/api-keys", key).await.created().data();
    app.post("/api/auth/password/forgot").json(&json!({ "email": app.salon.email })).send().await.ok();
    invite(&app, &token, "new@salon.test", "STYLIST").await.created();
    let reset = link(&app, &app.salon.email, "reset-password").await;
    let invitation = link(&app, "new@salon.test", "invitation").await;
    let hook_secret = text(&hook["secret"]);

    let planted = [
        PASSWORD.to_owned(),
        secret,
        codes[0].clone(),
        codes[0].replace('-', ""),
        hook_secret.clone(),
        hook_secret.trim_start_matches("whsec_").to_owned(),
        text(&key["secret"]),
        reset,
        invitation,
        token,
    ];
    let mut looked_at = 0;
    for table in app.rows.tables().await {
        for column in app.rows.columns(&table).await {
            for value in app
                .rows
                .all::<Option<String>>(&format!("SELECT HEX(CONCAT('', `{column}`)) FROM `{table}`"))
                .await
            {
                let bytes = hex::decode(value.unwrap_or_default()).expect("hexadecimal");
                let value = String::from_utf8_lossy(&bytes).into_owned();
                looked_at += 1;
                for secret in &planted {
                    assert!(!value.contains(secret.as_str()), "{table}.{column} has {secret}");
                }
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
}

#[tokio::test]
async fn keys_encrypt_anew_and_old_ones_still_open() {
    let one = format!("k1:{}", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
    let app = TestApp::with(&["--encryption-keys", &one]).await;
    let token = app.owner(&app.salon).await;
    let (secret, _) = with_second_factor(&app, &token).await;
    let sealed = "SELECT two_factor_secret FROM users WHERE two_factor_secret IS NOT NULL";
    assert!(app.rows.one::<String>(sealed).await.starts_with("k1:"));

    let both = format!("k2:{},{one}", "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=");
    let app = app.restarted(&["--encryption-keys", &both]).await;
    assert_eq!(bolt::modules::auth::reseal(&app.app).await.expect("rows").expect("they open"), 1);
    assert!(app.rows.one::<String>(sealed).await.starts_with("k2:"));
    let mine = challenge(&app, &app.salon.email, PASSWORD).await;
    second_step(&app, &mine, &code(&app, &secret, 1)).await.ok();
}

#[tokio::test]
async fn whoever_has_left_their_only_salon_keeps_their_account_and_can_join_again() {
    let app = TestApp::new().await;
    let owner = app.owner(&app.salon).await;
    add_user(&app.rows, app.salon.id, "gone@salon.test", Role::Stylist).await;
    log_in(&app, "gone@salon.test", PASSWORD).await.ok();
    app.rows.run("DELETE FROM memberships WHERE role = 'STYLIST'").await.expect("written");

    let alone = log_in(&app, "gone@salon.test", PASSWORD).await.ok().data();
    assert_eq!(
        (&alone["tenant"], &alone["role"], &alone["salons"]),
        (&json!(null), &json!(null), &json!([]))
    );
    let token = text(&alone["token"]);
    let nowhere = app.get("/api/appointments").bearer(&token).send().await.expect(StatusCode::FORBIDDEN);
    assert_eq!(nowhere.code(), "no_salon");
    app.get("/api/operator/tenants").bearer(&token).send().await.expect(StatusCode::FORBIDDEN);
    app.post("/api/auth/password/forgot").json(&json!({ "email": "gone@salon.test" })).send().await.ok();
    link(&app, "gone@salon.test", "reset-password").await;

    invite(&app, &owner, "gone@salon.test", "FRONT_DESK").await.created();
    let secret = link(&app, "gone@salon.test", "invitation").await;
    let joined =
        post(&app, &token, "/api/auth/invitations/join", json!({ "token": secret })).await.ok().data();
    assert_eq!((&joined["tenant"]["name"], &joined["role"]), (&json!(app.salon.name), &json!("FRONT_DESK")));
}
