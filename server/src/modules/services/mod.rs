//! What can be booked: services ("a service" is always a haircut or the like), their extras and equipment, prices,
//! minutes.
//!
//! `change.rs` decides what may become of the catalogue; `parts.rs` checks the parts of a service, `timing.rs` is what
//! they come to. Read `store.rs` first. Not for: who does what (`employees`), when it could be (`appointments`).

mod add_ons;
mod change;
mod entity;
mod equipment;
mod import;
mod parts;
mod routes;
mod starter;
mod starter_catalogue;
mod store;
mod timing;

pub use change::CatalogueError;
pub use import::{ServiceRevision, revise};
pub use routes::routes;
pub use starter::{Starter, add_starter_catalogue};
pub use store::{
    AddOn, Need, NewAddOn, NewService, Resource, Service, add, add_add_on, add_resource, list_all,
    list_all_add_ons, list_all_resources,
};
pub use timing::Timing;
