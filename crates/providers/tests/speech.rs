//! What vendors of speech are asked, and what is made of every kind of answer.

use std::time::Duration;

use providers::{
    secret::Secret,
    speech::{
        Audio, AudioFormat, ElevenLabsConfig, ElevenLabsSpeech, OpenAiSpeech, OpenAiSpeechConfig,
        SpeechError, SpeechMaker, VoiceId, Words,
    },
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{bearer_token, header, method, path, query_param},
};

const KEY: &str = "sk-a-key-to-keep";
const TEXT: &str = "Hello Maria";

fn eleven_labs(base_url: &str) -> ElevenLabsConfig {
    ElevenLabsConfig {
        api_key: Secret::new(KEY),
        base_url: base_url.to_owned(),
        model: "eleven_flash_v2_5".to_owned(),
        answer_within: Duration::from_millis(500),
    }
}

fn openai(base_url: &str) -> OpenAiSpeechConfig {
    OpenAiSpeechConfig {
        api_key: Secret::new(KEY),
        base_url: base_url.to_owned(),
        model: "gpt-4o-mini-tts".to_owned(),
        manner: None,
        format: AudioFormat::Mp3,
        answer_within: Duration::from_millis(500),
    }
}

fn words() -> Words {
    Words { text: TEXT.to_owned(), voice: VoiceId::parse("alloy").expect("a plain name") }
}

fn sound(bytes: Vec<u8>) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(bytes, "audio/mpeg")
}

async fn asked_body(server: &MockServer) -> Value {
    let requests = server.received_requests().await.expect("requests are recorded");
    requests[0].body_json().expect("a question is JSON")
}

/// What becomes of an answer of ElevenLabs.
async fn spoken(answer: ResponseTemplate) -> Result<Audio, SpeechError> {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).expect(1).mount(&server).await;
    ElevenLabsSpeech::new(eleven_labs(&server.uri())).expect("the settings are right").speak(&words()).await
}

#[tokio::test]
async fn elevenlabs_is_asked_for_an_mp3_in_the_voice() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/text-to-speech/alloy/stream"))
        .and(query_param("output_format", "mp3_22050_32"))
        .and(header("xi-api-key", KEY))
        .respond_with(sound(vec![1, 2, 3]))
        .mount(&server)
        .await;
    let speech = ElevenLabsSpeech::new(eleven_labs(&server.uri())).expect("the settings are right");

    let audio = speech.speak(&words()).await.expect("the voice answers");

    assert_eq!(audio, Audio { bytes: vec![1, 2, 3], format: AudioFormat::Mp3 });
    assert_eq!(audio.format.content_type(), "audio/mpeg");
    assert_eq!(asked_body(&server).await, json!({ "text": TEXT, "model_id": "eleven_flash_v2_5" }));
}

#[tokio::test]
async fn openai_is_asked_for_the_file_that_is_wanted() {
    for (format, word, content_type) in
        [(AudioFormat::Mp3, "mp3", "audio/mpeg"), (AudioFormat::Wav, "wav", "audio/wav")]
    {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path("/v1/audio/speech"))
            .and(bearer_token(KEY))
            .respond_with(sound(vec![1, 2, 3]))
            .mount(&server)
            .await;
        let config = OpenAiSpeechConfig {
            format,
            manner: Some("Speak warmly.".to_owned()),
            ..openai(&format!("{}/v1/", server.uri()))
        };
        let speech = OpenAiSpeech::new(config).expect("the settings are right");

        let audio = speech.speak(&words()).await.expect("the voice answers");

        assert_eq!(audio, Audio { bytes: vec![1, 2, 3], format });
        assert_eq!(audio.format.content_type(), content_type);
        let expected = json!({
            "model": "gpt-4o-mini-tts", "input": TEXT, "voice": "alloy", "response_format": word,
            "instructions": "Speak warmly.",
        });
        assert_eq!(asked_body(&server).await, expected);
    }
}

#[tokio::test]
async fn every_useless_answer_is_named_and_none_repeats_the_words_or_the_key() {
    let nonsense = |problem| SpeechError::Nonsense { problem };
    let limit = 4 * 1024 * 1024;
    for (answer, expected) in [
        (ResponseTemplate::new(200).set_body_json(json!({ "detail": TEXT })), nonsense("it is a text")),
        (ResponseTemplate::new(200).set_body_string(KEY), nonsense("it is a text")),
        (sound(Vec::new()), nonsense("it is empty")),
        (sound(vec![0; limit + 1]), nonsense("it is too long")),
        (
            ResponseTemplate::new(401).set_body_json(json!({ "detail": KEY })),
            SpeechError::Refused { status: 401 },
        ),
        (
            ResponseTemplate::new(422).set_body_json(json!({ "detail": TEXT })),
            SpeechError::Refused { status: 422 },
        ),
        (
            ResponseTemplate::new(302).insert_header("Location", "https://elsewhere.example/"),
            SpeechError::Refused { status: 302 },
        ),
        (
            ResponseTemplate::new(429).insert_header("Retry-After", "7"),
            SpeechError::RateLimited { retry_after: Some(Duration::from_secs(7)) },
        ),
        (
            ResponseTemplate::new(503),
            SpeechError::Unreachable { reason: "an error at the provider (HTTP 503)".to_owned() },
        ),
        (sound(vec![0]).set_delay(Duration::from_secs(5)), SpeechError::TooLate),
    ] {
        assert_eq!(spoken(answer).await, Err(expected));
    }
    let longest = spoken(sound(vec![0; limit])).await.expect("it is just short enough");
    assert_eq!(longest.bytes.len(), limit);
}

#[tokio::test]
async fn a_vendor_that_is_not_there_is_named_without_its_address() {
    let speech = ElevenLabsSpeech::new(eleven_labs("http://127.0.0.1:1")).expect("the settings are right");

    let error = speech.speak(&words()).await.expect_err("nobody is there");

    assert!(matches!(&error, SpeechError::Unreachable { .. }), "{error:?}");
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
}

#[tokio::test]
async fn nobody_is_asked_to_say_nothing() {
    let server = MockServer::start().await;
    let eleven_labs = ElevenLabsSpeech::new(eleven_labs(&server.uri())).expect("the settings are right");
    let openai = OpenAiSpeech::new(openai(&server.uri())).expect("the settings are right");
    let silent = Words { text: " ".to_owned(), ..words() };

    let refused = Err(SpeechError::Unspeakable { problem: "there are no words" });
    assert_eq!(eleven_labs.speak(&silent).await, refused);
    assert_eq!(openai.speak(&silent).await, refused);
    assert_eq!(server.received_requests().await.map(|requests| requests.len()), Some(0));
}

#[test]
fn settings_that_cannot_work_are_refused_by_name_and_the_key_stays_hidden() {
    let eleven_labs_with = |change: fn(&mut ElevenLabsConfig)| {
        let mut config = eleven_labs(ElevenLabsConfig::BASE_URL);
        change(&mut config);
        ElevenLabsSpeech::new(config).map(|speech| format!("{speech:?}")).map_err(|error| error.to_string())
    };
    let openai_with = |change: fn(&mut OpenAiSpeechConfig)| {
        let mut config = openai(OpenAiSpeechConfig::BASE_URL);
        change(&mut config);
        OpenAiSpeech::new(config).map(|speech| format!("{speech:?}")).map_err(|error| error.to_string())
    };
    assert!(!eleven_labs_with(|_| ()).expect("the settings are right").contains(KEY));
    assert!(!openai_with(|_| ()).expect("the settings are right").contains(KEY));

    for (refused, problem) in [
        (
            eleven_labs_with(|config| config.base_url = "localhost".to_owned()),
            "the ElevenLabs base URL must be an http or https address without a query",
        ),
        (eleven_labs_with(|config| config.api_key = Secret::default()), "the ElevenLabs API key is not set"),
        (
            eleven_labs_with(|config| config.api_key = Secret::new("a\nb")),
            "the ElevenLabs API key must be visible ASCII",
        ),
        (eleven_labs_with(|config| config.model = " ".to_owned()), "the ElevenLabs model is not set"),
        (openai_with(|config| config.api_key = Secret::default()), "the OpenAI API key is not set"),
        (openai_with(|config| config.model.clear()), "the OpenAI speech model is not set"),
    ] {
        assert_eq!(refused, Err(problem.to_owned()));
    }
}
