//! A visit, and why one cannot be had.

use jiff::Timestamp;
use sea_orm::DbErr;

use super::availability::Wanted;
use super::draft::Terms;
use super::entity::{add_on, appointment};
use super::store::Held;
use crate::ids::{ApiKeyId, AppointmentId, CallId, EmployeeId, HoldId, UserId, WaitlistEntryId};
use crate::modules::customers::Customer;
use crate::modules::services::{AddOn, Service};
use crate::tenancy::Retry;

/// A visit with its extras and its customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    /// The visit's own row.
    pub row: appointment::Model,
    /// Its extras.
    pub add_ons: Vec<add_on::Model>,
    /// Whose it is.
    pub customer: Customer,
}

impl Appointment {
    /// Its id.
    pub fn id(&self) -> AppointmentId {
        self.row.id
    }

    /// When it starts.
    pub fn starts_at(&self) -> Timestamp {
        self.row.starts_at.timestamp()
    }

    /// The wish to have the same at another time.
    pub fn moved(&self, with: WithWhom) -> Wanted {
        let add_ons = self.add_ons.iter().map(|add_on| add_on.add_on_id).collect();
        Wanted { moving: vec![self.row.id], ..Wanted::one(self.row.service_id, add_ons, with) }
    }

    /// What the service itself costs in this visit: the price without the extras.
    pub fn service_price_cents(&self) -> i64 {
        self.row.price_cents - self.add_ons.iter().map(|add_on| add_on.price_cents).sum::<i64>()
    }
}

/// Who does something to a visit, for its history and for the rules that bind callers but not the salon's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody of the salon.
    Person {
        /// Who.
        id: UserId,
        /// As the history shows them.
        name: String,
    },
    /// A program with one of the salon's keys.
    Key(ApiKeyId),
    /// A caller, in a conversation with the receptionist.
    Call(CallId),
    /// The customer, by answering a message.
    Customer,
    /// Bolt itself, when it carries out what was decided before.
    System,
}

impl Actor {
    /// Whether the salon's rules for callers hold: cut-off, blocked customers.
    pub fn is_bound(&self) -> bool {
        matches!(self, Self::Key(_) | Self::Call(_) | Self::Customer)
    }

    /// Kind, id and name as a row of history has them.
    pub(super) fn in_row(&self) -> (&'static str, Option<String>, Option<String>) {
        match self {
            Self::Person { id, name } => ("PERSON", Some(id.to_string()), Some(name.clone())),
            Self::Key(id) => ("KEY", Some(id.to_string()), None),
            Self::Call(id) => ("CALL", Some(id.to_string()), None),
            Self::Customer => ("CUSTOMER", None, None),
            Self::System => ("SYSTEM", None, None),
        }
    }
}

/// Who asks for a time: what is held for them does not stand in their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Nobody for whom anything is held.
    Nobody,
    /// A caller.
    Call(CallId),
    /// Whoever has this hold.
    Hold(HoldId),
    /// Somebody on the waitlist to whom the time was offered.
    Waitlist(WaitlistEntryId),
}

impl Holder {
    pub(super) fn is_whose(self, held: &Held) -> bool {
        match self {
            Self::Nobody => false,
            Self::Call(id) => held.call_id == Some(id),
            Self::Hold(id) => held.group_id == id,
            Self::Waitlist(id) => held.waitlist_entry_id == Some(id),
        }
    }
}

/// Why a visit could not be booked, moved or called off.
#[derive(Debug, thiserror::Error)]
pub enum AppointmentError {
    /// The salon does not offer this.
    #[error("there is no such service")]
    UnknownService,
    /// This extra does not go with the service.
    #[error("there is no such add-on for this service")]
    UnknownAddOn,
    /// Nobody of this id works here.
    #[error("there is no such employee")]
    UnknownEmployee,
    /// They work here, but do not do this.
    #[error("this employee does not do this service")]
    WrongEmployee,
    /// There is no such visit.
    #[error("there is no such appointment")]
    UnknownAppointment,
    /// The rules, or another visit, stand in the way.
    #[error("this time is not free")]
    NotFree(scheduling::Refusal),
    /// Callers can change it no more; the salon's people can.
    #[error("an appointment can be changed up to {0} minutes before it starts")]
    TooLate(i32),
    /// The salon does not take bookings from this customer.
    #[error("this customer cannot book")]
    Blocked,
    /// There is no such customer.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// The time was held for somebody, but not any more.
    #[error("there is no such hold, or it has expired")]
    UnknownHold,
    /// A slot's token is not ours, not for this, or has expired.
    #[error("{0}")]
    BadToken(&'static str),
    /// Who changes a visit must have seen how it stands.
    #[error("the appointment has changed since it was read")]
    Changed,
    /// The visit is over, or called off.
    #[error("an appointment that is {} cannot be changed so", .0.as_str())]
    WrongStatus(appointment::Status),
    /// The dates asked for are no range, or too many.
    #[error("{0}")]
    BadRange(&'static str),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

impl Retry for AppointmentError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_transient())
    }
}

impl From<scheduling::QuestionError> for AppointmentError {
    fn from(error: scheduling::QuestionError) -> Self {
        use scheduling::QuestionError;
        match error {
            QuestionError::TooManyDays => Self::BadRange("too many days were asked for at once"),
            // The salon's settings and its catalogue are checked when they are saved.
            other => Self::Database(DbErr::Custom(other.to_string())),
        }
    }
}

impl appointment::Status {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Confirmed => "confirmed",
            Self::InProgress => "in progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "a no-show",
        }
    }
}

/// With whom a visit is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithWhom {
    /// Whoever is free.
    Anyone,
    /// This person if free, else whoever is.
    Preferably(EmployeeId),
    /// This person or nobody.
    Only(EmployeeId),
}

impl WithWhom {
    /// Who is asked first, where somebody is named.
    pub(super) fn first(self) -> Option<EmployeeId> {
        match self {
            Self::Anyone => None,
            Self::Preferably(id) | Self::Only(id) => Some(id),
        }
    }
}

impl From<Option<EmployeeId>> for WithWhom {
    /// A request names one person, or leaves it open.
    fn from(employee: Option<EmployeeId>) -> Self {
        employee.map_or(Self::Anyone, Self::Only)
    }
}

/// What is to be done, priced and timed from the salon's own catalogue.
#[derive(Debug, Clone)]
pub(super) struct Order<'a> {
    pub(super) parts: Vec<OrderedPart<'a>>,
}

impl Order<'_> {
    /// The places of all who are able to do some of it, in the salon's order.
    pub(super) fn places(&self) -> Vec<usize> {
        let able = self.parts.iter().flat_map(|part| &part.able);
        let mut places: Vec<_> = able.map(|able| able.place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// One service that is to be done.
#[derive(Debug, Clone)]
pub(super) struct OrderedPart<'a> {
    pub(super) service: &'a Service,
    pub(super) add_ons: Vec<&'a AddOn>,
    /// Those who may do it: all who can, or the one asked for.
    pub(super) able: Vec<Able>,
}

impl OrderedPart<'_> {
    /// How this person does it.
    pub(super) fn by(&self, employee: EmployeeId) -> Option<&Able> {
        self.able.iter().find(|able| able.employee == employee)
    }
}

/// Somebody who may do a service, and how.
#[derive(Debug, Clone)]
pub(super) struct Able {
    pub(super) employee: EmployeeId,
    /// Their place in the salon's order.
    pub(super) place: usize,
    /// What it takes and costs with them.
    pub(super) terms: Terms,
}
