//! Visits: when one could be, making one, moving it, calling it off.
//!
//! `availability.rs` is the one answer to "when?": the list of free times, every booking and every move ask it,
//! whether they come from the dashboard, the telephone or a program. `booking.rs` decides and writes; the last word
//! has the database, which takes each five minutes of an employee once (`booked_quanta`).
//!
//! Not for: who works when (`employees`), what the caller said (`ai_assistant`).

mod absence;
mod availability;
mod booking;
mod by_customer;
mod draft;
mod entity;
mod figures;
mod holds;
mod import;
mod known_books;
mod model;
mod outside_opening_hours;
mod past;
mod person;
mod routes;
mod series;
mod slots;
mod store;
mod taking;
mod tokens;
mod wire;

pub use absence::{Absence, AbsenceError, FutureVisits, Settled, VisitInBrief, outside_own_hours, settle};
pub use availability::{
    FreeSlot, MAX_PARTS, SlotPart, Wanted, WantedPart, free_slots, judge, minutes_of, nearest,
};
pub use booking::{Change, ForWhom, NewBooking, NewCustomer, book, cancel, reschedule, wanted_by};
pub use by_customer::{cancel_visit, confirm_visit, of_visit};
pub use entity::add_on::Model as AddOnRow;
pub use entity::appointment::{Model as AppointmentRow, Source, Status};
pub use figures::{
    CustomerDay, FiguresBy, VisitDay, VisitFigures, VisitSum, figures_of_all, figures_of_customers,
    figures_of_days, figures_of_employees, figures_of_services,
};
pub use holds::{Hold, count_holds, held_stretch, hold, release, release_of};
pub use import::{Import, ImportedVisit, VisitRevision, get_many, list_after};
pub use known_books::KnownBooks;
pub use model::{Actor, Appointment, AppointmentError, Holder, WithWhom};
pub use outside_opening_hours::{VisitsOutsideHours, outside_opening_hours};
pub use past::{PastVisit, put_past_visit, timing_of};
pub use person::{
    CustomerFigures, VisitRecord, erase_person, figures_of_customer, give_to, last_visit_of_a_customer,
    last_visits, records_of, visits_of,
};
pub use routes::routes;
pub use series::{Series, SeriesError, Skipped, Wish as SeriesWish, book_series};

/// The parts of this module's routes that programs with a key share with the dashboard.
pub mod api {
    pub(crate) use super::routes::{
        CancelScope, Cancellation, Move, NewAppointment, NewCustomerBody, for_whom, refuse_move,
    };
    pub(crate) use super::series::cancel_all;
    pub(crate) use super::slots::{
        Availability, AvailabilityQuery, CheckQuery, HoldBody, NewHold, Verdict, availability, check, let_go,
        place_hold, refuse,
    };
    pub(crate) use super::wire::CustomerInBrief;
}

pub use store::{
    DayFigures, coming_after, coming_visits, complete_past_visits, count_coming, figures_of_day, find,
    list_visits_of, next_visits,
};
pub use taking::{most_units_in_use, move_unasked, renumber_units};
pub use tokens::SlotTokens;
pub use wire::{AppointmentBody, SlotBody, bodies, body, slot_bodies};
