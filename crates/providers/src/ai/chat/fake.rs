//! A model that says what it was told to say, and remembers what it was asked.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use reqwest::StatusCode;
use serde_json::Value;

use super::{
    AiError, ChatEvent, ChatModel, ChatProgress, ChatRequest, ChatSource, ChatStream, ChatToolCall, Finish,
    Usage, broken_off, call_id,
};
use crate::ai::refusal::refused_with;

/// What a scripted model does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It says this.
    Text(String),
    /// It asks for a tool; the call gets an id that is new in the conversation.
    ToolCall {
        /// The tool.
        name: String,
        /// JSON, or not.
        arguments: String,
    },
    /// It writes at a call that is not complete yet.
    WritingToolCall,
    /// It tells what it has used up.
    Usage(Usage),
    /// It takes its time.
    Wait(Duration),
    /// It never says anything again.
    Hang,
    /// The connection breaks.
    BreakOff,
    /// The provider answers with this HTTP status. Only what comes before the first words can be an answer's status;
    /// later it is an error in the midst of the answer.
    Status {
        /// The HTTP status.
        status: u16,
        /// When to come back.
        retry_after: Option<Duration>,
    },
    /// It fails in this way.
    Fail(AiError),
    /// It ends for this reason. An answer without this step, and without a fault, ends as is usual: with
    /// [`Finish::ToolCalls`] after calls and else with [`Finish::Stop`].
    Done(Finish),
}

impl Step {
    /// It says this.
    pub fn text(words: &str) -> Self {
        Self::Text(words.to_owned())
    }

    /// It asks for a tool with these arguments.
    pub fn tool_call(name: &str, arguments: &Value) -> Self {
        Self::ToolCall { name: name.to_owned(), arguments: arguments.to_string() }
    }

    /// The provider answers with this HTTP status.
    pub fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None }
    }
}

type Script = dyn Fn(&ChatRequest, usize) -> Vec<Step> + Send + Sync;

/// A fake [`ChatModel`]: it follows a script and keeps all requests.
pub struct ScriptedChat {
    name: String,
    script: Box<Script>,
    requests: Mutex<Vec<ChatRequest>>,
}

impl ScriptedChat {
    /// A model that gives these answers one after the other, and none after the last.
    pub fn new(answers: Vec<Vec<Step>>) -> Self {
        let no_more = || vec![Step::Fail(AiError::Nonsense { problem: "the script is at its end" })];
        Self::following(move |_, count| answers.get(count).cloned().unwrap_or_else(no_more))
    }

    /// A model that answers a request by a rule, which is also told how many requests there were before.
    pub fn following(script: impl Fn(&ChatRequest, usize) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self { name: "scripted".to_owned(), script: Box::new(script), requests: Mutex::default() }
    }

    /// The same, under another name.
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// What it was asked, oldest first.
    pub fn requests(&self) -> Vec<ChatRequest> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the request; says how many there were before.
    fn remember(&self, request: &ChatRequest) -> usize {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request.clone());
        requests.len() - 1
    }
}

#[async_trait]
impl ChatModel for ScriptedChat {
    fn name(&self) -> &str {
        &self.name
    }

    async fn start(&self, request: &ChatRequest) -> Result<ChatStream, AiError> {
        let count = self.remember(request);
        let steps = (self.script)(request, count).into();
        let mut playing = Playing { steps, next_call: request.count_calls(), ..Playing::default() };
        // As with a real one, what goes wrong before the first words is no answer at all.
        playing.begun_with = playing.advance().await.transpose()?;
        Ok(ChatStream::new(playing))
    }
}

/// A script that is being followed.
#[derive(Default)]
struct Playing {
    begun_with: Option<ChatProgress>,
    steps: VecDeque<Step>,
    next_call: usize,
    has_called: bool,
    is_over: bool,
}

#[async_trait]
impl ChatSource for Playing {
    async fn advance(&mut self) -> Option<Result<ChatProgress, AiError>> {
        if let Some(progress) = self.begun_with.take() {
            return Some(Ok(progress));
        }
        while !self.is_over {
            // A step is done with only when its waiting is over: whoever waits may give up and ask again.
            match self.steps.front() {
                Some(Step::Wait(wait)) => tokio::time::sleep(*wait).await,
                Some(Step::Hang) => std::future::pending().await,
                _ => {}
            }
            let happened = self.steps.pop_front().map_or(Some(Ok(self.usual_end())), |step| self.play(step));
            self.is_over = matches!(&happened, Some(Ok(ChatProgress::Event(ChatEvent::Done(_))) | Err(_)));
            if happened.is_some() {
                return happened;
            }
        }
        None
    }
}

impl Playing {
    /// What is seen of a step, unless it only took time.
    fn play(&mut self, step: Step) -> Option<Result<ChatProgress, AiError>> {
        let event = match step {
            Step::Wait(_) | Step::Hang => return None,
            Step::WritingToolCall => return Some(Ok(ChatProgress::WritingToolCall)),
            Step::Fail(error) => return Some(Err(error)),
            Step::BreakOff => return Some(Err(broken_off())),
            Step::Status { status, retry_after } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                return Some(Err(refused_with(status, retry_after)));
            }
            Step::Text(words) => ChatEvent::Text(words),
            Step::ToolCall { name, arguments } => {
                let id = call_id(self.next_call);
                self.next_call += 1;
                self.has_called = true;
                ChatEvent::ToolCall(ChatToolCall { id, name, arguments })
            }
            Step::Usage(usage) => ChatEvent::Usage(usage),
            Step::Done(finish) => ChatEvent::Done(finish),
        };
        Some(Ok(ChatProgress::Event(event)))
    }

    fn usual_end(&self) -> ChatProgress {
        let finish = if self.has_called { Finish::ToolCalls } else { Finish::Stop };
        ChatProgress::Event(ChatEvent::Done(finish))
    }
}

impl fmt::Debug for ScriptedChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedChat").field("name", &self.name).finish_non_exhaustive()
    }
}
