//! Messages and how far they have come.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::entity::{Channel, Kind, Model, Status};
use super::store;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageQuery};
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AppointmentId, NotificationId};
use crate::modules::auth::Role;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().members(Role::FrontDesk, routes!(list_notifications))
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
}

/// Messages, newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", operation_id = "listNotifications",
    params(NotificationQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<NotificationBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_notifications(
    member: Member,
    page: Page,
    Query(query): Query<NotificationQuery>,
) -> Result<Listed<NotificationBody>, Problem> {
    let page = store::page(&member.tenant, query.appointment_id, query.status, page).await?;
    Ok(page.listed(NotificationBody::from))
}
