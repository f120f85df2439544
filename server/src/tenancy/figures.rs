//! Figures that are kept beside rows, so that a report need not look at each of them.
//!
//! No module adds to them. [`TenantTx`](super::TenantTx) sees every row before and after, and the table says by
//! [`TenantRow::shares`](super::TenantRow::shares) what a row adds to which figures; at the commit the difference is
//! written in the same transaction. Why so: `docs/decisions/0016-figures-of-visits.md`.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Alias, Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Value};
use uuid::Uuid;

use crate::ids::TenantId;
use crate::instant::Instant;

/// What one row adds to one row of figures.
#[derive(Debug, Clone)]
pub struct Share {
    /// The table of figures.
    pub table: &'static str,
    /// Which of its rows.
    pub key: Key,
    /// What is added to which of its columns; the same columns in every share of the table.
    pub amounts: Vec<(&'static str, i64)>,
}

/// Which row of figures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What is counted by.
    pub about: &'static str,
    /// When the stretch of time begins that the figures are of.
    pub starts_at: Instant,
    /// Whose they are; nil where they are the salon's.
    pub subject: Uuid,
    /// ISO 4217.
    pub currency: String,
}

const KEY: [&str; 5] = ["tenant_id", "about", "starts_at", "subject_id", "currency"];

/// What a transaction adds to figures.
#[derive(Debug, Default)]
pub(super) struct Tally(BTreeMap<(&'static str, Key), Vec<(&'static str, i64)>>);

impl Tally {
    pub(super) fn add(&mut self, shares: Vec<Share>) {
        self.count(shares, 1);
    }

    pub(super) fn subtract(&mut self, shares: Vec<Share>) {
        self.count(shares, -1);
    }

    pub(super) fn extend(&mut self, other: Self) {
        for ((table, key), amounts) in other.0 {
            self.count(vec![Share { table, key, amounts }], 1);
        }
    }

    fn count(&mut self, shares: Vec<Share>, times: i64) {
        for Share { table, key, amounts } in shares {
            let sums = self
                .0
                .entry((table, key))
                .or_insert_with(|| amounts.iter().map(|(column, _)| (*column, 0)).collect());
            for ((_, sum), (_, amount)) in sums.iter_mut().zip(amounts) {
                *sum += times * amount;
            }
        }
    }

    /// Writes it. The transaction holds the end of the salon's audit log by now, so nobody else is at these rows.
    pub(super) async fn write(self, executor: &DatabaseTransaction, tenant: TenantId) -> Result<(), DbErr> {
        let mut tables: BTreeMap<&'static str, Vec<Row>> = BTreeMap::new();
        for ((table, key), amounts) in self.0 {
            if amounts.iter().any(|(_, amount)| *amount != 0) {
                tables.entry(table).or_default().push((key, amounts));
            }
        }
        for (table, rows) in tables {
            // Below the number of variables that SQLite takes in one statement.
            for rows in rows.chunks(500) {
                add_to(executor, tenant, table, rows).await?;
            }
        }
        Ok(())
    }
}

/// What is added to one row.
type Row = (Key, Vec<(&'static str, i64)>);

async fn add_to(
    executor: &DatabaseTransaction,
    tenant: TenantId,
    table: &'static str,
    rows: &[Row],
) -> Result<(), DbErr> {
    let names: Vec<&'static str> =
        rows.iter().take(1).flat_map(|(_, amounts)| amounts.iter().map(|(name, _)| *name)).collect();
    // What the statement would have inserted has another name in each.
    let is_mysql = executor.get_database_backend() == DbBackend::MySql;
    let sum = |name: &'static str| {
        let more = if is_mysql { format!("VALUES({name})") } else { format!("excluded.{name}") };
        (Alias::new(name), Expr::cust(format!("{table}.{name} + {more}")))
    };
    let mut insert = Query::insert();
    insert.into_table(table).columns(KEY.into_iter().chain(names.iter().copied()));
    for (key, amounts) in rows {
        let key = [
            Value::from(tenant),
            Value::from(key.about),
            Value::from(key.starts_at),
            Value::from(key.subject),
            Value::from(key.currency.as_str()),
        ];
        let amounts = amounts.iter().map(|(_, amount)| Value::from(*amount));
        insert.values_panic(key.into_iter().chain(amounts).map(Expr::val));
    }
    insert.on_conflict(OnConflict::columns(KEY).values(names.iter().map(|name| sum(name))).to_owned());
    executor.execute(&insert).await.map(drop)
}
