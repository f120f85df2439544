//! Vapi: calls that a telephone assistant of Vapi's answers, with us as its brain.
//!
//! Vapi tells us of its calls and asks us about them at one address: [`ServerMessage`] is what it says, [`reply`] what
//! we answer. Who is asking is checked in [`authentication`].
//!
//! Not for: what the receptionist says, which call belongs to which salon, or the routes themselves.
//!
//! Reference: <https://docs.vapi.ai/server-url/events>.

pub mod authentication;
mod message;
pub mod reply;

pub use message::{
    CallFacts, CallState, EndOfCallReport, ServerEvent, ServerMessage, ToolCall, UnreadableMessage,
};
