//! Recordings and prices of calls at Twilio: <https://www.twilio.com/docs/voice/api/recording> and
//! <https://www.twilio.com/docs/voice/api/call-resource>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;

use crate::{
    http::{self, SetupError},
    secret::Secret,
    speech::{Audio, AudioFormat},
    telephony::{ArchiveError, CallArchive, LARGEST_RECORDING, ProviderId},
};

/// How long a whole recording may take: below the lease of whoever fetches it.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What is needed to ask Twilio.
#[derive(Debug, Clone)]
pub struct TwilioArchiveConfig {
    /// The account: `AC…`.
    pub account_sid: String,
    /// Its token.
    pub auth_token: Secret,
    /// Twilio's address, `https://api.twilio.com` but for tests.
    pub base_url: String,
}

/// Asks Twilio for what it keeps of calls. Addresses are made of ids and our own account, never taken from a webhook: the
/// token goes to Twilio alone.
#[derive(Debug)]
pub struct TwilioArchive {
    client: reqwest::Client,
    config: TwilioArchiveConfig,
    base_url: String,
}

impl TwilioArchive {
    /// A client for one account.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(config: TwilioArchiveConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the Twilio base URL", &config.base_url)?;
        let is_plain = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_plain(&config.account_sid) {
            let problem = "must be letters and digits";
            return Err(SetupError::Setting { setting: "the Twilio account SID", problem });
        }
        if config.auth_token.is_empty() {
            return Err(SetupError::Setting { setting: "the Twilio auth token", problem: "is not set" });
        }
        Ok(Self { client: http::client(ANSWER_WITHIN)?, config, base_url })
    }

    fn url(&self, resource: &str, id: &ProviderId, kind: &str) -> String {
        let (base_url, account) = (&self.base_url, &self.config.account_sid);
        format!("{base_url}/2010-04-01/Accounts/{account}/{resource}/{id}.{kind}")
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Response, ArchiveError> {
        let request = request.basic_auth(&self.config.account_sid, Some(self.config.auth_token.expose()));
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            StatusCode::NOT_FOUND => Err(ArchiveError::Missing),
            StatusCode::TOO_MANY_REQUESTS => {
                Err(ArchiveError::RateLimited { retry_after: http::retry_after(&answer) })
            }
            status if status.is_server_error() => Err(ArchiveError::Unreachable {
                reason: format!("an error at Twilio (HTTP {})", status.as_u16()),
            }),
            status => Err(ArchiveError::Refused { status: status.as_u16() }),
        }
    }
}

#[async_trait]
impl CallArchive for TwilioArchive {
    async fn recording(&self, id: &ProviderId) -> Result<Audio, ArchiveError> {
        let mut answer = self.ask(self.client.get(self.url("Recordings", id, "mp3"))).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| unreachable(&error))? {
            if bytes.len() + chunk.len() > LARGEST_RECORDING {
                return Err(ArchiveError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        if !is_mp3(&bytes) {
            return Err(ArchiveError::Nonsense { problem: "it is no MP3" });
        }
        Ok(Audio { bytes, format: AudioFormat::Mp3 })
    }

    async fn price_micros(&self, call: &ProviderId) -> Result<Option<i64>, ArchiveError> {
        let answer = self.ask(self.client.get(self.url("Calls", call, "json"))).await?;
        let call: Call =
            answer.json().await.map_err(|_| ArchiveError::Nonsense { problem: "it is no call" })?;
        let is_in_dollars = call.price_unit.is_none_or(|unit| unit.eq_ignore_ascii_case("USD"));
        let Some(price) = call.price.filter(|_| is_in_dollars) else { return Ok(None) };
        let price: f64 =
            price.parse().map_err(|_| ArchiveError::Nonsense { problem: "its price is no number" })?;
        // What is owed has a minus in front.
        Ok(Some((price.abs() * 1_000_000.0).round() as i64))
    }

    fn tells_prices(&self) -> bool {
        true
    }
}

#[derive(Deserialize)]
struct Call {
    price: Option<String>,
    price_unit: Option<String>,
}

/// An ID3 tag, or the eleven set bits with which a frame begins.
fn is_mp3(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ID3") || matches!(bytes, [0xFF, second, ..] if second & 0xE0 == 0xE0)
}

fn unreachable(error: &reqwest::Error) -> ArchiveError {
    ArchiveError::Unreachable { reason: http::describe(error) }
}
