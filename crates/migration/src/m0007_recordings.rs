//! Calls with their sound and cost: recordings as they are kept here, whom a caller was put through to, what the telephone
//! company took; and the salons' daily rounds, in which what is old goes.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables, flag,
    flag_by_default, id, int, long_text, optional_big, optional_int, optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_recordings"
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
        drop_columns(manager, columns()).await?;
        drop_tables(manager, tables()).await
    }
}

const INDICES: &[IndexShape] = &[
    ("call_recordings", "ix_call_recordings_call", &["tenant_id", "call_id"]),
    ("call_recordings", "ix_call_recordings_age", &["tenant_id", "state", "created_at"]),
];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let calls = [
        // What was said after the tone, where somebody has written it down.
        long_text("voicemail_text"),
        // When the words of the call were taken out of it, because they were old.
        optional_big("transcript_erased_at"),
        // What the telephone company took for the caller's own leg, in millionths of a dollar, and whether it has said so
        // itself.
        optional_big("telephony_cost_micros"),
        flag_by_default("is_cost_told", false),
    ];
    calls.into_iter().map(|column| ("calls", column)).collect()
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        // A call's recording, or a message after the tone.
        table(
            "call_recordings",
            [
                id("tenant_id"),
                id("id"),
                id("call_id"),
                // CALL or VOICEMAIL.
                text("kind", 20),
                // The network's own id.
                text("provider_id", 64),
                // WAITING, STORED, FAILED or EXPIRED.
                text("state", 20),
                optional_int("seconds"),
                optional_text("content_type", 40),
                // Of the sound as it is heard, without what encryption adds.
                int("size_bytes"),
                // Whether the network has it too.
                flag("is_at_network"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_call_recordings_provider", &["tenant_id", "provider_id"])
        .part_of("call_recordings", "calls", "call_id"),
        // The sound, encrypted, in pieces of a megabyte: a statement stays far below what MySQL takes at once
        // (max_allowed_packet), and who listens in the middle has only that decrypted.
        table(
            "call_recording_parts",
            [
                id("tenant_id"),
                id("recording_id"),
                int("part"),
                // Which of ENCRYPTION_KEYS.
                text("key_name", 20),
                ColumnDef::new("sealed").custom("MEDIUMBLOB").not_null().take(),
            ],
        )
        .key(&["tenant_id", "recording_id", "part"])
        .part_of("call_recording_parts", "call_recordings", "recording_id"),
        // Whom a caller was put through to.
        table(
            "call_legs",
            [
                id("tenant_id"),
                id("call_id"),
                // The turn after which it rang.
                int("sequence"),
                text("to_number", 20),
                // RINGING, ANSWERED, DECLINED, NO_ANSWER, BUSY, FAILED or CANCELLED.
                text("state", 20),
                big("started_at"),
                optional_big("ended_at"),
                optional_int("talked_seconds"),
                // The network's own id of this leg.
                optional_text("provider_call_id", 64),
                optional_big("cost_micros"),
            ],
        )
        .key(&["tenant_id", "call_id", "sequence"])
        .part_of("call_legs", "calls", "call_id"),
    ]
}
