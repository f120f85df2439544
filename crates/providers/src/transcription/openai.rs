//! Transcription by OpenAI, or by anything that speaks like it:
//! <https://platform.openai.com/docs/api-reference/audio/createTranscription>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::multipart::{Form, Part};
use serde::Deserialize;

use super::{Transcriber, TranscriptionError};
use crate::{
    http::{self, SetupError},
    secret::Secret,
    speech::{Audio, AudioFormat},
};

/// Longest transcript that is taken, in characters: far more than is said in the longest message.
const LONGEST: usize = 10_000;

/// What is needed to transcribe with OpenAI.
#[derive(Debug, Clone)]
pub struct OpenAiTranscriberConfig {
    /// The key.
    pub api_key: Secret,
    /// The address, `https://api.openai.com/v1` but for tests and other providers.
    pub base_url: String,
    /// The model's name: `gpt-4o-mini-transcribe`.
    pub model: String,
    /// How long an answer may take.
    pub answer_within: Duration,
}

/// Transcribes with OpenAI.
#[derive(Debug)]
pub struct OpenAiTranscriber {
    client: reqwest::Client,
    key: HeaderValue,
    model: String,
    url: String,
}

impl OpenAiTranscriber {
    /// A client for one key and model.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn new(config: OpenAiTranscriberConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the OpenAI base URL", &config.base_url)?;
        let key = http::key_header("the OpenAI API key", &config.api_key, "Bearer ")?;
        if config.model.trim().is_empty() {
            return Err(SetupError::Setting {
                setting: "the OpenAI transcription model",
                problem: "is not set",
            });
        }
        let client = http::client(config.answer_within)?;
        Ok(Self { client, key, model: config.model, url: format!("{base_url}/audio/transcriptions") })
    }
}

#[async_trait]
impl Transcriber for OpenAiTranscriber {
    async fn transcribe(&self, audio: &Audio, language: Option<&str>) -> Result<String, TranscriptionError> {
        // What kind of sound it is, they tell by the name.
        let name = match audio.format {
            AudioFormat::Mp3 => "message.mp3",
            AudioFormat::Wav => "message.wav",
        };
        let file = Part::bytes(audio.bytes.clone())
            .file_name(name)
            .mime_str(audio.format.content_type())
            .expect("a literal content type");
        // The newer models know no other format.
        let form = Form::new().text("model", self.model.clone()).text("response_format", "json");
        let form = match language {
            Some(language) => form.text("language", language.to_owned()),
            None => form,
        };
        let request = self.client.post(&self.url).header(AUTHORIZATION, self.key.clone());
        let answer = request.multipart(form.part("file", file)).send().await.map_err(|e| unreachable(&e))?;
        match answer.status() {
            status if status.is_success() => {}
            StatusCode::TOO_MANY_REQUESTS => {
                return Err(TranscriptionError::RateLimited { retry_after: http::retry_after(&answer) });
            }
            status if status.is_server_error() => {
                let reason = format!("an error at the provider (HTTP {})", status.as_u16());
                return Err(TranscriptionError::Unreachable { reason });
            }
            status => return Err(TranscriptionError::Refused { status: status.as_u16() }),
        }
        let transcript: Transcript = answer.json().await.map_err(|error| {
            if error.is_decode() {
                TranscriptionError::Nonsense { problem: "it has no text" }
            } else {
                unreachable(&error)
            }
        })?;
        Ok(transcript.text.trim().chars().take(LONGEST).collect())
    }
}

#[derive(Deserialize)]
struct Transcript {
    text: String,
}

fn unreachable(error: &reqwest::Error) -> TranscriptionError {
    TranscriptionError::Unreachable { reason: http::describe(error) }
}
