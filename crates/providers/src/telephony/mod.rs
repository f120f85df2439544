//! Calls and text messages as they come in, and what we answer to a call.
//!
//! [`InboundCall`] and its neighbours are what can happen, [`CallAction`] is what we can do about it, all in
//! our own words. [`twilio`] translates: it checks who is asking ([`twilio::signature`]), reads the request
//! ([`twilio::webhook`]) and writes the answer ([`twilio::twiml`]). A call that is held over a socket goes on in
//! [`twilio::relay`], as text, or in [`twilio::media`], as sound. What the network keeps of calls, recordings above all, is for
//! a [`CallArchive`]; [`FakeArchive`] has a tone of every call. [`Numbers`] gets the numbers that are dialled.
//!
//! Not for: what the receptionist says, which call belongs to which salon, or the routes themselves.

mod archive;
mod call_action;
mod call_event;
mod fake_archive;
mod fake_numbers;
mod numbers;
pub mod twilio;
pub mod ulaw;

pub use archive::{ArchiveError, CallArchive, LARGEST_RECORDING};
pub use call_action::{
    AnswerBy, Ask, CallAction, CallRecording, CallUrls, Parameters, Record, RecordingChannels, RejectReason,
    Relay, RelayLanguage, Speech, Stream, Transfer,
};
pub use call_event::{
    CallStatus, CallStatusChanged, CallTurn, Heard, InboundCall, InboundMessage, MessageEnd,
    MessageStatusChanged, OptOut, ProviderId, Recording, RecordingChanged, RecordingStatus, RelayEnded,
    ScreeningAnswered, SessionStatus, TransferEnded, VoiceMessage,
};
pub use fake_archive::{FakeArchive, RecordingRequest};
pub use fake_numbers::{FakeNumbers, NumberChange, NumberFault, SoldNumber};
pub use numbers::{
    AvailableNumber, NoNumbers, NumberError, NumberKind, NumberPrice, NumberSearch, NumberSupply, NumberUrls,
    Numbers, OwnedNumber, Registration, RegistrationState, Subaccount,
};
