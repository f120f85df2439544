//! What callers hear when the usual document could not be had: the network asks here instead. It must work while next to
//! nothing else does, so it needs no query; the salon's own telephone is asked for, and not waited for.

use std::time::Duration;

use axum::extract::State;
use providers::phone::PhoneNumber;
use providers::telephony::{CallAction, Speech, Transfer};

use super::webhooks::{
    Failure, RING, SORRY_GOODBYE, Twiml, act, dialled, guarded, last_words, person, salon_of,
};
use crate::app::App;
use crate::http::access::SignedForm;
use crate::http::problem::ErrorBody;
use crate::modules::tenants;

/// How long the database may take to say whose number it is.
const LOOK_UP_WITHIN: Duration = Duration::from_secs(1);

const PUT_THROUGH: &str =
    "I'm sorry, something is not working on our side. One moment, I'll put you through.";

/// A call's document could not be had.
#[utoipa::path(post, path = "/api/telephony/twilio/voice/fallback", tag = "telephony", operation_id = "receiveFallback",
    responses(
    (status = 200, description = "TwiML", body = String, content_type = "text/xml"),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
))]
pub(super) async fn fall_back(State(app): State<App>, SignedForm(form): SignedForm) -> Twiml {
    let field = |wanted: &str| form.iter().find(|(name, _)| name == wanted).map_or("-", |(_, value)| value);
    // Not the address that failed: it may hold a number.
    tracing::error!(code = field("ErrorCode"), "the network could not use our answer to a call");
    let found = tokio::time::timeout(LOOK_UP_WITHIN, guarded(own_telephone(&app, &form))).await;
    let own = found.ok().and_then(|found| {
        found.unwrap_or_else(|failure| {
            failure.log("a salon's own telephone could not be looked up");
            None
        })
    });
    match own.or_else(|| app.config.twilio.fallback_number.clone()) {
        Some(to) => {
            let say = vec![Speech::say(PUT_THROUGH, "en-US")];
            act(&app, &CallAction::Transfer(Transfer::new(say, to, RING)))
        }
        None => last_words(&app, SORRY_GOODBYE),
    }
}

async fn own_telephone(app: &App, form: &[(String, String)]) -> Result<Option<PhoneNumber>, Failure> {
    let Some(number) = dialled(form) else { return Ok(None) };
    let Some(db) = salon_of(app, &number).await? else { return Ok(None) };
    Ok(person(&*tenants::salon(&app.salons, &db).await?))
}
