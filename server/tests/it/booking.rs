//! Booking through the doors: the programs' and the dashboard's. Nobody is booked twice, whatever happens at once.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{FromQueryResult, TransactionTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::http::{Answer, Asking};
use crate::support::rows::{Rows, insert};
use crate::support::salon::{self, Plan, Salon};
use crate::support::{TestApp, database, moment};

const KEY: &str = "idempotency-key";

fn booking_by_key(app: &TestApp, body: &Value) -> Asking {
    app.post("/api/ai/appointments").key(&app.salon.key).json(body)
}

async fn book(app: &TestApp, body: &Value) -> Answer {
    booking_by_key(app, body).send().await
}

/// The same booking for somebody else.
fn for_customer(body: &Value, number: u32) -> Value {
    let mut body = body.clone();
    body["customer"] = json!({ "name": format!("Caller {number}"), "phone": format!("+1347555{number:04}") });
    body
}

fn reason(answer: &Answer) -> String {
    assert_eq!(answer.code(), "slot_taken", "{}", answer.text());
    answer.json()["details"]["reason"].as_str().expect("a reason").to_owned()
}

fn alternatives(answer: &Answer) -> Vec<Value> {
    answer.json()["details"]["alternatives"].as_array().expect("alternatives").clone()
}

fn instant(value: &Value) -> Timestamp {
    moment(value.as_str().expect("an instant"))
}

#[derive(Debug, FromQueryResult)]
struct Visit {
    id: Uuid,
    employee_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    status: String,
}

#[derive(Debug, FromQueryResult)]
struct Quantum {
    employee_id: Uuid,
    quantum: i64,
    appointment_id: Uuid,
}

/// Every visit that takes time has exactly its own five-minute rows, and no two visits of one person overlap.
async fn assert_the_book_is_sound(rows: &Rows) {
    let visits: Vec<Visit> =
        rows.shaped("SELECT id, employee_id, starts_at, ends_at, status FROM appointments").await;
    let quanta: Vec<Quantum> =
        rows.shaped("SELECT employee_id, quantum, appointment_id FROM booked_quanta").await;
    let mut taken: BTreeMap<(Uuid, i64), Uuid> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| !["CANCELLED", "NO_SHOW"].contains(&visit.status.as_str())) {
        for quantum in visit.starts_at.div_euclid(300_000)..(visit.ends_at + 299_999).div_euclid(300_000) {
            let before = taken.insert((visit.employee_id, quantum), visit.id);
            assert_eq!(before, None, "two visits at once: {visit:?}");
        }
    }
    let written: BTreeMap<_, _> =
        quanta.iter().map(|row| ((row.employee_id, row.quantum), row.appointment_id)).collect();
    assert_eq!(written, taken);
}

#[tokio::test]
async fn price_and_end_come_from_the_catalogue() {
    let app = TestApp::new().await;
    let mut body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-11T10:00");
    let extras = [app.salon.add_on("Deep conditioning"), app.salon.add_on("Scalp massage")];
    // The same extra named twice is one.
    body["addOnIds"] = json!([extras[0], extras[1], extras[0]]);

    let visit = book(&app, &body).await.created().data();

    assert_eq!(visit["priceCents"], 7_500 + 2_500 + 1_550);
    assert_eq!(visit["currency"], "USD");
    assert_eq!(visit["startsAt"], app.salon.at("2026-03-11T10:00"));
    assert_eq!(visit["endsAt"], app.salon.at("2026-03-11T11:10"), "45 + 15 + 10 minutes");
    assert_eq!(visit["addOns"].as_array().map(Vec::len), Some(2));
    assert_eq!((&visit["source"], &visit["status"]), (&json!("API"), &json!("SCHEDULED")));
    assert_eq!(app.rows.count("booked_quanta").await, 14);
    for field in ["priceCents", "endsAt", "currency", "status", "tenantId"] {
        let mut meddling = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-11T14:00");
        meddling[field] = json!(1);
        assert_eq!(book(&app, &meddling).await.expect(StatusCode::BAD_REQUEST).code(), "validation_failed");
    }
    assert_eq!(app.rows.count("appointments").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_who_want_one_time_one_gets_it_and_the_others_are_offered_others() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-11T10:00");

    let requests = (0..200).map(|number| {
        let request = booking_by_key(&app, &for_customer(&body, number));
        tokio::spawn(request.send())
    });
    let answers: Vec<Answer> =
        join_all(requests).await.into_iter().map(|answer| answer.expect("no panic")).collect();

    let (booked, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == StatusCode::CREATED);
    assert_eq!((booked.len(), refused.len()), (1, 199));
    for answer in &refused {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert_eq!(reason(answer), "busy");
        let others = alternatives(answer);
        assert!(!others.is_empty() && others.iter().all(|slot| slot["startsAt"] != body["startsAt"]));
    }
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("customers").await, 1, "whoever was not booked left nothing behind");
    assert_eq!(app.rows.count("notifications").await, 2);
    assert_the_book_is_sound(&app.rows).await;
    app.deliver().await;
    let phone = booked[0].data()["customer"]["phone"].as_str().expect("a number").to_owned();
    assert_eq!(app.sms_to(&phone).await.len(), 1);
    assert_eq!(app.sent_sms().await.len(), 2, "one to the customer, one to Anna");

    // An alternative is one that can be had.
    let mut other = for_customer(&body, 201);
    other["startsAt"] = alternatives(&refused[0])[0]["startsAt"].clone();
    book(&app, &other).await.created();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_free_means_as_many_visits_as_there_are_people() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", None, "2026-03-11T11:00");

    let requests =
        (0..40).map(|number| tokio::spawn(booking_by_key(&app, &for_customer(&body, number)).send()));
    let answers = join_all(requests).await;

    let mut with = BTreeSet::new();
    let mut refused = 0;
    for answer in answers {
        let answer = answer.expect("no panic");
        match answer.status {
            StatusCode::CREATED => assert!(with.insert(answer.data()["employee"]["name"].to_string())),
            _ => {
                assert_eq!(reason(&answer), "busy");
                refused += 1;
            }
        }
    }
    assert_eq!((with.len(), refused), (2, 38), "Anna and Marcus do it: {with:?}");
    assert_the_book_is_sound(&app.rows).await;
}

/// A visit written past every rule of ours, with the five minutes it takes.
async fn write_raw(
    connection: &sea_orm::DatabaseConnection,
    app: &TestApp,
    customer: Uuid,
    from: i64,
    quanta: i64,
) -> Result<(), sea_orm::DbErr> {
    let tx = connection.begin().await?;
    let id = Uuid::now_v7();
    let tenant = app.salon.id;
    let employee = app.salon.employee("Anna");
    let visit = [
        ("tenant_id", tenant.into()),
        ("id", id.into()),
        ("customer_id", customer.into()),
        ("employee_id", employee.into()),
        ("service_id", app.salon.service("Women's haircut").into()),
        ("starts_at", (from * 300_000).into()),
        ("ends_at", ((from + quanta) * 300_000).into()),
        ("status", "SCHEDULED".into()),
        ("source", "STAFF".into()),
        ("price_cents", 1_i64.into()),
        ("currency", "USD".into()),
        ("version", 1.into()),
        ("created_at", 0_i64.into()),
        ("updated_at", 0_i64.into()),
    ];
    insert(&tx, "appointments", &visit).await?;
    for quantum in from..from + quanta {
        let taken = [
            ("tenant_id", tenant.into()),
            ("employee_id", employee.into()),
            ("quantum", quantum.into()),
            ("appointment_id", id.into()),
        ];
        insert(&tx, "booked_quanta", &taken).await?;
    }
    tx.commit().await
}

async fn some_customer(app: &TestApp) -> Uuid {
    let id = Uuid::now_v7();
    let row = [
        ("tenant_id", app.salon.id.into()),
        ("id", id.into()),
        ("name", "Raw Writer".into()),
        ("created_at", 0_i64.into()),
        ("updated_at", 0_i64.into()),
    ];
    app.rows.insert("customers", &row).await.expect("a customer");
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_database_itself_lets_one_of_many_raw_writers_win() {
    let app = TestApp::new().await;
    let customer = some_customer(&app).await;
    let connection = database::connect(app.database_url(), 16).await;
    let from = moment("2026-03-11T14:00:00Z").as_millisecond() / 300_000;

    let writers = (0..60).map(|_| write_raw(&connection, &app, customer, from, 9));
    let outcomes = join_all(writers).await;

    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1, "{outcomes:?}");
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn raw_writers_of_overlapping_times_never_overlap() {
    let app = TestApp::new().await;
    let customer = some_customer(&app).await;
    let connection = database::connect(app.database_url(), 16).await;
    let from = moment("2026-03-11T14:00:00Z").as_millisecond() / 300_000;

    // Starts and lengths that meet in every way: before, behind, inside, around.
    let writers = (0..80_i64).map(|number| {
        write_raw(&connection, &app, customer, from + (number * 7) % 24, 2 + (number * 5) % 11)
    });
    let outcomes = join_all(writers).await;

    assert!(outcomes.iter().any(Result::is_ok) && outcomes.iter().any(Result::is_err));
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_of_bookings_moves_and_cancellations_leaves_a_sound_book() {
    let app = TestApp::new().await;
    let starts: Vec<String> = (10..16)
        .flat_map(|hour| {
            ["00", "15", "30", "45"].map(|minute| app.salon.at(&format!("2026-03-11T{hour}:{minute}")))
        })
        .collect();

    let guest = |guest: usize| {
        let (app, starts) = (&app, &starts);
        async move {
            let mut faults = Vec::new();
            for round in 0..8 {
                let pick = |salt: usize| starts[(guest * 31 + round * 17 + salt * 7) % starts.len()].clone();
                let mut body = app.salon.booking("Men's haircut", None, "2026-03-11T10:00");
                body["startsAt"] = json!(pick(0));
                let mut answers = vec![book(app, &for_customer(&body, guest as u32)).await];
                if answers[0].status == StatusCode::CREATED {
                    let id = answers[0].data()["id"].as_str().expect("an id").to_owned();
                    let path = format!("/api/ai/appointments/{id}");
                    let to = json!({ "startsAt": pick(1) });
                    answers.push(app.post(format!("{path}/move")).key(&app.salon.key).json(&to).send().await);
                    if round % 2 == 0 {
                        let cancel = app.post(format!("{path}/cancel")).key(&app.salon.key).json(&json!({}));
                        answers.push(cancel.send().await);
                    }
                }
                faults.extend(answers.into_iter().filter(|answer| answer.status.is_server_error()));
            }
            faults
        }
    };
    let faults: Vec<Answer> = join_all((0..12).map(guest)).await.concat();

    assert!(faults.is_empty(), "{faults:#?}");
    assert!(app.rows.count("appointments").await > 10);
    assert_the_book_is_sound(&app.rows).await;
    let told = app.rows.count("notifications").await;
    assert_eq!(app.rows.count("jobs WHERE kind = 'send_notification'").await, told, "a job for each message");
    app.deliver().await;
    assert_eq!(app.sent_sms().await.len() as i64, told);
}

#[tokio::test]
async fn a_start_can_be_booked_exactly_when_it_is_listed() {
    let app = TestApp::new().await;
    let busy = app.salon.booking("Women's haircut", Some("Marcus"), "2026-03-12T13:00");
    book(&app, &busy).await.created();
    let service = app.salon.service("Men's haircut");
    let employee = app.salon.employee("Marcus");
    let query = format!(
        "/api/ai/availability?serviceId={service}&employeeId={employee}&from=2026-03-12&to=2026-03-12"
    );

    let listed = app.get(query).key(&app.salon.key).send().await.ok().data();

    let starts: BTreeSet<String> =
        listed["slots"].as_array().expect("slots").iter().map(|slot| slot["local"].to_string()).collect();
    assert!(starts.len() > 10, "{listed:#}");
    for hour in 0..24 {
        for minute in ["00", "15", "30", "45"] {
            let local = format!("2026-03-12T{hour:02}:{minute}");
            let body = app.salon.booking("Men's haircut", Some("Marcus"), &local);
            let answer = book(&app, &body).await;
            let is_listed = starts.contains(&format!("\"{local}\""));
            assert_eq!(answer.status == StatusCode::CREATED, is_listed, "{local}: {}", answer.text());
            if is_listed {
                let id = answer.data()["id"].as_str().expect("an id").to_owned();
                let cancel = app.post(format!("/api/ai/appointments/{id}/cancel")).key(&app.salon.key);
                cancel.json(&json!({})).send().await.ok();
            } else {
                let expected = match (hour, minute) {
                    (..10, _) => "outside_hours",
                    (12, "45") | (13, "00" | "15" | "30") => "busy",
                    (17, "45") => "too_long",
                    (18.., _) => "outside_hours",
                    _ => "listed after all",
                };
                assert_eq!(reason(&answer), expected, "{local}");
            }
        }
    }
}

#[tokio::test]
async fn each_refusal_says_why() {
    let app = TestApp::new().await;
    for (service, employee, local, expected) in [
        ("Men's haircut", None, "2026-03-15T11:00", "closed"),
        ("Men's haircut", Some("Anna"), "2026-03-16T11:00", "closed"),
        ("Men's haircut", None, "2026-03-12T05:00", "outside_hours"),
        ("Highlights", Some("Anna"), "2026-03-12T15:30", "too_long"),
        ("Men's haircut", None, "2026-03-12T11:07", "off_grid"),
        ("Men's haircut", None, "2026-03-09T11:00", "notice"),
        ("Men's haircut", None, "2020-03-12T11:00", "notice"),
        ("Men's haircut", None, "2026-03-10T09:45", "notice"),
        ("Men's haircut", None, "2026-09-10T11:00", "horizon"),
        ("Men's haircut", None, "9000-09-10T11:00", "horizon"),
    ] {
        let answer =
            book(&app, &app.salon.booking(service, employee, local)).await.expect(StatusCode::CONFLICT);
        assert_eq!(reason(&answer), expected, "{service} {employee:?} {local}");
        // Whoever was asked for is named, so that the receptionist can say it as it is.
        assert!(employee.is_none_or(|name| answer.text().contains(&format!("{name} "))), "{}", answer.text());
    }
    assert_eq!(app.rows.count("appointments").await, 0);
    assert_eq!(app.rows.count("customers").await, 0);
}

#[tokio::test]
async fn what_is_not_in_the_catalogue_cannot_be_booked() {
    let app = TestApp::new().await;
    let right = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let with = |field: &str, value: Value| {
        let mut body = right.clone();
        body[field] = value;
        body
    };
    let unknown = |prefix: &str| json!(format!("{prefix}_01h455vb4pex5vsknk084sn02q"));
    for (body, status, code) in [
        (with("serviceId", unknown("svc")), StatusCode::NOT_FOUND, "not_found"),
        (with("employeeId", unknown("emp")), StatusCode::NOT_FOUND, "not_found"),
        (with("addOnIds", json!([unknown("add")])), StatusCode::NOT_FOUND, "not_found"),
        // It exists, but goes with another service.
        (with("addOnIds", json!([app.salon.add_on("Scalp massage")])), StatusCode::NOT_FOUND, "not_found"),
        // She works here, and does not do this.
        (
            with("employeeId", json!(app.salon.employee("Priya"))),
            StatusCode::BAD_REQUEST,
            "validation_failed",
        ),
        (with("serviceId", json!("haircut")), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("serviceId", json!(app.salon.employee("Anna"))), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("startsAt", json!("tomorrow")), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("startsAt", json!("2026-03-12T11:00")), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("customer", json!({ "name": "" })), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("customer", json!({ "name": " \u{7} " })), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("customer", json!({ "name": "x".repeat(201) })), StatusCode::BAD_REQUEST, "validation_failed"),
        (
            with("customer", json!({ "name": "Dana", "phone": "12" })),
            StatusCode::BAD_REQUEST,
            "validation_failed",
        ),
        (with("notes", json!("x".repeat(2_001))), StatusCode::BAD_REQUEST, "validation_failed"),
        (with("price", json!(1)), StatusCode::BAD_REQUEST, "validation_failed"),
    ] {
        let answer = book(&app, &body).await.expect(status);
        assert_eq!(answer.code(), code, "{body}");
    }
    assert_eq!(app.rows.count("appointments").await, 0);
    assert_eq!(app.rows.count("customers").await, 0);
}

#[tokio::test]
async fn a_visit_without_a_telephone_has_no_message_to_the_customer() {
    let app = TestApp::new().await;
    let mut body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    body["customer"] = json!({ "name": "Walk-in" });

    let visit = book(&app, &body).await.created().data();
    app.deliver().await;

    assert_eq!(visit["customer"]["phone"], Value::Null);
    assert_eq!(app.sent_sms().await.len(), 1, "to Anna");
}

#[tokio::test]
async fn a_known_number_is_the_same_customer_under_the_name_the_salon_has() {
    let app = TestApp::new().await;
    let first =
        book(&app, &app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00")).await.created();
    let mut body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T13:00");
    body["customer"] = json!({ "name": "D. Whitlock", "phone": "(347) 555-0151" });

    let second = book(&app, &body).await.created();

    assert_eq!(first.data()["customer"], second.data()["customer"]);
    assert_eq!(app.rows.count("customers").await, 1);
}

#[tokio::test]
async fn a_visit_called_off_gives_its_time_back_once() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let id = book(&app, &body).await.created().data()["id"].as_str().expect("an id").to_owned();
    let cancel = || {
        let reason = json!({ "reason": "The customer is ill" });
        app.post(format!("/api/ai/appointments/{id}/cancel")).key(&app.salon.key).json(&reason)
    };

    let cancelled = cancel().send().await.ok().data();
    let again = cancel().send().await.expect(StatusCode::CONFLICT);

    assert_eq!(
        (&cancelled["status"], &cancelled["cancelReason"]),
        (&json!("CANCELLED"), &json!("The customer is ill"))
    );
    assert_eq!(again.code(), "invalid_transition");
    book(&app, &for_customer(&body, 1)).await.created();
    assert_the_book_is_sound(&app.rows).await;
    app.deliver().await;
    assert_eq!(app.sms_to("+13475550151").await.len(), 2, "booked, called off");
}

#[tokio::test]
async fn a_visit_that_moves_takes_its_new_time_and_gives_the_old_one_back() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-12T10:00");
    let booked = book(&app, &body).await.created().data();
    let path = format!("/api/ai/appointments/{}/move", booked["id"].as_str().expect("an id"));
    let to = |local: &str| {
        let change = json!({ "startsAt": app.salon.at(local) });
        app.post(path.clone()).key(&app.salon.key).json(&change)
    };

    // Its own time does not stand in its way.
    let moved = to("2026-03-12T10:15").send().await.ok().data();
    assert_eq!(moved["startsAt"], app.salon.at("2026-03-12T10:15"));
    let moved = to("2026-03-12T14:00").send().await.ok().data();
    assert_eq!((&moved["priceCents"], &moved["employee"]["name"]), (&json!(7_500), &json!("Anna")));
    book(&app, &for_customer(&body, 1)).await.created();

    // Now the old time is somebody else's, and Marcus has another visit.
    let other = for_customer(&app.salon.booking("Women's haircut", Some("Marcus"), "2026-03-12T10:00"), 2);
    book(&app, &other).await.created();
    let refused = to("2026-03-12T10:00").send().await.expect(StatusCode::CONFLICT);
    assert_eq!(reason(&refused), "busy");
    assert!(!alternatives(&refused).is_empty());
    let refused = to("2026-03-15T10:00").send().await.expect(StatusCode::CONFLICT);
    assert_eq!(reason(&refused), "closed");

    let still: i64 = app
        .rows
        .one(&format!(
            "SELECT COUNT(*) FROM appointments WHERE starts_at = {}",
            instant(&json!(app.salon.at("2026-03-12T14:00"))).as_millisecond()
        ))
        .await;
    assert_eq!(still, 1, "a refused move leaves the visit where it is");
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn a_move_to_another_person_is_one() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-12T10:00");
    let id = book(&app, &body).await.created().data()["id"].as_str().expect("an id").to_owned();
    let change = json!({ "startsAt": body["startsAt"], "employeeId": app.salon.employee("Marcus") });

    let moved =
        app.post(format!("/api/ai/appointments/{id}/move")).key(&app.salon.key).json(&change).send().await;

    assert_eq!(moved.ok().data()["employee"]["name"], "Marcus");
    book(&app, &for_customer(&body, 1)).await.created();
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn what_is_over_cannot_be_changed_and_a_no_show_frees_its_time() {
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let visit = app.post("/api/appointments").bearer(&token).json(&body).send().await.created().data();
    let path = format!("/api/appointments/{}", visit["id"].as_str().expect("an id"));
    let set =
        |status: &str| app.post(format!("{path}/status")).bearer(&token).json(&json!({ "status": status }));

    assert_eq!((&visit["source"], &visit["status"]), (&json!("STAFF"), &json!("SCHEDULED")));
    assert_eq!(set("CONFIRMED").send().await.ok().data()["status"], "CONFIRMED");
    assert_eq!(set("NO_SHOW").send().await.ok().data()["status"], "NO_SHOW");
    for status in ["SCHEDULED", "CONFIRMED", "COMPLETED", "CANCELLED", "IN_PROGRESS", "NO_SHOW"] {
        let refused = set(status).send().await.expect(StatusCode::CONFLICT);
        assert_eq!(refused.code(), "invalid_transition", "{status}");
    }
    let to = json!({ "startsAt": app.salon.at("2026-03-12T14:00") });
    let moved = app.post(format!("{path}/move")).bearer(&token).json(&to).send().await;
    assert_eq!(moved.expect(StatusCode::CONFLICT).code(), "invalid_transition");
    book(&app, &for_customer(&body, 1)).await.created();
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn a_request_sent_twice_under_one_name_counts_once() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");

    let first = booking_by_key(&app, &body).header(KEY, "one").send().await.created();
    let second = booking_by_key(&app, &body).header(KEY, "one").send().await.created();

    assert_eq!(first.json(), second.json());
    assert!(!first.headers.contains_key("idempotent-replayed"));
    assert_eq!(second.headers["idempotent-replayed"], "true");
    assert_eq!(app.rows.count("appointments").await, 1);

    let other = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T14:00");
    let reused = booking_by_key(&app, &other).header(KEY, "one").send().await.expect(StatusCode::CONFLICT);
    assert_eq!(reused.code(), "idempotency_key_reused");
    let id = first.data()["id"].as_str().expect("an id").to_owned();
    let cancel = |key: &str| {
        let cancel = app.post(format!("/api/ai/appointments/{id}/cancel")).key(&app.salon.key);
        cancel.json(&json!({})).header(KEY, key)
    };
    let reused = cancel("one").send().await.expect(StatusCode::CONFLICT);
    assert_eq!(reused.code(), "idempotency_key_reused");

    let cancelled = cancel("two").send().await.ok();
    assert_eq!(cancel("two").send().await.ok().json(), cancelled.json());
    assert_eq!(app.rows.count("notifications").await, 4, "booked and called off, once each");
    // What was booked stays the answer to the first request.
    assert_eq!(booking_by_key(&app, &body).header(KEY, "one").send().await.created().json(), first.json());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_equal_requests_at_once_get_one_answer() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", None, "2026-03-12T11:00");

    let requests = (0..20).map(|_| tokio::spawn(booking_by_key(&app, &body).header(KEY, "one").send()));
    let answers: Vec<Answer> =
        join_all(requests).await.into_iter().map(|answer| answer.expect("no panic")).collect();

    let first = answers[0].clone().created().json();
    for answer in answers {
        assert_eq!(answer.created().json(), first);
    }
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("notifications").await, 2);
    assert_eq!(app.rows.count("idempotency_keys").await, 1);
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn a_refusal_is_not_kept_under_its_name() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let id =
        book(&app, &for_customer(&body, 1)).await.created().data()["id"].as_str().expect("an id").to_owned();
    booking_by_key(&app, &body).header(KEY, "one").send().await.expect(StatusCode::CONFLICT);
    let cancel = app.post(format!("/api/ai/appointments/{id}/cancel")).key(&app.salon.key);
    cancel.json(&json!({})).send().await.ok();

    booking_by_key(&app, &body).header(KEY, "one").send().await.created();
}

#[tokio::test]
async fn a_requests_name_is_its_own_salons() {
    let app = TestApp::new().await;
    let ours = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let mut theirs = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T11:00");
    theirs["customer"] = json!({ "name": "Jutta Voss" });

    booking_by_key(&app, &ours).header(KEY, "one").send().await.created();
    let other =
        app.post("/api/ai/appointments").key(&app.other.key).json(&theirs).header(KEY, "one").send().await;

    assert_eq!(other.created().data()["currency"], "EUR");
    for wrong in ["", " ", &"x".repeat(256)] {
        let answer =
            booking_by_key(&app, &ours).header(KEY, wrong).send().await.expect(StatusCode::BAD_REQUEST);
        assert_eq!(answer.code(), "validation_failed", "{wrong:?}");
    }
}

const NIGHT: &[(i8, u16, u16)] = &[(6, 22 * 60, 24 * 60), (7, 0, 6 * 60)];

/// Open in the night in which clocks change.
const NIGHT_SALON: Plan = Plan {
    name: "Night Owl",
    zone: "America/New_York",
    currency: "USD",
    country: "US",
    number: "+12125550190",
    forward_to: None,
    hours: NIGHT,
    add_ons: &[],
    services: &[("Haircut", 30, 4_500, &[]), ("Colour", 120, 9_000, &[])],
    people: &[("Nell", "+16465550119", &["Haircut", "Colour"], NIGHT)],
};

async fn slots(app: &TestApp, salon: &Salon, service: &str, date: &str) -> Vec<(String, Timestamp)> {
    let service = salon.service(service);
    let query = format!("/api/ai/availability?serviceId={service}&from={date}&to={date}");
    let listed = app.get(query).key(&salon.key).send().await.ok().data();
    let slots = listed["slots"].as_array().expect("slots");
    slots
        .iter()
        .map(|slot| (slot["local"].as_str().expect("local").to_owned(), instant(&slot["startsAt"])))
        .collect()
}

async fn book_at(app: &TestApp, salon: &Salon, service: &str, at: Timestamp) -> Answer {
    let body =
        json!({ "serviceId": salon.service(service), "startsAt": at, "customer": { "name": "Night Guest" } });
    app.post("/api/ai/appointments").key(&salon.key).json(&body).send().await
}

#[tokio::test]
async fn in_the_night_that_loses_an_hour_visits_last_as_long_as_ever() {
    let app = TestApp::new().await;
    let salon = salon::found(&app.app, &app.rows, &NIGHT_SALON).await;
    app.clock.set(moment("2026-03-06T12:00:00Z"));

    let listed = slots(&app, &salon, "Haircut", "2026-03-08").await;

    let missing: Vec<_> = listed.iter().filter(|(local, _)| local.contains("T02:")).collect();
    assert!(missing.is_empty(), "there is no two o'clock: {missing:?}");
    assert!(
        listed.iter().any(|(local, _)| local.ends_with("T01:30"))
            && listed.iter().any(|(local, _)| local.ends_with("T03:00"))
    );
    assert!(listed.windows(2).all(|pair| pair[0].1 < pair[1].1), "in order of time");
    for (local, at) in &listed {
        assert_eq!(salon.zone.to_datetime(*at).strftime("%Y-%m-%dT%H:%M").to_string(), *local);
    }
    // Two hours from 01:30 end at 04:30 on the clock.
    let at = listed.iter().find(|(local, _)| local.ends_with("T01:30")).expect("listed").1;
    let visit = book_at(&app, &salon, "Colour", at).await.created().data();
    assert_eq!(instant(&visit["endsAt"]).duration_since(at), SignedDuration::from_hours(2));
    let left = slots(&app, &salon, "Haircut", "2026-03-08").await;
    let during = |(local, _): &&(String, Timestamp)| {
        ("2026-03-08T01:15".."2026-03-08T04:30").contains(&local.as_str())
    };
    assert_eq!(left.iter().find(during), None);
    assert!(left.iter().any(|(local, _)| local.ends_with("T04:30")));
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn in_the_night_that_gains_an_hour_every_listed_start_can_be_had() {
    let app = TestApp::new().await;
    let salon = salon::found(&app.app, &app.rows, &NIGHT_SALON).await;
    app.clock.set(moment("2026-10-30T12:00:00Z"));

    let listed = slots(&app, &salon, "Haircut", "2026-11-01").await;

    assert!(listed.windows(2).all(|pair| pair[0].1 < pair[1].1), "in order of time");
    assert_eq!(listed.last().map(|(local, _)| local.as_str()), Some("2026-11-01T05:30"));
    let mut end = Timestamp::MIN;
    let mut booked = 0;
    for (local, at) in &listed {
        if *at >= end {
            let visit = book_at(&app, &salon, "Haircut", *at).await.created().data();
            end = instant(&visit["endsAt"]);
            assert_eq!(end.duration_since(*at), SignedDuration::from_mins(30), "{local}");
            booked += 1;
        }
    }
    assert!(booked >= 12, "six hours at least, in halves: {booked}");
    assert!(slots(&app, &salon, "Haircut", "2026-11-01").await.is_empty());
    assert_the_book_is_sound(&app.rows).await;
}

#[tokio::test]
async fn two_servers_on_one_database_share_one_book() {
    let app = TestApp::new().await;
    let second = app.another_server().await;
    let salon = app.salon.db(&second);
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    book(&app, &body).await.created();

    let known = bolt::modules::tenants::salon(&second.salons, &salon).await.expect("the salon");
    let wanted = bolt::modules::appointments::Wanted::one(
        app.salon.service("Men's haircut"),
        Vec::new(),
        bolt::modules::appointments::WithWhom::Only(app.salon.employee("Anna")),
    );
    let at = moment(&app.salon.at("2026-03-12T11:00"));
    let verdict =
        bolt::modules::appointments::judge(&salon, &known, &wanted, at, app.now()).await.expect("rows");

    assert!(verdict.is_err(), "the other server sees it taken");
}

#[tokio::test]
async fn a_booking_that_set_out_before_somebody_left_does_not_reach_them() {
    use bolt::modules::appointments::{
        Actor, AppointmentError, Change, ForWhom, NewBooking, NewCustomer, Source, Wanted, WithWhom,
    };

    let app = TestApp::new().await;
    let second = app.another_server().await;
    let salon = app.salon.db(&second);
    let known = bolt::modules::tenants::salon(&second.salons, &salon).await.expect("the salon");
    let anna = app.salon.employee("Anna");
    let with_marcus = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-12T11:00");
    let visit = book(&app, &with_marcus).await.created().data();
    let token = app.owner(&app.salon).await;
    let left = app
        .ask(Method::PATCH, format!("/api/employees/{anna}"))
        .bearer(&token)
        .json(&json!({ "isActive": false }));
    left.send().await.ok();

    let service = app.salon.service("Men's haircut");
    let at = moment(&app.salon.at("2026-03-12T11:00"));
    let new = |with| {
        let wanted = Wanted::one(service, Vec::new(), with);
        let named = NewCustomer { name: "Late".to_owned(), phone: None };
        NewBooking::new(wanted, at, ForWhom::Named(named), Source::Api, Actor::System)
    };
    let tx = salon.begin().await.expect("a transaction");
    let booked = bolt::modules::appointments::book(&tx, &known, &new(WithWhom::Only(anna)), app.now()).await;
    assert!(matches!(booked, Err(AppointmentError::UnknownEmployee)), "{booked:?}");
    let booked = bolt::modules::appointments::book(&tx, &known, &new(WithWhom::Anyone), app.now()).await;
    assert!(booked.is_err() || booked.is_ok_and(|visits| visits[0].row.employee_id != anna));
    let id = visit["id"].as_str().expect("an id").parse().expect("an id");
    let change = Change::to(at, WithWhom::Only(anna));
    let moved =
        bolt::modules::appointments::reschedule(&tx, &known, id, &change, &Actor::System, app.now()).await;
    assert!(matches!(moved, Err(AppointmentError::UnknownEmployee)), "{moved:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_leaves_while_others_book_leaves_no_visit_behind() {
    let app = TestApp::new().await;
    let anna = app.salon.employee("Anna");
    let token = app.owner(&app.salon).await;
    let bookings = (0..8).map(|nth| {
        let time = format!("2026-03-{}T11:00", 12 + nth % 2 + 4 * (nth / 2));
        let body = for_customer(&app.salon.booking("Men's haircut", Some("Anna"), &time), nth);
        let app = &app;
        async move { book(app, &body).await }
    });
    let leaves = async {
        let body = json!({ "isActive": false, "futureVisits": "CANCEL" });
        app.ask(Method::PATCH, format!("/api/employees/{anna}")).bearer(&token).json(&body).send().await
    };

    let (answers, left) = tokio::join!(join_all(bookings), leaves);

    left.ok();
    for answer in answers {
        assert!([201, 404, 409, 422].contains(&answer.status.as_u16()), "{}", answer.text());
    }
    let kept: Vec<Visit> = app
        .rows
        .shaped(
            "SELECT id, employee_id, starts_at, ends_at, status FROM appointments WHERE status = 'SCHEDULED'",
        )
        .await;
    assert!(kept.is_empty(), "{kept:?}");
}

#[tokio::test]
async fn a_visit_does_not_stand_in_its_own_way() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-12T11:00");
    let visit = book(&app, &body).await.created().data()["id"].as_str().expect("an id").to_owned();
    let question =
        format!("serviceId={}&employeeId={}", app.salon.service("Men's haircut"), app.salon.employee("Anna"));
    let ask = |path: &str| app.get(format!("/api/ai/availability{path}")).key(&app.salon.key);
    let listed = async |moving: &str| -> Vec<String> {
        let query = format!("?{question}&from=2026-03-12{moving}");
        let slots = ask(&query).send().await.ok().data()["slots"].clone();
        let slots = slots.as_array().expect("slots").iter();
        slots.map(|slot| slot["local"].as_str().expect("a time").to_owned()).collect()
    };
    let moving = format!("&movingId={visit}");

    assert!(!listed("").await.contains(&"2026-03-12T11:15".to_owned()));
    assert!(listed(&moving).await.contains(&"2026-03-12T11:15".to_owned()));
    let check = format!("/check?{question}&startsAt=2026-03-12T11:15");
    assert_eq!(ask(&check).send().await.ok().data()["free"], false);
    assert_eq!(ask(&format!("{check}{moving}")).send().await.ok().data()["free"], true);
    let nobodys = bolt::ids::AppointmentId::generate();
    for path in [format!("?{question}&movingId={nobodys}"), format!("{check}&movingId={nobodys}")] {
        assert_eq!(ask(&path).send().await.expect(StatusCode::NOT_FOUND).code(), "not_found");
    }
}

#[tokio::test]
async fn availability_asks_for_a_range_that_makes_sense() {
    let app = TestApp::new().await;
    let service = app.salon.service("Men's haircut");
    for (query, status) in [
        ("from=2026-03-12&to=2026-03-11", StatusCode::BAD_REQUEST),
        ("from=2026-03-12&to=2026-12-31", StatusCode::BAD_REQUEST),
        ("from=yesterday", StatusCode::BAD_REQUEST),
        ("from=9999-12-31&to=9999-12-31", StatusCode::BAD_REQUEST),
        ("from=-9999-01-01&to=-9999-01-01", StatusCode::OK),
        ("from=2026-03-12&employeeId=anna", StatusCode::BAD_REQUEST),
        ("from=2026-03-12&addOnIds=beard", StatusCode::BAD_REQUEST),
        ("", StatusCode::OK),
        ("from=2020-01-01&to=2020-01-31", StatusCode::OK),
    ] {
        let path = format!("/api/ai/availability?serviceId={service}&{query}");
        let answer = app.get(path).key(&app.salon.key).send().await;
        assert!(
            answer.status == status || (query.contains("9999") && answer.status.as_u16() < 500),
            "{query}: {}",
            answer.text()
        );
    }
    let gone = app.get(format!("/api/ai/availability?serviceId={service}&from=2020-01-01&to=2020-01-31"));
    assert_eq!(
        gone.key(&app.salon.key).send().await.ok().data()["slots"],
        json!([]),
        "nothing is free in the past"
    );
}
