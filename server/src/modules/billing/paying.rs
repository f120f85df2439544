//! What an owner does about the salon's subscription. Each asks the payment company with a key that follows from the decision,
//! notes in the salon's log who decided, and then looks at what has become of it.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use providers::Secret;
use providers::payments::{ChangePreview, Checkout, NewCustomer, PaymentError, PlanChange, Portal, Trial};
use sea_orm::DbErr;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::entity::subscription::{Model, Plan, Status};
use super::{store, sync};
use crate::app::App;
use crate::http::access::Member;
use crate::http::problem::Problem;
use crate::instant::Instant;
use crate::jobs::{self, Job};
use crate::modules::{auth, tenants};
use crate::tenancy::in_transaction;

/// How long a preview can be agreed to.
const PREVIEW_HOLDS: SignedDuration = SignedDuration::from_hours(1);

/// What a person is told of the payment company's refusal.
pub(super) fn problem(error: PaymentError) -> Problem {
    let unavailable =
        |message: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "payments_unavailable", message);
    match error {
        PaymentError::Declined { .. } => Problem::new(
            StatusCode::PAYMENT_REQUIRED,
            "payment_declined",
            "the payment was declined and nothing has changed: look at your card, then try again",
        ),
        PaymentError::NotFound { .. } => {
            Problem::conflict("subscription_gone", "this subscription is over: choose a plan")
        }
        PaymentError::Refused { .. } => Problem::internal(error),
        PaymentError::Unreachable { .. } | PaymentError::RateLimited { .. } => {
            tracing::warn!(%error, "an owner could not be served");
            unavailable("payments cannot be made just now: try again in a minute")
        }
    }
}

/// A key for a write: the same for the same decision with the same content, however often it is tried.
fn key(decision: &str, content: &impl std::fmt::Debug) -> String {
    let hash = hex::encode(Sha256::digest(format!("{content:?}")));
    format!("{decision}/{}", &hash[..32])
}

fn page(app: &App, what: &str) -> String {
    format!("{}/billing{what}", app.config.public_url())
}

/// How the salon pays; a row is made where there is none.
async fn row_of(app: &App, member: &Member) -> Result<Model, Problem> {
    let now = Instant::from(app.clock.now());
    if let Some(row) = store::find(&member.tenant).await? {
        return Ok(row);
    }
    let made = in_transaction!(member.tenant, tx => {
        tenants::lock_record(tx).await?;
        store::lock(tx, now).await
    })?;
    Ok(made)
}

/// What is subscribed to, for whoever wants to change it.
async fn live(app: &App, member: &Member) -> Result<(Model, Status, String, String), Problem> {
    let row = row_of(app, member).await?;
    let none = || Problem::conflict("no_subscription", "there is no subscription: choose a plan first");
    let status = row.status.filter(|status| status.is_live()).ok_or_else(none)?;
    let subscription = row.subscription_ref.clone().ok_or_else(none)?;
    let customer = row.customer_ref.clone().ok_or_else(none)?;
    Ok((row, status, subscription, customer))
}

/// The salon as a customer of the payment company; made where it is none.
async fn customer(app: &App, member: &Member, row: &Model) -> Result<String, Problem> {
    if let Some(customer) = &row.customer_ref {
        return Ok(customer.clone());
    }
    let owners = auth::list_owners(app, &member.tenant).await?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let email =
        owners.first().map(|owner| owner.email.clone()).or_else(|| salon.tenant.contact_email.clone());
    let new = NewCustomer {
        tenant: member.tenant.tenant_id().to_string(),
        name: salon.tenant.name.clone(),
        email: email.ok_or_else(|| Problem::internal("a salon without an owner subscribes"))?,
    };
    // The same until a customer is gone there, however often it is tried and whatever was looked at meanwhile.
    let content = (&new.tenant, &new.name, &new.email, row.ended_at);
    let made = app.till.port.create_customer(&new, &key("customer", &content)).await.map_err(problem)?;
    let now = Instant::from(app.clock.now());
    let kept = in_transaction!(member.tenant, tx => {
        tenants::lock_record(tx).await?;
        let mut row = store::lock(tx, now).await?;
        // Somebody else may have been quicker; theirs counts.
        if let Some(customer) = row.customer_ref {
            return Ok(customer);
        }
        row.customer_ref = Some(made.clone());
        row.updated_at = now;
        store::save(tx, row).await?;
        Ok::<_, DbErr>(made.clone())
    })?;
    Ok(kept)
}

/// Opens the page on which the owner subscribes. What is left of the trial stays free.
pub(super) async fn open_checkout(app: &App, member: &Member, plan: Plan) -> Result<Secret, Problem> {
    // A payment of a moment ago must not be made twice.
    sync(app, &member.tenant).await?;
    let row = row_of(app, member).await?;
    if row.status.is_some_and(Status::is_live) {
        let message = "there is a subscription already: change its plan, or pay what is open";
        return Err(Problem::conflict("already_subscribed", message));
    }
    let customer = customer(app, member, &row).await?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let checkout = Checkout {
        tenant: member.tenant.tenant_id().to_string(),
        customer,
        plan: plan.into(),
        trial: Trial::left(salon.tenant.trial_ends_at.map(Instant::timestamp), now),
        success_url: page(app, "?checkout=done"),
        cancel_url: page(app, "?checkout=left"),
    };
    // The same page for whoever presses twice; a new one the next hour, since pages do not last.
    let hour = now.as_second() / 3_600;
    let key = key("checkout", &(&checkout, hour, row.subscription_ref));
    let url = app.till.port.open_checkout(&checkout, &key).await.map_err(problem)?;
    in_transaction!(member.tenant, tx => {
        tx.note("checkout_opened", ("subscription", None), json!({ "plan": plan }));
        Ok::<_, DbErr>(())
    })?;
    Ok(url)
}

/// Opens the page on which the owner sees to cards, address and invoices.
pub(super) async fn open_portal(app: &App, member: &Member) -> Result<Secret, Problem> {
    let row = row_of(app, member).await?;
    let none =
        || Problem::conflict("no_customer", "nothing was ever paid for this salon: choose a plan first");
    let portal = Portal { customer: row.customer_ref.ok_or_else(none)?, return_url: page(app, "") };
    // Its address lets anybody in, so each is new.
    let key = key("portal", &(&portal, uuid::Uuid::now_v7()));
    app.till.port.open_portal(&portal, &key).await.map_err(problem)
}

/// What a change of plan would cost now, and the moment by which it was worked out: nothing while the trial lasts.
pub(super) async fn preview_change(
    app: &App,
    member: &Member,
    plan: Plan,
) -> Result<(ChangePreview, Timestamp), Problem> {
    let now = app.clock.now();
    let at = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let (_, change) = change(app, member, plan, at).await?;
    let preview = app.till.port.preview_change(&change).await.map_err(problem)?;
    Ok((preview, at))
}

async fn change(
    app: &App,
    member: &Member,
    plan: Plan,
    at: Timestamp,
) -> Result<(Model, PlanChange), Problem> {
    let (row, status, subscription, customer) = live(app, member).await?;
    if row.plan == Some(plan) {
        return Err(Problem::conflict("same_plan", "this is the salon's plan already"));
    }
    if !matches!(status, Status::Trialing | Status::Active) {
        return Err(Problem::conflict("payment_open", "pay what is open before you change the plan"));
    }
    let item = row.item_ref.clone().ok_or_else(|| Problem::internal("a subscription to nothing"))?;
    let at = (status == Status::Active).then_some(at);
    Ok((row, PlanChange { customer, subscription, item, plan: plan.into(), at }))
}

/// Changes the plan at the price of a preview that the owner has seen.
pub(super) async fn change_plan(
    app: &App,
    member: &Member,
    plan: Plan,
    previewed_at: Timestamp,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let (row, change) = change(app, member, plan, previewed_at).await?;
    let age = now.duration_since(previewed_at);
    let is_before_period = row.period_start.is_some_and(|start| previewed_at < start.timestamp());
    if age > PREVIEW_HOLDS || age.is_negative() || is_before_period {
        return Err(Problem::conflict("preview_expired", "this price is out of date: look at it again"));
    }
    let key = key("plan", &change);
    app.till.port.change_plan(&change, &key).await.map_err(problem)?;
    settle(app, member, "plan_changed", json!({ "from": row.plan, "to": plan })).await
}

/// Lets the subscription end with its period, or go on after all.
pub(super) async fn set_ending(app: &App, member: &Member, at_period_end: bool) -> Result<(), Problem> {
    let (row, _, subscription, _) = live(app, member).await?;
    if row.cancel_at.is_some() == at_period_end {
        return Ok(());
    }
    let key = key("ending", &(&subscription, at_period_end, row.version));
    app.till.port.set_ending(&subscription, at_period_end, &key).await.map_err(problem)?;
    let action = if at_period_end { "subscription_cancelled" } else { "subscription_resumed" };
    settle(app, member, action, json!({ "plan": row.plan })).await
}

/// Writes into the salon's log what was done, and looks at what has become of it.
async fn settle(
    app: &App,
    member: &Member,
    action: &'static str,
    details: serde_json::Value,
) -> Result<(), Problem> {
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        tx.note(action, ("subscription", None), details.clone());
        // In case that it cannot be looked at at once.
        jobs::enqueue(tx, &Job::SyncBilling, now, now).await
    })?;
    if let Err(error) = sync(app, &member.tenant).await {
        // It was done; what has become of it is seen by the job.
        tracing::warn!(%error, "what a salon pays could not be looked at at once");
    }
    app.work.notify_one();
    Ok(())
}
