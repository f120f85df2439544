//! What a visit looks like on the wire, to the dashboard and to programs alike.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use utoipa::ToSchema;

use super::availability::FreeSlot;
use super::entity::appointment::{Source, Status};
use super::model::Appointment;
use super::tokens::Signer;
use crate::ids::{AddOnId, AppointmentId, CallId, CustomerId, EmployeeId, SeriesId, ServiceId, VisitId};
use crate::modules::customers::Customer;
use crate::modules::tenants::Salon;

/// A visit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Appointment)]
pub struct AppointmentBody {
    id: AppointmentId,
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    ends_at: Timestamp,
    status: Status,
    source: Source,
    /// Service and add-ons together, in the smallest unit of the currency.
    price_cents: i64,
    /// ISO 4217.
    currency: String,
    #[schema(required)]
    notes: Option<String>,
    employee: EmployeeInBrief,
    service: ServiceInBrief,
    add_ons: Vec<BookedAddOn>,
    customer: CustomerInBrief,
    /// The conversation in which it was agreed.
    #[schema(required)]
    call_id: Option<CallId>,
    #[schema(required)]
    cancel_reason: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    /// What the service itself costs in this visit; `addOns` have the rest of the price.
    service_price_cents: i64,
    /// Services that are done one after the other in one visit share this.
    #[schema(required)]
    visit_id: Option<VisitId>,
    /// Visits of one series share this.
    #[schema(required)]
    series_id: Option<SeriesId>,
    /// Put over another visit, or outside the rules, by somebody who may.
    is_forced: bool,
    /// Counts up with every change.
    version: i32,
}

/// Who does it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EmployeeInBrief {
    id: EmployeeId,
    name: String,
    /// `#rrggbb`.
    color: String,
}

/// What is done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ServiceInBrief {
    id: ServiceId,
    name: String,
}

/// An extra, as it was when booked.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BookedAddOn {
    id: AddOnId,
    name: String,
    duration_minutes: i32,
    price_cents: i64,
}

/// Whose visit it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CustomerInBrief {
    id: CustomerId,
    name: String,
    /// E.164.
    #[schema(required)]
    phone: Option<String>,
}

impl CustomerInBrief {
    /// Shapes a customer.
    pub(crate) fn of(customer: &Customer) -> Self {
        Self { id: customer.id, name: customer.name.clone(), phone: customer.phone.clone() }
    }
}

/// Shapes a visit.
pub fn body(salon: &Salon, appointment: Appointment) -> AppointmentBody {
    let service_price_cents = appointment.service_price_cents();
    let Appointment { row, add_ons, customer } = appointment;
    let employee = salon.employee(row.employee_id);
    let service = salon.service(row.service_id);
    AppointmentBody {
        id: row.id,
        starts_at: row.starts_at.timestamp(),
        ends_at: row.ends_at.timestamp(),
        status: row.status,
        source: row.source,
        price_cents: row.price_cents,
        currency: row.currency,
        notes: row.notes,
        employee: EmployeeInBrief {
            id: row.employee_id,
            name: employee.map(|employee| employee.name.clone()).unwrap_or_default(),
            color: employee.map(|employee| employee.color.clone()).unwrap_or_default(),
        },
        service: ServiceInBrief {
            id: row.service_id,
            name: row.service_name.or_else(|| Some(service?.name.clone())).unwrap_or_default(),
        },
        add_ons: add_ons
            .into_iter()
            .map(|add_on| BookedAddOn {
                id: add_on.add_on_id,
                name: add_on.name,
                duration_minutes: add_on.duration_minutes,
                price_cents: add_on.price_cents,
            })
            .collect(),
        customer: CustomerInBrief::of(&customer),
        call_id: row.call_id,
        cancel_reason: row.cancel_reason,
        created_at: row.created_at.timestamp(),
        service_price_cents,
        visit_id: row.visit_id,
        series_id: row.series_id,
        is_forced: row.is_forced,
        version: row.version,
    }
}

/// Shapes several.
pub fn bodies(salon: &Salon, appointments: Vec<Appointment>) -> Vec<AppointmentBody> {
    appointments.into_iter().map(|appointment| body(salon, appointment)).collect()
}

/// A start that is free.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Slot)]
pub struct SlotBody {
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The same on the salon's clock.
    #[schema(value_type = String, example = "2026-12-01T14:30")]
    local: String,
    /// Who could do it, the best choice first; of several services, the first.
    #[schema(value_type = Vec<PersonInBrief>)]
    employees: Vec<Written>,
    /// Of several services: when and by whom each would be done.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    parts: Vec<SlotPartBody>,
    /// Proves that this start was offered; send it with the booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    token: Option<String>,
}

/// When and by whom one of several services would be done.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SlotPart)]
pub(crate) struct SlotPartBody {
    service_id: ServiceId,
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The same on the salon's clock.
    #[schema(value_type = String, example = "2026-12-01T14:30")]
    local: String,
    #[schema(value_type = PersonInBrief)]
    employee: Written,
}

/// Somebody by name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonInBrief<'a> {
    id: EmployeeId,
    name: &'a str,
}

/// A [`PersonInBrief`] as JSON: a list of free starts names the same few people hundreds of times.
type Written = Arc<RawValue>;

/// Shapes free starts; signed where they shall be booked by token.
pub fn slot_bodies(salon: &Salon, slots: &[FreeSlot], signer: Option<&Signer>) -> Vec<SlotBody> {
    let written = |person: PersonInBrief<'_>| Written::from(to_raw_value(&person).expect("two texts"));
    let staff: Vec<_> = salon
        .employees
        .iter()
        .map(|employee| (employee.id, written(PersonInBrief { id: employee.id, name: &employee.name })))
        .collect();
    let person = |id: EmployeeId| match staff.iter().find(|(known, _)| *known == id) {
        Some((_, person)) => Arc::clone(person),
        None => written(PersonInBrief { id, name: "" }),
    };
    let local = |instant| {
        // RFC 3339 without the seconds; a list has hundreds of these.
        let mut text = salon.zone.to_datetime(instant).to_string();
        text.truncate("2026-12-01T14:30".len());
        text
    };
    slots
        .iter()
        .map(|slot| SlotBody {
            starts_at: slot.starts_at,
            local: local(slot.starts_at),
            employees: slot.employees.iter().copied().map(person).collect(),
            parts: slot
                .parts
                .iter()
                .map(|part| SlotPartBody {
                    service_id: part.service,
                    starts_at: part.starts_at,
                    local: local(part.starts_at),
                    employee: person(part.employee),
                })
                .collect(),
            token: signer.map(|signer| signer.sign(slot.starts_at)),
        })
        .collect()
}
