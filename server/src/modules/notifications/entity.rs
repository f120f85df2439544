//! Rows of notifications.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{AppointmentId, NotificationId, TenantId};
use crate::instant::Instant;

/// A message to a caller or an employee.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    pub appointment_id: Option<AppointmentId>,
    pub kind: Kind,
    pub channel: Channel,
    pub recipient: String,
    pub sender: String,
    pub body: String,
    pub status: Status,
    pub attempts: i32,
    pub error: Option<String>,
    pub provider_message_id: Option<String>,
    pub created_at: Instant,
    pub sending_since: Option<Instant>,
    pub sent_at: Option<Instant>,
    pub updated_at: Instant,
    pub purpose: Option<String>,
    pub expires_at: Option<Instant>,
    pub mail: Option<Json>,
    pub error_code: Option<i32>,
    pub retry_of_id: Option<NotificationId>,
    pub retries: i32,
    pub segments: Option<i32>,
    pub cost_micros: Option<i64>,
    pub cost_currency: Option<String>,
    pub cost_is_estimate: bool,
    pub delivered_at: Option<Instant>,
    pub written_by: Option<String>,
}

/// What a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(40))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = NotificationKind)]
pub enum Kind {
    BookingConfirmation,
    BookingMoved,
    BookingCancelled,
    EmployeeNewBooking,
    EmployeeBookingMoved,
    EmployeeBookingCancelled,
    /// Somebody is to be called back.
    CallBackRequest,
    /// A caller wants something passed on.
    CallerMessage,
    /// Somebody has left a message.
    Voicemail,
    /// A time has become free for somebody who waits.
    WaitlistOffer,
    /// A visit is near.
    Reminder,
    /// How was it?
    ReviewRequest,
    /// Somebody called and hung up.
    MissedCall,
    /// Written by somebody of the salon.
    Reply,
}

impl Kind {
    /// Whether it goes to the salon's own people.
    pub fn is_to_salon(self) -> bool {
        matches!(
            self,
            Self::EmployeeNewBooking
                | Self::EmployeeBookingMoved
                | Self::EmployeeBookingCancelled
                | Self::CallBackRequest
                | Self::CallerMessage
                | Self::Voicemail
        )
    }
}

/// By what way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(10))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = NotificationChannel)]
pub enum Channel {
    /// Text message.
    Sms,
    /// E-mail.
    Email,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = NotificationStatus)]
pub enum Status {
    /// Waits for the worker.
    Queued,
    /// Being handed over; or handed over without our learning of it, which is asked before trying again.
    Sending,
    /// The network has it.
    Sent,
    /// It is on the telephone.
    Delivered,
    /// The network could not bring it to the telephone.
    Undelivered,
    /// It was not taken.
    Failed,
    /// It was not sent, and is not to be: the recipient wants no messages, or it was of no use any more.
    Suppressed,
}

impl Status {
    /// Whether nothing more will come of it.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Sent)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!(unaudited);
crate::tenancy::platform_row!();

pub mod thread {
    //! All messages with one number.
    use sea_orm::entity::prelude::*;

    use crate::ids::{TenantId, ThreadId};
    use crate::instant::Instant;

    /// All messages with one number.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message_threads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ThreadId,
        pub number: String,
        pub last_at: Instant,
        pub last_body: Option<String>,
        pub is_last_inbound: bool,
        pub last_inbound_at: Option<Instant>,
        pub read_at: Option<Instant>,
        pub opted_out_at: Option<Instant>,
        pub opted_out_word: Option<String>,
        pub landline_at: Option<Instant>,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod inbound {
    //! A message from a customer.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::{AppointmentId, InboundMessageId, TenantId, ThreadId};
    use crate::instant::Instant;

    /// A message from a customer.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "inbound_messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InboundMessageId,
        pub thread_id: ThreadId,
        pub provider_message_id: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub body: Option<String>,
        pub meaning: Meaning,
        #[sea_orm(column_type = "Text", nullable)]
        pub answer: Option<String>,
        pub appointment_id: Option<AppointmentId>,
        pub received_at: Instant,
    }

    /// What a message was taken for.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = InboundMeaning)]
    pub enum Meaning {
        /// Send nothing more.
        Stop,
        /// Send again.
        Start,
        /// Who is this? The network answers by itself.
        Help,
        /// They come.
        Confirm,
        /// They do not come.
        Cancel,
        /// Something for the receptionist.
        Conversation,
        /// Something for a person: somebody of the salon is writing with them, or they get no answers.
        ForPerson,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod template {
    //! The salon's own words for a kind of message.
    use sea_orm::entity::prelude::*;

    use super::Kind;
    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// The salon's own words for a kind of message.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message_templates")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: Kind,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub body: Option<String>,
        pub updated_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("message template");
}

pub mod link {
    //! The page of a visit.
    use sea_orm::entity::prelude::*;

    use crate::ids::{AppointmentId, TenantId};
    use crate::instant::Instant;

    /// The page of a visit.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "visit_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub appointment_id: AppointmentId,
        pub token_hash: String,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
    crate::tenancy::platform_row!();
}
