//! Figures. Each module counts its own rows; this one puts the counts together. Only today so far.

mod routes;

pub use routes::routes;
