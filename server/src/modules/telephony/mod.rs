//! The telephone: the salon's numbers, and the network's webhooks for calls and text messages.
//!
//! `webhooks.rs` answers the network; read it first. `relay.rs` holds a call over a socket in text, `stream.rs` in sound;
//! what both need of one is in `sockets.rs`; `numbers` gets numbers, and gives them back. Every answer to a call is a valid document, whatever fails inside, because
//! otherwise the caller hears the network's own apology. Not for: what is said (`ai_assistant`) or the conversation's rows
//! (`calls`).

mod clips;
mod entity;
mod fallback;
mod lines;
mod messages;
mod numbers;
mod relay;
mod screening;
mod signature;
mod sockets;
mod store;
mod stream;
mod webhooks;

pub use clips::{Clips, SpeechMakers};
pub use entity::Model as PhoneNumberRow;
pub use lines::LineKeys;
pub use numbers::{
    add_provisioned, buy as buy_number, check_job as check_number, give_up as give_up_order, may_provision,
    promise as promise_number, provision, release_job as release_number, revive as revive_order,
};
pub use signature::{require_signature, require_socket_signature};
pub use store::{add_number, find_account, find_line, find_number, reseal};
pub use webhooks::{Failure, NOT_IN_SERVICE, SORRY, SORRY_GOODBYE, guarded_within, hints, routes, salon_of};
