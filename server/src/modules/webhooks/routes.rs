//! Webhooks in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::endpoints::{self, Wanted, WithSecret};
use super::entity::delivery::{self, DeliveryStatus};
use super::entity::endpoint::{self, Event};
use super::{send, store};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query, if_given, is_prose};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{WebhookDeliveryId, WebhookEndpointId};
use crate::instant::Instant;
use crate::modules::auth::Role;
use crate::tenancy::in_transaction;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_webhooks))
        .members(Role::Manager, routes!(create_webhook))
        .members(Role::Manager, routes!(get_webhook))
        .members(Role::Manager, routes!(update_webhook))
        .members(Role::Manager, routes!(delete_webhook))
        .members(Role::Manager, routes!(rotate_webhook_secret))
        .members(Role::Manager, routes!(ping_webhook))
        .members(Role::Manager, routes!(list_webhook_deliveries))
        .members(Role::Manager, routes!(replay_webhook_delivery))
}

/// An address that is told what happens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    id: WebhookEndpointId,
    url: String,
    #[schema(required)]
    description: Option<String>,
    /// What it is told.
    events: Vec<Event>,
    /// Whether it is told at all.
    is_active: bool,
    /// Since when nothing has arrived; after five days it is switched off.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    failing_since: Option<Timestamp>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

impl From<endpoint::Model> for Webhook {
    fn from(row: endpoint::Model) -> Self {
        Self {
            id: row.id,
            events: row.events(),
            url: row.url,
            description: row.description,
            is_active: row.is_active,
            failing_since: row.failing_since.map(Instant::timestamp),
            created_at: row.created_at.timestamp(),
        }
    }
}

/// An address with its new secret: this is the only time that it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: Webhook,
    /// Checks the signatures (Standard Webhooks): `whsec_…`.
    secret: String,
}

impl From<WithSecret> for WebhookWithSecret {
    fn from(made: WithSecret) -> Self {
        Self { webhook: made.endpoint.into(), secret: made.secret }
    }
}

/// An address to be told.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewWebhook {
    /// On the public internet, with TLS.
    #[garde(length(chars, min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "https://salon.example/hooks/bolt")]
    url: String,
    /// What it is for.
    #[garde(inner(length(chars, max = 200), custom(is_prose)))]
    #[schema(max_length = 200)]
    #[serde(default)]
    description: Option<String>,
    /// What it is told.
    #[garde(length(min = 1, max = 10))]
    #[schema(min_items = 1, max_items = 10)]
    events: Vec<Event>,
}

/// What is to change about an address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WebhookChange {
    #[garde(inner(length(chars, min = 1, max = 500)))]
    #[schema(min_length = 1, max_length = 500)]
    #[serde(default)]
    url: Option<String>,
    #[garde(inner(inner(length(chars, max = 200), custom(is_prose))))]
    #[schema(value_type = Option<String>, max_length = 200)]
    #[serde(default, deserialize_with = "if_given")]
    description: Option<Option<String>>,
    #[garde(inner(length(min = 1, max = 10)))]
    #[schema(min_items = 1, max_items = 10)]
    #[serde(default)]
    events: Option<Vec<Event>>,
    /// Switches it off and on.
    #[garde(skip)]
    #[serde(default)]
    is_active: Option<bool>,
}

/// One telling of one event to one address.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookDelivery {
    id: WebhookDeliveryId,
    webhook_id: WebhookEndpointId,
    /// The event's own id, the same to every address and in every attempt.
    message_id: String,
    event: String,
    /// What is told.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    payload: serde_json::Value,
    status: DeliveryStatus,
    attempts: i32,
    /// What the address answered last.
    #[schema(required)]
    response_status: Option<i32>,
    /// Why it did not arrive.
    #[schema(required)]
    error: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    next_attempt_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    delivered_at: Option<Timestamp>,
}

impl From<delivery::Model> for WebhookDelivery {
    fn from(row: delivery::Model) -> Self {
        Self {
            id: row.id,
            webhook_id: row.endpoint_id,
            message_id: row.message_id,
            event: row.event,
            payload: row.payload,
            status: row.status,
            attempts: row.attempts,
            response_status: row.response_status,
            error: row.error,
            created_at: row.created_at.timestamp(),
            next_attempt_at: row.next_attempt_at.map(Instant::timestamp),
            delivered_at: row.delivered_at.map(Instant::timestamp),
        }
    }
}

/// Which tellings are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct DeliveryQuery {
    webhook_id: Option<WebhookEndpointId>,
    status: Option<DeliveryStatus>,
}

/// The addresses that are told what happens.
#[utoipa::path(get, path = "/api/webhooks", tag = "webhooks", operation_id = "listWebhooks", params(PageQuery), responses(
    (status = 200, description = "Webhooks", body = Listed<Webhook>),
))]
async fn list_webhooks(member: Member, page: Page) -> Result<Listed<Webhook>, Problem> {
    Ok(store::page_endpoints(&member.tenant, page).await?.listed(Webhook::from))
}

/// Adds an address. Its secret is shown in this answer and never again.
#[utoipa::path(post, path = "/api/webhooks", tag = "webhooks", operation_id = "createWebhook", request_body = NewWebhook,
    responses(
    (status = 201, description = "Added", body = Success<WebhookWithSecret>),
    (status = 409, description = "The salon has as many as it can", body = ErrorBody),
))]
async fn create_webhook(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewWebhook>,
) -> Result<Created<WebhookWithSecret>, Problem> {
    let made = in_transaction!(member.tenant, tx => {
        endpoints::add(&app, tx, body.url.trim(), body.description.clone(), &body.events).await
    })?;
    Ok(Created(made.into()))
}

/// One address.
#[utoipa::path(get, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "getWebhook",
    params(("id" = WebhookEndpointId, Path)), responses(
    (status = 200, description = "The webhook", body = Success<Webhook>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_webhook(
    member: Member,
    PathId(id): PathId<WebhookEndpointId>,
) -> Result<Success<Webhook>, Problem> {
    let row = store::find_endpoint(&member.tenant, id).await?.ok_or_else(|| Problem::not_found("webhook"))?;
    Ok(Success::new(row.into()))
}

/// Changes an address, or switches it off or on.
#[utoipa::path(patch, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "updateWebhook",
    params(("id" = WebhookEndpointId, Path)), request_body = WebhookChange, responses(
    (status = 200, description = "Saved", body = Success<Webhook>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn update_webhook(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WebhookEndpointId>,
    Body(body): Body<WebhookChange>,
) -> Result<Success<Webhook>, Problem> {
    let wanted = Wanted {
        url: body.url.map(|url| url.trim().to_owned()),
        description: body.description,
        events: body.events,
        is_active: body.is_active,
    };
    let row = in_transaction!(member.tenant, tx => endpoints::change(&app, tx, id, &wanted).await)?;
    Ok(Success::new(row.into()))
}

/// Takes an address away.
#[utoipa::path(delete, path = "/api/webhooks/{id}", tag = "webhooks", operation_id = "deleteWebhook",
    params(("id" = WebhookEndpointId, Path)), responses(
    (status = 204, description = "Taken away"),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn delete_webhook(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WebhookEndpointId>,
) -> Result<Removed, Problem> {
    in_transaction!(member.tenant, tx => endpoints::remove(&app, tx, id).await)?;
    Ok(Removed)
}

/// Gives an address another secret. For a day both sign, so that nothing is lost while the other side changes over.
#[utoipa::path(post, path = "/api/webhooks/{id}/secret", tag = "webhooks", operation_id = "rotateWebhookSecret",
    params(("id" = WebhookEndpointId, Path)), responses(
    (status = 200, description = "Changed", body = Success<WebhookWithSecret>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn rotate_webhook_secret(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WebhookEndpointId>,
) -> Result<Success<WebhookWithSecret>, Problem> {
    let made = in_transaction!(member.tenant, tx => endpoints::change_secret(&app, tx, id).await)?;
    Ok(Success::new(made.into()))
}

/// Sends a `ping` to try an address out.
#[utoipa::path(post, path = "/api/webhooks/{id}/ping", tag = "webhooks", operation_id = "pingWebhook",
    params(("id" = WebhookEndpointId, Path)), responses(
    (status = 201, description = "Under way", body = Success<WebhookDelivery>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn ping_webhook(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WebhookEndpointId>,
) -> Result<Created<WebhookDelivery>, Problem> {
    let now = app.clock.now();
    let row = in_transaction!(member.tenant, tx => {
        store::lock_endpoint(tx, id).await?.ok_or_else(|| Problem::not_found("webhook"))?;
        let message_id = send::new_message_id();
        let delivery = send::write(tx, id, &message_id, Event::Ping, &json!({}), now).await?;
        Ok::<_, Problem>(store::find_delivery(tx, delivery).await?)
    })?;
    app.work.notify_one();
    row.map(|row| Created(row.into())).ok_or_else(|| Problem::not_found("webhook"))
}

/// What was told to whom and what came of it, the newest first.
#[utoipa::path(get, path = "/api/webhook-deliveries", tag = "webhooks", operation_id = "listWebhookDeliveries",
    params(DeliveryQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<WebhookDelivery>),
))]
async fn list_webhook_deliveries(
    member: Member,
    page: Page,
    Query(query): Query<DeliveryQuery>,
) -> Result<Listed<WebhookDelivery>, Problem> {
    let page = store::page_deliveries(&member.tenant, query.webhook_id, query.status, page).await?;
    Ok(page.listed(WebhookDelivery::from))
}

/// Tells it once more, with the same message id.
#[utoipa::path(post, path = "/api/webhook-deliveries/{id}/replay", tag = "webhooks",
    operation_id = "replayWebhookDelivery", params(("id" = WebhookDeliveryId, Path)), responses(
    (status = 201, description = "Under way", body = Success<WebhookDelivery>),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Its webhook was taken away or is switched off", body = ErrorBody),
))]
async fn replay_webhook_delivery(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WebhookDeliveryId>,
) -> Result<Created<WebhookDelivery>, Problem> {
    let now = app.clock.now();
    let row = in_transaction!(member.tenant, tx => {
        let none = || Problem::not_found("delivery");
        let before = store::find_delivery(tx, id).await?.ok_or_else(none)?;
        let endpoint = store::lock_endpoint(tx, before.endpoint_id).await?.filter(|endpoint| endpoint.is_active);
        if endpoint.is_none() {
            return Err(Problem::conflict("webhook_off", "its webhook is switched off or was taken away"));
        }
        let delivery =
            send::put(tx, before.endpoint_id, &before.message_id, &before.event, before.payload, now).await?;
        Ok::<_, Problem>(store::find_delivery(tx, delivery).await?)
    })?;
    app.work.notify_one();
    row.map(|row| Created(row.into())).ok_or_else(|| Problem::not_found("delivery"))
}
