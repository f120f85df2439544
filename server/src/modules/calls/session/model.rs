//! A language model's part of a turn: what it makes of the caller's words before the transaction begins, and the tools that
//! a model which is not ours has called.

use std::sync::Arc;

use conversation::model::{ModelCall, Wish, read_calls};
use jiff::Timestamp;
use sea_orm::DbErr;

use super::dialogue_turn::speak;
use super::hearing::{Understanding, understand};
use super::{Input, SessionError, Spoken, dialogue_of, has_done, is_open, past};
use crate::app::App;
use crate::ids::CallId;
use crate::modules::ai_assistant::{Aloud, Ask, Draft, ModelTrace};
use crate::modules::calls::entity::call::Model;
use crate::modules::calls::{limits, recording, store};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// What a language model has made of this turn, if one was asked.
#[derive(Debug, Default)]
pub(super) struct ModelsPart {
    pub(super) draft: Option<Draft>,
    pub(super) trace: Option<ModelTrace>,
}

impl ModelsPart {
    /// What it has said already.
    pub(super) fn said(&self) -> &str {
        match &self.draft {
            Some(Draft::Words(said) | Draft::Work { said, .. } | Draft::Code { said }) => said,
            Some(Draft::Nothing) | None => "",
        }
    }
}

/// Has a model answer, where the salon wants it, the turn needs it and the month's money lasts.
pub(super) async fn models_part(
    app: &App,
    db: &TenantDb,
    salon: &Arc<Salon>,
    call: &Model,
    heard: &Understanding,
    now: Timestamp,
    aloud: &Aloud,
) -> Result<ModelsPart, SessionError> {
    let (Input::Words(words), Some(understood)) = (&heard.input, &heard.understood) else {
        return Ok(ModelsPart::default());
    };
    let order = app.talker.order(salon);
    let dialogue = dialogue_of(call)?;
    if order.is_empty()
        || words.trim().is_empty()
        || dialogue.needs_no_model(understood)
        || limits::instead_of_answering(salon, call, false, now).is_some()
        || recording::objects(call, salon, &heard.input)
        || !is_within_budget(app, db, salon, now).await?
    {
        return Ok(ModelsPart::default());
    }
    let past = past(db, call.id).await?;
    let ask = Ask {
        salon,
        dialogue: &dialogue,
        past: &past,
        heard: words,
        now: salon.zone.to_datetime(now),
        deed_done: has_done(call),
    };
    let (draft, trace) = app.talker.talk(&order, &ask, aloud).await;
    if draft == Draft::Nothing {
        return Err(SessionError::Interrupted);
    }
    Ok(ModelsPart { draft: Some(draft), trace: Some(trace) })
}

/// Whether the salon's models have not yet cost what they may in this month of its calendar.
pub(in crate::modules::calls) async fn is_within_budget(
    app: &App,
    db: &TenantDb,
    salon: &Salon,
    now: Timestamp,
) -> Result<bool, SessionError> {
    let Some(cents) = salon.settings.ai_assistant.monthly_budget_cents else {
        return Ok(true);
    };
    let since = salon.beginning_of_month(now).map_err(|error| DbErr::Custom(error.to_string()))?;
    let spent = app.spending.since(db, since).await?;
    Ok(spent < i64::from(cents) * MICROS_PER_CENT)
}

/// Millionths of a dollar.
const MICROS_PER_CENT: i64 = 10_000;

/// What became of tools that a model which is not ours has called.
#[derive(Debug, Clone)]
pub enum Used {
    /// A turn was had: what is to be said, of what has been done.
    Turn(Box<Spoken>),
    /// They make no sense here, and why, in a sentence for the model. Nothing is written.
    Refused(String),
}

/// Takes a turn in which a model that is not ours called tools: the dialogue goes on as if one of ours had. An event that
/// comes twice finds its turn. `callers_words` are what the caller has just said, without which nothing is agreed to.
pub async fn use_tools(
    app: &App,
    db: &TenantDb,
    call: CallId,
    event_id: &str,
    tools: &[ModelCall<'_>],
    callers_words: Option<&str>,
) -> Result<Used, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let input = callers_words.map_or(Input::Silence, |words| Input::Words(words.to_owned()));
    let used = in_transaction!(db, tx => {
        let call = store::lock(tx, call).await?.ok_or(SessionError::UnknownCall)?;
        let before = store::find_turn_by_event(tx, event_id).await?;
        if let Some(turn) = before.filter(|turn| turn.call_id == call.id) {
            return Ok(Ok((call, turn)));
        }
        is_open(&call)?;
        let dialogue = dialogue_of(&call)?;
        let draft = match read_calls(tools, &dialogue, &salon.facts, salon.zone.to_datetime(now)) {
            Ok(Wish::Heard { text, understood }) => {
                Some(Draft::Work { said: String::new(), text, understood })
            }
            Ok(Wish::CallersOwnWords) if callers_words.is_some() => None,
            Ok(Wish::CallersOwnWords) => return Ok(Err(NOT_AGREED.to_owned())),
            Err(sentence) => return Ok(Err(sentence)),
        };
        let heard = understand(&salon, &call, &input, false, now);
        let part = ModelsPart { draft, trace: None };
        speak(tx, &salon, call, &heard, &part, Some(event_id.to_owned()), now).await.map(Ok)
    })?;
    app.work.notify_one();
    Ok(match used {
        Ok((call, turn)) => Used::Turn(Box::new(Spoken { salon, call, turn })),
        Err(sentence) => Used::Refused(sentence),
    })
}

/// What a model hears that would do what nobody has agreed to.
pub(super) const NOT_AGREED: &str =
    "The caller has not said yes to what was read back. Say it to them, and wait for their answer.";

/// What a model took goes on the call's bill.
pub(super) fn bill(call: &mut Model, trace: &ModelTrace) {
    let count = |tokens: u64| i32::try_from(tokens).unwrap_or(i32::MAX);
    call.model_input_tokens = call.model_input_tokens.saturating_add(count(trace.input_tokens));
    call.model_output_tokens = call.model_output_tokens.saturating_add(count(trace.output_tokens));
    call.model_cost_micros = call.model_cost_micros.saturating_add(trace.cost_micros);
}
