//! What a visit looks like on the wire, to the dashboard and to programs alike.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::availability::FreeSlot;
use super::entity::appointment::{Source, Status};
use super::model::Appointment;
use crate::ids::{AddOnId, AppointmentId, CallId, CustomerId, EmployeeId, ServiceId};
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

/// Shapes a visit.
pub fn body(salon: &Salon, appointment: Appointment) -> AppointmentBody {
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
            name: service.map(|service| service.name.clone()).unwrap_or_default(),
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
        customer: CustomerInBrief { id: customer.id, name: customer.name, phone: customer.phone },
        call_id: row.call_id,
        cancel_reason: row.cancel_reason,
        created_at: row.created_at.timestamp(),
    }
}

/// Shapes several.
pub fn bodies(salon: &Salon, appointments: Vec<Appointment>) -> Vec<AppointmentBody> {
    appointments.into_iter().map(|appointment| body(salon, appointment)).collect()
}

/// A start that is free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Slot)]
pub struct SlotBody {
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The same on the salon's clock.
    #[schema(value_type = String, example = "2026-12-01T14:30")]
    local: String,
    /// Who could do it, the best choice first.
    employees: Vec<PersonInBrief>,
}

/// Somebody by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PersonInBrief {
    id: EmployeeId,
    name: String,
}

/// Shapes free starts.
pub fn slot_bodies(salon: &Salon, slots: &[FreeSlot]) -> Vec<SlotBody> {
    let person = |id: &EmployeeId| PersonInBrief {
        id: *id,
        name: salon.employee(*id).map(|employee| employee.name.clone()).unwrap_or_default(),
    };
    slots
        .iter()
        .map(|slot| SlotBody {
            starts_at: slot.starts_at,
            local: salon.zone.to_datetime(slot.starts_at).strftime("%Y-%m-%dT%H:%M").to_string(),
            employees: slot.employees.iter().map(person).collect(),
        })
        .collect()
}
