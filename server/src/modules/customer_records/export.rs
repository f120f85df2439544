//! A copy of all that is known of a person, for them to have.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::ids::CustomerId;
use crate::modules::appointments::{self, VisitRecord};
use crate::modules::calls::{self, CallRecord};
use crate::modules::customers::{self, CustomerBody, CustomerError};
use crate::modules::notifications::{self, InboundRecord, NotificationBody};
use crate::modules::tenants::Salon;
use crate::modules::waitlist::{self, WaitlistRecord};
use crate::tenancy::TenantDb;

/// All that is known of a person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomerRecord {
    profile: CustomerBody,
    /// Whoever turned out to be the same person.
    merged: Vec<CustomerBody>,
    visits: Vec<VisitRecord>,
    /// With all that was said.
    calls: Vec<CallRecord>,
    /// Messages to them.
    messages: Vec<NotificationBody>,
    /// Text messages from them.
    written: Vec<InboundRecord>,
    waitlist: Vec<WaitlistRecord>,
}

/// All that is known of a person, deleted or not.
pub(super) async fn record_of(
    db: &TenantDb,
    salon: &Salon,
    id: CustomerId,
) -> Result<CustomerRecord, Problem> {
    let customer = customers::find_any(db, id).await?.ok_or(CustomerError::Unknown)?;
    if let Some(other) = customer.merged_into_id {
        return Err(CustomerError::Merged(other).into());
    }
    let person = customers::person(db, customer).await?;
    let ids = person.ids();
    let visits = appointments::visits_of(db, &ids).await?;
    let mut rows = person.rows.iter().cloned().map(CustomerBody::from);
    Ok(CustomerRecord {
        profile: rows.next().ok_or(CustomerError::Unknown)?,
        merged: rows.collect(),
        visits: appointments::records_of(db, salon, &ids).await?,
        calls: calls::records_of(db, &person).await?,
        messages: notifications::records_of(db, &visits, &[person.phones(), person.emails()].concat())
            .await?,
        written: notifications::inbound_of(db, &person.phones()).await?,
        waitlist: waitlist::records_of(db, &ids).await?,
    })
}
