//! The real process, killed at every step of its work, against a telephone company and a payment company that remember.
//!
//! Each time it is started again and everything must come right: bookings and payments exactly once, messages neither lost
//! nor sent twice. `CRASH_POINTS=all` tries more moments.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::process::{Server, end_leases, until};
use crate::support::world::{Moment, World};

use Moment::{Answered, Asked, Done};

/// The work that is waited for: not what comes days later.
const WORK: &str = "kind IN ('send_notification', 'send_mail', 'sync_billing', 'seed_services', 'provision_number') \
                    AND (once IS NULL OR once <> kind)";

/// A salon, the world outside, and the process between them.
struct Scene {
    app: TestApp,
    world: World,
    server: Server,
    /// At which moment of its first request the process dies once more, after it was started again.
    again: Option<Moment>,
}

impl Scene {
    async fn open() -> Self {
        let app = TestApp::new().await;
        let world = World::open().await;
        let server = start(&app, &world, None);
        Self { app, world, server, again: None }
    }

    /// Starts the process again if it was killed.
    async fn revive(&mut self) {
        while self.world.has_ended() {
            self.server.ended();
            end_leases(&self.app).await;
            self.server = start(&self.app, &self.world, self.again.take());
        }
    }

    /// Asks until there is an answer, as somebody does whose request was cut off.
    async fn ask(&mut self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        loop {
            if let Some(answer) = self.server.try_ask("POST", path, headers, body) {
                return answer;
            }
            until("it is killed", || self.world.has_ended());
            self.revive().await;
        }
    }

    /// Books once, however often that has to be said.
    async fn book(&mut self, number: &str) {
        let wish = self.server.wish(&self.app, number).to_string();
        self.send_booking(number, &wish).await;
    }

    async fn send_booking(&mut self, number: &str, wish: &str) {
        let key = self.app.salon.key.clone();
        let headers = [("X-API-Key", key.as_str()), ("Idempotency-Key", number)];
        let (status, booked) = self.ask("/api/ai/appointments", &headers, wish).await;
        assert_eq!(status, 201, "{booked}");
    }

    /// Until the trap has caught and nothing is left to do.
    async fn settle(&mut self, what: &str) {
        let since = Instant::now();
        loop {
            self.revive().await;
            let open = format!("jobs WHERE state IN ('QUEUED', 'RUNNING') AND {WORK}");
            if !self.world.is_armed() && !self.world.has_ended() && self.app.rows.count(&open).await == 0 {
                break;
            }
            // Nobody waits for another attempt in a test; when both want the rows, the worker goes first.
            let sooner =
                format!("UPDATE jobs SET run_at = 1 WHERE state = 'QUEUED' AND attempts > 0 AND {WORK}");
            let _ = self.app.rows.run(&sooner).await;
            if since.elapsed() > Duration::from_secs(30) {
                let jobs = format!(
                    "SELECT CONCAT_WS(' ', kind, state, attempts, last_error) FROM jobs WHERE {WORK}"
                );
                let jobs: Vec<String> = self.app.rows.all(&jobs).await;
                panic!("{what}: not done within half a minute: {jobs:?}\nasked: {:?}", self.world.asked());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let dead: Vec<String> =
            self.app.rows.all("SELECT CONCAT_WS(' ', kind, last_error) FROM jobs WHERE state = 'DEAD'").await;
        assert_eq!(dead, [""; 0], "{what}");
    }
}

/// Starts the process; with a moment, it dies at its first request, which may be before it answers.
fn start(app: &TestApp, world: &World, dies: Option<Moment>) -> Server {
    let server = Server::spawn(app, &world.settings());
    world.watch(server.pid());
    if let Some(moment) = dies {
        world.kill_at(1, moment);
    }
    until("it answers", || world.has_ended() || server.answers());
    server
}

fn tries_all() -> bool {
    std::env::var("CRASH_POINTS").is_ok_and(|points| points == "all")
}

/// Where the process dies while it tells a customer and a stylist of a visit.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// So many milliseconds after the booking was asked for.
    Booking(u64),
    /// At a request to the telephone company.
    Telling(usize, Moment),
    /// And once more when it asks what has become of that.
    TellingAndAsking(Moment, Moment),
    /// While another attempt waits for its time.
    Waiting,
}

fn cuts() -> Vec<Cut> {
    use Cut::{Booking, Telling, TellingAndAsking, Waiting};
    let mut cuts = vec![
        Booking(0),
        Booking(4),
        Booking(12),
        Telling(1, Asked),
        Telling(1, Done),
        Telling(1, Answered(0)),
        Telling(2, Asked),
        Telling(2, Done),
        Telling(2, Answered(1)),
        TellingAndAsking(Done, Asked),
        TellingAndAsking(Asked, Done),
        Waiting,
    ];
    if tries_all() {
        cuts.extend((0..30).step_by(2).map(Booking));
        for moment in [Asked, Done].into_iter().chain((0..12).map(Answered)) {
            cuts.extend([1, 2].map(|request| Telling(request, moment)));
            cuts.extend([Asked, Done, Answered(0), Answered(3)].map(|again| TellingAndAsking(moment, again)));
        }
    }
    cuts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_the_process_dies_a_visit_is_booked_once_and_told_once() {
    let mut scene = Scene::open().await;
    let cuts = cuts();

    for (nth, cut) in cuts.iter().enumerate() {
        let number = format!("+1347555{}", 2_000 + nth);
        let what = format!("{cut:?}");
        match *cut {
            Cut::Booking(after) => {
                let wish = scene.server.wish(&scene.app, &number).to_string();
                let world = scene.world.clone();
                let killer = std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(after));
                    world.kill();
                });
                scene.send_booking(&number, &wish).await;
                killer.join().expect("it is killed");
            }
            Cut::Telling(request, moment) => {
                scene.world.kill_at(request, moment);
                scene.book(&number).await;
            }
            Cut::TellingAndAsking(first, second) => {
                scene.again = Some(second);
                scene.world.kill_at(1, first);
                scene.book(&number).await;
            }
            Cut::Waiting => {
                scene.world.refuse(2);
                scene.book(&number).await;
                let waits = "jobs WHERE state = 'QUEUED' AND attempts = 1 AND kind = 'send_notification'";
                while scene.app.rows.count(waits).await < 2 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                scene.world.kill();
            }
        }
        scene.settle(&what).await;

        let texts = scene.world.texts();
        let to_customer = texts.iter().filter(|text| text.to == number).count();
        assert_eq!(to_customer, 1, "{what}: {:?}", scene.world.asked());
        assert_eq!(texts.len(), 2 * (nth + 1), "{what}: the stylist is told once: {:?}", scene.world.asked());
    }

    let rows = &scene.app.rows;
    let visits = i64::try_from(cuts.len()).expect("few");
    assert_eq!(rows.count("appointments").await, visits);
    assert_eq!(rows.count("booked_quanta").await, 6 * visits, "half an hour each");
    assert_eq!(rows.count("notifications").await, 2 * visits);
    assert_eq!(
        rows.count("notifications WHERE status = 'SENT' AND provider_message_id IS NOT NULL").await,
        2 * visits
    );
}

/// Where the process dies while a salon pays and is furnished, by the number of the request to the outside.
fn steps() -> Vec<(usize, Moment)> {
    let mut steps = vec![
        (1, Asked),
        (1, Done),
        (1, Answered(0)),
        (2, Done),
        (3, Asked),
        (4, Answered(0)),
        (5, Done),
        (7, Asked),
        (7, Done),
        (7, Answered(1)),
    ];
    if tries_all() {
        let moments = [Asked, Done, Answered(0), Answered(2), Answered(5), Answered(9)];
        steps.extend((1..=7).flat_map(|request| moments.map(|moment| (request, moment))));
    }
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_the_process_dies_a_salon_pays_once_and_gets_one_number() {
    let mut scene = Scene::open().await;

    for (nth, (request, moment)) in steps().into_iter().enumerate() {
        let what = format!("request {request}, {moment:?}");
        let (token, tenant) = sign_up(&mut scene, nth).await;
        scene.settle("signing up").await;
        scene.world.kill_at(request, moment);

        let bearer = format!("Bearer {token}");
        let plan = json!({ "plan": "MONTHLY" }).to_string();
        let (status, page) = scene.ask("/api/billing/checkout", &[("Authorization", &bearer)], &plan).await;
        assert_eq!(status, 200, "{what}: {page}");
        let page =
            page["data"]["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a page").to_owned();
        let (header, event) = scene.world.pay(&page);
        let (status, taken) =
            scene.ask("/api/billing/webhook", &[("Stripe-Signature", &header)], &event).await;
        assert_eq!(status, 200, "{what}: {taken}");
        scene.settle(&what).await;

        let asked = scene.world.asked();
        assert_eq!(scene.world.customers_of(&tenant).len(), 1, "{what}: one customer: {asked:?}");
        assert_eq!(scene.world.subscriptions_of(&tenant), 1, "{what}: one subscription");
        let sold = scene.world.sold();
        let label = format!("Bolt {tenant}");
        let theirs: Vec<_> = sold.iter().filter(|sold| sold.label == label).collect();
        assert_eq!(theirs.len(), 1, "{what}: one number: {asked:?}");
        let number = format!("phone_numbers WHERE number = '{}'", theirs[0].number);
        assert_eq!(scene.app.rows.count(&number).await, 1, "{what}: and it is the salon's");
        let billing = scene.server.try_ask("GET", "/api/billing", &[("Authorization", &bearer)], "");
        let billing = billing.expect("it lives").1;
        assert_eq!(billing["data"]["state"], "TRIALING", "{what}: {billing}");
        assert_eq!(billing["data"]["phoneNumber"], theirs[0].number, "{what}");
        assert_eq!(mails(&scene, &format!("Welcome to Bolt, Salon {nth}")), 1, "{what}");
    }
}

async fn sign_up(scene: &mut Scene, nth: usize) -> (String, String) {
    let body = json!({
        "salon": { "name": format!("Salon {nth}"), "timezone": "America/New_York", "country": "US" },
        "name": "Corinna Corner", "email": format!("owner{nth}@salon.test"), "password": "a horse that is correct",
    });
    let (status, login) = scene.ask("/api/auth/signup", &[], &body.to_string()).await;
    assert_eq!(status, 201, "{login}");
    let token = login["data"]["token"].as_str().expect("a token").to_owned();
    let bearer = format!("Bearer {token}");
    let me =
        scene.server.try_ask("GET", "/api/auth/me", &[("Authorization", &bearer)], "").expect("it lives").1;
    (token, me["data"]["tenant"]["id"].as_str().expect("an id").to_owned())
}

/// How many mails with this subject a reader sees: a mail that is handed over twice has the same id.
fn mails(scene: &Scene, subject: &str) -> usize {
    let file = scene.app.folder().join("data").join(bolt::app::SIMULATED_MAIL);
    let lines = std::fs::read_to_string(file).unwrap_or_default();
    let mails = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let ids = mails.filter(|mail| mail["subject"] == subject).map(|mail| mail["messageId"].to_string());
    ids.collect::<std::collections::BTreeSet<_>>().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_asked_to_stop_finishes_what_it_is_at() {
    let mut scene = Scene::open().await;
    scene.world.ask_to_stop_at(1, Asked);

    scene.book("+13475552900").await;
    until("it is told", || scene.world.has_ended());
    let status = scene.server.ended();

    assert!(status.success(), "{status}");
    assert_eq!(
        scene.app.rows.count("jobs WHERE state = 'RUNNING'").await,
        0,
        "nothing is left under a lease"
    );
    let sent = scene.app.rows.count("notifications WHERE status = 'SENT'").await;
    assert_eq!(
        usize::try_from(sent).expect("few"),
        scene.world.texts().len(),
        "all that went out is written down"
    );
    scene.server = start(&scene.app, &scene.world, None);
    scene.settle("after the stop").await;
    assert_eq!(scene.world.texts().len(), 2);
}
