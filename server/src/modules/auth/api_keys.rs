//! A salon's keys for the AI endpoints: shown once, kept as SHA-256 (they are random, so nothing slower is needed).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use garde::Validate;
use jiff::{Span, Timestamp};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::api_key;
use super::entity::membership::Role;
use super::{login, store};
use crate::app::App;
use crate::http::access::{KeyHolder, Member, ReadOnly, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, is_name};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::ApiKeyId;
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, TenantTx, in_transaction};

/// The routes of keys.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_api_keys))
        .members(Role::Manager, routes!(create_api_key))
        .members(Role::Manager, routes!(revoke_one_api_key))
}

/// Most keys that a salon can have at once.
const MOST: u64 = 25;

/// What a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Ask for free times.
    Read,
    /// Hold, book, move and cancel.
    Book,
}

impl Scope {
    const ALL: [Self; 2] = [Self::Read, Self::Book];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Book => "book",
        }
    }

    fn in_row(scopes: &[Self]) -> String {
        let known: Vec<_> = Self::ALL.iter().filter(|scope| scopes.contains(scope)).collect();
        known.into_iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")
    }

    fn from_row(text: &str) -> Vec<Self> {
        let has = |scope: &Self| text.split(' ').any(|word| word == scope.word());
        Self::ALL.into_iter().filter(has).collect()
    }
}

/// Keys seen in the last seconds, so that a busy assistant does not cost a query each time. A key that is taken
/// back, and a salon that is suspended, count within [`ApiKeyCache::LIFETIME`].
pub struct ApiKeyCache(moka::future::Cache<String, Arc<KnownKey>>);

/// A key with how its salon stands.
struct KnownKey {
    row: api_key::Model,
    scopes: Vec<Scope>,
    read_only: Option<ReadOnly>,
}

impl ApiKeyCache {
    /// How long a key is believed without asking.
    pub const LIFETIME: Duration = Duration::from_secs(10);

    /// Empty.
    pub fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(10_000).time_to_live(Self::LIFETIME).build())
    }
}

impl Default for ApiKeyCache {
    fn default() -> Self {
        Self::new()
    }
}

/// A key that was just made; its secret is never seen again.
#[derive(Debug)]
pub struct NewApiKey {
    /// The key's id.
    pub id: ApiKeyId,
    /// What the program sends.
    pub secret: String,
}

/// Makes a key for the salon that may do everything a key can.
pub async fn make_api_key(tx: &TenantTx, name: &str, now: Instant) -> Result<NewApiKey, DbErr> {
    let (row, secret) = new_key(tx, name, &Scope::ALL, None, now);
    let id = row.id;
    store::insert_api_key(tx, row).await?;
    Ok(NewApiKey { id, secret })
}

fn new_key(
    tx: &TenantTx,
    name: &str,
    scopes: &[Scope],
    expires_at: Option<Instant>,
    now: Instant,
) -> (api_key::Model, String) {
    // The prefix lets a scanner for leaked secrets know one of ours.
    let secret = format!("bolt_live_{}", hex::encode(rand::random::<[u8; 24]>()));
    let row = api_key::Model {
        tenant_id: tx.tenant_id(),
        id: ApiKeyId::generate(),
        name: name.to_owned(),
        prefix: secret[..16].to_owned(),
        secret_hash: hash(&secret),
        created_at: now,
        expires_at,
        revoked_at: None,
        last_used_at: None,
        scopes: Scope::in_row(scopes),
    };
    (row, secret)
}

/// Takes back the salon's keys of this name.
pub async fn revoke_api_keys(tx: &TenantTx, name: &str, now: Instant) -> Result<(), DbErr> {
    store::revoke_api_keys_named(tx, name, now).await
}

/// The salon whose key comes with this request, in `X-API-Key` or as a bearer token.
pub async fn holder_of_key(app: &App, headers: &HeaderMap) -> Result<KeyHolder, Problem> {
    let secret = headers
        .get("x-api-key")
        .and_then(|value| value.to_str().ok())
        .or_else(|| login::bearer(headers))
        .ok_or_else(|| {
            Problem::unauthenticated("unauthenticated", "send one of the salon's keys in X-API-Key")
        })?;
    let invalid = || Problem::unauthenticated("invalid_api_key", "this key is not valid");
    let hash = hash(secret);
    let now = Instant::from(app.clock.now());
    let key = match app.api_keys.0.get(&hash).await {
        Some(key) => key,
        None => {
            let db = PlatformDb::new(&app.database, PlatformAccess::Login);
            let row = store::find_api_key(&db, &hash).await?.ok_or_else(invalid)?;
            if row.revoked_at.is_none() {
                store::touch_api_key(&db, &row, now).await?;
            }
            let status = store::find_status(&db, row.tenant_id).await?.ok_or_else(invalid)?;
            let scopes = Scope::from_row(&row.scopes);
            let known = Arc::new(KnownKey { row, scopes, read_only: ReadOnly::of(status) });
            app.api_keys.0.insert(hash, Arc::clone(&known)).await;
            known
        }
    };
    if key.row.revoked_at.is_some() || key.row.expires_at.is_some_and(|end| end <= now) {
        return Err(invalid());
    }
    let tenant = Arc::new(TenantDb::new(&app.database, TenantScope::from_api_key(&key.row)));
    let KnownKey { row, scopes, read_only } = &*key;
    Ok(KeyHolder { tenant, key_id: row.id, scopes: scopes.clone(), read_only: *read_only })
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// A key as the dashboard shows it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApiKey {
    id: ApiKeyId,
    name: String,
    /// What the key begins with, to know it by.
    prefix: String,
    scopes: Vec<Scope>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    expires_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    last_used_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    revoked_at: Option<Timestamp>,
}

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            scopes: Scope::from_row(&row.scopes),
            created_at: row.created_at.timestamp(),
            expires_at: row.expires_at.map(Instant::timestamp),
            last_used_at: row.last_used_at.map(Instant::timestamp),
            revoked_at: row.revoked_at.map(Instant::timestamp),
        }
    }
}

/// A key to be made.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewKeyBody {
    /// What it is for.
    #[garde(length(chars, min = 1, max = 100), custom(is_name))]
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it may do.
    #[garde(length(min = 1, max = 2))]
    #[schema(min_items = 1, max_items = 2)]
    scopes: Vec<Scope>,
    /// After how many days it ends; left out: never.
    #[garde(inner(range(min = 1, max = 3650)))]
    #[schema(minimum = 1, maximum = 3650)]
    #[serde(default)]
    days: Option<u32>,
}

/// A new key, with its secret: this is the only time that it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MadeApiKey {
    #[serde(flatten)]
    key: ApiKey,
    /// What the program sends in `X-API-Key`.
    secret: String,
}

/// The salon's keys, the newest first; those that were taken back too.
#[utoipa::path(get, path = "/api/api-keys", tag = "keys", operation_id = "listApiKeys", params(PageQuery), responses(
    (status = 200, description = "Keys", body = Listed<ApiKey>),
))]
async fn list_api_keys(member: Member, page: Page) -> Result<Listed<ApiKey>, Problem> {
    Ok(store::page_api_keys(&member.tenant, page).await?.listed(ApiKey::from))
}

/// Makes a key. Its secret is shown in this answer and never again.
#[utoipa::path(post, path = "/api/api-keys", tag = "keys", operation_id = "createApiKey", request_body = NewKeyBody,
    responses(
    (status = 201, description = "Made", body = Success<MadeApiKey>),
    (status = 409, description = "The salon has as many keys as it can", body = ErrorBody),
))]
async fn create_api_key(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewKeyBody>,
) -> Result<Created<MadeApiKey>, Problem> {
    let now = app.clock.now();
    let expires_at = body.days.map(|days| now + Span::new().hours(i64::from(days) * 24)).map(Instant::from);
    let made = in_transaction!(member.tenant, tx => {
        if store::count_api_keys(tx, now).await? >= MOST {
            let message = format!("a salon can have {MOST} keys at once; take one back first");
            return Err(Problem::conflict("too_many_keys", message));
        }
        let (row, secret) = new_key(tx, body.name.trim(), &body.scopes, expires_at, now.into());
        store::insert_api_key(tx, row.clone()).await?;
        Ok(MadeApiKey { key: row.into(), secret })
    })?;
    Ok(Created(made))
}

/// Takes a key back, for good. It stops working within ten seconds.
#[utoipa::path(delete, path = "/api/api-keys/{id}", tag = "keys", operation_id = "revokeApiKey",
    params(("id" = ApiKeyId, Path)), responses(
    (status = 204, description = "Taken back"),
    (status = 404, description = "There is no such key, or it was taken back before", body = ErrorBody),
))]
async fn revoke_one_api_key(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ApiKeyId>,
) -> Result<Removed, Problem> {
    let now = app.clock.now().into();
    let revoked = in_transaction!(member.tenant, tx => store::revoke_api_key(tx, id, now).await)?;
    let revoked = revoked.ok_or_else(|| Problem::not_found("key"))?;
    app.api_keys.0.invalidate(&revoked.secret_hash).await;
    Ok(Removed)
}
