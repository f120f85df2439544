//! What the model says.
//!
//! OpenAI adds events and fields at any time, so what is not known, or not as it was, is [`ServerEvent::Unknown`] and
//! no error.

use serde::Deserialize;

/// One thing that the model says, or that has happened.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type")]
pub enum ServerEvent {
    /// The model is there.
    #[serde(rename = "session.created")]
    SessionCreated,
    /// It behaves as it was told.
    #[serde(rename = "session.updated")]
    SessionUpdated,
    /// The caller has begun to speak.
    #[serde(rename = "input_audio_buffer.speech_started")]
    SpeechStarted {
        /// When, since the first sound of the call.
        #[serde(default)]
        audio_start_ms: u64,
        /// What it will be called.
        #[serde(default)]
        item_id: String,
    },
    /// The caller has stopped.
    #[serde(rename = "input_audio_buffer.speech_stopped")]
    SpeechStopped {
        /// When, since the first sound of the call.
        #[serde(default)]
        audio_end_ms: u64,
        /// What it will be called.
        #[serde(default)]
        item_id: String,
    },
    /// What the caller has said, written down. It may come after the model has answered.
    #[serde(rename = "conversation.item.input_audio_transcription.completed")]
    CallerTranscript {
        /// What it is called.
        item_id: String,
        /// The words.
        transcript: String,
    },
    /// The model begins a response.
    #[serde(rename = "response.created")]
    ResponseCreated {
        /// Which.
        response: Response,
    },
    /// Some more of what it says.
    #[serde(rename = "response.output_audio.delta")]
    Audio {
        /// Of which response.
        #[serde(default)]
        response_id: String,
        /// What it is called.
        item_id: String,
        /// Which part of it.
        #[serde(default)]
        content_index: u32,
        /// μ-law in base64, as the telephone company takes it.
        delta: String,
    },
    /// Some more of what it says, written down.
    #[serde(rename = "response.output_audio_transcript.delta")]
    TranscriptDelta {
        /// What it is called.
        item_id: String,
        /// The next words.
        delta: String,
    },
    /// All that it has said in one go, written down.
    #[serde(rename = "response.output_audio_transcript.done")]
    Transcript {
        /// What it is called.
        item_id: String,
        /// The words.
        transcript: String,
    },
    /// It wants something done.
    #[serde(rename = "response.function_call_arguments.done")]
    ToolCall {
        /// Its id for it, by which it wants the answer.
        call_id: String,
        /// Which tool.
        name: String,
        /// With what: JSON, as far as the model can write it.
        arguments: String,
    },
    /// A response is over.
    #[serde(rename = "response.done")]
    ResponseDone {
        /// Which, and how it ended.
        response: Response,
    },
    /// Something that we said was wrong, or something went wrong at OpenAI. The call mostly goes on.
    #[serde(rename = "error")]
    Error {
        /// What.
        error: ErrorDetails,
    },
    /// Anything else.
    #[serde(skip)]
    Unknown {
        /// Its name; empty if it has none.
        kind: String,
    },
}

/// A response of the model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Response {
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// How it stands.
    #[serde(default)]
    pub status: ResponseStatus,
    /// Why it stands so, where it did not simply end.
    #[serde(default)]
    pub status_details: Option<StatusDetails>,
    /// What it has used, once it is over.
    #[serde(default)]
    pub usage: Option<Usage>,
}

/// How a response stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseStatus {
    /// It goes on.
    InProgress,
    /// It ended.
    Completed,
    /// It was stopped: by the caller, or by us.
    Cancelled,
    /// It was cut off: too long, or not fit to be said.
    Incomplete,
    /// Something went wrong.
    Failed,
    /// A word that is not (yet) known.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Why a response stands as it does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct StatusDetails {
    /// `turn_detected`, `client_cancelled`, `max_output_tokens` or `content_filter`.
    #[serde(default)]
    pub reason: Option<String>,
    /// What went wrong.
    #[serde(default)]
    pub error: Option<StatusError>,
}

/// What went wrong with a response.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct StatusError {
    /// What kind of error it is.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// Its code.
    #[serde(default)]
    pub code: Option<String>,
}

/// What a response has used, in tokens: that is what it costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Usage {
    /// What the model was given, all of the conversation before included.
    #[serde(default)]
    pub input_tokens: u64,
    /// What it has made.
    #[serde(default)]
    pub output_tokens: u64,
    /// What it was given, by kind.
    #[serde(default)]
    pub input_token_details: InputTokens,
    /// What it has made, by kind.
    #[serde(default)]
    pub output_token_details: OutputTokens,
}

/// What a model was given, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct InputTokens {
    /// Of these, what it still knew: they cost less.
    #[serde(default)]
    pub cached_tokens: u64,
    /// Words.
    #[serde(default)]
    pub text_tokens: u64,
    /// Sound.
    #[serde(default)]
    pub audio_tokens: u64,
}

/// What a model has made, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct OutputTokens {
    /// Words.
    #[serde(default)]
    pub text_tokens: u64,
    /// Sound.
    #[serde(default)]
    pub audio_tokens: u64,
}

/// What went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct ErrorDetails {
    /// What kind of error it is: `invalid_request_error`, `server_error`.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// Its code.
    #[serde(default)]
    pub code: Option<String>,
    /// OpenAI's words for it, which may repeat ours: not for a log.
    #[serde(default)]
    pub message: String,
    /// Which of our events was wrong, if it had an id.
    #[serde(default)]
    pub event_id: Option<String>,
}

/// Only what an event is called.
#[derive(Deserialize)]
struct Named {
    #[serde(rename = "type")]
    kind: String,
}

impl ServerEvent {
    /// Reads one message.
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| {
            let kind = serde_json::from_str::<Named>(text).map(|named| named.kind).unwrap_or_default();
            Self::Unknown { kind }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parsed(event: &Value) -> ServerEvent {
        ServerEvent::parse(&event.to_string())
    }

    #[test]
    fn every_event_that_matters_is_read() {
        let text = str::to_owned;
        for (event, expected) in [
            (
                json!({ "type": "session.created", "event_id": "e", "session": { "id": "sess_1" } }),
                ServerEvent::SessionCreated,
            ),
            (json!({ "type": "session.updated", "session": {} }), ServerEvent::SessionUpdated),
            (
                json!({ "type": "input_audio_buffer.speech_started", "audio_start_ms": 1200, "item_id": "i" }),
                ServerEvent::SpeechStarted { audio_start_ms: 1200, item_id: text("i") },
            ),
            (
                json!({ "type": "input_audio_buffer.speech_stopped", "audio_end_ms": 1900, "item_id": "i" }),
                ServerEvent::SpeechStopped { audio_end_ms: 1900, item_id: text("i") },
            ),
            (
                json!({ "type": "conversation.item.input_audio_transcription.completed", "item_id": "i",
                    "content_index": 0, "transcript": "A cut.", "usage": { "type": "duration", "seconds": 1 } }),
                ServerEvent::CallerTranscript { item_id: text("i"), transcript: text("A cut.") },
            ),
            (
                json!({ "type": "response.output_audio.delta", "response_id": "r", "item_id": "i",
                    "output_index": 0, "content_index": 1, "delta": "//8=" }),
                ServerEvent::Audio {
                    response_id: text("r"),
                    item_id: text("i"),
                    content_index: 1,
                    delta: text("//8="),
                },
            ),
            (
                json!({ "type": "response.output_audio_transcript.delta", "item_id": "i", "delta": "Hel" }),
                ServerEvent::TranscriptDelta { item_id: text("i"), delta: text("Hel") },
            ),
            (
                json!({ "type": "response.output_audio_transcript.done", "item_id": "i", "transcript": "Hello!" }),
                ServerEvent::Transcript { item_id: text("i"), transcript: text("Hello!") },
            ),
            (
                json!({ "type": "response.function_call_arguments.done", "response_id": "r", "item_id": "i",
                    "output_index": 0, "call_id": "c", "name": "book", "arguments": "{}" }),
                ServerEvent::ToolCall { call_id: text("c"), name: text("book"), arguments: text("{}") },
            ),
            (
                json!({ "type": "error", "event_id": "e", "error": { "type": "invalid_request_error",
                    "code": "wrong", "message": "No.", "param": null, "event_id": "response_1" } }),
                ServerEvent::Error {
                    error: ErrorDetails {
                        kind: text("invalid_request_error"),
                        code: Some(text("wrong")),
                        message: text("No."),
                        event_id: Some(text("response_1")),
                    },
                },
            ),
        ] {
            assert_eq!(parsed(&event), expected);
        }
    }

    #[test]
    fn a_response_says_how_it_ended_and_what_it_used() {
        let event = parsed(&json!({ "type": "response.done", "response": {
            "object": "realtime.response", "id": "resp_1", "status": "cancelled", "output": [],
            "status_details": { "type": "cancelled", "reason": "turn_detected" },
            "usage": { "total_tokens": 30, "input_tokens": 20, "output_tokens": 10,
                "input_token_details": { "text_tokens": 5, "audio_tokens": 15, "cached_tokens": 4 },
                "output_token_details": { "text_tokens": 2, "audio_tokens": 8 } },
        } }));

        let response = Response {
            id: Some("resp_1".to_owned()),
            status: ResponseStatus::Cancelled,
            status_details: Some(StatusDetails { reason: Some("turn_detected".to_owned()), error: None }),
            usage: Some(Usage {
                input_tokens: 20,
                output_tokens: 10,
                input_token_details: InputTokens { cached_tokens: 4, text_tokens: 5, audio_tokens: 15 },
                output_token_details: OutputTokens { text_tokens: 2, audio_tokens: 8 },
            }),
        };
        assert_eq!(event, ServerEvent::ResponseDone { response });
    }

    #[test]
    fn every_state_of_a_response_is_known_by_its_word() {
        for (word, status) in [
            (json!("in_progress"), ResponseStatus::InProgress),
            (json!("completed"), ResponseStatus::Completed),
            (json!("cancelled"), ResponseStatus::Cancelled),
            (json!("incomplete"), ResponseStatus::Incomplete),
            (json!("failed"), ResponseStatus::Failed),
            (json!("pondering"), ResponseStatus::Unknown),
        ] {
            let event = parsed(
                &json!({ "type": "response.created", "response": { "status": word, "status_details": null, "usage": null } }),
            );
            let response = Response { status, ..Response::default() };
            assert_eq!(event, ServerEvent::ResponseCreated { response }, "{word}");
        }
    }

    #[test]
    fn what_is_not_known_or_not_as_it_was_is_no_error() {
        for (text, kind) in [
            (r#"{"type":"rate_limits.updated","rate_limits":[]}"#, "rate_limits.updated"),
            (r#"{"type":"response.output_audio.delta","item_id":7}"#, "response.output_audio.delta"),
            (r#"{"type":"Unknown","kind":"x"}"#, "Unknown"),
            (r#"{"kind":"x"}"#, ""),
            ("[]", ""),
            ("", ""),
        ] {
            assert_eq!(ServerEvent::parse(text), ServerEvent::Unknown { kind: kind.to_owned() }, "{text}");
        }
    }
}
