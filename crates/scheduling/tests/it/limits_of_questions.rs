//! Questions that cannot be answered are refused with a reason, however far out their numbers are.

use jiff::civil::Date;
use jiff::{Timestamp, civil::DateTime};
use scheduling::*;

use crate::scenario::{Scenario, Wish, salon, work, works};

fn error(scenario: &Scenario) -> Option<QuestionError> {
    let listed = scenario.ask(|question| free_slots(question).err());
    let judged = scenario.ask(|question| judge(question, DateTime::from(question.from)).err());
    let arranged = scenario.ask(|question| arrange(question, Timestamp::UNIX_EPOCH).err());
    assert!(listed == judged || listed == Some(QuestionError::TooManyDays), "{listed:?}, {judged:?}");
    assert_eq!(arranged, judged);
    listed
}

fn all_day() -> Scenario {
    salon("Europe/Berlin", "2026-06-10").with(works(&["00:00-24:00"]))
}

#[test]
fn a_question_needs_a_grid_and_a_service() {
    assert_eq!(error(&all_day().every(0)), Some(QuestionError::NoStep));
    assert_eq!(error(&all_day().wanting(vec![])), Some(QuestionError::NoService));
    assert_eq!(error(&all_day()), None);
}

#[test]
fn dates_that_cannot_be_booked_are_not_too_many() {
    let mut forever = all_day().until("9999-12-31");
    assert_eq!(error(&forever), Some(QuestionError::TooManyDays));

    forever.from = Date::MIN;
    forever.horizon = Horizon::Days(20);
    // The salon date of now, and 20 more.
    assert_eq!(forever.every(1440).slots().len(), 21);
}

#[test]
fn a_visit_has_an_end_and_a_number_of_people() {
    let long = |minutes| all_day().wanting(vec![work(minutes).into()]);
    assert_eq!(error(&long(MAX_VISIT_DAYS * 1440)), None);
    assert_eq!(error(&long(MAX_VISIT_DAYS * 1440 + 1)), Some(QuestionError::VisitTooLong));
    assert_eq!(error(&long(u32::MAX)), Some(QuestionError::VisitTooLong));

    let several = |number| all_day().wanting(vec![work(10).into(); number]);
    assert_eq!(error(&several(MAX_ROLES)), None);
    assert_eq!(error(&several(MAX_ROLES + 1)), Some(QuestionError::TooManyRoles));
    let crowd = Wish { assistants: vec![None; MAX_ROLES], ..work(10).into() };
    assert_eq!(error(&all_day().wanting(vec![crowd])), Some(QuestionError::TooManyRoles));
}

#[test]
fn the_ends_of_the_calendar_are_days_like_others() {
    for (timezone, date, now) in [
        ("Pacific/Pago_Pago", Date::MAX, Timestamp::MAX),
        ("Pacific/Kiritimati", Date::MAX, Timestamp::MIN),
        ("Pacific/Pago_Pago", Date::MIN, Timestamp::MIN),
        ("Pacific/Kiritimati", Date::MIN, Timestamp::MAX),
    ] {
        let mut scenario = all_day();
        scenario.timezone = crate::scenario::zone(timezone);
        (scenario.from, scenario.to, scenario.now) = (date, date, now);
        (scenario.notice_minutes, scenario.horizon) = (u32::MAX, Horizon::BusinessDays(u32::MAX));
        scenario.people[0] =
            scenario.people[0].clone().off(TimeOff::Days { first: Date::MIN, last: Date::MAX });

        assert_eq!(scenario.slots(), [], "{timezone}, {date}, {now}");
        assert!(scenario.judge_at("12:00").reason().is_some());
        assert!(scenario.judge(Timestamp::MAX).reason().is_some());
        assert!(scenario.judge(Timestamp::MIN).reason().is_some());
        assert_eq!(scenario.arranged(Timestamp::MAX), None);
        assert_eq!(scenario.arranged(Timestamp::MIN), None);
    }
}

#[test]
fn dates_in_the_wrong_order_hold_nothing() {
    assert_eq!(all_day().until("2026-06-09").slots(), []);
}
