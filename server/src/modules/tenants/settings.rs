//! The salon's settings: one typed document with a version, so that of two who change it at once one is told.
//!
//! Opening hours are not in it: they have tables of their own.

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
use crate::jobs::{Job, enqueue};
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
    #[garde(dive)]
    pub notifications: Notifications,
}

/// How the receptionist speaks and what it may do.
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
    /// Its voice, by the name that the telephone company or the speech maker has for it; nothing: the usual one.
    #[garde(inner(length(chars, min = 1, max = 80), pattern(r"^[A-Za-z0-9._-]+$")))]
    #[schema(min_length = 1, max_length = 80, pattern = "^[A-Za-z0-9._-]+$", required)]
    pub voice: Option<String>,
    /// Who renders the phrases that are the same in every call.
    #[garde(skip)]
    pub speech: Speech,
    /// How a telephone call is carried.
    #[garde(skip)]
    pub line: Line,
    /// Who answers, first choice first; whoever fails or is slow gives the turn to the next. Empty: as installed. The
    /// receptionist's own engine is always last.
    #[garde(length(max = 3))]
    #[schema(max_items = 3)]
    pub providers: Vec<Provider>,
    /// What language models may cost in a calendar month, in US cents; then the own engine answers alone.
    #[garde(range(max = 1_000_000))]
    #[schema(maximum = 1_000_000)]
    pub monthly_budget_cents: Option<u32>,
    /// What it may do.
    #[garde(skip)]
    pub policy: AssistantPolicy,
    /// When it puts a caller through to a person.
    #[garde(dive)]
    pub transfer: TransferPolicy,
    /// What callers get while the salon is closed.
    #[garde(skip)]
    pub after_hours: AfterHours,
    /// Numbers whose calls are not taken, E.164.
    #[garde(length(max = 500), inner(pattern(r"^\+[1-9][0-9]{6,14}$")))]
    #[schema(max_items = 500)]
    pub blocked_numbers: Vec<String>,
    /// Recording of calls.
    #[garde(dive)]
    pub recording: Recording,
    /// How long calls can be heard and read.
    #[garde(dive)]
    pub retention: CallRetention,
    /// Where a call ends.
    #[garde(dive)]
    pub limits: CallLimits,
    /// Questions that it answers in the salon's own words.
    #[garde(length(max = 100), dive)]
    #[schema(max_items = 100)]
    pub knowledge: Vec<KnowledgeEntry>,
}

/// Who renders phrases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Speech {
    /// The telephone company's own voices.
    #[default]
    Network,
    /// ElevenLabs.
    Elevenlabs,
    /// OpenAI.
    Openai,
}

/// How a telephone call is carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Line {
    /// Turn by turn, by the telephone company's recogniser.
    #[default]
    Turns,
    /// Streamed words, which the caller may interrupt (ConversationRelay).
    Relay,
    /// Streamed sound to a model that listens and speaks itself (Media Streams and OpenAI Realtime).
    Realtime,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Provider {
    /// The receptionist's own engine.
    Local,
    /// The model configured as `OPENAI_*`.
    Openai,
    /// The model configured as `COMPATIBLE_*`: any server that speaks the same protocol.
    Compatible,
}

/// What the receptionist may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AssistantPolicy {
    /// Book visits.
    pub may_book: bool,
    /// Move visits.
    pub may_move: bool,
    /// Call visits off.
    pub may_cancel: bool,
    /// Say prices.
    pub may_tell_prices: bool,
}

impl Default for AssistantPolicy {
    fn default() -> Self {
        Self { may_book: true, may_move: true, may_cancel: true, may_tell_prices: true }
    }
}

/// When a caller is put through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TransferPolicy {
    /// When they ask for a person.
    #[garde(skip)]
    pub when_asked: bool,
    /// When they are upset.
    #[garde(skip)]
    pub when_upset: bool,
    /// After so many turns in a row that were not understood.
    #[garde(range(min = 1, max = 9))]
    #[schema(minimum = 1, maximum = 9)]
    pub after_misses: u8,
    /// At once, when the customer is marked as one who always reaches a person.
    #[garde(skip)]
    pub vip: bool,
    /// Whoever answers has to press a key first, so that their voicemail does not take the call.
    #[garde(skip)]
    pub screening: bool,
    /// While the salon is closed too.
    #[garde(skip)]
    pub outside_hours: bool,
    /// When nobody answers, the caller may leave a message.
    #[garde(skip)]
    pub voicemail: bool,
}

impl Default for TransferPolicy {
    fn default() -> Self {
        Self {
            when_asked: true,
            when_upset: true,
            after_misses: 4,
            vip: false,
            screening: false,
            outside_hours: true,
            voicemail: true,
        }
    }
}

/// What callers get while the salon is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AfterHours {
    /// The same as always.
    #[default]
    Answer,
    /// Their message is taken.
    Message,
}

/// Recording of calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Recording {
    /// Whether calls are recorded; only after the caller has been told, and not when they object.
    #[garde(skip)]
    pub enabled: bool,
    /// How they are told; nothing: the usual words.
    #[garde(inner(length(chars, min = 1, max = 300), custom(is_prose)))]
    #[schema(min_length = 1, max_length = 300, required)]
    pub notice: Option<String>,
}

/// How long calls can be heard and read. That there was a call, and what came of it, stays; and whoever is erased, is
/// erased from all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CallRetention {
    /// Days for which recordings and spoken messages are kept; 0: until the customer is erased.
    #[garde(range(max = 3650))]
    #[schema(minimum = 0, maximum = 3650)]
    pub recording_retention_days: u16,
    /// Days for which the words of a call are kept; 0: until the customer is erased.
    #[garde(range(max = 3650))]
    #[schema(minimum = 0, maximum = 3650)]
    pub transcript_retention_days: u16,
    /// Whether the telephone company's own copy is deleted as soon as there is one here.
    #[garde(skip)]
    pub delete_at_network: bool,
}

impl Default for CallRetention {
    fn default() -> Self {
        Self { recording_retention_days: 90, transcript_retention_days: 730, delete_at_network: true }
    }
}

/// Where a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CallLimits {
    /// Longest call, in minutes.
    #[garde(range(min = 1, max = 60))]
    #[schema(minimum = 1, maximum = 60)]
    pub max_minutes: u8,
    /// Most turns in a call.
    #[garde(range(min = 5, max = 150))]
    #[schema(minimum = 5, maximum = 150)]
    pub max_turns: u8,
    /// Most calls at a time; further ones are put through or asked to leave a message. 0: as many as come.
    #[garde(range(max = 200))]
    #[schema(minimum = 0, maximum = 200)]
    pub max_concurrent_calls: u8,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self { max_minutes: 15, max_turns: 80, max_concurrent_calls: 0 }
    }
}

/// A question with the salon's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Knowledge)]
pub struct KnowledgeEntry {
    /// How callers ask it; the first is its name.
    #[garde(length(min = 1, max = 10), inner(length(chars, min = 2, max = 200), custom(is_prose)))]
    #[schema(min_items = 1, max_items = 10)]
    pub questions: Vec<String>,
    /// What the receptionist says.
    #[garde(length(chars, min = 1, max = 600), custom(is_prose))]
    #[schema(min_length = 1, max_length = 600)]
    pub answer: String,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = NotificationSettings)]
pub struct Notifications {
    /// Text messages: confirmations, changes, reminders, offers of the waitlist.
    #[garde(skip)]
    pub sms_enabled: bool,
    /// E-mail to customers: confirmations, changes, reminders.
    #[garde(skip)]
    pub email_enabled: bool,
    /// How many minutes before a visit its customer is reminded of it; none: never.
    #[garde(length(max = 5), inner(range(min = 15, max = 20_160)))]
    #[schema(max_items = 5)]
    pub reminder_minutes: Vec<u32>,
    /// When nothing is sent that can wait, on the salon's clock; nothing: never.
    #[garde(dive)]
    #[schema(required)]
    pub quiet_hours: Option<QuietHours>,
    /// What customers are asked after a visit.
    #[garde(dive)]
    pub review_requests: ReviewRequests,
    /// A text message to whoever calls and hangs up before anything came of it.
    #[garde(skip)]
    pub missed_call_texts: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self {
            sms_enabled: true,
            email_enabled: true,
            reminder_minutes: vec![24 * 60, 2 * 60],
            quiet_hours: Some(QuietHours { from_minute: 21 * 60, to_minute: 8 * 60 }),
            review_requests: ReviewRequests::default(),
            missed_call_texts: false,
        }
    }
}

/// From when to when it is quiet, on the salon's clock; over midnight where it ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuietHours {
    /// Minutes from midnight.
    #[garde(range(max = 1439), custom(differs_from(&self.to_minute)))]
    #[schema(maximum = 1439)]
    pub from_minute: u16,
    /// Minutes from midnight.
    #[garde(range(max = 1439))]
    #[schema(maximum = 1439)]
    pub to_minute: u16,
}

/// That quiet hours are not the whole day.
fn differs_from(other: &u16) -> impl FnOnce(&u16, &()) -> garde::Result + '_ {
    move |own, ()| if own == other { Err(garde::Error::new("must differ from toMinute")) } else { Ok(()) }
}

/// What customers are asked after a visit, at most once in 90 days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReviewRequests {
    /// Whether they are asked at all.
    #[garde(skip)]
    pub enabled: bool,
    /// Where they can say how it was.
    #[garde(inner(length(chars, max = 300), pattern(r"^https://[^\s{}]+$")))]
    #[schema(max_length = 300, pattern = r"^https://[^\s{}]+$", required)]
    pub link: Option<String>,
    /// So many hours after the visit.
    #[garde(range(min = 1, max = 168))]
    #[schema(minimum = 1, maximum = 168)]
    pub hours_after: u32,
}

impl Default for ReviewRequests {
    fn default() -> Self {
        Self { enabled: false, link: None, hours_after: 3 }
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
        let (before, after) = (Settings::of(&row).notifications, &body.settings.notifications);
        if (&before.reminder_minutes, &before.quiet_hours) != (&after.reminder_minutes, &after.quiet_hours) {
            // Visits that are booked already get their reminders at the new times too.
            enqueue(tx, &Job::PlanReminders {}, app.clock.now(), app.clock.now()).await?;
        }
        Ok(version)
    })?;
    Ok(Success::new(VersionedSettings { version, settings: body.settings }))
}
