//! Figures in a moment: indices that hold all that a report adds up, so that it never looks at the rows themselves.

use sea_orm_migration::prelude::*;

use crate::schema::{IndexShape, add_columns, create_indices, drop_columns, drop_indices, optional_int};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add_columns(manager, columns()).await?;
        // What a visit of several parts took of its employee is in the minutes that are kept for it.
        let taken = "UPDATE appointments SET working_minutes = 5 * (SELECT COUNT(*) FROM booked_quanta \
             WHERE booked_quanta.tenant_id = appointments.tenant_id \
             AND booked_quanta.appointment_id = appointments.id) \
             WHERE plan IS NOT NULL AND working_minutes IS NULL AND is_forced = 0 \
             AND status NOT IN ('CANCELLED', 'NO_SHOW')";
        manager.get_connection().execute_unprepared(taken).await?;
        create_indices(manager, INDICES).await?;
        drop_indices(manager, REPLACED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_indices(manager, REPLACED).await?;
        drop_indices(manager, INDICES).await?;
        drop_columns(manager, columns()).await
    }
}

const INDICES: &[IndexShape] = &[
    (
        "appointments",
        "ix_appointments_figures",
        &[
            "tenant_id",
            "starts_at",
            "status",
            "source",
            "employee_id",
            "service_id",
            "customer_id",
            "currency",
            "price_cents",
            "ends_at",
            "working_minutes",
            "created_at",
        ],
    ),
    (
        "appointments",
        "ix_appointments_customer_figures",
        &["tenant_id", "customer_id", "starts_at", "status"],
    ),
    (
        "calls",
        "ix_calls_figures",
        &[
            "tenant_id",
            "started_at",
            "outcome",
            "status",
            "reason",
            "channel",
            "duration_seconds",
            "model_cost_micros",
        ],
    ),
];

/// Each begins as one of the new ones does.
const REPLACED: &[IndexShape] = &[
    ("appointments", "ix_appointments_start", &["tenant_id", "starts_at"]),
    ("appointments", "ix_appointments_customer_start", &["tenant_id", "customer_id", "starts_at"]),
    ("calls", "ix_calls_started", &["tenant_id", "started_at"]),
];

fn columns() -> Vec<(&'static str, ColumnDef)> {
    // How long the employee is engaged; nothing for plain work from start to end.
    vec![("appointments", optional_int("working_minutes"))]
}
