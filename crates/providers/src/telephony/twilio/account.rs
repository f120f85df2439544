//! One account at Twilio, and how every client of it asks: where it is, who asks, how long an answer may take, and what is
//! made of an answer that is no success. The clients only say what that means for what they were asked.

use std::{fmt, sync::Arc, time::Duration};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder, Response};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    http::{self, SetupError},
    secret::Secret,
    telephony::{ProviderId, Subaccount},
};

/// No answer of Twilio's takes longer; most clients wait less.
const LONGEST: Duration = Duration::from_secs(30);

/// An account at Twilio. Cheap to clone: all clients of it share their connections.
#[derive(Clone)]
pub struct TwilioAccount(Arc<Parts>);

struct Parts {
    client: reqwest::Client,
    sid: String,
    token: Secret,
    hosts: TwilioHosts,
}

/// Where Twilio's interfaces are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwilioHosts {
    /// Calls, messages, numbers.
    pub api: String,
    /// Messaging services and the registration of numbers for text messages.
    pub messaging: String,
    /// Prices of numbers.
    pub pricing: String,
}

impl TwilioHosts {
    /// The addresses that go with this one of the API. Another one than Twilio's own is a mock, which has everything in one
    /// place: the token must not go to Twilio from there.
    pub fn beside(api: &str) -> Self {
        let is_twilio = api.trim_end_matches('/') == TwilioAccount::BASE_URL;
        let host = |name: &str| {
            if is_twilio { format!("https://{name}.twilio.com") } else { api.to_owned() }
        };
        Self { api: api.to_owned(), messaging: host("messaging"), pricing: host("pricing") }
    }
}

impl TwilioAccount {
    /// Twilio's own address.
    pub const BASE_URL: &str = "https://api.twilio.com";

    /// An account by its sid (`AC…`) and token.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(sid: &str, token: &Secret, hosts: &TwilioHosts) -> Result<Self, SetupError> {
        if !is_plain(sid) {
            let problem = "must be letters and digits";
            return Err(SetupError::Setting { setting: "the Twilio account SID", problem });
        }
        if token.is_empty() {
            return Err(SetupError::Setting { setting: "the Twilio auth token", problem: "is not set" });
        }
        Ok(Self(Arc::new(Parts {
            client: http::client(LONGEST)?,
            sid: sid.to_owned(),
            token: token.clone(),
            hosts: TwilioHosts {
                api: http::base_url("the Twilio base URL", &hosts.api)?,
                messaging: http::base_url("the Twilio messaging URL", &hosts.messaging)?,
                pricing: http::base_url("the Twilio pricing URL", &hosts.pricing)?,
            },
        })))
    }

    /// A request about something of the account, or of one of its subaccounts: our own token opens both.
    pub(crate) fn request(&self, method: Method, of: Option<&ProviderId>, path: &str) -> RequestBuilder {
        let account = of.map_or(self.0.sid.as_str(), ProviderId::as_str);
        self.at(method, &format!("/2010-04-01/Accounts/{account}/{path}"))
    }

    /// A request for a path that Twilio has named, or that belongs to no account.
    pub(crate) fn at(&self, method: Method, path: &str) -> RequestBuilder {
        self.signed(self.0.client.request(method, format!("{}{path}", self.0.hosts.api)))
    }

    /// A request to the messaging interface, whose addresses name no account: there, a subaccount speaks for itself.
    pub(crate) fn messaging(&self, method: Method, of: Option<&Subaccount>, path: &str) -> RequestBuilder {
        let request = self.0.client.request(method, format!("{}/v1/{path}", self.0.hosts.messaging));
        match of {
            Some(account) => request.basic_auth(account.id.as_str(), Some(account.token.expose())),
            None => self.signed(request),
        }
    }

    /// A question about prices.
    pub(crate) fn pricing(&self, path: &str) -> RequestBuilder {
        self.signed(self.0.client.get(format!("{}/v1/{path}", self.0.hosts.pricing)))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.0.sid, Some(self.0.token.expose()))
    }
}

impl fmt::Debug for TwilioAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioAccount").field("sid", &self.0.sid).finish_non_exhaustive()
    }
}

/// An answer that is no success. None of these has Twilio's own sentence, which repeats numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It never left us, so nothing has come of it.
    NotSent(String),
    /// It left, and no answer came: it may have been done.
    Lost(String),
    /// Too often.
    RateLimited(Option<Duration>),
    /// Something is wrong at Twilio: it may have been done.
    Server(u16),
    /// Not done, and this is why: the HTTP status, and Twilio's number for it where the answer is Twilio's.
    Refused { status: u16, code: Option<u32> },
}

impl Failure {
    /// There is no such thing, not any more, or not in our account.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(seen) | Self::Lost(seen) => f.write_str(seen),
            Self::RateLimited(_) => f.write_str("Twilio takes no more requests at the moment"),
            Self::Server(status) => write!(f, "an error at Twilio (HTTP {status})"),
            Self::Refused { status, code: Some(code) } => {
                write!(f, "Twilio's error {code} (HTTP {status}), see twilio.com/docs/api/errors/{code}")
            }
            Self::Refused { status, code: None } => {
                write!(f, "an answer that is not Twilio's (HTTP {status})")
            }
        }
    }
}

/// Asks, and hands out an answer of success.
pub(crate) async fn ask(request: RequestBuilder, answer_within: Duration) -> Result<Response, Failure> {
    let answer = request.timeout(answer_within).send().await.map_err(|error| {
        let seen = http::describe(&error);
        if error.is_connect() || error.is_builder() { Failure::NotSent(seen) } else { Failure::Lost(seen) }
    })?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    if status.as_u16() == 429 {
        return Err(Failure::RateLimited(http::retry_after(&answer)));
    }
    if status.is_server_error() {
        return Err(Failure::Server(status.as_u16()));
    }
    let code = answer.json::<Problem>().await.ok().map(|problem| problem.code);
    Err(Failure::Refused { status: status.as_u16(), code })
}

/// The same, and reads it.
pub(crate) async fn read<T: DeserializeOwned>(
    request: RequestBuilder,
    answer_within: Duration,
) -> Result<T, Failure> {
    let answer = ask(request, answer_within).await?;
    answer.json().await.map_err(|error| Failure::Lost(http::describe(&error)))
}

#[derive(Deserialize)]
struct Problem {
    code: u32,
}

/// A path with a query. Blanks are written as `%20`: a plus stands for one in forms only.
pub(crate) fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    let encode = |text| utf8_percent_encode(text, KEPT);
    let pairs: Vec<_> =
        query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// Whether an id can stand in a path as it is. Whether it is anybody's is for Twilio to say.
pub(crate) fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
