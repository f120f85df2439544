//! Who may come in, and what every answer looks like.

use axum::http::{Method, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bolt::instant::Instant;
use bolt::modules::auth::{self, NewOwner, Role};
use bolt::tenancy::{PlatformAccess, PlatformDb};
use jiff::SignedDuration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::salon::{PASSWORD, add_user};
use crate::support::{JWT_SECRET, NOW, TestApp, moment};

fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> crate::support::http::Answer {
    app.post("/api/auth/login").json(&credentials(email, password)).send().await
}

async fn me(app: &TestApp, token: &str) -> crate::support::http::Answer {
    app.get("/api/auth/me").bearer(token).send().await
}

#[tokio::test]
async fn whoever_logs_in_is_told_who_and_where_they_are() {
    let app = TestApp::new().await;

    let data = log_in(&app, &app.salon.email, PASSWORD).await.ok().data();

    assert_eq!((&data["user"]["email"], &data["role"]), (&json!(app.salon.email), &json!("OWNER")));
    assert_eq!(data["tenant"]["id"], app.salon.id.to_string());
    assert_eq!(data["tenant"]["timezone"], "America/New_York");
    assert_eq!(
        (&data["tenant"]["phoneNumber"], &data["tenant"]["status"]),
        (&json!(app.salon.number), &json!("TRIAL"))
    );
    assert_eq!(data["expiresAt"], "2026-03-17T13:00:00Z", "seven days by default");
    let token = data["token"].as_str().expect("a token");
    let mine = me(&app, token).await.ok().data();
    assert_eq!(
        (&mine["user"], &mine["role"], &mine["tenant"]),
        (&data["user"], &data["role"], &data["tenant"])
    );
    assert!(!data.to_string().contains("assword"), "nothing of the password comes back");
}

#[tokio::test]
async fn an_e_mail_address_is_one_whatever_its_case() {
    let app = TestApp::new().await;
    log_in(&app, &format!("  {} ", app.salon.email.to_uppercase()), PASSWORD).await.ok();
}

#[tokio::test]
async fn every_failed_log_in_is_one_answer() {
    let app = TestApp::new().await;
    add_user(&app.rows, app.salon.id, "gone@salon.test", Role::Manager).await;
    app.rows
        .run("UPDATE users SET is_disabled = TRUE WHERE email = 'gone@salon.test'")
        .await
        .expect("written");
    let mut answers = Vec::new();

    for (email, password) in [
        (app.salon.email.as_str(), "wrong password"),
        (app.salon.email.as_str(), &PASSWORD.to_uppercase()),
        ("nobody@salon.test", PASSWORD),
        ("gone@salon.test", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        let answer = log_in(&app, email, password).await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(answer.code(), "invalid_credentials", "{email}");
        answers.push(answer.json()["message"].clone());
    }

    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(app.rows.count("sessions").await, 0);
}

#[tokio::test]
async fn an_owner_made_by_founding_logs_in_with_bcrypt_of_twelve_rounds() {
    let app = TestApp::new().await;
    let platform = PlatformDb::new(&app.app.database, PlatformAccess::Founding);
    let tx = platform.begin().await.expect("a transaction");
    let owner = NewOwner {
        email: "Second.Owner@Salon.test".to_owned(),
        name: "Second Owner".to_owned(),
        password: "a long enough phrase".to_owned(),
    };
    auth::add_owner(&tx, app.salon.id, owner, Instant::from(app.now())).await.expect("added");
    tx.commit().await.expect("committed");

    log_in(&app, "second.owner@salon.test", "a long enough phrase").await.ok();

    let hash: String =
        app.rows.one("SELECT password_hash FROM users WHERE email = 'second.owner@salon.test'").await;
    assert!(hash.starts_with("$2b$12$"), "{hash}");
}

#[tokio::test]
async fn logging_out_ends_this_log_in_at_once_and_no_other() {
    let app = TestApp::new().await;
    let (first, second) = (app.owner(&app.salon).await, app.owner(&app.salon).await);

    app.post("/api/auth/logout").bearer(&first).send().await.ok();

    let after = me(&app, &first).await.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(after.code(), "token_expired");
    app.post("/api/auth/logout").bearer(&first).send().await.expect(StatusCode::UNAUTHORIZED);
    me(&app, &second).await.ok();
}

#[tokio::test]
async fn a_log_in_ends_by_itself() {
    let app = TestApp::with(&["--jwt-expires-in", "2h"]).await;
    let token = app.owner(&app.salon).await;

    app.clock.advance(SignedDuration::from_secs(7_199));
    me(&app, &token).await.ok();
    app.clock.advance(SignedDuration::from_secs(1));

    assert_eq!(me(&app, &token).await.expect(StatusCode::UNAUTHORIZED).code(), "token_expired");
}

/// The claims of a token, unchecked.
fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

fn sign(algorithm: Algorithm, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes()))
        .expect("signed")
}

#[tokio::test]
async fn a_token_counts_only_as_we_signed_it() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let claims = claims(&token);
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let parts: Vec<_> = token.split('.').collect();
    let mut later = claims.clone();
    later["exp"] = json!(4_000_000_000_i64);
    let mut without_end = claims.clone();
    without_end.as_object_mut().expect("an object").remove("exp");
    let mut of_nobody = claims.clone();
    of_nobody["jti"] = json!("ses_01h455vb4pex5vsknk084sn02q");

    // The same claims in our own hands are fine, so that what follows fails for its one reason.
    me(&app, &sign(Algorithm::HS256, &claims, JWT_SECRET)).await.ok();
    for (what, forged) in [
        ("alg none", format!("{}.{}.", encode(&json!({ "alg": "none", "typ": "JWT" })), parts[1])),
        (
            "alg none with our signature",
            format!("{}.{}.{}", encode(&json!({ "alg": "none" })), parts[1], parts[2]),
        ),
        ("alg None", format!("{}.{}.", encode(&json!({ "alg": "None" })), parts[1])),
        ("another algorithm", sign(Algorithm::HS512, &claims, JWT_SECRET)),
        ("another secret", sign(Algorithm::HS256, &claims, "another secret of sufficient length, truly")),
        ("an empty secret", sign(Algorithm::HS256, &claims, "")),
        ("other claims under our signature", format!("{}.{}.{}", parts[0], encode(&later), parts[2])),
        ("no signature", format!("{}.{}", parts[0], parts[1])),
        ("half a signature", token[..token.len() - 10].to_owned()),
        ("no end", sign(Algorithm::HS256, &without_end, JWT_SECRET)),
        ("a session that is not there", sign(Algorithm::HS256, &of_nobody, JWT_SECRET)),
        ("nothing", String::new()),
        ("dots", "...".to_owned()),
        ("a lot", "a".repeat(8_000)),
        ("an API key", app.salon.key.clone()),
    ] {
        let answer = me(&app, &forged).await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(answer.code(), "unauthenticated", "{what}");
    }
    let basic = app.get("/api/auth/me").header("authorization", &format!("Basic {token}")).send().await;
    basic.expect(StatusCode::UNAUTHORIZED);

    // Signed by us with a later end: the session's own row decides.
    app.clock.advance(SignedDuration::from_hours(24 * 8));
    let longer = sign(Algorithm::HS256, &later, JWT_SECRET);
    assert_eq!(me(&app, &longer).await.expect(StatusCode::UNAUTHORIZED).code(), "token_expired");
}

#[tokio::test]
async fn whoever_is_disabled_or_has_left_is_out_at_once() {
    let app = TestApp::new().await;
    let (disabled, left) =
        (app.member(&app.salon, Role::Manager).await, app.member(&app.salon, Role::Owner).await);
    me(&app, &disabled).await.ok();

    app.rows.run("UPDATE users SET is_disabled = TRUE WHERE email LIKE 'manager-%'").await.expect("written");
    app.rows
        .run("DELETE FROM memberships WHERE user_id IN (SELECT id FROM users WHERE email LIKE 'owner-%')")
        .await
        .expect("written");

    assert_eq!(me(&app, &disabled).await.expect(StatusCode::UNAUTHORIZED).code(), "unauthenticated");
    assert_eq!(me(&app, &left).await.expect(StatusCode::UNAUTHORIZED).code(), "token_expired");
}

#[tokio::test]
async fn a_stylist_sees_their_own_calendar_and_the_front_desk_books() {
    let app = TestApp::new().await;
    let stylist = app.member(&app.salon, Role::Stylist).await;
    let is = "UPDATE memberships SET employee_id = (SELECT id FROM employees WHERE name = 'Anna') WHERE role = 'STYLIST'";
    app.rows.run(is).await.expect("written");
    let of_marcus = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-12T11:00");
    let others =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&of_marcus).send().await.created().data();
    let others = format!("/api/appointments/{}", others["id"].as_str().expect("an id"));
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let booked =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    let visit = format!("/api/appointments/{}", booked["id"].as_str().expect("an id"));
    let before = app.rows.everything().await;

    let service = app.salon.service("Men's haircut");
    for path in [
        "/api/auth/me",
        "/api/tenant",
        "/api/employees",
        "/api/services",
        "/api/appointments",
        &visit,
        &format!("{visit}/history"),
        &format!("/api/availability?serviceId={service}"),
    ] {
        app.get(path).bearer(&stylist).send().await.ok();
    }
    let seen = app.get("/api/appointments").bearer(&stylist).send().await.ok().json();
    assert_eq!((&seen["pagination"]["total"], &seen["data"][0]["id"]), (&json!(1), &booked["id"]));
    let marcus = format!("/api/appointments?employeeId={}", app.salon.employee("Marcus"));
    let seen = app.get(marcus).bearer(&stylist).send().await.ok().json();
    assert_eq!((&seen["pagination"]["total"], &seen["data"]), (&json!(0), &json!([])));
    for hidden in [others.clone(), format!("{others}/history")] {
        app.get(hidden).bearer(&stylist).send().await.expect(StatusCode::NOT_FOUND);
    }
    for closed in
        ["/api/calls", "/api/notifications", "/api/reports/today", "/api/customers", "/api/waitlist"]
    {
        app.get(closed).bearer(&stylist).send().await.expect(StatusCode::FORBIDDEN);
    }
    let elsewhere = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });
    let call = "/api/ai-assistant/calls/call_01h455vb4pex5vsknk084sn02q";
    let writes = [
        ("/api/appointments".to_owned(), body.clone()),
        (format!("{visit}/cancel"), json!({})),
        (format!("{visit}/move"), elsewhere.clone()),
        (format!("{visit}/status"), json!({ "status": "CONFIRMED" })),
        ("/api/ai-assistant/calls".to_owned(), json!({})),
        (format!("{call}/turns"), json!({ "text": "hello" })),
        (format!("{call}/hang-up"), json!({})),
    ];
    for (path, body) in &writes {
        let answer = app.post(path.as_str()).bearer(&stylist).json(body).send().await;
        assert_eq!(answer.expect(StatusCode::FORBIDDEN).code(), "forbidden", "{path}");
    }
    assert_eq!(app.rows.everything().await, before);

    // A change of role counts at once, in the log-in that is there.
    app.rows.run("UPDATE memberships SET role = 'FRONT_DESK' WHERE role = 'STYLIST'").await.expect("written");
    app.post(format!("{visit}/move")).bearer(&stylist).json(&elsewhere).send().await.ok();
    app.post("/api/appointments").bearer(&stylist).json(&body).send().await.created();
}

#[tokio::test]
async fn a_key_works_in_both_headers_until_it_is_taken_back() {
    let app = TestApp::new().await;
    let path = format!("/api/ai/availability?serviceId={}", app.salon.service("Men's haircut"));
    app.get(path.as_str()).key(&app.salon.key).send().await.ok();
    app.get(path.as_str()).bearer(&app.salon.key).send().await.ok();
    for wrong in ["bolt_live_nonsense", "", &app.salon.key.to_uppercase(), &app.salon.key[..20]] {
        let answer = app.get(path.as_str()).key(wrong).send().await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(answer.code(), "invalid_api_key", "{wrong}");
    }
    let kept: String = app.rows.one("SELECT secret_hash FROM api_keys WHERE last_used_at IS NOT NULL").await;
    assert!(!kept.contains(&app.salon.key) && kept.len() == 64, "only its hash is kept");

    let tx = app.salon.db(&app.app).begin().await.expect("a transaction");
    auth::revoke_api_keys(&tx, "Tests", Instant::from(app.now())).await.expect("written");
    let expiring = auth::make_api_key(&tx, "Short", Instant::from(app.now())).await.expect("a key");
    tx.commit().await.expect("committed");
    app.rows
        .run(&format!(
            "UPDATE api_keys SET expires_at = {} WHERE name = 'Short'",
            moment(NOW).as_millisecond() + 60_000
        ))
        .await
        .expect("written");

    // A server that has not seen it in the last seconds.
    let fresh = bolt::http::router::router(app.another_server().await);
    let asked = axum::http::Request::get(path.as_str()).header("x-api-key", &app.salon.key);
    let request = asked.body(axum::body::Body::empty()).expect("a request");
    let answer = tower::ServiceExt::oneshot(fresh, request).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    app.get(path.as_str()).key(&expiring.secret).send().await.ok();
    app.clock.advance(SignedDuration::from_mins(1));
    let answer = app.get(path.as_str()).key(&expiring.secret).send().await.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(answer.code(), "invalid_api_key");
    app.get(path.as_str()).key(&app.other.key).send().await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_body_is_told_field_by_field_how_to_mend_it() {
    let app = TestApp::new().await;
    for (body, field) in [
        (json!({ "email": "a", "password": "x" }), "email"),
        (json!({ "email": "a@b.test", "password": "" }), "password"),
        (json!({ "email": "a@b.test" }), ""),
        (json!({ "email": 5, "password": "x" }), "email"),
        (json!({ "email": "a@b.test", "password": "x", "admin": true }), "admin"),
        (json!({ "email": "x".repeat(300), "password": "x" }), "email"),
    ] {
        let answer = app.post("/api/auth/login").json(&body).send().await.expect(StatusCode::BAD_REQUEST);
        let json = answer.json();
        if field.is_empty() {
            assert!(json["message"].as_str().is_some_and(|text| text.contains("password")), "{json}");
        } else {
            assert_eq!(answer.code(), "validation_failed", "{body}");
            assert!(json["fields"][field].is_string(), "{body}: {json}");
        }
    }
    let token = app.owner(&app.salon).await;
    let mut booking = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    booking["customer"]["name"] = json!("");
    let answer = app.post("/api/appointments").bearer(&token).json(&booking).send().await;
    let json = answer.expect(StatusCode::BAD_REQUEST).json();
    assert!(json["fields"]["customer.name"].is_string(), "{json}");
}

#[tokio::test]
async fn what_is_no_request_at_all_gets_the_same_envelope() {
    let app = TestApp::new().await;
    let login = "/api/auth/login";
    for (body, status) in [
        (b"".to_vec(), StatusCode::BAD_REQUEST),
        (b"{".to_vec(), StatusCode::BAD_REQUEST),
        (b"[]".to_vec(), StatusCode::BAD_REQUEST),
        (b"null".to_vec(), StatusCode::BAD_REQUEST),
        (b"{\"email\":\"\xff\xfe\",\"password\":\"x\"}".to_vec(), StatusCode::BAD_REQUEST),
        (b"{\"email\":\"a@b.test\",\"password\":\"x\"} {}".to_vec(), StatusCode::BAD_REQUEST),
        ("[".repeat(100_000).into_bytes(), StatusCode::BAD_REQUEST),
        (vec![b' '; 2 * 1024 * 1024], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = app.post(login).raw("application/json", body.clone()).send().await.expect(status);
        answer.code();
    }
    app.get("/api/nothing/here").send().await.expect(StatusCode::NOT_FOUND).code();
    app.get("/api").send().await.expect(StatusCode::NOT_FOUND).code();
    app.ask(Method::DELETE, login).send().await.expect(StatusCode::METHOD_NOT_ALLOWED).code();
    app.post("/somewhere").send().await.expect(StatusCode::METHOD_NOT_ALLOWED).code();
    let token = app.owner(&app.salon).await;
    for id in ["apt_nonsense", "emp_01h455vb4pex5vsknk084sn02q", "1", "%ff", "..%2f..%2fetc"] {
        let answer = app.get(format!("/api/appointments/{id}")).bearer(&token).send().await;
        assert_eq!(answer.expect(StatusCode::NOT_FOUND).code(), "not_found", "{id}");
    }
    for query in [
        "page=0",
        "page=x",
        "pageSize=0",
        "pageSize=101",
        "from=soon",
        "status=LOST",
        "sort=price",
        "page=-1",
    ] {
        let answer = app.get(format!("/api/appointments?{query}")).bearer(&token).send().await;
        assert_eq!(answer.expect(StatusCode::BAD_REQUEST).code(), "validation_failed", "{query}");
    }
}

#[tokio::test]
async fn lists_come_in_pages() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    for hour in 10..15 {
        let body = app.salon.booking("Men's haircut", Some("Anna"), &format!("2026-03-12T{hour}:00"));
        app.post("/api/appointments").bearer(&token).json(&body).send().await.created();
    }

    let json =
        app.get("/api/appointments?page=2&pageSize=2&sort=-startsAt").bearer(&token).send().await.ok().json();

    assert_eq!(json["pagination"], json!({ "page": 2, "pageSize": 2, "total": 5, "totalPages": 3 }));
    let starts: Vec<_> =
        json["data"].as_array().expect("a list").iter().map(|visit| visit["startsAt"].clone()).collect();
    assert_eq!(starts, [json!(app.salon.at("2026-03-12T12:00")), json!(app.salon.at("2026-03-12T11:00"))]);
    let beyond = app.get("/api/appointments?page=9").bearer(&token).send().await.ok().json();
    assert_eq!((&beyond["data"], &beyond["pagination"]["total"]), (&json!([]), &json!(5)));
    let day = |from: &str, to: &str| format!("/api/appointments?from={from}&to={to}");
    for (from, to, found) in
        [("2026-03-12", "2026-03-12", 5), ("2026-03-13", "2026-03-14", 0), ("2026-03-11", "2026-03-12", 5)]
    {
        let json = app.get(day(from, to)).bearer(&token).send().await.ok().json();
        assert_eq!(json["pagination"]["total"], found, "{from} to {to}");
    }
}

#[tokio::test]
async fn every_answer_carries_its_id_and_the_security_headers() {
    let app = TestApp::new().await;
    for path in ["/api/health", "/api/auth/me", "/api/nothing"] {
        let answer = app.get(path).send().await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .is_ok_and(|text| text == "default-src 'none'; frame-ancestors 'none'")
        );
        assert!(answer.headers["x-request-id"].len() >= 16, "{path}");
    }
}

#[tokio::test]
async fn health_is_well_with_the_database_and_says_so_without() {
    let (app, wire) = TestApp::on_a_wire().await;

    let well = app.get("/api/health").send().await.ok().json();
    assert_eq!((&well["status"], &well["database"]), (&json!("ok"), &json!("up")));
    assert_eq!(well["version"], env!("CARGO_PKG_VERSION"));
    assert!(well["uptimeSeconds"].is_number());
    wire.cut().await;

    let ill = app.get("/api/health").send().await.expect(StatusCode::SERVICE_UNAVAILABLE).json();
    assert_eq!((&ill["status"], &ill["database"]), (&json!("degraded"), &json!("down")));
}

#[tokio::test]
async fn our_own_fault_says_so_and_nothing_else() {
    let app = TestApp::new().await;
    app.rows.run("ALTER TABLE memberships RENAME TO memberships_gone").await.expect("renamed");

    let answer = log_in(&app, &app.salon.email, PASSWORD).await.expect(StatusCode::INTERNAL_SERVER_ERROR);

    assert_eq!(answer.code(), "internal_error");
    for word in ["sql", "memberships", "table", "database"] {
        assert!(!answer.text().to_lowercase().contains(word), "{}", answer.text());
    }
}

#[tokio::test]
async fn what_the_salon_reads_about_itself_is_its_own() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let get = async |path: &str| app.get(path).bearer(&token).send().await.ok().data();

    let tenant = get("/api/tenant").await;
    let (employees, services) = (get("/api/employees").await, get("/api/services").await);

    assert_eq!(
        tenant["openingHours"][0],
        json!({
            "weekday": 1, "startsAt": "09:00", "endsAt": "18:00", "weeks": "EVERY",
        })
    );
    let names = |list: &Value| -> Vec<String> {
        list.as_array()
            .expect("a list")
            .iter()
            .map(|one| one["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(names(&employees), ["Anna", "Marcus", "Priya"]);
    assert_eq!(names(&services), ["Women's haircut", "Men's haircut", "Highlights"]);
    assert_eq!(names(&services[0]["addOns"]), ["Deep conditioning", "Scalp massage"]);
    assert_eq!(services[2]["employeeIds"], json!([app.salon.employee("Anna"), app.salon.employee("Priya")]));
    assert_eq!(get("/api/employees?isActive=false").await, json!([]));
}

#[tokio::test]
async fn today_counts_todays_visits_and_calls() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    for local in ["2026-03-10T11:00", "2026-03-10T13:00", "2026-03-11T11:00"] {
        let body = app.salon.booking("Men's haircut", Some("Anna"), local);
        let visit = app.post("/api/appointments").bearer(&token).json(&body).send().await.created().data();
        if local.ends_with("13:00") {
            let path = format!("/api/appointments/{}/cancel", visit["id"].as_str().expect("an id"));
            app.post(path).bearer(&token).json(&json!({})).send().await.ok();
        }
    }
    app.ring("+13475550151", app.salon.number).await;

    let today = app.get("/api/reports/today").bearer(&token).send().await.ok().data();

    assert_eq!(today["date"], "2026-03-10");
    assert_eq!(
        today["visits"],
        json!({ "total": 2, "completed": 0, "upcoming": 1, "cancelled": 1, "noShow": 0 })
    );
    assert_eq!((&today["revenueCents"], &today["calls"]["total"]), (&json!(4_500), &json!(1)));
    assert_eq!(today["nextAppointments"].as_array().map(Vec::len), Some(2));
}
