//! Messages and how far they have come.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::entity::{Channel, Kind, Model, Status};
use super::{send, store};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Success};
use crate::http::extract::{PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AppointmentId, NotificationId};
use crate::modules::auth::Role;
use crate::tenancy::{TenantDb, in_transaction};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_notifications))
        .members(Role::FrontDesk, routes!(resend_notification))
}

/// A message to a caller or an employee.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Notification)]
pub struct NotificationBody {
    id: NotificationId,
    channel: Channel,
    kind: Kind,
    recipient: String,
    body: String,
    status: Status,
    attempts: i32,
    /// What went wrong last.
    #[schema(required)]
    error: Option<String>,
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    #[schema(value_type = String, format = "date-time")]
    created_at: jiff::Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    sent_at: Option<jiff::Timestamp>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    delivered_at: Option<jiff::Timestamp>,
    /// The subject, where it is a mail.
    #[schema(required)]
    subject: Option<String>,
    /// The network's number for what went wrong.
    #[schema(required)]
    error_code: Option<i32>,
    /// Into how many the network cuts it; known once it goes out.
    #[schema(required)]
    segments: Option<i32>,
    /// What it cost, in millionths of the currency.
    #[schema(required)]
    cost_micros: Option<i64>,
    /// ISO 4217.
    #[schema(required)]
    cost_currency: Option<String>,
    /// Whether the cost is our own estimate; the network tells the price some minutes later.
    cost_is_estimate: bool,
    /// The message that this is another try of.
    #[schema(required)]
    retry_of_id: Option<NotificationId>,
    /// Who of the salon has written it.
    #[schema(required)]
    written_by: Option<String>,
    /// Whether it may be sent once more by hand.
    can_resend: bool,
}

/// Whether a message may be sent once more by hand: it has not arrived, it can still be of use, and nobody has asked not
/// to get it.
fn can_resend(row: &Model, now: jiff::Timestamp) -> bool {
    let is_lost = matches!(row.status, Status::Failed | Status::Undelivered | Status::Suppressed);
    is_lost
        && !row.body.is_empty()
        && !row.recipient.is_empty()
        && row.error.as_deref() != Some(send::OPTED_OUT)
        && row.error_code.is_none_or(|code| code != OPTED_OUT)
        && row.expires_at.is_none_or(|until| now < until.timestamp())
        // What reminds of a visit that was moved or called off is not true any more.
        && (row.status != Status::Suppressed || row.kind != Kind::Reminder)
}

/// The network's number for somebody who has asked not to get messages.
const OPTED_OUT: i32 = 21610;

impl NotificationBody {
    /// Shapes a message as it stands now.
    pub fn at(row: Model, now: jiff::Timestamp) -> Self {
        let can_resend = can_resend(&row, now);
        Self { can_resend, ..Self::from(row) }
    }
}

impl From<Model> for NotificationBody {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            channel: row.channel,
            kind: row.kind,
            recipient: row.recipient,
            body: row.body,
            status: row.status,
            attempts: row.attempts,
            error: row.error,
            appointment_id: row.appointment_id,
            created_at: row.created_at.timestamp(),
            sent_at: row.sent_at.map(crate::instant::Instant::timestamp),
            delivered_at: row.delivered_at.map(crate::instant::Instant::timestamp),
            subject: row.mail.and_then(|mail| Some(mail.get("subject")?.as_str()?.to_owned())),
            error_code: row.error_code,
            segments: row.segments,
            cost_micros: row.cost_micros,
            cost_currency: row.cost_currency,
            cost_is_estimate: row.cost_is_estimate,
            retry_of_id: row.retry_of_id,
            written_by: row.written_by,
            can_resend: false,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct NotificationQuery {
    /// Only messages about this visit.
    appointment_id: Option<AppointmentId>,
    /// Only messages that have come this far.
    status: Option<Status>,
    /// Only messages that were lost: not taken, not delivered or not sent at all.
    #[serde(default)]
    #[param(default = false)]
    lost: bool,
    /// Only messages of this kind.
    kind: Option<Kind>,
    /// Only messages that go this way.
    channel: Option<Channel>,
}

/// Messages, newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", operation_id = "listNotifications",
    params(NotificationQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<NotificationBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_notifications(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<NotificationQuery>,
) -> Result<Listed<NotificationBody>, Problem> {
    let mut statuses: Vec<Status> = query.status.into_iter().collect();
    if query.lost {
        statuses.extend([Status::Failed, Status::Undelivered, Status::Suppressed]);
    }
    let selection = store::Selection {
        appointment: query.appointment_id,
        statuses,
        kind: query.kind,
        channel: query.channel,
    };
    let now = app.clock.now();
    let page = store::page(&member.tenant, selection, page).await?;
    Ok(page.listed(|row| NotificationBody::at(row, now)))
}

/// Sends a message that was lost once more.
#[utoipa::path(post, path = "/api/notifications/{id}/resend", tag = "notifications",
    operation_id = "resendNotification", params(("id" = NotificationId, Path)), responses(
    (status = 201, description = "Another message with the same words, on its way", body = Success<NotificationBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "It may not be sent again", body = ErrorBody),
))]
async fn resend_notification(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<NotificationId>,
) -> Result<Created<NotificationBody>, Problem> {
    let now = app.clock.now();
    let again = in_transaction!(member.tenant, tx => {
        let row = store::lock(tx, id).await?.ok_or_else(|| Problem::not_found("notification"))?;
        if !can_resend(&row, now) {
            let message = "only a message that was lost, is still of use and is wanted can be sent again";
            return Err(Problem::conflict("cannot_resend", message));
        }
        // Whoever presses twice sends once.
        let db: &TenantDb = tx;
        if store::has_open_retry(db, id).await? {
            return Err(Problem::conflict("already_resent", "this message is being sent again already"));
        }
        let again = send::write_again(tx, &row, row.retries, now, now).await?;
        store::lock(tx, again).await?.ok_or_else(|| Problem::not_found("notification"))
    })?;
    app.work.notify_one();
    Ok(Created(NotificationBody::at(again, now)))
}
