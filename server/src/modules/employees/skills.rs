//! What somebody does, and what is different about it with them.

use std::collections::HashSet;

use axum::extract::State;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store::{self, Skill};
use super::wire::{self, EmployeeBody, SkillBody};
use crate::app::App;
use crate::http::access::Member;
use crate::http::envelope::Success;
use crate::http::extract::{Body, PathId};
use crate::http::problem::{ErrorBody, Problem};
use crate::ids::EmployeeId;
use crate::modules::tenants::{self, Salon, catalogue_changed};
use crate::tenancy::in_transaction;

/// The dearest that anything can be.
const MAX_PRICE_CENTS: i64 = 10_000_000;

/// All that somebody does.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SkillsChange {
    /// Each service once.
    #[garde(length(max = 500))]
    #[schema(max_items = 500)]
    services: Vec<SkillBody>,
}

/// Replaces what somebody does. Visits that are booked already keep their length and price.
#[utoipa::path(put, path = "/api/employees/{id}/services", tag = "employees", operation_id = "setEmployeeServices",
    params(("id" = EmployeeId, Path)), request_body = SkillsChange, responses(
    (status = 200, description = "Replaced", body = Success<EmployeeBody>),
    (status = 400, description = "A field is wrong", body = ErrorBody),
    (status = 401, description = "Not logged in", body = ErrorBody),
    (status = 404, description = "No such employee or service", body = ErrorBody),
    (status = 409, description = "They were removed", body = ErrorBody),
))]
pub(super) async fn set_employee_services(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<EmployeeId>,
    Body(body): Body<SkillsChange>,
) -> Result<Success<EmployeeBody>, Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let skills = read(&salon, &body.services)?;
    in_transaction!(member.tenant, tx => {
        wire::lock(tx, id).await?;
        store::set_skills(tx, id, &skills).await?;
        catalogue_changed(tx).await.map_err(wire::TeamError::from)
    })?;
    Ok(Success::new(wire::employee(&app, &member, id).await?))
}

fn read(salon: &Salon, skills: &[SkillBody]) -> Result<Vec<Skill>, Problem> {
    let mut seen = HashSet::new();
    let mut read = Vec::with_capacity(skills.len());
    for (place, skill) in skills.iter().enumerate() {
        let SkillBody { service_id, duration_minutes, price_cents } = *skill;
        let field = |name: &str| format!("services[{place}].{name}");
        let service = salon.service(service_id).filter(|service| !service.is_deleted);
        let service = service.ok_or_else(|| Problem::not_found("service"))?;
        if !seen.insert(service_id) {
            return Err(Problem::invalid(field("serviceId"), "must be named once"));
        }
        if let Some(minutes) = duration_minutes {
            if !(5..=1440).contains(&minutes) || minutes % 5 != 0 {
                return Err(Problem::invalid(
                    field("durationMinutes"),
                    "must be a multiple of 5 from 5 to 1440",
                ));
            }
            // Where a service has parts, only the first in which they work can be longer or shorter.
            let possible = service.timing.clone().lasting(minutes).duration_minutes;
            if possible != minutes {
                return Err(Problem::invalid(
                    field("durationMinutes"),
                    format!("must be at least {possible}, which leaves 5 minutes for the first part"),
                ));
            }
        }
        if price_cents.is_some_and(|price| !(0..=MAX_PRICE_CENTS).contains(&price)) {
            return Err(Problem::invalid(field("priceCents"), "must be from 0 to 10000000"));
        }
        read.push(Skill { service_id, duration_minutes, price_cents });
    }
    Ok(read)
}
