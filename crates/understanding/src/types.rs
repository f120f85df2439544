//! The words in which this crate is asked and answers.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// What one caller said, with all that is needed to make sense of it.
#[derive(Debug, Clone)]
pub struct Utterance<'a> {
    /// The words as written or as speech recognition heard them.
    pub text: &'a str,
    /// The language they are in.
    pub language: Language,
    /// The recogniser's other readings, best first; may be empty.
    pub alternatives: &'a [String],
    /// The salon's wall clock when it was said.
    pub now: DateTime,
    /// The salon's zone, for "in two hours" across a clock change.
    pub zone: &'a jiff::tz::TimeZone,
    /// What the receptionist said just before.
    pub previous: Option<&'a str>,
    /// What the receptionist has just asked for.
    pub expecting: &'a [Expecting],
    /// The names this salon knows.
    pub catalogue: &'a Catalogue,
}

/// A language that is understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    #[default]
    English,
    Spanish,
}

impl Language {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Spanish as usize + 1;

    /// The language of a BCP 47 tag, such as "es-US"; `None` for one that is not understood.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }
}

/// A thing the receptionist has just asked for. A bare "five" is a time, a date or nothing, depending on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expecting {
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// The caller's name.
    Name,
    /// One of the salon's people.
    Stylist,
    /// One of the salon's services.
    Service,
    /// An extra to the service, or none.
    AddOn,
    /// A telephone number.
    Phone,
    /// Yes or no to what was read back.
    Confirmation,
    /// One of the offered times: "the first one", "the later one", "ten thirty".
    Choice,
    /// A city (never asked by Bolt; part of the public benchmark).
    City,
    /// A number of people (never asked by Bolt; part of the public benchmark).
    PartySize,
}

/// The names a salon knows. Build it once per catalogue, it prepares its own look-up tables.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// What can be booked.
    pub services: Vec<Entry>,
    /// Extras.
    pub add_ons: Vec<Entry>,
    /// Who works here.
    pub people: Vec<Entry>,
    /// Customers' names, where the caller may be one of a known list.
    pub customers: Vec<String>,
    /// Look-up tables, made on first use; `Default::default()` where a catalogue is written out.
    #[serde(skip)]
    pub prepared: crate::Prepared,
}

/// One name in the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The salon's key for it, given back unchanged.
    pub key: String,
    /// As the salon writes it.
    pub name: String,
    /// Other words for it ("highlights": "hilites", "foils").
    pub synonyms: Vec<String>,
}

/// All that was understood of one utterance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Understood {
    /// What the caller mainly wants.
    pub intent: Intent,
    /// 0 to 1.
    pub confidence: f32,
    /// Everything done in the utterance, in the order said: "yes please and how much is it" is two.
    pub acts: Vec<Act>,
    /// Dates, times, services, people, names, numbers, in the order said.
    pub entities: Vec<Entity>,
}

impl Understood {
    /// Whether the caller did this.
    pub fn has(&self, kind: ActKind) -> bool {
        self.acts.iter().any(|act| act.kind == kind)
    }
}

/// The main wish, in the words of the public benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Intent {
    BookAppointment,
    CancelAppointment,
    ModifyAppointment,
    AskHours,
    AskServices,
    AskPrice,
    AskLocation,
    AskAvailability,
    SpeakToHuman,
    Affirm,
    Deny,
    Greeting,
    Goodbye,
    Thanks,
    /// Nothing the salon can act on.
    Other,
}

/// One thing done by saying something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// What was done.
    pub kind: ActKind,
    /// First character (Unicode code points), 0-based.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The kinds of acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Wants a visit.
    Book,
    /// Wants a visit called off.
    Cancel,
    /// Wants a visit at another time, or otherwise changed.
    Move,
    /// Asks when the salon is open.
    AskHours,
    /// Asks what the salon offers.
    AskServices,
    /// Asks what something costs.
    AskPrice,
    /// Asks how long something takes.
    AskDuration,
    /// Asks where the salon is.
    AskLocation,
    /// Asks what is free.
    AskAvailability,
    /// Asks who works here, or who does something.
    AskPeople,
    /// Asks about their own visit ("when is my appointment?").
    AskMyVisit,
    /// Asks about the visit of somebody else ("when is Rosa coming in?").
    AskOthersVisit,
    /// Wants something passed on, or tells that they come late.
    LeaveMessage,
    /// Gives orders that are no caller's to give: to leave the rules, to tell of the customers.
    Meddle,
    /// Wants a person.
    SpeakToHuman,
    /// Yes.
    Affirm,
    /// No.
    Deny,
    /// Hello.
    Greet,
    /// Bye.
    Goodbye,
    /// Thank you.
    Thanks,
    /// "Say that again."
    Repeat,
    /// "One moment."
    Wait,
    /// "Anything later?"
    Later,
    /// "Anything earlier?"
    Earlier,
    /// "Another day?", "none of those", "something else".
    Other,
    /// "Somebody else."
    SomeoneElse,
    /// "Whoever is free", "I don't mind who".
    AnyPerson,
    /// "Any time", "whenever", "I don't mind when".
    AnyTime,
    /// "The earliest you have", "as soon as possible".
    Earliest,
    /// "The same time", "same day and time": as the visit is, or as the last one was.
    SameTime,
    /// "Nothing else", "no extras", "that's all".
    NothingElse,
    /// Leaves things as they are: "leave it as it is", "keep my appointment", "never mind".
    LeaveIt,
    /// Takes back or changes what was said: "no, Thursday, not Tuesday".
    Correct,
    /// "Start over."
    StartOver,
    /// Not satisfied.
    Complain,
    /// Abuse.
    Abuse,
    /// In danger.
    Emergency,
}

/// A piece of the utterance that stands for a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// First character (Unicode code points), 0-based.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The likeliest reading.
    pub value: Value,
    /// The other readings, likeliest first: "at five" is 17:00, or 05:00; "Kate" is Caitlin, or Katja.
    pub alternatives: Vec<Value>,
    /// "Not Monday": the value is excluded.
    pub negated: bool,
    /// 0 to 1.
    pub confidence: f32,
}

/// What a piece of an utterance stands for. A moment ("tomorrow at five") is a day and a time: two entities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Value {
    /// A day.
    Date {
        /// The day.
        date: Date,
    },
    /// Days from `from` to `to`, both included; open where `None`.
    DateRange {
        /// First day.
        from: Option<Date>,
        /// Last day, included.
        to: Option<Date>,
    },
    /// A time of day.
    Time {
        /// The time.
        time: Time,
        /// "Around", "about".
        approximate: bool,
    },
    /// Times of day from `from` up to `to`; open where `None` ("after three", "before noon").
    TimeRange {
        /// From then on.
        from: Option<Time>,
        /// Until then.
        to: Option<Time>,
    },
    /// A part of the day by its name.
    DayPart {
        /// Which one.
        part: DayPart,
    },
    /// Something to book.
    Service {
        /// The salon's key.
        key: String,
        /// The salon's name for it.
        name: String,
    },
    /// An extra.
    AddOn {
        /// The salon's key.
        key: String,
        /// The salon's name for it.
        name: String,
    },
    /// Somebody who works here; no key when the name is none of the salon's.
    Stylist {
        /// The salon's key.
        key: Option<String>,
        /// The salon's name, or the words said.
        name: String,
    },
    /// The caller's own name.
    Name {
        /// Capitalised.
        name: String,
    },
    /// A telephone number as said: digits, with a leading `+` where one was said.
    Phone {
        /// The digits.
        digits: String,
    },
    /// "The first one", "number two", "the last": 1-based, -1 is the last.
    Ordinal {
        /// Which.
        position: i8,
    },
}

/// A named part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DayPart {
    Morning,
    Lunch,
    Afternoon,
    Evening,
    Night,
}
