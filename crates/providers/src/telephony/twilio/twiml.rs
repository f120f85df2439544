//! TwiML: what Twilio does next in a call or with a message.
//!
//! [`render`] turns a [`CallAction`] into a whole document; [`Response`] and [`Verb`] are the parts for what
//! is not a call action. Whatever the texts contain, the document is well-formed, and no text is longer than
//! Twilio takes: to a caller, a document that Twilio cannot read is "an application error has occurred".

use std::fmt::{self, Write};

use crate::telephony::{CallAction, CallUrls};

/// What Twilio reads aloud at most. It counts characters; we count bytes, which are never fewer.
const SAY_LIMIT: usize = 4096;
/// What Twilio sends as one message at most, in characters.
const MESSAGE_LIMIT: usize = 1600;
/// How many hints the recogniser takes, and how long one may be.
const HINT_COUNT: usize = 500;
const HINT_LENGTH: usize = 100;

/// A whole answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response(pub Vec<Verb>);

/// One thing for Twilio to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// Read a text aloud.
    Say(Say),
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
    /// End the call.
    Hangup,
    /// Answer a text message with a text message.
    Message {
        /// The words.
        body: String,
    },
}

/// A text to be read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// The words.
    pub text: String,
    /// Their language, as BCP 47.
    pub language: String,
}

/// Listening for words and keys at once. Silence comes back as well, as a turn without either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gather {
    /// What is said first; the caller may speak into it.
    pub say: Option<Say>,
    /// Where the answer is sent.
    pub action: String,
    /// The caller's language, as BCP 47.
    pub language: String,
    /// Words to expect.
    pub hints: Vec<String>,
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
}

/// The document for a call action.
pub fn render(action: &CallAction, urls: &CallUrls) -> String {
    let say = |text: &str, language: &str| Say { text: text.to_owned(), language: language.to_owned() };
    let verbs = match action {
        CallAction::Ask { say: text, language, hints, key_count, patience } => vec![
            Verb::Gather(Gather {
                say: Some(say(text, language)),
                action: urls.turn.clone(),
                language: language.clone(),
                hints: hints.clone(),
                timeout_seconds: whole_seconds(*patience),
                key_count: *key_count,
            }),
            // Should the listening itself fail, the call goes on as if the caller had been silent.
            Verb::Redirect { url: urls.turn.clone() },
        ],
        CallAction::SayAndHangUp { say: text, language } => {
            vec![Verb::Say(say(text, language)), Verb::Hangup]
        }
        CallAction::Transfer { say: text, language, to, ring } => vec![
            Verb::Say(say(text, language)),
            Verb::Dial(Dial {
                number: to.as_str().to_owned(),
                action: urls.transfer_ended.clone(),
                timeout_seconds: whole_seconds(*ring),
            }),
        ],
        CallAction::HangUp => vec![Verb::Hangup],
    };
    Response(verbs).to_string()
}

/// Twilio counts in whole seconds, and reads 0 as "at once".
fn whole_seconds(duration: std::time::Duration) -> u16 {
    u16::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(u16::MAX).max(1)
}

impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        f.write_str("<Response>")?;
        self.0.iter().try_for_each(|verb| verb.fmt(f))?;
        f.write_str("</Response>")
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say(say) => say.fmt(f),
            Self::Gather(gather) => gather.fmt(f),
            Self::Pause { seconds } => write!(f, r#"<Pause length="{seconds}"/>"#),
            Self::Redirect { url } => write!(f, r#"<Redirect method="POST">{}</Redirect>"#, Escaped(url)),
            Self::Dial(dial) => dial.fmt(f),
            Self::Hangup => f.write_str("<Hangup/>"),
            Self::Message { body } => {
                let body: String = xml_text(body).chars().take(MESSAGE_LIMIT).collect();
                write!(f, "<Message>{}</Message>", Escaped(&body))
            }
        }
    }
}

impl fmt::Display for Say {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = xml_text(&self.text);
        let spoken = cut_at_sentence(&text, SAY_LIMIT);
        if spoken.trim().is_empty() {
            // Twilio warns of a <Say> without a word; the wordless thing to do is a pause.
            return f.write_str(r#"<Pause length="1"/>"#);
        }
        write!(f, r#"<Say language="{}">{}</Say>"#, Escaped(&self.language), Escaped(spoken))
    }
}

impl fmt::Display for Gather {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            concat!(
                r#"<Gather input="speech dtmf" action="{}" method="POST" actionOnEmptyResult="true""#,
                r##" language="{}" speechTimeout="auto" timeout="{}" finishOnKey="#""##,
                // Names and services must not come back as asterisks.
                r#" profanityFilter="false""#
            ),
            Escaped(&self.action),
            Escaped(&self.language),
            self.timeout_seconds,
        )?;
        if let Some(count) = self.key_count {
            write!(f, r#" numDigits="{}""#, count.max(1))?;
        }
        let hints = hints(&self.hints);
        if !hints.is_empty() {
            write!(f, r#" hints="{}""#, Escaped(&hints))?;
        }
        f.write_char('>')?;
        if let Some(say) = &self.say {
            say.fmt(f)?;
        }
        f.write_str("</Gather>")
    }
}

impl fmt::Display for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            concat!(
                // The caller hears the ringing, not a silence that is already being charged.
                r#"<Dial action="{}" method="POST" timeout="{}" answerOnBridge="true">"#,
                "<Number>{}</Number></Dial>"
            ),
            Escaped(&self.action),
            self.timeout_seconds,
            Escaped(&self.number),
        )
    }
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
    use crate::phone::PhoneNumber;

    fn urls() -> CallUrls {
        CallUrls {
            turn: "https://bolt.example/t?a=1&b=2".to_owned(),
            transfer_ended: "https://bolt.example/transfer".to_owned(),
        }
    }

    fn ask(say: &str, hints: &[&str]) -> CallAction {
        CallAction::Ask {
            say: say.to_owned(),
            language: "en-US".to_owned(),
            hints: hints.iter().map(|hint| (*hint).to_owned()).collect(),
            key_count: None,
            patience: Duration::from_secs(5),
        }
    }

    fn say_and_hang_up(say: &str) -> CallAction {
        CallAction::SayAndHangUp { say: say.to_owned(), language: "en-US".to_owned() }
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
        let mut action = ask("Press 1 for yes.", &[]);
        if let CallAction::Ask { key_count, .. } = &mut action {
            *key_count = Some(1);
        }
        assert!(render(&action, &urls()).contains(r#"numDigits="1""#));
    }

    #[test]
    fn a_transfer_rings_the_person_and_reports_back() {
        let action = CallAction::Transfer {
            say: "One moment.".to_owned(),
            language: "en-US".to_owned(),
            to: PhoneNumber::from_e164("+14155550132").unwrap(),
            ring: Duration::from_millis(19_500),
        };
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
            let action = CallAction::Ask {
                say: say.clone(), language, hints: vec![hint], key_count: Some(0), patience: Duration::ZERO,
            };
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
        fn a_cut_is_a_beginning_of_the_text_and_fits(text in any_text(), limit in 0_usize..80) {
            let cut = cut_at_sentence(&text, limit);
            prop_assert!(cut.len() <= limit);
            prop_assert!(text.starts_with(cut));
        }
    }
}
