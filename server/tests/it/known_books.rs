//! Visits are kept in memory between questions, and an answer from memory is never older than the last change, whoever
//! made it. The changes here are made by a second server on the same database, of which the first knows nothing.

use axum::http::{Method, StatusCode};
use bolt::app::App;
use bolt::modules::auth::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Asking;

const DAY: &str = "2026-03-12";

struct Scene {
    app: TestApp,
    second: App,
    token: String,
}

impl Scene {
    /// A first server that has the day's visits in memory, and a second.
    async fn new() -> Self {
        let app = TestApp::new().await;
        let second = app.another_server().await;
        let token = app.member(&app.salon, Role::Manager).await;
        let scene = Self { app, second, token };
        // The first question reads the salon, the second the visits.
        for _ in 0..2 {
            assert!(scene.is_free("11:00").await);
        }
        scene
    }

    fn there(&self, method: Method, path: String) -> Asking {
        self.app.ask_at(&self.second, method, path).bearer(&self.token)
    }

    /// When Anna could cut a man's hair, as the first server says.
    async fn starts(&self, day: &str) -> Vec<String> {
        let (service, anna) = (self.app.salon.service("Men's haircut"), self.app.salon.employee("Anna"));
        let path = format!("/api/ai/availability?serviceId={service}&employeeId={anna}&from={day}");
        let listed = self.app.get(path).key(&self.app.salon.key).send().await.ok().data();
        let slots = listed["slots"].as_array().expect("slots").iter();
        slots.map(|slot| slot["local"].as_str().expect("a time")[11..].to_owned()).collect()
    }

    async fn is_free(&self, time: &str) -> bool {
        self.starts(DAY).await.iter().any(|start| start == time)
    }

    async fn book(&self, time: &str) -> String {
        let body = self.app.salon.booking("Men's haircut", Some("Anna"), &format!("{DAY}T{time}"));
        let booked = self.there(Method::POST, "/api/appointments".into()).json(&body).send().await;
        booked.created().data()["id"].as_str().expect("an id").to_owned()
    }

    async fn hold(&self, time: &str) -> String {
        let (service, anna) = (self.app.salon.service("Men's haircut"), self.app.salon.employee("Anna"));
        let hold = json!({
            "parts": [{ "serviceId": service, "employeeId": anna }],
            "startsAt": self.app.salon.at(&format!("{DAY}T{time}")),
        });
        let held = self.there(Method::POST, "/api/holds".into()).json(&hold).send().await.created().data();
        held["id"].as_str().expect("an id").to_owned()
    }

    async fn change(&self, method: Method, path: String, body: Value) {
        let answer = self.there(method, path).json(&body).send().await;
        assert!(answer.status.is_success(), "{}", answer.text());
    }
}

#[tokio::test]
async fn what_another_server_books_moves_and_calls_off_counts_at_once() {
    let scene = Scene::new().await;

    let visit = scene.book("11:00").await;
    assert!(!scene.is_free("11:00").await, "booked");

    let path = format!("/api/ai/appointments/{visit}/move");
    let to = json!({ "startsAt": scene.app.salon.at(&format!("{DAY}T14:00")) });
    let moved = scene.app.ask_at(&scene.second, Method::POST, path).key(&scene.app.salon.key);
    moved.json(&to).send().await.ok();
    assert!(scene.is_free("11:00").await && !scene.is_free("14:00").await, "moved");

    let path = format!("/api/ai/appointments/{visit}/cancel");
    let cancelled = scene.app.ask_at(&scene.second, Method::POST, path).key(&scene.app.salon.key);
    cancelled.json(&json!({})).send().await.ok();
    assert!(scene.is_free("14:00").await, "called off");
}

#[tokio::test]
async fn what_is_held_counts_from_when_it_is_taken_until_it_is_let_go_or_over() {
    let scene = Scene::new().await;

    let hold = scene.hold("11:00").await;
    assert!(!scene.is_free("11:00").await, "held");
    let let_go = scene.there(Method::DELETE, format!("/api/holds/{hold}"));
    let_go.send().await.expect(StatusCode::NO_CONTENT);
    assert!(scene.is_free("11:00").await, "let go");

    scene.hold("11:00").await;
    assert!(!scene.is_free("11:00").await, "held again");
    scene.app.clock.advance(SignedDuration::from_hours(1));
    assert!(scene.is_free("11:00").await, "nobody came back");
}

#[tokio::test]
async fn hours_time_off_and_rules_count_at_once() {
    let scene = Scene::new().await;
    let anna = scene.app.salon.employee("Anna");

    let (from, to) = (scene.app.salon.at("2026-03-12T11:00"), scene.app.salon.at("2026-03-12T12:00"));
    let away = json!({ "startsAt": from, "endsAt": to });
    scene.change(Method::POST, format!("/api/employees/{anna}/time-off"), away).await;
    assert!(!scene.is_free("11:00").await && scene.is_free("13:00").await, "away for an hour");

    let week = json!({ "openingHours": [{ "weekday": 4, "startsAt": "14:00", "endsAt": "17:00" }] });
    scene.change(Method::PUT, "/api/tenant/opening-hours".into(), week).await;
    assert!(!scene.is_free("13:00").await && scene.is_free("14:15").await, "open from two");

    let rules = json!({
        "slotStepMinutes": 60, "noticeMinutes": 60, "horizonDays": 90, "cancelCutoffMinutes": 1_440,
        "holdSeconds": 30, "maxWaitMinutes": 0, "waitlistOfferMinutes": 5,
    });
    scene.change(Method::PUT, "/api/tenant/booking-rules".into(), rules).await;
    assert!(!scene.is_free("14:15").await && scene.is_free("15:00").await, "on the hour");
}

#[tokio::test]
async fn minutes_and_midnights_pass() {
    let scene = Scene::new().await;
    // It is nine o'clock, and an hour's notice is wanted.
    for _ in 0..2 {
        assert_eq!(scene.starts("2026-03-10").await.first().map(String::as_str), Some("10:00"));
    }

    scene.app.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(scene.starts("2026-03-10").await.first().map(String::as_str), Some("10:15"));
    scene.app.clock.advance(SignedDuration::from_hours(16));
    assert!(scene.starts("2026-03-10").await.is_empty(), "that day is over");
    assert!(scene.is_free("11:00").await);
}

#[tokio::test]
async fn visits_are_read_once_while_nothing_changes() {
    let scene = Scene::new().await;
    scene.book("11:00").await;
    assert!(!scene.is_free("11:00").await);

    // Past the program, so that no log tells of it: that it is not seen shows that the visits come from memory.
    scene.app.rows.run("UPDATE appointments SET status = 'CANCELLED'").await.expect("the visit");
    assert!(!scene.is_free("11:00").await, "as it was read");

    scene.book("15:00").await;
    assert!(scene.is_free("11:00").await, "a change of any visit has all of them read again");
}
