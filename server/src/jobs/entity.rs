//! Rows of the outbox.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{JobId, TenantId};
use crate::instant::Instant;

/// A piece of work in the outbox.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub tenant_id: TenantId,
    pub kind: String,
    pub payload: Json,
    pub state: JobState,
    pub run_at: Instant,
    pub attempts: i32,
    pub leased_until: Option<Instant>,
    pub fence: i32,
    pub last_error: Option<String>,
    pub once: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(20))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobState {
    /// Waits for its time.
    Queued,
    /// A worker has it, until its lease ends.
    Running,
    /// Done.
    Done,
    /// Given up; a person must look.
    Dead,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!(unaudited);
crate::tenancy::platform_row!();
