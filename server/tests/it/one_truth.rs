//! Listing, judging, holding, booking and moving give one answer: every listed start can be had, every other is
//! refused with the reason that was given for it. On salons with everything that makes this hard.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use jiff::civil::date;
use jiff::{Span, Timestamp};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::support::{TestApp, moment};

/// Starts that are tried on a day: each five minutes, though the salon's grid is of fifteen.
fn five_minutes_of(day: jiff::civil::Date) -> impl Iterator<Item = jiff::civil::DateTime> {
    (0..288_i64).map(move |nth| day.at(0, 0, 0, 0).saturating_add(Span::new().minutes(nth * 5)))
}

/// Makes the salon awkward: parts, buffers, equipment, people with their own pace, alternate weeks, days with other
/// hours, time off. Written past the application, so that nothing but the rows is believed.
async fn make_awkward(app: &TestApp, chance: &mut SmallRng, day: jiff::civil::Date) {
    let run = async |sql: String| {
        app.rows.run(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    };
    let ours =
        format!("tenant_id = (SELECT tenant_id FROM phone_numbers WHERE number = '{}')", app.salon.number);
    let employee = |name: &str| format!("(SELECT id FROM employees WHERE name = '{name}' AND {ours})");
    let parts = r#"[{"kind":"work","minutes":10},{"kind":"processing","minutes":25},{"kind":"finishing","minutes":10}]"#;
    run(format!(
        "UPDATE services SET duration_minutes = 45, segments = '{parts}', buffer_before_minutes = {}, \
         buffer_after_minutes = {} WHERE name = 'Women''s haircut' AND {ours}",
        chance.random_range(0..3) * 5,
        chance.random_range(0..3) * 5,
    ))
    .await;
    run(format!(
        "UPDATE employee_services SET duration_minutes = {}, price_cents = 9900 WHERE employee_id = {} AND {ours}",
        *[50, 60, 75].choose(chance).expect("some"),
        employee("Marcus"),
    ))
    .await;
    run(format!(
        "INSERT INTO resources (tenant_id, id, name, units, position, created_at, updated_at) \
         SELECT tenant_id, id, 'Chair', {}, 1, 0, 0 FROM services WHERE name = 'Women''s haircut' AND {ours}",
        chance.random_range(2..4),
    ))
    .await;
    run(format!(
        "INSERT INTO service_resources (tenant_id, service_id, resource_id) \
         SELECT s.tenant_id, s.id, r.id FROM services s JOIN resources r ON r.tenant_id = s.tenant_id \
         WHERE s.name <> 'Highlights' AND s.{ours}"
    ))
    .await;
    let weeks = *["EVERY", "EVERY", "A", "B"].choose(chance).expect("some");
    run(format!(
        "UPDATE employee_hours SET weeks = '{weeks}' WHERE employee_id = {} AND {ours}",
        employee("Anna")
    ))
    .await;
    run(format!(
        "INSERT INTO employee_overrides (tenant_id, id, employee_id, day, starts_minute, ends_minute) \
         SELECT tenant_id, id, id, '{day}', {}, {} FROM employees WHERE name = 'Marcus' AND {ours}",
        8 * 60 + chance.random_range(0..12) * 5,
        15 * 60 + chance.random_range(0..12) * 5,
    ))
    .await;
    let noon: Timestamp = day.at(12, 0, 0, 0).to_zoned(app.salon.zone.clone()).expect("a day").timestamp();
    let from = noon.as_millisecond() + chance.random_range(-12..12) * 300_000;
    run(format!(
        "INSERT INTO time_off (tenant_id, id, employee_id, starts_at, ends_at, created_at) \
         SELECT tenant_id, id, id, {from}, {}, 0 FROM employees WHERE name = 'Anna' AND {ours}",
        from + chance.random_range(1..12) * 300_000,
    ))
    .await;
    run(format!("UPDATE tenants SET catalogue_version = catalogue_version + 1 WHERE id IN (SELECT tenant_id FROM phone_numbers WHERE number = '{}')", app.salon.number)).await;
}

#[tokio::test]
async fn every_listed_start_can_be_had_and_every_other_is_refused_with_its_reason() {
    let mut had = 0;
    for seed in 0..4 {
        let mut chance = SmallRng::seed_from_u64(seed);
        let app = TestApp::new().await;
        let token = app.owner(&app.salon).await;
        let day = date(2026, 3, 12).saturating_add(Span::new().days(chance.random_range(0..9)));
        make_awkward(&app, &mut chance, day).await;
        let services = ["Women's haircut", "Men's haircut"];
        // Some are there already; those that cannot be are refused, which is fine here.
        for nth in 0..8 {
            let hour = chance.random_range(9..17);
            let at = day.at(hour, *[0, 15, 30, 45].choose(&mut chance).expect("some"), 0, 0);
            let mut body = app.salon.booking(services[nth % 2], None, &at.to_string());
            body["customer"] = json!({ "name": format!("Early {nth}") });
            app.post("/api/appointments").bearer(&token).json(&body).send().await;
        }
        assert!(app.rows.count("appointments").await > 1, "seed {seed}");

        for (service, employee) in [
            (services[0], None),
            (services[1], None),
            (services[0], Some("Marcus")),
            (services[1], Some("Anna")),
        ] {
            had += try_every_start(&app, &token, service, employee, day, &mut chance).await;
        }
    }
    assert!(had > 60, "{had}: too few for a test");
}

async fn try_every_start(
    app: &TestApp,
    token: &str,
    service: &str,
    employee: Option<&str>,
    day: jiff::civil::Date,
    chance: &mut SmallRng,
) -> usize {
    let id = app.salon.service(service);
    let with = employee.map(|name| format!("&employeeId={}", app.salon.employee(name))).unwrap_or_default();
    let get = async |path: String| app.get(path).bearer(token).send().await.ok().data();
    let listed = get(format!("/api/availability?serviceId={id}{with}&from={day}&to={day}")).await;
    let starts: BTreeSet<String> = listed["slots"]
        .as_array()
        .expect("slots")
        .iter()
        .map(|slot| slot["local"].as_str().expect("a time").to_owned())
        .collect();
    let before = app.rows.count("appointments WHERE status <> 'CANCELLED'").await;

    for at in five_minutes_of(day) {
        let local = at.strftime("%Y-%m-%dT%H:%M").to_string();
        let what = format!("{service} {employee:?} {local}");
        let verdict = get(format!("/api/availability/check?serviceId={id}{with}&startsAt={local}")).await;
        let is_listed = starts.contains(&local);
        assert_eq!(verdict["free"], json!(is_listed), "{what}: {verdict}");
        assert_eq!(verdict["reason"].is_null(), is_listed, "{what}: {verdict}");
        assert_eq!(verdict["message"].is_null(), is_listed, "{what}: {verdict}");
        // Of those that are not, some are tried: each takes the database's time.
        if is_listed || chance.random_range(0..10) == 0 {
            let body = app.salon.booking(service, employee, &local);
            let answer = app.post("/api/appointments").bearer(token).json(&body).send().await;
            if is_listed {
                let visit = answer.created().data();
                assert_eq!(
                    visit["employee"]["name"].as_str(),
                    employee.or(visit["employee"]["name"].as_str())
                );
                take_back(app, token, &visit).await;
            } else {
                let refused = answer.expect(StatusCode::CONFLICT).json();
                assert_eq!(refused["details"]["reason"], verdict["reason"], "{what}");
            }
        }
        if is_listed {
            let hold = json!({
                "parts": [{ "serviceId": id, "employeeId": employee.map(|name| app.salon.employee(name)) }],
                "startsAt": app.salon.at(&local),
            });
            let held = app.post("/api/holds").bearer(token).json(&hold).send().await.created().data();
            let path = format!("/api/holds/{}", held["id"].as_str().expect("an id"));
            app.ask(Method::DELETE, path).bearer(token).send().await.expect(StatusCode::NO_CONTENT);
        }
    }
    let standing = app.rows.count("appointments WHERE status <> 'CANCELLED'").await;
    assert_eq!(standing, before, "all that was tried was taken back");
    starts.len()
}

async fn take_back(app: &TestApp, token: &str, visit: &Value) {
    let path = format!("/api/appointments/{}/cancel", visit["id"].as_str().expect("an id"));
    app.post(path).bearer(token).json(&json!({})).send().await.ok();
}

#[tokio::test]
async fn a_visit_moves_exactly_to_where_it_could_be_booked() {
    let mut chance = SmallRng::seed_from_u64(11);
    let app = TestApp::new().await;
    let token = app.owner(&app.salon).await;
    let day = date(2026, 3, 12);
    make_awkward(&app, &mut chance, day).await;
    let body = app.salon.booking("Women's haircut", Some("Marcus"), "2026-03-12T11:00");
    let visit = app.post("/api/appointments").bearer(&token).json(&body).send().await.created().data();
    let path = format!("/api/appointments/{}/move", visit["id"].as_str().expect("an id"));
    let (service, marcus) = (app.salon.service("Women's haircut"), app.salon.employee("Marcus"));

    let mut moved = 0;
    for at in five_minutes_of(day) {
        let local = at.strftime("%Y-%m-%dT%H:%M").to_string();
        let to = json!({ "startsAt": app.salon.at(&local), "employeeId": marcus });
        let answer = app.post(&path).bearer(&token).json(&to).send().await;
        if answer.status == StatusCode::OK {
            moved += 1;
            // It stands there now, and nothing else does: the next move starts from here.
            assert_eq!(
                moment(answer.data()["startsAt"].as_str().expect("an instant")),
                moment(&app.salon.at(&local))
            );
        } else {
            assert_eq!(answer.code(), "slot_taken", "{local}");
        }
    }

    let list = format!("/api/availability?serviceId={service}&employeeId={marcus}&from={day}&to={day}");
    let cancelled = app.post(path.replace("/move", "/cancel")).bearer(&token).json(&json!({})).send().await;
    cancelled.ok();
    let listed = app.get(list).bearer(&token).send().await.ok().data();
    assert_eq!(
        listed["slots"].as_array().map(Vec::len),
        Some(moved),
        "as many as are listed when it is gone"
    );
}
