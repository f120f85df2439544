//! Reading a request: bodies, queries and paths whose errors come in our envelope and name the field.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use garde::Validate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A JSON body, read and validated.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S, T> FromRequest<S> for Body<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Validate<Context = ()>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::new(rejection.status(), "bad_request", rejection.body_text()))?;
        let value: T = read_json(&bytes)?;
        value.validate()?;
        Ok(Self(value))
    }
}

/// Reads JSON; an error names the field.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::unreadable("the body is not UTF-8"))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() && path != "." {
            Problem::invalid(path, without_position(&cause))
        } else if cause.is_data() {
            Problem::unreadable(without_position(&cause))
        } else {
            Problem::unreadable(format!("the body is not JSON: {cause}"))
        }
    })?;
    deserializer.end().map_err(|_| Problem::unreadable("the body has something after its JSON"))?;
    Ok(value)
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// A query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        let deserializer = serde_html_form::Deserializer::new(pairs);
        serde_path_to_error::deserialize(deserializer).map(Self).map_err(|error| {
            let path = error.path().to_string();
            Problem::invalid(if path == "." { String::new() } else { path }, error.into_inner().to_string())
        })
    }
}

/// What a list is searched for; nothing but blanks is nothing.
///
/// # Errors
/// When it is longer than 100 characters.
pub fn search_text(text: Option<String>) -> Result<Option<String>, Problem> {
    if text.as_ref().is_some_and(|text| text.chars().count() > 100) {
        return Err(Problem::invalid("search", "must have at most 100 characters"));
    }
    Ok(text.filter(|text| !text.trim().is_empty()))
}

/// That a text is a name: something to read, and nothing that breaks a line. For garde's `custom`.
///
/// # Errors
/// When it is blank or has control characters.
pub fn is_name(name: &str, _: &()) -> garde::Result {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(garde::Error::new("must be a name"));
    }
    Ok(())
}

/// That minutes are a multiple of five, as the book counts. For garde's `custom`.
///
/// # Errors
/// When they are not.
pub fn is_in_fives(minutes: &u32, _: &()) -> garde::Result {
    if minutes.is_multiple_of(5) { Ok(()) } else { Err(garde::Error::new("must be a multiple of 5")) }
}

/// That a text has no control characters but for line breaks. For garde's `custom`.
///
/// # Errors
/// When it has.
pub fn is_prose(text: &str, _: &()) -> garde::Result {
    if text.chars().any(|letter| letter.is_control() && !"\n\r\t".contains(letter)) {
        return Err(garde::Error::new("must not have control characters"));
    }
    Ok(())
}

/// A date that no calendar of ours reaches.
pub fn out_of_range(field: &str) -> Problem {
    Problem::invalid(field, "is out of range")
}

/// The one id in a path. What is no id at all does not exist either.
#[derive(Debug)]
pub struct PathId<T>(pub T);

impl<S, T> FromRequestParts<S> for PathId<T>
where
    S: Send + Sync,
    T: std::str::FromStr + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::not_found("thing"))?;
        text.parse().map(Self).map_err(|_| Problem::not_found("thing"))
    }
}

/// The two ids in a path, or an id and what else names a thing. What is none does not exist either.
#[derive(Debug)]
pub struct PathIds<A, B>(pub A, pub B);

impl<S, A, B> FromRequestParts<S> for PathIds<A, B>
where
    S: Send + Sync,
    A: std::str::FromStr + Send,
    B: std::str::FromStr + Send,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let nothing = || Problem::not_found("thing");
        let Path((first, second)) =
            Path::<(String, String)>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        let first = first.parse().map_err(|_| nothing())?;
        Ok(Self(first, second.parse().map_err(|_| nothing())?))
    }
}

/// A field of a change that may be left out or be `null`, which are two things: left out is `None` (no change), `null` is
/// `Some(None)` (take it away). For serde's `deserialize_with`, together with `default`.
///
/// # Errors
/// Those of the value itself.
pub fn if_given<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}
