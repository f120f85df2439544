//! What can be booked: services ("a service" is always a haircut or the like), their extras, prices, minutes.
//!
//! Read `store.rs` first.

mod entity;
mod routes;
mod store;

pub use routes::routes;
pub use store::{AddOn, NewAddOn, NewService, Service, add, add_add_on, list_all, list_all_add_ons};
