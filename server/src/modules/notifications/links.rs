//! The address of a visit's page: `/v/` and 22 letters that nobody can guess.
//!
//! The letters are an HMAC-SHA256 (RFC 2104) over salon and visit, cut to 128 bits, so that the same visit has the same
//! address in every message; a row has their hash, by which the visit is found.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use providers::Secret;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::entity::link;
use super::store;
use crate::app::App;
use crate::ids::{AppointmentId, TenantId};
use crate::instant::Instant;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantTx};

/// Bytes of the code that an address carries.
const CODE: usize = 16;

/// Makes the secret part of visits' addresses.
pub struct VisitTokens(Hmac<Sha256>);

impl VisitTokens {
    /// Those of this server; `secret` is shared by all instances.
    pub fn new(secret: &Secret) -> Self {
        let mut derive = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        derive.update(b"bolt visit links 1");
        let key = derive.finalize().into_bytes();
        Self(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    fn token(&self, tenant: TenantId, visit: AppointmentId) -> String {
        let mut mac = self.0.clone();
        mac.update(tenant.bytes());
        mac.update(visit.bytes());
        URL_SAFE_NO_PAD.encode(&mac.finalize().into_bytes()[..CODE])
    }
}

/// The address of a visit's page, which there is from now on.
pub(super) async fn address_of(
    app: &App,
    tx: &TenantTx,
    visit: AppointmentId,
    now: Timestamp,
) -> Result<String, DbErr> {
    let token = app.visit_tokens.token(tx.tenant_id(), visit);
    store::keep_link(tx, visit, hash(&token), Instant::from(now)).await?;
    Ok(format!("{}/v/{token}", app.config.public_url()))
}

/// The visit to whose page this secret leads.
pub async fn find_visit(app: &App, token: &str) -> Result<Option<link::Model>, DbErr> {
    if token.len() > 64 {
        return Ok(None);
    }
    let platform = PlatformDb::new(&app.database, PlatformAccess::VisitLink);
    platform.one(link::Entity::find().filter(link::Column::TokenHash.eq(hash(token)))).await
}

/// Only this is kept. The secret has 128 bits, so nothing slower is needed.
fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_visit_has_an_address_of_its_own() {
        let tokens = VisitTokens::new(&Secret::from("only for tests, 32 characters long"));
        let (tenant, visit) = (TenantId::generate(), AppointmentId::generate());
        let token = tokens.token(tenant, visit);
        assert_eq!(token.len(), 22);
        assert_eq!(tokens.token(tenant, visit), token);
        assert_ne!(tokens.token(tenant, AppointmentId::generate()), token);
        assert_ne!(tokens.token(TenantId::generate(), visit), token);
        let others = VisitTokens::new(&Secret::from("another secret, 32 characters long"));
        assert_ne!(others.token(tenant, visit), token);
    }
}
