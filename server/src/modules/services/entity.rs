//! Rows of the catalogue.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod service {
    //! Something to book.
    use sea_orm::entity::prelude::*;

    use crate::ids::{ServiceId, TenantId};
    use crate::instant::Instant;

    /// Something to book.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "services")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ServiceId,
        pub name: String,
        pub category: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub description: Option<String>,
        pub duration_minutes: i32,
        pub price_cents: i64,
        pub synonyms: Json,
        pub is_active: bool,
        pub position: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub segments: Option<Json>,
        pub buffer_before_minutes: i32,
        pub buffer_after_minutes: i32,
        pub deleted_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("service", Id: ServiceId);
}

pub mod add_on {
    //! An extra.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AddOnId, TenantId};
    use crate::instant::Instant;

    /// An extra.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "add_ons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AddOnId,
        pub name: String,
        pub duration_minutes: i32,
        pub price_cents: i64,
        pub is_active: bool,
        pub position: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub deleted_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("add-on", Id: AddOnId);
}

pub mod offer {
    //! Which extra goes with which service.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AddOnId, ServiceId, TenantId};

    /// That an extra goes with a service.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "service_add_ons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub service_id: ServiceId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub add_on_id: AddOnId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("service's add-on", ServiceId: ServiceId);
}

pub mod resource {
    //! A kind of equipment.
    use sea_orm::entity::prelude::*;

    use crate::ids::{ResourceId, TenantId};
    use crate::instant::Instant;

    /// A kind of equipment.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "resources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ResourceId,
        pub name: String,
        pub units: i32,
        pub position: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub deleted_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("resource", Id: ResourceId);
}

pub mod need {
    //! That a service needs a unit of equipment.
    use sea_orm::entity::prelude::*;

    use crate::ids::{ResourceId, ServiceId, TenantId};

    /// That a service needs a unit of equipment.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "service_resources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub service_id: ServiceId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource_id: ResourceId,
        pub segments: Option<Json>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("service's resource", ServiceId: ServiceId);
}
