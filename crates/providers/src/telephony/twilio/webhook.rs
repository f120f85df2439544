//! Twilio's webhooks: decoded form fields in, our own words out.
//!
//! Twilio adds fields at any time, so only those that are needed are looked at. A field that must be there and
//! is not is named in the error; what was in a field never is.

use std::time::Duration;

use crate::{
    phone::PhoneNumber,
    sms::SmsStatus,
    telephony::{
        CallStatus, CallStatusChanged, CallTurn, Heard, InboundCall, InboundMessage, MessageStatusChanged,
        ProviderId, TransferEnded,
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
    })
}

/// A text message has come in: the messaging webhook of a number.
pub fn inbound_message(form: &Form) -> Result<InboundMessage, WebhookError> {
    Ok(InboundMessage {
        id: id(form, "MessageSid").or_else(|error| id(form, "SmsSid").map_err(|_| error))?,
        from: find(form, "From").and_then(caller),
        to: dialled(form, "To")?,
        body: find(form, "Body").unwrap_or_default().to_owned(),
    })
}

/// A message that we sent has come further: its status callback.
pub fn message_status(form: &Form) -> Result<MessageStatusChanged, WebhookError> {
    Ok(MessageStatusChanged {
        id: id(form, "MessageSid")?,
        status: sms_status(required(form, "MessageStatus")?).ok_or(WebhookError::Invalid("MessageStatus"))?,
        error_code: find(form, "ErrorCode").and_then(|code| code.parse().ok()),
    })
}

/// Twilio's word for the state of a message; `None` for one that is not (yet) known.
pub(crate) fn sms_status(word: &str) -> Option<SmsStatus> {
    Some(match word {
        "accepted" | "scheduled" | "queued" | "sending" => SmsStatus::Queued,
        "sent" => SmsStatus::Sent,
        "delivered" | "read" => SmsStatus::Delivered,
        "undelivered" | "failed" | "canceled" => SmsStatus::Failed,
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

fn is_key(c: &char) -> bool {
    matches!(c, '0'..='9' | '*' | '#')
}

/// The caller's number, if the network gave one: not `anonymous`, a SIP address or a word spelled on the keypad.
fn caller(from: &str) -> Option<PhoneNumber> {
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
    fn a_messages_way_is_followed() {
        for (word, status) in [
            ("queued", SmsStatus::Queued),
            ("sent", SmsStatus::Sent),
            ("delivered", SmsStatus::Delivered),
            ("undelivered", SmsStatus::Failed),
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
        }
    }

    const FIELDS: [&str; 12] = [
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
        "MessageSid",
        "Body",
    ];
}
