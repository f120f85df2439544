//! People who called on the days gone by. What was said, understood and done is the real engine's own work, by a
//! clock that is set back.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use providers::clock::FixedClock;
use providers::phone::PhoneNumber;
use providers::sms::FakeSms;
use understanding::Expecting;

use super::SeedError;
use super::salon::CUSTOMERS;
use crate::app::App;
use crate::jobs;
use crate::modules::ai_assistant::Aloud;
use crate::modules::calls::{self, Channel, Ending, Input, Opening, Spoken, State, Status};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantDb;

/// Somebody who calls: how many days ago, at which time, who (by place among the customers, or a new number), and
/// what they say first.
struct Script {
    days_ago: i32,
    hour: i8,
    minute: i8,
    who: Who,
    opening: &'static str,
    day: &'static str,
    time: &'static str,
}

enum Who {
    Regular(usize),
    New(&'static str, &'static str),
    Withheld,
}

use Who::{New, Regular, Withheld};

const fn script(
    days_ago: i32,
    hour: i8,
    minute: i8,
    who: Who,
    opening: &'static str,
    day: &'static str,
    time: &'static str,
) -> Script {
    Script { days_ago, hour, minute, who, opening, day, time }
}

/// Those who call a second time, to cancel or to move, have a visit far enough ahead on whatever day it is tried.
const SCRIPTS: [Script; 34] = [
    script(
        10,
        9,
        12,
        Regular(0),
        "hi can I book a women's haircut with Anna",
        "next Thursday",
        "in the afternoon",
    ),
    script(10, 11, 40, New("Dana Whitlock", "+13475550151"), "what time do you close on Saturday", "", ""),
    script(10, 15, 5, Regular(3), "I'd like to come in for highlights", "in two weeks", "in the morning"),
    script(
        9,
        10,
        22,
        New("Theo Baptiste", "+13475550152"),
        "how much is a men's haircut",
        "tomorrow",
        "around four",
    ),
    script(9, 17, 48, Regular(10), "can I get a men's haircut tomorrow", "tomorrow", "in the afternoon"),
    script(8, 9, 3, Regular(5), "I need a root touch up please", "Wednesday", "any time"),
    script(8, 12, 31, Withheld, "could I speak to a person please", "", ""),
    script(
        8,
        18,
        57,
        Regular(7),
        "hello, do you have anything for a blow dry on Friday",
        "Friday",
        "in the afternoon",
    ),
    script(7, 9, 45, Regular(12), "I'd like a men's haircut with Marcus", "Friday", "after three"),
    script(7, 13, 15, New("June Abernathy", "+13475550153"), "where are you located", "", ""),
    script(7, 16, 2, Regular(1), "I want to book a balayage with Priya", "next week", "in the morning"),
    script(6, 10, 10, Regular(5), "when is my appointment", "", ""),
    script(
        6,
        11,
        26,
        New("Cleo Marchetti", "+13475550154"),
        "hi I'd like to book a women's haircut please",
        "Saturday",
        "in the morning",
    ),
    script(6, 19, 40, New("Sam Ortega", "+13475550155"), "are you open on Sunday", "", ""),
    script(5, 9, 30, Regular(18), "could I book a children's haircut", "Saturday", "the earliest you have"),
    script(5, 12, 12, Regular(20), "how long does a keratin treatment take", "", ""),
    script(5, 14, 44, Regular(22), "I need an updo for a wedding", "Friday", "in the afternoon"),
    script(4, 10, 55, New("Bea Lindqvist", "+13475550156"), "what services do you offer", "", ""),
    script(4, 15, 20, Regular(24), "book me a full colour with Anna", "in two weeks", "in the morning"),
    script(
        4,
        20,
        33,
        Regular(26),
        "hello I'd like a women's haircut next week",
        "Tuesday",
        "in the afternoon",
    ),
    script(3, 9, 8, Regular(3), "I have to cancel my appointment", "", ""),
    script(
        3,
        11,
        11,
        New("Gus Pellegrino", "+13475550157"),
        "do you have anything tomorrow for a men's haircut",
        "tomorrow",
        "around noon",
    ),
    script(3, 16, 37, Withheld, "uh is this the pizza place", "", ""),
    script(2, 9, 52, Regular(28), "I'd like to book a blow-dry", "Thursday", "in the morning"),
    script(2, 12, 5, Regular(24), "can I move my appointment please", "Friday", "in the afternoon"),
    script(
        2,
        14,
        18,
        New("Rosa Delgado", "+13475550158"),
        "how much is balayage and how long does it take",
        "",
        "",
    ),
    script(2, 18, 20, Regular(30), "men's haircut with Marcus please", "Wednesday", "in the afternoon"),
    script(1, 9, 41, Regular(31), "can I get in for a haircut this week", "Thursday", "any time"),
    script(
        1,
        11,
        3,
        New("Ines Karlsson", "+13475550159"),
        "hi, I'd like highlights with Priya",
        "Friday",
        "in the morning",
    ),
    script(1, 13, 30, Regular(33), "could I talk to someone about my last visit", "", ""),
    script(1, 17, 15, Regular(34), "scalp treatment please", "Thursday", "in the afternoon"),
    script(0, 8, 20, New("Miles Hartmann", "+13475550160"), "what are your opening hours", "", ""),
    script(
        0,
        9,
        6,
        Regular(35),
        "hi I'd like to book a women's haircut with Caitlin",
        "Thursday",
        "in the morning",
    ),
    script(0, 9, 58, Regular(9), "do you do root touch ups", "tomorrow", "any time"),
];

/// Lets everybody call, oldest first.
pub(super) async fn call(app: &App, db: &TenantDb, salon: &Salon, now: Timestamp) -> Result<(), SeedError> {
    let today = salon.zone.to_datetime(now).date();
    let clock = Arc::new(FixedClock::at(now));
    // What was sent on days gone by is remembered by nobody.
    let sms = Arc::new(FakeSms::in_memory(clock.clone()));
    let then = app.at_another_time(clock.clone(), sms)?;
    for script in &SCRIPTS {
        let at = moment(salon, today, script)?;
        if at >= now {
            continue;
        }
        clock.set(at);
        converse(&then, db, &clock, script).await?;
        while jobs::run_due(&then).await? > 0 {}
    }
    Ok(())
}

fn moment(salon: &Salon, today: Date, script: &Script) -> Result<Timestamp, jiff::Error> {
    let date = today.checked_sub(script.days_ago.days())?;
    Ok(date.at(script.hour, script.minute, 0, 0).to_zoned(salon.zone.clone())?.timestamp())
}

async fn converse(app: &App, db: &TenantDb, clock: &FixedClock, script: &Script) -> Result<(), SeedError> {
    let (name, phone) = match script.who {
        Regular(place) => CUSTOMERS.get(place).map_or(("", None), |(name, phone)| (*name, Some(*phone))),
        New(name, phone) => (name, Some(phone)),
        Withheld => ("", None),
    };
    let from = phone.and_then(|number| PhoneNumber::from_e164(number).ok());
    let opening =
        Opening { channel: Channel::Phone, provider_call_id: None, from, to: Some(super::number()) };
    let mut spoken = calls::open(app, db, opening).await?;
    for turn in 0..16 {
        if spoken.state() != State::Listening {
            break;
        }
        // Speaking takes time on both sides.
        let words = spoken.words().split_whitespace().count();
        clock.advance(SignedDuration::from_millis(i64::try_from(words).unwrap_or(0) * 350 + 2_800));
        let said = if turn == 0 { script.opening.to_owned() } else { reply(script, name, &spoken) };
        spoken = calls::answer(app, db, spoken.call, None, Input::Words(said), &Aloud::default()).await?;
    }
    clock.advance(SignedDuration::from_secs(6));
    let ending = Ending { status: Status::Completed, duration_seconds: None };
    calls::end(app, db, spoken.call.id, ending).await?;
    Ok(())
}

/// What this caller says to what was asked.
fn reply(script: &Script, name: &str, spoken: &Spoken) -> String {
    let expecting = spoken.expecting();
    let asked = |what: Expecting| expecting.contains(&what);
    let words = if asked(Expecting::AddOn) {
        "no thank you"
    } else if spoken.words().ends_with("anything else I can do for you?") {
        "no that's all, thank you, bye"
    } else if asked(Expecting::Choice) {
        "the first one works for me"
    } else if asked(Expecting::Confirmation) && (spoken.words().contains("hall I") || script.day.is_empty()) {
        "yes please"
    } else if asked(Expecting::Name) && !name.is_empty() {
        name
    } else if asked(Expecting::Date) && !script.day.is_empty() {
        return format!("{} {}", script.day, script.time);
    } else if asked(Expecting::Time) && !script.time.is_empty() {
        script.time
    } else if asked(Expecting::Stylist) {
        "anyone is fine"
    } else {
        "no that's all, thank you, bye"
    };
    words.to_owned()
}
