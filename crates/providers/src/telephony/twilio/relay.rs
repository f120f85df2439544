//! ConversationRelay: a call as a conversation in text, over a WebSocket.
//!
//! Twilio listens and speaks. What the caller says comes as [`FromTwilio`], what they are to hear goes back as
//! [`ToTwilio`], a piece at a time, and the last piece of an answer says that it is the last. Each WebSocket text is
//! one message.
//!
//! Reference: <https://www.twilio.com/docs/voice/conversationrelay/websocket-messages>.

use std::{fmt, time::Duration};

use serde::Serialize;

use super::{
    message::{self, Fields},
    webhook::caller,
};
use crate::{
    phone::PhoneNumber,
    telephony::{Parameters, ProviderId},
};

pub use super::message::MessageError;

/// A message from Twilio. Its debug form shows nothing that anybody said.
#[derive(Clone, PartialEq, Eq)]
pub enum FromTwilio {
    /// The conversation begins: the first message.
    Setup(Box<Setup>),
    /// The caller has said something.
    Prompt {
        /// The words; may be empty.
        text: String,
        /// Their language, as BCP 47.
        lang: Option<String>,
        /// Whether the caller has finished. Until then, each message repeats the words so far.
        last: bool,
        /// Whether they said it into our own words, where Twilio says so.
        agent_speaking: Option<bool>,
    },
    /// The caller has pressed a key.
    Dtmf {
        /// One of `0123456789*#`.
        digit: char,
    },
    /// The caller has spoken into our words, which have fallen silent.
    Interrupt {
        /// What they heard of them, as Twilio spells it; may be empty.
        heard: String,
        /// How long they listened, where Twilio says so.
        after: Option<Duration>,
    },
    /// Twilio could not do something. Most often one of our messages was not understood.
    Error {
        /// Twilio's words for it, which may quote our message.
        description: String,
    },
    /// Something to know about the conversation: who is speaking, what was heard.
    Info {
        /// What it is about: `agentSpeaking`, `clientSpeaking`, `tokensPlayed`, …
        name: String,
        /// `on`, `off`, or the words.
        value: String,
    },
    /// A message that is not known here.
    Unknown {
        /// Its name, shortened.
        kind: String,
    },
}

/// What is known when a conversation begins.
#[derive(Clone, PartialEq, Eq)]
pub struct Setup {
    /// The conversation: a call can have several, one after another.
    pub session_id: Option<ProviderId>,
    /// The call.
    pub call_id: ProviderId,
    /// The account that it belongs to.
    pub account_id: Option<ProviderId>,
    /// Who is calling; `None` when the number is withheld or is no telephone number.
    pub from: Option<PhoneNumber>,
    /// The number that was dialled; `None` when it is no telephone number.
    pub to: Option<PhoneNumber>,
    /// The number that the call was forwarded from, where its network says so.
    pub forwarded_from: Option<PhoneNumber>,
    /// The caller's name, where their network knows it.
    pub caller_name: Option<String>,
    /// `inbound`, or one of the kinds of outbound.
    pub direction: Option<String>,
    /// `PSTN`, or how else the call came.
    pub call_type: Option<String>,
    /// What the TwiML told us.
    pub custom_parameters: Parameters,
}

/// Reads a message.
pub fn parse(message: &str) -> Result<FromTwilio, MessageError> {
    let mut fields = Fields::read(message)?;
    let kind = fields.kind("type")?;
    Ok(match kind.as_str() {
        "setup" => FromTwilio::Setup(Box::new(setup(fields)?)),
        "prompt" => FromTwilio::Prompt {
            text: fields.text("voicePrompt").unwrap_or_default(),
            lang: fields.text("lang"),
            // Left out where only finished utterances are sent.
            last: fields.flag("last").unwrap_or(true),
            agent_speaking: fields.flag("agentSpeaking"),
        },
        "dtmf" => FromTwilio::Dtmf { digit: fields.key("digit")? },
        "interrupt" => FromTwilio::Interrupt {
            heard: fields.text("utteranceUntilInterrupt").unwrap_or_default(),
            after: fields.number("durationUntilInterruptMs").map(Duration::from_millis),
        },
        "error" => FromTwilio::Error { description: fields.text("description").unwrap_or_default() },
        "info" => FromTwilio::Info {
            name: fields.text("name").unwrap_or_default(),
            value: fields.text("value").unwrap_or_default(),
        },
        unknown => FromTwilio::Unknown { kind: message::short(unknown) },
    })
}

fn setup(mut fields: Fields) -> Result<Setup, MessageError> {
    Ok(Setup {
        session_id: fields.id("sessionId").ok(),
        call_id: fields.id("callSid")?,
        account_id: fields.id("accountSid").ok(),
        from: fields.text("from").as_deref().and_then(caller),
        to: fields.text("to").as_deref().and_then(caller),
        forwarded_from: fields.text("forwardedFrom").as_deref().and_then(caller),
        caller_name: fields.text("callerName"),
        direction: fields.text("direction"),
        call_type: fields.text("callType"),
        custom_parameters: fields.parameters("customParameters"),
    })
}

impl fmt::Debug for FromTwilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What somebody said to their hairdresser is not for the log.
        let length = |text: &str| text.chars().count();
        match self {
            Self::Setup(setup) => setup.fmt(f),
            Self::Prompt { text, lang, last, agent_speaking } => f
                .debug_struct("Prompt")
                .field("length", &length(text))
                .field("lang", lang)
                .field("last", last)
                .field("agent_speaking", agent_speaking)
                .finish(),
            Self::Dtmf { .. } => f.write_str("Dtmf"),
            Self::Interrupt { heard, after } => {
                f.debug_struct("Interrupt").field("length", &length(heard)).field("after", after).finish()
            }
            Self::Error { description } => {
                f.debug_struct("Error").field("length", &length(description)).finish()
            }
            Self::Info { name, value } => {
                f.debug_struct("Info").field("name", name).field("length", &length(value)).finish()
            }
            Self::Unknown { kind } => f.debug_struct("Unknown").field("kind", kind).finish(),
        }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("session_id", &self.session_id)
            .field("call_id", &self.call_id)
            .field("from", &self.from)
            .field("to", &self.to)
            .field("direction", &self.direction)
            .field("call_type", &self.call_type)
            .field("custom_parameters", &self.custom_parameters)
            .finish_non_exhaustive()
    }
}

/// A message to Twilio. What is `None` is left to what the TwiML says, or to Twilio.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ToTwilio<'a> {
    /// Speak some words.
    Text {
        /// The words. They are put together as they are, so the space between two of them must be there.
        token: &'a str,
        /// Whether the answer ends with them; an empty token can end it too.
        last: bool,
        /// Their language, as BCP 47.
        #[serde(skip_serializing_if = "Option::is_none")]
        lang: Option<&'a str>,
        /// Whether the caller may speak into them.
        #[serde(skip_serializing_if = "Option::is_none")]
        interruptible: Option<bool>,
        /// Whether the next words may push them aside.
        #[serde(skip_serializing_if = "Option::is_none")]
        preemptible: Option<bool>,
    },
    /// Play sound.
    Play {
        /// Where it is.
        source: &'a str,
        /// How often; 0 is a thousand times.
        #[serde(rename = "loop", skip_serializing_if = "Option::is_none")]
        times: Option<u16>,
        /// Whether the next words may push it aside.
        #[serde(skip_serializing_if = "Option::is_none")]
        preemptible: Option<bool>,
        /// Whether the caller may speak into it.
        #[serde(skip_serializing_if = "Option::is_none")]
        interruptible: Option<bool>,
    },
    /// Press keys.
    SendDigits {
        /// From `0123456789*#`, and `w` for half a second of waiting.
        digits: &'a str,
    },
    /// Go on in another language. One of the two must be there.
    Language {
        /// What to speak, as BCP 47.
        #[serde(rename = "ttsLanguage", skip_serializing_if = "Option::is_none")]
        tts: Option<&'a str>,
        /// What to understand, as BCP 47.
        #[serde(rename = "transcriptionLanguage", skip_serializing_if = "Option::is_none")]
        transcription: Option<&'a str>,
    },
    /// End the conversation; the call goes on with the action of the `<Connect>`. What has not been heard yet is
    /// lost.
    End {
        /// What the action is told, as [`RelayEnded::handoff_data`](crate::telephony::RelayEnded::handoff_data).
        #[serde(skip_serializing_if = "Option::is_none")]
        handoff_data: Option<&'a str>,
    },
}

impl<'a> ToTwilio<'a> {
    /// Words, spoken as the TwiML says.
    pub fn text(token: &'a str, last: bool) -> Self {
        Self::Text { token, last, lang: None, interruptible: None, preemptible: None }
    }

    /// Writes the message behind what `out` holds already, without memory of its own.
    pub fn write_to(&self, out: &mut String) {
        message::write(self, out);
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
        // Our words hold the caller's name and what they have booked.
        match self {
            Self::Text { token, last, lang, .. } => f
                .debug_struct("Text")
                .field("length", &token.chars().count())
                .field("last", last)
                .field("lang", lang)
                .finish_non_exhaustive(),
            Self::Play { times, .. } => f.debug_struct("Play").field("times", times).finish_non_exhaustive(),
            Self::SendDigits { digits } => {
                f.debug_struct("SendDigits").field("length", &digits.len()).finish()
            }
            Self::Language { tts, transcription } => {
                f.debug_struct("Language").field("tts", tts).field("transcription", transcription).finish()
            }
            Self::End { handoff_data } => {
                f.debug_struct("End").field("has_handoff_data", &handoff_data.is_some()).finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn heard(message: Value) -> Result<FromTwilio, MessageError> {
        parse(&message.to_string())
    }

    #[test]
    fn a_setup_needs_its_call_alone() {
        let bare = heard(json!({ "type": "setup", "callSid": "CA1" })).unwrap();
        let FromTwilio::Setup(bare) = bare else { panic!("{bare:?} is a setup") };
        assert_eq!((bare.call_id.as_str(), bare.from, bare.session_id), ("CA1", None, None));
        assert_eq!(bare.custom_parameters, Parameters::default());

        for (from, is_known) in [("+14151234567", true), ("anonymous", false), ("client:me", false)] {
            let setup = heard(json!({ "type": "setup", "callSid": "CA1", "from": from })).unwrap();
            assert!(matches!(&setup, FromTwilio::Setup(setup) if setup.from.is_some() == is_known), "{from}");
        }
        assert_eq!(heard(json!({ "type": "setup" })), Err(MessageError::Missing("callSid")));
        assert_eq!(
            heard(json!({ "type": "setup", "callSid": "CA 1" })),
            Err(MessageError::Invalid("callSid"))
        );
    }

    #[test]
    fn a_prompt_says_whether_the_caller_goes_on() {
        let prompt = |text: &str, last, agent_speaking| FromTwilio::Prompt {
            text: text.to_owned(),
            lang: None,
            last,
            agent_speaking,
        };
        for (message, expected) in [
            (json!({ "voicePrompt": "Hi", "last": false }), prompt("Hi", false, None)),
            (json!({ "voicePrompt": "Hi", "last": "true", "new": [1] }), prompt("Hi", true, None)),
            (json!({ "voicePrompt": "Hi", "agentSpeaking": true }), prompt("Hi", true, Some(true))),
            (json!({ "voicePrompt": "Hi", "agentSpeaking": "off" }), prompt("Hi", true, Some(false))),
            (json!({ "voicePrompt": null, "lang": "" }), prompt("", true, None)),
            (json!({}), prompt("", true, None)),
        ] {
            let mut message = message;
            message["type"] = json!("prompt");
            assert_eq!(heard(message.clone()), Ok(expected), "{message}");
        }
    }

    #[test]
    fn an_interruption_is_timed_in_numbers_or_texts() {
        for (after, expected) in [
            (json!(460), Some(460)),
            (json!("460"), Some(460)),
            (json!(""), None),
            (json!("soon"), None),
            (Value::Null, None),
        ] {
            let message = json!({ "type": "interrupt", "durationUntilInterruptMs": after });
            let expected =
                FromTwilio::Interrupt { heard: String::new(), after: expected.map(Duration::from_millis) };
            assert_eq!(heard(message), Ok(expected), "{after}");
        }
    }

    #[test]
    fn a_key_is_one_of_the_keypads() {
        for (digit, expected) in [
            (json!("1"), Ok('1')),
            (json!(1), Ok('1')),
            (json!("#"), Ok('#')),
            (json!("12"), Err(MessageError::Invalid("digit"))),
            (json!("x"), Err(MessageError::Invalid("digit"))),
            (json!(""), Err(MessageError::Missing("digit"))),
        ] {
            let expected = expected.map(|digit| FromTwilio::Dtmf { digit });
            assert_eq!(heard(json!({ "type": "dtmf", "digit": digit })), expected, "{digit}");
        }
    }

    #[test]
    fn what_is_not_documented_is_still_read() {
        let info =
            |name: &str, value: &str| FromTwilio::Info { name: name.to_owned(), value: value.to_owned() };
        for (message, expected) in [
            (
                json!({ "type": "info", "name": "agentSpeaking", "value": "on", "ts": 1 }),
                info("agentSpeaking", "on"),
            ),
            (json!({ "type": "info", "name": "tokensPlayed", "value": "We " }), info("tokensPlayed", "We ")),
            (json!({ "type": "info", "name": "roundTrip", "value": 120 }), info("roundTrip", "120")),
            (json!({ "type": "info" }), info("", "")),
            (
                json!({ "type": "teleport", "to": "Mars" }),
                FromTwilio::Unknown { kind: "teleport".to_owned() },
            ),
            (json!({ "type": "x".repeat(500) }), FromTwilio::Unknown { kind: "x".repeat(40) }),
        ] {
            assert_eq!(heard(message.clone()), Ok(expected), "{message}");
        }
    }

    #[test]
    fn a_broken_message_is_refused_without_repeating_it() {
        for (message, expected) in [
            ("", MessageError::Unreadable),
            ("{\"type\":\"prompt\",\"voicePrompt\":\"my secret", MessageError::Unreadable),
            ("[\"my secret\"]", MessageError::Unreadable),
            ("my secret", MessageError::Unreadable),
            ("{\"my secret\":1}", MessageError::Missing("type")),
            ("{\"type\":null,\"my secret\":1}", MessageError::Missing("type")),
        ] {
            let error = parse(message).unwrap_err();
            assert_eq!(error, expected, "{message}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(parse(&deep), Err(MessageError::Unreadable));
    }

    #[test]
    fn no_log_shows_what_was_said() {
        for message in [
            json!({
                "type": "setup", "callSid": "CA1", "callerName": "hidden", "from": "+14151234567",
                "customParameters": { "token": "hidden" },
            }),
            json!({ "type": "prompt", "voicePrompt": "hidden" }),
            json!({ "type": "interrupt", "utteranceUntilInterrupt": "hidden" }),
            json!({ "type": "error", "description": "hidden" }),
            json!({ "type": "info", "name": "tokensPlayed", "value": "hidden" }),
        ] {
            let shown = format!("{:?}", heard(message).unwrap());
            assert!(!shown.contains("hidden") && !shown.contains("415123"), "{shown}");
        }
        for message in [
            ToTwilio::text("hidden", true),
            ToTwilio::Play { source: "hidden", times: None, preemptible: None, interruptible: None },
            ToTwilio::SendDigits { digits: "hidden" },
            ToTwilio::End { handoff_data: Some("hidden") },
        ] {
            assert!(!format!("{message:?}").contains("hidden"));
        }
    }

    #[test]
    fn a_token_is_written_where_there_is_room() {
        let mut out = String::with_capacity(200);
        let place = out.as_ptr();
        for token in ["We have ", "two \"free\" times.\n"] {
            out.clear();
            ToTwilio::text(token, false).write_to(&mut out);
            assert_eq!(
                serde_json::from_str::<Value>(&out).unwrap(),
                json!({ "type": "text", "token": token, "last": false })
            );
        }
        assert_eq!(out.as_ptr(), place);

        out.clear();
        out.push_str("before ");
        ToTwilio::End { handoff_data: None }.write_to(&mut out);
        assert_eq!(out, r#"before {"type":"end"}"#);
    }

    proptest! {
        #[test]
        fn any_words_arrive_as_they_are(
            token in prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter),
            last in any::<bool>(),
        ) {
            let written = ToTwilio::text(&token, last).to_json();
            prop_assert_eq!(
                serde_json::from_str::<Value>(&written).unwrap(),
                json!({ "type": "text", "token": token, "last": last })
            );
        }

        #[test]
        fn any_message_is_read_or_refused(
            kind in "setup|prompt|dtmf|interrupt|error|info|[a-z]{1,8}", name in "[a-zA-Z]{0,12}|callSid|digit|last",
            value in "\\PC{0,20}", rest in "\\PC{0,60}",
        ) {
            let _ = parse(&json!({ "type": kind, name: value }).to_string());
            let _ = parse(&rest);
        }
    }
}
