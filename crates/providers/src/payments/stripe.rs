//! Subscriptions through Stripe: <https://docs.stripe.com/api>. Forms with brackets go in, JSON comes out.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::{RequestBuilder, StatusCode, header::HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{
    ChangePreview, Checkout, Invoice, InvoiceStatus, NewCustomer, PaymentError, Payments, Plan, PlanChange,
    Portal, PreviewLine, Subscription, SubscriptionStatus, Trial,
};
use crate::{
    http::{self, SetupError},
    secret::Secret,
};

/// The version of the API that we speak. The address that webhooks go to must be set up with the same release.
pub const API_VERSION: &str = "2026-10-28.endive";

/// How long Stripe may take for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// More subscriptions than a customer ever has, and more invoices than anybody looks at.
const SUBSCRIPTIONS: &str = "100";
const INVOICES: &str = "24";

/// What is needed to talk to Stripe.
#[derive(Debug, Clone)]
pub struct StripeConfig {
    /// Logs in: `sk_…` or `rk_…`.
    pub secret_key: Secret,
    /// Stripe's address, [`StripeConfig::BASE_URL`] but for tests.
    pub base_url: String,
    /// The price of [`Plan::Monthly`]: `price_…`.
    pub monthly_price: String,
    /// The price of [`Plan::Yearly`].
    pub yearly_price: String,
}

impl StripeConfig {
    /// Stripe's own address.
    pub const BASE_URL: &str = "https://api.stripe.com";

    /// Whether a key moves real money.
    pub fn is_live(secret_key: &Secret) -> bool {
        !secret_key.expose().contains("_test_")
    }
}

/// Takes money through Stripe.
#[derive(Debug)]
pub struct StripePayments {
    client: reqwest::Client,
    authorization: HeaderValue,
    base_url: String,
    monthly_price: String,
    yearly_price: String,
}

/// A form with brackets in its names.
type Form = Vec<(&'static str, String)>;

impl StripePayments {
    /// A client for one account.
    pub fn new(config: &StripeConfig) -> Result<Self, SetupError> {
        for (setting, price) in [
            ("the monthly Stripe price", &config.monthly_price),
            ("the yearly Stripe price", &config.yearly_price),
        ] {
            if !is_plain(price) {
                return Err(SetupError::Setting { setting, problem: "must be an id such as price_1Pgafm" });
            }
        }
        Ok(Self {
            client: http::client(ANSWER_WITHIN)?,
            authorization: http::key_header("the Stripe secret key", &config.secret_key, "Bearer ")?,
            base_url: http::base_url("the Stripe base URL", &config.base_url)?,
            monthly_price: config.monthly_price.clone(),
            yearly_price: config.yearly_price.clone(),
        })
    }

    fn price(&self, plan: Plan) -> String {
        match plan {
            Plan::Monthly => self.monthly_price.clone(),
            Plan::Yearly => self.yearly_price.clone(),
        }
    }

    fn plan(&self, price: &str) -> Option<Plan> {
        Plan::ALL.into_iter().find(|plan| self.price(*plan) == price)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, PaymentError> {
        self.send(self.client.get(format!("{}{path}", self.base_url)).query(query)).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &Form,
        key: Option<&str>,
    ) -> Result<T, PaymentError> {
        let mut request = self.client.post(format!("{}{path}", self.base_url)).form(form);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, PaymentError> {
        let request = request
            .header(reqwest::header::AUTHORIZATION, self.authorization.clone())
            .header("stripe-version", API_VERSION);
        let answer = request.send().await.map_err(|error| unreachable(http::describe(&error)))?;
        if !answer.status().is_success() {
            return Err(refusal(answer).await);
        }
        answer.json().await.map_err(|error| unreachable(http::describe(&error)))
    }

    /// The form of a change of plan; `within` stands before the names in a preview.
    fn change_form(&self, change: &PlanChange, names: [&'static str; 4]) -> Form {
        let [item, price, behavior, date] = names;
        let mut form = vec![(item, change.item.clone()), (price, self.price(change.plan))];
        match change.at {
            Some(at) => {
                form.push((behavior, "always_invoice".to_owned()));
                form.push((date, at.as_second().to_string()));
            }
            // Nothing was paid for yet, so there is nothing to give back.
            None => form.push((behavior, "none".to_owned())),
        }
        form
    }

    fn subscription(&self, wire: WireSubscription) -> Option<Subscription> {
        let item = wire.items.data.into_iter().next()?;
        let trial_end = wire.trial_end.and_then(instant);
        let period_end = instant(item.current_period_end.or(wire.current_period_end)?)?;
        let cancel_at = wire.cancel_at.and_then(instant).or(wire.cancel_at_period_end.then_some(period_end));
        Some(Subscription {
            plan: self.plan(&item.price.id),
            price_cents: item.price.unit_amount.unwrap_or(0) * item.quantity.unwrap_or(1),
            currency: item.price.currency.to_uppercase(),
            item: item.id,
            status: status(&wire.status),
            period_start: instant(item.current_period_start.or(wire.current_period_start)?)?,
            period_end,
            trial_end,
            cancel_at: cancel_at.filter(|_| wire.ended_at.is_none()),
            ended_at: wire.ended_at.and_then(instant),
            created_at: instant(wire.created)?,
            id: wire.id,
        })
    }
}

#[async_trait]
impl Payments for StripePayments {
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError> {
        let form = vec![
            ("name", new.name.clone()),
            ("email", new.email.clone()),
            ("metadata[tenant_id]", new.tenant.clone()),
        ];
        let made: WireId = self.post("/v1/customers", &form, Some(key)).await?;
        Ok(made.id)
    }

    async fn open_checkout(&self, checkout: &Checkout, key: &str) -> Result<Secret, PaymentError> {
        let mut form = vec![
            ("mode", "subscription".to_owned()),
            ("customer", checkout.customer.clone()),
            ("client_reference_id", checkout.tenant.clone()),
            ("line_items[0][price]", self.price(checkout.plan)),
            ("line_items[0][quantity]", "1".to_owned()),
            ("subscription_data[metadata][tenant_id]", checkout.tenant.clone()),
            ("success_url", checkout.success_url.clone()),
            ("cancel_url", checkout.cancel_url.clone()),
        ];
        match checkout.trial {
            Trial::Over => {}
            Trial::Until(ends_at) => {
                form.push(("subscription_data[trial_end]", ends_at.as_second().to_string()));
            }
            Trial::Days(days) => form.push(("subscription_data[trial_period_days]", days.to_string())),
        }
        let page: WirePage = self.post("/v1/checkout/sessions", &form, Some(key)).await?;
        page.url()
    }

    async fn open_portal(&self, portal: &Portal, key: &str) -> Result<Secret, PaymentError> {
        let form = vec![("customer", portal.customer.clone()), ("return_url", portal.return_url.clone())];
        let page: WirePage = self.post("/v1/billing_portal/sessions", &form, Some(key)).await?;
        page.url()
    }

    async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, PaymentError> {
        let query = [("customer", customer), ("status", "all"), ("limit", SUBSCRIPTIONS)];
        let list: WireList<WireSubscription> = self.get("/v1/subscriptions", &query).await?;
        let read = list.data.into_iter().map(|wire| self.subscription(wire));
        let mut all: Vec<_> = read.collect::<Option<_>>().ok_or_else(unreadable)?;
        all.sort_by_key(|subscription| std::cmp::Reverse(subscription.created_at));
        Ok(all)
    }

    async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>, PaymentError> {
        let query = [("customer", customer), ("limit", INVOICES)];
        let list: WireList<WireInvoice> = self.get("/v1/invoices", &query).await?;
        Ok(list.data.into_iter().filter_map(WireInvoice::read).collect())
    }

    async fn preview_change(&self, change: &PlanChange) -> Result<ChangePreview, PaymentError> {
        let names = [
            "subscription_details[items][0][id]",
            "subscription_details[items][0][price]",
            "subscription_details[proration_behavior]",
            "subscription_details[proration_date]",
        ];
        let mut form = self.change_form(change, names);
        form.push(("customer", change.customer.clone()));
        form.push(("subscription", change.subscription.clone()));
        let preview: WirePreview = self.post("/v1/invoices/create_preview", &form, None).await?;
        Ok(preview.read(change.at.is_some()))
    }

    async fn change_plan(&self, change: &PlanChange, key: &str) -> Result<(), PaymentError> {
        let names = ["items[0][id]", "items[0][price]", "proration_behavior", "proration_date"];
        let mut form = self.change_form(change, names);
        form.push(("payment_behavior", "error_if_incomplete".to_owned()));
        let path = format!("/v1/subscriptions/{}", plain(&change.subscription)?);
        self.post::<WireId>(&path, &form, Some(key)).await.map(drop)
    }

    async fn set_ending(
        &self,
        subscription: &str,
        at_period_end: bool,
        key: &str,
    ) -> Result<(), PaymentError> {
        let form = vec![("cancel_at_period_end", at_period_end.to_string())];
        let path = format!("/v1/subscriptions/{}", plain(subscription)?);
        self.post::<WireId>(&path, &form, Some(key)).await.map(drop)
    }
}

#[derive(Deserialize)]
struct WireId {
    id: String,
}

#[derive(Deserialize)]
struct WirePage {
    url: Option<String>,
}

impl WirePage {
    fn url(self) -> Result<Secret, PaymentError> {
        self.url.map(Secret::from).ok_or_else(unreadable)
    }
}

#[derive(Deserialize)]
struct WireList<T> {
    data: Vec<T>,
}

#[derive(Deserialize)]
struct WireSubscription {
    id: String,
    status: String,
    items: WireList<WireItem>,
    created: i64,
    trial_end: Option<i64>,
    cancel_at: Option<i64>,
    #[serde(default)]
    cancel_at_period_end: bool,
    ended_at: Option<i64>,
    // Before 2025-03-31 the period stood here.
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

#[derive(Deserialize)]
struct WireItem {
    id: String,
    price: WirePrice,
    quantity: Option<i64>,
    current_period_start: Option<i64>,
    current_period_end: Option<i64>,
}

#[derive(Deserialize)]
struct WirePrice {
    id: String,
    unit_amount: Option<i64>,
    currency: String,
}

#[derive(Deserialize)]
struct WireInvoice {
    id: Option<String>,
    number: Option<String>,
    status: Option<String>,
    total: i64,
    amount_paid: i64,
    currency: String,
    created: i64,
    hosted_invoice_url: Option<String>,
    invoice_pdf: Option<String>,
}

impl WireInvoice {
    /// Nothing for drafts.
    fn read(self) -> Option<Invoice> {
        let status = match self.status.as_deref()? {
            "open" => InvoiceStatus::Open,
            "paid" => InvoiceStatus::Paid,
            "void" => InvoiceStatus::Void,
            "uncollectible" => InvoiceStatus::Uncollectible,
            _ => return None,
        };
        Some(Invoice {
            id: self.id?,
            number: self.number,
            status,
            total_cents: self.total,
            paid_cents: self.amount_paid,
            currency: self.currency.to_uppercase(),
            created_at: instant(self.created)?,
            page_url: self.hosted_invoice_url,
            pdf_url: self.invoice_pdf,
        })
    }
}

#[derive(Deserialize)]
struct WirePreview {
    amount_due: i64,
    total: i64,
    currency: String,
    lines: WireList<WireLine>,
}

#[derive(Deserialize)]
struct WireLine {
    description: Option<String>,
    amount: i64,
}

impl WirePreview {
    /// Without prorations the preview is of the next regular invoice, of which nothing is due now.
    fn read(self, is_due: bool) -> ChangePreview {
        let lines = self.lines.data.into_iter().map(|line| PreviewLine {
            description: line.description.unwrap_or_default(),
            amount_cents: line.amount,
        });
        ChangePreview {
            due_now_cents: if is_due { self.amount_due.max(0) } else { 0 },
            credit_cents: if is_due { (-self.total).max(0) } else { 0 },
            currency: self.currency.to_uppercase(),
            lines: if is_due { lines.collect() } else { Vec::new() },
        }
    }
}

fn status(word: &str) -> SubscriptionStatus {
    match word {
        "incomplete" => SubscriptionStatus::Incomplete,
        "incomplete_expired" => SubscriptionStatus::IncompleteExpired,
        "trialing" => SubscriptionStatus::Trialing,
        "active" => SubscriptionStatus::Active,
        "past_due" => SubscriptionStatus::PastDue,
        "canceled" => SubscriptionStatus::Canceled,
        "paused" => SubscriptionStatus::Paused,
        "unpaid" => SubscriptionStatus::Unpaid,
        // A word that is new to us stops no salon: it is as if a payment were being tried again.
        other => {
            tracing::warn!(status = other, "Stripe has a status of subscriptions that is not known here");
            SubscriptionStatus::PastDue
        }
    }
}

#[derive(Deserialize)]
struct WireProblem {
    error: WireError,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
    #[serde(default)]
    param: Option<String>,
}

/// What an answer other than success says. Stripe's own sentence is left out: it repeats what was sent.
async fn refusal(answer: reqwest::Response) -> PaymentError {
    let status = answer.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return PaymentError::RateLimited { retry_after: http::retry_after(&answer) };
    }
    if status.is_server_error() || status == StatusCode::CONFLICT {
        return unreachable(format!("Stripe is not ready (HTTP {})", status.as_u16()));
    }
    let Ok(WireProblem { error }) = answer.json().await else {
        return unreachable(format!("an answer that is not Stripe's (HTTP {})", status.as_u16()));
    };
    let code = error.code.unwrap_or_else(|| error.kind.clone());
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        // Mended at our account, not at the request.
        return unreachable(format!("Stripe does not accept our key (HTTP {}, {code})", status.as_u16()));
    }
    if status == StatusCode::PAYMENT_REQUIRED || error.kind == "card_error" {
        return PaymentError::Declined { code: error.decline_code.unwrap_or(code) };
    }
    let param = error.param.unwrap_or_default();
    if code == "resource_missing" || status == StatusCode::NOT_FOUND {
        let what = if param.is_empty() { "thing".to_owned() } else { param };
        return PaymentError::NotFound { what };
    }
    PaymentError::Refused { reason: format!("{code} {param}").trim_end().to_owned() }
}

fn unreachable(reason: String) -> PaymentError {
    PaymentError::Unreachable { reason }
}

fn unreadable() -> PaymentError {
    unreachable("an answer that cannot be read".to_owned())
}

fn instant(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_second(seconds).ok()
}

/// Whether an id can stand in a path as it is.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn plain(id: &str) -> Result<&str, PaymentError> {
    is_plain(id).then_some(id).ok_or_else(|| PaymentError::NotFound { what: "id".to_owned() })
}
