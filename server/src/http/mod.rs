//! What every request has in common: who may come in ([`access`]), what an answer looks like ([`envelope`],
//! [`problem`]), which routes there are ([`router`]). Nothing here knows a salon's business.

pub mod access;
pub mod envelope;
pub mod extract;
pub mod limits;
pub mod log;
pub mod problem;
pub mod router;
mod spa;
pub mod visitor;
