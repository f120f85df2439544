//! Telephone numbers from Twilio: <https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{
    http::{self, SetupError},
    phone::PhoneNumber,
    secret::Secret,
    telephony::{NumberError, NumberOrder, Numbers},
};

/// How long Twilio may take for one answer. A number takes up to four of them, and whoever waits for it has 40 seconds.
const ANSWER_WITHIN: Duration = Duration::from_secs(9);

/// The longest label that Twilio keeps.
const LONGEST_LABEL: usize = 64;

/// Gets numbers from Twilio.
#[derive(Debug)]
pub struct TwilioNumbers {
    client: reqwest::Client,
    account_sid: String,
    auth_token: Secret,
    base_url: String,
}

impl TwilioNumbers {
    /// A client for one account, at Twilio's address, [`TwilioSmsConfig::BASE_URL`](crate::sms::TwilioSmsConfig::BASE_URL) but
    /// for tests.
    pub fn new(account_sid: &str, auth_token: &Secret, base_url: &str) -> Result<Self, SetupError> {
        if account_sid.is_empty() || !account_sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let problem = "must be letters and digits";
            return Err(SetupError::Setting { setting: "the Twilio account SID", problem });
        }
        if auth_token.is_empty() {
            return Err(SetupError::Setting { setting: "the Twilio auth token", problem: "is not set" });
        }
        Ok(Self {
            client: http::client(ANSWER_WITHIN)?,
            account_sid: account_sid.to_owned(),
            auth_token: auth_token.clone(),
            base_url: http::base_url("the Twilio base URL", base_url)?,
        })
    }

    fn url(&self, path: &str) -> String {
        format!("{}/2010-04-01/Accounts/{}/{path}.json", self.base_url, self.account_sid)
    }

    /// Asks what changes nothing; nothing where Twilio has nothing of the kind.
    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<Option<T>, NumberError> {
        let request = request.basic_auth(&self.account_sid, Some(self.auth_token.expose()));
        let answer = request.send().await.map_err(|error| unreachable(http::describe(&error)))?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => {
                answer.json().await.map(Some).map_err(|error| unreachable(http::describe(&error)))
            }
            status => Err(unreachable(format!("Twilio could not be asked (HTTP {})", status.as_u16()))),
        }
    }

    /// A number of the country that speaks and writes, near the one that was named or anywhere.
    async fn available(&self, order: &NumberOrder) -> Result<Option<String>, NumberError> {
        let country = order.country.to_ascii_uppercase();
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(None);
        }
        // Only in North America does a number say by its form where it is from.
        let near = order.near.as_ref().and_then(|near| near.as_str().strip_prefix("+1")?.get(..3));
        let near = near.filter(|_| matches!(country.as_str(), "US" | "CA"));
        let near = near.map(|area| ("Local", Some(area)));
        for (kind, area) in near.into_iter().chain([("Local", None), ("Mobile", None)]) {
            let mut query = vec![("VoiceEnabled", "true"), ("SmsEnabled", "true"), ("PageSize", "1")];
            query.extend(area.map(|area| ("AreaCode", area)));
            let path = format!("AvailablePhoneNumbers/{country}/{kind}");
            let found: Option<Available> = self.ask(self.client.get(self.url(&path)).query(&query)).await?;
            let first = found.and_then(|found| found.available_phone_numbers.into_iter().next());
            if let Some(first) = first {
                return Ok(Some(first.phone_number));
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl Numbers for TwilioNumbers {
    async fn find(&self, label: &str) -> Result<Option<PhoneNumber>, NumberError> {
        let label = shortened(label);
        let query = [("FriendlyName", label.as_str()), ("PageSize", "20")];
        let found: Option<Incoming> =
            self.ask(self.client.get(self.url("IncomingPhoneNumbers")).query(&query)).await?;
        let all = found.map(|found| found.incoming_phone_numbers).unwrap_or_default();
        let ours = all.into_iter().find(|one| one.friendly_name.as_deref() == Some(label.as_str()));
        ours.map(|ours| number(&ours.phone_number)).transpose()
    }

    async fn buy(&self, order: &NumberOrder) -> Result<PhoneNumber, NumberError> {
        let Some(available) = self.available(order).await? else {
            return Err(NumberError::NoneThere { country: order.country.clone() });
        };
        let form = [
            ("PhoneNumber", available),
            ("FriendlyName", shortened(&order.label)),
            ("VoiceUrl", order.voice_url.clone()),
            ("VoiceMethod", "POST".to_owned()),
            ("VoiceFallbackUrl", order.voice_fallback_url.clone()),
            ("VoiceFallbackMethod", "POST".to_owned()),
            ("StatusCallback", order.voice_status_url.clone()),
            ("StatusCallbackMethod", "POST".to_owned()),
            ("SmsUrl", order.sms_url.clone()),
            ("SmsMethod", "POST".to_owned()),
        ];
        let request = self.client.post(self.url("IncomingPhoneNumbers")).form(&form);
        let request = request.basic_auth(&self.account_sid, Some(self.auth_token.expose()));
        let answer = request.send().await.map_err(|error| {
            let seen = http::describe(&error);
            // What never left us has bought nothing; anything later may have.
            if error.is_connect() || error.is_builder() { unreachable(seen) } else { unknown(seen) }
        })?;
        let status = answer.status();
        if status.is_success() {
            let bought: Number = answer.json().await.map_err(|error| unknown(http::describe(&error)))?;
            return number(&bought.phone_number);
        }
        if status.is_server_error() {
            return Err(unknown(format!("an error at Twilio (HTTP {})", status.as_u16())));
        }
        // Twilio's own sentence is left out: it repeats the number.
        match answer.json::<Problem>().await.ok().map(|problem| problem.code) {
            // Somebody else was quicker, or our account is not accepted just now.
            Some(code @ (21422 | 20003 | 20005 | 20006 | 20008 | 20429)) => {
                Err(unreachable(format!("Twilio did not sell it (error {code})")))
            }
            Some(code) => {
                Err(NumberError::Refused { reason: format!("error {code}, see twilio.com/docs/api/errors") })
            }
            None => Err(unreachable(format!("an answer that is not Twilio's (HTTP {})", status.as_u16()))),
        }
    }
}

#[derive(Deserialize)]
struct Available {
    available_phone_numbers: Vec<Number>,
}

#[derive(Deserialize)]
struct Incoming {
    incoming_phone_numbers: Vec<Number>,
}

#[derive(Deserialize)]
struct Number {
    phone_number: String,
    friendly_name: Option<String>,
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

fn number(text: &str) -> Result<PhoneNumber, NumberError> {
    PhoneNumber::from_e164(text).map_err(|error| unknown(format!("Twilio names no number: {error}")))
}

fn shortened(label: &str) -> String {
    label.chars().take(LONGEST_LABEL).collect()
}

fn unreachable(reason: String) -> NumberError {
    NumberError::Unreachable { reason }
}

fn unknown(reason: String) -> NumberError {
    NumberError::Unknown { reason }
}
