//! What is done for every salon every day, in the small hours of its own calendar: put into the outbox once a day.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use sea_orm::DbErr;

use super::{Job, queue};
use crate::app::App;
use crate::database::is_duplicate;
use crate::modules::tenants::{self, TenantRecord};
use crate::tenancy::{PlatformDb, TenantDb, TenantScope, in_transaction};

/// When a salon's day begins: nobody calls, and the clocks have been changed.
const BEGINS_AT_HOUR: i8 = 4;

/// Begins the day of every salon in which it has come and nobody has begun it; says how many that were.
pub(super) async fn begin(app: &App, platform: &PlatformDb) -> Result<usize, DbErr> {
    let now = app.clock.now();
    let begun = queue::begun_days(platform).await?;
    let mut count = 0;
    for salon in tenants::list_all_records(platform).await? {
        let day = day_of(&salon, now).to_string();
        if begun.get(&salon.id) != Some(&day) && begin_for(app, &salon, &day, now).await? {
            count += 1;
        }
    }
    Ok(count)
}

/// `false`: somebody else was faster.
async fn begin_for(app: &App, salon: &TenantRecord, day: &str, now: Timestamp) -> Result<bool, DbErr> {
    let db = TenantDb::new(&app.database, TenantScope::from_new_day(salon));
    let begun = in_transaction!(db, tx => {
        if !queue::begin_day(tx, day).await? {
            return Ok(false);
        }
        queue::enqueue(tx, &Job::EnforceRetention, now, now).await?;
        Ok(true)
    });
    match begun {
        Err(error) if is_duplicate(&error) => Ok(false),
        begun => begun,
    }
}

/// The salon's day, which is yesterday's until it begins.
fn day_of(salon: &TenantRecord, now: Timestamp) -> Date {
    let zone = TimeZone::get(&salon.timezone).unwrap_or(TimeZone::UTC);
    let local = zone.to_datetime(now);
    local.checked_sub(i64::from(BEGINS_AT_HOUR).hours()).map_or(local.date(), |local| local.date())
}
