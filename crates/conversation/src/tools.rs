//! What the receptionist can have done, and what comes back. The server runs these against rows.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// One thing to look up or to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ToolCall {
    /// Which starts are free?
    FindSlots {
        /// Key of the service.
        service: String,
        /// Keys of the extras.
        add_ons: Vec<String>,
        /// Key of the person, or anyone.
        person: Option<String>,
        /// First day.
        from: Date,
        /// Last day, included.
        to: Date,
        /// A start that was asked for: the answer says whether it is free, and why not.
        ask: Option<DateTime>,
        /// A visit that would be moved: its own time does not stand in its way.
        moving: Option<String>,
    },
    /// Book it.
    Book {
        /// Key of the service.
        service: String,
        /// Keys of the extras.
        add_ons: Vec<String>,
        /// The slot agreed on.
        slot: Slot,
        /// Whether the caller asked for this person, or anyone would do.
        person_was_asked_for: bool,
        /// The caller's name.
        customer_name: String,
        /// The caller's number, E.164 or as said.
        customer_phone: String,
    },
    /// The caller's coming visits, soonest first.
    FindVisits {
        /// Their number, E.164 or as said.
        phone: String,
    },
    /// Call a visit off.
    Cancel {
        /// The visit's key.
        visit: String,
    },
    /// Move a visit.
    Move {
        /// The visit's key.
        visit: String,
        /// The slot agreed on.
        slot: Slot,
        /// Whether the caller asked for this person, or anyone would do.
        person_was_asked_for: bool,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ToolResult {
    /// To `FindSlots`: free starts in order of time, each once.
    Slots {
        /// The free starts.
        slots: Vec<Slot>,
        /// To the start that was asked for: `None` when it is free or none was asked.
        refused: Option<Refusal>,
    },
    /// To `Book` and `Move`: the row as it now stands.
    Booked {
        /// The row.
        visit: Visit,
    },
    /// To `Cancel`: the row as it was.
    Cancelled {
        /// The row.
        visit: Visit,
    },
    /// To `Book` and `Move`: somebody was faster, or the rules say no.
    NotBooked {
        /// Why.
        refused: Refusal,
        /// The nearest free starts.
        nearest: Vec<Slot>,
    },
    /// To `FindVisits`.
    Visits {
        /// Soonest first.
        visits: Vec<Visit>,
    },
    /// It cannot be done, and this is why, in a sentence for the caller ("It is too late to cancel by phone.").
    Refused {
        /// The sentence.
        sentence: String,
    },
    /// To `Book`: nobody could be reached under that number. Nothing was done.
    PhoneRefused,
    /// Something on our side failed; nothing was done.
    Failed,
}

/// A free start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// The instant.
    pub starts_at: jiff::Timestamp,
    /// The same on the salon's clock.
    pub local: DateTime,
    /// Key of the person who would do it: the one asked for, or the best of those free.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// What the service alone costs with this person, where not as in the catalogue or nobody has looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_cents: Option<i64>,
}

/// The time that a caller has chosen and has not confirmed yet: to be kept for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChosenTime<'a> {
    /// Key of the service.
    pub service: &'a str,
    /// Keys of the extras.
    pub add_ons: &'a [String],
    /// The time.
    pub slot: &'a Slot,
    /// Whether the caller asked for this person, or anyone would do.
    pub person_was_asked_for: bool,
    /// The visit that would be moved there.
    pub moving: Option<&'a str>,
}

/// A visit in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// The visit's key.
    pub key: String,
    /// Key of the service.
    pub service: String,
    /// Name of the service.
    pub service_name: String,
    /// Keys of the extras.
    pub add_ons: Vec<String>,
    /// Key of the person.
    pub person: String,
    /// Their name.
    pub person_name: String,
    /// Start on the salon's clock.
    pub local: DateTime,
    /// Price with extras, in the smallest unit of the currency.
    pub price_cents: i64,
    /// Whose visit it is.
    pub customer_name: String,
}

/// Why a start is not free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The rule.
    pub reason: RefusalReason,
    /// For `outside_hours`: when the person or the salon starts that day.
    pub opens: Option<Time>,
    /// For `outside_hours`: when they end.
    pub closes: Option<Time>,
}

/// The rules by which a start is refused are the scheduling engine's.
pub use scheduling::Reason as RefusalReason;
