//! What language models have cost a salon this month.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use providers::clock::Clock;
use sea_orm::DbErr;

use super::store;
use crate::ids::TenantId;
use crate::tenancy::TenantDb;

/// How old a sum may be: a salon may go over its budget by what its calls cost in so long.
const KEPT_FOR: SignedDuration = SignedDuration::from_secs(30);

/// The sums as last read.
pub struct Spending {
    kept: moka::sync::Cache<TenantId, Sum>,
    clock: Arc<dyn Clock>,
}

#[derive(Debug, Clone, Copy)]
struct Sum {
    micros: i64,
    since: Timestamp,
    read_at: Timestamp,
}

impl Spending {
    /// Nothing read yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { kept: moka::sync::Cache::new(10_000), clock }
    }

    /// In millionths of a dollar, in calls that began since then.
    pub async fn since(&self, db: &TenantDb, since: Timestamp) -> Result<i64, DbErr> {
        let now = self.clock.now();
        if let Some(sum) = self.kept.get(&db.tenant_id())
            && sum.since == since
            && now.duration_since(sum.read_at).abs() < KEPT_FOR
        {
            return Ok(sum.micros);
        }
        let micros = store::models_cost_since(db, since).await?;
        self.kept.insert(db.tenant_id(), Sum { micros, since, read_at: now });
        Ok(micros)
    }
}
