//! A call as it is written down before it is held: who calls, what they know, what they do that nobody expects, and what
//! must be in the book afterwards.
//!
//! Nothing in it is a wording of the receptionist's: the caller answers by what is asked for, so she may speak as she
//! likes.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// The number from which a caller calls of whom nothing else is said: one that is kept for stories.
pub const USUAL_NUMBER: &str = "+13475550151";

/// A call that is to be held.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Script {
    /// What the call shows.
    pub call: String,
    /// Who calls, for the reader.
    #[serde(default)]
    pub persona: String,
    /// Their number, E.164; empty when it is withheld.
    #[serde(default = "usual_number")]
    pub from: String,
    /// The salon's clock, where it is not the usual one.
    #[serde(default)]
    pub now: Option<DateTime>,
    /// What has happened before.
    #[serde(default)]
    pub before: Before,
    /// The first words.
    pub says: String,
    /// What the caller knows and says when asked.
    #[serde(default)]
    pub facts: Facts,
    /// What they do instead.
    #[serde(default)]
    pub surprises: Vec<Surprise>,
    /// What must be so at the end.
    #[serde(default)]
    pub expect: Expected,
    /// What of it the receptionist cannot do yet; then the call is held, and may end otherwise.
    #[serde(default)]
    pub pending: Option<String>,
}

fn usual_number() -> String {
    USUAL_NUMBER.to_owned()
}

/// What has happened in the salon before the telephone rings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Before {
    /// Visits in the book: `service | employee | start | name | number`.
    pub book: Vec<String>,
    /// Days on which somebody is away: `employee | date`.
    pub away: Vec<String>,
    /// Days on which the salon is closed.
    pub closed: Vec<Date>,
    /// Days on which nothing is free.
    pub full: Vec<Date>,
    /// Settings of the salon, as its row has them.
    pub settings: Option<serde_json::Value>,
    /// How long before its start a visit can still be changed, in minutes.
    pub cutoff_minutes: Option<i32>,
}

/// What the caller says when asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the answer to the question of that name")]
pub struct Facts {
    pub service: String,
    pub add_on: String,
    pub stylist: String,
    pub day: String,
    pub time: String,
    pub choice: String,
    pub name: String,
    pub phone: String,
    /// To what was read back.
    pub agrees: String,
    /// To any other question that wants a yes or a no.
    pub otherwise: String,
    /// On which day the visit is that they already have.
    pub visit_day: String,
    /// They wanted to know something, and say goodbye to whatever is asked.
    pub only_asks: bool,
}

impl Default for Facts {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            service: text("a men's haircut"),
            add_on: text("no thank you"),
            stylist: text("anyone is fine"),
            day: text("Thursday"),
            time: text("in the morning"),
            choice: text("the first one"),
            name: text("Dana Whitlock"),
            phone: text("three four seven five five five zero one five one"),
            agrees: text("yes please"),
            otherwise: text("yes please"),
            visit_day: text("Thursday"),
            only_asks: false,
        }
    }
}

/// What a caller is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Question {
    Service,
    AddOn,
    Stylist,
    When,
    Day,
    Time,
    Choice,
    Name,
    Phone,
    /// Which visit of theirs, and whose: what shows that they may know of it.
    Identity,
    /// "Shall I book it?"
    ReadBack,
    /// Any other question that wants a yes or a no.
    Otherwise,
    /// "No problem. What shall I change?"
    Change,
    /// Nothing in particular.
    Nothing,
}

/// What the caller does that is not the answer to what they were asked. Each comes once, in its order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Surprise {
    /// In the caller's turn of this number, from 1.
    pub turn: Option<usize>,
    /// When they are asked for this.
    pub asked: Option<Question>,
    /// They say this.
    pub says: Option<String>,
    /// They press these keys.
    pub keys: Option<String>,
    /// They are silent.
    pub silent: bool,
    /// They hear only this much of what is said before they speak into it.
    pub interrupts_after: Option<usize>,
    /// Somebody else is faster: `service | employee | start`.
    pub taken: Option<String>,
    /// From now on the language model does not answer.
    pub model_fails: bool,
    /// The person to whom they were put through does not answer.
    pub nobody_answers: bool,
    /// They hang up.
    pub hangs_up: bool,
}

/// What must be so at the end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Expected {
    /// Every visit in the book, in any order:
    /// `service + extras | employee | start | cents | status | name | number`; `*` is anything, and what is left out at
    /// the end is too. Nothing said: the book is as it was, and has what was added.
    pub visits: Option<Vec<String>>,
    /// Visits that came to those that were there.
    pub added: Vec<String>,
    /// What came of the call; `A|B` is either.
    pub outcome: Option<String>,
    /// Why they called.
    pub reason: Option<String>,
    /// Whom the salon is to call back; `none` for nobody.
    pub call_back: Option<String>,
    /// A price that the caller must have heard, in the smallest unit of the currency.
    pub price: Option<i64>,
    /// What the caller must have heard; with a `!` in front, what not.
    pub heard: Vec<String>,
}
