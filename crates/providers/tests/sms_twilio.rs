//! What the Twilio client asks of Twilio, and what it makes of every kind of answer.

use std::time::Duration;

use jiff::Timestamp;
use providers::{
    phone::PhoneNumber,
    secret::Secret,
    sms::{OutgoingSms, Sender, SentSms, Sms, SmsError, SmsStatus, TwilioSms},
    telephony::{
        ProviderId,
        twilio::{TwilioAccount, TwilioHosts},
    },
};
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, net::TcpListener};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{basic_auth, body_string, method, path, query_param, query_param_is_missing},
};

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const TOKEN: &str = "a-token-to-keep";
const MESSAGES: &str = "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json";
const BODY: &str = "Maria, you are booked: Tue 24 Nov, 15:00 & color";

fn number(e164: &str) -> PhoneNumber {
    PhoneNumber::from_e164(e164).expect("it is a number")
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("it is an instant")
}

fn account(base_url: &str) -> TwilioAccount {
    TwilioAccount::new(ACCOUNT, &Secret::new(TOKEN), &TwilioHosts::beside(base_url))
        .expect("the settings are right")
}

fn from(base_url: &str, sender: Option<Sender>) -> TwilioSms {
    TwilioSms::new(account(base_url), sender).expect("the settings are right")
}

fn twilio(base_url: &str) -> TwilioSms {
    from(base_url, Some(Sender::Number(number("+14155550100"))))
}

fn message() -> OutgoingSms {
    OutgoingSms {
        to: number("+14155550132"),
        account: None,
        from: None,
        body: BODY.to_owned(),
        status_url: None,
    }
}

fn listed(sid: char, body: &str, created: &str, status: &str) -> Value {
    json!({
        "sid": format!("SM{}", sid.to_string().repeat(32)), "status": status, "body": body,
        "date_created": created, "date_sent": null, "direction": "outbound-api", "error_code": null,
    })
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).mount(&server).await;
    server
}

async fn listing(messages: Value) -> MockServer {
    let server = MockServer::start().await;
    let page = json!({ "messages": messages, "next_page_uri": null });
    Mock::given(method("GET"))
        .and(path(MESSAGES))
        .and(query_param("To", "+14155550132"))
        .and(basic_auth(ACCOUNT, TOKEN))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    server
}

async fn find(server: &MockServer, since: &str) -> Result<Option<SentSms>, SmsError> {
    twilio(&server.uri()).find_sent(None, &number("+14155550132"), BODY, instant(since)).await
}

#[tokio::test]
async fn a_message_is_posted_once_as_a_form_with_the_accounts_credentials() {
    let server = MockServer::start().await;
    let created = listed('1', BODY, "Tue, 24 Nov 2026 09:00:01 +0000", "queued");
    Mock::given(method("POST"))
        .and(path(MESSAGES))
        .and(basic_auth(ACCOUNT, TOKEN))
        .and(body_string(concat!(
            "To=%2B14155550132&From=%2B14155550100",
            "&Body=Maria%2C+you+are+booked%3A+Tue+24+Nov%2C+15%3A00+%26+color",
            "&StatusCallback=https%3A%2F%2Fbolt.example%2Fsms%2Fstatus",
        )))
        .respond_with(ResponseTemplate::new(201).set_body_json(created))
        .expect(1)
        .mount(&server)
        .await;
    let status_url = Some("https://bolt.example/sms/status".to_owned());

    let sent =
        twilio(&server.uri()).send(&OutgoingSms { status_url, ..message() }).await.expect("it is sent");

    assert_eq!(sent.id.as_str(), "SM11111111111111111111111111111111");
    assert_eq!((sent.status, sent.sent_at), (SmsStatus::Queued, instant("2026-11-24T09:00:01Z")));
}

#[tokio::test]
async fn the_messages_own_sender_comes_before_the_configured_one() {
    let created = listed('1', BODY, "Tue, 24 Nov 2026 09:00:01 +0000", "accepted");
    let server = answering(ResponseTemplate::new(201).set_body_json(created)).await;
    let service = Sender::MessagingService("MG00000000000000000000000000000000".to_owned());
    let sms = from(&server.uri(), Some(service));

    sms.send(&message()).await.expect("it is sent");
    sms.send(&OutgoingSms { from: Some(number("+14155550111")), ..message() }).await.expect("it is sent");

    let requests = server.received_requests().await.expect("requests are recorded");
    let forms: Vec<_> = requests.iter().map(|request| String::from_utf8_lossy(&request.body)).collect();
    assert!(forms[0].contains("MessagingServiceSid=MG0") && !forms[0].contains("From="), "{}", forms[0]);
    assert!(forms[1].contains("From=%2B14155550111") && !forms[1].contains("Messaging"), "{}", forms[1]);
}

#[tokio::test]
async fn a_message_without_any_sender_does_not_leave() {
    let server = MockServer::start().await;

    let error = from(&server.uri(), None).send(&message()).await.expect_err("it fails");

    assert_eq!(error.to_string(), "the message was not sent: no sender is configured");
    assert_eq!(server.received_requests().await.map(|requests| requests.len()), Some(0));
}

#[tokio::test]
async fn every_answer_tells_the_sender_what_to_do_next() {
    let problem = |status: u16, code: u32| {
        let message = "The 'To' number +14155550132 is not a valid phone number: Maria";
        ResponseTemplate::new(status)
            .set_body_json(json!({ "code": code, "message": message, "status": status }))
    };
    for (answer, expected) in [
        (
            problem(400, 21211),
            "the network refused the message: the recipient's number is not valid (error 21211)",
        ),
        (
            problem(400, 21610),
            concat!(
                "the network refused the message: the recipient has asked not to get messages from our number ",
                "(error 21610)"
            ),
        ),
        (
            problem(400, 29999),
            "the network refused the message: see twilio.com/docs/api/errors for the reason (error 29999)",
        ),
        (problem(401, 20003), "the message was not sent: Twilio does not accept our account (error 20003)"),
        (problem(404, 20404), "the message was not sent: Twilio does not accept our account (error 20404)"),
        (problem(429, 20429), "the network takes no more messages at the moment"),
        (problem(400, 21611), "the network takes no more messages at the moment"),
        (problem(500, 20500), "the message may have been sent: an error at Twilio (HTTP 500)"),
        (problem(503, 20503), "the message may have been sent: an error at Twilio (HTTP 503)"),
        (
            ResponseTemplate::new(403).set_body_string("<html>proxy</html>"),
            "the message was not sent: an answer that is not Twilio's (HTTP 403)",
        ),
        (
            ResponseTemplate::new(307).insert_header("Location", "https://elsewhere.example/"),
            "the message was not sent: an answer that is not Twilio's (HTTP 307)",
        ),
        (
            ResponseTemplate::new(201).set_body_string("<html>"),
            "the message may have been sent: an answer that cannot be read",
        ),
        (
            ResponseTemplate::new(201).set_body_json(json!({ "sid": "", "status": "queued" })),
            "the message may have been sent: an answer that cannot be read",
        ),
    ] {
        let server = answering(answer).await;
        let error = twilio(&server.uri()).send(&message()).await.expect_err("it fails");
        assert_eq!(error.to_string(), expected);
        let debugged = format!("{error:?}");
        assert!(!debugged.contains("0132") && !debugged.contains("Maria"), "{debugged}");
    }
}

#[tokio::test]
async fn a_sender_in_a_hurry_is_told_when_to_come_back() {
    for (header, expected) in [("2", Some(Duration::from_secs(2))), ("soon", None)] {
        let server = answering(ResponseTemplate::new(429).insert_header("Retry-After", header)).await;
        let error = twilio(&server.uri()).send(&message()).await.expect_err("it fails");
        assert_eq!(error, SmsError::RateLimited { retry_after: expected });
    }
}

#[tokio::test]
async fn nobody_there_means_certainly_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);

    let error = twilio(&format!("http://{address}")).send(&message()).await.expect_err("it fails");

    let told = error.to_string();
    assert!(told.starts_with("the message was not sent: no connection (Connection refused"), "{told}");
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_it_open() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let hangs_up = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody comes");
        let mut request = [0; 4096];
        stream.read(&mut request).await.expect("a request comes")
    });

    let error = twilio(&format!("http://{address}")).send(&message()).await.expect_err("it fails");

    assert!(hangs_up.await.expect("the server ran") > 0);
    let told = error.to_string();
    assert!(told.starts_with("the message may have been sent: the connection broke ("), "{told}");
    assert!(!told.contains("http") && !told.contains("0132"), "{told}");
}

#[tokio::test]
async fn the_latest_message_with_the_same_words_is_found() {
    let server = listing(json!([
        listed('3', "Another", "Tue, 24 Nov 2026 09:00:05 +0000", "queued"),
        listed('2', BODY, "Tue, 24 Nov 2026 09:00:02 +0000", "queued"),
        listed('1', BODY, "Tue, 24 Nov 2026 09:00:00 +0000", "delivered"),
    ]))
    .await;

    // Twilio's clock shows whole seconds, and may be a little slow.
    let found = find(&server, "2026-11-24T09:00:02.75Z").await.expect("Twilio answers").expect("it is there");

    assert_eq!(found.id.as_str(), "SM22222222222222222222222222222222");
    assert_eq!(found.status, SmsStatus::Queued);
}

#[tokio::test]
async fn what_a_trial_account_puts_before_the_words_does_not_hide_them() {
    let body = format!("Sent from your Twilio trial account - {BODY}");
    let server = listing(json!([listed('1', &body, "Tue, 24 Nov 2026 09:00:02 +0000", "sent")])).await;
    assert!(find(&server, "2026-11-24T09:00:00Z").await.expect("Twilio answers").is_some());
}

#[tokio::test]
async fn older_messages_and_other_words_are_not_it() {
    let server = listing(json!([
        listed('2', "You are booked", "Tue, 24 Nov 2026 09:00:02 +0000", "sent"),
        listed('1', BODY, "Tue, 24 Nov 2026 08:00:00 +0000", "delivered"),
    ]))
    .await;
    assert_eq!(find(&server, "2026-11-24T09:00:00Z").await, Ok(None));
}

#[tokio::test]
async fn pages_are_followed_until_they_are_older_than_the_question() {
    let server = MockServer::start().await;
    let page = |body: &str, created: &str, next: Option<&str>| {
        let next = next.map(|token| format!("{MESSAGES}?To=%2B14155550132&PageToken={token}"));
        ResponseTemplate::new(200)
            .set_body_json(json!({ "messages": [listed('1', body, created, "sent")], "next_page_uri": next }))
    };
    for (token, answer, times) in [
        (None, page("Newest", "Tue, 24 Nov 2026 09:00:09 +0000", Some("P2")), 1),
        (Some("P2"), page("Newer", "Tue, 24 Nov 2026 09:00:08 +0000", Some("P3")), 1),
        (Some("P3"), page("Old", "Tue, 24 Nov 2026 07:00:00 +0000", Some("P4")), 1),
        (Some("P4"), page(BODY, "Tue, 24 Nov 2026 06:00:00 +0000", None), 0),
    ] {
        let mock = Mock::given(method("GET")).and(path(MESSAGES));
        let mock = match token {
            Some(token) => mock.and(query_param("PageToken", token)),
            None => mock.and(query_param_is_missing("PageToken")),
        };
        mock.respond_with(answer).expect(times).mount(&server).await;
    }

    assert_eq!(find(&server, "2026-11-24T09:00:00Z").await, Ok(None));
}

#[tokio::test]
async fn a_link_to_another_host_does_not_get_our_token() {
    let elsewhere = MockServer::start().await;
    let server = MockServer::start().await;
    let messages = json!([listed('1', "Other words", "Tue, 24 Nov 2026 09:00:09 +0000", "sent")]);
    for link in [format!("{}{MESSAGES}", elsewhere.uri()), ".elsewhere.example/".to_owned()] {
        let page = json!({ "messages": messages, "next_page_uri": link });
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(200).set_body_json(page))
            .up_to_n_times(1)
            .mount(&server)
            .await;
        assert_eq!(find(&server, "2026-11-24T09:00:00Z").await, Ok(None));
    }
    assert_eq!(elsewhere.received_requests().await.map(|requests| requests.len()), Some(0));
}

#[tokio::test]
async fn a_look_up_that_fails_does_not_say_that_nothing_was_sent() {
    for answer in [
        ResponseTemplate::new(500),
        ResponseTemplate::new(401).set_body_json(json!({ "code": 20003 })),
        ResponseTemplate::new(200).set_body_string("<html>"),
        ResponseTemplate::new(200).set_body_json(
            json!({ "messages": [listed('1', "Hello", "yesterday", "sent")], "next_page_uri": null }),
        ),
    ] {
        let server = MockServer::start().await;
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let error = find(&server, "2026-11-24T09:00:00Z").await.expect_err("it fails");
        assert!(matches!(error, SmsError::Unknown { .. }), "{error}");
        assert!(!format!("{error:?}").contains("0132"), "{error:?}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused_by_name_without_their_value() {
    let with = |sid: &str, token: &str, base_url: &str| {
        let hosts = TwilioHosts::beside(base_url);
        TwilioAccount::new(sid, &Secret::new(token), &hosts).map(|_| ()).map_err(|error| error.to_string())
    };
    let https = TwilioAccount::BASE_URL;
    assert_eq!(with(ACCOUNT, TOKEN, https), Ok(()));
    for (tried, expected) in [
        (with("AC1/../AC2", TOKEN, https), "the Twilio account SID must be letters and digits"),
        (with(ACCOUNT, "", https), "the Twilio auth token is not set"),
        (
            with(ACCOUNT, TOKEN, "api.twilio.com"),
            "the Twilio base URL must be an http or https address without a query",
        ),
    ] {
        assert_eq!(tried, Err(expected.to_owned()));
    }
    let service = Sender::MessagingService("our salon".to_owned());
    let refused =
        TwilioSms::new(account(https), Some(service)).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(refused, Err("the Twilio messaging service SID must be letters and digits".to_owned()));
    let shown = format!("{:?} {:?}", account(https), twilio(https));
    assert!(!shown.contains(TOKEN), "{shown}");
}

#[test]
fn a_mock_has_every_interface_so_that_no_token_goes_to_twilio_from_it() {
    let own = TwilioHosts::beside(TwilioAccount::BASE_URL);
    assert_eq!(own.messaging, "https://messaging.twilio.com");
    let mock = TwilioHosts::beside("http://localhost:9");
    assert_eq!(
        (mock.messaging.as_str(), mock.pricing.as_str()),
        ("http://localhost:9", "http://localhost:9")
    );
}

#[tokio::test]
async fn a_subaccounts_number_sends_from_its_own_account_with_our_token() {
    let subaccount = ProviderId::parse("ACdddddddddddddddddddddddddddddddd").expect("an id");
    let server = MockServer::start().await;
    let created = listed('1', BODY, "Tue, 24 Nov 2026 09:00:01 +0000", "queued");
    Mock::given(method("POST"))
        .and(path(MESSAGES.replace(ACCOUNT, subaccount.as_str())))
        .and(basic_auth(ACCOUNT, TOKEN))
        .respond_with(ResponseTemplate::new(201).set_body_json(created))
        .expect(1)
        .mount(&server)
        .await;

    let message = OutgoingSms { account: Some(subaccount), ..message() };
    twilio(&server.uri()).send(&message).await.expect("it is sent");
}

#[tokio::test]
async fn what_a_message_has_cost_is_asked_for_by_its_id() {
    let id = ProviderId::parse(&format!("SM{}", "1".repeat(32))).expect("it is an id");
    let server = MockServer::start().await;
    let mut known = listed('1', BODY, "Tue, 24 Nov 2026 09:00:01 +0000", "delivered");
    known["price"] = json!("-0.01500");
    known["price_unit"] = json!("USD");
    Mock::given(method("GET"))
        .and(path(MESSAGES.replace(".json", &format!("/{id}.json"))))
        .and(basic_auth(ACCOUNT, TOKEN))
        .respond_with(ResponseTemplate::new(200).set_body_json(known))
        .mount(&server)
        .await;

    let found = twilio(&server.uri()).find(None, &id).await.expect("an answer").expect("it is known");

    assert_eq!((found.id, found.status), (id, SmsStatus::Delivered));
    assert_eq!(found.price.map(|price| (price.micros, price.currency)), Some((15_000, "USD".to_owned())));
    let other = ProviderId::parse(&format!("SM{}", "2".repeat(32))).expect("it is an id");
    assert_eq!(twilio(&server.uri()).find(None, &other).await, Ok(None));
}
