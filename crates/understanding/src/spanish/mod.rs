//! Spanish.

pub(crate) use crate::english::WORDS;
