//! When somebody is reminded of a visit: so long before, but not in the salon's quiet hours.
//!
//! Each reminder is a job that knows the visit and the start that it is for. Nothing has to be taken back when a visit is
//! moved or called off: the job looks, and does nothing when the row says otherwise (`messages::remind`).

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use sea_orm::DbErr;

use crate::ids::AppointmentId;
use crate::jobs::{Job, enqueue};
use crate::modules::tenants::{QuietHours, Salon};
use crate::tenancy::TenantTx;

/// Shortest time between the end of quiet hours and a visit in which a reminder still helps.
const STILL_HELPS: SignedDuration = SignedDuration::from_mins(30);

/// Promises the reminders of a visit that are still ahead.
pub async fn plan(
    tx: &TenantTx,
    salon: &Salon,
    appointment_id: AppointmentId,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbErr> {
    for minutes_before in &salon.settings.notifications.reminder_minutes {
        let due = due_at(salon, starts_at, *minutes_before);
        if due > now {
            let job = Job::RemindOfVisit { appointment_id, starts_at, minutes_before: *minutes_before };
            enqueue(tx, &job, due, now).await?;
        }
    }
    Ok(())
}

/// When a reminder goes out. In quiet hours it waits for their end, and where that is too late, it is sent before they
/// begin.
pub fn due_at(salon: &Salon, starts_at: Timestamp, minutes_before: u32) -> Timestamp {
    let due = starts_at - SignedDuration::from_mins(i64::from(minutes_before));
    let Some((begin, end)) =
        quiet_around(salon.settings.notifications.quiet_hours.as_ref(), &salon.zone, due)
    else {
        return due;
    };
    if end + STILL_HELPS <= starts_at { end } else { begin - SignedDuration::from_mins(1) }
}

/// When something that can wait may be sent: now, or at the end of quiet hours.
pub fn not_in_quiet_hours(salon: &Salon, at: Timestamp) -> Timestamp {
    let quiet = quiet_around(salon.settings.notifications.quiet_hours.as_ref(), &salon.zone, at);
    quiet.map_or(at, |(_, end)| end)
}

/// The quiet hours in which this moment lies: half-open, on the salon's clock, over midnight where they end before they
/// begin.
fn quiet_around(
    quiet: Option<&QuietHours>,
    zone: &TimeZone,
    at: Timestamp,
) -> Option<(Timestamp, Timestamp)> {
    let quiet = quiet?;
    let clock = |minute: u16| Time::midnight().saturating_add(i64::from(minute % 1440).minutes());
    let today = zone.to_datetime(at).date();
    let days = if quiet.from_minute < quiet.to_minute { 0 } else { 1 };
    // Those that began yesterday, and those of today.
    [today.yesterday().ok()?, today].into_iter().find_map(|day| {
        let begin = day.to_datetime(clock(quiet.from_minute)).to_zoned(zone.clone()).ok()?.timestamp();
        let end = day.checked_add(days.days()).ok()?.to_datetime(clock(quiet.to_minute));
        let end = end.to_zoned(zone.clone()).ok()?.timestamp();
        (begin <= at && at < end).then_some((begin, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(from: u16, to: u16, at: &str) -> Option<(String, String)> {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        let at: jiff::Zoned = format!("{at}[America/New_York]").parse().expect("a moment");
        let quiet = QuietHours { from_minute: from, to_minute: to };
        let local = |at: Timestamp| zone.to_datetime(at).to_string();
        quiet_around(Some(&quiet), &zone, at.timestamp()).map(|(begin, end)| (local(begin), local(end)))
    }

    #[test]
    fn quiet_hours_lie_on_the_salons_clock_and_over_midnight() {
        let night = Some(("2026-03-07T21:00:00".to_owned(), "2026-03-08T08:00:00".to_owned()));
        // The clock goes forward in this night.
        for (at, expected) in [
            ("2026-03-07T20:59:59", None),
            ("2026-03-07T21:00:00", night.clone()),
            ("2026-03-08T01:30:00", night.clone()),
            ("2026-03-08T07:59:00", night),
            ("2026-03-08T08:00:00", None),
        ] {
            assert_eq!(around(21 * 60, 8 * 60, at), expected, "{at}");
        }
        let noon = Some(("2026-03-09T12:00:00".to_owned(), "2026-03-09T13:00:00".to_owned()));
        assert_eq!(around(12 * 60, 13 * 60, "2026-03-09T12:30:00"), noon);
        assert_eq!(around(12 * 60, 13 * 60, "2026-03-09T13:00:00"), None);
    }
}
