//! Whether a log is as it was written.

use sea_orm::DbErr;

use super::store;
use crate::app::App;
use crate::modules::tenants;
use crate::tenancy::{Broken, PlatformAccess, PlatformDb, TenantDb, TenantScope, Verification};

/// Entries read at once.
const BATCH: u64 = 1_000;

/// Goes along one salon's log to its end.
pub(super) async fn verify(db: &TenantDb) -> Result<(Verification, Result<(), Broken>), DbErr> {
    // Read first: what is written meanwhile comes after it, and is left for the next time.
    let head = store::find_head(db).await?;
    let mut verification = Verification::default();
    let Some(head) = head else {
        let stray = !store::list_after(db, 0, 1).await?.is_empty();
        let outcome = if stray { Err(Broken::End { found: 1, expected: 0 }) } else { Ok(()) };
        return Ok((verification, outcome));
    };
    loop {
        let batch = store::list_after(db, verification.entries(), BATCH).await?;
        let is_last = (batch.len() as u64) < BATCH;
        for entry in batch.iter().filter(|entry| entry.seq <= head.seq) {
            if let Err(broken) = verification.next(entry) {
                return Ok((verification, Err(broken)));
            }
        }
        if is_last || verification.entries() >= head.seq {
            let outcome = verification.end(&head);
            return Ok((verification, outcome));
        }
    }
}

/// What became of one salon's log.
#[derive(Debug)]
pub struct SalonReport {
    /// The salon.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Entries that hold.
    pub entries: i64,
    /// The hash of the last one.
    pub hash: String,
    /// What is wrong with the next, if something is.
    pub broken: Option<Broken>,
}

/// Goes along every salon's log.
pub async fn verify_all(app: &App) -> Result<Vec<SalonReport>, DbErr> {
    let platform = PlatformDb::new(&app.database, PlatformAccess::Audit);
    let mut reports = Vec::new();
    for record in tenants::list_all_records(&platform).await? {
        let db = TenantDb::new(&app.database, TenantScope::from_audit(&record));
        let (verification, outcome) = verify(&db).await?;
        reports.push(SalonReport {
            name: record.name,
            id: record.id.to_string(),
            entries: verification.entries(),
            hash: verification.hash().to_owned(),
            broken: outcome.err(),
        });
    }
    Ok(reports)
}
