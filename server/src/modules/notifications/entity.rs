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
}

/// By what way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(10))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = NotificationChannel)]
pub enum Channel {
    /// Text message.
    Sms,
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
    /// It will not arrive.
    Failed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!(unaudited);
crate::tenancy::platform_row!();
