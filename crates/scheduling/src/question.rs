//! What is asked: the salon's rules, its people and their diaries, and what the caller wants. Everything is
//! borrowed, so that a catalogue in memory can be asked without being copied. Lists come in any order, and their
//! entries may overlap or repeat themselves.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use crate::Plan;
use crate::frame::{date_number, week_number};

/// At which times could this visit start, and with whom?
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The salon's zone. Its dates and its clock are meant wherever nothing else is said.
    pub timezone: &'a TimeZone,
    /// The present.
    pub now: Timestamp,
    /// A start is allowed from now and this many minutes on.
    pub notice_minutes: u32,
    /// Up to which date a start is allowed.
    pub horizon: Horizon,
    /// The grid: a start is offered when minutes since midnight on the salon's clock are divisible by this.
    pub step_minutes: u32,
    /// First date on which a start may lie.
    pub from: Date,
    /// Last date on which a start may lie.
    pub to: Date,
    /// Nobody works outside these. None: always open.
    pub salon_hours: Option<Hours<'a>>,
    /// Who works here. [`PersonIndex`] is the place in this list.
    pub people: &'a [Person<'a>],
    /// What equipment there is. [`ResourceIndex`] is the place in this list.
    pub resources: &'a [Resource<'a>],
    /// The services wanted, one after the other; usually one.
    pub visit: &'a [Service<'a>],
    /// Longest wait between two services of a visit.
    pub max_wait_minutes: u32,
    /// Who asks: their own holds do not stand in their way.
    pub caller: Option<&'a str>,
}

impl<'a> Question<'a> {
    /// Longest wait between two services of a visit, unless the salon says otherwise.
    pub const DEFAULT_MAX_WAIT_MINUTES: u32 = 15;

    /// A question about these dates, both included, with no notice, no horizon, no salon hours, no equipment and
    /// a grid of a quarter of an hour. Set what differs with `Question { step_minutes: 10, ..Question::new(…) }`.
    pub const fn new(
        timezone: &'a TimeZone,
        now: Timestamp,
        (from, to): (Date, Date),
        people: &'a [Person<'a>],
        visit: &'a [Service<'a>],
    ) -> Self {
        Self {
            timezone,
            now,
            notice_minutes: 0,
            horizon: Horizon::Unlimited,
            step_minutes: 15,
            from,
            to,
            salon_hours: None,
            people,
            resources: &[],
            visit,
            max_wait_minutes: Self::DEFAULT_MAX_WAIT_MINUTES,
            caller: None,
        }
    }
}

/// How far ahead visits can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Horizon {
    /// Any time ahead.
    #[default]
    Unlimited,
    /// Up to the n-th date after today's.
    Days(u32),
    /// Up to the n-th Monday-to-Friday date after today's. Weekends on the way are open.
    BusinessDays(u32),
}

/// The place of a person in [`Question::people`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonIndex(pub u32);

/// The place of a kind of equipment in [`Question::resources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResourceIndex(pub u32);

/// A time of day from 00:00 to 24:00, on whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00, the midnight a date begins with.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00, the midnight a date ends with.
    pub const END_OF_DAY: Self = Self(24 * 60);

    /// So many minutes after midnight; none beyond 24:00.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= Self::END_OF_DAY.0 { Some(Self(minutes)) } else { None }
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl From<jiff::civil::Time> for TimeOfDay {
    /// Seconds are dropped.
    fn from(time: jiff::civil::Time) -> Self {
        Self(time.hour().unsigned_abs() as u16 * 60 + time.minute().unsigned_abs() as u16)
    }
}

impl std::str::FromStr for TimeOfDay {
    type Err = InvalidTimeOfDay;

    fn from_str(text: &str) -> Result<Self, InvalidTimeOfDay> {
        let number = |digits: &str| match digits.len() {
            1..=2 if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse::<u16>().ok(),
            _ => None,
        };
        text.split_once(':')
            .and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)))
            .filter(|&(_, minutes)| minutes < 60)
            .and_then(|(hours, minutes)| Self::from_minutes(hours * 60 + minutes))
            .ok_or(InvalidTimeOfDay)
    }
}

/// A text is not a time of day like `09:30` or `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTimeOfDay;

impl std::fmt::Display for InvalidTimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a time of day is written like 09:30, up to 24:00")
    }
}

impl std::error::Error for InvalidTimeOfDay {}

/// From a time of day to another; when the end is earlier than the start, to that time on the next date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    start: TimeOfDay,
    end: TimeOfDay,
}

impl Window {
    /// A window; one that ends where it starts is refused, as it could mean nothing or a whole day.
    pub fn new(start: TimeOfDay, end: TimeOfDay) -> Result<Self, InvalidWindow> {
        if start == end { Err(InvalidWindow) } else { Ok(Self { start, end }) }
    }

    /// The whole date, 00:00 to 24:00.
    pub const WHOLE_DAY: Self = Self { start: TimeOfDay::MIDNIGHT, end: TimeOfDay::END_OF_DAY };

    /// When it begins.
    pub const fn start(self) -> TimeOfDay {
        self.start
    }

    /// When it ends.
    pub const fn end(self) -> TimeOfDay {
        self.end
    }

    /// Whether it ends on the date after the one it starts on.
    pub fn runs_past_midnight(self) -> bool {
        self.end < self.start
    }
}

/// A window ends where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidWindow;

impl std::fmt::Display for InvalidWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a window of hours ends where it starts")
    }
}

impl std::error::Error for InvalidWindow {}

/// A window on every date with this weekday, or on every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeeklyWindow {
    /// The weekday.
    pub day: Weekday,
    /// The window, which belongs to the date it starts on.
    pub window: Window,
    /// The weeks it counts in.
    pub weeks: Weeks,
}

impl WeeklyWindow {
    /// A window that counts every week.
    pub const fn every_week(day: Weekday, window: Window) -> Self {
        Self { day, window, weeks: Weeks::Every }
    }
}

/// The weeks something counts in: all of them, or every other.
///
/// Weeks begin on Monday, and A and B take turns without end; the week of Monday 5 January 1970 is an A week. Whoever
/// works "every other week" is thus never asked when that began. The numbers of ISO 8601 would not do: after a year
/// with 53 weeks two odd weeks follow each other, and somebody would work both or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weeks {
    /// Every week.
    #[default]
    Every,
    /// The week of 5 January 1970, and every other from there.
    A,
    /// The weeks between.
    B,
}

impl Weeks {
    /// Whether a date lies in an [A](Self::A) or a [B](Self::B) week.
    pub fn of(date: Date) -> Self {
        Self::of_date_number(date_number(date))
    }

    /// Whether the date with this number lies in one of them.
    pub(crate) fn include(self, date: i64) -> bool {
        self == Self::Every || self == Self::of_date_number(date)
    }

    fn of_date_number(date: i64) -> Self {
        if week_number(date) % 2 == 0 { Self::A } else { Self::B }
    }
}

/// What replaces the weekly windows on one date. Several for one date all count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    /// The date.
    pub date: Date,
    /// Open then. None: closed, as far as this entry goes.
    pub window: Option<Window>,
}

/// Hours of a person or of the salon.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hours<'a> {
    /// Every week.
    pub weekly: &'a [WeeklyWindow],
    /// On single dates, instead. A night that runs into such a date stops at its midnight.
    pub overrides: &'a [Override],
}

/// A person, and what is in the diary.
#[derive(Debug, Clone, Copy, Default)]
pub struct Person<'a> {
    /// Their own zone. None: the salon's.
    pub timezone: Option<&'a TimeZone>,
    /// Dates spent in another zone.
    pub elsewhere: &'a [Stay<'a>],
    /// When they work.
    pub hours: Hours<'a>,
    /// When they do not, after all.
    pub time_off: &'a [TimeOff],
    /// When they are engaged elsewhere.
    pub busy: &'a [Interval],
    /// Visits in the book that take time; leave out cancelled ones.
    pub appointments: &'a [Appointment<'a>],
    /// Times held for callers who are making up their minds.
    pub holds: &'a [Hold<'a>],
    /// Most visits that may start on one salon date. Each service of a visit is one.
    pub max_visits_per_day: Option<u32>,
    /// Most client minutes of the visits that start on one salon date.
    pub max_minutes_per_day: Option<u32>,
}

/// Dates, both included, spent in another zone: windows and days off on them are meant by its clock. Of several for
/// one date the first counts.
#[derive(Debug, Clone, Copy)]
pub struct Stay<'a> {
    /// First date.
    pub from: Date,
    /// Last date.
    pub to: Date,
    /// The zone.
    pub timezone: &'a TimeZone,
}

/// From one moment up to, not including, another. One that does not end after its start is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

/// A time at which a person does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOff {
    /// Between two moments.
    Between(Interval),
    /// From the midnight `first` begins with to the midnight `last` ends with.
    Days {
        /// First date off.
        first: Date,
        /// Last date off.
        last: Date,
    },
}

/// A visit in the book.
#[derive(Debug, Clone, Copy)]
pub struct Appointment<'a> {
    /// When it starts.
    pub start: Timestamp,
    /// What it takes.
    pub plan: Plan<'a>,
}

/// A time held for a caller.
#[derive(Debug, Clone, Copy)]
pub struct Hold<'a> {
    /// The time.
    pub interval: Interval,
    /// For whom. None: for nobody who could ask.
    pub caller: Option<&'a str>,
    /// From when on it no longer counts.
    pub expires: Timestamp,
}

/// A kind of equipment. Its units are interchangeable.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resource<'a> {
    /// How many there are.
    pub units: u32,
    /// Uses, one unit each; the same twice is two.
    pub busy: &'a [Interval],
}

/// Who may take a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// Everyone who works here.
    Anyone,
    /// These. An index beyond the list of people is nobody.
    OneOf(&'a [PersonIndex]),
}

/// Something wanted: a haircut, a colour.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// What it takes.
    pub plan: Plan<'a>,
    /// Who may do it.
    pub staff: Who<'a>,
    /// Further people needed throughout, all different.
    pub assistants: &'a [Who<'a>],
    /// Equipment needed, one unit each.
    pub requires: &'a [Need],
}

/// A unit of equipment that a service needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Its kind. Of an index beyond the list there is none.
    pub resource: ResourceIndex,
    /// When it is needed.
    pub during: During,
}

impl Need {
    /// Needed for as long as the client is there.
    pub const fn throughout(resource: ResourceIndex) -> Self {
        Self { resource, during: During::Stay }
    }

    /// Needed in one part of the service.
    pub const fn in_part(resource: ResourceIndex, part: u32) -> Self {
        Self { resource, during: During::Part(part) }
    }
}

/// When equipment is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum During {
    /// For as long as the client is there.
    Stay,
    /// In the segment at this place of the plan; add-ons belong to none. One that is not there, or in which the
    /// client is not (a transition), needs nothing.
    Part(u32),
}

impl<'a> Service<'a> {
    /// A service by one person without equipment.
    pub const fn new(plan: Plan<'a>, staff: Who<'a>) -> Self {
        Self { plan, staff, assistants: &[], requires: &[] }
    }

    /// Its roles: who does it, then the assistants.
    pub(crate) fn roles(&self) -> impl Iterator<Item = Who<'a>> + use<'a> {
        std::iter::once(self.staff).chain(self.assistants.iter().copied())
    }
}

/// A start to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A moment.
    Moment(Timestamp),
    /// A time on the salon's clock; one that is shown twice means the first.
    Clock(DateTime),
}

impl From<Timestamp> for Ask {
    fn from(moment: Timestamp) -> Self {
        Self::Moment(moment)
    }
}

impl From<DateTime> for Ask {
    fn from(shown: DateTime) -> Self {
        Self::Clock(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_hours_and_minutes_up_to_midnight() {
        for (text, minutes) in [("00:00", 0), ("9:05", 545), ("09:30", 570), ("23:59", 1439), ("24:00", 1440)]
        {
            assert_eq!(text.parse().map(TimeOfDay::minutes), Ok(minutes), "{text}");
        }
        for text in [
            "",
            "9",
            "24:01",
            "25:00",
            "12:60",
            "12:",
            ":30",
            "-1:00",
            "+9:00",
            "09:30:00",
            "009:30",
            "٠٩:٣٠",
        ] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(InvalidTimeOfDay), "{text}");
        }
    }

    #[test]
    fn a_window_has_a_length() {
        let time = |minutes| TimeOfDay::from_minutes(minutes).unwrap();

        assert_eq!(Window::new(time(540), time(540)), Err(InvalidWindow));
        assert!(Window::new(time(1320), time(0)).unwrap().runs_past_midnight());
        assert!(!Window::new(time(0), time(1440)).unwrap().runs_past_midnight());
    }
}
