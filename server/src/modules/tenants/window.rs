//! Windows of hours on the salon's clock: those that come back every week, and those of single days.

use jiff::civil::{Date, Weekday};
use scheduling::{TimeOfDay, Weeks, Window};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From one time of day to another, every week or every other. `endsAt` may be `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WeeklyWindow {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    #[schema(minimum = 1, maximum = 7)]
    pub weekday: i8,
    /// On the salon's clock.
    #[serde(rename = "startsAt", with = "clock")]
    #[schema(value_type = String, example = "09:00")]
    pub starts_minute: u16,
    /// On the salon's clock; earlier than the start: on the next day.
    #[serde(rename = "endsAt", with = "clock")]
    #[schema(value_type = String, example = "18:00")]
    pub ends_minute: u16,
    /// Every week, or only A or B weeks, which take turns; the week of Monday 5 January 1970 was an A week.
    #[serde(default, with = "weeks")]
    #[schema(value_type = WeeksName)]
    pub weeks: Weeks,
}

/// In which weeks a window counts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = Weeks)]
enum WeeksName {
    Every,
    A,
    B,
}

mod weeks {
    use super::{Weeks, WeeksName};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields so")]
    pub(super) fn serialize<S: Serializer>(weeks: &Weeks, serializer: S) -> Result<S::Ok, S::Error> {
        let name = match weeks {
            Weeks::Every => WeeksName::Every,
            Weeks::A => WeeksName::A,
            Weeks::B => WeeksName::B,
        };
        name.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weeks, D::Error> {
        Ok(match WeeksName::deserialize(deserializer)? {
            WeeksName::Every => Weeks::Every,
            WeeksName::A => Weeks::A,
            WeeksName::B => Weeks::B,
        })
    }
}

/// How a row names the weeks in which a window counts.
pub fn weeks_in_row(weeks: Weeks) -> &'static str {
    match weeks {
        Weeks::Every => "EVERY",
        Weeks::A => "A",
        Weeks::B => "B",
    }
}

impl WeeklyWindow {
    /// From a row's numbers; `None` when they are no window.
    pub fn from_row(weekday: i32, starts_minute: i32, ends_minute: i32, weeks: &str) -> Option<Self> {
        let weekday = i8::try_from(weekday).ok().filter(|day| (1..=7).contains(day))?;
        let starts_minute = u16::try_from(starts_minute).ok().filter(|minute| *minute < 1440)?;
        let ends_minute = u16::try_from(ends_minute).ok().filter(|minute| *minute <= 1440)?;
        let weeks = match weeks {
            "A" => Weeks::A,
            "B" => Weeks::B,
            _ => Weeks::Every,
        };
        Some(Self { weekday, starts_minute, ends_minute, weeks })
    }

    /// The same as the engine wants it; none for one that ends where it starts.
    pub fn to_engine(self) -> Option<scheduling::WeeklyWindow> {
        let day = Weekday::from_monday_one_offset(self.weekday).ok()?;
        let window = window(self.starts_minute, self.ends_minute)?;
        Some(scheduling::WeeklyWindow { day, window, weeks: self.weeks })
    }
}

fn window(starts_minute: u16, ends_minute: u16) -> Option<Window> {
    let start = TimeOfDay::from_minutes(starts_minute)?;
    Window::new(start, TimeOfDay::from_minutes(ends_minute)?).ok()
}

/// From one time of day to another on a single day. `endsAt` may be `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DayWindow {
    /// On the salon's clock.
    #[serde(rename = "startsAt", with = "clock")]
    #[schema(value_type = String, example = "10:00")]
    pub starts_minute: u16,
    /// On the salon's clock; earlier than the start: on the next day.
    #[serde(rename = "endsAt", with = "clock")]
    #[schema(value_type = String, example = "14:00")]
    pub ends_minute: u16,
}

impl From<(u16, u16)> for DayWindow {
    fn from((starts_minute, ends_minute): (u16, u16)) -> Self {
        Self { starts_minute, ends_minute }
    }
}

/// What replaces the weekly windows on one day; several rows for one day all count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOverride {
    /// The day.
    pub day: Date,
    /// From when to when, in minutes of the day. None: closed.
    pub window: Option<(u16, u16)>,
    /// Why.
    pub note: Option<String>,
}

impl DayOverride {
    /// From a row's values; `None` when they are no such thing.
    pub fn from_row(day: &str, starts: Option<i32>, ends: Option<i32>, note: Option<String>) -> Option<Self> {
        let window = match (starts, ends) {
            (Some(starts), Some(ends)) => Some((u16::try_from(starts).ok()?, u16::try_from(ends).ok()?)),
            _ => None,
        };
        Some(Self { day: day.parse().ok()?, window, note })
    }

    /// The same as the engine wants it.
    pub fn to_engine(&self) -> scheduling::Override {
        let window = self.window.and_then(|(starts, ends)| window(starts, ends));
        scheduling::Override { date: self.day, window }
    }
}

/// Hours as the engine wants them, made ready when the salon is read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadyHours {
    /// Every week.
    pub weekly: Vec<scheduling::WeeklyWindow>,
    /// On single dates, instead.
    pub overrides: Vec<scheduling::Override>,
}

impl ReadyHours {
    /// From what the salon keeps.
    pub fn new(weekly: &[WeeklyWindow], overrides: &[DayOverride]) -> Self {
        Self {
            weekly: weekly.iter().filter_map(|window| window.to_engine()).collect(),
            overrides: overrides.iter().map(DayOverride::to_engine).collect(),
        }
    }

    /// The same, borrowed.
    pub fn hours(&self) -> scheduling::Hours<'_> {
        scheduling::Hours { weekly: &self.weekly, overrides: &self.overrides }
    }
}

/// Minutes of the day as `09:00`.
pub mod clock {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes `09:00`.
    pub fn serialize<S: Serializer>(minute: &u16, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", minute / 60, minute % 60))
    }

    /// Reads `09:00`, up to `24:00`, in steps of five minutes: the book counts in them.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let time: scheduling::TimeOfDay = text
            .parse()
            .map_err(|_| serde::de::Error::custom("must be a time of day such as 09:00, up to 24:00"))?;
        let minutes = time.minutes();
        if !minutes.is_multiple_of(5) {
            return Err(serde::de::Error::custom("must be on five minutes, such as 09:00 or 09:05"));
        }
        Ok(minutes)
    }
}
