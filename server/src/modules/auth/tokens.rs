//! Log-in tokens: JWT, HS256 alone (RFC 7519; the algorithm is fixed, as RFC 8725 §3.1 asks).

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use providers::Secret;
use serde::{Deserialize, Serialize};

use super::entity::{session, user};
use crate::ids::{SessionId, UserId};
use crate::instant::Instant;

/// Signs and reads tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    lifetime: Duration,
}

/// What a token says. The salon is not in it: it follows from the session's row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Claims {
    user_id: UserId,
    email: String,
    /// The session.
    pub(super) jti: SessionId,
    iat: i64,
    exp: i64,
}

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenError {
    Expired,
    Invalid,
}

impl Tokens {
    /// Tokens signed with `secret`, good for `lifetime`.
    pub fn new(secret: &Secret, lifetime: Duration) -> Self {
        let secret = secret.expose().as_bytes();
        Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            lifetime,
        }
    }

    /// When a session that begins now ends.
    pub(super) fn expiry(&self, now: jiff::Timestamp) -> Instant {
        Instant::from(now.saturating_add(self.lifetime).unwrap_or(jiff::Timestamp::MAX))
    }

    pub(super) fn sign(
        &self,
        user: &user::Model,
        session: &session::Model,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            user_id: user.id,
            email: user.email.clone(),
            jti: session.id,
            iat: session.created_at.timestamp().as_second(),
            exp: session.expires_at.timestamp().as_second(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    pub(super) fn read(&self, token: &str, now: jiff::Timestamp) -> Result<Claims, TokenError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp"]);
        // Our own clock decides below, not the machine's.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        if claims.exp <= now.as_second() { Err(TokenError::Expired) } else { Ok(claims) }
    }
}
