//! Customers in a file.

use sea_orm::DbErr;

use super::cells;
use super::import::{Desk, ImportReport, LineFault, Outcome};
use super::sheet::{Column, Line};
use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::modules::customers::{self, Customer, CustomerError, ProfileChange};
use crate::modules::tenants::Salon;
use crate::tenancy::TenantTx;

/// The columns, in the order in which they are written.
pub(super) const COLUMNS: &[Column] = &[
    Column::optional("id"),
    Column::required("name"),
    Column::optional("phone"),
    Column::optional("email"),
    Column::optional("notes"),
    Column::optional("preferences"),
    Column::optional("preferredEmployee"),
    Column::optional("marketingConsent"),
    Column::optional("isBlocked"),
];

/// A customer as a line.
pub(super) fn line_of(salon: &Salon, row: &Customer) -> Vec<String> {
    let employee = row.preferred_employee_id.and_then(|id| salon.employee(id));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        row.id.to_string(),
        row.name.clone(),
        text(&row.phone),
        text(&row.email),
        text(&row.notes),
        text(&row.preferences),
        employee.map(|employee| employee.name.clone()).unwrap_or_default(),
        cells::yes_no(row.marketing_consent),
        cells::yes_no(row.is_blocked),
    ]
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
    let now = Instant::from(desk.now);
    let by_id = find_by_id(tx, line).await?;
    let read = read(desk.salon, line)?;
    let known = match by_id {
        Some(known) => Some(known),
        None => find(tx, &read).await?,
    };
    let Some(known) = known else {
        customers::add(tx, &read, now).await.map_err(fault)?;
        return Ok(Outcome::Created);
    };
    let change = difference(&known, &line_of(desk.salon, &known), line, read);
    if change == ProfileChange::default() {
        return Ok(Outcome::Unchanged);
    }
    customers::change(tx, known.id, &change, now).await.map_err(fault)?;
    Ok(Outcome::Updated)
}

/// What a line says; an empty cell says nothing.
fn read(salon: &Salon, line: &Line) -> Result<ProfileChange, LineFault> {
    let name = line.get("name").ok_or_else(|| LineFault::cell("name", "must be given"))?;
    let mut read = ProfileChange {
        name: Some(customers::name(name).map_err(|error| LineFault::cell("name", error))?),
        ..Default::default()
    };
    if let Some(phone) = line.get("phone") {
        let phone = salon.read_number(phone);
        let phone = phone.map_err(|error| LineFault::cell("phone", format!("is not right: {error}")))?;
        read.phone = Some(Some(phone));
    }
    if let Some(email) = line.get("email") {
        read.email = Some(customers::email(email).map_err(|error| LineFault::cell("email", error))?);
    }
    if let Some(notes) = line.get("notes") {
        read.notes = Some(long_text("notes", notes)?);
    }
    if let Some(preferences) = line.get("preferences") {
        read.preferences = Some(long_text("preferences", preferences)?);
    }
    if let Some(name) = line.get("preferredEmployee") {
        let mut people = salon.employees.iter().filter(|person| !person.is_deleted);
        let person = people.find(|person| cells::is_same_name(&person.name, name));
        let person =
            person.ok_or_else(|| LineFault::cell("preferredEmployee", "is nobody who works here"))?;
        read.preferred_employee_id = Some(Some(person.id));
    }
    let yes_no = |column: &'static str| {
        let value = line.get(column).map(cells::read_yes_no).transpose();
        value.map_err(|error| LineFault::cell(column, error))
    };
    read.marketing_consent = yes_no("marketingConsent")?;
    read.is_blocked = yes_no("isBlocked")?;
    Ok(read)
}

/// Notes of two merged customers may be longer than anybody could write them; they are taken as they were given out.
fn long_text(column: &'static str, text: &str) -> Result<Option<String>, LineFault> {
    customers::long_text(text).map_err(|error| LineFault::cell(column, error))
}

async fn find_by_id(tx: &TenantTx, line: &Line) -> Result<Option<Customer>, LineFault> {
    let Some(id) = line.get("id") else {
        return Ok(None);
    };
    let known = match id.parse::<CustomerId>() {
        Ok(id) => customers::find(tx, id).await?,
        Err(_) => None,
    };
    let nobody = "is no customer of this salon; leave the cell empty for somebody new";
    known.map(Some).ok_or_else(|| LineFault::cell("id", nobody))
}

/// Whom the line is about, where it names no id: by number, else by name and e-mail address together.
async fn find(tx: &TenantTx, read: &ProfileChange) -> Result<Option<Customer>, LineFault> {
    let phone = read.phone.iter().flatten().next();
    if let Some(phone) = phone
        && let Some(known) = customers::find_by_phone(tx, phone.as_str()).await?
    {
        return Ok(Some(known));
    }
    let email = read.email.as_ref().and_then(Option::as_deref);
    if phone.is_some() && email.is_none() {
        return Ok(None);
    }
    let name = read.name.as_deref().unwrap_or_default();
    let mut same = customers::list_same(tx, name, email).await?;
    if same.len() > 1 {
        let several = "is the name of several customers; add the phone number or the id";
        return Err(LineFault::cell("name", several));
    }
    Ok(same.pop())
}

/// What of a line is otherwise than what is known. A cell that stands as it was given out has not changed.
fn difference(known: &Customer, written: &[String], line: &Line, mut read: ProfileChange) -> ProfileChange {
    let is_same = |column: &str| {
        let place = COLUMNS.iter().position(|known| known.name == column);
        let cell = place.and_then(|place| written.get(place));
        line.get(column).is_none_or(|text| cell.is_some_and(|cell| cell.trim() == text))
    };
    let phone = read.phone.as_ref().map(|phone| phone.as_ref().map(|phone| phone.as_str()));
    if phone.is_some_and(|phone| phone == known.phone.as_deref()) || is_same("phone") {
        read.phone = None;
    }
    read.name = read.name.filter(|name| *name != known.name && !is_same("name"));
    read.email = read.email.filter(|email| *email != known.email && !is_same("email"));
    read.notes = read.notes.filter(|notes| *notes != known.notes && !is_same("notes"));
    read.preferences = read.preferences.filter(|text| *text != known.preferences && !is_same("preferences"));
    read.preferred_employee_id = read
        .preferred_employee_id
        .filter(|id| *id != known.preferred_employee_id && !is_same("preferredEmployee"));
    read.marketing_consent = read.marketing_consent.filter(|yes| *yes != known.marketing_consent);
    read.is_blocked = read.is_blocked.filter(|yes| *yes != known.is_blocked);
    read
}

fn fault(error: CustomerError) -> LineFault {
    match error {
        CustomerError::Database(error) => error.into(),
        CustomerError::PhoneTaken { is_deleted: true, .. } => {
            LineFault::cell("phone", "is a deleted customer's; restore them first")
        }
        CustomerError::PhoneTaken { .. } => LineFault::cell("phone", "is another customer's"),
        other => LineFault::cell("id", other),
    }
}
