//! Twilio's webhooks: decoded form fields in, our own words out.
//!
//! Twilio adds fields at any time, so only those that are needed are looked at. A field that must be there and
//! is not is named in the error; what was in a field never is.

use std::time::Duration;

use crate::{
    phone::PhoneNumber,
    sms::{SmsPrice, SmsStatus},
    telephony::{
        CallStatus, CallStatusChanged, CallTurn, Heard, InboundCall, InboundMessage, MessageEnd,
        MessageStatusChanged, OptOut, ProviderId, Recording, RecordingChanged, RecordingStatus, RelayEnded,
        ScreeningAnswered, SessionStatus, TransferEnded, VoiceMessage,
    },
};

/// Decoded form fields, in the order in which they came.
pub type Form = [(String, String)];

/// Why a request is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// A field is not there, or is empty.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field is there, and makes no sense.
    #[error("the field {0} is not what it should be")]
    Invalid(&'static str),
}

/// Numbers that stand for no telephone: words spelled on the keypad by networks that withhold the caller's.
const SPELLED_OUT: [&str; 5] = [
    "266696687",   // ANONYMOUS
    "7378742833",  // RESTRICTED
    "86282452253", // UNAVAILABLE
    "2562533",     // BLOCKED
    "8656696",     // UNKNOWN
];

/// Somebody is calling: the voice webhook of a number.
pub fn inbound_call(form: &Form) -> Result<InboundCall, WebhookError> {
    Ok(InboundCall {
        call_id: id(form, "CallSid")?,
        from: find(form, "From").and_then(caller),
        to: dialled(form, "To")?,
        forwarded_from: find(form, "ForwardedFrom").and_then(caller),
    })
}

/// The caller has answered, or has not: the action of a `<Gather>`, and of the `<Redirect>` after it.
pub fn call_turn(form: &Form) -> Result<CallTurn, WebhookError> {
    Ok(CallTurn { call_id: id(form, "CallSid")?, heard: heard(form) })
}

/// The state of a call has changed: the status callback of a number.
pub fn call_status_changed(form: &Form) -> Result<CallStatusChanged, WebhookError> {
    Ok(CallStatusChanged {
        call_id: id(form, "CallSid")?,
        status: call_status(form, "CallStatus")?,
        duration: seconds(form, "CallDuration"),
    })
}

/// A person has been called for the caller: the action of a `<Dial>`.
pub fn transfer_ended(form: &Form) -> Result<TransferEnded, WebhookError> {
    Ok(TransferEnded {
        call_id: id(form, "CallSid")?,
        status: call_status(form, "DialCallStatus")?,
        duration: seconds(form, "DialCallDuration"),
        was_bridged: find(form, "DialBridged").and_then(|word| word.parse().ok()),
        person_call_id: find(form, "DialCallSid").and_then(ProviderId::parse),
    })
}

/// The person who was called says whether they take the call: the action of the `<Gather>` that they hear alone.
pub fn screening_answered(form: &Form) -> Result<ScreeningAnswered, WebhookError> {
    Ok(ScreeningAnswered {
        call_id: id(form, "CallSid")?,
        caller_call_id: find(form, "ParentCallSid").and_then(ProviderId::parse),
        heard: heard(form),
    })
}

/// A conversation over a socket has ended: the action of a `<Connect>`.
///
/// The caller may be waiting, so only the call itself must be known; a word for the end that is new or missing
/// counts as a failure when there is an error with it, and else as our own end.
pub fn relay_ended(form: &Form) -> Result<RelayEnded, WebhookError> {
    let error_code = find(form, "ErrorCode").filter(|code| !code.is_empty());
    let status = match find(form, "SessionStatus") {
        Some("ended") => SessionStatus::Ended,
        Some("completed") => SessionStatus::Completed,
        Some("failed") => SessionStatus::Failed,
        _ if error_code.is_some() => SessionStatus::Failed,
        _ => SessionStatus::Ended,
    };
    Ok(RelayEnded {
        call_id: id(form, "CallSid")?,
        session_id: find(form, "SessionId").and_then(ProviderId::parse),
        status,
        duration: seconds(form, "SessionDuration"),
        call_status: call_status(form, "CallStatus").ok(),
        handoff_data: text(form, "HandoffData"),
        error_code: error_code.and_then(|code| code.parse().ok()),
        error_message: text(form, "ErrorMessage"),
    })
}

/// A recording has come further: its status callback.
pub fn recording_changed(form: &Form) -> Result<RecordingChanged, WebhookError> {
    Ok(RecordingChanged {
        call_id: id(form, "CallSid")?,
        recording_id: id(form, "RecordingSid")?,
        status: match required(form, "RecordingStatus")? {
            "in-progress" => RecordingStatus::InProgress,
            "completed" => RecordingStatus::Completed,
            "absent" => RecordingStatus::Absent,
            "failed" => RecordingStatus::Failed,
            _ => return Err(WebhookError::Invalid("RecordingStatus")),
        },
        url: text(form, "RecordingUrl"),
        duration: seconds(form, "RecordingDuration"),
        channels: find(form, "RecordingChannels").and_then(|number| number.parse().ok()),
        error_code: find(form, "ErrorCode").and_then(|code| code.parse().ok()),
    })
}

/// The caller has left a message, or has not: the action of a `<Record>`, and of the `<Redirect>` after it.
pub fn voice_message(form: &Form) -> Result<VoiceMessage, WebhookError> {
    let recording = text(form, "RecordingUrl").map(|url| Recording {
        id: find(form, "RecordingSid").and_then(ProviderId::parse),
        url,
        duration: seconds(form, "RecordingDuration"),
    });
    let ended_by = match find(form, "Digits") {
        Some("hangup") => MessageEnd::HangUp,
        digits => {
            digits.and_then(|digits| digits.chars().find(is_key)).map_or(MessageEnd::Silence, MessageEnd::Key)
        }
    };
    Ok(VoiceMessage { call_id: id(form, "CallSid")?, recording, ended_by })
}

/// A text message has come in: the messaging webhook of a number.
pub fn inbound_message(form: &Form) -> Result<InboundMessage, WebhookError> {
    Ok(InboundMessage {
        id: id(form, "MessageSid").or_else(|error| id(form, "SmsSid").map_err(|_| error))?,
        from: find(form, "From").and_then(caller),
        to: dialled(form, "To")?,
        body: find(form, "Body").unwrap_or_default().to_owned(),
        opt_out: find(form, "OptOutType").and_then(|kind| match kind {
            "STOP" => Some(OptOut::Stop),
            "START" => Some(OptOut::Start),
            "HELP" => Some(OptOut::Help),
            _ => None,
        }),
    })
}

/// A message that we sent has come further: its status callback.
pub fn message_status(form: &Form) -> Result<MessageStatusChanged, WebhookError> {
    Ok(MessageStatusChanged {
        id: id(form, "MessageSid")?,
        status: sms_status(required(form, "MessageStatus")?).ok_or(WebhookError::Invalid("MessageStatus"))?,
        error_code: find(form, "ErrorCode").and_then(|code| code.parse().ok()),
        price: find(form, "Price").and_then(|price| SmsPrice::read(price, find(form, "PriceUnit")?)),
    })
}

/// Twilio's word for the state of a message; `None` for one that is not (yet) known.
pub(crate) fn sms_status(word: &str) -> Option<SmsStatus> {
    Some(match word {
        "accepted" | "scheduled" | "queued" | "sending" => SmsStatus::Queued,
        "sent" => SmsStatus::Sent,
        "delivered" | "read" => SmsStatus::Delivered,
        "undelivered" => SmsStatus::Undelivered,
        "failed" | "canceled" => SmsStatus::Failed,
        _ => return None,
    })
}

fn heard(form: &Form) -> Heard {
    let keys: String = find(form, "Digits").unwrap_or_default().chars().filter(is_key).collect();
    if !keys.is_empty() {
        return Heard::Keys(keys);
    }
    match find(form, "SpeechResult").map(str::trim) {
        None | Some("") => Heard::Nothing,
        Some(text) => Heard::Spoken {
            text: text.to_owned(),
            confidence: find(form, "Confidence")
                .and_then(|number| number.parse::<f32>().ok())
                .filter(|number| (0.0..=1.0).contains(number)),
        },
    }
}

pub(super) fn is_key(c: &char) -> bool {
    matches!(c, '0'..='9' | '*' | '#')
}

/// The caller's number, if the network gave one: not `anonymous`, a SIP address or a word spelled on the keypad.
pub(super) fn caller(from: &str) -> Option<PhoneNumber> {
    let number = PhoneNumber::from_e164(from.trim()).ok()?;
    let digits = &number.as_str()[1..];
    let is_word = SPELLED_OUT.iter().any(|word| digits == *word || digits.strip_prefix('1') == Some(word));
    (!is_word).then_some(number)
}

fn dialled(form: &Form, name: &'static str) -> Result<PhoneNumber, WebhookError> {
    PhoneNumber::from_e164(required(form, name)?.trim()).map_err(|_| WebhookError::Invalid(name))
}

fn id(form: &Form, name: &'static str) -> Result<ProviderId, WebhookError> {
    ProviderId::parse(required(form, name)?).ok_or(WebhookError::Invalid(name))
}

fn call_status(form: &Form, name: &'static str) -> Result<CallStatus, WebhookError> {
    Ok(match required(form, name)? {
        "queued" | "initiated" | "ringing" => CallStatus::Ringing,
        "in-progress" => CallStatus::InProgress,
        // "answered" is how a <Dial> into a conference says it.
        "completed" | "answered" => CallStatus::Completed,
        "busy" => CallStatus::Busy,
        "failed" => CallStatus::Failed,
        "no-answer" => CallStatus::NoAnswer,
        "canceled" => CallStatus::Cancelled,
        _ => return Err(WebhookError::Invalid(name)),
    })
}

fn seconds(form: &Form, name: &str) -> Option<Duration> {
    find(form, name)?.parse().ok().map(Duration::from_secs)
}

fn text(form: &Form, name: &str) -> Option<String> {
    find(form, name).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn required<'a>(form: &'a Form, name: &'static str) -> Result<&'a str, WebhookError> {
    find(form, name).filter(|value| !value.is_empty()).ok_or(WebhookError::Missing(name))
}

fn find<'a>(form: &'a Form, name: &str) -> Option<&'a str> {
    form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "CA1234567890abcdef1234567890abcdef";

    fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn call_from(from: &str) -> InboundCall {
        inbound_call(&form(&[("CallSid", CALL), ("From", from), ("To", "+18005551212")])).unwrap()
    }

    #[test]
    fn a_call_is_read_among_fields_nobody_asked_for() {
        let call = inbound_call(&form(&[
            ("AccountSid", "AC1"),
            ("CallSid", CALL),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
            ("To", "+18005551212"),
            ("SomethingNew", "\u{fffd}"),
        ]))
        .unwrap();
        assert_eq!(call.call_id.as_str(), CALL);
        assert_eq!(call.from, Some(PhoneNumber::from_e164("+14158675309").unwrap()));
        assert_eq!(call.to.as_str(), "+18005551212");
    }

    #[test]
    fn a_withheld_number_is_nobodys() {
        for withheld in [
            "",
            "anonymous",
            "Anonymous",
            "restricted",
            "unknown",
            "unavailable",
            "+266696687",
            "+1266696687",
            "+7378742833",
            "+17378742833",
            "+86282452253",
            "+2562533",
            "+8656696",
            "client:alice",
            "sip:alice@example.com",
            "whatsapp:+14158675309",
            "+anonymous",
            "12345",
        ] {
            assert_eq!(call_from(withheld).from, None, "{withheld:?}");
        }
        assert!(call_from("+14158675309").from.is_some());
        // A number that merely begins like one of the words.
        assert!(call_from("+2666966871").from.is_some());
    }

    #[test]
    fn a_call_without_a_caller_field_is_still_a_call() {
        let call = inbound_call(&form(&[("CallSid", CALL), ("To", "+18005551212")])).unwrap();
        assert_eq!(call.from, None);
    }

    #[test]
    fn an_error_names_the_field_and_not_what_was_in_it() {
        let without_id = inbound_call(&form(&[("To", "+18005551212")])).unwrap_err();
        assert_eq!(without_id.to_string(), "the field CallSid is missing");
        let empty_id = inbound_call(&form(&[("CallSid", ""), ("To", "+18005551212")])).unwrap_err();
        assert_eq!(empty_id, WebhookError::Missing("CallSid"));
        let without_to = inbound_call(&form(&[("CallSid", CALL)])).unwrap_err();
        assert_eq!(without_to, WebhookError::Missing("To"));
        let strange_to = inbound_call(&form(&[("CallSid", CALL), ("To", "sip:me@example.com")])).unwrap_err();
        assert_eq!(strange_to.to_string(), "the field To is not what it should be");
        let long_id = "C".repeat(65);
        for strange_id in [long_id.as_str(), "CA1'; drop table calls", "CA\u{0}"] {
            let error = inbound_call(&form(&[("CallSid", strange_id), ("To", "+18005551212")])).unwrap_err();
            assert_eq!(error, WebhookError::Invalid("CallSid"), "{strange_id}");
        }
    }

    #[test]
    fn a_turn_is_words_keys_or_nothing() {
        let spoken = |text: &str, confidence| Heard::Spoken { text: text.to_owned(), confidence };
        for (fields, expected) in [
            (
                vec![("SpeechResult", " tomorrow at five "), ("Confidence", "0.93")],
                spoken("tomorrow at five", Some(0.93)),
            ),
            (vec![("SpeechResult", "café"), ("Confidence", "")], spoken("café", None)),
            (vec![("SpeechResult", "yes"), ("Confidence", "NaN")], spoken("yes", None)),
            (vec![("SpeechResult", "yes"), ("Confidence", "7")], spoken("yes", None)),
            (vec![("Digits", "1")], Heard::Keys("1".to_owned())),
            (vec![("Digits", "12*#")], Heard::Keys("12*#".to_owned())),
            (vec![("Digits", "1"), ("SpeechResult", "one")], Heard::Keys("1".to_owned())),
            (vec![("Digits", ""), ("SpeechResult", "one")], spoken("one", None)),
            (vec![("Digits", "hangup")], Heard::Nothing),
            (vec![("SpeechResult", "  ")], Heard::Nothing),
            (vec![], Heard::Nothing),
        ] {
            let mut fields = fields;
            fields.push(("CallSid", CALL));
            assert_eq!(call_turn(&form(&fields)).unwrap().heard, expected, "{fields:?}");
        }
        assert_eq!(call_turn(&form(&[("Digits", "1")])), Err(WebhookError::Missing("CallSid")));
    }

    #[test]
    fn the_end_of_a_call_is_told_from_its_beginning() {
        for (word, status, is_over) in [
            ("queued", CallStatus::Ringing, false),
            ("ringing", CallStatus::Ringing, false),
            ("in-progress", CallStatus::InProgress, false),
            ("completed", CallStatus::Completed, true),
            ("busy", CallStatus::Busy, true),
            ("failed", CallStatus::Failed, true),
            ("no-answer", CallStatus::NoAnswer, true),
            ("canceled", CallStatus::Cancelled, true),
        ] {
            let ended = call_status_changed(&form(&[("CallSid", CALL), ("CallStatus", word)])).unwrap();
            assert_eq!(
                (ended.status, ended.status.is_over(), ended.duration),
                (status, is_over, None),
                "{word}"
            );
        }
        let ended = call_status_changed(&form(&[
            ("CallSid", CALL),
            ("CallStatus", "completed"),
            ("CallDuration", "73"),
        ]));
        assert_eq!(ended.unwrap().duration, Some(Duration::from_secs(73)));
        let new_word = call_status_changed(&form(&[("CallSid", CALL), ("CallStatus", "parked")]));
        assert_eq!(new_word, Err(WebhookError::Invalid("CallStatus")));
    }

    #[test]
    fn a_transfer_has_reached_somebody_or_not() {
        let ended = |word| transfer_ended(&form(&[("CallSid", CALL), ("DialCallStatus", word)])).unwrap();
        assert!(ended("completed").reached_somebody());
        for missed in ["busy", "no-answer", "failed", "canceled"] {
            assert!(!ended(missed).reached_somebody(), "{missed}");
        }
    }

    #[test]
    fn who_picks_up_and_is_not_connected_was_not_reached() {
        for (word, bridged, reached) in [
            ("completed", "true", true),
            ("answered", "true", true),
            ("completed", "false", false),
            ("completed", "", true),
            ("no-answer", "false", false),
        ] {
            let fields = [
                ("CallSid", CALL),
                ("DialCallStatus", word),
                ("DialBridged", bridged),
                ("DialCallSid", "CA2"),
            ];
            let ended = transfer_ended(&form(&fields)).unwrap();
            assert_eq!(ended.reached_somebody(), reached, "{word}, {bridged:?}");
            assert_eq!(ended.person_call_id, ProviderId::parse("CA2"));
        }
    }

    #[test]
    fn a_person_takes_the_call_by_a_key() {
        let fields = [("CallSid", "CA2"), ("ParentCallSid", CALL), ("Digits", "1"), ("New", "x")];
        let answered = screening_answered(&form(&fields)).unwrap();
        assert_eq!(answered.call_id.as_str(), "CA2");
        assert_eq!(answered.caller_call_id.unwrap().as_str(), CALL);
        assert_eq!(answered.heard, Heard::Keys("1".to_owned()));

        let silent = screening_answered(&form(&[("CallSid", "CA2")])).unwrap();
        assert_eq!((silent.caller_call_id, silent.heard), (None, Heard::Nothing));
    }

    #[test]
    fn the_end_of_a_relayed_conversation_says_what_is_to_happen() {
        let handed_over = relay_ended(&form(&[
            ("AccountSid", "AC1"),
            ("CallSid", CALL),
            ("CallStatus", "in-progress"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
            ("Direction", "inbound"),
            ("SessionId", "VX1"),
            ("SessionStatus", "ended"),
            ("SessionDuration", "25"),
            ("HandoffData", r#"{"reasonCode":"live-agent-handoff"}"#),
        ]));
        let handed_over = handed_over.unwrap();
        assert!(!format!("{handed_over:?}").contains("live-agent"));
        assert_eq!(
            handed_over,
            RelayEnded {
                call_id: ProviderId::parse(CALL).unwrap(),
                session_id: ProviderId::parse("VX1"),
                status: SessionStatus::Ended,
                duration: Some(Duration::from_secs(25)),
                call_status: Some(CallStatus::InProgress),
                handoff_data: Some(r#"{"reasonCode":"live-agent-handoff"}"#.to_owned()),
                error_code: None,
                error_message: None,
            }
        );

        let failed = relay_ended(&form(&[
            ("CallSid", CALL),
            ("SessionStatus", "failed"),
            ("ErrorCode", "39001"),
            ("ErrorMessage", "Network connection to WebSocket server failed."),
            ("HandoffData", ""),
        ]));
        let failed = failed.unwrap();
        assert_eq!((failed.status, failed.error_code), (SessionStatus::Failed, Some(39001)));
        assert_eq!(failed.handoff_data, None);
        assert!(failed.error_message.is_some() && !format!("{failed:?}").contains("WebSocket"));
    }

    #[test]
    fn a_relayed_conversation_that_ends_in_an_unknown_way_keeps_its_caller() {
        for (fields, expected) in [
            (vec![("SessionStatus", "completed")], SessionStatus::Completed),
            (vec![("SessionStatus", "evaporated")], SessionStatus::Ended),
            (vec![("SessionStatus", "evaporated"), ("ErrorCode", "64102")], SessionStatus::Failed),
            (vec![("ErrorCode", "31920")], SessionStatus::Failed),
            (vec![("ErrorCode", ""), ("CallStatus", "new word")], SessionStatus::Ended),
        ] {
            let ended = relay_ended(&form(&[&[("CallSid", CALL)], &fields[..]].concat())).unwrap();
            assert_eq!(ended.status, expected, "{fields:?}");
        }
        let nobodys = relay_ended(&form(&[("SessionStatus", "ended")]));
        assert_eq!(nobodys.unwrap_err(), WebhookError::Missing("CallSid"));
    }

    #[test]
    fn a_recordings_way_is_followed() {
        let changed = recording_changed(&form(&[
            ("CallSid", CALL),
            ("RecordingSid", "RE1"),
            ("RecordingUrl", "https://api.twilio.com/Recordings/RE1"),
            ("RecordingStatus", "completed"),
            ("RecordingDuration", "73"),
            ("RecordingChannels", "2"),
            ("RecordingSource", "StartCallRecordingTwiML"),
        ]));
        let changed = changed.unwrap();
        assert_eq!(
            (changed.recording_id.as_str(), changed.status, changed.channels),
            ("RE1", RecordingStatus::Completed, Some(2))
        );
        assert_eq!(changed.url.as_deref(), Some("https://api.twilio.com/Recordings/RE1"));
        assert_eq!(changed.duration, Some(Duration::from_secs(73)));

        for (word, expected) in [
            ("in-progress", Ok(RecordingStatus::InProgress)),
            ("absent", Ok(RecordingStatus::Absent)),
            ("failed", Ok(RecordingStatus::Failed)),
            ("melted", Err(WebhookError::Invalid("RecordingStatus"))),
            ("", Err(WebhookError::Missing("RecordingStatus"))),
        ] {
            let fields = [("CallSid", CALL), ("RecordingSid", "RE1"), ("RecordingStatus", word)];
            assert_eq!(recording_changed(&form(&fields)).map(|changed| changed.status), expected, "{word}");
        }
    }

    #[test]
    fn a_message_is_left_or_not() {
        let left = [
            ("RecordingUrl", "https://api.twilio.com/Recordings/RE1"),
            ("RecordingSid", "RE1"),
            ("RecordingDuration", "12"),
        ];
        for (digits, ended_by) in [
            (vec![("Digits", "#")], MessageEnd::Key('#')),
            (vec![("Digits", "hangup")], MessageEnd::HangUp),
            (vec![("Digits", "")], MessageEnd::Silence),
            (vec![], MessageEnd::Silence),
        ] {
            let fields = [&[("CallSid", CALL)], &left[..], &digits[..]].concat();
            let message = voice_message(&form(&fields)).unwrap();
            assert_eq!(message.ended_by, ended_by, "{digits:?}");
            assert_eq!(message.recording.unwrap().duration, Some(Duration::from_secs(12)));
        }
        let silent = voice_message(&form(&[("CallSid", CALL)])).unwrap();
        assert_eq!(silent.recording, None);
    }

    #[test]
    fn a_message_is_read_with_whatever_it_says() {
        let fields = [("From", "+14158675309"), ("To", "+18005551212"), ("Body", "café ✓ 😀 a+b & c=d%")];
        let message = inbound_message(&form(&[&[("MessageSid", "SM1")], &fields[..]].concat())).unwrap();
        assert_eq!((message.id.as_str(), message.body.as_str()), ("SM1", "café ✓ 😀 a+b & c=d%"));
        assert!(!format!("{message:?}").contains("café"));

        let older_name = inbound_message(&form(&[&[("SmsSid", "SM2")], &fields[..]].concat())).unwrap();
        assert_eq!(older_name.id.as_str(), "SM2");
        assert_eq!(inbound_message(&form(&fields)), Err(WebhookError::Missing("MessageSid")));

        let picture =
            inbound_message(&form(&[("MessageSid", "MM1"), ("From", "72345"), ("To", "+18005551212")]));
        let picture = picture.unwrap();
        assert_eq!((picture.from, picture.body.as_str()), (None, ""));
    }

    #[test]
    fn what_the_network_makes_of_a_message_is_read() {
        let fields =
            [("MessageSid", "SM1"), ("From", "+14155550132"), ("To", "+18005551212"), ("Body", "Stop")];
        for (word, opt_out) in [
            ("STOP", Some(OptOut::Stop)),
            ("START", Some(OptOut::Start)),
            ("HELP", Some(OptOut::Help)),
            ("NEWS", None),
        ] {
            let message = inbound_message(&form(&[&fields[..], &[("OptOutType", word)]].concat())).unwrap();
            assert_eq!(message.opt_out, opt_out, "{word}");
        }
        assert_eq!(inbound_message(&form(&fields)).unwrap().opt_out, None);
    }

    #[test]
    fn a_messages_way_is_followed() {
        for (word, status) in [
            ("queued", SmsStatus::Queued),
            ("sent", SmsStatus::Sent),
            ("delivered", SmsStatus::Delivered),
            ("undelivered", SmsStatus::Undelivered),
            ("failed", SmsStatus::Failed),
        ] {
            let fields = [("MessageSid", "SM1"), ("MessageStatus", word), ("ErrorCode", "30003")];
            let changed = message_status(&form(&fields)).unwrap();
            assert_eq!((changed.status, changed.error_code), (status, Some(30003)), "{word}");
        }
        let new_word = message_status(&form(&[("MessageSid", "SM1"), ("MessageStatus", "teleported")]));
        assert_eq!(new_word, Err(WebhookError::Invalid("MessageStatus")));
    }

    proptest::proptest! {
        #[test]
        fn any_form_is_read_or_refused(
            values in proptest::collection::vec("\\PC{0,20}|[+0-9a-z.-]{0,16}", FIELDS.len()),
        ) {
            let fields: Vec<_> =
                FIELDS.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value)).collect();
            // What is taken has an id that can be stored, whatever else was in the form.
            if let Ok(call) = inbound_call(&fields) {
                proptest::prop_assert!(call.call_id.as_str().len() <= ProviderId::MAX_LENGTH);
            }
            let _ = (call_turn(&fields), call_status_changed(&fields), transfer_ended(&fields));
            let _ = (inbound_message(&fields), message_status(&fields));
            let _ = (screening_answered(&fields), relay_ended(&fields));
            let _ = (recording_changed(&fields), voice_message(&fields));
        }
    }

    const FIELDS: [&str; 20] = [
        "CallSid",
        "From",
        "To",
        "SpeechResult",
        "Confidence",
        "Digits",
        "CallStatus",
        "CallDuration",
        "DialCallStatus",
        "DialCallDuration",
        "DialBridged",
        "MessageSid",
        "Body",
        "ParentCallSid",
        "SessionStatus",
        "SessionDuration",
        "ErrorCode",
        "RecordingSid",
        "RecordingUrl",
        "RecordingStatus",
    ];
}
