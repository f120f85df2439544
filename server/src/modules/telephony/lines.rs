//! Keys that open a call's socket once, and what a socket says when it ends.

use hmac::{Hmac, KeyInit, Mac};
use providers::Secret;
use providers::phone::PhoneNumber;
use sha2::Sha256;

use super::webhooks::salon_of;
use crate::app::App;
use crate::modules::calls::{self, CallRow, SessionError};
use crate::tenancy::TenantDb;

/// The name under which the network tells a socket its key.
pub(super) const KEY: &str = "key";

/// The name under which it is told the number that was dialled, where the network does not tell by itself.
pub(super) const NUMBER: &str = "to";

/// The receptionist has said goodbye.
pub(super) const HANG_UP: &str = "hang-up";

/// A person takes over.
pub(super) const TRANSFER: &str = "transfer";

/// The socket cannot go on; the call can.
pub(super) const FAILED: &str = "failed";

/// What the network hands back at the end of a socket.
pub(super) fn handoff(reason: &str) -> String {
    serde_json::json!({ "reason": reason }).to_string()
}

/// Why a socket ended, by what the network hands back.
pub(super) fn reason(handoff: &str) -> Option<String> {
    let data: serde_json::Value = serde_json::from_str(handoff).ok()?;
    data.get("reason")?.as_str().map(str::to_owned)
}

/// The call that a socket belongs to, when its key fits and was not used before.
pub(super) async fn call_of(
    app: &App,
    dialled: Option<&PhoneNumber>,
    call_id: &str,
    key: Option<&str>,
) -> Result<Option<(TenantDb, CallRow)>, SessionError> {
    let (Some(number), Some(key)) = (dialled, key) else { return Ok(None) };
    let Some(db) = salon_of(app, number).await? else { return Ok(None) };
    let Some(call) = calls::find_by_provider_id(&db, call_id).await? else { return Ok(None) };
    if !app.line_keys.fits(&call, key) {
        tracing::warn!(call = %call.id, "a socket's key does not fit");
        return Ok(None);
    }
    let call = calls::socket_opened(app, &db, call.id, call.sockets).await?;
    Ok(call.map(|call| (db, call)))
}

/// Makes and reads the keys: the same for a call until a socket has used it, so that a repeated webhook gets the same
/// answer.
pub struct LineKeys(Hmac<Sha256>);

impl LineKeys {
    /// Keys of this server; `secret` is shared by all instances.
    pub fn new(secret: &Secret) -> Self {
        // A key of its own, so that nothing else that is signed can ever be taken for one.
        let mut derive = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        derive.update(b"bolt line keys 1");
        let key = derive.finalize().into_bytes();
        Self(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    /// The key of the call's next socket.
    pub fn key(&self, call: &CallRow) -> String {
        hex::encode(self.over(call).finalize().into_bytes())
    }

    /// Whether this is it.
    pub fn fits(&self, call: &CallRow, key: &str) -> bool {
        hex::decode(key).is_ok_and(|code| self.over(call).verify_slice(&code).is_ok())
    }

    fn over(&self, call: &CallRow) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(call.tenant_id.bytes());
        mac.update(call.id.bytes());
        mac.update(&call.sockets.to_be_bytes());
        mac
    }
}
