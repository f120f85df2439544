//! The engine from outside: tables of awkward days, agreement with a slower way to find the same, the lines of
//! the protocol, and public holidays.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreement;
mod awkward_days;
mod brute_force;
mod holidays;
mod limits_of_questions;
mod people_and_visits;
mod protocol;
mod refusals;
mod scenario;
