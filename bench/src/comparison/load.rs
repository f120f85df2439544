//! Fills an empty database with the data set: salons, people, services, visits and calls, under ids of our own.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::Path;

use bolt::ids::{
    AddOnId, ApiKeyId, AppointmentId, CallId, CustomerId, EmployeeHoursId, EmployeeId, OpeningHoursId,
    PhoneNumberId, ServiceId, TenantId, UserId,
};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, TransactionTrait};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::MADE_BY_LOADING;
use super::rows::{Line, Table};
use crate::Error;
use crate::rows::{OF_TENANT, insert, row};

/// Loads the data set and writes its fixtures with our ids.
pub(super) async fn load(
    connection: &DatabaseConnection,
    dataset: &Path,
    fixtures: &Path,
) -> Result<(), Error> {
    let text = std::fs::read(dataset.join("fixtures.json"))?;
    let mut fixture: serde_json::Value = serde_json::from_slice(&text)?;
    let password = fixture["password"].as_str().ok_or("fixtures.json names no password")?.to_owned();

    // Whatever a row refers to was looked up to write it; looking it up again for each row takes minutes.
    if connection.get_database_backend() == DbBackend::MySql {
        connection.execute_unprepared("SET foreign_key_checks = 0").await?;
    }
    let tx = connection.begin().await?;
    let mut ids = Ids::default();
    salons(&tx, dataset, &mut ids, &password).await?;
    catalogue(&tx, dataset, &mut ids).await?;
    visits(&tx, dataset, &ids).await?;
    calls(&tx, dataset, &ids).await?;
    tx.commit().await?;
    migration::figures::recount(connection).await?;

    translate(&mut fixture, &ids)?;
    std::fs::write(fixtures, serde_json::to_vec(&fixture)?)?;
    Ok(())
}

/// Our ids of the data set's rows.
#[derive(Default)]
struct Ids {
    tenants: HashMap<u64, TenantId>,
    employees: HashMap<u64, EmployeeId>,
    services: HashMap<u64, ServiceId>,
    add_ons: HashMap<u64, AddOnId>,
}

/// The id of a row that must have come before.
fn known<T: Copy>(ids: &HashMap<u64, T>, row: &u64) -> Result<T, Error> {
    ids.get(row).copied().ok_or_else(|| format!("a row refers to number {row}, which is not there").into())
}

async fn salons(
    tx: &impl ConnectionTrait,
    dataset: &Path,
    ids: &mut Ids,
    password: &str,
) -> Result<(), Error> {
    let (mut tenants, mut numbers, mut keys, mut hours) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in Table::read(dataset, "tenants")?.lines() {
        let id = TenantId::generate();
        ids.tenants.insert(line.parse(0)?, id);
        let key = line.text(5)?;
        tenants.push(row![
            id,
            line.text(1)?,
            "ACTIVE",
            line.text(3)?,
            "USD",
            "en-US",
            "US",
            15,
            0,
            365,
            json!({}),
            0_i64,
            MADE_BY_LOADING,
            MADE_BY_LOADING,
        ]);
        numbers.push(row![id, PhoneNumberId::generate(), line.text(4)?, MADE_BY_LOADING,]);
        keys.push(row![
            id,
            ApiKeyId::generate(),
            "Comparison",
            key.get(..8).ok_or_else(|| line.wrong(5))?,
            hex::encode(Sha256::digest(key)),
            MADE_BY_LOADING,
        ]);
        for weekday in 1..=6 {
            hours.push(row![id, OpeningHoursId::generate(), weekday, 9 * 60, 18 * 60]);
        }
    }
    insert(tx, "tenants", &OF_TENANT, tenants).await?;
    insert(tx, "phone_numbers", &["tenant_id", "id", "number", "created_at"], numbers).await?;
    insert(tx, "api_keys", &["tenant_id", "id", "name", "prefix", "secret_hash", "created_at"], keys).await?;
    insert(tx, "opening_hours", &["tenant_id", "id", "weekday", "starts_minute", "ends_minute"], hours)
        .await?;

    // They all have the same password, and a hash takes a third of a second.
    let hash = bcrypt::non_truncating_hash(password, 12)?;
    let (mut users, mut memberships) = (Vec::new(), Vec::new());
    for line in Table::read(dataset, "users")?.lines() {
        let id = UserId::generate();
        let email = line.text(2)?;
        users.push(row![id, email, email, hash.clone(), false, MADE_BY_LOADING, MADE_BY_LOADING]);
        memberships.push(row![
            known(&ids.tenants, &line.parse(1)?)?,
            id,
            if line.text(3)? == "owner" { "OWNER" } else { "FRONT_DESK" },
            MADE_BY_LOADING,
        ]);
    }
    let columns = ["id", "email", "name", "password_hash", "is_disabled", "created_at", "updated_at"];
    insert(tx, "users", &columns, users).await?;
    insert(tx, "memberships", &["tenant_id", "user_id", "role", "created_at"], memberships).await?;
    Ok(())
}

async fn catalogue(tx: &impl ConnectionTrait, dataset: &Path, ids: &mut Ids) -> Result<(), Error> {
    let mut rows = Vec::new();
    for line in Table::read(dataset, "employees")?.lines() {
        let id = EmployeeId::generate();
        ids.employees.insert(line.parse(0)?, id);
        rows.push(row![
            known(&ids.tenants, &line.parse(1)?)?,
            id,
            line.text(2)?,
            "#2563eb",
            true,
            0,
            MADE_BY_LOADING,
            MADE_BY_LOADING,
        ]);
    }
    let columns = ["tenant_id", "id", "name", "color", "is_active", "position", "created_at", "updated_at"];
    insert(tx, "employees", &columns, rows).await?;

    let mut rows = Vec::new();
    for line in Table::read(dataset, "employee_schedules")?.lines() {
        rows.push(row![
            known(&ids.tenants, &line.parse(1)?)?,
            EmployeeHoursId::generate(),
            known(&ids.employees, &line.parse(2)?)?,
            line.parse::<i32>(3)?,
            line.parse::<i32>(4)?,
            line.parse::<i32>(5)?,
        ]);
    }
    let columns = ["tenant_id", "id", "employee_id", "weekday", "starts_minute", "ends_minute"];
    insert(tx, "employee_hours", &columns, rows).await?;

    let mut rows = Vec::new();
    for line in Table::read(dataset, "services")?.lines() {
        let id = ServiceId::generate();
        ids.services.insert(line.parse(0)?, id);
        rows.push(row![
            known(&ids.tenants, &line.parse(1)?)?,
            id,
            line.text(2)?,
            "Hair",
            line.parse::<i32>(3)?,
            line.parse::<i64>(4)?,
            json!([]),
            true,
            0,
            MADE_BY_LOADING,
            MADE_BY_LOADING,
        ]);
    }
    let columns = [
        "tenant_id",
        "id",
        "name",
        "category",
        "duration_minutes",
        "price_cents",
        "synonyms",
        "is_active",
        "position",
        "created_at",
        "updated_at",
    ];
    insert(tx, "services", &columns, rows).await?;

    let (mut add_ons, mut offers) = (Vec::new(), Vec::new());
    for line in Table::read(dataset, "service_addons")?.lines() {
        let id = AddOnId::generate();
        ids.add_ons.insert(line.parse(0)?, id);
        let tenant = known(&ids.tenants, &line.parse(1)?)?;
        offers.push(row![tenant, known(&ids.services, &line.parse(2)?)?, id]);
        add_ons.push(row![
            tenant,
            id,
            line.text(3)?,
            line.parse::<i32>(4)?,
            line.parse::<i64>(5)?,
            true,
            0,
            MADE_BY_LOADING,
            MADE_BY_LOADING,
        ]);
    }
    let columns = [
        "tenant_id",
        "id",
        "name",
        "duration_minutes",
        "price_cents",
        "is_active",
        "position",
        "created_at",
        "updated_at",
    ];
    insert(tx, "add_ons", &columns, add_ons).await?;
    insert(tx, "service_add_ons", &["tenant_id", "service_id", "add_on_id"], offers).await?;

    let mut rows = Vec::new();
    for line in Table::read(dataset, "employee_services")?.lines() {
        rows.push(row![
            known(&ids.tenants, &line.parse(0)?)?,
            known(&ids.employees, &line.parse(1)?)?,
            known(&ids.services, &line.parse(2)?)?,
        ]);
    }
    insert(tx, "employee_services", &["tenant_id", "employee_id", "service_id"], rows).await?;
    Ok(())
}

async fn visits(tx: &impl ConnectionTrait, dataset: &Path, ids: &Ids) -> Result<(), Error> {
    let extras = Table::read(dataset, "appointment_addons")?;
    let mut extras_of: HashMap<u64, Vec<Line<'_>>> = HashMap::new();
    for line in extras.lines() {
        extras_of.entry(line.parse(0)?).or_default().push(line);
    }
    let table = Table::read(dataset, "appointments")?;
    // A customer is known by the telephone, which is unique within a salon.
    let mut customer_ids: HashMap<(TenantId, &str), CustomerId> = HashMap::new();
    let (mut customers, mut visits, mut added, mut quanta) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for line in table.lines() {
        let tenant = known(&ids.tenants, &line.parse(1)?)?;
        let employee = known(&ids.employees, &line.parse(2)?)?;
        let phone = line.text(5)?;
        let customer = match customer_ids.get(&(tenant, phone)) {
            Some(customer) => *customer,
            None => {
                let id = CustomerId::generate();
                customer_ids.insert((tenant, phone), id);
                customers.push(row![tenant, id, line.text(4)?, phone, MADE_BY_LOADING, MADE_BY_LOADING]);
                id
            }
        };
        let id = AppointmentId::generate();
        let (starts_at, ends_at) = (instant(&line, 6)?, instant(&line, 7)?);
        let (status, takes_time) = match line.text(8)? {
            "pending" => ("SCHEDULED", true),
            "confirmed" => ("CONFIRMED", true),
            "completed" => ("COMPLETED", true),
            "cancelled" => ("CANCELLED", false),
            "no_show" => ("NO_SHOW", false),
            _ => return Err(line.wrong(8)),
        };
        visits.push(row![
            tenant,
            id,
            customer,
            employee,
            known(&ids.services, &line.parse(3)?)?,
            starts_at,
            ends_at,
            status,
            "API",
            line.parse::<i64>(9)?,
            "USD",
            1,
            MADE_BY_LOADING,
            MADE_BY_LOADING,
        ]);
        for extra in extras_of.get(&line.parse(0)?).into_iter().flatten() {
            let add_on = known(&ids.add_ons, &extra.parse(1)?)?;
            // Name and length are shown, never counted with.
            added.push(row![tenant, id, add_on, "Extra", 0, extra.parse::<i64>(2)?]);
        }
        if takes_time {
            let quantum = scheduling::QUANTUM_MINUTES * 60_000;
            let last = (ends_at - 1).div_euclid(quantum);
            quanta
                .extend((starts_at.div_euclid(quantum)..=last).map(|number| (tenant, employee, number, id)));
        }
    }
    insert(tx, "customers", &["tenant_id", "id", "name", "phone", "created_at", "updated_at"], customers)
        .await?;
    insert(
        tx,
        "appointments",
        &[
            "tenant_id",
            "id",
            "customer_id",
            "employee_id",
            "service_id",
            "starts_at",
            "ends_at",
            "status",
            "source",
            "price_cents",
            "currency",
            "version",
            "created_at",
            "updated_at",
        ],
        visits,
    )
    .await?;
    let columns = ["tenant_id", "appointment_id", "add_on_id", "name", "duration_minutes", "price_cents"];
    insert(tx, "appointment_add_ons", &columns, added).await?;

    // In the order of the key, which is how the table lies on the disk.
    quanta.sort_unstable();
    let quanta = quanta.into_iter().map(|(tenant, employee, number, id)| row![tenant, employee, number, id]);
    insert(tx, "booked_quanta", &["tenant_id", "employee_id", "quantum", "appointment_id"], quanta).await?;
    Ok(())
}

async fn calls(tx: &impl ConnectionTrait, dataset: &Path, ids: &Ids) -> Result<(), Error> {
    let mut rows = Vec::new();
    for line in Table::read(dataset, "call_logs")?.lines() {
        let at = instant(&line, 6)?;
        rows.push(row![
            known(&ids.tenants, &line.parse(1)?)?,
            CallId::generate(),
            "PHONE",
            line.text(2)?,
            line.text(3)?,
            line.text(4)?,
            "COMPLETED",
            "UNKNOWN",
            "UNRESOLVED",
            0,
            at,
            at,
            0,
            MADE_BY_LOADING,
        ]);
    }
    let columns = [
        "tenant_id",
        "id",
        "channel",
        "provider_call_id",
        "from_number",
        "to_number",
        "status",
        "reason",
        "outcome",
        "turn_count",
        "started_at",
        "ended_at",
        "duration_seconds",
        "updated_at",
    ];
    insert(tx, "calls", &columns, rows).await?;
    Ok(())
}

/// An instant such as `2026-12-01 14:30:00`, UTC, in milliseconds.
fn instant(line: &Line<'_>, field: usize) -> Result<i64, Error> {
    let at: DateTime = line.parse(field)?;
    let at = at.to_zoned(TimeZone::UTC).map_err(|_| line.wrong(field))?;
    Ok(at.timestamp().as_millisecond())
}

/// Puts our ids in the place of the data set's.
fn translate(fixture: &mut serde_json::Value, ids: &Ids) -> Result<(), Error> {
    for tenant in list(&mut fixture["tenants"])? {
        replace(&mut tenant["id"], &ids.tenants)?;
        for employee in list(&mut tenant["employees"])? {
            replace(employee, &ids.employees)?;
        }
        for service in list(&mut tenant["services"])? {
            replace(&mut service["id"], &ids.services)?;
            for employee in list(&mut service["employees"])? {
                replace(employee, &ids.employees)?;
            }
            for add_on in list(&mut service["addons"])? {
                replace(&mut add_on["id"], &ids.add_ons)?;
            }
        }
        for visit in list(&mut tenant["busy"])? {
            replace(&mut visit["employeeId"], &ids.employees)?;
            replace(&mut visit["serviceId"], &ids.services)?;
        }
    }
    Ok(())
}

fn list(value: &mut serde_json::Value) -> Result<&mut Vec<serde_json::Value>, Error> {
    value.as_array_mut().ok_or_else(|| "fixtures.json lacks a list".into())
}

fn replace<T: Copy + Display>(id: &mut serde_json::Value, ids: &HashMap<u64, T>) -> Result<(), Error> {
    let number = id.as_u64().ok_or("fixtures.json lacks an id")?;
    *id = known(ids, &number)?.to_string().into();
    Ok(())
}
