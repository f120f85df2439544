//! After a round: taking back what it has added, and checking it.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;

use super::MADE_BY_LOADING;
use crate::Error;

/// Children before parents. Log-ins stay: whoever drives the load keeps them from one round to the next.
const ADDED: [&str; 6] = [
    "DELETE FROM jobs",
    "DELETE FROM notifications",
    "DELETE FROM idempotency_keys",
    "DELETE FROM appointments WHERE created_at > {loaded}",
    "DELETE FROM calls WHERE updated_at > {loaded}",
    "DELETE FROM customers WHERE created_at > {loaded}",
];

/// Takes back whatever was added since the data set was loaded.
pub(super) async fn reset(connection: &DatabaseConnection) -> Result<(), Error> {
    for statement in ADDED {
        connection.execute_unprepared(&with_marker(statement)).await?;
    }
    migration::figures::recount(connection).await?;
    println!("{}", json!({ "left": count(connection, "SELECT COUNT(*) AS n FROM appointments").await? }));
    Ok(())
}

/// Each visit beside the one before it in its employee's book.
const OVERLAPS: &str = "SELECT COUNT(*) AS n FROM (
    SELECT starts_at, LAG(ends_at) OVER (PARTITION BY tenant_id, employee_id ORDER BY starts_at, id) AS last_end
    FROM appointments WHERE status NOT IN ('CANCELLED', 'NO_SHOW')) AS book
    WHERE last_end > starts_at";

const WRONG_PRICES: &str = "SELECT COUNT(*) AS n FROM appointments AS a
    JOIN services AS s ON s.tenant_id = a.tenant_id AND s.id = a.service_id
    WHERE a.created_at > {loaded} AND a.price_cents <> s.price_cents + (
        SELECT COALESCE(SUM(x.price_cents), 0) FROM appointment_add_ons AS x
        WHERE x.tenant_id = a.tenant_id AND x.appointment_id = a.id)";

/// Visits that hold fewer five minutes than they last.
const NOT_HELD: &str = "SELECT COUNT(*) AS n FROM appointments AS a
    WHERE a.created_at > {loaded} AND a.status NOT IN ('CANCELLED', 'NO_SHOW') AND a.ends_at - a.starts_at > 300000 * (
        SELECT COUNT(*) FROM booked_quanta AS q
        WHERE q.tenant_id = a.tenant_id AND q.appointment_id = a.id)";

/// Fails when somebody is booked twice, a price is wrong, or a visit does not hold its time.
pub(super) async fn verify(connection: &DatabaseConnection) -> Result<(), Error> {
    let overlaps = count(connection, OVERLAPS).await?;
    let wrong_prices = count(connection, &with_marker(WRONG_PRICES)).await?;
    let not_held = count(connection, &with_marker(NOT_HELD)).await?;
    let added = "SELECT COUNT(*) AS n FROM appointments WHERE created_at > {loaded}";
    let calls = "SELECT COUNT(*) AS n FROM calls WHERE updated_at > {loaded}";
    println!(
        "{}",
        json!({
            "overlaps": overlaps,
            "badPrices": wrong_prices,
            "notHeld": not_held,
            "added": count(connection, &with_marker(added)).await?,
            "calls": count(connection, &with_marker(calls)).await?,
        })
    );
    if overlaps + wrong_prices + not_held > 0 {
        return Err("the book is not in order".into());
    }
    Ok(())
}

fn with_marker(statement: &str) -> String {
    statement.replace("{loaded}", &MADE_BY_LOADING.to_string())
}

async fn count(connection: &DatabaseConnection, statement: &str) -> Result<i64, Error> {
    let statement = Statement::from_string(connection.get_database_backend(), statement);
    let row = connection.query_one_raw(statement).await?.ok_or("a count without a row")?;
    Ok(row.try_get("", "n")?)
}
