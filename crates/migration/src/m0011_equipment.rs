//! Equipment for parts of a service: a basin is needed when the colour is rinsed, not while it is put on.

use sea_orm_migration::prelude::*;

use crate::schema::{add_columns, drop_columns, optional_json};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_equipment"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, columns()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, columns()).await
    }
}

fn columns() -> Vec<(&'static str, ColumnDef)> {
    // The places in `services.segments` of the parts in which it is needed, as a list of numbers; nothing: for as long
    // as the client is there.
    vec![("service_resources", optional_json("segments"))]
}
