//! Many rows into one table, and lines of TSV into fields.

use std::path::Path;
use std::str::FromStr;

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, Value};

use crate::Error;

/// SQLite takes fewest parameters in one statement: 32,766.
const MOST_PARAMETERS: usize = 32_000;

/// Inserts rows in as few statements as the databases allow; says how many they were.
pub(super) async fn insert(
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

/// A TSV file without a heading.
pub(super) struct Table {
    name: String,
    text: String,
}

impl Table {
    pub(super) fn read(dataset: &Path, name: &str) -> Result<Self, Error> {
        let path = dataset.join(format!("{name}.tsv"));
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self { name: name.to_owned(), text })
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.text.lines().enumerate().map(|(number, line)| Line {
            table: &self.name,
            number: number + 1,
            fields: line.split('\t').collect(),
        })
    }
}

/// One row of a TSV file.
pub(super) struct Line<'a> {
    table: &'a str,
    number: usize,
    fields: Vec<&'a str>,
}

impl<'a> Line<'a> {
    /// A field as it stands.
    pub(super) fn text(&self, field: usize) -> Result<&'a str, Error> {
        self.fields.get(field).copied().ok_or_else(|| self.wrong(field))
    }

    /// A field as a number, an id, an instant.
    pub(super) fn parse<T: FromStr>(&self, field: usize) -> Result<T, Error> {
        self.text(field)?.parse().map_err(|_| self.wrong(field))
    }

    /// That a field is not what it should be.
    pub(super) fn wrong(&self, field: usize) -> Error {
        format!("{}.tsv, line {}: field {} is missing or wrong", self.table, self.number, field + 1).into()
    }
}
