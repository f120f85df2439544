//! Messages to and from customers: threads with their opt-outs, templates, the pages of visits, and what became of each
//! message and what it cost.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables,
    flag_by_default, id, int_by_default, long_text, optional_big, optional_id, optional_int, optional_json,
    optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_messages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_tables(manager, tables()).await?;
        add_columns(manager, columns()).await?;
        create_indices(manager, INDICES).await?;
        create_purpose_index(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_indices(manager).await?;
        drop_columns(manager, columns()).await?;
        drop_tables(manager, tables()).await
    }
}

const INDICES: &[IndexShape] = &[
    ("message_threads", "ix_message_threads_last", &["tenant_id", "last_at"]),
    ("inbound_messages", "ix_inbound_messages_thread", &["tenant_id", "thread_id", "received_at"]),
    ("notifications", "ix_notifications_recipient", &["tenant_id", "recipient", "created_at"]),
];

const PURPOSE: &str = "uq_notifications_purpose";

/// Of what is for one purpose there is one; what has none is not held to it.
async fn create_purpose_index(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.has_index("notifications", PURPOSE).await? {
        return Ok(());
    }
    let mut index = Index::create();
    index.name(PURPOSE).table("notifications").col("tenant_id").col("purpose").unique();
    manager.create_index(index).await
}

/// Those on columns that go.
async fn drop_indices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for name in ["ix_notifications_recipient", PURPOSE] {
        if manager.has_index("notifications", name).await? {
            manager.drop_index(Index::drop().name(name).table("notifications").to_owned()).await?;
        }
    }
    Ok(())
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        // All messages with one number, and whether it wants any.
        table(
            "message_threads",
            [
                id("tenant_id"),
                id("id"),
                // E.164.
                text("number", 32),
                // When something was last written, by whichever side.
                big("last_at"),
                // Its beginning, and whether the customer wrote it.
                optional_text("last_body", 160),
                flag_by_default("is_last_inbound", false),
                optional_big("last_inbound_at"),
                // Until when somebody of the salon has read it.
                optional_big("read_at"),
                // Since when nothing is sent to this number, and the word with which that was asked for.
                optional_big("opted_out_at"),
                optional_text("opted_out_word", 40),
                // Since when it is known that the number takes no text messages.
                optional_big("landline_at"),
                big("created_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_message_threads_number", &["tenant_id", "number"])
        .of_tenant("message_threads"),
        table(
            "inbound_messages",
            [
                id("tenant_id"),
                id("id"),
                id("thread_id"),
                // The network's id, by which a repeated message is known.
                text("provider_message_id", 64),
                long_text("body"),
                // What it was taken for.
                text("meaning", 20),
                // What was answered at once.
                long_text("answer"),
                // The visit that it was about, where it answered a question.
                optional_id("appointment_id"),
                big("received_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_inbound_messages_provider", &["tenant_id", "provider_message_id"])
        .of_tenant("inbound_messages")
        .part_of("inbound_messages", "message_threads", "thread_id")
        .belongs_to("inbound_messages", "appointments", "appointment_id"),
        // The salon's own words for a kind of message; where there is no row, the usual ones are sent.
        table(
            "message_templates",
            [id("tenant_id"), text("kind", 40), text("language", 5), long_text("body"), big("updated_at")],
        )
        .key(&["tenant_id", "kind", "language"])
        .of_tenant("message_templates"),
        // The page of a visit, by the hash of what stands in its address.
        table(
            "visit_links",
            [id("tenant_id"), id("appointment_id"), text("token_hash", 64), big("created_at")],
        )
        .key(&["tenant_id", "appointment_id"])
        .unique("uq_visit_links_token", &["token_hash"])
        .of_tenant("visit_links")
        .part_of("visit_links", "appointments", "appointment_id"),
    ]
}

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let columns = vec![
        // What it is for, in a word of which there is one: of two who want to write it, one does.
        optional_text("purpose", 120),
        // After this it is worth nothing and is not sent.
        optional_big("expires_at"),
        // Where it is a mail: its subject, its words as HTML and its event.
        optional_json("mail"),
        // The network's number for what went wrong.
        optional_int("error_code"),
        // The message that this is another try of, and how many there were before.
        optional_id("retry_of_id"),
        int_by_default("retries", 0),
        // Into how many the network cuts it.
        optional_int("segments"),
        // What it cost, in millionths of the currency, and whether that is our own estimate.
        optional_big("cost_micros"),
        optional_text("cost_currency", 3),
        flag_by_default("cost_is_estimate", false),
        optional_big("delivered_at"),
        // Who of the salon has written it, as they were called.
        optional_text("written_by", 200),
    ];
    columns.into_iter().map(|column| ("notifications", column)).collect()
}
