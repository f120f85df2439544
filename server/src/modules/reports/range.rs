//! Which days a report is about.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::problem::Problem;
use crate::modules::tenants::{Period, Salon};

/// The first day that a report may begin with.
const EARLIEST: Date = date(2000, 1, 1);
/// The last day that a report may end with.
const LATEST: Date = date(2199, 12, 31);
/// Most days of one report: five years.
const MAX_DAYS: i64 = 1_827;

/// Which days a report is about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct RangeQuery {
    /// First day, on the salon's calendar.
    #[param(value_type = String, format = "date")]
    from: Date,
    /// Last day, included: at most five years.
    #[param(value_type = String, format = "date")]
    to: Date,
}

/// The days of a report, and those it is compared with.
#[derive(Debug)]
pub(super) struct Periods {
    pub(super) now: Period,
    pub(super) before: Period,
    pub(super) range: Range,
}

/// The days of a report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReportRange)]
pub(super) struct Range {
    /// First day, on the salon's calendar.
    #[schema(value_type = String, format = "date")]
    pub(super) from: Date,
    /// Last day, included.
    #[schema(value_type = String, format = "date")]
    pub(super) to: Date,
    /// First day of what it is compared with: as many days, directly before.
    #[schema(value_type = String, format = "date")]
    previous_from: Date,
    /// Last day of what it is compared with, included.
    #[schema(value_type = String, format = "date")]
    previous_to: Date,
    /// The salon's zone.
    timezone: String,
}

impl RangeQuery {
    /// The days on the salon's calendar.
    ///
    /// # Errors
    /// When they are in the wrong order, too many or too far away.
    pub(super) fn periods(&self, salon: &Salon) -> Result<Periods, Problem> {
        let (from, to) = (self.from, self.to);
        if from < EARLIEST || to > LATEST {
            let field = if from < EARLIEST { "from" } else { "to" };
            return Err(Problem::invalid(field, format!("must be from {EARLIEST} to {LATEST}")));
        }
        if to < from {
            return Err(Problem::invalid("to", "must not be before `from`"));
        }
        let now = Period::new(&salon.zone, from, to).map_err(Problem::internal)?;
        if now.days() > MAX_DAYS {
            return Err(Problem::invalid("to", format!("must be at most {MAX_DAYS} days from `from` on")));
        }
        let before = now.before().map_err(Problem::internal)?;
        let range = Range {
            from,
            to,
            previous_from: before.first(),
            previous_to: before.last(),
            timezone: salon.tenant.timezone.clone(),
        };
        Ok(Periods { now, before, range })
    }
}
