//! Who understands callers, as configured.

use std::sync::Arc;

use ::understanding::Understood;
use providers::SetupError;
use providers::ai::{Assisted, AssistedConfig, Local, OpenAi, OpenAiConfig, Understander, UtteranceOwned};
use providers::clock::Clock;

use crate::config::{AiProvider, Config};

/// Who understands callers. Always answers: when a model cannot, our own engine does.
pub struct Understanding(Box<dyn Understander>);

impl Understanding {
    /// As configured.
    ///
    /// # Errors
    /// Says which setting is wrong.
    pub fn open(config: &Config, clock: &Arc<dyn Clock>) -> Result<Self, SetupError> {
        let (AiProvider::OpenAi, Some(api_key)) = (config.ai_provider, &config.openai.api_key) else {
            return Ok(Self(Box::new(Local)));
        };
        let assisted = AssistedConfig::default();
        let model = OpenAi::new(OpenAiConfig {
            api_key: api_key.clone(),
            base_url: config.openai.base_url.clone(),
            model: config.openai.model.clone(),
            answer_within: assisted.deadline,
        })?;
        Ok(Self(Box::new(Assisted::new(Local, model, Arc::clone(clock), assisted))))
    }

    /// Understands one utterance.
    pub async fn understand(&self, heard: &UtteranceOwned) -> Understood {
        match self.0.understand(heard).await {
            Ok(understood) => understood,
            Err(error) => {
                tracing::warn!(%error, "the model did not understand; our own engine answers");
                ::understanding::understand(&heard.as_utterance())
            }
        }
    }
}
