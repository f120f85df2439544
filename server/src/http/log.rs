//! One structured line a request, under an id that the answer carries too.

use std::net::IpAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::visitor;

/// The header that carries the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is known of the request being answered.
#[derive(Debug, Clone)]
struct Current {
    id: String,
    address: IpAddr,
}

tokio::task_local! {
    static CURRENT: Current;
}

/// The id of the request being answered; empty outside of one.
pub fn current_request_id() -> String {
    CURRENT.try_with(|current| current.id.clone()).unwrap_or_default()
}

/// Where the request being answered comes from; nothing outside of one.
pub fn current_address() -> Option<IpAddr> {
    CURRENT.try_with(|current| current.address).ok()
}

/// Gives the request an id, answers it, and writes its line.
///
/// The line has the route's pattern, not the path: ids, names and numbers of callers stay out of logs.
pub async fn log_request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = uuid::Uuid::now_v7().simple().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let current =
        Current { id: id.clone(), address: visitor::address_of(request.extensions(), request.headers()) };
    let mut response = CURRENT.scope(current, next.run(request)).await;
    let header = HeaderValue::from_str(&id).expect("hexadecimal digits are a header value");
    response.headers_mut().insert(REQUEST_ID, header);
    tracing::info!(
        request_id = id,
        %method,
        route = route.as_deref().unwrap_or("-"),
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response
}
