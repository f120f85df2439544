//! The phrases this crate was made for, each with its readings.

use jiff::civil::date;
use understanding::ActKind::{self, *};
use understanding::Expecting::{self, Choice, Confirmation, Name, Phone, Stylist};
use understanding::Intent;

use crate::support::{acts, heard, heard_at, short, values};

/// A phrase, what was asked for, the values, and the other readings of the first.
type Case<'a> = (&'a str, &'a [Expecting], &'a [&'a str], &'a [&'a str]);

fn check(cases: &[Case<'_>]) {
    for (said, expecting, expected, others) in cases {
        let understood = heard(said, expecting);
        assert_eq!(values(&understood), *expected, "{said:?}");
        let first = understood.entities.first();
        let alternatives: Vec<String> =
            first.map(|one| one.alternatives.iter().map(short).collect()).unwrap_or_default();
        assert_eq!(alternatives, *others, "{said:?}");
    }
}

#[test]
fn moments_keep_the_readings_that_only_the_salon_can_settle() {
    check(&[
        ("two thirty", &[], &["14:30"], &["02:30"]),
        ("half past ten", &[], &["10:30"], &["22:30"]),
        ("at five", &[], &["17:00"], &["05:00"]),
        ("at five in the evening", &[], &["17:00"], &[]),
        ("around noon", &[], &["~12:00"], &[]),
        ("the fifth", &[], &["2026-12-05"], &[]),
        ("next friday but one", &[], &["2026-12-04"], &[]),
        ("after three but before five", &[], &["15:00/17:00"], &[]),
        ("after three", &[], &["15:00/"], &["03:00/"]),
        ("sometime next week in the morning", &[], &["2026-11-30/2026-12-06", "morning"], &[]),
        ("not monday", &[], &["!2026-11-30"], &[]),
        ("same time next week", &[], &["2026-11-30/2026-12-06"], &[]),
        ("no, Thursday, not Tuesday", &[Confirmation], &["2026-11-26", "!2026-12-01"], &[]),
    ]);
}

#[test]
fn next_tuesday_said_on_a_monday_is_two_days() {
    let monday = date(2026, 11, 23).at(10, 0, 0, 0);

    let next = heard_at("next tuesday", &[], monday);

    assert_eq!(short(&next.entities[0].value), "2026-12-01");
    assert_eq!(next.entities[0].alternatives.iter().map(short).collect::<Vec<_>>(), ["2026-11-24"]);
    assert!(next.entities[0].confidence < 0.8, "it is to be asked back");
    let week_from = heard_at("a week from tuesday", &[], monday);
    assert_eq!(values(&week_from), ["2026-12-01"]);
}

#[test]
fn services_people_and_names_are_known_however_they_are_written() {
    check(&[
        ("hilites", &[Expecting::Service], &["Full Highlights"], &["Partial Highlights"]),
        ("balayage", &[], &["Balayage"], &[]),
        ("wash and cut", &[], &["Wash & Cut"], &[]),
        ("with Kate", &[Stylist], &["Caitlin"], &[]),
        ("it's Siobhan, s i o b h a n", &[Name], &["name Siobhan"], &[]),
        ("it's Siobhan, s i o b h a n", &[], &["name Siobhan"], &[]),
    ]);
}

#[test]
fn numbers_are_read_in_groups_doubles_and_corrections() {
    check(&[
        ("oh seven double seven oh nine hundred one two three", &[Phone], &["07770900123"], &[]),
        (
            "four one five, five five five, oh one nine two, no, sorry, eight four",
            &[Phone],
            &["4155550184"],
            &[],
        ),
    ]);
}

#[test]
fn several_acts_are_told_apart_in_one_utterance() {
    let cases: &[(&str, &[Expecting], &[ActKind])] = &[
        ("yes please and how much is it", &[Confirmation], &[Affirm, AskPrice]),
        ("no, Thursday, not Tuesday", &[Confirmation], &[Deny, Correct]),
        ("do you have anything later?", &[Choice], &[AskAvailability, Later]),
        ("someone else?", &[Choice], &[SomeoneElse]),
        ("the earliest you have", &[], &[Earliest]),
        ("same time next week", &[], &[SameTime]),
        ("could you repeat that", &[], &[Repeat]),
        ("one moment please", &[], &[Wait]),
        ("thank you", &[], &[Thanks]),
        ("goodbye", &[], &[Goodbye]),
        ("i want to speak to a person", &[], &[SpeakToHuman]),
        ("i am really unhappy with my haircut", &[], &[Complain]),
        ("you idiot", &[], &[Abuse]),
        ("call an ambulance", &[], &[Emergency]),
        ("blah blah blah", &[], &[]),
    ];
    for (said, expecting, expected) in cases {
        assert_eq!(acts(&heard(said, expecting)), *expected, "{said:?}");
    }
    assert_eq!(heard("blah blah blah", &[]).intent, Intent::Other);
}
