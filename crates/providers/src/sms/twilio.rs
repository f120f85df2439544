//! Text messages through Twilio's Messages resource: <https://www.twilio.com/docs/messaging/api/message-resource>.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{Response, StatusCode};
use serde::Deserialize;

use super::{OutgoingSms, SentSms, Sms, SmsError, SmsPrice, SmsStatus, meaning};
use crate::{
    http::{self, SetupError},
    phone::PhoneNumber,
    secret::Secret,
    telephony::{ProviderId, twilio::webhook::sms_status},
};

/// How long Twilio may take for an answer. Longer than it ever takes: giving up early leaves a message of which
/// nobody knows whether it was sent.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// How far Twilio's clock, which shows whole seconds, may be behind ours.
const CLOCKS_DIFFER_BY: SignedDuration = SignedDuration::from_secs(60);
/// How many messages to one number are looked through: pages and their size.
const PAGES: usize = 5;
const PAGE_SIZE: usize = 200;
/// What Twilio puts in front of the words as long as the account is a trial.
const TRIAL_PREFIX: &str = "Sent from your Twilio trial account - ";
/// Words for an answer that is none.
const UNREADABLE: &str = "an answer that cannot be read";

/// What is needed to send through Twilio.
#[derive(Debug, Clone)]
pub struct TwilioSmsConfig {
    /// The account: `AC…`.
    pub account_sid: String,
    /// Its token.
    pub auth_token: Secret,
    /// Twilio's address, [`TwilioSmsConfig::BASE_URL`] but for tests.
    pub base_url: String,
    /// Who sends what names no sender itself.
    pub sender: Option<Sender>,
}

impl TwilioSmsConfig {
    /// Twilio's own address.
    pub const BASE_URL: &str = "https://api.twilio.com";
}

/// Who a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// One of our numbers.
    Number(PhoneNumber),
    /// A messaging service (`MG…`), which chooses one of its numbers.
    MessagingService(String),
}

/// Sends text messages through Twilio.
#[derive(Debug)]
pub struct TwilioSms {
    client: reqwest::Client,
    config: TwilioSmsConfig,
    base_url: String,
}

impl TwilioSms {
    /// A client for one account.
    pub fn new(config: TwilioSmsConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the Twilio base URL", &config.base_url)?;
        let problem = "must be letters and digits";
        if !is_plain(&config.account_sid) {
            return Err(SetupError::Setting { setting: "the Twilio account SID", problem });
        }
        if config.auth_token.is_empty() {
            return Err(SetupError::Setting { setting: "the Twilio auth token", problem: "is not set" });
        }
        if let Some(Sender::MessagingService(sid)) = &config.sender
            && !is_plain(sid)
        {
            return Err(SetupError::Setting { setting: "the Twilio messaging service SID", problem });
        }
        Ok(Self { client: http::client(ANSWER_WITHIN)?, config, base_url })
    }

    fn messages_path(&self) -> String {
        format!("/2010-04-01/Accounts/{}/Messages.json", self.config.account_sid)
    }

    fn authorised(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.basic_auth(&self.config.account_sid, Some(self.config.auth_token.expose()))
    }

    fn form<'a>(&'a self, message: &'a OutgoingSms) -> Result<Vec<(&'static str, &'a str)>, SmsError> {
        let sender = match (&message.from, &self.config.sender) {
            (Some(number), _) | (None, Some(Sender::Number(number))) => ("From", number.as_str()),
            (None, Some(Sender::MessagingService(sid))) => ("MessagingServiceSid", sid.as_str()),
            (None, None) => return Err(not_sent("no sender is configured")),
        };
        let mut form = vec![("To", message.to.as_str()), sender, ("Body", message.body.as_str())];
        if let Some(url) = &message.status_url {
            form.push(("StatusCallback", url));
        }
        Ok(form)
    }

    async fn page(&self, request: reqwest::RequestBuilder) -> Result<Page, SmsError> {
        let answer =
            self.authorised(request).send().await.map_err(|error| unknown(&http::describe(&error)))?;
        match answer.status() {
            status if status.is_success() => {
                answer.json().await.map_err(|error| unknown(&http::describe(&error)))
            }
            StatusCode::TOO_MANY_REQUESTS => Err(rate_limited(&answer)),
            status => {
                Err(unknown(&format!("the list of messages could not be read (HTTP {})", status.as_u16())))
            }
        }
    }
}

#[async_trait]
impl Sms for TwilioSms {
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError> {
        let url = format!("{}{}", self.base_url, self.messages_path());
        let request = self.authorised(self.client.post(url)).form(&self.form(message)?);
        let answer = request.send().await.map_err(|error| {
            let seen = http::describe(&error);
            // What never left us cannot have been sent; anything later can.
            if error.is_connect() || error.is_builder() { not_sent(&seen) } else { unknown(&seen) }
        })?;

        if !answer.status().is_success() {
            return Err(refusal(answer).await);
        }
        let created: Message = answer.json().await.map_err(|error| unknown(&http::describe(&error)))?;
        created.sent().ok_or_else(|| unknown(UNREADABLE))
    }

    /// Asks for all messages to the number, not only for those since then: Twilio's filter looks at the day a
    /// message was passed on, and one that is still queued has none.
    async fn find_sent(
        &self,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        let since = since.saturating_sub(CLOCKS_DIFFER_BY).unwrap_or(Timestamp::MIN);
        let page_size = PAGE_SIZE.to_string();
        let mut request = self
            .client
            .get(format!("{}{}", self.base_url, self.messages_path()))
            .query(&[("To", to.as_str()), ("PageSize", &page_size)]);

        for _ in 0..PAGES {
            let page = self.page(request).await?;
            let sent = page.messages.iter().map(|message| Some((message, message.sent()?)));
            let sent: Vec<_> = sent.collect::<Option<_>>().ok_or_else(|| unknown(UNREADABLE))?;
            let found = sent
                .iter()
                .filter(|(message, sent)| sent.sent_at >= since && message.says(body))
                .max_by_key(|(_, sent)| sent.sent_at);
            if let Some((_, sent)) = found {
                return Ok(Some(sent.clone()));
            }
            // Newest come first: what follows an older one is older still.
            let is_past = sent.last().is_none_or(|(_, last)| last.sent_at < since);
            match page.next_page_uri {
                // Only a path: the token must not follow a link to another host.
                Some(path) if !is_past && path.starts_with("/2010-04-01/") => {
                    request = self.client.get(format!("{}{path}", self.base_url));
                }
                _ => return Ok(None),
            }
        }
        Err(unknown("there are too many messages to this number to look through"))
    }

    async fn find(&self, id: &ProviderId) -> Result<Option<SentSms>, SmsError> {
        if !is_plain(id.as_str()) {
            return Ok(None);
        }
        let path = format!("/2010-04-01/Accounts/{}/Messages/{}.json", self.config.account_sid, id.as_str());
        let request = self.authorised(self.client.get(format!("{}{path}", self.base_url)));
        let answer = request.send().await.map_err(|error| unknown(&http::describe(&error)))?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::TOO_MANY_REQUESTS => Err(rate_limited(&answer)),
            status if status.is_success() => {
                let message: Message =
                    answer.json().await.map_err(|error| unknown(&http::describe(&error)))?;
                message.sent().map(Some).ok_or_else(|| unknown(UNREADABLE))
            }
            status => Err(unknown(&format!("the message could not be read (HTTP {})", status.as_u16()))),
        }
    }
}

#[derive(Deserialize)]
struct Page {
    messages: Vec<Message>,
    next_page_uri: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    sid: String,
    status: String,
    body: Option<String>,
    date_created: Option<String>,
    /// `null` until it is known.
    price: Option<String>,
    price_unit: Option<String>,
}

impl Message {
    fn sent(&self) -> Option<SentSms> {
        Some(SentSms {
            id: ProviderId::parse(&self.sid)?,
            // A word that is new to us does not make the message unsent.
            status: sms_status(&self.status).unwrap_or(SmsStatus::Queued),
            sent_at: rfc2822::parse(self.date_created.as_deref()?).ok()?.timestamp(),
            price: self.price.as_deref().and_then(|price| SmsPrice::read(price, self.price_unit.as_deref()?)),
        })
    }

    fn says(&self, body: &str) -> bool {
        let said = self.body.as_deref().unwrap_or_default().trim();
        said.strip_prefix(TRIAL_PREFIX).unwrap_or(said) == body.trim()
    }
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

/// What an answer other than success says about the message.
async fn refusal(answer: Response) -> SmsError {
    let status = answer.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return rate_limited(&answer);
    }
    if status.is_server_error() {
        return unknown(&format!("an error at Twilio (HTTP {})", status.as_u16()));
    }
    // Twilio's own sentence is left out: it repeats the number.
    match answer.json::<Problem>().await {
        Ok(Problem { code: 21611 }) => SmsError::RateLimited { retry_after: None },
        Ok(Problem { code }) if is_our_accounts_fault(code) => {
            not_sent(&format!("Twilio does not accept our account (error {code})"))
        }
        Ok(Problem { code }) => SmsError::Refused { code, message: meaning(code).to_owned() },
        Err(_) => not_sent(&format!("an answer that is not Twilio's (HTTP {})", status.as_u16())),
    }
}

/// Wrong token, closed account, unknown account, out of money: mended at the account, not at the message.
fn is_our_accounts_fault(code: u32) -> bool {
    matches!(code, 20003 | 20005 | 20006 | 20008 | 20404 | 30002)
}

fn rate_limited(answer: &Response) -> SmsError {
    SmsError::RateLimited { retry_after: http::retry_after(answer) }
}

fn not_sent(reason: &str) -> SmsError {
    SmsError::Unreachable { reason: reason.to_owned() }
}

fn unknown(reason: &str) -> SmsError {
    SmsError::Unknown { reason: reason.to_owned() }
}

/// Whether an id can stand in a path as it is. Whether it is anybody's is for Twilio to say.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
