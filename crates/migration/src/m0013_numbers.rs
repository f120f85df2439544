//! The salon's telephone numbers: how they stand with the telephone company, what was ordered, the salon's own number that
//! sends its calls on, and its own account.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables, flag,
    flag_by_default, id, optional_big, optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_numbers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, columns()).await?;
        create_tables(manager, tables()).await?;
        create_indices(manager, INDICES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, tables()).await?;
        drop_columns(manager, columns()).await
    }
}

const INDICES: &[IndexShape] = &[("number_orders", "ix_number_orders_created", &["tenant_id", "created_at"])];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    // What the telephone company calls its things ends in `_ref`: they are no ids of ours.
    vec![
        ("phone_numbers", optional_text("network_ref", 64)),
        ("phone_numbers", flag_by_default("has_sms", true)),
        // When it is given back; until then it can be kept.
        ("phone_numbers", optional_big("release_at")),
        // It is being given back: there is no way back any more.
        ("phone_numbers", flag_by_default("is_leaving", false)),
        // What the telephone company said of it last, and when.
        ("phone_numbers", optional_big("checked_at")),
        ("phone_numbers", optional_text("problem", 40)),
        // How far its registration for text messages is, and why it was turned down.
        ("phone_numbers", optional_text("registration", 20)),
        ("phone_numbers", optional_text("registration_reason", 500)),
    ]
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "number_orders",
            [
                id("tenant_id"),
                id("id"),
                text("number", 32),
                // BUYING, BOUGHT, FAILED or RELEASED.
                text("state", 20),
                // Why it could not be bought.
                optional_text("problem", 20),
                optional_text("reason", 300),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("number_orders"),
        // A salon's own number that sends on what nobody answers.
        table(
            "call_forwardings",
            [
                id("tenant_id"),
                text("number", 32),
                text("carrier", 20),
                // When a call to try it out was last announced, and when one came.
                optional_big("tested_at"),
                optional_big("arrived_at"),
                // The network has said that the call had been sent on.
                flag("is_confirmed"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id"])
        .of_tenant("call_forwardings"),
        // A salon's own account at the telephone company, below ours.
        table(
            "telephone_accounts",
            [
                id("tenant_id"),
                text("account_ref", 64),
                // Sealed.
                text("token", 500),
                big("created_at"),
            ],
        )
        .key(&["tenant_id"])
        .unique("uq_telephone_accounts_ref", &["account_ref"])
        .of_tenant("telephone_accounts"),
    ]
}
