//! Those who work in a salon: what they do and when.
//!
//! Not for: what is already booked with them (`appointments`). Read `store.rs` first. Weekly hours only so far:
//! exceptions and time off are not built yet.

mod entity;
mod routes;
mod store;

pub use routes::routes;
pub use store::{Employee, NewEmployee, add, list_all};
