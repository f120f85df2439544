//! TwiML: what Twilio does next in a call or with a message.
//!
//! [`render`] turns a [`CallAction`] into a whole document; [`Response`] and [`Verb`] are the parts for what
//! is not a call action. Whatever the texts contain, the document is well-formed, and no text is longer than
//! Twilio takes: to a caller, a document that Twilio cannot read is "an application error has occurred".

use std::fmt::{self, Formatter, Write};

use super::webhook::is_key;
use crate::telephony::{
    AnswerBy, CallAction, CallRecording, CallUrls, Parameters, Record, RecordingChannels, RejectReason,
    Relay, RelayLanguage, Speech, Stream,
};

/// What Twilio reads aloud at most. It counts characters; we count bytes, which are never fewer.
const SAY_LIMIT: usize = 4096;
/// What Twilio sends as one message at most, in characters.
const MESSAGE_LIMIT: usize = 1600;
/// How many hints the recogniser takes, and how long one may be.
const HINT_COUNT: usize = 500;
const HINT_LENGTH: usize = 100;
/// What a call's recording is called; only one that has a name can be stopped.
const RECORDING_NAME: &str = "call";
/// The silence that ends what is said to a recogniser that does not find the end by itself.
const PAUSE_OF_A_NAMED_MODEL: u16 = 2;

/// A whole answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response(pub Vec<Verb>);

/// One thing for Twilio to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// Let the caller hear something.
    Speak(Vec<Speech>),
    /// Listen.
    Gather(Gather),
    /// Say nothing for a while.
    Pause {
        /// How long.
        seconds: u16,
    },
    /// Go on with the document at another address.
    Redirect {
        /// The address.
        url: String,
    },
    /// Connect the caller to another telephone.
    Dial(Dial),
    /// Hold the conversation over a socket, in text.
    Relay(Relay),
    /// Hold the conversation over a socket, in sound.
    Stream(Stream),
    /// Take a message. What its caller hears first is a verb of its own.
    Record(Record),
    /// Begin to record the call.
    StartRecording(CallRecording),
    /// Record the call no longer.
    StopRecording,
    /// Leave the call unanswered.
    Reject(RejectReason),
    /// End the call.
    Hangup,
    /// Answer a text message with a text message.
    Message {
        /// The words.
        body: String,
    },
}

/// Listening for words, keys or both. Silence comes back as well, as a turn without either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// What is heard first; the caller may speak into it.
    pub say: Vec<Speech>,
    /// Where the answer is sent.
    pub action: String,
    /// What counts as an answer.
    pub answer: AnswerBy,
    /// The caller's language, as BCP 47.
    pub language: String,
    /// Words to expect.
    pub hints: Vec<String>,
    /// Twilio's name of the recogniser.
    pub speech_model: Option<String>,
    /// Seconds of silence that end what is said; `None` leaves it to the recogniser, where that can tell.
    pub speech_timeout_seconds: Option<u16>,
    /// Seconds until silence counts as the answer.
    pub timeout_seconds: u16,
    /// How many keys make a whole answer.
    pub key_count: Option<u8>,
}

/// Another telephone to connect the caller to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Its number, in E.164.
    pub number: String,
    /// Where the outcome is sent.
    pub action: String,
    /// Seconds to let it ring.
    pub timeout_seconds: u16,
    /// The number it shows, in E.164; `None` for the caller's.
    pub caller_id: Option<String>,
    /// A document that whoever picks up hears alone, before the two are connected.
    pub screening_url: Option<String>,
    /// Seconds the two may speak.
    pub time_limit_seconds: Option<u16>,
}

/// The document for a call action.
pub fn render(action: &CallAction, urls: &CallUrls) -> String {
    Response(verbs(action, urls)).to_string()
}

fn verbs(action: &CallAction, urls: &CallUrls) -> Vec<Verb> {
    match action {
        CallAction::Ask(ask) => vec![
            Verb::Gather(Gather {
                say: ask.say.clone(),
                action: urls.turn.clone(),
                answer: ask.answer,
                language: ask.language.clone(),
                hints: ask.hints.clone(),
                speech_model: ask.speech_model.clone(),
                speech_timeout_seconds: ask.speech_pause.map(whole_seconds),
                timeout_seconds: whole_seconds(ask.patience),
                key_count: ask.key_count,
            }),
            // Should the listening itself fail, the call goes on as if the caller had been silent.
            Verb::Redirect { url: urls.turn.clone() },
        ],
        CallAction::SayAndHangUp(say) => vec![Verb::Speak(say.clone()), Verb::Hangup],
        CallAction::Transfer(transfer) => vec![
            Verb::Speak(transfer.say.clone()),
            Verb::Dial(Dial {
                number: transfer.to.as_str().to_owned(),
                action: urls.transfer_ended.clone(),
                timeout_seconds: whole_seconds(transfer.ring),
                caller_id: transfer.caller_id.as_ref().map(|number| number.as_str().to_owned()),
                screening_url: transfer.screening_url.clone(),
                time_limit_seconds: transfer.time_limit.map(whole_seconds),
            }),
        ],
        CallAction::Relay(relay) => vec![Verb::Relay(relay.clone())],
        CallAction::Stream(stream) => vec![Verb::Stream(stream.clone())],
        CallAction::Record(record) => vec![
            Verb::Speak(record.say.clone()),
            Verb::Record(record.clone()),
            // Of a message without a sound Twilio tells nobody; it goes on to the next verb.
            Verb::Redirect { url: record.action.clone() },
        ],
        CallAction::StartRecording { recording, then } => {
            let mut all = vec![Verb::StartRecording(recording.clone())];
            all.append(&mut verbs(then, urls));
            all
        }
        CallAction::StopRecording { then } => {
            let mut all = vec![Verb::StopRecording];
            all.append(&mut verbs(then, urls));
            all
        }
        CallAction::Reject(reason) => vec![Verb::Reject(*reason)],
        CallAction::HangUp => vec![Verb::Hangup],
    }
}

/// Twilio counts in whole seconds, and reads 0 as "at once".
fn whole_seconds(duration: std::time::Duration) -> u16 {
    u16::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(u16::MAX).max(1)
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        f.write_str("<Response>")?;
        self.0.iter().try_for_each(|verb| verb.fmt(f))?;
        f.write_str("</Response>")
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Speak(pieces) => speak(f, pieces),
            Self::Gather(gather) => gather.fmt(f),
            Self::Pause { seconds } => write!(f, r#"<Pause length="{seconds}"/>"#),
            Self::Redirect { url } => write!(f, r#"<Redirect method="POST">{}</Redirect>"#, Escaped(url)),
            Self::Dial(dial) => dial.fmt(f),
            Self::Relay(relay) => connect_relay(f, relay),
            Self::Stream(stream) => connect_stream(f, stream),
            Self::Record(record) => take_message(f, record),
            Self::StartRecording(recording) => start_recording(f, recording),
            Self::StopRecording => {
                write!(f, r#"<Stop><Recording name="{RECORDING_NAME}"/></Stop>"#)
            }
            Self::Reject(RejectReason::Rejected) => f.write_str(r#"<Reject reason="rejected"/>"#),
            Self::Reject(RejectReason::Busy) => f.write_str(r#"<Reject reason="busy"/>"#),
            Self::Hangup => f.write_str("<Hangup/>"),
            Self::Message { body } => {
                let body: String = xml_text(body).chars().take(MESSAGE_LIMIT).collect();
                write!(f, "<Message>{}</Message>", Escaped(&body))
            }
        }
    }
}

/// The pieces one after another; those without a word are left out.
fn speak(f: &mut Formatter<'_>, pieces: &[Speech]) -> fmt::Result {
    let mut is_silent = true;
    for piece in pieces {
        match piece {
            Speech::Say { text, language, voice } => {
                let text = xml_text(text);
                let spoken = cut_at_sentence(&text, SAY_LIMIT);
                if spoken.trim().is_empty() {
                    continue;
                }
                write!(f, r#"<Say language="{}""#, Escaped(language))?;
                optional_attribute(f, "voice", voice.as_deref())?;
                write!(f, ">{}</Say>", Escaped(spoken))?;
            }
            Speech::Play { url } if xml_text(url).trim().is_empty() => continue,
            Speech::Play { url } => write!(f, "<Play>{}</Play>", Escaped(url))?,
        }
        is_silent = false;
    }
    if is_silent && !pieces.is_empty() {
        // Twilio warns of a <Say> without a word; the wordless thing to do is a pause.
        f.write_str(r#"<Pause length="1"/>"#)?;
    }
    Ok(())
}

impl fmt::Display for Gather {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let input = match self.answer {
            AnswerBy::WordsOrKeys => "speech dtmf",
            AnswerBy::Words => "speech",
            AnswerBy::Keys => "dtmf",
        };
        write!(
            f,
            r#"<Gather input="{input}" action="{}" method="POST" actionOnEmptyResult="true""#,
            Escaped(&self.action)
        )?;
        let is_spoken = self.answer != AnswerBy::Keys;
        if is_spoken {
            attribute(f, "language", &self.language)?;
            optional_attribute(f, "speechModel", self.speech_model.as_deref())?;
            match (self.speech_timeout_seconds, &self.speech_model) {
                (Some(seconds), _) => write!(f, r#" speechTimeout="{seconds}""#)?,
                // Twilio refuses "auto" from a recogniser that was named (warning 13327).
                (None, Some(_)) => write!(f, r#" speechTimeout="{PAUSE_OF_A_NAMED_MODEL}""#)?,
                (None, None) => f.write_str(r#" speechTimeout="auto""#)?,
            }
        }
        write!(f, r##" timeout="{}" finishOnKey="#""##, self.timeout_seconds)?;
        if is_spoken {
            // Names and services must not come back as asterisks.
            f.write_str(r#" profanityFilter="false""#)?;
        }
        if let Some(count) = self.key_count {
            write!(f, r#" numDigits="{}""#, count.max(1))?;
        }
        if is_spoken {
            hints_attribute(f, &self.hints)?;
        }
        f.write_char('>')?;
        speak(f, &self.say)?;
        f.write_str("</Gather>")
    }
}

impl fmt::Display for Dial {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            // The caller hears the ringing, not a silence that is already being charged.
            r#"<Dial action="{}" method="POST" timeout="{}" answerOnBridge="true""#,
            Escaped(&self.action),
            self.timeout_seconds,
        )?;
        optional_attribute(f, "callerId", self.caller_id.as_deref())?;
        if let Some(seconds) = self.time_limit_seconds {
            write!(f, r#" timeLimit="{seconds}""#)?;
        }
        f.write_str("><Number")?;
        optional_attribute(f, "url", self.screening_url.as_deref())?;
        write!(f, ">{}</Number></Dial>", Escaped(&self.number))
    }
}

/// The names of the attributes are written as in Twilio's documentation; its own libraries get some wrong.
fn connect_relay(f: &mut Formatter<'_>, relay: &Relay) -> fmt::Result {
    write!(
        f,
        r#"<Connect action="{}"><ConversationRelay url="{}""#,
        Escaped(&relay.action),
        Escaped(&relay.url),
    )?;
    relay_language(f, "language", &relay.language)?;
    // Words interrupt us; keys do not, as they often answer what is just being said.
    f.write_str(r#" interruptible="speech" reportInputDuringAgentSpeech="none" dtmfDetection="true""#)?;
    hints_attribute(f, &relay.hints)?;
    // Without these two, what was really heard would be a guess.
    f.write_str(r#" debug="speaker-events tokens-played">"#)?;
    for language in &relay.other_languages {
        f.write_str("<Language")?;
        relay_language(f, "code", language)?;
        f.write_str("/>")?;
    }
    parameters(f, &relay.parameters)?;
    f.write_str("</ConversationRelay></Connect>")
}

fn relay_language(f: &mut Formatter<'_>, code: &str, language: &RelayLanguage) -> fmt::Result {
    attribute(f, code, &language.code)?;
    optional_attribute(f, "ttsProvider", language.tts_provider.as_deref())?;
    optional_attribute(f, "voice", language.voice.as_deref())?;
    optional_attribute(f, "transcriptionProvider", language.transcription_provider.as_deref())?;
    optional_attribute(f, "speechModel", language.speech_model.as_deref())
}

fn connect_stream(f: &mut Formatter<'_>, stream: &Stream) -> fmt::Result {
    write!(f, r#"<Connect action="{}"><Stream url="{}">"#, Escaped(&stream.action), Escaped(&stream.url),)?;
    parameters(f, &stream.parameters)?;
    f.write_str("</Stream></Connect>")
}

fn parameters(f: &mut Formatter<'_>, parameters: &Parameters) -> fmt::Result {
    for (name, value) in &parameters.0 {
        write!(f, r#"<Parameter name="{}" value="{}"/>"#, Escaped(name), Escaped(value))?;
    }
    Ok(())
}

fn take_message(f: &mut Formatter<'_>, record: &Record) -> fmt::Result {
    let finish_keys: String = record.finish_keys.chars().filter(is_key).collect();
    write!(
        f,
        r#"<Record action="{}" method="POST" maxLength="{}" timeout="{}" playBeep="{}" finishOnKey="{finish_keys}""#,
        Escaped(&record.action),
        // One second is what Twilio does not take.
        whole_seconds(record.max_length).max(2),
        whole_seconds(record.silence),
        record.beep,
    )?;
    if let Some(url) = &record.status_callback {
        attribute(f, "recordingStatusCallback", url)?;
        f.write_str(r#" recordingStatusCallbackEvent="completed absent""#)?;
    }
    f.write_str("/>")
}

fn start_recording(f: &mut Formatter<'_>, recording: &CallRecording) -> fmt::Result {
    let channels = match recording.channels {
        RecordingChannels::Mono => "mono",
        RecordingChannels::Dual => "dual",
    };
    write!(
        f,
        concat!(
            r#"<Start><Recording name="{}" recordingStatusCallback="{}" "#,
            r#"recordingStatusCallbackEvent="in-progress completed absent" channels="{}"/></Start>"#
        ),
        RECORDING_NAME,
        Escaped(&recording.status_callback),
        channels,
    )
}

fn attribute(f: &mut Formatter<'_>, name: &str, value: &str) -> fmt::Result {
    write!(f, r#" {name}="{}""#, Escaped(value))
}

fn optional_attribute(f: &mut Formatter<'_>, name: &str, value: Option<&str>) -> fmt::Result {
    value.map_or(Ok(()), |value| attribute(f, name, value))
}

fn hints_attribute(f: &mut Formatter<'_>, words: &[String]) -> fmt::Result {
    let hints = hints(words);
    if hints.is_empty() { Ok(()) } else { attribute(f, "hints", &hints) }
}

/// Hints are parted by commas, so a hint has none; one that is too long is left out, as half a name misleads.
fn hints(hints: &[String]) -> String {
    let mut joined = String::new();
    for hint in hints.iter().map(|hint| hint.replace(',', " ")).take(HINT_COUNT) {
        let hint = hint.trim();
        if hint.is_empty() || hint.chars().count() > HINT_LENGTH {
            continue;
        }
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(hint);
    }
    joined
}

/// The text without what no XML 1.0 document may contain, escaped or not.
fn xml_text(text: &str) -> String {
    text.chars().filter(|c| is_xml_char(*c)).collect()
}

fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// At most `limit` bytes of the text: up to its last whole sentence, else its last whole word, else what fits.
fn cut_at_sentence(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let fitting = &text[..text.floor_char_boundary(limit)];
    let sentence_end = fitting
        .char_indices()
        .zip(text.chars().skip(1))
        .filter(|((_, c), next)| {
            matches!(c, '。' | '！' | '？') || (matches!(c, '.' | '!' | '?' | '…') && next.is_whitespace())
        })
        .map(|((index, c), _)| index + c.len_utf8())
        .last();
    match sentence_end.or_else(|| fitting.rfind(char::is_whitespace)) {
        Some(end) if end > 0 => &fitting[..end],
        _ => fitting,
    }
}

/// A text as XML content or attribute value. What XML cannot contain is dropped here too, so no way into a
/// document is unguarded.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars().filter(|c| is_xml_char(*c)) {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&apos;")?,
                // A parser would turn these into spaces inside an attribute, and \r into \n anywhere.
                '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(c))?,
                plain => f.write_char(plain)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use roxmltree::Document;

    use super::*;
    use crate::{
        phone::PhoneNumber,
        telephony::{Ask, Transfer},
    };

    fn urls() -> CallUrls {
        CallUrls {
            turn: "https://bolt.example/t?a=1&b=2".to_owned(),
            transfer_ended: "https://bolt.example/transfer".to_owned(),
        }
    }

    /// What is inside the document.
    fn body(action: &CallAction) -> String {
        let twiml = render(action, &urls());
        let inside = twiml.strip_prefix(r#"<?xml version="1.0" encoding="UTF-8"?><Response>"#);
        inside.and_then(|rest| rest.strip_suffix("</Response>")).unwrap().to_owned()
    }

    fn ask(say: &str, hints: &[&str]) -> CallAction {
        CallAction::Ask(question(say, hints))
    }

    fn question(say: &str, hints: &[&str]) -> Ask {
        Ask {
            hints: hints.iter().map(|hint| (*hint).to_owned()).collect(),
            ..Ask::new(vec![Speech::say(say, "en-US")], "en-US", Duration::from_secs(5))
        }
    }

    fn say_and_hang_up(say: &str) -> CallAction {
        CallAction::SayAndHangUp(vec![Speech::say(say, "en-US")])
    }

    #[test]
    fn a_question_listens_for_words_and_keys_and_goes_on_after_silence() {
        let twiml = render(&ask("Which day?", &["balayage", "Ana, María"]), &urls());
        assert_eq!(
            twiml,
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?><Response>"#,
                r#"<Gather input="speech dtmf" action="https://bolt.example/t?a=1&amp;b=2" method="POST" "#,
                r#"actionOnEmptyResult="true" language="en-US" speechTimeout="auto" timeout="5" "#,
                r##"finishOnKey="#" profanityFilter="false" hints="balayage,Ana  María"><Say language="en-US">Which day?</Say></Gather>"##,
                r#"<Redirect method="POST">https://bolt.example/t?a=1&amp;b=2</Redirect></Response>"#,
            )
        );
    }

    #[test]
    fn a_single_key_answers_at_once_where_one_is_enough() {
        let action = CallAction::Ask(Ask { key_count: Some(1), ..question("Press 1 for yes.", &[]) });
        assert!(render(&action, &urls()).contains(r#"numDigits="1""#));
    }

    #[test]
    fn a_question_for_keys_alone_says_nothing_of_speech() {
        let action = CallAction::Ask(Ask {
            answer: AnswerBy::Keys,
            key_count: Some(1),
            ..question("Press 1 to take the call.", &["balayage"])
        });
        assert_eq!(
            body(&action),
            concat!(
                r#"<Gather input="dtmf" action="https://bolt.example/t?a=1&amp;b=2" method="POST" "#,
                r##"actionOnEmptyResult="true" timeout="5" finishOnKey="#" numDigits="1">"##,
                r#"<Say language="en-US">Press 1 to take the call.</Say></Gather>"#,
                r#"<Redirect method="POST">https://bolt.example/t?a=1&amp;b=2</Redirect>"#,
            )
        );
    }

    #[test]
    fn a_recogniser_that_was_named_is_told_when_the_caller_has_finished() {
        let listening = |speech_model: Option<&str>, speech_pause| {
            let speech_model = speech_model.map(str::to_owned);
            body(&CallAction::Ask(Ask { speech_model, speech_pause, ..question("Yes?", &[]) }))
        };
        for (model, pause, expected) in [
            (None, None, r#"language="en-US" speechTimeout="auto" "#),
            (None, Some(Duration::from_millis(900)), r#"language="en-US" speechTimeout="1" "#),
            (Some("phone_call"), None, r#"language="en-US" speechModel="phone_call" speechTimeout="2" "#),
            (
                Some("deepgram_nova-3"),
                Some(Duration::from_secs(3)),
                r#"language="en-US" speechModel="deepgram_nova-3" speechTimeout="3" "#,
            ),
        ] {
            let twiml = listening(model, pause);
            assert!(twiml.contains(expected), "{twiml}");
        }
        let words = CallAction::Ask(Ask { answer: AnswerBy::Words, ..question("Yes?", &[]) });
        assert!(body(&words).starts_with(r#"<Gather input="speech" "#));
    }

    #[test]
    fn words_and_rendered_speech_are_heard_in_their_order() {
        let pieces = vec![
            Speech::play("https://bolt.example/hello.wav?a=1&b=2"),
            Speech::say(" ", "en-US"),
            Speech::Say {
                text: "Hola".to_owned(),
                language: "es-US".to_owned(),
                voice: Some("Polly.Lupe-Neural".to_owned()),
            },
            Speech::play(""),
        ];
        let heard = concat!(
            "<Play>https://bolt.example/hello.wav?a=1&amp;b=2</Play>",
            r#"<Say language="es-US" voice="Polly.Lupe-Neural">Hola</Say>"#,
        );
        let to = PhoneNumber::from_e164("+14155550132").unwrap();
        for action in [
            CallAction::Ask(Ask::new(pieces.clone(), "es-US", Duration::from_secs(5))),
            CallAction::SayAndHangUp(pieces.clone()),
            CallAction::Transfer(Transfer::new(pieces.clone(), to, Duration::from_secs(20))),
            CallAction::Record(Record::new(pieces, "https://bolt.example/left")),
        ] {
            let twiml = body(&action);
            assert!(twiml.contains(heard) && !twiml.contains("Pause"), "{twiml}");
        }
        assert_eq!(body(&CallAction::SayAndHangUp(Vec::new())), "<Hangup/>");
    }

    #[test]
    fn a_transfer_rings_the_person_and_reports_back() {
        let action = CallAction::Transfer(Transfer::new(
            vec![Speech::say("One moment.", "en-US")],
            PhoneNumber::from_e164("+14155550132").unwrap(),
            Duration::from_millis(19_500),
        ));
        assert_eq!(
            render(&action, &urls()),
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">One moment.</Say>"#,
                r#"<Dial action="https://bolt.example/transfer" method="POST" timeout="20" answerOnBridge="true">"#,
                "<Number>+14155550132</Number></Dial></Response>",
            )
        );
    }

    #[test]
    fn a_person_may_be_asked_before_they_are_connected() {
        let number = |text| PhoneNumber::from_e164(text).unwrap();
        let action = CallAction::Transfer(Transfer {
            caller_id: Some(number("+18005551212")),
            screening_url: Some("https://bolt.example/screen?c=1&s=2".to_owned()),
            time_limit: Some(Duration::from_secs(3600)),
            ..Transfer::new(Vec::new(), number("+14155550132"), Duration::from_secs(20))
        });
        assert_eq!(
            body(&action),
            concat!(
                r#"<Dial action="https://bolt.example/transfer" method="POST" timeout="20" answerOnBridge="true" "#,
                r#"callerId="+18005551212" timeLimit="3600">"#,
                r#"<Number url="https://bolt.example/screen?c=1&amp;s=2">+14155550132</Number></Dial>"#,
            )
        );
    }

    #[test]
    fn a_relayed_conversation_is_as_documented() {
        let action = CallAction::Relay(Relay {
            hints: vec!["balayage".to_owned(), "Olaplex".to_owned()],
            parameters: Parameters::from([("token", "one-time")]),
            ..Relay::new("wss://b.example/t/relay", "https://b.example/t/relay/end", "en-US")
        });
        assert_eq!(
            render(&action, &urls()),
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?><Response>"#,
                r#"<Connect action="https://b.example/t/relay/end"><ConversationRelay url="wss://b.example/t/relay" "#,
                r#"language="en-US" interruptible="speech" reportInputDuringAgentSpeech="none" dtmfDetection="true" "#,
                r#"hints="balayage,Olaplex" debug="speaker-events tokens-played">"#,
                r#"<Parameter name="token" value="one-time"/></ConversationRelay></Connect></Response>"#,
            )
        );
    }

    #[test]
    fn a_relayed_conversation_knows_who_speaks_and_understands_each_language() {
        let text = |text: &str| Some(text.to_owned());
        let english = RelayLanguage {
            tts_provider: text("ElevenLabs"),
            voice: text("UgBBYS2sOqTuMpoF3BR0"),
            transcription_provider: text("Deepgram"),
            speech_model: text("nova-3-general"),
            ..RelayLanguage::new("en-US")
        };
        let spanish = RelayLanguage {
            tts_provider: text("Google"),
            voice: text("es-US-Neural2-A"),
            ..RelayLanguage::new("es-US")
        };
        let action = CallAction::Relay(Relay {
            language: english,
            other_languages: vec![spanish, RelayLanguage::new("fr-FR")],
            ..Relay::new("wss://b.example/r", "https://b.example/end", "")
        });
        assert_eq!(
            body(&action),
            concat!(
                r#"<Connect action="https://b.example/end"><ConversationRelay url="wss://b.example/r" "#,
                r#"language="en-US" ttsProvider="ElevenLabs" voice="UgBBYS2sOqTuMpoF3BR0" "#,
                r#"transcriptionProvider="Deepgram" speechModel="nova-3-general" interruptible="speech" "#,
                r#"reportInputDuringAgentSpeech="none" dtmfDetection="true" debug="speaker-events tokens-played">"#,
                r#"<Language code="es-US" ttsProvider="Google" voice="es-US-Neural2-A"/><Language code="fr-FR"/>"#,
                "</ConversationRelay></Connect>",
            )
        );
    }

    #[test]
    fn a_conversation_in_sound_is_connected() {
        let action = CallAction::Stream(Stream {
            url: "wss://b.example/media".to_owned(),
            parameters: Parameters::from([("token", "a\"b"), ("call", "1")]),
            action: "https://b.example/media/end".to_owned(),
        });
        assert_eq!(
            body(&action),
            concat!(
                r#"<Connect action="https://b.example/media/end"><Stream url="wss://b.example/media">"#,
                r#"<Parameter name="call" value="1"/><Parameter name="token" value="a&quot;b"/></Stream></Connect>"#,
            )
        );
    }

    #[test]
    fn a_message_is_taken_and_silence_is_told_too() {
        let action = CallAction::Record(Record {
            status_callback: Some("https://b.example/recorded".to_owned()),
            max_length: Duration::from_secs(90),
            finish_keys: "#x\"*".to_owned(),
            ..Record::new(vec![Speech::say("After the tone.", "en-US")], "https://b.example/left")
        });
        assert_eq!(
            body(&action),
            concat!(
                r#"<Say language="en-US">After the tone.</Say>"#,
                r#"<Record action="https://b.example/left" method="POST" maxLength="90" timeout="5" playBeep="true" "#,
                r##"finishOnKey="#*" recordingStatusCallback="https://b.example/recorded" "##,
                r#"recordingStatusCallbackEvent="completed absent"/>"#,
                r#"<Redirect method="POST">https://b.example/left</Redirect>"#,
            )
        );
        let shortest = Record { max_length: Duration::ZERO, beep: false, ..Record::new(Vec::new(), "/") };
        assert!(
            body(&CallAction::Record(shortest)).contains(r#"maxLength="2" timeout="5" playBeep="false""#)
        );
    }

    #[test]
    fn a_recording_begins_before_what_comes_next() {
        let recorded = |channels| {
            let status_callback = "https://b.example/recorded".to_owned();
            let recording = CallRecording { status_callback, channels };
            body(&CallAction::StartRecording { recording, then: Box::new(CallAction::HangUp) })
        };
        assert_eq!(
            recorded(RecordingChannels::Dual),
            concat!(
                r#"<Start><Recording name="call" recordingStatusCallback="https://b.example/recorded" "#,
                r#"recordingStatusCallbackEvent="in-progress completed absent" channels="dual"/></Start><Hangup/>"#,
            )
        );
        assert!(recorded(RecordingChannels::Mono).contains(r#"channels="mono""#));
        assert_eq!(
            body(&CallAction::StopRecording { then: Box::new(CallAction::HangUp) }),
            r#"<Stop><Recording name="call"/></Stop><Hangup/>"#
        );
    }

    #[test]
    fn a_call_can_be_left_unanswered() {
        assert_eq!(body(&CallAction::Reject(RejectReason::Rejected)), r#"<Reject reason="rejected"/>"#);
        assert_eq!(body(&CallAction::Reject(RejectReason::Busy)), r#"<Reject reason="busy"/>"#);
    }

    #[test]
    fn a_call_ends_with_or_without_a_word() {
        let goodbye = render(&say_and_hang_up("Goodbye."), &urls());
        assert!(
            goodbye.ends_with(r#"<Say language="en-US">Goodbye.</Say><Hangup/></Response>"#),
            "{goodbye}"
        );
        assert!(render(&CallAction::HangUp, &urls()).ends_with("<Response><Hangup/></Response>"));
    }

    #[test]
    fn the_other_verbs_are_twilios() {
        let response = Response(vec![
            Verb::Message { body: "See you & bye".to_owned() },
            Verb::Pause { seconds: 2 },
            Verb::Redirect { url: "https://bolt.example/".to_owned() },
        ]);
        assert_eq!(
            response.to_string(),
            concat!(
                r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>See you &amp; bye</Message>"#,
                r#"<Pause length="2"/><Redirect method="POST">https://bolt.example/</Redirect></Response>"#,
            )
        );
        assert_eq!(
            Response::default().to_string(),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#
        );
    }

    #[test]
    fn a_message_is_no_longer_than_twilio_takes() {
        let response = Response(vec![Verb::Message { body: "é&".repeat(MESSAGE_LIMIT) }]).to_string();
        let document = Document::parse(&response).unwrap();
        let sent =
            document.descendants().find(|node| node.has_tag_name("Message")).and_then(|node| node.text());
        assert_eq!(sent.map(|text| text.chars().count()), Some(MESSAGE_LIMIT));
    }

    #[test]
    fn a_text_without_a_word_is_a_pause() {
        for nothing in ["", " \n", "\u{0}\u{1}"] {
            let twiml = render(&say_and_hang_up(nothing), &urls());
            assert!(twiml.contains(r#"<Pause length="1"/><Hangup/>"#), "{twiml}");
        }
    }

    #[test]
    fn a_long_text_ends_with_a_whole_sentence() {
        let sentence = "We do cuts. ";
        let long = sentence.repeat(500);
        let spoken = cut_at_sentence(&long, SAY_LIMIT);
        assert!(spoken.len() <= SAY_LIMIT && spoken.len() > SAY_LIMIT - sentence.len());
        assert!(spoken.ends_with("cuts."), "{}", &spoken[spoken.len() - 20..]);
    }

    #[test]
    fn a_cut_falls_between_sentences_else_words_else_characters() {
        for (text, limit, expected) in [
            ("Short.", 10, "Short."),
            ("One. Two. Three.", 10, "One. Two."),
            ("It costs 4.50 today.", 12, "It costs"),
            ("One two three", 9, "One two"),
            ("Onetwothree", 5, "Onetw"),
            ("ééé", 3, "é"),
            ("你好。再见。", 12, "你好。"),
            ("😀😀", 3, ""),
        ] {
            assert_eq!(cut_at_sentence(text, limit), expected, "{text} in {limit}");
        }
    }

    #[test]
    fn hints_stay_within_what_the_recogniser_takes() {
        let long = "x".repeat(HINT_LENGTH + 1);
        let many = vec!["cut".to_owned(); HINT_COUNT + 10];
        assert_eq!(
            hints(&[" cut ".to_owned(), String::new(), long, ",".to_owned(), "foils".to_owned()]),
            "cut,foils"
        );
        assert_eq!(hints(&many).split(',').count(), HINT_COUNT);
    }

    fn any_text() -> impl Strategy<Value = String> {
        // Every character there is, control characters and non-characters among them.
        prop::collection::vec(any::<char>(), 0..60).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn whatever_is_said_the_document_is_well_formed_and_says_it(
            say in any_text(), hint in any_text(), language in any_text(), url in any_text(),
        ) {
            let urls = CallUrls { turn: url.clone(), transfer_ended: url };
            let action = CallAction::Ask(Ask {
                hints: vec![hint],
                key_count: Some(0),
                ..Ask::new(vec![Speech::say(say.clone(), language.clone())], language, Duration::ZERO)
            });
            let twiml = render(&action, &urls);
            let document = Document::parse(&twiml).expect("the document is well-formed");

            let verbs: Vec<_> = document.root_element().children().map(|verb| verb.tag_name().name()).collect();
            prop_assert_eq!(verbs, ["Gather", "Redirect"]);
            let expected = xml_text(&say);
            if !expected.trim().is_empty() {
                let spoken = document.descendants().find(|node| node.has_tag_name("Say")).and_then(|n| n.text());
                prop_assert_eq!(spoken, Some(expected.as_str()));
            }
        }

        #[test]
        fn whatever_an_action_holds_the_document_is_well_formed(
            texts in prop::collection::vec(any_text(), 8), length in any::<u32>(),
        ) {
            let text = |index: usize| texts[index].clone();
            let length = Duration::from_millis(length.into());
            let parameters = Parameters([(text(0), text(1))].into());
            let say = || vec![
                Speech::Say { text: text(2), language: text(3), voice: Some(text(4)) },
                Speech::play(text(5)),
            ];
            let language = RelayLanguage {
                code: text(1), tts_provider: Some(text(2)), voice: Some(text(3)),
                transcription_provider: Some(text(4)), speech_model: Some(text(5)),
            };
            let relay = Relay {
                url: text(6), action: text(7), language: language.clone(), other_languages: vec![language],
                hints: vec![text(0)], parameters: parameters.clone(),
            };
            let transfer = Transfer {
                screening_url: Some(text(6)), time_limit: Some(length),
                ..Transfer::new(say(), PhoneNumber::from_e164("+14155550132").unwrap(), length)
            };
            let record = Record {
                status_callback: Some(text(0)), max_length: length, silence: length, beep: true,
                finish_keys: text(1), ..Record::new(say(), text(2))
            };
            let recording = CallRecording { status_callback: text(3), channels: RecordingChannels::Dual };
            let ask = Ask {
                speech_model: Some(text(4)), speech_pause: Some(length), ..Ask::new(say(), text(5), length)
            };
            for (action, verb) in [
                (CallAction::Ask(ask), "Gather"),
                (CallAction::Relay(relay), "Connect"),
                (CallAction::Stream(Stream { url: text(6), parameters, action: text(7) }), "Connect"),
                (CallAction::Transfer(transfer), "Dial"),
                (CallAction::Record(record), "Record"),
            ] {
                let then = Box::new(action);
                let twiml = render(&CallAction::StartRecording { recording: recording.clone(), then }, &urls());
                let document = Document::parse(&twiml).expect("the document is well-formed");

                let verbs: Vec<_> =
                    document.root_element().children().map(|verb| verb.tag_name().name()).collect();
                prop_assert_eq!(verbs[0], "Start");
                prop_assert!(verbs.contains(&verb), "{:?} without {}", verbs, verb);
            }
        }

        #[test]
        fn a_cut_is_a_beginning_of_the_text_and_fits(text in any_text(), limit in 0_usize..80) {
            let cut = cut_at_sentence(&text, limit);
            prop_assert!(cut.len() <= limit);
            prop_assert!(text.starts_with(cut));
        }
    }
}
