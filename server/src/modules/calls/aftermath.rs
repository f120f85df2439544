//! What is kept of a turn and of a whole call besides the words: which rows stand behind them, what came of it all.

use conversation::proof::Evidence;
use jiff::civil::DateTime;
use sea_orm::DbErr;

use super::entity::call::Model;
use super::entity::turn;
use super::summary::{self, Known};
use super::{proof, store};
use crate::modules::tenants::Salon;
use crate::modules::{appointments, customers};
use crate::tenancy::TenantTx;

/// Writes down what stands behind the words of a turn. Most turns prove themselves; the others ask those before.
pub(super) async fn note_proof(
    tx: &TenantTx,
    salon: &Salon,
    turn: &mut turn::Model,
    mut evidence: Evidence,
    local: DateTime,
) -> Result<(), DbErr> {
    let said = turn.said.as_deref().unwrap_or_default();
    let mut claims = proof::claims(said, &salon.facts, local, &mut evidence, None);
    if claims.iter().any(|claim| !claim.is_proven) {
        let before = store::list_turns(tx, turn.call_id).await?;
        claims = proof::claims(said, &salon.facts, local, &mut evidence, Some(&before));
    }
    for claim in claims.iter().filter(|claim| !claim.is_proven) {
        tracing::warn!(call = %turn.call_id, turn = turn.sequence, kind = ?claim.kind, "a claim that no row stands behind");
    }
    let claims = serde_json::to_value(claims).map_err(|error| DbErr::Json(error.to_string()))?;
    turn.proof = Some(claims);
    Ok(())
}

/// Sums up a call that is over, from its rows; `last` is a turn that is not written yet. Summing up again changes nothing.
pub(super) async fn conclude(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    last: Option<&turn::Model>,
) -> Result<(), DbErr> {
    let mut turns = store::list_turns(tx, call.id).await?;
    turns.extend(last.cloned());
    let visit = match call.appointment_id {
        Some(id) => appointments::find(tx, id).await?,
        None => None,
    };
    let customer = customers::get_many(tx, call.customer_id).await?.into_values().next();
    let known = Known { salon, turns: &turns, visit: visit.as_ref(), customer: customer.as_ref() };
    call.summary = Some(summary::sentences(call, &known));
    call.result = Some(summary::result(call, &known));
    Ok(())
}
