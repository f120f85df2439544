//! Vapi as another telephone: its voice and its ears, our conversation.
//!
//! Two ways in, for the two ways in which a salon can use it. Where Vapi asks us who answers (`messages.rs`; read it
//! first), it gets an assistant that has no mind of its own and asks for every next sentence (`chat.rs`). Where a salon
//! has an assistant at Vapi with a model of Vapi's, that model calls our tools (`messages.rs` again). Both are turns of
//! the same dialogue and the same rows as any other call, and both know the call by Vapi's id at the number that was
//! dialled (`line.rs`). `secret.rs` lets nobody else in.
//!
//! Not for: what is said (`ai_assistant`), the conversation's rows (`calls`), or the form of Vapi's messages
//! (`providers::vapi`).

mod chat;
mod line;
mod messages;
mod secret;

pub use messages::routes;
pub use secret::require_secret;
