//! What one conversation remembers between turns. Every part may be missing in a stored state: an older
//! release wrote it without.

use crate::{Channel, Slot, Visit};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use understanding::DayPart;

/// What the caller came for and is being worked on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    #[default]
    None,
    Book,
    Move,
    Cancel,
    TellVisit,
}

/// The caller as the channel knows them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Contact {
    pub(crate) channel: Channel,
    /// The number the channel vouches for.
    pub(crate) caller_id: Option<String>,
    /// A number the caller gave; it goes before the caller id.
    pub(crate) said_phone: Option<String>,
    /// Digits of a number that is still being dictated.
    pub(crate) partial_phone: String,
    /// The name the caller gave.
    pub(crate) said_name: Option<String>,
    /// The name that is known for their number: enough to fill in, but it proves nothing.
    pub(crate) known_name: Option<String>,
    /// The known first name was spoken by us, so that hearing it back proves nothing either.
    pub(crate) is_known_name_told: bool,
}

impl Contact {
    pub(crate) fn phone(&self) -> Option<&str> {
        self.said_phone.as_deref().or(self.caller_id.as_deref())
    }

    /// The name to book under.
    pub(crate) fn name(&self) -> Option<&str> {
        self.said_name.as_deref().or(self.known_name.as_deref())
    }

    /// The name to address them by: only one that they have said themselves.
    pub(crate) fn name_to_say(&self) -> Option<&str> {
        self.said_name.as_deref().filter(|name| *name != crate::phrases::guest())
    }

    /// The name on a visit as this caller may hear it: whole if they said one, else only the first of it.
    pub(crate) fn name_on_visit<'a>(&self, name: &'a str) -> &'a str {
        if self.said_name.is_some() { name } else { crate::spoken::first_name(name) }
    }
}

/// The visit that is wished for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Wish {
    pub(crate) service: Option<String>,
    /// What was said may mean any of these.
    pub(crate) may_be: Vec<String>,
    pub(crate) add_ons: Vec<String>,
    /// Extras were offered, named or declined: they are not brought up again.
    pub(crate) add_ons_settled: bool,
    pub(crate) person: PersonWish,
    pub(crate) days: Option<Days>,
    pub(crate) not_days: Vec<Date>,
    pub(crate) time: Option<TimeWish>,
    /// The time is that of the visit that is being moved; nobody asked for it.
    pub(crate) keeps_time: bool,
    /// "The same time next week": on its weekday too.
    pub(crate) same_time: bool,
    /// "Whenever", "as soon as possible": no day needs to be asked for.
    pub(crate) any_day: bool,
    /// "The earliest you have."
    pub(crate) soonest: bool,
    /// "Push it back a little": beside the visit's own time.
    pub(crate) shift: Option<Shift>,
    /// The free start that was agreed on.
    pub(crate) slot: Option<Slot>,
    /// Further services named in the same breath, for after this one.
    pub(crate) also: Vec<String>,
}

/// Later or earlier than something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shift {
    Later,
    Earlier,
}

/// Who shall do it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PersonWish {
    /// Nothing was said; anyone will do.
    #[default]
    Open,
    /// The caller does not mind.
    Anyone,
    /// This person was asked for.
    This(String),
    /// Not this one.
    Not(String),
    /// The person of the visit that is being moved, as long as nobody else is asked for.
    Same(String),
}

impl PersonWish {
    /// Whom to search for.
    pub(crate) fn wanted(&self) -> Option<&str> {
        match self {
            Self::This(key) | Self::Same(key) => Some(key),
            Self::Open | Self::Anyone | Self::Not(_) => None,
        }
    }

    pub(crate) fn was_asked_for(&self) -> bool {
        matches!(self, Self::This(_))
    }
}

/// Days from `from` to `to`, both included; only those in `only`, where it names some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Days {
    pub(crate) from: Date,
    pub(crate) to: Date,
    #[serde(default)]
    pub(crate) only: Vec<Date>,
}

impl Days {
    pub(crate) fn one(date: Date) -> Self {
        Self { from: date, to: date, only: Vec::new() }
    }

    pub(crate) fn single(&self) -> Option<Date> {
        (self.from == self.to).then_some(self.from)
    }

    /// The first of these days that is this weekday.
    pub(crate) fn first_on(&self, weekday: Weekday) -> Option<Date> {
        let week = (0..7).map(|days| self.from.saturating_add(days.days()));
        week.into_iter().find(|day| day.weekday() == weekday && self.contains(*day))
    }

    pub(crate) fn contains(&self, date: Date) -> bool {
        self.from <= date && date <= self.to && (self.only.is_empty() || self.only.contains(&date))
    }
}

/// The time of day that is wished for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimeWish {
    /// This time; close to it will do when `approximate`.
    At { time: Time, approximate: bool },
    /// "Ten or eleven."
    Either { one: Time, other: Time },
    /// A start from `from` up to `to`.
    Between { from: Option<Time>, to: Option<Time> },
    /// A part of the day.
    Part(DayPart),
}

impl TimeWish {
    /// Where it lies in the day: from when to when.
    pub(crate) fn window(&self) -> (Time, Time) {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        match self {
            Self::At { time, .. } => (*time, *time),
            Self::Either { one, other } => (*one, *other),
            Self::Between { from, to } => (from.unwrap_or(Time::MIN), to.unwrap_or(Time::MAX)),
            Self::Part(DayPart::Morning) => (Time::MIN, at(12, 0)),
            Self::Part(DayPart::Lunch) => (at(11, 30), at(14, 0)),
            Self::Part(DayPart::Afternoon) => (at(12, 0), at(17, 30)),
            Self::Part(DayPart::Evening) => (at(17, 0), Time::MAX),
            Self::Part(DayPart::Night) => (at(18, 0), Time::MAX),
        }
    }

    /// Whether a start at this time is what was wished for. Half-open: ten is not before ten.
    pub(crate) fn allows(&self, time: Time) -> bool {
        match self {
            Self::At { time: wished, .. } => time == *wished,
            Self::Either { one, other } => time == *one || time == *other,
            Self::Between { .. } | Self::Part(_) => {
                let (from, to) = self.window();
                from <= time && time < to
            }
        }
    }
}

/// What the receptionist asked last; the next words are an answer to it first of all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum Asked {
    #[default]
    HowToHelp,
    AnythingElse,
    /// Which service? The page of the list that keys choose from.
    Service {
        #[serde(default)]
        page: usize,
    },
    /// "Women's haircut or men's haircut?"
    WhichService {
        keys: Vec<String>,
    },
    /// "Would you like to book one?"
    BookThat {
        service: String,
    },
    AddOns {
        keys: Vec<String>,
    },
    /// Who shall do it, after somebody was asked for who cannot.
    Person,
    /// "Caitlin or Katja?"
    WhichPerson {
        keys: Vec<String>,
    },
    When,
    /// "Tomorrow, or Tuesday the seventeenth?"
    WhichDay {
        days: Vec<Date>,
    },
    /// "Eight in the morning or in the evening?"
    HalfOfDay {
        early: Time,
        late: Time,
    },
    Choice,
    Name,
    Phone,
    /// Yes or no to what was read back.
    ReadBack,
    WhatToChange,
    WhichVisit,
    /// On which day a visit is that somebody claims who does not call from its number.
    VisitDay,
    /// On which day a visit under the caller's number is, or under what name.
    Proof,
    /// The visit is not under the caller's own number: another one?
    OtherNumber,
    /// There is no visit to change: a new one?
    BookNew,
    /// "Cancel" in the middle of a booking: did they mean a visit they already have?
    WhichCancel,
    /// A person, or go on with the receptionist?
    PersonInstead,
    /// What shall be passed on?
    Message,
    /// The keypad's main menu.
    Menu,
}

/// What exactly would be done on a "yes".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum Deed {
    Book {
        service: String,
        add_ons: Vec<String>,
        slot: Slot,
        person_was_asked_for: bool,
        name: String,
        phone: String,
        price_cents: i64,
    },
    Move {
        visit: Visit,
        slot: Slot,
        person_was_asked_for: bool,
    },
    Cancel {
        visit: Visit,
    },
}

/// The times on offer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Offer {
    pub(crate) slots: Vec<Slot>,
    /// The days that were wished for when the offer had to leave them: "somebody else" goes back to them.
    pub(crate) wished_days: Option<Days>,
    /// What the caller said means several of them, and they were asked which.
    pub(crate) is_narrowed: bool,
}

/// A look-up or deed that is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "under_way", rename_all = "snake_case")]
pub(crate) enum UnderWay {
    Search(Search),
    Visits { phone: String },
    Deed(Box<Deed>),
}

/// A search for free starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Search {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) ask: Option<DateTime>,
    pub(crate) person: Option<String>,
    pub(crate) look: Look,
    pub(crate) stage: Stage,
    /// It was on offer and has been chosen: is it still free?
    #[serde(default)]
    pub(crate) is_chosen: bool,
}

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Look {
    /// Where the wish says.
    Wished,
    /// Later than what was offered.
    After(DateTime),
    /// Earlier than what was offered.
    Before(DateTime),
    /// On other days than those offered.
    OtherDays(Date),
}

/// How far the search has been widened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// What was asked for.
    First,
    /// The days around it.
    Wider,
    /// With anyone.
    Anyone,
}

/// What is known about a visit that shall be cancelled, moved or told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Change {
    /// The caller's coming visits, once looked up.
    pub(crate) visits: Option<Vec<Visit>>,
    /// The one that is meant.
    pub(crate) visit: Option<Visit>,
    /// What was said before the visits were known: it may be about the old time or about the new one.
    pub(crate) dates: Vec<Date>,
    pub(crate) times: Vec<Time>,
    /// "From Friday to Saturday": a move between the two, or a stretch of days to move into.
    pub(crate) days: Option<(Option<Date>, Option<Date>)>,
    /// The same of times.
    pub(crate) hours: Option<(Option<Time>, Option<Time>)>,
    pub(crate) service: Option<String>,
    pub(crate) person: Option<String>,
    /// It is not under the number they call from.
    pub(crate) is_under_other_number: bool,
    /// On which day it is, in the caller's words.
    pub(crate) claimed_day: Option<Date>,
    /// At what time it is, in the caller's words: all that these may mean.
    pub(crate) claimed_times: Vec<Time>,
    /// Under what name it is, in the caller's words.
    pub(crate) claimed_name: Option<String>,
    /// The days that were said were tried as the visit's own: they are only new ones.
    pub(crate) are_days_tried: bool,
}

/// Which visits the caller has shown to be theirs, or to act for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Proof {
    /// Keys of visits that need no more proof.
    pub(crate) keys: Vec<String>,
    /// Wrong days and names.
    pub(crate) wrong: u32,
    /// Something that was not said as a proof was tried as one already; that is not held against them once.
    pub(crate) has_guessed: bool,
    /// The name they gave, where no visit is under it.
    pub(crate) wrong_name: Option<String>,
    /// A deed whose answer was lost: what came of it needs no proof.
    #[serde(deserialize_with = "or_default")]
    pub(crate) lost_deed: Option<Deed>,
}

/// How often things went wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Trouble {
    /// Turns in a row that led nowhere.
    pub(crate) misses: u32,
    /// All such turns.
    pub(crate) all_misses: u32,
    /// Silences in a row.
    pub(crate) silences: u32,
    /// Insults.
    pub(crate) abuse: u32,
    /// Tools that failed.
    pub(crate) failures: u32,
    /// Goodbyes in the middle of a read-back.
    pub(crate) farewells: u32,
    /// Times the last words were asked for again.
    pub(crate) repeats: u32,
    /// Visits claimed under another number that are not there.
    pub(crate) claims: u32,
    /// Telephone numbers that were none.
    pub(crate) numbers: u32,
    /// Times the caller asked for a moment.
    pub(crate) waits: u32,
    /// Times the same would have been said for the third time.
    pub(crate) circles: u32,
}

/// What the last question was about, for "and on Saturday?" and "I'll take that".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Topic {
    pub(crate) question: Option<Question>,
    pub(crate) service: Option<String>,
    pub(crate) day: Option<Date>,
}

/// The questions that go on with a bare name or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Question {
    Hours,
    Price,
    Duration,
    People,
}

/// Reads what another release may have written: what it does not know becomes the default.
pub(crate) fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    stored: D,
) -> Result<T, D::Error> {
    let stored = serde_json::Value::deserialize(stored)?;
    Ok(serde_json::from_value(stored).unwrap_or_default())
}
