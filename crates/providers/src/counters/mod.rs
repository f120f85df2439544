//! Counting events per key in windows of time, for limits on how often something may happen. [`Counters`] is the
//! port: [`MemoryCounters`] for one process, [`RedisCounters`] for several that share a limit, and
//! [`FallbackCounters`] for those several when Redis is away.
//!
//! Not for: the limits themselves, or what happens to those who exceed them.

mod fallback;
mod memory;
mod redis;

use std::time::Duration;

use async_trait::async_trait;

pub use self::{fallback::FallbackCounters, memory::MemoryCounters, redis::RedisCounters};

/// Counts events. A key's window begins with its first event and lasts as long as that event asked for; when it
/// is over, the key is as new.
#[async_trait]
pub trait Counters: Send + Sync {
    /// Counts one event under `key`, and says how many there are now and when the window ends. `window` matters
    /// only to the event that begins one.
    async fn count(&self, key: &str, window: Duration) -> Result<Counted, CountersError>;

    /// How many there are under `key`, counting nothing; nothing outside a window.
    async fn look(&self, key: &str) -> Result<Option<Counted>, CountersError>;

    /// Forgets `key`: its next event begins a new window.
    async fn clear(&self, key: &str) -> Result<(), CountersError>;
}

/// The events under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// How many in this window.
    pub events: u64,
    /// How long until the window ends and they are forgotten.
    pub ends_in: Duration,
}

/// Why nothing could be counted. Holds no key, which may be a caller's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the shared counters cannot be used: {reason}")]
pub struct CountersError {
    /// What stood in the way.
    pub reason: String,
}
