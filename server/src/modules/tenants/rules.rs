//! The salon's rules for booking.

use axum::extract::State;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::entity::tenant;
use super::salon::salon;
use super::store;
use crate::app::App;
use crate::http::access::{Member, Routes};
use crate::http::envelope::Success;
use crate::http::extract::{Body, is_in_fives};
use crate::http::problem::{ErrorBody, Problem};
use crate::modules::auth::Role;
use crate::tenancy::in_transaction;

/// The routes of booking rules.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Stylist, routes!(get_booking_rules))
        .members(Role::Manager, routes!(set_booking_rules))
}

/// How visits can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BookingRules {
    /// How far apart the starts are that are offered: 5, 10, 15, 20, 30 or 60.
    #[garde(custom(is_step))]
    #[schema(minimum = 5, maximum = 60)]
    pub(super) slot_step_minutes: u32,
    /// How long before its start a visit must be booked.
    #[garde(range(max = 43_200))]
    #[schema(maximum = 43_200)]
    pub(super) notice_minutes: u32,
    /// How many days ahead a visit can be booked.
    #[garde(range(min = 1, max = 730))]
    #[schema(minimum = 1, maximum = 730)]
    pub(super) horizon_days: u32,
    /// How long before its start callers can still cancel or move a visit.
    #[garde(range(max = 43_200))]
    #[schema(maximum = 43_200)]
    pub(super) cancel_cutoff_minutes: u32,
    /// How long a time is kept for a caller who is making up their mind.
    #[garde(range(min = 30, max = 900))]
    #[schema(minimum = 30, maximum = 900)]
    pub(super) hold_seconds: u32,
    /// Longest wait between two services of one visit; a multiple of five.
    #[garde(range(max = 120), custom(is_in_fives))]
    #[schema(maximum = 120, multiple_of = 5)]
    pub(super) max_wait_minutes: u32,
    /// How long a time is offered to somebody on the waitlist before it goes to the next.
    #[garde(range(min = 5, max = 1440))]
    #[schema(minimum = 5, maximum = 1440)]
    pub(super) waitlist_offer_minutes: u32,
}

fn is_step(minutes: &u32, _: &()) -> garde::Result {
    if [5, 10, 15, 20, 30, 60].contains(minutes) {
        Ok(())
    } else {
        Err(garde::Error::new("must be 5, 10, 15, 20, 30 or 60"))
    }
}

impl From<&tenant::Model> for BookingRules {
    fn from(row: &tenant::Model) -> Self {
        let number = |number: i32| u32::try_from(number).unwrap_or(0);
        Self {
            slot_step_minutes: number(row.slot_step_minutes),
            notice_minutes: number(row.notice_minutes),
            horizon_days: number(row.horizon_days),
            cancel_cutoff_minutes: number(row.cancel_cutoff_minutes),
            hold_seconds: number(row.hold_seconds),
            max_wait_minutes: number(row.max_wait_minutes),
            waitlist_offer_minutes: number(row.waitlist_offer_minutes),
        }
    }
}

/// The salon's rules for booking.
#[utoipa::path(get, path = "/api/tenant/booking-rules", tag = "tenants", operation_id = "getBookingRules",
    responses(
    (status = 200, description = "The rules", body = Success<BookingRules>),
    (status = 401, description = "Not logged in", body = ErrorBody),
))]
async fn get_booking_rules(State(app): State<App>, member: Member) -> Result<Success<BookingRules>, Problem> {
    let salon = salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(BookingRules::from(&salon.tenant)))
}

/// Replaces the salon's rules for booking. They hold for what is booked from now on.
#[utoipa::path(put, path = "/api/tenant/booking-rules", tag = "tenants", operation_id = "setBookingRules",
    request_body = BookingRules, responses(
    (status = 200, description = "Saved", body = Success<BookingRules>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 403, description = "Not for this role", body = ErrorBody),
))]
async fn set_booking_rules(
    State(app): State<App>,
    member: Member,
    Body(rules): Body<BookingRules>,
) -> Result<Success<BookingRules>, Problem> {
    let now = app.clock.now().into();
    in_transaction!(member.tenant, tx => store::set_rules(tx, &rules, now).await)?;
    let salon = salon(&app.salons, &member.tenant).await?;
    Ok(Success::new(BookingRules::from(&salon.tenant)))
}
