//! Visits in a file.

use sea_orm::DbErr;

use super::cells;
use super::import::{Desk, ImportReport, LineFault, Outcome};
use super::sheet::{Column, Line};
use crate::ids::{AddOnId, AppointmentId, CustomerId, EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::appointments::{
    self, Appointment, AppointmentError, ImportedVisit, Status, VisitRevision,
};
use crate::modules::customers;
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// The columns, in the order in which they are written.
pub(super) const COLUMNS: &[Column] = &[
    Column::optional("id"),
    Column::required("startsAt"),
    Column::required("customer"),
    Column::optional("phone"),
    Column::required("employee"),
    Column::required("service"),
    Column::optional("addOns"),
    Column::optional("status"),
    Column::optional("notes"),
    Column::optional("price"),
    Column::optional("durationMinutes"),
];

/// A visit as a line.
pub(super) fn line_of(salon: &Salon, visit: &Appointment) -> Vec<String> {
    let row = &visit.row;
    let service = row.service_name.clone().or_else(|| Some(salon.service(row.service_id)?.name.clone()));
    let employee = salon.employee(row.employee_id).map(|employee| employee.name.clone());
    let length = row.ends_at.timestamp().duration_since(row.starts_at.timestamp());
    vec![
        row.id.to_string(),
        cells::moment(visit.starts_at(), &salon.zone),
        visit.customer.name.clone(),
        visit.customer.phone.clone().unwrap_or_default(),
        employee.unwrap_or_default(),
        service.unwrap_or_default(),
        cells::names(visit.add_ons.iter().map(|add_on| add_on.name.as_str())),
        status_name(row.status),
        row.notes.clone().unwrap_or_default(),
        cells::money(row.price_cents, &row.currency),
        length.as_mins().to_string(),
    ]
}

fn status_name(status: Status) -> String {
    serde_json::to_value(status).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}

/// Takes all lines into the book, or says what is wrong with them.
pub(super) async fn take_all(
    tx: &TenantTx,
    desk: &Desk<'_>,
    lines: &[Line],
    report: &mut ImportReport,
) -> Result<(), DbErr> {
    for line in lines {
        let outcome = take(tx, desk, line).await;
        report.count(line, outcome)?;
    }
    Ok(())
}

async fn take(tx: &TenantTx, desk: &Desk<'_>, line: &Line) -> Result<Outcome, LineFault> {
    if let Some(id) = line.get("id") {
        let id: Option<AppointmentId> = id.parse().ok();
        let known = match id {
            Some(id) => appointments::find(tx, id).await?,
            None => None,
        };
        let nothing = "is no visit of this salon; leave the cell empty for a new one";
        let known = known.ok_or_else(|| LineFault::cell("id", nothing))?;
        return revise(tx, desk, line, &known).await;
    }
    let read = read(desk.salon, line)?;
    let customer = customer_of(tx, desk, line).await?;
    let known = appointments::same_visit(tx, customer, read.employee, read.service, read.starts_at).await?;
    if let Some(known) = known {
        return revise(tx, desk, line, &known).await;
    }
    let status = status_of_new(&read, desk)?;
    let visit = ImportedVisit {
        customer,
        employee: read.employee,
        service: read.service,
        add_ons: read.add_ons,
        starts_at: read.starts_at,
        duration_minutes: read.duration_minutes,
        price_cents: read.price_cents,
        status,
        notes: read.notes,
    };
    appointments::import(tx, desk.salon, &visit, &desk.by, desk.now).await.map_err(fault)?;
    Ok(Outcome::Created)
}

/// What is not said of a visit that is over is that it took place.
fn status_of_new(read: &Cells, desk: &Desk<'_>) -> Result<Status, LineFault> {
    let is_to_come = read.starts_at > desk.now;
    match read.status {
        Some(Status::Completed | Status::NoShow | Status::InProgress) if is_to_come => {
            Err(LineFault::cell("status", "cannot be that of a visit that is still to come"))
        }
        Some(status) => Ok(status),
        None if is_to_come => Ok(Status::Scheduled),
        None => Ok(Status::Completed),
    }
}

/// What a line says of the visit itself.
struct Cells {
    starts_at: jiff::Timestamp,
    employee: EmployeeId,
    service: ServiceId,
    add_ons: Vec<AddOnId>,
    duration_minutes: Option<u32>,
    price_cents: Option<i64>,
    status: Option<Status>,
    notes: Option<String>,
}

fn read(salon: &Salon, line: &Line) -> Result<Cells, LineFault> {
    let given =
        |column: &'static str| line.get(column).ok_or_else(|| LineFault::cell(column, "must be given"));
    let starts_at = cells::read_moment(given("startsAt")?, &salon.zone);
    let add_ons = cells::read_names(line.get("addOns").unwrap_or_default());
    let add_ons = add_ons.into_iter().map(|name| add_on(salon, name)).collect::<Result<Vec<_>, _>>()?;
    let minutes = line.get("durationMinutes").map(cells::read_minutes).transpose();
    Ok(Cells {
        starts_at: starts_at.map_err(|error| LineFault::cell("startsAt", error))?,
        employee: employee(salon, given("employee")?)?,
        service: service(salon, given("service")?)?,
        add_ons: once(add_ons),
        duration_minutes: minutes.map_err(|error| LineFault::cell("durationMinutes", error))?,
        price_cents: price(salon, line)?,
        status: status(line)?,
        notes: notes(line)?,
    })
}

fn once(ids: Vec<AddOnId>) -> Vec<AddOnId> {
    let mut once = Vec::new();
    for id in ids {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}

/// The one thing of this name; of several, the one that is still there.
fn named<'a, T>(
    all: impl Iterator<Item = &'a T> + Clone,
    name: impl Fn(&T) -> &str,
    is_there: impl Fn(&T) -> bool,
    wanted: &str,
    column: &'static str,
) -> Result<&'a T, LineFault> {
    let same: Vec<&T> = all.filter(|one| cells::is_same_name(name(one), wanted)).collect();
    let there: Vec<&T> = same.iter().copied().filter(|one| is_there(one)).collect();
    match (there.as_slice(), same.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one),
        ([], []) => Err(LineFault::cell(column, "is not known at this salon")),
        _ => Err(LineFault::cell(column, "is a name that several have")),
    }
}

fn employee(salon: &Salon, wanted: &str) -> Result<EmployeeId, LineFault> {
    let all = salon.employees.iter();
    named(all, |one| &one.name, |one| !one.is_deleted, wanted, "employee").map(|one| one.id)
}

fn service(salon: &Salon, wanted: &str) -> Result<ServiceId, LineFault> {
    let all = salon.services.iter();
    named(all, |one| &one.name, |one| !one.is_deleted, wanted, "service").map(|one| one.id)
}

fn add_on(salon: &Salon, wanted: &str) -> Result<AddOnId, LineFault> {
    let all = salon.add_ons.iter();
    named(all, |one| &one.name, |one| !one.is_deleted, wanted, "addOns").map(|one| one.id)
}

fn price(salon: &Salon, line: &Line) -> Result<Option<i64>, LineFault> {
    let price = line.get("price").map(|text| cells::read_money(text, &salon.tenant.currency)).transpose();
    price.map_err(|error| LineFault::cell("price", error))
}

fn status(line: &Line) -> Result<Option<Status>, LineFault> {
    let Some(text) = line.get("status") else {
        return Ok(None);
    };
    let name = text.to_uppercase().replace([' ', '-'], "_");
    serde_json::from_value(serde_json::Value::String(name)).map(Some).map_err(|_| {
        let known = "must be SCHEDULED, CONFIRMED, IN_PROGRESS, COMPLETED, CANCELLED or NO_SHOW";
        LineFault::cell("status", known)
    })
}

fn notes(line: &Line) -> Result<Option<String>, LineFault> {
    let notes = line.get("notes").map(customers::long_text).transpose();
    notes.map(Option::flatten).map_err(|error| LineFault::cell("notes", error))
}

/// For whom: by number, else by name, else somebody new.
async fn customer_of(tx: &TenantTx, desk: &Desk<'_>, line: &Line) -> Result<CustomerId, LineFault> {
    let name = line.get("customer").ok_or_else(|| LineFault::cell("customer", "must be given"))?;
    let name = customers::name(name).map_err(|error| LineFault::cell("customer", error))?;
    let phone = line.get("phone").map(|text| desk.salon.read_number(text)).transpose();
    let phone = phone.map_err(|error| LineFault::cell("phone", format!("is not right: {error}")))?;
    let now = Instant::from(desk.now);
    if phone.is_none() {
        let mut same = customers::list_named(tx, &name).await?;
        if same.len() > 1 {
            let several = "is the name of several customers; add the phone number";
            return Err(LineFault::cell("customer", several));
        }
        if let Some(known) = same.pop() {
            return Ok(known.id);
        }
    }
    let phone = phone.as_ref().map(providers::phone::PhoneNumber::as_str);
    Ok(customers::keep(tx, &name, phone, now).await?.id)
}

/// A line about a visit that is known. Cells that stand as they were given out have not changed; whose visit it is, what
/// is done and for how long cannot be changed by a file.
async fn revise(
    tx: &TenantTx,
    desk: &Desk<'_>,
    line: &Line,
    known: &Appointment,
) -> Result<Outcome, LineFault> {
    let salon = desk.salon;
    let written = line_of(salon, known);
    let changed = |column: &'static str| {
        let place = COLUMNS.iter().position(|known| known.name == column);
        let before = place.and_then(|place| written.get(place)).map(|cell| cell.trim());
        line.get(column).filter(|text| Some(*text) != before)
    };
    let row = &known.row;
    for column in ["customer", "phone", "service", "addOns", "durationMinutes"] {
        let Some(text) = changed(column) else {
            continue;
        };
        let is_same = match column {
            // Found by them, without an id: they are right already.
            "customer" | "phone" => line.get("id").is_none(),
            "service" => service(salon, text)? == row.service_id,
            "addOns" => {
                let mut ids = Vec::new();
                for name in cells::read_names(text) {
                    ids.push(add_on(salon, name)?);
                }
                let mut own: Vec<_> = known.add_ons.iter().map(|add_on| add_on.add_on_id).collect();
                let mut ids = once(ids);
                ids.sort_unstable();
                own.sort_unstable();
                ids == own
            }
            _ => false,
        };
        if !is_same {
            return Err(LineFault::cell(column, "cannot be changed by a file; change the visit itself"));
        }
    }
    let starts_at = changed("startsAt").map(|text| cells::read_moment(text, &salon.zone)).transpose();
    let starts_at = starts_at.map_err(|error| LineFault::cell("startsAt", error))?;
    let person = changed("employee").map(|text| employee(salon, text)).transpose()?;
    let price = price(salon, line)?.filter(|_| changed("price").is_some());
    let notes = notes(line)?.filter(|_| changed("notes").is_some());
    let revision = VisitRevision {
        starts_at: starts_at.filter(|start| *start != known.starts_at()),
        employee: person.filter(|employee| *employee != row.employee_id),
        status: status(line)?.filter(|status| *status != row.status),
        price_cents: price.filter(|cents| *cents != row.price_cents),
        notes: notes.filter(|notes| Some(notes) != row.notes.as_ref()),
    };
    if revision == VisitRevision::default() {
        return Ok(Outcome::Unchanged);
    }
    appointments::revise(tx, salon, row.id, &revision, &desk.by, desk.now).await.map_err(fault)?;
    Ok(Outcome::Updated)
}

fn fault(error: AppointmentError) -> LineFault {
    match error {
        AppointmentError::Database(error) => error.into(),
        AppointmentError::NotFree(_) => {
            LineFault::cell("startsAt", "is taken: the employee, or the equipment, is engaged then")
        }
        AppointmentError::WrongStatus(status) => {
            LineFault::cell("status", format!("cannot be changed so: the visit is {}", status.as_str()))
        }
        other => LineFault::cell("startsAt", other),
    }
}
