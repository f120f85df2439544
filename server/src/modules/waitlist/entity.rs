//! Rows of the waitlist.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod entry {
    //! Somebody who waits.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::{AppointmentId, CustomerId, EmployeeId, ServiceId, TenantId, WaitlistEntryId};
    use crate::instant::Instant;

    /// Somebody who waits.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "waitlist_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WaitlistEntryId,
        pub customer_id: CustomerId,
        pub service_id: ServiceId,
        pub add_on_ids: Json,
        pub employee_id: Option<EmployeeId>,
        pub first_day: String,
        pub last_day: String,
        pub starts_minute: Option<i32>,
        pub ends_minute: Option<i32>,
        pub note: Option<String>,
        pub status: Status,
        pub is_offered_before: bool,
        pub offered_starts_at: Option<Instant>,
        pub offered_employee_id: Option<EmployeeId>,
        pub offer_expires_at: Option<Instant>,
        pub appointment_id: Option<AppointmentId>,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    /// Where somebody who waits stands.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = WaitlistStatus)]
    pub enum Status {
        /// For a time to become free.
        Waiting,
        /// A time is held for them, and they have been asked.
        Offered,
        /// They have got a visit.
        Booked,
        /// They do not wait any more.
        Left,
        /// The days they waited for are over. Never written: it follows from the last day.
        Expired,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("waitlist entry", Id: WaitlistEntryId);
}

pub mod offer {
    //! A time that was offered to somebody; it is not offered to them again.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, TenantId, WaitlistEntryId};
    use crate::instant::Instant;

    /// A time that was offered to somebody.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "waitlist_offers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: WaitlistEntryId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub employee_id: EmployeeId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub starts_at: Instant,
        pub at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}
