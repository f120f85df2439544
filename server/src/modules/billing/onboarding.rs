//! What a salon gets when it pays for the first time: a telephone number, and services to begin with. Each is a job that may
//! be done twice and takes effect once.

use jiff::tz::TimeZone;
use providers::telephony::NumberError;
use sea_orm::DbErr;

use super::mails::Writer;
use crate::app::App;
use crate::jobs::JobError;
use crate::modules::auth;
use crate::modules::services::{self, CatalogueError};
use crate::modules::{telephony, tenants};
use crate::tenancy::{TenantDb, in_transaction};

/// Gets the salon a number, if it has none. A number that was bought before we could write it down is found again by its
/// label.
pub async fn provision_number(app: &App, db: &TenantDb) -> Result<(), JobError> {
    if telephony::find_number(db).await?.is_some() {
        return Ok(());
    }
    let salon = tenants::salon(&app.salons, db).await?;
    let order = telephony::number_order(app, &salon);
    let number = match app.numbers.find(&order.label).await.map_err(later)? {
        Some(number) => number,
        None => app.numbers.buy(&order).await.map_err(later)?,
    };
    let owners = auth::list_owners(app, db).await?;
    let zone = TimeZone::get(&salon.tenant.timezone).unwrap_or(TimeZone::UTC);
    let words = Writer { app, salon: &salon.tenant.name, zone: &zone }.number(&number.national());
    let now = app.clock.now();
    in_transaction!(db, tx => {
        // Of two who have come this far, one finds what the other has written.
        tenants::lock_record(tx).await?;
        if telephony::find_number(tx).await?.is_some() {
            return Ok(());
        }
        telephony::add_number(tx, &number, now.into()).await?;
        for owner in &owners {
            auth::write_to(app, tx, owner, &words.subject, &words.text).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
}

fn later(error: NumberError) -> JobError {
    let reason = error.to_string();
    match error {
        NumberError::NoneThere { .. } | NumberError::Refused { .. } => JobError::Never { reason },
        NumberError::Unreachable { .. } | NumberError::Unknown { .. } => {
            JobError::Later { reason, after: None }
        }
    }
}

/// Gives the salon services to begin with, if it has none.
pub async fn seed_services(app: &App, db: &TenantDb) -> Result<(), JobError> {
    let now = app.clock.now();
    let added = in_transaction!(db, tx => services::add_starter_catalogue(tx, now).await.map(drop));
    match added {
        Ok(()) | Err(CatalogueError::NotEmpty) => Ok(()),
        Err(CatalogueError::Database(error)) => Err(error.into()),
        Err(error) => Err(JobError::Never { reason: error.to_string() }),
    }
}
