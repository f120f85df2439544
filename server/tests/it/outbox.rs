//! What was promised goes out once, whatever dies in between.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::{Method, StatusCode};
use bolt::ids::NotificationId;
use bolt::jobs::{self, Job};
use jiff::{SignedDuration, Timestamp};
use providers::phone::PhoneNumber;
use providers::sms::{OutgoingSms, SentSms, Sms, SmsError};
use providers::telephony::ProviderId;
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::support::TestApp;
use crate::support::twilio::{MESSAGE_STATUS, form};

const DANA: &str = "+13475550151";
const ANNA: &str = "+16465550111";

async fn book(app: &TestApp, local: &str) -> String {
    let body = app.salon.booking("Men's haircut", Some("Anna"), local);
    let visit =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    visit["id"].as_str().expect("an id").to_owned()
}

#[derive(Debug, FromQueryResult)]
struct Message {
    recipient: String,
    status: String,
    attempts: i32,
    error: Option<String>,
}

async fn message_to(app: &TestApp, number: &str) -> Message {
    let sql = "SELECT recipient, status, attempts, error FROM notifications";
    let mut all: Vec<Message> = app.rows.shaped(sql).await;
    all.retain(|message| message.recipient == number);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

async fn statuses(app: &TestApp) -> Vec<String> {
    app.rows.all("SELECT status FROM notifications ORDER BY status").await
}

async fn job_states(app: &TestApp) -> Vec<String> {
    // Reminders wait for their time, days later.
    app.rows.all("SELECT state FROM jobs WHERE kind <> 'remind_of_visit' ORDER BY state").await
}

#[tokio::test]
async fn a_message_can_be_followed_from_queue_to_telephone() {
    let app = TestApp::new().await;
    let id = book(&app, "2026-03-12T11:00").await;
    let token = app.owner(&app.salon).await;
    let shown = async || {
        let path = format!("/api/notifications?appointmentId={id}");
        let all = app.get(path).bearer(&token).send().await.ok().data();
        let all = all.as_array().expect("a list").clone();
        all.into_iter().find(|message| message["recipient"] == DANA).expect("one to the customer")
    };

    let queued = shown().await;
    assert_eq!((&queued["status"], &queued["kind"]), (&json!("QUEUED"), &json!("BOOKING_CONFIRMATION")));
    assert_eq!(
        (&queued["attempts"], &queued["sentAt"], &queued["channel"]),
        (&json!(0), &Value::Null, &json!("SMS"))
    );
    app.deliver().await;
    let sent = shown().await;
    assert_eq!((&sent["status"], &sent["attempts"]), (&json!("SENT"), &json!(1)));
    assert_eq!(sent["sentAt"], app.now().to_string());
    let taken = &app.sms_to(DANA).await[0];
    assert_eq!(sent["body"], taken.body);
    assert_eq!(
        taken.from.as_ref().map(PhoneNumber::as_str),
        Some(app.salon.number),
        "from the salon's own number"
    );

    let report = |status: &str| form(&[("MessageSid", taken.id.as_str()), ("MessageStatus", status)]);
    app.twilio(MESSAGE_STATUS, &report("delivered")).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(shown().await["status"], "DELIVERED");
    // News that comes late does not turn it back.
    for late in ["sent", "queued", "undelivered"] {
        app.twilio(MESSAGE_STATUS, &report(late)).await.expect(StatusCode::NO_CONTENT);
        assert_eq!(shown().await["status"], "DELIVERED", "{late}");
    }
    let unknown =
        form(&[("MessageSid", "SM00000000000000000000000000000000"), ("MessageStatus", "delivered")]);
    app.twilio(MESSAGE_STATUS, &unknown).await.expect(StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_message_that_the_network_lost_is_failed_with_its_reason() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let id = app.sms_to(DANA).await[0].id.as_str().to_owned();

    let report = form(&[("MessageSid", &id), ("MessageStatus", "undelivered"), ("ErrorCode", "30005")]);
    app.twilio(MESSAGE_STATUS, &report).await.expect(StatusCode::NO_CONTENT);

    let message = message_to(&app, DANA).await;
    assert_eq!(message.status, "UNDELIVERED");
    assert!(message.error.is_some_and(|error| error.contains("30005")));
    assert_eq!(message_to(&app, ANNA).await.status, "SENT", "and no other");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_and_not_sent_again() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    app.sms.lose_next_answer();
    app.sms.lose_next_answer();

    app.deliver().await;
    assert_eq!(statuses(&app).await, ["SENDING", "SENDING"]);
    assert_eq!(job_states(&app).await, ["QUEUED", "QUEUED"]);
    app.clock.advance(SignedDuration::from_secs(3));
    app.deliver().await;

    assert_eq!(statuses(&app).await, ["SENT", "SENT"]);
    assert_eq!(job_states(&app).await, ["DONE", "DONE"]);
    assert_eq!((app.sms_to(DANA).await.len(), app.sms_to(ANNA).await.len()), (1, 1));
}

#[tokio::test]
async fn a_refused_number_is_failed_at_once_and_keeps_nobody_waiting() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let opted_out = "+15005550004";
    app.rows
        .run(&format!("UPDATE notifications SET recipient = '{opted_out}' WHERE recipient = '{DANA}'"))
        .await
        .expect("written");

    app.deliver().await;

    let message = message_to(&app, opted_out).await;
    assert_eq!((message.status.as_str(), message.attempts), ("FAILED", 1));
    assert!(message.error.is_some_and(|error| error.contains("21610")));
    assert_eq!(job_states(&app).await, ["DEAD", "DONE"]);
    assert_eq!(message_to(&app, ANNA).await.status, "SENT");
    app.clock.advance(SignedDuration::from_hours(24));
    app.deliver().await;
    assert_eq!(message_to(&app, opted_out).await.attempts, 1, "it is not tried again");
}

#[tokio::test]
async fn a_network_out_of_reach_is_tried_again_later() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let away = || SmsError::Unreachable { reason: "nobody there".to_owned() };
    app.sms.fail_next(away());
    app.sms.fail_next(away());

    app.deliver().await;
    assert_eq!(statuses(&app).await, ["QUEUED", "QUEUED"]);
    app.clock.advance(SignedDuration::from_secs(1));
    app.deliver().await;
    assert!(app.sent_sms().await.is_empty(), "not before its time");
    app.clock.advance(SignedDuration::from_secs(2));
    app.deliver().await;

    assert_eq!(statuses(&app).await, ["SENT", "SENT"]);
    assert_eq!(message_to(&app, DANA).await.attempts, 2);
}

#[tokio::test]
async fn a_network_that_says_when_to_come_back_is_believed() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let busy = || SmsError::RateLimited { retry_after: Some(Duration::from_secs(120)) };
    app.sms.fail_next(busy());
    app.sms.fail_next(busy());

    app.deliver().await;
    app.clock.advance(SignedDuration::from_secs(119));
    app.deliver().await;
    assert!(app.sent_sms().await.is_empty());
    app.clock.advance(SignedDuration::from_secs(1));
    app.deliver().await;

    assert_eq!(app.sent_sms().await.len(), 2);
}

#[tokio::test]
async fn a_message_that_is_given_up_is_failed_for_all_to_see() {
    let app = TestApp::new().await;
    // Far enough away that nobody is reminded of it meanwhile.
    book(&app, "2026-03-19T11:00").await;

    for _ in 0..20 {
        for _ in 0..2 {
            app.sms.fail_next(SmsError::Unreachable { reason: "nobody there".to_owned() });
        }
        app.deliver().await;
        app.clock.advance(SignedDuration::from_hours(7));
    }

    assert_eq!(job_states(&app).await, ["DEAD", "DEAD"]);
    assert!(app.sent_sms().await.is_empty());
    assert_eq!(statuses(&app).await, ["FAILED", "FAILED"]);
    let error = message_to(&app, DANA).await.error;
    assert!(error.is_some_and(|error| error.contains("nobody there")));
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_promise() {
    let app = TestApp::new().await;
    let db = app.salon.db(&app.app);
    let job = Job::SendNotification { notification_id: NotificationId::generate() };

    let tx = db.begin().await.expect("a transaction");
    jobs::enqueue(&tx, &job, app.now(), app.now()).await.expect("written");
    drop(tx);
    let body = app.salon.booking("Men's haircut", Some("Anna"), "2026-03-15T11:00");
    let refused = app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await;
    refused.expect(StatusCode::CONFLICT);

    assert_eq!(app.rows.count("jobs").await, 0);
    assert_eq!(app.rows.count("notifications").await, 0);
    let tx = db.begin().await.expect("a transaction");
    jobs::enqueue(&tx, &job, app.now(), app.now()).await.expect("written");
    tx.commit().await.expect("committed");
    assert_eq!(app.rows.count("jobs").await, 1);
    app.deliver().await;
    assert_eq!(job_states(&app).await, ["DONE"], "a message that is gone needs no sending");
}

#[tokio::test]
async fn a_job_that_cannot_be_read_stands_in_nobodys_way() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    book(&app, "2026-03-12T14:00").await;
    let broken: Vec<u8> = app.rows.all("SELECT id FROM jobs ORDER BY id LIMIT 1").await.remove(0);
    let broken: String = broken.iter().map(|byte| format!("{byte:02x}")).collect();
    app.rows
        .run(&format!("UPDATE jobs SET payload = '{{\"kind\":\"unheard_of\"}}' WHERE id = X'{broken}'"))
        .await
        .expect("written");

    app.deliver().await;

    assert_eq!(job_states(&app).await, ["DEAD", "DONE", "DONE", "DONE"]);
    assert_eq!(app.sent_sms().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_do_each_job_once() {
    let app = TestApp::new().await;
    for hour in 10..16 {
        for minute in ["00", "30"] {
            book(&app, &format!("2026-03-12T{hour}:{minute}")).await;
        }
    }
    let second = app.another_server().await;

    let work = async |app: &bolt::app::App| while jobs::run_due(app).await.expect("the outbox") > 0 {};
    tokio::join!(work(&app.app), work(&second), work(&app.app));

    assert_eq!(app.sent_sms().await.len(), 24);
    assert_eq!(app.rows.count("notifications WHERE status = 'SENT' AND attempts = 1").await, 24);
    assert_eq!(app.rows.count("jobs WHERE state = 'DONE'").await, 24);
}

/// A telephone company that lets one message hang until it is told to refuse it.
struct Stuck {
    goes_on: Semaphore,
}

#[async_trait]
impl Sms for Stuck {
    async fn send(&self, _: &OutgoingSms) -> Result<SentSms, SmsError> {
        let _turn = self.goes_on.acquire().await.expect("never closed");
        Err(SmsError::Unreachable { reason: "the line was dead all the time".to_owned() })
    }

    async fn find_sent(
        &self,
        _: Option<&ProviderId>,
        _: &PhoneNumber,
        _: &str,
        _: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        Ok(None)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_lease_cannot_spoil_what_another_has_done() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let stuck = Arc::new(Stuck { goes_on: Semaphore::new(0) });
    let slow = app.another_server_with(stuck.clone()).await;
    let slow_worker = tokio::spawn(async move { jobs::run_due(&slow).await });
    while statuses(&app).await != ["SENDING", "SENDING"] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    app.deliver().await;
    assert!(app.sent_sms().await.is_empty(), "the lease holds");
    app.clock.advance(SignedDuration::from_mins(5));
    app.deliver().await;
    assert_eq!(statuses(&app).await, ["SENT", "SENT"]);
    stuck.goes_on.add_permits(10);
    slow_worker.await.expect("no panic").expect("the outbox");
    app.clock.advance(SignedDuration::from_mins(5));
    app.deliver().await;

    assert_eq!(job_states(&app).await, ["DONE", "DONE"]);
    assert_eq!(statuses(&app).await, ["SENT", "SENT"]);
    assert_eq!(app.sent_sms().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_sends_without_being_asked_and_stops_when_told() {
    let app = TestApp::new().await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(app.app.clone(), stop.clone(), jobs::FAREWELL));

    book(&app, "2026-03-12T11:00").await;
    let sent = async {
        while app.sent_sms().await.len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sent).await.expect("it goes out by itself");
    stop.cancel();

    tokio::time::timeout(Duration::from_secs(10), worker).await.expect("it stops").expect("no panic");
}

/// A telephone company at which every message of one number hangs.
struct StuckFor {
    sender: &'static str,
    others: Arc<dyn Sms>,
    goes_on: Semaphore,
}

#[async_trait]
impl Sms for StuckFor {
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError> {
        if message.from.as_ref().map(PhoneNumber::as_str) == Some(self.sender) {
            let _turn = self.goes_on.acquire().await.expect("never closed");
        }
        self.others.send(message).await
    }

    async fn find_sent(
        &self,
        of: Option<&ProviderId>,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        self.others.find_sent(of, to, body, since).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_salons_backlog_keeps_no_other_waiting() {
    let app = TestApp::new().await;
    for hour in 10..16 {
        for minute in ["00", "30"] {
            book(&app, &format!("2026-03-12T{hour}:{minute}")).await;
        }
    }
    app.clock.advance(SignedDuration::from_secs(1));
    let body = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T11:00");
    app.post("/api/ai/appointments").key(&app.other.key).json(&body).send().await.created();
    let company =
        Arc::new(StuckFor { sender: app.salon.number, others: app.sms.clone(), goes_on: Semaphore::new(0) });
    let server = app.another_server_with(company.clone()).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(server, stop.clone(), jobs::FAREWELL));

    let sent = async {
        while app.sent_sms().await.is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), sent).await.expect("the other salon's go out");

    let sent = app.sent_sms().await;
    assert!(sent.iter().all(|sms| sms.from.as_ref().map(PhoneNumber::as_str) == Some(app.other.number)));
    company.goes_on.add_permits(100);
    stop.cancel();
    worker.await.expect("no panic");
    app.deliver().await;
    assert_eq!(app.rows.count("notifications WHERE status <> 'SENT'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn standing_work_is_begun_once_and_comes_again() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    app.deliver().await;
    let second = app.another_server().await;
    let waiting = async || app.rows.count("jobs WHERE kind = 'tidy_up' AND state = 'QUEUED'").await;

    tokio::join!(
        jobs::begin_standing_work(&app.app),
        jobs::begin_standing_work(&second),
        jobs::begin_standing_work(&app.app)
    );
    let salons = app.rows.count("tenants").await;
    assert_eq!(waiting().await, salons, "one in each salon");

    for day in 1..=33 {
        app.clock.advance(SignedDuration::from_hours(24));
        app.deliver().await;
        assert_eq!(waiting().await, salons, "the next one, after {day} days");
    }
    let left = app.rows.count("jobs WHERE kind = 'send_notification'").await;
    assert_eq!(left, 0, "what was done a month ago is gone");
    assert_eq!(app.rows.count("jobs WHERE state NOT IN ('QUEUED', 'DONE')").await, 0);
}

#[tokio::test]
async fn what_was_given_up_can_be_looked_at_tried_again_and_discarded() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    for _ in 0..2 {
        app.sms.fail_next(SmsError::Refused { code: 30001, message: "the queue is full".to_owned() });
    }
    app.deliver().await;
    assert_eq!(statuses(&app).await, ["FAILED", "FAILED"]);
    let owner = app.owner(&app.salon).await;
    let listed = app.get("/api/jobs?state=DEAD").bearer(&owner).send().await.ok().data();
    let dead: Vec<Value> = listed.as_array().expect("a list").clone();
    assert_eq!(dead.len(), 2, "{listed}");
    assert_eq!(dead[0]["kind"], "send_notification");
    assert!(dead[0]["subject"].as_str().is_some_and(|id| id.starts_with("ntf_")));
    assert!(dead[0]["lastError"].as_str().is_some_and(|error| error.contains("the queue is full")));
    let path = |job: &Value| format!("/api/jobs/{}", job["id"].as_str().expect("an id"));

    app.post(format!("{}/retry", path(&dead[0]))).bearer(&owner).send().await.ok();
    app.deliver().await;
    app.ask(Method::DELETE, path(&dead[1])).bearer(&owner).send().await.expect(StatusCode::NO_CONTENT);

    assert_eq!(statuses(&app).await, ["FAILED", "SENT"]);
    assert_eq!(job_states(&app).await, ["DONE"]);
    let again = app.post(format!("{}/retry", path(&dead[0]))).bearer(&owner).send().await;
    again.expect(StatusCode::CONFLICT);
    app.ask(Method::DELETE, path(&dead[1])).bearer(&owner).send().await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_of_a_kind_that_was_given_up_is_tried_again_at_once() {
    let app = TestApp::new().await;
    for hour in ["11:00", "14:00"] {
        book(&app, &format!("2026-03-12T{hour}")).await;
    }
    let other = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T11:00");
    app.post("/api/ai/appointments").key(&app.other.key).json(&other).send().await.created();
    for _ in 0..6 {
        app.sms.fail_next(SmsError::Refused { code: 30001, message: "the queue is full".to_owned() });
    }
    app.deliver().await;
    let broken =
        "UPDATE jobs SET kind = 'unheard_of', payload = '{\"kind\":\"unheard_of\"}' WHERE state = 'DONE'";
    app.rows.run(broken).await.expect("written");
    let owner = app.owner(&app.salon).await;
    let counts = async || {
        let counts = app.get("/api/jobs/counts").bearer(&owner).send().await.ok().data();
        let of = |count: &Value| count["kind"] == "send_notification" && count["state"] == "DEAD";
        counts.as_array().expect("a list").iter().find(|count| of(count)).map(|count| count["jobs"].clone())
    };
    let retry = async |kind: &str| {
        let body = json!({ "kind": kind });
        app.post("/api/jobs/retry").bearer(&owner).json(&body).send().await.ok().data()
    };
    assert_eq!(counts().await, Some(json!(4)), "the other salon's are its own");
    let listed = app.get("/api/jobs").bearer(&owner).send().await.ok().data();
    assert_eq!((&listed[0]["state"], &listed[0]["trouble"]), (&json!("DEAD"), &json!("REFUSED")), "first");

    assert_eq!(retry("send_notification").await, json!({ "retried": 4, "unreadable": 0 }));
    app.deliver().await;

    assert_eq!(counts().await, None);
    assert_eq!(app.rows.count("notifications WHERE status = 'SENT'").await, 4);
    assert_eq!(app.rows.count("notifications WHERE status = 'FAILED'").await, 2, "the other salon's");
    assert_eq!(retry("send_notification").await, json!({ "retried": 0, "unreadable": 0 }), "nothing is left");
    let unreadable = "UPDATE jobs SET state = 'DEAD', payload = '{\"kind\":\"unheard_of\"}', kind = 'unheard_of' \
                      WHERE kind = 'send_notification' AND state = 'DONE'";
    app.rows.run(unreadable).await.expect("written");
    assert_eq!(retry("unheard_of").await, json!({ "retried": 0, "unreadable": 4 }));
}

/// A telephone company at which messages to one number make us panic.
struct Poison {
    number: &'static str,
    others: Arc<dyn Sms>,
}

#[async_trait]
impl Sms for Poison {
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError> {
        assert_ne!(message.to.as_str(), self.number, "this is the test's");
        self.others.send(message).await
    }

    async fn find_sent(
        &self,
        of: Option<&ProviderId>,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        self.others.find_sent(of, to, body, since).await
    }
}

#[tokio::test]
async fn work_that_panics_stands_in_nobodys_way_and_is_given_up_in_the_end() {
    let app = TestApp::new().await;
    // Far enough away that nobody is reminded of it meanwhile.
    book(&app, "2026-03-19T11:00").await;
    let server = app.another_server_with(Arc::new(Poison { number: DANA, others: app.sms.clone() })).await;
    let work = async || while jobs::run_due(&server).await.expect("the outbox") > 0 {};

    work().await;
    assert_eq!(message_to(&app, ANNA).await.status, "SENT");
    assert_eq!(job_states(&app).await, ["DONE", "QUEUED"], "it waits for another attempt, not for a lease");
    for _ in 0..20 {
        app.clock.advance(SignedDuration::from_hours(7));
        work().await;
    }

    assert_eq!(job_states(&app).await, ["DEAD", "DONE"]);
    let message = message_to(&app, DANA).await;
    assert_eq!((message.status.as_str(), message.error.as_deref()), ("FAILED", Some("it panicked")));
}

#[tokio::test]
async fn work_that_no_worker_lives_through_is_given_up() {
    let app = TestApp::new().await;
    book(&app, "2026-03-19T11:00").await;
    app.rows.run("UPDATE notifications SET status = 'SENDING', attempts = 10").await.expect("written");
    let died =
        "UPDATE jobs SET state = 'RUNNING', leased_until = 1, attempts = 10 WHERE kind = 'send_notification'";
    app.rows.run(died).await.expect("written");

    app.deliver().await;

    assert_eq!(job_states(&app).await, ["DEAD", "DEAD"]);
    assert_eq!(statuses(&app).await, ["FAILED", "FAILED"], "and whoever waits is told");
    assert!(app.sent_sms().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lives_keeps_its_lease_however_long_it_takes() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let stuck = Arc::new(Stuck { goes_on: Semaphore::new(0) });
    let slow = app.another_server_with(stuck.clone()).await;
    let slow_worker = tokio::spawn(async move { jobs::run_due(&slow).await });
    while statuses(&app).await != ["SENDING", "SENDING"] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    app.clock.advance(SignedDuration::from_secs(35));
    let renewed =
        format!("jobs WHERE state = 'RUNNING' AND leased_until > {}", app.now().as_millisecond() + 30_000);
    while app.rows.count(&renewed).await < 2 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    app.clock.advance(SignedDuration::from_secs(30));
    app.deliver().await;

    assert!(app.sent_sms().await.is_empty(), "nobody has taken it over");
    stuck.goes_on.add_permits(10);
    slow_worker.await.expect("no panic").expect("the outbox");
    assert_eq!(job_states(&app).await, ["QUEUED", "QUEUED"], "it was its own attempt that failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_stopped_gives_back_what_it_cannot_finish() {
    let app = TestApp::new().await;
    book(&app, "2026-03-12T11:00").await;
    let stuck = Arc::new(Stuck { goes_on: Semaphore::new(0) });
    let slow = app.another_server_with(stuck.clone()).await;
    let stop = CancellationToken::new();
    let worker = tokio::spawn(jobs::run(slow, stop.clone(), Duration::from_millis(20)));
    while statuses(&app).await != ["SENDING", "SENDING"] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    stop.cancel();
    worker.await.expect("no panic");
    assert_eq!(
        app.rows.count("jobs WHERE kind = 'send_notification' AND state = 'QUEUED' AND attempts = 0").await,
        2,
        "that was no attempt"
    );
    app.deliver().await;

    assert_eq!(statuses(&app).await, ["SENT", "SENT"], "at once, by somebody else");
    assert_eq!(app.sent_sms().await.len(), 2);
}
