//! Secrets that stand in a link of an e-mail: 256 bits of chance, kept as SHA-256, good once and for a while.

use jiff::SignedDuration;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::entity::account_token::{self, Purpose};
use super::entity::user;
use super::store;
use crate::app::App;
use crate::ids::AccountTokenId;
use crate::tenancy::PlatformTx;

/// How long a link to a new password is good.
const RESET_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// How long somebody has to confirm an address.
const VERIFY_LASTS: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A new secret.
pub(super) fn new_secret() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

/// What is kept of it.
pub(super) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// A new link for a person; those for the same purpose from before are good no more.
pub(super) async fn issue(
    app: &App,
    tx: &PlatformTx,
    user: &user::Model,
    purpose: Purpose,
    email: &str,
) -> Result<String, DbErr> {
    let now = app.clock.now();
    store::use_tokens(tx, user.id, purpose, now.into()).await?;
    let secret = new_secret();
    let lasts = match purpose {
        Purpose::ResetPassword => RESET_LASTS,
        Purpose::VerifyEmail => VERIFY_LASTS,
    };
    let row = account_token::Model {
        id: AccountTokenId::generate(),
        user_id: user.id,
        purpose,
        token_hash: hash(&secret),
        email: email.to_owned(),
        created_at: now.into(),
        expires_at: (now + lasts).into(),
        used_at: None,
    };
    store::insert_token(tx, row).await?;
    Ok(secret)
}
