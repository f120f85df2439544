//! The rows themselves, seen and written past the application.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Alias, Query, SimpleExpr, Value};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, Statement, TryGetable,
};

/// A look at the database from outside.
pub(crate) struct Rows {
    pub(crate) connection: DatabaseConnection,
}

impl Rows {
    pub(crate) async fn open(url: &str) -> Self {
        Self { connection: super::database::connect(url, 4).await }
    }

    fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    pub(crate) fn is_mysql(&self) -> bool {
        self.backend() == DbBackend::MySql
    }

    /// Brings all that is written into SQLite's one file, so that the file can be copied.
    pub(crate) async fn settle(&self) {
        if self.is_mysql() {
            return;
        }
        for _ in 0..100 {
            let busy: i64 = self.one("PRAGMA wal_checkpoint(TRUNCATE)").await;
            if busy == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("somebody keeps reading");
    }

    /// Runs a statement as it stands.
    pub(crate) async fn run(&self, sql: &str) -> Result<u64, DbErr> {
        Ok(self.connection.execute_unprepared(sql).await?.rows_affected())
    }

    /// Writes a row that no rule of ours has seen.
    pub(crate) async fn insert(
        &self,
        table: &'static str,
        row: &[(&'static str, Value)],
    ) -> Result<(), DbErr> {
        insert(&self.connection, table, row).await
    }

    /// How many rows there are: `"calls WHERE status = 'FAILED'"`.
    pub(crate) async fn count(&self, what: &str) -> i64 {
        self.one(&format!("SELECT COUNT(*) FROM {what}")).await
    }

    /// The one value of the one row that a query finds.
    pub(crate) async fn one<T: TryGetable>(&self, sql: &str) -> T {
        let mut all = self.all(sql).await;
        assert_eq!(all.len(), 1, "{sql} finds one row");
        all.remove(0)
    }

    /// The first value of every row that a query finds.
    pub(crate) async fn all<T: TryGetable>(&self, sql: &str) -> Vec<T> {
        let statement = Statement::from_string(self.backend(), sql);
        let rows =
            self.connection.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter()
            .map(|row| row.try_get_by_index(0).unwrap_or_else(|error| panic!("{sql}: {error}")))
            .collect()
    }

    /// Rows in a shape of their own.
    pub(crate) async fn shaped<T: FromQueryResult>(&self, sql: &str) -> Vec<T> {
        let statement = Statement::from_string(self.backend(), sql);
        T::find_by_statement(statement)
            .all(&self.connection)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The names of all tables.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let sql = if self.is_mysql() {
            "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        };
        self.all(sql).await
    }

    pub(crate) async fn columns(&self, table: &str) -> Vec<String> {
        let sql = if self.is_mysql() {
            format!(
                "SELECT CAST(column_name AS CHAR) FROM information_schema.columns \
                 WHERE table_schema = DATABASE() AND table_name = '{table}' ORDER BY ordinal_position"
            )
        } else {
            format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid")
        };
        self.all(&sql).await
    }

    /// Every row of every table, to see whether anything has changed. Not the audit log: attempts are written into it.
    pub(crate) async fn everything(&self) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::new();
        for table in self.tables().await {
            if table.starts_with("audit_") {
                continue;
            }
            let columns = self.columns(&table).await;
            let texts = columns.iter().map(|column| format!("COALESCE(HEX(`{column}`), '-')"));
            let row = texts.collect::<Vec<_>>().join(", ");
            let mut rows: Vec<String> =
                self.all(&format!("SELECT CONCAT_WS('|', {row}) FROM `{table}`")).await;
            rows.sort();
            all.insert(table, rows);
        }
        all
    }
}

/// Writes a row on a connection or in a transaction.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    table: &'static str,
    row: &[(&'static str, Value)],
) -> Result<(), DbErr> {
    let mut statement = Query::insert();
    statement.into_table(Alias::new(table)).columns(row.iter().map(|(column, _)| Alias::new(*column)));
    statement.values_panic(row.iter().map(|(_, value)| SimpleExpr::Value(value.clone())));
    connection.execute(&statement).await.map(drop)
}
