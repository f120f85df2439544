//! Twilio and Stripe, as far as the outbox needs them: another process that remembers, so that whoever dies can be asked
//! afterwards what they have really done. It can end the process that asks it, in the middle of an answer.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use providers::Secret;
use providers::clock::{Clock, SystemClock};
use providers::payments::{API_VERSION, signature};
use serde_json::{Value, json};

use super::PUBLIC_URL;

/// Signs what Stripe tells.
pub(crate) const EVENT_SECRET: &str = "whsec_of_the_stand_in";

const MONTHLY: &str = "price_monthly";
const YEARLY: &str = "price_yearly";

/// When the process that asks is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The request has come, and nothing was done yet.
    Asked,
    /// It was done, and the answer does not come.
    Done,
    /// So many milliseconds after the answer.
    Answered(u64),
}

/// Ends the process that asks, at the request of this number from now on.
#[derive(Debug, Clone, Copy)]
struct Trap {
    requests_left: usize,
    moment: Moment,
    signal: &'static str,
}

/// A text message that was taken.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) body: String,
    at: Timestamp,
}

/// A number that was sold.
#[derive(Debug, Clone)]
pub(crate) struct Sold {
    pub(crate) number: String,
    pub(crate) label: String,
}

/// Whoever pays.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) id: String,
    pub(crate) tenant: String,
}

#[derive(Debug, Clone)]
struct Subscription {
    id: String,
    customer: String,
    trial_end: Option<i64>,
    created: i64,
}

/// What Stripe remembers of a request with a key.
struct Kept {
    form: String,
    answer: Value,
}

#[derive(Default)]
struct Memory {
    texts: Vec<Text>,
    sold: Vec<Sold>,
    customers: Vec<Customer>,
    /// Pages on which somebody could pay: the customer, and until when it is free.
    pages: BTreeMap<String, (String, Option<i64>)>,
    subscriptions: Vec<Subscription>,
    kept: BTreeMap<String, Kept>,
    /// Requests that are still refused as one too many.
    refusals: usize,
    /// All that was asked, for the message of a test that fails.
    asked: Vec<String>,
    trap: Option<Trap>,
    /// A trap has caught, and the process is about to end.
    is_ending: bool,
    pid: Option<u32>,
    has_ended: bool,
    events: usize,
}

/// The stand-in. Cheap to clone.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) url: String,
    memory: Arc<Mutex<Memory>>,
}

impl World {
    pub(crate) async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let world = Self { url, memory: Arc::default() };
        let router = Router::new().fallback(answer).with_state(world.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        world
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("nobody panics with it")
    }

    /// How a server is told to ask here.
    pub(crate) fn settings(&self) -> Vec<(&str, &str)> {
        vec![
            ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000"),
            ("TWILIO_AUTH_TOKEN", "a token"),
            ("TWILIO_BASE_URL", &self.url),
            ("STRIPE_SECRET_KEY", "sk_test_of_the_stand_in"),
            ("STRIPE_WEBHOOK_SECRET", EVENT_SECRET),
            ("STRIPE_MONTHLY_PRICE", MONTHLY),
            ("STRIPE_YEARLY_PRICE", YEARLY),
            ("STRIPE_BASE_URL", &self.url),
            ("PUBLIC_URL", PUBLIC_URL),
            ("RATE_LIMITS", "log-in=off,sign-up=off,mails=off,api=off,keys=off"),
        ]
    }

    /// Whom the next trap ends.
    pub(crate) fn watch(&self, pid: u32) {
        let mut memory = self.memory();
        memory.pid = Some(pid);
        memory.has_ended = false;
    }

    /// Ends the process at the request of this number from now on, the first being 1.
    pub(crate) fn kill_at(&self, request: usize, moment: Moment) {
        self.memory().trap = Some(Trap { requests_left: request, moment, signal: "KILL" });
    }

    /// The same politely.
    pub(crate) fn ask_to_stop_at(&self, request: usize, moment: Moment) {
        self.memory().trap = Some(Trap { requests_left: request, moment, signal: "TERM" });
    }

    /// Whether a trap has caught the process.
    pub(crate) fn has_ended(&self) -> bool {
        self.memory().has_ended
    }

    /// Whether a trap still waits, or is just closing.
    pub(crate) fn is_armed(&self) -> bool {
        let memory = self.memory();
        memory.trap.is_some() || memory.is_ending
    }

    /// Refuses the next text messages as too many at once.
    pub(crate) fn refuse(&self, texts: usize) {
        self.memory().refusals = texts;
    }

    pub(crate) fn texts(&self) -> Vec<Text> {
        self.memory().texts.clone()
    }

    pub(crate) fn sold(&self) -> Vec<Sold> {
        self.memory().sold.clone()
    }

    pub(crate) fn customers_of(&self, tenant: &str) -> Vec<Customer> {
        self.memory().customers.iter().filter(|customer| customer.tenant == tenant).cloned().collect()
    }

    pub(crate) fn subscriptions_of(&self, tenant: &str) -> usize {
        let customers = self.customers_of(tenant);
        let theirs = |one: &&Subscription| customers.iter().any(|customer| customer.id == one.customer);
        self.memory().subscriptions.iter().filter(theirs).count()
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.memory().asked.clone()
    }

    /// Somebody pays on this page; hands out the event that tells so, with its signature. Paid twice, it counts once.
    pub(crate) fn pay(&self, page: &str) -> (String, String) {
        let mut memory = self.memory();
        let (customer, trial_end) = memory.pages.get(page).cloned().expect("a page that was opened");
        if !memory.subscriptions.iter().any(|one| one.customer == customer) {
            let id = format!("sub_{}", memory.subscriptions.len() + 1);
            let created = SystemClock.now().as_second();
            memory.subscriptions.push(Subscription { id, customer: customer.clone(), trial_end, created });
        }
        memory.events += 1;
        let event = json!({
            "object": "event", "id": format!("evt_{}", memory.events), "type": "checkout.session.completed",
            "api_version": API_VERSION, "livemode": false,
            "data": { "object": { "object": "checkout.session", "id": page, "customer": customer } },
        });
        let body = event.to_string();
        let header = signature::sign(&Secret::new(EVENT_SECRET), SystemClock.now(), body.as_bytes());
        (header, body)
    }

    /// Counts a request, and says whether it is the one at which the process ends.
    fn trapped(&self, what: String) -> Option<(Moment, &'static str)> {
        let mut memory = self.memory();
        memory.asked.push(what);
        let trap = memory.trap.as_mut()?;
        trap.requests_left -= 1;
        if trap.requests_left > 0 {
            return None;
        }
        let Trap { moment, signal, .. } = memory.trap.take()?;
        memory.is_ending = true;
        Some((moment, signal))
    }

    /// Ends the process that asks, whatever it is at.
    pub(crate) fn kill(&self) {
        self.end("KILL");
    }

    fn end(&self, signal: &str) {
        let pid = self.memory().pid.expect("somebody is watched").to_string();
        let status =
            Command::new("kill").args([&format!("-{signal}"), &pid]).status().expect("there is a kill");
        assert!(status.success(), "the process was there");
        let mut memory = self.memory();
        memory.asked.push(format!("SIG{signal}"));
        memory.is_ending = false;
        memory.has_ended = true;
    }
}

async fn answer(
    State(world): State<World>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let trapped = world.trapped(format!("{method} {}", uri.path()));
    if let Some((Moment::Asked, signal)) = trapped {
        world.end(signal);
        // Whoever was only asked to stop still gets an answer.
        if signal == "KILL" {
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    let form = String::from_utf8(body.to_vec()).expect("a form");
    let key = headers.get("idempotency-key").map(|key| key.to_str().expect("ASCII").to_owned());
    let answer = world.memory().do_it(&method, &uri, &form, key);
    match trapped {
        Some((Moment::Done, signal)) => world.end(signal),
        Some((Moment::Answered(after), signal)) => {
            let world = world.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(after)).await;
                world.end(signal);
            });
        }
        Some((Moment::Asked, _)) | None => {}
    }
    let (status, body) = answer;
    (status, axum::Json(body)).into_response()
}

fn fields(form: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

impl Memory {
    fn do_it(&mut self, method: &Method, uri: &Uri, form: &str, key: Option<String>) -> (StatusCode, Value) {
        let query = fields(uri.query().unwrap_or_default());
        let sent = fields(form);
        let path = uri.path().strip_prefix("/2010-04-01/Accounts/AC00000000000000000000000000000000/");
        match (method.as_str(), path.unwrap_or(uri.path())) {
            ("POST", "Messages.json") if self.refusals > 0 => {
                self.refusals -= 1;
                (StatusCode::TOO_MANY_REQUESTS, json!({ "code": 20429 }))
            }
            ("POST", "Messages.json") => {
                let text = Text {
                    id: format!("SM{:032x}", self.texts.len() + 1),
                    to: sent["To"].clone(),
                    body: sent["Body"].clone(),
                    at: SystemClock.now(),
                };
                self.texts.push(text.clone());
                (StatusCode::CREATED, message(&text))
            }
            ("GET", "Messages.json") => {
                let theirs = self.texts.iter().rev().filter(|text| text.to == query["To"]);
                let messages: Vec<_> = theirs.map(message).collect();
                (StatusCode::OK, json!({ "messages": messages, "next_page_uri": null }))
            }
            ("GET", "IncomingPhoneNumbers.json") => {
                let is = |name: &str, value: &String| query.get(name).is_none_or(|wanted| wanted == value);
                let theirs = self
                    .sold
                    .iter()
                    .filter(|sold| is("FriendlyName", &sold.label) && is("PhoneNumber", &sold.number));
                let numbers: Vec<_> = theirs.map(number).collect();
                (StatusCode::OK, json!({ "incoming_phone_numbers": numbers }))
            }
            ("GET", path) if path.starts_with("AvailablePhoneNumbers/") => {
                let number = format!("+1646555{:04}", 3_000 + self.sold.len());
                (
                    StatusCode::OK,
                    json!({ "available_phone_numbers": [{
                    "phone_number": number, "capabilities": { "voice": true, "SMS": true },
                }] }),
                )
            }
            ("POST", "IncomingPhoneNumbers.json") => {
                let sold = Sold { number: sent["PhoneNumber"].clone(), label: sent["FriendlyName"].clone() };
                self.sold.push(sold.clone());
                (StatusCode::CREATED, number(&sold))
            }
            ("GET" | "POST", path) if path.starts_with("IncomingPhoneNumbers/PN") => {
                let known = self
                    .sold
                    .iter()
                    .map(number)
                    .find(|one| path.contains(one["sid"].as_str().unwrap_or("-")));
                known.map_or((StatusCode::NOT_FOUND, json!({ "code": 20404 })), |number| {
                    (StatusCode::OK, number)
                })
            }
            ("POST", "/v1/customers" | "/v1/checkout/sessions") => {
                let key = key.expect("whatever is made has a key");
                if let Some(kept) = self.kept.get(&key) {
                    if kept.form == form {
                        return (StatusCode::OK, kept.answer.clone());
                    }
                    let error = json!({ "error": { "type": "idempotency_error" } });
                    return (StatusCode::BAD_REQUEST, error);
                }
                let answer =
                    if uri.path() == "/v1/customers" { self.customer(&sent) } else { self.page(&sent) };
                self.kept.insert(key, Kept { form: form.to_owned(), answer: answer.clone() });
                (StatusCode::OK, answer)
            }
            ("GET", "/v1/subscriptions") => {
                let theirs = self.subscriptions.iter().filter(|one| one.customer == query["customer"]);
                (StatusCode::OK, json!({ "data": theirs.map(subscription).collect::<Vec<_>>() }))
            }
            ("GET", "/v1/invoices") => (StatusCode::OK, json!({ "data": [] })),
            _ => (
                StatusCode::NOT_FOUND,
                json!({ "code": 20404, "error": { "type": "invalid_request_error" } }),
            ),
        }
    }

    fn customer(&mut self, sent: &BTreeMap<String, String>) -> Value {
        let id = format!("cus_{}", self.customers.len() + 1);
        self.customers.push(Customer { id: id.clone(), tenant: sent["metadata[tenant_id]"].clone() });
        json!({ "id": id })
    }

    fn page(&mut self, sent: &BTreeMap<String, String>) -> Value {
        let id = format!("cs_{}", self.pages.len() + 1);
        let trial_end = sent.get("subscription_data[trial_end]").and_then(|end| end.parse().ok());
        self.pages.insert(id.clone(), (sent["customer"].clone(), trial_end));
        json!({ "id": id, "url": format!("https://checkout.stripe.test/c/{id}") })
    }
}

fn message(text: &Text) -> Value {
    let at = rfc2822::to_string(&text.at.to_zoned(jiff::tz::TimeZone::UTC)).expect("a date");
    json!({
        "sid": text.id, "status": "sent", "body": text.body, "date_created": at, "price": null, "price_unit": "USD",
    })
}

fn number(sold: &Sold) -> Value {
    let sid = format!("PN{:0>32}", sold.number.trim_start_matches('+'));
    json!({ "sid": sid, "phone_number": sold.number, "friendly_name": sold.label })
}

fn subscription(one: &Subscription) -> Value {
    let (start, end) = (one.created, one.created + 30 * 86_400);
    json!({
        "id": one.id, "status": if one.trial_end.is_some() { "trialing" } else { "active" }, "created": one.created,
        "trial_end": one.trial_end, "cancel_at": null, "cancel_at_period_end": false, "ended_at": null,
        "items": { "data": [{
            "id": format!("si_{}", one.id), "quantity": 1, "current_period_start": start, "current_period_end": end,
            "price": { "id": MONTHLY, "unit_amount": 29_500, "currency": "usd" },
        }] },
    })
}
