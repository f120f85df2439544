//! Services in a file.

use sea_orm::DbErr;

use super::cells;
use super::import::{Desk, ImportReport, LineFault, Outcome};
use super::sheet::{Column, Line};
use crate::ids::ServiceId;
use crate::instant::Instant;
use crate::modules::services::{self, NewService, Service, ServiceRevision, Timing};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// The columns, in the order in which they are written.
pub(super) const COLUMNS: &[Column] = &[
    Column::optional("id"),
    Column::required("name"),
    Column::optional("category"),
    Column::optional("description"),
    Column::optional("durationMinutes"),
    Column::optional("price"),
    Column::optional("synonyms"),
    Column::optional("isActive"),
];

/// The heading of services whose list has none.
const NO_CATEGORY: &str = "Services";

/// A service as a line.
pub(super) fn line_of(salon: &Salon, service: &Service) -> Vec<String> {
    vec![
        service.id.to_string(),
        service.name.clone(),
        service.category.clone(),
        service.description.clone().unwrap_or_default(),
        service.duration_minutes().to_string(),
        cells::money(service.price_cents, &salon.tenant.currency),
        cells::names(service.synonyms.iter().map(String::as_str)),
        cells::yes_no(service.is_active),
    ]
}

/// Takes all lines into the catalogue, or says what is wrong with them.
pub(super) async fn take_all(
    tx: &TenantTx,
    desk: &Desk<'_>,
    lines: &[Line],
    report: &mut ImportReport,
) -> Result<(), DbErr> {
    let mut catalogue = services::list_all(tx).await?;
    catalogue.retain(|service| !service.is_deleted);
    for line in lines {
        let outcome = take(tx, desk, &mut catalogue, line).await;
        report.count(line, outcome)?;
    }
    Ok(())
}

async fn take(
    tx: &TenantTx,
    desk: &Desk<'_>,
    catalogue: &mut Vec<Service>,
    line: &Line,
) -> Result<Outcome, LineFault> {
    let now = Instant::from(desk.now);
    let read = read(&desk.salon.tenant.currency, line)?;
    let Some(place) = find(catalogue, line)? else {
        let service = new_service(catalogue, read)?;
        let id = services::add(tx, service.clone(), now).await?;
        catalogue.push(known_as(id, service));
        return Ok(Outcome::Created);
    };
    let known = &mut catalogue[place];
    let change = difference(known, read);
    if change == ServiceRevision::default() {
        return Ok(Outcome::Unchanged);
    }
    if change.duration_minutes.is_some() && !known.timing.segments.is_empty() {
        let parts = "cannot be changed by a file where the service has parts";
        return Err(LineFault::cell("durationMinutes", parts));
    }
    services::revise(tx, known.id, change.clone(), now).await?;
    known.name = change.name.unwrap_or_else(|| known.name.clone());
    known.category = change.category.unwrap_or_else(|| known.category.clone());
    known.description = change.description.or(known.description.take());
    known.timing.duration_minutes = change.duration_minutes.unwrap_or(known.timing.duration_minutes);
    known.price_cents = change.price_cents.unwrap_or(known.price_cents);
    known.synonyms = change.synonyms.unwrap_or_else(|| known.synonyms.clone());
    known.is_active = change.is_active.unwrap_or(known.is_active);
    Ok(Outcome::Updated)
}

/// What a line says; an empty cell says nothing.
fn read(currency: &str, line: &Line) -> Result<ServiceRevision, LineFault> {
    let name = line.get("name").ok_or_else(|| LineFault::cell("name", "must be given"))?;
    let short = |column: &'static str, text: &str, longest: usize| {
        if text.chars().count() > longest || text.chars().any(char::is_control) {
            return Err(LineFault::cell(column, format!("must be one line of at most {longest} characters")));
        }
        Ok(text.to_owned())
    };
    let category = line.get("category").map(|text| short("category", text, 100)).transpose()?;
    let description = match line.get("description") {
        Some(text) => crate::modules::customers::long_text(text)
            .map_err(|error| LineFault::cell("description", error))?,
        None => None,
    };
    let minutes = line.get("durationMinutes").map(cells::read_minutes).transpose();
    let price = line.get("price").map(|text| cells::read_money(text, currency)).transpose();
    let synonyms = line.get("synonyms").map(|text| {
        let names = cells::read_names(text).into_iter().map(|name| short("synonyms", name, 200));
        names.collect::<Result<Vec<_>, _>>()
    });
    let synonyms = synonyms.transpose()?;
    if synonyms.as_ref().is_some_and(|names| names.len() > 20) {
        return Err(LineFault::cell("synonyms", "must be at most 20"));
    }
    let is_active = line.get("isActive").map(cells::read_yes_no).transpose();
    Ok(ServiceRevision {
        name: Some(short("name", name, 200)?),
        category,
        description,
        duration_minutes: minutes.map_err(|error| LineFault::cell("durationMinutes", error))?,
        price_cents: price.map_err(|error| LineFault::cell("price", error))?,
        synonyms,
        is_active: is_active.map_err(|error| LineFault::cell("isActive", error))?,
    })
}

/// Which service the line is about: by id, else by name.
fn find(catalogue: &[Service], line: &Line) -> Result<Option<usize>, LineFault> {
    if let Some(id) = line.get("id") {
        let id: Option<ServiceId> = id.parse().ok();
        let place = catalogue.iter().position(|service| Some(service.id) == id);
        let nothing = "is no service of this salon; leave the cell empty for a new one";
        return place.map(Some).ok_or_else(|| LineFault::cell("id", nothing));
    }
    let name = line.get("name").unwrap_or_default();
    let is_it = |service: &&(usize, &Service)| cells::is_same_name(&service.1.name, name);
    let same: Vec<_> = catalogue.iter().enumerate().collect();
    let mut same = same.iter().filter(is_it).map(|(place, _)| *place);
    match (same.next(), same.next()) {
        (_, Some(_)) => Err(LineFault::cell("name", "is the name of several services; add the id")),
        (found, None) => Ok(found),
    }
}

fn new_service(catalogue: &[Service], read: ServiceRevision) -> Result<NewService, LineFault> {
    let missing = |column| LineFault::cell(column, "must be given for a new service");
    if read.is_active == Some(false) {
        return Err(LineFault::cell("isActive", "must be yes for a new service"));
    }
    Ok(NewService {
        name: read.name.ok_or_else(|| missing("name"))?,
        category: read.category.unwrap_or_else(|| NO_CATEGORY.to_owned()),
        description: read.description,
        timing: Timing::plain(read.duration_minutes.ok_or_else(|| missing("durationMinutes"))?),
        price_cents: read.price_cents.ok_or_else(|| missing("price"))?,
        synonyms: read.synonyms.unwrap_or_default(),
        add_on_ids: Vec::new(),
        needs: Vec::new(),
        position: catalogue.iter().map(|service| service.position).max().map_or(1, |last| last + 1),
    })
}

fn known_as(id: ServiceId, new: NewService) -> Service {
    Service {
        id,
        name: new.name,
        category: new.category,
        description: new.description,
        timing: new.timing,
        price_cents: new.price_cents,
        synonyms: new.synonyms,
        is_active: true,
        is_deleted: false,
        add_on_ids: new.add_on_ids,
        needs: new.needs,
        position: new.position,
    }
}

/// What of a line is otherwise than what is known.
fn difference(known: &Service, read: ServiceRevision) -> ServiceRevision {
    let trimmed = |text: &str| text.trim().to_owned();
    ServiceRevision {
        name: read.name.filter(|name| *name != trimmed(&known.name)),
        category: read.category.filter(|category| *category != trimmed(&known.category)),
        description: read
            .description
            .filter(|text| Some(text.as_str()) != known.description.as_deref().map(str::trim)),
        duration_minutes: read.duration_minutes.filter(|minutes| *minutes != known.duration_minutes()),
        price_cents: read.price_cents.filter(|cents| *cents != known.price_cents),
        synonyms: read.synonyms.filter(|names| *names != known.synonyms),
        is_active: read.is_active.filter(|is_active| *is_active != known.is_active),
    }
}
