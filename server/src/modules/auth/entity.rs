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
        pub email_verified_at: Option<Instant>,
        pub is_operator: bool,
        pub two_factor_secret: Option<String>,
        pub two_factor_since: Option<Instant>,
        pub two_factor_step: Option<i64>,
        pub password_changed_at: Option<Instant>,
    }

    impl Model {
        /// Whether a second factor is asked for.
        pub fn has_two_factor(&self) -> bool {
            self.two_factor_since.is_some()
        }
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

    use crate::ids::{EmployeeId, TenantId, UserId};
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
        pub employee_id: Option<EmployeeId>,
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
        /// Serves customers; sees their own calendar.
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

    crate::tenancy::tenant_row!("member", UserId: UserId);
    crate::tenancy::platform_row!();
}

pub mod session {
    //! A log-in.
    use sea_orm::entity::prelude::*;

    use crate::ids::{SessionId, TenantId, UserId};
    use crate::instant::Instant;

    /// A log-in of one person: to a salon, or as an operator to none, perhaps looking into one.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SessionId,
        pub user_id: UserId,
        pub tenant_id: Option<TenantId>,
        pub look_in_reason: Option<String>,
        pub user_agent: Option<String>,
        pub address: Option<String>,
        pub created_at: Instant,
        pub last_seen_at: Instant,
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
        pub scopes: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("api key", Id: ApiKeyId, hiding ["secret_hash"]);
    crate::tenancy::platform_row!();
}

pub mod recovery_code {
    //! A code for the day the telephone with the second factor is gone.
    use sea_orm::entity::prelude::*;

    use crate::ids::{RecoveryCodeId, UserId};
    use crate::instant::Instant;

    /// A code that counts once in place of the second factor.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RecoveryCodeId,
        pub user_id: UserId,
        pub code_hash: String,
        pub used_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}

pub mod account_token {
    //! What a link in an e-mail proves, once.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AccountTokenId, UserId};
    use crate::instant::Instant;

    /// A link that was sent to a person.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountTokenId,
        pub user_id: UserId,
        pub purpose: Purpose,
        pub token_hash: String,
        pub email: String,
        pub created_at: Instant,
        pub expires_at: Instant,
        pub used_at: Option<Instant>,
    }

    /// What the link is for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Purpose {
        /// To set a new password.
        ResetPassword,
        /// To show that the address is theirs; it becomes the account's.
        VerifyEmail,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}

pub mod invitation {
    //! An invitation to a salon.
    use sea_orm::entity::prelude::*;

    use super::membership::Role;
    use crate::ids::{EmployeeId, InvitationId, TenantId, UserId};
    use crate::instant::Instant;

    /// An invitation to a salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InvitationId,
        pub email: String,
        pub role: Role,
        pub employee_id: Option<EmployeeId>,
        pub token_hash: String,
        pub invited_by_id: UserId,
        pub created_at: Instant,
        pub expires_at: Instant,
        pub accepted_at: Option<Instant>,
        pub revoked_at: Option<Instant>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("invitation", Id: InvitationId, hiding ["token_hash"]);
    crate::tenancy::platform_row!();
}
