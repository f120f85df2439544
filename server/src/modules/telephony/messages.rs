//! What is recorded: messages that callers leave, and calls whose callers have agreed to it. What is kept of it, `calls`
//! fetches; the network is told to delete what is not.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use providers::telephony::twilio::twiml;
use providers::telephony::twilio::webhook;
use providers::telephony::{CallAction, MessageEnd, Record, Recording, RecordingStatus, Speech};

use super::webhooks::{
    Failure, SORRY_GOODBYE, TurnQuery, Twiml, address, ask, call_of, call_on, goodbye, guarded, hang_up,
    hints, last_words, urls,
};
use crate::app::App;
use crate::http::access::SignedForm;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::calls::{self, Recorded, Spoken};
use crate::modules::tenants;

/// Where the network keeps its recordings, wherever its API is said to be.
const HOST: &str = "https://api.twilio.com";

/// The longest address that is kept.
const LONGEST_URL: usize = 500;

/// Ends a message that the caller does not want to leave after all.
const GO_ON: char = '*';

/// The words, and then the caller's message.
pub(super) fn take_message(app: &App, spoken: &Spoken, say: Vec<Speech>) -> CallAction {
    let action = address(app, "message", &[("turn", (spoken.turn.sequence + 1).to_string())]);
    CallAction::Record(Record { finish_keys: format!("#{GO_ON}"), ..Record::new(say, action) })
}

/// The caller has left a message, or has not.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/message", tag = "telephony", operation_id = "receiveVoicemail",
    params(TurnQuery), responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
pub(super) async fn message_left(
    State(app): State<App>,
    query: TurnQuery,
    SignedForm(form): SignedForm,
) -> Twiml {
    let outcome = guarded(keep(&app, &form, query.turn)).await;
    outcome.unwrap_or_else(|failure| {
        failure.log("a message could not be kept");
        last_words(&app, SORRY_GOODBYE)
    })
}

async fn keep(app: &App, form: &[(String, String)], turn: Option<i32>) -> Result<Twiml, Failure> {
    let message = webhook::voice_message(form).map_err(|error| Failure::Request(error.to_string()))?;
    let Some((db, call)) = call_of(app, form, message.call_id.as_str()).await? else {
        return Ok(hang_up(app));
    };
    let salon = tenants::salon(&app.salons, &db).await?;
    let language = salon.tenant.locale.as_str();
    // A call that began with the message, all lines being busy, has no conversation to go on with.
    let can_go_on = call.turn_count > 1;
    let recorded = message.recording.as_ref().and_then(|recording| recorded(app, recording));
    if message.ended_by == MessageEnd::Key(GO_ON) && can_go_on {
        if let Some(recorded) = &recorded {
            calls::refuse_voicemail(app, &db, recorded).await?;
        }
        let action = ask(&conversation::stock::anything_else(), language, hints(&salon));
        return Ok(Twiml(twiml::render(&action, &urls(app, turn, 0))));
    }
    let Some(recording) =
        message.recording.filter(|recording| is_heard(recording) && is_theirs(app, &recording.url))
    else {
        if let Some(recorded) = &recorded {
            calls::refuse_voicemail(app, &db, recorded).await?;
        }
        let action = goodbye("Thank you for calling. Goodbye!", language);
        return Ok(Twiml(twiml::render(&action, &urls(app, None, 0))));
    };
    calls::keep_voicemail(app, &db, call.id, &recording.url, recorded.as_ref()).await?;
    let action = goodbye("Thank you. I'll pass your message on. Goodbye!", language);
    Ok(Twiml(twiml::render(&action, &urls(app, None, 0))))
}

/// The recording of a call has come further.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/recording", tag = "telephony",
    operation_id = "receiveRecordingStatus", params(TurnQuery), responses(
    (status = 204, description = "Noted"),
    (status = 400, description = "A field is missing", body = ErrorBody),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
pub(super) async fn recording_status(
    State(app): State<App>,
    query: TurnQuery,
    SignedForm(form): SignedForm,
) -> Result<StatusCode, Problem> {
    let news = webhook::recording_changed(&form).map_err(|error| Problem::unreadable(error.to_string()))?;
    // This form names no number.
    let Some(line) = query.line else {
        return Ok(StatusCode::NO_CONTENT);
    };
    let url = news.url.filter(|url| news.status == RecordingStatus::Completed && is_theirs(&app, url));
    let recorded = Recorded { provider_id: news.recording_id, seconds: news.duration.map(whole_seconds) };
    if let Some(url) = url
        && let Some((db, call)) = call_on(&app, &line, news.call_id.as_str()).await?
        && !calls::keep_recording(&app, &db, call.id, &url, Some(&recorded)).await?
    {
        tracing::warn!(call = %call.id, "a recording to which nobody has agreed is deleted");
        app.work.notify_one();
    }
    Ok(StatusCode::NO_CONTENT)
}

/// By which id the network knows a message: it may name it in the address alone.
fn recorded(app: &App, recording: &Recording) -> Option<Recorded> {
    let in_address = || calls::id_in(&recording.url).filter(|_| is_theirs(app, &recording.url));
    let provider_id = recording.id.clone().or_else(in_address)?;
    Some(Recorded { provider_id, seconds: recording.duration.map(whole_seconds) })
}

fn whole_seconds(length: Duration) -> i32 {
    i32::try_from(length.as_secs()).unwrap_or(i32::MAX)
}

fn is_heard(recording: &Recording) -> bool {
    recording.duration.is_none_or(|length| !length.is_zero())
}

/// Whether this address is the network's own: whoever opens it sends their log-in along.
fn is_theirs(app: &App, url: &str) -> bool {
    let begins_at =
        |host: &str| url.strip_prefix(host.trim_end_matches('/')).is_some_and(|path| path.starts_with('/'));
    let is_theirs = url.len() <= LONGEST_URL && (begins_at(HOST) || begins_at(&app.config.twilio.base_url));
    if !is_theirs {
        tracing::warn!("a recording is not where the network keeps its recordings");
    }
    is_theirs
}
