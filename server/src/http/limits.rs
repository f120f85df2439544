//! How often something may be asked: counted in fixed windows per address, session, key or account, in this process or,
//! with `REDIS_URL`, together with the other instances.
//!
//! The numbers are the customer's (five log-ins in a quarter of an hour from one address, …); `RATE_LIMITS` changes
//! them.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use providers::counters::{Counted, Counters};
use sha2::{Digest, Sha256};

use super::access::app_of;
use super::problem::Problem;
use super::visitor;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Log-ins from one address.
    LogIn,
    /// New salons from one address.
    SignUp,
    /// Requests for a link to a new password, and uses of one, from one address.
    PasswordReset,
    /// Whatever a second factor is shown or changed by, from one address.
    TwoFactor,
    /// Invitations and other links by e-mail, looked at or used, from one address.
    Links,
    /// Pages of visits, looked at or used, from one address.
    VisitPages,
    /// Wrong passwords for one account, from wherever it is not known.
    Account,
    /// Mails that one account can make us send.
    Mails,
    /// Requests of one log-in.
    Api,
    /// Requests of one API key.
    Keys,
    /// Requests of nobody known, from one address.
    Public,
}

/// Each limit with its name in `RATE_LIMITS` and what holds unless it is set.
const LIMITS: [(Limit, &str, Option<Rule>); 11] = [
    (Limit::LogIn, "log-in", per(5, 15 * 60)),
    (Limit::SignUp, "sign-up", per(5, 15 * 60)),
    (Limit::PasswordReset, "password-reset", per(3, 60 * 60)),
    (Limit::TwoFactor, "two-factor", per(10, 15 * 60)),
    (Limit::Links, "links", per(30, 15 * 60)),
    // A visit is moved in a dozen looks; an address is guessed in 2^128.
    (Limit::VisitPages, "visit-pages", per(120, 15 * 60)),
    (Limit::Account, "account", per(10, 15 * 60)),
    (Limit::Mails, "mails", per(5, 60 * 60)),
    // High enough for the busiest desk and for load tests: these stop a program that runs away.
    (Limit::Api, "api", per(600_000, 60)),
    (Limit::Keys, "keys", per(600_000, 60)),
    (Limit::Public, "public", per(600_000, 60)),
];

/// So many in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    most: u64,
    window: Duration,
}

const fn per(most: u64, seconds: u64) -> Option<Rule> {
    Some(Rule { most, window: Duration::from_secs(seconds) })
}

/// Limits that differ from what holds otherwise, as `RATE_LIMITS` writes them: `log-in=20/15m,api=off`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed(BTreeMap<Limit, Option<Rule>>);

impl FromStr for Changed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut changed = BTreeMap::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, rule) = entry.split_once('=').ok_or_else(wrong)?;
            let (limit, ..) = LIMITS.iter().find(|(_, known, _)| *known == name.trim()).ok_or_else(|| {
                let names: Vec<_> = LIMITS.iter().map(|(_, name, _)| *name).collect();
                format!("there is no limit `{}`, only {}", name.trim(), names.join(", "))
            })?;
            let rule = if rule.trim() == "off" {
                None
            } else {
                let (most, window) = rule.split_once('/').ok_or_else(wrong)?;
                let most = most.trim().parse().ok().filter(|most| *most > 0).ok_or_else(wrong)?;
                let window = crate::config::duration(window)?;
                Some(Rule {
                    most,
                    window: Some(window).filter(|window| !window.is_zero()).ok_or_else(wrong)?,
                })
            };
            changed.insert(*limit, rule);
        }
        Ok(Self(changed))
    }
}

fn wrong() -> String {
    "must be a list such as `log-in=20/15m,api=off`".to_owned()
}

/// Counts, and refuses what is too much.
pub struct Limits {
    rules: BTreeMap<Limit, (&'static str, Option<Rule>)>,
    counters: Arc<dyn Counters>,
}

impl Limits {
    /// The limits with these changes, counted there.
    pub fn new(changed: &Changed, counters: Arc<dyn Counters>) -> Self {
        let rule = |(limit, name, rule): &(Limit, &'static str, Option<Rule>)| {
            (*limit, (*name, changed.0.get(limit).copied().unwrap_or(*rule)))
        };
        Self { rules: LIMITS.iter().map(rule).collect(), counters }
    }

    fn rule(&self, limit: Limit, whose: &str) -> Option<(Rule, String)> {
        let (name, rule) = self.rules.get(&limit).copied()?;
        rule.map(|rule| (rule, format!("{name}:{whose}")))
    }

    /// Counts one, and refuses it when it is one too many.
    pub async fn admit(&self, limit: Limit, whose: &str) -> Result<(), Problem> {
        let Some((rule, key)) = self.rule(limit, whose) else { return Ok(()) };
        match self.counters.count(&key, rule.window).await {
            Ok(counted) if counted.events > rule.most => Err(too_many(counted)),
            Ok(_) => Ok(()),
            // Fails closed: what cannot be counted is not let through.
            Err(error) => {
                tracing::error!(%error, "a limit cannot be counted");
                Err(unavailable())
            }
        }
    }

    /// Refuses when there have been too many; counts nothing.
    pub async fn check(&self, limit: Limit, whose: &str) -> Result<(), Problem> {
        let Some((rule, key)) = self.rule(limit, whose) else { return Ok(()) };
        match self.counters.look(&key).await {
            Ok(Some(counted)) if counted.events >= rule.most => Err(too_many(counted)),
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "a limit cannot be counted");
                Err(unavailable())
            }
        }
    }

    /// Counts one that is over already.
    pub async fn count(&self, limit: Limit, whose: &str) {
        let Some((rule, key)) = self.rule(limit, whose) else { return };
        if let Err(error) = self.counters.count(&key, rule.window).await {
            tracing::error!(%error, "a limit cannot be counted");
        }
    }

    /// Forgets what has been counted.
    pub async fn clear(&self, limit: Limit, whose: &str) {
        let Some((_, key)) = self.rule(limit, whose) else { return };
        if let Err(error) = self.counters.clear(&key).await {
            tracing::error!(%error, "a limit cannot be cleared");
        }
    }
}

fn too_many(counted: Counted) -> Problem {
    let seconds =
        counted.ends_in.as_secs().saturating_add(u64::from(counted.ends_in.subsec_nanos() > 0)).max(1);
    let message = format!("too many attempts; try again in {seconds} seconds");
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message).retry_after(seconds)
}

fn unavailable() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again in a moment").retry_after(5)
}

/// What an account is counted by: its address or id, not in clear.
pub fn whose(account: &str) -> String {
    hex::encode(&Sha256::digest(account.as_bytes())[..16])
}

/// The guard of routes that are limited by address.
pub(super) async fn by_address(limit: Limit, request: Request, next: Next) -> Response {
    let app = app_of(request.extensions());
    let address = visitor::network(visitor::address_of(request.extensions(), request.headers()));
    match app.limits.admit(limit, &address).await {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_by_name() {
        let changed: Changed = "log-in=20/15m, api=off".parse().expect("it is right");
        assert_eq!(changed.0.get(&Limit::LogIn), Some(&per(20, 900)));
        assert_eq!(changed.0.get(&Limit::Api), Some(&None));
        assert_eq!("".parse(), Ok(Changed::default()));
        for wrong in [
            "log-in",
            "login=5/15m",
            "log-in=5",
            "log-in=0/15m",
            "log-in=5/0s",
            "log-in=x/15m",
            "log-in=5/1w",
        ] {
            assert!(wrong.parse::<Changed>().is_err(), "{wrong}");
        }
    }
}
