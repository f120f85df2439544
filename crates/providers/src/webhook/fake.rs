//! A receiver of webhooks to which nothing is posted.

use std::{
    collections::VecDeque,
    fmt, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{OutgoingWebhook, PostedWebhook, WebhookError, WebhookPoster, address, sign_with_each};
use crate::{clock::Clock, journal::Journal};

/// Remembers webhooks instead of posting them: in memory, or in a file that outlives the process.
///
/// It signs them, and it refuses addresses that are none. Private ones it takes: nobody is asked anything.
pub struct FakeWebhookPoster {
    journal: Journal<RecordedWebhook>,
    clock: Arc<dyn Clock>,
    faults: Mutex<VecDeque<WebhookError>>,
}

/// A webhook that the fake has taken: one line of its file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedWebhook {
    /// Its id.
    pub id: String,
    /// To what address.
    pub url: String,
    /// When the sender says that it was sent.
    pub at: Timestamp,
    /// The event.
    pub body: String,
    /// What its `webhook-signature` header would have been.
    pub signatures: String,
    /// When it was taken.
    pub posted_at: Timestamp,
}

impl fmt::Debug for RecordedWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // As with the webhook itself: neither the event nor the address are for the log.
        f.debug_struct("RecordedWebhook").field("id", &self.id).field("at", &self.at).finish_non_exhaustive()
    }
}

impl FakeWebhookPoster {
    /// A fake that forgets when the process ends.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self { journal: Journal::in_memory(), clock, faults: Mutex::default() }
    }

    /// A fake that remembers in a file, one JSON object a line. The file is made if it is not there.
    pub fn at(path: impl AsRef<Path>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self { journal: Journal::at(path.as_ref())?, clock, faults: Mutex::default() })
    }

    /// The next webhook is not taken, and `error` is why.
    pub fn fail_next(&self, error: WebhookError) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(error);
    }

    /// Every webhook taken so far, oldest first, by this fake or by another on the same file.
    pub async fn posted(&self) -> io::Result<Vec<RecordedWebhook>> {
        self.journal.read().await
    }
}

#[async_trait]
impl WebhookPoster for FakeWebhookPoster {
    async fn post(&self, webhook: &OutgoingWebhook) -> Result<PostedWebhook, WebhookError> {
        let OutgoingWebhook { id, url, at, body, secrets } = webhook.clone();
        address::check_url(&url, true)?;
        let signatures = sign_with_each(&secrets, &id, at, &body)?;
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(error) = fault {
            return Err(error);
        }
        let posted_at = self.clock.now();
        let recorded = RecordedWebhook { id, url, at, body, signatures, posted_at };
        let recorded = self.journal.append(|_| recorded).await;
        recorded
            .map(|_| PostedWebhook { status: 200 })
            .map_err(|error| WebhookError::Unreachable { reason: format!("the fake's journal: {error}") })
    }
}

impl fmt::Debug for FakeWebhookPoster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeWebhookPoster").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::FixedClock,
        webhook::{SigningError, WebhookUrlError, secret_from, sign},
    };

    fn nine() -> Timestamp {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn webhook(id: &str) -> OutgoingWebhook {
        OutgoingWebhook {
            id: id.to_owned(),
            url: "https://salon.example/hooks?token=hunter2".to_owned(),
            at: nine(),
            body: r#"{"type":"appointment.booked","customer":"Maria"}"#.to_owned(),
            secrets: vec![secret_from([7; 32])],
        }
    }

    #[tokio::test]
    async fn it_remembers_across_restarts_and_fails_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("webhooks.jsonl");
        let clock = Arc::new(FixedClock::at(nine()));
        let poster = FakeWebhookPoster::at(&path, clock.clone()).unwrap();
        poster.fail_next(WebhookError::Gone);

        assert_eq!(poster.post(&webhook("msg_1")).await, Err(WebhookError::Gone));
        assert_eq!(poster.post(&webhook("msg_2")).await, Ok(PostedWebhook { status: 200 }));

        let restarted = FakeWebhookPoster::at(&path, clock).unwrap();
        let OutgoingWebhook { id, url, at, body, secrets } = webhook("msg_2");
        let signatures = sign(&secrets[0], &id, at, &body).unwrap();
        let expected = RecordedWebhook { id, url, at, body, signatures, posted_at: nine() };
        assert_eq!(restarted.posted().await.unwrap(), [expected]);
    }

    #[tokio::test]
    async fn it_refuses_what_cannot_be_posted() {
        let poster = FakeWebhookPoster::in_memory(Arc::new(FixedClock::at(nine())));
        let nowhere = OutgoingWebhook { url: "salon.example".to_owned(), ..webhook("msg_1") };
        let unsigned = OutgoingWebhook { secrets: Vec::new(), ..webhook("msg_1") };

        assert_eq!(poster.post(&nowhere).await, Err(WebhookUrlError::Unreadable.into()));
        assert_eq!(poster.post(&unsigned).await, Err(SigningError::NoSecret.into()));

        assert_eq!(poster.posted().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_webhook_shows_neither_event_nor_address_in_a_log() {
        let poster = FakeWebhookPoster::in_memory(Arc::new(FixedClock::at(nine())));
        poster.post(&webhook("msg_1")).await.unwrap();

        let shown = format!("{:?} {:?}", webhook("msg_1"), poster.posted().await.unwrap());

        assert!(!shown.contains("Maria") && !shown.contains("hunter2"), "{shown}");
    }
}
