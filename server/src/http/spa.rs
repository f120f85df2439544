//! The dashboard, built into the binary (in a debug build it is read from `web/dist`).

use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
        Some(page) => serve_page(&page),
        None => Problem::new(
            StatusCode::NOT_FOUND,
            "dashboard_missing",
            "this build has no dashboard: run `make build`",
        )
        .into_response(),
    }
}

/// The page, with a nonce of its own each time: it is never the same, so it has no tag by which it could be kept.
fn serve_page(page: &EmbeddedFile) -> Response {
    let nonce = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
    let text = String::from_utf8_lossy(&page.data).replace("__CSP_NONCE__", &nonce);
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CACHE_CONTROL, "no-cache".to_owned()),
            (header::CONTENT_SECURITY_POLICY, page_policy(&nonce)),
        ],
        text,
    )
        .into_response()
}

/// Scripts and styles come from files of our own. PrimeVue writes its theme into style elements at run time: those carry
/// the nonce. Single attributes, such as a colour of an employee, are set by scripts and may be. Sound is fetched by a script,
/// which can show the log-in, and played from the browser's own memory.
fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
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
