//! Lines of JSON in, lines of JSON out.

use scheduling::protocol::{answer_line, answer_lines};
use serde_json::{Value, json};

/// A salon with two people and a chair.
fn question() -> Value {
    json!({
        "id": "q1", "timezone": "Europe/Berlin", "now": "2026-06-01T12:00:00Z", "stepMinutes": 30,
        "from": "2026-06-10", "to": "2026-06-10",
        "staff": [
            {"id": "Zoe", "weekly": [{"day": "wed", "start": "09:00", "end": "11:00"}],
             "appointments": [{"start": "2026-06-10T07:00:00Z", "end": "2026-06-10T07:30:00Z", "bufferAfterMinutes": 5}]},
            {"id": "Anna", "timezone": "Europe/London", "weekly": [{"day": "wed", "start": "08:00", "end": "09:00"}],
             "overrides": [{"date": "2026-06-11", "windows": []}], "timeOff": [{"start": "2026-06-11", "end": "2026-06-12"}],
             "holds": [{"start": "2026-06-10T07:00:00Z", "end": "2026-06-10T07:30:00Z", "caller": "c1", "expires": "2026-06-01T12:05:00Z"}]},
        ],
        "resources": [{"kind": "chair", "units": 1, "busy": []}],
        "service": {"segments": [{"kind": "work", "minutes": 30}], "staff": "any", "requires": ["chair"]},
        "caller": "c1",
    })
}

fn answer(question: &Value) -> Value {
    let mut answer: Value = serde_json::from_str(&answer_line(&question.to_string())).unwrap();
    if let Some(micros) = answer.as_object_mut().unwrap().remove("micros") {
        assert!(micros.as_f64().unwrap() > 0.0);
    }
    answer
}

/// The question with one value changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut question = question();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    question.pointer_mut(parent).unwrap().as_object_mut().unwrap().insert(key.to_owned(), value);
    question
}

fn starts(question: &Value) -> Vec<String> {
    let answer = answer(question);
    let slots = answer["slots"].as_array().unwrap_or_else(|| panic!("no slots: {answer}"));
    let text = |slot: &Value| format!("{} {}", &slot["start"].as_str().unwrap()[11..16], slot["staff"]);
    slots.iter().map(text).collect()
}

#[test]
fn a_question_is_answered_with_its_id_and_sorted_names() {
    assert_eq!(
        answer(&with("/ask", json!("2026-06-10T09:00"))),
        json!({
            "id": "q1",
            "slots": [
                {"start": "2026-06-10T07:00:00Z", "staff": ["Anna"]},
                {"start": "2026-06-10T07:30:00Z", "staff": ["Anna"]},
                {"start": "2026-06-10T08:00:00Z", "staff": ["Zoe"]},
                {"start": "2026-06-10T08:30:00Z", "staff": ["Zoe"]},
            ],
            "ask": {"free": true},
        })
    );
    let both = with("/staff/1/weekly", json!([{"day": "wed", "start": "09:00", "end": "24:00"}]));
    assert_eq!(starts(&both)[..2], [r#"08:00 ["Anna","Zoe"]"#, r#"08:30 ["Anna","Zoe"]"#]);
}

#[test]
fn a_segment_may_require_equipment_of_its_own() {
    let used = json!([{"kind": "chair", "units": 1, "busy": [{"start": "2026-06-10T08:10:00Z", "end": "2026-06-10T08:20:00Z"}]}]);
    let ends_in_chair = json!([
        {"kind": "work", "minutes": 20},
        {"kind": "finishing", "minutes": 10, "requires": ["chair"]},
    ]);
    let mut question = with("/resources", used);
    assert_eq!(starts(&question)[2..], [r#"08:30 ["Zoe"]"#]);

    question["service"] = json!({"segments": ends_in_chair, "staff": "any"});
    assert_eq!(starts(&question)[2..], [r#"08:00 ["Zoe"]"#, r#"08:30 ["Zoe"]"#]);
    question["service"]["segments"][1]["requires"] = json!(["sauna"]);
    assert_eq!(starts(&question), Vec::<String>::new());
}

#[test]
fn assistants_and_visits_add_a_list_for_each_further_role() {
    let pair = with("/service/assistants", json!(["any"]));
    assert_eq!(answer(&pair)["slots"], json!([]));

    let both = with(
        "/visit",
        json!([
            {"segments": [{"kind": "work", "minutes": 30}], "staff": ["Anna"]},
            {"segments": [{"kind": "work", "minutes": 30}], "staff": ["Zoe", "nobody"]},
        ]),
    );
    assert_eq!(
        answer(&both)["slots"],
        json!([
            // Zoe's buffer lets her begin five minutes after Anna.
            {"start": "2026-06-10T07:00:00Z", "staff": ["Anna"], "others": [["Zoe"]]},
            {"start": "2026-06-10T07:30:00Z", "staff": ["Anna"], "others": [["Zoe"]]},
        ])
    );
}

#[test]
fn an_ask_is_answered_with_a_reason() {
    for (ask, expected) in [
        ("2026-06-10T07:00:00Z", json!({"free": true})),
        ("2026-06-10T09:10", json!({"free": false, "reason": "off_grid"})),
        ("2026-06-10T08:00", json!({"free": false, "reason": "outside_hours"})),
        ("2026-03-29T02:30", json!({"free": false, "reason": "nonexistent_time"})),
    ] {
        assert_eq!(answer(&with("/ask", json!(ask)))["ask"], expected, "{ask}");
    }
}

#[test]
fn only_what_takes_time_stands_in_the_way() {
    let status = |status: Value| {
        let mut entry =
            json!({"start": "2026-06-10T08:00:00Z", "segments": [{"kind": "work", "minutes": 60}]});
        entry.as_object_mut().unwrap().extend(status.as_object().unwrap().clone());
        starts(&with("/staff/0/appointments", json!([entry])))
            .iter()
            .filter(|start| start.contains("Zoe"))
            .count()
    };

    assert_eq!(status(json!({})), 2);
    assert_eq!(status(json!({"status": "booked"})), 2);
    assert_eq!(status(json!({"status": "pending", "blocksWhilePending": true})), 2);
    for free in ["pending", "cancelled", "rejected", "released"] {
        assert_eq!(status(json!({"status": free})), 4, "{free}");
    }
}

#[test]
fn a_weekly_window_counts_every_week_unless_it_says_otherwise() {
    // 10 June 2026 lies in an A week.
    let window = |weeks: Value| {
        let mut window = json!({"day": "wed", "start": "14:00", "end": "14:30"});
        window.as_object_mut().unwrap().extend(weeks.as_object().unwrap().clone());
        starts(&with("/staff/0/weekly", json!([window]))).contains(&r#"12:00 ["Zoe"]"#.to_owned())
    };

    assert!(window(json!({})));
    assert!(window(json!({"weeks": "every"})));
    assert!(window(json!({"weeks": "a"})));
    assert!(!window(json!({"weeks": "b"})));
}

#[test]
fn salon_hours_that_say_nothing_are_none() {
    assert_eq!(starts(&with("/salonHours", json!({}))), starts(&question()));
    assert_eq!(starts(&with("/salonHours", json!({"weekly": []}))), Vec::<String>::new());
}

#[test]
fn a_person_named_twice_is_one_person_unless_they_differ() {
    let mut twice = question();
    let zoe = twice["staff"][0].clone();
    twice["staff"].as_array_mut().unwrap().push(zoe);
    assert_eq!(starts(&twice), starts(&question()));

    twice["staff"][2]["weekly"] = json!([]);
    assert_eq!(answer(&twice)["error"], "invalid_question");
}

#[test]
fn a_window_without_length_is_refused_wherever_it_is() {
    let empty = json!({"day": "mon", "start": "09:00", "end": "09:00"});
    for question in [
        with("/staff/1/weekly", json!([empty.clone()])),
        with(
            "/staff/0/overrides",
            json!([{"date": "2020-01-01", "windows": [{"start": "24:00", "end": "24:00"}]}]),
        ),
        with("/salonHours", json!({"weekly": [empty]})),
    ] {
        let answer = answer(&question);
        assert_eq!((&answer["id"], &answer["error"]), (&json!("q1"), &json!("invalid_window")));
    }
}

#[test]
fn bad_questions_are_told_what_is_wrong_and_keep_their_id() {
    for (pointer, value, told) in [
        ("/timezone", json!("Mars/Olympus"), "Mars/Olympus"),
        ("/stepMinutes", json!(0), "step"),
        ("/stepMinutes", json!(-5), "-5"),
        ("/now", json!("yesterday"), "year"),
        ("/to", json!("2036-06-10"), "days"),
        ("/from", json!("2026-02-30"), "day"),
        ("/visit", json!([]), "service"),
        ("/service", Value::Null, "service"),
        ("/service/staff", json!("everyone"), "list of ids"),
        ("/ask", json!("noon"), "year"),
        ("/staff/0/weekly", json!([{"day": "wed", "start": "09:00", "end": "24:01"}]), "24:00"),
        ("/staff/0/weekly", json!([{"day": "wed", "start": "9.00", "end": "10:00"}]), "09:30"),
        ("/staff/0/weekly", json!([{"day": "wed", "start": "09:00", "end": "10:00", "weeks": "c"}]), "every"),
        ("/staff/0/appointments", json!([{"start": "2026-06-10T07:00:00Z"}]), "end or segments"),
        ("/resources", json!([{"kind": "chair"}, {"kind": "chair"}]), "chair"),
    ] {
        let answer = answer(&with(pointer, value));
        assert_eq!((&answer["id"], &answer["error"]), (&json!("q1"), &json!("invalid_question")), "{answer}");
        assert!(answer["detail"].as_str().unwrap().contains(told), "{answer} says nothing of {told}");
    }
}

#[test]
fn no_line_is_too_broken_to_be_answered() {
    let whole = question().to_string();
    let cut: Vec<&str> = (0..whole.len()).map(|end| &whole[..end]).collect();
    for line in cut.into_iter().chain(["null", "[]", "{}", "17", "\u{0}", r#"{"id":{"not":"a text"}}"#]) {
        let answer: Value = serde_json::from_str(&answer_line(line)).unwrap();
        assert_eq!(answer["error"], "invalid_question", "{line}");
        assert!(answer["detail"].is_string());
    }
}

#[test]
fn lines_are_answered_one_by_one_and_broken_text_does_not_end_it() {
    let input = [
        question().to_string().as_bytes(),
        b"\r\n\n  \n{\"id\":\"\xff\"}\n",
        question().to_string().as_bytes(),
    ]
    .concat();
    let mut output = Vec::new();

    answer_lines(&input[..], &mut output).unwrap();

    let answers: Vec<Value> =
        str::from_utf8(&output).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    assert_eq!(ids, ["q1", "\u{fffd}", "q1"]);
    assert_eq!(answers[0]["slots"], answers[2]["slots"]);
}
