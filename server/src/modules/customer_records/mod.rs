//! All that the salon has on record of one person, wherever it is kept: two records made one, a copy handed out, all of
//! it erased.
//!
//! The rows belong to their own modules, each of which has a `person.rs` that does its part; this module knows whose
//! part there is, and does all of them in one transaction. A module with a new row about customers is added to each of
//! the three files here. Not for: the profile itself (`customers`).

mod erase;
mod export;
mod merge;
mod routes;

pub use routes::routes;
