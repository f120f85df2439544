//! Bolt: answers a salon's telephone, books its visits, shows them in its dashboard.
//!
//! Start with `docs/ARCHITECTURE.md`, which follows one call through these files. [`modules`] has the business,
//! one folder a subject; [`tenancy`] keeps salons apart; [`http`] is what every request has in common; [`jobs`]
//! does afterwards what a decision promised.

pub mod app;
pub mod config;
pub mod database;
pub mod debug;
pub mod demo;
pub mod http;
pub mod ical;
pub mod ids;
pub mod instant;
pub mod jobs;
pub mod modules;
pub mod tenancy;
pub mod vault;
