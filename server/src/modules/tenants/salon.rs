//! All that booking and answering need to know about a salon, read once and kept until it changes.
//!
//! The row's `catalogue_version` is asked each time (one short query), so a change made by another process counts
//! at once too.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use providers::clock::Clock;
use providers::phone::{PhoneNumber, PhoneNumberError};
use providers::telephony::ProviderId;
use scheduling::Weeks;
use sea_orm::DbErr;

use super::entity::tenant;
use super::settings::{AiAssistant, Settings, Tone};
use super::store;
use super::window::{DayOverride, ReadyHours, WeeklyWindow};
use crate::ids::{AddOnId, EmployeeId, OpeningOverrideId, ResourceId, ServiceId, TenantId};
use crate::modules::employees::{self, Employee};
use crate::modules::services::{self, AddOn, Need, Resource, Service};
use crate::modules::{notifications, telephony, webhooks};
use crate::tenancy::{TenantDb, TenantTx};

/// A salon with its hours, people and services.
#[derive(Debug, Clone)]
pub struct Salon {
    /// The salon's own row.
    pub tenant: tenant::Model,
    /// Its settings.
    pub settings: Settings,
    /// The addresses that are told what happens here.
    pub listeners: Vec<webhooks::Listener>,
    /// Its own words for messages to customers.
    pub templates: notifications::Templates,
    /// The number that its callers dial, E.164.
    pub number: Option<String>,
    /// Its own account at the telephone company, where it has one.
    pub telephone_account: Option<ProviderId>,
    /// Its zone.
    pub zone: TimeZone,
    /// When it is open.
    pub opening_hours: Vec<WeeklyWindow>,
    /// Single days with other opening hours.
    pub overrides: Vec<(OpeningOverrideId, DayOverride)>,
    /// Public holidays of this year and the next two on which it is closed.
    pub closed_holidays: Vec<scheduling::Holiday>,
    /// Public holidays on which it is open all the same, by their keys.
    pub kept_holidays: Vec<String>,
    /// Its hours, ready for the engine: exceptions and holidays included.
    pub ready: ReadyHours,
    /// Everybody, those who left included, in the salon's order.
    pub employees: Vec<Employee>,
    /// Everything ever offered, in the salon's order.
    pub services: Vec<Service>,
    /// All extras.
    pub add_ons: Vec<AddOn>,
    /// All equipment.
    pub resources: Vec<Resource>,
    /// The same in the receptionist's words; only what can be had today.
    pub facts: conversation::Salon,
    /// The names in it, prepared for understanding.
    pub catalogue: Arc<understanding::Catalogue>,
    /// When it was read.
    pub read_at: Timestamp,
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

    /// The first moment of the month on the salon's calendar.
    ///
    /// # Errors
    /// When the month is at the beginning of all dates.
    pub fn beginning_of_month(&self, now: Timestamp) -> Result<Timestamp, jiff::Error> {
        self.beginning_of(self.zone.to_datetime(now).date().first_of_month())
    }

    /// The first moment after a date on the salon's calendar.
    ///
    /// # Errors
    /// When the date is at the end of all dates.
    pub fn end_of(&self, date: Date) -> Result<Timestamp, jiff::Error> {
        date.tomorrow().and_then(|next| self.beginning_of(next))
    }

    /// Whether the salon is open at this moment.
    pub fn is_open_at(&self, at: Timestamp) -> bool {
        let local = self.zone.to_datetime(at);
        self.facts.is_open_at(local)
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

    /// A kind of equipment, there or taken out.
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// What a service needs of the equipment, with its place in the salon's order; what was taken out is needed no more.
    pub fn equipment_of<'s>(
        &'s self,
        service: &'s Service,
    ) -> impl Iterator<Item = (usize, &'s Resource, &'s Need)> {
        let there = self.resources.iter().enumerate().filter(|(_, resource)| !resource.is_deleted);
        there.filter_map(move |(place, resource)| {
            let need = service.needs.iter().find(|need| need.resource_id == resource.id)?;
            Some((place, resource, need))
        })
    }

    /// Those who do this service today.
    pub fn employees_for(&self, service: ServiceId) -> impl Iterator<Item = &Employee> {
        self.employees
            .iter()
            .filter(move |employee| employee.is_bookable() && employee.skill(service).is_some())
    }
}

/// Salons as last read.
pub struct SalonCache {
    salons: moka::sync::Cache<TenantId, Arc<Salon>>,
    clock: Arc<dyn Clock>,
}

impl SalonCache {
    /// Empty.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { salons: moka::sync::Cache::new(1_000), clock }
    }

    /// What is kept of this salon, while it holds.
    pub fn kept(&self, id: TenantId) -> Option<Arc<Salon>> {
        let salon = self.salons.get(&id)?;
        let age = self.clock.now().duration_since(salon.read_at);
        (age.abs() < KEPT_FOR).then_some(salon)
    }
}

/// Holidays and exceptions are read for the time around now, so a salon is read again after a while.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(12);

/// The salon as it is now.
pub async fn salon(cache: &SalonCache, db: &TenantDb) -> Result<Arc<Salon>, DbErr> {
    let version = store::get_version(db).await?;
    if let Some(salon) = cache.kept(db.tenant_id())
        && salon.tenant.catalogue_version == version
    {
        return Ok(salon);
    }
    // The version read first is the oldest that what follows can show. If somebody changes the catalogue in
    // between, the next reader finds a higher version and reads again.
    let salon = Arc::new(read(db, version, cache.clock.now()).await?);
    cache.salons.insert(db.tenant_id(), Arc::clone(&salon));
    Ok(salon)
}

/// The salon as it is now, whatever is kept.
pub async fn read_salon(db: &TenantDb, now: Timestamp) -> Result<Salon, DbErr> {
    let version = store::get_version(db).await?;
    read(db, version, now).await
}

/// Whether the salon is still as it was when this was read.
///
/// After a row was written that belongs to it, the answer stands until the end of the transaction: on MySQL the row's
/// foreign key keeps the salon's own row from changing (InnoDB's shared lock), SQLite has one writer at a time.
pub async fn is_current(tx: &TenantTx, salon: &Salon) -> Result<bool, DbErr> {
    Ok(store::get_version(tx).await? == salon.tenant.catalogue_version)
}

async fn read(db: &TenantDb, version: i64, now: Timestamp) -> Result<Salon, DbErr> {
    let mut tenant = store::get_record(db).await?;
    tenant.catalogue_version = version;
    let zone = TimeZone::get(&tenant.timezone)
        .map_err(|error| DbErr::Custom(format!("the salon's zone is unknown: {error}")))?;
    let today = zone.to_datetime(now).date();
    // What is over still matters for the reasons of a day just gone.
    let since = today.saturating_sub(Span::new().days(40));
    let number = telephony::find_number(db).await?;
    let account = telephony::find_account(db).await?;
    let opening_hours = store::list_opening_hours(db).await?;
    let overrides = store::list_overrides(db, since).await?;
    let kept_holidays = store::list_kept_holidays(db).await?;
    let employees = employees::list_all(db, since).await?;
    let services = services::list_all(db).await?;
    let add_ons = services::list_all_add_ons(db).await?;
    let resources = services::list_all_resources(db).await?;

    let closed_holidays = closed_holidays(&tenant, &kept_holidays, today.year()..=today.year() + 2);
    let days = special_days(&overrides, &closed_holidays);
    let ready = ReadyHours::new(&opening_hours, &days);
    let spoken = SpokenHours::of(&tenant, &opening_hours, &days, today);
    let listeners = webhooks::list_listeners(db).await?;
    let templates = notifications::list_templates(db).await?;
    let settings = Settings::of(&tenant);
    let facts = facts(&tenant, &settings, zone.clone(), spoken, &employees, &services, &add_ons);
    let catalogue = Arc::new(facts.catalogue.clone());
    Ok(Salon {
        tenant,
        settings,
        listeners,
        templates,
        number,
        telephone_account: account.and_then(|account| ProviderId::parse(&account.account_ref)),
        zone,
        opening_hours,
        overrides,
        closed_holidays,
        kept_holidays,
        ready,
        employees,
        services,
        add_ons,
        resources,
        facts,
        catalogue,
        read_at: now,
    })
}

/// Public holidays of these years on which a salon is closed.
pub(super) fn closed_holidays(
    tenant: &tenant::Model,
    kept: &[String],
    years: RangeInclusive<i16>,
) -> Vec<scheduling::Holiday> {
    if !tenant.observes_holidays {
        return Vec::new();
    }
    years
        .flat_map(|year| scheduling::public_holidays(&tenant.country, year))
        .filter(|holiday| !kept.iter().any(|key| key == holiday.key))
        .collect()
}

/// Single days with other hours: those that the salon has set, and holidays.
pub(super) fn special_days(
    overrides: &[(OpeningOverrideId, DayOverride)],
    closed_holidays: &[scheduling::Holiday],
) -> Vec<DayOverride> {
    let mut days: Vec<DayOverride> = overrides.iter().map(|(_, day)| day.clone()).collect();
    // A holiday at a weekend is kept on the day itself, and on the day it is observed.
    let both =
        |holiday: &scheduling::Holiday| [(holiday.date, holiday.name), (holiday.falls_on, holiday.name)];
    for (day, name) in closed_holidays.iter().flat_map(both) {
        // What the salon says of a day goes before what the calendar says.
        if !days.iter().any(|known| known.day == day) {
            days.push(DayOverride { day, window: None, note: Some(name.to_owned()) });
        }
    }
    days
}

fn facts(
    tenant: &tenant::Model,
    settings: &Settings,
    zone: TimeZone,
    spoken: SpokenHours,
    employees: &[Employee],
    services: &[Service],
    add_ons: &[AddOn],
) -> conversation::Salon {
    let bookable = |service: &&Service| {
        service.is_bookable()
            && employees.iter().any(|person| person.is_bookable() && person.skill(service.id).is_some())
    };
    let prices = |service: &Service| {
        let (id, usual) = (service.id, service.price_cents);
        let skills =
            employees.iter().filter(|person| person.is_bookable()).filter_map(move |one| one.skill(id));
        skills.map(move |skill| skill.price_cents.unwrap_or(usual)).collect::<Vec<_>>().into_iter()
    };
    let services: Vec<_> = services.iter().filter(bookable).collect();
    let add_ons: Vec<_> = add_ons.iter().filter(|add_on| add_on.is_bookable()).collect();
    let people: Vec<_> = employees.iter().filter(|employee| employee.is_bookable()).collect();

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
        greeting: settings.ai_assistant.greeting.clone(),
        zone,
        currency: tenant.currency.clone(),
        address: tenant.address.clone(),
        can_transfer: tenant.forward_to.is_some(),
        policy: policy(settings),
        knowledge: knowledge(settings),
        tone: match settings.ai_assistant.tone {
            Tone::Professional => conversation::Tone::Professional,
            Tone::Friendly => conversation::Tone::Friendly,
            Tone::Casual => conversation::Tone::Casual,
        },
        opening_hours: spoken.week,
        special_days: spoken.special_days,
        booking_horizon_days: u32::try_from(tenant.horizon_days).ok(),
        services: services
            .iter()
            .map(|service| conversation::ServiceFact {
                key: service.id.to_string(),
                name: service.name.clone(),
                duration_minutes: service.duration_minutes(),
                price_cents: prices(service).min().unwrap_or(service.price_cents),
                price_varies: prices(service).min() != prices(service).max(),
                add_ons: service
                    .add_on_ids
                    .iter()
                    .filter(|id| add_ons.iter().any(|add_on| add_on.id == **id))
                    .map(ToString::to_string)
                    .collect(),
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
                services: person.service_ids().map(|id| id.to_string()).collect(),
            })
            .collect(),
        catalogue,
    }
}

fn policy(settings: &Settings) -> conversation::Policy {
    let AiAssistant { policy, transfer, limits, .. } = &settings.ai_assistant;
    conversation::Policy {
        may_book: policy.may_book,
        may_move: policy.may_move,
        may_cancel: policy.may_cancel,
        may_tell_prices: policy.may_tell_prices,
        transfer: conversation::TransferRules {
            when_asked: transfer.when_asked,
            when_upset: transfer.when_upset,
            after_misses: u32::from(transfer.after_misses),
            vip: transfer.vip,
        },
        max_turns: u32::from(limits.max_turns),
    }
}

fn knowledge(settings: &Settings) -> Vec<conversation::Knowledge> {
    let entries = settings.ai_assistant.knowledge.iter().zip(1..);
    entries
        .map(|(entry, number)| conversation::Knowledge {
            key: format!("knowledge{number}"),
            questions: entry.questions.clone(),
            answer: entry.answer.clone(),
        })
        .collect()
}

/// The hours in the receptionist's words: one week, and the days that differ from it.
struct SpokenHours {
    week: [Vec<(Time, Time)>; 7],
    special_days: Vec<(Date, Vec<(Time, Time)>)>,
}

impl SpokenHours {
    fn of(tenant: &tenant::Model, weekly: &[WeeklyWindow], days: &[DayOverride], today: Date) -> Self {
        let week = week_of(weekly, Weeks::of(today));
        let mut special: BTreeMap<Date, Vec<(Time, Time)>> = BTreeMap::new();
        for entry in days {
            let windows = special.entry(entry.day).or_default();
            windows.extend(entry.window.map(|(starts, ends)| (clock(starts), clock(ends))));
            windows.sort_unstable();
        }
        // Where weeks take turns, she speaks of the one we are in; days of the other are told as they differ.
        if weekly.iter().any(|window| window.weeks != Weeks::Every) {
            let weeks = [Weeks::A, Weeks::B].map(|weeks| (weeks, week_of(weekly, weeks)));
            let coming = today.series(Span::new().days(1));
            for day in coming.take(usize::try_from(tenant.horizon_days).unwrap_or(0) + 7) {
                let place = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
                let own = weeks.iter().find(|(weeks, _)| *weeks == Weeks::of(day));
                if let Some((_, own)) = own.filter(|(_, own)| own[place] != week[place]) {
                    special.entry(day).or_insert_with(|| own[place].clone());
                }
            }
        }
        Self { week, special_days: special.into_iter().collect() }
    }
}

/// The windows of each weekday in an A or a B week.
fn week_of(weekly: &[WeeklyWindow], weeks: Weeks) -> [Vec<(Time, Time)>; 7] {
    let mut week: [Vec<(Time, Time)>; 7] = Default::default();
    for window in weekly.iter().filter(|window| window.weeks == Weeks::Every || window.weeks == weeks) {
        // `from_row` has checked the weekday.
        if let Some(day) = week.get_mut(usize::try_from(window.weekday - 1).unwrap_or(7)) {
            day.push((clock(window.starts_minute), clock(window.ends_minute)));
        }
    }
    week
}

/// A minute of the day as a clock shows it; 24:00 is shown as 00:00.
fn clock(minute: u16) -> Time {
    let minute = minute % 1440;
    Time::midnight().saturating_add(jiff::SignedDuration::from_mins(i64::from(minute)))
}
