//! A salon as a whole: its profile, its opening hours, and [`Salon`], everything that booking and answering the
//! telephone need to know about it, read once and kept until it changes.
//!
//! Not for: accounts (`auth`) or money (`billing`). Read `salon.rs` first; `hours.rs` is how the salon changes its hours,
//! `working_days.rs` what comes of them on a day, `rules.rs` its rules for booking, `profile.rs` what it says of itself,
//! `settings.rs` the rest.

mod entity;
mod hours;
mod money;
mod period;
mod profile;
mod routes;
mod rules;
mod salon;
mod settings;
mod store;
mod week;
mod window;
mod work;
mod working_days;

pub use entity::opening_hours::Model as OpeningHoursRow;
pub use entity::tenant::{
    Column as TenantColumn, Entity as TenantTable, Model as TenantRecord, TenantStatus,
};
pub use money::{currency_of, read_country, read_currency};
pub use period::Period;
pub use routes::{Tenant, routes};
pub use salon::{Salon, SalonCache, is_current, read_salon, salon};
pub use settings::{AfterHours, Line, Provider, QuietHours, Settings, Speech, Tone};
pub use store::{
    Founding, add_opening_hours, catalogue_changed, find_record, found, list_all_records, list_records,
    lock_record, page_records, set_override, set_status, take_terms, version_among,
};
pub use week::{check_day, check_week};
pub use window::{DayOverride, DayWindow, ReadyHours, WeeklyWindow, clock, weeks_in_row};
pub use work::minutes_at_work;
