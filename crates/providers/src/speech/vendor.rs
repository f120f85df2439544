//! What all vendors of speech have in common: how their answers are read.

use reqwest::{RequestBuilder, Response, StatusCode, header::CONTENT_TYPE};

use super::SpeechError;
use crate::http;

/// How much sound is taken: more than two minutes at the highest rate that is asked for.
const SIZE_LIMIT: usize = 4 * 1024 * 1024;

/// Sends a request, and reads the sound that comes back.
pub(super) async fn sound(request: RequestBuilder) -> Result<Vec<u8>, SpeechError> {
    let answer = request.send().await.map_err(|error| not_answered(&error))?;
    if !answer.status().is_success() {
        return Err(refusal(&answer));
    }
    if is_text(&answer) {
        return Err(SpeechError::Nonsense { problem: "it is a text" });
    }
    let bytes = read(answer).await?;
    if bytes.is_empty() {
        return Err(SpeechError::Nonsense { problem: "it is empty" });
    }
    Ok(bytes)
}

async fn read(mut answer: Response) -> Result<Vec<u8>, SpeechError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| not_answered(&error))? {
        if bytes.len() + chunk.len() > SIZE_LIMIT {
            return Err(SpeechError::Nonsense { problem: "it is too long" });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A success that explains itself in words is none.
fn is_text(answer: &Response) -> bool {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/") || kind.starts_with("application/json")
}

fn not_answered(error: &reqwest::Error) -> SpeechError {
    if error.is_timeout() {
        SpeechError::TooLate
    } else {
        SpeechError::Unreachable { reason: http::describe(error) }
    }
}

fn refusal(answer: &Response) -> SpeechError {
    match answer.status() {
        StatusCode::TOO_MANY_REQUESTS => SpeechError::RateLimited { retry_after: http::retry_after(answer) },
        status if status.is_server_error() => SpeechError::Unreachable {
            reason: format!("an error at the provider (HTTP {})", status.as_u16()),
        },
        status => SpeechError::Refused { status: status.as_u16() },
    }
}
