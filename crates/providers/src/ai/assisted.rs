//! The local engine, helped by a model where it is unsure, and never held up by it.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use understanding::Understood;

use super::{AiError, Understander, UtteranceOwned};
use crate::clock::{self, Clock};

/// When a model is asked, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct AssistedConfig {
    /// The model is asked about utterances of which the local engine is less sure than this, 0 to 1.
    pub ask_below: f32,
    /// How long a caller is kept waiting for the model.
    pub deadline: Duration,
    /// How long a model that has failed is left alone, so that not every turn waits for it in vain.
    pub rest: Duration,
}

impl Default for AssistedConfig {
    fn default() -> Self {
        Self { ask_below: 0.6, deadline: Duration::from_millis(1500), rest: Duration::from_secs(30) }
    }
}

/// Asks `first`, then `helper` about what `first` is unsure of. Whatever happens to `helper`, the answer of
/// `first` stands.
pub struct Assisted {
    first: Box<dyn Understander>,
    helper: Box<dyn Understander>,
    clock: Arc<dyn Clock>,
    config: AssistedConfig,
    resting_until: Mutex<Timestamp>,
}

impl Assisted {
    /// `first` is asked always, `helper` only where it is needed and well.
    pub fn new(
        first: impl Understander + 'static,
        helper: impl Understander + 'static,
        clock: Arc<dyn Clock>,
        config: AssistedConfig,
    ) -> Self {
        let resting_until = Mutex::new(Timestamp::MIN);
        Self { first: Box::new(first), helper: Box::new(helper), clock, config, resting_until }
    }

    /// A bare "Tuesday" is no wish of its own, and yet all there is to say to "Which day?".
    fn is_enough(&self, understood: &Understood, heard: &UtteranceOwned) -> bool {
        let is_an_answer = !heard.expecting.is_empty() && !understood.entities.is_empty();
        is_an_answer || understood.confidence >= self.config.ask_below
    }

    async fn ask_helper(&self, heard: &UtteranceOwned) -> Result<Understood, AiError> {
        match tokio::time::timeout(self.config.deadline, self.helper.understand(heard)).await {
            Ok(answer) => answer,
            Err(_) => Err(AiError::TooLate),
        }
    }

    fn is_resting(&self) -> bool {
        self.clock.now() < *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rest_after(&self, error: &AiError) {
        let rest = match error {
            // It answered, and in time; the next utterance may suit it better.
            AiError::Nonsense { .. } => return,
            AiError::RateLimited { retry_after: Some(wait) } => self.config.rest.max(*wait),
            _ => self.config.rest,
        };
        let until = clock::later(self.clock.now(), rest);
        *self.resting_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

#[async_trait]
impl Understander for Assisted {
    async fn understand(&self, heard: &UtteranceOwned) -> Result<Understood, AiError> {
        let understood = self.first.understand(heard).await?;
        if heard.text.trim().is_empty() || self.is_enough(&understood, heard) || self.is_resting() {
            return Ok(understood);
        }
        match self.ask_helper(heard).await {
            Ok(better) => Ok(better),
            Err(error) => {
                self.rest_after(&error);
                tracing::warn!(%error, "the model was of no help; the local engine's answer stands");
                Ok(understood)
            }
        }
    }
}

impl fmt::Debug for Assisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assisted").field("config", &self.config).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use jiff::{SignedDuration, civil::date, tz::TimeZone};
    use understanding::{Entity, Expecting, Intent, Language, Value};

    use super::*;
    use crate::clock::FixedClock;

    /// Answers as it was told, counts how often it was asked, and may take its time.
    #[derive(Clone)]
    struct Scripted {
        answer: Result<Understood, AiError>,
        takes: Duration,
        asked: Arc<AtomicUsize>,
    }

    #[async_trait]
    impl Understander for Scripted {
        async fn understand(&self, _: &UtteranceOwned) -> Result<Understood, AiError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(self.takes).await;
            self.answer.clone()
        }
    }

    fn scripted(answer: Result<Understood, AiError>) -> Scripted {
        Scripted { answer, takes: Duration::ZERO, asked: Arc::default() }
    }

    fn understood(intent: Intent, confidence: f32) -> Understood {
        Understood { intent, confidence, acts: Vec::new(), entities: Vec::new() }
    }

    fn unsure() -> Scripted {
        scripted(Ok(understood(Intent::Other, 0.2)))
    }

    fn heard(text: &str) -> UtteranceOwned {
        UtteranceOwned {
            text: text.to_owned(),
            language: Language::English,
            alternatives: Vec::new(),
            now: date(2026, 11, 24).at(9, 0, 0, 0),
            zone: TimeZone::UTC,
            previous: None,
            expecting: Vec::new(),
            catalogue: Arc::default(),
        }
    }

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()))
    }

    #[tokio::test]
    async fn the_model_is_asked_only_about_what_the_engine_is_unsure_of() {
        let model = scripted(Ok(understood(Intent::AskPrice, 0.8)));
        for (first, text, expected, asked) in [
            (unsure(), "what's the damage", Intent::AskPrice, 1),
            (scripted(Ok(understood(Intent::Affirm, 0.6))), "yes", Intent::Affirm, 1),
            (unsure(), "  ", Intent::Other, 1),
        ] {
            let assisted = Assisted::new(first, model.clone(), clock(), AssistedConfig::default());
            assert_eq!(assisted.understand(&heard(text)).await.unwrap().intent, expected, "{text:?}");
            assert_eq!(model.asked.load(Ordering::Relaxed), asked, "{text:?}");
        }
    }

    #[tokio::test]
    async fn a_bare_answer_to_a_question_needs_no_model() {
        let tuesday = Entity {
            start: 0,
            end: 7,
            text: "Tuesday".to_owned(),
            value: Value::Date { date: date(2026, 12, 1) },
            alternatives: Vec::new(),
            negated: false,
            confidence: 0.95,
        };
        let bare = Understood { entities: vec![tuesday], ..understood(Intent::Other, 0.3) };
        let model = scripted(Ok(understood(Intent::AskPrice, 0.8)));
        let assisted = Assisted::new(scripted(Ok(bare)), model.clone(), clock(), AssistedConfig::default());

        let answer = UtteranceOwned { expecting: vec![Expecting::Date], ..heard("Tuesday") };
        assert_eq!(assisted.understand(&answer).await.unwrap().intent, Intent::Other);
        assert_eq!(model.asked.load(Ordering::Relaxed), 0);

        assert_eq!(assisted.understand(&heard("Tuesday")).await.unwrap().intent, Intent::AskPrice);
        assert_eq!(model.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn the_engines_answer_stands_when_the_model_fails_or_dawdles() {
        let slow =
            Scripted { takes: Duration::from_secs(3600), ..scripted(Ok(understood(Intent::AskPrice, 0.8))) };
        let config = AssistedConfig { deadline: Duration::from_millis(20), ..AssistedConfig::default() };
        for model in [
            slow,
            scripted(Err(AiError::Refused { status: 401 })),
            scripted(Err(AiError::Nonsense { problem: "no JSON" })),
        ] {
            let assisted = Assisted::new(unsure(), model, clock(), config.clone());
            assert_eq!(assisted.understand(&heard("hm")).await.unwrap().intent, Intent::Other);
        }
    }

    #[tokio::test]
    async fn a_model_that_failed_is_left_alone_for_a_while() {
        let clock = clock();
        let minute = Duration::from_secs(60);
        for (error, still_resting_after, asked_again_after) in [
            (AiError::TooLate, 29, 30),
            (AiError::RateLimited { retry_after: Some(minute) }, 59, 60),
            (AiError::RateLimited { retry_after: Some(Duration::MAX) }, 3600, i64::MAX),
        ] {
            let model = scripted(Err(error));
            let assisted = Assisted::new(unsure(), model.clone(), clock.clone(), AssistedConfig::default());
            assisted.understand(&heard("hm")).await.unwrap();

            clock.advance(SignedDuration::from_secs(still_resting_after));
            assisted.understand(&heard("hm")).await.unwrap();
            assert_eq!(model.asked.load(Ordering::Relaxed), 1);

            if asked_again_after < i64::MAX {
                clock.advance(SignedDuration::from_secs(asked_again_after - still_resting_after));
                assisted.understand(&heard("hm")).await.unwrap();
                assert_eq!(model.asked.load(Ordering::Relaxed), 2);
            }
        }
    }
}
