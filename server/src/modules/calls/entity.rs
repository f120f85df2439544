//! Rows of conversations.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod call {
    //! A conversation.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};
    use utoipa::ToSchema;

    use crate::ids::{AppointmentId, CallId, CustomerId, TenantId};
    use crate::instant::Instant;

    /// A conversation.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "calls")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CallId,
        pub channel: Channel,
        pub provider_call_id: Option<String>,
        pub from_number: Option<String>,
        pub to_number: Option<String>,
        pub customer_id: Option<CustomerId>,
        pub status: Status,
        pub reason: Reason,
        pub outcome: Outcome,
        pub appointment_id: Option<AppointmentId>,
        pub turn_count: i32,
        pub dialogue: Option<Json>,
        pub call_back_name: Option<String>,
        pub call_back_phone: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub message: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub summary: Option<String>,
        pub result: Option<Json>,
        pub followed_up_at: Option<Instant>,
        pub followed_up_by: Option<String>,
        pub model_input_tokens: i32,
        pub model_output_tokens: i32,
        pub model_cost_micros: i64,
        pub recording_agreed_at: Option<Instant>,
        pub recording_refused_at: Option<Instant>,
        pub recording_url: Option<String>,
        pub voicemail_url: Option<String>,
        pub voicemail_seconds: Option<i32>,
        pub sockets: i32,
        #[sea_orm(column_type = "Text", nullable)]
        pub voicemail_text: Option<String>,
        pub transcript_erased_at: Option<Instant>,
        pub telephony_cost_micros: Option<i64>,
        pub is_cost_told: bool,
        pub started_at: Instant,
        pub ended_at: Option<Instant>,
        pub duration_seconds: Option<i32>,
        pub updated_at: Instant,
    }

    /// Through what the caller speaks.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = CallChannel)]
    pub enum Channel {
        /// Telephone.
        Phone,
        /// The dashboard's own telephone.
        Browser,
        /// Text messages.
        Sms,
    }

    /// Where the conversation stands.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = CallStatus)]
    pub enum Status {
        /// Going on.
        InProgress,
        /// Over.
        Completed,
        /// Broken off by the network.
        Failed,
    }

    /// Why the caller called.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(40))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = CallReason)]
    pub enum Reason {
        BookAppointment,
        CancelAppointment,
        ModifyAppointment,
        AskHours,
        AskServices,
        AskPrice,
        AskLocation,
        AskAvailability,
        SpeakToHuman,
        Other,
        Unknown,
    }

    impl From<conversation::Reason> for Reason {
        fn from(reason: conversation::Reason) -> Self {
            use conversation::Reason as Known;
            match reason {
                Known::BookAppointment => Self::BookAppointment,
                Known::CancelAppointment => Self::CancelAppointment,
                Known::ModifyAppointment => Self::ModifyAppointment,
                Known::AskHours => Self::AskHours,
                Known::AskServices => Self::AskServices,
                Known::AskPrice => Self::AskPrice,
                Known::AskLocation => Self::AskLocation,
                Known::AskAvailability => Self::AskAvailability,
                Known::SpeakToHuman => Self::SpeakToHuman,
                Known::Other => Self::Other,
                Known::Unknown => Self::Unknown,
            }
        }
    }

    /// What came of it.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = CallOutcome)]
    pub enum Outcome {
        /// A visit was booked.
        Booked,
        /// A visit was moved.
        Moved,
        /// A visit was called off.
        Cancelled,
        /// A question was answered.
        Answered,
        /// The caller was connected to a person.
        Transferred,
        /// Nothing came of it.
        Unresolved,
    }

    impl From<conversation::Outcome> for Outcome {
        fn from(outcome: conversation::Outcome) -> Self {
            use conversation::Outcome as Known;
            match outcome {
                Known::Booked => Self::Booked,
                Known::Moved => Self::Moved,
                Known::Cancelled => Self::Cancelled,
                Known::Answered => Self::Answered,
                Known::Transferred => Self::Transferred,
                Known::Unresolved => Self::Unresolved,
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod turn {
    //! What the caller said once, and what was answered.
    use sea_orm::entity::prelude::*;

    use crate::ids::{CallId, TenantId};
    use crate::instant::Instant;

    /// What the caller said once, and what was answered. The first has only the greeting.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "call_turns")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub call_id: CallId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sequence: i32,
        pub at: Instant,
        #[sea_orm(column_type = "Text", nullable)]
        pub heard: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub said: Option<String>,
        pub then: Then,
        pub understood: Option<Json>,
        pub tools: Json,
        pub understanding_micros: Option<i32>,
        pub event_id: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub unheard: Option<String>,
        pub model: Option<Json>,
        pub proof: Option<Json>,
    }

    impl Model {
        /// What the caller heard of it: all that was said, unless they spoke into it.
        pub fn heard_by_caller(&self) -> &str {
            let said = self.said.as_deref().unwrap_or_default();
            let unheard = self.unheard.as_deref().unwrap_or_default();
            said.strip_suffix(unheard).unwrap_or(said).trim_end()
        }
    }

    /// What happens after the words.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Then {
        /// The caller's turn.
        Listen,
        /// The conversation is over.
        HangUp,
        /// A person takes over.
        Transfer,
        /// The caller leaves a message.
        TakeMessage,
    }

    impl From<conversation::Then> for Then {
        fn from(then: conversation::Then) -> Self {
            match then {
                conversation::Then::Listen => Self::Listen,
                conversation::Then::HangUp => Self::HangUp,
                conversation::Then::Transfer => Self::Transfer,
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod recording {
    //! A call's recording, or a message after the tone.
    use sea_orm::entity::prelude::*;
    use serde::Serialize;
    use utoipa::ToSchema;

    use crate::ids::{CallId, RecordingId, TenantId};
    use crate::instant::Instant;

    /// A call's recording, or a message after the tone; its sound is in [`super::recording_part`].
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "call_recordings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RecordingId,
        pub call_id: CallId,
        pub kind: Kind,
        pub provider_id: String,
        pub state: State,
        pub seconds: Option<i32>,
        pub content_type: Option<String>,
        pub size_bytes: i32,
        pub is_at_network: bool,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    /// What was recorded.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Kind {
        /// The whole call.
        Call,
        /// A message after the tone.
        Voicemail,
    }

    /// Where the sound is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, ToSchema)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = RecordingState)]
    pub enum State {
        /// It is being fetched.
        Waiting,
        /// It can be heard.
        Stored,
        /// It could not be fetched.
        Failed,
        /// It was deleted, because it was old.
        Expired,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    // Part of a call, which is a log itself; that somebody listened, or that something was deleted, is noted.
    crate::tenancy::tenant_row!(unaudited);
}

pub mod recording_part {
    //! A piece of a recording's sound, encrypted.
    use sea_orm::entity::prelude::*;

    use crate::ids::{RecordingId, TenantId};

    /// A piece of a recording's sound, encrypted.
    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "call_recording_parts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub recording_id: RecordingId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: i32,
        pub key_name: String,
        pub sealed: Vec<u8>,
    }

    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let Self { recording_id, part, .. } = self;
            f.debug_struct("Model")
                .field("recording_id", recording_id)
                .field("part", part)
                .finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
    // Every salon's are encrypted anew at once.
    crate::tenancy::platform_row!();
}

pub mod leg {
    //! A person to whom a caller was put through.
    use sea_orm::entity::prelude::*;
    use serde::Serialize;
    use utoipa::ToSchema;

    use crate::ids::{CallId, TenantId};
    use crate::instant::Instant;

    /// A person to whom a caller was put through.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "call_legs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub call_id: CallId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub sequence: i32,
        pub to_number: String,
        pub state: State,
        pub started_at: Instant,
        pub ended_at: Option<Instant>,
        pub talked_seconds: Option<i32>,
        pub provider_call_id: Option<String>,
        pub cost_micros: Option<i64>,
    }

    /// How it went.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, ToSchema)]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = CallLegState)]
    pub enum State {
        /// Their telephone rings, or they are talking.
        Ringing,
        /// They spoke with the caller.
        Answered,
        /// Somebody or something picked up, and did not take the call.
        Declined,
        /// Nobody picked up.
        NoAnswer,
        /// The line was busy.
        Busy,
        /// It could not be put through.
        Failed,
        /// The caller hung up first.
        Cancelled,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}
