//! Who somebody is: adding them, changing what is known of them, letting them go and taking them back.

use axum::extract::State;
use garde::Validate;
use sea_orm::ActiveValue::{NotSet, Set};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::absence::decided;
use super::entity::employee;
use super::exceptions::text;
use super::store::{self, NewEmployee};
use super::wire::{self, EmployeeBody, EmployeeChanged, TeamError};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::{Created, Success};
use crate::http::extract::{Body, PathId, Query, if_given, is_name};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::instant::Instant;
use crate::modules::appointments::{self, FutureVisits, Settled};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// Colours for people whose colour nobody has chosen, in turn.
const COLORS: [&str; 8] =
    ["#7c3aed", "#0d9488", "#db2777", "#2563eb", "#d97706", "#65a30d", "#dc2626", "#0891b2"];

/// Somebody to be added.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewEmployeeBody {
    /// As callers know them.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What they are called beside their name.
    #[serde(default)]
    #[garde(length(chars, max = 100))]
    #[schema(max_length = 100)]
    title: Option<String>,
    /// What clients should know of them.
    #[serde(default)]
    #[garde(length(chars, max = 2000))]
    #[schema(max_length = 2000)]
    about: Option<String>,
    #[serde(default)]
    #[garde(length(chars, max = 254))]
    #[schema(max_length = 254)]
    email: Option<String>,
    /// As people write it.
    #[serde(default)]
    #[garde(length(chars, max = 40))]
    #[schema(max_length = 40)]
    phone: Option<String>,
    /// `#rrggbb`; left out: the next of ours.
    #[serde(default)]
    #[garde(skip)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    color: Option<String>,
    /// Most visits that may start on one day.
    #[serde(default)]
    #[garde(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200)]
    max_visits_per_day: Option<u32>,
    /// Most minutes with clients on one day; a multiple of five.
    #[serde(default)]
    #[garde(range(min = 5, max = 1440), custom(is_multiple_of_five))]
    #[schema(minimum = 5, maximum = 1440)]
    max_minutes_per_day: Option<u32>,
    /// Their place in the salon's order; left out: the last.
    #[serde(default)]
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
}

/// Adds somebody. They work at no time and do nothing until that is said.
#[utoipa::path(post, path = "/api/employees", tag = "employees", operation_id = "createEmployee",
    request_body = NewEmployeeBody, responses(
    (status = 201, description = "Added", body = Success<EmployeeBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
pub(super) async fn create_employee(
    State(app): State<App>,
    member: Member,
    Body(body): Body<NewEmployeeBody>,
) -> Result<Created<EmployeeBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let color = match &body.color {
        Some(color) => read_color(color)?,
        None => COLORS[salon.employees.len() % COLORS.len()].to_owned(),
    };
    let new = NewEmployee {
        title: text("title", body.title)?,
        about: long_text("about", body.about)?,
        email: read_email(body.email)?,
        phone: read_phone(&salon, body.phone)?,
        max_visits_per_day: body.max_visits_per_day,
        max_minutes_per_day: body.max_minutes_per_day,
        ..NewEmployee::named(body.name.trim(), color)
    };
    let now = Instant::from(app.clock.now());
    let id = in_transaction!(member.tenant, tx => {
        let position = match body.position {
            Some(position) => position,
            None => store::last_position(tx).await?,
        };
        store::add(tx, NewEmployee { position, ..new.clone() }, now).await
    })?;
    Ok(Created(wire::employee(&app, &member, id).await?))
}

/// What is to change about somebody; what is left out stays, and `null` takes away.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EmployeeChange {
    /// As callers know them.
    #[serde(default)]
    #[garde(length(chars, min = 1, max = 200), inner(custom(is_name)))]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// What they are called beside their name.
    #[serde(default, deserialize_with = "if_given")]
    #[garde(length(chars, max = 100))]
    #[schema(value_type = Option<String>, max_length = 100)]
    title: Option<Option<String>>,
    /// What clients should know of them.
    #[serde(default, deserialize_with = "if_given")]
    #[garde(length(chars, max = 2000))]
    #[schema(value_type = Option<String>, max_length = 2000)]
    about: Option<Option<String>>,
    #[serde(default, deserialize_with = "if_given")]
    #[garde(length(chars, max = 254))]
    #[schema(value_type = Option<String>, max_length = 254)]
    email: Option<Option<String>>,
    /// As people write it.
    #[serde(default, deserialize_with = "if_given")]
    #[garde(length(chars, max = 40))]
    #[schema(value_type = Option<String>, max_length = 40)]
    phone: Option<Option<String>>,
    /// `#rrggbb`.
    #[serde(default)]
    #[garde(skip)]
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    color: Option<String>,
    /// Most visits that may start on one day.
    #[serde(default, deserialize_with = "if_given")]
    #[garde(range(min = 1, max = 200))]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 200)]
    max_visits_per_day: Option<Option<u32>>,
    /// Most minutes with clients on one day; a multiple of five.
    #[serde(default, deserialize_with = "if_given")]
    #[garde(range(min = 5, max = 1440), inner(custom(is_multiple_of_five)))]
    #[schema(value_type = Option<u32>, minimum = 5, maximum = 1440)]
    max_minutes_per_day: Option<Option<u32>>,
    /// Their place in the salon's order.
    #[serde(default)]
    #[garde(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000)]
    position: Option<i32>,
    /// Whether they can be booked.
    #[serde(default)]
    #[garde(skip)]
    is_active: Option<bool>,
    /// With `isActive` false: what shall become of their future visits; needed where there are some.
    #[serde(default)]
    #[garde(skip)]
    future_visits: Option<FutureVisits>,
    /// Who takes them with `REASSIGN`; left out: whoever is able and free, least busy first.
    #[serde(default)]
    #[garde(skip)]
    reassign_to_id: Option<EmployeeId>,
}

impl EmployeeChange {
    fn into_row(self, salon: &Salon, now: Instant) -> Result<employee::ActiveModel, Problem> {
        fn changed<T, V: Into<sea_orm::Value>>(
            given: Option<T>,
            read: impl FnOnce(T) -> Result<V, Problem>,
        ) -> Result<sea_orm::ActiveValue<V>, Problem> {
            Ok(match given {
                Some(value) => Set(read(value)?),
                None => NotSet,
            })
        }
        let number = |value: Option<u32>| Ok(value.and_then(|value| i32::try_from(value).ok()));
        Ok(employee::ActiveModel {
            name: changed(self.name, |name| Ok(name.trim().to_owned()))?,
            title: changed(self.title, |title| text("title", title))?,
            about: changed(self.about, |about| long_text("about", about))?,
            email: changed(self.email, read_email)?,
            phone: changed(self.phone, |phone| read_phone(salon, phone))?,
            color: changed(self.color, |color| read_color(&color))?,
            max_visits_per_day: changed(self.max_visits_per_day, number)?,
            max_minutes_per_day: changed(self.max_minutes_per_day, number)?,
            position: changed(self.position, Ok)?,
            is_active: changed(self.is_active, Ok)?,
            updated_at: Set(now),
            ..Default::default()
        })
    }
}

/// Changes what is known of somebody, and whether they can be booked.
#[utoipa::path(patch, path = "/api/employees/{id}", tag = "employees", operation_id = "updateEmployee",
    params(("id" = EmployeeId, Path)), request_body = EmployeeChange, responses(
    (status = 200, description = "Changed", body = Success<EmployeeChanged>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They have future visits (`has_future_visits`; `details` has `count` and `visits`), and nothing was decided about them; or they were removed", body = ErrorBody),
))]
pub(super) async fn update_employee(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    Body(body): Body<EmployeeChange>,
) -> Result<Success<EmployeeChanged>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let absence = decided(&salon, id, body.future_visits, body.reassign_to_id)?;
    let leaves = body.is_active == Some(false);
    if !leaves && body.future_visits.is_some() {
        return Err(Problem::invalid("futureVisits", "goes only with isActive false"));
    }
    let (now, by) = (app.clock.now(), member.actor());
    let change = body.into_row(&salon, now.into())?;
    let settled = in_transaction!(member.tenant, tx => {
        let row = wire::lock(tx, id).await?;
        // Who is inactive already may still have visits that were kept; they are asked about only once.
        let asks = leaves && (row.is_active || absence.visits.is_some());
        let settled = match asks {
            true => appointments::settle(tx, &salon, &absence, &by, now).await?,
            false => Settled::default(),
        };
        store::update(tx, id, change.clone()).await?;
        Ok::<_, TeamError>(settled)
    })?;
    Ok(Success::new(wire::employee_changed(&app, &member, id, settled).await?))
}

/// What shall become of the visits of somebody who goes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct LeavingQuery {
    /// What shall become of their future visits; needed where there are some.
    #[param(inline)]
    future_visits: Option<FutureVisits>,
    /// Who takes them with `REASSIGN`; left out: whoever is able and free, least busy first.
    reassign_to_id: Option<EmployeeId>,
}

/// Removes somebody. Visits of the past keep them, and they can be restored.
#[utoipa::path(delete, path = "/api/employees/{id}", tag = "employees", operation_id = "deleteEmployee",
    params(("id" = EmployeeId, Path), LeavingQuery), responses(
    (status = 200, description = "Removed", body = Success<EmployeeChanged>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
    (status = 409, description = "They have future visits (`has_future_visits`; `details` has `count` and `visits`), and nothing was decided about them; or they were removed before", body = ErrorBody),
))]
pub(super) async fn delete_employee(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    Query(query): Query<LeavingQuery>,
) -> Result<Success<EmployeeChanged>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let absence = decided(&salon, id, query.future_visits, query.reassign_to_id)?;
    let (now, by) = (app.clock.now(), member.actor());
    let settled = in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        let settled = appointments::settle(tx, &salon, &absence, &by, now).await?;
        let change = employee::ActiveModel {
            deleted_at: Set(Some(now.into())),
            // Whoever has the address of their calendar shall not read on.
            feed_token_hash: Set(None),
            updated_at: Set(now.into()),
            ..Default::default()
        };
        store::update(tx, id, change).await?;
        Ok::<_, TeamError>(settled)
    })?;
    Ok(Success::new(wire::employee_changed(&app, &member, id, settled).await?))
}

/// Takes somebody back who was removed.
#[utoipa::path(post, path = "/api/employees/{id}/restore", tag = "employees", operation_id = "restoreEmployee",
    params(("id" = EmployeeId, Path)), responses(
    (status = 200, description = "They are back", body = Success<EmployeeBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is nobody of this id", body = ErrorBody),
))]
pub(super) async fn restore_employee(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
) -> Result<Success<EmployeeBody>, Problem> {
    let now = Instant::from(app.clock.now());
    in_transaction!(member.tenant, tx => {
        store::lock(tx, id).await?.ok_or(TeamError::Unknown("employee"))?;
        let change = employee::ActiveModel {
            deleted_at: Set(None),
            updated_at: Set(now),
            ..Default::default()
        };
        store::update(tx, id, change).await.map_err(TeamError::from)
    })?;
    Ok(Success::new(wire::employee(&app, &member, id).await?))
}

fn is_multiple_of_five<T: Copy + Into<Option<u32>>>(minutes: &T, _: &()) -> garde::Result {
    match (*minutes).into() {
        Some(minutes) if minutes % 5 != 0 => Err(garde::Error::new("must be a multiple of 5")),
        _ => Ok(()),
    }
}

/// Text of several lines; nothing but blanks is none.
fn long_text(field: &str, text: Option<String>) -> Result<Option<String>, Problem> {
    let text = text.map(|text| text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty());
    let is_wrong = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    if text.as_ref().is_some_and(|text| text.chars().any(is_wrong)) {
        return Err(Problem::invalid(field, "must be text without control characters"));
    }
    Ok(text)
}

/// An address of electronic mail, by its shape alone: whether it exists, only mail can tell.
fn read_email(email: Option<String>) -> Result<Option<String>, Problem> {
    let email = email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let is_right = |email: &String| {
        let parts = email.rsplit_once('@');
        let is_plain = !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        is_plain
            && parts.is_some_and(|(name, domain)| {
                !name.is_empty()
                    && !name.contains('@')
                    && domain.contains('.')
                    && domain.split('.').all(|label| !label.is_empty())
            })
    };
    if email.as_ref().is_some_and(|email| !is_right(email)) {
        return Err(Problem::invalid("email", "must be an address such as anna@salon.com"));
    }
    Ok(email)
}

/// A number as somebody of the salon's country writes it; nothing but blanks is none.
fn read_phone(salon: &Salon, phone: Option<String>) -> Result<Option<String>, Problem> {
    let phone = phone.filter(|phone| !phone.trim().is_empty());
    let phone = phone.map(|phone| salon.read_number(&phone)).transpose();
    let phone = phone.map_err(|error| Problem::invalid("phone", format!("is not right: {error}")))?;
    Ok(phone.map(|phone| phone.as_str().to_owned()))
}

fn read_color(color: &str) -> Result<String, Problem> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6);
    if digits.is_none_or(|digits| !digits.bytes().all(|digit| digit.is_ascii_hexdigit())) {
        return Err(Problem::invalid("color", "must be a colour such as #7c3aed"));
    }
    Ok(color.to_ascii_lowercase())
}
