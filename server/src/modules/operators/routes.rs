//! What an operator can do.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::app::App;
use crate::http::access::{Operator, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, is_name, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::http::visitor::Visitor;
use crate::ids::{TenantId, TenantRef};
use crate::instant::Instant;
use crate::modules::auth::{self, LookIn};
use crate::modules::billing::{self, Plan, Status as SubscriptionStatus, SubscriptionRow};
use crate::modules::tenants::{self, TenantRecord, TenantStatus};
use crate::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope, in_transaction};

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .operators(routes!(list_tenants))
        .operators(routes!(get_operator_tenant))
        .operators(routes!(set_tenant_status))
        .operators(routes!(look_in))
}

/// Which salons are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct TenantQuery {
    /// Part of the name.
    #[param(max_length = 100)]
    search: Option<String>,
    status: Option<TenantStatus>,
}

/// A salon as those see it who look after the installation: nothing of its customers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OperatorTenant {
    id: TenantId,
    name: String,
    status: TenantStatus,
    /// Why it stands like that.
    #[schema(required)]
    status_reason: Option<String>,
    timezone: String,
    country: String,
    currency: String,
    #[schema(required)]
    contact_email: Option<String>,
    /// What it subscribes to; nothing where it has never paid, or does not any more.
    #[schema(required)]
    plan: Option<Plan>,
    /// How its payments stand, as last seen at the payment company; nothing where it has never paid.
    #[schema(required)]
    payment: Option<SubscriptionStatus>,
    /// When its trial ends or has ended, with a plan or without.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    trial_ends_at: Option<Timestamp>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

impl OperatorTenant {
    fn new(row: TenantRecord, pays: Option<&SubscriptionRow>) -> Self {
        let status = pays.and_then(|pays| pays.status);
        let paid_trial =
            pays.filter(|_| status == Some(SubscriptionStatus::Trialing)).and_then(|pays| pays.trial_end);
        Self {
            id: row.id,
            name: row.name,
            status: row.status,
            status_reason: row.status_reason,
            timezone: row.timezone,
            country: row.country,
            currency: row.currency,
            contact_email: row.contact_email,
            plan: pays.filter(|_| status.is_some_and(SubscriptionStatus::is_live)).and_then(|pays| pays.plan),
            payment: status,
            trial_ends_at: paid_trial.or(row.trial_ends_at).map(Instant::timestamp),
            created_at: row.created_at.timestamp(),
        }
    }
}

/// How a salon is to stand.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = TenantStatusChange)]
struct StatusChange {
    #[garde(skip)]
    status: TenantStatus,
    /// Why; the salon reads it in its log.
    #[garde(length(chars, min = 3, max = 300), custom(is_name))]
    #[schema(min_length = 3, max_length = 300)]
    reason: String,
}

/// Why an operator looks into a salon.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LookInBody {
    /// Why; the salon reads it in its log.
    #[garde(length(chars, min = 3, max = 300), custom(is_name))]
    #[schema(min_length = 3, max_length = 300)]
    reason: String,
}

fn platform(app: &App) -> PlatformDb {
    PlatformDb::new(&app.database, PlatformAccess::Operator)
}

async fn found(app: &App, id: TenantRef) -> Result<TenantRecord, Problem> {
    tenants::find_record(&platform(app), id).await?.ok_or_else(|| Problem::not_found("salon"))
}

async fn shown(app: &App, id: TenantRef) -> Result<OperatorTenant, Problem> {
    let record = found(app, id).await?;
    let pays = billing::find_subscriptions(&platform(app), [record.id]).await?;
    let pays = pays.get(&record.id);
    Ok(OperatorTenant::new(record, pays))
}

/// All salons of the installation, the newest first.
#[utoipa::path(get, path = "/api/operator/tenants", tag = "operator", operation_id = "listTenants",
    params(TenantQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<OperatorTenant>),
))]
async fn list_tenants(
    State(app): State<App>,
    _: Operator,
    page: Page,
    Query(query): Query<TenantQuery>,
) -> Result<Listed<OperatorTenant>, Problem> {
    let search = search_text(query.search)?;
    let page = tenants::page_records(&platform(&app), search.as_deref(), query.status, page).await?;
    let pays = billing::find_subscriptions(&platform(&app), page.rows.iter().map(|row| row.id)).await?;
    Ok(page.listed(|row| {
        let pays = pays.get(&row.id);
        OperatorTenant::new(row, pays)
    }))
}

/// One salon.
#[utoipa::path(get, path = "/api/operator/tenants/{id}", tag = "operator", operation_id = "getOperatorTenant",
    params(("id" = TenantRef, Path)), responses(
    (status = 200, description = "The salon", body = Success<OperatorTenant>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_operator_tenant(
    State(app): State<App>,
    _: Operator,
    PathId(id): PathId<TenantRef>,
) -> Result<Success<OperatorTenant>, Problem> {
    Ok(Success::new(shown(&app, id).await?))
}

/// Sets how a salon stands. A salon that is suspended or inactive can be looked at and not changed; its telephone is
/// answered with a message, and with a person where it has named one.
#[utoipa::path(put, path = "/api/operator/tenants/{id}/status", tag = "operator", operation_id = "setTenantStatus",
    params(("id" = TenantRef, Path)), request_body = StatusChange, responses(
    (status = 200, description = "Set", body = Success<OperatorTenant>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn set_tenant_status(
    State(app): State<App>,
    operator: Operator,
    PathId(id): PathId<TenantRef>,
    Body(body): Body<StatusChange>,
) -> Result<Success<OperatorTenant>, Problem> {
    let record = found(&app, id).await?;
    let db = TenantDb::new(&app.database, TenantScope::from_operator(&operator, &record));
    let now = app.clock.now().into();
    in_transaction!(db, tx => tenants::set_status(tx, body.status, body.reason.trim(), now).await)?;
    Ok(Success::new(shown(&app, id).await?))
}

/// Looks into a salon for an hour: everything can be read, nothing changed. The salon's log says who, when and why.
#[utoipa::path(post, path = "/api/operator/tenants/{id}/look-in", tag = "operator", operation_id = "lookIn",
    params(("id" = TenantRef, Path)), request_body = LookInBody, responses(
    (status = 201, description = "A log-in of its own; the operator's goes on", body = Success<LookIn>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn look_in(
    State(app): State<App>,
    visitor: Visitor,
    operator: Operator,
    PathId(id): PathId<TenantRef>,
    Body(body): Body<LookInBody>,
) -> Result<Created<LookIn>, Problem> {
    let record = found(&app, id).await?;
    let reason = body.reason.trim();
    let scope = TenantScope::from_operator(&operator, &record);
    let looked = json!({ "reason": reason });
    auth::open_look_in(&app, &visitor, &operator, scope, reason, looked).await.map(Created)
}
