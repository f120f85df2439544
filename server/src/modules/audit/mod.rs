//! Reading the audit log: what was changed in the salon, by whom; and whether it is as it was written.
//!
//! Writing it is nobody's task: `tenancy/audit.rs` does it with every change.

mod routes;
mod store;
mod verify;

pub use routes::routes;
pub use verify::{SalonReport, verify_all};
