//! Every request that the clients of Twilio and Stripe send, held against the vendors' own documents of it: the path, the
//! method, and each name and value of the query and the form. Both pass over or refuse what is misspelt; neither says so to
//! a test that only looks at what was written here.

use std::collections::BTreeSet;

use jiff::Timestamp;
use providers::Secret;
use providers::payments::{
    Checkout, NewCustomer, Payments, Plan, PlanChange, Portal, StripeConfig, StripePayments, Trial,
};
use providers::phone::PhoneNumber;
use providers::sms::{OutgoingSms, Sms, TwilioSms};
use providers::telephony::twilio::{TwilioAccount, TwilioArchive, TwilioHosts, TwilioNumbers};
use providers::telephony::{
    CallArchive, NumberKind, NumberSearch, NumberUrls, Numbers, OwnedNumber, ProviderId, Subaccount,
};
use serde_json::{Map, Value, json};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{any, method, path_regex},
};

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const SERVICE: &str = "MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const NUMBER: &str = "PNcccccccccccccccccccccccccccccccc";

/// A vendor's document, cut down to what Bolt asks: `tests/data/README.md` has where it is from.
struct Contract(Value);

impl Contract {
    fn of(text: &str) -> Self {
        Self(serde_json::from_str(text).expect("JSON"))
    }

    fn operations(&self) -> BTreeSet<String> {
        let paths = self.0["paths"].as_object().expect("paths");
        let all = paths.values().flat_map(|item| item.as_object().expect("methods").values());
        all.map(|operation| operation["operationId"].as_str().expect("a name").to_owned()).collect()
    }

    /// The operation that a request is, where it is one and is right.
    fn judge(&self, request: &Request) -> Result<String, String> {
        let path = request.url.path();
        let asked = format!("{} {path}", request.method);
        let (template, item) = self.0["paths"]
            .as_object()
            .expect("paths")
            .iter()
            .find(|(template, _)| places(template, path).is_some())
            .ok_or_else(|| format!("{asked}: there is no such path"))?;
        let operation = &item[request.method.as_str().to_lowercase()];
        if operation.is_null() {
            return Err(format!("{asked}: there is no such method"));
        }
        let parameters = operation["parameters"].as_array().expect("parameters");
        let find = |place: &str, name: &str| {
            parameters.iter().find(|one| one["in"] == place && one["name"] == name).map(|one| &one["schema"])
        };
        for (name, value) in places(template, path).expect("found by it") {
            let schema = find("path", &name).ok_or_else(|| format!("{asked}: {name} is not documented"))?;
            check(schema, &json!(value)).map_err(|problem| format!("{asked}: {name} {problem}"))?;
        }
        for (name, value) in &nested(request.url.query().unwrap_or_default()) {
            let schema =
                find("query", name).ok_or_else(|| format!("{asked}: there is no {name} to ask by"))?;
            check(schema, value).map_err(|problem| format!("{asked}: {name} {problem}"))?;
        }
        let form = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let body = nested(&String::from_utf8_lossy(&request.body));
        if form.is_null() && !body.is_empty() {
            return Err(format!("{asked}: takes no form"));
        }
        if !form.is_null() {
            let kind = request.headers.get("content-type").and_then(|kind| kind.to_str().ok());
            if !body.is_empty() && kind != Some("application/x-www-form-urlencoded") {
                return Err(format!("{asked}: the form is sent as {kind:?}"));
            }
            check(form, &Value::Object(body)).map_err(|problem| format!("{asked}: {problem}"))?;
        }
        Ok(operation["operationId"].as_str().expect("a name").to_owned())
    }
}

/// What stands in the places of a template; nothing where the path is another.
fn places(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    let mut found = Vec::new();
    for (wanted, part) in template.into_iter().zip(path) {
        match wanted.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((name, end)) => {
                let value = part.strip_suffix(end).filter(|value| !value.is_empty())?;
                // `{Sid}` is not `{Sid}.json`.
                if end.is_empty() && value.ends_with(".json") {
                    return None;
                }
                found.push((name.to_owned(), value.to_owned()));
            }
            None if wanted == part => {}
            None => return None,
        }
    }
    Some(found)
}

/// Names with brackets as the objects that they mean: `items[0][price]`. Lists are objects by their numbers.
fn nested(encoded: &str) -> Map<String, Value> {
    let mut root = json!({});
    for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            percent_encoding::percent_decode_str(&text).decode_utf8().expect("UTF-8").into_owned()
        };
        let name = decode(name);
        let mut at = &mut root;
        for key in name.split('[').map(|key| key.trim_end_matches(']')) {
            at = &mut at[key];
        }
        assert!(at.is_null(), "{name} stands twice");
        *at = json!(decode(value));
    }
    root.as_object().expect("an object").clone()
}

fn check(schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(all) = schema["anyOf"].as_array() {
        let problems: Vec<_> = all.iter().filter_map(|one| check(one, value).err()).collect();
        return if problems.len() < all.len() { Ok(()) } else { Err(problems.join(" and ")) };
    }
    match &schema["type"] {
        Value::Array(types) => {
            let one = |kind: &Value| check_type(schema, kind.as_str().expect("a type"), value);
            types.iter().map(one).find(Result::is_ok).unwrap_or_else(|| Err(format!("is none of {types:?}")))
        }
        Value::String(kind) => check_type(schema, kind, value),
        _ => Ok(()),
    }
}

fn check_type(schema: &Value, kind: &str, value: &Value) -> Result<(), String> {
    let text = value.as_str();
    match (kind, text, value.as_object()) {
        ("object", _, Some(members)) => check_object(schema, members),
        ("array", _, Some(members)) => members.iter().try_for_each(|(index, member)| {
            index.parse::<u32>().map_err(|_| format!("[{index}] is no place in a list"))?;
            check(&schema["items"], member).map_err(|problem| format!("[{index}] {problem}"))
        }),
        ("string", Some(text), _) => check_text(schema, text),
        ("number", Some(text), _) => text.parse::<f64>().map(drop).map_err(|_| "is no number".to_owned()),
        ("integer", Some(text), _) => text.parse::<i64>().map(drop).map_err(|_| "is no integer".to_owned()),
        ("boolean", Some("true" | "false"), _) => Ok(()),
        _ => Err(format!("is not of the type {kind}")),
    }
}

fn check_object(schema: &Value, members: &Map<String, Value>) -> Result<(), String> {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(name) {
            return Err(format!("{name} is missing"));
        }
    }
    for (name, member) in members {
        let known = schema["properties"].get(name);
        let schema = match (known, &schema["additionalProperties"]) {
            (Some(known), _) => known,
            (None, Value::Bool(false)) => return Err(format!("there is no {name}")),
            (None, other) => other,
        };
        check(schema, member).map_err(|problem| format!("{name} {problem}"))?;
    }
    Ok(())
}

fn check_text(schema: &Value, text: &str) -> Result<(), String> {
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.iter().any(|one| one == text)
    {
        return Err(format!("is {text}, none of {allowed:?}"));
    }
    match schema["pattern"].as_str() {
        None => Ok(()),
        // All patterns here are of sids.
        Some(pattern) => {
            let kinds = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("[0-9a-fA-F]{32}$"));
            let kinds = kinds.unwrap_or_else(|| panic!("this test cannot read {pattern}"));
            let kinds = kinds.trim_matches(['(', ')']);
            let is_sid = |rest: &str| rest.len() == 32 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
            let fits = kinds.split('|').any(|kind| text.strip_prefix(kind).is_some_and(is_sid));
            if fits { Ok(()) } else { Err(format!("is no {kinds}…: {text}")) }
        }
    }
}

/// That each of these requests is right, and that nothing stands in the document that is never asked.
async fn held_against(contract: &Contract, servers: &[&MockServer]) {
    let mut asked = BTreeSet::new();
    let mut wrong = Vec::new();
    for server in servers {
        for mut request in server.received_requests().await.expect("they are recorded") {
            // The sound itself is at the same place with another ending, which the document leaves to its prose.
            let path = request.url.path().replace(".mp3", ".json");
            request.url.set_path(&path);
            match contract.judge(&request) {
                Ok(operation) => drop(asked.insert(operation)),
                Err(problem) => wrong.push(problem),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(asked, contract.operations(), "as asked (left), as documented (right)");
}

async fn answering(answer: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
    server
}

fn id(text: &str) -> ProviderId {
    ProviderId::parse(text).expect("an id")
}

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text).expect("a number")
}

fn search(kind: NumberKind, area_code: Option<&str>, contains: Option<&str>) -> NumberSearch {
    NumberSearch {
        country: "US".to_owned(),
        kind,
        area_code: area_code.map(str::to_owned),
        contains: contains.map(str::to_owned),
        with_sms: true,
        limit: 20,
    }
}

#[tokio::test]
async fn every_request_to_twilio_keeps_to_its_documents() {
    let api = answering(json!({
        "sid": NUMBER, "phone_number": "+12125550100", "auth_token": "t", "status": "queued", "price": null,
        "date_created": "Tue, 24 Nov 2026 09:00:01 +0000", "available_phone_numbers": [],
        "incoming_phone_numbers": [], "messages": [], "next_page_uri": null, "accounts": [],
    }))
    .await;
    let messaging = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path_regex("^/v1/Services$"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "services": [{ "sid": SERVICE }] })))
        .mount(&messaging)
        .await;
    let rest = json!({ "sid": NUMBER, "compliance": [], "verifications": [] });
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(rest)).mount(&messaging).await;
    let pricing = answering(json!({ "price_unit": "USD", "phone_number_prices": [] })).await;
    let hosts = TwilioHosts { api: api.uri(), messaging: messaging.uri(), pricing: pricing.uri() };
    let account = TwilioAccount::new(ACCOUNT, &Secret::new("t"), &hosts).expect("the settings are right");
    let numbers = TwilioNumbers::new(account.clone());
    let archive = TwilioArchive::new(account.clone());
    let sms = TwilioSms::new(account, None).expect("the settings are right");
    let subaccount = Subaccount { id: id("ACdddddddddddddddddddddddddddddddd"), token: Secret::new("u") };
    let urls = NumberUrls {
        voice: "https://bolt.test/voice".to_owned(),
        voice_fallback: "https://bolt.test/fallback".to_owned(),
        voice_status: "https://bolt.test/status".to_owned(),
        sms: "https://bolt.test/sms".to_owned(),
    };

    // What comes back is nothing in particular: it is the requests that are judged.
    for of in [None, Some(&subaccount)] {
        let sid = of.map(|account| &account.id);
        drop(numbers.search(of, &search(NumberKind::Local, Some("212"), None)).await);
        drop(numbers.search(of, &search(NumberKind::TollFree, None, Some("HAIR"))).await);
        drop(numbers.search(of, &search(NumberKind::Mobile, None, None)).await);
        drop(numbers.find(of, "Bolt ten_1").await);
        let bought = numbers.buy(of, &number("+12125550100"), "Bolt ten_1", &urls).await.expect("bought");
        drop(numbers.configure(of, &bought.id, &urls).await);
        drop(numbers.registration(of, &bought).await.expect("an answer"));
        let toll_free = OwnedNumber { number: number("+18005550100"), ..bought.clone() };
        drop(numbers.registration(of, &toll_free).await.expect("an answer"));
        drop(numbers.release(of, &bought.id).await);
        let message = OutgoingSms {
            to: number("+12125550132"),
            account: sid.cloned(),
            from: Some(number("+12125550100")),
            body: "You are booked.".to_owned(),
            status_url: Some("https://bolt.test/message-status".to_owned()),
        };
        drop(sms.send(&message).await);
        drop(sms.find_sent(sid, &message.to, "You are booked.", Timestamp::UNIX_EPOCH).await);
        drop(sms.find(sid, &id("SMeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee")).await);
        let (call, recording) =
            (id("CAffffffffffffffffffffffffffffffff"), id("REaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
        drop(archive.stop_recording(sid, &call).await);
        drop(archive.price_micros(sid, &call).await);
        drop(archive.recording(sid, &recording).await);
        drop(archive.delete_recording(sid, &recording).await);
    }
    drop(numbers.open_subaccount("Bolt ten_1").await);
    drop(numbers.price("US", NumberKind::Local).await);

    held_against(&Contract::of(include_str!("data/contracts/twilio.json")), &[&api]).await;
    held_against(&Contract::of(include_str!("data/contracts/twilio_messaging.json")), &[&messaging]).await;
    held_against(&Contract::of(include_str!("data/contracts/twilio_pricing.json")), &[&pricing]).await;
}

#[tokio::test]
async fn every_request_to_stripe_keeps_to_its_document() {
    let server = answering(json!({ "id": "cus_1", "url": "https://pay.example", "data": [] })).await;
    let stripe = StripePayments::new(&StripeConfig {
        secret_key: Secret::new("sk_test_x"),
        base_url: server.uri(),
        monthly_price: "price_month".to_owned(),
        yearly_price: "price_year".to_owned(),
    })
    .expect("the settings are right");
    let at = "2030-03-24T13:00:00Z".parse::<Timestamp>().expect("an instant");
    let new =
        NewCustomer { tenant: "ten_1".into(), name: "Harbour Hair".into(), email: "m@salon.example".into() };
    let change = |at| PlanChange {
        customer: "cus_1".to_owned(),
        subscription: "sub_1".to_owned(),
        item: "si_1".to_owned(),
        plan: Plan::Yearly,
        at,
    };

    stripe.create_customer(&new, "c").await.expect("an answer");
    for trial in [Trial::Over, Trial::Days(2), Trial::Until(at)] {
        let checkout = Checkout {
            tenant: "ten_1".to_owned(),
            customer: "cus_1".to_owned(),
            plan: Plan::Monthly,
            trial,
            success_url: "https://bolt.test/billing?checkout=done".to_owned(),
            cancel_url: "https://bolt.test/billing".to_owned(),
        };
        stripe.open_checkout(&checkout, "o").await.expect("an answer");
    }
    let portal = Portal { customer: "cus_1".to_owned(), return_url: "https://bolt.test/billing".to_owned() };
    stripe.open_portal(&portal, "p").await.expect("an answer");
    stripe.subscriptions("cus_1").await.expect("an answer");
    stripe.invoices("cus_1").await.expect("an answer");
    for at in [None, Some(at)] {
        stripe.change_plan(&change(at), "x").await.expect("an answer");
        drop(stripe.preview_change(&change(at)).await);
    }
    for is_ending in [true, false] {
        stripe.set_ending("sub_1", is_ending, "e").await.expect("an answer");
    }

    held_against(&Contract::of(include_str!("data/contracts/stripe.json")), &[&server]).await;
}

#[tokio::test]
async fn what_a_document_does_not_know_is_found() {
    let contract = Contract::of(include_str!("data/contracts/twilio.json"));
    let calls = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls");
    let call = format!("{calls}/CAffffffffffffffffffffffffffffffff");
    let server = answering(json!({})).await;
    let client = reqwest::Client::new();
    for (verb, path, form, expected) in [
        ("GET", "/2010-04-01/Account.json".to_owned(), None, "no such path"),
        ("DELETE", format!("{call}.json"), None, "no such method"),
        ("GET", format!("{calls}/CA1.json"), None, "is no CA…"),
        ("GET", format!("{call}.json?Prise=1"), None, "no Prise to ask by"),
        ("POST", format!("{call}/Recordings/Twilio.CURRENT.json"), Some("Status=halted"), "none of"),
        (
            "POST",
            format!("{call}/Recordings/Twilio.CURRENT.json"),
            Some("State=stopped"),
            "Status is missing",
        ),
        ("POST", "/2010-04-01/Accounts.json".to_owned(), Some("FriendlyNam=x"), "there is no FriendlyNam"),
    ] {
        server.reset().await;
        let request = client.request(verb.parse().expect("a method"), format!("{}{path}", server.uri()));
        let request = match form {
            Some(form) => request.header("content-type", "application/x-www-form-urlencoded").body(form),
            None => request,
        };
        request.send().await.expect("an answer");
        let received = server.received_requests().await.expect("they are recorded");

        let judged = contract.judge(&received[0]).expect_err(expected);

        assert!(judged.contains(expected), "{judged}");
    }
}
