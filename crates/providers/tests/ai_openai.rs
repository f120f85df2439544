//! What a model is asked, and what is made of every kind of answer.

use std::{sync::Arc, time::Duration};

use jiff::{civil::date, tz::TimeZone};
use providers::{
    ai::{AiError, OpenAi, OpenAiConfig, Understander, UtteranceOwned},
    secret::Secret,
};
use serde_json::{Value, json};
use understanding::{ActKind, Catalogue, Entry, Intent, Language, Understood};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{bearer_token, method, path},
};

const KEY: &str = "sk-a-key-to-keep";

fn config(base_url: &str) -> OpenAiConfig {
    OpenAiConfig {
        api_key: Secret::new(KEY),
        base_url: base_url.to_owned(),
        model: "gpt-4o-mini".to_owned(),
        answer_within: Duration::from_millis(300),
    }
}

fn heard(text: &str) -> UtteranceOwned {
    let entry = |name: &str| Entry { key: "key".to_owned(), name: name.to_owned(), synonyms: Vec::new() };
    UtteranceOwned {
        text: text.to_owned(),
        language: Language::English,
        alternatives: Vec::new(),
        now: date(2026, 11, 24).at(9, 0, 0, 0),
        zone: TimeZone::UTC,
        previous: Some("Shall I book that for you?".to_owned()),
        expecting: Vec::new(),
        catalogue: Arc::new(Catalogue {
            services: vec![entry("Full Highlights"), entry("Men's Cut")],
            people: vec![entry("Ana")],
            customers: vec!["Maria Lopez".to_owned()],
            ..Catalogue::default()
        }),
    }
}

fn completion(content: &Value, finish_reason: &str) -> ResponseTemplate {
    let message = json!({ "role": "assistant", "content": content, "refusal": null });
    ResponseTemplate::new(200).set_body_json(json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini",
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason }],
    }))
}

async fn asked(answer: ResponseTemplate, text: &str) -> (Result<Understood, AiError>, Value) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .and(bearer_token(KEY))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    let model = OpenAi::new(config(&format!("{}/v1/", server.uri()))).expect("the settings are right");

    let understood = model.understand(&heard(text)).await;

    let requests = server.received_requests().await.expect("requests are recorded");
    (understood, requests[0].body_json().expect("a question is JSON"))
}

fn reading() -> Value {
    let reading = json!({ "intent": "book_appointment", "acts": ["book", "any_person"], "mentions": [] });
    json!(reading.to_string())
}

#[tokio::test]
async fn a_model_says_what_the_caller_wants() {
    let (understood, _) = asked(completion(&reading(), "stop"), "whoever, just squeeze me in").await;

    let understood = understood.expect("the model answers");
    assert_eq!(understood.intent, Intent::BookAppointment);
    assert!(understood.has(ActKind::Book) && understood.has(ActKind::AnyPerson));
}

#[tokio::test]
async fn a_model_points_at_words_and_the_engine_says_what_they_stand_for() {
    let mention = |kind: &str, quote: &str, salon_name: Option<&str>| json!({ "kind": kind, "quote": quote, "salon_name": salon_name });
    let reading = json!({
        "intent": "book_appointment", "acts": ["book"],
        "mentions": [
            mention("service", "fool hi lites", Some("Full Highlights")),
            mention("date", "tomorrow", None),
            mention("date", "2026-12-24", None),
        ],
    });
    let answer = completion(&json!(reading.to_string()), "stop");

    let (understood, _) = asked(answer, "fool hi lites tomorrow if you can").await;

    let values: Vec<Value> = understood
        .expect("the model answers")
        .entities
        .into_iter()
        .map(|entity| serde_json::to_value(entity.value).expect("a value is JSON"))
        .collect();
    let service = json!({ "type": "service", "key": "key", "name": "Full Highlights" });
    assert_eq!(values, [service, json!({ "type": "date", "date": "2026-11-25" })]);
}

#[tokio::test]
async fn a_model_learns_the_words_and_the_salons_names_and_nothing_of_customers_or_the_day() {
    let (_, question) = asked(completion(&reading(), "stop"), "whoever, just squeeze me in").await;

    assert_eq!(question["model"], "gpt-4o-mini");
    assert_eq!(question["messages"][1], json!({ "role": "user", "content": "whoever, just squeeze me in" }));
    let told = question["messages"][0]["content"].as_str().expect("it is a text");
    for known in ["Services: Full Highlights; Men's Cut", "Stylists: Ana", "Shall I book that for you?"] {
        assert!(told.contains(known), "{told}");
    }
    for private in ["Maria", "2026", "Add-ons"] {
        assert!(!told.contains(private), "{told}");
    }
    assert_eq!(question["response_format"]["json_schema"]["strict"], true);
}

#[tokio::test]
async fn a_torrent_of_words_is_cut_before_it_is_paid_for() {
    let (_, question) = asked(completion(&reading(), "stop"), &"é".repeat(100_000)).await;
    assert_eq!(question["messages"][1]["content"].as_str().map(|text| text.chars().count()), Some(2000));
}

#[tokio::test]
async fn every_useless_answer_is_named() {
    let nonsense = |problem| AiError::Nonsense { problem };
    let unknown_word = json!(r#"{"intent":"sing","acts":[],"mentions":[]}"#);
    for (answer, expected) in [
        (completion(&json!("Sure, I'll book that!"), "stop"), nonsense("it is not of the agreed form")),
        (completion(&unknown_word, "stop"), nonsense("it is not of the agreed form")),
        (completion(&reading(), "length"), nonsense("it is cut off")),
        (completion(&Value::Null, "stop"), nonsense("it has no words")),
        (ResponseTemplate::new(200).set_body_json(json!({ "choices": [] })), nonsense("there is none")),
        (
            ResponseTemplate::new(200).set_body_string("{\"choices\": ["),
            nonsense("it is not of the agreed form"),
        ),
        (ResponseTemplate::new(401), AiError::Refused { status: 401 }),
        (ResponseTemplate::new(404), AiError::Refused { status: 404 }),
        (
            ResponseTemplate::new(429).insert_header("Retry-After", "7"),
            AiError::RateLimited { retry_after: Some(Duration::from_secs(7)) },
        ),
        (
            ResponseTemplate::new(503),
            AiError::Unreachable { reason: "an error at the provider (HTTP 503)".to_owned() },
        ),
        (completion(&reading(), "stop").set_delay(Duration::from_secs(5)), AiError::TooLate),
    ] {
        let (understood, _) = asked(answer, "squeeze me in").await;
        assert_eq!(understood, Err(expected));
    }
}

#[test]
fn settings_that_cannot_work_are_refused_by_name_and_the_key_stays_hidden() {
    let with = |change: fn(&mut OpenAiConfig)| {
        let mut config = config(OpenAiConfig::BASE_URL);
        change(&mut config);
        OpenAi::new(config).map(|model| format!("{model:?}")).map_err(|error| error.to_string())
    };
    assert!(!with(|_| ()).expect("the settings are right").contains(KEY));
    let problem = "the OpenAI base URL must be an http or https address without a query";
    assert_eq!(with(|config| config.base_url = "localhost".to_owned()), Err(problem.to_owned()));
    assert_eq!(
        with(|config| config.api_key = Secret::default()),
        Err("the OpenAI API key is not set".to_owned())
    );
    assert_eq!(with(|config| config.model = " ".to_owned()), Err("the OpenAI model is not set".to_owned()));
}
