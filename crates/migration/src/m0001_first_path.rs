//! Everything a call needs to become a visit: salons, people, catalogue, visits, calls, messages, jobs.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, big, create_indices, create_tables, drop_tables, flag, id, int, json, long_text,
    optional_big, optional_id, optional_int, optional_json, optional_text, table, text,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_first_path"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_tables(manager, tables()).await?;
        create_indices(manager, INDICES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, tables()).await
    }
}

const INDICES: &[IndexShape] = &[
    ("appointments", "ix_appointments_start", &["tenant_id", "starts_at"]),
    ("appointments", "ix_appointments_employee_start", &["tenant_id", "employee_id", "starts_at"]),
    ("appointments", "ix_appointments_customer_start", &["tenant_id", "customer_id", "starts_at"]),
    ("booked_quanta", "ix_booked_quanta_appointment", &["tenant_id", "appointment_id"]),
    ("calls", "ix_calls_started", &["tenant_id", "started_at"]),
    ("notifications", "ix_notifications_created", &["tenant_id", "created_at"]),
    ("notifications", "ix_notifications_provider", &["provider_message_id"]),
    ("jobs", "ix_jobs_due", &["state", "run_at"]),
    ("sessions", "ix_sessions_user", &["user_id"]),
];

/// All tables, parents before children.
fn tables() -> Vec<TableCreateStatement> {
    let mut tables = salons();
    tables.extend(accounts());
    tables.extend(catalogue());
    tables.extend(visits());
    tables.extend(messages_and_jobs());
    tables
}

fn salons() -> Vec<TableCreateStatement> {
    vec![
        table(
            "tenants",
            [
                id("id"),
                text("name", 200),
                text("status", 20),
                text("timezone", 64),
                text("currency", 3),
                text("locale", 20),
                // Region of numbers written without a country code: ISO 3166-1 alpha-2.
                text("country", 2),
                optional_text("address", 500),
                optional_text("forward_to", 32),
                int("slot_step_minutes"),
                int("notice_minutes"),
                int("horizon_days"),
                json("settings"),
                // Counts up with every change to what a catalogue snapshot holds: hours, people, services.
                big("catalogue_version"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["id"]),
        table("phone_numbers", [id("tenant_id"), id("id"), text("number", 32), big("created_at")])
            .key(&["tenant_id", "id"])
            .unique("uq_phone_numbers_number", &["number"])
            .of_tenant("phone_numbers"),
        table(
            "opening_hours",
            [id("tenant_id"), id("id"), int("weekday"), int("starts_minute"), int("ends_minute")],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("opening_hours"),
    ]
}

/// Log-ins, each to a salon.
pub(crate) fn sessions() -> TableCreateStatement {
    table(
        "sessions",
        [
            id("id"),
            id("user_id"),
            id("tenant_id"),
            big("created_at"),
            big("expires_at"),
            optional_big("revoked_at"),
        ],
    )
    .key(&["id"])
    .foreign_key(
        ForeignKey::create()
            .name("fk_sessions_membership")
            .from("sessions", ("tenant_id", "user_id"))
            .to("memberships", ("tenant_id", "user_id"))
            .on_delete(ForeignKeyAction::Cascade),
    )
    .take()
}

fn accounts() -> Vec<TableCreateStatement> {
    vec![
        table(
            "users",
            [
                id("id"),
                // Lower case: SQLite compares letter by letter, MySQL does not.
                text("email", 254),
                text("name", 200),
                text("password_hash", 100),
                flag("is_disabled"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["id"])
        .unique("uq_users_email", &["email"]),
        table("memberships", [id("tenant_id"), id("user_id"), text("role", 20), big("created_at")])
            .key(&["tenant_id", "user_id"])
            .of_tenant("memberships")
            .foreign_key(
                ForeignKey::create()
                    .name("fk_memberships_user")
                    .from("memberships", "user_id")
                    .to("users", "id"),
            )
            .take(),
        sessions(),
        table(
            "api_keys",
            [
                id("tenant_id"),
                id("id"),
                text("name", 100),
                // The first characters, to recognise a key by; the rest is only kept as SHA-256.
                text("prefix", 24),
                text("secret_hash", 64),
                big("created_at"),
                optional_big("expires_at"),
                optional_big("revoked_at"),
                optional_big("last_used_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_api_keys_secret_hash", &["secret_hash"])
        .of_tenant("api_keys"),
    ]
}

fn catalogue() -> Vec<TableCreateStatement> {
    vec![
        table(
            "employees",
            [
                id("tenant_id"),
                id("id"),
                text("name", 200),
                optional_text("email", 254),
                optional_text("phone", 32),
                text("color", 7),
                flag("is_active"),
                int("position"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("employees"),
        table(
            "employee_hours",
            [
                id("tenant_id"),
                id("id"),
                id("employee_id"),
                int("weekday"),
                int("starts_minute"),
                int("ends_minute"),
            ],
        )
        .key(&["tenant_id", "id"])
        .part_of("employee_hours", "employees", "employee_id"),
        table(
            "services",
            [
                id("tenant_id"),
                id("id"),
                text("name", 200),
                text("category", 100),
                long_text("description"),
                int("duration_minutes"),
                big("price_cents"),
                json("synonyms"),
                flag("is_active"),
                int("position"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("services"),
        table(
            "add_ons",
            [
                id("tenant_id"),
                id("id"),
                text("name", 200),
                int("duration_minutes"),
                big("price_cents"),
                flag("is_active"),
                int("position"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("add_ons"),
        table("service_add_ons", [id("tenant_id"), id("service_id"), id("add_on_id")])
            .key(&["tenant_id", "service_id", "add_on_id"])
            .part_of("service_add_ons", "services", "service_id")
            .part_of("service_add_ons", "add_ons", "add_on_id"),
        table("employee_services", [id("tenant_id"), id("employee_id"), id("service_id")])
            .key(&["tenant_id", "employee_id", "service_id"])
            .part_of("employee_services", "employees", "employee_id")
            .part_of("employee_services", "services", "service_id"),
    ]
}

fn visits() -> Vec<TableCreateStatement> {
    vec![
        table(
            "customers",
            [
                id("tenant_id"),
                id("id"),
                text("name", 200),
                // E.164, or nothing for a customer without a telephone.
                optional_text("phone", 32),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_customers_phone", &["tenant_id", "phone"])
        .of_tenant("customers"),
        table(
            "calls",
            [
                id("tenant_id"),
                id("id"),
                text("channel", 20),
                optional_text("provider_call_id", 64),
                optional_text("from_number", 32),
                optional_text("to_number", 32),
                optional_id("customer_id"),
                text("status", 20),
                text("reason", 40),
                text("outcome", 20),
                optional_id("appointment_id"),
                int("turn_count"),
                optional_json("dialogue"),
                // Whom somebody of the salon has promised to call.
                optional_text("call_back_name", 200),
                optional_text("call_back_phone", 32),
                big("started_at"),
                optional_big("ended_at"),
                optional_int("duration_seconds"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .unique("uq_calls_provider", &["tenant_id", "provider_call_id"])
        .of_tenant("calls")
        .belongs_to("calls", "customers", "customer_id"),
        table(
            "call_turns",
            [
                id("tenant_id"),
                id("call_id"),
                int("sequence"),
                big("at"),
                long_text("heard"),
                long_text("said"),
                // LISTEN, HANG_UP or TRANSFER: with the words, all that is needed to say the same again.
                text("then", 20),
                optional_json("understood"),
                json("tools"),
                optional_int("understanding_micros"),
                // The id of the text message that it answers, so that one delivered twice is answered once.
                optional_text("event_id", 64),
            ],
        )
        .key(&["tenant_id", "call_id", "sequence"])
        .unique("uq_call_turns_event", &["tenant_id", "event_id"])
        .part_of("call_turns", "calls", "call_id"),
        table(
            "appointments",
            [
                id("tenant_id"),
                id("id"),
                id("customer_id"),
                id("employee_id"),
                id("service_id"),
                big("starts_at"),
                big("ends_at"),
                text("status", 20),
                text("source", 20),
                big("price_cents"),
                text("currency", 3),
                long_text("notes"),
                optional_id("call_id"),
                optional_text("cancel_reason", 500),
                int("version"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("appointments")
        .belongs_to("appointments", "customers", "customer_id")
        .belongs_to("appointments", "employees", "employee_id")
        .belongs_to("appointments", "services", "service_id")
        .belongs_to("appointments", "calls", "call_id"),
        table(
            "appointment_add_ons",
            [
                id("tenant_id"),
                id("appointment_id"),
                id("add_on_id"),
                text("name", 200),
                int("duration_minutes"),
                big("price_cents"),
            ],
        )
        .key(&["tenant_id", "appointment_id", "add_on_id"])
        .part_of("appointment_add_ons", "appointments", "appointment_id")
        .belongs_to("appointment_add_ons", "add_ons", "add_on_id"),
        // The promise that nobody is booked twice: one row for each five minutes in which an employee is engaged.
        // A second visit in the same five minutes is a duplicate key, whoever writes it and however.
        table("booked_quanta", [id("tenant_id"), id("employee_id"), big("quantum"), id("appointment_id")])
            .key(&["tenant_id", "employee_id", "quantum"])
            .belongs_to("booked_quanta", "employees", "employee_id")
            .part_of("booked_quanta", "appointments", "appointment_id"),
    ]
}

fn messages_and_jobs() -> Vec<TableCreateStatement> {
    vec![
        table(
            "notifications",
            [
                id("tenant_id"),
                id("id"),
                optional_id("appointment_id"),
                text("kind", 40),
                text("channel", 10),
                text("recipient", 254),
                text("sender", 254),
                text("body", 1600),
                text("status", 20),
                int("attempts"),
                optional_text("error", 500),
                optional_text("provider_message_id", 64),
                big("created_at"),
                optional_big("sending_since"),
                optional_big("sent_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("notifications")
        .belongs_to("notifications", "appointments", "appointment_id"),
        // The outbox: written in the transaction of the decision it follows from, worked off afterwards.
        table(
            "jobs",
            [
                id("id"),
                id("tenant_id"),
                text("kind", 60),
                json("payload"),
                text("state", 20),
                big("run_at"),
                int("attempts"),
                optional_big("leased_until"),
                // Counts up with every claim, so that a worker that lost its lease cannot finish the job.
                int("fence"),
                optional_text("last_error", 500),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["id"])
        .of_tenant("jobs"),
        table(
            "idempotency_keys",
            [
                id("tenant_id"),
                text("idempotency_key", 255),
                text("request_hash", 64),
                int("status"),
                json("body"),
                big("created_at"),
            ],
        )
        .key(&["tenant_id", "idempotency_key"])
        .of_tenant("idempotency_keys"),
    ]
}
