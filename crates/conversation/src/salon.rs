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
    /// The same names, prepared for understanding.
    pub catalogue: understanding::Catalogue,
    /// What the receptionist may do.
    pub policy: Policy,
    /// The salon's own answers.
    pub knowledge: Vec<Knowledge>,
    /// How she speaks.
    pub tone: Tone,
}

/// What the receptionist may do; the rest she leaves to the salon's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Book visits.
    pub may_book: bool,
    /// Move visits.
    pub may_move: bool,
    /// Call visits off.
    pub may_cancel: bool,
    /// Tell what things cost.
    pub may_tell_prices: bool,
    /// When a caller is handed to a person, where one can be reached.
    pub transfer: TransferRules,
    /// After so many turns a conversation is no longer about a visit.
    pub max_turns: u32,
}

impl Default for Policy {
    /// Everything is allowed.
    fn default() -> Self {
        Self {
            may_book: true,
            may_move: true,
            may_cancel: true,
            may_tell_prices: true,
            transfer: TransferRules::default(),
            max_turns: 80,
        }
    }
}

/// When a caller is handed to a person. Where none can be reached, somebody calls back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRules {
    /// When the caller asks for one.
    pub when_asked: bool,
    /// When the caller complains or swears.
    pub when_upset: bool,
    /// When the caller was not understood so many times in a row; never at zero.
    pub after_misses: u32,
    /// At once, when the caller is one of the salon's best customers.
    pub vip: bool,
}

impl Default for TransferRules {
    fn default() -> Self {
        Self { when_asked: true, when_upset: true, after_misses: 4, vip: true }
    }
}

/// A question callers ask this salon, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// The salon's key.
    pub key: String,
    /// The ways to ask it: "Do you have parking?", "Where can I park?".
    pub questions: Vec<String>,
    /// What is said to it, word for word.
    pub answer: String,
}

/// How the receptionist speaks. What she says is the same in each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Tone {
    /// Polite and to the point.
    #[default]
    Professional,
    /// Warm.
    Friendly,
    /// As among friends.
    Casual,
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
    /// Their name, when the number is a known customer's. A number proves nothing, so it is not told to the caller.
    pub name: Option<String>,
    /// Whether the number is that of one of the salon's best customers.
    pub is_vip: bool,
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

impl Salon {
    /// Whether the salon is open when its clock shows this.
    pub fn is_open_at(&self, local: jiff::civil::DateTime) -> bool {
        crate::desk::Desk { salon: self, now: local }.is_open(Some(local.date()), local.time())
    }
}
