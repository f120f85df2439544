//! The waitlist in the dashboard.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::entity::entry::{Model, Status};
use super::joining::{self, NewEntry};
use super::offers;
use super::store::{self, Selection};
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, Query};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AddOnId, AppointmentId, CustomerId, EmployeeId, ServiceId, WaitlistEntryId};
use crate::instant::Instant;
use crate::modules::appointments::api::{CustomerInBrief, NewCustomerBody, for_whom, refuse};
use crate::modules::appointments::{self, AppointmentBody, AppointmentError, ForWhom, WithWhom};
use crate::modules::auth::Role;
use crate::modules::customers;
use crate::modules::tenants::{self, Salon};
use crate::tenancy::in_transaction;

/// This module's routes.
pub fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_waitlist))
        .members(Role::FrontDesk, routes!(get_waitlist_entry))
        .members(Role::FrontDesk, routes!(join_waitlist))
        .members(Role::FrontDesk, routes!(leave_waitlist))
        .members(Role::FrontDesk, routes!(offer_waitlist_slot))
        .members(Role::FrontDesk, routes!(book_waitlist_entry))
}

/// Somebody who waits for a time to become free.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WaitlistEntry)]
struct WaitlistEntryBody {
    id: WaitlistEntryId,
    status: Status,
    customer: CustomerInBrief,
    service_id: ServiceId,
    service_name: String,
    add_on_ids: Vec<AddOnId>,
    /// The one person they want; nobody: whoever is free.
    #[schema(required)]
    employee_id: Option<EmployeeId>,
    /// First day that suits them.
    #[schema(value_type = String, format = "date")]
    first_day: String,
    /// Last day that suits them.
    #[schema(value_type = String, format = "date")]
    last_day: String,
    /// Earliest start on the salon's clock.
    #[schema(required, example = "09:00")]
    starts_after: Option<String>,
    /// Latest start on the salon's clock.
    #[schema(required, example = "16:30")]
    starts_before: Option<String>,
    #[schema(required)]
    note: Option<String>,
    /// The time that is offered to them.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    offered_starts_at: Option<Timestamp>,
    #[schema(required)]
    offered_employee_id: Option<EmployeeId>,
    /// Until when it is held for them.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    offer_expires_at: Option<Timestamp>,
    /// The visit they have got.
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

fn body(salon: &Salon, row: Model, customer: customers::Customer, now: Timestamp) -> WaitlistEntryBody {
    let today = salon.zone.to_datetime(now).date().to_string();
    let is_over = matches!(row.status, Status::Waiting | Status::Offered) && row.last_day < today;
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    WaitlistEntryBody {
        id: row.id,
        status: if is_over { Status::Expired } else { row.status },
        customer: CustomerInBrief::of(&customer),
        service_id: row.service_id,
        service_name: salon.service(row.service_id).map(|one| one.name.clone()).unwrap_or_default(),
        add_on_ids: serde_json::from_value(row.add_on_ids).unwrap_or_default(),
        employee_id: row.employee_id,
        first_day: row.first_day,
        last_day: row.last_day,
        starts_after: row.starts_minute.map(clock),
        starts_before: row.ends_minute.map(clock),
        note: row.note,
        offered_starts_at: row.offered_starts_at.map(Instant::timestamp),
        offered_employee_id: row.offered_employee_id,
        offer_expires_at: row.offer_expires_at.map(Instant::timestamp),
        appointment_id: row.appointment_id,
        created_at: row.created_at.timestamp(),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct WaitlistQuery {
    status: Option<Status>,
    customer_id: Option<CustomerId>,
    service_id: Option<ServiceId>,
    #[param(inline)]
    sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
enum Sort {
    #[serde(rename = "createdAt")]
    LongestFirst,
    #[serde(rename = "-createdAt")]
    NewestFirst,
}

/// Who waits, the longest first.
#[utoipa::path(get, path = "/api/waitlist", tag = "waitlist", operation_id = "listWaitlist",
    params(WaitlistQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<WaitlistEntryBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn list_waitlist(
    State(app): State<App>,
    member: Member,
    page: Page,
    Query(query): Query<WaitlistQuery>,
) -> Result<Listed<WaitlistEntryBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let selection = Selection {
        status: query.status,
        customer: query.customer_id,
        service: query.service_id,
        newest_first: query.sort == Some(Sort::NewestFirst),
    };
    let today = salon.zone.to_datetime(now).date();
    let mut page = store::page(&member.tenant, &selection, today, page).await?;
    let ids = page.rows.iter().map(|row| row.customer_id);
    let customers = customers::get_many(&member.tenant, ids).await?;
    page.rows.retain(|row| customers.contains_key(&row.customer_id));
    Ok(page.listed(|row| {
        let customer = customers[&row.customer_id].clone();
        body(&salon, row, customer, now)
    }))
}

/// Somebody who wants to wait.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewWaitlistEntry {
    /// Who, where the salon knows them; otherwise `customer`.
    #[serde(default)]
    #[garde(skip)]
    customer_id: Option<CustomerId>,
    /// Who, by name and number.
    #[serde(default)]
    #[garde(dive)]
    customer: Option<NewCustomerBody>,
    /// For what.
    #[garde(skip)]
    service_id: ServiceId,
    /// Its add-ons.
    #[serde(default)]
    #[garde(length(max = 20))]
    #[schema(max_items = 20)]
    add_on_ids: Vec<AddOnId>,
    /// One person; left out: whoever is free.
    #[serde(default)]
    #[garde(skip)]
    employee_id: Option<EmployeeId>,
    /// First day that suits them.
    #[garde(skip)]
    #[schema(value_type = String, format = "date")]
    first_day: Date,
    /// Last day that suits them, included.
    #[garde(skip)]
    #[schema(value_type = String, format = "date")]
    last_day: Date,
    /// Earliest start on the salon's clock.
    #[serde(default, with = "optional_clock")]
    #[garde(skip)]
    #[schema(value_type = Option<String>, example = "09:00")]
    starts_after: Option<u16>,
    /// Latest start on the salon's clock.
    #[serde(default, with = "optional_clock")]
    #[garde(skip)]
    #[schema(value_type = Option<String>, example = "16:30")]
    starts_before: Option<u16>,
    /// What the salon should know.
    #[serde(default)]
    #[garde(length(chars, max = 500))]
    #[schema(max_length = 500)]
    note: Option<String>,
}

mod optional_clock {
    use serde::{Deserialize, Deserializer};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
        #[derive(Deserialize)]
        struct Minute(#[serde(with = "crate::modules::tenants::clock")] u16);
        Ok(Option::<Minute>::deserialize(deserializer)?.map(|minute| minute.0))
    }
}

/// Puts somebody on the waitlist.
#[utoipa::path(post, path = "/api/waitlist", tag = "waitlist", operation_id = "joinWaitlist",
    request_body = NewWaitlistEntry, responses(
    (status = 201, description = "They wait", body = Success<WaitlistEntryBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such customer, service, add-on or employee", body = ErrorBody),
))]
async fn join_waitlist(
    State(app): State<App>,
    member: Member,
    Body(new): Body<NewWaitlistEntry>,
) -> Result<Created<WaitlistEntryBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    if new.last_day < new.first_day {
        return Err(Problem::invalid("lastDay", "must not be before firstDay"));
    }
    if new.last_day < salon.zone.to_datetime(now).date() {
        return Err(Problem::invalid("lastDay", "must not be in the past"));
    }
    if let (Some(after), Some(before)) = (new.starts_after, new.starts_before)
        && before < after
    {
        return Err(Problem::invalid("startsBefore", "must not be before startsAfter"));
    }
    let wanted = appointments::Wanted::one(new.service_id, new.add_on_ids.clone(), new.employee_id.into());
    // Nobody shall wait for what the salon does not do.
    appointments::minutes_of(&salon, &wanted)?;
    let for_whom = for_whom(&salon, new.customer_id, new.customer)?;
    let at = Instant::from(now);
    let joined = in_transaction!(member.tenant, tx => {
        let customer = match &for_whom {
            ForWhom::Known(id) => {
                customers::find(tx, *id).await?.ok_or(AppointmentError::UnknownCustomer)?
            }
            ForWhom::Named(new) => {
                let phone = new.phone.as_ref().map(providers::phone::PhoneNumber::as_str);
                customers::keep(tx, &new.name, phone, at).await?
            }
        };
        let entry = NewEntry {
            customer: customer.id,
            service: new.service_id,
            add_ons: new.add_on_ids.clone(),
            employee: new.employee_id,
            days: (new.first_day, new.last_day),
            starts_after: new.starts_after,
            starts_before: new.starts_before,
            note: new.note.clone(),
        };
        let row = joining::join(tx, entry, at).await?;
        Ok::<_, AppointmentError>((row, customer))
    });
    let (row, customer) = joined?;
    Ok(Created(body(&salon, row, customer, now)))
}

/// One who waits, or has waited.
#[utoipa::path(get, path = "/api/waitlist/{id}", tag = "waitlist", operation_id = "getWaitlistEntry",
    params(("id" = WaitlistEntryId, Path)), responses(
    (status = 200, description = "The entry", body = Success<WaitlistEntryBody>),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such entry", body = ErrorBody),
))]
async fn get_waitlist_entry(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WaitlistEntryId>,
) -> Result<Success<WaitlistEntryBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let entry = store::find(&member.tenant, id).await?.ok_or_else(|| Problem::not_found("waitlist entry"))?;
    let customer = customer_of(&member, &entry).await?;
    Ok(Success::new(body(&salon, entry, customer, app.clock.now())))
}

/// Takes somebody off the waitlist; a time that was offered to them is free for the next one.
#[utoipa::path(delete, path = "/api/waitlist/{id}", tag = "waitlist", operation_id = "leaveWaitlist",
    params(("id" = WaitlistEntryId, Path)), responses(
    (status = 204, description = "They do not wait any more"),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such entry", body = ErrorBody),
    (status = 409, description = "They have got a visit, or have left already", body = ErrorBody),
))]
async fn leave_waitlist(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WaitlistEntryId>,
) -> Result<Removed, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        let mut entry = open_entry(store::lock(tx, id).await?)?;
        if entry.status == Status::Offered {
            offers::wait_on(tx, &salon, &mut entry, now).await?;
        }
        entry.status = Status::Left;
        entry.updated_at = Instant::from(now);
        store::save(tx, &entry).await?;
        Ok::<_, Problem>(())
    })?;
    app.work.notify_one();
    Ok(Removed)
}

/// An entry that still waits.
fn open_entry(entry: Option<Model>) -> Result<Model, Problem> {
    let entry = entry.ok_or_else(|| Problem::not_found("waitlist entry"))?;
    match entry.status {
        Status::Waiting | Status::Offered => Ok(entry),
        Status::Booked | Status::Left | Status::Expired => {
            Err(Problem::conflict("invalid_transition", "they do not wait any more"))
        }
    }
}

/// A time for somebody who waits.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TimeForEntry {
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// One person; left out: whoever they asked for.
    #[serde(default)]
    #[garde(skip)]
    employee_id: Option<EmployeeId>,
}

/// Offers somebody a time by text message, and holds it for them until the offer expires.
#[utoipa::path(post, path = "/api/waitlist/{id}/offer", tag = "waitlist", operation_id = "offerWaitlistSlot",
    params(("id" = WaitlistEntryId, Path)), request_body = TimeForEntry, responses(
    (status = 200, description = "Offered", body = Success<WaitlistEntryBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such entry or employee", body = ErrorBody),
    (status = 409, description = "Not free, no telephone number, or they do not wait any more", body = ErrorBody),
))]
async fn offer_waitlist_slot(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WaitlistEntryId>,
    Body(time): Body<TimeForEntry>,
) -> Result<Success<WaitlistEntryBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let known = open_entry(store::find(&member.tenant, id).await?)?;
    let wanted = chosen(&known, time.employee_id);
    appointments::minutes_of(&salon, &wanted)?;
    let customer = customer_of(&member, &known).await?;
    if customer.phone.is_none() {
        return Err(Problem::conflict(
            "no_phone",
            "this customer has no telephone number; book the time instead",
        ));
    }
    if customer.is_blocked {
        return Err(Problem::conflict(
            "customer_blocked",
            "this customer is blocked and is offered nothing; book the time instead",
        ));
    }
    let offered = in_transaction!(member.tenant, tx => {
        let mut entry = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
        if !matches!(entry.status, Status::Waiting | Status::Offered) {
            return Err(AppointmentError::Changed);
        }
        let free = appointments::judge(tx, &salon, &wanted, time.starts_at, now).await?;
        let slot = free.map_err(AppointmentError::NotFree)?;
        offers::offer_chosen(tx, &salon, &mut entry, &slot, now).await?;
        Ok::<_, AppointmentError>(entry)
    });
    match offered {
        Ok(entry) => {
            app.work.notify_one();
            Ok(Success::new(body(&salon, entry, customer, now)))
        }
        Err(error) => Err(refuse(&app, &member.tenant, &salon, error, &wanted, time.starts_at).await),
    }
}

async fn customer_of(member: &Member, entry: &Model) -> Result<customers::Customer, Problem> {
    let customer = customers::find(&member.tenant, entry.customer_id).await?;
    customer.ok_or_else(|| Problem::not_found("customer"))
}

/// What they wait for, by a person that was chosen for them.
fn chosen(entry: &Model, employee: Option<EmployeeId>) -> appointments::Wanted {
    let mut wanted = offers::wanted(entry);
    if let (Some(employee), [part]) = (employee, &mut wanted.parts[..]) {
        part.with = WithWhom::Only(employee);
    }
    wanted
}

/// Books a time for somebody who waits.
#[utoipa::path(post, path = "/api/waitlist/{id}/book", tag = "waitlist", operation_id = "bookWaitlistEntry",
    params(("id" = WaitlistEntryId, Path)), request_body = TimeForEntry, responses(
    (status = 201, description = "Booked", body = Success<AppointmentBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "There is no such entry or employee", body = ErrorBody),
    (status = 409, description = "Not free, or they do not wait any more", body = ErrorBody),
))]
async fn book_waitlist_entry(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<WaitlistEntryId>,
    Body(time): Body<TimeForEntry>,
) -> Result<Created<AppointmentBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let known = open_entry(store::find(&member.tenant, id).await?)?;
    let wanted = chosen(&known, time.employee_id);
    let booked = in_transaction!(member.tenant, tx => {
        let mut entry = store::lock(tx, id).await?.ok_or(AppointmentError::UnknownAppointment)?;
        if !matches!(entry.status, Status::Waiting | Status::Offered) {
            return Err(AppointmentError::Changed);
        }
        offers::let_go_of_other_time(tx, &salon, &mut entry, time.starts_at, now).await?;
        entry.offered_employee_id = time.employee_id;
        entry.offered_starts_at = Some(Instant::from(time.starts_at));
        offers::book_offered(tx, &salon, &mut entry, time.starts_at, member.actor(), now).await
    });
    match booked {
        Ok(appointment) => {
            app.work.notify_one();
            Ok(Created(appointments::body(&salon, appointment)))
        }
        Err(error) => Err(refuse(&app, &member.tenant, &salon, error, &wanted, time.starts_at).await),
    }
}
