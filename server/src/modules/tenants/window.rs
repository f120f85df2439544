//! A window that comes back every week, on the salon's clock.

use serde::Serialize;
use utoipa::ToSchema;

/// From one time of day to another, every week. `endsAt` may be `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WeeklyWindow {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    #[schema(minimum = 1, maximum = 7)]
    pub weekday: i8,
    /// On the salon's clock.
    #[serde(rename = "startsAt", serialize_with = "clock")]
    #[schema(value_type = String, example = "09:00")]
    pub starts_minute: u16,
    /// On the salon's clock; earlier than the start: on the next day.
    #[serde(rename = "endsAt", serialize_with = "clock")]
    #[schema(value_type = String, example = "18:00")]
    pub ends_minute: u16,
}

impl WeeklyWindow {
    /// From a row's numbers; `None` when they are no window.
    pub fn from_row(weekday: i32, starts_minute: i32, ends_minute: i32) -> Option<Self> {
        let weekday = i8::try_from(weekday).ok().filter(|day| (1..=7).contains(day))?;
        let starts_minute = u16::try_from(starts_minute).ok().filter(|minute| *minute < 1440)?;
        let ends_minute = u16::try_from(ends_minute).ok().filter(|minute| *minute <= 1440)?;
        Some(Self { weekday, starts_minute, ends_minute })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields so")]
fn clock<S: serde::Serializer>(minute: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{:02}:{:02}", minute / 60, minute % 60))
}
