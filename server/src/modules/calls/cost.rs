//! What the telephone company takes for a call: by the configured price of a minute as soon as it is over, and by the
//! company's own word when it has given it.

use jiff::SignedDuration;
use providers::telephony::ProviderId;
use sea_orm::DbErr;

use super::entity::call::Model;
use super::{sound, store};
use crate::app::App;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::jobs::{Job, JobError, enqueue};
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// How long after a call its price is first asked for; the company needs a while to know it.
const ASK_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Puts the price of its minutes on the bill of a telephone call that is over, and promises to ask the network for its own.
pub async fn bill(app: &App, db: &TenantDb, call: &Model) -> Result<(), DbErr> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let Some(mut call) = store::lock(tx, call.id).await?.filter(|call| !call.is_cost_told) else {
            return Ok(());
        };
        let is_first = call.telephony_cost_micros.is_none();
        let seconds = u64::try_from(call.duration_seconds.unwrap_or(0)).unwrap_or(0);
        call.telephony_cost_micros = Some(app.config.incoming_call_micros(seconds));
        store::save(tx, &call).await?;
        if is_first && app.archive.tells_prices() {
            enqueue(tx, &Job::PriceCall { call_id: call.id }, now + ASK_AFTER, now).await?;
        }
        Ok::<_, DbErr>(())
    })
}

/// Asks the network what a call and its legs have cost.
pub async fn price(app: &App, db: &TenantDb, id: CallId) -> Result<(), JobError> {
    let Some(call) = store::find(db, id).await?.filter(|call| !call.is_cost_told) else { return Ok(()) };
    let Some(own) = call.provider_call_id.as_deref().and_then(ProviderId::parse) else { return Ok(()) };
    let mut legs = store::list_legs(db, id).await?;
    let salon = tenants::salon(&app.salons, db).await?;
    let of = salon.telephone_account.as_ref();
    let own = asked(app, of, &own).await?;
    for leg in &mut legs {
        if let Some(id) = leg.provider_call_id.as_deref().and_then(ProviderId::parse) {
            leg.cost_micros = Some(asked(app, of, &id).await?);
        }
    }
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        let Some(mut call) = store::lock(tx, id).await? else { return Ok(()) };
        call.telephony_cost_micros = Some(own);
        call.is_cost_told = true;
        call.updated_at = now;
        store::save(tx, &call).await?;
        for leg in &legs {
            store::save_leg(tx, leg).await?;
        }
        Ok::<_, DbErr>(())
    })?;
    Ok(())
}

async fn asked(app: &App, of: Option<&ProviderId>, id: &ProviderId) -> Result<i64, JobError> {
    let price = app.archive.price_micros(of, id).await.map_err(sound::job_error)?;
    price.ok_or_else(|| JobError::Later {
        reason: "the price of a call is not known yet".to_owned(),
        after: None,
    })
}
