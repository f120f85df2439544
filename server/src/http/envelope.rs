//! The shape of every successful answer: `{"status":"success","data":…}`, and for lists a `pagination` beside it.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::Query;
use super::problem::Problem;

/// One thing, with status 200.
#[derive(Debug, Serialize, ToSchema)]
pub struct Success<T> {
    #[schema(inline)]
    status: SuccessStatus,
    /// What was asked for.
    data: T,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SuccessStatus {
    Success,
}

impl<T> Success<T> {
    /// Wraps it.
    pub fn new(data: T) -> Self {
        Self { status: SuccessStatus::Success, data }
    }
}

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        json(&self)
    }
}

/// Room for most answers, in bytes, so that they are not moved while they are written.
const ROOM: usize = 8 * 1024;

fn json(body: &impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(ROOM);
    match serde_json::to_writer(&mut bytes, body) {
        Ok(()) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// One new thing, with status 201.
#[derive(Debug)]
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Success::new(self.0)).into_response()
    }
}

/// It is gone: status 204, without a body.
#[derive(Debug)]
pub struct Removed;

impl IntoResponse for Removed {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    #[schema(inline)]
    status: SuccessStatus,
    /// The page's items.
    data: Vec<T>,
    /// Where in the list they are.
    pagination: Pagination,
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        json(&self)
    }
}

/// Where a page lies in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// This page, from 1.
    page: u64,
    /// Items a page.
    page_size: u64,
    /// Items in the whole list.
    total: u64,
    /// Pages in the whole list.
    total_pages: u64,
}

/// Which page of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    number: u64,
    size: u64,
}

impl Page {
    /// The most items that one page can have.
    const MAX_SIZE: u64 = 100;

    /// The first page of `size` items.
    pub fn first(size: u64) -> Self {
        Self { number: 1, size }
    }

    /// Items before this page.
    pub fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.size)
    }

    /// Items a page.
    pub fn size(self) -> u64 {
        self.size
    }
}

/// A page of rows on its way out.
#[derive(Debug)]
pub struct PageOf<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Which page it is.
    pub page: Page,
    /// Rows in the whole list.
    pub total: u64,
}

impl<T> PageOf<T> {
    /// One page of what is in memory already.
    pub fn of(all: impl IntoIterator<Item = T>, page: Page) -> Self {
        let mut total = 0;
        let is_on_it = |_: &T| {
            total += 1;
            (page.offset()..page.offset().saturating_add(page.size())).contains(&(total - 1))
        };
        let rows = all.into_iter().filter(is_on_it).collect();
        Self { rows, page, total }
    }

    /// Shapes each row for the answer.
    pub fn listed<U>(self, shape: impl FnMut(T) -> U) -> Listed<U> {
        let Page { number, size } = self.page;
        Listed {
            status: SuccessStatus::Success,
            data: self.rows.into_iter().map(shape).collect(),
            pagination: Pagination {
                page: number,
                page_size: size,
                total: self.total,
                total_pages: self.total.div_ceil(size),
            },
        }
    }
}

/// The part of a list's query that says which page; a handler takes it as a [`Page`].
#[derive(Debug, Clone, Copy, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Page, from 1.
    #[param(minimum = 1, default = 1)]
    page: u64,
    /// Items a page, at most 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    page_size: u64,
}

impl Default for PageQuery {
    fn default() -> Self {
        Self { page: 1, page_size: 25 }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(PageQuery { page, page_size }) = Query::from_request_parts(parts, state).await?;
        if page == 0 || page > 1_000_000 {
            return Err(Problem::invalid("page", "must be from 1 to 1000000"));
        }
        if page_size == 0 || page_size > Self::MAX_SIZE {
            return Err(Problem::invalid("pageSize", "must be from 1 to 100"));
        }
        Ok(Self { number: page, size: page_size })
    }
}
