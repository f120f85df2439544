//! Numbers in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use providers::phone::PhoneNumber;
use providers::telephony::{self, NumberSearch, NumberSupply};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::super::entity::forwarding::{self, Carrier};
use super::super::entity::order::{self, OrderProblem, OrderState};
use super::super::entity::{Model, NumberProblem, RegistrationState};
use super::super::store;
use super::carriers::{ForwardingCode, codes};
use super::check::CheckError;
use super::forwarding::{ForwardingTest, PATIENCE, test_of};
use super::{account, check, release, unreachable};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Removed, Success};
use crate::http::extract::{Body, PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{NumberOrderId, PhoneNumberId};
use crate::instant::Instant;
use crate::jobs::JobError;
use crate::modules::auth::Role;
use crate::modules::calls;
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// Numbers that a search finds at most.
const FOUND: u8 = 20;

/// The routes of numbers. What costs money is for owners.
pub(in super::super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(get_phone_numbers))
        .members(Role::Manager, routes!(search_phone_numbers))
        .members(Role::Owner, routes!(order_phone_number))
        .members(Role::Manager, routes!(dismiss_number_orders))
        .members(Role::Manager, routes!(check_phone_number))
        .members(Role::Owner, routes!(release_phone_number))
        .members(Role::Owner, routes!(keep_phone_number))
        .members(Role::Manager, routes!(set_call_forwarding))
        .members(Role::Manager, routes!(remove_call_forwarding))
        .members(Role::Manager, routes!(begin_forwarding_test))
}

/// The salon's numbers, and what is under way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PhoneNumbers {
    /// The first is the one that messages come from.
    numbers: Vec<PhoneNumberBody>,
    /// The order that is under way, or that has failed.
    #[schema(required)]
    order: Option<NumberOrder>,
    /// Where numbers come from.
    supply: Supply,
    /// Where the salon is, ISO 3166-1: where numbers are looked for first.
    country: String,
    /// The salon's own number, if it sends calls on.
    #[schema(required)]
    forwarding: Option<CallForwarding>,
}

/// Where numbers come from.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = NumberSupply)]
enum Supply {
    /// From nowhere: the installation has no telephone company.
    None,
    /// They are nobody's, and cost nothing.
    Simulated,
    /// From the telephone company.
    Real,
}

impl From<NumberSupply> for Supply {
    fn from(supply: NumberSupply) -> Self {
        match supply {
            NumberSupply::None => Self::None,
            NumberSupply::Simulated => Self::Simulated,
            NumberSupply::Real => Self::Real,
        }
    }
}

/// A number of the salon's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PhoneNumber)]
struct PhoneNumberBody {
    id: PhoneNumberId,
    /// E.164.
    number: String,
    /// Whether it takes text messages.
    has_sms: bool,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    /// When it is given back; until then it answers and can be kept.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    release_at: Option<Timestamp>,
    /// When the last call came in on it.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    last_call_at: Option<Timestamp>,
    /// When the telephone company was last asked about it.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    checked_at: Option<Timestamp>,
    /// What is wrong with it there.
    #[schema(required)]
    problem: Option<NumberProblem>,
    /// How far its registration for text messages is; nothing while nobody has asked.
    #[schema(required)]
    registration: Option<RegistrationState>,
    /// Why it was turned down, in the telephone company's words.
    #[schema(required)]
    registration_reason: Option<String>,
}

impl PhoneNumberBody {
    async fn of(db: &TenantDb, row: Model) -> Result<Self, Problem> {
        Ok(Self {
            last_call_at: calls::last_call_to(db, &row.number).await?,
            id: row.id,
            number: row.number,
            has_sms: row.has_sms,
            created_at: row.created_at.timestamp(),
            release_at: row.release_at.map(Instant::timestamp),
            checked_at: row.checked_at.map(Instant::timestamp),
            problem: row.problem,
            registration: row.registration,
            registration_reason: row.registration_reason,
        })
    }
}

/// An order of a number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NumberOrder {
    id: NumberOrderId,
    /// E.164.
    number: String,
    state: OrderState,
    /// Why it could not be bought.
    #[schema(required)]
    problem: Option<OrderProblem>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

impl From<order::Model> for NumberOrder {
    fn from(row: order::Model) -> Self {
        Self {
            id: row.id,
            number: row.number,
            state: row.state,
            problem: row.problem,
            created_at: row.created_at.timestamp(),
        }
    }
}

/// The salon's own number, which sends on what nobody answers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CallForwarding {
    /// E.164.
    number: String,
    carrier: Carrier,
    /// What to dial on its telephone; empty where it is set in the carrier's own pages.
    codes: Vec<ForwardingCode>,
    /// Where calls are to be sent on to, E.164.
    #[schema(required)]
    to: Option<String>,
    test: ForwardingTest,
    /// Until when a call is waited for.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    test_ends_at: Option<Timestamp>,
    /// When it came.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    arrived_at: Option<Timestamp>,
}

impl CallForwarding {
    fn of(row: forwarding::Model, to: Option<&str>, now: Timestamp) -> Self {
        let number = to.and_then(|to| PhoneNumber::from_e164(to).ok());
        let test = test_of(&row, now);
        let ends_at = row.tested_at.map(|since| since.timestamp() + PATIENCE);
        Self {
            codes: number.map(|to| codes(row.carrier, &to)).unwrap_or_default(),
            to: to.map(str::to_owned),
            test,
            test_ends_at: ends_at.filter(|_| test == ForwardingTest::Waiting),
            arrived_at: row.arrived_at.map(Instant::timestamp),
            number: row.number,
            carrier: row.carrier,
        }
    }
}

/// The salon's numbers.
#[utoipa::path(get, path = "/api/phone-numbers", tag = "telephony", operation_id = "getPhoneNumbers", responses(
    (status = 200, description = "Numbers", body = Success<PhoneNumbers>),
))]
async fn get_phone_numbers(State(app): State<App>, member: Member) -> Result<Success<PhoneNumbers>, Problem> {
    let db = &member.tenant;
    let salon = tenants::salon(&app.salons, db).await?;
    let mut rows = store::list_numbers(db).await?;
    // As callers and messages see them: what stays comes first.
    rows.sort_by_key(|row| row.release_at.is_some());
    let mut numbers = Vec::new();
    for row in rows {
        numbers.push(PhoneNumberBody::of(db, row).await?);
    }
    let forwarding = store::find_forwarding(db).await?;
    let to = salon.number.as_deref();
    Ok(Success::new(PhoneNumbers {
        forwarding: forwarding.map(|row| CallForwarding::of(row, to, app.clock.now())),
        numbers,
        order: store::find_open_order(db).await?.map(NumberOrder::from),
        supply: app.numbers.supply().into(),
        country: salon.tenant.country.clone(),
    }))
}

/// What kind of number is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum NumberKind {
    /// Of a place.
    #[default]
    Local,
    /// Whoever calls it pays nothing.
    TollFree,
    /// Of a mobile network.
    Mobile,
}

impl From<NumberKind> for telephony::NumberKind {
    fn from(kind: NumberKind) -> Self {
        match kind {
            NumberKind::Local => Self::Local,
            NumberKind::TollFree => Self::TollFree,
            NumberKind::Mobile => Self::Mobile,
        }
    }
}

/// What number is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct NumberQuery {
    /// ISO 3166-1; left out, where the salon is.
    country: Option<String>,
    #[serde(default)]
    #[param(inline, required = false)]
    kind: NumberKind,
    /// Three digits; in the United States and Canada.
    #[param(pattern = "^[2-9][0-9]{2}$")]
    area_code: Option<String>,
    /// Digits that it has somewhere, or letters as they stand on keys.
    #[param(min_length = 2, max_length = 10)]
    contains: Option<String>,
    /// It has to take text messages; where there is none that does, others are shown.
    #[serde(default = "yes")]
    #[param(required = false)]
    with_sms: bool,
}

fn yes() -> bool {
    true
}

/// Numbers that can be bought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AvailableNumbers {
    numbers: Vec<AvailableNumber>,
    /// What each costs in a month, where that is known.
    #[schema(required)]
    price: Option<NumberPrice>,
    /// Numbers with text messages were wanted, and there are none.
    is_without_sms: bool,
}

/// A number that can be bought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AvailableNumber {
    /// E.164.
    number: String,
    /// The place.
    #[schema(required)]
    locality: Option<String>,
    /// The state or province.
    #[schema(required)]
    region: Option<String>,
    has_sms: bool,
}

/// What a number costs in a month.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NumberPrice {
    cents: i64,
    /// ISO 4217.
    currency: String,
}

/// Looks for numbers that can be bought.
#[utoipa::path(get, path = "/api/phone-numbers/available", tag = "telephony", operation_id = "searchPhoneNumbers",
    params(NumberQuery), responses(
    (status = 200, description = "Numbers", body = Success<AvailableNumbers>),
    (status = 409, description = "There is no telephone company", body = ErrorBody),
))]
async fn search_phone_numbers(
    State(app): State<App>,
    member: Member,
    Query(query): Query<NumberQuery>,
) -> Result<Success<AvailableNumbers>, Problem> {
    if app.numbers.supply() == NumberSupply::None {
        return Err(Problem::conflict(
            "no_network",
            "this installation has no telephone company to buy from",
        ));
    }
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let mut search = wanted(query, &salon.tenant.country)?;
    let of = account::find(&app, &member.tenant).await.map_err(own)?;
    let mut found = app.numbers.search(of.as_ref(), &search).await.map_err(|error| unreachable(&error))?;
    let is_without_sms = found.is_empty() && search.with_sms;
    if is_without_sms {
        search.with_sms = false;
        found = app.numbers.search(of.as_ref(), &search).await.map_err(|error| unreachable(&error))?;
    }
    // The price is nice to have.
    let price = app.numbers.price(&search.country, search.kind).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the price of a number could not be asked for");
        None
    });
    Ok(Success::new(AvailableNumbers {
        is_without_sms: is_without_sms && !found.is_empty(),
        numbers: found
            .into_iter()
            .map(|offer| AvailableNumber {
                number: offer.number.as_str().to_owned(),
                locality: offer.locality,
                region: offer.region,
                has_sms: offer.has_sms,
            })
            .collect(),
        price: price.map(|price| NumberPrice { cents: price.cents, currency: price.currency }),
    }))
}

fn wanted(query: NumberQuery, country: &str) -> Result<NumberSearch, Problem> {
    let filled =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let country = tenants::read_country("country", filled(query.country).as_deref().unwrap_or(country))?;
    let area_code = filled(query.area_code);
    if let Some(area) = &area_code {
        if !matches!(country.as_str(), "US" | "CA") {
            let message = "is for the United States and Canada: leave it out, or give digits that it has";
            return Err(Problem::invalid("areaCode", message));
        }
        let is_one = area.len() == 3
            && area.bytes().all(|byte| byte.is_ascii_digit())
            && !area.starts_with(['0', '1']);
        if !is_one {
            return Err(Problem::invalid(
                "areaCode",
                "must be three digits such as 212, the first from 2 to 9",
            ));
        }
    }
    let contains = filled(query.contains).map(|text| text.replace([' ', '-', '(', ')', '.'], ""));
    if let Some(text) = &contains {
        let fits = (2..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !fits {
            return Err(Problem::invalid(
                "contains",
                "must be 2 to 10 digits or letters, such as 2020 or HAIR",
            ));
        }
    }
    Ok(NumberSearch {
        country,
        kind: query.kind.into(),
        area_code,
        contains,
        with_sms: query.with_sms,
        limit: FOUND,
    })
}

/// Our own fault.
fn own(error: JobError) -> Problem {
    Problem::internal(error)
}

/// The number to be bought.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewNumberOrder {
    /// E.164, as the search has shown it.
    #[garde(pattern(r"^\+[1-9][0-9]{6,14}$"))]
    #[schema(pattern = r"^\+[1-9][0-9]{6,14}$", example = "+12125550100")]
    number: String,
}

/// Orders a number. It is there within seconds: look at the salon's numbers again.
#[utoipa::path(post, path = "/api/phone-numbers/orders", tag = "telephony", operation_id = "orderPhoneNumber",
    request_body = NewNumberOrder, responses(
    (status = 201, description = "Ordered", body = Success<NumberOrder>),
    (status = 409, description = "It is somebody's, or this salon cannot have it", body = ErrorBody),
))]
async fn order_phone_number(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewNumberOrder>,
) -> Result<Created<NumberOrder>, Problem> {
    let number = PhoneNumber::from_e164(&body.number)
        .map_err(|error| Problem::invalid("number", error.to_string()))?;
    let placed = super::order::place(&app, &member.tenant, &number).await?;
    Ok(Created(placed.into()))
}

/// Forgets orders that have failed.
#[utoipa::path(delete, path = "/api/phone-numbers/orders", tag = "telephony", operation_id = "dismissNumberOrders",
    responses((status = 204, description = "Forgotten")))]
async fn dismiss_number_orders(member: Member) -> Result<Removed, Problem> {
    in_transaction!(member.tenant, tx => store::delete_failed_orders(tx).await)?;
    Ok(Removed)
}

/// Asks the telephone company how a number stands, and has its calls come here where they do not.
#[utoipa::path(post, path = "/api/phone-numbers/{id}/check", tag = "telephony", operation_id = "checkPhoneNumber",
    params(("id" = PhoneNumberId, Path)), responses(
    (status = 200, description = "The number", body = Success<PhoneNumberBody>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn check_phone_number(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<PhoneNumberId>,
) -> Result<Success<PhoneNumberBody>, Problem> {
    let row = check::check(&app, &member.tenant, id).await.map_err(|error| match error {
        CheckError::NotFound => Problem::not_found("phone number"),
        CheckError::Network(error) => unreachable(&error),
        CheckError::Own(error) => own(error),
    })?;
    Ok(Success::new(PhoneNumberBody::of(&member.tenant, row).await?))
}

/// Gives a number back, after a week in which it still answers.
#[utoipa::path(post, path = "/api/phone-numbers/{id}/release", tag = "telephony", operation_id = "releasePhoneNumber",
    params(("id" = PhoneNumberId, Path)), responses(
    (status = 200, description = "The number", body = Success<PhoneNumberBody>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn release_phone_number(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<PhoneNumberId>,
) -> Result<Success<PhoneNumberBody>, Problem> {
    let row = release::release(&app, &member.tenant, id).await?;
    Ok(Success::new(PhoneNumberBody::of(&member.tenant, row).await?))
}

/// Keeps a number that was to be given back.
#[utoipa::path(post, path = "/api/phone-numbers/{id}/keep", tag = "telephony", operation_id = "keepPhoneNumber",
    params(("id" = PhoneNumberId, Path)), responses(
    (status = 200, description = "The number", body = Success<PhoneNumberBody>),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "It is on its way back", body = ErrorBody),
))]
async fn keep_phone_number(
    member: Member,
    PathId(id): PathId<PhoneNumberId>,
) -> Result<Success<PhoneNumberBody>, Problem> {
    let row = release::keep(&member.tenant, id).await?;
    Ok(Success::new(PhoneNumberBody::of(&member.tenant, row).await?))
}

/// The salon's own number.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CallForwardingChange {
    /// As people write it.
    #[garde(length(chars, min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "(212) 555-0181")]
    number: String,
    #[garde(skip)]
    carrier: Carrier,
}

/// Keeps the salon's own number, and says what to dial so that it sends on what nobody answers.
#[utoipa::path(put, path = "/api/phone-numbers/forwarding", tag = "telephony", operation_id = "setCallForwarding",
    request_body = CallForwardingChange, responses(
    (status = 200, description = "Kept", body = Success<CallForwarding>),
    (status = 409, description = "There is no number to send calls on to", body = ErrorBody),
))]
async fn set_call_forwarding(
    State(app): State<App>,
    member: Member,
    Body(body): Body<CallForwardingChange>,
) -> Result<Success<CallForwarding>, Problem> {
    let row = super::forwarding::set(&app, &member.tenant, &body.number, body.carrier).await?;
    shown(&app, &member, row).await
}

/// Forgets the salon's own number.
#[utoipa::path(delete, path = "/api/phone-numbers/forwarding", tag = "telephony", operation_id = "removeCallForwarding",
    responses(
    (status = 204, description = "Forgotten"),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn remove_call_forwarding(member: Member) -> Result<Removed, Problem> {
    super::forwarding::remove(&member.tenant).await?;
    Ok(Removed)
}

/// Waits for a call that tries it out: call the salon's own number now, and let it ring.
#[utoipa::path(post, path = "/api/phone-numbers/forwarding/test", tag = "telephony", operation_id = "beginForwardingTest",
    responses(
    (status = 200, description = "It is waited for", body = Success<CallForwarding>),
    (status = 404, description = "There is no such number", body = ErrorBody),
))]
async fn begin_forwarding_test(
    State(app): State<App>,
    member: Member,
) -> Result<Success<CallForwarding>, Problem> {
    let row = super::forwarding::begin_test(&app, &member.tenant).await?;
    shown(&app, &member, row).await
}

async fn shown(
    app: &App,
    member: &Member,
    row: forwarding::Model,
) -> Result<Success<CallForwarding>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(CallForwarding::of(row, salon.number.as_deref(), app.clock.now())))
}
