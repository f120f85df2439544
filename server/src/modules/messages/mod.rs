//! Messages to and from customers, where they are about visits: reminders and what is answered to them, the page of a
//! visit behind its link, questions after a visit, threads with each number, and the salon's own words.
//!
//! `inbound.rs` is where a text message comes in; read it first. `remind.rs` and `review.rs` are what the outbox does when
//! the time has come. Not for: how a message goes out and what became of it (`notifications`), or a conversation with the
//! receptionist (`calls`).

pub mod inbound;
mod remind;
mod review;
mod routes;
mod templates;
mod visit_page;

pub use remind::{plan_all_reminders, remind};
pub use review::ask_for_review;

use crate::http::access::Routes;
use crate::modules::appointments::Appointment;
use crate::modules::notifications::News;
use crate::modules::tenants::Salon;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().merge(routes::routes()).merge(templates::routes()).merge(visit_page::routes())
}

/// The names of what is done and of who does it, in a whole visit.
struct Names {
    services: String,
    employees: String,
}

impl Names {
    fn of(salon: &Salon, parts: &[Appointment]) -> Self {
        let service = |part: &Appointment| {
            let in_catalogue = || salon.service(part.row.service_id).map(|service| service.name.clone());
            part.row.service_name.clone().or_else(in_catalogue).unwrap_or_default()
        };
        let employee = |part: &Appointment| {
            salon.employee(part.row.employee_id).map(|employee| employee.name.clone()).unwrap_or_default()
        };
        Self { services: listed(parts.iter().map(service)), employees: listed(parts.iter().map(employee)) }
    }
}

/// Each name once.
fn listed(names: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for name in names.filter(|name| !name.is_empty()) {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.join(" + ")
}

/// All that a message about a visit may say.
fn news<'a>(salon: &'a Salon, visit: &'a Appointment, parts: &[Appointment], names: &'a Names) -> News<'a> {
    let starts_at = parts.iter().map(Appointment::starts_at).min().unwrap_or(visit.starts_at());
    News {
        salon,
        appointment_id: visit.id(),
        version: visit.row.version,
        starts_at: starts_at.to_zoned(salon.zone.clone()),
        ends_at: parts.iter().map(|part| part.row.ends_at.timestamp()).max().unwrap_or(starts_at),
        created_at: visit.row.created_at.timestamp(),
        service: &names.services,
        all_services: &names.services,
        price_cents: parts.iter().map(|part| part.row.price_cents).sum(),
        currency: &visit.row.currency,
        customer: &visit.customer.name,
        customer_phone: visit.customer.phone.as_deref(),
        customer_email: visit.customer.email.as_deref(),
        all_employees: &names.employees,
        employee_phone: None,
    }
}
