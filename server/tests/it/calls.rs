//! Whole calls, as the telephone company carries them.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use understanding::Expecting;

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::twilio::{Line, Then};

const DANA: &str = "+13475550151";

/// The tools that ran in a call, each with its result.
fn tools(call: &Value) -> Vec<(String, String)> {
    let turns = call["turns"].as_array().expect("turns");
    let used = turns.iter().flat_map(|turn| turn["tools"].as_array().expect("tools"));
    used.map(|used| {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (word(&used["call"]["tool"]), word(&used["result"]["result"]))
    })
    .collect()
}

fn ran(call: &Value, tool: &str, result: &str) -> bool {
    tools(call).contains(&(tool.to_owned(), result.to_owned()))
}

#[tokio::test]
async fn a_call_that_books_leaves_a_visit_a_transcript_and_messages() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("hi I'd like to book a men's haircut");

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");
    line.hang_up(93).await.expect(axum::http::StatusCode::NO_CONTENT);

    // The visit, priced and timed by the salon's own catalogue.
    let call = app.call(&app.salon, &line.sid).await;
    let visit = &call["appointment"];
    assert_eq!(app.rows.count("appointments").await, 1, "{told}");
    assert_eq!(visit["service"]["name"], "Men's haircut", "{told}");
    assert_eq!((&visit["priceCents"], &visit["currency"]), (&json!(4_500), &json!("USD")));
    assert_eq!((&visit["status"], &visit["source"]), (&json!("SCHEDULED"), &json!("PHONE")));
    assert_eq!(
        (&visit["customer"]["name"], &visit["customer"]["phone"]),
        (&json!("Dana Whitlock"), &json!(DANA))
    );
    assert_eq!(visit["callId"], call["id"]);
    let starts: jiff::Timestamp = visit["startsAt"].as_str().expect("a start").parse().expect("an instant");
    let ends: jiff::Timestamp = visit["endsAt"].as_str().expect("an end").parse().expect("an instant");
    assert_eq!(ends.duration_since(starts), SignedDuration::from_mins(30));
    let local = app.salon.zone.to_datetime(starts);
    assert_eq!(local.date().to_string(), "2026-03-12", "{told}");
    assert!(local.hour() < 12, "{told}");

    // The conversation.
    assert_eq!((&call["reason"], &call["outcome"]), (&json!("BOOK_APPOINTMENT"), &json!("BOOKED")));
    assert_eq!((&call["status"], &call["durationSeconds"]), (&json!("COMPLETED"), &json!(93)));
    assert_eq!((&call["channel"], &call["from"]), (&json!("PHONE"), &json!(DANA)));
    let turns = call["turns"].as_array().expect("turns");
    assert_eq!(call["turnCount"], turns.len());
    assert!(turns.iter().zip(0..).all(|(turn, number)| turn["sequence"] == number));
    assert_eq!((&turns[0]["heard"], &turns[0]["understood"]), (&Value::Null, &Value::Null));
    assert_eq!(turns[1]["heard"], caller.opening);
    assert_eq!(turns[1]["understood"]["intent"], "book_appointment");
    assert!(turns[1..].iter().all(|turn| turn["understood"]["acts"].is_array()), "{call:#}");
    assert!(turns[1..].iter().all(|turn| turn["understandingMicros"].is_number()), "{call:#}");
    for turn in turns {
        let said = turn["said"].as_str().expect("words");
        assert!(told.contains(said), "the transcript has what was heard: {said}\n{told}");
    }
    assert!(ran(&call, "find_slots", "slots") && ran(&call, "book", "booked"), "{:?}", tools(&call));

    // Nobody hears "you're booked" before there is a row.
    let booked_at =
        turns.iter().position(|turn| turn["tools"].to_string().contains("\"book\"")).expect("a turn");
    for turn in &turns[..booked_at] {
        assert!(!turn["said"].as_str().unwrap_or_default().contains("You're booked"), "{told}");
    }

    // What was promised goes out.
    app.deliver().await;
    let to_caller = app.sms_to(DANA).await;
    assert_eq!(to_caller.len(), 1);
    assert!(to_caller[0].body.contains("Men's haircut") && to_caller[0].body.contains("Thu, Mar 12"));
    assert_eq!(app.sent_sms().await.len(), 2, "and one to the stylist");
}

#[tokio::test]
async fn a_caller_may_say_everything_at_once() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says(
        "hi this is Dana Whitlock, can I get a women's haircut with Anna this Thursday at two pm please",
    );

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");

    let visit = app.call(&app.salon, &line.sid).await["appointment"].clone();
    assert_eq!(visit["startsAt"], app.salon.at("2026-03-12T14:00"), "{told}");
    assert_eq!((&visit["employee"]["name"], &visit["priceCents"]), (&json!("Anna"), &json!(7_500)), "{told}");
    assert_eq!(visit["customer"]["name"], "Dana Whitlock", "{told}");
}

#[tokio::test]
async fn an_extra_named_on_the_telephone_is_paid_and_timed() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller =
        Caller::who_says("I'd like a men's haircut and a beard trim with Marcus tomorrow at eleven am");

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");

    let visit = app.call(&app.salon, &line.sid).await["appointment"].clone();
    assert_eq!(visit["priceCents"], 6_500, "{told}");
    assert_eq!(visit["endsAt"], app.salon.at("2026-03-11T11:45"), "{told}");
    assert_eq!(visit["addOns"][0]["name"], "Beard trim", "{told}");
}

/// Books a visit for the caller by key, at 10:00 on Thursday with Anna.
async fn book(app: &TestApp) -> Value {
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-12T10:00");
    let visit =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();
    app.deliver().await;
    visit
}

#[tokio::test]
async fn a_caller_cancels_their_visit() {
    let app = TestApp::new().await;
    let booked = book(&app).await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("hello, I have to cancel my appointment");

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");
    line.hang_up(41).await;

    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!(
        (&call["reason"], &call["outcome"]),
        (&json!("CANCEL_APPOINTMENT"), &json!("CANCELLED")),
        "{told}"
    );
    assert_eq!((&call["durationSeconds"], &call["appointmentId"]), (&json!(41), &booked["id"]));
    assert_eq!(call["customer"]["name"], "Dana Whitlock", "a known number is a known customer");
    assert_eq!(call["appointment"]["status"], "CANCELLED");
    assert!(ran(&call, "find_visits", "visits") && ran(&call, "cancel", "cancelled"), "{:?}", tools(&call));
    assert_eq!(app.rows.count("booked_quanta").await, 0, "the time is free again");
    app.deliver().await;
    let messages = app.sms_to(DANA).await;
    assert!(messages.len() == 2 && messages[1].body.contains("cancelled"), "{messages:?}");
}

#[tokio::test]
async fn a_caller_moves_their_visit() {
    let app = TestApp::new().await;
    let booked = book(&app).await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let mut caller = Caller::who_says("can I move my appointment please");
    (caller.day, caller.time) = ("Friday", "at three in the afternoon");

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");
    line.hang_up(60).await;

    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!(
        (&call["reason"], &call["outcome"]),
        (&json!("MODIFY_APPOINTMENT"), &json!("MOVED")),
        "{told}"
    );
    let visit = &call["appointment"];
    assert_eq!(visit["id"], booked["id"], "it is the same visit");
    assert_eq!(visit["startsAt"], app.salon.at("2026-03-13T15:00"), "{told}");
    assert_eq!(visit["endsAt"], app.salon.at("2026-03-13T15:45"));
    assert_eq!(visit["employee"]["name"], "Anna", "whoever had it keeps it");
    assert!(ran(&call, "move", "booked"), "{:?}", tools(&call));
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("booked_quanta").await, 9);
    app.deliver().await;
    let messages = app.sms_to(DANA).await;
    assert!(messages.len() == 2 && messages[1].body.contains("moved"), "{messages:?}");
}

#[tokio::test]
async fn no_to_the_read_back_books_nothing() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("I'd like a men's haircut on Thursday morning");
    let mut told = Vec::new();
    app.talk(&app.salon, &mut line, &caller, &mut told, |asked| asked == [Expecting::Confirmation]).await;

    line.say("no").await;
    line.hang_up(20).await;

    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!(call["outcome"], "UNRESOLVED", "{}", told.join("\n"));
    assert_eq!(app.rows.count("appointments").await, 0);
    app.deliver().await;
    assert!(app.sent_sms().await.is_empty());
}

#[tokio::test]
async fn a_time_that_goes_between_the_offer_and_the_yes_is_not_booked_and_others_are_offered() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("can I get a women's haircut with Anna this Thursday at ten am");
    let mut told = Vec::new();
    let read_back =
        app.talk(&app.salon, &mut line, &caller, &mut told, |asked| asked == [Expecting::Confirmation]).await;
    assert!(read_back.words.contains("10 AM"), "{}", told.join("\n"));

    // While they think it is kept for them; but not for ever.
    let mut faster = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-12T10:00");
    faster["customer"] = json!({ "name": "Somebody Faster", "phone": "+13475550199" });
    let book = || app.post("/api/ai/appointments").key(&app.salon.key).json(&faster).send();
    book().await.expect(StatusCode::CONFLICT);
    app.clock.advance(SignedDuration::from_secs(121));
    book().await.created();
    let heard = line.say("yes please").await;

    assert_eq!(heard.then, Then::Listens);
    assert!(!heard.words.contains("You're booked"), "{}", heard.words);
    assert_eq!(app.rows.count("appointments").await, 1, "only the faster one's");
    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!(call["outcome"], "UNRESOLVED");
    assert!(ran(&call, "book", "not_booked"), "{:?}", tools(&call));
    assert!(app.expecting(&app.salon, &line.sid).await.contains(&Expecting::Choice), "{}", heard.words);

    // And the call goes on to a booking of one of them.
    line.say("the first one").await;
    let booked = line.say("yes please").await;
    assert!(booked.words.contains("You're booked"), "{}", booked.words);
    assert_eq!(app.rows.count("appointments").await, 2);
    app.deliver().await;
    assert_eq!(app.sms_to(DANA).await.len(), 1);
}

#[tokio::test]
async fn a_time_that_was_read_back_is_free_again_when_the_caller_hangs_up() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    let caller = Caller::who_says("can I get a women's haircut with Anna this Thursday at ten am");
    let mut told = Vec::new();
    app.talk(&app.salon, &mut line, &caller, &mut told, |asked| asked == [Expecting::Confirmation]).await;
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-12T10:00");
    let book = || app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send();
    book().await.expect(StatusCode::CONFLICT);

    line.hang_up(20).await;

    assert_eq!(app.rows.count("holds").await, 0);
    book().await.created();
}

#[tokio::test]
async fn questions_are_answered_and_the_call_goes_on() {
    let app = TestApp::new().await;
    for (question, answer, reason) in [
        ("what are your opening hours", "9 AM to 6 PM", "ASK_HOURS"),
        ("how much is a women's haircut", "$75", "ASK_PRICE"),
        ("what services do you offer", "Highlights", "ASK_SERVICES"),
        ("where are you located", "1 Pier Street", "ASK_LOCATION"),
    ] {
        let (mut line, _) = app.ring(DANA, app.salon.number).await;
        let heard = line.say(question).await;
        assert!(heard.words.contains(answer), "{question}: {}", heard.words);
        assert_eq!(heard.then, Then::Listens, "{question}");
        let call = app.call(&app.salon, &line.sid).await;
        assert_eq!((&call["reason"], &call["outcome"]), (&json!(reason), &json!("ANSWERED")), "{question}");
    }
    assert_eq!(app.rows.count("appointments").await, 0);
}

#[tokio::test]
async fn whoever_wants_a_person_is_put_through_and_taken_back_when_nobody_answers() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;

    let heard = line.say("could I speak to a person please").await;

    assert_eq!(heard.then, Then::Dials("+12125550181".to_owned()), "{}", heard.words);
    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!((&call["reason"], &call["outcome"]), (&json!("SPEAK_TO_HUMAN"), &json!("TRANSFERRED")));

    let back = line.transfer_ended("no-answer").await;
    assert_eq!(back.then, Then::TakesMessage);
    let back = line.turn(&[("Digits", "*")]).await;
    assert_eq!(back.then, Then::Listens);
    let heard = line.say("what are your opening hours").await;
    assert!(heard.words.contains("9 AM"), "the conversation goes on: {}", heard.words);
}

#[tokio::test]
async fn a_transfer_that_succeeded_ends_the_call() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("could I speak to a person please").await;

    let after = line.transfer_ended("completed").await;
    line.hang_up(300).await;

    assert_eq!(after.then, Then::HangsUp);
    let call = app.call(&app.salon, &line.sid).await;
    let ended = (&call["outcome"], &call["status"], &call["durationSeconds"]);
    assert_eq!(ended, (&json!("TRANSFERRED"), &json!("COMPLETED"), &json!(300)));
}

#[tokio::test]
async fn keys_alone_carry_a_call_to_a_booking() {
    let app = TestApp::new().await;
    // A known customer has a name already.
    book(&app).await;
    let (mut line, mut heard) = app.ring(DANA, app.salon.number).await;
    let mut told = vec![heard.words.clone()];

    // Whoever says nothing that can be understood is offered keys.
    for _ in 0..3 {
        heard = line.say("brmbl grmbl fnord").await;
        told.push(heard.words.clone());
    }
    let before = app.rows.count("appointments").await;
    for _ in 0..12 {
        if app.rows.count("appointments").await > before || heard.then != Then::Listens {
            break;
        }
        heard = line.press("1").await;
        told.push(heard.words.clone());
    }

    assert_eq!(app.rows.count("appointments").await, before + 1, "{}", told.join("\n"));
    let call = app.call(&app.salon, &line.sid).await;
    assert!(call["turns"].to_string().contains("\"[1]\""), "keys stand in brackets in the transcript");
}

#[tokio::test]
async fn a_closed_day_a_day_gone_by_and_an_unknown_service_are_answered_politely() {
    let app = TestApp::new().await;
    for words in [
        "can I get a men's haircut on Sunday at eleven am",
        "can I get a men's haircut yesterday at eleven am",
        "I would like to have my car washed on Thursday at ten",
        "can I get a men's haircut on the 30th of February at noon",
        "book me a men's haircut in twenty years",
    ] {
        let (mut line, _) = app.ring(DANA, app.salon.number).await;
        let heard = line.say(words).await;
        assert_eq!(heard.then, Then::Listens, "{words}: {}", heard.words);
        assert!(!heard.words.contains("You're booked"), "{words}: {}", heard.words);
    }
    assert_eq!(app.rows.count("appointments").await, 0);
    assert_eq!(app.rows.count("booked_quanta").await, 0);
}

#[tokio::test]
async fn silence_ends_politely() {
    let app = TestApp::new().await;
    let (mut line, mut heard) = app.ring(DANA, app.salon.number).await;
    let mut silences = 0;

    while heard.then == Then::Listens {
        silences += 1;
        assert!(silences <= 5, "nobody is there, and the line stays open");
        heard = line.silence().await;
        assert!(!heard.words.is_empty());
    }

    assert!(silences >= 2, "one silence is no reason to hang up");
    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!((&call["status"], &call["outcome"]), (&json!("COMPLETED"), &json!("UNRESOLVED")));
    assert_eq!(call["turnCount"], silences + 1);
}

#[tokio::test]
async fn fifty_turns_of_nonsense_end_politely_and_leave_nothing_half_made() {
    let app = TestApp::new().await;
    let (mut line, mut heard) = app.ring(DANA, app.salon.number).await;
    let address = line.next().to_owned();
    let mut last = heard.words.clone();

    for number in 0..50 {
        heard = match heard.then {
            Then::Listens => line.say(&format!("flurb {number} wibble the zorp ₂ ﷽ ")).await,
            // The network would not ask again; whoever does is told that it is over.
            _ => {
                let fields = line.fields("in-progress", &[("SpeechResult", "flurb")]);
                line.post(&address.replace("turn=1", &format!("turn={}", number + 100)), &fields).await
            }
        };
        if !heard.words.is_empty() {
            last.clone_from(&heard.words);
        }
    }

    assert_eq!(heard.then, Then::HangsUp);
    assert!(last.contains("Goodbye"), "{last}");
    assert_eq!(app.rows.count("appointments").await, 0);
    assert_eq!(app.rows.count("calls").await, 1);
    let call = app.call(&app.salon, &line.sid).await;
    // Whoever is not understood is put through to a person.
    assert_eq!((&call["status"], &call["outcome"]), (&json!("COMPLETED"), &json!("TRANSFERRED")));
}

#[tokio::test]
async fn an_anonymous_caller_can_book_and_is_asked_for_a_number() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, "anonymous", app.salon.number);
    let caller = Caller::who_says("hi I'd like to book a men's haircut");

    let told = app.whole_call(&app.salon, &mut line, &caller).await.join("\n");

    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!((&call["from"], &call["outcome"]), (&Value::Null, &json!("BOOKED")), "{told}");
    assert_eq!(call["appointment"]["customer"]["phone"], DANA, "{told}");
}

#[tokio::test]
async fn a_call_to_the_other_salon_is_the_other_salons() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, "+4915155512345", app.other.number);
    let mut caller = Caller::who_says("hello I'd like to book a haircut");
    (caller.service, caller.phone) = ("a haircut", "0151 555 12345");

    let told = app.whole_call(&app.other, &mut line, &caller).await.join("\n");

    let visit = app.call(&app.other, &line.sid).await["appointment"].clone();
    assert_eq!((&visit["currency"], &visit["priceCents"]), (&json!("EUR"), &json!(3_500)), "{told}");
    let start: jiff::Timestamp = visit["startsAt"].as_str().expect("a start").parse().expect("an instant");
    let local = app.other.zone.to_datetime(start);
    assert!((10..12).contains(&local.hour()), "on Berlin's clock: {local}\n{told}");
    let token = app.owner(&app.salon).await;
    for list in ["/api/calls", "/api/appointments", "/api/notifications"] {
        let listed = app.get(list).bearer(&token).send().await.ok().data();
        assert_eq!(listed, json!([]), "{list}");
    }
}

#[tokio::test]
async fn all_that_is_said_in_a_call_is_traced_to_rows() {
    let app = TestApp::new().await;
    for opening in [
        "hi I'd like to book a men's haircut",
        "what are your opening hours",
        "how much is a women's haircut and where are you",
        "I have to cancel my appointment",
        "do you have anything on Sunday at eleven am for a men's haircut",
    ] {
        let mut line = Line::new(&app, DANA, app.salon.number);
        app.whole_call(&app.salon, &mut line, &Caller::who_says(opening)).await;
        line.hang_up(60).await;

        let call = app.call(&app.salon, &line.sid).await;
        for turn in call["turns"].as_array().expect("turns").iter().skip(1) {
            for claim in turn["proof"].as_array().expect("claims") {
                assert_eq!(claim["isProven"], true, "{opening}: {claim} in {}", turn["said"]);
            }
        }
        if call["outcome"] == "BOOKED" {
            let turns = call["turns"].to_string();
            let id = call["appointmentId"].as_str().expect("a visit");
            assert!(turns.contains("\"appointments\"") && turns.contains(id), "{turns}");
        }
    }
}

#[tokio::test]
async fn a_call_that_is_over_is_summed_up_from_its_rows() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, DANA, app.salon.number);
    app.whole_call(&app.salon, &mut line, &Caller::who_says("hi I'd like to book a men's haircut")).await;
    line.hang_up(60).await;

    let call = app.call(&app.salon, &line.sid).await;

    let summary = call["summary"].as_str().expect("a summary");
    assert!(summary.starts_with("Dana Whitlock (+13475550151) booked Men's haircut with "), "{summary}");
    assert!(summary.contains("Thu, Mar 12, ") && summary.contains("($45)"), "{summary}");
    let result = &call["result"];
    assert_eq!((&result["outcome"], &result["priceCents"]), (&json!("BOOKED"), &json!(4_500)));
    assert_eq!((&result["appointmentId"], &result["turns"]), (&call["appointmentId"], &call["turnCount"]));
    assert_eq!((&result["service"], &call["needsFollowUp"]), (&json!("Men's haircut"), &json!(false)));
}

#[tokio::test]
async fn a_wish_that_came_to_nothing_is_to_be_followed_up_until_somebody_has() {
    let app = TestApp::new().await;
    let (mut line, _) = app.ring(DANA, app.salon.number).await;
    line.say("I'd like to book a men's haircut").await;
    line.hang_up(20).await;
    let token = app.owner(&app.salon).await;
    let listed = async |state: &str| {
        let list = app.get(format!("/api/calls?followUp={state}")).bearer(&token).send().await.ok().data();
        list.as_array().expect("a list").len()
    };
    let call = app.call(&app.salon, &line.sid).await;
    assert_eq!(call["needsFollowUp"], true, "{}", call["summary"]);
    assert_eq!((listed("open").await, listed("done").await), (1, 0));

    let address = format!("/api/calls/{}/follow-up", call["id"].as_str().expect("an id"));
    let mark = async |done: bool| {
        app.post(&address).bearer(&token).json(&json!({ "done": done })).send().await.ok().data()
    };
    let done = mark(true).await;

    assert_eq!(done["needsFollowUp"], false);
    assert!(done["followedUpAt"].is_string() && done["followedUpBy"].is_string(), "{done}");
    assert_eq!((listed("open").await, listed("done").await), (0, 1));
    app.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(mark(true).await["followedUpAt"], done["followedUpAt"], "who was first stays noted");
    assert_eq!(mark(false).await["needsFollowUp"], true);
}
