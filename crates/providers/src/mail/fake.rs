//! A mail server that delivers nothing and forgets nothing.

use std::{
    collections::VecDeque,
    fmt, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{MailError, Mailer, OutgoingMail, SentMail};
use crate::{clock::Clock, journal::Journal};

/// Remembers mails instead of sending them: in memory, or in a file that outlives the process.
pub struct FakeMailer {
    journal: Journal<RecordedMail>,
    clock: Arc<dyn Clock>,
    faults: Mutex<VecDeque<MailError>>,
}

/// A mail that the fake has taken: one line of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedMail {
    /// The mail.
    #[serde(flatten)]
    pub mail: OutgoingMail,
    /// When it was taken.
    pub sent_at: Timestamp,
}

impl FakeMailer {
    /// A fake that forgets when the process ends.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self { journal: Journal::in_memory(), clock, faults: Mutex::default() }
    }

    /// A fake that remembers in a file, one JSON object a line. The file is made if it is not there.
    pub fn at(path: impl AsRef<Path>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self { journal: Journal::at(path.as_ref())?, clock, faults: Mutex::default() })
    }

    /// The next mail is not taken, and `error` is why.
    pub fn fail_next(&self, error: MailError) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push_back(error);
    }

    /// Every mail taken so far, oldest first, by this fake or by another on the same file.
    pub async fn sent(&self) -> io::Result<Vec<RecordedMail>> {
        self.journal.read().await
    }
}

#[async_trait]
impl Mailer for FakeMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<SentMail, MailError> {
        let fault = self.faults.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(error) = fault {
            return Err(error);
        }
        let recorded = RecordedMail { mail: mail.clone(), sent_at: self.clock.now() };
        let recorded = self.journal.append(|_| recorded).await;
        recorded
            .map(|recorded| SentMail { sent_at: recorded.sent_at })
            .map_err(|error| MailError::Unreachable { reason: format!("the fake's journal: {error}") })
    }
}

impl fmt::Debug for FakeMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeMailer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    fn mail(subject: &str) -> OutgoingMail {
        OutgoingMail {
            message_id: "apt_1@bolt.example".to_owned(),
            to: "maria@example.com".to_owned(),
            subject: subject.to_owned(),
            text: "See you on Tuesday.".to_owned(),
            html: None,
            reply_to: None,
            calendar: None,
        }
    }

    #[tokio::test]
    async fn it_remembers_across_restarts_and_fails_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mail.jsonl");
        let nine: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let clock = Arc::new(FixedClock::at(nine));
        let mailer = FakeMailer::at(&path, clock.clone()).unwrap();
        let down = MailError::Unreachable { reason: "no connection".to_owned() };
        mailer.fail_next(down.clone());

        assert_eq!(mailer.send(&mail("Lost")).await, Err(down));
        assert_eq!(mailer.send(&mail("Your visit")).await, Ok(SentMail { sent_at: nine }));

        let restarted = FakeMailer::at(&path, clock).unwrap();
        assert_eq!(
            restarted.sent().await.unwrap(),
            [RecordedMail { mail: mail("Your visit"), sent_at: nine }]
        );
    }

    #[test]
    fn a_mail_does_not_show_its_reader_in_a_log() {
        assert!(!format!("{:?}", mail("Your visit")).contains("maria"));
    }
}
