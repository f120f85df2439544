//! Conversations nobody would hold: any acts, any entities, any keys, any answers of the tools. Whatever
//! happens, [`Watched`] must find nothing that must not happen.

use crate::notation::means;
use crate::salon::{Book, salon};
use crate::watch::Watched;
use conversation::{Caller, Channel, Heard, Refusal, RefusalReason, Slot, Then, ToolCall, ToolResult, Visit};
use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

const ACTS: &[&str] = &[
    "book",
    "cancel",
    "move",
    "ask_hours",
    "ask_services",
    "ask_price",
    "ask_duration",
    "ask_location",
    "ask_availability",
    "ask_people",
    "ask_my_visit",
    "ask_others_visit",
    "leave_message",
    "meddle",
    "speak_to_human",
    "affirm",
    "affirm",
    "affirm",
    "deny",
    "greet",
    "goodbye",
    "thanks",
    "repeat",
    "wait",
    "later",
    "earlier",
    "other",
    "someone_else",
    "any_person",
    "any_time",
    "earliest",
    "nothing_else",
    "leave_it",
    "same_time",
    "correct",
    "start_over",
    "complain",
    "abuse",
    "emergency",
];

const ENTITIES: &[&str] = &[
    "service=womens",
    "service=mens",
    "service=color",
    "service=perm",
    "service=womens|mens",
    "service=!mens",
    "service=unheard_of",
    "addon=toner",
    "addon=mask",
    "addon=!toner",
    "who=anna",
    "who=tom",
    "who=maria|anna",
    "who=!anna",
    "who=?Brigitte",
    "who=nobody",
    "date=2026-03-10",
    "date=2026-03-11",
    "date=2026-03-13",
    "date=2026-03-15",
    "date=2026-03-09",
    "date=2027-01-01",
    "date=!2026-03-13",
    "date=9999-12-31",
    "dates=2026-03-16..2026-03-21",
    "dates=..2026-03-12",
    "dates=2026-03-20..",
    "dates=9999-12-01..",
    "time=10:00|22:00",
    "time=14:00|02:00",
    "time=17:30",
    "time=03:00",
    "time=~15:00",
    "time=08:00|20:00",
    "time=!14:00",
    "times=14:00..16:00",
    "times=15:00..",
    "times=..11:00",
    "part=morning",
    "part=lunch",
    "part=afternoon",
    "part=evening",
    "part=night",
    "name=Ana_Silva",
    "name=Bo",
    "phone=5550100123",
    "phone=555",
    "phone=0123",
    "phone=12345678901234567890",
    "nth=1",
    "nth=2",
    "nth=-1",
    "nth=9",
    "nth=-128",
    "nth=0",
];

/// So often an answer may be given in a whole call to somebody who always says the same.
const MOST_OF_ONE_ANSWER: usize = 6;

fn words() -> impl Strategy<Value = String> {
    let acts = proptest::sample::subsequence(ACTS, 0..3);
    let entities = proptest::sample::subsequence(ENTITIES, 0..4);
    (acts, entities).prop_map(|(acts, entities)| [acts, entities].concat().join(" "))
}

fn heard() -> impl Strategy<Value = Turn> {
    prop_oneof![
        8 => words().prop_map(Turn::Words),
        // What moves a booking on, so that read-backs come about.
        12 => proptest::sample::select(vec![
            "book service=mens date=2026-03-11 time=14:00", "affirm", "nth=1", "name=Ana_Silva", "phone=5550100123",
            "cancel", "move date=2026-03-13", "book service=color date=2026-03-12",
        ]).prop_map(|line| Turn::Words(line.to_owned())),
        3 => (0_usize..120, proptest::sample::select(vec!["affirm", "nth=2", "deny", "repeat", "time=15:00"]))
            .prop_map(|(heard, line)| Turn::Interrupting(heard, line.to_owned())),
        3 => "[0-9*#]{0,12}".prop_map(Turn::Keys),
        1 => Just(Turn::Silence),
        1 => Just(Turn::NobodyAnswered),
    ]
}

fn words_that_mean(line: &str) -> Heard {
    Heard::Words { text: line.to_owned(), understood: means(line) }
}

#[derive(Debug, Clone)]
enum Turn {
    Words(String),
    Keys(String),
    Silence,
    NobodyAnswered,
    /// The caller speaks when so many characters were heard.
    Interrupting(usize, String),
}

impl Turn {
    fn take(&self, watched: &mut Watched, book: &mut Book) {
        self.interrupt(watched);
        watched.turn(self.heard(), book);
    }

    fn interrupt(&self, watched: &mut Watched) {
        if let Self::Interrupting(count, _) = self {
            let heard: String = watched.last.text.chars().take(*count).collect();
            watched.interrupt(&heard);
        }
    }

    fn heard(&self) -> Heard {
        match self {
            Self::Words(line) | Self::Interrupting(_, line) => words_that_mean(line),
            Self::Keys(keys) => Heard::Keys(keys.clone()),
            Self::Silence => Heard::Silence,
            Self::NobodyAnswered => Heard::NobodyAnswered,
        }
    }
}

fn caller() -> impl Strategy<Value = Caller> {
    let phone = proptest::option::of(Just("+15550100123".to_owned()));
    let name = proptest::option::of(Just("Ana Silva".to_owned()));
    let channel = proptest::sample::select(vec![Channel::Phone, Channel::Browser, Channel::Sms]);
    (phone, name, channel, any::<bool>()).prop_map(|(phone, name, channel, is_vip)| Caller {
        phone,
        name,
        channel,
        is_vip,
    })
}

/// What a broken or lying tool might answer.
fn lie(number: u8) -> ToolResult {
    let day = |days: i64| date(2026, 3, 10).at(9, 0, 0, 0).saturating_add(jiff::Span::new().days(days));
    let slot = |local: DateTime| Slot {
        starts_at: jiff::Timestamp::UNIX_EPOCH,
        local,
        person: "tom".into(),
        person_name: "Tom".into(),
        price_cents: None,
    };
    let visit = |local: DateTime| Visit {
        key: "visit_x".into(),
        service: "gone".into(),
        service_name: "Something".into(),
        add_ons: vec!["gone".into()],
        person: "gone".into(),
        person_name: "Zoe".into(),
        local,
        price_cents: -1,
        customer_name: "Ana Silva".into(),
    };
    let refusal = |reason| Refusal { reason, opens: None, closes: None };
    match number % 10 {
        0 => ToolResult::Slots { slots: Vec::new(), refused: None },
        1 => ToolResult::Slots { slots: vec![slot(day(1)), slot(day(400))], refused: None },
        2 => ToolResult::Slots { slots: vec![slot(day(-3))], refused: Some(refusal(RefusalReason::Horizon)) },
        3 => ToolResult::Slots {
            slots: vec![slot(day(2))],
            refused: Some(refusal(RefusalReason::OutsideHours)),
        },
        4 => ToolResult::Booked { visit: visit(day(1)) },
        5 => ToolResult::Cancelled { visit: visit(day(1)) },
        6 => ToolResult::NotBooked { refused: refusal(RefusalReason::Notice), nearest: vec![slot(day(3))] },
        7 => ToolResult::Visits { visits: vec![visit(day(1)), visit(day(2)), visit(day(-1))] },
        8 => ToolResult::Refused { sentence: "That is against the rules.".into() },
        _ => ToolResult::Failed,
    }
}

fn now() -> DateTime {
    date(2026, 3, 10).at(8, 0, 0, 0)
}

fn with_visits(salon: &conversation::Salon) -> Book {
    let mut book = Book::new(salon, now());
    let at = |day: Date, hour| day.at(hour, 0, 0, 0);
    book.enter("anna", "womens", at(date(2026, 3, 13), 14), "Ana Silva", "+15550100123");
    book.enter("maria", "color", at(date(2026, 3, 18), 11), "Ana Silva", "+15550100123");
    book
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_conversation_does_or_claims_what_was_not_agreed(
        caller in caller(),
        can_transfer in any::<bool>(),
        turns in proptest::collection::vec(heard(), 1..40),
    ) {
        let mut salon = salon();
        salon.can_transfer = can_transfer;
        let mut book = with_visits(&salon);
        let mut watched = Watched::new(salon, &caller, now());

        for turn in &turns {
            turn.take(&mut watched, &mut book);
        }

        let booked = book.calls.iter().filter(|call| matches!(call, ToolCall::Book { .. })).count();
        prop_assert!(book.rows.len() <= 2 + booked);
    }

    #[test]
    fn nothing_is_told_or_done_about_a_visit_whose_day_and_name_nobody_said(
        channel in proptest::sample::select(vec![Channel::Phone, Channel::Browser, Channel::Sms]),
        turns in proptest::collection::vec(heard(), 1..40),
    ) {
        let salon = salon();
        let mut book = Book::new(&salon, now());
        book.enter("tom", "perm", date(2026, 3, 19).at(11, 0, 0, 0), "Zoe Quill", "+15550100123");
        let row = book.rows[0].clone();
        let caller = Caller {
            phone: Some("+15550100123".into()),
            name: Some("Zoe Quill".into()),
            channel,
            is_vip: false,
        };
        let mut watched = Watched::new(salon, &caller, now());

        for turn in &turns {
            turn.take(&mut watched, &mut book);

            let said = &watched.last.text;
            prop_assert!(!said.contains("Perm with") && !said.contains("Quill"), "{}", said);
        }

        prop_assert_eq!(&book.rows[0], &row);
    }

    #[test]
    fn whoever_says_the_same_again_and_again_is_led_out_of_it(
        caller in caller(),
        can_transfer in any::<bool>(),
        before in proptest::collection::vec(heard(), 0..12),
        stubborn in heard(),
    ) {
        let mut salon = salon();
        salon.can_transfer = can_transfer;
        let mut book = with_visits(&salon);
        let mut watched = Watched::new(salon, &caller, now());
        for turn in &before {
            turn.take(&mut watched, &mut book);
        }
        watched.said.clear();

        for _ in 0..80 {
            if watched.last.then != Then::Listen {
                break;
            }
            let rows = book.rows.clone();
            stubborn.take(&mut watched, &mut book);
            if book.rows != rows {
                // "One" by keys, again and again, books one visit after the other: that leads somewhere.
                watched.said.clear();
            }
        }

        for text in &watched.said {
            let count = watched.said.iter().filter(|said| *said == text).count();
            prop_assert!(count <= MOST_OF_ONE_ANSWER, "{} times: {}", count, text);
        }
    }

    #[test]
    fn on_another_number_neither_a_name_nor_a_day_alone_tells_of_a_visit(
        phone in proptest::option::of(Just("+15550100999".to_owned())),
        says_name in any::<bool>(),
        turns in proptest::collection::vec(heard(), 1..40),
    ) {
        let salon = salon();
        let mut book = Book::new(&salon, now());
        book.enter("tom", "perm", date(2026, 3, 19).at(11, 0, 0, 0), "Zoe Quill", "5550100123");
        let row = book.rows[0].clone();
        // The name that is known for the number they call from is no name that was said.
        let caller = Caller { phone, name: Some("Zoe Quill".into()), ..Caller::default() };
        let mut watched = Watched::new(salon, &caller, now());
        let known = if says_name { "name=Zoe_Quill" } else { "date=2026-03-19 time=11:00" };

        for turn in &turns {
            let turn = match turn {
                Turn::Words(line) => Turn::Words(format!("{} {known}", line.replace("Ana_Silva", "Bo"))),
                other => other.clone(),
            };
            turn.take(&mut watched, &mut book);

            let said = &watched.last.text;
            prop_assert!(!said.contains("Perm with"), "{}", said);
        }

        prop_assert_eq!(&book.rows[0], &row);
    }

    #[test]
    fn no_answer_of_a_tool_confuses_it(
        caller in caller(),
        turns in proptest::collection::vec((heard(), proptest::collection::vec(any::<u8>(), 4)), 1..40),
    ) {
        let mut watched = Watched::new(salon(), &caller, now());

        for (turn, lies) in &turns {
            let mut lies = lies.iter().copied();
            turn.interrupt(&mut watched);
            watched.turn_with(turn.heard(), |_| lie(lies.next().unwrap_or(9)));
        }
    }
}

#[test]
fn no_conversation_goes_on_for_ever() {
    let salon = salon();
    let mut book = Book::new(&salon, now());
    let mut watched = Watched::new(salon, &Caller::default(), now());
    let questions = ["ask_hours", "ask_location", "ask_people", "ask_price service=mens"];

    let over = (0..100).find(|turn| {
        let question = words_that_mean(questions[turn % questions.len()]);
        watched.turn(question, &mut book).then == Then::HangUp
    });

    assert!(over.is_some_and(|turns| turns > 40), "{over:?}");
}

#[test]
fn who_asks_the_same_without_end_is_offered_another_way_and_then_let_go() {
    let salon = salon();
    let mut book = Book::new(&salon, now());
    let mut watched = Watched::new(salon, &Caller::default(), now());

    let over = (0..100).find(|_| watched.turn(words_that_mean("ask_hours"), &mut book).then == Then::HangUp);

    let said = watched.said.join("\n");
    let ways = ["Press 1 for a booking", "someone from the salon to call you back", "pass on"];
    assert!(ways.iter().all(|way| said.contains(way)), "{said}");
    assert!(over.is_some_and(|turns| (6..20).contains(&turns)), "{over:?}");
}

#[test]
fn a_result_nobody_waits_for_claims_nothing() {
    let salon = salon();
    let (mut dialogue, _) = conversation::Dialogue::open(&salon, &Caller::default());

    for number in 0..10 {
        let conversation::Step::Say(reply) = dialogue.resume(&salon, lie(number), now()) else {
            panic!("a stray result started something");
        };

        assert!(!reply.text.contains("booked") && !reply.text.contains("cancelled"), "{}", reply.text);
    }
    assert_eq!(dialogue.outcome(), conversation::Outcome::Unresolved);
}

#[test]
fn a_deed_whose_answer_was_lost_is_looked_up_in_the_book_and_not_repeated() {
    let salon = salon();
    let mut book = Book::new(&salon, now());
    let caller =
        Caller { phone: Some("+15550100123".into()), name: Some("Ana Silva".into()), ..Caller::default() };
    let mut watched = Watched::new(salon, &caller, now());
    watched.turn(words_that_mean("book service=mens date=2026-03-11 time=14:00"), &mut book);
    let mut dialogue = watched.dialogue;
    let step = dialogue.hear(&watched.salon, words_that_mean("affirm"), now());
    let conversation::Step::Use(call @ ToolCall::Book { .. }) = step else {
        panic!("nothing is booked: {step:?}")
    };
    book.run(call);

    let step = dialogue.hear(&watched.salon, words_that_mean("affirm"), now());

    let conversation::Step::Use(look_up) = step else { panic!("nothing is looked up: {step:?}") };
    assert_eq!(look_up, ToolCall::FindVisits { phone: "+15550100123".into() });
    let conversation::Step::Say(reply) = dialogue.resume(&watched.salon, book.run(look_up), now()) else {
        panic!("it is not told");
    };
    assert!(
        reply.text.contains("You have Men's Haircut with Anna on Wednesday, March 11 at 2 PM."),
        "{}",
        reply.text
    );
    assert_eq!(book.rows.len(), 1);
}

#[test]
fn what_was_said_last_is_what_was_heard_of_it() {
    let (mut dialogue, greeting) = conversation::Dialogue::open(&salon(), &Caller::default());

    dialogue.interrupted("Thanks for calling ");

    assert!(greeting.text.len() > 20);
    assert_eq!(dialogue.last_said(), Some("Thanks for calling"));
}

#[test]
fn a_state_stored_by_another_release_is_read() {
    let stored =
        r#"{"goal":"sing","asked":{"what":"which_planet"},"turns":3,"lastSaid":"Hello?","shoeSize":44}"#;

    let dialogue: conversation::Dialogue = serde_json::from_str(stored).expect("it is read");

    assert_eq!(dialogue.last_said(), Some("Hello?"));
    assert!(!dialogue.is_over());
}

/// Calls up to each of the questions that the receptionist asks.
const UP_TO_A_QUESTION: &[(&str, &[&str])] = &[
    ("How can I help", &[]),
    ("What would you like to have done", &["book"]),
    ("Which one: ", &["book service=womens|mens"]),
    ("Would you like to book", &["ask_price service=mens"]),
    ("Would you like to add", &["book service=color"]),
    ("Who would you like", &["book service=womens who=tom"]),
    ("Did you mean", &["book service=womens who=maria|anna"]),
    ("When would you like", &["book service=mens"]),
    ("Do you mean", &["book service=mens date=2026-03-18|2026-03-11"]),
    ("in the morning, or in the evening", &["book service=mens date=2026-03-13 time=09:30|19:30"]),
    ("Which would you like", &["book service=mens date=2026-03-11"]),
    ("Would that work", &["book service=womens who=anna date=2026-03-14 times=15:15..15:30"]),
    ("What name", &["book service=mens date=2026-03-11 time=14:00"]),
    ("best phone number", &["book service=mens date=2026-03-11 time=14:00", "name=Bo"]),
    ("And the rest", &["book service=mens date=2026-03-11 time=14:00", "name=Bo", "phone=555"]),
    ("Shall I book it", &["book service=mens date=2026-03-11 time=14:00", "name=Bo", "phone=5550100123"]),
    (
        "What shall I change",
        &["book service=mens date=2026-03-11 time=14:00", "name=Bo", "phone=5550100123", "deny"],
    ),
    ("phone number it's booked under", &["cancel"]),
    ("full name", &["cancel", "phone=5550100123"]),
    ("on which day is it", &["cancel", "phone=5550100123", "name=Ana_Silva"]),
    ("Shall I cancel it", &["cancel", "phone=5550100123", "name=Ana_Silva", "date=2026-03-13"]),
    ("book a new visit", &["cancel", "phone=5550100123", "name=Ana_Silva", "date=2026-03-11"]),
    ("come instead", &["move", "phone=5550100123", "name=Ana_Silva", "date=2026-03-13"]),
    (
        "Shall I do that",
        &["move", "phone=5550100123", "name=Ana_Silva", "date=2026-03-13", "date=2026-03-12 time=15:00"],
    ),
    ("Did you want to cancel a visit", &["book service=mens", "cancel"]),
    ("call you back. What's your phone number", &["speak_to_human"]),
    ("call you back?", &["complain"]),
    ("pass on", &["leave_message"]),
    (
        "anything else",
        &["book service=mens date=2026-03-11 time=14:00", "name=Bo", "phone=5550100123", "affirm"],
    ),
];

#[test]
fn whatever_is_answered_to_a_question_again_and_again_leads_out_of_it() {
    for (question, before) in UP_TO_A_QUESTION {
        for line in ACTS.iter().chain(ENTITIES) {
            let salon = salon();
            let mut book = with_visits(&salon);
            let mut watched = Watched::new(salon, &Caller::default(), now());
            for one in *before {
                watched.turn(words_that_mean(one), &mut book);
            }
            assert!(watched.last.text.contains(question), "{question}: {}", watched.last.text);
            watched.said.clear();

            for _ in 0..25 {
                if watched.last.then != Then::Listen {
                    break;
                }
                watched.turn(words_that_mean(line), &mut book);
            }

            for text in &watched.said {
                let count = watched.said.iter().filter(|said| *said == text).count();
                assert!(count <= MOST_OF_ONE_ANSWER, "{question}: {line}: {count} times: {text}");
            }
        }
    }
}
