//! Conversations by text message: the one that is going on with a number, a new one, and answers to a time that was offered
//! to somebody on the waitlist.

use std::sync::Arc;

use conversation::proof::{ClaimKind, Evidence};
use jiff::{SignedDuration, Timestamp};
use sea_orm::DbErr;

use super::dialogue_turn::{speak, take_over, turn_of};
use super::hearing::{Understanding, understand};
use super::model::{ModelsPart, models_part};
use super::{CallAndTurn, Input, Opening, SessionError, Spoken, begin, dialogue_of};
use crate::app::App;
use crate::database::is_duplicate;
use crate::ids::WaitlistEntryId;
use crate::instant::Instant;
use crate::modules::ai_assistant::{self, Aloud};
use crate::modules::calls::entity::call::{Model, Outcome, Reason};
use crate::modules::calls::entity::turn::{self, Then};
use crate::modules::calls::{aftermath, store};
use crate::modules::tenants::{self, Salon};
use crate::modules::waitlist::{self, Answer};
use crate::tenancy::{By, TenantDb, TenantTx, in_transaction};

/// How long a conversation by text message rests before a new message begins another.
const TEXT_PAUSE: SignedDuration = SignedDuration::from_hours(4);

/// Answers a text message: in the conversation that is going on with this number, or in a new one.
pub async fn write_in(
    app: &App,
    db: &TenantDb,
    opening: Opening,
    event_id: &str,
    text: String,
) -> Result<Spoken, SessionError> {
    let salon = tenants::salon(&app.salons, db).await?;
    let spoken = |(call, turn)| Spoken { salon: Arc::clone(&salon), call, turn };
    if let Some(before) = written_before(db, event_id).await? {
        return Ok(spoken(before));
    }
    let now = app.clock.now();
    let since = Instant::from(now - TEXT_PAUSE);
    let open = match &opening.from {
        Some(number) => store::find_open_text(db, number.as_str(), since).await?,
        None => None,
    };
    let (call, first_turn) = match open {
        Some(call) => (call, None),
        None => {
            let (call, turn) = begin(db, &salon, &opening, now).await?;
            // The greeting is not sent: who writes has said already what they want.
            (call, Some(turn::Model { said: None, ..turn }))
        }
    };
    // Networks act on words like CANCEL themselves, so a text message may answer by number.
    let is_keys = !text.trim().is_empty() && text.trim().chars().all(|c| c.is_ascii_digit());
    let input = if is_keys { Input::Keys(text.trim().to_owned()) } else { Input::Words(text) };
    let offer = match call.customer_id {
        Some(customer) => waitlist::open_offer(db, customer, now).await?,
        None => None,
    };
    let heard = understand(&salon, &call, &input, offer.is_some(), now);
    let part = match (&offer, &first_turn) {
        (None, None) => models_part(app, db, &salon, &call, &heard, now, &Aloud::default()).await?,
        _ => ModelsPart::default(),
    };
    let offer = offer.and_then(|offer| Some((offer.id, heard.yes_or_no()?)));
    let answered = in_transaction!(db, tx => {
        let call = match &first_turn {
            Some(turn) => {
                store::insert(tx, &call).await?;
                store::insert_turn(tx, turn).await?;
                call.clone()
            }
            None => store::lock(tx, call.id).await?.ok_or(SessionError::UnknownCall)?,
        };
        let event_id = Some(event_id.to_owned());
        match offer {
            Some((entry, is_yes)) => settle_offer(tx, &salon, call, (entry, is_yes), &heard, event_id, now).await,
            None => speak(tx, &salon, call, &heard, &part, event_id, now).await,
        }
    });
    match answered {
        Err(SessionError::Database(error)) if is_duplicate(&error) => {
            let before = written_before(db, event_id).await?;
            before.map(spoken).ok_or(SessionError::Database(error))
        }
        answered => {
            app.work.notify_one();
            answered.map(spoken)
        }
    }
}

pub(super) async fn written_before(db: &TenantDb, event_id: &str) -> Result<Option<CallAndTurn>, DbErr> {
    let Some(turn) = store::find_turn_by_event(db, event_id).await? else {
        return Ok(None);
    };
    let call = store::find(db, turn.call_id).await?;
    Ok(call.map(|call| (call, turn)))
}

/// Takes a yes or a no to a time that was offered to somebody on the waitlist. The dialogue goes on where it was.
async fn settle_offer(
    tx: &TenantTx,
    salon: &Salon,
    mut call: Model,
    (entry, is_yes): (WaitlistEntryId, bool),
    heard: &Understanding,
    event_id: Option<String>,
    now: Timestamp,
) -> Result<CallAndTurn, SessionError> {
    tx.act_for(By::Call(call.id));
    let dialogue = dialogue_of(&call)?;
    let mut evidence = Evidence::default();
    let said = match waitlist::answer_offer(tx, salon, entry, is_yes, now).await? {
        Answer::Booked(appointment) => {
            call.appointment_id = Some(appointment.id());
            evidence.done(ClaimKind::Booked, &ai_assistant::visit(salon, &appointment), &salon.facts);
            let starts_at = appointment.starts_at().to_zoned(salon.zone.clone());
            format!("You're booked: {}. See you then!", starts_at.strftime("%A, %B %-d at %-I:%M %p"))
        }
        Answer::Declined => "No problem, you stay on the waiting list.".to_owned(),
        Answer::Gone => {
            "I'm sorry, that time has just gone. You stay on the waiting list, and we'll write again."
                .to_owned()
        }
    };
    let mut turn = turn_of(&call, heard, (said, Then::Listen), Vec::new(), event_id, now)?;
    aftermath::note_proof(tx, salon, &mut turn, evidence, salon.zone.to_datetime(now)).await?;
    take_over(&mut call, &dialogue, &turn, now)?;
    if call.appointment_id.is_some() && is_yes {
        call.reason = Reason::BookAppointment;
        call.outcome = Outcome::Booked;
    }
    store::save(tx, &call).await?;
    store::insert_turn(tx, &turn).await?;
    Ok((call, turn))
}
