//! Who may act for which salon: every way to a [`TenantScope`], each with its proof.

use crate::ids::TenantId;
use crate::jobs::JobRow;
use crate::modules::auth::{ApiKeyRow, SessionRow};
use crate::modules::employees::EmployeeRow;
use crate::modules::telephony::PhoneNumberRow;
use crate::modules::tenants::TenantRecord;

/// The proof that the bearer may act for this salon. There is no way to make one from an id in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantScope(TenantId);

impl TenantScope {
    /// The salon.
    pub fn tenant_id(self) -> TenantId {
        self.0
    }

    /// A person who is logged in to the salon.
    pub fn from_session(session: &SessionRow) -> Self {
        Self(session.tenant_id)
    }

    /// A program that holds one of the salon's keys.
    pub fn from_api_key(key: &ApiKeyRow) -> Self {
        Self(key.tenant_id)
    }

    /// A caller who dialled the salon's number.
    pub fn from_dialled_number(line: &PhoneNumberRow) -> Self {
        Self(line.tenant_id)
    }

    /// A calendar program that knows the secret address of an employee's feed.
    pub fn from_calendar_feed(employee: &EmployeeRow) -> Self {
        Self(employee.tenant_id)
    }

    /// Work that the salon itself put into the outbox.
    pub fn from_job(job: &JobRow) -> Self {
        Self(job.tenant_id)
    }

    /// A salon that has just been founded, in the process that founded it.
    pub fn from_founding(tenant: &TenantRecord) -> Self {
        Self(tenant.id)
    }
}
