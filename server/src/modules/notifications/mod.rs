//! Messages to callers and staff, each a row whose status anybody in the salon can see.
//!
//! A notification is written in the transaction of the decision it tells of, together with the job that sends it
//! ([`announce`]); the worker sends it ([`send`]). Not for: the words of a conversation.

mod announce;
mod entity;
mod person;
mod phrases;
mod routes;
mod send;
mod store;

pub use announce::{
    Event, News, Voicemail, WaitlistOffer, announce, announce_call_back, announce_message, announce_offer,
    announce_voicemail,
};
pub use entity::Kind;
pub use person::{erase_person, records_of};
pub use routes::{NotificationBody, routes};
pub use send::{delivery_reported, give_up, revive, send};
pub use store::list_for_appointment;
