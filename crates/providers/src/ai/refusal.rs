//! Why a model's provider gives no answer, in our own words.

use std::time::Duration;

use reqwest::{Response, StatusCode};

use super::AiError;
use crate::http;

/// Why an answer did not come, or not whole.
pub(super) fn not_answered(error: &reqwest::Error) -> AiError {
    if error.is_timeout() {
        AiError::TooLate
    } else if error.is_decode() {
        AiError::Nonsense { problem: "it is not of the agreed form" }
    } else {
        AiError::Unreachable { reason: http::describe(error) }
    }
}

/// Why the provider gives no answer.
pub(super) fn refusal(answer: &Response) -> AiError {
    refused_with(answer.status(), http::retry_after(answer))
}

/// The same, where the status came in another way than as the answer's own.
pub(super) fn refused_with(status: StatusCode, retry_after: Option<Duration>) -> AiError {
    match status {
        StatusCode::TOO_MANY_REQUESTS => AiError::RateLimited { retry_after },
        status if status.is_server_error() => {
            AiError::Unreachable { reason: format!("an error at the provider (HTTP {})", status.as_u16()) }
        }
        status => AiError::Refused { status: status.as_u16() },
    }
}
