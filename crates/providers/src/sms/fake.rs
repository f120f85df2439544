//! A network of text messages that delivers nothing and forgets nothing.

use std::{
    collections::VecDeque,
    fmt, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{OutgoingSms, SentSms, Sms, SmsError, SmsPrice, SmsStatus};
use crate::{clock::Clock, journal::Journal, phone::PhoneNumber, telephony::ProviderId};

/// Remembers messages instead of sending them: in memory, or in a file that outlives the process, so that
/// "was this sent before we crashed?" has an answer, as with a real network.
///
/// It refuses what Twilio refuses of its published test numbers (`+15005550001` and its like), and can be told
/// to fail.
pub struct FakeSms {
    journal: Journal<RecordedSms>,
    clock: Arc<dyn Clock>,
    answers_after: Duration,
    faults: Mutex<VecDeque<Fault>>,
    price: Mutex<Option<SmsPrice>>,
}

/// A message that the fake has taken: one line of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedSms {
    /// The id that it was given: `SM` and 32 hexadecimal digits.
    pub id: ProviderId,
    /// To whom.
    pub to: PhoneNumber,
    /// From which of our numbers.
    pub from: Option<PhoneNumber>,
    /// The words.
    pub body: String,
    /// When it was taken.
    pub sent_at: Timestamp,
}

enum Fault {
    NotSent(SmsError),
    AnswerLost,
}

impl FakeSms {
    /// A fake that forgets when the process ends.
    pub fn in_memory(clock: Arc<dyn Clock>) -> Self {
        Self::with_journal(Journal::in_memory(), clock)
    }

    /// A fake that remembers in a file, one JSON object a line. The file is made if it is not there.
    pub fn at(path: impl AsRef<Path>, clock: Arc<dyn Clock>) -> io::Result<Self> {
        Ok(Self::with_journal(Journal::at(path.as_ref())?, clock))
    }

    fn with_journal(journal: Journal<RecordedSms>, clock: Arc<dyn Clock>) -> Self {
        Self {
            journal,
            clock,
            answers_after: Duration::ZERO,
            faults: Mutex::default(),
            price: Mutex::default(),
        }
    }

    /// Lets this long pass between taking a message and saying so: the window in which a crash leaves the
    /// sender not knowing.
    #[must_use]
    pub fn answering_after(mut self, delay: Duration) -> Self {
        self.answers_after = delay;
        self
    }

    /// The next message is not sent, and `error` is why.
    pub fn fail_next(&self, error: SmsError) {
        self.faults().push_back(Fault::NotSent(error));
    }

    /// The next message is sent, and the sender does not learn of it.
    pub fn lose_next_answer(&self) {
        self.faults().push_back(Fault::AnswerLost);
    }

    /// From now on the network knows what each message cost.
    pub fn set_price(&self, price: SmsPrice) {
        *self.price.lock().unwrap_or_else(PoisonError::into_inner) = Some(price);
    }

    /// Every message taken so far, oldest first, by this fake or by another on the same file.
    pub async fn sent(&self) -> io::Result<Vec<RecordedSms>> {
        self.journal.read().await
    }

    fn faults(&self) -> std::sync::MutexGuard<'_, VecDeque<Fault>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn record(&self, message: &OutgoingSms) -> Result<RecordedSms, SmsError> {
        let OutgoingSms { to, from, body, .. } = message.clone();
        let sent_at = self.clock.now();
        self.journal
            .append(move |count| RecordedSms { id: message_id(count, &to, &body), to, from, body, sent_at })
            .await
            .map_err(|error| SmsError::Unreachable { reason: format!("the fake's journal: {error}") })
    }
}

#[async_trait]
impl Sms for FakeSms {
    async fn send(&self, message: &OutgoingSms) -> Result<SentSms, SmsError> {
        if let Some(refusal) = refusal(message) {
            return Err(refusal);
        }
        let fault = self.faults().pop_front();
        if let Some(Fault::NotSent(error)) = fault {
            return Err(error);
        }
        let recorded = self.record(message).await?;
        if !self.answers_after.is_zero() {
            tokio::time::sleep(self.answers_after).await;
        }
        match fault {
            Some(_) => Err(SmsError::Unknown { reason: "no answer in time".to_owned() }),
            None => Ok(recorded.into()),
        }
    }

    async fn find_sent(
        &self,
        _: Option<&ProviderId>,
        to: &PhoneNumber,
        body: &str,
        since: Timestamp,
    ) -> Result<Option<SentSms>, SmsError> {
        let sent =
            self.journal.read().await.map_err(|error| SmsError::Unknown { reason: error.to_string() })?;
        let found = sent.into_iter().rfind(|sms| sms.to == *to && sms.body == body && sms.sent_at >= since);
        Ok(found.map(SentSms::from))
    }

    async fn find(&self, _: Option<&ProviderId>, id: &ProviderId) -> Result<Option<SentSms>, SmsError> {
        let sent =
            self.journal.read().await.map_err(|error| SmsError::Unknown { reason: error.to_string() })?;
        let price = self.price.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let found = sent.into_iter().find(|sms| sms.id == *id);
        Ok(found.map(|sms| SentSms { price, ..SentSms::from(sms) }))
    }
}

impl From<RecordedSms> for SentSms {
    fn from(recorded: RecordedSms) -> Self {
        Self { id: recorded.id, status: SmsStatus::Sent, sent_at: recorded.sent_at, price: None }
    }
}

impl fmt::Debug for FakeSms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeSms").finish_non_exhaustive()
    }
}

/// What Twilio refuses of every sender: <https://www.twilio.com/docs/iam/test-credentials>.
fn refusal(message: &OutgoingSms) -> Option<SmsError> {
    let code = match message.to.as_str() {
        "+15005550001" => 21211,
        "+15005550002" => 21612,
        "+15005550003" => 21408,
        "+15005550004" => 21610,
        "+15005550009" => 21614,
        _ if message.body.is_empty() => 21602,
        _ if message.body.chars().count() > 1600 => 21617,
        _ => return None,
    };
    Some(SmsError::Refused { code, message: super::meaning(code).to_owned() })
}

/// Ids are made from what they stand for, so a run can be repeated; the count tells equal messages apart.
fn message_id(count: usize, to: &PhoneNumber, body: &str) -> ProviderId {
    let digest = Sha256::digest(format!("{count} {} {body}", to.as_str()));
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    ProviderId::parse(&format!("SM{hex}")).expect("two letters and 32 digits are an id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FixedClock;

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()))
    }

    fn number() -> PhoneNumber {
        PhoneNumber::from_e164("+14155550132").unwrap()
    }

    fn message(body: &str) -> OutgoingSms {
        OutgoingSms { to: number(), account: None, from: None, body: body.to_owned(), status_url: None }
    }

    async fn bodies(sms: &FakeSms) -> Vec<String> {
        sms.sent().await.unwrap().into_iter().map(|sms| sms.body).collect()
    }

    #[tokio::test]
    async fn it_remembers_what_it_was_given_under_an_id_of_its_own() {
        let sms = FakeSms::in_memory(clock());
        let first = sms.send(&message("You are booked.")).await.unwrap();
        let second = sms.send(&message("You are booked.")).await.unwrap();

        assert_ne!(first.id, second.id);
        let id = first.id.as_str();
        assert!(id.len() == 34 && id.starts_with("SM") && id[2..].bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(bodies(&sms).await, ["You are booked.", "You are booked."]);
    }

    #[tokio::test]
    async fn it_remembers_across_restarts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        let clock = clock();
        let sent =
            FakeSms::at(&path, clock.clone()).unwrap().send(&message("You are booked.")).await.unwrap();

        let restarted = FakeSms::at(&path, clock.clone()).unwrap();

        let found = restarted.find_sent(None, &number(), "You are booked.", clock.now()).await.unwrap();
        assert_eq!(found, Some(sent.clone()));
        let next = restarted.send(&message("You are booked.")).await.unwrap();
        assert_ne!(next.id, sent.id);
    }

    #[tokio::test]
    async fn only_the_same_words_to_the_same_number_since_then_are_found() {
        let clock = clock();
        let sms = FakeSms::in_memory(clock.clone());
        let nine = clock.now();
        sms.send(&message("You are booked.")).await.unwrap();
        clock.advance(jiff::SignedDuration::from_mins(10));

        let stranger = PhoneNumber::from_e164("+14155550199").unwrap();
        for (to, body, since, is_found) in [
            (&number(), "You are booked.", nine, true),
            (&number(), "You are booked.", clock.now(), false),
            (&number(), "You are not booked.", nine, false),
            (&stranger, "You are booked.", nine, false),
        ] {
            let found = sms.find_sent(None, to, body, since).await.unwrap();
            assert_eq!(found.is_some(), is_found, "{to:?} {body} since {since}");
        }
    }

    #[tokio::test]
    async fn of_two_equal_messages_the_latest_is_found() {
        let clock = clock();
        let sms = FakeSms::in_memory(clock.clone());
        sms.send(&message("You are booked.")).await.unwrap();
        let latest = sms.send(&message("You are booked.")).await.unwrap();

        let found = sms.find_sent(None, &number(), "You are booked.", clock.now()).await.unwrap();
        assert_eq!(found, Some(latest));
    }

    #[tokio::test]
    async fn a_message_is_on_disk_before_its_sender_hears_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.jsonl");
        let slow = FakeSms::at(&path, clock()).unwrap().answering_after(Duration::from_secs(3600));

        // The sender dies while it waits.
        let sending = tokio::time::timeout(Duration::from_millis(500), async {
            slow.send(&message("You are booked.")).await
        });
        assert!(sending.await.is_err());

        assert_eq!(bodies(&FakeSms::at(&path, clock()).unwrap()).await, ["You are booked."]);
    }

    #[tokio::test]
    async fn a_lost_answer_leaves_a_message_that_can_be_found() {
        let clock = clock();
        let sms = FakeSms::in_memory(clock.clone());
        sms.lose_next_answer();

        let lost = sms.send(&message("You are booked.")).await;
        assert!(matches!(lost, Err(SmsError::Unknown { .. })));

        assert!(sms.find_sent(None, &number(), "You are booked.", clock.now()).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn it_fails_as_often_as_it_was_told_and_then_works() {
        let sms = FakeSms::in_memory(clock());
        let busy = SmsError::RateLimited { retry_after: Some(Duration::from_secs(2)) };
        sms.fail_next(busy.clone());
        sms.fail_next(SmsError::Unreachable { reason: "no connection".to_owned() });

        assert_eq!(sms.send(&message("one")).await, Err(busy));
        assert!(matches!(sms.send(&message("two")).await, Err(SmsError::Unreachable { .. })));
        assert!(sms.send(&message("three")).await.is_ok());
        assert_eq!(bodies(&sms).await, ["three"]);
    }

    #[tokio::test]
    async fn it_refuses_what_the_network_would_refuse() {
        let sms = FakeSms::in_memory(clock());
        let opted_out =
            OutgoingSms { to: PhoneNumber::from_e164("+15005550004").unwrap(), ..message("Hello") };
        for (refused, expected) in
            [(opted_out, 21610), (message(""), 21602), (message(&"x".repeat(1601)), 21617)]
        {
            let error = sms.send(&refused).await.unwrap_err();
            assert!(matches!(error, SmsError::Refused { code, .. } if code == expected), "{error}");
        }
        assert!(bodies(&sms).await.is_empty());
    }
}
