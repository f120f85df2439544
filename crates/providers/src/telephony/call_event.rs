//! What can happen to a call, and what can come in by text message.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    phone::PhoneNumber,
    sms::{SmsPrice, SmsStatus},
};

/// The network's own id of a call or a message. It is what tells a repeated event from a new one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProviderId(String);

impl ProviderId {
    /// The longest id that is taken; networks' own are half as long.
    pub const MAX_LENGTH: usize = 64;

    /// Takes an id of 1 to 64 letters and digits, `-` and `_`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_plain);
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as the network writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundCall {
    /// The call.
    pub call_id: ProviderId,
    /// Who is calling; `None` when the number is withheld or is no telephone number.
    pub from: Option<PhoneNumber>,
    /// The number that was dialled.
    pub to: PhoneNumber,
    /// The number that the caller has dialled, and that sent the call on to ours; few carriers say it.
    pub forwarded_from: Option<PhoneNumber>,
}

/// The caller has answered, or has not.
#[derive(Debug, Clone, PartialEq)]
pub struct CallTurn {
    /// The call.
    pub call_id: ProviderId,
    /// What came.
    pub heard: Heard,
}

/// What came from the caller in one turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Words.
    Spoken {
        /// As they were recognised; never empty.
        text: String,
        /// How sure the recogniser is, 0 to 1, where it says so.
        confidence: Option<f32>,
    },
    /// Keys, from `0123456789*#`; never empty.
    Keys(String),
    /// Nothing within the time.
    Nothing,
}

/// The state of a call has changed. Such events come late, twice or in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallStatusChanged {
    /// The call.
    pub call_id: ProviderId,
    /// Its state.
    pub status: CallStatus,
    /// How long it lasted, once it is over.
    pub duration: Option<Duration>,
}

/// The state of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallStatus {
    /// On its way.
    Ringing,
    /// People are talking.
    InProgress,
    /// It took place and is over.
    Completed,
    /// The line was busy.
    Busy,
    /// It could not be put through.
    Failed,
    /// Nobody answered.
    NoAnswer,
    /// The caller hung up before it was answered.
    Cancelled,
}

impl CallStatus {
    /// Whether nothing more will happen in this call.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Ringing | Self::InProgress)
    }
}

/// The person to whom a call was handed has hung up, or was not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferEnded {
    /// The caller's call.
    pub call_id: ProviderId,
    /// How the attempt ended.
    pub status: CallStatus,
    /// How long the two spoke.
    pub duration: Option<Duration>,
    /// Whether the two were connected, where the network says so. Somebody who declines at the screening, or a
    /// machine that cannot answer it, was called but not connected.
    pub was_bridged: Option<bool>,
    /// The call to the person, where the network says so.
    pub person_call_id: Option<ProviderId>,
}

impl TransferEnded {
    /// Whether the caller has spoken to somebody.
    pub fn reached_somebody(&self) -> bool {
        self.status == CallStatus::Completed && self.was_bridged != Some(false)
    }
}

/// The person who was called has answered the question whether they take the call, or has not.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreeningAnswered {
    /// The call to the person.
    pub call_id: ProviderId,
    /// The caller's call, where the network says so.
    pub caller_call_id: Option<ProviderId>,
    /// What came.
    pub heard: Heard,
}

/// A conversation over a socket has ended; the caller may still be on the line.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayEnded {
    /// The call.
    pub call_id: ProviderId,
    /// The conversation: a call can have several, one after another.
    pub session_id: Option<ProviderId>,
    /// How it ended.
    pub status: SessionStatus,
    /// How long it lasted.
    pub duration: Option<Duration>,
    /// The state of the call, where the network says so.
    pub call_status: Option<CallStatus>,
    /// What we said of the end, when it was we who ended it.
    pub handoff_data: Option<String>,
    /// The network's number for what went wrong.
    pub error_code: Option<u32>,
    /// The network's words for it. They may repeat what was said.
    pub error_message: Option<String>,
}

impl fmt::Debug for RelayEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Why a caller wants a person is not for the log, and an error message may quote what they said.
        f.debug_struct("RelayEnded")
            .field("call_id", &self.call_id)
            .field("session_id", &self.session_id)
            .field("status", &self.status)
            .field("duration", &self.duration)
            .field("call_status", &self.call_status)
            .field("error_code", &self.error_code)
            .finish_non_exhaustive()
    }
}

/// How a conversation over a socket ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// We ended it, and the call goes on.
    Ended,
    /// The call is over.
    Completed,
    /// The socket was lost or could not be reached, and the call goes on.
    Failed,
}

/// The recording of a call has come further. Such events come late, twice or in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingChanged {
    /// The call.
    pub call_id: ProviderId,
    /// The recording.
    pub recording_id: ProviderId,
    /// Its state.
    pub status: RecordingStatus,
    /// Where it can be fetched.
    pub url: Option<String>,
    /// How long it is.
    pub duration: Option<Duration>,
    /// How many channels it has.
    pub channels: Option<u8>,
    /// The network's number for what went wrong.
    pub error_code: Option<u32>,
}

/// The state of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordingStatus {
    /// It goes on.
    InProgress,
    /// It can be fetched.
    Completed,
    /// There is none: it was too short, or silent.
    Absent,
    /// It was lost.
    Failed,
}

/// The caller has left a message, or has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceMessage {
    /// The call.
    pub call_id: ProviderId,
    /// The message; `None` when there was nothing to hear.
    pub recording: Option<Recording>,
    /// What ended it.
    pub ended_by: MessageEnd,
}

/// A recording that can be fetched, now or in a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The recording, where the network says so.
    pub id: Option<ProviderId>,
    /// Where it is. The network's log-in is needed there.
    pub url: String,
    /// How long it is.
    pub duration: Option<Duration>,
}

/// What ended a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageEnd {
    /// A key.
    Key(char),
    /// The end of the call.
    HangUp,
    /// Silence, or the longest time there is.
    Silence,
}

/// A text message has come in.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMessage {
    /// The message.
    pub id: ProviderId,
    /// Who wrote it; `None` when it is no telephone number (a short code, a name).
    pub from: Option<PhoneNumber>,
    /// The number it was sent to.
    pub to: PhoneNumber,
    /// The words; may be empty, as with a picture alone.
    pub body: String,
    /// What the network itself has made of it, where it is set up to say so.
    pub opt_out: Option<OptOut>,
}

/// A word on which the network acts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptOut {
    /// Whoever wrote it gets nothing more from this number.
    Stop,
    /// They get messages again.
    Start,
    /// They were told who writes.
    Help,
}

impl fmt::Debug for InboundMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What somebody wrote to their hairdresser is not for the log.
        f.debug_struct("InboundMessage")
            .field("id", &self.id)
            .field("from", &self.from)
            .field("to", &self.to)
            .field("body_length", &self.body.chars().count())
            .finish()
    }
}

/// A message that we sent has come further. Such events come late, twice or in the wrong order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageStatusChanged {
    /// The message.
    pub id: ProviderId,
    /// Its state.
    pub status: SmsStatus,
    /// The network's number for what went wrong.
    pub error_code: Option<u32>,
    /// What it cost, where the network says so.
    pub price: Option<SmsPrice>,
}
