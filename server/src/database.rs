//! Opening the database that `DATABASE_URL` names: SQLite or MySQL (and MariaDB).
//!
//! Nothing here knows a salon. Modules never see a [`Database`]: they are handed a
//! [`TenantDb`](crate::tenancy::TenantDb), which alone can query, or a
//! [`PlatformDb`](crate::tenancy::PlatformDb) for rows without a salon.

mod reader;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use migration::MigratorTrait;
use providers::clock::Clock;
use sea_orm::sqlx::Executor as _;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqlErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio_util::task::AbortOnDropHandle;

pub(crate) use reader::{Executor, Reader};

/// The connections of one server process.
#[derive(Clone)]
pub struct Database {
    read: Arc<Reader>,
    // SQLite has one writer at a time; a pool of one queues them instead of letting them collide.
    write: DatabaseConnection,
    clock: Arc<dyn Clock>,
    // SQLite's file: what is open stays readable when the file is taken away, and is lost all the same.
    file: Option<PathBuf>,
    // Runs as long as any of the copies is there.
    _checkpoints: Option<Arc<AbortOnDropHandle<()>>>,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `DATABASE_URL` names no database we speak to.
    #[error("DATABASE_URL must begin with sqlite: or mysql:")]
    UnknownScheme,
    /// The server or file does not answer.
    #[error("cannot open the database: {0}")]
    Unreachable(#[from] DbErr),
    /// The file's folder cannot be made.
    #[error("cannot make the database's folder: {0}")]
    Folder(#[from] std::io::Error),
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("write", &self.write).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens the pools. Creates an SQLite file that is missing, not its folder.
    pub async fn open(url: &str, max_connections: u32, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        if url.starts_with("sqlite:") {
            let file = sqlite_file(url).map(Path::to_owned);
            let write = connect(sqlite(url, 1)).await?;
            let read = match file {
                Some(_) => Reader::new(&connect(sqlite(url, max_connections)).await?, max_connections),
                None => Reader::new(&write, 0),
            };
            let read = Arc::new(read);
            let checkpoints = file.is_some().then(|| tokio::spawn(checkpoint(Arc::clone(&read))));
            let checkpoints = checkpoints.map(|task| Arc::new(AbortOnDropHandle::new(task)));
            Ok(Self { read, write, clock, file, _checkpoints: checkpoints })
        } else if url.starts_with("mysql:") {
            let pool = connect(mysql(url, max_connections)).await?;
            // The other half is for transactions: what they wait for may be long.
            Ok(Self {
                read: Arc::new(Reader::new(&pool, max_connections / 2)),
                write: pool,
                clock,
                file: None,
                _checkpoints: None,
            })
        } else {
            Err(OpenError::UnknownScheme)
        }
    }

    /// Brings the schema up to date; makes an SQLite file's folder first. Safe to call from several processes at once.
    ///
    /// Takes a pool of its own with one connection: migrations switch SQLite's foreign keys off and on again,
    /// and MySQL's named lock belongs to a connection.
    pub async fn migrate(url: &str) -> Result<(), OpenError> {
        let folder = sqlite_file(url).and_then(Path::parent);
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let connection =
            connect(if url.starts_with("sqlite:") { sqlite(url, 1) } else { mysql(url, 1) }).await?;
        let is_mysql = connection.get_database_backend() == DbBackend::MySql;
        if is_mysql {
            let lock = "SELECT CASE WHEN GET_LOCK('bolt_migration', 120) = 1 THEN 1 ELSE 0 END AS held";
            let row = connection.query_one_raw(Statement::from_string(DbBackend::MySql, lock)).await?;
            let held: i64 = row.map(|row| row.try_get("", "held")).transpose()?.unwrap_or(0);
            if held != 1 {
                return Err(DbErr::Custom("another process has been migrating for two minutes".into()).into());
            }
        }
        let outcome = migration::Migrator::up(&connection, None).await;
        if is_mysql {
            let release = Statement::from_string(DbBackend::MySql, "SELECT RELEASE_LOCK('bolt_migration')");
            connection.query_one_raw(release).await?;
        }
        connection.close().await?;
        Ok(outcome?)
    }

    /// One round trip, for the health check.
    pub async fn ping(&self) -> Result<(), DbErr> {
        if let Some(file) = &self.file {
            let there = tokio::fs::metadata(file).await;
            there.map_err(|error| DbErr::Custom(format!("the database's file: {error}")))?;
        }
        let statement = Statement::from_string(self.read.get_database_backend(), "SELECT 1");
        self.read.query_one_raw(statement).await.map(drop)
    }

    /// The same database by another clock.
    pub fn by_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self.clone() }
    }

    /// What time it is, for what is written down of changes.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// For reading, outside any transaction.
    pub(crate) fn reader(&self) -> &Reader {
        &self.read
    }

    /// Begins a transaction that may write: SQLite's lock is taken now, not at the first write, so that what was
    /// read in it cannot go stale.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.write.begin_with_options(options).await
    }
}

/// The file that an SQLite address names; none for one in memory.
fn sqlite_file(url: &str) -> Option<&Path> {
    let file = url.strip_prefix("sqlite:")?.trim_start_matches("//").split('?').next()?;
    (!file.is_empty() && file != ":memory:").then(|| Path::new(file))
}

/// Brings what was committed from SQLite's log into its file, beside the commits and not in one of them: the one that
/// fills the log would take several times as long, and with it a caller's answer (<https://www.sqlite.org/wal.html>,
/// "Application-Initiated Checkpoints").
async fn checkpoint(connections: Arc<Reader>) {
    loop {
        tokio::time::sleep(BETWEEN_CHECKPOINTS).await;
        let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(PASSIVE)");
        if let Err(error) = connections.query_one_raw(statement).await {
            tracing::warn!(%error, "the database's log could not be brought into its file");
        }
    }
}

/// Seconds of commits that lie in the log.
const BETWEEN_CHECKPOINTS: Duration = Duration::from_secs(1);

/// Pages of 4 KB in the log at which a commit brings them into the file after all; by default it is a thousand.
const LOG_OVERFLOW: &str = "20000";

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    // The one place that opens connections.
    #[expect(clippy::disallowed_methods, reason = "this is the place that clippy.toml points to")]
    sea_orm::Database::connect(options).await
}

/// How many prepared statements a connection keeps.
///
/// All that this program has, with room. To make room for one more, sqlx 0.9 closes an old one, which MySQL does not
/// answer, and what it sends next then waits for the system to acknowledge the first (Nagle's algorithm): 40 ms.
/// A server keeps 16,382 of them by default (`max_prepared_stmt_count`): ten connections in each of three processes.
const STATEMENTS: usize = 500;

fn sqlite(url: &str, max_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        // A file does not hang up.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .statement_cache_capacity(STATEMENTS)
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A caller who heard "you are booked" stays booked when the power fails.
                .synchronous(SqliteSynchronous::Full)
                .pragma("wal_autocheckpoint", LOG_OVERFLOW)
                .busy_timeout(Duration::from_secs(5))
        });
    options
}

fn mysql(url: &str, max_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        // A server may; but who has answered a moment ago need not be asked before every statement, which would
        // double the round trips.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging(false)
        .map_sqlx_mysql_opts(|options| options.statement_cache_capacity(STATEMENTS))
        // On each connection: sea-orm's own callback runs once for the whole pool.
        .map_sqlx_mysql_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move {
                    // What others have committed meanwhile counts, and there are fewer gap locks, so fewer deadlocks;
                    // the booking constraint does not depend on the level.
                    connection
                        .execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                        .await
                        .map(drop)
                })
            })
        });
    options
}

/// Whether the database refused a row because its key is there already.
pub(crate) fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether trying the whole transaction again can help: the database chose this one to give way.
///
/// Codes: MySQL 1205 lock wait timeout, 1213 deadlock, 3572 NOWAIT; SQLite 5 busy, 6 locked, 517 busy snapshot.
pub(crate) fn is_transient(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return false;
    };
    let sea_orm::sqlx::Error::Database(inner) = inner.as_ref() else {
        return false;
    };
    if let Some(mysql) = inner.try_downcast_ref::<sea_orm::sqlx::mysql::MySqlDatabaseError>() {
        return matches!(mysql.number(), 1205 | 1213 | 3572);
    }
    matches!(inner.code().as_deref(), Some("5" | "6" | "517"))
}

#[cfg(test)]
mod tests {
    use providers::clock::SystemClock;

    use super::*;

    #[tokio::test]
    async fn what_is_committed_reaches_the_file_though_no_commit_brings_it_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("bolt.db");
        let url = format!("sqlite:{}", file.display());
        let database = Database::open(&url, 2, Arc::new(SystemClock)).await.expect("it opens");
        let megabyte = "CREATE TABLE sounds AS SELECT zeroblob(1000000) AS sound";
        database.write.execute_unprepared(megabyte).await.expect("it is written");

        let size = || std::fs::metadata(&file).expect("the file is there").len();
        let deadline = std::time::Instant::now() + Duration::from_secs(30);
        while size() < 1_000_000 {
            assert!(std::time::Instant::now() < deadline, "only {} bytes are in the file", size());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
