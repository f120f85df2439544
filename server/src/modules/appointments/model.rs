//! A visit, and why one cannot be had.

use jiff::Timestamp;
use sea_orm::DbErr;

use super::availability::Wanted;
use super::entity::{add_on, appointment};
use crate::ids::{AppointmentId, EmployeeId, ServiceId};
use crate::modules::customers::Customer;
use crate::modules::services::AddOn;
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
        Wanted {
            service: self.row.service_id,
            add_ons: self.add_ons.iter().map(|add_on| add_on.add_on_id).collect(),
            with,
            moving: Some(self.row.id),
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
    pub(super) service: ServiceId,
    pub(super) add_ons: Vec<&'a AddOn>,
    pub(super) minutes: u32,
    pub(super) price_cents: i64,
    /// Those who may do it: all who can, or the one asked for.
    pub(super) employees: Vec<EmployeeId>,
}
