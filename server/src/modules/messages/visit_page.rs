//! The page of a visit: what its customer sees and does behind the link in a message, without a log-in.
//!
//! Whoever has the link sees the visit and nothing else of its customer. It leads nowhere once the visit is over. Times to
//! move to come from the same function as everywhere, and are taken by the same one, by their tokens.

use axum::extract::State;
use garde::Validate;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::app::App;
use crate::http::access::{ReadOnly, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Body, PathId, Query};
use crate::http::limits::Limit;
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::appointments::{
    self, Actor, Appointment, AppointmentError, Change, SlotBody, Status, WithWhom, slot_bodies,
};
use crate::modules::notifications::{self, Language};
use crate::modules::tenants::{self, Salon};
use crate::tenancy::{TenantDb, TenantScope, in_transaction};

/// Most days of which free times are listed at once.
const MOST_DAYS: i32 = 14;

/// The routes of the page.
pub(super) fn routes() -> Routes {
    Routes::new()
        .public_within(Limit::VisitPages, routes!(get_visit_page))
        .public_within(Limit::VisitPages, routes!(confirm_visit))
        .public_within(Limit::VisitPages, routes!(cancel_visit))
        .public_within(Limit::VisitPages, routes!(list_visit_times))
        .public_within(Limit::VisitPages, routes!(move_visit))
}

/// One service of a visit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitPagePart {
    service: String,
    employee: String,
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    add_ons: Vec<String>,
}

/// A visit as its customer sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitPage {
    salon: String,
    #[schema(required)]
    address: Option<String>,
    /// The salon's number, as people write it.
    #[schema(required)]
    phone: Option<String>,
    /// The same, to be dialled.
    #[schema(required)]
    phone_to_dial: Option<String>,
    timezone: String,
    language: Language,
    status: Status,
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    ends_at: Timestamp,
    /// In order of time.
    parts: Vec<VisitPagePart>,
    /// Whether the customer can still say that they come.
    can_confirm: bool,
    /// Whether it can still be called off here.
    can_cancel: bool,
    /// Whether it can still be moved here.
    can_move: bool,
    /// Until how many minutes before its start it can be changed.
    cutoff_minutes: i32,
}

/// What a link leads to.
struct Opened {
    db: TenantDb,
    salon: std::sync::Arc<Salon>,
    visit: Appointment,
    parts: Vec<Appointment>,
}

/// Opens a link. One that is nobody's, and one whose visit is over, lead to the same nothing.
async fn open(app: &App, token: &str) -> Result<Opened, Problem> {
    let nothing = || Problem::not_found("visit");
    let link = notifications::find_visit(app, token).await?.ok_or_else(nothing)?;
    let db = TenantDb::new(&app.database, TenantScope::from_visit_link(&link));
    let salon = tenants::salon(&app.salons, &db).await?;
    let visit = appointments::find(&db, link.appointment_id).await?.ok_or_else(nothing)?;
    let parts = appointments::of_visit(&db, &visit).await?;
    let ends_at = parts.iter().map(|part| part.row.ends_at.timestamp()).max();
    if ends_at.is_none_or(|end| end <= app.clock.now()) || visit.customer.erased_at.is_some() {
        return Err(nothing());
    }
    Ok(Opened { db, salon, visit, parts })
}

impl Opened {
    /// Whether anything can be changed at this salon.
    fn may_change(&self) -> Result<(), Problem> {
        match ReadOnly::of(self.salon.tenant.status) {
            Some(_) => Err(Problem::conflict("closed", "nothing can be changed here; please call the salon")),
            None => Ok(()),
        }
    }

    fn shown(&self, now: Timestamp) -> VisitPage {
        let Self { salon, visit, parts, .. } = self;
        let mut facts = notifications::salon_facts(salon);
        let starts_at = parts.iter().map(Appointment::starts_at).min().unwrap_or(visit.starts_at());
        let ends_at = parts.iter().map(|part| part.row.ends_at.timestamp()).max().unwrap_or(starts_at);
        let is_open = matches!(visit.row.status, Status::Scheduled | Status::Confirmed) && now < starts_at;
        let is_open = is_open && self.may_change().is_ok();
        let cutoff = salon.tenant.cancel_cutoff_minutes;
        let in_time = starts_at.duration_since(now) >= SignedDuration::from_mins(i64::from(cutoff));
        VisitPage {
            salon: salon.tenant.name.clone(),
            address: salon.tenant.address.clone(),
            phone: facts.remove("phone").filter(|phone| !phone.is_empty()),
            phone_to_dial: salon.number.clone(),
            timezone: salon.tenant.timezone.clone(),
            language: Language::of_locale(&salon.tenant.locale),
            status: visit.row.status,
            starts_at,
            ends_at,
            parts: parts.iter().map(|part| self.part(part)).collect(),
            can_confirm: is_open && visit.row.status == Status::Scheduled,
            can_cancel: is_open && in_time,
            // Several services are moved one by one, which the salon does.
            can_move: is_open && in_time && parts.len() == 1,
            cutoff_minutes: cutoff,
        }
    }

    fn part(&self, part: &Appointment) -> VisitPagePart {
        let row = &part.row;
        let service = row.service_name.clone();
        let in_catalogue = || self.salon.service(row.service_id).map(|service| service.name.clone());
        VisitPagePart {
            service: service.or_else(in_catalogue).unwrap_or_default(),
            employee: self
                .salon
                .employee(row.employee_id)
                .map(|employee| employee.name.clone())
                .unwrap_or_default(),
            starts_at: part.starts_at(),
            add_ons: part.add_ons.iter().map(|add_on| add_on.name.clone()).collect(),
        }
    }
}

/// A visit, for whoever has its link.
#[utoipa::path(get, path = "/api/visit-pages/{token}", tag = "messages", operation_id = "getVisitPage",
    params(("token" = String, Path, description = "The secret of the address")), responses(
    (status = 200, description = "The visit", body = Success<VisitPage>),
    (status = 404, description = "There is none, or it is over", body = ErrorBody),
))]
async fn get_visit_page(
    State(app): State<App>,
    PathId(token): PathId<String>,
) -> Result<Success<VisitPage>, Problem> {
    let opened = open(&app, &token).await?;
    Ok(Success::new(opened.shown(app.clock.now())))
}

/// The customer says that they come.
#[utoipa::path(post, path = "/api/visit-pages/{token}/confirm", tag = "messages", operation_id = "confirmVisitPage",
    params(("token" = String, Path, description = "The secret of the address")), responses(
    (status = 200, description = "Confirmed", body = Success<VisitPage>),
    (status = 404, description = "There is none, or it is over", body = ErrorBody),
    (status = 409, description = "It cannot be confirmed any more", body = ErrorBody),
))]
async fn confirm_visit(
    State(app): State<App>,
    PathId(token): PathId<String>,
) -> Result<Success<VisitPage>, Problem> {
    let opened = open(&app, &token).await?;
    opened.may_change()?;
    let (id, now) = (opened.visit.id(), app.clock.now());
    in_transaction!(opened.db, tx => appointments::confirm_visit(tx, id, now).await)?;
    again(&app, &token).await
}

/// The customer does not come.
#[utoipa::path(post, path = "/api/visit-pages/{token}/cancel", tag = "messages", operation_id = "cancelVisitPage",
    params(("token" = String, Path, description = "The secret of the address")), responses(
    (status = 200, description = "Called off", body = Success<VisitPage>),
    (status = 404, description = "There is none, or it is over", body = ErrorBody),
    (status = 409, description = "It is too late for that here", body = ErrorBody),
))]
async fn cancel_visit(
    State(app): State<App>,
    PathId(token): PathId<String>,
) -> Result<Success<VisitPage>, Problem> {
    let opened = open(&app, &token).await?;
    opened.may_change()?;
    let (id, now) = (opened.visit.id(), app.clock.now());
    in_transaction!(opened.db, tx => appointments::cancel_visit(tx, &opened.salon, id, now).await)?;
    again(&app, &token).await
}

/// The visit as it is now; the worker is told of what follows.
async fn again(app: &App, token: &str) -> Result<Success<VisitPage>, Problem> {
    app.work.notify_one();
    let opened = open(app, token).await?;
    Ok(Success::new(opened.shown(app.clock.now())))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct TimesQuery {
    /// First day, on the salon's calendar. Left out: today.
    #[param(value_type = Option<String>, format = "date")]
    from: Option<Date>,
    /// Last day, included, at most 14 days in all. Left out: a week.
    #[param(value_type = Option<String>, format = "date")]
    to: Option<Date>,
}

/// Times to which a visit could be moved.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VisitTimes {
    /// In order of time.
    slots: Vec<SlotBody>,
}

/// Times to which a visit could be moved.
#[utoipa::path(get, path = "/api/visit-pages/{token}/times", tag = "messages", operation_id = "listVisitTimes",
    params(("token" = String, Path, description = "The secret of the address"), TimesQuery), responses(
    (status = 200, description = "Free starts", body = Success<VisitTimes>),
    (status = 400, description = "The query is wrong", body = ErrorBody),
    (status = 404, description = "There is none, or it is over", body = ErrorBody),
    (status = 409, description = "It cannot be moved here any more", body = ErrorBody),
))]
async fn list_visit_times(
    State(app): State<App>,
    PathId(token): PathId<String>,
    Query(query): Query<TimesQuery>,
) -> Result<Success<VisitTimes>, Problem> {
    let opened = open(&app, &token).await?;
    let now = app.clock.now();
    if !opened.shown(now).can_move {
        return Err(Problem::conflict(
            "cannot_move",
            "this visit cannot be moved here; please call the salon",
        ));
    }
    let today = opened.salon.zone.to_datetime(now).date();
    let from = query.from.unwrap_or(today).max(today);
    let to = query.to.unwrap_or_else(|| from.saturating_add(6.days()));
    if to < from || (to - from).get_days() >= MOST_DAYS {
        return Err(Problem::invalid("to", "must be 0 to 13 days after from"));
    }
    let wanted = opened.visit.moved(WithWhom::Preferably(opened.visit.row.employee_id));
    let slots = appointments::free_slots(&opened.db, &opened.salon, &wanted, (from, to), now).await?;
    let signer = app.slot_tokens.signer(opened.db.tenant_id(), &wanted, now);
    Ok(Success::new(VisitTimes { slots: slot_bodies(&opened.salon, &slots, Some(&signer)) }))
}

/// The time that the customer has chosen.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct VisitMove {
    /// One of the free starts.
    #[garde(skip)]
    #[schema(value_type = String, format = "date-time")]
    starts_at: Timestamp,
    /// The token of that start.
    #[garde(length(max = 64))]
    #[schema(max_length = 64)]
    slot: String,
}

/// The customer takes another time.
#[utoipa::path(post, path = "/api/visit-pages/{token}/move", tag = "messages", operation_id = "moveVisitPage",
    params(("token" = String, Path, description = "The secret of the address")), request_body = VisitMove,
    responses(
    (status = 200, description = "Moved", body = Success<VisitPage>),
    (status = 400, description = "The time was not offered", body = ErrorBody),
    (status = 404, description = "There is none, or it is over", body = ErrorBody),
    (status = 409, description = "Somebody else was faster, or it is too late for that here", body = ErrorBody),
))]
async fn move_visit(
    State(app): State<App>,
    PathId(token): PathId<String>,
    Body(body): Body<VisitMove>,
) -> Result<Success<VisitPage>, Problem> {
    let opened = open(&app, &token).await?;
    opened.may_change()?;
    let now = app.clock.now();
    if opened.parts.len() > 1 {
        return Err(Problem::conflict(
            "cannot_move",
            "this visit cannot be moved here; please call the salon",
        ));
    }
    let with = WithWhom::Preferably(opened.visit.row.employee_id);
    let wanted = opened.visit.moved(with);
    app.slot_tokens.check(&body.slot, opened.db.tenant_id(), &wanted, body.starts_at, now)?;
    let (id, change) = (opened.visit.id(), Change::to(body.starts_at, with));
    let moved = in_transaction!(opened.db, tx => {
        appointments::reschedule(tx, &opened.salon, id, &change, &Actor::Customer, now).await
    });
    match moved {
        Ok(_) => again(&app, &token).await,
        Err(AppointmentError::NotFree(_)) => Err(Problem::conflict(
            "slot_taken",
            "somebody else has just taken this time; please choose another",
        )),
        Err(error) => Err(error.into()),
    }
}
