//! The catalogue through the doors: services with their parts, extras and equipment, and what free times make of them.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use bolt::modules::tenants;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Answer;

/// A Wednesday, a day after the tests' now. Anna and Marcus both work from 10:00 to 17:00.
const DAY: &str = "2026-03-11";

/// The salon's manager at work.
struct Desk {
    app: TestApp,
    token: String,
}

impl Desk {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let token = app.member(&app.salon, Role::Manager).await;
        Self { app, token }
    }

    async fn get(&self, path: &str) -> Answer {
        self.app.get(path).bearer(&self.token).send().await
    }

    async fn ask(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.app.ask(method, path).bearer(&self.token).json(body).send().await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, body).await
    }

    async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::PATCH, path, body).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.app.ask(Method::DELETE, path).bearer(&self.token).send().await
    }

    fn employee(&self, name: &str) -> String {
        self.app.salon.employee(name).to_string()
    }

    /// A new service that Anna and Marcus do.
    async fn service(&self, more: Value) -> String {
        let mut body = json!({
            "name": "Colour", "category": "Colour", "durationMinutes": 30, "priceCents": 9_000,
            "employeeIds": [self.employee("Anna"), self.employee("Marcus")],
        });
        for (field, value) in more.as_object().expect("fields") {
            body[field] = value.clone();
        }
        let added = self.post("/api/services", &body).await.created().data();
        added["id"].as_str().expect("an id").to_owned()
    }

    /// Colour that takes 30 minutes of work, develops for 60, and takes 30 to finish.
    async fn colour(&self) -> String {
        let segments = json!([
            { "kind": "work", "minutes": 30 },
            { "kind": "processing", "minutes": 60 },
            { "kind": "finishing", "minutes": 30 },
        ]);
        self.service(json!({ "segments": segments, "durationMinutes": null })).await
    }

    async fn basin(&self, units: u32) -> String {
        let basin = self.post("/api/resources", &json!({ "name": "Wash basin", "units": units })).await;
        basin.created().data()["id"].as_str().expect("an id").to_owned()
    }

    async fn book(&self, service: &str, employee: &str, time: &str) -> Answer {
        self.post("/api/appointments", &self.booking(service, employee, time)).await
    }

    fn booking(&self, service: &str, employee: &str, time: &str) -> Value {
        json!({
            "serviceId": service, "employeeId": self.employee(employee),
            "startsAt": self.app.salon.at(&format!("{DAY}T{time}")), "customer": { "name": "Dana Whitlock" },
        })
    }

    /// The free starts with somebody on the day, as the salon's clock shows them.
    async fn free(&self, service: &str, employee: &str) -> Vec<String> {
        let employee = self.employee(employee);
        let path = format!("/api/availability?serviceId={service}&employeeId={employee}&from={DAY}");
        let slots = self.get(&path).await.ok().data()["slots"].take();
        let shown = |slot: &Value| {
            let start: jiff::Timestamp =
                slot["startsAt"].as_str().expect("text").parse().expect("an instant");
            self.app.salon.zone.to_datetime(start).strftime("%H:%M").to_string()
        };
        slots.as_array().expect("a list").iter().map(shown).collect()
    }

    /// Why a start is not free.
    async fn reason(&self, service: &str, employee: &str, time: &str) -> Value {
        let employee = self.employee(employee);
        let path = format!(
            "/api/availability/check?serviceId={service}&employeeId={employee}&startsAt={DAY}T{time}"
        );
        self.get(&path).await.ok().data()["reason"].take()
    }

    /// The names in a list.
    async fn names(&self, path: &str) -> Vec<String> {
        let list = self.get(path).await.ok().data();
        let name = |row: &Value| row["name"].as_str().expect("a name").to_owned();
        list.as_array().expect("a list").iter().map(name).collect()
    }
}

#[tokio::test]
async fn a_service_is_added_changed_taken_out_and_put_back() {
    let desk = Desk::new().await;
    let basin = desk.basin(2).await;
    let mask = json!({ "name": "Mask", "durationMinutes": 10, "priceCents": 1_500 });
    let mask = desk.post("/api/add-ons", &mask).await.created().data();

    let body = json!({
        "name": "  Full colour ", "category": "Colour", "description": "One shade.", "priceCents": 13_000,
        "segments": [
            { "kind": "work", "minutes": 45 },
            { "kind": "processing", "minutes": 35, "bookable": true },
            { "kind": "finishing", "minutes": 30 },
            { "kind": "transition", "minutes": 10 },
        ],
        "bufferBeforeMinutes": 5, "bufferAfterMinutes": 10, "synonyms": ["tint", "dye", "tint"],
        "addOnIds": [mask["id"]], "resourceIds": [basin, basin], "employeeIds": [desk.employee("Priya")],
    });
    let added = desk.post("/api/services", &body).await.created().data();

    assert_eq!(added["name"], "Full colour");
    assert_eq!(added["durationMinutes"], 110, "45 + 35 + 30; the client does not wait for the tidying up");
    assert_eq!(added["segments"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        added["segments"][1],
        json!({ "kind": "processing", "minutes": 35, "bookable": true, "resourceIds": [] })
    );
    assert_eq!((&added["bufferBeforeMinutes"], &added["bufferAfterMinutes"]), (&json!(5), &json!(10)));
    assert_eq!(added["synonyms"], json!(["tint", "dye"]));
    assert_eq!((&added["addOnIds"][0], &added["addOns"][0]["name"]), (&mask["id"], &json!("Mask")));
    assert_eq!(added["resourceIds"], json!([basin]));
    assert_eq!(added["employeeIds"], json!([desk.employee("Priya")]));
    assert_eq!(
        (&added["position"], &added["isDeleted"], &added["futureVisits"]),
        (&json!(4), &json!(false), &json!(0))
    );
    let path = format!("/api/services/{}", added["id"].as_str().expect("an id"));
    assert_eq!(desk.get(&path).await.ok().data(), added);

    let change = json!({
        "name": "Colour", "segments": [], "durationMinutes": 90, "description": "", "addOnIds": [],
        "employeeIds": [desk.employee("Anna")], "position": 0,
    });
    let changed = desk.patch(&path, &change).await.ok().data();
    assert_eq!((&changed["name"], &changed["durationMinutes"]), (&json!("Colour"), &json!(90)));
    assert_eq!((&changed["segments"], &changed["description"]), (&json!([]), &Value::Null));
    assert_eq!((&changed["addOns"], &changed["resourceIds"]), (&json!([]), &json!([basin])));
    assert_eq!(changed["employeeIds"], json!([desk.employee("Anna")]));
    assert_eq!(changed["bufferAfterMinutes"], 10, "what is not named stays");
    assert_eq!(desk.names("/api/services").await[0], "Colour");

    let removed = desk.delete(&path).await.ok().data();
    assert_eq!((&removed["isDeleted"], &removed["futureVisits"]), (&json!(true), &json!(0)));
    assert!(!desk.names("/api/services").await.contains(&"Colour".to_owned()));
    assert_eq!(desk.names("/api/services?deleted=true").await, ["Colour"]);
    let refused = desk.patch(&path, &json!({ "name": "Tint" })).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.code(), "deleted");
    assert_eq!(desk.delete(&path).await.ok().data()["isDeleted"], true, "again is no harm");
    let back = desk.post(&format!("{path}/restore"), &json!({})).await.ok().data();
    assert_eq!((&back["isDeleted"], &back["name"]), (&json!(false), &json!("Colour")));
}

#[tokio::test]
async fn the_list_is_found_filtered_and_sorted() {
    let desk = Desk::new().await;
    let tint = json!({ "name": "Tint", "category": "Colour", "durationMinutes": 90, "priceCents": 9_900, "synonyms": ["dye"] });
    let tint = desk.post("/api/services", &tint).await.created().data();
    let path = format!("/api/services/{}", tint["id"].as_str().expect("an id"));
    desk.patch(&path, &json!({ "isActive": false })).await.ok();

    for (query, expected) in [
        ("", &["Women's haircut", "Men's haircut", "Highlights", "Tint"][..]),
        ("?sort=-position", &["Tint", "Highlights", "Men's haircut", "Women's haircut"]),
        ("?sort=name", &["Highlights", "Men's haircut", "Tint", "Women's haircut"]),
        ("?sort=-name", &["Women's haircut", "Tint", "Men's haircut", "Highlights"]),
        ("?sort=priceCents", &["Men's haircut", "Women's haircut", "Tint", "Highlights"]),
        ("?sort=-durationMinutes", &["Highlights", "Tint", "Women's haircut", "Men's haircut"]),
        ("?sort=category", &["Tint", "Women's haircut", "Men's haircut", "Highlights"]),
        ("?isActive=false", &["Tint"]),
        ("?isActive=true&sort=-priceCents&pageSize=1", &["Highlights"]),
        ("?category=Colour", &["Tint"]),
        ("?search=HAIRCUT", &["Women's haircut", "Men's haircut"]),
        ("?search=dye", &["Tint"]),
        ("?search=%25", &[]),
        ("?deleted=true", &[]),
    ] {
        assert_eq!(desk.names(&format!("/api/services{query}")).await, expected, "{query}");
    }
    let categories = desk.get("/api/services/categories").await.ok().data();
    assert_eq!(categories, json!([{ "name": "Colour", "services": 1 }, { "name": "Hair", "services": 3 }]));
    for query in ["?sort=colour", "?isActive=maybe", "?page=0"] {
        desk.get(&format!("/api/services{query}")).await.expect(StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_by_its_name_and_nothing_is_written() {
    let desk = Desk::new().await;
    let before = desk.app.rows.everything().await;
    let long = "x".repeat(10_000);
    let part = |kind: &str, minutes: i64| json!({ "kind": kind, "minutes": minutes });
    let services = [
        ("name", json!({ "name": "" })),
        ("name", json!({ "name": "  " })),
        ("name", json!({ "name": "Cut\u{0}" })),
        ("name", json!({ "name": long })),
        ("category", json!({ "category": "" })),
        ("description", json!({ "description": "a\u{7}" })),
        ("description", json!({ "description": long })),
        ("priceCents", json!({ "priceCents": -1 })),
        ("priceCents", json!({ "priceCents": 10_000_001 })),
        ("priceCents", json!({ "priceCents": 12.5 })),
        ("priceCents", json!({ "priceCents": "12" })),
        ("durationMinutes", json!({ "durationMinutes": 0 })),
        ("durationMinutes", json!({ "durationMinutes": 7 })),
        ("durationMinutes", json!({ "durationMinutes": -30 })),
        ("durationMinutes", json!({ "durationMinutes": 1_445 })),
        ("durationMinutes", json!({ "durationMinutes": null })),
        ("durationMinutes", json!({ "segments": [part("work", 45)] })),
        ("bufferBeforeMinutes", json!({ "bufferBeforeMinutes": 3 })),
        ("bufferAfterMinutes", json!({ "bufferAfterMinutes": 245 })),
        ("segments[1].minutes", json!({ "segments": [part("work", 15), part("processing", 12)] })),
        ("segments[1].minutes", json!({ "segments": [part("work", 15), part("processing", 0)] })),
        ("segments[0].minutes", json!({ "segments": [part("work", 605)] })),
        ("segments[0].minutes", json!({ "segments": [part("work", -5)] })),
        ("segments[0].kind", json!({ "segments": [part("sleeping", 15)] })),
        ("segments[0].kind", json!({ "segments": [part("transition", 15), part("work", 15)] })),
        ("segments", json!({ "segments": [part("processing", 30)] })),
        ("segments", json!({ "segments": vec![part("work", 5); 13] })),
        ("synonyms[1]", json!({ "synonyms": ["cut", ""] })),
        ("synonyms", json!({ "synonyms": vec!["cut"; 31] })),
        ("addOnIds[0]", json!({ "addOnIds": ["add_nonsense"] })),
        ("position", json!({ "position": -1 })),
        ("isDeleted", json!({ "isDeleted": true })),
    ];
    let add_ons = [
        ("name", json!({ "name": "\n" })),
        ("durationMinutes", json!({ "durationMinutes": 4 })),
        ("durationMinutes", json!({ "durationMinutes": 485 })),
        ("priceCents", json!({ "priceCents": -5 })),
    ];
    let resources = [
        ("name", json!({ "name": long })),
        ("units", json!({ "units": 0 })),
        ("units", json!({ "units": 101 })),
        ("units", json!({ "units": -1 })),
    ];
    let right = json!({ "name": "Cut", "category": "Hair", "durationMinutes": 30, "priceCents": 1 });
    let add_on = json!({ "name": "Mask", "durationMinutes": 5, "priceCents": 1 });
    let basin = json!({ "name": "Basin", "units": 1 });
    let service = format!("/api/services/{}", desk.app.salon.service("Highlights"));
    let with = |right: &Value, wrong: &Value| {
        let mut body = right.clone();
        for (field, value) in wrong.as_object().expect("fields") {
            body[field] = value.clone();
        }
        body
    };
    let posts = (services.iter().map(|wrong| ("/api/services", &right, wrong)))
        .chain(add_ons.iter().map(|wrong| ("/api/add-ons", &add_on, wrong)))
        .chain(resources.iter().map(|wrong| ("/api/resources", &basin, wrong)));
    for (path, right, (field, wrong)) in posts {
        let answer = desk.post(path, &with(right, wrong)).await.expect(StatusCode::BAD_REQUEST);
        assert_eq!(answer.code(), "validation_failed");
        assert!(answer.json()["fields"][field].is_string(), "{field}, {wrong}: {}", answer.text());
    }
    for (field, wrong) in services.iter().filter(|(_, wrong)| wrong["durationMinutes"] != Value::Null) {
        let answer = desk.patch(&service, wrong).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{field}, {wrong}: {}", answer.text());
    }
    let nobody = "emp_01h455vb4pex5vsknk084sn02q";
    let unknown = with(&right, &json!({ "employeeIds": [nobody] }));
    assert_eq!(desk.post("/api/services", &unknown).await.expect(StatusCode::NOT_FOUND).code(), "not_found");
    desk.get("/api/services/svc_nonsense").await.expect(StatusCode::NOT_FOUND);
    assert_eq!(desk.app.rows.everything().await, before);
}

#[tokio::test]
async fn only_managers_change_the_catalogue() {
    let desk = Desk::new().await;
    let front_desk = desk.app.member(&desk.app.salon, Role::FrontDesk).await;
    let stylist = desk.app.member(&desk.app.salon, Role::Stylist).await;
    let service = format!("/api/services/{}", desk.app.salon.service("Highlights"));

    for (method, path) in [
        (Method::POST, "/api/services".to_owned()),
        (Method::PATCH, service.clone()),
        (Method::DELETE, service.clone()),
        (Method::POST, format!("{service}/restore")),
        (Method::POST, "/api/services/starter-catalogue".to_owned()),
        (Method::POST, "/api/add-ons".to_owned()),
        (Method::POST, "/api/resources".to_owned()),
    ] {
        let answer =
            desk.app.ask(method.clone(), path.clone()).bearer(&front_desk).json(&json!({})).send().await;
        assert_eq!(answer.expect(StatusCode::FORBIDDEN).code(), "forbidden", "{method} {path}");
    }
    for path in
        [service.as_str(), "/api/services", "/api/services/categories", "/api/add-ons", "/api/resources"]
    {
        desk.app.get(path).bearer(&stylist).send().await.ok();
    }
}

#[tokio::test]
async fn while_colour_develops_somebody_else_is_cut() {
    let desk = Desk::new().await;
    let colour = desk.colour().await;
    let cut = desk.app.salon.service("Men's haircut").to_string();
    desk.book(&colour, "Marcus", "12:00").await.created();

    let free = desk.free(&cut, "Marcus").await;
    for (time, is_free) in [
        ("11:30", true),
        ("11:45", false),
        ("12:00", false),
        ("12:15", false),
        ("12:30", true),
        ("13:00", true),
        ("13:15", false),
        ("13:30", false),
        ("14:00", true),
    ] {
        assert_eq!(free.contains(&time.to_owned()), is_free, "{time}: {free:?}");
    }
    desk.book(&cut, "Marcus", "12:30").await.created();
    desk.book(&cut, "Marcus", "13:00").await.created();
    assert_eq!(desk.reason(&cut, "Marcus", "12:45").await, "busy");

    // Where the stylist has to stay, nobody else fits in.
    let kept = json!([{ "kind": "work", "minutes": 30 }, { "kind": "processing", "minutes": 60, "bookable": false }]);
    let change = json!({ "segments": kept });
    let changed = desk.patch(&format!("/api/services/{colour}"), &change).await.ok().data();
    assert_eq!((&changed["durationMinutes"], &changed["futureVisits"]), (&json!(90), &json!(1)));
    desk.book(&colour, "Anna", "12:00").await.created();
    assert_eq!(
        desk.reason(&desk.app.salon.service("Women's haircut").to_string(), "Anna", "12:30").await,
        "busy"
    );
}

#[tokio::test]
async fn buffers_add_up() {
    let desk = Desk::new().await;
    let bridal = desk
        .service(json!({ "name": "Bridal hair", "bufferBeforeMinutes": 15, "bufferAfterMinutes": 15 }))
        .await;
    let visit = desk.book(&bridal, "Marcus", "12:00").await.created().data();
    assert_eq!(visit["endsAt"], desk.app.salon.at(&format!("{DAY}T12:30")), "the client is gone by then");

    // From 11:45 to 12:45 Marcus is engaged; another with buffers needs a quarter of an hour on its own side as well.
    let plain = desk.app.salon.service("Men's haircut").to_string();
    let (cuts, bridals) = (desk.free(&plain, "Marcus").await, desk.free(&bridal, "Marcus").await);
    for (free, last_before, first_after) in [(cuts, "11:15", "12:45"), (bridals, "11:00", "13:00")] {
        let around = |time: &&String| ("10:45".."13:30").contains(&time.as_str());
        let around: Vec<_> = free.iter().filter(around).collect();
        let gap = around.iter().position(|time| *time == last_before).expect(last_before);
        assert_eq!(around[gap + 1], first_after, "{around:?}");
    }
}

#[tokio::test]
async fn one_basin_serves_one_at_a_time() {
    let desk = Desk::new().await;
    let basin = desk.basin(1).await;
    let wash = desk.service(json!({ "name": "Wash", "resourceIds": [basin] })).await;
    desk.book(&wash, "Anna", "12:00").await.created();

    let refused = desk.book(&wash, "Marcus", "12:15").await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.code(), "slot_taken");
    assert_eq!(refused.json()["details"]["reason"], "resource");
    assert_eq!(desk.reason(&wash, "Marcus", "12:15").await, "resource");
    let free = desk.free(&wash, "Marcus").await;
    assert!(!free.contains(&"12:00".to_owned()) && free.contains(&"12:30".to_owned()), "{free:?}");

    // Without the basin nothing stands in the way; with it again, it does.
    desk.delete(&format!("/api/resources/{basin}")).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(desk.reason(&wash, "Marcus", "12:15").await, Value::Null);
    assert_eq!(desk.names("/api/resources").await, [""; 0]);
    let wash_body =
        desk.patch(&format!("/api/services/{wash}"), &json!({ "resourceIds": [] })).await.ok().data();
    assert_eq!(wash_body["resourceIds"], json!([]));
    desk.post(&format!("/api/resources/{basin}/restore"), &json!({})).await.ok();
    assert_eq!(
        desk.reason(&wash, "Marcus", "12:15").await,
        "resource",
        "the list did not show it, so it was not taken off"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_race_for_the_last_basin_one_wins() {
    let desk = Desk::new().await;
    let basin = desk.basin(1).await;
    let wash = desk.service(json!({ "name": "Wash", "resourceIds": [basin] })).await;

    for (round, time) in ["10:00", "11:00", "12:00", "13:00", "14:00", "15:00"].into_iter().enumerate() {
        let race = ["Anna", "Marcus"].map(|employee| {
            let body = desk.booking(&wash, employee, time);
            tokio::spawn(desk.app.post("/api/appointments").bearer(&desk.token).json(&body).send())
        });
        let answers: Vec<Answer> =
            join_all(race).await.into_iter().map(|answer| answer.expect("no panic")).collect();

        let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409], "{time}");
        let visits = i64::try_from(round + 1).expect("small");
        assert_eq!(desk.app.rows.count("appointments").await, visits);
        assert_eq!(desk.app.rows.count("booked_units").await, visits * 6, "30 minutes each");
    }
}

#[tokio::test]
async fn a_basin_is_taken_only_in_the_parts_that_need_it() {
    let desk = Desk::new().await;
    let basin = desk.basin(1).await;
    let part = |kind: &str, minutes: u32| json!({ "kind": kind, "minutes": minutes });
    let rinsed =
        |kind: &str, minutes: u32| json!({ "kind": kind, "minutes": minutes, "resourceIds": [basin] });
    let segments = json!([part("work", 30), part("processing", 60), rinsed("finishing", 30)]);
    let colour = desk.service(json!({ "segments": segments, "durationMinutes": null })).await;

    // From 12:00 to 14:00 and from 12:30 to 14:30: the one basin is needed from 13:30 and from 14:00.
    desk.book(&colour, "Anna", "12:00").await.created();
    assert_eq!(desk.reason(&colour, "Marcus", "12:15").await, "resource");
    let refused = desk.book(&colour, "Marcus", "11:45").await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.json()["details"]["reason"], "resource");
    let second = desk.book(&colour, "Marcus", "12:30").await.created().data();
    assert_eq!(desk.app.rows.count("booked_units").await, 12, "half an hour each");

    // With a wash before and a rinse at the end, the basin is free in between, also where a visit is moved.
    let segments = json!([rinsed("work", 30), part("processing", 60), rinsed("finishing", 30)]);
    let washed = desk
        .service(json!({ "name": "Wash and colour", "segments": segments, "durationMinutes": null }))
        .await;
    let path = format!("/api/appointments/{}/move", second["id"].as_str().expect("an id"));
    let to = |time: &str| json!({ "startsAt": desk.app.salon.at(&format!("{DAY}T{time}")) });
    desk.post(&path, &to("15:00")).await.ok();
    desk.book(&washed, "Marcus", "12:00").await.expect(StatusCode::CONFLICT);
    desk.book(&washed, "Marcus", "11:00").await.created();
    let wash = desk.service(json!({ "name": "Wash", "resourceIds": [basin] })).await;
    for (time, reason) in [("11:00", json!("resource")), ("11:30", Value::Null), ("12:30", json!("resource"))]
    {
        assert_eq!(desk.reason(&wash, "Anna", time).await, reason, "{time}");
    }
    desk.book(&colour, "Anna", "10:00").await.created();
}

#[tokio::test]
async fn equipment_of_parts_is_kept_with_them() {
    let desk = Desk::new().await;
    let (basin, other) = (desk.basin(1).await, desk.basin(1).await);
    let segments = json!([
        { "kind": "work", "minutes": 30 },
        { "kind": "finishing", "minutes": 30, "resourceIds": [basin, other, basin] },
    ]);
    let new = json!({ "segments": segments, "durationMinutes": null, "resourceIds": [other] });
    let path = format!("/api/services/{}", desk.service(new).await);
    let needed = async || {
        let service = desk.get(&path).await.ok().data();
        let parts = service["segments"].as_array().expect("parts").iter();
        (service["resourceIds"].clone(), parts.map(|part| part["resourceIds"].clone()).collect::<Vec<_>>())
    };
    assert_eq!(needed().await, (json!([other]), vec![json!([]), json!([basin])]), "throughout is enough");
    assert_eq!(
        desk.get("/api/resources").await.ok().data()[0]["serviceIds"].as_array().map(Vec::len),
        Some(1)
    );

    // What is not said stays.
    desk.patch(&path, &json!({ "resourceIds": [] })).await.ok();
    assert_eq!(needed().await, (json!([]), vec![json!([]), json!([basin])]));
    desk.patch(&path, &json!({ "priceCents": 1_000 })).await.ok();
    assert_eq!(needed().await, (json!([]), vec![json!([]), json!([basin])]));

    // Nobody can have meant to take away what is not shown.
    desk.delete(&format!("/api/resources/{basin}")).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(needed().await, (json!([]), vec![json!([]), json!([])]));
    let parts =
        json!([{ "kind": "work", "minutes": 45 }, { "kind": "finishing", "minutes": 30, "resourceIds": [] }]);
    desk.patch(&path, &json!({ "segments": parts, "resourceIds": [] })).await.ok();
    desk.post(&format!("/api/resources/{basin}/restore"), &json!({})).await.ok();
    assert_eq!(needed().await, (json!([]), vec![json!([]), json!([basin])]));
    desk.patch(&path, &json!({ "segments": parts })).await.ok();
    assert_eq!(needed().await, (json!([]), vec![json!([]), json!([])]));

    let tidying = json!([{ "kind": "work", "minutes": 30 }, { "kind": "transition", "minutes": 5, "resourceIds": [basin] }]);
    let wrong = desk.patch(&path, &json!({ "segments": tidying })).await.expect(StatusCode::BAD_REQUEST);
    assert!(wrong.json()["fields"]["segments[1].resourceIds"].is_string(), "{}", wrong.text());
    let unknown =
        json!([{ "kind": "work", "minutes": 30, "resourceIds": ["res_00000000000000000000000000"] }]);
    desk.patch(&path, &json!({ "segments": unknown })).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn there_are_no_fewer_units_than_are_booked() {
    let desk = Desk::new().await;
    let basin = desk.basin(3).await;
    let path = format!("/api/resources/{basin}");
    let wash = desk.service(json!({ "name": "Wash", "resourceIds": [basin] })).await;
    let first = desk.book(&wash, "Anna", "12:00").await.created().data();
    desk.book(&wash, "Marcus", "12:00").await.created();

    let refused = desk.patch(&path, &json!({ "units": 1 })).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.code(), "units_in_use");
    assert_eq!(refused.json()["details"], json!({ "unitsInUse": 2 }));
    assert!(refused.text().contains("2 units"), "{}", refused.text());
    assert_eq!(desk.patch(&path, &json!({ "units": 2 })).await.ok().data()["units"], 2);

    // The first is called off, the second keeps what had the higher number; it must not count beside the one unit.
    let cancel = format!("/api/appointments/{}/cancel", first["id"].as_str().expect("an id"));
    desk.post(&cancel, &json!({})).await.ok();
    desk.patch(&path, &json!({ "units": 1 })).await.ok();
    let highest: i32 = desk.app.rows.one("SELECT MAX(unit) FROM booked_units").await;
    assert_eq!(highest, 1);
    assert_eq!(desk.reason(&wash, "Anna", "12:00").await, "resource");
    // What is over does not hold it up.
    let chair = desk.patch(&path, &json!({ "units": 100, "name": " Basin " })).await.ok().data();
    assert_eq!(
        (&chair["units"], &chair["name"], &chair["serviceIds"]),
        (&json!(100), &json!("Basin"), &json!([wash]))
    );
}

#[tokio::test]
async fn visits_stay_when_their_service_can_no_longer_be_booked() {
    let desk = Desk::new().await;
    let wash = desk.service(json!({ "name": "Wash" })).await;
    let visit = desk.book(&wash, "Anna", "12:00").await.created().data();
    let path = format!("/api/services/{wash}");

    let inactive = desk.patch(&path, &json!({ "isActive": false })).await.ok().data();
    assert_eq!((&inactive["isActive"], &inactive["futureVisits"]), (&json!(false), &json!(1)));
    desk.book(&wash, "Marcus", "12:00").await.expect(StatusCode::NOT_FOUND);
    desk.patch(&path, &json!({ "isActive": true })).await.ok();
    let removed = desk.delete(&path).await.ok().data();
    assert_eq!((&removed["isDeleted"], &removed["futureVisits"]), (&json!(true), &json!(1)));
    desk.book(&wash, "Marcus", "12:00").await.expect(StatusCode::NOT_FOUND);

    let kept = format!("/api/appointments/{}", visit["id"].as_str().expect("an id"));
    let kept = desk.get(&kept).await.ok().data();
    assert_eq!((&kept["status"], &kept["service"]["name"]), (&json!("SCHEDULED"), &json!("Wash")));
}

#[tokio::test]
async fn an_extra_goes_with_the_services_it_names() {
    let desk = Desk::new().await;
    let cut = desk.app.salon.service("Men's haircut").to_string();
    let mask = json!({ "name": "Mask", "durationMinutes": 15, "priceCents": 1_500, "serviceIds": [cut] });
    let mask = desk.post("/api/add-ons", &mask).await.created().data();
    let id = mask["id"].as_str().expect("an id");
    let path = format!("/api/add-ons/{id}");
    assert_eq!((&mask["serviceIds"], &mask["isActive"]), (&json!([cut]), &json!(true)));
    assert_eq!(desk.names("/api/add-ons?search=MASK").await, ["Mask"]);
    let mut body = desk.booking(&cut, "Marcus", "12:00");
    body["addOnIds"] = json!([id]);
    let visit = desk.post("/api/appointments", &body).await.created().data();
    assert_eq!(visit["endsAt"], desk.app.salon.at(&format!("{DAY}T12:45")));

    let change = json!({ "priceCents": 2_000, "durationMinutes": 30, "serviceIds": [] });
    let changed = desk.patch(&path, &change).await.ok().data();
    assert_eq!((&changed["priceCents"], &changed["serviceIds"]), (&json!(2_000), &json!([])));
    body["startsAt"] = json!(desk.app.salon.at(&format!("{DAY}T14:00")));
    desk.post("/api/appointments", &body).await.expect(StatusCode::NOT_FOUND);
    let kept =
        desk.get(&format!("/api/appointments/{}", visit["id"].as_str().expect("an id"))).await.ok().data();
    assert_eq!(kept["addOns"][0]["priceCents"], 1_500, "as it was when booked");

    desk.delete(&path).await.expect(StatusCode::NO_CONTENT);
    assert_eq!(desk.patch(&path, &json!({})).await.expect(StatusCode::CONFLICT).code(), "deleted");
    assert_eq!(desk.names("/api/add-ons?deleted=true").await, ["Mask"]);
    assert_eq!(
        desk.names("/api/add-ons?sort=-name").await,
        ["Scalp massage", "Deep conditioning", "Beard trim"]
    );
    assert_eq!(desk.post(&format!("{path}/restore"), &json!({})).await.ok().data()["isDeleted"], false);
}

#[tokio::test]
async fn the_receptionist_offers_what_can_be_had() {
    let desk = Desk::new().await;
    let db = desk.app.salon.db(&desk.app.app);
    let facts = async || tenants::salon(&desk.app.app.salons, &db).await.expect("the salon").facts.clone();
    let wash = desk.service(json!({ "name": "Wash", "synonyms": ["shampoo"] })).await;
    let mask = json!({ "name": "Mask", "durationMinutes": 5, "priceCents": 1_000, "serviceIds": [wash] });
    let mask = desk.post("/api/add-ons", &mask).await.created().data();
    let known = facts().await;
    let service = known.services.iter().find(|service| service.key == wash).expect("she knows it");
    assert_eq!(service.add_ons, [mask["id"].as_str().expect("an id")]);
    assert!(known.catalogue.services.iter().any(|entry| entry.synonyms == ["shampoo"]));

    let mask = format!("/api/add-ons/{}", mask["id"].as_str().expect("an id"));
    desk.patch(&mask, &json!({ "isActive": false })).await.ok();
    let known = facts().await;
    let service = known.services.iter().find(|service| service.key == wash).expect("she knows it");
    assert!(service.add_ons.is_empty() && known.add_ons.iter().all(|add_on| add_on.name != "Mask"));

    desk.patch(&format!("/api/services/{wash}"), &json!({ "employeeIds": [] })).await.ok();
    assert!(facts().await.services.iter().all(|service| service.key != wash), "nobody does it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_salon_without_services_gets_a_catalogue_once() {
    let desk = Desk::new().await;
    let starter = "/api/services/starter-catalogue";
    let refused = desk.post(starter, &json!({})).await.expect(StatusCode::CONFLICT);
    assert_eq!(refused.code(), "catalogue_not_empty");
    for name in ["Women's haircut", "Men's haircut", "Highlights"] {
        desk.delete(&format!("/api/services/{}", desk.app.salon.service(name))).await.ok();
    }

    let presses = (0..3).map(|_| tokio::spawn(desk.app.post(starter).bearer(&desk.token).send()));
    let answers: Vec<Answer> =
        join_all(presses).await.into_iter().map(|answer| answer.expect("no panic")).collect();

    let added: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).collect();
    assert_eq!(added.len(), 1, "{answers:?}");
    let services = added[0].data()["services"].as_u64().expect("a number");
    assert!((25..=30).contains(&services));
    let list = desk.get("/api/services?pageSize=100").await.ok().json();
    assert_eq!(list["pagination"]["total"], services);
    let colour = list["data"].as_array().expect("a list").iter().find(|one| one["name"] == "Full colour");
    let colour = colour.expect("every salon colours");
    assert_eq!(
        colour["segments"][1],
        json!({ "kind": "processing", "minutes": 35, "bookable": true, "resourceIds": [] })
    );
    assert_eq!(colour["durationMinutes"], 110);
    assert_eq!(colour["resourceIds"].as_array().map(Vec::len), Some(1), "a chair throughout");
    assert_eq!(colour["segments"][2]["resourceIds"].as_array().map(Vec::len), Some(1), "a basin to rinse it");

    // Once somebody does it, it can be booked.
    let path = format!("/api/services/{}", colour["id"].as_str().expect("an id"));
    desk.patch(&path, &json!({ "employeeIds": [desk.employee("Anna")] })).await.ok();
    desk.book(colour["id"].as_str().expect("an id"), "Anna", "12:00").await.created();
}
