//! Requests to the server, without a network between.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use bolt::app::App;
use serde_json::Value;
use tower::ServiceExt;

use super::TestApp;

/// A request that is being put together.
#[derive(Clone)]
pub(crate) struct Asking {
    router: axum::Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    asked: String,
}

impl TestApp {
    pub(crate) fn get(&self, path: impl Into<String>) -> Asking {
        self.ask(Method::GET, path)
    }

    pub(crate) fn post(&self, path: impl Into<String>) -> Asking {
        self.ask(Method::POST, path)
    }

    /// The same to another server.
    pub(crate) fn post_to(&self, router: &axum::Router, path: impl Into<String>) -> Asking {
        Asking { router: router.clone(), ..self.post(path) }
    }

    pub(crate) fn ask(&self, method: Method, path: impl Into<String>) -> Asking {
        let router = self.router.clone();
        Asking { router, method, path: path.into(), headers: HeaderMap::new(), body: Vec::new() }
    }

    /// The same of another server.
    pub(crate) fn ask_at(&self, server: &App, method: Method, path: impl Into<String>) -> Asking {
        let router = bolt::http::router::router(server.clone());
        Asking { router, ..self.ask(method, path) }
    }
}

impl Asking {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().expect("a header's value"));
        self
    }

    /// As somebody who is logged in.
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// As a program with a key.
    pub(crate) fn key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn raw(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// Address and body, as they will be sent.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.path, String::from_utf8_lossy(&self.body))
    }

    /// The same with one text in place of another.
    pub(crate) fn with(mut self, text: &str, other: &str) -> Self {
        self.path = self.path.replace(text, other);
        if let Ok(body) = std::str::from_utf8(&self.body) {
            self.body = body.replace(text, other).into_bytes();
        }
        self
    }

    pub(crate) async fn send(self) -> Answer {
        let asked = format!("{} {}", self.method, self.path);
        let mut request = Request::builder().method(self.method).uri(&self.path);
        *request.headers_mut().expect("the address is one") = self.headers;
        let request = request.body(Body::from(self.body)).expect("a request");
        let response = self.router.oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes, asked }
    }
}

impl Answer {
    /// Fails the test unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.expect(StatusCode::OK)
    }

    #[track_caller]
    pub(crate) fn created(self) -> Self {
        self.expect(StatusCode::CREATED)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        assert_eq!(kind, Some("application/json"), "{}: {}", self.asked, self.text());
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{}: {error}", self.asked))
    }

    /// What a success carries; its envelope is checked on the way.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        let mut json = self.json();
        assert!(self.status.is_success(), "{}: {} {json}", self.asked, self.status);
        assert_eq!(json["status"], "success", "{}: {json}", self.asked);
        json["data"].take()
    }

    /// The refusal's stable code; its envelope is checked on the way.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        assert!(!self.status.is_success(), "{}: {} {json}", self.asked, self.status);
        assert_eq!(json["status"], "error", "{}: {json}", self.asked);
        assert!(json["message"].as_str().is_some_and(|text| !text.is_empty()), "{}: {json}", self.asked);
        let id = json["requestId"].as_str().unwrap_or_default();
        let header = self.headers.get("x-request-id").and_then(|value| value.to_str().ok());
        assert_eq!(Some(id), header, "{}: {json}", self.asked);
        json["code"].as_str().unwrap_or_default().to_owned()
    }
}
