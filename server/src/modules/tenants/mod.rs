//! A salon as a whole: its profile, its opening hours, and [`Salon`], everything that booking and answering the
//! telephone need to know about it, read once and kept until it changes.
//!
//! Not for: accounts (`auth`) or money (`billing`). Read `salon.rs` first.

mod entity;
mod routes;
mod salon;
mod store;
mod window;

pub use entity::opening_hours::Model as OpeningHoursRow;
pub use entity::tenant::{Model as TenantRecord, TenantStatus};
pub use routes::{Tenant, routes};
pub use salon::{Salon, SalonCache, salon};
pub use store::{Founding, add_opening_hours, catalogue_changed, found};
pub use window::WeeklyWindow;
