//! Vapi asks us as it would ask a language model: after each thing that the caller has said, with all that was said
//! before, for the next words. They may go back one by one, so that the voice can begin before the last is found.
//!
//! The form is that of OpenAI's chat completions, with `call` and `metadata` beside it:
//! <https://docs.vapi.ai/customization/custom-llm/using-your-server>.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::message::{CallFacts, UnreadableMessage};

/// What ends a streamed answer.
pub const DONE: &str = "data: [DONE]\n\n";
/// What kind of content a streamed answer is.
pub const STREAM_CONTENT_TYPE: &str = "text/event-stream";

/// A question: what is to be said next?
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    /// The call.
    pub call: CallFacts,
    /// All that was said so far, oldest first.
    pub turns: Vec<Turn>,
    /// Whether the words are wanted one by one.
    pub is_streamed: bool,
    /// What the assistant was given to send along: see [`super::reply::Assistant::metadata`].
    pub metadata: Map<String, Value>,
    /// The tools that an answer may call.
    pub tools: Vec<CallTool>,
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who said it.
    pub speaker: Speaker,
    /// The words; empty where there was only a tool to be called.
    pub text: String,
}

/// Who has said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The caller.
    Caller,
    /// The assistant, with our words or with its first message.
    Assistant,
    /// Nobody: instructions, and what tools have answered.
    Other,
}

impl ChatRequest {
    /// Reads the body of a request.
    pub fn parse(body: &[u8]) -> Result<Self, UnreadableMessage> {
        let body: Value = serde_json::from_slice(body).map_err(|_| UnreadableMessage::NotJson)?;
        let turns = body.get("messages").and_then(Value::as_array).ok_or(UnreadableMessage::NoMessage)?;
        Ok(Self {
            call: CallFacts::of(&body),
            turns: turns.iter().map(turn).collect(),
            is_streamed: body.get("stream").and_then(Value::as_bool).unwrap_or(false),
            metadata: body.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default(),
            tools: CallTool::offered(&body),
        })
    }

    /// What the caller has said since the assistant last spoke; empty where it is not the caller's turn. Somebody who
    /// pauses is heard in several pieces, which belong together.
    pub fn just_said(&self) -> String {
        let since = self.turns.iter().rposition(|turn| turn.speaker == Speaker::Assistant);
        let since = since.map_or(0, |last| last + 1);
        let pieces = self.turns[since..].iter().filter(|turn| turn.speaker == Speaker::Caller);
        pieces.map(|turn| turn.text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn turn(message: &Value) -> Turn {
    let speaker = match message.get("role").and_then(Value::as_str) {
        Some("user") => Speaker::Caller,
        Some("assistant") => Speaker::Assistant,
        _ => Speaker::Other,
    };
    Turn { speaker, text: content(message.get("content")) }
}

/// Words stand by themselves, or in parts.
fn content(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            parts.iter().filter_map(|part| part.get("text")?.as_str()).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

/// Something that only Vapi can do to the call: tools of [`super::reply::assistant`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallTool {
    /// Hang up.
    EndCall,
    /// Ask us for a destination, and hand the caller over.
    TransferCall,
}

impl CallTool {
    /// Those among the tools of a request, whose names stand in a function or by themselves.
    fn offered(body: &Value) -> Vec<Self> {
        let tools = body.get("tools").and_then(Value::as_array).into_iter().flatten();
        let name = |tool: &Value| {
            let places = ["/function/name", "/name", "/type"].into_iter();
            places.filter_map(|place| tool.pointer(place)?.as_str().map(str::to_owned)).next()
        };
        let names: Vec<String> = tools.filter_map(name).collect();
        let is_offered = |tool: &Self| names.iter().any(|name| name == tool.word());
        [Self::EndCall, Self::TransferCall].into_iter().filter(is_offered).collect()
    }

    fn word(self) -> &'static str {
        match self {
            Self::EndCall => "endCall",
            Self::TransferCall => "transferCall",
        }
    }
}

/// Writes one answer. Streamed, it is [`opening`](Self::opening), any number of [`words`](Self::words), and
/// [`closing`](Self::closing); else it is [`whole`](Self::whole).
#[derive(Debug, Clone)]
pub struct ChatAnswer {
    id: String,
    model: String,
    begun_at: Timestamp,
}

impl ChatAnswer {
    /// An answer with an id of its own.
    pub fn new(id: impl Into<String>, model: impl Into<String>, begun_at: Timestamp) -> Self {
        Self { id: id.into(), model: model.into(), begun_at }
    }

    /// The first event: somebody is speaking.
    pub fn opening(&self) -> String {
        self.event(&json!({ "role": "assistant", "content": "" }), None)
    }

    /// Some more words. Those of several events are put together as they are: whoever cuts a sentence into words
    /// keeps the spaces.
    pub fn words(&self, words: &str) -> String {
        self.event(&json!({ "content": words }), None)
    }

    /// The last events: nothing more is to be said, and perhaps something is to be done.
    pub fn closing(&self, tool: Option<CallTool>) -> String {
        let doing = tool.map(|tool| {
            let mut call = self.tool_call(tool);
            call["index"] = json!(0);
            self.event(&json!({ "tool_calls": [call] }), None)
        });
        let end = self.event(&json!({}), Some(finish_reason(tool)));
        format!("{}{end}{DONE}", doing.unwrap_or_default())
    }

    /// The answer in one piece.
    pub fn whole(&self, words: &str, tool: Option<CallTool>) -> Value {
        let mut message = json!({ "role": "assistant", "content": words, "refusal": null });
        if let Some(tool) = tool {
            message["tool_calls"] = json!([self.tool_call(tool)]);
        }
        let choice = json!({
            "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason(tool),
        });
        self.completion("chat.completion", &choice)
    }

    fn event(&self, delta: &Value, finish_reason: Option<&str>) -> String {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish_reason });
        // JSON in one line: a line break would end the event.
        format!("data: {}\n\n", self.completion("chat.completion.chunk", &choice))
    }

    fn completion(&self, object: &str, choice: &Value) -> Value {
        json!({
            "id": self.id,
            "object": object,
            "created": self.begun_at.as_second(),
            "model": self.model,
            "choices": [choice],
        })
    }

    fn tool_call(&self, tool: CallTool) -> Value {
        json!({
            "id": format!("call_{}", self.id),
            "type": "function",
            "function": { "name": tool.word(), "arguments": "{}" },
        })
    }
}

fn finish_reason(tool: Option<CallTool>) -> &'static str {
    if tool.is_some() { "tool_calls" } else { "stop" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{phone::PhoneNumber, telephony::ProviderId};

    fn parsed(body: &Value) -> ChatRequest {
        ChatRequest::parse(body.to_string().as_bytes()).unwrap()
    }

    fn answer() -> ChatAnswer {
        ChatAnswer::new("a1", "bolt", Timestamp::from_second(1_700_000_000).unwrap())
    }

    #[test]
    fn a_question_names_the_call_and_what_was_said() {
        let request = parsed(&json!({
            "model": "bolt", "stream": true, "temperature": 0.5,
            "tools": [{ "type": "function", "function": { "name": "endCall" } }, { "type": "function" }, null],
            "messages": [
                { "role": "system", "content": "You answer for a salon." },
                { "role": "assistant", "content": "Hello!" },
                { "role": "user", "content": [{ "type": "text", "text": "A cut," }, { "type": "text", "text": "please" }] },
            ],
            "call": { "id": "c1", "customer": { "number": "+14155550132" } },
            "phoneNumber": { "number": "+14155550100" },
            "metadata": { "callToken": "t1" },
        }));

        let turn = |speaker, text: &str| Turn { speaker, text: text.to_owned() };
        let metadata: Map<String, Value> = [("callToken".to_owned(), json!("t1"))].into_iter().collect();
        assert_eq!(
            request,
            ChatRequest {
                call: CallFacts {
                    id: ProviderId::parse("c1"),
                    caller: PhoneNumber::from_e164("+14155550132").ok(),
                    dialled: PhoneNumber::from_e164("+14155550100").ok(),
                },
                turns: vec![
                    turn(Speaker::Other, "You answer for a salon."),
                    turn(Speaker::Assistant, "Hello!"),
                    turn(Speaker::Caller, "A cut, please"),
                ],
                is_streamed: true,
                metadata,
                tools: vec![CallTool::EndCall],
            }
        );
    }

    #[test]
    fn what_the_caller_just_said_is_all_since_the_assistant_spoke() {
        for (roles, expected) in [
            (
                vec![
                    ("assistant", "Hello!"),
                    ("user", " A cut "),
                    ("system", "be kind"),
                    ("user", "tomorrow"),
                ],
                "A cut tomorrow",
            ),
            (vec![("user", "A cut"), ("assistant", "When?")], ""),
            (vec![("user", "A cut")], "A cut"),
            (vec![("assistant", "Yes?"), ("user", " ")], ""),
            (vec![], ""),
        ] {
            let messages: Vec<Value> =
                roles.iter().map(|(role, content)| json!({ "role": role, "content": content })).collect();
            assert_eq!(parsed(&json!({ "messages": messages })).just_said(), expected, "{roles:?}");
        }
    }

    #[test]
    fn a_question_may_be_all_but_empty_but_not_something_else() {
        let request = parsed(&json!({ "messages": [null, { "role": "tool", "content": null }] }));
        assert!(!request.is_streamed && request.metadata.is_empty() && request.call == CallFacts::default());
        assert_eq!(ChatRequest::parse(b"{"), Err(UnreadableMessage::NotJson));
        assert_eq!(ChatRequest::parse(b"{\"messages\":\"hi\"}"), Err(UnreadableMessage::NoMessage));
    }

    /// The events of a stream, as a client reads them.
    fn events(stream: &str) -> Vec<Value> {
        let events: Vec<&str> = stream.split_terminator("\n\n").collect();
        let (last, chunks) = events.split_last().unwrap();
        assert_eq!(*last, "data: [DONE]");
        let json = |event: &&str| serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
        chunks.iter().map(json).collect()
    }

    #[test]
    fn an_answer_is_streamed_as_openai_does() {
        let answer = answer();
        let stream =
            [answer.opening(), answer.words("Good\n"), answer.words("day!"), answer.closing(None)].concat();

        let chunk = |delta: Value, finish_reason: Value| {
            json!({
                "id": "a1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "bolt",
                "choices": [{ "index": 0, "delta": delta, "finish_reason": finish_reason }],
            })
        };
        assert_eq!(
            events(&stream),
            [
                chunk(json!({ "role": "assistant", "content": "" }), Value::Null),
                chunk(json!({ "content": "Good\n" }), Value::Null),
                chunk(json!({ "content": "day!" }), Value::Null),
                chunk(json!({}), json!("stop")),
            ]
        );
    }

    #[test]
    fn an_answer_may_end_the_call() {
        let events = events(&answer().closing(Some(CallTool::EndCall)));
        assert_eq!(
            events[0]["choices"][0]["delta"]["tool_calls"],
            json!([{ "index": 0, "id": "call_a1", "type": "function",
                "function": { "name": "endCall", "arguments": "{}" } }])
        );
        assert_eq!(events[1]["choices"][0]["finish_reason"], "tool_calls");
    }

    #[test]
    fn an_answer_may_come_in_one_piece() {
        let whole = answer().whole("One moment.", Some(CallTool::TransferCall));
        assert_eq!(whole["object"], "chat.completion");
        assert_eq!(
            whole["choices"],
            json!([{
                "index": 0, "logprobs": null, "finish_reason": "tool_calls",
                "message": {
                    "role": "assistant", "content": "One moment.", "refusal": null,
                    "tool_calls": [{ "id": "call_a1", "type": "function",
                        "function": { "name": "transferCall", "arguments": "{}" } }],
                },
            }])
        );
        assert_eq!(answer().whole("Bye!", None)["choices"][0]["finish_reason"], "stop");
    }
}
