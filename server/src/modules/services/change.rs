//! Changing the catalogue: one transaction a decision. What was booked before stays as it was booked.

use jiff::Timestamp;
use sea_orm::DbErr;

use super::parts::{SegmentBody, TimingChange};
use super::store::{self, AddOnFields, Need, NewAddOn, NewService, ResourceFields, ServiceFields};
use crate::http::problem::Problem;
use crate::ids::{AddOnId, EmployeeId, ResourceId, ServiceId};
use crate::instant::Instant;
use crate::modules::tenants::{self, Salon};
use crate::modules::{appointments, employees};
use crate::tenancy::{Retry, TenantTx};

/// Why the catalogue could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// There is no such thing in this salon.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// It was taken out, and must be put back first.
    #[error("this {0} has been removed; restore it first")]
    Deleted(&'static str),
    /// A field does not go with the others.
    #[error("{field} {how}")]
    Wrong {
        /// As the request has it.
        field: String,
        /// How to mend it.
        how: String,
    },
    /// More units are booked than there would be.
    #[error("{0} units are booked at the same time already")]
    UnitsInUse(u32),
    /// The salon has services already.
    #[error("the salon has services already")]
    NotEmpty,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

impl CatalogueError {
    pub(super) fn wrong(field: impl Into<String>, how: impl Into<String>) -> Self {
        Self::Wrong { field: field.into(), how: how.into() }
    }
}

impl Retry for CatalogueError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_transient())
    }
}

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Unknown(what) => Self::not_found(what),
            CatalogueError::Deleted(_) => Self::conflict("deleted", error.to_string()),
            CatalogueError::Wrong { field, how } => Self::invalid(field, how),
            CatalogueError::UnitsInUse(units) => {
                let message = format!(
                    "{units} units are booked at the same time already; move visits, or keep at least {units}"
                );
                Self::conflict("units_in_use", message)
                    .with_details(serde_json::json!({ "unitsInUse": units }))
            }
            CatalogueError::NotEmpty => Self::conflict("catalogue_not_empty", error.to_string()),
            CatalogueError::Database(error) => error.into(),
        }
    }
}

/// What is said about a service; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct ServiceChange {
    pub(super) name: Option<String>,
    pub(super) category: Option<String>,
    /// Empty: none.
    pub(super) description: Option<String>,
    pub(super) timing: TimingChange,
    pub(super) price_cents: Option<i64>,
    pub(super) synonyms: Option<Vec<String>>,
    pub(super) is_active: Option<bool>,
    pub(super) position: Option<i32>,
    pub(super) add_on_ids: Option<Vec<AddOnId>>,
    pub(super) resource_ids: Option<Vec<ResourceId>>,
    pub(super) employee_ids: Option<Vec<EmployeeId>>,
}

/// Adds a service at the end of the salon's order.
pub(super) async fn add_service(
    tx: &TenantTx,
    salon: &Salon,
    new: ServiceChange,
    now: Timestamp,
) -> Result<ServiceId, CatalogueError> {
    let last = salon.services.iter().map(|service| service.position).max().unwrap_or(0);
    let row = NewService {
        name: new.name.unwrap_or_default(),
        category: new.category.unwrap_or_default(),
        description: new.description.filter(|text| !text.is_empty()),
        timing: new.timing.begin()?,
        price_cents: new.price_cents.unwrap_or(0),
        synonyms: new.synonyms.unwrap_or_default(),
        add_on_ids: known_add_ons(salon, &new.add_on_ids.unwrap_or_default())?,
        needs: needs(salon, &[], new.resource_ids.as_deref(), new.timing.segments.as_deref())?,
        position: new.position.unwrap_or(last.saturating_add(1)),
    };
    let does = known_employees(salon, &new.employee_ids.unwrap_or_default())?;
    let id = store::add(tx, row, Instant::from(now)).await?;
    if !does.is_empty() {
        employees::set_who_does(tx, id, &does, &[]).await?;
    }
    Ok(id)
}

/// Changes a service. Visits that are booked keep the time and price they were booked with.
pub(super) async fn change_service(
    tx: &TenantTx,
    salon: &Salon,
    id: ServiceId,
    change: ServiceChange,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    let (known, is_deleted) = store::lock(tx, id).await?.ok_or(CatalogueError::Unknown("service"))?;
    if is_deleted {
        return Err(CatalogueError::Deleted("service"));
    }
    let timing = change.timing.apply(&known)?;
    // What was taken out of the catalogue is not shown with a service, so nobody can have meant to take it away.
    let before = salon.service(id);
    if let Some(wanted) = &change.add_on_ids {
        let mut add_ons = known_add_ons(salon, wanted)?;
        let gone = |id: &AddOnId| salon.add_on(*id).is_some_and(|add_on| add_on.is_deleted);
        add_ons.extend(before.into_iter().flat_map(|service| &service.add_on_ids).filter(|id| gone(id)));
        store::set_add_ons_of(tx, id, &add_ons).await?;
    }
    let (resources, segments) = (change.resource_ids.as_deref(), change.timing.segments.as_deref());
    if resources.is_some() || segments.is_some() {
        let known = before.map_or(&[][..], |service| &service.needs);
        store::set_needs_of(tx, id, &needs(salon, known, resources, segments)?).await?;
    }
    if let Some(wanted) = &change.employee_ids {
        let does = known_employees(salon, wanted)?;
        let others = salon.employees_for(id).map(|employee| employee.id).filter(|id| !does.contains(id));
        employees::set_who_does(tx, id, &does, &others.collect::<Vec<_>>()).await?;
    }
    let fields = ServiceFields {
        name: change.name,
        category: change.category,
        description: change.description.map(|text| Some(text).filter(|text| !text.is_empty())),
        timing: (timing != known).then_some(timing),
        price_cents: change.price_cents,
        synonyms: change.synonyms,
        is_active: change.is_active,
        position: change.position,
        deleted_at: None,
    };
    Ok(store::update(tx, id, fields, Instant::from(now)).await?)
}

/// The equipment that a service needs when it is said what is needed throughout, or in which parts; what is not said
/// stays. Whatever is needed throughout is needed in every part.
fn needs(
    salon: &Salon,
    known: &[Need],
    throughout: Option<&[ResourceId]>,
    segments: Option<&[SegmentBody]>,
) -> Result<Vec<Need>, CatalogueError> {
    // Equipment that was taken out is not shown, so nobody can have meant to take it away.
    let is_gone = |need: &&Need| salon.resource(need.resource_id).is_none_or(|one| one.is_deleted);
    let mut needs: Vec<Need> = match throughout {
        Some(wanted) => known_resources(salon, wanted)?.into_iter().map(Need::throughout).collect(),
        None => known.iter().filter(|need| need.segments.is_empty()).cloned().collect(),
    };
    let Some(segments) = segments else {
        let others = known.iter().filter(|need| !need.segments.is_empty() || is_gone(need));
        add_others(&mut needs, others.cloned());
        return Ok(needs);
    };
    let mut in_parts: Vec<Need> = Vec::new();
    for (place, part) in (0..).zip(segments) {
        if part.is_without_client() && !part.resource_ids.is_empty() {
            let field = format!("segments[{place}].resourceIds");
            return Err(CatalogueError::wrong(field, "must be empty: in a transition the client has left"));
        }
        for resource_id in known_resources(salon, &part.resource_ids)? {
            match in_parts.iter_mut().find(|need| need.resource_id == resource_id) {
                Some(need) => need.segments.push(place),
                None => in_parts.push(Need { resource_id, segments: vec![place] }),
            }
        }
    }
    add_others(&mut needs, in_parts);
    add_others(&mut needs, known.iter().filter(is_gone).filter_map(|need| fitting(need, segments)));
    Ok(needs)
}

/// Adds needs of equipment that is not among them yet.
fn add_others(needs: &mut Vec<Need>, others: impl IntoIterator<Item = Need>) {
    for other in others {
        if needs.iter().all(|need| need.resource_id != other.resource_id) {
            needs.push(other);
        }
    }
}

/// A need as far as it goes with other parts; none where they have none of its own.
fn fitting(need: &Need, segments: &[SegmentBody]) -> Option<Need> {
    let is_there = |place: &u32| {
        let part = usize::try_from(*place).ok().and_then(|place| segments.get(place));
        part.is_some_and(|part| !part.is_without_client())
    };
    let places: Vec<u32> = need.segments.iter().copied().filter(is_there).collect();
    (need.segments.is_empty() || !places.is_empty()).then(|| Need { segments: places, ..need.clone() })
}

/// Takes a service out of the catalogue, or puts it back. Its visits stay.
pub(super) async fn set_service_deleted(
    tx: &TenantTx,
    id: ServiceId,
    is_deleted: bool,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    let (_, was_deleted) = store::lock(tx, id).await?.ok_or(CatalogueError::Unknown("service"))?;
    if was_deleted == is_deleted {
        return Ok(());
    }
    let now = Instant::from(now);
    let fields = ServiceFields { deleted_at: Some(is_deleted.then_some(now)), ..ServiceFields::default() };
    Ok(store::update(tx, id, fields, now).await?)
}

/// What is said about an extra; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct AddOnChange {
    pub(super) fields: AddOnFields,
    pub(super) service_ids: Option<Vec<ServiceId>>,
}

/// Adds an extra at the end of the salon's order.
pub(super) async fn add_add_on(
    tx: &TenantTx,
    salon: &Salon,
    new: AddOnChange,
    now: Timestamp,
) -> Result<AddOnId, CatalogueError> {
    let last = salon.add_ons.iter().map(|add_on| add_on.position).max().unwrap_or(0);
    let services = known_services(salon, &new.service_ids.unwrap_or_default())?;
    let row = NewAddOn {
        name: new.fields.name.unwrap_or_default(),
        duration_minutes: new.fields.duration_minutes.unwrap_or(0),
        price_cents: new.fields.price_cents.unwrap_or(0),
        position: new.fields.position.unwrap_or(last.saturating_add(1)),
    };
    let id = store::add_add_on(tx, row, Instant::from(now)).await?;
    store::set_services_of(tx, id, &services).await?;
    Ok(id)
}

/// Changes an extra. Visits that are booked keep it as it was.
pub(super) async fn change_add_on(
    tx: &TenantTx,
    salon: &Salon,
    id: AddOnId,
    change: AddOnChange,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    let known = salon.add_on(id).ok_or(CatalogueError::Unknown("add-on"))?;
    if known.is_deleted {
        return Err(CatalogueError::Deleted("add-on"));
    }
    if let Some(wanted) = &change.service_ids {
        let mut services = known_services(salon, wanted)?;
        let gone = salon.services.iter().filter(|one| one.is_deleted && one.add_on_ids.contains(&id));
        services.extend(gone.map(|service| service.id));
        store::set_services_of(tx, id, &services).await?;
    }
    Ok(store::update_add_on(tx, id, change.fields, Instant::from(now)).await?)
}

/// Takes an extra out of the catalogue, or puts it back. Visits that have it keep it.
pub(super) async fn set_add_on_deleted(
    tx: &TenantTx,
    salon: &Salon,
    id: AddOnId,
    is_deleted: bool,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    salon.add_on(id).ok_or(CatalogueError::Unknown("add-on"))?;
    let now = Instant::from(now);
    let fields = AddOnFields { deleted_at: Some(is_deleted.then_some(now)), ..AddOnFields::default() };
    Ok(store::update_add_on(tx, id, fields, now).await?)
}

/// Adds a kind of equipment at the end of the salon's order.
pub(super) async fn add_resource(
    tx: &TenantTx,
    salon: &Salon,
    new: ResourceFields,
    now: Timestamp,
) -> Result<ResourceId, CatalogueError> {
    let last = salon.resources.iter().map(|resource| resource.position).max().unwrap_or(0);
    let position = new.position.unwrap_or(last.saturating_add(1));
    let name = new.name.unwrap_or_default();
    Ok(store::add_resource(tx, name, new.units.unwrap_or(1), position, Instant::from(now)).await?)
}

/// Changes a kind of equipment. There cannot be fewer units than visits have booked at one time.
pub(super) async fn change_resource(
    tx: &TenantTx,
    salon: &Salon,
    id: ResourceId,
    change: ResourceFields,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    let known = salon.resource(id).ok_or(CatalogueError::Unknown("resource"))?;
    if known.is_deleted {
        return Err(CatalogueError::Deleted("resource"));
    }
    // Before its use is looked up: bookings under way are waited for, and later ones will see the change.
    tenants::catalogue_changed(tx).await?;
    let before = store::lock_resource(tx, id).await?.ok_or(CatalogueError::Unknown("resource"))?;
    if let Some(units) = change.units.filter(|units| *units < before) {
        let in_use = appointments::most_units_in_use(tx, id, now).await?;
        if in_use > units {
            return Err(CatalogueError::UnitsInUse(in_use));
        }
        appointments::renumber_units(tx, id, units, now).await?;
    }
    Ok(store::update_resource(tx, id, change, Instant::from(now)).await?)
}

/// Takes a kind of equipment out, or puts it back. Nothing needs it meanwhile.
pub(super) async fn set_resource_deleted(
    tx: &TenantTx,
    salon: &Salon,
    id: ResourceId,
    is_deleted: bool,
    now: Timestamp,
) -> Result<(), CatalogueError> {
    salon.resource(id).ok_or(CatalogueError::Unknown("resource"))?;
    let now = Instant::from(now);
    let fields = ResourceFields { deleted_at: Some(is_deleted.then_some(now)), ..ResourceFields::default() };
    Ok(store::update_resource(tx, id, fields, now).await?)
}

fn known_services(salon: &Salon, wanted: &[ServiceId]) -> Result<Vec<ServiceId>, CatalogueError> {
    let is_there = |id| salon.service(id).is_some_and(|service| !service.is_deleted);
    known(wanted, is_there, "service")
}

fn known_add_ons(salon: &Salon, wanted: &[AddOnId]) -> Result<Vec<AddOnId>, CatalogueError> {
    let is_there = |id| salon.add_on(id).is_some_and(|add_on| !add_on.is_deleted);
    known(wanted, is_there, "add-on")
}

fn known_resources(salon: &Salon, wanted: &[ResourceId]) -> Result<Vec<ResourceId>, CatalogueError> {
    let is_there = |id| salon.resource(id).is_some_and(|resource| !resource.is_deleted);
    known(wanted, is_there, "resource")
}

fn known_employees(salon: &Salon, wanted: &[EmployeeId]) -> Result<Vec<EmployeeId>, CatalogueError> {
    let is_there = |id| salon.employee(id).is_some_and(|employee| !employee.is_deleted);
    known(wanted, is_there, "employee")
}

/// The same ids, each once, if all are there.
fn known<Id: Copy + PartialEq>(
    wanted: &[Id],
    is_there: impl Fn(Id) -> bool,
    what: &'static str,
) -> Result<Vec<Id>, CatalogueError> {
    let mut ids: Vec<Id> = Vec::with_capacity(wanted.len());
    for id in wanted {
        if !is_there(*id) {
            return Err(CatalogueError::Unknown(what));
        }
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    Ok(ids)
}
