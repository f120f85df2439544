//! Turns of a model that listens and speaks itself. What it wants done, and what was said without any deed, comes here
//! to be done and written down by the same rules as any other turn.

use std::sync::Arc;

use conversation::model::{ModelCall, Wish, read_calls};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::dialogue_turn::speak;
use super::hearing::{Understanding, understand};
use super::model::{ModelsPart, NOT_AGREED, Used, bill, is_within_budget};
use super::texts::written_before;
use super::{Input, SessionError, Spoken, dialogue_of, is_open};
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::ReadOnly;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::modules::ai_assistant::{Draft, ModelTrace, Past, TracedCall};
use crate::modules::calls::entity::call::{Model, Outcome};
use crate::modules::calls::store;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// What code says before its own answer, when the model had begun to say something untrue.
const PUT_RIGHT: &str = "Sorry, let me put that right.";

/// What a caller and such a model have said since the last turn.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// The caller's words, as far as they were written down.
    pub heard: Option<String>,
    /// The model's own words, which have been spoken.
    pub said: String,
    /// What it did and used.
    pub trace: ModelTrace,
}

/// Whether such a model may speak for the salon now: its month's money lasts, and it is served.
pub async fn may_speak(app: &App, db: &TenantDb, salon: &Salon) -> Result<bool, SessionError> {
    Ok(ReadOnly::of(salon.tenant.status).is_none()
        && is_within_budget(app, db, salon, app.clock.now()).await?)
}

/// What was said in the conversation so far, oldest first.
pub async fn past(db: &TenantDb, call: CallId) -> Result<Vec<Past>, DbErr> {
    let turns = store::list_turns(db, call).await?;
    Ok(turns
        .into_iter()
        .map(|turn| Past { said: turn.heard_by_caller().to_owned(), heard: turn.heard })
        .collect())
}

/// Where the conversation stands, in a line for the model.
pub fn situation(salon: &Salon, call: &Model) -> Result<String, SessionError> {
    Ok(conversation::model::situation(&dialogue_of(call)?, &salon.facts))
}

/// Whether something was booked, moved or called off in it.
pub fn has_done(call: &Model) -> bool {
    matches!(call.outcome, Outcome::Booked | Outcome::Moved | Outcome::Cancelled)
}

/// The model wants this done; what it said by itself has been spoken, the rest of the turn's words has not. `event` is its
/// own name for the wish, and the same wish has one effect.
pub async fn work(
    app: &App,
    db: &TenantDb,
    call: Model,
    mut exchange: Exchange,
    wishes: &[ModelCall<'_>],
    event: &str,
) -> Result<Used, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let event = event_of(&call, event);
    if let Some((call, turn)) = written_before(db, &event).await? {
        return Ok(Used::Turn(Box::new(Spoken { salon, call, turn })));
    }
    let local = salon.zone.to_datetime(app.clock.now());
    let said = exchange.said.clone();
    let draft = match read_calls(wishes, &dialogue_of(&call)?, &salon.facts, local) {
        Ok(Wish::Heard { text, understood }) => Draft::Work { said, text, understood },
        // A yes counts as the caller said it, not as the model tells it.
        Ok(Wish::CallersOwnWords) if exchange.heard.is_some() => Draft::Code { said },
        Ok(Wish::CallersOwnWords) => return Ok(Used::Refused(NOT_AGREED.to_owned())),
        Err(sentence) => return Ok(Used::Refused(sentence)),
    };
    let traced = wishes.iter().map(|wish| TracedCall::new(wish.name, wish.arguments, None));
    exchange.trace.calls.extend(traced);
    let spoken = write(app, db, salon, call, exchange, draft, Some(event)).await?;
    Ok(Used::Turn(Box::new(spoken)))
}

/// The caller and the model have talked, and nothing is to be done.
pub async fn talk(app: &App, db: &TenantDb, call: Model, exchange: Exchange) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let draft = Draft::Words(exchange.said.clone());
    write(app, db, salon, call, exchange, draft, None).await
}

/// The model was about to say what is not known to be true, or said nothing: code answers the caller's words itself.
pub async fn correct(
    app: &App,
    db: &TenantDb,
    call: Model,
    exchange: Exchange,
) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let said = if exchange.trace.was_stopped { PUT_RIGHT.to_owned() } else { String::new() };
    write(app, db, salon, call, exchange, Draft::Code { said }, None).await
}

/// What the model has used since the last turn goes on the call's bill.
pub async fn settle(app: &App, db: &TenantDb, id: CallId, trace: &ModelTrace) -> Result<(), SessionError> {
    let now = app.clock.now();
    in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        bill(&mut call, trace);
        call.updated_at = Instant::from(now);
        store::save(tx, &call).await?;
        Ok(())
    })
}

async fn write(
    app: &App,
    db: &TenantDb,
    salon: Arc<Salon>,
    call: Model,
    exchange: Exchange,
    draft: Draft,
    event: Option<String>,
) -> Result<Spoken, SessionError> {
    let now = app.clock.now();
    let heard = match exchange.heard {
        Some(words) => understand(&salon, &call, &Input::Words(words), false, now),
        None => Understanding { input: Input::Silence, understood: None, micros: None },
    };
    let part = ModelsPart { draft: Some(draft), trace: Some(exchange.trace) };
    let written = in_transaction!(db, tx => {
        let locked = store::lock(tx, call.id).await?.ok_or(SessionError::UnknownCall)?;
        is_open(&locked)?;
        // Another socket of the same call has gone on without this one.
        if locked.turn_count != call.turn_count {
            return Err(SessionError::Interrupted);
        }
        speak(tx, &salon, locked, &heard, &part, event.clone(), now).await
    });
    let (call, turn) = match (written, &event) {
        (Err(SessionError::Database(error)), Some(event)) if is_duplicate(&error) => {
            written_before(db, event).await?.ok_or(SessionError::Database(error))?
        }
        (written, _) => written?,
    };
    app.work.notify_one();
    Ok(Spoken { salon, call, turn })
}

/// The model's name for a wish, as long as the row takes it, and of no use in another call.
fn event_of(call: &Model, event: &str) -> String {
    let name = Sha256::new().chain_update(call.id.to_string()).chain_update(event).finalize();
    hex::encode(name)
}
