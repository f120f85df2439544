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
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!();
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!();
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!();
}
