//! The dashboard, built into the binary (in a debug build it is read from `web/dist`).

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dashboard;

/// A file of the dashboard; any other path that a person could have typed is a page of it; the rest is 404.
pub(super) async fn page_or_file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::not_found("address").into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "pages can only be read")
            .into_response();
    }
    let name = path.trim_start_matches('/');
    if let Some(file) = Dashboard::get(name).filter(|_| !name.is_empty()) {
        // The build names assets by their content, so they never change under their name.
        let lifetime =
            if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return serve(&file, lifetime, &headers);
    }
    if name.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return Problem::not_found("file").into_response();
    }
    match Dashboard::get("index.html") {
        Some(page) => serve(&page, "no-cache", &headers),
        None => Problem::new(
            StatusCode::NOT_FOUND,
            "dashboard_missing",
            "this build has no dashboard: run `make build`",
        )
        .into_response(),
    }
}

fn serve(file: &EmbeddedFile, lifetime: &'static str, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..16]));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    (
        [
            (header::CONTENT_TYPE, file.metadata.mimetype().to_owned()),
            (header::CACHE_CONTROL, lifetime.to_owned()),
            (header::ETAG, etag),
        ],
        file.data.clone(),
    )
        .into_response()
}
