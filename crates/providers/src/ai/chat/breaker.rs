//! When a model is left alone, so that not every caller waits in vain for one that is down.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

use crate::{
    ai::AiError,
    clock::{self, Clock},
};

/// How many failures in a row send a model to rest.
const FAILURES_BEFORE_REST: u32 = 2;
/// How many times as long a model rests that refuses the key or knows no such model: somebody has to mend that.
const REFUSED_RESTS_TIMES: u32 = 10;

/// Whether a model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// It is asked.
    Closed,
    /// It has failed and is not asked.
    Resting {
        /// When it is tried again.
        until: Timestamp,
    },
    /// It has rested: one question is, or the next one will be, put to it on trial.
    Trial,
}

/// Keeps count of one model's failures.
pub(super) struct Breaker {
    clock: Arc<dyn Clock>,
    rest: Duration,
    seen: Mutex<Seen>,
}

struct Seen {
    state: BreakerState,
    /// In a row.
    failures: u32,
}

impl Breaker {
    pub(super) fn new(clock: Arc<dyn Clock>, rest: Duration) -> Self {
        Self { clock, rest, seen: Mutex::new(Seen { state: BreakerState::Closed, failures: 0 }) }
    }

    /// Leave to ask, if the model is not resting. Only one may ask on trial.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Permit> {
        let mut seen = self.lock();
        let is_trial = match seen.state {
            BreakerState::Closed => false,
            BreakerState::Resting { until } if until <= self.clock.now() => true,
            BreakerState::Resting { .. } | BreakerState::Trial => return None,
        };
        if is_trial {
            seen.state = BreakerState::Trial;
        }
        Some(Permit { breaker: Arc::clone(self), is_trial })
    }

    /// The state and the number of failures in a row.
    pub(super) fn state(&self) -> (BreakerState, u32) {
        let seen = self.lock();
        let state = match seen.state {
            BreakerState::Resting { until } if until <= self.clock.now() => BreakerState::Trial,
            state => state,
        };
        (state, seen.failures)
    }

    /// How long the failure sends the model to rest, if it does.
    fn rest_after(&self, error: &AiError, is_trial: bool, failures: u32) -> Option<Duration> {
        match error {
            AiError::RateLimited { retry_after } => Some(self.rest.max(retry_after.unwrap_or_default())),
            AiError::Refused { status: 401..=404 } => Some(self.rest.saturating_mul(REFUSED_RESTS_TIMES)),
            _ if is_trial || failures >= FAILURES_BEFORE_REST => Some(self.rest),
            _ => None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        // Both fields are plain numbers, so a panic elsewhere cannot have left half of one.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Leave to ask a model once. Dropped without a verdict, as when the caller hangs up, it counts for nothing.
pub(super) struct Permit {
    breaker: Arc<Breaker>,
    is_trial: bool,
}

impl Permit {
    /// The model has answered to the end.
    pub(super) fn succeeded(mut self) {
        let mut seen = self.breaker.lock();
        // What was asked before the model went to rest says nothing about how it is now.
        if self.is_trial || seen.state == BreakerState::Closed {
            *seen = Seen { state: BreakerState::Closed, failures: 0 };
        }
        drop(seen);
        self.is_trial = false;
    }

    /// The model has not answered, or not to the end. Says until when it rests now, if it does.
    pub(super) fn failed(mut self, error: &AiError) -> Option<Timestamp> {
        let is_trial = std::mem::take(&mut self.is_trial);
        let mut seen = self.breaker.lock();
        if seen.state == BreakerState::Trial && !is_trial {
            return None;
        }
        seen.failures = seen.failures.saturating_add(1);
        let rest = self.breaker.rest_after(error, is_trial, seen.failures)?;
        let mut until = clock::later(self.breaker.clock.now(), rest);
        if let BreakerState::Resting { until: known } = seen.state {
            until = until.max(known);
        }
        seen.state = BreakerState::Resting { until };
        Some(until)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_trial {
            let until = self.breaker.clock.now();
            self.breaker.lock().state = BreakerState::Resting { until };
        }
    }
}
