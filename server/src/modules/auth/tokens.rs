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

/// What somebody holds between password and second factor. It opens nothing by itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Challenge {
    pub(super) user_id: UserId,
    /// When the password was last changed, in milliseconds: a challenge does not outlive the password.
    pub(super) password_of: i64,
    aud: String,
    pub(super) exp: i64,
}

/// For whom a challenge is; a log-in's token has no audience, so that neither can stand for the other.
const SECOND_STEP: &str = "second-step";

/// How long somebody may look for their telephone.
const CHALLENGE_LASTS: Duration = Duration::from_secs(5 * 60);

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
        // A token with an audience is none of these.
        let claims = self.decode::<Claims>(token, &validation())?;
        if claims.exp <= now.as_second() { Err(TokenError::Expired) } else { Ok(claims) }
    }

    /// What somebody with the right password gets when a second factor is missing, and when it ends.
    pub(super) fn challenge(
        &self,
        user: &user::Model,
        now: jiff::Timestamp,
    ) -> Result<(String, jiff::Timestamp), jsonwebtoken::errors::Error> {
        let until = now.saturating_add(CHALLENGE_LASTS).unwrap_or(jiff::Timestamp::MAX);
        let challenge = Challenge {
            user_id: user.id,
            password_of: password_of(user),
            aud: SECOND_STEP.to_owned(),
            exp: until.as_second(),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &challenge, &self.encoding)?;
        Ok((token, until))
    }

    pub(super) fn read_challenge(&self, token: &str, now: jiff::Timestamp) -> Result<Challenge, TokenError> {
        let mut validation = validation();
        validation.set_required_spec_claims(&["exp", "aud"]);
        validation.set_audience(&[SECOND_STEP]);
        let challenge = self.decode::<Challenge>(token, &validation)?;
        if challenge.exp <= now.as_second() { Err(TokenError::Expired) } else { Ok(challenge) }
    }

    fn decode<T: serde::de::DeserializeOwned>(
        &self,
        token: &str,
        validation: &Validation,
    ) -> Result<T, TokenError> {
        jsonwebtoken::decode::<T>(token, &self.decoding, validation)
            .map(|decoded| decoded.claims)
            .map_err(|_| TokenError::Invalid)
    }
}

fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_required_spec_claims(&["exp"]);
    // Our own clock decides, not the machine's.
    validation.validate_exp = false;
    validation
}

/// Which password of a person it is.
pub(super) fn password_of(user: &user::Model) -> i64 {
    user.password_changed_at.unwrap_or(user.created_at).timestamp().as_millisecond()
}
