//! Accounts as people expect them: a second factor, tokens by e-mail, invitations, operators; outgoing webhooks; and
//! the audit log.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables, flag,
    flag_by_default, id, int, int_by_default, json, long_text, optional_big, optional_id, optional_int,
    optional_text, table, text, text_by_default,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A log-in need not be to a salon any more, which SQLite cannot change in place. Everybody logs in anew.
        if !manager.has_column("sessions", "user_agent").await? {
            manager.drop_table(Table::drop().table("sessions").if_exists().to_owned()).await?;
        }
        create_tables(manager, tables()).await?;
        add_columns(manager, columns()).await?;
        create_indices(manager, INDICES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_columns(manager, columns()).await?;
        manager.drop_index(Index::drop().name("ix_tenants_created").table("tenants").to_owned()).await?;
        drop_tables(manager, tables()).await?;
        create_tables(manager, vec![crate::m0001_first_path::sessions()]).await
    }
}

const INDICES: &[IndexShape] = &[
    ("sessions", "ix_sessions_user", &["user_id"]),
    ("recovery_codes", "ix_recovery_codes_user", &["user_id"]),
    ("account_tokens", "ix_account_tokens_user", &["user_id"]),
    ("invitations", "ix_invitations_created", &["tenant_id", "created_at"]),
    ("webhook_deliveries", "ix_webhook_deliveries_created", &["tenant_id", "created_at"]),
    ("audit_entries", "ix_audit_entries_subject", &["tenant_id", "subject", "subject_id"]),
    ("audit_entries", "ix_audit_entries_at", &["tenant_id", "at"]),
    ("tenants", "ix_tenants_created", &["created_at"]),
];

/// Columns of tables that are there already.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let of =
        |table: &'static str, columns: Vec<ColumnDef>| columns.into_iter().map(move |column| (table, column));
    let tenants = of(
        "tenants",
        vec![
            // When the trial is over, for a salon that has one.
            optional_big("trial_ends_at"),
            // Why it is not active, in the operator's words.
            optional_text("status_reason", 300),
            // Counts up with every change of the settings, so that nobody overwrites what they have not seen.
            int_by_default("settings_version", 1),
            optional_text("contact_email", 254),
            optional_text("website", 300),
        ],
    );
    let users = of(
        "users",
        vec![
            optional_big("email_verified_at"),
            flag_by_default("is_operator", false),
            // The secret of the second factor, encrypted; it counts once there is a time since when.
            optional_text("two_factor_secret", 300),
            optional_big("two_factor_since"),
            // The time step of the last code, so that none counts twice.
            optional_big("two_factor_step"),
            optional_big("password_changed_at"),
        ],
    );
    // Whose calendar a stylist sees.
    let memberships = of("memberships", vec![optional_id("employee_id")]);
    // Words with a blank between. Keys from before could do everything.
    let api_keys = of("api_keys", vec![text_by_default("scopes", 200, "read book")]);
    tenants.chain(users).chain(memberships).chain(api_keys).collect()
}

/// New tables, parents before children.
fn tables() -> Vec<TableCreateStatement> {
    let mut tables = accounts();
    tables.extend(webhooks());
    tables.extend(audit());
    tables
}

fn accounts() -> Vec<TableCreateStatement> {
    let of_user = |table: &'static str| {
        let mut key = ForeignKey::create();
        key.name(format!("fk_{table}_user")).from(table, "user_id").to("users", "id");
        key
    };
    vec![
        table(
            "sessions",
            [
                id("id"),
                id("user_id"),
                // The salon; none for an operator.
                optional_id("tenant_id"),
                // Why an operator looks into it.
                optional_text("look_in_reason", 300),
                optional_text("user_agent", 300),
                optional_text("address", 45),
                big("created_at"),
                big("last_seen_at"),
                big("expires_at"),
                optional_big("revoked_at"),
            ],
        )
        .key(&["id"])
        .of_tenant("sessions")
        .foreign_key(&mut of_user("sessions"))
        .take(),
        table("recovery_codes", [id("id"), id("user_id"), text("code_hash", 64), optional_big("used_at")])
            .key(&["id"])
            .foreign_key(&mut of_user("recovery_codes"))
            .take(),
        // What a link in an e-mail proves, once.
        table(
            "account_tokens",
            [
                id("id"),
                id("user_id"),
                // RESET_PASSWORD or VERIFY_EMAIL.
                text("purpose", 20),
                // SHA-256.
                text("token_hash", 64),
                // The address it was sent to.
                text("email", 254),
                big("created_at"),
                big("expires_at"),
                optional_big("used_at"),
            ],
        )
        .key(&["id"])
        .unique("uq_account_tokens_hash", &["token_hash"])
        .foreign_key(&mut of_user("account_tokens"))
        .take(),
        table(
            "invitations",
            [
                id("tenant_id"),
                id("id"),
                text("email", 254),
                text("role", 20),
                optional_id("employee_id"),
                text("token_hash", 64),
                id("invited_by_id"),
                big("created_at"),
                big("expires_at"),
                optional_big("accepted_at"),
                optional_big("revoked_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_invitations_hash", &["token_hash"])
        .of_tenant("invitations")
        .belongs_to("invitations", "employees", "employee_id")
        .foreign_key(
            ForeignKey::create()
                .name("fk_invitations_inviter")
                .from("invitations", "invited_by_id")
                .to("users", "id"),
        )
        .take(),
    ]
}

fn webhooks() -> Vec<TableCreateStatement> {
    vec![
        table(
            "webhook_endpoints",
            [
                id("tenant_id"),
                id("id"),
                text("url", 500),
                optional_text("description", 200),
                // Names of events.
                json("events"),
                // What signs, encrypted; the one before it for a day after a change.
                text("secret", 300),
                optional_text("old_secret", 300),
                optional_big("old_secret_until"),
                flag("is_active"),
                // Since when nothing but failures.
                optional_big("failing_since"),
                big("created_at"),
                big("updated_at"),
                optional_big("deleted_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("webhook_endpoints"),
        table(
            "webhook_deliveries",
            [
                id("tenant_id"),
                id("id"),
                id("endpoint_id"),
                // The event's own id, the same to every endpoint and in every attempt.
                text("message_id", 40),
                text("event", 60),
                json("payload"),
                // PENDING, DELIVERED or FAILED.
                text("status", 20),
                int("attempts"),
                optional_int("response_status"),
                optional_text("error", 300),
                big("created_at"),
                optional_big("next_attempt_at"),
                optional_big("delivered_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .part_of("webhook_deliveries", "webhook_endpoints", "endpoint_id"),
    ]
}

fn audit() -> Vec<TableCreateStatement> {
    vec![
        table(
            "audit_entries",
            [
                id("tenant_id"),
                big("seq"),
                big("at"),
                text("actor_kind", 20),
                optional_text("actor_id", 40),
                text("action", 40),
                text("subject", 40),
                optional_text("subject_id", 40),
                text("request_id", 40),
                optional_text("address", 45),
                // What changed; taken away when the person it is about is erased. Its hash stays.
                long_text("details"),
                text("details_hash", 64),
                // Over everything above and the hash of the entry before.
                text("hash", 64),
            ],
        )
        .key(&["tenant_id", "seq"])
        .of_tenant("audit_entries"),
        // The end of each salon's chain: its lock puts entries in a row.
        table("audit_heads", [id("tenant_id"), big("seq"), text("hash", 64)])
            .key(&["tenant_id"])
            .of_tenant("audit_heads"),
    ]
}
