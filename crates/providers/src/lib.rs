//! Ports to the outside world, their fakes and their vendors.
//!
//! A port is a small trait in our own words ([`sms::Sms`], [`clock::Clock`], …). Behind each stand a *fake*, which
//! remembers what it was asked and is fit for production demos, and the vendors, one file each. Vendor names
//! appear in this crate and in the server's configuration, nowhere else.
//!
//! Not for: databases, HTTP servers, or anything a salon decides. This crate neither knows the rows nor the
//! framework that received a request; it is given texts and gives back our own types.
//!
//! Start reading at [`telephony`], where a call comes in, or at [`vapi`], where it comes in another way; [`ai`] makes
//! sense of what was said in it, [`speech`] makes answers heard, and [`realtime`] does both at once; [`transcription`]
//! writes down what was spoken after a tone; [`sms`]
//! and [`mail`] tell people what came of it, and [`webhook`] tells other programs. [`payments`] takes salons' money. [`counters`] count
//! for the limits on how often
//! anybody may do so.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod ai;
pub mod clock;
pub mod counters;
pub mod mail;
pub mod payments;
pub mod phone;
pub mod realtime;
pub mod secret;
pub mod sms;
pub mod speech;
pub mod telephony;
pub mod transcription;
pub mod vapi;
pub mod webhook;

mod http;
mod journal;

pub use http::SetupError;
pub use secret::Secret;
