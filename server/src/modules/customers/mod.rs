//! Those who are served, known by their telephone number: their profile, and which of them may be one person twice.
//!
//! `store.rs` has the queries, `profile.rs` the decisions. Not for: what reaches into other modules' rows of a person,
//! which is joining two customers, handing out all that is known of one and erasing it (`customer_records`).

mod directory;
mod duplicates;
mod entity;
mod profile;
mod read;
mod routes;
mod store;

pub use directory::Directory;
pub use entity::Model as Customer;
pub use profile::{CustomerError, ProfileChange, add, change, fill_from};
pub use read::{ReadError, email, long_text, name};
pub use routes::{CustomerBody, routes};
pub use store::{
    Person, anonymise, find, find_any, find_by_phone, get_many, keep, list_after, lock, matching, merge_into,
    numbers_matching, person,
};
