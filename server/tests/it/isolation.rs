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
const PUBLIC: [&str; 17] = [
    "acceptInvitation",
    "cancelVisitPage",
    "confirmVisitPage",
    "forgotPassword",
    "getCalendarFeed",
    "getHealth",
    "getOpenapi",
    "getSpeech",
    "getVisitPage",
    "listVisitTimes",
    "logIn",
    "logInSecondStep",
    "lookAtInvitation",
    "moveVisitPage",
    "resetPassword",
    "signUp",
    "verifyEmail",
];

/// Parts of a path that name something within a thing whose id comes before them, and belong to nobody.
const NO_IDS: [&str; 2] = ["day", "template"];

/// One operation of the document.
#[derive(Debug)]
struct Operation {
    id: String,
    method: Method,
    path: String,
    /// `session`, `apiKey`, `twilioSignature`, `vapiSecret`, or nothing.
    security: Option<String>,
    /// Where it takes ids: `path id`, `query employeeId`, `body serviceId`. A day in a path is nobody's.
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
                if (place == "path" && !NO_IDS.contains(&name)) || is_id(name) {
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

/// A path with something in each of its places.
fn filled(path: &str, id: &str) -> String {
    let part = |part: &str| match part {
        "{day}" => "2026-03-12".to_owned(),
        "{template}" => "REMINDER.en".to_owned(),
        place if place.starts_with('{') => id.to_owned(),
        fixed => fixed.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
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
    /// One of several services.
    whole_visit: String,
    call: String,
    browser_call: String,
    message: String,
    thread: String,
    hold: String,
    customer: String,
    waiting: String,
    resource: String,
    victims_token: String,
    time_off: String,
    /// The secret of the calendar feed.
    feed: String,
    /// The attacker's own, for requests that are right but for one id.
    own_visit: String,
    own_waiting: String,
    own_customer: String,
    /// Who has called.
    caller: String,
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
        app.text("+13475550151", app.salon.number, "what are your opening hours").await.expect("an answer");
        let threads = app.get("/api/messages").bearer(&victims_token).send().await.ok().data();
        let messages = app.get("/api/notifications").bearer(&victims_token).send().await.ok().data();
        let mut own = app.other.booking("Haircut", Some("Jonas"), "2026-03-12T11:00");
        own["customer"] = json!({ "name": "Jutta Voss" });
        let own =
            app.post("/api/ai/appointments").key(&app.other.key).json(&own).send().await.created().data();
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        let hold = json!({
            "parts": [{ "serviceId": app.salon.service("Men's haircut") }],
            "startsAt": app.salon.at("2026-03-12T15:00"),
        });
        let hold = app.post("/api/holds").bearer(&victims_token).json(&hold).send().await.created().data();
        let waiting = |service: String| {
            json!({
                "serviceId": service, "customer": { "name": "Wanda Weiss" },
                "firstDay": "2026-03-12", "lastDay": "2026-03-13",
            })
        };
        let theirs = waiting(app.salon.service("Men's haircut").to_string());
        let theirs =
            app.post("/api/waitlist").bearer(&victims_token).json(&theirs).send().await.created().data();
        let ours = waiting(app.other.service("Haircut").to_string());
        let ours = app.post("/api/waitlist").bearer(&token).json(&ours).send().await.created().data();
        // All that somebody can have, so that there is something to take.
        let marcus = format!("/api/employees/{}", app.salon.employee("Marcus"));
        let ask =
            |method: Method, rest: &str| app.ask(method, format!("{marcus}{rest}")).bearer(&victims_token);
        let day = json!({ "firstDay": "2026-04-01", "lastDay": "2026-04-03" });
        let time_off = ask(Method::POST, "/time-off").json(&day).send().await.created().data();
        let closed = json!({ "windows": [] });
        ask(Method::PUT, "/overrides/2026-03-13").json(&closed).send().await.ok();
        ask(Method::PUT, "/photo").raw("image/png", PNG).send().await.ok();
        let feed = ask(Method::POST, "/feed").send().await.created().data();
        let feed = text(&feed["url"]);
        let feed = feed.rsplit('/').next().and_then(|name| name.strip_suffix(".ics")).expect("a secret");
        let part = |service: &str| json!({ "serviceId": app.salon.service(service) });
        let both = json!({
            "parts": [part("Women's haircut"), part("Men's haircut")],
            "startsAt": app.salon.at("2026-03-18T11:00"), "customer": { "name": "Dana Whitlock" },
        });
        let booked = app.post("/api/appointments/visits").bearer(&victims_token).json(&both);
        let booked = booked.send().await.created().data();
        let basin = json!({ "name": "Wash basin", "units": 2 });
        let basin =
            app.post("/api/resources").bearer(&victims_token).json(&basin).send().await.created().data();
        Self {
            resource: text(&basin["id"]),
            hold: text(&hold["id"]),
            customer: text(&call["appointment"]["customer"]["id"]),
            waiting: text(&theirs["id"]),
            own_waiting: text(&ours["id"]),
            time_off: text(&time_off["id"]),
            feed: feed.to_owned(),
            token,
            key: app.other.key.clone(),
            visit: text(&call["appointment"]["id"]),
            whole_visit: text(&booked[0]["visitId"]),
            caller: text(&call["customer"]["id"]),
            call: text(&call["id"]),
            browser_call: text(&started["callId"]),
            message: text(&messages[0]["id"]),
            thread: text(&threads[0]["id"]),
            own_visit: text(&own["id"]),
            own_customer: text(&own["customer"]["id"]),
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

    /// The same for somebody the salon knows.
    fn booking_for(&self, customer: &str) -> Value {
        let mut body = self.booking("customerId", json!(customer));
        body.as_object_mut().expect("an object").remove("customer");
        body
    }

    fn availability(&self, base: &str, field: &str, value: &str) -> String {
        let service = self.app.other.service("Haircut").to_string();
        let service = if field == "serviceId" { value } else { &service };
        let more = if field == "serviceId" { String::new() } else { format!("&{field}={value}") };
        let when = if base.ends_with("check") { "startsAt=2026-03-12T14:00" } else { "from=2026-03-12" };
        format!("{base}?serviceId={service}&{when}{more}")
    }

    /// One service of a visit at the attacker's own salon, with one field changed.
    fn part(&self, field: &str, value: Value) -> Value {
        let mut part = json!({ "serviceId": self.app.other.service("Haircut") });
        part[field] = value;
        part
    }

    /// A visit of such parts.
    fn visit_of(&self, part: Value) -> Value {
        json!({
            "parts": [part], "startsAt": self.app.other.at("2026-03-12T14:00"),
            "customer": { "name": "Attacker" },
        })
    }

    /// The wish to wait at the attacker's own salon, with one field changed.
    fn waiting(&self, field: &str, value: Value) -> Value {
        let mut body = json!({
            "serviceId": self.app.other.service("Haircut"),
            "firstDay": "2026-03-12", "lastDay": "2026-03-13",
        });
        if field != "customerId" {
            body["customer"] = json!({ "name": "Attacker" });
        }
        body[field] = value;
        body
    }
}

enum Expected {
    /// Only who looks after the installation may ask at all.
    Forbidden,
    NotFound,
    NothingListed,
}

/// Operation, place, request, and what must come of it.
type Attack = (&'static str, &'static str, Asking, Expected);

fn attacks(scene: &Scene) -> Vec<Attack> {
    use Expected::{NotFound, NothingListed};
    let Scene { app, visit, call, browser_call, own_visit, hold, customer, waiting, own_waiting, .. } = scene;
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
    let delete = |path: String| app.ask(Method::DELETE, path).bearer(&scene.token);
    let series = |first: Value| json!({ "first": first, "everyWeeks": 6, "count": 2 });
    let (check, ai_check) = ("/api/availability/check", "/api/ai/availability/check");
    let mut attacks = vec![
        (
            "listAppointments",
            "query customerId",
            get(format!("{visits}?customerId={customer}")),
            NothingListed,
        ),
        (
            "listAppointments",
            "query visitId",
            get(format!("{visits}?visitId={}", scene.whole_visit)),
            NothingListed,
        ),
        ("listAppointments", "query serviceId", get(format!("{visits}?serviceId={service}")), NothingListed),
        (
            "updateAppointment",
            "path id",
            app.ask(Method::PATCH, format!("{visits}/{visit}"))
                .bearer(&scene.token)
                .json(&json!({ "notes": "mine" })),
            NotFound,
        ),
        ("listAppointmentHistory", "path id", get(format!("{visits}/{visit}/history")), NotFound),
        ("createAppointment", "body customerId", post(visits.into(), scene.booking_for(customer)), NotFound),
        (
            "createAppointment",
            "body holdId",
            post(visits.into(), scene.booking("holdId", json!(hold))),
            NotFound,
        ),
        (
            "aiCreateAppointment",
            "body customerId",
            post_ai(ai_visits.into(), scene.booking_for(customer)),
            NotFound,
        ),
        (
            "aiCreateAppointment",
            "body holdId",
            post_ai(ai_visits.into(), scene.booking("holdId", json!(hold))),
            NotFound,
        ),
        (
            "createSeries",
            "body customerId",
            post(format!("{visits}/series"), series(scene.booking_for(customer))),
            NotFound,
        ),
        (
            "resendNotification",
            "path id",
            post(format!("/api/notifications/{}/resend", scene.message), json!({})),
            NotFound,
        ),
        ("getMessageThread", "path id", get(format!("/api/messages/{}", scene.thread)), NotFound),
        (
            "readMessageThread",
            "path id",
            post(format!("/api/messages/{}/read", scene.thread), json!({})),
            NotFound,
        ),
        (
            "writeToThread",
            "path id",
            post(format!("/api/messages/{}", scene.thread), json!({ "body": "hello" })),
            NotFound,
        ),
        (
            "writeToCustomer",
            "body customerId",
            post("/api/messages".into(), json!({ "customerId": customer, "body": "hello" })),
            NotFound,
        ),
        (
            "previewMessageTemplate",
            "body appointmentId",
            post(
                "/api/message-templates/preview".into(),
                json!({ "kind": "REMINDER", "language": "en", "body": "{salon} {when}", "appointmentId": visit }),
            ),
            NotFound,
        ),
        ("deleteHold", "path id", delete(format!("/api/holds/{hold}")), NotFound),
        (
            "aiDeleteHold",
            "path id",
            app.ask(Method::DELETE, format!("/api/ai/holds/{hold}")).key(&scene.key),
            NotFound,
        ),
        (
            "listWaitlist",
            "query customerId",
            get(format!("/api/waitlist?customerId={customer}")),
            NothingListed,
        ),
        ("listWaitlist", "query serviceId", get(format!("/api/waitlist?serviceId={service}")), NothingListed),
        ("getWaitlistEntry", "path id", get(format!("/api/waitlist/{waiting}")), NotFound),
        ("leaveWaitlist", "path id", delete(format!("/api/waitlist/{waiting}")), NotFound),
        (
            "offerWaitlistSlot",
            "path id",
            post(format!("/api/waitlist/{waiting}/offer"), free.clone()),
            NotFound,
        ),
        (
            "bookWaitlistEntry",
            "path id",
            post(format!("/api/waitlist/{waiting}/book"), free.clone()),
            NotFound,
        ),
        (
            "bookWaitlistEntry",
            "body employeeId",
            post(format!("/api/waitlist/{own_waiting}/book"), free_with(&employee)),
            NotFound,
        ),
        (
            "offerWaitlistSlot",
            "body employeeId",
            post(format!("/api/waitlist/{own_waiting}/offer"), free_with(&employee)),
            NotFound,
        ),
        (
            "joinWaitlist",
            "body customerId",
            post("/api/waitlist".into(), scene.waiting("customerId", json!(customer))),
            NotFound,
        ),
    ];
    // What names a service, its extras and a person, and is otherwise right.
    for (place, field, value) in [
        ("serviceId", "serviceId", json!(service)),
        ("addOnIds", "addOnIds", json!([add_on])),
        ("employeeId", "employeeId", json!(employee)),
    ] {
        let text = value.as_str().map_or(add_on.clone(), str::to_owned);
        let (query, body) = (leak(format!("query {place}")), leak(format!("body {place}")));
        let part = scene.part(field, value.clone());
        let searched = json!({ "parts": [part], "from": "2026-03-12" });
        let held = json!({ "parts": [part], "startsAt": app.other.at("2026-03-12T14:00") });
        attacks.extend([
            ("checkAvailability", query, get(scene.availability(check, field, &text)), NotFound),
            ("aiCheckAvailability", query, get_ai(scene.availability(ai_check, field, &text)), NotFound),
            ("searchAvailability", body, post(format!("{slots}/search"), searched), NotFound),
            ("createHold", body, post("/api/holds".into(), held.clone()), NotFound),
            ("aiCreateHold", body, post_ai("/api/ai/holds".into(), held), NotFound),
            ("createVisit", body, post(format!("{visits}/visits"), scene.visit_of(part)), NotFound),
            (
                "createSeries",
                body,
                post(format!("{visits}/series"), series(scene.booking(field, value.clone()))),
                NotFound,
            ),
            ("joinWaitlist", body, post("/api/waitlist".into(), scene.waiting(field, value)), NotFound),
        ]);
    }
    let own_part = scene.part("serviceId", json!(app.other.service("Haircut")));
    let moving = |base: &str| scene.availability(base, "movingId", visit);
    let searched = json!({ "parts": [own_part], "from": "2026-03-12", "movingId": visit });
    attacks.extend([
        ("getAvailability", "query movingId", get(moving(slots)), NotFound),
        ("aiGetAvailability", "query movingId", get_ai(moving(ai_slots)), NotFound),
        ("checkAvailability", "query movingId", get(moving(check)), NotFound),
        ("aiCheckAvailability", "query movingId", get_ai(moving(ai_check)), NotFound),
        ("searchAvailability", "body movingId", post(format!("{slots}/search"), searched), NotFound),
    ]);
    let mut with_hold = scene.visit_of(scene.part("serviceId", json!(app.other.service("Haircut"))));
    with_hold["holdId"] = json!(hold);
    let mut for_customer = scene.visit_of(scene.part("serviceId", json!(app.other.service("Haircut"))));
    for_customer["customerId"] = json!(customer);
    for_customer.as_object_mut().expect("an object").remove("customer");
    attacks.extend([
        ("createVisit", "body holdId", post(format!("{visits}/visits"), with_hold), NotFound),
        ("createVisit", "body customerId", post(format!("{visits}/visits"), for_customer), NotFound),
        (
            "createSeries",
            "body holdId",
            post(format!("{visits}/series"), series(scene.booking("holdId", json!(hold)))),
            NotFound,
        ),
    ]);
    attacks.extend([
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
        ("getCallRecording", "path id", get(format!("/api/calls/{call}/recording")), NotFound),
        ("getCallVoicemail", "path id", get(format!("/api/calls/{call}/voicemail")), NotFound),
        (
            "followUpCall",
            "path id",
            post(format!("/api/calls/{call}/follow-up"), json!({ "done": true })),
            NotFound,
        ),
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
    ]);
    attacks
}

/// Names of places are written once and live as long as the test.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The same on those who work there. Where a request is right but for one id, it is about the attacker's own Jonas, who
/// has a visit.
fn attacks_on_the_team(scene: &Scene) -> Vec<Attack> {
    use Expected::{NotFound, NothingListed};
    let Scene { app, time_off, feed, .. } = scene;
    let page =
        |deed: &str, body: Value| app.post(format!("/api/visit-pages/{}/{deed}", scene.visit)).json(&body);
    let people = "/api/employees";
    let victim = app.salon.employee("Marcus");
    let jonas = app.other.employee("Jonas");
    let theirs = |rest: &str| format!("{people}/{victim}{rest}");
    let own = |rest: &str| format!("{people}/{jonas}{rest}");
    let ask = |method: Method, path: String| app.ask(method, path).bearer(&scene.token);
    let with = |method: Method, path: String, body: Value| ask(method, path).json(&body);
    let service = app.salon.service("Men's haircut");
    let to_victim = json!({ "isActive": false, "futureVisits": "REASSIGN", "reassignToId": victim });
    let away = json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12" });
    let mut away_to_victim = away.clone();
    away_to_victim["futureVisits"] = json!("REASSIGN");
    away_to_victim["reassignToId"] = json!(victim);
    let skills = |id: String| json!({ "services": [{ "serviceId": id }] });
    let closed = json!({ "windows": [] });
    vec![
        (
            "listEmployees",
            "query serviceId",
            ask(Method::GET, format!("{people}?serviceId={service}")),
            NothingListed,
        ),
        ("getEmployee", "path id", ask(Method::GET, theirs("")), NotFound),
        (
            "updateEmployee",
            "path id",
            with(Method::PATCH, theirs(""), json!({ "name": "Mallory" })),
            NotFound,
        ),
        ("updateEmployee", "body reassignToId", with(Method::PATCH, own(""), to_victim), NotFound),
        ("deleteEmployee", "path id", ask(Method::DELETE, theirs("?futureVisits=CANCEL")), NotFound),
        (
            "deleteEmployee",
            "query reassignToId",
            ask(Method::DELETE, own(&format!("?futureVisits=REASSIGN&reassignToId={victim}"))),
            NotFound,
        ),
        ("restoreEmployee", "path id", ask(Method::POST, theirs("/restore")), NotFound),
        (
            "setEmployeeHours",
            "path id",
            with(Method::PUT, theirs("/hours"), json!({ "weeklyHours": [] })),
            NotFound,
        ),
        (
            "setEmployeeServices",
            "path id",
            with(Method::PUT, theirs("/services"), skills(app.other.service("Haircut").to_string())),
            NotFound,
        ),
        (
            "setEmployeeServices",
            "body serviceId",
            with(Method::PUT, own("/services"), skills(service.to_string())),
            NotFound,
        ),
        ("listEmployeeOverrides", "path id", ask(Method::GET, theirs("/overrides")), NotFound),
        (
            "setEmployeeOverride",
            "path id",
            with(Method::PUT, theirs("/overrides/2026-03-12"), closed),
            NotFound,
        ),
        ("deleteEmployeeOverride", "path id", ask(Method::DELETE, theirs("/overrides/2026-03-13")), NotFound),
        ("listTimeOff", "path id", ask(Method::GET, theirs("/time-off")), NotFound),
        ("createTimeOff", "path id", with(Method::POST, theirs("/time-off"), away), NotFound),
        (
            "createTimeOff",
            "body reassignToId",
            with(Method::POST, own("/time-off"), away_to_victim),
            NotFound,
        ),
        ("deleteTimeOff", "path id", ask(Method::DELETE, theirs(&format!("/time-off/{time_off}"))), NotFound),
        (
            "deleteTimeOff",
            "path timeOffId",
            ask(Method::DELETE, own(&format!("/time-off/{time_off}"))),
            NotFound,
        ),
        ("getEmployeePhoto", "path id", ask(Method::GET, theirs("/photo")), NotFound),
        ("setEmployeePhoto", "path id", ask(Method::PUT, theirs("/photo")).raw("image/png", PNG), NotFound),
        ("deleteEmployeePhoto", "path id", ask(Method::DELETE, theirs("/photo")), NotFound),
        ("createCalendarFeed", "path id", ask(Method::POST, theirs("/feed")), NotFound),
        ("deleteCalendarFeed", "path id", ask(Method::DELETE, theirs("/feed")), NotFound),
        // The secret alone opens it: neither an id does, nor what is kept of the secret.
        (
            "getCalendarFeed",
            "path token",
            ask(Method::GET, format!("/api/calendar/{}.ics", &feed[..feed.len() - 1])),
            NotFound,
        ),
        // The secret of a visit's page alone opens it: neither does an id, nor the secret of something else.
        (
            "getVisitPage",
            "path token",
            ask(Method::GET, format!("/api/visit-pages/{}", scene.visit)),
            NotFound,
        ),
        (
            "listVisitTimes",
            "path token",
            ask(Method::GET, format!("/api/visit-pages/{feed}/times")),
            NotFound,
        ),
        ("confirmVisitPage", "path token", page("confirm", json!({})), NotFound),
        ("cancelVisitPage", "path token", page("cancel", json!({})), NotFound),
        (
            "moveVisitPage",
            "path token",
            page("move", json!({ "startsAt": "2026-03-12T15:00:00Z", "slot": "x" })),
            NotFound,
        ),
        // Known by a hash of its words alone.
        ("getSpeech", "path id", ask(Method::GET, format!("/api/speech/{feed}")), NotFound),
    ]
}

/// The same on those who are served. Where a request is right but for one id, it is about the attacker's own Jutta.
fn attacks_on_customers(scene: &Scene) -> Vec<Attack> {
    use Expected::{NotFound, NothingListed};
    let Scene { app, caller: customer, own_customer, .. } = scene;
    let path = "/api/customers";
    let ask = |method: Method, path: String| app.ask(method, path).bearer(&scene.token);
    let with = |method: Method, path: String, body: Value| ask(method, path).json(&body);
    let theirs = |rest: &str| format!("{path}/{customer}{rest}");
    let employee = app.salon.employee("Marcus");
    let preferring = json!({ "name": "Mallory", "preferredEmployeeId": employee });
    let merge = |other: &str| json!({ "otherId": other });
    let name = json!({ "confirm": "Dana Whitlock" });
    vec![
        (
            "listCalls",
            "query customerId",
            ask(Method::GET, format!("/api/calls?customerId={customer}")),
            NothingListed,
        ),
        ("getCustomer", "path id", ask(Method::GET, theirs("")), NotFound),
        (
            "createCustomer",
            "body preferredEmployeeId",
            with(Method::POST, path.into(), preferring.clone()),
            NotFound,
        ),
        (
            "updateCustomer",
            "path id",
            with(Method::PATCH, theirs(""), json!({ "name": "Mallory" })),
            NotFound,
        ),
        (
            "updateCustomer",
            "body preferredEmployeeId",
            with(Method::PATCH, format!("{path}/{own_customer}"), preferring),
            NotFound,
        ),
        ("deleteCustomer", "path id", ask(Method::DELETE, theirs("")), NotFound),
        ("restoreCustomer", "path id", with(Method::POST, theirs("/restore"), json!({})), NotFound),
        ("mergeCustomers", "path id", with(Method::POST, theirs("/merge"), merge(own_customer)), NotFound),
        (
            "mergeCustomers",
            "body otherId",
            with(Method::POST, format!("{path}/{own_customer}/merge"), merge(customer)),
            NotFound,
        ),
        ("exportCustomer", "path id", ask(Method::GET, theirs("/export")), NotFound),
        ("eraseCustomer", "path id", with(Method::POST, theirs("/erase"), name), NotFound),
    ]
}

/// The beginning of a picture is all that counts.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest";

/// On services, extras and equipment.
fn attacks_on_the_catalogue(scene: &Scene) -> Vec<Attack> {
    let Scene { app, resource, .. } = scene;
    let service = app.salon.service("Men's haircut").to_string();
    let add_on = app.salon.add_on("Beard trim").to_string();
    let employee = app.salon.employee("Marcus").to_string();
    let own_service = app.other.service("Haircut");
    let own_add_on = app.other.add_on("Beard trim");
    let ask =
        |method: Method, path: String, body: Value| app.ask(method, path).bearer(&scene.token).json(&body);
    let new_service = |field: &str, id: &str| {
        let mut body = json!({ "name": "Cut", "category": "Hair", "durationMinutes": 30, "priceCents": 1 });
        body[field] = json!([id]);
        ask(Method::POST, "/api/services".into(), body)
    };
    let changed_service = |field: &str, id: &str| {
        ask(Method::PATCH, format!("/api/services/{own_service}"), json!({ "priceCents": 1, field: [id] }))
    };
    let nothing = || json!({});
    let attacks: Vec<(&str, &str, Asking)> = vec![
        ("getService", "path id", ask(Method::GET, format!("/api/services/{service}"), nothing())),
        ("createService", "body addOnIds", new_service("addOnIds", &add_on)),
        ("createService", "body resourceIds", new_service("resourceIds", resource)),
        ("createService", "body employeeIds", new_service("employeeIds", &employee)),
        (
            "updateService",
            "path id",
            ask(Method::PATCH, format!("/api/services/{service}"), json!({ "priceCents": 1 })),
        ),
        ("updateService", "body addOnIds", changed_service("addOnIds", &add_on)),
        ("updateService", "body resourceIds", changed_service("resourceIds", resource)),
        ("updateService", "body employeeIds", changed_service("employeeIds", &employee)),
        ("deleteService", "path id", ask(Method::DELETE, format!("/api/services/{service}"), nothing())),
        (
            "restoreService",
            "path id",
            ask(Method::POST, format!("/api/services/{service}/restore"), nothing()),
        ),
        (
            "createAddOn",
            "body serviceIds",
            ask(
                Method::POST,
                "/api/add-ons".into(),
                json!({ "name": "Mask", "durationMinutes": 5, "priceCents": 1, "serviceIds": [service] }),
            ),
        ),
        (
            "updateAddOn",
            "path id",
            ask(Method::PATCH, format!("/api/add-ons/{add_on}"), json!({ "priceCents": 1 })),
        ),
        (
            "updateAddOn",
            "body serviceIds",
            ask(Method::PATCH, format!("/api/add-ons/{own_add_on}"), json!({ "serviceIds": [service] })),
        ),
        ("deleteAddOn", "path id", ask(Method::DELETE, format!("/api/add-ons/{add_on}"), nothing())),
        ("restoreAddOn", "path id", ask(Method::POST, format!("/api/add-ons/{add_on}/restore"), nothing())),
        (
            "updateResource",
            "path id",
            ask(Method::PATCH, format!("/api/resources/{resource}"), json!({ "units": 9 })),
        ),
        ("deleteResource", "path id", ask(Method::DELETE, format!("/api/resources/{resource}"), nothing())),
        (
            "restoreResource",
            "path id",
            ask(Method::POST, format!("/api/resources/{resource}/restore"), nothing()),
        ),
    ];
    attacks.into_iter().map(|(id, place, asking)| (id, place, asking, Expected::NotFound)).collect()
}

/// Who logs in, keys, webhooks, the log; and the salon itself.
async fn attacks_on_accounts(scene: &Scene) -> Vec<Attack> {
    use Expected::{Forbidden, NotFound, NothingListed};
    let Scene { app, token, victims_token, .. } = scene;
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let theirs = async |method: Method, path: &str, body: Value| {
        app.ask(method, path).bearer(victims_token).json(&body).send().await.data()
    };
    let me = app.get("/api/auth/me").bearer(victims_token).send().await.ok().data();
    let (person, salon) = (text(&me["user"]["id"]), text(&me["tenant"]["id"]));
    let session = app.get("/api/auth/sessions").bearer(victims_token).send().await.ok().data();
    let session = text(&session[0]["id"]);
    let invited = json!({ "email": "new@salon.test", "role": "STYLIST" });
    let invitation = text(&theirs(Method::POST, "/api/invitations", invited).await["id"]);
    let key = json!({ "name": "Theirs", "scopes": ["read"] });
    let key = text(&theirs(Method::POST, "/api/api-keys", key).await["id"]);
    let hook = json!({ "url": "https://hooks.salon.example/a", "events": ["call.ended"] });
    let hook = text(&theirs(Method::POST, "/api/webhooks", hook).await["id"]);
    let delivery = text(&theirs(Method::POST, &format!("/api/webhooks/{hook}/ping"), json!({})).await["id"]);
    let jobs = theirs(Method::GET, "/api/jobs", Value::Null).await;
    let job = text(&jobs[0]["id"]);
    let rehearsal = bolt::ids::RehearsalId::generate();
    let row = [
        ("tenant_id", app.salon.id.into()),
        ("id", rehearsal.into()),
        ("started_at", 0_i64.into()),
        ("catalogue_version", 1_i64.into()),
        ("passed", 0_i32.into()),
        ("failed", 0_i32.into()),
        ("calls", json!({}).into()),
    ];
    app.rows.insert("rehearsals", &row).await.expect("a row");
    let employee = app.salon.employee("Marcus").to_string();
    // Somebody of the attacker's own, so that the request is right but for one id.
    app.member(&app.other, bolt::modules::auth::Role::Stylist).await;
    let own = app.get("/api/members").bearer(token).send().await.ok().data();
    let own = own.as_array().expect("people").iter().find(|one| one["role"] == "STYLIST").expect("one");
    let own = text(&own["userId"]);

    let ask = |method: Method, path: String| app.ask(method, path).bearer(token);
    let send = |method: Method, path: String, body: Value| ask(method, path).json(&body);
    let numbers = theirs(Method::GET, "/api/phone-numbers", Value::Null).await;
    let number = format!("/api/phone-numbers/{}", text(&numbers["numbers"][0]["id"]));
    let (hook_path, members) = (format!("/api/webhooks/{hook}"), "/api/members");
    let tenants = format!("/api/operator/tenants/{salon}");
    let look = json!({ "reason": "curious" });
    let status = json!({ "status": "SUSPENDED", "reason": "spite" });
    let of_employee = json!({ "email": "x@salon.test", "role": "STYLIST", "employeeId": employee });
    vec![
        (
            "switchSalon",
            "body tenantId",
            send(Method::POST, "/api/auth/switch".into(), json!({ "tenantId": salon })),
            NotFound,
        ),
        ("revokeSession", "path id", ask(Method::DELETE, format!("/api/auth/sessions/{session}")), NotFound),
        (
            "updateMember",
            "path id",
            send(Method::PATCH, format!("{members}/{person}"), json!({ "role": "STYLIST" })),
            NotFound,
        ),
        (
            "updateMember",
            "body employeeId",
            send(Method::PATCH, format!("{members}/{own}"), json!({ "employeeId": employee })),
            NotFound,
        ),
        ("removeMember", "path id", ask(Method::DELETE, format!("{members}/{person}")), NotFound),
        (
            "createInvitation",
            "body employeeId",
            send(Method::POST, "/api/invitations".into(), of_employee),
            NotFound,
        ),
        (
            "resendInvitation",
            "path id",
            ask(Method::POST, format!("/api/invitations/{invitation}/resend")),
            NotFound,
        ),
        (
            "revokeInvitation",
            "path id",
            ask(Method::DELETE, format!("/api/invitations/{invitation}")),
            NotFound,
        ),
        ("revokeApiKey", "path id", ask(Method::DELETE, format!("/api/api-keys/{key}")), NotFound),
        ("getWebhook", "path id", ask(Method::GET, hook_path.clone()), NotFound),
        (
            "updateWebhook",
            "path id",
            send(Method::PATCH, hook_path.clone(), json!({ "isActive": false })),
            NotFound,
        ),
        ("deleteWebhook", "path id", ask(Method::DELETE, hook_path.clone()), NotFound),
        ("rotateWebhookSecret", "path id", ask(Method::POST, format!("{hook_path}/secret")), NotFound),
        ("pingWebhook", "path id", ask(Method::POST, format!("{hook_path}/ping")), NotFound),
        (
            "listWebhookDeliveries",
            "query webhookId",
            ask(Method::GET, format!("/api/webhook-deliveries?webhookId={hook}")),
            NothingListed,
        ),
        (
            "replayWebhookDelivery",
            "path id",
            ask(Method::POST, format!("/api/webhook-deliveries/{delivery}/replay")),
            NotFound,
        ),
        ("checkPhoneNumber", "path id", ask(Method::POST, format!("{number}/check")), NotFound),
        ("releasePhoneNumber", "path id", ask(Method::POST, format!("{number}/release")), NotFound),
        ("keepPhoneNumber", "path id", ask(Method::POST, format!("{number}/keep")), NotFound),
        ("retryJob", "path id", ask(Method::POST, format!("/api/jobs/{job}/retry")), NotFound),
        ("discardJob", "path id", ask(Method::DELETE, format!("/api/jobs/{job}")), NotFound),
        (
            "getRehearsal",
            "path id",
            ask(Method::GET, format!("/api/ai-assistant/rehearsals/{rehearsal}")),
            NotFound,
        ),
        (
            "listAuditLog",
            "query subjectId",
            ask(Method::GET, format!("/api/audit-log?subjectId={key}")),
            NothingListed,
        ),
        (
            "listAuditLog",
            "query actorId",
            ask(Method::GET, format!("/api/audit-log?actorId={person}")),
            NothingListed,
        ),
        ("getOperatorTenant", "path id", ask(Method::GET, tenants.clone()), Forbidden),
        ("setTenantStatus", "path id", send(Method::PUT, format!("{tenants}/status"), status), Forbidden),
        ("lookIn", "path id", send(Method::POST, format!("{tenants}/look-in"), look), Forbidden),
    ]
}

#[tokio::test]
async fn another_salons_ids_name_nothing_and_change_nothing() {
    let scene = Scene::new().await;
    let mut attacks = attacks(&scene);
    attacks.extend(attacks_on_the_team(&scene));
    attacks.extend(attacks_on_customers(&scene));
    attacks.extend(attacks_on_the_catalogue(&scene));
    attacks.extend(attacks_on_accounts(&scene).await);
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

    let mut compared = 0;
    for (id, place, request, expected) in attacks {
        let foreign = ids_in(&request.text()).into_iter().filter(|id| id.is_in(&before, &scene.app.salon.id));
        let at_random = foreign.fold(request.clone(), |request, id| {
            compared += 1;
            request.with(&id.text, &id.another())
        });
        let answer = request.send().await;
        // An id of another salon and one that was never given are answered alike, to the letter.
        let other = at_random.send().await;
        assert_eq!(
            (answer.status, without_number(&answer)),
            (other.status, without_number(&other)),
            "{id}, {place}"
        );
        match expected {
            Expected::Forbidden => {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{id}, {place}: {}", answer.text());
            }
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
    assert!(compared > 80, "{compared}");
}

/// An id in a request.
struct Id {
    text: String,
    prefix: String,
    hex: String,
}

const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";

fn ids_in(text: &str) -> Vec<Id> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text.split(|letter: char| !is_part(letter));
    words
        .filter_map(|word| {
            let (prefix, digits) = word.rsplit_once('_')?;
            let value = |digit: char| ALPHABET.find(digit).map(|value| value as u128);
            let bits = digits.chars().try_fold(0_u128, |bits, digit| Some(bits << 5 | value(digit)?))?;
            let hex = format!("{bits:032X}");
            (digits.len() == 26).then(|| Id { text: word.to_owned(), prefix: prefix.to_owned(), hex })
        })
        .collect()
}

impl Id {
    /// Whether a row of this salon has it.
    fn is_in(
        &self,
        rows: &std::collections::BTreeMap<String, Vec<String>>,
        salon: &bolt::ids::TenantId,
    ) -> bool {
        let salon = hex::encode_upper(salon.bytes());
        rows.values().flatten().any(|row| row.contains(&salon) && row.contains(&self.hex))
    }

    /// One of the same kind that was never given.
    fn another(&self) -> String {
        let bits = uuid::Uuid::now_v7().as_u128();
        let digit = |place: u32| ALPHABET.as_bytes()[(bits >> (place * 5)) as usize & 31] as char;
        format!("{}_{}", self.prefix, (0..26).rev().map(digit).collect::<String>())
    }
}

/// An answer without the number of its request, and without the tokens and times that differ each time.
fn without_number(answer: &crate::support::http::Answer) -> Value {
    let mut json = answer.json();
    if let Some(fields) = json.as_object_mut() {
        fields.remove("requestId");
    }
    json
}

#[tokio::test]
async fn the_same_requests_work_for_the_salon_itself() {
    // Otherwise the attacks might fail for reasons of their own.
    let scene = Scene::new().await;
    let Scene { app, visit, call, browser_call, message, caller: customer, victims_token, .. } = &scene;
    for path in [
        format!("/api/appointments/{visit}"),
        format!("/api/calls/{call}"),
        format!("/api/notifications?appointmentId={visit}"),
        format!("/api/appointments?employeeId={}", app.salon.employee("Marcus")),
        format!("/api/customers/{customer}"),
        format!("/api/customers/{customer}/export"),
        format!("/api/calls?customerId={customer}"),
        format!("/api/employees/{}", app.salon.employee("Marcus")),
        format!("/api/employees/{}/overrides", app.salon.employee("Marcus")),
        format!("/api/employees/{}/time-off", app.salon.employee("Marcus")),
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
async fn a_claimed_number_opens_nobodys_visits() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let before = app.rows.everything().await;
    // From another telephone, and from one that shows no number; with no name, another's, and half of the right one.
    for from in ["+13475550177", "anonymous"] {
        for name in ["John Smith", "Dana", "Whitlock", "I'd rather not say"] {
            for wish in [
                "cancel my appointment",
                "when is my appointment",
                "move my appointment to friday at three pm",
            ] {
                let (mut line, heard) = app.ring(from, app.salon.number).await;
                let mut told = vec![heard.words];
                for words in [
                    wish,
                    "it is under another number",
                    "347 555 0151",
                    name,
                    "yes",
                    "the beard trim with Marcus",
                    "yes",
                ] {
                    let heard = line.say(words).await;
                    told.push(heard.words);
                    if heard.then != crate::support::twilio::Then::Listens {
                        break;
                    }
                }
                line.hang_up(30).await;
                let told = told[1..].join(" ");
                for secret in ["eleven", "11", "Beard", "beard trim with", "Dana W", "Wednesday, March 11"] {
                    assert!(!told.contains(secret), "{from}, {name}, {wish} learns {secret}: {told}");
                }
            }
        }
    }
    let after = app.rows.everything().await;
    for table in ["appointments", "booked_quanta", "customers"] {
        assert_eq!(after[table], before[table], "{table}");
    }
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
    secrets.extend([app.salon.id.to_string(), scene.resource.clone()]);
    let service = app.other.service("Haircut");
    let mut read = 0;

    let is_read = |one: &&Operation| one.method == Method::GET && !one.path.contains('{');
    // The telephone company's socket is nobody's to read.
    let is_of_people = |one: &&Operation| one.security.as_deref() != Some("twilioSignature");
    for operation in operations().iter().filter(is_read).filter(is_of_people) {
        for more in ["", "?search=Dana", "?search=555", "?search=%25", "?search=_", "?page=1&pageSize=100"] {
            let path = match operation.path.contains("availability") {
                true => format!(
                    "{}?serviceId={service}&from=2026-03-12&to=2026-03-20&startsAt=2026-03-12T14:00",
                    operation.path
                ),
                false if operation.path.starts_with("/api/reports/") => {
                    format!("{}?from=2026-03-01&to=2026-03-31", operation.path)
                }
                false => format!("{}{more}", operation.path),
            };
            let answer = app.get(path).bearer(&scene.token).header("x-api-key", &scene.key).send().await;
            // Operators' pages, and the telephone company's sockets.
            let is_for_others = ["/api/operator/", "/api/telephony/"];
            let is_for_others = is_for_others.iter().any(|path| operation.path.starts_with(path));
            let right = if is_for_others { StatusCode::FORBIDDEN } else { StatusCode::OK };
            assert_eq!(answer.status, right, "{} {more}: {}", operation.id, answer.text());
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
    assert_eq!(of_salon.as_array().map(Vec::len), Some(3), "while its own people find it");
}

#[tokio::test]
async fn every_operation_is_guarded_or_known_to_be_public() {
    let scene = Scene::new().await;
    let app = &scene.app;
    let before = app.rows.everything().await;
    for operation in operations() {
        let path = filled(&operation.path, &scene.visit);
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
                    "twilioSignature" | "stripeSignature" => StatusCode::FORBIDDEN,
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
            "twilioSignature" | "stripeSignature" => StatusCode::FORBIDDEN,
            _ => StatusCode::UNAUTHORIZED,
        });
    }
    assert_eq!(app.rows.everything().await, before);
}
