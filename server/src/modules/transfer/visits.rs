//! Visits in a file.

use std::collections::HashMap;

use providers::phone::PhoneNumber;
use sea_orm::DbErr;

use super::cells;
use super::import::{Desk, ImportReport, LineFault, Outcome};
use super::sheet::{Column, Line};
use crate::ids::{AddOnId, AppointmentId, CustomerId, EmployeeId, ServiceId};
use crate::instant::Instant;
use crate::modules::appointments::{
    self, Appointment, AppointmentError, Import, ImportedVisit, Status, VisitRevision,
};
use crate::modules::customers::{self, Directory};
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
    let starts =
        lines.iter().filter_map(|line| cells::read_moment(line.get("startsAt")?, &desk.salon.zone).ok());
    let (first, last) = starts.fold((desk.now, desk.now), |(first, last), at| (first.min(at), last.max(at)));
    let mut reading = Reading {
        tx,
        desk,
        directory: Directory::read(tx).await?,
        book: Import::begin(tx, desk.salon, &desk.by, (first, last), desk.now).await?,
        known: HashMap::new(),
    };
    let expected: Vec<_> = lines.iter().filter_map(|line| reading.expected(line)).collect();
    let known = appointments::get_many(tx, &expected).await?;
    reading.known = known.into_iter().map(|visit| (visit.id(), visit)).collect();
    for line in lines {
        let outcome = reading.take(line).await;
        report.count(line, outcome)?;
    }
    reading.book.write().await
}

/// A file that is being read, with all that its lines may be about.
struct Reading<'a> {
    tx: &'a TenantTx,
    desk: &'a Desk<'a>,
    directory: Directory,
    book: Import<'a>,
    /// Visits that the file is about.
    known: HashMap<AppointmentId, Appointment>,
}

impl Reading<'_> {
    /// Which visit a line seems to be about.
    fn expected(&self, line: &Line) -> Option<AppointmentId> {
        if let Some(id) = line.get("id") {
            return id.parse().ok();
        }
        let read = read(self.desk.salon, line).ok()?;
        let customer = self.find_customer(line).ok()??;
        self.book.same_visit(customer, read.employee, read.service, read.starts_at)
    }

    async fn take(&mut self, line: &Line) -> Result<Outcome, LineFault> {
        if let Some(id) = line.get("id") {
            // Taken out: a second line about it has to see what the first has changed.
            let known = id.parse().ok().and_then(|id| self.known.remove(&id));
            let known = match (known, id.parse()) {
                (None, Ok(id)) => self.book.find(id).await?,
                (known, _) => known,
            };
            let nothing = "is no visit of this salon; leave the cell empty for a new one";
            let known = known.ok_or_else(|| LineFault::cell("id", nothing))?;
            return self.revise(line, &known).await;
        }
        let read = read(self.desk.salon, line)?;
        let customer = self.customer_of(line).await?;
        let same = self.book.same_visit(customer, read.employee, read.service, read.starts_at);
        if let Some(id) = same {
            let known = match self.known.remove(&id) {
                Some(known) => Some(known),
                None => self.book.find(id).await?,
            };
            if let Some(known) = known {
                return self.revise(line, &known).await;
            }
        }
        let status = status_of_new(&read, self.desk)?;
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
        self.book.add(&visit).await.map_err(fault)?;
        Ok(Outcome::Created)
    }

    async fn revise(&mut self, line: &Line, known: &Appointment) -> Result<Outcome, LineFault> {
        let revision = revision(self.desk.salon, line, known)?;
        if revision == VisitRevision::default() {
            return Ok(Outcome::Unchanged);
        }
        self.book.revise(known, &revision).await.map_err(fault)?;
        Ok(Outcome::Updated)
    }

    /// Whom a line is about, if they are known: by number, else by name.
    fn find_customer(&self, line: &Line) -> Result<Option<CustomerId>, LineFault> {
        let (name, phone) = customer_cells(self.desk, line)?;
        if let Some(phone) = phone {
            let known = self.directory.find_by_phone(phone.as_str());
            return Ok(known.filter(|known| known.deleted_at.is_none()).map(|known| known.id));
        }
        match self.directory.list_named(&name).as_slice() {
            [] => Ok(None),
            [known] => Ok(Some(known.id)),
            _ => {
                let several = "is the name of several customers; add the phone number";
                Err(LineFault::cell("customer", several))
            }
        }
    }

    /// For whom: somebody known, else somebody new.
    async fn customer_of(&mut self, line: &Line) -> Result<CustomerId, LineFault> {
        if let Some(known) = self.find_customer(line)? {
            return Ok(known);
        }
        let (name, phone) = customer_cells(self.desk, line)?;
        let phone = phone.as_ref().map(PhoneNumber::as_str);
        let row = customers::keep(self.tx, &name, phone, Instant::from(self.desk.now)).await?;
        let id = row.id;
        self.directory.put(row);
        Ok(id)
    }
}

fn customer_cells(desk: &Desk<'_>, line: &Line) -> Result<(String, Option<PhoneNumber>), LineFault> {
    let name = line.get("customer").ok_or_else(|| LineFault::cell("customer", "must be given"))?;
    let name = customers::name(name).map_err(|error| LineFault::cell("customer", error))?;
    let phone = line.get("phone").map(|text| desk.salon.read_number(text)).transpose();
    let phone = phone.map_err(|error| LineFault::cell("phone", format!("is not right: {error}")))?;
    Ok((name, phone))
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

/// A line about a visit that is known. Cells that stand as they were given out have not changed; whose visit it is, what
/// is done and for how long cannot be changed by a file.
fn revision(salon: &Salon, line: &Line, known: &Appointment) -> Result<VisitRevision, LineFault> {
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
    let price = if changed("price").is_some() { price(salon, line)? } else { None };
    let notes = if changed("notes").is_some() { notes(line)? } else { None };
    Ok(VisitRevision {
        starts_at: starts_at.filter(|start| *start != known.starts_at()),
        employee: person.filter(|employee| *employee != row.employee_id),
        status: status(line)?.filter(|status| *status != row.status),
        price_cents: price.filter(|cents| *cents != row.price_cents),
        notes: notes.filter(|notes| Some(notes) != row.notes.as_ref()),
    })
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
