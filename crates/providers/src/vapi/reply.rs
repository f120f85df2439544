//! What we answer to Vapi: bodies of HTTP 200, which is the only status that it reads.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::authentication::SECRET_HEADER;
use crate::{phone::PhoneNumber, secret::Secret};

/// What Vapi tells us of: what we must answer, and what we keep of a call.
const SERVER_MESSAGES: [&str; 4] =
    ["tool-calls", "transfer-destination-request", "status-update", "end-of-call-report"];
/// How long an assistant's name may be at Vapi, in characters.
const NAME_LIMIT: usize = 40;
/// How many words the recogniser is told to expect.
const HINT_LIMIT: usize = 50;
/// How long a call may last at Vapi, in seconds.
const CALL_SECONDS: std::ops::RangeInclusive<u64> = 10..=43_200;
/// How long Vapi waits for an answer of our server, in seconds.
const SERVER_SECONDS: u64 = 20;
/// The name under which our answers go for a language model's.
const MODEL: &str = "bolt";

/// Who answers a call: a voice of Vapi's that says what our own brain thinks of.
#[derive(Debug, Clone)]
pub struct Assistant {
    /// What it is called in Vapi's lists.
    pub name: String,
    /// What it says first.
    pub first_message: String,
    /// The caller's language, as BCP 47. `es-US`, which the recogniser does not know, becomes `es`.
    pub language: String,
    /// Words that the recogniser should expect: names of services and people.
    pub hints: Vec<String>,
    /// How it sounds.
    pub voice: Voice,
    /// Where it asks what to say: the address to which Vapi adds `/chat/completions`.
    pub llm_url: String,
    /// Where it tells us of the call.
    pub server_url: String,
    /// What it shows at both addresses: see [`super::authentication::presents_secret`].
    pub secret: Secret,
    /// Whether the call is recorded.
    pub is_recorded: bool,
    /// After how long a call ends in any case.
    pub longest_call: Duration,
    /// What comes back with every question, as `metadata`.
    pub metadata: Map<String, Value>,
}

/// How an assistant sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Whose voice it is.
    pub provider: VoiceProvider,
    /// Its name or id there.
    pub id: String,
    /// The model that speaks, where there is a choice.
    pub model: Option<String>,
}

/// Whose voices Vapi has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceProvider {
    /// ElevenLabs.
    ElevenLabs,
    /// OpenAI.
    OpenAi,
    /// Vapi itself; its voices have no models.
    Vapi,
}

impl VoiceProvider {
    fn word(self) -> &'static str {
        match self {
            Self::ElevenLabs => "11labs",
            Self::OpenAi => "openai",
            Self::Vapi => "vapi",
        }
    }
}

/// What came of a tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolResult {
    /// Vapi's id of the call, as it came.
    pub tool_call_id: String,
    /// The tool.
    pub name: String,
    /// What the assistant learns, or why nothing came of it.
    pub outcome: Result<String, String>,
}

/// Who answers: to [`super::ServerEvent::AssistantRequest`].
pub fn assistant(assistant: &Assistant) -> Value {
    let mut described = json!({
        "name": assistant.name.chars().take(NAME_LIMIT).collect::<String>(),
        "firstMessage": assistant.first_message,
        "firstMessageMode": "assistant-speaks-first",
        "transcriber": transcriber(assistant),
        "voice": voice(&assistant.voice),
        "model": model(assistant),
        "server": {
            "url": assistant.server_url,
            "timeoutSeconds": SERVER_SECONDS,
            "headers": { SECRET_HEADER: assistant.secret.expose() },
        },
        "serverMessages": SERVER_MESSAGES,
        "artifactPlan": { "recordingEnabled": assistant.is_recorded },
        "maxDurationSeconds": assistant.longest_call.as_secs().clamp(*CALL_SECONDS.start(), *CALL_SECONDS.end()),
    });
    if !assistant.metadata.is_empty() {
        described["metadata"] = Value::Object(assistant.metadata.clone());
    }
    json!({ "assistant": described })
}

/// Nobody answers, and why: Vapi reads the words to the caller and hangs up. Also where no person can be had.
pub fn error(spoken: &str) -> Value {
    json!({ "error": single_line(spoken) })
}

/// A person answers: to a request for an assistant, or for a destination. `spoken` is what the caller hears before.
pub fn destination(to: &PhoneNumber, spoken: &str) -> Value {
    json!({ "destination": { "type": "number", "number": to.as_str(), "message": single_line(spoken) } })
}

/// What came of the tools: to [`super::ServerEvent::ToolCalls`].
pub fn tool_results(results: &[ToolResult]) -> Value {
    json!({ "results": results.iter().map(tool_result).collect::<Vec<_>>() })
}

fn tool_result(result: &ToolResult) -> Value {
    let (key, words) = match &result.outcome {
        Ok(words) => ("result", words),
        Err(words) => ("error", words),
    };
    json!({ "toolCallId": result.tool_call_id, "name": result.name, key: single_line(words) })
}

fn transcriber(assistant: &Assistant) -> Value {
    let language = match assistant.language.as_str() {
        "es-US" => "es",
        language => language,
    };
    let mut transcriber = json!({ "provider": "deepgram", "model": "nova-3", "language": language });
    if !assistant.hints.is_empty() {
        let hints: Vec<&String> = assistant.hints.iter().take(HINT_LIMIT).collect();
        transcriber["keyterm"] = json!(hints);
    }
    transcriber
}

fn voice(voice: &Voice) -> Value {
    let mut described = json!({ "provider": voice.provider.word(), "voiceId": voice.id });
    if let Some(model) = &voice.model {
        described["model"] = json!(model);
    }
    described
}

fn model(assistant: &Assistant) -> Value {
    json!({
        "provider": "custom-llm",
        "url": assistant.llm_url,
        "model": MODEL,
        "headers": { "Authorization": format!("Bearer {}", assistant.secret.expose()) },
        "metadataSendMode": "variable",
        // With no destination of its own, the tool makes Vapi ask us for one.
        "tools": [{ "type": "endCall" }, { "type": "transferCall", "destinations": [] }],
    })
}

/// Words in one line: Vapi passes over results with line breaks in them.
fn single_line(words: &str) -> String {
    let breaks = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines = words.split(breaks).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receptionist() -> Assistant {
        Assistant {
            name: "Salon".to_owned(),
            first_message: "Hello, this is the salon.".to_owned(),
            language: "en-US".to_owned(),
            hints: Vec::new(),
            voice: Voice { provider: VoiceProvider::Vapi, id: "Elliot".to_owned(), model: None },
            llm_url: "https://bolt.example/api/telephony/vapi/llm".to_owned(),
            server_url: "https://bolt.example/api/telephony/vapi".to_owned(),
            secret: Secret::new("hunter2"),
            is_recorded: false,
            longest_call: Duration::from_secs(900),
            metadata: Map::new(),
        }
    }

    #[test]
    fn an_assistant_asks_us_what_to_say_and_shows_the_secret_everywhere() {
        assert_eq!(
            assistant(&receptionist()),
            json!({ "assistant": {
                "name": "Salon",
                "firstMessage": "Hello, this is the salon.",
                "firstMessageMode": "assistant-speaks-first",
                "transcriber": { "provider": "deepgram", "model": "nova-3", "language": "en-US" },
                "voice": { "provider": "vapi", "voiceId": "Elliot" },
                "model": {
                    "provider": "custom-llm",
                    "url": "https://bolt.example/api/telephony/vapi/llm",
                    "model": "bolt",
                    "headers": { "Authorization": "Bearer hunter2" },
                    "metadataSendMode": "variable",
                    "tools": [{ "type": "endCall" }, { "type": "transferCall", "destinations": [] }],
                },
                "server": {
                    "url": "https://bolt.example/api/telephony/vapi",
                    "timeoutSeconds": 20,
                    "headers": { "X-Vapi-Secret": "hunter2" },
                },
                "serverMessages":
                    ["tool-calls", "transfer-destination-request", "status-update", "end-of-call-report"],
                "artifactPlan": { "recordingEnabled": false },
                "maxDurationSeconds": 900,
            } })
        );
    }

    #[test]
    fn an_assistant_keeps_to_what_vapi_takes() {
        let mut metadata = Map::new();
        metadata.insert("callToken".to_owned(), json!("t1"));
        let described = assistant(&Assistant {
            name: "é".repeat(60),
            language: "es-US".to_owned(),
            hints: (0..80).map(|index| format!("service {index}")).collect(),
            voice: Voice {
                provider: VoiceProvider::ElevenLabs,
                id: "EXAVITQu4vr4xnSDxMaL".to_owned(),
                model: Some("eleven_flash_v2_5".to_owned()),
            },
            is_recorded: true,
            longest_call: Duration::from_secs(1),
            metadata,
            ..receptionist()
        });

        let described = &described["assistant"];
        assert_eq!(described["name"], json!("é".repeat(40)));
        assert_eq!(described["transcriber"]["language"], "es");
        assert_eq!(described["transcriber"]["keyterm"].as_array().map(Vec::len), Some(50));
        let voice =
            json!({ "provider": "11labs", "voiceId": "EXAVITQu4vr4xnSDxMaL", "model": "eleven_flash_v2_5" });
        assert_eq!(described["voice"], voice);
        assert_eq!(described["artifactPlan"]["recordingEnabled"], true);
        assert_eq!(described["maxDurationSeconds"], 10);
        assert_eq!(described["metadata"], json!({ "callToken": "t1" }));
    }

    #[test]
    fn a_secret_does_not_show_in_an_assistants_debug_form() {
        assert!(!format!("{:?}", receptionist()).contains("hunter2"));
    }

    #[test]
    fn results_are_of_one_line_and_say_whose_they_are() {
        let result =
            |id: &str, outcome| ToolResult { tool_call_id: id.to_owned(), name: "book".to_owned(), outcome };
        let results = [
            result("t1", Ok(" Booked:\r\n  Tuesday,\n\n 10:00\u{2028}with Ana \n".to_owned())),
            result("t2", Err("That time\nis taken.".to_owned())),
            result("t3", Ok("\n".to_owned())),
        ];
        assert_eq!(
            tool_results(&results),
            json!({ "results": [
                { "toolCallId": "t1", "name": "book", "result": "Booked: Tuesday, 10:00 with Ana" },
                { "toolCallId": "t2", "name": "book", "error": "That time is taken." },
                { "toolCallId": "t3", "name": "book", "result": "" },
            ] })
        );
    }

    #[test]
    fn a_call_goes_to_a_person_or_to_nobody() {
        let to = PhoneNumber::from_e164("+14155550132").unwrap();
        assert_eq!(
            destination(&to, "One moment,\nplease."),
            json!({ "destination":
                { "type": "number", "number": "+14155550132", "message": "One moment, please." } })
        );
        assert_eq!(error("We are\nclosed."), json!({ "error": "We are closed." }));
    }
}
