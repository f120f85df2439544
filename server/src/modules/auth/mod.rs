//! Who somebody is: people who log in to salons, those who look after the installation, and programs that hold a salon's
//! key.
//!
//! Not for: what a role may do on a route (`http/access.rs`). Read `login.rs` first. `signup.rs` founds a salon,
//! `recovery.rs` is what goes by e-mail, `two_factor.rs` the second factor, `profile.rs` one's own account, `people.rs`
//! who may log in to a salon, and invitations, `operators.rs` those who look after the installation.

mod api_keys;
mod email;
mod entity;
mod links;
mod login;
mod mails;
mod operators;
mod passwords;
mod people;
mod profile;
mod recovery;
mod routes;
mod signup;
mod store;
mod tokens;
mod two_factor;

pub use api_keys::{ApiKeyCache, NewApiKey, Scope, holder_of_key, make_api_key, revoke_api_keys};
pub use email::Email;
pub use entity::api_key::Model as ApiKeyRow;
pub use entity::invitation::Model as InvitationRow;
pub use entity::membership::{Model as MembershipRow, Role};
pub use entity::session::Model as SessionRow;
pub use login::{NewOwner, add_owner, note, person_by_token, tenant_of};
pub use mails::{Owner, deliver as deliver_mail, list_owners, write_to};
pub use operators::{LookIn, OperatorError, dismiss_operator, make_operator, open_look_in, set_disabled};
pub use people::names_of_actors;
pub use routes::routes;
pub use tokens::Tokens;
pub use two_factor::reseal;
