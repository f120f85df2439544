//! A language model's part in a turn: it listens and talks, and what it wants done is handed to the dialogue.
//!
//! Whatever the model does or fails to do, a turn ends in a [`Draft`], and code has the last word: it runs the tools, and
//! speaks where the model does not.

use std::sync::Arc;
use std::time::Instant as Stopwatch;

use conversation::Dialogue;
use conversation::model::{
    Cleared, Facts, Guard, ModelCall, Wish, instructions, read_calls, situation, tools,
};
use jiff::civil::DateTime;
use providers::ai::chat::{
    ChainAnswer, ChainFailure, ChatChain, ChatEvent, ChatMessage, ChatRequest, ChatTool, ChatToolCall,
    ProviderHealth, Usage,
};
use providers::clock::Clock;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use understanding::Understood;

use super::models::{self, Model, Price};
use crate::config::Config;
use crate::ids::TenantId;
use crate::modules::tenants::{Provider, Salon};

/// So often in a turn a model may try again after a tool call that made no sense.
const MOST_ROUNDS: usize = 3;

/// How many turns back a model is told of.
const REMEMBERED_TURNS: usize = 30;

/// How long an answer may be, in tokens.
const MOST_TOKENS: u32 = 300;

/// What follows words of a model that were about to become a claim.
const LET_ME_CHECK: &str = " – let me check that. ";

/// What follows words in which a model broke off.
const SORRY: &str = " – sorry. ";

/// Where words go while their turn is still being made, and whether anybody still listens.
#[derive(Debug, Clone, Default)]
pub struct Aloud {
    words: Option<mpsc::UnboundedSender<String>>,
    interrupted: CancellationToken,
}

impl Aloud {
    /// Speaks into a channel, until interrupted.
    pub fn new(words: mpsc::UnboundedSender<String>, interrupted: CancellationToken) -> Self {
        Self { words: Some(words), interrupted }
    }

    /// These words can be spoken now.
    pub fn say(&self, words: &str) {
        if let Some(sender) = &self.words
            && !words.is_empty()
        {
            // Nobody listens any more when the line is dead; the turn is written all the same.
            drop(sender.send(words.to_owned()));
        }
    }

    /// Whether the caller has spoken into it, or is gone.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.is_cancelled()
    }
}

/// What was said once before.
#[derive(Debug, Clone)]
pub struct Past {
    /// By the caller.
    pub heard: Option<String>,
    /// By the receptionist, as far as it was heard.
    pub said: String,
}

/// What a turn is about.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The salon.
    pub salon: &'a Salon,
    /// Where the conversation stands.
    pub dialogue: &'a Dialogue,
    /// What was said before, oldest first.
    pub past: &'a [Past],
    /// What the caller says now.
    pub heard: &'a str,
    /// The salon's clock.
    pub now: DateTime,
    /// Something was booked, moved or called off in this call.
    pub deed_done: bool,
}

/// What comes of a model's part.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// Code answers. What the model had said before it failed, if anything, has been spoken.
    Code {
        /// Words that have been spoken.
        said: String,
    },
    /// The model has said all there is to say.
    Words(String),
    /// The dialogue goes on with this instead of the caller's words.
    Work {
        /// Words that have been spoken.
        said: String,
        /// The question or message in it, in the model's words.
        text: String,
        /// What the model made of the caller's words.
        understood: Understood,
    },
    /// The caller spoke again before anything was said: there is no turn.
    Nothing,
}

/// What a model did in a turn: for the salon, and for the bill.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelTrace {
    /// Who answered.
    pub provider: Option<String>,
    /// Until its first word or call, in milliseconds.
    pub first_ms: Option<u64>,
    /// All in all, in milliseconds.
    pub total_ms: u64,
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// What they cost, in millionths of a dollar.
    pub cost_micros: i64,
    /// What it said by itself.
    pub said: String,
    /// The tools it called.
    pub calls: Vec<TracedCall>,
    /// It was about to say something that no row stands behind.
    pub was_stopped: bool,
    /// Who was asked in vain, and why.
    pub failures: Vec<TracedFailure>,
}

/// A tool that a model called.
#[derive(Debug, Clone, Serialize)]
pub struct TracedCall {
    name: String,
    arguments: String,
    /// What it was told when the call made no sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

impl TracedCall {
    /// As the model wrote it, and what it was told when that made no sense.
    pub fn new(name: &str, arguments: &str, refused: Option<String>) -> Self {
        let shown = |text: &str, most: usize| text.chars().take(most).collect();
        Self { name: shown(name, 100), arguments: shown(arguments, 1_000), refused }
    }
}

/// A provider that did not answer.
#[derive(Debug, Clone, Serialize)]
pub struct TracedFailure {
    provider: String,
    error: String,
}

impl From<&ChainFailure> for TracedFailure {
    fn from(failure: &ChainFailure) -> Self {
        Self { provider: failure.provider.clone(), error: failure.error.to_string() }
    }
}

/// Talks with the models that are configured.
pub struct Talker {
    models: Vec<Model>,
    chain: ChatChain,
    /// The parts of requests that stay the same, by salon and version of its catalogue.
    prepared: moka::sync::Cache<(TenantId, i64), Arc<Prepared>>,
    default_order: Vec<Provider>,
}

struct Prepared {
    instructions: Arc<str>,
    tools: Arc<[ChatTool]>,
}

impl Talker {
    /// With the models of the configuration, or with these instead.
    ///
    /// # Errors
    /// Says which setting is wrong.
    pub fn open(
        config: &Config,
        clock: &Arc<dyn Clock>,
        instead: Option<Vec<Model>>,
    ) -> Result<Self, providers::SetupError> {
        let models = match instead {
            Some(models) => models,
            None => models::configured(config)?,
        };
        let chats = models.iter().map(|model| Arc::clone(&model.chat)).collect();
        Ok(Self {
            chain: ChatChain::new(chats, Arc::clone(clock), models::patience(config)),
            default_order: models::default_order(config, &models),
            models,
            prepared: moka::sync::Cache::new(1_000),
        })
    }

    /// The models that a salon asks, first choice first, as far as they are configured; none: code answers alone.
    pub fn order(&self, salon: &Salon) -> Vec<usize> {
        let chosen = &salon.settings.ai_assistant.providers;
        let order = if chosen.is_empty() { &self.default_order } else { chosen };
        order
            .iter()
            .take_while(|provider| **provider != Provider::Local)
            .filter_map(|provider| self.models.iter().position(|model| model.provider == *provider))
            .collect()
    }

    /// Whether the salon has this provider answer.
    pub fn is_asked(&self, salon: &Salon, provider: Provider) -> bool {
        self.order(salon).into_iter().any(|place| self.models[place].provider == provider)
    }

    /// How the models fare, each with the name under which salons choose it.
    pub fn health(&self) -> Vec<(Provider, ProviderHealth)> {
        self.models.iter().map(|model| model.provider).zip(self.chain.health()).collect()
    }

    fn prepared(&self, salon: &Salon) -> Arc<Prepared> {
        let key = (salon.tenant.id, salon.tenant.catalogue_version);
        self.prepared.get_with(key, || {
            let tools = tools(&salon.facts.policy).into_iter().map(|tool| ChatTool {
                name: tool.name,
                description: tool.description.to_owned(),
                parameters: tool.parameters,
            });
            Arc::new(Prepared { instructions: instructions(&salon.facts).into(), tools: tools.collect() })
        })
    }

    /// Has the models answer, in this order.
    pub async fn talk(&self, order: &[usize], ask: &Ask<'_>, aloud: &Aloud) -> (Draft, ModelTrace) {
        let stopwatch = Stopwatch::now();
        let mut trace = ModelTrace::default();
        let draft = tokio::select! {
            draft = self.rounds(order, ask, aloud, &mut trace, stopwatch) => draft,
            () = aloud.interrupted.cancelled() => Draft::Nothing,
        };
        trace.total_ms = millis(stopwatch);
        let draft = match draft {
            // Interrupted in the middle of its words: those are what was said.
            Draft::Nothing if !trace.said.is_empty() => Draft::Words(trace.said.clone()),
            draft => draft,
        };
        (draft, trace)
    }

    async fn rounds(
        &self,
        order: &[usize],
        ask: &Ask<'_>,
        aloud: &Aloud,
        trace: &mut ModelTrace,
        stopwatch: Stopwatch,
    ) -> Draft {
        let facts = facts(ask);
        let mut guard = Guard::new(&facts);
        let prepared = self.prepared(ask.salon);
        let mut request = ChatRequest {
            instructions: Arc::clone(&prepared.instructions),
            messages: messages(ask),
            tools: Arc::clone(&prepared.tools),
            max_tokens: MOST_TOKENS,
        };
        for _ in 0..MOST_ROUNDS {
            let mut answer = match self.chain.start(order, &request).await {
                Ok(answer) => answer,
                Err(error) => {
                    trace.failures.extend(error.failures.iter().map(TracedFailure::from));
                    break;
                }
            };
            trace.provider = Some(answer.provider().to_owned());
            trace.first_ms.get_or_insert_with(|| millis(stopwatch));
            let price = self.price_of(answer.provider());
            let mut round = Round { guard: &mut guard, aloud, trace, price };
            let outcome = round.listen(&mut answer).await;
            trace.failures.extend(answer.failures().iter().map(TracedFailure::from));
            let calls = match outcome {
                Outcome::Talked => {
                    return if trace.said.is_empty() {
                        Draft::Code { said: String::new() }
                    } else {
                        Draft::Words(trace.said.clone())
                    };
                }
                Outcome::Failed => break,
                Outcome::Called(calls) => calls,
            };
            match self.read(&calls, ask) {
                Ok(Wish::Heard { text, understood }) => {
                    trace.calls.extend(calls.into_iter().map(traced));
                    return Draft::Work { said: trace.said.clone(), text, understood };
                }
                Ok(Wish::CallersOwnWords) => {
                    trace.calls.extend(calls.into_iter().map(traced));
                    break;
                }
                Err(sentence) => {
                    trace.calls.extend(
                        calls
                            .iter()
                            .cloned()
                            .map(|call| TracedCall { refused: Some(sentence.clone()), ..traced(call) }),
                    );
                    let results: Vec<_> = calls
                        .iter()
                        .map(|call| ChatMessage::ToolResult {
                            call_id: call.id.clone(),
                            content: sentence.clone(),
                        })
                        .collect();
                    request.messages.push(ChatMessage::Assistant { text: String::new(), calls });
                    request.messages.extend(results);
                }
            }
        }
        Draft::Code { said: trace.said.clone() }
    }

    fn price_of(&self, name: &str) -> Price {
        let model = self.models.iter().find(|model| model.chat.name() == name);
        model.map_or_else(Price::default, |model| model.price)
    }

    fn read(&self, calls: &[ChatToolCall], ask: &Ask<'_>) -> Result<Wish, String> {
        let calls: Vec<_> =
            calls.iter().map(|call| ModelCall { name: &call.name, arguments: &call.arguments }).collect();
        read_calls(&calls, ask.dialogue, &ask.salon.facts, ask.now)
    }
}

impl std::fmt::Debug for Talker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.models.iter().map(|model| model.chat.name()).collect();
        f.debug_struct("Talker").field("models", &names).finish_non_exhaustive()
    }
}

/// One answer of a model.
struct Round<'a, 'g> {
    guard: &'a mut Guard<'g>,
    aloud: &'a Aloud,
    trace: &'a mut ModelTrace,
    price: Price,
}

enum Outcome {
    /// It has talked, and is done.
    Talked,
    /// It wants these tools.
    Called(Vec<ChatToolCall>),
    /// It broke off, or was stopped.
    Failed,
}

impl Round<'_, '_> {
    async fn listen(&mut self, answer: &mut ChainAnswer) -> Outcome {
        let mut calls = Vec::new();
        while let Some(event) = answer.next().await {
            match event {
                Ok(ChatEvent::Text(piece)) => {
                    let cleared = self.guard.push(&piece);
                    if !self.speak(cleared) {
                        return Outcome::Failed;
                    }
                }
                Ok(ChatEvent::ToolCall(call)) => calls.push(call),
                Ok(ChatEvent::Usage(usage)) => self.count(&usage),
                Ok(ChatEvent::Done(_)) => {}
                Err(error) => {
                    tracing::warn!(%error, provider = answer.provider(), "a model broke off; code goes on");
                    if !calls.is_empty() {
                        return Outcome::Called(calls);
                    }
                    self.end_sentence(SORRY);
                    return Outcome::Failed;
                }
            }
        }
        let cleared = self.guard.finish();
        if !self.speak(cleared) && calls.is_empty() {
            return Outcome::Failed;
        }
        if calls.is_empty() { Outcome::Talked } else { Outcome::Called(calls) }
    }

    /// Whether the model may go on.
    fn speak(&mut self, cleared: Cleared) -> bool {
        match cleared {
            Cleared::Say(words) => {
                self.aloud.say(&words);
                self.trace.said.push_str(&words);
                true
            }
            Cleared::Stop => {
                if !self.trace.was_stopped {
                    self.end_sentence(LET_ME_CHECK);
                }
                self.trace.was_stopped = true;
                false
            }
        }
    }

    /// Before code goes on, in a sentence of its own, where the model's has no end.
    fn end_sentence(&mut self, words: &str) {
        let said = self.trace.said.trim_end();
        if !said.is_empty() && !said.ends_with(['.', '!', '?']) {
            let words = if said.len() < self.trace.said.len() { words.trim_start() } else { words };
            self.aloud.say(words);
            self.trace.said.push_str(words);
        }
    }

    fn count(&mut self, usage: &Usage) {
        self.trace.input_tokens += usage.input_tokens;
        self.trace.output_tokens += usage.output_tokens;
        self.trace.cost_micros += self.price.of(usage);
    }
}

fn traced(call: ChatToolCall) -> TracedCall {
    TracedCall::new(&call.name, &call.arguments, None)
}

fn facts<'a>(ask: &Ask<'a>) -> Facts<'a> {
    let mut facts = facts_of(ask.salon, ask.past, ask.now, ask.deed_done);
    facts.caller_said(ask.heard);
    facts
}

/// What is known from what was said before.
pub(super) fn facts_of<'a>(salon: &'a Salon, past: &[Past], now: DateTime, deed_done: bool) -> Facts<'a> {
    let mut facts = Facts::new(&salon.facts, now, deed_done);
    for past in past {
        facts.code_said(&past.said);
        if let Some(heard) = &past.heard {
            facts.caller_said(heard);
        }
    }
    facts
}

fn messages(ask: &Ask<'_>) -> Vec<ChatMessage> {
    let skipped = ask.past.len().saturating_sub(REMEMBERED_TURNS);
    let mut messages = Vec::with_capacity(2 * (ask.past.len() - skipped) + 2);
    for past in &ask.past[skipped..] {
        if let Some(heard) = &past.heard {
            messages.push(ChatMessage::User(heard.clone()));
        }
        messages.push(ChatMessage::Assistant { text: past.said.clone(), calls: Vec::new() });
    }
    messages.push(ChatMessage::System(situation(ask.dialogue, &ask.salon.facts)));
    messages.push(ChatMessage::User(ask.heard.to_owned()));
    messages
}

fn millis(stopwatch: Stopwatch) -> u64 {
    u64::try_from(stopwatch.elapsed().as_millis()).unwrap_or(u64::MAX)
}
