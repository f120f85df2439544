//! Puts an answer together from its pieces: what a chunk of a chat completion means, and what may be wrong with it.
//!
//! A chunk and a whole completion differ only in where the message stands, so both are read here.

use std::collections::VecDeque;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::{ChatEvent, ChatProgress, ChatRequest, ChatToolCall, Finish, Usage, broken_off, call_id};
use crate::ai::{AiError, refusal::refused_with};

/// How much a model may say in one turn, words and arguments together, in bytes.
const TEXT_LIMIT: usize = 64 * 1024;
/// How many tools a model may ask for in one turn.
const CALL_LIMIT: usize = 16;

/// What has happened in an answer and has not been told yet.
pub(super) type Happened = VecDeque<Result<ChatProgress, AiError>>;

/// An answer of which some pieces have come in.
#[derive(Debug)]
pub(super) struct Answer {
    calls_before: usize,
    calls: Vec<GrowingCall>,
    length: usize,
    usage: Option<Usage>,
    finish: Option<Finish>,
}

#[derive(Debug)]
struct GrowingCall {
    index: Option<u64>,
    id: String,
    name: String,
    arguments: String,
}

impl Answer {
    /// The answer to `request`, of which nothing has come in.
    pub(super) fn to(request: &ChatRequest) -> Self {
        let calls_before = request.count_calls();
        Self { calls_before, calls: Vec::new(), length: 0, usage: None, finish: None }
    }

    /// Whether the model has said all, and only what it has used up is missing.
    pub(super) fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Takes a piece, and adds what has happened with it to `happened`.
    pub(super) fn take(&mut self, piece: &[u8], happened: &mut Happened) -> Result<(), AiError> {
        let piece: Piece =
            serde_json::from_slice(piece).map_err(|_| nonsense("it is not of the agreed form"))?;
        if let Some(error) = piece.error {
            return Err(refusal(&error));
        }
        if let Some(usage) = piece.usage {
            self.usage = Some(usage.into());
        }
        let choices = piece.choices.ok_or(nonsense("it is not of the agreed form"))?;
        let Some(choice) = choices.into_iter().next().filter(|_| !self.is_finished()) else { return Ok(()) };

        if let Some(message) = choice.delta.or(choice.message) {
            for words in [message.content, message.refusal].into_iter().flatten().filter(|it| !it.is_empty())
            {
                self.grow_by(words.len())?;
                happened.push_back(Ok(ChatProgress::Event(ChatEvent::Text(words))));
            }
            for call in message.tool_calls.into_iter().flatten() {
                self.take_call(call)?;
                happened.push_back(Ok(ChatProgress::WritingToolCall));
            }
        }
        if let Some(reason) = choice.finish_reason {
            self.finish(&reason, happened)?;
        }
        Ok(())
    }

    /// What is left to tell when nothing more comes in.
    pub(super) fn end(&mut self, happened: &mut Happened) -> Result<(), AiError> {
        let finish = self.finish.ok_or_else(broken_off)?;
        let usage = self.usage.take().map(ChatEvent::Usage);
        let events = usage.into_iter().chain([ChatEvent::Done(finish)]);
        happened.extend(events.map(|event| Ok(ChatProgress::Event(event))));
        Ok(())
    }

    fn take_call(&mut self, piece: CallPiece) -> Result<(), AiError> {
        let function = piece.function.unwrap_or_default();
        let id = piece.id.unwrap_or_default();
        let name = function.name.unwrap_or_default();
        let arguments = match function.arguments {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        self.grow_by(name.len() + arguments.len())?;

        // Some servers count no index, or give each call the index 0. Others give each piece an id of its own, so
        // that an id means another call only together with a name.
        let begins_another = |call: &GrowingCall| {
            !name.is_empty()
                && !call.name.is_empty()
                && (piece.index.is_none() || (!id.is_empty() && id != call.id))
        };
        let has_room = self.calls.len() < CALL_LIMIT;
        let last = self.calls.iter_mut().rfind(|call| piece.index.is_none() || call.index == piece.index);
        match last.filter(|call| !begins_another(call)) {
            Some(call) => {
                call.arguments.push_str(&arguments);
                if call.name.is_empty() {
                    call.name = name;
                }
                if call.id.is_empty() {
                    call.id = id;
                }
            }
            None if has_room => {
                self.calls.push(GrowingCall { index: piece.index, id, name, arguments });
            }
            None => return Err(nonsense("it asks for too many tools at once")),
        }
        Ok(())
    }

    /// Calls are told only now: as long as the model goes on, any of them may still grow.
    fn finish(&mut self, reason: &str, happened: &mut Happened) -> Result<(), AiError> {
        let finish = match reason {
            // Some servers stop like this after calls, too.
            "stop" if self.calls.is_empty() => Finish::Stop,
            "stop" | "tool_calls" | "function_call" => Finish::ToolCalls,
            "length" => Finish::Length,
            "content_filter" => Finish::Filtered,
            _ => return Err(nonsense("it ends for a reason that nobody knows")),
        };
        self.finish = Some(finish);
        let mut calls = std::mem::take(&mut self.calls);
        if matches!(finish, Finish::Length | Finish::Filtered) {
            // The last one is cut off, and half a wish is none.
            calls.pop();
        }
        calls.sort_by_key(|call| call.index);
        for (nth, call) in calls.into_iter().enumerate() {
            if call.name.is_empty() {
                return Err(nonsense("it asks for a tool without a name"));
            }
            let id = if call.id.is_empty() { call_id(self.calls_before + nth) } else { call.id };
            let call = ChatToolCall { id, name: call.name, arguments: call.arguments };
            happened.push_back(Ok(ChatProgress::Event(ChatEvent::ToolCall(call))));
        }
        Ok(())
    }

    fn grow_by(&mut self, length: usize) -> Result<(), AiError> {
        self.length += length;
        if self.length > TEXT_LIMIT { Err(nonsense("it is too long")) } else { Ok(()) }
    }
}

fn nonsense(problem: &'static str) -> AiError {
    AiError::Nonsense { problem }
}

/// What an error means that comes instead of an answer, or in the midst of it. Its words are not passed on, as they
/// may repeat the caller's.
fn refusal(error: &Value) -> AiError {
    let status = ["code", "status"].iter().find_map(|name| error.get(name)?.as_u64());
    let status = status.and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok());
    if let Some(status) = status.filter(|status| status.is_client_error() || status.is_server_error()) {
        return refused_with(status, None);
    }
    let is_about = |problem: &str| ["code", "type"].iter().any(|name| error[name] == problem);
    if is_about("rate_limit_exceeded") || is_about("insufficient_quota") {
        return AiError::RateLimited { retry_after: None };
    }
    AiError::Unreachable { reason: "an error at the provider, told instead of an answer".to_owned() }
}

#[derive(Deserialize)]
struct Piece {
    choices: Option<Vec<Choice>>,
    usage: Option<UsagePiece>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Message>,
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
    tool_calls: Option<Vec<CallPiece>>,
}

#[derive(Deserialize)]
struct CallPiece {
    index: Option<u64>,
    id: Option<String>,
    function: Option<FunctionPiece>,
}

#[derive(Default, Deserialize)]
struct FunctionPiece {
    name: Option<String>,
    arguments: Option<Value>,
}

#[derive(Deserialize)]
struct UsagePiece {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
    prompt_tokens_details: Option<InputDetails>,
}

#[derive(Deserialize)]
struct InputDetails {
    cached_tokens: Option<u64>,
}

impl From<UsagePiece> for Usage {
    fn from(piece: UsagePiece) -> Self {
        let cached = piece.prompt_tokens_details.and_then(|details| details.cached_tokens);
        Self {
            input_tokens: piece.prompt_tokens,
            cached_input_tokens: cached.unwrap_or(0),
            output_tokens: piece.completion_tokens,
        }
    }
}
