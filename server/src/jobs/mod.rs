//! What a decision promised to do afterwards: the outbox and its worker.
//!
//! A job is a row written in the transaction of the decision it follows from ([`enqueue`]), so it exists exactly
//! when the decision does. The worker ([`run`]) takes due jobs under a lease, does them, and tries again later
//! when the world is not ready; a job may be done twice if a worker dies, so each kind must bear that.
//! [`Job`] lists the kinds; `standing.rs` those that come again and again. What is given up stays, for a person to see
//! and to try again (`routes.rs`).
//!
//! Work at a time of the salon's day carries what it was decided on (a visit and its start), and does nothing when the
//! row says otherwise by then: calling off or moving a visit has no job to look for.

mod entity;
mod queue;
mod routes;
mod runner;
mod standing;
mod store;
mod trouble;

pub use entity::Model as JobRow;
pub use queue::{enqueue, enqueue_once};
pub use routes::routes;
pub use runner::{FAREWELL, begin_standing_work, run, run_due};

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use providers::telephony::ProviderId;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::ids::{
    AppointmentId, CallId, HoldId, NotificationId, NumberOrderId, PhoneNumberId, RecordingId,
    WaitlistEntryId, WebhookDeliveryId,
};
use crate::modules::{
    ai_assistant, auth, billing, calls, messages, notifications, telephony, waitlist, webhooks,
};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

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
    /// Stop what a call is being recorded with: its caller has objected.
    StopRecording {
        /// Which call.
        call_id: CallId,
    },
    /// Delete a recording that nobody has agreed to, or whose caller has objected.
    DeleteRecording {
        /// The network's id of it.
        recording_id: ProviderId,
    },
    /// Remind a customer of a visit, if it still is at that time.
    RemindOfVisit {
        /// The visit.
        appointment_id: AppointmentId,
        /// The start of which it reminds.
        starts_at: Timestamp,
        /// Which of the salon's reminders it is.
        minutes_before: u32,
    },
    /// Promise reminders of visits that are booked already, after the salon has changed when it reminds.
    PlanReminders {},
    /// Ask a customer how a visit was.
    AskForReview {
        /// The visit.
        appointment_id: AppointmentId,
    },
    /// Ask the network what a message has cost.
    LearnPrice {
        /// Which.
        notification_id: NotificationId,
    },
    /// Offer a time that has become free to whoever waits for it.
    OfferFreedTime {
        /// Its start.
        starts_at: Timestamp,
        /// Its end.
        ends_at: Timestamp,
    },
    /// Offer a time that was held, if the hold has expired unused.
    OfferExpiredHold {
        /// Which.
        hold_id: HoldId,
    },
    /// Take back an offer that nobody has answered.
    ExpireWaitlistOffer {
        /// To whom it was made.
        entry_id: WaitlistEntryId,
        /// The time that was offered.
        starts_at: Timestamp,
    },
    /// Look at what the salon pays, and draw the conclusions.
    SyncBilling,
    /// Get the salon a telephone number, if it has none.
    ProvisionNumber,
    /// Buy the telephone number that the salon has chosen.
    BuyNumber {
        /// The order.
        order_id: NumberOrderId,
    },
    /// Ask the telephone company how a number stands.
    CheckNumber {
        /// Which.
        phone_number_id: PhoneNumberId,
    },
    /// Give a telephone number back, unless it was kept meanwhile.
    ReleaseNumber {
        /// Which.
        phone_number_id: PhoneNumberId,
        /// The time that was said; another means that it was kept in between.
        release_at: Timestamp,
    },
    /// Give the salon services to begin with, if it has none.
    SeedServices,
    /// Remove what nobody needs any more: work that is done, and what was told to programs.
    TidyUp,
    /// Fetch the sound of a call from the network, and keep it.
    FetchRecording {
        /// Which.
        recording_id: RecordingId,
    },
    /// Have a message after the tone written down.
    TranscribeVoicemail {
        /// Which.
        recording_id: RecordingId,
    },
    /// Ask the network what a call has cost.
    PriceCall {
        /// Which.
        call_id: CallId,
    },
    /// Delete what is kept of calls and has become too old.
    EnforceRetention,
}

impl Job {
    /// Its name in the row.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SendNotification { .. } => "send_notification",
            Self::SendMail { .. } => "send_mail",
            Self::DeliverWebhook { .. } => "deliver_webhook",
            Self::StopRecording { .. } => "stop_recording",
            Self::DeleteRecording { .. } => "delete_recording",
            Self::RemindOfVisit { .. } => "remind_of_visit",
            Self::PlanReminders {} => "plan_reminders",
            Self::AskForReview { .. } => "ask_for_review",
            Self::LearnPrice { .. } => "learn_price",
            Self::OfferFreedTime { .. } => "offer_freed_time",
            Self::OfferExpiredHold { .. } => "offer_expired_hold",
            Self::ExpireWaitlistOffer { .. } => "expire_waitlist_offer",
            Self::SyncBilling => "sync_billing",
            Self::ProvisionNumber => "provision_number",
            Self::BuyNumber { .. } => "buy_number",
            Self::CheckNumber { .. } => "check_number",
            Self::ReleaseNumber { .. } => "release_number",
            Self::SeedServices => "seed_services",
            Self::FetchRecording { .. } => "fetch_recording",
            Self::TranscribeVoicemail { .. } => "transcribe_voicemail",
            Self::PriceCall { .. } => "price_call",
            Self::EnforceRetention => "enforce_retention",
            Self::TidyUp => "tidy_up",
        }
    }

    /// The id of what it is about.
    fn subject(&self) -> Option<String> {
        match self {
            Self::SendNotification { notification_id } => Some(notification_id.to_string()),
            Self::DeliverWebhook { delivery_id } => Some(delivery_id.to_string()),
            Self::ExpireWaitlistOffer { entry_id, .. } => Some(entry_id.to_string()),
            Self::StopRecording { call_id } => Some(call_id.to_string()),
            Self::RemindOfVisit { appointment_id, .. } | Self::AskForReview { appointment_id } => {
                Some(appointment_id.to_string())
            }
            Self::FetchRecording { recording_id } | Self::TranscribeVoicemail { recording_id } => {
                Some(recording_id.to_string())
            }
            Self::PriceCall { call_id } => Some(call_id.to_string()),
            Self::BuyNumber { order_id } => Some(order_id.to_string()),
            Self::CheckNumber { phone_number_id } | Self::ReleaseNumber { phone_number_id, .. } => {
                Some(phone_number_id.to_string())
            }
            Self::LearnPrice { notification_id } => Some(notification_id.to_string()),
            _ => None,
        }
    }

    async fn perform(&self, app: &App, db: &TenantDb) -> Result<(), JobError> {
        match self {
            Self::SendNotification { notification_id } => {
                notifications::send(app, db, *notification_id).await
            }
            Self::DeliverWebhook { delivery_id } => webhooks::deliver(app, db, *delivery_id).await,
            Self::SendMail { id, sealed } => auth::deliver_mail(app, id, sealed).await,
            Self::StopRecording { call_id } => calls::stop_recording(app, db, *call_id).await,
            Self::DeleteRecording { recording_id } => calls::delete_at_network(app, db, recording_id).await,
            Self::RemindOfVisit { appointment_id, starts_at, minutes_before } => {
                messages::remind(app, db, *appointment_id, *starts_at, *minutes_before).await
            }
            Self::PlanReminders {} => messages::plan_all_reminders(app, db).await,
            Self::AskForReview { appointment_id } => messages::ask_for_review(app, db, *appointment_id).await,
            Self::LearnPrice { notification_id } => {
                notifications::learn_price(app, db, *notification_id).await
            }
            Self::OfferFreedTime { starts_at, ends_at } => {
                waitlist::offer_freed_time(app, db, (*starts_at, *ends_at)).await
            }
            Self::OfferExpiredHold { hold_id } => waitlist::offer_expired_hold(app, db, *hold_id).await,
            Self::ExpireWaitlistOffer { entry_id, starts_at } => {
                waitlist::expire_offer(app, db, *entry_id, *starts_at).await
            }
            Self::SyncBilling => billing::sync_job(app, db).await,
            Self::ProvisionNumber => billing::provision_number(app, db).await,
            Self::BuyNumber { order_id } => telephony::buy_number(app, db, *order_id).await,
            Self::CheckNumber { phone_number_id } => telephony::check_number(app, db, *phone_number_id).await,
            Self::ReleaseNumber { phone_number_id, release_at } => {
                telephony::release_number(app, db, *phone_number_id, *release_at).await
            }
            Self::SeedServices => billing::seed_services(app, db).await,
            Self::TidyUp => tidy_up(app, db).await,
            Self::FetchRecording { recording_id } => calls::fetch_recording(app, db, *recording_id).await,
            Self::TranscribeVoicemail { recording_id } => calls::transcribe(app, db, *recording_id).await,
            Self::PriceCall { call_id } => calls::price(app, db, *call_id).await,
            Self::EnforceRetention => calls::enforce_retention(app, db).await,
        }
    }

    /// Nobody will try again: what waited for this job must not wait for ever.
    async fn give_up(&self, tx: &TenantTx, reason: &str, now: Timestamp) -> Result<(), DbErr> {
        match self {
            Self::SendNotification { notification_id } => {
                notifications::give_up(tx, *notification_id, reason, now).await
            }
            Self::DeliverWebhook { delivery_id } => webhooks::give_up(tx, *delivery_id, reason).await,
            Self::FetchRecording { recording_id } => calls::give_up_recording(tx, *recording_id, now).await,
            Self::BuyNumber { order_id } => telephony::give_up_order(tx, *order_id, reason, now).await,
            // A link can be asked for again; the time stays free for all; an offer's hold ends by itself; of a recording we
            // keep nothing, and the log says what the network still has; an estimate of the price stays; and what reminds or
            // asks too late is of no use. Of a message after the tone there is the sound, of a call the price by the minute. What the
            // salon pays is looked at again within the hour. A number is asked about whenever somebody wants to know, and one
            // that could not be given back stays with the salon, marked as leaving, until an operator tries again.
            Self::SendMail { .. }
            | Self::StopRecording { .. }
            | Self::DeleteRecording { .. }
            | Self::OfferFreedTime { .. }
            | Self::SyncBilling
            | Self::ProvisionNumber
            | Self::CheckNumber { .. }
            | Self::ReleaseNumber { .. }
            | Self::SeedServices
            | Self::OfferExpiredHold { .. }
            | Self::ExpireWaitlistOffer { .. }
            | Self::RemindOfVisit { .. }
            | Self::PlanReminders {}
            | Self::AskForReview { .. }
            | Self::LearnPrice { .. }
            | Self::TranscribeVoicemail { .. }
            | Self::PriceCall { .. }
            | Self::EnforceRetention
            | Self::TidyUp => Ok(()),
        }
    }

    /// Somebody has it tried again: takes back what [`give_up`](Self::give_up) wrote down.
    async fn revive(&self, tx: &TenantTx, now: Timestamp) -> Result<(), DbErr> {
        match self {
            Self::SendNotification { notification_id } => {
                notifications::revive(tx, *notification_id, now).await
            }
            Self::DeliverWebhook { delivery_id } => webhooks::revive(tx, *delivery_id, now).await,
            Self::FetchRecording { recording_id } => calls::revive_recording(tx, *recording_id, now).await,
            Self::BuyNumber { order_id } => telephony::revive_order(tx, *order_id, now).await,
            _ => Ok(()),
        }
    }
}

/// How long work that is done, and what programs were told, can be looked up.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

async fn tidy_up(app: &App, db: &TenantDb) -> Result<(), JobError> {
    let before = app.clock.now() - KEPT;
    in_transaction!(db, tx => {
        store::remove_done(tx, before).await?;
        webhooks::remove_settled(tx, before).await?;
        ai_assistant::forget_old_answers(tx, before).await
    })?;
    Ok(())
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
    /// Our own database had no time for it: try again soon.
    #[error("{reason}")]
    Database {
        /// What it said.
        reason: String,
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
        Self::Database { reason: format!("database: {error}") }
    }
}
