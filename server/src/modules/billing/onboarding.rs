//! What a salon gets when it pays for the first time: a telephone number, and services to begin with. Each is a job that may
//! be done twice and takes effect once.

use jiff::tz::TimeZone;
use sea_orm::DbErr;

use super::mails::Writer;
use crate::app::App;
use crate::jobs::JobError;
use crate::modules::auth;
use crate::modules::services::{self, CatalogueError};
use crate::modules::{telephony, tenants};
use crate::tenancy::{TenantDb, in_transaction};

/// Gets the salon a number, if it has none.
pub async fn provision_number(app: &App, db: &TenantDb) -> Result<(), JobError> {
    if !telephony::may_provision(db).await? {
        return Ok(());
    }
    let owned = telephony::provision(app, db).await?;
    let salon = tenants::salon(&app.salons, db).await?;
    let owners = auth::list_owners(app, db).await?;
    let zone = TimeZone::get(&salon.tenant.timezone).unwrap_or(TimeZone::UTC);
    let words = Writer { app, salon: &salon.tenant.name, zone: &zone }.number(&owned.number.national());
    let now = app.clock.now();
    in_transaction!(db, tx => {
        if telephony::add_provisioned(tx, &owned, now).await? {
            for owner in &owners {
                auth::write_to(app, tx, owner, &words.subject, &words.text).await?;
            }
        }
        Ok::<_, DbErr>(())
    })?;
    app.work.notify_one();
    Ok(())
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
