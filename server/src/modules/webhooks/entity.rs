//! Rows of webhooks.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod endpoint {
    //! An address that is told.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::{TenantId, WebhookEndpointId};
    use crate::instant::Instant;

    /// An address that is told.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_endpoints")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WebhookEndpointId,
        pub url: String,
        pub description: Option<String>,
        pub events: Json,
        pub secret: String,
        pub old_secret: Option<String>,
        pub old_secret_until: Option<Instant>,
        pub is_active: bool,
        pub failing_since: Option<Instant>,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub deleted_at: Option<Instant>,
    }

    /// What can be told.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
    )]
    #[schema(as = WebhookEvent)]
    pub enum Event {
        /// A visit was booked.
        #[serde(rename = "appointment.booked")]
        AppointmentBooked,
        /// A visit was moved.
        #[serde(rename = "appointment.moved")]
        AppointmentMoved,
        /// A visit was called off.
        #[serde(rename = "appointment.cancelled")]
        AppointmentCancelled,
        /// A call is over.
        #[serde(rename = "call.ended")]
        CallEnded,
        /// Somebody tries the address out.
        #[serde(rename = "ping")]
        Ping,
    }

    impl Event {
        /// As it is written.
        pub fn word(self) -> &'static str {
            match self {
                Self::AppointmentBooked => "appointment.booked",
                Self::AppointmentMoved => "appointment.moved",
                Self::AppointmentCancelled => "appointment.cancelled",
                Self::CallEnded => "call.ended",
                Self::Ping => "ping",
            }
        }
    }

    impl Model {
        /// What it asks to be told.
        pub fn events(&self) -> Vec<Event> {
            serde_json::from_value(self.events.clone()).unwrap_or_default()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!("webhook", Id: WebhookEndpointId, hiding ["secret", "old_secret"]);
    crate::tenancy::platform_row!();
}

pub mod delivery {
    //! One telling of one event to one address.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::{TenantId, WebhookDeliveryId, WebhookEndpointId};
    use crate::instant::Instant;

    /// One telling of one event to one address.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_deliveries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WebhookDeliveryId,
        pub endpoint_id: WebhookEndpointId,
        pub message_id: String,
        pub event: String,
        pub payload: Json,
        pub status: DeliveryStatus,
        pub attempts: i32,
        pub response_status: Option<i32>,
        pub error: Option<String>,
        pub created_at: Instant,
        pub next_attempt_at: Option<Instant>,
        pub delivered_at: Option<Instant>,
    }

    /// How a telling stands.
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
    pub enum DeliveryStatus {
        /// Under way, or waiting for the next attempt.
        Pending,
        /// The address has said that it has it.
        Delivered,
        /// Given up.
        Failed,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}
