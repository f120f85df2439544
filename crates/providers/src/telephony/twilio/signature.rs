//! `X-Twilio-Signature`: proof that a request comes from Twilio and is meant for this address.
//!
//! The signature is base64(HMAC-SHA1(auth token, URL + each form name and value)), names in order and each
//! name's distinct values in order. A body that is no form is covered by its SHA-256 in the URL instead.
//!
//! The URL is the *public* one, as Twilio was told it. Behind a proxy it is not what the server sees, so build
//! it from the configured public address and the request's path and query.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::secret::{Secret, constant_time_eq};

/// The header that carries the signature.
pub const HEADER: &str = "X-Twilio-Signature";

/// Whether `header` signs a request to `url` with this content.
///
/// `form` holds the decoded form fields; for a GET or a WebSocket handshake it is empty. `body` is the raw body
/// of a request that is no form. It counts only if the URL's `bodySHA256` vouches for it: a body that nothing
/// vouches for is refused. An unset token refuses everything.
pub fn verify(
    auth_token: &Secret,
    url: &str,
    form: &[(String, String)],
    body: Option<&[u8]>,
    header: &str,
) -> bool {
    if auth_token.is_empty() {
        return false;
    }
    let signed_form = match query_value(url, "bodySHA256") {
        Some(promised) if is_body(body.unwrap_or_default(), promised) => &[],
        Some(_) => return false,
        None if form.is_empty() && body.is_some_and(|body| !body.is_empty()) => return false,
        None => form,
    };
    // No early exit: how many spellings were tried is nobody's business.
    spellings(url).iter().fold(false, |found, spelling| {
        let expected = sign(auth_token, spelling, signed_form);
        found | constant_time_eq(expected.as_bytes(), header.as_bytes())
    })
}

/// Whether `header` signs the handshake of a WebSocket at `url`: the `wss://…` of the TwiML, to the letter.
///
/// Some of Twilio's back ends end the path with a slash, or leave one out, before they sign; both are taken.
pub fn verify_handshake(auth_token: &Secret, url: &str, header: &str) -> bool {
    [url, &with_or_without_slash(url)]
        .into_iter()
        .fold(false, |found, spelling| found | verify(auth_token, spelling, &[], None, header))
}

/// The URL with the slash at the end of its path taken away, or put there.
fn with_or_without_slash(url: &str) -> String {
    let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    match path.strip_suffix('/') {
        Some(path) => format!("{path}{rest}"),
        None => format!("{path}/{rest}"),
    }
}

/// The signature that Twilio would send with this request: for tests and tools that play Twilio.
pub fn sign(auth_token: &Secret, url: &str, form: &[(String, String)]) -> String {
    let mut values_by_name: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        values_by_name.entry(name).or_default().insert(value);
    }

    let mut mac =
        Hmac::<Sha1>::new_from_slice(auth_token.expose().as_bytes()).expect("HMAC takes keys of any length");
    mac.update(url.as_bytes());
    for (name, values) in values_by_name {
        for value in values {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The value of `bodySHA256` for a body: for tests and tools that play Twilio.
pub fn body_sha256(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_body(body: &[u8], promised: &str) -> bool {
    constant_time_eq(body_sha256(body).as_bytes(), promised.as_bytes())
}

fn query_value<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The ways in which Twilio may have written this URL when it signed it: its back ends disagree on whether a
/// port belongs to it, and some servers undo the escaping of an apostrophe in the query.
fn spellings(url: &str) -> Vec<String> {
    let parts = UrlParts::of(url);
    let mut spellings = vec![url.to_owned(), parts.without_port(), parts.with_port()];
    for index in 0..spellings.len() {
        let spelling = &spellings[index];
        if let Some((path, query)) = spelling.split_once('?').filter(|(_, query)| query.contains('\'')) {
            spellings.push(format!("{path}?{}", query.replace('\'', "%27")));
        }
    }
    spellings
}

/// A URL cut up but not changed: every byte of it is signed, so nothing may be normalised.
struct UrlParts<'a> {
    scheme: &'a str,
    user_at: &'a str,
    host: &'a str,
    port: Option<&'a str>,
    rest: &'a str,
}

impl<'a> UrlParts<'a> {
    fn of(url: &'a str) -> Self {
        let (scheme, after_scheme) = url.split_once("://").unwrap_or(("", url));
        let authority_end = after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len());
        let (authority, rest) = after_scheme.split_at(authority_end);
        let (user_at, host_and_port) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        // An IPv6 host has colons of its own, inside its brackets.
        let colon = host_and_port.rfind(':').filter(|colon| !host_and_port[*colon..].contains(']'));
        let (host, port) = match colon {
            Some(colon) => (&host_and_port[..colon], Some(&host_and_port[colon + 1..])),
            None => (host_and_port, None),
        };
        Self { scheme, user_at, host, port, rest }
    }

    fn without_port(&self) -> String {
        format!("{}://{}{}{}", self.scheme, self.user_at, self.host, self.rest)
    }

    fn with_port(&self) -> String {
        let default_port = if matches!(self.scheme, "https" | "wss") { "443" } else { "80" };
        let port = self.port.unwrap_or(default_port);
        format!("{}://{}{}:{port}{}", self.scheme, self.user_at, self.host, self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://bolt.example/voice/inbound";

    fn token() -> Secret {
        Secret::new("12345")
    }

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_unset_token_refuses_even_a_signature_made_with_it() {
        let unset = Secret::default();
        let forged = sign(&unset, URL, &[]);
        assert!(!verify(&unset, URL, &[], None, &forged));
    }

    #[test]
    fn a_body_that_nothing_vouches_for_is_refused() {
        // The URL alone is signed with every GET; a body must not ride on such a signature.
        let header = sign(&token(), URL, &[]);
        assert!(verify(&token(), URL, &[], None, &header));
        assert!(verify(&token(), URL, &[], Some(b""), &header));
        assert!(!verify(&token(), URL, &[], Some(b"{\"book\":true}"), &header));
    }

    #[test]
    fn a_promised_body_must_be_there() {
        let url = format!("{URL}?bodySHA256={}", body_sha256(b"{}"));
        let header = sign(&token(), &url, &[]);
        assert!(verify(&token(), &url, &[], Some(b"{}"), &header));
        assert!(!verify(&token(), &url, &[], None, &header));
        assert!(!verify(&token(), &url, &[], Some(b"{ }"), &header));
    }

    #[test]
    fn the_order_of_fields_on_the_wire_does_not_matter() {
        let header = sign(&token(), URL, &form(&[("A", "1"), ("B", "2"), ("B", "1")]));
        assert!(verify(&token(), URL, &form(&[("B", "1"), ("A", "1"), ("B", "2")]), None, &header));
        assert!(!verify(&token(), URL, &form(&[("B", "2"), ("A", "1")]), None, &header));
    }

    #[test]
    fn an_empty_or_broken_header_is_refused() {
        for header in ["", "=", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "\u{fffd}"] {
            assert!(!verify(&token(), URL, &[], None, header), "{header:?}");
        }
    }

    #[test]
    fn a_url_counts_with_and_without_its_port() {
        for (seen, signed) in [
            ("https://bolt.example/v", "https://bolt.example:443/v"),
            ("https://bolt.example:443/v", "https://bolt.example/v"),
            ("https://bolt.example:8443/v", "https://bolt.example/v"),
            ("http://bolt.example/v", "http://bolt.example:80/v"),
            ("wss://bolt.example/v", "wss://bolt.example:443/v"),
            ("http://[::1]/v", "http://[::1]:80/v"),
            ("http://[::1]:8080/v", "http://[::1]/v"),
            ("https://me:secret@bolt.example/v", "https://me:secret@bolt.example:443/v"),
            ("https://bolt.example", "https://bolt.example:443"),
            ("https://bolt.example?a=b:c", "https://bolt.example:443?a=b:c"),
        ] {
            let header = sign(&token(), signed, &[]);
            assert!(verify(&token(), seen, &[], None, &header), "{seen} signed as {signed}");
        }
        let other_port = sign(&token(), "https://bolt.example:9443/v", &[]);
        assert!(!verify(&token(), "https://bolt.example:8443/v", &[], None, &other_port));
    }

    #[test]
    fn a_handshake_counts_with_and_without_the_last_slash() {
        const PLAIN: &str = "bueH7sLBnC+oqtcUZf4hX9Jxrmo=";
        const WITH_SLASH: &str = "gHTH6CLHRzcmYAEGR0qa6YgM6mY=";
        for (url, header, holds) in [
            ("wss://mycompany.com/relay", PLAIN, true),
            ("wss://mycompany.com/relay", WITH_SLASH, true),
            ("wss://mycompany.com/relay/", PLAIN, true),
            ("wss://mycompany.com/relay/", WITH_SLASH, true),
            ("wss://mycompany.com:443/relay", PLAIN, true),
            ("https://mycompany.com/relay", PLAIN, false),
            ("wss://mycompany.com/relay2", PLAIN, false),
            ("wss://mycompany.com/relay//", PLAIN, false),
            ("wss://mycompany.com/relay", "", false),
        ] {
            assert_eq!(verify_handshake(&token(), url, header), holds, "{url} signed as {header}");
        }
        let with_query = sign(&token(), "wss://mycompany.com/relay/?a=1/", &[]);
        assert!(verify_handshake(&token(), "wss://mycompany.com/relay?a=1/", &with_query));
    }

    #[test]
    fn an_unset_token_lets_no_socket_in() {
        let forged = sign(&Secret::default(), "wss://mycompany.com/relay", &[]);
        assert!(!verify_handshake(&Secret::default(), "wss://mycompany.com/relay", &forged));
    }

    proptest::proptest! {
        #[test]
        fn any_request_is_judged_without_a_panic(url in "\\PC{0,60}", header in "\\PC{0,40}") {
            proptest::prop_assert!(!verify(&token(), &url, &[], None, &header));
            proptest::prop_assert!(!verify_handshake(&token(), &url, &header));
        }
    }
}
