//! Rows of visits.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod appointment {
    //! A visit.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::{AppointmentId, CallId, CustomerId, EmployeeId, SeriesId, ServiceId, TenantId, VisitId};
    use crate::instant::Instant;

    /// A visit.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "appointments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AppointmentId,
        pub customer_id: CustomerId,
        pub employee_id: EmployeeId,
        pub service_id: ServiceId,
        pub starts_at: Instant,
        pub ends_at: Instant,
        pub status: Status,
        pub source: Source,
        pub price_cents: i64,
        pub currency: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub notes: Option<String>,
        pub call_id: Option<CallId>,
        pub cancel_reason: Option<String>,
        pub version: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub visit_id: Option<VisitId>,
        pub series_id: Option<SeriesId>,
        pub plan: Option<Json>,
        pub service_name: Option<String>,
        pub is_forced: bool,
        pub working_minutes: Option<i32>,
    }

    /// Where a visit stands.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = AppointmentStatus)]
    pub enum Status {
        /// In the book.
        Scheduled,
        /// The customer has said again that they come.
        Confirmed,
        /// In the chair.
        InProgress,
        /// Over.
        Completed,
        /// Called off.
        Cancelled,
        /// The customer did not come.
        NoShow,
    }

    impl Status {
        /// Whether a visit in this state takes its employee's time.
        pub fn takes_time(self) -> bool {
            !matches!(self, Self::Cancelled | Self::NoShow)
        }

        /// Whether a visit may go from this state to that one.
        pub fn may_become(self, next: Self) -> bool {
            match self {
                Self::Scheduled => next != Self::Scheduled,
                Self::Confirmed => !matches!(next, Self::Scheduled | Self::Confirmed),
                Self::InProgress => next == Self::Completed,
                Self::Completed | Self::Cancelled | Self::NoShow => false,
            }
        }
    }

    /// By which way a visit was booked.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = AppointmentSource)]
    pub enum Source {
        /// In a conversation with the receptionist.
        Phone,
        /// By the customer, on a page.
        Web,
        /// By the salon's people, in the dashboard.
        Staff,
        /// By a program with one of the salon's keys.
        Api,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("appointment", Id: AppointmentId, counted by super::super::figures::shares_of_row);

    #[cfg(test)]
    mod tests {
        use sea_orm::Iterable;

        use super::Status::{self, *};

        #[test]
        fn what_is_over_stays_over() {
            for end in [Completed, Cancelled, NoShow] {
                assert!(Status::iter().all(|next| !end.may_become(next)), "{end:?}");
            }
            assert!(Scheduled.may_become(Confirmed) && Confirmed.may_become(InProgress));
            assert!(InProgress.may_become(Completed) && !InProgress.may_become(Cancelled));
            assert!(!Confirmed.may_become(Scheduled) && !Scheduled.may_become(Scheduled));
        }
    }
}

pub mod add_on {
    //! An extra in a visit, as it was when booked.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AddOnId, AppointmentId, TenantId};

    use crate::modules::services::AddOn;

    /// An extra in a visit, as it was when booked.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "appointment_add_ons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub appointment_id: AppointmentId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub add_on_id: AddOnId,
        pub name: String,
        pub duration_minutes: i32,
        pub price_cents: i64,
    }

    impl Model {
        /// An extra as the catalogue has it now, in this visit.
        pub fn now(tenant_id: TenantId, appointment_id: AppointmentId, add_on: &AddOn) -> Self {
            Self {
                tenant_id,
                appointment_id,
                add_on_id: add_on.id,
                name: add_on.name.clone(),
                duration_minutes: i32::try_from(add_on.duration_minutes).unwrap_or(i32::MAX),
                price_cents: add_on.price_cents,
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("appointment's add-on", AppointmentId: AppointmentId);
}

pub mod quantum {
    //! Five minutes in which an employee is engaged; there can be only one such row.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AppointmentId, EmployeeId, TenantId};

    /// Five minutes in which an employee is engaged.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "booked_quanta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub employee_id: EmployeeId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub quantum: i64,
        pub appointment_id: AppointmentId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod unit {
    //! Five minutes in which a unit of equipment is in use; there can be only one such row.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AppointmentId, ResourceId, TenantId};

    /// Five minutes in which a unit of equipment is in use; there can be only one such row.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "booked_units")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: ResourceId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub quantum: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub unit: i32,
        pub appointment_id: AppointmentId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod change {
    //! A change in the history of a visit.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AppointmentChangeId, AppointmentId, TenantId};
    use crate::instant::Instant;

    /// A change in the history of a visit.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "appointment_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AppointmentChangeId,
        pub appointment_id: AppointmentId,
        pub at: Instant,
        pub action: String,
        pub actor: String,
        pub actor_id: Option<String>,
        pub actor_name: Option<String>,
        pub changes: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod series {
    //! Visits that come back every few weeks.
    use sea_orm::entity::prelude::*;

    use crate::ids::{SeriesId, TenantId};
    use crate::instant::Instant;

    /// Visits that come back every few weeks.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "appointment_series")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SeriesId,
        pub every_weeks: i32,
        pub count: i32,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("series", Id: SeriesId);
}

pub mod hold {
    //! A time kept for somebody who is making up their mind.
    use sea_orm::entity::prelude::*;

    use crate::ids::{CallId, EmployeeId, HoldId, TenantId, WaitlistEntryId};
    use crate::instant::Instant;

    /// A time kept for somebody who is making up their mind.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "holds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HoldId,
        pub group_id: HoldId,
        pub employee_id: EmployeeId,
        pub starts_at: Instant,
        pub ends_at: Instant,
        pub call_id: Option<CallId>,
        pub waitlist_entry_id: Option<WaitlistEntryId>,
        pub expires_at: Instant,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod held_quantum {
    //! Five minutes that are kept for somebody; there can be only one such row.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, HoldId, TenantId};

    /// Five minutes that are kept for somebody; there can be only one such row.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "held_quanta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub employee_id: EmployeeId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub quantum: i64,
        pub hold_id: HoldId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod figure {
    //! Figures of the visits of a stretch of time, kept by `tenancy::figures`.
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// Visits that start in the same quarter of an hour, or in the same four days of UTC.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "visit_figures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub about: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub starts_at: Instant,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub currency: String,
        pub completed: i64,
        pub upcoming: i64,
        pub cancelled: i64,
        pub no_show: i64,
        pub completed_cents: i64,
        pub upcoming_cents: i64,
        pub cancelled_cents: i64,
        pub no_show_cents: i64,
        pub working_ms: i64,
        pub phone: i64,
        pub led: i64,
        pub lead_ms: i64,
        pub led_under_24: i64,
        pub led_under_72: i64,
        pub led_under_168: i64,
        pub led_under_336: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}
