//! All that booking and answering need to know about a salon, read once and kept until it changes.
//!
//! The row's `catalogue_version` is asked each time (one short query), so a change made by another process counts
//! at once too.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use providers::phone::{PhoneNumber, PhoneNumberError};
use sea_orm::DbErr;

use super::entity::tenant;
use super::store;
use super::window::WeeklyWindow;
use crate::ids::{AddOnId, EmployeeId, ServiceId, TenantId};
use crate::modules::employees::{self, Employee};
use crate::modules::services::{self, AddOn, Service};
use crate::modules::telephony;
use crate::tenancy::TenantDb;

/// A salon with its hours, people and services.
#[derive(Debug)]
pub struct Salon {
    /// The salon's own row.
    pub tenant: tenant::Model,
    /// The number that its callers dial, E.164.
    pub number: Option<String>,
    /// Its zone.
    pub zone: TimeZone,
    /// When it is open.
    pub opening_hours: Vec<WeeklyWindow>,
    /// Everybody, those who left included, in the salon's order.
    pub employees: Vec<Employee>,
    /// Everything ever offered, in the salon's order.
    pub services: Vec<Service>,
    /// All extras.
    pub add_ons: Vec<AddOn>,
    /// The same in the receptionist's words; only what can be had today.
    pub facts: conversation::Salon,
    /// The names in it, prepared for understanding.
    pub catalogue: Arc<understanding::Catalogue>,
}

impl Salon {
    /// Reads a telephone number as somebody of the salon's country writes it. A whole number, `+` and digits, is taken
    /// by its shape: networks show such numbers, and new area codes appear faster than tables of them.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn read_number(&self, text: &str) -> Result<PhoneNumber, PhoneNumberError> {
        PhoneNumber::from_e164(text.trim()).or_else(|_| PhoneNumber::parse(text, &self.tenant.country))
    }

    /// The first moment of a date on the salon's calendar.
    ///
    /// # Errors
    /// When the date is at the end of all dates.
    pub fn beginning_of(&self, date: Date) -> Result<Timestamp, jiff::Error> {
        date.to_zoned(self.zone.clone()).map(|zoned| zoned.timestamp())
    }

    /// The first moment after a date on the salon's calendar.
    ///
    /// # Errors
    /// When the date is at the end of all dates.
    pub fn end_of(&self, date: Date) -> Result<Timestamp, jiff::Error> {
        date.tomorrow().and_then(|next| self.beginning_of(next))
    }

    /// An employee, active or not.
    pub fn employee(&self, id: EmployeeId) -> Option<&Employee> {
        self.employees.iter().find(|employee| employee.id == id)
    }

    /// A service, active or not.
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// An extra, active or not.
    pub fn add_on(&self, id: AddOnId) -> Option<&AddOn> {
        self.add_ons.iter().find(|add_on| add_on.id == id)
    }

    /// Those who do this service today.
    pub fn employees_for(&self, service: ServiceId) -> impl Iterator<Item = &Employee> {
        self.employees
            .iter()
            .filter(move |employee| employee.is_active && employee.service_ids.contains(&service))
    }
}

/// Salons as last read.
pub struct SalonCache(moka::sync::Cache<TenantId, Arc<Salon>>);

impl SalonCache {
    /// Empty.
    pub fn new() -> Self {
        Self(moka::sync::Cache::new(1_000))
    }
}

impl Default for SalonCache {
    fn default() -> Self {
        Self::new()
    }
}

/// The salon as it is now.
pub async fn salon(cache: &SalonCache, db: &TenantDb) -> Result<Arc<Salon>, DbErr> {
    let version = store::get_version(db).await?;
    if let Some(salon) = cache.0.get(&db.tenant_id())
        && salon.tenant.catalogue_version == version
    {
        return Ok(salon);
    }
    // The version read first is the oldest that what follows can show. If somebody changes the catalogue in
    // between, the next reader finds a higher version and reads again.
    let salon = Arc::new(read(db, version).await?);
    cache.0.insert(db.tenant_id(), Arc::clone(&salon));
    Ok(salon)
}

async fn read(db: &TenantDb, version: i64) -> Result<Salon, DbErr> {
    let mut tenant = store::get_record(db).await?;
    tenant.catalogue_version = version;
    let number = telephony::find_number(db).await?;
    let opening_hours = store::list_opening_hours(db).await?;
    let employees = employees::list_all(db).await?;
    let services = services::list_all(db).await?;
    let add_ons = services::list_all_add_ons(db).await?;
    let zone = TimeZone::get(&tenant.timezone)
        .map_err(|error| DbErr::Custom(format!("the salon's zone is unknown: {error}")))?;
    let facts = facts(&tenant, zone.clone(), &opening_hours, &employees, &services, &add_ons);
    let catalogue = Arc::new(facts.catalogue.clone());
    Ok(Salon { tenant, number, zone, opening_hours, employees, services, add_ons, facts, catalogue })
}

fn facts(
    tenant: &tenant::Model,
    zone: TimeZone,
    opening_hours: &[WeeklyWindow],
    employees: &[Employee],
    services: &[Service],
    add_ons: &[AddOn],
) -> conversation::Salon {
    let bookable = |service: &&Service| {
        service.is_active
            && employees.iter().any(|person| person.is_active && person.service_ids.contains(&service.id))
    };
    let services: Vec<_> = services.iter().filter(bookable).collect();
    let add_ons: Vec<_> = add_ons.iter().filter(|add_on| add_on.is_active).collect();
    let people: Vec<_> = employees.iter().filter(|employee| employee.is_active).collect();

    let mut hours: [Vec<(Time, Time)>; 7] = Default::default();
    for window in opening_hours {
        // `from_row` has checked the weekday.
        if let Some(day) = hours.get_mut(usize::try_from(window.weekday - 1).unwrap_or(7)) {
            day.push((clock(window.starts_minute), clock(window.ends_minute)));
        }
    }
    let entry = |key: String, name: &str, synonyms: &[String]| understanding::Entry {
        key,
        name: name.to_owned(),
        synonyms: synonyms.to_vec(),
    };
    let catalogue = understanding::Catalogue {
        services: services.iter().map(|s| entry(s.id.to_string(), &s.name, &s.synonyms)).collect(),
        add_ons: add_ons.iter().map(|a| entry(a.id.to_string(), &a.name, &[])).collect(),
        people: people.iter().map(|p| entry(p.id.to_string(), &p.name, &[])).collect(),
        ..understanding::Catalogue::default()
    };
    conversation::Salon {
        name: tenant.name.clone(),
        greeting: tenant.settings["aiAssistant"]["greeting"].as_str().map(str::to_owned),
        zone,
        currency: tenant.currency.clone(),
        address: tenant.address.clone(),
        can_transfer: tenant.forward_to.is_some(),
        opening_hours: hours,
        special_days: Vec::new(),
        booking_horizon_days: u32::try_from(tenant.horizon_days).ok(),
        services: services
            .iter()
            .map(|service| conversation::ServiceFact {
                key: service.id.to_string(),
                name: service.name.clone(),
                duration_minutes: service.duration_minutes,
                price_cents: service.price_cents,
                add_ons: service.add_on_ids.iter().map(ToString::to_string).collect(),
            })
            .collect(),
        add_ons: add_ons
            .iter()
            .map(|add_on| conversation::AddOnFact {
                key: add_on.id.to_string(),
                name: add_on.name.clone(),
                duration_minutes: add_on.duration_minutes,
                price_cents: add_on.price_cents,
            })
            .collect(),
        people: people
            .iter()
            .map(|person| conversation::PersonFact {
                key: person.id.to_string(),
                name: person.name.clone(),
                services: person.service_ids.iter().map(ToString::to_string).collect(),
            })
            .collect(),
        catalogue,
    }
}

/// A minute of the day as a clock shows it; 24:00 is shown as 00:00.
fn clock(minute: u16) -> Time {
    let minute = minute % 1440;
    Time::midnight().saturating_add(jiff::SignedDuration::from_mins(i64::from(minute)))
}
