//! Who is engaged when, who helps whom, and visits of several services.

use scheduling::*;

use crate::scenario::{Scenario, Someone, Taking, Wish, at, between, parts, salon, work, works};
use SegmentKind::{Finishing, Processing, Transition, Work};

fn colour() -> Taking {
    parts(&[(Work, 30), (Processing, 30), (Finishing, 30)])
}

fn berlin() -> Scenario {
    salon("Europe/Berlin", "2026-06-10").every(30)
}

/// The times of the free starts alone.
fn times(scenario: &Scenario) -> Vec<String> {
    scenario.starts().iter().map(|start| start[..5].to_owned()).collect()
}

fn people(slot: &Slot) -> (Vec<u32>, Vec<Vec<u32>>) {
    let plain = |people: &Vec<PersonIndex>| people.iter().map(|person| person.0).collect::<Vec<_>>();
    (plain(&slot.staff), slot.others.iter().map(plain).collect())
}

#[test]
fn half_an_hour_fits_while_colour_develops() {
    let colouring = works(&["09:00-11:00"]).booked("2026-06-10T07:00:00Z", colour());
    let wanting = |taking: Taking| times(&berlin().with(colouring.clone()).wanting(vec![taking.into()]));

    assert_eq!(wanting(work(30)), ["09:30", "10:30"]);
    assert_eq!(wanting(work(31)), Vec::<String>::new());
    assert_eq!(wanting(work(30).buffers(0, 5)), ["10:30"], "a buffer has to fit as well");
    assert_eq!(wanting(colour()), ["09:30"], "two colours interleave");
}

#[test]
fn processing_that_is_not_bookable_keeps_the_person() {
    let mut kept = colour();
    kept.segments[1].bookable = false;

    let booked = berlin().with(works(&["09:00-11:00"]).booked("2026-06-10T07:00:00Z", kept.clone()));
    assert_eq!(times(&booked.wanting(vec![work(30).into()])), ["10:30"]);

    let wanted = berlin().with(works(&["09:00-12:00"]).booked("2026-06-10T08:00:00Z", work(30)));
    assert_eq!(times(&wanted.clone().wanting(vec![colour().into()])), ["09:30", "10:30"]);
    assert_eq!(times(&wanted.wanting(vec![kept.into()])), ["10:30"]);
}

#[test]
fn buffers_of_neighbours_add_up_and_may_lie_outside_the_hours() {
    let booked = works(&["09:00-12:00"]).booked("2026-06-10T08:00:00Z", work(30).buffers(15, 15));
    let wanting = |before, after| {
        let wish = work(30).buffers(before, after).into();
        times(&berlin().every(15).with(booked.clone()).wanting(vec![wish]))
    };

    assert_eq!(wanting(0, 0), ["09:00", "09:15", "10:45", "11:00", "11:15", "11:30"]);
    assert_eq!(wanting(0, 15), ["09:00", "10:45", "11:00", "11:15", "11:30"]);
    assert_eq!(wanting(15, 0), ["09:00", "09:15", "11:00", "11:15", "11:30"]);
}

#[test]
fn add_ons_are_client_time_and_tidying_up_is_not() {
    let mut wish = parts(&[(Work, 30), (Transition, 30)]);
    let late =
        |wish: &Taking| times(&berlin().with(works(&["09:00-11:00"])).wanting(vec![wish.clone().into()]));

    assert_eq!(late(&wish), ["09:00", "09:30", "10:00", "10:30"]);
    wish.add_on_minutes = 30;
    assert_eq!(late(&wish), ["09:00", "09:30", "10:00"]);
}

#[test]
fn holds_stand_in_the_way_of_others_until_they_expire() {
    let mut scenario = berlin().with(works(&["09:00-10:00"])).wanting(vec![work(30).into()]);
    let hold = between("2026-06-10T07:00:00Z", "2026-06-10T07:30:00Z");
    let now = scenario.now;
    let mut held = |holder: Option<&str>, caller: Option<&str>, expires| {
        scenario.people[0].holds = vec![(hold, holder.map(str::to_owned), expires)];
        scenario.caller = caller.map(str::to_owned);
        times(&scenario)[0] == "09:30"
    };
    let a_second = jiff::SignedDuration::from_secs(1);

    assert!(held(Some("one"), Some("two"), now + a_second));
    assert!(held(Some("one"), None, now + a_second));
    assert!(held(None, None, now + a_second), "a hold for nobody is not everybody's");
    assert!(!held(Some("one"), Some("one"), now + a_second));
    assert!(!held(Some("one"), Some("two"), now), "it is over the moment it expires");
}

#[test]
fn limits_count_the_visits_that_start_on_a_salon_date() {
    // 23:30 on the 10th and 00:30 on the 11th.
    let mut anna = works(&["00:00-24:00"])
        .booked("2026-06-10T21:30:00Z", work(30))
        .booked("2026-06-10T22:30:00Z", work(60));
    let two_days = |anna: &Someone| {
        let scenario =
            berlin().until("2026-06-11").every(720).with(anna.clone()).wanting(vec![work(60).into()]);
        scenario.starts().iter().map(|start| start[..2].to_owned()).collect::<Vec<_>>()
    };

    anna.max_minutes_per_day = Some(90);
    assert_eq!(two_days(&anna), ["10", "10"]);
    anna.max_minutes_per_day = Some(120);
    assert_eq!(two_days(&anna), ["10", "10", "11"], "at midnight of the 11th she is busy from 00:30 on");
    (anna.max_minutes_per_day, anna.max_visits_per_day) = (None, Some(1));
    assert_eq!(two_days(&anna), Vec::<String>::new());
}

#[test]
fn limits_count_every_service_of_a_visit() {
    let visit = || vec![work(30).into(), work(30).into(), work(30).into()];
    let starts = |visits, minutes, days: &[&str]| {
        let mut anna = works(days);
        (anna.max_visits_per_day, anna.max_minutes_per_day) = (visits, minutes);
        anna = anna.booked("2026-06-10T05:00:00Z", work(30));
        berlin().every(60).with(anna).wanting(visit()).starts().len()
    };

    assert_eq!(starts(Some(4), None, &["09:00-12:00"]), 2);
    assert_eq!(starts(Some(3), None, &["09:00-12:00"]), 0, "three services and the one she has");
    assert_eq!(starts(None, Some(120), &["09:00-12:00"]), 2);
    assert_eq!(starts(None, Some(115), &["09:00-12:00"]), 0);
    // From 23:00 on one service lies on the next date.
    assert_eq!(starts(Some(3), None, &["22:00-02:00"]), 1);
}

#[test]
fn whoever_has_reached_their_limit_leaves_the_rest_to_others() {
    let mut anna = works(&["09:00-11:00"]);
    anna.max_visits_per_day = Some(1);
    let both = berlin()
        .every(60)
        .with(anna.clone())
        .with(works(&["09:00-11:00"]))
        .wanting(vec![work(30).into(), work(30).into()]);
    let alone = Scenario { people: vec![anna.clone()], ..both.clone() };
    let helped = Scenario { people: vec![anna, works(&["09:30-11:00"])], ..both.clone() };

    assert_eq!(people(&both.slots()[0]), (vec![0, 1], vec![vec![0, 1]]));
    assert_eq!(people(&helped.slots()[0]), (vec![0], vec![vec![1]]), "nobody else is there at nine");
    assert_eq!(alone.slots(), []);
    assert_eq!(alone.judge_at("09:00").reason(), Some(Reason::Limit));
}

#[test]
fn equipment_may_be_needed_in_one_part_only() {
    // Ten minutes at the basin, twenty of cutting.
    let wash = parts(&[(SegmentKind::Work, 10), (SegmentKind::Work, 20)]);
    let mut scenario = berlin().every(10).with(works(&["09:00-10:00"])).wanting(vec![wash.into()]);
    scenario.resources = vec![(1, vec![between("2026-06-10T07:20:00Z", "2026-06-10T07:30:00Z")])];
    let mut free = |requires| {
        scenario.visit[0].requires = requires;
        times(&scenario)
    };

    let basin = ResourceIndex(0);
    assert_eq!(free(vec![Need::throughout(basin)]), ["09:30"]);
    assert_eq!(free(vec![Need::in_part(basin, 0)]), ["09:00", "09:10", "09:30"]);
    assert_eq!(free(vec![Need::in_part(basin, 1)]), ["09:20", "09:30"]);
    assert_eq!(free(vec![Need::in_part(basin, 0), Need::in_part(basin, 1)]), ["09:30"]);
    assert_eq!(free(vec![Need::in_part(basin, 2)]).len(), 4, "a part that is not there needs nothing");
    assert_eq!(free(vec![Need::in_part(ResourceIndex(1), 0)]), Vec::<String>::new());
}

#[test]
fn every_unit_counts_and_so_does_every_use() {
    let mut scenario = berlin().with(works(&["09:00-11:00"])).wanting(vec![work(60).into()]);
    scenario.visit[0].requires = vec![Need::throughout(ResourceIndex(0))];
    let nine = between("2026-06-10T07:00:00Z", "2026-06-10T07:30:00Z");
    let ten = between("2026-06-10T08:00:00Z", "2026-06-10T08:30:00Z");
    let mut free = |units, uses: &[Interval]| {
        scenario.resources = vec![(units, uses.to_vec())];
        times(&scenario)
    };

    assert_eq!(free(1, &[nine]), ["09:30", "10:00"]);
    assert_eq!(free(1, &[nine, ten]), Vec::<String>::new());
    assert_eq!(free(2, &[nine, ten]), ["09:00", "09:30", "10:00"]);
    assert_eq!(free(2, &[nine, nine]), ["09:30", "10:00"], "two clients at the very same time");
    assert_eq!(free(0, &[]), Vec::<String>::new());
}

#[test]
fn equipment_that_is_not_there_is_lacking() {
    let mut scenario = berlin().with(works(&["09:00-11:00"]));
    scenario.visit[0].requires = vec![Need::throughout(ResourceIndex(0))];

    assert_eq!(scenario.slots(), []);
    assert_eq!(scenario.judge_at("09:00").reason(), Some(Reason::Resource));
}

#[test]
fn assistants_are_other_people() {
    // Anna and Bea work all morning, Cleo until ten.
    let team = || {
        let full = works(&["09:00-11:00"]);
        berlin().every(60).with(full.clone()).with(full).with(works(&["09:00-10:00"]))
    };
    let with = |staff: &[u32], assistants: &[Option<&[u32]>]| {
        let wish = Wish {
            assistants: assistants
                .iter()
                .map(|some| some.map(|some| some.iter().copied().map(PersonIndex).collect()))
                .collect(),
            ..Wish::from(work(60)).by(staff)
        };
        team().wanting(vec![wish]).slots().iter().map(people).collect::<Vec<_>>()
    };

    let anna_or_bea = (vec![0, 1], vec![vec![0, 1, 2]]);
    assert_eq!(with(&[0, 1], &[None]), [anna_or_bea, (vec![0, 1], vec![vec![0, 1]])]);
    // Bea is needed as an assistant, so she cannot lead.
    assert_eq!(with(&[0, 1], &[Some(&[1])]), vec![(vec![0], vec![vec![1]]); 2]);
    // Cleo can only take the last role, which leaves the others one each.
    assert_eq!(with(&[0, 1], &[Some(&[0]), Some(&[2, 0])]), [(vec![1], vec![vec![0], vec![2]])]);
    assert_eq!(with(&[0], &[Some(&[0])]), []);
}

#[test]
fn someone_not_on_the_list_is_nobody() {
    let scenario = berlin().with(works(&["09:00-10:00"])).wanting(vec![Wish::from(work(60)).by(&[7])]);

    assert_eq!(scenario.slots(), []);
    assert_eq!(scenario.judge_at("09:00").reason(), Some(Reason::NoStaff));
}

#[test]
fn someone_listed_twice_is_one_person() {
    let wish = Wish {
        assistants: vec![Some(vec![PersonIndex(1), PersonIndex(1)])],
        ..Wish::from(work(60)).by(&[1, 0, 0])
    };
    let scenario = berlin().every(60).with(works(&["09:00-10:00"])).with(works(&["09:00-10:00"]));

    let slots = scenario.wanting(vec![wish]).slots();

    assert_eq!(slots.iter().map(people).collect::<Vec<_>>(), [(vec![0], vec![vec![1]])]);
}

#[test]
fn the_next_service_follows_at_once_or_after_a_short_wait() {
    // Anna cuts, Bea is free from 10:10 on only.
    let bea = works(&["10:10-12:00"]);
    let mut scenario = berlin().with(works(&["09:00-12:00"])).with(bea);
    scenario.visit = vec![Wish::from(work(30)).by(&[0]), Wish::from(work(30)).by(&[1])];
    let mut waiting = |most| {
        scenario.max_wait_minutes = most;
        times(&scenario)
    };

    assert_eq!(waiting(15), ["09:30", "10:00", "10:30", "11:00"]);
    assert_eq!(waiting(10), ["09:30", "10:00", "10:30", "11:00"]);
    assert_eq!(waiting(9), ["10:00", "10:30", "11:00"]);
    assert_eq!(waiting(40), ["09:00", "09:30", "10:00", "10:30", "11:00"]);
}

#[test]
fn one_person_can_do_it_all_if_her_own_time_does_not_meet() {
    let mut scenario = berlin().with(works(&["09:00-10:10"]));
    let cut = parts(&[(Work, 30), (Transition, 10)]);
    scenario.visit = vec![cut.clone().into(), work(30).into()];

    // She tidies up for ten minutes while the client waits.
    assert_eq!(times(&scenario), ["09:00"]);
    scenario.max_wait_minutes = 9;
    assert_eq!(times(&scenario), Vec::<String>::new());
    // With someone else for the second half nobody waits.
    scenario.people.push(works(&["09:00-10:00"]));
    let slots = scenario.slots();
    assert_eq!(slots.iter().map(people).collect::<Vec<_>>(), [(vec![0, 1], vec![vec![0, 1]])]);
}

#[test]
fn a_long_buffer_is_still_felt_two_services_later() {
    let mut scenario = berlin().every(60).with(works(&["09:00-10:00"])).with(works(&["09:20-09:40"]));
    let anna_and_bea =
        [Wish::from(work(20)).by(&[0]), Wish::from(work(20)).by(&[1]), Wish::from(work(20)).by(&[0])];
    scenario.visit = anna_and_bea.to_vec();
    scenario.max_wait_minutes = 0;
    assert_eq!(times(&scenario), ["09:00"]);

    scenario.visit[0].taking.buffer_after_minutes = 21;
    assert_eq!(times(&scenario), Vec::<String>::new());
    scenario.visit[0].taking.buffer_after_minutes = 20;
    assert_eq!(times(&scenario), ["09:00"]);

    // The same from the other side.
    scenario.visit[0].taking.buffer_after_minutes = 0;
    scenario.visit[2].taking.buffer_before_minutes = 21;
    assert_eq!(times(&scenario), Vec::<String>::new());
    scenario.visit[2].taking.buffer_before_minutes = 20;
    assert_eq!(times(&scenario), ["09:00"]);
}

#[test]
fn waits_add_up_and_touching_is_not_meeting() {
    // The second of two waits is what brings the third service to Dora.
    let [anna, cleo, dora] = [works(&["09:00-09:55"]), works(&["09:40-10:30"]), works(&["10:10-10:30"])];
    let mut scenario = berlin().every(60).with(anna).with(cleo).with(dora);
    let by = |people: &[u32]| Wish::from(work(20)).by(people);
    scenario.visit = vec![by(&[0]), by(&[0]), by(&[1, 2])];
    assert_eq!(
        scenario.slots().iter().map(people).collect::<Vec<_>>(),
        [(vec![0], vec![vec![0], vec![1, 2]])]
    );

    // Three in a row without a minute to spare, though the last begins with a buffer.
    scenario.people = vec![works(&["09:00-10:05"])];
    scenario.visit = vec![by(&[0]), by(&[0]), Wish::from(work(20).buffers(5, 0)).by(&[0])];
    assert_eq!(times(&scenario), ["09:00"]);
    scenario.people = vec![works(&["09:00-10:04"])];
    assert_eq!(times(&scenario), Vec::<String>::new());
}

#[test]
fn a_visit_may_run_into_the_next_date_but_must_start_on_one_asked_for() {
    let mut scenario = berlin().every(60).with(works(&["22:00-02:00"]));
    scenario.visit = vec![work(60).into(), work(60).into()];

    assert_eq!(times(&scenario), ["00:00", "22:00", "23:00"]);

    // However long the wait.
    scenario.people.push(works(&["03:00-04:00"]));
    scenario.visit[1] = Wish::from(work(60)).by(&[1]);
    scenario.max_wait_minutes = 180;
    assert_eq!(times(&scenario), ["00:00", "01:00", "23:00"]);
}

/// When each service starts on Berlin's clock, and who does it with whom, if the visit starts at nine.
fn arranged_at_nine(scenario: &Scenario) -> Vec<(String, u32, Vec<u32>)> {
    let plain = |service: &ArrangedService| {
        let shown = service.start.to_zoned(scenario.timezone.clone()).strftime("%H:%M").to_string();
        (shown, service.person.0, service.assistants.iter().map(|person| person.0).collect())
    };
    let services = scenario.arranged(at("2026-06-10T07:00:00Z")).expect("nine is free");
    services.iter().map(plain).collect()
}

#[test]
fn a_visit_is_arranged_with_its_people_and_the_shortest_wait() {
    // Anna cuts with Cleo's help, then Bea, who comes at 09:40, dries.
    let mut scenario =
        berlin().with(works(&["09:00-12:00"])).with(works(&["09:40-12:00"])).with(works(&["09:00-10:00"]));
    let cut = Wish {
        assistants: vec![Some(vec![PersonIndex(0), PersonIndex(2)])],
        ..Wish::from(work(30)).by(&[0])
    };
    scenario.visit = vec![cut, Wish::from(work(30)).by(&[1])];
    let nine = |person, helpers: &[u32]| ("09:00".to_owned(), person, helpers.to_vec());

    assert_eq!(arranged_at_nine(&scenario), [nine(0, &[2]), ("09:40".to_owned(), 1, vec![])]);
    scenario.max_wait_minutes = 9;
    assert_eq!(scenario.arranged(at("2026-06-10T07:00:00Z")), None, "the wait is too long");
    scenario.visit.pop();
    assert_eq!(arranged_at_nine(&scenario), [nine(0, &[2])]);
}

#[test]
fn of_several_teams_the_one_that_lets_later_services_start_earlier_is_arranged() {
    // Anna or Bea begins and tidies up for half an hour, Cleo goes on, and only Anna can finish.
    let day = || works(&["09:00-12:00"]);
    let mut scenario = berlin().with(day()).with(day()).with(day());
    let begin = parts(&[(Work, 20), (Transition, 30)]);
    let by = |taking: &Taking, people: &[u32]| Wish::from(taking.clone()).by(people);
    scenario.visit = vec![by(&begin, &[0, 1]), by(&work(20), &[2]), by(&work(20), &[0])];

    let told = |starts: [&str; 3], people: [u32; 3]| {
        std::iter::zip(starts, people)
            .map(|(start, person)| (start.to_owned(), person, vec![]))
            .collect::<Vec<_>>()
    };
    assert_eq!(arranged_at_nine(&scenario), told(["09:00", "09:20", "09:40"], [1, 2, 0]));
    // If only Anna can begin, the wait is left for as late as it can be.
    scenario.visit[0] = by(&begin, &[0]);
    assert_eq!(arranged_at_nine(&scenario), told(["09:00", "09:20", "09:50"], [0, 2, 0]));
}

#[test]
fn a_wait_that_cannot_be_helped_comes_as_late_as_it_can() {
    // Cleo finishes from 09:50 on, whether Bea before her begins at once or ten minutes later.
    let mut scenario =
        berlin().with(works(&["09:00-09:20"])).with(works(&["09:20-10:00"])).with(works(&["09:50-12:00"]));
    scenario.visit = (0..3).map(|person| Wish::from(work(20)).by(&[person])).collect();

    let starts: Vec<String> = arranged_at_nine(&scenario).into_iter().map(|(start, _, _)| start).collect();

    assert_eq!(starts, ["09:00", "09:20", "09:50"]);
}

#[test]
fn nothing_is_arranged_from_a_start_that_is_not_offered() {
    let mut scenario = berlin().with(works(&["09:00-10:00"])).wanting(vec![work(30).into()]);
    let is_arranged = |scenario: &Scenario, start| scenario.arranged(at(start)).is_some();

    assert!(is_arranged(&scenario, "2026-06-10T07:30:00Z"));
    for (start, why) in [
        ("2026-06-10T07:15:00Z", "off the grid"),
        ("2026-06-10T07:30:01Z", "a second late"),
        ("2026-06-10T08:00:00Z", "closed by then"),
        ("2026-05-01T07:00:00Z", "in the past"),
    ] {
        assert!(!is_arranged(&scenario, start), "{why}");
    }
    assert!(is_arranged(&scenario, "2026-06-11T07:30:00Z"), "like judging, on any date");
    scenario.horizon = Horizon::Days(14);
    assert!(!is_arranged(&scenario, "2026-06-11T07:30:00Z"), "beyond the horizon");
}

#[test]
fn quanta_are_shared_exactly_when_visits_of_five_minutes_overlap() {
    let colour = [Segment::new(Work, 30), Segment::new(Processing, 30), Segment::new(Finishing, 30)];
    let colour = Plan::segments(&colour).with_buffers(5, 10);
    let cut = Plan::work(20).with_buffers(0, 5);
    let ten = at("2026-06-10T10:00:00Z");
    let taken: Vec<i64> = engaged_quanta(ten, &colour).collect();

    let minute = ten.as_second() / 60;
    let expected: Vec<i64> =
        ((minute - 5)..(minute + 30)).chain(minute + 60..minute + 100).step_by(5).map(|m| m / 5).collect();
    assert_eq!(taken, expected);
    for later in (-60..130).step_by(5) {
        let start = ten + jiff::SignedDuration::from_mins(later);
        let overlaps = (-5..30).any(|m| (later..later + 25).contains(&m))
            || (60..100).any(|m| (later..later + 25).contains(&m));
        let shares = engaged_quanta(start, &cut).any(|quantum| taken.contains(&quantum));
        assert_eq!(shares, overlaps, "{later} minutes later");
    }
}

#[test]
fn a_quantum_touched_twice_by_one_visit_is_named_once() {
    let parts = [
        Segment::new(Work, 2),
        Segment::new(Processing, 1),
        Segment::new(Finishing, 2),
        Segment::new(Processing, 9),
    ];
    let quanta: Vec<i64> =
        engaged_quanta(at("1970-01-01T00:00:00Z"), &Plan::segments(&parts).with_buffers(1, 1)).collect();

    assert_eq!(quanta, [-1, 0, 2]);
}
