//! Twilio's webhooks and TwiML, in and out of our own words.
//!
//! Reference: <https://www.twilio.com/docs/voice/twiml> and <https://www.twilio.com/docs/usage/security>.

pub mod signature;
pub mod twiml;
pub mod webhook;
