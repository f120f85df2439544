//! Rows of accounts.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod user {
    //! A person who logs in.
    use sea_orm::entity::prelude::*;

    use crate::ids::UserId;
    use crate::instant::Instant;

    /// A person who logs in.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UserId,
        pub email: String,
        pub name: String,
        pub password_hash: String,
        pub is_disabled: bool,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}

pub mod membership {
    //! A person's place in a salon.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::{TenantId, UserId};
    use crate::instant::Instant;

    /// A person's place in a salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: UserId,
        pub role: Role,
        pub created_at: Instant,
    }

    /// What a person may do in a salon; each may do what those before it may.
    #[derive(
        Debug,
        Clone,
        Copy,
        PartialEq,
        Eq,
        PartialOrd,
        Ord,
        EnumIter,
        DeriveActiveEnum,
        Serialize,
        Deserialize,
        utoipa::ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Role {
        /// Serves customers; sees the salon's calendar.
        Stylist,
        /// Books, moves and cancels for everybody.
        FrontDesk,
        /// Changes people, services and hours.
        Manager,
        /// Everything, and pays.
        Owner,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!();
    crate::tenancy::platform_row!();
}

pub mod session {
    //! A log-in.
    use sea_orm::entity::prelude::*;

    use crate::ids::{SessionId, TenantId, UserId};
    use crate::instant::Instant;

    /// A log-in of one person to one salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SessionId,
        pub user_id: UserId,
        pub tenant_id: TenantId,
        pub created_at: Instant,
        pub expires_at: Instant,
        pub revoked_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}

pub mod api_key {
    //! A key for the AI endpoints.
    use sea_orm::entity::prelude::*;

    use crate::ids::{ApiKeyId, TenantId};
    use crate::instant::Instant;

    /// A key for the AI endpoints.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ApiKeyId,
        pub name: String,
        pub prefix: String,
        pub secret_hash: String,
        pub created_at: Instant,
        pub expires_at: Option<Instant>,
        pub revoked_at: Option<Instant>,
        pub last_used_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!();
    crate::tenancy::platform_row!();
}
