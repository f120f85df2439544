//! Reading a file in: all of it or nothing.

use jiff::Timestamp;
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

use super::sheet::{self, Column, Line, LineError, NoTable};
use super::{customers, services, visits};
use crate::database::is_duplicate;
use crate::http::problem::Problem;
use crate::modules::appointments::Actor;
use crate::modules::tenants::Salon;
use crate::tenancy::{Retry, TenantDb, TenantTx, in_transaction};

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Customers,
    Services,
    Appointments,
}

impl Kind {
    /// The columns of such a table.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Customers => customers::COLUMNS,
            Self::Services => services::COLUMNS,
            Self::Appointments => visits::COLUMNS,
        }
    }
}

/// What became of a file, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportReport {
    /// Lines under the headings.
    pub(super) rows: u64,
    pub(super) created: u64,
    pub(super) updated: u64,
    /// What was known already.
    pub(super) unchanged: u64,
    /// How many lines are wrong.
    pub(super) error_count: u64,
    /// What is wrong with them, of at most 200.
    pub(super) errors: Vec<LineError>,
}

/// Errors that are shown; who has more of them has made one mistake many times.
const SHOWN: usize = 200;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// Why a line cannot be taken.
#[derive(Debug)]
pub(super) enum LineFault {
    /// A cell is wrong.
    Cell(&'static str, String),
    /// The database.
    Database(DbErr),
}

impl LineFault {
    pub(super) fn cell(column: &'static str, message: impl ToString) -> Self {
        Self::Cell(column, message.to_string())
    }
}

impl From<DbErr> for LineFault {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl ImportReport {
    /// Counts what became of a line; only the database stops the work.
    pub(super) fn count(&mut self, line: &Line, outcome: Result<Outcome, LineFault>) -> Result<(), DbErr> {
        match outcome {
            Ok(Outcome::Created) => self.created += 1,
            Ok(Outcome::Updated) => self.updated += 1,
            Ok(Outcome::Unchanged) => self.unchanged += 1,
            Err(LineFault::Cell(column, message)) => {
                self.refuse(LineError::new(line.number, column, message));
            }
            Err(LineFault::Database(error)) => return Err(error),
        }
        Ok(())
    }

    fn refuse(&mut self, error: LineError) {
        self.error_count += 1;
        if self.errors.len() < SHOWN {
            self.errors.push(error);
        }
    }
}

/// What every line needs to know.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) salon: &'a Salon,
    pub(super) by: Actor,
    pub(super) now: Timestamp,
}

/// Why the work is undone.
#[derive(Debug)]
enum Undone {
    /// It was only tried, or lines are wrong.
    Tried(ImportReport),
    Database(DbErr),
}

impl From<DbErr> for Undone {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Retry for Undone {
    fn is_transient(&self) -> bool {
        // A key that is there already: somebody booked a time while the file was read. It is looked at once more, and then
        // the line says so.
        matches!(self, Self::Database(error) if error.is_transient() || is_duplicate(error))
    }
}

/// Reads a file in, or says of it what would become of it.
pub(super) async fn import(
    db: &TenantDb,
    desk: &Desk<'_>,
    kind: Kind,
    bytes: &[u8],
    is_dry: bool,
) -> Result<ImportReport, Problem> {
    let (lines, wrong) = match sheet::read(bytes, kind.columns()) {
        Ok(table) => table,
        Err(NoTable::NotUtf8) => {
            return Err(Problem::unreadable("the file is not UTF-8; save it as CSV UTF-8"));
        }
        Err(NoTable::Wrong(error)) => (Vec::new(), vec![error]),
    };
    let rows = lines.len() + wrong.iter().filter(|error| error.line > 1).count();
    let mut blank = ImportReport { rows: u64::try_from(rows).unwrap_or(u64::MAX), ..Default::default() };
    wrong.into_iter().for_each(|error| blank.refuse(error));
    let outcome = in_transaction!(db, tx => {
        let mut report = blank.clone();
        take_all(tx, desk, kind, &lines, &mut report).await?;
        report.errors.sort_by_key(|error| error.line);
        if is_dry || report.error_count > 0 { Err(Undone::Tried(report)) } else { Ok(report) }
    });
    match outcome {
        Ok(report) => Ok(report),
        Err(Undone::Tried(report)) if is_dry => Ok(report),
        Err(Undone::Tried(report)) => Err(refusal(&report)),
        Err(Undone::Database(error)) => Err(error.into()),
    }
}

async fn take_all(
    tx: &TenantTx,
    desk: &Desk<'_>,
    kind: Kind,
    lines: &[Line],
    report: &mut ImportReport,
) -> Result<(), DbErr> {
    match kind {
        Kind::Customers => customers::take_all(tx, desk, lines, report).await,
        Kind::Services => services::take_all(tx, desk, lines, report).await,
        Kind::Appointments => visits::take_all(tx, desk, lines, report).await,
    }
}

fn refusal(report: &ImportReport) -> Problem {
    let first = report.errors.first();
    let first = first
        .map(|error| format!("; line {}: {} {}", error.line, error.field, error.message))
        .unwrap_or_default();
    let lines = if report.error_count == 1 { "line is" } else { "lines are" };
    let message = format!("{} {lines} wrong, and nothing was imported{first}", report.error_count);
    Problem::new(axum::http::StatusCode::BAD_REQUEST, "import_failed", message).with_details(report)
}
