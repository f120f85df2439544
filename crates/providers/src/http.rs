//! What all vendors' clients have in common.

use std::{error::Error, time::Duration};

use reqwest::header::{HeaderValue, RETRY_AFTER};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// How long a vendor's address may take to accept a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Why a vendor's client cannot be made from its settings.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A setting makes no sense.
    #[error("{setting} {problem}")]
    Setting {
        /// Which one, in words that the configuration uses.
        setting: &'static str,
        /// What is wrong with it; never the value.
        problem: &'static str,
    },
    /// The machine offers no way to speak HTTPS.
    #[error("cannot speak HTTPS on this machine; are root certificates (ca-certificates) installed?")]
    Https(#[source] reqwest::Error),
    /// The machine offers no way to speak TLS, which a WebSocket needs.
    #[error("cannot speak TLS on this machine; are root certificates (ca-certificates) installed?")]
    Tls(#[source] rustls::Error),
}

/// A client for one vendor: it waits for an answer only so long, and follows no redirect, since that would carry
/// the vendor's key and the request's content to an address that nobody configured.
pub(crate) fn client(answer_within: Duration) -> Result<reqwest::Client, SetupError> {
    builder(answer_within).build().map_err(SetupError::Https)
}

/// The same client, for whoever wants more of it.
pub(crate) fn builder(answer_within: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_WITHIN)
        .timeout(answer_within)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("bolt/", env!("CARGO_PKG_VERSION")))
}

/// A base URL without the slash at its end, so that paths can be put after it.
pub(crate) fn base_url(setting: &'static str, url: &str) -> Result<String, SetupError> {
    match reqwest::Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") && parsed.query().is_none() => {
            Ok(url.trim_end_matches('/').to_owned())
        }
        _ => {
            Err(SetupError::Setting { setting, problem: "must be an http or https address without a query" })
        }
    }
}

/// A header that carries a key, after a word such as `Bearer `. Its debug form is hidden.
pub(crate) fn key_header(setting: &'static str, key: &Secret, word: &str) -> Result<HeaderValue, SetupError> {
    if key.is_empty() {
        return Err(SetupError::Setting { setting, problem: "is not set" });
    }
    if !key.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SetupError::Setting { setting, problem: "must be visible ASCII" });
    }
    let written = Zeroizing::new(format!("{word}{}", key.expose()));
    let mut header = HeaderValue::from_str(&written).expect("visible ASCII may stand in a header");
    header.set_sensitive(true);
    Ok(header)
}

/// How long a vendor asks us to stay away, where it says so in seconds.
pub(crate) fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// What went wrong on the way: without the address, which may hold a caller's number, and without any of the
/// answer's content.
pub(crate) fn describe(error: &reqwest::Error) -> String {
    if error.is_decode() {
        return "an answer that cannot be read".to_owned();
    }
    if error.is_timeout() && !error.is_connect() {
        return "no answer in time".to_owned();
    }
    let what = if error.is_connect() { "no connection" } else { "the connection broke" };
    // The innermost cause is the one to act on: a name that is not known, a certificate that is not trusted.
    match std::iter::successors(error.source(), |&cause| cause.source()).last() {
        Some(cause) => format!("{what} ({cause})"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_an_address_to_which_paths_can_be_added() {
        assert_eq!(base_url("the base URL", "https://api.example/v1//").unwrap(), "https://api.example/v1");
        for bad in ["", "api.example", "ftp://api.example", "https://api.example/?a=1"] {
            let error = base_url("the base URL", bad).unwrap_err();
            assert_eq!(error.to_string(), "the base URL must be an http or https address without a query");
        }
    }
}
