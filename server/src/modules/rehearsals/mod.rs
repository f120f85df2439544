//! Calls that nobody makes: a simulated caller speaks with the real receptionist, and what counts is the book at the end,
//! not how nice it sounded.
//!
//! `script.rs` is how a call is written down, `caller.rs` who answers by it, `stage.rs` what happened before, `play.rs`
//! holds it, `grade.rs` judges it. The suite's own calls are in `tests/it/rehearsals`.
//!
//! A salon rehearses too: `generate.rs` writes calls about its own services, people, hours and questions, and `run.rs`
//! holds them in a copy of the salon (`scratch.rs`), where nothing can be sent and nothing of the salon's is touched.
//!
//! Not for: what is said (`conversation`) or what words mean (`understanding`).

mod caller;
mod entity;
mod generate;
mod grade;
mod play;
mod routes;
mod run;
mod scratch;
mod script;
mod stage;
mod store;

pub use caller::GOODBYE;
pub use grade::{Fault, Line, Offered, Record, VisitRow, gates, grade};
pub use play::play;
pub use routes::routes;
pub use script::{Before, Expected, Facts, Question, Script, Surprise, USUAL_NUMBER};
pub use stage::Stage;

use sea_orm::DbErr;

use crate::app::StartError;
use crate::database::OpenError;
use crate::modules::appointments::AppointmentError;
use crate::modules::calls::SessionError;

/// Why a call could not be held at all.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The script names what the salon does not have, or is written wrongly.
    #[error("the script is wrong: {0}")]
    Script(&'static str),
    /// The conversation.
    #[error("the call: {0}")]
    Session(#[from] SessionError),
    /// The book.
    #[error("the book: {0}")]
    Appointment(#[from] AppointmentError),
    /// The salon's calendar.
    #[error("the calendar: {0}")]
    Calendar(#[from] jiff::Error),
    /// The copy's application.
    #[error("the copy of the salon: {0}")]
    Start(#[from] Box<StartError>),
    /// The copy's database.
    #[error("the copy of the salon: {0}")]
    Open(#[from] OpenError),
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}
