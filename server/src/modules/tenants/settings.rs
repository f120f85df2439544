//! The salon's settings: one typed document with a version, so that of two who change it at once one is told.
//!
//! Opening hours are not in it: they have tables of their own. Which settings have an effect today: the greeting, and
//! whether text messages go out. Tone and e-mail wait for the receptionist's models and for mails to customers.

use axum::extract::State;
use garde::Validate;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::tenant;
use super::salon::salon;
use super::store;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Body, is_prose};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::auth::Role;
use crate::tenancy::in_transaction;

/// The routes of settings.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(get_settings))
        .members(Role::Manager, routes!(set_settings))
}

/// All settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = SalonSettings)]
pub struct Settings {
    /// The receptionist.
    #[garde(dive)]
    pub ai_assistant: AiAssistant,
    /// Messages to customers and employees.
    #[garde(skip)]
    pub notifications: Notifications,
}

/// How the receptionist speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AiAssistant {
    /// What callers hear first; nothing: the usual greeting with the salon's name.
    #[garde(inner(length(chars, min = 1, max = 500), custom(is_prose)))]
    #[schema(min_length = 1, max_length = 500, required)]
    pub greeting: Option<String>,
    /// How it sounds.
    #[garde(skip)]
    pub tone: Tone,
}

/// How the receptionist sounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Polite and brief.
    #[default]
    Professional,
    /// Warm.
    Friendly,
    /// As among friends.
    Casual,
}

/// Which messages go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Notifications {
    /// Text messages: confirmations, changes, offers of the waitlist.
    pub sms_enabled: bool,
    /// E-mail.
    pub email_enabled: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { sms_enabled: true, email_enabled: true }
    }
}

impl Settings {
    /// The settings of a row. What a later version wrote and this one does not know counts as not set.
    pub(super) fn of(row: &tenant::Model) -> Self {
        serde_json::from_value(row.settings.clone()).unwrap_or_else(|error| {
            tracing::warn!(%error, "a salon's settings cannot be read; the usual ones hold");
            Self::default()
        })
    }
}

/// The settings with their version.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VersionedSettings {
    /// Counts up with every change.
    version: i32,
    settings: Settings,
}

/// New settings, over those of a version.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewSettings {
    /// The version that these are a change of.
    #[garde(skip)]
    version: i32,
    #[garde(dive)]
    settings: Settings,
}

/// The salon's settings.
#[utoipa::path(get, path = "/api/tenant/settings", tag = "tenants", operation_id = "getSettings", responses(
    (status = 200, description = "The settings", body = Success<VersionedSettings>),
))]
async fn get_settings(State(app): State<App>, member: Member) -> Result<Success<VersionedSettings>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    let version = salon.tenant.settings_version;
    Ok(Success::new(VersionedSettings { version, settings: salon.settings.clone() }))
}

/// Replaces the salon's settings.
#[utoipa::path(put, path = "/api/tenant/settings", tag = "tenants", operation_id = "setSettings",
    request_body = NewSettings, responses(
    (status = 200, description = "Saved", body = Success<VersionedSettings>),
    (status = 409, description = "Somebody else has changed them since", body = ErrorBody),
))]
async fn set_settings(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewSettings>,
) -> Result<Success<VersionedSettings>, Problem> {
    let now = app.clock.now().into();
    let document = serde_json::to_value(&body.settings).map_err(Problem::internal)?;
    let version = in_transaction!(member.tenant, tx => {
        let row = store::lock_record(tx).await?;
        if row.settings_version != body.version {
            let message = "the settings have changed since you read them; read them again and repeat the change";
            return Err(Problem::conflict("stale_version", message));
        }
        let version = row.settings_version + 1;
        let change = tenant::ActiveModel {
            settings: Set(document.clone()),
            settings_version: Set(version),
            ..Default::default()
        };
        store::change_record(tx, change, now).await?;
        Ok(version)
    })?;
    Ok(Success::new(VersionedSettings { version, settings: body.settings }))
}
