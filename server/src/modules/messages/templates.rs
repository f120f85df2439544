//! The salon's own words for messages to customers: read, changed, looked at with a real visit, and given up again.

use axum::extract::State;
use garde::Validate;
use jiff::{Timestamp, Zoned};
use providers::sms::{Encoding, fitting, segments};
use sea_orm::ActiveEnum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::{Names, news};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Removed, Success};
use crate::http::extract::{Body, PathId, is_prose};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::AppointmentId;
use crate::instant::Instant;
use crate::modules::appointments::{self, Appointment};
use crate::modules::auth::Role;
use crate::modules::notifications::{self, Facts, KINDS, Kind, LINK, Language};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, in_transaction};

/// The routes of templates.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_message_templates))
        .members(Role::Manager, routes!(set_message_template, reset_message_template))
        .members(Role::FrontDesk, routes!(preview_message_template))
}

/// The words of one kind of message in one language.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessageTemplate {
    kind: Kind,
    language: Language,
    /// The words that are sent.
    body: String,
    /// Whether they are the usual ones.
    is_default: bool,
    /// The usual ones.
    default_body: String,
    /// The places that there are, each written in braces.
    placeholders: Vec<&'static str>,
    /// Those that it cannot be without.
    required: Vec<&'static str>,
}

/// All words, and in which language the salon's messages go out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessageTemplates {
    /// That of the salon.
    language: Language,
    templates: Vec<MessageTemplate>,
}

fn template(salon: &Salon, kind: Kind, language: Language) -> MessageTemplate {
    let (placeholders, required) = notifications::places(kind);
    MessageTemplate {
        kind,
        language,
        body: salon.templates.text(kind, language).to_owned(),
        is_default: salon.templates.own(kind, language).is_none(),
        default_body: notifications::usual(kind, language).to_owned(),
        placeholders: placeholders.to_vec(),
        required: required.to_vec(),
    }
}

/// The words of all messages to customers.
#[utoipa::path(get, path = "/api/message-templates", tag = "messages", operation_id = "listMessageTemplates",
    responses((status = 200, description = "All of them", body = Success<MessageTemplates>)))]
async fn list_message_templates(
    State(app): State<App>,
    member: Member,
) -> Result<Success<MessageTemplates>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let all = KINDS.into_iter().flat_map(|kind| Language::ALL.map(|language| (kind, language)));
    Ok(Success::new(MessageTemplates {
        language: Language::of_locale(&salon.tenant.locale),
        templates: all.map(|(kind, language)| template(&salon, kind, language)).collect(),
    }))
}

/// New words.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewTemplate {
    /// With places in braces.
    #[garde(length(chars, min = 1, max = 700), custom(is_prose))]
    #[schema(min_length = 1, max_length = 700)]
    body: String,
}

/// What a template is for, in a path: `REMINDER.en`.
#[derive(Debug, Clone, Copy)]
struct Which(Kind, Language);

impl std::str::FromStr for Which {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, language) = text.split_once('.').ok_or(())?;
        let kind = KINDS.into_iter().find(|known| known.to_value() == kind).ok_or(())?;
        let language = Language::ALL.into_iter().find(|known| known.as_str() == language).ok_or(())?;
        Ok(Self(kind, language))
    }
}

/// Sets the salon's own words for a kind of message.
#[utoipa::path(put, path = "/api/message-templates/{template}", tag = "messages",
    operation_id = "setMessageTemplate", request_body = NewTemplate,
    params(("template" = String, Path, description = "Kind and language", example = "REMINDER.en")), responses(
    (status = 200, description = "Saved", body = Success<MessageTemplate>),
    (status = 404, description = "There is no such template", body = ErrorBody),
))]
async fn set_message_template(
    State(app): State<App>,
    member: Member,
    PathId(Which(kind, language)): PathId<Which>,
    Body(body): Body<NewTemplate>,
) -> Result<Success<MessageTemplate>, Problem> {
    let text = body.body.replace("\r\n", "\n");
    let text = text.trim();
    notifications::check(kind, text).map_err(|error| Problem::invalid("body", error.to_string()))?;
    write(&app, &member.tenant, kind, language, Some(text)).await?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(template(&salon, kind, language)))
}

/// Goes back to the usual words.
#[utoipa::path(delete, path = "/api/message-templates/{template}", tag = "messages",
    operation_id = "resetMessageTemplate",
    params(("template" = String, Path, description = "Kind and language", example = "REMINDER.en")), responses(
    (status = 204, description = "The usual words are sent"),
    (status = 404, description = "There is no such template", body = ErrorBody),
))]
async fn reset_message_template(
    State(app): State<App>,
    member: Member,
    PathId(Which(kind, language)): PathId<Which>,
) -> Result<Removed, Problem> {
    write(&app, &member.tenant, kind, language, None).await?;
    Ok(Removed)
}

async fn write(
    app: &App,
    db: &TenantDb,
    kind: Kind,
    language: Language,
    text: Option<&str>,
) -> Result<(), Problem> {
    let now = Instant::from(app.clock.now());
    in_transaction!(db, tx => {
        notifications::set_template(tx, kind, language, text, now).await?;
        tenants::catalogue_changed(tx).await
    })?;
    Ok(())
}

/// Words to be looked at.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PreviewRequest {
    #[garde(skip)]
    kind: Kind,
    #[garde(skip)]
    language: Language,
    #[garde(length(chars, min = 1, max = 700), custom(is_prose))]
    #[schema(min_length = 1, max_length = 700)]
    body: String,
    /// With which visit; left out: the salon's next one, or an example.
    #[serde(default)]
    #[garde(skip)]
    appointment_id: Option<AppointmentId>,
}

/// A message as it would arrive.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MessagePreview {
    text: String,
    /// How many messages it is.
    segments: usize,
    characters: usize,
    /// `GSM7`: 160 letters a message. `UCS2`: 70, since a letter is in it that the smaller alphabet has not.
    #[schema(value_type = String, example = "GSM7")]
    encoding: Encoding,
    /// Whether it shows a visit of the salon's book, and not an example.
    is_real_visit: bool,
}

/// Shows what would be sent.
#[utoipa::path(post, path = "/api/message-templates/preview", tag = "messages",
    operation_id = "previewMessageTemplate", request_body = PreviewRequest, responses(
    (status = 200, description = "As it would arrive", body = Success<MessagePreview>),
    (status = 404, description = "There is no such visit", body = ErrorBody),
))]
async fn preview_message_template(
    State(app): State<App>,
    member: Member,
    Body(body): Body<PreviewRequest>,
) -> Result<Success<MessagePreview>, Problem> {
    if !KINDS.contains(&body.kind) {
        return Err(Problem::invalid("kind", "has no template"));
    }
    notifications::check(body.kind, &body.body)
        .map_err(|error| Problem::invalid("body", error.to_string()))?;
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let visit = match body.appointment_id {
        Some(id) => {
            let visit = appointments::find(&member.tenant, id).await?;
            Some(visit.ok_or_else(|| Problem::not_found("appointment"))?)
        }
        None => appointments::next_visits(&member.tenant, now, 1).await?.pop(),
    };
    let facts = facts(&member.tenant, &salon, visit.as_ref(), body.language, now).await?;
    let link = format!("{}/v/{}", app.config.public_url(), "x".repeat(22));
    let text = fitting(notifications::fill(&body.body, &facts).replace(LINK, &link));
    let cut = segments(&text);
    Ok(Success::new(MessagePreview {
        characters: text.chars().count(),
        segments: cut.count,
        encoding: cut.encoding,
        is_real_visit: visit.is_some(),
        text,
    }))
}

async fn facts(
    db: &TenantDb,
    salon: &Salon,
    visit: Option<&Appointment>,
    language: Language,
    now: Timestamp,
) -> Result<Facts, Problem> {
    let mut facts = match visit {
        Some(visit) => {
            let parts = appointments::of_visit(db, visit).await?;
            let names = Names::of(salon, &parts);
            news(salon, visit, &parts, &names).facts(language)
        }
        None => example(salon, language, now),
    };
    facts.insert("minutes", salon.tenant.waitlist_offer_minutes.to_string());
    let link = salon.settings.notifications.review_requests.link.clone();
    facts.insert("reviewLink", link.unwrap_or_else(|| "https://example.com/review".to_owned()));
    Ok(facts)
}

/// A visit that there could be, for a salon whose book is empty.
fn example(salon: &Salon, language: Language, now: Timestamp) -> Facts {
    let mut facts = notifications::salon_facts(salon);
    let at: Zoned = (now + jiff::SignedDuration::from_hours(24)).to_zoned(salon.zone.clone());
    facts.extend(notifications::moment_facts(&at, language));
    let service = salon.services.first();
    facts.extend([
        ("firstName", "Dana".to_owned()),
        ("service", service.map_or_else(|| "Haircut".to_owned(), |service| service.name.clone())),
        ("employee", salon.employees.first().map_or_else(|| "Anna".to_owned(), |person| person.name.clone())),
        (
            "price",
            notifications::money(
                service.map_or(5_000, |service| service.price_cents),
                &salon.tenant.currency,
            ),
        ),
    ]);
    facts
}
