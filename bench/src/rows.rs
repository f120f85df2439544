//! Many rows into one table of a database, past the application.

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Value};

use crate::Error;

/// The values of one row, in the order of its columns.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(crate) use row;

/// One connection: what is set on it must hold for every statement.
pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, Error> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    #[expect(clippy::disallowed_methods, reason = "all salons are filled at once, past the application")]
    Ok(sea_orm::Database::connect(options).await?)
}

/// The columns of a salon that its loaders fill.
pub(crate) const OF_TENANT: [&str; 14] = [
    "id",
    "name",
    "status",
    "timezone",
    "currency",
    "locale",
    "country",
    "slot_step_minutes",
    "notice_minutes",
    "horizon_days",
    "settings",
    "catalogue_version",
    "created_at",
    "updated_at",
];

/// SQLite takes fewest parameters in one statement: 32,766.
const MOST_PARAMETERS: usize = 32_000;

/// Inserts rows in as few statements as the databases allow; says how many they were.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    table: &'static str,
    columns: &[&'static str],
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<usize, Error> {
    let per_statement = MOST_PARAMETERS / columns.len();
    let mut rows = rows.into_iter();
    let mut inserted = 0;
    loop {
        let mut statement = Query::insert();
        statement.into_table(Alias::new(table)).columns(columns.iter().copied().map(Alias::new));
        let before = inserted;
        for row in rows.by_ref().take(per_statement) {
            statement.values_panic(row.into_iter().map(Into::into));
            inserted += 1;
        }
        if inserted == before {
            return Ok(inserted);
        }
        connection.execute(&statement).await?;
    }
}
