//! Rows of rehearsals.

#![allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]

pub mod rehearsal {
    //! A salon's rehearsal.
    use sea_orm::entity::prelude::*;

    use crate::ids::{RehearsalId, TenantId};
    use crate::instant::Instant;

    /// A salon's rehearsal.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rehearsals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RehearsalId,
        pub started_at: Instant,
        pub ended_at: Option<Instant>,
        pub catalogue_version: i64,
        pub passed: i32,
        pub failed: i32,
        pub calls: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    // That one was started is noted; what it comes to is written call by call, by nobody.
    crate::tenancy::tenant_row!(unaudited);
}
