//! What a salon may expect for what it pays. Pure: facts and the time go in, a conclusion comes out.

use jiff::{SignedDuration, Timestamp};

use super::entity::subscription::Status;
use crate::modules::tenants::TenantStatus;

/// How long a salon is served while a payment is tried again, where the payment company does not give up earlier.
pub(super) const PAST_DUE_GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How long a salon is served after it was told that its trial is over.
pub(super) const TRIAL_GRACE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// How many days before the end of a trial a reminder goes out; the last one says that it is over.
const REMINDERS: [i32; 3] = [3, 1, 0];

/// What is known of a salon and its payments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    pub(super) tenant: TenantStatus,
    /// The end of the trial without a card; nothing for a salon that needs not pay.
    pub(super) trial_ends_at: Option<Timestamp>,
    pub(super) subscription: Option<Status>,
    pub(super) past_due_since: Option<Timestamp>,
    /// When it was told that its trial is over.
    pub(super) warned_at: Option<Timestamp>,
    /// Whether it was stopped for not paying, and has not paid since.
    pub(super) is_stopped: bool,
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It need not pay yet, or at all.
    Trial,
    /// Its trial is over, and it will be stopped then; nothing while it was not told yet.
    TrialOver(Option<Timestamp>),
    /// It pays.
    Paid,
    /// A payment has failed; it will be stopped then.
    Grace(Timestamp),
    /// It does not pay.
    Unpaid,
}

pub(super) fn standing(facts: &Facts, now: Timestamp) -> Standing {
    match facts.subscription {
        Some(Status::Trialing | Status::Active) => Standing::Paid,
        Some(Status::PastDue) => {
            let until = facts.past_due_since.unwrap_or(now) + PAST_DUE_GRACE;
            if now < until { Standing::Grace(until) } else { Standing::Unpaid }
        }
        Some(Status::Unpaid | Status::Paused) => Standing::Unpaid,
        // Nothing is left of it but what is left of the trial.
        Some(Status::Canceled) => match facts.trial_ends_at {
            Some(ends_at) if now < ends_at => Standing::Trial,
            _ => Standing::Unpaid,
        },
        Some(Status::Incomplete | Status::IncompleteExpired) | None => match facts.trial_ends_at {
            None => Standing::Trial,
            Some(ends_at) if now < ends_at => Standing::Trial,
            Some(ends_at) => {
                let until = facts.warned_at.map(|warned_at| warned_at.max(ends_at) + TRIAL_GRACE);
                if until.is_none_or(|until| now < until) {
                    Standing::TrialOver(until)
                } else {
                    Standing::Unpaid
                }
            }
        },
    }
}

/// How the salon is to stand with us; nothing where it stands as it should. Whom an operator has stopped or let go on, and
/// who has left, is left alone.
pub(super) fn change_of(facts: &Facts, standing: Standing) -> Option<TenantStatus> {
    use TenantStatus::{Active, Inactive, Suspended, Trial};
    let wanted = match (standing, facts.tenant) {
        (_, Inactive) => return None,
        (Standing::Paid | Standing::Grace(_), Suspended) => facts.is_stopped.then_some(Active)?,
        (Standing::Paid | Standing::Grace(_), _) => Active,
        (Standing::Trial | Standing::TrialOver(_), Suspended) => facts.is_stopped.then_some(Trial)?,
        (Standing::Trial | Standing::TrialOver(_), Active) => facts.subscription.map(|_| Trial)?,
        (Standing::Trial | Standing::TrialOver(_), Trial) => Trial,
        // It was stopped before, and somebody let it go on.
        (Standing::Unpaid, _) if facts.is_stopped => return None,
        // Nobody ever asked it for money.
        (Standing::Unpaid, Active) if facts.subscription.is_none() => return None,
        (Standing::Unpaid, _) => Suspended,
    };
    (wanted != facts.tenant).then_some(wanted)
}

/// The reminder that is due, by the days that are left, when the last one said `reminded`.
pub(super) fn reminder(ends_at: Timestamp, reminded: Option<i32>, now: Timestamp) -> Option<i32> {
    let left = ends_at.duration_since(now);
    let due =
        REMINDERS.into_iter().rfind(|days| left <= SignedDuration::from_hours(24 * i64::from(*days)))?;
    reminded.is_none_or(|reminded| due < reminded).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use TenantStatus::{Active, Inactive, Suspended, Trial};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    const NOW: &str = "2026-03-10T13:00:00Z";

    fn facts() -> Facts {
        Facts {
            tenant: Trial,
            trial_ends_at: Some(at("2026-03-24T13:00:00Z")),
            subscription: None,
            past_due_since: None,
            warned_at: None,
            is_stopped: false,
        }
    }

    #[test]
    fn who_pays_is_served() {
        let ended = Some(at("2026-03-01T13:00:00Z"));
        let now = at(NOW);
        for (subscription, trial_ends_at, expected) in [
            (None, facts().trial_ends_at, Standing::Trial),
            (None, None, Standing::Trial),
            (None, ended, Standing::TrialOver(None)),
            (Some(Status::Incomplete), ended, Standing::TrialOver(None)),
            (Some(Status::IncompleteExpired), facts().trial_ends_at, Standing::Trial),
            (Some(Status::Trialing), ended, Standing::Paid),
            (Some(Status::Active), ended, Standing::Paid),
            (Some(Status::PastDue), ended, Standing::Grace(now + PAST_DUE_GRACE)),
            (Some(Status::Unpaid), ended, Standing::Unpaid),
            (Some(Status::Unpaid), facts().trial_ends_at, Standing::Unpaid),
            (Some(Status::Paused), ended, Standing::Unpaid),
            (Some(Status::Canceled), ended, Standing::Unpaid),
            (Some(Status::Canceled), facts().trial_ends_at, Standing::Trial),
        ] {
            let facts = Facts { subscription, trial_ends_at, ..facts() };
            assert_eq!(standing(&facts, now), expected, "{facts:?}");
        }
    }

    #[test]
    fn graces_end() {
        let past_due = Facts {
            subscription: Some(Status::PastDue),
            past_due_since: Some(at("2026-03-01T00:00:00Z")),
            ..facts()
        };
        assert_eq!(
            standing(&past_due, at("2026-03-14T23:59:59Z")),
            Standing::Grace(at("2026-03-15T00:00:00Z"))
        );
        assert_eq!(standing(&past_due, at("2026-03-15T00:00:00Z")), Standing::Unpaid);

        let over = Facts {
            trial_ends_at: Some(at("2026-03-01T00:00:00Z")),
            warned_at: Some(at("2026-03-10T00:00:00Z")),
            ..facts()
        };
        let until = at("2026-03-13T00:00:00Z");
        assert_eq!(
            standing(&over, at("2026-03-12T23:59:59Z")),
            Standing::TrialOver(Some(until)),
            "after it was told"
        );
        assert_eq!(standing(&over, until), Standing::Unpaid);
    }

    #[test]
    fn what_an_operator_decided_stays() {
        let paid = Some(Status::Active);
        for (tenant, subscription, is_stopped, standing, expected) in [
            (Trial, paid, false, Standing::Paid, Some(Active)),
            (Active, paid, false, Standing::Paid, None),
            (Suspended, paid, true, Standing::Paid, Some(Active)),
            (Suspended, paid, false, Standing::Paid, None),
            (Inactive, paid, true, Standing::Paid, None),
            (Trial, None, false, Standing::Unpaid, Some(Suspended)),
            (Active, Some(Status::Unpaid), false, Standing::Unpaid, Some(Suspended)),
            (Active, Some(Status::Unpaid), true, Standing::Unpaid, None),
            (Active, None, false, Standing::Unpaid, None),
            (Suspended, None, false, Standing::Unpaid, None),
            (Suspended, None, true, Standing::Trial, Some(Trial)),
            (Active, Some(Status::Canceled), false, Standing::Trial, Some(Trial)),
            (Active, None, false, Standing::Trial, None),
        ] {
            let facts = Facts { tenant, subscription, is_stopped, ..facts() };
            assert_eq!(change_of(&facts, standing), expected, "{facts:?} {standing:?}");
        }
    }

    #[test]
    fn reminders_go_out_three_days_and_one_day_before_and_when_it_is_over() {
        let ends_at = at("2026-03-24T13:00:00Z");
        for (now, reminded, due) in [
            ("2026-03-21T12:59:59Z", None, None),
            ("2026-03-21T13:00:00Z", None, Some(3)),
            ("2026-03-21T14:00:00Z", Some(3), None),
            ("2026-03-23T13:00:00Z", Some(3), Some(1)),
            ("2026-03-23T13:00:00Z", None, Some(1)),
            ("2026-03-24T12:59:59Z", Some(1), None),
            ("2026-03-24T13:00:00Z", Some(1), Some(0)),
            ("2026-04-24T13:00:00Z", None, Some(0)),
            ("2026-04-24T13:00:00Z", Some(0), None),
        ] {
            assert_eq!(reminder(ends_at, reminded, at(now)), due, "{now}");
        }
    }
}
