//! What the Stripe client asks of Stripe, and what it makes of every kind of answer.

use jiff::Timestamp;
use providers::Secret;
use providers::payments::{
    API_VERSION, Checkout, NewCustomer, PaymentError, Payments, Plan, StripeConfig, StripePayments,
    SubscriptionStatus, Trial,
};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{body_string_contains, header, method, path, query_param},
};

const KEY: &str = "sk_test_a_key_to_keep";

fn stripe(base_url: &str) -> StripePayments {
    StripePayments::new(&StripeConfig {
        secret_key: Secret::new(KEY),
        base_url: base_url.to_owned(),
        monthly_price: "price_month".to_owned(),
        yearly_price: "price_year".to_owned(),
    })
    .expect("the settings are right")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn checkout() -> Checkout {
    Checkout {
        tenant: "ten_1".to_owned(),
        customer: "cus_1".to_owned(),
        plan: Plan::Monthly,
        trial: Trial::Until(at("2030-03-24T13:00:00Z")),
        success_url: "https://bolt.test/billing?checkout=done".to_owned(),
        cancel_url: "https://bolt.test/billing".to_owned(),
    }
}

fn customer() -> NewCustomer {
    NewCustomer { tenant: "ten_1".into(), name: "Harbour Hair".into(), email: "maya@salon.example".into() }
}

#[tokio::test]
async fn a_write_carries_the_version_the_key_and_the_form() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/checkout/sessions"))
        .and(header("authorization", format!("Bearer {KEY}").as_str()))
        .and(header("stripe-version", API_VERSION))
        .and(header("idempotency-key", "checkout/1"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string_contains("mode=subscription"))
        .and(body_string_contains("line_items%5B0%5D%5Bprice%5D=price_month"))
        .and(body_string_contains("subscription_data%5Btrial_end%5D=1900587600"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "url": "https://pay.example/cs_1" })))
        .expect(1)
        .mount(&server)
        .await;

    let page = stripe(&server.uri()).open_checkout(&checkout(), "checkout/1").await.expect("a page");

    assert_eq!(page.expose(), "https://pay.example/cs_1");
}

fn subscription(change: Value) -> Value {
    let mut one = json!({
        "id": "sub_1", "status": "active", "created": 1_770_000_000, "trial_end": null, "cancel_at": null,
        "cancel_at_period_end": false, "ended_at": null,
        "items": { "data": [{
            "id": "si_1", "quantity": 1, "current_period_start": 1_770_000_000, "current_period_end": 1_772_500_000,
            "price": { "id": "price_year", "unit_amount": 283_200, "currency": "usd" },
        }] },
    });
    let members = change.as_object().expect("an object").clone();
    one.as_object_mut().expect("an object").extend(members);
    one
}

#[tokio::test]
async fn subscriptions_are_read_in_todays_shape_and_in_the_old_one() {
    let old_item = json!({ "data": [{
        "id": "si_2", "quantity": 1, "price": { "id": "price_else", "unit_amount": 100, "currency": "eur" },
    }] });
    let list = json!({ "data": [
        subscription(json!({})),
        subscription(json!({
            "id": "sub_2", "created": 1_771_000_000, "status": "something_new", "cancel_at_period_end": true,
            "current_period_start": 1_770_000_000, "current_period_end": 1_772_500_000, "items": old_item,
        })),
    ] });
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/v1/subscriptions"))
        .and(query_param("customer", "cus_1"))
        .and(query_param("status", "all"))
        .respond_with(ResponseTemplate::new(200).set_body_json(list))
        .mount(&server)
        .await;

    let all = stripe(&server.uri()).subscriptions("cus_1").await.expect("read");

    let [newest, first] = &all[..] else { panic!("{all:?}") };
    assert_eq!(
        (newest.plan, newest.status, newest.currency.as_str()),
        (None, SubscriptionStatus::PastDue, "EUR")
    );
    assert_eq!(newest.cancel_at, Some(newest.period_end));
    assert_eq!(
        (first.plan, first.status, first.price_cents),
        (Some(Plan::Yearly), SubscriptionStatus::Active, 283_200)
    );
}

#[tokio::test]
async fn every_refusal_says_whether_trying_again_helps_and_never_what_was_sent() {
    let error = |kind: &str, code: &str| {
        json!({ "error": {
        "type": kind, "code": code, "param": "customer", "message": format!("{KEY} of maya@salon.example is wrong"),
    } })
    };
    for (status, body, expected) in [
        (402, error("card_error", "card_declined"), "declined"),
        (404, error("invalid_request_error", "resource_missing"), "no such"),
        (400, error("invalid_request_error", "parameter_invalid_empty"), "refused"),
        (401, error("invalid_request_error", ""), "could not be asked"),
        (409, error("idempotency_error", ""), "could not be asked"),
        (429, error("api_error", "rate_limit"), "no more requests"),
        (500, json!({}), "could not be asked"),
        (403, json!("nothing of Stripe's"), "could not be asked"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;

        let refused = stripe(&server.uri()).create_customer(&customer(), "k").await.expect_err("refused");

        let shown = format!("{refused} {refused:?}");
        assert!(shown.contains(expected), "{status}: {shown}");
        assert!(!shown.contains(KEY) && !shown.contains("maya"), "{shown}");
    }
    let nobody = stripe("http://127.0.0.1:9").create_customer(&customer(), "k").await;
    assert!(matches!(nobody, Err(PaymentError::Unreachable { .. })), "{nobody:?}");
}

#[test]
fn a_client_never_shows_its_key() {
    let shown = format!("{:?}", stripe("https://api.stripe.com"));
    assert!(!shown.contains(KEY), "{shown}");
    assert!(!StripeConfig::is_live(&Secret::new(KEY)) && StripeConfig::is_live(&Secret::new("sk_live_x")));
}
