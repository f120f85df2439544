//! A language model at the telephone: what it is told, the tools it may use, and what it may not say.
//!
//! A model understands and phrases; it decides nothing. Each tool it calls becomes an [`Understood`](understanding::Understood)
//! as if the caller had said it in plain words, and the [`Dialogue`](crate::Dialogue) goes on from there: it looks up,
//! holds, reads back and books, and its words are spoken as they are. What the model says itself passes the [`Guard`],
//! which lets nothing through that would be a price, a time or a deed that no row stands behind.
//!
//! ```text
//! brief   what a model is told about the salon and about the conversation
//! tools   the tools, and how their arguments are read
//! guard   what a model may say by itself
//! claims  the days, times, prices and deeds in some words
//! heard   what of it the caller heard, who spoke into it
//! lead    who answers a turn: the model, or code alone
//! ```

mod brief;
pub(crate) mod claims;
mod guard;
mod heard;
mod lead;
mod tools;

pub use brief::{instructions, situation};
pub use guard::{Cleared, Facts, Guard};
pub use heard::heard_part;
pub use tools::{ModelCall, ModelTool, Wish, read_calls, tools};
