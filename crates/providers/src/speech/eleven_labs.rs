//! Voices of ElevenLabs: <https://elevenlabs.io/docs/api-reference/text-to-speech/stream>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::HeaderValue;
use serde_json::json;

use super::{Audio, AudioFormat, SpeechError, SpeechMaker, Words, vendor};
use crate::{
    http::{self, SetupError},
    secret::Secret,
};

/// The smallest MP3 there is. A telephone carries nothing above 4 kHz, and μ-law, which would be smaller still,
/// comes without a file around it.
const OUTPUT_FORMAT: &str = "mp3_22050_32";

/// What is needed to speak with ElevenLabs.
#[derive(Debug, Clone)]
pub struct ElevenLabsConfig {
    /// The key.
    pub api_key: Secret,
    /// The address, [`ElevenLabsConfig::BASE_URL`] but for tests.
    pub base_url: String,
    /// The model's name: `eleven_flash_v2_5` is the quickest.
    pub model: String,
    /// How long a whole answer may take.
    pub answer_within: Duration,
}

impl ElevenLabsConfig {
    /// ElevenLabs' own address.
    pub const BASE_URL: &str = "https://api.elevenlabs.io";
}

/// Speaks with voices of ElevenLabs.
#[derive(Debug)]
pub struct ElevenLabsSpeech {
    client: reqwest::Client,
    key: HeaderValue,
    model: String,
    base_url: String,
}

impl ElevenLabsSpeech {
    /// A client for one key and model.
    pub fn new(config: ElevenLabsConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the ElevenLabs base URL", &config.base_url)?;
        if config.model.trim().is_empty() {
            return Err(SetupError::Setting { setting: "the ElevenLabs model", problem: "is not set" });
        }
        let key = http::key_header("the ElevenLabs API key", &config.api_key, "")?;
        Ok(Self { client: http::client(config.answer_within)?, key, model: config.model, base_url })
    }
}

#[async_trait]
impl SpeechMaker for ElevenLabsSpeech {
    async fn speak(&self, words: &Words) -> Result<Audio, SpeechError> {
        words.check()?;
        let url = format!("{}/v1/text-to-speech/{}/stream", self.base_url, words.voice.as_str());
        let request = self
            .client
            .post(url)
            .query(&[("output_format", OUTPUT_FORMAT)])
            .header("xi-api-key", self.key.clone())
            .json(&json!({ "text": words.text, "model_id": self.model }));
        Ok(Audio { bytes: vendor::sound(request).await?, format: AudioFormat::Mp3 })
    }
}
