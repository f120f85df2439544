//! Giving a number back. It answers for some days yet and can be kept until then: a number that is back is somebody else's
//! soon, and cannot be had again.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use providers::phone::PhoneNumber;
use providers::telephony::{NumberSupply, ProviderId};
use sea_orm::DbErr;

use super::super::entity::Model;
use super::super::entity::order::{self, OrderState};
use super::super::store;
use super::account;
use crate::app::App;
use crate::http::problem::Problem;
use crate::ids::{NumberOrderId, PhoneNumberId};
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::auth;
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// How long a number answers that is to be given back.
const GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Gives a number back at the end of the grace; asked again, it stays at the time that was said first.
pub(super) async fn release(app: &App, db: &TenantDb, id: PhoneNumberId) -> Result<Model, Problem> {
    let now = app.clock.now();
    let owners = auth::list_owners(app, db).await?;
    let salon = tenants::salon(&app.salons, db).await?;
    let row = in_transaction!(db, tx => {
        let mut row = store::lock_number(tx, id).await?.ok_or_else(|| Problem::not_found("phone number"))?;
        if row.release_at.is_some() {
            return Ok(row);
        }
        let release_at = now + GRACE;
        row.release_at = Some(release_at.into());
        store::save_number(tx, &row).await?;
        enqueue(tx, &Job::ReleaseNumber { phone_number_id: id, release_at }, release_at, now).await?;
        let (subject, text) = letter(app, &salon.tenant.name, &row.number, &salon.zone, release_at);
        for owner in &owners {
            auth::write_to(app, tx, owner, &subject, &text).await?;
        }
        Ok::<_, Problem>(row)
    })?;
    app.work.notify_one();
    Ok(row)
}

fn letter(app: &App, salon: &str, number: &str, zone: &TimeZone, at: Timestamp) -> (String, String) {
    let number =
        PhoneNumber::from_e164(number).map_or_else(|_| number.to_owned(), |number| number.national());
    let day = at.to_zoned(zone.clone()).strftime("%A, %B %-d").to_string();
    let page = format!("{}/phone-number", app.config.public_url());
    let text = format!(
        "{salon} gives its number {number} back on {day}. Until then callers still reach your receptionist there, and you can \
         keep it here:\n\n{page}\n\nAfter that it is somebody else's and cannot be had again."
    );
    (format!("{number} is given back on {day}"), text)
}

/// Keeps a number that was to be given back.
pub(super) async fn keep(db: &TenantDb, id: PhoneNumberId) -> Result<Model, Problem> {
    in_transaction!(db, tx => {
        let mut row = store::lock_number(tx, id).await?.ok_or_else(|| Problem::not_found("phone number"))?;
        if row.is_leaving {
            let message = "the number is being given back at this moment: it cannot be kept any more";
            return Err(Problem::conflict("already_released", message));
        }
        if row.release_at.take().is_some() {
            store::save_number(tx, &row).await?;
        }
        Ok::<_, Problem>(row)
    })
}

/// The job: gives a number back, unless it was kept meanwhile. Done twice, it is given back once.
pub async fn release_job(
    app: &App,
    db: &TenantDb,
    id: PhoneNumberId,
    release_at: Timestamp,
) -> Result<(), JobError> {
    // From here on nobody can keep it; the company is asked with no transaction open.
    let row = in_transaction!(db, tx => {
        let row = store::lock_number(tx, id).await?;
        let Some(mut row) = row.filter(|row| row.release_at == Some(Instant::from(release_at))) else {
            return Ok(None);
        };
        if !row.is_leaving {
            row.is_leaving = true;
            store::save_number(tx, &row).await?;
        }
        Ok::<_, DbErr>(Some(row))
    })?;
    let Some(row) = row else { return Ok(()) };
    hand_back(app, db, &row).await?;
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        if store::lock_number(tx, id).await?.is_none() {
            return Ok(());
        }
        store::delete_number(tx, id).await?;
        let released = order::Model {
            tenant_id: tx.tenant_id(),
            id: NumberOrderId::generate(),
            number: row.number.clone(),
            state: OrderState::Released,
            problem: None,
            reason: None,
            created_at: now,
            updated_at: now,
        };
        store::insert_order(tx, released).await
    })?;
    Ok(())
}

async fn hand_back(app: &App, db: &TenantDb, row: &Model) -> Result<(), JobError> {
    // Somebody else gave the salon its number, and has to take it back.
    if app.numbers.supply() == NumberSupply::None {
        return Ok(());
    }
    let of = account::find(app, db).await?;
    let known = row.network_ref.as_deref().and_then(ProviderId::parse);
    let id = match (known, PhoneNumber::from_e164(&row.number)) {
        (Some(id), _) => Some(id),
        (None, Ok(number)) => app.numbers.look_up(of.as_ref(), &number).await?.map(|owned| owned.id),
        (None, Err(_)) => None,
    };
    match id {
        Some(id) => Ok(app.numbers.release(of.as_ref(), &id).await?),
        None => Ok(()),
    }
}
