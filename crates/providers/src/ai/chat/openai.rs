//! Chat completions, streamed, of OpenAI or of anything that speaks like it (Ollama, vLLM, …):
//! <https://platform.openai.com/docs/api-reference/chat>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Response, header::CONTENT_TYPE};
use serde::{Serialize, de::IgnoredAny};
use serde_json::Value;

use super::{
    ChatMessage, ChatModel, ChatProgress, ChatRequest, ChatSource, ChatStream, ChatTool, ChatToolCall,
    answer::{Answer, Happened},
    broken_off,
    events::Events,
};
use crate::{
    ai::{
        AiError,
        refusal::{not_answered, refusal},
    },
    http::{self, SetupError},
    secret::Secret,
};

/// How long the address may take to accept a connection: a caller is waiting, and another model may be there.
const CONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How long an answer may be that comes in one piece, in bytes.
const WHOLE_LIMIT: usize = 256 * 1024;
/// How long an answer that is complete may take to close, so that its connection can be used again.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// What is needed to talk with a model.
#[derive(Debug, Clone)]
pub struct OpenAiChatConfig {
    /// What it is called in reports and on the dashboard.
    pub name: String,
    /// The key; empty where none is asked for, as by a model of one's own.
    pub api_key: Secret,
    /// The address, [`OpenAiChatConfig::BASE_URL`] but for tests and other providers.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// How long an answer may take, from the question to its last word.
    pub answer_within: Duration,
}

impl OpenAiChatConfig {
    /// OpenAI's own address.
    pub const BASE_URL: &str = "https://api.openai.com/v1";
}

/// A model that speaks the language of OpenAI's chat completions.
#[derive(Debug)]
pub struct OpenAiChat {
    client: reqwest::Client,
    config: OpenAiChatConfig,
    url: String,
}

impl OpenAiChat {
    /// A client for one address and model. It keeps its connections, so make one and share it.
    pub fn new(config: OpenAiChatConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the chat model's base URL", &config.base_url)?;
        if config.model.trim().is_empty() {
            return Err(SetupError::Setting { setting: "the chat model", problem: "is not set" });
        }
        let client = http::builder(config.answer_within)
            .connect_timeout(CONNECT_WITHIN)
            .build()
            .map_err(SetupError::Https)?;
        Ok(Self { client, config, url: format!("{base_url}/chat/completions") })
    }
}

#[async_trait]
impl ChatModel for OpenAiChat {
    fn name(&self) -> &str {
        &self.config.name
    }

    async fn start(&self, request: &ChatRequest) -> Result<ChatStream, AiError> {
        let mut asking = self.client.post(&self.url).json(&Question::new(&self.config.model, request));
        if !self.config.api_key.is_empty() {
            asking = asking.bearer_auth(self.config.api_key.expose());
        }
        let response = asking.send().await.map_err(|error| not_answered(&error))?;
        if !response.status().is_success() {
            return Err(refusal(&response));
        }
        let answer = Answer::to(request);
        if is_whole(&response) {
            return read_whole(response, answer).await.map(ChatStream::new);
        }
        let response = Some(response);
        Ok(ChatStream::new(Reading {
            response,
            events: Events::default(),
            answer,
            happened: Happened::new(),
        }))
    }
}

/// Whether the server makes its answer in one piece, although it was asked not to.
fn is_whole(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

async fn read_whole(mut response: Response, mut answer: Answer) -> Result<Reading, AiError> {
    let mut body = Vec::new();
    while let Some(bytes) = response.chunk().await.map_err(|error| broken(&error))? {
        body.extend_from_slice(&bytes);
        if body.len() > WHOLE_LIMIT {
            return Err(AiError::Nonsense { problem: "it is too long" });
        }
    }
    let mut happened = Happened::new();
    answer.take(&body, &mut happened)?;
    if !answer.is_finished() {
        return Err(AiError::Nonsense { problem: "there is none" });
    }
    answer.end(&mut happened)?;
    Ok(Reading { response: None, events: Events::default(), answer, happened })
}

/// Why the rest of an answer does not come.
fn broken(error: &reqwest::Error) -> AiError {
    if error.is_timeout() { AiError::TooLate } else { broken_off() }
}

/// An answer that is being read.
struct Reading {
    /// `None` once the answer is complete or has failed.
    response: Option<Response>,
    events: Events,
    answer: Answer,
    happened: Happened,
}

#[async_trait]
impl ChatSource for Reading {
    async fn advance(&mut self) -> Option<Result<ChatProgress, AiError>> {
        loop {
            if let Some(progress) = self.happened.pop_front() {
                return Some(progress);
            }
            let response = self.response.as_mut()?;
            let read = match self.events.next() {
                Ok(Some(b"[DONE]")) => Ok(End::Told),
                Ok(Some(data)) => match self.answer.take(data, &mut self.happened) {
                    Ok(()) => continue,
                    Err(error) => Err(error),
                },
                Ok(None) => match response.chunk().await {
                    Ok(Some(bytes)) => {
                        self.events.push(&bytes);
                        continue;
                    }
                    Ok(None) => Ok(End::Closed),
                    Err(_) if self.answer.is_finished() => Ok(End::Closed),
                    Err(error) => Err(broken(&error)),
                },
                Err(error) => Err(error),
            };
            self.end(read);
        }
    }
}

/// How it is known that nothing more comes.
enum End {
    Told,
    Closed,
}

impl Reading {
    fn end(&mut self, read: Result<End, AiError>) {
        let response = self.response.take();
        let ended = read.and_then(|end| {
            self.answer.end(&mut self.happened)?;
            Ok(end)
        });
        match (ended, response) {
            (Ok(End::Told), Some(response)) => {
                tokio::spawn(tokio::time::timeout(CLOSE_WITHIN, read_to_end(response)));
            }
            (Ok(_), _) => {}
            (Err(error), _) => self.happened.push_back(Err(error)),
        }
    }
}

/// A connection is used again only if its last answer was read to the end, which may come a little after the end of
/// what there was to say.
async fn read_to_end(mut response: Response) {
    while let Ok(Some(_)) = response.chunk().await {}
}

#[derive(Serialize)]
struct Question<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Tool<'a>>,
    max_completion_tokens: u32,
    stream: bool,
    stream_options: StreamOptions,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
enum Message<'a> {
    System {
        content: &'a str,
    },
    User {
        content: &'a str,
    },
    Assistant {
        content: Option<&'a str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<Call<'a>>,
    },
    Tool {
        tool_call_id: &'a str,
        content: &'a str,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
struct Call<'a> {
    id: &'a str,
    function: CalledFunction<'a>,
}

#[derive(Serialize)]
struct CalledFunction<'a> {
    name: &'a str,
    arguments: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
struct Tool<'a> {
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    description: &'a str,
    parameters: &'a Value,
}

impl<'a> Question<'a> {
    fn new(model: &'a str, request: &'a ChatRequest) -> Self {
        let instructions = Message::System { content: &request.instructions };
        let messages = request.messages.iter().map(Message::from);
        Self {
            model,
            messages: std::iter::once(instructions).chain(messages).collect(),
            tools: request.tools.iter().map(Tool::from).collect(),
            max_completion_tokens: request.max_tokens,
            stream: true,
            stream_options: StreamOptions { include_usage: true },
        }
    }
}

impl<'a> From<&'a ChatMessage> for Message<'a> {
    fn from(message: &'a ChatMessage) -> Self {
        match message {
            ChatMessage::System(content) => Self::System { content },
            ChatMessage::User(content) => Self::User { content },
            ChatMessage::Assistant { text, calls } => Self::Assistant {
                content: Some(text.as_str()).filter(|text| !text.is_empty() || calls.is_empty()),
                tool_calls: calls.iter().map(Call::from).collect(),
            },
            ChatMessage::ToolResult { call_id, content } => Self::Tool { tool_call_id: call_id, content },
        }
    }
}

impl<'a> From<&'a ChatToolCall> for Call<'a> {
    fn from(call: &'a ChatToolCall) -> Self {
        // Several servers refuse a conversation in which a model's own arguments are broken, for good.
        let is_object = call.arguments.trim_start().starts_with('{')
            && serde_json::from_str::<IgnoredAny>(&call.arguments).is_ok();
        let arguments = if is_object { &call.arguments } else { "{}" };
        Self { id: &call.id, function: CalledFunction { name: &call.name, arguments } }
    }
}

impl<'a> From<&'a ChatTool> for Tool<'a> {
    fn from(tool: &'a ChatTool) -> Self {
        let ChatTool { name, description, parameters } = tool;
        Self { function: Function { name, description, parameters } }
    }
}
