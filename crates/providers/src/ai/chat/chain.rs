//! Several models, asked one after another within one turn until one of them begins to answer in time.

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use tokio::time::{Instant, timeout};

use super::{
    AiError, BreakerState, ChatEvent, ChatModel, ChatProgress, ChatRequest, ChatStream, Finish,
    breaker::{Breaker, Permit},
    broken_off,
};
use crate::clock::Clock;

/// How long a chain waits for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainConfig {
    /// How long a model may take to begin before the next one is asked.
    pub first_token_within: Duration,
    /// How long a model that has begun may be silent.
    pub gap_within: Duration,
    /// How long a turn may take, all models together.
    pub turn_within: Duration,
    /// How long a model that keeps failing is left alone.
    pub rest: Duration,
}

impl Default for ChainConfig {
    fn default() -> Self {
        Self {
            first_token_within: Duration::from_millis(2500),
            gap_within: Duration::from_secs(3),
            turn_within: Duration::from_secs(20),
            rest: Duration::from_secs(30),
        }
    }
}

/// Models that stand in for one another. A model that fails again and again rests, for all turns of all calls.
pub struct ChatChain {
    links: Vec<Link>,
    config: ChainConfig,
}

struct Link {
    model: Arc<dyn ChatModel>,
    breaker: Arc<Breaker>,
}

/// How a model of a chain is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderHealth {
    /// The model's name.
    pub name: String,
    /// Whether it is asked.
    pub state: BreakerState,
    /// How often in a row it has failed.
    pub failures: u32,
}

/// A model that was asked in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFailure {
    /// The model's name.
    pub provider: String,
    /// Why there was no answer, or no whole one.
    pub error: AiError,
    /// How long it took to fail.
    pub elapsed: Duration,
}

/// None of the models has begun to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainError {
    /// The models that were asked, in this order.
    pub failures: Vec<ChainFailure>,
    /// The names of those that were not, because they rest.
    pub resting: Vec<String>,
}

impl ChatChain {
    /// A chain of `models`, none of which rests yet. `clock` says when their rest is over.
    pub fn new(models: Vec<Arc<dyn ChatModel>>, clock: Arc<dyn Clock>, config: ChainConfig) -> Self {
        let link = |model| Link { model, breaker: Arc::new(Breaker::new(Arc::clone(&clock), config.rest)) };
        Self { links: models.into_iter().map(link).collect(), config }
    }

    /// Where in the chain the model of that name is.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.links.iter().position(|link| link.model.name() == name)
    }

    /// How each model is doing.
    pub fn health(&self) -> Vec<ProviderHealth> {
        let health = |link: &Link| {
            let (state, failures) = link.breaker.state();
            ProviderHealth { name: link.model.name().to_owned(), state, failures }
        };
        self.links.iter().map(health).collect()
    }

    /// Asks the models at these positions in this order, and comes back with the first that begins to answer. A
    /// position at which there is no model is passed over.
    pub async fn start(&self, order: &[usize], request: &ChatRequest) -> Result<ChainAnswer, ChainError> {
        let turn = Turn { begun: Instant::now(), within: self.config.turn_within };
        let (mut failures, mut resting) = (Vec::new(), Vec::new());
        for link in order.iter().filter_map(|position| self.links.get(*position)) {
            if turn.left().is_zero() {
                break;
            }
            let provider = link.model.name().to_owned();
            let Some(permit) = link.breaker.admit() else {
                resting.push(provider);
                continue;
            };
            let asked = Instant::now();
            let error = match self.begin(&*link.model, request, &turn).await {
                Ok((stream, happened)) => {
                    return Ok(ChainAnswer {
                        stream: Some(stream),
                        happened,
                        permit: Some(permit),
                        provider,
                        asked,
                        first_event_after: turn.begun.elapsed(),
                        failures,
                        gap_within: self.config.gap_within,
                        turn,
                    });
                }
                Err(error) => error,
            };
            let elapsed = asked.elapsed();
            // A model that was asked when the turn was almost over had no fair chance.
            let had_its_chance = elapsed >= self.config.first_token_within || !turn.left().is_zero();
            if had_its_chance || error != AiError::TooLate {
                settle(permit, &provider, &error);
            }
            failures.push(ChainFailure { provider, error, elapsed });
        }
        Err(ChainError { failures, resting })
    }

    /// The model's answer, and what has happened in it up to the first words or the first call. Until then nobody
    /// has seen anything of it, so that another model can still take its place.
    async fn begin(
        &self,
        model: &dyn ChatModel,
        request: &ChatRequest,
        turn: &Turn,
    ) -> Result<(ChatStream, VecDeque<ChatEvent>), AiError> {
        let asking = async {
            let mut stream = model.start(request).await?;
            let progress = stream.advance().await;
            Ok((stream, progress))
        };
        let (mut stream, mut progress) = turn.wait(self.config.first_token_within, asking).await??;
        let mut happened = VecDeque::new();
        loop {
            match progress.ok_or_else(broken_off)?? {
                ChatProgress::WritingToolCall => {}
                ChatProgress::Event(ChatEvent::Done(finish)) if finish != Finish::Filtered => {
                    return Err(AiError::Nonsense { problem: "there is none" });
                }
                ChatProgress::Event(event @ ChatEvent::Usage(_)) => happened.push_back(event),
                ChatProgress::Event(event) => {
                    happened.push_back(event);
                    return Ok((stream, happened));
                }
            }
            progress = turn.wait(self.config.gap_within, stream.advance()).await?;
        }
    }
}

/// The time that one turn has.
struct Turn {
    begun: Instant,
    within: Duration,
}

impl Turn {
    fn left(&self) -> Duration {
        self.within.saturating_sub(self.begun.elapsed())
    }

    /// What comes of `work`, which may take so long and no longer than the turn.
    async fn wait<T>(&self, within: Duration, work: impl Future<Output = T>) -> Result<T, AiError> {
        timeout(within.min(self.left()), work).await.map_err(|_| AiError::TooLate)
    }
}

/// The answer of the model that began first. Dropping it before its end closes the connection.
pub struct ChainAnswer {
    /// `None` once the answer is complete or has failed.
    stream: Option<ChatStream>,
    /// What has happened and was not told yet.
    happened: VecDeque<ChatEvent>,
    permit: Option<Permit>,
    provider: String,
    asked: Instant,
    first_event_after: Duration,
    failures: Vec<ChainFailure>,
    gap_within: Duration,
    turn: Turn,
}

impl ChainAnswer {
    /// The name of the model that answers.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// How long it took from the beginning of the turn to the first words or call.
    pub fn first_event_after(&self) -> Duration {
        self.first_event_after
    }

    /// The part of that which the answering model took itself.
    pub fn provider_first_event_after(&self) -> Duration {
        self.first_event_after.saturating_sub(self.asked.duration_since(self.turn.begun))
    }

    /// The models that were asked in vain before; and this one, once it has failed.
    pub fn failures(&self) -> &[ChainFailure] {
        &self.failures
    }

    /// What happens next; `None` after [`ChatEvent::Done`] or an error.
    pub async fn next(&mut self) -> Option<Result<ChatEvent, AiError>> {
        if let Some(event) = self.happened.pop_front() {
            return Some(Ok(self.told(event)));
        }
        loop {
            let stream = self.stream.as_mut()?;
            return match self.turn.wait(self.gap_within, stream.advance()).await {
                Ok(Some(Ok(ChatProgress::WritingToolCall))) => continue,
                Ok(Some(Ok(ChatProgress::Event(event)))) => Some(Ok(self.told(event))),
                Ok(Some(Err(error))) | Err(error) => Some(Err(self.failed(error))),
                Ok(None) => Some(Err(self.failed(broken_off()))),
            };
        }
    }

    fn told(&mut self, event: ChatEvent) -> ChatEvent {
        if matches!(event, ChatEvent::Done(_)) {
            self.stream = None;
            if let Some(permit) = self.permit.take() {
                permit.succeeded();
            }
        }
        event
    }

    fn failed(&mut self, error: AiError) -> AiError {
        self.stream = None;
        if let Some(permit) = self.permit.take() {
            settle(permit, &self.provider, &error);
        }
        let (provider, elapsed) = (self.provider.clone(), self.asked.elapsed());
        self.failures.push(ChainFailure { provider, error: error.clone(), elapsed });
        error
    }
}

fn settle(permit: Permit, provider: &str, error: &AiError) {
    if let Some(until) = permit.failed(error) {
        tracing::warn!(provider, %error, %until, "the chat model is left alone for a while");
    }
}

impl fmt::Debug for ChatChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatChain")
            .field("health", &self.health())
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ChainAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainAnswer")
            .field("provider", &self.provider)
            .field("first_event_after", &self.first_event_after)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ChainFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} after {} ms", self.provider, self.error, self.elapsed.as_millis())
    }
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no chat model has begun to answer")?;
        for failure in &self.failures {
            write!(f, "; {failure}")?;
        }
        for name in &self.resting {
            write!(f, "; {name}: resting")?;
        }
        Ok(())
    }
}

impl std::error::Error for ChainError {}
