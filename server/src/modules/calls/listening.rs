//! Hearing a call: its sound as a file of which a player may ask for parts, opened piece by piece as it goes out. That
//! somebody listened is in the audit log, once.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State as AppState;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use sea_orm::DbErr;
use utoipa_axum::routes;

use super::entity::recording::{self, Kind, State};
use super::sound::{self, PIECE, SoundError};
use super::store;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::extract::PathId;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{CallId, RecordingId, UserId};
use crate::modules::auth::Role;
use crate::tenancy::{TenantDb, in_transaction};

/// A player that goes back and forth for so long listens once.
const ONE_LISTENING: Duration = Duration::from_mins(10);

/// The routes of sound.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(get_call_recording))
        .members(Role::FrontDesk, routes!(get_call_voicemail))
}

/// Who has listened to what in the last minutes.
pub struct Listenings(moka::sync::Cache<(UserId, RecordingId), ()>);

impl Listenings {
    /// Nobody yet.
    pub fn new() -> Self {
        Self(moka::sync::Cache::builder().max_capacity(10_000).time_to_live(ONE_LISTENING).build())
    }

    /// Whether this is the first time in these minutes.
    fn begins(&self, who: UserId, what: RecordingId) -> bool {
        self.0.entry((who, what)).or_insert(()).is_fresh()
    }

    /// It was not written down, so it has not begun.
    fn forget(&self, who: UserId, what: RecordingId) {
        self.0.invalidate(&(who, what));
    }
}

impl Default for Listenings {
    fn default() -> Self {
        Self::new()
    }
}

/// A call's recording, as a file.
#[utoipa::path(get, path = "/api/calls/{id}/recording", tag = "calls", operation_id = "getCallRecording",
    params(("id" = CallId, Path), ("Range" = Option<String>, Header, description = "One range of bytes")), responses(
    (status = 200, description = "The sound: MP3 or WAV", body = Vec<u8>, content_type = "audio/mpeg"),
    (status = 206, description = "The part that `Range` names", body = Vec<u8>, content_type = "audio/mpeg"),
    (status = 404, description = "There is none, or it is not there yet or any more", body = ErrorBody),
    (status = 416, description = "The sound is shorter than that", body = ErrorBody),
))]
async fn get_call_recording(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    play(&app, &member, id, Kind::Call, &headers).await
}

/// The message that a caller has left after the tone, as a file.
#[utoipa::path(get, path = "/api/calls/{id}/voicemail", tag = "calls", operation_id = "getCallVoicemail",
    params(("id" = CallId, Path), ("Range" = Option<String>, Header, description = "One range of bytes")), responses(
    (status = 200, description = "The sound: MP3 or WAV", body = Vec<u8>, content_type = "audio/mpeg"),
    (status = 206, description = "The part that `Range` names", body = Vec<u8>, content_type = "audio/mpeg"),
    (status = 404, description = "There is none, or it is not there yet or any more", body = ErrorBody),
    (status = 416, description = "The sound is shorter than that", body = ErrorBody),
))]
async fn get_call_voicemail(
    AppState(app): AppState<App>,
    member: Member,
    PathId(id): PathId<CallId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    play(&app, &member, id, Kind::Voicemail, &headers).await
}

async fn play(
    app: &App,
    member: &Member,
    call: CallId,
    kind: Kind,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let recordings = store::list_recordings(&member.tenant, call).await?;
    let mut stored = recordings.into_iter().filter(|row| row.kind == kind && row.state == State::Stored);
    let row = stored.next().ok_or_else(|| Problem::not_found("recording"))?;
    let size = usize::try_from(row.size_bytes).unwrap_or(0);
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (status, range) = match asked.map_or(Asked::All, |range| Asked::read(range, size)) {
        Asked::All => (StatusCode::OK, 0..size),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Nowhere => return Ok(nowhere(size)),
    };
    note(app, member, &row).await?;
    let content_type = row.content_type.as_deref().unwrap_or("application/octet-stream");
    let content_type = HeaderValue::from_str(content_type).map_err(Problem::internal)?;
    let mut response = Body::from_stream(opened(app.clone(), Arc::clone(&member.tenant), row, range.clone()))
        .into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.len()));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // Sound does not become smaller, and a length that was promised would be wrong.
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if status == StatusCode::PARTIAL_CONTENT {
        let place = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        headers.insert(header::CONTENT_RANGE, HeaderValue::from_str(&place).map_err(Problem::internal)?);
    }
    Ok(response)
}

fn nowhere(size: usize) -> Response {
    let message = format!("the sound has {size} bytes; ask for a range within them");
    let mut response =
        Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", message).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

/// Writes into the audit log that somebody listens.
async fn note(app: &App, member: &Member, row: &recording::Model) -> Result<(), Problem> {
    if !app.listenings.begins(member.user_id, row.id) {
        return Ok(());
    }
    let noted: Result<(), DbErr> = in_transaction!(member.tenant, tx => {
        let about = ("call", Some(row.call_id.to_string()));
        tx.note("listened", about, serde_json::json!({ "kind": row.kind }));
        Ok(())
    });
    // Nobody listens unseen.
    noted.inspect_err(|_| app.listenings.forget(member.user_id, row.id))?;
    Ok(())
}

/// The sound between two bytes, piece by piece.
fn opened(
    app: App,
    db: Arc<TenantDb>,
    row: recording::Model,
    range: Range<usize>,
) -> impl futures_util::Stream<Item = Result<Bytes, SoundError>> {
    let pieces = range.start / PIECE..range.end.div_ceil(PIECE);
    stream::iter(pieces).then(move |index| {
        let (app, db, row, range) = (app.clone(), Arc::clone(&db), row.clone(), range.clone());
        async move {
            let part = i32::try_from(index).map_err(|_| SoundError::Missing)?;
            let opened = sound::piece(&app, &db, &row, part).await.inspect_err(|error| {
                tracing::error!(%error, recording = %row.id, "a recording could not be played to its end");
            })?;
            let begins = index * PIECE;
            let from = range.start.saturating_sub(begins);
            let to = (range.end - begins).min(opened.len());
            Ok(Bytes::from(opened).slice(from..to))
        }
    })
}

/// What a player asks for (RFC 9110 §14).
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// Everything, or what cannot be understood or served: then everything is right.
    All,
    /// A part.
    Part(Range<usize>),
    /// A part that is not there.
    Nowhere,
}

impl Asked {
    fn read(range: &str, size: usize) -> Self {
        let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
        else {
            return Self::All;
        };
        let number = |text: &str| match text.trim() {
            "" => Ok(None),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map(Some).map_err(drop)
            }
            _ => Err(()),
        };
        match (number(first), number(last)) {
            (Ok(None), Ok(Some(count))) => match size.saturating_sub(count)..size {
                part if part.is_empty() => Self::Nowhere,
                part => Self::Part(part),
            },
            (Ok(Some(first)), Ok(last)) if last.is_none_or(|last| first <= last) => {
                let end = last.map_or(size, |last: usize| last.saturating_add(1).min(size));
                if first < end { Self::Part(first..end) } else { Self::Nowhere }
            }
            _ => Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_the_sound_or_everything() {
        for (range, expected) in [
            ("bytes=0-", Asked::Part(0..10)),
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=3-6", Asked::Part(3..7)),
            ("bytes=8-99", Asked::Part(8..10)),
            ("bytes=-4", Asked::Part(6..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=10-", Asked::Nowhere),
            ("bytes=10-20", Asked::Nowhere),
            ("bytes=-0", Asked::Nowhere),
            ("bytes=6-3", Asked::All),
            ("bytes=-", Asked::All),
            ("bytes=0-1,4-5", Asked::All),
            ("bytes=+1-2", Asked::All),
            ("bytes=99999999999999999999-", Asked::All),
            ("items=0-1", Asked::All),
            ("", Asked::All),
        ] {
            assert_eq!(Asked::read(range, 10), expected, "{range}");
        }
    }
}
