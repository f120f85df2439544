//! Where a conversation is not had, or not had any further: a salon that is not served, more calls at a time than it
//! wants, a call that has lasted long enough.

use jiff::{SignedDuration, Timestamp};
use sea_orm::DbErr;

use super::entity::call::{Channel, Model, Outcome};
use super::entity::turn::Then;
use super::{store, voicemail};
use crate::http::access::ReadOnly;
use crate::modules::tenants::Salon;
use crate::tenancy::TenantDb;

/// What a caller hears instead of a greeting, if so.
pub(super) async fn instead_of_opening(
    db: &TenantDb,
    salon: &Salon,
    channel: Channel,
    now: Timestamp,
) -> Result<Option<(String, Then)>, DbErr> {
    if let Some(instead) = not_served(salon, true) {
        return Ok(Some(instead));
    }
    if channel != Channel::Phone {
        return Ok(None);
    }
    let limits = salon.settings.ai_assistant.limits;
    if limits.max_concurrent_calls == 0 {
        return Ok(None);
    }
    // What began before is with a person by now, or over without our having been told.
    let since = now - SignedDuration::from_mins(limits.max_minutes.into());
    let open = store::count_open_calls(db, since).await?;
    Ok((open >= limits.max_concurrent_calls.into()).then(|| too_many(salon)))
}

fn too_many(salon: &Salon) -> (String, Then) {
    let name = &salon.tenant.name;
    if salon.facts.can_transfer {
        (format!("Thank you for calling {name}. One moment, I'll put you through."), Then::Transfer)
    } else if salon.settings.ai_assistant.transfer.voicemail {
        let sorry = format!("Thank you for calling {name}. I'm sorry, all our lines are busy.");
        (format!("{sorry} {}", voicemail::AFTER_THE_TONE), Then::TakeMessage)
    } else {
        let sorry = "I'm sorry, all our lines are busy. Please call again a little later. Goodbye!";
        (format!("Thank you for calling {name}. {sorry}"), Then::HangUp)
    }
}

/// What a caller hears instead of an answer, if so.
pub(super) fn instead_of_answering(
    salon: &Salon,
    call: &Model,
    can_transfer: bool,
    now: Timestamp,
) -> Option<(String, Then)> {
    not_served(salon, can_transfer).or_else(|| {
        let limits = salon.settings.ai_assistant.limits;
        let length = now.duration_since(call.started_at.timestamp());
        let has_lasted = length >= SignedDuration::from_mins(limits.max_minutes.into())
            || call.turn_count >= limits.max_turns.into();
        // A conversation in writing rests for hours, and costs nobody a line.
        (has_lasted && call.channel != Channel::Sms).then(|| (enough(call.outcome), Then::HangUp))
    })
}

fn enough(outcome: Outcome) -> String {
    let stays = match outcome {
        Outcome::Booked => " What we've booked stays booked.",
        Outcome::Moved | Outcome::Cancelled => " What we've changed stays as it is now.",
        Outcome::Answered | Outcome::Transferred | Outcome::Unresolved => "",
    };
    format!("I'm sorry, this call has reached its longest time.{stays} Please call again any time. Goodbye!")
}

/// What callers hear of a salon that is not served: its telephone is answered all the same, and a person is called where
/// there is one.
fn not_served(salon: &Salon, can_transfer: bool) -> Option<(String, Then)> {
    ReadOnly::of(salon.tenant.status)?;
    let name = &salon.tenant.name;
    Some(if can_transfer && salon.facts.can_transfer {
        let words =
            format!("Thank you for calling {name}. I can't book for you right now, so I'll put you through.");
        (words, Then::Transfer)
    } else {
        let words = format!(
            "Thank you for calling {name}. I'm sorry, nobody can help you right now. Please try again later."
        );
        (words, Then::HangUp)
    })
}
