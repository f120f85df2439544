//! What Vapi tells us and asks us: the body of a request to our server URL.
//!
//! Vapi adds fields and messages at any time, and has written the same thing in several ways over the years. So only
//! what is needed is looked at, wherever it may stand, and nothing but the message's kind has to be there.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{phone::PhoneNumber, telephony::ProviderId};

/// One message of Vapi's.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerMessage {
    /// The call that it is about.
    pub call: CallFacts,
    /// What happened, or what is asked.
    pub event: ServerEvent,
    /// What the caller said last, where the message tells it and no tool has answered since.
    pub just_said: Option<JustSaid>,
}

/// The last words of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JustSaid {
    /// The words.
    pub words: String,
    /// Whether they answer the assistant who had told them what a tool said: only then can they agree to it.
    pub is_answer: bool,
}

/// What is known of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFacts {
    /// Its id; `None` before there is a call.
    pub id: Option<ProviderId>,
    /// Who is calling; `None` when the number is withheld, or is no telephone number.
    pub caller: Option<PhoneNumber>,
    /// The number that was dialled; `None` for a call from a web page.
    pub dialled: Option<PhoneNumber>,
}

/// What happened, or what is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerEvent {
    /// Somebody is calling: who is to answer? Vapi waits 7.5 s for [`super::reply::assistant`] and its like.
    AssistantRequest,
    /// The assistant wants something done: see [`super::reply::tool_results`].
    ToolCalls(Vec<ToolCall>),
    /// The caller wants a person: which one? See [`super::reply::destination`].
    TransferDestinationRequest,
    /// The call is over.
    EndOfCallReport(Box<EndOfCallReport>),
    /// The call has come further.
    StatusUpdate {
        /// How far.
        state: CallState,
        /// Why it is over, in Vapi's words: `customer-ended-call`.
        ended_reason: Option<String>,
    },
    /// Anything else, by its kind. It wants no answer.
    Other(String),
}

/// Something that the assistant wants done.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolCall {
    /// Vapi's id for it. The same id again is the same call, which must not be done twice.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// With what: an object, unless the model wrote something else; a text that is no JSON is kept as it is.
    pub arguments: Value,
}

/// How far a call has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallState {
    /// It is to be made later.
    Scheduled,
    /// It waits its turn.
    Queued,
    /// It rings.
    Ringing,
    /// People are talking.
    InProgress,
    /// It is being handed to somebody.
    Forwarding,
    /// It is over.
    Ended,
    /// A word that is not (yet) known.
    Other(String),
}

/// What is left of a call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EndOfCallReport {
    /// Why it is over, in Vapi's words; empty where it does not say.
    pub ended_reason: String,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// What Vapi charges for it, in dollars and fractions of a cent.
    pub cost_dollars: Option<f64>,
    /// What it was about, as a model put it.
    pub summary: Option<String>,
    /// What was said.
    pub transcript: Option<String>,
    /// Where it can be heard.
    pub recording_url: Option<String>,
    /// What a model drew from it, in the form that the assistant asked for.
    pub structured_data: Option<Value>,
}

/// A body that is no message of Vapi's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableMessage {
    /// It is no JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// It says nothing.
    #[error("the body has no message with a type")]
    NoMessage,
}

impl ServerMessage {
    /// Reads the body of a request.
    pub fn parse(body: &[u8]) -> Result<Self, UnreadableMessage> {
        let body: Value = serde_json::from_slice(body).map_err(|_| UnreadableMessage::NotJson)?;
        let message = body.get("message").filter(|message| message.is_object());
        let message = message.ok_or(UnreadableMessage::NoMessage)?;
        Ok(Self { call: CallFacts::of(message), event: event(message)?, just_said: just_said(message) })
    }
}

impl CallFacts {
    /// What an object says that has a `call` in it, and perhaps `customer` and `phoneNumber` beside it.
    pub(super) fn of(object: &Value) -> Self {
        let number = |paths: &[&str]| PhoneNumber::from_e164(first_text(object, paths)?).ok();
        Self {
            id: first_text(object, &["/call/id"]).and_then(ProviderId::parse),
            caller: number(&["/call/customer/number", "/customer/number"]),
            dialled: number(&["/phoneNumber/number", "/call/phoneNumber/number"]),
        }
    }
}

/// The caller's last words in the history that comes with a message, if there is one: in Vapi's own form or in OpenAI's.
fn just_said(message: &Value) -> Option<JustSaid> {
    const HISTORIES: [&str; 5] = [
        "/artifact/messages",
        "/artifact/messagesOpenAIFormatted",
        "/messages",
        "/messagesOpenAIFormatted",
        "/conversation",
    ];
    let histories = HISTORIES.iter().filter_map(|place| message.pointer(place)?.as_array());
    let history: Vec<Said<'_>> = histories.map(|all| said(all)).find(|all| !all.is_empty())?;
    let answered = history.iter().rposition(|said| *said == Said::Tool);
    let since = &history[answered.map_or(0, |last| last + 1)..];
    let last = since.iter().rposition(|said| matches!(said, Said::Caller(_)))?;
    let before = since[..last].iter().rposition(|said| *said == Said::Assistant);
    let pieces = since[before.map_or(0, |last| last + 1)..=last].iter().filter_map(|said| match said {
        Said::Caller(words) => Some(*words),
        _ => None,
    });
    let words = pieces.collect::<Vec<_>>().join(" ");
    Some(JustSaid { words, is_answer: answered.is_some() && before.is_some() })
}

/// Something in a history that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said<'a> {
    Caller(&'a str),
    Assistant,
    Tool,
}

fn said(history: &[Value]) -> Vec<Said<'_>> {
    let one = |entry| {
        let words = first_text(entry, &["/message", "/content"]);
        match first_text(entry, &["/role"])? {
            "user" => words.map(Said::Caller),
            "bot" | "assistant" => words.map(|_| Said::Assistant),
            "tool_call_result" | "tool" | "function" => Some(Said::Tool),
            _ => None,
        }
    };
    history.iter().filter_map(one).collect()
}

fn event(message: &Value) -> Result<ServerEvent, UnreadableMessage> {
    let kind = match first_text(message, &["/type"]) {
        Some(kind) => kind,
        // By Vapi's own schema this is the one message that may come without its kind.
        None if message.get("toolCallList").is_some() => "tool-calls",
        None => return Err(UnreadableMessage::NoMessage),
    };
    Ok(match kind {
        "assistant-request" => ServerEvent::AssistantRequest,
        "tool-calls" => ServerEvent::ToolCalls(tool_calls(message)),
        "transfer-destination-request" => ServerEvent::TransferDestinationRequest,
        "end-of-call-report" => ServerEvent::EndOfCallReport(Box::new(report(message))),
        "status-update" => ServerEvent::StatusUpdate {
            state: state(first_text(message, &["/status", "/call/status"]).unwrap_or_default()),
            ended_reason: first_text(message, &["/endedReason"]).map(str::to_owned),
        },
        other => ServerEvent::Other(other.to_owned()),
    })
}

fn state(word: &str) -> CallState {
    match word {
        "scheduled" => CallState::Scheduled,
        "queued" => CallState::Queued,
        "ringing" => CallState::Ringing,
        "in-progress" => CallState::InProgress,
        "forwarding" => CallState::Forwarding,
        "ended" => CallState::Ended,
        other => CallState::Other(other.to_owned()),
    }
}

fn report(message: &Value) -> EndOfCallReport {
    let text = |paths: &[&str]| first_text(message, paths).map(str::to_owned);
    let instant = |paths: &[&str]| first_text(message, paths)?.parse().ok();
    let cost = message.get("cost").or_else(|| message.pointer("/call/cost"));
    let structured_data = message.pointer("/analysis/structuredData");
    EndOfCallReport {
        ended_reason: text(&["/endedReason", "/call/endedReason"]).unwrap_or_default(),
        started_at: instant(&["/startedAt", "/call/startedAt"]),
        ended_at: instant(&["/endedAt", "/call/endedAt"]),
        cost_dollars: cost.and_then(Value::as_f64),
        summary: text(&["/analysis/summary", "/summary"]),
        transcript: text(&["/artifact/transcript", "/transcript"]),
        recording_url: text(&[
            "/artifact/recording/mono/combinedUrl",
            "/artifact/recordingUrl",
            "/recordingUrl",
            "/artifact/recording/stereoUrl",
        ]),
        structured_data: structured_data.filter(|data| !data.is_null()).cloned(),
    }
}

/// All tool calls of a message. Vapi may list the same one under several names; the first counts.
fn tool_calls(message: &Value) -> Vec<ToolCall> {
    let lists = ["toolCallList", "toolWithToolCallList", "toolCalls"];
    let entries = lists.iter().filter_map(|name| message.get(name)?.as_array()).flatten();
    let mut calls: Vec<ToolCall> = Vec::new();
    for call in entries.filter_map(tool_call) {
        if calls.iter().all(|earlier| earlier.id != call.id) {
            calls.push(call);
        }
    }
    calls
}

fn tool_call(entry: &Value) -> Option<ToolCall> {
    // A tool that comes with its call has parameters of its own, which describe it; the call's are in the call.
    let call = entry.get("toolCall").unwrap_or(entry);
    let name = first_text(call, &["/function/name", "/name"])
        .or_else(|| first_text(entry, &["/name", "/function/name"]))?;
    let arguments = ["/function/arguments", "/arguments", "/parameters", "/function/parameters"];
    let arguments = arguments.iter().find_map(|path| call.pointer(path));
    Some(ToolCall {
        id: first_text(call, &["/id"])?.to_owned(),
        name: name.to_owned(),
        arguments: decoded(arguments),
    })
}

/// Arguments as an object, which OpenAI writes as a text, and as an empty one if there are none.
fn decoded(arguments: Option<&Value>) -> Value {
    match arguments {
        None | Some(Value::Null) => Value::Object(Map::new()),
        Some(Value::String(text)) if text.trim().is_empty() => Value::Object(Map::new()),
        Some(Value::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))
        }
        Some(value) => value.clone(),
    }
}

/// The first text at any of these places that is not empty.
fn first_text<'a>(object: &'a Value, paths: &[&str]) -> Option<&'a str> {
    paths
        .iter()
        .filter_map(|path| object.pointer(path)?.as_str())
        .map(str::trim)
        .find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(message: Value) -> ServerMessage {
        ServerMessage::parse(json!({ "message": message }).to_string().as_bytes()).unwrap()
    }

    fn number(text: &str) -> Option<PhoneNumber> {
        Some(PhoneNumber::from_e164(text).unwrap())
    }

    #[test]
    fn a_call_is_known_by_its_id_and_both_numbers_wherever_they_stand() {
        let id = "0b1f8a52-6a3c-4a57-9d53-0e8b1b7a5c11";
        let facts = CallFacts {
            id: ProviderId::parse(id),
            caller: number("+14155550132"),
            dialled: number("+14155550100"),
        };
        for message in [
            json!({ "type": "assistant-request", "call": { "id": id, "customer": { "number": "+14155550132" } },
                "phoneNumber": { "provider": "twilio", "number": "+14155550100" } }),
            json!({ "type": "assistant-request", "call": { "id": id, "phoneNumber": { "number": "+14155550100" } },
                "customer": { "number": " +14155550132 " }, "phoneNumber": null }),
        ] {
            let message = parsed(message);
            assert_eq!(message.call, facts);
            assert_eq!(message.event, ServerEvent::AssistantRequest);
        }
    }

    #[test]
    fn what_is_no_telephone_number_or_id_is_nobody() {
        let message =
            parsed(json!({ "type": "hang", "call": { "id": "a b", "customer": { "number": "anonymous" } },
            "phoneNumber": { "number": 14155550100_u64 } }));
        assert_eq!(message.call, CallFacts::default());
        assert_eq!(message.event, ServerEvent::Other("hang".to_owned()));
    }

    #[test]
    fn a_body_that_says_nothing_is_refused() {
        for (body, error) in [
            ("", UnreadableMessage::NotJson),
            ("{\"message\":", UnreadableMessage::NotJson),
            ("[]", UnreadableMessage::NoMessage),
            ("{}", UnreadableMessage::NoMessage),
            ("{\"message\":\"hang\"}", UnreadableMessage::NoMessage),
            ("{\"message\":{\"call\":{}}}", UnreadableMessage::NoMessage),
            ("{\"message\":{\"type\":7}}", UnreadableMessage::NoMessage),
        ] {
            assert_eq!(ServerMessage::parse(body.as_bytes()), Err(error), "{body}");
        }
    }

    #[test]
    fn a_tool_call_is_read_in_every_shape() {
        let asked = json!({ "service": "cut" });
        let as_text = asked.to_string();
        for lists in [
            json!({ "toolCallList": [{ "id": "t1", "name": "book", "parameters": asked }] }),
            json!({ "toolCallList": [{ "id": "t1", "name": "book", "arguments": asked }] }),
            json!({ "toolCallList": [
                { "id": "t1", "type": "function", "function": { "name": "book", "arguments": as_text } } ] }),
            json!({ "toolCallList": [
                { "id": "t1", "type": "function", "function": { "name": "book", "arguments": asked } } ] }),
            json!({ "toolWithToolCallList": [{ "name": "book", "toolCall": { "id": "t1", "parameters": asked } }] }),
            json!({ "toolWithToolCallList": [{ "type": "function", "parameters": [{ "key": "a", "value": "b" }],
                "function": { "name": "book", "parameters": { "type": "object" } },
                "toolCall": { "id": "t1", "type": "function", "function": { "name": "book", "arguments": as_text } } }] }),
            json!({ "toolCalls": [
                { "id": "t1", "type": "function", "function": { "name": "book", "arguments": as_text } } ] }),
        ] {
            let mut message = lists.clone();
            message["type"] = json!("tool-calls");
            let expected =
                vec![ToolCall { id: "t1".to_owned(), name: "book".to_owned(), arguments: asked.clone() }];
            assert_eq!(parsed(message).event, ServerEvent::ToolCalls(expected), "{lists}");
        }
    }

    #[test]
    fn a_tool_call_that_comes_twice_counts_once_and_the_order_stays() {
        let call = |id: &str, name: &str| json!({ "id": id, "name": name, "parameters": {} });
        let message = parsed(json!({
            "toolCallList": [call("b", "first"), call("a", "second"), call("b", "again"), call("", "nameless")],
            "toolWithToolCallList": [{ "name": "second", "toolCall": { "id": "a" } }, { "toolCall": { "id": "x" } }],
            "toolCalls": [call("c", "third"), "nonsense", null],
        }));

        let ServerEvent::ToolCalls(calls) = message.event else { panic!("{message:?}") };
        let seen: Vec<_> = calls.iter().map(|call| (call.id.as_str(), call.name.as_str())).collect();
        assert_eq!(seen, [("b", "first"), ("a", "second"), ("c", "third")]);
    }

    #[test]
    fn arguments_that_are_no_json_are_kept_as_text() {
        for (written, expected) in [
            (json!("{\"day\": "), json!("{\"day\": ")),
            (json!("tomorrow"), json!("tomorrow")),
            (json!(" "), json!({})),
            (json!(null), json!({})),
            (json!(["a"]), json!(["a"])),
        ] {
            let call = json!({ "id": "t1", "function": { "name": "book", "arguments": written } });
            let message = parsed(json!({ "type": "tool-calls", "toolCallList": [call] }));
            let ServerEvent::ToolCalls(calls) = message.event else { panic!("{message:?}") };
            assert_eq!(calls[0].arguments, expected);
        }
    }

    #[test]
    fn a_caller_agrees_only_to_what_they_were_told_after_a_tool_had_answered() {
        let told = |entries: &[(&str, &str)]| {
            let own: Vec<Value> =
                entries.iter().map(|(role, text)| json!({ "role": role, "message": text })).collect();
            let other = |role: &str| match role {
                "bot" => "assistant".to_owned(),
                "tool_call_result" => "tool".to_owned(),
                role => role.to_owned(),
            };
            let of_openai: Vec<Value> =
                entries.iter().map(|(role, text)| json!({ "role": other(role), "content": text })).collect();
            let own = parsed(json!({ "type": "tool-calls", "artifact": { "messages": own } })).just_said;
            let of_openai = parsed(json!({ "type": "tool-calls", "messages": of_openai })).just_said;
            assert_eq!(own, of_openai);
            own
        };
        let said = |words: &str, is_answer| Some(JustSaid { words: words.to_owned(), is_answer });
        let (tool, calls) = (("tool_call_result", "Shall I book it?"), ("tool_calls", ""));

        assert_eq!(told(&[]), None);
        assert_eq!(told(&[("system", "Be kind."), ("bot", "Hello!"), ("user", "yes")]), said("yes", false));
        assert_eq!(told(&[("user", "yes"), calls, tool, calls]), None, "said before it was read");
        assert_eq!(told(&[calls, tool, ("user", "yes")]), said("yes", false), "not yet told");
        assert_eq!(told(&[calls, tool, ("bot", "Shall I?"), ("user", "yes"), calls]), said("yes", true));
        assert_eq!(
            told(&[tool, ("bot", "Shall I?"), ("user", "yes"), ("user", "please"), ("bot", "One moment.")]),
            said("yes please", true)
        );
    }

    #[test]
    fn a_report_says_what_is_left_of_a_call() {
        let message = parsed(json!({
            "type": "end-of-call-report", "endedReason": "customer-ended-call", "cost": 0.0825,
            "startedAt": "2026-11-24T09:00:00.000Z", "endedAt": "2026-11-24T09:01:30.500Z",
            "analysis": { "summary": "Booked a cut.", "structuredData": { "booked": true } },
            "artifact": { "transcript": "AI: Hello", "recordingUrl": "https://old.example/a.wav",
                "recording": { "mono": { "combinedUrl": "https://new.example/a.wav" } } },
        }));

        let report = EndOfCallReport {
            ended_reason: "customer-ended-call".to_owned(),
            started_at: Some("2026-11-24T09:00:00Z".parse().unwrap()),
            ended_at: Some("2026-11-24T09:01:30.5Z".parse().unwrap()),
            cost_dollars: Some(0.0825),
            summary: Some("Booked a cut.".to_owned()),
            transcript: Some("AI: Hello".to_owned()),
            recording_url: Some("https://new.example/a.wav".to_owned()),
            structured_data: Some(json!({ "booked": true })),
        };
        assert_eq!(message.event, ServerEvent::EndOfCallReport(Box::new(report)));
    }

    #[test]
    fn a_report_may_be_old_or_all_but_empty() {
        let old = parsed(json!({ "type": "end-of-call-report", "summary": "s", "transcript": "t",
            "recordingUrl": "https://old.example/a.wav", "startedAt": "yesterday",
            "call": { "endedAt": "2026-11-24T09:01:30Z", "endedReason": "silence-timed-out", "cost": 1 } }));
        let report = EndOfCallReport {
            ended_reason: "silence-timed-out".to_owned(),
            ended_at: Some("2026-11-24T09:01:30Z".parse().unwrap()),
            cost_dollars: Some(1.0),
            summary: Some("s".to_owned()),
            transcript: Some("t".to_owned()),
            recording_url: Some("https://old.example/a.wav".to_owned()),
            ..EndOfCallReport::default()
        };
        assert_eq!(old.event, ServerEvent::EndOfCallReport(Box::new(report)));

        let empty = parsed(json!({ "type": "end-of-call-report", "analysis": { "structuredData": null } }));
        assert_eq!(empty.event, ServerEvent::EndOfCallReport(Box::default()));
    }

    #[test]
    fn a_state_is_known_by_its_word() {
        for (word, expected) in [
            ("scheduled", CallState::Scheduled),
            ("queued", CallState::Queued),
            ("ringing", CallState::Ringing),
            ("in-progress", CallState::InProgress),
            ("forwarding", CallState::Forwarding),
            ("ended", CallState::Ended),
            ("deletion-failed", CallState::Other("deletion-failed".to_owned())),
        ] {
            let message = parsed(json!({ "type": "status-update", "status": word, "endedReason": "busy" }));
            let ended_reason = Some("busy".to_owned());
            assert_eq!(message.event, ServerEvent::StatusUpdate { state: expected, ended_reason });
        }
    }

    #[test]
    fn questions_and_news_are_told_apart() {
        let event = |kind: &str| parsed(json!({ "type": kind })).event;
        assert_eq!(event("transfer-destination-request"), ServerEvent::TransferDestinationRequest);
        let transcript = "transcript[transcriptType=\"final\"]";
        assert_eq!(event(transcript), ServerEvent::Other(transcript.to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_judged_without_a_panic(body in "\\PC{0,80}") {
            let _ = ServerMessage::parse(body.as_bytes());
        }
    }
}
