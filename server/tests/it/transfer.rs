//! Files in and out: what goes out comes in again, what is wrong comes in not at all, and nobody is told of either.

use axum::http::{Method, StatusCode};
use bolt::modules::auth::Role;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::Answer;
use crate::support::salon::Salon;

const KINDS: [&str; 3] = ["customers", "services", "appointments"];

/// The dashboard of one salon.
struct Desk<'a> {
    app: &'a TestApp,
    salon: &'a Salon,
    token: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, salon: &'a Salon) -> Self {
        Self { app, salon, token: app.owner(salon).await }
    }

    async fn export(&self, kind: &str) -> String {
        let answer = self.app.get(format!("/api/export/{kind}.csv")).bearer(&self.token).send().await.ok();
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(
            answer.headers["content-disposition"].to_str().ok(),
            Some(format!("attachment; filename=\"{kind}.csv\"").as_str())
        );
        String::from_utf8(answer.bytes).expect("UTF-8")
    }

    async fn send(&self, kind: &str, query: &str, file: impl Into<Vec<u8>>) -> Answer {
        let path = format!("/api/import/{kind}{query}");
        self.app.post(path).bearer(&self.token).raw("text/csv", file).send().await
    }

    /// What would become of a file.
    async fn attempt(&self, kind: &str, file: &str) -> Value {
        self.send(kind, "?dryRun=true", file).await.ok().data()
    }

    /// What becomes of a file, after a dry run has said the same and done nothing.
    async fn import(&self, kind: &str, file: &str) -> Value {
        let before = self.app.rows.everything().await;
        let foretold = self.attempt(kind, file).await;
        assert_eq!(self.app.rows.everything().await, before, "a dry run writes nothing");
        let answer = self.send(kind, "", file).await;
        let report = if foretold["errorCount"] == 0 {
            answer.ok().data()
        } else {
            let answer = answer.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "import_failed");
            assert_eq!(self.app.rows.everything().await, before, "a file with errors writes nothing");
            answer.json()["details"].take()
        };
        assert_eq!(report, foretold, "a dry run says what happens");
        report
    }

    /// The only error of a file.
    async fn error(&self, kind: &str, file: &str) -> (u64, String, String) {
        let report = self.import(kind, file).await;
        let errors = report["errors"].as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{file}: {report}");
        let text = |field: &str| errors[0][field].as_str().expect("a text").to_owned();
        (errors[0]["line"].as_u64().expect("a line"), text("field"), text("message"))
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        let data = self.app.get(path).bearer(&self.token).send().await.ok().data();
        data.as_array().expect("a list").clone()
    }
}

fn counts(report: &Value) -> [u64; 5] {
    ["rows", "created", "updated", "unchanged", "errorCount"]
        .map(|field| report[field].as_u64().unwrap_or_else(|| panic!("{report}")))
}

const CUSTOMERS: &str = "\
name,phone,email,notes,preferences,preferredEmployee,marketingConsent,isBlocked,isVip
Dana Whitlock,(347) 555-0151,dana@example.com,\"likes tea, and
the window\",short,anna,yes,no,yes
=HYPERLINK(1),+13475550152,,-1,@home,,,YES,
Zoë,,zoe@example.com,,,,,,
Nobody Else,,,,,,no,no,
";

const VISITS: &str = "\
startsAt,customer,phone,employee,service,addOns,status,notes,price,durationMinutes
2026-03-02 10:00,Dana Whitlock,347-555-0151,Marcus,Men's haircut,Beard trim,,came early,61.50,
2026-03-03 10:00,Dana Whitlock,,marcus,men's haircut,,no show,,,
2026-03-12T14:30:00-04:00,Tom Baker,,Anna,Women's haircut,Deep conditioning; scalp massage,CONFIRMED,,,
2026-12-24 20:00,Tom Baker,,Anna,Highlights,,,far away and after closing,,90
";

#[tokio::test]
async fn what_goes_out_comes_in_again_without_a_change() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    desk.import("customers", CUSTOMERS).await;
    desk.import("appointments", VISITS).await;
    let booking = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-11T10:00");
    let booked = app.post("/api/appointments").bearer(&desk.token).json(&booking).send().await.created();
    let id = booked.data()["id"].as_str().expect("an id").to_owned();
    let status = json!({ "status": "COMPLETED" });
    app.post(format!("/api/appointments/{id}/status")).bearer(&desk.token).json(&status).send().await.ok();

    // Longer than anybody could write them.
    let longest = json!({ "name": "Twin", "notes": "x".repeat(2_000), "preferences": "y".repeat(2_000) });
    let other = json!({ "name": "Twin", "notes": "z".repeat(2_000) });
    let add = async |body: &Value| {
        let added = app.post("/api/customers").bearer(&desk.token).json(body).send().await.created().data();
        added["id"].as_str().expect("an id").to_owned()
    };
    let (kept, gone) = (add(&longest).await, add(&other).await);
    let merge = app.post(format!("/api/customers/{kept}/merge")).bearer(&desk.token);
    merge.json(&json!({ "otherId": gone })).send().await.ok();

    for (kind, rows) in [("customers", 6), ("services", 3), ("appointments", 5)] {
        let file = desk.export(kind).await;
        assert_eq!(counts(&desk.import(kind, &file).await), [rows, 0, 0, rows, 0], "{file}");
        let semicolons = file.lines().next().expect("headings").replace(',', ";");
        assert_eq!(counts(&desk.import(kind, &semicolons).await), [0; 5], "headings alone");
        // Another program puts a mark in front and the columns the other way round.
        let marked = format!("\u{feff}{file}");
        assert_eq!(counts(&desk.attempt(kind, &marked).await), [rows, 0, 0, rows, 0]);
    }
}

#[tokio::test]
async fn customers_are_known_by_number_or_else_by_name_and_address() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;

    assert_eq!(counts(&desk.import("customers", CUSTOMERS).await), [4, 4, 0, 0, 0]);
    assert_eq!(counts(&desk.import("customers", CUSTOMERS).await), [4, 0, 0, 4, 0], "read twice");
    let more = "\
E-Mail;Name;Phone;Notes
dana@new.example;Dana W.;3475550151;
zoe@example.com;Zoë;+1 347 555 0199;new number
zoe@example.com;Zoe;;somebody else
";
    assert_eq!(counts(&desk.import("customers", more).await), [3, 1, 2, 0, 0]);

    let dana = desk.list("/api/customers?search=Dana").await.remove(0);
    assert_eq!((&dana["name"], &dana["email"]), (&json!("Dana W."), &json!("dana@new.example")));
    assert_eq!(dana["notes"], "likes tea, and\nthe window", "an empty cell changes nothing");
    assert_eq!(dana["preferredEmployeeId"], json!(app.salon.employee("Anna")));
    assert!(dana["marketingConsentAt"].is_string());
    let zoe = desk.list("/api/customers?search=0199").await.remove(0);
    assert_eq!(zoe["name"], "Zoë");
    let formula = desk.list("/api/customers?search=0152").await.remove(0);
    assert_eq!((&formula["name"], &formula["isBlocked"]), (&json!("=HYPERLINK(1)"), &json!(true)));
}

#[tokio::test]
async fn no_cell_is_a_formula() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    desk.import("customers", CUSTOMERS).await;

    let file = desk.export("customers").await;

    assert!(file.starts_with("id,name,phone,email,notes,"), "no mark in front, headings first: {file}");
    assert!(file.contains(",'=HYPERLINK(1),'+13475550152,,'-1,'@home,,no,yes,no\r\n"), "{file}");
    assert!(file.contains("\"likes tea, and\nthe window\""), "{file}");
}

#[tokio::test]
async fn services_are_added_and_changed_by_name() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let file = "\
Name,Duration minutes,Price,Category,Synonyms,Is active
men's HAIRCUT,35,\"46,50\",Hair,gents cut; short back and sides,
Balayage,150,210,Colour,,
Highlights,,,,,no
";

    assert_eq!(counts(&desk.import("services", file).await), [3, 1, 2, 0, 0]);

    let services = desk.list("/api/services").await;
    let of = |name: &str| services.iter().find(|one| one["name"] == name).expect("it is there").clone();
    let cut = of("men's HAIRCUT");
    assert_eq!(cut["id"], json!(app.salon.service("Men's haircut")));
    assert_eq!((&cut["durationMinutes"], &cut["priceCents"]), (&json!(35), &json!(4_650)));
    assert_eq!(
        (&of("Balayage")["priceCents"], &of("Highlights")["isActive"]),
        (&json!(21_000), &json!(false))
    );
    // What is booked from now on is the new length and price.
    let booking = app.salon.booking("Men's haircut", Some("Marcus"), "2026-03-11T10:00");
    let booked =
        app.post("/api/appointments").bearer(&desk.token).json(&booking).send().await.created().data();
    assert_eq!(
        (&booked["priceCents"], &booked["endsAt"]),
        (&json!(4_650), &json!(app.salon.at("2026-03-11T10:35")))
    );
}

#[tokio::test]
async fn visits_come_in_without_rules_messages_or_overlaps() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;

    assert_eq!(counts(&desk.import("appointments", VISITS).await), [4, 4, 0, 0, 0]);
    assert_eq!(counts(&desk.import("appointments", VISITS).await), [4, 0, 0, 4, 0], "read twice");

    let visits = desk.list("/api/appointments").await;
    let brief: Vec<_> = visits
        .iter()
        .map(|visit| [&visit["customer"]["name"], &visit["status"], &visit["priceCents"], &visit["endsAt"]])
        .collect();
    let at = |local: &str| json!(app.salon.at(local));
    assert_eq!(
        brief,
        [
            [&json!("Dana Whitlock"), &json!("COMPLETED"), &json!(6_150), &at("2026-03-02T10:45")],
            [&json!("Dana Whitlock"), &json!("NO_SHOW"), &json!(4_500), &at("2026-03-03T10:30")],
            [&json!("Tom Baker"), &json!("CONFIRMED"), &json!(11_550), &at("2026-03-12T15:40")],
            [&json!("Tom Baker"), &json!("SCHEDULED"), &json!(17_500), &at("2026-12-24T21:30")],
        ]
    );
    assert_eq!(visits[0]["customer"]["phone"], "+13475550151");
    assert_eq!(visits[0]["customer"]["id"], visits[1]["customer"]["id"], "found by name");
    assert_eq!(visits[2]["addOns"].as_array().map(Vec::len), Some(2));
    let id = visits[0]["id"].as_str().expect("an id");
    let history = desk.list(&format!("/api/appointments/{id}/history")).await;
    assert_eq!((&history[0]["action"], &history[0]["actor"]), (&json!("IMPORTED"), &json!("PERSON")));
    assert_eq!(app.rows.count("notifications").await, 0, "nobody is told");

    // Marcus was engaged from 10:00 to 10:45; the no-show left his time free.
    let more = "\
startsAt,customer,employee,service
2026-03-02 10:40,Ada Byron,Marcus,Men's haircut
2026-03-03 10:00,Ada Byron,Marcus,Men's haircut
2026-03-03 10:10,Eve,Marcus,Men's haircut
2026-03-02 10:45,Ada Byron,Marcus,Men's haircut
";
    let report = desk.import("appointments", more).await;
    assert_eq!(counts(&report), [4, 2, 0, 0, 2]);
    let lines: Vec<_> = report["errors"].as_array().expect("errors").iter().map(|one| &one["line"]).collect();
    assert_eq!(lines, [2, 4]);
    assert!(report["errors"][0]["message"].as_str().is_some_and(|text| text.contains("taken")), "{report}");
    assert_eq!(desk.list("/api/customers?search=Ada").await, [json!(null); 0], "nobody was written for it");
}

#[tokio::test]
async fn a_visit_is_changed_by_its_id() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    desk.import("appointments", VISITS).await;
    let file = desk.export("appointments").await;
    let later =
        file.replace("2026-03-12 14:30", "2026-03-12 15:00").replace("2026-12-24 20:00", "2026-12-24 21:00");
    let later = later.replace("SCHEDULED", "cancelled").replace("came early", "came late");
    // One that is called off has no time any more, so it cannot have another.
    let (line, field, _) = desk.error("appointments", &later).await;
    assert_eq!((line, field.as_str()), (5, "status"));
    let later = later.replace("2026-12-24 21:00", "2026-12-24 20:00");

    assert_eq!(counts(&desk.import("appointments", &later).await), [4, 0, 3, 1, 0]);

    let visits = desk.list("/api/appointments").await;
    let of = |field: &str| visits.iter().map(|visit| visit[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), ["COMPLETED", "NO_SHOW", "CONFIRMED", "CANCELLED"]);
    assert_eq!(visits[0]["notes"], "came late");
    assert_eq!(visits[2]["startsAt"], app.salon.at("2026-03-12T15:00"));
    assert_eq!(visits[2]["endsAt"], app.salon.at("2026-03-12T16:10"), "as long as before");
    assert_eq!(app.rows.count("notifications").await, 0);
    for (from, to, field) in [
        ("Highlights", "Men's haircut", "service"),
        ("Tom Baker", "Ada Byron", "customer"),
        (",COMPLETED,", ",SCHEDULED,", "status"),
        (",90\r", ",95\r", "durationMinutes"),
        ("Beard trim", "Scalp massage", "addOns"),
    ] {
        let current = desk.export("appointments").await;
        assert!(current.contains(from), "{current}");
        let report = desk.import("appointments", &current.replace(from, to)).await;
        assert!(
            report["errors"].as_array().expect("errors").iter().all(|error| error["field"] == field)
                && report["errorCount"] != 0,
            "{from}: {report}"
        );
    }
}

#[tokio::test]
async fn each_wrong_line_is_named_with_its_column() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    desk.import("customers", "name\nTwin\n").await;
    let twin = json!({ "name": "Twin", "phone": "+13475550160" });
    app.post("/api/customers").bearer(&desk.token).json(&twin).send().await.created();
    let long = "x".repeat(10_000);
    let other_customer = "cus_01h455vb4pex5vsknk084sn02q";
    let visit = |changes: [(&str, &str); 1]| {
        let mut cells = [
            ("startsAt", "2026-03-12 10:00"),
            ("customer", "Ada"),
            ("employee", "Marcus"),
            ("service", "Men's haircut"),
            ("addOns", ""),
            ("status", ""),
            ("price", ""),
            ("durationMinutes", ""),
            ("phone", ""),
            ("notes", ""),
            ("id", ""),
        ];
        for (column, text) in changes {
            cells.iter_mut().find(|cell| cell.0 == column).expect("a column").1 = text;
        }
        let line = |cells: Vec<&str>| cells.join(",");
        format!("{}\n{}\n", line(cells.map(|c| c.0).to_vec()), line(cells.map(|c| c.1).to_vec()))
    };
    let customer = |column: &str, text: &str| match column {
        "name" => format!("name,notes\n{text},x\n"),
        _ => format!("name,{column}\nAda,{text}\n"),
    };
    let service = |column: &str, text: &str| match column {
        "name" => format!("name,price\n{text},1\n"),
        _ => format!("name,{column}\nMen's haircut,{text}\n"),
    };
    let mut files = Vec::new();
    for (column, text) in [
        ("name", long.as_str()),
        ("name", ""),
        ("name", "Twin"),
        ("name", "\"a\nb\""),
        ("phone", "12"),
        ("phone", long.as_str()),
        ("email", "nowhere"),
        ("notes", long.as_str()),
        ("preferredEmployee", "Jonas"),
        ("isBlocked", "perhaps"),
        ("isVip", "perhaps"),
        ("marketingConsent", "2"),
        ("id", other_customer),
        ("id", "12"),
    ] {
        files.push(("customers", column, customer(column, text)));
    }
    for (column, text) in [
        ("name", long.as_str()),
        ("price", "-1"),
        ("price", "cheap"),
        ("price", "100000.01"),
        ("durationMinutes", "7"),
        ("durationMinutes", "0"),
        ("durationMinutes", "1445"),
        ("category", long.as_str()),
        ("isActive", "x"),
        ("id", "svc_01h455vb4pex5vsknk084sn02q"),
    ] {
        files.push(("services", column, service(column, text)));
    }
    files.push(("services", "durationMinutes", "name,price\nNew,10\n".to_owned()));
    for (column, text) in [
        ("startsAt", ""),
        ("startsAt", "tomorrow"),
        ("startsAt", "2026-03-08 02:30"),
        ("startsAt", "1026-03-08 10:30"),
        ("customer", ""),
        ("customer", "Twin"),
        ("customer", long.as_str()),
        ("phone", "1"),
        ("employee", "Jonas"),
        ("service", "Haircut"),
        ("addOns", "Beard trim; Moustache wax"),
        ("status", "LOST"),
        ("status", "COMPLETED"),
        ("price", "-5"),
        ("durationMinutes", "31"),
        ("notes", long.as_str()),
        ("id", "apt_01h455vb4pex5vsknk084sn02q"),
    ] {
        files.push(("appointments", column, visit([(column, text)])));
    }
    for (kind, column, file) in files {
        let shown: String = file.chars().take(120).collect();
        let (line, field, message) = desk.error(kind, &file).await;
        assert_eq!((line, field.as_str()), (2, column), "{shown}: {message}");
        assert!(message.len() < 300, "{shown}: {message}");
    }
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let before = app.rows.everything().await;
    let utf16: Vec<u8> = "name\nZoë\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".to_vec(), utf16.clone()].concat();
    for file in [b"name\nZo\xeb\n".to_vec(), utf16, marked] {
        for query in ["", "?dryRun=true"] {
            let answer = desk.send("customers", query, file.clone()).await.expect(StatusCode::BAD_REQUEST);
            assert_eq!(answer.code(), "bad_request");
            let message = answer.json()["message"].as_str().expect("a message").to_owned();
            assert_eq!(message, "the file is not UTF-8; save it as CSV UTF-8");
        }
    }
    for (file, line, field, part) in [
        ("", 1, "file", "empty"),
        ("\n\n", 1, "file", "empty"),
        ("phone\n1\n", 1, "name", "missing as a heading; these are known: id, name, phone"),
        ("name,favourite colour\nA,red\n", 1, "favourite colour", "id, name, phone"),
        ("name,notes\nA,\"never closed\nB,x\n", 2, "file", "quotation mark"),
        ("name,notes\nA\n", 2, "line", "1 cells under 2 headings"),
    ] {
        let error = desk.error("customers", file).await;
        assert_eq!((error.0, error.1.as_str()), (line, field), "{file}");
        assert!(error.2.contains(part), "{file}: {}", error.2);
    }
    for kind in KINDS {
        let too_long = vec![b'x'; 1024 * 1024 + 1];
        let answer = desk.send(kind, "", too_long).await.expect(StatusCode::PAYLOAD_TOO_LARGE);
        answer.code();
        // A browser says the length beforehand, and is refused before anybody reads.
        let path = format!("/api/import/{kind}");
        let announced = app.post(path).bearer(&desk.token).raw("text/csv", vec![b'x'; 1024 * 1024 + 1]);
        let announced = announced.header("content-length", "1048577").send().await;
        assert_eq!(announced.expect(StatusCode::PAYLOAD_TOO_LARGE).code(), "bad_request");
        let just_right = vec![b'x'; 1024 * 1024];
        desk.send(kind, "?dryRun=true", just_right).await.ok();
    }
    desk.send("customers", "?dryRun=perhaps", "name\nA\n").await.expect(StatusCode::BAD_REQUEST);
    assert_eq!(app.rows.everything().await, before);
}

#[tokio::test]
async fn a_long_file_is_read_and_a_table_longer_than_a_piece_is_given_out() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let mut file = "name,phone\n".to_owned();
    for number in 0..1_200 {
        file.push_str(&format!("Caller {number},+1347556{number:04}\n"));
    }
    assert_eq!(counts(&desk.send("customers", "", file.as_str()).await.ok().data()), [1_200, 1_200, 0, 0, 0]);

    let given_out = desk.export("customers").await;

    assert_eq!(given_out.lines().count(), 1_201);
    assert_eq!(counts(&desk.attempt("customers", &given_out).await), [1_200, 0, 0, 1_200, 0]);
    let wrong = file.replace("+1347556", "0");
    let report = desk.attempt("customers", &wrong).await;
    assert_eq!(report["errorCount"], 1_200);
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(200), "who has more has made one mistake");
}

#[tokio::test]
async fn a_book_of_years_comes_in_at_once() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let mut file = "startsAt,customer,phone,employee,service\n".to_owned();
    for number in 0..2_000 {
        let (day, hour) = (number / 20, number % 20 / 2 + 8);
        let day = jiff::civil::date(2025, 1, 1) + jiff::Span::new().days(day);
        let employee = if number % 2 == 0 { "Anna" } else { "Marcus" };
        let caller = number % 300;
        let line =
            format!("{day} {hour:02}:00,Caller {caller},+1347556{caller:04},{employee},Men's haircut\n");
        file.push_str(&line);
    }
    // The same line again is the same visit; another at that time is not possible.
    let last = file.lines().last().expect("a line").to_owned();
    file.push_str(&format!("{last}\n{}\n", last.replace("Caller 199,+13475560199", "Eve,")));

    let report = desk.attempt("appointments", &file).await;
    assert_eq!(counts(&report), [2_002, 2_000, 0, 1, 1]);
    assert_eq!(report["errors"][0]["line"], 2_003);
    let right = file.trim_end().rsplit_once('\n').expect("lines").0;
    let done = desk.send("appointments", "", right).await.ok().data();
    assert_eq!(counts(&done), [2_001, 2_000, 0, 1, 0]);

    assert_eq!(counts(&desk.attempt("appointments", right).await), [2_001, 0, 0, 2_001, 0]);
    assert_eq!(app.rows.count("appointments").await, 2_000);
    assert_eq!(app.rows.count("booked_quanta").await, 12_000);
    assert_eq!(app.rows.count("appointment_changes WHERE action = 'IMPORTED'").await, 2_000);
}

#[tokio::test]
async fn another_salons_things_are_unknown_in_files_too() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app, &app.salon).await;
    let other = Desk::of(&app, &app.other).await;
    desk.import("customers", CUSTOMERS).await;
    desk.import("appointments", VISITS).await;
    let nothing = other.export("customers").await;
    assert_eq!(nothing.lines().count(), 1, "{nothing}");
    assert_eq!(other.export("appointments").await.lines().count(), 1);
    let before = app.rows.everything().await;

    for kind in KINDS {
        let foreign = desk.export(kind).await;
        let report = other.send(kind, "?dryRun=true", foreign.as_str()).await.ok().data();
        assert_eq!(report["errorCount"], report["rows"], "{report}");
        assert!(report["errors"].as_array().expect("errors").iter().all(|error| error["field"] == "id"));
        other.send(kind, "", foreign.as_str()).await.expect(StatusCode::BAD_REQUEST);
    }
    // Nor by their names and numbers: at the other salon they are other people.
    let (_, field, _) = other
        .error("appointments", "startsAt,customer,employee,service\n2026-03-12 10:00,A,Marcus,Haircut\n")
        .await;
    assert_eq!(field, "employee");
    assert_eq!(app.rows.everything().await, before);
    let same = "name,phone\nDana,+13475550151\n";
    assert_eq!(counts(&other.import("customers", same).await), [1, 1, 0, 0, 0]);
    assert_eq!(desk.salon.name, "Harbour Hair");
}

#[tokio::test]
async fn whole_tables_are_for_managers() {
    let app = TestApp::new().await;
    let front_desk = app.member(&app.salon, Role::FrontDesk).await;
    let manager = app.member(&app.salon, Role::Manager).await;
    for kind in KINDS {
        for (method, path) in [
            (Method::GET, format!("/api/export/{kind}.csv")),
            (Method::POST, format!("/api/import/{kind}?dryRun=true")),
        ] {
            let ask =
                |token: &str| app.ask(method.clone(), path.clone()).bearer(token).raw("text/csv", "name\n");
            ask(&front_desk).send().await.expect(StatusCode::FORBIDDEN);
            assert!(ask(&manager).send().await.status.is_success(), "{path}");
        }
    }
}
