//! A visit as it is first written down, by whichever way it comes: by booking, from another book, or as a demonstration.

use jiff::{SignedDuration, Timestamp};
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::entity::add_on;
use super::entity::appointment::{self, Source, Status};
use super::taking::Equipment;
use crate::ids::{AppointmentId, CustomerId, EmployeeId, TenantId};
use crate::instant::Instant;
use crate::modules::employees::Skill;
use crate::modules::services::{AddOn, Service, Timing};
use crate::modules::tenants::Salon;

/// What a service takes and costs with somebody, extras included.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) timing: Timing,
    pub(super) price_cents: i64,
}

impl Terms {
    /// By the catalogue, where whoever does it has no time or price of their own.
    pub(super) fn new(service: &Service, skill: Option<&Skill>, add_ons: &[&AddOn]) -> Self {
        let timing = match skill.and_then(|skill| skill.duration_minutes) {
            Some(own) => service.timing.clone().lasting(own),
            None => service.timing.clone(),
        };
        let extra_minutes = add_ons.iter().map(|add_on| add_on.duration_minutes).sum();
        let extra_cents: i64 = add_ons.iter().map(|add_on| add_on.price_cents).sum();
        let price_cents = skill.and_then(|skill| skill.price_cents).unwrap_or(service.price_cents);
        Self { timing: timing.with_add_ons(extra_minutes), price_cents: price_cents + extra_cents }
    }

    /// When the client leaves.
    pub(super) fn end(&self, starts_at: Timestamp) -> Instant {
        after(starts_at, self.timing.whole_minutes())
    }
}

/// One service that somebody is to have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'a> {
    pub(super) salon: &'a Salon,
    pub(super) service: &'a Service,
    pub(super) add_ons: &'a [&'a AddOn],
    pub(super) terms: &'a Terms,
    pub(super) customer: CustomerId,
    pub(super) employee: EmployeeId,
    pub(super) starts_at: Timestamp,
    /// When it is written down.
    pub(super) at: Timestamp,
}

impl Draft<'_> {
    /// The row of a visit by itself, as the salon's people would write it into the book.
    pub(super) fn row(&self, tenant_id: TenantId) -> Result<appointment::Model, DbErr> {
        let at = Instant::from(self.at);
        Ok(appointment::Model {
            tenant_id,
            id: AppointmentId::generate(),
            customer_id: self.customer,
            employee_id: self.employee,
            service_id: self.service.id,
            starts_at: Instant::from(self.starts_at),
            ends_at: self.terms.end(self.starts_at),
            status: Status::Scheduled,
            source: Source::Staff,
            price_cents: self.terms.price_cents,
            currency: self.salon.tenant.currency.clone(),
            notes: None,
            call_id: None,
            cancel_reason: None,
            version: 1,
            created_at: at,
            updated_at: at,
            visit_id: None,
            series_id: None,
            plan: frozen(&self.terms.timing)?,
            service_name: Some(self.service.name.clone()),
            is_forced: false,
            working_minutes: working_minutes(&self.terms.timing),
        })
    }

    /// The rows of its extras.
    pub(super) fn add_on_rows(&self, row: &appointment::Model) -> Vec<add_on::Model> {
        let now = |add_on: &&AddOn| add_on::Model::now(row.tenant_id, row.id, add_on);
        self.add_ons.iter().map(now).collect()
    }
}

/// What the history of a new visit says.
pub(super) fn first_changes(row: &appointment::Model) -> Value {
    json!({
        "startsAt": { "to": row.starts_at.timestamp() },
        "employeeId": { "to": row.employee_id },
        "priceCents": { "to": row.price_cents },
    })
}

/// The equipment that a service needs when it takes this.
pub(super) fn equipment(salon: &Salon, service: &Service, timing: &Timing) -> Vec<Equipment> {
    let needed = salon.equipment_of(service);
    needed
        .map(|(_, resource, need)| Equipment {
            resource: resource.id,
            units: resource.units,
            during: need.during(timing),
        })
        .collect()
}

/// What the row keeps of the timing: nothing where start and end say it all.
pub(super) fn frozen(timing: &Timing) -> Result<Option<Value>, DbErr> {
    if timing.is_plain() {
        return Ok(None);
    }
    serde_json::to_value(timing).map(Some).map_err(|error| DbErr::Json(error.to_string()))
}

/// What the row keeps of the employee's time: nothing where start and end say it all.
pub(super) fn working_minutes(timing: &Timing) -> Option<i32> {
    let engaged: i64 = timing.plan().engaged().map(|span| span.end - span.start).sum();
    (!timing.is_plain()).then(|| i32::try_from(engaged).unwrap_or(i32::MAX))
}

/// So many minutes later.
pub(super) fn after(start: Timestamp, minutes: u32) -> Instant {
    let length = SignedDuration::from_mins(i64::from(minutes));
    Instant::from(start.saturating_add(length).unwrap_or(Timestamp::MAX))
}
