//! Who may act for which salon: every way to a [`TenantScope`], each with its proof.

use super::By;
use crate::http::access::Operator;
use crate::ids::TenantId;
use crate::jobs::JobRow;
use crate::modules::auth::{ApiKeyRow, InvitationRow, MembershipRow, SessionRow};
use crate::modules::billing::SubscriptionRow;
use crate::modules::employees::EmployeeRow;
use crate::modules::notifications::{NotificationRow, VisitLinkRow};
use crate::modules::telephony::PhoneNumberRow;
use crate::modules::tenants::TenantRecord;

/// The proof that the bearer may act for this salon. There is no way to make one from an id in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantScope {
    tenant: TenantId,
    by: By,
}

impl TenantScope {
    /// The salon.
    pub fn tenant_id(self) -> TenantId {
        self.tenant
    }

    /// On whose behalf the bearer acts.
    pub fn by(self) -> By {
        self.by
    }

    /// A person who is logged in to the salon, or an operator who looks into it; an operator who does not is in none.
    pub fn from_session(session: &SessionRow) -> Option<Self> {
        let by = if session.look_in_reason.is_some() {
            By::Operator(session.user_id)
        } else {
            By::Person(session.user_id)
        };
        session.tenant_id.map(|tenant| Self { tenant, by })
    }

    /// Somebody who has just shown who they are, in a salon of theirs.
    pub fn from_membership(membership: &MembershipRow) -> Self {
        Self { tenant: membership.tenant_id, by: By::Person(membership.user_id) }
    }

    /// Somebody who claims to be a person of the salon and has not shown it.
    pub fn from_failed_log_in(membership: &MembershipRow) -> Self {
        Self { tenant: membership.tenant_id, by: By::Nobody }
    }

    /// Somebody who shows the secret of an invitation.
    pub fn from_invitation(invitation: &InvitationRow) -> Self {
        Self { tenant: invitation.tenant_id, by: By::Nobody }
    }

    /// An operator who acts on a salon of the installation.
    pub fn from_operator(operator: &Operator, tenant: &TenantRecord) -> Self {
        Self { tenant: tenant.id, by: By::Operator(operator.user_id) }
    }

    /// Somebody at the machine itself, who looks after every salon's log.
    pub fn from_audit(tenant: &TenantRecord) -> Self {
        Self { tenant: tenant.id, by: By::Bolt }
    }

    /// A program that holds one of the salon's keys.
    pub fn from_api_key(key: &ApiKeyRow) -> Self {
        Self { tenant: key.tenant_id, by: By::Key(key.id) }
    }

    /// A caller who dialled the salon's number.
    pub fn from_dialled_number(line: &PhoneNumberRow) -> Self {
        Self { tenant: line.tenant_id, by: By::Telephone }
    }

    /// A calendar program that knows the secret address of an employee's feed.
    pub fn from_calendar_feed(employee: &EmployeeRow) -> Self {
        Self { tenant: employee.tenant_id, by: By::Nobody }
    }

    /// A customer of whom the payment company tells something.
    pub fn from_billing_customer(subscription: &SubscriptionRow) -> Self {
        Self { tenant: subscription.tenant_id, by: By::Bolt }
    }

    /// The network, which says what became of a message that the salon has sent.
    pub fn from_delivery_report(message: &NotificationRow) -> Self {
        Self { tenant: message.tenant_id, by: By::Bolt }
    }

    /// A customer who knows the secret address of their visit's page.
    pub fn from_visit_link(link: &VisitLinkRow) -> Self {
        Self { tenant: link.tenant_id, by: By::Nobody }
    }

    /// Work that the salon itself put into the outbox.
    pub fn from_job(job: &JobRow) -> Self {
        Self { tenant: job.tenant_id, by: By::Bolt }
    }

    /// Work that every salon has.
    pub fn from_standing_work(tenant: &TenantRecord) -> Self {
        Self { tenant: tenant.id, by: By::Bolt }
    }

    /// A salon that has just been founded, in the process that founded it.
    pub fn from_founding(tenant: &TenantRecord) -> Self {
        Self { tenant: tenant.id, by: By::Bolt }
    }
}
