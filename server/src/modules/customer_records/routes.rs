//! Joining, handing out and erasing in the dashboard.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::export::CustomerRecord;
use super::{erase, export, merge};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Body, PathId};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::CustomerId;
use crate::modules::auth::Role;
use crate::modules::customers::CustomerBody;
use crate::modules::tenants;
use crate::tenancy::in_transaction;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(merge_customers))
        .members(Role::Manager, routes!(export_customer))
        .members(Role::Manager, routes!(erase_customer))
}

/// Who is the same person.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Merge {
    /// Goes over into the customer of the path.
    #[garde(skip)]
    other_id: CustomerId,
}

/// Joins another customer to this one: visits, calls and waitlist entries go over, empty fields are filled from the
/// other, and the other is gone. It cannot be undone.
#[utoipa::path(post, path = "/api/customers/{id}/merge", tag = "customers", operation_id = "mergeCustomers",
    params(("id" = CustomerId, Path)), request_body = Merge, responses(
    (status = 200, description = "The customer as they are now", body = Success<CustomerBody>),
    (status = 400, description = "They are the same already", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "One of them is not there", body = ErrorBody),
))]
async fn merge_customers(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
    Body(body): Body<Merge>,
) -> Result<Success<CustomerBody>, Problem> {
    if id == body.other_id {
        return Err(Problem::invalid("otherId", "must be another customer"));
    }
    let now = app.clock.now();
    let by = member.actor();
    let row = in_transaction!(member.tenant, tx => merge::merge(tx, id, body.other_id, &by, now).await)?;
    Ok(Success::new(row.into()))
}

/// All that is known of a customer, as a file: profile, visits with their history, calls with what was said, messages,
/// waitlist.
#[utoipa::path(get, path = "/api/customers/{id}/export", tag = "customers", operation_id = "exportCustomer",
    params(("id" = CustomerId, Path)), responses(
    (status = 200, description = "The file", body = Success<CustomerRecord>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Merged into another", body = ErrorBody),
))]
async fn export_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let record = export::record_of(&member.tenant, &salon, id).await?;
    let name = format!("attachment; filename=\"{id}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], Success::new(record)).into_response())
}

/// The word that makes it certain.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Erasure {
    /// The customer's name.
    #[garde(skip)]
    confirm: String,
}

/// Erases all that says who a customer was, for good: name, number, notes, what was said in calls, messages. Visits to
/// come are called off without a message; what was done and earned stays in the figures.
#[utoipa::path(post, path = "/api/customers/{id}/erase", tag = "customers", operation_id = "eraseCustomer",
    params(("id" = CustomerId, Path)), request_body = Erasure, responses(
    (status = 200, description = "What is left", body = Success<CustomerBody>),
    (status = 400, description = "The name does not match", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Merged into another, or erased already", body = ErrorBody),
))]
async fn erase_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
    Body(body): Body<Erasure>,
) -> Result<Success<CustomerBody>, Problem> {
    let now = app.clock.now();
    let by = member.actor();
    let row = in_transaction!(member.tenant, tx => erase::erase(tx, id, &body.confirm, &by, now).await)?;
    app.work.notify_one();
    Ok(Success::new(row.into()))
}
