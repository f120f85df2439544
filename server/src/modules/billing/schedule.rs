//! The hourly look at what each salon pays: it finds what no event has told, and what comes with time alone.

use jiff::SignedDuration;
use sea_orm::DbErr;

use crate::app::App;
use crate::instant::Instant;
use crate::jobs::{self, Job};
use crate::modules::tenants;
use crate::tenancy::{PlatformAccess, PlatformDb, TenantScope};

/// How long a salon is left alone.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// So many are taken at once.
const BATCH: u64 = 100;

/// Promises a look at every salon where it is time; says at how many. However many processes ask, each salon is looked at
/// once an hour.
pub async fn schedule_checks(app: &App) -> Result<usize, DbErr> {
    let db = PlatformDb::new(&app.database, PlatformAccess::Billing);
    let now = app.clock.now();
    let due = tenants::list_due_for_billing(&db, now.into(), BATCH).await?;
    let mut taken = 0;
    for tenant in &due {
        let tx = db.begin().await?;
        if tenants::take_for_billing(&tx, tenant, Instant::from(now + EVERY)).await? {
            let tx = tx.in_salon(TenantScope::from_billing_check(tenant));
            jobs::enqueue_once(&tx, &Job::SyncBilling, "billing", now, now).await?;
            tx.commit().await?;
            taken += 1;
        }
    }
    if taken > 0 {
        app.work.notify_one();
    }
    Ok(taken)
}
