//! Files in and out of the dashboard.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use super::export;
use super::import::{self, Desk, ImportReport, Kind};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::Query;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::auth::Role;
use crate::modules::tenants;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(export_customers))
        .members(Role::Manager, routes!(export_services))
        .members(Role::Manager, routes!(export_appointments))
        .members(Role::Manager, routes!(import_customers))
        .members(Role::Manager, routes!(import_services))
        .members(Role::Manager, routes!(import_appointments))
}

/// All customers as a table: UTF-8, RFC 4180; cells that a spreadsheet would take for a formula begin with `'`.
#[utoipa::path(get, path = "/api/export/customers.csv", tag = "transfer", operation_id = "exportCustomers",
    responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn export_customers(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    export(&app, member, Kind::Customers, "customers.csv").await
}

/// All services as a table: UTF-8, RFC 4180; cells that a spreadsheet would take for a formula begin with `'`.
#[utoipa::path(get, path = "/api/export/services.csv", tag = "transfer", operation_id = "exportServices",
    responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn export_services(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    export(&app, member, Kind::Services, "services.csv").await
}

/// All visits as a table: UTF-8, RFC 4180; times are on the salon's clock; cells that a spreadsheet would take for a
/// formula begin with `'`.
#[utoipa::path(get, path = "/api/export/appointments.csv", tag = "transfer", operation_id = "exportAppointments",
    responses(
    (status = 200, description = "The file", body = String, content_type = "text/csv"),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn export_appointments(State(app): State<App>, member: Member) -> Result<Response, Problem> {
    export(&app, member, Kind::Appointments, "appointments.csv").await
}

async fn export(app: &App, member: Member, kind: Kind, name: &'static str) -> Result<Response, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(export::export(member.tenant, salon, kind, name))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Only says what would become of the file.
    #[serde(default)]
    dry_run: bool,
}

type Received = Result<Bytes, BytesRejection>;

/// Reads customers in, all of them or none. They are known by `id`, else by phone number, else by name and e-mail address
/// together; an empty cell changes nothing.
#[utoipa::path(post, path = "/api/import/customers", tag = "transfer", operation_id = "importCustomers",
    params(ImportQuery), request_body(content = String, content_type = "text/csv"), responses(
    (status = 200, description = "What became of it, or would", body = Success<ImportReport>),
    (status = 400, description = "No table, or `import_failed`: `details` has the report", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 413, description = "More than a megabyte", body = ErrorBody),
))]
async fn import_customers(
    State(app): State<App>,
    member: Member,
    Query(query): Query<ImportQuery>,
    file: Received,
) -> Result<Success<ImportReport>, Problem> {
    import(&app, &member, Kind::Customers, &query, file).await
}

/// Reads services in, all of them or none. They are known by `id`, else by name; an empty cell changes nothing.
#[utoipa::path(post, path = "/api/import/services", tag = "transfer", operation_id = "importServices",
    params(ImportQuery), request_body(content = String, content_type = "text/csv"), responses(
    (status = 200, description = "What became of it, or would", body = Success<ImportReport>),
    (status = 400, description = "No table, or `import_failed`: `details` has the report", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 413, description = "More than a megabyte", body = ErrorBody),
))]
async fn import_services(
    State(app): State<App>,
    member: Member,
    Query(query): Query<ImportQuery>,
    file: Received,
) -> Result<Success<ImportReport>, Problem> {
    import(&app, &member, Kind::Services, &query, file).await
}

/// Reads visits in, all of them or none, past and to come, without a message to anybody. Notice, horizon and opening
/// hours do not count, but nobody gets two visits at once. They are known by `id`, else by customer, employee, service
/// and start; an empty cell changes nothing.
#[utoipa::path(post, path = "/api/import/appointments", tag = "transfer", operation_id = "importAppointments",
    params(ImportQuery), request_body(content = String, content_type = "text/csv"), responses(
    (status = 200, description = "What became of it, or would", body = Success<ImportReport>),
    (status = 400, description = "No table, or `import_failed`: `details` has the report", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 413, description = "More than a megabyte", body = ErrorBody),
))]
async fn import_appointments(
    State(app): State<App>,
    member: Member,
    Query(query): Query<ImportQuery>,
    file: Received,
) -> Result<Success<ImportReport>, Problem> {
    import(&app, &member, Kind::Appointments, &query, file).await
}

async fn import(
    app: &App,
    member: &Member,
    kind: Kind,
    query: &ImportQuery,
    file: Received,
) -> Result<Success<ImportReport>, Problem> {
    let bytes =
        file.map_err(|rejection| Problem::new(rejection.status(), "bad_request", rejection.body_text()))?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let desk = Desk { salon: &salon, by: member.actor(), now: app.clock.now() };
    let report = import::import(&member.tenant, &desk, kind, &bytes, query.dry_run).await?;
    app.work.notify_one();
    Ok(Success::new(report))
}
