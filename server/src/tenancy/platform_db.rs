//! Rows that belong to no salon, or that are looked up before the salon is known.

use std::sync::Arc;

use providers::clock::Clock;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QuerySelect, Select,
};

use super::{TenantScope, TenantTx};
use crate::database::Database;
use crate::http::envelope::{Page, PageOf};

/// A table that may be asked across salons.
pub trait PlatformRow: EntityTrait {}

/// Why rows are asked for without a salon. A test pins which files may name one; the list only shrinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlatformAccess {
    /// Somebody logs in, or shows a token or a key.
    Login,
    /// A telephone rings, and the dialled number says whose.
    InboundCall,
    /// The worker takes the next piece of work, whoever's it is.
    Outbox,
    /// A new salon is founded.
    Founding,
    /// A provider says what became of a message we sent.
    DeliveryReport,
    /// The payment company tells something of a customer, or it is time to look at what salons pay.
    Billing,
    /// A calendar program reads an employee's visits, by the secret in its address.
    CalendarFeed,
    /// A customer opens the page of their visit, by the secret in its address.
    VisitLink,
    /// A phrase that belongs to no salon is rendered or played.
    SpeechClip,
    /// An operator looks after the installation.
    Operator,
    /// Somebody at the machine checks every salon's audit log.
    Audit,
    /// Somebody at the machine encrypts every secret anew.
    Secrets,
}

/// Rows without a salon.
#[derive(Debug, Clone)]
pub struct PlatformDb {
    database: Database,
}

impl PlatformDb {
    /// Opens the narrow way, for one stated reason.
    pub fn new(database: &Database, reason: PlatformAccess) -> Self {
        tracing::trace!(?reason, "platform access");
        Self { database: database.clone() }
    }

    /// The first row that the query finds.
    pub async fn one<E: PlatformRow>(&self, query: Select<E>) -> Result<Option<E::Model>, DbErr> {
        query.one(self.database.reader()).await
    }

    /// The first of what the query finds, in a shape of its own: columns of several such tables.
    pub async fn row<E: PlatformRow, T: FromQueryResult>(
        &self,
        query: Select<E>,
    ) -> Result<Option<T>, DbErr> {
        query.into_model::<T>().one(self.database.reader()).await
    }

    /// All rows that the query finds.
    pub async fn all<E: PlatformRow>(&self, query: Select<E>) -> Result<Vec<E::Model>, DbErr> {
        query.all(self.database.reader()).await
    }

    /// One page of what the query finds, and how many there are in all. The query must order its rows.
    pub async fn page<E>(&self, query: Select<E>, page: Page) -> Result<PageOf<E::Model>, DbErr>
    where
        E: PlatformRow<Model: FromQueryResult + Send + Sync>,
    {
        let reader = self.database.reader();
        let total = query.clone().count(reader).await?;
        let rows = query.offset(page.offset()).limit(page.size()).all(reader).await?;
        Ok(PageOf { rows, page, total })
    }

    /// Begins a transaction.
    pub async fn begin(&self) -> Result<PlatformTx, DbErr> {
        Ok(PlatformTx { inner: self.database.begin().await?, clock: self.database.clock() })
    }
}

/// Rows without a salon, inside a transaction. Dropped, it is undone.
#[must_use = "a transaction that is not committed is undone"]
pub struct PlatformTx {
    inner: DatabaseTransaction,
    clock: Arc<dyn Clock>,
}

impl PlatformTx {
    /// Makes it so.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    /// Goes on inside a salon, in the same transaction.
    pub fn in_salon(self, scope: TenantScope) -> TenantTx {
        TenantTx::new(scope, self.inner, self.clock)
    }

    /// The first row that the query finds, kept from changing until the end of the transaction.
    pub async fn lock<E: PlatformRow>(&self, query: Select<E>) -> Result<Option<E::Model>, DbErr> {
        query.lock_exclusive().one(&self.inner).await
    }

    /// Removes the rows that `filter` finds; says how many.
    pub async fn delete<E: PlatformRow>(&self, filter: impl IntoCondition) -> Result<u64, DbErr> {
        let outcome = E::delete_many().filter(filter.into_condition()).exec(&self.inner).await?;
        Ok(outcome.rows_affected)
    }

    /// Saves a new row.
    pub async fn insert<E: PlatformRow>(&self, row: E::ActiveModel) -> Result<(), DbErr> {
        E::insert(row).exec_without_returning(&self.inner).await.map(drop)
    }

    /// The rows that the query finds, kept from changing; rows that others keep are passed over.
    pub async fn claim<E: PlatformRow>(&self, query: Select<E>) -> Result<Vec<E::Model>, DbErr> {
        use sea_orm::sea_query::{LockBehavior, LockType};
        query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&self.inner).await
    }

    /// Changes the rows that `filter` finds; says how many.
    pub async fn update<E>(&self, filter: impl IntoCondition, change: E::ActiveModel) -> Result<u64, DbErr>
    where
        E: PlatformRow,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let outcome = E::update_many().set(change).filter(filter.into_condition()).exec(&self.inner).await?;
        Ok(outcome.rows_affected)
    }
}
