//! What salons pay for Bolt: their plan, their trial, and what follows when it is over or a payment fails.
//!
//! The payment company has the truth. [`sync()`] fetches it and draws the conclusions in one transaction: read `sync.rs`
//! first, then `standing.rs` for the rules. Webhooks (`webhook.rs`) and an hourly look (`jobs/standing.rs`) only say that it is
//! time to; so does everything that an owner does here (`paying.rs`). `onboarding.rs` furnishes a salon that pays for the
//! first time. Where no money is real, `simulation.rs` has the payment company's pages.
//!
//! Not for: what a salon that is suspended may do (`http/access.rs`), or what its callers hear (`calls`).

mod entity;
mod mails;
mod onboarding;
mod paying;
mod provider;
mod routes;
pub mod simulation;
mod standing;
mod store;
mod sync;
mod webhook;

pub use entity::subscription::{Model as SubscriptionRow, Plan, Status};
pub use onboarding::{provision_number, seed_services};
pub use provider::Till;
pub use routes::routes;
pub use store::{find as find_subscription, find_subscriptions};
pub use sync::{sync, sync_job};
pub use webhook::require_signature;
