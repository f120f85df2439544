//! Visits: when one could be, making one, moving it, calling it off.
//!
//! `availability.rs` is the one answer to "when?": the list of free times, every booking and every move ask it,
//! whether they come from the dashboard, the telephone or a program. `booking.rs` decides and writes; the last word
//! has the database, which takes each five minutes of an employee once (`booked_quanta`).
//!
//! Not for: who works when (`employees`), what the caller said (`ai_assistant`).

mod availability;
mod booking;
mod entity;
mod model;
mod routes;
mod store;
mod wire;

pub use availability::{FreeSlot, Wanted, free_slots, judge, nearest};
pub use booking::{Change, NewBooking, NewCustomer, book, cancel, reschedule};
pub use entity::add_on::Model as AddOnRow;
pub use entity::appointment::{Model as AppointmentRow, Source, Status};
pub use model::{Appointment, AppointmentError, WithWhom};
pub use routes::routes;

/// The parts of this module's routes that programs with a key share with the dashboard.
pub mod api {
    pub(crate) use super::routes::{
        Availability, AvailabilityQuery, Cancellation, Move, NewAppointment, availability, refuse,
        refuse_move,
    };
}

pub use store::{
    DayFigures, coming_visits, complete_past_visits, figures_of_day, find, next_visits, put_past_visit,
};
pub use wire::{AppointmentBody, SlotBody, bodies, body, slot_bodies};
