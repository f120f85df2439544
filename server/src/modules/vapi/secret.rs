//! Nobody but Vapi may speak for its callers.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use providers::vapi::authentication::{
    HmacCredential, SECRET_HEADER, SIGNATURE_HEADER, SignedRequest, TIMESTAMP_HEADER, presents_secret,
};

use crate::app::App;
use crate::http::access::{VapiBody, app_of};
use crate::http::problem::Problem;

/// A report of a long call carries all that was said, several times over.
const MAX_BYTES: usize = 1024 * 1024;

/// Lets a request through that shows the secret, or is signed with it, and leaves its body for the handler. Without a
/// configured secret nothing is let through.
pub async fn require_secret(request: Request, next: Next) -> Response {
    let app = app_of(request.extensions());
    let (parts, body) = request.into_parts();
    let shows_secret = match shows_secret(&app, &parts.headers) {
        Ok(shows_secret) => shows_secret,
        Err(problem) => return problem.into_response(),
    };
    let Ok(bytes) = to_bytes(body, MAX_BYTES).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Problem::new(status, "bad_request", "the body is too large or broke off").into_response();
    };
    if !shows_secret && !is_signed(&app, &parts.headers, &bytes) {
        return refused(
            "the signature does not fit this request, or its X-Timestamp is more than five minutes from now",
        )
        .into_response();
    }
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(VapiBody(bytes));
    next.run(request).await
}

/// Whether the headers alone prove it. Where they prove nothing and there is no signature either, no body is read.
fn shows_secret(app: &App, headers: &HeaderMap) -> Result<bool, Problem> {
    let Some(secret) = &app.config.vapi.secret else {
        return Err(refused("Vapi is refused until VAPI_SECRET is set"));
    };
    let authorization = header_text(headers, header::AUTHORIZATION.as_str());
    let shows_secret = presents_secret(secret, header_text(headers, SECRET_HEADER), authorization);
    if !shows_secret && !headers.contains_key(SIGNATURE_HEADER) {
        return Err(refused("X-Vapi-Secret is missing or wrong"));
    }
    Ok(shows_secret)
}

fn is_signed(app: &App, headers: &HeaderMap, body: &[u8]) -> bool {
    let Some(secret) = &app.config.vapi.secret else { return false };
    let request = SignedRequest {
        signature: header_text(headers, SIGNATURE_HEADER),
        timestamp: header_text(headers, TIMESTAMP_HEADER),
        message_id: None,
        body,
    };
    HmacCredential::with_secret(secret.clone()).verifies(request, app.clock.now())
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn refused(message: &str) -> Problem {
    Problem::unauthenticated("invalid_secret", message)
}
