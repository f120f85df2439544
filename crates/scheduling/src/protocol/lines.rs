//! What a question looks like in JSON. Nothing is decided here.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::TimeZone,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{Ask, InvalidWindow, Segment, TimeOfDay, Weeks};

/// The id alone, of a line that may otherwise be wrong.
#[derive(Deserialize)]
pub(super) struct Id {
    pub(super) id: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Question {
    pub(super) id: Value,
    pub(super) timezone: Zone,
    pub(super) now: Timestamp,
    #[serde(default)]
    pub(super) notice_minutes: u32,
    pub(super) horizon: Option<Horizon>,
    pub(super) step_minutes: u32,
    pub(super) from: Date,
    pub(super) to: Date,
    #[serde(default)]
    pub(super) staff: Vec<Person>,
    pub(super) salon_hours: Option<Hours>,
    #[serde(default)]
    pub(super) resources: Vec<Resource>,
    service: Option<Service>,
    visit: Option<Vec<Service>>,
    pub(super) max_wait_minutes: Option<u32>,
    pub(super) caller: Option<String>,
    pub(super) ask: Option<AskLine>,
}

impl Question {
    /// What is wanted, in order.
    pub(super) fn services(&self) -> Option<&[Service]> {
        self.visit.as_deref().or(self.service.as_ref().map(std::slice::from_ref))
    }
}

#[derive(Clone, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Zone(pub(super) TimeZone);

impl TryFrom<String> for Zone {
    type Error = jiff::Error;

    fn try_from(name: String) -> Result<Self, jiff::Error> {
        TimeZone::get(&name).map(Self)
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Horizon {
    Days { days: u32 },
    BusinessDays { days: u32 },
}

impl From<Horizon> for crate::Horizon {
    fn from(line: Horizon) -> Self {
        match line {
            Horizon::Days { days } => Self::Days(days),
            Horizon::BusinessDays { days } => Self::BusinessDays(days),
        }
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct AskLine(pub(super) Ask);

impl TryFrom<String> for AskLine {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        let is_moment = text.ends_with('Z');
        Ok(Self(if is_moment { text.parse::<Timestamp>()?.into() } else { text.parse::<DateTime>()?.into() }))
    }
}

#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) timezone: Option<Zone>,
    #[serde(default)]
    pub(super) elsewhere: Vec<Stay>,
    #[serde(flatten)]
    pub(super) hours: Hours,
    #[serde(default)]
    pub(super) time_off: Vec<TimeOff>,
    #[serde(default)]
    pub(super) busy: Vec<Interval>,
    #[serde(default)]
    pub(super) appointments: Vec<Appointment>,
    #[serde(default)]
    pub(super) holds: Vec<Hold>,
    pub(super) max_visits_per_day: Option<u32>,
    pub(super) max_minutes_per_day: Option<u32>,
}

#[derive(PartialEq, Deserialize)]
pub(super) struct Stay {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) timezone: Zone,
}

#[derive(PartialEq, Deserialize)]
pub(super) struct Hours {
    pub(super) weekly: Option<Vec<WeeklyWindow>>,
    pub(super) overrides: Option<Vec<Override>>,
}

impl Hours {
    /// Whether neither key is there.
    pub(super) fn says_nothing(&self) -> bool {
        self.weekly.is_none() && self.overrides.is_none()
    }
}

#[derive(PartialEq, Deserialize)]
pub(super) struct WeeklyWindow {
    pub(super) day: Day,
    #[serde(flatten)]
    pub(super) window: Window,
    #[serde(default)]
    pub(super) weeks: Weeks,
}

impl WeeklyWindow {
    pub(super) fn checked(&self) -> Result<crate::WeeklyWindow, InvalidWindow> {
        Ok(crate::WeeklyWindow { day: self.day.into(), window: self.window.checked()?, weeks: self.weeks })
    }
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Mon => Self::Monday,
            Day::Tue => Self::Tuesday,
            Day::Wed => Self::Wednesday,
            Day::Thu => Self::Thursday,
            Day::Fri => Self::Friday,
            Day::Sat => Self::Saturday,
            Day::Sun => Self::Sunday,
        }
    }
}

#[derive(PartialEq, Deserialize)]
pub(super) struct Override {
    pub(super) date: Date,
    #[serde(default)]
    pub(super) windows: Vec<Window>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
pub(super) struct Window {
    start: ClockTime,
    end: ClockTime,
}

impl Window {
    pub(super) fn checked(self) -> Result<crate::Window, InvalidWindow> {
        crate::Window::new(self.start.0, self.end.0)
    }
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(try_from = "String")]
struct ClockTime(TimeOfDay);

impl TryFrom<String> for ClockTime {
    type Error = crate::InvalidTimeOfDay;

    fn try_from(text: String) -> Result<Self, crate::InvalidTimeOfDay> {
        text.parse().map(Self)
    }
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
pub(super) struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl From<Interval> for crate::Interval {
    fn from(Interval { start, end }: Interval) -> Self {
        Self { start, end }
    }
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged, expecting = "time off has a start and an end, two instants or two dates")]
pub(super) enum TimeOff {
    Between(Interval),
    Days { start: Date, end: Date },
}

impl From<TimeOff> for crate::TimeOff {
    fn from(line: TimeOff) -> Self {
        match line {
            TimeOff::Between(interval) => Self::Between(interval.into()),
            TimeOff::Days { start, end } => Self::Days { first: start, last: end },
        }
    }
}

#[derive(PartialEq, Deserialize)]
pub(super) struct Hold {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) caller: Option<String>,
    pub(super) expires: Option<Timestamp>,
}

/// Minutes that services and appointments have in common.
#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Takes {
    #[serde(default)]
    pub(super) addon_minutes: u32,
    #[serde(default)]
    pub(super) buffer_before_minutes: u32,
    #[serde(default)]
    pub(super) buffer_after_minutes: u32,
}

#[derive(PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "AppointmentLine")]
pub(super) struct Appointment {
    start: Timestamp,
    length: Length,
    takes: Takes,
    takes_time: bool,
}

#[derive(PartialEq)]
enum Length {
    Until(Timestamp),
    Segments(Vec<Segment>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppointmentLine {
    start: Timestamp,
    end: Option<Timestamp>,
    segments: Option<Vec<Segment>>,
    #[serde(flatten)]
    takes: Takes,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    blocks_while_pending: bool,
}

#[derive(Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    #[default]
    Booked,
    Cancelled,
    Rejected,
    Released,
    Pending,
}

impl TryFrom<AppointmentLine> for Appointment {
    type Error = &'static str;

    fn try_from(line: AppointmentLine) -> Result<Self, &'static str> {
        let length = match (line.segments, line.end) {
            (Some(segments), _) => Length::Segments(segments),
            (None, Some(end)) => Length::Until(end),
            (None, None) => return Err("an appointment needs an end or segments"),
        };
        let takes_time = match line.status {
            Status::Booked => true,
            Status::Pending => line.blocks_while_pending,
            Status::Cancelled | Status::Rejected | Status::Released => false,
        };
        Ok(Self { start: line.start, length, takes: line.takes, takes_time })
    }
}

impl Appointment {
    /// The appointment, if it takes anyone's time.
    pub(super) fn taking_time(&self) -> Option<crate::Appointment<'_>> {
        let plan = match &self.length {
            Length::Segments(segments) => self.takes.plan(segments),
            Length::Until(end) => {
                let minutes = end.duration_since(self.start).as_mins();
                // Longer than a u32 of minutes is longer than any calendar.
                let minutes = u32::try_from(minutes.max(0)).unwrap_or(u32::MAX);
                crate::Plan::work(minutes)
                    .with_buffers(self.takes.buffer_before_minutes, self.takes.buffer_after_minutes)
            }
        };
        self.takes_time.then_some(crate::Appointment { start: self.start, plan })
    }
}

#[derive(PartialEq, Deserialize)]
pub(super) struct Resource {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) units: u32,
    #[serde(default)]
    pub(super) busy: Vec<Interval>,
}

#[derive(Deserialize)]
pub(super) struct Service {
    pub(super) segments: Vec<Part>,
    #[serde(flatten)]
    pub(super) takes: Takes,
    pub(super) staff: Who,
    #[serde(default)]
    pub(super) assistants: Vec<Who>,
    #[serde(default)]
    pub(super) requires: Vec<String>,
}

/// A part of a service that is wanted, and the equipment that it needs.
#[derive(Deserialize)]
pub(super) struct Part {
    #[serde(flatten)]
    pub(super) segment: Segment,
    #[serde(default)]
    pub(super) requires: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "people are \"any\" or a list of ids")]
pub(super) enum Who {
    Any(Anyone),
    Ids(Vec<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Anyone {
    Any,
}
