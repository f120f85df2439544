//! A place where a salon's calls can be rehearsed: a database of its own in a folder that goes when it is over, with
//! nobody to whom anything could be sent. Each call is held in a new copy of the salon there, so none meets what another
//! has left.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use providers::Secret;
use providers::clock::FixedClock;
use providers::mail::FakeMailer;
use providers::payments::FakePayments;
use providers::sms::FakeSms;
use providers::telephony::{FakeArchive, FakeNumbers};
use providers::webhook::FakeWebhookPoster;

use super::RehearsalError;
use crate::app::{App, Outside};
use crate::config::Config;
use crate::database::Database;
use crate::ids::{AddOnId, RehearsalId, ResourceId, ServiceId};
use crate::instant::Instant;
use crate::modules::billing::Till;
use crate::modules::employees::{self, Employee, NewEmployee, Skill};
use crate::modules::services::{self, Need, NewAddOn, NewService};
use crate::modules::tenants::{self, DayOverride, Founding, Salon};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantTx};

/// The place.
pub(super) struct Scratch {
    pub(super) app: App,
    pub(super) clock: Arc<FixedClock>,
    // Last, so that its files go when nothing uses them any more.
    _folder: Folder,
}

/// A folder that goes with its owner.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a rehearsal's files stay behind");
        }
    }
}

impl Scratch {
    /// An empty one.
    pub(super) async fn open(
        config: &Config,
        id: RehearsalId,
        now: Timestamp,
    ) -> Result<Self, RehearsalError> {
        let folder = Folder(config.data_dir.join("rehearsals").join(id.to_string()));
        let path: &Path = &folder.0;
        let mut config = config.clone();
        config.database_url = format!("sqlite:{}", path.join("salon.db").display());
        config.data_dir = path.to_owned();
        config.redis_url = None;
        Database::migrate(&config.database_url).await?;
        let clock = Arc::new(FixedClock::at(now));
        let outside = Outside {
            sms: Some(Arc::new(FakeSms::in_memory(clock.clone()))),
            mailer: Some(Arc::new(FakeMailer::in_memory(clock.clone()))),
            webhooks: Some(Arc::new(FakeWebhookPoster::in_memory(clock.clone()))),
            till: Some(Till::simulated(
                Arc::new(FakePayments::in_memory(clock.clone(), Secret::default(), "")),
                Secret::default(),
            )),
            numbers: Some(Arc::new(FakeNumbers::in_memory())),
            archive: Some(Arc::new(FakeArchive::in_memory())),
            transcriber: None,
            // A model costs money and says something else each time.
            models: Some(Vec::new()),
            speech: None,
        };
        let app = App::open_with(config, clock.clone(), outside).await.map_err(Box::new)?;
        Ok(Self { app, clock, _folder: folder })
    }

    /// A new copy of a salon: what it offers, who works there, when, by which rules; no customer and no visit.
    pub(super) async fn copy(&self, salon: &Salon) -> Result<TenantDb, RehearsalError> {
        let now = Instant::from(providers::clock::Clock::now(&*self.clock));
        let platform = PlatformDb::new(&self.app.database, PlatformAccess::Founding);
        let tx = platform.begin().await?;
        let founding = Founding {
            name: salon.tenant.name.clone(),
            timezone: salon.tenant.timezone.clone(),
            currency: salon.tenant.currency.clone(),
            locale: salon.tenant.locale.clone(),
            country: salon.tenant.country.clone(),
            address: salon.tenant.address.clone(),
            forward_to: salon.tenant.forward_to.clone(),
            // Holidays are copied as the closed days that they are.
            observes_holidays: false,
        };
        let (_, scope) = tenants::found(&tx, founding, None, now).await?;
        tx.commit().await?;

        let db = TenantDb::new(&self.app.database, scope);
        let tx = db.begin().await?;
        tenants::take_terms(&tx, &salon.tenant, now).await?;
        copy_hours(&tx, salon).await?;
        let services = copy_catalogue(&tx, salon, now).await?;
        for person in salon.employees.iter().filter(|person| person.is_bookable()) {
            copy_employee(&tx, person, &services, now).await?;
        }
        tenants::catalogue_changed(&tx).await?;
        tx.commit().await?;
        Ok(db)
    }
}

async fn copy_hours(tx: &TenantTx, salon: &Salon) -> Result<(), RehearsalError> {
    tenants::add_opening_hours(tx, &salon.opening_hours).await?;
    let mut days: BTreeMap<Date, Vec<DayOverride>> = BTreeMap::new();
    for (_, day) in &salon.overrides {
        days.entry(day.day).or_default().push(day.clone());
    }
    let holidays = salon.closed_holidays.iter().flat_map(|holiday| [holiday.date, holiday.falls_on]);
    for day in holidays {
        days.entry(day).or_insert_with(|| vec![DayOverride { day, window: None, note: None }]);
    }
    for (day, entries) in days {
        tenants::set_override(tx, day, &entries).await?;
    }
    Ok(())
}

/// Services as the copy has them, by what they are in the salon.
async fn copy_catalogue(
    tx: &TenantTx,
    salon: &Salon,
    now: Instant,
) -> Result<HashMap<ServiceId, ServiceId>, RehearsalError> {
    let mut add_ons: HashMap<AddOnId, AddOnId> = HashMap::new();
    for add_on in salon.add_ons.iter().filter(|add_on| add_on.is_bookable()) {
        let new = NewAddOn {
            name: add_on.name.clone(),
            duration_minutes: add_on.duration_minutes,
            price_cents: add_on.price_cents,
            position: add_on.position,
        };
        add_ons.insert(add_on.id, services::add_add_on(tx, new, now).await?);
    }
    let mut resources: HashMap<ResourceId, ResourceId> = HashMap::new();
    for resource in salon.resources.iter().filter(|resource| !resource.is_deleted) {
        let (name, position) = (resource.name.clone(), resource.position);
        let id = services::add_resource(tx, name, resource.units, position, now).await?;
        resources.insert(resource.id, id);
    }
    let need = |need: &Need| {
        let resource_id = *resources.get(&need.resource_id)?;
        Some(Need { resource_id, segments: need.segments.clone() })
    };
    let mut copies = HashMap::new();
    for service in salon.services.iter().filter(|service| service.is_bookable()) {
        let new = NewService {
            name: service.name.clone(),
            category: service.category.clone(),
            description: service.description.clone(),
            timing: service.timing.clone(),
            price_cents: service.price_cents,
            synonyms: service.synonyms.clone(),
            add_on_ids: service.add_on_ids.iter().filter_map(|id| add_ons.get(id).copied()).collect(),
            needs: service.needs.iter().filter_map(need).collect(),
            position: service.position,
        };
        copies.insert(service.id, services::add(tx, new, now).await?);
    }
    Ok(copies)
}

async fn copy_employee(
    tx: &TenantTx,
    person: &Employee,
    services: &HashMap<ServiceId, ServiceId>,
    now: Instant,
) -> Result<(), RehearsalError> {
    let skill = |skill: &Skill| Some(Skill { service_id: *services.get(&skill.service_id)?, ..*skill });
    let new = NewEmployee {
        max_visits_per_day: person.max_visits_per_day,
        max_minutes_per_day: person.max_minutes_per_day,
        weekly_hours: person.weekly_hours.clone(),
        skills: person.skills.iter().filter_map(skill).collect(),
        position: person.position,
        ..NewEmployee::named(person.name.clone(), person.color.clone())
    };
    let id = employees::add(tx, new, now).await?;
    let mut days: BTreeMap<Date, Vec<(u16, u16)>> = BTreeMap::new();
    for (_, day) in &person.overrides {
        days.entry(day.day).or_default().extend(day.window);
    }
    for (day, windows) in days {
        employees::set_override(tx, id, day, &windows, None).await?;
    }
    for off in &person.time_off {
        employees::add_time_off(tx, id, off.when, None, now).await?;
    }
    Ok(())
}
