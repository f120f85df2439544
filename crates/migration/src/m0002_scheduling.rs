//! What a salon needs beyond plain visits in a week: exceptions, time off, holidays, parts of a service, equipment,
//! holds, waitlist, several services in one visit, series, history, and what it wants to know of its customers.

use sea_orm_migration::prelude::*;

use crate::schema::{
    IndexShape, TableShape, add_columns, big, create_indices, create_tables, drop_columns, drop_tables, flag,
    flag_by_default, id, int, int_by_default, json, long_text, optional_big, optional_id, optional_int,
    optional_json, optional_text, table, text, text_by_default,
};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_scheduling"
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
        for (table, name, _) in INDICES.iter().rev().filter(|(table, ..)| ADDED_TO.contains(table)) {
            manager.drop_index(Index::drop().name(*name).table(*table).to_owned()).await?;
        }
        drop_columns(manager, columns()).await?;
        drop_tables(manager, tables()).await
    }
}

const INDICES: &[IndexShape] = &[
    ("appointments", "ix_appointments_visit", &["tenant_id", "visit_id"]),
    ("appointments", "ix_appointments_series", &["tenant_id", "series_id"]),
    ("appointment_changes", "ix_appointment_changes_appointment", &["tenant_id", "appointment_id", "at"]),
    ("booked_units", "ix_booked_units_appointment", &["tenant_id", "appointment_id"]),
    ("employee_overrides", "ix_employee_overrides_day", &["tenant_id", "employee_id", "day"]),
    ("time_off", "ix_time_off_employee", &["tenant_id", "employee_id"]),
    ("holds", "ix_holds_expiry", &["tenant_id", "expires_at"]),
    ("held_quanta", "ix_held_quanta_hold", &["tenant_id", "hold_id"]),
    ("waitlist_entries", "ix_waitlist_status", &["tenant_id", "status", "created_at"]),
    ("customers", "ix_customers_name", &["tenant_id", "name"]),
    ("employees", "ix_employees_feed", &["feed_token_hash"]),
];

/// Tables of the first step that have got indices here.
const ADDED_TO: [&str; 3] = ["appointments", "customers", "employees"];

/// Columns of tables that are there already.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    let of =
        |table: &'static str, columns: Vec<ColumnDef>| columns.into_iter().map(move |column| (table, column));
    let tenants = of(
        "tenants",
        vec![
            // Salons from before had no holidays; new ones are made with them.
            flag_by_default("observes_holidays", false),
            // How long before a visit callers may still cancel or move it.
            int_by_default("cancel_cutoff_minutes", 0),
            int_by_default("hold_seconds", 120),
            // Longest wait between two services of one visit.
            int_by_default("max_wait_minutes", 15),
            int_by_default("waitlist_offer_minutes", 30),
        ],
    );
    let employees = of(
        "employees",
        vec![
            optional_text("title", 100),
            optional_text("about", 2000),
            optional_int("max_visits_per_day"),
            optional_int("max_minutes_per_day"),
            // Of the secret in the address of the calendar feed, SHA-256.
            optional_text("feed_token_hash", 64),
            optional_text("photo_etag", 64),
            optional_big("deleted_at"),
        ],
    );
    // EVERY, A or B.
    let hours = of("employee_hours", vec![text_by_default("weeks", 5, "EVERY")])
        .chain(of("opening_hours", vec![text_by_default("weeks", 5, "EVERY")]));
    let skills = of("employee_services", vec![optional_int("duration_minutes"), optional_big("price_cents")]);
    let services = of(
        "services",
        vec![
            // The parts of the service where it is not plain work from start to end.
            optional_json("segments"),
            int_by_default("buffer_before_minutes", 0),
            int_by_default("buffer_after_minutes", 0),
            optional_big("deleted_at"),
        ],
    );
    let add_ons = of("add_ons", vec![optional_big("deleted_at")]);
    let customers = of(
        "customers",
        vec![
            optional_text("email", 254),
            long_text("notes"),
            long_text("preferences"),
            optional_id("preferred_employee_id"),
            flag_by_default("marketing_consent", false),
            optional_big("marketing_consent_at"),
            flag_by_default("is_blocked", false),
            optional_id("merged_into_id"),
            optional_big("deleted_at"),
            optional_big("erased_at"),
        ],
    );
    let appointments = of(
        "appointments",
        vec![
            // Services that are done one after the other in one visit share this.
            optional_id("visit_id"),
            optional_id("series_id"),
            // Parts and buffers as they were when booked; nothing for plain work from start to end.
            optional_json("plan"),
            optional_text("service_name", 200),
            // Put over another visit by somebody who may; it takes only the time that was left.
            flag_by_default("is_forced", false),
        ],
    );
    tenants
        .chain(employees)
        .chain(hours)
        .chain(skills)
        .chain(services)
        .chain(add_ons)
        .chain(customers)
        .chain(appointments)
        .collect()
}

/// New tables, parents before children.
fn tables() -> Vec<TableCreateStatement> {
    let mut tables = rules();
    tables.extend(equipment());
    tables.extend(visits());
    tables.extend(waiting());
    tables
}

fn rules() -> Vec<TableCreateStatement> {
    // A day of a calendar is text, `2026-12-24`: it has no zone, and sorts.
    let window = || [text("day", 10), optional_int("starts_minute"), optional_int("ends_minute")];
    vec![
        // On such a day these windows replace the weekly ones; a row without times: closed.
        table(
            "opening_overrides",
            [id("tenant_id"), id("id")].into_iter().chain(window()).chain([optional_text("note", 200)]),
        )
        .key(&["tenant_id", "id"])
        .of_tenant("opening_overrides"),
        // Public holidays on which the salon is open all the same.
        table("kept_holidays", [id("tenant_id"), text("holiday", 60)])
            .key(&["tenant_id", "holiday"])
            .of_tenant("kept_holidays"),
        table(
            "employee_overrides",
            [id("tenant_id"), id("id"), id("employee_id")]
                .into_iter()
                .chain(window())
                .chain([optional_text("note", 200)]),
        )
        .key(&["tenant_id", "id"])
        .part_of("employee_overrides", "employees", "employee_id"),
        // Either days, both included, or instants.
        table(
            "time_off",
            [
                id("tenant_id"),
                id("id"),
                id("employee_id"),
                optional_text("first_day", 10),
                optional_text("last_day", 10),
                optional_big("starts_at"),
                optional_big("ends_at"),
                optional_text("reason", 200),
                big("created_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .part_of("time_off", "employees", "employee_id"),
        table(
            "employee_photos",
            [
                id("tenant_id"),
                id("employee_id"),
                text("content_type", 40),
                ColumnDef::new("bytes").custom("MEDIUMBLOB").not_null().take(),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "employee_id"])
        .part_of("employee_photos", "employees", "employee_id"),
    ]
}

fn equipment() -> Vec<TableCreateStatement> {
    vec![
        table(
            "resources",
            [
                id("tenant_id"),
                id("id"),
                text("name", 200),
                int("units"),
                int("position"),
                big("created_at"),
                big("updated_at"),
                optional_big("deleted_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("resources"),
        table("service_resources", [id("tenant_id"), id("service_id"), id("resource_id")])
            .key(&["tenant_id", "service_id", "resource_id"])
            .part_of("service_resources", "services", "service_id")
            .part_of("service_resources", "resources", "resource_id"),
        // As with employees: one row for each five minutes in which a unit is in use. A chair too many is a
        // duplicate key.
        table(
            "booked_units",
            [id("tenant_id"), id("resource_id"), big("quantum"), int("unit"), id("appointment_id")],
        )
        .key(&["tenant_id", "resource_id", "quantum", "unit"])
        .belongs_to("booked_units", "resources", "resource_id")
        .part_of("booked_units", "appointments", "appointment_id"),
    ]
}

fn visits() -> Vec<TableCreateStatement> {
    vec![
        table(
            "appointment_changes",
            [
                id("tenant_id"),
                id("id"),
                id("appointment_id"),
                big("at"),
                text("action", 20),
                // PERSON, KEY, CALL, CUSTOMER or SYSTEM, and which one.
                text("actor", 20),
                optional_text("actor_id", 40),
                optional_text("actor_name", 200),
                // What was otherwise before: `{"startsAt": {"from": …, "to": …}}`.
                json("changes"),
            ],
        )
        .key(&["tenant_id", "id"])
        .part_of("appointment_changes", "appointments", "appointment_id"),
        table(
            "appointment_series",
            [id("tenant_id"), id("id"), int("every_weeks"), int("count"), big("created_at")],
        )
        .key(&["tenant_id", "id"])
        .of_tenant("appointment_series"),
    ]
}

fn waiting() -> Vec<TableCreateStatement> {
    vec![
        table(
            "waitlist_entries",
            [
                id("tenant_id"),
                id("id"),
                id("customer_id"),
                id("service_id"),
                json("add_on_ids"),
                optional_id("employee_id"),
                text("first_day", 10),
                text("last_day", 10),
                // Minutes of the day between which a visit may start.
                optional_int("starts_minute"),
                optional_int("ends_minute"),
                optional_text("note", 500),
                // WAITING, OFFERED, BOOKED, LEFT or EXPIRED.
                text("status", 20),
                flag("is_offered_before"),
                optional_big("offered_starts_at"),
                optional_id("offered_employee_id"),
                optional_big("offer_expires_at"),
                optional_id("appointment_id"),
                big("created_at"),
                big("updated_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .belongs_to("waitlist_entries", "customers", "customer_id")
        .belongs_to("waitlist_entries", "services", "service_id")
        .belongs_to("waitlist_entries", "employees", "employee_id")
        .belongs_to("waitlist_entries", "employees", "offered_employee_id")
        .belongs_to("waitlist_entries", "appointments", "appointment_id"),
        // Times that an entry has been offered and did not take: they are not offered again.
        table(
            "waitlist_offers",
            [id("tenant_id"), id("entry_id"), id("employee_id"), big("starts_at"), big("at")],
        )
        .key(&["tenant_id", "entry_id", "employee_id", "starts_at"])
        .part_of("waitlist_offers", "waitlist_entries", "entry_id")
        .part_of("waitlist_offers", "employees", "employee_id"),
        // A time kept while somebody makes up their mind.
        table(
            "holds",
            [
                id("tenant_id"),
                id("id"),
                // The services of one visit are held together.
                id("group_id"),
                id("employee_id"),
                big("starts_at"),
                big("ends_at"),
                optional_id("call_id"),
                optional_id("waitlist_entry_id"),
                big("expires_at"),
                big("created_at"),
            ],
        )
        .key(&["tenant_id", "id"])
        .part_of("holds", "employees", "employee_id")
        .part_of("holds", "calls", "call_id")
        .part_of("holds", "waitlist_entries", "waitlist_entry_id"),
        // Two cannot hold the same five minutes, as two cannot book them.
        table("held_quanta", [id("tenant_id"), id("employee_id"), big("quantum"), id("hold_id")])
            .key(&["tenant_id", "employee_id", "quantum"])
            .belongs_to("held_quanta", "employees", "employee_id")
            .part_of("held_quanta", "holds", "hold_id"),
    ]
}
