//! Whom a caller was put through to: who was rung, whether they took the call, and for how long the two spoke.
//!
//! A leg is written with the turn after which it rings, so it exists exactly when the caller was told so.

use jiff::Timestamp;
use providers::telephony::{CallStatus, TransferEnded};
use sea_orm::DbErr;

use super::entity::call::{Channel, Model};
use super::entity::leg::{self, State};
use super::entity::turn::{self, Then};
use super::session::SessionError;
use super::store;
use crate::app::App;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// Writes that somebody is rung after this turn, where somebody is.
pub(super) async fn begin(
    tx: &TenantTx,
    salon: &Salon,
    call: &Model,
    turn: &turn::Model,
) -> Result<(), DbErr> {
    let is_rung = turn.then == Then::Transfer && call.channel == Channel::Phone;
    let Some(number) = salon.tenant.forward_to.as_deref().filter(|_| is_rung) else { return Ok(()) };
    let leg = leg::Model {
        tenant_id: call.tenant_id,
        call_id: call.id,
        sequence: turn.sequence,
        to_number: number.to_owned(),
        state: State::Ringing,
        started_at: turn.at,
        ended_at: None,
        talked_seconds: None,
        provider_call_id: None,
        cost_micros: None,
    };
    store::insert_leg(tx, leg).await
}

/// Writes how the latest leg of a call went, as the network tells it.
pub async fn leg_ended(
    app: &App,
    db: &TenantDb,
    call: CallId,
    ended: &TransferEnded,
) -> Result<(), SessionError> {
    let now = app.clock.now();
    let state = match ended.status {
        CallStatus::Ringing | CallStatus::InProgress => return Ok(()),
        CallStatus::Completed if ended.reached_somebody() => State::Answered,
        CallStatus::Completed => State::Declined,
        CallStatus::Busy => State::Busy,
        CallStatus::Failed => State::Failed,
        CallStatus::NoAnswer => State::NoAnswer,
        CallStatus::Cancelled => State::Cancelled,
    };
    in_transaction!(db, tx => {
        store::lock(tx, call).await?.ok_or(SessionError::UnknownCall)?;
        let Some(mut leg) = store::list_legs(tx, call).await?.pop() else { return Ok(()) };
        // That the call is over may be told before that the leg is.
        if !matches!(leg.state, State::Ringing | State::Cancelled) {
            return Ok(());
        }
        let seconds = ended.duration.map_or(0, |length| length.as_secs());
        leg.state = state;
        leg.ended_at = Some(Instant::from(now));
        leg.talked_seconds = Some(i32::try_from(seconds).unwrap_or(i32::MAX)).filter(|_| state == State::Answered);
        leg.provider_call_id = ended.person_call_id.as_ref().map(|id| id.as_str().to_owned());
        // Who picks up and does not take the call has picked up.
        let is_billed = matches!(state, State::Answered | State::Declined);
        leg.cost_micros = is_billed.then(|| app.config.outgoing_call_micros(seconds));
        store::save_leg(tx, &leg).await?;
        Ok::<_, SessionError>(())
    })
}

/// A call that is over rings nobody any more.
pub(super) async fn close(tx: &TenantTx, call: CallId, now: Timestamp) -> Result<(), DbErr> {
    for mut leg in store::list_legs(tx, call).await? {
        if leg.state == State::Ringing {
            leg.state = State::Cancelled;
            leg.ended_at = Some(Instant::from(now));
            store::save_leg(tx, &leg).await?;
        }
    }
    Ok(())
}
