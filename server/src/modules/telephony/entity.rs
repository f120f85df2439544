//! Rows of telephone numbers.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use sea_orm::entity::prelude::*;

use crate::ids::{PhoneNumberId, TenantId};
use crate::instant::Instant;

/// A telephone number that Bolt answers for a salon.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "phone_numbers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhoneNumberId,
    pub number: String,
    pub created_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!("phone number", Id: PhoneNumberId);
crate::tenancy::platform_row!();

pub mod clip {
    //! A phrase as it was spoken. It belongs to no salon.
    use sea_orm::entity::prelude::*;

    use crate::instant::Instant;

    /// A phrase as it was spoken, by the hash of its words and voice.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "speech_clips")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub content_type: String,
        pub audio: Vec<u8>,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}
