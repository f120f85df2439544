//! Plan and invoices in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::invoice;
use super::entity::subscription::{Model, Plan, Status};
use super::standing::{Facts, Standing, standing};
use super::{paying, store, webhook};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageQuery, Success};
use crate::http::extract::Body;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::InvoiceId;
use crate::instant::Instant;
use crate::modules::auth::Role;
use crate::modules::tenants::TenantRecord;
use crate::modules::{calls, notifications, tenants};

/// How long the trial of a new salon is, for its usage.
const TRIAL_DAYS: i64 = 14;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(get_billing))
        .members(Role::Manager, routes!(list_invoices))
        .payers(routes!(open_checkout))
        .payers(routes!(open_portal))
        .payers(routes!(preview_plan_change))
        .payers(routes!(change_plan))
        .payers(routes!(cancel_subscription))
        .payers(routes!(resume_subscription))
        .payment_company(routes!(webhook::receive_event))
}

/// What the salon pays, and what it has used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Billing {
    state: BillingState,
    #[schema(required)]
    plan: Option<Plan>,
    /// What can be subscribed to.
    plans: Vec<PlanPrice>,
    /// When the trial ends or has ended, with a card or without.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    trial_ends_at: Option<Timestamp>,
    /// When the salon will be suspended unless it pays.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    suspends_at: Option<Timestamp>,
    /// When the subscription will end, if nobody changes their mind.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    cancels_at: Option<Timestamp>,
    /// When it has ended.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    ended_at: Option<Timestamp>,
    /// Nothing where none is to come.
    #[schema(required)]
    next_invoice: Option<NextInvoice>,
    /// Where the newest open invoice can be paid.
    #[schema(required)]
    open_invoice_url: Option<String>,
    usage: Usage,
    /// The number that callers dial; nothing until it is there.
    #[schema(required)]
    phone_number: Option<String>,
    /// Whether there is a page for cards and invoices.
    has_portal: bool,
    /// Whether anybody can pay on this server.
    is_open: bool,
    /// Whether the money is play money.
    is_simulated: bool,
}

/// How the salon stands with its payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum BillingState {
    /// It need not pay.
    Free,
    /// In its trial, without a plan.
    Trial,
    /// The trial is over, and it has no plan.
    TrialOver,
    /// In its trial, with a plan for afterwards.
    Trialing,
    /// It pays.
    Active,
    /// A payment has failed and is tried again.
    PastDue,
    /// A payment has failed for good.
    Unpaid,
    /// The subscription is over.
    Ended,
}

/// What a plan costs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PlanPrice {
    plan: Plan,
    /// Each time, in cents.
    price_cents: i64,
    /// ISO 4217.
    currency: String,
}

/// The invoice that comes next.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NextInvoice {
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    /// Before credits and taxes, in cents.
    amount_cents: i64,
    currency: String,
}

/// What was used in the period that is under way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Usage {
    #[schema(value_type = String, format = "date-time")]
    since: Timestamp,
    /// Calls that came in by telephone.
    calls: u64,
    /// How long they lasted together, in minutes, the last one begun.
    minutes: u64,
    /// Text messages that went out.
    messages: u64,
}

/// An invoice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invoice)]
struct InvoiceBody {
    id: InvoiceId,
    /// As it is printed on it.
    #[schema(required)]
    number: Option<String>,
    status: invoice::Status,
    /// What is to be paid, in cents; negative where something is credited.
    total_cents: i64,
    paid_cents: i64,
    /// ISO 4217.
    currency: String,
    /// A page on which it can be seen and paid.
    #[schema(required)]
    page_url: Option<String>,
    #[schema(required)]
    pdf_url: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

impl From<invoice::Model> for InvoiceBody {
    fn from(row: invoice::Model) -> Self {
        Self {
            id: row.id,
            number: row.number,
            status: row.status,
            total_cents: row.total_cents,
            paid_cents: row.paid_cents,
            currency: row.currency,
            page_url: row.page_url,
            pdf_url: row.pdf_url,
            created_at: row.created_at.timestamp(),
        }
    }
}

/// What the salon pays and has used.
#[utoipa::path(get, path = "/api/billing", tag = "billing", operation_id = "getBilling", responses(
    (status = 200, description = "As last seen at the payment company", body = Success<Billing>),
))]
async fn get_billing(State(app): State<App>, member: Member) -> Result<Success<Billing>, Problem> {
    billing(&app, &member).await.map(Success::new)
}

async fn billing(app: &App, member: &Member) -> Result<Billing, Problem> {
    let db = &member.tenant;
    let salon = tenants::salon(&app.salons, db).await?;
    let row = store::find(db).await?;
    let now = app.clock.now();
    let (state, suspends_at) = state(&salon.tenant, row.as_ref(), now);
    let since = usage_since(&salon.tenant, row.as_ref(), now);
    let used = calls::usage_between(db, since, now).await?;
    let messages = notifications::count_sent_between(db, since, now).await?;
    let open_invoice = store::find_open_invoice(db).await?;
    let plans = providers::payments::Plan::ALL.map(|plan| PlanPrice {
        plan: plan.into(),
        price_cents: plan.price_cents(),
        currency: "USD".to_owned(),
    });
    let own_trial = salon.tenant.trial_ends_at.map(Instant::timestamp);
    let of_row = |value: fn(&Model) -> Option<Instant>| row.as_ref().and_then(value).map(Instant::timestamp);
    let is_live = row.as_ref().and_then(|row| row.status).is_some_and(Status::is_live);
    Ok(Billing {
        state,
        plan: row.as_ref().filter(|_| is_live).and_then(|row| row.plan),
        plans: plans.into(),
        trial_ends_at: if state == BillingState::Trialing { of_row(|row| row.trial_end) } else { own_trial },
        suspends_at: suspends_at.filter(|_| app.till.is_open),
        cancels_at: of_row(|row| row.cancel_at).filter(|_| is_live),
        ended_at: of_row(|row| row.ended_at).filter(|_| !is_live),
        next_invoice: row.as_ref().and_then(next_invoice),
        open_invoice_url: open_invoice.and_then(|invoice| invoice.page_url),
        usage: Usage { since, calls: used.calls, minutes: used.seconds.div_ceil(60), messages },
        phone_number: salon.number.clone(),
        has_portal: row.as_ref().is_some_and(|row| row.customer_ref.is_some()),
        is_open: app.till.is_open,
        is_simulated: app.till.fake.is_some(),
    })
}

fn state(tenant: &TenantRecord, row: Option<&Model>, now: Timestamp) -> (BillingState, Option<Timestamp>) {
    let instant = |value: Option<Instant>| value.map(Instant::timestamp);
    let subscription = row.and_then(|row| row.status);
    let facts = Facts {
        tenant: tenant.status,
        trial_ends_at: instant(tenant.trial_ends_at),
        subscription,
        past_due_since: row.and_then(|row| instant(row.past_due_since)),
        warned_at: row.and_then(|row| instant(row.warned_at)),
        is_stopped: row.is_some_and(|row| row.suspended_at.is_some()),
    };
    match (standing(&facts, now), subscription) {
        (Standing::Trial, _) if facts.trial_ends_at.is_none() => (BillingState::Free, None),
        (Standing::Trial, _) => (BillingState::Trial, None),
        (Standing::TrialOver(until), _) => (BillingState::TrialOver, until),
        (Standing::Paid, Some(Status::Trialing)) => (BillingState::Trialing, None),
        (Standing::Paid, _) => (BillingState::Active, None),
        (Standing::Grace(until), _) => (BillingState::PastDue, Some(until)),
        (Standing::Unpaid, Some(Status::Canceled)) => (BillingState::Ended, None),
        (Standing::Unpaid, None | Some(Status::Incomplete | Status::IncompleteExpired)) => {
            (BillingState::TrialOver, None)
        }
        (Standing::Unpaid, _) => (BillingState::Unpaid, None),
    }
}

/// Since when usage is counted: the period that is paid for, the trial, or the last thirty days.
fn usage_since(tenant: &TenantRecord, row: Option<&Model>, now: Timestamp) -> Timestamp {
    let live = row.filter(|row| row.status.is_some_and(Status::is_live));
    let period = live.and_then(|row| row.period_start).map(Instant::timestamp);
    let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
    let trial = tenant.trial_ends_at.map(|ends_at| ends_at.timestamp() - days(TRIAL_DAYS));
    period.or(trial).filter(|since| *since <= now).unwrap_or_else(|| now - days(30))
}

fn next_invoice(row: &Model) -> Option<NextInvoice> {
    let will_come = matches!(row.status?, Status::Trialing | Status::Active) && row.cancel_at.is_none();
    Some(NextInvoice {
        at: row.period_end.filter(|_| will_come)?.timestamp(),
        amount_cents: row.price_cents?,
        currency: row.currency.clone()?,
    })
}

/// The salon's invoices, the newest first.
#[utoipa::path(get, path = "/api/billing/invoices", tag = "billing", operation_id = "listInvoices", params(PageQuery),
    responses(
    (status = 200, description = "One page", body = Listed<InvoiceBody>),
))]
async fn list_invoices(member: Member, page: Page) -> Result<Listed<InvoiceBody>, Problem> {
    Ok(store::page_invoices(&member.tenant, page).await?.listed(InvoiceBody::from))
}

/// A plan that somebody wants.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanChoice {
    #[garde(skip)]
    plan: Plan,
}

/// A page of the payment company's. Whoever has its address is let in, for a while.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaymentPage {
    url: String,
}

/// Opens a page on which to subscribe. What is left of the trial stays free.
#[utoipa::path(post, path = "/api/billing/checkout", tag = "billing", operation_id = "openCheckout",
    request_body = PlanChoice, responses(
    (status = 200, description = "Where it is", body = Success<PaymentPage>),
    (status = 409, description = "There is a subscription already", body = ErrorBody),
))]
async fn open_checkout(
    State(app): State<App>,
    member: Member,
    Body(body): Body<PlanChoice>,
) -> Result<Success<PaymentPage>, Problem> {
    let url = paying::open_checkout(&app, &member, body.plan).await?;
    Ok(Success::new(PaymentPage { url: url.expose().to_owned() }))
}

/// Opens a page for cards, address and invoices.
#[utoipa::path(post, path = "/api/billing/portal", tag = "billing", operation_id = "openPortal", responses(
    (status = 200, description = "Where it is", body = Success<PaymentPage>),
    (status = 409, description = "Nothing was ever paid for this salon", body = ErrorBody),
))]
async fn open_portal(State(app): State<App>, member: Member) -> Result<Success<PaymentPage>, Problem> {
    let url = paying::open_portal(&app, &member).await?;
    Ok(Success::new(PaymentPage { url: url.expose().to_owned() }))
}

/// What a change of plan would cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PlanChangePreview {
    plan: Plan,
    /// What is paid at once, in cents.
    due_now_cents: i64,
    /// What is left over and counts towards later invoices, in cents.
    credit_cents: i64,
    /// ISO 4217.
    currency: String,
    /// What it is made of; empty while the trial lasts.
    lines: Vec<PreviewLine>,
    /// By which moment it was worked out: goes back with the change, within the hour.
    #[schema(value_type = String, format = "date-time")]
    previewed_at: Timestamp,
}

/// A line of a preview.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanChangeLine)]
struct PreviewLine {
    /// In the payment company's words.
    description: String,
    /// In cents; negative for a credit.
    amount_cents: i64,
}

/// Says what a change of plan would cost now. Changes nothing.
#[utoipa::path(post, path = "/api/billing/plan/preview", tag = "billing", operation_id = "previewPlanChange",
    request_body = PlanChoice, responses(
    (status = 200, description = "The price", body = Success<PlanChangePreview>),
    (status = 409, description = "There is no subscription, or it has this plan", body = ErrorBody),
))]
async fn preview_plan_change(
    State(app): State<App>,
    member: Member,
    Body(body): Body<PlanChoice>,
) -> Result<Success<PlanChangePreview>, Problem> {
    let (preview, previewed_at) = paying::preview_change(&app, &member, body.plan).await?;
    let line = |line: providers::payments::PreviewLine| PreviewLine {
        description: line.description,
        amount_cents: line.amount_cents,
    };
    Ok(Success::new(PlanChangePreview {
        plan: body.plan,
        due_now_cents: preview.due_now_cents,
        credit_cents: preview.credit_cents,
        currency: preview.currency,
        lines: preview.lines.into_iter().map(line).collect(),
        previewed_at,
    }))
}

/// A change of plan at a price that was seen.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PlanChangeBody {
    #[garde(skip)]
    plan: Plan,
    /// Of the preview.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    previewed_at: Timestamp,
}

/// Changes the plan at the price of a preview. The difference is paid at once; where it cannot be, nothing is changed.
#[utoipa::path(post, path = "/api/billing/plan", tag = "billing", operation_id = "changePlan",
    request_body = PlanChangeBody, responses(
    (status = 200, description = "Changed", body = Success<Billing>),
    (status = 402, description = "The payment was declined; nothing has changed", body = ErrorBody),
    (status = 409, description = "There is no subscription, it has this plan, or the price is out of date", body = ErrorBody),
))]
async fn change_plan(
    State(app): State<App>,
    member: Member,
    Body(body): Body<PlanChangeBody>,
) -> Result<Success<Billing>, Problem> {
    paying::change_plan(&app, &member, body.plan, body.previewed_at).await?;
    billing(&app, &member).await.map(Success::new)
}

/// Lets the subscription end with the period that is paid for.
#[utoipa::path(post, path = "/api/billing/cancel", tag = "billing", operation_id = "cancelSubscription", responses(
    (status = 200, description = "It will end", body = Success<Billing>),
    (status = 409, description = "There is no subscription", body = ErrorBody),
))]
async fn cancel_subscription(State(app): State<App>, member: Member) -> Result<Success<Billing>, Problem> {
    paying::set_ending(&app, &member, true).await?;
    billing(&app, &member).await.map(Success::new)
}

/// Lets a subscription that was to end go on.
#[utoipa::path(post, path = "/api/billing/resume", tag = "billing", operation_id = "resumeSubscription", responses(
    (status = 200, description = "It goes on", body = Success<Billing>),
    (status = 409, description = "There is no subscription", body = ErrorBody),
))]
async fn resume_subscription(State(app): State<App>, member: Member) -> Result<Success<Billing>, Problem> {
    paying::set_ending(&app, &member, false).await?;
    billing(&app, &member).await.map(Success::new)
}
