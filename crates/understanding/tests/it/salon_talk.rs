//! What callers of a salon say: wishes, questions, answers, and several of them at once.

use understanding::ActKind::{self, *};
use understanding::Expecting::{self, AddOn, Choice, Confirmation, Name, Phone, Service, Stylist};
use understanding::Intent;

use crate::support::{acts, heard, values};

/// What was said, what was asked for, acts among those understood, and the values.
type Case<'a> = (&'a str, &'a [Expecting], &'a [ActKind], &'a [&'a str]);

fn check(cases: &[Case<'_>]) {
    for (said, expecting, expected_acts, expected_values) in cases {
        let understood = heard(said, expecting);
        let missing: Vec<_> = expected_acts.iter().filter(|kind| !understood.has(**kind)).collect();
        assert!(missing.is_empty(), "{said:?} misses {missing:?}: {:?}", understood.acts);
        assert_eq!(values(&understood), *expected_values, "{said:?}");
    }
}

/// These acts and no others.
fn check_only(cases: &[(&str, &[Expecting], &[ActKind])]) {
    for (said, expecting, expected) in cases {
        assert_eq!(acts(&heard(said, expecting)), *expected, "{said:?} after {expecting:?}");
    }
}

#[test]
fn everything_may_be_said_at_once() {
    check(&[
        (
            "hello my name is sarah i'd like to come in for a root touch up and a blow dry next thursday at half past two with jordan",
            &[],
            &[Greet, Book],
            &["name Sarah", "Root Touch-Up", "Blow Dry", "2026-12-03", "14:30", "Jordan"],
        ),
        (
            "can i get a wash and cut with kate on friday around noon",
            &[],
            &[Book],
            &["Wash & Cut", "Caitlin", "2026-11-27", "~12:00"],
        ),
        ("i'd like a balyage with maria", &[], &[Book], &["Balayage", "Maria Lopez"]),
    ]);
}

#[test]
fn a_wish_is_told_from_the_others() {
    for (said, intent) in [
        ("i'd like to make an appointment", Intent::BookAppointment),
        ("can you book me in for tomorrow", Intent::BookAppointment),
        ("i need to cancel my appointment", Intent::CancelAppointment),
        ("i won't be able to make it tomorrow", Intent::CancelAppointment),
        ("can i move my appointment to friday", Intent::ModifyAppointment),
        ("i can't make it tomorrow, can i come friday instead", Intent::ModifyAppointment),
        ("what time do you close on saturdays", Intent::AskHours),
        ("are you open on sunday", Intent::AskHours),
        ("what services do you offer", Intent::AskServices),
        ("do you do balayage", Intent::AskServices),
        ("how much is a balayage", Intent::AskPrice),
        ("where are you located", Intent::AskLocation),
        ("do you have anything on saturday", Intent::AskAvailability),
        ("can i talk to a real person", Intent::SpeakToHuman),
        ("asdf qwer", Intent::Other),
    ] {
        assert_eq!(heard(said, &[]).intent, intent, "{said:?}");
    }
}

#[test]
fn questions_are_told_apart() {
    check_only(&[
        ("how long does a balayage take", &[], &[AskDuration]),
        ("who works there", &[], &[AskPeople]),
        ("is maria working on thursday", &[], &[AskPeople]),
        ("when is my appointment", &[], &[AskMyVisit]),
        ("where can i park", &[], &[AskLocation]),
        ("how much is highlights and how long does it take", &[], &[AskPrice, AskDuration]),
    ]);
}

#[test]
fn yes_comes_in_many_forms() {
    for said in [
        "yes",
        "yeah",
        "yep go ahead",
        "sure",
        "that's right",
        "sounds good",
        "perfect",
        "that works for me",
        "uh huh",
        "correct",
        "of course",
        "ok",
        "yes please",
        "book it",
        "that would be great",
        "absolutely",
        "i'll take it",
        "exactly",
        "fine by me",
    ] {
        let understood = heard(said, &[Confirmation]);
        assert!(understood.has(Affirm) && !understood.has(Deny), "{said:?}: {:?}", understood.acts);
    }
}

#[test]
fn no_comes_in_many_forms() {
    for said in [
        "no",
        "nope",
        "no thank you",
        "that's wrong",
        "not really",
        "that's not right",
        "i don't think so",
        "no that's not it",
        "not quite",
        "that doesn't work for me",
        "absolutely not",
        "never mind",
    ] {
        let understood = heard(said, &[Confirmation]);
        assert!(understood.has(Deny) && !understood.has(Affirm), "{said:?}: {:?}", understood.acts);
    }
}

#[test]
fn who_leaves_things_as_they_are_does_not_agree() {
    for said in [
        "no, leave it as it is",
        "leave it as it is",
        "never mind, keep it",
        "actually leave it",
        "just leave it",
        "keep it the way it is",
        "leave it like that",
        "let's leave it",
        "leave things as they are",
        "it can stay as it is",
        "i'll stick with the original time",
        "i'd rather keep my appointment",
        "no don't move it",
        "don't change anything",
        "yes, keep it",
        "i'd rather not move it",
    ] {
        let understood = heard(said, &[Confirmation]);
        let is_plain_yes = understood.has(Affirm) && !said.starts_with("yes");
        assert!(understood.has(LeaveIt) && !is_plain_yes, "{said:?}: {:?}", understood.acts);
    }
    for said in [
        "yes please",
        "i'll have the first one",
        "no, cancel it",
        "that works, keep me posted",
        "can we leave at five",
        "why not",
        "keep the same time",
    ] {
        let understood = heard(said, &[Confirmation]);
        assert!(!understood.has(LeaveIt), "{said:?}: {:?}", understood.acts);
    }
}

#[test]
fn a_yes_may_bring_a_question_or_a_change() {
    check(&[
        ("yes please and how much is it", &[Confirmation], &[Affirm, AskPrice], &[]),
        ("no, thursday not friday", &[Confirmation], &[Deny, Correct], &["2026-11-26", "!2026-11-27"]),
        ("no wait, make it three", &[Confirmation], &[Deny, Correct], &["15:00"]),
        ("actually can we make it four instead", &[Confirmation], &[Correct], &["16:00"]),
        ("no i said maria not jordan", &[Confirmation], &[Deny, Correct], &["Maria Lopez", "!Jordan"]),
        ("let's do three", &[Choice], &[Affirm], &["15:00"]),
        ("ten thirty works", &[Choice], &[Affirm], &["10:30"]),
        ("i'll take the three o'clock", &[Choice], &[Affirm], &["15:00"]),
    ]);
}

#[test]
fn other_offers_are_asked_for() {
    check_only(&[
        ("the later one", &[Choice], &[Later]),
        ("anything earlier", &[Choice], &[Earlier]),
        ("neither works", &[Choice], &[Deny]),
        ("someone else", &[Choice], &[SomeoneElse]),
        ("anyone is fine", &[Stylist], &[AnyPerson]),
        ("i don't mind", &[Stylist], &[AnyPerson]),
        ("no preference", &[Stylist], &[AnyPerson]),
        ("any day is fine", &[Expecting::Date], &[AnyTime]),
        ("i don't mind", &[Expecting::Time], &[AnyTime]),
        ("the earliest you have", &[Expecting::Date], &[Earliest]),
        ("as soon as possible", &[Expecting::Date], &[Earliest]),
        ("just that", &[AddOn], &[NothingElse]),
    ]);
}

#[test]
fn the_conversation_itself_is_talked_about() {
    check_only(&[
        ("say that again please", &[], &[Repeat]),
        ("sorry what was that", &[], &[Repeat]),
        ("hold on a second", &[], &[Wait]),
        ("one moment please", &[], &[Wait]),
        ("let me start over", &[], &[StartOver]),
        ("you are an idiot", &[], &[Abuse]),
        ("i think i'm having a heart attack", &[], &[Emergency]),
        ("thanks bye", &[], &[Thanks, Goodbye]),
        ("hello", &[], &[Greet]),
    ]);
}

#[test]
fn names_and_numbers_answer_their_question() {
    check(&[
        ("anna kowalski", &[Name], &[], &["name Anna Kowalski"]),
        ("it's siobhan s i o b h a n", &[Name], &[], &["name Siobhan"]),
        ("my first name is maria and my last name is garcia", &[Name], &[], &["name Maria Garcia"]),
        ("anna k o w a l s k i", &[Name], &[], &["name Anna Kowalski"]),
        ("oh seven seven double oh nine oh oh one two three", &[Phone], &[], &["07700900123"]),
        ("it's 415 555 0142", &[Phone], &[], &["4155550142"]),
        ("four one five five five five oh one four three no sorry four two", &[Phone], &[], &["4155550142"]),
        ("highlights", &[Service], &[], &["Full Highlights"]),
        ("rose", &[Stylist], &[], &["Rose"]),
        ("yes a toner", &[AddOn], &[Affirm], &["Toner"]),
    ]);
}

#[test]
fn a_word_of_several_services_keeps_them_all() {
    let understood = heard("highlights", &[Service]);

    assert_eq!(understood.entities[0].alternatives.len(), 1);
}
