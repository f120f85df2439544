//! Looking after the installation: all salons, how they stand, and a look into one, with a reason that the salon can read
//! in its own audit log.
//!
//! Operators are made at the machine (`bolt operator`), never through the API.

mod routes;

pub use routes::routes;
