//! What may become of an address: added, changed, given another secret, switched off and on, taken away.

use jiff::{SignedDuration, Timestamp};
use providers::webhook::{check_url, secret_from};
use sea_orm::ActiveValue::Set;

use super::entity::endpoint::{self, Event};
use super::store;
use crate::app::App;
use crate::http::problem::Problem;
use crate::ids::WebhookEndpointId;
use crate::modules::tenants;
use crate::tenancy::TenantTx;

/// Most addresses of a salon.
const MOST: u64 = 10;

/// How long the old secret signs too after a change.
const OLD_SECRET_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// An address with the secret that was just made for it, in clear.
#[derive(Debug)]
pub(super) struct WithSecret {
    pub(super) endpoint: endpoint::Model,
    pub(super) secret: String,
}

/// What can be said of an address.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) url: Option<String>,
    pub(super) description: Option<Option<String>>,
    pub(super) events: Option<Vec<Event>>,
    pub(super) is_active: Option<bool>,
}

fn check(app: &App, url: &str) -> Result<(), Problem> {
    check_url(url, app.config.webhooks_allow_private)
        .map_err(|error| Problem::invalid("url", format!("cannot be used: {error}")))
}

fn listed(events: &[Event]) -> serde_json::Value {
    let mut events = events.to_vec();
    events.sort_unstable();
    events.dedup();
    serde_json::json!(events)
}

pub(super) async fn add(
    app: &App,
    tx: &TenantTx,
    url: &str,
    description: Option<String>,
    events: &[Event],
) -> Result<WithSecret, Problem> {
    check(app, url)?;
    if store::count_endpoints(tx).await? >= MOST {
        let message = format!("a salon can have {MOST} webhooks; take one away first");
        return Err(Problem::conflict("too_many_webhooks", message));
    }
    let now = app.clock.now().into();
    let id = WebhookEndpointId::generate();
    let secret = secret_from(rand::random());
    let endpoint = endpoint::Model {
        tenant_id: tx.tenant_id(),
        id,
        url: url.to_owned(),
        description,
        events: listed(events),
        secret: app.vault.seal(&store::place(id), secret.expose()),
        old_secret: None,
        old_secret_until: None,
        is_active: true,
        failing_since: None,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    };
    store::insert_endpoint(tx, endpoint.clone()).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(WithSecret { endpoint, secret: secret.expose().to_owned() })
}

async fn lock(tx: &TenantTx, id: WebhookEndpointId) -> Result<endpoint::Model, Problem> {
    store::lock_endpoint(tx, id).await?.ok_or_else(|| Problem::not_found("webhook"))
}

pub(super) async fn change(
    app: &App,
    tx: &TenantTx,
    id: WebhookEndpointId,
    wanted: &Wanted,
) -> Result<endpoint::Model, Problem> {
    if let Some(url) = &wanted.url {
        check(app, url)?;
    }
    let mut row = lock(tx, id).await?;
    row.url = wanted.url.clone().unwrap_or(row.url);
    row.description = wanted.description.clone().unwrap_or(row.description);
    row.events = wanted.events.as_deref().map_or(row.events, listed);
    if wanted.is_active == Some(true) && !row.is_active {
        // A new start: what failed before does not count.
        row.failing_since = None;
    }
    row.is_active = wanted.is_active.unwrap_or(row.is_active);
    row.updated_at = app.clock.now().into();
    let change = endpoint::ActiveModel {
        url: Set(row.url.clone()),
        description: Set(row.description.clone()),
        events: Set(row.events.clone()),
        is_active: Set(row.is_active),
        failing_since: Set(row.failing_since),
        updated_at: Set(row.updated_at),
        ..Default::default()
    };
    store::change_endpoint(tx, id, change).await?;
    tenants::catalogue_changed(tx).await?;
    Ok(row)
}

/// Gives an address another secret; the old one signs too for a day.
pub(super) async fn change_secret(
    app: &App,
    tx: &TenantTx,
    id: WebhookEndpointId,
) -> Result<WithSecret, Problem> {
    let mut row = lock(tx, id).await?;
    let now: Timestamp = app.clock.now();
    let secret = secret_from(rand::random());
    row.old_secret =
        Some(std::mem::replace(&mut row.secret, app.vault.seal(&store::place(id), secret.expose())));
    row.old_secret_until = Some((now + OLD_SECRET_LASTS).into());
    let change = endpoint::ActiveModel {
        secret: Set(row.secret.clone()),
        old_secret: Set(row.old_secret.clone()),
        old_secret_until: Set(row.old_secret_until),
        updated_at: Set(now.into()),
        ..Default::default()
    };
    store::change_endpoint(tx, id, change).await?;
    Ok(WithSecret { endpoint: row, secret: secret.expose().to_owned() })
}

/// Takes an address away. What was told stays in the list.
pub(super) async fn remove(app: &App, tx: &TenantTx, id: WebhookEndpointId) -> Result<(), Problem> {
    lock(tx, id).await?;
    let now = app.clock.now().into();
    let change = endpoint::ActiveModel {
        is_active: Set(false),
        deleted_at: Set(Some(now)),
        updated_at: Set(now),
        ..Default::default()
    };
    store::change_endpoint(tx, id, change).await?;
    store::give_up_pending(tx, id, "the webhook was taken away").await?;
    Ok(tenants::catalogue_changed(tx).await?)
}
