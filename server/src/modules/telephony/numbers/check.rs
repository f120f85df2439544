//! How a number stands at the telephone company: whether its calls and messages come here, and how far its registration for
//! text messages is.

use jiff::SignedDuration;
use providers::phone::PhoneNumber;
use providers::telephony::{NumberError, NumberSupply, OwnedNumber, Registration};
use sea_orm::DbErr;

use super::super::entity::{Model, NumberProblem, RegistrationState};
use super::super::{store, webhooks};
use super::account;
use crate::app::App;
use crate::ids::PhoneNumberId;
use crate::jobs::{Job, JobError, enqueue_once};
use crate::tenancy::{TenantDb, in_transaction};

/// How soon it is asked again by itself while somebody looks at the registration.
const AGAIN: SignedDuration = SignedDuration::from_hours(6);

/// What the company says.
struct Seen {
    owned: Option<OwnedNumber>,
    registration: Option<Registration>,
}

/// Why it is not known.
pub(super) enum CheckError {
    /// There is no such number of the salon's.
    NotFound,
    /// The company does not say.
    Network(NumberError),
    /// The account cannot be opened, or the database does not answer.
    Own(JobError),
}

impl From<DbErr> for CheckError {
    fn from(error: DbErr) -> Self {
        Self::Own(error.into())
    }
}

/// The job.
pub async fn check_job(app: &App, db: &TenantDb, id: PhoneNumberId) -> Result<(), JobError> {
    match check(app, db, id).await {
        Ok(_) | Err(CheckError::NotFound) => Ok(()),
        Err(CheckError::Network(error)) => Err(error.into()),
        Err(CheckError::Own(error)) => Err(error),
    }
}

/// Asks the company, has it ask us where it does not, and writes down what it said.
pub(super) async fn check(app: &App, db: &TenantDb, id: PhoneNumberId) -> Result<Model, CheckError> {
    let row = store::find_by_id(db, id).await?.ok_or(CheckError::NotFound)?;
    if app.numbers.supply() == NumberSupply::None {
        return Ok(row);
    }
    let seen = look(app, db, &row).await?;
    let now = app.clock.now();
    let again_at = now + AGAIN;
    // The job that asks may be one of these itself, so the next has another name.
    let once = format!("check {id} {}", again_at.as_second() / AGAIN.as_secs());
    let checked = in_transaction!(db, tx => {
        let Some(mut row) = store::lock_number(tx, id).await? else { return Ok(None) };
        note(app, &mut row, &seen);
        row.checked_at = Some(now.into());
        store::save_number(tx, &row).await?;
        if row.registration == Some(RegistrationState::InReview) {
            enqueue_once(tx, &Job::CheckNumber { phone_number_id: id }, &once, again_at, now).await?;
        }
        Ok::<_, DbErr>(Some(row))
    })?;
    checked.ok_or(CheckError::NotFound)
}

/// What the company says, in the row.
fn note(app: &App, row: &mut Model, seen: &Seen) {
    let is_unreachable = app.numbers.supply() == NumberSupply::Real && is_local(&app.config.public_url());
    row.problem = match &seen.owned {
        None => Some(NumberProblem::NotThere),
        Some(_) if is_unreachable => Some(NumberProblem::LocalAddress),
        Some(_) => None,
    };
    if let Some(owned) = &seen.owned {
        row.network_ref = Some(owned.id.as_str().to_owned());
        row.has_sms = owned.has_sms;
    }
    if let Some(registration) = &seen.registration {
        row.registration = Some(registration.state.into());
        let reason = registration.reason.as_ref();
        row.registration_reason = reason.map(|reason| reason.chars().take(500).collect());
    }
}

async fn look(app: &App, db: &TenantDb, row: &Model) -> Result<Seen, CheckError> {
    let of = account::find(app, db).await.map_err(CheckError::Own)?;
    let of = of.as_ref();
    let Ok(number) = PhoneNumber::from_e164(&row.number) else {
        return Ok(Seen { owned: None, registration: None });
    };
    let Some(mut owned) = app.numbers.look_up(of, &number).await.map_err(CheckError::Network)? else {
        return Ok(Seen { owned: None, registration: None });
    };
    let urls = webhooks::number_urls(app);
    if owned.urls != urls {
        tracing::info!(number = %row.id, "a number's calls went elsewhere: they come here again");
        owned = app.numbers.configure(of, &owned.id, &urls).await.map_err(CheckError::Network)?;
    }
    let registration = if owned.has_sms {
        Some(app.numbers.registration(of, &owned).await.map_err(CheckError::Network)?)
    } else {
        None
    };
    Ok(Seen { owned: Some(owned), registration })
}

/// Whether an address leads nowhere but to the machine that it is used on.
fn is_local(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or(url);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    host == "localhost" || host.starts_with("127.") || host == "0.0.0.0"
}
