//! Scheduling: at which times could this visit start, and with whom?
//!
//! Pure: no clock, network, database or async.
