//! Vapi: calls that a telephone assistant of Vapi's answers, with us as its brain.
//!
//! Vapi tells us of its calls and asks us about them at one address: [`ServerMessage`] is what it says, [`reply`] what
//! we answer. In between it asks for every next sentence as it would ask a language model: [`custom_llm`]. Who is
//! asking is checked in [`authentication`], of both.
//!
//! Not for: what the receptionist says, which call belongs to which salon, or the routes themselves.
//!
//! Reference: <https://docs.vapi.ai/server-url/events>.

pub mod authentication;
pub mod custom_llm;
mod message;
pub mod reply;

pub use message::{
    CallFacts, CallState, EndOfCallReport, JustSaid, ServerEvent, ServerMessage, ToolCall, UnreadableMessage,
};
