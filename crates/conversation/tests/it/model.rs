//! A language model at the telephone: what its tools amount to, and what it may not say.

use conversation::model::{Cleared, Facts, Guard, ModelCall, Wish, instructions, read_calls, tools};
use conversation::{Caller, Dialogue, Heard, Reply, Salon, Step, Then};
use jiff::civil::{DateTime, date};

use crate::salon::{Book, salon};

/// A Tuesday.
fn now() -> DateTime {
    date(2026, 3, 10).at(9, 0, 0, 0)
}

/// A call in which a model answers.
struct Call {
    salon: Salon,
    book: Book,
    dialogue: Dialogue,
}

impl Call {
    fn begin() -> Self {
        let salon = salon();
        let caller = Caller { phone: Some("+15550100123".into()), ..Caller::default() };
        let (dialogue, _) = Dialogue::open(&salon, &caller);
        let book = Book::new(&salon, now());
        Self { salon, book, dialogue }
    }

    fn read(&self, tool: &str, arguments: &str) -> Result<Wish, String> {
        read_calls(&[ModelCall { name: tool, arguments }], &self.dialogue, &self.salon, now())
    }

    /// The model calls a tool, and code goes on.
    fn uses(&mut self, tool: &str, arguments: &str) -> Reply {
        match self.read(tool, arguments) {
            Ok(Wish::Heard { text, understood }) => self.go_on(Heard::Words { text, understood }),
            other => panic!("{tool} {arguments}: {other:?}"),
        }
    }

    /// The caller speaks, and code answers.
    fn says(&mut self, words: &str) -> Reply {
        let understood = understanding::understand(&understanding::Utterance {
            text: words,
            language: understanding::Language::English,
            alternatives: &[],
            now: now(),
            zone: &self.salon.zone,
            previous: self.dialogue.last_said(),
            expecting: self.dialogue.expecting(),
            catalogue: &self.salon.catalogue,
        });
        self.go_on(Heard::Words { text: words.to_owned(), understood })
    }

    fn go_on(&mut self, heard: Heard) -> Reply {
        let mut step = self.dialogue.hear(&self.salon, heard, now());
        loop {
            match step {
                Step::Say(reply) => return reply,
                Step::Use(call) => {
                    let result = self.book.run(call);
                    step = self.dialogue.resume(&self.salon, result, now());
                }
            }
        }
    }
}

#[test]
fn a_model_books_with_words_alone_and_only_after_the_callers_yes() {
    let mut call = Call::begin();

    let offer = call.uses("find_times", r#"{"service":"mens cut","when":"tomorrow morning","with":"Tom"}"#);
    assert!(offer.text.contains("9 AM"), "{}", offer.text);
    let asked = call.uses("hold_time", r#"{"time":"the first one"}"#);
    assert!(asked.text.contains("name"), "{}", asked.text);
    // Nothing was read back: the model cannot book.
    let refused = call.read("book", "{}").expect_err("nothing was read back");
    assert!(refused.contains("read_back"), "{refused}");
    let read_back = call.uses("read_back", r#"{"name":"Dana Whitlock"}"#);
    assert!(call.dialogue.is_reading_back(), "{}", read_back.text);
    assert!(read_back.text.contains("$35") && read_back.text.contains("Dana"), "{}", read_back.text);
    assert!(call.book.rows.is_empty());

    // Now it may ask for it, and what counts is what the caller says.
    assert_eq!(call.read("book", "{}"), Ok(Wish::CallersOwnWords));
    let not_yet = call.says("hm, what was the price again");
    assert!(call.book.rows.is_empty(), "{}", not_yet.text);
    let booked = call.says("yes please");
    assert!(booked.text.contains("booked"), "{}", booked.text);
    assert_eq!(call.book.rows.len(), 1);
    // And not twice.
    assert!(call.read("book", "{}").is_err());
}

#[test]
fn several_calls_of_one_answer_count_together() {
    let mut call = Call::begin();
    let calls = [
        ModelCall {
            name: "find_times",
            arguments: r#"{"service":"Men's Haircut","when":"tomorrow at nine am"}"#,
        },
        ModelCall { name: "read_back", arguments: r#"{"name":"Dana Whitlock"}"# },
    ];
    let read = read_calls(&calls, &call.dialogue, &call.salon, now());
    let Ok(Wish::Heard { text, understood }) = read else { panic!("{read:?}") };

    let reply = call.go_on(Heard::Words { text, understood });

    assert!(call.dialogue.is_reading_back(), "{}", reply.text);
}

#[test]
fn arguments_that_make_no_sense_come_back_as_sentences() {
    let call = Call::begin();
    for (tool, arguments, hint) in [
        ("find_times", r#"{"service":"a unicorn"}"#, "Men's Haircut"),
        ("find_times", r#"{"when":"2026-03-12"}"#, "own words"),
        ("find_times", r#"{"when":"the heat death of the universe"}"#, "own words"),
        ("find_times", r#"{"with":"Beyonce"}"#, "Anna"),
        ("find_times", r#"{"service": 7}"#, "JSON"),
        ("find_times", r#"{"service": "mens"#, "JSON"),
        ("find_times", "[]", "JSON"),
        ("find_times", r#"{"prefer":"never"}"#, "prefer"),
        ("hold_time", "{}", "time"),
        ("answer_question", r#"{"question":"what is the meaning of life"}"#, "message"),
        ("delete_everything", "{}", "no tool"),
        ("book", "{}", "read_back"),
    ] {
        let sentence = call.read(tool, arguments).expect_err(arguments);
        assert!(sentence.contains(hint), "{tool} {arguments}: {sentence}");
        assert!(!sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn a_model_learns_names_and_nothing_that_it_could_pass_off_as_a_fact() {
    let brief = instructions(&salon());
    for name in ["Cedar Hair", "Men's Haircut", "Anna", "Toner"] {
        assert!(brief.contains(name), "{name}: {brief}");
    }
    for secret in ["35", "65", "120", "9 AM", "18:00", "Cedar Street"] {
        assert!(!brief.contains(secret), "{secret}: {brief}");
    }
}

#[test]
fn the_salons_own_answers_and_messages_go_through_tools() {
    let mut call = Call::begin();
    call.salon.knowledge = vec![conversation::Knowledge {
        key: "k1".into(),
        questions: vec!["Do you have parking?".into()],
        answer: "You can park behind the house.".into(),
    }];
    let answer = call.uses("answer_question", r#"{"question":"is there anywhere to park"}"#);
    assert!(answer.text.contains("behind the house"), "{}", answer.text);
    let answer = call.uses("answer_question", r#"{"question":"when are you open on Friday"}"#);
    assert!(answer.text.contains("8 PM"), "{}", answer.text);

    call.uses("take_message", r#"{"message":"I left my umbrella","name":"Dana Whitlock"}"#);
    let message = call.dialogue.message().expect("a message");
    assert_eq!(
        (message.text.as_str(), message.name.as_deref()),
        ("I left my umbrella", Some("Dana Whitlock"))
    );
}

#[test]
fn what_the_salon_forbids_is_no_tool() {
    let mut call = Call::begin();
    call.salon.policy.may_cancel = false;
    assert!(!tools(&call.salon.policy).iter().any(|tool| tool.name == "cancel_visit"));
    assert!(call.read("cancel_visit", "{}").is_err());
}

/// What a caller would hear of a model's words.
fn spoken(facts: &Facts<'_>, pieces: &[&str]) -> (String, bool) {
    let mut guard = Guard::new(facts);
    let mut stopped = false;
    for piece in pieces {
        stopped |= guard.push(piece) == Cleared::Stop;
    }
    stopped |= guard.finish() == Cleared::Stop;
    (guard.said().to_owned(), stopped)
}

/// The same, in tokens as models write them.
fn in_tokens(facts: &Facts<'_>, words: &str) -> (String, bool) {
    let pieces: Vec<&str> = words.split_inclusive(' ').collect();
    spoken(facts, &pieces)
}

#[test]
fn what_no_row_stands_behind_is_not_spoken() {
    let salon = salon();
    let mut facts = Facts::new(&salon, now(), false);
    facts.caller_said("can I come on Thursday at ten");
    facts.code_said("I have tomorrow at 9 AM or 9:30 AM with Tom. A men's haircut is $35.");
    for (words, claim) in [
        ("Sure! You're all booked for tomorrow.", "booked"),
        ("Great news, I've booked that for you.", "booked"),
        ("Thursday at ten works perfectly.", "Thursday"),
        ("That will be $20.", "20"),
        ("It costs forty five dollars.", "forty"),
        ("We open at 7 AM.", "7"),
        ("How about Friday at noon?", "Friday"),
        ("This one is complimentary for you.", "complimentary"),
        ("Your appointment is confirmed.", "confirmed"),
        ("You can come on Saturday.", "Saturday"),
    ] {
        let letters: Vec<String> = words.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        for (said, stopped) in [in_tokens(&facts, words), spoken(&facts, &letters), spoken(&facts, &[words])]
        {
            assert!(stopped && !said.contains(claim) && words.starts_with(&said), "{words}: {said:?}");
        }
    }
}

#[test]
fn what_is_known_and_what_claims_nothing_is_spoken_at_once() {
    let salon = salon();
    let mut facts = Facts::new(&salon, now(), false);
    facts.caller_said("can I come on Thursday at ten");
    facts.code_said("I have tomorrow at 9 AM or 9:30 AM with Tom. A men's haircut is $35.");
    for words in [
        "Of course, I can help you with that.",
        "I'm sorry to hear that. What happened?",
        "So Thursday at ten, is that right?",
        "I have tomorrow at 9 AM with Tom.",
        "A men's haircut is $35.",
        "It isn't booked yet. Shall I read it back?",
        "Would you like me to get it booked?",
        "This is the fake model speaking.",
    ] {
        assert_eq!(in_tokens(&facts, words), (words.to_owned(), false), "{words}");
        let letters: Vec<String> = words.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(spoken(&facts, &letters), (words.to_owned(), false), "letter by letter: {words}");
    }

    let mut guard = Guard::new(&facts);
    assert_eq!(guard.push("Of"), Cleared::Say("Of".to_owned()), "the first word waits for nothing");
}

#[test]
fn a_deed_may_be_spoken_of_once_it_is_done() {
    let salon = salon();
    let mut facts = Facts::new(&salon, now(), true);
    facts.code_said("You're booked: Men's Haircut with Tom tomorrow at 9 AM.");
    let words = "Yes, you're booked for tomorrow at 9 AM.";
    assert_eq!(in_tokens(&facts, words), (words.to_owned(), false));
    assert!(in_tokens(&facts, "You're booked for tomorrow at 4 PM.").1);
}

#[test]
fn a_turn_needs_no_model_when_code_can_answer_it() {
    let mut call = Call::begin();
    let hear = |call: &Call, words: &str| {
        understanding::understand(&understanding::Utterance {
            text: words,
            language: understanding::Language::English,
            alternatives: &[],
            now: now(),
            zone: &call.salon.zone,
            previous: call.dialogue.last_said(),
            expecting: call.dialogue.expecting(),
            catalogue: &call.salon.catalogue,
        })
    };
    assert!(!call.dialogue.needs_no_model(&hear(&call, "I'd like to book a men's haircut")));
    assert!(!call.dialogue.needs_no_model(&hear(&call, "my hair is a disaster and the wedding is close")));

    call.uses("find_times", r#"{"service":"men's haircut","when":"tomorrow at nine am","with":"Tom"}"#);
    assert!(call.dialogue.needs_no_model(&hear(&call, "Dana Whitlock")), "a name, when asked for one");
    assert!(!call.dialogue.needs_no_model(&hear(&call, "hold on, is Anna there as well on that day or not")));
    call.says("Dana Whitlock");
    assert!(call.dialogue.is_reading_back());
    assert!(call.dialogue.needs_no_model(&hear(&call, "yes please")));

    // A model that only talks is passed over.
    let mut call = Call::begin();
    for _ in 0..2 {
        let reply = call.dialogue.said_by_model("Lovely weather today.");
        assert_eq!(reply.then, Then::Listen);
    }
    assert!(call.dialogue.needs_no_model(&hear(&call, "I'd like to book a men's haircut")));
}
