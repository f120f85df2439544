//! Why a start is not free, and what a receptionist would add.

use jiff::civil::{Time, Weekday, time};
use scheduling::*;

use crate::scenario::{Scenario, Someone, Wish, at, between, salon, work, works};

/// Wednesday 10 June 2026 in Berlin, an hour's work on full hours.
fn berlin(people: &[Someone]) -> Scenario {
    Scenario { people: people.to_vec(), ..salon("Europe/Berlin", "2026-06-10") }
}

fn reason(scenario: &Scenario, time: &str) -> Option<Reason> {
    scenario.judge_at(time).reason()
}

fn hours(scenario: &Scenario, time: &str) -> (Reason, Option<Time>, Option<Time>) {
    match scenario.judge_at(time) {
        Verdict::Refused(Refusal { reason, opens, closes }) => (reason, opens, closes),
        Verdict::Free(slot) => panic!("{time} is free: {slot:?}"),
    }
}

fn nine_to_twelve() -> Someone {
    works(&["09:00-12:00"])
}

#[test]
fn the_first_rule_that_stops_a_start_is_the_reason() {
    let off = TimeOff::Between(between("2026-06-10T08:00:00Z", "2026-06-10T08:01:00Z"));
    let anna = nine_to_twelve().off(off).booked("2026-06-10T09:30:00Z", work(30));
    let mut scenario = berlin(&[anna]);

    for (time, expected) in [
        ("08:00", Some(Reason::OutsideHours)),
        ("09:00", None),
        ("09:30", Some(Reason::OffGrid)),
        ("10:00", Some(Reason::TimeOff)),
        ("11:00", Some(Reason::Busy)),
        ("12:00", Some(Reason::OutsideHours)),
    ] {
        assert_eq!(reason(&scenario, time), expected, "{time}");
    }

    scenario.visit = vec![work(90).into()];
    assert_eq!(reason(&scenario, "11:00"), Some(Reason::TooLong), "before being busy is looked at");
    scenario.people[0].max_visits_per_day = Some(1);
    scenario.visit = vec![work(60).into()];
    assert_eq!(reason(&scenario, "11:00"), Some(Reason::Limit));
    scenario.horizon = Horizon::Days(13);
    assert_eq!(reason(&scenario, "11:00"), Some(Reason::Horizon));
    scenario.now = at("2026-06-10T09:00:01Z");
    assert_eq!(reason(&scenario, "11:00"), Some(Reason::Notice));
    assert_eq!(reason(&scenario, "11:30"), Some(Reason::OffGrid), "the grid comes before the past");
}

#[test]
fn whoever_is_closest_to_a_yes_speaks_for_all() {
    let closed = works(&[]);
    let busy = nine_to_twelve().booked("2026-06-10T07:00:00Z", work(30));

    assert_eq!(reason(&berlin(std::slice::from_ref(&closed)), "09:00"), Some(Reason::Closed));
    assert_eq!(reason(&berlin(&[closed.clone(), busy.clone()]), "09:00"), Some(Reason::Busy));
    assert_eq!(reason(&berlin(&[busy.clone(), closed.clone()]), "09:00"), Some(Reason::Busy));
    assert_eq!(reason(&berlin(&[busy, closed, nine_to_twelve()]), "09:00"), None);
}

#[test]
fn a_skipped_time_does_not_exist_and_a_doubled_one_means_the_first() {
    let mut spring = salon("Europe/Berlin", "2026-03-29").with(works(&["00:00-24:00"])).every(30);
    assert_eq!(reason(&spring, "02:30"), Some(Reason::NonexistentTime));
    assert_eq!(reason(&spring, "03:00"), None);
    spring.people.clear();
    assert_eq!(reason(&spring, "02:30"), Some(Reason::NonexistentTime), "whoever works here");

    let first = works(&["00:00-24:00"]).booked("2026-10-25T00:00:00Z", work(60));
    let autumn = salon("Europe/Berlin", "2026-10-25").with(first);
    assert_eq!(reason(&autumn, "02:00"), Some(Reason::Busy));
    assert_eq!(autumn.judge(at("2026-10-25T01:00:00Z")).reason(), None, "the second two o'clock");
}

#[test]
fn a_start_within_a_minute_is_off_the_grid() {
    let scenario = berlin(&[nine_to_twelve()]);

    assert_eq!(reason(&scenario, "09:00:30"), Some(Reason::OffGrid));
    assert_eq!(scenario.judge(at("2026-06-10T07:00:30Z")).reason(), Some(Reason::OffGrid));
    assert_eq!(scenario.judge(at("2026-06-10T07:00:00Z")).reason(), None);
}

#[test]
fn outside_the_hours_one_learns_when_they_begin_and_end() {
    let split = works(&["10:00-12:00", "14:00-18:30"]);
    let ten_to_half_past_six = (Reason::OutsideHours, Some(time(10, 0, 0, 0)), Some(time(18, 30, 0, 0)));

    assert_eq!(hours(&berlin(std::slice::from_ref(&split)), "09:00"), ten_to_half_past_six);
    assert_eq!(hours(&berlin(std::slice::from_ref(&split)), "13:00"), ten_to_half_past_six);
    assert_eq!(hours(&berlin(&[split.clone(), works(&[])]), "20:00"), ten_to_half_past_six);
    // With someone else the day is longer.
    let early = works(&["08:00-09:00"]);
    let longer = (Reason::OutsideHours, Some(time(8, 0, 0, 0)), Some(time(18, 30, 0, 0)));
    assert_eq!(hours(&berlin(&[split, early]), "20:00"), longer);
}

#[test]
fn last_night_is_no_opening_of_today() {
    let bar = works(&["20:00-02:00"]);
    let expected = (Reason::OutsideHours, Some(time(20, 0, 0, 0)), Some(time(2, 0, 0, 0)));

    assert_eq!(hours(&berlin(&[bar]), "12:00"), expected);
    let last_night = works(&["20:00-02:00"]).except("2026-06-10", &[]).except("2026-06-09", &["22:00-24:00"]);
    assert_eq!(hours(&berlin(&[last_night]), "12:00"), (Reason::Closed, None, None));
    let mut on_tuesdays = works(&["20:00-02:00"]);
    on_tuesdays.hours.weekly.retain(|weekly| weekly.day == Weekday::Tuesday);
    assert_eq!(hours(&berlin(&[on_tuesdays]), "12:00"), (Reason::OutsideHours, None, Some(time(2, 0, 0, 0))));
    let until_midnight = works(&["18:00-24:00"]);
    assert_eq!(hours(&berlin(&[until_midnight]), "12:00").2, Some(Time::midnight()));
    let then_for_days = works(&["00:00-24:00"]).except("2026-06-10", &["20:00-24:00"]);
    let expected = (Reason::OutsideHours, Some(time(20, 0, 0, 0)), None);
    assert_eq!(hours(&berlin(&[then_for_days]), "12:00"), expected);
}

#[test]
fn too_long_comes_with_the_end_that_is_in_the_way() {
    let split = works(&["10:00-12:00", "14:00-18:30"]);
    let scenario = berlin(&[split]).wanting(vec![work(90).into()]);

    let expected = (Reason::TooLong, Some(time(10, 0, 0, 0)), Some(time(12, 0, 0, 0)));
    assert_eq!(hours(&scenario, "11:00"), expected);
    // Even if it began last night.
    let bar = berlin(&[works(&["20:00-02:00"])]).wanting(vec![work(90).into()]);
    let expected = (Reason::TooLong, Some(time(20, 0, 0, 0)), Some(time(2, 0, 0, 0)));
    assert_eq!(hours(&bar, "01:00"), expected);
    // Open for days: nobody would say since when.
    let always = works(&["00:00-24:00"]).except("2026-06-11", &[]);
    let always = berlin(&[always]).wanting(vec![work(90).into()]);
    assert_eq!(hours(&always, "23:00"), (Reason::TooLong, None, Some(Time::midnight())));
}

#[test]
fn other_reasons_come_without_hours() {
    let booked = nine_to_twelve().booked("2026-06-10T07:00:00Z", work(60));

    assert_eq!(hours(&berlin(&[booked]), "09:00"), (Reason::Busy, None, None));
}

#[test]
fn someone_each_but_not_together_is_busy() {
    let two_roles = Wish { assistants: vec![Some(vec![PersonIndex(0)])], ..Wish::from(work(60)).by(&[0]) };
    let scenario = berlin(&[nine_to_twelve()]).wanting(vec![two_roles]);

    assert_eq!(reason(&scenario, "09:00"), Some(Reason::Busy));
}

#[test]
fn a_free_start_says_with_whom() {
    let busy = nine_to_twelve().booked("2026-06-10T07:00:00Z", work(60));
    let scenario = berlin(&[busy, nine_to_twelve()]);

    let slot = Slot { start: at("2026-06-10T07:00:00Z"), staff: vec![PersonIndex(1)], others: vec![] };
    assert_eq!(scenario.judge_at("09:00"), Verdict::Free(slot));
}

#[test]
fn any_date_can_be_judged_not_only_those_asked_for() {
    let scenario = berlin(&[nine_to_twelve()]);

    assert_eq!(scenario.judge(at("2026-07-01T07:00:00Z")).reason(), None);
    assert_eq!(scenario.judge(at("2026-07-01T05:00:00Z")).reason(), Some(Reason::OutsideHours));
}

#[test]
fn reasons_are_written_in_snake_case() {
    let refusal = Refusal { reason: Reason::OutsideHours, opens: Some(time(10, 0, 0, 0)), closes: None };

    assert_eq!(serde_json::to_string(&refusal).unwrap(), r#"{"reason":"outside_hours","opens":"10:00:00"}"#);
    assert_eq!(serde_json::from_str::<Refusal>(r#"{"reason":"no_staff"}"#).unwrap(), Reason::NoStaff.into());
}
