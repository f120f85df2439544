//! Voices of OpenAI, or of anything that speaks like it:
//! <https://platform.openai.com/docs/api-reference/audio/createSpeech>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;

use super::{Audio, AudioFormat, SpeechError, SpeechMaker, Words, vendor};
use crate::{
    http::{self, SetupError},
    secret::Secret,
};

/// What is needed to speak with OpenAI.
#[derive(Debug, Clone)]
pub struct OpenAiSpeechConfig {
    /// The key.
    pub api_key: Secret,
    /// The address, [`OpenAiSpeechConfig::BASE_URL`] but for tests and other providers.
    pub base_url: String,
    /// The model's name: `gpt-4o-mini-tts`.
    pub model: String,
    /// How it is to speak, for models that can be told.
    pub manner: Option<String>,
    /// What kind of file is wanted. A WAV is written before its length is known, and says so; players differ in
    /// what they make of that.
    pub format: AudioFormat,
    /// How long a whole answer may take.
    pub answer_within: Duration,
}

impl OpenAiSpeechConfig {
    /// OpenAI's own address.
    pub const BASE_URL: &str = "https://api.openai.com/v1";
}

/// Speaks with voices of OpenAI.
#[derive(Debug)]
pub struct OpenAiSpeech {
    client: reqwest::Client,
    key: HeaderValue,
    config: OpenAiSpeechConfig,
    url: String,
}

impl OpenAiSpeech {
    /// A client for one key and model.
    pub fn new(config: OpenAiSpeechConfig) -> Result<Self, SetupError> {
        let base_url = http::base_url("the OpenAI base URL", &config.base_url)?;
        let key = http::key_header("the OpenAI API key", &config.api_key, "Bearer ")?;
        if config.model.trim().is_empty() {
            return Err(SetupError::Setting { setting: "the OpenAI speech model", problem: "is not set" });
        }
        let client = http::client(config.answer_within)?;
        Ok(Self { client, key, config, url: format!("{base_url}/audio/speech") })
    }
}

#[async_trait]
impl SpeechMaker for OpenAiSpeech {
    async fn speak(&self, words: &Words) -> Result<Audio, SpeechError> {
        words.check()?;
        let format = self.config.format;
        let mut question = json!({
            "model": self.config.model,
            "input": words.text,
            "voice": words.voice.as_str(),
            "response_format": match format {
                AudioFormat::Mp3 => "mp3",
                AudioFormat::Wav => "wav",
            },
        });
        if let Some(manner) = &self.config.manner {
            question["instructions"] = json!(manner);
        }
        let request = self.client.post(&self.url).header(AUTHORIZATION, self.key.clone()).json(&question);
        Ok(Audio { bytes: vendor::sound(request).await?, format })
    }
}
