//! When the salon is open and how it takes bookings: what its manager sets, and what free times make of it.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use bolt::modules::tenants;
use jiff::civil::{Date, time};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Answer;

/// The salon's manager at work. Marcus works Monday to Friday from 10:00 to 18:00; now is Tuesday, 10 March 2026, 09:00.
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

    async fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::PUT, path, body).await
    }

    async fn set_week(&self, windows: Value) -> Answer {
        self.put("/api/tenant/opening-hours", &json!({ "openingHours": windows })).await
    }

    /// The first and the last free start for a cut with Marcus on a day, as the salon's clock shows them.
    async fn free(&self, day: &str) -> Option<(String, String)> {
        let all = self.all_free(day).await;
        Some((all.first()?.clone(), all.last()?.clone()))
    }

    async fn all_free(&self, day: &str) -> Vec<String> {
        let (service, employee) =
            (self.app.salon.service("Men's haircut"), self.app.salon.employee("Marcus"));
        let path = format!("/api/availability?serviceId={service}&employeeId={employee}&from={day}");
        let slots = self.get(&path).await.ok().data()["slots"].take();
        let shown = |slot: &Value| {
            let start: jiff::Timestamp =
                slot["startsAt"].as_str().expect("text").parse().expect("an instant");
            self.app.salon.zone.to_datetime(start).strftime("%H:%M").to_string()
        };
        slots.as_array().expect("a list").iter().map(shown).collect()
    }

    async fn book(&self, local: &str) -> Value {
        let body = self.app.salon.booking("Men's haircut", Some("Marcus"), local);
        self.ask(Method::POST, "/api/appointments", &body).await.created().data()
    }
}

fn window(weekday: i8, starts_at: &str, ends_at: &str) -> Value {
    json!({ "weekday": weekday, "startsAt": starts_at, "endsAt": ends_at })
}

fn in_weeks(weeks: &str, mut window: Value) -> Value {
    window["weeks"] = json!(weeks);
    window
}

fn from_to(starts_at: &str, ends_at: &str) -> Option<(String, String)> {
    Some((starts_at.to_owned(), ends_at.to_owned()))
}

#[tokio::test]
async fn the_week_is_replaced_as_a_whole() {
    let desk = Desk::new().await;
    let week = json!([
        window(3, "11:00", "13:00"),
        window(3, "14:00", "16:00"),
        window(4, "17:00", "01:00"),
        window(5, "01:00", "24:00"),
    ]);

    let changed = desk.set_week(week.clone()).await.ok().data();

    assert_eq!(changed["openingHours"].as_array().map(Vec::len), Some(4));
    assert_eq!(changed["openingHours"][0], in_weeks("EVERY", window(3, "11:00", "13:00")));
    assert_eq!(changed["visitsOutsideHours"], json!({ "count": 0, "visits": [] }));
    assert_eq!(desk.get("/api/tenant").await.ok().data()["openingHours"], changed["openingHours"]);
    assert_eq!(desk.free("2026-03-10").await, None, "Tuesday is closed now");
    let wednesday = desk.all_free("2026-03-11").await;
    assert_eq!((wednesday.first(), wednesday.last()), (Some(&"11:00".into()), Some(&"15:30".into())));
    assert!(!wednesday.contains(&"12:45".to_owned()) && !wednesday.contains(&"13:30".to_owned()));
    assert_eq!(desk.free("2026-03-12").await, from_to("17:00", "17:30"), "Marcus goes at 18:00");
    assert_eq!(desk.free("2026-03-13").await, from_to("10:00", "17:30"));
    assert_eq!(desk.set_week(json!([])).await.ok().data()["openingHours"], json!([]), "closed for good");
}

#[tokio::test]
async fn weeks_that_take_turns_are_open_in_turn() {
    let desk = Desk::new().await;
    let week = json!([
        in_weeks("A", window(3, "12:00", "14:00")),
        in_weeks("B", window(3, "15:00", "17:00")),
        window(4, "10:00", "12:00"),
    ]);
    desk.set_week(week).await.ok();

    let wednesdays =
        [desk.free("2026-03-11").await, desk.free("2026-03-18").await, desk.free("2026-03-25").await];
    assert_eq!(wednesdays[0], wednesdays[2]);
    let this_week = scheduling::Weeks::of("2026-03-11".parse().expect("a date"));
    let (a, b) = (from_to("12:00", "13:30"), from_to("15:00", "16:30"));
    let expected = if this_week == scheduling::Weeks::A { (a, b) } else { (b, a) };
    assert_eq!((wednesdays[0].clone(), wednesdays[1].clone()), expected);
    assert_eq!(desk.free("2026-03-19").await, from_to("10:00", "11:30"));

    // The receptionist speaks of this week, and knows of each day that differs.
    let db = desk.app.salon.db(&desk.app.app);
    let facts = tenants::salon(&desk.app.app.salons, &db).await.expect("the salon").facts.clone();
    let on = |day: &str| {
        let day: Date = day.parse().expect("a date");
        facts.special_days.iter().find(|(special, _)| *special == day).map(|(_, windows)| windows.clone())
    };
    let windows = [(time(12, 0, 0, 0), time(14, 0, 0, 0)), (time(15, 0, 0, 0), time(17, 0, 0, 0))];
    let place = usize::from(this_week != scheduling::Weeks::A);
    assert_eq!(facts.opening_hours[2], [windows[place]]);
    assert_eq!((on("2026-03-11"), on("2026-03-12"), on("2026-03-19")), (None, None, None));
    assert_eq!(
        (on("2026-03-18"), on("2026-04-01")),
        (Some(vec![windows[1 - place]]), Some(vec![windows[1 - place]]))
    );
}

#[tokio::test]
async fn hours_that_cannot_be_right_are_refused_by_their_name() {
    let desk = Desk::new().await;
    let before = desk.app.rows.everything().await;
    let nine = window(2, "09:00", "12:00");
    for (field, windows) in [
        ("openingHours[0].weekday", json!([window(0, "09:00", "12:00")])),
        ("openingHours[1].weekday", json!([nine, window(8, "09:00", "12:00")])),
        ("openingHours[0].endsAt", json!([window(1, "09:00", "09:00")])),
        ("openingHours[0].startsAt", json!([window(1, "24:00", "09:00")])),
        ("openingHours[0].startsAt", json!([window(1, "9 am", "12:00")])),
        ("openingHours[0].endsAt", json!([window(1, "09:00", "25:00")])),
        ("openingHours[0].endsAt", json!([window(1, "09:00", "17:03")])),
        ("openingHours[0].weeks", json!([in_weeks("C", window(1, "09:00", "12:00"))])),
        ("openingHours[1]", json!([nine, window(2, "11:00", "15:00")])),
        ("openingHours[1]", json!([nine, in_weeks("A", window(2, "08:00", "22:00"))])),
        ("openingHours[1]", json!([window(2, "20:00", "02:00"), window(2, "22:00", "23:00")])),
        ("openingHours", json!(vec![nine.clone(); 101])),
        (
            "openingHours[0].room",
            json!([{ "weekday": 1, "startsAt": "09:00", "endsAt": "12:00", "room": 1 }]),
        ),
    ] {
        let answer = desk.set_week(windows).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{field}: {}", answer.text());
    }
    let day = "/api/tenant/overrides/2026-04-01";
    let hours = |starts_at: &str, ends_at: &str| json!({ "startsAt": starts_at, "endsAt": ends_at });
    for (path, field, body) in [
        (day, "windows[0].endsAt", json!({ "windows": [hours("10:00", "10:00")] })),
        (day, "windows[1]", json!({ "windows": [hours("10:00", "14:00"), hours("13:55", "15:00")] })),
        (day, "windows", json!({ "windows": vec![hours("10:00", "10:05"); 11] })),
        (day, "note", json!({ "windows": [], "note": "x".repeat(201) })),
        (day, "note", json!({ "windows": [], "note": "\u{1b}" })),
        ("/api/tenant/overrides/2026-02-30", "day", json!({ "windows": [] })),
        ("/api/tenant/overrides/tomorrow", "day", json!({ "windows": [] })),
        ("/api/tenant/overrides/2026-04-01T10:00", "day", json!({ "windows": [] })),
        ("/api/tenant/overrides/2026-03-09", "day", json!({ "windows": [] })),
        ("/api/tenant/overrides/2062-03-09", "day", json!({ "windows": [] })),
        (
            "/api/tenant/holidays",
            "keptHolidays[1]",
            json!({ "observesHolidays": true, "keptHolidays": ["christmas_day", "my_birthday"] }),
        ),
        ("/api/tenant/holidays", "observesHolidays", json!({ "observesHolidays": "yes" })),
    ] {
        let answer = desk.put(path, &body).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{path}, {field}: {}", answer.text());
    }
    desk.ask(Method::DELETE, day, &json!({})).await.expect(StatusCode::NOT_FOUND);
    for query in ["year=1999", "year=2101", "year=soon"] {
        desk.get(&format!("/api/tenant/holidays?{query}")).await.expect(StatusCode::BAD_REQUEST);
    }
    assert_eq!(desk.app.rows.everything().await, before);
}

#[tokio::test]
async fn nobody_is_lost_when_hours_become_shorter() {
    let desk = Desk::new().await;
    let morning = desk.book("2026-03-11T10:00").await;
    let evening = desk.book("2026-03-11T17:30").await;
    let cancelled = desk.book("2026-03-12T17:30").await;
    let cancel = format!("/api/appointments/{}/cancel", cancelled["id"].as_str().expect("an id"));
    desk.ask(Method::POST, &cancel, &json!({})).await.ok();

    let every_day = (1..=6).map(|weekday| window(weekday, "09:00", "17:45")).collect();
    let changed = desk.set_week(every_day).await.ok().data();
    let outside = &changed["visitsOutsideHours"];
    assert_eq!((&outside["count"], &outside["visits"][0]["id"]), (&json!(1), &evening["id"]));
    assert_eq!(outside["visits"][0]["customer"]["name"], "Dana Whitlock");
    let kept = desk.get("/api/appointments?from=2026-03-11&to=2026-03-11").await.ok().json();
    assert_eq!(kept["pagination"]["total"], 2, "both are still in the book");

    let closed = desk
        .put("/api/tenant/overrides/2026-03-11", &json!({ "windows": [], "note": "Water" }))
        .await
        .ok()
        .data();
    let outside = &closed["visitsOutsideHours"];
    assert_eq!((&outside["count"], &outside["visits"][0]["id"]), (&json!(2), &morning["id"]));
    let open = desk.ask(Method::DELETE, "/api/tenant/overrides/2026-03-11", &json!({})).await.ok().data();
    assert_eq!(open["visitsOutsideHours"]["count"], 1);
}

#[tokio::test]
async fn a_day_of_its_own_closes_the_salon_or_opens_it() {
    let desk = Desk::new().await;
    let without_monday = (2..=6).map(|weekday| window(weekday, "09:00", "18:00")).collect();
    desk.set_week(without_monday).await.ok();
    assert_eq!(desk.free("2026-03-16").await, None);

    let body = json!({ "windows": [{ "startsAt": "11:00", "endsAt": "13:00" }, { "startsAt": "15:00", "endsAt": "16:00" }], "note": " Fair " });
    let opened = desk.put("/api/tenant/overrides/2026-03-16", &body).await.ok().data();
    assert_eq!(
        (&opened["day"], &opened["isClosed"], &opened["note"]),
        (&json!("2026-03-16"), &json!(false), &json!("Fair"))
    );
    assert_eq!(desk.free("2026-03-16").await, from_to("11:00", "15:30"));
    assert_eq!(desk.free("2026-03-23").await, None, "only that Monday");
    desk.put("/api/tenant/overrides/2026-03-17", &json!({ "windows": [] })).await.ok();
    assert_eq!(desk.free("2026-03-17").await, None);

    let days = desk.get("/api/tenant/overrides").await.ok().data();
    assert_eq!((days[0]["day"].as_str(), days[1]["day"].as_str()), (Some("2026-03-16"), Some("2026-03-17")));
    assert_eq!(days[0]["windows"], body["windows"]);
    assert_eq!((&days[1]["windows"], &days[1]["isClosed"]), (&json!([]), &json!(true)));
    let last = desk.get("/api/tenant/overrides?sort=-day&pageSize=1").await.ok().json();
    assert_eq!((&last["data"][0]["day"], &last["pagination"]["total"]), (&json!("2026-03-17"), &json!(2)));
    let ranged = desk.get("/api/tenant/overrides?from=2026-03-17&to=2026-03-31").await.ok().json();
    assert_eq!(ranged["pagination"]["total"], 1);

    // The same day again is replaced.
    desk.put(
        "/api/tenant/overrides/2026-03-17",
        &json!({ "windows": [{ "startsAt": "10:00", "endsAt": "11:00" }] }),
    )
    .await
    .ok();
    assert_eq!(desk.free("2026-03-17").await, from_to("10:00", "10:30"));
    desk.ask(Method::DELETE, "/api/tenant/overrides/2026-03-17", &json!({})).await.ok();
    assert_eq!(desk.free("2026-03-17").await, from_to("10:00", "17:30"));
}

#[tokio::test]
async fn a_holiday_closes_the_salon_and_a_kept_one_does_not() {
    let desk = Desk::new().await;
    // Memorial Day, a Monday on which Marcus works.
    let day = "2026-05-25";
    let holiday = |year: &Value| {
        let all = year["holidays"].as_array().expect("a list");
        all.iter().find(|holiday| holiday["day"] == day).cloned().expect("it is a holiday")
    };
    let year = desk.get("/api/tenant/holidays?year=2026").await.ok().data();
    assert_eq!(
        (&year["country"], &year["year"], &year["observesHolidays"]),
        (&json!("US"), &json!(2026), &json!(false))
    );
    let memorial = holiday(&year);
    assert_eq!((&memorial["isClosed"], &memorial["isKept"]), (&json!(false), &json!(false)));
    assert!(desk.free(day).await.is_some(), "nobody has said that the salon closes");

    let visit = desk.book("2026-05-25T10:00").await;
    let observed = desk.put("/api/tenant/holidays", &json!({ "observesHolidays": true })).await.ok().data();
    assert_eq!(holiday(&observed)["isClosed"], true);
    assert_eq!(observed["visitsOutsideHours"]["visits"][0]["id"], visit["id"]);
    assert_eq!(desk.free(day).await, None);

    let keep = json!({ "observesHolidays": true, "keptHolidays": [memorial["key"], memorial["key"]] });
    let kept = desk.put("/api/tenant/holidays", &keep).await.ok().data();
    assert_eq!((&holiday(&kept)["isKept"], &holiday(&kept)["isClosed"]), (&json!(true), &json!(false)));
    assert_eq!(
        (&kept["keptHolidays"], &kept["visitsOutsideHours"]["count"]),
        (&json!([memorial["key"]]), &json!(0))
    );
    assert!(desk.free(day).await.is_some());

    // Hours of its own go before the holiday, either way.
    desk.put("/api/tenant/holidays", &json!({ "observesHolidays": true })).await.ok();
    let hours = json!({ "windows": [{ "startsAt": "12:00", "endsAt": "14:00" }] });
    desk.put(&format!("/api/tenant/overrides/{day}"), &hours).await.ok();
    assert_eq!(desk.free(day).await, from_to("12:00", "13:30"));
    assert_eq!(holiday(&desk.get("/api/tenant/holidays").await.ok().data())["isClosed"], false);
}

#[tokio::test]
async fn the_rules_for_booking_hold_at_once() {
    let desk = Desk::new().await;
    let path = "/api/tenant/booking-rules";
    let rules = desk.get(path).await.ok().data();
    assert_eq!(
        (&rules["slotStepMinutes"], &rules["noticeMinutes"], &rules["horizonDays"]),
        (&json!(15), &json!(60), &json!(90))
    );

    let stricter = json!({
        "slotStepMinutes": 60, "noticeMinutes": 180, "horizonDays": 7, "cancelCutoffMinutes": 1_440,
        "holdSeconds": 30, "maxWaitMinutes": 0, "waitlistOfferMinutes": 5,
    });
    assert_eq!(desk.put(path, &stricter).await.ok().data(), stricter);
    assert_eq!(desk.get(path).await.ok().data(), stricter);
    assert_eq!(
        desk.free("2026-03-10").await,
        from_to("12:00", "17:00"),
        "three hours from nine, on the hour"
    );
    assert!(desk.free("2026-03-17").await.is_some());
    assert_eq!(desk.free("2026-03-18").await, None, "more than seven days ahead");

    for (field, value) in [
        ("slotStepMinutes", json!(7)),
        ("slotStepMinutes", json!(0)),
        ("slotStepMinutes", json!(45)),
        ("noticeMinutes", json!(43_201)),
        ("noticeMinutes", json!(-1)),
        ("horizonDays", json!(0)),
        ("horizonDays", json!(731)),
        ("cancelCutoffMinutes", json!(43_201)),
        ("holdSeconds", json!(29)),
        ("holdSeconds", json!(901)),
        ("maxWaitMinutes", json!(121)),
        ("maxWaitMinutes", json!(7)),
        ("waitlistOfferMinutes", json!(4)),
        ("waitlistOfferMinutes", json!(1_441)),
        ("waitlistOfferMinutes", json!("ten")),
    ] {
        let mut wrong = stricter.clone();
        wrong[field] = value.clone();
        let answer = desk.put(path, &wrong).await.expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"][field].is_string(), "{field} {value}: {}", answer.text());
    }
    let half = json!({ "slotStepMinutes": 15 });
    desk.put(path, &half).await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(desk.get(path).await.ok().data(), stricter);
}

#[tokio::test]
async fn on_another_clock_visits_happen_when_they_would_have() {
    let desk = Desk::new().await;
    let visit = desk.book("2026-03-11T10:00").await;
    let path = "/api/tenant/profile";
    for wrong in ["Middle/Earth", "", "UTC+25", "America/New_York\u{0}"] {
        let answer = desk
            .ask(Method::PATCH, path, &json!({ "timezone": wrong }))
            .await
            .expect(StatusCode::BAD_REQUEST);
        assert!(answer.json()["fields"]["timezone"].is_string(), "{wrong}: {}", answer.text());
    }

    let changed =
        desk.ask(Method::PATCH, path, &json!({ "timezone": "america/los_angeles" })).await.ok().data();

    assert_eq!(changed["timezone"], "America/Los_Angeles");
    assert_eq!(changed["visitsOutsideHours"]["visits"][0]["id"], visit["id"], "seven in the morning there");
    let kept =
        desk.get(&format!("/api/appointments/{}", visit["id"].as_str().expect("an id"))).await.ok().data();
    assert_eq!(kept["startsAt"], visit["startsAt"]);
}

#[tokio::test]
async fn a_day_says_who_works_when_and_why_not_otherwise() {
    let desk = Desk::new().await;
    let marcus = desk.app.salon.employee("Marcus").to_string();
    let days = async |query: &str| desk.get(&format!("/api/tenant/working-days{query}")).await.ok().data();
    let of_marcus = |day: &Value| {
        let people = day["people"].as_array().expect("people");
        people.iter().find(|one| one["employeeId"] == marcus.as_str()).expect("Marcus").clone()
    };
    let off = |starts_at: &str, ends_at: &str, reason: &str, note: Value| json!({ "startsAt": starts_at, "endsAt": ends_at, "reason": reason, "note": note });
    let works = |starts_at: &str, ends_at: &str| json!({ "startsAt": starts_at, "endsAt": ends_at });
    desk.set_week(json!([
        window(3, "09:00", "17:00"),
        window(4, "09:00", "19:00"),
        window(5, "09:00", "19:00")
    ]))
    .await
    .ok();
    let time_off = json!({
        "hours": { "day": "2026-03-11", "startsAt": "12:00", "endsAt": "13:30" }, "reason": "Dentist",
    });
    let path = format!("/api/employees/{marcus}");
    desk.ask(Method::POST, &format!("{path}/time-off"), &time_off).await.created();
    let own = json!({ "windows": [works("11:00", "15:00")], "note": "School play" });
    desk.put(&format!("{path}/overrides/2026-03-12"), &own).await.ok();
    let special = json!({ "windows": [works("10:00", "14:00")], "note": "Stocktaking" });
    desk.put("/api/tenant/overrides/2026-03-13", &special).await.ok();

    let week = days("?from=2026-03-11&to=2026-03-14").await;

    let [wednesday, thursday, friday, saturday] = std::array::from_fn(|place| week[place].clone());
    assert_eq!(wednesday["windows"], json!([works("09:00", "17:00")]));
    let day = of_marcus(&wednesday);
    assert_eq!(day["windows"], json!([works("10:00", "12:00"), works("13:30", "17:00")]));
    let expected = json!([
        off("00:00", "09:00", "CLOSED", Value::Null),
        off("09:00", "10:00", "NOT_WORKING", Value::Null),
        off("12:00", "13:30", "TIME_OFF", json!("Dentist")),
        off("17:00", "24:00", "CLOSED", Value::Null),
    ]);
    assert_eq!(day["off"], expected);
    let day = of_marcus(&thursday);
    assert_eq!(day["windows"], json!([works("11:00", "15:00")]));
    assert_eq!(day["off"][1], off("09:00", "11:00", "OTHER_HOURS", json!("School play")));
    assert_eq!((&friday["reason"], &friday["note"]), (&json!("SPECIAL_DAY"), &json!("Stocktaking")));
    let day = of_marcus(&friday);
    assert_eq!(day["windows"], json!([works("10:00", "14:00")]));
    assert_eq!(day["off"][1], off("14:00", "24:00", "SPECIAL_DAY", json!("Stocktaking")));
    assert_eq!(saturday["windows"], json!([]));
    assert_eq!(of_marcus(&saturday)["off"], json!([off("00:00", "24:00", "CLOSED", Value::Null)]));

    // Independence Day 2026 is a Saturday and observed on Friday, 3 July; both have its name. Vacation says less.
    desk.put("/api/tenant/holidays", &json!({ "observesHolidays": true })).await.ok();
    let vacation = json!({ "firstDay": "2026-07-02", "lastDay": "2026-07-03", "reason": "Vacation" });
    desk.ask(Method::POST, &format!("{path}/time-off"), &vacation).await.created();
    let july = days("?from=2026-07-02&to=2026-07-03").await;
    assert_eq!(of_marcus(&july[0])["off"], json!([off("00:00", "24:00", "TIME_OFF", json!("Vacation"))]));
    assert_eq!(july[1]["reason"], "HOLIDAY");
    let name = july[1]["note"].clone();
    assert!(name.as_str().is_some_and(|name| name.contains("Independence")), "{name}");
    assert_eq!(of_marcus(&july[1])["off"], json!([off("00:00", "24:00", "HOLIDAY", name)]));

    assert_eq!(days("").await[0]["day"], "2026-03-10", "today");
    for wrong in ["?from=2026-03-11&to=2026-03-10", "?from=2026-03-01&to=2026-04-01", "?from=March"] {
        desk.get(&format!("/api/tenant/working-days{wrong}")).await.expect(StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn only_managers_set_hours_and_rules() {
    let desk = Desk::new().await;
    let front_desk = desk.app.member(&desk.app.salon, Role::FrontDesk).await;
    let stylist = desk.app.member(&desk.app.salon, Role::Stylist).await;
    for (method, path) in [
        (Method::PUT, "/api/tenant/opening-hours"),
        (Method::PUT, "/api/tenant/overrides/2026-04-01"),
        (Method::DELETE, "/api/tenant/overrides/2026-04-01"),
        (Method::PUT, "/api/tenant/holidays"),
        (Method::PUT, "/api/tenant/booking-rules"),
        (Method::PATCH, "/api/tenant/profile"),
    ] {
        let answer = desk.app.ask(method.clone(), path).bearer(&front_desk).json(&json!({})).send().await;
        assert_eq!(answer.expect(StatusCode::FORBIDDEN).code(), "forbidden", "{method} {path}");
    }
    for path in ["/api/tenant/overrides", "/api/tenant/holidays", "/api/tenant/booking-rules"] {
        desk.app.get(path).bearer(&stylist).send().await.ok();
    }
}
