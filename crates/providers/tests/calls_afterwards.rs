//! What the telephone company and whoever transcribes are asked when a call is over, and what is made of every answer.

use std::time::Duration;

use providers::{
    secret::Secret,
    speech::{Audio, AudioFormat},
    telephony::{
        ArchiveError, CallArchive, LARGEST_RECORDING, ProviderId,
        twilio::{TwilioAccount, TwilioArchive, TwilioHosts},
    },
    transcription::{OpenAiTranscriber, OpenAiTranscriberConfig, Transcriber, TranscriptionError},
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{basic_auth, bearer_token, method, path},
};

const MP3: &[u8] = b"ID3\x04 sound";

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).expect("a plain id")
}

fn archive(server: &MockServer) -> TwilioArchive {
    let hosts = TwilioHosts::beside(&server.uri());
    let account = TwilioAccount::new("AC1", &Secret::new("a-token"), &hosts);
    TwilioArchive::new(account.expect("the settings are right"))
}

async fn twilio(verb: &str, resource: &str, answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(format!("/2010-04-01/Accounts/AC1/{resource}")))
        .and(basic_auth("AC1", "a-token"))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_recording_is_fetched_with_our_log_in() {
    let answer = ResponseTemplate::new(200).set_body_raw(MP3, "audio/mpeg");
    let server = twilio("GET", "Recordings/RE1.mp3", answer).await;

    let sound = archive(&server).recording(None, &id("RE1")).await;

    assert_eq!(sound, Ok(Audio { bytes: MP3.to_vec(), format: AudioFormat::Mp3 }));
}

#[tokio::test]
async fn what_is_no_recording_is_not_kept_as_one() {
    let sound = |bytes: Vec<u8>| ResponseTemplate::new(200).set_body_raw(bytes, "audio/mpeg");
    let mut too_large = MP3.to_vec();
    too_large.resize(LARGEST_RECORDING + 1, 0);
    for (answer, expected) in [
        (ResponseTemplate::new(404), ArchiveError::Missing),
        (ResponseTemplate::new(401), ArchiveError::Refused { status: 401 }),
        // The log-in does not follow to another address.
        (
            ResponseTemplate::new(302).insert_header("location", "https://elsewhere.example"),
            ArchiveError::Refused { status: 302 },
        ),
        (
            ResponseTemplate::new(429).insert_header("retry-after", "7"),
            ArchiveError::RateLimited { retry_after: Some(Duration::from_secs(7)) },
        ),
        (
            ResponseTemplate::new(503),
            ArchiveError::Unreachable { reason: "an error at Twilio (HTTP 503)".to_owned() },
        ),
        (sound(b"<html>".to_vec()), ArchiveError::Nonsense { problem: "it is no MP3" }),
        (sound(Vec::new()), ArchiveError::Nonsense { problem: "it is no MP3" }),
        (sound(too_large), ArchiveError::TooLarge),
    ] {
        let server = twilio("GET", "Recordings/RE1.mp3", answer).await;
        assert_eq!(archive(&server).recording(None, &id("RE1")).await, Err(expected));
    }
}

#[tokio::test]
async fn a_price_is_known_when_there_is_one_in_dollars() {
    let nonsense = |problem| Err(ArchiveError::Nonsense { problem });
    for (price, unit, expected) in [
        (json!("-0.00850"), json!("USD"), Ok(Some(8_500))),
        (json!("-0.0085"), Value::Null, Ok(Some(8_500))),
        (json!("0"), json!("usd"), Ok(Some(0))),
        (Value::Null, json!("USD"), Ok(None)),
        (json!("-0.0085"), json!("EUR"), Ok(None)),
        (json!("much"), json!("USD"), nonsense("its price is no number")),
        (json!(1), json!("USD"), nonsense("it is no call")),
    ] {
        let call = json!({ "sid": "CA1", "price": price, "price_unit": unit });
        let server = twilio("GET", "Calls/CA1.json", ResponseTemplate::new(200).set_body_json(&call)).await;
        assert_eq!(archive(&server).price_micros(None, &id("CA1")).await, expected, "{call}");
    }
}

async fn transcribed(answer: ResponseTemplate) -> (Result<String, TranscriptionError>, Vec<u8>) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/audio/transcriptions"))
        .and(bearer_token("sk-a-key"))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let transcriber = OpenAiTranscriber::new(OpenAiTranscriberConfig {
        api_key: Secret::new("sk-a-key"),
        base_url: server.uri(),
        model: "gpt-4o-mini-transcribe".to_owned(),
        answer_within: Duration::from_secs(5),
    })
    .expect("the settings are right");
    let audio = Audio { bytes: MP3.to_vec(), format: AudioFormat::Mp3 };
    let words = transcriber.transcribe(&audio, Some("en")).await;
    let requests = server.received_requests().await.expect("requests are recorded");
    (words, requests[0].body.clone())
}

#[tokio::test]
async fn a_message_is_sent_as_a_file_and_comes_back_as_words() {
    let answer = ResponseTemplate::new(200).set_body_json(json!({ "text": " It's Dana, call me back. " }));

    let (words, asked) = transcribed(answer).await;

    assert_eq!(words, Ok("It's Dana, call me back.".to_owned()));
    let asked = String::from_utf8_lossy(&asked);
    for part in
        ["name=\"model\"", "gpt-4o-mini-transcribe", "filename=\"message.mp3\"", "audio/mpeg", "sound"]
    {
        assert!(asked.contains(part), "{part}: {asked}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_transcript_says_what_to_do() {
    for (answer, expected) in [
        (ResponseTemplate::new(400), TranscriptionError::Refused { status: 400 }),
        (ResponseTemplate::new(429), TranscriptionError::RateLimited { retry_after: None }),
        (
            ResponseTemplate::new(500),
            TranscriptionError::Unreachable { reason: "an error at the provider (HTTP 500)".to_owned() },
        ),
        (
            ResponseTemplate::new(200).set_body_string("hello"),
            TranscriptionError::Nonsense { problem: "it has no text" },
        ),
    ] {
        assert_eq!(transcribed(answer).await.0, Err(expected));
    }
}
