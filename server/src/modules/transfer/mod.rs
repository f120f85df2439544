//! Files in and out: customers, services and visits as CSV, for a spreadsheet, another program, or the salon that comes
//! to Bolt with ten years of a book.
//!
//! What goes out comes in again without a change. A file that comes in is tried as a whole, in one transaction: a dry run
//! is the same work, undone at its end, so what it says is what happens. Read `import.rs` for that, `sheet.rs` for what
//! is taken for a table, and one file for each kind of thing.
//!
//! Not for: a copy for one customer (`customer_records`).

mod cells;
mod customers;
mod export;
mod import;
mod routes;
mod services;
mod sheet;
mod visits;

pub use cells::money;
pub use export::table;
pub use routes::routes;
