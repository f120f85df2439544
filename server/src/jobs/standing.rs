//! Work that every salon has again and again.
//!
//! Of each kind one job waits in each salon. When it ends, done or given up, the runner puts the next one into the outbox
//! in the same transaction ([`next`]); a look over all salons now and then begins what is missing ([`begin`]): a salon
//! that was founded since, or a kind that is new in this release.

use std::collections::HashSet;
use std::time::Duration;

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{Column, Entity};
use super::{Job, JobRow, enqueue_once};
use crate::app::App;
use crate::ids::TenantId;
use crate::modules::tenants;
use crate::tenancy::{PlatformDb, TenantScope};

/// How often salons are looked over for what is missing.
pub(super) const LOOK: Duration = Duration::from_hours(1);

/// Not all salons at the same minute.
const SPREAD_MINUTES: u8 = 30;

const STANDING: [(Job, Rhythm); 3] = [
    // What no event has told, and what comes with time alone.
    (Job::SyncBilling, Rhythm::Hourly),
    (Job::TidyUp, Rhythm::Daily(time(3, 15, 0, 0))),
    (Job::EnforceRetention, Rhythm::Daily(time(4, 0, 0, 0))),
];

/// When it comes again.
#[derive(Debug, Clone, Copy)]
enum Rhythm {
    /// Each hour, at a minute of the salon's own.
    Hourly,
    /// Each day at this time on the salon's clock.
    Daily(Time),
}

impl Rhythm {
    fn next(self, tenant: TenantId, zone: &TimeZone, now: Timestamp) -> Timestamp {
        match self {
            Self::Hourly => {
                let own = SignedDuration::from_mins(i64::from(tenant.bytes()[15] % 60));
                let since = (now.as_second() - own.as_secs()).rem_euclid(3_600);
                now + SignedDuration::from_secs(3_600 - since)
            }
            Self::Daily(at) => {
                let own = i64::from(tenant.bytes()[15] % SPREAD_MINUTES);
                let today = now.to_zoned(zone.clone()).date();
                let on = |days: i64| {
                    let local =
                        today.saturating_add(days.days()).to_datetime(at).saturating_add(own.minutes());
                    // The earlier of two, and after a gap: once a day, whatever the clocks do.
                    local.to_zoned(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
                };
                if on(0) > now { on(0) } else { on(1) }
            }
        }
    }
}

/// Whether this is work that comes again: the same may be asked for once, at any time, too.
pub(super) fn is_standing(row: &JobRow, job: &Job) -> bool {
    row.once.as_deref() == Some(job.kind()) && STANDING.iter().any(|(standing, _)| standing == job)
}

/// When a job of this kind comes again in the salon; `None` for work that comes once.
pub(super) fn next(job: &Job, tenant: TenantId, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let (_, rhythm) = STANDING.iter().find(|(standing, _)| standing == job)?;
    Some(rhythm.next(tenant, zone, now))
}

/// Begins what is missing, in every salon. Several processes may do so at once.
pub(super) async fn begin(app: &App, db: &PlatformDb) -> Result<(), DbErr> {
    let salons = tenants::list_all_records(db).await?;
    for (job, rhythm) in &STANDING {
        let waiting = db.all(Entity::find().filter(Column::Once.eq(job.kind()))).await?;
        let has: HashSet<TenantId> = waiting.into_iter().map(|row| row.tenant_id).collect();
        for salon in salons.iter().filter(|salon| !has.contains(&salon.id)) {
            let now = app.clock.now();
            let zone = TimeZone::get(&salon.timezone).unwrap_or(TimeZone::UTC);
            let at = rhythm.next(salon.id, &zone, now);
            let tx = db.begin().await?.in_salon(TenantScope::from_standing_work(salon));
            enqueue_once(&tx, job, job.kind(), at, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(zone: &TimeZone, day: i8, hour: i8, minute: i8) -> Timestamp {
        date(2026, 3, day).at(hour, minute, 0, 0).to_zoned(zone.clone()).expect("a time").timestamp()
    }

    #[test]
    fn comes_once_on_every_day_of_the_salon() {
        let tenant = TenantId::generate();
        for name in ["America/New_York", "Australia/Lord_Howe", "UTC", "America/Santiago"] {
            let zone = TimeZone::get(name).expect("a zone");
            // The clocks of New York go forward on the 8th, Lord Howe's and Santiago's back on the 5th of April.
            let mut now = at(&zone, 1, 12, 0);
            let mut day = now.to_zoned(zone.clone()).date();

            for _ in 0..60 {
                now = next(&Job::TidyUp, tenant, &zone, now).expect("a standing job");

                let local = now.to_zoned(zone.clone());
                assert_eq!(local.date(), day.tomorrow().expect("a day"), "{name}");
                assert!((3..5).contains(&local.hour()), "{local}");
                day = local.date();
            }
        }
    }

    #[test]
    fn comes_once_in_every_hour_at_a_minute_of_the_salon_s_own() {
        let (tenant, zone) = (TenantId::generate(), TimeZone::UTC);
        let mut now = at(&zone, 1, 12, 34);
        let first = next(&Job::SyncBilling, tenant, &zone, now).expect("a standing job");
        assert!(first > now && first <= now + SignedDuration::from_hours(1), "{first}");
        now = first;
        for hour in 1..=30 {
            now = next(&Job::SyncBilling, tenant, &zone, now).expect("a standing job");
            assert_eq!(now, first + SignedDuration::from_hours(hour));
        }
        // Late by some minutes, it is back at its minute.
        let late = next(&Job::SyncBilling, tenant, &zone, now + SignedDuration::from_mins(7));
        assert_eq!(late, Some(now + SignedDuration::from_hours(1)));
    }

    #[test]
    fn work_that_comes_once_does_not_come_again() {
        let job = Job::SendMail { id: String::new(), sealed: String::new() };

        assert_eq!(next(&job, TenantId::generate(), &TimeZone::UTC, Timestamp::UNIX_EPOCH), None);
    }
}
