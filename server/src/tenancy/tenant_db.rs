//! The only way to a salon's rows.
//!
//! Modules compose queries freely and hand them over; every method here adds `tenant_id = ?`, and every insert
//! stamps it. `TenantDb` is not a `ConnectionTrait` and gives none away:
//!
//! ```compile_fail
//! # use bolt::tenancy::TenantDb;
//! fn the_connection_stays_inside(db: &TenantDb) -> &sea_orm::DatabaseConnection { db.reader() }
//! ```
//! ```compile_fail
//! # use bolt::tenancy::TenantDb;
//! # use sea_orm::EntityTrait;
//! async fn a_query_cannot_run_past_it<E: EntityTrait>(db: &TenantDb) { let _ = E::find().all(db).await; }
//! ```
//! ```compile_fail
//! # use bolt::tenancy::TenantDb;
//! # use sea_orm::EntityTrait;
//! async fn a_table_without_a_salon_is_refused<E: EntityTrait>(db: &TenantDb) { let _ = db.all(E::find()).await; }
//! ```
//! The same with a table that has one compiles:
//! ```
//! # use bolt::tenancy::{TenantDb, TenantRow};
//! async fn a_table_with_a_salon_is_fine<E: TenantRow>(db: &TenantDb) { let _ = db.all(E::find()).await; }
//! ```
//! Writing wants a transaction:
//! ```compile_fail
//! # use bolt::tenancy::{TenantDb, TenantRow};
//! async fn no_write_without_one<E: TenantRow>(db: &TenantDb, row: E::ActiveModel) { let _ = db.insert::<E>(row).await; }
//! ```
//! ```
//! # use bolt::tenancy::{TenantTx, TenantRow};
//! async fn with_one_it_is_fine<E: TenantRow>(tx: &TenantTx, row: E::ActiveModel) { let _ = tx.insert::<E>(row).await; }
//! ```
//! A scope cannot be made from an id, and a salon's id cannot be read from a request:
//! ```compile_fail
//! # use bolt::{ids::TenantId, tenancy::TenantScope};
//! fn not_from_an_id(id: TenantId) -> TenantScope { TenantScope(id) }
//! ```
//! ```compile_fail
//! # use bolt::ids::TenantId;
//! fn not_from_text(text: &str) -> TenantId { text.parse().unwrap() }
//! ```
//! ```
//! # use bolt::ids::EmployeeId;
//! fn other_ids_can(text: &str) -> EmployeeId { text.parse().unwrap() }
//! ```

use std::ops::{ControlFlow, Deref};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use providers::clock::Clock;
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend,
    DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, Statement, TransactionTrait, TryIntoModel, Value,
};

use super::TenantScope;
use super::audit::{self, Audited, By, Changes};
use super::figures::Share;
use crate::database::{Database, Executor, is_transient};
use crate::http::envelope::{Page, PageOf};
use crate::ids::TenantId;

/// A table whose rows belong to a salon.
pub trait TenantRow:
    EntityTrait<ActiveModel: TryIntoModel<Self::Model>, Model: IntoActiveModel<Self::ActiveModel>>
{
    /// The column that says which.
    fn tenant_column() -> Self::Column;

    /// Writes the salon into a row about to be saved.
    fn stamp(row: &mut Self::ActiveModel, tenant: ActiveValue<TenantId>);

    /// What the audit log says of changes; nothing for rows that are a log themselves, follow from others, or live for
    /// minutes.
    fn audited() -> Option<Audited<Self::Column>> {
        None
    }

    /// Whether figures are kept of these rows; the audit log has them then, too.
    const IS_COUNTED: bool = false;

    /// What a row adds to which figures.
    fn shares(_row: &Self::Model) -> Vec<Share> {
        Vec::new()
    }
}

/// Implements [`TenantRow`] for the entity in scope, by its `tenant_id`, and says what the audit log calls a row:
/// `tenant_row!("service", Id: ServiceId)` names the column and the kind of its id, `hiding [..]` columns whose values
/// stay out of it; `counted by shares_of` a function from a row to its [`Share`]s in kept figures; `tenant_row!(unaudited)`.
macro_rules! tenant_row {
    (unaudited) => {
        $crate::tenancy::tenant_row!(@with None);
    };
    ($noun:literal) => {
        $crate::tenancy::tenant_row!(@with Some($crate::tenancy::Audited {
            noun: $noun, subject: None, hidden: &[],
        }));
    };
    ($noun:literal, $column:ident : $id:ident $(, hiding [$($hidden:literal),*])? $(, counted by $shares:path)?) => {
        $crate::tenancy::tenant_row!(@with Some($crate::tenancy::Audited {
            noun: $noun,
            subject: Some((Column::$column, $crate::ids::$id::PREFIX)),
            hidden: &[$($($hidden),*)?],
        }) $(, $shares)?);
    };
    (@with $audited:expr $(, $shares:path)?) => {
        impl $crate::tenancy::TenantRow for Entity {
            fn tenant_column() -> Column {
                Column::TenantId
            }

            fn stamp(row: &mut ActiveModel, tenant: sea_orm::ActiveValue<$crate::ids::TenantId>) {
                row.tenant_id = tenant;
            }

            fn audited() -> Option<$crate::tenancy::Audited<Column>> {
                $audited
            }

            $(
                const IS_COUNTED: bool = true;

                fn shares(row: &Model) -> Vec<$crate::tenancy::Share> {
                    $shares(row)
                }
            )?
        }
    };
}

/// Implements [`PlatformRow`](super::PlatformRow) for the entity in scope.
macro_rules! platform_row {
    () => {
        impl $crate::tenancy::PlatformRow for Entity {}
    };
}

pub(crate) use {platform_row, tenant_row};

/// A query on one table that is held to a salon; see [`StandingQuery`].
pub struct OfTenant(SelectStatement);

impl OfTenant {
    /// A query on this table.
    pub fn new<E: TenantRow>(query: Select<E>) -> Self {
        let mine = Expr::col((E::default(), E::tenant_column())).eq(StandingQuery::value());
        Self(query.filter(mine).into_query())
    }
}

/// What several queries on different tables of one salon find, in one round trip and in no order; their columns have the
/// same names and types, in the same order.
///
/// It is asked all day, so its text is put together once. Values stand in it as [`StandingQuery::value`], and nothing
/// else that could differ; [`TenantDb::rows_of`] gives them, and the salon.
pub struct StandingQuery {
    parts: fn() -> Vec<OfTenant>,
    on_mysql: OnceLock<String>,
    on_sqlite: OnceLock<String>,
}

impl StandingQuery {
    /// Of these queries.
    pub const fn new(parts: fn() -> Vec<OfTenant>) -> Self {
        Self { parts, on_mysql: OnceLock::new(), on_sqlite: OnceLock::new() }
    }

    /// A place for a value.
    pub fn value() -> Expr {
        Expr::cust("?")
    }

    fn text(&self, backend: DbBackend) -> &str {
        let kept = if backend == DbBackend::MySql { &self.on_mysql } else { &self.on_sqlite };
        kept.get_or_init(|| {
            let mut parts = (self.parts)().into_iter().map(|part| part.0);
            let mut all = parts.next().expect("a standing query has a part");
            for part in parts {
                all.union(UnionType::All, part);
            }
            let Statement { sql, values, .. } = backend.build(&all);
            assert!(values.is_none_or(|values| values.0.is_empty()), "a value stands in the text: {sql}");
            sql
        })
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction").field("changes", &self.changes).finish_non_exhaustive()
    }
}

/// A salon's rows, for reading.
#[derive(Debug)]
pub struct TenantDb {
    scope: TenantScope,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Pool(Database),
    Transaction(Transaction),
}

/// A transaction, or a step within one that can be undone by itself.
struct Transaction {
    inner: DatabaseTransaction,
    clock: Arc<dyn Clock>,
    changes: Arc<Mutex<Changes>>,
    /// Of the transaction that this is a step of.
    outer: Option<Arc<Mutex<Changes>>>,
}

impl TenantDb {
    /// The salon's rows.
    pub fn new(database: &Database, scope: TenantScope) -> Self {
        Self { scope, place: Place::Pool(database.clone()) }
    }

    /// The salon.
    pub fn tenant_id(&self) -> TenantId {
        self.scope.tenant_id()
    }

    /// Whether this reads inside a transaction, which sees what it has written itself.
    pub fn is_transaction(&self) -> bool {
        matches!(self.place, Place::Transaction(_))
    }

    /// The database's name for a whole number of 64 bits in a cast: the one expression that differs.
    pub fn integer(&self) -> &'static str {
        let is_mysql = self.executor().get_database_backend() == sea_orm::DbBackend::MySql;
        if is_mysql { "signed" } else { "integer" }
    }

    fn executor(&self) -> Executor<'_> {
        match &self.place {
            Place::Pool(database) => Executor::Reader(database.reader()),
            Place::Transaction(transaction) => Executor::Transaction(&transaction.inner),
        }
    }

    fn mine<E: TenantRow>(&self) -> SimpleExpr {
        E::tenant_column().eq(self.tenant_id())
    }

    /// All rows that the query finds.
    pub async fn all<E: TenantRow>(&self, query: Select<E>) -> Result<Vec<E::Model>, DbErr> {
        query.filter(self.mine::<E>()).all(&self.executor()).await
    }

    /// The first row that the query finds.
    pub async fn one<E: TenantRow>(&self, query: Select<E>) -> Result<Option<E::Model>, DbErr> {
        query.filter(self.mine::<E>()).one(&self.executor()).await
    }

    /// How many rows the query finds.
    pub async fn count<E>(&self, query: Select<E>) -> Result<u64, DbErr>
    where
        E: TenantRow<Model: FromQueryResult + Send + Sync>,
    {
        query.filter(self.mine::<E>()).count(&self.executor()).await
    }

    /// One page of what the query finds, and how many there are in all. The query must order its rows.
    pub async fn page<E>(&self, query: Select<E>, page: Page) -> Result<PageOf<E::Model>, DbErr>
    where
        E: TenantRow<Model: FromQueryResult + Send + Sync>,
    {
        let query = query.filter(self.mine::<E>());
        let executor = self.executor();
        let total = query.clone().count(&executor).await?;
        let rows = if total == 0 {
            Vec::new()
        } else {
            query.offset(page.offset()).limit(page.size()).all(&executor).await?
        };
        Ok(PageOf { rows, page, total })
    }

    /// What the query finds, in a shape of its own: some columns, sums, counts.
    pub async fn rows<E: TenantRow, T: FromQueryResult>(&self, query: Select<E>) -> Result<Vec<T>, DbErr> {
        query.filter(self.mine::<E>()).into_model::<T>().all(&self.executor()).await
    }

    /// Figures of groups: what the query finds is a table named `found`, of which these columns are taken, put together
    /// by those that `by` names.
    pub async fn rows_of_groups<E: TenantRow, T: FromQueryResult>(
        &self,
        groups: Select<E>,
        columns: impl IntoIterator<Item = (Expr, &'static str)>,
        by: &[&'static str],
    ) -> Result<Vec<T>, DbErr> {
        let mut figures = SelectStatement::new();
        figures.from_subquery(groups.filter(self.mine::<E>()).into_query(), "found");
        for (column, name) in columns {
            figures.expr_as(column, name);
        }
        figures.group_by_columns(by.iter().copied());
        let executor = self.executor();
        T::find_by_statement(executor.get_database_backend().build(&figures)).all(&executor).await
    }

    /// What a standing query finds, with the values of each of its parts.
    pub async fn rows_of<T: FromQueryResult, const PARTS: usize>(
        &self,
        query: &StandingQuery,
        values: [&[Value]; PARTS],
    ) -> Result<Vec<T>, DbErr> {
        let mine = Value::from(self.tenant_id());
        let values = values.into_iter().flat_map(|part| part.iter().chain([&mine])).cloned();
        let executor = self.executor();
        let backend = executor.get_database_backend();
        T::find_by_statement(Statement::from_sql_and_values(backend, query.text(backend), values))
            .all(&executor)
            .await
    }

    /// Begins a transaction. Prefer `in_transaction!`, which tries again when the database says so.
    pub async fn begin(&self) -> Result<TenantTx, DbErr> {
        match &self.place {
            Place::Pool(database) => Ok(TenantTx::new(self.scope, database.begin().await?, database.clock())),
            Place::Transaction(transaction) => {
                let mut step =
                    TenantTx::new(self.scope, transaction.inner.begin().await?, transaction.clock.clone());
                let changes = step.transaction_mut();
                changes.outer = Some(Arc::clone(&transaction.changes));
                lock(&changes.changes).by = lock(&transaction.changes).by;
                Ok(step)
            }
        }
    }
}

/// Does `work` in one transaction and commits it; an error undoes all of it.
///
/// When the database makes the transaction give way to another (deadlock, lock wait), the work is done again from its
/// start, a few times. So the work must do nothing that a rollback does not undo. `?` and `return` stay inside the
/// work. A macro, because a closure that borrows both its surroundings and the transaction cannot yet promise that
/// its future is `Send`.
macro_rules! in_transaction {
    ($db:expr, $tx:ident => $work:expr) => {{
        let mut attempts = $crate::tenancy::Attempts::default();
        loop {
            let ended = match $db.begin().await {
                Ok(transaction) => {
                    let $tx = &transaction;
                    let outcome = async { $work }.await;
                    attempts.settle(transaction, outcome).await
                }
                Err(error) => attempts.give_way(error.into()).await,
            };
            if let std::ops::ControlFlow::Break(outcome) = ended {
                break outcome;
            }
        }
    }};
}

pub(crate) use in_transaction;

/// How often a transaction has been tried; see `in_transaction!`.
#[derive(Debug, Default)]
pub struct Attempts(u64);

impl Attempts {
    const MOST: u64 = 8;

    /// Commits or undoes a transaction. `Continue`: try again.
    pub async fn settle<T, E>(&mut self, tx: TenantTx, outcome: Result<T, E>) -> ControlFlow<Result<T, E>>
    where
        E: From<DbErr> + Retry,
    {
        let ended = match outcome {
            Ok(value) => tx.commit().await.map(|()| value).map_err(E::from),
            Err(error) => {
                if let Err(failed) = tx.roll_back().await {
                    tracing::warn!(error = %failed, "a transaction could not be undone by us; the database does it");
                }
                Err(error)
            }
        };
        match ended {
            Ok(value) => ControlFlow::Break(Ok(value)),
            Err(error) => self.give_way(error).await,
        }
    }

    /// After an error: waits and says `Continue` if trying again can help.
    pub async fn give_way<T, E: Retry>(&mut self, error: E) -> ControlFlow<Result<T, E>> {
        self.0 += 1;
        if self.0 >= Self::MOST || !error.is_transient() {
            return ControlFlow::Break(Err(error));
        }
        // Uneven pauses, so that those who met do not meet again.
        let pause = rand::random_range(1..=8) * self.0 * self.0;
        tokio::time::sleep(Duration::from_millis(pause)).await;
        ControlFlow::Continue(())
    }
}

/// An error that says whether trying again can help.
pub trait Retry {
    /// Whether the database only asked this transaction to give way.
    fn is_transient(&self) -> bool;
}

impl Retry for DbErr {
    fn is_transient(&self) -> bool {
        is_transient(self)
    }
}

fn lock(changes: &Mutex<Changes>) -> MutexGuard<'_, Changes> {
    changes.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A salon's rows inside a transaction: reading as in [`TenantDb`], and writing. Dropped, it is undone.
#[must_use = "a transaction that is not committed is undone"]
#[derive(Debug)]
pub struct TenantTx(TenantDb);

impl Deref for TenantTx {
    type Target = TenantDb;

    fn deref(&self) -> &TenantDb {
        &self.0
    }
}

impl TenantTx {
    pub(super) fn new(scope: TenantScope, inner: DatabaseTransaction, clock: Arc<dyn Clock>) -> Self {
        let changes = Arc::new(Mutex::new(Changes::new(scope.by())));
        let transaction = Transaction { inner, clock, changes, outer: None };
        Self(TenantDb { scope, place: Place::Transaction(transaction) })
    }

    fn transaction(&self) -> &Transaction {
        match &self.0.place {
            Place::Transaction(transaction) => transaction,
            Place::Pool(_) => unreachable!("made only in `new`, with a transaction"),
        }
    }

    fn transaction_mut(&mut self) -> &mut Transaction {
        match &mut self.0.place {
            Place::Transaction(transaction) => transaction,
            Place::Pool(_) => unreachable!("made only in `new`, with a transaction"),
        }
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        lock(&self.transaction().changes)
    }

    /// Makes it so, and writes down what was done.
    pub async fn commit(self) -> Result<(), DbErr> {
        let tenant = self.tenant_id();
        let Place::Transaction(Transaction { inner, clock, changes, outer }) = self.0.place else {
            unreachable!("made only in `new`, with a transaction")
        };
        let by = lock(&changes).by;
        let mut done = std::mem::replace(&mut *lock(&changes), Changes::new(by));
        match outer {
            Some(outer) => {
                let mut outer = lock(&outer);
                outer.entries.extend(done.entries);
                outer.forgotten.extend(done.forgotten);
                outer.tally.extend(done.tally);
            }
            None => {
                let tally = std::mem::take(&mut done.tally);
                audit::write(&inner, tenant, done, clock.now()).await?;
                tally.write(&inner, tenant).await?;
            }
        }
        inner.commit().await
    }

    /// Undoes it.
    pub async fn roll_back(self) -> Result<(), DbErr> {
        match self.0.place {
            Place::Transaction(transaction) => transaction.inner.rollback().await,
            Place::Pool(_) => unreachable!("made only in `new`, with a transaction"),
        }
    }

    /// What follows is done on somebody's behalf who was not known when the handle was made.
    pub fn act_for(&self, by: By) {
        self.changes().by = by;
    }

    /// Takes the words about these out of the audit log, those of this transaction included: that something was done
    /// stays, to what and from what to what goes. The chain of the log holds all the same.
    pub async fn forget(&self, subject_ids: Vec<String>) -> Result<(), DbErr> {
        for ids in subject_ids.chunks(500) {
            let change = audit::entry::ActiveModel { details: ActiveValue::Set(None), ..Default::default() };
            self.update::<audit::entry::Entity>(audit::entry::Column::SubjectId.is_in(ids.to_vec()), change)
                .await?;
        }
        self.changes().forgotten.extend(subject_ids);
        Ok(())
    }

    /// Writes into the audit log what is no change of a row: what was done (`"logged_in"`), what it was about, and what
    /// else there is to say, never a secret.
    pub fn note(
        &self,
        action: &'static str,
        about: (&'static str, Option<String>),
        details: serde_json::Value,
    ) {
        self.changes().note(action, about, details);
    }

    /// The first row that the query finds, kept from changing until the end of the transaction.
    pub async fn lock<E: TenantRow>(&self, query: Select<E>) -> Result<Option<E::Model>, DbErr> {
        query.filter(self.mine::<E>()).lock_exclusive().one(&self.executor()).await
    }

    fn added<E: TenantRow>(&self, row: &E::ActiveModel) -> Result<(), DbErr> {
        let mut changes = self.changes();
        changes.added::<E>(row);
        if E::IS_COUNTED {
            changes.tally.add(E::shares(&row.clone().try_into_model()?));
        }
        Ok(())
    }

    /// Rows that are about to be changed. What figures lose with them must be what they are at that moment.
    async fn before<E: TenantRow>(&self, filter: &Condition) -> Result<Vec<E::Model>, DbErr> {
        let query = E::find().filter(filter.clone());
        self.all(if E::IS_COUNTED { query.lock_exclusive() } else { query }).await
    }

    fn changed<E: TenantRow>(&self, before: Vec<E::Model>, change: &E::ActiveModel) -> Result<(), DbErr> {
        let mut changes = self.changes();
        for row in before {
            changes.changed::<E>(&row, change);
            if E::IS_COUNTED {
                changes.tally.subtract(E::shares(&row));
                let mut after = row.into_active_model();
                for column in E::Column::iter() {
                    if let ActiveValue::Set(value) = change.get(column) {
                        after.set(column, value);
                    }
                }
                changes.tally.add(E::shares(&after.try_into_model()?));
            }
        }
        Ok(())
    }

    /// Saves a new row of this salon.
    pub async fn insert<E: TenantRow>(&self, mut row: E::ActiveModel) -> Result<(), DbErr> {
        E::stamp(&mut row, ActiveValue::Set(self.tenant_id()));
        self.added::<E>(&row)?;
        E::insert(row).exec_without_returning(&self.executor()).await.map(drop)
    }

    /// Saves new rows of this salon; none is fine.
    pub async fn insert_all<E: TenantRow>(
        &self,
        rows: impl IntoIterator<Item = E::ActiveModel>,
    ) -> Result<(), DbErr> {
        let mut stamped = Vec::new();
        for mut row in rows {
            E::stamp(&mut row, ActiveValue::Set(self.tenant_id()));
            self.added::<E>(&row)?;
            stamped.push(row);
        }
        // Below the number of variables that SQLite takes in one statement (32,766).
        for chunk in stamped.chunks(500) {
            E::insert_many(chunk.to_vec()).exec_without_returning(&self.executor()).await?;
        }
        Ok(())
    }

    /// Changes the rows that `filter` finds among this salon's; says how many.
    ///
    /// Not SeaORM's update of one model: with no changed column that reads by key alone and would hand out
    /// another salon's row.
    ///
    /// # Errors
    /// Refuses a change of the salon itself.
    pub async fn update<E: TenantRow>(
        &self,
        filter: impl IntoCondition,
        change: E::ActiveModel,
    ) -> Result<u64, DbErr> {
        if change.get(E::tenant_column()).is_set() {
            return Err(DbErr::Custom("a row cannot change salons".into()));
        }
        let filter = filter.into_condition();
        if E::audited().is_some() {
            let before = self.before::<E>(&filter).await?;
            self.changed::<E>(before, &change)?;
        }
        let outcome = E::update_many()
            .set(change)
            .filter(filter)
            .filter(self.mine::<E>())
            .exec(&self.executor())
            .await?;
        Ok(outcome.rows_affected)
    }

    /// Adds to a number in the rows that `filter` finds; one of which no figures are kept.
    pub async fn add<E: TenantRow>(
        &self,
        filter: impl IntoCondition,
        column: E::Column,
        amount: i64,
    ) -> Result<u64, DbErr> {
        use sea_orm::sea_query::ExprTrait;
        let outcome = E::update_many()
            .col_expr(column, sea_orm::sea_query::Expr::col(column).add(amount))
            .filter(filter.into_condition())
            .filter(self.mine::<E>())
            .exec(&self.executor())
            .await?;
        Ok(outcome.rows_affected)
    }

    /// Removes the rows that `filter` finds among this salon's; says how many.
    pub async fn delete<E: TenantRow>(&self, filter: impl IntoCondition) -> Result<u64, DbErr> {
        let filter = filter.into_condition();
        if E::audited().is_some() {
            let before = self.before::<E>(&filter).await?;
            let mut changes = self.changes();
            for row in &before {
                changes.removed::<E>(row);
                changes.tally.subtract(E::shares(row));
            }
        }
        let outcome = E::delete_many().filter(filter).filter(self.mine::<E>()).exec(&self.executor()).await?;
        Ok(outcome.rows_affected)
    }
}
