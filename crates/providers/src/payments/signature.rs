//! Stripe's signatures: <https://docs.stripe.com/webhooks#verify-manually>.
//!
//! `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…]`, each an HMAC-SHA256 over `<seconds>.<body>`. While a secret is
//! being changed for another there is one for each.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

use crate::secret::{Secret, constant_time_eq};

/// The header's name.
pub const HEADER: &str = "stripe-signature";

/// How far the moment of signing may be from now, either way. Stripe's own libraries look at the past alone; what claims to
/// come from the future could be used again for as long.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// More than while a secret is changed is nobody's need.
const MOST_SIGNATURES: usize = 16;

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The header has no time or no signature.
    #[error("Stripe-Signature must be t=<seconds>,v1=<signature>")]
    BadHeader,
    /// Signed too long ago, or too far ahead.
    #[error("the webhook was signed more than five minutes from now; is the clock right?")]
    NotNow,
    /// Signed with another secret, or something was changed.
    #[error("no signature fits the body; is it the secret of this address?")]
    NoMatch,
}

/// Whether one of the signatures was made with one of our secrets, over this body as it came, about now. An empty secret
/// fits nothing.
pub fn verify(secrets: &[Secret], header: &str, body: &[u8], now: Timestamp) -> Result<(), SignatureError> {
    let mut signed_at = None;
    let mut signatures = Vec::new();
    for (name, value) in header.split(',').filter_map(|pair| pair.trim().split_once('=')) {
        match name {
            "t" if signed_at.is_none() => signed_at = Some(value),
            "v1" if signatures.len() < MOST_SIGNATURES => signatures.push(value),
            _ => {}
        }
    }
    let written = signed_at.filter(|_| !signatures.is_empty()).ok_or(SignatureError::BadHeader)?;
    let seconds = written.parse().map_err(|_| SignatureError::BadHeader)?;
    let signed_at = Timestamp::from_second(seconds).map_err(|_| SignatureError::BadHeader)?;
    let is_ours = secrets.iter().filter(|secret| !secret.is_empty()).any(|secret| {
        let right = signature(secret, written, body);
        // Each is compared, so that the time taken does not tell which was right.
        let fits = |given: &&&str| constant_time_eq(right.as_bytes(), given.as_bytes());
        signatures.iter().filter(fits).count() > 0
    });
    if !is_ours {
        return Err(SignatureError::NoMatch);
    }
    if now.duration_since(signed_at).abs() > TOLERANCE {
        return Err(SignatureError::NotNow);
    }
    Ok(())
}

/// The header for a body that is sent at this moment.
pub fn sign(secret: &Secret, at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_second().to_string();
    format!("t={seconds},v1={}", signature(secret, &seconds, body))
}

fn signature(secret: &Secret, seconds: &str, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("HMAC takes keys of any length");
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_secret_that_was_never_set_fits_nothing() {
        let header = sign(&Secret::default(), at(1_700_000_000), b"{}");
        let judged = verify(&[Secret::default()], &header, b"{}", at(1_700_000_000));
        assert_eq!(judged, Err(SignatureError::NoMatch));
        assert_eq!(verify(&[], &header, b"{}", at(1_700_000_000)), Err(SignatureError::NoMatch));
    }

    #[test]
    fn any_of_our_secrets_will_do_within_five_minutes_either_way() {
        let secrets = [Secret::new("whsec_new"), Secret::new("whsec_old")];
        let header = sign(&secrets[1], at(1_700_000_000), b"{}");
        for (now, judged) in [
            (1_700_000_000, Ok(())),
            (1_700_000_300, Ok(())),
            (1_700_000_301, Err(SignatureError::NotNow)),
            (1_699_999_700, Ok(())),
            (1_699_999_699, Err(SignatureError::NotNow)),
        ] {
            assert_eq!(verify(&secrets, &header, b"{}", at(now)), judged, "{now}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_judged_without_a_panic(header in "\\PC{0,80}", body in "\\PC{0,40}") {
            let judged = verify(&[Secret::new("whsec_a")], &header, body.as_bytes(), at(1_700_000_000));
            proptest::prop_assert!(judged.is_err());
        }
    }
}
