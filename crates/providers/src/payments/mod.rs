//! Money for subscriptions. [`Payments`] is the port: customers, their subscription to one of our [`Plan`]s, pages on which
//! people pay, and invoices. [`StripePayments`] talks to Stripe; [`FakePayments`] remembers, keeps its own calendar of
//! renewals, and can be told that a card fails.
//!
//! What happens at the payment company is told by webhooks: [`signature`] says whether one is genuine, [`PaymentEvent`]
//! what is read of it. That is little on purpose: an event is a hint to look, never the state itself.
//!
//! Not for: what a salon may do while it does not pay.

mod event;
mod fake;
pub mod signature;
mod stripe;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use event::{PaymentEvent, UnreadableEvent};
pub use fake::{CardAnswer, FakeCheckout, FakePayments, Fault};
pub use stripe::{API_VERSION, StripeConfig, StripePayments};

use crate::secret::Secret;

/// Takes money for subscriptions.
///
/// Every write carries a key that follows from the decision behind it: the same write again, after a crash or an answer
/// that was lost, is the same write.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Makes a customer; hands out its id.
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Result<String, PaymentError>;

    /// Opens a page on which a customer subscribes.
    async fn open_checkout(&self, checkout: &Checkout, key: &str) -> Result<Secret, PaymentError>;

    /// Opens a page on which a customer sees to cards, address and invoices. Its address lets anybody in for a while.
    async fn open_portal(&self, portal: &Portal, key: &str) -> Result<Secret, PaymentError>;

    /// A customer's subscriptions, those that are over included, the newest first.
    async fn subscriptions(&self, customer: &str) -> Result<Vec<Subscription>, PaymentError>;

    /// A customer's latest invoices, the newest first; drafts are left out.
    async fn invoices(&self, customer: &str) -> Result<Vec<Invoice>, PaymentError>;

    /// What a change of plan would cost at a moment. Changes nothing.
    async fn preview_change(&self, change: &PlanChange) -> Result<ChangePreview, PaymentError>;

    /// Changes the plan, and takes or credits the difference at once. Where it cannot be paid, nothing is changed.
    async fn change_plan(&self, change: &PlanChange, key: &str) -> Result<(), PaymentError>;

    /// Lets a subscription end with its period, or go on after all.
    async fn set_ending(
        &self,
        subscription: &str,
        at_period_end: bool,
        key: &str,
    ) -> Result<(), PaymentError>;
}

/// What can be subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Plan {
    /// Paid each month.
    Monthly,
    /// Paid each year.
    Yearly,
}

impl Plan {
    /// All, the shorter first.
    pub const ALL: [Self; 2] = [Self::Monthly, Self::Yearly];

    /// What it costs each time, in US cents.
    pub fn price_cents(self) -> i64 {
        match self {
            Self::Monthly => 29_500,
            Self::Yearly => 283_200,
        }
    }

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// A customer to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCustomer {
    /// Our id for whom it is.
    pub tenant: String,
    /// Their name, as invoices show it.
    pub name: String,
    /// Where invoices go.
    pub email: String,
}

impl std::fmt::Debug for NewCustomer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCustomer").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// A page on which a customer subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Our id for whom it is.
    pub tenant: String,
    /// The customer.
    pub customer: String,
    /// To what.
    pub plan: Plan,
    /// What is left of the trial.
    pub trial: Trial,
    /// Where they go when they have.
    pub success_url: String,
    /// Where they go when they have not.
    pub cancel_url: String,
}

/// What is left of a trial when somebody subscribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trial {
    /// Nothing: the first period begins at once.
    Over,
    /// It goes on until then, at least [`Trial::SHORTEST`] from now.
    Until(Timestamp),
    /// It goes on for so many days.
    Days(u32),
}

impl Trial {
    /// A moment nearer than this cannot be the end of a trial on a page.
    pub const SHORTEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(48);

    /// What is left now of a trial that ends then.
    pub fn left(ends_at: Option<Timestamp>, now: Timestamp) -> Self {
        let Some(ends_at) = ends_at.filter(|ends_at| *ends_at > now) else {
            return Self::Over;
        };
        let left = ends_at.duration_since(now);
        // A minute more: the page is opened a little later than this is worked out.
        if left > Self::SHORTEST + jiff::SignedDuration::from_mins(1) {
            return Self::Until(ends_at);
        }
        // Nobody loses a part of a day.
        let days = left.as_secs().unsigned_abs().div_ceil(86_400).max(1);
        Self::Days(u32::try_from(days).unwrap_or(u32::MAX))
    }
}

/// A page on which a customer sees to cards, address and invoices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// The customer.
    pub customer: String,
    /// Where they go afterwards.
    pub return_url: String,
}

/// A subscription as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The company's id.
    pub id: String,
    /// The id of what is subscribed to within it: a change of plan names it.
    pub item: String,
    /// The plan; nothing for a price that is none of ours.
    pub plan: Option<Plan>,
    /// What it costs each time, in the smallest unit of the currency.
    pub price_cents: i64,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// How it stands.
    pub status: SubscriptionStatus,
    /// When the period that is paid for, or tried, began.
    pub period_start: Timestamp,
    /// When it ends.
    pub period_end: Timestamp,
    /// When the trial ends or has ended.
    pub trial_end: Option<Timestamp>,
    /// When it will end, if nobody changes their mind.
    pub cancel_at: Option<Timestamp>,
    /// When it has ended.
    pub ended_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubscriptionStatus {
    /// The first payment is not through.
    Incomplete,
    /// The first payment never came.
    IncompleteExpired,
    /// In its trial, with a card for afterwards.
    Trialing,
    /// Paid.
    Active,
    /// A payment has failed and is tried again.
    PastDue,
    /// A payment has failed and is not tried again.
    Unpaid,
    /// Over.
    Canceled,
    /// The trial ended without a card.
    Paused,
}

impl SubscriptionStatus {
    /// Whether nothing will come of it any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Canceled | Self::IncompleteExpired)
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// The company's id.
    pub id: String,
    /// As it is printed on it.
    pub number: Option<String>,
    /// How it stands.
    pub status: InvoiceStatus,
    /// What is to be paid, in the smallest unit of the currency; negative where something is owed to the customer.
    pub total_cents: i64,
    /// What has been paid.
    pub paid_cents: i64,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// A page on which it can be seen and paid.
    pub page_url: Option<String>,
    /// The same for printing.
    pub pdf_url: Option<String>,
}

/// How an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InvoiceStatus {
    /// To be paid.
    Open,
    /// Paid, or nothing was to be paid.
    Paid,
    /// Taken back.
    Void,
    /// Given up.
    Uncollectible,
}

/// A change of plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// The customer.
    pub customer: String,
    /// The subscription.
    pub subscription: String,
    /// What is subscribed to within it.
    pub item: String,
    /// The new plan.
    pub plan: Plan,
    /// From when on the difference counts: the moment of the preview that somebody has agreed to. Nothing while the trial
    /// lasts.
    pub at: Option<Timestamp>,
}

/// What a change of plan would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePreview {
    /// What is paid at once, in the smallest unit of the currency; never below nothing, since what is left over is kept as
    /// credit.
    pub due_now_cents: i64,
    /// What is left over and counts towards later invoices.
    pub credit_cents: i64,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// What it is made of.
    pub lines: Vec<PreviewLine>,
}

/// A line of such a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// In words.
    pub description: String,
    /// In the smallest unit of the currency; negative for a credit.
    pub amount_cents: i64,
}

/// Why something was not done. None of these holds a key, a name or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The card was not accepted; nothing has changed.
    #[error("the payment was declined ({code})")]
    Declined {
        /// The company's word for it.
        code: String,
    },
    /// What was asked about is not there.
    #[error("the payment company knows no such {what}")]
    NotFound {
        /// The company's word for it.
        what: String,
    },
    /// It will not be done, however often it is asked.
    #[error("the payment company refused: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// Perhaps done, perhaps not: try again with the same key.
    #[error("the payment company could not be asked: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
    /// Not done: too much at once.
    #[error("the payment company takes no more requests at the moment")]
    RateLimited {
        /// When to come back, where it says so.
        retry_after: Option<Duration>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_is_never_cut_short() {
        let now: Timestamp = "2026-03-10T13:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (ends_at, left) in [
            (None, Trial::Over),
            (Some("2026-03-10T13:00:00Z"), Trial::Over),
            (Some("2026-03-09T13:00:00Z"), Trial::Over),
            (Some("2026-03-10T13:00:01Z"), Trial::Days(1)),
            (Some("2026-03-11T13:00:00Z"), Trial::Days(1)),
            (Some("2026-03-11T13:00:01Z"), Trial::Days(2)),
            (Some("2026-03-12T13:00:00Z"), Trial::Days(2)),
            (Some("2026-03-12T13:01:00Z"), Trial::Days(3)),
            (Some("2026-03-12T13:01:01Z"), Trial::Until(at("2026-03-12T13:01:01Z"))),
        ] {
            assert_eq!(Trial::left(ends_at.map(at), now), left, "{ends_at:?}");
        }
    }
}
