//! Bolt.
