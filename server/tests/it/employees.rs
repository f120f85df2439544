//! The team: who works in the salon, when, what they do, and what becomes of their visits when they are not there.

use axum::http::{Method, StatusCode};
use bolt::ids::{EmployeeId, ServiceId};
use bolt::instant::Instant;
use bolt::modules::auth::Role;
use bolt::modules::services::{self, NewService, Timing};
use scheduling::{Segment, SegmentKind, Weeks};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::{Answer, Asking};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and the rest of a picture";

/// The salon's owner at work on the team.
struct Team<'a> {
    app: &'a TestApp,
    token: String,
}

impl<'a> Team<'a> {
    async fn of(app: &'a TestApp) -> Self {
        Self { app, token: app.owner(&app.salon).await }
    }

    fn ask(&self, method: Method, path: &str) -> Asking {
        self.app.ask(method, format!("/api/employees{path}")).bearer(&self.token)
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path).send().await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path).json(&body).send().await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path).json(&body).send().await
    }

    async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path).json(&body).send().await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path).send().await
    }

    /// Free starts on one day, as the clock shows them: `10:00`.
    async fn starts(&self, service: ServiceId, employee: EmployeeId, day: &str) -> Vec<String> {
        let query = format!("serviceId={service}&employeeId={employee}&from={day}&to={day}");
        let answer = self.app.get(format!("/api/availability?{query}")).bearer(&self.token).send().await.ok();
        let slots = answer.data()["slots"].as_array().expect("slots").clone();
        slots.iter().map(|slot| slot["local"].as_str().expect("local")[11..].to_owned()).collect()
    }

    /// First and last free start; none: the day has none.
    async fn span(&self, service: ServiceId, employee: EmployeeId, day: &str) -> Option<(String, String)> {
        let starts = self.starts(service, employee, day).await;
        Some((starts.first()?.clone(), starts.last()?.clone()))
    }

    async fn book(&self, service: &str, employee: &str, local: &str) -> Value {
        let body = self.app.salon.booking(service, Some(employee), local);
        let booked = self.app.post("/api/appointments").bearer(&self.token).json(&body).send().await;
        booked.created().data()
    }

    async fn visit(&self, visit: &Value) -> Value {
        let id = visit["id"].as_str().expect("an id");
        self.app.get(format!("/api/appointments/{id}")).bearer(&self.token).send().await.ok().data()
    }
}

fn span(from: &str, to: &str) -> Option<(String, String)> {
    Some((from.to_owned(), to.to_owned()))
}

fn names(answer: &Answer) -> Vec<String> {
    let data = answer.data();
    let list = data.as_array().expect("a list").iter();
    list.map(|one| one["name"].as_str().expect("a name").to_owned()).collect()
}

/// That a request was refused because of this field.
#[track_caller]
fn assert_field(answer: &Answer, field: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}: {}", answer.text());
    assert_eq!(answer.code(), "validation_failed");
    let fields = answer.json()["fields"].clone();
    assert!(fields[field].is_string(), "{field} is not named: {fields}");
}

#[tokio::test]
async fn somebody_new_can_be_booked_once_they_have_hours_and_services() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;

    let new = json!({ "name": " Zoë Quill ", "phone": "(646) 555-0144", "email": "zoe@salon.test" });
    let added = team.post("", new).await.created().data();

    assert_eq!((&added["name"], &added["phone"]), (&json!("Zoë Quill"), &json!("+16465550144")));
    assert_eq!((&added["isActive"], &added["isDeleted"]), (&json!(true), &json!(false)));
    assert_eq!(added["position"], 4, "after the other three");
    assert!(added["color"].as_str().is_some_and(|color| color.len() == 7));
    let id: EmployeeId = added["id"].as_str().expect("an id").parse().expect("an id");
    let cut = app.salon.service("Men's haircut");
    let week = json!({ "weeklyHours": [
        { "weekday": 3, "startsAt": "09:00", "endsAt": "12:00" },
        { "weekday": 3, "startsAt": "14:00", "endsAt": "16:00" },
    ] });
    let saved = team.put(&format!("/{id}/hours"), week).await.ok().data();
    assert_eq!(saved["visitsOutsideHours"], json!([]));
    assert_eq!(
        saved["weeklyHours"][1],
        json!({ "weekday": 3, "startsAt": "14:00", "endsAt": "16:00", "weeks": "EVERY" })
    );
    let skills = json!({ "services": [{ "serviceId": cut }] });
    let saved = team.put(&format!("/{id}/services"), skills).await.ok().data();
    assert_eq!(saved["serviceIds"], json!([cut]));
    assert_eq!(saved["skills"], json!([{ "serviceId": cut, "durationMinutes": null, "priceCents": null }]));

    let starts = team.starts(cut, id, "2026-03-11").await;
    assert_eq!(starts.first().map(String::as_str), Some("09:00"));
    assert!(starts.contains(&"11:30".to_owned()) && !starts.contains(&"11:45".to_owned()));
    assert!(starts.contains(&"14:00".to_owned()) && !starts.contains(&"13:00".to_owned()));
    assert_eq!(team.get(&format!("/{id}")).await.ok().data()["weeklyHours"], saved["weeklyHours"]);
}

#[tokio::test]
async fn what_a_change_leaves_out_stays_and_null_takes_it_away() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let all = json!({
        "name": "Anna Lind", "title": "Senior stylist", "about": "Ten years.\nLoves curls.", "email": "anna@salon.test",
        "phone": "+1 646 555 0199", "color": "#ABCDEF", "maxVisitsPerDay": 6, "maxMinutesPerDay": 300, "position": 9,
    });

    team.patch(&format!("/{anna}"), all).await.ok();
    let renamed = team.patch(&format!("/{anna}"), json!({ "name": "Anna" })).await.ok().data();

    assert_eq!((&renamed["name"], &renamed["title"]), (&json!("Anna"), &json!("Senior stylist")));
    assert_eq!(renamed["about"], "Ten years.\nLoves curls.");
    assert_eq!((&renamed["phone"], &renamed["color"]), (&json!("+16465550199"), &json!("#abcdef")));
    assert_eq!((&renamed["maxVisitsPerDay"], &renamed["maxMinutesPerDay"]), (&json!(6), &json!(300)));
    assert_eq!(names(&team.get("").await), ["Marcus", "Priya", "Anna"], "her place is 9");
    let without = json!({
        "title": null, "about": "  ", "email": null, "phone": "", "maxVisitsPerDay": null, "maxMinutesPerDay": null
    });
    let without = team.patch(&format!("/{anna}"), without).await.ok().data();
    for field in ["title", "about", "email", "phone", "maxVisitsPerDay", "maxMinutesPerDay"] {
        assert_eq!(without[field], Value::Null, "{field}");
    }
    assert_eq!(without["weeklyHours"].as_array().map(Vec::len), Some(5), "her week is as it was");
}

#[tokio::test]
async fn a_limit_of_visits_a_day_counts() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    team.patch(&format!("/{anna}"), json!({ "maxVisitsPerDay": 1 })).await.ok();
    team.book("Men's haircut", "Anna", "2026-03-11T10:00").await;

    assert_eq!(team.starts(cut, anna, "2026-03-11").await, [""; 0]);
    assert!(!team.starts(cut, anna, "2026-03-12").await.is_empty());
}

#[tokio::test]
async fn a_wrong_profile_is_refused_by_its_field_and_nothing_is_written() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let before = app.rows.everything().await;
    let long = "x".repeat(10_000);
    for (field, value) in [
        ("name", json!("")),
        ("name", json!("  ")),
        ("name", json!(long)),
        ("name", json!("An\nna")),
        ("name", json!(7)),
        ("title", json!(long)),
        ("title", json!("Senior\u{0}stylist")),
        ("about", json!(long)),
        ("about", json!("bell \u{7}")),
        ("email", json!("anna")),
        ("email", json!("anna@salon")),
        ("email", json!("an na@salon.test")),
        ("email", json!("a@b@salon.test")),
        ("email", json!(format!("{long}@salon.test"))),
        ("phone", json!("12")),
        ("phone", json!("call me")),
        ("color", json!("red")),
        ("color", json!("#12345g")),
        ("color", json!("#1234567")),
        ("maxVisitsPerDay", json!(0)),
        ("maxVisitsPerDay", json!(-1)),
        ("maxVisitsPerDay", json!(201)),
        ("maxMinutesPerDay", json!(7)),
        ("maxMinutesPerDay", json!(1445)),
        ("position", json!(-1)),
        ("salary", json!(1)),
    ] {
        let mut body = json!({ "name": "Nora" });
        body[field] = value;
        assert_field(&team.post("", body.clone()).await, field);
        assert_field(&team.patch(&format!("/{anna}"), body).await, field);
    }
    assert_field(&team.patch(&format!("/{anna}"), json!({ "futureVisits": "BURN" })).await, "futureVisits");
    assert_field(&team.patch(&format!("/{anna}"), json!({ "futureVisits": "KEEP" })).await, "futureVisits");
    team.patch("/anna", json!({})).await.expect(StatusCode::NOT_FOUND);
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn the_list_is_filtered_searched_and_sorted() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let priya = app.salon.employee("Priya");
    team.patch(&format!("/{priya}"), json!({ "isActive": false, "title": "Colourist" })).await.ok();
    team.delete(&format!("/{}", app.salon.employee("Marcus"))).await.ok();

    for (query, expected) in [
        ("", &["Anna", "Priya"][..]),
        ("?isActive=true", &["Anna"]),
        ("?isActive=false", &["Priya"]),
        ("?deleted=true", &["Marcus"]),
        (&format!("?serviceId={}", app.salon.service("Highlights")), &["Anna", "Priya"]),
        (&format!("?serviceId={}", app.salon.service("Men's haircut")), &["Anna"]),
        ("?search=colour", &["Priya"]),
        ("?search=0111", &["Anna"]),
        ("?search=%25", &[]),
        ("?sort=-name", &["Priya", "Anna"]),
        ("?sort=-position", &["Priya", "Anna"]),
        ("?sort=name&pageSize=1&page=2", &["Priya"]),
    ] {
        assert_eq!(names(&team.get(query).await.ok()), expected, "{query}");
    }
    for query in ["?sort=salary", "?isActive=perhaps", "?serviceId=cut", "?pageSize=101"] {
        team.get(query).await.expect(StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn hours_that_take_turns_count_in_their_weeks() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let of = |day: &str| Weeks::of(day.parse().expect("a date"));
    assert_eq!((of("2026-03-11"), of("2026-03-18")), (Weeks::B, Weeks::A));

    let week = json!({ "weeklyHours": [
        { "weekday": 3, "startsAt": "09:00", "endsAt": "12:00", "weeks": "A" },
        { "weekday": 3, "startsAt": "11:00", "endsAt": "15:00", "weeks": "B" },
        { "weekday": 4, "startsAt": "10:00", "endsAt": "12:00" },
    ] });
    let saved = team.put(&format!("/{anna}/hours"), week).await.ok().data();

    assert_eq!(
        (&saved["weeklyHours"][0]["weeks"], &saved["weeklyHours"][1]["weeks"]),
        (&json!("A"), &json!("B"))
    );
    assert_eq!(team.span(cut, anna, "2026-03-11").await, span("11:00", "14:30"));
    assert_eq!(team.span(cut, anna, "2026-03-18").await, span("09:00", "11:30"));
    for every in ["2026-03-12", "2026-03-19"] {
        assert_eq!(team.span(cut, anna, every).await, span("10:00", "11:30"));
    }
    assert_eq!(team.span(cut, anna, "2026-03-13").await, None);
}

#[tokio::test]
async fn a_wrong_week_is_refused_by_the_window() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let path = format!("/{}/hours", app.salon.employee("Anna"));
    let window = |weekday: i32, starts: &str, ends: &str, weeks: &str| json!({ "weekday": weekday, "startsAt": starts, "endsAt": ends, "weeks": weeks });
    let right = window(1, "09:00", "12:00", "EVERY");
    let before = app.rows.everything().await;
    for (wrong, field) in [
        (window(1, "13:00", "13:00", "EVERY"), "weeklyHours[1].endsAt"),
        (window(0, "13:00", "14:00", "EVERY"), "weeklyHours[1].weekday"),
        (window(8, "13:00", "14:00", "EVERY"), "weeklyHours[1].weekday"),
        (window(400, "13:00", "14:00", "EVERY"), "weeklyHours[1].weekday"),
        (window(2, "24:00", "14:00", "EVERY"), "weeklyHours[1].startsAt"),
        (window(2, "25:00", "14:00", "EVERY"), "weeklyHours[1].startsAt"),
        (window(2, "13:02", "14:00", "EVERY"), "weeklyHours[1].startsAt"),
        (window(2, "13:00", "noon", "EVERY"), "weeklyHours[1].endsAt"),
        (window(2, "13:00", "14:00", "C"), "weeklyHours[1].weeks"),
        (window(1, "11:55", "14:00", "A"), "weeklyHours[1]"),
        (window(7, "22:00", "09:05", "EVERY"), "weeklyHours[1]"),
    ] {
        assert_field(&team.put(&path, json!({ "weeklyHours": [right, wrong] })).await, field);
    }
    let many: Vec<_> = (0..101).map(|_| right.clone()).collect();
    assert_field(&team.put(&path, json!({ "weeklyHours": many })).await, "weeklyHours");
    assert_eq!(app.rows.everything().await, before);
    // Touching is not overlapping, and a night belongs to the day on which it starts.
    let windows = [right.clone(), window(1, "12:00", "18:00", "EVERY"), window(7, "22:00", "09:00", "EVERY")];
    team.put(&path, json!({ "weeklyHours": windows })).await.ok();
}

#[tokio::test]
async fn a_shorter_week_says_which_visits_it_leaves_out() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let late = team.book("Men's haircut", "Anna", "2026-03-12T16:00").await;
    let early = team.book("Men's haircut", "Anna", "2026-03-12T09:00").await;
    team.book("Men's haircut", "Anna", "2026-03-12T11:30").await;
    team.book("Men's haircut", "Marcus", "2026-03-12T16:00").await;
    let ids = |answer: Value| -> Vec<Value> {
        let list = answer["visitsOutsideHours"].as_array().expect("a list").clone();
        list.into_iter().map(|visit| visit["id"].clone()).collect()
    };

    let week = json!({ "weeklyHours": [{ "weekday": 4, "startsAt": "09:00", "endsAt": "12:00" }] });
    let saved = team.put(&format!("/{anna}/hours"), week).await.ok().data();

    assert_eq!(
        saved["visitsOutsideHours"],
        json!([{
            "id": late["id"], "startsAt": late["startsAt"], "customerName": "Dana Whitlock", "serviceName": "Men's haircut"
        }])
    );
    assert_eq!(team.visit(&late).await["status"], "SCHEDULED", "it is still in the book");
    let day = format!("/{anna}/overrides/2026-03-12");
    let other = json!({ "windows": [{ "startsAt": "10:00", "endsAt": "17:00" }] });
    assert_eq!(ids(team.put(&day, other).await.ok().data()), [early["id"].clone()]);
    assert_eq!(ids(team.delete(&day).await.ok().data()), [late["id"].clone()], "the week counts again");
}

#[tokio::test]
async fn a_single_day_can_have_hours_of_its_own_or_none() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let path = |day: &str| format!("/{anna}/overrides/{day}");

    let windows =
        json!([{ "startsAt": "13:00", "endsAt": "15:00" }, { "startsAt": "09:00", "endsAt": "10:00" }]);
    let set =
        team.put(&path("2026-03-11"), json!({ "windows": windows, "note": "School run" })).await.ok().data();
    team.put(&path("2026-03-12"), json!({ "windows": [] })).await.ok();

    assert_eq!(set["windows"][0], json!({ "startsAt": "09:00", "endsAt": "10:00" }), "in order of time");
    assert_eq!(
        team.starts(cut, anna, "2026-03-11").await,
        ["09:00", "09:15", "09:30", "13:00", "13:15", "13:30", "13:45", "14:00", "14:15", "14:30"]
    );
    assert_eq!(team.span(cut, anna, "2026-03-12").await, None);
    assert_eq!(
        team.span(cut, anna, "2026-03-18").await,
        span("09:00", "16:30"),
        "a week later all is as ever"
    );
    let listed = team.get(&format!("/{anna}/overrides")).await.ok();
    assert_eq!(listed.json()["pagination"]["total"], 2);
    assert_eq!(listed.data()[1], json!({ "day": "2026-03-12", "windows": [], "note": null }));
    assert_eq!(
        (&listed.data()[0]["day"], &listed.data()[0]["note"]),
        (&json!("2026-03-11"), &json!("School run"))
    );
    let later = team.get(&format!("/{anna}/overrides?from=2026-03-12")).await.ok();
    assert_eq!(later.json()["pagination"]["total"], 1);

    // Setting it again replaces it; taking it away brings the week back.
    team.put(&path("2026-03-11"), json!({ "windows": [{ "startsAt": "10:00", "endsAt": "11:00" }] }))
        .await
        .ok();
    assert_eq!(team.span(cut, anna, "2026-03-11").await, span("10:00", "10:30"));
    team.delete(&path("2026-03-11")).await.ok();
    assert_eq!(team.span(cut, anna, "2026-03-11").await, span("09:00", "16:30"));
    team.delete(&path("2026-03-11")).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_single_day_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let before = app.rows.everything().await;
    let window = |starts: &str, ends: &str| json!({ "startsAt": starts, "endsAt": ends });
    for (windows, field) in [
        (json!([window("09:00", "09:00")]), "windows[0].endsAt"),
        (json!([window("24:00", "09:00")]), "windows[0].startsAt"),
        (json!([window("09:00", "12:00"), window("11:00", "13:00")]), "windows[1]"),
        (json!([window("09:00", "9")]), "windows[0].endsAt"),
        (json!((0..11).map(|_| window("09:00", "10:00")).collect::<Vec<_>>()), "windows"),
    ] {
        let body = json!({ "windows": windows });
        assert_field(&team.put(&format!("/{anna}/overrides/2026-03-12"), body).await, field);
    }
    for (note, windows) in [("x".repeat(201), json!([])), ("a\nb".to_owned(), json!([]))] {
        let body = json!({ "windows": windows, "note": note });
        assert_field(&team.put(&format!("/{anna}/overrides/2026-03-12"), body).await, "note");
    }
    for day in ["tomorrow", "2026-02-30", "2026-3-1", "9999-12-31", "2026-03-12T10:00", "0000-01-01"] {
        let path = format!("/{anna}/overrides/{day}");
        assert_field(&team.put(&path, json!({ "windows": [] })).await, "day");
        assert_field(&team.delete(&path).await, "day");
    }
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn own_minutes_and_price_decide_what_a_visit_takes_and_costs() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, marcus) = (app.salon.employee("Anna"), app.salon.employee("Marcus"));
    let cut = app.salon.service("Men's haircut");
    let skills = json!({ "services": [{ "serviceId": cut, "durationMinutes": 60, "priceCents": 9_900 }] });
    team.put(&format!("/{anna}/services"), skills).await.ok();

    let hers = team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;
    let his = team.book("Men's haircut", "Marcus", "2026-03-12T10:00").await;

    assert_eq!((&hers["priceCents"], &his["priceCents"]), (&json!(9_900), &json!(4_500)));
    assert_eq!(hers["endsAt"], app.salon.at("2026-03-12T11:00"));
    assert_eq!(his["endsAt"], app.salon.at("2026-03-12T10:30"));
    assert_eq!(team.span(cut, anna, "2026-03-13").await, span("09:00", "16:00"), "an hour before five");
    assert_eq!(team.span(cut, marcus, "2026-03-13").await, span("10:00", "17:30"));
    let gone = app.salon.booking("Highlights", Some("Anna"), "2026-03-13T10:00");
    let refused = app.post("/api/appointments").bearer(&team.token).json(&gone).send().await;
    assert_field(&refused, "employeeId");
}

#[tokio::test]
async fn wrong_skills_are_refused_by_their_field() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let cut = app.salon.service("Men's haircut");
    let colour = colour_in_parts(&app).await;
    let path = format!("/{}/services", app.salon.employee("Anna"));
    let before = app.rows.everything().await;
    let skill = |id: ServiceId, minutes: i64, cents: i64| json!({ "serviceId": id, "durationMinutes": minutes, "priceCents": cents });
    for (services, field) in [
        (json!([skill(cut, 32, 0)]), "services[0].durationMinutes"),
        (json!([skill(cut, 0, 0)]), "services[0].durationMinutes"),
        (json!([skill(cut, -30, 0)]), "services[0].durationMinutes"),
        (json!([skill(cut, 1445, 0)]), "services[0].durationMinutes"),
        (json!([skill(cut, 30, -1)]), "services[0].priceCents"),
        (json!([skill(cut, 30, 10_000_001)]), "services[0].priceCents"),
        (json!([skill(cut, 30, 0), skill(cut, 35, 0)]), "services[1].serviceId"),
        (json!([{ "serviceId": "cut" }]), "services[0].serviceId"),
        // 30 minutes of work, 40 in which it takes effect, 20 to finish: 65 is the least.
        (json!([skill(colour, 60, 0)]), "services[0].durationMinutes"),
    ] {
        assert_field(&team.put(&path, json!({ "services": services })).await, field);
    }
    let unknown = json!({ "services": [{ "serviceId": ServiceId::generate() }] });
    assert_eq!(team.put(&path, unknown).await.expect(StatusCode::NOT_FOUND).code(), "not_found");
    assert_eq!(app.rows.everything().await, before);
    team.put(&path, json!({ "services": [skill(colour, 65, 0)] })).await.ok();
}

async fn colour_in_parts(app: &TestApp) -> ServiceId {
    let parts = [(SegmentKind::Work, 30), (SegmentKind::Processing, 40), (SegmentKind::Finishing, 20)];
    let new = NewService {
        name: "Colour".to_owned(),
        category: "Hair".to_owned(),
        description: None,
        timing: Timing {
            segments: parts.map(|(kind, minutes)| Segment::new(kind, minutes)).to_vec(),
            ..Timing::plain(90)
        },
        price_cents: 12_000,
        synonyms: Vec::new(),
        add_on_ids: Vec::new(),
        needs: Vec::new(),
        position: 9,
    };
    let tx = app.salon.db(&app.app).begin().await.expect("a transaction");
    let id = services::add(&tx, new, Instant::from(app.now())).await.expect("a service");
    tx.commit().await.expect("committed");
    id
}

#[tokio::test]
async fn time_off_takes_days_or_hours_out_of_the_week() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let path = format!("/{anna}/time-off");

    let holiday = json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-13", "reason": "Holiday" });
    let holiday = team.post(&path, holiday).await.created().data();
    let (from, to) = (app.salon.at("2026-03-11T11:00"), app.salon.at("2026-03-11T15:00"));
    team.post(&path, json!({ "startsAt": from, "endsAt": to })).await.created();

    assert_eq!((&holiday["firstDay"], &holiday["reason"]), (&json!("2026-03-12"), &json!("Holiday")));
    for day in ["2026-03-12", "2026-03-13"] {
        assert_eq!(team.span(cut, anna, day).await, None, "{day}");
    }
    let left = team.starts(cut, anna, "2026-03-11").await;
    assert!(left.contains(&"10:30".to_owned()) && left.contains(&"15:00".to_owned()), "{left:?}");
    assert!(!left.contains(&"10:45".to_owned()) && !left.contains(&"14:45".to_owned()), "{left:?}");
    let listed = team.get(&path).await.ok().data();
    assert_eq!((&listed[0]["startsAt"], &listed[0]["firstDay"]), (&json!(from), &Value::Null));
    assert_eq!((&listed[1]["id"], &listed[1]["lastDay"]), (&holiday["id"], &json!("2026-03-13")));
    assert_eq!(team.get(&format!("{path}?from=2026-03-14")).await.ok().data(), json!([]));
    let own = format!("{path}/{}", holiday["id"].as_str().expect("an id"));
    team.delete(&own).await.ok();
    assert_eq!(team.span(cut, anna, "2026-03-12").await, span("09:00", "16:30"));
    team.delete(&own).await.expect(StatusCode::NOT_FOUND);
    // Somebody else's does not go by her address.
    let other =
        format!("/{}/time-off/{}", app.salon.employee("Marcus"), listed[0]["id"].as_str().expect("an id"));
    team.delete(&other).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn hours_off_can_be_said_on_the_salons_clock() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let path = format!("/{anna}/time-off");

    let hours = json!({ "hours": { "day": "2026-03-11", "startsAt": "15:30", "endsAt": "24:00" } });
    let added = team.post(&path, hours).await.created().data();

    assert_eq!(added["startsAt"], app.salon.at("2026-03-11T15:30"));
    assert_eq!(added["endsAt"], app.salon.at("2026-03-12T00:00"));
    assert_eq!(team.span(cut, anna, "2026-03-11").await, span("09:00", "15:00"));
    let day = |day: &str, starts: &str, ends: &str| json!({ "hours": { "day": day, "startsAt": starts, "endsAt": ends } });
    for (body, field) in [
        (day("2026-03-11", "15:00", "15:00"), "hours.endsAt"),
        (day("2026-03-11", "15:00", "14:00"), "hours.endsAt"),
        (day("2026-03-11", "15:01", "16:00"), "hours.startsAt"),
        (day("2026-02-30", "15:00", "16:00"), "hours.day"),
        (json!({ "hours": {}, "firstDay": "2026-03-11" }), "hours"),
        (
            json!({ "hours": { "day": "2026-03-11", "startsAt": "15:00", "endsAt": "16:00" }, "firstDay": "2026-03-11" }),
            "hours",
        ),
    ] {
        assert_field(&team.post(&path, body).await, field);
    }
}

#[tokio::test]
async fn wrong_time_off_is_refused_by_its_field() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let path = format!("/{}/time-off", app.salon.employee("Anna"));
    let before = app.rows.everything().await;
    let (ten, eleven) = (app.salon.at("2026-03-11T10:00"), app.salon.at("2026-03-11T11:00"));
    for (body, field) in [
        (json!({}), "firstDay"),
        (json!({ "firstDay": "2026-03-12" }), "lastDay"),
        (json!({ "lastDay": "2026-03-12" }), "firstDay"),
        (json!({ "startsAt": ten }), "endsAt"),
        (json!({ "endsAt": ten }), "startsAt"),
        (json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-11" }), "lastDay"),
        (json!({ "firstDay": "soon", "lastDay": "2026-03-11" }), "firstDay"),
        (json!({ "firstDay": "2026-03-12", "lastDay": "12026-03-11" }), "lastDay"),
        (
            json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12", "startsAt": ten, "endsAt": eleven }),
            "firstDay",
        ),
        (json!({ "startsAt": eleven, "endsAt": ten }), "endsAt"),
        (json!({ "startsAt": ten, "endsAt": ten }), "endsAt"),
        (json!({ "startsAt": "2026-03-11T14:02:00Z", "endsAt": "2026-03-11T15:00:00Z" }), "startsAt"),
        (json!({ "startsAt": "2026-03-11T14:00:00Z", "endsAt": "2026-03-11T15:00:00.5Z" }), "endsAt"),
        (json!({ "startsAt": ten, "endsAt": "9999-12-30T00:00:00Z" }), "endsAt"),
        (json!({ "startsAt": "today", "endsAt": ten }), "startsAt"),
        (json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12", "reason": "x".repeat(201) }), "reason"),
        (
            json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12", "futureVisits": "SOMEHOW" }),
            "futureVisits",
        ),
    ] {
        assert_field(&team.post(&path, body).await, field);
    }
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn nobody_goes_while_visits_are_left_that_nobody_has_decided_about() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let first = team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;
    team.book("Highlights", "Anna", "2026-03-13T10:00").await;
    let over = team.book("Women's haircut", "Anna", "2026-03-14T10:00").await;
    let over = over["id"].as_str().expect("an id");
    app.post(format!("/api/appointments/{over}/cancel"))
        .bearer(&team.token)
        .json(&json!({}))
        .send()
        .await
        .ok();
    let before = app.rows.everything().await;
    let away = json!({ "firstDay": "2026-03-13", "lastDay": "2026-04-13" });

    let inactive = team.patch(&format!("/{anna}"), json!({ "isActive": false, "name": "Anne" })).await;
    let removed = team.delete(&format!("/{anna}")).await;
    let holiday = team.post(&format!("/{anna}/time-off"), away).await;

    for (answer, count) in [(&inactive, 2), (&removed, 2), (&holiday, 1)] {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert_eq!(answer.code(), "has_future_visits");
        let details = answer.json()["details"].clone();
        assert_eq!(details["count"], count);
        assert_eq!(details["visits"].as_array().map(Vec::len), Some(count));
    }
    assert_eq!(
        inactive.json()["details"]["visits"][0],
        json!({
            "id": first["id"], "startsAt": first["startsAt"], "customerName": "Dana Whitlock", "serviceName": "Men's haircut"
        })
    );
    assert_eq!(app.rows.everything().await, before, "nothing was changed, her name neither");
    // Time off beside her visits, and a colleague without any, need no decision.
    let beside =
        json!({ "startsAt": app.salon.at("2026-03-12T10:30"), "endsAt": app.salon.at("2026-03-12T12:00") });
    team.post(&format!("/{anna}/time-off"), beside).await.created();
    team.delete(&format!("/{}", app.salon.employee("Priya"))).await.ok();
}

#[tokio::test]
async fn visits_can_be_kept_by_somebody_who_goes() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let visit = team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;

    let body = json!({ "isActive": false, "futureVisits": "KEEP" });
    let changed = team.patch(&format!("/{anna}"), body).await.ok().data();

    assert_eq!((&changed["isActive"], &changed["notReassigned"]), (&json!(false), &json!([])));
    let kept = team.visit(&visit).await;
    assert_eq!((&kept["status"], &kept["employee"]["name"]), (&json!("SCHEDULED"), &json!("Anna")));
    let query = format!("/api/availability?serviceId={cut}&employeeId={anna}&from=2026-03-12");
    app.get(query).bearer(&team.token).send().await.expect(StatusCode::NOT_FOUND);
    // Saying again that she is inactive asks nothing again.
    team.patch(&format!("/{anna}"), json!({ "isActive": false, "title": "Away" })).await.ok();
    team.patch(&format!("/{anna}"), json!({ "isActive": true })).await.ok();
    assert!(!team.starts(cut, anna, "2026-03-12").await.is_empty(), "back again");
}

#[tokio::test]
async fn visits_of_somebody_who_goes_can_be_called_off_with_a_message_each() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let visits = [
        team.book("Men's haircut", "Anna", "2026-03-12T10:00").await,
        team.book("Highlights", "Anna", "2026-03-13T10:00").await,
    ];
    app.deliver().await;
    let before = app.sms_to("+13475550151").await.len();

    let removed = team.delete(&format!("/{anna}?futureVisits=CANCEL")).await.ok().data();

    assert_eq!(removed["cancelled"].as_array().map(Vec::len), Some(2));
    assert_eq!(removed["isDeleted"], true);
    for visit in &visits {
        let visit = team.visit(visit).await;
        assert_eq!(
            (&visit["status"], &visit["cancelReason"]),
            (&json!("CANCELLED"), &json!("Anna is not available"))
        );
    }
    assert_eq!(app.rows.count("booked_quanta").await, 0, "their time is free");
    app.deliver().await;
    let messages = app.sms_to("+13475550151").await;
    assert_eq!(messages.len() - before, 2);
    assert!(messages[before..].iter().all(|sms| sms.body.contains("cancelled")));
}

#[tokio::test]
async fn visits_of_somebody_who_goes_are_shared_out_to_who_has_least_to_do() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let marcus = app.salon.employee("Marcus");
    let nora = colleague(&team, "Nora", &["Women's haircut", "Men's haircut"]).await;
    // Anna has an hour and a half that day, Nora half an hour, so Nora is asked first.
    for (person, at) in [("Anna", "12:00"), ("Anna", "13:00"), ("Anna", "14:00")] {
        team.book("Men's haircut", person, &format!("2026-03-12T{at}")).await;
    }
    let body = with_employee(app.salon.booking("Men's haircut", None, "2026-03-12T12:00"), &nora);
    app.post("/api/appointments").bearer(&team.token).json(&body).send().await.created();
    let to_nora = team.book("Men's haircut", "Marcus", "2026-03-12T10:00").await;
    let to_anna = team.book("Men's haircut", "Marcus", "2026-03-12T12:30").await;
    // At one o'clock Anna has somebody, and so has Nora.
    let body = with_employee(app.salon.booking("Men's haircut", None, "2026-03-12T13:00"), &nora);
    app.post("/api/appointments").bearer(&team.token).json(&body).send().await.created();
    let to_nobody = team.book("Men's haircut", "Marcus", "2026-03-12T13:00").await;
    let time = json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12", "futureVisits": "REASSIGN" });
    app.deliver().await;
    let before = app.sms_to("+13475550151").await.len();

    let away = team.post(&format!("/{marcus}/time-off"), time).await.created().data();

    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().expect("a list").iter().map(|visit| visit["id"].clone()).collect()
    };
    assert_eq!(ids(&away["reassigned"]), [to_nora["id"].clone(), to_anna["id"].clone()]);
    assert_eq!(ids(&away["notReassigned"]), [to_nobody["id"].clone()]);
    for (visit, name) in [(&to_nora, "Nora"), (&to_nobody, "Marcus")] {
        let now = team.visit(visit).await;
        assert_eq!((&now["employee"]["name"], &now["status"]), (&json!(name), &json!("SCHEDULED")));
        assert_eq!((&now["startsAt"], &now["priceCents"]), (&visit["startsAt"], &visit["priceCents"]));
    }
    assert_ne!(team.visit(&to_anna).await["employee"]["name"], "Marcus");
    app.deliver().await;
    let messages = app.sms_to("+13475550151").await;
    // Messages go out side by side, in whatever order.
    let moved: Vec<&str> = messages[before..].iter().map(|message| message.body.as_str()).collect();
    assert_eq!(moved.len(), 2, "one for each that has moved");
    let of_ten: Vec<_> = moved.iter().filter(|body| body.contains("10:00 AM")).collect();
    assert!(matches!(of_ten[..], [body] if body.contains("with Nora")), "{moved:?}");
    assert_eq!(team.get(&format!("/{marcus}/time-off")).await.ok().data().as_array().map(Vec::len), Some(1));
}

/// Somebody who works on Thursdays from ten to six.
async fn colleague(team: &Team<'_>, name: &str, services: &[&str]) -> String {
    let added = team.post("", json!({ "name": name, "phone": "+16465550177" })).await.created().data();
    let id = added["id"].as_str().expect("an id").to_owned();
    let week = json!({ "weeklyHours": [{ "weekday": 4, "startsAt": "10:00", "endsAt": "18:00" }] });
    team.put(&format!("/{id}/hours"), week).await.ok();
    let skills: Vec<_> =
        services.iter().map(|name| json!({ "serviceId": team.app.salon.service(name) })).collect();
    team.put(&format!("/{id}/services"), json!({ "services": skills })).await.ok();
    id
}

fn with_employee(mut body: Value, id: &str) -> Value {
    body["employeeId"] = json!(id);
    body
}

#[tokio::test]
async fn visits_can_be_given_to_somebody_by_name_as_far_as_they_can() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, marcus) = (app.salon.employee("Anna"), app.salon.employee("Marcus"));
    let cut = team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;
    let highlights = team.book("Highlights", "Anna", "2026-03-12T12:00").await;
    // In less than the notice that callers must keep; for those who work there it does not count.
    app.clock.set(app.now() + jiff::SignedDuration::from_hours(48));
    let soon = team.book("Men's haircut", "Anna", "2026-03-12T11:00").await;
    app.clock.set("2026-03-12T14:50:00Z".parse().expect("ten before eleven in New York"));

    let body = json!({ "isActive": false, "futureVisits": "REASSIGN", "reassignToId": marcus });
    let changed = team.patch(&format!("/{anna}"), body).await.ok().data();

    assert_eq!(changed["reassigned"].as_array().map(Vec::len), Some(1));
    assert_eq!(changed["reassigned"][0]["id"], soon["id"]);
    assert_eq!(changed["notReassigned"][0]["id"], highlights["id"], "he does not do these");
    assert_eq!(team.visit(&soon).await["employee"]["name"], "Marcus");
    assert_eq!(team.visit(&cut).await["employee"]["name"], "Anna", "what has begun is no future visit");
}

#[tokio::test]
async fn visits_are_given_only_to_somebody_who_can_be_booked() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, marcus, priya) =
        (app.salon.employee("Anna"), app.salon.employee("Marcus"), app.salon.employee("Priya"));
    team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;
    team.patch(&format!("/{priya}"), json!({ "isActive": false })).await.ok();
    let before = app.rows.everything().await;

    for (visits, to) in [("REASSIGN", anna), ("REASSIGN", priya), ("KEEP", marcus), ("CANCEL", marcus)] {
        let body = json!({ "isActive": false, "futureVisits": visits, "reassignToId": to });
        assert_field(&team.patch(&format!("/{anna}"), body).await, "reassignToId");
        let query = format!("futureVisits={visits}&reassignToId={to}");
        assert_field(&team.delete(&format!("/{anna}?{query}")).await, "reassignToId");
    }
    let nobody = format!("/{anna}?futureVisits=REASSIGN&reassignToId={}", EmployeeId::generate());
    team.delete(&nobody).await.expect(StatusCode::NOT_FOUND);
    team.delete(&format!("/{anna}?futureVisits=LATER")).await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn somebody_removed_is_kept_for_the_past_and_can_come_back() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let (anna, cut) = (app.salon.employee("Anna"), app.salon.service("Men's haircut"));
    let visit = team.book("Men's haircut", "Anna", "2026-03-10T11:00").await;
    app.clock.set("2026-03-11T13:00:00Z".parse().expect("the day after"));

    team.delete(&format!("/{anna}")).await.ok();

    assert_eq!(team.visit(&visit).await["employee"]["name"], "Anna");
    assert_eq!(team.get(&format!("/{anna}")).await.ok().data()["isDeleted"], true);
    let query = format!("/api/availability?serviceId={cut}&employeeId={anna}&from=2026-03-12");
    app.get(query).bearer(&team.token).send().await.expect(StatusCode::NOT_FOUND);
    for answer in [
        team.patch(&format!("/{anna}"), json!({ "name": "Anne" })).await,
        team.put(&format!("/{anna}/hours"), json!({ "weeklyHours": [] })).await,
        team.put(&format!("/{anna}/services"), json!({ "services": [] })).await,
        team.put(&format!("/{anna}/overrides/2026-03-12"), json!({ "windows": [] })).await,
        team.post(&format!("/{anna}/feed"), json!({})).await,
        team.delete(&format!("/{anna}")).await,
    ] {
        assert_eq!(answer.expect(StatusCode::CONFLICT).code(), "employee_removed");
    }
    let back = team.post(&format!("/{anna}/restore"), json!({})).await.ok().data();
    assert_eq!((&back["isDeleted"], &back["isActive"]), (&json!(false), &json!(true)));
    assert!(!team.starts(cut, anna, "2026-03-12").await.is_empty());
    team.post(&format!("/{anna}/restore"), json!({})).await.ok();
}

#[tokio::test]
async fn only_managers_and_owners_change_the_team() {
    let app = TestApp::new().await;
    let anna = app.salon.employee("Anna");
    for role in [Role::Stylist, Role::FrontDesk] {
        let team = Team { app: &app, token: app.member(&app.salon, role).await };
        let before = app.rows.everything().await;
        for path in ["", &format!("/{anna}"), &format!("/{anna}/overrides"), &format!("/{anna}/time-off")] {
            team.get(path).await.ok();
        }
        let days = json!({ "firstDay": "2026-03-12", "lastDay": "2026-03-12" });
        for answer in [
            team.post("", json!({ "name": "Nora" })).await,
            team.patch(&format!("/{anna}"), json!({ "name": "Anne" })).await,
            team.delete(&format!("/{anna}")).await,
            team.post(&format!("/{anna}/restore"), json!({})).await,
            team.put(&format!("/{anna}/hours"), json!({ "weeklyHours": [] })).await,
            team.put(&format!("/{anna}/services"), json!({ "services": [] })).await,
            team.put(&format!("/{anna}/overrides/2026-03-12"), json!({ "windows": [] })).await,
            team.delete(&format!("/{anna}/overrides/2026-03-12")).await,
            team.post(&format!("/{anna}/time-off"), days).await,
            team.ask(Method::PUT, &format!("/{anna}/photo")).raw("image/png", PNG).send().await,
            team.delete(&format!("/{anna}/photo")).await,
            team.post(&format!("/{anna}/feed"), json!({})).await,
            team.delete(&format!("/{anna}/feed")).await,
        ] {
            assert_eq!(answer.expect(StatusCode::FORBIDDEN).code(), "forbidden");
        }
        assert_eq!(app.rows.everything().await, before, "{role:?}");
    }
    let manager = Team { app: &app, token: app.member(&app.salon, Role::Manager).await };
    manager.patch(&format!("/{anna}"), json!({ "title": "Senior stylist" })).await.ok();
}

#[tokio::test]
async fn a_photo_is_known_by_its_bytes_and_asked_for_again_by_its_tag() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let path = format!("/{anna}/photo");
    let put = |bytes: Vec<u8>| team.ask(Method::PUT, &path).raw("text/html", bytes).send();
    team.get(&path).await.expect(StatusCode::NOT_FOUND);

    let saved = put(PNG.to_vec()).await.ok().data();

    assert_eq!(saved["hasPhoto"], true);
    let photo = team.get(&path).await.ok();
    assert_eq!(photo.bytes, PNG);
    let header = |answer: &Answer, name: &str| {
        answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    assert_eq!(header(&photo, "content-type"), "image/png", "whatever the request called it");
    assert_eq!(header(&photo, "cache-control"), "private, no-cache");
    assert_eq!(header(&photo, "x-content-type-options"), "nosniff");
    let tag = header(&photo, "etag");
    assert_eq!(tag.trim_matches('"'), saved["photoEtag"].as_str().expect("a tag"));
    let again = team.ask(Method::GET, &path).header("if-none-match", &tag).send().await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));

    for (kind, bytes) in [
        ("image/jpeg", b"\xff\xd8\xff\xe0 and so on".to_vec()),
        ("image/webp", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec()),
    ] {
        put(bytes).await.ok();
        assert_eq!(header(&team.get(&path).await.ok(), "content-type"), kind);
    }
    for wrong in [&b""[..], b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF\x10\0\0\0WAVE"] {
        assert_eq!(
            put(wrong.to_vec()).await.expect(StatusCode::UNSUPPORTED_MEDIA_TYPE).code(),
            "not_a_photo"
        );
    }
    let mut large = PNG.to_vec();
    large.resize(512 * 1024 + 1, 0);
    assert_eq!(put(large.clone()).await.expect(StatusCode::PAYLOAD_TOO_LARGE).code(), "photo_too_large");
    large.pop();
    put(large).await.ok();
    let without = team.delete(&path).await.ok().data();
    assert_eq!((&without["hasPhoto"], &without["photoEtag"]), (&json!(false), &Value::Null));
    team.get(&path).await.expect(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_calendar_program_reads_visits_by_a_secret_that_is_kept_nowhere() {
    let app = TestApp::new().await;
    let team = Team::of(&app).await;
    let anna = app.salon.employee("Anna");
    let visit = team.book("Men's haircut", "Anna", "2026-03-12T10:00").await;
    let gone = team.book("Highlights", "Anna", "2026-03-13T10:00").await;
    team.book("Men's haircut", "Marcus", "2026-03-12T10:00").await;
    let id = gone["id"].as_str().expect("an id");
    app.post(format!("/api/appointments/{id}/cancel")).bearer(&team.token).json(&json!({})).send().await.ok();

    let made = team.post(&format!("/{anna}/feed"), json!({})).await.created().data();

    let path = |made: &Value| {
        let url = made["url"].as_str().expect("an address").to_owned();
        url.strip_prefix("https://bolt.test").expect("under the public address").to_owned()
    };
    let secret = path(&made);
    let token = secret.trim_start_matches("/api/calendar/").trim_end_matches(".ics").to_owned();
    assert_eq!(token.len(), 43, "32 bytes: {token}");
    let everything = app.rows.everything().await;
    let in_hex = hex_of(&token);
    assert!(!everything.values().flatten().any(|row| row.contains(&in_hex)), "only its hash is kept");
    let feed = app.get(&secret).send().await.ok();
    assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
    let text = feed.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2, "Anna's two, and none of Marcus': {text}");
    let event = |id: &Value| {
        let uid = format!("UID:{}\r\n", id.as_str().expect("an id"));
        let event = text.split("BEGIN:VEVENT").find(|event| event.contains(&uid)).expect("it is there");
        event.to_owned()
    };
    let cut = event(&visit["id"]);
    for line in ["DTSTART:20260312T140000Z", "DTEND:20260312T143000Z", "STATUS:CONFIRMED", "SEQUENCE:1"] {
        assert!(cut.contains(&format!("{line}\r\n")), "{line}: {cut}");
    }
    assert!(cut.contains("SUMMARY:Men's haircut: Dana Whitlock\r\n") && !cut.contains("3475550151"));
    let cancelled = event(&gone["id"]);
    assert!(cancelled.contains("STATUS:CANCELLED\r\n") && cancelled.contains("SEQUENCE:2\r\n"));
    assert_eq!(team.get(&format!("/{anna}")).await.ok().data()["hasFeed"], true);

    // A new address replaces the old one; taken away, or with her gone, there is none.
    let second = path(&team.post(&format!("/{anna}/feed"), json!({})).await.created().data());
    let none = async |path: String| {
        assert_eq!(app.get(path).send().await.expect(StatusCode::NOT_FOUND).code(), "not_found");
    };
    none(secret).await;
    app.get(&second).send().await.ok();
    team.delete(&format!("/{anna}/feed")).await.expect(StatusCode::NO_CONTENT);
    none(second).await;
    let third = path(&team.post(&format!("/{anna}/feed"), json!({})).await.created().data());
    team.delete(&format!("/{anna}?futureVisits=KEEP")).await.ok();
    none(third).await;
    for nonsense in
        ["/api/calendar/x.ics", "/api/calendar/.ics", "/api/calendar/%00.ics", "/api/calendar/%ff.ics"]
    {
        none(nonsense.to_owned()).await;
    }
}

/// As [`Rows::everything`](crate::support::rows::Rows::everything) shows texts.
fn hex_of(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect()
}
