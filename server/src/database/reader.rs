//! Reading outside of transactions, on connections that stay out of their pool.
//!
//! sqlx asks the database for a sign of life each time that a connection goes back to its pool. A query by itself then
//! costs two round trips, and queries by themselves are most of what a server does. So a few connections are handed from one
//! reader to the next. They go back to the pool, which looks after them, when anything was wrong, and once a minute.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{self, AssertSqlSafe, Connection as _, IntoArguments, MySql, Pool, Sqlite};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, RuntimeErr, Statement,
};
use sea_query_sqlx::SqlxValues;
use tokio::sync::Semaphore;

/// How long a reader waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection that has lain idle for longer is asked for a sign of life before it is used.
const TRUSTED_FOR: Duration = Duration::from_secs(1);

/// How long a connection stays out of its pool, which replaces connections that are old.
const OUT_FOR: Duration = Duration::from_secs(60);

/// Reads outside of transactions.
pub(crate) struct Reader {
    connections: Connections,
}

enum Connections {
    MySql(Kept<MySql>),
    Sqlite(Kept<Sqlite>),
    /// One for everything: an SQLite database in memory.
    Pool(DatabaseConnection),
}

impl Reader {
    /// Reads on at most so many connections of the pool; with none, by way of the pool itself.
    pub(super) fn new(pool: &DatabaseConnection, most: u32) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let connections = match pool.get_database_backend() {
            _ if most == 0 => Connections::Pool(pool.clone()),
            DbBackend::MySql => Connections::MySql(Kept::new(pool.get_mysql_connection_pool().clone(), most)),
            _ => Connections::Sqlite(Kept::new(pool.get_sqlite_connection_pool().clone(), most)),
        };
        Self { connections }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        match &self.connections {
            Connections::MySql(_) => DbBackend::MySql,
            Connections::Sqlite(_) => DbBackend::Sqlite,
            Connections::Pool(pool) => pool.get_database_backend(),
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.connections {
            Connections::MySql(kept) => kept.query(statement).await,
            Connections::Sqlite(kept) => kept.query(statement).await,
            Connections::Pool(pool) => pool.query_all_raw(statement).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }
}

fn only_reads() -> DbErr {
    DbErr::Custom("writing wants a transaction".to_owned())
}

/// Where a query runs: by itself, or in a transaction.
pub(crate) enum Executor<'a> {
    /// By itself.
    Reader(&'a Reader),
    /// In a transaction.
    Transaction(&'a DatabaseTransaction),
}

#[async_trait::async_trait]
impl ConnectionTrait for Executor<'_> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Reader(reader) => reader.get_database_backend(),
            Self::Transaction(transaction) => transaction.get_database_backend(),
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Reader(reader) => reader.query_all_raw(statement).await,
            Self::Transaction(transaction) => transaction.query_all_raw(statement).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Reader(reader) => reader.query_one_raw(statement).await,
            Self::Transaction(transaction) => transaction.query_one_raw(statement).await,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Reader(reader) => reader.execute_raw(statement).await,
            Self::Transaction(transaction) => transaction.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Reader(reader) => reader.execute_unprepared(sql).await,
            Self::Transaction(transaction) => transaction.execute_unprepared(sql).await,
        }
    }
}

/// Connections out of their pool.
struct Kept<D: sqlx::Database> {
    pool: Pool<D>,
    /// One for each connection that may be out; readers get them in the order in which they came.
    turns: Semaphore,
    /// Those that nobody reads on now, the last used on top.
    idle: Mutex<Vec<Connection<D>>>,
}

struct Connection<D: sqlx::Database> {
    inner: PoolConnection<D>,
    out_since: Instant,
    used_at: Instant,
}

impl<D: sqlx::Database> Kept<D> {
    fn new(pool: Pool<D>, most: usize) -> Self {
        Self { pool, turns: Semaphore::new(most.min(Semaphore::MAX_PERMITS)), idle: Mutex::default() }
    }

    /// What a query finds. When it fails, and when nobody waits for it any more, the connection is not used again before
    /// the pool has looked at it.
    async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr>
    where
        SqlxValues: IntoArguments<D>,
        for<'c> &'c mut D::Connection: sqlx::Executor<'c, Database = D>,
        QueryResult: From<D::Row>,
    {
        let Statement { sql, values, .. } = statement;
        let values = SqlxValues(values.unwrap_or_else(|| sea_orm::Values(Vec::new())));
        let query = sqlx::query_with(AssertSqlSafe(sql), values);
        let _turn = match self.turns.try_acquire() {
            Ok(turn) => turn,
            Err(_) => tokio::time::timeout(PATIENCE, self.turns.acquire())
                .await
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
                .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?,
        };
        let mut connection = self.take().await?;
        let rows = query.fetch_all(&mut *connection.inner).await.map_err(failed)?;
        connection.used_at = Instant::now();
        self.idle().push(connection);
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    async fn take(&self) -> Result<Connection<D>, DbErr> {
        let last_used = self.idle().pop();
        let now = Instant::now();
        if let Some(mut connection) = last_used.filter(|known| now - known.out_since < OUT_FOR)
            && (now - connection.used_at < TRUSTED_FOR || connection.inner.ping().await.is_ok())
        {
            return Ok(connection);
        }
        let inner = self.pool.acquire().await.map_err(not_there)?;
        Ok(Connection { inner, out_since: now, used_at: now })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection<D>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: sqlx::Database> Drop for Kept<D> {
    fn drop(&mut self) {
        // Going back to the pool takes a runtime; without one the process is about to end.
        if tokio::runtime::Handle::try_current().is_err() {
            std::mem::take(self.idle.get_mut().unwrap_or_else(PoisonError::into_inner))
                .into_iter()
                .for_each(std::mem::forget);
        }
    }
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn not_there(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}
