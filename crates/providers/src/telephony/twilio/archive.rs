//! Recordings and prices of calls at Twilio: <https://www.twilio.com/docs/voice/api/recording> and
//! <https://www.twilio.com/docs/voice/api/call-resource>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use serde::Deserialize;

use super::account::{Failure, TwilioAccount, ask};
use crate::{
    http,
    speech::{Audio, AudioFormat},
    telephony::{ArchiveError, CallArchive, LARGEST_RECORDING, ProviderId},
};

/// How long a whole recording may take: below the lease of whoever fetches it.
const SOUND_WITHIN: Duration = Duration::from_secs(30);

/// How long anything else may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// The recording that goes on, whichever it is.
const CURRENT: &str = "Twilio.CURRENT";

/// The call is over: <https://www.twilio.com/docs/api/errors/21220>.
const CALL_IS_OVER: u32 = 21220;

/// Asks Twilio for what it keeps of calls. Addresses are made of ids and our own account, never taken from a webhook: the
/// token goes to Twilio alone.
#[derive(Debug)]
pub struct TwilioArchive {
    account: TwilioAccount,
}

impl TwilioArchive {
    /// A client of this account.
    pub fn new(account: TwilioAccount) -> Self {
        Self { account }
    }
}

#[async_trait]
impl CallArchive for TwilioArchive {
    async fn recording(&self, of: Option<&ProviderId>, id: &ProviderId) -> Result<Audio, ArchiveError> {
        let request = self.account.request(Method::GET, of, &format!("Recordings/{id}.mp3"));
        let mut answer = ask(request, SOUND_WITHIN).await?;
        let mut bytes = Vec::new();
        let broke_off = |error| ArchiveError::Unreachable { reason: http::describe(&error) };
        while let Some(chunk) = answer.chunk().await.map_err(broke_off)? {
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

    async fn stop_recording(
        &self,
        of: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<ProviderId>, ArchiveError> {
        let path = format!("Calls/{call}/Recordings/{CURRENT}.json");
        let request = self.account.request(Method::POST, of, &path).form(&[("Status", "stopped")]);
        match ask(request, ANSWER_WITHIN).await {
            // It is stopped, whatever can be read of it.
            Ok(answer) => {
                let stopped = answer.json::<Stopped>().await.ok();
                Ok(stopped.and_then(|stopped| ProviderId::parse(&stopped.sid)))
            }
            Err(failure) if is_done_already(&failure) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn delete_recording(&self, of: Option<&ProviderId>, id: &ProviderId) -> Result<(), ArchiveError> {
        let request = self.account.request(Method::DELETE, of, &format!("Recordings/{id}.json"));
        match ask(request, ANSWER_WITHIN).await {
            Ok(_) => Ok(()),
            Err(failure) if is_done_already(&failure) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn price_micros(
        &self,
        of: Option<&ProviderId>,
        call: &ProviderId,
    ) -> Result<Option<i64>, ArchiveError> {
        let request = self.account.request(Method::GET, of, &format!("Calls/{call}.json"));
        let answer = ask(request, ANSWER_WITHIN).await?;
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

/// There is nothing any more to stop or to delete.
fn is_done_already(failure: &Failure) -> bool {
    failure.is_missing() || matches!(failure, Failure::Refused { code: Some(CALL_IS_OVER), .. })
}

impl From<Failure> for ArchiveError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::RateLimited(retry_after) => Self::RateLimited { retry_after },
            Failure::Refused { status: 404, .. } => Self::Missing,
            Failure::Refused { status, .. } => Self::Refused { status },
            Failure::NotSent(_) | Failure::Lost(_) | Failure::Server(_) => {
                Self::Unreachable { reason: failure.to_string() }
            }
        }
    }
}

#[derive(Deserialize)]
struct Stopped {
    sid: String,
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
