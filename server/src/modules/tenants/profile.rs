//! What a salon says of itself: name, address, country, money, the clock it goes by, where calls go that want a person.

use axum::extract::State;
use garde::Validate;
use jiff::tz::TimeZone;
use sea_orm::ActiveValue::Set;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::tenant::{self, TenantStatus};
use super::hours::after_change;
use super::money::{read_country, read_currency};
use super::routes::Tenant;
use super::salon::salon;
use super::store;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Body, if_given, is_name, is_prose};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::VisitsOutsideHours;
use crate::modules::auth::Role;
use crate::tenancy::in_transaction;

/// The routes of the profile.
pub(super) fn routes() -> Routes {
    Routes::new().members(Role::Manager, routes!(update_profile)).members(Role::Owner, routes!(close_salon))
}

/// What is to change about the salon's profile; what is left out stays, `null` takes away.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProfileChange {
    /// As callers hear it.
    #[garde(inner(length(chars, min = 1, max = 200), custom(is_name)))]
    #[schema(min_length = 1, max_length = 200)]
    #[serde(default)]
    name: Option<String>,
    /// Street address, to be spoken.
    #[garde(inner(inner(length(chars, max = 500), custom(is_prose))))]
    #[schema(value_type = Option<String>, max_length = 500)]
    #[serde(default, deserialize_with = "if_given")]
    address: Option<Option<String>>,
    /// An IANA zone. Visits keep their instants: they are shown at other times, and happen when they would have.
    #[garde(inner(length(chars, min = 1, max = 64)))]
    #[schema(min_length = 1, max_length = 64, example = "Europe/Berlin")]
    #[serde(default)]
    timezone: Option<String>,
    /// ISO 3166-1 alpha-2: whose holidays it keeps and how its telephone numbers are written.
    #[garde(inner(length(chars, min = 2, max = 2)))]
    #[schema(min_length = 2, max_length = 2, example = "DE")]
    #[serde(default)]
    country: Option<String>,
    /// ISO 4217. Amounts stay the numbers they are: 2500 cents become 2500 of the new currency's smallest unit.
    #[garde(inner(length(chars, min = 3, max = 3)))]
    #[schema(min_length = 3, max_length = 3, example = "EUR")]
    #[serde(default)]
    currency: Option<String>,
    /// BCP 47: how the dashboard writes numbers and dates.
    #[garde(inner(length(chars, min = 2, max = 20)))]
    #[schema(min_length = 2, max_length = 20, example = "en-US")]
    #[serde(default)]
    locale: Option<String>,
    /// Where calls go that want a person; a telephone number as people of the country write it.
    #[garde(inner(inner(length(chars, max = 40))))]
    #[schema(value_type = Option<String>, max_length = 40)]
    #[serde(default, deserialize_with = "if_given")]
    forward_to: Option<Option<String>>,
    /// Where the salon reads its mail.
    #[garde(inner(inner(length(chars, max = 254))))]
    #[schema(value_type = Option<String>, format = "email", max_length = 254)]
    #[serde(default, deserialize_with = "if_given")]
    contact_email: Option<Option<String>>,
    /// An address that begins with https:// or http://.
    #[garde(inner(inner(length(chars, max = 300))))]
    #[schema(value_type = Option<String>, max_length = 300)]
    #[serde(default, deserialize_with = "if_given")]
    website: Option<Option<String>>,
}

/// The salon's profile after a change.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProfileChanged {
    #[serde(flatten)]
    tenant: Tenant,
    visits_outside_hours: VisitsOutsideHours,
}

/// Changes what the salon says of itself.
#[utoipa::path(patch, path = "/api/tenant/profile", tag = "tenants", operation_id = "updateTenantProfile",
    request_body = ProfileChange, responses(
    (status = 200, description = "Saved", body = Success<ProfileChanged>),
))]
async fn update_profile(
    State(app): State<App>,
    member: Member,
    Body(body): Body<ProfileChange>,
) -> Result<Success<ProfileChanged>, Problem> {
    let before = salon(&app.salons, &member.tenant).await?;
    let change = body.change(&before.tenant)?;
    let now = app.clock.now().into();
    in_transaction!(member.tenant, tx => store::change_record(tx, change.clone(), now).await)?;
    let (salon, visits_outside_hours) = after_change(&app, &member).await?;
    Ok(Success::new(ProfileChanged { tenant: Tenant::of(&salon), visits_outside_hours }))
}

/// That the salon leaves.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Closing {
    /// The salon's name, letter by letter.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    confirm: String,
}

/// Closes the salon's account: it becomes inactive, which only an operator can take back. Everything can still be read
/// and taken out; the telephone is answered with a message.
#[utoipa::path(post, path = "/api/tenant/close", tag = "tenants", operation_id = "closeTenant",
    request_body = Closing, responses(
    (status = 200, description = "Closed", body = Success<Tenant>),
    (status = 400, description = "That is not its name", body = ErrorBody),
))]
async fn close_salon(
    State(app): State<App>,
    member: Member,
    Body(body): Body<Closing>,
) -> Result<Success<Tenant>, Problem> {
    let before = salon(&app.salons, &member.tenant).await?;
    if body.confirm.trim() != before.tenant.name {
        return Err(Problem::invalid("confirm", "must be the salon's name, letter by letter"));
    }
    let now = app.clock.now().into();
    let reason = "closed by its owner";
    in_transaction!(member.tenant, tx => store::set_status(tx, TenantStatus::Inactive, reason, now).await)?;
    Ok(Success::new(Tenant::of(&*salon(&app.salons, &member.tenant).await?)))
}

impl ProfileChange {
    fn change(self, before: &tenant::Model) -> Result<tenant::ActiveModel, Problem> {
        let mut change = tenant::ActiveModel::default();
        if let Some(name) = self.name {
            change.name = Set(name.trim().to_owned());
        }
        if let Some(address) = self.address {
            change.address = Set(filled(address));
        }
        if let Some(timezone) = &self.timezone {
            let zone = TimeZone::get(timezone).ok();
            // As the database of zones writes it, whatever letters were typed.
            let name = zone.as_ref().and_then(|zone| zone.iana_name()).ok_or_else(|| {
                Problem::invalid("timezone", "must be a zone of the IANA database such as Europe/Berlin")
            })?;
            change.timezone = Set(name.to_owned());
        }
        let country = match self.country {
            Some(country) => {
                let country = read_country("country", &country)?;
                change.country = Set(country.clone());
                country
            }
            None => before.country.clone(),
        };
        if let Some(currency) = self.currency {
            change.currency = Set(read_currency("currency", &currency)?);
        }
        if let Some(locale) = self.locale {
            change.locale = Set(read_locale(&locale)?);
        }
        if let Some(number) = self.forward_to {
            let read = |number: String| {
                providers::phone::PhoneNumber::from_e164(&number)
                    .or_else(|_| providers::phone::PhoneNumber::parse(&number, &country))
                    .map_err(|error| Problem::invalid("forwardTo", format!("is not right: {error}")))
            };
            let number = filled(number).map(read).transpose()?;
            change.forward_to = Set(number.map(|number| number.as_str().to_owned()));
        }
        if let Some(email) = self.contact_email {
            let email = filled(email).map(|email| crate::modules::auth::Email::read("contactEmail", &email));
            change.contact_email = Set(email.transpose()?.map(|email| email.to_string()));
        }
        if let Some(website) = self.website {
            let website = filled(website);
            let is_address = |url: &String| {
                let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
                rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(char::is_whitespace)
            };
            if website.as_ref().is_some_and(|url| !is_address(url)) {
                return Err(Problem::invalid("website", "must begin with https:// or http://"));
            }
            change.website = Set(website);
        }
        Ok(change)
    }
}

/// Nothing but blanks is nothing.
fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A language with what narrows it, in its shape alone (RFC 5646 §2.1).
fn read_locale(text: &str) -> Result<String, Problem> {
    let parts: Vec<&str> = text.split('-').collect();
    let holds = parts.iter().enumerate().all(|(index, part)| match index {
        0 => (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()),
        _ => (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    });
    holds
        .then(|| text.to_owned())
        .ok_or_else(|| Problem::invalid("locale", "must be a language such as en-US"))
}
