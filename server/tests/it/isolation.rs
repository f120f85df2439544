//! Another salon's things do not exist: every operation in the API document is attacked with another salon's ids,
//! in each place that takes one, and tried without the right credentials.
//!
//! An operation that is new fails here until its attacks are written down.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::http::Asking;
use crate::support::salon::Salon;
use crate::support::twilio::Line;

/// Operations that anybody may use.
const PUBLIC: [&str; 3] = ["getHealth", "getOpenapi", "logIn"];

/// One operation of the document.
#[derive(Debug)]
struct Operation {
    id: String,
    method: Method,
    path: String,
    /// `session`, `apiKey`, `twilioSignature`, or nothing.
    security: Option<String>,
    /// Where it takes ids: `path id`, `query employeeId`, `body serviceId`.
    ids: BTreeSet<String>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(bolt::http::router::openapi()).expect("JSON");
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let schemes = operation["security"].as_array().cloned().unwrap_or_default();
            let security = schemes.first().and_then(|scheme| scheme.as_object()?.keys().next().cloned());
            let mut ids = BTreeSet::new();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (place, name) =
                    (parameter["in"].as_str().expect("in"), parameter["name"].as_str().expect("name"));
                if place == "path" || is_id(name) {
                    ids.insert(format!("{place} {name}"));
                }
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            ids_of_body(&document, body, &mut ids);
            let id = operation["operationId"].as_str().expect("operationId").to_owned();
            all.push(Operation { id, method, path: path.clone(), security, ids });
        }
    }
    assert!(all.len() > 25, "the document is nearly empty");
    all
}

fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("Id") || name.ends_with("Ids")
}

/// Every property that is called an id, however deep.
fn ids_of_body(document: &Value, schema: &Value, ids: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target =
            document.pointer(reference.trim_start_matches('#')).expect("the reference leads somewhere");
        return ids_of_body(document, target, ids);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if is_id(name) {
            ids.insert(format!("body {name}"));
        } else {
            ids_of_body(document, property, ids);
        }
    }
    for part in
        ["allOf", "oneOf", "anyOf"].iter().flat_map(|word| schema[*word].as_array().into_iter().flatten())
    {
        ids_of_body(document, part, ids);
    }
    if schema["items"].is_object() {
        ids_of_body(document, &schema["items"], ids);
    }
}

/// Somebody of the other salon, and what there is to attack.
struct Scene {
    app: TestApp,
    /// The attacker's.
    token: String,
    key: String,
    /// The victim's.
    visit: String,
    call: String,
    browser_call: String,
    message: String,
    victims_token: String,
    /// The attacker's own, for requests that are right but for one id.
    own_visit: String,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let victims_token = app.owner(&app.salon).await;
        let token = app.owner(&app.other).await;
        let mut line = Line::new(&app, "+13475550151", app.salon.number);
        let caller = Caller::who_says("a men's haircut and a beard trim with Marcus tomorrow at eleven am");
        app.whole_call(&app.salon, &mut line, &caller).await;
        let call = app.call(&app.salon, &line.sid).await;
        let started = app
            .post("/api/ai-assistant/calls")
            .bearer(&victims_token)
            .json(&json!({}))
            .send()
            .await
            .created()
            .data();
        let messages = app.get("/api/notifications").bearer(&victims_token).send().await.ok().data();
        let mut own = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T11:00");
        own["customer"] = json!({ "name": "Jutta Voss" });
        let own =
            app.post("/api/ai/appointments").key(&app.other.key).json(&own).send().await.created().data();
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        Self {
            token,
            key: app.other.key.clone(),
            visit: text(&call["appointment"]["id"]),
            call: text(&call["id"]),
            browser_call: text(&started["callId"]),
            message: text(&messages[0]["id"]),
            own_visit: text(&own["id"]),
            victims_token,
            app,
        }
    }

    /// A booking at the attacker's own salon with one field changed.
    fn booking(&self, field: &str, value: Value) -> Value {
        let mut body = self.app.other.booking("Haircut", Some("Jonas"), "2026-03-12T14:00");
        body["customer"] = json!({ "name": "Attacker" });
        body[field] = value;
        body
    }

    fn availability(&self, base: &str, field: &str, value: &str) -> String {
        let service = self.app.other.service("Haircut").to_string();
        let service = if field == "serviceId" { value } else { &service };
        let more = if field == "serviceId" { String::new() } else { format!("&{field}={value}") };
        format!("{base}?serviceId={service}&from=2026-03-12{more}")
    }
}

enum Expected {
    NotFound,
    NothingListed,
}

/// Operation, place, request, and what must come of it.
type Attack = (&'static str, &'static str, Asking, Expected);

fn attacks(scene: &Scene) -> Vec<Attack> {
    use Expected::{NotFound, NothingListed};
    let Scene { app, visit, call, browser_call, own_visit, .. } = scene;
    let victim: &Salon = &app.salon;
    let service = victim.service("Men's haircut").to_string();
    let add_on = victim.add_on("Beard trim").to_string();
    let employee = victim.employee("Marcus").to_string();
    let get = |path: String| app.get(path).bearer(&scene.token);
    let post = |path: String, body: Value| app.post(path).bearer(&scene.token).json(&body);
    let get_ai = |path: String| app.get(path).key(&scene.key);
    let post_ai = |path: String, body: Value| app.post(path).key(&scene.key).json(&body);
    let free = json!({ "startsAt": app.other.at("2026-03-12T15:00") });
    let free_with =
        |employee: &str| json!({ "startsAt": app.other.at("2026-03-12T15:00"), "employeeId": employee });
    let (slots, ai_slots) = ("/api/availability", "/api/ai/availability");
    let (visits, ai_visits) = ("/api/appointments", "/api/ai/appointments");
    vec![
        (
            "listAppointments",
            "query employeeId",
            get(format!("{visits}?employeeId={employee}")),
            NothingListed,
        ),
        ("getAppointment", "path id", get(format!("{visits}/{visit}")), NotFound),
        (
            "getAvailability",
            "query serviceId",
            get(scene.availability(slots, "serviceId", &service)),
            NotFound,
        ),
        ("getAvailability", "query addOnIds", get(scene.availability(slots, "addOnIds", &add_on)), NotFound),
        (
            "getAvailability",
            "query employeeId",
            get(scene.availability(slots, "employeeId", &employee)),
            NotFound,
        ),
        (
            "createAppointment",
            "body serviceId",
            post(visits.into(), scene.booking("serviceId", json!(service))),
            NotFound,
        ),
        (
            "createAppointment",
            "body addOnIds",
            post(visits.into(), scene.booking("addOnIds", json!([add_on]))),
            NotFound,
        ),
        (
            "createAppointment",
            "body employeeId",
            post(visits.into(), scene.booking("employeeId", json!(employee))),
            NotFound,
        ),
        ("cancelAppointment", "path id", post(format!("{visits}/{visit}/cancel"), json!({})), NotFound),
        ("moveAppointment", "path id", post(format!("{visits}/{visit}/move"), free.clone()), NotFound),
        (
            "moveAppointment",
            "body employeeId",
            post(format!("{visits}/{own_visit}/move"), free_with(&employee)),
            NotFound,
        ),
        (
            "setAppointmentStatus",
            "path id",
            post(format!("{visits}/{visit}/status"), json!({ "status": "CANCELLED" })),
            NotFound,
        ),
        (
            "listNotifications",
            "query appointmentId",
            get(format!("/api/notifications?appointmentId={visit}")),
            NothingListed,
        ),
        ("getCall", "path id", get(format!("/api/calls/{call}")), NotFound),
        (
            "takeTurn",
            "path id",
            post(format!("/api/ai-assistant/calls/{browser_call}/turns"), json!({ "text": "hello" })),
            NotFound,
        ),
        (
            "hangUp",
            "path id",
            post(format!("/api/ai-assistant/calls/{browser_call}/hang-up"), json!({})),
            NotFound,
        ),
        (
            "aiGetAvailability",
            "query serviceId",
            get_ai(scene.availability(ai_slots, "serviceId", &service)),
            NotFound,
        ),
        (
            "aiGetAvailability",
            "query addOnIds",
            get_ai(scene.availability(ai_slots, "addOnIds", &add_on)),
            NotFound,
        ),
        (
            "aiGetAvailability",
            "query employeeId",
            get_ai(scene.availability(ai_slots, "employeeId", &employee)),
            NotFound,
        ),
        (
            "aiCreateAppointment",
            "body serviceId",
            post_ai(ai_visits.into(), scene.booking("serviceId", json!(service))),
            NotFound,
        ),
        (
            "aiCreateAppointment",
            "body addOnIds",
            post_ai(ai_visits.into(), scene.booking("addOnIds", json!([add_on]))),
            NotFound,
        ),
        (
            "aiCreateAppointment",
            "body employeeId",
            post_ai(ai_visits.into(), scene.booking("employeeId", json!(employee))),
            NotFound,
        ),
        (
            "aiCancelAppointment",
            "path id",
            post_ai(format!("{ai_visits}/{visit}/cancel"), json!({})),
            NotFound,
        ),
        ("aiMoveAppointment", "path id", post_ai(format!("{ai_visits}/{visit}/move"), free), NotFound),
        (
            "aiMoveAppointment",
            "body employeeId",
            post_ai(format!("{ai_visits}/{own_visit}/move"), free_with(&employee)),
            NotFound,
        ),
    ]
}

#[tokio::test]
async fn another_salons_ids_name_nothing_and_change_nothing() {
    let scene = Scene::new().await;
    let attacks = attacks(&scene);
    let written: BTreeSet<_> = attacks.iter().map(|(id, place, ..)| (*id, *place)).collect();
    let all = operations();
    let documented: BTreeSet<_> = all
        .iter()
        .flat_map(|operation| operation.ids.iter().map(|place| (operation.id.as_str(), place.as_str())))
        .collect();
    assert_eq!(written, documented, "attacks as written (left), and places that take ids (right)");
    // A key that is used for the first time is marked as used.
    let service = scene.app.other.service("Haircut");
    scene.app.get(format!("/api/ai/availability?serviceId={service}")).key(&scene.key).send().await.ok();
    let before = scene.app.rows.everything().await;

    for (id, place, request, expected) in attacks {
        let answer = request.send().await;
        match expected {
            Expected::NotFound => {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}, {place}: {}", answer.text());
                assert_eq!(answer.code(), "not_found");
            }
            Expected::NothingListed => {
                let json = answer.ok().json();
                assert_eq!(
                    (&json["data"], &json["pagination"]["total"]),
                    (&json!([]), &json!(0)),
                    "{id}, {place}"
                );
            }
        }
        let after = scene.app.rows.everything().await;
        assert_eq!(after, before, "{id}, {place} has changed something");
    }
}

#[tokio::test]
async fn the_same_requests_work_for_the_salon_itself() {
    // Otherwise the attacks might fail for reasons of their own.
    let scene = Scene::new().await;
    let Scene { app, visit, call, browser_call, message, victims_token, .. } = &scene;
    for path in [
        format!("/api/appointments/{visit}"),
        format!("/api/calls/{call}"),
        format!("/api/notifications?appointmentId={visit}"),
        format!("/api/appointments?employeeId={}", app.salon.employee("Marcus")),
    ] {
        let data = app.get(path).bearer(victims_token).send().await.ok().data();
        assert!(data.as_array().is_none_or(|list| !list.is_empty()), "{data}");
    }
    let said = json!({ "text": "what are your opening hours" });
    let path = format!("/api/ai-assistant/calls/{browser_call}/turns");
    app.post(path).bearer(victims_token).json(&said).send().await.ok();
    app.post(format!("/api/ai-assistant/calls/{browser_call}/hang-up"))
        .bearer(victims_token)
        .json(&json!({}))
        .send()
        .await
        .ok();
    app.post(format!("/api/appointments/{visit}/cancel"))
        .bearer(victims_token)
        .json(&json!({}))
        .send()
        .await
        .ok();
    assert!(message.starts_with("ntf_"));
}

#[tokio::test]
async fn nobody_speaks_for_a_caller_on_the_telephone() {
    let scene = Scene::new().await;
    let Scene { app, call, victims_token, .. } = &scene;
    let path = format!("/api/ai-assistant/calls/{call}");
    let turn =
        app.post(format!("{path}/turns")).bearer(victims_token).json(&json!({ "text": "yes" })).send().await;
    turn.expect(StatusCode::NOT_FOUND);
    app.post(format!("{path}/hang-up")).bearer(victims_token).send().await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_one_salon_reads_never_speaks_of_another() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let mut secrets = vec!["Dana Whitlock".to_owned(), "3475550151".to_owned(), app.salon.name.to_owned()];
    secrets.extend([&scene.visit, &scene.call, &scene.browser_call, &scene.message].map(Clone::clone));
    secrets.extend(app.salon.employees.iter().map(|one| one.id.to_string()));
    secrets.extend(app.salon.services.iter().map(|one| one.id.to_string()));
    secrets.extend(app.salon.add_ons.iter().map(|one| one.id.to_string()));
    secrets.push(app.salon.id.to_string());
    let service = app.other.service("Haircut");
    let mut read = 0;

    for operation in operations().iter().filter(|one| one.method == Method::GET && !one.path.contains('{')) {
        for more in ["", "?search=Dana", "?search=555", "?search=%25", "?search=_", "?page=1&pageSize=100"] {
            let path = match operation.path.ends_with("availability") {
                true => format!("{}?serviceId={service}&from=2026-03-12&to=2026-03-20", operation.path),
                false => format!("{}{more}", operation.path),
            };
            let answer = app.get(path).bearer(&scene.token).header("x-api-key", &scene.key).send().await;
            assert!(answer.status.is_success(), "{} {more}: {}", operation.id, answer.text());
            let text = answer.text();
            for secret in &secrets {
                assert!(!text.contains(secret.as_str()), "{} {more} shows {secret}: {text}", operation.id);
            }
            read += 1;
        }
    }
    assert!(read >= 48, "{read}");
    let of_salon =
        app.get("/api/appointments?search=Dana").bearer(&scene.victims_token).send().await.ok().data();
    assert_eq!(of_salon.as_array().map(Vec::len), Some(1), "while its own people find it");
}

#[tokio::test]
async fn every_operation_is_guarded_or_known_to_be_public() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let before = app.rows.everything().await;
    for operation in operations() {
        let path = operation.path.replace("{id}", &scene.visit);
        let ask = || app.ask(operation.method.clone(), path.clone());
        let Some(security) = &operation.security else {
            assert!(PUBLIC.contains(&operation.id.as_str()), "{} is open to anybody", operation.id);
            continue;
        };
        assert!(!PUBLIC.contains(&operation.id.as_str()), "{} is not public any more", operation.id);
        // Nobody; a stranger; and whoever may come in by another door.
        let right = [("session", &scene.victims_token), ("apiKey", &app.salon.key)];
        let wrong =
            right.iter().filter(|(scheme, _)| scheme != security).map(|(_, credential)| credential.as_str());
        for credential in ["", "nonsense"].into_iter().chain(wrong) {
            for request in
                [ask().bearer(credential), ask().key(credential), ask().json(&json!({})).bearer(credential)]
            {
                let answer = request.send().await;
                let expected = match security.as_str() {
                    "twilioSignature" => StatusCode::FORBIDDEN,
                    _ => StatusCode::UNAUTHORIZED,
                };
                assert_eq!(
                    answer.status,
                    expected,
                    "{} with {credential:?}: {}",
                    operation.id,
                    answer.text()
                );
                answer.code();
                if expected == StatusCode::UNAUTHORIZED {
                    assert!(answer.headers.contains_key("www-authenticate"), "{}", operation.id);
                }
            }
        }
        ask().send().await.expect(match security.as_str() {
            "twilioSignature" => StatusCode::FORBIDDEN,
            _ => StatusCode::UNAUTHORIZED,
        });
    }
    assert_eq!(app.rows.everything().await, before);
}
