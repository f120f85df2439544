//! Messages that callers speak after a tone.
//!
//! Nobody is asked twice: where a person was not there, the receptionist has just promised that somebody calls back, and
//! the message is an addition to that promise, in the place of "is there anything else?". Who does not want to leave one
//! is asked that after all. Where the promise still lacks a number, or a booking is under way, the conversation goes on
//! with that instead, and no message is asked for.

use conversation::Dialogue;

use super::entity::call::{Channel, Model};
use super::entity::recording::Kind;
use super::session::{Input, SessionError};
use super::sound::{self, Recorded};
use super::store;
use crate::app::App;
use crate::ids::CallId;
use crate::instant::Instant;
use crate::modules::notifications::{self, Voicemail};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// How a message is asked for.
pub(super) const AFTER_THE_TONE: &str = "Please leave a message after the tone.";

const OR_GO_ON: &str = "If you like, leave a message after the tone. To go on without one, press star.";

/// The receptionist's words with a message asked for, where one is.
pub(super) fn asked_for(
    salon: &Salon,
    call: &Model,
    dialogue: &Dialogue,
    input: &Input,
    said: &str,
) -> Option<String> {
    let may = *input == Input::NobodyAnswered
        && call.channel == Channel::Phone
        && dialogue.call_back().is_some()
        && salon.settings.ai_assistant.transfer.voicemail;
    // For callers who use the keys, the question is followed by what each of them means.
    let (promise, _) = said.rsplit_once(conversation::stock::anything_else().as_str()).filter(|_| may)?;
    Some(format!("{} {OR_GO_ON}", promise.trim_end()))
}

/// Keeps the message that a caller has left, has its sound fetched, and tells the salon: once, however often the network
/// does.
pub async fn keep_voicemail(
    app: &App,
    db: &TenantDb,
    id: CallId,
    url: &str,
    recorded: Option<&Recorded>,
) -> Result<(), SessionError> {
    let seconds = recorded.and_then(|recorded| recorded.seconds).unwrap_or(0);
    let now = app.clock.now();
    let salon = tenants::salon(&app.salons, db).await?;
    in_transaction!(db, tx => {
        let mut call = store::lock(tx, id).await?.ok_or(SessionError::UnknownCall)?;
        if call.voicemail_url.is_some() {
            return Ok(());
        }
        call.voicemail_url = Some(url.to_owned());
        call.voicemail_seconds = Some(seconds);
        call.updated_at = Instant::from(now);
        store::save(tx, &call).await?;
        if let Some(recorded) = recorded {
            sound::note(tx, &call, Kind::Voicemail, recorded, now).await?;
        }
        let voicemail = Voicemail {
            name: call.call_back_name.as_deref(),
            phone: call.call_back_phone.as_deref().or(call.from_number.as_deref()),
            seconds,
        };
        notifications::announce_voicemail(tx, &salon, &voicemail, now).await?;
        Ok::<_, SessionError>(())
    })?;
    app.work.notify_one();
    Ok(())
}
