//! Figures of visits, kept beside them so that a report of a year need not look at each visit of it.
//!
//! A visit is counted in a quarter of an hour (`ALL`, and `PHONE` when the receptionist booked it), in four days
//! of its employee (`EMPLOYEE`) and in four of its service (`SERVICE`). Both are of UTC, not of the salon's calendar: no row here
//! becomes wrong when a salon moves or a country changes its clocks.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

/// What is counted and added up, and what one visit adds.
const AMOUNTS: [(&str, &str); 16] = [
    ("completed", "status = 'COMPLETED'"),
    ("upcoming", UPCOMING),
    ("cancelled", "status = 'CANCELLED'"),
    ("no_show", "status = 'NO_SHOW'"),
    ("completed_cents", "CASE WHEN status = 'COMPLETED' THEN price_cents ELSE 0 END"),
    (
        "upcoming_cents",
        "CASE WHEN status IN ('SCHEDULED', 'CONFIRMED', 'IN_PROGRESS') THEN price_cents ELSE 0 END",
    ),
    ("cancelled_cents", "CASE WHEN status = 'CANCELLED' THEN price_cents ELSE 0 END"),
    ("no_show_cents", "CASE WHEN status = 'NO_SHOW' THEN price_cents ELSE 0 END"),
    (
        "working_ms",
        "CASE WHEN status IN ('CANCELLED', 'NO_SHOW') THEN 0 \
         ELSE COALESCE(working_minutes * 60000, ends_at - starts_at) END",
    ),
    ("phone", "source = 'PHONE'"),
    ("led", "created_at <= starts_at"),
    ("lead_ms", "CASE WHEN created_at <= starts_at THEN starts_at - created_at ELSE 0 END"),
    ("led_under_24", "created_at <= starts_at AND starts_at - created_at < 86400000"),
    ("led_under_72", "starts_at - created_at >= 86400000 AND starts_at - created_at < 259200000"),
    ("led_under_168", "starts_at - created_at >= 259200000 AND starts_at - created_at < 604800000"),
    ("led_under_336", "starts_at - created_at >= 604800000 AND starts_at - created_at < 1209600000"),
];

const UPCOMING: &str = "status IN ('SCHEDULED', 'CONFIRMED', 'IN_PROGRESS')";

/// In which rows a visit is counted: what they are about, how long each stands for, and whose it is.
const ROWS: [(&str, &str, &str, &str); 4] = [
    ("ALL", "900000", NOBODY, ""),
    ("PHONE", "900000", NOBODY, "WHERE source = 'PHONE'"),
    ("EMPLOYEE", "345600000", "employee_id", ""),
    ("SERVICE", "345600000", "service_id", ""),
];

const NOBODY: &str = "x'00000000000000000000000000000000'";

/// Names of the columns with amounts.
pub(crate) fn amounts() -> impl Iterator<Item = &'static str> {
    AMOUNTS.into_iter().map(|(name, _)| name)
}

/// Counts all visits anew, in every salon. For whoever has written visits past the application: it keeps its figures itself.
///
/// # Errors
/// The database's own.
pub async fn recount(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let names: Vec<_> = amounts().collect();
    let sums: Vec<_> = AMOUNTS.iter().map(|(_, amount)| format!("SUM({amount})")).collect();
    connection.execute_unprepared("DELETE FROM visit_figures").await?;
    for (about, length, subject, only) in ROWS {
        let sql = format!(
            "INSERT INTO visit_figures (tenant_id, about, starts_at, subject_id, currency, {}) \
             SELECT tenant_id, '{about}', starts_at - starts_at % {length}, {subject}, currency, {} \
             FROM appointments {only} GROUP BY 1, 3, 4, 5",
            names.join(", "),
            sums.join(", "),
        );
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}
