//! The receptionist's hands and a model's tongue: the tools that a conversation can run ([`perform`]), language models
//! that talk with callers ([`Talker`]) and how they fare (`providers.rs`), one that hears them and speaks itself
//! ([`Speech`]), and the same tools for programs with a key (`/api/ai/…`).
//!
//! What to say next is decided in crate `conversation`, what words mean in crate `understanding`; the turns of a
//! conversation are kept by module `calls`.

mod idempotency;
mod models;
mod providers;
mod routes;
mod speech;
mod talker;
mod tools;

pub use idempotency::{forget_answers, forget_old_answers};
pub use models::{Model, Price};
pub use routes::routes;
pub use speech::{Known, ReadAlong, Speech, Verdict, word_for_word};
pub use talker::{Aloud, Ask, Draft, ModelTrace, Past, Talker, TracedCall};
pub use tools::{keep_time, perform, visit};
