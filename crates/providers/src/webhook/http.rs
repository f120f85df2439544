//! Webhooks over HTTP.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};

use super::{
    OutgoingWebhook, PostedWebhook, WebhookError, WebhookPoster, WebhookUrlError,
    address::{self, Lookup, PublicOnly, SystemLookup},
    sign_with_each,
};
use crate::http::{self, SetupError};

/// How long one attempt may take in all.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Posts webhooks to the public internet, by HTTPS.
///
/// It reads an answer's head and nothing of what follows, follows no redirect, and uses no proxy: a proxy would
/// look up the names itself, and nobody would have checked what they lead to.
pub struct HttpWebhookPoster {
    client: reqwest::Client,
    allow_private: bool,
}

impl HttpWebhookPoster {
    /// A client for all receivers. `allow_private` lets it post to machines of our own and without TLS, as
    /// developers do.
    pub fn new(allow_private: bool) -> Result<Self, SetupError> {
        Self::with(Arc::new(SystemLookup), allow_private, ANSWER_WITHIN)
    }

    fn with(
        lookup: Arc<dyn Lookup>,
        allow_private: bool,
        answer_within: Duration,
    ) -> Result<Self, SetupError> {
        let client = http::builder(answer_within)
            .dns_resolver(Arc::new(PublicOnly::new(lookup, allow_private)))
            .no_proxy()
            // Every attempt looks up the name anew, and no receiver holds our connections.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(SetupError::Https)?;
        Ok(Self { client, allow_private })
    }
}

#[async_trait]
impl WebhookPoster for HttpWebhookPoster {
    async fn post(&self, webhook: &OutgoingWebhook) -> Result<PostedWebhook, WebhookError> {
        let OutgoingWebhook { id, url, at, body, secrets } = webhook;
        // A host that is an address is not looked up, so the resolver never sees it.
        let url = address::parse(url, self.allow_private)?;
        let signatures = sign_with_each(secrets, id, *at, body)?;
        let request = self
            .client
            .post(url)
            .header("webhook-id", id)
            .header("webhook-timestamp", at.as_second())
            .header("webhook-signature", signatures)
            .header(CONTENT_TYPE, "application/json")
            .body(body.clone());
        let answer = request.send().await.map_err(|error| not_posted(&error))?;
        outcome(&answer, *at)
    }
}

impl fmt::Debug for HttpWebhookPoster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpWebhookPoster")
            .field("allow_private", &self.allow_private)
            .finish_non_exhaustive()
    }
}

fn not_posted(error: &reqwest::Error) -> WebhookError {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    match causes.filter_map(|cause| cause.downcast_ref::<WebhookUrlError>()).next() {
        Some(&forbidden) => forbidden.into(),
        None => WebhookError::Unreachable { reason: http::describe(error) },
    }
}

fn outcome(answer: &Response, at: Timestamp) -> Result<PostedWebhook, WebhookError> {
    let status = answer.status();
    if status.is_success() {
        return Ok(PostedWebhook { status: status.as_u16() });
    }
    if status == StatusCode::GONE {
        return Err(WebhookError::Gone);
    }
    let status_may_pass = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    match retry_after(answer, at) {
        Some(after) if status_may_pass => Err(WebhookError::Later { status: status.as_u16(), after }),
        _ => Err(WebhookError::Refused { status: status.as_u16() }),
    }
}

/// How long a receiver wants to be left alone. Unlike the vendors, it may name an instant instead:
/// <https://www.rfc-editor.org/rfc/rfc9110#name-retry-after>.
fn retry_after(answer: &Response, at: Timestamp) -> Option<Duration> {
    http::retry_after(answer).or_else(|| {
        let instant = rfc2822::parse(answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim()).ok()?;
        // One that is past asks for nothing.
        Some(instant.timestamp().duration_since(at).try_into().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        io,
        net::SocketAddr,
        pin::Pin,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use tokio::net::TcpListener;
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

    use super::*;
    use crate::webhook::secret_from;

    /// Finds the same addresses for every name, and counts how often it is asked.
    struct Book {
        addresses: Vec<SocketAddr>,
        lookups: AtomicUsize,
    }

    impl Book {
        fn with(addresses: &[SocketAddr]) -> Arc<Self> {
            Arc::new(Self { addresses: addresses.to_vec(), lookups: AtomicUsize::new(0) })
        }
    }

    impl Lookup for Book {
        fn addresses(
            &self,
            _name: String,
        ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> {
            self.lookups.fetch_add(1, Ordering::SeqCst);
            let addresses = self.addresses.clone();
            Box::pin(async move { Ok(addresses) })
        }
    }

    fn webhook(url: String) -> OutgoingWebhook {
        OutgoingWebhook {
            id: "msg_1".to_owned(),
            url,
            at: "2026-11-24T09:00:00Z".parse().unwrap(),
            body: "{}".to_owned(),
            secrets: vec![secret_from([7; 32])],
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_into_our_network_is_refused_before_anybody_connects() {
        let within = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = within.local_addr().unwrap();
        let public: SocketAddr = "8.8.8.8:0".parse().unwrap();

        for addresses in [&[address][..], &[public, address], &[address, public]] {
            let book = Book::with(addresses);
            let poster = HttpWebhookPoster::with(book.clone(), false, ANSWER_WITHIN).unwrap();
            let url = format!("https://hooks.salon.example:{}/", address.port());

            let refused = poster.post(&webhook(url)).await;

            assert_eq!(refused, Err(WebhookError::Forbidden(WebhookUrlError::NotPublic)));
            assert_eq!(book.lookups.load(Ordering::SeqCst), 1);
        }
        let connecting = tokio::time::timeout(Duration::from_millis(100), within.accept()).await;
        assert!(connecting.is_err(), "somebody connected");
    }

    #[tokio::test]
    async fn every_attempt_looks_the_name_up_once_and_connects_to_what_it_found() {
        let receiver = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&receiver).await;
        let book = Book::with(&[*receiver.address()]);
        let poster = HttpWebhookPoster::with(book.clone(), true, ANSWER_WITHIN).unwrap();
        let url = format!("http://hooks.salon.example:{}/", receiver.address().port());

        for attempts in 1..=3 {
            let posted = poster.post(&webhook(url.clone())).await;

            assert_eq!(posted, Ok(PostedWebhook { status: 204 }));
            assert_eq!(book.lookups.load(Ordering::SeqCst), attempts);
        }
    }

    #[tokio::test]
    async fn a_receiver_that_says_nothing_is_given_up() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let poster =
            HttpWebhookPoster::with(Arc::new(SystemLookup), true, Duration::from_millis(200)).unwrap();

        let reason = "no answer in time".to_owned();
        assert_eq!(poster.post(&webhook(url)).await, Err(WebhookError::Unreachable { reason }));
    }
}
