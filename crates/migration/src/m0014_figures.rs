//! Figures of visits, so that a report of a year need not look at each visit of it.

use sea_orm_migration::prelude::*;

use crate::figures::{amounts, recount};
use crate::schema::{TableShape, big, create_tables, drop_tables, id, table, text};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_figures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_tables(manager, tables()).await?;
        recount(manager.get_connection()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, tables()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    let key = [id("tenant_id"), text("about", 10), big("starts_at"), id("subject_id"), text("currency", 3)];
    let figures = table("visit_figures", key.into_iter().chain(amounts().map(big)))
        .key(&["tenant_id", "about", "starts_at", "subject_id", "currency"])
        .of_tenant("visit_figures");
    vec![figures]
}
