//! The salon's numbers: getting one, seeing how it stands, giving it back; and the salon's own number, which sends on what
//! nobody answers.
//!
//! Read `order.rs` first: an order is a row and a job, so nothing is bought twice. `release.rs` gives a number back after a
//! grace, `check.rs` asks the telephone company how it stands, `forwarding.rs` is about the salon's own number.

mod account;
mod carriers;
mod check;
mod forwarding;
mod order;
mod release;
mod routes;

pub(super) use account::token_of;
pub use check::check_job;
pub(super) use forwarding::note_call;
pub use order::{add_provisioned, buy, give_up, may_provision, promise, provision, revive};
pub use release::release_job;
pub(super) use routes::routes;

use providers::telephony::NumberError;

use crate::http::problem::Problem;
use crate::jobs::JobError;

impl From<NumberError> for JobError {
    fn from(error: NumberError) -> Self {
        let reason = error.to_string();
        match error {
            NumberError::Gone | NumberError::Refused { .. } => Self::Never { reason },
            NumberError::Unreachable { .. } | NumberError::Unknown { .. } => {
                Self::Later { reason, after: None }
            }
        }
    }
}

/// The telephone company, asked while somebody waits, did not say.
fn unreachable(error: &NumberError) -> Problem {
    tracing::warn!(%error, "the telephone company could not be asked");
    let message = match error {
        NumberError::Refused { .. } | NumberError::Gone => {
            "the telephone company does not do that for this account: ask support"
        }
        NumberError::Unreachable { .. } | NumberError::Unknown { .. } => {
            "the telephone company does not answer just now: try again in a minute"
        }
    };
    Problem::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "network_unavailable", message).retry_after(60)
}
