//! Lines of TSV into fields.

use std::path::Path;
use std::str::FromStr;

use crate::Error;

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
