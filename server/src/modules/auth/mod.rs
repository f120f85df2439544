//! Who somebody is: people who log in to a salon, and programs that hold one of its keys.
//!
//! Not for: what a role may do on a route (`http/access.rs`). Read `login.rs` first. Log-in here is real but small;
//! sign-up, reset, two factors and invitations are not built yet.

mod api_keys;
mod entity;
mod login;
mod passwords;
mod routes;
mod store;
mod tokens;

pub use api_keys::{ApiKeyCache, NewApiKey, holder_of_key, make_api_key, revoke_api_keys};
pub use entity::api_key::Model as ApiKeyRow;
pub use entity::membership::Role;
pub use entity::session::Model as SessionRow;
pub use login::{NewOwner, add_owner, member_by_token};
pub use routes::routes;
pub use tokens::Tokens;
