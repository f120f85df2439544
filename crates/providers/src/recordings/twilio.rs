//! Recordings through Twilio's Recordings resource: <https://www.twilio.com/docs/voice/api/recording>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;

use super::{CallRecordings, RecordingsError};
use crate::{
    http::{self, SetupError},
    secret::Secret,
    telephony::ProviderId,
};

/// How long Twilio may take for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// The recording that goes on, whichever it is.
const CURRENT: &str = "Twilio.CURRENT";

/// The call is over: <https://www.twilio.com/docs/api/errors/21220>.
const CALL_IS_OVER: u32 = 21220;

/// What is needed to ask Twilio.
#[derive(Debug, Clone)]
pub struct TwilioRecordingsConfig {
    /// The account: `AC…`.
    pub account_sid: String,
    /// Its token.
    pub auth_token: Secret,
    /// Twilio's address, `https://api.twilio.com` but for tests.
    pub base_url: String,
}

/// Stops and deletes recordings at Twilio.
#[derive(Debug)]
pub struct TwilioRecordings {
    client: reqwest::Client,
    config: TwilioRecordingsConfig,
    account_url: String,
}

impl TwilioRecordings {
    /// A client for one account.
    pub fn new(config: TwilioRecordingsConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the Twilio base URL", &config.base_url)?;
        let is_plain = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_plain(&config.account_sid) {
            let problem = "must be letters and digits";
            return Err(SetupError::Setting { setting: "the Twilio account SID", problem });
        }
        if config.auth_token.is_empty() {
            return Err(SetupError::Setting { setting: "the Twilio auth token", problem: "is not set" });
        }
        let account_url = format!("{base_url}/2010-04-01/Accounts/{}", config.account_sid);
        Ok(Self { client: http::client(ANSWER_WITHIN)?, config, account_url })
    }

    /// The answer, where it is one of success; nothing where what was asked about is not there.
    async fn ask(&self, request: RequestBuilder) -> Result<Option<Response>, RecordingsError> {
        let request = request.basic_auth(&self.config.account_sid, Some(self.config.auth_token.expose()));
        let answer = request.send().await.map_err(|error| not_done(http::describe(&error)))?;
        match answer.status() {
            status if status.is_success() => Ok(Some(answer)),
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::TOO_MANY_REQUESTS => {
                Err(RecordingsError::RateLimited { retry_after: http::retry_after(&answer) })
            }
            status => match answer.json::<Problem>().await {
                Ok(Problem { code: CALL_IS_OVER }) => Ok(None),
                Ok(Problem { code }) => {
                    Err(not_done(format!("Twilio's error {code} (HTTP {})", status.as_u16())))
                }
                Err(_) => Err(not_done(format!("HTTP {}", status.as_u16()))),
            },
        }
    }
}

#[async_trait]
impl CallRecordings for TwilioRecordings {
    async fn stop(&self, call: &ProviderId) -> Result<Option<ProviderId>, RecordingsError> {
        let url = format!("{}/Calls/{call}/Recordings/{CURRENT}.json", self.account_url);
        let Some(answer) = self.ask(self.client.post(url).form(&[("Status", "stopped")])).await? else {
            return Ok(None);
        };
        // It is stopped, whatever can be read of it.
        let stopped = answer.json::<Stopped>().await.ok();
        Ok(stopped.and_then(|stopped| ProviderId::parse(&stopped.sid)))
    }

    async fn delete(&self, recording: &ProviderId) -> Result<(), RecordingsError> {
        let url = format!("{}/Recordings/{recording}.json", self.account_url);
        self.ask(self.client.delete(url)).await.map(|_| ())
    }
}

#[derive(Deserialize)]
struct Stopped {
    sid: String,
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

fn not_done(reason: String) -> RecordingsError {
    RecordingsError::NotDone { reason }
}
