//! The language models that are configured, and what they cost.

use std::sync::Arc;
use std::time::Duration;

use providers::ai::chat::{ChainConfig, ChatModel, OpenAiChat, OpenAiChatConfig, Usage};
use providers::{Secret, SetupError};

pub use crate::config::Price;
use crate::config::{AiProvider, Config};
use crate::modules::tenants::Provider;

/// How long a model may answer, all in all.
const TURN_WITHIN: Duration = Duration::from_secs(8);

/// A model that can be asked.
#[derive(Clone)]
pub struct Model {
    /// Under which name salons choose it.
    pub provider: Provider,
    /// The model.
    pub chat: Arc<dyn ChatModel>,
    /// What it costs.
    pub price: Price,
}

impl Price {
    /// What an answer cost, in millionths of a dollar: a dollar per million tokens is a millionth a token.
    pub fn of(self, usage: &Usage) -> i64 {
        let cost = usage.input_tokens as f64 * self.input + usage.output_tokens as f64 * self.output;
        cost.ceil() as i64
    }
}

/// Those that the configuration names.
pub(super) fn configured(config: &Config) -> Result<Vec<Model>, SetupError> {
    let mut models = Vec::new();
    if let Some(api_key) = &config.openai.api_key {
        let chat = OpenAiChat::new(OpenAiChatConfig {
            name: "openai".to_owned(),
            api_key: api_key.clone(),
            base_url: config.openai.base_url.clone(),
            model: config.openai.model.clone(),
            answer_within: TURN_WITHIN,
        })?;
        let price = config.openai.price.price;
        models.push(Model { provider: Provider::Openai, chat: Arc::new(chat), price });
    }
    if let Some(base_url) = &config.compatible.base_url {
        let chat = OpenAiChat::new(OpenAiChatConfig {
            name: "compatible".to_owned(),
            api_key: config.compatible.api_key.clone().unwrap_or_else(|| Secret::from(String::new())),
            base_url: base_url.clone(),
            model: config.compatible.model.clone(),
            answer_within: TURN_WITHIN,
        })?;
        let price = config.compatible.price.price;
        models.push(Model { provider: Provider::Compatible, chat: Arc::new(chat), price });
    }
    Ok(models)
}

/// How long callers are kept waiting for a model.
pub(super) fn patience(config: &Config) -> ChainConfig {
    let first_token_within = Duration::from_millis(config.ai_first_token_ms);
    ChainConfig {
        first_token_within,
        gap_within: first_token_within,
        turn_within: TURN_WITHIN,
        rest: Duration::from_secs(30),
    }
}

/// Whom salons ask that have not chosen.
pub(super) fn default_order(config: &Config, models: &[Model]) -> Vec<Provider> {
    match config.ai_provider {
        AiProvider::Local => Vec::new(),
        AiProvider::OpenAi => models.iter().map(|model| model.provider).collect(),
    }
}
