//! Those who are served, known by their telephone number.
//!
//! No pages of its own yet: notes, history and merging are not built.

mod entity;
mod store;

pub use entity::Model as Customer;
pub use store::{find_by_phone, get_many, keep, matching};
