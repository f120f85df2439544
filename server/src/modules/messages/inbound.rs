//! A text message comes in: what it is, and what follows at once. Each is kept with its thread.
//!
//! The network acts on STOP, START and HELP by itself and answers them; we only remember what it has done. Words that it
//! takes for such and that customers mean as an answer are a trap: our own question asks for 1 and 2, and neither CANCEL nor
//! YES is an opt-out or opt-in here, unless the network says so or somebody who has opted out writes YES
//! (`docs/messages.md`).

use jiff::{SignedDuration, Timestamp};
use providers::telephony::{InboundMessage, OptOut};
use sea_orm::DbErr;

use crate::app::App;
use crate::database::is_duplicate;
use crate::ids::{AppointmentId, InboundMessageId};
use crate::instant::Instant;
use crate::modules::appointments::{self, Appointment, AppointmentError, Status};
use crate::modules::notifications::{self, InboundRow, Kind, Language, Meaning, ThreadRow};
use crate::modules::tenants::{self, Salon};
use crate::modules::{calls, customers, waitlist};
use crate::tenancy::{TenantDb, TenantTx, in_transaction};

/// What follows from a message at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Nothing is answered.
    Nothing,
    /// This is answered.
    Answer(String),
    /// It is something for the receptionist.
    Conversation,
}

/// Words with which somebody wants no more messages. CANCEL is not among them:
/// <https://help.twilio.com/articles/223134027>.
const STOP: [&str; 7] = ["stop", "stopall", "unsubscribe", "end", "quit", "revoke", "optout"];

/// Words with which they want them again.
const START: [&str; 2] = ["start", "unstop"];

/// Words to which the network answers who writes.
const HELP: [&str; 2] = ["help", "info"];

/// Answers to a reminder.
const YES: [&str; 9] = ["1", "yes", "y", "c", "confirm", "confirmed", "si", "sí", "confirmo"];
const NO: [&str; 5] = ["2", "cancel", "cancelled", "cancelar", "cancela"];

/// So long after somebody of the salon has written, the receptionist does not answer in their place.
const PERSON_WRITES: SignedDuration = SignedDuration::from_hours(4);

/// So long a conversation goes on.
const CONVERSATION: SignedDuration = SignedDuration::from_hours(4);

/// Takes a message in. The same message again has the same outcome.
pub async fn take_in(app: &App, db: &TenantDb, message: &InboundMessage) -> Result<Taken, DbErr> {
    let word = message.body.trim().trim_end_matches(['.', '!']).to_lowercase();
    let Some(from) = &message.from else {
        // From a short code or a name: nobody to whom anything could be written.
        return Ok(if word.is_empty() { Taken::Nothing } else { Taken::Conversation });
    };
    if let Some(before) = notifications::find_inbound(db, message.id.as_str()).await? {
        return Ok(again(before));
    }
    let salon = tenants::salon(&app.salons, db).await?;
    let now = app.clock.now();
    let question = question_open(db, &salon, from.as_str(), &word, now).await?;
    let taken = in_transaction!(db, tx => {
        let mut thread = notifications::thread_of(tx, from.as_str(), now).await?;
        let was_read = thread.last_inbound_at.is_none_or(|last| thread.read_at.is_some_and(|read| last <= read));
        notifications::note_message(&mut thread, &message.body, true, now);
        let is_out = thread.opted_out_at.is_some();
        let meaning = match meaning(message.opt_out, &word, is_out) {
            Some(meaning) => meaning,
            None if word.is_empty() || is_out || person_writes(tx, from.as_str(), now).await? => Meaning::ForPerson,
            None => match &question {
                Some((meaning, _)) => *meaning,
                None => Meaning::Conversation,
            },
        };
        let about = question.as_ref().filter(|_| matches!(meaning, Meaning::Confirm | Meaning::Cancel));
        let about = about.map(|(_, visit)| visit.id());
        match meaning {
            Meaning::Stop => notifications::opt_out(tx, &mut thread, &word, now).await?,
            Meaning::Start => notifications::opt_in(tx, &mut thread).await?,
            Meaning::Help | Meaning::Confirm | Meaning::Cancel | Meaning::Conversation => {
                // Nobody has to read what is answered by itself.
                if was_read {
                    thread.read_at = Some(Instant::from(now));
                }
                notifications::save_thread(tx, &thread).await?;
            }
            Meaning::ForPerson => notifications::save_thread(tx, &thread).await?,
        }
        let taken = match (meaning, about) {
            (Meaning::Confirm, Some(visit)) => confirm(tx, &salon, visit, now).await?,
            (Meaning::Cancel, Some(visit)) => cancel(tx, &salon, visit, now).await?,
            (Meaning::Conversation, _) => Taken::Conversation,
            _ => Taken::Nothing,
        };
        let answer = match &taken {
            Taken::Answer(words) => Some(words.clone()),
            Taken::Nothing | Taken::Conversation => None,
        };
        keep(tx, &thread, message, (meaning, answer, about), now).await?;
        Ok::<_, DbErr>(taken)
    });
    app.work.notify_one();
    match taken {
        // The same message was taken in next door.
        Err(error) if is_duplicate(&error) => {
            let before = notifications::find_inbound(db, message.id.as_str()).await?;
            before.map(again).ok_or(error)
        }
        taken => taken,
    }
}

/// What a message that came before was taken for.
fn again(before: InboundRow) -> Taken {
    match (before.meaning, before.answer) {
        (Meaning::Conversation, _) => Taken::Conversation,
        (_, Some(words)) => Taken::Answer(words),
        (_, None) => Taken::Nothing,
    }
}

/// What the network, or a single word, says of the wish to get messages.
fn meaning(network: Option<OptOut>, word: &str, is_out: bool) -> Option<Meaning> {
    match network {
        Some(OptOut::Stop) => return Some(Meaning::Stop),
        Some(OptOut::Start) => return Some(Meaning::Start),
        Some(OptOut::Help) => return Some(Meaning::Help),
        None => {}
    }
    if STOP.contains(&word) {
        Some(Meaning::Stop)
    } else if START.contains(&word) || (is_out && word == "yes") {
        Some(Meaning::Start)
    } else if HELP.contains(&word) {
        Some(Meaning::Help)
    } else {
        None
    }
}

/// What a word answers to the last reminder, and the visit it was about; nothing when something else was asked since.
async fn question_open(
    db: &TenantDb,
    salon: &Salon,
    number: &str,
    word: &str,
    now: Timestamp,
) -> Result<Option<(Meaning, Appointment)>, DbErr> {
    let meaning = if YES.contains(&word) {
        Meaning::Confirm
    } else if NO.contains(&word) {
        Meaning::Cancel
    } else {
        return Ok(None);
    };
    let Some(reminder) = notifications::last_sent(db, number, &[Kind::Reminder]).await? else {
        return Ok(None);
    };
    let asked_at = reminder.sent_at.unwrap_or(reminder.updated_at).timestamp();
    let said_at = calls::last_text_at(db, number, now - CONVERSATION).await?;
    if said_at.is_some_and(|said_at| asked_at < said_at) {
        return Ok(None);
    }
    // A time that is offered is answered with YES too; 1 and 2 are ours alone.
    if !matches!(word, "1" | "2")
        && let Some(customer) = customers::find_by_phone(db, number).await?
        && waitlist::open_offer(db, customer.id, now).await?.is_some()
    {
        return Ok(None);
    }
    let visit = match reminder.appointment_id {
        Some(id) => appointments::find(db, id).await?,
        None => None,
    };
    let stands = |visit: &Appointment| {
        matches!(visit.row.status, Status::Scheduled | Status::Confirmed)
            && visit.starts_at() > now
            // It is theirs: a number can change hands.
            && visit.customer.phone.as_deref() == Some(number)
            && salon.tenant.id == visit.row.tenant_id
    };
    Ok(visit.filter(stands).map(|visit| (meaning, visit)))
}

/// Whether somebody of the salon is writing with this number.
async fn person_writes(db: &TenantDb, number: &str, now: Timestamp) -> Result<bool, DbErr> {
    let reply = notifications::last_sent(db, number, &[Kind::Reply]).await?;
    Ok(reply.is_some_and(|reply| now.duration_since(reply.created_at.timestamp()) < PERSON_WRITES))
}

async fn confirm(tx: &TenantTx, salon: &Salon, id: AppointmentId, now: Timestamp) -> Result<Taken, DbErr> {
    let language = Language::of_locale(&salon.tenant.locale);
    Ok(Taken::Answer(match appointments::confirm_visit(tx, id, now).await {
        Ok(visit) => {
            let when = notifications::when(&visit.starts_at().to_zoned(salon.zone.clone()), language);
            match language {
                Language::En => format!("Thank you, you're confirmed for {when}. See you then!"),
                Language::Es => format!("Gracias, te esperamos {when}."),
            }
        }
        Err(AppointmentError::Database(error)) => return Err(error),
        Err(_) => not_so(salon, language),
    }))
}

async fn cancel(tx: &TenantTx, salon: &Salon, id: AppointmentId, now: Timestamp) -> Result<Taken, DbErr> {
    let language = Language::of_locale(&salon.tenant.locale);
    // What was begun before a refusal must not stay.
    let step = tx.begin().await?;
    match appointments::cancel_visit(&step, salon, id, now).await {
        Ok(_) => {
            step.commit().await?;
            // The message that it is called off is the answer, where messages go out.
            Ok(if salon.settings.notifications.sms_enabled {
                Taken::Nothing
            } else {
                Taken::Answer(match language {
                    Language::En => "Your visit is cancelled.".to_owned(),
                    Language::Es => "Tu visita queda cancelada.".to_owned(),
                })
            })
        }
        Err(AppointmentError::Database(error)) => Err(error),
        Err(_) => {
            step.roll_back().await?;
            Ok(Taken::Answer(not_so(salon, language)))
        }
    }
}

/// What is answered to what cannot be done by message any more.
fn not_so(salon: &Salon, language: Language) -> String {
    let phone = notifications::salon_facts(salon).remove("phone").unwrap_or_default();
    match language {
        Language::En => format!("Your visit can't be changed by text any more. Please call us: {phone}."),
        Language::Es => format!("Ya no se puede cambiar por mensaje. Por favor, llama al {phone}."),
    }
}

async fn keep(
    tx: &TenantTx,
    thread: &ThreadRow,
    message: &InboundMessage,
    (meaning, answer, appointment_id): (Meaning, Option<String>, Option<AppointmentId>),
    now: Timestamp,
) -> Result<(), DbErr> {
    let row = InboundRow {
        tenant_id: tx.tenant_id(),
        id: InboundMessageId::generate(),
        thread_id: thread.id,
        provider_message_id: message.id.as_str().to_owned(),
        // As much as a message can have; a form could bring more.
        body: Some(message.body.chars().take(1600).collect()),
        meaning,
        answer,
        appointment_id,
        received_at: Instant::from(now),
    };
    notifications::insert_inbound(tx, &row).await
}

/// Writes down what the receptionist has answered.
pub async fn note_answer(db: &TenantDb, provider_id: &str, words: &str) -> Result<(), DbErr> {
    in_transaction!(db, tx => notifications::set_answer(tx, provider_id, words).await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_single_words_are_opt_outs_and_ours_are_none() {
        for (word, is_out, expected) in [
            ("stop", false, Some(Meaning::Stop)),
            ("revoke", false, Some(Meaning::Stop)),
            ("optout", true, Some(Meaning::Stop)),
            ("stop by at 5?", false, None),
            ("cancel", false, None),
            ("cancel", true, None),
            ("yes", false, None),
            ("yes", true, Some(Meaning::Start)),
            ("unstop", false, Some(Meaning::Start)),
            ("info", false, Some(Meaning::Help)),
            ("1", false, None),
        ] {
            assert_eq!(meaning(None, word, is_out), expected, "{word} {is_out}");
        }
        // What the network has done is so, whatever the word.
        assert_eq!(meaning(Some(OptOut::Stop), "cancel", false), Some(Meaning::Stop));
        assert_eq!(meaning(Some(OptOut::Start), "yes", false), Some(Meaning::Start));
    }
}
