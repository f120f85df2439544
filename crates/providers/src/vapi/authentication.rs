//! Who is asking: proof that a request comes from Vapi, by any of the ways in which Vapi can be set up to give it.
//!
//! The plain secret comes in `X-Vapi-Secret`, or as a bearer token. An HMAC credential signs the body instead, and with it
//! the time, so that a request which was overheard is of no use later:
//! <https://docs.vapi.ai/server-url/server-authentication>.

use base64::{
    Engine,
    alphabet::STANDARD as STANDARD_ALPHABET,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use crate::secret::{Secret, constant_time_eq};

/// The header that carries the plain secret.
pub const SECRET_HEADER: &str = "X-Vapi-Secret";
/// The header that carries an HMAC, unless the credential names another.
pub const SIGNATURE_HEADER: &str = "X-Signature";
/// The header that carries the time that is signed with the body, unless the credential names another.
pub const TIMESTAMP_HEADER: &str = "X-Timestamp";

/// How far a signed time may be from ours, before and after. Vapi says what the time is for, and leaves the rest to us: this
/// is what other vendors of webhooks recommend.
pub const TIME_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// A number from here on counts milliseconds: as seconds it would be in the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// People copy keys with and without the padding.
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD_ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a request presents the secret, in `X-Vapi-Secret` or as the bearer token in `Authorization`. An unset
/// secret refuses everything.
pub fn presents_secret(secret: &Secret, vapi_secret: Option<&str>, authorization: Option<&str>) -> bool {
    let by_header = vapi_secret.is_some_and(|presented| secret.matches(presented));
    let by_bearer = authorization.and_then(bearer).is_some_and(|presented| secret.matches(presented));
    by_header | by_bearer
}

/// The token of `Bearer …`; the word's case does not matter.
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// An HMAC credential, set up as it is at Vapi.
#[derive(Debug, Clone)]
pub struct HmacCredential {
    /// The key. An unset one refuses everything.
    pub secret: Secret,
    /// Whether the key is written in base64.
    pub secret_is_base64: bool,
    /// The hash.
    pub algorithm: HmacAlgorithm,
    /// How the signature is written.
    pub encoding: SignatureEncoding,
    /// What stands in front of it: `sha256=`, or nothing.
    pub prefix: String,
    /// What is signed: a text with `{body}`, and `{timestamp}` and `{messageId}` where wanted.
    pub payload_format: String,
}

/// A hash that HMAC is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HmacAlgorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// Hexadecimal digits.
    Hex,
    /// Base64, with its padding.
    Base64,
}

/// What a signed request brings with it.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// The signature.
    pub signature: Option<&'a str>,
    /// The time that is signed, as written: in which unit, Vapi does not say.
    pub timestamp: Option<&'a str>,
    /// The message's id that is signed.
    pub message_id: Option<&'a str>,
    /// The body, as it came.
    pub body: &'a [u8],
}

impl HmacCredential {
    /// What is signed unless the credential says otherwise.
    pub const DEFAULT_PAYLOAD: &str = "{timestamp}.{body}";

    /// A credential as Vapi sets it up when only the key is given: SHA-256 in hexadecimal digits of time and body.
    pub fn with_secret(secret: Secret) -> Self {
        Self {
            secret,
            secret_is_base64: false,
            algorithm: HmacAlgorithm::Sha256,
            encoding: SignatureEncoding::Hex,
            prefix: String::new(),
            payload_format: Self::DEFAULT_PAYLOAD.to_owned(),
        }
    }

    /// Whether a request is signed with this credential, and now: a signed time must be within [`TIME_TOLERANCE`] of it. A
    /// credential that would not cover the body signs nothing.
    pub fn verifies(&self, request: SignedRequest<'_>, now: Timestamp) -> bool {
        let signs_time = self.payload_format.contains(TIMESTAMP);
        if signs_time && !request.timestamp.is_some_and(|written| is_recent(written, now)) {
            return false;
        }
        let Some(presented) = request.signature.and_then(|header| header.strip_prefix(&self.prefix)) else {
            return false;
        };
        let Some(expected) = self.sign(&request) else { return false };
        match self.encoding {
            SignatureEncoding::Hex => {
                constant_time_eq(expected.as_bytes(), presented.to_ascii_lowercase().as_bytes())
            }
            SignatureEncoding::Base64 => constant_time_eq(expected.as_bytes(), presented.as_bytes()),
        }
    }

    fn sign(&self, request: &SignedRequest<'_>) -> Option<String> {
        if self.secret.is_empty() || !self.payload_format.contains("{body}") {
            return None;
        }
        let key = self.key()?;
        let payload = payload(&self.payload_format, request)?;
        let mac = match self.algorithm {
            HmacAlgorithm::Sha1 => mac::<Hmac<Sha1>>(&key, &payload),
            HmacAlgorithm::Sha256 => mac::<Hmac<Sha256>>(&key, &payload),
            HmacAlgorithm::Sha512 => mac::<Hmac<Sha512>>(&key, &payload),
        };
        Some(match self.encoding {
            SignatureEncoding::Hex => mac.iter().map(|byte| format!("{byte:02x}")).collect(),
            SignatureEncoding::Base64 => STANDARD.encode(mac),
        })
    }

    fn key(&self) -> Option<Zeroizing<Vec<u8>>> {
        let written = self.secret.expose();
        let key = match self.secret_is_base64 {
            true => Zeroizing::new(KEY_BASE64.decode(written).ok()?),
            false => Zeroizing::new(written.as_bytes().to_vec()),
        };
        (!key.is_empty()).then_some(key)
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], payload: &[&[u8]]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    payload.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// Where the time stands in what is signed.
const TIMESTAMP: &str = "{timestamp}";

/// Whether a time as written (seconds or milliseconds since 1970, or RFC 3339) is about now.
fn is_recent(written: &str, now: Timestamp) -> bool {
    let written = written.trim();
    let time = match written.parse::<i64>() {
        Ok(number) if number >= MILLISECONDS_FROM => Timestamp::from_millisecond(number),
        Ok(number) => Timestamp::from_second(number),
        Err(_) => written.parse(),
    };
    time.is_ok_and(|time| now.duration_since(time).abs() <= TIME_TOLERANCE)
}

/// What is signed, in parts: the format is taken apart rather than filled in, so that a body that looks like a
/// placeholder remains what it is.
fn payload<'a>(format: &'a str, request: &SignedRequest<'a>) -> Option<Vec<&'a [u8]>> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(start) = rest.find('{') {
        let (text, placeholder) = rest.split_at(start);
        parts.push(text.as_bytes());
        let known = [
            ("{body}", Some(request.body)),
            (TIMESTAMP, request.timestamp.map(str::as_bytes)),
            ("{messageId}", request.message_id.map(str::as_bytes)),
        ];
        match known.iter().find(|(name, _)| placeholder.starts_with(name)) {
            Some((name, value)) => {
                parts.push((*value)?);
                rest = &placeholder[name.len()..];
            }
            None => {
                parts.push(b"{");
                rest = &placeholder[1..];
            }
        }
    }
    parts.push(rest.as_bytes());
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"message":{"type":"hang"}}"#;

    /// Seventeen seconds after the beginning of 1970.
    fn now() -> Timestamp {
        Timestamp::from_second(17).unwrap()
    }

    fn request<'a>(signature: &'a str, timestamp: Option<&'a str>, body: &'a [u8]) -> SignedRequest<'a> {
        SignedRequest { signature: Some(signature), timestamp, message_id: None, body }
    }

    #[test]
    fn the_secret_is_taken_from_either_header() {
        let secret = Secret::new("hunter2");
        for (vapi_secret, authorization, expected) in [
            (Some("hunter2"), None, true),
            (None, Some("Bearer hunter2"), true),
            (None, Some("bearer  hunter2 "), true),
            (Some("wrong"), Some("Bearer hunter2"), true),
            (Some("Bearer hunter2"), None, false),
            (None, Some("hunter2"), false),
            (None, Some("Basic hunter2"), false),
            (None, Some("Bearer"), false),
            (Some(""), Some("Bearer "), false),
            (None, None, false),
        ] {
            assert_eq!(
                presents_secret(&secret, vapi_secret, authorization),
                expected,
                "{vapi_secret:?} {authorization:?}"
            );
        }
    }

    #[test]
    fn a_secret_that_was_never_set_refuses_everything() {
        let unset = Secret::default();
        assert!(!presents_secret(&unset, Some(""), Some("Bearer ")));

        let credential = HmacCredential::with_secret(unset);
        let forged = mac::<Hmac<Sha256>>(b"", &[b"1.", BODY]);
        let forged: String = forged.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!credential.verifies(request(&forged, Some("1"), BODY), now()));
    }

    #[test]
    fn time_and_id_are_signed_where_the_format_has_them_and_must_be_there() {
        let credential = HmacCredential {
            payload_format: "{messageId}:{timestamp}:{body}:{other}".to_owned(),
            ..HmacCredential::with_secret(Secret::new("key"))
        };
        let signature = mac::<Hmac<Sha256>>(b"key", &[b"m1:17:", BODY, b":{other}"]);
        let signature: String = signature.iter().map(|byte| format!("{byte:02X}")).collect();
        let signed = SignedRequest { message_id: Some("m1"), ..request(&signature, Some("17"), BODY) };

        assert!(credential.verifies(signed, now()));
        assert!(!credential.verifies(SignedRequest { message_id: None, ..signed }, now()));
        assert!(!credential.verifies(SignedRequest { timestamp: None, ..signed }, now()));
        assert!(!credential.verifies(SignedRequest { timestamp: Some("18"), ..signed }, now()));
        assert!(!credential.verifies(SignedRequest { signature: None, ..signed }, now()));
    }

    #[test]
    fn a_format_without_the_body_signs_nothing() {
        let credential = HmacCredential {
            payload_format: "{timestamp}".to_owned(),
            ..HmacCredential::with_secret(Secret::new("key"))
        };
        let signature = mac::<Hmac<Sha256>>(b"key", &[b"17"]);
        let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!credential.verifies(request(&signature, Some("17"), BODY), now()));
    }

    #[test]
    fn a_body_that_looks_like_a_placeholder_is_signed_as_it_is() {
        let credential = HmacCredential::with_secret(Secret::new("key"));
        let signature = mac::<Hmac<Sha256>>(b"key", &[b"17.{timestamp}"]);
        let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(credential.verifies(request(&signature, Some("17"), b"{timestamp}"), now()));
        assert!(!credential.verifies(request(&signature, Some("17"), b"17"), now()));
    }

    #[test]
    fn a_key_in_base64_is_decoded_and_a_broken_one_signs_nothing() {
        let with_key = |written: &str| HmacCredential {
            secret_is_base64: true,
            algorithm: HmacAlgorithm::Sha1,
            encoding: SignatureEncoding::Base64,
            ..HmacCredential::with_secret(Secret::new(written))
        };
        let signature = STANDARD.encode(mac::<Hmac<Sha1>>(b"raw key", &[b"17.", BODY]));
        for (written, expected) in
            [("cmF3IGtleQ==", true), ("cmF3IGtleQ", true), ("raw key", false), ("!", false)]
        {
            assert_eq!(
                with_key(written).verifies(request(&signature, Some("17"), BODY), now()),
                expected,
                "{written}"
            );
        }
    }

    #[test]
    fn a_signature_holds_for_five_minutes_whatever_the_unit_of_its_time() {
        let credential = HmacCredential::with_secret(Secret::new("key"));
        let now: Timestamp = "2026-03-10T13:00:00Z".parse().unwrap();
        for (written, expected) in [
            ("1773147600", true),
            ("1773147300", true),
            ("1773147900", true),
            ("1773147299", false),
            ("1773147901", false),
            ("1773147600000", true),
            ("1773147300000", true),
            ("1773147299999", false),
            ("2026-03-10T12:56:00Z", true),
            ("2026-03-10T12:54:59.9Z", false),
            ("17", false),
            ("-1773147600", false),
            ("99999999999999999999", false),
            ("just now", false),
            ("", false),
        ] {
            let signature = mac::<Hmac<Sha256>>(b"key", &[written.as_bytes(), b".", BODY]);
            let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
            let judged = credential.verifies(request(&signature, Some(written), BODY), now);
            assert_eq!(judged, expected, "{written}");
        }
    }

    #[test]
    fn where_no_time_is_signed_none_is_looked_at() {
        let credential = HmacCredential {
            payload_format: "{body}".to_owned(),
            ..HmacCredential::with_secret(Secret::new("key"))
        };
        let signature = mac::<Hmac<Sha256>>(b"key", &[BODY]);
        let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(credential.verifies(request(&signature, Some("1"), BODY), Timestamp::MAX));
    }
}
