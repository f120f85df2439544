//! Telling a salon's own programs what happens: addresses that ask for it, and every telling with what came of it.
//!
//! Signed as Standard Webhooks has it (standardwebhooks.com). A telling is a row and a job in the transaction of what it
//! tells; it is tried again for a day and a half, can be sent once more by hand, and never goes to a private address.
//! Read `send.rs` first.

mod endpoints;
mod entity;
mod routes;
mod send;
mod store;

pub use entity::endpoint::Event;
pub use routes::routes;
pub use send::{deliver, emit, give_up, revive};
pub use store::{Listener, list_listeners, remove_settled, reseal};
