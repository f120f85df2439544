//! Rows of salons.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod tenant {
    //! A salon.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// A salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tenants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TenantId,
        pub name: String,
        pub status: TenantStatus,
        pub timezone: String,
        pub currency: String,
        pub locale: String,
        pub country: String,
        pub address: Option<String>,
        pub forward_to: Option<String>,
        pub slot_step_minutes: i32,
        pub notice_minutes: i32,
        pub horizon_days: i32,
        pub settings: Json,
        pub catalogue_version: i64,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub observes_holidays: bool,
        pub cancel_cutoff_minutes: i32,
        pub hold_seconds: i32,
        pub max_wait_minutes: i32,
        pub waitlist_offer_minutes: i32,
        pub trial_ends_at: Option<Instant>,
        pub status_reason: Option<String>,
        pub settings_version: i32,
        pub contact_email: Option<String>,
        pub website: Option<String>,
    }

    /// How the salon stands with us.
    #[derive(
        Debug,
        Clone,
        Copy,
        PartialEq,
        Eq,
        EnumIter,
        DeriveActiveEnum,
        Serialize,
        Deserialize,
        utoipa::ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum TenantStatus {
        /// Trying it out.
        Trial,
        /// Paying.
        Active,
        /// Left.
        Inactive,
        /// Stopped by us.
        Suspended,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    // A salon's own row belongs to the salon by its key.
    impl crate::tenancy::TenantRow for Entity {
        fn tenant_column() -> Column {
            Column::Id
        }

        fn stamp(row: &mut ActiveModel, tenant: sea_orm::ActiveValue<TenantId>) {
            row.id = tenant;
        }

        fn audited() -> Option<crate::tenancy::Audited<Column>> {
            Some(crate::tenancy::Audited { noun: "salon", subject: None, hidden: &[] })
        }
    }

    crate::tenancy::platform_row!();
}

pub mod opening_hours {
    //! A window in which the salon is open.
    use sea_orm::entity::prelude::*;

    use crate::ids::{OpeningHoursId, TenantId};

    /// A window in which the salon is open.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "opening_hours")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OpeningHoursId,
        pub weekday: i32,
        pub starts_minute: i32,
        pub ends_minute: i32,
        pub weeks: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("opening hours");
}

pub mod opening_override {
    //! Other hours of the salon on one day.
    use sea_orm::entity::prelude::*;

    use crate::ids::{OpeningOverrideId, TenantId};

    /// Other hours of the salon on one day.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "opening_overrides")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OpeningOverrideId,
        pub day: String,
        pub starts_minute: Option<i32>,
        pub ends_minute: Option<i32>,
        pub note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("opening day");
}

pub mod kept_holiday {
    //! A public holiday on which the salon is open all the same.
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;

    /// A public holiday on which the salon is open all the same.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "kept_holidays")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub holiday: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("open on holiday");
}
