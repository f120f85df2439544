//! What the webhook client posts to a receiver, and what it makes of every kind of answer.

use std::time::Duration;

use jiff::Timestamp;
use providers::webhook::{
    HttpWebhookPoster, OutgoingWebhook, PostedWebhook, SigningError, WebhookError, WebhookPoster,
    WebhookUrlError,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{any, body_string, header, method, path},
};

const BODY: &str = r#"{"test": 2432232314}"#;

fn webhook(url: &str) -> OutgoingWebhook {
    OutgoingWebhook {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
        url: url.to_owned(),
        at: Timestamp::from_second(1614265330).expect("it is an instant"),
        body: BODY.to_owned(),
        secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()],
    }
}

fn poster() -> HttpWebhookPoster {
    HttpWebhookPoster::new(true).expect("this machine speaks HTTPS")
}

async fn posted_to(answer: ResponseTemplate) -> Result<PostedWebhook, WebhookError> {
    let receiver = MockServer::start().await;
    Mock::given(any()).respond_with(answer).expect(1).mount(&receiver).await;
    poster().post(&webhook(&receiver.uri())).await
}

#[tokio::test]
async fn a_webhook_arrives_as_receivers_libraries_expect_it() {
    let receiver = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/hooks"))
        .and(header("content-type", "application/json"))
        .and(header("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"))
        .and(header("webhook-timestamp", "1614265330"))
        .and(body_string(BODY))
        .respond_with(ResponseTemplate::new(202))
        .mount(&receiver)
        .await;

    let posted = poster().post(&webhook(&format!("{}/hooks", receiver.uri()))).await;

    assert_eq!(posted, Ok(PostedWebhook { status: 202 }));
    let requests = receiver.received_requests().await.expect("they are recorded");
    let signature = requests[0].headers["webhook-signature"].to_str();
    assert_eq!(signature.ok(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;

    for status in [301, 302, 303, 307, 308] {
        let redirect = ResponseTemplate::new(status).insert_header("location", elsewhere.uri());
        assert_eq!(posted_to(redirect).await, Err(WebhookError::Refused { status }));
    }
}

#[tokio::test]
async fn every_refusal_says_what_the_sender_can_do() {
    let refused = |status| Err(WebhookError::Refused { status });
    let later = |status, seconds| Err(WebhookError::Later { status, after: Duration::from_secs(seconds) });
    for (status, retry_after, expected) in [
        (400, None, refused(400)),
        (404, Some("10"), refused(404)),
        (410, None, Err(WebhookError::Gone)),
        (410, Some("10"), Err(WebhookError::Gone)),
        (500, Some("10"), refused(500)),
        (429, None, refused(429)),
        (429, Some("soon"), refused(429)),
        (429, Some("120"), later(429, 120)),
        (503, Some(" 0 "), later(503, 0)),
        // The webhook was posted at 15:02:10.
        (503, Some("Thu, 25 Feb 2021 15:03:00 GMT"), later(503, 50)),
        (503, Some("Thu, 25 Feb 2021 15:00:00 GMT"), later(503, 0)),
    ] {
        let mut answer = ResponseTemplate::new(status);
        if let Some(retry_after) = retry_after {
            answer = answer.insert_header("retry-after", retry_after);
        }
        assert_eq!(posted_to(answer).await, expected, "{status} {retry_after:?}");
    }
}

#[tokio::test]
async fn nothing_is_posted_into_our_own_network() {
    let within = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&within).await;
    let port = within.address().port();
    let poster = HttpWebhookPoster::new(false).expect("this machine speaks HTTPS");

    for (url, expected) in [
        (format!("http://127.0.0.1:{port}/"), WebhookUrlError::NotHttps),
        (format!("https://127.0.0.1:{port}/"), WebhookUrlError::NotPublic),
        (format!("https://2130706433:{port}/"), WebhookUrlError::NotPublic),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), WebhookUrlError::NotPublic),
        (format!("https://localhost:{port}/"), WebhookUrlError::NotPublic),
        (format!("https://maria@salon.example:{port}/"), WebhookUrlError::UserInfo),
    ] {
        assert_eq!(poster.post(&webhook(&url)).await, Err(WebhookError::Forbidden(expected)), "{url}");
    }
}

#[tokio::test]
async fn nothing_is_posted_that_cannot_be_signed() {
    let unsigned = OutgoingWebhook { secrets: Vec::new(), ..webhook("https://salon.example/") };
    let error = poster().post(&unsigned).await;
    assert_eq!(error, Err(WebhookError::Unsigned(SigningError::NoSecret)));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let receiver = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await.expect("a request");
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await.expect("an answer");
        let mut written = 0;
        while stream.write_all(format!("400\r\n{}\r\n", "x".repeat(1024)).as_bytes()).await.is_ok() {
            written += 1024;
        }
        written
    });

    assert_eq!(poster().post(&webhook(&url)).await, Ok(PostedWebhook { status: 200 }));

    // The connection is closed on it, after what the network alone had room for.
    let written = tokio::time::timeout(Duration::from_secs(5), receiver).await.expect("it was cut off");
    assert!(written.expect("no panic") < 64 << 20);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_told_from_one_that_refuses() {
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        format!("http://{}/?token=hunter2", listener.local_addr().expect("it is bound"))
    };

    let error = poster().post(&webhook(&url)).await.expect_err("nobody listens");

    assert!(matches!(&error, WebhookError::Unreachable { reason } if reason.starts_with("no connection")));
    assert!(!error.to_string().contains("hunter2"));
}
