//! Scheduling: at which times could this visit start, and with whom?
//!
//! Pure: no clock, network, database or async; the present is an argument like any other. [`free_slots`] lists every
//! free start, [`judge`] says why one start is not free, [`arrange`] settles who does what and when from one on; all
//! look at the same rules, so they cannot differ.
//! What a question consists of is in [`Question`]; [`protocol`] asks the same in lines of JSON. [`holidays`] stands by
//! itself: it knows on which days a salon may want to be closed.
//!
//! ```
//! use jiff::{civil::{Weekday, date}, tz::TimeZone};
//! use scheduling::*;
//!
//! let morning = Window::new("09:00".parse()?, "12:00".parse()?)?;
//! let week = [Weekday::Monday, Weekday::Tuesday].map(|day| WeeklyWindow::every_week(day, morning));
//! let booked = [Appointment { start: "2026-06-08T07:00:00Z".parse()?, plan: Plan::work(45).with_buffers(0, 15) }];
//! let people = [Person {
//!     hours: Hours { weekly: &week, overrides: &[] },
//!     appointments: &booked,
//!     ..Person::default()
//! }];
//! let haircut = [Service::new(Plan::work(60), Who::Anyone)];
//!
//! let berlin = TimeZone::get("Europe/Berlin")?;
//! let now = "2026-06-01T12:00:00Z".parse()?;
//! let monday = date(2026, 6, 8);
//! let question =
//!     Question { step_minutes: 60, ..Question::new(&berlin, now, (monday, monday), &people, &haircut) };
//!
//! let starts: Vec<_> = free_slots(&question)?.iter().map(|slot| slot.start.to_string()).collect();
//! assert_eq!(starts, ["2026-06-08T08:00:00Z", "2026-06-08T09:00:00Z"]);
//! assert_eq!(judge(&question, monday.at(9, 0, 0, 0))?.reason(), Some(Reason::Busy));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod arrange;
mod availability;
mod board;
mod choice;
mod clock;
mod dates;
mod diary;
mod equipment;
mod frame;
pub mod holidays;
mod hours;
mod mask;
mod plan;
pub mod protocol;
mod question;
mod refusal;
mod team;
mod within;

pub use answer::{ArrangedService, QuestionError, Reason, Refusal, Slot, Verdict};
pub use availability::{arrange, free_slots, judge};
pub use board::{MAX_DAYS, MAX_ROLES, MAX_VISIT_DAYS};
pub use choice::{Workload, best_first};
pub use holidays::{Holiday, public_holidays};
pub use plan::{Parts, Plan, QUANTUM_MINUTES, Segment, SegmentKind, engaged_quanta, needed_quanta};
pub use question::{
    Appointment, Ask, During, Hold, Horizon, Hours, Interval, InvalidTimeOfDay, InvalidWindow, Need,
    Override, Person, PersonIndex, Question, Resource, ResourceIndex, Service, Stay, TimeOfDay, TimeOff,
    WeeklyWindow, Weeks, Who, Window,
};
pub use within::{is_within, minutes_at_work, open_times};
