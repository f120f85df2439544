//! The telephone company: posts forms as Twilio does, signs them, and reads the documents that come back as strictly
//! as Twilio.

use providers::Secret;
use providers::telephony::twilio::signature;
use roxmltree::{Document, Node};

use super::http::Answer;
use super::{PUBLIC_URL, TWILIO_TOKEN, TestApp};

pub(crate) const VOICE: &str = "/api/telephony/twilio/voice";
pub(crate) const STATUS: &str = "/api/telephony/twilio/voice/status";
pub(crate) const SMS: &str = "/api/telephony/twilio/sms";
pub(crate) const MESSAGE_STATUS: &str = "/api/telephony/twilio/message-status";

/// Fields of a form, in their order.
pub(crate) type Form = Vec<(String, String)>;

pub(crate) fn form(fields: &[(&str, &str)]) -> Form {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl TestApp {
    /// Posts a form with a right signature.
    pub(crate) async fn twilio(&self, path: &str, form: &Form) -> Answer {
        let signature = signature::sign(&Secret::from(TWILIO_TOKEN), &format!("{PUBLIC_URL}{path}"), form);
        self.twilio_signed(path, form, &signature).await
    }

    /// Posts a form with this signature.
    pub(crate) async fn twilio_signed(&self, path: &str, form: &Form, signature: &str) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.post(path)
            .raw("application/x-www-form-urlencoded; charset=UTF-8", body)
            .header("x-twilio-signature", signature)
            .header("user-agent", "TwilioProxy/1.1")
            .send()
            .await
    }

    /// Lets a telephone ring at the salon.
    pub(crate) async fn ring(&self, from: &str, to: &str) -> (Line<'_>, Heard) {
        let mut line = Line::new(self, from, to);
        let heard = line.ring().await;
        (line, heard)
    }

    /// Sends a text message to the salon and hands out what is answered, if anything.
    pub(crate) async fn text(&self, from: &str, to: &str, body: &str) -> Option<String> {
        let id = format!("SM{}", uuid::Uuid::new_v4().simple());
        self.text_again(&id, from, to, body).await
    }

    /// The same with a message id of one's own.
    pub(crate) async fn text_again(&self, id: &str, from: &str, to: &str, body: &str) -> Option<String> {
        let fields = form(&[
            ("ToCountry", "US"),
            ("SmsMessageSid", id),
            ("NumMedia", "0"),
            ("SmsSid", id),
            ("SmsStatus", "received"),
            ("Body", body),
            ("To", to),
            ("NumSegments", "1"),
            ("MessageSid", id),
            ("AccountSid", ACCOUNT),
            ("From", from),
            ("ApiVersion", "2010-04-01"),
        ]);
        let answer = self.twilio(SMS, &fields).await.ok();
        let text = xml(&answer);
        let document = Document::parse(&text).expect("checked");
        let messages: Vec<_> = document.descendants().filter(|node| node.has_tag_name("Message")).collect();
        assert!(messages.len() <= 1, "{text}");
        messages.first().map(|message| {
            let words = message.text().unwrap_or_default().to_owned();
            assert!((1..=1600).contains(&words.chars().count()), "{text}");
            words
        })
    }
}

const ACCOUNT: &str = "ACa5c1e7b2d94f4c0f8e3b6a7d2c1f0e9d";

/// One call, from the network's side.
pub(crate) struct Line<'a> {
    app: &'a TestApp,
    pub(crate) sid: String,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where the last document wants the next words to be sent.
    next: Option<String>,
}

/// What the caller hears, and what then happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) words: String,
    pub(crate) then: Then,
    /// The document as it came.
    pub(crate) xml: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    Listens,
    HangsUp,
    Dials(String),
    TakesMessage,
}

impl<'a> Line<'a> {
    pub(crate) fn new(app: &'a TestApp, from: &str, to: &str) -> Self {
        let sid = format!("CA{}", uuid::Uuid::new_v4().simple());
        Self { app, sid, from: from.to_owned(), to: to.to_owned(), next: None }
    }

    /// The fields that come with every request about a call.
    pub(crate) fn fields(&self, status: &str, more: &[(&str, &str)]) -> Form {
        let mut fields = form(&[
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", &self.sid),
            ("CallStatus", status),
            ("Called", &self.to),
            ("CalledCity", "NEW YORK"),
            ("Caller", &self.from),
            ("CallerCity", ""),
            ("Direction", "inbound"),
            ("From", &self.from),
            ("FromCountry", "US"),
            ("To", &self.to),
            ("ToCountry", "US"),
        ]);
        fields.extend(form(more));
        fields
    }

    pub(crate) async fn ring(&mut self) -> Heard {
        let fields = self.fields("ringing", &[]);
        self.post(VOICE, &fields).await
    }

    pub(crate) async fn say(&mut self, words: &str) -> Heard {
        self.turn(&[("SpeechResult", words), ("Confidence", "0.91"), ("Language", "en-US")]).await
    }

    pub(crate) async fn press(&mut self, keys: &str) -> Heard {
        self.turn(&[("Digits", keys), ("FinishedOnKey", "#")]).await
    }

    pub(crate) async fn silence(&mut self) -> Heard {
        self.turn(&[]).await
    }

    /// A turn with these fields, sent to where the last document asked for it.
    pub(crate) async fn turn(&mut self, fields: &[(&str, &str)]) -> Heard {
        let fields = self.fields("in-progress", fields);
        let path = self.next.clone().expect("the receptionist listens");
        self.post(&path, &fields).await
    }

    /// Where the next words are to be sent.
    pub(crate) fn next(&self) -> &str {
        self.next.as_deref().expect("the receptionist listens")
    }

    /// The person who was dialled has not answered, or has hung up: told where the `<Dial>` wants it.
    pub(crate) async fn transfer_ended(&mut self, status: &str) -> Heard {
        let fields = self.fields("in-progress", &[("DialCallStatus", status)]);
        let path = self.next().to_owned();
        self.post(&path, &fields).await
    }

    /// The caller hangs up; the network tells how long it was.
    pub(crate) async fn hang_up(&self, seconds: u32) -> Answer {
        let seconds = seconds.to_string();
        let fields = self
            .fields("completed", &[("CallDuration", &seconds), ("Duration", "1"), ("SequenceNumber", "0")]);
        self.app.twilio(STATUS, &fields).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &Form) -> Heard {
        let answer = self.app.twilio(path, fields).await.ok();
        let (heard, next) = read(&answer);
        self.next = next;
        heard
    }
}

/// The document of an answer: well-formed, of the verbs that Twilio knows.
pub(crate) fn xml(answer: &Answer) -> String {
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok());
    assert_eq!(kind, Some("text/xml; charset=utf-8"), "{}", answer.text());
    let text = String::from_utf8(answer.bytes.clone()).expect("UTF-8");
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let root = document.root_element();
    assert!(root.has_tag_name("Response") && root.attributes().len() == 0, "{text}");
    for node in document.descendants().filter(Node::is_element).skip(1) {
        let within = node.parent_element().map(|parent| parent.tag_name().name().to_owned());
        let allowed: &[&str] = match within.as_deref() {
            Some("Response") => &[
                "Say", "Play", "Gather", "Pause", "Redirect", "Dial", "Record", "Start", "Stop", "Reject",
                "Hangup", "Message",
            ],
            Some("Gather") => &["Say", "Play", "Pause"],
            Some("Dial") => &["Number"],
            Some("Start" | "Stop") => &["Recording"],
            _ => &[],
        };
        assert!(
            allowed.contains(&node.tag_name().name()),
            "<{}> in {within:?}: {text}",
            node.tag_name().name()
        );
        if node.has_tag_name("Say") {
            let words = node.text().unwrap_or_default();
            assert!(!words.trim().is_empty() && words.chars().count() <= 4096, "{text}");
        }
    }
    text
}

/// What a voice document does. Its address is handed out without our own public one, which is checked.
pub(crate) fn read(answer: &Answer) -> (Heard, Option<String>) {
    let text = xml(answer);
    let document = Document::parse(&text).expect("checked");
    let find = |name: &'static str| document.descendants().find(|node| node.has_tag_name(name));
    let words: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("Say"))
        .filter_map(|node| node.text())
        .collect();
    let local = |address: &str| {
        address.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{address} is not ours")).to_owned()
    };
    let (then, next) = if let Some(gather) = find("Gather") {
        let attribute = |name| gather.attribute(name).unwrap_or_default();
        assert_eq!(attribute("input"), "speech dtmf", "{text}");
        assert_eq!(attribute("method"), "POST", "{text}");
        assert_eq!(attribute("actionOnEmptyResult"), "true", "{text}");
        assert!(attribute("timeout").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{text}");
        (Then::Listens, Some(local(attribute("action"))))
    } else if let Some(dial) = find("Dial") {
        let number = dial.descendants().find(|node| node.has_tag_name("Number")).and_then(|node| node.text());
        (Then::Dials(number.unwrap_or_default().to_owned()), dial.attribute("action").map(local))
    } else if let Some(record) = find("Record") {
        (Then::TakesMessage, record.attribute("action").map(local))
    } else {
        assert!(find("Hangup").is_some(), "the call goes on nowhere: {text}");
        (Then::HangsUp, None)
    };
    let words = words.join(" ");
    (Heard { words, then, xml: text.clone() }, next)
}
