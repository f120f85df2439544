//! The salon's own number, which sends on what nobody answers, and the call that tries it out: it is announced here, and
//! seen when it rings.

use jiff::{SignedDuration, Timestamp};
use providers::phone::PhoneNumber;
use providers::telephony::InboundCall;
use sea_orm::DbErr;

use super::super::entity::forwarding::{Carrier, Model};
use super::super::store;
use crate::app::App;
use crate::http::problem::Problem;
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// How long a call is waited for.
pub(super) const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// How far the call is that tries it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ForwardingTest {
    /// Nobody has tried.
    NotTried,
    /// It is waited for.
    Waiting,
    /// A call came in while it was waited for; the carrier does not say whether it was sent on.
    Arrived,
    /// A call came in that the salon's own number had sent on.
    Confirmed,
    /// None came.
    Missed,
}

/// How far it is.
pub(super) fn test_of(row: &Model, now: Timestamp) -> ForwardingTest {
    match (row.tested_at, row.arrived_at) {
        (_, Some(_)) if row.is_confirmed => ForwardingTest::Confirmed,
        (_, Some(_)) => ForwardingTest::Arrived,
        (Some(since), None) if now < since.timestamp() + PATIENCE => ForwardingTest::Waiting,
        (Some(_), None) => ForwardingTest::Missed,
        (None, None) => ForwardingTest::NotTried,
    }
}

/// Keeps the salon's own number and its carrier. A number that is another has not been tried.
pub(super) async fn set(app: &App, db: &TenantDb, number: &str, carrier: Carrier) -> Result<Model, Problem> {
    let salon = tenants::salon(&app.salons, db).await?;
    let number = PhoneNumber::parse(number, &salon.tenant.country)
        .map_err(|error| Problem::invalid("number", error.to_string()))?;
    let ours = store::list_numbers(db).await?;
    if ours.is_empty() {
        return Err(Problem::conflict("no_number", "get a number first: calls have to be sent on to one"));
    }
    if ours.iter().any(|row| row.number == number.as_str()) {
        let message = "is the receptionist's own number: give the one that your clients know";
        return Err(Problem::invalid("number", message));
    }
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        tenants::lock_record(tx).await?;
        let before = store::lock_forwarding(tx).await?;
        let is_same = before.as_ref().is_some_and(|row| row.number == number.as_str());
        let mut row = before.clone().filter(|_| is_same).unwrap_or(Model {
            tenant_id: tx.tenant_id(),
            number: number.as_str().to_owned(),
            carrier,
            tested_at: None,
            arrived_at: None,
            is_confirmed: false,
            updated_at: now,
        });
        row.carrier = carrier;
        row.updated_at = now;
        match before {
            Some(_) => store::save_forwarding(tx, &row).await?,
            None => store::insert_forwarding(tx, row.clone()).await?,
        }
        Ok::<_, Problem>(row)
    })
}

/// From now on a call is waited for that tries it out.
pub(super) async fn begin_test(app: &App, db: &TenantDb) -> Result<Model, Problem> {
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        let row = store::lock_forwarding(tx).await?;
        let mut row = row.ok_or_else(|| Problem::not_found("call forwarding"))?;
        row.tested_at = Some(now);
        row.arrived_at = None;
        row.is_confirmed = false;
        row.updated_at = now;
        store::save_forwarding(tx, &row).await?;
        Ok::<_, Problem>(row)
    })
}

/// Forgets the salon's own number.
pub(super) async fn remove(db: &TenantDb) -> Result<(), Problem> {
    let count = in_transaction!(db, tx => store::delete_forwarding(tx).await)?;
    if count == 0 { Err(Problem::not_found("call forwarding")) } else { Ok(()) }
}

/// A call has come in: is it the one that tries it out? The caller does not wait for the answer to be written twice.
pub(in super::super) async fn note_call(app: &App, db: &TenantDb, call: &InboundCall) -> Result<(), DbErr> {
    let now = app.clock.now();
    let is_waited_for = |row: &Model| {
        let waits = row.tested_at.is_some_and(|since| now < since.timestamp() + PATIENCE);
        let is_from_own = call.forwarded_from.as_ref().is_some_and(|from| from.as_str() == row.number);
        waits && !row.is_confirmed && (row.arrived_at.is_none() || is_from_own)
    };
    if !store::find_forwarding(db).await?.as_ref().is_some_and(is_waited_for) {
        return Ok(());
    }
    in_transaction!(db, tx => {
        if let Some(mut row) = store::lock_forwarding(tx).await?.filter(is_waited_for) {
            row.arrived_at = row.arrived_at.or(Some(now.into()));
            row.is_confirmed = call.forwarded_from.as_ref().is_some_and(|from| from.as_str() == row.number);
            row.updated_at = now.into();
            store::save_forwarding(tx, &row).await?;
        }
        Ok::<_, DbErr>(())
    })
}
