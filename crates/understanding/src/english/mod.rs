//! The English words. Another language is another folder like this one, chosen where these tables are asked.

pub(crate) mod acts;
pub(crate) mod calendar;
pub(crate) mod elsewhere;
pub(crate) mod everyday;
pub(crate) mod letters;
pub(crate) mod numbers;
pub(crate) mod salon;
pub(crate) mod spoken;
