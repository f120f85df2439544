//! Threads: what was written with each number, and answering in the salon's name.

use axum::extract::State;
use garde::Validate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::{Created, Listed, Page, PageQuery, Success};
use crate::http::extract::{Body, PathId, Query, is_prose, search_text};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::{AppointmentId, CustomerId, ThreadId};
use crate::instant::Instant;
use crate::modules::auth::Role;
use crate::modules::customers;
use crate::modules::notifications::{self, Meaning, NotificationBody, ThreadRow};
use crate::modules::tenants;
use crate::tenancy::{TenantDb, in_transaction};

/// Messages of each side that are shown of a thread.
const SHOWN: u64 = 200;

/// Most customers whose numbers a search finds.
const FOUND: usize = 200;

/// The routes of threads.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::FrontDesk, routes!(list_threads))
        .members(Role::FrontDesk, routes!(get_thread, write_to_thread))
        .members(Role::FrontDesk, routes!(read_thread))
        .members(Role::FrontDesk, routes!(write_to_customer))
}

/// Whose number it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ThreadCustomer {
    id: CustomerId,
    name: String,
}

/// All messages with one number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MessageThread)]
struct ThreadBody {
    id: ThreadId,
    /// E.164.
    number: String,
    /// Whose it is, where that is known.
    #[schema(required)]
    customer: Option<ThreadCustomer>,
    /// The beginning of what was written last.
    #[schema(required)]
    last_body: Option<String>,
    /// Whether the customer wrote it.
    is_last_inbound: bool,
    #[schema(value_type = String, format = "date-time")]
    last_at: Timestamp,
    /// Whether the customer has written something that nobody has read.
    is_unread: bool,
    /// Since when the number wants no messages.
    #[schema(value_type = Option<String>, format = "date-time", required)]
    opted_out_at: Option<Timestamp>,
    /// Whether the network says that it takes no text messages.
    is_landline: bool,
}

async fn shown(db: &TenantDb, row: ThreadRow) -> Result<ThreadBody, Problem> {
    let customer = customers::find_by_phone(db, &row.number).await?;
    let is_unread = row.last_inbound_at.is_some_and(|last| row.read_at.is_none_or(|read| read < last));
    Ok(ThreadBody {
        id: row.id,
        number: row.number,
        customer: customer.map(|customer| ThreadCustomer { id: customer.id, name: customer.name }),
        last_body: row.last_body,
        is_last_inbound: row.is_last_inbound,
        last_at: row.last_at.timestamp(),
        is_unread,
        opted_out_at: row.opted_out_at.map(Instant::timestamp),
        is_landline: row.landline_at.is_some(),
    })
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ThreadQuery {
    /// Only threads in which there is something to read.
    #[serde(default)]
    #[param(default = false)]
    unread: bool,
    /// Part of a customer's name or number.
    search: Option<String>,
}

/// Threads, the latest first.
#[utoipa::path(get, path = "/api/messages", tag = "messages", operation_id = "listMessageThreads",
    params(ThreadQuery, PageQuery), responses(
    (status = 200, description = "One page", body = Listed<ThreadBody>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
))]
async fn list_threads(
    member: Member,
    page: Page,
    Query(query): Query<ThreadQuery>,
) -> Result<Listed<ThreadBody>, Problem> {
    let db = &member.tenant;
    let numbers = match search_text(query.search)? {
        Some(text) => Some(customers::numbers_matching(db, &text, FOUND).await?),
        None => None,
    };
    let found = notifications::page_threads(db, query.unread, numbers, page).await?;
    let mut bodies = Vec::with_capacity(found.rows.len());
    for row in &found.rows {
        bodies.push(shown(db, row.clone()).await?);
    }
    let mut bodies = bodies.into_iter();
    // One body a row, in the same order.
    Ok(found.listed(|_| bodies.next().expect("there is a body for each row")))
}

/// A message from the customer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Written {
    /// The words; empty with a picture alone.
    body: String,
    /// What it was taken for.
    meaning: Meaning,
    /// What the receptionist answered at once.
    #[schema(required)]
    answer: Option<String>,
    /// The visit that it confirmed or called off.
    #[schema(required)]
    appointment_id: Option<AppointmentId>,
    #[schema(value_type = String, format = "date-time")]
    received_at: Timestamp,
}

/// A thread with what was written last; older messages are left out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WholeThread {
    #[serde(flatten)]
    thread: ThreadBody,
    /// What the customer wrote, oldest first.
    received: Vec<Written>,
    /// What was sent, oldest first.
    sent: Vec<NotificationBody>,
}

async fn whole(app: &App, db: &TenantDb, row: ThreadRow) -> Result<WholeThread, Problem> {
    let now = app.clock.now();
    let mut received = notifications::list_inbound(db, row.id, SHOWN).await?;
    let mut sent = notifications::list_outbound(db, &row.number, SHOWN).await?;
    sent.retain(|message| !message.kind.is_to_salon());
    received.reverse();
    sent.reverse();
    let written = |row: notifications::InboundRow| Written {
        body: row.body.unwrap_or_default(),
        meaning: row.meaning,
        answer: row.answer,
        appointment_id: row.appointment_id,
        received_at: row.received_at.timestamp(),
    };
    Ok(WholeThread {
        thread: shown(db, row).await?,
        received: received.into_iter().map(written).collect(),
        sent: sent.into_iter().map(|row| NotificationBody::at(row, now)).collect(),
    })
}

async fn find(db: &TenantDb, id: ThreadId) -> Result<ThreadRow, Problem> {
    notifications::find_thread_by_id(db, id).await?.ok_or_else(|| Problem::not_found("thread"))
}

/// One thread.
#[utoipa::path(get, path = "/api/messages/{id}", tag = "messages", operation_id = "getMessageThread",
    params(("id" = ThreadId, Path)), responses(
    (status = 200, description = "The thread", body = Success<WholeThread>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn get_thread(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ThreadId>,
) -> Result<Success<WholeThread>, Problem> {
    let row = find(&member.tenant, id).await?;
    Ok(Success::new(whole(&app, &member.tenant, row).await?))
}

/// Says that somebody has read a thread.
#[utoipa::path(post, path = "/api/messages/{id}/read", tag = "messages", operation_id = "readMessageThread",
    params(("id" = ThreadId, Path)), responses(
    (status = 200, description = "Noted", body = Success<WholeThread>),
    (status = 404, description = "There is none", body = ErrorBody),
))]
async fn read_thread(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ThreadId>,
) -> Result<Success<WholeThread>, Problem> {
    let now = Instant::from(app.clock.now());
    let row = in_transaction!(member.tenant, tx => {
        let row = find(tx, id).await?;
        let mut row = notifications::thread_of(tx, &row.number, now.timestamp()).await?;
        row.read_at = Some(now);
        notifications::save_thread(tx, &row).await?;
        Ok::<_, Problem>(row)
    })?;
    Ok(Success::new(whole(&app, &member.tenant, row).await?))
}

/// What somebody of the salon writes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reply {
    /// The words.
    #[garde(length(chars, min = 1, max = 1600), custom(is_prose))]
    #[schema(min_length = 1, max_length = 1600)]
    body: String,
}

/// Writes to a number. The receptionist keeps out of the thread for four hours.
#[utoipa::path(post, path = "/api/messages/{id}", tag = "messages", operation_id = "writeToThread",
    params(("id" = ThreadId, Path)), request_body = Reply, responses(
    (status = 201, description = "On its way", body = Success<WholeThread>),
    (status = 404, description = "There is none", body = ErrorBody),
    (status = 409, description = "The number wants no messages, or takes none", body = ErrorBody),
))]
async fn write_to_thread(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<ThreadId>,
    Body(body): Body<Reply>,
) -> Result<Created<WholeThread>, Problem> {
    let row = find(&member.tenant, id).await?;
    send(&app, &member, &row.number, body.body).await
}

/// Words to a customer.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FirstMessage {
    #[garde(skip)]
    customer_id: CustomerId,
    /// The words.
    #[garde(length(chars, min = 1, max = 1600), custom(is_prose))]
    #[schema(min_length = 1, max_length = 1600)]
    body: String,
}

/// Writes to a customer, whether there is a thread with them yet or not.
#[utoipa::path(post, path = "/api/messages", tag = "messages", operation_id = "writeToCustomer",
    request_body = FirstMessage, responses(
    (status = 201, description = "On its way", body = Success<WholeThread>),
    (status = 404, description = "There is no such customer", body = ErrorBody),
    (status = 409, description = "They have no number, or it wants no messages or takes none", body = ErrorBody),
))]
async fn write_to_customer(
    State(app): State<App>,
    member: Member,
    Body(body): Body<FirstMessage>,
) -> Result<Created<WholeThread>, Problem> {
    let customer = customers::find(&member.tenant, body.customer_id).await?;
    let customer = customer.ok_or_else(|| Problem::not_found("customer"))?;
    let number = customer.phone.ok_or_else(|| {
        Problem::conflict(
            "no_number",
            "this customer has no telephone number: add one to their profile first",
        )
    })?;
    send(&app, &member, &number, body.body).await
}

async fn send(
    app: &App,
    member: &Member,
    number: &str,
    body: String,
) -> Result<Created<WholeThread>, Problem> {
    if body.trim().is_empty() {
        return Err(Problem::invalid("body", "must say something"));
    }
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let now = app.clock.now();
    let row = in_transaction!(member.tenant, tx => {
        let mut thread = notifications::thread_of(tx, number, now).await?;
        if thread.opted_out_at.is_some() {
            let message = "this number has asked not to get text messages; they write START to get them again";
            return Err(Problem::conflict("opted_out", message));
        }
        if thread.landline_at.is_some() {
            return Err(Problem::conflict("landline", "this number takes no text messages; call instead"));
        }
        notifications::note_message(&mut thread, body.trim(), false, now);
        thread.read_at = Some(Instant::from(now));
        notifications::save_thread(tx, &thread).await?;
        let by = member.name.clone();
        notifications::write_reply(tx, &salon, number, body.trim().to_owned(), by, now).await?;
        Ok::<_, Problem>(thread)
    })?;
    app.work.notify_one();
    Ok(Created(whole(app, &member.tenant, row).await?))
}
