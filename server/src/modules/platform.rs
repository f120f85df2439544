//! What belongs to the installation and to no salon: whether it is well, and its API document.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::app::App;
use crate::http::access::Routes;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new().public(routes!(get_health)).public(routes!(get_openapi))
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Health {
    #[schema(inline)]
    status: HealthStatus,
    #[schema(inline)]
    database: DatabaseStatus,
    /// Seconds since the process started.
    uptime_seconds: u64,
    /// The server's version.
    version: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum HealthStatus {
    Ok,
    Degraded,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DatabaseStatus {
    Up,
    Down,
}

/// Whether the server and its database are well.
#[utoipa::path(get, path = "/api/health", tag = "platform", operation_id = "getHealth", responses(
    (status = 200, description = "All is well", body = Health),
    (status = 503, description = "The database does not answer", body = Health),
))]
async fn get_health(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let answer = tokio::time::timeout(std::time::Duration::from_secs(3), app.database.ping()).await;
    let is_up = matches!(answer, Ok(Ok(())));
    let health = Health {
        status: if is_up { HealthStatus::Ok } else { HealthStatus::Degraded },
        database: if is_up { DatabaseStatus::Up } else { DatabaseStatus::Down },
        uptime_seconds: app.started.elapsed().as_secs(),
        version: env!("CARGO_PKG_VERSION"),
    };
    (if is_up { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, Json(health))
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "platform", operation_id = "getOpenapi", responses(
    (status = 200, description = "OpenAPI 3.1", body = serde_json::Value),
))]
async fn get_openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(crate::http::router::openapi())
}
