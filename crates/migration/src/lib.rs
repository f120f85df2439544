//! One migration set for every supported database.
//!
//! Each file is one step. A step that has been released is never edited: add the next one.
//! Tables that belong to a salon have the primary key `(tenant_id, id)`, and every reference between them is the
//! pair `(tenant_id, …_id)`: the database itself refuses a row that mixes two salons.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

pub mod figures;
mod m0001_first_path;
mod m0002_scheduling;
mod m0003_accounts;
mod m0004_conversation;
mod m0005_billing;
mod m0007_recordings;
mod m0008_reports;
mod m0009_messages;
mod m0010_jobs;
mod m0011_equipment;
mod m0013_numbers;
mod m0014_figures;
mod m0015_billing_rhythm;
mod schema;

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first_path::Migration),
            Box::new(m0002_scheduling::Migration),
            Box::new(m0003_accounts::Migration),
            Box::new(m0004_conversation::Migration),
            Box::new(m0005_billing::Migration),
            Box::new(m0007_recordings::Migration),
            Box::new(m0008_reports::Migration),
            Box::new(m0009_messages::Migration),
            Box::new(m0010_jobs::Migration),
            Box::new(m0011_equipment::Migration),
            Box::new(m0013_numbers::Migration),
            Box::new(m0014_figures::Migration),
            Box::new(m0015_billing_rhythm::Migration),
        ]
    }
}
