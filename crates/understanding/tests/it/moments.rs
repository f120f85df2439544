//! Days and times, as written and as a recogniser writes them. "Now" is Tuesday, 24 November 2026, 10:00.

use understanding::Expecting::{self, Choice, Date, PartySize, Time};

use crate::support::{heard, short, values};

fn check(cases: &[(&str, &[Expecting], &[&str])]) {
    for (said, expecting, expected) in cases {
        assert_eq!(values(&heard(said, expecting)), *expected, "{said:?} after {expecting:?}");
    }
}

#[test]
fn a_day_is_understood_however_it_is_named() {
    check(&[
        ("tomorrow", &[], &["2026-11-25"]),
        ("the day after tomorrow", &[], &["2026-11-26"]),
        ("on friday", &[], &["2026-11-27"]),
        ("this saturday please", &[], &["2026-11-28"]),
        ("next wednesday", &[], &["2026-12-02"]),
        ("wednesday next week", &[], &["2026-12-02"]),
        ("next week on wednesday", &[], &["2026-12-02"]),
        ("a week from friday", &[], &["2026-12-04"]),
        ("friday week", &[], &["2026-12-04"]),
        ("next friday but one", &[], &["2026-12-04"]),
        ("in three days", &[], &["2026-11-27"]),
        ("in a fortnight", &[], &["2026-12-08"]),
        ("the fifth of december", &[], &["2026-12-05"]),
        ("december 5th", &[], &["2026-12-05"]),
        ("dec the fifth", &[], &["2026-12-05"]),
        ("12/5", &[], &["2026-12-05"]),
        ("2026-12-05", &[], &["2026-12-05"]),
        ("march third", &[], &["2027-03-03"]),
        ("on the 30th", &[], &["2026-11-30"]),
        ("the third of next month", &[], &["2026-12-03"]),
        ("friday the fourth", &[], &["2026-12-04"]),
        ("the first monday of december", &[], &["2026-12-07"]),
        ("christmas eve", &[], &["2026-12-24"]),
        ("thanksgiving", &[], &["2026-11-26"]),
    ]);
}

#[test]
fn several_days_are_one_range() {
    check(&[
        ("next week", &[], &["2026-11-30/2026-12-06"]),
        ("the week after next", &[], &["2026-12-07/2026-12-13"]),
        ("this weekend", &[], &["2026-11-28/2026-11-29"]),
        ("the end of the week", &[], &["2026-11-26/2026-11-29"]),
        ("in december", &[], &["2026-12-01/2026-12-31"]),
        ("from thursday to saturday", &[], &["2026-11-26/2026-11-28"]),
        ("between the third and the tenth of december", &[], &["2026-12-03/2026-12-10"]),
        ("before friday", &[], &["/2026-11-27"]),
        ("after the fifth", &[], &["2026-12-05/"]),
        ("the next three days", &[], &["2026-11-25/2026-11-27"]),
    ]);
}

#[test]
fn days_of_one_week_share_it() {
    check(&[
        ("monday or tuesday next week", &[], &["2026-11-30", "2026-12-01"]),
        ("next week monday or tuesday", &[], &["2026-11-30", "2026-12-01"]),
        ("thursday evening next week", &[], &["2026-12-03", "evening"]),
    ]);
}

#[test]
fn a_time_is_understood_however_it_is_told() {
    check(&[
        ("at two thirty", &[], &["14:30"]),
        ("at 2:30", &[], &["14:30"]),
        ("2.30 pm", &[], &["14:30"]),
        ("half past ten", &[], &["10:30"]),
        ("quarter to five", &[], &["16:45"]),
        ("a quarter past nine in the morning", &[], &["09:15"]),
        ("twenty to six", &[], &["17:40"]),
        ("ten oh five", &[], &["10:05"]),
        ("five o'clock", &[], &["17:00"]),
        ("five p m", &[], &["17:00"]),
        ("8 a.m.", &[], &["08:00"]),
        ("fifteen hundred hours", &[], &["15:00"]),
        ("at noon", &[], &["12:00"]),
        ("evening six thirty", &[], &["18:30"]),
        ("around three", &[], &["~15:00"]),
        ("threeish", &[], &["~15:00"]),
        ("in two hours", &[], &["12:00"]),
    ]);
}

#[test]
fn spans_of_time_keep_their_ends() {
    check(&[
        ("after three", &[], &["15:00/"]),
        ("before noon", &[], &["/12:00"]),
        ("after three but before five", &[], &["15:00/17:00"]),
        ("between two and four", &[], &["14:00/16:00"]),
        ("from nine to eleven thirty", &[], &["09:00/11:30"]),
        ("five to six pm", &[], &["17:00/18:00"]),
        ("eleven to three pm", &[], &["11:00/15:00"]),
        ("four or later", &[], &["16:00/"]),
        ("from two for two hours", &[], &["14:00/16:00"]),
        ("in the morning", &[], &["morning"]),
        ("sometime next week in the morning", &[], &["2026-11-30/2026-12-06", "morning"]),
    ]);
}

#[test]
fn neighbours_explain_each_other() {
    check(&[
        ("tomorrow at five", &[], &["2026-11-25", "17:00"]),
        ("today at 4 or tomorrow at 10", &[], &["2026-11-24", "16:00", "2026-11-25", "10:00"]),
        ("half past five tomorrow evening", &[], &["17:30", "2026-11-25"]),
        ("friday between one and four in the afternoon", &[], &["2026-11-27", "13:00/16:00"]),
        ("at eight tonight", &[], &["20:00", "2026-11-24"]),
        ("thursday nine to twelve", &[], &["2026-11-26", "09:00/12:00"]),
    ]);
}

#[test]
fn a_bare_number_is_what_was_asked_for() {
    check(&[
        ("five", &[Time], &["17:00"]),
        ("five", &[], &[]),
        ("five", &[PartySize], &[]),
        ("thirteen", &[Time], &["13:00"]),
        ("the tenth", &[Date], &["2026-12-10"]),
        ("tenth", &[Date], &["2026-12-10"]),
        ("13", &[Date], &["2026-12-13"]),
        ("ten thirty", &[Choice], &["10:30"]),
        ("the second one", &[Choice], &["#2"]),
        ("the last one please", &[Choice], &["#-1"]),
        ("number three", &[Choice], &["#3"]),
        ("the first", &[Choice], &["#1"]),
    ]);
}

#[test]
fn both_halves_of_the_day_are_kept() {
    let five = heard("at five", &[]);

    assert_eq!(short(&five.entities[0].value), "17:00");
    assert_eq!(five.entities[0].alternatives.iter().map(short).collect::<Vec<_>>(), ["05:00"]);
    assert!(heard("at five pm", &[]).entities[0].alternatives.is_empty());
}

#[test]
fn next_tuesday_may_be_the_coming_one() {
    let thursday = heard("next thursday", &[]);

    assert_eq!(short(&thursday.entities[0].value), "2026-12-03");
    assert_eq!(thursday.entities[0].alternatives.iter().map(short).collect::<Vec<_>>(), ["2026-11-26"]);
}

#[test]
fn what_is_not_wanted_is_marked() {
    check(&[
        ("not monday", &[], &["!2026-11-30"]),
        ("no, thursday not friday", &[], &["2026-11-26", "!2026-11-27"]),
        ("anything but friday", &[], &["!2026-11-27"]),
        ("any day except wednesday", &[], &["!2026-11-25"]),
    ]);
}

#[test]
fn words_that_only_look_like_moments_are_left() {
    for said in [
        "may i ask you something",
        "one second please",
        "for two people",
        "good morning",
        "have a nice day",
        "the first available",
        "i have three kids",
        "my second question",
    ] {
        assert_eq!(values(&heard(said, &[])), Vec::<String>::new(), "{said:?}");
    }
}
