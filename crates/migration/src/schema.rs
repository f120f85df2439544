//! The few shapes that columns and tables take, the same on SQLite, MySQL and MariaDB.
//!
//! Instants are `BIGINT` milliseconds since 1970 UTC: no server zone, no lost fractions, one order everywhere.
//! Money is `BIGINT` in the smallest unit of the currency. Ids are UUIDs (version 7).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// An id of 16 bytes.
pub(crate) fn id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// An id that may be missing.
pub(crate) fn optional_id(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

/// Short text; its length is checked where it comes in, since SQLite does not.
pub(crate) fn text(name: &'static str, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().take()
}

/// Short text that may be missing.
pub(crate) fn optional_text(name: &'static str, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).null().take()
}

/// Text of up to 64 KB.
pub(crate) fn long_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

/// A document that is only ever read whole.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json().not_null().take()
}

/// A document that may be missing.
pub(crate) fn optional_json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json().null().take()
}

/// A small whole number.
pub(crate) fn int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A small whole number that may be missing.
pub(crate) fn optional_int(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

/// An instant, an amount of money or another large whole number.
pub(crate) fn big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

/// The same, where it may be missing.
pub(crate) fn optional_big(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// Yes or no.
pub(crate) fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// Yes or no, in a table that has rows already.
pub(crate) fn flag_by_default(name: &'static str, value: bool) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().default(value).take()
}

/// A small whole number, in a table that has rows already.
pub(crate) fn int_by_default(name: &'static str, value: i32) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().default(value).take()
}

/// An instant or a large whole number, in a table that has rows already.
pub(crate) fn big_by_default(name: &'static str, value: i64) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().default(value).take()
}

/// Short text, in a table that has rows already.
pub(crate) fn text_by_default(name: &'static str, length: u32, value: &'static str) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().default(value).take()
}

/// A table with its columns; the key follows.
pub(crate) fn table(
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).if_not_exists();
    for mut column in columns {
        table.col(&mut column);
    }
    table
}

/// An index that only speeds things up: its table, its name, its columns.
pub(crate) type IndexShape = (&'static str, &'static str, &'static [&'static str]);

// MySQL commits each table on its own, so a broken run must be able to start again: what follows makes only what is not
// there yet, and takes away only what is.

/// Makes these tables, parents before children.
pub(crate) async fn create_tables(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(for_backend(table, manager.get_database_backend())).await?;
    }
    Ok(())
}

/// Makes these indices.
pub(crate) async fn create_indices(manager: &SchemaManager<'_>, indices: &[IndexShape]) -> Result<(), DbErr> {
    make_indices(manager, indices, false).await
}

/// Makes indices in which no two rows may be alike; rows with a NULL are never alike.
pub(crate) async fn create_unique_indices(
    manager: &SchemaManager<'_>,
    indices: &[IndexShape],
) -> Result<(), DbErr> {
    make_indices(manager, indices, true).await
}

async fn make_indices(
    manager: &SchemaManager<'_>,
    indices: &[IndexShape],
    is_unique: bool,
) -> Result<(), DbErr> {
    // SQLite knows "if not exists" for an index, MySQL does not.
    let is_mysql = manager.get_database_backend() == DbBackend::MySql;
    for (table, name, columns) in indices {
        if is_mysql && manager.has_index(*table, *name).await? {
            continue;
        }
        let mut index = Index::create();
        index.name(*name).table(*table);
        for column in *columns {
            index.col(*column);
        }
        if is_unique {
            index.unique();
        }
        if !is_mysql {
            index.if_not_exists();
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Takes these indices away.
pub(crate) async fn drop_indices(manager: &SchemaManager<'_>, indices: &[IndexShape]) -> Result<(), DbErr> {
    let is_mysql = manager.get_database_backend() == DbBackend::MySql;
    for (table, name, _) in indices {
        let mut index = Index::drop();
        index.name(*name).table(*table);
        if !is_mysql {
            index.if_exists();
        } else if !manager.has_index(*table, *name).await? {
            continue;
        }
        manager.drop_index(index).await?;
    }
    Ok(())
}

/// Adds columns to tables that are there. SQLite takes one column a statement.
pub(crate) async fn add_columns(
    manager: &SchemaManager<'_>,
    columns: Vec<(&'static str, ColumnDef)>,
) -> Result<(), DbErr> {
    for (table, column) in columns {
        let name = column.get_column_name().to_owned();
        if !manager.has_column(table, &name).await? {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
    }
    Ok(())
}

/// Takes those columns away.
pub(crate) async fn drop_columns(
    manager: &SchemaManager<'_>,
    columns: Vec<(&'static str, ColumnDef)>,
) -> Result<(), DbErr> {
    for (table, column) in columns.into_iter().rev() {
        let name = column.get_column_name().to_owned();
        manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
    }
    Ok(())
}

/// Takes these tables away, children before parents.
pub(crate) async fn drop_tables(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables.into_iter().rev() {
        let name = table.get_table_name().cloned().expect("`table` names every table");
        manager.drop_table(Table::drop().table(name).if_exists().to_owned()).await?;
    }
    Ok(())
}

/// On MySQL: the engine that knows transactions, and letters that compare without case and accents. SQLite has no
/// such options.
fn for_backend(mut table: TableCreateStatement, backend: DbBackend) -> TableCreateStatement {
    if backend == DbBackend::MySql {
        table.engine("InnoDB").character_set("utf8mb4").collate("utf8mb4_unicode_ci");
    }
    table
}

/// What every table needs and sea-query says at length.
pub(crate) trait TableShape {
    /// Sets the primary key.
    fn key(self, columns: &[&'static str]) -> Self;
    /// Adds a unique constraint.
    fn unique(self, name: &'static str, columns: &[&'static str]) -> Self;
    /// Refers to a row of the same salon by `(tenant_id, column)`; such a row cannot be deleted while referred to.
    fn belongs_to(self, table: &'static str, parent: &'static str, column: &'static str) -> Self;
    /// The same, but this row goes when its parent goes.
    fn part_of(self, table: &'static str, parent: &'static str, column: &'static str) -> Self;
    /// Refers to the salon itself.
    fn of_tenant(self, table: &'static str) -> Self;
}

impl TableShape for TableCreateStatement {
    fn key(mut self, columns: &[&'static str]) -> Self {
        let mut index = Index::create();
        for column in columns {
            index.col(*column);
        }
        self.primary_key(&mut index).take()
    }

    fn unique(mut self, name: &'static str, columns: &[&'static str]) -> Self {
        let mut index = Index::create();
        index.name(name).unique();
        for column in columns {
            index.col(*column);
        }
        self.index(&mut index).take()
    }

    fn belongs_to(self, table: &'static str, parent: &'static str, column: &'static str) -> Self {
        reference(self, table, parent, column, ForeignKeyAction::Restrict)
    }

    fn part_of(self, table: &'static str, parent: &'static str, column: &'static str) -> Self {
        reference(self, table, parent, column, ForeignKeyAction::Cascade)
    }

    fn of_tenant(mut self, table: &'static str) -> Self {
        let mut key = ForeignKey::create();
        key.name(format!("fk_{table}_tenant")).from(table, "tenant_id").to("tenants", "id");
        self.foreign_key(&mut key).take()
    }
}

fn reference(
    mut statement: TableCreateStatement,
    table: &'static str,
    parent: &'static str,
    column: &'static str,
    on_delete: ForeignKeyAction,
) -> TableCreateStatement {
    let mut key = ForeignKey::create();
    key.name(format!("fk_{table}_{column}"))
        .from(table, ("tenant_id", column))
        .to(parent, ("tenant_id", "id"))
        .on_delete(on_delete);
    statement.foreign_key(&mut key).take()
}
