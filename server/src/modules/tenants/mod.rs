//! A salon as a whole: its profile, its opening hours, and [`Salon`], everything that booking and answering the
//! telephone need to know about it, read once and kept until it changes.
//!
//! Not for: accounts (`auth`) or money (`billing`). Read `salon.rs` first; `hours.rs` is how the
//! salon changes its hours, `rules.rs` its rules for booking.

mod entity;
mod hours;
mod routes;
mod rules;
mod salon;
mod store;
mod week;
mod window;

pub use entity::opening_hours::Model as OpeningHoursRow;
pub use entity::tenant::{Model as TenantRecord, TenantStatus};
pub use routes::{Tenant, routes};
pub use salon::{Salon, SalonCache, is_current, read_salon, salon};
pub use store::{Founding, add_opening_hours, catalogue_changed, found, set_override, version_among};
pub use week::{check_day, check_week};
pub use window::{DayOverride, DayWindow, ReadyHours, WeeklyWindow, clock, weeks_in_row};
