//! Talking with a language model: a conversation goes in, words and wishes for tools come out while they are made.
//!
//! [`ChatModel`] is the port. [`OpenAiChat`] asks OpenAI or whatever speaks like it, [`ChatChain`] asks several
//! models one after another until one answers in time, and [`ScriptedChat`] is the fake.
//!
//! Not for: what the model is told, which tools there are and what they do. A wish for a tool is the model's own
//! text, to be checked like a stranger's before anything is done about it.

mod answer;
mod breaker;
mod chain;
mod events;
mod fake;
mod openai;

use std::{fmt, sync::Arc};

use async_trait::async_trait;

use super::AiError;

pub use breaker::BreakerState;
pub use chain::{ChainAnswer, ChainConfig, ChainError, ChainFailure, ChatChain, ProviderHealth};
pub use fake::{ScriptedChat, Step};
pub use openai::{OpenAiChat, OpenAiChatConfig};

/// A language model that can be talked with.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// What it is called in reports and on the dashboard.
    fn name(&self) -> &str;

    /// Asks for the next turn of a conversation. Comes back as soon as the model begins to answer.
    async fn start(&self, request: &ChatRequest) -> Result<ChatStream, AiError>;
}

/// A conversation of which the model is to say the next turn.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// What the model is told before everything else. Providers remember what stays the same from the beginning,
    /// so whatever changes from turn to turn belongs in [`ChatMessage::System`] further down.
    pub instructions: Arc<str>,
    /// What has been said and done so far, oldest first.
    pub messages: Vec<ChatMessage>,
    /// What the model may ask for.
    pub tools: Arc<[ChatTool]>,
    /// How long the answer may be.
    pub max_tokens: u32,
}

impl ChatRequest {
    /// How many calls there have been in the conversation.
    fn count_calls(&self) -> usize {
        let calls = |message: &ChatMessage| match message {
            ChatMessage::Assistant { calls, .. } => calls.len(),
            _ => 0,
        };
        self.messages.iter().map(calls).sum()
    }
}

/// The id of a conversation's call to which the model gives none. The strictest provider asks for nine letters and
/// digits.
fn call_id(calls_before: usize) -> String {
    format!("call{:05}", calls_before + 1)
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatMessage {
    /// Something the model is to know from here on.
    System(String),
    /// The caller's words.
    User(String),
    /// What the model said, and the tools it asked for.
    Assistant {
        /// Its words; may be empty.
        text: String,
        /// Its calls, each of which needs a [`ChatMessage::ToolResult`].
        calls: Vec<ChatToolCall>,
    },
    /// What came of a call.
    ToolResult {
        /// The call's id.
        call_id: String,
        /// What the model learns of it.
        content: String,
    },
}

/// Something a model may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatTool {
    /// Letters, digits and underscores.
    pub name: &'static str,
    /// When and what for, in words for the model.
    pub description: String,
    /// The JSON schema of its arguments.
    pub parameters: serde_json::Value,
}

/// A model's wish to have a tool used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatToolCall {
    /// Told apart from all other calls of the conversation.
    pub id: String,
    /// The tool, which need not exist.
    pub name: String,
    /// JSON as the model wrote it, which may be broken or empty.
    pub arguments: String,
}

/// What happens while a model answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatEvent {
    /// More of the model's words; never empty.
    Text(String),
    /// A call that is complete.
    ToolCall(ChatToolCall),
    /// What the answer has used up, where the provider says so.
    Usage(Usage),
    /// The answer is complete; nothing comes after it.
    Done(Finish),
}

/// What an answer has used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// What the model read, all of it.
    pub input_tokens: u64,
    /// The part of it that the provider still remembered.
    pub cached_input_tokens: u64,
    /// What the model wrote.
    pub output_tokens: u64,
}

/// Why an answer has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// All is said.
    Stop,
    /// The model waits for the results of its calls.
    ToolCalls,
    /// It has become too long, and is cut off.
    Length,
    /// The provider would not let the model say more.
    Filtered,
}

/// A sign that a model is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChatProgress {
    /// Something has happened.
    Event(ChatEvent),
    /// A call has grown, of which nothing can be seen until it is complete.
    WritingToolCall,
}

/// Where the events of an answer come from.
#[async_trait]
pub trait ChatSource: Send {
    /// The next sign of the model; `None` once the answer is complete or has failed. May be given up while it
    /// waits and asked again, and nothing is lost.
    async fn advance(&mut self) -> Option<Result<ChatProgress, AiError>>;
}

/// An answer while it is made. It ends with [`ChatEvent::Done`] or an error; dropping it before that closes the
/// connection, so that nothing more is made or paid for.
pub struct ChatStream {
    source: Box<dyn ChatSource>,
}

impl ChatStream {
    /// The answer that comes from `source`.
    pub fn new(source: impl ChatSource + 'static) -> Self {
        Self { source: Box::new(source) }
    }

    /// What happens next; `None` after the end.
    pub async fn next(&mut self) -> Option<Result<ChatEvent, AiError>> {
        loop {
            match self.advance().await? {
                Ok(ChatProgress::Event(event)) => return Some(Ok(event)),
                Ok(ChatProgress::WritingToolCall) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// The same, with signs of work that is not to be seen yet, for whoever watches how long the model is silent.
    pub async fn advance(&mut self) -> Option<Result<ChatProgress, AiError>> {
        self.source.advance().await
    }
}

impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatStream").finish_non_exhaustive()
    }
}

/// What is seen of an answer that ends before it is complete.
fn broken_off() -> AiError {
    AiError::Unreachable { reason: "the answer breaks off".to_owned() }
}
