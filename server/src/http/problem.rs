//! The shape of every refusal: `{"status":"error","message":…,"code":…,"requestId":…}`.
//!
//! `message` tells a person how to mend it, `code` is stable for programs, `fields` names each wrong field, and
//! `details` carries what helps to go on (other free times, say). Our own faults say only that something went
//! wrong; the cause goes to the log, once, by the request's id.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::DbErr;
use serde::Serialize;
use utoipa::ToSchema;

use super::log::current_request_id;

/// A refusal.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: BTreeMap<String, String>,
    details: Option<serde_json::Value>,
    retry_after_seconds: Option<u64>,
    is_transient: bool,
}

/// A refusal as it is written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    #[schema(inline)]
    status: ErrorStatus,
    /// For a person: what is wrong and how to mend it.
    message: String,
    /// For a program: stable.
    code: &'static str,
    /// The id under which the log knows the request.
    request_id: String,
    /// What is wrong with each field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    fields: BTreeMap<String, String>,
    /// What helps to go on; its shape depends on `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    details: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ErrorStatus {
    Error,
}

impl Problem {
    /// A refusal with a status of its own.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fields: BTreeMap::new(),
            details: None,
            retry_after_seconds: None,
            is_transient: false,
        }
    }

    /// One field is wrong.
    pub fn invalid(field: impl Into<String>, how_to_mend: impl Into<String>) -> Self {
        Self::validation(BTreeMap::from([(field.into(), how_to_mend.into())]))
    }

    /// Fields are wrong.
    pub fn validation(fields: BTreeMap<String, String>) -> Self {
        let message = fields
            .iter()
            .map(
                |(field, problem)| {
                    if field.is_empty() { problem.clone() } else { format!("{field} {problem}") }
                },
            )
            .collect::<Vec<_>>()
            .join("; ");
        Self { fields, ..Self::new(StatusCode::BAD_REQUEST, "validation_failed", message) }
    }

    /// The request cannot be read at all.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// Nobody, or not who they say.
    pub fn unauthenticated(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    /// Known, but not allowed.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// There is no such thing; another salon's things do not exist either.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// It does not go together with what is there.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Our own fault; logged here, with its cause.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(request_id = current_request_id(), %cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "something went wrong on our side")
    }

    /// Adds what helps to go on.
    pub fn with_details(mut self, details: impl Serialize) -> Self {
        self.details = serde_json::to_value(details).ok();
        self
    }

    /// Says in how many seconds it is worth trying again.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Status and body, for an answer that is kept and given again.
    pub fn parts(self) -> (StatusCode, ErrorBody) {
        let body = ErrorBody {
            status: ErrorStatus::Error,
            message: self.message,
            code: self.code,
            request_id: current_request_id(),
            fields: self.fields,
            details: self.details,
        };
        (self.status, body)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after_seconds;
        let (status, body) = self.parts();
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        let is_transient = crate::database::is_transient(&error);
        Self { is_transient, ..Self::internal(format_args!("database: {error}")) }
    }
}

impl crate::tenancy::Retry for Problem {
    fn is_transient(&self) -> bool {
        self.is_transient
    }
}

impl From<garde::Report> for Problem {
    fn from(report: garde::Report) -> Self {
        let fields = report.iter().map(|(path, error)| (camel_case(&path.to_string()), error.to_string()));
        Self::validation(fields.collect())
    }
}

/// Field names as the request has them: `customer.first_name` is `customer.firstName`.
fn camel_case(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut upper = false;
    for letter in path.chars() {
        match letter {
            '_' => upper = true,
            letter if upper => {
                out.extend(letter.to_uppercase());
                upper = false;
            }
            letter => out.push(letter),
        }
    }
    out
}
