//! Signatures and secrets:
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// What a secret begins with, so that people and scanners know it for one.
const SECRET_PREFIX: &str = "whsec_";
/// How long a key is, in bytes.
const KEY_LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a webhook cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// There is nothing to sign with, and nobody takes what is not signed.
    #[error("there is no secret")]
    NoSecret,
    /// A secret is none of ours.
    #[error("a secret is not whsec_ and the base64 of 24 to 64 bytes")]
    BadSecret,
    /// An id that could be taken for another id and another time.
    #[error("an id must be visible ASCII without a full stop")]
    BadId,
}

/// Signs a webhook with a secret (`whsec_…`), for its `webhook-signature` header: `v1,…`.
pub fn sign(secret: &Secret, id: &str, at: Timestamp, body: &str) -> Result<String, SigningError> {
    // The parts are joined by full stops, so there must be none in the first two.
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.') {
        return Err(SigningError::BadId);
    }
    let key = key(secret).ok_or(SigningError::BadSecret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{}.{body}", at.as_second()).as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// Signs a webhook with each of several secrets. A receiver takes it if one of the signatures is right, so it
/// can change from an old secret to a new one without missing any.
pub fn sign_with_each(
    secrets: &[Secret],
    id: &str,
    at: Timestamp,
    body: &str,
) -> Result<String, SigningError> {
    if secrets.is_empty() {
        return Err(SigningError::NoSecret);
    }
    let signatures: Result<Vec<_>, _> = secrets.iter().map(|secret| sign(secret, id, at, body)).collect();
    Ok(signatures?.join(" "))
}

/// A secret from random bytes, which must come from a source that nobody can predict.
pub fn secret_from(random: [u8; 32]) -> Secret {
    let random = Zeroizing::new(random);
    Secret::new(format!("{SECRET_PREFIX}{}", *Zeroizing::new(STANDARD.encode(*random))))
}

fn key(secret: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    let encoded = secret.expose().strip_prefix(SECRET_PREFIX)?;
    let key = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    KEY_LENGTHS.contains(&key.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the reference libraries' tests.
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at() -> Timestamp {
        Timestamp::from_second(1614265330).unwrap()
    }

    #[test]
    fn a_signature_is_the_one_that_receivers_calculate() {
        assert_eq!(sign(&SECRET.into(), ID, at(), BODY).as_deref(), Ok(SIGNATURE));
    }

    #[test]
    fn a_signature_is_of_the_id_and_the_second_and_the_body_and_the_secret() {
        let half_a_second = jiff::SignedDuration::from_millis(500);
        assert_eq!(sign(&SECRET.into(), ID, at() + half_a_second, BODY).as_deref(), Ok(SIGNATURE));

        for other in [
            sign(&SECRET.into(), "msg_2", at(), BODY),
            sign(&SECRET.into(), ID, at() + half_a_second * 2, BODY),
            sign(&SECRET.into(), ID, at(), "{}"),
            sign(&secret_from([7; 32]), ID, at(), BODY),
        ] {
            assert_ne!(other.unwrap(), SIGNATURE);
        }
    }

    #[test]
    fn a_webhook_is_signed_with_the_old_secret_and_the_new() {
        let new = secret_from([7; 32]);

        let both = sign_with_each(&[new.clone(), SECRET.into()], ID, at(), BODY).unwrap();

        let by_new = sign(&new, ID, at(), BODY).unwrap();
        assert_eq!(both, format!("{by_new} {SIGNATURE}"));
        assert_eq!(sign_with_each(&[], ID, at(), BODY), Err(SigningError::NoSecret));
        assert_eq!(sign_with_each(&[new, "".into()], ID, at(), BODY), Err(SigningError::BadSecret));
    }

    #[test]
    fn a_secret_is_the_base64_of_its_bytes() {
        let secret = secret_from(std::array::from_fn(|index| index as u8));
        assert_eq!(secret.expose(), "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        assert!(sign(&secret, ID, at(), BODY).is_ok());
    }

    #[test]
    fn nothing_is_signed_with_what_is_no_secret() {
        let too_short = format!("whsec_{}", STANDARD.encode([7; 23]));
        let too_long = format!("whsec_{}", STANDARD.encode([7; 65]));
        for bad in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!", &too_short, &too_long] {
            assert_eq!(sign(&bad.into(), ID, at(), BODY), Err(SigningError::BadSecret), "{bad}");
        }
    }

    #[test]
    fn an_id_cannot_run_over_into_the_time() {
        for bad in ["", "msg.1", "msg 1", "msg\n1", "msg_ü"] {
            assert_eq!(sign(&SECRET.into(), bad, at(), BODY), Err(SigningError::BadId), "{bad:?}");
        }
    }
}
