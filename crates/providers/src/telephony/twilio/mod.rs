//! Twilio's webhooks, TwiML and sockets, in and out of our own words; and, by one account ([`TwilioAccount`]),
//! what it keeps of calls, and numbers, bought.
//!
//! Reference: <https://www.twilio.com/docs/voice/twiml> and <https://www.twilio.com/docs/usage/security>.

pub(crate) mod account;
pub mod media;
pub mod relay;
pub mod signature;
pub mod twiml;
pub mod webhook;

mod archive;
mod message;
mod numbers;

pub use account::{TwilioAccount, TwilioHosts};
pub use archive::TwilioArchive;
pub use numbers::TwilioNumbers;
