//! What the payment company tells. Nothing is acknowledged that is not saved, and nothing is believed but that it is time to
//! look.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use providers::payments::{API_VERSION, PaymentEvent, signature};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity::event::{self, Outcome};
use super::store;
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::{SignedEvent, app_of};
use crate::http::envelope::Success;
use crate::http::problem::{ErrorBody, Problem};
use crate::jobs::{self, Job};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantScope};

/// More than any event has.
const MAX_BYTES: usize = 512 * 1024;

/// Lets an event through whose `Stripe-Signature` is right over its body as it came, and leaves the body for the handler.
/// Without a configured secret nothing is let through.
pub async fn require_signature(request: Request, next: Next) -> Response {
    let app = app_of(request.extensions());
    let (parts, body) = request.into_parts();
    let refused =
        |message: String| Problem::new(StatusCode::FORBIDDEN, "invalid_signature", message).into_response();
    if app.till.webhook_secrets.is_empty() {
        return refused("events are refused until STRIPE_WEBHOOK_SECRET is set".to_owned());
    }
    let header = parts.headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
    let Some(header) = header.map(str::to_owned) else {
        return refused("Stripe-Signature is missing".to_owned());
    };
    let Ok(bytes) = to_bytes(body, MAX_BYTES).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Problem::new(status, "bad_request", "the body is too large or broke off").into_response();
    };
    if let Err(error) = signature::verify(&app.till.webhook_secrets, &header, &bytes, app.clock.now()) {
        tracing::warn!(%error, "an event of the payment company is not believed");
        return refused(error.to_string());
    }
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(SignedEvent(bytes));
    next.run(request).await
}

/// What was made of an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReceivedEvent {
    outcome: Outcome,
    /// Whether it had come before.
    is_repeated: bool,
}

/// The payment company tells that something has happened to a customer. Whatever it was, what the customer pays is looked at
/// anew; the event itself changes nothing. Events in the words of another version of its API are refused, events of the
/// other mode (play money where real money counts, or the other way round) and of customers that nobody knows are taken
/// note of and ignored.
#[utoipa::path(post, path = "/api/billing/webhook", tag = "billing", operation_id = "receiveBillingEvent", responses(
    (status = 200, description = "Saved", body = Success<ReceivedEvent>),
    (status = 400, description = "No event, or one of another version of the API", body = ErrorBody),
    (status = 403, description = "The signature is wrong", body = ErrorBody),
    (status = 500, description = "It could not be saved: send it again", body = ErrorBody),
))]
pub(super) async fn receive_event(
    State(app): State<App>,
    SignedEvent(body): SignedEvent,
) -> Result<Success<ReceivedEvent>, Problem> {
    let event = PaymentEvent::read(&body).map_err(|error| Problem::unreadable(error.to_string()))?;
    if !event.is_of_version(API_VERSION) {
        let message =
            format!("set this address up for version {API_VERSION} of the API, then send the event again");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "wrong_api_version", message));
    }
    let db = PlatformDb::new(&app.database, PlatformAccess::Billing);
    let salon = match &event.customer {
        Some(customer) if event.is_live == app.till.is_live => store::find_by_customer(&db, customer).await?,
        _ => None,
    };
    let outcome = match &salon {
        _ if event.is_live != app.till.is_live => Outcome::OtherMode,
        None => Outcome::UnknownCustomer,
        Some(_) => Outcome::Taken,
    };
    let now = app.clock.now();
    let tx = db.begin().await?;
    let row = event::Model {
        id: event.id,
        tenant_id: salon.as_ref().map(|salon| salon.tenant_id),
        kind: event.kind,
        outcome,
        received_at: now.into(),
    };
    match store::insert_event(&tx, row).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => {
            return Ok(Success::new(ReceivedEvent { outcome, is_repeated: true }));
        }
        Err(error) => return Err(error.into()),
    }
    match &salon {
        Some(salon) => {
            let tx = tx.in_salon(TenantScope::from_billing_customer(salon));
            jobs::enqueue(&tx, &Job::SyncBilling, now, now).await?;
            tx.commit().await?;
            app.work.notify_one();
        }
        None => tx.commit().await?,
    }
    Ok(Success::new(ReceivedEvent { outcome, is_repeated: false }))
}
