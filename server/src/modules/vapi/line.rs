//! Which call of which salon Vapi speaks of.

use providers::vapi::CallFacts;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::modules::calls::{self, CallRow, Channel, Opening};
use crate::modules::telephony::{Failure, salon_of};
use crate::tenancy::TenantDb;

/// The call among those of the dialled salon; nothing where no salon has the number.
pub(super) async fn find_call(app: &App, facts: &CallFacts) -> Result<Option<(TenantDb, CallRow)>, Failure> {
    let (Some(id), Some(number)) = (&facts.id, &facts.dialled) else {
        return Ok(None);
    };
    let Some(db) = salon_of(app, number).await? else {
        return Ok(None);
    };
    let call = calls::find_by_provider_id(&db, id.as_str()).await?;
    Ok(call.map(|call| (db, call)))
}

/// The same; opened here where Vapi has not asked us who answers, because the salon has an assistant of its own.
pub(super) async fn find_or_open_call(
    app: &App,
    facts: &CallFacts,
) -> Result<Option<(TenantDb, CallRow)>, Failure> {
    if let Some(found) = find_call(app, facts).await? {
        return Ok(Some(found));
    }
    let (Some(opening), Some(number)) = (opening(facts), &facts.dialled) else {
        return Ok(None);
    };
    let Some(db) = salon_of(app, number).await? else {
        return Ok(None);
    };
    let spoken = calls::open(app, &db, opening).await?;
    Ok(Some((db, spoken.call)))
}

/// A call that begins. One without an id could not be found again.
pub(super) fn opening(facts: &CallFacts) -> Option<Opening> {
    Some(Opening {
        channel: Channel::Phone,
        provider_call_id: Some(facts.id.as_ref()?.as_str().to_owned()),
        from: facts.caller.clone(),
        to: facts.dialled.clone(),
    })
}

/// An id for something in a call, always the same for the same parts. Ids that models make up are not unique beyond
/// their call, and may be longer than ours.
pub(super) fn event_id<'a>(call: &CallRow, parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    hash.update(call.id.bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    format!("vapi:{}", hex::encode(&hash.finalize()[..24]))
}
