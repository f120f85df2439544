//! What the Twilio client asks of Twilio's recordings, and what it makes of every kind of answer.

use std::time::Duration;

use providers::{
    secret::Secret,
    telephony::{
        ArchiveError, CallArchive, ProviderId,
        twilio::{TwilioAccount, TwilioArchive, TwilioHosts},
    },
};
use serde_json::json;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{basic_auth, body_string, method, path},
};

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const TOKEN: &str = "a-token-to-keep";
const CALL: &str = "CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const RECORDING: &str = "REcccccccccccccccccccccccccccccccc";

fn twilio(base_url: &str) -> TwilioArchive {
    let account = TwilioAccount::new(ACCOUNT, &Secret::new(TOKEN), &TwilioHosts::beside(base_url));
    TwilioArchive::new(account.expect("the settings are right"))
}

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).expect("an id")
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn the_recording_that_goes_on_is_stopped_and_named() {
    let server = MockServer::start().await;
    let sub_path = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL}/Recordings/Twilio.CURRENT.json");
    Mock::given(method("POST"))
        .and(path(sub_path))
        .and(basic_auth(ACCOUNT, TOKEN))
        .and(body_string("Status=stopped"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "account_sid": ACCOUNT, "call_sid": CALL, "sid": RECORDING, "status": "stopped", "channels": 2,
            "duration": null, "source": "StartCallRecordingTwiML", "error_code": null, "track": "both",
        })))
        .expect(1)
        .mount(&server)
        .await;

    assert_eq!(twilio(&server.uri()).stop_recording(None, &id(CALL)).await, Ok(Some(id(RECORDING))));
}

#[tokio::test]
async fn a_recording_is_deleted() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .and(path(format!("/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.json")))
        .and(basic_auth(ACCOUNT, TOKEN))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;

    assert_eq!(twilio(&server.uri()).delete_recording(None, &id(RECORDING)).await, Ok(()));
}

#[tokio::test]
async fn what_is_not_there_any_more_needs_nothing() {
    for answer in [
        ResponseTemplate::new(404).set_body_json(json!({ "code": 20404, "status": 404 })),
        ResponseTemplate::new(400).set_body_json(json!({ "code": 21220, "status": 400 })),
    ] {
        let server = answering(answer).await;
        assert_eq!(twilio(&server.uri()).stop_recording(None, &id(CALL)).await, Ok(None));
        assert_eq!(twilio(&server.uri()).delete_recording(None, &id(RECORDING)).await, Ok(()));
    }
}

#[tokio::test]
async fn whatever_else_comes_is_no_success_and_tells_no_secret() {
    for (answer, expected) in [
        (
            ResponseTemplate::new(429).insert_header("Retry-After", "7"),
            Some(ArchiveError::RateLimited { retry_after: Some(Duration::from_secs(7)) }),
        ),
        (ResponseTemplate::new(401).set_body_json(json!({ "code": 20003, "message": TOKEN })), None),
        (ResponseTemplate::new(409).set_body_string("it goes on"), None),
        (ResponseTemplate::new(500), None),
        (ResponseTemplate::new(307).insert_header("Location", "https://elsewhere.example"), None),
    ] {
        let server = answering(answer).await;
        let stopped = twilio(&server.uri()).stop_recording(None, &id(CALL)).await.expect_err("no success");
        let deleted =
            twilio(&server.uri()).delete_recording(None, &id(RECORDING)).await.expect_err("no success");
        assert_eq!(stopped, deleted);
        assert!(!stopped.to_string().contains(TOKEN) && !stopped.to_string().contains(CALL), "{stopped}");
        if let Some(expected) = expected {
            assert_eq!(stopped, expected);
        }
    }
    let nobody = twilio("http://127.0.0.1:1").stop_recording(None, &id(CALL)).await;
    assert!(matches!(nobody, Err(ArchiveError::Unreachable { .. })), "{nobody:?}");
}
