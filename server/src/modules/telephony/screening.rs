//! What somebody hears who picks up for a caller, alone, before the two are connected.
//!
//! A person presses a key; their voicemail cannot, and would else take the call. It is their leg of the call that asks, so
//! `To` is the salon's own telephone and the call's id is not the caller's: which salon it is stands in the address, which
//! is signed. The caller of somebody who declines comes back at `voice/transfer-ended`, as from nobody.

use std::time::Duration;

use axum::extract::State;
use providers::telephony::twilio::twiml::{self, Response};
use providers::telephony::twilio::webhook;
use providers::telephony::{AnswerBy, Ask, CallAction, CallUrls, Heard, Speech};

use super::webhooks::{Failure, TurnQuery, Twiml, address, guarded, hang_up, line_of, salon_of};
use crate::app::App;
use crate::http::access::SignedForm;
use crate::http::problem::ErrorBody;
use crate::modules::calls::Spoken;
use crate::modules::tenants;

/// The key that takes the call.
const TAKE: &str = "1";

/// How long to wait for it.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where whoever picks up for this caller is asked, if the salon wants that.
pub(super) fn url(app: &App, spoken: &Spoken) -> Option<String> {
    let wanted = spoken.salon.settings.ai_assistant.transfer.screening;
    wanted.then(|| address(app, "screen", &line_of(spoken)))
}

/// Somebody has picked up for a caller.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/screen", tag = "telephony", operation_id = "screenTransfer",
    params(TurnQuery), responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
pub(super) async fn screen(State(app): State<App>, query: TurnQuery, _: SignedForm) -> Twiml {
    let name = guarded(salon_name(&app, &query)).await.unwrap_or_else(|failure| {
        failure.log("a transfer could not say whose client it is");
        None
    });
    let (name, language) = name.unwrap_or_else(|| ("the salon".to_owned(), "en-US".to_owned()));
    let words = format!("Call from a client of {name}. Press {TAKE} to take it.");
    let ask = Ask {
        answer: AnswerBy::Keys,
        key_count: Some(1),
        ..Ask::new(vec![Speech::say(words, &language)], &language, PATIENCE)
    };
    // Their answer, or their silence, is no turn of the caller's.
    let urls = CallUrls { turn: address(&app, "screened", &[]), transfer_ended: String::new() };
    Twiml(twiml::render(&CallAction::Ask(ask), &urls))
}

async fn salon_name(app: &App, query: &TurnQuery) -> Result<Option<(String, String)>, Failure> {
    let Some(line) = &query.line else { return Ok(None) };
    let Some(db) = salon_of(app, line).await? else { return Ok(None) };
    let salon = tenants::salon(&app.salons, &db).await?;
    Ok(Some((salon.tenant.name.clone(), salon.tenant.locale.clone())))
}

/// They have pressed a key, or not. A document that ends without hanging up connects the two.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/screened", tag = "telephony", operation_id = "receiveScreening",
    responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
pub(super) async fn screened(State(app): State<App>, SignedForm(form): SignedForm) -> Twiml {
    match webhook::screening_answered(&form) {
        Ok(answer) if answer.heard == Heard::Keys(TAKE.to_owned()) => Twiml(Response::default().to_string()),
        Ok(_) => hang_up(&app),
        Err(error) => {
            tracing::warn!(%error, "an answer to a screening cannot be read");
            hang_up(&app)
        }
    }
}
