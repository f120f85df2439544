//! Twilio's webhooks, TwiML and sockets, in and out of our own words; and numbers, bought.
//!
//! Reference: <https://www.twilio.com/docs/voice/twiml> and <https://www.twilio.com/docs/usage/security>.

pub mod archive;
pub mod media;
pub mod relay;
pub mod signature;
pub mod twiml;
pub mod webhook;

mod message;
mod numbers;

pub use numbers::TwilioNumbers;
