//! The outbox: fair between salons, and with work that comes again.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, add_columns, create_indices, create_unique_indices, drop_columns, drop_indices, optional_text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_jobs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, columns()).await?;
        create_indices(manager, INDICES).await?;
        create_unique_indices(manager, UNIQUE).await?;
        drop_indices(manager, REPLACED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_indices(manager, REPLACED).await?;
        drop_indices(manager, UNIQUE).await?;
        drop_indices(manager, INDICES).await?;
        drop_columns(manager, columns()).await
    }
}

/// Looking past the jobs of a salon that has its share reads the index alone; and a salon looks at its own.
const INDICES: &[IndexShape] = &[
    ("jobs", "ix_jobs_due_of", &["state", "run_at", "tenant_id"]),
    ("jobs", "ix_jobs_of", &["tenant_id", "state", "run_at"]),
];

const UNIQUE: &[IndexShape] = &[("jobs", "ux_jobs_once", &["tenant_id", "once"])];

const REPLACED: &[IndexShape] = &[("jobs", "ix_jobs_due", &["state", "run_at"])];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    // While this job waits or runs there is no other of the salon's with the same words here.
    vec![("jobs", optional_text("once", 120))]
}
