//! Rows of telephone numbers.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use providers::telephony;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    pub network_ref: Option<String>,
    pub has_sms: bool,
    pub release_at: Option<Instant>,
    pub is_leaving: bool,
    pub checked_at: Option<Instant>,
    pub problem: Option<NumberProblem>,
    pub registration: Option<RegistrationState>,
    pub registration_reason: Option<String>,
}

/// What is wrong with a number at the telephone company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(40))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberProblem {
    /// The company does not have it, or not in our account.
    NotThere,
    /// This server's address is one that nobody but this machine reaches.
    LocalAddress,
}

/// How far a number's registration for text messages is; calls need none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationState {
    /// Where the number is, none is asked for.
    NotNeeded,
    /// Nobody has begun.
    Missing,
    /// The telephone company looks at it.
    InReview,
    /// Messages go out.
    Approved,
    /// It was turned down.
    Rejected,
}

impl From<telephony::RegistrationState> for RegistrationState {
    fn from(state: telephony::RegistrationState) -> Self {
        match state {
            telephony::RegistrationState::NotNeeded => Self::NotNeeded,
            telephony::RegistrationState::Missing => Self::Missing,
            telephony::RegistrationState::InReview => Self::InReview,
            telephony::RegistrationState::Approved => Self::Approved,
            telephony::RegistrationState::Rejected => Self::Rejected,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!("phone number", Id: PhoneNumberId);
crate::tenancy::platform_row!();

pub mod order {
    //! An order of a number.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::{NumberOrderId, TenantId};
    use crate::instant::Instant;

    /// An order of a number, and what became of it.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "number_orders")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: NumberOrderId,
        pub number: String,
        pub state: OrderState,
        pub problem: Option<OrderProblem>,
        pub reason: Option<String>,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    /// What became of an order.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum OrderState {
        /// Under way.
        Buying,
        /// The salon has the number.
        Bought,
        /// It could not be bought.
        Failed,
        /// The salon had it and has given it back.
        Released,
    }

    /// Why a number could not be bought.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum OrderProblem {
        /// Somebody else was quicker.
        Gone,
        /// The telephone company refused.
        Refused,
        /// The telephone company could not be reached for hours.
        Unreachable,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("number order", Id: NumberOrderId);
}

pub mod forwarding {
    //! The salon's own number, which sends on what nobody answers.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// The salon's own number, and whether a call has come through it.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "call_forwardings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        pub number: String,
        pub carrier: Carrier,
        pub tested_at: Option<Instant>,
        pub arrived_at: Option<Instant>,
        pub is_confirmed: bool,
        pub updated_at: Instant,
    }

    /// Whose customer the salon is with its own number: they have other codes.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = ForwardingCarrier)]
    pub enum Carrier {
        /// A mobile telephone of Verizon, Xfinity Mobile, Visible.
        Verizon,
        /// A mobile telephone of T-Mobile, Metro, Mint, Google Fi.
        TMobile,
        /// A mobile telephone of AT&T, Cricket, FirstNet.
        Att,
        /// Any other mobile telephone.
        OtherMobile,
        /// A landline, or a telephone that came with the internet.
        Landline,
        /// An office telephone system: RingCentral, Ooma, Google Voice.
        Office,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("call forwarding");
}

pub mod account {
    //! A salon's own account at the telephone company.
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// A salon's own account at the telephone company, below ours. Its token is sealed.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "telephone_accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        pub account_ref: String,
        pub token: String,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
    crate::tenancy::platform_row!();
}

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
