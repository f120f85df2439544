//! The local engine behind the port.

use async_trait::async_trait;
use understanding::Understood;

use super::{AiError, Understander, UtteranceOwned};

/// The deterministic engine of crate `understanding`: no network, no key, the same answer every time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

#[async_trait]
impl Understander for Local {
    async fn understand(&self, heard: &UtteranceOwned) -> Result<Understood, AiError> {
        Ok(understanding::understand(&heard.as_utterance()))
    }
}
