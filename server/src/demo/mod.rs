//! A demonstration salon: people, services, and weeks of visits and calls around today, all believable.
//!
//! `salon.rs` has its people and prices, `book.rs` fills its book, `callers.rs` lets people call: their conversations
//! are held by the real engine, on days gone by. `desk.rs` is what was agreed at the desk: a series, a visit of two
//! services, a waitlist. Made the same way on every database; chance has a fixed seed.

mod book;
mod callers;
mod desk;
mod salon;

use providers::phone::PhoneNumber;
use serde::Serialize;

use crate::app::{App, StartError};
use crate::config::Environment;
use crate::database::is_duplicate;
use crate::instant::Instant;
use crate::modules::appointments::{Actor, AppointmentError};
use crate::modules::auth::{self, NewOwner};
use crate::modules::calls::SessionError;
use crate::modules::customers::CustomerError;
use crate::modules::{telephony, tenants};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope};

const OWNER: &str = "Maya Ellison";
const EMAIL: &str = "owner@luma.example";
const PASSWORD: &str = "demo-luma-studio";
/// In the range that is kept for stories (555-0100 to 555-0199).
const NUMBER: &str = "+12125550142";

/// How to get into the demonstration salon.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// Where the dashboard is.
    pub url: String,
    /// Log-in.
    pub email: &'static str,
    /// Log-in.
    pub password: &'static str,
    /// The number that callers dial.
    pub phone_number: &'static str,
    /// A new key for the AI endpoints; the one made by the last seeding no longer works.
    pub api_key: String,
    /// Where the network finds us.
    pub webhooks: Webhooks,
}

/// Addresses for the telephone company.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhooks {
    voice: String,
    voice_status: String,
    sms: String,
}

impl std::fmt::Display for Seeded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "Luma Hair Studio is ready.")?;
        writeln!(f, "  Dashboard   {}", self.url)?;
        writeln!(f, "  E-mail      {}", self.email)?;
        writeln!(f, "  Password    {}", self.password)?;
        writeln!(f, "  Dials       {}", self.phone_number)?;
        write!(f, "  API key     {}", self.api_key)
    }
}

/// Why there is no demonstration salon.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Its password is in the source.
    #[error("a salon whose password is public is not put into production")]
    Production,
    /// An earlier seeding was broken off before the salon was complete.
    #[error("an earlier seeding was broken off: take the database away and seed again")]
    HalfDone,
    /// The database.
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The book.
    #[error("a demonstration visit cannot be written: {0}")]
    Appointment(#[from] AppointmentError),
    /// The customers.
    #[error("a demonstration customer cannot be written: {0}")]
    Customer(#[from] CustomerError),
    /// The engine.
    #[error("a demonstration call failed: {0}")]
    Call(#[from] SessionError),
    /// The application on days gone by.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The salon's calendar.
    #[error("the salon's calendar: {0}")]
    Calendar(#[from] jiff::Error),
}

/// Puts the salon into the database, or finds the one that is there; either way with a new key.
pub async fn seed(app: &App) -> Result<Seeded, SeedError> {
    if app.config.environment == Environment::Production {
        return Err(SeedError::Production);
    }
    let db = match find(app).await? {
        Some(db) => db,
        None => found(app).await?,
    };
    let tx = db.begin().await?;
    let now = Instant::from(app.clock.now());
    auth::revoke_api_keys(&tx, KEY_NAME, now).await?;
    let key = auth::make_api_key(&tx, KEY_NAME, now).await?;
    tx.commit().await?;
    let url = app.config.public_url();
    let webhook = |path: &str| format!("{url}/api/telephony/twilio/{path}");
    Ok(Seeded {
        email: EMAIL,
        password: PASSWORD,
        phone_number: NUMBER,
        api_key: key.secret,
        webhooks: Webhooks {
            voice: webhook("voice"),
            voice_status: webhook("voice/status"),
            sms: webhook("sms"),
        },
        url,
    })
}

const KEY_NAME: &str = "Demonstration";

fn number() -> PhoneNumber {
    PhoneNumber::from_e164(NUMBER).expect("the constant is E.164")
}

/// The salon of an earlier seeding, known by its number.
async fn find(app: &App) -> Result<Option<TenantDb>, SeedError> {
    let platform = PlatformDb::new(&app.database, PlatformAccess::Founding);
    let line = telephony::find_line(&platform, &number()).await?;
    Ok(line.map(|line| TenantDb::new(&app.database, TenantScope::from_dialled_number(&line))))
}

async fn found(app: &App) -> Result<TenantDb, SeedError> {
    let now = app.clock.now();
    let at = Instant::from(now);
    let platform = PlatformDb::new(&app.database, PlatformAccess::Founding);
    let tx = platform.begin().await?;
    let (id, scope) = tenants::found(&tx, salon::founding(), None, at).await?;
    let owner = NewOwner { email: EMAIL.to_owned(), name: OWNER.to_owned(), password: PASSWORD.to_owned() };
    // The number says that a salon is complete; its owner without it, that it is not.
    let added = auth::add_owner(&tx, id, owner, at).await;
    let owner =
        added.map_err(|error| if is_duplicate(&error) { SeedError::HalfDone } else { error.into() })?;
    tx.commit().await?;
    let owner = Actor::Person { id: owner, name: OWNER.to_owned() };

    let db = TenantDb::new(&app.database, scope);
    let tx = db.begin().await?;
    salon::furnish(&tx, at).await?;
    tx.commit().await?;

    let salon = tenants::salon(&app.salons, &db).await?;
    let tx = db.begin().await?;
    salon::make_exceptions(&tx, &salon, salon.zone.to_datetime(now).date(), at).await?;
    tx.commit().await?;

    let salon = tenants::salon(&app.salons, &db).await?;
    let tx = db.begin().await?;
    book::fill(&tx, &salon, &owner, now).await?;
    tx.commit().await?;
    callers::call(app, &db, &salon, now).await?;
    desk::agree(app, &db, &salon, &owner, now).await?;
    let tx = db.begin().await?;
    book::bring_up_to_date(&tx, now).await?;
    // The number comes last: it is what says that the salon is complete.
    telephony::add_number(&tx, &number(), at).await?;
    tx.commit().await?;
    Ok(db)
}
