//! Text messages through Twilio's Messages resource: <https://www.twilio.com/docs/messaging/api/message-resource>.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::Method;
use serde::Deserialize;

use super::{OutgoingSms, SentSms, Sms, SmsError, SmsPrice, SmsStatus, meaning};
use crate::{
    http::SetupError,
    phone::PhoneNumber,
    telephony::{
        ProviderId,
        twilio::{
            TwilioAccount,
            account::{Failure, is_plain, read},
            webhook::sms_status,
        },
    },
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
    account: TwilioAccount,
    /// Who sends what names no sender itself.
    sender: Option<Sender>,
}

impl TwilioSms {
    /// A client of this account; `sender` sends what names no sender itself.
    ///
    /// # Errors
    /// When the sender is none.
    pub fn new(account: TwilioAccount, sender: Option<Sender>) -> Result<Self, SetupError> {
        if let Some(Sender::MessagingService(sid)) = &sender
            && !is_plain(sid)
        {
            let problem = "must be letters and digits";
            return Err(SetupError::Setting { setting: "the Twilio messaging service SID", problem });
        }
        Ok(Self { account, sender })
    }

    fn form<'a>(&'a self, message: &'a OutgoingSms) -> Result<Vec<(&'static str, &'a str)>, SmsError> {
        let sender = match (&message.from, &self.sender) {
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
}

#[async_trait]
impl Sms for TwilioSms {
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError> {
        let request = self.account.request(Method::POST, message.account.as_ref(), "Messages.json");
        let request = request.form(&self.form(message)?);
        let created: Message = read(request, ANSWER_WITHIN).await.map_err(refusal)?;
        created.sent().ok_or_else(|| unknown(UNREADABLE))
    }

    /// Asks for all messages to the number, not only for those since then: Twilio's filter looks at the day a
    /// message was passed on, and one that is still queued has none.
    async fn find_sent(
        &self,
        of: Option<&ProviderId>,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        let since = since.saturating_sub(CLOCKS_DIFFER_BY).unwrap_or(Timestamp::MIN);
        let page_size = PAGE_SIZE.to_string();
        let mut request = self
            .account
            .request(Method::GET, of, "Messages.json")
            .query(&[("To", to.as_str()), ("PageSize", &page_size)]);

        for _ in 0..PAGES {
            let page = read::<Page>(request, ANSWER_WITHIN).await.map_err(unread)?;
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
                    request = self.account.at(Method::GET, &path);
                }
                _ => return Ok(None),
            }
        }
        Err(unknown("there are too many messages to this number to look through"))
    }

    async fn find(&self, of: Option<&ProviderId>, id: &ProviderId) -> Result<Option<SentSms>, SmsError> {
        if !is_plain(id.as_str()) {
            return Ok(None);
        }
        let request = self.account.request(Method::GET, of, &format!("Messages/{id}.json"));
        match read::<Message>(request, ANSWER_WITHIN).await {
            Ok(message) => message.sent().map(Some).ok_or_else(|| unknown(UNREADABLE)),
            Err(failure) if failure.is_missing() => Ok(None),
            Err(failure) => Err(unread(failure)),
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

/// What a failure says about a message that was to be sent.
fn refusal(failure: Failure) -> SmsError {
    match failure {
        // What never left us cannot have been sent; anything later can.
        Failure::NotSent(_) => not_sent(&failure.to_string()),
        Failure::Lost(_) | Failure::Server(_) => unknown(&failure.to_string()),
        Failure::RateLimited(retry_after) => SmsError::RateLimited { retry_after },
        Failure::Refused { code: Some(21611), .. } => SmsError::RateLimited { retry_after: None },
        Failure::Refused { code: Some(code), .. } if is_our_accounts_fault(code) => {
            not_sent(&format!("Twilio does not accept our account (error {code})"))
        }
        Failure::Refused { code: Some(code), .. } => {
            SmsError::Refused { code, message: meaning(code).to_owned() }
        }
        Failure::Refused { code: None, .. } => not_sent(&failure.to_string()),
    }
}

/// What a failure says about messages that were asked for: nothing, whatever it is.
fn unread(failure: Failure) -> SmsError {
    match failure {
        Failure::RateLimited(retry_after) => SmsError::RateLimited { retry_after },
        failure => unknown(&format!("the messages could not be read: {failure}")),
    }
}

/// Wrong token, closed account, unknown account, out of money: mended at the account, not at the message.
fn is_our_accounts_fault(code: u32) -> bool {
    matches!(code, 20003 | 20005 | 20006 | 20008 | 20404 | 30002)
}

fn not_sent(reason: &str) -> SmsError {
    SmsError::Unreachable { reason: reason.to_owned() }
}

fn unknown(reason: &str) -> SmsError {
    SmsError::Unknown { reason: reason.to_owned() }
}
