//! Days on which the clock is changed, nights, and other days that are not 24 plain hours.

use scheduling::*;

use crate::scenario::{Scenario, at, every_day, parts, salon, work, works, zone};

/// Zone, date, daily windows, then what the clock shows at the starts of half an hour's work, every half hour.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

fn half_hours(case: &Case) -> Scenario {
    let (zone, date, windows, _) = case;
    salon(zone, date).every(30).wanting(vec![work(30).into()]).with(works(windows))
}

fn check(cases: &[Case]) {
    for case in cases {
        assert_eq!(half_hours(case).starts(), case.3, "{} on {}, {:?}", case.0, case.1, case.2);
    }
}

#[test]
fn a_skipped_hour_has_no_starts_and_shortens_what_lies_around_it() {
    check(&[
        (
            "Europe/Berlin",
            "2026-03-29",
            &["01:00-04:00"],
            &["01:00+01:00", "01:30+01:00", "03:00+02:00", "03:30+02:00"],
        ),
        ("America/New_York", "2026-03-08", &["01:30-03:30"], &["01:30-05:00", "03:00-04:00"]),
        // Half an hour only.
        (
            "Australia/Lord_Howe",
            "2026-10-04",
            &["01:30-03:30"],
            &["01:30+10:30", "02:30+11:00", "03:00+11:00"],
        ),
        // The day begins at one.
        ("Africa/Cairo", "2026-04-24", &["00:00-02:00"], &["01:00+03:00", "01:30+03:00"]),
        // The last hour before midnight.
        ("America/Nuuk", "2026-03-28", &["22:00-24:00"], &["22:00-02:00", "22:30-02:00"]),
    ]);
}

#[test]
fn a_window_that_begins_or_ends_in_a_skipped_hour_does_so_at_the_jump() {
    check(&[
        ("Europe/Berlin", "2026-03-29", &["02:30-04:00"], &["03:00+02:00", "03:30+02:00"]),
        ("Europe/Berlin", "2026-03-29", &["01:00-02:30"], &["01:00+01:00", "01:30+01:00"]),
        ("Europe/Berlin", "2026-03-29", &["02:00-02:45"], &[]),
        ("Australia/Lord_Howe", "2026-10-04", &["02:10-03:00"], &["02:30+11:00"]),
    ]);
}

#[test]
fn a_doubled_hour_has_its_starts_twice() {
    check(&[
        (
            "Europe/Berlin",
            "2026-10-25",
            &["01:30-03:30"],
            &["01:30+02:00", "02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00", "03:00+01:00"],
        ),
        (
            "Australia/Lord_Howe",
            "2026-04-05",
            &["01:00-02:30"],
            &["01:00+11:00", "01:30+11:00", "01:30+10:30", "02:00+10:30"],
        ),
        (
            "America/Havana",
            "2025-11-02",
            &["00:00-01:30"],
            &["00:00-04:00", "00:30-04:00", "00:00-05:00", "00:30-05:00", "01:00-05:00"],
        ),
    ]);
}

#[test]
fn a_window_that_begins_or_ends_in_a_doubled_hour_means_the_first() {
    check(&[
        ("Europe/Berlin", "2026-10-25", &["01:30-02:30"], &["01:30+02:00", "02:00+02:00"]),
        ("Europe/Berlin", "2026-10-25", &["02:30-03:00"], &["02:30+02:00", "02:00+01:00", "02:30+01:00"]),
        (
            "Europe/Berlin",
            "2026-10-25",
            &["02:00-02:30", "02:30-03:00"],
            &["02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00"],
        ),
    ]);
}

#[test]
fn a_clock_put_back_over_midnight_shows_yesterday_once_more() {
    // One minute into 7 November 2010 the clock went back to 23:01 of the 6th.
    check(&[
        ("America/St_Johns", "2010-11-06", &["23:00-24:00"], &["23:00-02:30", "23:30-02:30"]),
        ("America/St_Johns", "2010-11-07", &["00:00-01:00"], &["00:00-02:30", "00:00-03:30", "00:30-03:30"]),
        // Half past eleven comes again, within the hour that opened on the 7th.
        ("America/St_Johns", "2010-11-06", &["00:00-01:00"], &["00:00-02:30", "00:30-02:30", "23:30-03:30"]),
    ]);

    // Even to somebody who asks in that minute.
    let mut scenario = half_hours(&("America/St_Johns", "2010-11-06", &["00:00-01:00"], &[]));
    scenario.now = at("2010-11-07T02:30:00Z");
    assert_eq!(scenario.starts(), ["23:30-03:30"]);
}

#[test]
fn a_date_that_was_left_out_has_no_starts() {
    let nights = salon("Pacific/Apia", "2011-12-29").until("2011-12-31").with(works(&["22:00-02:00"]));

    // The night of the 29th ends with the 29th; that of the 30th is left with its small hours, on the 31st.
    assert_eq!(
        nights.starts(),
        [
            "29 00:00-10:00",
            "29 01:00-10:00",
            "29 22:00-10:00",
            "29 23:00-10:00",
            "31 00:00+14:00",
            "31 01:00+14:00",
            "31 22:00+14:00",
            "31 23:00+14:00",
        ]
    );
    let noon = jiff::civil::date(2011, 12, 30).at(12, 0, 0, 0);
    assert_eq!(nights.judge(noon).reason(), Some(Reason::NonexistentTime));
}

#[test]
fn days_are_as_long_as_the_clock_makes_them() {
    let starts = |zone, date| salon(zone, date).with(works(&["00:00-24:00"])).starts().len();

    assert_eq!(starts("Europe/Berlin", "2026-06-10"), 24);
    assert_eq!(starts("Europe/Berlin", "2026-03-29"), 23);
    assert_eq!(starts("Europe/Berlin", "2026-10-25"), 25);
    // 23 hours and a half: the start at two is skipped, and so is nothing else.
    assert_eq!(starts("Australia/Lord_Howe", "2026-10-04"), 23);
    assert_eq!(starts("Antarctica/Troll", "2026-03-29"), 22, "two hours at once");
}

#[test]
fn a_long_visit_lasts_its_minutes_whatever_the_clock_does() {
    let four_hours = |date| {
        let scenario = salon("Europe/Berlin", date).with(works(&["00:00-06:00"]));
        scenario.wanting(vec![work(240).into()]).starts()
    };

    assert_eq!(four_hours("2026-03-28"), ["00:00+01:00", "01:00+01:00", "02:00+01:00"]);
    assert_eq!(four_hours("2026-03-29"), ["00:00+01:00", "01:00+01:00"]);
    assert_eq!(four_hours("2026-10-25"), ["00:00+02:00", "01:00+02:00", "02:00+02:00", "02:00+01:00"]);
}

#[test]
fn the_grid_is_what_the_clock_shows_from_midnight_on() {
    let every =
        |step| salon("Asia/Kathmandu", "2026-06-10").every(step).with(works(&["09:10-12:10"])).starts();

    assert_eq!(every(60), ["10:00+05:45", "11:00+05:45"]);
    assert_eq!(every(50), ["09:10+05:45", "10:00+05:45", "10:50+05:45"]);
    assert_eq!(every(7 * 60), Vec::<String>::new(), "00:00, 07:00, 14:00 and 21:00");
}

#[test]
fn a_night_belongs_to_the_date_it_starts_on() {
    let night = works(&["22:00-02:00"]);
    let week = salon("Europe/Berlin", "2026-06-10");
    let hours = |someone| Scenario { people: vec![someone], ..week.clone() }.starts();

    assert_eq!(hours(night.clone()), ["00:00+02:00", "01:00+02:00", "22:00+02:00", "23:00+02:00"]);
    // Closed that day: last night stops at midnight.
    assert_eq!(hours(night.clone().except("2026-06-10", &[])), Vec::<String>::new());
    assert_eq!(hours(night.clone().except("2026-06-10", &["10:00-11:00"])), ["10:00+02:00"]);
    // Closed the day before: no small hours.
    assert_eq!(hours(night.clone().except("2026-06-09", &[])), ["22:00+02:00", "23:00+02:00"]);
    // Closed the day after: tonight stops at midnight, too early for the last hour to be two.
    let tonight = Scenario { people: vec![night.except("2026-06-11", &[])], ..week.clone() };
    assert_eq!(tonight.wanting(vec![work(120).into()]).starts(), ["00:00+02:00", "22:00+02:00"]);
}

#[test]
fn windows_that_touch_at_midnight_are_one_stretch() {
    for (windows, expected) in [
        (&["22:00-24:00", "00:00-01:00"][..], &["22:00+02:00", "23:00+02:00"][..]),
        (&["22:00-00:00", "00:00-01:00"], &["22:00+02:00", "23:00+02:00"]),
        (&["22:00-24:00", "00:30-01:00"], &["22:00+02:00"]),
        (&["22:00-23:30", "23:00-01:00"], &["22:00+02:00", "23:00+02:00"]),
    ] {
        let salon = salon("Europe/Berlin", "2026-06-10").with(works(windows));
        assert_eq!(salon.wanting(vec![work(120).into()]).starts(), expected, "{windows:?}");
    }
}

#[test]
fn several_overrides_for_a_date_all_count_and_others_do_not() {
    let anna = works(&["09:00-18:00"])
        .except("2026-06-10", &["10:00-11:00"])
        .except("2026-06-10", &["14:00-15:00"])
        .except("2026-06-11", &["12:00-13:00"]);

    let salon = salon("Europe/Berlin", "2026-06-10").with(anna);

    assert_eq!(salon.starts(), ["10:00+02:00", "14:00+02:00"]);
}

#[test]
fn a_and_b_weeks_take_turns_from_monday_to_monday() {
    use Weeks::{A, B};
    for (date, weeks) in [
        ("1970-01-05", A), // the Monday it all counts from
        ("1970-01-11", A),
        ("1970-01-12", B),
        ("1970-01-04", B),
        ("1969-12-31", B),
        ("1969-12-28", A),
        // Week 53 is odd, and so is the week 1 that follows it.
        ("2020-12-28", A),
        ("2021-01-03", A),
        ("2021-01-04", B),
        ("2026-12-31", B),
        ("2027-01-03", B),
        ("2027-01-04", A),
        // The clock is put back on a Sunday.
        ("2026-10-25", B),
        ("2026-10-26", A),
        ("9999-12-31", A),
    ] {
        assert_eq!(Weeks::of(date.parse().unwrap()), weeks, "{date}");
    }

    let mut date: jiff::civil::Date = "2000-01-03".parse().unwrap();
    while date.year() < 2100 {
        let next_week = date.checked_add(jiff::Span::new().weeks(1)).unwrap();
        assert_ne!(Weeks::of(date), Weeks::of(next_week), "{date}");
        date = next_week;
    }
}

#[test]
fn every_other_week_has_its_own_hours() {
    // Mornings in A weeks, evenings in B weeks, at noon always. 10 June 2026 lies in an A week.
    let mut anna = works(&["12:00-13:00"]);
    for (weeks, text) in [(Weeks::A, "08:00-09:00"), (Weeks::B, "18:00-19:00")] {
        let windows = works(&[text]).hours.weekly;
        anna.hours.weekly.extend(windows.into_iter().map(|weekly| WeeklyWindow { weeks, ..weekly }));
    }
    let on = |date| salon("Europe/Berlin", date).with(anna.clone()).starts();

    let [a_week, b_week] = [["08:00+02:00", "12:00+02:00"], ["12:00+02:00", "18:00+02:00"]];
    for (date, expected) in [
        ("2026-06-07", b_week), // Sunday
        ("2026-06-08", a_week), // Monday
        ("2026-06-14", a_week),
        ("2026-06-15", b_week),
        ("2026-06-21", b_week),
        ("2026-06-22", a_week),
    ] {
        assert_eq!(on(date), expected, "{date}");
    }
}

#[test]
fn a_night_from_an_a_week_into_a_b_week_is_one_of_the_a_week() {
    // Sunday 14 June 2026 is the last day of an A week.
    let mut anna = works(&["22:00-02:00"]);
    anna.hours.weekly.iter_mut().for_each(|weekly| weekly.weeks = Weeks::A);
    let nights = |from, until| salon("Europe/Berlin", from).until(until).with(anna.clone()).starts();

    assert_eq!(
        nights("2026-06-14", "2026-06-15"),
        [
            "14 00:00+02:00",
            "14 01:00+02:00",
            "14 22:00+02:00",
            "14 23:00+02:00",
            "15 00:00+02:00",
            "15 01:00+02:00"
        ]
    );
    // And the first one begins on Monday evening, not with Sunday's small hours.
    assert_eq!(nights("2026-06-21", "2026-06-22"), ["22 22:00+02:00", "22 23:00+02:00"]);
}

#[test]
fn the_week_is_that_of_the_date_where_somebody_works() {
    // It is Monday of an A week on Kiritimati while it is still Sunday in Honolulu, on the same clock.
    let mut anna = works(&["00:00-02:00"]).lives_in("Pacific/Kiritimati");
    anna.hours.weekly.iter_mut().for_each(|weekly| weekly.weeks = Weeks::A);

    let salon = salon("Pacific/Honolulu", "2026-06-07").until("2026-06-08").with(anna);

    assert_eq!(salon.starts(), ["07 00:00-10:00", "07 01:00-10:00", "08 00:00-10:00", "08 01:00-10:00"]);
}

#[test]
fn days_off_run_from_midnight_to_midnight_of_whoever_takes_them() {
    let day_off =
        TimeOff::Days { first: jiff::civil::date(2026, 6, 10), last: jiff::civil::date(2026, 6, 10) };
    let around =
        |someone| salon("Europe/Berlin", "2026-06-10").every(360).until("2026-06-11").with(someone).starts();
    let always = || works(&["00:00-24:00"]);

    assert_eq!(
        around(always().off(day_off)),
        ["11 00:00+02:00", "11 06:00+02:00", "11 12:00+02:00", "11 18:00+02:00"]
    );
    // Her 10 June is over four hours before Berlin's.
    assert_eq!(
        around(always().lives_in("Asia/Yekaterinburg").off(day_off))[..2],
        ["11 00:00+02:00", "11 06:00+02:00"]
    );
    assert_eq!(
        around(always().lives_in("America/New_York").off(day_off)),
        ["10 00:00+02:00", "11 06:00+02:00", "11 12:00+02:00", "11 18:00+02:00"]
    );
}

#[test]
fn dates_spent_elsewhere_have_their_hours_there() {
    let mut anna = works(&["09:00-12:00"]);
    let day = jiff::civil::date(2026, 6, 10);
    // Of two stays for one date, the first counts.
    anna.elsewhere = vec![(day, day, zone("Europe/London")), (day, day, zone("Asia/Tokyo"))];

    let salon = salon("Europe/Berlin", "2026-06-09").until("2026-06-11").every(90).with(anna);

    assert_eq!(
        salon.starts(),
        [
            "09 09:00+02:00",
            "09 10:30+02:00",
            "10 10:30+02:00",
            "10 12:00+02:00",
            "11 09:00+02:00",
            "11 10:30+02:00"
        ]
    );
}

#[test]
fn a_night_far_away_reaches_from_the_day_before_yesterday_into_today() {
    // In Pago Pago, eleven hours behind UTC, the shift of the 8th ends at 07:00 of the 10th.
    let pago = works(&["22:00-20:00"]).lives_in("Pacific/Pago_Pago");

    let starts = salon("UTC", "2026-06-10").every(180).with(pago).starts();

    assert_eq!(
        starts,
        ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]
            .map(|t| format!("{t}+00:00"))
    );
}

#[test]
fn nobody_works_outside_the_salons_hours() {
    let mut scenario =
        salon("Europe/Berlin", "2026-06-10").until("2026-06-11").every(120).with(works(&["08:00-22:00"]));
    scenario.salon_hours = Some(every_day(&["10:00-13:00"]).except("2026-06-11", &[]));

    assert_eq!(scenario.starts(), ["10 10:00+02:00", "10 12:00+02:00"]);
    assert_eq!(scenario.judge(at("2026-06-11T10:00:00Z")).reason(), Some(Reason::Closed));
}

#[test]
fn notice_is_elapsed_time() {
    let mut scenario = salon("Europe/Berlin", "2026-10-25").with(works(&["09:00-13:00"]));
    scenario.now = at("2026-10-24T09:00:00Z"); // 11:00 on Saturday
    let after = |notice_minutes| Scenario { notice_minutes, ..scenario.clone() }.starts();

    // 24 hours after eleven it is ten: an hour came twice in between.
    assert_eq!(after(24 * 60)[0], "10:00+01:00", "the very moment is soon enough");
    assert_eq!(after(24 * 60 + 1)[0], "11:00+01:00");
    scenario.now = at("2026-10-24T09:00:01Z");
    let after = |notice_minutes| Scenario { notice_minutes, ..scenario.clone() }.starts();
    assert_eq!(after(24 * 60)[0], "11:00+01:00", "a second too late");
}

#[test]
fn the_horizon_counts_salon_dates() {
    use Horizon::{BusinessDays, Days};
    // Now, the horizon, and the last date open for booking. 10 June 2026 is a Wednesday.
    for (now, horizon, last) in [
        ("2026-06-10T12:00:00Z", Days(0), "2026-06-10"),
        ("2026-06-10T12:00:00Z", Days(2), "2026-06-12"),
        ("2026-06-10T22:30:00Z", Days(2), "2026-06-13"), // past midnight in Berlin
        ("2026-06-10T12:00:00Z", BusinessDays(0), "2026-06-10"),
        ("2026-06-10T12:00:00Z", BusinessDays(2), "2026-06-12"),
        ("2026-06-10T12:00:00Z", BusinessDays(3), "2026-06-15"),
        ("2026-06-10T12:00:00Z", BusinessDays(7), "2026-06-19"),
        ("2026-06-12T12:00:00Z", BusinessDays(1), "2026-06-15"),
        ("2026-06-12T12:00:00Z", BusinessDays(5), "2026-06-19"),
        ("2026-06-13T12:00:00Z", BusinessDays(0), "2026-06-13"),
        ("2026-06-13T12:00:00Z", BusinessDays(1), "2026-06-15"),
        ("2026-06-14T12:00:00Z", BusinessDays(5), "2026-06-19"),
        ("2026-06-14T12:00:00Z", BusinessDays(6), "2026-06-22"),
    ] {
        let mut scenario =
            salon("Europe/Berlin", "2026-06-10").until("2026-07-10").every(360).with(works(&["00:00-24:00"]));
        (scenario.now, scenario.horizon) = (at(now), horizon);

        let slots = scenario.slots();

        let last_slot =
            slots.last().map(|slot| slot.start.to_zoned(scenario.timezone.clone()).date().to_string());
        assert_eq!(last_slot.as_deref(), Some(last), "{now}, {horizon:?}");
    }
}

#[test]
fn nothing_takes_no_time() {
    let anna = works(&["09:00-11:00"]).booked("2026-06-10T07:30:00Z", parts(&[(SegmentKind::Work, 0)]));
    let mut scenario = salon("Europe/Berlin", "2026-06-10").with(anna);
    let backwards = Interval { start: at("2026-06-10T08:30:00Z"), end: at("2026-06-10T07:30:00Z") };
    let never = Interval { start: at("2026-06-10T07:30:30Z"), end: at("2026-06-10T07:30:30Z") };
    scenario.people[0].busy = vec![backwards, never];
    scenario.people[0].time_off = vec![TimeOff::Between(backwards)];

    assert_eq!(scenario.starts(), ["09:00+02:00", "10:00+02:00"]);
}
