//! One conversation on every voice channel: what of it was heard, what a model did and cost, what follows from it; and
//! rehearsals.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables,
    flag_by_default, id, int, int_by_default, json, long_text, optional_big, optional_int, optional_json,
    optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_conversation"
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

const INDICES: &[IndexShape] = &[("rehearsals", "ix_rehearsals_started", &["tenant_id", "started_at"])];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    let of =
        |table: &'static str, columns: Vec<ColumnDef>| columns.into_iter().map(move |column| (table, column));
    let calls = of(
        "calls",
        vec![
            // How many sockets this call has had.
            int_by_default("sockets", 0),
            // What somebody wanted to have passed on.
            long_text("message"),
            // What came of it, in a few sentences and as a document.
            long_text("summary"),
            optional_json("result"),
            // When somebody of the salon has seen to what was promised, and who.
            optional_big("followed_up_at"),
            optional_text("followed_up_by", 200),
            // What language models took: tokens, and the price in millionths of a dollar.
            int_by_default("model_input_tokens", 0),
            int_by_default("model_output_tokens", 0),
            ColumnDef::new("model_cost_micros").big_integer().not_null().default(0).take(),
            // When the caller agreed to be recorded, or refused; and where the recording is.
            optional_big("recording_agreed_at"),
            optional_big("recording_refused_at"),
            optional_text("recording_url", 500),
            // The message that the caller has spoken after a tone: where it is, and how long.
            optional_text("voicemail_url", 500),
            optional_int("voicemail_seconds"),
        ],
    );
    let turns = of(
        "call_turns",
        vec![
            // What the caller did not hear of what was said, because they spoke into it.
            long_text("unheard"),
            // What a language model did in this turn.
            optional_json("model"),
            // Which rows stand behind what was said.
            optional_json("proof"),
        ],
    );
    // Always reaches a person.
    let customers = of("customers", vec![flag_by_default("is_vip", false)]);
    calls.chain(turns).chain(customers).collect()
}

fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "rehearsals",
            [
                id("tenant_id"),
                id("id"),
                big("started_at"),
                optional_big("ended_at"),
                // The salon as it was then.
                big("catalogue_version"),
                int("passed"),
                int("failed"),
                // Each call with what was said, what was expected and what came of it.
                json("calls"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("rehearsals"),
        // Speech as it was rendered, by a hash of words and voice. It belongs to no salon: the same words in the same voice
        // sound the same everywhere, and only stock phrases are kept, which name no caller.
        table(
            "speech_clips",
            [
                text("id", 64),
                text("content_type", 40),
                ColumnDef::new("audio").custom("MEDIUMBLOB").not_null().take(),
                big("created_at"),
            ],
        )
        .key(&["id"]),
    ]
}
