//! Media Streams: a call as sound, over a WebSocket.
//!
//! Both sides send µ-law at 8 kHz as base64 (see [`crate::telephony::ulaw`]), which is passed on as it is. What we
//! send is played in its order; a [`ToTwilio::Mark`] comes back once all before it has been played, or at once
//! after a [`ToTwilio::Clear`], so a mark that comes back after a clear does not say that anything was heard.
//!
//! Reference: <https://www.twilio.com/docs/voice/media-streams/websocket-messages>.

use std::{borrow::Cow, fmt, time::Duration};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::message::{self, Fields};
use crate::telephony::{Parameters, ProviderId};

pub use super::message::MessageError;

/// A message from Twilio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromTwilio<'a> {
    /// The socket is open: the first message.
    Connected,
    /// The sound begins: the second.
    Start(Box<Start>),
    /// A piece of sound, most often 20 ms of it.
    Media(Media<'a>),
    /// The caller has pressed a key.
    Dtmf {
        /// One of `0123456789*#`.
        digit: char,
    },
    /// A mark of ours was reached, or cleared away.
    Mark {
        /// The name we gave it.
        name: String,
    },
    /// The sound has ended: the call is over, or goes on elsewhere.
    Stop,
    /// A message that is not known here.
    Unknown {
        /// Its name, shortened.
        kind: String,
    },
}

/// What is known when the sound begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The stream: what we send must name it.
    pub stream_id: ProviderId,
    /// The call.
    pub call_id: ProviderId,
    /// The account that it belongs to.
    pub account_id: Option<ProviderId>,
    /// How the sound is written: `audio/x-mulaw`.
    pub encoding: Option<String>,
    /// How many samples a second has: 8000.
    pub sample_rate: Option<u64>,
    /// What the TwiML told us.
    pub custom_parameters: Parameters,
}

/// A piece of sound.
#[derive(Clone, PartialEq, Eq)]
pub struct Media<'a> {
    /// The sound, as base64.
    pub payload: Cow<'a, str>,
    /// Whose it is.
    pub track: Track,
    /// Its number, from 1; one that is left out was lost.
    pub chunk: Option<u64>,
    /// When it was heard, from the beginning of the stream.
    pub at: Option<Duration>,
}

impl fmt::Debug for Media<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Somebody's voice is not for the log.
        f.debug_struct("Media")
            .field("payload_length", &self.payload.len())
            .field("track", &self.track)
            .field("chunk", &self.chunk)
            .field("at", &self.at)
            .finish()
    }
}

/// Whose sound it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Track {
    /// The caller's.
    #[default]
    Inbound,
    /// Ours.
    Outbound,
}

/// Reads a message. Sound is borrowed from it.
pub fn parse(message: &str) -> Result<FromTwilio<'_>, MessageError> {
    // Fifty times a second it is sound, so that is asked first and nothing of it is copied.
    let envelope: Envelope<'_> = serde_json::from_str(message).map_err(|_| MessageError::Unreadable)?;
    if envelope.event == "media" {
        let frame: MediaFrame<'_> =
            serde_json::from_str(message).map_err(|_| MessageError::Invalid("media"))?;
        return Ok(FromTwilio::Media(frame.media.into()));
    }
    let mut fields = Fields::read(message)?;
    let kind = fields.kind("event")?;
    Ok(match kind.as_str() {
        "connected" => FromTwilio::Connected,
        "start" => FromTwilio::Start(Box::new(start(fields)?)),
        "dtmf" => FromTwilio::Dtmf { digit: fields.fields("dtmf").key("digit")? },
        "mark" => FromTwilio::Mark {
            name: fields.fields("mark").text("name").ok_or(MessageError::Missing("name"))?,
        },
        "stop" => FromTwilio::Stop,
        unknown => FromTwilio::Unknown { kind: message::short(unknown) },
    })
}

fn start(mut fields: Fields) -> Result<Start, MessageError> {
    let mut start = fields.fields("start");
    let mut format = start.fields("mediaFormat");
    Ok(Start {
        stream_id: fields.id("streamSid").or_else(|error| start.id("streamSid").map_err(|_| error))?,
        call_id: start.id("callSid")?,
        account_id: start.id("accountSid").ok(),
        encoding: format.text("encoding"),
        sample_rate: format.number("sampleRate"),
        custom_parameters: start.parameters("customParameters"),
    })
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    event: Cow<'a, str>,
}

#[derive(Deserialize)]
struct MediaFrame<'a> {
    #[serde(borrow)]
    media: Sound<'a>,
}

#[derive(Deserialize)]
struct Sound<'a> {
    #[serde(borrow)]
    payload: Cow<'a, str>,
    #[serde(borrow, default)]
    track: Cow<'a, str>,
    #[serde(default, deserialize_with = "number")]
    chunk: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    timestamp: Option<u64>,
}

impl<'a> From<Sound<'a>> for Media<'a> {
    fn from(sound: Sound<'a>) -> Self {
        Self {
            payload: sound.payload,
            track: if sound.track.starts_with("outbound") { Track::Outbound } else { Track::Inbound },
            chunk: sound.chunk,
            at: sound.timestamp.map(Duration::from_millis),
        }
    }
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Value::deserialize(deserializer).map(|value| message::number(&value))
}

/// A message to Twilio.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ToTwilio<'a> {
    /// Play a piece of sound after all before it.
    Media {
        /// The stream.
        stream_id: &'a ProviderId,
        /// The sound, as base64, of any length and without a file's header.
        payload: &'a str,
    },
    /// Tell us when all before it has been played.
    Mark {
        /// The stream.
        stream_id: &'a ProviderId,
        /// What to call it.
        name: &'a str,
    },
    /// Forget what has not been played yet.
    Clear {
        /// The stream.
        stream_id: &'a ProviderId,
    },
}

impl ToTwilio<'_> {
    /// Writes the message behind what `out` holds already, without memory of its own.
    pub fn write_to(&self, out: &mut String) {
        let written = match *self {
            Self::Media { stream_id, payload } => {
                Written::Media { stream_id, media: WrittenMedia { payload } }
            }
            Self::Mark { stream_id, name } => Written::Mark { stream_id, mark: WrittenMark { name } },
            Self::Clear { stream_id } => Written::Clear { stream_id },
        };
        message::write(&written, out);
    }

    /// The message on its own.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }
}

impl fmt::Debug for ToTwilio<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Media { payload, .. } => {
                f.debug_struct("Media").field("payload_length", &payload.len()).finish_non_exhaustive()
            }
            Self::Mark { name, .. } => f.debug_struct("Mark").field("name", name).finish_non_exhaustive(),
            Self::Clear { .. } => f.write_str("Clear"),
        }
    }
}

/// The shape in which Twilio wants a message.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum Written<'a> {
    Media {
        #[serde(rename = "streamSid")]
        stream_id: &'a ProviderId,
        media: WrittenMedia<'a>,
    },
    Mark {
        #[serde(rename = "streamSid")]
        stream_id: &'a ProviderId,
        mark: WrittenMark<'a>,
    },
    Clear {
        #[serde(rename = "streamSid")]
        stream_id: &'a ProviderId,
    },
}

#[derive(Serialize)]
struct WrittenMedia<'a> {
    payload: &'a str,
}

#[derive(Serialize)]
struct WrittenMark<'a> {
    name: &'a str,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn stream() -> ProviderId {
        ProviderId::parse("MZ1").unwrap()
    }

    #[test]
    fn every_documented_message_is_read() {
        let start = Start {
            stream_id: stream(),
            call_id: ProviderId::parse("CA1").unwrap(),
            account_id: ProviderId::parse("AC1"),
            encoding: Some("audio/x-mulaw".to_owned()),
            sample_rate: Some(8000),
            custom_parameters: Parameters::from([("token", "one-time")]),
        };
        for (message, expected) in [
            (json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" }), FromTwilio::Connected),
            (
                json!({
                    "event": "start", "sequenceNumber": "1", "streamSid": "MZ1",
                    "start": {
                        "streamSid": "MZ1", "accountSid": "AC1", "callSid": "CA1", "tracks": ["inbound"],
                        "customParameters": { "token": "one-time" },
                        "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
                    },
                }),
                FromTwilio::Start(Box::new(start)),
            ),
            (
                json!({
                    "event": "dtmf", "streamSid": "MZ1", "sequenceNumber": "5",
                    "dtmf": { "track": "inbound_track", "digit": "1" },
                }),
                FromTwilio::Dtmf { digit: '1' },
            ),
            (
                json!({
                    "event": "mark", "sequenceNumber": "4", "streamSid": "MZ1", "mark": { "name": "x" },
                }),
                FromTwilio::Mark { name: "x".to_owned() },
            ),
            (
                json!({
                    "event": "stop", "sequenceNumber": "5", "streamSid": "MZ1",
                    "stop": { "accountSid": "AC1", "callSid": "CA1" },
                }),
                FromTwilio::Stop,
            ),
            (json!({ "event": "smell", "media": 7 }), FromTwilio::Unknown { kind: "smell".to_owned() }),
        ] {
            assert_eq!(parse(&message.to_string()), Ok(expected), "{message}");
        }
    }

    #[test]
    fn sound_is_passed_on_as_it_came() {
        let message = concat!(
            r#"{"event":"media","sequenceNumber":"3","streamSid":"MZ1","#,
            r#""media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"f39+/w=="}}"#,
        );
        let Ok(FromTwilio::Media(media)) = parse(message) else { panic!("this is sound") };
        assert!(matches!(media.payload, Cow::Borrowed("f39+/w==")));
        assert_eq!(
            (media.track, media.chunk, media.at),
            (Track::Inbound, Some(1), Some(Duration::from_millis(5)))
        );
        assert!(!format!("{media:?}").contains("f39"));

        let message = concat!(
            r#"{"event":"media","media":{"track":"outbound","chunk":2,"timestamp":"later","#,
            r#""payload":"f39+\/w==","new":{}}}"#,
        );
        let Ok(FromTwilio::Media(media)) = parse(message) else { panic!("this is sound") };
        assert_eq!(
            (media.payload.as_ref(), media.track, media.chunk, media.at),
            ("f39+/w==", Track::Outbound, Some(2), None)
        );
    }

    #[test]
    fn a_broken_message_is_refused_without_repeating_it() {
        for (message, expected) in [
            ("", MessageError::Unreadable),
            (r#"{"event":"media","media":{"payload":"my secret"#, MessageError::Unreadable),
            (r#"["my secret"]"#, MessageError::Unreadable),
            (r#"{"my secret":1}"#, MessageError::Missing("event")),
            (r#"{"event":"media"}"#, MessageError::Invalid("media")),
            (r#"{"event":"media","media":{"payload":7}}"#, MessageError::Invalid("media")),
            (r#"{"event":"start","start":{"callSid":"CA1"}}"#, MessageError::Missing("streamSid")),
            (r#"{"event":"start","streamSid":"MZ1"}"#, MessageError::Missing("callSid")),
            (r#"{"event":"dtmf"}"#, MessageError::Missing("digit")),
            (r#"{"event":"mark"}"#, MessageError::Missing("name")),
        ] {
            let error = parse(message).unwrap_err();
            assert_eq!(error, expected, "{message}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
    }

    #[test]
    fn what_we_send_is_as_documented() {
        let stream_id = &stream();
        for (message, expected) in [
            (
                ToTwilio::Media { stream_id, payload: "f39+/w==" },
                r#"{"event":"media","streamSid":"MZ1","media":{"payload":"f39+/w=="}}"#,
            ),
            (
                ToTwilio::Mark { stream_id, name: "turn 1" },
                r#"{"event":"mark","streamSid":"MZ1","mark":{"name":"turn 1"}}"#,
            ),
            (ToTwilio::Clear { stream_id }, r#"{"event":"clear","streamSid":"MZ1"}"#),
        ] {
            assert_eq!(message.to_json(), expected);
            assert!(!format!("{message:?}").contains("f39"));
        }
    }

    proptest! {
        #[test]
        fn any_message_is_read_or_refused(
            event in "connected|start|media|dtmf|mark|stop|[a-z]{1,8}", inner in "payload|digit|name|callSid",
            value in "\\PC{0,20}", rest in "\\PC{0,60}",
        ) {
            let _ = parse(&json!({ "event": event, event.clone(): { inner: value } }).to_string());
            let _ = parse(&rest);
        }
    }
}
