//! Customers in the dashboard.

use std::collections::BTreeMap;

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::duplicates::{self, Likeness};
use super::entity::Model;
use super::profile::{self, CustomerError, ProfileChange};
use super::read::{self, ReadError};
use super::store::{self, Selection, Sort};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query, if_given, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{CustomerId, EmployeeId};
use crate::instant::Instant;
use crate::modules::appointments::{self, CustomerFigures};
use crate::modules::auth::Role;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_customers))
        .members(Role::FrontDesk, routes!(list_duplicates))
        .members(Role::FrontDesk, routes!(get_customer))
        .members(Role::FrontDesk, routes!(create_customer))
        .members(Role::FrontDesk, routes!(update_customer))
        .members(Role::FrontDesk, routes!(delete_customer))
        .members(Role::FrontDesk, routes!(restore_customer))
}

/// Somebody who is served.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Customer)]
pub struct CustomerBody {
    id: CustomerId,
    name: String,
    /// E.164.
    #[schema(required)]
    phone: Option<String>,
    #[schema(required)]
    email: Option<String>,
    /// What the salon should know.
    #[schema(required)]
    notes: Option<String>,
    /// How they like it.
    #[schema(required)]
    preferences: Option<String>,
    /// Who serves them if they can choose.
    #[schema(required)]
    preferred_employee_id: Option<EmployeeId>,
    /// Whether they want to hear of offers.
    marketing_consent: bool,
    /// When they last said yes or no to that.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    marketing_consent_at: Option<Timestamp>,
    /// Whether the receptionist takes no bookings from them.
    is_blocked: bool,
    /// Whether they always reach a person.
    is_vip: bool,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    updated_at: Timestamp,
    #[schema(value_type = Option<String>, format = "date-time", required)]
    deleted_at: Option<Timestamp>,
    /// When all that was known of them was erased.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    erased_at: Option<Timestamp>,
    /// Who they are now.
    #[schema(required)]
    merged_into_id: Option<CustomerId>,
}

impl From<Model> for CustomerBody {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            phone: row.phone,
            email: row.email,
            notes: row.notes,
            preferences: row.preferences,
            preferred_employee_id: row.preferred_employee_id,
            marketing_consent: row.marketing_consent,
            marketing_consent_at: row.marketing_consent_at.map(Instant::timestamp),
            is_blocked: row.is_blocked,
            is_vip: row.is_vip,
            created_at: row.created_at.timestamp(),
            updated_at: row.updated_at.timestamp(),
            deleted_at: row.deleted_at.map(Instant::timestamp),
            erased_at: row.erased_at.map(Instant::timestamp),
            merged_into_id: row.merged_into_id,
        }
    }
}

/// A customer in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListedCustomer {
    #[serde(flatten)]
    customer: CustomerBody,
    /// When they were last here.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    last_visit_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct CustomerQuery {
    /// Part of the name, the number or the e-mail address.
    #[param(max_length = 100)]
    search: Option<String>,
    /// Only those from whom the receptionist takes no bookings, or only the others.
    blocked: Option<bool>,
    /// Only those who always reach a person, or only the others.
    vip: Option<bool>,
    /// Only those who want to hear of offers, or only the others.
    marketing_consent: Option<bool>,
    /// Those who were deleted, merged or erased, in place of the others.
    #[serde(default)]
    deleted: bool,
    #[param(inline)]
    sort: Option<Sort>,
}

/// Customers, by name.
#[utoipa::path(get, path = "/api/customers", tag = "customers", operation_id = "listCustomers",
    params(CustomerQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<ListedCustomer>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_customers(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<CustomerQuery>,
) -> Result<Listed<ListedCustomer>, Problem> {
    let selection = Selection {
        search: search_text(query.search)?,
        is_blocked: query.blocked,
        is_vip: query.vip,
        marketing_consent: query.marketing_consent,
        is_deleted: query.deleted,
        sort: query.sort.unwrap_or_default(),
    };
    let now = app.clock.now();
    let page = store::page(&member.tenant, &selection, page, now).await?;
    let last = appointments::last_visits(&member.tenant, page.rows.iter().map(|row| row.id), now).await?;
    Ok(page.listed(|row| ListedCustomer { last_visit_at: last.get(&row.id).copied(), customer: row.into() }))
}

/// A customer with figures of their visits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CustomerDetail {
    #[serde(flatten)]
    customer: CustomerBody,
    figures: CustomerFigures,
}

/// One customer, deleted or not.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "customers", operation_id = "getCustomer",
    params(("id" = CustomerId, Path)), responses(
    (status = 200, description = "The customer", body = Success<CustomerDetail>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
) -> Result<Success<CustomerDetail>, Problem> {
    let row = store::find_any(&member.tenant, id).await?.ok_or(CustomerError::Unknown)?;
    let figures = appointments::figures_of_customer(&member.tenant, id, app.clock.now()).await?;
    Ok(Success::new(CustomerDetail { customer: row.into(), figures }))
}

/// Somebody new.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CustomerProfile {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// As people write it.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: Option<String>,
    #[serde(default)]
    #[schema(format = "email", max_length = 254)]
    email: Option<String>,
    /// What the salon should know.
    #[serde(default)]
    #[schema(max_length = 2000)]
    notes: Option<String>,
    /// How they like it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    preferences: Option<String>,
    /// Who serves them if they can choose.
    #[serde(default)]
    preferred_employee_id: Option<EmployeeId>,
    /// Whether they want to hear of offers; the time of a change is kept.
    #[serde(default)]
    marketing_consent: bool,
    /// Whether the receptionist takes no bookings from them.
    #[serde(default)]
    is_blocked: bool,
    /// Whether they always reach a person.
    #[serde(default)]
    is_vip: bool,
}

impl From<CustomerProfile> for CustomerChange {
    fn from(new: CustomerProfile) -> Self {
        Self {
            name: Some(new.name),
            phone: Some(new.phone),
            email: Some(new.email),
            notes: Some(new.notes),
            preferences: Some(new.preferences),
            preferred_employee_id: Some(new.preferred_employee_id),
            marketing_consent: Some(new.marketing_consent),
            is_blocked: Some(new.is_blocked),
            is_vip: Some(new.is_vip),
        }
    }
}

/// What is to be otherwise about a customer; what is left out stays, and `null` empties a field.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[garde(allow_unvalidated)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CustomerChange {
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// As people write it.
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<String>, max_length = 40)]
    phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<String>, format = "email", max_length = 254)]
    email: Option<Option<String>>,
    /// What the salon should know.
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<String>, max_length = 2000)]
    notes: Option<Option<String>>,
    /// How they like it.
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<String>, max_length = 2000)]
    preferences: Option<Option<String>>,
    /// Who serves them if they can choose.
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<EmployeeId>)]
    preferred_employee_id: Option<Option<EmployeeId>>,
    /// Whether they want to hear of offers; the time of a change is kept.
    #[serde(default)]
    marketing_consent: Option<bool>,
    /// Whether the receptionist takes no bookings from them.
    #[serde(default)]
    is_blocked: Option<bool>,
    /// Whether they always reach a person.
    #[serde(default)]
    is_vip: Option<bool>,
}

impl CustomerChange {
    /// The same, checked.
    fn read(self, salon: &Salon) -> Result<ProfileChange, Problem> {
        if let Some(Some(id)) = self.preferred_employee_id
            && salon.employee(id).is_none_or(|employee| employee.is_deleted)
        {
            return Err(Problem::not_found("employee"));
        }
        let mut wrong = BTreeMap::new();
        let mut text = |field: &str, given: Option<Option<String>>, read: ReadText| {
            let given = given.map(|text| read(text.as_deref().unwrap_or_default()));
            given.transpose().unwrap_or_else(|error| {
                wrong.insert(field.to_owned(), error.to_string());
                None
            })
        };
        let email = text("email", self.email, read::email);
        let notes = text("notes", self.notes, read::long_text);
        let preferences = text("preferences", self.preferences, read::long_text);
        let name = text("name", self.name.map(Some), |text| read::name(text).map(Some)).flatten();
        let phone = self.phone.map(|phone| read_phone(salon, phone.as_deref().unwrap_or_default()));
        let phone = phone.transpose().unwrap_or_else(|error| {
            wrong.insert("phone".to_owned(), format!("is not right: {error}"));
            None
        });
        if !wrong.is_empty() {
            return Err(Problem::validation(wrong));
        }
        Ok(ProfileChange {
            name,
            phone,
            email,
            notes,
            preferences,
            preferred_employee_id: self.preferred_employee_id,
            marketing_consent: self.marketing_consent,
            is_blocked: self.is_blocked,
            is_vip: self.is_vip,
        })
    }
}

type ReadText = fn(&str) -> Result<Option<String>, ReadError>;

/// A number as somebody of the salon's country writes it; nothing but blanks is none.
fn read_phone(
    salon: &Salon,
    text: &str,
) -> Result<Option<providers::phone::PhoneNumber>, providers::phone::PhoneNumberError> {
    if text.chars().count() > 40 {
        return Err(providers::phone::PhoneNumberError::TooLong);
    }
    Some(text).filter(|text| !text.trim().is_empty()).map(|text| salon.read_number(text)).transpose()
}

impl From<CustomerError> for Problem {
    fn from(error: CustomerError) -> Self {
        match error {
            CustomerError::Unknown => Self::not_found("customer"),
            CustomerError::PhoneTaken { id, is_deleted } => {
                let how = if is_deleted {
                    "a deleted customer has this phone number; restore them instead"
                } else {
                    "another customer has this phone number; change or merge them instead"
                };
                Self::conflict("phone_taken", how)
                    .with_details(serde_json::json!({ "customerId": id, "isDeleted": is_deleted }))
            }
            CustomerError::Merged(id) => {
                Self::conflict("customer_merged", "this customer was merged into another; use that one")
                    .with_details(serde_json::json!({ "customerId": id }))
            }
            CustomerError::Erased => {
                Self::conflict("customer_erased", "all that was known of this customer has been erased")
            }
            CustomerError::Database(error) => error.into(),
        }
    }
}

/// Writes down somebody new.
#[utoipa::path(post, path = "/api/customers", tag = "customers", operation_id = "createCustomer",
    request_body = CustomerProfile, responses(
    (status = 201, description = "Written down", body = Success<CustomerBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such employee", body = ErrorBody),
    (status = 409, description = "`details.customerId` has this number", body = ErrorBody),
))]
async fn create_customer(
    State(app): State<App>,
    member: Member,
    Body(body): Body<CustomerProfile>,
) -> Result<Created<CustomerBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let profile = CustomerChange::from(body).read(&salon)?;
    let now = Instant::from(app.clock.now());
    let row = in_transaction!(member.tenant, tx => profile::add(tx, &profile, now).await)?;
    Ok(Created(row.into()))
}

/// Changes what is known of a customer.
#[utoipa::path(patch, path = "/api/customers/{id}", tag = "customers", operation_id = "updateCustomer",
    params(("id" = CustomerId, Path)), request_body = CustomerChange, responses(
    (status = 200, description = "Changed", body = Success<CustomerBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such customer or employee", body = ErrorBody),
    (status = 409, description = "`details.customerId` has this number", body = ErrorBody),
))]
async fn update_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
    Body(body): Body<CustomerChange>,
) -> Result<Success<CustomerBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let change = body.read(&salon)?;
    let now = Instant::from(app.clock.now());
    let row = in_transaction!(member.tenant, tx => profile::change(tx, id, &change, now).await)?;
    Ok(Success::new(row.into()))
}

/// Takes a customer out of the lists; their visits keep them, and a booking by their number brings them back.
#[utoipa::path(delete, path = "/api/customers/{id}", tag = "customers", operation_id = "deleteCustomer",
    params(("id" = CustomerId, Path)), responses(
    (status = 204, description = "Deleted"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn delete_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
) -> Result<Removed, Problem> {
    let now = Instant::from(app.clock.now());
    in_transaction!(member.tenant, tx => profile::remove(tx, id, now).await)?;
    Ok(Removed)
}

/// Brings a deleted customer back.
#[utoipa::path(post, path = "/api/customers/{id}/restore", tag = "customers", operation_id = "restoreCustomer",
    params(("id" = CustomerId, Path)), responses(
    (status = 200, description = "Back", body = Success<CustomerBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "Merged or erased", body = ErrorBody),
))]
async fn restore_customer(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<CustomerId>,
) -> Result<Success<CustomerBody>, Problem> {
    let now = Instant::from(app.clock.now());
    let row = in_transaction!(member.tenant, tx => profile::restore(tx, id, now).await)?;
    Ok(Success::new(row.into()))
}

/// Two customers who may be one person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DuplicatePair {
    /// Who was known first.
    first: ListedCustomer,
    second: ListedCustomer,
    /// What they have in common.
    reasons: Vec<Likeness>,
}

/// Customers who may be one person twice: the same name, however it is spelled, or the same e-mail address.
#[utoipa::path(get, path = "/api/customers/duplicates", tag = "customers", operation_id = "listDuplicateCustomers",
    params(PageQuery), responses(
    (status = 200, description = "One page", body = Listed<DuplicatePair>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_duplicates(
    State(app): State<App>,
    member: Member,
    page: Page,
) -> Result<Listed<DuplicatePair>, Problem> {
    let db = &member.tenant;
    let known = store::list_known(db).await?;
    let page = PageOf::of(duplicates::pairs(&known), page);
    let ids: Vec<_> = page.rows.iter().flat_map(|pair| [pair.first, pair.second]).collect();
    let customers = store::get_many(db, ids.iter().copied()).await?;
    let last = appointments::last_visits(db, ids, app.clock.now()).await?;
    let shown = |id: CustomerId| {
        let row =
            customers.get(&id).cloned().ok_or_else(|| Problem::internal("a duplicate without a row"))?;
        Ok::<_, Problem>(ListedCustomer { last_visit_at: last.get(&id).copied(), customer: row.into() })
    };
    let mut pairs = Vec::with_capacity(page.rows.len());
    for pair in page.rows {
        pairs.push(DuplicatePair {
            first: shown(pair.first)?,
            second: shown(pair.second)?,
            reasons: pair.reasons,
        });
    }
    Ok(PageOf { rows: pairs, page: page.page, total: page.total }.listed(|pair| pair))
}
