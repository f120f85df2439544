//! The log in the dashboard.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::store::{self, Selection};
use super::verify::verify;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Listed, Page, PageOf, PageQuery, Success};
use crate::http::extract::Query;
use crate::http::problem::Problem;
use crate::modules::auth::{self, Role};
use crate::tenancy::audit_entry;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_audit_log))
        .members(Role::Manager, routes!(verify_audit_log))
}

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// From this instant on.
    #[param(value_type = Option<String>, format = "date-time")]
    from: Option<Timestamp>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = "date-time")]
    to: Option<Timestamp>,
    /// What was done: `created`, `updated`, `deleted`, `logged_in`, `log_in_failed`, `denied`, …
    #[param(max_length = 40)]
    action: Option<String>,
    /// To what: `appointment`, `customer`, `member`, `api key`, …
    #[param(max_length = 40)]
    subject: Option<String>,
    /// The id of what it was done to.
    #[param(max_length = 40)]
    subject_id: Option<String>,
    /// The id of who did it.
    #[param(max_length = 40)]
    actor_id: Option<String>,
}

/// An entry of the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditEntry {
    /// Its number in the salon's log, from 1, without a gap.
    seq: i64,
    #[schema(value_type = String, format = "date-time")]
    at: Timestamp,
    actor: AuditActor,
    action: String,
    /// What it was done to.
    subject: String,
    #[schema(required)]
    subject_id: Option<String>,
    /// What else there is to say: `before` and `after` of a change. Nothing once the person it is about was erased.
    #[schema(value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>, required)]
    details: Option<serde_json::Value>,
    /// From where.
    #[schema(required)]
    address: Option<String>,
    /// The request in whose course it happened; empty for work of the server itself.
    request_id: String,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditActor {
    /// `PERSON`, `OPERATOR`, `KEY`, `CALL`, `TELEPHONE`, `NOBODY` (at the door, or with a link) or `BOLT`.
    kind: String,
    #[schema(required)]
    id: Option<String>,
    /// The person's or the key's name today.
    #[schema(required)]
    name: Option<String>,
}

fn shown(row: audit_entry::Model, names: &BTreeMap<String, String>) -> AuditEntry {
    let details = row.details.and_then(|text| serde_json::from_str(&text).ok());
    let details = details.map(|mut details: serde_json::Value| {
        // Only there to make the hash unguessable.
        if let Some(fields) = details.as_object_mut() {
            fields.remove("chance");
        }
        details
    });
    let name = row.actor_id.as_ref().and_then(|id| names.get(id).cloned());
    AuditEntry {
        seq: row.seq,
        at: row.at.timestamp(),
        actor: AuditActor { kind: row.actor_kind, id: row.actor_id, name },
        action: row.action,
        subject: row.subject,
        subject_id: row.subject_id,
        details,
        address: row.address,
        request_id: row.request_id,
    }
}

/// What was done in the salon, the newest first.
#[utoipa::path(get, path = "/api/audit-log", tag = "audit", operation_id = "listAuditLog", params(AuditQuery, PageQuery),
    responses(
    (status = 200, description = "One page", body = Listed<AuditEntry>),
))]
async fn list_audit_log(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<AuditQuery>,
) -> Result<Listed<AuditEntry>, Problem> {
    let selection = Selection {
        from: query.from,
        to: query.to,
        action: query.action,
        subject: query.subject,
        subject_id: query.subject_id,
        actor_id: query.actor_id,
    };
    let PageOf { rows, page, total } = store::page(&member.tenant, &selection, page).await?;
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.actor_id.as_deref()).collect();
    let names = auth::names_of_actors(&app, &member.tenant, &ids).await?;
    Ok(PageOf { rows, page, total }.listed(|row| shown(row, &names)))
}

/// Whether the log is as it was written.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditVerification {
    is_intact: bool,
    /// Entries that hold, from the first on.
    entries: i64,
    /// The hash of the last of them. Kept elsewhere, it pins all before it.
    hash: String,
    /// What is wrong, if something is.
    #[schema(required)]
    problem: Option<String>,
}

/// Goes along the log and says whether every entry is as it was written.
#[utoipa::path(get, path = "/api/audit-log/verification", tag = "audit", operation_id = "verifyAuditLog", responses(
    (status = 200, description = "What was found", body = Success<AuditVerification>),
))]
async fn verify_audit_log(member: Member) -> Result<Success<AuditVerification>, Problem> {
    let (verification, outcome) = verify(&member.tenant).await?;
    Ok(Success::new(AuditVerification {
        is_intact: outcome.is_ok(),
        entries: verification.entries(),
        hash: verification.hash().to_owned(),
        problem: outcome.err().map(|broken| broken.to_string()),
    }))
}
