//! What we say to the model.

use serde::{Serialize, Serializer, ser::Error};
use serde_json::{Value, json};

/// One thing that we say. It serialises as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type")]
pub enum ClientEvent {
    /// How the model is to behave from now on. The voice stays once it has spoken.
    #[serde(rename = "session.update")]
    UpdateSession {
        /// All of it.
        session: Box<Session>,
    },
    /// Some more of what the caller says.
    #[serde(rename = "input_audio_buffer.append")]
    AppendAudio {
        /// μ-law in base64, as the telephone company sends it.
        audio: String,
    },
    /// Something that the model should know of.
    #[serde(rename = "conversation.item.create")]
    CreateItem {
        /// What it is.
        item: Item,
    },
    /// The model should speak. Made by a [`super::ResponseQueue`], which knows when.
    #[serde(rename = "response.create")]
    CreateResponse {
        /// Ours, by which an error names it.
        event_id: String,
        /// What about.
        response: ResponseRequest,
    },
    /// The model should stop speaking.
    #[serde(rename = "response.cancel")]
    CancelResponse {
        /// Which response; `None` for the present one.
        #[serde(skip_serializing_if = "Option::is_none")]
        response_id: Option<String>,
    },
    /// The caller has not heard the rest, so the model should not think so either.
    #[serde(rename = "conversation.item.truncate")]
    Truncate(Truncation),
}

/// How the model behaves during a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Who it is and what it is there for.
    pub instructions: String,
    /// Whose voice it has: `marin`, `cedar`, …
    pub voice: String,
    /// How fast it speaks, 0.25 to 1.5 times as usual.
    pub speed: f64,
    /// What it can have done.
    pub tools: Vec<Tool>,
    /// How it notices that the caller has finished.
    pub turn_detection: TurnDetection,
    /// Who writes down what the caller says, if anybody does.
    pub transcription: Option<Transcription>,
    /// How much it may say in one response; `None` for as much as it likes.
    pub max_output_tokens: Option<u32>,
}

/// Something that the model can have done.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// What it is called.
    pub name: String,
    /// When it should be used.
    pub description: String,
    /// What it takes, as a JSON schema.
    pub parameters: Value,
}

/// How the model notices that the caller has finished.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnDetection {
    /// By silence.
    ServerVad {
        /// How loud a voice must be, 0 to 1.
        threshold: f64,
        /// How much before the voice belongs to it.
        prefix_padding_ms: u32,
        /// How long the silence must last.
        silence_duration_ms: u32,
        /// After how much silence of the caller the model speaks again, 5000 to 30000.
        #[serde(skip_serializing_if = "Option::is_none")]
        idle_timeout_ms: Option<u32>,
        /// Whether it then answers by itself.
        create_response: bool,
        /// Whether it stops when the caller begins.
        interrupt_response: bool,
    },
    /// By what was said.
    SemanticVad {
        /// How soon it takes its turn.
        eagerness: Eagerness,
        /// Whether it then answers by itself.
        create_response: bool,
        /// Whether it stops when the caller begins.
        interrupt_response: bool,
    },
}

/// How soon a model takes its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Eagerness {
    /// It waits up to 8 s.
    Low,
    /// Up to 4 s.
    Medium,
    /// Up to 2 s.
    High,
}

/// Who writes down what the caller says. The model does not need it; people do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transcription {
    /// The model that listens: `gpt-4o-mini-transcribe`.
    pub model: String,
    /// The language, as ISO 639-1: `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// Something that the model should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// What came of a tool call.
    ToolOutput {
        /// The model's id of the call, as it came.
        call_id: String,
        /// What it learns.
        output: String,
    },
    /// Words that were written rather than spoken.
    Message {
        /// Whose they are.
        speaker: ItemSpeaker,
        /// The words.
        text: String,
    },
}

/// Whose words an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSpeaker {
    /// Ours: it was pressed a key, it is closing time.
    System,
    /// The caller's.
    Caller,
    /// The model's own.
    Assistant,
}

/// What the model should speak about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ResponseRequest {
    /// Instructions for this once, instead of the session's; `None` to go on as it should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

/// How much of what the model said the caller has heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truncation {
    /// The model's id for what it said.
    pub item_id: String,
    /// Which part of it.
    pub content_index: u32,
    /// Up to where it was heard, from its beginning.
    pub audio_end_ms: u64,
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let format = json!({ "type": "audio/pcmu" });
        let turn_detection = serde_json::to_value(&self.turn_detection).map_err(S::Error::custom)?;
        let tools: Vec<Value> = self.tools.iter().map(tool).collect();
        let max_output_tokens = self.max_output_tokens.map_or(json!("inf"), |tokens| json!(tokens));
        let mut session = json!({
            "type": "realtime",
            "output_modalities": ["audio"],
            "instructions": self.instructions,
            "audio": {
                "input": { "format": format, "turn_detection": turn_detection },
                "output": { "format": format, "voice": self.voice, "speed": self.speed },
            },
            "tools": tools,
            "tool_choice": "auto",
            "max_output_tokens": max_output_tokens,
        });
        if let Some(transcription) = &self.transcription {
            session["audio"]["input"]["transcription"] = json!(transcription);
        }
        session.serialize(serializer)
    }
}

fn tool(tool: &Tool) -> Value {
    json!({
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.parameters,
    })
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let item = match self {
            Self::ToolOutput { call_id, output } => {
                json!({ "type": "function_call_output", "call_id": call_id, "output": output })
            }
            Self::Message { speaker, text } => {
                let (role, kind) = match speaker {
                    ItemSpeaker::System => ("system", "input_text"),
                    ItemSpeaker::Caller => ("user", "input_text"),
                    ItemSpeaker::Assistant => ("assistant", "output_text"),
                };
                json!({ "type": "message", "role": role, "content": [{ "type": kind, "text": text }] })
            }
        };
        item.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            instructions: "You answer for a salon.".to_owned(),
            voice: "marin".to_owned(),
            speed: 1.0,
            tools: vec![Tool {
                name: "book".to_owned(),
                description: "Books a visit.".to_owned(),
                parameters: json!({ "type": "object" }),
            }],
            turn_detection: TurnDetection::ServerVad {
                threshold: 0.5,
                prefix_padding_ms: 300,
                silence_duration_ms: 500,
                idle_timeout_ms: None,
                create_response: true,
                interrupt_response: true,
            },
            transcription: Some(Transcription {
                model: "gpt-4o-mini-transcribe".to_owned(),
                language: Some("en".to_owned()),
            }),
            max_output_tokens: None,
        }
    }

    fn sent(event: &ClientEvent) -> Value {
        serde_json::to_value(event).unwrap()
    }

    #[test]
    fn a_session_speaks_the_telephones_format_both_ways() {
        let event = ClientEvent::UpdateSession { session: Box::new(session()) };
        assert_eq!(
            sent(&event),
            json!({ "type": "session.update", "session": {
                "type": "realtime",
                "output_modalities": ["audio"],
                "instructions": "You answer for a salon.",
                "audio": {
                    "input": {
                        "format": { "type": "audio/pcmu" },
                        "turn_detection": {
                            "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300,
                            "silence_duration_ms": 500, "create_response": true, "interrupt_response": true,
                        },
                        "transcription": { "model": "gpt-4o-mini-transcribe", "language": "en" },
                    },
                    "output": { "format": { "type": "audio/pcmu" }, "voice": "marin", "speed": 1.0 },
                },
                "tools": [{ "type": "function", "name": "book", "description": "Books a visit.",
                    "parameters": { "type": "object" } }],
                "tool_choice": "auto",
                "max_output_tokens": "inf",
            } })
        );
    }

    #[test]
    fn a_session_may_take_turns_by_what_was_said_and_write_nothing_down() {
        let session = Session {
            turn_detection: TurnDetection::SemanticVad {
                eagerness: Eagerness::Low,
                create_response: false,
                interrupt_response: true,
            },
            transcription: None,
            max_output_tokens: Some(400),
            ..session()
        };
        let session = &sent(&ClientEvent::UpdateSession { session: Box::new(session) })["session"];
        assert_eq!(
            session["audio"]["input"]["turn_detection"],
            json!({ "type": "semantic_vad", "eagerness": "low", "create_response": false, "interrupt_response": true })
        );
        assert_eq!(session["audio"]["input"].get("transcription"), None);
        assert_eq!(session["max_output_tokens"], 400);
    }

    #[test]
    fn every_event_has_its_name_and_its_fields() {
        let message =
            |speaker| ClientEvent::CreateItem { item: Item::Message { speaker, text: "Hi".to_owned() } };
        let written = |role: &str, kind: &str| {
            json!({ "type": "conversation.item.create", "item":
                { "type": "message", "role": role, "content": [{ "type": kind, "text": "Hi" }] } })
        };
        let response = |instructions: Option<&str>| ClientEvent::CreateResponse {
            event_id: "response_1".to_owned(),
            response: ResponseRequest { instructions: instructions.map(str::to_owned) },
        };
        for (event, expected) in [
            (
                ClientEvent::AppendAudio { audio: "//8=".to_owned() },
                json!({ "type": "input_audio_buffer.append", "audio": "//8=" }),
            ),
            (
                ClientEvent::CreateItem {
                    item: Item::ToolOutput { call_id: "call_1".to_owned(), output: "{}".to_owned() },
                },
                json!({ "type": "conversation.item.create", "item":
                    { "type": "function_call_output", "call_id": "call_1", "output": "{}" } }),
            ),
            (message(ItemSpeaker::System), written("system", "input_text")),
            (message(ItemSpeaker::Caller), written("user", "input_text")),
            (message(ItemSpeaker::Assistant), written("assistant", "output_text")),
            (response(None), json!({ "type": "response.create", "event_id": "response_1", "response": {} })),
            (
                response(Some("Say goodbye.")),
                json!({ "type": "response.create", "event_id": "response_1",
                    "response": { "instructions": "Say goodbye." } }),
            ),
            (ClientEvent::CancelResponse { response_id: None }, json!({ "type": "response.cancel" })),
            (
                ClientEvent::CancelResponse { response_id: Some("resp_1".to_owned()) },
                json!({ "type": "response.cancel", "response_id": "resp_1" }),
            ),
            (
                ClientEvent::Truncate(Truncation {
                    item_id: "item_1".to_owned(),
                    content_index: 0,
                    audio_end_ms: 1500,
                }),
                json!({ "type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0,
                    "audio_end_ms": 1500 }),
            ),
        ] {
            assert_eq!(sent(&event), expected);
        }
    }
}
