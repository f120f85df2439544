//! Rows of employees.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod employee {
    //! Somebody who works in a salon.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, TenantId};
    use crate::instant::Instant;

    /// Somebody who works in a salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "employees")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EmployeeId,
        pub name: String,
        pub email: Option<String>,
        pub phone: Option<String>,
        pub color: String,
        pub is_active: bool,
        pub position: i32,
        pub title: Option<String>,
        pub about: Option<String>,
        pub max_visits_per_day: Option<i32>,
        pub max_minutes_per_day: Option<i32>,
        pub feed_token_hash: Option<String>,
        pub photo_etag: Option<String>,
        pub deleted_at: Option<Instant>,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("employee", Id: EmployeeId, hiding ["feed_token_hash"]);
    // A calendar program shows only its secret.
    crate::tenancy::platform_row!();
}

pub mod hours {
    //! A window in somebody's week.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeHoursId, EmployeeId, TenantId};

    /// A window in somebody's week.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "employee_hours")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EmployeeHoursId,
        pub employee_id: EmployeeId,
        pub weekday: i32,
        pub starts_minute: i32,
        pub ends_minute: i32,
        pub weeks: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("weekly hours", EmployeeId: EmployeeId);
}

pub mod skill {
    //! What somebody does.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, ServiceId, TenantId};

    /// That somebody does a service.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "employee_services")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub employee_id: EmployeeId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub service_id: ServiceId,
        pub duration_minutes: Option<i32>,
        pub price_cents: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("employee's service", EmployeeId: EmployeeId);
}

pub mod override_ {
    //! Other hours of somebody on one day.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, EmployeeOverrideId, TenantId};

    /// Other hours of somebody on one day.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "employee_overrides")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EmployeeOverrideId,
        pub employee_id: EmployeeId,
        pub day: String,
        pub starts_minute: Option<i32>,
        pub ends_minute: Option<i32>,
        pub note: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("employee's day", EmployeeId: EmployeeId);
}

pub mod time_off {
    //! A time at which somebody does not work.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, TenantId, TimeOffId};
    use crate::instant::Instant;

    /// A time at which somebody does not work.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "time_off")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TimeOffId,
        pub employee_id: EmployeeId,
        pub first_day: Option<String>,
        pub last_day: Option<String>,
        pub starts_at: Option<Instant>,
        pub ends_at: Option<Instant>,
        pub reason: Option<String>,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("time off", EmployeeId: EmployeeId);
}

pub mod photo {
    //! A picture of somebody.
    use sea_orm::entity::prelude::*;

    use crate::ids::{EmployeeId, TenantId};
    use crate::instant::Instant;

    /// A picture of somebody.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "employee_photos")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub employee_id: EmployeeId,
        pub content_type: String,
        pub bytes: Vec<u8>,
        pub updated_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("photo", EmployeeId: EmployeeId);
}
