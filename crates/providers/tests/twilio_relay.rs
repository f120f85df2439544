//! Every documented message of a ConversationRelay socket is read and written as Twilio documents it.

use std::time::Duration;

use providers::{
    phone::PhoneNumber,
    telephony::{
        Parameters, ProviderId, SessionStatus,
        twilio::{
            relay::{self, FromTwilio, Setup, ToTwilio},
            webhook,
        },
    },
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Published {
    from_twilio: Vec<Value>,
    to_twilio: Vec<Value>,
    action_callback_names: Vec<String>,
}

fn published() -> Published {
    serde_json::from_str(include_str!("data/twilio_conversation_relay.json")).expect("the file is JSON")
}

#[test]
fn every_documented_message_is_read() {
    let setup = Setup {
        session_id: ProviderId::parse("VX00000000000000000000000000000000"),
        call_id: ProviderId::parse("CA00000000000000000000000000000000").expect("this is an id"),
        account_id: ProviderId::parse("AC00000000000000000000000000000000"),
        from: PhoneNumber::from_e164("+14151234567").ok(),
        to: PhoneNumber::from_e164("+18881234567").ok(),
        forwarded_from: None,
        caller_name: None,
        direction: Some("inbound".to_owned()),
        call_type: Some("PSTN".to_owned()),
        custom_parameters: Parameters::from([("foo", "bar")]),
    };
    let expected = [
        FromTwilio::Setup(Box::new(setup)),
        FromTwilio::Prompt {
            text: "Hi! Can you tell me about life?".to_owned(),
            lang: Some("en-US".to_owned()),
            last: true,
            agent_speaking: None,
        },
        FromTwilio::Dtmf { digit: '1' },
        FromTwilio::Interrupt {
            heard: "Life is a complex set of".to_owned(),
            after: Some(Duration::from_millis(460)),
        },
        FromTwilio::Error { description: r#"Invalid message received: { "foo" : "bar" }"#.to_owned() },
    ];

    let read: Vec<_> =
        published().from_twilio.iter().map(|message| relay::parse(&message.to_string())).collect();

    assert_eq!(read, expected.map(Ok));
}

#[test]
fn every_documented_message_is_written() {
    let messages = [
        ToTwilio::text("Hello ", false),
        ToTwilio::Text {
            token: "there.",
            last: true,
            lang: Some("en-US"),
            interruptible: Some(true),
            preemptible: Some(false),
        },
        ToTwilio::Play {
            source: "https://bolt.example/a.mp3",
            times: Some(1),
            preemptible: Some(false),
            interruptible: Some(true),
        },
        ToTwilio::SendDigits { digits: "9www4085551212" },
        ToTwilio::Language { tts: Some("es-ES"), transcription: Some("es-ES") },
        ToTwilio::End { handoff_data: Some(r#"{"reasonCode":"live-agent-handoff"}"#) },
    ];

    let written =
        messages.map(|message| serde_json::from_str::<Value>(&message.to_json()).expect("it is JSON"));

    assert_eq!(written.as_slice(), published().to_twilio);
}

#[test]
fn every_documented_field_of_the_end_is_taken() {
    let values = |name: &str| match name {
        "AccountSid" => "AC1",
        "CallSid" => "CA1",
        "CallStatus" => "in-progress",
        "From" | "To" => "+14151234567",
        "Direction" => "inbound",
        "SessionId" => "VX1",
        "SessionStatus" => "ended",
        "SessionDuration" => "25",
        "HandoffData" => "{}",
        new => panic!("{new} has come anew"),
    };
    let form: Vec<_> = published()
        .action_callback_names
        .into_iter()
        .map(|name| (name.clone(), values(&name).to_owned()))
        .collect();

    let ended = webhook::relay_ended(&form).expect("the form is Twilio's");

    assert_eq!(ended.status, SessionStatus::Ended);
    assert_eq!(ended.session_id, ProviderId::parse("VX1"));
    assert_eq!(ended.duration, Some(Duration::from_secs(25)));
    assert_eq!(ended.handoff_data.as_deref(), Some("{}"));
}
