//! The receptionist from outside: whole calls against a small salon that keeps its book in memory.

mod calls;
mod model;
mod notation;
mod proof;
mod properties;
mod salon;
mod watch;
