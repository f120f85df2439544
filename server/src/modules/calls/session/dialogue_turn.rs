//! One turn of the dialogue, with the tools it asks for, written down: all in the turn's transaction.

use conversation::proof::Evidence;
use conversation::{Dialogue, Heard, Step, ToolResult};
use jiff::Timestamp;
use sea_orm::DbErr;

use super::hearing::Understanding;
use super::model::{ModelsPart, bill};
use super::{CallAndTurn, Input, SessionError, close, dialogue_of, facts_now, tell_of_end, to_json};
use crate::ids::{AppointmentId, CallId};
use crate::instant::Instant;
use crate::modules::ai_assistant::{self, Draft};
use crate::modules::appointments::{self, Holder};
use crate::modules::calls::entity::call::{Channel, Model, Status};
use crate::modules::calls::entity::turn::{self, Then};
use crate::modules::calls::proof::UsedTool;
use crate::modules::calls::{aftermath, legs, limits, recording, store, voicemail};
use crate::modules::notifications;
use crate::modules::tenants::Salon;
use crate::tenancy::{By, TenantTx};

/// Tools that one turn may run; the dialogue needs three at most.
const MAX_TOOLS: usize = 6;

/// One turn of the dialogue, with the tools it asks for, written down.
pub(super) async fn speak(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    heard: &Understanding,
    part: &ModelsPart,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    tx.act_for(By::Call(call.id));
    let can_transfer = call.channel == Channel::Phone && heard.input != Input::NobodyAnswered;
    let facts = facts_now(salon, now);
    let mut dialogue = dialogue_of(&call)?;
    if let Some(instead) = limits::instead_of_answering(salon, &call, can_transfer, now) {
        appointments::release_of(tx, Holder::Call(call.id)).await?;
        return put_down(tx, salon, call, &dialogue, heard, instead, event_id, now).await;
    }
    let has_objected = recording::objects(&call, salon, &heard.input);
    recording::settle(tx, salon, &mut call, &heard.input, now).await?;
    if has_objected && !heard.wants_something() {
        let going_on = dialogue.last_said().filter(|_| call.turn_count > 1).unwrap_or("How can I help you?");
        let said = format!("{} {going_on}", recording::NOT_RECORDED);
        return put_down(tx, salon, call, &dialogue, heard, (said, Then::Listen), event_id, now).await;
    }
    let had_chosen = dialogue.chosen_time().is_some();
    let local = salon.zone.to_datetime(now);
    let mut tools: Vec<UsedTool> = Vec::new();
    let mut evidence = Evidence::default();
    heard.understood.iter().for_each(|understood| evidence.heard(understood));
    let mut step = match (&part.draft, &heard.input, &heard.understood) {
        (Some(Draft::Words(words)), ..) => Step::Say(dialogue.said_by_model(words)),
        (Some(Draft::Work { text, understood, .. }), ..) => {
            let heard = Heard::Words { text: text.clone(), understood: understood.clone() };
            dialogue.hear(&facts, heard, local)
        }
        (_, Input::Words(text), Some(understood)) => {
            let heard = Heard::Words { text: text.clone(), understood: understood.clone() };
            dialogue.hear(&facts, heard, local)
        }
        (_, Input::Keys(keys), _) => dialogue.hear(&facts, Heard::Keys(keys.clone()), local),
        (_, Input::NobodyAnswered, _) => dialogue.hear(&facts, Heard::NobodyAnswered, local),
        _ => dialogue.hear(&facts, Heard::Silence, local),
    };
    let reply = loop {
        match step {
            Step::Say(reply) => break reply,
            Step::Use(tool_call) => {
                let result = if tools.len() < MAX_TOOLS {
                    ai_assistant::perform(tx, salon, call.id, &tool_call, now).await?
                } else {
                    ToolResult::Failed
                };
                note_visit(tx, &mut call, &result).await?;
                evidence.tool(&tool_call, &result, &salon.facts);
                tools.push(UsedTool::new(&tool_call, &result));
                step = dialogue.resume(&facts, result, local);
            }
        }
    };
    let said = match &part.draft {
        Some(Draft::Words(_)) | None => reply.text,
        Some(_) => [part.said().trim_end(), &reply.text].join(" ").trim_start().to_owned(),
    };
    let said = if has_objected { format!("{} {said}", recording::NOT_RECORDED) } else { said };
    let (said, then) = match voicemail::asked_for(salon, &call, &dialogue, &heard.input, &said) {
        Some(asked) => (asked, Then::TakeMessage),
        None => (said, reply.then.into()),
    };
    let mut turn = turn_of(&call, heard, (said, then), tools, event_id, now)?;
    if let Some(trace) = &part.trace {
        turn.model = Some(to_json(trace)?);
        bill(&mut call, trace);
    }
    recording::stop_over_socket(tx, &call, &turn, now).await?;
    evidence.dialogue(&dialogue, &salon.facts);
    aftermath::note_proof(tx, salon, &mut turn, evidence, local).await?;
    keep_time(tx, salon, call.id, &dialogue, had_chosen, now).await?;
    take_over(&mut call, &dialogue, &turn, now)?;
    promise_call_back(tx, salon, &mut call, &dialogue, now).await?;
    pass_message_on(tx, salon, &mut call, &dialogue, now).await?;
    if call.ended_at.is_some() {
        aftermath::conclude(tx, salon, &mut call, Some(&turn)).await?;
    }
    store::save(tx, &call).await?;
    // Nothing is said in a call that is over, so this turn ended it.
    if call.ended_at.is_some() {
        tell_of_end(tx, salon, &call, now).await?;
    }
    store::insert_turn(tx, &turn).await?;
    legs::begin(tx, salon, &call, &turn).await?;
    Ok((call, turn))
}

/// A turn in which the dialogue had no part, written down.
#[expect(clippy::too_many_arguments, reason = "all that a turn is made of")]
async fn put_down(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    dialogue: &Dialogue,
    heard: &Understanding,
    said: (String, Then),
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    let turn = turn_of(&call, heard, said, Vec::new(), event_id, now)?;
    recording::stop_over_socket(tx, &call, &turn, now).await?;
    take_over(&mut call, dialogue, &turn, now)?;
    store::save(tx, &call).await?;
    if call.ended_at.is_some() {
        tell_of_end(tx, salon, &call, now).await?;
    }
    store::insert_turn(tx, &turn).await?;
    legs::begin(tx, salon, &call, &turn).await?;
    Ok((call, turn))
}

/// A turn as it is written down.
pub(super) fn turn_of(
    call: &Model,
    heard: &Understanding,
    (said, then): (String, Then),
    tools: Vec<UsedTool>,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<turn::Model, SessionError> {
    Ok(turn::Model {
        tenant_id: call.tenant_id,
        call_id: call.id,
        sequence: call.turn_count,
        at: Instant::from(now),
        heard: match &heard.input {
            Input::Words(text) => Some(text.clone()),
            Input::Keys(keys) => Some(format!("[{keys}]")),
            Input::Silence | Input::NobodyAnswered => None,
        },
        said: Some(said),
        then,
        understood: heard.understood.as_ref().map(to_json).transpose()?,
        tools: to_json(&tools)?,
        understanding_micros: heard.micros,
        event_id,
        unheard: None,
        model: None,
        proof: None,
    })
}

/// Keeps the time that the caller has chosen while they make up their mind; what they gave up is free again.
async fn keep_time(
    tx: &TenantTx,
    salon: &Salon,
    call: CallId,
    dialogue: &Dialogue,
    had_chosen: bool,
    now: Timestamp,
) -> Result<(), DbErr> {
    match dialogue.chosen_time() {
        Some(chosen) if !dialogue.is_over() => ai_assistant::keep_time(tx, salon, call, &chosen, now).await,
        _ if had_chosen => appointments::release_of(tx, Holder::Call(call)).await,
        _ => Ok(()),
    }
}

/// What the receptionist has promised, somebody must learn of: once, with the turn in which it was promised.
async fn promise_call_back(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    dialogue: &Dialogue,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(call_back) = dialogue.call_back() else {
        return Ok(());
    };
    let is_news = call.call_back_phone.is_none();
    call.call_back_name = call_back.name.as_ref().map(|name| name.chars().take(200).collect());
    call.call_back_phone = Some(call_back.phone.chars().take(32).collect());
    if is_news {
        notifications::announce_call_back(tx, salon, call_back, now).await?;
    }
    Ok(())
}

/// What a caller wants to have passed on goes to the salon, in the turn in which it was taken.
async fn pass_message_on(
    tx: &TenantTx,
    salon: &Salon,
    call: &mut Model,
    dialogue: &Dialogue,
    now: Timestamp,
) -> Result<(), DbErr> {
    let Some(message) = dialogue.message() else {
        return Ok(());
    };
    // A further one is added to the first: only what is new goes out.
    let before = call.message.replace(message.text.clone());
    let news = before.as_deref().map_or(message.text.as_str(), |before| {
        message.text.strip_prefix(before).unwrap_or(&message.text).trim_start()
    });
    if !news.is_empty() {
        notifications::announce_message(tx, salon, message, news, now).await?;
    }
    Ok(())
}

/// The visit that the conversation was about.
async fn note_visit(tx: &TenantTx, call: &mut Model, result: &ToolResult) -> Result<(), DbErr> {
    let (ToolResult::Booked { visit } | ToolResult::Cancelled { visit }) = result else {
        return Ok(());
    };
    let Ok(id) = visit.key.parse::<AppointmentId>() else {
        return Ok(());
    };
    call.appointment_id = Some(id);
    if call.customer_id.is_none() {
        // Who called for the first time is a customer now.
        call.customer_id = appointments::find(tx, id).await?.map(|appointment| appointment.customer.id);
    }
    Ok(())
}

/// Takes the dialogue's state and the turn into the conversation's row.
pub(super) fn take_over(
    call: &mut Model,
    dialogue: &Dialogue,
    turn: &turn::Model,
    now: Timestamp,
) -> Result<(), DbErr> {
    call.dialogue = Some(to_json(dialogue)?);
    call.turn_count = turn.sequence + 1;
    call.reason = dialogue.reason().into();
    call.outcome = dialogue.outcome().into();
    call.updated_at = Instant::from(now);
    if turn.then == Then::HangUp {
        close(call, Status::Completed, None, now);
    }
    Ok(())
}
