//! Those who work in a salon: what they do and when.
//!
//! `store.rs` says what is known of somebody. A file for each thing that can change: `profile.rs`, `week.rs`,
//! `exceptions.rs` (single days), `absence.rs` (time off), `skills.rs` (what they do), `photo.rs`, `feed.rs` (their
//! visits in their own calendar program).
//!
//! Not for: what is booked with them (`appointments`). What becomes of their visits when they leave or are away is
//! decided here and done there (`appointments/absence.rs`).

mod absence;
mod entity;
mod exceptions;
mod feed;
mod photo;
mod profile;
mod routes;
mod skills;
mod store;
mod week;
mod wire;

pub use entity::employee::Model as EmployeeRow;
pub use routes::routes;
pub use store::{
    Employee, NewEmployee, Ready, Skill, TimeOff, add, add_time_off, list_all, set_override, set_who_does,
};
