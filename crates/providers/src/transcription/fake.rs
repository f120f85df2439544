//! Somebody who writes down what they were told to, whatever they hear.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{Transcriber, TranscriptionError};
use crate::speech::Audio;

/// Remembers sound, and answers what was laid ready for it; nothing, where nothing was.
#[derive(Debug, Default)]
pub struct FakeTranscriber {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    heard: Vec<Audio>,
    answers: VecDeque<Result<String, TranscriptionError>>,
}

impl FakeTranscriber {
    /// What it answers next.
    pub fn answer_next(&self, answer: Result<&str, TranscriptionError>) {
        self.state().answers.push_back(answer.map(str::to_owned));
    }

    /// All that it has heard, oldest first.
    pub fn heard(&self) -> Vec<Audio> {
        self.state().heard.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transcriber for FakeTranscriber {
    async fn transcribe(&self, audio: &Audio, _: Option<&str>) -> Result<String, TranscriptionError> {
        let mut state = self.state();
        state.heard.push(audio.clone());
        state.answers.pop_front().unwrap_or_else(|| Ok(String::new()))
    }
}
