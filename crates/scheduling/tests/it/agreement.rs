//! Whatever the salon, the engine agrees with looking at every minute, and judging agrees with listing.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scheduling::*;

use crate::brute_force::{Arrangement, Minutes};
use crate::scenario::{Scenario, Someone, Taking, Week, Wish, zone};

/// Days on which a clock is changed, most of them unlike the others, and some on which nothing happens.
const DAYS: [(&str, &str); 21] = [
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-30"),
    ("America/Havana", "2025-11-02"),
    ("Atlantic/Azores", "2026-10-25"),
    ("America/Nuuk", "2026-03-28"),
    ("Antarctica/Troll", "2026-03-29"),
    ("Pacific/Chatham", "2026-09-27"),
    // Yesterday comes once more after a minute of today.
    ("America/St_Johns", "2010-11-07"),
    // Dates that were left out altogether, and one that came twice.
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Kwajalein", "1993-08-21"),
    ("Pacific/Kwajalein", "1969-09-30"),
    ("Asia/Kathmandu", "2026-06-10"),
    ("Asia/Kolkata", "2026-06-12"),
    ("Pacific/Kiritimati", "2026-06-13"),
    ("UTC", "2026-06-10"),
];

const OTHER_ZONES: [&str; 5] =
    ["Europe/London", "Pacific/Pago_Pago", "Pacific/Kiritimati", "America/New_York", "Asia/Kathmandu"];

fn minutes() -> impl Strategy<Value = u32> {
    select(vec![0, 5, 10, 15, 20, 30, 30, 45, 60, 60, 90])
}

fn time_of_day() -> impl Strategy<Value = TimeOfDay> {
    prop_oneof![
        3 => (0..=48_u16).prop_map(|halves| halves * 30),
        1 => select(vec![0, 59, 60, 61, 119, 120, 121, 125, 150, 179, 180, 1380, 1439, 1440]),
    ]
    .prop_map(|minutes| TimeOfDay::from_minutes(minutes).unwrap())
}

fn window() -> impl Strategy<Value = Window> {
    prop_oneof![
        2 => Just(Window::WHOLE_DAY),
        4 => (time_of_day(), time_of_day()).prop_filter_map("no length", |(start, end)| Window::new(start, end).ok()),
    ]
}

fn week(around: Date) -> BoxedStrategy<Week> {
    let weeks = || select(vec![Weeks::Every, Weeks::Every, Weeks::A, Weeks::B]);
    let every_day = prop::collection::vec((window(), weeks()), 1..3).prop_map(|windows| {
        let days = (0..7).map(|n| Weekday::from_monday_zero_offset(n).unwrap());
        days.flat_map(|day| {
            windows
                .iter()
                .map(move |&(window, weeks)| WeeklyWindow { day, window, weeks })
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
    });
    let overrides = prop::collection::vec(
        (-1..3_i64, prop::option::weighted(0.8, window()))
            .prop_map(move |(n, window)| Override { date: around + n.days(), window }),
        0..3,
    );
    (every_day, prop_oneof![2 => Just(vec![]), 1 => overrides])
        .prop_map(|(weekly, overrides)| Week { weekly, overrides })
        .boxed()
}

fn moment(around: Date) -> impl Strategy<Value = Timestamp> {
    let midnight = around.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let minutes = prop_oneof![4 => (-120..500_i64).prop_map(|n| n * 5), 1 => -600..2500_i64];
    minutes.prop_map(move |minutes| midnight + minutes.minutes())
}

fn interval(around: Date) -> impl Strategy<Value = Interval> {
    (moment(around), -1..60_i64).prop_map(|(start, n)| Interval { start, end: start + (n * 5).minutes() })
}

fn taking() -> BoxedStrategy<Taking> {
    let kind = select(vec![
        SegmentKind::Work,
        SegmentKind::Processing,
        SegmentKind::Processing,
        SegmentKind::Finishing,
    ]);
    let segment = (kind, minutes(), prop::bool::weighted(0.7))
        .prop_map(|(kind, minutes, bookable)| Segment { bookable, ..Segment::new(kind, minutes) });
    let transition = prop::option::weighted(0.3, minutes());
    let short = || prop_oneof![2 => Just(0), 1 => minutes()];
    (prop::collection::vec(segment, 1..4), transition, short(), short(), short())
        .prop_map(
            |(mut segments, transition, add_on_minutes, buffer_before_minutes, buffer_after_minutes)| {
                segments.extend(transition.map(|minutes| Segment::new(SegmentKind::Transition, minutes)));
                Taking { segments, add_on_minutes, buffer_before_minutes, buffer_after_minutes }
            },
        )
        .boxed()
}

fn time_off(around: Date) -> impl Strategy<Value = TimeOff> {
    prop_oneof![
        interval(around).prop_map(TimeOff::Between),
        (-1..2_i64, -1..2_i64).prop_map(move |(first, more)| {
            TimeOff::Days { first: around + first.days(), last: around + (first + more).days() }
        }),
    ]
}

fn someone(around: Date, now: Timestamp) -> BoxedStrategy<Someone> {
    let other_zone = || select(OTHER_ZONES.to_vec()).prop_map(zone);
    let stay = (-1..2_i64, 0..2_i64, other_zone())
        .prop_map(move |(first, more, zone)| (around + first.days(), around + (first + more).days(), zone));
    let caller =
        select(vec![None, Some("this one"), Some("another")]).prop_map(|caller| caller.map(str::to_owned));
    let hold = (interval(around), caller, -1..2_i64)
        .prop_map(move |(interval, caller, left)| (interval, caller, now + left.seconds()));
    let limit = |most: u32| prop::option::weighted(0.3, 0..most);
    (
        (prop::option::weighted(0.2, other_zone()), prop::collection::vec(stay, 0..2), week(around)),
        prop::collection::vec(time_off(around), 0..2),
        prop::collection::vec(interval(around), 0..3),
        prop::collection::vec((moment(around), taking()), 0..5),
        prop::collection::vec(hold, 0..2),
        (limit(4), limit(300)),
    )
        .prop_map(|((timezone, elsewhere, hours), time_off, busy, appointments, holds, limits)| Someone {
            timezone,
            elsewhere,
            hours,
            time_off,
            busy,
            appointments,
            holds,
            max_visits_per_day: limits.0,
            max_minutes_per_day: limits.1,
        })
        .boxed()
}

/// Some of the people, or anyone. One index is nobody's.
fn who() -> impl Strategy<Value = Option<Vec<PersonIndex>>> {
    prop::option::weighted(0.3, subsequence((0..4).map(PersonIndex).collect::<Vec<_>>(), 1..4))
}

fn wish(roles: usize) -> BoxedStrategy<Wish> {
    let during = prop_oneof![1 => Just(During::Stay), 1 => (0..4_u32).prop_map(During::Part)];
    // One index is of a kind that is not there.
    let kind = select(vec![0, 0, 0, 0, 0, 0, 1]).prop_map(ResourceIndex);
    let need = (kind, during).prop_map(|(resource, during)| Need { resource, during });
    let requires = prop_oneof![1 => Just(vec![]), 1 => prop::collection::vec(need, 1..3)];
    (taking(), who(), prop::collection::vec(who(), roles - 1), requires)
        .prop_map(|(taking, staff, assistants, requires)| Wish { taking, staff, assistants, requires })
        .boxed()
}

/// A salon around the nth of the awkward days.
fn scenario(
    nth: usize,
    visit: impl Strategy<Value = Vec<Wish>> + 'static,
    steps: Vec<u32>,
) -> BoxedStrategy<Scenario> {
    let (timezone, date) = DAYS[nth];
    let date: Date = date.parse().unwrap();
    let midnight = date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let now = prop_oneof![6 => Just(-5 * 1440), 1 => -2000..1000_i64]
        .prop_map(move |n| midnight + n.minutes() + 30.seconds());
    let people = now.prop_flat_map(move |now| (Just(now), prop::collection::vec(someone(date, now), 1..5)));
    let horizon = prop_oneof![
        8 => Just(Horizon::Unlimited),
        1 => (0..8_u32).prop_map(Horizon::Days),
        1 => (0..7_u32).prop_map(Horizon::BusinessDays),
    ];
    (
        people,
        prop_oneof![5 => Just(0), 1 => 0..3000_u32],
        horizon,
        select(steps),
        (-1..1_i64, 0..2_i64),
        prop::option::weighted(0.2, week(date)),
        prop::collection::vec(
            (select(vec![0, 1, 1, 2, 2]), prop::collection::vec(interval(date), 0..4)),
            1..2,
        ),
        visit,
        (select(vec![0, 5, 12]), any::<bool>()),
    )
        .prop_map(
            move |(
                (now, people),
                notice_minutes,
                horizon,
                step_minutes,
                days,
                salon_hours,
                resources,
                visit,
                (max_wait_minutes, known),
            )| {
                let from = date + days.0.days();
                Scenario {
                    timezone: zone(timezone),
                    now,
                    notice_minutes,
                    horizon,
                    step_minutes,
                    from,
                    to: from + days.1.days(),
                    salon_hours,
                    people,
                    resources,
                    visit,
                    max_wait_minutes,
                    caller: known.then(|| "this one".to_owned()),
                }
            },
        )
        .boxed()
}

fn date_of(nth: usize) -> Date {
    DAYS[nth].1.parse().unwrap()
}

const NONE: Vec<String> = vec![];

/// The slots that only one of the lists has, and if there are none, whether the order differs.
fn differences(listed: &[Slot], expected: &[Slot]) -> Vec<String> {
    let only = |sign, these: &[Slot], those: &[Slot]| -> Vec<String> {
        these.iter().filter(|slot| !those.contains(slot)).map(|slot| format!("{sign} {slot:?}")).collect()
    };
    let mut differences = only('+', listed, expected);
    differences.extend(only('-', expected, listed));
    if differences.is_empty() && listed != expected {
        differences.push("order".to_owned());
    }
    differences
}

/// The answer of [`arrange`] in the words of the slow way.
fn arranged(question: &Question<'_>, start: Timestamp) -> Option<Arrangement> {
    let services = arrange(question, start).unwrap()?;
    let people = |service: &ArrangedService| {
        std::iter::once(service.person).chain(service.assistants.clone()).collect::<Vec<_>>()
    };
    Some(Arrangement {
        starts: services.iter().map(|service| service.start.as_second() / 60).collect(),
        people: services.iter().flat_map(people).collect(),
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn one_person_visits_are_listed_and_refused_as_every_minute_says(
        (nth, scenario) in (0..DAYS.len()).prop_flat_map(|nth| {
            let one = wish(1).prop_map(|wish| vec![wish]);
            (Just(nth), scenario(nth, one, vec![5, 7, 15, 30, 45, 60, 90, 1440]))
        })
    ) {
        scenario.ask(|question| {
            let minutes = Minutes::around(date_of(nth), question);
            let listed = free_slots(question).unwrap();
            prop_assert_eq!(differences(&listed, &minutes.slots()), NONE);
            for moment in minutes.moments().step_by(45) {
                let verdict = judge(question, moment).unwrap();
                prop_assert_eq!(verdict.reason(), minutes.reason(moment), "{}", moment);
                let slot = listed.iter().find(|slot| slot.start == moment);
                prop_assert_eq!(slot, match &verdict { Verdict::Free(slot) => Some(slot), Verdict::Refused(_) => None });
            }
            Ok(())
        })?;
    }

    #[test]
    fn whatever_is_listed_is_judged_free(
        scenario in (0..DAYS.len()).prop_flat_map(|nth| {
            let visit = prop_oneof![wish(1).prop_map(|wish| vec![wish]), wish(2).prop_map(|wish| vec![wish])];
            scenario(nth, visit, vec![15, 20, 60])
        })
    ) {
        for slot in scenario.slots() {
            prop_assert_eq!(scenario.judge(slot.start), Verdict::Free(slot));
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn visits_of_several_people_and_services_are_listed_and_arranged_as_every_minute_says(
        (nth, scenario) in (0..DAYS.len()).prop_flat_map(|nth| {
            let visit = prop_oneof![
                2 => (2..4_usize).prop_flat_map(wish).prop_map(|wish| vec![wish]),
                2 => prop::collection::vec(wish(1), 2),
                1 => (wish(2), wish(1)).prop_map(|(first, second)| vec![first, second]),
                1 => (wish(1), wish(2)).prop_map(|(first, second)| vec![first, second]),
                1 => prop::collection::vec(wish(1), 3),
            ];
            (Just(nth), scenario(nth, visit, vec![60, 90, 180]))
        })
    ) {
        scenario.ask(|question| {
            let minutes = Minutes::around(date_of(nth), question);
            let listed = free_slots(question).unwrap();
            prop_assert_eq!(differences(&listed, &minutes.slots()), NONE);
            for slot in &listed {
                let possible = minutes.arrangements_from(slot.start);
                let arranged = arranged(question, slot.start);
                prop_assert!(arranged.as_ref().is_some_and(|it| possible.contains(it)), "{:?}", arranged);
                let earliest = possible.into_iter().map(|it| it.starts).min();
                prop_assert_eq!(arranged.map(|it| it.starts), earliest);
            }
            for moment in minutes.moments().step_by(30) {
                let is_listed = listed.iter().any(|slot| slot.start == moment);
                prop_assert_eq!(arranged(question, moment).is_some(), is_listed, "{}", moment);
            }
            Ok(())
        })?;
    }
}
