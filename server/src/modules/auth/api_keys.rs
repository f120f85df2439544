//! A salon's keys for the AI endpoints: shown once, kept as SHA-256 (they are random, so nothing slower is needed).

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr};
use sha2::{Digest, Sha256};

use super::entity::api_key;
use super::{login, store};
use crate::app::App;
use crate::http::access::KeyHolder;
use crate::http::problem::Problem;
use crate::ids::ApiKeyId;
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, TenantTx};

/// Keys seen in the last seconds, so that a busy assistant does not cost a query each time. A key that is taken
/// back stops working within [`ApiKeyCache::LIFETIME`].
pub struct ApiKeyCache(moka::future::Cache<String, api_key::Model>);

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

/// Makes a key for the salon.
pub async fn make_api_key(tx: &TenantTx, name: &str, now: Instant) -> Result<NewApiKey, DbErr> {
    let id = ApiKeyId::generate();
    // The prefix lets a scanner for leaked secrets know one of ours.
    let secret = format!("bolt_live_{}", hex::encode(rand::random::<[u8; 24]>()));
    let row = api_key::Model {
        tenant_id: tx.tenant_id(),
        id,
        name: name.to_owned(),
        prefix: secret[..16].to_owned(),
        secret_hash: hash(&secret),
        created_at: now,
        expires_at: None,
        revoked_at: None,
        last_used_at: None,
    };
    tx.insert::<api_key::Entity>(row.into()).await?;
    Ok(NewApiKey { id, secret })
}

/// Takes back the salon's keys of this name.
pub async fn revoke_api_keys(tx: &TenantTx, name: &str, now: Instant) -> Result<(), DbErr> {
    let theirs =
        Condition::all().add(api_key::Column::Name.eq(name)).add(api_key::Column::RevokedAt.is_null());
    let change = api_key::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() };
    tx.update::<api_key::Entity>(theirs, change).await.map(drop)
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
            let key = store::find_api_key(&db, &hash).await?.ok_or_else(invalid)?;
            if key.revoked_at.is_none() {
                store::touch_api_key(&db, &key, now).await?;
            }
            app.api_keys.0.insert(hash, key.clone()).await;
            key
        }
    };
    if key.revoked_at.is_some() || key.expires_at.is_some_and(|end| end <= now) {
        return Err(invalid());
    }
    let tenant = Arc::new(TenantDb::new(&app.database, TenantScope::from_api_key(&key)));
    Ok(KeyHolder { tenant, key_id: key.id })
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
