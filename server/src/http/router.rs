//! Every route on one screen, and what every request passes through.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::access::Routes;
use super::problem::Problem;
use super::{log, spa};
use crate::app::App;
use crate::jobs;
use crate::modules::{
    ai_assistant, appointments, audit, auth, billing, calls, customer_records, customers, employees,
    messages, notifications, operators, platform, rehearsals, reports, services, telephony, tenants,
    transfer, vapi, waitlist, webhooks,
};

/// All routes.
fn routes() -> Routes {
    Routes::new()
        .merge(platform::routes())
        .merge(auth::routes())
        .merge(tenants::routes())
        .merge(billing::routes())
        .merge(employees::routes())
        .merge(services::routes())
        .merge(appointments::routes())
        .merge(waitlist::routes())
        .merge(customers::routes())
        .merge(customer_records::routes())
        .merge(notifications::routes())
        .merge(messages::routes())
        .merge(calls::routes())
        .merge(telephony::routes())
        .merge(vapi::routes())
        .merge(ai_assistant::routes())
        .merge(rehearsals::routes())
        .merge(reports::routes())
        .merge(transfer::routes())
        .merge(webhooks::routes())
        .merge(audit::routes())
        .merge(jobs::routes())
        .merge(operators::routes())
}

/// The API document, from the routes alone.
pub fn openapi() -> OpenApi {
    let mut document = routes().into_inner().into_openapi();
    document.info.title = "Bolt".to_owned();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document.info.description =
        Some("A salon's telephone receptionist: visits, calls, people, services.".to_owned());
    document.info.license = None;
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "session",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build()),
    );
    components.add_security_scheme(
        "apiKey",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "X-API-Key",
            "One of the salon's keys; `Authorization: Bearer` is taken too.",
        ))),
    );
    components.add_security_scheme(
        "twilioSignature",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "X-Twilio-Signature",
            "Over the public URL and the form, by the account's token.",
        ))),
    );
    components.add_security_scheme(
        "stripeSignature",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "Stripe-Signature",
            "Over the time and the body, by the secret of this address.",
        ))),
    );
    components.add_security_scheme(
        "vapiSecret",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            "X-Vapi-Secret",
            "What Vapi was given; `Authorization: Bearer` and an HMAC in `X-Signature` over `{X-Timestamp}.{body}`, good for five \
             minutes, are taken too.",
        ))),
    );
    document
}

/// The whole server.
pub fn router(app: App) -> Router {
    let (api, _) = routes().into_inner().split_for_parts();
    api.merge(billing::simulation::pages(&app))
        .with_state(app.clone())
        .fallback(spa::page_or_file)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(
            ServiceBuilder::new()
                // First, since what follows asks the application for its settings.
                .layer(Extension(app.clone()))
                .layer(from_fn(log::log_request))
                .layer(from_fn(security_headers))
                .layer(cors(&app))
                .layer(CompressionLayer::new().gzip(true))
                .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                    Problem::internal("a handler panicked").into_response()
                }))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    Duration::from_secs(14),
                ))
                .layer(from_fn(too_long))
                .layer(RequestBodyLimitLayer::new(MAX_BODY)),
        )
}

/// Lets pages of the configured origins call the API. Log-ins are tokens that pages send themselves, never cookies, so
/// no page can borrow somebody's log-in.
fn cors(app: &App) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(app.config.cors_origins.0.clone())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, API_KEY, IDEMPOTENCY_KEY])
        .expose_headers([log::REQUEST_ID, header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Longest body of a request.
const MAX_BODY: usize = 1024 * 1024;

/// A body that says beforehand that it is too long is refused before any handler: in the same shape as one that is found
/// to be.
async fn too_long(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/json");
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE && is_plain {
        let message = format!("the body must have at most {MAX_BODY} bytes");
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "bad_request", message).into_response();
    }
    response
}

async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this address has no such method")
}

/// What Helmet sets.
async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

const SECURITY_HEADERS: [(HeaderName, &str); 13] = [
    // What is no page loads nothing; pages set their own.
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("x-dns-prefetch-control"), "off"),
    (HeaderName::from_static("x-download-options"), "noopen"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    // The filter of old browsers did more harm than good.
    (HeaderName::from_static("x-xss-protection"), "0"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(self)"),
];
