//! Salons' visits as they were last read, so that the question "when?", which is asked all day, reads them once.
//!
//! Nothing is believed without asking: each question reads, in one short query, the end of the salon's audit log, the
//! catalogue's version and what is held now. Every transaction that changes a visit writes into the audit log, and the
//! hash of its last entry stands for all before it: while that is the same, so are the visits, whichever process may
//! have changed them. Why: `docs/decisions/0013-visits-in-memory.md`.
//!
//! Not for transactions: what they have written themselves is in no log yet. They read the rows.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sea_orm::DbErr;

use super::store::{self, Busy, InTheWay};
use crate::ids::TenantId;
use crate::tenancy::TenantDb;

/// How many bytes of visits are kept; those asked for most stay.
const ROOM: u64 = 32 * 1024 * 1024;

/// How long visits are kept at most: whoever changes rows past the program, at the database itself, does not write
/// into the audit log.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// Salons' visits as they were last read.
pub struct KnownBooks(moka::sync::Cache<Range, Arc<Known>>);

type Range = (TenantId, Timestamp, Timestamp);

/// The visits in a range, and the last entry of the salon's audit log when they were read.
struct Known {
    log_end: Option<String>,
    visits: Vec<Busy>,
}

impl KnownBooks {
    /// Empty.
    pub fn new() -> Self {
        let weight = |_: &Range, known: &Arc<Known>| {
            let bytes = size_of::<Known>() + known.visits.len() * size_of::<Busy>() + 200;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(moka::sync::Cache::builder().weigher(weight).max_capacity(ROOM).time_to_live(KEPT_FOR).build())
    }

    /// All that can stand in the way between two instants, as it is now.
    pub(super) async fn in_the_way(
        &self,
        db: &TenantDb,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> Result<InTheWay, DbErr> {
        if db.is_transaction() {
            return store::list_in_the_way(db, from, to, now).await;
        }
        let range = (db.tenant_id(), from, to);
        if let Some(known) = self.0.get(&range) {
            let current = store::list_held(db, from, to, now).await?;
            if current.log_end == known.log_end {
                return Ok(InTheWay { visits: known.visits.clone(), ..current });
            }
        }
        let found = store::list_in_the_way(db, from, to, now).await?;
        let known = Known { log_end: found.log_end.clone(), visits: found.visits.clone() };
        self.0.insert(range, Arc::new(known));
        Ok(found)
    }
}

impl Default for KnownBooks {
    fn default() -> Self {
        Self::new()
    }
}
