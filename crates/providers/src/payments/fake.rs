//! A payment company that moves no money and forgets nothing.
//!
//! Subscriptions follow the clock: a trial that is over becomes a paid period, a period that is over is followed by the
//! next, whenever somebody looks. Cards succeed until they are told to fail. Each change is told by an event, as the real
//! company tells it.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    API_VERSION, ChangePreview, Checkout, Invoice, InvoiceStatus, NewCustomer, PaymentError, Payments, Plan,
    PlanChange, Portal, PreviewLine, Subscription, SubscriptionStatus, Trial, signature,
};
use crate::{clock::Clock, http, http::SetupError, secret::Secret};

/// How long a told event may take to be taken.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);

/// Remembers customers, subscriptions, invoices and what it has told: in memory, or in a file that outlives the process and
/// that several may share.
pub struct FakePayments {
    place: Place,
    clock: Arc<dyn Clock>,
    secret: Secret,
    pages: String,
    teller: Option<Teller>,
    faults: Mutex<VecDeque<Fault>>,
}

enum Place {
    Memory(Mutex<State>),
    File(PathBuf),
}

/// Who tells events, and where.
struct Teller {
    client: reqwest::Client,
    url: String,
    one_at_a_time: tokio::sync::Mutex<()>,
}

/// What goes wrong with the next request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not done, and this is why.
    NotDone(PaymentError),
    /// It is done, and the answer is lost.
    AnswerLost,
}

/// What a card says to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardAnswer {
    /// Paid.
    Accepted,
    /// Not paid.
    Declined,
}

/// A page on which somebody may subscribe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FakeCheckout {
    /// The customer.
    pub customer: String,
    /// Whom the page is for, as invoices show it.
    pub name: String,
    /// To what.
    pub plan: Plan,
    /// When the first payment comes due; nothing when it is at once.
    pub trial_end: Option<Timestamp>,
    /// Where to go after paying.
    pub success_url: String,
    /// Where to go otherwise.
    pub cancel_url: String,
    /// Whether somebody has subscribed on it.
    pub is_done: bool,
}

#[derive(Default, Serialize, Deserialize)]
struct State {
    count: u64,
    customers: BTreeMap<String, String>,
    checkouts: BTreeMap<String, FakeCheckout>,
    portals: BTreeMap<String, (String, String)>,
    subscriptions: Vec<Held>,
    invoices: Vec<(String, Invoice)>,
    credit_cents: BTreeMap<String, i64>,
    answers: BTreeMap<String, (String, Value)>,
    events: Vec<Told>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Held {
    customer: String,
    card_fails: bool,
    subscription: Subscription,
}

#[derive(Serialize, Deserialize)]
struct Told {
    body: String,
    is_taken: bool,
}

impl FakePayments {
    /// A fake that forgets when the process ends. Its pages would be under `pages`.
    pub fn in_memory(clock: Arc<dyn Clock>, secret: Secret, pages: &str) -> Self {
        let place = Place::Memory(Mutex::default());
        Self { place, clock, secret, pages: pages.to_owned(), teller: None, faults: Mutex::default() }
    }

    /// A fake that remembers in a file. Its pages are under `pages`; events go to `tell_url`, signed with `secret`.
    pub fn at(
        path: &Path,
        clock: Arc<dyn Clock>,
        secret: Secret,
        pages: &str,
        tell_url: String,
    ) -> Result<Self, SetupError> {
        let teller =
            Teller { client: http::client(TAKEN_WITHIN)?, url: tell_url, one_at_a_time: Default::default() };
        let place = Place::File(path.to_owned());
        let fake = Self::in_memory(clock, secret, pages);
        Ok(Self { place, teller: Some(teller), ..fake })
    }

    /// Something goes wrong with the next request.
    pub fn fail_next(&self, fault: Fault) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(fault);
    }

    /// A page on which somebody may subscribe.
    pub async fn checkout(&self, page: &str) -> Result<Option<FakeCheckout>, PaymentError> {
        let page = page.to_owned();
        self.change(move |state, _| Ok(state.checkouts.get(&page).cloned())).await
    }

    /// Whose portal this is, and where it leads back to.
    pub async fn portal(&self, page: &str) -> Result<Option<(String, String)>, PaymentError> {
        let page = page.to_owned();
        self.change(move |state, _| Ok(state.portals.get(&page).cloned())).await
    }

    /// Somebody pays on a checkout page. Declined, nothing comes of it; done again, it is done already.
    pub async fn complete_checkout(&self, page: &str, card: CardAnswer) -> Result<(), PaymentError> {
        let page = page.to_owned();
        self.change(move |state, now| {
            let checkout = state.checkouts.get_mut(&page).ok_or_else(|| not_found("checkout"))?;
            if card == CardAnswer::Declined {
                return Err(PaymentError::Declined { code: "generic_decline".to_owned() });
            }
            if std::mem::replace(&mut checkout.is_done, true) {
                return Ok(());
            }
            let checkout = checkout.clone();
            state.subscribe(&checkout, now);
            let object = json!({ "object": "checkout.session", "id": page, "customer": checkout.customer });
            state.tell("checkout.session.completed", object, now);
            Ok(())
        })
        .await
    }

    /// The next payment of a customer comes due now, and their card says this to it. What remains of a trial or a period is
    /// given up.
    pub async fn renew(&self, customer: &str, card: CardAnswer) -> Result<(), PaymentError> {
        let customer = customer.to_owned();
        self.change(move |state, now| {
            let held = state.live(&customer)?;
            held.card_fails = card == CardAnswer::Declined;
            let subscription = &mut held.subscription;
            subscription.trial_end = subscription.trial_end.map(|end| end.min(now));
            subscription.period_end = now;
            state.follow(now);
            Ok(())
        })
        .await
    }

    /// The company gives up trying to be paid.
    pub async fn give_up(&self, customer: &str) -> Result<(), PaymentError> {
        let customer = customer.to_owned();
        self.change(move |state, now| {
            let subscription = &mut state.live(&customer)?.subscription;
            if subscription.status == SubscriptionStatus::PastDue {
                subscription.status = SubscriptionStatus::Unpaid;
                state.tell_subscription("customer.subscription.updated", &customer, now);
            }
            Ok(())
        })
        .await
    }

    /// A customer pays what is open, with a card that is good from now on.
    pub async fn pay_open(&self, customer: &str) -> Result<(), PaymentError> {
        let customer = customer.to_owned();
        self.change(move |state, now| {
            let held = state.live(&customer)?;
            held.card_fails = false;
            let subscription = &mut held.subscription;
            let was_open =
                matches!(subscription.status, SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid);
            if was_open {
                subscription.status = SubscriptionStatus::Active;
            }
            for (_, invoice) in state.invoices.iter_mut().filter(|(whose, _)| *whose == customer) {
                if invoice.status == InvoiceStatus::Open {
                    invoice.status = InvoiceStatus::Paid;
                    invoice.paid_cents = invoice.total_cents;
                }
            }
            if was_open {
                state.tell("invoice.paid", json!({ "object": "invoice", "customer": customer }), now);
                state.tell_subscription("customer.subscription.updated", &customer, now);
            }
            Ok(())
        })
        .await
    }

    /// Ends a customer's subscription at once, as somebody at the company can.
    pub async fn end_now(&self, customer: &str) -> Result<(), PaymentError> {
        let customer = customer.to_owned();
        self.change(move |state, now| {
            let subscription = &mut state.live(&customer)?.subscription;
            end(subscription, now);
            state.tell_subscription("customer.subscription.deleted", &customer, now);
            Ok(())
        })
        .await
    }

    /// Events that nobody has taken yet, oldest first, each with its signature; taking them is up to the caller.
    pub async fn take_events(&self) -> Result<Vec<(String, String)>, PaymentError> {
        let untold = self.change(|state, _| {
            let untold = state.events.iter_mut().filter(|told| !told.is_taken);
            Ok(untold
                .map(|told| {
                    told.is_taken = true;
                    told.body.clone()
                })
                .collect::<Vec<_>>())
        });
        let now = self.clock.now();
        let sign = |body: String| (signature::sign(&self.secret, now, body.as_bytes()), body);
        Ok(untold.await?.into_iter().map(sign).collect())
    }

    /// Tells what has not been taken yet, oldest first. What is not taken now is told again the next time.
    pub async fn tell(&self) {
        let Some(teller) = &self.teller else { return };
        let _turn = teller.one_at_a_time.lock().await;
        loop {
            let next = self.change(|state, _| {
                let mut untold = state.events.iter().enumerate().filter(|(_, told)| !told.is_taken);
                Ok(untold.next().map(|(index, told)| (index, told.body.clone())))
            });
            let Ok(Some((index, body))) = next.await else { return };
            let header = signature::sign(&self.secret, self.clock.now(), body.as_bytes());
            let request = teller
                .client
                .post(&teller.url)
                .header(signature::HEADER, header)
                .header("content-type", "application/json")
                .body(body);
            match request.send().await {
                Ok(answer) if answer.status().is_success() => {}
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    tracing::warn!(status, "a simulated event of the payment company was not taken");
                    return;
                }
                Err(error) => {
                    let error = http::describe(&error);
                    tracing::warn!(error, "a simulated event of the payment company did not arrive");
                    return;
                }
            }
            let taken = self.change(move |state, _| {
                if let Some(told) = state.events.get_mut(index) {
                    told.is_taken = true;
                }
                Ok(())
            });
            if taken.await.is_err() {
                return;
            }
        }
    }

    /// Works on what is remembered; an error changes nothing.
    async fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State, Timestamp) -> Result<T, PaymentError> + Send + 'static,
    ) -> Result<T, PaymentError> {
        let now = self.clock.now();
        match &self.place {
            Place::Memory(state) => {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                let mut next = state.copied();
                next.follow(now);
                let done = work(&mut next, now)?;
                *state = next;
                Ok(done)
            }
            Place::File(path) => {
                let path = path.clone();
                let work = tokio::task::spawn_blocking(move || on_file(&path, now, work));
                work.await.unwrap_or_else(|error| Err(broken(&io::Error::other(error))))
            }
        }
    }

    /// A request with a key: the same again gets the same answer, whatever has happened since.
    async fn once<T: Serialize + for<'a> Deserialize<'a> + Send + 'static>(
        &self,
        key: &str,
        request: String,
        work: impl FnOnce(&mut State, Timestamp) -> Result<T, PaymentError> + Send + 'static,
    ) -> Result<T, PaymentError> {
        let fault = self.next_fault();
        if let Some(Fault::NotDone(error)) = fault {
            return Err(error);
        }
        let key = key.to_owned();
        let answer = self.change(move |state, now| {
            if let Some((before, answer)) = state.answers.get(&key) {
                if *before != request {
                    return Err(PaymentError::Refused { reason: "idempotency_error".to_owned() });
                }
                return serde_json::from_value(answer.clone()).map_err(|error| broken(&error.into()));
            }
            let answer = work(state, now)?;
            let kept = serde_json::to_value(&answer).map_err(|error| broken(&error.into()))?;
            state.answers.insert(key, (request, kept));
            Ok(answer)
        });
        let answer = answer.await?;
        match fault {
            Some(_) => Err(PaymentError::Unreachable { reason: "no answer in time".to_owned() }),
            None => Ok(answer),
        }
    }

    fn next_fault(&self) -> Option<Fault> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    /// A request that changes nothing.
    async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State, Timestamp) -> Result<T, PaymentError> + Send + 'static,
    ) -> Result<T, PaymentError> {
        match self.next_fault() {
            Some(Fault::NotDone(error)) => Err(error),
            Some(Fault::AnswerLost) => {
                Err(PaymentError::Unreachable { reason: "no answer in time".to_owned() })
            }
            None => self.change(work).await,
        }
    }

    /// The name of a page, which nobody can guess who does not know the secret.
    fn page_name(secret: &Secret, kind: &str, count: u64) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(format!("{kind}/{count}").as_bytes());
        let name = signature::hex(&mac.finalize().into_bytes());
        format!("{kind}_{}", &name[..32])
    }
}

fn on_file<T>(
    path: &Path,
    now: Timestamp,
    work: impl FnOnce(&mut State, Timestamp) -> Result<T, PaymentError>,
) -> Result<T, PaymentError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| broken(&error))?;
    }
    // The lock is on a file of its own: the other one is replaced.
    let guard = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path.with_extension("lock"))
        .map_err(|error| broken(&error))?;
    guard.lock().map_err(|error| broken(&error))?;
    let mut state: State = match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| broken(&error.into()))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::default(),
        Err(error) => return Err(broken(&error)),
    };
    let before = serde_json::to_vec(&state).map_err(|error| broken(&error.into()))?;
    state.follow(now);
    let done = work(&mut state, now)?;
    let after = serde_json::to_vec(&state).map_err(|error| broken(&error.into()))?;
    if after != before {
        replace(path, &after).map_err(|error| broken(&error))?;
    }
    Ok(done)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = path.with_extension("next");
    fs::write(&next, bytes)?;
    File::open(&next)?.sync_data()?;
    fs::rename(next, path)
}

fn broken(error: &io::Error) -> PaymentError {
    PaymentError::Unreachable { reason: format!("the fake's memory: {error}") }
}

fn not_found(what: &str) -> PaymentError {
    PaymentError::NotFound { what: what.to_owned() }
}

fn end(subscription: &mut Subscription, at: Timestamp) {
    subscription.status = SubscriptionStatus::Canceled;
    subscription.ended_at = Some(at);
    subscription.cancel_at = None;
}

/// The end of a period that begins then.
fn period_end(plan: Plan, start: Timestamp) -> Timestamp {
    let span = match plan {
        Plan::Monthly => 1.month(),
        Plan::Yearly => 1.year(),
    };
    let end = start.to_zoned(TimeZone::UTC).checked_add(span);
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}

impl State {
    fn copied(&self) -> Self {
        let copy = serde_json::to_value(self).and_then(serde_json::from_value);
        copy.expect("it is made of texts and numbers")
    }

    fn id(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_fake{:08}", self.count)
    }

    fn tell(&mut self, kind: &str, object: Value, now: Timestamp) {
        let event = json!({
            "id": self.id("evt"), "object": "event", "api_version": API_VERSION, "created": now.as_second(),
            "livemode": false, "type": kind, "data": { "object": object },
        });
        self.events.push(Told { body: event.to_string(), is_taken: false });
    }

    fn tell_subscription(&mut self, kind: &str, customer: &str, now: Timestamp) {
        let Some(held) = self.subscriptions.iter().rfind(|held| held.customer == customer) else { return };
        let object = json!({ "object": "subscription", "id": held.subscription.id, "customer": customer });
        self.tell(kind, object, now);
    }

    fn live(&mut self, customer: &str) -> Result<&mut Held, PaymentError> {
        let mut theirs = self.subscriptions.iter_mut().filter(|held| held.customer == customer);
        theirs.rfind(|held| !held.subscription.status.is_final()).ok_or_else(|| not_found("subscription"))
    }

    fn by_id(&mut self, id: &str) -> Result<&mut Held, PaymentError> {
        let held = self.subscriptions.iter_mut().find(|held| held.subscription.id == id);
        let held = held.ok_or_else(|| not_found("subscription"))?;
        if held.subscription.status.is_final() {
            return Err(PaymentError::Refused { reason: "the subscription is over".to_owned() });
        }
        Ok(held)
    }

    fn subscribe(&mut self, checkout: &FakeCheckout, now: Timestamp) {
        let trial_end = checkout.trial_end.filter(|end| *end > now);
        let subscription = Subscription {
            id: self.id("sub"),
            item: self.id("si"),
            plan: Some(checkout.plan),
            price_cents: checkout.plan.price_cents(),
            currency: "USD".to_owned(),
            status: if trial_end.is_some() {
                SubscriptionStatus::Trialing
            } else {
                SubscriptionStatus::Active
            },
            period_start: now,
            period_end: trial_end.unwrap_or_else(|| period_end(checkout.plan, now)),
            trial_end,
            cancel_at: None,
            ended_at: None,
            created_at: now,
        };
        let cents = if trial_end.is_some() { 0 } else { checkout.plan.price_cents() };
        let customer = checkout.customer.clone();
        self.subscriptions.push(Held { customer: customer.clone(), card_fails: false, subscription });
        self.invoice(&customer, cents, InvoiceStatus::Paid, now);
        self.tell_subscription("customer.subscription.created", &customer, now);
    }

    fn invoice(&mut self, customer: &str, cents: i64, status: InvoiceStatus, now: Timestamp) {
        let id = self.id("in");
        let invoice = Invoice {
            number: Some(format!("SIM-{:04}", self.invoices.len() + 1)),
            id,
            status,
            total_cents: cents,
            paid_cents: if status == InvoiceStatus::Paid { cents.max(0) } else { 0 },
            currency: "USD".to_owned(),
            created_at: now,
            page_url: None,
            pdf_url: None,
        };
        self.invoices.push((customer.to_owned(), invoice));
        let kind = if status == InvoiceStatus::Paid { "invoice.paid" } else { "invoice.payment_failed" };
        self.tell(kind, json!({ "object": "invoice", "customer": customer }), now);
    }

    /// Lets happen what the calendar says.
    fn follow(&mut self, now: Timestamp) {
        for index in 0..self.subscriptions.len() {
            // Several periods may have passed since somebody looked.
            while let Some(held) = self.subscriptions.get(index).cloned()
                && self.follow_one(index, held, now)
            {}
        }
    }

    fn follow_one(&mut self, index: usize, mut held: Held, now: Timestamp) -> bool {
        let customer = held.customer.clone();
        let subscription = &mut held.subscription;
        let at = subscription.period_end;
        let is_running =
            matches!(subscription.status, SubscriptionStatus::Trialing | SubscriptionStatus::Active);
        if !is_running || at > now {
            return false;
        }
        if subscription.cancel_at.is_some_and(|cancel_at| cancel_at <= at.max(now)) {
            end(subscription, at);
            self.subscriptions[index] = held;
            self.tell_subscription("customer.subscription.deleted", &customer, now);
            return true;
        }
        subscription.period_start = at;
        subscription.period_end = period_end(subscription.plan.unwrap_or(Plan::Monthly), at);
        let (status, paid) = if held.card_fails {
            (SubscriptionStatus::PastDue, InvoiceStatus::Open)
        } else {
            (SubscriptionStatus::Active, InvoiceStatus::Paid)
        };
        subscription.status = status;
        let credit = self.credit_cents.entry(customer.clone()).or_default();
        let used = (*credit).min(subscription.price_cents);
        *credit -= used;
        let cents = subscription.price_cents - used;
        self.subscriptions[index] = held;
        self.invoice(&customer, cents, paid, at);
        self.tell_subscription("customer.subscription.updated", &customer, now);
        true
    }

    /// What is left of the period that was paid for counts towards the new one, which begins at once.
    fn difference(subscription: &Subscription, change: &PlanChange) -> Vec<PreviewLine> {
        let Some(at) = change.at else { return Vec::new() };
        let seconds = |from: Timestamp, to: Timestamp| i128::from(to.duration_since(from).as_secs().max(0));
        let whole = seconds(subscription.period_start, subscription.period_end).max(1);
        let left = seconds(at, subscription.period_end).min(whole);
        let unused = i128::from(subscription.price_cents) * left / whole;
        let line = |description: &str, amount_cents| PreviewLine {
            description: description.to_owned(),
            amount_cents,
        };
        vec![
            line("Unused time of the old plan", -i64::try_from(unused).unwrap_or(i64::MAX)),
            line("First period of the new plan", change.plan.price_cents()),
        ]
    }
}

#[async_trait]
impl Payments for FakePayments {
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError> {
        let name = new.name.clone();
        self.once(key, format!("customer {}", new.tenant), move |state, _| {
            let id = state.id("cus");
            state.customers.insert(id.clone(), name);
            Ok(id)
        })
        .await
    }

    async fn open_checkout(&self, checkout: &Checkout, key: &str) -> Result<Secret, PaymentError> {
        let (checkout, secret) = (checkout.clone(), self.secret.clone());
        let name = self.once(key, format!("{checkout:?}"), move |state, now| {
            let trial_end = match checkout.trial {
                Trial::Over => None,
                Trial::Until(ends_at) if ends_at.duration_since(now) < Trial::SHORTEST => {
                    let reason = "the trial must end at least 48 hours from now".to_owned();
                    return Err(PaymentError::Refused { reason });
                }
                Trial::Until(ends_at) => Some(ends_at),
                Trial::Days(days) => Some(now + SignedDuration::from_hours(24 * i64::from(days))),
            };
            let name = state.customers.get(&checkout.customer).ok_or_else(|| not_found("customer"))?.clone();
            state.count += 1;
            let page = Self::page_name(&secret, "cs", state.count);
            let held = FakeCheckout {
                customer: checkout.customer,
                name,
                plan: checkout.plan,
                trial_end,
                // Stripe puts the id of the page in this place.
                success_url: checkout.success_url.replace("{CHECKOUT_SESSION_ID}", &page),
                cancel_url: checkout.cancel_url,
                is_done: false,
            };
            state.checkouts.insert(page.clone(), held);
            Ok(page)
        });
        Ok(Secret::new(format!("{}/checkout/{}", self.pages, name.await?)))
    }

    async fn open_portal(&self, portal: &Portal, key: &str) -> Result<Secret, PaymentError> {
        let (portal, secret) = (portal.clone(), self.secret.clone());
        let name = self.once(key, format!("{portal:?}"), move |state, _| {
            if !state.customers.contains_key(&portal.customer) {
                return Err(not_found("customer"));
            }
            state.count += 1;
            let page = Self::page_name(&secret, "bps", state.count);
            state.portals.insert(page.clone(), (portal.customer, portal.return_url));
            Ok(page)
        });
        Ok(Secret::new(format!("{}/portal/{}", self.pages, name.await?)))
    }

    async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, PaymentError> {
        let customer = customer.to_owned();
        self.look(move |state, _| {
            let theirs = state.subscriptions.iter().rev().filter(|held| held.customer == customer);
            Ok(theirs.map(|held| held.subscription.clone()).collect())
        })
        .await
    }

    async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>, PaymentError> {
        let customer = customer.to_owned();
        self.look(move |state, _| {
            let theirs = state.invoices.iter().rev().filter(|(whose, _)| *whose == customer);
            Ok(theirs.map(|(_, invoice)| invoice.clone()).collect())
        })
        .await
    }

    async fn preview_change(&self, change: &PlanChange) -> Result<ChangePreview, PaymentError> {
        let change = change.clone();
        self.look(move |state, _| {
            let lines = State::difference(&state.by_id(&change.subscription)?.subscription, &change);
            let total: i64 = lines.iter().map(|line| line.amount_cents).sum();
            Ok(ChangePreview {
                due_now_cents: total.max(0),
                credit_cents: (-total).max(0),
                currency: "USD".to_owned(),
                lines,
            })
        })
        .await
    }

    async fn change_plan(&self, change: &PlanChange, key: &str) -> Result<(), PaymentError> {
        let change = change.clone();
        self.once(key, format!("{change:?}"), move |state, now| {
            let held = state.by_id(&change.subscription)?;
            let customer = held.customer.clone();
            let lines = State::difference(&held.subscription, &change);
            let total: i64 = lines.iter().map(|line| line.amount_cents).sum();
            if held.card_fails && total > 0 {
                return Err(PaymentError::Declined { code: "generic_decline".to_owned() });
            }
            let subscription = &mut held.subscription;
            subscription.plan = Some(change.plan);
            subscription.price_cents = change.plan.price_cents();
            if let Some(at) = change.at {
                subscription.period_start = at;
                subscription.period_end = period_end(change.plan, at);
                *state.credit_cents.entry(customer.clone()).or_default() += (-total).max(0);
                state.invoice(&customer, total, InvoiceStatus::Paid, now);
            }
            state.tell_subscription("customer.subscription.updated", &customer, now);
            Ok(())
        })
        .await
    }

    async fn set_ending(
        &self,
        subscription: &str,
        at_period_end: bool,
        key: &str,
    ) -> Result<(), PaymentError> {
        let id = subscription.to_owned();
        self.once(key, format!("{id} {at_period_end}"), move |state, now| {
            let held = state.by_id(&id)?;
            let customer = held.customer.clone();
            held.subscription.cancel_at = at_period_end.then_some(held.subscription.period_end);
            state.tell_subscription("customer.subscription.updated", &customer, now);
            Ok(())
        })
        .await
    }
}

impl fmt::Debug for FakePayments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakePayments").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    const NOW: &str = "2026-03-10T13:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn fake(clock: &Arc<FixedClock>) -> FakePayments {
        FakePayments::in_memory(clock.clone(), Secret::new("whsec_test"), "https://bolt.test/simulated")
    }

    async fn subscribed(fake: &FakePayments, trial: Trial) -> String {
        let new = NewCustomer { tenant: "ten_1".into(), name: "Salon".into(), email: "a@b.example".into() };
        let customer = fake.create_customer(&new, "c").await.unwrap();
        let checkout = Checkout {
            tenant: "ten_1".into(),
            customer: customer.clone(),
            plan: Plan::Monthly,
            trial,
            success_url: "https://bolt.test/billing".into(),
            cancel_url: "https://bolt.test/billing".into(),
        };
        let url = fake.open_checkout(&checkout, "o").await.unwrap();
        let page = url.expose().rsplit('/').next().unwrap().to_owned();
        fake.complete_checkout(&page, CardAnswer::Accepted).await.unwrap();
        customer
    }

    #[tokio::test]
    async fn it_keeps_a_calendar() {
        let clock = Arc::new(FixedClock::at(at(NOW)));
        let fake = fake(&clock);
        let customer = subscribed(&fake, Trial::Until(at("2026-03-24T13:00:00Z"))).await;
        let one = async || fake.subscriptions(&customer).await.unwrap().remove(0);
        assert_eq!(one().await.status, SubscriptionStatus::Trialing);

        clock.set(at("2026-05-01T00:00:00Z"));

        let renewed = one().await;
        assert_eq!(
            (renewed.status, renewed.period_end),
            (SubscriptionStatus::Active, at("2026-05-24T13:00:00Z"))
        );
        let paid: Vec<i64> =
            fake.invoices(&customer).await.unwrap().iter().map(|invoice| invoice.paid_cents).collect();
        assert_eq!(paid, [29_500, 29_500, 0], "twice since the trial");

        fake.set_ending(&renewed.id, true, "e").await.unwrap();
        clock.set(at("2026-06-01T00:00:00Z"));
        let ended = one().await;
        assert_eq!(
            (ended.status, ended.ended_at),
            (SubscriptionStatus::Canceled, Some(at("2026-05-24T13:00:00Z")))
        );
    }

    #[tokio::test]
    async fn the_same_write_again_is_the_same_write() {
        let clock = Arc::new(FixedClock::at(at(NOW)));
        let fake = fake(&clock);
        let new = NewCustomer { tenant: "ten_1".into(), name: "Salon".into(), email: "a@b.example".into() };
        fake.fail_next(Fault::AnswerLost);
        assert!(fake.create_customer(&new, "key").await.is_err());
        let first = fake.create_customer(&new, "key").await.unwrap();
        assert_eq!(fake.create_customer(&new, "key").await.unwrap(), first);
        let other = NewCustomer { tenant: "ten_2".into(), ..new };
        assert!(matches!(fake.create_customer(&other, "key").await, Err(PaymentError::Refused { .. })));
    }

    #[tokio::test]
    async fn it_remembers_across_restarts_and_signs_what_it_tells() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("payments.json");
        let clock = Arc::new(FixedClock::at(at(NOW)));
        let open = || {
            let secret = Secret::new("whsec_test");
            FakePayments::at(&path, clock.clone(), secret, "https://bolt.test/simulated", String::new())
        };
        let customer = subscribed(&open().unwrap(), Trial::Over).await;

        let reopened = open().unwrap();
        assert_eq!(reopened.subscriptions(&customer).await.unwrap()[0].status, SubscriptionStatus::Active);
        let events = reopened.take_events().await.unwrap();
        assert_eq!(events.len(), 3, "{events:?}");
        for (header, body) in events {
            signature::verify(&[Secret::new("whsec_test")], &header, body.as_bytes(), at(NOW)).unwrap();
        }
        assert!(reopened.take_events().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_change_of_plan_costs_what_its_preview_said() {
        let clock = Arc::new(FixedClock::at(at(NOW)));
        let fake = fake(&clock);
        let customer = subscribed(&fake, Trial::Over).await;
        clock.set(at("2026-03-26T01:00:00Z"));
        let held = fake.subscriptions(&customer).await.unwrap().remove(0);
        let change = PlanChange {
            customer: customer.clone(),
            subscription: held.id,
            item: held.item,
            plan: Plan::Yearly,
            at: Some(clock.now()),
        };
        let preview = fake.preview_change(&change).await.unwrap();
        assert_eq!(preview.due_now_cents, 283_200 - 29_500 / 2, "half a month is left");
        clock.advance(SignedDuration::from_mins(3));
        fake.change_plan(&change, "k").await.unwrap();
        assert_eq!(fake.invoices(&customer).await.unwrap()[0].total_cents, preview.due_now_cents);
    }
}
