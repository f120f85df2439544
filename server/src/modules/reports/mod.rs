//! Figures. Each module counts its own rows; this one puts the counts together: the day at a glance (`today.rs`), and for
//! any days of the salon's calendar calls, visits, revenue, customers and what the receptionist earns, each beside the
//! same number of days before.
//!
//! `range.rs` reads which days are meant; `visits.rs` has what the reports on visits and on revenue share. Money is for managers and owners.

mod appointments;
mod calls;
mod customers;
mod range;
mod receptionist;
mod revenue;
mod today;
mod visits;

use axum::response::Response;
use utoipa_axum::routes;

use crate::http::access::Routes;
use crate::modules::auth::Role;
use crate::modules::transfer;
use range::Range;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(today::get_today))
        .members(Role::FrontDesk, routes!(calls::get_call_report))
        .members(Role::FrontDesk, routes!(calls::export_call_report))
        .members(Role::FrontDesk, routes!(appointments::get_appointment_report))
        .members(Role::FrontDesk, routes!(appointments::export_appointment_report))
        .members(Role::FrontDesk, routes!(customers::get_customer_report))
        .members(Role::FrontDesk, routes!(customers::export_customer_report))
        .members(Role::Manager, routes!(revenue::get_revenue_report))
        .members(Role::Manager, routes!(revenue::export_revenue_report))
        .members(Role::Manager, routes!(receptionist::get_receptionist_report))
        .members(Role::Manager, routes!(receptionist::export_receptionist_report))
}

/// A table of a report as a file to keep.
fn file(what: &str, range: &Range, headings: &[&str], lines: impl Iterator<Item = Vec<String>>) -> Response {
    let headings = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let name = format!("{what}-{}-to-{}.csv", range.from, range.to);
    transfer::table(&name, std::iter::once(headings).chain(lines))
}

/// A count from the database.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
