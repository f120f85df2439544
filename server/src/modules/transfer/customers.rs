//! Customers in a file.

use providers::phone::PhoneNumber;
use sea_orm::DbErr;

use super::cells;
use super::import::{Desk, ImportReport, LineFault, Outcome};
use super::sheet::{Column, Line};
use crate::ids::CustomerId;
use crate::instant::Instant;
use crate::modules::customers::{self, Customer, CustomerError, Directory, ProfileChange};
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
    Column::optional("isVip"),
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
        cells::yes_no(row.is_vip),
    ]
}

/// Takes all lines into the book, or says what is wrong with them.
pub(super) async fn take_all(
    tx: &TenantTx,
    desk: &Desk<'_>,
    lines: &[Line],
    report: &mut ImportReport,
) -> Result<(), DbErr> {
    let mut directory = Directory::read(tx).await?;
    for line in lines {
        let outcome = take(tx, desk, &mut directory, line).await;
        report.count(line, outcome)?;
    }
    Ok(())
}

async fn take(
    tx: &TenantTx,
    desk: &Desk<'_>,
    directory: &mut Directory,
    line: &Line,
) -> Result<Outcome, LineFault> {
    let now = Instant::from(desk.now);
    let by_id = find_by_id(directory, line)?;
    let written = by_id.map(|known| line_of(desk.salon, known));
    let read = read(desk.salon, line, written.as_deref())?;
    let known = match by_id {
        Some(known) => Some(known),
        None => find(directory, &read)?,
    };
    let Some(known) = known else {
        directory.put(customers::add(tx, &read, now).await.map_err(fault)?);
        return Ok(Outcome::Created);
    };
    let change = difference(known, read);
    if change == ProfileChange::default() {
        return Ok(Outcome::Unchanged);
    }
    directory.put(customers::change(tx, known.id, &change, now).await.map_err(fault)?);
    Ok(Outcome::Updated)
}

/// What a line says; an empty cell says nothing, and so does one that stands as it was given out: notes of two merged
/// customers are longer than anybody could write them, and who was preferred may have left.
fn read(salon: &Salon, line: &Line, written: Option<&[String]>) -> Result<ProfileChange, LineFault> {
    let said = |column: &str| {
        let place = COLUMNS.iter().position(|known| known.name == column);
        let before = place.zip(written).and_then(|(place, written)| written.get(place));
        line.get(column).filter(|text| before.is_none_or(|before| before.trim() != *text))
    };
    let name = line.get("name").ok_or_else(|| LineFault::cell("name", "must be given"))?;
    let mut read = ProfileChange {
        name: Some(customers::name(name).map_err(|error| LineFault::cell("name", error))?),
        ..Default::default()
    };
    if let Some(phone) = said("phone") {
        let phone = salon.read_number(phone);
        let phone = phone.map_err(|error| LineFault::cell("phone", format!("is not right: {error}")))?;
        read.phone = Some(Some(phone));
    }
    if let Some(email) = said("email") {
        read.email = Some(customers::email(email).map_err(|error| LineFault::cell("email", error))?);
    }
    let long_text = |column: &'static str| {
        let text = said(column).map(customers::long_text).transpose();
        text.map_err(|error| LineFault::cell(column, error))
    };
    read.notes = long_text("notes")?;
    read.preferences = long_text("preferences")?;
    if let Some(name) = said("preferredEmployee") {
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
    read.is_vip = yes_no("isVip")?;
    Ok(read)
}

fn find_by_id<'a>(directory: &'a Directory, line: &Line) -> Result<Option<&'a Customer>, LineFault> {
    let Some(id) = line.get("id") else {
        return Ok(None);
    };
    let known = id.parse::<CustomerId>().ok().and_then(|id| directory.find(id));
    let nobody = "is no customer of this salon; leave the cell empty for somebody new";
    known.map(Some).ok_or_else(|| LineFault::cell("id", nobody))
}

/// Whom the line is about, where it names no id: by number, else by name and e-mail address together.
fn find<'a>(directory: &'a Directory, read: &ProfileChange) -> Result<Option<&'a Customer>, LineFault> {
    let phone = read.phone.iter().flatten().next();
    if let Some(phone) = phone
        && let Some(known) = directory.find_by_phone(phone.as_str())
    {
        if known.deleted_at.is_some() {
            return Err(LineFault::cell("phone", "is a deleted customer's; restore them first"));
        }
        return Ok(Some(known));
    }
    let email = read.email.as_ref().and_then(Option::as_deref);
    if phone.is_some() && email.is_none() {
        return Ok(None);
    }
    let mut same = directory.list_named(read.name.as_deref().unwrap_or_default());
    same.retain(|known| known.email.as_deref() == email);
    if same.len() > 1 {
        let several = "is the name of several customers; add the phone number or the id";
        return Err(LineFault::cell("name", several));
    }
    Ok(same.pop())
}

/// What of a line is otherwise than what is known.
fn difference(known: &Customer, mut read: ProfileChange) -> ProfileChange {
    // Blanks around a text are not kept when it is written, but may be there from before.
    let is_same = |text: &Option<String>, known: &Option<String>| {
        text.as_deref() == known.as_deref().map(str::trim).filter(|known| !known.is_empty())
    };
    read.name = read.name.filter(|name| *name != known.name.trim());
    read.phone = read.phone.filter(|phone| phone.as_ref().map(PhoneNumber::as_str) != known.phone.as_deref());
    read.email = read.email.filter(|email| !is_same(email, &known.email));
    read.notes = read.notes.filter(|notes| !is_same(notes, &known.notes));
    read.preferences = read.preferences.filter(|text| !is_same(text, &known.preferences));
    read.preferred_employee_id =
        read.preferred_employee_id.filter(|employee| *employee != known.preferred_employee_id);
    read.marketing_consent = read.marketing_consent.filter(|yes| *yes != known.marketing_consent);
    read.is_blocked = read.is_blocked.filter(|yes| *yes != known.is_blocked);
    read.is_vip = read.is_vip.filter(|yes| *yes != known.is_vip);
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
