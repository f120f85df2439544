//! What salons pay: their subscription as last seen, its invoices, and which events of the payment company were taken.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, big_by_default, create_indices, create_tables, drop_columns,
    drop_tables, id, int, long_text, optional_big, optional_id, optional_int, optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_billing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_tables(manager, tables()).await?;
        add_columns(manager, columns()).await?;
        create_indices(manager, INDICES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(Index::drop().name("ix_tenants_billing_check").table("tenants").to_owned())
            .await?;
        drop_columns(manager, columns()).await?;
        drop_tables(manager, tables()).await
    }
}

const INDICES: &[IndexShape] = &[
    ("tenants", "ix_tenants_billing_check", &["billing_check_at"]),
    ("invoices", "ix_invoices_created", &["tenant_id", "created_at"]),
];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    // When it is next looked at what the salon pays; for those from before, at once.
    vec![("tenants", big_by_default("billing_check_at", 0))]
}

fn tables() -> Vec<TableCreateStatement> {
    // What the payment company calls its things ends in `_ref`: they are no ids of ours.
    vec![
        table(
            "subscriptions",
            [
                id("tenant_id"),
                optional_text("customer_ref", 255),
                optional_text("subscription_ref", 255),
                optional_text("item_ref", 255),
                // MONTHLY or YEARLY.
                optional_text("plan", 20),
                // As the payment company has it.
                optional_text("status", 20),
                optional_big("price_cents"),
                optional_text("currency", 3),
                optional_big("period_start"),
                optional_big("period_end"),
                optional_big("trial_end"),
                // When it will end, and when it has.
                optional_big("cancel_at"),
                optional_big("ended_at"),
                // Since when payments fail.
                optional_big("past_due_since"),
                // Since when the salon has been stopped for not paying; nothing for what an operator has stopped.
                optional_big("suspended_at"),
                // Since when it has paid, or has a card for after its trial.
                optional_big("activated_at"),
                // How many days before the end of the trial the last reminder went out.
                optional_int("reminded_days"),
                // When the salon was told that its trial is over.
                optional_big("warned_at"),
                // Counts up with every change: what was fetched before another has written is fetched again.
                int("version"),
                big("created_at"),
                big("updated_at"),
                optional_big("synced_at"),
            ],
        )
        .key(&["tenant_id"])
        .unique("uq_subscriptions_customer", &["customer_ref"])
        .of_tenant("subscriptions"),
        table(
            "invoices",
            [
                id("tenant_id"),
                id("id"),
                text("invoice_ref", 255),
                optional_text("number", 100),
                text("status", 20),
                big("total_cents"),
                big("paid_cents"),
                text("currency", 3),
                long_text("page_url"),
                long_text("pdf_url"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_invoices_ref", &["tenant_id", "invoice_ref"])
        .of_tenant("invoices"),
        table(
            "billing_events",
            [
                // The payment company's.
                text("id", 255),
                // Whom it is about; nobody's are kept too.
                optional_id("tenant_id"),
                text("kind", 255),
                // TAKEN, UNKNOWN_CUSTOMER, OTHER_MODE.
                text("outcome", 20),
                big("received_at"),
            ],
        )
        .key(&["id"])
        .of_tenant("billing_events"),
    ]
}
