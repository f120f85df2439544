//! What a decision promised to do afterwards: the outbox and its worker.
//!
//! A job is a row written in the transaction of the decision it follows from ([`enqueue`]), so it exists exactly
//! when the decision does. The worker ([`run`]) takes due jobs under a lease, does them, and tries again later
//! when the world is not ready; a job may be done twice if a worker dies, so each kind must bear that.
//! [`Job`] lists the kinds.

mod entity;
mod queue;
mod runner;

pub use entity::Model as JobRow;
pub use queue::enqueue;
pub use runner::{run, run_due};

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::ids::{NotificationId, WaitlistEntryId, WebhookDeliveryId};
use crate::modules::{auth, notifications, waitlist, webhooks};
use crate::tenancy::TenantDb;

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Job {
    /// Hand a notification to the network that delivers it.
    SendNotification {
        /// Which.
        notification_id: NotificationId,
    },
    /// Hand over a mail with a link in it.
    SendMail {
        /// Which, for its readers' programs: the same in every attempt.
        id: String,
        /// The mail, encrypted: its link is a secret.
        sealed: String,
    },
    /// Tell an address of a salon what has happened.
    DeliverWebhook {
        /// Which telling.
        delivery_id: WebhookDeliveryId,
    },
    /// Offer a time that has become free to whoever waits for it.
    OfferFreedTime {
        /// Its start.
        starts_at: Timestamp,
        /// Its end.
        ends_at: Timestamp,
    },
    /// Take back an offer that nobody has answered.
    ExpireWaitlistOffer {
        /// To whom it was made.
        entry_id: WaitlistEntryId,
        /// The time that was offered.
        starts_at: Timestamp,
    },
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::SendNotification { .. } => "send_notification",
            Self::SendMail { .. } => "send_mail",
            Self::DeliverWebhook { .. } => "deliver_webhook",
            Self::OfferFreedTime { .. } => "offer_freed_time",
            Self::ExpireWaitlistOffer { .. } => "expire_waitlist_offer",
        }
    }

    async fn perform(&self, app: &App, db: &TenantDb) -> Result<(), JobError> {
        match self {
            Self::SendNotification { notification_id } => {
                notifications::send(app, db, *notification_id).await
            }
            Self::DeliverWebhook { delivery_id } => webhooks::deliver(app, db, *delivery_id).await,
            Self::SendMail { id, sealed } => auth::deliver_mail(app, id, sealed).await,
            Self::OfferFreedTime { starts_at, ends_at } => {
                waitlist::offer_freed_time(app, db, (*starts_at, *ends_at)).await
            }
            Self::ExpireWaitlistOffer { entry_id, starts_at } => {
                waitlist::expire_offer(app, db, *entry_id, *starts_at).await
            }
        }
    }

    /// Nobody will try again: what waited for this job must not wait for ever.
    async fn give_up(&self, app: &App, db: &TenantDb, reason: &str) -> Result<(), DbErr> {
        match self {
            Self::SendNotification { notification_id } => {
                notifications::give_up(app, db, *notification_id, reason).await
            }
            Self::DeliverWebhook { delivery_id } => webhooks::give_up(db, *delivery_id, reason).await,
            // A link can be asked for again; the time stays free for all; an offer's hold ends by itself.
            Self::SendMail { .. } | Self::OfferFreedTime { .. } | Self::ExpireWaitlistOffer { .. } => Ok(()),
        }
    }
}

/// Why a job is not done.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again, after this long if it is known, otherwise after ever longer pauses.
    #[error("{reason}")]
    Later {
        /// What stood in the way; never a secret, a number or a name.
        reason: String,
        /// When to come back.
        after: Option<Duration>,
    },
    /// It can never be done.
    #[error("{reason}")]
    Never {
        /// Why.
        reason: String,
    },
}

impl From<DbErr> for JobError {
    fn from(error: DbErr) -> Self {
        Self::Later { reason: format!("database: {error}"), after: None }
    }
}
