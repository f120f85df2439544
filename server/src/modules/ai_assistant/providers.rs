//! How the language models fare that can be asked, and what they have cost the salon.

use axum::extract::State;
use jiff::Timestamp;
use providers::ai::chat::{BreakerState, ProviderHealth};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Provider};

/// The routes of models.
pub(super) fn routes() -> Routes {
    Routes::new().members(Role::FrontDesk, routes!(list_providers))
}

/// The models, and what they cost.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Providers {
    /// Those that this installation has; none: the receptionist's own engine answers alone.
    models: Vec<ModelHealth>,
    /// When this month began on the salon's calendar.
    #[schema(value_type = String, format = "date-time")]
    since: Timestamp,
    /// What calls since then have cost, in millionths of a US dollar.
    spent_micros: i64,
    /// What they may cost in a month, in US cents.
    #[schema(required)]
    monthly_budget_cents: Option<u32>,
}

/// How a model fares.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ModelHealth {
    /// Under which name salons choose it.
    provider: Provider,
    /// How it is called in calls.
    name: String,
    state: ModelState,
    /// When it is tried again, while it rests.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    until: Option<Timestamp>,
    /// How often in a row it has failed, for all salons together.
    failures: u32,
}

/// Whether a model is asked.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ModelState {
    /// It is asked.
    Closed,
    /// It has failed and is left alone for a while.
    Resting,
    /// It has rested: the next question tells whether it is well again.
    Trial,
}

impl From<(Provider, ProviderHealth)> for ModelHealth {
    fn from((provider, health): (Provider, ProviderHealth)) -> Self {
        let (state, until) = match health.state {
            BreakerState::Closed => (ModelState::Closed, None),
            BreakerState::Resting { until } => (ModelState::Resting, Some(until)),
            BreakerState::Trial => (ModelState::Trial, None),
        };
        Self { provider, name: health.name, state, until, failures: health.failures }
    }
}

/// The language models that can be asked, how they fare, and what they have cost this month.
#[utoipa::path(get, path = "/api/ai-assistant/providers", tag = "aiAssistant", operation_id = "listProviders", responses(
    (status = 200, description = "The models", body = Success<Providers>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_providers(State(app): State<App>, member: Member) -> Result<Success<Providers>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let since = salon.beginning_of_month(app.clock.now()).map_err(Problem::internal)?;
    Ok(Success::new(Providers {
        models: app.talker.health().into_iter().map(ModelHealth::from).collect(),
        since,
        spent_micros: app.spending.since(&member.tenant, since).await?,
        monthly_budget_cents: salon.settings.ai_assistant.monthly_budget_cents,
    }))
}
