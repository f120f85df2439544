//! What is answered: free starts, the reason why one start is not free, or who does what from one on.

use jiff::{Timestamp, civil::Time};
use serde::{Deserialize, Serialize};

use crate::PersonIndex;

/// A start that is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The moment.
    pub start: Timestamp,
    /// Everyone who could do it, in order of their place.
    pub staff: Vec<PersonIndex>,
    /// The same for each further role: the first service's assistants, then the next service's staff and
    /// assistants, and so on. Each is someone who takes that role in some complete arrangement.
    pub others: Vec<Vec<PersonIndex>>,
}

/// One service of a visit that was [arranged](crate::arrange).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrangedService {
    /// When it starts: the client is there from then on, a buffer comes before.
    pub start: Timestamp,
    /// Who does it.
    pub person: PersonIndex,
    /// Who helps, in the order of [`Service::assistants`](crate::Service::assistants).
    pub assistants: Vec<PersonIndex>,
}

/// Whether one start is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is, with these people.
    Free(Slot),
    /// It is not.
    Refused(Refusal),
}

impl Verdict {
    /// Why not, if it is not free.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Free(_) => None,
            Self::Refused(refusal) => Some(refusal.reason),
        }
    }
}

/// Why a start is not free, with what a receptionist would add ("Anna starts at ten that day").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// On the salon's clock. With [`Reason::OutsideHours`] the first opening that day, with [`Reason::TooLong`]
    /// that of the stretch of hours the visit would start in; of several people, the earliest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Time>,
    /// On the salon's clock, midnight being 00:00. With [`Reason::OutsideHours`] the last closing of that day, with
    /// [`Reason::TooLong`] that of the stretch of hours the visit would start in; of several people, the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Time>,
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self { reason, opens: None, closes: None }
    }
}

/// Why a start is not free: the first of these that applies. From `Closed` to `Busy` each person who may do it has
/// their own, and the one furthest down speaks for all, being closest to a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The salon's clock skips this time.
    NonexistentTime,
    /// Not a start the salon offers.
    OffGrid,
    /// In the past, or too soon.
    Notice,
    /// Too far ahead.
    Horizon,
    /// Nobody here does this service.
    NoStaff,
    /// No hours on this date, time off left aside.
    Closed,
    /// There are hours that day, but not at the start.
    OutsideHours,
    /// The client would still be there when the hours end.
    TooLong,
    /// The client would be there during time off.
    TimeOff,
    /// The day's limit of visits or minutes is reached, perhaps only with all services of the visit together.
    Limit,
    /// The person is engaged. In a visit of several people: they are not free together.
    Busy,
    /// Someone could, but a kind of equipment is lacking.
    Resource,
}

/// A question that cannot be answered, and how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionError {
    /// The grid needs a step of at least a minute.
    NoStep,
    /// A visit needs at least one service.
    NoService,
    /// More dates than [`MAX_DAYS`](crate::MAX_DAYS) were asked for at once.
    TooManyDays,
    /// The visit, with all its buffers and waits, takes longer than [`MAX_VISIT_DAYS`](crate::MAX_VISIT_DAYS).
    VisitTooLong,
    /// The visit needs more people than [`MAX_ROLES`](crate::MAX_ROLES).
    TooManyRoles,
}

impl std::fmt::Display for QuestionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoStep => f.write_str("the step between starts must be at least one minute"),
            Self::NoService => f.write_str("a visit needs at least one service"),
            Self::TooManyDays => write!(f, "at most {} days can be asked for at once", crate::MAX_DAYS),
            Self::TooManyRoles => write!(f, "a visit can need at most {} people", crate::MAX_ROLES),
            Self::VisitTooLong => write!(f, "a visit can take at most {} days", crate::MAX_VISIT_DAYS),
        }
    }
}

impl std::error::Error for QuestionError {}
