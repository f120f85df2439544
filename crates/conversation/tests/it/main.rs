//! The receptionist from outside: whole calls against a small salon that keeps its book in memory.

mod calls;
mod notation;
mod proof;
mod properties;
mod salon;
mod watch;
