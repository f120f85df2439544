//! Rows of customers.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

use sea_orm::entity::prelude::*;

use crate::ids::{CustomerId, EmployeeId, TenantId};
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
    pub email: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub notes: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub preferences: Option<String>,
    pub preferred_employee_id: Option<EmployeeId>,
    pub marketing_consent: bool,
    pub marketing_consent_at: Option<Instant>,
    pub is_blocked: bool,
    pub merged_into_id: Option<CustomerId>,
    pub deleted_at: Option<Instant>,
    pub erased_at: Option<Instant>,
    pub is_vip: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

crate::tenancy::tenant_row!("customer", Id: CustomerId);
