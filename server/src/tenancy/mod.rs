//! The walls between salons.
//!
//! A [`TenantScope`] is the proof that somebody may act for a salon; it is made only in `scope.rs`, each way from
//! a row that shows it. A [`TenantDb`] carries the scope into every query, a [`TenantTx`] into every write. No
//! module ever holds a database connection, so forgetting the salon does not compile. Below that, composite
//! foreign keys let the database refuse a row that mixes two salons.
//!
//! Read `tenant_db.rs` first. [`PlatformDb`] is the narrow way to rows that belong to no salon or whose salon is
//! not yet known; whoever uses it names the reason, and a test pins where that may be.

mod audit;
mod figures;
mod platform_db;
mod scope;
mod tenant_db;

pub use audit::{Audited, Broken, By, Verification, end_among, entry as audit_entry, head as audit_head};
pub use figures::{Key as FigureKey, Share};
pub use platform_db::{PlatformAccess, PlatformDb, PlatformRow, PlatformTx};
pub use scope::TenantScope;
pub use tenant_db::{Attempts, OfTenant, Retry, StandingQuery, TenantDb, TenantRow, TenantTx};
pub(crate) use tenant_db::{in_transaction, platform_row, tenant_row};
