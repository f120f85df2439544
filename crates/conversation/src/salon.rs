//! What the receptionist knows about the salon and about who is calling.

use jiff::civil::{Date, Time};

/// The salon's facts, as the salon keeps them. Prices and times are spoken from here, never made up.
#[derive(Debug, Clone)]
pub struct Salon {
    /// The salon's name.
    pub name: String,
    /// The salon's own greeting, where it has one.
    pub greeting: Option<String>,
    /// Its zone.
    pub zone: jiff::tz::TimeZone,
    /// ISO 4217 code of its prices.
    pub currency: String,
    /// Street address, in words to be spoken.
    pub address: Option<String>,
    /// Whether a call can be handed to a person.
    pub can_transfer: bool,
    /// Opening windows by weekday, Monday first; no windows: closed.
    pub opening_hours: [Vec<(Time, Time)>; 7],
    /// Coming dates with other windows than their weekday's; no windows: closed that date.
    pub special_days: Vec<(Date, Vec<(Time, Time)>)>,
    /// How many days ahead one can book, where there is an end.
    pub booking_horizon_days: Option<u32>,
    /// What can be booked; active ones only.
    pub services: Vec<ServiceFact>,
    /// Extras.
    pub add_ons: Vec<AddOnFact>,
    /// Who works here; active ones only.
    pub people: Vec<PersonFact>,
    /// STUB
    pub policy: Policy,
    pub tone: Tone,
    pub knowledge: Vec<Knowledge>,
    /// The same names, prepared for understanding.
    pub catalogue: understanding::Catalogue,
}

/// Something to book.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFact {
    /// The salon's key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How long it takes.
    pub duration_minutes: u32,
    /// What it costs, in the smallest unit of the currency; with whoever takes least, where they differ.
    pub price_cents: i64,
    /// Whether some take more for it than others.
    pub price_varies: bool,
    /// Keys of the extras that go with it.
    pub add_ons: Vec<String>,
}

/// An extra.
#[derive(Debug, Clone, PartialEq)]
pub struct AddOnFact {
    /// The salon's key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Minutes it adds.
    pub duration_minutes: u32,
    /// What it adds to the price, in the smallest unit of the currency.
    pub price_cents: i64,
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonFact {
    /// The salon's key.
    pub key: String,
    /// First name as callers use it.
    pub name: String,
    /// Keys of the services they do.
    pub services: Vec<String>,
}

/// Who is calling.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caller {
    /// Their number in E.164, when it is not withheld.
    pub phone: Option<String>,
    /// Their name, when the number is a known customer's.
    pub name: Option<String>,
    /// Through which channel they speak.
    pub channel: Channel,
}

/// How the caller speaks to us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// By telephone.
    #[default]
    Phone,
    /// In the dashboard's own telephone.
    Browser,
    /// By text message.
    Sms,
}

/// STUB
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy { pub may_book: bool, pub may_move: bool, pub may_cancel: bool, pub may_tell_prices: bool }
impl Default for Policy { fn default() -> Self { Self { may_book: true, may_move: true, may_cancel: true, may_tell_prices: true } } }
/// STUB
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone { #[default] Professional, Friendly, Casual }
/// STUB
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge { pub key: String, pub questions: Vec<String>, pub answer: String }
