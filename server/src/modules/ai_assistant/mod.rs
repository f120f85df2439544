//! The receptionist's mind and hands: who understands callers ([`Understanding`]), the tools that a conversation
//! can run ([`perform`]), and the same tools for programs with a key (`/api/ai/…`).
//!
//! What to say next is decided in crate `conversation`, what words mean in crate `understanding`; the turns of a
//! conversation are kept by module `calls`.

mod idempotency;
mod routes;
mod tools;
mod understanding;

pub use idempotency::forget_answers;
pub use routes::routes;
pub use tools::{keep_time, perform};
pub use understanding::Understanding;
