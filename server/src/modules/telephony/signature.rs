//! Nobody but the network may use its webhooks.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use providers::Secret;
use providers::telephony::twilio::signature;

use super::webhooks;
use crate::app::App;
use crate::http::access::{SignedForm, app_of};
use crate::http::problem::Problem;

/// More than any webhook sends.
const MAX_BYTES: usize = 256 * 1024;

/// Lets a form through whose `X-Twilio-Signature` is right, and leaves its fields for the handler. Without a
/// configured token nothing is let through.
pub async fn require_signature(request: Request, next: Next) -> Response {
    let app = app_of(request.extensions());
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_BYTES).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Problem::new(status, "bad_request", "the body is too large or broke off").into_response();
    };
    let form: Vec<(String, String)> = form_urlencoded::parse(&bytes).into_owned().collect();
    let token = match token(&app, &form).await {
        Ok(token) => token,
        Err(problem) => return problem.into_response(),
    };
    if let Err(problem) = check(&app, &token, &parts, &form, &bytes) {
        return problem.into_response();
    }
    let mut request = Request::from_parts(parts, axum::body::Body::empty());
    request.extensions_mut().insert(SignedForm(form));
    next.run(request).await
}

/// Lets a socket be opened whose handshake is signed: over its own address, as it stands in the document.
pub async fn require_socket_signature(request: Request, next: Next) -> Response {
    let app = app_of(request.extensions());
    let refused = |message| Problem::new(StatusCode::FORBIDDEN, "invalid_signature", message).into_response();
    let Some(token) = &app.config.twilio.auth_token else {
        return refused("sockets are refused until TWILIO_AUTH_TOKEN is set");
    };
    let presented = request.headers().get(signature::HEADER).and_then(|value| value.to_str().ok());
    let Some(presented) = presented else {
        return refused("X-Twilio-Signature is missing");
    };
    let url = format!("{}{}", app.config.public_url().replacen("http", "ws", 1), request.uri().path());
    if !signature::verify_handshake(token, &url, presented) {
        tracing::warn!(url, "a socket's signature is wrong; is PUBLIC_URL the address that was configured?");
        return refused("X-Twilio-Signature does not fit this request");
    }
    next.run(request).await
}

/// The token of the account that says something: ours, or a salon's own.
async fn token(app: &App, form: &[(String, String)]) -> Result<Secret, Problem> {
    let refused = |message| Problem::new(StatusCode::FORBIDDEN, "invalid_signature", message);
    let Some(ours) = &app.config.twilio.auth_token else {
        return Err(refused("webhooks are refused until TWILIO_AUTH_TOKEN is set"));
    };
    let account = form.iter().find(|(name, _)| name == "AccountSid").map(|(_, value)| value.as_str());
    let other = account.filter(|account| app.config.twilio.account_sid.as_deref() != Some(account));
    match other.filter(|_| app.config.twilio.subaccounts) {
        Some(account) => Ok(webhooks::token_of(app, account).await?.unwrap_or_else(|| ours.clone())),
        None => Ok(ours.clone()),
    }
}

fn check(
    app: &App,
    token: &Secret,
    parts: &axum::http::request::Parts,
    form: &[(String, String)],
    bytes: &Bytes,
) -> Result<(), Problem> {
    let refused = |message| Problem::new(StatusCode::FORBIDDEN, "invalid_signature", message);
    let presented = parts.headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
    let presented = presented.ok_or_else(|| refused("X-Twilio-Signature is missing"))?;
    let is_form = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"));
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let url = format!("{}{path}", app.config.public_url());
    let (form, body) = if is_form { (form, None) } else { (&[][..], Some(&bytes[..])) };
    if signature::verify(token, &url, form, body, presented) {
        Ok(())
    } else {
        // The usual cause is a PUBLIC_URL that is not the address the network was given.
        tracing::warn!(url, "a webhook's signature is wrong; is PUBLIC_URL the address that was configured?");
        Err(refused("X-Twilio-Signature does not fit this request"))
    }
}
