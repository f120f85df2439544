//! Seeing what a salon pays, and drawing the conclusions.
//!
//! The payment company is asked first, outside any transaction: SQLite has one writer, and no salon's telephone may wait
//! for somebody else's answer. What was seen is then written under a lock, if the row is still the one that was there before
//! asking; otherwise somebody has seen newer things, and it is asked again. So whatever order events come in, and however
//! often, the last state written is the last one there was.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use providers::payments::{Invoice, PaymentError, Subscription, SubscriptionStatus};
use sea_orm::DbErr;

use super::entity::subscription::{self, Status};
use super::mails::{Words, Writer};
use super::standing::{Facts, PAST_DUE_GRACE, Standing, TRIAL_GRACE, change_of, reminder, standing};
use super::store;
use crate::app::App;
use crate::http::problem::Problem;
use crate::instant::Instant;
use crate::jobs::{self, Job, JobError};
use crate::modules::auth::{self, Owner};
use crate::modules::telephony;
use crate::modules::tenants::{self, TenantRecord, TenantStatus};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// How often it is asked again when somebody else was quicker.
const ATTEMPTS: usize = 5;

/// Why it could not be seen.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The payment company does not say.
    #[error(transparent)]
    Payments(#[from] PaymentError),
    /// The database does not take it.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// Others are at it.
    #[error("others keep writing what this salon pays")]
    Busy,
}

impl From<SyncError> for JobError {
    fn from(error: SyncError) -> Self {
        let after = match &error {
            SyncError::Payments(PaymentError::RateLimited { retry_after }) => *retry_after,
            _ => None,
        };
        Self::Later { reason: error.to_string(), after }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Payments(error) => super::paying::problem(error),
            SyncError::Database(error) => error.into(),
            SyncError::Busy => Problem::internal("what the salon pays is being written elsewhere"),
        }
    }
}

/// The job.
pub async fn sync_job(app: &App, db: &TenantDb) -> Result<(), JobError> {
    Ok(sync(app, db).await?)
}

/// What the payment company says.
enum Seen {
    /// Nobody ever paid.
    NoCustomer,
    /// The customer is gone there.
    Gone,
    /// The subscription that counts, if there is any, and the latest invoices.
    Of(Option<Box<Subscription>>, Vec<Invoice>),
}

/// Fetches what a salon pays and draws the conclusions: how the salon stands with us, what it is told, and what is promised
/// when it pays for the first time. Does nothing twice.
pub async fn sync(app: &App, db: &TenantDb) -> Result<(), SyncError> {
    for _ in 0..ATTEMPTS {
        let before = store::find(db).await?;
        let seen = match before.as_ref().and_then(|row| row.customer_ref.as_deref()) {
            Some(customer) => look(app, customer).await?,
            None => Seen::NoCustomer,
        };
        end_with_the_salon(app, db, &seen).await?;
        let owners = auth::list_owners(app, db).await?;
        let version = before.map_or(0, |row| row.version);
        let written = in_transaction!(db, tx => write(app, tx, version, &seen, &owners).await)?;
        if written {
            app.work.notify_one();
            return Ok(());
        }
    }
    Err(SyncError::Busy)
}

async fn look(app: &App, customer: &str) -> Result<Seen, PaymentError> {
    let subscriptions = match app.till.port.subscriptions(customer).await {
        Err(PaymentError::NotFound { .. }) => return Ok(Seen::Gone),
        subscriptions => subscriptions?,
    };
    let live = subscriptions.iter().filter(|one| is_live(one)).count();
    if live > 1 {
        tracing::error!(customer, live, "a customer pays for several subscriptions; end all but one by hand");
    }
    let invoices = app.till.port.invoices(customer).await?;
    Ok(Seen::Of(best(subscriptions).map(Box::new), invoices))
}

fn is_live(subscription: &Subscription) -> bool {
    Status::from(subscription.status).is_live()
}

/// Of several the one that serves the salon best, then the newest.
fn best(subscriptions: Vec<Subscription>) -> Option<Subscription> {
    let rank = |status| match status {
        SubscriptionStatus::Active => 0,
        SubscriptionStatus::Trialing => 1,
        SubscriptionStatus::PastDue => 2,
        SubscriptionStatus::Unpaid | SubscriptionStatus::Paused => 3,
        SubscriptionStatus::Incomplete => 4,
        SubscriptionStatus::Canceled => 5,
        SubscriptionStatus::IncompleteExpired => 6,
    };
    subscriptions.into_iter().min_by_key(|one| (rank(one.status), std::cmp::Reverse(one.created_at)))
}

/// A salon that has left pays no more than it has already.
async fn end_with_the_salon(app: &App, db: &TenantDb, seen: &Seen) -> Result<(), SyncError> {
    let Seen::Of(Some(subscription), _) = seen else { return Ok(()) };
    if !is_live(subscription) || subscription.cancel_at.is_some() {
        return Ok(());
    }
    if tenants::salon(&app.salons, db).await?.tenant.status == TenantStatus::Inactive {
        let key = format!("left/{}", subscription.id);
        app.till.port.set_ending(&subscription.id, true, &key).await?;
    }
    Ok(())
}

/// Writes what was seen and what follows, in one transaction; false when the row has changed since `version`.
async fn write(app: &App, tx: &TenantTx, version: i32, seen: &Seen, owners: &[Owner]) -> Result<bool, DbErr> {
    let now = app.clock.now();
    let tenant = tenants::lock_record(tx).await?;
    let mut row = store::lock(tx, now.into()).await?;
    if row.version != version {
        return Ok(false);
    }
    let before = row.clone();
    take_over(&mut row, seen, now);
    if let Seen::Of(_, invoices) = seen {
        store::save_invoices(tx, invoices, now.into()).await?;
    }
    let facts = Facts {
        tenant: tenant.status,
        trial_ends_at: tenant.trial_ends_at.map(Instant::timestamp),
        subscription: row.status,
        past_due_since: row.past_due_since.map(Instant::timestamp),
        warned_at: row.warned_at.map(Instant::timestamp),
        is_stopped: row.suspended_at.is_some(),
    };
    let standing = standing(&facts, now);
    let mut letters = Vec::new();
    let zone = TimeZone::get(&tenant.timezone).unwrap_or(TimeZone::UTC);
    let writer = Writer { app, salon: &tenant.name, zone: &zone };

    let is_new = row.activated_at.is_none() && matches!(standing, Standing::Paid | Standing::Grace(_));
    if is_new {
        row.activated_at = Some(now.into());
        letters.push(writer.welcome(row.plan));
        jobs::enqueue(tx, &Job::SeedServices, now, now).await?;
    }
    if let (Some(since), None) = (row.past_due_since, before.past_due_since) {
        letters.push(writer.payment_failed(since.timestamp() + PAST_DUE_GRACE));
    }
    letters.extend(remind(&mut row, &tenant, standing, &writer, app.till.is_open, now));
    let change = change_of(&facts, standing).filter(|change| {
        // Whoever cannot pay is not stopped for it.
        app.till.is_open || *change != TenantStatus::Suspended
    });
    if let Some(change) = change {
        tenants::set_status(tx, change, reason(change), now.into()).await?;
        match change {
            TenantStatus::Suspended => {
                row.suspended_at = Some(now.into());
                letters.push(writer.suspended());
            }
            _ if row.suspended_at.is_some() => letters.push(writer.restored()),
            _ => {}
        }
    }
    if matches!(standing, Standing::Paid | Standing::Grace(_) | Standing::Trial) {
        row.suspended_at = None;
    }
    promise_number(tx, standing, &tenant, now).await?;
    row.synced_at = Some(now.into());
    row.updated_at = now.into();
    store::save(tx, row).await?;
    for Words { subject, text } in letters {
        for owner in owners {
            auth::write_to(app, tx, owner, &subject, &text).await?;
        }
    }
    Ok(true)
}

fn reason(status: TenantStatus) -> &'static str {
    match status {
        TenantStatus::Active => "it pays",
        TenantStatus::Suspended => "it is not paid for",
        TenantStatus::Trial | TenantStatus::Inactive => "it is being tried out",
    }
}

/// Writes into the row what was seen.
fn take_over(row: &mut subscription::Model, seen: &Seen, now: Timestamp) {
    match seen {
        Seen::NoCustomer | Seen::Of(None, _) => {}
        Seen::Gone => {
            row.customer_ref = None;
            row.cancel_at = None;
            row.ended_at = row.ended_at.or(Some(now.into()));
            if row.status.is_some() {
                row.status = Some(Status::Canceled);
            }
        }
        Seen::Of(Some(seen), _) => {
            row.subscription_ref = Some(seen.id.clone());
            row.item_ref = Some(seen.item.clone());
            row.plan = seen.plan.map(Into::into);
            row.status = Some(seen.status.into());
            row.price_cents = Some(seen.price_cents);
            row.currency = Some(seen.currency.clone());
            row.period_start = Some(seen.period_start.into());
            row.period_end = Some(seen.period_end.into());
            row.trial_end = seen.trial_end.map(Into::into);
            row.cancel_at = seen.cancel_at.map(Into::into);
            row.ended_at = seen.ended_at.map(Into::into);
        }
    }
    row.past_due_since = match row.status {
        Some(Status::PastDue) => row.past_due_since.or(Some(now.into())),
        Some(Status::Unpaid) => row.past_due_since,
        _ => None,
    };
}

/// What a salon is told before its trial is over, and when it is.
fn remind(
    row: &mut subscription::Model,
    tenant: &TenantRecord,
    standing: Standing,
    writer: &Writer<'_>,
    is_open: bool,
    now: Timestamp,
) -> Option<Words> {
    let ends_at = tenant.trial_ends_at?.timestamp();
    if !is_open || !matches!(standing, Standing::Trial | Standing::TrialOver(_)) {
        return None;
    }
    if tenant.status != TenantStatus::Trial {
        return None;
    }
    let days = reminder(ends_at, row.reminded_days, now)?;
    row.reminded_days = Some(days);
    if days > 0 {
        return Some(writer.trial_ends(days, ends_at));
    }
    row.warned_at = Some(now.into());
    Some(writer.trial_over(now + TRIAL_GRACE))
}

/// Who pays gets a number, unless it has given one back. Where that was given up, it is promised again.
async fn promise_number(
    tx: &TenantTx,
    standing: Standing,
    tenant: &TenantRecord,
    now: Timestamp,
) -> Result<(), DbErr> {
    let pays = matches!(standing, Standing::Paid | Standing::Grace(_));
    let is_served = pays && tenant.status != TenantStatus::Inactive;
    if is_served && telephony::may_provision(tx).await? {
        telephony::promise_number(tx, now).await?;
    }
    Ok(())
}
