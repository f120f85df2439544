//! The demonstration salon: what it shows, and that its book can be believed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;

/// The visits' own: whatever is taken away is not counted.
const TAKES_TIME: &str = "status NOT IN ('CANCELLED', 'NO_SHOW')";

async fn seeded(days_later: i64) -> TestApp {
    let app = TestApp::new().await;
    app.clock.advance(SignedDuration::from_hours(24 * days_later));
    bolt::demo::seed(&app.app).await.expect("the demonstration salon is made");
    app
}

async fn ask(app: &TestApp, path: &str) -> Value {
    let login = json!({ "email": "owner@luma.example", "password": "demo-luma-studio" });
    let session = app.post("/api/auth/login").json(&login).send().await.ok().data();
    let token = session["token"].as_str().expect("a token");
    app.get(path).bearer(token).send().await.ok().data()
}

#[tokio::test]
async fn the_demonstration_salon_shows_what_a_calendar_can_know() {
    let app = seeded(0).await;

    for (what, count) in [
        ("services WHERE segments IS NOT NULL", 4),
        ("services WHERE buffer_after_minutes > 0", 1),
        ("resources", 2),
        ("service_resources", 11),
        ("service_resources WHERE segments IS NOT NULL", 4),
        ("employee_services WHERE duration_minutes IS NOT NULL AND price_cents IS NOT NULL", 1),
        ("employee_hours WHERE weeks = 'A'", 1),
        ("time_off WHERE first_day > '2026-03-10' AND last_day < '2026-03-20'", 1),
        ("opening_overrides WHERE day > '2026-03-10' AND day < '2026-03-20'", 1),
        ("customers WHERE notes IS NOT NULL OR preferences IS NOT NULL", 6),
        ("waitlist_entries WHERE status = 'WAITING'", 2),
        ("appointment_series", 1),
        ("appointments WHERE series_id IS NOT NULL", 4),
        ("appointments WHERE visit_id IS NOT NULL", 2),
    ] {
        assert_eq!(app.rows.count(what).await, count, "{what}");
    }
    let waiting = ask(&app, "/api/waitlist?status=WAITING").await;
    assert_eq!(waiting[0]["serviceName"], "Balayage");
}

#[tokio::test]
async fn its_book_agrees_with_its_catalogue() {
    let app = seeded(0).await;

    let of_colours = "appointments JOIN services ON services.tenant_id = appointments.tenant_id \
                      AND services.id = appointments.service_id WHERE services.segments IS NOT NULL";
    let with_plan = app.rows.count(&format!("{of_colours} AND plan IS NOT NULL")).await;
    assert_eq!(app.rows.count(of_colours).await, with_plan);
    assert!(with_plan > 20, "{with_plan} colours in three weeks");
    let equipped = format!(
        "(SELECT DISTINCT appointments.id FROM appointments JOIN service_resources \
         ON service_resources.tenant_id = appointments.tenant_id \
         AND service_resources.service_id = appointments.service_id WHERE {TAKES_TIME}) AS needing"
    );
    let units = "(SELECT DISTINCT appointment_id FROM booked_units) AS equipped";
    assert_eq!(app.rows.count(&equipped).await, app.rows.count(units).await);
    let in_between = format!(
        "appointments AS long_one JOIN appointments AS short_one \
         ON short_one.tenant_id = long_one.tenant_id AND short_one.employee_id = long_one.employee_id \
         AND short_one.starts_at > long_one.starts_at AND short_one.ends_at < long_one.ends_at \
         WHERE long_one.{TAKES_TIME} AND short_one.{TAKES_TIME}"
    );
    assert!(app.rows.count(&in_between).await >= 5, "clients are served while colours develop");
    let untold = "appointments WHERE NOT EXISTS (SELECT 1 FROM appointment_changes \
                  WHERE appointment_changes.appointment_id = appointments.id AND action = 'BOOKED')";
    assert_eq!(app.rows.count(untold).await, 0, "every visit has its history");
}

#[tokio::test]
async fn it_is_the_same_each_time_and_can_be_made_on_every_day_of_the_week() {
    let first = book_of(&seeded(0).await).await;
    assert!(first.len() == 100);
    assert_eq!(first, book_of(&seeded(0).await).await);
    for days_later in 1..7 {
        let app = seeded(days_later).await;
        for outcome in ["BOOKED", "MOVED", "CANCELLED", "ANSWERED", "TRANSFERRED"] {
            let calls = app.rows.count(&format!("calls WHERE outcome = '{outcome}'")).await;
            assert!(calls > 0, "{outcome}, {days_later} days later");
        }
        assert_eq!(app.rows.count("waitlist_entries").await, 2, "{days_later} days later");
        assert_eq!(
            app.rows.count("appointments WHERE visit_id IS NOT NULL").await,
            2,
            "{days_later} days later"
        );
    }
}

/// Visits to come, as the dashboard shows them, without what is drawn anew each time.
async fn book_of(app: &TestApp) -> Vec<Value> {
    let visits = ask(app, "/api/appointments?from=2026-03-10&sort=startsAt&pageSize=100").await;
    let told = |visit: &Value| {
        json!([
            visit["startsAt"],
            visit["endsAt"],
            visit["status"],
            visit["priceCents"],
            visit["customer"]["name"],
            visit["employee"]["name"],
            visit["service"]["name"],
        ])
    };
    let mut told: Vec<_> = visits.as_array().expect("a list").iter().map(told).collect();
    told.sort_by_key(ToString::to_string);
    told
}
