//! A picture of somebody, for the dashboard and for clients who choose with whom they book.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::ActiveValue::Set;
use sha2::{Digest, Sha256};

use super::entity::employee;
use super::store;
use super::wire::{self, EmployeeBody, TeamError};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::PathId;
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::tenancy::in_transaction;

/// Most bytes of a picture.
const MAX_BYTES: usize = 512 * 1024;

/// Sets somebody's picture: the bytes of a PNG, JPEG or WebP file.
#[utoipa::path(put, path = "/api/employees/{id}/photo", tag = "employees", operation_id = "setEmployeePhoto",
    params(("id" = EmployeeId, Path)),
    request_body(content = String, content_type = "application/octet-stream",
        description = "The file itself, at most 512 kB; what it is, its first bytes say"), responses(
    (status = 200, description = "Set", body = Success<EmployeeBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
    (status = 413, description = "It is too large", body = ErrorBody),
    (status = 415, description = "It is no picture of these kinds", body = ErrorBody),
))]
pub(super) async fn set_employee_photo(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Success<EmployeeBody>, Problem> {
    let too_large =
        || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "photo_too_large", "a photo can have at most 512 kB");
    let bytes = bytes.map_err(|_| too_large())?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    let kind = kind_of(&bytes).ok_or_else(|| {
        let message = "a photo must be a PNG, JPEG or WebP file";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_photo", message)
    })?;
    change(&app, &member, id, Some((kind, bytes.to_vec()))).await
}

/// Takes somebody's picture away.
#[utoipa::path(delete, path = "/api/employees/{id}/photo", tag = "employees", operation_id = "deleteEmployeePhoto",
    params(("id" = EmployeeId, Path)), responses(
    (status = 200, description = "Gone", body = Success<EmployeeBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn delete_employee_photo(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
) -> Result<Success<EmployeeBody>, Problem> {
    change(&app, &member, id, None).await
}

async fn change(
    app: &App,
    member: &Member,
    id: EmployeeId,
    photo: Option<(&'static str, Vec<u8>)>,
) -> Result<Success<EmployeeBody>, Problem> {
    let now = app.clock.now().into();
    let etag = photo.as_ref().map(|(_, bytes)| hex::encode(&Sha256::digest(bytes)[..16]));
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        store::set_photo(tx, id, photo.clone(), now).await?;
        let change = employee::ActiveModel {
            photo_etag: Set(etag.clone()),
            updated_at: Set(now),
            ..Default::default()
        };
        store::update(tx, id, change).await.map_err(TeamError::from)
    })?;
    Ok(Success::new(wire::employee(app, member, id).await?))
}

/// Somebody's picture.
#[utoipa::path(get, path = "/api/employees/{id}/photo", tag = "employees", operation_id = "getEmployeePhoto",
    params(("id" = EmployeeId, Path)), responses(
    (status = 200, description = "The file: PNG, JPEG or WebP", body = String, content_type = "image/*"),
    (status = 304, description = "It is the one that `If-None-Match` names"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
pub(super) async fn get_employee_photo(
    member: Member,
    PathId(id): PathId<EmployeeId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let photo = store::find_photo(&member.tenant, id).await?.ok_or_else(|| Problem::not_found("photo"))?;
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&photo.bytes)[..16]));
    let is_known =
        headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = match is_known {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(header::CONTENT_TYPE, photo.content_type)], photo.bytes).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_str(&etag).map_err(Problem::internal)?);
    // Only the member's own browser may keep it, and asks each time.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// By its first bytes: what a browser says of a file is only a guess by its name.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}
