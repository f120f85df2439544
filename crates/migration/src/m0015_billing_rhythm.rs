//! What salons pay is looked at by the outbox's own rhythm: no salon remembers any more when that is due.

use sea_orm_migration::prelude::*;

use crate::schema::{IndexShape, add_columns, big_by_default, create_indices, drop_columns, drop_indices};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_billing_rhythm"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_indices(manager, INDICES).await?;
        if manager.has_column("tenants", "billing_check_at").await? {
            drop_columns(manager, columns()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, columns()).await?;
        create_indices(manager, INDICES).await
    }
}

const INDICES: &[IndexShape] = &[("tenants", "ix_tenants_billing_check", &["billing_check_at"])];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![("tenants", big_by_default("billing_check_at", 0))]
}
