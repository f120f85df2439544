//! OpenAI Realtime: a model that hears the caller and speaks itself, over one WebSocket for each call.
//!
//! [`RealtimeClient`] connects; what we say is a [`ClientEvent`], what the model says a [`ServerEvent`]. Sound is
//! μ-law in base64 both ways, as telephone companies stream it, and passes through untouched. Two things have to be
//! kept in mind during a call, and are pure: how much of the sound the caller has heard ([`Playback`]), and that the
//! model gives one response at a time ([`ResponseQueue`]).
//!
//! Not for: the telephone company's stream, what the model is told, or what its tools do.
//!
//! Reference: <https://platform.openai.com/docs/guides/realtime>.

mod client;
mod client_event;
mod playback;
mod response_queue;
mod server_event;

pub use client::{RealtimeClient, RealtimeConfig, RealtimeError, RealtimeReceiver, RealtimeSender};
pub use client_event::{
    ClientEvent, Eagerness, Item, ItemSpeaker, ResponseRequest, Session, Tool, Transcription, Truncation,
    TurnDetection,
};
pub use playback::Playback;
pub use response_queue::ResponseQueue;
pub use server_event::{
    ErrorDetails, InputTokens, OutputTokens, Response, ResponseStatus, ServerEvent, StatusDetails,
    StatusError, Usage,
};
