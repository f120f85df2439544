//! Words made into sound, for the telephone to play.
//!
//! [`SpeechMaker`] is the port. [`ElevenLabsSpeech`] and [`OpenAiSpeech`] are vendors; [`FakeSpeech`] is silent for as
//! long as the words would take, and remembers them.
//!
//! What comes out is a whole file that a telephone company can fetch and play (MP3 or WAV); so it suits what is said
//! often and can be kept. Not for: sound that goes to a caller as it is made (see [`crate::realtime`]), or keeping it.

mod eleven_labs;
mod fake;
mod openai;
mod vendor;

use std::{fmt, time::Duration};

use async_trait::async_trait;

pub use eleven_labs::{ElevenLabsConfig, ElevenLabsSpeech};
pub use fake::{FakeSpeech, RecordedSpeech};
pub use openai::{OpenAiSpeech, OpenAiSpeechConfig};

/// Makes words into sound.
#[async_trait]
pub trait SpeechMaker: Send + Sync {
    /// Says the words, in that voice.
    async fn speak(&self, words: &Words) -> Result<Audio, SpeechError>;
}

/// What is to be said.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Whose voice.
    pub voice: VoiceId,
}

impl Words {
    /// How long a text may be, in characters: what all vendors take.
    pub const MAX_CHARACTERS: usize = 4096;

    /// Whether there is something to be said, and not too much.
    fn check(&self) -> Result<(), SpeechError> {
        if self.text.trim().is_empty() {
            return Err(SpeechError::Unspeakable { problem: "there are no words" });
        }
        if self.text.chars().count() > Self::MAX_CHARACTERS {
            return Err(SpeechError::Unspeakable { problem: "there are too many words" });
        }
        Ok(())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The words may name a caller.
        f.debug_struct("Words").field("voice", &self.voice).finish_non_exhaustive()
    }
}

/// A vendor's name or id for a voice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VoiceId(String);

impl VoiceId {
    /// The longest id that is taken.
    pub const MAX_LENGTH: usize = 64;

    /// Takes an id of 1 to 64 letters and digits, `-` and `_`: it becomes part of an address.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_plain);
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as the vendor writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Sound.
#[derive(Clone, PartialEq, Eq)]
pub struct Audio {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What kind of file it is.
    pub format: AudioFormat,
}

impl fmt::Debug for Audio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Audio").field("format", &self.format).field("length", &self.bytes.len()).finish()
    }
}

/// A kind of file that telephone companies play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioFormat {
    /// MP3.
    Mp3,
    /// WAV.
    Wav,
}

impl AudioFormat {
    /// What it is called in a `Content-Type` header.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
        }
    }
}

/// Why words were not made into sound. None of these holds the words or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpeechError {
    /// Nothing that can be said; nobody was asked.
    #[error("the words cannot be spoken: {problem}")]
    Unspeakable {
        /// What is wrong with them.
        problem: &'static str,
    },
    /// No answer: nobody there, or a connection that broke.
    #[error("the voice could not be asked: {reason}")]
    Unreachable {
        /// What was seen last.
        reason: String,
    },
    /// The sound took longer than a caller waits.
    #[error("the voice took too long")]
    TooLate,
    /// Asked too often, or the account is spent.
    #[error("the voice takes no more words at the moment")]
    RateLimited {
        /// When to come back, where the provider says so.
        retry_after: Option<Duration>,
    },
    /// The provider refuses the words themselves: wrong key, unknown voice or model. It will refuse the next too.
    #[error("the provider refused to speak (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// An answer that is no sound, or too much of it.
    #[error("the answer is no speech: {problem}")]
    Nonsense {
        /// What is wrong with it.
        problem: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_named_by_what_can_stand_in_an_address() {
        for good in ["alloy", "21m00Tcm4TlvDq8ikWAM", "a-b_C", &"a".repeat(64)] {
            assert_eq!(VoiceId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "a/b", "..", "a b", "a?b=1", "ä", "a%2f", &"a".repeat(65)] {
            assert_eq!(VoiceId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn words_and_sound_do_not_show_in_a_log() {
        let words = Words { text: "Hello Maria".to_owned(), voice: VoiceId::parse("alloy").unwrap() };
        assert_eq!(format!("{words:?}"), "Words { voice: VoiceId(\"alloy\"), .. }");
        let audio = Audio { bytes: vec![1, 2, 3], format: AudioFormat::Wav };
        assert_eq!(format!("{audio:?}"), "Audio { format: Wav, length: 3 }");
    }
}
