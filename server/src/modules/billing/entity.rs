//! Rows of what salons pay.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod subscription {
    //! How a salon pays, as last seen at the payment company.
    use providers::payments;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// How a salon pays. Every salon at which somebody has looked has one row, whether it pays or not.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscriptions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        pub customer_ref: Option<String>,
        pub subscription_ref: Option<String>,
        pub item_ref: Option<String>,
        pub plan: Option<Plan>,
        pub status: Option<Status>,
        pub price_cents: Option<i64>,
        pub currency: Option<String>,
        pub period_start: Option<Instant>,
        pub period_end: Option<Instant>,
        pub trial_end: Option<Instant>,
        pub cancel_at: Option<Instant>,
        pub ended_at: Option<Instant>,
        pub past_due_since: Option<Instant>,
        pub suspended_at: Option<Instant>,
        pub activated_at: Option<Instant>,
        pub reminded_days: Option<i32>,
        pub warned_at: Option<Instant>,
        pub version: i32,
        pub created_at: Instant,
        pub updated_at: Instant,
        pub synced_at: Option<Instant>,
    }

    /// What can be subscribed to.
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
    #[schema(as = BillingPlan)]
    pub enum Plan {
        /// Paid each month.
        Monthly,
        /// Paid each year.
        Yearly,
    }

    impl From<payments::Plan> for Plan {
        fn from(plan: payments::Plan) -> Self {
            match plan {
                payments::Plan::Monthly => Self::Monthly,
                payments::Plan::Yearly => Self::Yearly,
            }
        }
    }

    impl From<Plan> for payments::Plan {
        fn from(plan: Plan) -> Self {
            match plan {
                Plan::Monthly => Self::Monthly,
                Plan::Yearly => Self::Yearly,
            }
        }
    }

    /// How a subscription stands at the payment company.
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
    #[schema(as = SubscriptionStatus)]
    pub enum Status {
        /// The first payment is not through.
        Incomplete,
        /// The first payment never came.
        IncompleteExpired,
        /// In its trial, with a card for afterwards.
        Trialing,
        /// Paid.
        Active,
        /// A payment has failed and is tried again.
        PastDue,
        /// A payment has failed and is not tried again.
        Unpaid,
        /// Over.
        Canceled,
        /// The trial ended without a card.
        Paused,
    }

    impl Status {
        /// Whether there is something to change, cancel or pay.
        pub fn is_live(self) -> bool {
            matches!(self, Self::Trialing | Self::Active | Self::PastDue | Self::Unpaid | Self::Paused)
        }
    }

    impl From<payments::SubscriptionStatus> for Status {
        fn from(status: payments::SubscriptionStatus) -> Self {
            match status {
                payments::SubscriptionStatus::Incomplete => Self::Incomplete,
                payments::SubscriptionStatus::IncompleteExpired => Self::IncompleteExpired,
                payments::SubscriptionStatus::Trialing => Self::Trialing,
                payments::SubscriptionStatus::Active => Self::Active,
                payments::SubscriptionStatus::PastDue => Self::PastDue,
                payments::SubscriptionStatus::Unpaid => Self::Unpaid,
                payments::SubscriptionStatus::Canceled => Self::Canceled,
                payments::SubscriptionStatus::Paused => Self::Paused,
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    // What people do about it is noted where they do it; the rest follows from the payment company.
    crate::tenancy::tenant_row!(unaudited);
    crate::tenancy::platform_row!();
}

pub mod invoice {
    //! An invoice to a salon.
    use providers::payments;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::ids::{InvoiceId, TenantId};
    use crate::instant::Instant;

    /// An invoice to a salon.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "invoices")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InvoiceId,
        pub invoice_ref: String,
        pub number: Option<String>,
        pub status: Status,
        pub total_cents: i64,
        pub paid_cents: i64,
        pub currency: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub page_url: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub pdf_url: Option<String>,
        pub created_at: Instant,
        pub updated_at: Instant,
    }

    /// How an invoice stands.
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
    #[schema(as = InvoiceStatus)]
    pub enum Status {
        /// To be paid.
        Open,
        /// Paid, or nothing was to be paid.
        Paid,
        /// Taken back.
        Void,
        /// Given up.
        Uncollectible,
    }

    impl From<payments::InvoiceStatus> for Status {
        fn from(status: payments::InvoiceStatus) -> Self {
            match status {
                payments::InvoiceStatus::Open => Self::Open,
                payments::InvoiceStatus::Paid => Self::Paid,
                payments::InvoiceStatus::Void => Self::Void,
                payments::InvoiceStatus::Uncollectible => Self::Uncollectible,
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

pub mod event {
    //! An event of the payment company that was taken.
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// An event of the payment company that was taken, by its id.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "billing_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub tenant_id: Option<TenantId>,
        pub kind: String,
        pub outcome: Outcome,
        pub received_at: Instant,
    }

    /// What was made of it.
    #[derive(
        Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, serde::Serialize, utoipa::ToSchema,
    )]
    #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    #[schema(as = BillingEventOutcome)]
    pub enum Outcome {
        /// What the salon pays is looked at.
        Taken,
        /// It is about nobody we know.
        UnknownCustomer,
        /// It is about play money where real money counts, or the other way round.
        OtherMode,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::platform_row!();
}
