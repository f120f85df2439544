//! Those who wait for a time to become free.
//!
//! When a visit is called off or moved, the freed time is offered to whoever has waited longest and can use it: a text
//! message, and a hold on the time until the offer expires. "Yes" books it; "no", or no answer, and it is the next
//! one's turn. Read `offers.rs` first.
//!
//! Not for: finding free times (`appointments`), understanding the answer (`calls`).

mod entity;
mod joining;
mod offers;
mod person;
mod routes;
mod store;

pub use entity::entry::{Model as Entry, Status};
pub use joining::{NewEntry, join};
pub use offers::{
    Answer, answer_offer, days_are_free, expire_offer, offer_expired_hold, offer_freed_time, open_offer,
    time_is_free, time_is_held,
};
pub use person::{WaitlistRecord, erase_person, give_to, records_of};
pub use routes::routes;
