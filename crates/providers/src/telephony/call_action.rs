//! What we can do to a call.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::phone::PhoneNumber;

/// What happens next in a call.
#[derive(Debug, Clone, PartialEq)]
pub enum CallAction {
    /// Say something, then listen for words or keys.
    Ask(Ask),
    /// Say something and end the call.
    SayAndHangUp(Vec<Speech>),
    /// Say something and connect the caller to a person.
    Transfer(Transfer),
    /// Hold the conversation over a socket, in text: the network listens and speaks.
    Relay(Relay),
    /// Hold the conversation over a socket, in sound.
    Stream(Stream),
    /// Say something and take a message.
    Record(Record),
    /// Begin to record the call, and go on with something else. Only after the caller has agreed to it.
    StartRecording {
        /// What is recorded.
        recording: CallRecording,
        /// What happens next.
        then: Box<CallAction>,
    },
    /// Record the call no longer, and go on with something else.
    StopRecording {
        /// What happens next.
        then: Box<CallAction>,
    },
    /// Leave the call unanswered.
    Reject(RejectReason),
    /// End the call without another word.
    HangUp,
}

/// A piece of what the caller hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speech {
    /// Words that the network speaks.
    Say {
        /// The words.
        text: String,
        /// Their language, as BCP 47: `en-US`.
        language: String,
        /// Whose voice, by the network's name for it; `None` for the network's usual one.
        voice: Option<String>,
    },
    /// Sound that was made before.
    Play {
        /// Where it is.
        url: String,
    },
}

impl Speech {
    /// Words in the network's usual voice.
    pub fn say(text: impl Into<String>, language: impl Into<String>) -> Self {
        Self::Say { text: text.into(), language: language.into(), voice: None }
    }

    /// Sound at an address.
    pub fn play(url: impl Into<String>) -> Self {
        Self::Play { url: url.into() }
    }
}

/// A question. The caller's answer, or their silence, comes back as a [`super::CallTurn`] at [`CallUrls::turn`].
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// What the caller hears first; they may answer into it.
    pub say: Vec<Speech>,
    /// The language to listen for, as BCP 47: `en-US`.
    pub language: String,
    /// What counts as an answer.
    pub answer: AnswerBy,
    /// Words that the recogniser should expect: names of services and people.
    pub hints: Vec<String>,
    /// Which recogniser, by the network's name for it; `None` leaves it to the network.
    pub speech_model: Option<String>,
    /// How long a silence ends what the caller says; `None` leaves it to the recogniser.
    pub speech_pause: Option<Duration>,
    /// How many keys make a whole answer; `None` where it depends, and `#` or a pause ends it.
    pub key_count: Option<u8>,
    /// How long to wait for the caller to begin.
    pub patience: Duration,
}

impl Ask {
    /// A question that may be answered in words or by keys.
    pub fn new(say: Vec<Speech>, language: impl Into<String>, patience: Duration) -> Self {
        Self {
            say,
            language: language.into(),
            answer: AnswerBy::default(),
            hints: Vec::new(),
            speech_model: None,
            speech_pause: None,
            key_count: None,
            patience,
        }
    }
}

/// What counts as an answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnswerBy {
    /// Whatever comes first.
    #[default]
    WordsOrKeys,
    /// Words alone.
    Words,
    /// Keys alone.
    Keys,
}

/// A call to a person for the caller. How that went comes back as a [`super::TransferEnded`] at
/// [`CallUrls::transfer_ended`].
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// What the caller hears first.
    pub say: Vec<Speech>,
    /// Whom to call.
    pub to: PhoneNumber,
    /// How long to let it ring.
    pub ring: Duration,
    /// The number that the person sees; `None` for the caller's.
    pub caller_id: Option<PhoneNumber>,
    /// What the person is asked before the two are connected: the address of a document that they alone hear.
    /// Unless it hangs up, they are connected at its end.
    pub screening_url: Option<String>,
    /// How long the two may speak; `None` for as long as the network lets them.
    pub time_limit: Option<Duration>,
}

impl Transfer {
    /// A call that shows the caller's number and connects whoever, or whatever, picks up.
    pub fn new(say: Vec<Speech>, to: PhoneNumber, ring: Duration) -> Self {
        Self { say, to, ring, caller_id: None, screening_url: None, time_limit: None }
    }
}

/// A conversation in text over a socket. Its end comes back as a [`super::RelayEnded`].
///
/// Nothing is said by itself: the greeting is the first thing to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Relay {
    /// The socket, `wss://…` without a query.
    pub url: String,
    /// Where its end is sent.
    pub action: String,
    /// The language it begins in.
    pub language: RelayLanguage,
    /// Languages that may be switched to.
    pub other_languages: Vec<RelayLanguage>,
    /// Words that the recogniser should expect: names of services and people.
    pub hints: Vec<String>,
    /// What the socket is told when it opens.
    pub parameters: Parameters,
}

impl Relay {
    /// A conversation in one language, with the network's usual voice and recogniser.
    pub fn new(url: impl Into<String>, action: impl Into<String>, language: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            action: action.into(),
            language: RelayLanguage::new(language),
            other_languages: Vec::new(),
            hints: Vec::new(),
            parameters: Parameters::default(),
        }
    }
}

/// A language of a relayed conversation: who speaks it and who understands it, by the network's names for them.
/// What is `None` is left to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayLanguage {
    /// The language, as BCP 47.
    pub code: String,
    /// Who makes the voices.
    pub tts_provider: Option<String>,
    /// Which voice of theirs.
    pub voice: Option<String>,
    /// Whose recogniser.
    pub transcription_provider: Option<String>,
    /// Which model of theirs.
    pub speech_model: Option<String>,
}

impl RelayLanguage {
    /// A language with the network's usual voice and recogniser.
    pub fn new(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            tts_provider: None,
            voice: None,
            transcription_provider: None,
            speech_model: None,
        }
    }
}

/// A conversation in sound over a socket.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The socket, `wss://…` without a query.
    pub url: String,
    /// What the socket is told when it opens.
    pub parameters: Parameters,
    /// Where its end is sent.
    pub action: String,
}

/// Names and values that a socket is told when it opens. A token may be among them, so the debug form shows the
/// names alone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub BTreeMap<String, String>);

impl Parameters {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Parameters {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A message for the salon, spoken after a tone. It comes back as a [`super::VoiceMessage`].
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the caller hears first.
    pub say: Vec<Speech>,
    /// Where the end of it is sent.
    pub action: String,
    /// Where it is sent once the recording can be fetched, as a [`super::RecordingChanged`].
    pub status_callback: Option<String>,
    /// How long a message may be.
    pub max_length: Duration,
    /// How long a silence ends it.
    pub silence: Duration,
    /// Whether a tone says that it has begun.
    pub beep: bool,
    /// The keys that end it, from `0123456789*#`.
    pub finish_keys: String,
}

impl Record {
    /// A message of up to two minutes after a tone, ended by `#` or five seconds of silence.
    pub fn new(say: Vec<Speech>, action: impl Into<String>) -> Self {
        Self {
            say,
            action: action.into(),
            status_callback: None,
            max_length: Duration::from_secs(120),
            silence: Duration::from_secs(5),
            beep: true,
            finish_keys: "#".to_owned(),
        }
    }
}

/// A recording of the call as it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecording {
    /// Where it is sent how the recording fares, as a [`super::RecordingChanged`].
    pub status_callback: String,
    /// How the two sides are kept.
    pub channels: RecordingChannels,
}

/// How the two sides of a call are kept in its recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingChannels {
    /// Mixed.
    Mono,
    /// Apart.
    Dual,
}

/// How a call is left unanswered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectReason {
    /// The caller hears that the number is not in service.
    Rejected,
    /// The caller hears that the line is busy.
    Busy,
}

/// Where the network is to ask what happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallUrls {
    /// After the caller has answered, or has not.
    pub turn: String,
    /// After the person who was called has hung up, or was not there.
    pub transfer_ended: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_socket_is_told_stays_out_of_the_log() {
        let parameters = Parameters::from([("token", "one-time")]);
        assert_eq!(parameters.get("token"), Some("one-time"));
        assert_eq!(format!("{parameters:?}"), r#"{"token"}"#);
    }
}
