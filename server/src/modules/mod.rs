//! The business, one folder a subject, always with the same names inside: `mod.rs` says what it is for and what
//! it shows to others, `routes.rs` reads requests and shapes answers, `store.rs` has the queries, `entity.rs` the
//! rows; any other file is named for what happens in it. Which module may use which is pinned by a test
//! (`tests/it/architecture.rs`).

pub mod ai_assistant;
pub mod appointments;
pub mod audit;
pub mod auth;
pub mod billing;
pub mod calls;
pub mod customer_records;
pub mod customers;
pub mod employees;
pub mod messages;
pub mod notifications;
pub mod operators;
pub mod platform;
pub mod rehearsals;
pub mod reports;
pub mod services;
pub mod telephony;
pub mod tenants;
pub mod transfer;
pub mod vapi;
pub mod waitlist;
pub mod webhooks;
