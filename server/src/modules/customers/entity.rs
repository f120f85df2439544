//! Rows of customers.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use sea_orm::entity::prelude::*;

use crate::ids::{CustomerId, TenantId};
use crate::instant::Instant;

/// Somebody who is served.
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    pub name: String,
    pub phone: Option<String>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!();
